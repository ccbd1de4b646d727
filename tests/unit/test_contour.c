#include "tests/support/shapes.h"

#include "geo/contour.h"
#include "geo/polygon_index.h"

#include <stdlib.h>
#include <unistd.h>

static const double PI = 3.14159265358979323846;

static Grid grid_of(double width, double height, double cell)
{
    Grid grid;
    Error error;
    assert_ok(grid_init((Box){120000, 487000, 120000 + width, 487000 + height}, cell, &grid, &error), &error);
    return grid;
}

/* A sum of bumps with random places, as a surface of reports is. */
static void fill_with_bumps(Grid *grid, int bumps, double width_m, uint64_t *random)
{
    for (int b = 0; b < bumps; b++) {
        double x = random_between(random, grid->x0_m, grid->x0_m + grid->columns * grid->cell_m);
        double y = random_between(random, grid->y0_m, grid->y0_m + grid->rows * grid->cell_m);
        double top = random_between(random, 0.2, 1);
        for (int r = 0; r < grid->rows; r++) {
            for (int c = 0; c < grid->columns; c++) {
                double d = hypot(grid_x_m(grid, c) - x, grid_y_m(grid, r) - y) / width_m;
                grid->value[r * grid->columns + c] += top * exp(-d * d);
            }
        }
    }
}

static double ring_area(const Features *areas, size_t part)
{
    double sum = 0;
    size_t first = areas->vertex_start[part], end = areas->vertex_start[part + 1];
    for (size_t i = first, j = end - 1; i < end; j = i++)
        sum += (areas->x_m[j] - 120000) * (areas->y_m[i] - 487000) -
               (areas->x_m[i] - 120000) * (areas->y_m[j] - 487000);
    return sum / 2;
}

static double total_area(const Features *areas)
{
    double sum = 0;
    for (size_t p = 0; p < features_parts(areas); p++)
        sum += ring_area(areas, p);
    return sum;
}

static void test_a_cone_gives_a_circle(void **state)
{
    (void)state;
    Grid grid = grid_of(2000, 2000, 10);
    Features areas;
    Error error;
    for (int r = 0; r < grid.rows; r++) {
        for (int c = 0; c < grid.columns; c++)
            grid.value[r * grid.columns + c] =
                1000 - hypot(grid_x_m(&grid, c) - 121000.3, grid_y_m(&grid, r) - 487999.1);
    }
    assert_ok(contour_polygons(&grid, 400, &areas, &error), &error);
    assert_int_equal(areas.count, 1);
    assert_int_equal(features_parts(&areas), 1);
    assert_near(ring_area(&areas, 0) / (PI * 600 * 600), 1, 2e-4);
    for (size_t v = 0; v < features_vertices(&areas); v++)
        assert_near(hypot(areas.x_m[v] - 121000.3, areas.y_m[v] - 487999.1), 600, 0.1);
    features_free(&areas);
    grid_free(&grid);
}

static void test_a_ring_around_a_ring(void **state)
{
    (void)state;
    Grid grid = grid_of(2000, 2000, 10);
    Features areas;
    Error error;
    for (int r = 0; r < grid.rows; r++) { /* above 0 between 200 and 300, 500 and 600, and 800 and 900 m */
        for (int c = 0; c < grid.columns; c++) {
            double d = hypot(grid_x_m(&grid, c) - 121000.3, grid_y_m(&grid, r) - 487999.1);
            double from_middle = fmin(fabs(d - 250), fmin(fabs(d - 550), fabs(d - 850)));
            grid.value[r * grid.columns + c] = 50 - from_middle;
        }
    }
    assert_ok(contour_polygons(&grid, 0, &areas, &error), &error);
    assert_int_equal(areas.count, 3);
    assert_int_equal(features_parts(&areas), 6);
    const double radii[3] = {900, 600, 300}; /* in the order of their southernmost rows */
    for (size_t a = 0; a < 3; a++) {
        assert_near(ring_area(&areas, areas.part_start[a]) / (PI * radii[a] * radii[a]), 1, 1e-3);
        double hole = radii[a] - 100;
        assert_near(ring_area(&areas, areas.part_start[a] + 1) / (-PI * hole * hole), 1, 1e-3);
    }
    features_free(&areas);
    grid_free(&grid);
}

/* One cell, the edge of the grid, no data: the ring passes halfway to what is outside. */
static void test_single_cells_by_hand(void **state)
{
    (void)state;
    Grid grid = grid_of(30, 30, 10);
    Features areas;
    Error error;
    grid.value[4] = 4; /* the middle, between zeros: at level 1 the ring passes 3/4 of a cell away */
    assert_ok(contour_polygons(&grid, 1, &areas, &error), &error);
    assert_int_equal(areas.count, 1);
    assert_int_equal(features_vertices(&areas), 4);
    assert_near(total_area(&areas), 2 * 7.5 * 7.5, 1e-9);
    features_free(&areas);
    for (int i = 0; i < 9; i++)
        grid.value[i] = NAN;
    grid.value[0] = 4;
    assert_ok(contour_polygons(&grid, 1, &areas, &error), &error);
    assert_near(total_area(&areas), 2 * 5 * 5, 1e-9);
    Box box = features_box(&areas);
    assert_near(box.x_min, 120000, 1e-9);
    assert_near(box.x_max, 120010, 1e-9);
    features_free(&areas);
    assert_ok(contour_polygons(&grid, 5, &areas, &error), &error);
    assert_int_equal(areas.count, 0);
    features_free(&areas);
    assert_false(contour_polygons(&grid, (double)NAN, &areas, &error));
    grid_free(&grid);
}

static void test_saddles_by_the_mean_of_four(void **state)
{
    (void)state;
    Grid grid = grid_of(20, 20, 10);
    Features areas;
    Error error;
    const double high[4] = {3, 0.5, 0.5, 3}, low[4] = {1.2, 0, 0, 1.2};
    memcpy(grid.value, high, sizeof high); /* mean 1.75 */
    assert_ok(contour_polygons(&grid, 1, &areas, &error), &error);
    assert_int_equal(areas.count, 1);
    features_free(&areas);
    memcpy(grid.value, low, sizeof low); /* mean 0.6 */
    assert_ok(contour_polygons(&grid, 1, &areas, &error), &error);
    assert_int_equal(areas.count, 2);
    features_free(&areas);
    grid_free(&grid);
}

/* Regions counted by flooding the cells, joined over a corner where the mean of four says so. */
static int flood(const Grid *grid, double level, int *label)
{
    int regions = 0, *stack = malloc(grid_cells(grid) * 8 * sizeof *stack);
    assert_non_null(stack);
    for (size_t i = 0; i < grid_cells(grid); i++)
        label[i] = -1;
    for (int start = 0; start < (int)grid_cells(grid); start++) {
        if (!(grid->value[start] >= level) || label[start] >= 0) continue;
        int depth = 0;
        label[start] = regions;
        stack[depth++] = start;
        while (depth > 0) {
            int cell = stack[--depth], row = cell / grid->columns, column = cell % grid->columns;
            for (int dr = -1; dr <= 1; dr++) {
                for (int dc = -1; dc <= 1; dc++) {
                    int r = row + dr, c = column + dc, next = r * grid->columns + c;
                    if (r < 0 || c < 0 || r >= grid->rows || c >= grid->columns ||
                        !(grid->value[next] >= level))
                        continue;
                    double mean =
                        (grid->value[cell] + grid->value[next] + grid->value[row * grid->columns + c] +
                         grid->value[r * grid->columns + column]) /
                        4;
                    if ((dr && dc && !(mean >= level)) || label[next] >= 0) continue;
                    label[next] = regions;
                    stack[depth++] = next;
                }
            }
        }
        regions++;
    }
    free(stack);
    return regions;
}

/* On random surfaces, rough and smooth: as many regions as the flood finds, every centre at or above the
 * level inside the one feature of its region and every other centre outside all, outer rings
 * counter-clockwise and before their holes. */
static void test_regions_against_flooding(void **state)
{
    (void)state;
    uint64_t random = 40;
    for (int round = 0; round < 60; round++) {
        Grid grid =
            grid_of(25.0 * (1 + random_below(&random, 40)), 25.0 * (1 + random_below(&random, 40)), 25);
        int cells = (int)grid_cells(&grid), *label = malloc((size_t)cells * sizeof *label), of_region[2000];
        Features areas;
        Error error;
        PolygonIndex index;
        assert_non_null(label);
        if (round % 3) fill_with_bumps(&grid, 12, 80, &random);
        for (int i = 0; i < cells; i++) {
            if (round % 3 == 0) grid.value[i] = random_below(&random, 4);
            if (round % 2 == 0 && random_below(&random, 10) == 0) grid.value[i] = NAN;
        }
        double level = round % 3 ? 0.7 : 2; /* 2 is exactly the value of many cells */
        assert_ok(contour_polygons(&grid, level, &areas, &error), &error);
        assert_int_equal(areas.count, flood(&grid, level, label));
        assert_ok(polygon_index_init(&areas, &index, &error), &error);
        for (int i = 0; i < 2000; i++)
            of_region[i] = -1;
        for (int i = 0; i < cells; i++) {
            double x = grid_x_m(&grid, i % grid.columns), y = grid_y_m(&grid, i / grid.columns);
            int area = (int)polygon_index_find(&index, x, y);
            assert_int_equal(area >= 0, label[i] >= 0);
            if (area < 0) continue;
            if (of_region[label[i]] < 0) of_region[label[i]] = area;
            assert_int_equal(of_region[label[i]], area);
        }
        for (size_t a = 0; a < areas.count; a++) {
            for (size_t p = areas.part_start[a]; p < areas.part_start[a + 1]; p++)
                assert_int_equal(ring_area(&areas, p) > 0, p == areas.part_start[a]);
        }
        polygon_index_free(&index);
        features_free(&areas);
        free(label);
        grid_free(&grid);
    }
}

static double turn(double ax, double ay, double bx, double by, double cx, double cy)
{
    return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
}

/* No two edges of any rings meet, but for neighbours at their shared vertex. */
static void test_rings_never_touch(void **state)
{
    (void)state;
    uint64_t random = 41;
    for (int round = 0; round < 15; round++) {
        Grid grid = grid_of(300, 250, 25);
        Features areas;
        Error error;
        for (size_t i = 0; i < grid_cells(&grid); i++)
            grid.value[i] = random_below(&random, 3);
        assert_ok(contour_polygons(&grid, 1, &areas, &error), &error);
        const double *x = areas.x_m, *y = areas.y_m;
        size_t next[5000], vertices = features_vertices(&areas);
        assert_true(vertices < 5000);
        for (size_t p = 0; p < features_parts(&areas); p++) {
            for (size_t v = areas.vertex_start[p]; v < areas.vertex_start[p + 1]; v++)
                next[v] = v + 1 < areas.vertex_start[p + 1] ? v + 1 : areas.vertex_start[p];
        }
        for (size_t a = 0; a < vertices; a++) {
            for (size_t c = a + 1; c < vertices; c++) {
                size_t b = next[a], d = next[c];
                assert_false(x[a] == x[c] && y[a] == y[c]);
                if (b == c || d == a || fabs(x[a] - x[c]) > 60 || fabs(y[a] - y[c]) > 60) continue;
                bool apart =
                    turn(x[a], y[a], x[b], y[b], x[c], y[c]) * turn(x[a], y[a], x[b], y[b], x[d], y[d]) > 0 ||
                    turn(x[c], y[c], x[d], y[d], x[a], y[a]) * turn(x[c], y[c], x[d], y[d], x[b], y[b]) > 0 ||
                    fmax(x[a], x[b]) < fmin(x[c], x[d]) || fmax(x[c], x[d]) < fmin(x[a], x[b]) ||
                    fmax(y[a], y[b]) < fmin(y[c], y[d]) || fmax(y[c], y[d]) < fmin(y[a], y[b]);
                assert_true(apart);
            }
        }
        features_free(&areas);
        grid_free(&grid);
    }
}

/* The same raster through GDAL's contours: as many rings, and the same area. */
static void test_against_gdal_contour(void **state)
{
    (void)state;
    if (system("command -v gdal_contour >/dev/null && command -v ogrinfo >/dev/null") != 0) {
        printf("skipped: gdal_contour is not installed\n");
        skip();
    }
    uint64_t random = 42;
    Grid grid = grid_of(4000, 3000, 20);
    Features areas;
    Error error;
    fill_with_bumps(&grid, 110, 150, &random);
    for (int r = 0; r < grid.rows;
         r++) { /* nothing at the rim, where the two programs close rings differently */
        for (int c = 0; c < grid.columns; c++) {
            if (r < 3 || c < 3 || r >= grid.rows - 3 || c >= grid.columns - 3)
                grid.value[r * grid.columns + c] = 0;
        }
    }
    assert_ok(contour_polygons(&grid, 0.35, &areas, &error), &error);
    char folder[] = "/tmp/contourXXXXXX", path[80], command[600], line[200];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/grid.asc", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "ncols %d\nnrows %d\nxllcorner %.1f\nyllcorner %.1f\ncellsize %g\n", grid.columns,
            grid.rows, grid.x0_m, grid.y0_m, grid.cell_m);
    for (int r = grid.rows - 1; r >= 0; r--) {
        for (int c = 0; c < grid.columns; c++)
            fprintf(file, "%.17g%c", grid.value[r * grid.columns + c], c + 1 < grid.columns ? ' ' : '\n');
    }
    fclose(file);
    snprintf(command, sizeof command,
             "cd %s && gdal_translate -q -ot Float64 --config AAIGRID_DATATYPE Float64 grid.asc grid.tif && "
             "gdal_contour -q -p -amin low -amax high -fl 0.35 grid.tif out.gpkg && ogrinfo -q out.gpkg "
             "-dialect sqlite "
             "-sql \"select sum(st_area(geom)) as area, sum(st_nrings(geom)) as rings from contour where low "
             ">= 0.35\" 2>&1",
             folder);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    double area = -1, rings = -1;
    while (fgets(line, sizeof line, pipe)) {
        const char *equals = strchr(line, '=');
        if (equals && strstr(line, "area (")) area = strtod(equals + 1, NULL);
        if (equals && strstr(line, "rings (")) rings = strtod(equals + 1, NULL);
    }
    pclose(pipe);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    assert_near(total_area(&areas) / area, 1, 1e-3);
    assert_near((double)features_parts(&areas), rings, 0);
    assert_true(features_parts(&areas) > areas.count && areas.count > 5);
    features_free(&areas);
    grid_free(&grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_cone_gives_a_circle),    cmocka_unit_test(test_a_ring_around_a_ring),
        cmocka_unit_test(test_single_cells_by_hand),     cmocka_unit_test(test_saddles_by_the_mean_of_four),
        cmocka_unit_test(test_regions_against_flooding), cmocka_unit_test(test_rings_never_touch),
        cmocka_unit_test(test_against_gdal_contour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
