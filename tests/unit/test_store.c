/* What the database refuses to open, and that a program that is killed leaves all or nothing. */
#include "tests/support/assert_near.h"

#include "src/store/store.h"
#include "tests/support/random_numbers.h"
#include "tests/support/town.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void assert_refused(const char *path, StoreMode mode, int srid, ErrorCode code, const char *words)
{
    Error error = {0};
    Store *store = NULL;
    assert_false(store_open(path, mode, srid, &store, &error));
    assert_null(store);
    assert_int_equal(error.code, code);
    if (strstr(error.text, words) == NULL) fail_msg("'%s' does not say '%s'", error.text, words);
}

/* SQL on the file behind the back of the store, by SQLite alone. */
static void run_plain(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void strange_files_are_refused(void **state)
{
    (void)state;
    Town town;
    town_lay(&town);
    const char *database = town.config.database;
    assert_refused(database, STORE_READ, 28992, ERROR_USAGE, "there is no database yet");
    assert_refused(database, STORE_WRITE, 28992, ERROR_USAGE, "there is no database yet");
    assert_refused(town_path(&town, "no/such/folder.sqlite"), STORE_CREATE, 28992, ERROR_FAILED, "cannot be made");

    char *before, *after;
    size_t length, length_after;
    town_write(&town, "text.sqlite", "This is no database at all, but a letter of more than a hundred bytes, so that SQLite looks at it well. Really.");
    for (StoreMode mode = STORE_READ; mode <= STORE_CREATE; mode++) assert_refused(town.path, mode, 28992, ERROR_FAILED, "no database");
    before = town_read(town.path, &length);
    assert_int_equal(length, 111);
    free(before);

    run_plain(town_path(&town, "other.sqlite"), "CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
    before = town_read(town.path, &length);
    for (StoreMode mode = STORE_READ; mode <= STORE_CREATE; mode++) assert_refused(town.path, mode, 28992, ERROR_INPUT, "no database of Brandpunt");
    after = town_read(town.path, &length_after);
    assert_int_equal(length, length_after);
    assert_memory_equal(before, after, length);
    free(before);
    free(after);
    town_raze(&town);
}

static void other_versions_and_systems_are_refused(void **state)
{
    (void)state;
    Town town;
    town_found(&town);
    char database[256];
    snprintf(database, sizeof database, "%s", town.config.database);
    assert_refused(database, STORE_WRITE, 32631, ERROR_USAGE, "EPSG:28992");
    store_close(town.store);
    town.store = NULL;
    run_plain(database, "PRAGMA user_version = 99");
    assert_refused(database, STORE_READ, 28992, ERROR_INPUT, "newer");
    run_plain(database, "PRAGMA user_version = 1; PRAGMA application_id = 7");
    assert_refused(database, STORE_READ, 28992, ERROR_INPUT, "no database of Brandpunt");
    assert_refused(town_path(&town, "new.sqlite"), STORE_CREATE, 999999, ERROR_USAGE, "EPSG:999999");
    assert_int_equal(access(town.path, F_OK), -1); /* what could not be made is not left behind */
    town_raze(&town);
}

static void it_is_for_its_owner_alone(void **state)
{
    (void)state;
    Town town;
    struct stat status;
    town_found(&town);
    assert_int_equal(stat(town.config.database, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    town_raze(&town);
}

/* Cut at many lengths: opened and sound as far as it goes, or refused with a sentence; never a crash. */
static void a_truncated_file_is_refused_or_read(void **state)
{
    (void)state;
    Town town;
    size_t length;
    uint64_t random = 3;
    town_found(&town);
    char *whole = town_read(town.config.database, &length);
    int refused = 0;
    for (int i = 0; i < 40; i++) {
        Error error = {0};
        Store *store = NULL;
        size_t cut = i == 0 ? 1 : i == 1 ? 99 : i == 2 ? 4096 : 1 + (size_t)random_below(&random, (int)length - 1);
        town_write_bytes(&town, "cut.sqlite", whole, cut);
        if (store_open(town.path, STORE_WRITE, 28992, &store, &error)) {
            Loaded loaded;
            if (reports_load(store, -1, 0, 30000, &loaded, &error)) loaded_free(&loaded);
            store_close(store);
        } else {
            assert_true(strlen(error.text) > 20);
            assert_null(store);
            refused++;
        }
    }
    assert_true(refused >= 30);
    free(whole);
    town_raze(&town);
}

static void a_file_that_may_not_be_written_is_only_read(void **state)
{
    (void)state;
    Town town;
    Error error = {0};
    town_found(&town);
    town_reopen(&town, STORE_READ);
    assert_false(store_execute(town.store, "DELETE FROM report", &error));
    assert_non_null(strstr(error.text, "cannot be written"));
    Loaded loaded;
    assert_ok(reports_load(town.store, -1, 0, 30000, &loaded, &error), &error);
    assert_int_equal(loaded.points.count, 0);
    loaded_free(&loaded);
    town_raze(&town);
}

/* A user's folder may be a symbolic link. */
static void a_link_to_the_database_works(void **state)
{
    (void)state;
    Town town;
    Error error = {0};
    Store *store;
    town_found(&town);
    assert_int_equal(symlink(town.config.database, town_path(&town, "link.sqlite")), 0);
    assert_ok(store_open(town.path, STORE_WRITE, 28992, &store, &error), &error);
    store_close(store);
    town_raze(&town);
}

enum { KILLED_ROWS = 20000, KILLS = 20 };

static char *many_rows(int file)
{
    char *text = malloc(KILLED_ROWS * 64 + 100);
    assert_non_null(text);
    size_t used = (size_t)sprintf(text, "id;datum;tijd;x;y;categorie\n");
    for (int i = 0; i < KILLED_ROWS; i++)
        used += (size_t)sprintf(text + used, "%d-%d;2024-%02d-%02d;%02d:10;%d.5;%d.25;overlast\n", file, i, 1 + i % 12, 1 + i % 28, i % 24, 150000 + i % 1000,
                                440000 + i / 1000);
    return text;
}

/* Makes the database and imports the file in another process, and kills it after so many microseconds. */
static bool killed_import(Town *town, const char *path, long after_us)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        Error error;
        Store *store;
        ImportCounts counts;
        Log log = log_init(true);
        bool ok = store_open(town->config.database, STORE_CREATE, 28992, &store, &error) &&
                  import_file(store, &town->config, path, &(ImportOptions){.source = "s"}, &log, &counts, &error);
        _exit(ok ? 0 : 1);
    }
    nanosleep(&(struct timespec){after_us / 1000000, after_us % 1000000 * 1000}, NULL);
    kill(child, SIGKILL);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status)) assert_int_equal(WEXITSTATUS(status), 0);
    return WIFEXITED(status);
}

static void a_killed_import_is_all_or_nothing(void **state)
{
    (void)state;
    Town town;
    uint64_t random = 20;
    int whole = 0, none = 0;
    char path[256], *text = many_rows(1);
    town_lay(&town);
    snprintf(path, sizeof path, "%s", town_write(&town, "many.csv", text));
    for (int kill_number = 0; kill_number < KILLS; kill_number++) {
        unlink(town.config.database);
        char journal[300];
        snprintf(journal, sizeof journal, "%s-journal", town.config.database);
        unlink(journal);
        killed_import(&town, path, kill_number < 8 ? random_below(&random, 60000) : random_below(&random, 400000));
        Error error;
        assert_ok(store_open(town.config.database, STORE_CREATE, 28992, &town.store, &error), &error);
        char *said = town_text(&town, "PRAGMA integrity_check");
        assert_string_equal(said, "ok");
        free(said);
        town_check_index(&town);
        int64_t there = (int64_t)town_number(&town, "SELECT count(*) FROM report");
        assert_true(there == 0 || there == KILLED_ROWS);
        assert_int_equal(town_number(&town, "SELECT count(*) FROM import"), there > 0);
        whole += there > 0;
        none += there == 0;
        if (kill_number % 5 == 4) { /* and the next import goes on */
            ImportCounts counts = town_import(&town, "s", "many.csv", text);
            assert_int_equal(counts.same_file, there > 0);
            assert_int_equal(town_number(&town, "SELECT count(*) FROM report"), KILLED_ROWS);
            town_check_index(&town);
        }
        store_close(town.store);
        town.store = NULL;
    }
    assert_true(none > 0); /* some were killed in time */
    free(text);
    town_raze(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strange_files_are_refused),
        cmocka_unit_test(other_versions_and_systems_are_refused),
        cmocka_unit_test(it_is_for_its_owner_alone),
        cmocka_unit_test(a_truncated_file_is_refused_or_read),
        cmocka_unit_test(a_file_that_may_not_be_written_is_only_read),
        cmocka_unit_test(a_link_to_the_database_works),
        cmocka_unit_test(a_killed_import_is_all_or_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
