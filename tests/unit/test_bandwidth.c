#include "tests/support/shapes.h"

#include "geo/bandwidth.h"

#include <stdlib.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(BRANDPUNT_VALGRIND)
enum { ROUNDS = 1, WIDE = 900, HIGH = 600 }; /* likelihood takes minutes there, and the more so the larger its boundary */
#else
enum { ROUNDS = 3, WIDE = 3000, HIGH = 2000 };
#endif
enum { COUNT = 400 };

static const double PI = 3.14159265358979323846;

static double normal(uint64_t *random)
{
    return sqrt(-2 * log(random_between(random, 1e-12, 1))) * cos(2 * PI * random_between(random, 0, 1));
}

/* Reports in clusters of `spread` metres, inside the boundary. */
static Points clustered(size_t count, double spread, const Polygon *boundary, uint64_t *random)
{
    Points points;
    Error error;
    Box box = polygon_box(boundary);
    double x[12], y[12];
    assert_ok(points_init(count, &points, &error), &error);
    for (int k = 0; k < 12; k++) {
        x[k] = random_between(random, box.x_min, box.x_max);
        y[k] = random_between(random, box.y_min, box.y_max);
    }
    for (size_t i = 0; i < count; i++) {
        do {
            int k = random_below(random, 12);
            points.x_m[i] = x[k] + spread * normal(random);
            points.y_m[i] = y[k] + spread * normal(random);
        } while (!polygon_contains(boundary, points.x_m[i], points.y_m[i]));
    }
    return points;
}

/* The share of a Gaussian at x, y inside 0 .. wide x 0 .. high. */
static double share_in_box(double x, double y, double wide, double high, double sigma)
{
    double s = sigma * sqrt(2);
    return 0.25 * (erf(x / s) + erf((wide - x) / s)) * (erf(y / s) + erf((high - y) / s));
}

static double likelihood_of(const Points *points, double wide, double high, double sigma)
{
    static double mass[COUNT];
    double score = 0;
    for (size_t i = 0; i < points->count; i++)
        mass[i] = 1 / share_in_box(points->x_m[i], points->y_m[i], wide, high, sigma);
    for (size_t i = 0; i < points->count; i++) {
        double sum = 0;
        for (size_t j = 0; j < points->count; j++) {
            double dx = points->x_m[i] - points->x_m[j], dy = points->y_m[i] - points->y_m[j];
            if (j != i) sum += mass[j] * exp(-0.5 * (dx * dx + dy * dy) / (sigma * sigma));
        }
        score += log(sum / (sigma * sigma));
    }
    return score;
}

static void test_likelihood_by_its_definition(void **state)
{
    (void)state;
    uint64_t random = 5;
    const double spread[] = {60, 15, 200};
    for (int round = 0; round < ROUNDS; round++) {
        Features layer = features_init(FEATURE_POLYGON);
        add_rectangle(&layer, 0, 0, WIDE, HIGH);
        Polygon boundary = polygon_of_all(&layer);
        Points points = clustered(COUNT, spread[round], &boundary, &random);
        Error error;
        double sigma, again, best = -HUGE_VAL, expected = 0;
        bool at_end;
        assert_ok(bandwidth_likelihood(&points, &boundary, 1, &sigma, &at_end, &error), &error);
        assert_ok(bandwidth_likelihood(&points, &boundary, 3, &again, &at_end, &error), &error);
        assert_true(sigma == again && !at_end);
        for (int fine = 0; fine < 2; fine++) {
            double low = fine ? expected / 1.1 : 4, top = fine ? expected * 1.1 : 500;
            for (double s = low; s < top; s *= fine ? 1.003 : 1.1) {
                double score = likelihood_of(&points, WIDE, HIGH, s);
                if (score > best) best = score, expected = s;
            }
        }
        /* The maximum is flat: ours is as high, to a tenth of a unit of log-likelihood. */
        assert_near(sigma / expected, 1, 0.02);
        assert_near(likelihood_of(&points, WIDE, HIGH, sigma), best, 0.1);
        points_free(&points);
        features_free(&layer);
    }
}

/* The area that a boundary shares with itself moved by dx, dy. */
typedef double SharedArea(double dx, double dy);

static double shared_by_rectangle(double dx, double dy)
{
    return (WIDE - fabs(dx)) * (HIGH - fabs(dy));
}

/* Berman & Diggle's error at h, from all pairs. */
static double error_of(const Points *points, double area, SharedArea *shared, double h)
{
    double n = (double)points->count, k_sum = 0, both = 0, disc = PI * h * h;
    for (size_t i = 0; i < points->count; i++) {
        for (size_t j = 0; j < points->count; j++) {
            double dx = points->x_m[i] - points->x_m[j], dy = points->y_m[i] - points->y_m[j], s = hypot(dx, dy);
            if (i == j || s >= 2 * h) continue;
            double part = area * area / (n * (n - 1)) / shared(dx, dy);
            both += part * (2 * h * h * acos(s / (2 * h)) - 0.5 * s * sqrt(4 * h * h - s * s));
            if (s <= h) k_sum += part;
        }
    }
    return (area / n - 2 * k_sum) / disc + both / (disc * disc);
}

static void test_diggle_by_its_definition(void **state)
{
    (void)state;
    uint64_t random = 6;
    for (int round = 0; round < ROUNDS; round++) {
        Features layer = features_init(FEATURE_POLYGON);
        add_rectangle(&layer, 0, 0, WIDE, HIGH);
        Polygon boundary = polygon_of_all(&layer);
        Points points = clustered(COUNT, 40 + 40 * round, &boundary, &random);
        Error error;
        double sigma, again, lowest = HUGE_VAL;
        bool at_end;
        assert_ok(bandwidth_diggle(&points, &boundary, 1, &sigma, &at_end, &error), &error);
        assert_ok(bandwidth_diggle(&points, &boundary, 3, &again, &at_end, &error), &error);
        assert_true(sigma == again && !at_end);
        for (double h = 4; h < 240; h *= 1.01)
            lowest = fmin(lowest, error_of(&points, WIDE * HIGH, shared_by_rectangle, h));
        /* The minimum is flat, and K a staircase: what we found is as low as the lowest, to its own noise. */
        double found = error_of(&points, WIDE * HIGH, shared_by_rectangle, 2 * sigma);
        assert_true(found < 0);
        assert_near(found / lowest, 1, 0.003);
        points_free(&points);
        features_free(&layer);
    }
}

/* ---- a boundary with bays and a pond, known by which squares of a fine grid it holds ---- */

enum { SQUARES = 200, SIDE = 10, SHIFTS = 48 };
static bool held[SQUARES][SQUARES];
static double shared_m2[SHIFTS + 1][2 * SHIFTS + 1]; /* with themselves moved, by whole squares */

static double square_at(int i)
{
    return (i + 0.5) * SIDE;
}

static double likelihood_on_squares(const Points *points, double sigma)
{
    double score = 0, mass[COUNT] = {0}, per = -0.5 / (sigma * sigma), whole = 2 * PI * sigma * sigma;
    for (size_t i = 0; i < points->count; i++) {
        for (int row = 0; row < SQUARES; row++) {
            double dy = square_at(row) - points->y_m[i];
            for (int c = 0; c < SQUARES; c++) {
                double dx = square_at(c) - points->x_m[i];
                if (held[row][c]) mass[i] += exp(per * (dx * dx + dy * dy)) * SIDE * SIDE / whole;
            }
        }
    }
    for (size_t i = 0; i < points->count; i++) {
        double sum = 0;
        for (size_t j = 0; j < points->count; j++) {
            double dx = points->x_m[i] - points->x_m[j], dy = points->y_m[i] - points->y_m[j];
            if (j != i) sum += exp(per * (dx * dx + dy * dy)) / mass[j];
        }
        score += log(sum / (sigma * sigma));
    }
    return score;
}

static double shared_by(int across, int up)
{
    int both = 0;
    for (int row = 0; row + up < SQUARES; row++)
        for (int c = across < 0 ? -across : 0; c < SQUARES && c + across < SQUARES; c++)
            both += held[row][c] && held[row + up][c + across];
    return (double)both * SIDE * SIDE;
}

/* At the nearest whole shift. */
static double shared_by_squares(double dx, double dy)
{
    return shared_m2[lround(fabs(dy) / SIDE)][lround((dy < 0 ? -dx : dx) / SIDE) + SHIFTS];
}

static void test_with_bays_and_a_pond(void **state)
{
    (void)state;
    uint64_t random = 9;
    Features layer = features_init(FEATURE_POLYGON);
    Error error;
    assert_ok(features_add(&layer, &error), &error);
    add_star(&layer, 1000, 1000, 450, 980, 16, false, &random);
    add_star(&layer, 1000, 1000, 150, 300, 9, true, &random);
    Polygon boundary = polygon_of_all(&layer);
    Points points = clustered(120, 50, &boundary, &random);
    double area = 0;
    for (int row = 0; row < SQUARES; row++)
        for (int c = 0; c < SQUARES; c++)
            if ((held[row][c] = polygon_contains(&boundary, square_at(c), square_at(row))))
                area += SIDE * SIDE;
    for (int up = 0; up <= SHIFTS; up++)
        for (int across = -SHIFTS; across <= SHIFTS; across++)
            shared_m2[up][across + SHIFTS] = shared_by(across, up);
    double sigma, lowest = HUGE_VAL;
    bool at_end;
    assert_ok(bandwidth_likelihood(&points, &boundary, 2, &sigma, &at_end, &error), &error);
    assert_false(at_end);
    const double factor[] = {0.5, 0.7, 0.95, 1.05, 1.4, 2}, ours = likelihood_on_squares(&points, sigma);
    for (size_t k = 0; k < sizeof factor / sizeof *factor; k++)
        assert_true(likelihood_on_squares(&points, factor[k] * sigma) < ours + 0.1);
    assert_ok(bandwidth_diggle(&points, &boundary, 2, &sigma, &at_end, &error), &error);
    assert_false(at_end);
    for (double h = 10; h < SIDE * SHIFTS / 2; h *= 1.01)
        lowest = fmin(lowest, error_of(&points, area, shared_by_squares, h));
    double found = error_of(&points, area, shared_by_squares, 2 * sigma);
    assert_true(found < 0);
    assert_near(found / lowest, 1, 0.01);
    points_free(&points);
    features_free(&layer);
}

static void test_scott_by_hand(void **state)
{
    (void)state;
    Features layer = features_init(FEATURE_POLYGON);
    Points points;
    Error error;
    add_rectangle(&layer, -100, -100, 100, 100);
    Polygon boundary = polygon_of_all(&layer);
    assert_ok(points_init(66, &points, &error), &error);
    for (size_t i = 0; i < 64; i++) { /* 8 x 8: variance of 0 .. 7 is 5.25, of the sample 64 / 63 of that */
        points.x_m[i] = (double)(i % 8);
        points.y_m[i] = 3 * (double)(i / 8);
    }
    points.x_m[64] = 3; /* on a place that is there already, and outside */
    points.x_m[65] = 1000;
    double x, y, expected = sqrt(5.25 * 64 / 63) / 2; /* 64^(-1/6) = 1/2 */
    assert_ok(bandwidth_scott(&points, &boundary, &x, &y, &error), &error);
    assert_near(x, expected, 1e-12);
    assert_near(y, 3 * expected, 1e-12);
    points.count = 9;
    bool at_end;
    assert_false(bandwidth_scott(&points, &boundary, &x, &y, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    assert_non_null(strstr(error.text, "there are 9"));
    assert_false(bandwidth_likelihood(&points, &boundary, 1, &x, &at_end, &error));
    assert_false(bandwidth_diggle(&points, &boundary, 1, &x, &at_end, &error));
    points_free(&points);
    features_free(&layer);
}

/* The variance per axis of each kernel of that h, by summing rings. */
static void test_sigma_of_each_kernel(void **state)
{
    (void)state;
    for (int k = 0; k < KERNEL_COUNT; k++) {
        double h = bandwidth_of_sigma((KernelKind)k, 70), end = kernel_radius_m((KernelKind)k, h), sum = 0;
        enum { RINGS = 200000 };
        for (int i = 0; i < RINGS; i++) {
            double r = end * (i + 0.5) / RINGS;
            sum += kernel_value((KernelKind)k, r, h) * 2 * PI * r * (end / RINGS) * r * r / 2;
        }
        assert_near(sqrt(sum), 70, 1e-3);
    }
}

static const char *const spatstat_script =
    "suppressMessages(library(spatstat.explore))\n"
    "p <- read.table('points'); w <- owin(poly=read.table('boundary', col.names=c('x','y')))\n"
    "X <- ppp(p[[1]], p[[2]], window=w); spatstat.geom::spatstat.options(npixel=256)\n"
    "a <- bw.ppl(X, sigma=exp(seq(log(20), log(150), length.out=120)), diggle=TRUE)\n"
    "b <- bw.diggle(X, correction='translate', nr=4096)\n"
    "cat(sprintf('%.17g\\n', c(a, b, bw.scott(X))), sep='')\n";

static void test_against_spatstat(void **state)
{
    (void)state;
    if (system("Rscript -e 'library(spatstat.explore)' >/dev/null 2>&1") != 0) {
        printf("skipped: R with spatstat.explore is not installed\n");
        skip();
    }
    uint64_t random = 7;
    Features layer = features_init(FEATURE_POLYGON);
    Error error;
    assert_ok(features_add(&layer, &error), &error);
    add_star(&layer, 1000, 1000, 700, 950, 24, false, &random);
    Polygon boundary = polygon_of_all(&layer);
    Points points = clustered(COUNT, 60, &boundary, &random);
    char folder[] = "/tmp/bandwidthXXXXXX", path[80], command[200];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/points", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (size_t i = 0; i < COUNT; i++)
        fprintf(file, "%.17g %.17g\n", points.x_m[i], points.y_m[i]);
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
    double theirs[4], ours[4];
    bool at_end;
    for (int i = 0; i < 4; i++)
        assert_int_equal(fscanf(pipe, "%lf", &theirs[i]), 1);
    pclose(pipe);
    assert_ok(bandwidth_likelihood(&points, &boundary, 0, &ours[0], &at_end, &error), &error);
    assert_ok(bandwidth_diggle(&points, &boundary, 0, &ours[1], &at_end, &error), &error);
    assert_ok(bandwidth_scott(&points, &boundary, &ours[2], &ours[3], &error), &error);
    const double tolerance[] = {0.01, 0.01, 1e-9, 1e-9};
    for (int i = 0; i < 4; i++)
        assert_near(ours[i] / theirs[i], 1, tolerance[i]);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    points_free(&points);
    features_free(&layer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_likelihood_by_its_definition),
        cmocka_unit_test(test_diggle_by_its_definition),
        cmocka_unit_test(test_with_bays_and_a_pond),
        cmocka_unit_test(test_scott_by_hand),
        cmocka_unit_test(test_sigma_of_each_kernel),
        cmocka_unit_test(test_against_spatstat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
