#include "src/store/reports.h"

#include "geo/calendar.h"
#include "src/store/audit.h"
#include "src/store/geometry_blob.h"
#include "src/store/rtree.h"
#include "src/store/showing.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- sources and imports ---- */

bool source_ensure(Store *store, const char *name, const char *regime, const char *purpose, const char *retention, int64_t *ret_id,
                   Error *error)
{
    sqlite3_stmt *statement = store_prepare(store,
                                            "INSERT INTO source (name, regime, purpose, retention) VALUES (?, ?, ?, ?)"
                                            " ON CONFLICT (name) DO UPDATE SET regime = coalesce(excluded.regime, regime),"
                                            " purpose = coalesce(excluded.purpose, purpose), retention = coalesce(excluded.retention, retention)"
                                            " RETURNING id",
                                            error);
    if (statement == NULL) return false;
    store_bind_text(statement, 1, name);
    store_bind_text(statement, 2, regime);
    store_bind_text(statement, 3, purpose);
    store_bind_text(statement, 4, retention);
    bool ok = sqlite3_step(statement) == SQLITE_ROW;
    if (ok) *ret_id = sqlite3_column_int64(statement, 0);
    if (!ok) store_error(store, error);
    sqlite3_finalize(statement);
    return ok;
}

bool sources_list(Store *store, SourceList which, Names *ret_names, Error *error)
{
    static const char complete[] = "trim(coalesce(regime, '')) <> '' AND trim(coalesce(purpose, '')) <> '' AND trim(coalesce(retention, '')) <> ''";
    char sql[512];
    Names names = {0};
    snprintf(sql, sizeof sql,
             which == SOURCES_WITHHELD ? "SELECT name FROM source WHERE NOT (%s) ORDER BY name"
                                       : "SELECT name FROM source s WHERE %s AND EXISTS (SELECT 1 FROM report r WHERE r.source = s.id AND r.reporter_key IS NOT NULL) ORDER BY name",
             complete);
    sqlite3_stmt *row = store_prepare(store, sql, error);
    if (row == NULL) return false;
    bool ok = true;
    int code = SQLITE_DONE;
    while (ok && (code = sqlite3_step(row)) == SQLITE_ROW) {
        char **grown = realloc(names.name, (names.count + 1) * sizeof *grown);
        if (grown != NULL) names.name = grown;
        ok = (grown != NULL && (names.name[names.count] = strdup(store_text(row, 0))) != NULL) || error_memory(error, 64);
        names.count += ok;
    }
    if (ok && code != SQLITE_DONE) ok = store_error(store, error);
    sqlite3_finalize(row);
    if (ok) *ret_names = names;
    else names_free(&names);
    return ok;
}

bool import_find(Store *store, int64_t source, const char *sha256, bool *ret_found, ImportRecord *ret_record, Error *error)
{
    sqlite3_stmt *statement = store_prepare(store, "SELECT id, rows_in, loaded, refused, present FROM import WHERE source = ? AND sha256 = ?", error);
    if (statement == NULL) return false;
    sqlite3_bind_int64(statement, 1, source);
    store_bind_text(statement, 2, sha256);
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *ret_record = (ImportRecord){sqlite3_column_int64(statement, 0), source, sqlite3_column_int64(statement, 1), sqlite3_column_int64(statement, 2),
                                     sqlite3_column_int64(statement, 3), sqlite3_column_int64(statement, 4)};
    *ret_found = code == SQLITE_ROW;
    bool ok = code == SQLITE_ROW || code == SQLITE_DONE || store_error(store, error);
    sqlite3_finalize(statement);
    return ok;
}

/* ---- writing ---- */

/* SpatiaLite's triggers look up the geometry type and the index for every row. The rows here are right by construction
 * and the index is brought up to date at the end, so during an import the triggers are away; being part of the same
 * transaction they are never away for anybody else. */
enum { TRIGGERS_MOST = 16 };

typedef struct Triggers {
    size_t count;
    char *name[TRIGGERS_MOST], *sql[TRIGGERS_MOST];
} Triggers;

struct ReportWriter {
    Store *store;
    int64_t import, source, first_id;
    sqlite3_stmt *insert, *reject, *find;
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
    sqlite3_stmt *rows = store_prepare(store, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report'", error);
    if (rows == NULL) return false;
    bool row = false, ok = true;
    while (triggers->count < TRIGGERS_MOST && (ok = store_next(store, rows, &row, error)) && row) {
        triggers->name[triggers->count] = strdup(store_text(rows, 0));
        triggers->sql[triggers->count++] = strdup(store_text(rows, 1));
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

bool report_writer_open(Store *store, int64_t source, const char *file_name, const char *sha256, const char *imported_on,
                        ReportWriter **ret_writer, Error *error)
{
    ReportWriter *writer = calloc(1, sizeof *writer);
    if (writer == NULL) return error_memory(error, sizeof *writer);
    writer->store = store;
    writer->source = source;
    sqlite3_stmt *begin = store_prepare(store, "INSERT INTO import (source, file_name, sha256, imported_on) VALUES (?, ?, ?, ?)", error);
    bool ok = begin != NULL;
    if (ok) {
        sqlite3_bind_int64(begin, 1, source);
        store_bind_text(begin, 2, file_name);
        store_bind_text(begin, 3, sha256);
        store_bind_text(begin, 4, imported_on);
        ok = store_step(store, begin, error);
        writer->import = sqlite3_last_insert_rowid(store_handle(store));
    }
    sqlite3_finalize(begin);
    /* Numbers come in any order, and their index is faster where all of it is at hand. */
    ok = ok && store_execute(store, "PRAGMA cache_size = -262144", error) && triggers_off(store, &writer->triggers, error);
    writer->insert = !ok ? NULL
                         : store_prepare(store,
                                         "INSERT INTO report (source, import, external_id, kind, category, occurred_from, occurred_to,"
                                         " utc_offset_s, reported_on, hour_known, precision_m, groups, perpetrator_sex, relation, severity,"
                                         " reporter_key, geom) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)"
                                         " ON CONFLICT DO NOTHING",
                                         error);
    writer->reject = writer->insert == NULL ? NULL : store_prepare(store, "INSERT INTO reject (import, line, reason) VALUES (?, ?, ?)", error);
    writer->find = writer->reject == NULL ? NULL : store_prepare(store, "SELECT import FROM report WHERE source = ? AND external_id = ?", error);
    if (writer->find == NULL) return report_writer_close(writer), false;
    *ret_writer = writer;
    return true;
}

void report_writer_close(ReportWriter *writer)
{
    if (writer == NULL) return;
    sqlite3_finalize(writer->insert);
    sqlite3_finalize(writer->reject);
    sqlite3_finalize(writer->find);
    free(writer->entries);
    triggers_free(&writer->triggers);
    free(writer);
}

int64_t report_writer_import(const ReportWriter *writer)
{
    return writer->import;
}

/* 'yyyy-mm-dd hh:mm', or 'yyyy-mm-dd' when the hour is not known. Years 0..9999. */
static int moment_text(int64_t second, bool with_hour, char text[20])
{
    int64_t day = calendar_day(second);
    Date date = calendar_date(day);
    int minute = (int)((second - day * DAY_S) / 60);
    const int digits[] = {date.year / 1000, date.year / 100 % 10, date.year / 10 % 10, date.year % 10, -1, date.month / 10, date.month % 10, -1,
                          date.day / 10,    date.day % 10};
    for (int i = 0; i < 10; i++) text[i] = (char)(digits[i] < 0 ? '-' : '0' + digits[i]);
    if (!with_hour) return 10;
    text[10] = ' ';
    text[11] = (char)('0' + minute / 600);
    text[12] = (char)('0' + minute / 60 % 10);
    text[13] = ':';
    text[14] = (char)('0' + minute % 60 / 10);
    text[15] = (char)('0' + minute % 10);
    return 16;
}

static const char *groups_text(uint8_t groups)
{
    static const char *const names[] = {NULL, "women", "lhbti", "women,lhbti", "other", "women,other", "lhbti,other", "women,lhbti,other"};
    return names[groups & 7];
}

static void bind_static(sqlite3_stmt *statement, int parameter, const char *text)
{
    if (text == NULL || text[0] == '\0')
        sqlite3_bind_null(statement, parameter);
    else
        sqlite3_bind_text(statement, parameter, text, -1, SQLITE_STATIC);
}

static bool remember_entry(ReportWriter *writer, int64_t id, double x_m, double y_m, Error *error)
{
    if (writer->entry_count == writer->entry_capacity) {
        size_t capacity = writer->entry_capacity == 0 ? 4096 : 2 * writer->entry_capacity;
        RtreeEntry *entries = realloc(writer->entries, capacity * sizeof *entries);
        if (entries == NULL) return error_memory(error, (double)(capacity * sizeof *entries));
        writer->entries = entries;
        writer->entry_capacity = capacity;
    }
    writer->entries[writer->entry_count++] = rtree_entry(id, x_m, x_m, y_m, y_m);
    return true;
}

static bool find_outcome(ReportWriter *writer, const ReportRow *row, WriteOutcome *ret_outcome, Error *error)
{
    sqlite3_bind_int64(writer->find, 1, writer->source);
    bind_static(writer->find, 2, row->external_id);
    bool ok = sqlite3_step(writer->find) == SQLITE_ROW;
    if (ok) *ret_outcome = sqlite3_column_int64(writer->find, 0) == writer->import ? WRITE_DUPLICATE_ID : WRITE_PRESENT;
    if (!ok) store_error(writer->store, error);
    sqlite3_reset(writer->find);
    return ok;
}

bool report_writer_add(ReportWriter *writer, const ReportRow *row, const char *category, const char *reporter_key, WriteOutcome *ret_outcome,
                       Error *error)
{
    sqlite3_stmt *insert = writer->insert;
    char from[20], to[20], reported[20];
    uint8_t blob[POINT_BLOB_BYTES];
    /* Days are kept with the last one included: a midnight at the end belongs to the day before. */
    int64_t last_s = row->hour_known || row->to_s <= row->from_s ? row->to_s : row->to_s - 1;
    int from_length = moment_text(row->from_s, row->hour_known, from), to_length = moment_text(last_s, row->hour_known, to);
    sqlite3_bind_int64(insert, 1, writer->source);
    sqlite3_bind_int64(insert, 2, writer->import);
    bind_static(insert, 3, row->external_id);
    bind_static(insert, 4, row->kind == KIND_PERCEPTION ? "perception" : "incident");
    bind_static(insert, 5, category);
    sqlite3_bind_text(insert, 6, from, from_length, SQLITE_STATIC);
    sqlite3_bind_text(insert, 7, to, to_length, SQLITE_STATIC);
    sqlite3_bind_int(insert, 8, row->utc_offset_s);
    if (row->reported_s == REPORTED_UNKNOWN)
        sqlite3_bind_null(insert, 9);
    else
        sqlite3_bind_text(insert, 9, reported, moment_text(row->reported_s, false, reported), SQLITE_STATIC);
    sqlite3_bind_int(insert, 10, row->hour_known);
    if (isnan(row->precision_m))
        sqlite3_bind_null(insert, 11);
    else
        sqlite3_bind_double(insert, 11, row->precision_m);
    bind_static(insert, 12, groups_text(row->groups));
    bind_static(insert, 13, row->perpetrator_sex);
    bind_static(insert, 14, row->relation);
    bind_static(insert, 15, row->severity);
    bind_static(insert, 16, reporter_key);
    blob_of_point(row->x_m, row->y_m, store_srid(writer->store), blob);
    sqlite3_bind_blob(insert, 17, blob, sizeof blob, SQLITE_STATIC);
    if (!store_step(writer->store, insert, error)) return false;
    if (sqlite3_changes(store_handle(writer->store)) == 0) return find_outcome(writer, row, ret_outcome, error);
    *ret_outcome = WRITE_LOADED;
    int64_t id = sqlite3_last_insert_rowid(store_handle(writer->store));
    if (writer->first_id == 0) writer->first_id = id;
    return remember_entry(writer, id, row->x_m, row->y_m, error);
}

bool report_writer_reject(ReportWriter *writer, long line, const char *reason, Error *error)
{
    sqlite3_bind_int64(writer->reject, 1, writer->import);
    sqlite3_bind_int64(writer->reject, 2, line);
    bind_static(writer->reject, 3, reason);
    return store_step(writer->store, writer->reject, error);
}

/* Appends the entries of the reports that were there before this import. */
static bool remember_earlier(ReportWriter *writer, Error *error)
{
    sqlite3_stmt *rows = store_prepare(writer->store, "SELECT id, ST_X(geom), ST_Y(geom) FROM report WHERE id < ?", error);
    if (rows == NULL) return false;
    sqlite3_bind_int64(rows, 1, writer->first_id);
    bool ok = true;
    int code = SQLITE_DONE;
    while (ok && (code = sqlite3_step(rows)) == SQLITE_ROW)
        ok = remember_entry(writer, sqlite3_column_int64(rows, 0), sqlite3_column_double(rows, 1), sqlite3_column_double(rows, 2), error);
    if (ok && code != SQLITE_DONE) ok = store_error(writer->store, error);
    sqlite3_finalize(rows);
    return ok;
}

static bool fill_index_anew(ReportWriter *writer, Error *error)
{
    return remember_earlier(writer, error) &&
           store_execute(writer->store,
                         "DROP TABLE idx_report_geom; CREATE VIRTUAL TABLE idx_report_geom USING rtree(pkid, xmin, xmax, ymin, ymax)", error) &&
           rtree_fill(writer->store, "idx_report_geom", writer->entries, writer->entry_count, error);
}

static bool add_to_index(ReportWriter *writer, Error *error)
{
    sqlite3_stmt *insert = store_prepare(writer->store, "INSERT INTO idx_report_geom VALUES (?, ?, ?, ?, ?)", error);
    bool ok = insert != NULL;
    for (size_t i = 0; ok && i < writer->entry_count; i++) {
        sqlite3_bind_int64(insert, 1, writer->entries[i].id);
        for (int side = 0; side < 4; side++) sqlite3_bind_double(insert, 2 + side, (double)writer->entries[i].box[side]);
        ok = store_step(writer->store, insert, error);
    }
    sqlite3_finalize(insert);
    return ok;
}

static int64_t number_of_reports(Store *store)
{
    sqlite3_stmt *statement = NULL;
    int64_t count = 0;
    if (sqlite3_prepare_v2(store_handle(store), "SELECT count(*) FROM report", -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        count = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return count;
}

bool report_writer_finish(ReportWriter *writer, const ImportRecord *counts, const char *facts, Error *error)
{
    int64_t all = number_of_reports(writer->store);
    bool many = (int64_t)writer->entry_count * REBUILD_SHARE > all;
    if (writer->entry_count > 0 && !(many ? fill_index_anew(writer, error) : add_to_index(writer, error))) return false;
    if (!triggers_on(writer->store, &writer->triggers, error)) return false;
    sqlite3_stmt *update = store_prepare(writer->store,
                                         "UPDATE import SET rows_in = ?, loaded = ?, refused = ?, present = ?, facts = ? WHERE id = ?", error);
    if (update == NULL) return false;
    sqlite3_bind_int64(update, 1, counts->rows_in);
    sqlite3_bind_int64(update, 2, counts->loaded);
    sqlite3_bind_int64(update, 3, counts->refused);
    sqlite3_bind_int64(update, 4, counts->present);
    store_bind_text(update, 5, facts);
    sqlite3_bind_int64(update, 6, writer->import);
    bool ok = store_step(writer->store, update, error);
    sqlite3_finalize(update);
    return ok;
}

/* ---- changing ---- */

bool reports_count_sources(Store *store, int64_t *ret_count, Error *error)
{
    sqlite3_stmt *row = store_prepare(store, "SELECT count(*) FROM source s WHERE EXISTS (SELECT 1 FROM report r WHERE r.source = s.id)", error);
    if (row == NULL) return false;
    bool ok = sqlite3_step(row) == SQLITE_ROW || store_error(store, error);
    if (ok) *ret_count = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    return ok;
}

bool reports_link(Store *store, const int64_t *ids, const int64_t *of, size_t count, Error *error)
{
    sqlite3_stmt *update = store_prepare(store, "UPDATE report SET duplicate_of = ?1 WHERE id = ?2 AND duplicate_of IS NOT ?1", error);
    bool ok = update != NULL && store_execute(store, "UPDATE report SET duplicate_of = NULL WHERE duplicate_of IS NOT NULL", error);
    for (size_t i = 0; ok && i < count; i++) {
        if (of[i] == 0) continue;
        sqlite3_bind_int64(update, 1, of[i]);
        sqlite3_bind_int64(update, 2, ids[i]);
        ok = store_step(store, update, error);
    }
    sqlite3_finalize(update);
    return ok && store_execute(store,
                               "CREATE TABLE IF NOT EXISTS linked (import INTEGER NOT NULL); DELETE FROM linked;"
                               " INSERT INTO linked SELECT coalesce(max(id), 0) FROM import",
                               error);
}

static bool is_true(Store *store, const char *sql, bool *ret_true, Error *error)
{
    sqlite3_stmt *row = store_prepare(store, sql, error);
    bool ok = row != NULL && (sqlite3_step(row) == SQLITE_ROW || store_error(store, error));
    if (ok) *ret_true = sqlite3_column_int(row, 0) != 0;
    sqlite3_finalize(row);
    return ok;
}

bool reports_link_pending(Store *store, bool *ret_pending, Error *error)
{
    bool kept;
    if (!is_true(store, "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'linked')", &kept, error)) return false;
    return is_true(store, kept ? "SELECT coalesce((SELECT import FROM linked), 0) < (SELECT coalesce(max(id), 0) FROM import WHERE loaded > 0)"
                               : "SELECT EXISTS (SELECT 1 FROM import WHERE loaded > 0)",
                   ret_pending, error);
}

static bool source_exists(Store *store, const char *name, Error *error)
{
    sqlite3_stmt *find = store_prepare(store, "SELECT 1 FROM source WHERE name = ?1", error);
    if (find == NULL) return false;
    sqlite3_bind_text(find, 1, name, -1, SQLITE_STATIC);
    bool found, ok = store_next(store, find, &found, error);
    sqlite3_finalize(find);
    return ok && (found || error_set(error, ERROR_USAGE, _("There is no source '%s'; `brandpunt status` shows the sources."), name));
}

static bool count_purged(Store *store, const char *condition, const char *before, const char *source, int64_t *ret_count, Error *error)
{
    char sql[256];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM report WHERE %s", condition);
    sqlite3_stmt *statement = store_prepare(store, sql, error);
    if (statement == NULL) return false;
    sqlite3_bind_text(statement, 1, before, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, source, -1, SQLITE_STATIC);
    bool ok = sqlite3_step(statement) == SQLITE_ROW || store_error(store, error);
    if (ok) *ret_count = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return ok;
}

/* Of many reports the index is not told one by one: it is filled anew with what stays. */
static bool delete_reports(Store *store, const char *condition, const char *before, const char *source, int64_t *ret_count, Error *error)
{
    char sql[256];
    snprintf(sql, sizeof sql, "DELETE FROM report WHERE %s", condition);
    ReportWriter rest = {.store = store, .first_id = INT64_MAX};
    if (!count_purged(store, condition, before, source, ret_count, error)) return false;
    bool many = *ret_count * REBUILD_SHARE > number_of_reports(store);
    bool ok = !many || triggers_off(store, &rest.triggers, error);
    sqlite3_stmt *remove = ok ? store_prepare(store, sql, error) : NULL;
    ok = remove != NULL;
    if (ok) {
        sqlite3_bind_text(remove, 1, before, -1, SQLITE_STATIC);
        sqlite3_bind_text(remove, 2, source, -1, SQLITE_STATIC);
        ok = store_step(store, remove, error);
    }
    sqlite3_finalize(remove);
    ok = ok && (!many || (fill_index_anew(&rest, error) && triggers_on(store, &rest.triggers, error)));
    free(rest.entries);
    triggers_free(&rest.triggers);
    return ok;
}

/* What other programs keep of the values of a table, so that queries are planned well: smallest, largest and sampled ones. */
static bool forget_statistics(Store *store, Error *error)
{
    static const struct {
        const char *table, *column;
    } tables[] = {{"sqlite_stat1", "tbl"}, {"sqlite_stat3", "tbl"}, {"sqlite_stat4", "tbl"}, {"geometry_columns_statistics", "f_table_name"}, {"geometry_columns_field_infos", "f_table_name"}};
    bool ok = true;
    for (size_t t = 0; ok && t < sizeof tables / sizeof *tables; t++) {
        bool there;
        char sql[160];
        snprintf(sql, sizeof sql, "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = '%s')", tables[t].table);
        ok = is_true(store, sql, &there, error);
        if (!ok || !there) continue;
        snprintf(sql, sizeof sql, "DELETE FROM %s WHERE lower(%s) IN ('report', 'reject', 'risk_area', 'priority', 'ledger')", tables[t].table, tables[t].column);
        ok = store_execute(store, sql, error);
    }
    return ok;
}

/* Results are made of reports that may be gone, and can be made anew; with a file goes the record of the runs that read it. */
static bool forget_results(Store *store, Error *error)
{
    return store_execute(store,
                         "DELETE FROM priority; DELETE FROM risk_area; UPDATE ledger SET cells = NULL;"
                         "DELETE FROM run WHERE CASE WHEN json_valid(inputs) THEN EXISTS (SELECT 1 FROM json_each(inputs) i WHERE i.value ->> 'what' = 'reports'"
                         " AND NOT EXISTS (SELECT 1 FROM import WHERE sha256 = i.value ->> 'sha256')) ELSE 1 END",
                         error);
}

static bool audit_purge(Store *store, const char *before, const char *source, int64_t count, Error *error)
{
    int64_t id;
    json_t *what = json_pack("{s:s, s:s, s:I}", "before", before, "source", source, "reports", (json_int_t)count);
    char *details = what != NULL ? json_dumps(what, JSON_COMPACT) : NULL;
    bool ok = details != NULL ? audit_add(store, &(AuditEntry){.command = "purge", .outcome = AUDIT_DONE, .details = details}, &id, error) : error_memory(error, 4096);
    free(details);
    json_decref(what);
    return ok;
}

/* The file is made anew without what is gone. In the mode in which changes wait in a file of their own (another program may have
 * chosen it), that file is emptied too; a program that is reading the database keeps it from being so. */
static bool leave_nothing(Store *store, Error *error)
{
    bool busy;
    if (!store_vacuum(store, error) || !is_true(store, "PRAGMA wal_checkpoint(TRUNCATE)", &busy, error)) return false;
    return !busy || error_set(error, ERROR_FAILED, _("%s: the reports are removed, but another program that reads the database keeps what was in its file -wal; close it and purge again."),
                              store_path(store));
}

bool reports_purge(Store *store, int64_t before_day, const char *source, int64_t *ret_count, Error *error)
{
    static const char condition[] = "(?1 = '' OR occurred_to < ?1) AND (?2 = '' OR source = (SELECT id FROM source WHERE name = ?2))";
    char before[20] = "";
    if (before_day != PURGE_ANY_DAY) before[moment_text(before_day * 86400, false, before)] = '\0';
    int64_t count = 0;
    if (source[0] != '\0' && !source_exists(store, source, error)) return false;
    /* What no longer has its original counts by itself again; a file of which reports are gone may come back. */
    bool ok = store_begin(store, error) && delete_reports(store, condition, before, source, &count, error) &&
              store_execute(store,
                            "UPDATE report SET duplicate_of = NULL WHERE duplicate_of NOT IN (SELECT id FROM report);"
                            "DELETE FROM reject WHERE import NOT IN (SELECT import FROM report);"
                            "DELETE FROM import WHERE id NOT IN (SELECT import FROM report)",
                            error) &&
              (count == 0 || forget_results(store, error)) && showing_forget_areas(store, error) &&
              forget_statistics(store, error) && audit_purge(store, before, source, count, error) && store_commit(store, error) && leave_nothing(store, error);
    if (!ok) store_rollback(store);
    if (ok) *ret_count = count;
    return ok;
}
