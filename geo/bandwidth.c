#include "geo/bandwidth.h"

#include "geo/density.h"
#include "geo/polygon_index.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES_LEAST = 10, COARSE_STEPS = 12, FINE_STEPS = 16, DISTANCES = 2048, SHIFTS = 48, SCAN_LINES = 512, SUB_LINES = 16 };

static const double PI = 3.14159265358979323846;
static const double REACH = 8; /* sigmas */

/* Unique places inside the boundary, sorted by bucket: bucket b holds start[b] .. start[b + 1] - 1. */
typedef struct Places {
    double *x, *y;
    size_t count;
    Box box;
    double side; /* of a bucket, m */
    int across, high;
    size_t *start;
} Places;

double bandwidth_of_sigma(KernelKind kernel, double sigma_m)
{
    switch (kernel) {
    case KERNEL_QUARTIC:
        return sigma_m * sqrt(8);
    case KERNEL_EPANECHNIKOV:
        return sigma_m * sqrt(6);
    case KERNEL_TRIWEIGHT:
        return sigma_m * sqrt(10);
    case KERNEL_TRIANGULAR:
        return sigma_m * sqrt(20.0 / 3);
    case KERNEL_UNIFORM:
        return sigma_m * 2;
    case KERNEL_GAUSSIAN:
        break;
    }
    return sigma_m;
}

/* ---- places ---- */

static void places_free(Places *places)
{
    free(places->x);
    free(places->y);
    free(places->start);
    *places = (Places){0};
}

static int compare_places(const void *a, const void *b)
{
    const double *left = a, *right = b;
    if (left[0] != right[0]) return left[0] < right[0] ? -1 : 1;
    return (left[1] > right[1]) - (left[1] < right[1]);
}

static bool places_init(const Points *points, const Polygon *boundary, Places *ret_places, Error *error)
{
    PolygonIndex index;
    if (!polygon_index_init_one(boundary, &index, error)) return false;
    double *pair = malloc((points->count + 1) * 2 * sizeof *pair);
    Places places = {.x = malloc((points->count + 1) * sizeof(double)),
                     .y = malloc((points->count + 1) * sizeof(double)),
                     .box = polygon_box(boundary)};
    size_t inside = 0;
    bool memory = pair && places.x && places.y;
    for (size_t i = 0; i < points->count && memory; i++) {
        if (!polygon_index_contains(&index, 0, points->x_m[i], points->y_m[i])) continue;
        pair[2 * inside] = points->x_m[i];
        pair[2 * inside++ + 1] = points->y_m[i];
    }
    polygon_index_free(&index);
    if (memory) qsort(pair, inside, 2 * sizeof *pair, compare_places);
    for (size_t i = 0; i < inside; i++) {
        if (i > 0 && compare_places(pair + 2 * i, pair + 2 * i - 2) == 0) continue;
        places.x[places.count] = pair[2 * i];
        places.y[places.count++] = pair[2 * i + 1];
    }
    free(pair);
    if (memory && places.count >= PLACES_LEAST) return *ret_places = places, true;
    size_t count = places.count;
    places_free(&places);
    if (!memory) return error_memory(error, 4 * (double)points->count * sizeof(double));
    return error_set(error, ERROR_INPUT,
                     _("A bandwidth can be advised from 10 places or more inside the boundary, and there are %zu."), count);
}

static int bucket_at(double at, double from, double side, int count)
{
    double bucket = floor((at - from) / side);
    return bucket < 0 ? 0 : bucket < count - 1 ? (int)bucket : count - 1;
}

/* Sorts the places into buckets of about side_m. */
static bool places_sort(Places *places, double side_m, Error *error)
{
    double across = places->box.x_max - places->box.x_min, high = places->box.y_max - places->box.y_min;
    places->side = fmax(side_m, fmax(across, high) / 2000);
    places->across = (int)(across / places->side) + 1;
    places->high = (int)(high / places->side) + 1;
    size_t buckets = (size_t)places->across * (size_t)places->high;
    size_t *start = calloc(buckets + 2, sizeof *start), *bucket = malloc(places->count * sizeof *bucket);
    double *x = malloc(places->count * sizeof *x), *y = malloc(places->count * sizeof *y);
    if (!start || !bucket || !x || !y) {
        free(start);
        free(bucket);
        free(x);
        free(y);
        return error_memory(error, (double)buckets * sizeof *start);
    }
    for (size_t i = 0; i < places->count; i++) {
        bucket[i] = (size_t)bucket_at(places->y[i], places->box.y_min, places->side, places->high) * (size_t)places->across +
                    (size_t)bucket_at(places->x[i], places->box.x_min, places->side, places->across);
        start[bucket[i] + 2]++;
    }
    for (size_t b = 0; b < buckets; b++)
        start[b + 2] += start[b + 1];
    for (size_t i = 0; i < places->count; i++) {
        size_t at = start[bucket[i] + 1]++;
        x[at] = places->x[i];
        y[at] = places->y[i];
    }
    free(bucket);
    free(places->x);
    free(places->y);
    free(places->start);
    places->x = x;
    places->y = y;
    places->start = start;
    return true;
}

/* The buckets within reach of a place: rows low .. high, columns west .. east. */
typedef struct Span {
    int low, high, west, east;
} Span;

static Span span_around(const Places *places, size_t i, double reach)
{
    return (Span){bucket_at(places->y[i] - reach, places->box.y_min, places->side, places->high),
                  bucket_at(places->y[i] + reach, places->box.y_min, places->side, places->high),
                  bucket_at(places->x[i] - reach, places->box.x_min, places->side, places->across),
                  bucket_at(places->x[i] + reach, places->box.x_min, places->side, places->across)};
}

static void entries_of(const Places *places, Span span, int row, size_t *ret_first, size_t *ret_end)
{
    size_t base = (size_t)row * (size_t)places->across;
    *ret_first = places->start[base + (size_t)span.west];
    *ret_end = places->start[base + (size_t)span.east + 1];
}

/* The smallest distance between two places, m. */
static double closest_m(const Places *places, int threads)
{
    double closest2 = HUGE_VAL;
#pragma omp parallel for schedule(dynamic, 256) num_threads(threads) reduction(min : closest2)
    for (size_t i = 0; i < places->count; i++) {
        Span span = span_around(places, i, places->side);
        for (int row = span.low; row <= span.high; row++) {
            size_t first, end;
            entries_of(places, span, row, &first, &end);
            for (size_t k = first; k < end; k++) {
                double dx = places->x[k] - places->x[i], dy = places->y[k] - places->y[i], d2 = dx * dx + dy * dy;
                if (k != i && d2 < closest2) closest2 = d2;
            }
        }
    }
    return sqrt(closest2);
}

/* ---- the boundary by lines ---- */

/* Where each scan line crosses the boundary: crossing[start[l]] .. crossing[start[l + 1] - 1], sorted. */
typedef struct Scan {
    double y0, step;
    int lines;
    size_t *start;
    double *crossing;
} Scan;

static void scan_free(Scan *scan)
{
    free(scan->start);
    free(scan->crossing);
}

static int compare_numbers(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static bool scan_init(const Polygon *polygon, double y0, double step, int lines, Scan *ret_scan, Error *error)
{
    Scan scan = {y0, step, lines, calloc((size_t)lines + 2, sizeof *scan.start), NULL};
    size_t most = 0;
    for (int pass = 0; pass < 2 && scan.start; pass++) {
        for (size_t r = 0; r < polygon->ring_count; r++) {
            size_t first = polygon->ring_start[r], end = polygon->ring_start[r + 1];
            for (size_t i = first, j = end - 1; i < end; j = i++) {
                double ay = polygon->y_m[j], by = polygon->y_m[i], x;
                int low = (int)fmax(0, floor((fmin(ay, by) - y0) / step)), high = (int)fmin(lines - 1, ceil((fmax(ay, by) - y0) / step));
                for (int line = low; line <= high; line++) {
                    if (!polygon_edge_crossing(polygon->x_m[j], ay, polygon->x_m[i], by, y0 + line * step, &x)) continue;
                    if (pass == 0)
                        scan.start[line + 2]++;
                    else
                        scan.crossing[scan.start[line + 1]++] = x;
                }
            }
        }
        if (pass == 1) break;
        for (int line = 0; line < lines; line++)
            scan.start[line + 2] += scan.start[line + 1];
        most = scan.start[lines + 1];
        scan.crossing = malloc((most + 1) * sizeof *scan.crossing);
        if (!scan.crossing) break;
    }
    if (!scan.crossing) {
        free(scan.start);
        return error_memory(error, (double)most * sizeof *scan.crossing);
    }
    for (int line = 0; line < lines; line++)
        qsort(scan.crossing + scan.start[line], scan.start[line + 1] - scan.start[line], sizeof *scan.crossing, compare_numbers);
    *ret_scan = scan;
    return true;
}

/* ---- likelihood ---- */

/* sum_(j != i) mass_j exp(-d^2 / 2 sigma^2) */
static double sum_without(const Places *places, const double *mass, double sigma, size_t i)
{
    double reach2 = REACH * REACH * sigma * sigma, per = -0.5 / (sigma * sigma), sum = 0;
    Span span = span_around(places, i, REACH * sigma);
    for (int row = span.low; row <= span.high; row++) {
        size_t first, end;
        entries_of(places, span, row, &first, &end);
        for (size_t k = first; k < end; k++) {
            double dx = places->x[k] - places->x[i], dy = places->y[k] - places->y[i], d2 = dx * dx + dy * dy;
            if (d2 <= reach2 && k != i) sum += mass[k] * exp(per * d2);
        }
    }
    return sum;
}

/* The value between cells, by Lagrange polynomials of degree 2 near - 1 along each axis. */
static double value_between(const Grid *grid, double x_m, double y_m, int near)
{
    double column = (x_m - grid->x0_m) / grid->cell_m - 0.5, row = (y_m - grid->y0_m) / grid->cell_m - 0.5;
    int c = (int)floor(column) - near + 1, r = (int)floor(row) - near + 1, count = 2 * near;
    double along[6], up[6], sum = 0;
    for (int i = 0; i < count; i++) {
        along[i] = up[i] = 1;
        for (int j = 0; j < count; j++) {
            if (j == i) continue;
            along[i] *= (column - c - j) / (i - j);
            up[i] *= (row - r - j) / (i - j);
        }
    }
    for (int j = 0; j < count; j++) {
        for (int i = 0; i < count; i++)
            sum += up[j] * along[i] * grid->value[(size_t)(r + j) * (size_t)grid->columns + (size_t)(c + i)];
    }
    return sum;
}

/* The area of the boundary inside each cell of a grid, as a report at its centre of gravity: by SUB_LINES scan
 * lines a cell, whole along each. Cells that a boundary merely enters or leaves as sigma changes would make steps
 * in the likelihood that are larger than its maximum is high. */
static bool area_as_points(const Polygon *boundary, const Grid *grid, Points *ret_points, Error *error)
{
    Scan scan;
    Points points = {0};
    double *sums = calloc((size_t)grid->columns * 3, sizeof *sums), cell = grid->cell_m, line_m = cell / SUB_LINES;
    if (!sums) return error_memory(error, 3 * (double)grid->columns * sizeof *sums);
    bool scanned = scan_init(boundary, grid->y0_m + line_m / 2, line_m, grid->rows * SUB_LINES, &scan, error);
    bool done = scanned && points_init(grid_cells(grid), &points, error);
    size_t count = 0;
    for (int row = 0; row < grid->rows && done; row++) {
        memset(sums, 0, (size_t)grid->columns * 3 * sizeof *sums);
        for (int line = row * SUB_LINES; line < (row + 1) * SUB_LINES; line++) {
            for (size_t k = scan.start[line]; k + 1 < scan.start[line + 1]; k += 2) {
                double from = scan.crossing[k], to = scan.crossing[k + 1], y = grid->y0_m + (line + 0.5) * line_m;
                int last = bucket_at(to, grid->x0_m, cell, grid->columns);
                for (int c = bucket_at(from, grid->x0_m, cell, grid->columns); c <= last; c++) {
                    double west = fmax(from, grid->x0_m + c * cell), east = fmin(to, grid->x0_m + (c + 1) * cell);
                    double part = fmax(0, east - west) * line_m;
                    sums[3 * c] += part;
                    sums[3 * c + 1] += part * (west + east) / 2;
                    sums[3 * c + 2] += part * y;
                }
            }
        }
        for (int c = 0; c < grid->columns; c++) {
            if (!(sums[3 * c] > 0)) continue;
            points.weight[count] = sums[3 * c];
            points.x_m[count] = sums[3 * c + 1] / sums[3 * c];
            points.y_m[count++] = sums[3 * c + 2] / sums[3 * c];
        }
    }
    points.count = count;
    free(sums);
    if (scanned) scan_free(&scan);
    if (done) *ret_points = points;
    return done;
}

/* 1 / e of each place. The share of a Gaussian inside the boundary is the density of the boundary's area itself. */
static bool masses(const Places *places, const Polygon *boundary, double sigma, int threads, double *ret_mass, Error *error)
{
    double widest = fmax(places->box.x_max - places->box.x_min, places->box.y_max - places->box.y_min);
    /* Narrow kernels would be stamped (geo/density.h): a coarser cell costs less and the centres of gravity keep it
     * good to 1e-3. */
    double cell = fmax(sigma / (sigma < widest / 125 ? 2.5 : 8), widest / 1000), h = fmax(sigma, 2 * cell);
    Grid grid = {0};
    Points area = {0};
    DensityOptions options = {KERNEL_GAUSSIAN, h, NULL, 1, threads};
    bool done = grid_init(box_grow(places->box, 4 * cell), cell, &grid, error) &&
                area_as_points(boundary, &grid, &area, error) && density_compute(&area, NULL, &options, &grid, error);
    for (size_t i = 0; done && i < places->count; i++)
        ret_mass[i] = 1 / fmin(1, fmax(0.05, value_between(&grid, places->x[i], places->y[i], 3)));
    points_free(&area);
    grid_free(&grid);
    return done;
}

/* From the surface on cells of sigma / 8; a place that is mostly its own neighbour is summed directly. */
static bool sums_from_surface(const Places *places, const double *mass, double sigma, int threads, double *ret_sum, Error *error)
{
    Grid grid = {0};
    Points points = {.count = places->count, .x_m = places->x, .y_m = places->y, .weight = (double *)mass};
    DensityOptions options = {KERNEL_GAUSSIAN, sigma, NULL, 2 * PI * sigma * sigma, threads};
    bool done = grid_init(box_grow(places->box, sigma), sigma / 8, &grid, error) &&
                density_compute(&points, NULL, &options, &grid, error);
    if (done) {
#pragma omp parallel for schedule(dynamic, 256) num_threads(threads)
        for (size_t i = 0; i < places->count; i++) {
            double sum = value_between(&grid, places->x[i], places->y[i], 3) - mass[i];
            ret_sum[i] = sum > 0.01 * mass[i] ? sum : sum_without(places, mass, sigma, i);
        }
    }
    grid_free(&grid);
    return done;
}

static bool likelihood(Places *places, const Polygon *boundary, double sigma, int threads, double *ret_score, Error *error)
{
    double *mass = malloc(2 * places->count * sizeof *mass), *sum = mass ? mass + places->count : NULL;
    if (!mass) return error_memory(error, 2 * (double)places->count * sizeof *mass);
    double across = (places->box.x_max - places->box.x_min) / sigma, high = (places->box.y_max - places->box.y_min) / sigma;
    double in_reach = (double)places->count * fmin(1, PI * REACH * REACH / (across * high)) * (double)places->count;
    bool done = places_sort(places, 2 * sigma, error) && masses(places, boundary, sigma, threads, mass, error);
    if (done && across * high * 64 < fmin(3e7, 4 * in_reach)) {
        done = sums_from_surface(places, mass, sigma, threads, sum, error);
    } else if (done) {
#pragma omp parallel for schedule(dynamic, 64) num_threads(threads)
        for (size_t i = 0; i < places->count; i++)
            sum[i] = sum_without(places, mass, sigma, i);
    }
    double score = 0;
    for (size_t i = 0; done && i < places->count; i++)
        score += log(sum[i] / (sigma * sigma));
    if (done) *ret_score = score;
    free(mass);
    return done;
}

bool bandwidth_likelihood(const Points *points, const Polygon *boundary, int threads, double *ret_sigma_m,
                          bool *ret_at_end, Error *error)
{
    Places places;
    if (!places_init(points, boundary, &places, error)) return false;
    threads = threads > 0 ? threads : omp_get_max_threads();
    double across = places.box.x_max - places.box.x_min, high = places.box.y_max - places.box.y_min;
    bool done = places_sort(&places, sqrt(across * high / (double)places.count), error);
    double low = done ? fmax(closest_m(&places, threads), fmax(across, high) / 5000) : 0, top = hypot(across, high) / 2;
    low = fmin(low, top / 2); /* places further apart than a bucket */
    double step = pow(top / low, 1.0 / COARSE_STEPS), best = -HUGE_VAL, score = 0;
    int at = COARSE_STEPS;
    /* From wide to narrow: once a place has no neighbour in reach, no narrower sigma can do. */
    for (int k = COARSE_STEPS; k >= 0 && done && score > -HUGE_VAL; k--) {
        done = likelihood(&places, boundary, low * pow(step, k), threads, &score, error);
        if (score > best) best = score, at = k;
    }
    /* Golden section on the logarithm, between the best one's neighbours. */
    const double golden = 0.6180339887498949;
    double a = log(low) + fmax(at - 1, 0) * log(step), b = log(low) + fmin(at + 1, COARSE_STEPS) * log(step);
    double c = b - golden * (b - a), d = a + golden * (b - a), at_c = 0, at_d = 0;
    done = done && likelihood(&places, boundary, exp(c), threads, &at_c, error) &&
           likelihood(&places, boundary, exp(d), threads, &at_d, error);
    for (int k = 0; k < FINE_STEPS && done && b - a > 0.004; k++) {
        bool left = at_c >= at_d;
        if (left)
            b = d, d = c, at_d = at_c, c = b - golden * (b - a);
        else
            a = c, c = d, at_c = at_d, d = a + golden * (b - a);
        done = likelihood(&places, boundary, exp(left ? c : d), threads, left ? &at_c : &at_d, error);
    }
    places_free(&places);
    if (!done) return false;
    *ret_sigma_m = exp((a + b) / 2);
    *ret_at_end = at == 0 || at == COARSE_STEPS;
    return true;
}

/* ---- Diggle ---- */

/* The area that the boundary shares with itself moved by (dx, dy), at dx = -reach .. reach and dy = 0 .. reach in
 * SHIFTS steps a reach. */
typedef struct Overlap {
    double reach_m, area[SHIFTS + 1][2 * SHIFTS + 1];
} Overlap;

/* The length that two scan lines share when the second is moved by dx. */
static double shared_length(const Scan *scan, int line, int other, double dx)
{
    const double *a = scan->crossing + scan->start[line], *b = scan->crossing + scan->start[other];
    size_t count_a = scan->start[line + 1] - scan->start[line], count_b = scan->start[other + 1] - scan->start[other];
    double length = 0;
    for (size_t i = 0, j = 0; i + 1 < count_a && j + 1 < count_b;) {
        length += fmax(0, fmin(a[i + 1], b[j + 1] + dx) - fmax(a[i], b[j] + dx));
        if (a[i + 1] < b[j + 1] + dx)
            i += 2;
        else
            j += 2;
    }
    return length;
}

static bool overlap_init(const Polygon *boundary, double reach_m, int threads, Overlap *ret_overlap, Error *error)
{
    Box box = polygon_box(boundary);
    double shift = reach_m / SHIFTS, high = box.y_max - box.y_min;
    int per_shift = (int)ceil(shift * SCAN_LINES / high);
    double step = shift / per_shift;
    int lines = (int)(high / step) + 1;
    Scan scan;
    if (!scan_init(boundary, box.y_min + step * 0.5, step, lines, &scan, error)) return false;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (int up = 0; up <= SHIFTS; up++) {
        for (int along = 0; along <= 2 * SHIFTS; along++) {
            double sum = 0;
            for (int line = 0; line + up * per_shift < lines; line++)
                sum += shared_length(&scan, line + up * per_shift, line, (along - SHIFTS) * shift);
            ret_overlap->area[up][along] = sum * step;
        }
    }
    ret_overlap->reach_m = reach_m;
    scan_free(&scan);
    return true;
}

static double overlap_at(const Overlap *overlap, double dx, double dy)
{
    double x = (dy < 0 ? -dx : dx) / overlap->reach_m * SHIFTS + SHIFTS, y = fabs(dy) / overlap->reach_m * SHIFTS;
    int i = (int)fmin(floor(x), 2 * SHIFTS - 1), j = (int)fmin(floor(y), SHIFTS - 1);
    double u = x - i, v = y - j;
    return (1 - v) * ((1 - u) * overlap->area[j][i] + u * overlap->area[j][i + 1]) +
           v * ((1 - u) * overlap->area[j + 1][i] + u * overlap->area[j + 1][i + 1]);
}

/* How much of K comes from each distance: ret_step[b] for distances b .. b + 1 of reach / DISTANCES. Each piece of
 * the work has its own sums, added in their order. */
static bool k_steps(const Places *places, const Overlap *overlap, double area, int threads, double *ret_step, Error *error)
{
    enum { PIECES = 32 };
    double *sums = calloc(PIECES * DISTANCES, sizeof *sums);
    if (!sums) return error_memory(error, (double)PIECES * DISTANCES * sizeof *sums);
    double reach = overlap->reach_m, reach2 = reach * reach, n = (double)places->count;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (int piece = 0; piece < PIECES; piece++) {
        double *sum = sums + (size_t)piece * DISTANCES;
        for (size_t i = places->count * (size_t)piece / PIECES; i < places->count * ((size_t)piece + 1) / PIECES; i++) {
            Span span = span_around(places, i, reach);
            for (int row = span.low; row <= span.high; row++) {
                size_t first, end;
                entries_of(places, span, row, &first, &end);
                for (size_t k = first > i ? first : i + 1; k < end; k++) { /* each pair once, both ways alike */
                    double dx = places->x[k] - places->x[i], dy = places->y[k] - places->y[i], d2 = dx * dx + dy * dy;
                    if (d2 >= reach2) continue;
                    sum[(int)(sqrt(d2) / reach * DISTANCES)] += 2 / fmax(overlap_at(overlap, dx, dy), 0.01 * area);
                }
            }
        }
    }
    for (int b = 0; b < DISTANCES; b++) {
        ret_step[b] = 0;
        for (int piece = 0; piece < PIECES; piece++)
            ret_step[b] += sums[piece * DISTANCES + b];
        ret_step[b] *= area * area / (n * (n - 1));
    }
    free(sums);
    return true;
}

static double lens(double s, double h)
{
    double y = fmin(1, s / (2 * h));
    return 2 * h * h * (acos(y) - y * sqrt(1 - y * y));
}

bool bandwidth_diggle(const Points *points, const Polygon *boundary, int threads, double *ret_sigma_m,
                      bool *ret_at_end, Error *error)
{
    Places places;
    Overlap overlap;
    double step[DISTANCES];
    if (!places_init(points, boundary, &places, error)) return false;
    threads = threads > 0 ? threads : omp_get_max_threads();
    double area = polygon_area_m2(boundary), lambda = (double)places.count / area;
    double shorter = fmin(places.box.x_max - places.box.x_min, places.box.y_max - places.box.y_min);
    double reach = fmin(shorter / 4, sqrt(1000 / (PI * lambda))), width = reach / DISTANCES;
    bool done = overlap_init(boundary, reach, threads, &overlap, error) && places_sort(&places, reach / 2, error) &&
                k_steps(&places, &overlap, area, threads, step, error);
    places_free(&places);
    if (!done) return false;
    double best = HUGE_VAL, k_sum = 0;
    int at = 1;
    for (int b = 1; b <= DISTANCES / 2; b++) {
        double h = b * width, disc = PI * h * h, both = 0;
        k_sum += step[b - 1];
        for (int s = 0; s < 2 * b; s++)
            both += lens((s + 0.5) * width, h) * step[s];
        double error_of_h = (1 / lambda - 2 * k_sum) / disc + both / (disc * disc);
        if (error_of_h < best) best = error_of_h, at = b;
    }
    *ret_sigma_m = at * width / 2;
    *ret_at_end = at == 1 || at == DISTANCES / 2;
    return true;
}

/* ---- Scott ---- */

static double deviation(const double *value, size_t count)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++)
        sum += value[i];
    for (size_t i = 0; i < count; i++)
        squares += (value[i] - sum / (double)count) * (value[i] - sum / (double)count);
    return sqrt(squares / (double)(count - 1));
}

bool bandwidth_scott(const Points *points, const Polygon *boundary, double *ret_sigma_x_m, double *ret_sigma_y_m,
                     Error *error)
{
    Places places;
    if (!places_init(points, boundary, &places, error)) return false;
    double shrink = pow((double)places.count, -1.0 / 6);
    *ret_sigma_x_m = deviation(places.x, places.count) * shrink;
    *ret_sigma_y_m = deviation(places.y, places.count) * shrink;
    places_free(&places);
    return true;
}
