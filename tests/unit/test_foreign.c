#include "tests/support/assert_near.h"
#include "tests/support/random_numbers.h"

#include "src/exchange/foreign.h"

#include <dirent.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64] = "/tmp/brandpunt-foreign-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : 1;
}

static int remove_folder(void **state)
{
    (void)state;
    DIR *open_folder = opendir(folder);
    for (struct dirent *entry; open_folder && (entry = readdir(open_folder));) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        unlink(path);
    }
    if (open_folder) closedir(open_folder);
    return rmdir(folder);
}

/* One of two paths in the temporary folder, for use at once. */
static const char *temp_path(const char *name)
{
    static char paths[2][200];
    static int turn;
    turn = !turn;
    snprintf(paths[turn], sizeof paths[turn], "%s/%s", folder, name);
    return paths[turn];
}

static void write_file(const char *name, const char *bytes, size_t length)
{
    FILE *file = fopen(temp_path(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static char *read_file(const char *path, size_t *ret_length)
{
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    char *bytes = malloc(1 << 22);
    assert_non_null(bytes);
    *ret_length = fread(bytes, 1, 1 << 22, file);
    fclose(file);
    return bytes;
}

static bool copy_file(const char *from, const char *name)
{
    size_t length;
    char *bytes = read_file(from, &length);
    if (!bytes) return false;
    write_file(name, bytes, length);
    free(bytes);
    return true;
}

static ForeignSource *open_source(const char *path)
{
    ForeignSource *source = NULL;
    Error error;
    assert_ok(foreign_open(path, &(ForeignOptions){0}, &source, &error), &error);
    return source;
}

static ForeignRecord next(ForeignSource *source)
{
    ForeignRecord record;
    Error error;
    assert_ok(foreign_next(source, &record, &error), &error);
    return record;
}

static void assert_refused(const char *path, const char *part)
{
    ForeignSource *source;
    Error error = {0};
    if (foreign_open(path, &(ForeignOptions){0}, &source, &error)) fail_msg("%s was opened", path);
    assert_int_equal(error.code, ERROR_INPUT);
    if (!strstr(error.text, part)) fail_msg("\"%s\" does not hold \"%s\"", error.text, part);
}

static double ring_area(const ForeignRecord *record, size_t part)
{
    double twice = 0.0;
    size_t from = record->vertex_start[part], to = record->vertex_start[part + 1];
    for (size_t i = from; i < to; i++) {
        size_t k = i + 1 < to ? i + 1 : from;
        twice += record->x[i] * record->y[k] - record->x[k] * record->y[i];
    }
    return twice / 2.0;
}

#define FEATURE(geometry, properties)                                                                        \
    "{\"type\":\"Feature\",\"geometry\":" geometry ",\"properties\":" properties "}"

static const char shapes[] = "{\"type\":\"FeatureCollection\",\"features\":["
    /* the outer ring clockwise, the hole counter-clockwise: both the wrong way round for this program */
    FEATURE(
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[0,10],[10,10],[10,0],[0,0]],[[2,2],[4,2],[4,4],[2,4],"
        "[2,2]]]}",
        "{\"naam\":\"plein\",\"aantal\":3,\"lux\":2.5,\"op\":\"2024-03-01\"}") "," FEATURE("{\"type\":"
                                                                                           "\"Polygon\","
                                                                                           "\"coordinates\":["
                                                                                           "[[0,0],[2,2],[2,"
                                                                                           "0],[0,2],[0,0]]]"
                                                                                           "}",
                                                                                           "{\"naam\":"
                                                                                           "\"strik\"}") "," FEATURE("null",
                                                                                                                     "{\"naam\":\"niets\"}") "," FEATURE("{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0,5],[1,0,5],[1,1,5],[0,0,5]]],[[[5,5,5],[6,5,5],[6,6,5],[5,5,5]]]]}",
                                                                                                                                                         "{\"naam\":\"caf\xC3\xA9\"}") "," FEATURE("{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\",\"coordinates\":[1,1]},{\"type\":\"LineString\","
                                                                                                                                                                                                   "\"coordinates\":[[0,0],[1,1]]}]}",
                                                                                                                                                                                                   "{\"naam\":\"mengsel\"}") "]}";

static void test_geometry(void **state)
{
    (void)state;
    write_file("shapes.geojson", shapes, sizeof shapes - 1);
    ForeignSource *source = open_source(temp_path("shapes.geojson"));
    const ForeignSchema *schema = foreign_schema(source);
    assert_string_equal(schema->driver, "GeoJSON");
    assert_int_equal(schema->field_count, 4);
    assert_string_equal(schema->field_name[0], "naam");
    assert_int_equal(schema->field_type[1], FOREIGN_INTEGER);
    assert_int_equal(schema->field_type[2], FOREIGN_REAL);
    assert_true(schema->has_geometry);
    assert_int_equal(schema->geometry, FEATURE_POLYGON);
    ForeignRecord record = next(source);
    assert_int_equal(record.number, 1);
    assert_int_equal(record.part_count, 2);
    assert_int_equal(record.vertex_start[1], 4);
    assert_near(ring_area(&record, 0), 100.0, 1e-12);
    assert_near(ring_area(&record, 1), -4.0, 1e-12);
    assert_string_equal(record.value[0].text, "plein");
    assert_string_equal(record.value[1].text, "3");
    assert_string_equal(record.value[2].text, "2.5");
    assert_string_equal(record.value[3].text, "2024-03-01");
    record = next(source); /* the bow-tie becomes two triangles of area 1 */
    assert_int_equal(record.part_count, 2);
    assert_near(ring_area(&record, 0), 1.0, 1e-12);
    assert_near(ring_area(&record, 1), 1.0, 1e-12);
    assert_null(record.value[1].text);
    record = next(source);
    assert_false(record.has_geometry);
    record = next(source);
    assert_int_equal(record.part_count, 2);
    assert_near(ring_area(&record, 0) + ring_area(&record, 1), 1.0, 1e-12);
    assert_string_equal(record.value[0].text, "caf\xC3\xA9");
    record = next(source);
    assert_false(record.has_geometry);
    assert_true(next(source).is_end);
    assert_true(next(source).is_end);
    ForeignCounts counts = foreign_counts(source);
    assert_int_equal(counts.records, 5);
    assert_int_equal(counts.repaired, 1);
    assert_int_equal(counts.empty, 1);
    assert_int_equal(counts.refused, 1);
    foreign_close(source);
    foreign_close(NULL);
}

static void test_names_that_are_refused(void **state)
{
    (void)state;
    assert_refused("/vsizip/a.zip/b.shp", "plain file");
    assert_refused("/vsicurl/http://x/b.geojson", "plain file");
    assert_refused("http://localhost/b.geojson", "plain file");
    assert_refused("PG:dbname=x", "no format");
    assert_refused("table.csv", "no format");
    assert_refused("a.shp/b", "no format");
    assert_refused("/nowhere/at/all.gpkg", "could not be opened");
    assert_true(foreign_knows("A.GeoJSON"));
    assert_false(foreign_knows("a.csv"));
    assert_int_equal(mkdir(temp_path("map.gpkg"), 0700), 0);
    assert_refused(temp_path("map.gpkg"), "not a regular file");
    assert_int_equal(rmdir(temp_path("map.gpkg")), 0);
    write_file("empty.xlsx", "", 0);
    assert_refused(temp_path("empty.xlsx"), "empty");
}

/* A name says one format, the content another: VRT can reach the network, and must not be opened as anything.
 */
static void test_content_that_is_refused(void **state)
{
    (void)state;
    static const char vrt[] =
        "<OGRVRTDataSource><OGRVRTLayer name=\"x\"><SrcDataSource>/vsicurl/http://localhost/</SrcDataSource>"
        "</OGRVRTLayer></OGRVRTDataSource>";
    static const char *const names[] = {"x.shp", "x.gpkg", "x.geojson", "x.xlsx",
                                        "x.ods", "x.dxf",  "x.fgb",     "x.json"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        write_file(names[i], vrt, sizeof vrt - 1);
        assert_refused(temp_path(names[i]), "not what its name says");
    }
    write_file("service.geojson", "{\"url\": \"http://localhost/arcgis/rest\"}", 39);
    assert_refused(temp_path("service.geojson"), "could not be opened");
    /* a link is judged by what it points to */
    write_file("secret.txt", shapes, sizeof shapes - 1);
    assert_int_equal(symlink(temp_path("secret.txt"), temp_path("link.geojson")), 0);
    assert_refused(temp_path("link.geojson"), "not what its name says");
    char damaged[4096] = "SQLite format 3";
    memset(damaged + 16, 'x', sizeof damaged - 16);
    write_file("damaged.gpkg", damaged, sizeof damaged);
    assert_refused(temp_path("damaged.gpkg"), "cannot be read as a GeoPackage");
    char *wide = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&wide, &length);
    fprintf(out, "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":null,\"properties\":{");
    for (int i = 0; i < 2049; i++)
        fprintf(out, "%s\"k%d\":1", i ? "," : "", i);
    fprintf(out, "}}]}");
    fclose(out);
    write_file("wide.geojson", wide, length);
    free(wide);
    assert_refused(temp_path("wide.geojson"), "more than 2048 columns");
}

static void test_layers(void **state)
{
    (void)state;
    ForeignSource *source;
    Error error;
    write_file("shapes.geojson", shapes, sizeof shapes - 1);
    assert_false(
        foreign_open(temp_path("shapes.geojson"), &(ForeignOptions){.layer = "wegen"}, &source, &error));
    assert_non_null(strstr(error.text, "wegen"));
    assert_non_null(strstr(error.text, "shapes"));
    write_file("none.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}", 42);
    assert_refused(temp_path("none.geojson"), "no records");
}

static bool have(const char *path)
{
    if (access(path, R_OK) == 0) return true;
    printf("skipped: %s is not here\n", path);
    return false;
}

static void test_shapefile_repairs(void **state)
{
    (void)state;
    if (!have("fixtures/bad/no_shx.shp") || !have("fixtures/input/horeca.shp")) skip();
    assert_true(copy_file("fixtures/bad/no_shx.shp", "points.shp") &&
                copy_file("fixtures/bad/no_shx.dbf", "points.dbf"));
    ForeignSource *source = open_source(temp_path("points.shp"));
    assert_non_null(strstr(foreign_schema(source)->note, ".shx"));
    assert_string_equal(foreign_schema(source)->layer, "points");
    assert_string_equal(foreign_schema(source)->crs_wkt, "");
    ForeignRecord record = next(source);
    assert_string_equal(record.value[0].text, "punt 0");
    assert_near(record.x[0], 152400.0, 1e-6);
    size_t count = 1;
    while (!next(source).is_end)
        count++;
    assert_int_equal(count, 5);
    foreign_close(source);
    assert_int_not_equal(access(temp_path("points.shx"), F_OK), 0); /* nothing is written beside the file */
    assert_true(copy_file("fixtures/input/horeca.shp", "bare.shp") &&
                copy_file("fixtures/input/horeca.shx", "bare.shx"));
    source = open_source(temp_path("bare.shp"));
    assert_non_null(strstr(foreign_schema(source)->note, ".dbf"));
    assert_true(next(source).has_geometry);
    foreign_close(source);
}

/* Every value of the first text field, one after the other, in one string. */
static void gather_names(const char *path, TextEncoding encoding, char *out, size_t size, size_t field)
{
    ForeignSource *source;
    Error error;
    assert_ok(foreign_open(path, &(ForeignOptions){.encoding = encoding}, &source, &error), &error);
    out[0] = '\0';
    for (ForeignRecord record; !(record = next(source)).is_end;) {
        size_t length = strlen(out);
        snprintf(out + length, size - length, "%s;",
                 record.value[field].text ? record.value[field].text : "");
    }
    foreign_close(source);
    assert_int_equal(encoding_utf8_valid(out, strlen(out)), strlen(out));
}

static void test_shapefile_encodings(void **state)
{
    (void)state;
    if (!have("fixtures/input/buurten.shp") || !have("fixtures/input/horeca.shp")) skip();
    char names[4000], other[4000];
    gather_names("fixtures/input/buurten.shp", ENCODING_DETECT, names, sizeof names, 1);
    assert_non_null(strstr(names, "Cura\xC3\xA7"
                                  "aobuurt")); /* Windows-1252 by the mark in the .dbf */
    gather_names("fixtures/input/horeca.shp", ENCODING_DETECT, names, sizeof names, 0);
    assert_non_null(strstr(names, "\xC3")); /* UTF-8 by the .cpg */
    /* without the .cpg the bytes tell it, and the option goes before everything */
    static const char *const ends[] = {"shp", "shx", "dbf"};
    for (size_t i = 0; i < 3; i++) {
        char from[64], to[64];
        snprintf(from, sizeof from, "fixtures/input/horeca.%s", ends[i]);
        snprintf(to, sizeof to, "plain.%s", ends[i]);
        assert_true(copy_file(from, to));
    }
    size_t length;
    char *dbf = read_file(temp_path("plain.dbf"), &length);
    dbf[29] = 0;
    write_file("plain.dbf", dbf, length);
    free(dbf);
    gather_names(temp_path("plain.shp"), ENCODING_DETECT, other, sizeof other, 0);
    assert_string_equal(other, names);
    gather_names(temp_path("plain.shp"), ENCODING_WINDOWS_1252, other, sizeof other, 0);
    assert_non_null(strstr(other, "\xC3\x83")); /* each byte a character, as asked */
}

/* What the file beside it, or a mark in the .dbf, says of the bytes. */
static void test_encodings_that_are_told(void **state)
{
    (void)state;
    if (!have("fixtures/input/horeca.shp")) skip();
    static const char *const ends[] = {"shp", "shx", "dbf"};
    for (size_t i = 0; i < 3; i++) {
        char from[64], to[64];
        snprintf(from, sizeof from, "fixtures/input/horeca.%s", ends[i]);
        snprintf(to, sizeof to, "told.%s", ends[i]);
        assert_true(copy_file(from, to));
    }
    static const char *const told[][2] = {{"utf8\n", "UTF-8"}, {"1252\r\n", "CP1252"}, {"ANSI 1252", "CP1252"}, {"ISO-8859-15", "CP1252"}, {"850", "CP850"}, {"KOI8-R", "KOI8-R"}};
    char right[4000], names[4000];
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        write_file("told.cpg", told[i][0], strlen(told[i][0]));
        ForeignSource *source = open_source(temp_path("told.shp"));
        assert_string_equal(foreign_schema(source)->encoding, told[i][1]);
        foreign_close(source);
        gather_names(temp_path("told.shp"), ENCODING_DETECT, i ? names : right, sizeof names, 0);
        if (i) assert_string_not_equal(names, right); /* the bytes are UTF-8, and were told to be another thing */
    }
    unlink(temp_path("told.cpg"));
    size_t length;
    char *dbf = read_file(temp_path("told.dbf"), &length);
    dbf[29] = 0x02; /* code page 850 */
    write_file("told.dbf", dbf, length);
    free(dbf);
    ForeignSource *source = open_source(temp_path("told.shp"));
    assert_string_equal(foreign_schema(source)->encoding, "as the .dbf says");
    foreign_close(source);
    gather_names(temp_path("told.shp"), ENCODING_DETECT, names, sizeof names, 0);
    assert_string_not_equal(names, right);
}

static bool make_geopackage(const char *name)
{
    char command[700];
    write_file("shapes.geojson", shapes, sizeof shapes - 1);
    snprintf(command, sizeof command,
             "ogr2ogr -f GPKG %s/%s %s/shapes.geojson -where \"naam <> 'mengsel'\" > /dev/null 2>&1", folder,
             name, folder);
    unlink(temp_path(name));
    if (system(command) == 0) return true;
    printf("skipped: ogr2ogr is not here\n");
    return false;
}

static void execute(const char *path, const char *sql)
{
    sqlite3 *database;
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    char *message = NULL;
    if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK) fail_msg("%s", message);
    sqlite3_close(database);
}

static void test_geopackage(void **state)
{
    (void)state;
    if (!make_geopackage("good.gpkg")) skip();
    ForeignSource *source = open_source(temp_path("good.gpkg"));
    assert_string_equal(foreign_schema(source)->driver, "GPKG");
    ForeignRecord record = next(source);
    assert_near(ring_area(&record, 0), 100.0, 1e-12);
    assert_string_equal(record.value[0].text, "plein");
    foreign_close(source);
    static const char *const bad[] = {
        "CREATE VIEW spy AS SELECT readfile('/etc/passwd') AS x",
        "CREATE VIRTUAL TABLE spy USING dbstat(main)",
        "CREATE TRIGGER spy AFTER INSERT ON shapes BEGIN SELECT load_extension('x.so'); END"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_true(make_geopackage("bad.gpkg"));
        execute(temp_path("bad.gpkg"), bad[i]);
        assert_refused(temp_path("bad.gpkg"), "spy");
    }
    assert_true(make_geopackage("view.gpkg"));
    execute(temp_path("view.gpkg"), "CREATE VIEW namen AS SELECT naam FROM shapes");
    foreign_close(open_source(temp_path("view.gpkg")));
}

/* Days, times and moments, with and without a zone, in one form; what is no number is no value. */
static void test_times(void **state)
{
    (void)state;
    static const char times[] = "{\"type\":\"FeatureCollection\",\"features\":[" FEATURE(
        "null", "{\"dag\":\"2024-05-01\",\"tijd\":\"07:08:09\",\"moment\":\"2024-05-01T22:30:00+02:00\",\"maat\":1.5}") "," FEATURE(
        "null", "{\"dag\":\"1999-12-31\",\"tijd\":\"23:59:59\",\"moment\":\"2024-01-31T01:02:03-05:30\",\"maat\":-0.25}") "," FEATURE(
        "null", "{\"dag\":\"2024-02-29\",\"tijd\":\"00:00:00\",\"moment\":\"2024-06-30T23:59:59\",\"maat\":1e999}") "]}";
    static const struct {
        const char *format, *name;
        struct {
            const char *field;
            ForeignType type;
            const char *value[3];
        } column[3];
    } files[] = {
        {"GPKG", "times.gpkg",
         {{"dag", FOREIGN_DATE, {"2024-05-01", "1999-12-31", "2024-02-29"}},
          {"moment", FOREIGN_DATE_TIME, {"2024-05-01T22:30:00+02:00", "2024-01-31T01:02:03-05:30", "2024-06-30T23:59:59"}},
          {"maat", FOREIGN_REAL, {"1.5", "-0.25", NULL}}}},
        {"XLSX", "times.xlsx", /* which knows no zones */
         {{"dag", FOREIGN_DATE, {"2024-05-01", "1999-12-31", "2024-02-29"}},
          {"tijd", FOREIGN_TIME, {"07:08:09", "23:59:59", "00:00:00"}},
          {"moment", FOREIGN_DATE_TIME, {"2024-05-01T22:30:00", "2024-01-31T01:02:03", "2024-06-30T23:59:59"}}}},
    };
    write_file("times.geojson", times, sizeof times - 1);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char command[400];
        snprintf(command, sizeof command, "ogr2ogr -f %s %s/%s %s/times.geojson > /dev/null 2>&1", files[i].format, folder, files[i].name, folder);
        if (system(command) != 0) skip();
        ForeignSource *source = open_source(temp_path(files[i].name));
        const ForeignSchema *schema = foreign_schema(source);
        for (int r = 0; r < 3; r++) {
            ForeignRecord record = next(source);
            for (int c = 0; c < 3; c++) {
                int field = foreign_column(schema, files[i].column[c].field);
                assert_true(field >= 0);
                assert_int_equal(schema->field_type[field], files[i].column[c].type);
                const char *expected = files[i].column[c].value[r];
                if (expected) assert_string_equal(record.value[field].text, expected);
                else assert_null(record.value[field].text);
            }
        }
        assert_true(next(source).is_end);
        foreign_close(source);
    }
}

/* Reads a file to its end or to its error; what matters is that one of the two comes. */
static void read_to_the_end(const char *path, const ForeignOptions *options, bool *ret_done)
{
    ForeignSource *source;
    Error error = {0};
    *ret_done = false;
    if (!foreign_open(path, options, &source, &error)) {
        assert_true(strlen(error.text) > 20);
        return;
    }
    ForeignRecord record = {0};
    double sum = 0.0;
    while (!record.is_end && foreign_next(source, &record, &error)) {
        if (record.is_end || !record.has_geometry) continue;
        for (size_t i = 0; i < record.vertex_start[record.part_count]; i++)
            sum += record.x[i] + record.y[i];
    }
    assert_true(isfinite(sum) != 0);
    *ret_done = record.is_end;
    if (!*ret_done) assert_true(strlen(error.text) > 20);
    foreign_close(source);
}

static void test_limits(void **state)
{
    (void)state;
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    fprintf(out, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < 2000; i++)
        fprintf(out, FEATURE("{\"type\":\"Point\",\"coordinates\":[%d,%d]}", "{\"a\":\"%040d\"}") ",", i, i,
                i);
    fprintf(
        out,
        "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[");
    for (int i = 0; i < 200000; i++)
        fprintf(out, "%s[%d,%d]", i ? "," : "", i, i % 7);
    fprintf(out, "]}}]}");
    fclose(out);
    write_file("large.geojson", text, length);
    free(text);
    bool done;
    read_to_the_end(temp_path("large.geojson"), &(ForeignOptions){0}, &done);
    assert_true(done);
    read_to_the_end(temp_path("large.geojson"), &(ForeignOptions){.memory_bytes = 4 << 20}, &done);
    assert_false(done);
    /* closing early leaves no child behind */
    ForeignSource *source = open_source(temp_path("large.geojson"));
    assert_int_equal(next(source).number, 1);
    foreign_close(source);
}

/* The first child of this process; 0 when the system does not tell. */
static int child_of_ours(void)
{
    char path[80];
    int child = 0;
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    if (fscanf(file, "%d", &child) != 1) child = 0;
    fclose(file);
    return child;
}

/* What the system does to a child that reads for too long. */
static void test_a_child_that_is_stopped(void **state)
{
    (void)state;
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    fprintf(out, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < 20000; i++)
        fprintf(out, "%s" FEATURE("{\"type\":\"Point\",\"coordinates\":[%d,%d]}", "{\"a\":\"%0100d\"}"), i ? "," : "", i, i, i);
    fprintf(out, "]}");
    fclose(out);
    write_file("slow.geojson", text, length);
    free(text);
    static const struct {
        int signal;
        const char *words;
    } ends[] = {{SIGXCPU, "takes too long to read"}, {SIGKILL, "takes too long to read"}, {SIGSEGV, "it is damaged, or needs more memory"}};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        ForeignSource *source = open_source(temp_path("slow.geojson"));
        int child = child_of_ours();
        if (!child) {
            foreign_close(source);
            skip();
        }
        assert_int_equal(kill(child, ends[i].signal), 0);
        ForeignRecord record = {0};
        Error error = {0};
        while (foreign_next(source, &record, &error) && !record.is_end)
            continue;
        assert_false(record.is_end);
        assert_int_equal(error.code, ERROR_INPUT);
        if (!strstr(error.text, ends[i].words)) fail_msg("\"%s\" does not hold \"%s\"", error.text, ends[i].words);
        foreign_close(source);
    }
}

/* Damaged files: bytes changed, and the end cut off. */
static void test_damage(void **state)
{
    (void)state;
    write_file("shapes.geojson", shapes, sizeof shapes - 1);
    static const char *const files[] = {"fixtures/input/cameras.geojson", "fixtures/input/buurten.shp",
                                        "fixtures/input/politie.xlsx"};
    static const char *const names[] = {"broken.geojson", "broken.shp", "broken.xlsx"};
    uint64_t seed = 3;
    size_t failed = 0, rounds = 0;
    for (size_t k = 0; k < 3; k++) {
        if (!have(files[k])) continue;
        for (int round = 0; round < 6; round++) {
            size_t length;
            char *bytes = read_file(files[k], &length);
            assert_non_null(bytes);
            for (int i = 0; i < 20; i++)
                bytes[16 + (size_t)random_below(&seed, (int)length - 16)] = (char)random_below(&seed, 256);
            write_file(names[k], bytes, round % 2 ? length : length * 2 / 3);
            free(bytes);
            bool done;
            read_to_the_end(temp_path(names[k]), &(ForeignOptions){.cpu_seconds = 20}, &done);
            failed += !done;
            rounds++;
        }
    }
    if (rounds > 0) assert_true(failed > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_geometry),
        cmocka_unit_test(test_names_that_are_refused),
        cmocka_unit_test(test_content_that_is_refused),
        cmocka_unit_test(test_layers),
        cmocka_unit_test(test_shapefile_repairs),
        cmocka_unit_test(test_shapefile_encodings),
        cmocka_unit_test(test_geopackage),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_encodings_that_are_told),
        cmocka_unit_test(test_a_child_that_is_stopped),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
