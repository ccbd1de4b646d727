/* Layers of a municipality: from a file to the form of their role, and through the database. */
#include "tests/support/assert_near.h"

#include "geo/polygon.h"
#include "src/layers.h"
#include "tests/support/shapes.h"
#include "tests/support/town.h"

#include <stdlib.h>
#include <unistd.h>

static bool read_file(Town *town, const char *path, const char *role, const char *fields, const char *crs, Layer *layer, LayerRecord *record, Error *error)
{
    ConfigLayer settings = {0};
    snprintf(settings.name, sizeof settings.name, "proef");
    snprintf(settings.file, sizeof settings.file, "%s", path);
    snprintf(settings.role, sizeof settings.role, "%s", role);
    snprintf(settings.fields, sizeof settings.fields, "%s", fields);
    snprintf(settings.crs, sizeof settings.crs, "%s", crs);
    *error = (Error){0};
    return layer_file_read(&settings, town->config.project_crs, layer, record, error);
}

static void assert_refused(Town *town, const char *path, const char *role, const char *fields, const char *crs, const char *words)
{
    Error error;
    Layer layer;
    LayerRecord record;
    assert_false(read_file(town, path, role, fields, crs, &layer, &record, &error));
    if (strstr(error.text, words) == NULL) fail_msg("'%s' does not say '%s'", error.text, words);
}

/* A GeoJSON file in RD: says so by its crs member, which OGR understands. */
static const char *write_geojson(Town *town, const char *name, const char *features)
{
    char *text = malloc(strlen(features) + 256);
    assert_non_null(text);
    sprintf(text, "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::28992\"}},\"features\":[%s]}", features);
    const char *path = town_write(town, name, text);
    free(text);
    return path;
}

#define POINT(properties, xy) "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":{\"type\":\"Point\",\"coordinates\":[" xy "]}}"
#define POLYGON(properties, rings) "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[" rings "]}}"

static void fields_are_recognised_and_overridden(void **state)
{
    (void)state;
    Town town;
    Error error;
    Layer layer;
    LayerRecord record;
    town_lay(&town);
    write_geojson(&town, "lampen.geojson",
                  POINT("\"MASTNR\":\"L1\",\"STATUS\":\"in bedrijf\",\"LUX\":\"7,5\",\"stand\":\"uit\",\"K\":\"P4\"", "150000,440000") ","
                  POINT("\"MASTNR\":\"L2\",\"STATUS\":\"Defect\",\"LUX\":\"3.25\",\"stand\":\"aan\",\"K\":\"P1\"", "150010.5,440000") ","
                  POINT("\"MASTNR\":null,\"STATUS\":\"?\",\"LUX\":\"\",\"stand\":\"aan\",\"K\":null", "150020,440000.25"));
    assert_ok(read_file(&town, town.path, "light", "", "", &layer, &record, &error), &error);
    assert_int_equal(layer.features.count, 3);
    assert_string_equal(layer.text[TEXT_CODE][0], "L1");
    assert_null(layer.text[TEXT_CODE][2]);
    assert_null(layer.text[TEXT_LIGHTING_CLASS][0]);
    const double works[] = {1, 0, NAN}, lux[] = {7.5, 3.25, NAN}, x[] = {150000, 150010.5, 150020};
    for (size_t i = 0; i < 3; i++) {
        assert_near(layer.number[NUMBER_WORKS][i], works[i], 0);
        assert_near(layer.number[NUMBER_LUX][i], lux[i], 0);
        assert_near(layer.features.x_m[i], x[i], 1e-6);
    }
    assert_string_equal(record.crs, "EPSG:28992");
    assert_int_equal(record.features, 3);
    layer_free(&layer);
    assert_ok(read_file(&town, town.path, "light", "works = stand, lighting_class = k", "", &layer, &record, &error), &error);
    const double other[] = {0, 1, 1};
    for (size_t i = 0; i < 3; i++) assert_near(layer.number[NUMBER_WORKS][i], other[i], 0);
    assert_string_equal(layer.text[TEXT_LIGHTING_CLASS][1], "P1");
    layer_free(&layer);
    assert_refused(&town, town.path, "light", "works = niets", "", "niets");
    assert_refused(&town, town.path, "light", "residents = lux", "", "residents");
    assert_refused(&town, town.path, "light", "works", "", "works");
    assert_refused(&town, town.path, "lamp", "", "", "lamp");
    assert_refused(&town, town.path, "", "", "", "role");
    assert_refused(&town, town.path, "street", "", "", "points");
    assert_refused(&town, town_path(&town, "nowhere.shp"), "light", "", "", "nowhere.shp");
    town_raze(&town);
}

/* CBS writes -99997 for what it does not publish; that is not known, and no crowd of minus people. */
static void residents_that_are_not_published_are_unknown(void **state)
{
    (void)state;
    Town town;
    Error error;
    Layer layer;
    LayerRecord record;
    town_lay(&town);
    write_geojson(&town, "buurten.geojson",
                  POLYGON("\"BU_NAAM\":\"Centrum\",\"BU_CODE\":\"BU1\",\"WK_CODE\":\"WK1\",\"AANT_INW\":120", "[[150000,440000],[150100,440000],[150100,440100],[150000,440000]]") ","
                  POLYGON("\"BU_NAAM\":\"Water\",\"BU_CODE\":\"BU2\",\"WK_CODE\":\"WK1\",\"AANT_INW\":-99997", "[[150100,440100],[150200,440100],[150200,440200],[150100,440100]]"));
    assert_ok(read_file(&town, town.path, "neighbourhood", "", "", &layer, &record, &error), &error);
    assert_near(layer.number[NUMBER_RESIDENTS][0], 120, 0);
    assert_near(layer.number[NUMBER_RESIDENTS][1], NAN, 0);
    assert_string_equal(layer.text[TEXT_NAME][1], "Water");
    assert_string_equal(layer.text[TEXT_CODE][1], "BU2");
    assert_string_equal(layer.text[TEXT_WIJK_CODE][0], "WK1");
    layer_free(&layer);
    town_raze(&town);
}

/* A bow tie has no inside that a rule agrees on: repaired, and said so. */
static void invalid_polygons_are_repaired_and_told(void **state)
{
    (void)state;
    Town town;
    Error error;
    Layer layer;
    LayerRecord record;
    town_lay(&town);
    write_geojson(&town, "water.geojson",
                  POLYGON("\"naam\":\"strik\"", "[[150000,440000],[150100,440100],[150100,440000],[150000,440100],[150000,440000]]") ","
                  POLYGON("\"naam\":\"met gat, omgekeerd\"", "[[151000,440000],[151000,440100],[151100,440100],[151100,440000],[151000,440000]],[[151010,440010],[151020,440010],[151020,440020],[151010,440020],[151010,440010]]"));
    assert_ok(read_file(&town, town.path, "water", "", "", &layer, &record, &error), &error);
    assert_int_equal(record.repaired, 1);
    Polygon strik = polygon_of(&layer.features, 0), hole = polygon_of(&layer.features, 1);
    assert_near(polygon_area_m2(&strik), 5000, 1e-6);
    assert_near(polygon_area_m2(&hole), 9900, 1e-6);
    layer_free(&layer);
    town_raze(&town);
}

static bool have_ogr2ogr(void)
{
    return system("command -v ogr2ogr >/dev/null 2>&1") == 0;
}

static void convert(Town *town, const char *arguments)
{
    char command[600];
    snprintf(command, sizeof command, "cd %s && ogr2ogr %s >/dev/null 2>&1", town->folder, arguments);
    assert_int_equal(system(command), 0);
}

/* The same point as RD, as degrees and as UTM, with and without .prj. */
static void systems_are_told_apart(void **state)
{
    (void)state;
    if (!have_ogr2ogr()) {
        printf("skipped: ogr2ogr is not installed\n");
        skip();
    }
    Town town;
    Error error;
    Layer layer;
    LayerRecord record;
    town_lay(&town);
    write_geojson(&town, "a.geojson", POINT("\"naam\":\"caf\xC3\xA9\"", "155000,463000") "," POINT("\"naam\":\"b\"", "156000,464000"));
    convert(&town, "rd.shp a.geojson -lco ENCODING=ISO-8859-1");
    convert(&town, "degrees.shp a.geojson -t_srs EPSG:4326");
    convert(&town, "utm.shp a.geojson -t_srs EPSG:25831");
    static const char *const files[] = {"rd.shp", "degrees.shp", "utm.shp"};
    for (int i = 0; i < 3; i++) {
        assert_ok(read_file(&town, town_path(&town, files[i]), "venue", "", "", &layer, &record, &error), &error);
        assert_near(layer.features.x_m[0], 155000, 0.3);
        assert_near(layer.features.y_m[1], 464000, 0.3);
        assert_string_equal(layer.text[TEXT_NAME][0], "caf\xC3\xA9");
        layer_free(&layer);
    }
    static const char *const prj[] = {"rd.prj", "degrees.prj", "utm.prj"};
    for (int i = 0; i < 3; i++) unlink(town_path(&town, prj[i]));
    assert_ok(read_file(&town, town_path(&town, "rd.shp"), "venue", "", "", &layer, &record, &error), &error);
    assert_near(layer.features.x_m[0], 155000, 1e-6);
    assert_string_equal(record.crs, "EPSG:28992");
    layer_free(&layer);
    assert_refused(&town, town_path(&town, "degrees.shp"), "venue", "", "", "no .prj");
    assert_refused(&town, town_path(&town, "utm.shp"), "venue", "", "", "no .prj");
    assert_ok(read_file(&town, town_path(&town, "degrees.shp"), "venue", "", "EPSG:4326", &layer, &record, &error), &error);
    assert_near(layer.features.x_m[0], 155000, 0.3);
    layer_free(&layer);
    assert_refused(&town, town_path(&town, "utm.shp"), "venue", "", "EPSG:28992", "outside the range"); /* y 5,8 million */
    assert_refused(&town, town_path(&town, "rd.shp"), "venue", "", "EPSG:4326", "outside the range");
    assert_refused(&town, town_path(&town, "rd.shp"), "venue", "", "EPSG:1", "EPSG:1");
    town_raze(&town);
}

/* RD in a GeoJSON that names no system is RD; what is neither degrees nor RD stays refused. */
static void metres_without_a_name_are_metres(void **state)
{
    (void)state;
    static const char form[] = "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"naam\":\"a\"},\"geometry\":{\"type\":"
                               "\"Polygon\",\"coordinates\":[[[%d,%d],[%d,%d],[%d,%d],[%d,%d]]]}}]}";
    char text[512];
    Town town;
    Error error;
    Layer layer;
    LayerRecord record;
    town_lay(&town);
    snprintf(text, sizeof text, form, 150000, 440000, 151000, 440000, 151000, 441000, 150000, 440000);
    ConfigLayer settings = {.name = "vlak", .role = "neighbourhood"};
    snprintf(settings.file, sizeof settings.file, "%s", town_write(&town, "rd.geojson", text));
    assert_ok(layer_file_read(&settings, "EPSG:28992", &layer, &record, &error), &error);
    assert_near(features_box(&layer.features).x_min, 150000, 1e-9);
    assert_near(features_box(&layer.features).y_max, 441000, 1e-9);
    assert_string_equal(record.crs, "EPSG:28992");
    assert_non_null(strstr(record.note, "no degrees"));
    layer_free(&layer);
    snprintf(text, sizeof text, form, 650000, 5440000, 651000, 5440000, 651000, 5441000, 650000, 5440000);
    assert_refused(&town, town_write(&town, "utm.geojson", text), "neighbourhood", "", "", "outside the range");
    town_raze(&town);
}

static void mixed_and_empty_files_are_refused(void **state)
{
    (void)state;
    Town town;
    town_lay(&town);
    write_geojson(&town, "mixed.geojson", POINT("\"a\":1", "150000,440000") "," POLYGON("\"a\":1", "[[150000,440000],[150100,440000],[150100,440100],[150000,440000]]"));
    assert_refused(&town, town.path, "measure", "", "", "kind");
    write_geojson(&town, "empty.geojson", "");
    assert_refused(&town, town.path, "measure", "", "", "empty.geojson");
    write_geojson(&town, "nothing.geojson", "{\"type\":\"Feature\",\"properties\":{\"a\":1},\"geometry\":null}");
    assert_refused(&town, town.path, "measure", "", "", "geometry");
    town_write(&town, "broken.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{\"type\"");
    assert_refused(&town, town.path, "measure", "", "", "broken.geojson");
    town_raze(&town);
}

/* ---- in the database ---- */

static Layer star_layer(size_t count, uint64_t seed)
{
    Error error;
    Layer layer = layer_init(ROLE_NEIGHBOURHOOD, FEATURE_POLYGON);
    for (size_t i = 0; i < count; i++) {
        char name[32];
        snprintf(name, sizeof name, "Buurt %zu", i);
        assert_ok(layer_add(&layer, &error) && features_add(&layer.features, &error), &error);
        add_star(&layer.features, 150000 + 300.0 * (double)(i % 40), 440000 + 300.0 * (double)(i / 40), 60, 140, 9, false, &seed);
        if (i % 3 == 0) add_star(&layer.features, 150000 + 300.0 * (double)(i % 40), 440000 + 300.0 * (double)(i / 40), 10, 30, 5, true, &seed);
        if (i % 4 != 0) assert_ok(layer_set_text(&layer, i, TEXT_NAME, name, &error), &error);
        if (i % 5 != 0) layer.number[NUMBER_RESIDENTS][i] = (double)i / 8;
    }
    return layer;
}

static LayerRecord record_of(const char *name, const Layer *layer)
{
    LayerRecord record = {.features = (int64_t)layer->features.count, .repaired = 2};
    snprintf(record.name, sizeof record.name, "%s", name);
    snprintf(record.role, sizeof record.role, "%s", role_facts(layer->role)->name);
    snprintf(record.file_name, sizeof record.file_name, "%s.shp", name);
    snprintf(record.added_on, sizeof record.added_on, "2025-01-01 10:00");
    return record;
}

static void assert_same_layer(const Layer *a, const Layer *b)
{
    assert_int_equal(a->features.count, b->features.count);
    assert_int_equal(features_parts(&a->features), features_parts(&b->features));
    assert_int_equal(features_vertices(&a->features), features_vertices(&b->features));
    assert_memory_equal(a->features.x_m, b->features.x_m, features_vertices(&a->features) * sizeof(double));
    assert_memory_equal(a->features.y_m, b->features.y_m, features_vertices(&a->features) * sizeof(double));
    assert_memory_equal(a->features.part_start, b->features.part_start, (a->features.count + 1) * sizeof(size_t));
    for (size_t i = 0; i < a->features.count; i++) {
        const char *p = a->text[TEXT_NAME][i], *q = b->text[TEXT_NAME][i];
        assert_true((p == NULL) == (q == NULL));
        if (p != NULL) assert_string_equal(p, q);
        assert_near(a->number[NUMBER_RESIDENTS][i], b->number[NUMBER_RESIDENTS][i], 0);
    }
}

static void a_layer_comes_back_and_is_replaced(void **state)
{
    (void)state;
    Town town;
    Error error;
    town_found(&town);
    for (int round = 0; round < 3; round++) {
        Layer layer = star_layer(round == 1 ? 3000 : 60, 5 + (uint64_t)round), back;
        LayerRecord record = record_of(round == 0 ? "Buurten" : "buurten", &layer);
        assert_ok(layer_write(town.store, &layer, &record, &error), &error);
        assert_ok(layer_read(town.store, ROLE_NEIGHBOURHOOD, &back, &error), &error);
        assert_same_layer(&layer, &back);
        assert_int_equal(town_number(&town, "SELECT count(*) FROM layer"), 1);
        assert_int_equal(town_number(&town, "SELECT count(*) FROM geometry_columns"), 3); /* reports, shapes of risk areas, the layer */
        assert_int_equal(town_number(&town, "SELECT CheckSpatialIndex('layer_buurten', 'geom')"), 1);
        char *said = town_text(&town, "SELECT rtreecheck('main', 'idx_layer_buurten_geom')");
        assert_string_equal(said, "ok");
        free(said);
        assert_int_equal(town_number(&town, "SELECT count(*) FROM layer_buurten WHERE IsValid(geom) <> 1"), 0);
        layer_free(&layer);
        layer_free(&back);
    }
    /* QGIS writes to it through SpatiaLite's triggers. */
    town_run(&town, "UPDATE layer_buurten SET geom = ST_Translate(geom, 5, 5, 0) WHERE id < 9; DELETE FROM layer_buurten WHERE id > 50");
    assert_int_equal(town_number(&town, "SELECT CheckSpatialIndex('layer_buurten', 'geom')"), 1);
    town_raze(&town);
}

/* Other letters of one name are the same layer; names that would share a table are not let in. */
static void names_of_layers(void **state)
{
    (void)state;
    Town town;
    Error error;
    bool found;
    Layer layer = star_layer(4, 1), back;
    LayerRecord record = record_of("A-weg", &layer), other = record_of("a_weg", &layer), first;
    town_found(&town);
    assert_ok(layer_write(town.store, &layer, &record, &error), &error);
    assert_false(layer_write(town.store, &layer, &other, &error));
    assert_int_equal(error.code, ERROR_USAGE);
    assert_non_null(strstr(error.text, "too much alike"));
    assert_ok(layer_read(town.store, ROLE_NEIGHBOURHOOD, &back, &error), &error);
    assert_int_equal(back.features.count, 4);
    layer_free(&back);
    other = record_of("x'; DROP TABLE report; --\"", &layer); /* a name is never SQL */
    assert_ok(layer_write(town.store, &layer, &other, &error), &error);
    assert_ok(layer_read(town.store, ROLE_NEIGHBOURHOOD, &back, &error), &error);
    assert_int_equal(back.features.count, 8);
    layer_free(&back);
    assert_ok(layer_remove(town.store, other.name, &error), &error);
    assert_ok(layer_find(town.store, "a-WEG", &found, &first, &error), &error);
    assert_true(found);
    assert_string_equal(first.name, "A-weg");
    assert_int_equal(first.repaired, 2);
    assert_false(layer_remove(town.store, "a_weg", &error));
    assert_ok(layer_remove(town.store, "a-WEG", &error), &error);
    assert_int_equal(town_number(&town, "SELECT (SELECT count(*) FROM layer) + (SELECT count(*) FROM sqlite_master WHERE name LIKE '%layer_a_weg%')"), 0);
    assert_ok(layer_read(town.store, ROLE_NEIGHBOURHOOD, &back, &error), &error);
    assert_int_equal(back.features.count, 0);
    layer_free(&back);
    layer_free(&layer);
    town_raze(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_recognised_and_overridden),
        cmocka_unit_test(residents_that_are_not_published_are_unknown),
        cmocka_unit_test(invalid_polygons_are_repaired_and_told),
        cmocka_unit_test(systems_are_told_apart),
        cmocka_unit_test(metres_without_a_name_are_metres),
        cmocka_unit_test(mixed_and_empty_files_are_refused),
        cmocka_unit_test(a_layer_comes_back_and_is_replaced),
        cmocka_unit_test(names_of_layers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
