/* What a week plan says: in a sentence, as JSON, CSV, calendar and page. */
#include "src/evidence_sheet.h"
#include "src/exchange/ics.h"
#include "src/exchange/projection.h"
#include "src/plan.h"

#include "geo/calendar.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_MIN = 1440, WINDOWS_A_TABLE = 4 };

static int hours_of(const WeekPlan *plan)
{
    return plan->hours.block_count * BLOCK_HOURS;
}

/* "20:04" */
static void clock_text(int64_t minute, char *text, size_t size)
{
    unsigned of_day = (unsigned)(minute - calendar_day(minute * 60) * DAY_MIN) % DAY_MIN;
    snprintf(text, size, "%02u:%02u", of_day / 60, of_day % 60);
}

static const char *weekday_of(int64_t minute)
{
    return wording_weekday(calendar_weekday(minute * 60));
}

static size_t places_visited(const WeekPlan *plan)
{
    size_t count = 0;
    for (size_t k = 0; k < plan->place_count; k++) count += plan->place[k].visits > 0;
    return count;
}

void plan_conclusion(const Config *config, const WeekPlan *plan, char *ret_text, size_t size)
{
    char day[NUMBER_TEXT], visits[WORDING_TEXT], places[WORDING_TEXT];
    wording_day(wording_language(config), plan->monday, day);
    snprintf(visits, sizeof visits, ngettext("%zu visit", "%zu visits", plan->visits.count), plan->visits.count);
    snprintf(places, sizeof places, ngettext("%zu place", "%zu places", places_visited(plan)), places_visited(plan));
    snprintf(ret_text, size, _("Week plan from %s: %s to %s in %d hours"), day, visits, places, hours_of(plan));
}

/* Why these hours. */
static void hours_text(const Config *config, const WeekPlan *plan, char *text, size_t size)
{
    Language language = wording_language(config);
    char windows[WORDING_TEXT], share[NUMBER_TEXT], p[NUMBER_TEXT];
    wording_windows(plan->hours.blocks, windows, sizeof windows);
    percent_text(language, plan->hours.share, 0, share);
    number_text(language, plan->p, 3, p);
    snprintf(text, size,
             plan->own ? _("Hours: %s. Of what a boa may act on at these places %s falls in them, more than in random times (p = %s, %d draws).")
                       : _("Hours: %s, the busiest of the whole town. Of what a boa may act on at these places %s falls in them; the places have no busiest hours of their own that"
                           " chance does not explain (p = %s, %d draws)."),
             windows, share, p, config->replicates);
}

/* "Fri 04-12 20:00–04:00: 1 → 3 → 1, 2,340 m, at most 96 minutes". */
static void round_text(const Config *config, const PlanWindow *window, char *text, size_t size)
{
    Language language = wording_language(config);
    char from[8], to[8], metres[NUMBER_TEXT], order[WORDING_TEXT] = "";
    size_t used = 0;
    clock_text(window->window.from_min, from, sizeof from);
    clock_text(window->window.to_min, to, sizeof to);
    number_text(language, window->round_m, 0, metres);
    for (size_t k = 0; k <= window->count && used < sizeof order; k++)
        used += (size_t)snprintf(order + used, sizeof order - used, "%s%zu", k > 0 ? " → " : "", window->order[k % window->count] + 1);
    if (window->count == 1) {
        snprintf(text, size, _("%s %s–%s: place %zu alone."), weekday_of(window->window.from_min), from, to, window->order[0] + 1);
        return;
    }
    int length = snprintf(text, size, window->along_streets ? _("%s %s–%s: %s, %s m along the streets, at most %d minutes with the visits.")
                                                            : _("%s %s–%s: %s, %s m in part as the crow flies (no streets there), so longer than the %d minutes that are planned."),
                          weekday_of(window->window.from_min), from, to, order, metres, window->round_min);
    if (window->crowded_out > 0 && length > 0 && (size_t)length < size)
        snprintf(text + length, size - (size_t)length, ngettext(" %zu place does not fit in two hours.", " %zu places do not fit in two hours.", window->crowded_out), window->crowded_out);
}

/* What a boa may act on at the places on the list, from the table of categories. */
static void powers_text(const Config *config, const WeekPlan *plan, char *text, size_t size)
{
    char lists[3][WORDING_TEXT] = {"", "", ""}, shares[3][NUMBER_TEXT];
    double share[3] = {0, 0, 0};
    size_t used[3] = {0, 0, 0};
    for (size_t r = 0; r < plan->categories.row_count; r++) {
        const Cell *boa = table_cell(&plan->categories, r, 1);
        int kind = !boa->known ? 2 : boa->whole ? 0 : 1;
        share[kind] += table_cell(&plan->categories, r, 4)->number;
        if (used[kind] < sizeof lists[kind])
            used[kind] += (size_t)snprintf(lists[kind] + used[kind], sizeof lists[kind] - used[kind], "%s%s %lld", used[kind] > 0 ? ", " : "",
                                           table_cell(&plan->categories, r, 0)->text, (long long)table_cell(&plan->categories, r, 2)->whole);
    }
    for (int i = 0; i < 3; i++) percent_text(wording_language(config), share[i], 0, shares[i]);
    int length = snprintf(text, size, _("A boa (domain I) may act on %s of the reports at the places on the list: %s. Not on %s: %s."), shares[0], lists[0][0] != '\0' ? lists[0] : "–", shares[1],
                          lists[1][0] != '\0' ? lists[1] : "–");
    if (lists[2][0] != '\0' && length > 0 && (size_t)length < size)
        snprintf(text + length, size - (size_t)length, _(" The configuration does not know for %s: %s."), shares[2], lists[2]);
}

/* ---- JSON and CSV ---- */

static void iso_moment(int64_t minute, char *text, size_t size)
{
    char day[11], clock[8];
    wording_iso_day(calendar_day(minute * 60), day);
    clock_text(minute, clock, sizeof clock);
    snprintf(text, size, "%sT%s", day, clock);
}

static json_t *span_json(int64_t from, int64_t to)
{
    char first[24], last[24];
    iso_moment(from, first, sizeof first);
    iso_moment(to, last, sizeof last);
    return json_pack("{s:s, s:s}", "from", first, "to", last);
}

static json_t *place_json(const Analysis *analysis, const PlanPlace *place, size_t number)
{
    const AreaFacts *facts = &analysis->priorities.facts[place->area];
    char name[WORDING_TEXT];
    wording_area_name(&analysis->area[place->area], name, sizeof name);
    return json_pack("{s:I, s:s, s:i, s:I, s:o, s:f, s:f, s:I}", "number", (json_int_t)number, "name", name, "rank", analysis->priorities.score[LEVER_HANDHAVING][place->area].rank,
                     "reports", (json_int_t)facts->reports, "boa_share", number_json(facts->boa), "x_m", place->x_m, "y_m", place->y_m, "visits", (json_int_t)place->visits);
}

static json_t *window_json(const PlanWindow *window)
{
    json_t *span = span_json(window->window.from_min, window->window.to_min), *order = json_array();
    for (size_t k = 0; k < window->count; k++) json_array_append_new(order, json_integer((json_int_t)window->order[k] + 1));
    json_object_set_new(span, "order", order);
    json_object_set_new(span, "round_m", json_real(window->round_m));
    json_object_set_new(span, "round_min", json_integer(window->round_min));
    json_object_set_new(span, "along_streets", json_boolean(window->along_streets));
    json_object_set_new(span, "crowded_out", json_integer((json_int_t)window->crowded_out));
    return span;
}

bool plan_json(const Config *config, const Analysis *analysis, const WeekPlan *plan, json_t **ret_json, Error *error)
{
    char week[11], conclusion[WORDING_TEXT];
    json_t *windows = json_array(), *places = json_array(), *visits = json_array();
    wording_iso_day(plan->monday, week);
    plan_conclusion(config, plan, conclusion, sizeof conclusion);
    for (size_t w = 0; w < plan->window_count; w++) json_array_append_new(windows, window_json(&plan->window[w]));
    for (size_t k = 0; k < plan->place_count; k++) json_array_append_new(places, place_json(analysis, &plan->place[k], k + 1));
    for (size_t v = 0; v < plan->visits.count; v++) {
        json_t *visit = span_json(plan->visits.visit[v].from_min, plan->visits.visit[v].to_min);
        json_object_set_new(visit, "number", json_integer((json_int_t)plan->visits.visit[v].place + 1));
        json_array_append_new(visits, visit);
    }
    *ret_json = json_pack("{s:s, s:s, s:i, s:o, s:b, s:o, s:o, s:o, s:I, s:b, s:o, s:o, s:i}", "conclusion", conclusion, "week", week, "hours", hours_of(plan), "share",
                          number_json(plan->hours.share), "own_hours", plan->own, "p", number_json(plan->p), "windows", windows, "places", places, "left_out",
                          (json_int_t)plan->left_out, "clock_changes", plan->clock_changes, "visits", visits, "categories", table_json(&plan->categories), "seed", config->seed);
    return *ret_json != NULL || error_memory(error, 4096);
}

enum { VISIT, DATE, WEEKDAY, FROM, TO, NUMBER, PLACE, COLUMNS };

bool plan_tables(const Config *config, const Analysis *analysis, const WeekPlan *plan, About about, const char *path, Error *error)
{
    static const Column columns[COLUMNS] = {{"visit", COLUMN_WHOLE, 0}, {"date", COLUMN_DATE, 0},  {"weekday", COLUMN_TEXT, 0}, {"from", COLUMN_TEXT, 0},
                                            {"to", COLUMN_TEXT, 0},     {"number", COLUMN_WHOLE, 0}, {"place", COLUMN_TEXT, 0}};
    Table table = table_init("visits", columns, COLUMNS);
    bool ok = true;
    for (size_t v = 0; ok && v < plan->visits.count; v++) {
        const Visit *visit = &plan->visits.visit[v];
        char day[11], from[8], to[8], name[WORDING_TEXT];
        if (!(ok = table_add(&table, error))) break;
        wording_iso_day(calendar_day(visit->from_min * 60), day);
        clock_text(visit->from_min, from, sizeof from);
        clock_text(visit->to_min, to, sizeof to);
        wording_area_name(&analysis->area[plan->place[visit->place].area], name, sizeof name);
        table_set_whole(&table, VISIT, (int64_t)v + 1);
        table_set_whole(&table, NUMBER, (int64_t)visit->place + 1);
        ok = table_set_text(&table, DATE, day, error) && table_set_text(&table, WEEKDAY, weekday_of(visit->from_min), error) && table_set_text(&table, FROM, from, error) &&
             table_set_text(&table, TO, to, error) && table_set_text(&table, PLACE, name, error);
    }
    ok = ok && tables_write_one(config, &table, about, path, error);
    table_free(&table);
    return ok;
}

/* ---- calendar ---- */

enum { UID_BYTES = 96 };

/* A year and week of ISO 8601: those of its Thursday. */
static void week_text(int64_t monday, char *text, size_t size)
{
    int64_t thursday = monday + 3;
    int year = calendar_date(thursday).year;
    snprintf(text, size, "%d-W%02d", year, (int)(thursday - calendar_day_of((Date){year, 1, 1})) / 7 + 1);
}

/* The town's name as what may stand in a UID. */
static void town_text(const Config *config, char *text, size_t size)
{
    size_t used = 0;
    for (const char *at = config->project_name; *at != '\0' && used + 1 < size; at++)
        if ((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9')) text[used++] = *at;
    text[used] = '\0';
    if (used == 0) snprintf(text, size, "town");
}

/* All texts of the events, so that the events can point to them. */
typedef struct EventTexts {
    char uid[UID_BYTES], summary[WORDING_TEXT], location[WORDING_TEXT], description[2 * WORDING_TEXT];
} EventTexts;

static void fill_event(const Config *config, const Analysis *analysis, const WeekPlan *plan, size_t v, EventTexts *texts, IcsEvent *event)
{
    const Visit *visit = &plan->visits.visit[v];
    const PlanPlace *place = &plan->place[visit->place];
    char week[16], town[48], why[2 * WORDING_TEXT];
    week_text(plan->monday, week, sizeof week);
    town_text(config, town, sizeof town);
    wording_area_name(&analysis->area[place->area], texts->location, sizeof texts->location);
    snprintf(texts->uid, sizeof texts->uid, "%s-%03zu-%s@brandpunt", week, v + 1, town);
    snprintf(texts->summary, sizeof texts->summary, "%zu %s", visit->place + 1, texts->location);
    wording_why(config, analysis, LEVER_HANDHAVING, place->area, why, sizeof why);
    snprintf(texts->description, sizeof texts->description, _("Visit of %d minutes. %s\n%s"), (int)(visit->to_min - visit->from_min), why, wording_marking(config));
    *event = (IcsEvent){.uid = texts->uid, .summary = texts->summary, .location = texts->location, .description = texts->description, .from_min = visit->from_min, .to_min = visit->to_min};
}

bool plan_ics(const Config *config, const Analysis *analysis, const WeekPlan *plan, const char *path, Error *error)
{
    Projection *projection;
    char name[WORDING_TEXT];
    IcsEvent *event = calloc(plan->visits.count + 1, sizeof *event);
    EventTexts *texts = calloc(plan->visits.count + 1, sizeof *texts);
    bool ok = (event != NULL && texts != NULL) || error_memory(error, (double)plan->visits.count * sizeof *texts);
    ok = ok && projection_open("EPSG:4326", config->project_crs, &projection, error);
    for (size_t v = 0; ok && v < plan->visits.count; v++) {
        const PlanPlace *place = &plan->place[plan->visits.visit[v].place];
        double x = place->x_m, y = place->y_m;
        fill_event(config, analysis, plan, v, &texts[v], &event[v]);
        projection_inverse(projection, 1, &x, &y);
        event[v].longitude_deg = x;
        event[v].latitude_deg = y;
    }
    if (ok) {
        projection_close(projection);
        plan_conclusion(config, plan, name, sizeof name);
        IcsCalendar calendar = {.name = name, .timezone = config->project_timezone, .producer = "-//Brandpunt " BRANDPUNT_VERSION "//NL", .stamp_day = analysis->selection.to_day,
                                .event = event, .count = plan->visits.count};
        ok = ics_write(&calendar, path, error);
    }
    free(event);
    free(texts);
    return ok;
}

/* ---- the page ---- */

static char *number_cell(Language language, double value, EvidenceSheet *page)
{
    char *text = evidence_text(page);
    number_text(language, value, 0, text);
    return text;
}

static void add_places(const Config *config, const Analysis *analysis, const WeekPlan *plan, EvidenceSheet *page)
{
    static const double widths[] = {3.0, 0.9, 1.0, 3.9, 0.8};
    Language language = wording_language(config);
    size_t first = page->cells;
    const char *const heads[] = {_("Place, in order of the list"), _("Reports"), _("Within a boa's powers"), _("Its own busiest hours"), _("Visits")};
    for (int c = 0; c < 5; c++) evidence_cell(page, heads[c]);
    for (size_t k = 0; k < plan->place_count; k++) {
        const PlanPlace *place = &plan->place[k];
        const AreaFacts *facts = &analysis->priorities.facts[place->area];
        char name[WORDING_TEXT], *text = evidence_text(page), *boa, *hours;
        wording_area_name(&analysis->area[place->area], name, sizeof name);
        snprintf(text, EVIDENCE_TEXT, "%zu  %s", k + 1, name);
        evidence_cell(page, text);
        evidence_cell(page, number_cell(language, (double)facts->reports, page));
        boa = evidence_text(page);
        percent_text(language, facts->boa, 0, boa);
        evidence_cell(page, boa);
        hours = evidence_text(page);
        if (facts->windows_own) wording_windows(facts->own_windows.blocks, hours, EVIDENCE_TEXT);
        else snprintf(hours, EVIDENCE_TEXT, "%s", _("none of its own"));
        evidence_cell(page, hours);
        evidence_cell(page, number_cell(language, (double)place->visits, page));
    }
    evidence_table(page, first, 5, widths);
}

/* "Fri 04-12, 20–04". */
static char *window_head(Language language, const VisitWindow *window, EvidenceSheet *page)
{
    char day[NUMBER_TEXT], from[8], to[8], *text = evidence_text(page);
    wording_day(language, calendar_day(window->from_min * 60), day);
    clock_text(window->from_min, from, sizeof from);
    clock_text(window->to_min, to, sizeof to);
    snprintf(text, EVIDENCE_TEXT, "%s %s\n%s–%s", weekday_of(window->from_min), day, from, to);
    return text;
}

/* The n-th visit of a window; "" when it has fewer. */
static const char *visit_cell(const Analysis *analysis, const WeekPlan *plan, size_t window, size_t n, EvidenceSheet *page)
{
    size_t v = 0;
    while (v < plan->visits.count && plan->visits.visit[v].window != window) v++;
    v += n;
    if (v >= plan->visits.count || plan->visits.visit[v].window != window) return "";
    const Visit *visit = &plan->visits.visit[v];
    const RiskArea *area = &analysis->area[plan->place[visit->place].area];
    char from[8], to[8], *text = evidence_text(page);
    clock_text(visit->from_min, from, sizeof from);
    clock_text(visit->to_min, to, sizeof to);
    snprintf(text, EVIDENCE_TEXT, "%s–%s  %zu %s", from, to, visit->place + 1, area->street != NULL ? area->street : area->neighbourhood != NULL ? area->neighbourhood : "");
    return text;
}

static size_t visits_in(const WeekPlan *plan, size_t window)
{
    size_t count = 0;
    for (size_t v = 0; v < plan->visits.count; v++) count += plan->visits.visit[v].window == window;
    return count;
}

static void add_visits(Language language, const Analysis *analysis, const WeekPlan *plan, EvidenceSheet *page)
{
    static const double widths[WINDOWS_A_TABLE] = {1, 1, 1, 1};
    for (size_t w = 0; w < plan->window_count; w += WINDOWS_A_TABLE) {
        size_t columns = plan->window_count - w < WINDOWS_A_TABLE ? plan->window_count - w : WINDOWS_A_TABLE, rows = 0, first = page->cells;
        for (size_t c = 0; c < columns; c++) {
            evidence_cell(page, window_head(language, &plan->window[w + c].window, page));
            rows = visits_in(plan, w + c) > rows ? visits_in(plan, w + c) : rows;
        }
        for (size_t r = 0; r < rows; r++)
            for (size_t c = 0; c < columns; c++) evidence_cell(page, visit_cell(analysis, plan, w + c, r, page));
        evidence_table(page, first, columns, widths);
        page->block[page->blocks - 1].table.left = true;
    }
}

static char *add_text(EvidenceSheet *page, SheetKind kind)
{
    char *text = evidence_text(page);
    evidence_add(page, kind, text);
    return text;
}

bool plan_pdf(const Config *config, const Analysis *analysis, const WeekPlan *plan, const char *run_id, const char *path, Error *error)
{
    char speed[NUMBER_TEXT];
    EvidenceSheet *page = calloc(1, sizeof *page);
    if (page == NULL) return error_memory(error, sizeof *page);
    number_text(wording_language(config), config->walking_speed_km_h, config->walking_speed_km_h != floor(config->walking_speed_km_h), speed);
    plan_conclusion(config, plan, page->title, sizeof page->title);
    wording_subtitle(config, analysis, page->subtitle, sizeof page->subtitle);
    hours_text(config, plan, add_text(page, SHEET_TEXT), EVIDENCE_TEXT);
    add_places(config, analysis, plan, page);
    add_visits(wording_language(config), analysis, plan, page);
    powers_text(config, plan, add_text(page, SHEET_TEXT), EVIDENCE_TEXT);
    snprintf(add_text(page, SHEET_NOTE), EVIDENCE_TEXT, _("Walking order, the shortest round at %s km/h; a place is in the round when the window holds at least an even share of its reports:"), speed);
    for (size_t w = 0; w < plan->window_count; w++) round_text(config, &plan->window[w], add_text(page, SHEET_NOTE), EVIDENCE_TEXT);
    size_t unvisited = plan->place_count - places_visited(plan);
    if (unvisited > 0)
        snprintf(add_text(page, SHEET_NOTE), EVIDENCE_TEXT,
                 ngettext("%zu place gets no visit: too little is reported there in these hours, or it does not fit in the round. More hours would bring its own into the plan.",
                          "%zu places get no visit: too little is reported there in these hours, or they do not fit in the round. More hours would bring their own into the plan.", unvisited),
                 unvisited);
    if (plan->left_out > 0)
        snprintf(add_text(page, SHEET_NOTE), EVIDENCE_TEXT, ngettext("%zu more place on the list is not planned for.", "%zu more places on the list are not planned for.", plan->left_out), plan->left_out);
    if (plan->clock_changes)
        snprintf(add_text(page, SHEET_NOTE), EVIDENCE_TEXT, "%s", _("The clock changes in the night before Sunday in this week: look at the visits between two and three o'clock."));
    snprintf(add_text(page, SHEET_NOTE), EVIDENCE_TEXT,
             _("Short visits at odd moments, drawn by lot (seed %d), each place at least every two hours within the window (Koper 1995). Other weeks get other moments. The plan follows past reports and"
               " promises no decrease; who knows the street better, deviates."),
             config->seed);
    evidence_counts(page, config, analysis);
    bool ok = evidence_draw(page, config, analysis, run_id, path, error);
    free(page);
    return ok;
}
