/*
 * polygon.h: one polygon, with holes and many parts, as a view on the vertices of its owner.
 *
 * A Polygon owns nothing: it points into a Features (geo/features.h) and lives no longer than that. Ring r
 * has the vertices ring_start[r] .. ring_start[r + 1] - 1 of x_m and y_m, without a repeated last vertex.
 * Inside is what the even-odd rule over all rings says.
 */
#ifndef BRANDPUNT_GEO_POLYGON_H
#define BRANDPUNT_GEO_POLYGON_H

#include "geo/features.h"

typedef struct Polygon {
    size_t ring_count;
    const size_t *ring_start; /* ring_count + 1 */
    const double *x_m, *y_m;
} Polygon;

/* The polygon that is feature `feature` of a layer of polygons, or all features of it together. */
Polygon polygon_of(const Features *features, size_t feature);
Polygon polygon_of_all(const Features *features);

/* Smallest box around the rings; empty (x_min > x_max) when there are none. */
Box polygon_box(const Polygon *polygon);

/* Area in m2: the sum of the rings' signed areas, made positive. 0 for a polygon without rings. */
double polygon_area_m2(const Polygon *polygon);

/* The centre of mass, by the rings' signed areas; false for a polygon without area. It may lie outside. */
bool polygon_centroid(const Polygon *polygon, double *ret_x_m, double *ret_y_m);

/* Whether the point lies inside, by the even-odd rule; a point on an edge may fall either way, but of two
 * polygons that share the edge it lies in exactly one. */
bool polygon_contains(const Polygon *polygon, double x_m, double y_m);

/* Where the edge a-b crosses the horizontal line at y; false where it does not. An end on the line counts as
 * below it. Everything that asks what is inside asks here, so that all answers agree to the last bit. */
bool polygon_edge_crossing(double ax, double ay, double bx, double by, double y, double *ret_x_m);

/* Distance in m from a point to the segment a-b (a point when a is b). */
double segment_distance_m(double ax, double ay, double bx, double by, double x_m, double y_m);

/* Distance in m from a point to the nearest edge, 0 or more; infinity without edges. */
double polygon_edge_distance_m(const Polygon *polygon, double x_m, double y_m);

/* A point well inside, for a label or a name: the middle of the widest inside run on a few scan lines
 * through the polygon; of a line with more than 128 runs only the leftmost 128. False when the polygon has no inside. */
bool polygon_inner_point(const Polygon *polygon, double *ret_x_m, double *ret_y_m);

#endif
