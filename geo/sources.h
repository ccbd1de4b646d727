/*
 * sources.h: reports as the density engine wants them.
 *
 * A source is one or more reports at one place: in cells, column c's centre at c; equal places merged, their
 * weights summed in the order of the reports. Sources that cannot reach the grid are left out.
 *
 * The grid is cut into tiles of columns. A source has an entry in every tile that its kernel reaches; within a
 * tile, entries are sorted by row. Sorting is by counting, in parallel, and stable: the number of threads
 * does not show in the order.
 */
#ifndef BRANDPUNT_GEO_SOURCES_H
#define BRANDPUNT_GEO_SOURCES_H

#include "geo/grid.h"
#include "geo/kernel.h"
#include "geo/points.h"

typedef struct Sources {
    double *x;      /* columns, from the first of its tile */
    double *y;      /* rows of the grid */
    double *top;    /* the kernel's value at its middle, times scale, weight and 1 / e; see `power` below */
    double *radius; /* in cells; NULL when all are `reach` */
    double reach;   /* the widest radius, in cells */
    size_t *start;  /* entries of tile t and row r: start[t * rows + r] .. start[t * rows + r + 1] - 1 */
    int tiles, tile_columns;
    int rows, pad; /* row r holds the sources with r - pad - 0.5 <= y < r - pad + 0.5 */
} Sources;

/* Which reports, and how. */
typedef struct SourcesWish {
    const Points *points;
    const double *edge_share;         /* NULL for 1 */
    const double *report_bandwidth_m; /* NULL for bandwidth_m */
    double bandwidth_m;
    double narrow_m; /* with report_bandwidth_m: only reports with narrow_m < h <= bandwidth_m */
    KernelKind kernel;
    double scale;
    int power;        /* top is also multiplied by (reach / radius)^(2 power) */
    int tile_columns; /* 1 or more */
    int threads;      /* 1 or more */
} SourcesWish;

bool sources_init(const SourcesWish *wish, const Grid *grid, Sources *ret_sources, Error *error) MUST_USE;
void sources_free(Sources *sources);

/* The entries of a tile that can reach any of the rows first_row .. last_row of the grid. */
void sources_reaching(const Sources *sources, int tile, int first_row, int last_row, size_t *ret_first,
                      size_t *ret_end);

#endif
