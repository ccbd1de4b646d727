#include "src/plan.h"

#include "geo/calendar.h"
#include "geo/walk.h"
#include "src/exchange/fields.h"
#include "src/levers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const double OWN_WINDOWS_P = 0.05; /* as in geo/priority.c */
enum { DAY_MIN = 1440, M_PER_KM = 1000, MIN_PER_HOUR = 60 };

void plan_free(WeekPlan *plan)
{
    visits_free(&plan->visits);
    table_free(&plan->categories);
    *plan = (WeekPlan){0};
}

bool plan_week(const char *text, int64_t *ret_monday, Error *error)
{
    int64_t day;
    if (text != NULL && !day_read(text, strlen(text), &day))
        return error_set(error, ERROR_USAGE, _("--week '%s' is no date; give a day of the week that is planned, such as 2026-11-30."), text);
    if (text == NULL) {
        time_t now = time(NULL);
        struct tm local;
        localtime_r(&now, &local);
        day = calendar_day_of((Date){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday}) + WEEK_DAYS;
    }
    *ret_monday = day - calendar_weekday(day * DAY_S);
    return true;
}

/* ---- places ---- */

/* The first places on the list that may be worth a visit; gives back how many there are in all. */
static size_t list_places(const Analysis *analysis, size_t most, PlanPlace *place, size_t *ret_count)
{
    size_t all = 0;
    *ret_count = 0;
    for (int rank = 1; rank <= (int)analysis->area_count; rank++) {
        for (size_t a = 0; a < analysis->area_count; a++) {
            const PriorityScore *score = &analysis->priorities.score[LEVER_HANDHAVING][a];
            if (score->rank != rank || !(score->score > 0)) continue;
            all++;
            if (*ret_count < most) place[(*ret_count)++] = (PlanPlace){.area = a};
        }
    }
    return all;
}

static void find_middles(const Analysis *analysis, PlanPlace *place, size_t count)
{
    const Points *points = &analysis->selection.points;
    for (size_t p = 0; p < count; p++) {
        double weight = 0, x = 0, y = 0;
        for (size_t i = 0; i < points->count; i++) {
            if (analysis->area_of[i] != (int32_t)place[p].area) continue;
            weight += points->weight[i];
            x += points->weight[i] * points->x_m[i];
            y += points->weight[i] * points->y_m[i];
        }
        place[p].x_m = x / weight;
        place[p].y_m = y / weight;
    }
}

/* Along the streets where that can be, else as the crow flies: those ways become negative here. */
static bool find_ways(const Config *config, const Analysis *analysis, WeekPlan *plan, Error *error)
{
    double x[VISIT_PLACES_MOST], y[VISIT_PLACES_MOST], *way = plan->way_m;
    size_t count = plan->place_count;
    Network network = {0};
    NetworkPlaces places = {0};
    for (size_t p = 0; p < count; p++) x[p] = plan->place[p].x_m, y[p] = plan->place[p].y_m;
    for (size_t i = 0; i < count * count; i++) way[i] = i % (count + 1) == 0 ? 0 : (double)INFINITY;
    bool ok = true;
    if (municipality_has(&analysis->municipality, ROLE_STREET)) {
        ok = network_init(&analysis->municipality.layer[ROLE_STREET].features, NULL, config->street_tolerance_m, &network, error) &&
             network_snap(&network, x, y, count, INFINITY, &places, error) && walk_distances(&network, &places, way, error);
        for (size_t p = 0; ok && p < count; p++)
            if (places.edge[p] != NETWORK_NO_EDGE) network_place(&network, places.edge[p], places.position_m[p], &plan->place[p].x_m, &plan->place[p].y_m);
    }
    for (size_t i = 0; i < count * count; i++)
        if (isinf(way[i])) way[i] = -hypot(plan->place[i / count].x_m - plan->place[i % count].x_m, plan->place[i / count].y_m - plan->place[i % count].y_m);
    network_places_free(&places);
    network_free(&network);
    return ok;
}

static bool choose_places(const Config *config, const Analysis *analysis, WeekPlan *plan, Error *error)
{
    size_t most = config->handhaving_places < VISIT_PLACES_MOST ? (size_t)config->handhaving_places : VISIT_PLACES_MOST;
    size_t all = list_places(analysis, most, plan->place, &plan->place_count);
    if (all == 0) return error_set(error, ERROR_INPUT, _("No place can be ranked for handhaving, so there is nothing to plan; `brandpunt prioritise --lever handhaving` says why."));
    plan->left_out = all - plan->place_count;
    find_middles(analysis, plan->place, plan->place_count);
    return find_ways(config, analysis, plan, error);
}

/* ---- hours ---- */

/* The place of a report, or place_count. */
static size_t place_of(const Analysis *analysis, const WeekPlan *plan, size_t report)
{
    size_t k = 0;
    while (k < plan->place_count && analysis->area_of[report] != (int32_t)plan->place[k].area) k++;
    return k;
}

static bool boa_may_act(const Config *config, const Analysis *analysis, size_t report)
{
    ptrdiff_t category = config_category(config, analysis->selection.categories.name[analysis->selection.points.category[report]]);
    return category >= 0 && config->category_of[category].boa;
}

/* The part of some reports that falls in blocks. */
static double share_in(const HourBlocks *blocks, const size_t *member, size_t count, uint64_t chosen)
{
    double inside = 0, known = 0;
    for (size_t m = 0; m < count; m++)
        for (size_t b = blocks->start[member[m]]; b < blocks->start[member[m] + 1]; b++) {
            known += (double)blocks->share[b];
            if (chosen >> blocks->block[b] & 1) inside += (double)blocks->share[b];
        }
    return known > 0 ? inside / known : (double)NAN;
}

static bool choose_hours(const Config *config, const Analysis *analysis, const HourBlocks *blocks, size_t *member, WeekPlan *plan, Error *error)
{
    size_t count = 0;
    for (size_t i = 0; i < analysis->selection.points.count; i++)
        if (place_of(analysis, plan, i) < plan->place_count && boa_may_act(config, analysis, i)) member[count++] = i;
    if (!hours_windows_test(blocks, member, count, config->handhaving_hours, config->replicates, (uint64_t)config->seed, &plan->hours, &plan->p, error)) return false;
    plan->own = plan->p < OWN_WINDOWS_P;
    if (plan->own) return true;
    plan->hours = analysis->priorities.town_windows;
    plan->hours.share = share_in(blocks, member, count, plan->hours.blocks);
    return true;
}

/* ---- windows ---- */

/* Blocks after each other as one window; ret_blocks has those of each. */
static void lay_windows(WeekPlan *plan, uint64_t ret_blocks[WEEK_BLOCKS])
{
    int64_t monday = plan->monday * DAY_MIN;
    for (int block = 0; block < WEEK_BLOCKS; block++) {
        if (!(plan->hours.blocks >> block & 1)) continue;
        int64_t from = monday + block * BLOCK_HOURS * MIN_PER_HOUR, to = from + BLOCK_HOURS * MIN_PER_HOUR;
        size_t last = plan->window_count;
        if (last > 0 && plan->window[last - 1].window.to_min == from) {
            plan->window[last - 1].window.to_min = to;
            ret_blocks[last - 1] |= UINT64_C(1) << block;
        } else {
            plan->window[last].window = (VisitWindow){from, to};
            ret_blocks[last] = UINT64_C(1) << block;
            plan->window_count++;
        }
    }
}

/* The shortest round over some places. */
static bool make_round(const Config *config, const WeekPlan *plan, const size_t *chosen, size_t count, PlanWindow *window, Error *error)
{
    double matrix[VISIT_PLACES_MOST * VISIT_PLACES_MOST];
    size_t order[VISIT_PLACES_MOST];
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) matrix[i * count + j] = fabs(plan->way_m[chosen[i] * plan->place_count + chosen[j]]);
    if (!walk_round(matrix, count, order, &window->round_m, error)) return false;
    window->count = count;
    window->along_streets = true;
    window->round_min = (int)count * VISIT_MOST_MIN;
    for (size_t k = 0; k < count; k++) window->order[k] = chosen[order[k]];
    for (size_t k = 0; k < count; k++) {
        double way = plan->way_m[window->order[k] * plan->place_count + window->order[(k + 1) % count]];
        window->walk_min[k] = (int)ceil(fabs(way) / (config->walking_speed_km_h * M_PER_KM / MIN_PER_HOUR) - 1e-9);
        window->along_streets = window->along_streets && !(way < 0);
        window->round_min += window->walk_min[k];
    }
    return true;
}

/* The places with at least an even share of their reports in the window, as many from the first on as two hours hold; when there is
 * none, the one with the greatest share. */
static bool choose_round(const Config *config, const WeekPlan *plan, const double *share, int block_count, PlanWindow *window, Error *error)
{
    size_t chosen[VISIT_PLACES_MOST], count = 0, best = 0;
    for (size_t k = 0; k < plan->place_count; k++) {
        if (share[k] > share[best]) best = k;
        if (share[k] >= (double)block_count / WEEK_BLOCKS) chosen[count++] = k;
    }
    if (count == 0) chosen[count++] = best;
    for (size_t within = count; within > 0; within--) {
        if (!make_round(config, plan, chosen, within, window, error)) return false;
        window->crowded_out = count - within;
        if (window->round_min <= VISIT_GAP_MIN) break;
    }
    return true;
}

static int count_blocks(uint64_t blocks)
{
    int count = 0;
    for (; blocks != 0; blocks &= blocks - 1) count++;
    return count;
}

static bool choose_rounds(const Config *config, const Analysis *analysis, const HourBlocks *blocks, size_t *member, WeekPlan *plan, Error *error)
{
    uint64_t of_window[WEEK_BLOCKS];
    lay_windows(plan, of_window);
    for (size_t w = 0; w < plan->window_count; w++) {
        double share[VISIT_PLACES_MOST];
        for (size_t k = 0; k < plan->place_count; k++) {
            size_t count = 0;
            for (size_t i = 0; i < analysis->selection.points.count; i++)
                if (place_of(analysis, plan, i) == k) member[count++] = i;
            share[k] = share_in(blocks, member, count, of_window[w]);
        }
        if (!choose_round(config, plan, share, count_blocks(of_window[w]), &plan->window[w], error)) return false;
    }
    return true;
}

/* ---- visits ---- */

static bool draw_visits(const Config *config, WeekPlan *plan, Error *error)
{
    for (size_t w = 0; w < plan->window_count; w++) {
        const PlanWindow *window = &plan->window[w];
        VisitRound round = {window->count, window->order, window->walk_min};
        VisitPlan part;
        if (!visits_plan(&round, &window->window, 1, (uint64_t)config->seed, &part, error)) return false;
        Visit *grown = realloc(plan->visits.visit, (plan->visits.count + part.count + 1) * sizeof *grown);
        if (grown == NULL) return visits_free(&part), error_memory(error, (double)part.count * sizeof *grown);
        plan->visits.visit = grown;
        for (size_t v = 0; v < part.count; v++) {
            part.visit[v].window = w;
            plan->place[part.visit[v].place].visits++;
            grown[plan->visits.count++] = part.visit[v];
        }
        visits_free(&part);
    }
    return true;
}

/* The last Sunday of March and of October. */
static bool clock_changes(const Config *config, int64_t monday)
{
    Date sunday = calendar_date(monday + 6);
    return strncmp(config->project_timezone, "Europe/", 7) == 0 && (sunday.month == 3 || sunday.month == 10) && sunday.day >= 25;
}

bool plan_make(const Config *config, const Analysis *analysis, int64_t monday, WeekPlan *ret_plan, Error *error)
{
    *ret_plan = (WeekPlan){.monday = monday, .clock_changes = clock_changes(config, monday)};
    if (config->handhaving_hours < BLOCK_HOURS)
        return error_set(error, ERROR_USAGE, _("A week plan needs at least %d hours, and [handhaving] hours_per_week is %d; set it to the hours there are."), BLOCK_HOURS,
                         config->handhaving_hours);
    if (!analysis->has_priorities)
        return error_set(error, ERROR_INPUT, _("There are no risk areas, so there is nothing to plan."));
    const Points *points = &analysis->selection.points;
    HourBlocks blocks = {0};
    size_t *member = malloc((points->count + 1) * sizeof *member);
    bool ok = (member != NULL || error_memory(error, (double)points->count * sizeof *member)) &&
              hours_blocks(&(Times){points->count, points->from_s, points->to_s, points->hour_known, NULL}, &blocks, error) &&
              choose_places(config, analysis, ret_plan, error) && choose_hours(config, analysis, &blocks, member, ret_plan, error) &&
              choose_rounds(config, analysis, &blocks, member, ret_plan, error) && draw_visits(config, ret_plan, error) &&
              levers_categories(config, analysis, &ret_plan->categories, error);
    hours_blocks_free(&blocks);
    free(member);
    return ok;
}
