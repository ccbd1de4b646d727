#include "geo/visits.h"

#include "geo/random.h"

#include <stdlib.h>

void visits_free(VisitPlan *plan)
{
    free(plan->visit);
    *plan = (VisitPlan){0};
}

static int walk_sum(const VisitRound *round)
{
    int sum = 0;
    for (size_t k = 0; k < round->count; k++) sum += round->walk_min[k];
    return sum;
}

int visits_round_min(const VisitRound *round)
{
    return (int)round->count * VISIT_MOST_MIN + walk_sum(round);
}

/* The round as it goes in one window: from where, and which way. */
typedef struct Turn {
    const VisitRound *round;
    size_t first;
    bool backwards;
} Turn;

static size_t stop_of(const Turn *turn, size_t n)
{
    size_t count = turn->round->count;
    return turn->backwards ? (turn->first + count - n % count) % count : (turn->first + n) % count;
}

/* Minutes of walking from the n-th stop to the one after it. */
static int walk_after(const Turn *turn, size_t n)
{
    size_t count = turn->round->count;
    return turn->round->walk_min[turn->backwards ? (stop_of(turn, n) + count - 1) % count : stop_of(turn, n)];
}

/* The latest start of visit n that leaves every place of the round its two hours, however long the visits before it turn out. */
static int64_t latest_start(const Turn *turn, const Visit *visit, size_t n, int64_t window_from)
{
    size_t count = turn->round->count;
    int64_t latest = INT64_MAX, on_the_way = 0;
    for (size_t m = n; m < n + count; m++) {
        int64_t due = (m < count ? window_from : visit[m - count].from_min) + VISIT_GAP_MIN;
        if (due - on_the_way < latest) latest = due - on_the_way;
        on_the_way += VISIT_MOST_MIN + walk_after(turn, m);
    }
    return latest;
}

/* The visits of one window into visit[0 ..]; gives back how many. */
static size_t plan_window(const VisitRound *round, VisitWindow window, size_t index, uint64_t seed, Visit *visit)
{
    Random random = random_stream(seed, (uint64_t)window.from_min);
    Turn turn = {round, random_below(&random, round->count), random_below(&random, 2) == 1};
    int usual = (int)round->count * (VISIT_LEAST_MIN + VISIT_MOST_MIN) / 2 + walk_sum(round);
    int64_t spare = (VISIT_GAP_MIN - usual + (int)round->count - 1) / (int)round->count; /* of a usual visit */
    int64_t ready = window.from_min;
    size_t n = 0;
    for (; ready + VISIT_LEAST_MIN <= window.to_min; n++) {
        int64_t room = latest_start(&turn, visit, n, window.from_min) - ready;
        if (room > spare) room = spare;
        int64_t from = ready + (room > 0 ? (int64_t)random_below(&random, (uint64_t)room + 1) : 0);
        int64_t stay = VISIT_LEAST_MIN + (int64_t)random_below(&random, VISIT_MOST_MIN - VISIT_LEAST_MIN + 1);
        if (from + VISIT_LEAST_MIN > window.to_min) from = window.to_min - VISIT_LEAST_MIN;
        if (from + stay > window.to_min) stay = window.to_min - from;
        visit[n] = (Visit){index, round->order[stop_of(&turn, n)], from, from + stay};
        ready = from + stay + walk_after(&turn, n);
    }
    return n;
}

bool visits_plan(const VisitRound *round, const VisitWindow *window, size_t window_count, uint64_t seed, VisitPlan *ret_plan, Error *error)
{
    size_t most = 0;
    if (round->count == 0 || visits_round_min(round) > VISIT_GAP_MIN)
        return error_set(error, ERROR_INPUT, _("The round takes %d minutes, and every place is to be visited within %d; take fewer places."), visits_round_min(round), VISIT_GAP_MIN);
    for (size_t w = 0; w < window_count; w++) {
        if (window[w].to_min - window[w].from_min < VISIT_GAP_MIN)
            return error_set(error, ERROR_INPUT, _("Window %zu of the week plan is shorter than %d minutes."), w + 1, VISIT_GAP_MIN);
        most += (size_t)(window[w].to_min - window[w].from_min) / VISIT_LEAST_MIN + 1;
    }
    VisitPlan plan = {.visit = calloc(most + 1, sizeof *plan.visit)};
    if (plan.visit == NULL) return error_memory(error, (double)most * sizeof *plan.visit);
    for (size_t w = 0; w < window_count; w++) plan.count += plan_window(round, window[w], w, seed, plan.visit + plan.count);
    *ret_plan = plan;
    return true;
}
