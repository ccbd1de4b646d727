#include "geo/statistics.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static const double PI = 3.14159265358979323846;

/* ln(n!) less Stirling's formula; exact products where the series has not yet settled. */
static double stirling_error(double n)
{
    if (n > 15) {
        double square = n * n;
        return (1.0 / 12 -
                (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square) / square) /
               n;
    }
    double factorial = 1;
    for (int i = 2; i <= (int)n; i++)
        factorial *= i;
    return log(factorial) - (0.5 * log(2 * PI * n) + n * log(n) - n);
}

/* x ln(x / mean) + mean - x without the cancellation that large and nearly equal numbers bring. */
static double deviance(double x, double mean)
{
    double difference = x - mean;
    if (fabs(difference) >= 0.1 * (x + mean)) return x * log(x / mean) + mean - x;
    double v = difference / (x + mean);
    double sum = difference * v;
    double term = 2 * x * v;
    for (int j = 1; j < 1000; j++) {
        term *= v * v;
        double next = sum + term / (2 * j + 1);
        if (next == sum) break;
        sum = next;
    }
    return sum;
}

double poisson_log_probability(double k, double mean)
{
    if (k == 0) return -mean;
    return -stirling_error(k) - deviance(k, mean) - 0.5 * log(2 * PI * k);
}

/* P(X >= s) for s above the mean: P(X = s) (1 + m/(s+1) + m^2/((s+1)(s+2)) + ...). */
static double sum_upwards(double s, double mean)
{
    double term = 1, sum = 1;
    for (double k = s + 1; term > sum * (DBL_EPSILON / 8); k++) {
        term *= mean / k;
        sum += term;
    }
    return exp(poisson_log_probability(s, mean) + log(sum));
}

/* P(X <= s) for s below the mean: P(X = s) (1 + s/m + s(s-1)/m^2 + ...). */
static double sum_downwards(double s, double mean)
{
    double term = 1, sum = 1;
    for (double k = s; k > 0 && term > sum * (DBL_EPSILON / 8); k--) {
        term *= k / mean;
        sum += term;
    }
    return exp(poisson_log_probability(s, mean) + log(sum));
}

double poisson_upper_tail(double s, double mean)
{
    if (isnan(s) || isnan(mean)) return NAN;
    if (s <= 0) return 1;
    if (!(mean > 0)) return 0;
    return s > mean ? sum_upwards(s, mean) : 1 - sum_downwards(s - 1, mean);
}

double poisson_lower_tail(double s, double mean)
{
    if (isnan(s) || isnan(mean)) return NAN;
    if (s < 0) return 0;
    if (!(mean > 0)) return 1;
    return s < mean ? sum_downwards(s, mean) : 1 - sum_upwards(s + 1, mean);
}

Interval poisson_interval(double count, double level)
{
    double side = (1 - level) / 2;
    Interval interval = {0, 0};
    double low = 0, high = count;
    for (int i = 0; i < 200 && count > 0 && low < high; i++) {
        double middle = 0.5 * (low + high);
        if (middle == low || middle == high) break;
        if (poisson_upper_tail(count, middle) < side)
            low = middle;
        else
            high = middle;
    }
    interval.low = count > 0 ? 0.5 * (low + high) : 0;
    low = count;
    high = count + 1;
    while (poisson_lower_tail(count, high) > side)
        high = 2 * high;
    for (int i = 0; i < 200; i++) {
        double middle = 0.5 * (low + high);
        if (middle == low || middle == high) break;
        if (poisson_lower_tail(count, middle) > side)
            low = middle;
        else
            high = middle;
    }
    interval.high = 0.5 * (low + high);
    return interval;
}

double normal_quantile(double p)
{
    /* A rough start (Abramowitz & Stegun 26.2.23, right to 4.5e-4), then Halley's steps on the upper tail. */
    double tail = p < 0.5 ? p : 1 - p;
    double t = sqrt(-2 * log(tail));
    double z =
        t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    for (int i = 0; i < 3; i++) {
        double miss = 0.5 * erfc(z / sqrt(2)) - tail;
        double step = miss * sqrt(2 * PI) * exp(0.5 * z * z);
        z += step / (1 - 0.5 * z * step);
    }
    return p < 0.5 ? -z : z;
}

double normal_lower_tail(double z)
{
    return 0.5 * erfc(-z / sqrt(2));
}

/* Loader's saddle-point form (2000); 0 < p < 1. */
static double binomial_log_probability(double k, double n, double p)
{
    if (k == 0) return n * log1p(-p);
    if (k == n) return n * log(p);
    return stirling_error(n) - stirling_error(k) - stirling_error(n - k) - deviance(k, n * p) - deviance(n - k, n * (1 - p)) -
           0.5 * log(2 * PI * k * (n - k) / n);
}

/* P(X <= k) for k below the mean: P(X = k) (1 + k q / ((n-k+1) p) + ...). */
static double binomial_downwards(double k, double n, double p)
{
    double term = 1, sum = 1;
    for (double i = k; i > 0 && term > sum * (DBL_EPSILON / 8); i--) {
        term *= i * (1 - p) / ((n - i + 1) * p);
        sum += term;
    }
    return exp(binomial_log_probability(k, n, p) + log(sum));
}

double binomial_lower_tail(double k, double n, double p)
{
    if (isnan(k) || isnan(n) || isnan(p)) return NAN;
    if (k < 0) return 0;
    if (k >= n || p <= 0) return 1;
    if (p >= 1) return 0;
    return k < n * p ? binomial_downwards(k, n, p) : 1 - binomial_downwards(n - k - 1, n, 1 - p);
}

double binomial_upper_tail(double k, double n, double p)
{
    return binomial_lower_tail(n - k, n, 1 - p);
}

Interval binomial_interval(double successes, double trials, double level)
{
    double side = (1 - level) / 2, low = 0, high = 1;
    Interval interval = {0, 1};
    for (int i = 0; i < 200 && successes > 0; i++) {
        double middle = 0.5 * (low + high);
        if (binomial_upper_tail(successes, trials, middle) < side) low = middle;
        else high = middle;
        interval.low = 0.5 * (low + high);
    }
    low = 0, high = 1;
    for (int i = 0; i < 200 && successes < trials; i++) {
        double middle = 0.5 * (low + high);
        if (binomial_lower_tail(successes, trials, middle) > side) low = middle;
        else high = middle;
        interval.high = 0.5 * (low + high);
    }
    return interval;
}

Interval wilson_interval(double successes, double trials, double level)
{
    if (!(trials > 0)) return (Interval){NAN, NAN};
    double z = normal_quantile(0.5 + 0.5 * level);
    double share = successes / trials;
    double square = z * z;
    double middle = (share + square / (2 * trials)) / (1 + square / trials);
    double half =
        z / (1 + square / trials) * sqrt(share * (1 - share) / trials + square / (4 * trials * trials));
    Interval interval = {middle - half, middle + half};
    /* At the ends the limit is 0 or 1 itself; rounding would leave a trace. */
    if (successes <= 0 || interval.low < 0) interval.low = 0;
    if (successes >= trials || interval.high > 1) interval.high = 1;
    return interval;
}

typedef struct Ranked {
    double value;
    size_t index;
} Ranked;

static int compare_ranked(const void *left, const void *right)
{
    const Ranked *a = left, *b = right;
    if (a->value != b->value) return a->value < b->value ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

/* The values that are not NaN, from low to high; the caller frees. NULL when memory is short. */
static Ranked *sort_known(const double *value, size_t count, size_t *ret_known)
{
    Ranked *ranked = malloc((count ? count : 1) * sizeof *ranked);
    if (!ranked) return NULL;
    size_t known = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(value[i])) ranked[known++] = (Ranked){value[i], i};
    qsort(ranked, known, sizeof *ranked, compare_ranked);
    *ret_known = known;
    return ranked;
}

bool false_discovery(const double *p, size_t count, FalseDiscovery method, double *ret_q, Error *error)
{
    size_t tests = 0;
    Ranked *ranked = sort_known(p, count, &tests);
    if (!ranked) return error_memory(error, (double)count * sizeof *ranked);
    double penalty = 1;
    if (method == FALSE_DISCOVERY_BY) {
        penalty = 0;
        for (size_t i = tests; i > 0; i--)
            penalty += 1 / (double)i;
    }
    if (ret_q != p)
        for (size_t i = 0; i < count; i++)
            ret_q[i] = p[i];
    double least = 1;
    for (size_t i = tests; i > 0; i--) {
        double q = ranked[i - 1].value * ((double)tests * penalty / (double)i);
        if (q < least) least = q;
        ret_q[ranked[i - 1].index] = least;
    }
    free(ranked);
    return true;
}

double clayton_kaldor_alpha(const double *observed, const double *expected, size_t count)
{
    double spread = 0, total = 0;
    size_t areas = 0;
    for (size_t i = 0; i < count; i++) {
        if (!(expected[i] > 0) || isnan(observed[i])) continue;
        double difference = observed[i] - expected[i];
        spread += difference * difference / expected[i];
        total += expected[i];
        areas++;
    }
    double variance = areas ? (spread - (double)areas) / total : 0;
    return variance > 0 ? 1 / variance : (double)INFINITY;
}

double clayton_kaldor_theta(double observed, double expected, double alpha)
{
    if (isnan(observed) || isnan(expected)) return NAN;
    return isinf(alpha) ? 1 : (observed + alpha) / (expected + alpha);
}

static double middle_of(double a, double b, double c)
{
    double low = a < b ? a : b, high = a < b ? b : a;
    return c < low ? low : c > high ? high : c;
}

static int compare_number(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

void sort_numbers(double *value, size_t count)
{
    qsort(value, count, sizeof *value, compare_number);
}

double order_statistic(double *value, size_t count, size_t below)
{
    size_t first = 0, last = count - 1;
    while (first < last) {
        double pivot = middle_of(value[first], value[first + (last - first) / 2], value[last]);
        size_t i = first, j = last;
        for (;; i++, j--) { /* up to i - 1 nothing is above the pivot, from j + 1 on nothing below it */
            while (value[i] < pivot) i++;
            while (value[j] > pivot) j--;
            if (i >= j) break;
            double other = value[i];
            value[i] = value[j];
            value[j] = other;
        }
        if (below <= j) last = j;
        else first = j + 1;
    }
    return value[first];
}

bool percentile_rank(const double *value, size_t count, double *ret_rank, Error *error)
{
    size_t known = 0;
    Ranked *ranked = sort_known(value, count, &known);
    if (!ranked) return error_memory(error, (double)count * sizeof *ranked);
    for (size_t i = 0; i < count; i++)
        ret_rank[i] = NAN;
    for (size_t first = 0, after; first < known; first = after) {
        after = first;
        while (after < known && ranked[after].value == ranked[first].value)
            after++;
        for (size_t i = first; i < after; i++)
            ret_rank[ranked[i].index] = (double)after / (double)known;
    }
    free(ranked);
    return true;
}
