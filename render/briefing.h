/*
 * briefing.h: the printout for a briefing: two pages of A4, upright.
 *
 * Page 1 is read at two metres and in grey: the finding, the map, the first places in large type with the numbers of the map, the hours
 * of the week, how long it holds and whom to ask. Page 2 has the months: of all reports, of the other kind of report apart, and of each
 * place. Nothing here is owned: every pointer belongs to the caller and lives until the drawing is done. Texts are UTF-8, in the
 * reader's language already; NULL or "" where there is none. The same scene gives the same bytes.
 */
#ifndef BRANDPUNT_RENDER_BRIEFING_H
#define BRANDPUNT_RENDER_BRIEFING_H

#include "render/chart.h"
#include "render/scene.h"

enum { BRIEFING_ROWS = 5, BRIEFING_COLUMNS = 5, BRIEFING_STRIPS = 2 };

typedef struct BriefingRow {
    int rank;
    AreaStatus status;
    const char *cell[BRIEFING_COLUMNS];    /* place, reports, peak window, trend, status */
    MonthStrip months;                     /* of this place, on page 2; its name is the place */
} BriefingRow;

typedef struct BriefScene {
    const Scene *scene;                    /* the map, marking, title, subtitle, sources, run; its notes and table are left out */
    const char *heading[BRIEFING_COLUMNS]; /* over the rows */
    size_t row_count;                      /* up to BRIEFING_ROWS */
    BriefingRow row[BRIEFING_ROWS];
    const char *no_rows;                   /* in place of rows when there are none */
    const char *clock_title, *no_clock;    /* no_clock: in place of the clock; else NULL */
    HeatClock clock;
    const char *valid, *contact;           /* at the foot of page 1 */
    const char *months_title, *places_title; /* over the parts of page 2 */
    size_t strip_count;                    /* up to BRIEFING_STRIPS: incidents, perception */
    MonthStrip strip[BRIEFING_STRIPS];
} BriefScene;

/* Writes the two pages as PDF, over what is there; on failure a part of a file may be left. Refuses a map with an empty extent. */
bool briefing_draw(const BriefScene *brief, const char *path, Error *error) MUST_USE;

#endif
