#include "geo/gauss_transform.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS = 16, BLOCK = 8, ROWS_AT_ONCE = 4 };

/* Narrower kernels are stamped: their boxes would hold more moments than they cover cells. */
static const double LEAST_BANDWIDTH_CELLS = 8;

typedef double Block __attribute__((vector_size(64)));

/* Boxes of side x side cells; the first box of a row, and of a column, starts at cell -margin * side. Box
 * number k covers cells' centres k side - margin side - 0.5 + 0 .. side. */
typedef struct Boxes {
    double sigma; /* cells */
    int side, margin;
    int across, high; /* boxes */
    int reach;        /* boxes on either side that count for a cell */
    int blocks;       /* of BLOCK columns */
    double *psi;      /* TERMS * offsets: psi_n at (offset - (side - 1) / 2) / sigma, offset from -reach side */
    int offsets;
    Block *spread;    /* high * blocks * TERMS: the moments of a row of boxes, spread along x */
} Boxes;

/* psi_n(u) for n = 0 .. TERMS - 1, `stride` apart. */
static void hermite_functions(double u, size_t stride, double *ret_psi)
{
    double before = 0, now = exp(-0.5 * u * u);
    for (int n = 0; n < TERMS; n++) {
        ret_psi[(size_t)n * stride] = now;
        double next = (u * now - sqrt(n) * before) / sqrt(n + 1);
        before = now;
        now = next;
    }
}

static int box_of(const Boxes *boxes, double at)
{
    return (int)floor((at + 0.5) / boxes->side) + boxes->margin;
}

static double centre_of(const Boxes *boxes, int box)
{
    return (double)(box - boxes->margin) * boxes->side + 0.5 * (boxes->side - 1);
}

/* d^n / sqrt(n!) */
static void powers(double d, double first, double *ret_power)
{
    for (int n = 0; n < TERMS; n++) {
        ret_power[n] = first;
        first *= d / sqrt(n + 1);
    }
}

/* The moments of one row of boxes; moment[(box * TERMS + y term) * TERMS + x term]. */
CPU_INLINE void gather(const Sources *sources, const Boxes *boxes, int row, double *moment)
{
    size_t first, end;
    int low = (row - boxes->margin) * boxes->side - 1, last = sources->rows - 1;
    int from = low + sources->pad, to = low + boxes->side + 2 + sources->pad;
    memset(moment, 0, (size_t)boxes->across * TERMS * TERMS * sizeof *moment);
    from = from > 0 ? from : 0;
    to = to < last ? to : last;
    if (from > to) return;
    first = sources->start[from];
    end = sources->start[to + 1];
    for (size_t k = first; k < end; k++) {
        if (box_of(boxes, sources->y[k]) != row) continue;
        int column = box_of(boxes, sources->x[k]);
        double x[TERMS], y[TERMS], *into = moment + (size_t)column * TERMS * TERMS;
        powers((sources->x[k] - centre_of(boxes, column)) / boxes->sigma, 1, x);
        powers((sources->y[k] - centre_of(boxes, row)) / boxes->sigma, sources->top[k], y);
        for (int b = 0; b < TERMS; b++) {
            for (int a = 0; a < TERMS; a++)
                into[b * TERMS + a] += y[b] * x[a];
        }
    }
}

/* Spreads a row's moments along x; spread[block * TERMS + y term]. */
CPU_INLINE void spread_along(const Boxes *boxes, const double *moment, int columns, Block *spread)
{
    for (int block = 0; block < boxes->blocks; block++) {
        Block *into = spread + (size_t)block * TERMS;
        memset(into, 0, TERMS * sizeof *into);
        int first = block * BLOCK, last = first + BLOCK < columns ? first + BLOCK - 1 : columns - 1;
        int from = box_of(boxes, first) - boxes->reach, to = box_of(boxes, last) + boxes->reach;
        for (int box = from > 0 ? from : 0; box <= to && box < boxes->across; box++) {
            const double *m = moment + (size_t)box * TERMS * TERMS;
            const double *psi = boxes->psi + (first - (box - boxes->margin - boxes->reach) * boxes->side) + BLOCK;
            Block function[TERMS];
            for (int a = 0; a < TERMS; a++)
                memcpy(&function[a], psi + (size_t)a * (size_t)boxes->offsets, sizeof function[a]);
            for (int b = 0; b < TERMS; b++) {
                for (int a = 0; a < TERMS; a++)
                    into[b] += m[b * TERMS + a] * function[a];
            }
        }
    }
}

/* Some rows of one block of columns: ROWS_AT_ONCE sums share each number read. */
CPU_INLINE void sum_rows(const Boxes *boxes, const double *factor, int first_box, int boxes_in_reach, int block,
                         Block *ret_sum)
{
    Block sum[ROWS_AT_ONCE] = {0};
    for (int k = 0; k < boxes_in_reach; k++) {
        const Block *from = boxes->spread + ((size_t)(first_box + k) * (size_t)boxes->blocks + (size_t)block) * TERMS;
        for (int b = 0; b < TERMS; b++) {
            for (int r = 0; r < ROWS_AT_ONCE; r++)
                sum[r] += from[b] * factor[(k * TERMS + b) * ROWS_AT_ONCE + r];
        }
    }
    memcpy(ret_sum, sum, sizeof sum);
}

/* psi of the rows from `row` on, for the boxes within reach of any of them. */
static int row_factors(const Boxes *boxes, int row, int *ret_first, double *factor)
{
    int from = box_of(boxes, row) - boxes->reach, to = box_of(boxes, row + ROWS_AT_ONCE - 1) + boxes->reach;
    from = from > 0 ? from : 0;
    to = to < boxes->high - 1 ? to : boxes->high - 1;
    for (int k = from; k <= to; k++) {
        for (int r = 0; r < ROWS_AT_ONCE; r++)
            hermite_functions((row + r - centre_of(boxes, k)) / boxes->sigma, ROWS_AT_ONCE,
                              factor + (size_t)(k - from) * TERMS * ROWS_AT_ONCE + r);
    }
    *ret_first = from;
    return to - from + 1;
}

CPU_INLINE void fill_rows(const Boxes *boxes, int row, double least, bool add, double *factor, Grid *grid)
{
    int first, count = row_factors(boxes, row, &first, factor), columns = grid->columns;
    for (int block = 0; block < boxes->blocks; block++) {
        Block sum[ROWS_AT_ONCE];
        sum_rows(boxes, factor, first, count, block, sum);
        int column = block * BLOCK, lanes = columns - column < BLOCK ? columns - column : BLOCK;
        for (int r = 0; r < ROWS_AT_ONCE && row + r < grid->rows; r++) {
            double *cell = grid->value + (size_t)(row + r) * (size_t)columns + column;
            for (int lane = 0; lane < lanes; lane++) {
                double value = sum[r][lane] > least ? sum[r][lane] : 0;
                cell[lane] = add ? cell[lane] + value : value;
            }
        }
    }
}

/* The three translations of the two steps. */
typedef struct Steps {
    void (*gather_and_spread)(const Sources *, const Boxes *, int row, int columns, double *moment, Block *spread);
    void (*fill)(const Boxes *, int row, double least, bool add, double *factor, Grid *);
} Steps;

static void gather_plain(const Sources *sources, const Boxes *boxes, int row, int columns, double *moment,
                         Block *spread)
{
    gather(sources, boxes, row, moment);
    spread_along(boxes, moment, columns, spread);
}

CPU_FOR_AVX2 static void gather_avx2(const Sources *sources, const Boxes *boxes, int row, int columns,
                                     double *moment, Block *spread)
{
    gather(sources, boxes, row, moment);
    spread_along(boxes, moment, columns, spread);
}

CPU_FOR_AVX512 static void gather_avx512(const Sources *sources, const Boxes *boxes, int row, int columns,
                                         double *moment, Block *spread)
{
    gather(sources, boxes, row, moment);
    spread_along(boxes, moment, columns, spread);
}

static void fill_plain(const Boxes *boxes, int row, double least, bool add, double *factor, Grid *grid)
{
    fill_rows(boxes, row, least, add, factor, grid);
}

CPU_FOR_AVX2 static void fill_avx2(const Boxes *boxes, int row, double least, bool add, double *factor, Grid *grid)
{
    fill_rows(boxes, row, least, add, factor, grid);
}

CPU_FOR_AVX512 static void fill_avx512(const Boxes *boxes, int row, double least, bool add, double *factor,
                                       Grid *grid)
{
    fill_rows(boxes, row, least, add, factor, grid);
}

static const Steps steps_of[CPU_PATHS] = {[CPU_PLAIN] = {gather_plain, fill_plain},
                                          [CPU_AVX2] = {gather_avx2, fill_avx2},
                                          [CPU_AVX512] = {gather_avx512, fill_avx512}};

static double bandwidth_of(const Sources *sources)
{
    return sources->reach / kernel_radius_m(KERNEL_GAUSSIAN, 1);
}

bool gauss_transform_pays(const Sources *sources, const Grid *grid)
{
    double h = bandwidth_of(sources), entries = (double)sources->start[sources->rows];
    double stamped = fmin(3.2 * sources->reach * sources->reach, (double)grid_cells(grid)) * entries;
    return !sources->radius && sources->tiles == 1 && h >= LEAST_BANDWIDTH_CELLS &&
           stamped > 60 * (double)grid_cells(grid) + 1000 * entries;
}

static bool boxes_init(const Sources *sources, const Grid *grid, Boxes *ret_boxes, Error *error)
{
    Boxes boxes = {.sigma = bandwidth_of(sources), .side = (int)floor(bandwidth_of(sources))};
    boxes.margin = (int)ceil((sources->reach + 1) / boxes.side) + 1;
    boxes.across = (grid->columns + boxes.side - 1) / boxes.side + 2 * boxes.margin;
    boxes.high = (grid->rows + boxes.side - 1) / boxes.side + 2 * boxes.margin;
    boxes.reach = (int)ceil(sources->reach / boxes.side) + 1;
    boxes.blocks = (grid->columns + BLOCK - 1) / BLOCK;
    boxes.offsets = (2 * boxes.reach + 1) * boxes.side + 3 * BLOCK;
    size_t spread = (size_t)boxes.high * (size_t)boxes.blocks * TERMS;
    boxes.psi = malloc(TERMS * (size_t)boxes.offsets * sizeof *boxes.psi);
    boxes.spread = aligned_alloc(sizeof(Block), spread * sizeof *boxes.spread);
    if (!boxes.psi || !boxes.spread) {
        free(boxes.psi);
        free(boxes.spread);
        return error_memory(error, (double)spread * sizeof *boxes.spread);
    }
    /* BLOCK offsets to spare on either side: a block may straddle two boxes. */
    for (int k = 0; k < boxes.offsets; k++)
        hermite_functions((k - BLOCK - boxes.reach * boxes.side - 0.5 * (boxes.side - 1)) / boxes.sigma,
                          (size_t)boxes.offsets, boxes.psi + k);
    *ret_boxes = boxes;
    return true;
}

bool gauss_transform(const Sources *sources, bool add, int threads, CpuPath path, Grid *grid, Error *error)
{
    Boxes boxes;
    if (!boxes_init(sources, grid, &boxes, error)) return false;
    const Steps *steps = &steps_of[path];
    double tops = 0;
    for (size_t k = 0; k < sources->start[sources->rows]; k++)
        tops += sources->top[k];
    double least = tops * exp(-0.5 * kernel_radius_m(KERNEL_GAUSSIAN, 1) * kernel_radius_m(KERNEL_GAUSSIAN, 1)) * 1.001;
    bool done = true;
#pragma omp parallel num_threads(threads)
    {
        size_t moments = (size_t)boxes.across * TERMS * TERMS;
        size_t factors = (size_t)(2 * boxes.reach + 3) * TERMS * ROWS_AT_ONCE;
        double *room = malloc((moments + factors) * sizeof *room);
        if (!room) {
#pragma omp atomic write
            done = false;
        }
#pragma omp for schedule(dynamic, 1)
        for (int row = 0; row < boxes.high; row++) {
            if (room)
                steps->gather_and_spread(sources, &boxes, row, grid->columns, room,
                                         boxes.spread + (size_t)row * (size_t)boxes.blocks * TERMS);
        }
#pragma omp for schedule(dynamic, 4)
        for (int row = 0; row < grid->rows; row += ROWS_AT_ONCE) {
            if (room) steps->fill(&boxes, row, least, add, room + moments, grid);
        }
        free(room);
    }
    free(boxes.psi);
    free(boxes.spread);
    return done ? true : error_memory(error, (double)boxes.across * TERMS * TERMS * sizeof(double));
}
