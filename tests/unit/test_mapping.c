#include "tests/support/assert_near.h"

#include "src/mapping.h"

enum { MOST = 24 };

typedef struct Names {
    const char *name[MOST];
    size_t count;
} Names;

/* "a;b;c" as names. */
static Names names_of(const char *text, char *buffer)
{
    Names names = {0};
    strcpy(buffer, text);
    for (char *at = buffer;;) {
        names.name[names.count++] = at;
        at = strchr(at, ';');
        if (!at) return names;
        *at++ = '\0';
    }
}

static Mapping resolve(const MappingOptions *options, const char *text, bool has_points)
{
    char buffer[512];
    Names names = names_of(text, buffer);
    Mapping mapping = {0};
    Error error;
    assert_ok(mapping_resolve(options, names.name, names.count, has_points, &mapping, &error), &error);
    return mapping;
}

static void assert_refused(const MappingOptions *options, const char *text, bool has_points,
                           const char *first, const char *second)
{
    char buffer[512];
    Names names = names_of(text, buffer);
    Mapping mapping;
    Error error = {0};
    assert_false(mapping_resolve(options, names.name, names.count, has_points, &mapping, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    if (!strstr(error.text, first) || !strstr(error.text, second))
        fail_msg("\"%s\" lacks \"%s\" or \"%s\"", error.text, first, second);
}

static void set(MappingOptions *options, const char *key, const char *value)
{
    Error error;
    assert_ok(mapping_options_set(options, key, value, &error), &error);
}

static void test_known_names(void **state)
{
    (void)state;
    const MappingOptions none = {0};
    Mapping m = resolve(&none, "Crime ID;Month;Longitude;Latitude;Crime type", false);
    assert_int_equal(m.column[FIELD_EXTERNAL_ID], 0);
    assert_int_equal(m.column[FIELD_DATE], 1);
    assert_int_equal(m.column[FIELD_LON], 2);
    assert_int_equal(m.column[FIELD_LAT], 3);
    assert_int_equal(m.column[FIELD_CATEGORY], 4);
    m = resolve(&none, "uid;offense_type;date;longitude;latitude", false);
    assert_int_equal(m.column[FIELD_CATEGORY], 1);
    assert_int_equal(m.column[FIELD_EXTERNAL_ID], 0);
    m = resolve(&none, "id;created_at;incident_date_start;main_category;sub_category;lat;lng", false);
    assert_int_equal(m.column[FIELD_REPORTED_ON], 1);
    assert_int_equal(m.column[FIELD_OCCURRED_FROM], 2);
    assert_int_equal(m.column[FIELD_CATEGORY], 3);
    assert_int_equal(m.column[FIELD_SUBCATEGORY], 4);
    assert_int_equal(m.column[FIELD_LAT], 5);
    assert_int_equal(m.column[FIELD_LON], 6);
    m = resolve(&none,
                "Meldingsnummer;Datum "
                "melding;Pleegdatum;Pleegtijd;Soort;Categorie;Doelgroep;X-co\xC3\xB6rdinaat;Y_COORD;E-mail;"
                "Toelichting",
                false);
    static const Field fields[] = {FIELD_EXTERNAL_ID, FIELD_REPORTED_ON, FIELD_DATE,   FIELD_TIME,
                                   FIELD_KIND,        FIELD_CATEGORY,    FIELD_GROUPS, FIELD_X,
                                   FIELD_Y,           FIELD_REPORTER};
    for (int i = 0; i < 10; i++)
        assert_int_equal(m.column[fields[i]], i);
    for (int f = 0; f < FIELD_COUNT; f++)
        assert_int_not_equal(m.column[f], 10); /* free text is nothing */
}

/* Every field's name is recognised as a column's name, so that a table with our own names needs no mapping.
 */
static void test_own_names(void **state)
{
    (void)state;
    for (int f = 0; f < FIELD_COUNT; f++) {
        Field back;
        assert_true(field_from_name(field_name((Field)f), &back));
        assert_int_equal(back, f);
        const char *names[] = {field_name((Field)f), "x", "y", "date"};
        bool is_base = f == FIELD_X || f == FIELD_Y || f == FIELD_DATE;
        bool gives_way = f == FIELD_LON || f == FIELD_LAT || f == FIELD_LOCATION;
        if (is_base || gives_way) continue;
        Mapping mapping;
        Error error;
        assert_ok(mapping_resolve(&(MappingOptions){0}, names, 4, false, &mapping, &error), &error);
        assert_int_equal(mapping.column[f], 0);
    }
    Field field;
    assert_false(field_from_name("colour", &field));
}

static void test_configured(void **state)
{
    (void)state;
    MappingOptions options = {.name = "meldpunt"};
    set(&options, "category", "aard voorval");
    set(&options, "kind", "perception");
    set(&options, "groups", "'lhbti'");
    set(&options, "precision_m", "50");
    set(&options, "severity", "'hoog'");
    Mapping m = resolve(&options, "X;Y;Datum;Aard Voorval;categorie", false);
    assert_int_equal(m.column[FIELD_CATEGORY], 3);
    assert_int_equal(m.column[FIELD_KIND], -1);
    assert_string_equal(m.constant[FIELD_KIND], "perception");
    assert_string_equal(m.constant[FIELD_GROUPS], "lhbti");
    assert_string_equal(m.constant[FIELD_PRECISION_M], "50");
    assert_string_equal(m.constant[FIELD_SEVERITY], "hoog");
    /* a column of that name goes before the value */
    m = resolve(&options, "X;Y;Datum;Aard Voorval;Perception", false);
    assert_int_equal(m.column[FIELD_KIND], 4);
    assert_refused(&options, "X;Y;Datum;categorie", false, "aard voorval", "meldpunt");
    options = (MappingOptions){.name = "m"};
    set(&options, "date", "Datum melding");
    m = resolve(&options, "X;Y;Datum melding;Tijdstempel;categorie", false);
    assert_int_equal(m.column[FIELD_DATE], 2);
    assert_int_equal(m.column[FIELD_OCCURRED_FROM], -1);
}

static void test_refused(void **state)
{
    (void)state;
    MappingOptions options = {.name = "bron"};
    assert_refused(&options, "X;Y;Datum;Categorie;Delict", false, "Categorie", "[mapping bron]");
    assert_refused(&options, "X;Y;Datum;Categorie;Delict", false, "Delict", "category = ");
    set(&options, "category", "Delict");
    (void)resolve(&options, "X;Y;Datum;Categorie;Delict", false);
    options = (MappingOptions){.name = "bron"};
    assert_refused(&options, "X;Datum;Categorie", false, "location", "[mapping bron]");
    assert_refused(&options, "X;Y;Categorie", false, "date", "Categorie");
    assert_refused(&options, "X;Y;Datum;Datum;Categorie", false, "Two columns are called \"Datum\"", "date");
    assert_refused(&options, ";;", false, "location", "mapping");
    set(&options, "x", "X");
    assert_refused(&options, "X;X;Y;Datum;Categorie", false, "More than one", "x");
}

static void test_place_forms(void **state)
{
    (void)state;
    const MappingOptions none = {0};
    Mapping m = resolve(&none, "x;y;lon;lat;location;date", false);
    assert_int_equal(m.column[FIELD_X], 0);
    assert_int_equal(m.column[FIELD_LON], -1);
    assert_int_equal(m.column[FIELD_LOCATION], -1);
    m = resolve(&none, "x;y;date", true);
    assert_int_equal(m.column[FIELD_X], -1);
    (void)resolve(&none, "date;categorie", true);
    MappingOptions options = {0};
    set(&options, "lon", "lon");
    set(&options, "lat", "lat");
    m = resolve(&options, "x;y;lon;lat;date", true);
    assert_int_equal(m.column[FIELD_X], -1);
    assert_int_equal(m.column[FIELD_LON], 2);
    options = (MappingOptions){0};
    set(&options, "location", "plek");
    m = resolve(&options, "x;y;plek;date", false);
    assert_int_equal(m.column[FIELD_X], -1);
    assert_int_equal(m.column[FIELD_LOCATION], 2);
}

static void test_options(void **state)
{
    (void)state;
    MappingOptions options = {0};
    Error error;
    set(&options, "crs", "EPSG:4326");
    assert_string_equal(options.crs, "EPSG:4326");
    set(&options, "crs", "auto");
    assert_string_equal(options.crs, "");
    set(&options, "encoding", "cp1252");
    assert_int_equal(options.encoding, ENCODING_WINDOWS_1252);
    set(&options, "separator", "tab");
    assert_int_equal(options.separator, '\t');
    set(&options, "date_order", "mdy");
    assert_int_equal(options.date_order, DATE_ORDER_MDY);
    set(&options, "layer", "meldingen");
    assert_string_equal(options.layer, "meldingen");
    assert_false(mapping_options_set(&options, "crs", "RD", &error));
    assert_int_equal(error.code, ERROR_USAGE);
    assert_false(mapping_options_set(&options, "crs", "EPSG:", &error));
    assert_false(mapping_options_set(&options, "encoding", "klingon", &error));
    assert_false(mapping_options_set(&options, "separator", "::", &error));
    assert_false(mapping_options_set(&options, "date_order", "ymd", &error));
    assert_false(mapping_options_set(&options, "colour", "red", &error));
    char value[200];
    memset(value, 'x', sizeof value - 1);
    value[sizeof value - 1] = '\0';
    assert_false(mapping_options_set(&options, "x", value, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_names), cmocka_unit_test(test_own_names),
        cmocka_unit_test(test_configured),  cmocka_unit_test(test_refused),
        cmocka_unit_test(test_place_forms), cmocka_unit_test(test_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
