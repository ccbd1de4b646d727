#include "src/report.h"

#include "geo/calendar.h"
#include "src/exchange/fields.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEAR_REPORTS_MOST = 50000, ROWS_BY_THE_MAP = 8, AREA_ROWS = 24 };
static const double CARD_MM = 58, CARD_LEAST_M = 350;

static void report_free(Report *report)
{
    if (report == NULL) return;
    free(report->page);
    drawing_free(report->drawing);
    timing_free(&report->timing);
    analysis_free(&report->other);
    drawing_free(report->other_drawing);
    free(report->other_config);
    for (int lever = 0; lever < LEVER_COUNT; lever++) levers_free(&report->parts[lever]);
    for (size_t e = 0; report->effect != NULL && e < report->effects; e++) {
        effect_hold_free(&report->effect[e].hold);
        effect_free(&report->effect[e].effect);
    }
    free(report->effect);
    analysis_free(&report->whole);
    free(report->whole_config);
    free(report->evaluation);
    free(report);
}

/* ---- what it is made of ---- */

/* What is refused for want of reports is told in its place; what fails, or is asked for wrongly, fails. */
static bool told(const Error *error, char *refused)
{
    if (error->code != ERROR_INPUT) return false;
    snprintf(refused, REPORT_TEXT, "%s", error->text);
    return true;
}

static Config *copy_of(const Config *config, Error *error)
{
    Config *own = malloc(sizeof *own);
    if (own == NULL) return error_memory(error, sizeof *own), NULL;
    config_copy(config, own);
    return own;
}

/* The reports of the other kind have a map of their own, made as the first. */
static bool make_other(Report *report, Error *error)
{
    const Selection *selection = &report->analysis->selection;
    Config *own = report->other_config = copy_of(report->config, error);
    if (own == NULL) return false;
    own->kind = report->config->kind == KIND_INCIDENT ? KIND_PERCEPTION : KIND_INCIDENT;
    wording_iso_day(selection->from_day, own->from);
    wording_iso_day(selection->to_day, own->to);
    if (!analysis_make(report->store, own, STAGE_OVERLAY, &report->other, error)) {
        if (error->code == ERROR_USAGE) error->code = ERROR_INPUT; /* a category or source of the first kind alone */
        return told(error, report->other_refused);
    }
    return drawing_make(own, &report->other, report->run_id, true, &report->other_drawing, error);
}

static ReportEffect *next_effect(Report *report, const char *name)
{
    if (report->effects == REPORT_EFFECTS) return report->effects_left_out++, NULL;
    ReportEffect *effect = &report->effect[report->effects++];
    snprintf(effect->name, sizeof effect->name, "%s", name);
    return effect;
}

/* As many whole years before the measure as after it, so that a season is set against the same season. */
static bool make_measure(Report *report, size_t feature, Error *error)
{
    const Layer *layer = &report->analysis->municipality.layer[ROLE_MEASURE];
    const Selection *selection = &report->analysis->selection;
    const char *since = layer->text[TEXT_SINCE][feature], *name = layer->text[TEXT_NAME][feature];
    int64_t day;
    int years = 0;
    if (since == NULL || !day_read(since, strlen(since), &day)) return true; /* no measure with a date */
    ReportEffect *effect = next_effect(report, name != NULL ? name : _("measure without a name"));
    if (effect == NULL) return true;
    while (calendar_shift_months(day, -12 * (years + 1)) >= selection->from_day && calendar_shift_months(day, 12 * (years + 1)) <= selection->to_day + 1) years++;
    if (years == 0) {
        char when[NUMBER_TEXT];
        wording_day(wording_language(report->config), day, when);
        snprintf(effect->refused, sizeof effect->refused, _("There is less than a whole year of reports before or after %s, so nothing can be said: one season would be set against another."), when);
        return true;
    }
    Features ground = features_init(FEATURE_POLYGON);
    EffectTask task = {{calendar_shift_months(day, -12 * years), day - 1}, {day, calendar_shift_months(day, 12 * years) - 1}, {&ground, NULL, NULL}};
    bool ok = features_add_feature_of(&ground, &layer->features, feature, error) &&
              (effect_of(report->whole_config, &report->whole, &task, &effect->effect, error) || told(error, effect->refused));
    features_free(&ground);
    return ok;
}

static bool make_effects(Report *report, Error *error)
{
    const Config *config = report->config;
    const Layer *measures = &report->analysis->municipality.layer[ROLE_MEASURE];
    bool ok = (report->effect = calloc(REPORT_EFFECTS, sizeof *report->effect)) != NULL || error_memory(error, REPORT_EFFECTS * sizeof *report->effect);
    for (size_t e = 0; ok && e < config->effect_count; e++) {
        const ConfigEffect *wanted = &config->effect[e];
        EffectWish wish = {wanted->before, wanted->after, {wanted->target, wanted->control[0] != '\0' ? wanted->control : NULL, wanted->displacement[0] != '\0' ? wanted->displacement : NULL}};
        ReportEffect *effect = next_effect(report, wanted->name);
        if (effect != NULL) ok = effect_make(report->whole_config, &report->whole, &wish, &effect->effect, error) || told(error, effect->refused);
    }
    for (size_t f = 0; ok && measures->features.kind == FEATURE_POLYGON && f < measures->features.count; f++) ok = make_measure(report, f, error);
    return ok;
}

static bool make_evaluation(Report *report, Error *error)
{
    const Config *config = report->config;
    Period train, test;
    if (config->evaluation_train[0] == '\0') {
        snprintf(report->evaluation_refused, REPORT_TEXT, "%s", _("No test is set: give [evaluation] train and test in the configuration, an earlier and a later period."));
        return true;
    }
    if (!period_from_text(config->evaluation_train, "[evaluation] train", &train, error) || !period_from_text(config->evaluation_test, "[evaluation] test", &test, error)) return false;
    if ((report->evaluation = calloc(1, sizeof *report->evaluation)) == NULL) return error_memory(error, sizeof *report->evaluation);
    if (evaluation_make(report->whole_config, &report->whole, train, test, false, report->evaluation, error)) return true;
    free(report->evaluation);
    report->evaluation = NULL;
    return told(error, report->evaluation_refused);
}

/* All reports, whatever their period: an effect and a test say for themselves which they take. */
static bool make_whole(Report *report, Error *error)
{
    Config *own = report->whole_config = copy_of(report->config, error);
    if (own == NULL) return false;
    own->from[0] = own->to[0] = '\0';
    return analysis_make(report->store, own, STAGE_LOAD, &report->whole, error) && make_effects(report, error) && make_evaluation(report, error);
}

/* Near repeats take longer than all the rest where there are very many reports; `times` has them. */
static bool make_timing(Report *report, Error *error)
{
    NearRepeatInput limits;
    if (report->analysis->selection.points.count <= NEAR_REPORTS_MOST)
        return timing_limits(&(TimingWish){0}, &limits, error) && timing_make(report->store, report->config, report->analysis, &limits, &report->timing, error);
    if (!timing_make_when(report->store, report->config, report->analysis, &report->timing, error)) return false;
    snprintf(report->timing.near_refused, TIMING_TEXT, _("Left out here, because there are more than %d reports; `brandpunt times` computes it."), NEAR_REPORTS_MOST);
    return true;
}

static bool gather(Report *report, Error *error)
{
    const Config *config = report->config;
    if ((report->page = calloc(1, sizeof *report->page)) == NULL) return error_memory(error, sizeof *report->page);
    return make_timing(report, error) &&
           drawing_make(config, report->analysis, report->run_id, true, &report->drawing, error) && make_other(report, error) && make_whole(report, error);
}

/* ---- its pages ---- */

static void add_fact(Report *report, const char *label, const char *text)
{
    report->fact[report->cover.fact_count++] = (SheetFact){label, text};
}

static void fill_cover(Report *report)
{
    const Config *config = report->config;
    const Selection *selection = &report->analysis->selection;
    EvidenceSheet *page = report->page;
    Language language = wording_language(config);
    char period[WORDING_TEXT], count[NUMBER_TEXT], until[NUMBER_TEXT];
    wording_period(language, selection->from_day, selection->to_day, period, sizeof period);
    wording_day(language, selection->to_day, until);
    number_text(language, (double)selection->points.count, 0, count);
    char *finding = evidence_text(page);
    wording_title(config, report->analysis, finding, EVIDENCE_TEXT);
    snprintf(page->title, sizeof page->title, "%s", config->kind == KIND_PERCEPTION ? _("Where people feel unsafe") : _("Where and when incidents come together"));
    wording_subtitle(config, report->analysis, page->subtitle, sizeof page->subtitle);
    report->cover = (SheetCover){.over = config->project_name[0] != '\0' ? config->project_name : _("Municipality"),
                                 .title = page->title, .subtitle = finding, .map = drawing_scene(report->drawing), .fact = report->fact};
    add_fact(report, _("Period"), evidence_print(page, "%s", period));
    add_fact(report, _("Data up to and including"), evidence_print(page, "%s", until));
    add_fact(report, _("Rests on"), evidence_print(page, config->kind == KIND_PERCEPTION ? ngettext("%s report of an unsafe place", "%s reports of unsafe places", selection->points.count) : ngettext("%s report of an incident", "%s reports of incidents", selection->points.count), count));
    add_fact(report, _("Meant for"), wording_marking(config));
    add_fact(report, _("Version and run"), evidence_print(page, "Brandpunt %s · run %s", BRANDPUNT_VERSION, report->run_id));
    if (config->contact[0] != '\0') add_fact(report, _("Questions"), config->contact);
    page->cover = &report->cover;
}

static const char *share_of(EvidenceSheet *page, Language language, double share)
{
    char *text = evidence_text(page);
    if (isnan(share)) snprintf(text, EVIDENCE_TEXT, "–");
    else percent_text(language, share, 0, text);
    return text;
}

/* "0,003", and "< 0,001" for what is less. */
static const char *q_of(EvidenceSheet *page, Language language, double q)
{
    char number[NUMBER_TEXT];
    number_text(language, fmax(q, 0.001), 3, number);
    return evidence_print(page, "%s%s", q < 0.001 ? "<\u00a0" : "", number);
}

static void add_area_table(const Config *config, const Analysis *analysis, size_t most, EvidenceSheet *page)
{
    static const double widths[] = {4.3, 1.95, 1.75, 1.5, 1.25, 1.45, 1.35, 3.15, 2.4};
    const char *const heads[] = {_("Place"), _("Status"), _("Reports"), _("Reporters"), _("Dates"), _("q"), _("Dark"), _("Peak"), _("Trend")};
    Language language = wording_language(config);
    size_t first = page->cells, rows = analysis->area_count < most ? analysis->area_count : most;
    for (size_t c = 0; c < sizeof heads / sizeof *heads; c++) evidence_cell(page, heads[c]);
    for (size_t a = 0; a < rows; a++) {
        const RiskArea *area = &analysis->area[a];
        char name[WORDING_TEXT], *peak = evidence_text(page);
        wording_area_name(area, name, sizeof name);
        if (!wording_peak(area, peak, EVIDENCE_TEXT)) snprintf(peak, EVIDENCE_TEXT, "–");
        evidence_cell(page, evidence_print(page, "%d. %s", area->rank, name));
        evidence_cell(page, wording_status(area));
        evidence_number(page, language, (double)area->reports, 0);
        evidence_number(page, language, (double)area->reporters, 0);
        evidence_number(page, language, (double)area->dates, 0);
        evidence_cell(page, q_of(page, language, area->significance.q));
        evidence_cell(page, share_of(page, language, area->dark_share));
        evidence_cell(page, peak);
        evidence_cell(page, wording_trend(area->trend.kind));
    }
    evidence_table(page, first, sizeof heads / sizeof *heads, widths);
    if (rows < analysis->area_count) evidence_add(page, SHEET_NOTE, evidence_print(page, _("The first %zu of %zu areas."), rows, analysis->area_count));
}

static void add_map(Report *report)
{
    EvidenceSheet *page = report->page;
    evidence_add(page, SHEET_PAGE, report->cover.subtitle); /* the finding */
    evidence_add(page, SHEET_MAP, NULL)->map = (SheetMap){.scene = drawing_scene(report->drawing), .snug = true};
    evidence_add(page, SHEET_NOTE, report->analysis->counts_only
                                       ? _("With so few reports there is no map of density; the numbers are reports per buurt.")
                                       : _("The darker, the more reports per square kilometre and year; one report by itself never shows. A solid line is a hotspot: more reports than chance explains. A dashed"
                                           " line is indicative: many reports, but not certain. The numbers are those of the tables in this report."));
    const char *banner = wording_banner(report->analysis);
    if (banner != NULL) evidence_add(page, SHEET_NOTE, banner);
    if (report->analysis->area_count == 0) return;
    add_area_table(report->config, report->analysis, ROWS_BY_THE_MAP, page);
    evidence_add(page, SHEET_NOTE, _("Reporters: those who cannot be told apart count as different people. q: how often such a place would stand out by chance, corrected for the number of places looked at; below"
                                     " 0.05 it is called a hotspot when enough people reported on enough dates. Dark: share of the reports of which the hour is known."));
}

static void card_row(EvidenceSheet *page, const char *label, const char *text)
{
    evidence_cell(page, label);
    evidence_cell(page, text);
}

static void add_card_facts(const Report *report, size_t a)
{
    static const double widths[] = {1.1, 2.2};
    const RiskArea *area = &report->analysis->area[a];
    EvidenceSheet *page = report->page;
    Language language = wording_language(report->config);
    char reports[NUMBER_TEXT], reporters[NUMBER_TEXT], dates[NUMBER_TEXT], robust[WORDING_TEXT], *peak = evidence_text(page), *levers = evidence_text(page);
    size_t first = page->cells;
    number_text(language, (double)area->reports, 0, reports);
    number_text(language, (double)area->reporters, 0, reporters);
    number_text(language, (double)area->dates, 0, dates);
    wording_robust(area, robust, sizeof robust);
    wording_levers(report->analysis, a, levers, EVIDENCE_TEXT);
    if (!wording_peak(area, peak, EVIDENCE_TEXT)) snprintf(peak, EVIDENCE_TEXT, "–");
    card_row(page, "", "");
    card_row(page, _("Reports"), evidence_print(page, _("%s, by %s reporters on %s dates"), reports, reporters, dates));
    card_row(page, _("Status"), evidence_print(page, "%s; %s", wording_status(area), robust));
    card_row(page, _("Peak"), peak);
    card_row(page, _("In the dark"), share_of(page, language, area->dark_share));
    card_row(page, _("Trend"), wording_trend(area->trend.kind));
    card_row(page, _("In view of a camera"), share_of(page, language, area->seen_share));
    card_row(page, _("Measure and place on its list"), levers[0] != '\0' ? levers : "–");
    evidence_table(page, first, 2, widths);
    page->block[page->blocks - 1].table.left = true;
}

/* An area by itself: its map to the left, its facts to the right. */
static void add_card(Report *report, size_t a)
{
    const RiskArea *area = &report->analysis->area[a];
    EvidenceSheet *page = report->page;
    Scene *scene = &report->card_map[a];
    Polygon polygon = polygon_of(&report->analysis->areas, a);
    Box box = polygon_box(&polygon);
    double side = fmax(box.x_max - box.x_min, box.y_max - box.y_min);
    char name[WORDING_TEXT];
    *scene = *drawing_scene(report->drawing);
    scene->extent = box_grow(box, fmax(0.25 * side, (CARD_LEAST_M - side) / 2));
    wording_area_name(area, name, sizeof name);
    char *title = evidence_print(page, "%d. %s", area->rank, name);
    scene->title = title; /* what the map is of, for whoever hears it */
    size_t first = page->blocks;
    evidence_add(page, SHEET_MAP, NULL)->map = (SheetMap){.scene = scene, .height_mm = CARD_MM, .bare = true};
    evidence_column(page, first, COLUMN_LEFT, 0.42);
    first = page->blocks;
    evidence_add(page, SHEET_HEADING, title);
    add_card_facts(report, a);
    evidence_column(page, first, COLUMN_RIGHT, 0);
}

static void add_areas(Report *report)
{
    const Analysis *analysis = report->analysis;
    EvidenceSheet *page = report->page;
    evidence_add(page, SHEET_PAGE, _("The areas, and what is known of each"));
    if (analysis->area_count == 0) {
        evidence_add(page, SHEET_TEXT, analysis->counts_only ? _("There are no risk areas: with fewer than 30 reports no place can be told from chance.") : _("There are no risk areas: nowhere are the reports dense enough."));
        return;
    }
    if (analysis->area_count > ROWS_BY_THE_MAP) add_area_table(report->config, analysis, AREA_ROWS, page);
    for (size_t a = 0; a < analysis->area_count && a < REPORT_CARDS; a++) add_card(report, a);
}

static void add_times(Report *report)
{
    EvidenceSheet *page = report->page;
    evidence_add(page, SHEET_PAGE, _("When it happens, and whether it becomes more or less"));
    timing_blocks(report->config, report->analysis, &report->timing, page);
}

static void add_other(Report *report)
{
    EvidenceSheet *page = report->page;
    bool perception = report->config->kind == KIND_INCIDENT;
    char count[NUMBER_TEXT];
    evidence_add(page, SHEET_PAGE, perception ? _("Where people feel unsafe, counted apart") : _("What happened, counted apart"));
    if (report->other_refused[0] != '\0') {
        evidence_add(page, SHEET_TEXT, report_no_other(report));
        return;
    }
    size_t all = report->other.selection.points.count;
    number_text(wording_language(report->config), (double)all, 0, count);
    evidence_add(page, SHEET_TEXT, evidence_print(page, perception ? ngettext("%s place was reported as feeling unsafe. A feeling is no incident, so the two are never added up.",
                                                                              "%s places were reported as feeling unsafe. A feeling is no incident, so the two are never added up.", all)
                                                                   : ngettext("%s incident was reported. An incident is no feeling, so the two are never added up.",
                                                                              "%s incidents were reported. An incident is no feeling, so the two are never added up.", all), count));
    evidence_add(page, SHEET_MAP, NULL)->map = (SheetMap){.scene = drawing_scene(report->other_drawing), .snug = true};
    if (report->other.area_count > 0) add_area_table(report->other_config, &report->other, ROWS_BY_THE_MAP, page);
    else evidence_add(page, SHEET_TEXT, _("No place stands out."));
}

static bool add_priorities(Report *report, Error *error)
{
    EvidenceSheet *page = report->page;
    if (!report->analysis->has_priorities) {
        evidence_add(page, SHEET_PAGE, _("Which measure fits where"));
        evidence_add(page, SHEET_TEXT, _("Without risk areas there is nothing to rank: see the page about the areas."));
        return true;
    }
    for (int lever = 0; lever < LEVER_COUNT; lever++)
        if (!levers_blocks(report->config, report->analysis, (Lever)lever, report->streets, &report->parts[lever], page, error)) return false;
    levers_methods(page);
    return true;
}

static bool add_effect(Report *report, ReportEffect *effect, Error *error)
{
    EvidenceSheet *page = report->page;
    char *conclusion = evidence_text(page), *basis = evidence_text(page);
    effect_conclusion(report->config, &effect->effect, conclusion, EVIDENCE_TEXT);
    effect_basis(report->config, &effect->effect, basis, EVIDENCE_TEXT);
    evidence_add(page, SHEET_HEADING, effect->name);
    evidence_add(page, SHEET_TEXT, conclusion);
    evidence_add(page, SHEET_NOTE, basis);
    if (!effect_blocks(report->whole_config, &report->whole, &effect->effect, &effect->hold, page, error)) return false;
    effect_methods(&effect->effect, page);
    return true;
}

/* Each that could be told of has a page; then those that could not, with why. */
static bool add_effects(Report *report, Error *error)
{
    EvidenceSheet *page = report->page;
    size_t shown = 0;
    evidence_add(page, SHEET_PAGE, _("Did measures help?"));
    if (report->effects == 0)
        evidence_add(page, SHEET_TEXT, _("No measures are set: give a layer with role measure, of polygons with a date, or an [effect ...] with periods and areas in the configuration."));
    for (size_t e = 0; e < report->effects; e++) {
        if (report->effect[e].refused[0] != '\0') continue;
        if (shown++ > 0) evidence_add(page, SHEET_PAGE, NULL);
        if (!add_effect(report, &report->effect[e], error)) return false;
    }
    for (size_t e = 0; e < report->effects; e++) {
        if (report->effect[e].refused[0] == '\0') continue;
        evidence_add(page, SHEET_HEADING, report->effect[e].name);
        evidence_add(page, SHEET_TEXT, report->effect[e].refused);
    }
    if (report->effects_left_out > 0)
        evidence_add(page, SHEET_NOTE, evidence_print(page, ngettext("%zu more measure is not shown here; `brandpunt compare` tells of it.", "%zu more measures are not shown here; `brandpunt compare` tells of them.", report->effects_left_out), report->effects_left_out));
    return true;
}

static void add_evaluation(Report *report)
{
    EvidenceSheet *page = report->page;
    evidence_add(page, report->evaluation != NULL ? SHEET_PAGE : SHEET_HEADING, _("How well the map foretells")); /* no page for one sentence */
    if (report->evaluation == NULL) {
        evidence_add(page, SHEET_TEXT, report->evaluation_refused);
        return;
    }
    char *conclusion = evidence_text(page), *basis = evidence_text(page);
    evaluation_conclusion(report->config, report->evaluation, conclusion, EVIDENCE_TEXT);
    evaluation_basis(report->config, report->evaluation, basis, EVIDENCE_TEXT);
    evidence_add(page, SHEET_TEXT, conclusion);
    evidence_add(page, SHEET_NOTE, basis);
    evaluation_blocks(report->config, report->evaluation, &report->curves, page);
    evaluation_methods(page);
}

static bool fill_pages(Report *report, Error *error)
{
    EvidenceSheet *page = report->page;
    fill_cover(report);
    evidence_add(page, SHEET_PAGE, _("Summary"));
    report_summary(report, page);
    evidence_add(page, SHEET_PAGE, _("Contents"));
    evidence_add(page, SHEET_CONTENTS, NULL);
    add_map(report);
    add_areas(report);
    add_times(report);
    add_other(report);
    if (!add_priorities(report, error) || !add_effects(report, error)) return false;
    add_evaluation(report);
    report_methods(report, page);
    return report_sources(report, page, error);
}

bool report_pdf(Store *store, const Config *config, Analysis *analysis, StreetsOnce *streets, const char *run_id, const char *path, Error *error)
{
    Report *report = calloc(1, sizeof *report);
    if (report == NULL) return error_memory(error, sizeof *report);
    report->store = store, report->config = config, report->analysis = analysis, report->streets = streets, report->run_id = run_id;
    bool ok = config_check_report(config, error) && gather(report, error) && fill_pages(report, error) && evidence_draw(report->page, config, analysis, run_id, path, error);
    report_free(report);
    return ok;
}
