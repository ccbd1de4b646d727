/* The index filled in one go, judged by SQLite's own rtreecheck() and by asking it what a full scan knows. */
#include "tests/support/assert_near.h"

#include "src/store/rtree.h"
#include "tests/support/random_numbers.h"
#include "tests/support/town.h"

#include <stdlib.h>

typedef struct Sum {
    int64_t count, ids;
} Sum;

static Sum scan(const RtreeEntry *entries, size_t count, const double box[4])
{
    Sum sum = {0, 0};
    for (size_t i = 0; i < count; i++)
        if ((double)entries[i].box[0] <= box[1] && (double)entries[i].box[1] >= box[0] && (double)entries[i].box[2] <= box[3] &&
            (double)entries[i].box[3] >= box[2])
            sum.count++, sum.ids += entries[i].id;
    return sum;
}

static Sum ask(sqlite3_stmt *statement, const double box[4])
{
    sqlite3_bind_double(statement, 1, box[1]);
    sqlite3_bind_double(statement, 2, box[0]);
    sqlite3_bind_double(statement, 3, box[3]);
    sqlite3_bind_double(statement, 4, box[2]);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    Sum sum = {sqlite3_column_int64(statement, 0), sqlite3_column_int64(statement, 1)};
    sqlite3_reset(statement);
    return sum;
}

static void assert_sound(Town *town)
{
    char *said = town_text(town, "SELECT rtreecheck('main', 'test_index')");
    assert_string_equal(said, "ok");
    free(said);
}

static void assert_answers(Town *town, const RtreeEntry *entries, size_t count, uint64_t *random, int times)
{
    Error error;
    sqlite3_stmt *statement =
        spatialite_prepare(town->store, "SELECT count(*), total(pkid) FROM test_index WHERE xmin <= ? AND xmax >= ? AND ymin <= ? AND ymax >= ?", &error);
    assert_ok(statement != NULL, &error);
    int64_t met = 0;
    for (int i = 0; i < times; i++) {
        double x = random_between(random, 100000, 110000), y = random_between(random, 400000, 410000), size = random_between(random, 0, 1500);
        const double box[4] = {x - size, x + size, y - size, y + size};
        Sum expected = scan(entries, count, box), found = ask(statement, box);
        assert_int_equal(found.count, expected.count);
        assert_int_equal(found.ids, expected.ids);
        met += found.count;
    }
    if (count > 50) assert_true(met > times / 100); /* the boxes do hold something */
    const double all[4] = {-1e9, 1e9, -1e9, 1e9};
    assert_int_equal(ask(statement, all).count, count);
    sqlite3_finalize(statement);
}

static void answers_are_those_of_a_full_scan(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 50, 51, 52, 2600, 2601, 2602, 2653, 100000};
    Error error;
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        Town town;
        uint64_t random = 7 + c;
        size_t count = counts[c];
        RtreeEntry *entries = malloc((count + 1) * sizeof *entries), *sorted = malloc((count + 1) * sizeof *sorted);
        assert_true(entries != NULL && sorted != NULL);
        town_found(&town);
        town_run(&town, "CREATE VIRTUAL TABLE test_index USING rtree(pkid, xmin, xmax, ymin, ymax)");
        for (size_t i = 0; i < count; i++) {
            double x = random_between(&random, 100000, 110000), y = random_between(&random, 400000, 410000);
            double w = i % 3 == 0 ? 0 : random_between(&random, 0, 200), h = i % 3 == 0 ? 0 : random_between(&random, 0, 200);
            if (i % 5 == 4) x = 105000.1, y = 405000.2; /* a stack on one place */
            entries[i] = rtree_entry((int64_t)(3 * i + 1), x, x + w, y, y + h);
            assert_true((double)entries[i].box[0] <= x && (double)entries[i].box[1] >= x + w);
            assert_true((double)entries[i].box[2] <= y && (double)entries[i].box[3] >= y + h);
        }
        memcpy(sorted, entries, count * sizeof *entries);
        town_run(&town, "BEGIN");
        assert_ok(rtree_fill(town.store, "test_index", count > 0 ? sorted : NULL, count, &error), &error);
        town_run(&town, "COMMIT");
        assert_sound(&town);
        assert_answers(&town, entries, count, &random, count > 10000 ? 300 : 1000);

        /* SQLite goes on with it: rows come and go. */
        size_t kept = 0;
        town_run(&town, "BEGIN");
        for (size_t i = 0; i < count; i++) {
            if (i >= 2000 || i % 4 != 0) {
                entries[kept++] = entries[i];
                continue;
            }
            char sql[96];
            snprintf(sql, sizeof sql, "DELETE FROM test_index WHERE pkid = %lld", (long long)entries[i].id);
            town_run(&town, sql);
        }
        entries = realloc(entries, (kept + 501) * sizeof *entries);
        assert_non_null(entries);
        for (int i = 0; i < 500; i++) {
            double x = random_between(&random, 100000, 110000), y = random_between(&random, 400000, 410000);
            char sql[160];
            entries[kept] = rtree_entry(10000000 + i, x, x + 10, y, y + 10);
            const float *box = entries[kept++].box;
            snprintf(sql, sizeof sql, "INSERT INTO test_index VALUES (%d, %.9g, %.9g, %.9g, %.9g)", 10000000 + i, (double)box[0], (double)box[1],
                     (double)box[2], (double)box[3]);
            town_run(&town, sql);
        }
        town_run(&town, "COMMIT");
        assert_sound(&town);
        assert_answers(&town, entries, kept, &random, 200);
        free(entries);
        free(sorted);
        town_raze(&town);
    }
}

/* The float that is chosen is the nearest one outside, which is what the R*Tree itself keeps. */
static void boxes_are_rounded_as_sqlite_does(void **state)
{
    (void)state;
    Town town;
    uint64_t random = 11;
    town_found(&town);
    town_run(&town, "CREATE VIRTUAL TABLE theirs USING rtree(pkid, xmin, xmax, ymin, ymax)");
    for (int i = 0; i < 300; i++) {
        double x = random_between(&random, -7000, 300000), y = i % 7 == 0 ? -1e-3 * i : random_between(&random, 289000, 629000);
        RtreeEntry entry = rtree_entry(i, x, x, y, y);
        char sql[256];
        snprintf(sql, sizeof sql, "INSERT INTO theirs VALUES (%d, %.17g, %.17g, %.17g, %.17g)", i, x, x, y, y);
        town_run(&town, sql);
        /* SQLite errs on the wide side by one step more at times; never on the narrow side. */
        snprintf(sql, sizeof sql, "SELECT xmin <= %.17g AND xmax >= %.17g AND ymin <= %.17g AND ymax >= %.17g FROM theirs WHERE pkid = %d", (double)entry.box[0],
                 (double)entry.box[1], (double)entry.box[2], (double)entry.box[3], i);
        assert_int_equal(town_number(&town, sql), 1);
    }
    town_raze(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_those_of_a_full_scan),
        cmocka_unit_test(boxes_are_rounded_as_sqlite_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
