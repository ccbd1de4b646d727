#include "geo/nearest.h"

#include <math.h>

bool nearest_init(const Features *layer, NearestIndex *ret_index, Error *error)
{
    return segments_of_features(layer, 0, &ret_index->segments, error);
}

void nearest_free(NearestIndex *index)
{
    segments_free(&index->segments);
}

typedef struct Search {
    const Segments *segments;
    double x_m, y_m;
    double distance_m; /* nearest so far */
    ptrdiff_t feature;
} Search;

static void search_bucket(Search *search, int column, int row)
{
    const Segments *s = search->segments;
    size_t bucket = (size_t)row * (size_t)s->columns + (size_t)column;
    for (size_t k = s->start[bucket]; k < s->start[bucket + 1]; k++) {
        size_t i = s->item[k];
        double distance =
            segment_distance_m(s->ax[i], s->ay[i], s->bx[i], s->by[i], search->x_m, search->y_m);
        ptrdiff_t feature = (ptrdiff_t)s->feature[i];
        bool nearer = distance < search->distance_m;
        bool first = distance == search->distance_m && (search->feature < 0 || feature < search->feature);
        if (!nearer && !first) continue;
        search->distance_m = distance;
        search->feature = feature;
    }
}

/* The buckets at exactly `step` columns or rows from the middle one. */
static void search_frame(Search *search, int column, int row, int step)
{
    const Segments *s = search->segments;
    for (int r = row - step; r <= row + step; r++) {
        if (r < 0 || r >= s->rows) continue;
        bool full = r == row - step || r == row + step;
        int stride = full || step == 0 ? 1 : 2 * step;
        for (int c = column - step; c <= column + step; c += stride) {
            if (c >= 0 && c < s->columns) search_bucket(search, c, r);
        }
    }
}

/* A place outside the buckets starts from the nearest bucket; what lies beyond frame `step` is then at least
 * step buckets away in x or in y, as it is for a place inside. */
ptrdiff_t nearest_find(const NearestIndex *index, double x_m, double y_m, double max_m,
                       double *ret_distance_m)
{
    const Segments *s = &index->segments;
    if (s->count == 0 || !isfinite(x_m) || !isfinite(y_m) || !(max_m >= 0)) return -1;
    Search search = {s, x_m, y_m, max_m, -1};
    int column = segments_column(s, x_m), row = segments_row(s, y_m);
    int steps = s->columns > s->rows ? s->columns : s->rows;
    for (int step = 0; step < steps; step++) {
        if ((step - 1) * s->bucket_m * (1 - 1e-9) > search.distance_m) break;
        search_frame(&search, column, row, step);
    }
    if (search.feature >= 0 && ret_distance_m) *ret_distance_m = search.distance_m;
    return search.feature;
}
