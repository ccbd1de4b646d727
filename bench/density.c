/*
 * density.c: how long the density engine takes, without reading or writing anything.
 *
 *     density REPORTS CELLS [--kernel K] [--threads N] [--rounds N] [--bandwidth M] [--plain] [--edge] [--adaptive]
 *             [--path plain|avx2|avx512] [--addresses N] [--points FILE]
 *
 * Reports lie in a square of 10 km, four of five in 200 clusters of 40 to 600 m; the grid has CELLS x CELLS
 * cells. Unless --plain, every report has a weight and the surface is masked by a boundary of 10,000 vertices; with --edge
 * the density is corrected at that boundary, and the time of finding the shares is told.
 * --addresses puts the reports on so many places. --points writes the coordinates as pairs of doubles, for
 * another program to read. Prints, in seconds, the least of the rounds: wall time of each stage, and processor
 * time.
 */
#include "geo/density.h"
#include "geo/edge.h"
#include "geo/features.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CLUSTERS = 200, VERTICES = 10000 };

static const double SIDE_M = 10000, X0_M = 120000, Y0_M = 480000;

typedef struct Wish {
    size_t reports, addresses;
    int cells, rounds;
    bool plain, edge, adaptive;
    CpuPath path;
    DensityOptions options;
    const char *points_file;
} Wish;

static uint64_t next(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static double uniform(uint64_t *state)
{
    return ((double)(next(state) >> 11) + 0.5) * 0x1p-53;
}

static double normal(uint64_t *state)
{
    double r = sqrt(-2 * log(uniform(state)));
    return r * cos(6.283185307179586 * uniform(state));
}

static double clock_s(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double centimetres(double m)
{
    return floor(m * 100 + 0.5) / 100;
}

/* Clusters of unequal size, drawn by their cumulated shares. */
static void lay_reports(Points *points, size_t addresses)
{
    uint64_t state = 12345;
    double x[CLUSTERS], y[CLUSTERS], spread[CLUSTERS], share[CLUSTERS], sum = 0;
    for (int k = 0; k < CLUSTERS; k++) {
        x[k] = SIDE_M * uniform(&state);
        y[k] = SIDE_M * uniform(&state);
        spread[k] = 40 * pow(15, uniform(&state));
        share[k] = sum += pow(uniform(&state), -1 / 1.5) - 0.8;
    }
    size_t places = addresses && addresses < points->count ? addresses : points->count;
    for (size_t i = 0; i < points->count; i++) {
        double at_x = -1, at_y = -1;
        if (i >= places) {
            size_t j = (size_t)((double)places * pow(uniform(&state), 2.5));
            points->x_m[i] = points->x_m[j];
            points->y_m[i] = points->y_m[j];
            continue;
        }
        while (!(at_x > 0 && at_x < SIDE_M && at_y > 0 && at_y < SIDE_M)) {
            if (next(&state) % 5 == 0) {
                at_x = SIDE_M * uniform(&state);
                at_y = SIDE_M * uniform(&state);
                continue;
            }
            double drawn = sum * uniform(&state);
            int k = 0;
            while (k < CLUSTERS - 1 && share[k] < drawn)
                k++;
            at_x = x[k] + spread[k] * normal(&state);
            at_y = y[k] + spread[k] * normal(&state);
        }
        points->x_m[i] = centimetres(X0_M + at_x);
        points->y_m[i] = centimetres(Y0_M + at_y);
    }
}

static void lay_boundary(Features *boundary)
{
    uint64_t state = 99;
    Error error;
    if (!features_add(boundary, &error) || !features_add_part(boundary, &error)) exit(1);
    for (int i = 0; i < VERTICES; i++) {
        double angle = 6.283185307179586 * i / VERTICES, r = SIDE_M * (0.42 + 0.03 * sin(9 * angle) + 0.002 * uniform(&state));
        if (!features_add_vertex(boundary, X0_M + SIDE_M / 2 + r * cos(angle), Y0_M + SIDE_M / 2 + r * sin(angle), &error)) exit(1);
    }
}

static int write_points(const Points *points, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (!file) return 1;
    for (size_t i = 0; i < points->count; i++)
        fwrite((double[]){points->x_m[i], points->y_m[i]}, sizeof(double), 2, file);
    return fclose(file);
}

static const char *value_of(int count, char **arguments, const char *name)
{
    for (int i = 3; i + 1 < count; i++) {
        if (strcmp(arguments[i], name) == 0) return arguments[i + 1];
    }
    return NULL;
}

static bool has(int count, char **arguments, const char *name)
{
    for (int i = 3; i < count; i++) {
        if (strcmp(arguments[i], name) == 0) return true;
    }
    return false;
}

static double number(const char *text, double otherwise)
{
    return text ? strtod(text, NULL) : otherwise;
}

static bool read_wish(int count, char **arguments, Wish *ret_wish)
{
    Error error;
    if (count < 3) return false;
    Wish wish = {.reports = (size_t)number(arguments[1], 0), .cells = (int)number(arguments[2], 0)};
    const char *kernel = value_of(count, arguments, "--kernel"), *path = value_of(count, arguments, "--path");
    wish.options = (DensityOptions){KERNEL_QUARTIC, number(value_of(count, arguments, "--bandwidth"), 300), NULL, 1e6,
                                    (int)number(value_of(count, arguments, "--threads"), 0)};
    if (kernel && !kernel_from_name(kernel, &wish.options.kernel, &error)) return false;
    wish.rounds = (int)number(value_of(count, arguments, "--rounds"), 5);
    wish.addresses = (size_t)number(value_of(count, arguments, "--addresses"), 0);
    wish.points_file = value_of(count, arguments, "--points");
    wish.plain = has(count, arguments, "--plain");
    wish.edge = has(count, arguments, "--edge");
    wish.adaptive = has(count, arguments, "--adaptive");
    wish.path = !path ? cpu_best() : strcmp(path, "plain") == 0 ? CPU_PLAIN : strcmp(path, "avx2") == 0 ? CPU_AVX2 : CPU_AVX512;
    *ret_wish = wish;
    return wish.reports > 0 && wish.cells > 0 && wish.rounds > 0 && cpu_has(wish.path);
}

static bool measure_edge(const Wish *wish, const Points *points, const Polygon *boundary, double *share, Error *error)
{
    double least = INFINITY;
    for (int round = 0; round < wish->rounds; round++) {
        double start = clock_s(CLOCK_MONOTONIC);
        if (!edge_shares(points, boundary, wish->options.kernel, wish->options.bandwidth_m, wish->options.report_bandwidth_m, wish->options.threads, share, error)) return false;
        least = fmin(least, clock_s(CLOCK_MONOTONIC) - start);
    }
    printf("edge shares %.4f; ", least);
    return true;
}

static bool measure(const Wish *wish, const Points *points, const double *share, const Polygon *boundary, Grid *grid, Error *error)
{
    double density = INFINITY, mask = INFINITY, both = INFINITY, cpu = INFINITY;
    for (int round = 0; round < wish->rounds; round++) {
        double cpu_start = clock_s(CLOCK_PROCESS_CPUTIME_ID), start = clock_s(CLOCK_MONOTONIC);
        if (!density_compute_on(wish->path, points, share, &wish->options, grid, error)) return false;
        double middle = clock_s(CLOCK_MONOTONIC);
        if (!wish->plain && !grid_mask(grid, boundary, error)) return false;
        double end = clock_s(CLOCK_MONOTONIC);
        density = fmin(density, middle - start);
        mask = fmin(mask, end - middle);
        both = fmin(both, end - start);
        cpu = fmin(cpu, clock_s(CLOCK_PROCESS_CPUTIME_ID) - cpu_start);
    }
    printf("%zu reports, %d x %d, %s: density %.4f mask %.4f total %.4f cpu %.4f max %.9g\n", wish->reports, wish->cells,
           wish->cells, kernel_name(wish->options.kernel), density, wish->plain ? 0 : mask, both, cpu, grid_max(grid));
    return true;
}

int main(int count, char **arguments)
{
    Wish wish;
    Points points;
    Grid grid;
    Error error;
    Features layer = features_init(FEATURE_POLYGON);
    if (!read_wish(count, arguments, &wish)) {
        fputs("usage: density REPORTS CELLS [OPTIONS]; see the first lines of bench/density.c\n", stderr);
        return 2;
    }
    if (!points_init(wish.reports, &points, &error) ||
        !grid_init((Box){X0_M, Y0_M, X0_M + SIDE_M, Y0_M + SIDE_M}, SIDE_M / wish.cells, &grid, &error)) {
        fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    lay_reports(&points, wish.addresses);
    lay_boundary(&layer);
    uint64_t state = 7;
    for (size_t i = 0; i < points.count && !wish.plain; i++)
        points.weight[i] = 0.1 + 0.9 * uniform(&state);
    if (wish.points_file && write_points(&points, wish.points_file) != 0) {
        fprintf(stderr, "%s: %s\n", wish.points_file, strerror(errno));
        return 1;
    }
    for (size_t i = 0; i < grid_cells(&grid); i++)
        grid.value[i] = 1; /* its memory is there before the clock runs */
    double *own = NULL;
    if (wish.adaptive) {
        own = malloc(points.count * sizeof *own);
        double start = clock_s(CLOCK_MONOTONIC);
        if (!own || !density_adaptive_bandwidths(&points, NULL, &wish.options, 2 * grid.cell_m, own, &error)) return 1;
        printf("adaptive bandwidths %.4f\n", clock_s(CLOCK_MONOTONIC) - start);
        wish.options.report_bandwidth_m = own;
    }
    Polygon boundary = polygon_of_all(&layer);
    double *share = wish.edge ? malloc(points.count * sizeof *share) : NULL;
    bool done = !wish.edge || (share ? measure_edge(&wish, &points, &boundary, share, &error) : error_memory(&error, 8.0 * (double)points.count));
    done = done && measure(&wish, &points, share, &boundary, &grid, &error);
    if (!done) fprintf(stderr, "%s\n", error.text);
    free(own);
    free(share);
    features_free(&layer);
    points_free(&points);
    grid_free(&grid);
    return done ? 0 : 1;
}
