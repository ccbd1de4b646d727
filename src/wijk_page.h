/*
 * wijk_page.h: one A4 for one buurt or wijk, for those who meet about it.
 *
 * Its map, its figures beside the town's, the places and streets in it, its hours and months, and where people feel unsafe, apart. The places
 * are those of the town's map, with the same numbers: a wijk does not get hotspots of its own. Counts are of reports, each once and
 * unweighted, without duplicates; only the hours of the week are weighted, as everywhere.
 */
#ifndef BRANDPUNT_SRC_WIJK_PAGE_H
#define BRANDPUNT_SRC_WIJK_PAGE_H

#include "src/drawing.h"
#include "src/timing.h"
#include "src/wijken.h"

enum { WIJK_YEARS = TREND_QUARTERS_MOST / YEAR_QUARTERS, WIJK_MONTHS = 24, WIJK_PLACES = 3, WIJK_STREETS = 5 };

/* What the pages of one run share. */
typedef struct WijkTown {
    const Config *config;      /* without an area */
    const Analysis *analysis;
    const char *run_id;
    Timing timing;             /* of the whole town */
    bool has_other;
    Selection other;           /* the reports of the other kind: never added up with the first */
    int32_t *street;           /* per report, as overlay_streets() */
    Drawing *drawing;
} WijkTown;

/* Of an analysis up to STAGE_OVERLAY or further of the whole municipality; all that is given must live as long. Free with wijk_town_free(),
 * also after failure. */
bool wijk_town_make(Store *store, const Config *config, Analysis *analysis, const char *run_id, WijkTown *ret_town, Error *error) MUST_USE;
void wijk_town_free(WijkTown *town);

/* The figures of a wijk, or of the whole town. */
typedef struct WijkFigures {
    size_t reports, hour_unknown;
    double per_month;
    double residents, per_1000; /* reports per 1000 residents and year; NaN when residents are not known */
    double dark, dark_known;    /* as in Timing */
    size_t other, other_all;    /* reports of the other kind in it; and in the town */
    int years;                  /* 0, 2 or 3: whole years at the end of the period that can be compared */
    double year[WIJK_YEARS];    /* reports in each, the oldest first */
    double change, slope_p;     /* as in geo/trend.h, of the last year beside the first; NaN when not known */
    int direction;
} WijkFigures;

typedef struct WijkPlace {
    size_t area;               /* of the analysis */
    size_t here;               /* of its reports: in the wijk */
} WijkPlace;

typedef struct WijkStreet {
    const char *name;
    size_t reports;            /* at least [areas] minimum_reporters */
} WijkStreet;

typedef struct WijkFacts {
    WijkFigures figures, town;
    Timing hours;              /* hours, peak and hours_refused alone */
    double month[WIJK_MONTHS]; /* the last ones of the period, as many as Timing.months */
    size_t place_count, places_in_all; /* the first WIJK_PLACES in order of rank */
    WijkPlace place[WIJK_PLACES];
    size_t street_count;
    WijkStreet street[WIJK_STREETS];
} WijkFacts;

bool wijk_facts(const WijkTown *town, const Wijk *wijk, WijkFacts *ret_facts, Error *error) MUST_USE;

/* {name, code, level, reports, share, per_month, per_1000, residents, hour_unknown, dark: {share, reports}, years: [], change, other, places:
 * [{rank, name, reports, here}], streets: [{name, reports}], town: {the same figures}}. The caller releases it. */
json_t *wijk_json(const WijkTown *town, const Wijk *wijk, const WijkFacts *facts);

/* The page as PDF, to a place that output_place() gave; on failure a part of a file may be left. One page: where names are so long that it
 * does not fit, the streets, the advice and the last places are left out in turn. */
bool wijk_draw(const WijkTown *town, const Wijk *wijk, const WijkFacts *facts, const char *beside, Error *error) MUST_USE;

#endif
