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

/* Cross-check on the whole map: how often do N reports drawn at random from the exposure have, anywhere, a p
 * as low as the lowest of the map? ret_p = (1 + runs that do) / (1 + runs); runs is 999. */
bool significance_of_map(const Significance *significance, const Grid *exposure, int runs, uint64_t seed,
                         double *ret_p, Error *error) MUST_USE;

#endif
