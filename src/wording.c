#include "src/wording.h"

#include "geo/calendar.h"
#include "geo/kernel.h"
#include "src/camera_gate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

Language wording_language(const Config *config)
{
    return config->language == CONFIG_ENGLISH ? LANGUAGE_ENGLISH : LANGUAGE_DUTCH;
}

void wording_iso_day(int64_t day, char ret_text[11])
{
    Date date = calendar_date(day);
    snprintf(ret_text, 11, "%04u-%02u-%02u", (unsigned)date.year % 10000u, (unsigned)date.month % 100u, (unsigned)date.day % 100u);
}

void wording_place_name(const char *street, const char *neighbourhood, int rank, char *ret_text, size_t size)
{
    if (street != NULL && neighbourhood != NULL) snprintf(ret_text, size, "%s (%s)", street, neighbourhood);
    else if (street != NULL || neighbourhood != NULL) snprintf(ret_text, size, "%s", street != NULL ? street : neighbourhood);
    else snprintf(ret_text, size, _("Area %d"), rank);
}

void wording_area_name(const RiskArea *area, char *ret_text, size_t size)
{
    wording_place_name(area->street, area->neighbourhood, area->rank, ret_text, size);
}

const char *wording_weekday(int day)
{
    static const char *const names[WEEK_DAYS] = {N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun")};
    return _(names[day]);
}

/* The days of a window run on, over Sunday too: find where they begin. */
static void day_run(unsigned days, int *ret_first, int *ret_last)
{
    int first = 0;
    while (first < WEEK_DAYS && (!(days & 1u << first) || (days & 1u << ((first + 6) % 7)))) first++;
    int last = first % WEEK_DAYS;
    while (days & 1u << ((last + 1) % WEEK_DAYS) && (last + 1) % WEEK_DAYS != first) last = (last + 1) % WEEK_DAYS;
    *ret_first = first % WEEK_DAYS;
    *ret_last = last;
}

bool wording_window(const PeakWindow *peak, char *ret_text, size_t size)
{
    char days[64];
    if (peak->days == 0) return false;
    int first, last, to = (peak->from_hour + peak->hours) % DAY_HOURS;
    if (peak->days == 0x7F) {
        snprintf(days, sizeof days, "%s", _("daily"));
    } else {
        day_run(peak->days, &first, &last);
        if (first == last) snprintf(days, sizeof days, "%s", wording_weekday(first));
        else snprintf(days, sizeof days, "%s–%s", wording_weekday(first), wording_weekday(last));
    }
    snprintf(ret_text, size, _("%s %02d–%02dh"), days, peak->from_hour, to);
    return true;
}

bool wording_peak(const RiskArea *area, char *ret_text, size_t size)
{
    return wording_window(&area->peak, ret_text, size);
}

const char *wording_status(const RiskArea *area)
{
    return area->hotspot ? _("hotspot") : _("indicative");
}

/* ---- trends ---- */

static const char *const TREND_KEYS[] = {[TREND_TOO_FEW] = "te weinig", [TREND_NONE] = "geen", [TREND_NEW] = "nieuw", [TREND_PERSISTENT] = "aanhoudend",
                                         [TREND_INTENSIFYING] = "toenemend", [TREND_DIMINISHING] = "afnemend", [TREND_SPORADIC] = "wisselend"};
static const char *const TREND_WORDS[] = {[TREND_TOO_FEW] = N_("too few"), [TREND_NONE] = N_("none"), [TREND_NEW] = N_("new"), [TREND_PERSISTENT] = N_("persistent"),
                                          [TREND_INTENSIFYING] = N_("intensifying"), [TREND_DIMINISHING] = N_("diminishing"), [TREND_SPORADIC] = N_("sporadic")};

const char *wording_trend_key(TrendClass kind)
{
    return TREND_KEYS[kind];
}

const char *wording_trend(TrendClass kind)
{
    return _(TREND_WORDS[kind]);
}

void wording_trend_counts(const AreaTrend *trend, char *ret_text, size_t size)
{
    size_t used = 0;
    ret_text[0] = '\0';
    bool judged = trend->kind != TREND_TOO_FEW;
    for (int k = 0; k < trend->quarters && used < size; k++)
        used += (size_t)snprintf(ret_text + used, size - used, "%s%.0f%s", k > 0 ? " " : "", trend->reports[k], judged && trend->q[k] < TREND_LEVEL ? "*" : "");
}

/* ---- levers ---- */

static const char *const LEVER_KEYS[LEVER_COUNT] = {[LEVER_LIGHTING] = "lighting", [LEVER_HANDHAVING] = "handhaving", [LEVER_CAMERAS] = "cameras"};
static const char *const LEVER_NAMES[LEVER_COUNT] = {[LEVER_LIGHTING] = N_("lighting"), [LEVER_HANDHAVING] = N_("handhaving"), [LEVER_CAMERAS] = N_("cameras")};

static const char *const FACTOR_KEYS[LEVER_COUNT][PRIORITY_FACTORS] = {
    [LEVER_LIGHTING] = {"standing", "dark", "light_deficit"},
    [LEVER_HANDHAVING] = {"standing", "windows", "boa"},
    [LEVER_CAMERAS] = {"standing", "persistence", "public_order", "not_in_view"},
};
static const char *const FACTOR_NAMES[LEVER_COUNT][PRIORITY_FACTORS] = {
    [LEVER_LIGHTING] = {N_("place among the risk areas"), N_("share in the dark (lower limit)"), N_("lack of light")},
    [LEVER_HANDHAVING] = {N_("place among the risk areas"), N_("share in the busiest hours (lower limit)"), N_("share a boa may act on")},
    [LEVER_CAMERAS] = {N_("place among the risk areas"), N_("quarters in which it stood out"), N_("share against public order"), N_("share not yet in view")},
};

const char *wording_lever_key(Lever lever)
{
    return LEVER_KEYS[lever];
}

const char *wording_lever(Lever lever)
{
    return _(LEVER_NAMES[lever]);
}

const char *wording_factor_key(Lever lever, int factor)
{
    return FACTOR_KEYS[lever][factor];
}

const char *wording_factor(Lever lever, int factor)
{
    return _(FACTOR_NAMES[lever][factor]);
}

bool wording_lever_from(const char *name, Lever *ret_lever, Error *error)
{
    for (int lever = 0; lever < LEVER_COUNT; lever++)
        if (strcasecmp(name, LEVER_KEYS[lever]) == 0) return *ret_lever = (Lever)lever, true;
    return error_set(error, ERROR_USAGE, _("'%s' is no lever; choose lighting, cameras or handhaving."), name);
}

void wording_missing(unsigned missing, char *ret_text, size_t size)
{
    static const char *const names[] = {N_("a measure of exposure"), N_("known hours"), N_("a layer of street lights"),
                                        N_("which categories a boa may act on"), N_("which categories disturb public order"), N_("a layer of cameras"),
                                        N_("four whole quarters"), N_("incidents"), N_("enough reports"), N_("the available hours per week")};
    size_t used = 0;
    ret_text[0] = '\0';
    for (unsigned bit = 0; bit < sizeof names / sizeof *names; bit++)
        if (missing & 1u << bit && used < size) used += (size_t)snprintf(ret_text + used, size - used, "%s%s", used > 0 ? ", " : "", _(names[bit]));
}

/* Shares of few reports are no percentages: then the sentence gives counts (methods, 6). */
enum { REPORTS_FOR_PERCENT = 20 };

static void share_text(Language language, double share, double reports, char *text)
{
    if (reports >= REPORTS_FOR_PERCENT) {
        percent_text(language, share, 0, text);
        return;
    }
    char part[NUMBER_TEXT], whole[NUMBER_TEXT];
    number_text(language, share * reports, 0, part);
    number_text(language, reports, 0, whole);
    snprintf(text, NUMBER_TEXT, _("%.24s of %.24s"), part, whole);
}

void wording_windows(uint64_t blocks, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (int block = 0; block < WEEK_BLOCKS && used + 1 < size; block++) {
        if (!(blocks & UINT64_C(1) << block)) continue;
        int from = block % 6 * BLOCK_HOURS;
        used += (size_t)snprintf(text + used, size - used, "%s%s %02d–%02d", used > 0 ? ", " : "", wording_weekday(block / 6), from, from + BLOCK_HOURS);
    }
}

/* How much an area stands out. Where less than one report was to be expected, a ratio to it says nothing. */
static void expected_text(Language language, const AreaFacts *facts, char *text)
{
    char number[NUMBER_TEXT];
    number_text(language, facts->theta, 1, number);
    if (facts->expected < 1) snprintf(text, WORDING_TEXT, "%s", _("where less than one is expected"));
    else snprintf(text, WORDING_TEXT, _("%s times what is expected there"), number);
}

void wording_why(const Config *config, const Analysis *analysis, Lever lever, size_t area, char *ret_text, size_t size)
{
    Language language = wording_language(config);
    const PriorityScore *score = &analysis->priorities.score[lever][area];
    const AreaFacts *facts = &analysis->priorities.facts[area];
    char a[WORDING_TEXT], b[NUMBER_TEXT], c[NUMBER_TEXT], missing[WORDING_TEXT], windows[WORDING_TEXT];
    if (!score->determinable) {
        wording_missing(score->missing, missing, sizeof missing);
        snprintf(ret_text, size, _("Cannot be determined, because this is missing: %s."), missing);
        return;
    }
    expected_text(language, facts, a);
    if (lever == LEVER_LIGHTING) {
        share_text(language, facts->dark.share, facts->dark_reports, b);
        percent_text(language, facts->deficit, 0, c);
        snprintf(ret_text, size,
                 ngettext("%zu report, %s; %s in the dark, where the light falls short by %s on average.",
                          "%zu reports, %s; %s in the dark, where the light falls short by %s on average.", facts->reports),
                 facts->reports, a, b, c);
    } else if (lever == LEVER_HANDHAVING) {
        share_text(language, facts->window.share, facts->own_windows.known, b);
        share_text(language, facts->boa, (double)facts->reports, c);
        wording_windows(facts->window_blocks, windows, sizeof windows);
        snprintf(ret_text, size,
                 facts->windows_own
                     ? ngettext("%zu report, %s; %s in its own busiest hours (%s); a boa may act on %s.",
                                "%zu reports, %s; %s in its own busiest hours (%s); a boa may act on %s.", facts->reports)
                     : ngettext("%zu report, %s; no peak of its own; %s in the busiest hours of the whole town (%s);"
                                " a boa may act on %s.",
                                "%zu reports, %s; no peak of its own; %s in the busiest hours of the whole town (%s);"
                                " a boa may act on %s.",
                                facts->reports),
                 facts->reports, a, b, windows, c);
    } else {
        CameraGate gate = camera_gate(config);
        share_text(language, facts->public_order, (double)facts->incidents, b);
        share_text(language, facts->seen, (double)facts->incidents, c);
        snprintf(ret_text, size,
                 ngettext("%zu incident, %s; it stood out in %d of %d quarters; %s against public order; %s already in view of"
                          " cameras; %d of 9 conditions met.",
                          "%zu incidents, %s; it stood out in %d of %d quarters; %s against public order; %s already in view of"
                          " cameras; %d of 9 conditions met.",
                          facts->incidents),
                 facts->incidents, a, facts->quarters_significant, facts->quarters, b, c, gate.met);
    }
}

void wording_rank(const Config *config, const PriorityScore *score, char *ret_text, size_t size)
{
    if (!score->determinable) snprintf(ret_text, size, "%s", number_missing(wording_language(config)));
    else if (score->rank_low == 0) snprintf(ret_text, size, "%d", score->rank);
    else if (score->rank_low == score->rank_high) snprintf(ret_text, size, _("%d, in nearly every draw"), score->rank);
    else snprintf(ret_text, size, _("%d, between %d and %d"), score->rank, score->rank_low, score->rank_high);
}

void wording_robust(const RiskArea *area, char *ret_text, size_t size)
{
    if (area->robust < 0) snprintf(ret_text, size, "%s", _("robustness not known: nothing could be left out"));
    else if (area->robust > 0) snprintf(ret_text, size, "%s", _("robust"));
    else snprintf(ret_text, size, _("not robust: it goes without %s"), area->broken_by);
}

/* What one more report must be to count for a lever. */
static const char *wanted_reports(Lever lever, int count)
{
    if (lever == LEVER_LIGHTING) return ngettext("%d more report in the dark", "%d more reports in the dark", (unsigned long)count);
    if (lever == LEVER_HANDHAVING)
        return ngettext("%d more report in its busiest hours that a boa may act on", "%d more reports in its busiest hours that a boa may act on", (unsigned long)count);
    return ngettext("%d more incident against public order, out of view", "%d more incidents against public order, out of view", (unsigned long)count);
}

/* The area on a place of a lever's list; area_count when there is none. */
static size_t area_on(const Analysis *analysis, Lever lever, int rank)
{
    size_t area = 0;
    while (area < analysis->area_count && analysis->priorities.score[lever][area].rank != rank) area++;
    return area;
}

/* "without meldpunt place 3, without the campaign months place 5"; false when the place stays the same. */
static bool without_text(const Analysis *analysis, Lever lever, size_t area, char *text, size_t size)
{
    size_t used = 0;
    int rank = analysis->priorities.score[lever][area].rank;
    text[0] = '\0';
    for (size_t w = 0; w < analysis->without_count && used < size; w++) {
        int then = analysis->without[w].rank[(size_t)lever * analysis->area_count + area];
        if (then == rank) continue;
        used += (size_t)snprintf(text + used, size - used, "%s", used > 0 ? ", " : "");
        if (used >= size) break;
        used += (size_t)snprintf(text + used, size - used, then > 0 ? _("without %s place %d") : _("without %s it cannot be determined"), analysis->without[w].what, then);
    }
    return used > 0;
}

void wording_change(const Analysis *analysis, Lever lever, size_t area, char *ret_text, size_t size)
{
    const PriorityScore *score = &analysis->priorities.score[lever][area];
    char without[WORDING_TEXT], more[WORDING_TEXT] = "", less[WORDING_TEXT] = "", count[WORDING_TEXT];
    ret_text[0] = '\0';
    if (!score->determinable) return;
    bool moved = without_text(analysis, lever, area, without, sizeof without);
    if (score->rise > 0) {
        snprintf(count, sizeof count, wanted_reports(lever, score->rise), score->rise);
        snprintf(more, sizeof more, _(" With %s here it rises a place."), count);
    } else if (score->rise < 0) snprintf(more, sizeof more, _(" Even %d more reports here would not lift it a place."), PRIORITY_RISE_MOST);
    size_t below = area_on(analysis, lever, score->rank + 1);
    int threat = below < analysis->area_count ? analysis->priorities.score[lever][below].rise : 0;
    if (threat > 0) {
        snprintf(count, sizeof count, wanted_reports(lever, threat), threat);
        snprintf(less, sizeof less, _(" With %s at number %d that one passes it."), count, score->rank + 1);
    }
    if (moved) snprintf(ret_text, size, _("Left out in turn: %s.%s%s"), without, more, less);
    else snprintf(ret_text, size, "%s%s%s", _("The place stays the same when each source, the campaign months and the largest reporter are left out in turn."), more, less);
}

void wording_levers(const Analysis *analysis, size_t area, char *ret_text, size_t size)
{
    size_t used = 0;
    ret_text[0] = '\0';
    if (!analysis->has_priorities) return;
    for (int lever = 0; lever < LEVER_COUNT; lever++) {
        const PriorityScore *score = &analysis->priorities.score[lever][area];
        if (score->determinable && score->score > 0 && used < size)
            used += (size_t)snprintf(ret_text + used, size - used, "%s%s\u00a0%d", used > 0 ? ", " : "", wording_lever((Lever)lever), score->rank);
    }
}

/* ---- the page ---- */

static size_t hotspots(const Analysis *analysis)
{
    size_t count = 0;
    for (size_t a = 0; a < analysis->area_count; a++) count += analysis->area[a].hotspot;
    return count;
}

void wording_title(const Config *config, const Analysis *analysis, char *ret_text, size_t size)
{
    size_t found = hotspots(analysis), all = analysis->selection.points.count;
    char name[WORDING_TEXT], share[NUMBER_TEXT];
    if (analysis->counts_only) {
        snprintf(ret_text, size, ngettext("%zu report: too few for a map of density", "%zu reports: too few for a map of density", all), all);
        return;
    }
    if (found == 0) {
        snprintf(ret_text, size, "%s", _("No place stands out more than chance explains"));
        return;
    }
    size_t inside = 0;
    for (size_t a = 0; a < analysis->area_count; a++) inside += analysis->area[a].hotspot ? analysis->area[a].reports : 0;
    wording_area_name(&analysis->area[0], name, sizeof name);
    percent_text(wording_language(config), (double)inside / (double)all, 0, share);
    snprintf(ret_text, size, ngettext("%zu hotspot holds %s of the reports: %s", "%zu hotspots hold %s of the reports; number 1 is %s", found), found, share, name);
}

const char *wording_group(const char *group)
{
    unsigned groups = selection_group(group);
    return groups == GROUP_WOMEN ? _("women") : groups == GROUP_LHBTI ? _("lhbti+") : groups == GROUP_OTHER ? _("other groups") : group;
}

void wording_day(Language language, int64_t day, char *ret_text)
{
    Date date = calendar_date(day);
    date_text(language, date.year, date.month, date.day, ret_text);
}

void wording_period(Language language, int64_t from_day, int64_t to_day, char *ret_text, size_t size)
{
    char first[NUMBER_TEXT], last[NUMBER_TEXT];
    wording_day(language, from_day, first);
    wording_day(language, to_day, last);
    snprintf(ret_text, size, _("%.40s to %.40s"), first, last);
}

void wording_subtitle(const Config *config, const Analysis *analysis, char *ret_text, size_t size)
{
    const Selection *selection = &analysis->selection;
    Language language = wording_language(config);
    char first[NUMBER_TEXT], last[NUMBER_TEXT], chosen[WORDING_TEXT] = "";
    size_t used = 0;
    wording_day(language, selection->from_day, first);
    wording_day(language, selection->to_day, last);
    const char *parts[] = {config->category, wording_group(config->group), config->source, config->area, config->hours};
    const char *names[] = {_("category"), _("group"), _("source"), _("area"), _("hours")};
    for (int i = 0; i < 5 && used < sizeof chosen; i++)
        if (parts[i][0] != '\0') used += (size_t)snprintf(chosen + used, sizeof chosen - used, "; %s: %s", names[i], parts[i]);
    snprintf(ret_text, size, _("%s, %s to %s, %s%s"), config->project_name[0] != '\0' ? config->project_name : _("Municipality"), first, last,
             config->kind == KIND_PERCEPTION ? _("places that feel unsafe") : _("incidents"), chosen);
}

const char *wording_unit(const Config *config)
{
    return config->unit == UNIT_PER_KM2 ? _("reports per km²") : _("reports per km² per year");
}

const char *wording_banner(const Analysis *analysis)
{
    if (analysis->counts_only) return _("Counts only: fewer than 30 reports");
    return analysis->indicative ? _("Indicative: fewer than 100 reports") : NULL;
}

void wording_sources(const Analysis *analysis, char *ret_text, size_t size)
{
    size_t used = 0;
    ret_text[0] = '\0';
    for (size_t s = 0; s < analysis->selection.sources.count && used < size; s++) {
        size_t reports = 0; /* a source with none says nothing about this page */
        for (size_t i = 0; i < analysis->selection.points.count; i++) reports += analysis->selection.points.source[i] == s;
        if (reports > 0) used += (size_t)snprintf(ret_text + used, size - used, "%s%s %zu", used > 0 ? ", " : "", analysis->selection.sources.name[s], reports);
    }
}

static char *next_note(Notes *notes, NoteTopic topic)
{
    size_t note = notes->count < WORDING_NOTES ? notes->count++ : WORDING_NOTES - 1;
    notes->topic[note] = topic;
    return notes->text[note];
}

static void note_counts(Language language, const Selection *selection, Notes *notes)
{
    enum { COUNTED, REPORTERS, FOUND, NOT_CHOSEN, DUPLICATES, OUTSIDE, IMPRECISE, HOUR_UNKNOWN, REPORTER_UNKNOWN, COUNTS };
    const size_t count[COUNTS] = {selection->points.count, selection->reporters, selection->found,     selection->not_chosen,
                                  selection->duplicates,   selection->outside,   selection->imprecise, selection->hour_unknown,
                                  selection->reporter_unknown};
    char weight[NUMBER_TEXT], text[COUNTS][NUMBER_TEXT];
    number_text(language, selection->weight, 0, weight);
    for (int i = 0; i < COUNTS; i++) number_text(language, (double)count[i], 0, text[i]);
    snprintf(next_note(notes, NOTE_COUNTS), WORDING_TEXT,
             ngettext("Counted: %s report (reporters: %s, weight: %s). Left out of %s: %s not chosen, %s reported twice, %s outside the boundary,"
                      " %s located too poorly. Hour unknown: %s; reporter unknown: %s, each taken for another person.",
                      "Counted: %s reports (reporters: %s, weight: %s). Left out of %s: %s not chosen, %s reported twice, %s outside the boundary,"
                      " %s located too poorly. Hour unknown: %s; reporter unknown: %s, each taken for another person.",
                      count[COUNTED]),
             text[COUNTED], text[REPORTERS], weight, text[FOUND], text[NOT_CHOSEN], text[DUPLICATES], text[OUTSIDE], text[IMPRECISE], text[HOUR_UNKNOWN],
             text[REPORTER_UNKNOWN]);
}

static void note_method(const Config *config, const Municipality *municipality, Notes *notes)
{
    Language language = wording_language(config);
    char width[NUMBER_TEXT], bandwidth[2 * NUMBER_TEXT], cell[NUMBER_TEXT];
    static const char *const weights[] = {N_("every report counts 1"), N_("repeated reports count less"), N_("repeated reports and campaign months count less")};
    number_text(language, config->bandwidth_m, 0, width);
    snprintf(bandwidth, sizeof bandwidth, config->adaptive ? _("adaptive bandwidth around %s m") : _("bandwidth %s m"), width);
    number_text(language, config->cell_m, config->cell_m < 10 && config->cell_m != floor(config->cell_m), cell);
    snprintf(next_note(notes, NOTE_METHOD), WORDING_TEXT, _("Density: %s kernel, %s, cells of %s m, %s; %s. Coordinates: %s, %s."), kernel_name((KernelKind)config->kernel), bandwidth, cell, config->edge == EDGE_DIGGLE ? _("edge correction by Diggle") : _("without edge correction"),
             _(weights[config->weights]), config->project_crs, _(municipality->projection_method));
}

/* What the level means, for somebody who never saw the configuration. */
static void level_text(Language language, AreaLevel level, char *text, size_t size)
{
    char number[NUMBER_TEXT];
    if (level.kind == LEVEL_VALUE) {
        snprintf(text, size, "%s", _("a value chosen beforehand"));
    } else if (level.kind == LEVEL_MULTIPLE) {
        number_text(language, level.number, level.number == floor(level.number) ? 0 : 1, number);
        snprintf(text, size, _("%s times the mean"), number);
    } else {
        double percent = 100 * level.number;
        percent_text(language, level.number, fabs(percent - round(percent)) < 1e-9 ? 0 : 1, number);
        snprintf(text, size, level.kind == LEVEL_AREA ? _("the densest %s of the area") : _("the densest places, with %s of the reports"), number);
    }
}

static const char *exposure_text(const char *name)
{
    return strcmp(name, "streets") == 0 ? _("street length") : strcmp(name, "residents") == 0 ? _("residents") : strcmp(name, "visitors") == 0 ? _("visitors") : _("surface area");
}

/* Where the expected number rests on less than the reports. */
static void note_exposure(Language language, const Analysis *analysis, Notes *notes)
{
    char share[NUMBER_TEXT];
    if (analysis->exposure_passed_over != NULL) {
        percent_text(language, analysis->passed_over_covered, 0, share);
        snprintf(next_note(notes, NOTE_DOUBT), WORDING_TEXT,
                 _("The expected number does not follow %s: only %s of the reports lie where that is known. Is the layer complete?"),
                 exposure_text(analysis->exposure_passed_over), share);
    } else if (analysis->exposure_covered < EXPOSURE_LEAST_COVERED) {
        percent_text(language, 1 - analysis->exposure_covered, 0, share);
        snprintf(next_note(notes, NOTE_DOUBT), WORDING_TEXT,
                 _("%s of the reports lie where %s is not known: those places could not be tested, and the others stand out too easily."), share,
                 exposure_text(analysis->exposure_name));
    }
}

/* "Poisson, expected by street length, Benjamini-Hochberg": how it is told whether a place stands out. */
static void test_text(const Config *config, const Analysis *analysis, char *ret_text, size_t size)
{
    const char *exposure = exposure_text(analysis->exposure_name), *correction = config->correction == CORRECTION_BY ? "Benjamini-Yekutieli" : "Benjamini-Hochberg";
    if (config->significance == SIGNIFICANCE_MONTE_CARLO)
        snprintf(ret_text, size, _("Poisson, expected by %s, against the highest of %d simulated maps, seed %d"), exposure, config->replicates, config->seed);
    else if (config->significance == SIGNIFICANCE_GETIS_ORD) snprintf(ret_text, size, _("Gi* with a normal tail, %s, which finds more in noise than it should"), correction);
    else snprintf(ret_text, size, _("Poisson, expected by %s, %s"), exposure, correction);
}

static void note_areas(const Config *config, const Analysis *analysis, Notes *notes)
{
    char level[2 * NUMBER_TEXT], q[NUMBER_TEXT], density[NUMBER_TEXT], test[WORDING_TEXT];
    Language language = wording_language(config);
    test_text(config, analysis, test, sizeof test);
    level_text(language, analysis->level, level, sizeof level);
    number_text(language, config->q_max, 2, q);
    number_text(language, analysis->level_density, analysis->level_density < 10 ? 1 : 0, density);
    snprintf(next_note(notes, NOTE_AREAS), WORDING_TEXT,
             _("Risk areas: density of %s and more (%s). A hotspot stands out more than chance explains (q < %s; %s) and has at least"
               " %d reporters and %d dates; the other areas are indicative."),
             density, level, q, test, config->minimum_reporters, config->minimum_dates);
}

/* A pile on one point may be a busy address, or the place where a geocoder puts what it does not find. */
static void note_stacks(const Config *config, const Analysis *analysis, Notes *notes)
{
    Language language = wording_language(config);
    char stacked[NUMBER_TEXT], most[NUMBER_TEXT];
    if (analysis->selection.stacked > 0) {
        number_text(language, (double)analysis->selection.stacked, 0, stacked);
        snprintf(next_note(notes, NOTE_DOUBT), WORDING_TEXT, _("Left out besides: %s reports that share a point with more others than chance explains."), stacked);
    }
    if (analysis->stacks == 0) return;
    number_text(language, (double)analysis->stacked, 0, stacked);
    number_text(language, (double)analysis->stack_most, 0, most);
    char *note = next_note(notes, NOTE_DOUBT);
    int used = snprintf(note, WORDING_TEXT,
                        ngettext("Stacked: %s reports share %zu point with more others than chance explains (%s on %.0f, %.0f): a busy address, or a geocoder's default?",
                                 "Stacked: %s reports share %zu points with more others than chance explains (the most, %s, on %.0f, %.0f): busy addresses, or a geocoder's default?",
                                 analysis->stacks),
                        stacked, analysis->stacks, most, analysis->stack_x_m, analysis->stack_y_m);
    if (analysis->stacked_known == 0 || used < 0 || used >= WORDING_TEXT - 1) return;
    number_text(language, (double)analysis->stacked_known, 0, most);
    note[used++] = ' ';
    snprintf(note + used, WORDING_TEXT - (size_t)used, _("On the very middle of the municipality, a wijk or a buurt: %s."), most);
}

static void note_doubt(const Config *config, const Analysis *analysis, Notes *notes)
{
    static const struct {
        Role role;
        const char *text;
    } layers[] = {{ROLE_STREET, N_("streets")}, {ROLE_LIGHT, N_("street lights")}, {ROLE_CAMERA, N_("cameras")}, {ROLE_NEIGHBOURHOOD, N_("neighbourhoods")}};
    char missing[WORDING_TEXT] = "";
    size_t used = 0;
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
        if (!municipality_has(&analysis->municipality, layers[i].role) && used < sizeof missing)
            used += (size_t)snprintf(missing + used, sizeof missing - used, "%s%s", used > 0 ? ", " : "", _(layers[i].text));
    if (used > 0) snprintf(next_note(notes, NOTE_DOUBT), WORDING_TEXT, _("Missing layers: %s."), missing);
    if (analysis->exposure_name != NULL && !analysis->counts_only) note_exposure(wording_language(config), analysis, notes);
    note_stacks(config, analysis, notes);
    if (analysis->municipality.boundary_origin == BOUNDARY_REPORTS)
        snprintf(next_note(notes, NOTE_DOUBT), WORDING_TEXT, "%s", _("There is no layer with the boundary: the rectangle around all but the outermost hundredth of the reports takes its place."));
    if (config->kind == KIND_INCIDENT && analysis->area_count == 0)
        snprintf(next_note(notes, NOTE_DOUBT), WORDING_TEXT, "%s", _("Reports are not crimes: campaigns and the habit of reporting change their number."));
    else if (config->kind == KIND_INCIDENT)
        snprintf(next_note(notes, NOTE_DOUBT), WORDING_TEXT, "%s",
                 _("Reports are not crimes: campaigns and the habit of reporting change their number. Hotspots are chosen because their numbers are high; some"
                   " will fall without any measure."));
    else
        snprintf(next_note(notes, NOTE_DOUBT), WORDING_TEXT, "%s", _("Where people feel unsafe is not always where most happens; the two are never added up."));
}

void wording_notes(const Config *config, const Analysis *analysis, Notes *ret_notes)
{
    ret_notes->count = 0;
    note_counts(wording_language(config), &analysis->selection, ret_notes);
    if (!analysis->counts_only) {
        note_method(config, &analysis->municipality, ret_notes);
        if (analysis->exposure_name != NULL) note_areas(config, analysis, ret_notes); /* a density alone has no areas yet */
    }
    note_doubt(config, analysis, ret_notes);
}

const char *wording_marking(const Config *config)
{
    static const char *const markings[] = {N_("INTERNAL"), N_("FOR PARTNERS"), N_("PUBLIC")};
    return _(markings[config->audience]);
}

void wording_run_line(const Config *config, const char *run_id, char *ret_text, size_t size)
{
    snprintf(ret_text, size, "Brandpunt %s · run %s%s%s", BRANDPUNT_VERSION, run_id, config->contact[0] != '\0' ? " · " : "", config->contact);
}
