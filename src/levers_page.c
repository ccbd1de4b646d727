/* The levers as pages. */
#include "src/levers.h"
#include "src/results.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES_A_PAGE = 5, ROWS_A_TABLE = 10, UNRANKED_NAMED = 5, CAMERAS_A_PAGE = 40 };

static void page_title(const Config *config, const Analysis *analysis, Lever lever, const size_t *area, size_t ranked, char *text, size_t size)
{
    char name[WORDING_TEXT];
    (void)config;
    if (ranked == 0) {
        snprintf(text, size, _("%s: no place can be ranked"), wording_lever(lever));
    } else {
        wording_area_name(&analysis->area[area[0]], name, sizeof name);
        snprintf(text, size, ngettext("%s: %zu place ranked: %s", "%s: %zu places ranked; number 1 is %s", ranked), wording_lever(lever), ranked, name);
    }
    if (text[0] >= 'a' && text[0] <= 'z') text[0] = (char)(text[0] - 'a' + 'A');
}

static char *add_text(EvidenceSheet *page, SheetKind kind)
{
    char *text = evidence_text(page);
    evidence_add(page, kind, text);
    return text;
}

/* "hotspot · robust · place 2, between 1 and 4 · stable" */
static void state_text(const Config *config, const Analysis *analysis, Lever lever, size_t a, char *text, size_t size)
{
    char rank[WORDING_TEXT], robust[WORDING_TEXT];
    wording_rank(config, &analysis->priorities.score[lever][a], rank, sizeof rank);
    wording_robust(&analysis->area[a], robust, sizeof robust);
    snprintf(text, size, _("%s · place %s · %s"), wording_status(&analysis->area[a]), rank, robust);
}

static void add_place(const Config *config, const Analysis *analysis, Lever lever, size_t a, EvidenceSheet *page)
{
    Language language = wording_language(config);
    const PriorityScore *score = &analysis->priorities.score[lever][a];
    SheetRanked *ranked = &evidence_add(page, SHEET_RANKED, NULL)->ranked;
    char *rank = evidence_text(page), *name = evidence_text(page), *points = evidence_text(page), *state = evidence_text(page), *why = evidence_text(page), *change = evidence_text(page),
         number[NUMBER_TEXT];
    snprintf(rank, EVIDENCE_TEXT, "%d", score->rank);
    wording_area_name(&analysis->area[a], name, EVIDENCE_TEXT);
    number_text(language, score->score, 1, number);
    snprintf(points, EVIDENCE_TEXT, _("score %s of 100"), number);
    state_text(config, analysis, lever, a, state, EVIDENCE_TEXT);
    wording_why(config, analysis, lever, a, why, EVIDENCE_TEXT);
    wording_change(analysis, lever, a, change, EVIDENCE_TEXT);
    *ranked = (SheetRanked){.rank = rank, .name = name, .score = points, .state = state, .bars = (size_t)priority_factor_count(lever), .why = why, .change = change};
    for (int f = 0; f < priority_factor_count(lever); f++) {
        char *share = evidence_text(page);
        percent_text(language, score->factor[f], 0, share);
        ranked->bar[f] = (SheetBar){wording_factor(lever, f), share, score->factor[f]};
    }
}

/* Those that cannot be ranked, with what is missing; never as 0. */
static void add_unranked(const Analysis *analysis, Lever lever, const size_t *area, size_t ranked, EvidenceSheet *page)
{
    for (size_t r = ranked; r < analysis->area_count && r < ranked + UNRANKED_NAMED; r++) {
        char name[WORDING_TEXT], missing[WORDING_TEXT];
        wording_area_name(&analysis->area[area[r]], name, sizeof name);
        wording_missing(analysis->priorities.score[lever][area[r]].missing, missing, sizeof missing);
        snprintf(add_text(page, SHEET_NOTE), EVIDENCE_TEXT, _("%s: cannot be determined; missing: %s."), name, missing);
    }
    if (analysis->area_count > ranked + UNRANKED_NAMED)
        snprintf(add_text(page, SHEET_NOTE), EVIDENCE_TEXT, ngettext("%zu more area cannot be determined.", "%zu more areas cannot be determined.", analysis->area_count - ranked - UNRANKED_NAMED),
                 analysis->area_count - ranked - UNRANKED_NAMED);
}

static void cell_number(Language language, const Cell *cell, int decimals, EvidenceSheet *page)
{
    char *text = evidence_text(page);
    number_text(language, cell->known ? cell->number : (double)NAN, decimals, text);
    evidence_cell(page, text);
}

static void cell_text(const char *format, const char *a, const char *b, EvidenceSheet *page)
{
    char *text = evidence_text(page);
    snprintf(text, EVIDENCE_TEXT, format, a, b);
    evidence_cell(page, text);
}

/* The first streets, from the table of segments: its columns by number. */
static void add_segments(Language language, const LeverParts *parts, EvidenceSheet *page)
{
    enum { NAME = 1, CLASS = 3, LENGTH = 5, UNLIT = 6, LUX = 7, DEFICIT = 10, DARK = 12, SHORT = 14, BROKEN = 17 };
    static const double widths[] = {3, 0.8, 1, 1.3, 1.2, 1.2, 1.3, 1.5, 1};
    size_t first = page->cells, rows = 0;
    const char *const heads[] = {_("Street, from junction to junction"), _("Class"), _("Length, m"), _("Unlit, m"), _("Mean lux"), _("Short of class"), _("Dark reports"), _("Of them short of light"), _("Broken lamps")};
    for (int c = 0; c < 9; c++) evidence_cell(page, heads[c]);
    for (; rows < parts->segments.row_count && rows < ROWS_A_TABLE && parts->lighting.segment[rows].rank > 0; rows++) {
        const Cell *name = table_cell(&parts->segments, rows, NAME), *class = table_cell(&parts->segments, rows, CLASS), *deficit = table_cell(&parts->segments, rows, DEFICIT);
        char rank[NUMBER_TEXT], *share = evidence_text(page), *broken = evidence_text(page);
        snprintf(rank, sizeof rank, "%zu", rows + 1);
        cell_text("%s  %s", rank, name->known ? name->text : _("street without a name"), page);
        cell_text("%s%s", class->known ? class->text : "–", "", page);
        cell_number(language, table_cell(&parts->segments, rows, LENGTH), 0, page);
        cell_number(language, table_cell(&parts->segments, rows, UNLIT), 0, page);
        cell_number(language, table_cell(&parts->segments, rows, LUX), 1, page);
        percent_text(language, deficit->known ? deficit->number : (double)NAN, 0, share);
        evidence_cell(page, share);
        cell_number(language, table_cell(&parts->segments, rows, DARK), 1, page);
        cell_number(language, table_cell(&parts->segments, rows, SHORT), 1, page);
        number_text(language, (double)table_cell(&parts->segments, rows, BROKEN)->whole, 0, broken);
        evidence_cell(page, broken);
    }
    if (rows > 0) evidence_table(page, first, 9, widths);
    else page->cells = first;
}

static void add_spots(Language language, const LeverParts *parts, EvidenceSheet *page)
{
    static const double widths[] = {3, 1.6, 1.3, 1.6, 1.6, 2.4};
    size_t first = page->cells, rows = parts->lighting.spot_count < ROWS_A_TABLE ? parts->lighting.spot_count : ROWS_A_TABLE;
    double sum = 0;
    const char *const heads[] = {_("Spot"), _("What"), _("Dark reports it would reach"), _("All so far, of those unlit"), _("To the nearest working lamp, m"), _("Coordinates")};
    for (int c = 0; c < 6; c++) evidence_cell(page, heads[c]);
    for (size_t s = 0; s < rows; s++) {
        const LampSpot *spot = &parts->lighting.spot[s];
        char rank[NUMBER_TEXT], x[NUMBER_TEXT], y[NUMBER_TEXT], *reach = evidence_text(page), *share = evidence_text(page), *distance = evidence_text(page);
        sum += spot->spot.weight;
        snprintf(rank, sizeof rank, "%zu", s + 1);
        cell_text("%s  %s", rank, table_cell(&parts->spots, s, 4)->text, page);
        evidence_cell(page, spot->repair ? _("repair") : _("new lamp"));
        number_text(language, spot->spot.weight, 1, reach);
        percent_text(language, sum / parts->lighting.dark_unlit, 0, share);
        number_text(language, spot->lamp_distance_m, 0, distance);
        evidence_cell(page, reach);
        evidence_cell(page, share);
        evidence_cell(page, distance);
        snprintf(x, sizeof x, "%.0f", spot->spot.x_m);
        snprintf(y, sizeof y, "%.0f", spot->spot.y_m);
        cell_text("%s, %s", x, y, page);
    }
    if (rows > 0) evidence_table(page, first, 6, widths);
    else page->cells = first;
}

static void add_lighting(const Config *config, const LeverParts *parts, EvidenceSheet *page)
{
    Language language = wording_language(config);
    if (parts->has_lighting) {
        snprintf(add_text(page, SHEET_PAGE), EVIDENCE_TEXT, "%s", _("Lighting per street, and spots for a lamp"));
        evidence_add(page, SHEET_HEADING, _("The streets where most dark reports fall short of light"));
        add_segments(language, parts, page);
        evidence_add(page, SHEET_HEADING, _("Where a lamp would reach the most"));
        if (parts->lighting.spot_count == 0) evidence_add(page, SHEET_TEXT, _("Every dark report has a working lamp within reach: there is nothing to propose."));
        add_spots(language, parts, page);
    }
    evidence_add(page, SHEET_NOTE, parts->lighting_note);
}

static void add_conditions(const LeverParts *parts, EvidenceSheet *page)
{
    static const double widths[] = {2, 1};
    size_t first;
    snprintf(add_text(page, SHEET_PAGE), EVIDENCE_TEXT, "%s", _("Conditions of article 151c of the Gemeentewet"));
    first = page->cells;
    evidence_cell(page, _("Condition"));
    evidence_cell(page, _("State"));
    for (size_t r = 0; r < parts->conditions.row_count; r++) {
        bool met = table_cell(&parts->conditions, r, 1)->whole != 0;
        cell_text("%s %s", met ? "☑" : "☐", table_cell(&parts->conditions, r, 0)->text, page);
        cell_text("%s%s", table_cell(&parts->conditions, r, 3)->text, "", page);
    }
    evidence_table(page, first, 2, widths);
    evidence_add(page, SHEET_NOTE, _("The list counts what the configuration says and decides nothing; where people only feel unsafe, no camera is considered. What lies behind a building is not in view; trees and heights are not known."));
}

/* What the cameras that are there see; columns of src/cameras.c. */
static void add_views(Language language, const LeverParts *parts, EvidenceSheet *page)
{
    enum { NAME = 0, RANGE = 3, ASSUMED = 4, REPORTS = 5 };
    static const double widths[] = {2.2, 0.9, 1, 1, 1.2, 1, 2.4};
    size_t first = page->cells;
    if (parts->views.row_count == 0) return;
    evidence_add(page, SHEET_HEADING, _("What the cameras that are there see"));
    const char *const heads[] = {_("Camera"), _("Range, m"), _("Reports in view"), _("Behind buildings"), _("Of the view built on"), _("Dwellings in it"), _("Taken, because not known")};
    for (int c = 0; c < 7; c++) evidence_cell(page, heads[c]);
    for (size_t r = 0; r < parts->views.row_count && r < CAMERAS_A_PAGE; r++) {
        const CameraSight *sight = &parts->sights.sight[r];
        const Cell *name = table_cell(&parts->views, r, NAME), *assumed = table_cell(&parts->views, r, ASSUMED);
        char *built = evidence_text(page), *reports = evidence_text(page), *dwellings = evidence_text(page), *hidden = evidence_text(page);
        evidence_cell(page, name->known ? name->text : _("camera without a name"));
        cell_number(language, table_cell(&parts->views, r, RANGE), 0, page);
        number_text(language, (double)sight->reports, 0, reports);
        percent_text(language, sight->buildings_m2 / sight->view_m2, 0, built);
        number_text(language, isnan(sight->buildings_m2) ? (double)NAN : (double)sight->dwellings, 0, dwellings);
        number_text(language, isnan(sight->buildings_m2) ? (double)NAN : (double)sight->hidden, 0, hidden);
        evidence_cell(page, reports);
        evidence_cell(page, hidden);
        evidence_cell(page, built);
        evidence_cell(page, dwellings);
        evidence_cell(page, assumed->known ? assumed->text : "–");
    }
    evidence_table(page, first, 7, widths);
}

static bool add_lever(const Config *config, const Analysis *analysis, Lever lever, bool first, StreetsOnce *streets, LeverParts *parts, EvidenceSheet *page, Error *error)
{
    size_t *area, ranked = 0, all = analysis->has_priorities ? analysis->area_count : 0;
    if (!results_order(analysis, lever, &area, error)) return false;
    while (ranked < all && analysis->priorities.score[lever][area[ranked]].rank > 0) ranked++;
    page_title(config, analysis, lever, area, ranked, first ? page->title : add_text(page, SHEET_PAGE), EVIDENCE_TEXT);
    if (lever == LEVER_CAMERAS) {
        char count[WORDING_TEXT], missing[WORDING_TEXT];
        CameraGate gate = camera_gate(config);
        camera_gate_count(&gate, count, sizeof count);
        camera_gate_missing(&gate, missing, sizeof missing);
        snprintf(add_text(page, SHEET_TEXT), EVIDENCE_TEXT, missing[0] != '\0' ? _("Article 151c: %s; not met: %s.") : _("Article 151c: %s."), count, missing);
    }
    for (size_t r = 0; r < ranked && r < PLACES_A_PAGE; r++) add_place(config, analysis, lever, area[r], page);
    if (ranked > PLACES_A_PAGE)
        snprintf(add_text(page, SHEET_NOTE), EVIDENCE_TEXT, ngettext("%zu more place is in the table (.csv) and on the map (.gpkg).", "%zu more places are in the table (.csv) and on the map (.gpkg).", ranked - PLACES_A_PAGE),
                 ranked - PLACES_A_PAGE);
    if (all > 0) add_unranked(analysis, lever, area, ranked, page);
    free(area);
    if (!levers_make(config, analysis, lever, streets, parts, error)) return false;
    if (lever == LEVER_LIGHTING) add_lighting(config, parts, page);
    if (lever == LEVER_CAMERAS) {
        add_conditions(parts, page);
        add_views(wording_language(config), parts, page);
    }
    return true;
}

bool levers_blocks(const Config *config, const Analysis *analysis, Lever lever, StreetsOnce *streets, LeverParts *ret_parts, EvidenceSheet *page, Error *error)
{
    return add_lever(config, analysis, lever, false, streets, ret_parts, page, error);
}

void levers_methods(EvidenceSheet *page)
{
    evidence_add(page, SHEET_NOTE, _("A bar is a factor, empty for nothing and full for all; the score is their product. Behind the place stands where it lies in nine out of ten redrawn sets of reports (bootstrap)."));
}

bool levers_pdf(const Config *config, const Analysis *analysis, Lever lever, StreetsOnce *streets, const char *run_id, const char *path, Error *error)
{
    LeverParts parts[LEVER_COUNT] = {{0}};
    EvidenceSheet *page = calloc(1, sizeof *page);
    if (page == NULL) return error_memory(error, sizeof *page);
    wording_subtitle(config, analysis, page->subtitle, sizeof page->subtitle);
    bool ok = true, first = true;
    for (int each = 0; ok && each < LEVER_COUNT; each++) {
        if (lever != LEVER_COUNT && (int)lever != each) continue;
        ok = add_lever(config, analysis, (Lever)each, first, streets, &parts[each], page, error);
        first = false;
    }
    levers_methods(page);
    if (ok) evidence_counts(page, config, analysis);
    ok = ok && evidence_draw(page, config, analysis, run_id, path, error);
    for (int each = 0; each < LEVER_COUNT; each++) levers_free(&parts[each]);
    free(page);
    return ok;
}
