/*
 * evaluate.h: how much of what came later a map foretold.
 *
 * Cells are taken from the highest score down until they cover a share of the ground, a / A. What they hold of the later
 * reports, n / N, is the hit rate, and
 *
 *     PAI = (n / N) / (a / A)     (Chainey, Tompson & Uhlig 2008)
 *     PEI = PAI / the highest PAI that any choice of cells of that size could have had     (Hunt 2016)
 *
 * The last cell is taken in part, and cells of one score together, each in proportion, so that neither the order of the cells
 * nor their number changes anything. The later reports must not be those that the scores were made from.
 */
#ifndef BRANDPUNT_GEO_EVALUATE_H
#define BRANDPUNT_GEO_EVALUATE_H

#include "geo/error.h"

#include <stddef.h>

typedef struct EvaluateInput {
    size_t count;           /* cells */
    const double *score;    /* what the map says; finite */
    const double *area_m2;  /* ground of the cell; above 0 */
    const double *street_m; /* street in the cell; NULL: not known */
    const double *hits;     /* later reports in the cell; 0 or more */
} EvaluateInput;

typedef struct Coverage {
    double share;           /* a / A that was asked for, 0..1 */
    double hit_rate;        /* n / N */
    double pai, pei;
    double best_hit_rate;   /* of the best choice there could be */
    double pai_street;      /* the same with street length for ground; NaN where not known */
} Coverage;

/* A Coverage for each of `shares`, which rise and lie above 0 and up to 1. Refuses no hits and no ground. */
bool evaluate_coverage(const EvaluateInput *input, const double *shares, size_t share_count, Coverage *ret_coverage, Error *error) MUST_USE;

#endif
