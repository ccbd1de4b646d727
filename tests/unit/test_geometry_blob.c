/* The bytes we write against those that SpatiaLite makes of the same WKT. */
#include "tests/support/assert_near.h"

#include "geo/polygon.h"
#include "src/store/geometry_blob.h"
#include "tests/support/shapes.h"
#include "tests/support/town.h"

#include <stdlib.h>

enum { WKT_BYTES = 1 << 18 };

static size_t put_ring(char *wkt, size_t used, const Features *f, size_t part, bool close)
{
    size_t first = f->vertex_start[part], end = f->vertex_start[part + 1];
    used += (size_t)snprintf(wkt + used, WKT_BYTES - used, "(");
    for (size_t v = first; v < end + (close ? 1 : 0); v++) {
        size_t at = v < end ? v : first;
        used += (size_t)snprintf(wkt + used, WKT_BYTES - used, "%s%.17g %.17g", v > first ? "," : "", f->x_m[at], f->y_m[at]);
    }
    return used + (size_t)snprintf(wkt + used, WKT_BYTES - used, ")");
}

/* What SpatiaLite makes of a WKT; wants it valid unless it is told otherwise. */
static void assert_same_bytes(Town *town, const char *wkt, const uint8_t *bytes, size_t length)
{
    Error error;
    sqlite3_stmt *row = spatialite_prepare(town->store, "SELECT g = ?2, length(g), IsValid(?2), ST_AsText(?2) = ST_AsText(g) FROM (SELECT GeomFromText(?1, 28992) AS g)", &error);
    assert_ok(row != NULL, &error);
    sqlite3_bind_text(row, 1, wkt, -1, SQLITE_STATIC);
    sqlite3_bind_blob(row, 2, bytes, (int)length, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(row, 1), length);
    assert_int_equal(sqlite3_column_int(row, 0), 1);
    assert_int_equal(sqlite3_column_int(row, 2), 1);
    assert_int_equal(sqlite3_column_int(row, 3), 1);
    sqlite3_finalize(row);
}

static void assert_wkb_is_theirs(Town *town, const uint8_t *blob, size_t length, const Blob *wkb)
{
    Error error;
    sqlite3_stmt *row = spatialite_prepare(town->store, "SELECT ST_AsBinary(?1) = ?2", &error);
    assert_ok(row != NULL, &error);
    sqlite3_bind_blob(row, 1, blob, (int)length, SQLITE_STATIC);
    sqlite3_bind_blob(row, 2, wkb->bytes, (int)wkb->length, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(row, 0), 1);
    sqlite3_finalize(row);
}

static void assert_reads_back(const Features *f, size_t feature, const Blob *blob)
{
    Error error;
    Features back = features_init(f->kind);
    assert_ok(blob_read(blob->bytes, blob->length, &back, &error), &error);
    size_t first = f->part_start[feature], parts = f->part_start[feature + 1] - first;
    assert_int_equal(back.count, 1);
    assert_int_equal(features_parts(&back), parts);
    for (size_t p = 0; p < parts; p++) {
        size_t from = f->vertex_start[first + p], count = f->vertex_start[first + p + 1] - from;
        assert_int_equal(back.vertex_start[p + 1] - back.vertex_start[p], count);
        assert_memory_equal(back.x_m + back.vertex_start[p], f->x_m + from, count * sizeof(double));
        assert_memory_equal(back.y_m + back.vertex_start[p], f->y_m + from, count * sizeof(double));
    }
    features_free(&back);
}

/* Cut anywhere, and one byte too long: refused. Each piece has its own memory, so that reading past it is seen. */
static void assert_damage_is_refused(FeatureKind kind, const Blob *blob)
{
    for (size_t length = 0; length <= blob->length + 1; length++) {
        if (length == blob->length) continue;
        Error error;
        Features back = features_init(kind);
        uint8_t *cut = malloc(length + 1);
        assert_non_null(cut);
        memcpy(cut, blob->bytes, length < blob->length ? length : blob->length);
        uint8_t *exact = malloc(length == 0 ? 1 : length);
        assert_non_null(exact);
        if (length > blob->length) cut[blob->length] = 0xFE;
        memcpy(exact, cut, length);
        assert_false(blob_read(exact, length, &back, &error));
        free(cut);
        free(exact);
        features_free(&back);
    }
}

/* Every byte changed in turn: read or refused, and nothing is read that is not there. */
static void survives_any_byte(FeatureKind kind, const Blob *blob)
{
    for (size_t at = 0; at < blob->length; at++)
        for (int change = 1; change < 256; change = 2 * change + 1) {
            Error error;
            Features back = features_init(kind);
            uint8_t *copy = malloc(blob->length);
            assert_non_null(copy);
            memcpy(copy, blob->bytes, blob->length);
            copy[at] = (uint8_t)(copy[at] ^ change);
            if (blob_read(copy, blob->length, &back, &error)) assert_true(features_vertices(&back) <= blob->length / 16);
            free(copy);
            features_free(&back);
        }
}

static void check(Town *town, const Features *f, size_t feature, const char *wkt)
{
    Error error;
    Blob blob = {0}, wkb = {0};
    assert_ok(blob_of_feature(f, feature, 28992, &blob, &error), &error);
    assert_same_bytes(town, wkt, blob.bytes, blob.length);
    assert_ok(blob_wkb(f, feature, &wkb, &error), &error);
    assert_wkb_is_theirs(town, blob.bytes, blob.length, &wkb);
    assert_reads_back(f, feature, &blob);
    if (blob.length < 3000) assert_damage_is_refused(f->kind, &blob);
    if (blob.length < 600) survives_any_byte(f->kind, &blob);
    blob_free(&blob);
    blob_free(&wkb);
}

static void points_are_those_of_spatialite(void **state)
{
    (void)state;
    Town town;
    Error error;
    uint64_t random = 1;
    char wkt[128];
    town_found(&town);
    for (int i = 0; i < 100; i++) {
        double x = random_between(&random, -7000, 300000), y = random_between(&random, 289000, 629000);
        uint8_t bytes[POINT_BLOB_BYTES];
        blob_of_point(x, y, 28992, bytes);
        snprintf(wkt, sizeof wkt, "POINT(%.17g %.17g)", x, y);
        assert_same_bytes(&town, wkt, bytes, sizeof bytes);
        Features f = features_init(FEATURE_POINT);
        assert_ok(features_add(&f, &error), &error);
        add_part_of(&f, (double[]){x, y}, 1);
        if (i < 3) check(&town, &f, 0, wkt);
        features_free(&f);
    }
    town_raze(&town);
}

static void lines_are_those_of_spatialite(void **state)
{
    (void)state;
    Town town;
    Error error;
    uint64_t random = 2;
    char *wkt = malloc(WKT_BYTES);
    assert_non_null(wkt);
    town_found(&town);
    Features f = features_init(FEATURE_LINE);
    for (size_t i = 0; i < 40; i++) {
        int parts = 1 + random_below(&random, i % 10 == 9 ? 200 : 4);
        size_t used = (size_t)snprintf(wkt, WKT_BYTES, "MULTILINESTRING(");
        assert_ok(features_add(&f, &error), &error);
        for (int p = 0; p < parts; p++) {
            assert_ok(features_add_part(&f, &error), &error);
            int vertices = 2 + random_below(&random, 12);
            for (int v = 0; v < vertices; v++)
                assert_ok(features_add_vertex(&f, random_between(&random, 0, 3e5), random_between(&random, 3e5, 6e5), &error), &error);
            if (p > 0) wkt[used++] = ',';
            used = put_ring(wkt, used, &f, features_parts(&f) - 1, false);
        }
        snprintf(wkt + used, WKT_BYTES - used, ")");
        check(&town, &f, i, wkt);
    }
    features_free(&f);
    free(wkt);
    town_raze(&town);
}

/* Stars with star-shaped holes, many of them side by side in one feature. */
static void polygons_are_those_of_spatialite(void **state)
{
    (void)state;
    Town town;
    Error error;
    uint64_t random = 3;
    char *wkt = malloc(WKT_BYTES);
    assert_non_null(wkt);
    town_found(&town);
    Features f = features_init(FEATURE_POLYGON);
    for (size_t i = 0; i < 40; i++) {
        int polygons = 1 + random_below(&random, i % 10 == 9 ? 80 : 3);
        size_t used = (size_t)snprintf(wkt, WKT_BYTES, "MULTIPOLYGON(");
        assert_ok(features_add(&f, &error), &error);
        for (int p = 0; p < polygons; p++) {
            double x = 1000 + 1000.0 * p, y = 400000;
            int holes = random_below(&random, 4);
            used += (size_t)snprintf(wkt + used, WKT_BYTES - used, "%s(", p > 0 ? "," : "");
            add_star(&f, x, y, 300, 450, 4 + random_below(&random, 20), false, &random);
            used = put_ring(wkt, used, &f, features_parts(&f) - 1, true);
            for (int h = 0; h < holes; h++) {
                add_star(&f, x - 120 + 80 * h, y, 10, 30, 5, true, &random);
                wkt[used++] = ',';
                used = put_ring(wkt, used, &f, features_parts(&f) - 1, true);
            }
            used += (size_t)snprintf(wkt + used, WKT_BYTES - used, ")");
        }
        snprintf(wkt + used, WKT_BYTES - used, ")");
        check(&town, &f, i, wkt);
    }
    features_free(&f);
    free(wkt);
    town_raze(&town);
}

/* A single polygon, as QGIS may write it, is read; another kind, and a point hidden in a multi polygon, are not. */
static void other_kinds_are_told_apart(void **state)
{
    (void)state;
    Town town;
    Error error;
    static const struct {
        const char *wkt;
        FeatureKind kind;
        bool readable;
    } given[] = {
        {"POLYGON((0 0, 9 0, 9 9, 0 0),(5 1, 6 1, 6 2, 5 1))", FEATURE_POLYGON, true},
        {"LINESTRING(0 0, 9 0, 9 9)", FEATURE_LINE, true},
        {"MULTIPOINT(1 2, 3 4)", FEATURE_POINT, true},
        {"POINT(1 2)", FEATURE_LINE, false},
        {"POINT(1 2)", FEATURE_POLYGON, false},
        {"MULTILINESTRING((0 0, 1 1))", FEATURE_POLYGON, false},
        {"GEOMETRYCOLLECTION(POINT(0 0), LINESTRING(0 0, 1 1))", FEATURE_POLYGON, false},
        {"POINTZ(1 2 3)", FEATURE_POINT, false},
    };
    town_found(&town);
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        sqlite3_stmt *row = spatialite_prepare(town.store, "SELECT GeomFromText(?, 28992)", &error);
        assert_ok(row != NULL, &error);
        sqlite3_bind_text(row, 1, given[i].wkt, -1, SQLITE_STATIC);
        assert_int_equal(sqlite3_step(row), SQLITE_ROW);
        assert_true(sqlite3_column_bytes(row, 0) > 40);
        Features f = features_init(given[i].kind);
        assert_int_equal(blob_read(sqlite3_column_blob(row, 0), (size_t)sqlite3_column_bytes(row, 0), &f, &error), given[i].readable);
        if (given[i].kind == FEATURE_POLYGON && given[i].readable) assert_int_equal(features_vertices(&f), 6);
        features_free(&f);
        sqlite3_finalize(row);
    }
    /* A multi polygon whose only member is a point, sound in every other respect. */
    Features f = features_init(FEATURE_POLYGON);
    uint8_t bytes[POINT_BLOB_BYTES + 9];
    blob_of_point(1, 2, 28992, bytes);
    memmove(bytes + 48, bytes + 39, 21); /* the point's class, its place and the end */
    memcpy(bytes + 39, &(uint32_t){6}, 4);
    memcpy(bytes + 43, &(uint32_t){1}, 4);
    bytes[47] = 0x69;
    assert_false(blob_read(bytes, sizeof bytes, &f, &error));
    features_free(&f);
    town_raze(&town);
}

/* Outer ring clockwise, hole counter-clockwise, as simple features allow. */
static void rings_are_turned(void **state)
{
    (void)state;
    Town town;
    Error error;
    town_found(&town);
    sqlite3_stmt *row = spatialite_prepare(town.store, "SELECT GeomFromText('MULTIPOLYGON(((0 0, 0 9, 9 9, 9 0, 0 0),(1 1, 2 1, 2 3, 1 1)))', 28992)", &error);
    assert_ok(row != NULL, &error);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    Features f = features_init(FEATURE_POLYGON);
    assert_ok(blob_read(sqlite3_column_blob(row, 0), (size_t)sqlite3_column_bytes(row, 0), &f, &error), &error);
    const double x[] = {9, 9, 0, 0, 2, 2, 1}, y[] = {0, 9, 9, 0, 3, 1, 1};
    assert_int_equal(features_vertices(&f), 7);
    assert_memory_equal(f.x_m, x, sizeof x);
    assert_memory_equal(f.y_m, y, sizeof y);
    Polygon polygon = polygon_of(&f, 0);
    assert_near(polygon_area_m2(&polygon), 80, 1e-12);
    features_free(&f);
    sqlite3_finalize(row);
    town_raze(&town);
}

static void a_feature_without_geometry_is_refused(void **state)
{
    (void)state;
    Error error;
    Blob blob = {0};
    Features f = features_init(FEATURE_POLYGON);
    assert_ok(features_add(&f, &error), &error);
    assert_false(blob_of_feature(&f, 0, 28992, &blob, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    features_free(&f);
    blob_free(&blob);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_are_those_of_spatialite),   cmocka_unit_test(lines_are_those_of_spatialite),
        cmocka_unit_test(polygons_are_those_of_spatialite), cmocka_unit_test(other_kinds_are_told_apart),
        cmocka_unit_test(rings_are_turned),
        cmocka_unit_test(a_feature_without_geometry_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
