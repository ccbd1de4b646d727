/*
 * spatialite.h: the database as one SpatiaLite file.
 */
#ifndef BRANDPUNT_SRC_STORE_SPATIALITE_H
#define BRANDPUNT_SRC_STORE_SPATIALITE_H

#include "src/store/driver.h"

#include <sqlite3.h>

bool spatialite_open(const char *path, StoreMode mode, int srid, Store **ret_store, Error *error) MUST_USE;

/* ---- for spatialite_reports.c, rtree.c and showing.c, and for tests ---- */

sqlite3 *spatialite_handle(const Store *store);

/* Prepares; NULL with the error filled when that fails. Finish with sqlite3_finalize(). */
sqlite3_stmt *spatialite_prepare(Store *store, const char *sql, Error *error);

/* Runs a statement that returns no row, and resets it. */
bool spatialite_run(Store *store, sqlite3_stmt *statement, Error *error) MUST_USE;

/* Takes the next row; whether there was one. A failure to read is never taken for the end. */
bool spatialite_next(Store *store, sqlite3_stmt *statement, bool *ret_row, Error *error) MUST_USE;

/* Fills the error with what SQLite says; returns false. */
bool spatialite_error(const Store *store, Error *error);

/* The parts of the driver that are about reports. */
bool spatialite_loader_open(Store *store, int64_t source, int64_t import, Loader **ret_loader, Error *error) MUST_USE;
bool spatialite_loader_add(Loader *loader, const NewReport *report, WriteOutcome *ret_outcome, Error *error) MUST_USE;
bool spatialite_loader_end(Loader *loader, Error *error) MUST_USE;
void spatialite_loader_close(Loader *loader);
bool spatialite_remove_reports(Store *store, Statement *removal, int64_t count, Error *error) MUST_USE;
bool spatialite_read_reports(Store *store, int64_t first_id, int64_t last_id, const ReportReader *reader, Error *error) MUST_USE;

#endif
