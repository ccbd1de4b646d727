/*
 * reach.h: which reports an object in public space reaches.
 *
 * An object is a point (a lamp, a camera, a meeting place), a line (a path, a round of surveillance) or a polygon
 * (greenery). It reaches a report at most reach_m away, from its nearest place; a polygon what lies in it too. A point may
 * look in a direction and may need a clear line (geo/sight.h); lines and polygons have neither.
 */
#ifndef BRANDPUNT_GEO_REACH_H
#define BRANDPUNT_GEO_REACH_H

#include "geo/sight.h"

typedef struct ReachObject {
    FeatureKind kind;
    size_t part_count;
    const size_t *part_start;    /* part_count + 1; vertices of part p: part_start[p] .. part_start[p + 1] - 1 */
    const double *x_m, *y_m;     /* not owned */
    double reach_m;              /* above 0 */
    double direction_deg;        /* the middle of its view, clockwise from north; NaN: all round */
    double angle_deg;            /* the whole width of its view; NaN, or 360 and more: all round */
    bool needs_sight;
} ReachObject;

/* Feature `feature` as an object that looks all round; a view on the features. */
ReachObject reach_object(const Features *features, size_t feature, double reach_m, bool needs_sight);

/* Smallest box around all that it could reach. */
Box reach_box(const ReachObject *object);

/* Whether it reaches a place. sight: NULL when nothing stands in the way. */
bool reach_holds(const ReachObject *object, const Sight *sight, double x_m, double y_m);

/* Places, so many that an object should look only at those nearby; views on arrays that must live as long. */
typedef struct ReachPlaces {
    const double *x_m, *y_m;
    size_t count;
    Segments buckets;
} ReachPlaces;

bool reach_places_init(const double *x_m, const double *y_m, size_t count, double bucket_m, ReachPlaces *ret_places,
                       Error *error) MUST_USE;
void reach_places_free(ReachPlaces *places);

/* The places that the object reaches, each once, in the same order whatever the threads; ret_place holds places->count.
 * Returns how many. Safe for many threads at a time. */
size_t reach_find(const ReachPlaces *places, const ReachObject *object, const Sight *sight, uint32_t *ret_place);

#endif
