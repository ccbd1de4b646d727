#include "src/levers.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void levers_free(LeverParts *parts)
{
    Table *tables[] = {&parts->segments, &parts->spots, &parts->views, &parts->conditions, &parts->categories};
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) table_free(tables[t]);
    lighting_free(&parts->lighting);
    cameras_free(&parts->sights);
    *parts = (LeverParts){0};
}

static bool make_lighting(const Config *config, const Analysis *analysis, StreetsOnce *once, LeverParts *parts, Error *error)
{
    Error why;
    if (!lighting_possible(analysis, &why)) {
        snprintf(parts->lighting_note, sizeof parts->lighting_note, "%s", why.text);
        return true;
    }
    const Streets *streets;
    if (!streets_once(config, analysis, once, &streets, error)) return false;
    parts->has_lighting = true;
    if (!lighting_make(config, analysis, streets, &parts->lighting, error)) return false;
    lighting_note(config, &parts->lighting, parts->lighting_note, sizeof parts->lighting_note);
    return lighting_segments_table(config, analysis, &parts->lighting, &parts->segments, error) && lighting_spots_table(config, analysis, &parts->lighting, &parts->spots, error);
}

bool levers_make(const Config *config, const Analysis *analysis, Lever lever, StreetsOnce *streets, LeverParts *ret_parts, Error *error)
{
    *ret_parts = (LeverParts){0};
    if (lever == LEVER_LIGHTING) return make_lighting(config, analysis, streets, ret_parts, error);
    if (lever == LEVER_HANDHAVING) return levers_categories(config, analysis, &ret_parts->categories, error);
    return cameras_make(config, analysis, &ret_parts->sights, error) && cameras_table(config, analysis, &ret_parts->sights, &ret_parts->views, error) &&
           levers_conditions(config, &ret_parts->conditions, error);
}

bool levers_conditions(const Config *config, Table *ret_table, Error *error)
{
    static const Column columns[] = {{"condition", COLUMN_TEXT, 0}, {"met", COLUMN_WHOLE, 0}, {"date", COLUMN_DATE, 0}, {"state", COLUMN_TEXT, 0}};
    CameraGate gate = camera_gate(config);
    Table table = table_init("conditions", columns, 4);
    bool ok = true;
    for (int i = 0; ok && i < GATE_CONDITIONS; i++) {
        const GateCondition *condition = &gate.condition[i];
        char state[WORDING_TEXT], day[11];
        if (!(ok = table_add(&table, error))) break;
        camera_gate_state(config, &gate, i, state, sizeof state);
        wording_iso_day(condition->day, day);
        table_set_whole(&table, 1, condition->met);
        ok = table_set_text(&table, 0, condition->name, error) && table_set_text(&table, 2, condition->dated ? day : NULL, error) && table_set_text(&table, 3, state, error);
    }
    if (ok) *ret_table = table;
    else table_free(&table);
    return ok;
}

/* The reports of one category. */
typedef struct CategoryCount {
    size_t category, reports;
    double weight;
} CategoryCount;

static int compare_counts(const void *left, const void *right)
{
    const CategoryCount *a = left, *b = right;
    if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
    return (a->category > b->category) - (a->category < b->category);
}

bool levers_categories(const Config *config, const Analysis *analysis, Table *ret_table, Error *error)
{
    static const Column columns[] = {
        {"category", COLUMN_TEXT, 0}, {"boa", COLUMN_WHOLE, 0}, {"reports", COLUMN_WHOLE, 0}, {"reports_weighted", COLUMN_NUMBER, 1}, {"share", COLUMN_NUMBER, 3}};
    const Points *points = &analysis->selection.points;
    const Names *names = &analysis->selection.categories;
    CategoryCount *count = calloc(names->count + 1, sizeof *count);
    if (count == NULL) return error_memory(error, (double)names->count * sizeof *count);
    double all = 0;
    for (size_t c = 0; c < names->count; c++) count[c].category = c;
    for (size_t i = 0; analysis->has_priorities && i < points->count; i++) {
        int32_t area = analysis->area_of[i];
        if (area < 0 || analysis->priorities.score[LEVER_HANDHAVING][area].rank == 0) continue;
        count[points->category[i]].reports++;
        count[points->category[i]].weight += points->weight[i];
        all += points->weight[i];
    }
    qsort(count, names->count, sizeof *count, compare_counts);
    Table table = table_init("boa_categories", columns, 5);
    bool ok = true;
    for (size_t c = 0; ok && c < names->count && count[c].reports > 0; c++) {
        const char *name = names->name[count[c].category];
        ptrdiff_t found = config_category(config, name);
        if (!(ok = table_add(&table, error))) break;
        if (found >= 0) table_set_whole(&table, 1, config->category_of[found].boa);
        table_set_whole(&table, 2, (int64_t)count[c].reports);
        table_set_number(&table, 3, count[c].weight);
        table_set_number(&table, 4, count[c].weight / all);
        ok = table_set_text(&table, 0, name, error);
    }
    free(count);
    if (ok) *ret_table = table;
    else table_free(&table);
    return ok;
}

bool levers_add_json(const Config *config, const LeverParts *parts, Lever lever, json_t *json, Error *error)
{
    bool ok = true;
    if (lever == LEVER_LIGHTING) {
        json_t *segments = table_json(&parts->segments);
        for (size_t s = json_array_size(segments); s-- > 0;)
            if (parts->lighting.segment[s].rank == 0) json_array_remove(segments, s);
        ok = json_object_set_new(json, "segments", segments) == 0 && json_object_set_new(json, "spots", table_json(&parts->spots)) == 0 &&
             json_object_set_new(json, "note", json_string(parts->lighting_note)) == 0;
    } else if (lever == LEVER_CAMERAS) {
        CameraGate gate = camera_gate(config);
        ok = json_object_set_new(json, "conditions", camera_gate_json(config, &gate)) == 0 && json_object_set_new(json, "cameras", table_json(&parts->views)) == 0;
    } else ok = json_object_set_new(json, "categories", table_json(&parts->categories)) == 0;
    return ok || error_memory(error, 4096);
}

size_t levers_tables(const LeverParts *parts, TablePart *ret_parts)
{
    const TablePart tables[LEVER_TABLES] = {{&parts->segments, "segments"}, {&parts->spots, "spots"}, {&parts->views, "views"}, {&parts->conditions, "conditions"}, {&parts->categories, "categories"}};
    size_t count = 0;
    for (size_t t = 0; t < LEVER_TABLES; t++)
        if (tables[t].table->row_count > 0) ret_parts[count++] = tables[t];
    return count;
}
