/* Reports written and read back; what a purge leaves; the index through all of it. */
#include "tests/support/assert_near.h"

#include "geo/calendar.h"
#include "src/store/reports.h"
#include "tests/support/random_numbers.h"
#include "tests/support/town.h"

#include <omp.h>
#include <stdlib.h>

static ReportWriter *open_writer(Town *town, const char *source, const char *file)
{
    Error error;
    int64_t id;
    ReportWriter *writer;
    assert_ok(store_begin_import(town->store, source, &error), &error);
    assert_ok(source_ensure(town->store, source, "avg", "", "5y", &id, &error), &error);
    assert_ok(report_writer_open(town->store, id, file, file, "2025-01-01 10:00", &writer, &error), &error);
    return writer;
}

static WriteOutcome write_one(ReportWriter *writer, const ReportRow *row, const char *key)
{
    Error error;
    WriteOutcome outcome;
    assert_ok(report_writer_add(writer, row, row->category, key, &outcome, &error), &error);
    return outcome;
}

static void finish(Town *town, ReportWriter *writer)
{
    Error error;
    assert_ok(report_writer_finish(writer, &(ImportRecord){.rows_in = 1, .loaded = 1}, "{}", &error), &error);
    report_writer_close(writer);
    assert_ok(store_commit(town->store, &error), &error);
}

static Loaded load_all(Town *town)
{
    Error error;
    Loaded loaded;
    assert_ok(reports_load(town->store, -1, -40000, 80000, &loaded, &error), &error);
    return loaded;
}

/* Moments of every kind, from 1999 to 2100, through both changes of the clock and past midnight. */
static void times_come_back(void **state)
{
    (void)state;
    Town town;
    uint64_t random = 4;
    enum { COUNT = 3000 };
    static ReportRow given[COUNT];
    town_found(&town);
    ReportWriter *writer = open_writer(&town, "s", "one");
    for (int i = 0; i < COUNT; i++) {
        int64_t day = calendar_day_of((Date){1999, 1, 1}) + random_below(&random, 37250);
        if (i % 10 == 0) day = calendar_day_of((Date){2024, 3, 31});  /* 02:00 does not exist */
        if (i % 10 == 1) day = calendar_day_of((Date){2024, 10, 27}); /* 02:00 is there twice */
        if (i % 10 == 2) day = calendar_day_of((Date){2000 + 4 * (i % 25), 2, 29});
        ReportRow *row = &given[i];
        *row = town_report(150000 + i, 440000 + i / 7.0, day * DAY_S + 60 * random_below(&random, 1440));
        row->utc_offset_s = random_below(&random, 2) ? 3600 : 7200;
        if (i % 3 == 1) row->to_s = row->from_s + 60 * random_below(&random, 3000);
        if (i % 3 == 2) { /* hour not known: whole days */
            row->hour_known = false;
            row->from_s = day * DAY_S;
            row->to_s = (day + 1 + random_below(&random, 4)) * DAY_S;
        }
        if (i % 4 == 0) row->precision_m = (double)(float)(i / 3.0);
        row->groups = (uint8_t)(i % 8);
        row->kind = i % 11 == 0 ? KIND_PERCEPTION : KIND_INCIDENT;
        assert_int_equal(write_one(writer, row, ""), WRITE_LOADED);
    }
    finish(&town, writer);
    town_check_index(&town);
    Loaded loaded = load_all(&town);
    const Points *p = &loaded.points;
    assert_int_equal(p->count, COUNT);
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(p->from_s[i], given[i].from_s);
        assert_int_equal(p->to_s[i], given[i].to_s);
        assert_int_equal(p->hour_known[i], given[i].hour_known);
        assert_int_equal(p->utc_offset_s[i], given[i].utc_offset_s);
        assert_int_equal(p->groups[i], given[i].groups);
        assert_int_equal(p->kind[i], given[i].kind);
        assert_near((double)p->precision_m[i], given[i].precision_m, 0);
        assert_true(p->x_m[i] == given[i].x_m && p->y_m[i] == given[i].y_m);
        assert_int_equal(p->reporter[i], 0);
        assert_near(p->weight[i], 1, 0);
    }
    loaded_free(&loaded);
    /* SQLite's own calendar says the same of the texts. */
    assert_int_equal(town_number(&town, "SELECT count(*) FROM report WHERE hour_known AND strftime('%Y-%m-%d %H:%M', occurred_from) IS NOT occurred_from"), 0);
    assert_int_equal(town_number(&town, "SELECT count(*) FROM report WHERE NOT hour_known AND date(occurred_to) IS NOT occurred_to"), 0);
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT strftime('%%s', occurred_from) - %lld FROM report WHERE id = 2", (long long)given[1].from_s);
    assert_int_equal(town_number(&town, sql), 0);
    town_raze(&town);
}

static void a_period_takes_whole_days(void **state)
{
    (void)state;
    Town town;
    Error error;
    Loaded loaded;
    town_found(&town);
    ReportWriter *writer = open_writer(&town, "s", "one");
    int64_t day = calendar_day_of((Date){2024, 5, 10});
    for (int i = -2; i <= 2; i++) {
        ReportRow late = town_report(1.5e5, 4.4e5, (day + i) * DAY_S + DAY_S - 60), early = town_report(1.5e5, 4.4e5, (day + i) * DAY_S), whole = early;
        whole.hour_known = false;
        whole.to_s = whole.from_s + DAY_S;
        write_one(writer, &late, "");
        write_one(writer, &early, "");
        write_one(writer, &whole, "");
    }
    finish(&town, writer);
    assert_ok(reports_load(town.store, KIND_INCIDENT, day - 1, day, &loaded, &error), &error);
    assert_int_equal(loaded.points.count, 6);
    for (size_t i = 0; i < 6; i++) assert_true(calendar_day(loaded.points.from_s[i]) == day || calendar_day(loaded.points.from_s[i]) == day - 1);
    loaded_free(&loaded);
    assert_ok(reports_load(town.store, KIND_PERCEPTION, day - 1, day, &loaded, &error), &error);
    assert_int_equal(loaded.points.count, 0);
    loaded_free(&loaded);
    assert_ok(reports_load(town.store, -1, day + 3, day + 30, &loaded, &error), &error);
    assert_int_equal(loaded.points.count, 0);
    loaded_free(&loaded);
    town_raze(&town);
}

/* A date that somebody else wrote is told as it stands; the period of other reports does not hide it. */
static void a_date_that_is_none_is_told(void **state)
{
    (void)state;
    static const char *const wrong[][2] = {{"occurred_from", "gisteren"}, {"occurred_to", "2024-05-10 12:34:56"}};
    for (int w = 0; w < 2; w++) {
        Town town;
        Error error;
        Loaded loaded = {0};
        char sql[160];
        town_found(&town);
        ReportWriter *writer = open_writer(&town, "s", "one");
        for (int i = 0; i < 5; i++) {
            ReportRow row = town_report(1.5e5, 4.4e5, 1700000000 / 60 * 60 + i * DAY_S);
            write_one(writer, &row, "");
        }
        finish(&town, writer);
        snprintf(sql, sizeof sql, "UPDATE report SET %s = '%s' WHERE id = 3", wrong[w][0], wrong[w][1]);
        town_run(&town, sql);
        assert_false(reports_load(town.store, -1, -40000, 80000, &loaded, &error));
        assert_int_equal(error.code, ERROR_FAILED);
        assert_non_null(strstr(error.text, wrong[w][1]));
        assert_null(loaded.points.x_m);
        snprintf(sql, sizeof sql, "UPDATE report SET %s = '2024-05-10' WHERE id = 3", wrong[w][0]);
        town_run(&town, sql);
        assert_ok(reports_load(town.store, -1, -40000, 80000, &loaded, &error), &error);
        assert_int_equal(loaded.points.count, 5);
        loaded_free(&loaded);
        town_raze(&town);
    }
}

/* The same key is the same reporter, in both sources; they are numbered as they first come by. */
static void reporters_are_told_apart(void **state)
{
    (void)state;
    Town town;
    static const char *const keys[] = {"00ff00ff00ff00ff0000000000000000", "ffffffffffffffff0000000000000000", "", "00ff00ff00ff00ff0000000000000000",
                                       "7000000000000000aaaaaaaaaaaaaaaa", "ffffffffffffffff0000000000000000"};
    static const uint32_t expected[] = {1, 2, 0, 1, 3, 2};
    town_found(&town);
    for (int i = 0; i < 6; i++) {
        char file[16];
        snprintf(file, sizeof file, "f%d", i);
        ReportWriter *writer = open_writer(&town, i % 2 ? "a" : "b", file);
        ReportRow row = town_report(1.5e5 + i, 4.4e5, 1700000000);
        write_one(writer, &row, keys[i]);
        finish(&town, writer);
    }
    Loaded loaded = load_all(&town);
    assert_int_equal(loaded.sources.count, 2);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(loaded.points.reporter[i], expected[i]);
        assert_string_equal(loaded.sources.name[loaded.points.source[i]], i % 2 ? "a" : "b");
    }
    assert_int_equal(points_reporters(&loaded.points), 4);
    loaded_free(&loaded);
    town_raze(&town);
}

static void assert_same_reports(const Loaded *a, const Loaded *b)
{
    const Points *p = &a->points, *q = &b->points;
    assert_int_equal(p->count, q->count);
    assert_int_equal(a->categories.count, b->categories.count);
    assert_int_equal(a->sources.count, b->sources.count);
    for (size_t i = 0; i < a->categories.count; i++) assert_string_equal(a->categories.name[i], b->categories.name[i]);
    for (size_t i = 0; i < a->sources.count; i++) assert_string_equal(a->sources.name[i], b->sources.name[i]);
    for (size_t i = 0; i < p->count; i++)
        if (p->id[i] != q->id[i] || p->x_m[i] != q->x_m[i] || p->from_s[i] != q->from_s[i] || p->to_s[i] != q->to_s[i] || p->category[i] != q->category[i] ||
            p->source[i] != q->source[i] || p->reporter[i] != q->reporter[i] || p->kind[i] != q->kind[i] || p->hour_known[i] != q->hour_known[i] ||
            a->duplicate_of[i] != b->duplicate_of[i])
            fail_msg("report %zu differs", i);
}

/* Many reports are read by several threads, each its own stretch of ids; what is loaded is what one reads. Some ids are gone,
 * the later reports have names that the first have not, and one id lies far from the others. */
static void threads_load_what_one_loads(void **state)
{
    (void)state;
    enum { ROWS = 45000 };
    static const char *const names[2][3] = {{"overlast", "voelt onveilig", "bedreiging"}, {"naroepen", "voelt onveilig", "overlast"}};
    Town town;
    Error error;
    int threads = omp_get_max_threads();
    char *text = malloc(ROWS * 64 + 64);
    assert_non_null(text);
    for (int part = 0; part < 2; part++) {
        size_t used = (size_t)sprintf(text, "datum;tijd;x;y;categorie;melder\n");
        for (int i = 0; i < ROWS / 2; i++)
            used += (size_t)sprintf(text + used, "2024-%02d-%02d;%s;%d.%d;440000;%s;m%d\n", 1 + i % 12, 1 + i % 28, i % 3 ? "12:34" : "", 150000 + i, part,
                                    names[part][i % 3], i % 1000);
        if (part == 0) town_found(&town);
        town_import(&town, part ? "twee" : "een", part ? "twee.csv" : "een.csv", text);
    }
    free(text);
    town_run(&town, "DELETE FROM report WHERE id % 5 = 0");
    for (int far = 0; far < 2; far++) {
        if (far) town_run(&town, "UPDATE report SET id = 4000000000000 WHERE id = (SELECT max(id) FROM report)");
        for (int kind = -1; kind <= KIND_PERCEPTION; kind++) {
            Loaded one, several;
            omp_set_num_threads(1);
            assert_ok(reports_load(town.store, kind, 19700, 19900, &one, &error), &error);
            omp_set_num_threads(4);
            assert_ok(reports_load(town.store, kind, 19700, 19900, &several, &error), &error);
            assert_true(one.points.count > 1000);
            char sql[160];
            snprintf(sql, sizeof sql, "SELECT count(*) FROM report WHERE occurred_from BETWEEN '2023-12-09' AND '2024-06-26 23:59' AND kind %s",
                     kind < 0 ? "<> ''" : kind == KIND_PERCEPTION ? "= 'perception'" : "= 'incident'");
            assert_near((double)one.points.count, town_number(&town, sql), 0);
            assert_same_reports(&one, &several);
            loaded_free(&one);
            loaded_free(&several);
        }
    }
    omp_set_num_threads(threads);
    town_run(&town, "UPDATE report SET id = 44999 WHERE id > 100000");
    town_raze(&town);
}

static void numbers_at_the_source_are_unique(void **state)
{
    (void)state;
    Town town;
    town_found(&town);
    ReportRow row = town_report(1.5e5, 4.4e5, 1700000000);
    snprintf(row.external_id, sizeof row.external_id, "A-1");
    ReportWriter *writer = open_writer(&town, "a", "one");
    assert_int_equal(write_one(writer, &row, ""), WRITE_LOADED);
    assert_int_equal(write_one(writer, &row, ""), WRITE_DUPLICATE_ID);
    finish(&town, writer);
    writer = open_writer(&town, "a", "two");
    assert_int_equal(write_one(writer, &row, ""), WRITE_PRESENT);
    snprintf(row.external_id, sizeof row.external_id, "a-1"); /* another number */
    assert_int_equal(write_one(writer, &row, ""), WRITE_LOADED);
    row.external_id[0] = '\0'; /* no number: every row is a report */
    assert_int_equal(write_one(writer, &row, ""), WRITE_LOADED);
    assert_int_equal(write_one(writer, &row, ""), WRITE_LOADED);
    finish(&town, writer);
    writer = open_writer(&town, "b", "one");
    snprintf(row.external_id, sizeof row.external_id, "A-1");
    assert_int_equal(write_one(writer, &row, ""), WRITE_LOADED);
    finish(&town, writer);
    assert_int_equal(town_number(&town, "SELECT count(*) FROM report"), 5);
    town_check_index(&town);
    town_raze(&town);
}

static void write_many(Town *town, const char *file, size_t count, uint64_t *random, const char *category)
{
    ReportWriter *writer = open_writer(town, file, file);
    for (size_t i = 0; i < count; i++) {
        ReportRow row = town_report(random_between(random, 150000, 154000), random_between(random, 440000, 444000), 1600000000 + 86400 * (int64_t)(i % 900));
        row.category = category;
        write_one(writer, &row, "");
    }
    finish(town, writer);
}

static void assert_index_answers(Town *town, uint64_t *random)
{
    for (int i = 0; i < 50; i++) {
        char sql[512];
        double x = random_between(random, 150000, 154000), y = random_between(random, 440000, 444000), size = random_between(random, 10, 500);
        snprintf(sql, sizeof sql,
                 "SELECT (SELECT total(id) FROM report WHERE ST_X(geom) BETWEEN %.3f AND %.3f AND ST_Y(geom) BETWEEN %.3f AND %.3f) -"
                 " (SELECT total(id) FROM report WHERE ST_X(geom) BETWEEN %.3f AND %.3f AND ST_Y(geom) BETWEEN %.3f AND %.3f AND id IN"
                 " (SELECT rowid FROM SpatialIndex WHERE f_table_name = 'report' AND search_frame = BuildMbr(%.3f, %.3f, %.3f, %.3f)))",
                 x - size, x + size, y - size, y + size, x - size, x + size, y - size, y + size, x - size, y - size, x + size, y + size);
        assert_near(town_number(town, sql), 0, 0);
    }
}

/* A large import fills the index anew, a small one after it adds to it; then rows through SpatiaLite's own triggers. */
static void the_index_follows_every_change(void **state)
{
    (void)state;
    Town town;
    Error error;
    uint64_t random = 9;
    int64_t removed;
    town_found(&town);
    double triggers = town_number(&town, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report'");
    assert_true(triggers >= 4);
    write_many(&town, "large", 6000, &random, "overlast");
    town_check_index(&town);
    write_many(&town, "small", 40, &random, "bedreiging");
    town_check_index(&town);
    assert_int_equal(town_number(&town, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report'"), triggers);
    assert_index_answers(&town, &random);
    town_run(&town, "INSERT INTO report (source, import, kind, category, occurred_from, occurred_to, utc_offset_s, hour_known, geom)"
                    " SELECT 1, 1, 'incident', 'x', '2024-01-01', '2024-01-01', 0, 0, MakePoint(150000 + id, 440000 + id, 28992) FROM report WHERE id <= 300;"
                    "UPDATE report SET geom = MakePoint(151000, 441000, 28992) WHERE id BETWEEN 10 AND 40; DELETE FROM report WHERE id % 5 = 0");
    town_check_index(&town);
    assert_index_answers(&town, &random);
    Error refused;
    assert_false(store_execute(town.store, "UPDATE report SET geom = MakePoint(1, 1, 4326) WHERE id = 1", &refused)); /* the triggers are awake */
    write_many(&town, "again", 10, &random, "overlast");
    town_check_index(&town);
    assert_ok(reports_purge(town.store, PURGE_ANY_DAY, "again", &removed, &error), &error); /* a few: through the triggers */
    assert_int_equal(removed, 10);
    town_check_index(&town);
    assert_ok(reports_purge(town.store, PURGE_ANY_DAY, "large", &removed, &error), &error); /* most: filled anew */
    town_check_index(&town);
    assert_int_equal(town_number(&town, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report'"), triggers);
    assert_index_answers(&town, &random);
    town_raze(&town);
}

static bool holds(const char *bytes, size_t length, const char *canary)
{
    size_t size = strlen(canary);
    for (size_t i = 0; i + size <= length; i++)
        if (memcmp(bytes + i, canary, size) == 0) return true;
    return false;
}

/* Nothing of what was purged is in the bytes of the file, and what stays is untouched. */
static void a_purge_leaves_nothing(void **state)
{
    (void)state;
    Town town;
    Error error;
    int64_t removed;
    size_t length;
    uint64_t random = 10;
    town_found(&town);
    write_many(&town, "stays", 2000, &random, "gebleven-kanarie");
    ReportWriter *writer = open_writer(&town, "goes", "weg-bestand-kanarie.csv");
    for (int i = 0; i < 500; i++) {
        ReportRow row = town_report(random_between(&random, 150000, 154000), 440000, 1700000000);
        row.category = "weg-kanarie";
        snprintf(row.external_id, sizeof row.external_id, "WEG-NUMMER-%d", i);
        snprintf(row.severity, sizeof row.severity, "weg ernst");
        write_one(writer, &row, "c0ffee00c0ffee00c0ffee00c0ffee00");
    }
    assert_ok(report_writer_reject(writer, 7, "weg-reden", &error), &error);
    finish(&town, writer);
    char *bytes = town_read(town.config.database, &length);
    assert_true(holds(bytes, length, "weg-kanarie") && holds(bytes, length, "c0ffee00c0ffee00") && holds(bytes, length, "WEG-NUMMER-77"));
    free(bytes);
    assert_ok(reports_purge(town.store, PURGE_ANY_DAY, "goes", &removed, &error), &error);
    assert_int_equal(removed, 500);
    bytes = town_read(town.config.database, &length);
    static const char *const gone[] = {"weg-kanarie", "c0ffee00c0ffee00", "WEG-NUMMER", "weg ernst", "weg-bestand-kanarie", "weg-reden"};
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
        if (holds(bytes, length, gone[i])) fail_msg("'%s' is still in the file", gone[i]);
    assert_true(holds(bytes, length, "gebleven-kanarie"));
    free(bytes);
    assert_int_equal(town_number(&town, "SELECT count(*) FROM report"), 2000);
    town_check_index(&town);
    town_raze(&town);
}

/* Before a day: what ended before it; a report that ran into it stays. Originals that go set their duplicates free. */
static void a_purge_by_day_is_exact(void **state)
{
    (void)state;
    Town town;
    Error error;
    int64_t removed, day = calendar_day_of((Date){2023, 1, 1});
    town_found(&town);
    ReportWriter *writer = open_writer(&town, "s", "one");
    ReportRow eve = town_report(1.5e5, 4.4e5, day * DAY_S - 60), night = eve, first = town_report(1.5e5, 4.4e5, day * DAY_S), whole = first;
    night.to_s = day * DAY_S + 60;
    whole.hour_known = false;
    whole.from_s = (day - 1) * DAY_S, whole.to_s = day * DAY_S; /* 31 December, the whole day */
    write_one(writer, &eve, "");
    write_one(writer, &night, "");
    write_one(writer, &first, "");
    write_one(writer, &whole, "");
    finish(&town, writer);
    const int64_t ids[] = {3, 2}, of[] = {1, 3};
    assert_ok(reports_link(town.store, ids, of, 2, &error), &error);
    assert_ok(reports_purge(town.store, day, "", &removed, &error), &error);
    assert_int_equal(removed, 2);
    char *left = town_text(&town, "SELECT group_concat(id || ':' || ifnull(duplicate_of, '-')) FROM (SELECT * FROM report ORDER BY id)");
    assert_string_equal(left, "2:3,3:-");
    free(left);
    town_check_index(&town);
    assert_int_equal(town_number(&town, "SELECT count(*) FROM import"), 1);
    assert_false(reports_purge(town.store, 0, "nobody", &removed, &error));
    assert_non_null(strstr(error.text, "nobody"));
    assert_int_equal(removed, 2); /* left alone by a call that failed */
    assert_ok(reports_purge(town.store, 0, "", &removed, &error), &error); /* 1970 is a day like any other: nothing is that old */
    assert_int_equal(removed, 0);
    assert_ok(reports_purge(town.store, PURGE_ANY_DAY, "", &removed, &error), &error);
    assert_int_equal(removed, 2);
    assert_int_equal(town_number(&town, "SELECT (SELECT count(*) FROM import) + (SELECT count(*) FROM reject)"), 0);
    town_check_index(&town);
    town_raze(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_come_back),
        cmocka_unit_test(a_period_takes_whole_days),
        cmocka_unit_test(a_date_that_is_none_is_told),
        cmocka_unit_test(reporters_are_told_apart),
        cmocka_unit_test(threads_load_what_one_loads),
        cmocka_unit_test(numbers_at_the_source_are_unique),
        cmocka_unit_test(the_index_follows_every_change),
        cmocka_unit_test(a_purge_leaves_nothing),
        cmocka_unit_test(a_purge_by_day_is_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
