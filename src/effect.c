#include "src/effect.h"

#include "geo/calendar.h"
#include "geo/exposure.h"
#include "geo/polygon_index.h"
#include "src/exchange/fields.h"
#include "src/exchange/geometry.h"
#include "src/layers.h"
#include "src/wording.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPORTS_LEAST = 30, DAYS_WITHOUT = 31 };
static const double LEVEL = 0.95, TRIFLE_M2 = 1;
static const char *const options[EFFECT_AREAS] = {"--target", "--control", "--displacement"};

void effect_free(Effect *effect)
{
    for (int a = 0; a < EFFECT_AREAS; a++) features_free(&effect->area[a]);
    *effect = (Effect){0};
}

bool period_from_text(const char *text, const char *option, Period *ret_period, Error *error)
{
    const char *dots = text != NULL ? strstr(text, "..") : NULL;
    Period period;
    if (dots == NULL || !day_read(text, (size_t)(dots - text), &period.from_day) || !day_read(dots + 2, strlen(dots + 2), &period.to_day))
        return error_set(error, ERROR_USAGE, _("%s '%s' is no period; write it as 2023-01-01..2023-12-31."), option, text != NULL ? text : "");
    if (period.to_day < period.from_day) return error_set(error, ERROR_USAGE, _("%s '%s' ends before it begins."), option, text);
    *ret_period = period;
    return true;
}

static double years_of(Period period)
{
    return (double)(period.to_day - period.from_day + 1) / 365.25;
}

/* A period without a report at its ends may be a quiet one; one that goes on long before or after all reports has no data. */
bool period_within(Period period, const char *option, const Selection *selection, Error *error)
{
    if (period.from_day >= selection->from_day - DAYS_WITHOUT && period.to_day <= selection->to_day + DAYS_WITHOUT) return true;
    char first[11], last[11];
    wording_iso_day(selection->from_day, first);
    wording_iso_day(selection->to_day, last);
    return error_set(error, ERROR_INPUT, _("%s goes beyond the reports, which run from %s to %s; choose a period within that."), option, first, last);
}

static bool read_periods(const EffectWish *wish, const Selection *selection, Effect *effect, Error *error)
{
    if (!period_from_text(wish->before, "--before", &effect->before, error)) return false;
    effect->plan = wish->after == NULL;
    effect->after = effect->before;
    if (!effect->plan && !period_from_text(wish->after, "--after", &effect->after, error)) return false;
    if (!effect->plan && effect->after.from_day <= effect->before.to_day && effect->before.from_day <= effect->after.to_day)
        return error_set(error, ERROR_USAGE, _("The periods before and after overlap; a report can only count in one of them."));
    if (!effect->plan && effect->after.to_day < effect->before.from_day)
        return error_set(error, ERROR_USAGE, _("The period after lies before the period before; swap --before and --after."));
    return period_within(effect->before, "--before", selection, error) && (effect->plan || period_within(effect->after, "--after", selection, error));
}

static bool read_area(const Config *config, const char *path, Features *ret_area, Error *error)
{
    ConfigLayer settings = {.name = "area", .role = "neighbourhood"};
    Layer layer;
    LayerRecord record;
    if (snprintf(settings.file, sizeof settings.file, "%s", path) >= (int)sizeof settings.file)
        return error_set(error, ERROR_USAGE, _("The path of the file is too long: %.80s..."), path);
    if (!layer_file_read(&settings, config->project_crs, &layer, &record, error)) return false;
    *ret_area = layer.features;
    layer.features = features_init(FEATURE_POLYGON);
    layer_free(&layer);
    return true;
}

static bool read_areas(const Config *config, const Municipality *municipality, const EffectWish *wish, Effect *effect, Error *error)
{
    for (int a = 0; a < EFFECT_AREAS; a++) {
        effect->area[a] = features_init(FEATURE_POLYGON);
        if (wish->file[a] == NULL) continue;
        if (!read_area(config, wish->file[a], &effect->area[a], error)) return false;
        effect->area_m2[a] = geometry_area_m2(&effect->area[a]);
        double inside = geometry_overlap_m2(&effect->area[a], &municipality->boundary);
        if (inside < 0.99 * effect->area_m2[a])
            return error_set(error, ERROR_INPUT, _("%s %s lies for %.0f%% outside the boundary, where no reports are counted; choose an area within it."), options[a],
                             wish->file[a], 100 * (1 - inside / effect->area_m2[a]));
        for (int other = 0; other < a; other++)
            if (wish->file[other] != NULL && geometry_overlap_m2(&effect->area[a], &effect->area[other]) > TRIFLE_M2)
                return error_set(error, ERROR_INPUT, _("%s and %s overlap; a report would count in both."), options[other], options[a]);
    }
    if (effect->area[EFFECT_TARGET].count == 0)
        return error_set(error, ERROR_USAGE, _("There is no target area; give a file with its polygon: --target FILE."));
    return true;
}

static bool in_period(Period period, int64_t day)
{
    return day >= period.from_day && day <= period.to_day;
}

/* The counts of every area and of the town. */
static bool count_reports(const Selection *selection, Effect *effect, Error *error)
{
    const Points *points = &selection->points;
    BeforeAfter *counts[EFFECT_AREAS] = {&effect->input.target, &effect->input.control, &effect->input.displacement};
    for (size_t i = 0; i < points->count; i++) {
        int64_t day = calendar_day(points->from_s[i]);
        effect->town_before += in_period(effect->before, day);
        effect->town_after += in_period(effect->after, day);
    }
    for (int a = 0; a < EFFECT_AREAS; a++) {
        PolygonIndex index;
        if (effect->area[a].count == 0) continue;
        if (!polygon_index_init(&effect->area[a], &index, error)) return false;
        for (size_t i = 0; i < points->count; i++) {
            int64_t day = calendar_day(points->from_s[i]);
            bool before = in_period(effect->before, day), after = in_period(effect->after, day);
            if ((!before && !after) || polygon_index_find(&index, points->x_m[i], points->y_m[i]) < 0) continue;
            counts[a]->before += before;
            counts[a]->after += after;
            if (a == EFFECT_TARGET && selection->campaign[i]) effect->campaign_before += before, effect->campaign_after += after;
        }
        polygon_index_free(&index);
    }
    return true;
}

/* Squares of the town as large as the target, made of whole cells of the exposure. */
typedef struct Squares {
    double *observed, *expected;
    size_t count;
} Squares;

static bool count_squares(const Analysis *analysis, const Effect *effect, Squares *squares, Error *error)
{
    const Grid *exposure = &analysis->exposure;
    const Points *points = &analysis->selection.points;
    int side = (int)fmax(1, round(sqrt(effect->area_m2[EFFECT_TARGET]) / exposure->cell_m));
    int across = (exposure->columns + side - 1) / side, high = (exposure->rows + side - 1) / side;
    double sum = grid_sum(exposure);
    squares->count = (size_t)across * (size_t)high;
    squares->observed = calloc(squares->count, sizeof *squares->observed);
    squares->expected = calloc(squares->count, sizeof *squares->expected);
    if (squares->observed == NULL || squares->expected == NULL) return error_memory(error, 16.0 * (double)squares->count);
    for (int r = 0; r < exposure->rows; r++)
        for (int c = 0; c < exposure->columns; c++)
            squares->expected[(r / side) * across + c / side] += (double)effect->town_before * exposure->value[(size_t)r * (size_t)exposure->columns + (size_t)c] / sum;
    for (size_t i = 0; i < points->count; i++) {
        ptrdiff_t cell = grid_cell_at(exposure, points->x_m[i], points->y_m[i]);
        if (cell < 0 || !in_period(effect->before, calendar_day(points->from_s[i]))) continue;
        squares->observed[(int)(cell / exposure->columns) / side * across + (int)(cell % exposure->columns) / side]++;
    }
    return true;
}

static bool foretell(Analysis *analysis, Effect *effect, Error *error)
{
    Squares squares = {0};
    double sum = grid_sum(&analysis->exposure), exposure = 0;
    effect->regression = NAN;
    if (!(sum > 0)) return true;
    for (size_t f = 0; f < effect->area[EFFECT_TARGET].count; f++) {
        Polygon polygon = polygon_of(&effect->area[EFFECT_TARGET], f);
        double own;
        if (!exposure_in_polygon(&analysis->exposure, &polygon, &own, error)) return false;
        exposure += own;
    }
    bool ok = count_squares(analysis, effect, &squares, error);
    for (size_t s = 0; ok && s < squares.count; s++) effect->places += squares.expected[s] > 0;
    double expected = (double)effect->town_before * exposure / sum;
    if (ok && expected > 0)
        effect->regression = compare_regression(effect->input.target.before, expected, clayton_kaldor_alpha(squares.observed, squares.expected, squares.count));
    free(squares.observed);
    free(squares.expected);
    return ok;
}

/* What follows from the periods and the areas. */
static bool measure(const Config *config, Analysis *analysis, Effect *effect, Error *error)
{
    if (!count_reports(&analysis->selection, effect, error)) return false;
    CompareInput *input = &effect->input;
    input->has_control = effect->area[EFFECT_CONTROL].count > 0;
    input->has_displacement = effect->area[EFFECT_DISPLACEMENT].count > 0;
    input->years_before = years_of(effect->before);
    input->years_after = years_of(effect->after);
    input->level = LEVEL;
    double all = input->target.before + input->control.before + (effect->plan ? 0 : input->target.after + input->control.after);
    if (!effect->plan && all < REPORTS_LEAST)
        return error_set(error, ERROR_INPUT, _("Target and control together have %.0f reports in these periods; fewer than %d say nothing about an effect."), all, REPORTS_LEAST);
    if (input->target.before == 0)
        return error_set(error, ERROR_INPUT, _("The target has no report in the period before; without a beginning there is no effect to see."));
    return compare_effect(input, &effect->result, error) && analysis_exposure(config, analysis, error) && foretell(analysis, effect, error);
}

bool effect_of(const Config *config, Analysis *analysis, const EffectTask *task, Effect *ret_effect, Error *error)
{
    Effect *effect = ret_effect;
    bool ok = true;
    *effect = (Effect){.before = task->before, .after = task->after};
    for (int a = 0; a < EFFECT_AREAS; a++) {
        effect->area[a] = features_init(FEATURE_POLYGON);
        for (size_t f = 0; ok && task->area[a] != NULL && f < task->area[a]->count; f++) ok = features_add_feature_of(&effect->area[a], task->area[a], f, error);
        effect->area_m2[a] = geometry_area_m2(&effect->area[a]);
    }
    return ok && measure(config, analysis, effect, error);
}

bool effect_make(const Config *config, Analysis *analysis, const EffectWish *wish, Effect *ret_effect, Error *error)
{
    *ret_effect = (Effect){0};
    return read_periods(wish, &analysis->selection, ret_effect, error) && read_areas(config, &analysis->municipality, wish, ret_effect, error) && measure(config, analysis, ret_effect, error);
}
