/* What a comparison of two sets of reports says: in a sentence, as JSON, as CSV and as a page. */
#include "src/risk.h"

#include "geo/contour.h"
#include "src/base_map.h"
#include "src/evidence_sheet.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TONES = 3, ROWS_MOST = 8 };

/* How many times as much, and as little, the tones of the map begin. */
static const double BREAK[TONES] = {1.5, 2, 3};

static const double MAP_MM = 150;

/* What the cases are held against, as in "than ...". */
static void other_text(const Risk *risk, char *ret_text, size_t size)
{
    const char *name = risk->exposure_name;
    if (!risk->against_exposure) snprintf(ret_text, size, "%s", risk->other_name);
    else if (strcmp(name, "streets") == 0) snprintf(ret_text, size, "%s", _("the length of street gives reason to expect"));
    else if (strcmp(name, "residents") == 0) snprintf(ret_text, size, "%s", _("the number of residents gives reason to expect"));
    else if (strcmp(name, "visitors") == 0) snprintf(ret_text, size, "%s", _("the number of visitors gives reason to expect"));
    else snprintf(ret_text, size, "%s", _("the size of the ground gives reason to expect"));
}

static void ratio_text(Language language, double ratio, char *ret_text)
{
    if (isinf(ratio)) strcpy(ret_text, "∞");
    else number_text(language, ratio, ratio < 10 ? 1 : 0, ret_text);
}

/* A name that begins a sentence. */
static void capital(char *text)
{
    if (text[0] >= 'a' && text[0] <= 'z') text[0] = (char)(text[0] - 'a' + 'A');
}

static void conclude(const Config *config, const Risk *risk, char *ret_text, size_t size)
{
    Language language = wording_language(config);
    char other[WORDING_TEXT], name[WORDING_TEXT], times[NUMBER_TEXT], p[NUMBER_TEXT];
    other_text(risk, other, sizeof other);
    number_text(language, risk->surface.p, 3, p);
    if (risk->certain_higher == 0) {
        bool differ = risk->surface.p <= 2 * RISK_P; /* somewhere, but nobody can say where */
        snprintf(ret_text, size,
                 differ ? _("%s: no place can be pointed out with clearly more than %s, though chance does not explain all differences on the map (p = %s).")
                 : risk->against_exposure ? _("%s: nowhere clearly more than %s; the differences on this map may be chance (p = %s).")
                                        : _("%s: nowhere clearly more frequent than %s; the differences on this map may be chance (p = %s)."),
                 risk->case_name, other, p);
        return;
    }
    const RiskPlace *first = &risk->place[0];
    wording_place_name(first->name.street, first->name.neighbourhood, first->rank, name, sizeof name);
    ratio_text(language, first->ratio, times);
    snprintf(ret_text, size,
             risk->against_exposure ? ngettext("%s: in %zu place clearly more than %s: %s (%s times as many).",
                                               "%s: in %zu places clearly more than %s, first of all %s (%s times as many).", risk->certain_higher)
                                    : ngettext("%s: in %zu place clearly more frequent than %s: %s (%s times as many).",
                                               "%s: in %zu places clearly more frequent than %s, first of all %s (%s times as many).", risk->certain_higher),
             risk->case_name, risk->certain_higher, other, name, times);
}

void risk_conclusion(const Config *config, const Risk *risk, char *ret_text, size_t size)
{
    conclude(config, risk, ret_text, size);
    capital(ret_text);
}

/* ---- JSON and CSV ---- */

enum { RANK, DIRECTION, STATUS, NAME, CASES, OTHERS, EXPECTED, RATIO, RATIO_LOW, RATIO_HIGH, P_VALUE, P_MAP, AREA_M2, COLUMNS };

static const char *direction_of(const RiskPlace *place)
{
    return place->higher ? "higher" : "lower";
}

bool risk_table(const Risk *risk, Table *ret_table, Error *error)
{
    static const Column columns[COLUMNS] = {{"rank", COLUMN_WHOLE, 0},       {"direction", COLUMN_TEXT, 0},    {"status", COLUMN_TEXT, 0},
                                            {"name", COLUMN_TEXT, 0},        {"cases", COLUMN_WHOLE, 0},       {"others", COLUMN_WHOLE, 0},
                                            {"expected", COLUMN_NUMBER, 1},  {"ratio", COLUMN_NUMBER, 2},      {"ratio_low", COLUMN_NUMBER, 2},
                                            {"ratio_high", COLUMN_NUMBER, 2}, {"p_value", COLUMN_NUMBER, 4},   {"p_map", COLUMN_NUMBER, 4},
                                            {"area_m2", COLUMN_NUMBER, 0}};
    Table table = table_init("relative_risk", columns, COLUMNS);
    bool ok = true;
    for (size_t i = 0; ok && i < risk->place_count; i++) {
        const RiskPlace *place = &risk->place[i];
        char name[WORDING_TEXT];
        wording_place_name(place->name.street, place->name.neighbourhood, place->rank, name, sizeof name);
        ok = table_add(&table, error) && table_set_text(&table, DIRECTION, direction_of(place), error) &&
             table_set_text(&table, STATUS, place->certain ? "hotspot" : "indicatief", error) && table_set_text(&table, NAME, name, error);
        if (!ok) break;
        table_set_whole(&table, RANK, place->rank);
        table_set_whole(&table, CASES, (int64_t)place->cases);
        if (!risk->against_exposure) table_set_whole(&table, OTHERS, (int64_t)place->others);
        table_set_number(&table, EXPECTED, place->expected);
        if (isfinite(place->ratio)) table_set_number(&table, RATIO, place->ratio);
        table_set_number(&table, RATIO_LOW, place->low);
        if (isfinite(place->high)) table_set_number(&table, RATIO_HIGH, place->high);
        table_set_number(&table, P_VALUE, place->p);
        table_set_number(&table, P_MAP, place->p_all);
        table_set_number(&table, AREA_M2, place->area_m2);
    }
    if (ok) *ret_table = table;
    else table_free(&table);
    return ok;
}

bool risk_tables(const Config *config, const Risk *risk, About about, const char *path, Error *error)
{
    Table table;
    if (!risk_table(risk, &table, error)) return false;
    bool ok = tables_write_one(config, &table, about, path, error);
    table_free(&table);
    return ok;
}

bool risk_json(const Config *config, const Risk *risk, json_t **ret_json, Error *error)
{
    char conclusion[2 * WORDING_TEXT];
    Table table;
    risk_conclusion(config, risk, conclusion, sizeof conclusion);
    if (!risk_table(risk, &table, error)) return false;
    *ret_json = json_pack("{s:s, s:s, s:s, s:I, s:o, s:I, s:f, s:i, s:i, s:o, s:f, s:I, s:o}", "conclusion", conclusion, "cases_are", risk->case_name, "against",
                          risk->against_exposure ? risk->exposure_name : risk->other_name, "cases", (json_int_t)risk->cases, "others",
                          risk->against_exposure ? json_null() : json_integer((json_int_t)risk->others), "in_both", (json_int_t)risk->in_both, "bandwidth_m",
                          risk->bandwidth_m, "runs", risk->runs, "seed", config->seed, "p", number_json(risk->surface.p), "delta", RISK_DELTA, "cells",
                          (json_int_t)risk->surface.cells, "places", table_json(&table));
    table_free(&table);
    return *ret_json != NULL || error_memory(error, 4096);
}

/* ---- the page ---- */

/* The map: tones of the ratio, outlines where chance does not explain it. */
typedef struct RiskMap {
    BaseMap base;
    Features tone[2 * TONES];
    SceneGround ground[2 * TONES];
    char label[2 * TONES][NUMBER_TEXT];
    char note[WORDING_TEXT];
    SceneArea *area;
} RiskMap;

static void map_free(RiskMap *map)
{
    base_map_free(&map->base);
    for (int t = 0; t < 2 * TONES; t++) features_free(&map->tone[t]);
    free(map->area);
}

/* "2–3 times as many"; the outermost has no other end. Below 1 the same numbers say how many times as few. */
static void tone_label(Language language, bool higher, int t, char *ret_text)
{
    char from[NUMBER_TEXT], to[NUMBER_TEXT];
    number_text(language, BREAK[t], BREAK[t] < 2 ? 1 : 0, from);
    if (t + 1 < TONES) {
        number_text(language, BREAK[t + 1], 0, to);
        snprintf(ret_text, NUMBER_TEXT, higher ? _("%.20s to %.20s times as many") : _("%.20s to %.20s times fewer"), from, to);
    } else {
        snprintf(ret_text, NUMBER_TEXT, higher ? _("%.20s times as many and more") : _("%.20s times fewer and less"), from);
    }
}

static bool lay_tones(const Risk *risk, Language language, RiskMap *map, Error *error)
{
    Grid turned;
    if (!grid_copy(&risk->surface.log_risk, &turned, error)) return false;
    for (size_t c = 0; c < grid_cells(&turned); c++) turned.value[c] = -turned.value[c];
    bool ok = true;
    for (int t = 0; ok && t < TONES; t++) {
        ok = contour_polygons(&risk->surface.log_risk, log(BREAK[t]), &map->tone[t], error) && contour_polygons(&turned, log(BREAK[t]), &map->tone[TONES + t], error);
        tone_label(language, true, t, map->label[t]);
        tone_label(language, false, t, map->label[TONES + t]);
        map->ground[t] = (SceneGround){&map->tone[t], (SceneTone)(TONE_HIGH_1 + t), map->label[t]};
        map->ground[TONES + t] = (SceneGround){&map->tone[TONES + t], (SceneTone)(TONE_LOW_1 + t), map->label[TONES + t]};
    }
    grid_free(&turned);
    return ok;
}

static bool make_map(const Config *config, const Analysis *analysis, const Risk *risk, RiskMap *map, Error *error)
{
    Language language = wording_language(config);
    char other[WORDING_TEXT];
    if (!base_map_make(config, &analysis->municipality, &map->base, error) || !lay_tones(risk, language, map, error)) return false;
    base_map_quiet(&map->base);
    if ((map->area = calloc(risk->place_count + 1, sizeof *map->area)) == NULL) return error_memory(error, 1e4);
    for (size_t i = 0; i < risk->place_count; i++) {
        const RiskPlace *place = &risk->place[i];
        map->area[i] = (SceneArea){.rank = place->rank, .status = place->certain ? AREA_HOTSPOT : AREA_INDICATIVE, .x_m = place->name.x_m, .y_m = place->name.y_m};
    }
    other_text(risk, other, sizeof other);
    snprintf(map->note, sizeof map->note, risk->against_exposure ? _("%.120s, against what %.200s. White: about as many, or too few reports to tell.")
                                                                 : _("%.120s, against %.200s. White: about as many, or too few reports to tell."),
             risk->case_name, other);
    capital(map->note);
    Scene *scene = &map->base.scene;
    scene->ground = map->ground;
    scene->ground_count = 2 * TONES;
    scene->ground_title = _("How many times as many");
    scene->ground_note = map->note;
    scene->areas = risk->place_count > 0 ? &risk->places : NULL;
    scene->area = map->area;
    scene->area_count = risk->place_count;
    scene->area_label[AREA_HOTSPOT] = _("Stands out in the whole map");
    scene->area_label[AREA_INDICATIVE] = _("Stands out by itself alone");
    return true;
}

static void add_row(EvidenceSheet *page, Language language, const Risk *risk, const RiskPlace *place)
{
    char *name = evidence_text(page), *ratio = evidence_text(page), low[NUMBER_TEXT], high[NUMBER_TEXT], times[NUMBER_TEXT], where[WORDING_TEXT];
    wording_place_name(place->name.street, place->name.neighbourhood, place->rank, where, sizeof where);
    snprintf(name, EVIDENCE_TEXT, "%d. %.400s", place->rank, where);
    ratio_text(language, place->ratio, times);
    ratio_text(language, place->low, low);
    ratio_text(language, place->high, high);
    snprintf(ratio, EVIDENCE_TEXT, "%s (%s–%s)", times, low, high);
    evidence_cell(page, name);
    evidence_number(page, language, (double)place->cases, 0);
    evidence_number(page, language, risk->against_exposure ? place->expected : (double)place->others, risk->against_exposure ? 1 : 0);
    evidence_cell(page, ratio);
    evidence_number(page, language, place->p, 3);
    evidence_number(page, language, place->p_all, 3);
    evidence_cell(page, place->certain ? _("certain") : _("indicative"));
}

static void add_places(EvidenceSheet *page, Language language, const Risk *risk)
{
    static const double widths[] = {3.2, 0.9, 1, 1.5, 0.8, 1, 1.1};
    size_t first = page->cells, columns = sizeof widths / sizeof *widths;
    if (risk->place_count == 0) return;
    const char *heads[] = {_("Place"), _("Cases"), risk->against_exposure ? _("Expected") : _("Others"), _("Times as many"), _("p here"), _("p whole map"), _("Status")};
    for (size_t c = 0; c < columns; c++) evidence_cell(page, heads[c]);
    for (size_t i = 0; i < risk->place_count && i < ROWS_MOST; i++) add_row(page, language, risk, &risk->place[i]);
    evidence_table(page, first, columns, widths);
    if (risk->place_count <= ROWS_MOST) return;
    char *text = evidence_text(page);
    snprintf(text, EVIDENCE_TEXT, _("The first %d of %zu places; all of them are in the CSV and the GeoPackage."), ROWS_MOST, risk->place_count);
    evidence_add(page, SHEET_NOTE, text);
}

static void add_method(EvidenceSheet *page, Language language, const Config *config, const Risk *risk)
{
    char *text = evidence_text(page), bandwidth[NUMBER_TEXT], p[NUMBER_TEXT];
    number_text(language, risk->bandwidth_m, 0, bandwidth);
    number_text(language, risk->surface.p, 3, p);
    evidence_add(page, SHEET_HEADING, _("Method and limits"));
    snprintf(text, EVIDENCE_TEXT,
             risk->against_exposure
                 ? _("Logarithm of the ratio of two densities with one bandwidth of %s m (Kelsall & Diggle 1995). Chance: %d times as many reports were put at places drawn from the exposure"
                     " (seed %d). The whole map: p = %s.")
                 : _("Logarithm of the ratio of two densities with one bandwidth of %s m (Kelsall & Diggle 1995). Chance: %d times it was shuffled who is a case (random labelling, seed %d)."
                     " The whole map: p = %s."),
             bandwidth, risk->runs, config->seed, p);
    evidence_add(page, SHEET_NOTE, text);
    evidence_add(page, SHEET_NOTE, _("Solid outlines stand out in the whole map: in at most 2.5 of 100 maps of chance any place does. Dashed outlines stand out by themselves alone, as 2.5 in 100 places"
                                     " do by chance. Places are chosen because they stand out, so their ratios are rather too far from 1 than too near."));
    evidence_add(page, SHEET_NOTE, _("Where fewer than 1 case was to be expected the map says nothing. A ratio is no number of reports: a place with few reports can have a high one."));
    if (risk->against_exposure && strcmp(risk->exposure_name, "residents") == 0)
        evidence_add(page, SHEET_NOTE, _("Residents are where people sleep: stations and nightlife come out too high. With a layer of visitor counts, [areas] exposure = visitors says more."));
    if (!risk->against_exposure) {
        char *sides = evidence_text(page);
        snprintf(sides, EVIDENCE_TEXT, _("%s: %zu; %s: %zu. In both, and left out of both: %zu. A difference between two sets of reports can also be one of reporting."), risk->case_name,
                 risk->cases, risk->other_name, risk->others, risk->in_both);
        capital(sides);
        evidence_add(page, SHEET_NOTE, sides);
    }
}

bool risk_pdf(const Config *config, const Analysis *analysis, const Risk *risk, const char *run_id, const char *path, Error *error)
{
    Language language = wording_language(config);
    RiskMap *map = calloc(1, sizeof *map);
    EvidenceSheet *page = calloc(1, sizeof *page);
    bool ok = (map != NULL && page != NULL) || error_memory(error, sizeof *page);
    ok = ok && make_map(config, analysis, risk, map, error);
    if (ok) {
        risk_conclusion(config, risk, page->title, sizeof page->title);
        wording_subtitle(config, analysis, page->subtitle, sizeof page->subtitle);
        evidence_add(page, SHEET_MAP, NULL)->map = (SheetMap){.scene = &map->base.scene, .height_mm = MAP_MM};
        add_places(page, language, risk);
        add_method(page, language, config, risk);
        evidence_counts(page, config, analysis);
        ok = evidence_draw(page, config, analysis, run_id, path, error);
    }
    if (map != NULL) map_free(map);
    free(map);
    free(page);
    return ok;
}
