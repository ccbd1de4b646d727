/*
 * relative_risk.h: where one set of reports is denser than another, or denser than where reports could be expected.
 *
 *     rho(x) = ln((f(x) + delta) / (g(x) + delta))            (Kelsall & Diggle 1995)
 *
 * f is the density of the cases and g that of the controls, or of an exposure, each with mass 1, with one bandwidth for
 * both, so that equal sets give exactly 0. Neither is corrected at the boundary: what the boundary cuts off it cuts off of both, and
 * so it cancels; dividing each report by its own share inside (Diggle 1985) would not, and let a single report in a
 * corner, of which little is inside, count for many. delta draws towards 0 where little is known: it is
 * RISK_DELTA reports in the kernel's own area (kernel_area_m2) for the smaller of the two sets.
 *
 * A cell speaks only where at least RISK_EXPECTED cases were to be expected in the kernel's own area around it, were the
 * cases spread as all reports are; elsewhere all values are NaN. That limit does not look at who is a case, so it cannot
 * favour either side.
 *
 * Chance. Against controls: who is a case is shuffled among all reports, as many cases as there are (random labelling).
 * Against an exposure: the cases are put at places drawn from it. Each cell then has
 *   p_high, p_low      the share of the runs in which rho here is at least, at most, what was found (1 + them) / (1 + runs).
 *                      One cell in twenty has one below 0.05 by chance alone.
 *   all_high, all_low  the share of the runs in which any cell, somewhere, lies as far from its own mean in its own standard
 *                      deviations (Westfall & Young 1993; Davies & Hazelton 2010 draw tolerance contours of p alone). Of
 *                      maps of noise 5 % have any cell below 0.05.
 * and the whole map has p: the sum of rho^2 over the cells, against the runs (Kelsall & Diggle 1995).
 *
 * Shuffling takes reports as independent. Reports of one reporter are not; their weight (geo/weights.h) is what draws
 * that in.
 *
 * Cost: 2 runs densities of the cases. The same bits for any number of threads.
 */
#ifndef BRANDPUNT_GEO_RELATIVE_RISK_H
#define BRANDPUNT_GEO_RELATIVE_RISK_H

#include "geo/grid.h"
#include "geo/kernel.h"

#include <stdint.h>

#define RISK_DELTA 0.5
#define RISK_EXPECTED 1.0

/* Reports, or the middles of small cells with their exposure as weight. Nothing is owned. */
typedef struct RiskSide {
    size_t count;
    const double *x_m, *y_m, *weight; /* weight 0 or more */
} RiskSide;

typedef struct RelativeRiskInput {
    RiskSide cases, other;
    bool other_is_exposure;
    KernelKind kernel;
    double bandwidth_m;
    int runs; /* 0: no chance is looked at, and p stays NaN */
    uint64_t seed;
    int threads; /* 0: as many as the machine has */
} RelativeRiskInput;

typedef struct RelativeRisk {
    Grid log_risk;  /* rho */
    Grid expected;  /* cases to be expected in the kernel's own area; NaN outside the boundary alone */
    Grid p_high, p_low, all_high, all_low;
    double p;       /* of the whole map; NaN without runs */
    size_t cells;   /* that speak */
} RelativeRisk;

/* masked: a grid over the town, NaN outside the boundary; its other values do not matter. Refuses a side without weight, and a town
 * in which no cell can speak. Free with relative_risk_free(), safe on a zeroed struct. */
bool relative_risk_compute(const RelativeRiskInput *input, const Grid *masked, RelativeRisk *ret_risk, Error *error) MUST_USE;
void relative_risk_free(RelativeRisk *risk);

#endif
