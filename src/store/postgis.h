/*
 * postgis.h: the database as a schema of a PostgreSQL server with PostGIS, for colleagues who share one.
 *
 * An address is postgresql://[user@][server][:port]/[database][?name=value&...], as libpq understands it: what it leaves out comes
 * from PGHOST, PGUSER and so on, ~/.pgpass and pg_service.conf. A password belongs there and not in the address. One name is our
 * own: schema=NAME, where the tables are (brandpunt when it is not given). Two schemas know nothing of each other.
 */
#ifndef BRANDPUNT_SRC_STORE_POSTGIS_H
#define BRANDPUNT_SRC_STORE_POSTGIS_H

#include "src/store/driver.h"

#include <libpq-fe.h>
#include <stdio.h>

enum { SCHEMA_NAME_BYTES = 48 }; /* a role's name is the schema's with something behind it, and 63 is the most */

bool postgis_is_address(const char *place);

/* Whether an address holds a password, and the address without it. */
bool postgis_holds_password(const char *address);
void postgis_without_password(const char *address, char *ret_text, size_t size);

bool postgis_open(const char *address, StoreMode mode, int srid, Store **ret_store, Error *error) MUST_USE;

/* Writes the SQL that makes the roles of the schema of an address: SCHEMA_reader, SCHEMA_analyst and SCHEMA_importer. For its owner to run. */
bool postgis_roles(const char *address, FILE *to, Error *error) MUST_USE;

/* ---- for postgis_schema.c and postgis_reports.c ---- */

typedef struct Server {
    Store store;
    PGconn *connection;
    char schema[SCHEMA_NAME_BYTES];
    bool in_change, held; /* the transaction that is open: to change something, or to read what is of one moment */
} Server;

/* Fills the error with what the server says; returns false. */
bool postgis_error(const Store *store, const PGresult *result, Error *error);

/* The tables: made when mode says so, looked at, brought up to date. */
bool postgis_prepare_schema(Server *server, StoreMode mode, Error *error) MUST_USE;

/* SQLite's words for types as PostgreSQL has them; the caller frees. */
char *postgis_types(const char *sql, Error *error);

/* Gives a new table to all who import, and lets the others read it; where there are no such roles nothing happens. */
bool postgis_share(Server *server, const char *table, Error *error) MUST_USE;

void postgis_print_roles(const char *schema, FILE *to);

/* The parts of the driver that are about reports. */
bool postgis_loader_open(Store *store, int64_t source, int64_t import, Loader **ret_loader, Error *error) MUST_USE;
bool postgis_loader_add(Loader *loader, const NewReport *report, WriteOutcome *ret_outcome, Error *error) MUST_USE;
bool postgis_loader_end(Loader *loader, Error *error) MUST_USE;
void postgis_loader_close(Loader *loader);
bool postgis_read_reports(Store *store, int64_t first_id, int64_t last_id, const ReportReader *reader, Error *error) MUST_USE;

#endif
