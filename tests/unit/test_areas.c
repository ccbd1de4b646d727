#include "tests/support/shapes.h"

#include "geo/areas.h"
#include "geo/contour.h"

#include <stdlib.h>

static Grid grid_of(int columns, int rows, double cell)
{
    Grid grid;
    Error error;
    assert_ok(
        grid_init((Box){120000, 487000, 120000 + columns * cell, 487000 + rows * cell}, cell, &grid, &error),
        &error);
    return grid;
}

static void test_levels_from_text(void **state)
{
    (void)state;
    const struct {
        const char *text;
        AreaLevelKind kind;
        double number;
    } good[] = {
        {"area:0.03", LEVEL_AREA, 0.03},   {"mass:0.25", LEVEL_MASS, 0.25},
        {"multiple:3", LEVEL_MULTIPLE, 3}, {"value:12.5", LEVEL_VALUE, 12.5},
        {"value:1e-7", LEVEL_VALUE, 1e-7}, {"area:.5", LEVEL_AREA, 0.5},
    };
    const char *bad[] = {"",          "area",       "area:",      "area:0",    "area:1",     "area:-0.1",
                         "area:3%",   "mass:1.5",   "value:nan",  "value:inf", "value:0",    "multiple:x",
                         "ar:0.1",    ":3",         "area:0,03",  "Area:0.03", "area:0.03 ", "value: 3",
                         "areas:0.1", "value:0x10", "value:1e999"};
    Error error;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        AreaLevel level;
        assert_ok(areas_level_from_text(good[i].text, &level, &error), &error);
        assert_int_equal(level.kind, good[i].kind);
        assert_near(level.number, good[i].number, 0);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        AreaLevel level = {LEVEL_VALUE, 77};
        error = (Error){0};
        if (areas_level_from_text(bad[i], &level, &error)) fail_msg("\"%s\" was accepted", bad[i]);
        assert_int_equal(error.code, ERROR_USAGE);
        assert_near(level.number, 77, 0);
    }
}

/* What each definition asks, by counting: no threshold among the values does better. */
static void test_levels_against_trying_all(void **state)
{
    (void)state;
    uint64_t random = 61;
    for (int round = 0; round < 200; round++) {
        Grid grid = grid_of(12, 9, 25);
        Error error;
        double sum = 0, level, positive = 0;
        int data = 0;
        for (int i = 0; i < 108; i++) {
            grid.value[i] = round % 2 ? random_between(&random, 0, 5) : random_below(&random, 30);
            if (random_below(&random, 4) == 0) grid.value[i] = random_below(&random, 2) ? 0 : (double)NAN;
            if (isnan(grid.value[i])) continue;
            data++;
            sum += grid.value[i];
            positive += grid.value[i] > 0;
        }
        double share = random_between(&random, 0.1, 0.9);
        double boundary_m2 = round % 3 ? 0 : 90 * 625.0, cells = round % 3 ? data : 90;
        double best_area = INFINITY, best_mass = 0;
        for (int i = 0; i < 108; i++) {
            int above = 0;
            double mass = 0, value = grid.value[i];
            if (!(value > 0)) continue;
            for (int j = 0; j < 108; j++) {
                if (!(grid.value[j] >= value)) continue;
                above++;
                mass += grid.value[j];
            }
            if (above <= share * cells) best_area = fmin(best_area, value);
            if (mass >= share * sum) best_mass = fmax(best_mass, value);
        }
        bool found = areas_level(&grid, (AreaLevel){LEVEL_AREA, share}, boundary_m2, &level, &error);
        assert_int_equal(found, isfinite(best_area));
        if (found) assert_near(level, best_area, 0);
        assert_ok(areas_level(&grid, (AreaLevel){LEVEL_MASS, share}, boundary_m2, &level, &error), &error);
        assert_near(level, best_mass, 0);
        assert_ok(areas_level(&grid, (AreaLevel){LEVEL_MULTIPLE, 3}, boundary_m2, &level, &error), &error);
        assert_near(level, 3 * sum / positive, 1e-12);
        assert_ok(areas_level(&grid, (AreaLevel){LEVEL_VALUE, 1.25}, boundary_m2, &level, &error), &error);
        assert_near(level, 1.25, 0);
        grid_free(&grid);
    }
}

static void test_levels_that_cannot_be(void **state)
{
    (void)state;
    Grid grid = grid_of(10, 10, 25);
    Error error = {0};
    double level = -3;
    for (int k = 0; k < 4; k++) {
        assert_false(areas_level(&grid, (AreaLevel){(AreaLevelKind)k, 0.5}, 0, &level, &error));
        assert_int_equal(error.code, ERROR_INPUT);
    }
    for (int i = 0; i < 100; i++)
        grid.value[i] = 2; /* all equal: no 3 % is the densest */
    assert_false(areas_level(&grid, (AreaLevel){LEVEL_AREA, 0.03}, 0, &level, &error));
    assert_near(level, -3, 0);
    for (int i = 0; i < 100; i++)
        grid.value[i] = i < 10 ? 2 : 0; /* zeros never belong, however large the share */
    assert_ok(areas_level(&grid, (AreaLevel){LEVEL_AREA, 0.9}, 0, &level, &error), &error);
    assert_near(level, 2, 0);
    grid_free(&grid);
}

/* Two rectangles of cells and one sliver between centres, worked out by hand. */
static void test_measures_by_hand(void **state)
{
    (void)state;
    Grid grid = grid_of(20, 10, 10);
    for (int i = 0; i < 200; i++)
        grid.value[i] = i + 1;
    grid.value[21] = NAN;
    Features areas = features_init(FEATURE_POLYGON);
    add_rectangle(&areas, 120000, 487000, 120030, 487020);
    add_rectangle(&areas, 120150, 487080, 120400, 487300);
    add_rectangle(&areas, 120041, 487041, 120044, 487049);
    AreaMeasure measure[3];
    Error error;
    assert_ok(areas_measure(&areas, &grid, measure, &error), &error);
    assert_near(measure[0].area_m2, 600, 0);
    assert_near(measure[0].mass, (1 + 2 + 3 + 21 + 0 + 23) * 100, 1e-9);
    assert_near(measure[0].density_max, 23, 0);
    assert_near(measure[0].x_max_m, 120025, 0);
    assert_near(measure[0].y_max_m, 487015, 0);
    assert_near(measure[0].x_inner_m, 120015, 1e-9);
    assert_near(measure[0].y_inner_m, 487010, 1e-9);
    double sum = 0;
    for (int c = 15; c < 20; c++)
        sum += (8 * 20 + c + 1) + (9 * 20 + c + 1);
    assert_near(measure[1].mass, sum * 100, 1e-9);
    assert_near(measure[1].density_max, 200, 0);
    assert_near(measure[2].density_max, 4 * 20 + 5, 0);
    assert_near(measure[2].mass, 85 * 24, 1e-9);
    features_free(&areas);
    grid_free(&grid);
}

/* A surface that is known: areas found, assigned and measured agree with the cells and with each other. */
static void test_areas_of_a_random_surface(void **state)
{
    (void)state;
    uint64_t random = 62;
    for (int round = 0; round < 10; round++) {
        Grid grid = grid_of(60, 50, 20);
        Points points;
        Features areas;
        Error error;
        enum { COUNT = 2000 };
        static int32_t area[COUNT];
        double level, weight[100] = {0}, above[100] = {0}, share[100];
        for (int b = 0; b < 25; b++) {
            int column = random_below(&random, 60), row = random_below(&random, 50);
            for (int r = 0; r < 50; r++) {
                for (int c = 0; c < 60; c++)
                    grid.value[r * 60 + c] +=
                        exp(-((c - column) * (c - column) + (r - row) * (r - row)) / 12.0);
            }
        }
        assert_ok(areas_level(&grid, (AreaLevel){LEVEL_AREA, 0.1}, 0, &level, &error), &error);
        assert_ok(contour_polygons(&grid, level, &areas, &error), &error);
        assert_true(areas.count > 1 && areas.count < 100);
        AreaMeasure measure[100];
        assert_ok(areas_measure(&areas, &grid, measure, &error), &error);
        double mass = 0, highest = 0, area_m2 = 0;
        for (size_t a = 0; a < areas.count; a++) {
            mass += measure[a].mass;
            area_m2 += measure[a].area_m2;
            highest = fmax(highest, measure[a].density_max);
            assert_near(measure[a].density_max,
                        grid.value[grid_cell_at(&grid, measure[a].x_max_m, measure[a].y_max_m)], 0);
        }
        double expected = 0;
        for (int i = 0; i < 3000; i++)
            expected += grid.value[i] >= level ? grid.value[i] * 400 : 0;
        assert_near(mass, expected, 1e-6);
        assert_near(highest, grid_max(&grid), 0);
        assert_near(area_m2 / (0.1 * 3000 * 400), 1, 0.1);

        assert_ok(points_init(COUNT, &points, &error), &error);
        for (int i = 0; i < COUNT; i++) {
            points.x_m[i] = random_between(&random, 119990, 121210);
            points.y_m[i] = random_between(&random, 486990, 488010);
            points.weight[i] = random_between(&random, 0, 2);
        }
        assert_ok(areas_assign(&areas, &points, area, &error), &error);
        for (int i = 0; i < COUNT; i++) {
            int found = -1;
            for (size_t a = areas.count; a-- > 0;) {
                Polygon polygon = polygon_of(&areas, a);
                if (polygon_contains(&polygon, points.x_m[i], points.y_m[i])) found = (int)a;
            }
            assert_int_equal(area[i], found);
            if (found < 0) continue;
            weight[found] += points.weight[i];
            ptrdiff_t cell = grid_cell_at(&grid, points.x_m[i], points.y_m[i]);
            if (cell >= 0 && grid.value[cell] >= 1.2 * level) above[found] += points.weight[i];
        }
        assert_ok(areas_share_above(&points, area, areas.count, &grid, 1.2 * level, share, &error), &error);
        for (size_t a = 0; a < areas.count; a++)
            assert_near(share[a], weight[a] > 0 ? above[a] / weight[a] : 0, 1e-12);
        points_free(&points);
        features_free(&areas);
        grid_free(&grid);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels_from_text),          cmocka_unit_test(test_levels_against_trying_all),
        cmocka_unit_test(test_levels_that_cannot_be),     cmocka_unit_test(test_measures_by_hand),
        cmocka_unit_test(test_areas_of_a_random_surface),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
