/*
 * buckets.h: square buckets over a plane, with things that stand in the bucket of their middle alone, in the order of the
 * buckets: those within reach of a place are then a few runs without repeats.
 */
#ifndef BRANDPUNT_GEO_BUCKETS_H
#define BRANDPUNT_GEO_BUCKETS_H

#include "geo/features.h"

typedef struct Buckets {
    Box box;          /* of what stands in them */
    double side_m, per_m; /* of a bucket, and 1 / side_m */
    double longest_m; /* from a middle to the end of what is there, at most; whoever fills them keeps it */
    int columns, rows;
    size_t *start;    /* columns * rows + 1, and one more while they are filled */
} Buckets;

/* Empty buckets of about side_m, larger where that would be too many. Free with buckets_free(), safe on a zeroed struct. */
bool buckets_init(Box box, double side_m, Buckets *ret_buckets, Error *error) MUST_USE;
void buckets_free(Buckets *buckets);

/* The bucket of a place: the nearest for one outside the box. */
int buckets_column(const Buckets *buckets, double x_m);
int buckets_row(const Buckets *buckets, double y_m);

/* Filling, for each thing in the same order: ++*buckets_count(), then buckets_begin(), then (*buckets_next())++ is its place. */
size_t *buckets_count(Buckets *buckets, double x_m, double y_m);
size_t buckets_begin(Buckets *buckets); /* returns how many there are */
size_t *buckets_next(Buckets *buckets, double x_m, double y_m);

/* Rows first .. last hold what may be within reach of a place, each as the run ret_first .. ret_end - 1. */
void buckets_rows(const Buckets *buckets, double y_m, double reach_m, int *ret_first, int *ret_last);
void buckets_run(const Buckets *buckets, int row, double x_m, double y_m, double reach_m, size_t *ret_first, size_t *ret_end);

#endif
