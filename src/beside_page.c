/* What sets of reports beside each other say: in a sentence, as JSON, as CSV and as a page. */
#include "src/beside.h"

#include "src/base_map.h"
#include "src/evidence_sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MOST = 9 };
static const double MAP_MM = 135, M2_PER_HA = 1e4;

/* "women, lhbti and other groups" of the sets in a mask. */
static void list_sets(const Beside *beside, unsigned mask, char *ret_text, size_t size)
{
    size_t used = 0, left = 0;
    ret_text[0] = '\0';
    for (size_t s = 0; s < beside->sets; s++) left += mask >> s & 1;
    for (size_t s = 0; s < beside->sets && used < size; s++) {
        if (!(mask >> s & 1)) continue;
        left--;
        used += (size_t)snprintf(ret_text + used, size - used, "%s%s", used == 0 ? "" : left == 0 ? _(" and ") : ", ", beside->label[s]);
    }
}

static unsigned all_sets(const Beside *beside)
{
    return (1u << beside->sets) - 1;
}

static void place_name(const BesidePlace *place, char *ret_text, size_t size)
{
    wording_place_name(place->name.street, place->name.neighbourhood, place->rank, ret_text, size);
}

/* The levers for which every set that shares the place has a place of its own in the list: there one budget serves them all. */
static void together_text(const Beside *beside, const BesidePlace *place, bool keys, char *ret_text, size_t size)
{
    size_t used = 0;
    ret_text[0] = '\0';
    for (int lever = 0; place->shared != 0 && lever < LEVER_COUNT && used < size; lever++) {
        bool all = true;
        for (size_t s = 0; s < beside->sets; s++)
            if (place->shared >> s & 1) all = all && place->part[s].lever[lever] > 0;
        if (all) used += (size_t)snprintf(ret_text + used, size - used, "%s%s", used > 0 ? ", " : "", keys ? wording_lever_key((Lever)lever) : wording_lever((Lever)lever));
    }
}

void beside_conclusion(const Config *config, const Beside *beside, char *ret_text, size_t size)
{
    (void)config;
    char sets[WORDING_TEXT], name[WORDING_TEXT];
    list_sets(beside, all_sets(beside), sets, sizeof sets);
    if (beside->shared_count == 0) {
        snprintf(ret_text, size, _("No place is shared by %s."), sets);
        return;
    }
    place_name(&beside->place[0], name, sizeof name);
    if (beside->sets == 2)
        snprintf(ret_text, size, ngettext("%zu of %zu places is shared by %s: %s.", "%zu of %zu places are shared by %s, first of all %s.", beside->shared_count), beside->shared_count,
                 beside->place_count, sets, name);
    else
        snprintf(ret_text, size,
                 ngettext("%zu of %zu places is shared by two or more of %s: %s.", "%zu of %zu places are shared by two or more of %s, first of all %s.", beside->shared_count),
                 beside->shared_count, beside->place_count, sets, name);
}

/* ---- JSON and CSV ---- */

enum { RANK, NAME, PLACE, SETS, TOGETHER, AREA_M2, OWN, OWN_COLUMNS = 3, COLUMNS = OWN + BESIDE_SETS * OWN_COLUMNS };

static const char *place_kind(const BesidePlace *place)
{
    return place->shared != 0 ? "shared" : (place->present & (place->present - 1)) != 0 ? "adjacent" : "alone";
}

static void list_words(const Beside *beside, unsigned mask, char *ret_text, size_t size)
{
    size_t used = 0;
    ret_text[0] = '\0';
    for (size_t s = 0; s < beside->sets && used < size; s++)
        if (mask >> s & 1) used += (size_t)snprintf(ret_text + used, size - used, "%s%s", used > 0 ? ", " : "", beside->word[s]);
}

static bool fill_row(const Beside *beside, const BesidePlace *place, Table *table, Error *error)
{
    char name[WORDING_TEXT], sets[WORDING_TEXT], together[WORDING_TEXT];
    place_name(place, name, sizeof name);
    list_words(beside, place->shared != 0 ? place->shared : place->present, sets, sizeof sets);
    together_text(beside, place, true, together, sizeof together);
    if (!table_set_text(table, NAME, name, error) || !table_set_text(table, PLACE, place_kind(place), error) || !table_set_text(table, SETS, sets, error) ||
        !table_set_text(table, TOGETHER, together[0] != '\0' ? together : NULL, error))
        return false;
    table_set_whole(table, RANK, place->rank);
    table_set_number(table, AREA_M2, place->area_m2);
    for (size_t s = 0; s < beside->sets; s++) {
        const BesidePart *part = &place->part[s];
        size_t first = OWN + s * OWN_COLUMNS;
        table_set_whole(table, first, (int64_t)part->reports);
        if (part->rank == 0) continue;
        if (!table_set_text(table, first + 1, part->hotspot ? "hotspot" : "indicatief", error)) return false;
        table_set_whole(table, first + 2, part->rank);
    }
    return true;
}

bool beside_table(const Beside *beside, Table *ret_table, Error *error)
{
    static const Column columns[COLUMNS] = {{"rank", COLUMN_WHOLE, 0},      {"name", COLUMN_TEXT, 0},      {"place", COLUMN_TEXT, 0},     {"sets", COLUMN_TEXT, 0},
                                            {"together", COLUMN_TEXT, 0},   {"area_m2", COLUMN_NUMBER, 0}, {"reports_1", COLUMN_WHOLE, 0}, {"status_1", COLUMN_TEXT, 0},
                                            {"rank_1", COLUMN_WHOLE, 0},    {"reports_2", COLUMN_WHOLE, 0}, {"status_2", COLUMN_TEXT, 0}, {"rank_2", COLUMN_WHOLE, 0},
                                            {"reports_3", COLUMN_WHOLE, 0}, {"status_3", COLUMN_TEXT, 0},  {"rank_3", COLUMN_WHOLE, 0}};
    Table table = table_init("beside", columns, OWN + beside->sets * OWN_COLUMNS);
    bool ok = true;
    for (size_t p = 0; ok && p < beside->place_count; p++) ok = table_add(&table, error) && fill_row(beside, &beside->place[p], &table, error);
    if (ok) *ret_table = table;
    else table_free(&table);
    return ok;
}

bool beside_tables(const Config *config, const Beside *beside, About about, const char *path, Error *error)
{
    Table table;
    if (!beside_table(beside, &table, error)) return false;
    bool ok = tables_write_one(config, &table, about, path, error);
    table_free(&table);
    return ok;
}

bool beside_json(const Config *config, const Beside *beside, json_t **ret_json, Error *error)
{
    char conclusion[2 * WORDING_TEXT], words[WORDING_TEXT];
    Table table;
    json_t *sets = json_array(), *ground = json_array();
    beside_conclusion(config, beside, conclusion, sizeof conclusion);
    if (!beside_table(beside, &table, error)) return false;
    for (size_t s = 0; s < beside->sets; s++) {
        json_t *in_both = json_object();
        for (size_t t = 0; t < beside->sets; t++)
            if (t != s) json_object_set_new(in_both, beside->word[t], json_integer((json_int_t)beside->in_both[s][t]));
        json_array_append_new(sets, json_pack("{s:s, s:s, s:I, s:I, s:o}", "set", beside->word[s], "name", beside->name[s], "reports",
                                              (json_int_t)beside->analysis[s].selection.points.count, "areas", (json_int_t)beside->analysis[s].area_count, "also_in", in_both));
    }
    for (unsigned mask = 0; mask <= all_sets(beside); mask++) {
        json_t *reports = json_object();
        list_words(beside, mask, words, sizeof words);
        for (size_t s = 0; s < beside->sets; s++) json_object_set_new(reports, beside->word[s], json_integer((json_int_t)beside->reports[s][mask]));
        json_array_append_new(ground, json_pack("{s:s, s:f, s:o}", "areas_of", words, "ground_m2", beside->ground_m2[mask], "reports", reports));
    }
    *ret_json = json_pack("{s:s, s:o, s:o, s:I, s:o}", "conclusion", conclusion, "sets", sets, "ground", ground, "shared", (json_int_t)beside->shared_count, "places", table_json(&table));
    table_free(&table);
    return *ret_json != NULL || error_memory(error, 4096);
}

/* ---- the page ---- */

typedef struct BesideMap {
    BaseMap base;
    SceneGround ground[BESIDE_SETS + 1];
    char label[BESIDE_SETS + 1][WORDING_TEXT];
    SceneArea *area;
} BesideMap;

static void map_free(BesideMap *map)
{
    base_map_free(&map->base);
    free(map->area);
}

static bool make_map(const Config *config, const Beside *beside, BesideMap *map, Error *error)
{
    static const SceneTone tones[BESIDE_SETS] = {TONE_FIRST, TONE_SECOND, TONE_THIRD};
    if (!base_map_make(config, &beside->analysis[0].municipality, &map->base, error)) return false;
    base_map_quiet(&map->base);
    if ((map->area = calloc(beside->place_count + 1, sizeof *map->area)) == NULL) return error_memory(error, 1e4);
    for (size_t s = 0; s < beside->sets; s++) {
        snprintf(map->label[s], WORDING_TEXT, _("Only %s"), beside->label[s]);
        map->ground[s] = (SceneGround){&beside->analysis[s].areas, tones[s], map->label[s]};
    }
    snprintf(map->label[beside->sets], WORDING_TEXT, "%s", beside->sets == 2 ? _("Both") : _("Two or more"));
    map->ground[beside->sets] = (SceneGround){&beside->shared, TONE_BOTH, map->label[beside->sets]};
    for (size_t p = 0; p < beside->place_count; p++) {
        const BesidePlace *place = &beside->place[p];
        map->area[p] = (SceneArea){.rank = place->rank, .status = place->shared != 0 ? AREA_HOTSPOT : AREA_INDICATIVE, .x_m = place->name.x_m, .y_m = place->name.y_m};
    }
    Scene *scene = &map->base.scene;
    scene->ground = map->ground;
    scene->ground_count = beside->sets + 1;
    scene->ground_title = _("Risk areas of");
    scene->areas = beside->place_count > 0 ? &beside->places : NULL;
    scene->area = map->area;
    scene->area_count = beside->place_count;
    scene->area_label[AREA_HOTSPOT] = _("Shared place");
    scene->area_label[AREA_INDICATIVE] = _("Place of one alone");
    return true;
}

static void add_ground_row(EvidenceSheet *page, Language language, const Beside *beside, const char *label, unsigned first, unsigned end, unsigned step)
{
    double ground = 0, all = 0;
    size_t reports[BESIDE_SETS] = {0};
    char *share = evidence_text(page);
    for (unsigned mask = 0; mask <= all_sets(beside); mask++) all += beside->ground_m2[mask];
    for (unsigned mask = first; mask <= end; mask += step) {
        bool counts = step > 1 || first == end || (mask & (mask - 1)) != 0; /* a range of masks: those of two or more */
        if (!counts) continue;
        ground += beside->ground_m2[mask];
        for (size_t s = 0; s < beside->sets; s++) reports[s] += beside->reports[s][mask];
    }
    evidence_cell(page, label);
    evidence_number(page, language, ground / M2_PER_HA, 1);
    percent_text(language, all > 0 ? ground / all : 0, 1, share);
    evidence_cell(page, share);
    for (size_t s = 0; s < beside->sets; s++) evidence_number(page, language, (double)reports[s], 0);
}

/* The 2 x 2: ground and reports of both, of one alone, of the other alone, of neither. */
static void add_ground(EvidenceSheet *page, Language language, const Beside *beside, const BesideMap *map)
{
    static const double widths[] = {2.6, 1, 1, 1.6, 1.6, 1.6};
    size_t first = page->cells;
    evidence_cell(page, _("Ground in the risk areas of"));
    evidence_cell(page, _("Hectares"));
    evidence_cell(page, _("Share"));
    for (size_t s = 0; s < beside->sets; s++) {
        char *head = evidence_text(page);
        snprintf(head, EVIDENCE_TEXT, _("Reports: %.100s"), beside->label[s]);
        evidence_cell(page, head);
    }
    add_ground_row(page, language, beside, map->label[beside->sets], 3, all_sets(beside), 1);
    for (size_t s = 0; s < beside->sets; s++) add_ground_row(page, language, beside, map->label[s], 1u << s, 1u << s, 1);
    add_ground_row(page, language, beside, beside->sets == 2 ? _("Neither") : _("None"), 0, 0, 1);
    evidence_table(page, first, 3 + beside->sets, widths);
}

static void add_place(EvidenceSheet *page, Language language, const Beside *beside, const BesidePlace *place)
{
    char *name = evidence_text(page), *who = evidence_text(page), *together = evidence_text(page), where[WORDING_TEXT];
    place_name(place, where, sizeof where);
    snprintf(name, EVIDENCE_TEXT, "%d. %.400s", place->rank, where);
    evidence_cell(page, name);
    for (size_t s = 0; s < beside->sets; s++) {
        const BesidePart *part = &place->part[s];
        char *text = evidence_text(page), count[NUMBER_TEXT];
        number_text(language, (double)part->reports, 0, count);
        if (part->rank > 0) snprintf(text, EVIDENCE_TEXT, part->hotspot ? _("%s, hotspot %d") : _("%s, indicative %d"), count, part->rank);
        else snprintf(text, EVIDENCE_TEXT, "%s", count);
        evidence_cell(page, text);
    }
    if (place->shared == all_sets(beside) && beside->sets > 2) snprintf(who, EVIDENCE_TEXT, "%s", _("all"));
    else if (place->shared != 0 && beside->sets > 2) list_sets(beside, place->shared, who, EVIDENCE_TEXT);
    else snprintf(who, EVIDENCE_TEXT, "%s", place->shared != 0 ? _("both") : (place->present & (place->present - 1)) != 0 ? _("side by side") : _("one alone"));
    evidence_cell(page, who);
    together_text(beside, place, false, together, EVIDENCE_TEXT);
    evidence_cell(page, together[0] != '\0' ? together : "–");
}

static void add_places(EvidenceSheet *page, Language language, const Beside *beside)
{
    static const double widths_2[] = {2.6, 1.5, 1.5, 1, 1.6}, widths_3[] = {2.4, 1.4, 1.4, 1.4, 1.3, 1.4};
    size_t first = page->cells, rows = beside->place_count < ROWS_MOST ? beside->place_count : ROWS_MOST;
    if (rows == 0) return;
    evidence_cell(page, _("Place"));
    for (size_t s = 0; s < beside->sets; s++) evidence_cell(page, beside->label[s]);
    evidence_cell(page, _("Of whom"));
    evidence_cell(page, _("Same lever for all"));
    for (size_t p = 0; p < rows; p++) add_place(page, language, beside, &beside->place[p]);
    evidence_table(page, first, 3 + beside->sets, beside->sets == 2 ? widths_2 : widths_3);
    if (beside->place_count <= rows) return;
    char *text = evidence_text(page);
    snprintf(text, EVIDENCE_TEXT, _("The first %d of %zu places; all of them are in the CSV and the GeoPackage."), ROWS_MOST, beside->place_count);
    evidence_add(page, SHEET_NOTE, text);
}

static void add_method(EvidenceSheet *page, Language language, const Config *config, const Beside *beside)
{
    char bandwidth[NUMBER_TEXT];
    number_text(language, config->bandwidth_m, 0, bandwidth);
    evidence_add(page, SHEET_HEADING, _("Method and limits"));
    char *text = evidence_text(page);
    snprintf(text, EVIDENCE_TEXT,
             _("Each set has its own density and risk areas, found in the same way (bandwidth %s m, level %s). A place is ground that the areas cover together; it is shared when at least"
               " a quarter of the smaller one's ground there lies in the other's areas. A hotspot has stood the test against chance, an indicative area has not."),
             bandwidth, config->level);
    evidence_add(page, SHEET_NOTE, text);
    evidence_add(page, SHEET_NOTE, _("The sets are never added up: one is not a part of the other, and what people report differs from group to group. Where only perception stands out, there are"
                                     " few incidents in the reports, which is not to say that nothing happens there."));
    for (size_t s = 0; s < beside->sets; s++) {
        for (size_t t = 0; t < s; t++) {
            if (beside->in_both[s][t] == 0) continue;
            char *both = evidence_text(page);
            snprintf(both, EVIDENCE_TEXT, ngettext("%zu report is of %s and of %s, and counts in both.", "%zu reports are of %s and of %s, and count in both.", beside->in_both[s][t]),
                     beside->in_both[s][t], beside->label[t], beside->label[s]);
            evidence_add(page, SHEET_NOTE, both);
        }
    }
}

static void add_counts(EvidenceSheet *page, Language language, const Beside *beside)
{
    char *text = evidence_text(page);
    size_t used = 0;
    for (size_t s = 0; s < beside->sets && used < EVIDENCE_TEXT; s++) {
        const Selection *selection = &beside->analysis[s].selection;
        char count[NUMBER_TEXT], reporters[NUMBER_TEXT], weight[NUMBER_TEXT];
        number_text(language, (double)selection->points.count, 0, count);
        number_text(language, (double)selection->reporters, 0, reporters);
        number_text(language, selection->weight, 0, weight);
        used += (size_t)snprintf(text + used, EVIDENCE_TEXT - used, _("%s%.120s: %s reports (reporters: %s, weight: %s)."), used > 0 ? " " : "", beside->name[s], count, reporters, weight);
    }
    evidence_add(page, SHEET_NOTE, text);
}

/* "incidents: meldpunt 753, politie 652; places that feel unsafe: enquete 12" */
static void list_sources(EvidenceSheet *page, const Beside *beside)
{
    size_t used = 0;
    for (size_t s = 0; s < beside->sets && used < sizeof page->sources; s++) {
        char sources[WORDING_TEXT];
        wording_sources(&beside->analysis[s], sources, sizeof sources);
        used += (size_t)snprintf(page->sources + used, sizeof page->sources - used, "%s%s: %s", used > 0 ? "; " : "", beside->label[s], sources);
    }
}

static void add_subtitle(EvidenceSheet *page, Language language, const Config *config, const Beside *beside)
{
    const Selection *selection = &beside->analysis[0].selection;
    char period[WORDING_TEXT], sets[WORDING_TEXT];
    wording_period(language, selection->from_day, selection->to_day, period, sizeof period);
    list_sets(beside, all_sets(beside), sets, sizeof sets);
    snprintf(page->subtitle, sizeof page->subtitle, _("%s, %s: %s beside each other"), config->project_name[0] != '\0' ? config->project_name : _("Municipality"), period, sets);
}

bool beside_pdf(const Config *config, const Analysis *analysis, const Beside *beside, const char *run_id, const char *path, Error *error)
{
    Language language = wording_language(config);
    BesideMap *map = calloc(1, sizeof *map);
    EvidenceSheet *page = calloc(1, sizeof *page);
    bool ok = (map != NULL && page != NULL) || error_memory(error, sizeof *page);
    ok = ok && make_map(config, beside, map, error);
    if (ok) {
        beside_conclusion(config, beside, page->title, sizeof page->title);
        add_subtitle(page, language, config, beside);
        list_sources(page, beside);
        evidence_add(page, SHEET_MAP, NULL)->map = (SheetMap){.scene = &map->base.scene, .height_mm = MAP_MM};
        add_places(page, language, beside);
        add_ground(page, language, beside, map);
        add_method(page, language, config, beside);
        add_counts(page, language, beside);
        ok = evidence_draw(page, config, analysis, run_id, path, error);
    }
    if (map != NULL) map_free(map);
    free(map);
    free(page);
    return ok;
}
