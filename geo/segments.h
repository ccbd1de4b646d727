/*
 * segments.h: the edges of a layer in square buckets, so that a search looks only at those nearby.
 *
 * A point is a segment of no length. Each bucket lists the segments that pass through it; a segment stands in
 * every bucket it passes.
 */
#ifndef BRANDPUNT_GEO_SEGMENTS_H
#define BRANDPUNT_GEO_SEGMENTS_H

#include "geo/polygon.h"

#include <stdint.h>

typedef struct Segments {
    size_t count;
    double *ax, *ay, *bx, *by; /* m; from a to b */
    uint32_t *feature;         /* that it belongs to; 0 for those of one polygon */
    Box box;
    double bucket_m;
    int columns, rows;
    size_t *start;  /* columns * rows + 1 */
    uint32_t *item; /* segments, rising within a bucket */
} Segments;

/* bucket_m is the wish for the size of a bucket; 0 lets the number of segments decide. It is made larger when
 * that many buckets would not be worth their memory. */
bool segments_of_features(const Features *features, double bucket_m, Segments *ret_segments,
                          Error *error) MUST_USE;
bool segments_of_polygon(const Polygon *polygon, double bucket_m, Segments *ret_segments,
                         Error *error) MUST_USE;
void segments_free(Segments *segments);

/* Column and row of the bucket at a place, limited to the buckets there are. */
int segments_column(const Segments *segments, double x_m);
int segments_row(const Segments *segments, double y_m);

#endif
