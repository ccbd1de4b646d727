#include "src/wijk_page.h"

#include "geo/calendar.h"
#include "src/effect.h"
#include "src/evidence_sheet.h"
#include "src/exchange/table.h"
#include "src/overlay.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Below so many reports a share or a change in per cent says more than is known. */
static const double PERCENT_LEAST = 20;

enum { NAME_TEXT = 256 };

/* ---- what the pages share ---- */

void wijk_town_free(WijkTown *town)
{
    timing_free(&town->timing);
    selection_free(&town->other);
    free(town->street);
    drawing_free(town->drawing);
    *town = (WijkTown){0};
}

bool wijk_town_make(Store *store, const Config *config, Analysis *analysis, const char *run_id, WijkTown *ret_town, Error *error)
{
    const Points *points = &analysis->selection.points;
    WijkTown *town = ret_town;
    *town = (WijkTown){.config = config, .analysis = analysis, .run_id = run_id};
    town->street = calloc(points->count + 1, sizeof *town->street);
    if (town->street == NULL) return error_memory(error, 4.0 * (double)points->count);
    return timing_make_when(store, config, analysis, &town->timing, error) && timing_other_kind(store, config, analysis, &town->has_other, &town->other, error) &&
           overlay_streets(&analysis->municipality, points->x_m, points->y_m, points->count, town->street, error) && drawing_make(config, analysis, run_id, true, &town->drawing, error);
}

/* ---- the figures ---- */

/* Which reports lie in the wijk: their indices, in order. */
typedef struct Inside {
    size_t *report, count, other;
} Inside;

static bool find_inside(const WijkTown *town, const Wijk *wijk, Inside *ret_inside, Error *error)
{
    const Points *points = &town->analysis->selection.points, *other = &town->other.points;
    PolygonIndex index;
    *ret_inside = (Inside){0};
    if ((ret_inside->report = malloc((points->count + 1) * sizeof *ret_inside->report)) == NULL) return error_memory(error, 8.0 * (double)points->count);
    if (!polygon_index_init(&wijk->ground, &index, error)) return free(ret_inside->report), false;
    for (size_t i = 0; i < points->count; i++)
        if (polygon_index_find(&index, points->x_m[i], points->y_m[i]) >= 0) ret_inside->report[ret_inside->count++] = i;
    for (size_t i = 0; town->has_other && i < other->count; i++) ret_inside->other += polygon_index_find(&index, other->x_m[i], other->y_m[i]) >= 0;
    polygon_index_free(&index);
    return true;
}

/* The change over whole years, by the exact test of geo/trend.h, corrected for what campaigns raised. */
static void find_change(const Analysis *analysis, WijkFigures *figures)
{
    const TrendQuarters *quarters = &analysis->trends.quarters;
    double offset[WIJK_YEARS] = {0};
    int years = quarters->count / YEAR_QUARTERS;
    figures->change = figures->slope_p = NAN;
    if (years < 2) return;
    figures->years = years;
    for (int k = 0; k < quarters->count; k++) offset[k / YEAR_QUARTERS] += (double)(quarters->start[k + 1] - quarters->start[k]) * analysis->trends.raise[k];
    figures->slope_p = trend_slope_p(figures->year, offset, years, &figures->direction);
    if (figures->year[0] >= PERCENT_LEAST) figures->change = (figures->year[years - 1] / offset[years - 1]) / (figures->year[0] / offset[0]) - 1;
}

/* The figures of some reports; report NULL: of all. */
static WijkFigures figures_of(const Analysis *analysis, const size_t *report, size_t count, double residents)
{
    const Selection *selection = &analysis->selection;
    const Points *points = &selection->points;
    WijkFigures figures = {.reports = count, .residents = residents, .per_month = (double)count / (12 * selection->years)};
    figures.per_1000 = 1000 * (double)count / (selection->years * residents);
    for (size_t m = 0; m < count; m++) {
        size_t i = report != NULL ? report[m] : m;
        int quarter = trend_quarter_of(&analysis->trends.quarters, calendar_day(points->from_s[i]));
        figures.hour_unknown += !points->hour_known[i];
        if (!isnan(analysis->dark[i])) figures.dark += (double)analysis->dark[i], figures.dark_known++;
        if (quarter >= 0) figures.year[quarter / YEAR_QUARTERS]++;
    }
    find_change(analysis, &figures);
    return figures;
}

/* The residents of all buurten; NaN unless they are known. */
static double town_residents(const Municipality *municipality)
{
    double sum = 0;
    for (size_t b = 0; b < municipality->buurt_count; b++) sum += municipality->layer[ROLE_NEIGHBOURHOOD].number[NUMBER_RESIDENTS][municipality->buurt[b]];
    return sum > 0 ? sum : (double)NAN;
}

static bool find_places(const WijkTown *town, const Inside *inside, WijkFacts *facts, Error *error)
{
    const Analysis *analysis = town->analysis;
    size_t *here = calloc(analysis->area_count + 1, sizeof *here);
    if (here == NULL) return error_memory(error, 8.0 * (double)analysis->area_count);
    for (size_t m = 0; m < inside->count; m++)
        if (analysis->area_of[inside->report[m]] >= 0) here[analysis->area_of[inside->report[m]]]++;
    for (size_t a = 0; a < analysis->area_count; a++) {
        if (here[a] < (size_t)town->config->minimum_reporters) continue; /* a place of the neighbours with a corner in here */
        facts->places_in_all++;
        if (facts->place_count < WIJK_PLACES) facts->place[facts->place_count++] = (WijkPlace){a, here[a]};
    }
    free(here);
    return true;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const WijkStreet *)a)->name, ((const WijkStreet *)b)->name);
}

/* The most reports first; of as many, by name. */
static int compare_streets(const void *a, const void *b)
{
    const WijkStreet *p = a, *q = b;
    if (p->reports != q->reports) return p->reports > q->reports ? -1 : 1;
    return compare_names(a, b);
}

static bool find_streets(const WijkTown *town, const Inside *inside, WijkFacts *facts, Error *error)
{
    char *const *names = town->analysis->municipality.layer[ROLE_STREET].text[TEXT_NAME];
    size_t count = 0, kept = 0;
    WijkStreet *street = calloc(inside->count + 1, sizeof *street);
    if (street == NULL) return error_memory(error, 16.0 * (double)inside->count);
    for (size_t m = 0; m < inside->count; m++) {
        int32_t found = town->street[inside->report[m]];
        if (found >= 0 && names[found] != NULL) street[count++] = (WijkStreet){names[found], 1};
    }
    qsort(street, count, sizeof *street, compare_names);
    for (size_t s = 0; s < count; s++) {
        if (kept > 0 && strcmp(street[kept - 1].name, street[s].name) == 0) street[kept - 1].reports++;
        else street[kept++] = street[s];
    }
    qsort(street, kept, sizeof *street, compare_streets);
    for (size_t s = 0; s < kept && s < WIJK_STREETS && street[s].reports >= (size_t)town->config->minimum_reporters; s++) facts->street[facts->street_count++] = street[s];
    free(street);
    return true;
}

static size_t months_skipped(const Timing *timing)
{
    return timing->months > WIJK_MONTHS ? timing->months - WIJK_MONTHS : 0;
}

/* The hours and the months of the reports in the wijk. */
static bool find_times(const WijkTown *town, const Inside *inside, WijkFacts *facts, Error *error)
{
    const Points *points = &town->analysis->selection.points;
    const Timing *timing = &town->timing;
    size_t count = inside->count;
    int64_t *from = malloc(2 * (count + 1) * sizeof *from), *to = from + count + 1;
    double *weight = malloc((count + 1) * sizeof *weight);
    uint8_t *known = malloc(count + 1);
    bool ok = from != NULL && weight != NULL && known != NULL;
    for (size_t m = 0; ok && m < count; m++) {
        size_t i = inside->report[m];
        ptrdiff_t month = (ptrdiff_t)calendar_month(points->from_s[i]) - timing->first_month - (ptrdiff_t)months_skipped(timing);
        from[m] = points->from_s[i], to[m] = points->to_s[i], weight[m] = points->weight[i], known[m] = points->hour_known[i];
        if (month >= 0 && month < WIJK_MONTHS) facts->month[month]++;
    }
    if (ok) timing_hours(&(Times){count, from, to, known, weight}, &facts->hours);
    free(from);
    free(weight);
    free(known);
    return ok || error_memory(error, 32.0 * (double)count);
}

bool wijk_facts(const WijkTown *town, const Wijk *wijk, WijkFacts *ret_facts, Error *error)
{
    const Analysis *analysis = town->analysis;
    Inside inside;
    *ret_facts = (WijkFacts){0};
    if (!find_inside(town, wijk, &inside, error)) return false;
    ret_facts->figures = figures_of(analysis, inside.report, inside.count, wijk->residents);
    ret_facts->town = figures_of(analysis, NULL, analysis->selection.points.count, town_residents(&analysis->municipality));
    ret_facts->figures.other = inside.other;
    ret_facts->figures.other_all = ret_facts->town.other = ret_facts->town.other_all = town->other.points.count;
    bool ok = find_places(town, &inside, ret_facts, error) && find_streets(town, &inside, ret_facts, error) && find_times(town, &inside, ret_facts, error);
    free(inside.report);
    return ok;
}

/* ---- JSON ---- */

static json_t *figures_json(const WijkFigures *figures)
{
    json_t *years = json_array();
    for (int y = 0; y < figures->years; y++) json_array_append_new(years, json_integer((json_int_t)figures->year[y]));
    return json_pack("{s:I, s:f, s:o, s:o, s:I, s:{s:o, s:f}, s:o, s:o, s:o, s:I}", "reports", (json_int_t)figures->reports, "per_month", figures->per_month, "per_1000",
                     number_json(figures->per_1000), "residents", number_json(figures->residents), "hour_unknown", (json_int_t)figures->hour_unknown, "dark", "share",
                     number_json(figures->dark / figures->dark_known), "reports", figures->dark_known, "years", years, "change", number_json(figures->change), "change_p",
                     number_json(figures->slope_p), "other", (json_int_t)figures->other);
}

json_t *wijk_json(const WijkTown *town, const Wijk *wijk, const WijkFacts *facts)
{
    json_t *json = figures_json(&facts->figures), *places = json_array(), *streets = json_array();
    for (size_t p = 0; p < facts->place_count; p++) {
        const RiskArea *area = &town->analysis->area[facts->place[p].area];
        char name[WORDING_TEXT];
        wording_area_name(area, name, sizeof name);
        json_array_append_new(places, json_pack("{s:i, s:s, s:I, s:I}", "rank", area->rank, "name", name, "reports", (json_int_t)area->reports, "here", (json_int_t)facts->place[p].here));
    }
    for (size_t s = 0; s < facts->street_count; s++)
        json_array_append_new(streets, json_pack("{s:s, s:I}", "name", facts->street[s].name, "reports", (json_int_t)facts->street[s].reports));
    json_object_set_new(json, "name", wijk->name != NULL ? json_string(wijk->name) : json_null());
    json_object_set_new(json, "code", wijk->code != NULL ? json_string(wijk->code) : json_null());
    json_object_set_new(json, "level", json_string(wijk->is_wijk ? "wijk" : "buurt"));
    json_object_set_new(json, "share", number_json((double)facts->figures.reports / (double)facts->town.reports));
    json_object_set_new(json, "places", places);
    json_object_set_new(json, "streets", streets);
    json_object_set_new(json, "town", figures_json(&facts->town));
    return json;
}

/* ---- the page ---- */

static const char *name_of(const Wijk *wijk)
{
    return wijk->name != NULL ? wijk->name : wijk->code != NULL ? wijk->code : wijk->is_wijk ? _("wijk without a name") : _("buurt without a name");
}

/* "Wijk Centrum" beside "Buurt Centrum"; one that says so itself says it once. */
static void called(const Wijk *wijk, char *text, size_t size)
{
    const char *name = name_of(wijk), *kind = wijk->is_wijk ? _("Wijk") : _("Buurt");
    char folded[NAME_TEXT], word[NAME_TEXT];
    snprintf(folded, sizeof folded, "%.*s", (int)strlen(kind), name);
    snprintf(word, sizeof word, "%s", kind);
    if (wijk->name == NULL || strcasecmp(folded, word) == 0) snprintf(text, size, "%s", name);
    else snprintf(text, size, "%s %s", kind, name);
}

/* A share that is not 0 does not read as 0. */
static void part_text(Language language, double share, char *ret_text)
{
    percent_text(language, share, share > 0 && share < 0.0095 ? 1 : 0, ret_text);
}

/* The finding: how many, and how that lies beside the town. */
static void page_title(const WijkTown *town, const Wijk *wijk, const WijkFacts *facts, EvidenceSheet *page)
{
    Language language = wording_language(town->config);
    const WijkFigures *own = &facts->figures, *all = &facts->town;
    char name[NAME_TEXT], share[NUMBER_TEXT], residents[NUMBER_TEXT], count[NUMBER_TEXT];
    called(wijk, name, sizeof name);
    number_text(language, (double)own->reports, 0, count);
    part_text(language, (double)own->reports / (double)all->reports, share);
    part_text(language, own->residents / all->residents, residents);
    if (own->reports == 0) snprintf(page->title, EVIDENCE_TEXT, _("%s: no reports in this period"), name);
    else if (own->reports < PERCENT_LEAST) snprintf(page->title, EVIDENCE_TEXT, ngettext("%s: %s report", "%s: %s reports", own->reports), name, count);
    else if (isnan(own->residents / all->residents)) snprintf(page->title, EVIDENCE_TEXT, _("%s: %s reports, %s of all"), name, count, share);
    else snprintf(page->title, EVIDENCE_TEXT, _("%s: %s of the reports, %s of the residents"), name, share, residents);
}

/* A share in per cent, or as counts where it is of few. */
static void cell_share(Language language, double part, double whole, EvidenceSheet *page)
{
    char share[NUMBER_TEXT], a[NUMBER_TEXT], b[NUMBER_TEXT];
    if (!(whole > 0)) {
        evidence_cell(page, "–");
        return;
    }
    percent_text(language, part / whole, 0, share);
    number_text(language, part, 0, a);
    number_text(language, whole, 0, b);
    evidence_cell(page, whole >= PERCENT_LEAST ? evidence_print(page, "%s", share) : evidence_print(page, _("%.24s of %.24s"), a, b));
}

static void cell_known(Language language, double value, int decimals, EvidenceSheet *page)
{
    if (isnan(value)) evidence_cell(page, "–");
    else evidence_number(page, language, value, decimals);
}

static void cell_change(Language language, const WijkFigures *figures, EvidenceSheet *page)
{
    char share[NUMBER_TEXT];
    if (isnan(figures->change)) {
        evidence_cell(page, "–");
        return;
    }
    percent_text(language, fabs(figures->change), 0, share);
    evidence_cell(page, evidence_print(page, "%s%s", fabs(figures->change) < 0.005 ? "" : figures->change >= 0 ? "+" : "−", share));
}

static const char *course(const WijkFigures *figures)
{
    if (isnan(figures->slope_p) || figures->year[0] < PERCENT_LEAST) return _("too few");
    if (figures->slope_p >= TREND_LEVEL) return _("unclear");
    return figures->direction > 0 ? _("intensifying") : _("diminishing");
}

static void add_figures(const WijkTown *town, const Wijk *wijk, const WijkFacts *facts, EvidenceSheet *page)
{
    static const double widths[] = {3.1, 1.35, 1.5};
    Language language = wording_language(town->config);
    const WijkFigures *both[] = {&facts->figures, &facts->town};
    evidence_add(page, SHEET_HEADING, _("The figures"));
    size_t first = page->cells;
    evidence_cell(page, "");
    evidence_cell(page, wijk->is_wijk ? _("this wijk") : _("this buurt"));
    evidence_cell(page, _("municipality"));
    evidence_cell(page, town->config->kind == KIND_PERCEPTION ? _("Unsafe places") : _("Incidents"));
    for (int b = 0; b < 2; b++) evidence_number(page, language, (double)both[b]->reports, 0);
    evidence_cell(page, _("Per month"));
    for (int b = 0; b < 2; b++) evidence_number(page, language, both[b]->per_month, 1);
    evidence_cell(page, _("Per 1000 residents, year"));
    for (int b = 0; b < 2; b++) cell_known(language, both[b]->per_1000, 1, page);
    evidence_cell(page, _("In the dark"));
    for (int b = 0; b < 2; b++) cell_share(language, both[b]->dark, both[b]->dark_known, page);
    evidence_cell(page, _("Hour unknown"));
    for (int b = 0; b < 2; b++) cell_share(language, (double)both[b]->hour_unknown, (double)both[b]->reports, page);
    if (facts->town.years > 0) {
        evidence_cell(page, _("From first to last year"));
        for (int b = 0; b < 2; b++) cell_change(language, both[b], page);
        evidence_cell(page, _("Course"));
        for (int b = 0; b < 2; b++) evidence_cell(page, course(both[b]));
    }
    evidence_table(page, first, 3, widths);
}

static void add_hours(const WijkTown *town, const WijkFacts *facts, EvidenceSheet *page)
{
    HeatClock clock;
    char *note = evidence_text(page), *peak_name = evidence_text(page);
    evidence_add(page, SHEET_HEADING, _("The hours of the week"));
    if (timing_clock(town->config, &facts->hours, &clock, note, peak_name, EVIDENCE_TEXT)) evidence_add(page, SHEET_CLOCK, NULL)->clock = clock;
    else evidence_add(page, SHEET_TEXT, facts->hours.hours_refused);
}

static void add_places(const WijkTown *town, const WijkFacts *facts, size_t most, EvidenceSheet *page)
{
    static const double widths[] = {4.6, 1.9, 3.0, 2.3, 6.9};
    const Analysis *analysis = town->analysis;
    Language language = wording_language(town->config);
    evidence_add(page, SHEET_HEADING, _("The places in it, with their numbers on the map of the municipality"));
    if (facts->place_count == 0) {
        evidence_add(page, SHEET_TEXT, analysis->counts_only ? _("In the whole municipality there are too few reports to point out places.") : _("None of the municipality's places that stand out lies in here."));
        return;
    }
    size_t first = page->cells;
    const char *const heads[] = {_("Place"), _("Reports (here)"), _("Peak"), _("Trend"), _("Measure and place on its list")};
    for (size_t c = 0; c < sizeof heads / sizeof *heads; c++) evidence_cell(page, heads[c]);
    for (size_t p = 0; p < facts->place_count && p < most; p++) {
        const RiskArea *area = &analysis->area[facts->place[p].area];
        char name[WORDING_TEXT], all[NUMBER_TEXT], here[NUMBER_TEXT], *peak = evidence_text(page), *levers = evidence_text(page);
        wording_area_name(area, name, sizeof name);
        if (!wording_peak(area, peak, EVIDENCE_TEXT)) snprintf(peak, EVIDENCE_TEXT, "–");
        wording_levers(analysis, facts->place[p].area, levers, EVIDENCE_TEXT);
        evidence_cell(page, area->hotspot ? evidence_print(page, "%d. %s", area->rank, name) : evidence_print(page, _("%d. %s, indicative"), area->rank, name));
        number_text(language, (double)area->reports, 0, all);
        number_text(language, (double)facts->place[p].here, 0, here);
        evidence_cell(page, evidence_print(page, "%s (%s)", all, here));
        evidence_cell(page, peak);
        evidence_cell(page, wording_trend(area->trend.kind));
        evidence_cell(page, levers[0] != '\0' ? levers : "–");
    }
    evidence_table(page, first, sizeof heads / sizeof *heads, widths);
    size_t more = facts->places_in_all - (facts->place_count < most ? facts->place_count : most);
    if (more > 0) evidence_add(page, SHEET_NOTE, evidence_print(page, ngettext("%zu more place is on the map.", "%zu more places are on the map.", more), more));
}

/* The measure that comes first to mind at the first place, and why. */
static void add_advice(const WijkTown *town, const WijkFacts *facts, EvidenceSheet *page)
{
    const Analysis *analysis = town->analysis;
    int best = -1;
    if (facts->place_count == 0 || !analysis->has_priorities) return;
    size_t area = facts->place[0].area;
    for (int lever = 0; lever < LEVER_COUNT; lever++) {
        const PriorityScore *score = &analysis->priorities.score[lever][area];
        if (score->determinable && score->score > 0 && (best < 0 || score->rank < analysis->priorities.score[best][area].rank)) best = lever;
    }
    if (best < 0) return;
    char name[WORDING_TEXT], why[2 * WORDING_TEXT];
    wording_area_name(&analysis->area[area], name, sizeof name);
    wording_why(town->config, analysis, (Lever)best, area, why, sizeof why);
    evidence_add(page, SHEET_TEXT, evidence_print(page, _("At %s, %s fits the reports best (number %d in the municipality). %s"), name, wording_lever((Lever)best), analysis->priorities.score[best][area].rank, why));
}

static void add_streets(const WijkTown *town, const WijkFacts *facts, EvidenceSheet *page)
{
    char list[WORDING_TEXT] = "";
    size_t used = 0;
    if (facts->street_count == 0) return;
    for (size_t s = 0; s < facts->street_count && used < sizeof list; s++) {
        char count[NUMBER_TEXT];
        number_text(wording_language(town->config), (double)facts->street[s].reports, 0, count);
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s %s", s > 0 ? ", " : "", facts->street[s].name, count);
    }
    evidence_add(page, SHEET_TEXT, evidence_print(page, _("Streets with the most reports: %s."), list));
}

static void add_months(const WijkTown *town, const WijkFacts *facts, EvidenceSheet *page)
{
    const Timing *timing = &town->timing;
    size_t skip = months_skipped(timing), months = timing->months - skip;
    evidence_add(page, SHEET_MONTHS, NULL)->months =
        (MonthStrip){.first_month = timing->first_month + (int)skip, .count = months, .value = facts->month, .whole = timing->month_whole + skip,
                     .campaign = timing->kind[town->config->kind].campaign + skip, .campaign_name = _("month of a campaign"), .name = evidence_print(page, ngettext("Reports in the last month", "Reports in the last %zu months", months), months)};
}

static void add_other_kind(const WijkTown *town, const Wijk *wijk, const WijkFacts *facts, EvidenceSheet *page)
{
    Language language = wording_language(town->config);
    const WijkFigures *own = &facts->figures;
    bool incidents = town->config->kind == KIND_PERCEPTION; /* the other kind */
    char count[NUMBER_TEXT], all[NUMBER_TEXT];
    number_text(language, (double)own->other, 0, count);
    number_text(language, (double)own->other_all, 0, all);
    evidence_add(page, SHEET_HEADING, incidents ? _("What happened, counted apart") : _("Feeling unsafe, counted apart"));
    if (!town->has_other) evidence_add(page, SHEET_TEXT, incidents ? _("There are no reports of incidents in this period.") : _("There are no reports of unsafe places in this period."));
    else if (incidents)
        evidence_add(page, SHEET_TEXT, evidence_print(page, ngettext("In here %s incident was reported, of %s in the whole municipality.", "In here %s incidents were reported, of %s in the whole municipality.", own->other), count, all));
    else
        evidence_add(page, SHEET_TEXT, evidence_print(page, ngettext("In here %s place was reported as feeling unsafe, of %s in the whole municipality.", "In here %s places were reported as feeling unsafe, of %s in the whole municipality.", own->other), count, all));
    evidence_add(page, SHEET_NOTE, wijk->is_wijk ? _("Feelings and incidents are never added up. Reports are not crimes; few reports do not mean that a wijk is safe.")
                                                 : _("Feelings and incidents are never added up. Reports are not crimes; few reports do not mean that a buurt is safe."));
}

static void add_map(const WijkTown *town, const Wijk *wijk, Scene *scene, SceneLayer *own, EvidenceSheet *page)
{
    const double around = 0.04;
    Box box = features_box(&wijk->ground);
    *scene = *drawing_scene(town->drawing);
    *own = (SceneLayer){.features = &wijk->ground};
    scene->boundary = *own;
    scene->title = page->title;
    scene->subtitle = page->subtitle;
    scene->boundary_label = wijk->is_wijk ? _("Boundary of the wijk") : _("Boundary of the buurt");
    scene->extent = box_grow(box, around * fmax(box.x_max - box.x_min, box.y_max - box.y_min));
    evidence_add(page, SHEET_MAP, NULL)->map = (SheetMap){.scene = scene};
}

static void page_subtitle(const WijkTown *town, const WijkFacts *facts, EvidenceSheet *page)
{
    char residents[NUMBER_TEXT];
    wording_subtitle(town->config, town->analysis, page->subtitle, sizeof page->subtitle);
    if (isnan(facts->figures.residents)) return;
    number_text(wording_language(town->config), facts->figures.residents, 0, residents);
    size_t used = strlen(page->subtitle);
    snprintf(page->subtitle + used, sizeof page->subtitle - used, _("; %s residents"), residents);
}

/* trim: how much is left out, 0 for nothing .. TRIM_MOST. */
enum { TRIM_STREETS = 1, TRIM_ADVICE, TRIM_PLACES, TRIM_MOST };

static void fill_page(const WijkTown *town, const Wijk *wijk, const WijkFacts *facts, int trim, Scene *scene, SceneLayer *own, EvidenceSheet *page)
{
    bool any = facts->figures.reports > 0;
    page_title(town, wijk, facts, page);
    page_subtitle(town, facts, page);
    add_map(town, wijk, scene, own, page);
    size_t first = page->blocks;
    add_figures(town, wijk, facts, page);
    add_other_kind(town, wijk, facts, page);
    evidence_column(page, first, COLUMN_LEFT, 0.43);
    first = page->blocks;
    if (any) {
        add_hours(town, facts, page);
        add_months(town, facts, page);
    } else {
        evidence_add(page, SHEET_HEADING, _("No reports"));
        evidence_add(page, SHEET_TEXT, _("Nothing was reported in here in this period. That does not mean that nothing happened: people may not know where to report, or may not expect anything from it. Ask at the meeting."));
    }
    evidence_column(page, first, COLUMN_RIGHT, 0);
    if (!any) return;
    add_places(town, facts, trim >= TRIM_MOST ? 1 : trim >= TRIM_PLACES ? 2 : WIJK_PLACES, page);
    if (trim < TRIM_ADVICE) add_advice(town, facts, page);
    if (trim < TRIM_STREETS) add_streets(town, facts, page);
}

bool wijk_draw(const WijkTown *town, const Wijk *wijk, const WijkFacts *facts, const char *beside, Error *error)
{
    Scene scene;
    SceneLayer own;
    bool ok = true;
    EvidenceSheet *page = NULL;
    for (int trim = 0, pages = 2; ok && pages > 1 && trim <= TRIM_MOST; trim++) {
        free(page);
        ok = (page = calloc(1, sizeof *page)) != NULL || error_memory(error, sizeof *page);
        if (ok) fill_page(town, wijk, facts, trim, &scene, &own, page);
        ok = ok && evidence_pages(page, town->config, town->analysis, town->run_id, &pages, error);
    }
    ok = ok && evidence_draw_beside(page, town->config, town->analysis, town->run_id, beside, error);
    free(page);
    return ok;
}
