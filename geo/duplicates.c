#include "geo/duplicates.h"

#include "geo/calendar.h"

#include <math.h>
#include <stdlib.h>

static const size_t MOST_PAIRS = 5000000;

/* A report in its bucket of what it is, the hour it began in and the square it lies in. */
typedef struct Bucketed {
    uint32_t what; /* kind and category */
    int64_t hour;
    int64_t column, row;
    size_t index;
} Bucketed;

typedef struct Pair {
    uint16_t source; /* of the later report */
    double square_m2;
    int64_t began_s, original_id, later_id;
    size_t original, later;
} Pair;

typedef struct Pairs {
    double within_m;
    size_t count, room;
    Pair *pair;
} Pairs;

static int compare_bucket(const Bucketed *a, const Bucketed *b)
{
    if (a->what != b->what) return a->what < b->what ? -1 : 1;
    if (a->hour != b->hour) return a->hour < b->hour ? -1 : 1;
    if (a->column != b->column) return a->column < b->column ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

static int compare_bucketed(const void *left, const void *right)
{
    const Bucketed *a = left, *b = right;
    int order = compare_bucket(a, b);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

static int compare_pair(const void *left, const void *right)
{
    const Pair *a = left, *b = right;
    if (a->source != b->source) return a->source < b->source ? -1 : 1;
    if (a->square_m2 != b->square_m2) return a->square_m2 < b->square_m2 ? -1 : 1;
    if (a->began_s != b->began_s) return a->began_s < b->began_s ? -1 : 1;
    if (a->original_id != b->original_id) return a->original_id < b->original_id ? -1 : 1;
    if (a->later_id != b->later_id) return a->later_id < b->later_id ? -1 : 1;
    if (a->original != b->original) return a->original < b->original ? -1 : 1;
    return (a->later > b->later) - (a->later < b->later);
}

static bool add_pair(Pairs *pairs, Pair pair, Error *error)
{
    if (pairs->count == MOST_PAIRS)
        return error_set(
            error, ERROR_INPUT,
            _("More than %zu pairs of reports from different sources lie within %g m and one hour "
              "of each other, so their duplicates cannot be told apart; look for a place or an hour "
              "that a form fills in by itself."),
            MOST_PAIRS, pairs->within_m);
    if (pairs->count == pairs->room) {
        size_t room = pairs->room ? 2 * pairs->room : 1024;
        Pair *grown = realloc(pairs->pair, room * sizeof *grown);
        if (!grown) return error_memory(error, (double)room * sizeof *grown);
        pairs->pair = grown;
        pairs->room = room;
    }
    pairs->pair[pairs->count++] = pair;
    return true;
}

/* Adds the pair of reports i and j when they can be one event. */
static bool try_pair(const Points *points, size_t i, size_t j, Pairs *pairs, Error *error)
{
    if (points->source[i] == points->source[j]) return true;
    int64_t apart_s = points->from_s[i] - points->from_s[j];
    if (apart_s >= HOUR_S || apart_s <= -HOUR_S) return true;
    double x_m = points->x_m[i] - points->x_m[j], y_m = points->y_m[i] - points->y_m[j];
    double square_m2 = x_m * x_m + y_m * y_m;
    if (square_m2 > pairs->within_m * pairs->within_m) return true;
    size_t original = points->source[i] < points->source[j] ? i : j;
    size_t later = original == i ? j : i;
    return add_pair(pairs,
                    (Pair){points->source[later], square_m2, points->from_s[original], points->id[original],
                           points->id[later], original, later},
                    error);
}

/* Every pair is met once: from the bucket that sorts first, the others lie ahead. Those are 13 of the 27
 * neighbours and the bucket itself, in five runs of buckets that differ by their row alone; the start of
 * each run only moves forward while the bucket does. */
static bool find_pairs(const Points *points, const Bucketed *report, size_t count, Pairs *pairs, Error *error)
{
    static const struct {
        int hour, column, first_row;
    } run[] = {{0, 0, 0}, {0, 1, -1}, {1, -1, -1}, {1, 0, -1}, {1, 1, -1}};
    size_t cursor[5] = {0};
    for (size_t i = 0; i < count; i++) {
        for (int r = 0; r < 5; r++) {
            Bucketed first = report[i], last;
            first.hour += run[r].hour;
            first.column += run[r].column;
            last = first;
            first.row += run[r].first_row;
            last.row++;
            while (cursor[r] < count && compare_bucket(&report[cursor[r]], &first) < 0)
                cursor[r]++;
            size_t start = r == 0 ? i + 1 : cursor[r];
            for (size_t j = start; j < count && compare_bucket(&report[j], &last) <= 0; j++)
                if (!try_pair(points, report[i].index, report[j].index, pairs, error)) return false;
        }
    }
    return true;
}

/* Takes the pairs in their order. Originals are settled before they are met: their source is an earlier one.
 */
static bool link_pairs(const Pairs *pairs, size_t count, int64_t *ret_original, size_t *ret_count,
                       Error *error)
{
    /* The last source that took a report as its original; pairs come source by source. */
    int32_t *taken_by = malloc((count ? count : 1) * sizeof *taken_by);
    if (!taken_by) return error_memory(error, (double)count * sizeof *taken_by);
    for (size_t i = 0; i < count; i++) {
        taken_by[i] = -1;
        ret_original[i] = -1;
    }
    size_t linked = 0;
    for (size_t i = 0; i < pairs->count; i++) {
        const Pair *pair = &pairs->pair[i];
        if (ret_original[pair->later] >= 0 || ret_original[pair->original] >= 0) continue;
        if (taken_by[pair->original] == pair->source) continue;
        taken_by[pair->original] = pair->source;
        ret_original[pair->later] = (int64_t)pair->original;
        linked++;
    }
    free(taken_by);
    if (ret_count) *ret_count = linked;
    return true;
}

bool duplicates_find(const Points *points, double within_m, int64_t *ret_original, size_t *ret_count,
                     Error *error)
{
    size_t count = points->count, known = 0;
    double square_m = fmax(within_m, 1);
    Bucketed *report = malloc((count ? count : 1) * sizeof *report);
    if (!report) return error_memory(error, (double)count * sizeof *report);
    for (size_t i = 0; i < count; i++) {
        if (!points->hour_known[i]) continue;
        int64_t hour = points->from_s[i] / HOUR_S - (points->from_s[i] % HOUR_S < 0);
        uint32_t what = (uint32_t)points->kind[i] << 16 | points->category[i];
        report[known++] = (Bucketed){what, hour, (int64_t)floor(points->x_m[i] / square_m),
                                     (int64_t)floor(points->y_m[i] / square_m), i};
    }
    qsort(report, known, sizeof *report, compare_bucketed);
    Pairs pairs = {.within_m = within_m};
    bool done = find_pairs(points, report, known, &pairs, error);
    if (done && pairs.count) qsort(pairs.pair, pairs.count, sizeof *pairs.pair, compare_pair);
    done = done && link_pairs(&pairs, count, ret_original, ret_count, error);
    free(pairs.pair);
    free(report);
    return done;
}
