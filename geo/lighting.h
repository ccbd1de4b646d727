/*
 * lighting.h: light along streets: how many metres have none, how far they fall short of their class, and where a lamp
 * would reach the most.
 *
 * A lamp lights the street within its reach, seen from above: no buildings, trees or bends. Every place of a street is
 * served by the nearest lamp within reach that is not broken, and has that lamp's lux; no lamp, no lux. All lengths are
 * exact: the street is cut where the nearest lamp changes and where a reach ends, not sampled. All in metres.
 *
 * Spots are chosen greedily, one after another, each where it reaches the most that none before it reached. Greedy
 * coverage comes within 1 - 1/e (63 %) of the best choice of as many spots (Nemhauser, Wolsey & Fisher 1978); among single
 * spots on the streets each is the very best. What a spot reaches is what happened there, not what it will prevent.
 */
#ifndef BRANDPUNT_GEO_LIGHTING_H
#define BRANDPUNT_GEO_LIGHTING_H

#include "geo/coverage.h"
#include "geo/network.h"

/* What a street of a class should have (EN 13201-2). NaN: the class says nothing in lux. */
typedef struct LightingClass {
    double mean_lux, minimum_lux;
} LightingClass;

typedef struct StreetLight {
    double unlit_m;         /* without a working lamp within reach */
    double unknown_m;       /* served by a lamp of unknown lux */
    double lux_mean;        /* over the other metres, the unlit ones with 0; NaN when fewer than half of the lit ones are known */
    double lux_lowest;      /* of those; a lamp's lux is a mean, so the ground can be darker still; NaN as lux_mean */
    double below_minimum_m; /* with less than the class's minimum, the unlit ones with them; NaN without such a class */
    double deficit;         /* 0..1: how far the mean falls short of the class; metres of unknown lux are taken to reach it, so it
                             * is at least this. With lamp positions only: the unlit share. NaN without such a class */
    size_t lamps, broken, state_unknown; /* within reach of the street: that work or may work, that do not; of unknown state */
} StreetLight;

/* Of every edge of the network; target holds a class per edge. reach_m above 0. Refuses lamps without a finite place. */
bool lighting_streets(const Network *network, const Lamp *lamp, size_t lamp_count, const LightingClass *target, double reach_m, StreetLight *ret_light,
                      Error *error) MUST_USE;

/* Points that wait for light, as a view; weight above 0. */
typedef struct UnlitPoints {
    size_t count;
    const double *x_m, *y_m, *weight;
} UnlitPoints;

typedef struct LightingSpot {
    size_t site;            /* of the sites, or the edge */
    double position_m;      /* along the edge; 0 for a site */
    double x_m, y_m;
    size_t points;          /* that no spot before it reaches */
    double weight;          /* of those */
} LightingSpot;

/* Up to `most` of the given sites (broken lamps, say), until none reaches anything more; of equals the first. ret_spot has room
 * for `most`. reached has a byte per point: those not 0 on entry are left out, and those reached are set. */
bool lighting_choose_sites(const double *x_m, const double *y_m, size_t sites, const UnlitPoints *points, double reach_m, size_t most, uint8_t *reached,
                           LightingSpot *ret_spot, size_t *ret_count, Error *error) MUST_USE;

/* The same anywhere along the edges for which allowed is not 0 (NULL: all): the middle of the stretch that reaches the most; of
 * equals the first edge, and on it the first stretch. */
bool lighting_choose_spots(const Network *network, const uint8_t *allowed, const UnlitPoints *points, double reach_m, size_t most, uint8_t *reached,
                           LightingSpot *ret_spot, size_t *ret_count, Error *error) MUST_USE;

#endif
