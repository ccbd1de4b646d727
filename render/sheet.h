/*
 * sheet.h: pages of text, tables and charts: an evidence page beside the map.
 *
 * A sheet is a finding as title, what it is about, and blocks under each other; what does not fit goes to a next page.
 * Every page carries the marking, the run and its number. Nothing here is owned: every pointer belongs to the caller and
 * lives until the drawing is done. Texts are UTF-8, in the reader's language already. The same sheet gives the same bytes.
 */
#ifndef BRANDPUNT_RENDER_SHEET_H
#define BRANDPUNT_RENDER_SHEET_H

#include "geo/error.h"
#include "render/chart.h"
#include "render/scene.h"

enum { SHEET_COLUMNS = 10, SHEET_SERIES = 4, SHEET_BARS = 4 };

/* Rows and columns of text; cell[row * columns + column]. The first column is to the left, the others to the right. */
typedef struct SheetTable {
    size_t columns, rows;
    const char *const *heading;        /* columns */
    const char *const *cell;
    const double *width;               /* columns, in parts of the whole */
    const bool *bold;                  /* rows, or NULL */
    bool left;                         /* all columns to the left */
} SheetTable;

/* Estimates with their intervals on one axis, a row each, with a line at 0. */
typedef struct SheetInterval {
    const char *label, *text;          /* text: the numbers in words, at the right */
    double value, low, high;           /* NaN: nothing is drawn; an infinite end runs off the axis */
} SheetInterval;

typedef struct SheetIntervals {
    size_t rows;
    const SheetInterval *row;
    const char *unit;                  /* under the axis */
} SheetIntervals;

/* Lines over one axis. NaN breaks a line. */
typedef struct SheetLines {
    size_t points, series;             /* series up to SHEET_SERIES */
    const double *x;                   /* points, rising */
    const double *y[SHEET_SERIES];     /* points each */
    const char *name[SHEET_SERIES];
    const char *x_unit, *y_unit;
    bool x_percent, y_percent;         /* the axes are shares */
} SheetLines;

/* A factor from 0 to 1 as a bar; NaN: an empty frame, for what is not known. */
typedef struct SheetBar {
    const char *label, *text;          /* above the bar; the number in words, behind it */
    double share;
} SheetBar;

/* A place on a ranked list: what it is, a bar per factor, why, and what would change it. */
typedef struct SheetRanked {
    const char *rank, *name, *score;
    const char *state;                 /* under the name: how sure it is */
    size_t bars;                       /* up to SHEET_BARS */
    SheetBar bar[SHEET_BARS];
    const char *why, *change;
} SheetRanked;

/* A map as wide as the sheet but for its legend, which stands beside it. Title, notes and table of the scene are the sheet's affair. */
typedef struct SheetMap {
    const Scene *scene;
    double height_mm;                  /* 0: what the blocks after it leave of the page */
    bool snug;                         /* but no higher than its extent needs at that width */
    bool bare;                         /* without legend, scale and ticks, as wide as its column */
} SheetMap;

/* SHEET_PAGE begins a new page, with its text as title when it has one; SHEET_CONTENTS lists those titles with their pages. */
typedef enum SheetKind {
    SHEET_HEADING, SHEET_TEXT, SHEET_NOTE, SHEET_TABLE, SHEET_INTERVALS, SHEET_LINES, SHEET_MAP, SHEET_CLOCK, SHEET_MONTHS, SHEET_RANKED, SHEET_PAGE, SHEET_CONTENTS
} SheetKind;

/* Blocks to the left followed by blocks to the right stand beside each other, on one page. */
typedef enum SheetColumn { COLUMN_BOTH, COLUMN_LEFT, COLUMN_RIGHT } SheetColumn;

typedef struct SheetBlock {
    SheetKind kind;
    SheetColumn column;
    double share;                      /* of the width, of the left column; by its first block; 0: a half */
    const char *text;                  /* of a heading, a text, a note or a page */
    bool large;                        /* of a text: in larger type, for what everybody reads */
    SheetTable table;
    SheetIntervals intervals;
    SheetLines lines;
    SheetRanked ranked;
    SheetMap map;
    HeatClock clock;
    MonthStrip months;
} SheetBlock;

/* A first page with the name of it all in place of the sheet's title; the first block begins the page after it. */
typedef struct SheetFact {
    const char *label, *text;
} SheetFact;

typedef struct SheetCover {
    const char *over, *title, *subtitle; /* whose it is, what it is, what it found */
    const Scene *map;                  /* in the middle of the page, without legend; NULL: none */
    size_t fact_count;
    const SheetFact *fact;             /* at the foot */
} SheetCover;

typedef struct Sheet {
    Language language;
    const SheetCover *cover;           /* NULL: none */
    const char *marking, *title, *subtitle, *sources, *run_line, *created; /* as in a scene */
    const SheetBlock *block;
    size_t block_count;
    int pages;                         /* how many sheet_pages() counted, 0: not counted; with SHEET_CONTENTS it is counted all the same */
    bool a3;
} Sheet;

/* How many pages it takes. */
bool sheet_pages(const Sheet *sheet, int *ret_pages, Error *error) MUST_USE;

/* Writes the sheet as PDF, over what is there; on failure a part of a file may be left. Refuses a map with an empty extent. */
bool sheet_draw(const Sheet *sheet, const char *path, Error *error) MUST_USE;

#endif
