#include "geo/points.h"

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
        void *array = calloc(count ? count : 1, columns[c].bytes);
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

void points_keep(Points *points, const uint8_t *keep)
{
    size_t kept = 0;
    for (size_t i = 0; i < points->count; i++)
        kept += keep[i] != 0;
    for (int c = 0; c < COLUMNS; c++) {
        char *array = array_of(points, c);
        size_t bytes = columns[c].bytes, to = 0;
        for (size_t i = 0; i < points->count; i++) {
            if (!keep[i]) continue;
            if (to != i) memcpy(array + to * bytes, array + i * bytes, bytes);
            to++;
        }
    }
    points->count = kept;
}

double points_weight(const Points *points)
{
    double sum = 0;
    for (size_t i = 0; i < points->count; i++)
        sum += points->weight[i];
    return sum;
}

static int by_number(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

/* Without memory for a sorted copy; slow, but the answer is the same. */
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
    if (points->count == 0) return 0;
    uint32_t *sorted = malloc(points->count * sizeof *sorted);
    if (!sorted) return reporters_in_place(points);
    memcpy(sorted, points->reporter, points->count * sizeof *sorted);
    qsort(sorted, points->count, sizeof *sorted, by_number);
    size_t unique = 0;
    for (size_t i = 0; i < points->count; i++)
        unique += sorted[i] == 0 || i == 0 || sorted[i] != sorted[i - 1];
    free(sorted);
    return unique;
}
