#include "geo/density.h"

#include "geo/gauss_transform.h"
#include "geo/row_sweep.h"
#include "geo/sources.h"
#include "geo/stamp.h"

#include <float.h>
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Rows of cells that one thread takes at a time; of the Gaussian more, whose factors per column serve a band. */
enum { BAND_ROWS = 16, GAUSSIAN_BAND_ROWS = 64 };

/* Cells per bandwidth: below 2 a surface no longer counts its reports; above 1e5 the cell is a mistake. */
static const double LEAST_CELLS = 2, MOST_CELLS = 1e5;

/* A kernel of fewer cells to its radius is stamped: a disk's row of 16 cells is two or four instructions. */
static const double SWEEP_LEAST_CELLS = 8;

typedef enum Way { WAY_SWEEP, WAY_STAMP, WAY_STAMP_GAUSSIAN } Way;

static bool check_report(const Points *points, const double *edge_share, size_t i, Error *error)
{
    if (!isfinite(points->x_m[i]) || !isfinite(points->y_m[i]))
        return error_set(error, ERROR_INPUT, _("Report %zu has a coordinate that is not a number."), i + 1);
    if (!(points->weight[i] >= 0 && isfinite(points->weight[i])))
        return error_set(error, ERROR_INPUT, _("Report %zu has the weight %g; a weight must be 0 or more."),
                         i + 1, points->weight[i]);
    if (edge_share && !(edge_share[i] > 0 && edge_share[i] <= 1))
        return error_set(error, ERROR_INPUT,
                         _("Report %zu has the edge share %g; it must lie above 0 and at most 1."), i + 1,
                         edge_share[i]);
    return true;
}

static bool check_bandwidth(double bandwidth_m, double cell_m, Error *error)
{
    if (!(bandwidth_m > 0 && isfinite(bandwidth_m)))
        return error_set(error, ERROR_INPUT, _("A bandwidth must be larger than 0 m, and it is %g."),
                         bandwidth_m);
    if (bandwidth_m < LEAST_CELLS * cell_m * (1 - 1e-9))
        return error_set(
            error, ERROR_INPUT,
            _("A bandwidth of %g m is less than 2 cells of %g m; choose a cell of %g m or less, or a "
              "larger bandwidth."),
            bandwidth_m, cell_m, bandwidth_m / LEAST_CELLS);
    if (cell_m > 0 && bandwidth_m > MOST_CELLS * cell_m)
        return error_set(error, ERROR_INPUT,
                         _("A bandwidth of %g m is more than 100000 cells of %g m; choose a larger cell."),
                         bandwidth_m, cell_m);
    return true;
}

static int threads_of(const DensityOptions *options)
{
    return options->threads > 0 ? options->threads : omp_get_max_threads();
}

/* Waking a thread costs more than looking at a few thousand reports. */
static int threads_for(const DensityOptions *options, size_t count)
{
    size_t useful = 1 + count / 100000;
    int threads = threads_of(options);
    return useful < (size_t)threads ? (int)useful : threads;
}

static double bandwidth_of(const DensityOptions *options, size_t i)
{
    return options->report_bandwidth_m ? options->report_bandwidth_m[i] : options->bandwidth_m;
}

/* The first report with something wrong, or their number. */
static size_t first_refused(const Points *points, const double *edge_share, const DensityOptions *options,
                            double cell_m)
{
    const double *x = points->x_m, *y = points->y_m, *w = points->weight, *own = options->report_bandwidth_m;
    const double narrowest = LEAST_CELLS * cell_m * (1 - 1e-9),
                 widest = cell_m > 0 ? MOST_CELLS * cell_m : DBL_MAX;
    size_t first = points->count;
#pragma omp parallel for schedule(static) num_threads(threads_for(options, points->count)) reduction(min : first)
    for (size_t i = 0; i < points->count; i++) {
        bool good = isfinite(x[i]) && isfinite(y[i]) && w[i] >= 0 && isfinite(w[i]) &&
                    (!edge_share || (edge_share[i] > 0 && edge_share[i] <= 1)) &&
                    (!own || (own[i] > 0 && own[i] >= narrowest && own[i] <= widest));
        if (!good && i < first) first = i;
    }
    return first;
}

static bool check(const Points *points, const double *edge_share, const DensityOptions *options,
                  double cell_m, Error *error)
{
    if (points->count == 0)
        return error_set(error, ERROR_INPUT,
                         _("There are no reports in this selection; widen the period or the area."));
    if (!(options->scale > 0 && isfinite(options->scale)))
        return error_set(error, ERROR_INPUT, _("The scale of the surface must be above 0, and it is %g."),
                         options->scale);
    if (!options->report_bandwidth_m && !check_bandwidth(options->bandwidth_m, cell_m, error)) return false;
    size_t refused = first_refused(points, edge_share, options, cell_m);
    if (refused == points->count) return true;
    if (!check_report(points, edge_share, refused, error)) return false;
    return check_bandwidth(bandwidth_of(options, refused), cell_m, error);
}

static Way way_of(KernelKind kernel, double radius_cells)
{
    if (kernel == KERNEL_GAUSSIAN) return WAY_STAMP_GAUSSIAN;
    return row_sweep_knows(kernel) && radius_cells >= SWEEP_LEAST_CELLS ? WAY_SWEEP : WAY_STAMP;
}

/* The power of 1 - (d / h)^2 that a kernel is. */
static int power_of(KernelKind kernel)
{
    return kernel == KERNEL_TRIWEIGHT ? 3 : kernel == KERNEL_QUARTIC ? 2 : kernel == KERNEL_EPANECHNIKOV ? 1 : 0;
}

/* Whole vectors of columns; with bandwidths of their own, tiles are half as wide, for the narrowest of a class
 * has half the widest's radius. */
static int tile_columns(const Grid *grid, KernelKind kernel, Way way, double radius_cells, bool own)
{
    if (way == WAY_STAMP_GAUSSIAN) return grid->columns;
    double radii = (power_of(kernel) == 3 ? 5 : 7) / (own ? 2.0 : 1);
    double columns = way == WAY_SWEEP ? ceil(radii * radius_cells / 8) * 8 : 1024;
    return (int)fmin(fmax(columns, 64), grid->columns);
}

/* One pass over the grid: reports of like bandwidth, one way. */
typedef struct Pass {
    Sources sources;
    KernelKind kernel;
    Way way;
    CpuPath path;
    bool add; /* to what is there; false: the cells have no value yet */
} Pass;

static void fill_band(const Pass *pass, int tile, int first_row, int end_row, Grid *grid, double *room)
{
    const Sources *sources = &pass->sources;
    int first_column = tile * sources->tile_columns,
        columns = grid->columns - first_column < sources->tile_columns ? grid->columns - first_column
                                                                       : sources->tile_columns;
    size_t stride = (size_t)grid->columns, first, end;
    double *cell = grid->value + (size_t)first_row * stride + first_column;
    for (int row = first_row; row < end_row; row++) {
        double *at = cell + (size_t)(row - first_row) * stride;
        sources_reaching(sources, tile, row, row, &first, &end);
        if (pass->way == WAY_SWEEP && first < end) {
            row_sweep(sources, pass->kernel, first, end, row, columns, pass->add, pass->path, room, at);
            continue;
        }
        if (!pass->add) memset(at, 0, (size_t)columns * sizeof *at);
        if (pass->way == WAY_STAMP && first < end)
            stamp_row(sources, pass->kernel, first, end, row, columns, pass->path, room, at);
    }
    if (pass->way != WAY_STAMP_GAUSSIAN) return;
    sources_reaching(sources, tile, first_row, end_row - 1, &first, &end);
    stamp_gaussian(sources, first, end, first_row, end_row, columns, stride, pass->path, room, cell);
}

/* Every cell adds its sources in one order, so that the number of threads cannot show. */
static bool fill(const Pass *pass, int threads, Grid *grid, Error *error)
{
    size_t sweep = row_sweep_room(pass->sources.tile_columns), stamp = stamp_room(pass->sources.tile_columns);
    size_t room_bytes = ((sweep > stamp ? sweep : stamp) * sizeof(double) + 127) / 128 * 128;
    double *rooms = aligned_alloc(128, (size_t)threads * room_bytes);
    if (!rooms) return error_memory(error, (double)threads * (double)room_bytes);
    memset(rooms, 0, (size_t)threads * room_bytes);
    int band_rows = pass->way == WAY_STAMP_GAUSSIAN ? GAUSSIAN_BAND_ROWS : BAND_ROWS;
    int bands = (grid->rows + band_rows - 1) / band_rows;
#pragma omp parallel for schedule(dynamic, 1) collapse(2) num_threads(threads)
    for (int tile = 0; tile < pass->sources.tiles; tile++) {
        for (int band = 0; band < bands; band++) {
            int first = band * band_rows, end = first + band_rows < grid->rows ? first + band_rows : grid->rows;
            fill_band(pass, tile, first, end, grid,
                      rooms + (size_t)omp_get_thread_num() * (room_bytes / sizeof *rooms));
        }
    }
    free(rooms);
    return true;
}

static bool run_pass(const Points *points, const double *edge_share, const DensityOptions *options, double widest_m,
                     bool add, CpuPath path, Grid *grid, Error *error)
{
    bool own = options->report_bandwidth_m != NULL;
    double radius = kernel_radius_m(options->kernel, widest_m) / grid->cell_m;
    Pass pass = {.kernel = options->kernel, .way = way_of(options->kernel, radius), .path = path, .add = add};
    SourcesWish wish = {.points = points,
                        .edge_share = edge_share,
                        .report_bandwidth_m = options->report_bandwidth_m,
                        .bandwidth_m = widest_m,
                        .narrow_m = widest_m / 2,
                        .kernel = options->kernel,
                        .scale = options->scale,
                        .power = pass.way == WAY_SWEEP ? power_of(options->kernel) : 0,
                        .tile_columns = tile_columns(grid, options->kernel, pass.way, radius, own),
                        .threads = threads_for(options, points->count)};
    if (!sources_init(&wish, grid, &pass.sources, error)) return false;
    bool done = pass.way == WAY_STAMP_GAUSSIAN && gauss_transform_pays(&pass.sources, grid)
                    ? gauss_transform(&pass.sources, add, threads_of(options), path, grid, error)
                    : fill(&pass, threads_of(options), grid, error);
    sources_free(&pass.sources);
    return done;
}

/* The widest bandwidth of at most `most_m`, or 0. */
static double widest_up_to(const Points *points, const DensityOptions *options, double most_m)
{
    if (!options->report_bandwidth_m) return options->bandwidth_m <= most_m ? options->bandwidth_m : 0;
    double widest = 0;
    for (size_t i = 0; i < points->count; i++) {
        double h = options->report_bandwidth_m[i];
        if (h <= most_m && h > widest) widest = h;
    }
    return widest;
}

bool density_compute_on(CpuPath path, const Points *points, const double *edge_share,
                        const DensityOptions *options, Grid *grid, Error *error)
{
    if (!check(points, edge_share, options, grid->cell_m, error)) return false;
    bool add = false;
    for (double h = widest_up_to(points, options, DBL_MAX); h > 0; h = widest_up_to(points, options, h / 2)) {
        if (!run_pass(points, edge_share, options, h, add, path, grid, error)) return false;
        add = true;
    }
    return true;
}

bool density_compute(const Points *points, const double *edge_share, const DensityOptions *options, Grid *grid,
                     Error *error)
{
    return density_compute_on(cpu_best(), points, edge_share, options, grid, error);
}

enum { SMALL_SORT = 24 };
/* One or more reports at one place, in cells: the centre of column c is at c. */
typedef struct Source {
    double x, y, radius;
    double top; /* the kernel's value at its middle, times scale, weight and 1 / e */
    size_t order;
} Source;

/* Bins by row and by strip of columns within it, equal places merged. Bin b holds source[start[b]] ..
 * source[start[b + 1] - 1]; bin row * columns + column holds those whose y lies in row - pad - 0.5 ..
 * row - pad + 0.5. */
typedef struct Bins {
    Source *source;
    size_t count;
    size_t *start; /* rows * columns + 1 */
    int rows, columns, pad;
    double strip; /* columns of the grid per column of bins */
} Bins;

static void bins_free(Bins *sources)
{
    free(sources->source);
    free(sources->start);
    *sources = (Bins){0};
}

static int compare_sources(const void *a, const void *b)
{
    const Source *left = a, *right = b;
    if (left->x != right->x) return left->x < right->x ? -1 : 1;
    if (left->y != right->y) return left->y < right->y ? -1 : 1;
    if (left->radius != right->radius) return left->radius < right->radius ? -1 : 1;
    return left->order < right->order ? -1 : left->order > right->order;
}

static void sort_few(Source *source, size_t count)
{
    if (count > SMALL_SORT) {
        qsort(source, count, sizeof *source, compare_sources);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        Source moved = source[i];
        size_t j = i;
        for (; j > 0 && compare_sources(&moved, &source[j - 1]) < 0; j--)
            source[j] = source[j - 1];
        source[j] = moved;
    }
}

static size_t merge_equal(const Source *sorted, size_t count, Source *ret_source)
{
    size_t merged = 0;
    for (size_t i = 0; i < count; i++) {
        Source *last = merged ? &ret_source[merged - 1] : NULL;
        if (last && last->x == sorted[i].x && last->y == sorted[i].y && last->radius == sorted[i].radius)
            last->top += sorted[i].top;
        else
            ret_source[merged++] = sorted[i];
    }
    return merged;
}

static Source source_of(const Points *points, const double *edge_share, const DensityOptions *options,
                        const Grid *grid, size_t i)
{
    double h = bandwidth_of(options, i), share = edge_share ? edge_share[i] : 1;
    return (Source){(points->x_m[i] - grid->x0_m) / grid->cell_m - 0.5,
                    (points->y_m[i] - grid->y0_m) / grid->cell_m - 0.5,
                    kernel_radius_m(options->kernel, h) / grid->cell_m,
                    options->scale * points->weight[i] / share * kernel_value(options->kernel, 0, h), i};
}

static bool reaches(const Source *source, const Grid *grid)
{
    double r = source->radius;
    return source->top > 0 && source->x >= -r && source->x <= grid->columns - 1 + r && source->y >= -r &&
           source->y <= grid->rows - 1 + r;
}

/* About as many bins as sources, so that a bin holds few and the counting sort's table stays small. */
static void choose_bins(const Grid *grid, double widest, size_t count, Bins *sources)
{
    sources->pad = (int)fmin(ceil(widest) + 1, 1e8);
    double across = grid->columns + 2.0 * sources->pad;
    sources->rows = grid->rows + 2 * sources->pad;
    sources->columns = (int)fmin(across, fmax(1, 4.0 * (double)count / sources->rows));
    sources->strip = across / sources->columns;
}

static int strip_at(const Bins *sources, double x)
{
    double strip = (x + sources->pad) / sources->strip;
    if (!(strip > 0)) return 0;
    return strip < sources->columns - 1 ? (int)strip : sources->columns - 1;
}

static size_t bin_of(const Bins *sources, const Source *source)
{
    int row = (int)floor(source->y + 0.5) + sources->pad;
    return (size_t)row * (size_t)sources->columns + (size_t)strip_at(sources, source->x);
}

static void sort_into_bins(const Source *from, size_t count, size_t *end, Source *sorted, Bins *sources)
{
    size_t bins = (size_t)sources->rows * (size_t)sources->columns;
    for (size_t i = 0; i < count; i++)
        end[bin_of(sources, &from[i]) + 1]++;
    for (size_t b = 0; b < bins; b++)
        end[b + 1] += end[b];
    for (size_t i = 0; i < count; i++)
        sorted[end[bin_of(sources, &from[i])]++] = from[i];
    size_t first = 0;
    for (size_t b = 0; b < bins; b++) {
        sources->start[b] = sources->count;
        sort_few(sorted + first, end[b] - first);
        sources->count += merge_equal(sorted + first, end[b] - first, sources->source + sources->count);
        first = end[b];
    }
    sources->start[bins] = sources->count;
}

static bool bins_init(const Points *points, const double *edge_share, const DensityOptions *options,
                         const Grid *grid, Bins *ret_sources, Error *error)
{
    double widest = 0;
    size_t count = 0;
    Bins sources = {0};
    Source *from = malloc((points->count + 1) * sizeof *from);
    if (!from) return error_memory(error, (double)points->count * sizeof *from);
    for (size_t i = 0; i < points->count; i++) {
        Source source = source_of(points, edge_share, options, grid, i);
        if (!reaches(&source, grid)) continue;
        from[count++] = source;
        widest = fmax(widest, source.radius);
    }
    choose_bins(grid, widest, count, &sources);
    size_t bins = (size_t)sources.rows * (size_t)sources.columns;
    size_t *end = calloc(bins + 1, sizeof *end);
    Source *sorted = malloc((count + 1) * sizeof *sorted);
    sources.source = malloc((count + 1) * sizeof *sources.source);
    sources.start = malloc((bins + 1) * sizeof *sources.start);
    bool done = end && sorted && sources.source && sources.start;
    if (done) {
        sort_into_bins(from, count, end, sorted, &sources);
        *ret_sources = sources;
    } else {
        bins_free(&sources);
        error_memory(error, 2 * (double)bins * sizeof *end + 2 * (double)count * sizeof *from);
    }
    free(end);
    free(from);
    free(sorted);
    return done;
}

/* The sum over the sources within reach of a place, found through bins on a coarse grid. */
static double density_at(const Bins *sources, KernelKind kernel, double x, double y)
{
    double reach = sources->pad, ends = kernel_radius_m(kernel, 1), top = kernel_value(kernel, 0, 1), sum = 0;
    int row = (int)fmax(0, floor(y - reach + 0.5) + sources->pad);
    int last_row = (int)fmin(sources->rows - 1, floor(y + reach + 0.5) + sources->pad);
    size_t west = (size_t)strip_at(sources, x - reach), east = (size_t)strip_at(sources, x + reach);
    for (; row <= last_row; row++) {
        const size_t *start = sources->start + (size_t)row * (size_t)sources->columns;
        for (size_t k = start[west]; k < start[east + 1]; k++) {
            const Source *source = &sources->source[k];
            double dx = source->x - x, dy = source->y - y, d2 = dx * dx + dy * dy;
            if (d2 > source->radius * source->radius) continue;
            sum += source->top * kernel_value(kernel, sqrt(d2) / source->radius * ends, 1) / top;
        }
    }
    return sum;
}

/* A grid over the reports, with a cell to spare on each side, whose cells only serve to find them: a few to
 * the widest kernel's radius. */
static Grid coarse_grid(const Points *points, const DensityOptions *options)
{
    Box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    double widest_m = 0;
    for (size_t i = 0; i < points->count; i++) {
        box = box_union(box, (Box){points->x_m[i], points->y_m[i], points->x_m[i], points->y_m[i]});
        widest_m = fmax(widest_m, kernel_radius_m(options->kernel, bandwidth_of(options, i)));
    }
    double across_m = fmax(box.x_max - box.x_min, box.y_max - box.y_min);
    double cell_m = fmax(widest_m / 4, across_m / 4000);
    return (Grid){box.x_min - cell_m,
                  box.y_min - cell_m,
                  cell_m,
                  (int)((box.x_max - box.x_min) / cell_m) + 3,
                  (int)((box.y_max - box.y_min) / cell_m) + 3,
                  NULL};
}

bool density_at_reports(const Points *points, const double *edge_share, const DensityOptions *options,
                        double *ret_density, Error *error)
{
    Bins sources = {0};
    if (!check(points, edge_share, options, 0, error)) return false;
    Grid coarse = coarse_grid(points, options);
    if (!bins_init(points, edge_share, options, &coarse, &sources, error)) return false;
    int threads = options->threads > 0 ? options->threads : omp_get_max_threads();
#pragma omp parallel for schedule(dynamic, 256) num_threads(threads)
    for (size_t i = 0; i < points->count; i++)
        ret_density[i] =
            density_at(&sources, options->kernel, (points->x_m[i] - coarse.x0_m) / coarse.cell_m - 0.5,
                       (points->y_m[i] - coarse.y0_m) / coarse.cell_m - 0.5);
    bins_free(&sources);
    return true;
}


bool density_adaptive_bandwidths(const Points *points, const double *edge_share,
                                 const DensityOptions *options, double smallest_m, double *ret_bandwidth_m,
                                 Error *error)
{
    DensityOptions pilot = *options;
    pilot.report_bandwidth_m = NULL;
    double *density = malloc((points->count + 1) * sizeof *density);
    if (!density) return error_memory(error, (double)points->count * sizeof *density);
    if (!density_at_reports(points, edge_share, &pilot, density, error)) {
        free(density);
        return false;
    }
    double logarithms = 0, weights = 0, h = options->bandwidth_m;
    for (size_t i = 0; i < points->count; i++) {
        if (!(points->weight[i] > 0)) continue;
        logarithms += points->weight[i] * log(density[i]);
        weights += points->weight[i];
    }
    double mean = weights > 0 ? exp(logarithms / weights) : 1;
    for (size_t i = 0; i < points->count; i++) {
        double wanted = density[i] > 0 ? h * sqrt(mean / density[i]) : 4 * h;
        ret_bandwidth_m[i] = fmax(fmin(fmax(wanted, h / 4), 4 * h), smallest_m);
    }
    free(density);
    return true;
}
