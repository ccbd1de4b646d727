#include "geo/relative_risk.h"

#include "geo/density.h"
#include "geo/random.h"
#include "geo/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH_MOST = 64, BATCH_VALUES = 1 << 23 };
static const double AS_GOOD_AS = 1e-9; /* two ways to one sum differ by less */

/* What all runs share. */
typedef struct Work {
    const RelativeRiskInput *input;
    const Grid *masked;
    size_t *cell, cells;    /* those that speak */
    double *x_m, *y_m, *weight; /* all that can be drawn: cases and controls, or the exposure's places */
    size_t count;
    double *cumulative;     /* of the exposure */
    double *whole;          /* per cell of the grid: the sum over all reports; or the exposure's share per m2 */
    double weight_all, weight_cases, delta;
} Work;

/* One draw: the cases, their surface, and the values of the cells that speak. */
typedef struct Draw {
    Grid surface;
    double *x_m, *y_m, *weight;
    size_t *index;
} Draw;

void relative_risk_free(RelativeRisk *risk)
{
    Grid *grids[] = {&risk->log_risk, &risk->expected, &risk->p_high, &risk->p_low, &risk->all_high, &risk->all_low};
    for (size_t g = 0; g < sizeof grids / sizeof *grids; g++) grid_free(grids[g]);
    *risk = (RelativeRisk){0};
}

static void work_free(Work *work)
{
    free(work->cell);
    free(work->x_m);
    free(work->cumulative);
    free(work->whole);
    *work = (Work){0};
}

static void draw_free(Draw *draw)
{
    grid_free(&draw->surface);
    free(draw->x_m);
    free(draw->index);
    *draw = (Draw){0};
}

static bool draw_init(const Work *work, Draw *ret_draw, Error *error)
{
    Draw draw = {0};
    size_t cases = work->input->cases.count;
    if (!grid_copy(work->masked, &draw.surface, error)) return false;
    draw.x_m = malloc((cases + 1) * 3 * sizeof *draw.x_m);
    draw.index = malloc((work->count + 1) * sizeof *draw.index);
    if (!draw.x_m || !draw.index) {
        draw_free(&draw);
        return error_memory(error, 24.0 * (double)cases + 8.0 * (double)work->count);
    }
    draw.y_m = draw.x_m + cases;
    draw.weight = draw.y_m + cases;
    *ret_draw = draw;
    return true;
}

static void take(const Work *work, size_t from, double weight, size_t to, Draw *draw)
{
    draw->x_m[to] = work->x_m[from];
    draw->y_m[to] = work->y_m[from];
    draw->weight[to] = weight;
}

/* Who is a case in a run: a choice of all reports, or as many places of the exposure. */
static void choose_cases(const Work *work, Random random, Draw *draw)
{
    const RiskSide *cases = &work->input->cases;
    if (work->input->other_is_exposure) {
        for (size_t i = 0; i < cases->count; i++) take(work, random_weighted(&random, work->cumulative, work->count), cases->weight[i], i, draw);
        return;
    }
    for (size_t i = 0; i < work->count; i++) draw->index[i] = i;
    random_choose(&random, draw->index, work->count, cases->count);
    for (size_t i = 0; i < cases->count; i++) take(work, draw->index[i], work->weight[draw->index[i]], i, draw);
}

/* The sum of the kernels of the drawn cases over the grid. */
static bool sum_kernels(const Work *work, size_t count, const double *x_m, const double *y_m, const double *weight, int threads, Grid *surface,
                        Error *error)
{
    Points points = {.count = count, .x_m = (double *)x_m, .y_m = (double *)y_m, .weight = (double *)weight}; /* read only from here on */
    DensityOptions options = {work->input->kernel, work->input->bandwidth_m, NULL, 1, threads};
    return density_compute(&points, NULL, &options, surface, error);
}

/* rho of the drawn cases in every cell that speaks. */
static bool rho_of(const Work *work, Draw *draw, int threads, double *ret_rho, Error *error)
{
    const RelativeRiskInput *input = work->input;
    double cases = 0, delta = work->delta;
    for (size_t i = 0; i < input->cases.count; i++) cases += draw->weight[i];
    if (!(cases > 0)) { /* only weightless reports were drawn: nothing is known */
        for (size_t c = 0; c < work->cells; c++) ret_rho[c] = 0;
        return true;
    }
    if (!sum_kernels(work, input->cases.count, draw->x_m, draw->y_m, draw->weight, threads, &draw->surface, error)) return false;
    double others = input->other_is_exposure ? 1 : work->weight_all - cases;
    for (size_t c = 0; c < work->cells; c++) {
        double sum = draw->surface.value[work->cell[c]], whole = work->whole[work->cell[c]];
        double g = input->other_is_exposure ? whole : others > 0 ? fmax(0, whole - sum) / others : 0;
        ret_rho[c] = log((sum / cases + delta) / (g + delta));
    }
    return true;
}

/* ---- before the runs ---- */

static bool gather(const RelativeRiskInput *input, Work *work, Error *error)
{
    const RiskSide *sides[2] = {input->other_is_exposure ? &input->other : &input->cases, input->other_is_exposure ? NULL : &input->other};
    size_t count = sides[0]->count + (sides[1] ? sides[1]->count : 0), at = 0;
    work->count = count;
    work->x_m = malloc((count + 1) * 3 * sizeof *work->x_m);
    work->cumulative = malloc((count + 1) * sizeof *work->cumulative);
    if (!work->x_m || !work->cumulative) return error_memory(error, 32.0 * (double)count);
    work->y_m = work->x_m + count;
    work->weight = work->y_m + count;
    for (int s = 0; s < 2 && sides[s]; s++) {
        for (size_t i = 0; i < sides[s]->count; i++, at++) {
            work->x_m[at] = sides[s]->x_m[i];
            work->y_m[at] = sides[s]->y_m[i];
            work->weight[at] = sides[s]->weight[i];
            work->weight_all += work->weight[at];
            work->cumulative[at] = work->weight_all;
        }
    }
    for (size_t i = 0; i < input->cases.count; i++) work->weight_cases += input->cases.weight[i];
    return true;
}

static double smaller_side(const Work *work)
{
    return work->input->other_is_exposure ? work->weight_cases : fmin(work->weight_cases, work->weight_all - work->weight_cases);
}

/* The surface of all, what was to be expected, and the cells that may speak. */
static bool expect(Work *work, RelativeRisk *risk, Error *error)
{
    const RelativeRiskInput *input = work->input;
    const Grid *masked = work->masked;
    size_t all = grid_cells(masked);
    double area = kernel_area_m2(input->kernel, input->bandwidth_m);
    if (!(smaller_side(work) > 0) || !(work->weight_all > 0))
        return error_set(error, ERROR_INPUT, _("One of the two sides holds no reports; there is nothing to compare."));
    work->delta = RISK_DELTA / (smaller_side(work) * area);
    work->cell = malloc((all + 1) * sizeof *work->cell);
    work->whole = malloc((all + 1) * sizeof *work->whole);
    if (!work->cell || !work->whole) return error_memory(error, 16.0 * (double)all);
    if (!grid_copy(masked, &risk->expected, error)) return false;
    if (!sum_kernels(work, work->count, work->x_m, work->y_m, work->weight, input->threads, &risk->expected, error)) return false;
    for (size_t c = 0; c < all; c++) {
        work->whole[c] = risk->expected.value[c];
        if (input->other_is_exposure) work->whole[c] /= work->weight_all;
        risk->expected.value[c] = isnan(masked->value[c]) ? (double)NAN : work->weight_cases * area * risk->expected.value[c] / work->weight_all;
        if (risk->expected.value[c] >= RISK_EXPECTED) work->cell[work->cells++] = c;
    }
    if (work->cells == 0)
        return error_set(error, ERROR_INPUT, _("Nowhere are there enough reports to compare; choose a longer period or a larger bandwidth."));
    return true;
}

static bool blank(const Grid *masked, Grid *ret_grid, Error *error)
{
    if (!grid_copy(masked, ret_grid, error)) return false;
    for (size_t c = 0; c < grid_cells(ret_grid); c++) ret_grid->value[c] = NAN;
    return true;
}

/* rho as it was found. */
static bool observe(const Work *work, Draw *draw, double *rho, RelativeRisk *risk, Error *error)
{
    const RelativeRiskInput *input = work->input;
    const RiskSide *cases = &input->cases;
    for (size_t i = 0; i < cases->count; i++) {
        draw->x_m[i] = cases->x_m[i];
        draw->y_m[i] = cases->y_m[i];
        draw->weight[i] = cases->weight[i];
    }
    if (!rho_of(work, draw, input->threads, rho, error) || !blank(work->masked, &risk->log_risk, error)) return false;
    for (size_t c = 0; c < work->cells; c++) risk->log_risk.value[work->cell[c]] = rho[c];
    return true;
}

/* ---- the runs ---- */

/* What the runs are held against, and what is found; per cell, but for the last three: per run. */
typedef struct Chance {
    double *rho, *sum, *squares, *high, *low; /* high, low: runs at or above, at or below rho */
    double *deviation, *mean;
    double *whole, *highest, *lowest;
} Chance;

static bool chance_init(const Work *work, Chance *chance, Error *error)
{
    size_t runs = (size_t)work->input->runs;
    double *all = calloc(7 * work->cells + 3 * runs + 1, sizeof *all);
    if (!all) return error_memory(error, 56.0 * (double)work->cells);
    double **of_cell[] = {&chance->rho, &chance->sum, &chance->squares, &chance->high, &chance->low, &chance->deviation, &chance->mean};
    for (int i = 0; i < 7; i++) *of_cell[i] = all + (size_t)i * work->cells;
    chance->whole = all + 7 * work->cells;
    chance->highest = chance->whole + runs;
    chance->lowest = chance->highest + runs;
    return true;
}

static double sum_of_squares(const double *rho, size_t cells)
{
    double sum = 0;
    for (size_t c = 0; c < cells; c++) sum += rho[c] * rho[c];
    return sum;
}

/* The furthest cells of a run, in standard deviations of that cell. */
static void furthest(const Chance *chance, const double *rho, size_t cells, double *ret_highest, double *ret_lowest)
{
    double highest = 0, lowest = 0;
    for (size_t c = 0; c < cells; c++) {
        if (!(chance->deviation[c] > 0)) continue;
        double z = (rho[c] - chance->mean[c]) / chance->deviation[c];
        highest = fmax(highest, z);
        lowest = fmin(lowest, z);
    }
    *ret_highest = highest;
    *ret_lowest = lowest;
}

/* Adds a batch to the cells' sums, run by run in order, so that threads do not show. */
static void add_batch(const Work *work, Chance *chance, const double *rho, int batch)
{
#pragma omp parallel for schedule(static)
    for (size_t c = 0; c < work->cells; c++) {
        for (int b = 0; b < batch; b++) {
            double value = rho[(size_t)b * work->cells + c], slack = AS_GOOD_AS * (1 + fabs(value));
            chance->sum[c] += value;
            chance->squares[c] += value * value;
            chance->high[c] += value >= chance->rho[c] - slack;
            chance->low[c] += value <= chance->rho[c] + slack;
        }
    }
}

/* All runs once: first for the cells' own spread and p, then for the furthest of each run. */
static bool run_all(const Work *work, bool first, Chance *chance, double *rho, int batch_most, Error *error)
{
    const RelativeRiskInput *input = work->input;
    int runs = input->runs;
    bool failed = false;
    for (int from = 0; from < runs && !failed; from += batch_most) {
        int batch = runs - from < batch_most ? runs - from : batch_most;
#pragma omp parallel
        {
            Draw draw = {0};
            Error own;
            bool ok = draw_init(work, &draw, &own);
#pragma omp for schedule(dynamic)
            for (int b = 0; b < batch; b++) {
                double *here = rho + (size_t)b * work->cells;
                if (!ok) continue;
                choose_cases(work, random_stream(input->seed, (uint64_t)(from + b)), &draw);
                ok = rho_of(work, &draw, 1, here, &own);
                if (first) chance->whole[from + b] = sum_of_squares(here, work->cells);
                else furthest(chance, here, work->cells, &chance->highest[from + b], &chance->lowest[from + b]);
            }
            if (!ok) {
#pragma omp critical
                {
                    failed = true;
                    *error = own;
                }
            }
            draw_free(&draw);
        }
        if (first && !failed) add_batch(work, chance, rho, batch);
    }
    return !failed;
}

/* The share of the runs at or above a value, the found map counted as one of them; rising holds them in order. */
static double share_above(const double *rising, int runs, double value)
{
    int low = 0, high = runs;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (rising[middle] < value - AS_GOOD_AS * (1 + fabs(value))) low = middle + 1;
        else high = middle;
    }
    return (1.0 + runs - low) / (1.0 + runs);
}

/* Mean and deviation of each cell, the found map among the runs: left out, it alone would be measured by a rule it had no part in,
 * and stand out too often. */
static void spread(const Work *work, Chance *chance)
{
    double maps = work->input->runs + 1.0;
    for (size_t c = 0; c < work->cells; c++) {
        double rho = chance->rho[c], square = chance->squares[c] + rho * rho;
        chance->mean[c] = (chance->sum[c] + rho) / maps;
        double squares = square - maps * chance->mean[c] * chance->mean[c];
        chance->deviation[c] = squares > 1e-12 * square ? sqrt(squares / (maps - 1)) : 0;
    }
}

static void conclude(const Work *work, Chance *chance, RelativeRisk *risk)
{
    int runs = work->input->runs;
    double p = 1, found = sum_of_squares(chance->rho, work->cells);
    for (int r = 0; r < runs; r++) p += chance->whole[r] >= found * (1 - AS_GOOD_AS);
    risk->p = p / (1.0 + runs);
    for (int r = 0; r < runs; r++) chance->lowest[r] = -chance->lowest[r];
    sort_numbers(chance->highest, (size_t)runs);
    sort_numbers(chance->lowest, (size_t)runs);
    for (size_t c = 0; c < work->cells; c++) {
        size_t cell = work->cell[c];
        double z = chance->deviation[c] > 0 ? (chance->rho[c] - chance->mean[c]) / chance->deviation[c] : 0;
        risk->p_high.value[cell] = (1 + chance->high[c]) / (1.0 + runs);
        risk->p_low.value[cell] = (1 + chance->low[c]) / (1.0 + runs);
        risk->all_high.value[cell] = share_above(chance->highest, runs, z);
        risk->all_low.value[cell] = share_above(chance->lowest, runs, -z);
    }
}

static bool test_chance(const Work *work, const double *rho, RelativeRisk *risk, Error *error)
{
    Chance chance = {0};
    Grid *grids[] = {&risk->p_high, &risk->p_low, &risk->all_high, &risk->all_low};
    size_t batch = BATCH_VALUES / work->cells;
    if (batch < 1) batch = 1;
    if (batch > BATCH_MOST) batch = BATCH_MOST;
    for (size_t g = 0; g < sizeof grids / sizeof *grids; g++)
        if (!blank(work->masked, grids[g], error)) return false;
    risk->p = NAN;
    if (work->input->runs <= 0) return true;
    double *values = malloc(batch * work->cells * sizeof *values);
    bool ok = (values || error_memory(error, 8.0 * (double)(batch * work->cells))) && chance_init(work, &chance, error);
    if (ok) memcpy(chance.rho, rho, work->cells * sizeof *rho);
    ok = ok && run_all(work, true, &chance, values, (int)batch, error);
    if (ok) spread(work, &chance);
    ok = ok && run_all(work, false, &chance, values, (int)batch, error);
    if (ok) conclude(work, &chance, risk);
    free(chance.rho);
    free(values);
    return ok;
}

bool relative_risk_compute(const RelativeRiskInput *input, const Grid *masked, RelativeRisk *ret_risk, Error *error)
{
    Work work = {.input = input, .masked = masked};
    Draw draw = {0};
    RelativeRisk risk = {0};
    double *rho = NULL;
    bool ok = gather(input, &work, error) && expect(&work, &risk, error) && draw_init(&work, &draw, error);
    if (ok) rho = malloc(work.cells * sizeof *rho);
    ok = ok && (rho || error_memory(error, 8.0 * (double)work.cells));
    ok = ok && observe(&work, &draw, rho, &risk, error) && test_chance(&work, rho, &risk, error);
    risk.cells = work.cells;
    free(rho);
    draw_free(&draw);
    work_free(&work);
    if (ok) *ret_risk = risk;
    else relative_risk_free(&risk);
    return ok;
}
