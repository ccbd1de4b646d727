/* The density in windows of time, of a village that was laid by hand: every number a second way. */
#include "tests/support/assert_near.h"

#include "geo/calendar.h"
#include "geo/kernel.h"
#include "src/windows.h"
#include "tests/support/random_numbers.h"
#include "tests/support/town.h"

#include <stdlib.h>
#include <string.h>

static const double SQUARE[] = {150000, 440000, 151500, 440000, 151500, 441500, 150000, 441500};

/* Three months. On one spot 40 reports on Friday evenings of January; on another 36 that lasted from 22 to 02 in the night of Saturday to
 * Sunday, in February; 45 anywhere, at any hour of all three; 10 on the first spot without an hour; and in March one alone. */
static char *village_rows(void)
{
    enum { BYTES = 1 << 15 };
    char *rows = malloc(BYTES);
    size_t used = (size_t)snprintf(rows, BYTES, "datum;tijd;einddatum;eindtijd;x;y;categorie\n");
    uint64_t random = 4;
    for (int i = 0; i < 40; i++)
        used += (size_t)snprintf(rows + used, BYTES - used, "2024-01-%02d;%d:30;;;%d;%d;overlast\n", 5 + 7 * (i % 4), 20 + i % 4, 150400 + (int)random_below(&random, 60), 440400 + (int)random_below(&random, 60));
    for (int i = 0; i < 36; i++)
        used += (size_t)snprintf(rows + used, BYTES - used, "2024-02-%02d;22:00;2024-02-%02d;02:00;%d;%d;overlast\n", 3 + 7 * (i % 4), 4 + 7 * (i % 4), 151100 + (int)random_below(&random, 60),
                                 441100 + (int)random_below(&random, 60));
    for (int i = 0; i < 45; i++)
        used += (size_t)snprintf(rows + used, BYTES - used, "2024-%02d-%02d;%02d:15;;;%d;%d;overlast\n", 1 + i % 3, 1 + (int)random_below(&random, 28), (int)random_below(&random, 24),
                                 150000 + (int)random_below(&random, 1500), 440000 + (int)random_below(&random, 1500));
    for (int i = 0; i < 10; i++) used += (size_t)snprintf(rows + used, BYTES - used, "2024-01-%02d;;;;150430;440430;overlast\n", 1 + i);
    (void)snprintf(rows + used, BYTES - used, "2024-03-31;12:00;;;150150;441350;overlast\n");
    return rows;
}

static void set(Town *town, const char *section, const char *key, const char *value)
{
    Error error;
    assert_ok(config_set(&town->config, section, key, value, "--", &error), &error);
}

static void found_village(Town *town, Analysis *analysis)
{
    Error error;
    char *rows = village_rows();
    const TownFeature ground = {"Dorp", SQUARE, 4};
    town_found(town);
    town_layer(town, "grens", ROLE_BOUNDARY, FEATURE_POLYGON, &ground, 1);
    assert_int_equal(town_import(town, "een", "een.csv", rows).loaded, 132);
    free(rows);
    set(town, "selection", "from", "2024-01-01");
    set(town, "selection", "to", "2024-03-31");
    set(town, "selection", "weights", "raw");
    set(town, "areas", "exposure", "area");
    set(town, "density", "bandwidth", "100");
    set(town, "density", "cell", "10");
    set(town, "density", "edge", "none");
    assert_ok(analysis_make(town->store, &town->config, STAGE_AREAS, analysis, &error), &error);
}

static Windows make(const Town *town, const Analysis *analysis)
{
    Windows windows;
    Error error;
    assert_ok(windows_make(&town->config, analysis, &windows, &error), &error);
    return windows;
}

/* Whether a second of the clock lies in a window. */
static bool second_in(const Window *window, int64_t second)
{
    return (window->day < 0 || calendar_weekday(second) == window->day) && (window->part < 0 || calendar_hour(second) / 4 == window->part);
}

/* What a report counts for, minute by minute. */
static double share_by_minutes(const Points *points, size_t i, const Window *window)
{
    int64_t minutes = (points->to_s[i] - points->from_s[i]) / 60, inside = 0;
    if (window->series == WINDOWS_PERIOD) return 1;
    if (window->series == WINDOWS_MONTHS) {
        Date date = calendar_date(calendar_day(points->from_s[i]));
        return date.year * 12 + date.month == window->month;
    }
    if (!points->hour_known[i]) return 0;
    if (minutes == 0) return second_in(window, points->from_s[i]);
    for (int64_t m = 0; m < minutes; m++) inside += second_in(window, points->from_s[i] + 60 * m);
    return (double)inside / (double)minutes;
}

static double expected_scale(const Window *window)
{
    static const int days[] = {31, 29, 31}; /* of 2024 */
    if (window->series != WINDOWS_MONTHS) return 1e6 / (91 / 365.25);
    return 1e6 / (days[(window->month - 1) % 12] / 365.25);
}

/* The surface of a window at a place: every report by itself. */
static double density_at(const Analysis *analysis, const Window *window, double x, double y)
{
    const Points *points = &analysis->selection.points;
    double sum = 0;
    for (size_t i = 0; i < points->count; i++)
        sum += points->weight[i] * share_by_minutes(points, i, window) * kernel_value(KERNEL_QUARTIC, hypot(points->x_m[i] - x, points->y_m[i] - y), 100);
    return sum * expected_scale(window);
}

static int class_by_polygons(const Windows *windows, const Window *window, double x, double y)
{
    int class = 0;
    for (int c = 0; c < windows->classes[window->series].class_count; c++) {
        Polygon polygon = polygon_of_all(&window->class_area[c]);
        if (window->class_area[c].count > 0 && polygon_contains(&polygon, x, y)) class = c + 1;
    }
    return class;
}

static void counts_by_hand(void **state)
{
    (void)state;
    Town town;
    Analysis analysis;
    found_village(&town, &analysis);
    Windows windows = make(&town, &analysis);
    const Points *points = &analysis.selection.points;
    double sum[WINDOWS_SERIES] = {0};
    assert_int_equal(windows.months, 3);
    assert_int_equal(windows.count, 1 + 3 + 7 + 6 + 42);
    for (size_t w = 0; w < windows.count; w++) {
        const Window *window = &windows.window[w];
        double reports = 0;
        for (size_t i = 0; i < points->count; i++) reports += share_by_minutes(points, i, window);
        assert_near(window->reports, reports, 1e-4);
        assert_int_equal(window->shown, window->reports > 29.99);
        for (size_t a = 0; a < analysis.area_count; a++) {
            double within = 0;
            for (size_t i = 0; i < points->count; i++) within += analysis.area_of[i] == (int32_t)a ? share_by_minutes(points, i, window) : 0;
            assert_near(window->area_reports[a], within, 1e-4);
        }
        sum[window->series] += window->reports;
    }
    assert_near(sum[WINDOWS_PERIOD], 132, 0);
    assert_near(sum[WINDOWS_MONTHS], 132, 0);
    assert_near(sum[WINDOWS_DAYS], 122, 1e-4); /* ten have no hour */
    assert_near(sum[WINDOWS_PARTS], 122, 1e-4);
    assert_near(sum[WINDOWS_BLOCKS], 122, 1e-4);
    assert_int_equal(windows.window[1].month, 2024 * 12 + 1);
    assert_true(windows.window[1].shown && windows.window[2].shown && !windows.window[3].shown);
    /* Saturday night: half before midnight and half after. */
    const Window *saturday = &windows.window[1 + 3 + 5], *sunday = &windows.window[1 + 3 + 6];
    assert_true(saturday->reports >= 18 && saturday->reports <= 18 + 20);
    assert_true(sunday->reports >= 18 && sunday->reports <= 18 + 20);
    windows_free(&windows);
    analysis_free(&analysis);
    town_raze(&town);
}

/* In the middle of every cell that is well inside the boundary, the polygons say the class that the sum of all kernels has. */
static void classes_by_brute_force(void **state)
{
    (void)state;
    Town town;
    Analysis analysis;
    found_village(&town, &analysis);
    Windows windows = make(&town, &analysis);
    size_t drawn = 0, compared = 0;
    assert_near(windows.cell_m, 20, 0); /* two cells of 10: five go in the bandwidth */
    for (size_t w = 0; w < windows.count; w++) {
        const Window *window = &windows.window[w];
        const WindowClasses *classes = &windows.classes[window->series];
        double cell = window->series == WINDOWS_PERIOD ? 10 : windows.cell_m;
        if (!window->shown) {
            for (int c = 0; c < PALETTE_CLASSES; c++) assert_int_equal(window->class_area[c].count, 0);
            continue;
        }
        drawn++;
        /* Every third row and column; that is enough, and quick. */
        for (double x = 150000 + 2.5 * cell; x < 151500 - cell; x += 3 * cell)
            for (double y = 440000 + 2.5 * cell; y < 441500 - cell; y += 3 * cell) {
                double value = density_at(&analysis, window, x, y);
                int class = 0;
                bool on_edge = false;
                for (int c = 0; c < classes->class_count; c++) class += value >= classes->class_break[c], on_edge = on_edge || fabs(value - classes->class_break[c]) < 1e-6 * classes->class_break[c];
                if (on_edge) continue;
                assert_int_equal(class_by_polygons(&windows, window, x, y), class);
                compared += class > 0;
            }
    }
    assert_true(drawn >= 6);
    assert_true(compared > 100);
    windows_free(&windows);
    analysis_free(&analysis);
    town_raze(&town);
}

/* One report is nowhere a colour: the lowest break of each series is as high as two on one spot in its shortest window. */
static void nobody_shows_alone(void **state)
{
    (void)state;
    Town town;
    Analysis analysis;
    found_village(&town, &analysis);
    Windows windows = make(&town, &analysis);
    double two = 2 * 3 / (3.14159265358979323846 * 100 * 100) * 1e6; /* of the quartic kernel, per km2 */
    assert_true(windows.classes[WINDOWS_PERIOD].class_count > 0 && windows.classes[WINDOWS_MONTHS].class_count > 0 && windows.classes[WINDOWS_PARTS].class_count > 0);
    for (int s = 0; s < WINDOWS_SERIES; s++) {
        double years = s == WINDOWS_MONTHS ? 29 / 365.25 : 91 / 365.25;
        const WindowClasses *classes = &windows.classes[s];
        if (classes->class_count > 0) assert_true(classes->class_break[0] >= two / years * (1 - 1e-12));
        for (int c = 1; c < classes->class_count; c++) assert_true(classes->class_break[c] > classes->class_break[c - 1]);
    }
    for (size_t w = 0; w < windows.count; w++) assert_int_equal(class_by_polygons(&windows, &windows.window[w], 150150, 441350), 0);
    windows_free(&windows);
    analysis_free(&analysis);
    town_raze(&town);
}

static void assert_same_features(const Features *a, const Features *b)
{
    assert_int_equal(a->count, b->count);
    if (a->count == 0) return;
    assert_int_equal(features_vertices(a), features_vertices(b));
    assert_memory_equal(a->x_m, b->x_m, features_vertices(a) * sizeof *a->x_m);
    assert_memory_equal(a->y_m, b->y_m, features_vertices(a) * sizeof *a->y_m);
}

static void any_number_of_threads(void **state)
{
    (void)state;
    Town town;
    Analysis analysis;
    found_village(&town, &analysis);
    town.config.threads = 1;
    Windows one = make(&town, &analysis);
    town.config.threads = 5;
    Windows five = make(&town, &analysis);
    for (size_t w = 0; w < one.count; w++) {
        assert_memory_equal(&one.window[w].reports, &five.window[w].reports, sizeof(double));
        for (int c = 0; c < PALETTE_CLASSES; c++) assert_same_features(&one.window[w].class_area[c], &five.window[w].class_area[c]);
    }
    assert_memory_equal(one.classes, five.classes, sizeof one.classes);
    windows_free(&one);
    windows_free(&five);
    analysis_free(&analysis);
    town_raze(&town);
}

static void few_reports_and_long_periods(void **state)
{
    (void)state;
    Town town;
    Analysis analysis;
    found_village(&town, &analysis);
    analysis_free(&analysis);
    Error error;
    /* Seven years: the last five have months, and counts stay whole. */
    set(&town, "selection", "from", "2018-01-01");
    set(&town, "selection", "to", "2024-12-15");
    assert_ok(analysis_make(town.store, &town.config, STAGE_AREAS, &analysis, &error), &error);
    Windows windows = make(&town, &analysis);
    assert_int_equal(windows.months, WINDOW_MONTHS_MOST);
    assert_int_equal(windows.window[1].month, 2020 * 12 + 1);
    assert_int_equal(windows.window[WINDOW_MONTHS_MOST].month, 2024 * 12 + 12);
    assert_near(windows.window[WINDOW_MONTHS_MOST].scale, 1e6 / (15 / 365.25), 1e-6); /* half of December */
    windows_free(&windows);
    analysis_free(&analysis);
    /* March alone has too few for a surface. */
    set(&town, "selection", "from", "2024-03-01");
    set(&town, "selection", "to", "2024-03-31");
    assert_ok(analysis_make(town.store, &town.config, STAGE_AREAS, &analysis, &error), &error);
    assert_true(analysis.counts_only);
    windows = make(&town, &analysis);
    assert_int_equal(windows.months, 1);
    assert_near(windows.window[0].reports, 16, 0);
    assert_near(windows.window[1].reports, 16, 0);
    for (size_t w = 0; w < windows.count; w++) assert_false(windows.window[w].shown);
    windows_free(&windows);
    analysis_free(&analysis);
    town_raze(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(counts_by_hand), cmocka_unit_test(classes_by_brute_force), cmocka_unit_test(nobody_shows_alone),
                                       cmocka_unit_test(any_number_of_threads), cmocka_unit_test(few_reports_and_long_periods)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
