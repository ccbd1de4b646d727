#include "geo/sources.h"

#include "geo/memory.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A report on its way to its row. */
typedef struct Place {
    double x, y, top, radius;
} Place;

/* The grid as the work sees it, and what the steps hand on to each other. */
typedef struct Work {
    const SourcesWish *wish;
    const Grid *grid;
    Sources sources;
    size_t count;       /* points */
    int32_t *row;       /* of each report; -1 is out of reach */
    size_t *row_at;     /* chunks * rows: where each chunk's next place of a row goes */
    size_t *row_start;  /* rows + 1 */
    size_t *row_merged; /* rows: places left after merging */
    Place *place;       /* by row */
    double shared_top;
} Work;

void sources_free(Sources *sources)
{
    free(sources->x);
    free(sources->y);
    free(sources->top);
    free(sources->radius);
    free(sources->start);
    *sources = (Sources){0};
}

void sources_reaching(const Sources *sources, int tile, int first_row, int last_row, size_t *ret_first,
                      size_t *ret_end)
{
    size_t base = (size_t)tile * (size_t)sources->rows;
    int low = (int)floor(first_row - sources->reach + 0.5) + sources->pad;
    int high = (int)floor(last_row + sources->reach + 0.5) + sources->pad;
    *ret_first = sources->start[base + (size_t)low];
    *ret_end = sources->start[base + (size_t)high + 1];
}

static double x_of(const Work *work, size_t i)
{
    return (work->wish->points->x_m[i] - work->grid->x0_m) / work->grid->cell_m - 0.5;
}

static double y_of(const Work *work, size_t i)
{
    return (work->wish->points->y_m[i] - work->grid->y0_m) / work->grid->cell_m - 0.5;
}

static double radius_of(const Work *work, size_t i)
{
    const SourcesWish *wish = work->wish;
    return wish->report_bandwidth_m
               ? kernel_radius_m(wish->kernel, wish->report_bandwidth_m[i]) / work->grid->cell_m
               : work->sources.reach;
}

static double top_of(const Work *work, size_t i)
{
    const SourcesWish *wish = work->wish;
    double top = work->shared_top * wish->points->weight[i];
    if (wish->report_bandwidth_m) {
        double h = wish->report_bandwidth_m[i], wider = wish->bandwidth_m / h, ratio = wider * wider;
        top = wish->points->weight[i] * wish->scale * kernel_value(wish->kernel, 0, h);
        for (int k = 0; k < wish->power; k++)
            top *= ratio;
    }
    return wish->edge_share ? top / wish->edge_share[i] : top;
}

/* -1 when report i does not belong or does not reach the grid. */
static int32_t row_of(const Work *work, size_t i)
{
    const SourcesWish *wish = work->wish;
    const Grid *grid = work->grid;
    if (wish->report_bandwidth_m &&
        !(wish->report_bandwidth_m[i] > wish->narrow_m && wish->report_bandwidth_m[i] <= wish->bandwidth_m))
        return -1;
    double x = x_of(work, i), y = y_of(work, i), r = radius_of(work, i);
    bool reaches = x >= -r && x <= grid->columns - 1 + r && y >= -r && y <= grid->rows - 1 + r &&
                   wish->points->weight[i] > 0;
    return reaches ? (int32_t)floor(y + 0.5) + work->sources.pad : -1;
}

static void chunk_of(const Work *work, int chunk, size_t *ret_first, size_t *ret_end)
{
    size_t chunks = (size_t)work->wish->threads;
    *ret_first = work->count * (size_t)chunk / chunks;
    *ret_end = work->count * ((size_t)chunk + 1) / chunks;
}

/* Turns counts per chunk and row into where each chunk puts its first place of each row. */
static void count_to_place(Work *work)
{
    size_t rows = (size_t)work->sources.rows, at = 0;
    for (size_t r = 0; r < rows; r++) {
        work->row_start[r] = at;
        for (int chunk = 0; chunk < work->wish->threads; chunk++) {
            size_t *here = &work->row_at[(size_t)chunk * rows + r], count = *here;
            *here = at;
            at += count;
        }
    }
    work->row_start[rows] = at;
}

static void count_rows(Work *work)
{
    size_t rows = (size_t)work->sources.rows;
#pragma omp parallel for schedule(static, 1) num_threads(work->wish->threads)
    for (int chunk = 0; chunk < work->wish->threads; chunk++) {
        size_t first, end, *at = work->row_at + (size_t)chunk * rows;
        chunk_of(work, chunk, &first, &end);
        for (size_t i = first; i < end; i++)
            work->row[i] = row_of(work, i);
        for (size_t i = first; i < end; i++) {
            if (work->row[i] >= 0) at[work->row[i]]++;
        }
    }
    count_to_place(work);
}

static void place_in_rows(Work *work)
{
    size_t rows = (size_t)work->sources.rows;
#pragma omp parallel for schedule(static, 1) num_threads(work->wish->threads)
    for (int chunk = 0; chunk < work->wish->threads; chunk++) {
        size_t first, end, *at = work->row_at + (size_t)chunk * rows;
        chunk_of(work, chunk, &first, &end);
        for (size_t i = first; i < end; i++) {
            if (work->row[i] < 0) continue;
            work->place[at[work->row[i]]++] =
                (Place){x_of(work, i), y_of(work, i), top_of(work, i), radius_of(work, i)};
        }
    }
}

static uint64_t mix(const Place *place)
{
    uint64_t x, y, r;
    memcpy(&x, &place->x, sizeof x);
    memcpy(&y, &place->y, sizeof y);
    memcpy(&r, &place->radius, sizeof r);
    uint64_t hash = (x ^ r) * 0x9E3779B97F4A7C15u ^ y * 0xC2B2AE3D27D4EB4Fu;
    hash = (hash ^ hash >> 29) * 0xBF58476D1CE4E5B9u;
    return hash >> 32;
}

/* Merges equal places, in the order in which each first appears; gives back how many are left. The table has
 * a slot for each of `size` hashes, a power of 2 above twice the count, and is UINT32_MAX throughout. */
static size_t merge_row(Place *place, size_t count, uint32_t *table, size_t size)
{
    size_t merged = 0;
    memset(table, 0xFF, size * sizeof *table);
    for (size_t i = 0; i < count; i++) {
        size_t slot = mix(&place[i]) & (size - 1);
        Place *found = NULL;
        for (; table[slot] != UINT32_MAX; slot = (slot + 1) & (size - 1)) {
            found = &place[table[slot]];
            if (found->x == place[i].x && found->y == place[i].y && found->radius == place[i].radius) break;
            found = NULL;
        }
        if (found) {
            found->top += place[i].top;
        } else {
            table[slot] = (uint32_t)merged;
            place[merged++] = place[i];
        }
    }
    return merged;
}

static size_t table_size(size_t count)
{
    size_t size = 16;
    while (size < 2 * count + 2)
        size *= 2;
    return size;
}

static void tiles_of(const Work *work, const Place *place, int *ret_first, int *ret_last)
{
    double per_tile = 1.0 / work->sources.tile_columns;
    int first = (int)((place->x - place->radius) * per_tile), last = (int)((place->x + place->radius) * per_tile);
    *ret_first = first > 0 ? first : 0;
    *ret_last = last < work->sources.tiles - 1 ? last : work->sources.tiles - 1;
}

/* Merges every row and counts, in start[1 ..], what it gives to each tile. */
static bool merge_rows(Work *work)
{
    size_t rows = (size_t)work->sources.rows, longest = 0;
    for (size_t r = 0; r < rows; r++) {
        size_t count = work->row_start[r + 1] - work->row_start[r];
        longest = count > longest ? count : longest;
    }
    bool done = true;
#pragma omp parallel num_threads(work->wish->threads)
    {
        uint32_t *table = malloc(table_size(longest) * sizeof *table);
        if (!table) {
#pragma omp atomic write
            done = false;
        }
#pragma omp for schedule(dynamic, 16)
        for (size_t r = 0; r < rows; r++) {
            if (!table) continue;
            Place *place = work->place + work->row_start[r];
            size_t count = work->row_start[r + 1] - work->row_start[r];
            work->row_merged[r] = count ? merge_row(place, count, table, table_size(count)) : 0;
            for (size_t k = 0; k < work->row_merged[r]; k++) {
                int tile, last;
                tiles_of(work, &place[k], &tile, &last);
                for (; tile <= last; tile++)
                    work->sources.start[(size_t)tile * rows + r + 1]++;
            }
        }
        free(table);
    }
    return done;
}

/* Uses start[t * rows + r] as the next free entry, so that afterwards it is where the next row starts. */
static void place_in_tiles(Work *work)
{
    Sources *sources = &work->sources;
    size_t rows = (size_t)sources->rows;
#pragma omp parallel for schedule(dynamic, 16) num_threads(work->wish->threads)
    for (size_t r = 0; r < rows; r++) {
        const Place *place = work->place + work->row_start[r];
        for (size_t k = 0; k < work->row_merged[r]; k++) {
            int tile, last;
            tiles_of(work, &place[k], &tile, &last);
            for (; tile <= last; tile++) {
                size_t at = sources->start[(size_t)tile * rows + r]++;
                sources->x[at] = place[k].x - (double)tile * sources->tile_columns;
                sources->y[at] = place[k].y;
                sources->top[at] = place[k].top;
                if (sources->radius) sources->radius[at] = place[k].radius;
            }
        }
    }
}

static bool sort_by_row(Work *work, Error *error)
{
    size_t rows = (size_t)work->sources.rows, chunks = (size_t)work->wish->threads;
    work->row = memory_large((work->count + 1) * sizeof *work->row);
    work->row_at = calloc(chunks * rows, sizeof *work->row_at);
    work->row_start = malloc((rows + 1) * sizeof *work->row_start);
    work->row_merged = malloc(rows * sizeof *work->row_merged);
    if (!work->row || !work->row_at || !work->row_start || !work->row_merged)
        return error_memory(error, (double)work->count * sizeof *work->row +
                                       (double)rows * (double)chunks * sizeof *work->row_at);
    count_rows(work);
    size_t reaching = work->row_start[rows];
    work->place = memory_large((reaching + 1) * sizeof *work->place);
    if (!work->place) return error_memory(error, (double)reaching * sizeof *work->place);
    place_in_rows(work);
    return true;
}

static bool sort_by_tile(Work *work, Error *error)
{
    Sources *sources = &work->sources;
    size_t slots = (size_t)sources->rows * (size_t)sources->tiles;
    sources->start = memory_large_zeroed((slots + 1) * sizeof *sources->start);
    if (!sources->start || !merge_rows(work)) return error_memory(error, (double)slots * sizeof *sources->start);
    for (size_t s = 0; s < slots; s++)
        sources->start[s + 1] += sources->start[s];
    size_t entries = sources->start[slots] + 1;
    sources->x = memory_large(entries * sizeof(double));
    sources->y = memory_large(entries * sizeof(double));
    sources->top = memory_large(entries * sizeof(double));
    if (work->wish->report_bandwidth_m) sources->radius = memory_large(entries * sizeof(double));
    if (!sources->x || !sources->y || !sources->top || (work->wish->report_bandwidth_m && !sources->radius))
        return error_memory(error, 4 * (double)entries * sizeof(double));
    place_in_tiles(work);
    memmove(sources->start + 1, sources->start, slots * sizeof *sources->start);
    sources->start[0] = 0;
    return true;
}

bool sources_init(const SourcesWish *wish, const Grid *grid, Sources *ret_sources, Error *error)
{
    Work work = {.wish = wish, .grid = grid, .count = wish->points->count};
    Sources *sources = &work.sources;
    work.shared_top = wish->scale * kernel_value(wish->kernel, 0, wish->bandwidth_m);
    sources->reach = kernel_radius_m(wish->kernel, wish->bandwidth_m) / grid->cell_m;
    sources->pad = (int)fmin(ceil(sources->reach) + 1, 1e8);
    sources->rows = grid->rows + 2 * sources->pad;
    sources->tile_columns = wish->tile_columns;
    sources->tiles = (grid->columns + wish->tile_columns - 1) / wish->tile_columns;
    bool done = sort_by_row(&work, error) && sort_by_tile(&work, error);
    free(work.row);
    free(work.row_at);
    free(work.row_start);
    free(work.row_merged);
    free(work.place);
    if (done)
        *ret_sources = *sources;
    else
        sources_free(sources);
    return done;
}
