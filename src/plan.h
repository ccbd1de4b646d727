/*
 * plan.h: the week plan of a boa coordinator: in which hours to be out, where, and when.
 *
 * Places are the first on the list for handhaving. Hours are the blocks of four hours that hold the most of what a boa may act
 * on at these places, when those stand out from as many reports of the whole town drawn at random (geo/hours.h); else the
 * blocks of the whole town, as in the ranking. A place is in the round of a window when that holds at least an even share of its reports:
 * a school yard is not visited at night. Of places that do not fit in a round of two hours the last on the list are left out.
 * Visits are drawn by geo/visits.h with the seed of the configuration, and are others every week.
 */
#ifndef BRANDPUNT_SRC_PLAN_H
#define BRANDPUNT_SRC_PLAN_H

#include "geo/visits.h"
#include "src/analysis.h"
#include "src/exchange/table.h"
#include "src/tables.h"
#include "src/wording.h"

typedef struct PlanPlace {
    size_t area;          /* of the analysis */
    double x_m, y_m;      /* the middle of its reports, on the nearest street where there are streets */
    size_t visits;        /* in the week */
} PlanPlace;

typedef struct PlanWindow {
    VisitWindow window;   /* blocks after each other are one window */
    size_t count;         /* places in its round, which begins with the first on the list */
    size_t order[VISIT_PLACES_MOST];
    int walk_min[VISIT_PLACES_MOST]; /* from each to the next, rounded up */
    double round_m;
    int round_min;        /* with visits as long as they can be */
    bool along_streets;   /* every way of it; else some as the crow flies: no street layer, or no way along it */
    size_t crowded_out;   /* places that belong in the window and do not fit */
} PlanWindow;

typedef struct WeekPlan {
    int64_t monday;       /* days since 1970-01-01 */
    HourWindows hours;    /* the blocks that were chosen, with the share in them of what a boa may act on at the places */
    double p;             /* of the places' own blocks against random times; NaN when no hour is known */
    bool own;             /* the places' own blocks; else those of the town */
    PlanPlace place[VISIT_PLACES_MOST]; /* in the order of the list */
    size_t place_count, left_out;       /* left_out: more places on the list */
    double way_m[VISIT_PLACES_MOST * VISIT_PLACES_MOST]; /* [i * place_count + j]; below 0: as the crow flies */
    PlanWindow window[WEEK_BLOCKS];
    size_t window_count;
    bool clock_changes;   /* in this week, by the rules of the European Union */
    VisitPlan visits;
    Table categories;     /* src/levers.h, of all places on the list */
} WeekPlan;

/* The Monday of the week that a day lies in; --week, or NULL for the coming week. */
bool plan_week(const char *text, int64_t *ret_monday, Error *error) MUST_USE;

/* From an analysis with priorities. Refuses when the hours are not known, or nothing is ranked. Free with plan_free(), also after
 * failure. */
bool plan_make(const Config *config, const Analysis *analysis, int64_t monday, WeekPlan *ret_plan, Error *error) MUST_USE;
void plan_free(WeekPlan *plan);

/* "Week of 30-11-2026: 47 visits to 5 places in 16 hours". */
void plan_conclusion(const Config *config, const WeekPlan *plan, char *ret_text, size_t size);

bool plan_json(const Config *config, const Analysis *analysis, const WeekPlan *plan, json_t **ret_json, Error *error) MUST_USE;
/* visit, date, weekday, from, to, number, place. */
bool plan_tables(const Config *config, const Analysis *analysis, const WeekPlan *plan, About about, const char *path, Error *error) MUST_USE;
bool plan_ics(const Config *config, const Analysis *analysis, const WeekPlan *plan, const char *path, Error *error) MUST_USE;
bool plan_pdf(const Config *config, const Analysis *analysis, const WeekPlan *plan, const char *run_id, const char *path, Error *error) MUST_USE;

#endif
