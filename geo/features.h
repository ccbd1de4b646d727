/*
 * features.h: the geometry of one layer as flat arrays, in metres.
 *
 * A layer holds `count` features of one kind. A feature is a run of parts (a point, a line, a ring), a part
 * is a run of vertices:
 *
 *     feature f  has parts    part_start[f]   .. part_start[f + 1] - 1
 *     part p     has vertices vertex_start[p] .. vertex_start[p + 1] - 1
 *
 * Rings are stored without a repeated last vertex. Outer rings run counter-clockwise and holes clockwise, so
 * that the signed areas of a feature's rings add up to its area; a point in a feature is found by the
 * even-odd rule over all its rings, whichever part they belong to.
 */
#ifndef BRANDPUNT_GEO_FEATURES_H
#define BRANDPUNT_GEO_FEATURES_H

#include "geo/error.h"

#include <stddef.h>

typedef enum FeatureKind { FEATURE_POINT, FEATURE_LINE, FEATURE_POLYGON } FeatureKind;

typedef struct Features {
    FeatureKind kind;
    size_t count;
    size_t *part_start;   /* count + 1 */
    size_t *vertex_start; /* parts + 1 */
    double *x_m, *y_m;    /* vertices */
    size_t capacity[3];   /* features, parts, vertices there is room for; for the adders alone */
} Features;

typedef struct Box {
    double x_min, y_min, x_max, y_max; /* empty when x_min > x_max */
} Box;

/* An empty layer of a kind; free with features_free(), which is safe on a zeroed struct. */
Features features_init(FeatureKind kind);
void features_free(Features *features);

/* Begin a feature, begin a part of the last feature, add a vertex to the last part. */
bool features_add(Features *features, Error *error) MUST_USE;
bool features_add_part(Features *features, Error *error) MUST_USE;
bool features_add_vertex(Features *features, double x_m, double y_m, Error *error) MUST_USE;

/* Adds the parts of a feature of another layer to the last feature, or the feature as a new one. */
bool features_add_parts_of(Features *features, const Features *from, size_t feature, Error *error) MUST_USE;
bool features_add_feature_of(Features *features, const Features *from, size_t feature, Error *error) MUST_USE;

/* Signed area of a part taken as a ring, in m2: above 0 when it runs counter-clockwise, so is an outer ring. */
double features_ring_area_m2(const Features *features, size_t part);

size_t features_parts(const Features *features);
size_t features_vertices(const Features *features);

/* Smallest box around one feature, or around all of them; empty (x_min > x_max) when there is no vertex. */
Box features_box_of(const Features *features, size_t feature);
Box features_box(const Features *features);

bool box_is_empty(Box box);
Box box_grow(Box box, double by_m);
Box box_union(Box a, Box b);
bool box_overlaps(Box a, Box b);
bool box_contains(Box box, double x_m, double y_m);

#endif
