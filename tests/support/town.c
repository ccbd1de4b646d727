#include "tests/support/town.h"

#include "tests/support/assert_near.h"

#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

void town_lay(Town *town)
{
    Error error;
    *town = (Town){0};
    snprintf(town->folder, sizeof town->folder, "/tmp/brandpunt-test-XXXXXX");
    assert_non_null(mkdtemp(town->folder));
    assert_ok(config_init(&town->config, &error), &error);
    snprintf(town->config.database, sizeof town->config.database, "%s/town.sqlite", town->folder);
    snprintf(town->config.key_file, sizeof town->config.key_file, "%s/town.key", town->folder);
    snprintf(town->config.output_folder, sizeof town->config.output_folder, "%s", town->folder);
}

void town_found(Town *town)
{
    Error error;
    town_lay(town);
    assert_ok(store_open(town->config.database, STORE_CREATE, 28992, &town->store, &error), &error);
    store_keep(town->store); /* some tests look at it before anything is in it */
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status, (void)type, (void)walk;
    return remove(path);
}

static void check_database(Town *town)
{
    char *said = town_text(town, "PRAGMA integrity_check");
    assert_string_equal(said, "ok");
    free(said);
    assert_int_equal(town_number(town, "SELECT count(*) FROM geometry_columns WHERE CheckSpatialIndex(f_table_name, f_geometry_column) <> 1"), 0);
}

void town_raze(Town *town)
{
    if (town->store != NULL) check_database(town);
    store_close(town->store);
    config_free(&town->config);
    assert_int_equal(nftw(town->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

void town_reopen(Town *town, StoreMode mode)
{
    Error error;
    store_close(town->store);
    town->store = NULL;
    assert_ok(store_open(town->config.database, mode, 28992, &town->store, &error), &error);
}

const char *town_path(Town *town, const char *name)
{
    snprintf(town->path, sizeof town->path, "%s/%s", town->folder, name);
    return town->path;
}

const char *town_write_bytes(Town *town, const char *name, const void *bytes, size_t length)
{
    FILE *file = fopen(town_path(town, name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    return town->path;
}

const char *town_write(Town *town, const char *name, const char *text)
{
    return town_write_bytes(town, name, text, strlen(text));
}

char *town_read(const char *path, size_t *ret_length)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    size_t length = (size_t)ftell(file);
    rewind(file);
    char *text = malloc(length + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, length, file), length);
    text[length] = '\0';
    fclose(file);
    if (ret_length != NULL) *ret_length = length;
    return text;
}

ImportCounts town_import(Town *town, const char *source, const char *file, const char *text)
{
    Error error;
    Log log = log_init(true);
    ImportCounts counts;
    const char *path = town_write(town, file, text);
    assert_ok(import_file(town->store, &town->config, path, &(ImportOptions){.source = source}, &log, &counts, &error), &error);
    assert_int_equal(counts.rows_in, counts.loaded + counts.refused + counts.present);
    return counts;
}

static sqlite3_stmt *first_row(Town *town, const char *sql)
{
    Error error;
    sqlite3_stmt *row = spatialite_prepare(town->store, sql, &error);
    assert_ok(row != NULL, &error);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    return row;
}

double town_number(Town *town, const char *sql)
{
    sqlite3_stmt *row = first_row(town, sql);
    double number = sqlite3_column_double(row, 0);
    sqlite3_finalize(row);
    return number;
}

char *town_text(Town *town, const char *sql)
{
    sqlite3_stmt *row = first_row(town, sql);
    char *text = strdup((const char *)sqlite3_column_text(row, 0));
    sqlite3_finalize(row);
    assert_non_null(text);
    return text;
}

void town_run(Town *town, const char *sql)
{
    Error error;
    assert_ok(store_execute(town->store, sql, &error), &error);
}

void town_check_index(Town *town)
{
    char *said = town_text(town, "SELECT rtreecheck('main', 'idx_report_geom')");
    assert_string_equal(said, "ok");
    free(said);
    assert_int_equal(town_number(town, "SELECT CheckSpatialIndex('report', 'geom')"), 1);
    assert_int_equal(town_number(town, "SELECT count(*) FROM idx_report_geom"), town_number(town, "SELECT count(*) FROM report"));
}

void town_layer(Town *town, const char *name, Role role, FeatureKind kind, const TownFeature *feature, size_t count)
{
    Error error;
    Layer layer = layer_init(role, kind);
    LayerRecord record = {.features = (int64_t)count};
    for (size_t f = 0; f < count; f++) {
        assert_ok(layer_add(&layer, &error), &error);
        assert_ok(features_add(&layer.features, &error), &error);
        assert_ok(features_add_part(&layer.features, &error), &error);
        for (size_t i = 0; i < feature[f].count; i++)
            assert_ok(features_add_vertex(&layer.features, feature[f].xy[2 * i], feature[f].xy[2 * i + 1], &error), &error);
        assert_ok(layer_set_text(&layer, f, TEXT_NAME, feature[f].name, &error), &error);
    }
    snprintf(record.name, sizeof record.name, "%s", name);
    snprintf(record.role, sizeof record.role, "%s", role_facts(role)->name);
    snprintf(record.file_name, sizeof record.file_name, "%s.shp", name);
    snprintf(record.sha256, sizeof record.sha256, "%064d", 0);
    snprintf(record.added_on, sizeof record.added_on, "2025-01-01 10:00");
    assert_ok(layer_write(town->store, &layer, &record, &error), &error);
    layer_free(&layer);
}

ReportRow town_report(double x_m, double y_m, int64_t from_s)
{
    return (ReportRow){.category = "overlast", .from_s = from_s, .to_s = from_s, .hour_known = true, .utc_offset_s = 3600,
                       .reported_s = REPORTED_UNKNOWN, .x_m = x_m, .y_m = y_m, .precision_m = NAN, .reporter = ""};
}
