/* Reports into a SpatiaLite file and out of it, a million in seconds. */
#include "src/store/geometry_blob.h"
#include "src/store/rtree.h"
#include "src/store/spatialite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- writing ---- */

/* SpatiaLite's triggers look up the geometry type and the index for every row. The rows here are right by construction
 * and the index is brought up to date at the end, so during an import the triggers are away; being part of the same
 * transaction they are never away for anybody else. */
enum { TRIGGERS_MOST = 16 };

typedef struct Triggers {
    size_t count;
    char *name[TRIGGERS_MOST], *sql[TRIGGERS_MOST];
} Triggers;

struct Loader {
    Store *store;
    int64_t source, import, first_id;
    sqlite3_stmt *insert, *find;
    RtreeEntry *entries;
    size_t entry_count, entry_capacity;
    Triggers triggers;
};

enum { REBUILD_SHARE = 4 }; /* with more than 1/4 new, filling the index anew is faster than adding to it */

static void triggers_free(Triggers *triggers)
{
    for (size_t i = 0; i < triggers->count; i++) {
        free(triggers->name[i]);
        free(triggers->sql[i]);
    }
    triggers->count = 0;
}

static bool triggers_off(Store *store, Triggers *triggers, Error *error)
{
    sqlite3_stmt *rows = spatialite_prepare(store, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report'", error);
    if (rows == NULL) return false;
    bool row = false, ok = true;
    while (triggers->count < TRIGGERS_MOST && (ok = spatialite_next(store, rows, &row, error)) && row) {
        triggers->name[triggers->count] = strdup((const char *)sqlite3_column_text(rows, 0));
        triggers->sql[triggers->count++] = strdup((const char *)sqlite3_column_text(rows, 1));
    }
    sqlite3_finalize(rows);
    for (size_t i = 0; ok && i < triggers->count; i++) {
        char *sql = sqlite3_mprintf("DROP TRIGGER \"%w\"", triggers->name[i]);
        ok = sql != NULL && triggers->sql[i] != NULL ? store_execute(store, sql, error) : error_memory(error, 4096);
        sqlite3_free(sql);
    }
    return ok;
}

static bool triggers_on(Store *store, const Triggers *triggers, Error *error)
{
    for (size_t i = 0; i < triggers->count; i++)
        if (!store_execute(store, triggers->sql[i], error)) return false;
    return true;
}

bool spatialite_loader_open(Store *store, int64_t source, int64_t import, Loader **ret_loader, Error *error)
{
    Loader *loader = calloc(1, sizeof *loader);
    if (loader == NULL) return error_memory(error, sizeof *loader);
    *loader = (Loader){.store = store, .source = source, .import = import};
    /* Numbers come in any order, and their index is faster where all of it is at hand. */
    bool ok = store_execute(store, "PRAGMA cache_size = -262144", error) && triggers_off(store, &loader->triggers, error);
    loader->insert = !ok ? NULL
                         : spatialite_prepare(store,
                                              "INSERT INTO report (source, import, external_id, kind, category, occurred_from, occurred_to,"
                                              " utc_offset_s, reported_on, hour_known, precision_m, groups, perpetrator_sex, relation, severity,"
                                              " reporter_key, geom) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)"
                                              " ON CONFLICT DO NOTHING",
                                              error);
    loader->find = loader->insert == NULL ? NULL : spatialite_prepare(store, "SELECT import FROM report WHERE source = ? AND external_id = ?", error);
    if (loader->find == NULL) return spatialite_loader_close(loader), false;
    *ret_loader = loader;
    return true;
}

void spatialite_loader_close(Loader *loader)
{
    sqlite3_finalize(loader->insert);
    sqlite3_finalize(loader->find);
    free(loader->entries);
    triggers_free(&loader->triggers);
    free(loader);
}

static void bind_static(sqlite3_stmt *statement, int parameter, const char *text)
{
    if (text == NULL || text[0] == '\0')
        sqlite3_bind_null(statement, parameter);
    else
        sqlite3_bind_text(statement, parameter, text, -1, SQLITE_STATIC);
}

static bool remember_entry(Loader *loader, int64_t id, double x_m, double y_m, Error *error)
{
    if (loader->entry_count == loader->entry_capacity) {
        size_t capacity = loader->entry_capacity == 0 ? 4096 : 2 * loader->entry_capacity;
        RtreeEntry *entries = realloc(loader->entries, capacity * sizeof *entries);
        if (entries == NULL) return error_memory(error, (double)(capacity * sizeof *entries));
        loader->entries = entries;
        loader->entry_capacity = capacity;
    }
    loader->entries[loader->entry_count++] = rtree_entry(id, x_m, x_m, y_m, y_m);
    return true;
}

static bool find_outcome(Loader *loader, const char *external_id, WriteOutcome *ret_outcome, Error *error)
{
    sqlite3_bind_int64(loader->find, 1, loader->source);
    bind_static(loader->find, 2, external_id);
    bool ok = sqlite3_step(loader->find) == SQLITE_ROW;
    if (ok) *ret_outcome = sqlite3_column_int64(loader->find, 0) == loader->import ? WRITE_DUPLICATE_ID : WRITE_PRESENT;
    if (!ok) spatialite_error(loader->store, error);
    sqlite3_reset(loader->find);
    return ok;
}

bool spatialite_loader_add(Loader *loader, const NewReport *report, WriteOutcome *ret_outcome, Error *error)
{
    sqlite3_stmt *insert = loader->insert;
    sqlite3 *db = spatialite_handle(loader->store);
    uint8_t blob[POINT_BLOB_BYTES];
    sqlite3_bind_int64(insert, 1, loader->source);
    sqlite3_bind_int64(insert, 2, loader->import);
    bind_static(insert, 3, report->external_id);
    bind_static(insert, 4, report->kind);
    bind_static(insert, 5, report->category);
    sqlite3_bind_text(insert, 6, report->occurred_from.at, (int)report->occurred_from.length, SQLITE_STATIC);
    sqlite3_bind_text(insert, 7, report->occurred_to.at, (int)report->occurred_to.length, SQLITE_STATIC);
    sqlite3_bind_int(insert, 8, report->utc_offset_s);
    bind_static(insert, 9, report->reported_on);
    sqlite3_bind_int(insert, 10, report->hour_known);
    sqlite3_bind_double(insert, 11, report->precision_m); /* a NaN is NULL */
    bind_static(insert, 12, report->groups);
    bind_static(insert, 13, report->perpetrator_sex);
    bind_static(insert, 14, report->relation);
    bind_static(insert, 15, report->severity);
    bind_static(insert, 16, report->reporter_key);
    blob_of_point(report->x_m, report->y_m, store_srid(loader->store), blob);
    sqlite3_bind_blob(insert, 17, blob, sizeof blob, SQLITE_STATIC);
    if (!spatialite_run(loader->store, insert, error)) return false;
    if (sqlite3_changes(db) == 0) return find_outcome(loader, report->external_id, ret_outcome, error);
    *ret_outcome = WRITE_LOADED;
    int64_t id = sqlite3_last_insert_rowid(db);
    if (loader->first_id == 0) loader->first_id = id;
    return remember_entry(loader, id, report->x_m, report->y_m, error);
}

/* Appends the entries of the reports that were there before this import. */
static bool remember_earlier(Loader *loader, Error *error)
{
    sqlite3_stmt *rows = spatialite_prepare(loader->store, "SELECT id, ST_X(geom), ST_Y(geom) FROM report WHERE id < ?", error);
    if (rows == NULL) return false;
    sqlite3_bind_int64(rows, 1, loader->first_id);
    bool ok = true;
    int code = SQLITE_DONE;
    while (ok && (code = sqlite3_step(rows)) == SQLITE_ROW)
        ok = remember_entry(loader, sqlite3_column_int64(rows, 0), sqlite3_column_double(rows, 1), sqlite3_column_double(rows, 2), error);
    if (ok && code != SQLITE_DONE) ok = spatialite_error(loader->store, error);
    sqlite3_finalize(rows);
    return ok;
}

static bool fill_index_anew(Loader *loader, Error *error)
{
    return remember_earlier(loader, error) &&
           store_execute(loader->store,
                         "DROP TABLE idx_report_geom; CREATE VIRTUAL TABLE idx_report_geom USING rtree(pkid, xmin, xmax, ymin, ymax)", error) &&
           rtree_fill(loader->store, "idx_report_geom", loader->entries, loader->entry_count, error);
}

static bool add_to_index(Loader *loader, Error *error)
{
    sqlite3_stmt *insert = spatialite_prepare(loader->store, "INSERT INTO idx_report_geom VALUES (?, ?, ?, ?, ?)", error);
    bool ok = insert != NULL;
    for (size_t i = 0; ok && i < loader->entry_count; i++) {
        sqlite3_bind_int64(insert, 1, loader->entries[i].id);
        for (int side = 0; side < 4; side++) sqlite3_bind_double(insert, 2 + side, (double)loader->entries[i].box[side]);
        ok = spatialite_run(loader->store, insert, error);
    }
    sqlite3_finalize(insert);
    return ok;
}

static bool is_large_share(Store *store, int64_t count)
{
    return count * REBUILD_SHARE > store_number(store, "SELECT count(*) FROM report");
}

bool spatialite_loader_end(Loader *loader, Error *error)
{
    bool many = is_large_share(loader->store, (int64_t)loader->entry_count);
    if (loader->entry_count > 0 && !(many ? fill_index_anew(loader, error) : add_to_index(loader, error))) return false;
    return triggers_on(loader->store, &loader->triggers, error);
}

/* What other programs keep of the values of a table, so that queries are planned well: smallest, largest and sampled ones. */
static bool forget_statistics(Store *store, Error *error)
{
    static const struct {
        const char *table, *column;
    } tables[] = {{"sqlite_stat1", "tbl"}, {"sqlite_stat3", "tbl"}, {"sqlite_stat4", "tbl"}, {"geometry_columns_statistics", "f_table_name"}, {"geometry_columns_field_infos", "f_table_name"}};
    bool ok = true;
    for (size_t t = 0; ok && t < sizeof tables / sizeof *tables; t++) {
        bool there = false;
        char sql[160];
        ok = store->driver->has_table(store, tables[t].table, &there, error);
        if (!ok || !there) continue;
        snprintf(sql, sizeof sql, "DELETE FROM %s WHERE lower(%s) IN ('report', 'reject', 'risk_area', 'priority', 'ledger')", tables[t].table, tables[t].column);
        ok = store_execute(store, sql, error);
    }
    return ok;
}

/* Of many reports the index is not told one by one: it is filled anew with what stays. */
bool spatialite_remove_reports(Store *store, Statement *removal, int64_t count, Error *error)
{
    Loader rest = {.store = store, .first_id = INT64_MAX};
    bool many = is_large_share(store, count);
    bool ok = (!many || triggers_off(store, &rest.triggers, error)) && store_step(removal, error) &&
              (!many || (fill_index_anew(&rest, error) && triggers_on(store, &rest.triggers, error))) && forget_statistics(store, error);
    free(rest.entries);
    triggers_free(&rest.triggers);
    return ok;
}

/* ---- reading ---- */

/*
 * Each row is handed to a function of SQL, an aggregate that gives nothing back: all rows of a stretch are then one
 * step, and their columns need no copying out. That takes 0.20 s of processor time for a million rows instead of 0.36.
 * Kind and period are looked at here: to ask SQLite for them takes it longer than reading the row.
 */
enum { ID, SOURCE, KIND, CATEGORY, OCCURRED_FROM, OCCURRED_TO, UTC_OFFSET, HOUR_KNOWN, PRECISION, GROUPS, REPORTER_KEY, DUPLICATE_OF, GEOMETRY, COLUMNS };

static const char ROWS[] = "SELECT take_report(id, source, kind, category, occurred_from, occurred_to, utc_offset_s, hour_known, precision_m, groups,"
                           " reporter_key, duplicate_of, geom) FROM report NOT INDEXED WHERE id BETWEEN ?1 AND ?2";

typedef struct Reading {
    const ReportReader *reader;
    bool ok;
    Error *error;
} Reading;

static Text text_in(sqlite3_value *column)
{
    const char *at = sqlite3_value_blob(column);
    return (Text){at != NULL ? at : "", at != NULL ? (size_t)sqlite3_value_bytes(column) : 0};
}

static bool take_row(const ReportReader *reader, sqlite3_value **row, Error *error)
{
    bool wanted;
    StoredReport report = {.kind = text_in(row[KIND]), .occurred_from = text_in(row[OCCURRED_FROM])};
    if (!reader->wants(reader->context, report.kind, report.occurred_from, &wanted, error)) return false;
    if (!wanted) return true;
    report.id = sqlite3_value_int64(row[ID]);
    report.source = sqlite3_value_int64(row[SOURCE]);
    report.category = text_in(row[CATEGORY]);
    report.occurred_to = text_in(row[OCCURRED_TO]);
    report.utc_offset_s = sqlite3_value_int(row[UTC_OFFSET]);
    report.hour_known = sqlite3_value_int(row[HOUR_KNOWN]) != 0;
    report.precision_m = sqlite3_value_type(row[PRECISION]) != SQLITE_NULL ? sqlite3_value_double(row[PRECISION]) : (double)NAN;
    report.groups = text_in(row[GROUPS]);
    report.reporter_key = text_in(row[REPORTER_KEY]);
    report.duplicate_of = sqlite3_value_int64(row[DUPLICATE_OF]);
    const uint8_t *blob = sqlite3_value_blob(row[GEOMETRY]);
    report.has_point = blob != NULL && sqlite3_value_bytes(row[GEOMETRY]) == POINT_BLOB_BYTES;
    if (report.has_point) {
        memcpy(&report.x_m, blob + 43, sizeof(double));
        memcpy(&report.y_m, blob + 51, sizeof(double));
    }
    return reader->take(reader->context, &report, error);
}

/* What SQLite calls for each row. */
static void take_report(sqlite3_context *context, int columns, sqlite3_value **row)
{
    Reading *reading = sqlite3_user_data(context);
    (void)columns;
    reading->ok = take_row(reading->reader, row, reading->error);
    if (!reading->ok) sqlite3_result_error_code(context, SQLITE_ABORT);
}

static void give_nothing(sqlite3_context *context)
{
    (void)context;
}

bool spatialite_read_reports(Store *store, int64_t first_id, int64_t last_id, const ReportReader *reader, Error *error)
{
    const int kind = SQLITE_UTF8 | SQLITE_DIRECTONLY;
    Reading reading = {reader, true, error};
    sqlite3 *db = spatialite_handle(store);
    if (sqlite3_create_function(db, "take_report", COLUMNS, kind, &reading, NULL, take_report, give_nothing) != SQLITE_OK)
        return spatialite_error(store, error);
    sqlite3_stmt *rows = spatialite_prepare(store, ROWS, error);
    bool ok = rows != NULL;
    if (ok) {
        sqlite3_bind_int64(rows, 1, first_id);
        sqlite3_bind_int64(rows, 2, last_id);
        ok = sqlite3_step(rows) == SQLITE_ROW || (reading.ok && spatialite_error(store, error));
    }
    sqlite3_finalize(rows);
    sqlite3_create_function(db, "take_report", COLUMNS, kind, NULL, NULL, NULL, NULL);
    return ok;
}
