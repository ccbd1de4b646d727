/* What both kinds of database have in common; the rest is done by the driver of the one that was opened. */
#include "src/interrupt.h"
#include "src/store/audit.h"
#include "src/store/driver.h"
#include "src/store/postgis.h"
#include "src/store/spatialite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The files that were made of a publication; the hash of their bytes, "" of a device. */
#define LEDGER_OUTPUT \
    "CREATE TABLE ledger_output (ledger INTEGER NOT NULL REFERENCES ledger, file TEXT NOT NULL, hash TEXT NOT NULL, written_on TEXT, UNIQUE (ledger, file, hash));"

/* From layout 1, whose ledger was never written to. */
static const char FROM_1[] =
    "ALTER TABLE ledger ADD COLUMN selection TEXT; ALTER TABLE ledger ADD COLUMN grid TEXT; ALTER TABLE ledger ADD COLUMN smallest INTEGER;"
    "ALTER TABLE ledger ADD COLUMN figures TEXT;" LEDGER_OUTPUT;

/* From layout 2, whose audit was never written to. */
static const char FROM_2[] = "DROP TABLE audit;" AUDIT_TABLE;

const char STORE_SCHEMA[] =
    "CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, regime TEXT, purpose TEXT, retention TEXT);"
    "CREATE TABLE import (id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source, file_name TEXT NOT NULL,"
    " sha256 TEXT NOT NULL, imported_on TEXT NOT NULL, rows_in INTEGER, loaded INTEGER, refused INTEGER, present INTEGER,"
    " facts TEXT, UNIQUE (source, sha256));"
    "CREATE TABLE reject (import INTEGER NOT NULL REFERENCES import, line INTEGER NOT NULL, reason TEXT NOT NULL);"
    "CREATE TABLE report (id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source, import INTEGER NOT NULL REFERENCES import,"
    " external_id TEXT, kind TEXT NOT NULL, category TEXT NOT NULL, occurred_from TEXT NOT NULL, occurred_to TEXT NOT NULL,"
    " utc_offset_s INTEGER NOT NULL, reported_on TEXT, hour_known INTEGER NOT NULL, precision_m REAL, groups TEXT,"
    " perpetrator_sex TEXT, relation TEXT, severity TEXT, reporter_key TEXT, duplicate_of INTEGER REFERENCES report);"
    "CREATE UNIQUE INDEX report_external ON report (source, external_id) WHERE external_id IS NOT NULL;"
    "CREATE TABLE layer (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL, file_name TEXT NOT NULL,"
    " sha256 TEXT NOT NULL, crs TEXT, encoding TEXT, features INTEGER, repaired INTEGER, note TEXT, added_on TEXT NOT NULL);"
    "CREATE TABLE run (id TEXT PRIMARY KEY, begun_on TEXT NOT NULL, command TEXT NOT NULL, version TEXT NOT NULL,"
    " parameters TEXT NOT NULL, inputs TEXT NOT NULL, seed INTEGER, counts TEXT NOT NULL);"
    "CREATE TABLE risk_area (run TEXT NOT NULL REFERENCES run, rank INTEGER NOT NULL, name TEXT, reports INTEGER, reports_weighted REAL,"
    " reporters INTEGER, dates INTEGER, density_max REAL, area_m2 REAL, p_value REAL, q_value REAL, status TEXT, stable INTEGER,"
    " robust INTEGER, neighbourhood TEXT, street TEXT, dark_share REAL, peak_window TEXT, PRIMARY KEY (run, rank));"
    "CREATE TABLE priority (run TEXT NOT NULL REFERENCES run, lever TEXT NOT NULL, area INTEGER NOT NULL, rank INTEGER, rank_low INTEGER,"
    " rank_high INTEGER, score REAL, factors TEXT, why TEXT, PRIMARY KEY (run, lever, area));"
    "CREATE TABLE ledger (id INTEGER PRIMARY KEY, published_on TEXT, audience TEXT, period TEXT, unit TEXT, cells TEXT, run TEXT,"
    " selection TEXT, grid TEXT, smallest INTEGER, figures TEXT);"
    LEDGER_OUTPUT AUDIT_TABLE;

const char *store_upgrade(int64_t layout)
{
    static const char *const upgrades[] = {[1] = FROM_1, [2] = FROM_2};
    return layout >= 1 && layout < SCHEMA_VERSION ? upgrades[layout] : NULL;
}

bool store_check(const Store *store, int64_t layout, int64_t srid, Error *error)
{
    if (layout > SCHEMA_VERSION)
        return error_set(error, ERROR_INPUT, _("%s: this database was made by a newer Brandpunt (layout %lld, this program knows %d); install that one."),
                         store->name, (long long)layout, SCHEMA_VERSION);
    if (srid != store->srid)
        return error_set(error, ERROR_USAGE, _("%s: this database is in EPSG:%lld, the project in EPSG:%d; set [project] crs right or use another database."),
                         store->name, (long long)srid, store->srid);
    return true;
}

bool store_open(const char *place, StoreMode mode, int srid, Store **ret_store, Error *error)
{
    return postgis_is_address(place) ? postgis_open(place, mode, srid, ret_store, error) : spatialite_open(place, mode, srid, ret_store, error);
}

void store_close(Store *store)
{
    if (store != NULL) store->driver->close(store);
}

bool store_is_shared(const Store *store)
{
    return store->driver->bytes == NULL;
}

int store_srid(const Store *store)
{
    return store->srid;
}

const char *store_path(const Store *store)
{
    return store->name;
}

const char *store_file(const Store *store)
{
    return store->file;
}

AuditHead *store_audit_head(Store *store)
{
    return &store->audit_head;
}

/* ---- changes ---- */

bool store_begin(Store *store, StoreWork work, Error *error)
{
    return store->driver->begin(store, error) && store->driver->lock(store, work, false, error);
}

bool store_begin_import(Store *store, const char *source, Error *error)
{
    const Driver *driver = store->driver;
    return driver->begin(store, error) && driver->lock(store, STORE_REPORTS, true, error) && driver->lock_source(store, source, error);
}

bool store_is_changing(const Store *store)
{
    return store->driver->is_changing(store);
}

const char *store_user(const Store *store)
{
    return store->driver->user != NULL ? store->driver->user(store) : NULL;
}

bool store_also(Store *store, StoreWork work, Error *error)
{
    return store->driver->lock(store, work, false, error);
}

bool store_commit(Store *store, Error *error)
{
    if (!store->driver->commit(store, error)) return store_rollback(store), false;
    if (store->audit_head.count > 0 && store->file != NULL) audit_head_write(store->file, &store->audit_head);
    store->audit_head.count = 0;
    interrupt_release();
    return true;
}

void store_rollback(Store *store)
{
    store->audit_head.count = 0;
    store->driver->rollback(store);
}

bool store_hold(Store *store, Error *error)
{
    return store->driver->hold(store, error);
}

/* ---- statements ---- */

bool store_execute(Store *store, const char *sql, Error *error)
{
    return store->driver->execute(store, sql, error);
}

Statement *store_prepare(Store *store, const char *sql, Error *error)
{
    return store->driver->prepare(store, sql, error);
}

Statement *store_prepare_rows(Store *store, const char *table, const char *columns, Error *error)
{
    return store->driver->prepare_rows(store, table, columns, error);
}

bool store_end(Statement *statement, Error *error)
{
    return statement->driver->end(statement, error);
}

void store_finish(Statement *statement)
{
    if (statement != NULL) statement->driver->finish(statement);
}

void store_bind_null(Statement *statement, int parameter)
{
    statement->driver->bind_null(statement, parameter);
}

void store_bind_whole(Statement *statement, int parameter, int64_t value)
{
    statement->driver->bind_whole(statement, parameter, value);
}

void store_bind_real(Statement *statement, int parameter, double value)
{
    statement->driver->bind_real(statement, parameter, value);
}

void store_bind_text(Statement *statement, int parameter, const char *text)
{
    if (text == NULL || text[0] == '\0') statement->driver->bind_null(statement, parameter);
    else statement->driver->bind_string(statement, parameter, text);
}

void store_bind_string(Statement *statement, int parameter, const char *text)
{
    statement->driver->bind_string(statement, parameter, text);
}

bool store_bind_feature(Statement *statement, int parameter, const Features *features, size_t feature, Error *error)
{
    return statement->driver->bind_feature(statement, parameter, features, feature, error);
}

bool store_step(Statement *statement, Error *error)
{
    bool ok = statement->driver->step(statement, error) != STEP_FAILED;
    statement->driver->reset(statement);
    return ok;
}

bool store_next(Statement *statement, bool *ok, Error *error)
{
    StepResult result = statement->driver->step(statement, error);
    if (result == STEP_FAILED) *ok = false;
    return result == STEP_ROW;
}

void store_reset(Statement *statement)
{
    statement->driver->reset(statement);
}

int store_columns(const Statement *statement)
{
    return statement->driver->columns(statement);
}

const char *store_column_name(const Statement *statement, int column)
{
    return statement->driver->column_name(statement, column);
}

StoreKind store_kind(const Statement *statement, int column)
{
    return statement->driver->kind(statement, column);
}

int64_t store_whole(const Statement *statement, int column)
{
    return statement->driver->whole(statement, column);
}

double store_real(const Statement *statement, int column)
{
    return statement->driver->real(statement, column);
}

const char *store_text(const Statement *statement, int column)
{
    const char *text = statement->driver->text(statement, column);
    return text != NULL ? text : "";
}

bool store_feature(const Statement *statement, int column, Features *features, Error *error)
{
    return statement->driver->feature(statement, column, features, error);
}

int64_t store_number(Store *store, const char *sql)
{
    Error none;
    bool ok = true;
    Statement *row = store_prepare(store, sql, &none);
    int64_t number = row != NULL && store_next(row, &ok, &none) ? store_whole(row, 0) : -1;
    store_finish(row);
    return number;
}
