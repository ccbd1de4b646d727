/*
 * compare.h: did a measure help? Counts of reports before and after, where it was taken and elsewhere.
 *
 * Counts are of unweighted reports without duplicates: only those are Poisson. The periods may differ in length: counts after
 * are then brought to the length of the period before, and their variance with them.
 *
 *     WDD = (T1 - T0) - (C1 - C0) [+ (D1 - D0)],  variance = the sum of the counts    (Wheeler & Ratcliffe 2018)
 *
 * the change in the target beyond that in the control area, and with it the change next door, in reports per period. It needs
 * no ratio of small numbers and has an interval, so it comes first.
 *
 *     WDQ = (D1/C1 - D0/C0) / (T1/C1 - T0/C0)    (Bowers & Johnson 2003)
 *
 * has none, and means something only where the target did better than the control (a denominator below 0) and no count is 0.
 *
 *     z = 2 (sqrt(a / t) - sqrt(b)) / sqrt(1 + 1 / t),  t the length of the period after in periods before
 *
 * for the target alone. With t = 1 that is sqrt(2) (sqrt(a) - sqrt(b)): each 2 sqrt(X) has variance 1 and the difference of two
 * has 2, so the 2 (sqrt(a) - sqrt(b)) that is often quoted is a z only when the count before is a known mean. Beside it the
 * exact test: given both, the count after is binomial (Przyborowski & Wilenski 1940).
 */
#ifndef BRANDPUNT_GEO_COMPARE_H
#define BRANDPUNT_GEO_COMPARE_H

#include "geo/statistics.h"

#include <stdbool.h>

/* Whole numbers of 0 or more. */
typedef struct BeforeAfter {
    double before, after;
} BeforeAfter;

typedef struct CompareInput {
    BeforeAfter target, control, displacement;
    bool has_control, has_displacement;
    double years_before, years_after; /* above 0 */
    double level;                     /* of the intervals; 0.95 */
} CompareInput;

typedef enum QuotientState { QUOTIENT_KNOWN, QUOTIENT_NO_AREAS, QUOTIENT_ZERO_COUNT, QUOTIENT_NO_SUCCESS } QuotientState;

typedef struct Comparison {
    double ratio;           /* length of the period after in periods before */
    double wdd, wdd_error;  /* standard error; NaN without a control area */
    Interval wdd_interval;
    double wdd_p;           /* one-sided, that there is no decrease */
    QuotientState quotient;
    double wdq;             /* NaN unless QUOTIENT_KNOWN */
    double change;          /* of the target's reports per year, -1..; NaN when there were none before */
    Interval change_interval;
    double z, p;            /* of the target alone; p two-sided and exact */
    double power_half, power_quarter; /* to see a drop of 50 % and of 25 %, one-sided 5 %, nothing changing in the control area */
    double detectable;      /* the smallest drop seen with 80 % power, 0..1; NaN when not even 100 % is */
} Comparison;

/* Refuses counts below 0 or broken, and periods of no length. */
bool compare_effect(const CompareInput *input, Comparison *ret_comparison, Error *error) MUST_USE;

/* Reports per area and period that are needed to see a drop (0..1) with 80 % power, one-sided 5 %, when target and control
 * begin alike: (z_0.95 + z_0.80)^2 (4 - drop) / drop^2; 87 for a half and 371 for a quarter. */
double compare_needed(double drop);

/* What the target's count would be in a period like the one before if nothing were done: places are chosen for being high,
 * and fall back towards their kind. The mean of the Gamma posterior, expected * (observed + alpha) / (expected + alpha)
 * (Clayton & Kaldor 1987), alpha of all places like it. */
double compare_regression(double observed, double expected, double alpha);

#endif
