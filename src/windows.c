#include "src/windows.h"

#include "geo/calendar.h"
#include "geo/contour.h"
#include "geo/density.h"
#include "geo/kernel.h"
#include "render/classes.h"
#include "src/overlay.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>

static const double M2_PER_KM2 = 1e6, DAYS_PER_YEAR = 365.25;

/* A surface of cells as wide as this part of the bandwidth still draws its contours well. */
static const double CELLS_PER_BANDWIDTH = 5;

void windows_free(Windows *windows)
{
    for (size_t w = 0; w < windows->count; w++) {
        free(windows->window[w].area_reports);
        for (int c = 0; c < PALETTE_CLASSES; c++) features_free(&windows->window[w].class_area[c]);
    }
    free(windows->window);
    *windows = (Windows){0};
}

/* ---- which windows there are ---- */

/* The days of a month that lie in the period. */
static double days_of_month(const Selection *selection, int month)
{
    int64_t first = calendar_day_of((Date){(month - 1) / 12, (month - 1) % 12 + 1, 1}), next = calendar_shift_months(first, 1);
    if (first < selection->from_day) first = selection->from_day;
    if (next > selection->to_day + 1) next = selection->to_day + 1;
    return (double)(next - first);
}

static Window month_window(const Config *config, const Selection *selection, int month)
{
    double scale = config->unit == UNIT_PER_KM2 ? M2_PER_KM2 : M2_PER_KM2 * DAYS_PER_YEAR / days_of_month(selection, month);
    return (Window){.series = WINDOWS_MONTHS, .month = month, .day = -1, .part = -1, .scale = scale};
}

static bool list_windows(const Config *config, const Analysis *analysis, Windows *windows, Error *error)
{
    const Selection *selection = &analysis->selection;
    int first = calendar_month(selection->from_day * DAY_S), last = calendar_month(selection->to_day * DAY_S);
    if (last - first >= WINDOW_MONTHS_MOST) first = last - WINDOW_MONTHS_MOST + 1;
    windows->months = (size_t)(last - first + 1);
    size_t count = 1 + windows->months + WINDOWS_WEEK;
    if ((windows->window = calloc(count, sizeof *windows->window)) == NULL) return error_memory(error, (double)(count * sizeof *windows->window));
    Window *next = windows->window;
    windows->count = count;
    *next++ = (Window){.series = WINDOWS_PERIOD, .day = -1, .part = -1, .scale = analysis->scale};
    for (int month = first; month <= last; month++) *next++ = month_window(config, selection, month);
    for (int day = 0; day < WEEK_DAYS; day++) *next++ = (Window){.series = WINDOWS_DAYS, .day = day, .part = -1, .scale = analysis->scale};
    for (int part = 0; part < WINDOW_PARTS; part++) *next++ = (Window){.series = WINDOWS_PARTS, .day = -1, .part = part, .scale = analysis->scale};
    for (int block = 0; block < WEEK_BLOCKS; block++)
        *next++ = (Window){.series = WINDOWS_BLOCKS, .day = block / WINDOW_PARTS, .part = block % WINDOW_PARTS, .scale = analysis->scale};
    return true;
}

/* ---- what is in a window ---- */

static bool holds_block(const Window *window, int block)
{
    return (window->day < 0 || block / WINDOW_PARTS == window->day) && (window->part < 0 || block % WINDOW_PARTS == window->part);
}

void windows_shares(const Analysis *analysis, const HourBlocks *blocks, const Window *window, double *ret_share)
{
    const Points *points = &analysis->selection.points;
    bool every_hour = window->day < 0 && window->part < 0;
    for (size_t i = 0; i < points->count; i++) {
        ret_share[i] = every_hour && (window->month == 0 || calendar_month(points->from_s[i]) == window->month);
        if (every_hour) continue;
        for (size_t b = blocks->start[i]; b < blocks->start[i + 1]; b++)
            if (holds_block(window, blocks->block[b])) ret_share[i] += (double)blocks->share[b];
    }
}

static bool count_reports(const Analysis *analysis, const double *share, Window *window, Error *error)
{
    window->area_reports = calloc(analysis->area_count + 1, sizeof *window->area_reports);
    if (window->area_reports == NULL) return error_memory(error, 8.0 * (double)analysis->area_count);
    for (size_t i = 0; i < analysis->selection.points.count; i++) {
        window->reports += share[i];
        if (analysis->area_of != NULL && analysis->area_of[i] >= 0) window->area_reports[analysis->area_of[i]] += share[i];
    }
    /* The shares are floats: what misses whole reports by that much is whole. */
    window->shown = !analysis->counts_only && window->reports > REPORTS_FOR_SURFACE - 1e-3;
    return true;
}

/* ---- surfaces ---- */

/* The cells of the windows' surfaces, without values. With bandwidths of their own, reports may be as narrow as two cells of the map. */
static bool lay_grid(const Config *config, const Analysis *analysis, Grid *ret_grid, Error *error)
{
    const Grid *map = &analysis->surface;
    double cells = analysis->report_bandwidth_m != NULL ? 1 : fmax(1, floor(config->bandwidth_m / CELLS_PER_BANDWIDTH / config->cell_m));
    Box box = {map->x0_m, map->y0_m, map->x0_m + map->columns * map->cell_m, map->y0_m + map->rows * map->cell_m};
    return grid_lay(box, config->cell_m * cells, ret_grid, error);
}

/* The highest value of the cells within the boundary, of which `inside` holds data. */
static double highest_inside(const Grid *grid, const Grid *inside)
{
    double top = 0;
    for (size_t cell = 0; cell < grid_cells(grid); cell++)
        if (grid->value[cell] > top && !isnan(inside->value[cell])) top = grid->value[cell];
    return top;
}

/* Whether a row reaches a level. */
static bool row_reaches(const Grid *grid, int row, double level)
{
    const double *value = grid->value + (size_t)row * (size_t)grid->columns;
    for (int c = 0; c < grid->columns; c++)
        if (value[c] >= level) return true;
    return false;
}

/* The rows that reach a level, and one on either side, as a view: the contours are the same, and most surfaces are low nearly everywhere. */
static Grid rows_that_reach(const Grid *grid, double level)
{
    int first = 0, end = grid->rows;
    while (first < end && !row_reaches(grid, first, level)) first++;
    while (end > first && !row_reaches(grid, end - 1, level)) end--;
    if (first > 0) first--;
    if (end < grid->rows) end++;
    return (Grid){grid->x0_m, grid->y0_m + first * grid->cell_m, grid->cell_m, grid->columns, end - first, grid->value + (size_t)first * (size_t)grid->columns};
}

static bool draw_classes(const Grid *grid, const WindowClasses *classes, Window *window, Error *error)
{
    Grid rows = *grid; /* a view: it owns nothing */
    for (int c = 0; c < classes->class_count; c++) {
        rows = rows_that_reach(&rows, classes->class_break[c]);
        if (!contour_polygons(&rows, classes->class_break[c], &window->class_area[c], error)) return false;
    }
    return true;
}

/* Work that is done for each window by itself, with what it needs. */
typedef struct Series {
    const Config *config;
    const Analysis *analysis;
    const HourBlocks *blocks;
    const Grid *cells, *inside;
    Window *window;
    size_t count;
    double *top;          /* of each window's surface within the boundary */
    WindowClasses *classes;
} Series;

/* Where one thread works: a surface and the shares of the reports. They are made anew for each window, twice (for the classes, and when the
 * classes are known): that takes less time than the memory to keep them all would. */
typedef struct Desk {
    Grid grid;
    double *share;
} Desk;

static void desk_free(Desk *desk)
{
    grid_free(&desk->grid);
    free(desk->share);
}

static bool desk_open(const Series *series, Desk *ret_desk, Error *error)
{
    size_t reports = series->analysis->selection.points.count;
    *ret_desk = (Desk){.share = malloc((reports + 1) * sizeof(double))};
    if (ret_desk->share == NULL) return error_memory(error, 8.0 * (double)reports);
    return series->analysis->counts_only || grid_band(series->cells, 0, series->cells->rows, &ret_desk->grid, error);
}

/* Counts what is in a window and, where it is enough, makes its surface on the desk. */
static bool make_surface(const Series *series, Window *window, Desk *desk, Error *error)
{
    const Analysis *analysis = series->analysis;
    Points points = analysis->selection.points;
    if (window->area_reports != NULL && !window->shown) return true; /* counted before */
    windows_shares(analysis, series->blocks, window, desk->share);
    if (window->area_reports == NULL && !count_reports(analysis, desk->share, window, error)) return false;
    if (!window->shown) return true;
    for (size_t i = 0; i < points.count; i++) desk->share[i] *= points.weight[i];
    points.weight = desk->share; /* read only */
    /* One thread each: the windows themselves are shared out. */
    DensityOptions options = {(KernelKind)series->config->kernel, series->config->bandwidth_m, analysis->report_bandwidth_m, window->scale, 1};
    return density_compute(&points, analysis->edge_share, &options, &desk->grid, error);
}

/* The height of a window or, with `draw`, the areas of its classes. */
static bool visit_window(const Series *series, size_t w, bool draw, Desk *desk, Error *error)
{
    Window *window = &series->window[w];
    if (!make_surface(series, window, desk, error)) return false;
    if (!window->shown) return true;
    if (draw) return draw_classes(&desk->grid, series->classes, window, error);
    series->top[w] = highest_inside(&desk->grid, series->inside);
    return true;
}

/* The first error in the order of the windows, whichever came first. */
static bool first_error(const bool *failed, const Error *errors, size_t count, Error *error)
{
    for (size_t w = 0; w < count; w++)
        if (failed[w]) return *error = errors[w], false;
    return true;
}

static bool each_window(const Series *series, bool draw, Error *error)
{
    size_t count = series->count;
    bool *failed = calloc(count, sizeof *failed);
    Error *errors = calloc(count, sizeof *errors);
    if (failed == NULL || errors == NULL) return free(failed), free(errors), error_memory(error, (double)(count * sizeof *errors));
    int threads = series->config->threads > 0 ? series->config->threads : omp_get_max_threads();
#pragma omp parallel num_threads(threads)
    {
        Desk desk;
        Error own;
        bool opened = desk_open(series, &desk, &own);
#pragma omp for schedule(dynamic, 1)
        for (size_t w = 0; w < count; w++) {
            failed[w] = !opened || !visit_window(series, w, draw, &desk, &errors[w]);
            if (!opened) errors[w] = own;
        }
        desk_free(&desk);
    }
    bool ok = first_error(failed, errors, count, error);
    free(failed);
    free(errors);
    return ok;
}

static void find_classes(const Series *series)
{
    double top = 0, scale = 0;
    for (size_t w = 0; w < series->count; w++) {
        if (!series->window[w].shown) continue;
        top = fmax(top, series->top[w]);
        scale = fmax(scale, series->window[w].scale);
    }
    double floor = 2 * kernel_value((KernelKind)series->config->kernel, 0, series->config->bandwidth_m) * scale;
    series->classes->class_count = classes_breaks(floor, top, CLASSES_WANTED, series->classes->class_break);
}

static bool make_series(Series *series, Error *error)
{
    series->top = calloc(series->count, sizeof *series->top);
    if (series->top == NULL) return error_memory(error, 8.0 * (double)series->count);
    bool ok = each_window(series, false, error);
    if (ok) find_classes(series);
    ok = ok && each_window(series, true, error);
    free(series->top);
    return ok;
}

/* The period: the surface that the analysis made, with the classes of the map. */
static bool make_period(const Series *series, WindowClasses *classes, Error *error)
{
    const Analysis *analysis = series->analysis;
    Window *window = series->window;
    size_t reports = analysis->selection.points.count;
    double *share = malloc((reports + 1) * sizeof *share);
    if (share == NULL) return error_memory(error, 8.0 * (double)reports);
    windows_shares(analysis, series->blocks, window, share);
    bool ok = count_reports(analysis, share, window, error);
    free(share);
    if (!ok || !window->shown) return ok;
    double floor = 2 * kernel_value((KernelKind)series->config->kernel, 0, series->config->bandwidth_m) * analysis->scale;
    classes->class_count = classes_breaks(floor, grid_max(&analysis->density), CLASSES_WANTED, classes->class_break);
    return draw_classes(&analysis->surface, classes, window, error);
}

/* ---- all of them ---- */

static bool cut_by_boundary(const Analysis *analysis, Windows *windows, Error *error)
{
    size_t count = 0;
    Features **layers = calloc(windows->count * PALETTE_CLASSES, sizeof *layers);
    if (layers == NULL) return error_memory(error, 8.0 * PALETTE_CLASSES * (double)windows->count);
    for (size_t w = 0; w < windows->count; w++)
        for (int c = 0; windows->window[w].shown && c < windows->classes[windows->window[w].series].class_count; c++) layers[count++] = &windows->window[w].class_area[c];
    bool ok = overlay_clip_all(layers, count, &analysis->municipality.boundary, error);
    free(layers);
    return ok;
}

static bool make_all(const Config *config, const Analysis *analysis, const HourBlocks *blocks, const Grid *cells, const Grid *inside, Windows *windows, Error *error)
{
    Series series = {.config = config, .analysis = analysis, .blocks = blocks, .cells = cells, .inside = inside, .window = windows->window, .count = 1};
    if (!make_period(&series, &windows->classes[WINDOWS_PERIOD], error)) return false;
    for (size_t first = 1, next; first < windows->count; first = next) {
        WindowSeries kind = windows->window[first].series;
        for (next = first; next < windows->count && windows->window[next].series == kind; next++) continue;
        series.window = windows->window + first;
        series.count = next - first;
        series.classes = &windows->classes[kind];
        if (!make_series(&series, error)) return false;
    }
    return cut_by_boundary(analysis, windows, error);
}

bool windows_make(const Config *config, const Analysis *analysis, Windows *ret_windows, Error *error)
{
    const Points *points = &analysis->selection.points;
    Polygon boundary = polygon_of_all(&analysis->municipality.boundary);
    HourBlocks blocks = {0};
    Grid cells = {0}, inside = {0};
    *ret_windows = (Windows){0};
    bool ok = list_windows(config, analysis, ret_windows, error) &&
              hours_blocks(&(Times){points->count, points->from_s, points->to_s, points->hour_known, NULL}, &blocks, error);
    if (ok && !analysis->counts_only)
        ok = lay_grid(config, analysis, &cells, error) && grid_band(&cells, 0, cells.rows, &inside, error) && grid_mask(&inside, &boundary, error);
    ret_windows->cell_m = cells.cell_m;
    ok = ok && make_all(config, analysis, &blocks, &cells, &inside, ret_windows, error);
    hours_blocks_free(&blocks);
    grid_free(&inside);
    return ok;
}
