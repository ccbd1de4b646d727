/* What the report says in plain words: the summary, how it was made and what it cannot say, and the sources. Language of level B1: short
 * sentences, no jargon, and every number from the analysis. */
#include "src/report.h"

#include "src/store/layers.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Adds a sentence after what is there, with a blank between; cuts at the end of the text. */
static void say(char *text, const char *format, ...) PRINTF_LIKE(2, 3);
static void say(char *text, const char *format, ...)
{
    size_t used = strlen(text);
    va_list values;
    if (used > 0 && used + 1 < EVIDENCE_TEXT) text[used++] = ' ', text[used] = '\0';
    va_start(values, format);
    vsnprintf(text + used, EVIDENCE_TEXT - used, format, values);
    va_end(values);
}

static char *paragraph(EvidenceSheet *page, const char *heading)
{
    char *text = evidence_text(page);
    evidence_add(page, SHEET_HEADING, heading);
    evidence_add(page, SHEET_TEXT, text)->large = true;
    return text;
}

static void count_text(const Report *report, size_t count, char *text)
{
    number_text(wording_language(report->config), (double)count, 0, text);
}

/* ---- the summary ---- */

static void what(const Report *report, EvidenceSheet *page)
{
    const Config *config = report->config;
    const Selection *selection = &report->analysis->selection;
    char period[WORDING_TEXT], count[NUMBER_TEXT], *text = paragraph(page, _("What is this about?"));
    const char *place = config->project_name[0] != '\0' ? config->project_name : _("the municipality");
    wording_period(wording_language(config), selection->from_day, selection->to_day, period, sizeof period);
    count_text(report, selection->points.count, count);
    if (config->kind == KIND_PERCEPTION)
        say(text, ngettext("This report is about places where people feel unsafe in %s, %s. It rests on %s report.", "This report is about places where people feel unsafe in %s, %s. It rests on %s reports.", selection->points.count), place, period, count);
    else
        say(text, ngettext("This report is about incidents that people reported in %s, %s. It rests on %s report.", "This report is about incidents that people reported in %s, %s. It rests on %s reports.", selection->points.count), place, period, count);
    say(text, "%s", _("A report is what somebody made known. It is not the same as a crime."));
}

static void where(const Report *report, EvidenceSheet *page)
{
    const Analysis *analysis = report->analysis;
    size_t hotspots = 0, inside = 0, all = analysis->selection.points.count;
    char *text = paragraph(page, _("Where?")), name[WORDING_TEXT], share[NUMBER_TEXT], count[NUMBER_TEXT];
    if (analysis->counts_only) {
        say(text, "%s", _("There are too few reports to point out places. The map shows how many there are per buurt."));
        return;
    }
    for (size_t a = 0; a < analysis->area_count; a++)
        if (analysis->area[a].hotspot) hotspots++, inside += analysis->area[a].reports;
    size_t indicative = analysis->area_count - hotspots;
    if (hotspots == 0) {
        say(text, "%s", _("At no place are there more reports than chance can explain."));
    } else {
        percent_text(wording_language(report->config), (double)inside / (double)all, 0, share);
        wording_area_name(&analysis->area[0], name, sizeof name);
        count_text(report, analysis->area[0].reports, count);
        say(text, ngettext("At %zu place there are more reports than chance can explain. We call it a hotspot. It holds %s of all reports: %s, with %s reports.",
                           "At %zu places there are more reports than chance can explain. We call them hotspots. Together they hold %s of all reports. The first is %s, with %s reports.", hotspots),
            hotspots, share, name, count);
    }
    if (indicative > 0)
        say(text, ngettext("At %zu other place there are many reports too, but that may be chance. Go and look there, but decide nothing on it.",
                           "At %zu other places there are many reports too, but that may be chance. Go and look there, but decide nothing on it.", indicative), indicative);
}

static void when(const Report *report, EvidenceSheet *page)
{
    const Timing *timing = &report->timing;
    Language language = wording_language(report->config);
    char peak[WORDING_TEXT], share[NUMBER_TEXT], time[NUMBER_TEXT], *text = paragraph(page, _("When?"));
    if (timing->hours_refused[0] != '\0') {
        say(text, "%s", timing->hours_refused);
        return;
    }
    percent_text(language, timing->peak.share, 0, share);
    if (wording_window(&timing->peak, peak, sizeof peak)) say(text, _("Most comes together on %s: %s of the reports fall in those hours."), peak, share);
    else say(text, "%s", _("No hours of the week stand out."));
    percent_text(language, timing->dark / timing->dark_known, 0, share);
    percent_text(language, timing->dark_of_time, 0, time);
    say(text, _("At %s of the reports it was dark. Over the whole period it was dark %s of the time."), share, time);
}

/* The names of the areas with one of two courses; false when there are none. */
static bool names_with(const Analysis *analysis, TrendClass one, TrendClass other, char *list, size_t size)
{
    size_t used = 0;
    list[0] = '\0';
    for (size_t a = 0; a < analysis->area_count && used < size; a++) {
        char name[WORDING_TEXT];
        if (analysis->area[a].trend.kind != one && analysis->area[a].trend.kind != other) continue;
        wording_area_name(&analysis->area[a], name, sizeof name);
        used += (size_t)snprintf(list + used, size - used, "%s%s", used > 0 ? ", " : "", name);
    }
    return used > 0;
}

static void more_or_less(const Report *report, EvidenceSheet *page)
{
    const Analysis *analysis = report->analysis;
    char list[WORDING_TEXT], *text = paragraph(page, _("More or less?"));
    size_t lasting = 0;
    if (report->timing.trends_refused[0] != '\0') {
        say(text, "%s", report->timing.trends_refused);
        return;
    }
    TrendClass town = analysis->trends.town.kind;
    say(text, "%s", town == TREND_INTENSIFYING    ? _("In the municipality as a whole the number of reports rises.")
                    : town == TREND_DIMINISHING ? _("In the municipality as a whole the number of reports falls.")
                                                  : _("In the municipality as a whole the number of reports does not clearly change."));
    if (names_with(analysis, TREND_NEW, TREND_INTENSIFYING, list, sizeof list)) say(text, _("New or rising: %s."), list);
    else say(text, "%s", _("There are no hotspots that are new or that clearly rise."));
    if (names_with(analysis, TREND_DIMINISHING, TREND_DIMINISHING, list, sizeof list)) say(text, _("Falling: %s."), list);
    for (size_t a = 0; a < analysis->area_count; a++) lasting += analysis->area[a].trend.kind == TREND_PERSISTENT;
    if (lasting > 0)
        say(text, ngettext("%zu place stands out nearly all the time, without a clear rise or fall.", "%zu places stand out nearly all the time, without a clear rise or fall.", lasting), lasting);
}

static void what_fits(const Report *report, EvidenceSheet *page)
{
    const Analysis *analysis = report->analysis;
    char name[WORDING_TEXT], missing[WORDING_TEXT], *text = paragraph(page, _("What fits where?"));
    if (!analysis->has_priorities) {
        say(text, "%s", _("Without risk areas there is nothing to rank."));
        return;
    }
    for (int lever = 0; lever < LEVER_COUNT; lever++) {
        size_t first = 0;
        while (first < analysis->area_count && analysis->priorities.score[lever][first].rank != 1) first++;
        if (first < analysis->area_count) {
            wording_area_name(&analysis->area[first], name, sizeof name);
            say(text, _("For %s the reports point to %s first."), wording_lever((Lever)lever), name);
        } else {
            wording_missing(analysis->priorities.score[lever][0].missing, missing, sizeof missing);
            say(text, _("For %s no place can be ranked; missing: %s."), wording_lever((Lever)lever), missing);
        }
    }
    say(text, "%s", _("That a measure fits does not mean that it will work. That shows only afterwards."));
}

const char *report_no_other(const Report *report)
{
    bool perception = report->config->kind == KIND_INCIDENT;
    if (report->timing.kind[perception ? KIND_PERCEPTION : KIND_INCIDENT].reports > 0) return report->other_refused;
    return perception ? _("In this period there are no reports of places that feel unsafe.") : _("In this period there are no reports of incidents.");
}

static void feelings(const Report *report, EvidenceSheet *page)
{
    bool perception = report->config->kind == KIND_INCIDENT;
    char count[NUMBER_TEXT], name[WORDING_TEXT], *text = paragraph(page, perception ? _("Where do people feel unsafe?") : _("What happened?"));
    if (report->other_refused[0] != '\0') {
        say(text, "%s", report_no_other(report));
        return;
    }
    size_t all = report->other.selection.points.count;
    count_text(report, all, count);
    if (perception) say(text, ngettext("%s time somebody named a place that feels unsafe.", "%s times somebody named a place that feels unsafe.", all), count);
    else say(text, ngettext("%s incident was reported.", "%s incidents were reported.", all), count);
    if (report->other.area_count > 0 && report->other.area[0].hotspot) {
        wording_area_name(&report->other.area[0], name, sizeof name);
        say(text, _("Most often that is %s."), name);
    }
    say(text, "%s", _("A feeling is something else than an incident. That is why we count them apart."));
}

static void helped(const Report *report, EvidenceSheet *page)
{
    char *text = paragraph(page, _("Did measures help?"));
    if (report->effects == 0) say(text, "%s", _("No measure was looked at."));
    for (size_t e = 0; e < report->effects; e++) {
        const ReportEffect *effect = &report->effect[e];
        char conclusion[2 * WORDING_TEXT];
        if (effect->refused[0] == '\0') effect_conclusion(report->config, &effect->effect, conclusion, sizeof conclusion);
        say(text, "%s: %s", effect->name, effect->refused[0] != '\0' ? effect->refused : conclusion);
    }
}

void report_summary(const Report *report, EvidenceSheet *page)
{
    what(report, page);
    where(report, page);
    when(report, page);
    more_or_less(report, page);
    what_fits(report, page);
    feelings(report, page);
    helped(report, page);
    say(paragraph(page, _("What do these numbers not say?")), "%s",
        _("Not everybody reports. Where there are few reports it is not always safe. After a campaign more is reported, even when no more happens. The numbers show where and when people"
          " reported. They do not show why it happens there."));
}

/* ---- how it was made, and what it cannot say ---- */

static void add_notes(const Report *report, EvidenceSheet *page)
{
    Notes notes = {0};
    wording_notes(report->config, report->analysis, &notes);
    for (size_t n = 0; n < notes.count; n++) evidence_add(page, SHEET_NOTE, evidence_print(page, "%s", notes.text[n]));
}

static void campaigns(const Report *report, char *text)
{
    const Config *config = report->config;
    say(text, "%s", _("Campaigns: when people are asked to report, more is reported."));
    if (config->campaign_count == 0) {
        say(text, "%s", _("No campaigns are set in the configuration; if there was one, its rise is taken for real here."));
        return;
    }
    for (size_t c = 0; c < config->campaign_count; c++)
        say(text, "%s (%s%s%s)%s", config->campaign[c].name, config->campaign[c].months, config->campaign[c].sources[0] != '\0' ? ": " : "", config->campaign[c].sources, c + 1 < config->campaign_count ? "," : ".");
}

static void unknown_hours(const Report *report, char *text)
{
    const Selection *selection = &report->analysis->selection;
    char count[NUMBER_TEXT], share[NUMBER_TEXT];
    count_text(report, selection->hour_unknown, count);
    percent_text(wording_language(report->config), (double)selection->hour_unknown / (double)selection->points.count, 0, share);
    say(text, ngettext("Hours: of %s report (%s) the hour is not known. It counts on the map, and not where hours or darkness are told.",
                       "Hours: of %s reports (%s) the hour is not known. They count on the map, and not where hours or darkness are told.", selection->hour_unknown), count, share);
}

static void add_limits(const Report *report, EvidenceSheet *page)
{
    char *campaign = evidence_text(page), *hours = evidence_text(page);
    campaigns(report, campaign);
    unknown_hours(report, hours);
    evidence_add(page, SHEET_HEADING, _("What the numbers cannot say"));
    evidence_add(page, SHEET_TEXT, _("Reporting: who does not report is not counted. Whether people report depends on trust, on language, and on knowing where to go. A wijk where few report may be as unsafe as"
                                     " one where many do."));
    evidence_add(page, SHEET_TEXT, campaign);
    evidence_add(page, SHEET_TEXT, hours);
    evidence_add(page, SHEET_TEXT, _("Feelings and incidents: where people feel unsafe is not always where most happens. The two are never added up."));
    evidence_add(page, SHEET_TEXT, _("How busy it is: what can be expected somewhere follows street length, residents or surface. How many people really pass there is not known."));
    evidence_add(page, SHEET_TEXT, _("High numbers: hotspots are chosen because their numbers are high. Part of them fall again without any measure."));
    evidence_add(page, SHEET_TEXT, _("Measures: a place on a list says that a measure fits the reports. It foretells no effect."));
}

static void add_glossary(EvidenceSheet *page)
{
    static const double widths[] = {1, 4};
    const char *const words[][2] = {
        {_("hotspot"), _("a place with more reports than chance can explain, by enough people and on enough dates")},
        {_("indicative"), _("a place with many reports that may be there by chance")},
        {_("density"), _("reports per square kilometre and year, counted in a circle around each point of the map")},
        {_("weighted"), _("many reports by one person count less than as many reports by many people")},
        {_("robust"), _("the place stays when one source, the campaign months or the busiest reporter is left out")},
        {_("q"), _("how often such a place would stand out by chance, with all places that were looked at taken into account")},
        {_("peak"), _("the hours of the week that stand out most")}};
    evidence_add(page, SHEET_HEADING, _("Words in this report"));
    size_t first = page->cells;
    evidence_cell(page, "");
    evidence_cell(page, "");
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        evidence_cell(page, words[w][0]);
        evidence_cell(page, words[w][1]);
    }
    evidence_table(page, first, 2, widths);
    page->block[page->blocks - 1].table.left = true;
}

void report_methods(const Report *report, EvidenceSheet *page)
{
    evidence_add(page, SHEET_PAGE, _("How this was made, and what it cannot say"));
    add_limits(report, page);
    evidence_add(page, SHEET_HEADING, _("How it was computed"));
    add_notes(report, page);
    timing_methods(page);
    add_glossary(page);
}

/* ---- the sources ---- */

static size_t counted_from(const Selection *selection, const char *source)
{
    size_t count = 0;
    for (size_t s = 0; s < selection->sources.count; s++) {
        if (strcmp(selection->sources.name[s], source) != 0) continue;
        for (size_t i = 0; i < selection->points.count; i++) count += selection->points.source[i] == s;
    }
    return count;
}

static void cell_count(Language language, int64_t count, EvidenceSheet *page)
{
    evidence_number(page, language, (double)count, 0);
}

static void cell_share(Language language, int64_t part, int64_t whole, EvidenceSheet *page)
{
    char *text = evidence_text(page);
    if (whole > 0) percent_text(language, (double)part / (double)whole, (double)part / (double)whole < 0.095 ? 1 : 0, text);
    else snprintf(text, EVIDENCE_TEXT, "–");
    evidence_cell(page, text);
}

static void cell_period(Language language, const char *first, const char *last, EvidenceSheet *page)
{
    char from[NUMBER_TEXT] = "", to[NUMBER_TEXT] = "";
    int year, month, day;
    if (sscanf(first, "%d-%d-%d", &year, &month, &day) == 3) date_text(language, year, month, day, from);
    if (sscanf(last, "%d-%d-%d", &year, &month, &day) == 3) date_text(language, year, month, day, to);
    evidence_cell(page, from[0] != '\0' ? evidence_print(page, "%s – %s", from, to) : "–");
}

/* "AVG; 5 years" of "avg" and "5y". */
static void cell_law(const char *regime, const char *retention, EvidenceSheet *page)
{
    char kept[NUMBER_TEXT] = "", unit;
    unsigned long number;
    const char *law = strcmp(regime, "avg") == 0 ? "AVG" : strcmp(regime, "wpg") == 0 ? "Wpg" : "–";
    if (sscanf(retention, "%lu%c", &number, &unit) == 2 && (unit == 'y' || unit == 'm'))
        snprintf(kept, sizeof kept, unit == 'y' ? ngettext("%lu year", "%lu years", number) : ngettext("%lu month", "%lu months", number), number);
    evidence_cell(page, evidence_print(page, "%s; %s", law, kept[0] != '\0' ? kept : "–"));
}

static bool add_source_table(const Report *report, EvidenceSheet *page, Error *error)
{
    static const double widths[] = {1.9, 1.1, 1.2, 1.2, 1.2, 1.4, 2.9, 1.5};
    enum { NAME, REPORTS, UNKNOWN, FIRST, LAST, REGIME, RETENTION, ROWS, REFUSED };
    const char *const heads[] = {_("Source"), _("Rows"), _("Refused"), _("Reports"), _("In this report"), _("Hour unknown"), _("From the first to the last"), _("Law; kept for")};
    Language language = wording_language(report->config);
    Statement *rows = store_prepare(report->store,
                                       "SELECT s.name, count(r.id), coalesce(sum(1 - r.hour_known), 0), coalesce(min(substr(r.occurred_from, 1, 10)), ''), coalesce(max(substr(r.occurred_from, 1, 10)), ''),"
                                       " coalesce(s.regime, ''), coalesce(s.retention, ''), (SELECT coalesce(sum(rows_in), 0) FROM import WHERE source = s.id),"
                                       " (SELECT coalesce(sum(refused), 0) FROM import WHERE source = s.id) FROM source s LEFT JOIN report r ON r.source = s.id GROUP BY s.id ORDER BY s.name", error);
    if (rows == NULL) return false;
    size_t first = page->cells;
    for (size_t c = 0; c < sizeof heads / sizeof *heads; c++) evidence_cell(page, heads[c]);
    bool ok = true;
    while (store_next(rows, &ok, error)) {
        int64_t reports = store_whole(rows, REPORTS), received = store_whole(rows, ROWS);
        const char *name = evidence_print(page, "%s", store_text(rows, NAME));
        evidence_cell(page, name);
        cell_count(language, received, page);
        cell_share(language, store_whole(rows, REFUSED), received, page);
        cell_count(language, reports, page);
        cell_count(language, (int64_t)counted_from(&report->analysis->selection, name), page);
        cell_share(language, store_whole(rows, UNKNOWN), reports, page);
        cell_period(language, store_text(rows, FIRST), store_text(rows, LAST), page);
        cell_law(store_text(rows, REGIME), store_text(rows, RETENTION), page);
    }
    store_finish(rows);
    if (ok) evidence_table(page, first, sizeof heads / sizeof *heads, widths);
    return ok;
}

static bool add_reject_table(const Report *report, EvidenceSheet *page, Error *error)
{
    static const double widths[] = {6, 1};
    Statement *rows = store_prepare(report->store, "SELECT reason, count(*) FROM reject GROUP BY reason ORDER BY count(*) DESC, reason", error);
    if (rows == NULL) return false;
    size_t first = page->cells, found = 0;
    bool ok = true;
    evidence_cell(page, _("Reason"));
    evidence_cell(page, _("Rows"));
    for (; store_next(rows, &ok, error); found++) {
        const char *meaning = "";
        for (int reason = 1; reason < REJECT_REASONS; reason++)
            if (strcmp(reject_name((RejectReason)reason), store_text(rows, 0)) == 0) meaning = reject_meaning((RejectReason)reason);
        evidence_cell(page, evidence_print(page, "%s", meaning));
        cell_count(wording_language(report->config), store_whole(rows, 1), page);
    }
    store_finish(rows);
    if (found > 0) evidence_table(page, first, 2, widths);
    else page->cells = first, evidence_add(page, SHEET_TEXT, _("No rows were refused."));
    return ok;
}

static const char *role_text(const char *role)
{
    static const char *const names[ROLE_COUNT] = {[ROLE_BOUNDARY] = N_("boundary of the municipality"), [ROLE_NEIGHBOURHOOD] = N_("buurten and wijken"), [ROLE_STREET] = N_("streets"),
                                                  [ROLE_BUILDING] = N_("buildings"), [ROLE_WATER] = N_("water"), [ROLE_GREEN] = N_("green"), [ROLE_RAILWAY] = N_("railway"),
                                                  [ROLE_LIGHT] = N_("street lights"), [ROLE_CAMERA] = N_("cameras"), [ROLE_VENUE] = N_("bars and venues"), [ROLE_TRANSIT] = N_("stops"),
                                                  [ROLE_EXPOSURE] = N_("visitors"), [ROLE_MEASURE] = N_("measures taken")};
    for (int r = 0; r < ROLE_COUNT; r++)
        if (strcmp(role_facts((Role)r)->name, role) == 0) return _(names[r]);
    return role;
}

static bool add_layer_table(const Report *report, EvidenceSheet *page, Error *error)
{
    static const double widths[] = {2, 2, 1, 2};
    LayerRecord *records;
    size_t count, first = page->cells;
    if (!layer_list(report->store, &records, &count, error)) return false;
    const char *const heads[] = {_("Layer"), _("What it is"), _("Objects"), _("File")};
    for (size_t c = 0; c < sizeof heads / sizeof *heads; c++) evidence_cell(page, heads[c]);
    for (size_t l = 0; l < count; l++) {
        evidence_cell(page, evidence_print(page, "%s", records[l].name));
        evidence_cell(page, role_text(records[l].role));
        cell_count(wording_language(report->config), records[l].features, page);
        evidence_cell(page, evidence_print(page, "%s", records[l].file_name));
    }
    free(records);
    if (count > 0) evidence_table(page, first, sizeof heads / sizeof *heads, widths), page->block[page->blocks - 1].table.left = true;
    else page->cells = first, evidence_add(page, SHEET_TEXT, _("There are no layers."));
    return true;
}

bool report_sources(const Report *report, EvidenceSheet *page, Error *error)
{
    evidence_add(page, SHEET_PAGE, _("The sources"));
    evidence_add(page, SHEET_HEADING, _("Reports"));
    if (!add_source_table(report, page, error)) return false;
    evidence_add(page, SHEET_NOTE, _("Rows: what the files held. Refused: rows without a usable place, date or category; of those only the line and the reason are kept. In this report: within the period and the"
                                     " selection, without what was reported twice, lies outside the boundary or is located too poorly."));
    evidence_add(page, SHEET_HEADING, _("Refused rows"));
    if (!add_reject_table(report, page, error)) return false;
    evidence_add(page, SHEET_HEADING, _("Layers of the map"));
    return add_layer_table(report, page, error);
}
