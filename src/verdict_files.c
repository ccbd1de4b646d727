/* A verdict as JSON, CSV and GeoPackage. */
#include "src/exchange/export.h"
#include "src/exchange/styles.h"
#include "src/results.h"
#include "src/verdict.h"
#include "src/wording.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum ObjectColumn {
    DESIGN_FILE, NUMBER, OBJECT, CHANGE, NAME, REACH_M, DIRECTION_DEG, ANGLE_DEG, REPORTS, REPORTS_WEIGHTED, DARK_REPORTS, OTHERS, DENSITY_MEAN, UNLIT_M, CONFLICTS, OBJECT_COLUMNS
};

static const Column OBJECTS[OBJECT_COLUMNS] = {
    [DESIGN_FILE] = {"design", COLUMN_TEXT, 0},          [NUMBER] = {"number", COLUMN_WHOLE, 0},
    [OBJECT] = {"object", COLUMN_TEXT, 0},               [CHANGE] = {"change", COLUMN_TEXT, 0},
    [NAME] = {"name", COLUMN_TEXT, 0},                   [REACH_M] = {"reach_m", COLUMN_NUMBER, 1},
    [DIRECTION_DEG] = {"direction_deg", COLUMN_NUMBER, 1}, [ANGLE_DEG] = {"angle_deg", COLUMN_NUMBER, 1},
    [REPORTS] = {"reports", COLUMN_WHOLE, 0},            [REPORTS_WEIGHTED] = {"reports_weighted", COLUMN_NUMBER, 1},
    [DARK_REPORTS] = {"dark_reports", COLUMN_WHOLE, 0},  [OTHERS] = {"perceptions", COLUMN_WHOLE, 0},
    [DENSITY_MEAN] = {"density_mean", COLUMN_NUMBER, 1}, [UNLIT_M] = {"unlit_m", COLUMN_NUMBER, 0},
    [CONFLICTS] = {"conflicts", COLUMN_TEXT, 0},
};

enum AreaColumn { AREA_DESIGN, AREA_RANK, AREA_NAME, AREA_STATUS, AREA_REACHED, AREA_BEFORE, AREA_AFTER, SHARE_BEFORE, SHARE_AFTER, DARK_BEFORE, DARK_AFTER, AREA_COLUMNS };

static const Column AREAS[AREA_COLUMNS] = {
    [AREA_DESIGN] = {"design", COLUMN_TEXT, 0},        [AREA_RANK] = {"rank", COLUMN_WHOLE, 0},         [AREA_NAME] = {"name", COLUMN_TEXT, 0},
    [AREA_STATUS] = {"status", COLUMN_TEXT, 0},        [AREA_REACHED] = {"reached", COLUMN_TEXT, 0},    [AREA_BEFORE] = {"area_before", COLUMN_NUMBER, 3},
    [AREA_AFTER] = {"area_after", COLUMN_NUMBER, 3},   [SHARE_BEFORE] = {"share_before", COLUMN_NUMBER, 3}, [SHARE_AFTER] = {"share_after", COLUMN_NUMBER, 3},
    [DARK_BEFORE] = {"dark_before", COLUMN_NUMBER, 3}, [DARK_AFTER] = {"dark_after", COLUMN_NUMBER, 3},
};

enum ConflictColumn { CONFLICT_DESIGN, CONFLICT_OBJECT, CONFLICT_NAME, CONFLICT_KIND, CONFLICT_NUMBER, CONFLICT_TEXT, CONFLICT_COLUMNS };

static const Column CONFLICT_TABLE[CONFLICT_COLUMNS] = {
    [CONFLICT_DESIGN] = {"design", COLUMN_TEXT, 0},   [CONFLICT_OBJECT] = {"number", COLUMN_WHOLE, 0}, [CONFLICT_NAME] = {"name", COLUMN_TEXT, 0},
    [CONFLICT_KIND] = {"conflict", COLUMN_TEXT, 0}, [CONFLICT_NUMBER] = {"value", COLUMN_NUMBER, 0}, [CONFLICT_TEXT] = {"text", COLUMN_TEXT, 0},
};

static const char *file_of(const Verdict *verdict)
{
    return verdict->design.file[0] != '\0' ? verdict->design.file : "check --lamps";
}

static void conflicts_of(const Config *config, const Analysis *analysis, const Verdict *verdict, size_t object, char *ret_text, size_t size)
{
    size_t used = 0;
    ret_text[0] = '\0';
    for (size_t c = 0; c < verdict->conflict_count && used < size; c++) {
        char text[WORDING_TEXT];
        if (verdict->conflict[c].object != object) continue;
        verdict_conflict_text(config, analysis, verdict, &verdict->conflict[c], text, sizeof text);
        used += (size_t)snprintf(ret_text + used, size - used, "%s%s", used > 0 ? " " : "", text);
    }
}

/* The shape column says which objects are wanted; -1 all of them. */
static bool add_objects(const Config *config, const Analysis *analysis, const Verdict *verdict, int shape, Table *table, Features *features, Error *error)
{
    for (size_t o = 0; o < verdict->design.count; o++) {
        const DesignObject *object = &verdict->design.object[o];
        const VerdictObject *result = &verdict->object[o];
        char conflicts[2 * WORDING_TEXT];
        if (shape >= 0 && (int)object->shape != shape) continue;
        conflicts_of(config, analysis, verdict, o, conflicts, sizeof conflicts);
        if (!table_add(table, error) || !table_set_text(table, DESIGN_FILE, file_of(verdict), error) || !table_set_text(table, OBJECT, design_kind_key(object->kind), error) ||
            !table_set_text(table, CHANGE, design_change_key(object->change), error) || !table_set_text(table, NAME, object->name, error) ||
            !table_set_text(table, CONFLICTS, conflicts[0] != '\0' ? conflicts : NULL, error))
            return false;
        table_set_whole(table, NUMBER, (int64_t)o + 1);
        table_set_number(table, REACH_M, object->reach_m);
        table_set_number(table, DIRECTION_DEG, object->direction_deg);
        table_set_number(table, ANGLE_DEG, object->angle_deg);
        table_set_whole(table, REPORTS, (int64_t)result->reports);
        table_set_number(table, REPORTS_WEIGHTED, result->weighted);
        table_set_whole(table, DARK_REPORTS, (int64_t)result->dark_reports);
        table_set_whole(table, OTHERS, (int64_t)result->others);
        table_set_number(table, DENSITY_MEAN, result->density_mean);
        table_set_number(table, UNLIT_M, result->unlit_m);
        if (features != NULL && !features_add_feature_of(features, &verdict->design.shapes[object->shape], object->feature, error)) return false;
    }
    return true;
}

/* The column of the other kind is called by what it holds. */
static Table object_table(const Config *config, const char *name)
{
    Column columns[OBJECT_COLUMNS];
    memcpy(columns, OBJECTS, sizeof columns);
    if (config->kind == KIND_PERCEPTION) columns[OTHERS].name = "incidents";
    return table_init(name, columns, OBJECT_COLUMNS);
}

static bool add_areas(const Analysis *analysis, const Verdict *verdict, Table *table, Error *error)
{
    for (size_t a = 0; a < analysis->area_count; a++) {
        char name[WORDING_TEXT];
        wording_area_name(&analysis->area[a], name, sizeof name);
        if (!table_add(table, error) || !table_set_text(table, AREA_DESIGN, file_of(verdict), error) || !table_set_text(table, AREA_NAME, name, error) ||
            !table_set_text(table, AREA_STATUS, analysis->area[a].hotspot ? "hotspot" : "indicatief", error) ||
            !table_set_text(table, AREA_REACHED, verdict->reached[a] ? "yes" : "no", error))
            return false;
        table_set_whole(table, AREA_RANK, analysis->area[a].rank);
        const ReachShare *before = &verdict->before[a], *after = &verdict->after[a];
        table_set_number(table, AREA_BEFORE, before->area);
        table_set_number(table, AREA_AFTER, after->area);
        table_set_number(table, SHARE_BEFORE, before->reports);
        table_set_number(table, SHARE_AFTER, after->reports);
        table_set_number(table, DARK_BEFORE, before->dark);
        table_set_number(table, DARK_AFTER, after->dark);
    }
    return true;
}

/* ---- JSON ---- */

static json_t *coverage_json(ReachShare before, ReachShare after)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "share_before", number_json(before.reports), "share_after", number_json(after.reports), "dark_before", number_json(before.dark), "dark_after",
                     number_json(after.dark));
}

static json_t *object_json(const Config *config, const Analysis *analysis, const Verdict *verdict, size_t o)
{
    const DesignObject *object = &verdict->design.object[o];
    const VerdictObject *result = &verdict->object[o];
    double x, y;
    design_place(&verdict->design, object, &x, &y);
    json_t *conflicts = json_array();
    for (size_t c = 0; c < verdict->conflict_count; c++) {
        char text[WORDING_TEXT];
        if (verdict->conflict[c].object != o) continue;
        verdict_conflict_text(config, analysis, verdict, &verdict->conflict[c], text, sizeof text);
        json_array_append_new(conflicts, json_pack("{s:s, s:f, s:s}", "conflict", verdict_conflict_key(verdict->conflict[c].kind), "value", verdict->conflict[c].number, "text", text));
    }
    json_t *json = json_pack("{s:s, s:s, s:s, s:f, s:I, s:I, s:f, s:o, s:o, s:o, s:f, s:f}", "name", object->name, "kind", design_kind_key(object->kind), "change",
                             design_change_key(object->change), "reach_m", object->reach_m, "reports", (json_int_t)result->reports, "dark_reports", (json_int_t)result->dark_reports,
                             "reports_weighted", result->weighted, "density_mean", number_json(result->density_mean), "unlit_m", number_json(result->unlit_m), "conflicts", conflicts,
                             "x_m", x, "y_m", y);
    if (json != NULL) json_object_set_new(json, config->kind == KIND_PERCEPTION ? "incidents" : "perceptions", json_integer((json_int_t)result->others));
    return json;
}

static json_t *areas_json(const Analysis *analysis, const Verdict *verdict, json_t *unreached)
{
    json_t *areas = json_array();
    for (size_t a = 0; a < analysis->area_count; a++) {
        char name[WORDING_TEXT];
        wording_area_name(&analysis->area[a], name, sizeof name);
        json_t *area = coverage_json(verdict->before[a], verdict->after[a]);
        json_object_set_new(area, "rank", json_integer(analysis->area[a].rank));
        json_object_set_new(area, "name", json_string(name));
        json_object_set_new(area, "area_before", number_json(verdict->before[a].area));
        json_object_set_new(area, "area_after", number_json(verdict->after[a].area));
        json_array_append_new(areas, area);
        if (!verdict->reached[a]) json_array_append_new(unreached, json_integer(analysis->area[a].rank));
    }
    return areas;
}

static json_t *one_json(const Config *config, const Analysis *analysis, const Verdict *verdict)
{
    char conclusion[2 * WORDING_TEXT];
    json_t *objects = json_array(), *unreached = json_array(), *notes = json_array();
    verdict_conclusion(config, analysis, verdict, conclusion, sizeof conclusion);
    for (size_t o = 0; o < verdict->design.count; o++) json_array_append_new(objects, object_json(config, analysis, verdict, o));
    for (size_t n = 0; n < verdict->design.note_count; n++) json_array_append_new(notes, json_string(verdict->design.note[n]));
    json_t *areas = areas_json(analysis, verdict, unreached);
    json_t *json = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:f, s:f, s:o, s:I, s:i, s:{s:o, s:o, s:o}, s:s}", "design", file_of(verdict), "sha256", verdict->design.sha256, "notes", notes,
                             "objects", objects, "areas", areas, "unreached", unreached, "coverage", coverage_json(verdict->town_before, verdict->town_after), "gain", verdict->gain, "added",
                             verdict->added, "percentile", number_json(verdict->percentile), "placements", (json_int_t)verdict->placements, "seed", config->seed, "chance", "low",
                             number_json(verdict->chance_low), "median", number_json(verdict->chance_median), "high", number_json(verdict->chance_high), "conclusion", conclusion);
    return json;
}

/* What it rests on, in words. */
static json_t *about_json(const Config *config, const Analysis *analysis)
{
    static const char *const audiences[] = {"intern", "partner", "publiek"};
    char subtitle[WORDING_TEXT];
    Notes notes = {0};
    wording_subtitle(config, analysis, subtitle, sizeof subtitle);
    wording_notes(config, analysis, &notes);
    json_t *json = json_pack("{s:s, s:s}", "selection", subtitle, "audience", audiences[config->audience]);
    for (size_t n = 0; n < notes.count; n++)
        if (notes.topic[n] == NOTE_COUNTS || notes.topic[n] == NOTE_METHOD) json_object_set_new(json, notes.topic[n] == NOTE_COUNTS ? "counts" : "method", json_string(notes.text[n]));
    return json;
}

bool verdict_json(const Config *config, const Analysis *analysis, const VerdictSet *set, json_t **ret_json, Error *error)
{
    json_t *json = NULL;
    if (set->count == 1) {
        json = one_json(config, analysis, &set->verdict[0]);
    } else {
        json_t *designs = json_array();
        for (size_t d = 0; d < set->count; d++) json_array_append_new(designs, one_json(config, analysis, &set->verdict[d]));
        json = json_pack("{s:o}", "designs", designs);
    }
    if (json == NULL) return error_memory(error, 1e5);
    json_object_set_new(json, "about", about_json(config, analysis));
    *ret_json = json;
    return true;
}

/* ---- tables ---- */

enum { SUMMARY_COLUMNS = 3 };

static bool add_line(Table *table, const char *design, const char *measure, const char *value, Error *error)
{
    return table_add(table, error) && table_set_text(table, 0, design, error) && table_set_text(table, 1, measure, error) && table_set_text(table, 2, value, error);
}

static bool add_number(Table *table, Language language, const char *design, const char *measure, double value, int decimals, Error *error)
{
    char text[NUMBER_TEXT] = "";
    if (!isnan(value)) number_text(language, value, decimals, text);
    return add_line(table, design, measure, isnan(value) ? NULL : text, error);
}

static bool summarise(const Config *config, const Analysis *analysis, const VerdictSet *set, About about, Table *table, Error *error)
{
    static const char *const said[][2] = {{"BRANDPUNT_SELECTION", "selection"}, {"BRANDPUNT_RUN", "run"}, {"BRANDPUNT_AUDIENCE", "audience"}};
    Language language = wording_language(config);
    char text[2 * WORDING_TEXT];
    bool ok = true;
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        for (size_t r = 0; ok && r < about.count; r++)
            if (strcmp(about.remark[r].name, said[i][0]) == 0) ok = add_line(table, NULL, said[i][1], about.remark[r].value, error);
    Notes notes = {0};
    wording_notes(config, analysis, &notes);
    for (size_t n = 0; ok && n < notes.count; n++)
        if (notes.topic[n] == NOTE_COUNTS || notes.topic[n] == NOTE_METHOD) ok = add_line(table, NULL, notes.topic[n] == NOTE_COUNTS ? "counts" : "method", notes.text[n], error);
    for (size_t d = 0; ok && d < set->count; d++) {
        const Verdict *verdict = &set->verdict[d];
        const char *file = file_of(verdict);
        verdict_conclusion(config, analysis, verdict, text, sizeof text);
        ok = add_line(table, file, "conclusion", text, error) && add_number(table, language, file, "gain", verdict->gain, 2, error) &&
             add_number(table, language, file, "percentile", verdict->percentile, 2, error) && add_number(table, language, file, "placements", (double)verdict->placements, 0, error) &&
             add_number(table, language, file, "seed", config->seed, 0, error) && add_number(table, language, file, "share_before", verdict->town_before.reports, 3, error) &&
             add_number(table, language, file, "share_after", verdict->town_after.reports, 3, error) && add_number(table, language, file, "dark_before", verdict->town_before.dark, 3, error) &&
             add_number(table, language, file, "dark_after", verdict->town_after.dark, 3, error);
        for (size_t n = 0; ok && n < verdict->design.note_count; n++) ok = add_line(table, file, "note", verdict->design.note[n], error);
    }
    return ok;
}

static bool add_conflicts(const Config *config, const Analysis *analysis, const Verdict *verdict, Table *table, Error *error)
{
    for (size_t c = 0; c < verdict->conflict_count; c++) {
        const Conflict *conflict = &verdict->conflict[c];
        char text[WORDING_TEXT];
        verdict_conflict_text(config, analysis, verdict, conflict, text, sizeof text);
        if (!table_add(table, error) || !table_set_text(table, CONFLICT_DESIGN, file_of(verdict), error) ||
            !table_set_text(table, CONFLICT_NAME, verdict->design.object[conflict->object].name, error) ||
            !table_set_text(table, CONFLICT_KIND, verdict_conflict_key(conflict->kind), error) || !table_set_text(table, CONFLICT_TEXT, text, error))
            return false;
        table_set_whole(table, CONFLICT_OBJECT, (int64_t)conflict->object + 1);
        table_set_number(table, CONFLICT_NUMBER, conflict->number);
    }
    return true;
}

bool verdict_tables(const Config *config, const Analysis *analysis, const VerdictSet *set, About about, const char *path, Error *error)
{
    static const Column columns[SUMMARY_COLUMNS] = {{"design", COLUMN_TEXT, 0}, {"measure", COLUMN_TEXT, 0}, {"value", COLUMN_TEXT, 0}};
    Table objects = object_table(config, "objects"), areas = table_init("areas", AREAS, AREA_COLUMNS), conflicts = table_init("conflicts", CONFLICT_TABLE, CONFLICT_COLUMNS),
          summary = table_init("summary", columns, SUMMARY_COLUMNS);
    bool ok = summarise(config, analysis, set, about, &summary, error);
    for (size_t d = 0; ok && d < set->count; d++)
        ok = add_objects(config, analysis, &set->verdict[d], -1, &objects, NULL, error) && add_areas(analysis, &set->verdict[d], &areas, error) &&
             add_conflicts(config, analysis, &set->verdict[d], &conflicts, error);
    const TablePart parts[] = {{&objects, "objects"}, {&areas, "areas"}, {&conflicts, "conflicts"}, {&summary, "summary"}};
    ok = ok && tables_write(config, parts, sizeof parts / sizeof *parts, about, path, error);
    table_free(&objects);
    table_free(&areas);
    table_free(&conflicts);
    table_free(&summary);
    return ok;
}

/* ---- GeoPackage ---- */

bool verdict_geopackage(const Config *config, const Analysis *analysis, const VerdictSet *set, const Remark *remarks, size_t remark_count, const char *path, Error *error)
{
    static const char *const names[3] = {"objects", "objects_lines", "objects_areas"};
    const Style styles[3] = {style_design(FEATURE_POINT), style_design(FEATURE_LINE), style_design(FEATURE_POLYGON)}, areas_style = style_risk_areas();
    Table objects[3], areas = table_init("risk_areas", AREAS, AREA_COLUMNS);
    Features shapes[3];
    size_t count = 0, *area_of = calloc(set->count * analysis->area_count + 1, sizeof *area_of);
    ExportLayer layers[4];
    bool ok = area_of != NULL || error_memory(error, 8.0 * (double)analysis->area_count);
    for (int shape = 0; shape < 3; shape++) {
        objects[shape] = object_table(config, names[shape]);
        shapes[shape] = features_init((FeatureKind)shape);
        for (size_t d = 0; ok && d < set->count; d++) ok = add_objects(config, analysis, &set->verdict[d], shape, &objects[shape], &shapes[shape], error);
        if (ok && shapes[shape].count > 0) layers[count++] = (ExportLayer){&objects[shape], &shapes[shape], NULL, &styles[shape]};
    }
    for (size_t d = 0; ok && d < set->count; d++) {
        for (size_t a = 0; a < analysis->area_count; a++) area_of[d * analysis->area_count + a] = a;
        ok = add_areas(analysis, &set->verdict[d], &areas, error);
    }
    if (ok && areas.row_count > 0) layers[count++] = (ExportLayer){&areas, &analysis->areas, area_of, &areas_style};
    ok = ok && export_geopackage(NULL, layers, count, config->project_crs, remarks, remark_count, path, error);
    for (int shape = 0; shape < 3; shape++) {
        table_free(&objects[shape]);
        features_free(&shapes[shape]);
    }
    table_free(&areas);
    free(area_of);
    return ok;
}
