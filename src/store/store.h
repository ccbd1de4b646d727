/*
 * store.h: the database, the only place that speaks SQL.
 *
 * One SpatiaLite file holds the reports, the layers of the municipality, and a record of every run. It opens
 * in QGIS as it is. All geometry is in the project's CRS. Free text, names and addresses never come in here:
 * a reporter is a keyed hash, and a refused row leaves only its line and reason.
 *
 * Every change happens inside store_begin() .. store_commit(); whatever goes wrong in between, the database
 * stays as it was. A handle serves one thread.
 */
#ifndef BRANDPUNT_SRC_STORE_STORE_H
#define BRANDPUNT_SRC_STORE_STORE_H

#include "geo/error.h"

#include <sqlite3.h>
#include <stdint.h>

typedef struct Store Store;

typedef enum StoreMode {
    STORE_READ,   /* must exist */
    STORE_WRITE,  /* must exist */
    STORE_CREATE  /* made, with mode 0600 and the folder around it, when it does not exist; gone again when nothing is committed to it */
} StoreMode;

/* Opens the database of a project whose CRS is EPSG:srid. Refuses a file that is no Brandpunt database, one
 * of a newer version, and one in another CRS. */
bool store_open(const char *path, StoreMode mode, int srid, Store **ret_store, Error *error) MUST_USE;
void store_close(Store *store);

/* A database that was just made stays, although nothing was committed to it. */
void store_keep(Store *store);

/* Rolls back what is not committed when a caller gives up: safe to call without a transaction. Between begin and commit or
 * rollback Ctrl-C waits (interrupt.h). */
bool store_begin(Store *store, Error *error) MUST_USE;
bool store_commit(Store *store, Error *error) MUST_USE;
void store_rollback(Store *store);

/* Writes the file anew without what was deleted, so that nothing of it can be read back. */
bool store_vacuum(Store *store, Error *error) MUST_USE;

int store_srid(const Store *store);
const char *store_path(const Store *store);

/* ---- for the other files of this room ---- */

/* The file itself, without symbolic links. */
const char *store_file(const Store *store);

sqlite3 *store_handle(Store *store);

/* Another handle on the same file, for a second thread that reads tables; without the functions of SpatiaLite. */
bool store_reader(const Store *store, Store **ret_reader, Error *error) MUST_USE;

/* The size of the file. */
uint64_t store_bytes(const Store *store);

/* Runs statements without parameters. */
bool store_execute(Store *store, const char *sql, Error *error) MUST_USE;

/* Prepares a statement; NULL with the error filled when that fails. Finish with sqlite3_finalize(). */
sqlite3_stmt *store_prepare(Store *store, const char *sql, Error *error);

/* Runs a statement that returns no row, and resets it. */
bool store_step(Store *store, sqlite3_stmt *statement, Error *error) MUST_USE;

/* Takes the next row; whether there was one. A failure to read is never taken for the end. */
bool store_next(Store *store, sqlite3_stmt *statement, bool *ret_row, Error *error) MUST_USE;

/* Fills the error with what SQLite says; returns false. */
bool store_error(Store *store, Error *error);

/* Text columns that may be NULL; "" then. */
const char *store_text(sqlite3_stmt *statement, int column);

/* Binds a text, or NULL for "" and for NULL. */
void store_bind_text(sqlite3_stmt *statement, int parameter, const char *text);

#endif
