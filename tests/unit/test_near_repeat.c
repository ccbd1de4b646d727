/* Knox's test by brute force over all pairs, by the exact mean of all deals, on noise, and on repeats that were planted. */
#include "tests/support/assert_near.h"

#include "geo/near_repeat.h"
#include "geo/random.h"

#include <stdlib.h>

enum { MOST = 1200, DAY = 86400 };

static double x[MOST], y[MOST];
static int64_t from[MOST], to[MOST];
static float precision[MOST];
static uint32_t reporter[MOST];

static NearRepeatInput input_of(size_t count)
{
    return (NearRepeatInput){.count = count, .x_m = x, .y_m = y, .from_s = from, .to_s = from, .band_count = 4, .band_m = {1, 100, 200, 400}, .span_count = 3,
                             .span_days = {7, 14, 28}, .runs = 99, .seed = 5};
}

static void draw_noise(Random *random, size_t count, double side_m, uint64_t days)
{
    for (size_t i = 0; i < count; i++) {
        x[i] = 1000 + side_m * random_uniform(random), y[i] = -300 + side_m * random_uniform(random);
        from[i] = -40 * DAY + DAY * (int64_t)random_below(random, days) + (int64_t)random_below(random, DAY);
    }
}

/* Every pair, one after another, with the days in another order. The bands are found once. */
static void count_all(const NearRepeatInput *input, const size_t *order, double number[4][3])
{
    static double day[MOST];
    for (size_t i = 0; i < input->count; i++) day[i] = floor((double)from[order[i]] / DAY);
    memset(number, 0, sizeof(double[4][3]));
    for (size_t i = 0; i < input->count; i++) {
        for (size_t j = 0; j < i; j++) {
            double dx = fabs(x[i] - x[j]), dy = fabs(y[i] - y[j]), apart = input->distance == NEAR_MANHATTAN ? dx + dy : sqrt(dx * dx + dy * dy);
            double days = fabs(day[i] - day[j]);
            int band = apart <= 1 ? 0 : apart <= 100 ? 1 : apart <= 200 ? 2 : apart <= 400 ? 3 : -1, span = days <= 7 ? 0 : days <= 14 ? 1 : days <= 28 ? 2 : -1;
            bool own = input->reporter != NULL && reporter[i] != 0 && reporter[i] == reporter[j];
            if (band >= 0 && span >= 0 && !own) number[band][span]++;
        }
    }
}

/* z of a deal, from all deals of its cell. */
static double z_of(const double number[][4][3], int deals, int deal, int cell)
{
    double sum = 0, squares = 0;
    for (int d = 0; d < deals; d++) {
        double root = 2 * sqrt(number[d][cell / 3][cell % 3] + 0.375);
        sum += root, squares += root * root;
    }
    double mean = sum / deals, deviation = sqrt(fmax(0, squares / deals - mean * mean));
    return (2 * sqrt(number[deal][cell / 3][cell % 3] + 0.375) - mean) / fmax(1, deviation);
}

/* The same numbers and ranks from 99 deals counted pair by pair. */
static void check_by_brute_force(const NearRepeatInput *input)
{
    enum { DEALS = 100 };
    static double number[DEALS][4][3];
    static double most[DEALS];
    size_t order[MOST];
    NearRepeat result;
    Error error;
    assert_ok(near_repeat_test(input, &result, &error), &error);
    assert_int_equal(result.reports, input->count);
    for (int deal = 0; deal < DEALS; deal++) {
        Random random = random_stream(input->seed, (uint64_t)deal);
        for (size_t i = 0; i < input->count; i++) order[i] = i;
        if (deal > 0) random_choose(&random, order, input->count, input->count);
        count_all(input, order, number[deal]);
    }
    for (int deal = 0; deal < DEALS; deal++) {
        most[deal] = -INFINITY;
        for (int cell = 0; cell < 12; cell++) most[deal] = fmax(most[deal], z_of((const double(*)[4][3])number, DEALS, deal, cell));
    }
    for (int cell = 0; cell < 12; cell++) {
        const NearCell *found = &result.cell[cell / 3][cell % 3];
        double sum = 0, z = z_of((const double(*)[4][3])number, DEALS, 0, cell);
        int as_many = 0, as_far = 0;
        for (int deal = 0; deal < DEALS; deal++) {
            sum += deal > 0 ? number[deal][cell / 3][cell % 3] : 0;
            as_many += number[deal][cell / 3][cell % 3] >= number[0][cell / 3][cell % 3];
            as_far += most[deal] >= z - 1e-9;
        }
        assert_near(found->observed, number[0][cell / 3][cell % 3], 0);
        assert_near(found->expected, sum / 99, 1e-9);
        assert_near(found->ratio, sum >= 99 ? found->observed / (sum / 99) : (double)NAN, 1e-12);
        assert_near(found->p, as_many / 100.0, 1e-12);
        assert_near(found->p_any, as_far / 100.0, 1e-12);
        assert_true(found->p_any >= found->p);
    }
}

static void every_pair_by_brute_force(void **state)
{
    (void)state;
    Random random = random_init(11);
    for (int distance = 0; distance < 2; distance++) {
        for (int trial = 0; trial < 3; trial++) {
            size_t count = 60 + 40 * (size_t)trial;
            draw_noise(&random, count, trial == 2 ? 5000 : 900, 90);
            for (size_t i = 0; i < count / 4; i++) x[i] = x[i + 20], y[i] = y[i + 20]; /* the same places */
            for (size_t i = 0; i < count / 4; i++) x[i + 30] = 1000 + 100 * floor((x[i + 30] - 1000) / 100), y[i + 30] = 0; /* exactly on a band's edge */
            NearRepeatInput input = input_of(count);
            input.distance = (NearDistance)distance;
            check_by_brute_force(&input);
            for (size_t i = 0; i < count; i++) reporter[i] = (uint32_t)random_below(&random, 8); /* 0: not known */
            input.reporter = reporter;
            check_by_brute_force(&input);
        }
    }
    /* More pairs on one place than a lane of 16 bits can hold: 300 reports on each of two places. */
    draw_noise(&random, 600, 1, 60);
    for (size_t i = 0; i < 600; i++) x[i] = i % 2 ? 500 : 560, y[i] = 0;
    NearRepeatInput input = input_of(600);
    check_by_brute_force(&input);
}

/* Over all deals a pair near by is near in time as often as any pair is: n_near x n_soon / all pairs. */
static void the_mean_of_all_deals(void **state)
{
    (void)state;
    enum { COUNT = 200 };
    Random random = random_init(3);
    draw_noise(&random, COUNT, 1500, 120);
    NearRepeatInput input = input_of(COUNT);
    input.runs = 4000;
    NearRepeat result;
    Error error;
    assert_ok(near_repeat_test(&input, &result, &error), &error);
    double near[4] = {0}, soon[3] = {0};
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < i; j++) {
            double apart = hypot(x[i] - x[j], y[i] - y[j]), days = fabs(floor((double)from[i] / DAY) - floor((double)from[j] / DAY));
            int band = apart <= 1 ? 0 : apart <= 100 ? 1 : apart <= 200 ? 2 : apart <= 400 ? 3 : -1, span = days <= 7 ? 0 : days <= 14 ? 1 : days <= 28 ? 2 : -1;
            if (band >= 0) near[band]++;
            if (span >= 0) soon[span]++;
        }
    }
    assert_near((double)result.pairs, near[0] + near[1] + near[2] + near[3], 0);
    for (int b = 0; b < 4; b++)
        for (int s = 0; s < 3; s++) {
            double mean = near[b] * soon[s] / (COUNT * (COUNT - 1) / 2.0);
            assert_near(result.cell[b][s].expected, mean, 5 * sqrt(2 * mean / 4000) + 1e-9); /* 5 standard errors of a count that is spread twice as Poisson is */
        }
}

/* On noise every p is as likely as every other, and no more than one map in twenty has any cell that p_any calls found. */
static void noise_is_noise(void **state)
{
    (void)state;
    enum { MAPS = 300, COUNT = 300 };
    Random random = random_init(17);
    int found = 0, low = 0, half = 0, cells = 0;
    for (int map = 0; map < MAPS; map++) {
        /* Busy places and a busy season, but nothing between the two. */
        draw_noise(&random, COUNT, 2000, 365);
        for (size_t i = 0; i < COUNT / 3; i++) x[i] = 2000 + 150 * random_uniform(&random), y[i] = 500 + 150 * random_uniform(&random);
        for (size_t i = 0; i < COUNT; i += 2) from[i] = DAY * (int64_t)random_below(&random, 60);
        NearRepeatInput input = input_of(COUNT);
        input.seed = (uint64_t)map;
        NearRepeat result;
        Error error;
        assert_ok(near_repeat_test(&input, &result, &error), &error);
        double least = 1;
        for (int b = 1; b < 4; b++)
            for (int s = 0; s < 3; s++) {
                cells++;
                low += result.cell[b][s].p <= 0.05;
                half += result.cell[b][s].p <= 0.5;
                least = fmin(least, result.cell[b][s].p_any);
            }
        found += least <= 0.05;
    }
    printf("noise: p at or below 0.05 in %d of %d cells, at or below 0.5 in %d; any cell found in %d of %d maps\n", low, cells, half, found, MAPS);
    /* Cells of one map depend on each other: the bounds are three standard errors of the maps, not of the cells. */
    assert_true(fabs(low / (double)cells - 0.05) < 3 * sqrt(0.05 * 0.95 / MAPS));
    assert_true(fabs(half / (double)cells - 0.5) < 3 * sqrt(0.25 / MAPS));
    assert_true(found <= MAPS * 0.05 + 3 * sqrt(MAPS * 0.05 * 0.95));
}

/* 20 of 300 reports followed by another within 80 m and 5 days. */
static void planted_repeats_are_found(void **state)
{
    (void)state;
    enum { MAPS = 40, COUNT = 300, PLANTED = 20 };
    Random random = random_init(23);
    int found = 0, elsewhere = 0;
    for (int map = 0; map < MAPS; map++) {
        draw_noise(&random, COUNT, 3000, 365);
        for (size_t i = 0; i < PLANTED; i++) {
            x[i] = x[i + PLANTED] + 56 * (2 * random_uniform(&random) - 1), y[i] = y[i + PLANTED] + 56 * (2 * random_uniform(&random) - 1);
            from[i] = from[i + PLANTED] + DAY * (int64_t)random_below(&random, 6);
        }
        NearRepeatInput input = input_of(COUNT);
        input.runs = 199, input.seed = (uint64_t)map;
        NearRepeat result;
        Error error;
        assert_ok(near_repeat_test(&input, &result, &error), &error);
        found += result.cell[1][0].p_any <= 0.05;
        elsewhere += result.cell[3][2].p_any <= 0.05;
    }
    printf("planted: found in %d of %d maps, taken for found elsewhere in %d\n", found, MAPS, elsewhere);
    assert_true(found >= 38);
    assert_true(elsewhere <= 5);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    Random random = random_init(29);
    draw_noise(&random, 500, 1200, 200);
    NearRepeatInput input = input_of(500);
    NearRepeat one, many;
    Error error;
    input.runs = 70; /* no whole number of batches */
    input.threads = 1;
    assert_ok(near_repeat_test(&input, &one, &error), &error);
    for (int threads = 2; threads <= 4; threads++) {
        input.threads = threads;
        assert_ok(near_repeat_test(&input, &many, &error), &error);
        assert_memory_equal(&one, &many, sizeof one);
    }
}

static void refused(const NearRepeatInput *input, ErrorCode code, const char *word)
{
    NearRepeat result = {.reports = 77};
    Error error;
    assert_false(near_repeat_test(input, &result, &error));
    assert_int_equal(error.code, code);
    assert_non_null(strstr(error.text, word));
    assert_int_equal(result.reports, 77);
}

static void what_says_nothing_is_refused(void **state)
{
    (void)state;
    Random random = random_init(31);
    draw_noise(&random, 100, 1000, 100);
    memcpy(to, from, sizeof to);
    for (int i = 0; i < 100; i++) precision[i] = i < 5 ? 100.5F : i < 50 ? 100 : (float)NAN;
    for (int i = 50; i < 57; i++) to[i] = from[i] + 7 * DAY + 1;
    for (int i = 57; i < 60; i++) to[i] = from[i] + 7 * DAY;
    NearRepeatInput input = input_of(100);
    NearRepeat result;
    Error error;
    input.precision_m = precision, input.to_s = to;
    assert_ok(near_repeat_test(&input, &result, &error), &error);
    assert_int_equal(result.imprecise, 5);
    assert_int_equal(result.undated, 7);
    assert_int_equal(result.reports, 88);
    input.span_days[0] = 0; /* the same day: what lasts a day takes part */
    for (int i = 50; i < 60; i++) to[i] = from[i] + DAY + (i < 54);
    assert_ok(near_repeat_test(&input, &result, &error), &error);
    assert_int_equal(result.undated, 4);
    input = input_of(100), input.precision_m = precision, input.to_s = to;
    input.count = 41; /* 36 are left */
    assert_ok(near_repeat_test(&input, &result, &error), &error);
    input.count = 34; /* 29 */
    refused(&input, ERROR_INPUT, "29");
    input = input_of(100);
    input.band_m[2] = 100;
    refused(&input, ERROR_USAGE, "rise");
    input = input_of(100);
    from[7] -= INT64_C(40000) * DAY;
    refused(&input, ERROR_INPUT, "years");
    for (int i = 0; i < 100; i++) from[i] = 5 * DAY + 600 * i;
    refused(&input, ERROR_INPUT, "one day");
    draw_noise(&random, 100, 0.9, 100);
    refused(&input, ERROR_INPUT, "one place");
    draw_noise(&random, 100, 30000, 100); /* hardly a pair: nothing is expected, and nothing is found */
    assert_ok(near_repeat_test(&input, &result, &error), &error);
    for (int b = 0; b < 4; b++)
        for (int s = 0; s < 3; s++) assert_true(result.cell[b][s].p > 0 && result.cell[b][s].p_any >= result.cell[b][s].p);
    assert_true(isnan(result.cell[0][0].ratio));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_pair_by_brute_force), cmocka_unit_test(the_mean_of_all_deals), cmocka_unit_test(noise_is_noise),
                                       cmocka_unit_test(planted_repeats_are_found), cmocka_unit_test(threads_change_nothing), cmocka_unit_test(what_says_nothing_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
