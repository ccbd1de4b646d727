#include "geo/polygon_index.h"

#include <math.h>
#include <stdlib.h>

void polygon_index_free(PolygonIndex *index)
{
    free(index->polygon);
    free(index->strip_start);
    free(index->edge_from);
    free(index->edge_to);
    free(index->bucket_start);
    free(index->bucket);
    *index = (PolygonIndex){0};
}

static size_t limited(double at, size_t count)
{
    if (!(at > 0)) return 0;
    return at < (double)(count - 1) ? (size_t)at : count - 1;
}

static size_t strip_at(const PolygonStrips *strips, double y_m)
{
    return limited((y_m - strips->box.y_min) * strips->strips_per_m, strips->strips);
}

/* As many strips as there are edges, fewer when a line crosses many edges at once: an edge stands in every
 * strip it passes, and two places per edge are enough. */
static PolygonStrips strips_of(const Polygon *polygon)
{
    PolygonStrips strips = {.box = {INFINITY, INFINITY, -INFINITY, -INFINITY}};
    double edges = 0, climb = 0;
    for (size_t r = 0; r < polygon->ring_count; r++) {
        size_t first = polygon->ring_start[r], end = polygon->ring_start[r + 1];
        for (size_t i = first, j = end - 1; i < end; j = i++) {
            double x = polygon->x_m[i], y = polygon->y_m[i];
            strips.box = box_union(strips.box, (Box){x, y, x, y});
            climb += fabs(y - polygon->y_m[j]);
            edges++;
        }
    }
    double height = strips.box.y_max - strips.box.y_min;
    strips.strips = height > 0 && climb > 0 ? (size_t)fmax(1, edges * height / climb) : 1;
    strips.strips_per_m = height > 0 ? (double)strips.strips / height : 0;
    return strips;
}

/* Counts the strips each edge passes, or puts the edge in them. Level edges are never crossed. */
static void pass_strips(PolygonIndex *index, const Polygon *polygon, const PolygonStrips *strips, size_t *at)
{
    for (size_t r = 0; r < polygon->ring_count; r++) {
        size_t first = polygon->ring_start[r], end = polygon->ring_start[r + 1];
        for (size_t i = first, j = end - 1; i < end; j = i++) {
            double y = polygon->y_m[i], y2 = polygon->y_m[j];
            if (y == y2) continue;
            size_t last = strip_at(strips, fmax(y, y2));
            for (size_t s = strip_at(strips, fmin(y, y2)); s <= last; s++) {
                if (index->edge_from) {
                    index->edge_from[at[s]] = j;
                    index->edge_to[at[s]] = i;
                }
                at[s]++;
            }
        }
    }
}

static bool fill_strips(PolygonIndex *index, const Polygon *polygon, Error *error)
{
    size_t starts = 0;
    for (size_t p = 0; p < index->count; p++) {
        index->polygon[p] = strips_of(&polygon[p]);
        index->polygon[p].first = starts;
        starts += index->polygon[p].strips + 1;
    }
    /* Two more than needed: counts are kept two places on, so that filling leaves each start in its place. */
    index->strip_start = calloc(starts + 2, sizeof *index->strip_start);
    if (!index->strip_start) return error_memory(error, (double)starts * sizeof(size_t));
    for (size_t p = 0; p < index->count; p++)
        pass_strips(index, &polygon[p], &index->polygon[p], index->strip_start + index->polygon[p].first + 2);
    for (size_t s = 1; s < starts + 2; s++)
        index->strip_start[s] += index->strip_start[s - 1];
    size_t edges = index->strip_start[starts + 1];
    index->edge_from = malloc((edges + 1) * sizeof *index->edge_from);
    index->edge_to = malloc((edges + 1) * sizeof *index->edge_to);
    if (!index->edge_from || !index->edge_to) return error_memory(error, (double)edges * 2 * sizeof(size_t));
    for (size_t p = 0; p < index->count; p++)
        pass_strips(index, &polygon[p], &index->polygon[p], index->strip_start + index->polygon[p].first + 1);
    return true;
}

static void pass_buckets(const PolygonIndex *index, size_t *at, uint32_t *bucket)
{
    for (size_t p = 0; p < index->count; p++) {
        Box box = index->polygon[p].box;
        if (box_is_empty(box)) continue;
        size_t first = limited((box.x_min - index->box.x_min) * index->buckets_per_x_m, index->columns);
        size_t last = limited((box.x_max - index->box.x_min) * index->buckets_per_x_m, index->columns);
        size_t top = limited((box.y_max - index->box.y_min) * index->buckets_per_y_m, index->rows);
        for (size_t r = limited((box.y_min - index->box.y_min) * index->buckets_per_y_m, index->rows);
             r <= top; r++) {
            for (size_t c = first; c <= last; c++) {
                size_t b = r * index->columns + c;
                if (bucket) bucket[at[b]] = (uint32_t)p;
                at[b]++;
            }
        }
    }
}

static bool fill_buckets(PolygonIndex *index, Error *error)
{
    index->box = (Box){INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t p = 0; p < index->count; p++)
        index->box = box_union(index->box, index->polygon[p].box);
    size_t side = (size_t)fmin(1 + 2 * sqrt((double)index->count), 1000);
    double width = index->box.x_max - index->box.x_min, height = index->box.y_max - index->box.y_min;
    index->columns = index->rows = side;
    index->buckets_per_x_m = width > 0 ? (double)side / width : 0;
    index->buckets_per_y_m = height > 0 ? (double)side / height : 0;
    index->bucket_start = calloc(side * side + 2, sizeof *index->bucket_start);
    if (!index->bucket_start) return error_memory(error, (double)(side * side) * sizeof(size_t));
    pass_buckets(index, index->bucket_start + 2, NULL);
    for (size_t b = 1; b < side * side + 2; b++)
        index->bucket_start[b] += index->bucket_start[b - 1];
    size_t items = index->bucket_start[side * side + 1];
    index->bucket = malloc((items + 1) * sizeof *index->bucket);
    if (!index->bucket) return error_memory(error, (double)items * sizeof(uint32_t));
    pass_buckets(index, index->bucket_start + 1, index->bucket);
    return true;
}

static bool init(const Polygon *polygon, size_t count, PolygonIndex *ret_index, Error *error)
{
    PolygonIndex index = {.count = count};
    if (count) {
        index.x_m = polygon[0].x_m;
        index.y_m = polygon[0].y_m;
    }
    index.polygon = malloc((count + 1) * sizeof *index.polygon);
    bool done = index.polygon ? fill_strips(&index, polygon, error) && fill_buckets(&index, error)
                              : error_memory(error, (double)count * sizeof *index.polygon);
    if (done)
        *ret_index = index;
    else
        polygon_index_free(&index);
    return done;
}

bool polygon_index_init(const Features *layer, PolygonIndex *ret_index, Error *error)
{
    Polygon *polygon = malloc((layer->count + 1) * sizeof *polygon);
    if (!polygon) return error_memory(error, (double)layer->count * sizeof *polygon);
    for (size_t f = 0; f < layer->count; f++)
        polygon[f] = polygon_of(layer, f);
    bool done = init(polygon, layer->count, ret_index, error);
    free(polygon);
    return done;
}

bool polygon_index_init_one(const Polygon *polygon, PolygonIndex *ret_index, Error *error)
{
    return init(polygon, 1, ret_index, error);
}

bool polygon_index_contains(const PolygonIndex *index, size_t feature, double x_m, double y_m)
{
    const PolygonStrips *strips = &index->polygon[feature];
    if (!box_contains(strips->box, x_m, y_m)) return false;
    const double *x = index->x_m, *y = index->y_m;
    const size_t *start = index->strip_start + strips->first + strip_at(strips, y_m);
    bool inside = false;
    for (size_t k = start[0]; k < start[1]; k++) {
        size_t a = index->edge_from[k], b = index->edge_to[k];
        double crossing;
        if (polygon_edge_crossing(x[a], y[a], x[b], y[b], y_m, &crossing) && crossing > x_m) inside = !inside;
    }
    return inside;
}

ptrdiff_t polygon_index_find(const PolygonIndex *index, double x_m, double y_m)
{
    if (!box_contains(index->box, x_m, y_m)) return -1;
    size_t c = limited((x_m - index->box.x_min) * index->buckets_per_x_m, index->columns);
    size_t r = limited((y_m - index->box.y_min) * index->buckets_per_y_m, index->rows);
    size_t b = r * index->columns + c;
    for (size_t k = index->bucket_start[b]; k < index->bucket_start[b + 1]; k++) {
        if (polygon_index_contains(index, index->bucket[k], x_m, y_m)) return (ptrdiff_t)index->bucket[k];
    }
    return -1;
}
