/* Result files: whole or not there, read back by other programs. */
#include "tests/support/assert_near.h"

#include "src/exchange/export.h"
#include "src/exchange/output.h"
#include "src/exchange/projection.h"
#include "src/exchange/workbook.h"
#include "tests/support/shapes.h"
#include "tests/support/town.h"

#include <dirent.h>
#include <gdal.h>
#include <ogr_api.h>
#include <stdlib.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

static int files_in(const char *folder)
{
    int count = 0;
    DIR *open = opendir(folder);
    assert_non_null(open);
    for (struct dirent *entry = readdir(open); entry != NULL; entry = readdir(open))
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(open);
    return count;
}

static void assert_holds(const char *path, const char *text)
{
    char *there = town_read(path, NULL);
    assert_string_equal(there, text);
    free(there);
}

/* Whoever looks sees the old file or the new one; what is thrown away leaves nothing. */
static void a_file_is_there_whole_or_not_at_all(void **state)
{
    (void)state;
    Town town;
    Error error;
    Output output;
    town_lay(&town);
    char path[256];
    snprintf(path, sizeof path, "%s", town_write(&town, "result.csv", "old"));
    assert_ok(output_open(path, &output, &error), &error);
    fputs("half of the new", output.stream);
    fflush(output.stream);
    assert_holds(path, "old");
    output_discard(&output);
    output_discard(&output);
    assert_holds(path, "old");
    assert_int_equal(files_in(town.folder), 1);
    assert_ok(output_open(path, &output, &error), &error);
    fputs("new", output.stream);
    assert_ok(output_commit(&output, &error), &error);
    output_discard(&output);
    assert_holds(path, "new");
    assert_int_equal(files_in(town.folder), 1);
    assert_false(output_open(town.folder, &output, &error));
    assert_false(output_open(town_path(&town, "no/folder.csv"), &output, &error));
    assert_false(output_open(town_path(&town, "sub/"), &output, &error));
    assert_int_equal(files_in(town.folder), 1);
    town_raze(&town);
}

/* A disk that is full (here: files may be no larger than 4 kB, in a process of its own). */
static void a_full_disk_leaves_the_old_file(void **state)
{
    (void)state;
    Town town;
    town_lay(&town);
    char path[256], raster[256], package[256];
    snprintf(raster, sizeof raster, "%s", town_write(&town, "density.tif", "old"));
    snprintf(package, sizeof package, "%s", town_write(&town, "result.gpkg", "old"));
    snprintf(path, sizeof path, "%s", town_write(&town, "table.csv", "old"));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        Error error;
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){4096, 4096});
        const Column columns[] = {{"name", COLUMN_TEXT, 0}};
        Table table = table_init("t", columns, 1);
        bool ok = true;
        for (int i = 0; ok && i < 1000; i++) ok = table_add(&table, &error) && table_set_text(&table, 0, "a line of some length", &error);
        Grid grid;
        ok = ok && grid_init((Box){0, 0, 10000, 10000}, 50, &grid, &error);
        for (size_t i = 0; ok && i < grid_cells(&grid); i++) grid.value[i] = (double)(i * 2654435761u % 1000003);
        if (!ok) _exit(9);
        int written = table_write_csv(&table, CSV_FOR_EXCEL_NL, path, &error) + 2 * export_geotiff(&grid, "EPSG:28992", "u", NULL, 0, raster, &error) +
                      4 * export_geopackage(&grid, NULL, 0, "EPSG:28992", NULL, 0, package, &error);
        _exit(written);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_holds(path, "old");
    assert_holds(raster, "old");
    assert_holds(package, "old");
    assert_int_equal(files_in(town.folder), 3);
    town_raze(&town);
}

static Table small_table(void)
{
    static const Column columns[] = {{"rank", COLUMN_WHOLE, 0}, {"name", COLUMN_TEXT, 0}, {"value", COLUMN_NUMBER, 3}, {"p_value", COLUMN_NUMBER, 5}};
    static const char *const names[] = {"Markt", "a;b", "a,b", "\"x\"", "=1+1", "+31", "-dijk", "@x", "twee\nregels", "\xC3\xA9\xC3\xA9n", NULL, "\tx"};
    static const double values[] = {1.5, -2.25, 0, 1e-9, -3e-7, 123456.7894, 0.0005, 0.00049, 1e15, NAN, INFINITY, 0.1};
    Error error;
    Table table = table_init("proef", columns, 4);
    for (int i = 0; i < 12; i++) {
        assert_ok(table_add(&table, &error), &error);
        if (i != 3) table_set_whole(&table, 0, i + 1);
        assert_ok(table_set_text(&table, 1, names[i], &error), &error);
        table_set_number(&table, 2, values[i]);
        if (i >= 3 && i < 8) table_set_number(&table, 3, values[i]);
    }
    return table;
}

/* Written in bands, in any order, it is the same file to the byte. */
static void bands_make_the_same_geotiff(void **state)
{
    (void)state;
    Town town;
    Error error;
    Grid grid, band;
    GeotiffWriter *writer;
    size_t length, again;
    town_lay(&town);
    assert_ok(grid_init((Box){155000, 463000, 157000, 464000}, 25, &grid, &error), &error);
    for (size_t i = 0; i < grid_cells(&grid); i++) grid.value[i] = i % 17 == 0 ? (double)NAN : (double)i / 7;
    const Remark remark = {"BRANDPUNT_RUN", "proef"};
    assert_ok(export_geotiff(&grid, "EPSG:28992", "m", &remark, 1, town_path(&town, "whole.tif"), &error), &error);
    char *whole = town_read(town.path, &length);
    assert_ok(export_geotiff_open(&grid, "EPSG:28992", "m", &remark, 1, town_path(&town, "bands.tif"), &writer, &error), &error);
    for (int first = 33; first >= 0; first -= 11) {
        int rows = first == 33 ? grid.rows - 33 : 11;
        assert_ok(grid_band(&grid, first, rows, &band, &error), &error);
        memcpy(band.value, grid.value + (size_t)first * (size_t)grid.columns, grid_cells(&band) * sizeof *band.value);
        assert_ok(export_geotiff_add(writer, &band, &error), &error);
        grid_free(&band);
    }
    assert_ok(export_geotiff_close(writer, true, &error), &error);
    char *bands = town_read(town_path(&town, "bands.tif"), &again);
    assert_int_equal(again, length);
    assert_memory_equal(bands, whole, length);
    assert_ok(export_geotiff_open(&grid, "EPSG:28992", "m", &remark, 1, town_path(&town, "none.tif"), &writer, &error), &error);
    assert_true(export_geotiff_close(writer, false, &error));
    assert_int_equal(access(town_path(&town, "none.tif"), F_OK), -1);
    free(whole);
    free(bands);
    grid_free(&grid);
    town_raze(&town);
}

/* Renaming a result over a device would take the device away, for every program of the machine. */
static void a_device_stays_a_device(void **state)
{
    (void)state;
    Town town;
    Error error;
    Output output;
    struct stat status;
    char target[8];
    town_lay(&town);
    char pipe_path[256];
    snprintf(pipe_path, sizeof pipe_path, "%s", town_path(&town, "pipe"));
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    int reader = open(pipe_path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    assert_true(reader >= 0);
    assert_ok(output_open(pipe_path, &output, &error), &error);
    fputs("hello", output.stream);
    assert_ok(output_commit(&output, &error), &error);
    assert_int_equal(read(reader, target, sizeof target), 5);
    close(reader);
    assert_int_equal(stat(pipe_path, &status), 0);
    assert_true(S_ISFIFO(status.st_mode));
    assert_false(output_place(pipe_path, &output, &error));
    assert_int_equal(error.code, ERROR_USAGE);
    unlink(pipe_path);
    town_raze(&town);
}

static void csv_is_what_a_spreadsheet_reads(void **state)
{
    (void)state;
    Town town;
    Error error;
    town_lay(&town);
    Table table = small_table();
    assert_ok(table_write_csv(&table, CSV_FOR_EXCEL_NL, town_path(&town, "nl.csv"), &error), &error);
    assert_holds(town.path, "\xEF\xBB\xBFrank;name;value;p_value\r\n1;Markt;1,500;\r\n2;\"a;b\";-2,250;\r\n3;a,b;0,000;\r\n;\"\"\"x\"\"\";0,000;1,00e-09\r\n"
                            "5;\"'=1+1\";0,000;-3,00e-07\r\n6;\"'+31\";123456,789;123456,78940\r\n7;\"'-dijk\";0,001;0,00050\r\n8;\"'@x\";0,000;0,00049\r\n"
                            "9;\"twee\nregels\";1000000000000000,000;\r\n10;\xC3\xA9\xC3\xA9n;;\r\n11;;;\r\n12;\"'\tx\";0,100;\r\n");
    assert_ok(table_write_csv(&table, CSV_FOR_EXCEL_EN, town_path(&town, "en.csv"), &error), &error);
    char *text = town_read(town.path, NULL);
    assert_non_null(strstr(text, "1,Markt,1.500,\r\n2,a;b,-2.250,\r\n3,\"a,b\",0.000,\r\n"));
    free(text);
    table_free(&table);
    table_free(&table);
    town_raze(&town);
}

/* ---- geometry ---- */

static void add_areas(Features *features)
{
    Error error;
    add_rectangle(features, 155000, 463000, 155200, 463100);
    assert_ok(features_add(features, &error), &error);
    add_part_of(features, (double[]){156000, 464000, 156300, 464000, 156300, 464300, 156000, 464300}, 4);
    add_part_of(features, (double[]){156100, 464100, 156100, 464200, 156200, 464200, 156200, 464100}, 4); /* a hole */
    add_part_of(features, (double[]){157000, 464000, 157100, 464000, 157100, 464100}, 3);                 /* a second part */
}

/* One result in each format that is made for other programs. */
static bool write_as(const char *path, const Grid *grid, const ExportLayer *layer, Error *error)
{
    const char *end = strrchr(path, '.');
    if (strcmp(end, ".csv") == 0) return table_write_csv(layer->table, CSV_FOR_EXCEL_NL, path, error);
    if (strcmp(end, ".tif") == 0) return export_geotiff(grid, "EPSG:28992", "u", NULL, 0, path, error);
    if (strcmp(end, ".gpkg") == 0) return export_geopackage(grid, layer, 1, "EPSG:28992", NULL, 0, path, error);
    if (strcmp(end, ".geojson") == 0) return export_geojson(layer, "EPSG:28992", path, error);
    if (strcmp(end, ".fgb") == 0) return export_flatgeobuf(layer, "EPSG:28992", path, error);
    if (strcmp(end, ".mbtiles") == 0) return export_mbtiles(layer, 1, "EPSG:28992", "name", NULL, 0, path, error);
    const char *const headings[] = {"rank"};
    const Sheet sheet = {"areas", headings, layer->table};
    return (strcmp(end, ".xlsx") == 0 ? workbook_write_xlsx : workbook_write_ods)(&sheet, 1, "title", path, error);
}

/* A disk that fills up at the very last bytes of a file (here: the file may be one byte shorter than it is): nobody may take the rest for the
 * result. */
static void a_disk_full_at_the_last_byte_leaves_the_old_file(void **state)
{
    enum { WRITTEN = 7 };
    static const char *const names[] = {"r.csv", "r.tif", "r.gpkg", "r.geojson", "r.fgb", "r.mbtiles", "r.xlsx", "r.ods"};
    (void)state;
    Town town;
    Error error;
    Grid grid;
    Features features = features_init(FEATURE_POLYGON);
    town_lay(&town);
    add_areas(&features);
    const Column columns[] = {{"rank", COLUMN_WHOLE, 0}};
    Table table = table_init("areas", columns, 1);
    for (size_t i = 0; i < features.count; i++) assert_ok(table_add(&table, &error), &error);
    const ExportLayer layer = {&table, &features, NULL, NULL};
    assert_ok(grid_init((Box){155000, 463000, 165000, 473000}, 50, &grid, &error), &error);
    for (size_t i = 0; i < grid_cells(&grid); i++) grid.value[i] = (double)(i * 2654435761u % 1000003);
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        char path[256];
        struct stat about;
        int status;
        snprintf(path, sizeof path, "%s", town_path(&town, names[n]));
        assert_ok(write_as(path, &grid, &layer, &error), &error);
        assert_int_equal(stat(path, &about), 0);
        town_write(&town, names[n], "old");
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            signal(SIGXFSZ, SIG_IGN);
            setrlimit(RLIMIT_FSIZE, &(struct rlimit){(rlim_t)about.st_size - 1, (rlim_t)about.st_size - 1});
            _exit(write_as(path, &grid, &layer, &error) ? WRITTEN : 0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) != WRITTEN); /* another one is that of who watches its memory */
        assert_holds(path, "old");
        assert_int_equal(files_in(town.folder), (int)n + 1);
    }
    table_free(&table);
    features_free(&features);
    grid_free(&grid);
    town_raze(&town);
}

static double signed_area(const json_t *ring)
{
    double twice = 0;
    for (size_t i = 0; i + 1 < json_array_size(ring); i++) {
        const json_t *p = json_array_get(ring, i), *q = json_array_get(ring, i + 1);
        twice += json_number_value(json_array_get(p, 0)) * json_number_value(json_array_get(q, 1)) -
                 json_number_value(json_array_get(q, 0)) * json_number_value(json_array_get(p, 1));
    }
    return twice / 2;
}

/* RFC 7946: longitude first, outer rings counter-clockwise, closed, no crs member; within 0.3 m of RD on the way back. */
static void geojson_is_rfc_7946(void **state)
{
    (void)state;
    Town town;
    Error error;
    Features features = features_init(FEATURE_POLYGON);
    Projection *projection;
    town_lay(&town);
    add_areas(&features);
    const Column columns[] = {{"rank", COLUMN_WHOLE, 0}, {"name", COLUMN_TEXT, 0}, {"p", COLUMN_NUMBER, 5}};
    Table table = table_init("risk_areas", columns, 3);
    for (int i = 0; i < 2; i++) {
        assert_ok(table_add(&table, &error), &error);
        table_set_whole(&table, 0, i + 1);
        assert_ok(table_set_text(&table, 1, i == 0 ? "Caf\xC3\xA9 \"De Zon\"" : NULL, &error), &error);
        table_set_number(&table, 2, i == 0 ? 1e-12 : (double)NAN);
    }
    const size_t feature_of[] = {1, 0};
    assert_ok(export_geojson(&(ExportLayer){&table, &features, feature_of, NULL}, "EPSG:28992", town_path(&town, "a.geojson"), &error), &error);
    json_error_t json_error;
    json_t *json = json_load_file(town.path, JSON_REJECT_DUPLICATES, &json_error);
    assert_non_null(json);
    assert_string_equal(json_string_value(json_object_get(json, "type")), "FeatureCollection");
    assert_null(json_object_get(json, "crs"));
    json_t *list = json_object_get(json, "features");
    assert_int_equal(json_array_size(list), 2);
    json_t *first = json_array_get(list, 0), *geometry = json_object_get(first, "geometry"), *polygons = json_object_get(geometry, "coordinates");
    assert_string_equal(json_string_value(json_object_get(geometry, "type")), "MultiPolygon");
    assert_int_equal(json_array_size(polygons), 2);
    assert_int_equal(json_array_size(json_array_get(polygons, 0)), 2);
    assert_ok(projection_open("EPSG:4326", "EPSG:28992", &projection, &error), &error);
    for (size_t p = 0; p < json_array_size(polygons); p++)
        for (size_t r = 0; r < json_array_size(json_array_get(polygons, p)); r++) {
            const json_t *ring = json_array_get(json_array_get(polygons, p), r);
            size_t count = json_array_size(ring), part = 1 + (p == 0 ? r : 2), vertex = features.vertex_start[part];
            assert_true(json_equal(json_array_get(ring, 0), json_array_get(ring, count - 1)));
            assert_true((signed_area(ring) > 0) == (r == 0));
            assert_int_equal(count, features.vertex_start[part + 1] - vertex + 1);
            for (size_t i = 0; i + 1 < count; i++) {
                double x = json_number_value(json_array_get(json_array_get(ring, i), 0)), y = json_number_value(json_array_get(json_array_get(ring, i), 1));
                assert_true(x > 5.3 && x < 5.5 && y > 52 && y < 52.3);
                projection_forward(projection, 1, &x, &y);
                assert_near(x, features.x_m[vertex + i], 0.3);
                assert_near(y, features.y_m[vertex + i], 0.3);
            }
        }
    projection_close(projection);
    json_t *properties = json_object_get(first, "properties");
    assert_string_equal(json_string_value(json_object_get(properties, "name")), "Caf\xC3\xA9 \"De Zon\"");
    assert_near(json_number_value(json_object_get(properties, "p")) * 1e12, 1, 1e-9);
    assert_true(json_is_null(json_object_get(json_object_get(json_array_get(list, 1), "properties"), "name")));
    json_decref(json);
    table_free(&table);
    features_free(&features);
    town_raze(&town);
}

static void geopackage_holds_all_and_styles(void **state)
{
    (void)state;
    Town town;
    Error error;
    Features features = features_init(FEATURE_POLYGON);
    town_lay(&town);
    add_areas(&features);
    const Column columns[] = {{"rank", COLUMN_WHOLE, 0}, {"name", COLUMN_TEXT, 0}, {"p", COLUMN_NUMBER, 5}};
    Table table = table_init("risk_areas", columns, 3);
    for (int i = 0; i < 2; i++) {
        assert_ok(table_add(&table, &error), &error);
        table_set_whole(&table, 0, i + 1);
        table_set_number(&table, 2, i == 0 ? 1e-12 : (double)NAN);
    }
    Grid grid;
    assert_ok(grid_init((Box){155000, 463000, 156000, 464000}, 50, &grid, &error), &error);
    for (size_t i = 0; i < grid_cells(&grid); i++) grid.value[i] = i % 7 == 0 ? (double)NAN : (double)i / 3;
    char path[256], again[256];
    const Style style = style_places();
    ExportLayer layer = {&table, &features, NULL, &style};
    const Remark remarks[] = {{"audience", "intern"}};
    snprintf(path, sizeof path, "%s", town_path(&town, "a.gpkg"));
    snprintf(again, sizeof again, "%s", town_path(&town, "b.gpkg"));
    assert_ok(export_geopackage(&grid, &layer, 1, "EPSG:28992", remarks, 1, path, &error), &error);
    assert_ok(export_geopackage(&grid, &layer, 1, "EPSG:28992", remarks, 1, again, &error), &error);
    size_t length, length_again;
    char *bytes = town_read(path, &length), *bytes_again = town_read(again, &length_again);
    assert_int_equal(length, length_again);
    assert_memory_equal(bytes, bytes_again, length);
    free(bytes);
    free(bytes_again);

    sqlite3 *db;
    sqlite3_stmt *row;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT (SELECT styleQML FROM layer_styles WHERE f_table_name = 'risk_areas' AND f_geometry_column = 'geom' AND useAsDefault),"
                                        " (SELECT group_concat(table_name, ' ') FROM (SELECT table_name FROM gpkg_contents ORDER BY 1)),"
                                        " (SELECT count(*) FROM risk_areas WHERE p IS NULL AND name IS NULL AND rank = 2)",
                                        -1, &row, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    assert_non_null(strstr((const char *)sqlite3_column_text(row, 0), "<renderer-v2 type=\"singleSymbol\""));
    assert_string_equal(sqlite3_column_text(row, 1), "density layer_styles risk_areas");
    assert_int_equal(sqlite3_column_int(row, 2), 1);
    sqlite3_finalize(row);
    sqlite3_close(db);

    GDALDatasetH file = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    assert_non_null(file);
    OGRLayerH areas = GDALDatasetGetLayerByName(file, "risk_areas");
    OGRFeatureH feature = OGR_L_GetFeature(areas, 2);
    assert_non_null(feature);
    assert_true(OGR_G_IsValid(OGR_F_GetGeometryRef(feature)));
    assert_near(OGR_G_Area(OGR_F_GetGeometryRef(feature)), 90000 - 10000 + 5000, 1e-6);
    OGR_F_Destroy(feature);
    GDALClose(file);
    GDALDatasetH raster = GDALOpenEx(path, GDAL_OF_RASTER, NULL, NULL, NULL);
    assert_non_null(raster);
    int has_no_data;
    GDALRasterBandH band = GDALGetRasterBand(raster, 1);
    double no_data = GDALGetRasterNoDataValue(band, &has_no_data);
    assert_true(has_no_data);
    for (int r = 0; r < grid.rows; r++)
        for (int c = 0; c < grid.columns; c++) {
            float value;
            assert_int_equal(GDALRasterIO(band, GF_Read, c, grid.rows - 1 - r, 1, 1, &value, 1, 1, GDT_Float32, 0, 0), CE_None);
            double expected = grid.value[(size_t)r * (size_t)grid.columns + (size_t)c];
            if (isnan(expected)) assert_near((double)value, no_data, 1e-9);
            else assert_near((double)value, expected, 1e-4);
        }
    GDALClose(raster);
    grid_free(&grid);
    table_free(&table);
    features_free(&features);
    town_raze(&town);
}

static void geotiff_is_the_grid(void **state)
{
    (void)state;
    Town town;
    Error error;
    Grid grid;
    town_lay(&town);
    assert_ok(grid_init((Box){155000, 463000, 156000, 463500}, 25, &grid, &error), &error);
    for (size_t i = 0; i < grid_cells(&grid); i++) grid.value[i] = i % 5 == 0 ? (double)NAN : sqrt((double)i);
    const Remark remarks[] = {{"BRANDPUNT_AUDIENCE", "intern"}};
    assert_ok(export_geotiff(&grid, "EPSG:28992", "per_km2_year", remarks, 1, town_path(&town, "a.tif"), &error), &error);
    GDALDatasetH raster = GDALOpen(town.path, GA_ReadOnly);
    assert_non_null(raster);
    double transform[6];
    int has_no_data;
    GDALRasterBandH band = GDALGetRasterBand(raster, 1);
    assert_int_equal(GDALGetGeoTransform(raster, transform), CE_None);
    assert_true(transform[0] == 155000 && transform[1] == 25 && transform[3] == 463500 && transform[5] == -25);
    assert_int_equal(GDALGetRasterXSize(raster), 40);
    assert_int_equal(GDALGetRasterYSize(raster), 20);
    assert_true(isnan(GDALGetRasterNoDataValue(band, &has_no_data)) && has_no_data);
    assert_string_equal(GDALGetRasterUnitType(band), "per_km2_year");
    assert_string_equal(GDALGetMetadataItem(raster, "BRANDPUNT_AUDIENCE", NULL), "intern");
    assert_string_equal(GDALGetMetadataItem(raster, "LAYOUT", "IMAGE_STRUCTURE"), "COG");
    for (int r = 0; r < grid.rows; r++)
        for (int c = 0; c < grid.columns; c++) {
            float value;
            assert_int_equal(GDALRasterIO(band, GF_Read, c, grid.rows - 1 - r, 1, 1, &value, 1, 1, GDT_Float32, 0, 0), CE_None);
            double expected = grid.value[(size_t)r * (size_t)grid.columns + (size_t)c];
            assert_near((double)value, isnan(expected) ? expected : (double)(float)expected, 0);
        }
    GDALClose(raster);
    grid_free(&grid);
    town_raze(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_there_whole_or_not_at_all), cmocka_unit_test(a_full_disk_leaves_the_old_file),
        cmocka_unit_test(a_disk_full_at_the_last_byte_leaves_the_old_file),
        cmocka_unit_test(bands_make_the_same_geotiff),
        cmocka_unit_test(a_device_stays_a_device),
        cmocka_unit_test(csv_is_what_a_spreadsheet_reads),     cmocka_unit_test(geojson_is_rfc_7946),
        cmocka_unit_test(geopackage_holds_all_and_styles),     cmocka_unit_test(geotiff_is_the_grid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
