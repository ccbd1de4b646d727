/* What the times say: in sentences, as JSON, as CSV and as pages. */
#include "src/timing.h"

#include "geo/calendar.h"
#include "src/effect.h"
#include "src/exchange/table.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TREND_ROWS_MOST = 24 };

/* Below so many reports a share says more than is known. */
static const double PERCENT_LEAST = 20;

static bool hours_known(const Timing *timing)
{
    return timing->hours_refused[0] == '\0';
}

/* Adds a sentence after what is there, with a blank between. */
static void append(char *text, size_t size, const char *format, ...) PRINTF_LIKE(3, 4);
static void append(char *text, size_t size, const char *format, ...)
{
    size_t used = strlen(text);
    va_list values;
    if (used > 0 && used + 1 < size) text[used++] = ' ', text[used] = '\0';
    va_start(values, format);
    vsnprintf(text + used, size - used, format, values);
    va_end(values);
}

/* ---- the sentences ---- */

/* "on the same place", "within 100 m", "100 to 200 m away" */
static void band_text(const Timing *timing, int band, char *ret_text, size_t size)
{
    if (band == 0) snprintf(ret_text, size, "%s", _("on the same place"));
    else if (band == 1) snprintf(ret_text, size, _("within %.0f m"), timing->near_input.band_m[1]);
    else snprintf(ret_text, size, _("%.0f to %.0f m away"), timing->near_input.band_m[band - 1], timing->near_input.band_m[band]);
}

/* "within 7 days", "after 8 to 14 days" */
static void span_text(const Timing *timing, int span, char *ret_text, size_t size)
{
    int to = timing->near_input.span_days[span];
    if (span == 0) snprintf(ret_text, size, ngettext("within %d day", "within %d days", (unsigned long)to), to);
    else snprintf(ret_text, size, _("after %d to %d days"), timing->near_input.span_days[span - 1] + 1, to);
}

static void hours_sentence(Language language, const Timing *timing, char *text, size_t size)
{
    char peak[WORDING_TEXT], share[NUMBER_TEXT], low[NUMBER_TEXT], high[NUMBER_TEXT], time[NUMBER_TEXT];
    if (!hours_known(timing)) {
        append(text, size, "%s", timing->hours_refused);
        return;
    }
    percent_text(language, timing->peak.share, 0, share);
    if (wording_window(&timing->peak, peak, sizeof peak)) append(text, size, _("What stands out is %s, with %s of the reports."), peak, share);
    else append(text, size, "%s", _("No hours of the week stand out."));
    percent_text(language, timing->dark / timing->dark_known, 0, share);
    percent_text(language, timing->dark_interval.low, 0, low);
    percent_text(language, timing->dark_interval.high, 0, high);
    percent_text(language, timing->dark_of_time, 0, time);
    append(text, size, _("%s happened in the dark (between %s and %s), while it is dark %s of the time."), share, low, high, time);
}

static void near_sentence(Language language, const Timing *timing, char *text, size_t size)
{
    char where[WORDING_TEXT], when[WORDING_TEXT], observed[NUMBER_TEXT], expected[NUMBER_TEXT], ratio[NUMBER_TEXT];
    int band, span;
    if (timing->near_refused[0] != '\0') {
        append(text, size, "%s", timing->near_refused);
        return;
    }
    if (!timing_near_first(timing, &band, &span)) {
        append(text, size, "%s", _("Reports do not follow each other near by and soon after more often than chance explains."));
        return;
    }
    const NearCell *cell = &timing->near.cell[band][span];
    band_text(timing, band, where, sizeof where);
    span_text(timing, span, when, sizeof when);
    number_text(language, cell->observed, 0, observed);
    number_text(language, cell->expected, 1, expected);
    number_text(language, cell->ratio, 1, ratio);
    if (isnan(cell->ratio)) append(text, size, _("After a report another follows %s %s more often than by chance (%s pairs, %s expected)."), where, when, observed, expected);
    else append(text, size, _("After a report another follows %s %s %s times as often as by chance (%s pairs, %s expected)."), where, when, ratio, observed, expected);
}

void timing_conclusion(const Config *config, const Timing *timing, char *ret_text, size_t size)
{
    Language language = wording_language(config);
    ret_text[0] = '\0';
    hours_sentence(language, timing, ret_text, size);
    near_sentence(language, timing, ret_text, size);
}

/* ---- JSON ---- */

static void month_text(int month, char ret_text[12])
{
    snprintf(ret_text, 12, "%04u-%02u", (unsigned)((month - 1) / 12) % 10000u, (unsigned)((month - 1) % 12 + 1));
}

static json_t *refused_json(const char *sentence)
{
    return json_pack("{s:s}", "refused", sentence);
}

static json_t *hours_json(const Timing *timing)
{
    const HourMatrix *hours = &timing->hours;
    char peak[WORDING_TEXT] = "";
    json_t *matrix = json_array();
    if (!hours_known(timing)) {
        json_decref(matrix);
        return json_pack("{s:I, s:I, s:s}", "reports", (json_int_t)hours->known, "unknown", (json_int_t)hours->unknown, "refused", timing->hours_refused);
    }
    for (int d = 0; d < WEEK_DAYS; d++) {
        json_t *row = json_array();
        for (int h = 0; h < DAY_HOURS; h++) json_array_append_new(row, json_real(hours->value[d][h]));
        json_array_append_new(matrix, row);
    }
    (void)wording_window(&timing->peak, peak, sizeof peak);
    return json_pack("{s:I, s:I, s:f, s:f, s:o, s:{s:s, s:f, s:f}}", "reports", (json_int_t)hours->known, "unknown", (json_int_t)hours->unknown, "unknown_share",
                     (double)hours->unknown / (double)(hours->known + hours->unknown), "weighted", hours->weight, "matrix", matrix, "peak", "window", peak, "share",
                     timing->peak.share, "weighted", timing->peak.reports);
}

static json_t *dark_json(const Timing *timing)
{
    return json_pack("{s:o, s:o, s:o, s:f, s:f}", "share", number_json(timing->dark / timing->dark_known), "low", number_json(timing->dark_interval.low), "high",
                     number_json(timing->dark_interval.high), "reports", timing->dark_known, "of_time", timing->dark_of_time);
}

static json_t *months_json(const Timing *timing)
{
    const TimingMonths *incident = &timing->kind[KIND_INCIDENT], *perception = &timing->kind[KIND_PERCEPTION];
    json_t *months = json_array();
    for (size_t m = 0; m < timing->months; m++) {
        char month[12];
        month_text(timing->first_month + (int)m, month);
        json_array_append_new(months, json_pack("{s:s, s:b, s:I, s:I, s:b, s:b}", "month", month, "whole", timing->month_whole[m], "incident", (json_int_t)incident->count[m],
                                                "perception", (json_int_t)perception->count[m], "incident_campaign", incident->campaign[m], "perception_campaign",
                                                perception->campaign[m]));
    }
    return months;
}

static json_t *near_json(const Timing *timing)
{
    const NearRepeatInput *input = &timing->near_input;
    const NearRepeat *near = &timing->near;
    if (timing->near_refused[0] != '\0') return refused_json(timing->near_refused);
    json_t *cells = json_array();
    for (int b = 0; b < input->band_count; b++)
        for (int s = 0; s < input->span_count; s++) {
            const NearCell *cell = &near->cell[b][s];
            json_array_append_new(cells, json_pack("{s:o, s:f, s:i, s:i, s:I, s:f, s:o, s:f, s:f}", "over_m", b > 0 ? json_real(input->band_m[b - 1]) : json_null(), "to_m",
                                                   input->band_m[b], "from_days", s > 0 ? input->span_days[s - 1] + 1 : 0, "to_days", input->span_days[s], "observed",
                                                   (json_int_t)cell->observed, "expected", cell->expected, "ratio", number_json(cell->ratio), "p", cell->p, "p_any", cell->p_any));
        }
    return json_pack("{s:s, s:I, s:I, s:I, s:i, s:I, s:I, s:I, s:o}", "distance", input->distance == NEAR_MANHATTAN ? "manhattan" : "euclidean", "reports", (json_int_t)near->reports,
                     "imprecise", (json_int_t)near->imprecise, "undated", (json_int_t)near->undated, "runs", input->runs, "seed", (json_int_t)input->seed, "pairs",
                     (json_int_t)near->pairs, "own_pairs", (json_int_t)near->own_pairs, "cells", cells);
}

static json_t *numbers_json(const double *value, int count)
{
    json_t *list = json_array();
    for (int i = 0; i < count; i++) json_array_append_new(list, number_json(value[i]));
    return list;
}

static json_t *trend_json(const AreaTrend *trend)
{
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "class", wording_trend_key(trend->kind), "reports", numbers_json(trend->reports, trend->quarters), "observed",
                     numbers_json(trend->observed, trend->quarters), "expected", numbers_json(trend->expected, trend->quarters), "q", numbers_json(trend->q, trend->quarters), "change",
                     number_json(trend->change), "slope_p", number_json(trend->slope_p), "slope_q", number_json(trend->slope_q));
}

static json_t *trends_json(const Analysis *analysis, const Timing *timing)
{
    const TrendQuarters *quarters = &analysis->trends.quarters;
    json_t *starts = json_array(), *areas = json_array();
    if (timing->trends_refused[0] != '\0') {
        json_decref(starts);
        json_decref(areas);
        return refused_json(timing->trends_refused);
    }
    for (int k = 0; k < quarters->count; k++) {
        json_t *quarter = period_json((Period){quarters->start[k], quarters->start[k + 1] - 1});
        json_object_set_new(quarter, "raise", json_real(analysis->trends.raise[k]));
        json_array_append_new(starts, quarter);
    }
    for (size_t a = 0; a < analysis->area_count; a++) {
        char name[WORDING_TEXT];
        wording_area_name(&analysis->area[a], name, sizeof name);
        json_t *area = trend_json(&analysis->area[a].trend);
        json_object_set_new(area, "rank", json_integer(analysis->area[a].rank));
        json_object_set_new(area, "name", json_string(name));
        json_array_append_new(areas, area);
    }
    return json_pack("{s:o, s:o, s:o}", "quarters", starts, "town", trend_json(&analysis->trends.town), "areas", areas);
}

bool timing_json(const Config *config, const Analysis *analysis, const Timing *timing, json_t **ret_json, Error *error)
{
    char conclusion[2 * WORDING_TEXT];
    timing_conclusion(config, timing, conclusion, sizeof conclusion);
    *ret_json = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "conclusion", conclusion, "period", period_json((Period){analysis->selection.from_day, analysis->selection.to_day}),
                          "hours", hours_json(timing), "dark", dark_json(timing), "months", months_json(timing), "near_repeat", near_json(timing), "trends",
                          trends_json(analysis, timing));
    return *ret_json != NULL || error_memory(error, 4096);
}

/* ---- CSV ---- */

enum { PART, ROW, COLUMN, VALUE, EXPECTED, P, NOTE, TIMING_COLUMNS };

static bool add_row(Table *table, const char *part, const char *row, const char *column, double value, double expected, double p, const char *note, Error *error)
{
    if (!table_add(table, error)) return false;
    table_set_number(table, VALUE, value);
    table_set_number(table, EXPECTED, expected);
    table_set_number(table, P, p);
    return table_set_text(table, PART, part, error) && table_set_text(table, ROW, row, error) && table_set_text(table, COLUMN, column, error) &&
           table_set_text(table, NOTE, note, error);
}

static bool add_hours(Table *table, const Timing *timing, Error *error)
{
    bool ok = add_row(table, "hours", "known", NULL, (double)timing->hours.known, NAN, NAN, NULL, error) &&
              add_row(table, "hours", "unknown", NULL, (double)timing->hours.unknown, NAN, NAN, NULL, error) &&
              add_row(table, "dark", "share", NULL, timing->dark / timing->dark_known, timing->dark_of_time, NAN, NULL, error) &&
              add_row(table, "dark", "low", NULL, timing->dark_interval.low, NAN, NAN, NULL, error) &&
              add_row(table, "dark", "high", NULL, timing->dark_interval.high, NAN, NAN, NULL, error);
    if (!hours_known(timing)) return ok && add_row(table, "hours", NULL, NULL, NAN, NAN, NAN, timing->hours_refused, error);
    for (int d = 0; ok && d < WEEK_DAYS; d++)
        for (int h = 0; ok && h < DAY_HOURS; h++) {
            char hour[16];
            snprintf(hour, sizeof hour, "%d", h);
            ok = add_row(table, "hours", wording_weekday(d), hour, timing->hours.value[d][h], NAN, NAN, NULL, error);
        }
    return ok;
}

static bool add_months(Table *table, const Timing *timing, Error *error)
{
    static const char *const kinds[TIMING_KINDS] = {"incident", "perception"};
    bool ok = true;
    for (int k = 0; ok && k < TIMING_KINDS; k++)
        for (size_t m = 0; ok && m < timing->months; m++) {
            char month[12];
            month_text(timing->first_month + (int)m, month);
            ok = add_row(table, "months", month, kinds[k], timing->kind[k].count[m], NAN, NAN,
                         timing->kind[k].campaign[m]     ? timing->month_whole[m] ? "campaign" : "campaign, part of a month"
                         : timing->month_whole[m] ? NULL : "part of a month",
                         error);
        }
    return ok;
}

static bool add_near(Table *table, const Timing *timing, Error *error)
{
    const NearRepeatInput *input = &timing->near_input;
    bool ok = true;
    if (timing->near_refused[0] != '\0') return add_row(table, "near_repeat", NULL, NULL, NAN, NAN, NAN, timing->near_refused, error);
    for (int b = 0; ok && b < input->band_count; b++)
        for (int s = 0; ok && s < input->span_count; s++) {
            const NearCell *cell = &timing->near.cell[b][s];
            char metres[32], days[32], any[64];
            if (b == 0) snprintf(metres, sizeof metres, "same place");
            else snprintf(metres, sizeof metres, "%.0f-%.0f m", b == 1 ? 0 : input->band_m[b - 1], input->band_m[b]);
            snprintf(days, sizeof days, "%d-%d days", s > 0 ? input->span_days[s - 1] + 1 : 0, input->span_days[s]);
            snprintf(any, sizeof any, "p_any %.5f", cell->p_any);
            ok = add_row(table, "near_repeat", metres, days, cell->observed, cell->expected, cell->p, any, error);
        }
    return ok;
}

/* Per area and quarter its reports; the last column of the area is its slope, with the class as note. */
static bool add_trends(Table *table, const Analysis *analysis, const Timing *timing, Error *error)
{
    bool ok = true;
    if (timing->trends_refused[0] != '\0') return add_row(table, "trend", NULL, NULL, NAN, NAN, NAN, timing->trends_refused, error);
    for (size_t a = 0; ok && a <= analysis->area_count; a++) {
        bool town = a == analysis->area_count;
        const AreaTrend *trend = town ? &analysis->trends.town : &analysis->area[a].trend;
        char name[WORDING_TEXT], row[WORDING_TEXT + 16], day[11];
        if (!town) wording_area_name(&analysis->area[a], name, sizeof name);
        if (town) snprintf(row, sizeof row, "town");
        else snprintf(row, sizeof row, "%d %s", analysis->area[a].rank, name);
        for (int k = 0; ok && k < trend->quarters; k++) {
            wording_iso_day(analysis->trends.quarters.start[k], day);
            ok = add_row(table, "trend", row, day, trend->reports[k], NAN, town ? (double)NAN : trend->q[k], NULL, error);
        }
        ok = ok && add_row(table, "trend", row, "change", trend->change, NAN, trend->slope_p, wording_trend_key(trend->kind), error);
    }
    return ok;
}

bool timing_tables(const Config *config, const Analysis *analysis, const Timing *timing, About about, const char *path, Error *error)
{
    static const Column columns[TIMING_COLUMNS] = {{"part", COLUMN_TEXT, 0},       {"row", COLUMN_TEXT, 0}, {"column", COLUMN_TEXT, 0}, {"value", COLUMN_NUMBER, 4},
                                                   {"expected", COLUMN_NUMBER, 3}, {"p", COLUMN_NUMBER, 5}, {"note", COLUMN_TEXT, 0}};
    Table table = table_init("times", columns, TIMING_COLUMNS);
    bool ok = add_hours(&table, timing, error) && add_months(&table, timing, error) && add_near(&table, timing, error) && add_trends(&table, analysis, timing, error) &&
              tables_write_one(config, &table, about, path, error);
    table_free(&table);
    return ok;
}

/* ---- the pages ---- */

static void add_text(EvidenceSheet *page, SheetKind kind, const char *format, ...) PRINTF_LIKE(3, 4);
static void add_text(EvidenceSheet *page, SheetKind kind, const char *format, ...)
{
    char *text = evidence_text(page);
    va_list values;
    va_start(values, format);
    vsnprintf(text, EVIDENCE_TEXT, format, values);
    va_end(values);
    evidence_add(page, kind, text);
}

static void cell(EvidenceSheet *page, const char *format, ...) PRINTF_LIKE(2, 3);
static void cell(EvidenceSheet *page, const char *format, ...)
{
    char *text = evidence_text(page);
    va_list values;
    va_start(values, format);
    vsnprintf(text, EVIDENCE_TEXT, format, values);
    va_end(values);
    evidence_cell(page, text);
}

bool timing_clock(const Config *config, const Timing *timing, HeatClock *ret_clock, char *note, char *peak_name, size_t size)
{
    char known[NUMBER_TEXT], share[NUMBER_TEXT], peak[WORDING_TEXT];
    size_t all = timing->hours.known + timing->hours.unknown;
    if (!hours_known(timing)) return false;
    number_text(wording_language(config), (double)timing->hours.known, 0, known);
    percent_text(wording_language(config), (double)timing->hours.unknown / (double)all, 0, share);
    snprintf(note, size, _("N = %s reports with a known hour; of %s of the reports the hour is not known, and they are left out."), known, share);
    *ret_clock = (HeatClock){.hours = &timing->hours, .peak = timing->peak, .day_total = _("reports"), .unit = _("weighted reports per hour of the week"), .peak_name = peak_name, .note = note};
    chart_clock_classes(ret_clock);
    for (int d = 0; d < WEEK_DAYS; d++) ret_clock->day[d] = wording_weekday(d);
    if (wording_window(&timing->peak, peak, sizeof peak)) snprintf(peak_name, size, _("stands out most: %s"), peak);
    return true;
}

void timing_months(const Timing *timing, int kind, MonthStrip *ret_strip)
{
    static const char *const names[TIMING_KINDS] = {N_("Reports of incidents per month"), N_("Reports of unsafe places per month")};
    const TimingMonths *months = &timing->kind[kind];
    bool is_last = kind == TIMING_KINDS - 1 || timing->kind[kind + 1].reports == 0; /* one legend under both */
    *ret_strip = (MonthStrip){.first_month = timing->first_month, .count = timing->months, .value = months->count, .whole = timing->month_whole, .campaign = months->campaign,
                              .name = _(names[kind]), .partial = is_last ? _("only a part of the month lies in the period") : NULL, .campaign_name = is_last ? _("month of a campaign, which raises reporting") : NULL};
}

static void add_clock(const Config *config, const Timing *timing, EvidenceSheet *page)
{
    HeatClock clock;
    char *note = evidence_text(page), *peak_name = evidence_text(page);
    evidence_add(page, SHEET_HEADING, _("The hours of the week"));
    if (timing_clock(config, timing, &clock, note, peak_name, EVIDENCE_TEXT)) evidence_add(page, SHEET_CLOCK, NULL)->clock = clock;
    else evidence_add(page, SHEET_TEXT, timing->hours_refused);
}

static void add_month_strips(const Config *config, const Timing *timing, EvidenceSheet *page)
{
    static const char *const none[TIMING_KINDS] = {N_("There are no reports of incidents in this period."), N_("There are no reports of unsafe places in this period.")};
    evidence_add(page, SHEET_HEADING, _("The months"));
    for (int k = 0; k < TIMING_KINDS; k++) {
        if (timing->kind[k].reports == 0) evidence_add(page, SHEET_TEXT, _(none[k]));
        else timing_months(timing, k, &evidence_add(page, SHEET_MONTHS, NULL)->months);
    }
    if (config->campaign_count == 0)
        evidence_add(page, SHEET_NOTE, _("No campaigns are set ([campaign ...] in the configuration): a campaign that there was looks like a rise here."));
}

/* "0,023", and "< 0,001" for what is less. */
static void p_text(Language language, double p, char *ret_text)
{
    char number[NUMBER_TEXT];
    number_text(language, fmax(p, 0.001), 3, number);
    snprintf(ret_text, NUMBER_TEXT, "%s%.40s", p < 0.001 ? "<\u00a0" : "", number);
}

static void near_cell(Language language, const NearCell *found, EvidenceSheet *page)
{
    char observed[NUMBER_TEXT], expected[NUMBER_TEXT], ratio[NUMBER_TEXT], p[NUMBER_TEXT];
    number_text(language, found->observed, 0, observed);
    number_text(language, found->expected, 1, expected);
    number_text(language, found->ratio, 1, ratio);
    p_text(language, found->p, p);
    /* Blanks that do not break, but for the one between ratio and p. */
    const char *star = found->p_any < TREND_LEVEL ? "*" : "";
    if (isnan(found->ratio)) cell(page, "%s\u00a0/\u00a0%s p\u00a0%s%s", observed, expected, p, star);
    else cell(page, "%s×\u00a0(%s\u00a0/\u00a0%s) p\u00a0%s%s", ratio, observed, expected, p, star);
}

static void add_near_table(Language language, const Timing *timing, EvidenceSheet *page)
{
    static const double widths[NEAR_SPANS_MOST + 1] = {1.3, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5};
    const NearRepeatInput *input = &timing->near_input;
    size_t first = page->cells;
    char text[WORDING_TEXT];
    evidence_cell(page, _("Distance"));
    for (int s = 0; s < input->span_count; s++) cell(page, _("%d–%d days"), s > 0 ? input->span_days[s - 1] + 1 : 0, input->span_days[s]);
    for (int b = 0; b < input->band_count; b++) {
        band_text(timing, b, text, sizeof text);
        cell(page, "%s", text);
        for (int s = 0; s < input->span_count; s++) near_cell(language, &timing->near.cell[b][s], page);
    }
    evidence_table(page, first, (size_t)input->span_count + 1, widths);
}

static void add_near_part(const Config *config, const Timing *timing, EvidenceSheet *page)
{
    Language language = wording_language(config);
    char reports[NUMBER_TEXT], runs[NUMBER_TEXT], *text = evidence_text(page);
    evidence_add(page, SHEET_HEADING, _("Near by and soon after"));
    near_sentence(language, timing, text, EVIDENCE_TEXT);
    evidence_add(page, SHEET_TEXT, text);
    if (timing->near_refused[0] != '\0') return;
    add_near_table(language, timing, page);
    number_text(language, (double)timing->near.reports, 0, reports);
    number_text(language, timing->near_input.runs, 0, runs);
    add_text(page, SHEET_NOTE,
             timing->near_input.distance == NEAR_MANHATTAN
                 ? _("Ratio (pairs counted / pairs expected) and p, of %s reports; distance along the blocks (Manhattan); expected from %s deals of the days, seed %d. *: below 0.05 after all cells are looked at together.")
                 : _("Ratio (pairs counted / pairs expected) and p, of %s reports; distance as the crow flies; expected from %s deals of the days, seed %d. *: below 0.05 after all cells are looked at together."),
             reports, runs, config->seed);
    if (timing->near.own_pairs > 0)
        add_text(page, SHEET_NOTE, ngettext("%zu pair by one and the same reporter is not counted: to report again is no repeat of what happened.",
                                            "%zu pairs by one and the same reporter are not counted: to report again is no repeat of what happened.", timing->near.own_pairs), timing->near.own_pairs);
    if (timing->near.imprecise + timing->near.undated > 0)
        add_text(page, SHEET_NOTE, _("Left out here: %zu reports located worse than %.0f m, and %zu whose day is not known to within %d days."), timing->near.imprecise,
                 timing->near_input.band_m[1], timing->near.undated, timing->near_input.span_days[0]);
}

static void change_text(Language language, const AreaTrend *trend, char *ret_text)
{
    char share[NUMBER_TEXT];
    double first = 0;
    for (int k = 0; k < YEAR_QUARTERS && k < trend->quarters; k++) first += trend->reports[k];
    snprintf(ret_text, NUMBER_TEXT, "–");
    if (isnan(trend->change) || first < PERCENT_LEAST) return;
    percent_text(language, fabs(trend->change), 0, share);
    snprintf(ret_text, NUMBER_TEXT, "%s%.40s", trend->change >= 0 ? "+" : "−", share);
}

static void trend_row(Language language, const AreaTrend *trend, EvidenceSheet *page)
{
    char counts[WORDING_TEXT], change[NUMBER_TEXT], p[NUMBER_TEXT] = "–";
    wording_trend_counts(trend, counts, sizeof counts);
    change_text(language, trend, change);
    if (!isnan(trend->slope_p)) p_text(language, trend->slope_p, p);
    cell(page, "%s", counts);
    cell(page, "%s", change);
    cell(page, "%s", p);
}

static void add_trend_table(const Config *config, const Analysis *analysis, EvidenceSheet *page)
{
    static const double widths[] = {2.2, 1.3, 4.3, 1.1, 0.75};
    static const char *const heads[] = {N_("Risk area"), N_("Trend"), N_("Reports per quarter"), N_("Change"), N_("p")};
    Language language = wording_language(config);
    size_t first = page->cells, rows = analysis->area_count < TREND_ROWS_MOST ? analysis->area_count : TREND_ROWS_MOST;
    for (size_t c = 0; c < sizeof heads / sizeof *heads; c++) evidence_cell(page, _(heads[c]));
    for (size_t a = 0; a < rows; a++) {
        char name[WORDING_TEXT];
        wording_area_name(&analysis->area[a], name, sizeof name);
        cell(page, "%d. %s", analysis->area[a].rank, name);
        evidence_cell(page, wording_trend(analysis->area[a].trend.kind));
        trend_row(language, &analysis->area[a].trend, page);
    }
    evidence_cell(page, _("All of the municipality"));
    evidence_cell(page, analysis->trends.town.kind == TREND_TOO_FEW ? "–" : wording_trend(analysis->trends.town.kind));
    trend_row(language, &analysis->trends.town, page);
    evidence_table(page, first, sizeof heads / sizeof *heads, widths);
    if (rows < analysis->area_count) add_text(page, SHEET_NOTE, _("The first %zu of %zu areas."), rows, analysis->area_count);
}

/* The quarters with a campaign, by their first day. */
static void add_raised_quarters(const Config *config, const Analysis *analysis, EvidenceSheet *page)
{
    Language language = wording_language(config);
    char list[WORDING_TEXT] = "";
    for (int k = 0; k < analysis->trends.quarters.count; k++) {
        if (!(analysis->trends.raise[k] > 1)) continue;
        char period[WORDING_TEXT], times[NUMBER_TEXT];
        wording_period(language, analysis->trends.quarters.start[k], analysis->trends.quarters.start[k + 1] - 1, period, sizeof period);
        number_text(language, analysis->trends.raise[k], 2, times);
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, _("%s%s (%s times as many)"), used > 0 ? ", " : "", period, times);
    }
    if (list[0] != '\0') add_text(page, SHEET_NOTE, _("Campaigns raised the reports of these quarters, and the change is corrected for it: %s."), list);
}

static void add_trends_part(const Config *config, const Analysis *analysis, const Timing *timing, EvidenceSheet *page)
{
    char period[WORDING_TEXT];
    const TrendQuarters *quarters = &analysis->trends.quarters;
    evidence_add(page, SHEET_HEADING, _("The course of each risk area"));
    if (timing->trends_refused[0] != '\0') {
        evidence_add(page, SHEET_TEXT, timing->trends_refused);
        return;
    }
    add_trend_table(config, analysis, page);
    wording_period(wording_language(config), quarters->start[0], quarters->start[quarters->count] - 1, period, sizeof period);
    add_text(page, SHEET_NOTE, _("Reports per quarter, the oldest first, %s. *: the place stands out in that quarter by itself. Change: from the first year to the last, only from 20 reports on."), period);
    evidence_add(page, SHEET_NOTE, _("New: stands out in the last one or two quarters only. Persistent: in at least three of every four quarters; with a change over the years intensifying or diminishing."
                                     " Sporadic: in some quarters. None: in no quarter, or no more than chance on the map. Too few: fewer than 10 reports or than 4 quarters."));
    if (analysis->trends.town.kind == TREND_INTENSIFYING || analysis->trends.town.kind == TREND_DIMINISHING)
        add_text(page, SHEET_TEXT, _("The municipality as a whole is %s too: the change of an area may be no more than that, or a source that began or stopped."),
                 wording_trend(analysis->trends.town.kind));
    add_raised_quarters(config, analysis, page);
}

void timing_methods(EvidenceSheet *page)
{
    evidence_add(page, SHEET_NOTE, _("Hours: a report from 22:00 to 02:00 counts for a quarter in each of four hours (aoristic, Ratcliffe 2000). Dark: the sun more than 6 degrees below the horizon at that"
                                     " place and date; interval of 95 percent (Wilson 1927). Fewer people are in the street at night, so an equal share means a larger risk."));
    evidence_add(page, SHEET_NOTE, _("Near by and soon after: pairs of reports against days dealt out anew over the same places (Knox 1964; Ratcliffe & Rengert 2008). A neighbourhood that becomes busier than"
                                     " the rest in the course of the period makes such pairs too (Kulldorff & Hjalmars 1999)."));
    evidence_add(page, SHEET_NOTE, _("Course: per quarter the exact Poisson test of the map, against all reports of that quarter, corrected for all areas and quarters; the change by the exact conditional test"
                                     " over whole years (Cox & Lewis 1966). Reports that come in bursts make the p of a change too small."));
}

void timing_blocks(const Config *config, const Analysis *analysis, const Timing *timing, EvidenceSheet *page)
{
    add_clock(config, timing, page);
    add_month_strips(config, timing, page);
    add_near_part(config, timing, page);
    add_trends_part(config, analysis, timing, page);
}

bool timing_pdf(const Config *config, const Analysis *analysis, const Timing *timing, const char *run_id, const char *path, Error *error)
{
    Language language = wording_language(config);
    char period[WORDING_TEXT], count[NUMBER_TEXT];
    EvidenceSheet *page = calloc(1, sizeof *page);
    if (page == NULL) return error_memory(error, sizeof *page);
    hours_sentence(language, timing, page->title, sizeof page->title);
    wording_period(language, analysis->selection.from_day, analysis->selection.to_day, period, sizeof period);
    number_text(language, (double)analysis->selection.points.count, 0, count);
    snprintf(page->subtitle, sizeof page->subtitle, config->kind == KIND_PERCEPTION ? _("%s: when, from %s reports of unsafe places, %s") : _("%s: when, from %s reports of incidents, %s"),
             config->project_name, count, period);
    timing_blocks(config, analysis, timing, page);
    evidence_add(page, SHEET_HEADING, _("Method and limits"));
    timing_methods(page);
    evidence_counts(page, config, analysis);
    bool ok = evidence_draw(page, config, analysis, run_id, path, error);
    free(page);
    return ok;
}
