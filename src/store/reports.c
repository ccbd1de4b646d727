#include "src/store/reports.h"

#include "geo/calendar.h"
#include "src/store/driver.h"
#include "src/store/showing.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- sources and imports ---- */

bool reporters_check_key(Store *store, const char *key_file, const char *mark, Error *error)
{
    bool has = false, ok = store->driver->has_table(store, "property", &has, error), same = true;
    if (!ok || !has) return ok;
    Statement *row = store_prepare(store, "SELECT value FROM property WHERE name = 'key'", error);
    if (row == NULL) return false;
    bool found = store_next(row, &ok, error);
    if (found) same = strcmp(store_text(row, 0), mark) == 0;
    store_finish(row);
    if (!same)
        return error_set(error, ERROR_INPUT, _("%s is another key than that of the reporters in %s; put that one there ([database] key_file), or nobody would be recognised."), key_file,
                         store_path(store));
    if (!ok || found) return ok;
    Statement *insert = store_prepare(store, "INSERT INTO property (name, value) VALUES ('key', ?1)", error);
    if (insert == NULL) return false;
    store_bind_string(insert, 1, mark);
    ok = store_step(insert, error);
    store_finish(insert);
    return ok;
}

bool source_ensure(Store *store, const char *name, const char *regime, const char *purpose, const char *retention, int64_t *ret_id,
                   Error *error)
{
    Statement *statement = store_prepare(store,
                                            "INSERT INTO source (name, regime, purpose, retention) VALUES (?, ?, ?, ?)"
                                            " ON CONFLICT (name) DO UPDATE SET regime = coalesce(excluded.regime, source.regime),"
                                            " purpose = coalesce(excluded.purpose, source.purpose), retention = coalesce(excluded.retention, source.retention)"
                                            " RETURNING id",
                                            error);
    if (statement == NULL) return false;
    store_bind_text(statement, 1, name);
    store_bind_text(statement, 2, regime);
    store_bind_text(statement, 3, purpose);
    store_bind_text(statement, 4, retention);
    bool ok = true;
    if (store_next(statement, &ok, error)) *ret_id = store_whole(statement, 0);
    store_finish(statement);
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
    Statement *row = store_prepare(store, sql, error);
    if (row == NULL) return false;
    bool ok = true;
    while (ok && store_next(row, &ok, error)) {
        char **grown = realloc(names.name, (names.count + 1) * sizeof *grown);
        if (grown != NULL) names.name = grown;
        ok = (grown != NULL && (names.name[names.count] = strdup(store_text(row, 0))) != NULL) || error_memory(error, 64);
        names.count += ok;
    }
    store_finish(row);
    if (ok) *ret_names = names;
    else names_free(&names);
    return ok;
}

bool import_find(Store *store, int64_t source, const char *sha256, bool *ret_found, ImportRecord *ret_record, Error *error)
{
    Statement *statement = store_prepare(store, "SELECT id, rows_in, loaded, refused, present FROM import WHERE source = ? AND sha256 = ?", error);
    if (statement == NULL) return false;
    store_bind_whole(statement, 1, source);
    store_bind_text(statement, 2, sha256);
    bool ok = true;
    *ret_found = store_next(statement, &ok, error);
    if (*ret_found)
        *ret_record = (ImportRecord){store_whole(statement, 0), source, store_whole(statement, 1), store_whole(statement, 2),
                                     store_whole(statement, 3), store_whole(statement, 4)};
    store_finish(statement);
    return ok;
}

/* ---- writing ---- */

struct ReportWriter {
    Store *store;
    int64_t import;
    Loader *loader;
    Statement *reject;
};

bool report_writer_open(Store *store, int64_t source, const char *file_name, const char *sha256, const char *imported_on,
                        ReportWriter **ret_writer, Error *error)
{
    ReportWriter *writer = calloc(1, sizeof *writer);
    if (writer == NULL) return error_memory(error, sizeof *writer);
    writer->store = store;
    Statement *begin = store_prepare(store, "INSERT INTO import (source, file_name, sha256, imported_on) VALUES (?, ?, ?, ?) RETURNING id", error);
    bool ok = begin != NULL;
    if (ok) {
        store_bind_whole(begin, 1, source);
        store_bind_text(begin, 2, file_name);
        store_bind_text(begin, 3, sha256);
        store_bind_text(begin, 4, imported_on);
        if (store_next(begin, &ok, error)) writer->import = store_whole(begin, 0);
    }
    store_finish(begin);
    ok = ok && store->driver->loader_open(store, source, writer->import, &writer->loader, error) &&
         (writer->reject = store_prepare_rows(store, "reject", "import, line, reason", error)) != NULL;
    if (!ok) return report_writer_close(writer), false;
    *ret_writer = writer;
    return true;
}

void report_writer_close(ReportWriter *writer)
{
    if (writer == NULL) return;
    if (writer->loader != NULL) writer->store->driver->loader_close(writer->loader);
    store_finish(writer->reject);
    free(writer);
}

int64_t report_writer_import(const ReportWriter *writer)
{
    return writer->import;
}

/* 'yyyy-mm-dd hh:mm', or 'yyyy-mm-dd' when the hour is not known. Years 0..9999. */
static size_t moment_text(int64_t second, bool with_hour, char text[20])
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

bool report_writer_add(ReportWriter *writer, const ReportRow *row, const char *category, const char *reporter_key, WriteOutcome *ret_outcome,
                       Error *error)
{
    char from[20], to[20], reported[20] = "";
    /* Days are kept with the last one included: a midnight at the end belongs to the day before. */
    int64_t last_s = row->hour_known || row->to_s <= row->from_s ? row->to_s : row->to_s - 1;
    if (row->reported_s != REPORTED_UNKNOWN) reported[moment_text(row->reported_s, false, reported)] = '\0';
    const NewReport report = {.external_id = row->external_id,
                              .kind = row->kind == KIND_PERCEPTION ? "perception" : "incident",
                              .category = category,
                              .occurred_from = {from, moment_text(row->from_s, row->hour_known, from)},
                              .occurred_to = {to, moment_text(last_s, row->hour_known, to)},
                              .utc_offset_s = row->utc_offset_s,
                              .reported_on = reported,
                              .hour_known = row->hour_known,
                              .precision_m = row->precision_m,
                              .groups = groups_text(row->groups),
                              .perpetrator_sex = row->perpetrator_sex,
                              .relation = row->relation,
                              .severity = row->severity,
                              .reporter_key = reporter_key,
                              .x_m = row->x_m,
                              .y_m = row->y_m};
    return writer->store->driver->loader_add(writer->loader, &report, ret_outcome, error);
}

bool report_writer_reject(ReportWriter *writer, long line, const char *reason, Error *error)
{
    store_bind_whole(writer->reject, 1, writer->import);
    store_bind_whole(writer->reject, 2, line);
    store_bind_text(writer->reject, 3, reason);
    return store_step(writer->reject, error);
}

bool report_writer_finish(ReportWriter *writer, const ImportRecord *counts, const char *facts, Error *error)
{
    if (!writer->store->driver->loader_end(writer->loader, error) || !store_end(writer->reject, error)) return false;
    Statement *update = store_prepare(writer->store, "UPDATE import SET rows_in = ?, loaded = ?, refused = ?, present = ?, facts = ? WHERE id = ?", error);
    if (update == NULL) return false;
    store_bind_whole(update, 1, counts->rows_in);
    store_bind_whole(update, 2, counts->loaded);
    store_bind_whole(update, 3, counts->refused);
    store_bind_whole(update, 4, counts->present);
    store_bind_text(update, 5, facts);
    store_bind_whole(update, 6, writer->import);
    bool ok = store_step(update, error);
    store_finish(update);
    return ok;
}

/* ---- changing ---- */

static bool count_rows(Store *store, const char *sql, int64_t *ret_count, Error *error)
{
    Statement *row = store_prepare(store, sql, error);
    bool ok = row != NULL;
    if (ok && store_next(row, &ok, error)) *ret_count = store_whole(row, 0);
    store_finish(row);
    return ok;
}

bool reports_count_sources(Store *store, int64_t *ret_count, Error *error)
{
    return count_rows(store, "SELECT count(*) FROM source s WHERE EXISTS (SELECT 1 FROM report r WHERE r.source = s.id)", ret_count, error);
}

bool reports_link(Store *store, const int64_t *ids, const int64_t *of, size_t count, Error *error)
{
    Statement *update = store_prepare(store, "UPDATE report SET duplicate_of = ?1 WHERE id = ?2 AND duplicate_of IS DISTINCT FROM ?1", error);
    bool ok = update != NULL && store_execute(store, "UPDATE report SET duplicate_of = NULL WHERE duplicate_of IS NOT NULL", error);
    for (size_t i = 0; ok && i < count; i++) {
        if (of[i] == 0) continue;
        store_bind_whole(update, 1, of[i]);
        store_bind_whole(update, 2, ids[i]);
        ok = store_step(update, error);
    }
    store_finish(update);
    bool kept = false;
    ok = ok && store->driver->has_table(store, "linked", &kept, error);
    if (ok && !kept) ok = store_execute(store, "CREATE TABLE linked (import INTEGER NOT NULL)", error);
    return ok && store_execute(store, "DELETE FROM linked; INSERT INTO linked SELECT coalesce(max(id), 0) FROM import", error);
}

bool reports_link_pending(Store *store, bool *ret_pending, Error *error)
{
    bool kept;
    int64_t later = 0;
    if (!store->driver->has_table(store, "linked", &kept, error)) return false;
    bool ok = count_rows(store, kept ? "SELECT count(*) FROM import WHERE loaded > 0 AND id > coalesce((SELECT import FROM linked), 0)" : "SELECT count(*) FROM import WHERE loaded > 0",
                         &later, error);
    if (ok) *ret_pending = later > 0;
    return ok;
}

static bool source_exists(Store *store, const char *name, Error *error)
{
    Statement *find = store_prepare(store, "SELECT 1 FROM source WHERE name = ?1", error);
    if (find == NULL) return false;
    store_bind_string(find, 1, name);
    bool ok = true, found = store_next(find, &ok, error);
    store_finish(find);
    return found || (ok && error_set(error, ERROR_USAGE, _("There is no source '%s'; `brandpunt status` shows the sources."), name));
}

/* A statement about the reports that a purge is for. */
static Statement *prepare_purge(Store *store, const char *what, const char *before, const char *source, Error *error)
{
    char sql[256];
    snprintf(sql, sizeof sql, "%s FROM report WHERE (?1 = '' OR occurred_to < ?1) AND (?2 = '' OR source = (SELECT id FROM source WHERE name = ?2))", what);
    Statement *statement = store_prepare(store, sql, error);
    if (statement == NULL) return NULL;
    store_bind_string(statement, 1, before);
    store_bind_string(statement, 2, source);
    return statement;
}

static bool delete_reports(Store *store, const char *before, const char *source, int64_t *ret_count, Error *error)
{
    Statement *count = prepare_purge(store, "SELECT count(*)", before, source, error), *removal = count == NULL ? NULL : prepare_purge(store, "DELETE", before, source, error);
    bool ok = removal != NULL;
    if (ok && store_next(count, &ok, error)) *ret_count = store_whole(count, 0);
    store_finish(count);
    ok = ok && store->driver->remove_reports(store, removal, *ret_count, error);
    store_finish(removal);
    return ok;
}

/* Results are made of reports that may be gone, and can be made anew; with a file goes the record of the runs that read it. */
static bool forget_results(Store *store, Error *error)
{
    static const char file[] = "DELETE FROM run WHERE CASE WHEN json_valid(inputs) THEN EXISTS (SELECT 1 FROM json_each(inputs) i WHERE i.value ->> 'what' = 'reports'"
                               " AND NOT EXISTS (SELECT 1 FROM import WHERE sha256 = i.value ->> 'sha256')) ELSE 1 END";
    static const char server[] = "DELETE FROM run WHERE EXISTS (SELECT 1 FROM json_array_elements(inputs::json) i WHERE i.value ->> 'what' = 'reports'"
                                 " AND NOT EXISTS (SELECT 1 FROM import WHERE sha256 = i.value ->> 'sha256'))";
    return store_execute(store, "DELETE FROM priority; DELETE FROM risk_area; UPDATE ledger SET cells = NULL", error) &&
           store_execute(store, store_is_shared(store) ? server : file, error);
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

bool reports_purge(Store *store, int64_t before_day, const char *source, int64_t *ret_count, Error *error)
{
    char before[20] = "";
    if (before_day != PURGE_ANY_DAY) before[moment_text(before_day * 86400, false, before)] = '\0';
    int64_t count = 0;
    if (source[0] != '\0' && !source_exists(store, source, error)) return false;
    /* What no longer has its original counts by itself again; a file of which reports are gone may come back. */
    bool ok = store_begin(store, STORE_REPORTS, error) && delete_reports(store, before, source, &count, error) &&
              store_execute(store,
                            "UPDATE report SET duplicate_of = NULL WHERE duplicate_of NOT IN (SELECT id FROM report);"
                            "DELETE FROM reject WHERE import NOT IN (SELECT import FROM report);"
                            "DELETE FROM import WHERE id NOT IN (SELECT import FROM report)",
                            error) &&
              (count == 0 || forget_results(store, error)) && showing_forget_areas(store, error) && audit_purge(store, before, source, count, error) &&
              store_commit(store, error) && store->driver->compact(store, error);
    if (!ok) store_rollback(store);
    if (ok) *ret_count = count;
    return ok;
}
