#include "src/trends.h"

#include "geo/calendar.h"
#include "geo/weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What trend_of_areas() asks for beside what the analysis has. */
typedef struct TrendRoom {
    double *x_m, *y_m; /* per area: of its block */
    int64_t *day;      /* per report */
    AreaTrend *trend;
} TrendRoom;

static void room_free(TrendRoom *room)
{
    free(room->x_m);
    free(room->day);
    free(room->trend);
}

static bool make_room(size_t areas, size_t reports, TrendRoom *room, Error *error)
{
    room->x_m = malloc(2 * (areas + 1) * sizeof *room->x_m);
    room->day = malloc((reports + 1) * sizeof *room->day);
    room->trend = malloc((areas + 1) * sizeof *room->trend);
    if (room->x_m == NULL || room->day == NULL || room->trend == NULL) return error_memory(error, 8.0 * (double)reports);
    room->y_m = room->x_m + areas + 1;
    return true;
}

/* Per quarter all reports over their channel weights, which are the full weights over the capped ones. */
static bool find_raise(const Selection *selection, const TrendQuarters *quarters, const int64_t *day, double *raise, Error *error)
{
    size_t count = selection->points.count;
    double reports[TREND_QUARTERS_MOST] = {0}, channel[TREND_QUARTERS_MOST] = {0};
    for (int k = 0; k < TREND_QUARTERS_MOST; k++) raise[k] = 1;
    if (selection->campaign_months == 0) return true;
    double *full = malloc(2 * (count + 1) * sizeof *full);
    if (full == NULL) return error_memory(error, 16.0 * (double)count);
    double *capped = full + count + 1;
    bool ok = weights_compute(&selection->points, WEIGHT_FULL, selection->campaign_month, selection->campaign_months, full, error) &&
              weights_compute(&selection->points, WEIGHT_CAPPED, NULL, 0, capped, error);
    for (size_t i = 0; ok && i < count; i++) {
        int k = trend_quarter_of(quarters, day[i]);
        if (k >= 0) reports[k]++, channel[k] += full[i] / capped[i];
    }
    for (int k = 0; ok && k < quarters->count; k++)
        if (channel[k] > 0) raise[k] = fmax(1, reports[k] / channel[k]);
    free(full);
    return ok;
}

bool trends_find(const Config *config, Analysis *analysis, Error *error)
{
    const Points *points = &analysis->selection.points;
    TrendRoom room = {0};
    TrendQuarters quarters = trend_quarters(analysis->selection.from_day, analysis->selection.to_day);
    if (!make_room(analysis->area_count, points->count, &room, error)) return room_free(&room), false;
    for (size_t i = 0; i < points->count; i++) room.day[i] = calendar_day(points->from_s[i]);
    trend_quarters_keep(&quarters, room.day, points->count);
    for (size_t a = 0; a < analysis->area_count; a++) {
        const AreaSignificance *significance = &analysis->area[a].significance;
        bool stands_out = !analysis->indicative && significance->q < config->q_max;
        room.x_m[a] = stands_out ? significance->x_m : (double)NAN;
        room.y_m[a] = stands_out ? significance->y_m : (double)NAN;
    }
    TrendInput input = {.count = points->count, .x_m = points->x_m, .y_m = points->y_m, .day = room.day, .area_of = analysis->area_of,
                        .area_count = analysis->area_count, .block_x_m = room.x_m, .block_y_m = room.y_m, .exposure = &analysis->exposure, .quarters = quarters,
                        .method = config->correction == CORRECTION_BY ? FALSE_DISCOVERY_BY : FALSE_DISCOVERY_BH};
    bool ok = find_raise(&analysis->selection, &quarters, room.day, input.raise, error) && trend_of_areas(&input, room.trend, error);
    for (size_t a = 0; ok && a < analysis->area_count; a++) {
        analysis->area[a].trend = room.trend[a];
        if (analysis->indicative) analysis->area[a].trend.kind = TREND_TOO_FEW;
    }
    if (ok) {
        analysis->trends.quarters = quarters;
        memcpy(analysis->trends.raise, input.raise, sizeof input.raise);
        analysis->trends.town = room.trend[analysis->area_count];
    }
    room_free(&room);
    return ok;
}
