/* Inhabitants by code, as StatLine and others hand them out. */
#include "tests/support/assert_near.h"

#include "src/code_table.h"
#include "tests/support/town.h"

#include <math.h>

static const CodeFigure *figure(const CodeTable *table, const char *code)
{
    const CodeFigure *found = code_table_find(table, code);
    assert_non_null(found);
    return found;
}

/* Title above, source below, blanks behind codes, the newest of two years, '.' not known and '-' none. */
static void statline_is_read_as_it_is(void **state)
{
    (void)state;
    Error error;
    CodeTable table;
    assert_ok(code_table_read("fixtures/exports/statline.csv", &table, &error), &error);
    assert_string_equal(table.period, "2024");
    assert_int_equal(table.count, 15);
    assert_near(figure(&table, "BU99010101")->value, 1510, 0);
    assert_near(figure(&table, " bu99010102  ")->value, 1607, 0);
    assert_true(isnan(figure(&table, "BU99010105")->value));
    assert_near(figure(&table, "BU99010303")->value, 0, 0);
    assert_near(figure(&table, "WK990101")->value, 9870, 0);
    assert_null(code_table_find(&table, "BU99010401"));
    assert_null(code_table_find(&table, ""));
    code_table_free(&table);
    code_table_free(&table);
    assert_null(code_table_find(&table, "BU99010101"));
}

static void open_data_is_read_as_it_is(void **state)
{
    (void)state;
    Error error;
    CodeTable table;
    assert_ok(code_table_read("fixtures/exports/statline_open_data.csv", &table, &error), &error);
    assert_string_equal(table.period, "");
    assert_int_equal(table.count, 14);
    assert_near(figure(&table, "BU99010103")->value, 1704, 0);
    assert_true(isnan(figure(&table, "BU99010104")->value));
    code_table_free(&table);
}

static void assert_refused(const char *path, const char *what)
{
    Error error;
    CodeTable table;
    assert_false(code_table_read(path, &table, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    if (strstr(error.text, what) == NULL) fail_msg("'%s' is not in: %s", what, error.text);
}

static void what_cannot_be_joined_is_refused(void **state)
{
    (void)state;
    Town town;
    town_lay(&town);
    assert_refused("fixtures/exports/statline_by_sex.csv", "700 and 800");
    assert_refused("fixtures/exports/statline_long_form.csv", "a row for every subject");
    assert_refused(town_write(&town, "a.csv", "code;naam\nBU1;x\n"), "no column with inhabitants");
    assert_refused(town_write(&town, "b.csv", "naam;inwoners\nx;12\n"), "no column with the codes");
    assert_refused(town_write(&town, "c.csv", "code;inwoners\nBU1;veel\n"), ":2: 'veel'");
    assert_refused(town_write(&town, "d.csv", "code;inwoners\n;5\n"), "no row with a code");
    assert_refused(town_write(&town, "e.csv", "code;inwoners\nBU1;5;6\nBU2;7\n"), ":2: this row");
    town_raze(&town);
}

static void odd_figures_are_read(void **state)
{
    (void)state;
    Town town;
    Error error;
    CodeTable table;
    town_lay(&town);
    assert_ok(code_table_read(town_write(&town, "a.csv", "Buurtcode;Inwoners\nBU1;1.250\nBU2;*\nBU3;-99997\nBU4;310*\nBU4;310\nBU5;x\nBron: eigen telling;\n"), &table, &error), &error);
    assert_int_equal(table.count, 5);
    assert_true(isnan(figure(&table, "BU2")->value) && isnan(figure(&table, "BU3")->value) && isnan(figure(&table, "BU5")->value));
    assert_near(figure(&table, "BU1")->value, 1250, 0);
    assert_near(figure(&table, "BU4")->value, 310, 0);
    code_table_free(&table);
    town_raze(&town);
}

static void tables_of_statline_are_known(void **state)
{
    (void)state;
    const char *const page[] = {"Wijken en buurten", "Perioden", "Aantal inwoners (aantal)"}, *const data[] = {"ID", "WijkenEnBuurten", "Codering_3", "AantalInwoners_5"},
                *const reports[] = {"id", "created_at", "buurt", "lat", "lng"};
    assert_true(code_table_is_statline(page, 3));
    assert_true(code_table_is_statline(data, 4));
    assert_false(code_table_is_statline(reports, 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(statline_is_read_as_it_is), cmocka_unit_test(open_data_is_read_as_it_is), cmocka_unit_test(what_cannot_be_joined_is_refused),
                                       cmocka_unit_test(odd_figures_are_read), cmocka_unit_test(tables_of_statline_are_known)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
