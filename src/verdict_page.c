/* A verdict as pages: the map with what it comes to, and the tables. */
#include "geo/kernel.h"
#include "render/classes.h"
#include "render/palette.h"
#include "src/base_map.h"
#include "src/evidence_sheet.h"
#include "src/verdict.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Rows of both tables together: so many fit on a page with the method under them. */
enum { CELL_TEXT = 200, TABLES = 8, ROWS_MOST = 27, ROWS_OF_METHOD = 7, NAME_OF_ONE_LINE = 16, AREAS_MOST = 12, CONFLICTS_FIRST = 3, CONFLICTS_MOST = 16 };

/* Below so many reports a share says more than is known. */
enum { PERCENT_LEAST = 20 };

static const double AROUND_M = 60, MAP_ONE_MM = 120, MAP_TWO_MM = 100, MAP_FLOOR = 2;

/* Rows of text that a table block points to. */
typedef struct CellTable {
    size_t columns, count, room;
    char (*text)[CELL_TEXT];
    const char **cell;
} CellTable;

/* A page in the making, with all that its blocks point to. */
typedef struct Pages {
    EvidenceSheet sheet;
    CellTable table[TABLES];
    size_t tables;
    BaseMap base;
    Scene scene[2];
    SceneObject *objects[2];
    SceneArea *areas;
    char (*area_name)[WORDING_TEXT];
    double breaks[PALETTE_CLASSES];
} Pages;

static void pages_free(Pages *pages)
{
    for (size_t t = 0; t < pages->tables; t++) {
        free(pages->table[t].text);
        free(pages->table[t].cell);
    }
    base_map_free(&pages->base);
    free(pages->objects[0]);
    free(pages->objects[1]);
    free(pages->areas);
    free(pages->area_name);
    free(pages);
}

/* ---- tables ---- */

/* A table of so many rows, headings included; NULL with the error filled when there is no memory. */
static CellTable *begin_table(Pages *pages, size_t columns, size_t rows, Error *error)
{
    CellTable table = {columns, 0, columns * rows, calloc(columns * rows, CELL_TEXT), calloc(columns * rows, sizeof(char *))};
    if (table.text == NULL || table.cell == NULL || pages->tables == TABLES) {
        free(table.text);
        free(table.cell);
        error_memory(error, (double)(columns * rows) * CELL_TEXT);
        return NULL;
    }
    pages->table[pages->tables] = table;
    return &pages->table[pages->tables++];
}

static char *next_cell(CellTable *table)
{
    size_t at = table->count < table->room ? table->count++ : table->room - 1;
    table->cell[at] = table->text[at];
    return table->text[at];
}

static void put_cell(CellTable *table, const char *text)
{
    snprintf(next_cell(table), CELL_TEXT, "%s", text);
}

static void put_number(CellTable *table, Language language, double value, int decimals)
{
    char *text = next_cell(table);
    if (isnan(value)) snprintf(text, CELL_TEXT, "–");
    else number_text(language, value, decimals, text);
}

static void end_table(Pages *pages, const CellTable *table, const double *widths)
{
    SheetBlock *block = evidence_add(&pages->sheet, SHEET_TABLE, NULL);
    block->table = (SheetTable){table->columns, table->count / table->columns - 1, table->cell, table->cell + table->columns, widths, NULL, false};
}

static void share_text(Language language, double share, char *ret_text)
{
    if (isnan(share)) snprintf(ret_text, NUMBER_TEXT, "–");
    else percent_text(language, share, 0, ret_text);
}

/* "0% → 18%"; a dash where the counts are too small for shares. */
static void put_change(CellTable *table, Language language, double before, double after, size_t count)
{
    char a[NUMBER_TEXT], b[NUMBER_TEXT];
    if (count < PERCENT_LEAST || isnan(before) || isnan(after)) {
        put_cell(table, "–");
        return;
    }
    share_text(language, before, a);
    share_text(language, after, b);
    snprintf(next_cell(table), CELL_TEXT, "%s → %s", a, b);
}

/* ---- the map ---- */

static void fill_density(const Config *config, const Analysis *analysis, Pages *pages, Scene *scene)
{
    if (analysis->counts_only) return;
    double floor = MAP_FLOOR * kernel_value((KernelKind)config->kernel, 0, config->bandwidth_m) * analysis->scale;
    scene->class_count = classes_breaks(floor, grid_max(&analysis->density), CLASSES_WANTED, pages->breaks);
    scene->class_break = pages->breaks;
    scene->density = scene->class_count > 0 ? &analysis->density : NULL;
    scene->density_unit = wording_unit(config);
}

static bool fill_objects(const Verdict *verdict, SceneObject **ret_objects, Error *error)
{
    SceneObject *objects = calloc(verdict->design.count + 1, sizeof *objects);
    if (objects == NULL) return error_memory(error, (double)verdict->design.count * sizeof *objects);
    for (size_t o = 0; o < verdict->design.count; o++) {
        const DesignObject *object = &verdict->design.object[o];
        double x, y;
        design_place(&verdict->design, object, &x, &y);
        objects[o] = (SceneObject){(SceneObjectKind)object->kind, (SceneObjectChange)object->change, &verdict->design.shapes[object->shape], object->feature, x, y, object->reach_m,
                                   object->direction_deg, object->angle_deg};
    }
    *ret_objects = objects;
    return true;
}

/* What is drawn, and a little around it. */
static Box extent_of(const VerdictSet *set)
{
    Box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t d = 0; d < set->count; d++)
        for (size_t o = 0; o < set->verdict[d].design.count; o++) {
            ReachObject shape = design_shape(&set->verdict[d].design, &set->verdict[d].design.object[o]);
            box = box_union(box, reach_box(&shape));
        }
    return box_grow(box, AROUND_M);
}

/* How far a place is from the nearest object of a design, in m. */
static double clearance_m(const VerdictSet *set, double x_m, double y_m)
{
    double least = INFINITY;
    for (size_t d = 0; d < set->count; d++)
        for (size_t o = 0; o < set->verdict[d].design.count; o++) {
            double x, y;
            design_place(&set->verdict[d].design, &set->verdict[d].design.object[o], &x, &y);
            least = fmin(least, hypot(x - x_m, y - y_m));
        }
    return least;
}

/* The number of an area stands well inside it, or, where a sign of the design would hide it, on its edge. */
static void place_number(const VerdictSet *set, const Features *areas, size_t a, Box extent, SceneArea *area)
{
    double enough = 0.04 * (extent.y_max - extent.y_min), best = clearance_m(set, area->x_m, area->y_m);
    if (best >= enough) return;
    for (size_t part = areas->part_start[a]; part < areas->part_start[a + 1]; part++)
        for (size_t v = areas->vertex_start[part]; v < areas->vertex_start[part + 1]; v++) {
            double clearance = clearance_m(set, areas->x_m[v], areas->y_m[v]);
            if (!box_contains(box_grow(extent, -enough / 2), areas->x_m[v], areas->y_m[v]) || clearance <= best) continue;
            best = clearance;
            area->x_m = areas->x_m[v];
            area->y_m = areas->y_m[v];
        }
}

static bool fill_areas(const Analysis *analysis, const VerdictSet *set, Box extent, Pages *pages, Error *error)
{
    size_t count = analysis->area_count;
    pages->areas = calloc(count + 1, sizeof *pages->areas);
    pages->area_name = calloc(count + 1, sizeof *pages->area_name);
    if (pages->areas == NULL || pages->area_name == NULL) return error_memory(error, 600.0 * (double)count);
    for (size_t a = 0; a < count; a++) {
        const RiskArea *area = &analysis->area[a];
        wording_area_name(area, pages->area_name[a], WORDING_TEXT);
        pages->areas[a] = (SceneArea){.rank = area->rank, .name = pages->area_name[a], .status = area->hotspot ? AREA_HOTSPOT : AREA_INDICATIVE,
                                      .x_m = area->measure.x_inner_m, .y_m = area->measure.y_inner_m, .reports = area->reports, .dark_share = NAN};
        place_number(set, &analysis->areas, a, extent, &pages->areas[a]);
    }
    return true;
}

static void add_file_name(const Verdict *verdict, size_t design, EvidenceSheet *sheet)
{
    char *text = evidence_text(sheet);
    snprintf(text, EVIDENCE_TEXT, _("Design %c: %s"), (char)('A' + design), verdict->design.file);
    evidence_add(sheet, SHEET_HEADING, text);
}

static bool add_maps(const Config *config, const Analysis *analysis, const VerdictSet *set, Pages *pages, Error *error)
{
    if (!base_map_make(config, &analysis->municipality, &pages->base, error) || !fill_areas(analysis, set, extent_of(set), pages, error)) return false;
    pages->base.scene.venues = pages->base.scene.transit = (SceneLayer){0}; /* the map is about the design */
    if (set->count > 1) /* two on a page are too small for these, and so are their legends */
        pages->base.scene.lights = pages->base.scene.railway = pages->base.scene.neighbourhoods = pages->base.scene.green = (SceneLayer){0};
    for (size_t d = 0; d < set->count; d++) {
        const Verdict *verdict = &set->verdict[d];
        Scene *scene = &pages->scene[d];
        if (!fill_objects(verdict, &pages->objects[d], error)) return false;
        *scene = pages->base.scene;
        scene->extent = extent_of(set);
        scene->areas = analysis->area_count > 0 ? &analysis->areas : NULL;
        scene->area = pages->areas;
        scene->area_count = analysis->area_count;
        scene->object = pages->objects[d];
        scene->object_count = verdict->design.count;
        fill_density(config, analysis, pages, scene);
        if (set->count > 1) add_file_name(verdict, d, &pages->sheet);
        SheetBlock *block = evidence_add(&pages->sheet, SHEET_MAP, NULL);
        block->map = (SheetMap){.scene = scene, .height_mm = set->count > 1 ? MAP_TWO_MM : MAP_ONE_MM};
    }
    return true;
}

/* ---- what it comes to ---- */

static size_t unreached_of(const Analysis *analysis, const Verdict *verdict)
{
    size_t count = 0;
    for (size_t a = 0; a < analysis->area_count; a++) count += !verdict->reached[a];
    return count;
}

static void put_signed(CellTable *table, Language language, double value)
{
    char number[NUMBER_TEXT];
    number_text(language, fabs(value), 1, number);
    snprintf(next_cell(table), CELL_TEXT, "%s%s", value > 0.05 ? "+" : value < -0.05 ? "−" : "", number);
}

static bool add_summary(const Config *config, const Analysis *analysis, const VerdictSet *set, Pages *pages, Error *error)
{
    static const double one[] = {4, 2}, two[] = {4, 2, 2};
    static const char *const rows[] = {N_("Objects (new, moved, removed)"), N_("Weighted reports reached, before → after"), N_("Weighted dark reports reached, before → after"), N_("Weighted reports reached more than today"),
                                       N_("Stands better than random placements"), N_("Reached by random placements (middle; 5 to 95 of 100)"), N_("Risk areas not reached"), N_("Conflicts")};
    enum { ROWS = sizeof rows / sizeof *rows };
    Language language = wording_language(config);
    CellTable *table = begin_table(pages, set->count + 1, ROWS + 1, error);
    if (table == NULL) return false;
    put_cell(table, "");
    for (size_t d = 0; d < set->count; d++) put_cell(table, set->count == 1 ? "" : d == 0 ? "A" : "B");
    for (int r = 0; r < ROWS; r++) {
        put_cell(table, _(rows[r]));
        for (size_t d = 0; d < set->count; d++) {
            const Verdict *verdict = &set->verdict[d];
            size_t changed[3] = {0}, reports = analysis->selection.points.count;
            char a[NUMBER_TEXT], b[NUMBER_TEXT], c[NUMBER_TEXT];
            for (size_t o = 0; o < verdict->design.count; o++) changed[verdict->design.object[o].change]++;
            if (r == 0) snprintf(next_cell(table), CELL_TEXT, "%zu, %zu, %zu", changed[0], changed[1], changed[2]);
            else if (r == 1) put_change(table, language, verdict->town_before.reports, verdict->town_after.reports, reports);
            else if (r == 2) put_change(table, language, verdict->town_before.dark, verdict->town_after.dark, reports);
            else if (r == 3) put_signed(table, language, verdict->gain);
            else if (r == 4 && (set->proposed || isnan(verdict->percentile) || !(verdict->added > 0))) put_cell(table, "–");
            else if (r == 4) percent_text(language, verdict->percentile / 100, 1, next_cell(table));
            else if (r == 5 && isnan(verdict->percentile)) put_cell(table, "–");
            else if (r == 5) {
                number_text(language, verdict->chance_median, 1, a);
                number_text(language, verdict->chance_low, 1, b);
                number_text(language, verdict->chance_high, 1, c);
                snprintf(next_cell(table), CELL_TEXT, _("%s; %s to %s"), a, b, c);
            } else if (r == 6) snprintf(next_cell(table), CELL_TEXT, _("%zu of %zu"), unreached_of(analysis, verdict), analysis->area_count);
            else snprintf(next_cell(table), CELL_TEXT, "%zu", verdict->conflict_count);
        }
    }
    end_table(pages, table, set->count > 1 ? two : one);
    return true;
}

/* Conflicts `first` and on of one design, `most` of them; what is left is told. */
static void add_conflicts(const Config *config, const Analysis *analysis, const VerdictSet *set, size_t design, size_t first, size_t most, Pages *pages)
{
    const Verdict *verdict = &set->verdict[design];
    if (verdict->conflict_count <= first) return;
    const char *heading = first > 0 ? _("What conflicts, continued") : _("What conflicts");
    if (set->count > 1) {
        char *text = evidence_text(&pages->sheet);
        snprintf(text, EVIDENCE_TEXT, "%s: %c", heading, (char)('A' + design));
        heading = text;
    }
    evidence_add(&pages->sheet, SHEET_HEADING, heading);
    for (size_t c = first; c < verdict->conflict_count && c < first + most; c++) {
        char *text = evidence_text(&pages->sheet), sentence[WORDING_TEXT];
        verdict_conflict_text(config, analysis, verdict, &verdict->conflict[c], sentence, sizeof sentence);
        snprintf(text, EVIDENCE_TEXT, "%zu  %s", verdict->conflict[c].object + 1, sentence);
        evidence_add(&pages->sheet, SHEET_NOTE, text);
    }
    if (verdict->conflict_count <= first + most) return;
    char *text = evidence_text(&pages->sheet);
    size_t more = verdict->conflict_count - first - most;
    if (first == 0 && set->count == 1) snprintf(text, EVIDENCE_TEXT, ngettext("%zu more on the next page.", "%zu more on the next page.", more), more);
    else snprintf(text, EVIDENCE_TEXT, ngettext("%zu more in the CSV and the GeoPackage.", "%zu more in the CSV and the GeoPackage.", more), more);
    evidence_add(&pages->sheet, SHEET_NOTE, text);
}

/* ---- the tables ---- */

typedef struct Order {
    size_t object, reports;
} Order;

static int most_reports_first(const void *a, const void *b)
{
    const Order *p = a, *q = b;
    if (p->reports != q->reports) return p->reports > q->reports ? -1 : 1;
    return (p->object > q->object) - (p->object < q->object);
}

static int by_number(const void *a, const void *b)
{
    const Order *p = a, *q = b;
    return (p->object > q->object) - (p->object < q->object);
}

/* All objects, or those with most reports when there are too many for so many lines. */
static Order *chosen_objects(const Verdict *verdict, size_t most, size_t *ret_count, Error *error)
{
    size_t count = verdict->design.count;
    Order *order = calloc(count + 1, sizeof *order);
    if (order == NULL) return error_memory(error, (double)count * sizeof *order), NULL;
    for (size_t o = 0; o < count; o++) order[o] = (Order){o, verdict->object[o].reports};
    size_t taken = 0, lines = 0;
    qsort(order, count, sizeof *order, most_reports_first);
    for (; taken < count; taken++) {
        lines += strlen(verdict->design.object[order[taken].object].name) > NAME_OF_ONE_LINE ? 2 : 1;
        if (lines > most) break;
    }
    qsort(order, taken, sizeof *order, by_number);
    *ret_count = taken;
    return order;
}

static bool add_objects(const Config *config, const Verdict *verdict, size_t most, Pages *pages, Error *error)
{
    static const double widths[] = {3.3, 3.1, 2.1, 1.3, 1.8, 1.5, 1.4, 1.7, 1.9};
    const char *const heads[] = {_("Object"),       _("Kind"), _("Change"), _("Reach, m"), _("Reports"), _("Dark"), config->kind == KIND_PERCEPTION ? _("Incidents") : _("Feelings"),
                                 _("Mean density"), _("Unlit, m")};
    enum { COLUMNS = sizeof heads / sizeof *heads };
    Language language = wording_language(config);
    size_t count;
    Order *order = chosen_objects(verdict, most, &count, error);
    if (order == NULL) return false;
    CellTable *table = begin_table(pages, COLUMNS, count + 1, error);
    if (table == NULL) return free(order), false;
    for (int c = 0; c < COLUMNS; c++) put_cell(table, heads[c]);
    for (size_t i = 0; i < count; i++) {
        const DesignObject *object = &verdict->design.object[order[i].object];
        const VerdictObject *result = &verdict->object[order[i].object];
        snprintf(next_cell(table), CELL_TEXT, "%zu  %s", order[i].object + 1, object->name);
        put_cell(table, design_kind_word(object->kind));
        put_cell(table, design_change_word(object->change));
        put_number(table, language, object->reach_m, 0);
        put_number(table, language, (double)result->reports, 0);
        put_number(table, language, (double)result->dark_reports, 0);
        put_number(table, language, (double)result->others, 0);
        put_number(table, language, result->density_mean, 0);
        put_number(table, language, result->unlit_m, 0);
    }
    free(order);
    evidence_add(&pages->sheet, SHEET_HEADING, _("Per object"));
    end_table(pages, table, widths);
    if (count == verdict->design.count) return true;
    char *text = evidence_text(&pages->sheet);
    snprintf(text, EVIDENCE_TEXT, _("The %zu objects with most reports; all %zu stand in the CSV and the GeoPackage."), count, verdict->design.count);
    evidence_add(&pages->sheet, SHEET_NOTE, text);
    return true;
}

static bool add_areas(const Config *config, const Analysis *analysis, const Verdict *verdict, Pages *pages, Error *error)
{
    static const double widths[] = {4.5, 1.6, 2.2, 2.2, 2.2, 1.8};
    static const char *const heads[] = {N_("Risk area"), N_("Reports"), N_("Ground reached"), N_("Weighted reports"), N_("Of the dark"), N_("The design")};
    enum { COLUMNS = sizeof heads / sizeof *heads };
    Language language = wording_language(config);
    size_t count = analysis->area_count < AREAS_MOST ? analysis->area_count : AREAS_MOST;
    if (count == 0) return true;
    CellTable *table = begin_table(pages, COLUMNS, count + 1, error);
    if (table == NULL) return false;
    for (int c = 0; c < COLUMNS; c++) put_cell(table, _(heads[c]));
    for (size_t a = 0; a < count; a++) {
        const RiskArea *area = &analysis->area[a];
        char name[WORDING_TEXT];
        wording_area_name(area, name, sizeof name);
        snprintf(next_cell(table), CELL_TEXT, "%d  %.180s", area->rank, name);
        put_number(table, language, (double)area->reports, 0);
        put_change(table, language, verdict->before[a].area, verdict->after[a].area, PERCENT_LEAST);
        put_change(table, language, verdict->before[a].reports, verdict->after[a].reports, area->reports);
        put_change(table, language, verdict->before[a].dark, verdict->after[a].dark, area->dark_known >= PERCENT_LEAST ? area->reports : 0);
        put_cell(table, verdict->reached[a] ? _("reaches it") : _("not reached"));
    }
    evidence_add(&pages->sheet, SHEET_HEADING, _("Per risk area, today → with the design"));
    end_table(pages, table, widths);
    if (count == analysis->area_count) return true;
    char *text = evidence_text(&pages->sheet);
    snprintf(text, EVIDENCE_TEXT, _("The first %zu risk areas; all %zu stand in the CSV and the GeoPackage."), count, analysis->area_count);
    evidence_add(&pages->sheet, SHEET_NOTE, text);
    return true;
}

/* What is taken to be so because a layer is missing; whether any is. Without a sheet nothing is added. */
static bool add_missing(const Municipality *municipality, EvidenceSheet *sheet)
{
    static const struct {
        Role role;
        const char *consequence;
    } missing[] = {{ROLE_BUILDING, N_("buildings, so no wall stands in the way of light or view")}, {ROLE_LIGHT, N_("lamps, so nothing counts as lit today and unlit streets are not known")},
                   {ROLE_CAMERA, N_("cameras, so nothing counts as seen today")}, {ROLE_STREET, N_("streets, so random placements stand anywhere within the boundary")},
                   {ROLE_WATER, N_("water, so random placements may stand in it")}};
    char all[EVIDENCE_TEXT], *text = sheet != NULL ? evidence_text(sheet) : all;
    size_t used = 0;
    for (size_t i = 0; i < sizeof missing / sizeof *missing && used < EVIDENCE_TEXT; i++)
        if (!municipality_has(municipality, missing[i].role)) used += (size_t)snprintf(text + used, EVIDENCE_TEXT - used, "%s%s", used > 0 ? "; " : _("Layers that are missing: "), _(missing[i].consequence));
    if (used > 0 && used + 2 < EVIDENCE_TEXT) snprintf(text + used, EVIDENCE_TEXT - used, ".");
    if (used > 0 && sheet != NULL) evidence_add(sheet, SHEET_NOTE, text);
    return used > 0;
}

static void add_method(const Config *config, const Analysis *analysis, const VerdictSet *set, Pages *pages)
{
    EvidenceSheet *sheet = &pages->sheet;
    char *text;
    evidence_add(sheet, SHEET_HEADING, _("Method and limits"));
    if (set->proposed) {
        text = evidence_text(sheet);
        snprintf(text, EVIDENCE_TEXT,
                 _("The spots were proposed here: of places every %g m along the streets again and again the one that reaches most dark reports without a working lamp (greedy coverage). They are a start"
                   " for a drawing; ground, cables, trees and neighbours were not looked at, and standing better than chance is no merit of spots chosen for it."),
                 config->spot_step_m);
        evidence_add(sheet, SHEET_NOTE, text);
    }
    evidence_add(sheet, SHEET_NOTE,
                 _("Reached: a lamp reaches the part of a report that was in the dark, a camera and surveillance all of it; lamps and cameras only what they have in sight past buildings, and trees"
                   " and heights are not known. A meeting place, a path and greenery reach nothing. Dark reports: at least half of the time in which they may have happened was dark. Unlit: metres of street"
                   " within reach without a working lamp today. Feelings are counted beside the reports and never added to them."));
    text = evidence_text(sheet);
    snprintf(text, EVIDENCE_TEXT,
             _("Against chance: the same new and moved objects that reach reports, %d times at random along streets, outside buildings and water, turned at random (seed %d); compared is the weight that they"
               " reach beyond what stays. Objects that stand near hotspots do better than chance, as they should; it says nothing of how well they work."),
             config->replicates, config->seed);
    evidence_add(sheet, SHEET_NOTE, text);
    (void)add_missing(&analysis->municipality, sheet);
    for (size_t d = 0; d < set->count; d++)
        for (size_t n = 0; n < set->verdict[d].design.note_count; n++) evidence_add(sheet, SHEET_NOTE, set->verdict[d].design.note[n]);
    evidence_counts(sheet, config, analysis);
}

/* That there are few reports goes before what they say. */
static void fill_title(const Config *config, const Analysis *analysis, const VerdictSet *set, EvidenceSheet *sheet)
{
    char subtitle[WORDING_TEXT];
    wording_subtitle(config, analysis, subtitle, sizeof subtitle);
    if (wording_banner(analysis) != NULL) evidence_add(sheet, SHEET_TEXT, wording_banner(analysis));
    if (set->count == 1) {
        const char *file = set->verdict[0].design.file;
        char *standing = evidence_text(sheet);
        verdict_finding(config, analysis, &set->verdict[0], sheet->title, sizeof sheet->title);
        verdict_standing(config, analysis, &set->verdict[0], standing, EVIDENCE_TEXT);
        if (standing[0] != '\0') evidence_add(sheet, SHEET_TEXT, standing);
        snprintf(sheet->subtitle, sizeof sheet->subtitle, set->proposed ? _("Proposed spots for lamps%s; %s") : _("Design %s; %s"), set->proposed ? "" : file, subtitle);
        return;
    }
    char gain[2][NUMBER_TEXT];
    for (int d = 0; d < 2; d++) number_text(wording_language(config), set->verdict[d].gain, 0, gain[d]);
    snprintf(sheet->title, sizeof sheet->title, _("Design A reaches %s weighted reports more than today, design B %s."), gain[0], gain[1]);
    snprintf(sheet->subtitle, sizeof sheet->subtitle, _("A: %s, B: %s; %s"), set->verdict[0].design.file, set->verdict[1].design.file, subtitle);
}

bool verdict_pdf(const Config *config, const Analysis *analysis, const VerdictSet *set, const char *run_id, const char *path, Error *error)
{
    Pages *pages = calloc(1, sizeof *pages);
    if (pages == NULL) return error_memory(error, sizeof *pages);
    fill_title(config, analysis, set, &pages->sheet);
    bool ok = add_maps(config, analysis, set, pages, error), two = set->count > 1;
    if (ok && two) evidence_add(&pages->sheet, SHEET_PAGE, NULL);
    ok = ok && add_summary(config, analysis, set, pages, error);
    for (size_t d = 0; ok && d < set->count; d++) add_conflicts(config, analysis, set, d, 0, two ? CONFLICTS_MOST / 2 : CONFLICTS_FIRST, pages);
    if (ok) evidence_add(&pages->sheet, SHEET_NOTE, _("This sheet says where the design stands with regard to the reports. It does not say how many reports there will be: nobody can, and nothing here predicts a decrease."));
    if (ok && two) add_method(config, analysis, set, pages);
    for (size_t d = 0; ok && d < set->count; d++) {
        const Verdict *verdict = &set->verdict[d];
        size_t areas = analysis->area_count < AREAS_MOST ? analysis->area_count : AREAS_MOST, room = two ? ROWS_MOST + ROWS_OF_METHOD : ROWS_MOST;
        if (!two && add_missing(&analysis->municipality, NULL)) room -= 3;
        evidence_add(&pages->sheet, SHEET_PAGE, NULL);
        if (two) add_file_name(verdict, d, &pages->sheet);
        ok = add_areas(config, analysis, verdict, pages, error) && add_objects(config, verdict, room - areas, pages, error);
    }
    if (ok && !two) {
        add_conflicts(config, analysis, set, 0, CONFLICTS_FIRST, CONFLICTS_MOST, pages);
        add_method(config, analysis, set, pages);
    }
    ok = ok && evidence_draw(&pages->sheet, config, analysis, run_id, path, error);
    pages_free(pages);
    return ok;
}
