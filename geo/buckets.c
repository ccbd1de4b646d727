#include "geo/buckets.h"

#include "geo/memory.h"

#include <math.h>
#include <stdlib.h>

enum { BUCKETS_MOST = 1 << 20 };

void buckets_free(Buckets *buckets)
{
    free(buckets->start);
    *buckets = (Buckets){0};
}

bool buckets_init(Box box, double side_m, Buckets *ret_buckets, Error *error)
{
    Buckets buckets = {.box = box, .side_m = side_m};
    double width = box.x_max - box.x_min, height = box.y_max - box.y_min;
    while ((width / buckets.side_m + 1) * (height / buckets.side_m + 1) > BUCKETS_MOST) buckets.side_m *= 2;
    buckets.per_m = 1 / buckets.side_m;
    buckets.columns = (int)(width * buckets.per_m) + 1;
    buckets.rows = (int)(height * buckets.per_m) + 1;
    size_t count = (size_t)buckets.columns * (size_t)buckets.rows;
    /* Two more than needed: counts are kept two places on, so that filling leaves each start in its place. */
    if ((buckets.start = memory_large_zeroed((count + 2) * sizeof *buckets.start)) == NULL) return error_memory(error, 8.0 * (double)count);
    *ret_buckets = buckets;
    return true;
}

static int limited(double at, int count)
{
    return at > 0 ? at < count - 1 ? (int)at : count - 1 : 0;
}

int buckets_column(const Buckets *buckets, double x_m)
{
    return limited((x_m - buckets->box.x_min) * buckets->per_m, buckets->columns);
}

int buckets_row(const Buckets *buckets, double y_m)
{
    return limited((y_m - buckets->box.y_min) * buckets->per_m, buckets->rows);
}

static size_t *start_of(Buckets *buckets, double x_m, double y_m)
{
    return buckets->start + (size_t)buckets_row(buckets, y_m) * (size_t)buckets->columns + (size_t)buckets_column(buckets, x_m);
}

size_t *buckets_count(Buckets *buckets, double x_m, double y_m)
{
    return start_of(buckets, x_m, y_m) + 2;
}

size_t buckets_begin(Buckets *buckets)
{
    size_t count = (size_t)buckets->columns * (size_t)buckets->rows;
    for (size_t b = 1; b < count + 2; b++)
        buckets->start[b] += buckets->start[b - 1];
    return buckets->start[count + 1];
}

size_t *buckets_next(Buckets *buckets, double x_m, double y_m)
{
    return start_of(buckets, x_m, y_m) + 1;
}

void buckets_rows(const Buckets *buckets, double y_m, double reach_m, int *ret_first, int *ret_last)
{
    *ret_first = buckets_row(buckets, y_m - reach_m);
    *ret_last = buckets_row(buckets, y_m + reach_m);
}

void buckets_run(const Buckets *buckets, int row, double x_m, double y_m, double reach_m, size_t *ret_first, size_t *ret_end)
{
    double south = buckets->box.y_min + row * buckets->side_m - y_m, dy = south > 0 ? south : south < -buckets->side_m ? -south - buckets->side_m : 0;
    double across_m = sqrt(fmax(reach_m * reach_m - dy * dy, 0)) + 1e-9 * reach_m;
    const size_t *start = buckets->start + (size_t)row * (size_t)buckets->columns;
    *ret_first = start[buckets_column(buckets, x_m - across_m)];
    *ret_end = start[buckets_column(buckets, x_m + across_m) + 1];
}
