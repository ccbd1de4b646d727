/*
 * rtree.h: a spatial index filled in one go.
 *
 * SQLite's R*Tree takes its entries one by one, at some ten microseconds each. This fills an empty one with
 * packed nodes instead (sort-tile-recursive packing: Leutenegger, Lopez & Edgington 1997), which is both
 * faster to make and faster to ask. The three tables behind the index are written in the layout that
 * SQLite's documentation gives for the R*Tree module.
 */
#ifndef BRANDPUNT_SRC_STORE_RTREE_H
#define BRANDPUNT_SRC_STORE_RTREE_H

#include "src/store/store.h"

#include <stddef.h>

typedef struct RtreeEntry {
    int64_t id;
    float box[4]; /* xmin, xmax, ymin, ymax; rounded outwards from double */
} RtreeEntry;

/* The entry of a box in metres, rounded outwards to float as the R*Tree does. */
RtreeEntry rtree_entry(int64_t id, double x_min, double x_max, double y_min, double y_max);

/* Fills `index` (the name of an empty R*Tree with one id and four coordinates), sorting the entries in place. Ids
 * are unique. Runs inside the caller's transaction. */
bool rtree_fill(Store *store, const char *index, RtreeEntry *entries, size_t count, Error *error) MUST_USE;

#endif
