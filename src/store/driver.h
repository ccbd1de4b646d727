/*
 * driver.h: what a kind of database must be able to do; spatialite.c and postgis.c do it.
 *
 * The SQL of the other files of this room is for both. Here stands only where they differ: opening, locking, statements, geometry,
 * and the two things that must be fast, loading a million reports and reading them.
 */
#ifndef BRANDPUNT_SRC_STORE_DRIVER_H
#define BRANDPUNT_SRC_STORE_DRIVER_H

#include "src/store/audit.h"
#include "src/store/reports.h"

#include <stddef.h>

/* Of the tables; a database of a lower one is brought up to date when it is written to. */
enum { SCHEMA_VERSION = 3 };

/* The tables, in SQLite's words. */
extern const char STORE_SCHEMA[];

/* What brings a database of layout n to n + 1, in SQLite's words. */
const char *store_upgrade(int64_t layout);

/* A text as it lies in the database's memory, without a zero at its end: making one would be a copy for each of a million rows. */
typedef struct Text {
    const char *at;
    size_t length;
} Text;

/* A report as the tables hold it. Texts that are not known are NULL or of length 0, a precision NaN, an original 0. */
typedef struct StoredReport {
    int64_t id, source, duplicate_of;
    Text kind, category, occurred_from, occurred_to, groups, reporter_key;
    int utc_offset_s;
    bool hour_known, has_point;
    double precision_m, x_m, y_m;
} StoredReport;

/* Who reads reports: first asked by kind and begin alone, for that is all that a row needs to be passed over. */
typedef struct ReportReader {
    void *context;
    bool (*wants)(void *context, Text kind, Text occurred_from, bool *ret_wanted, Error *error);
    bool (*take)(void *context, const StoredReport *report, Error *error);
} ReportReader;

/* A report to be written; reported_on and the texts behind it may be NULL or "". */
typedef struct NewReport {
    const char *external_id, *kind, *category, *reported_on, *groups, *perpetrator_sex, *relation, *severity, *reporter_key;
    Text occurred_from, occurred_to;
    int utc_offset_s;
    bool hour_known;
    double precision_m, x_m, y_m;
} NewReport;

typedef struct Loader Loader; /* of one import */

typedef enum StepResult { STEP_ROW, STEP_DONE, STEP_FAILED } StepResult;

typedef struct Driver {
    /* the connection */
    void (*close)(Store *store);
    bool (*begin)(Store *store, Error *error); /* of a file: holds what interrupts (interrupt.h); rollback lets go, and store_commit() */
    bool (*commit)(Store *store, Error *error);
    void (*rollback)(Store *store);
    bool (*lock)(Store *store, StoreWork work, bool shared, Error *error);
    bool (*lock_source)(Store *store, const char *source, Error *error);
    bool (*hold)(Store *store, Error *error);
    bool (*is_changing)(const Store *store);
    const char *(*user)(const Store *store); /* NULL: a file */
    bool (*begin_reading)(Store *store, Error *error); /* of one moment; inside a change nothing happens */
    void (*end_reading)(Store *store);
    bool (*execute)(Store *store, const char *sql, Error *error);
    bool (*has_table)(Store *store, const char *table, bool *ret_has, Error *error);
    bool (*compact)(Store *store, Error *error);       /* so that what was removed is gone from the disk, and from statistics */
    bool (*read_beside)(const Store *store, Store **ret_reader, Error *error); /* another handle for another thread; NULL: none */
    uint64_t (*bytes)(const Store *store);              /* a file's size; NULL: a server */

    /* statements */
    Statement *(*prepare)(Store *store, const char *sql, Error *error);
    Statement *(*prepare_rows)(Store *store, const char *table, const char *columns, Error *error);
    bool (*end)(Statement *statement, Error *error);
    void (*finish)(Statement *statement);
    void (*bind_null)(Statement *statement, int parameter);
    void (*bind_whole)(Statement *statement, int parameter, int64_t value);
    void (*bind_real)(Statement *statement, int parameter, double value);
    void (*bind_string)(Statement *statement, int parameter, const char *text);
    bool (*bind_feature)(Statement *statement, int parameter, const Features *features, size_t feature, Error *error);
    StepResult (*step)(Statement *statement, Error *error);
    void (*reset)(Statement *statement);
    int (*columns)(const Statement *statement);
    const char *(*column_name)(const Statement *statement, int column);
    StoreKind (*kind)(const Statement *statement, int column);
    int64_t (*whole)(const Statement *statement, int column);
    double (*real)(const Statement *statement, int column);
    const char *(*text)(const Statement *statement, int column); /* NULL when it is NULL */
    bool (*feature)(const Statement *statement, int column, Features *features, Error *error);

    /* tables with geometry in a column geom; names are of letters, digits and _ */
    bool (*make_table)(Store *store, const char *table, const char *columns, FeatureKind kind, Error *error);
    bool (*index_table)(Store *store, const char *table, const Features *features, Error *error); /* row i has id i + 1 */
    bool (*drop_table)(Store *store, const char *table, Error *error);
    bool (*kind_of_table)(Store *store, const char *table, FeatureKind *ret_kind, Error *error);

    /* reports; between loader_open and loader_close nothing else is written to them */
    bool (*loader_open)(Store *store, int64_t source, int64_t import, Loader **ret_loader, Error *error);
    bool (*loader_add)(Loader *loader, const NewReport *report, WriteOutcome *ret_outcome, Error *error);
    bool (*loader_end)(Loader *loader, Error *error);
    void (*loader_close)(Loader *loader);
    bool (*remove_reports)(Store *store, Statement *removal, int64_t count, Error *error); /* runs it; it removes `count` */
    bool (*read_reports)(Store *store, int64_t first_id, int64_t last_id, const ReportReader *reader, Error *error); /* in order of id */
} Driver;

/* What every handle begins with. */
struct Store {
    const Driver *driver;
    int srid;
    char *name; /* in messages: as the user gave it, without a password */
    const char *file; /* without symbolic links; NULL: a server */
    AuditHead audit_head; /* of what is not committed; count 0: nothing */
};

struct Statement {
    const Driver *driver;
    Store *store;
};

/* The first number that a query without parameters gives; -1 when it gives none or fails. */
int64_t store_number(Store *store, const char *sql);

/* Refuses a layout that this program does not know yet, and a database in another CRS than the project. */
bool store_check(const Store *store, int64_t layout, int64_t srid, Error *error) MUST_USE;

#endif
