#include "geo/segments.h"

#include <math.h>
#include <stdlib.h>

static const double BUCKETS_PER_SEGMENT = 4;

void segments_free(Segments *segments)
{
    free(segments->ax);
    free(segments->ay);
    free(segments->bx);
    free(segments->by);
    free(segments->feature);
    free(segments->start);
    free(segments->item);
    *segments = (Segments){0};
}

static int limited(double bucket, int count)
{
    if (!(bucket > 0)) return 0;
    return bucket < count - 1 ? (int)bucket : count - 1;
}

int segments_column(const Segments *segments, double x_m)
{
    return limited((x_m - segments->box.x_min) / segments->bucket_m, segments->columns);
}

int segments_row(const Segments *segments, double y_m)
{
    return limited((y_m - segments->box.y_min) / segments->bucket_m, segments->rows);
}

static bool make_room(size_t count, Segments *segments, Error *error)
{
    size_t room = count ? count : 1;
    segments->ax = malloc(room * sizeof(double));
    segments->ay = malloc(room * sizeof(double));
    segments->bx = malloc(room * sizeof(double));
    segments->by = malloc(room * sizeof(double));
    segments->feature = malloc(room * sizeof(uint32_t));
    if (segments->ax && segments->ay && segments->bx && segments->by && segments->feature) return true;
    segments_free(segments);
    return error_memory(error, (double)count * (4 * sizeof(double) + sizeof(uint32_t)));
}

static void add(Segments *segments, const double *x, const double *y, size_t a, size_t b, size_t feature)
{
    size_t i = segments->count++;
    segments->ax[i] = x[a];
    segments->ay[i] = y[a];
    segments->bx[i] = x[b];
    segments->by[i] = y[b];
    segments->feature[i] = (uint32_t)feature;
    Box box = {fmin(x[a], x[b]), fmin(y[a], y[b]), fmax(x[a], x[b]), fmax(y[a], y[b])};
    segments->box = box_union(segments->box, box);
}

static void add_part(Segments *segments, FeatureKind kind, const double *x, const double *y, size_t first,
                     size_t end, size_t feature)
{
    if (kind == FEATURE_POINT || end - first == 1) {
        for (size_t i = first; i < end; i++)
            add(segments, x, y, i, i, feature);
        return;
    }
    for (size_t i = first; i + 1 < end; i++)
        add(segments, x, y, i, i + 1, feature);
    if (kind == FEATURE_POLYGON && end > first) add(segments, x, y, end - 1, first, feature);
}

static void choose_buckets(double bucket_m, Segments *segments)
{
    double width = segments->box.x_max - segments->box.x_min,
           height = segments->box.y_max - segments->box.y_min;
    double most = BUCKETS_PER_SEGMENT * (double)segments->count + 64;
    if (!(width >= 0 && height >= 0)) width = height = 0;
    double least = fmax(sqrt(width * height / most), 2 * fmax(width, height) / most);
    double size = fmax(bucket_m > 0 ? bucket_m : least, least);
    segments->bucket_m = size > 0 ? size : 1;
    segments->columns = (int)(width / segments->bucket_m) + 1;
    segments->rows = (int)(height / segments->bucket_m) + 1;
}

/* The columns of one row of buckets that a segment passes, with a little to spare for rounding. */
static void columns_in_row(const Segments *segments, size_t i, int row, int *ret_first, int *ret_last)
{
    double slack = segments->bucket_m * 1e-9;
    double low = segments->box.y_min + row * segments->bucket_m - slack;
    double high = low + segments->bucket_m + 2 * slack;
    double ax = segments->ax[i], ay = segments->ay[i], bx = segments->bx[i], by = segments->by[i];
    double from = 0, to = 1;
    if (ay != by) {
        double t = (low - ay) / (by - ay), u = (high - ay) / (by - ay);
        from = fmax(0, fmin(t, u));
        to = fmin(1, fmax(t, u));
    }
    double x = ax + from * (bx - ax), x2 = ax + to * (bx - ax);
    *ret_first = segments_column(segments, fmin(x, x2) - slack);
    *ret_last = segments_column(segments, fmax(x, x2) + slack);
}

/* Counts the buckets each segment passes, or puts the segment in them. */
static void pass_buckets(Segments *segments, size_t *at, uint32_t *item)
{
    for (size_t i = 0; i < segments->count; i++) {
        double low = fmin(segments->ay[i], segments->by[i]), high = fmax(segments->ay[i], segments->by[i]);
        double slack = segments->bucket_m * 1e-9;
        int last_row = segments_row(segments, high + slack);
        for (int row = segments_row(segments, low - slack); row <= last_row; row++) {
            int column, last;
            columns_in_row(segments, i, row, &column, &last);
            size_t bucket = (size_t)row * (size_t)segments->columns + (size_t)column;
            for (; column <= last; column++, bucket++) {
                if (item)
                    item[at[bucket]++] = (uint32_t)i;
                else
                    at[bucket + 1]++;
            }
        }
    }
}

static bool fill_buckets(double bucket_m, Segments *segments, Error *error)
{
    choose_buckets(bucket_m, segments);
    size_t buckets = (size_t)segments->columns * (size_t)segments->rows;
    segments->start = calloc(buckets + 2, sizeof *segments->start);
    if (!segments->start) {
        segments_free(segments);
        return error_memory(error, (double)buckets * sizeof(size_t));
    }
    /* Counted one place further on, so that filling leaves each start where it belongs. */
    pass_buckets(segments, segments->start + 1, NULL);
    for (size_t b = 1; b <= buckets; b++)
        segments->start[b + 1] += segments->start[b];
    size_t items = segments->start[buckets + 1];
    segments->item = malloc((items + 1) * sizeof *segments->item);
    if (!segments->item) {
        segments_free(segments);
        return error_memory(error, (double)items * sizeof(uint32_t));
    }
    pass_buckets(segments, segments->start + 1, segments->item);
    return true;
}

bool segments_of_features(const Features *features, double bucket_m, Segments *ret_segments, Error *error)
{
    Segments segments = {.box = {INFINITY, INFINITY, -INFINITY, -INFINITY}};
    if (!make_room(features_vertices(features), &segments, error)) return false;
    for (size_t f = 0; f < features->count; f++) {
        for (size_t p = features->part_start[f]; p < features->part_start[f + 1]; p++)
            add_part(&segments, features->kind, features->x_m, features->y_m, features->vertex_start[p],
                     features->vertex_start[p + 1], f);
    }
    if (!fill_buckets(bucket_m, &segments, error)) return false;
    *ret_segments = segments;
    return true;
}

bool segments_of_polygon(const Polygon *polygon, double bucket_m, Segments *ret_segments, Error *error)
{
    Segments segments = {.box = {INFINITY, INFINITY, -INFINITY, -INFINITY}};
    size_t rings = polygon->ring_count;
    if (!make_room(rings ? polygon->ring_start[rings] - polygon->ring_start[0] : 0, &segments, error))
        return false;
    for (size_t r = 0; r < rings; r++)
        add_part(&segments, FEATURE_POLYGON, polygon->x_m, polygon->y_m, polygon->ring_start[r],
                 polygon->ring_start[r + 1], 0);
    if (!fill_buckets(bucket_m, &segments, error)) return false;
    *ret_segments = segments;
    return true;
}
