#include "tests/support/assert_near.h"

#include "geo/random.h"
#include "geo/statistics.h"

#include <stdlib.h>

/* The second way: the series itself in long double, each term from the one before. */
static long double tail_by_series(int s, long double mean)
{
    long double term = expl(-mean), below = 0, above = 0;
    for (int k = 0; k < 3000; k++) {
        if (k < s)
            below += term;
        else
            above += term;
        term *= mean / (k + 1);
    }
    return above < below ? above : 1 - below;
}

static void assert_relative(double value, double expected, double tolerance)
{
    assert_near(value / expected, 1, tolerance);
}

static void tails_agree_with_the_series(void **state)
{
    (void)state;
    static const double means[] = {1e-6, 0.01, 0.3, 1, 2.5, 7, 20, 63.7, 150, 500};
    for (size_t m = 0; m < sizeof means / sizeof *means; m++) {
        for (int s = 0; s <= 700; s += s < 20 ? 1 : 17) {
            double expected = (double)tail_by_series(s, (long double)means[m]);
            if (expected < 1e-290) break;
            assert_relative(poisson_upper_tail(s, means[m]), expected, 1e-12);
            double lower = 1 - poisson_upper_tail(s + 1, means[m]);
            assert_near(poisson_lower_tail(s, means[m]), lower, 1e-13);
        }
    }
}

/* Values of scipy 1.10, stats.poisson.sf(s - 1, mean). */
static void tails_agree_with_scipy(void **state)
{
    (void)state;
    static const double table[][3] = {
        {5, 1.3, 0.010663033771890939},         {40, 3, 8.003095092522039e-31},
        {200, 20, 4.663501789078248e-124},      {1000, 900, 0.0005499022657117818},
        {100000, 99000, 0.0007574199211747684}, {3, 1e-6, 1.66666541666717e-19},
        {100, 150, 0.9999940754596646}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_relative(poisson_upper_tail(table[i][0], table[i][1]), table[i][2], 1e-10);
}

static void tails_have_their_ends(void **state)
{
    (void)state;
    assert_true(poisson_upper_tail(0, 3) == 1);
    assert_true(poisson_upper_tail(2, 0) == 0);
    assert_true(poisson_lower_tail(2, 0) == 1);
    assert_true(poisson_upper_tail(1e6, 1) == 0); /* below the least double */
    assert_true(isnan(poisson_upper_tail(3, NAN)));
    assert_near(poisson_upper_tail(1, 1e-12), 1e-12, 1e-24);
    assert_near(poisson_log_probability(1000000, 1000000), -0.5 * log(2 * 3.14159265358979323846e6), 1e-6);
}

/* Garwood's limits (1936) are half the chi-square quantiles of 2 n and 2 n + 2 degrees of freedom;
 * scipy 1.10. */
static void poisson_intervals_are_the_tabled_ones(void **state)
{
    (void)state;
    static const double table[][3] = {{0, 0, 3.6889},         {1, 0.0253, 5.5716},     {2, 0.2422, 7.2247},
                                      {5, 1.6235, 11.6683},   {10, 4.7954, 18.3904},   {20, 12.2165, 30.8884},
                                      {50, 37.1110, 65.9188}, {100, 81.3640, 121.6268}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        Interval interval = poisson_interval(table[i][0], 0.95);
        assert_near(interval.low, table[i][1], 6e-5);
        assert_near(interval.high, table[i][2], 6e-5);
    }
    Interval ninety = poisson_interval(7, 0.90);
    assert_near((double)tail_by_series(7, (long double)ninety.low), 0.05, 1e-12);
    assert_near(1 - (double)tail_by_series(8, (long double)ninety.high), 0.05, 1e-12);
}

static void normal_quantiles_are_the_tabled_ones(void **state)
{
    (void)state;
    assert_near(normal_quantile(0.975), 1.959963984540054, 1e-14);
    assert_near(normal_quantile(0.95), 1.6448536269514722, 1e-14);
    assert_near(normal_quantile(0.05), -1.6448536269514722, 1e-14);
    assert_near(normal_quantile(0.5), 0, 1e-15);
    assert_near(normal_quantile(1e-10), -6.361340902404056, 1e-12);
    for (double p = 0.001; p < 1; p += 0.001)
        assert_near(0.5 * erfc(-normal_quantile(p) / sqrt(2)), p, 1e-15);
}

/* Newcombe (1998), table I, method 3. */
static void wilson_intervals_are_the_published_ones(void **state)
{
    (void)state;
    static const double table[][4] = {
        {81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        Interval interval = wilson_interval(table[i][0], table[i][1], 0.95);
        assert_near(interval.low, table[i][2], 5.1e-5);
        assert_near(interval.high, table[i][3], 5.1e-5);
    }
    /* The limits are where the score test just rejects: |share - p| = z sqrt(p (1 - p) / n). */
    Interval interval = wilson_interval(3.7, 12.4, 0.90);
    double z = 1.6448536269514722, share = 3.7 / 12.4;
    assert_near(share - interval.low, z * sqrt(interval.low * (1 - interval.low) / 12.4), 1e-12);
    assert_near(interval.high - share, z * sqrt(interval.high * (1 - interval.high) / 12.4), 1e-12);
    assert_true(wilson_interval(0, 5, 0.9).low == 0 && wilson_interval(5, 5, 0.9).high == 1);
    assert_true(isnan(wilson_interval(0, 0, 0.9).low));
}

/* The definition: q_i = min over the p_j >= p_i of p_j m / rank_j, at most 1. */
static double q_by_definition(const double *p, size_t count, size_t i, double penalty)
{
    double tests = 0, least = 1;
    for (size_t j = 0; j < count; j++)
        tests += !isnan(p[j]);
    for (size_t j = 0; j < count; j++) {
        if (isnan(p[j]) || p[j] < p[i]) continue;
        double rank = 0;
        for (size_t k = 0; k < count; k++)
            rank += p[k] <= p[j];
        least = fmin(least, p[j] * tests * penalty / rank);
    }
    return least;
}

static void q_values_follow_the_definition(void **state)
{
    (void)state;
    Error error;
    enum { COUNT = 60 };
    double p[COUNT], q[COUNT], harmonic = 0;
    Random random = random_init(11);
    for (int i = 0; i < COUNT; i++) {
        p[i] = pow(random_uniform(&random), 3);
        if (i % 4 == 3) p[i] = p[i - 1]; /* ties */
        if (i % 10 == 0) p[i] = NAN;
    }
    for (int i = 0, tests = 0; i < COUNT; i++)
        if (!isnan(p[i])) harmonic += 1.0 / ++tests;
    assert_ok(false_discovery(p, COUNT, FALSE_DISCOVERY_BH, q, &error), &error);
    for (size_t i = 0; i < COUNT; i++)
        if (isnan(p[i]))
            assert_true(isnan(q[i]));
        else
            assert_near(q[i], q_by_definition(p, COUNT, i, 1), 1e-14);
    assert_ok(false_discovery(p, COUNT, FALSE_DISCOVERY_BY, q, &error), &error);
    for (size_t i = 0; i < COUNT; i++)
        if (!isnan(p[i])) assert_near(q[i], q_by_definition(p, COUNT, i, harmonic), 1e-14);
}

/* The example of Benjamini & Hochberg (1995), section 4.1: four hypotheses are rejected at 0.05. */
static void rejects_what_benjamini_and_hochberg_reject(void **state)
{
    (void)state;
    Error error;
    double p[] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                  0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
    assert_ok(false_discovery(p, 15, FALSE_DISCOVERY_BH, p, &error), &error);
    for (int i = 0; i < 15; i++)
        assert_int_equal(p[i] <= 0.05, i < 4);
    assert_near(p[0], 0.0015, 1e-15);
    assert_near(p[3], 0.0095 * 15 / 4, 1e-15);
}

/* Counts drawn from the model, with a known alpha, give it back; a spread that is chance gives infinity. */
static void alpha_is_found_again(void **state)
{
    (void)state;
    enum { AREAS = 20000 };
    static double observed[AREAS], expected[AREAS];
    Random random = random_init(5);
    double check = 0, total = 0;
    for (int i = 0; i < AREAS; i++) {
        expected[i] = 2 + 10 * random_uniform(&random);
        /* Gamma(4, 4): the sum of four exponential variables of mean 1/4. */
        double risk = 0;
        for (int k = 0; k < 4; k++)
            risk -= 0.25 * log(1 - random_uniform(&random));
        observed[i] = random_poisson(&random, risk * expected[i]);
        check += expected[i] * pow(observed[i] / expected[i] - 1, 2);
        total += expected[i];
    }
    double alpha = clayton_kaldor_alpha(observed, expected, AREAS);
    assert_near(alpha, 4, 0.25);
    assert_near(1 / alpha, (check - AREAS) / total, 1e-9);
    expected[0] = NAN;
    expected[1] = 0;
    assert_near(clayton_kaldor_alpha(observed, expected, AREAS), alpha, 0.05);
    double even[] = {3, 4, 5}, same[] = {4, 4, 4};
    assert_true(isinf(clayton_kaldor_alpha(even, same, 3)));
    assert_true(clayton_kaldor_theta(9, 3, (double)INFINITY) == 1);
    assert_near(clayton_kaldor_theta(9, 3, 2), 11.0 / 5, 1e-15);
    assert_true(isnan(clayton_kaldor_theta(9, NAN, 2)));
}

static void ranks_are_shares_at_or_below(void **state)
{
    (void)state;
    Error error;
    double value[] = {5, 1, NAN, 5, 9}, rank[5];
    assert_ok(percentile_rank(value, 5, rank, &error), &error);
    assert_near(rank[0], 0.75, 1e-15);
    assert_near(rank[1], 0.25, 1e-15);
    assert_true(isnan(rank[2]));
    assert_near(rank[3], 0.75, 1e-15);
    assert_near(rank[4], 1, 1e-15);
    assert_ok(percentile_rank(value, 0, rank, &error), &error);
}

static int compare_double(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Each place in the order, of values in any order, equal ones among them, against a sort. */
static void order_statistics_are_those_of_a_sort(void **state)
{
    (void)state;
    enum { MOST = 60 };
    double value[MOST], sorted[MOST], mixed[MOST];
    Random random = random_init(9);
    for (int round = 0; round < 400; round++) {
        size_t count = 1 + (size_t)random_below(&random, MOST);
        uint64_t different = 1 + random_below(&random, round % 2 ? 5 : 1000);
        for (size_t i = 0; i < count; i++)
            value[i] = round % 7 == 0 ? (double)i : round % 7 == 1 ? -(double)i : (double)random_below(&random, different) - 3;
        memcpy(sorted, value, sizeof value);
        qsort(sorted, count, sizeof *sorted, compare_double);
        for (size_t below = 0; below < count; below++) {
            memcpy(mixed, value, sizeof value);
            assert_near(order_statistic(mixed, count, below), sorted[below], 0);
            qsort(mixed, count, sizeof *mixed, compare_double);
            assert_memory_equal(mixed, sorted, count * sizeof *mixed);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tails_agree_with_the_series),
        cmocka_unit_test(tails_agree_with_scipy),
        cmocka_unit_test(tails_have_their_ends),
        cmocka_unit_test(poisson_intervals_are_the_tabled_ones),
        cmocka_unit_test(normal_quantiles_are_the_tabled_ones),
        cmocka_unit_test(wilson_intervals_are_the_published_ones),
        cmocka_unit_test(q_values_follow_the_definition),
        cmocka_unit_test(rejects_what_benjamini_and_hochberg_reject),
        cmocka_unit_test(alpha_is_found_again),
        cmocka_unit_test(ranks_are_shares_at_or_below),
        cmocka_unit_test(order_statistics_are_those_of_a_sort),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
