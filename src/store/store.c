#include "src/store/store.h"

#include "src/interrupt.h"
#include "src/store/audit.h"
#include "src/store/showing.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spatialite.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SCHEMA_VERSION = 3, APPLICATION_ID = 0x42524e44 /* "BRND" */ };

enum { OPEN_ATTEMPTS = 4 };

struct Store {
    sqlite3 *db;
    void *spatialite_cache; /* one per connection: it is not shared */
    int srid;
    char *path;
    char *name;           /* of the database in messages: as the user gave it */
    bool made;            /* by this handle, and nothing committed to it since: closing it takes it away again */
    bool folder_made;     /* and the folder around it too */
    dev_t device;         /* of the file that was opened, to notice that another took its place */
    ino_t inode;
    AuditHead audit_head; /* of what is not committed; count 0: nothing */
};

/* The files that were made of a publication; the hash of their bytes, "" of a device. */
#define LEDGER_OUTPUT \
    "CREATE TABLE ledger_output (ledger INTEGER NOT NULL REFERENCES ledger, file TEXT NOT NULL, hash TEXT NOT NULL, written_on TEXT, UNIQUE (ledger, file, hash));"

/* From layout 1, whose ledger was never written to. */
static const char FROM_1[] =
    "ALTER TABLE ledger ADD COLUMN selection TEXT; ALTER TABLE ledger ADD COLUMN grid TEXT; ALTER TABLE ledger ADD COLUMN smallest INTEGER;"
    "ALTER TABLE ledger ADD COLUMN figures TEXT;" LEDGER_OUTPUT "PRAGMA user_version = 2";

/* From layout 2, whose audit was never written to. */
static const char FROM_2[] = "DROP TABLE audit; PRAGMA user_version = 3";

static const char SCHEMA[] =
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
    LEDGER_OUTPUT;

bool store_error(Store *store, Error *error)
{
    int code = sqlite3_errcode(store->db);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return error_set(error, ERROR_FAILED, _("%s: another program is writing to the database; try again when it is done."), store->name);
    if (code == SQLITE_FULL)
        return error_set(error, ERROR_FAILED, _("%s: the disk is full; make room and try again, nothing was changed."), store->name);
    if (code == SQLITE_READONLY || code == SQLITE_CANTOPEN)
        return error_set(error, ERROR_FAILED, _("%s: the database cannot be written; look at its permissions and those of its folder."), store->name);
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        return error_set(error, ERROR_FAILED, _("%s: this is no database, or a damaged one; put back a copy or choose another path."), store->name);
    return error_set(error, ERROR_FAILED, _("%s: the database says: %s."), store->name, sqlite3_errmsg(store->db));
}

static int stop_early(void *nothing)
{
    (void)nothing;
    return interrupt_waits();
}

static void listen_for_interrupts(Store *store, bool on)
{
    sqlite3_progress_handler(store->db, on ? 1000 : 0, on ? stop_early : NULL, NULL);
}

/* SpatiaLite tells the error output itself what it thinks of a failure; the user gets one sentence, and that is ours. And some of its functions
 * take a step that was refused for one to take again, for ever: while they are at work nothing is refused. */
static int hush(Store *store)
{
    listen_for_interrupts(store, false);
    int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (kept >= 0 && nowhere >= 0) dup2(nowhere, STDERR_FILENO);
    if (nowhere >= 0) close(nowhere);
    return kept;
}

static void speak_again(Store *store, int kept)
{
    listen_for_interrupts(store, true);
    if (kept < 0) return;
    dup2(kept, STDERR_FILENO);
    close(kept);
}

bool store_execute(Store *store, const char *sql, Error *error)
{
    int kept = hush(store);
    int code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    speak_again(store, kept);
    return code == SQLITE_OK || store_error(store, error);
}

sqlite3_stmt *store_prepare(Store *store, const char *sql, Error *error)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK) store_error(store, error);
    return statement;
}

bool store_step(Store *store, sqlite3_stmt *statement, Error *error)
{
    int code = sqlite3_step(statement);
    if (code == SQLITE_DONE || code == SQLITE_ROW) {
        sqlite3_reset(statement);
        return true;
    }
    store_error(store, error);
    sqlite3_reset(statement);
    return false;
}

bool store_next(Store *store, sqlite3_stmt *statement, bool *ret_row, Error *error)
{
    int code = sqlite3_step(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) return store_error(store, error);
    *ret_row = code == SQLITE_ROW;
    return true;
}

const char *store_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text != NULL ? text : "";
}

void store_bind_text(sqlite3_stmt *statement, int parameter, const char *text)
{
    if (text == NULL || text[0] == '\0')
        sqlite3_bind_null(statement, parameter);
    else
        sqlite3_bind_text(statement, parameter, text, -1, SQLITE_TRANSIENT);
}

/* Ctrl-C waits from here until the change is made final or undone, and no further step is taken. */
static bool begin_change(Store *store, Error *error)
{
    if (!store_execute(store, "BEGIN IMMEDIATE", error)) return false;
    interrupt_hold();
    return true;
}

bool store_begin(Store *store, Error *error)
{
    struct stat status;
    if (!begin_change(store, error)) return false;
    if (stat(store->path, &status) == 0 && status.st_dev == store->device && status.st_ino == store->inode) return true;
    store_rollback(store);
    return error_set(error, ERROR_FAILED, _("%s: the database was taken away while it was being used; try again."), store->name);
}

bool store_commit(Store *store, Error *error)
{
    if (store_execute(store, "COMMIT", error)) {
        store->made = false;
        if (store->audit_head.count > 0) audit_head_write(store->path, &store->audit_head);
        store->audit_head.count = 0;
        interrupt_release();
        return true;
    }
    store_rollback(store);
    return false;
}

void store_keep(Store *store)
{
    store->made = false;
}

void store_rollback(Store *store)
{
    store->audit_head.count = 0;
    if (!sqlite3_get_autocommit(store->db)) sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    interrupt_release();
}

bool store_vacuum(Store *store, Error *error)
{
    interrupt_hold();
    bool ok = store_execute(store, "VACUUM", error);
    interrupt_release();
    return ok;
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
    return store->path;
}

AuditHead *store_audit_head(Store *store)
{
    return &store->audit_head;
}

sqlite3 *store_handle(Store *store)
{
    return store->db;
}

/* One number from a query without parameters; -1 when there is no row. */
static bool query_number(Store *store, const char *sql, int64_t *ret_number, Error *error)
{
    sqlite3_stmt *statement = store_prepare(store, sql, error);
    int kept = hush(store);
    bool row = false, ok = statement != NULL && store_next(store, statement, &row, error);
    speak_again(store, kept);
    if (ok) *ret_number = row ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_finalize(statement);
    return ok;
}

/* Calls functions of SpatiaLite, which give 1 when they did their work; else the error says `failure`. */
static bool call_spatialite(Store *store, const char *sql, const char *failure, Error *error)
{
    int64_t done;
    return query_number(store, sql, &done, error) && (done == 1 || error_set(error, ERROR_FAILED, failure, store->name));
}

/* Everything in one transaction: a run that is killed in the middle of it leaves an empty file, which the next one fills,
 * and of two that begin at once one waits and finds the work done. InitSpatialMetaDataFull() takes 100 times as long
 * outside a transaction, and it may return 0 although SQLite is content. */
static bool make_schema(Store *store, Error *error)
{
    char sql[512];
    int64_t tables, known;
    /* A report of 200 bytes is read with thousands of others far more often than alone. */
    if (!store_execute(store, "PRAGMA page_size = 8192", error) || !store_begin(store, error)) return false;
    if (!query_number(store, "SELECT count(*) FROM sqlite_master", &tables, error)) return false;
    if (tables != 0) return store_commit(store, error);
    if (!call_spatialite(store, "SELECT InitSpatialMetaDataFull(0, 'NONE')", _("%s: the database could not be made a SpatiaLite database."), error)) return false;
    snprintf(sql, sizeof sql, "SELECT InsertEpsgSrid(%d)", store->srid);
    if (!query_number(store, sql, &known, error)) return false;
    if (known != 1)
        return error_set(error, ERROR_USAGE, _("EPSG:%d is a coordinate system that SpatiaLite does not know; choose another in [project] crs."),
                         store->srid);
    if (store->srid != 4326 && !query_number(store, "SELECT InsertEpsgSrid(4326)", &known, error)) return false;
    if (!store_execute(store, SCHEMA, error) || !store_execute(store, AUDIT_SCHEMA, error)) return false;
    snprintf(sql, sizeof sql, "SELECT AddGeometryColumn('report', 'geom', %d, 'POINT', 'XY', 1)", store->srid);
    const char *failure = _("%s: the table of reports could not be made.");
    if (!call_spatialite(store, sql, failure, error) || !call_spatialite(store, "SELECT CreateSpatialIndex('report', 'geom')", failure, error)) return false;
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION_ID, SCHEMA_VERSION);
    if (!showing_make(store, error) || !store_execute(store, sql, error) || !store_execute(store, "COMMIT", error)) return false;
    interrupt_release();
    return true;
}

static bool check_schema(Store *store, Error *error)
{
    int64_t application, version, srid;
    if (!query_number(store, "PRAGMA application_id", &application, error)) return false;
    if (application != APPLICATION_ID)
        return error_set(error, ERROR_INPUT, _("%s: this is no database of Brandpunt; choose another path in [database] path."), store->name);
    if (!query_number(store, "PRAGMA user_version", &version, error)) return false;
    if (version > SCHEMA_VERSION)
        return error_set(error, ERROR_INPUT, _("%s: this database was made by a newer Brandpunt (layout %lld, this program knows %d); install that one."),
                         store->name, (long long)version, SCHEMA_VERSION);
    if (!query_number(store, "SELECT srid FROM geometry_columns WHERE f_table_name = 'report'", &srid, error)) return false;
    if (srid != store->srid)
        return error_set(error, ERROR_USAGE, _("%s: this database is in EPSG:%lld, the project in EPSG:%d; set [project] crs right or use another database."),
                         store->name, (long long)srid, store->srid);
    return true;
}

/* In one transaction, and of two programs that find an old layout at once one finds the work done. An old database that is only read
 * stays as it is: what it lacks is asked for by commands that write. */
static bool migrate(Store *store, StoreMode mode, Error *error)
{
    int64_t version;
    if (mode == STORE_READ) return true;
    if (!query_number(store, "PRAGMA user_version", &version, error)) return false;
    if (version == SCHEMA_VERSION) return true;
    if (!begin_change(store, error)) return false;
    bool ok = query_number(store, "PRAGMA user_version", &version, error) && (version >= 2 || store_execute(store, FROM_1, error)) &&
              (version >= 3 || (store_execute(store, FROM_2, error) && store_execute(store, AUDIT_SCHEMA, error)));
    if (ok && store_execute(store, "COMMIT", error)) return interrupt_release(), true;
    store_rollback(store);
    return false;
}

/* What a program that was killed left half in the file, is undone by the first that may write; one that only reads may not even read. */
static void undo_what_was_cut_off(sqlite3 *reader, const char *path)
{
    sqlite3 *writer = NULL;
    if (sqlite3_exec(reader, "SELECT count(*) FROM sqlite_master", NULL, NULL, NULL) == SQLITE_OK || sqlite3_extended_errcode(reader) != SQLITE_READONLY_ROLLBACK) return;
    if (sqlite3_open_v2(path, &writer, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL) == SQLITE_OK)
        sqlite3_exec(writer, "SELECT count(*) FROM sqlite_master", NULL, NULL, NULL);
    sqlite3_close(writer);
}

static bool open_connection(Store *store, StoreMode mode, Error *error)
{
    int flags = mode == STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (sqlite3_open_v2(store->path, &store->db, flags | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return error_set(error, ERROR_FAILED, _("%s: the database cannot be opened (%s)."), store->name, sqlite3_errmsg(store->db));
    if (mode == STORE_READ) undo_what_was_cut_off(store->db, store->path);
    store->spatialite_cache = spatialite_alloc_connection();
    spatialite_init_ex(store->db, store->spatialite_cache, 0);
    sqlite3_busy_timeout(store->db, 10000);
    listen_for_interrupts(store, true);
    return store_execute(store, "PRAGMA foreign_keys = OFF; PRAGMA secure_delete = ON; PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY", error);
}

static bool open_file(const char *path, const char *name, StoreMode mode, int srid, Store **ret_store, Error *error)
{
    Store *store = calloc(1, sizeof *store);
    if (store == NULL) return error_memory(error, sizeof *store);
    store->srid = srid;
    store->name = strdup(name);
    store->path = realpath(path, NULL); /* SQLite follows no symbolic link; the user's own folders may be one */
    struct stat status;
    bool ok = (store->path != NULL && store->name != NULL && stat(store->path, &status) == 0) ||
              error_set(error, ERROR_FAILED, _("%s: the database cannot be opened (%s)."), name, strerror(errno));
    if (ok && !S_ISREG(status.st_mode)) ok = error_set(error, ERROR_INPUT, _("%s: this is no file; choose another path in [database] path."), path);
    if (ok) {
        store->device = status.st_dev;
        store->inode = status.st_ino;
        ok = open_connection(store, mode, error);
    }
    if (ok) {
        *ret_store = store;
        return true;
    }
    store_close(store);
    return false;
}

/* Makes the folder of a new database, or takes it away when nothing is in it. */
static bool make_folder(const char *path, int length)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%.*s", length, path);
    return length > 0 && mkdir(folder, 0777) == 0;
}

static void take_folder_away(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash == NULL ? 0 : (int)(slash - path), path);
    (void)rmdir(folder);
}

/* A new database is made whole beside its place and then given its name: no program ever sees half a database, and of
 * two that make one at once the first wins and the other goes on with it. Nobody else may read it from its first byte
 * on. */
static bool make_database(const char *path, int srid, bool *ret_made, bool *ret_folder_made, Error *error)
{
    char beside[PATH_MAX];
    if (!interrupt_beside(path, beside, sizeof beside)) return error_set(error, ERROR_USAGE, _("The path of the database is too long: %.80s..."), path);
    const char *slash = strrchr(path, '/');
    int folder = slash == NULL ? 0 : (int)(slash - path) + 1;
    int file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool folder_made = file < 0 && errno == ENOENT && make_folder(path, folder);
    if (folder_made) file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return error_set(error, ERROR_FAILED, _("%s: the database cannot be made (%s); choose another path in [database] path."), path, strerror(errno));
    close(file);
    Store *store = NULL;
    bool ok = open_file(beside, path, STORE_CREATE, srid, &store, error) && make_schema(store, error);
    store_close(store);
    if (ok && link(beside, path) == 0) *ret_made = true;
    else if (ok && errno != EEXIST && (access(path, F_OK) == 0 || rename(beside, path) != 0)) /* a disk without links */
        ok = error_set(error, ERROR_FAILED, _("%s: the database cannot be made (%s); choose another path in [database] path."), path, strerror(errno));
    unlink(beside);
    if (!ok && folder_made) take_folder_away(path);
    *ret_folder_made = ok && folder_made;
    return ok;
}

static bool open_once(const char *path, StoreMode mode, int srid, Store **ret_store, Error *error)
{
    bool made = false, folder_made = false, there = access(path, F_OK) == 0;
    if (mode == STORE_CREATE && !there && !make_database(path, srid, &made, &folder_made, error)) return false;
    if (mode != STORE_CREATE && !there)
        return error_set(error, ERROR_USAGE, _("%s: there is no database yet; make one with `brandpunt init` or `brandpunt import`."), path);
    Store *store;
    if (!open_file(path, path, mode, srid, &store, error)) return false;
    struct stat status;
    bool empty = stat(store->path, &status) == 0 && status.st_size == 0, ok = true;
    if (empty && mode != STORE_READ) ok = chmod(store->path, 0600) == 0 ? make_schema(store, error) : error_set(error, ERROR_FAILED, _("%s: the database cannot be opened (%s)."), path, strerror(errno));
    store->made = made;
    store->folder_made = folder_made;
    if (!ok || !check_schema(store, error) || !migrate(store, mode, error)) {
        store_close(store);
        return false;
    }
    *ret_store = store;
    return true;
}

/* A database that another program made for work that failed may be taken away just when this one opens it: then its own is made. */
bool store_open(const char *path, StoreMode mode, int srid, Store **ret_store, Error *error)
{
    for (int attempt = 1;; attempt++) {
        if (open_once(path, mode, srid, ret_store, error)) return true;
        if (mode != STORE_CREATE || attempt == OPEN_ATTEMPTS || access(path, F_OK) == 0) return false;
    }
}

/* Takes away a database that was made for work that failed; not when another program put something in it meanwhile. */
static void take_away(Store *store)
{
    if (sqlite3_exec(store->db, "BEGIN EXCLUSIVE", NULL, NULL, NULL) != SQLITE_OK) return;
    Error ignored;
    int64_t rows;
    if (query_number(store, "SELECT (SELECT count(*) FROM source) + (SELECT count(*) FROM layer)", &rows, &ignored) && rows == 0) unlink(store->path);
    store_rollback(store);
}

uint64_t store_bytes(const Store *store)
{
    struct stat status;
    return stat(store->path, &status) == 0 ? (uint64_t)status.st_size : 0;
}

bool store_reader(const Store *store, Store **ret_reader, Error *error)
{
    Store *reader = calloc(1, sizeof *reader);
    if (reader == NULL) return error_memory(error, sizeof *reader);
    reader->srid = store->srid;
    reader->name = strdup(store->name);
    bool ok = (reader->name != NULL || error_memory(error, 64)) &&
              (sqlite3_open_v2(store->path, &reader->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK ||
               store_error(reader, error));
    if (ok) *ret_reader = reader;
    else store_close(reader);
    return ok;
}

void store_close(Store *store)
{
    if (store == NULL) return;
    if (store->db != NULL) {
        store_rollback(store);
        if (store->made) take_away(store);
        sqlite3_close(store->db);
        if (store->made && store->folder_made) take_folder_away(store->path);
    }
    if (store->spatialite_cache != NULL) spatialite_cleanup_ex(store->spatialite_cache);
    free(store->path);
    free(store->name);
    free(store);
}
