/*
 * visits.h: a week plan of short visits at moments that cannot be foretold.
 *
 * Koper (1995) found that a visit of 10 to 16 minutes keeps a place quiet the longest for the time it takes, and that it
 * works best when it comes at odd moments and is repeated about every two hours. So one crew walks a round over the places
 * again and again while a window lasts: at each place it stays 10 to 16 minutes, drawn by lot, and before each visit it
 * waits a while, drawn by lot. Where the round begins and which way it goes are drawn for every window.
 *
 * From one visit to the next at the same place no more than VISIT_GAP_MIN minutes pass, counted from start to start; the first
 * comes within as many minutes of the window's start, and none is away longer than that before its end. That holds for every draw:
 * a wait is drawn from no more than what the places that follow can spare.
 *
 * Times are whole minutes of the local clock since 1970-01-01 00:00.
 */
#ifndef BRANDPUNT_GEO_VISITS_H
#define BRANDPUNT_GEO_VISITS_H

#include "geo/error.h"

#include <stddef.h>
#include <stdint.h>

enum { VISIT_LEAST_MIN = 10, VISIT_MOST_MIN = 16, VISIT_GAP_MIN = 120, VISIT_PLACES_MOST = VISIT_GAP_MIN / VISIT_MOST_MIN };

typedef struct VisitWindow {
    int64_t from_min, to_min; /* at least VISIT_GAP_MIN long */
} VisitWindow;

typedef struct VisitRound {
    size_t count;          /* of places, 1 .. VISIT_PLACES_MOST */
    const size_t *order;   /* the places in the order of the round */
    const int *walk_min;   /* walk_min[k]: minutes from order[k] to the next, 0 or more; the last one back to the first */
} VisitRound;

typedef struct Visit {
    size_t window, place;
    int64_t from_min, to_min;
} Visit;

typedef struct VisitPlan {
    size_t count;
    Visit *visit; /* in order of time */
} VisitPlan;

/* Minutes that the round takes when every visit is as long as it can be. A plan needs at most VISIT_GAP_MIN. */
int visits_round_min(const VisitRound *round);

/* The visits of all windows; each window has its own stream of the seed, by its start, so that other windows change nothing. Refuses a
 * round that takes longer than VISIT_GAP_MIN and windows that are too short. Free with visits_free(). */
bool visits_plan(const VisitRound *round, const VisitWindow *window, size_t window_count, uint64_t seed, VisitPlan *ret_plan, Error *error) MUST_USE;
void visits_free(VisitPlan *plan);

#endif
