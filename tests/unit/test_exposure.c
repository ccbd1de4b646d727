#include "tests/support/assert_near.h"

#include "geo/exposure.h"
#include "geo/random.h"

static void add_ring(Features *layer, const double *vertex, size_t count)
{
    Error error;
    assert_ok(features_add_part(layer, &error), &error);
    for (size_t i = 0; i < count; i++)
        assert_ok(features_add_vertex(layer, vertex[2 * i], vertex[2 * i + 1], &error), &error);
}

/* A slanted town of many corners with a square lake in it, away from the origin. */
static Features town(void)
{
    Error error;
    Features layer = features_init(FEATURE_POLYGON);
    assert_ok(features_add(&layer, &error), &error);
    double ring[40][2];
    for (int i = 0; i < 40; i++) {
        double angle = 6.283185307179586 * i / 40, radius = i % 2 ? 700 : 930;
        ring[i][0] = 120433.3 + radius * cos(angle);
        ring[i][1] = 480517.9 + 0.8 * radius * sin(angle);
    }
    static const double lake[][2] = {
        {120400, 480400}, {120400, 480600}, {120555.5, 480600}, {120555.5, 480400}};
    add_ring(&layer, ring[0], 40);
    add_ring(&layer, lake[0], 4);
    return layer;
}

/* Sum, and per cell the share of 80 x 80 sample points inside. */
static void ground_is_the_polygon(void **state)
{
    (void)state;
    Error error;
    Features layer = town();
    Polygon boundary = polygon_of(&layer, 0);
    Grid grid;
    assert_ok(exposure_ground(&boundary, 100, &grid, &error), &error);
    assert_near(fmod(grid.x0_m, 100), 0, 0);
    assert_near(grid_sum(&grid), polygon_area_m2(&boundary), 1e-5);
    for (int row = 0; row < grid.rows; row++)
        for (int column = 0; column < grid.columns; column++) {
            double inside = 0;
            for (int k = 0; k < 6400; k++)
                inside += polygon_contains(&boundary, grid.x0_m + 100 * column + 1.25 * (k % 80) + 0.625,
                                           grid.y0_m + 100 * row + 1.25 * (k / 80) + 0.625);
            assert_near(grid.value[row * grid.columns + column], inside / 6400 * 1e4, 120);
        }
    grid_free(&grid);
    features_free(&layer);
}

static void too_much_ground_is_refused(void **state)
{
    (void)state;
    Error error = {0};
    Grid grid;
    Features layer = features_init(FEATURE_POLYGON);
    assert_ok(features_add(&layer, &error), &error);
    static const double wide[][2] = {{0, 0}, {1e6, 0}, {1e6, 1e6}, {0, 1e6}};
    add_ring(&layer, wide[0], 4);
    Polygon boundary = polygon_of(&layer, 0);
    assert_false(exposure_ground(&boundary, 1, &grid, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    features_free(&layer);
}

/* Random streets that run in and out of the town: by walking along each in steps of a few cm. */
static void streets_are_cut_where_cells_and_boundary_are(void **state)
{
    (void)state;
    Error error;
    Features layer = town(), streets = features_init(FEATURE_LINE);
    Polygon boundary = polygon_of(&layer, 0);
    Random random = random_init(51);
    for (int s = 0; s < 25; s++) {
        assert_ok(features_add(&streets, &error), &error);
        double line[3][2];
        for (int v = 0; v < 3; v++) {
            line[v][0] = 119300 + 2300 * random_uniform(&random);
            line[v][1] = 479600 + 1800 * random_uniform(&random);
        }
        if (s == 0) line[1][0] = line[0][0] = 120500; /* along the edge of cells */
        add_ring(&streets, line[0], 3);
    }
    Grid grid, expected;
    assert_ok(exposure_streets(&streets, &boundary, 100, &grid, &error), &error);
    assert_ok(grid_copy(&grid, &expected, &error), &error);
    memset(expected.value, 0, grid_cells(&grid) * sizeof *expected.value);
    double total = 0;
    for (size_t p = 0; p < features_parts(&streets); p++)
        for (size_t v = streets.vertex_start[p]; v + 1 < streets.vertex_start[p + 1]; v++) {
            double dx = streets.x_m[v + 1] - streets.x_m[v], dy = streets.y_m[v + 1] - streets.y_m[v];
            enum { STEPS = 8000 };
            for (int i = 0; i < STEPS; i++) {
                double x = streets.x_m[v] + (i + 0.5) / STEPS * dx,
                       y = streets.y_m[v] + (i + 0.5) / STEPS * dy;
                if (!polygon_contains(&boundary, x, y)) continue;
                expected.value[grid_cell_at(&expected, x, y)] += hypot(dx, dy) / STEPS;
                total += hypot(dx, dy) / STEPS;
            }
        }
    assert_near(grid_sum(&grid), total, 5);
    for (size_t cell = 0; cell < grid_cells(&grid); cell++)
        assert_near(grid.value[cell], expected.value[cell], 3);
    grid_free(&grid);
    grid_free(&expected);
    features_free(&streets);
    features_free(&layer);
}

/* By hand: a square town, a street across it and out, and one far away. */
static void a_street_by_hand(void **state)
{
    (void)state;
    Error error;
    Features layer = features_init(FEATURE_POLYGON), streets = features_init(FEATURE_LINE);
    assert_ok(features_add(&layer, &error), &error);
    static const double square[][2] = {{0, 0}, {250, 0}, {250, 200}, {0, 200}};
    add_ring(&layer, square[0], 4);
    static const double across[][2] = {{-50, 50}, {400, 50}}, away[][2] = {{1e6, 1e6}, {2e6, 1e6}};
    static const double diagonal[][2] = {{0, 0}, {200, 200}};
    for (int i = 0; i < 3; i++) {
        assert_ok(features_add(&streets, &error), &error);
        add_ring(&streets, i == 0 ? across[0] : i == 1 ? away[0] : diagonal[0], 2);
    }
    Polygon boundary = polygon_of(&layer, 0);
    Grid grid;
    assert_ok(exposure_streets(&streets, &boundary, 100, &grid, &error), &error);
    assert_int_equal(grid.columns, 3);
    assert_int_equal(grid.rows, 2);
    const double expected[] = {100 + 100 * sqrt(2), 100, 50, 0, 100 * sqrt(2), 0};
    for (int cell = 0; cell < 6; cell++)
        assert_near(grid.value[cell], expected[cell], 1e-9);
    grid_free(&grid);
    features_free(&streets);
    features_free(&layer);
}

/* A town of 250 x 200 m in two neighbourhoods, one of them half outside, and a tiny one. */
static void residents_are_kept(void **state)
{
    (void)state;
    Error error;
    Features layer = features_init(FEATURE_POLYGON), quarters = features_init(FEATURE_POLYGON);
    assert_ok(features_add(&layer, &error), &error);
    static const double square[][2] = {{0, 0}, {250, 0}, {250, 200}, {0, 200}};
    add_ring(&layer, square[0], 4);
    static const double west[][2] = {{0, 0}, {150, 0}, {150, 200}, {0, 200}};
    static const double east[][2] = {{150, 0}, {350, 0}, {350, 200}, {150, 200}};
    static const double tiny[][2] = {{101, 101}, {102, 101}, {102, 102}, {101, 102}};
    static const double unknown[][2] = {{0, 0}, {100, 0}, {100, 100}, {0, 100}};
    static const double far[][2] = {{9000, 0}, {9100, 0}, {9100, 100}, {9000, 100}};
    for (int i = 0; i < 5; i++) {
        assert_ok(features_add(&quarters, &error), &error);
        add_ring(&quarters, (i == 0 ? west : i == 1 ? east : i == 2 ? tiny : i == 3 ? unknown : far)[0], 4);
    }
    double residents[] = {300, 400, 7, NAN, 11}, left_out;
    Polygon boundary = polygon_of(&layer, 0);
    Grid grid;
    assert_ok(exposure_residents(&quarters, residents, &boundary, 100, &grid, &left_out, &error), &error);
    const double expected[] = {100, 50 + 50, 50, 100, 50 + 50 + 7, 50};
    for (int cell = 0; cell < 6; cell++)
        assert_near(grid.value[cell], expected[cell], 1e-9);
    assert_near(left_out, 200 + 11, 1e-9);
    grid_free(&grid);
    residents[0] = -1;
    assert_false(exposure_residents(&quarters, residents, &boundary, 100, &grid, NULL, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    features_free(&quarters);
    features_free(&layer);
}

/* A slanted neighbourhood wholly inside keeps every resident, and puts them where its ground is. */
static void residents_lie_on_their_ground(void **state)
{
    (void)state;
    Error error;
    Features layer = town(), quarter = features_init(FEATURE_POLYGON);
    assert_ok(features_add(&quarter, &error), &error);
    static const double slanted[][2] = {
        {120000, 480300}, {120390, 480350}, {120340, 480800}, {120050, 480700}};
    add_ring(&quarter, slanted[0], 4);
    Polygon boundary = polygon_of(&layer, 0), polygon = polygon_of(&quarter, 0);
    double residents = 1000, left_out, share;
    Grid grid, ground;
    assert_ok(exposure_residents(&quarter, &residents, &boundary, 100, &grid, &left_out, &error), &error);
    assert_near(grid_sum(&grid), 1000, 1e-9);
    assert_near(left_out, 0, 0);
    assert_ok(exposure_ground(&polygon, 100, &ground, &error), &error);
    for (size_t cell = 0; cell < grid_cells(&ground); cell++) {
        int column = (int)(cell % (size_t)ground.columns), row = (int)(cell / (size_t)ground.columns);
        ptrdiff_t same = grid_cell_at(&grid, grid_x_m(&ground, column), grid_y_m(&ground, row));
        assert_near(grid.value[same], 1000 * ground.value[cell] / polygon_area_m2(&polygon),
                    3); /* 5 samples */
    }
    assert_ok(exposure_in_polygon(&grid, &polygon, &share, &error), &error);
    assert_true(share > 700 && share <= 1000); /* cells on the edge are taken as even */
    assert_ok(exposure_in_polygon(&grid, &boundary, &share, &error), &error);
    assert_near(share, 1000, 1e-9);
    grid_free(&ground);
    assert_ok(exposure_ground(&boundary, 100, &ground, &error), &error);
    for (size_t cell = 0; cell < grid_cells(&ground); cell++)
        ground.value[cell] = 1e4;
    assert_ok(exposure_in_polygon(&ground, &polygon, &share, &error), &error);
    assert_near(share, polygon_area_m2(&polygon), 1e-5);
    grid_free(&ground);
    grid_free(&grid);
    features_free(&quarter);
    features_free(&layer);
}

/* Counters add up in their cell; what lies outside, and what was not counted, adds nothing. */
static void counters_by_hand(void **state)
{
    (void)state;
    Error error;
    Features layer = town(), counters = features_init(FEATURE_POINT);
    Polygon boundary = polygon_of(&layer, 0);
    Box box = polygon_box(&boundary);
    const double at[][2] = {{120110, 480310}, {120190, 480390}, {120310, 480510}, {box.x_max + 50, box.y_max + 50}, {120110, 480310}};
    double value[] = {30, 12, 5, 1000, NAN};
    for (int i = 0; i < 5; i++) {
        assert_ok(features_add(&counters, &error), &error);
        assert_ok(features_add_part(&counters, &error), &error);
        assert_ok(features_add_vertex(&counters, at[i][0], at[i][1], &error), &error);
    }
    Grid grid;
    assert_true(polygon_contains(&boundary, at[0][0], at[0][1]) && polygon_contains(&boundary, at[2][0], at[2][1]));
    assert_ok(exposure_counters(&counters, value, &boundary, 100, &grid, &error), &error);
    assert_near(grid.value[grid_cell_at(&grid, 120150, 480350)], 42, 0);
    assert_near(grid_sum(&grid), 47, 0);
    grid_free(&grid);
    value[2] = -1;
    assert_false(exposure_counters(&counters, value, &boundary, 100, &grid, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    features_free(&counters);
    features_free(&layer);
}

/* A report counts as covered when one of the nine cells around it has exposure, also at the grid's rim and not beyond. */
static void covered_by_hand(void **state)
{
    (void)state;
    double value[4 * 3] = {[0] = 5, [11] = 1};
    Grid grid = {120000, 480000, 100, 4, 3, value};
    const double x[] = {120050, 120150, 120250, 120399, 120050, 119999, 120399, 120250},
                 y[] = {480050, 480199, 480050, 480001, 480250, 480050, 480299, 480150};
    /*                  on 5    beside  no      no      no      off     on 1    beside */
    assert_int_equal(exposure_covered(&grid, x, y, 8), 4);
    value[11] = 0;
    assert_int_equal(exposure_covered(&grid, x, y, 8), 2);
    assert_int_equal(exposure_covered(&grid, x, y, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ground_is_the_polygon),
        cmocka_unit_test(too_much_ground_is_refused),
        cmocka_unit_test(streets_are_cut_where_cells_and_boundary_are),
        cmocka_unit_test(a_street_by_hand),
        cmocka_unit_test(residents_are_kept),
        cmocka_unit_test(residents_lie_on_their_ground),
        cmocka_unit_test(covered_by_hand),
        cmocka_unit_test(counters_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
