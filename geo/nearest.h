/*
 * nearest.h: the nearest feature of a layer, for many points.
 *
 * Points, lines, and the edges of polygons; a place inside a polygon is as far as its nearest edge. The index
 * owns its own copy of the edges.
 */
#ifndef BRANDPUNT_GEO_NEAREST_H
#define BRANDPUNT_GEO_NEAREST_H

#include "geo/segments.h"

typedef struct NearestIndex {
    Segments segments;
} NearestIndex;

bool nearest_init(const Features *layer, NearestIndex *ret_index, Error *error) MUST_USE;
void nearest_free(NearestIndex *index);

/* The feature nearest to the point, at most max_m away (INFINITY for no limit), and its distance in m (NULL
 * when not wanted). Of several equally near the first one. -1 when there is none; ret_ is then left alone. */
ptrdiff_t nearest_find(const NearestIndex *index, double x_m, double y_m, double max_m,
                       double *ret_distance_m);

#endif
