#include "src/results.h"

#include "geo/kernel.h"
#include "src/camera_gate.h"
#include "src/exchange/hash.h"
#include "src/store/showing.h"
#include "src/wording.h"

#include <gdal.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum RiskAreaColumn {
    RANK, NAME, REPORTS, REPORTS_WEIGHTED, REPORTERS, DATES, DENSITY_MAX, AREA_M2, P_VALUE, Q_VALUE, STATUS, STABLE, ROBUST, BROKEN_BY, NEIGHBOURHOOD,
    STREET, DARK_SHARE, PEAK_WINDOW, LAMP_DISTANCE_M, VENUE_DISTANCE_M, SEEN_SHARE, TREND, TREND_COUNTS, TREND_P, RISK_AREA_COLUMNS
};

static const Column RISK_AREA[RISK_AREA_COLUMNS] = {
    [RANK] = {"rank", COLUMN_WHOLE, 0},
    [NAME] = {"name", COLUMN_TEXT, 0},
    [REPORTS] = {"reports", COLUMN_WHOLE, 0},
    [REPORTS_WEIGHTED] = {"reports_weighted", COLUMN_NUMBER, 1},
    [REPORTERS] = {"reporters", COLUMN_WHOLE, 0},
    [DATES] = {"dates", COLUMN_WHOLE, 0},
    [DENSITY_MAX] = {"density_max", COLUMN_NUMBER, 1},
    [AREA_M2] = {"area_m2", COLUMN_NUMBER, 0},
    [P_VALUE] = {"p_value", COLUMN_NUMBER, 5},
    [Q_VALUE] = {"q_value", COLUMN_NUMBER, 5},
    [STATUS] = {"status", COLUMN_TEXT, 0},
    [STABLE] = {"stable", COLUMN_WHOLE, 0},
    [ROBUST] = {"robust", COLUMN_WHOLE, 0},
    [BROKEN_BY] = {"broken_by", COLUMN_TEXT, 0},
    [NEIGHBOURHOOD] = {"neighbourhood", COLUMN_TEXT, 0},
    [STREET] = {"street", COLUMN_TEXT, 0},
    [DARK_SHARE] = {"dark_share", COLUMN_NUMBER, 3},
    [PEAK_WINDOW] = {"peak_window", COLUMN_TEXT, 0},
    [LAMP_DISTANCE_M] = {"lamp_distance_m", COLUMN_NUMBER, 0},
    [VENUE_DISTANCE_M] = {"venue_distance_m", COLUMN_NUMBER, 0},
    [SEEN_SHARE] = {"seen_share", COLUMN_NUMBER, 3},
    [TREND] = {"trend", COLUMN_TEXT, 0},
    [TREND_COUNTS] = {"trend_counts", COLUMN_TEXT, 0},
    [TREND_P] = {"trend_p", COLUMN_NUMBER, 5},
};

/* Status as files have it, whatever the reader's language. */
static const char *status_key(const RiskArea *area)
{
    return area->hotspot ? "hotspot" : "indicatief";
}

bool results_risk_areas(const Config *config, const Analysis *analysis, Table *ret_table, Error *error)
{
    (void)config;
    Table table = table_init("risk_areas", RISK_AREA, RISK_AREA_COLUMNS);
    bool ok = true;
    for (size_t a = 0; ok && a < analysis->area_count; a++) {
        const RiskArea *area = &analysis->area[a];
        char name[WORDING_TEXT], peak[WORDING_TEXT] = "", counts[WORDING_TEXT];
        wording_trend_counts(&area->trend, counts, sizeof counts);
        wording_area_name(area, name, sizeof name);
        (void)wording_peak(area, peak, sizeof peak);
        ok = table_add(&table, error);
        if (!ok) break;
        table_set_whole(&table, RANK, area->rank);
        table_set_whole(&table, REPORTS, (int64_t)area->reports);
        table_set_number(&table, REPORTS_WEIGHTED, area->reports_weighted);
        table_set_whole(&table, REPORTERS, (int64_t)area->reporters);
        table_set_whole(&table, DATES, (int64_t)area->dates);
        table_set_number(&table, DENSITY_MAX, area->measure.density_max);
        table_set_number(&table, AREA_M2, area->measure.area_m2);
        table_set_number(&table, P_VALUE, area->significance.p);
        table_set_number(&table, Q_VALUE, area->significance.q);
        table_set_whole(&table, STABLE, area->stable);
        if (area->robust >= 0) table_set_whole(&table, ROBUST, area->robust);
        table_set_number(&table, DARK_SHARE, area->dark_share);
        table_set_number(&table, LAMP_DISTANCE_M, area->lamp_distance_m);
        table_set_number(&table, VENUE_DISTANCE_M, area->venue_distance_m);
        table_set_number(&table, SEEN_SHARE, area->seen_share);
        table_set_number(&table, TREND_P, area->trend.slope_p);
        ok = table_set_text(&table, NAME, name, error) && table_set_text(&table, STATUS, status_key(area), error) &&
             table_set_text(&table, BROKEN_BY, area->broken_by, error) && table_set_text(&table, NEIGHBOURHOOD, area->neighbourhood, error) &&
             table_set_text(&table, STREET, area->street, error) && table_set_text(&table, PEAK_WINDOW, peak, error) &&
             table_set_text(&table, TREND, wording_trend_key(area->trend.kind), error) && table_set_text(&table, TREND_COUNTS, counts, error);
    }
    if (ok)
        *ret_table = table;
    else
        table_free(&table);
    return ok;
}

/* ---- priorities ---- */

static const char *const PRIORITY_TABLES[LEVER_COUNT] = {
    [LEVER_LIGHTING] = "priorities_lighting", [LEVER_HANDHAVING] = "priorities_handhaving", [LEVER_CAMERAS] = "priorities_cameras"};

typedef struct Place {
    int rank;
    size_t area;
} Place;

static int compare_places(const void *a, const void *b)
{
    const Place *p = a, *q = b;
    int first = p->rank == 0 ? INT32_MAX : p->rank, second = q->rank == 0 ? INT32_MAX : q->rank;
    if (first != second) return first < second ? -1 : 1;
    return (p->area > q->area) - (p->area < q->area);
}

bool results_order(const Analysis *analysis, Lever lever, size_t **ret_area, Error *error)
{
    size_t count = analysis->has_priorities ? analysis->area_count : 0;
    Place *places = calloc(count + 1, sizeof *places);
    size_t *area = calloc(count + 1, sizeof *area);
    if (places == NULL || area == NULL) return free(places), free(area), error_memory(error, 24.0 * (double)count);
    for (size_t a = 0; a < count; a++) places[a] = (Place){analysis->priorities.score[lever][a].rank, a};
    qsort(places, count, sizeof *places, compare_places);
    for (size_t a = 0; a < count; a++) area[a] = places[a].area;
    free(places);
    *ret_area = area;
    return true;
}

static size_t priority_columns(Lever lever, Column *columns)
{
    static const Column fixed[] = {{"rank", COLUMN_WHOLE, 0}, {"rank_low", COLUMN_WHOLE, 0}, {"rank_high", COLUMN_WHOLE, 0}, {"score", COLUMN_NUMBER, 1}, {"name", COLUMN_TEXT, 0}};
    size_t count = 0;
    for (; count < sizeof fixed / sizeof *fixed; count++) columns[count] = fixed[count];
    for (int f = 0; f < priority_factor_count(lever); f++) columns[count++] = (Column){wording_factor_key(lever, f), COLUMN_NUMBER, 3};
    columns[count++] = (Column){"status", COLUMN_TEXT, 0};
    columns[count++] = (Column){"robust", COLUMN_WHOLE, 0};
    columns[count++] = (Column){"broken_by", COLUMN_TEXT, 0};
    if (lever == LEVER_CAMERAS) {
        columns[count++] = (Column){"conditions", COLUMN_TEXT, 0};
        columns[count++] = (Column){"conditions_missing", COLUMN_TEXT, 0};
    }
    columns[count++] = (Column){"missing", COLUMN_TEXT, 0};
    columns[count++] = (Column){"change", COLUMN_TEXT, 0};
    columns[count++] = (Column){"why", COLUMN_TEXT, 0};
    return count;
}

static bool add_priority(const Config *config, const Analysis *analysis, Lever lever, size_t a, Table *table, Error *error)
{
    const PriorityScore *score = &analysis->priorities.score[lever][a];
    const RiskArea *risk = &analysis->area[a];
    char name[WORDING_TEXT], why[2 * WORDING_TEXT], missing[WORDING_TEXT], change[2 * WORDING_TEXT];
    wording_area_name(risk, name, sizeof name);
    wording_why(config, analysis, lever, a, why, sizeof why);
    wording_missing(score->missing, missing, sizeof missing);
    wording_change(analysis, lever, a, change, sizeof change);
    if (!table_add(table, error)) return false;
    size_t column = 0;
    if (score->rank > 0) table_set_whole(table, column, score->rank);
    column++;
    if (score->rank_low > 0) table_set_whole(table, column, score->rank_low);
    column++;
    if (score->rank_high > 0) table_set_whole(table, column, score->rank_high);
    column++;
    table_set_number(table, column++, score->score);
    if (!table_set_text(table, column++, name, error)) return false;
    for (int f = 0; f < priority_factor_count(lever); f++) table_set_number(table, column++, score->factor[f]);
    if (!table_set_text(table, column++, status_key(risk), error)) return false;
    if (risk->robust >= 0) table_set_whole(table, column, risk->robust);
    column++;
    if (!table_set_text(table, column++, risk->broken_by, error)) return false;
    if (lever == LEVER_CAMERAS) {
        char conditions[WORDING_TEXT], unmet[WORDING_TEXT];
        CameraGate gate = camera_gate(config);
        camera_gate_count(&gate, conditions, sizeof conditions);
        camera_gate_missing(&gate, unmet, sizeof unmet);
        if (!table_set_text(table, column, conditions, error) || !table_set_text(table, column + 1, unmet, error)) return false;
        column += 2;
    }
    return table_set_text(table, column, missing, error) && table_set_text(table, column + 1, change, error) && table_set_text(table, column + 2, why, error);
}

bool results_priorities(const Config *config, const Analysis *analysis, Lever lever, Table *ret_table, size_t **ret_area, Error *error)
{
    Column columns[TABLE_COLUMNS];
    size_t *area;
    if (!results_order(analysis, lever, &area, error)) return false;
    Table table = table_init(PRIORITY_TABLES[lever], columns, priority_columns(lever, columns));
    bool ok = true;
    for (size_t r = 0; ok && analysis->has_priorities && r < analysis->area_count; r++) ok = add_priority(config, analysis, lever, area[r], &table, error);
    if (!ok) return table_free(&table), free(area), false;
    *ret_table = table;
    if (ret_area != NULL) *ret_area = area;
    else free(area);
    return true;
}

static json_t *rank_json(int rank)
{
    return rank > 0 ? json_integer(rank) : json_null();
}

/* {"meldpunt": 3, ...}: the ranks when those are left out; null where it cannot be determined then. */
static json_t *without_json(const Analysis *analysis, Lever lever, size_t area)
{
    json_t *without = json_object();
    for (size_t w = 0; w < analysis->without_count; w++)
        json_object_set_new(without, analysis->without[w].what, rank_json(analysis->without[w].rank[(size_t)lever * analysis->area_count + area]));
    return without;
}

static json_t *missing_json(unsigned missing)
{
    char text[WORDING_TEXT];
    json_t *list = json_array();
    for (unsigned bit = 1; bit < MISSING_END; bit <<= 1) {
        if (!(missing & bit)) continue;
        wording_missing(bit, text, sizeof text);
        json_array_append_new(list, json_string(text));
    }
    return list;
}

static json_t *priority_json(const Config *config, const Analysis *analysis, Lever lever, size_t area)
{
    const PriorityScore *score = &analysis->priorities.score[lever][area];
    const RiskArea *risk = &analysis->area[area];
    char name[WORDING_TEXT], why[2 * WORDING_TEXT], change[2 * WORDING_TEXT];
    wording_area_name(risk, name, sizeof name);
    wording_why(config, analysis, lever, area, why, sizeof why);
    wording_change(analysis, lever, area, change, sizeof change);
    json_t *factors = json_object();
    for (int f = 0; f < priority_factor_count(lever); f++) json_object_set_new(factors, wording_factor_key(lever, f), number_json(score->factor[f]));
    return json_pack("{s:o, s:o, s:o, s:o, s:s, s:o, s:s, s:o, s:s, s:o, s:s, s:s, s:o, s:o}", "rank", rank_json(score->rank), "rank_low", rank_json(score->rank_low), "rank_high",
                     rank_json(score->rank_high), "score", number_json(score->score), "name", name, "factors", factors, "why", why, "missing",
                     missing_json(score->missing), "status", status_key(risk), "robust", risk->robust < 0 ? json_null() : json_boolean(risk->robust), "broken_by",
                     risk->broken_by, "change", change, "rise", score->rise > 0 ? json_integer(score->rise) : json_null(), "rank_without", without_json(analysis, lever, area));
}

bool results_priorities_json(const Config *config, const Analysis *analysis, Lever lever, json_t **ret_json, Error *error)
{
    size_t *area;
    if (!results_order(analysis, lever, &area, error)) return false;
    json_t *areas = json_array();
    for (size_t r = 0; analysis->has_priorities && r < analysis->area_count; r++) json_array_append_new(areas, priority_json(config, analysis, lever, area[r]));
    free(area);
    json_t *json = json_pack("{s:s, s:o}", "lever", wording_lever_key(lever), "areas", areas);
    if (json == NULL) return error_memory(error, 4096);
    *ret_json = json;
    return true;
}

/* ---- the run ---- */

static json_t *selection_json(const Config *config, const Selection *selection)
{
    char from[11], to[11];
    wording_iso_day(selection->from_day, from);
    wording_iso_day(selection->to_day, to);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "from", from, "to", to, "kind", config->kind == KIND_PERCEPTION ? "perception" : "incident",
                     "category", config->category, "group", config->group, "source", config->source, "area", config->area, "hours", config->hours, "weights",
                     config->weights == CONFIG_RAW ? "raw" : config->weights == CONFIG_CAPPED ? "capped" : "full");
}

static json_t *method_json(const Config *config, const Analysis *analysis)
{
    static const char *const audiences[] = {"intern", "partner", "publiek"}, *const significances[] = {"poisson", "monte_carlo", "gistar"};
    return json_pack("{s:s, s:f, s:f, s:s, s:s, s:b, s:s, s:s, s:s, s:s, s:f, s:i, s:i, s:s, s:{s:f, s:s, s:f}}", "kernel", kernel_name((KernelKind)config->kernel), "bandwidth_m", config->bandwidth_m,
                     "cell_m", config->cell_m, "edge", config->edge == EDGE_DIGGLE ? "diggle" : "none", "unit",
                     config->unit == UNIT_PER_KM2 ? "per_km2" : "per_km2_year", "adaptive", config->adaptive, "level", config->level, "exposure",
                     analysis->exposure_name != NULL ? analysis->exposure_name : "", "significance", significances[config->significance], "correction", config->correction == CORRECTION_BY ? "by" : "bh", "q_max",
                     config->q_max, "seed", config->seed, "replicates", config->replicates, "audience", audiences[config->audience], "streets", "lixel_m", config->street_lixel_m,
                     "split", config->street_split == SPLIT_NONE ? "none" : "continuous", "tolerance_m", config->street_tolerance_m);
}

static json_t *counts_json(const Analysis *analysis)
{
    const Selection *selection = &analysis->selection;
    size_t hotspots = 0;
    for (size_t a = 0; a < analysis->area_count; a++) hotspots += analysis->area[a].hotspot;
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:I, s:I, s:I, s:I}", "found", (json_int_t)selection->found, "counted", (json_int_t)selection->points.count,
                     "not_chosen", (json_int_t)selection->not_chosen, "duplicates", (json_int_t)selection->duplicates, "outside",
                     (json_int_t)selection->outside, "imprecise", (json_int_t)selection->imprecise, "stacked", (json_int_t)selection->stacked, "hour_unknown", (json_int_t)selection->hour_unknown,
                     "reporter_unknown", (json_int_t)selection->reporter_unknown, "weighted", selection->weight, "reporters", (json_int_t)selection->reporters, "areas", (json_int_t)analysis->area_count, "hotspots",
                     (json_int_t)hotspots, "areas_left_out", (json_int_t)analysis->areas_left_out);
}

/* Every file that the result rests on, with its hash. */
static bool inputs_json(Store *store, json_t **ret_inputs, Error *error)
{
    Statement *rows = store_prepare(store,
                                       "SELECT 'reports', s.name, i.file_name, i.sha256 FROM import i JOIN source s ON s.id = i.source"
                                       " UNION ALL SELECT 'layer', name, file_name, sha256 FROM layer ORDER BY 1, 2, 3, 4",
                                       error);
    if (rows == NULL) return false;
    json_t *inputs = json_array();
    bool ok = true;
    while (store_next(rows, &ok, error))
        json_array_append_new(inputs, json_pack("{s:s, s:s, s:s, s:s}", "what", store_text(rows, 0), "name", store_text(rows, 1), "file", store_text(rows, 2),
                                                "sha256", store_text(rows, 3)));
    store_finish(rows);
    if (ok) *ret_inputs = inputs;
    else json_decref(inputs);
    return ok;
}

bool results_run(Store *store, const Config *config, const Analysis *analysis, json_t **ret_json, char ret_id[RUN_ID_BYTES], Error *error)
{
    return results_run_of(store, config, analysis, NULL, ret_json, ret_id, error);
}

/* What the report looks at beside the analysis. */
static json_t *report_json(const Config *config)
{
    json_t *effects = json_array();
    for (size_t e = 0; e < config->effect_count; e++)
        json_array_append_new(effects, json_pack("{s:s, s:s, s:s}", "name", config->effect[e].name, "before", config->effect[e].before, "after", config->effect[e].after));
    return json_pack("{s:o, s:s, s:s}", "effects", effects, "train", config->evaluation_train, "test", config->evaluation_test);
}

bool results_run_of(Store *store, const Config *config, const Analysis *analysis, json_t *task, json_t **ret_json, char ret_id[RUN_ID_BYTES], Error *error)
{
    json_t *inputs = NULL;
    if (!inputs_json(store, &inputs, error)) return false;
    json_t *run = json_pack("{s:s, s:{s:s, s:s}, s:s, s:s, s:o, s:o, s:o, s:o}", "program", "brandpunt " BRANDPUNT_VERSION, "libraries", "gdal",
                            GDALVersionInfo("RELEASE_NAME"), "sqlite", sqlite3_libversion(), "crs", config->project_crs, "coordinates",
                            analysis->municipality.projection_method, "selection", selection_json(config, &analysis->selection), "method",
                            method_json(config, analysis), "counts", counts_json(analysis), "inputs", inputs);
    if (run != NULL && task != NULL) json_object_set(run, "task", task);
    if (run != NULL && (config->effect_count > 0 || config->evaluation_train[0] != '\0')) json_object_set_new(run, "report", report_json(config));
    char *text = run != NULL ? json_dumps(run, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    if (text == NULL) return json_decref(run), error_memory(error, 4096);
    char hash[HASH_HEX_BYTES];
    hash_text(text, strlen(text), hash);
    free(text);
    snprintf(ret_id, RUN_ID_BYTES, "%.12s", hash);
    json_object_set_new(run, "id", json_string(ret_id));
    *ret_json = run;
    return true;
}

static bool store_run(Store *store, const char *command_line, const Config *config, const json_t *run, const char *run_id, Error *error)
{
    char now[32];
    time_t seconds = time(NULL);
    struct tm local;
    localtime_r(&seconds, &local);
    strftime(now, sizeof now, "%Y-%m-%d %H:%M", &local);
    Statement *insert = store_prepare(store, "INSERT INTO run (id, begun_on, command, version, parameters, inputs, seed, counts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", error);
    if (insert == NULL) return false;
    char *parameters = json_dumps(json_object_get(run, "method"), JSON_COMPACT), *inputs = json_dumps(json_object_get(run, "inputs"), JSON_COMPACT),
         *counts = json_dumps(json_object_get(run, "counts"), JSON_COMPACT);
    const char *texts[] = {run_id, now, command_line, BRANDPUNT_VERSION, parameters, inputs};
    for (int i = 0; i < 6; i++) store_bind_string(insert, i + 1, texts[i] != NULL ? texts[i] : "");
    store_bind_whole(insert, 7, config->seed);
    store_bind_string(insert, 8, counts != NULL ? counts : "");
    bool ok = store_step(insert, error);
    store_finish(insert);
    free(parameters);
    free(inputs);
    free(counts);
    return ok;
}

/* Columns of the database's tables that the result tables do not have are left empty. */
static bool store_table(Store *store, const Table *table, const char *sql, const char *run_id, const size_t *columns, size_t count, Error *error)
{
    Statement *insert = store_prepare(store, sql, error);
    bool ok = insert != NULL;
    for (size_t r = 0; ok && r < table->row_count; r++) {
        store_bind_text(insert, 1, run_id);
        for (size_t c = 0; c < count; c++) {
            const Cell *cell = table_cell(table, r, columns[c]);
            int parameter = (int)c + 2;
            if (!cell->known) store_bind_null(insert, parameter);
            else if (column_is_text(&table->column[columns[c]])) store_bind_string(insert, parameter, cell->text);
            else if (table->column[columns[c]].type == COLUMN_WHOLE) store_bind_whole(insert, parameter, cell->whole);
            else store_bind_real(insert, parameter, cell->number);
        }
        ok = store_step(insert, error);
    }
    store_finish(insert);
    return ok;
}

static bool store_priorities(Store *store, const Config *config, const Analysis *analysis, Lever lever, const char *run_id, Error *error)
{
    json_t *json;
    if (!results_priorities_json(config, analysis, lever, &json, error)) return false;
    Statement *insert = store_prepare(store, "INSERT INTO priority (run, lever, area, rank, rank_low, rank_high, score, factors, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
    size_t *area = NULL;
    bool ok = insert != NULL && results_order(analysis, lever, &area, error);
    json_t *row;
    size_t r;
    json_array_foreach(json_object_get(json, "areas"), r, row)
    {
        if (!ok) break;
        store_bind_text(insert, 1, run_id);
        store_bind_text(insert, 2, wording_lever_key(lever));
        store_bind_whole(insert, 3, analysis->area[area[r]].rank);
        static const char *const whole[] = {"rank", "rank_low", "rank_high"};
        for (int i = 0; i < 3; i++) {
            json_t *value = json_object_get(row, whole[i]);
            if (json_is_integer(value)) store_bind_whole(insert, 4 + i, json_integer_value(value));
            else store_bind_null(insert, 4 + i);
        }
        json_t *score = json_object_get(row, "score");
        if (json_is_real(score)) store_bind_real(insert, 7, json_real_value(score));
        else store_bind_null(insert, 7);
        char *factors = json_dumps(json_object_get(row, "factors"), JSON_COMPACT);
        store_bind_text(insert, 8, factors);
        free(factors);
        store_bind_text(insert, 9, json_string_value(json_object_get(row, "why")));
        ok = store_step(insert, error);
    }
    store_finish(insert);
    free(area);
    json_decref(json);
    return ok;
}

static bool forget_run(Store *store, const char *run_id, Error *error)
{
    static const char *const statements[] = {"DELETE FROM risk_area WHERE run = ?", "DELETE FROM priority WHERE run = ?", "DELETE FROM run WHERE id = ?"};
    for (int i = 0; i < 3; i++) {
        Statement *remove = store_prepare(store, statements[i], error);
        if (remove == NULL) return false;
        store_bind_text(remove, 1, run_id);
        bool ok = store_step(remove, error);
        store_finish(remove);
        if (!ok) return false;
    }
    return true;
}

bool results_store(Store *store, const Config *config, const Analysis *analysis, const char *command_line, const json_t *run, const char *run_id, Error *error)
{
    static const size_t columns[] = {RANK, NAME, REPORTS, REPORTS_WEIGHTED, REPORTERS, DATES, DENSITY_MAX, AREA_M2, P_VALUE, Q_VALUE, STATUS, STABLE, ROBUST,
                                     NEIGHBOURHOOD, STREET, DARK_SHARE, PEAK_WINDOW};
    Table table;
    if (!results_risk_areas(config, analysis, &table, error)) return false;
    bool ok = store_begin(store, STORE_RESULTS, error) && forget_run(store, run_id, error) && store_run(store, command_line, config, run, run_id, error) &&
              store_table(store, &table, "INSERT INTO risk_area VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)", run_id,
                          columns, sizeof columns / sizeof *columns, error);
    for (int lever = 0; ok && analysis->has_priorities && lever < LEVER_COUNT; lever++) ok = store_priorities(store, config, analysis, (Lever)lever, run_id, error);
    if (ok && analysis->exposure_name != NULL) ok = showing_areas(store, &analysis->areas, run_id, error); /* areas were looked for */
    ok = ok && store_commit(store, error);
    if (!ok) store_rollback(store);
    table_free(&table);
    return ok;
}
