#include "tests/support/assert_near.h"

#include "geo/calendar.h"
#include "src/reading.h"

#include <jansson.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static char folder[64] = "/tmp/brandpunt-reading-XXXXXX";
static char path[96];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return 1;
    snprintf(path, sizeof path, "%s/table.csv", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void write_text(const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static ReportFileOptions town(void)
{
    return (ReportFileOptions){.project_crs = "EPSG:28992",
                               .area_m = {150000.0, 440400.0, 154700.0, 445200.0},
                               .now_s = calendar_day_of((Date){2026, 1, 15}) * 86400 + 40000};
}

static ReportFile *open_table(const char *text, const ReportFileOptions *options)
{
    ReportFile *file = NULL;
    Error error;
    write_text(text);
    assert_ok(report_file_open(path, options, &file, &error), &error);
    return file;
}

static ReportItem next(ReportFile *file)
{
    ReportItem item;
    Error error;
    assert_ok(report_file_next(file, &item, &error), &error);
    return item;
}

static ReportRow next_row(ReportFile *file)
{
    ReportItem item = next(file);
    if (item.what != REPORT_ROW) fail_msg("line %ld: %s", item.line, reject_name(item.reason));
    return item.row;
}

static void assert_reject(ReportFile *file, RejectReason reason)
{
    ReportItem item = next(file);
    if (item.what != REPORT_REJECT || item.reason != reason)
        fail_msg("line %ld: %s instead of %s", item.line,
                 item.what == REPORT_ROW ? "accepted" : reject_name(item.reason), reject_name(reason));
}

static int64_t at(int year, int month, int day, int hour, int minute)
{
    return calendar_day_of((Date){year, month, day}) * 86400 + hour * 3600 + minute * 60;
}

static void assert_interval(const ReportRow *row, int64_t from_s, int64_t to_s, bool hour_known)
{
    assert_int_equal(row->from_s, from_s);
    assert_int_equal(row->to_s, to_s);
    assert_int_equal(row->hour_known, hour_known);
}

/* ---- the example town: its maker wrote down what is wrong with which row ---- */

/* The reason that truth.json gives for a row, or NULL. */
static const char *true_reason(json_t *refused, const char *key, long line)
{
    const char *reason;
    json_t *list, *entry;
    size_t i;
    json_object_foreach(refused, reason, list)
    {
        json_array_foreach(list, i, entry)
        {
            if (json_integer_value(json_object_get(entry, key)) == line) return reason;
        }
    }
    return NULL;
}

static void check_town_file(const char *name, json_t *truth)
{
    char file_path[200];
    snprintf(file_path, sizeof file_path, "fixtures/input/%s", name);
    ReportFileOptions options = town();
    ReportFile *file;
    Error error;
    assert_ok(report_file_open(file_path, &options, &file, &error), &error);
    const char *key = strstr(name, ".geojson") ? "record" : "line";
    json_t *refused = json_object_get(truth, "refused_by_reason");
    long rows = 0;
    for (ReportItem item; (item = next(file)).what != REPORT_END; rows++) {
        const char *expected = true_reason(refused, key, item.line);
        bool for_the_caller =
            expected && (strcmp(expected, "outside_area") == 0 || strcmp(expected, "duplicate_id") == 0);
        const char *told = item.what == REPORT_REJECT ? reject_name(item.reason)
                           : for_the_caller           ? expected
                                                      : "accepted";
        if (strcmp(told, expected ? expected : "accepted") != 0)
            fail_msg("%s:%ld is %s, not %s", name, item.line, told, expected ? expected : "accepted");
    }
    assert_int_equal(rows, json_integer_value(json_object_get(truth, "rows")));
    size_t swapped = json_array_size(json_object_get(truth, "repaired_swapped_axes"));
    if (strcmp(name, "signalen.csv") != 0)
        assert_int_equal(report_file_facts(file).swapped, swapped);
    else
        assert_true(report_file_facts(file).swapped > 500); /* all of them, on purpose */
    report_file_close(file);
}

static void test_example_town(void **state)
{
    (void)state;
    json_t *truth = json_load_file("fixtures/truth.json", 0, NULL);
    if (!truth) {
        printf("skipped: fixtures/truth.json is not here\n");
        skip();
    }
    const char *name;
    json_t *file;
    json_object_foreach(json_object_get(truth, "files"), name, file) check_town_file(name, file);
    json_decref(truth);
}

/* ---- times ---- */

static void test_intervals(void **state)
{
    (void)state;
    ReportFileOptions options = town();
    ReportFile *file = open_table("datum;tijd van;datum tot;tijd tot;categorie;x;y\n"
                                  "3-4-2024;22:00;;02:00;a;152500;442500\n"
                                  "3-4-2024;22:00;4-4-2024;02:00;a;152500;442500\n"
                                  "3-4-2024;22:00;3-4-2024;02:00;a;152500;442500\n"
                                  "3-4-2024;22:00;;;a;152500;442500\n"
                                  "3-4-2024;;;;a;152500;442500\n"
                                  "3-4-2024;onbekend;5-4-2024;;a;152500;442500\n"
                                  "3-4-2024;22:00;5-6-2024;01:00;a;152500;442500\n"
                                  "3-4-2024;22:00;6-4-2024;;a;152500;442500\n"
                                  ";;4-4-2024;02:00;a;152500;442500\n"
                                  "3-4-2024;24:00;;;a;152500;442500\n"
                                  "4-4-2024;;3-4-2024;;a;152500;442500\n"
                                  "16-1-2026;;;;a;152500;442500\n"
                                  "15-1-2026;23:59;;;a;152500;442500\n",
                                  &options);
    ReportRow row = next_row(file);
    assert_interval(&row, at(2024, 4, 3, 22, 0), at(2024, 4, 4, 2, 0), true);
    assert_int_equal(row.utc_offset_s, 7200);
    row = next_row(file);
    assert_interval(&row, at(2024, 4, 3, 22, 0), at(2024, 4, 4, 2, 0), true);
    assert_reject(file, REJECT_END_BEFORE_START);
    row = next_row(file);
    assert_interval(&row, at(2024, 4, 3, 22, 0), at(2024, 4, 3, 22, 0), true);
    row = next_row(file);
    assert_interval(&row, at(2024, 4, 3, 0, 0), at(2024, 4, 4, 0, 0), false);
    row = next_row(file);
    assert_interval(&row, at(2024, 4, 3, 0, 0), at(2024, 4, 6, 0, 0), false);
    row = next_row(file); /* over 31 days: the hour says nothing */
    assert_interval(&row, at(2024, 4, 3, 0, 0), at(2024, 6, 6, 0, 0), false);
    row = next_row(file);
    assert_interval(&row, at(2024, 4, 3, 22, 0), at(2024, 4, 7, 0, 0), true);
    row = next_row(file);
    assert_interval(&row, at(2024, 4, 4, 2, 0), at(2024, 4, 4, 2, 0), true);
    row = next_row(file);
    assert_interval(&row, at(2024, 4, 4, 0, 0), at(2024, 4, 4, 0, 0), true);
    assert_reject(file, REJECT_END_BEFORE_START);
    assert_reject(file, REJECT_FUTURE_DATE);
    (void)next_row(file);
    assert_int_equal(next(file).what, REPORT_END);
    report_file_close(file);
}

static void test_offsets(void **state)
{
    (void)state;
    ReportFileOptions options = town();
    ReportFile *file = open_table("occurred_from,occurred_to,category,lon,lat\n"
                                  "2024-01-10T22:30:00Z,,a,5.35,51.97\n"
                                  "2024-07-10T22:30:00Z,,a,5.35,51.97\n"
                                  "2024-07-10T22:30:00+02:00,2024-07-10T21:00:00Z,a,5.35,51.97\n"
                                  "2024-07-10T23:00:00+02:00,2024-07-10T22:30:00+00:00,a,5.35,51.97\n"
                                  "2024-07-10T22:30:00+02:00,2024-07-10T22:15:00+02:00,a,5.35,51.97\n"
                                  "2024-10-27T00:30:00Z,2024-10-27T01:15:00Z,a,5.35,51.97\n"
                                  "2024-07-10T25:30:00Z,,a,5.35,51.97\n"
                                  "2024-02-30T12:30:00Z,,a,5.35,51.97\n",
                                  &options);
    ReportRow row = next_row(file);
    assert_interval(&row, at(2024, 1, 10, 23, 30), at(2024, 1, 10, 23, 30), true);
    assert_int_equal(row.utc_offset_s, 3600);
    row = next_row(file);
    assert_interval(&row, at(2024, 7, 11, 0, 30), at(2024, 7, 11, 0, 30), true);
    assert_int_equal(row.utc_offset_s, 7200);
    row = next_row(file);
    assert_interval(&row, at(2024, 7, 10, 22, 30), at(2024, 7, 10, 23, 0), true);
    row = next_row(file);
    assert_interval(&row, at(2024, 7, 10, 23, 0), at(2024, 7, 11, 0, 30), true);
    assert_reject(file, REJECT_END_BEFORE_START);
    row =
        next_row(file); /* 02:30 summer time to 02:15 winter time: 45 minutes, in which the clock ran back */
    assert_interval(&row, at(2024, 10, 27, 2, 30), at(2024, 10, 27, 2, 30), true);
    assert_reject(file, REJECT_BAD_TIME);
    assert_reject(file, REJECT_BAD_DATE);
    report_file_close(file);
}

static void test_midnight_and_months(void **state)
{
    (void)state;
    ReportFileOptions options = town();
    ReportFile *file = open_table(
        "datumtijd;categorie;x;y\n3-4-2024 00:00;a;152500;442500\n4-4-2024 00:00;a;152500;442500\n",
        &options);
    ReportRow row = next_row(file);
    assert_interval(&row, at(2024, 4, 3, 0, 0), at(2024, 4, 4, 0, 0), false);
    assert_true(report_file_facts(file).midnight_is_no_time);
    report_file_close(file);
    file = open_table(
        "datumtijd;categorie;x;y\n3-4-2024 00:00;a;152500;442500\n4-4-2024 10:00;a;152500;442500\n",
        &options);
    row = next_row(file);
    assert_interval(&row, at(2024, 4, 3, 0, 0), at(2024, 4, 3, 0, 0), true);
    report_file_close(file);
    file = open_table("Crime ID,Month,Longitude,Latitude,Crime type\n1,2024-02,5.35,51.97,a\n", &options);
    row = next_row(file);
    assert_interval(&row, at(2024, 2, 1, 0, 0), at(2024, 3, 1, 0, 0), false);
    report_file_close(file);
    file = open_table("date,category,lon,lat\n3/4/2024,a,5.35,51.97\n3/14/2024,a,5.35,51.97\n", &options);
    row = next_row(file);
    assert_int_equal(row.from_s, at(2024, 3, 4, 0, 0));
    assert_int_equal(report_file_facts(file).date_order, DATE_ORDER_MDY);
    report_file_close(file);
    options.mapping.date_order = DATE_ORDER_DMY;
    file = open_table("date,category,lon,lat\n3/4/2024,a,5.35,51.97\n3/14/2024,a,5.35,51.97\n", &options);
    row = next_row(file);
    assert_int_equal(row.from_s, at(2024, 4, 3, 0, 0));
    assert_reject(file, REJECT_BAD_DATE);
    report_file_close(file);
}

/* ---- places ---- */

/* Second way to RD, within a metre: the polynomials of Schreutelkamp & Strang van Hees (2001). */
static void degrees_to_rd(double lon, double lat, double *ret_x, double *ret_y)
{
    static const struct {
        int p, q;
        double x, y;
    } terms[] = {{0, 1, 190094.945, 0.433}, {1, 1, -11832.228, -0.032}, {2, 1, -114.221, 0.0},
                 {0, 3, -32.391, 0.0},      {1, 0, -0.705, 309056.544}, {3, 1, -2.340, 0.0},
                 {1, 3, -0.608, 0.0},       {0, 2, -0.008, 3638.893},   {2, 3, 0.148, 0.0},
                 {2, 0, 0.0, 73.077},       {1, 2, 0.0, -157.984},      {3, 0, 0.0, 59.788},
                 {2, 2, 0.0, -6.439},       {0, 4, 0.0, 0.092},         {1, 4, 0.0, -0.054}};
    double f = 0.36 * (lat - 52.15517440), l = 0.36 * (lon - 5.38720621), x = 155000.0, y = 463000.0;
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
        double power = pow(f, terms[i].p) * pow(l, terms[i].q);
        x += terms[i].x * power;
        y += terms[i].y * power;
    }
    *ret_x = x;
    *ret_y = y;
}

static void test_places(void **state)
{
    (void)state;
    ReportFileOptions options = town();
    ReportFile *file = open_table(
        "datum;categorie;x;y\n1-2-2024;a;152.500,5;442.500\n1-2-2024;a;442.500;152.501\n1-2-2024;a;0;0\n"
        "1-2-2024;a;;442.500\n1-2-2024;a;15O.000;442.500\n1-2-2024;a;5,35;51,97\n1-2-2024;a;900.000;442."
        "500\n",
        &options);
    ReportRow row = next_row(file);
    assert_near(row.x_m, 152500.5, 0.0);
    assert_near(row.y_m, 442500.0, 0.0);
    row = next_row(file);
    assert_near(row.x_m, 152501.0, 0.0);
    assert_int_equal(report_file_facts(file).swapped, 1);
    assert_reject(file, REJECT_NO_LOCATION);
    assert_reject(file, REJECT_NO_LOCATION);
    assert_reject(file, REJECT_BAD_COORDINATE);
    assert_reject(file, REJECT_OUTSIDE_RANGE); /* degrees among metres are no metres, and no guess either */
    assert_reject(file, REJECT_OUTSIDE_RANGE);
    report_file_close(file);
    /* 150.123 alone proves nothing; that 150.123 m is not in the Netherlands does */
    file =
        open_table("datum;categorie;x;y\n1-2-2024;a;152.500;442.500\n1-2-2024;a;152.501;442.501\n", &options);
    row = next_row(file);
    assert_near(row.x_m, 152500.0, 0.0);
    report_file_close(file);
    /* degrees in columns called x and y, and lat and lng the wrong way round: 5.35 E 51.97 N */
    static const char *const same[] = {
        "datum,categorie,x,y\n1-2-2024,a,5.35,51.97\n", "datum,categorie,lat,lng\n1-2-2024,a,5.35,51.97\n",
        "datum,categorie,location\n1-2-2024,a,POINT (5.35 51.97)\n",
        "datum,categorie,location\n1-2-2024,a,\"51.97, 5.35\"\n",
        "datum;categorie;location\n1-2-2024;a;SRID=4326;\n1-2-2024;a;(51.97,5.35)\n"};
    double x_m[5] = {0}, expected_x, expected_y;
    degrees_to_rd(5.35, 51.97, &expected_x, &expected_y);
    for (size_t i = 0; i < 5; i++) {
        file = open_table(same[i], &options);
        if (i == 4) (void)next(file);
        row = next_row(file);
        x_m[i] = row.x_m;
        assert_near(row.x_m, expected_x, 2.0);
        assert_near(row.y_m, expected_y, 2.0);
        assert_near(row.x_m, x_m[0], 0.0);
        assert_string_equal(report_file_facts(file).crs, "EPSG:4326");
        report_file_close(file);
    }
}

static void test_given_system(void **state)
{
    (void)state;
    ReportFileOptions options = town();
    Error error;
    assert_ok(mapping_options_set(&options.mapping, "crs", "EPSG:3857", &error), &error);
    /* the web's mercator of 5.35 E 51.97 N, by its formula */
    double x = 5.35 * 20037508.342789244 / 180.0,
           y = log(tan((90.0 + 51.97) * 0.00872664625997164788)) * 6378137.0;
    double expected_x, expected_y;
    degrees_to_rd(5.35, 51.97, &expected_x, &expected_y);
    char text[200];
    snprintf(text, sizeof text, "datum,categorie,x,y\n1-2-2024,a,%.2f,%.2f\n1-2-2024,a,%.2f,%.2f\n", x, y, y,
             x);
    ReportFile *file = open_table(text, &options);
    ReportRow row = next_row(file);
    assert_near(row.x_m, expected_x, 2.0);
    assert_near(row.y_m, expected_y, 2.0);
    row = next_row(file);
    assert_near(row.x_m, expected_x, 2.0);
    assert_int_equal(report_file_facts(file).swapped, 1);
    report_file_close(file);
}

/* ---- who and what ---- */

static void test_words(void **state)
{
    (void)state;
    ReportFileOptions options = town();
    ReportFile *file =
        open_table("nummer;datum;tijd;soort;categorie;x;y;precisie;doelgroep;geslacht "
                   "dader;relatie;ernst;melder;toelichting\n"
                   "A1;1-2-2024;21:15;voorval; Nafluiten "
                   ";152500;442500;10;vrouw;M;onbekende/passant;2;a@example.org;Een lang verhaal\n"
                   "0123456789012345678901234567890123456789012345678901234567890123456789;1-2-2024;21:15;"
                   "gevoel;x;152500;442500;;;groep mannen;"
                   "Hij is de buurman van mijn zus en heet Jan Jansen uit de straat;;;\n"
                   "A2;1-2-2024;21:15;wat;x;152500;442500;;;;;;;\n"
                   "A3;1-2-2024;21:15;;Onveilig;152500;442500;-5;;;;;;\n"
                   "A4;1-2-2024;21:15;voorval; - ;152500;442500;;;;;;;\n"
                   "A5;1-2-2024;21:15;voorval;x;152500;442500\n",
                   &options);
    ReportRow row = next_row(file);
    assert_string_equal(row.external_id, "A1");
    assert_int_equal(row.kind, KIND_INCIDENT);
    assert_string_equal(row.category, "Nafluiten");
    assert_near(row.precision_m, 10.0, 0.0);
    assert_int_equal(row.groups, GROUP_WOMEN);
    assert_string_equal(row.perpetrator_sex, "man");
    assert_string_equal(row.relation, "onbekende passant");
    assert_string_equal(row.severity, "2");
    assert_string_equal(row.reporter, "a@example.org");
    assert_int_equal(row.reported_s, REPORTED_UNKNOWN);
    row = next_row(file);
    assert_int_equal(strlen(row.external_id), 32);
    assert_int_equal(row.kind, KIND_PERCEPTION);
    assert_string_equal(row.perpetrator_sex, "groep mannen");
    assert_string_equal(row.relation, ""); /* a story is no code */
    assert_near(row.precision_m, (double)NAN, 0.0);
    assert_int_equal(row.groups, 0);
    assert_reject(file, REJECT_BAD_KIND);
    row = next_row(file);
    assert_int_equal(row.kind, KIND_PERCEPTION); /* the category says it */
    assert_near(row.precision_m, (double)NAN, 0.0);
    assert_reject(file, REJECT_NO_CATEGORY);
    assert_reject(file, REJECT_BAD_ROW);
    const Mapping *mapping = report_file_mapping(file);
    for (int f = 0; f < FIELD_COUNT; f++)
        assert_int_not_equal(mapping->column[f], 13);
    report_file_close(file);
}

static void test_constants_and_defaults(void **state)
{
    (void)state;
    ReportFileOptions options = town();
    Error error;
    ReportFile *file;
    write_text("datum;x;y\n1-2-2024;152500;442500\n");
    assert_false(report_file_open(path, &options, &file, &error));
    assert_non_null(strstr(error.text, "category"));
    options.default_category = "melding";
    assert_ok(mapping_options_set(&options.mapping, "kind", "perception", &error), &error);
    assert_ok(mapping_options_set(&options.mapping, "groups", "lhbti", &error), &error);
    assert_ok(report_file_open(path, &options, &file, &error), &error);
    ReportRow row = next_row(file);
    assert_string_equal(row.category, "melding");
    assert_int_equal(row.kind, KIND_PERCEPTION);
    assert_int_equal(row.groups, GROUP_LHBTI);
    report_file_close(file);
    report_file_close(NULL);
    /* a column that is only called "soort", and never says kind, is left alone */
    options = town();
    file = open_table("datum;x;y;categorie;soort\n1-2-2024;152500;442500;nafluiten;fiets\n", &options);
    assert_int_equal(next_row(file).kind, KIND_INCIDENT);
    report_file_close(file);
}

static void assert_refused(const char *name, const char *part)
{
    char file_path[200];
    snprintf(file_path, sizeof file_path, "fixtures/bad/%s", name);
    if (access(file_path, R_OK) != 0) {
        printf("skipped: %s is not here\n", file_path);
        return;
    }
    ReportFileOptions options = town();
    ReportFile *file;
    Error error = {0};
    bool opened = report_file_open(file_path, &options, &file, &error);
    ReportItem item = {.what = REPORT_ROW};
    while (opened && item.what != REPORT_END && report_file_next(file, &item, &error))
        continue;
    if (opened) report_file_close(file);
    if (item.what == REPORT_END) fail_msg("%s was read", name);
    assert_int_equal(error.code, ERROR_INPUT);
    assert_non_null(strstr(error.text, name));
    if (!strstr(error.text, part)) fail_msg("\"%s\" does not hold \"%s\"", error.text, part);
}

static void test_bad_files(void **state)
{
    (void)state;
    assert_refused("empty.csv", "empty");
    assert_refused("header_only.csv", "no rows");
    assert_refused("no_header.csv", "first row holds data");
    assert_refused("missing_columns.csv", "location");
    assert_refused("duplicate_header.csv", "Categorie");
    assert_refused("unclosed_quote.csv", "line 3");
    assert_refused("nul_bytes.csv", "NUL");
    assert_refused("utf16_odd.csv", "UTF-16");
    assert_refused("latin1_in_utf8.csv", "UTF-8");
    assert_refused("vrt_in_csv.csv", "location");
    assert_refused("not_a_shapefile.shp", "not what its name says");
    assert_refused("wrong_geometry_lights.shp", "polygons");
}

/* A table far away from the project is refused as a whole, with the way out. */
static void test_elsewhere(void **state)
{
    (void)state;
    ReportFileOptions options = town();
    char text[2000] = "date,category,x,y\n";
    for (int i = 0; i < 12; i++)
        strcat(text, "1-2-2024,a,389000,899000\n");
    write_text(text);
    ReportFile *file;
    Error error;
    assert_false(report_file_open(path, &options, &file, &error));
    assert_non_null(strstr(error.text, "crs = EPSG"));
}

static void test_reasons(void **state)
{
    (void)state;
    assert_string_equal(reject_name(REJECT_END_BEFORE_START), "end_before_start");
    for (int i = 0; i < REJECT_REASONS; i++) {
        assert_true(strlen(reject_name((RejectReason)i)) > 3);
        assert_true(strlen(reject_meaning((RejectReason)i)) > 3);
    }
}

int main(void)
{
    setenv("TZ", "Europe/Amsterdam", 1);
    tzset();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_example_town), cmocka_unit_test(test_intervals),
        cmocka_unit_test(test_offsets),      cmocka_unit_test(test_midnight_and_months),
        cmocka_unit_test(test_places),       cmocka_unit_test(test_given_system),
        cmocka_unit_test(test_words),        cmocka_unit_test(test_constants_and_defaults),
        cmocka_unit_test(test_bad_files),    cmocka_unit_test(test_elsewhere),
        cmocka_unit_test(test_reasons),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
