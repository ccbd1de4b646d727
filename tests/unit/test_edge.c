#include "tests/support/shapes.h"

#include "geo/edge.h"

static const double PI = 3.14159265358979323846;

static Points points_at(const double *xy, size_t count)
{
    Points points;
    Error error;
    assert_ok(points_init(count, &points, &error), &error);
    for (size_t i = 0; i < count; i++) {
        points.x_m[i] = xy[2 * i];
        points.y_m[i] = xy[2 * i + 1];
    }
    return points;
}

static double share_of_one(const Features *layer, KernelKind kernel, double h, double x, double y)
{
    Points points = points_at((double[]){x, y}, 1);
    Polygon boundary = polygon_of_all(layer);
    double share = -1;
    Error error;
    assert_ok(edge_shares(&points, &boundary, kernel, h, NULL, 1, &share, &error), &error);
    points_free(&points);
    return share;
}

/* A straight edge at distance d cuts the kernel like its one-dimensional shadow: for the quartic kernel of
 * bandwidth 1 the mass beyond x = d is the integral over a of 16 / (5 pi) (1 - a^2)^(5/2). */
static double quartic_half_plane(double d)
{
    int steps = 100000;
    double sum = 0, step = (1 - d) / steps;
    for (int i = 0; i < steps; i++) {
        double a = d + (i + 0.5) * step;
        sum += pow(1 - a * a, 2.5);
    }
    return 1 - sum * step * 16 / (5 * PI);
}

static void test_a_straight_edge(void **state)
{
    (void)state;
    Features layer = features_init(FEATURE_POLYGON);
    add_rectangle(&layer, 100000, 400000, 110000, 410000);
    const double distances[] = {1, 10, 50, 100, 199};
    for (int i = 0; i < 5; i++) {
        double d = distances[i], u = d / 200;
        assert_near(share_of_one(&layer, KERNEL_QUARTIC, 200, 100000 + d, 405000), quartic_half_plane(u),
                    1e-8);
        assert_near(share_of_one(&layer, KERNEL_GAUSSIAN, 200, 105000, 400000 + d), 0.5 * erfc(-u / sqrt(2)),
                    1e-12);
        assert_near(share_of_one(&layer, KERNEL_UNIFORM, 200, 105000, 410000 - d),
                    1 - (acos(u) - u * sqrt(1 - u * u)) / PI, 1e-12);
        assert_near(share_of_one(&layer, KERNEL_UNIFORM, 200, 110000 + d, 405000),
                    fmax((acos(u) - u * sqrt(1 - u * u)) / PI, EDGE_SHARE_LEAST), 1e-12);
    }
    features_free(&layer);
}

/* On an edge half of every kernel is inside, on a right corner a quarter, inward or outward. */
static void test_on_edges_and_corners(void **state)
{
    (void)state;
    Features layer = features_init(FEATURE_POLYGON);
    Error error;
    assert_ok(features_add(&layer, &error), &error);
    add_part_of(&layer, (double[]){0, 0, 9000, 0, 9000, 9000, 4500, 9000, 4500, 4500, 0, 4500}, 6);
    for (int k = 0; k < KERNEL_COUNT; k++) {
        KernelKind kind = (KernelKind)k;
        assert_near(share_of_one(&layer, kind, 100, 3000, 0), 0.5, 1e-6);
        assert_near(share_of_one(&layer, kind, 100, 9000, 3000), 0.5, 1e-6);
        assert_near(share_of_one(&layer, kind, 100, 0, 0), 0.25, 1e-6);
        assert_near(share_of_one(&layer, kind, 100, 9000, 9000), 0.25, 1e-6);
        assert_near(share_of_one(&layer, kind, 100, 4500, 4500), 0.75, 1e-6);
        assert_near(share_of_one(&layer, kind, 100, 4500 + 1e-10, 4500), 0.75, 1e-6);
    }
    features_free(&layer);
}

/* Midpoint rule over fine rays; along a ray the mass within each crossing of the boundary is added and subtracted in turn. */
static double share_by_quadrature(const Polygon *boundary, KernelKind kernel, double h, double x, double y)
{
    enum { RAYS = 12007 };
    double share = 0;
    for (int j = 0; j < RAYS; j++) {
        double angle = 2 * PI * (j + 0.5) / RAYS, c = cos(angle), s = sin(angle), mass = polygon_contains(boundary, x, y) ? 1 : 0;
        for (size_t r = 0; r < boundary->ring_count; r++) {
            size_t first = boundary->ring_start[r], end = boundary->ring_start[r + 1];
            for (size_t i = first, k = end - 1; i < end; k = i++) {
                /* across and along the ray */
                double ax = boundary->x_m[k] - x, ay = boundary->y_m[k] - y, bx = boundary->x_m[i] - x, by = boundary->y_m[i] - y;
                double a = ay * c - ax * s, b = by * c - bx * s;
                if ((a > 0) == (b > 0)) continue;
                double along = (ax * c + ay * s) + (bx * c + by * s - ax * c - ay * s) * a / (a - b);
                if (along <= 0) continue;
                /* going out loses all beyond the crossing, going in wins it; which of the two, the edge's turn says */
                bool into = polygon_contains(boundary, x + (along + 1e-6) * c, y + (along + 1e-6) * s);
                mass += (into ? 1 : -1) * (1 - kernel_mass_within(kernel, along, h));
            }
        }
        share += mass / RAYS;
    }
    return share;
}

/* A star with holes and a second part, points inside, outside and on edges, every kernel. */
static void test_random_polygons_against_quadrature(void **state)
{
    (void)state;
    uint64_t random = 51;
    int cut = 0;
    for (int round = 0; round < 18; round++) {
        Features layer = features_init(FEATURE_POLYGON);
        Error error;
        KernelKind kernel = (KernelKind)(round % KERNEL_COUNT);
        assert_ok(features_add(&layer, &error), &error);
        add_star(&layer, 121000, 487000, 300, 900, 3 + random_below(&random, 60), false, &random);
        add_star(&layer, 121000, 487000, 50, 140, 3 + random_below(&random, 20), true, &random);
        add_star(&layer, 122300, 487000, 100, 390, 9, false, &random);
        Polygon boundary = polygon_of_all(&layer);
        double h =
            kernel == KERNEL_GAUSSIAN ? random_between(&random, 20, 150) : random_between(&random, 60, 900);
        for (int i = 0; i < 6; i++) {
            double x = random_between(&random, 120200, 122500), y = random_between(&random, 486300, 487700);
            double share = share_of_one(&layer, kernel, h, x, y),
                   expected = share_by_quadrature(&boundary, kernel, h, x, y);
            assert_near(share, fmax(expected, EDGE_SHARE_LEAST), 1e-4);
            cut += share > EDGE_SHARE_LEAST && share < 1;
        }
        features_free(&layer);
    }
    assert_true(cut > 40);
}

/* The angle form of geo/edge.h along every edge, in small steps of the midpoint rule with Richardson's extrapolation; of the
 * part of an edge within the kernel's radius alone, so that nothing has a kink. */
static double turned_by_edge(KernelKind kernel, double ax, double ay, double bx, double by, int steps)
{
    double sum = 0, cross = ax * by - ay * bx, dx = (bx - ax) / steps, dy = (by - ay) / steps;
    for (int i = 0; i < steps; i++) {
        double x = ax + (i + 0.5) * dx, y = ay + (i + 0.5) * dy, r2 = x * x + y * y;
        sum += (1 - kernel_mass_within(kernel, sqrt(r2), 1)) / r2;
    }
    return cross * sum / steps;
}

static double share_by_angles(const Polygon *boundary, KernelKind kernel, double h, double x, double y)
{
    double turned = 0;
    for (size_t r = 0; r < boundary->ring_count; r++) {
        size_t first = boundary->ring_start[r], end = boundary->ring_start[r + 1];
        for (size_t i = first, k = end - 1; i < end; k = i++) {
            double ax = (boundary->x_m[k] - x) / h, ay = (boundary->y_m[k] - y) / h, bx = (boundary->x_m[i] - x) / h, by = (boundary->y_m[i] - y) / h;
            double dx = bx - ax, dy = by - ay, d = dx * dx + dy * dy, half = -(ax * dx + ay * dy) / d, under = half * half - (ax * ax + ay * ay - 1) / d;
            if (under <= 0) continue;
            double from = fmax(half - sqrt(under), 0), to = fmin(half + sqrt(under), 1);
            if (from >= to) continue;
            double fx = ax + from * dx, fy = ay + from * dy, tx = ax + to * dx, ty = ay + to * dy;
            turned += (4 * turned_by_edge(kernel, fx, fy, tx, ty, 512) - turned_by_edge(kernel, fx, fy, tx, ty, 256)) / 3;
        }
    }
    return (polygon_contains(boundary, x, y) ? 1 : 0) - turned / (2 * PI);
}

/* A ragged boundary with holes, of many more vertices than an arc has: within reach, across the rim, and long edges that dip in. */
static void test_ragged_boundaries_by_another_formula(void **state)
{
    (void)state;
    const KernelKind kinds[] = {KERNEL_UNIFORM, KERNEL_EPANECHNIKOV, KERNEL_QUARTIC, KERNEL_TRIWEIGHT};
    uint64_t random = 7;
    int cut = 0;
    for (int round = 0; round < 24; round++) {
        Features layer = features_init(FEATURE_POLYGON);
        Error error;
        assert_ok(features_add(&layer, &error), &error);
        add_star(&layer, 0, 0, 350, 420, 3 + random_below(&random, 200), false, &random);
        add_star(&layer, 150, 0, 60, 90, 3 + random_below(&random, 90), true, &random);
        add_star(&layer, -150, 20, 3, 9, 3 + random_below(&random, 9), true, &random);
        Polygon boundary = polygon_of_all(&layer);
        for (int i = 0; i < 12; i++) {
            double angle = random_between(&random, 0, 2 * PI), away = random_between(&random, 0, 520), h = random_between(&random, 20, 700);
            double x = away * cos(angle), y = away * sin(angle), share = share_of_one(&layer, kinds[round % 4], h, x, y);
            if (polygon_edge_distance_m(&boundary, x, y) < 0.3) continue; /* there the other formula is a poor one */
            assert_near(share, fmin(fmax(share_by_angles(&boundary, kinds[round % 4], h, x, y), EDGE_SHARE_LEAST), 1), 2e-6);
            cut += share > EDGE_SHARE_LEAST && share < 1;
        }
        features_free(&layer);
    }
    assert_true(cut > 100);
}

/* Where the boundary is wholly within the kernel, wholly beyond it, or only touches its rim. */
static void test_a_rim_that_tells_nothing(void **state)
{
    (void)state;
    Features island = features_init(FEATURE_POLYGON), holed = features_init(FEATURE_POLYGON);
    add_rectangle(&island, -30, -40, 30, 40);
    add_rectangle(&holed, -5000, -5000, 5000, 5000);
    add_part_of(&holed, (double[]){-30, -40, -30, 40, 30, 40, 30, -40}, 4);
    for (int k = 0; k < KERNEL_COUNT; k++) {
        KernelKind kind = (KernelKind)k;
        double part = share_of_one(&island, kind, 100, 10, 5);
        assert_true(part > EDGE_SHARE_LEAST && part < 1);
        assert_near(part + share_of_one(&holed, kind, 100, 10, 5), 1, 1e-9);
        if (kind == KERNEL_GAUSSIAN) continue;
        assert_near(share_of_one(&island, kind, 50, 0, 0), part > 0 ? share_of_one(&island, kind, 50 * (1 + 1e-12), 0, 0) : 0, 1e-9); /* through the corners */
        assert_near(share_of_one(&island, kind, 30, 0, 0), 1, 1e-9);                /* touches the sides, from inside */
        assert_near(share_of_one(&island, kind, 30, 60, 0), EDGE_SHARE_LEAST, 0);   /* and from outside */
        assert_near(share_of_one(&holed, kind, 30, 60, 0), 1, 1e-9);
        assert_near(share_of_one(&island, kind, 20, 0, 0), 1, 0);
        assert_near(share_of_one(&island, kind, 20, 300, 0), EDGE_SHARE_LEAST, 0);
    }
    features_free(&island);
    features_free(&holed);
}

/* A rectangle wholly within reach: the kernel is smooth on it, so the midpoint rule with Richardson's
 * extrapolation is good to many digits (fewer for the triangular kernel, which has a point in its middle). */
static void test_a_rectangle_within_reach(void **state)
{
    (void)state;
    Features layer = features_init(FEATURE_POLYGON);
    add_rectangle(&layer, -120, -70, 130, 90);
    for (int k = 0; k < KERNEL_COUNT; k++) {
        double sums[2];
        for (int fine = 0; fine < 2; fine++) {
            int n = fine ? 800 : 400;
            sums[fine] = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++)
                    sums[fine] += kernel_value(
                        (KernelKind)k, hypot(-120 + (i + 0.5) * 250 / n - 7, -70 + (j + 0.5) * 160.0 / n - 3),
                        200);
            }
            sums[fine] *= 250.0 / n * 160.0 / n;
        }
        double expected = (4 * sums[1] - sums[0]) / 3;
        assert_near(share_of_one(&layer, (KernelKind)k, 200, 7, 3), expected,
                    k == KERNEL_TRIANGULAR ? 1e-7 : 1e-9);
    }
    features_free(&layer);
}

static void test_far_from_all_edges_it_is_exactly_one(void **state)
{
    (void)state;
    Features layer = features_init(FEATURE_POLYGON);
    add_rectangle(&layer, 0, 0, 5000, 5000);
    for (int k = 0; k < KERNEL_COUNT; k++) {
        assert_near(share_of_one(&layer, (KernelKind)k, 200, 2500, 2600), 1, 0);
        assert_near(share_of_one(&layer, (KernelKind)k, 200, -50000, 2600), EDGE_SHARE_LEAST, 0);
    }
    features_free(&layer);
}

static void test_a_spike_counts_for_twenty_at_most(void **state)
{
    (void)state;
    Features layer = features_init(FEATURE_POLYGON);
    Error error;
    assert_ok(features_add(&layer, &error), &error);
    add_part_of(&layer, (double[]){0, 0, 10000, -50, 10000, 50}, 3);
    assert_near(share_of_one(&layer, KERNEL_QUARTIC, 200, 20, 0), EDGE_SHARE_LEAST, 0);
    assert_true(share_of_one(&layer, KERNEL_QUARTIC, 200, 9000, 0) > 0.3);
    features_free(&layer);
}

/* Two quarters that share an edge have together the share of their union; the shared edge cancels. */
static void test_shares_add_up_over_neighbours(void **state)
{
    (void)state;
    uint64_t random = 52;
    Features left = features_init(FEATURE_POLYGON), right = features_init(FEATURE_POLYGON),
             both = features_init(FEATURE_POLYGON);
    add_rectangle(&left, 0, 0, 1000, 1000);
    add_rectangle(&right, 1000, 0, 2000, 1000);
    add_rectangle(&both, 0, 0, 1000, 1000);
    add_rectangle(&both, 1000, 0, 2000, 1000);
    for (int i = 0; i < 60; i++) {
        KernelKind kernel = (KernelKind)(i % KERNEL_COUNT);
        double x = random_between(&random, 900, 1100), y = random_between(&random, 0, 1000),
               h = kernel == KERNEL_GAUSSIAN ? 150 : 400;
        double a = share_of_one(&left, kernel, h, x, y), b = share_of_one(&right, kernel, h, x, y);
        if (a > EDGE_SHARE_LEAST && b > EDGE_SHARE_LEAST)
            assert_near(share_of_one(&both, kernel, h, x, y), a + b, 1e-12);
    }
    features_free(&left);
    features_free(&right);
    features_free(&both);
}

/* Edges cut into pieces of any length change nothing. */
static void test_short_edges_add_up_to_long_ones(void **state)
{
    (void)state;
    uint64_t random = 54;
    Features whole = features_init(FEATURE_POLYGON), pieces = features_init(FEATURE_POLYGON);
    Error error;
    const double corner[4][2] = {{0, 0}, {1000, 300}, {1100, 900}, {-200, 800}};
    assert_ok(features_add(&whole, &error), &error);
    add_part_of(&whole, corner[0], 4);
    assert_ok(features_add(&pieces, &error), &error);
    assert_ok(features_add_part(&pieces, &error), &error);
    for (int i = 0; i < 4; i++) {
        const double *a = corner[i], *b = corner[(i + 1) % 4];
        for (double t = 0; t < 1; t += random_between(&random, 1e-4, 0.06))
            assert_ok(
                features_add_vertex(&pieces, a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), &error),
                &error);
    }
    for (int i = 0; i < 60; i++) {
        KernelKind kernel = (KernelKind)(i % KERNEL_COUNT);
        double x = random_between(&random, 100, 900), y = random_between(&random, 300, 750);
        double h = random_between(&random, 80, 400);
        assert_near(share_of_one(&pieces, kernel, h, x, y), share_of_one(&whole, kernel, h, x, y), 1e-12);
    }
    features_free(&whole);
    features_free(&pieces);
}

static void test_same_bits_with_any_threads(void **state)
{
    (void)state;
    uint64_t random = 53;
    enum { COUNT = 3000 };
    static double one[COUNT], many[COUNT], bandwidth[COUNT];
    Features layer = features_init(FEATURE_POLYGON);
    Error error;
    assert_ok(features_add(&layer, &error), &error);
    add_star(&layer, 0, 0, 300, 900, 500, false, &random);
    Polygon boundary = polygon_of_all(&layer);
    Points points = points_at((double[2 *COUNT]){0}, COUNT);
    for (int i = 0; i < COUNT; i++) {
        points.x_m[i] = i % 3 == 2 ? points.x_m[i - 1] : random_between(&random, -900, 900);
        points.y_m[i] = i % 3 == 2 ? points.y_m[i - 1] : random_between(&random, -900, 900);
        bandwidth[i] = i % 2 ? 100 : 180;
    }
    for (int per_report = 0; per_report < 2; per_report++) {
        const double *own = per_report ? bandwidth : NULL;
        assert_ok(edge_shares(&points, &boundary, KERNEL_QUARTIC, 150, own, 1, one, &error), &error);
        for (int threads = 2; threads <= 8; threads *= 2) {
            assert_ok(edge_shares(&points, &boundary, KERNEL_QUARTIC, 150, own, threads, many, &error),
                      &error);
            assert_memory_equal(one, many, sizeof one);
        }
        for (int i = 0; i < COUNT; i += 100)
            assert_near(
                one[i],
                share_of_one(&layer, KERNEL_QUARTIC, own ? own[i] : 150, points.x_m[i], points.y_m[i]),
                1e-13);
    }
    points_free(&points);
    features_free(&layer);
}

/* Every translation of the loops, on a boundary of long and of very short edges. */
static void test_same_bits_on_every_processor(void **state)
{
    (void)state;
    uint64_t random = 58;
    enum { COUNT = 700 };
    static double plain[COUNT], other[COUNT], own[COUNT];
    Features layer = features_init(FEATURE_POLYGON);
    Points points;
    Error error;
    int compared = 0;
    assert_ok(features_add(&layer, &error), &error);
    add_star(&layer, 121000, 487000, 700, 900, 3000, false, &random);
    add_star(&layer, 121000, 487000, 100, 300, 5, true, &random);
    Polygon boundary = polygon_of_all(&layer);
    assert_ok(points_init(COUNT, &points, &error), &error);
    for (size_t i = 0; i < COUNT; i++) {
        points.x_m[i] = random_between(&random, 120000, 122000);
        points.y_m[i] = random_between(&random, 486000, 488000);
        own[i] = random_between(&random, 20, 500);
    }
    for (int round = 0; round < 2 * KERNEL_COUNT; round++) {
        const double *per_report = round % 2 ? own : NULL;
        KernelKind kernel = (KernelKind)(round / 2);
        assert_ok(edge_shares_on(CPU_PLAIN, &points, &boundary, kernel, 150, per_report, 1, plain, &error), &error);
        for (int path = CPU_AVX2; path < CPU_PATHS; path++) {
            if (!cpu_has((CpuPath)path)) continue;
            assert_ok(edge_shares_on((CpuPath)path, &points, &boundary, kernel, 150, per_report, 3, other, &error), &error);
            assert_memory_equal(plain, other, sizeof plain);
            compared++;
        }
    }
    if (compared == 0) printf("skipped: this processor has one path only\n");
    points_free(&points);
    features_free(&layer);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    Features layer = features_init(FEATURE_POLYGON), flat = features_init(FEATURE_POLYGON);
    add_rectangle(&layer, 0, 0, 10, 10);
    add_rectangle(&flat, 0, 0, 10, 0);
    Polygon boundary = polygon_of_all(&layer), none = polygon_of_all(&flat);
    Points points = points_at((double[]){5, 5}, 1);
    double share = -7, wrong = -1;
    Error error = {0};
    assert_false(edge_shares(&points, &none, KERNEL_QUARTIC, 5, NULL, 1, &share, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    assert_false(edge_shares(&points, &boundary, KERNEL_QUARTIC, 0, NULL, 1, &share, &error));
    assert_false(edge_shares(&points, &boundary, KERNEL_QUARTIC, 5, &wrong, 1, &share, &error));
    points.x_m[0] = NAN;
    assert_false(edge_shares(&points, &boundary, KERNEL_QUARTIC, 5, NULL, 1, &share, &error));
    assert_non_null(strstr(error.text, "Report 1 "));
    assert_near(share, -7, 0);
    points_free(&points);
    features_free(&layer);
    features_free(&flat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_straight_edge),
        cmocka_unit_test(test_on_edges_and_corners),
        cmocka_unit_test(test_random_polygons_against_quadrature),
        cmocka_unit_test(test_ragged_boundaries_by_another_formula),
        cmocka_unit_test(test_a_rim_that_tells_nothing),
        cmocka_unit_test(test_a_rectangle_within_reach),
        cmocka_unit_test(test_far_from_all_edges_it_is_exactly_one),
        cmocka_unit_test(test_a_spike_counts_for_twenty_at_most),
        cmocka_unit_test(test_shares_add_up_over_neighbours),
        cmocka_unit_test(test_short_edges_add_up_to_long_ones),
        cmocka_unit_test(test_same_bits_with_any_threads),
        cmocka_unit_test(test_same_bits_on_every_processor),
        cmocka_unit_test(test_what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
