/*
 * store.h: the database, the only place that speaks SQL.
 *
 * One SpatiaLite file, or one schema of a PostgreSQL server with PostGIS that colleagues share, holds the reports, the layers of
 * the municipality, and a record of every run. Both open in QGIS as they are, and what is read from them is the same to the bit.
 * All geometry is in the project's CRS. Free text, names and addresses never come in here: a reporter is a keyed hash, and a
 * refused row leaves only its line and reason.
 *
 * Every change happens inside store_begin() .. store_commit(); whatever goes wrong in between, the database
 * stays as it was. A handle serves one thread.
 */
#ifndef BRANDPUNT_SRC_STORE_STORE_H
#define BRANDPUNT_SRC_STORE_STORE_H

#include "geo/error.h"
#include "geo/features.h"

#include <stdint.h>

typedef struct Store Store;

typedef enum StoreMode {
    STORE_READ,   /* must exist */
    STORE_WRITE,  /* must exist */
    STORE_CREATE  /* made when it does not exist; a file with mode 0600 and the folder around it, gone again when nothing is committed to it */
} StoreMode;

/* Opens the database of a project whose CRS is EPSG:srid: a file, or postgresql://... (postgis.h says what such an address holds).
 * Refuses what is no Brandpunt database, one of a newer version, and one in another CRS. */
bool store_open(const char *place, StoreMode mode, int srid, Store **ret_store, Error *error) MUST_USE;
void store_close(Store *store);

/* A database that was just made stays, although nothing was committed to it. */
void store_keep(Store *store);

/* What a change is about. In a file one change is made at a time; on a server those of one work wait for each other, and an import
 * waits for one of the same source and for STORE_REPORTS. */
typedef enum StoreWork {
    STORE_REPORTS, /* of all sources: linking, removing */
    STORE_LAYERS,
    STORE_RESULTS,
    STORE_LEDGER,
    STORE_KEY,     /* the first key of the reporters */
    STORE_AUDIT
} StoreWork;

/* Rolls back what is not committed when a caller gives up: safe to call without a transaction. Between begin and commit or rollback of a
 * file Ctrl-C waits (interrupt.h); a server undoes the change of a program that ends. */
bool store_begin(Store *store, StoreWork work, Error *error) MUST_USE;
bool store_begin_import(Store *store, const char *source, Error *error) MUST_USE;
bool store_commit(Store *store, Error *error) MUST_USE;
void store_rollback(Store *store);

/* Whether a change was begun. */
bool store_is_changing(const Store *store);

/* Inside a change: also keeps others from another work until it is done. */
bool store_also(Store *store, StoreWork work, Error *error) MUST_USE;

/* From here until the next change all that is read from a server is of one moment. A file is read piece by piece: holding it would
 * keep others from writing. */
bool store_hold(Store *store, Error *error) MUST_USE;

/* Whether it is on a server: then a change that failed when it was made final may have been made all the same. */
bool store_is_shared(const Store *store);

int store_srid(const Store *store);
const char *store_path(const Store *store); /* as the user gave it, without a password */

/* The file itself, without symbolic links; NULL of a server. */
const char *store_file(const Store *store);

/* Who is logged in at the server; NULL of a file. */
const char *store_user(const Store *store);

/* ---- statements: SQL that both kinds of database understand, parameters as ? or ?1 ---- */

typedef struct Statement Statement;

/* Runs statements without parameters. */
bool store_execute(Store *store, const char *sql, Error *error) MUST_USE;

/* Prepares a statement; NULL with the error filled when that fails. Finish with store_finish(). */
Statement *store_prepare(Store *store, const char *sql, Error *error);

/* The same for adding many rows to a table: each store_step() adds one, and store_end() sends what is left. `columns` is a list
 * with commas. */
Statement *store_prepare_rows(Store *store, const char *table, const char *columns, Error *error);
bool store_end(Statement *statement, Error *error) MUST_USE;
void store_finish(Statement *statement);

/* Parameters, from 1. A text is copied; store_bind_text() makes NULL of "" and of NULL, store_bind_string() keeps "". A NaN is NULL. */
void store_bind_null(Statement *statement, int parameter);
void store_bind_whole(Statement *statement, int parameter, int64_t value);
void store_bind_real(Statement *statement, int parameter, double value);
void store_bind_text(Statement *statement, int parameter, const char *text);
void store_bind_string(Statement *statement, int parameter, const char *text);
bool store_bind_feature(Statement *statement, int parameter, const Features *features, size_t feature, Error *error) MUST_USE;

/* Runs a statement whose rows are of no interest, and makes it ready for the next. */
bool store_step(Statement *statement, Error *error) MUST_USE;

/* Steps to the next row; false when there is none, with *ok false and the error filled when that went wrong. */
bool store_next(Statement *statement, bool *ok, Error *error);

/* Makes a statement that was read from ready for other parameters. */
void store_reset(Statement *statement);

/* Of the row, columns from 0. A text that is NULL is "", a number 0; texts live until the next row. */
typedef enum StoreKind { STORE_NULL, STORE_WHOLE, STORE_REAL, STORE_TEXT } StoreKind;

int store_columns(const Statement *statement);
const char *store_column_name(const Statement *statement, int column);
StoreKind store_kind(const Statement *statement, int column);
int64_t store_whole(const Statement *statement, int column);
double store_real(const Statement *statement, int column);
const char *store_text(const Statement *statement, int column);

/* Adds the geometry of a column to a layer as its next feature, its rings turned the way geo/features.h says. */
bool store_feature(const Statement *statement, int column, Features *features, Error *error) MUST_USE;

#endif
