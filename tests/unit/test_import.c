/* From a file to rows: nothing is lost, nothing comes in twice, and a failure changes nothing. */
#include "tests/support/assert_near.h"

#include "src/exchange/projection.h"
#include "tests/support/random_numbers.h"
#include "tests/support/town.h"

#include <stdlib.h>
#include <unistd.h>

static const char HEAD[] = "nummer;datum;tijd;x;y;categorie;melder\n";

static bool try_import(Town *town, const char *path, ImportOptions options, ImportCounts *counts, Error *error)
{
    Log log = log_init(true);
    return import_file(town->store, &town->config, path, &options, &log, counts, error);
}

/* Random rows, most of them good, each of the others with one known fault; the test keeps the books itself. */
static void every_row_is_accounted_for(void **state)
{
    (void)state;
    Town town;
    uint64_t random = 12;
    static bool seen[4000];
    int64_t all = 0;
    char *text = malloc(1 << 18);
    assert_non_null(text);
    town_found(&town);
    for (int file = 0; file < 12; file++) {
        size_t used = (size_t)sprintf(text, "%s", HEAD);
        int rows = 1 + random_below(&random, 600), expected_loaded = 0, expected_present = 0, expected_refused = 0;
        static int written[4000];
        for (int i = 0; i < rows; i++) {
            int number = random_below(&random, 4000), fault = random_below(&random, 14);
            const char *date = fault == 0 ? "2024-02-30" : fault == 1 ? "" : "2024-03-01", *clock = fault == 2 ? "25:61" : "21:15";
            const char *x = fault == 3 ? "" : fault == 4 ? "abc" : "155000.5", *category = fault == 5 ? "  " : "overlast";
            used += (size_t)sprintf(text + used, "N%d;%s;%s;%s;463000;%s;m%d@example.org\n", number, date, clock, x, category, number % 50);
            if (fault <= 5) expected_refused++;
            else if (written[number] == file + 1) expected_refused++; /* its number was used before in this file */
            else if (seen[number]) expected_present++;
            else expected_loaded++;
            if (fault > 5 && !seen[number]) written[number] = file + 1, seen[number] = true;
        }
        if (expected_refused == rows) continue;
        char name[32];
        snprintf(name, sizeof name, "f%d.csv", file);
        ImportCounts counts = town_import(&town, "bron", name, text);
        assert_int_equal(counts.rows_in, rows);
        assert_int_equal(counts.loaded, expected_loaded);
        assert_int_equal(counts.present, expected_present);
        assert_int_equal(counts.refused, expected_refused);
        int64_t by_reason = 0;
        for (int reason = 0; reason < REJECT_REASONS; reason++) by_reason += counts.refused_by[reason];
        assert_int_equal(by_reason, counts.refused);
        all += counts.loaded;
        assert_int_equal(town_number(&town, "SELECT count(*) FROM report"), all);
        assert_int_equal(town_number(&town, "SELECT total(rows_in - loaded - refused - present) FROM import"), 0);
        assert_int_equal(town_number(&town, "SELECT total(refused) - (SELECT count(*) FROM reject) FROM import"), 0);
        /* The same file again: nothing moves. */
        ImportCounts again = town_import(&town, "bron", name, text);
        assert_true(again.same_file);
        assert_int_equal(again.loaded, 0);
        assert_int_equal(again.rows_in, rows);
        assert_int_equal(town_number(&town, "SELECT count(*) FROM report"), all);
    }
    assert_true(all > 500);
    town_check_index(&town);
    assert_int_equal(town_number(&town, "SELECT count(DISTINCT reporter_key) FROM report"), 50);
    free(text);
    town_raze(&town);
}

/* Nobody's name or address is in the file, nor in its keys without the key. */
static void reporters_leave_no_trace(void **state)
{
    (void)state;
    Town town;
    size_t length;
    char text[1024];
    town_found(&town);
    snprintf(text, sizeof text, "%sA1;2024-03-01;21:15;155000;463000;overlast;geheim@kanarie.example\nA2;2024-03-02;;155000;463000;overlast;geheim@kanarie.example\n", HEAD);
    town_import(&town, "bron", "a.csv", text);
    char *bytes = town_read(town.config.database, &length);
    for (size_t i = 0; i + 7 < length; i++)
        if (memcmp(bytes + i, "kanarie", 7) == 0) fail_msg("a reporter's name is in the database");
    free(bytes);
    assert_int_equal(town_number(&town, "SELECT count(DISTINCT reporter_key) FROM report WHERE length(reporter_key) = 32"), 1);
    town_raze(&town);
}

static void failure_changes_nothing(void **state)
{
    (void)state;
    Town town;
    Error error;
    ImportCounts counts;
    char text[1024];
    town_found(&town);
    snprintf(text, sizeof text, "%sA1;2024-03-01;21:15;155000;463000;overlast;\nA2;2024-02-30;;155000;463000;overlast;\n", HEAD);
    town_write(&town, "a.csv", text);
    char path[256];
    snprintf(path, sizeof path, "%s", town.path);
    assert_false(try_import(&town, path, (ImportOptions){.strict = true}, &counts, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    assert_int_equal(town_number(&town, "SELECT (SELECT count(*) FROM report) + (SELECT count(*) FROM import) + (SELECT count(*) FROM source)"), 0);
    assert_ok(try_import(&town, path, (ImportOptions){.dry_run = true}, &counts, &error), &error);
    assert_int_equal(counts.loaded, 1);
    assert_int_equal(town_number(&town, "SELECT (SELECT count(*) FROM report) + (SELECT count(*) FROM import) + (SELECT count(*) FROM source)"), 0);
    assert_false(try_import(&town, path, (ImportOptions){.regime = "abc"}, &counts, &error));
    assert_false(try_import(&town, path, (ImportOptions){.mapping = "none"}, &counts, &error));
    assert_false(try_import(&town, town_path(&town, "nowhere.csv"), (ImportOptions){0}, &counts, &error));
    /* A rejects file tells the lines also when the import is refused. */
    char rejects[256];
    snprintf(rejects, sizeof rejects, "%s", town_path(&town, "rejects.csv"));
    assert_false(try_import(&town, path, (ImportOptions){.strict = true, .rejects_path = rejects}, &counts, &error));
    char *said = town_read(rejects, NULL);
    assert_non_null(strstr(said, "a.csv;3;bad_date;"));
    free(said);
    assert_int_equal(town_number(&town, "SELECT count(*) FROM report"), 0);
    town_check_index(&town);
    assert_int_equal(town_number(&town, "SELECT count(*) > 3 FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report'"), 1);
    town_raze(&town);
}

static bool is_utf8(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    while (*c != 0) {
        int more = *c < 0x80 ? 0 : (*c & 0xE0) == 0xC0 ? 1 : (*c & 0xF0) == 0xE0 ? 2 : (*c & 0xF8) == 0xF0 ? 3 : -1;
        if (more < 0) return false;
        for (c++; more > 0; more--, c++)
            if ((*c & 0xC0) != 0x80) return false;
    }
    return true;
}

/* Around the length at which a category is cut, with characters of one to four bytes: never half a character, and a
 * text that fits is not cut. */
static void a_category_is_cut_between_characters(void **state)
{
    (void)state;
    Town town;
    static const char *const letters[] = {"x", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x9A\xA8"};
    char text[16384];
    size_t used = (size_t)sprintf(text, "%s", HEAD);
    int rows = 0;
    for (int letter = 0; letter < 4; letter++)
        for (int before = 54; before <= 64; before++) {
            used += (size_t)sprintf(text + used, "N%d;2024-03-01;21:15;155000;463000;%02d", rows++, letter * 20 + before - 54);
            for (int i = 2; i < before; i++) text[used++] = 'a';
            used += (size_t)sprintf(text + used, "%s;m\n", letters[letter]);
        }
    town_found(&town);
    assert_int_equal(town_import(&town, "bron", "a.csv", text).loaded, rows);
    Error error;
    sqlite3_stmt *row = spatialite_prepare(town.store, "SELECT category FROM report ORDER BY id", &error);
    assert_ok(row != NULL, &error);
    for (int letter = 0; letter < 4; letter++)
        for (size_t before = 54; before <= 64; before++) {
            assert_int_equal(sqlite3_step(row), SQLITE_ROW);
            const char *category = (const char *)sqlite3_column_text(row, 0);
            size_t whole = before + strlen(letters[letter]);
            assert_true(is_utf8(category));
            assert_int_equal(strlen(category), whole <= 63 ? whole : before <= 63 ? before : 63);
        }
    sqlite3_finalize(row);
    town_raze(&town);
}

static void categories_are_known_by_their_names(void **state)
{
    (void)state;
    Town town;
    char text[2048];
    static const struct {
        const char *word, *category, *kind;
    } given[] = {
        {"Nafluiten", "naroepen", "incident"},        {"  STRAATROOF ", "beroving", "incident"}, {"ongewenste  aanraking", "aanraking", "incident"},
        {"voelt onveilig", "onveilig", "perception"}, {"Iets Anders", "iets anders", "incident"}, {"onveilig gevoel", "onveilig", "perception"},
    };
    size_t used = (size_t)sprintf(text, "%s", HEAD);
    for (size_t i = 0; i < 6; i++) used += (size_t)sprintf(text + used, "N%zu;2024-03-01;21:15;155000;463000;%s;m\n", i, given[i].word);
    town_found(&town);
    ImportCounts counts = town_import(&town, "bron", "a.csv", text);
    assert_int_equal(counts.loaded, 6);
    assert_int_equal(counts.unknown_categories, 1);
    for (size_t i = 0; i < 6; i++) {
        char sql[256];
        snprintf(sql, sizeof sql, "SELECT category || '/' || kind FROM report WHERE external_id = 'N%zu'", i);
        char *said = town_text(&town, sql), expected[128];
        snprintf(expected, sizeof expected, "%s/%s", given[i].category, given[i].kind);
        assert_string_equal(said, expected);
        free(said);
    }
    town.config.import_unknown_category = 1;
    used += (size_t)sprintf(text + used, "N9;2024-03-01;21:15;155000;463000;nog iets;m\n");
    counts = town_import(&town, "bron", "b.csv", text);
    assert_int_equal(counts.refused_by[REJECT_NO_CATEGORY], 2);
    town_raze(&town);
}

/* A column of free text would put people's words in the database: refused, and nothing of it stays. */
static void free_text_is_no_category(void **state)
{
    (void)state;
    Town town;
    Error error;
    ImportCounts counts;
    size_t used;
    char *text = malloc(1 << 16);
    assert_non_null(text);
    town_found(&town);
    used = (size_t)sprintf(text, "%s", HEAD);
    for (int i = 0; i < 300; i++) used += (size_t)sprintf(text + used, "N%d;2024-03-01;21:15;155000;463000;hij riep mij na bij nummer %d;m\n", i, i);
    assert_false(try_import(&town, town_write(&town, "a.csv", text), (ImportOptions){0}, &counts, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    assert_non_null(strstr(error.text, "free text"));
    assert_int_equal(town_number(&town, "SELECT (SELECT count(*) FROM report) + (SELECT count(*) FROM import)"), 0);
    free(text);
    town_raze(&town);
}

/* Two sources, the same event: linked to the earlier source, and the configured distance is the one that counts. */
static void duplicates_are_linked_within_the_distance(void **state)
{
    (void)state;
    Town town;
    Error error;
    int64_t linked;
    char text[1024];
    town_found(&town);
    snprintf(text, sizeof text, "%sA1;2024-03-01;21:15;155000;463000;overlast;\nA2;2024-03-01;21:15;156000;463000;overlast;\n", HEAD);
    town_import(&town, "a", "a.csv", text);
    snprintf(text, sizeof text, "%sB1;2024-03-01;22:14;155030;463040;overlast;\nB2;2024-03-01;22:15;156000;463000;overlast;\nB3;2024-03-01;;155000;463000;overlast;\n", HEAD);
    town_import(&town, "b", "b.csv", text);
    static const struct {
        double within_m;
        int linked;
    } given[] = {{50, 1}, {49.9, 0}, {0, 0}, {1000, 1}};
    for (int i = 0; i < 4; i++) {
        town.config.duplicates_within_m = given[i].within_m;
        assert_ok(import_link_duplicates(town.store, &town.config, &linked, &error), &error);
        assert_int_equal(linked, given[i].linked);
        assert_int_equal(town_number(&town, "SELECT count(*) FROM report WHERE duplicate_of IS NOT NULL"), given[i].linked);
    }
    assert_int_equal(town_number(&town, "SELECT o.external_id = 'A1' FROM report r JOIN report o ON o.id = r.duplicate_of WHERE r.external_id = 'B1'"), 1);
    town_raze(&town);
}

/* The official points of RDNAPTRANS2018 as a file of degrees: within 0.25 m of the official RD, the accuracy that is
 * promised without the grid. */
static void degrees_become_official_rd(void **state)
{
    (void)state;
    FILE *official = fopen("../shared/data/rdnaptrans2018/validate_first500.txt", "r");
    if (official == NULL) {
        printf("skipped: there are no official points of RDNAPTRANS2018 in ../shared/data\n");
        skip();
    }
    Town town;
    char *text = malloc(1 << 17), line[256];
    assert_non_null(text);
    static double x[500], y[500];
    size_t used = (size_t)sprintf(text, "nummer;datum;tijd;lon;lat;categorie\n");
    int count = 0;
    while (fgets(line, sizeof line, official) != NULL) {
        char id[32];
        double lat, lon, h, rd_x, rd_y;
        if (sscanf(line, "%31s %lf %lf %lf %lf %lf", id, &lat, &lon, &h, &rd_x, &rd_y) != 6) continue;
        if (rd_x < 10000 || rd_x > 280000 || rd_y < 305000 || rd_y > 620000 || lon < 3.4 || lon > 7.2) continue; /* on land */
        used += (size_t)sprintf(text + used, "%d;2024-03-01;21:15;%.9f;%.9f;overlast\n", count, lon, lat);
        x[count] = rd_x, y[count] = rd_y;
        count++;
    }
    fclose(official);
    assert_true(count > 100);
    town_found(&town);
    ImportCounts counts = town_import(&town, "bron", "a.csv", text);
    assert_int_equal(counts.loaded, count);
    Error error;
    double worst = 0;
    sqlite3_stmt *row = spatialite_prepare(town.store, "SELECT external_id, ST_X(geom), ST_Y(geom) FROM report", &error);
    assert_ok(row != NULL, &error);
    while (sqlite3_step(row) == SQLITE_ROW) {
        int i = sqlite3_column_int(row, 0);
        worst = fmax(worst, hypot(sqlite3_column_double(row, 1) - x[i], sqlite3_column_double(row, 2) - y[i]));
    }
    sqlite3_finalize(row);
    assert_near(worst, 0, 0.25);
    free(text);
    town_raze(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_accounted_for),
        cmocka_unit_test(reporters_leave_no_trace),
        cmocka_unit_test(failure_changes_nothing),
        cmocka_unit_test(a_category_is_cut_between_characters),
        cmocka_unit_test(categories_are_known_by_their_names),
        cmocka_unit_test(free_text_is_no_category),
        cmocka_unit_test(duplicates_are_linked_within_the_distance),
        cmocka_unit_test(degrees_become_official_rd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
