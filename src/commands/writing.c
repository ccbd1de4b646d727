#include "src/commands/writing.h"

#include "src/briefing.h"
#include "src/commands/auditing.h"
#include "src/commands/loading.h"
#include "src/commands/publishing.h"
#include "src/drawing.h"
#include "src/exchange/projection.h"
#include "src/exchange/styles.h"
#include "src/explanation.h"
#include "src/levers.h"
#include "src/report.h"
#include "src/results.h"
#include "src/web.h"
#include "src/wording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { REMARKS = 16, PACKAGE_LAYERS = 12 };

bool writing_srid(const Config *config, int *ret_srid, Error *error)
{
    int srid;
    char rest;
    bool known = sscanf(config->project_crs, "EPSG:%d%c", &srid, &rest) == 1 && srid > 0, ok = known;
    if (!known) error_set(error, ERROR_USAGE, _("[project] crs = %s is not of the form EPSG:28992."), config->project_crs);
    else if (projection_is_degrees(config->project_crs))
        ok = error_set(error, ERROR_USAGE, _("[project] crs = %s is in degrees; distances need a system in metres such as EPSG:28992."), config->project_crs);
    if (!ok) return config_blame(config, "project", "crs", error);
    *ret_srid = srid;
    return true;
}

bool writing_analyse(Program *program, Stage last, Store **ret_store, Analysis *ret_analysis, Error *error)
{
    int srid;
    *ret_analysis = (Analysis){0};
    if (publishing(&program->config)) return publishing_refused(program, error); /* an analysis is for the municipality alone */
    if ((last >= STAGE_DENSITY && !config_check_computing(&program->config, error)) || !writing_srid(&program->config, &srid, error)) return false;
    if (!store_open(program->config.database, STORE_WRITE, srid, ret_store, error)) return false;
    if (loading_link_pending(program, *ret_store, error) && auditing_begin(program, *ret_store, error) && store_hold(*ret_store, error) &&
        analysis_make(*ret_store, &program->config, last, ret_analysis, error))
        return true;
    analysis_free(ret_analysis);
    store_close(*ret_store);
    return false;
}

bool writing_is(const char *path, const char *extension)
{
    const char *dot = strrchr(path, '.');
    return dot != NULL && strcasecmp(dot + 1, extension) == 0;
}

bool writing_ending(const char *path, const char *endings, Error *error)
{
    const char *dot = strrchr(path, '.');
    size_t length = dot != NULL ? strlen(dot) : 0;
    for (const char *ending = endings; *ending != '\0' && length > 1; ending += strcspn(ending, " "), ending += *ending == ' ')
        if (strcspn(ending, " ") == length && strncasecmp(ending, dot, length) == 0) return true;
    if (writing_is(path, "mbtiles"))
        return error_set(error, ERROR_USAGE, _("%s: tiles are made to be shown to others, so of protected areas alone: `areas` or `export` with --audience partner or publiek."), path);
    return error_set(error, ERROR_USAGE, _("%s: the ending says the format, and here it can be one of %s."), path, endings);
}

static const char *audience_name(const Config *config)
{
    static const char *const audiences[] = {"intern", "partner", "publiek"};
    return audiences[config->audience];
}

static size_t count_hotspots(const Analysis *analysis)
{
    size_t hotspots = 0;
    for (size_t a = 0; a < analysis->area_count; a++) hotspots += analysis->area[a].hotspot;
    return hotspots;
}

/* With --explain: into the object that --json prints, or on standard output after what was told. */
static bool explain(const Program *program, const Analysis *analysis, const char *conclusion, const char *run_id, json_t *json, Error *error)
{
    json_t *sentences;
    if (!program->explain) return true;
    if (!explanation_make(&program->config, analysis, conclusion, run_id, &sentences, error)) return false;
    if (program->json) json_object_set(json, "explanation", sentences);
    else explanation_print(sentences, stdout);
    json_decref(sentences);
    return true;
}

bool writing_record(Program *program, Store *store, const Analysis *analysis, const char *path, Error *error)
{
    return writing_record_beside(program, store, analysis, path, "", NULL, error);
}

bool writing_record_beside(Program *program, Store *store, const Analysis *analysis, const char *path, const char *name, json_t *beside, Error *error)
{
    json_t *run;
    char id[RUN_ID_BYTES];
    if (!results_run(store, &program->config, analysis, &run, id, error)) return false;
    bool ok = results_store(store, &program->config, analysis, program->command_line, run, id, error);
    if (ok && program->json) {
        json_object_set_new(run, "out", json_string(path));
        if (beside != NULL) json_object_set(run, name, beside);
        ok = explain(program, analysis, NULL, id, run, error);
        json_dumpf(run, stdout, JSON_INDENT(2) | JSON_SORT_KEYS);
        fputc('\n', stdout);
    } else if (ok && analysis->exposure_name == NULL) { /* a density alone: no areas were looked for */
        log_say(&program->log, ngettext("%s: %zu report (run %s).", "%s: %zu reports (run %s).", analysis->selection.points.count), path,
                analysis->selection.points.count, id);
    } else if (ok) {
        log_say(&program->log,
                ngettext("%s: %zu report; risk areas: %zu, of which hotspots: %zu (run %s).", "%s: %zu reports; risk areas: %zu, of which hotspots: %zu (run %s).",
                         analysis->selection.points.count),
                path, analysis->selection.points.count, analysis->area_count, count_hotspots(analysis), id);
    }
    if (ok && !program->json) ok = explain(program, analysis, NULL, id, NULL, error);
    json_decref(run);
    return ok;
}

/* The grid and the layer as GeoTIFF or GeoPackage, with what they rest on. */
static bool write_evidence_map(const Config *config, const Analysis *analysis, const Evidence *evidence, const char *run_id, const char *path, Error *error)
{
    char subtitle[WORDING_TEXT];
    wording_subtitle(config, analysis, subtitle, sizeof subtitle);
    const Remark remarks[] = {{"BRANDPUNT_SELECTION", subtitle},         {"BRANDPUNT_RUN", run_id}, {"BRANDPUNT_AUDIENCE", audience_name(config)},
                              {"BRANDPUNT_UNIT", evidence->grid_unit}, {"BRANDPUNT_DOUBT", evidence->conclusion}};
    size_t count = sizeof remarks / sizeof *remarks;
    if (writing_is(path, "tif")) return export_geotiff(evidence->grid, config->project_crs, evidence->grid_unit, remarks, count, path, error);
    return export_geopackage(evidence->grid, evidence->layer, evidence->layer != NULL, config->project_crs, remarks, count, path, error);
}

/* What every file says of itself: period, selection, numbers used and dropped, method, audience, run. */
typedef struct Remarks {
    size_t count;
    Remark remark[REMARKS];
    char subtitle[WORDING_TEXT], run_id[RUN_ID_BYTES], unit[WORDING_TEXT], streets[WORDING_TEXT], conditions[2 * WORDING_TEXT];
    Notes notes;
} Remarks;

static bool make_remarks(const Config *config, const Analysis *analysis, Store *store, Remarks *remarks, Error *error)
{
    static const char *const topics[] = {"BRANDPUNT_COUNTS", "BRANDPUNT_METHOD", "BRANDPUNT_AREAS"};
    static const char *const doubts[] = {"BRANDPUNT_DOUBT", "BRANDPUNT_DOUBT_2", "BRANDPUNT_DOUBT_3"};
    size_t doubt = 0;
    json_t *run;
    if (!results_run(store, config, analysis, &run, remarks->run_id, error)) return false;
    json_decref(run);
    wording_subtitle(config, analysis, remarks->subtitle, sizeof remarks->subtitle);
    wording_notes(config, analysis, &remarks->notes);
    snprintf(remarks->unit, sizeof remarks->unit, "%s", wording_unit(config));
    remarks->count = 0;
    remarks->remark[remarks->count++] = (Remark){"BRANDPUNT_SELECTION", remarks->subtitle};
    remarks->remark[remarks->count++] = (Remark){"BRANDPUNT_RUN", remarks->run_id};
    remarks->remark[remarks->count++] = (Remark){"BRANDPUNT_AUDIENCE", audience_name(config)};
    remarks->remark[remarks->count++] = (Remark){"BRANDPUNT_UNIT", remarks->unit};
    for (size_t i = 0; i < remarks->notes.count && doubt < sizeof doubts / sizeof *doubts; i++) {
        NoteTopic topic = remarks->notes.topic[i];
        remarks->remark[remarks->count++] = (Remark){topic == NOTE_DOUBT ? doubts[doubt++] : topics[topic], remarks->notes.text[i]};
    }
    return true;
}

static bool write_evidence_layers(const Config *config, const Analysis *analysis, Store *store, const Evidence *evidence, const char *run_id, const char *path, Error *error)
{
    Remarks *remarks = calloc(1, sizeof *remarks);
    if (remarks == NULL) return error_memory(error, sizeof *remarks);
    bool ok = make_remarks(config, analysis, store, remarks, error);
    if (ok) {
        snprintf(remarks->run_id, sizeof remarks->run_id, "%s", run_id); /* of this task, not of the analysis alone */
        remarks->remark[remarks->count++] = (Remark){"BRANDPUNT_CONCLUSION", evidence->conclusion};
        ok = evidence->write_geopackage(config, analysis, evidence->result, remarks->remark, remarks->count, path, error);
    }
    free(remarks);
    return ok;
}

bool writing_evidence(Program *program, Store *store, const Analysis *analysis, const Evidence *evidence, const char *path, Error *error)
{
    const Config *config = &program->config;
    json_t *run = NULL;
    char run_id[RUN_ID_BYTES];
    if (!results_run_of(store, config, analysis, evidence->task, &run, run_id, error)) return false;
    json_object_set(evidence->json, "run", json_object_get(run, "id"));
    char subtitle[WORDING_TEXT];
    wording_subtitle(config, analysis, subtitle, sizeof subtitle);
    const Remark remarks[] = {{"BRANDPUNT_CONCLUSION", evidence->conclusion}, {"BRANDPUNT_SELECTION", subtitle}, {"BRANDPUNT_RUN", run_id}, {"BRANDPUNT_AUDIENCE", audience_name(config)}};
    bool gpkg = writing_is(path, "gpkg");
    bool ok = (writing_is(path, "pdf")                          ? evidence->write_pdf(config, analysis, evidence->result, run_id, path, error)
               : tables_is(path)                                ? evidence->write_tables(config, analysis, evidence->result, (About){remarks, sizeof remarks / sizeof *remarks}, path, error)
               : writing_is(path, "ics")                        ? evidence->write_ics(config, analysis, evidence->result, path, error)
               : gpkg && evidence->write_geopackage != NULL     ? write_evidence_layers(config, analysis, store, evidence, run_id, path, error)
               : gpkg || writing_is(path, "tif")                ? write_evidence_map(config, analysis, evidence, run_id, path, error)
                                                                : export_json(evidence->json, path, error)) &&
              results_store(store, config, analysis, program->command_line, run, run_id, error);
    json_decref(run);
    if (ok && program->json) ok = explain(program, analysis, evidence->conclusion, run_id, evidence->json, error);
    if (ok && program->json) {
        json_dumpf(evidence->json, stdout, JSON_INDENT(2) | JSON_SORT_KEYS);
        fputc('\n', stdout);
    } else if (ok) {
        log_say(&program->log, _("%s (run %s)"), path, run_id);
        log_say(&program->log, "%s", evidence->conclusion);
        ok = explain(program, analysis, evidence->conclusion, run_id, NULL, error);
    }
    return ok;
}

static bool enough_reports(const Analysis *analysis, Error *error)
{
    if (!analysis->counts_only) return true;
    size_t count = analysis->selection.points.count;
    return error_set(error, ERROR_INPUT,
                     ngettext("%zu report is too few for a surface; at least %d are needed.", "%zu reports are too few for a surface; at least %d are needed.", count),
                     count, REPORTS_FOR_SURFACE);
}

bool writing_density(const Config *config, const Analysis *analysis, Store *store, const char *path, Error *error)
{
    if (!enough_reports(analysis, error)) return false;
    Remarks *remarks = calloc(1, sizeof *remarks);
    if (remarks == NULL) return error_memory(error, sizeof *remarks);
    bool ok = make_remarks(config, analysis, store, remarks, error) &&
              export_geotiff(&analysis->density, config->project_crs, wording_unit(config), remarks->remark, remarks->count, path, error);
    free(remarks);
    return ok;
}

typedef struct BandWriting {
    const Config *config;
    const Remarks *remarks;
    const char *path;
    GeotiffWriter *writer;
} BandWriting;

static bool lay_file(const Grid *grid, void *context, Error *error)
{
    BandWriting *writing = context;
    return export_geotiff_open(grid, writing->config->project_crs, wording_unit(writing->config), writing->remarks->remark, writing->remarks->count,
                               writing->path, &writing->writer, error);
}

static bool take_band(const Grid *band, void *context, Error *error)
{
    BandWriting *writing = context;
    return export_geotiff_add(writing->writer, band, error);
}

bool writing_density_bands(const Config *config, Analysis *analysis, Store *store, const char *path, Error *error)
{
    if (!enough_reports(analysis, error)) return false;
    Remarks *remarks = calloc(1, sizeof *remarks);
    if (remarks == NULL) return error_memory(error, sizeof *remarks);
    BandWriting writing = {config, remarks, path, NULL};
    bool ok = make_remarks(config, analysis, store, remarks, error) &&
              analysis_density_bands(config, analysis, &(BandTaker){lay_file, take_band, &writing}, error);
    if (writing.writer != NULL) ok = export_geotiff_close(writing.writer, ok, error) && ok;
    free(remarks);
    return ok;
}

static void remark_streets(const Config *config, const Streets *streets, Remarks *remarks)
{
    streets_note(config, streets, remarks->streets, sizeof remarks->streets);
    remarks->remark[remarks->count++] = (Remark){"BRANDPUNT_STREETS", remarks->streets};
}

/* What of article 151c is met and what is not. */
static void remark_conditions(const Config *config, Remarks *remarks)
{
    char count[WORDING_TEXT], missing[WORDING_TEXT];
    CameraGate gate = camera_gate(config);
    camera_gate_count(&gate, count, sizeof count);
    camera_gate_missing(&gate, missing, sizeof missing);
    snprintf(remarks->conditions, sizeof remarks->conditions, missing[0] != '\0' ? _("Article 151c: %s; not met: %s.") : _("Article 151c: %s."), count, missing);
    remarks->remark[remarks->count++] = (Remark){"BRANDPUNT_CONDITIONS", remarks->conditions};
}

/* The streets as a layer of a file. Nothing is made, and the count stays, where there can be none. */
static bool add_streets_layer(const Config *config, const Analysis *analysis, StreetsOnce *once, Table *table, Style *style, ExportLayer *layers, size_t *count,
                              Remarks *remarks, Error *error)
{
    const Streets *streets;
    if (!streets_once(config, analysis, once, &streets, error)) return false;
    if (streets == NULL) return true;
    if (!streets_table(analysis, streets, table, error)) return false;
    *style = style_lines("density", streets->density_max, streets_unit(config), wording_language(config));
    layers[(*count)++] = (ExportLayer){table, &streets->lines, NULL, style};
    remark_streets(config, streets, remarks);
    return true;
}

/* All that goes into a GeoPackage; the layers point into the rest. */
typedef struct Package {
    ExportLayer layer[PACKAGE_LAYERS];
    Style style[PACKAGE_LAYERS]; /* one per layer */
    size_t count;
    Table areas, priorities[LEVER_COUNT], streets_table;
    size_t *area_of[LEVER_COUNT];
    LeverParts parts[LEVER_COUNT];
    Remarks remarks;
} Package;

static void package_free(Package *package)
{
    if (package == NULL) return;
    table_free(&package->areas);
    table_free(&package->streets_table);
    for (int lever = 0; lever < LEVER_COUNT; lever++) {
        table_free(&package->priorities[lever]);
        free(package->area_of[lever]);
        levers_free(&package->parts[lever]);
    }
    free(package);
}

static void package_add(Package *package, const Table *table, const Features *features, const size_t *feature_of, Style style)
{
    if (table->column_count == 0) return;
    package->style[package->count] = style;
    package->layer[package->count] = (ExportLayer){table, features, feature_of, &package->style[package->count]};
    package->count++;
}

/* The priorities of a lever, and light per street or what cameras see. */
static bool package_lever(const Config *config, const Analysis *analysis, Lever lever, StreetsOnce *streets, Package *package, Error *error)
{
    LeverParts *parts = &package->parts[lever];
    Remarks *remarks = &package->remarks;
    if (!results_priorities(config, analysis, lever, &package->priorities[lever], &package->area_of[lever], error)) return false;
    package_add(package, &package->priorities[lever], &analysis->areas, package->area_of[lever], style_priorities(wording_language(config)));
    if (!levers_make(config, analysis, lever, streets, parts, error)) return false;
    if (lever == LEVER_LIGHTING) {
        double most = 0;
        for (size_t s = 0; s < parts->lighting.segment_count; s++) most = parts->lighting.segment[s].dark_short > most ? parts->lighting.segment[s].dark_short : most;
        package_add(package, &parts->segments, &parts->lighting.lines, NULL,
                    style_lines("dark_short", most, _("reports in the dark with too little light"), wording_language(config)));
        package_add(package, &parts->spots, &parts->lighting.places, NULL, style_lighting_spots());
        remarks->remark[remarks->count++] = (Remark){"BRANDPUNT_LIGHTING", parts->lighting_note};
    } else if (lever == LEVER_CAMERAS) {
        if (parts->sights.count > 0) package_add(package, &parts->views, &parts->sights.views, NULL, style_camera_views());
        remark_conditions(config, remarks);
    }
    return true;
}

static bool package_make(const Config *config, const Analysis *analysis, Store *store, unsigned parts, StreetsOnce *streets, Package **ret_package, Error *error)
{
    Package *package = calloc(1, sizeof *package);
    if (package == NULL) return error_memory(error, sizeof *package);
    Remarks *remarks = &package->remarks;
    bool ok = make_remarks(config, analysis, store, remarks, error) && results_risk_areas(config, analysis, &package->areas, error);
    if (ok && parts & PART_AREAS) package_add(package, &package->areas, &analysis->areas, NULL, style_risk_areas());
    for (int lever = 0; ok && lever < LEVER_COUNT; lever++)
        if (parts & (unsigned)PART_LEVER << lever) ok = package_lever(config, analysis, (Lever)lever, streets, package, error);
    if (ok && parts & PART_STREETS)
        ok = add_streets_layer(config, analysis, streets, &package->streets_table, &package->style[package->count], package->layer, &package->count, remarks, error);
    if (ok) *ret_package = package;
    else package_free(package);
    return ok;
}

bool writing_geopackage(const Config *config, const Analysis *analysis, Store *store, unsigned parts, StreetsOnce *streets, const char *path, Error *error)
{
    Package *package;
    if (!package_make(config, analysis, store, parts, streets, &package, error)) return false;
    const Remarks *remarks = &package->remarks;
    bool ok = export_geopackage(parts & PART_DENSITY && !analysis->counts_only ? &analysis->density : NULL, package->layer, package->count, config->project_crs,
                                 remarks->remark, remarks->count, path, error);
    package_free(package);
    return ok;
}

bool writing_tables(const Config *config, const Analysis *analysis, Store *store, unsigned parts, StreetsOnce *streets, const char *path, Error *error)
{
    Package *package;
    TablePart table[1 + LEVER_COUNT * (1 + LEVER_TABLES)];
    size_t count = 0;
    if (!package_make(config, analysis, store, parts, streets, &package, error)) return false;
    if (parts & PART_AREAS) table[count++] = (TablePart){&package->areas, NULL};
    for (int lever = 0; lever < LEVER_COUNT; lever++) {
        if (!(parts & (unsigned)PART_LEVER << lever)) continue;
        table[count++] = (TablePart){&package->priorities[lever], NULL};
        count += levers_tables(&package->parts[lever], table + count);
    }
    bool ok = tables_write(config, table, count, (About){package->remarks.remark, package->remarks.count}, path, error);
    package_free(package);
    return ok;
}

/* One layer in the format that the ending of the path says. */
static bool write_layer(const Config *config, const ExportLayer *layer, const Remarks *remarks, const char *path, Error *error)
{
    if (tables_is(path)) return tables_write_one(config, layer->table, (About){remarks->remark, remarks->count}, path, error);
    return writing_is(path, "gpkg")  ? export_geopackage(NULL, layer, 1, config->project_crs, remarks->remark, remarks->count, path, error)
           : writing_is(path, "fgb") ? export_flatgeobuf(layer, config->project_crs, path, error)
                                     : export_geojson(layer, config->project_crs, path, error);
}

bool writing_areas(const Config *config, const Analysis *analysis, Store *store, const char *path, Error *error)
{
    Package *package;
    if (!package_make(config, analysis, store, PART_AREAS, NULL, &package, error)) return false;
    bool ok = write_layer(config, &package->layer[0], &package->remarks, path, error);
    package_free(package);
    return ok;
}

/* Of the remarks those that are about a surface or areas do not belong to a file with streets alone. */
static void keep_streets_remarks(const Config *config, Remarks *remarks)
{
    size_t kept = 0;
    snprintf(remarks->unit, sizeof remarks->unit, "%s", streets_unit(config));
    for (size_t i = 0; i < remarks->count; i++)
        if (strcmp(remarks->remark[i].name, "BRANDPUNT_METHOD") != 0 && strcmp(remarks->remark[i].name, "BRANDPUNT_AREAS") != 0)
            remarks->remark[kept++] = remarks->remark[i];
    remarks->count = kept;
}

bool writing_streets(const Config *config, const Analysis *analysis, Store *store, const char *path, Error *error)
{
    Table table = {0};
    StreetsOnce streets = {0};
    ExportLayer layer;
    size_t count = 0;
    Style style;
    Remarks *remarks = calloc(1, sizeof *remarks);
    bool ok = remarks != NULL || error_memory(error, sizeof *remarks);
    ok = ok && streets_possible(config, analysis, error) && make_remarks(config, analysis, store, remarks, error);
    if (ok) keep_streets_remarks(config, remarks);
    ok = ok && add_streets_layer(config, analysis, &streets, &table, &style, &layer, &count, remarks, error);
    ok = ok && write_layer(config, &layer, remarks, path, error);
    table_free(&table);
    streets_once_free(&streets);
    free(remarks);
    return ok;
}

bool writing_priorities_json(const Config *config, const Analysis *analysis, Lever lever, StreetsOnce *streets, const char *path, Error *error)
{
    json_t *json;
    LeverParts parts = {0};
    if (!results_priorities_json(config, analysis, lever, &json, error)) return false;
    bool ok = levers_make(config, analysis, lever, streets, &parts, error) && levers_add_json(config, &parts, lever, json, error) && export_json(json, path, error);
    levers_free(&parts);
    json_decref(json);
    return ok;
}

bool writing_map(const Config *config, const Analysis *analysis, Store *store, const char *path, Error *error)
{
    json_t *run;
    char id[RUN_ID_BYTES];
    if (!results_run(store, config, analysis, &run, id, error)) return false;
    json_decref(run);
    return drawing_map(config, analysis, id, path, error);
}

bool writing_brief(const Config *config, Analysis *analysis, Store *store, const char *path, Error *error)
{
    json_t *run;
    char id[RUN_ID_BYTES];
    if (!results_run(store, config, analysis, &run, id, error)) return false;
    json_decref(run);
    return briefing_pdf(store, config, analysis, id, path, error);
}

bool writing_web(const Config *config, const Analysis *analysis, Store *store, const char *path, Error *error)
{
    json_t *run;
    char id[RUN_ID_BYTES];
    if (!results_run(store, config, analysis, &run, id, error)) return false;
    json_decref(run);
    return web_page(config, analysis, id, path, error);
}

bool writing_report(const Config *config, Analysis *analysis, Store *store, StreetsOnce *streets, const char *path, Error *error)
{
    json_t *run;
    char id[RUN_ID_BYTES];
    if (!results_run(store, config, analysis, &run, id, error)) return false;
    json_decref(run);
    return report_pdf(store, config, analysis, streets, id, path, error);
}

bool writing_priorities_pdf(const Config *config, const Analysis *analysis, Store *store, Lever lever, StreetsOnce *streets, const char *path, Error *error)
{
    json_t *run;
    char id[RUN_ID_BYTES];
    if (!results_run(store, config, analysis, &run, id, error)) return false;
    json_decref(run);
    return levers_pdf(config, analysis, lever, streets, id, path, error);
}
