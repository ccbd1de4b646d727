#include "tests/support/shapes.h"

#include "geo/density.h"
#include "geo/edge.h"

#include <stdlib.h>
#include <unistd.h>

enum { MOST = 400 };

static Points random_points(size_t count, Box box, uint64_t *random)
{
    Points points;
    Error error;
    assert_ok(points_init(count, &points, &error), &error);
    for (size_t i = 0; i < count; i++) {
        points.x_m[i] = random_between(random, box.x_min, box.x_max);
        points.y_m[i] = random_between(random, box.y_min, box.y_max);
        if (i > 0 && random_below(random, 4) == 0) { /* stacks on one place */
            points.x_m[i] = points.x_m[i - 1];
            points.y_m[i] = points.y_m[i - 1];
        }
    }
    return points;
}

/* pi h^2 K_h(u h), from the table of the methods, in more digits than the program has. */
static long double shape(KernelKind kernel, long double u2)
{
    if (kernel == KERNEL_GAUSSIAN) return expl(-u2 / 2) / 2;
    if (u2 > 1) return 0;
    long double v = 1 - u2;
    switch (kernel) {
    case KERNEL_QUARTIC:
        return 3 * v * v;
    case KERNEL_EPANECHNIKOV:
        return 2 * v;
    case KERNEL_TRIWEIGHT:
        return 4 * v * v * v;
    case KERNEL_TRIANGULAR:
        return 3 * (1 - sqrtl(u2));
    default:
        return 1;
    }
}

static long double sum_at(const Points *points, const double *edge_share, const DensityOptions *options,
                          double x, double y)
{
    long double sum = 0, pi = 3.141592653589793238462643383279502884L;
    for (size_t i = 0; i < points->count; i++) {
        long double h = options->report_bandwidth_m ? options->report_bandwidth_m[i] : options->bandwidth_m;
        long double dx = (long double)points->x_m[i] - x, dy = (long double)points->y_m[i] - y;
        long double share = edge_share ? edge_share[i] : 1;
        sum +=
            points->weight[i] / share * shape(options->kernel, (dx * dx + dy * dy) / (h * h)) / (pi * h * h);
    }
    return sum * options->scale;
}

static bool within_reach(const Points *points, const DensityOptions *options, double x, double y)
{
    for (size_t i = 0; i < points->count; i++) {
        double h = options->report_bandwidth_m ? options->report_bandwidth_m[i] : options->bandwidth_m;
        bool near =
            hypot(points->x_m[i] - x, points->y_m[i] - y) <= kernel_radius_m(options->kernel, h) * (1 + 1e-9);
        if (points->weight[i] > 0 && near) return true;
    }
    return false;
}

/* Every kernel, with and without weights, edge shares and own bandwidths; grids wider and narrower than the
 * reports; each cell against the sum over all reports. */
static void test_every_cell_against_the_sum(void **state)
{
    (void)state;
    uint64_t random = 71;
    static double share[MOST], own[MOST];
    for (int round = 0; round < 90; round++) {
        Error error;
        Grid grid;
        double cell = random_between(&random, 5, 50), x = 120000 + random_between(&random, 0, 99);
        double across = cell * random_between(&random, 1, 60), high = cell * random_between(&random, 1, 40);
        Box box = {x, 487000, x + across, 487000 + high};
        DensityOptions options = {(KernelKind)(round % KERNEL_COUNT), cell * random_between(&random, 2, 12),
                                  NULL, random_between(&random, 0.1, 1e6), 1 + round % 2};
        assert_ok(grid_init(box, cell, &grid, &error), &error);
        Points points = random_points(1 + (size_t)random_below(&random, MOST),
                                      box_grow(box, options.bandwidth_m * 1.5), &random);
        for (size_t i = 0; i < points.count; i++) {
            share[i] = random_between(&random, EDGE_SHARE_LEAST, 1);
            own[i] = random_between(&random, 2 * cell, 12 * cell);
            if (round % 3) points.weight[i] = random_below(&random, 5) ? random_between(&random, 0.01, 2) : 0;
        }
        if (round / KERNEL_COUNT % 3 == 1) options.report_bandwidth_m = own;
        const double *edge_share = round % 4 == 1 ? share : NULL;
        for (size_t i = 0; i < grid_cells(&grid); i++)
            grid.value[i] = NAN;
        assert_ok(density_compute(&points, edge_share, &options, &grid, &error), &error);
        double max = grid_max(&grid);
        for (int r = 0; r < grid.rows; r++) {
            for (int c = 0; c < grid.columns; c++) {
                double value = grid.value[r * grid.columns + c], cx = grid_x_m(&grid, c),
                       cy = grid_y_m(&grid, r);
                assert_true(value >= 0);
                assert_near(value, (double)sum_at(&points, edge_share, &options, cx, cy), 1e-10 * max);
                if (!within_reach(&points, &options, cx, cy)) assert_near(value, 0, 0);
            }
        }
        points_free(&points);
        grid_free(&grid);
    }
}

/* Whether the surface under a mask is the sum inside, and no data outside. */
static void check_masked(const Points *points, const double *edge_share, const DensityOptions *options,
                         const Polygon *boundary, const Grid *grid, double max)
{
    for (int r = 0; r < grid->rows; r++) {
        for (int c = 0; c < grid->columns; c++) {
            double value = grid->value[r * grid->columns + c], x = grid_x_m(grid, c), y = grid_y_m(grid, r);
            if (!polygon_contains(boundary, x, y)) {
                assert_true(isnan(value));
                continue;
            }
            assert_true(value >= 0);
            assert_near(value, (double)sum_at(points, edge_share, options, x, y), 1e-10 * max);
            if (!within_reach(points, options, x, y)) assert_near(value, 0, 0);
        }
    }
}

/* A few thousand small cases: kernels of 2 to 40 cells, a handful of reports, on lattice points or not, light
 * and heavy weights, a boundary with a hole. */
static void test_small_cases_against_the_sum(void **state)
{
    (void)state;
    uint64_t random = 83;
    static double share[12], own[12];
    for (int round = 0; round < 3000; round++) {
        Error error;
        Grid grid;
        double cell = random_below(&random, 2) ? 10 : random_between(&random, 3, 40), far = cell * 24;
        Box box = {5000, 7000, 5000 + random_between(&random, cell, far), 7000 + random_between(&random, cell, far)};
        DensityOptions options = {(KernelKind)(round % KERNEL_COUNT),
                                  cell * exp(random_between(&random, log(2), log(40))), NULL, 1e6,
                                  1 + random_below(&random, 3)};
        assert_ok(grid_init(box, cell, &grid, &error), &error);
        Points points = random_points(1 + (size_t)random_below(&random, 12),
                                      box_grow(box, options.bandwidth_m * 1.2), &random);
        for (size_t i = 0; i < points.count; i++) {
            share[i] = random_between(&random, EDGE_SHARE_LEAST, 1);
            own[i] = cell * exp(random_between(&random, log(2), log(40)));
            if (random_below(&random, 2)) points.weight[i] = exp(random_between(&random, -9, 9));
            if (round % 5 != 0) continue;
            points.x_m[i] = grid_x_m(&grid, random_below(&random, grid.columns)); /* in the middle of a cell */
            points.y_m[i] = grid_y_m(&grid, random_below(&random, grid.rows));
        }
        if (random_below(&random, 3) == 0) options.report_bandwidth_m = own;
        const double *edge_share = random_below(&random, 2) ? share : NULL;
        Features layer = features_init(FEATURE_POLYGON);
        assert_ok(features_add(&layer, &error), &error);
        double x = (box.x_min + box.x_max) / 2, y = (box.y_min + box.y_max) / 2;
        add_star(&layer, x, y, far / 3, far, 7, false, &random);
        add_star(&layer, x, y, cell, far / 4, 5, true, &random);
        Polygon boundary = polygon_of_all(&layer);
        assert_ok(density_compute(&points, edge_share, &options, &grid, &error), &error);
        double max = grid_max(&grid); /* on the grid, which may see no more than the hem of a heavy report */
        for (size_t i = 0; i < points.count; i++)
            max = fmax(max, (double)sum_at(&points, edge_share, &options, points.x_m[i], points.y_m[i]));
        assert_ok(grid_mask(&grid, &boundary, &error), &error);
        check_masked(&points, edge_share, &options, &boundary, &grid, max);
        features_free(&layer);
        points_free(&points);
        grid_free(&grid);
    }
}

/* A cell at exactly h from a report counts: 3-4-5 triangles, by stamping (5 cells) and by sweep (10 cells). */
static void test_the_rim_counts(void **state)
{
    (void)state;
    for (int radius = 5; radius <= 10; radius += 5) {
        Points points;
        Grid grid;
        Error error;
        DensityOptions options = {KERNEL_UNIFORM, 16.0 * radius, NULL, 1, 1};
        assert_ok(points_init(1, &points, &error), &error);
        assert_ok(grid_init((Box){0, 0, 512, 512}, 16, &grid, &error), &error);
        points.x_m[0] = points.y_m[0] = 16 * 15.5;
        assert_ok(density_compute(&points, NULL, &options, &grid, &error), &error);
        double inside = grid.value[15 * 32 + 15];
        int cells = 0, expected = 0;
        assert_near(inside, 1 / (3.14159265358979324 * 256 * radius * radius), 1e-15 * inside);
        for (int r = 0; r < 32; r++) {
            for (int c = 0; c < 32; c++) {
                bool within = (r - 15) * (r - 15) + (c - 15) * (c - 15) <= radius * radius;
                expected += within;
                cells += grid.value[r * 32 + c] > 0;
                assert_near(grid.value[r * 32 + c], within ? inside : 0, 0);
            }
        }
        assert_int_equal(cells, expected);
        points_free(&points);
        grid_free(&grid);
    }
}

/* Every translation of the loops, on grids of several tiles, at many threads and one. */
static void test_same_bits_on_every_processor(void **state)
{
    (void)state;
    uint64_t random = 84;
    static double own[1500], share[1500];
    Points points = random_points(1500, (Box){120000, 487000, 125000, 489000}, &random);
    for (int i = 0; i < 1500; i++) {
        own[i] = random_between(&random, 50, 900);
        share[i] = random_between(&random, 0.3, 1);
        points.weight[i] = random_between(&random, 0, 1);
    }
    int compared = 0;
    for (int round = 0; round < 4 * KERNEL_COUNT; round++) {
        KernelKind kernel = (KernelKind)(round / 4);
        DensityOptions options = {kernel, round % 2 ? 240 : 50, round / 2 % 2 ? own : NULL, 3, 2};
        Grid plain, other;
        Error error;
        assert_ok(grid_init((Box){120000, 487000, 125000, 489000}, 25, &plain, &error), &error);
        assert_ok(grid_copy(&plain, &other, &error), &error);
        assert_ok(density_compute_on(CPU_PLAIN, &points, share, &options, &plain, &error), &error);
        options.threads = 1;
        for (int path = CPU_AVX2; path < CPU_PATHS; path++) {
            if (!cpu_has((CpuPath)path)) continue;
            assert_ok(density_compute_on((CpuPath)path, &points, share, &options, &other, &error), &error);
            assert_memory_equal(plain.value, other.value, grid_cells(&plain) * sizeof(double));
            compared++;
        }
        grid_free(&plain);
        grid_free(&other);
    }
    if (compared == 0) printf("skipped: this processor has one path only\n");
    points_free(&points);
}

/* Where coordinates and cells are whole multiples of a power of 2, moving everything by another such multiple,
 * and merging reports of such weights, changes no bit. One report mirrored gives the mirrored bits. */
static void test_what_exact_arithmetic_promises(void **state)
{
    (void)state;
    uint64_t random = 85;
    for (int round = 0; round < 2 * KERNEL_COUNT; round++) {
        DensityOptions options = {(KernelKind)(round / 2), round % 2 ? 48 : 400, NULL, 1, 2};
        Points points, moved, merged;
        Grid grid, there;
        Error error;
        assert_ok(points_init(60, &points, &error), &error);
        for (size_t i = 0; i < 60; i++) {
            points.x_m[i] = random_below(&random, 4096) * 0.5;
            points.y_m[i] = random_below(&random, 2048) * 0.5;
            points.weight[i] = 0.25 * (1 + random_below(&random, 4));
        }
        assert_ok(points_copy(&points, &moved, &error), &error);
        assert_ok(points_init(120, &merged, &error), &error);
        for (size_t i = 0; i < 60; i++) {
            moved.x_m[i] += 131072;
            moved.y_m[i] += 524288;
            merged.x_m[2 * i] = merged.x_m[2 * i + 1] = moved.x_m[i];
            merged.y_m[2 * i] = merged.y_m[2 * i + 1] = moved.y_m[i];
            merged.weight[2 * i] = 0.125 * points.weight[i];
            merged.weight[2 * i + 1] = 0.875 * points.weight[i];
        }
        assert_ok(grid_init((Box){0, 0, 2048, 1024}, 16, &grid, &error), &error);
        assert_ok(grid_init((Box){131072, 524288, 133120, 525312}, 16, &there, &error), &error);
        assert_ok(density_compute(&points, NULL, &options, &grid, &error), &error);
        assert_ok(density_compute(&moved, NULL, &options, &there, &error), &error);
        assert_memory_equal(grid.value, there.value, grid_cells(&grid) * sizeof(double));
        assert_ok(density_compute(&merged, NULL, &options, &there, &error), &error);
        for (size_t i = 0; i < grid_cells(&grid); i++) /* an eighth and seven eighths round apart */
            assert_near(there.value[i], grid.value[i], 1e-12 * grid_max(&grid));
        points.count = moved.count = 1;
        moved.x_m[0] = 131072 + 2048 - points.x_m[0];
        moved.y_m[0] = 524288 + 1024 - points.y_m[0];
        assert_ok(density_compute(&points, NULL, &options, &grid, &error), &error);
        assert_ok(density_compute(&moved, NULL, &options, &there, &error), &error);
        if (options.bandwidth_m > 200 && options.kernel != KERNEL_GAUSSIAN) { /* one tile */
            for (size_t i = 0, last = grid_cells(&grid) - 1; i <= last; i++)
                assert_near(there.value[last - i], grid.value[i], 0);
        }
        points.count = moved.count = 60;
        points_free(&points);
        points_free(&moved);
        points_free(&merged);
        grid_free(&grid);
        grid_free(&there);
    }
}

/* Bandwidths of many cells, on grids of many bands; some cells of each row. */
static void test_wide_kernels_against_the_sum(void **state)
{
    (void)state;
    uint64_t random = 79;
    for (int k = 0; k < KERNEL_COUNT; k++) {
        Box box = {120000, 487000, 123000, 488500};
        DensityOptions options = {(KernelKind)k, k == KERNEL_GAUSSIAN ? 110 : 700, NULL, 1e6, 2};
        Points points = random_points(MOST, box, &random);
        Grid grid;
        Error error;
        assert_ok(grid_init(box, 10, &grid, &error), &error);
        assert_ok(density_compute(&points, NULL, &options, &grid, &error), &error);
        double max = grid_max(&grid);
        for (int r = 0; r < grid.rows; r++) {
            for (int c = random_below(&random, 70); c < grid.columns; c += 70)
                assert_near(grid.value[r * grid.columns + c],
                            (double)sum_at(&points, NULL, &options, grid_x_m(&grid, c), grid_y_m(&grid, r)),
                            1e-10 * max);
        }
        points_free(&points);
        grid_free(&grid);
    }
}

static void test_same_bits_with_any_threads(void **state)
{
    (void)state;
    uint64_t random = 72;
    static double own[3000], share[3000];
    Box box = {120000, 487000, 123000, 489000};
    Points points = random_points(3000, box, &random);
    for (int i = 0; i < 3000; i++) {
        own[i] = random_between(&random, 60, 300);
        share[i] = random_between(&random, 0.3, 1);
        points.weight[i] = random_between(&random, 0, 1);
    }
    for (int k = 0; k < KERNEL_COUNT; k++) {
        for (int per_report = 0; per_report < 2; per_report++) {
            DensityOptions options = {(KernelKind)k, k == KERNEL_GAUSSIAN ? 60 : 200, per_report ? own : NULL,
                                      3, 1};
            Grid one, many;
            Error error;
            assert_ok(grid_init(box, 25, &one, &error), &error);
            assert_ok(grid_copy(&one, &many, &error), &error);
            assert_ok(density_compute(&points, share, &options, &one, &error), &error);
            for (options.threads = 2; options.threads <= 8; options.threads *= 2) {
                assert_ok(density_compute(&points, share, &options, &many, &error), &error);
                assert_memory_equal(one.value, many.value, grid_cells(&one) * sizeof(double));
            }
            grid_free(&one);
            grid_free(&many);
        }
    }
    points_free(&points);
}

/* So many reports that several threads sort them, five to a place: the same bits, and in some cells the sum. */
static void test_many_reports_with_any_threads(void **state)
{
    (void)state;
    enum { MANY = 260000 };
    uint64_t random = 80;
    Box box = {120000, 487000, 124000, 490000};
    Points points = random_points(MANY, box, &random);
    double *own = malloc(MANY * sizeof *own), *share = malloc(MANY * sizeof *share);
    assert_true(own && share);
    for (int i = 0; i < MANY; i++) {
        int place = i % (MANY / 5);
        points.x_m[i] = points.x_m[place];
        points.y_m[i] = points.y_m[place];
        points.weight[i] = random_between(&random, 0, 1);
        own[i] = 100 + 50 * random_below(&random, 3);
        share[i] = random_between(&random, 0.3, 1);
    }
    for (int per_report = 0; per_report < 2; per_report++) {
        DensityOptions options = {KERNEL_QUARTIC, 400, per_report ? own : NULL, 1e6, 1};
        Grid one, several;
        Error error;
        assert_ok(grid_init(box, 50, &one, &error), &error);
        assert_ok(grid_copy(&one, &several, &error), &error);
        assert_ok(density_compute(&points, share, &options, &one, &error), &error);
        for (options.threads = 2; options.threads <= 8; options.threads += 3) {
            assert_ok(density_compute(&points, share, &options, &several, &error), &error);
            assert_memory_equal(one.value, several.value, grid_cells(&one) * sizeof(double));
        }
        for (size_t i = 7; i < grid_cells(&one); i += 601)
            assert_near(one.value[i], (double)sum_at(&points, share, &options, grid_x_m(&one, (int)(i % (size_t)one.columns)), grid_y_m(&one, (int)(i / (size_t)one.columns))),
                        1e-10 * grid_max(&one));
        grid_free(&one);
        grid_free(&several);
    }
    free(own);
    free(share);
    points_free(&points);
}

/* All of a report's mass lands on a grid that holds its kernel, for kernels that are smooth on its cells. */
static void test_mass_is_conserved(void **state)
{
    (void)state;
    uint64_t random = 73;
    for (int k = 0; k < KERNEL_COUNT; k++) {
        Box box = {120000, 487000, 121000, 488000};
        DensityOptions options = {(KernelKind)k, k == KERNEL_GAUSSIAN ? 100 : 300, NULL, 1, 0};
        Points points = random_points(150, box, &random);
        Grid grid;
        Error error;
        for (size_t i = 0; i < points.count; i++)
            points.weight[i] = random_between(&random, 0, 3);
        assert_ok(grid_init(box_grow(box, 1000), 20, &grid, &error), &error);
        assert_ok(density_compute(&points, NULL, &options, &grid, &error), &error);
        const double tolerance[KERNEL_COUNT] = {2e-5, 1e-3, 1e-6, 1e-3, 1e-2, 1e-12};
        assert_near(grid_sum(&grid) * 400 / points_weight(&points), 1, tolerance[k]);
        points_free(&points);
        grid_free(&grid);
    }
}

/* With edge shares the mass inside the boundary is the weight of the reports: a star with a hole, masked. */
static void test_edge_shares_keep_the_mass_inside(void **state)
{
    (void)state;
    uint64_t random = 74;
    Features layer = features_init(FEATURE_POLYGON);
    Error error;
    static double share[MOST];
    Points points;
    Grid grid;
    assert_ok(features_add(&layer, &error), &error);
    add_star(&layer, 121000, 487000, 500, 900, 30, false, &random);
    add_star(&layer, 121000, 487000, 100, 200, 12, true, &random);
    Polygon boundary = polygon_of_all(&layer);
    assert_ok(points_init(MOST, &points, &error), &error);
    for (size_t i = 0; i < MOST; i++) {
        do {
            points.x_m[i] = random_between(&random, 120100, 121900);
            points.y_m[i] = random_between(&random, 486100, 487900);
        } while (!polygon_contains(&boundary, points.x_m[i], points.y_m[i]));
    }
    assert_ok(grid_init(features_box(&layer), 10, &grid, &error), &error);
    double inside[2];
    for (int corrected = 0; corrected < 2; corrected++) {
        DensityOptions options = {KERNEL_QUARTIC, 200, NULL, 1, 0};
        assert_ok(edge_shares(&points, &boundary, KERNEL_QUARTIC, 200, NULL, 0, share, &error), &error);
        assert_ok(density_compute(&points, corrected ? share : NULL, &options, &grid, &error), &error);
        assert_ok(grid_mask(&grid, &boundary, &error), &error);
        inside[corrected] = grid_sum(&grid) * 100;
    }
    assert_true(inside[0] < 0.9 * MOST);
    assert_near(inside[1], MOST, 1e-3 * MOST);
    points_free(&points);
    features_free(&layer);
    grid_free(&grid);
}

/* Mirrored reports give the mirrored surface; reports split in halves, in another order, the same surface. */
static void test_mirrors_and_halves(void **state)
{
    (void)state;
    uint64_t random = 75;
    for (int k = 0; k < KERNEL_COUNT; k++) {
        Box box = {0, 0, 2000, 1000};
        DensityOptions options = {(KernelKind)k, 140, NULL, 1, 1};
        Points points = random_points(120, box, &random), mirrored, halves;
        Grid grid, mirror, halved;
        Error error;
        assert_ok(points_copy(&points, &mirrored, &error), &error);
        assert_ok(points_init(240, &halves, &error), &error);
        for (size_t i = 0; i < 120; i++) {
            mirrored.x_m[i] = 2000 - points.x_m[i];
            halves.x_m[119 - i] = halves.x_m[120 + i] = points.x_m[i];
            halves.y_m[119 - i] = halves.y_m[120 + i] = points.y_m[i];
            halves.weight[119 - i] = 0.25;
            halves.weight[120 + i] = 0.75;
        }
        assert_ok(grid_init(box, 20, &grid, &error), &error);
        assert_ok(grid_copy(&grid, &mirror, &error), &error);
        assert_ok(grid_copy(&grid, &halved, &error), &error);
        assert_ok(density_compute(&points, NULL, &options, &grid, &error), &error);
        assert_ok(density_compute(&mirrored, NULL, &options, &mirror, &error), &error);
        assert_ok(density_compute(&halves, NULL, &options, &halved, &error), &error);
        double tolerance = 1e-10 * grid_max(&grid);
        for (int r = 0; r < 50; r++) {
            for (int c = 0; c < 100; c++) {
                assert_near(mirror.value[r * 100 + 99 - c], grid.value[r * 100 + c], tolerance);
                assert_near(halved.value[r * 100 + c], grid.value[r * 100 + c], tolerance);
            }
        }
        points_free(&points);
        points_free(&mirrored);
        points_free(&halves);
        grid_free(&grid);
        grid_free(&mirror);
        grid_free(&halved);
    }
}

static void test_at_reports_against_the_sum(void **state)
{
    (void)state;
    uint64_t random = 76;
    static double share[MOST], own[MOST], density[MOST], again[MOST];
    for (int round = 0; round < 36; round++) {
        double spread = round % 2 ? 3000 : 300;
        Points points = random_points(1 + (size_t)random_below(&random, MOST),
                                      (Box){120000, 487000, 120000 + spread, 487000 + spread / 2}, &random);
        DensityOptions options = {(KernelKind)(round % KERNEL_COUNT), random_between(&random, 20, 400),
                                  round % 4 == 1 ? own : NULL, 7, 1};
        Error error;
        for (size_t i = 0; i < points.count; i++) {
            share[i] = random_between(&random, 0.1, 1);
            own[i] = random_between(&random, 20, 300);
            if (round % 3) points.weight[i] = random_below(&random, 4) * 0.5;
        }
        const double *edge_share = round % 3 == 1 ? share : NULL;
        assert_ok(density_at_reports(&points, edge_share, &options, density, &error), &error);
        options.threads = 3;
        assert_ok(density_at_reports(&points, edge_share, &options, again, &error), &error);
        assert_memory_equal(density, again, points.count * sizeof *again);
        for (size_t i = 0; i < points.count; i++) {
            double expected = (double)sum_at(&points, edge_share, &options, points.x_m[i], points.y_m[i]);
            assert_near(density[i], expected, 1e-10 * expected);
        }
        points_free(&points);
    }
}

static void test_adaptive_bandwidths_by_the_formula(void **state)
{
    (void)state;
    uint64_t random = 77;
    static double density[MOST], bandwidth[MOST];
    Points points = random_points(MOST, (Box){0, 0, 3000, 3000}, &random);
    DensityOptions options = {KERNEL_QUARTIC, 250, NULL, 1, 0};
    Error error;
    for (size_t i = 0; i < MOST; i++) {
        if (i % 2 == 0) continue; /* half of the reports in one corner, so that both limits are met */
        points.x_m[i] = random_between(&random, 0, 60);
        points.y_m[i] = random_between(&random, 0, 60);
    }
    for (size_t i = 0; i < MOST; i++)
        points.weight[i] = i % 5 == 0 ? 0 : i % 3 == 0 ? 2 : 0.5;
    assert_ok(density_at_reports(&points, NULL, &options, density, &error), &error);
    long double product = 0, weight = 0;
    for (size_t i = 0; i < MOST; i++) {
        if (points.weight[i] == 0) continue;
        product += points.weight[i] * logl(density[i]);
        weight += points.weight[i];
    }
    double mean = (double)expl(product / weight), narrowest = 1e9, widest = 0;
    for (int limited = 0; limited < 2; limited++) {
        assert_ok(density_adaptive_bandwidths(&points, NULL, &options, limited ? 100 : 0, bandwidth, &error),
                  &error);
        for (size_t i = 0; i < MOST; i++) {
            double expected = density[i] > 0 ? 250 / sqrt(density[i] / mean) : 1000;
            expected = expected < 62.5 ? 62.5 : expected > 1000 ? 1000 : expected;
            if (limited && expected < 100) expected = 100;
            assert_near(bandwidth[i], expected, 1e-9);
            narrowest = fmin(narrowest, bandwidth[i]);
            widest = fmax(widest, bandwidth[i]);
        }
    }
    assert_true(narrowest < 100 && widest > 600);
    points_free(&points);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    Points points, none;
    Grid grid;
    Error error;
    double share[2] = {1, 1}, own[2] = {60, 60};
    const DensityOptions good = {KERNEL_QUARTIC, 50, NULL, 1, 1};
    assert_ok(points_init(2, &points, &error), &error);
    assert_ok(points_init(0, &none, &error), &error);
    assert_ok(grid_init((Box){-100, -100, 100, 100}, 25, &grid, &error), &error);
    grid.value[0] = 77;
    assert_false(density_compute(&none, NULL, &good, &grid, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    const double bandwidths[] = {49.9, 0, -200, 1e12, (double)NAN, (double)INFINITY};
    for (int i = 0; i < 6; i++) {
        DensityOptions options = good;
        options.bandwidth_m = bandwidths[i];
        assert_false(density_compute(&points, NULL, &options, &grid, &error));
        options = good;
        options.report_bandwidth_m = own;
        own[1] = bandwidths[i];
        assert_false(density_compute(&points, NULL, &options, &grid, &error));
    }
    const double shares[] = {0, -0.5, 1.01, (double)NAN};
    for (int i = 0; i < 4; i++) {
        share[1] = shares[i];
        assert_false(density_compute(&points, share, &good, &grid, &error));
        assert_non_null(strstr(error.text, "Report 2 "));
    }
    const double numbers[] = {(double)NAN, (double)INFINITY};
    for (int i = 0; i < 2; i++) {
        points.x_m[0] = numbers[i];
        assert_false(density_compute(&points, NULL, &good, &grid, &error));
        assert_non_null(strstr(error.text, "Report 1 "));
        points.x_m[0] = 0;
        points.y_m[1] = numbers[i];
        assert_false(density_at_reports(&points, NULL, &good, share, &error));
        assert_non_null(strstr(error.text, "Report 2 "));
        points.y_m[1] = 0;
        points.weight[1] = numbers[i];
        assert_false(density_compute(&points, NULL, &good, &grid, &error));
        points.weight[1] = 1;
    }
    points.weight[0] = -0.1;
    assert_false(density_compute(&points, NULL, &good, &grid, &error));
    points.weight[0] = 0;
    DensityOptions options = good;
    options.scale = 0;
    assert_false(density_compute(&points, NULL, &options, &grid, &error));
    assert_near(grid.value[0], 77, 0);
    assert_ok(density_compute(&points, NULL, &good, &grid, &error), &error);
    points.weight[1] = 0; /* all weights 0: a surface of zeros */
    assert_ok(density_compute(&points, NULL, &good, &grid, &error), &error);
    assert_near(grid_max(&grid), 0, 0);
    points.weight[1] = 1;
    points.x_m[1] = 1e7; /* nobody near the grid */
    assert_ok(density_compute(&points, NULL, &good, &grid, &error), &error);
    assert_near(grid_max(&grid), 0, 0);
    points_free(&points);
    points_free(&none);
    grid_free(&grid);
}

/* spatstat's density.ppp at the reports with Diggle's correction. Its sigma is the kernel's standard
 * deviation: h / sqrt(8) for the quartic and h / sqrt(6) for the Epanechnikov kernel. Its edge correction
 * comes from pixels, ours from the edges, so two hundredths are asked there. */
static const char *const spatstat_script =
    "suppressMessages(library(spatstat.explore))\n"
    "p <- read.table('points'); w <- owin(poly=read.table('boundary', col.names=c('x','y')))\n"
    "X <- ppp(p[[1]], p[[2]], window=w); spatstat.geom::spatstat.options(npixel=512)\n"
    "for (k in c('quartic','epanechnikov','gaussian')) {\n"
    "  s <- 200 / c(quartic=sqrt(8), epanechnikov=sqrt(6), gaussian=2)[[k]]\n"
    "  a <- density(X, sigma=s, kernel=k, weights=p[[3]], at='points', leaveoneout=FALSE, edge=FALSE)\n"
    "  b <- density(X, sigma=s, kernel=k, weights=p[[3]], at='points', leaveoneout=FALSE, edge=TRUE, "
    "diggle=TRUE)\n"
    "  cat(sprintf('%.17g %.17g\\n', a, b), sep='') }\n";

static void test_against_spatstat(void **state)
{
    (void)state;
    if (system("Rscript -e 'library(spatstat.explore)' >/dev/null 2>&1") != 0) {
        printf("skipped: R with spatstat.explore is not installed\n");
        skip();
    }
    uint64_t random = 78;
    enum { COUNT = 200 };
    static double share[COUNT], plain[COUNT], corrected[COUNT];
    Features layer = features_init(FEATURE_POLYGON);
    Points points;
    Error error;
    assert_ok(features_add(&layer, &error), &error);
    add_star(&layer, 1000, 1000, 500, 900, 24, false, &random);
    Polygon boundary = polygon_of_all(&layer);
    assert_ok(points_init(COUNT, &points, &error), &error);
    char folder[] = "/tmp/densityXXXXXX", path[80], command[200];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/points", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (size_t i = 0; i < COUNT; i++) {
        do {
            points.x_m[i] = random_between(&random, 100, 1900);
            points.y_m[i] = random_between(&random, 100, 1900);
        } while (!polygon_contains(&boundary, points.x_m[i], points.y_m[i]));
        points.weight[i] = random_between(&random, 0.1, 2);
        fprintf(file, "%.17g %.17g %.17g\n", points.x_m[i], points.y_m[i], points.weight[i]);
    }
    fclose(file);
    snprintf(path, sizeof path, "%s/boundary", folder);
    file = fopen(path, "w");
    for (size_t v = 0; v < features_vertices(&layer); v++)
        fprintf(file, "%.17g %.17g\n", layer.x_m[v], layer.y_m[v]);
    fclose(file);
    snprintf(path, sizeof path, "%s/script.R", folder);
    file = fopen(path, "w");
    fputs(spatstat_script, file);
    fclose(file);
    snprintf(command, sizeof command, "cd %s && Rscript script.R", folder);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    const KernelKind kernels[] = {KERNEL_QUARTIC, KERNEL_EPANECHNIKOV, KERNEL_GAUSSIAN};
    for (int k = 0; k < 3; k++) {
        DensityOptions options = {kernels[k], k == 2 ? 100 : 200, NULL, 1, 0};
        assert_ok(
            edge_shares(&points, &boundary, options.kernel, options.bandwidth_m, NULL, 0, share, &error),
            &error);
        assert_ok(density_at_reports(&points, NULL, &options, plain, &error), &error);
        assert_ok(density_at_reports(&points, share, &options, corrected, &error), &error);
        for (int i = 0; i < COUNT; i++) {
            double theirs, theirs_corrected;
            assert_int_equal(fscanf(pipe, "%lf %lf", &theirs, &theirs_corrected), 2);
            assert_near(plain[i] / theirs, 1, k == 2 ? 1e-5 : 1e-9); /* theirs cuts the Gaussian earlier */
            assert_near(corrected[i] / theirs_corrected, 1, 0.02);
        }
    }
    pclose(pipe);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    points_free(&points);
    features_free(&layer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_cell_against_the_sum),
        cmocka_unit_test(test_small_cases_against_the_sum),
        cmocka_unit_test(test_wide_kernels_against_the_sum),
        cmocka_unit_test(test_the_rim_counts),
        cmocka_unit_test(test_same_bits_on_every_processor),
        cmocka_unit_test(test_what_exact_arithmetic_promises),
        cmocka_unit_test(test_same_bits_with_any_threads),
        cmocka_unit_test(test_many_reports_with_any_threads),
        cmocka_unit_test(test_mass_is_conserved),
        cmocka_unit_test(test_edge_shares_keep_the_mass_inside),
        cmocka_unit_test(test_mirrors_and_halves),
        cmocka_unit_test(test_at_reports_against_the_sum),
        cmocka_unit_test(test_adaptive_bandwidths_by_the_formula),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_against_spatstat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
