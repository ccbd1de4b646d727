/*
 * polygon_index.h: which polygon of a layer a point lies in, for a million points.
 *
 * The answer is that of polygon_contains(), edge rule and all; only the search is shorter. The index keeps a
 * view on the layer's vertices, which must outlive it.
 */
#ifndef BRANDPUNT_GEO_POLYGON_INDEX_H
#define BRANDPUNT_GEO_POLYGON_INDEX_H

#include "geo/polygon.h"

#include <stdint.h>

typedef struct PolygonStrips { /* one polygon, its edges listed per horizontal strip */
    Box box;
    double strips_per_m;
    size_t strips;
    size_t first; /* of its strips + 1 starts in PolygonIndex.strip_start */
} PolygonStrips;

typedef struct PolygonIndex {
    const double *x_m, *y_m;
    size_t count;
    PolygonStrips *polygon;
    size_t *strip_start;
    size_t *edge_from, *edge_to; /* vertices */
    Box box;                     /* of all polygons */
    double buckets_per_x_m, buckets_per_y_m;
    size_t columns, rows;
    size_t *bucket_start; /* columns * rows + 1 */
    uint32_t *bucket;     /* polygons whose box touches the bucket, rising */
} PolygonIndex;

/* Index every feature of a layer of polygons, or one polygon by itself. */
bool polygon_index_init(const Features *layer, PolygonIndex *ret_index, Error *error) MUST_USE;
bool polygon_index_init_one(const Polygon *polygon, PolygonIndex *ret_index, Error *error) MUST_USE;
void polygon_index_free(PolygonIndex *index);

/* The first feature that contains the point, or -1. */
ptrdiff_t polygon_index_find(const PolygonIndex *index, double x_m, double y_m);

/* Whether this one feature contains the point. */
bool polygon_index_contains(const PolygonIndex *index, size_t feature, double x_m, double y_m);

#endif
