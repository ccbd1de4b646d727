#include "tests/support/assert_near.h"

#include "geo/calendar.h"
#include "geo/hours.h"
#include "geo/random.h"

static const int64_t MONDAY = 4 * (int64_t)DAY_S; /* 1970-01-05 */

static int64_t at(int weekday, int hour, int minute)
{
    return MONDAY + weekday * DAY_S + hour * HOUR_S + minute * 60;
}

/* Ratcliffe's example: 22:00 to 02:00 adds 0.25 to each of four hours, here over the night of Sunday. */
static void interval_is_spread_evenly(void **state)
{
    (void)state;
    int64_t from[] = {at(6, 22, 0), at(2, 9, 59), at(2, 10, 0), at(0, 0, 0)};
    int64_t to[] = {at(7, 2, 0), at(2, 9, 59), at(2, 10, 40), at(1, 0, 0)};
    uint8_t known[] = {1, 1, 1, 0};
    double weight[] = {1, 0.5, 2, 1};
    HourMatrix matrix = hours_matrix(&(Times){4, from, to, known, weight});
    assert_near(matrix.value[6][22], 0.25, 1e-15);
    assert_near(matrix.value[6][23], 0.25, 1e-15);
    assert_near(matrix.value[0][0], 0.25, 1e-15);
    assert_near(matrix.value[0][1], 0.25, 1e-15);
    assert_near(matrix.value[2][9], 0.5, 1e-15);
    assert_near(matrix.value[2][10], 2, 1e-15);
    assert_near(matrix.value[0][12], 0, 0);
    assert_near(matrix.weight, 3.5, 1e-15);
    assert_int_equal(matrix.known, 3);
    assert_int_equal(matrix.unknown, 1);
}

/* The second way: minute by minute. */
static void spreading_agrees_with_counting_minutes(void **state)
{
    (void)state;
    Random random = random_init(41);
    for (int trial = 0; trial < 40; trial++) {
        int64_t from = MONDAY - 60 * (int64_t)random_below(&random, 40000);
        int64_t to = from + 60 * (1 + (int64_t)random_below(&random, trial < 20 ? 600 : 30000));
        double expected[7][24] = {{0}};
        for (int64_t t = from; t < to; t += 60)
            expected[calendar_weekday(t)][calendar_hour(t)] += 60 / (double)(to - from);
        HourMatrix matrix = hours_matrix(&(Times){1, &from, &to, NULL, NULL});
        HourBlocks blocks;
        Error error;
        assert_ok(hours_blocks(&(Times){1, &from, &to, NULL, NULL}, &blocks, &error), &error);
        double sum = 0, block_value[WEEK_BLOCKS] = {0};
        for (size_t k = 0; k < blocks.start[1]; k++)
            block_value[blocks.block[k]] = (double)blocks.share[k];
        for (int day = 0; day < 7; day++)
            for (int hour = 0; hour < 24; hour++) {
                assert_near(matrix.value[day][hour], expected[day][hour], 1e-12);
                sum += matrix.value[day][hour];
                block_value[day * 6 + hour / 4] -= expected[day][hour];
            }
        assert_near(sum, 1, 1e-12);
        for (int b = 0; b < WEEK_BLOCKS; b++)
            assert_near(block_value[b], 0, 1e-6);
        hours_blocks_free(&blocks);
    }
}

static void best_windows_are_the_fullest_blocks(void **state)
{
    (void)state;
    double value[WEEK_BLOCKS] = {0};
    value[29] = 6, value[35] = 8, value[3] = 6, value[7] = 5;
    HourWindows windows = hours_windows_best(value, 11.9); /* two blocks and a rest */
    assert_int_equal(windows.block_count, 2);
    assert_true(windows.blocks == (UINT64_C(1) << 35 | UINT64_C(1) << 3)); /* of equals the earlier */
    assert_near(windows.share, 14.0 / 25, 1e-15);
    assert_near(windows.known, 25, 0);
    assert_int_equal(hours_windows_best(value, 1).block_count, 1);
    assert_near(hours_windows_best(value, 500).share, 1, 1e-15);
    double empty[WEEK_BLOCKS] = {0};
    assert_true(isnan(hours_windows_best(empty, 20).share));
}

/* 40 of an area's 60 reports on Friday and Saturday night among 2,000 all over the week: a peak. Areas that
 * are drawn from all reports have p below 0.05 in some 5 % of the cases. */
static void permutations_tell_a_peak_from_chance(void **state)
{
    (void)state;
    Error error;
    enum { COUNT = 2000, MEMBERS = 60, AREAS = 60 };
    static int64_t from[COUNT];
    static uint8_t known[COUNT];
    Random random = random_init(43);
    for (int i = 0; i < COUNT; i++) {
        from[i] = MONDAY + (int64_t)random_below(&random, WEEK_S);
        known[i] = i % 10 != 9;
    }
    for (int i = 0; i < 45; i++)
        from[i] = at(4 + i % 2, 20 + i % 4, i);
    HourBlocks blocks;
    assert_ok(hours_blocks(&(Times){COUNT, from, from, known, NULL}, &blocks, &error), &error);
    size_t member[MEMBERS], all[COUNT];
    for (size_t i = 0; i < MEMBERS; i++)
        member[i] = i;
    HourWindows windows;
    double p;
    assert_ok(hours_windows_test(&blocks, member, MEMBERS, 20, 999, 1, &windows, &p, &error), &error);
    assert_near(p, 0.001, 1e-12);
    assert_near(windows.known, 54, 1e-9);
    assert_true(windows.blocks >> 29 & 1 && windows.blocks >> 35 & 1);
    double again;
    assert_ok(hours_windows_test(&blocks, member, MEMBERS, 20, 999, 1, &windows, &again, &error), &error);
    assert_true(p == again);

    for (size_t i = 0; i < COUNT; i++)
        all[i] = i;
    int significant = 0;
    for (int area = 0; area < AREAS; area++) {
        random_choose(&random, all, COUNT, MEMBERS);
        assert_ok(hours_windows_test(&blocks, all, MEMBERS, 20, 199, 2, &windows, &p, &error), &error);
        significant += p < 0.05;
    }
    assert_true(significant <= 9); /* 3 expected; 10 or more once in 1,000 */
    for (size_t i = 0; i < 5; i++)
        member[i] = 9 + 10 * i; /* not known, all of them */
    assert_ok(hours_windows_test(&blocks, member, 5, 20, 19, 3, &windows, &p, &error), &error);
    assert_true(isnan(p) && isnan(windows.share));
    hours_blocks_free(&blocks);
}

static void peak_is_the_nights_of_the_weekend(void **state)
{
    (void)state;
    HourMatrix matrix = {0};
    for (int day = 0; day < 7; day++)
        for (int hour = 0; hour < 24; hour++)
            matrix.value[day][hour] = 0.1;
    assert_int_equal(hours_peak(&matrix).days, 0); /* even */
    static const int night[][2] = {{4, 22}, {4, 23}, {5, 0}, {5, 1}, {5, 22}, {5, 23}, {6, 0}, {6, 1}};
    for (int i = 0; i < 8; i++)
        matrix.value[night[i][0]][night[i][1]] = 4;
    PeakWindow peak = hours_peak(&matrix);
    assert_int_equal(peak.days, 1 << 4 | 1 << 5);
    assert_int_equal(peak.from_hour, 22);
    assert_int_equal(peak.hours, 4);
    assert_near(peak.reports, 32, 1e-12);
    assert_near(peak.share, 32 / (32 + 160 * 0.1), 1e-12);
}

/* Sunday and Monday follow each other; every evening is every day; one report is one window. */
static void peak_runs_over_sunday(void **state)
{
    (void)state;
    HourMatrix matrix = {0};
    for (int hour = 12; hour < 16; hour++)
        matrix.value[6][hour] = matrix.value[0][hour] = 3;
    PeakWindow peak = hours_peak(&matrix);
    assert_int_equal(peak.days, 1 << 6 | 1);
    assert_int_equal(peak.from_hour, 12);
    assert_near(peak.share, 1, 1e-15);
    HourMatrix evenings = {0};
    for (int day = 0; day < 7; day++)
        for (int hour = 18; hour < 22; hour++)
            evenings.value[day][hour] = 1;
    peak = hours_peak(&evenings);
    assert_int_equal(peak.days, 127);
    assert_int_equal(peak.from_hour, 18);
    HourMatrix empty = {0};
    assert_int_equal(hours_peak(&empty).days, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(interval_is_spread_evenly),
        cmocka_unit_test(spreading_agrees_with_counting_minutes),
        cmocka_unit_test(best_windows_are_the_fullest_blocks),
        cmocka_unit_test(permutations_tell_a_peak_from_chance),
        cmocka_unit_test(peak_is_the_nights_of_the_weekend),
        cmocka_unit_test(peak_runs_over_sunday),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
