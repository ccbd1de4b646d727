/*
 * significance.h: which places have more reports than their exposure explains.
 *
 * Each cell of the test grid (exposure.h) is tested with its eight neighbours: S is the number of reports in
 * the 3 x 3 block, unweighted and without duplicates, E = N x the block's share of the exposure, and
 * p = P(Poisson(E) >= S), exact for small counts. q follows by Benjamini-Hochberg or Benjamini-Yekutieli over
 * the tested cells. The normal tail of Gi* is not used: on pure noise it finds hotspots in most maps.
 *
 * A block without exposure (E = 0) is not tested: p and q are NaN.
 */
#ifndef BRANDPUNT_GEO_SIGNIFICANCE_H
#define BRANDPUNT_GEO_SIGNIFICANCE_H

#include "geo/grid.h"
#include "geo/statistics.h"

#include <stdint.h>

typedef struct Significance {
    Grid observed, expected; /* S and E of each cell's 3 x 3 block */
    Grid p, q;               /* NaN where not tested */
    size_t reports;          /* N: the reports counted, those on the grid */
    size_t tested;           /* cells */
    size_t untestable;       /* reports in a cell whose block has no exposure */
} Significance;

/* Tests the reports at x_m, y_m. counted[i] 0 leaves report i out (a duplicate); NULL counts all. exposure: 0
 * or more, NaN as 0; refused when it sums to 0. Free with significance_free(), safe on a zeroed struct. */
bool significance_test(const double *x_m, const double *y_m, const uint8_t *counted, size_t count,
                       const Grid *exposure, FalseDiscovery method, Significance *ret_significance,
                       Error *error) MUST_USE;
void significance_free(Significance *significance);

/* What the test says about an area: its most significant cell. */
typedef struct AreaSignificance {
    double p, q;               /* NaN: not tested */
    double observed, expected; /* of that cell's block */
    double x_m, y_m;           /* that cell's centre */
} AreaSignificance;

/* The least q, and of equal q the least p, over the cells whose centre lies in the area; without one that was
 * tested, the cell that holds the area's peak. */
AreaSignificance significance_of_area(const Significance *significance, const Polygon *area, double peak_x_m,
                                      double peak_y_m);

/* Replaces q by what chance does to the whole map (Westfall & Young 1993): the share of `runs` maps of N reports drawn from the
 * exposure in which any cell, somewhere, has a p as low as this one. q below 0.05 on noise is found in 5 % of the maps, whatever
 * depends on what. A cell with no more than is expected there has a q of 1. The least q is the p of the map: (1 + maps as extreme) /
 * (1 + runs). The same for any number of threads. */
bool significance_monte_carlo(Significance *significance, const Grid *exposure, int runs, uint64_t seed, Error *error) MUST_USE;

/* Getis-Ord Gi* of the counts per cell, binary weights over the 3 x 3 block, with the normal tail (geo/getis_ord.h), to compare with
 * other programs: p from z, q over the tested cells, which are those with exposure. `expected` is the block's share of the mean.
 * Refuses a mean below 1 report per cell: with fewer the normal tail finds hotspots in most maps of pure noise. */
bool significance_getis_ord(const double *x_m, const double *y_m, const uint8_t *counted, size_t count, const Grid *exposure,
                            FalseDiscovery method, Significance *ret_significance, Error *error) MUST_USE;

#endif
