/*
 * placement.h: where a design's objects could have stood instead, and where lamps would reach most.
 *
 * Public space is what lies along streets (or, without streets, anywhere) inside the boundary, outside buildings and water.
 * A random placement puts every object that can move somewhere else in public space, turned at random, with its own shape
 * and reach; the number of reports that it then reaches is what the design is compared with. Each placement has its own
 * stream of random numbers, so neither threads nor their number change anything.
 *
 * What counts as reached: all of a report for an object that sees or visits; for a lamp the share of the report that was in
 * the dark. A report that was reached already gains nothing, and is never counted twice.
 */
#ifndef BRANDPUNT_GEO_PLACEMENT_H
#define BRANDPUNT_GEO_PLACEMENT_H

#include "geo/random.h"
#include "geo/reach.h"

/* Half the width of public space along a street, in m. */
#define STREET_SIDE_M 6.0

typedef struct PublicSpace {
    Segments streets;
    double *length_m;        /* of the streets up to and with each segment */
    PolygonIndex boundary, buildings, water;
    Box box;
} PublicSpace;

/* Views on the layers, which must live as long; streets, buildings and water may be empty. water may hold lines (brooks),
 * which then take no ground. */
bool public_space_init(const Features *boundary, const Features *streets, const Features *buildings, const Features *water, PublicSpace *ret_space,
                       Error *error) MUST_USE;
void public_space_free(PublicSpace *space);

/* Whether a place is inside the boundary, outside buildings and water. */
bool public_space_holds(const PublicSpace *space, double x_m, double y_m);

/* A random place of it, evenly along the streets; false when none was found in ten thousand tries. */
bool public_space_draw(const PublicSpace *space, Random *random, double *ret_x_m, double *ret_y_m);

/* ---- against chance ---- */

typedef struct ReachState { /* per report; what reaches it before anything is placed */
    const double *weight;
    const float *dark;      /* share in the dark, 0..1; NaN: not known, so no lamp is known to reach it */
    const uint8_t *seen, *lit;
} ReachState;

typedef struct PlacementObject {
    ReachObject object;
    bool lights;            /* reaches the dark part only */
} PlacementObject;

/* The weight that the objects reach beyond the state, as they stand. scratch: places->count zeroed bytes, given back zeroed;
 * found: room for twice places->count. */
double placement_gain(const PlacementObject *object, size_t count, const ReachPlaces *places, const Sight *sight, const ReachState *state, uint8_t *scratch,
                      uint32_t *found);

/* The same for `placements` random placements, into ret_gain. Refuses a public space in which no place is found. */
bool placement_chance(const PlacementObject *object, size_t count, const PublicSpace *space, const ReachPlaces *places, const Sight *sight,
                      const ReachState *state, size_t placements, uint64_t seed, int threads, double *ret_gain, Error *error) MUST_USE;

/* The percentage of the gains below a gain; equal ones count half. Differences below a billionth of the gain are none. */
double placement_percentile(double gain, const double *chance, size_t placements);

/* ---- spots for lamps ---- */

typedef struct Spot {
    double x_m, y_m;
    size_t reports;         /* that it is the first to reach */
    double dark;            /* their weight in the dark */
} Spot;

/* Greedy coverage: of all spots every step_m along the streets, in public space, again and again the one that reaches most
 * dark weight that no lamp reaches yet (Nemhauser, Wolsey & Fisher 1978: at least 63 % of the best that so many spots could
 * reach). Of equal ones the first along the streets. Ends early when nothing is left to reach. A street that lies in a
 * building or on water has no spots. ret_spot holds `wanted`. */
bool spots_choose(const Features *streets, const PublicSpace *space, const ReachPlaces *places, const Sight *sight, const ReachState *state, double reach_m,
                  double step_m, size_t wanted, Spot *ret_spot, size_t *ret_count, Error *error) MUST_USE;

#endif
