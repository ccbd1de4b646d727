#include "tests/support/shapes.h"

#include "geo/grid.h"

#include <stdlib.h>

static void test_cells_lie_on_whole_multiples(void **state)
{
    (void)state;
    Grid grid;
    Error error;
    assert_ok(grid_init((Box){101, -30, 150, 26}, 25, &grid, &error), &error);
    assert_near(grid.x0_m, 100, 0);
    assert_near(grid.y0_m, -50, 0);
    assert_int_equal(grid.columns, 2);
    assert_int_equal(grid.rows, 4);
    assert_int_equal(grid_cells(&grid), 8);
    assert_near(grid_x_m(&grid, 1), 137.5, 0);
    assert_near(grid_y_m(&grid, 0), -37.5, 0);
    assert_near(grid_sum(&grid), 0, 0);
    grid_free(&grid);
    grid_free(&grid);
    assert_ok(grid_init((Box){50, 50, 50, 50}, 25, &grid, &error), &error); /* one place */
    assert_int_equal(grid_cells(&grid), 1);
    assert_int_equal(grid_cell_at(&grid, 50, 50), 0);
    grid_free(&grid);
}

static void test_random_boxes_are_covered_and_no_more(void **state)
{
    (void)state;
    uint64_t random = 77;
    for (int round = 0; round < 300; round++) {
        Grid grid;
        Error error;
        double cell = random_between(&random, 0.3, 90), x = random_between(&random, -1e5, 3e5);
        double y = random_between(&random, 0, 6e5), width = random_between(&random, 0, 3000);
        Box box = {x, y, x + width, y + random_between(&random, 0, 1000)};
        assert_ok(grid_init(box, cell, &grid, &error), &error);
        double east = grid.x0_m + grid.columns * cell, north = grid.y0_m + grid.rows * cell;
        assert_true(grid.x0_m <= box.x_min && grid.x0_m > box.x_min - cell && east >= box.x_max - 1e-6);
        assert_true(grid.y0_m <= box.y_min && grid.y0_m > box.y_min - cell && north >= box.y_max - 1e-6);
        assert_true(east < box.x_max + 1.001 * cell && north < box.y_max + 1.001 * cell);
        assert_near(remainder(grid.x0_m, cell), 0, 1e-6);
        int column = random_below(&random, grid.columns), row = random_below(&random, grid.rows);
        double in_x = random_between(&random, -0.49, 0.49) * cell,
               in_y = random_between(&random, -0.49, 0.49) * cell;
        assert_int_equal(grid_cell_at(&grid, grid_x_m(&grid, column) + in_x, grid_y_m(&grid, row) + in_y),
                         row * grid.columns + column);
        assert_int_equal(grid_cell_at(&grid, grid.x0_m - 0.01, grid.y0_m + 0.01), -1);
        assert_int_equal(grid_cell_at(&grid, grid.x0_m + 0.01, north + 0.01), -1);
        assert_int_equal(grid_cell_at(&grid, (double)NAN, grid.y0_m), -1);
        grid_free(&grid);
    }
}

static void test_what_is_refused(void **state)
{
    (void)state;
    const Box good = {0, 0, 100, 100};
    const Box bad[] = {{1, 0, 0, 1}, {0, (double)NAN, 1, 1}, {0, 0, (double)INFINITY, 1}};
    const double cells[] = {0, -5, (double)NAN, (double)INFINITY};
    Grid grid = {.columns = 77};
    Error error;
    for (int i = 0; i < 3; i++) {
        error = (Error){0};
        assert_false(grid_init(bad[i], 25, &grid, &error));
        assert_int_equal(error.code, ERROR_INPUT);
    }
    for (int i = 0; i < 4; i++) {
        error = (Error){0};
        assert_false(grid_init(good, cells[i], &grid, &error));
        assert_int_equal(error.code, ERROR_INPUT);
    }
    assert_false(grid_init((Box){0, 0, 300000, 300000}, 1, &grid, &error));
    assert_non_null(strstr(error.text, "90000 million"));
    assert_int_equal(grid.columns, 77);
}

/* The cell that the sentence names must be accepted (checked by the number of cells, not by making them). */
static void test_the_advised_cell_fits(void **state)
{
    (void)state;
    const Box boxes[] = {{0, 0, 300000, 340000}, {0, 0, 1e6, 30}, {5, 5, 6, 1e9}};
    for (int i = 0; i < 3; i++) {
        Grid grid;
        Error error;
        assert_false(grid_init(boxes[i], 1e-5, &grid, &error));
        const char *advice = strstr(error.text, "a cell of ");
        assert_non_null(advice);
        double cell = strtod(advice + strlen("a cell of "), NULL);
        double cells = (ceil((boxes[i].x_max - boxes[i].x_min) / cell) + 1) *
                       (ceil((boxes[i].y_max - boxes[i].y_min) / cell) + 1);
        assert_true(cell > 0 && cells <= 5e8);
    }
}

static void test_mask_against_each_centre(void **state)
{
    (void)state;
    uint64_t random = 12;
    for (int round = 0; round < 40; round++) {
        Features layer = features_init(FEATURE_POLYGON);
        Grid grid, copy;
        Error error;
        assert_ok(features_add(&layer, &error), &error);
        add_star(&layer, 1000, 800, 100, 900, 3 + random_below(&random, 90), false, &random);
        add_star(&layer, 1000, 800, 10, 90, 3 + random_below(&random, 9), true, &random);
        if (round % 4 == 0) add_rectangle(&layer, 12.5, 12.5, 62.5, 87.5); /* edges on the centres */
        assert_ok(grid_init((Box){0, 0, 1500, 1700}, 25, &grid, &error), &error);
        for (size_t i = 0; i < grid_cells(&grid); i++)
            grid.value[i] = (double)i;
        grid.value[2000] = NAN;
        assert_ok(grid_copy(&grid, &copy, &error), &error);
        Polygon boundary = polygon_of_all(&layer);
        assert_ok(grid_mask(&grid, &boundary, &error), &error);
        size_t with_data = 0;
        double sum = 0, max = -INFINITY;
        for (int row = 0; row < grid.rows; row++) {
            for (int column = 0; column < grid.columns; column++) {
                size_t cell = (size_t)row * (size_t)grid.columns + (size_t)column;
                bool inside = polygon_contains(&boundary, grid_x_m(&grid, column), grid_y_m(&grid, row));
                double expected = inside ? copy.value[cell] : (double)NAN;
                assert_near(grid.value[cell], expected, 0);
                if (isnan(expected)) continue;
                with_data++;
                sum += expected;
                max = fmax(max, expected);
            }
        }
        assert_int_equal(grid_cells_with_data(&grid), with_data);
        assert_near(grid_sum(&grid), sum, 1e-6);
        assert_near(grid_max(&grid), max, 0);
        grid_free(&grid);
        grid_free(&copy);
        features_free(&layer);
    }
}

static void test_a_mask_without_a_boundary_leaves_nothing(void **state)
{
    (void)state;
    Features none = features_init(FEATURE_POLYGON);
    Polygon boundary = polygon_of_all(&none);
    Grid grid;
    Error error;
    assert_ok(grid_init((Box){0, 0, 100, 100}, 25, &grid, &error), &error);
    assert_ok(grid_mask(&grid, &boundary, &error), &error);
    assert_int_equal(grid_cells_with_data(&grid), 0);
    assert_near(grid_sum(&grid), 0, 0);
    assert_true(grid_max(&grid) == -(double)INFINITY);
    grid_free(&grid);
}

/* Bands of a grid lie on its rows, and together hold what the whole holds. */
static void test_bands(void **state)
{
    (void)state;
    Error error;
    Grid whole, laid, band;
    const Box box = {155010, 463010, 155990, 463990};
    assert_ok(grid_init(box, 25, &whole, &error), &error);
    assert_ok(grid_lay(box, 25, &laid, &error), &error);
    assert_null(laid.value);
    assert_int_equal(grid_cells(&laid), grid_cells(&whole));
    for (int first = 0; first < laid.rows; first += 7) {
        int rows = laid.rows - first < 7 ? laid.rows - first : 7;
        assert_ok(grid_band(&laid, first, rows, &band, &error), &error);
        assert_int_equal(band.rows, rows);
        assert_int_equal(band.columns, whole.columns);
        for (int row = 0; row < rows; row++) assert_true(grid_y_m(&band, row) == grid_y_m(&whole, first + row));
        assert_true(grid_x_m(&band, 3) == grid_x_m(&whole, 3));
        grid_free(&band);
    }
    grid_free(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bands),
        cmocka_unit_test(test_cells_lie_on_whole_multiples),
        cmocka_unit_test(test_random_boxes_are_covered_and_no_more),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_the_advised_cell_fits),
        cmocka_unit_test(test_mask_against_each_centre),
        cmocka_unit_test(test_a_mask_without_a_boundary_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
