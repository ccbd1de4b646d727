#include "geo/points.h"

#include "geo/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Column {
    size_t at;    /* where in Points its pointer is */
    size_t bytes; /* of one report */
} Column;

#define COLUMN(name)                                                                                         \
    {                                                                                                        \
        offsetof(Points, name), sizeof *((Points *)0)->name                                                  \
    }

/* Every array of a Points, so that making, copying and keeping cannot forget one. */
static const Column columns[] = {
    COLUMN(x_m),  COLUMN(y_m),          COLUMN(weight),     COLUMN(id),          COLUMN(from_s),
    COLUMN(to_s), COLUMN(utc_offset_s), COLUMN(reporter),   COLUMN(category),    COLUMN(source),
    COLUMN(kind), COLUMN(groups),       COLUMN(hour_known), COLUMN(precision_m),
};

enum { COLUMNS = sizeof columns / sizeof *columns };

static void *array_of(const Points *points, int column)
{
    void *array;
    memcpy(&array, (const char *)points + columns[column].at, sizeof array);
    return array;
}

void points_free(Points *points)
{
    for (int c = 0; c < COLUMNS; c++)
        free(array_of(points, c));
    *points = (Points){0};
}

bool points_init(size_t count, Points *ret_points, Error *error)
{
    Points points = {.count = count};
    for (int c = 0; c < COLUMNS; c++) {
        void *array = memory_large_zeroed(count * columns[c].bytes);
        if (!array) {
            points_free(&points);
            return error_memory(error, (double)count * (double)columns[c].bytes);
        }
        memcpy((char *)&points + columns[c].at, &array, sizeof array);
    }
    for (size_t i = 0; i < count; i++) {
        points.weight[i] = 1;
        points.precision_m[i] = NAN;
    }
    *ret_points = points;
    return true;
}

bool points_copy(const Points *points, Points *ret_points, Error *error)
{
    Points copy;
    if (!points_init(points->count, &copy, error)) return false;
    for (int c = 0; c < COLUMNS && points->count; c++)
        memcpy(array_of(&copy, c), array_of(points, c), points->count * columns[c].bytes);
    *ret_points = copy;
    return true;
}

void points_move(Points *points, size_t from, size_t to, size_t count)
{
    for (int c = 0; c < COLUMNS && from != to; c++) {
        char *array = array_of(points, c);
        memmove(array + to * columns[c].bytes, array + from * columns[c].bytes, count * columns[c].bytes);
    }
}

void points_keep(Points *points, const uint8_t *keep)
{
    size_t kept = 0;
    for (size_t i = 0; i < points->count; i++)
        kept += keep[i] != 0;
    size_t to = 0, i = 0;
    while (i < points->count && kept < points->count) {
        size_t from = i;
        while (i < points->count && keep[i])
            i++;
        points_move(points, from, to, i - from);
        to += i - from;
        while (i < points->count && !keep[i])
            i++;
    }
    points->count = kept;
}

static int compare_id(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

ptrdiff_t points_find(const Points *points, int64_t id)
{
    const int64_t *found = points->count > 0 ? bsearch(&id, points->id, points->count, sizeof id, compare_id) : NULL;
    return found ? found - points->id : -1;
}

double points_weight(const Points *points)
{
    double sum = 0;
    for (size_t i = 0; i < points->count; i++)
        sum += points->weight[i];
    return sum;
}

/* Without memory for the marks, or with far higher numbers than reports: slow, but the answer is the same. */
static size_t reporters_in_place(const Points *points)
{
    size_t unique = 0;
    for (size_t i = 0; i < points->count; i++) {
        size_t j = 0;
        while (j < i && (points->reporter[i] == 0 || points->reporter[j] != points->reporter[i]))
            j++;
        unique += j == i;
    }
    return unique;
}

size_t points_reporters(const Points *points)
{
    uint32_t highest = 0;
    size_t unique = 0;
    for (size_t i = 0; i < points->count; i++)
        if (points->reporter[i] > highest) highest = points->reporter[i];
    uint8_t *seen = highest / 64 <= points->count ? memory_large_zeroed((size_t)highest + 1) : NULL;
    if (!seen) return reporters_in_place(points);
    for (size_t i = 0; i < points->count; i++) {
        uint32_t reporter = points->reporter[i];
        unique += reporter == 0 || !seen[reporter];
        seen[reporter] = 1;
    }
    free(seen);
    return unique;
}
