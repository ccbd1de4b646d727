/* Quarters by hand, slopes by enumeration and by R's published forms, classes one by one, and trends of pure noise. */
#include "tests/support/assert_near.h"

#include "geo/calendar.h"
#include "geo/random.h"
#include "geo/trend.h"

#include <stdlib.h>

enum { SIDE = 30, MOST = 20000 };

static double x[MOST], y[MOST];
static int64_t day[MOST];
static int32_t area_of[MOST];

static int64_t day_at(int year, int month, int of_month)
{
    return calendar_day_of((Date){year, month, of_month});
}

static void quarters_count_back(void **state)
{
    (void)state;
    TrendQuarters q = trend_quarters(day_at(2022, 10, 1), day_at(2025, 9, 30));
    assert_int_equal(q.count, 12);
    assert_int_equal(q.start[0], day_at(2022, 10, 1));
    assert_int_equal(q.start[11], day_at(2025, 7, 1));
    assert_int_equal(q.start[12], day_at(2025, 10, 1));
    q = trend_quarters(day_at(2022, 10, 8), day_at(2025, 9, 30)); /* a week short of three years */
    assert_int_equal(q.count, 12);
    assert_int_equal(q.start[0], day_at(2022, 10, 8));
    assert_int_equal(q.start[1], day_at(2023, 1, 1));
    q = trend_quarters(day_at(2022, 10, 9), day_at(2025, 9, 30)); /* a day more */
    assert_int_equal(q.count, 8);
    assert_int_equal(q.start[0], day_at(2023, 10, 1));
    assert_int_equal(trend_quarter_of(&q, day_at(2023, 9, 30)), -1);
    assert_int_equal(trend_quarter_of(&q, day_at(2023, 10, 1)), 0);
    assert_int_equal(trend_quarter_of(&q, day_at(2025, 9, 30)), 7);
    assert_int_equal(trend_quarter_of(&q, day_at(2025, 10, 1)), -1);
    q = trend_quarters(day_at(2000, 1, 1), day_at(2024, 5, 30)); /* ends on 31 May: 29 February, not 31 */
    assert_int_equal(q.count, 12);
    assert_int_equal(q.start[12], day_at(2024, 5, 31));
    assert_int_equal(q.start[11], day_at(2024, 2, 29));
    assert_int_equal(q.start[10], day_at(2023, 11, 30));
    assert_int_equal(q.start[8], day_at(2023, 5, 31)); /* back at the 31st */
    q = trend_quarters(day_at(2024, 1, 9), day_at(2024, 12, 31));
    assert_int_equal(q.count, 0);
    assert_int_equal(trend_quarter_of(&q, day_at(2024, 5, 1)), -1);
    /* Reports in every quarter of three years but the fourth: of the eight after it two years are left; with the ninth gone too, none. */
    int64_t one[12];
    size_t count = 0;
    q = trend_quarters(day_at(2022, 1, 1), day_at(2024, 12, 31));
    for (int k = 0; k < 12; k++)
        if (k != 3) one[count++] = q.start[k];
    trend_quarters_keep(&q, one, count);
    assert_int_equal(q.count, 8);
    assert_int_equal(q.start[0], day_at(2023, 1, 1));
    assert_int_equal(q.start[8], day_at(2025, 1, 1));
    one[7] = day_at(2030, 1, 1); /* was the ninth */
    trend_quarters_keep(&q, one, count);
    assert_int_equal(q.count, 0);
    q = trend_quarters(day_at(2022, 1, 1), day_at(2024, 12, 31));
    trend_quarters_keep(&q, one, 0);
    assert_int_equal(q.count, 0);
    q = trend_quarters(day_at(2022, 1, 1), day_at(2024, 12, 31)); /* in every one: all are left */
    for (int k = 0; k < 12; k++) one[k] = q.start[k];
    trend_quarters_keep(&q, one, 12);
    assert_int_equal(q.count, 12);
    assert_int_equal(q.start[0], day_at(2022, 1, 1));
    assert_int_equal(calendar_shift_months(day_at(1969, 3, 31), -1), day_at(1969, 2, 28));
    assert_int_equal(calendar_shift_months(day_at(1969, 12, 31), 14), day_at(1971, 2, 28));
}

static double choose(double n, double k)
{
    double c = 1;
    for (double i = 1; i <= k; i++) c *= (n - k + i) / i;
    return c;
}

/* Every way to divide n reports over three years. */
static double slope_by_enumeration(const double *count, const double *offset)
{
    double n = count[0] + count[1] + count[2], t = count[1] + 2 * count[2], whole = offset[0] + offset[1] + offset[2], up = 0, down = 0;
    for (double a = 0; a <= n; a++)
        for (double b = 0; a + b <= n; b++) {
            double c = n - a - b;
            double chance = choose(n, a) * choose(n - a, b) * pow(offset[0] / whole, a) * pow(offset[1] / whole, b) * pow(offset[2] / whole, c);
            if (b + 2 * c >= t) up += chance;
            if (b + 2 * c <= t) down += chance;
        }
    return fmin(1, 2 * fmin(up, down));
}

static void slopes_by_enumeration(void **state)
{
    (void)state;
    int direction;
    const double counts[][3] = {{3, 5, 9}, {12, 4, 1}, {0, 0, 7}, {7, 0, 0}, {5, 5, 5}, {0, 6, 0}, {20, 31, 40}, {1, 0, 0}};
    const double offsets[][3] = {{365, 366, 365}, {365, 500, 365}, {1, 2, 3}};
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
        for (size_t o = 0; o < sizeof offsets / sizeof *offsets; o++)
            assert_near(trend_slope_p(counts[c], offsets[o], 3, &direction), slope_by_enumeration(counts[c], offsets[o]), 1e-11);
    const double even[] = {1, 1, 1};
    /* binom.test(30, 45) in R: 0.03569 */
    assert_near(trend_slope_p((const double[]){15, 30}, even, 2, &direction), 0.0356977, 1e-6);
    assert_int_equal(direction, 1);
    (void)trend_slope_p((const double[]){30, 15}, even, 2, &direction);
    assert_int_equal(direction, -1);
    assert_true(isnan(trend_slope_p((const double[]){0, 0}, even, 2, &direction)));
    assert_true(isnan(trend_slope_p((const double[]){9}, even, 1, &direction)));
    /* Large counts: the normal tail of T, whose variance is n x 2/3. */
    double n = 60000, t = 60800, z = (t - 0.5 - n) / sqrt(n * 2 / 3);
    assert_near(trend_slope_p((const double[]){19600, 20000, 20400}, even, 3, &direction), erfc(z / sqrt(2)), 2e-7);
}

static Grid even_exposure(void)
{
    Error error;
    Grid exposure;
    assert_ok(grid_init((Box){0, 0, SIDE * 100, SIDE * 100}, 100, &exposure, &error), &error);
    for (size_t cell = 0; cell < grid_cells(&exposure); cell++) exposure.value[cell] = cell % 7 ? 1 : (double)NAN;
    return exposure;
}

/* Puts reports of each quarter in the middle of a block, and the others of the town anywhere else. */
typedef struct Laying {
    size_t count;
    TrendQuarters quarters;
    Random random;
} Laying;

static void lay(Laying *laying, int quarter, double x_m, double y_m, int32_t area, int number)
{
    int64_t length = laying->quarters.start[quarter + 1] - laying->quarters.start[quarter];
    for (int i = 0; i < number; i++, laying->count++) {
        x[laying->count] = x_m, y[laying->count] = y_m, area_of[laying->count] = area;
        day[laying->count] = laying->quarters.start[quarter] + (int64_t)random_below(&laying->random, (uint64_t)length);
    }
}

static TrendInput input_of(const Laying *laying, const Grid *exposure, const double *block, size_t areas)
{
    TrendInput input = {.count = laying->count, .x_m = x, .y_m = y, .day = day, .area_of = area_of, .area_count = areas, .block_x_m = block, .block_y_m = block,
                        .exposure = exposure, .quarters = laying->quarters};
    for (int k = 0; k < TREND_QUARTERS_MOST; k++) input.raise[k] = 1;
    return input;
}

static void each_class(void **state)
{
    (void)state;
    enum { AREAS = 10 };
    /* Reports per quarter of each area; the town has 150 a quarter elsewhere, so that a block expects about 2. */
    static const struct {
        int reports[8];
        TrendClass kind;
    } area[AREAS] = {
        {{20, 22, 19, 20, 21, 18, 20, 22}, TREND_PERSISTENT}, {{12, 12, 13, 12, 30, 28, 29, 31}, TREND_INTENSIFYING}, {{30, 29, 31, 28, 13, 12, 11, 12}, TREND_DIMINISHING},
        {{2, 1, 3, 2, 1, 2, 2, 20}, TREND_NEW},               {{2, 1, 3, 2, 1, 2, 15, 20}, TREND_NEW},              {{2, 20, 2, 2, 19, 1, 2, 2}, TREND_SPORADIC},
        {{2, 3, 1, 2, 2, 3, 2, 2}, TREND_NONE},               {{1, 0, 2, 1, 0, 1, 2, 1}, TREND_TOO_FEW},
        {{20, 22, 2, 20, 21, 2, 20, 22}, TREND_PERSISTENT} /* three quarters of the quarters: just enough */,
        {{20, 22, 19, 20, 21, 18, 20, 22}, TREND_NONE}};
    double block[AREAS];
    Grid exposure = even_exposure();
    Laying laying = {.quarters = trend_quarters(day_at(2023, 1, 1), day_at(2024, 12, 31)), .random = random_init(3)};
    for (int k = 0; k < 8; k++) {
        for (int a = 0; a < AREAS; a++) lay(&laying, k, 150 + 300 * a, 150 + 300 * a, a, area[a].reports[k]);
        for (int i = 0; i < 150; i++) lay(&laying, k, 50 + 100 * (double)random_below(&laying.random, 15), 2850, -1, 1);
    }
    for (int a = 0; a < AREAS; a++) block[a] = a == AREAS - 1 ? (double)NAN : 150 + 300 * a; /* the last does not stand out on the map */
    AreaTrend trend[AREAS + 1];
    Error error;
    TrendInput input = input_of(&laying, &exposure, block, AREAS);
    assert_ok(trend_of_areas(&input, trend, &error), &error);
    double whole = floor(SIDE * SIDE * 6.0 / 7);
    for (int a = 0; a < AREAS; a++) {
        if (trend[a].kind != area[a].kind) print_error("area %d\n", a);
        assert_int_equal(trend[a].kind, area[a].kind);
        for (int k = 0; k < 8; k++) {
            assert_near(trend[a].reports[k], area[a].reports[k], 0);
            if (a == AREAS - 1) continue;
            double town = 150, cells = 0;
            for (int b = 0; b < AREAS; b++) town += area[b].reports[k];
            for (int r = 3 * a; r < 3 * a + 3; r++)
                for (int c = 3 * a; c < 3 * a + 3; c++) cells += (r * SIDE + c) % 7 != 0;
            assert_near(trend[a].observed[k], area[a].reports[k], 0);
            assert_near(trend[a].expected[k], town * cells / whole, 1e-9);
        }
    }
    assert_true(isnan(trend[AREAS - 1].q[0]) && isnan(trend[AREAS - 1].slope_q));
    assert_near(trend[1].change, 118.0 / 366 / (49.0 / 365) - 1, 1e-12);
    assert_int_equal(trend[AREAS].kind, TREND_NONE); /* the town */
    /* A campaign that doubled the second year's reports explains the rise, and makes the lasting one a fall. */
    for (int k = 4; k < 8; k++) input.raise[k] = 2;
    assert_ok(trend_of_areas(&input, trend, &error), &error);
    assert_int_equal(trend[1].kind, TREND_PERSISTENT);
    assert_int_equal(trend[0].kind, TREND_DIMINISHING);
    assert_int_equal(trend[AREAS].kind, TREND_DIMINISHING);
    input.quarters.count = 0; /* too short a period */
    assert_ok(trend_of_areas(&input, trend, &error), &error);
    for (int a = 0; a <= AREAS; a++) assert_int_equal(trend[a].kind, TREND_TOO_FEW);
    input = input_of(&laying, &exposure, block, 0);
    assert_ok(trend_of_areas(&input, trend, &error), &error);
    grid_free(&exposure);
}

/* Areas that stand out and do not change get a slope in no more than 5 % of the maps, through seasons and a campaign alike; of
 * the quarters that are called significant fewer than 5 % are of places with nothing. */
static void no_trend_is_no_trend(void **state)
{
    (void)state;
    enum { MAPS = 300, AREAS = 8 };
    static const double season[] = {0.6, 1, 1.6, 0.8};
    Grid exposure = even_exposure();
    double block[AREAS];
    int slopes = 0, rises = 0;
    double false_share = 0;
    Random random = random_init(41);
    for (int a = 0; a < AREAS; a++) block[a] = 150 + 300 * a;
    for (int map = 0; map < MAPS; map++) {
        Laying laying = {.quarters = trend_quarters(day_at(2022, 1, 1), day_at(2024, 12, 31)), .random = random_stream(43, (uint64_t)map)};
        for (int k = 0; k < 12; k++) {
            double raise = k == 9 ? 2 : 1; /* a campaign in the last year */
            for (int a = 0; a < AREAS; a++) lay(&laying, k, block[a], block[a], a, (int)random_poisson(&random, (a % 2 ? 15 : 1.5) * season[k % 4] * raise));
            for (int i = (int)random_poisson(&random, 150 * season[k % 4] * raise); i > 0; i--) lay(&laying, k, 50 + 100 * (double)random_below(&random, 15), 2850, -1, 1);
        }
        AreaTrend trend[AREAS + 1];
        Error error;
        TrendInput input = input_of(&laying, &exposure, block, AREAS);
        input.raise[9] = 2;
        assert_ok(trend_of_areas(&input, trend, &error), &error);
        int slope = 0, found = 0, found_wrongly = 0;
        for (int a = 0; a < AREAS; a++) {
            slope += trend[a].slope_q < 0.05;
            found += trend[a].significant;
            if (a % 2 == 0) found_wrongly += trend[a].significant;
            if (a % 2) assert_true(trend[a].kind == TREND_PERSISTENT || trend[a].kind == TREND_SPORADIC || trend[a].slope_q < 0.05);
        }
        slopes += slope > 0, rises += trend[AREAS].kind != TREND_NONE;
        false_share += found > 0 ? (double)found_wrongly / found / MAPS : 0;
    }
    printf("no trend: a slope in %d of %d maps, a slope of the town in %d; of the significant quarters %.4f are false\n", slopes, MAPS, rises, false_share);
    assert_true(slopes <= MAPS * 0.05 + 3 * sqrt(MAPS * 0.05 * 0.95));
    assert_true(rises <= MAPS * 0.05 + 3 * sqrt(MAPS * 0.05 * 0.95));
    assert_true(false_share < 0.05);
    grid_free(&exposure);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(quarters_count_back), cmocka_unit_test(slopes_by_enumeration), cmocka_unit_test(each_class),
                                       cmocka_unit_test(no_trend_is_no_trend)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
