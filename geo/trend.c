#include "geo/trend.h"

#include "geo/calendar.h"

#include <math.h>
#include <stdlib.h>

enum { QUARTER_MONTHS = 3, YEARS_MOST = TREND_QUARTERS_MOST / YEAR_QUARTERS, NEW_QUARTERS = 2, SLACK_DAYS = 7 };

static const double NEGLIGIBLE = 1e-40;

TrendQuarters trend_quarters(int64_t from_day, int64_t to_day)
{
    TrendQuarters quarters = {0};
    int whole = 0;
    int64_t end = to_day + 1; /* shifted as a whole each time, or the 31st would creep to the 28th */
    while (whole < TREND_QUARTERS_MOST && calendar_shift_months(end, -QUARTER_MONTHS * (whole + 1)) >= from_day - SLACK_DAYS) whole++;
    quarters.count = whole / YEAR_QUARTERS * YEAR_QUARTERS;
    if (quarters.count == 0) return quarters;
    for (int k = 0; k <= quarters.count; k++) quarters.start[k] = calendar_shift_months(end, -QUARTER_MONTHS * (quarters.count - k));
    if (quarters.start[0] < from_day) quarters.start[0] = from_day;
    return quarters;
}

void trend_quarters_keep(TrendQuarters *quarters, const int64_t *day, size_t count)
{
    size_t reports[TREND_QUARTERS_MOST] = {0};
    int from = quarters->count;
    for (size_t i = 0; i < count; i++) {
        int k = trend_quarter_of(quarters, day[i]);
        if (k >= 0) reports[k]++;
    }
    while (from > 0 && reports[from - 1] > 0) from--;
    from = quarters->count - (quarters->count - from) / YEAR_QUARTERS * YEAR_QUARTERS;
    for (int k = from; k <= quarters->count; k++) quarters->start[k - from] = quarters->start[k];
    quarters->count -= from;
}

int trend_quarter_of(const TrendQuarters *quarters, int64_t day)
{
    if (quarters->count == 0 || day < quarters->start[0]) return -1;
    for (int k = 0; k < quarters->count; k++)
        if (day < quarters->start[k + 1]) return k;
    return -1;
}

/* P(T >= t) for T = y1 + 2 y2, the numbers of n reports in the second and third year; share: of the three years. Summed over y2, of
 * which the second year's tail follows. */
static double slope_upper_tail(double t, double n, const double share[YEARS_MOST])
{
    if (t <= 0) return 1;
    double rest = share[0] + share[1], second = rest > 0 ? fmin(1, share[1] / rest) : 0, tail = 0;
    if (!(share[2] > 0)) return binomial_upper_tail(t, n, second);
    for (double y = 0; y <= n; y++) {
        double chance = exp(lgamma(n + 1) - lgamma(y + 1) - lgamma(n - y + 1) + y * log(share[2]) + (n - y) * log1p(-share[2]));
        if (chance < NEGLIGIBLE) continue;
        double left = t - 2 * y;
        tail += chance * (left <= 0 ? 1 : left > n - y ? 0 : binomial_upper_tail(left, n - y, second));
    }
    return fmin(1, tail);
}

double trend_slope_p(const double *count, const double *offset, int years, int *ret_direction)
{
    double n = 0, t = 0, whole = 0, mean = 0, share[YEARS_MOST] = {0}, mirrored[YEARS_MOST] = {0};
    *ret_direction = 0;
    for (int y = 0; y < years; y++) n += count[y], t += y * count[y], whole += offset[y];
    if (!(n > 0) || years < 2 || years > YEARS_MOST) return NAN;
    for (int y = 0; y < years; y++) {
        share[y] = offset[y] / whole;
        mirrored[years - 1 - y] = share[y];
        mean += n * y * share[y];
    }
    *ret_direction = (t > mean) - (t < mean);
    return fmin(1, 2 * fmin(slope_upper_tail(t, n, share), slope_upper_tail((years - 1) * n - t, n, mirrored)));
}

/* The 3 x 3 block of cells around a place. */
typedef struct Block {
    int first_row, last_row, first_column, last_column;
} Block;

static bool block_at(const Grid *grid, double x_m, double y_m, Block *ret_block)
{
    ptrdiff_t cell = isnan(x_m) || isnan(y_m) ? -1 : grid_cell_at(grid, x_m, y_m);
    if (cell < 0) return false;
    int row = (int)(cell / grid->columns), column = (int)(cell % grid->columns);
    *ret_block = (Block){row > 0 ? row - 1 : 0, row + 1 < grid->rows ? row + 1 : row, column > 0 ? column - 1 : 0, column + 1 < grid->columns ? column + 1 : column};
    return true;
}

static double exposure_of(const Grid *grid, const Block *block)
{
    double sum = 0;
    for (int row = block->first_row; row <= block->last_row; row++)
        for (int column = block->first_column; column <= block->last_column; column++)
            sum += fmax(0, grid->value[(size_t)row * (size_t)grid->columns + (size_t)column]); /* fmax drops a NaN */
    return sum;
}

static double exposure_sum(const Grid *grid)
{
    return exposure_of(grid, &(Block){0, grid->rows - 1, 0, grid->columns - 1});
}

/* What each report adds: to its area, to the town, and per quarter and cell to `cells` (quarters x cells of the grid). */
static void count_reports(const TrendInput *input, AreaTrend *trend, double *town_on_grid, float *cells)
{
    size_t size = grid_cells(input->exposure);
    for (size_t i = 0; i < input->count; i++) {
        int quarter = trend_quarter_of(&input->quarters, input->day[i]);
        if (quarter < 0) continue;
        if (input->area_of[i] >= 0) trend[input->area_of[i]].reports[quarter]++;
        trend[input->area_count].reports[quarter]++;
        ptrdiff_t cell = grid_cell_at(input->exposure, input->x_m[i], input->y_m[i]);
        if (cell < 0) continue;
        town_on_grid[quarter]++;
        cells[(size_t)quarter * size + (size_t)cell]++;
    }
}

/* S, E and p per quarter; p stays in q until all are there. */
static void test_quarters(const TrendInput *input, size_t area, double whole, const double *town_on_grid, const float *cells, AreaTrend *trend)
{
    const Grid *grid = input->exposure;
    size_t size = grid_cells(grid);
    Block block;
    bool there = block_at(grid, input->block_x_m[area], input->block_y_m[area], &block);
    double exposure = there ? exposure_of(grid, &block) : 0;
    for (int k = 0; k < input->quarters.count; k++) {
        trend->observed[k] = trend->expected[k] = trend->q[k] = NAN;
        if (!(exposure > 0)) continue;
        trend->observed[k] = 0;
        for (int row = block.first_row; row <= block.last_row; row++)
            for (int column = block.first_column; column <= block.last_column; column++)
                trend->observed[k] += (double)cells[(size_t)k * size + (size_t)row * (size_t)grid->columns + (size_t)column];
        trend->expected[k] = town_on_grid[k] * exposure / whole;
        trend->q[k] = poisson_upper_tail(trend->observed[k], trend->expected[k]);
    }
}

static void find_slope(const TrendInput *input, AreaTrend *trend)
{
    double count[YEARS_MOST] = {0}, offset[YEARS_MOST] = {0};
    int years = input->quarters.count / YEAR_QUARTERS;
    for (int k = 0; k < input->quarters.count; k++) {
        count[k / YEAR_QUARTERS] += trend->reports[k];
        offset[k / YEAR_QUARTERS] += (double)(input->quarters.start[k + 1] - input->quarters.start[k]) * input->raise[k];
    }
    trend->slope_p = trend_slope_p(count, offset, years, &trend->direction);
    trend->change = years >= 2 && count[0] > 0 ? count[years - 1] / offset[years - 1] / (count[0] / offset[0]) - 1 : (double)NAN;
}

/* Whether the last quarters hold more of the area's reports than their time does. */
static bool has_grown(const TrendInput *input, const AreaTrend *trend, int last)
{
    double n = 0, late = 0, time = 0, late_time = 0;
    for (int k = 0; k < trend->quarters; k++) {
        double offset = (double)(input->quarters.start[k + 1] - input->quarters.start[k]) * input->raise[k];
        bool is_late = k >= trend->quarters - last;
        n += trend->reports[k], time += offset;
        if (is_late) late += trend->reports[k], late_time += offset;
    }
    return binomial_upper_tail(late, n, late_time / time) < TREND_LEVEL;
}

static TrendClass class_of(const TrendInput *input, const AreaTrend *trend)
{
    double n = 0;
    int first = trend->quarters; /* the first significant quarter */
    for (int k = trend->quarters - 1; k >= 0; k--) {
        n += trend->reports[k];
        if (trend->q[k] < TREND_LEVEL) first = k;
    }
    if (trend->quarters == 0 || n < TREND_REPORTS_LEAST) return TREND_TOO_FEW;
    if (trend->significant == 0) return TREND_NONE;
    if (first >= trend->quarters - NEW_QUARTERS && has_grown(input, trend, trend->quarters - first)) return TREND_NEW;
    if (4 * trend->significant < 3 * trend->quarters) return TREND_SPORADIC;
    if (!(trend->slope_q < TREND_LEVEL)) return TREND_PERSISTENT;
    return trend->direction > 0 ? TREND_INTENSIFYING : TREND_DIMINISHING;
}

/* q over all areas x quarters, and over the areas' slopes. */
static bool correct_tests(const TrendInput *input, AreaTrend *trend, Error *error)
{
    size_t areas = input->area_count, quarters = (size_t)input->quarters.count;
    double *p = malloc((areas * quarters + areas + 1) * sizeof *p), *slope = p != NULL ? p + areas * quarters : NULL;
    if (p == NULL) return error_memory(error, (double)(areas * quarters + areas) * sizeof *p);
    for (size_t a = 0; a < areas; a++) {
        for (size_t k = 0; k < quarters; k++) p[a * quarters + k] = trend[a].q[k];
        /* Slopes of areas that do not stand out are nobody's question. */
        slope[a] = quarters > 0 && !isnan(trend[a].q[0]) ? trend[a].slope_p : (double)NAN;
    }
    bool ok = false_discovery(p, areas * quarters, input->method, p, error) && false_discovery(slope, areas, input->method, slope, error);
    for (size_t a = 0; ok && a < areas; a++) {
        for (size_t k = 0; k < quarters; k++) {
            trend[a].q[k] = p[a * quarters + k];
            trend[a].significant += trend[a].q[k] < TREND_LEVEL;
        }
        trend[a].slope_q = slope[a];
    }
    free(p);
    return ok;
}

bool trend_of_areas(const TrendInput *input, AreaTrend *ret_trend, Error *error)
{
    size_t cells = grid_cells(input->exposure), quarters = (size_t)input->quarters.count, areas = input->area_count;
    double town_on_grid[TREND_QUARTERS_MOST] = {0}, whole = exposure_sum(input->exposure);
    float *count = calloc(cells * quarters + 1, sizeof *count); /* whole numbers, exact to 2^24 */
    if (count == NULL) return error_memory(error, (double)(cells * quarters) * sizeof *count);
    for (size_t a = 0; a <= areas; a++) ret_trend[a] = (AreaTrend){.quarters = input->quarters.count};
    count_reports(input, ret_trend, town_on_grid, count);
    for (size_t a = 0; a < areas; a++) {
        test_quarters(input, a, whole, town_on_grid, count, &ret_trend[a]);
        find_slope(input, &ret_trend[a]);
    }
    free(count);
    if (!correct_tests(input, ret_trend, error)) return false;
    for (size_t a = 0; a < areas; a++) ret_trend[a].kind = class_of(input, &ret_trend[a]);
    AreaTrend *town = &ret_trend[areas];
    for (size_t k = 0; k < quarters; k++) town->observed[k] = town->expected[k] = town->q[k] = NAN;
    find_slope(input, town);
    town->slope_q = town->slope_p; /* a single test */
    town->kind = quarters < 2 * YEAR_QUARTERS ? TREND_TOO_FEW : !(town->slope_p < TREND_LEVEL) ? TREND_NONE : town->direction > 0 ? TREND_INTENSIFYING : TREND_DIMINISHING;
    return true;
}
