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
static bool find_ways(const Config *config, const Analysis *analysis, PlanPlace *place, size_t count, double *matrix, Error *error)
{
    double x[VISIT_PLACES_MOST], y[VISIT_PLACES_MOST];
    Network network = {0};
    NetworkPlaces places = {0};
    for (size_t p = 0; p < count; p++) x[p] = place[p].x_m, y[p] = place[p].y_m;
    for (size_t i = 0; i < count * count; i++) matrix[i] = i % (count + 1) == 0 ? 0 : (double)INFINITY;
    bool ok = true;
    if (municipality_has(&analysis->municipality, ROLE_STREET)) {
        ok = network_init(&analysis->municipality.layer[ROLE_STREET].features, NULL, config->street_tolerance_m, &network, error) &&
             network_snap(&network, x, y, count, INFINITY, &places, error) && walk_distances(&network, &places, matrix, error);
        for (size_t p = 0; ok && p < count; p++)
            if (places.edge[p] != NETWORK_NO_EDGE) network_place(&network, places.edge[p], places.position_m[p], &place[p].x_m, &place[p].y_m);
    }
    for (size_t i = 0; i < count * count; i++)
        if (isinf(matrix[i])) matrix[i] = -hypot(place[i / count].x_m - place[i % count].x_m, place[i / count].y_m - place[i % count].y_m);
    network_places_free(&places);
    network_free(&network);
    return ok;
}

/* The shortest round over the first `count` of the places. */
static bool make_round(const Config *config, const PlanPlace *place, const double *ways, size_t all, size_t count, WeekPlan *plan, Error *error)
{
    double matrix[VISIT_PLACES_MOST * VISIT_PLACES_MOST];
    size_t order[VISIT_PLACES_MOST];
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) matrix[i * count + j] = fabs(ways[i * all + j]);
    if (!walk_round(matrix, count, order, &plan->round_m, error)) return false;
    plan->place_count = count;
    plan->along_streets = true;
    plan->round_min = (int)count * VISIT_MOST_MIN;
    for (size_t k = 0; k < count; k++) {
        double way = count > 1 ? ways[order[k] * all + order[(k + 1) % count]] : 0;
        PlanPlace *here = &plan->place[k];
        *here = place[order[k]];
        here->next_m = fabs(way);
        here->straight = way < 0;
        here->next_min = (int)ceil(here->next_m / (config->walking_speed_km_h * M_PER_KM / MIN_PER_HOUR) - 1e-9);
        plan->along_streets = plan->along_streets && !here->straight;
        plan->round_min += here->next_min;
    }
    return true;
}

/* As many places, from the first on, as a round of two hours holds. */
static bool choose_places(const Config *config, const Analysis *analysis, WeekPlan *plan, Error *error)
{
    PlanPlace place[VISIT_PLACES_MOST];
    double ways[VISIT_PLACES_MOST * VISIT_PLACES_MOST];
    size_t most = config->handhaving_places < VISIT_PLACES_MOST ? (size_t)config->handhaving_places : VISIT_PLACES_MOST, count;
    size_t all = list_places(analysis, most, place, &count);
    if (count == 0) return error_set(error, ERROR_INPUT, _("No place can be ranked for handhaving, so there is nothing to plan; `brandpunt prioritise --lever handhaving` says why."));
    find_middles(analysis, place, count);
    if (!find_ways(config, analysis, place, count, ways, error)) return false;
    size_t within = count;
    do {
        if (!make_round(config, place, ways, count, within, plan, error)) return false;
    } while (plan->round_min > VISIT_GAP_MIN && --within > 0);
    plan->left_out = all - plan->place_count;
    return true;
}

/* ---- hours ---- */

static bool choose_hours(const Config *config, const Analysis *analysis, WeekPlan *plan, Error *error)
{
    const Points *points = &analysis->selection.points;
    HourBlocks blocks = {0};
    size_t count = 0, *member = malloc((points->count + 1) * sizeof *member);
    bool ok = member != NULL || error_memory(error, (double)points->count * sizeof *member);
    ok = ok && hours_blocks(&(Times){points->count, points->from_s, points->to_s, points->hour_known, NULL}, &blocks, error);
    for (size_t i = 0; ok && i < points->count; i++)
        for (size_t k = 0; k < plan->place_count; k++)
            if (analysis->area_of[i] == (int32_t)plan->place[k].area) member[count++] = i;
    ok = ok && hours_windows_test(&blocks, member, count, config->handhaving_hours, config->replicates, (uint64_t)config->seed, &plan->hours, &plan->p, error);
    if (ok && !(plan->own = plan->p < OWN_WINDOWS_P)) {
        double inside = 0, known = 0;
        plan->hours = analysis->priorities.town_windows;
        for (size_t m = 0; m < count; m++)
            for (size_t b = blocks.start[member[m]]; b < blocks.start[member[m] + 1]; b++) {
                known += (double)blocks.share[b];
                if (plan->hours.blocks >> blocks.block[b] & 1) inside += (double)blocks.share[b];
            }
        plan->hours.share = known > 0 ? inside / known : (double)NAN;
        plan->hours.known = known;
    }
    hours_blocks_free(&blocks);
    free(member);
    return ok;
}

static void lay_windows(WeekPlan *plan)
{
    int64_t monday = plan->monday * DAY_MIN;
    for (int block = 0; block < WEEK_BLOCKS; block++) {
        if (!(plan->hours.blocks >> block & 1)) continue;
        int64_t from = monday + block * BLOCK_HOURS * 60, to = from + BLOCK_HOURS * 60;
        if (plan->window_count > 0 && plan->window[plan->window_count - 1].to_min == from) plan->window[plan->window_count - 1].to_min = to;
        else plan->window[plan->window_count++] = (VisitWindow){from, to};
    }
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
    if (!choose_places(config, analysis, ret_plan, error) || !choose_hours(config, analysis, ret_plan, error)) return false;
    lay_windows(ret_plan);
    size_t order[VISIT_PLACES_MOST];
    int walk[VISIT_PLACES_MOST];
    for (size_t k = 0; k < ret_plan->place_count; k++) order[k] = k, walk[k] = ret_plan->place[k].next_min;
    VisitRound round = {ret_plan->place_count, order, walk};
    return visits_plan(&round, ret_plan->window, ret_plan->window_count, (uint64_t)config->seed, &ret_plan->visits, error) &&
           levers_categories(config, analysis, &ret_plan->categories, error);
}
