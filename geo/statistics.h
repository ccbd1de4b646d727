/*
 * statistics.h: the statistics of small counts.
 *
 * Reports are few, so nothing here leans on a normal approximation where an exact form exists. NaN stands
 * for "not known" and stays NaN; it is never counted as 0.
 */
#ifndef BRANDPUNT_GEO_STATISTICS_H
#define BRANDPUNT_GEO_STATISTICS_H

#include "geo/error.h"

#include <stddef.h>

typedef struct Interval {
    double low, high;
} Interval;

typedef enum FalseDiscovery { FALSE_DISCOVERY_BH, FALSE_DISCOVERY_BY } FalseDiscovery;

/* ln P(X = k) of a Poisson variable; k a whole number of 0 or more, mean above 0. In Loader's saddle-point
 * form (2000), which keeps its digits for large counts. */
double poisson_log_probability(double k, double mean);

/* P(X >= s) and P(X <= s) of a Poisson variable; s a whole number, mean 0 or more. Each is summed from its
 * own side, so that a tiny tail keeps its relative precision (about 1e-13) down to 1e-300. NaN in, NaN
 * out. */
double poisson_upper_tail(double s, double mean);
double poisson_lower_tail(double s, double mean);

/* Exact interval of a Poisson mean after a count (Garwood 1936); level 0.95 is 95 %. */
Interval poisson_interval(double count, double level);

/* z with P(Z <= z) = p of a standard normal variable; 0 < p < 1. */
double normal_quantile(double p);

/* P(Z <= z) of a standard normal variable. */
double normal_lower_tail(double z);

/* P(X <= k) and P(X >= k) of a binomial variable; k and n whole numbers, 0 <= p <= 1. Summed from their own sides. */
double binomial_lower_tail(double k, double n, double p);
double binomial_upper_tail(double k, double n, double p);

/* Exact interval of a share (Clopper & Pearson 1934); 0..1 without trials. */
Interval binomial_interval(double successes, double trials, double level);

/* Interval of a share (Wilson 1927); successes may be broken (aoristic or weighted), 0 <= successes <=
 * trials. NaN when there are no trials. level 0.90: 5 % on each side. */
Interval wilson_interval(double successes, double trials, double level);

/* q-values of `count` p-values: Benjamini & Hochberg (1995), or Benjamini & Yekutieli (2001) for any
 * dependence. A NaN p is a test that was not done: it stays NaN and does not count. p and ret_q may be one
 * array. */
bool false_discovery(const double *p, size_t count, FalseDiscovery method, double *ret_q,
                     Error *error) MUST_USE;

/* Gamma prior with mean 1 for relative risks (Clayton & Kaldor 1987): alpha, its shape and rate, from the
 * moments of observed / expected over areas,
 *     1 / alpha = sum E (O/E - 1)^2 / sum E  -  n / sum E
 * Infinity when the counts spread no more than chance does (every theta is then 1). Areas with an expected
 * count of NaN, or not above 0, do not take part. */
double clayton_kaldor_alpha(const double *observed, const double *expected, size_t count);

/* theta = (O + alpha) / (E + alpha): the relative risk, drawn towards 1 where little is known. */
double clayton_kaldor_theta(double observed, double expected, double alpha);

/* Puts numbers in rising order; none may be NaN. */
void sort_numbers(double *value, size_t count);

/* The value with `below` values before it in rising order, below < count; no value may be NaN. Puts the values in another
 * order. Hoare's find (1961), the middle of three as the pivot: on average a few looks at each value. */
double order_statistic(double *value, size_t count, size_t below);

/* The share of the values that are at or below each value, 0..1: the highest gets 1, equal values get the
 * same. NaN stays NaN and is not counted among the values. */
bool percentile_rank(const double *value, size_t count, double *ret_rank, Error *error) MUST_USE;

#endif
