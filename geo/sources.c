#include "geo/sources.h"

#include "geo/cpu.h"
#include "geo/memory.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The grid as the work sees it, and what the steps hand on to each other. A slot is a row of a tile. */
typedef struct Work {
    const SourcesWish *wish;
    const Grid *grid;
    Sources sources;
    size_t count;     /* points */
    size_t slots;     /* tiles * rows */
    size_t *entry_at; /* chunks * slots: where each chunk's next entry of a slot goes */
    size_t *merged;   /* slots: entries left after merging */
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

/* A report as a source: its place in the grid, and the slots it has an entry in. */
typedef struct Place {
    double x, y, radius;
    int row, tile, last_tile;
} Place;

/* The row that holds y; as floor() does, which is a call. */
CPU_INLINE int row_at(double y)
{
    int row = (int)(y + 0.5);
    return row - (row > y + 0.5);
}

/* False when report i does not belong or does not reach the grid. */
CPU_INLINE bool place_of(const Work *work, size_t i, Place *ret_place)
{
    const SourcesWish *wish = work->wish;
    const Grid *grid = work->grid;
    if (wish->report_bandwidth_m &&
        !(wish->report_bandwidth_m[i] > wish->narrow_m && wish->report_bandwidth_m[i] <= wish->bandwidth_m))
        return false;
    double x = x_of(work, i), y = y_of(work, i), r = radius_of(work, i);
    if (!(x >= -r && x <= grid->columns - 1 + r && y >= -r && y <= grid->rows - 1 + r && wish->points->weight[i] > 0)) return false;
    double per_tile = 1.0 / work->sources.tile_columns;
    int first = (int)((x - r) * per_tile), last = (int)((x + r) * per_tile);
    *ret_place = (Place){x, y, r, row_at(y) + work->sources.pad, first > 0 ? first : 0, last < work->sources.tiles - 1 ? last : work->sources.tiles - 1};
    return true;
}

static void chunk_of(const Work *work, int chunk, size_t *ret_first, size_t *ret_end)
{
    size_t chunks = (size_t)work->wish->threads;
    *ret_first = work->count * (size_t)chunk / chunks;
    *ret_end = work->count * ((size_t)chunk + 1) / chunks;
}

/* Turns counts per chunk and slot into where each chunk puts its first entry of each slot. */
static void count_to_place(Work *work)
{
    size_t at = 0;
    for (size_t slot = 0; slot < work->slots; slot++) {
        work->sources.start[slot] = at;
        for (int chunk = 0; chunk < work->wish->threads; chunk++) {
            size_t *here = &work->entry_at[(size_t)chunk * work->slots + slot], count = *here;
            *here = at;
            at += count;
        }
    }
    work->sources.start[work->slots] = at;
}

static void count_entries(Work *work)
{
    size_t rows = (size_t)work->sources.rows;
#pragma omp parallel for schedule(static, 1) num_threads(work->wish->threads)
    for (int chunk = 0; chunk < work->wish->threads; chunk++) {
        size_t first, end, *at = work->entry_at + (size_t)chunk * work->slots;
        Place place;
        chunk_of(work, chunk, &first, &end);
        for (size_t i = first; i < end; i++) {
            if (!place_of(work, i, &place)) continue;
            for (int tile = place.tile; tile <= place.last_tile; tile++)
                at[(size_t)tile * rows + (size_t)place.row]++;
        }
    }
    count_to_place(work);
}

static void place_entries(Work *work)
{
    Sources *sources = &work->sources;
    size_t rows = (size_t)sources->rows;
#pragma omp parallel for schedule(static, 1) num_threads(work->wish->threads)
    for (int chunk = 0; chunk < work->wish->threads; chunk++) {
        size_t first, end, *next = work->entry_at + (size_t)chunk * work->slots;
        Place place;
        chunk_of(work, chunk, &first, &end);
        for (size_t i = first; i < end; i++) {
            if (!place_of(work, i, &place)) continue;
            double top = top_of(work, i);
            for (int tile = place.tile; tile <= place.last_tile; tile++) {
                size_t at = next[(size_t)tile * rows + (size_t)place.row]++;
                sources->x[at] = place.x - (double)tile * sources->tile_columns;
                sources->y[at] = place.y;
                sources->top[at] = top;
                if (sources->radius) sources->radius[at] = place.radius;
            }
        }
    }
}

static uint64_t mix(double x, double y, double radius)
{
    uint64_t a, b, r;
    memcpy(&a, &x, sizeof a);
    memcpy(&b, &y, sizeof b);
    memcpy(&r, &radius, sizeof r);
    uint64_t hash = (a ^ r) * 0x9E3779B97F4A7C15u ^ b * 0xC2B2AE3D27D4EB4Fu;
    hash = (hash ^ hash >> 29) * 0xBF58476D1CE4E5B9u;
    return hash >> 32;
}

static size_t table_size(size_t count)
{
    size_t size = 16;
    while (size < 2 * count + 2)
        size *= 2;
    return size;
}

/* Merges the equal places among count entries from `first` on, in the order in which each first appears; gives back how many are
 * left. The table has room for table_size(count) numbers. */
static size_t merge_entries(Sources *sources, size_t first, size_t count, uint32_t *table)
{
    double *x = sources->x + first, *y = sources->y + first, *top = sources->top + first, *radius = sources->radius ? sources->radius + first : NULL;
    size_t merged = 0, size = table_size(count);
    if (count < 2) return count;
    memset(table, 0xFF, size * sizeof *table);
    for (size_t i = 0; i < count; i++) {
        size_t slot = mix(x[i], y[i], radius ? radius[i] : 0) & (size - 1);
        for (; table[slot] != UINT32_MAX; slot = (slot + 1) & (size - 1)) {
            uint32_t k = table[slot];
            if (x[k] == x[i] && y[k] == y[i] && (!radius || radius[k] == radius[i])) break;
        }
        if (table[slot] != UINT32_MAX) {
            top[table[slot]] += top[i];
            continue;
        }
        table[slot] = (uint32_t)merged;
        x[merged] = x[i];
        y[merged] = y[i];
        top[merged] = top[i];
        if (radius) radius[merged] = radius[i];
        merged++;
    }
    return merged;
}

/* Merges every slot. */
static bool merge_slots(Work *work)
{
    const size_t *start = work->sources.start;
    size_t longest = 0;
    for (size_t slot = 0; slot < work->slots; slot++) {
        size_t count = start[slot + 1] - start[slot];
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
        for (size_t slot = 0; slot < work->slots; slot++)
            if (table) work->merged[slot] = merge_entries(&work->sources, start[slot], start[slot + 1] - start[slot], table);
        free(table);
    }
    return done;
}

/* Closes the gaps that merging left. */
static void close_gaps(Work *work)
{
    Sources *sources = &work->sources;
    size_t to = 0;
    for (size_t slot = 0; slot < work->slots; slot++) {
        size_t from = sources->start[slot], bytes = work->merged[slot] * sizeof(double);
        sources->start[slot] = to;
        if (from != to) {
            memmove(sources->x + to, sources->x + from, bytes);
            memmove(sources->y + to, sources->y + from, bytes);
            memmove(sources->top + to, sources->top + from, bytes);
            if (sources->radius) memmove(sources->radius + to, sources->radius + from, bytes);
        }
        to += work->merged[slot];
    }
    sources->start[work->slots] = to;
}

static bool sort(Work *work, Error *error)
{
    Sources *sources = &work->sources;
    size_t chunks = (size_t)work->wish->threads;
    work->slots = (size_t)sources->rows * (size_t)sources->tiles;
    work->entry_at = memory_large_zeroed(chunks * work->slots * sizeof *work->entry_at);
    work->merged = memory_large(work->slots * sizeof *work->merged);
    sources->start = memory_large((work->slots + 1) * sizeof *sources->start);
    if (!work->entry_at || !work->merged || !sources->start)
        return error_memory(error, (double)(chunks + 2) * (double)work->slots * sizeof(size_t));
    count_entries(work);
    size_t bytes = (sources->start[work->slots] + 1) * sizeof(double);
    sources->x = memory_large(bytes);
    sources->y = memory_large(bytes);
    sources->top = memory_large(bytes);
    if (work->wish->report_bandwidth_m) sources->radius = memory_large(bytes);
    if (!sources->x || !sources->y || !sources->top || (work->wish->report_bandwidth_m && !sources->radius))
        return error_memory(error, 4 * (double)bytes);
    place_entries(work);
    if (!merge_slots(work)) return error_memory(error, (double)bytes);
    close_gaps(work);
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
    bool done = sort(&work, error);
    free(work.entry_at);
    free(work.merged);
    if (done)
        *ret_sources = *sources;
    else
        sources_free(sources);
    return done;
}
