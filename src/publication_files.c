#include "src/publication_files.h"

#include "geo/calendar.h"
#include "src/exchange/export.h"
#include "src/exchange/styles.h"
#include "src/tables.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { REMARKS = 16 };

/* ---- tables ---- */

static void set_class(const Publication *publication, Table *table, int class)
{
    table_set_whole(table, 1, class);
    table_set_whole(table, 2, publication->classes[class - 1].from);
    table_set_whole(table, 3, publication->classes[class - 1].to);
}

static const char *status_of(int label)
{
    return label == PUBLIC_WITHHELD ? "withheld" : "shown";
}

static bool wijken_table(const Publication *publication, Table *ret_table, Error *error)
{
    static const Column columns[] = {{"name", COLUMN_TEXT, 0}, {"class", COLUMN_WHOLE, 0}, {"reporters_from", COLUMN_WHOLE, 0}, {"reporters_to", COLUMN_WHOLE, 0}, {"status", COLUMN_TEXT, 0},
                                     {"code", COLUMN_TEXT, 0}};
    Table table = table_init("wijken", columns, sizeof columns / sizeof *columns);
    bool ok = true;
    for (size_t w = 0; ok && w < publication->wijk_count; w++) {
        int label = publication_wijk_label(publication, w, NULL);
        ok = table_add(&table, error) && table_set_text(&table, 0, publication->wijk[w].name, error) && table_set_text(&table, 4, status_of(label), error) &&
             table_set_text(&table, 5, publication->wijk[w].code, error);
        if (ok && label != PUBLIC_WITHHELD) set_class(publication, &table, label);
    }
    if (ok) *ret_table = table;
    else table_free(&table);
    return ok;
}

static bool squares_table(const Publication *publication, Table *ret_table, Error *error)
{
    static const Column columns[] = {{"square", COLUMN_TEXT, 0},       {"class", COLUMN_WHOLE, 0}, {"reporters_from", COLUMN_WHOLE, 0},
                                     {"reporters_to", COLUMN_WHOLE, 0}, {"status", COLUMN_TEXT, 0}, {"neighbourhood", COLUMN_TEXT, 0}};
    const Grid *grid = protect_cells(publication->scene);
    Table table = table_init("squares", columns, sizeof columns / sizeof *columns);
    bool ok = true;
    for (size_t cell = 0; ok && cell < grid_cells(grid); cell++) {
        int class = publication->label[cell], column = (int)(cell % (size_t)grid->columns), row = (int)(cell / (size_t)grid->columns);
        char square[64];
        if (class == 0) continue;
        snprintf(square, sizeof square, "%.0f_%.0f", grid->x0_m + column * grid->cell_m, grid->y0_m + row * grid->cell_m);
        ok = table_add(&table, error) && table_set_text(&table, 0, square, error) && table_set_text(&table, 4, status_of(class), error) &&
             table_set_text(&table, 5, publication_neighbourhood(publication, grid_x_m(grid, column), grid_y_m(grid, row)), error);
        if (ok && class != PUBLIC_WITHHELD) set_class(publication, &table, class);
    }
    if (ok) *ret_table = table;
    else table_free(&table);
    return ok;
}

/* Of what is counted: squares or wijken. */
static bool counts_table(const Publication *publication, Table *ret_table, Error *error)
{
    return publication->by_wijk ? wijken_table(publication, ret_table, error) : squares_table(publication, ret_table, error);
}

static bool areas_table(const Publication *publication, Table *ret_table, Error *error)
{
    static const Column columns[] = {{"rank", COLUMN_WHOLE, 0},         {"name", COLUMN_TEXT, 0},     {"class", COLUMN_WHOLE, 0},   {"reporters_from", COLUMN_WHOLE, 0},
                                     {"reporters_to", COLUMN_WHOLE, 0}, {"squares", COLUMN_WHOLE, 0}, {"area_m2", COLUMN_WHOLE, 0}};
    double square_m2 = publication->rules.cell_m * publication->rules.cell_m;
    Table table = table_init("areas", columns, sizeof columns / sizeof *columns);
    bool ok = true;
    for (size_t a = 0; ok && a < publication->area_count; a++) {
        const PublicArea *area = &publication->area[a];
        ok = table_add(&table, error) && table_set_text(&table, 1, area->neighbourhood, error);
        if (!ok) break;
        table_set_whole(&table, 0, area->rank);
        table_set_whole(&table, 2, area->class_high);
        table_set_whole(&table, 3, publication->classes[area->class_low - 1].from);
        table_set_whole(&table, 4, publication->classes[area->class_high - 1].to);
        table_set_whole(&table, 5, (int64_t)area->squares);
        table_set_whole(&table, 6, llround((double)area->squares * square_m2));
    }
    if (ok) *ret_table = table;
    else table_free(&table);
    return ok;
}

/* A square for each row of the table: each by itself, also beside another of its class. */
static bool squares_outlines(const Publication *publication, Features *ret_squares, Error *error)
{
    const Grid *grid = protect_cells(publication->scene);
    Features squares = features_init(FEATURE_POLYGON);
    bool ok = true;
    for (size_t cell = 0; ok && cell < grid_cells(grid); cell++) {
        if (publication->label[cell] == 0) continue;
        double x = grid->x0_m + (double)(cell % (size_t)grid->columns) * grid->cell_m, y = grid->y0_m + (double)(cell / (size_t)grid->columns) * grid->cell_m, side = grid->cell_m;
        ok = features_add(&squares, error) && features_add_part(&squares, error) && features_add_vertex(&squares, x, y, error) &&
             features_add_vertex(&squares, x + side, y, error) && features_add_vertex(&squares, x + side, y + side, error) && features_add_vertex(&squares, x, y + side, error);
    }
    if (ok) *ret_squares = squares;
    else features_free(&squares);
    return ok;
}

static bool wijken_outlines(const Publication *publication, Features *ret_wijken, Error *error)
{
    Features wijken = features_init(FEATURE_POLYGON);
    bool ok = true;
    for (size_t w = 0; ok && w < publication->wijk_count; w++) ok = publication_wijk_outline(publication, w, &wijken, error);
    if (ok) *ret_wijken = wijken;
    else features_free(&wijken);
    return ok;
}

static const char *unit_of(const Publication *publication)
{
    return publication->by_wijk ? _("class of the number of reporters per wijk") : _("class of the number of reporters per square");
}

/* One of the two layers, with what it is made of. */
typedef struct Part {
    Table table;
    Features own;
    ExportLayer layer;
    Style style;
} Part;

static void part_free(Part *part)
{
    table_free(&part->table);
    features_free(&part->own);
}

static bool part_make(const Publication *publication, bool areas, Part *part, Error *error)
{
    if (areas) {
        part->style = style_square_areas();
        part->layer = (ExportLayer){&part->table, &publication->areas, NULL, &part->style};
        return areas_table(publication, &part->table, error);
    }
    char ranges[PUBLIC_CLASSES][64], labels[PUBLIC_CLASSES][STYLE_LABEL];
    const char *label[PUBLIC_CLASSES];
    for (int class = 1; class <= PUBLIC_CLASSES; class++) {
        publication_class_text(publication, class, class, ranges[class - 1], sizeof ranges[0]);
        snprintf(labels[class - 1], sizeof labels[0], publication->by_wijk ? _("%s reporters per wijk") : _("%s reporters per square"), ranges[class - 1]);
        label[class - 1] = publication->classes[class - 1].from <= publication->classes[class - 1].to ? labels[class - 1] : NULL;
    }
    part->style = style_squares(label);
    part->layer = (ExportLayer){&part->table, &part->own, NULL, &part->style};
    return counts_table(publication, &part->table, error) && (publication->by_wijk ? wijken_outlines(publication, &part->own, error) : squares_outlines(publication, &part->own, error));
}

/* ---- what a file says of itself ---- */

typedef struct Remarks {
    Remark remark[REMARKS];
    size_t count;
    char classes[PUBLIC_TEXT];
} Remarks;

static void remark(Remarks *remarks, const char *name, const char *value)
{
    remarks->remark[remarks->count++] = (Remark){name, value};
}

static void make_remarks(const Publication *publication, Remarks *remarks)
{
    size_t used = 0;
    *remarks = (Remarks){0};
    for (int class = 1; class <= PUBLIC_CLASSES && used < sizeof remarks->classes; class++) {
        char text[64];
        if (publication->classes[class - 1].from > publication->classes[class - 1].to) continue;
        publication_class_text(publication, class, class, text, sizeof text);
        used += (size_t)snprintf(remarks->classes + used, sizeof remarks->classes - used, "%s%d: %s", used > 0 ? "; " : "", class, text);
    }
    remark(remarks, "BRANDPUNT_SELECTION", publication->subtitle);
    remark(remarks, "BRANDPUNT_RUN", publication->id);
    remark(remarks, "BRANDPUNT_AUDIENCE", publication->audience);
    remark(remarks, "BRANDPUNT_UNIT", unit_of(publication));
    remark(remarks, "BRANDPUNT_CLASSES", remarks->classes);
    remark(remarks, "BRANDPUNT_PROTECTION", publication->note[0]);
    remark(remarks, "BRANDPUNT_WITHHELD", publication->note[1]);
    remark(remarks, "BRANDPUNT_COUNTS", publication->note[2]);
    remark(remarks, "BRANDPUNT_DOUBT", publication->note[3]);
    remark(remarks, "BRANDPUNT_SOURCES", publication->sources);
}

/* ---- files ---- */

static bool classes_grid(const Publication *publication, Grid *ret_grid, Error *error)
{
    if (!grid_copy(protect_cells(publication->scene), ret_grid, error)) return false;
    for (size_t cell = 0; cell < grid_cells(ret_grid); cell++) {
        int class = protect_class(publication->scene, cell);
        ret_grid->value[cell] = class > 0 ? (double)class : (double)NAN;
    }
    return true;
}

bool publication_geotiff(const Publication *publication, const char *path, Error *error)
{
    Grid grid = {0};
    Remarks remarks;
    make_remarks(publication, &remarks);
    bool ok = classes_grid(publication, &grid, error) &&
              export_geotiff(&grid, publication->config->project_crs, unit_of(publication), remarks.remark, remarks.count, path, error);
    grid_free(&grid);
    return ok;
}

bool publication_geopackage(const Publication *publication, bool areas_only, const char *path, Error *error)
{
    Grid grid = {0};
    Part squares = {0}, areas = {0};
    Remarks remarks;
    make_remarks(publication, &remarks);
    bool ok = part_make(publication, true, &areas, error) && (areas_only || (classes_grid(publication, &grid, error) && part_make(publication, false, &squares, error)));
    const ExportLayer layers[] = {areas.layer, squares.layer};
    ok = ok && export_geopackage(areas_only ? NULL : &grid, layers, areas_only ? 1 : 2, publication->config->project_crs, remarks.remark, remarks.count, path, error);
    grid_free(&grid);
    part_free(&squares);
    part_free(&areas);
    return ok;
}

bool publication_geojson(const Publication *publication, bool areas_only, const char *path, Error *error)
{
    Part part = {0};
    bool ok = part_make(publication, areas_only, &part, error) && export_geojson(&part.layer, publication->config->project_crs, path, error);
    part_free(&part);
    return ok;
}

bool publication_flatgeobuf(const Publication *publication, bool areas_only, const char *path, Error *error)
{
    Part part = {0};
    bool ok = part_make(publication, areas_only, &part, error) && export_flatgeobuf(&part.layer, publication->config->project_crs, path, error);
    part_free(&part);
    return ok;
}

bool publication_mbtiles(const Publication *publication, bool areas_only, const char *path, Error *error)
{
    Part squares = {0}, areas = {0};
    Remarks remarks;
    make_remarks(publication, &remarks);
    bool ok = part_make(publication, true, &areas, error) && (areas_only || part_make(publication, false, &squares, error));
    const ExportLayer layers[] = {areas.layer, squares.layer};
    ok = ok && export_mbtiles(layers, areas_only ? 1 : 2, publication->config->project_crs, publication->title, remarks.remark, remarks.count, path, error);
    part_free(&squares);
    part_free(&areas);
    return ok;
}

bool publication_tables(const Publication *publication, bool areas_only, const char *path, Error *error)
{
    Table squares = {0}, areas = {0};
    Remarks remarks;
    make_remarks(publication, &remarks);
    const char *dot = strrchr(path, '.');
    bool one = areas_only || (dot != NULL && strcasecmp(dot, ".csv") == 0);
    bool ok = areas_table(publication, &areas, error) && counts_table(publication, &squares, error);
    const TablePart parts[] = {{areas_only || !one ? &areas : &squares, NULL}, {&squares, NULL}};
    ok = ok && tables_write(publication->config, parts, one ? 1 : 2, (About){remarks.remark, remarks.count}, path, error);
    table_free(&squares);
    table_free(&areas);
    return ok;
}

static json_t *day_json(int64_t day)
{
    Date date = calendar_date(day);
    char text[32];
    snprintf(text, sizeof text, "%04d-%02d-%02d", date.year, date.month, date.day);
    return json_string(text);
}

bool publication_json(const Publication *publication, json_t **ret_json, Error *error)
{
    const Config *config = publication->config;
    Table table;
    if (!areas_table(publication, &table, error)) return false;
    json_t *classes = json_array(), *notes = json_array();
    for (int class = 1; class <= PUBLIC_CLASSES; class++) {
        const PublicClass *range = &publication->classes[class - 1];
        if (range->from <= range->to)
            json_array_append_new(classes, json_pack("{s:i, s:i, s:i}", "class", class, "reporters_from", range->from, "reporters_to", range->to));
    }
    for (int n = 0; n < PUBLIC_NOTES; n++) json_array_append_new(notes, json_string(publication->note[n]));
    json_t *json = json_pack("{s:s, s:s, s:s, s:o, s:o, s:s, s:s, s:s, s:s, s:s, s:i, s:i, s:o, s:o, s:o, s:s, s:s}", "id", publication->id, "version", BRANDPUNT_VERSION, "audience",
                             publication->audience, "from", day_json(publication->from_day), "to", day_json(publication->to_day), "kind",
                             config->kind == KIND_PERCEPTION ? "perception" : "incident", "category", config->category, "group", config->group, "area", config->area, "unit", publication->by_wijk ? "wijk" : "square", "square_m",
                             (int)publication->rules.cell_m, "smallest", (int)publication->rules.smallest, "classes", classes, "areas", table_json(&table), "notes", notes, "sources",
                             publication->sources, "crs", config->project_crs);
    table_free(&table);
    *ret_json = json;
    return json != NULL || error_memory(error, 1e4);
}
