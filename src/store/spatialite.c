#include "src/store/spatialite.h"

#include "src/interrupt.h"
#include "src/store/geometry_blob.h"
#include "src/store/rtree.h"
#include "src/store/showing.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <spatialite.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { APPLICATION_ID = 0x42524e44 /* "BRND" */ };

enum { OPEN_ATTEMPTS = 4 };

typedef struct File {
    Store store;
    sqlite3 *db;
    void *spatialite_cache; /* one per connection: it is not shared */
    char *path;
    bool made;            /* by this handle, and nothing committed to it since: closing it takes it away again */
    bool folder_made;     /* and the folder around it too */
    bool reading;         /* in a transaction that begin_reading() began */
    dev_t device;         /* of the file that was opened, to notice that another took its place */
    ino_t inode;
} File;

typedef struct Prepared {
    Statement statement;
    sqlite3_stmt *row;
} Prepared;

static const Driver SPATIALITE;

static File *file_of(const Store *store)
{
    return (File *)(uintptr_t)store;
}

static sqlite3_stmt *row_of(const Statement *statement)
{
    return ((const Prepared *)statement)->row;
}

bool spatialite_error(const Store *store, Error *error)
{
    sqlite3 *db = spatialite_handle(store);
    int code = sqlite3_errcode(db);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return error_set(error, ERROR_FAILED, _("%s: another program is writing to the database; try again when it is done."), store->name);
    struct rlimit size; /* a write beyond it is to SQLite like any other that fails */
    bool limited = sqlite3_extended_errcode(db) == SQLITE_IOERR_WRITE && getrlimit(RLIMIT_FSIZE, &size) == 0 && size.rlim_cur != RLIM_INFINITY;
    if (code == SQLITE_FULL || limited)
        return error_set(error, ERROR_FAILED, _("%s: the disk is full; make room and try again, nothing was changed."), store->name);
    if (code == SQLITE_READONLY || code == SQLITE_CANTOPEN)
        return error_set(error, ERROR_FAILED, _("%s: the database cannot be written; look at its permissions and those of its folder."), store->name);
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        return error_set(error, ERROR_FAILED, _("%s: this is no database, or a damaged one; put back a copy or choose another path."), store->name);
    return error_set(error, ERROR_FAILED, _("%s: the database says: %s."), store->name, sqlite3_errmsg(db));
}

static int stop_early(void *nothing)
{
    (void)nothing;
    return interrupt_waits();
}

static void listen_for_interrupts(const Store *store, bool on)
{
    sqlite3_progress_handler(spatialite_handle(store), on ? 1000 : 0, on ? stop_early : NULL, NULL);
}

/* SpatiaLite tells the error output itself what it thinks of a failure; the user gets one sentence, and that is ours. And some of its functions
 * take a step that was refused for one to take again, for ever: while they are at work nothing is refused. */
static int hush(const Store *store)
{
    listen_for_interrupts(store, false);
    int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (kept >= 0 && nowhere >= 0) dup2(nowhere, STDERR_FILENO);
    if (nowhere >= 0) close(nowhere);
    return kept;
}

static void speak_again(const Store *store, int kept)
{
    listen_for_interrupts(store, true);
    if (kept < 0) return;
    dup2(kept, STDERR_FILENO);
    close(kept);
}

static bool execute(Store *store, const char *sql, Error *error)
{
    int kept = hush(store);
    int code = sqlite3_exec(spatialite_handle(store), sql, NULL, NULL, NULL);
    speak_again(store, kept);
    return code == SQLITE_OK || spatialite_error(store, error);
}

sqlite3 *spatialite_handle(const Store *store)
{
    return file_of(store)->db;
}

sqlite3_stmt *spatialite_prepare(Store *store, const char *sql, Error *error)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(spatialite_handle(store), sql, -1, &statement, NULL) != SQLITE_OK) spatialite_error(store, error);
    return statement;
}

bool spatialite_run(Store *store, sqlite3_stmt *statement, Error *error)
{
    int code = sqlite3_step(statement);
    bool ok = code == SQLITE_DONE || code == SQLITE_ROW || spatialite_error(store, error);
    sqlite3_reset(statement);
    return ok;
}

bool spatialite_next(Store *store, sqlite3_stmt *statement, bool *ret_row, Error *error)
{
    int code = sqlite3_step(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) return spatialite_error(store, error);
    *ret_row = code == SQLITE_ROW;
    return true;
}

/* One number from a query without parameters; -1 when there is no row. */
static bool query_number(Store *store, const char *sql, int64_t *ret_number, Error *error)
{
    sqlite3_stmt *statement = spatialite_prepare(store, sql, error);
    int kept = hush(store);
    bool row = false, ok = statement != NULL && spatialite_next(store, statement, &row, error);
    speak_again(store, kept);
    if (ok) *ret_number = row ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_finalize(statement);
    return ok;
}

/* ---- changes ---- */

static void rollback(Store *store)
{
    sqlite3 *db = spatialite_handle(store);
    if (!sqlite3_get_autocommit(db)) sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    interrupt_release();
}

/* Ctrl-C waits from here until the change is made final or undone, and no further step is taken. */
static bool begin_change(Store *store, Error *error)
{
    if (!execute(store, "BEGIN IMMEDIATE", error)) return false;
    interrupt_hold();
    return true;
}

static bool begin(Store *store, Error *error)
{
    File *file = file_of(store);
    struct stat status;
    if (!begin_change(store, error)) return false;
    if (stat(file->path, &status) == 0 && status.st_dev == file->device && status.st_ino == file->inode) return true;
    rollback(store);
    return error_set(error, ERROR_FAILED, _("%s: the database was taken away while it was being used; try again."), store->name);
}

/* What interrupts is let go by store_commit(), when the audit's head is written too. */
static bool commit(Store *store, Error *error)
{
    if (!execute(store, "COMMIT", error)) return false;
    file_of(store)->made = false;
    return true;
}

/* A file has one writer at a time, whatever he writes. */
static bool lock(Store *store, StoreWork work, bool shared, Error *error)
{
    (void)store, (void)work, (void)shared, (void)error;
    return true;
}

static bool lock_source(Store *store, const char *source, Error *error)
{
    (void)store, (void)source, (void)error;
    return true;
}

static bool hold(Store *store, Error *error)
{
    (void)store, (void)error;
    return true;
}

static bool is_changing(const Store *store)
{
    return !sqlite3_get_autocommit(spatialite_handle(store));
}

static bool begin_reading(Store *store, Error *error)
{
    File *file = file_of(store);
    file->reading = sqlite3_get_autocommit(file->db) != 0;
    return !file->reading || execute(store, "BEGIN", error);
}

static void end_reading(Store *store)
{
    if (file_of(store)->reading) rollback(store);
    file_of(store)->reading = false;
}

/* The file is made anew without what is gone. In the mode in which changes wait in a file of their own (another program may have
 * chosen it), that file is emptied too; a program that is reading the database keeps it from being so. */
static bool compact(Store *store, Error *error)
{
    int64_t busy;
    interrupt_hold();
    bool ok = execute(store, "VACUUM", error);
    interrupt_release();
    if (!ok || !query_number(store, "PRAGMA wal_checkpoint(TRUNCATE)", &busy, error)) return false;
    return busy == 0 ||
           error_set(error, ERROR_FAILED, _("%s: the reports are removed, but another program that reads the database keeps what was in its file -wal; close it and purge again."),
                     store->name);
}

/* ---- statements ---- */

static Statement *prepare(Store *store, const char *sql, Error *error)
{
    Prepared *prepared = malloc(sizeof *prepared);
    if (prepared == NULL) return error_memory(error, sizeof *prepared), NULL;
    *prepared = (Prepared){{&SPATIALITE, store}, spatialite_prepare(store, sql, error)};
    if (prepared->row != NULL) return &prepared->statement;
    free(prepared);
    return NULL;
}

static Statement *prepare_rows(Store *store, const char *table, const char *columns, Error *error)
{
    char sql[1024], marks[128] = "?";
    size_t used = 1;
    for (const char *at = columns; *at != '\0'; at++)
        if (*at == ',' && used + 3 < sizeof marks) used += (size_t)snprintf(marks + used, sizeof marks - used, ", ?");
    snprintf(sql, sizeof sql, "INSERT INTO \"%s\" (%s) VALUES (%s)", table, columns, marks);
    return prepare(store, sql, error);
}

static bool end_rows(Statement *statement, Error *error)
{
    (void)statement, (void)error;
    return true;
}

static void finish(Statement *statement)
{
    sqlite3_finalize(row_of(statement));
    free(statement);
}

static void bind_null(Statement *statement, int parameter)
{
    sqlite3_bind_null(row_of(statement), parameter);
}

static void bind_whole(Statement *statement, int parameter, int64_t value)
{
    sqlite3_bind_int64(row_of(statement), parameter, value);
}

static void bind_real(Statement *statement, int parameter, double value)
{
    sqlite3_bind_double(row_of(statement), parameter, value);
}

static void bind_string(Statement *statement, int parameter, const char *text)
{
    sqlite3_bind_text(row_of(statement), parameter, text, -1, SQLITE_TRANSIENT);
}

static bool bind_feature(Statement *statement, int parameter, const Features *features, size_t feature, Error *error)
{
    Blob blob = {0};
    bool ok = blob_of_feature(features, feature, statement->store->srid, &blob, error);
    if (ok) sqlite3_bind_blob64(row_of(statement), parameter, blob.bytes, blob.length, free);
    else blob_free(&blob);
    return ok;
}

static StepResult step(Statement *statement, Error *error)
{
    int code = sqlite3_step(row_of(statement));
    if (code == SQLITE_ROW) return STEP_ROW;
    if (code == SQLITE_DONE) return STEP_DONE;
    spatialite_error(statement->store, error);
    return STEP_FAILED;
}

static void reset(Statement *statement)
{
    sqlite3_reset(row_of(statement));
}

static int columns(const Statement *statement)
{
    return sqlite3_column_count(row_of(statement));
}

static const char *column_name(const Statement *statement, int column)
{
    return sqlite3_column_name(row_of(statement), column);
}

static StoreKind kind(const Statement *statement, int column)
{
    int type = sqlite3_column_type(row_of(statement), column);
    return type == SQLITE_NULL ? STORE_NULL : type == SQLITE_INTEGER ? STORE_WHOLE : type == SQLITE_FLOAT ? STORE_REAL : STORE_TEXT;
}

static int64_t whole(const Statement *statement, int column)
{
    return sqlite3_column_int64(row_of(statement), column);
}

static double real(const Statement *statement, int column)
{
    return sqlite3_column_double(row_of(statement), column);
}

static const char *text(const Statement *statement, int column)
{
    return (const char *)sqlite3_column_text(row_of(statement), column);
}

static bool feature(const Statement *statement, int column, Features *features, Error *error)
{
    return blob_read(sqlite3_column_blob(row_of(statement), column), (size_t)sqlite3_column_bytes(row_of(statement), column), features, error);
}

static bool has_table(Store *store, const char *table, bool *ret_has, Error *error)
{
    sqlite3_stmt *row = spatialite_prepare(store, "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = ?)", error);
    if (row == NULL) return false;
    sqlite3_bind_text(row, 1, table, -1, SQLITE_STATIC);
    bool ok = sqlite3_step(row) == SQLITE_ROW || spatialite_error(store, error);
    if (ok) *ret_has = sqlite3_column_int(row, 0) != 0;
    sqlite3_finalize(row);
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
    if (!execute(store, "PRAGMA page_size = 8192", error) || !begin(store, error)) return false;
    if (!query_number(store, "SELECT count(*) FROM sqlite_master", &tables, error)) return false;
    if (tables != 0) return store_commit(store, error);
    if (!call_spatialite(store, "SELECT InitSpatialMetaDataFull(0, 'NONE')", _("%s: the database could not be made a SpatiaLite database."), error)) return false;
    snprintf(sql, sizeof sql, "SELECT InsertEpsgSrid(%d)", store->srid);
    if (!query_number(store, sql, &known, error)) return false;
    if (known != 1)
        return error_set(error, ERROR_USAGE, _("EPSG:%d is a coordinate system that SpatiaLite does not know; choose another in [project] crs."),
                         store->srid);
    if (store->srid != 4326 && !query_number(store, "SELECT InsertEpsgSrid(4326)", &known, error)) return false;
    if (!execute(store, STORE_SCHEMA, error) || !execute(store, AUDIT_GUARDS, error)) return false;
    snprintf(sql, sizeof sql, "SELECT AddGeometryColumn('report', 'geom', %d, 'POINT', 'XY', 1)", store->srid);
    const char *failure = _("%s: the table of reports could not be made.");
    if (!call_spatialite(store, sql, failure, error) || !call_spatialite(store, "SELECT CreateSpatialIndex('report', 'geom')", failure, error)) return false;
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION_ID, SCHEMA_VERSION);
    if (!showing_make(store, error) || !execute(store, sql, error) || !execute(store, "COMMIT", error)) return false;
    interrupt_release();
    return true;
}

static bool check_schema(Store *store, Error *error)
{
    int64_t application, layout, srid;
    if (!query_number(store, "PRAGMA application_id", &application, error)) return false;
    if (application != APPLICATION_ID)
        return error_set(error, ERROR_INPUT, _("%s: this is no database of Brandpunt; choose another path in [database] path."), store->name);
    return query_number(store, "PRAGMA user_version", &layout, error) &&
           query_number(store, "SELECT srid FROM geometry_columns WHERE f_table_name = 'report'", &srid, error) && store_check(store, layout, srid, error);
}

/* In one transaction, and of two programs that find an old layout at once one finds the work done. An old database that is only read
 * stays as it is: what it lacks is asked for by commands that write. */
static bool migrate(Store *store, StoreMode mode, Error *error)
{
    int64_t layout;
    if (mode == STORE_READ) return true;
    if (!query_number(store, "PRAGMA user_version", &layout, error)) return false;
    if (layout == SCHEMA_VERSION) return true;
    if (!begin_change(store, error)) return false;
    bool ok = query_number(store, "PRAGMA user_version", &layout, error);
    for (; ok && store_upgrade(layout) != NULL; layout++) {
        char sql[64];
        snprintf(sql, sizeof sql, "PRAGMA user_version = %lld", (long long)layout + 1);
        ok = execute(store, store_upgrade(layout), error) && (layout + 1 != SCHEMA_VERSION || execute(store, AUDIT_GUARDS, error)) && execute(store, sql, error);
    }
    if (ok && execute(store, "COMMIT", error)) return interrupt_release(), true;
    rollback(store);
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

static void close_file(Store *store);

static bool open_connection(File *file, StoreMode mode, Error *error)
{
    Store *store = &file->store;
    int flags = mode == STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (sqlite3_open_v2(file->path, &file->db, flags | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return error_set(error, ERROR_FAILED, _("%s: the database cannot be opened (%s)."), store->name, sqlite3_errmsg(file->db));
    if (mode == STORE_READ) undo_what_was_cut_off(file->db, file->path);
    file->spatialite_cache = spatialite_alloc_connection();
    spatialite_init_ex(file->db, file->spatialite_cache, 0);
    sqlite3_busy_timeout(file->db, 10000);
    listen_for_interrupts(store, true);
    return execute(store, "PRAGMA foreign_keys = OFF; PRAGMA secure_delete = ON; PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY", error);
}

static bool open_file(const char *path, const char *name, StoreMode mode, int srid, Store **ret_store, Error *error)
{
    File *file = calloc(1, sizeof *file);
    if (file == NULL) return error_memory(error, sizeof *file);
    file->store = (Store){.driver = &SPATIALITE, .srid = srid, .name = strdup(name)};
    file->store.file = file->path = realpath(path, NULL); /* SQLite follows no symbolic link; the user's own folders may be one */
    struct stat status;
    bool ok = (file->path != NULL && file->store.name != NULL && stat(file->path, &status) == 0) ||
              error_set(error, ERROR_FAILED, _("%s: the database cannot be opened (%s)."), name, strerror(errno));
    if (ok && !S_ISREG(status.st_mode)) ok = error_set(error, ERROR_INPUT, _("%s: this is no file; choose another path in [database] path."), path);
    if (ok) {
        file->device = status.st_dev;
        file->inode = status.st_ino;
        ok = open_connection(file, mode, error);
    }
    if (ok) *ret_store = &file->store;
    else close_file(&file->store);
    return ok;
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
    if (file < 0) {
        error_set(error, ERROR_FAILED, _("%s: the database cannot be made (%s); choose another path in [database] path."), path, strerror(errno));
        if (folder_made) take_folder_away(path);
        return false;
    }
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
    File *file = file_of(store);
    struct stat status;
    bool empty = stat(file->path, &status) == 0 && status.st_size == 0, ok = true;
    if (empty && mode != STORE_READ) ok = chmod(file->path, 0600) == 0 ? make_schema(store, error) : error_set(error, ERROR_FAILED, _("%s: the database cannot be opened (%s)."), path, strerror(errno));
    file->made = made;
    file->folder_made = folder_made;
    if (!ok || !check_schema(store, error) || !migrate(store, mode, error)) {
        close_file(store);
        return false;
    }
    *ret_store = store;
    return true;
}

/* A database that another program made for work that failed may be taken away just when this one opens it: then its own is made. */
bool spatialite_open(const char *path, StoreMode mode, int srid, Store **ret_store, Error *error)
{
    for (int attempt = 1;; attempt++) {
        if (open_once(path, mode, srid, ret_store, error)) return true;
        if (mode != STORE_CREATE || attempt == OPEN_ATTEMPTS || access(path, F_OK) == 0) return false;
    }
}

void store_keep(Store *store)
{
    if (store->driver == &SPATIALITE) file_of(store)->made = false;
}

/* Takes away a database that was made for work that failed; not when another program put something in it meanwhile. */
static void take_away(Store *store)
{
    if (sqlite3_exec(spatialite_handle(store), "BEGIN EXCLUSIVE", NULL, NULL, NULL) != SQLITE_OK) return;
    Error ignored;
    int64_t rows;
    if (query_number(store, "SELECT (SELECT count(*) FROM source) + (SELECT count(*) FROM layer)", &rows, &ignored) && rows == 0) unlink(file_of(store)->path);
    rollback(store);
}

static uint64_t bytes(const Store *store)
{
    struct stat status;
    return stat(file_of(store)->path, &status) == 0 ? (uint64_t)status.st_size : 0;
}

/* For a second thread that reads tables; without the functions of SpatiaLite. */
static bool read_beside(const Store *store, Store **ret_reader, Error *error)
{
    File *reader = calloc(1, sizeof *reader);
    if (reader == NULL) return error_memory(error, sizeof *reader);
    reader->store = (Store){.driver = &SPATIALITE, .srid = store->srid, .name = strdup(store->name)};
    bool ok = (reader->store.name != NULL || error_memory(error, 64)) &&
              (sqlite3_open_v2(file_of(store)->path, &reader->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK ||
               spatialite_error(&reader->store, error));
    if (ok) *ret_reader = &reader->store;
    else close_file(&reader->store);
    return ok;
}

static void close_file(Store *store)
{
    File *file = file_of(store);
    if (file->db != NULL) {
        rollback(store);
        if (file->made) take_away(store);
        sqlite3_close(file->db);
        if (file->made && file->folder_made) take_folder_away(file->path);
    }
    if (file->spatialite_cache != NULL) spatialite_cleanup_ex(file->spatialite_cache);
    free(file->path);
    free(store->name);
    free(file);
}

/* ---- tables with geometry ---- */

static bool run_for_table(Store *store, const char *format, const char *table, Error *error)
{
    char *sql = sqlite3_mprintf(format, table);
    bool ok = sql != NULL ? execute(store, sql, error) : error_memory(error, 256);
    sqlite3_free(sql);
    return ok;
}

static bool drop_table(Store *store, const char *table, Error *error)
{
    return run_for_table(store, "SELECT DisableSpatialIndex('%q', 'geom')", table, error) &&
           run_for_table(store, "DROP TABLE IF EXISTS \"idx_%w_geom\"", table, error) &&
           run_for_table(store, "SELECT DiscardGeometryColumn('%q', 'geom')", table, error) &&
           run_for_table(store, "DROP TABLE IF EXISTS \"%w\"", table, error);
}

static bool make_table(Store *store, const char *table, const char *table_columns, FeatureKind feature_kind, Error *error)
{
    static const char *const types[] = {[FEATURE_POINT] = "POINT", [FEATURE_LINE] = "MULTILINESTRING", [FEATURE_POLYGON] = "MULTIPOLYGON"};
    char *sql = sqlite3_mprintf("CREATE TABLE \"%w\" (%s); SELECT AddGeometryColumn('%q', 'geom', %d, '%q', 'XY')", table, table_columns, table, store->srid,
                                types[feature_kind]);
    bool ok = sql != NULL ? execute(store, sql, error) : error_memory(error, 1024);
    sqlite3_free(sql);
    return ok;
}

/* The index is made empty, and then filled in one go. */
static bool index_table(Store *store, const char *table, const Features *features, Error *error)
{
    char index[192];
    snprintf(index, sizeof index, "idx_%s_geom", table);
    size_t count = features->count;
    RtreeEntry *entries = malloc((count + 1) * sizeof *entries);
    if (entries == NULL) return error_memory(error, (double)count * sizeof *entries);
    for (size_t i = 0; i < count; i++) {
        Box box = features_box_of(features, i);
        entries[i] = rtree_entry((int64_t)i + 1, box.x_min, box.x_max, box.y_min, box.y_max);
    }
    bool ok = run_for_table(store, "SELECT CreateSpatialIndex('%q', 'geom')", table, error) &&
              run_for_table(store, "DROP TABLE \"idx_%w_geom\"", table, error) &&
              run_for_table(store, "CREATE VIRTUAL TABLE \"idx_%w_geom\" USING rtree(pkid, xmin, xmax, ymin, ymax)", table, error) &&
              rtree_fill(store, index, entries, count, error);
    free(entries);
    return ok;
}

static bool kind_of_table(Store *store, const char *table, FeatureKind *ret_kind, Error *error)
{
    sqlite3_stmt *row = spatialite_prepare(store, "SELECT geometry_type FROM geometry_columns WHERE f_table_name = ?", error);
    if (row == NULL) return false;
    sqlite3_bind_text(row, 1, table, -1, SQLITE_STATIC);
    bool found = false, ok = spatialite_next(store, row, &found, error);
    int type = ok && found ? sqlite3_column_int(row, 0) : 0;
    sqlite3_finalize(row);
    if (ok) *ret_kind = type == 1 ? FEATURE_POINT : type == 5 ? FEATURE_LINE : FEATURE_POLYGON;
    return ok;
}

static const Driver SPATIALITE = {
    close_file, begin, commit, rollback, lock, lock_source, hold, is_changing, NULL, begin_reading, end_reading, execute, has_table, compact, read_beside, bytes,
    prepare, prepare_rows, end_rows, finish, bind_null, bind_whole, bind_real, bind_string, bind_feature, step, reset,
    columns, column_name, kind, whole, real, text, feature,
    make_table, index_table, drop_table, kind_of_table,
    spatialite_loader_open, spatialite_loader_add, spatialite_loader_end, spatialite_loader_close, spatialite_remove_reports, spatialite_read_reports,
};
