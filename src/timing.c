#include "src/timing.h"

#include "geo/calendar.h"
#include "geo/daylight.h"
#include "src/wording.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { BAND_M_MOST = 100000, SPAN_DAYS_MOST = 3650 };

void timing_free(Timing *timing)
{
    free(timing->month_whole);
    for (int k = 0; k < TIMING_KINDS; k++) {
        free(timing->kind[k].count);
        free(timing->kind[k].campaign);
    }
    *timing = (Timing){0};
}

/* ---- hours and darkness ---- */

void timing_hours(const Times *times, Timing *timing)
{
    timing->hours_refused[0] = '\0';
    timing->peak = (PeakWindow){0};
    timing->hours = hours_matrix(times);
    if (timing->hours.known == 0)
        snprintf(timing->hours_refused, TIMING_TEXT, "%s", _("Of no report the hour is known, so nothing can be said about hours; ask the source for the time of what happened."));
    else if (timing->hours.known < HOURS_LEAST)
        snprintf(timing->hours_refused, TIMING_TEXT, _("Of only %zu reports the hour is known; fewer than %d say nothing about the hours of the week."), timing->hours.known, HOURS_LEAST);
    else
        timing->peak = hours_peak(&timing->hours);
}

static void find_dark(const Analysis *analysis, Timing *timing)
{
    const Selection *selection = &analysis->selection;
    double days = 0, dark_days = 0;
    for (size_t i = 0; i < selection->points.count; i++) {
        if (isnan(analysis->dark[i])) continue;
        timing->dark += (double)analysis->dark[i];
        timing->dark_known++;
    }
    timing->dark_interval = wilson_interval(timing->dark, timing->dark_known, 0.95);
    /* Day by day: the sun is found from steps of a few minutes then. */
    for (int64_t day = selection->from_day; day <= selection->to_day; day++, days++)
        dark_days += daylight_dark_share(analysis->municipality.latitude_deg, analysis->municipality.longitude_deg, day * DAY_S, (day + 1) * DAY_S);
    timing->dark_of_time = dark_days / days;
}

/* ---- months ---- */

static bool count_months(const Selection *selection, const Timing *timing, TimingMonths *months, Error *error)
{
    months->count = calloc(timing->months + 1, sizeof *months->count);
    months->campaign = calloc(timing->months + 1, sizeof *months->campaign);
    if (months->count == NULL || months->campaign == NULL) return error_memory(error, 9.0 * (double)timing->months);
    if (selection == NULL) return true;
    months->reports = selection->points.count;
    for (size_t i = 0; i < selection->points.count; i++) months->count[calendar_month(selection->points.from_s[i]) - timing->first_month]++;
    for (size_t c = 0; c < selection->campaign_months; c++) {
        int64_t month = (int64_t)selection->campaign_month[c].month - timing->first_month;
        if (month >= 0 && month < (int64_t)timing->months) months->campaign[month] = true;
    }
    return true;
}

bool timing_other_kind(Store *store, const Config *config, Analysis *analysis, bool *ret_found, Selection *ret_selection, Error *error)
{
    *ret_selection = (Selection){0};
    Config *own = malloc(sizeof *own);
    if (own == NULL) return error_memory(error, sizeof *own);
    config_copy(config, own);
    own->kind = config->kind == KIND_INCIDENT ? KIND_PERCEPTION : KIND_INCIDENT;
    wording_iso_day(analysis->selection.from_day, own->from);
    wording_iso_day(analysis->selection.to_day, own->to);
    *ret_found = selection_load(store, own, &analysis->municipality, ret_selection, error);
    free(own);
    return *ret_found || error->code != ERROR_FAILED;
}

static bool count_other_kind(Store *store, const Config *config, Analysis *analysis, Timing *timing, Error *error)
{
    int other = config->kind == KIND_INCIDENT ? KIND_PERCEPTION : KIND_INCIDENT;
    bool found;
    Selection selection;
    if (!timing_other_kind(store, config, analysis, &found, &selection, error)) return false;
    bool ok = count_months(found ? &selection : NULL, timing, &timing->kind[other], error);
    selection_free(&selection);
    return ok;
}

static bool find_months(Store *store, const Config *config, Analysis *analysis, Timing *timing, Error *error)
{
    const Selection *selection = &analysis->selection;
    int last = calendar_month(selection->to_day * DAY_S);
    timing->first_month = calendar_month(selection->from_day * DAY_S);
    timing->months = (size_t)(last - timing->first_month + 1);
    timing->month_whole = malloc(timing->months * sizeof *timing->month_whole);
    if (timing->month_whole == NULL) return error_memory(error, (double)timing->months);
    for (size_t m = 0; m < timing->months; m++) timing->month_whole[m] = true;
    if (calendar_date(selection->from_day).day != 1) timing->month_whole[0] = false;
    if (calendar_date(selection->to_day + 1).day != 1) timing->month_whole[timing->months - 1] = false;
    return count_months(selection, timing, &timing->kind[config->kind], error) && count_other_kind(store, config, analysis, timing, error);
}

/* ---- near repeats ---- */

typedef struct LimitList {
    const char *option;
    int limit[NEAR_BANDS_MOST], count, most;
    Error *error;
} LimitList;

static bool take_limit(const char *text, void *context)
{
    LimitList *list = context;
    char *rest;
    long value = strtol(text, &rest, 10);
    if (*rest != '\0' || rest == text || value < 1 || value > list->most || (list->count > 0 && value <= list->limit[list->count - 1]) || list->count == NEAR_BANDS_MOST - 1)
        return error_set(list->error, ERROR_USAGE, _("%s: '%s' does not fit; write at most %d whole numbers that rise, such as 100,200,300, none above %d."), list->option, text,
                         NEAR_BANDS_MOST - 1, list->most);
    list->limit[list->count++] = (int)value;
    return true;
}

bool timing_limits(const TimingWish *wish, NearRepeatInput *ret_limits, Error *error)
{
    NearRepeatInput limits = {0};
    LimitList bands = {.option = "--bands", .most = BAND_M_MOST, .error = error}, days = {.option = "--days", .most = SPAN_DAYS_MOST, .error = error};
    if (wish->distance != NULL && strcasecmp(wish->distance, "euclidean") != 0 && strcasecmp(wish->distance, "manhattan") != 0)
        return error_set(error, ERROR_USAGE, _("--distance %s is not known; choose euclidean or manhattan."), wish->distance);
    limits.distance = wish->distance != NULL && strcasecmp(wish->distance, "manhattan") == 0 ? NEAR_MANHATTAN : NEAR_EUCLIDEAN;
    if (!config_each(wish->bands != NULL ? wish->bands : "100,200,300,400", take_limit, &bands) || !config_each(wish->days != NULL ? wish->days : "7,14,21,28", take_limit, &days))
        return false;
    if (bands.count == 0 || days.count == 0) return error_set(error, ERROR_USAGE, _("%s needs a number, such as 100,200,300."), bands.count == 0 ? "--bands" : "--days");
    limits.band_count = bands.count + 1;
    limits.band_m[0] = SAME_PLACE_M;
    for (int b = 0; b < bands.count; b++) limits.band_m[b + 1] = bands.limit[b];
    limits.span_count = days.count;
    memcpy(limits.span_days, days.limit, (size_t)days.count * sizeof *days.limit);
    *ret_limits = limits;
    return true;
}

static bool find_near(const Config *config, const Analysis *analysis, Timing *timing, Error *error)
{
    const Points *points = &analysis->selection.points;
    NearRepeatInput *input = &timing->near_input;
    input->count = points->count;
    input->x_m = points->x_m, input->y_m = points->y_m;
    input->from_s = points->from_s, input->to_s = points->to_s;
    input->precision_m = points->precision_m;
    input->reporter = points->reporter;
    input->runs = config->replicates;
    input->seed = (uint64_t)config->seed;
    input->threads = config->threads;
    if (near_repeat_test(input, &timing->near, error)) return true;
    if (error->code != ERROR_INPUT) return false;
    snprintf(timing->near_refused, TIMING_TEXT, "%s", error->text);
    return true;
}

bool timing_near_first(const Timing *timing, int *ret_band, int *ret_span)
{
    if (timing->near_refused[0] != '\0') return false;
    for (int s = 0; s < timing->near_input.span_count; s++)
        for (int b = 0; b < timing->near_input.band_count; b++)
            if (timing->near.cell[b][s].p_any < TREND_LEVEL) return *ret_band = b, *ret_span = s, true;
    return false;
}

/* ---- all of it ---- */

static void find_trends_refused(const Analysis *analysis, Timing *timing)
{
    if (analysis->counts_only)
        snprintf(timing->trends_refused, TIMING_TEXT, _("%zu reports are too few for risk areas, so there are no trends; at least %d are needed."), analysis->selection.points.count,
                 REPORTS_FOR_SURFACE);
    else if (analysis->area_count == 0)
        snprintf(timing->trends_refused, TIMING_TEXT, "%s", _("There are no risk areas, so there are no trends."));
    else if (analysis->trends.quarters.count == 0)
        snprintf(timing->trends_refused, TIMING_TEXT, "%s", _("There is less than a whole year with reports in every quarter, so there are no trends: a season cannot be told from a change."));
}

bool timing_make_when(Store *store, const Config *config, Analysis *analysis, Timing *ret_timing, Error *error)
{
    *ret_timing = (Timing){0};
    const Points *points = &analysis->selection.points;
    timing_hours(&(Times){points->count, points->from_s, points->to_s, points->hour_known, points->weight}, ret_timing);
    find_dark(analysis, ret_timing);
    find_trends_refused(analysis, ret_timing);
    return find_months(store, config, analysis, ret_timing, error);
}

bool timing_make(Store *store, const Config *config, Analysis *analysis, const NearRepeatInput *limits, Timing *ret_timing, Error *error)
{
    if (!timing_make_when(store, config, analysis, ret_timing, error)) return false;
    ret_timing->near_input = *limits;
    return find_near(config, analysis, ret_timing, error);
}
