#include "geo/significance.h"

#include "geo/getis_ord.h"
#include "geo/polygon.h"
#include "geo/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The 3 x 3 sums of a grid's values into another of the same shape, fewer terms at the edge. */
static void sum_blocks(const Grid *grid, const double *value, double *sum)
{
    for (int row = 0; row < grid->rows; row++) {
        for (int column = 0; column < grid->columns; column++) {
            double total = 0;
            for (int r = row > 0 ? row - 1 : 0; r <= row + 1 && r < grid->rows; r++)
                for (int c = column > 0 ? column - 1 : 0; c <= column + 1 && c < grid->columns; c++)
                    total += value[(size_t)r * (size_t)grid->columns + (size_t)c];
            sum[(size_t)row * (size_t)grid->columns + (size_t)column] = total;
        }
    }
}

static size_t count_reports(const double *x_m, const double *y_m, const uint8_t *counted, size_t count,
                            const Grid *grid, double *per_cell)
{
    size_t reports = 0;
    for (size_t i = 0; i < count; i++) {
        if (counted && !counted[i]) continue;
        ptrdiff_t cell = grid_cell_at(grid, x_m[i], y_m[i]);
        if (cell < 0) continue;
        per_cell[cell]++;
        reports++;
    }
    return reports;
}

/* Exposure with "no data" as none; returns its sum, or NaN when a value is negative. */
static double clean_exposure(const Grid *exposure, double *value)
{
    double sum = 0;
    for (size_t cell = 0; cell < grid_cells(exposure); cell++) {
        value[cell] = isnan(exposure->value[cell]) ? 0 : exposure->value[cell];
        if (!(value[cell] >= 0)) return NAN;
        sum += value[cell];
    }
    return sum;
}

static bool test_cells(Significance *significance, FalseDiscovery method, Error *error)
{
    size_t cells = grid_cells(&significance->p);
    for (size_t cell = 0; cell < cells; cell++) {
        double expected = significance->expected.value[cell];
        double p = NAN;
        if (expected > 0) p = poisson_upper_tail(significance->observed.value[cell], expected);
        significance->p.value[cell] = p;
        significance->tested += expected > 0;
    }
    return false_discovery(significance->p.value, cells, method, significance->q.value, error);
}

/* Four grids of the exposure's shape. */
static bool lay_grids(const Grid *exposure, Significance *result, Error *error)
{
    return grid_copy(exposure, &result->observed, error) && grid_copy(exposure, &result->expected, error) &&
           grid_copy(exposure, &result->p, error) && grid_copy(exposure, &result->q, error);
}

bool significance_test(const double *x_m, const double *y_m, const uint8_t *counted, size_t count,
                       const Grid *exposure, FalseDiscovery method, Significance *ret_significance,
                       Error *error)
{
    size_t cells = grid_cells(exposure);
    Significance result = {0};
    double *work = calloc(cells ? cells : 1, sizeof *work);
    bool done = work || error_memory(error, (double)cells * sizeof *work);
    done = done && lay_grids(exposure, &result, error);
    if (done) {
        double total = clean_exposure(exposure, work);
        if (!(total > 0 && isfinite(total)))
            done = error_set(
                error, ERROR_INPUT,
                _("The exposure must be 0 or more everywhere and above 0 somewhere; check the layer "
                  "that the reports are compared with."));
        sum_blocks(exposure, work, result.expected.value);
        memset(work, 0, cells * sizeof *work);
        result.reports = count_reports(x_m, y_m, counted, count, exposure, work);
        sum_blocks(exposure, work, result.observed.value);
        for (size_t cell = 0; cell < cells; cell++) {
            if (!(result.expected.value[cell] > 0)) result.untestable += (size_t)work[cell];
            result.expected.value[cell] *= (double)result.reports / total;
        }
        done = done && test_cells(&result, method, error);
    }
    free(work);
    if (done)
        *ret_significance = result;
    else
        significance_free(&result);
    return done;
}

void significance_free(Significance *significance)
{
    grid_free(&significance->observed);
    grid_free(&significance->expected);
    grid_free(&significance->p);
    grid_free(&significance->q);
    *significance = (Significance){0};
}

static AreaSignificance at_cell(const Significance *significance, size_t cell)
{
    const Grid *grid = &significance->p;
    int row = (int)(cell / (size_t)grid->columns), column = (int)(cell % (size_t)grid->columns);
    return (AreaSignificance){grid->value[cell],
                              significance->q.value[cell],
                              significance->observed.value[cell],
                              significance->expected.value[cell],
                              grid_x_m(grid, column),
                              grid_y_m(grid, row)};
}

static int limited(double value, int limit)
{
    return value < 0 ? 0 : value > limit ? limit : (int)value;
}

AreaSignificance significance_of_area(const Significance *significance, const Polygon *area, double peak_x_m,
                                      double peak_y_m)
{
    const Grid *grid = &significance->p;
    Box box = polygon_box(area);
    ptrdiff_t best = -1;
    if (!box_is_empty(box)) {
        int first_column = limited((box.x_min - grid->x0_m) / grid->cell_m, grid->columns);
        int last_column = limited((box.x_max - grid->x0_m) / grid->cell_m + 1, grid->columns);
        int first_row = limited((box.y_min - grid->y0_m) / grid->cell_m, grid->rows);
        int last_row = limited((box.y_max - grid->y0_m) / grid->cell_m + 1, grid->rows);
        for (int row = first_row; row < last_row; row++) {
            for (int column = first_column; column < last_column; column++) {
                ptrdiff_t cell = (ptrdiff_t)row * grid->columns + column;
                double q = significance->q.value[cell], p = grid->value[cell];
                if (isnan(q) || !polygon_contains(area, grid_x_m(grid, column), grid_y_m(grid, row)))
                    continue;
                if (best < 0 || q < significance->q.value[best] ||
                    (q == significance->q.value[best] && p < grid->value[best]))
                    best = cell;
            }
        }
    }
    if (best < 0) best = grid_cell_at(grid, peak_x_m, peak_y_m);
    if (best < 0) return (AreaSignificance){NAN, NAN, NAN, NAN, peak_x_m, peak_y_m};
    return at_cell(significance, (size_t)best);
}

/* The lowest p of one run: reports drawn from the exposure. A block with no more than is expected cannot have it. */
static double lowest_of_run(const Significance *significance, const double *cumulative, Random random, double *work)
{
    size_t cells = grid_cells(&significance->p);
    double *sum = work + cells, lowest = 1;
    memset(work, 0, cells * sizeof *work);
    for (size_t i = 0; i < significance->reports; i++)
        work[random_weighted(&random, cumulative, cells)]++;
    sum_blocks(&significance->p, work, sum);
    for (size_t cell = 0; cell < cells; cell++) {
        double expected = significance->expected.value[cell];
        if (expected > 0 && sum[cell] > expected) lowest = fmin(lowest, poisson_upper_tail(sum[cell], expected));
    }
    return lowest;
}

/* How many of the rising numbers are at or below a value, but for rounding. */
static int at_or_below(const double *rising, int count, double value)
{
    int low = 0, high = count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (rising[middle] <= value * (1 + 1e-9)) low = middle + 1;
        else high = middle;
    }
    return low;
}

bool significance_monte_carlo(Significance *significance, const Grid *exposure, int runs, uint64_t seed, Error *error)
{
    size_t cells = grid_cells(exposure);
    double *cumulative = malloc((cells + (size_t)runs + 1) * sizeof *cumulative);
    if (!cumulative) return error_memory(error, (double)(cells + (size_t)runs) * sizeof *cumulative);
    double *lowest = cumulative + cells;
    clean_exposure(exposure, cumulative);
    for (size_t cell = 1; cell < cells; cell++)
        cumulative[cell] += cumulative[cell - 1];
    bool failed = false;
#pragma omp parallel
    {
        double *work = malloc((2 * cells + 1) * sizeof *work);
        if (!work) {
#pragma omp atomic write
            failed = true;
        }
#pragma omp for schedule(static)
        for (int run = 0; run < runs; run++)
            if (work) lowest[run] = lowest_of_run(significance, cumulative, random_stream(seed, (uint64_t)run), work);
        free(work);
    }
    if (!failed) {
        sort_numbers(lowest, (size_t)runs);
        for (size_t cell = 0; cell < cells; cell++)
            if (!isnan(significance->p.value[cell])) {
                bool more = significance->observed.value[cell] > significance->expected.value[cell];
                significance->q.value[cell] = more ? (1.0 + at_or_below(lowest, runs, significance->p.value[cell])) / (1.0 + runs) : 1;
            }
    }
    free(cumulative);
    return !failed || error_memory(error, 2 * (double)cells * sizeof(double));
}

/* Mean and standard deviation of the counts of the cells with exposure, and how many there are. */
static size_t moments_of(const double *count, const double *exposure, size_t cells, double *ret_mean, double *ret_deviation)
{
    size_t tested = 0;
    double sum = 0, squares = 0;
    for (size_t cell = 0; cell < cells; cell++) {
        if (!(exposure[cell] > 0)) continue;
        tested++;
        sum += count[cell];
        squares += count[cell] * count[cell];
    }
    *ret_mean = tested ? sum / (double)tested : 0;
    *ret_deviation = tested ? sqrt(fmax(0, squares / (double)tested - *ret_mean * *ret_mean)) : 0;
    return tested;
}

static bool fill_getis_ord(Significance *result, double *count, double *here, FalseDiscovery method, Error *error)
{
    size_t cells = grid_cells(&result->p);
    double mean, deviation;
    result->tested = moments_of(count, here, cells, &mean, &deviation);
    if (mean < 1)
        return error_set(error, ERROR_INPUT,
                         _("Gi* needs at least 1 report per cell of %g m on average, and there are %.2g; with fewer it finds hotspots in noise. Choose significance = poisson."),
                         result->p.cell_m, mean);
    for (size_t cell = 0; cell < cells; cell++) {
        here[cell] = here[cell] > 0;
        if (here[cell] == 0) count[cell] = 0;
    }
    sum_blocks(&result->p, count, result->observed.value);
    sum_blocks(&result->p, here, result->expected.value);
    for (size_t cell = 0; cell < cells; cell++) {
        double neighbours = result->expected.value[cell];
        double z = getis_ord_z(result->observed.value[cell], neighbours, neighbours, (double)result->tested, mean, deviation);
        result->p.value[cell] = here[cell] > 0 ? normal_lower_tail(-z) : (double)NAN;
        result->expected.value[cell] = neighbours * mean;
    }
    return false_discovery(result->p.value, cells, method, result->q.value, error);
}

bool significance_getis_ord(const double *x_m, const double *y_m, const uint8_t *counted, size_t count, const Grid *exposure,
                            FalseDiscovery method, Significance *ret_significance, Error *error)
{
    size_t cells = grid_cells(exposure);
    Significance result = {0};
    double *work = calloc(2 * cells + 1, sizeof *work);
    bool done = work || error_memory(error, 2.0 * (double)cells * sizeof *work);
    done = done && lay_grids(exposure, &result, error);
    if (done) {
        clean_exposure(exposure, work + cells);
        result.reports = count_reports(x_m, y_m, counted, count, exposure, work);
        for (size_t cell = 0; cell < cells; cell++)
            if (!(work[cells + cell] > 0)) result.untestable += (size_t)work[cell];
        done = fill_getis_ord(&result, work, work + cells, method, error);
    }
    free(work);
    if (done) *ret_significance = result;
    else significance_free(&result);
    return done;
}
