#include "src/figures.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The reports of one reporter in one square. */
typedef struct Share {
    uint32_t reporter;
    size_t square;
    uint64_t reports;
} Share;

enum { SHARE_TEXT = 48, CELL_TEXT = 160 }; /* the most that one takes as text */

static int by_square(const void *left, const void *right)
{
    const Share *a = left, *b = right;
    if (a->square != b->square) return a->square < b->square ? -1 : 1;
    return (a->reporter > b->reporter) - (a->reporter < b->reporter);
}

static int by_reporter(const void *left, const void *right)
{
    const Share *a = left, *b = right;
    if (a->reporter != b->reporter) return a->reporter < b->reporter ? -1 : 1;
    return (a->square > b->square) - (a->square < b->square);
}

static int by_text(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;
    return strcmp(*a, *b);
}

/* One share for each reporter in each square; says how many. */
static size_t gather(const Points *points, const Grid *squares, Share *share)
{
    size_t count = 0, shares = 0;
    for (size_t i = 0; i < points->count; i++) {
        ptrdiff_t square = grid_cell_at(squares, points->x_m[i], points->y_m[i]);
        if (square >= 0) share[count++] = (Share){points->reporter[i], (size_t)square, 1};
    }
    qsort(share, count, sizeof *share, by_square);
    for (size_t i = 0; i < count; i++) {
        if (shares > 0 && by_square(&share[shares - 1], &share[i]) == 0) share[shares - 1].reports++;
        else share[shares++] = share[i];
    }
    return shares;
}

static size_t count_squares(const Share *share, size_t count)
{
    size_t squares = 0;
    for (size_t i = 0; i < count; i++) squares += i == 0 || share[i].square != share[i - 1].square;
    return squares;
}

static void write_cells(const Grid *squares, const Share *share, size_t count, char *text)
{
    size_t columns = (size_t)squares->columns;
    text += sprintf(text, "[");
    for (size_t i = 0, next; i < count; i = next) {
        uint64_t reports = 0, most = 0;
        for (next = i; next < count && share[next].square == share[i].square; next++) {
            reports += share[next].reports;
            if (share[next].reports > most) most = share[next].reports;
        }
        text += snprintf(text, CELL_TEXT, "%s[%.0f,%.0f,%zu,%" PRIu64 ",%" PRIu64 "]", i > 0 ? "," : "", squares->x0_m + (double)(share[i].square % columns) * squares->cell_m,
                         squares->y0_m + (double)(share[i].square / columns) * squares->cell_m, next - i, reports, most);
    }
    sprintf(text, "]");
}

/* A line per reporter with squares and numbers, in order of the lines: the same whatever number a reporter has. `share` is in
 * order of reporter; `text` and `line` have room for all. */
static void write_reporters(const Share *share, size_t count, char *text, const char **line, char *ret_all)
{
    size_t lines = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || share[i].reporter != share[i - 1].reporter) {
            if (i > 0) *text++ = '\0';
            line[lines++] = text;
        }
        text += snprintf(text, SHARE_TEXT, "%zu:%" PRIu64 ";", share[i].square, share[i].reports);
    }
    if (count > 0) *text = '\0';
    qsort(line, lines, sizeof *line, by_text);
    *ret_all = '\0';
    for (size_t i = 0; i < lines; i++) ret_all += sprintf(ret_all, "%s\n", line[i]);
}

bool figures_make(const Points *points, const Grid *squares, char **ret_cells, char ret_hash[HASH_HEX_BYTES], Error *error)
{
    Share *share = malloc((points->count + 1) * sizeof *share);
    if (share == NULL) return error_memory(error, (double)points->count * sizeof *share);
    size_t count = gather(points, squares, share);
    char *cells = malloc((count_squares(share, count) + 1) * CELL_TEXT), *text = malloc((count + 1) * SHARE_TEXT), *all = malloc((count + 1) * SHARE_TEXT);
    const char **line = malloc((count + 1) * sizeof *line);
    bool ok = (cells != NULL && text != NULL && all != NULL && line != NULL) || error_memory(error, 2.0 * (double)count * SHARE_TEXT);
    if (ok) {
        write_cells(squares, share, count, cells);
        qsort(share, count, sizeof *share, by_reporter);
        write_reporters(share, count, text, line, all);
        hash_text(all, strlen(all), ret_hash);
        *ret_cells = cells;
    } else {
        free(cells);
    }
    free(share);
    free(text);
    free(all);
    free(line);
    return ok;
}
