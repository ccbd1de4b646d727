#include "src/briefing.h"

#include "geo/calendar.h"
#include "render/briefing.h"
#include "src/drawing.h"
#include "src/exchange/output.h"
#include "src/timing.h"
#include "src/wording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the scene points to and nobody else owns. */
typedef struct Briefing {
    BriefScene scene;
    Drawing *drawing;
    Timing timing;
    double month[BRIEFING_ROWS][BRIEFING_MONTHS];
    char name[BRIEFING_ROWS][WORDING_TEXT], reports[BRIEFING_ROWS][NUMBER_TEXT], peak[BRIEFING_ROWS][WORDING_TEXT];
    char clock_note[WORDING_TEXT], peak_name[WORDING_TEXT], no_rows[WORDING_TEXT], valid[WORDING_TEXT], contact[WORDING_TEXT], months_title[WORDING_TEXT];
} Briefing;

static size_t months_skipped(const Timing *timing)
{
    return timing->months > BRIEFING_MONTHS ? timing->months - BRIEFING_MONTHS : 0;
}

static void keep_last_months(MonthStrip *strip, size_t skip)
{
    strip->first_month += (int)skip;
    strip->count -= skip;
    strip->value += skip;
    strip->whole += skip;
    strip->campaign += skip;
}

static void fill_row(const Config *config, const Analysis *analysis, size_t a, Briefing *briefing)
{
    const RiskArea *area = &analysis->area[a];
    const Points *points = &analysis->selection.points;
    const Timing *timing = &briefing->timing;
    BriefingRow *row = &briefing->scene.row[a];
    size_t skip = months_skipped(timing);
    wording_area_name(area, briefing->name[a], WORDING_TEXT);
    number_text(wording_language(config), (double)area->reports, 0, briefing->reports[a]);
    if (!wording_peak(area, briefing->peak[a], WORDING_TEXT)) snprintf(briefing->peak[a], WORDING_TEXT, "–");
    for (size_t i = 0; i < points->count; i++) {
        int month = calendar_month(points->from_s[i]) - timing->first_month - (int)skip;
        if (analysis->area_of[i] == (int32_t)a && month >= 0) briefing->month[a][month]++;
    }
    *row = (BriefingRow){.rank = area->rank,
                         .status = area->hotspot ? AREA_HOTSPOT : AREA_INDICATIVE,
                         .cell = {briefing->name[a], briefing->reports[a], briefing->peak[a], wording_trend(area->trend.kind), wording_status(area)},
                         .months = {.first_month = timing->first_month + (int)skip, .count = timing->months - skip, .value = briefing->month[a], .whole = timing->month_whole + skip,
                                    .campaign = timing->kind[config->kind].campaign + skip, .name = briefing->name[a]}};
}

static void fill_rows(const Config *config, const Analysis *analysis, Briefing *briefing)
{
    BriefScene *scene = &briefing->scene;
    size_t count = analysis->selection.points.count;
    const char *const heading[BRIEFING_COLUMNS] = {_("Place"), _("Reports"), _("Peak"), _("Trend"), _("Status")};
    for (int c = 0; c < BRIEFING_COLUMNS; c++) scene->heading[c] = heading[c];
    scene->row_count = analysis->counts_only ? 0 : analysis->area_count < BRIEFING_ROWS ? analysis->area_count : BRIEFING_ROWS;
    for (size_t a = 0; a < scene->row_count; a++) fill_row(config, analysis, a, briefing);
    if (analysis->counts_only)
        snprintf(briefing->no_rows, WORDING_TEXT, ngettext("%zu report: too few to point out places.", "%zu reports: too few to point out places.", count), count);
    else snprintf(briefing->no_rows, WORDING_TEXT, "%s", _("No place stands out."));
    scene->no_rows = briefing->no_rows;
}

static void fill_times(const Config *config, Briefing *briefing)
{
    BriefScene *scene = &briefing->scene;
    const Timing *timing = &briefing->timing;
    scene->clock_title = _("The hours of the week");
    if (timing_clock(config, timing, &scene->clock, briefing->clock_note, briefing->peak_name, WORDING_TEXT)) scene->no_clock = NULL;
    else scene->no_clock = timing->hours_refused;
    size_t months = timing->months - months_skipped(timing);
    snprintf(briefing->months_title, WORDING_TEXT, ngettext("The last month", "The last %zu months", months), months);
    scene->months_title = briefing->months_title;
    scene->places_title = _("The same months, place by place");
    for (int k = 0; k < TIMING_KINDS; k++) {
        if (timing->kind[k].reports == 0) continue;
        timing_months(timing, k, &scene->strip[scene->strip_count]);
        keep_last_months(&scene->strip[scene->strip_count++], months_skipped(timing));
    }
}

static void fill_foot(const Config *config, const Analysis *analysis, Briefing *briefing)
{
    char until[NUMBER_TEXT], last[NUMBER_TEXT];
    wording_day(wording_language(config), analysis->selection.to_day, last);
    Date date = calendar_date(analysis->selection.to_day + config->briefing_valid_days);
    date_text(wording_language(config), date.year, date.month, date.day, until);
    snprintf(briefing->valid, WORDING_TEXT, _("Data up to and including %s. Valid until %s."), last, until);
    if (config->contact[0] != '\0') snprintf(briefing->contact, WORDING_TEXT, _("Questions: %s"), config->contact);
    briefing->scene.valid = briefing->valid;
    briefing->scene.contact = briefing->contact;
}

static bool draw(const BriefScene *scene, const char *path, Error *error)
{
    Output output;
    if (!output_place(path, &output, error)) return false;
    bool ok = briefing_draw(scene, output.beside, error);
    if (!ok && strstr(error->text, output.beside) != NULL) output_not_written(path, error);
    if (!ok) output_discard(&output);
    return ok && output_commit(&output, error);
}

bool briefing_pdf(Store *store, const Config *config, Analysis *analysis, const char *run_id, const char *path, Error *error)
{
    Briefing *briefing = calloc(1, sizeof *briefing);
    if (briefing == NULL) return error_memory(error, sizeof *briefing);
    bool ok = timing_make_when(store, config, analysis, &briefing->timing, error) && drawing_make(config, analysis, run_id, true, &briefing->drawing, error);
    if (ok) {
        briefing->scene.scene = drawing_scene(briefing->drawing);
        fill_rows(config, analysis, briefing);
        fill_times(config, briefing);
        fill_foot(config, analysis, briefing);
        ok = draw(&briefing->scene, path, error);
    }
    drawing_free(briefing->drawing);
    timing_free(&briefing->timing);
    free(briefing);
    return ok;
}
