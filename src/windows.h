/*
 * windows.h: the density in windows of time: every month, and every part of the week.
 *
 * A window is the whole period, one calendar month of it, or a part of the week: a day, four hours of every day, or four hours of
 * one day. Its surface is made by the same engine (geo/density.h), from the same reports with the same weights, bandwidths and
 * shares inside the boundary as that of the whole period; only what happened in the window counts. A report belongs to the month
 * it began in, as everywhere; to the hours of the week it belongs in proportion to its time in them (geo/hours.h), and when its
 * hour is not known to none.
 *
 * Windows of one series share their classes, so that one can be laid beside the other. A month has a rate of its own (per km2 and
 * year, as if every month were like it); a part of the week has its part of the whole: the seven days add up to the week. The
 * floor of the classes is the height of two reports on one spot in the shortest window, so that no lone report shows in any.
 *
 * A window with fewer reports than REPORTS_FOR_SURFACE has numbers, but no surface.
 */
#ifndef BRANDPUNT_SRC_WINDOWS_H
#define BRANDPUNT_SRC_WINDOWS_H

#include "render/palette.h"
#include "src/analysis.h"

typedef enum WindowSeries { WINDOWS_PERIOD, WINDOWS_MONTHS, WINDOWS_DAYS, WINDOWS_PARTS, WINDOWS_BLOCKS, WINDOWS_SERIES } WindowSeries;

enum { WINDOW_PARTS = DAY_HOURS / BLOCK_HOURS, WINDOWS_WEEK = WEEK_DAYS + WINDOW_PARTS + WEEK_BLOCKS, WINDOW_MONTHS_MOST = 60 };

typedef struct Window {
    WindowSeries series;
    int month;            /* calendar_month(); 0: every month */
    int day, part;        /* 0 Monday .. 6; 0 is 00-04 .. 5; -1: every one */
    double reports;       /* unweighted; the shares of those that lie in it in part */
    double scale;         /* of its surface */
    double *area_reports; /* of those, per risk area */
    bool shown;           /* enough reports for a surface */
    Features class_area[PALETTE_CLASSES]; /* where it is at or above each break, cut by the boundary: the first the series has */
} Window;

typedef struct WindowClasses {
    double class_break[PALETTE_CLASSES];
    int class_count;      /* 0: nothing reaches the floor, or no window has a surface */
} WindowClasses;

typedef struct Windows {
    Window *window;       /* the period; the months in order; the days; the parts of the day; the blocks, day by day */
    size_t count, months; /* so many months, the last WINDOW_MONTHS_MOST of the period; then WINDOWS_WEEK more */
    WindowClasses classes[WINDOWS_SERIES];
    double cell_m;        /* of the surfaces of the windows: that of the map, or a multiple that the bandwidth allows */
} Windows;

/* Of an analysis up to STAGE_AREAS. Free with windows_free(), also after failure; safe on a zeroed struct. */
bool windows_make(const Config *config, const Analysis *analysis, Windows *ret_windows, Error *error) MUST_USE;
void windows_free(Windows *windows);

/* What each report counts for in a window, 0..1, unweighted. blocks: hours_blocks() of the reports. */
void windows_shares(const Analysis *analysis, const HourBlocks *blocks, const Window *window, double *ret_share);

#endif
