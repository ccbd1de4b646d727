#include "src/store/layers.h"

#include "src/store/geometry_blob.h"
#include "src/store/rtree.h"
#include "src/store/showing.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { POINTS = 1 << FEATURE_POINT, LINES = 1 << FEATURE_LINE, POLYGONS = 1 << FEATURE_POLYGON };

#define T(field) (1u << TEXT_##field)
#define N(field) (1u << NUMBER_##field)

static const RoleFacts ROLES[ROLE_COUNT] = {
    [ROLE_BOUNDARY] = {"boundary", POLYGONS, T(NAME) | T(CODE), 0},
    [ROLE_NEIGHBOURHOOD] = {"neighbourhood", POLYGONS, T(NAME) | T(CODE) | T(WIJK_CODE) | T(WIJK_NAME), N(RESIDENTS)},
    [ROLE_STREET] = {"street", LINES, T(NAME) | T(KIND) | T(LIGHTING_CLASS), 0},
    [ROLE_BUILDING] = {"building", POLYGONS, T(KIND), 0},
    [ROLE_WATER] = {"water", POLYGONS, T(NAME), 0},
    [ROLE_GREEN] = {"green", POLYGONS, T(NAME), 0},
    [ROLE_RAILWAY] = {"railway", LINES, T(NAME), 0},
    [ROLE_LIGHT] = {"light", POINTS, T(CODE) | T(LIGHTING_CLASS), N(WORKS) | N(LUX)},
    [ROLE_CAMERA] = {"camera", POINTS, T(NAME), N(DIRECTION_DEG) | N(ANGLE_DEG) | N(RANGE_M)},
    [ROLE_VENUE] = {"venue", POINTS | POLYGONS, T(NAME) | T(KIND), 0},
    [ROLE_TRANSIT] = {"transit", POINTS, T(NAME) | T(KIND), 0},
    [ROLE_EXPOSURE] = {"exposure", POINTS | POLYGONS, T(NAME), N(VALUE)},
    [ROLE_MEASURE] = {"measure", POINTS | LINES | POLYGONS, T(NAME) | T(KIND) | T(SINCE), 0},
};

static const char *const TEXT_NAMES[LAYER_TEXTS] = {"name", "code", "wijk_code", "wijk_name", "kind", "lighting_class", "since"};
static const char *const NUMBER_NAMES[LAYER_NUMBERS] = {"residents", "works", "lux", "direction_deg", "angle_deg", "range_m", "value"};

const RoleFacts *role_facts(Role role)
{
    return &ROLES[role];
}

bool role_from_name(const char *name, Role *ret_role, Error *error)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if (strcasecmp(ROLES[role].name, name) == 0) return *ret_role = (Role)role, true;
    return error_set(error, ERROR_USAGE,
                     _("'%s' is no role of a layer; choose from boundary, neighbourhood, street, building, water, green, railway, light, camera, venue,"
                       " transit, exposure and measure."),
                     name);
}

const char *layer_text_name(LayerText field)
{
    return TEXT_NAMES[field];
}

const char *layer_number_name(LayerNumber field)
{
    return NUMBER_NAMES[field];
}

/* ---- in memory ---- */

Layer layer_init(Role role, FeatureKind kind)
{
    return (Layer){.role = role, .features = features_init(kind)};
}

void layer_free(Layer *layer)
{
    for (int field = 0; field < LAYER_TEXTS; field++) {
        for (size_t i = 0; layer->text[field] != NULL && i < layer->capacity; i++) free(layer->text[field][i]);
        free(layer->text[field]);
    }
    for (int field = 0; field < LAYER_NUMBERS; field++) free(layer->number[field]);
    features_free(&layer->features);
    *layer = (Layer){0};
}

bool layer_add(Layer *layer, Error *error)
{
    if (layer->features.count < layer->capacity) return true;
    size_t capacity = layer->capacity == 0 ? 64 : 2 * layer->capacity;
    for (int field = 0; field < LAYER_TEXTS; field++) {
        if (!(ROLES[layer->role].texts & 1u << field)) continue;
        char **grown = realloc(layer->text[field], capacity * sizeof *grown);
        if (grown == NULL) return error_memory(error, (double)capacity * sizeof *grown);
        memset(grown + layer->capacity, 0, (capacity - layer->capacity) * sizeof *grown);
        layer->text[field] = grown;
    }
    for (int field = 0; field < LAYER_NUMBERS; field++) {
        if (!(ROLES[layer->role].numbers & 1u << field)) continue;
        double *grown = realloc(layer->number[field], capacity * sizeof *grown);
        if (grown == NULL) return error_memory(error, (double)capacity * sizeof *grown);
        for (size_t i = layer->capacity; i < capacity; i++) grown[i] = NAN;
        layer->number[field] = grown;
    }
    layer->capacity = capacity;
    return true;
}

bool layer_set_text(Layer *layer, size_t feature, LayerText field, const char *text, Error *error)
{
    if (layer->text[field] == NULL || text == NULL || text[0] == '\0') return true;
    free(layer->text[field][feature]);
    layer->text[field][feature] = strdup(text);
    return layer->text[field][feature] != NULL || error_memory(error, (double)strlen(text));
}

/* ---- in the database ---- */

/* layer_NAME, with only letters, digits and underscores: harmless in every program that lists it. */
static void table_name(const char *name, char *table, size_t size)
{
    size_t used = (size_t)snprintf(table, size, "layer_");
    for (; *name != '\0' && used + 1 < size; name++)
        table[used++] = (char)(isalnum((unsigned char)*name) ? tolower((unsigned char)*name) : '_');
    table[used] = '\0';
}

static bool run_for_table(Store *store, const char *format, const char *table, Error *error)
{
    char *sql = sqlite3_mprintf(format, table);
    bool ok = sql != NULL ? store_execute(store, sql, error) : error_memory(error, 256);
    sqlite3_free(sql);
    return ok;
}

static bool drop_table(Store *store, const char *table, Error *error)
{
    return run_for_table(store, "SELECT DisableSpatialIndex('%q', 'geom')", table, error) &&
           run_for_table(store, "DROP TABLE IF EXISTS \"idx_%w_geom\"", table, error) &&
           run_for_table(store, "SELECT DiscardGeometryColumn('%q', 'geom')", table, error) &&
           run_for_table(store, "DROP TABLE IF EXISTS \"%w\"", table, error);
}

static bool make_table(Store *store, const Layer *layer, const char *table, Error *error)
{
    static const char *const types[] = {[FEATURE_POINT] = "POINT", [FEATURE_LINE] = "MULTILINESTRING", [FEATURE_POLYGON] = "MULTIPOLYGON"};
    sqlite3_str *sql = sqlite3_str_new(store_handle(store));
    sqlite3_str_appendf(sql, "CREATE TABLE \"%w\" (id INTEGER PRIMARY KEY", table);
    for (int field = 0; field < LAYER_TEXTS; field++)
        if (layer->text[field] != NULL) sqlite3_str_appendf(sql, ", \"%w\" TEXT", TEXT_NAMES[field]);
    for (int field = 0; field < LAYER_NUMBERS; field++)
        if (layer->number[field] != NULL) sqlite3_str_appendf(sql, ", \"%w\" REAL", NUMBER_NAMES[field]);
    sqlite3_str_appendf(sql, "); SELECT AddGeometryColumn('%q', 'geom', %d, '%q', 'XY')", table, store_srid(store), types[layer->features.kind]);
    char *text = sqlite3_str_finish(sql);
    bool ok = text != NULL ? store_execute(store, text, error) : error_memory(error, 1024);
    sqlite3_free(text);
    return ok;
}

static sqlite3_stmt *prepare_insert(Store *store, const Layer *layer, const char *table, Error *error)
{
    sqlite3_str *sql = sqlite3_str_new(store_handle(store)), *marks = sqlite3_str_new(store_handle(store));
    sqlite3_str_appendf(sql, "INSERT INTO \"%w\" (id, geom", table);
    for (int field = 0; field < LAYER_TEXTS; field++)
        if (layer->text[field] != NULL) sqlite3_str_appendf(sql, ", \"%w\"", TEXT_NAMES[field]), sqlite3_str_appendall(marks, ", ?");
    for (int field = 0; field < LAYER_NUMBERS; field++)
        if (layer->number[field] != NULL) sqlite3_str_appendf(sql, ", \"%w\"", NUMBER_NAMES[field]), sqlite3_str_appendall(marks, ", ?");
    char *values = sqlite3_str_finish(marks);
    sqlite3_str_appendf(sql, ") VALUES (?, ?%s)", values != NULL ? values : "");
    char *text = sqlite3_str_finish(sql);
    sqlite3_stmt *statement = text != NULL ? store_prepare(store, text, error) : NULL;
    sqlite3_free(values);
    sqlite3_free(text);
    return statement;
}

static bool insert_features(Store *store, const Layer *layer, const char *table, Error *error)
{
    sqlite3_stmt *insert = prepare_insert(store, layer, table, error);
    Blob blob = {0};
    bool ok = insert != NULL;
    for (size_t i = 0; ok && i < layer->features.count; i++) {
        ok = blob_of_feature(&layer->features, i, store_srid(store), &blob, error);
        if (!ok) break;
        sqlite3_bind_int64(insert, 1, (int64_t)i + 1);
        sqlite3_bind_blob(insert, 2, blob.bytes, (int)blob.length, SQLITE_STATIC);
        int parameter = 3;
        for (int field = 0; field < LAYER_TEXTS; field++)
            if (layer->text[field] != NULL) store_bind_text(insert, parameter++, layer->text[field][i]);
        for (int field = 0; field < LAYER_NUMBERS; field++) {
            if (layer->number[field] == NULL) continue;
            if (isnan(layer->number[field][i])) sqlite3_bind_null(insert, parameter++);
            else sqlite3_bind_double(insert, parameter++, layer->number[field][i]);
        }
        ok = store_step(store, insert, error);
    }
    sqlite3_finalize(insert);
    blob_free(&blob);
    return ok;
}

/* The index is made empty, and then filled in one go. */
static bool index_table(Store *store, const Layer *layer, const char *table, Error *error)
{
    char index[192];
    snprintf(index, sizeof index, "idx_%s_geom", table);
    size_t count = layer->features.count;
    RtreeEntry *entries = malloc((count + 1) * sizeof *entries);
    if (entries == NULL) return error_memory(error, (double)count * sizeof *entries);
    for (size_t i = 0; i < count; i++) {
        Box box = features_box_of(&layer->features, i);
        entries[i] = rtree_entry((int64_t)i + 1, box.x_min, box.x_max, box.y_min, box.y_max);
    }
    bool ok = run_for_table(store, "SELECT CreateSpatialIndex('%q', 'geom')", table, error) &&
              run_for_table(store, "DROP TABLE \"idx_%w_geom\"", table, error) &&
              run_for_table(store, "CREATE VIRTUAL TABLE \"idx_%w_geom\" USING rtree(pkid, xmin, xmax, ymin, ymax)", table, error) &&
              rtree_fill(store, index, entries, count, error);
    free(entries);
    return ok;
}

static bool write_record(Store *store, const LayerRecord *record, Error *error)
{
    sqlite3_stmt *insert = store_prepare(store,
                                         "INSERT INTO layer (name, role, file_name, sha256, crs, encoding, features, repaired, note, added_on)"
                                         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                         error);
    if (insert == NULL) return false;
    const char *texts[] = {record->name, record->role, record->file_name, record->sha256, record->crs, record->encoding};
    for (int i = 0; i < 6; i++) sqlite3_bind_text(insert, i + 1, texts[i], -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 7, record->features);
    sqlite3_bind_int64(insert, 8, record->repaired);
    store_bind_text(insert, 9, record->note);
    store_bind_text(insert, 10, record->added_on);
    bool ok = store_step(store, insert, error);
    sqlite3_finalize(insert);
    return ok;
}

static bool delete_record(Store *store, const char *name, Error *error)
{
    sqlite3_stmt *remove = store_prepare(store, "DELETE FROM layer WHERE name = ?", error);
    if (remove == NULL) return false;
    store_bind_text(remove, 1, name);
    bool ok = store_step(store, remove, error);
    sqlite3_finalize(remove);
    return ok;
}

/* Two names may come down to one table ('A-weg' and 'a_weg'): the second is refused, not mixed with the first. */
static bool table_is_free(Store *store, const char *name, const char *table, Error *error)
{
    LayerRecord *records;
    size_t count;
    bool ok = true;
    if (!layer_list(store, &records, &count, error)) return false;
    for (size_t i = 0; ok && i < count; i++) {
        char taken[160];
        table_name(records[i].name, taken, sizeof taken);
        if (strcmp(taken, table) == 0 && strcasecmp(records[i].name, name) != 0)
            ok = error_set(error, ERROR_USAGE, _("The names of layers '%s' and '%s' are too much alike for the database; give one another name."), name,
                           records[i].name);
    }
    free(records);
    return ok;
}

bool layer_write(Store *store, const Layer *layer, const LayerRecord *record, Error *error)
{
    char table[160];
    table_name(record->name, table, sizeof table);
    bool found;
    LayerRecord earlier;
    bool ok = store_begin(store, error) && layer_find(store, record->name, &found, &earlier, error) && table_is_free(store, record->name, table, error);
    if (ok && found) ok = drop_table(store, table, error) && delete_record(store, earlier.name, error);
    ok = ok && make_table(store, layer, table, error) && insert_features(store, layer, table, error) && index_table(store, layer, table, error) &&
         write_record(store, record, error) && showing_layer(store, table, layer->role, layer->features.kind, error) && store_commit(store, error);
    if (!ok) store_rollback(store);
    return ok;
}

bool layer_remove(Store *store, const char *name, Error *error)
{
    char table[160];
    table_name(name, table, sizeof table);
    bool found;
    LayerRecord record;
    if (!layer_find(store, name, &found, &record, error)) return false;
    if (!found) return error_set(error, ERROR_USAGE, _("There is no layer '%s'; `brandpunt layer list` shows the layers."), name);
    bool ok = store_begin(store, error) && drop_table(store, table, error) && delete_record(store, record.name, error) && showing_forget_layer(store, table, error) && store_commit(store, error);
    if (!ok) store_rollback(store);
    return ok;
}

static void copy_text(char *to, size_t size, sqlite3_stmt *row, int column)
{
    snprintf(to, size, "%s", store_text(row, column));
}

static LayerRecord record_of(sqlite3_stmt *row)
{
    LayerRecord record = {0};
    copy_text(record.name, sizeof record.name, row, 0);
    copy_text(record.role, sizeof record.role, row, 1);
    copy_text(record.file_name, sizeof record.file_name, row, 2);
    copy_text(record.sha256, sizeof record.sha256, row, 3);
    copy_text(record.crs, sizeof record.crs, row, 4);
    copy_text(record.encoding, sizeof record.encoding, row, 5);
    record.features = sqlite3_column_int64(row, 6);
    record.repaired = sqlite3_column_int64(row, 7);
    copy_text(record.note, sizeof record.note, row, 8);
    copy_text(record.added_on, sizeof record.added_on, row, 9);
    return record;
}

bool layer_list(Store *store, LayerRecord **ret_records, size_t *ret_count, Error *error)
{
    sqlite3_stmt *rows = store_prepare(
        store, "SELECT name, role, file_name, sha256, crs, encoding, features, repaired, note, added_on FROM layer ORDER BY id", error);
    if (rows == NULL) return false;
    LayerRecord *records = NULL;
    size_t count = 0;
    int code;
    bool ok = true;
    while (ok && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        LayerRecord *grown = realloc(records, (count + 1) * sizeof *grown);
        ok = grown != NULL || error_memory(error, (double)(count + 1) * sizeof *grown);
        if (!ok) break;
        records = grown;
        records[count++] = record_of(rows);
    }
    if (ok && code != SQLITE_DONE) ok = store_error(store, error);
    sqlite3_finalize(rows);
    if (!ok) {
        free(records);
        return false;
    }
    *ret_records = records;
    *ret_count = count;
    return true;
}

bool layer_find(Store *store, const char *name, bool *ret_found, LayerRecord *ret_record, Error *error)
{
    LayerRecord *records;
    size_t count;
    if (!layer_list(store, &records, &count, error)) return false;
    *ret_found = false;
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(records[i].name, name) == 0) *ret_found = true, *ret_record = records[i];
    free(records);
    return true;
}

static bool kind_of_table(Store *store, const char *table, FeatureKind *ret_kind, Error *error)
{
    bool found;
    sqlite3_stmt *row = store_prepare(store, "SELECT geometry_type FROM geometry_columns WHERE f_table_name = ?", error);
    if (row == NULL) return false;
    sqlite3_bind_text(row, 1, table, -1, SQLITE_STATIC);
    bool ok = store_next(store, row, &found, error);
    int type = ok && found ? sqlite3_column_int(row, 0) : 0;
    sqlite3_finalize(row);
    if (ok) *ret_kind = type == 1 ? FEATURE_POINT : type == 5 ? FEATURE_LINE : FEATURE_POLYGON;
    return ok;
}

static bool read_feature(sqlite3_stmt *row, Layer *layer, Error *error)
{
    size_t i = layer->features.count;
    if (!layer_add(layer, error)) return false;
    if (!blob_read(sqlite3_column_blob(row, 0), (size_t)sqlite3_column_bytes(row, 0), &layer->features, error)) return false;
    int column = 1;
    for (int field = 0; field < LAYER_TEXTS; field++)
        if (layer->text[field] != NULL && !layer_set_text(layer, i, (LayerText)field, store_text(row, column++), error)) return false;
    for (int field = 0; field < LAYER_NUMBERS; field++) {
        if (layer->number[field] == NULL) continue;
        layer->number[field][i] = sqlite3_column_type(row, column) == SQLITE_NULL ? (double)NAN : sqlite3_column_double(row, column);
        column++;
    }
    return true;
}

static bool read_table(Store *store, const char *table, Layer *layer, Error *error)
{
    sqlite3_str *sql = sqlite3_str_new(store_handle(store));
    sqlite3_str_appendall(sql, "SELECT geom");
    for (int field = 0; field < LAYER_TEXTS; field++)
        if (ROLES[layer->role].texts & 1u << field) sqlite3_str_appendf(sql, ", \"%w\"", TEXT_NAMES[field]);
    for (int field = 0; field < LAYER_NUMBERS; field++)
        if (ROLES[layer->role].numbers & 1u << field) sqlite3_str_appendf(sql, ", \"%w\"", NUMBER_NAMES[field]);
    sqlite3_str_appendf(sql, " FROM \"%w\" ORDER BY id", table);
    char *text = sqlite3_str_finish(sql);
    sqlite3_stmt *rows = text != NULL ? store_prepare(store, text, error) : NULL;
    sqlite3_free(text);
    bool ok = rows != NULL;
    int code = SQLITE_DONE;
    while (ok && (code = sqlite3_step(rows)) == SQLITE_ROW) ok = read_feature(rows, layer, error);
    if (ok && code != SQLITE_DONE) ok = store_error(store, error);
    sqlite3_finalize(rows);
    return ok;
}

bool layer_read(Store *store, Role role, Layer *ret_layer, Error *error)
{
    LayerRecord *records;
    size_t count;
    if (!layer_list(store, &records, &count, error)) return false;
    Layer layer = layer_init(role, FEATURE_POLYGON);
    bool ok = true, first = true;
    for (size_t i = 0; ok && i < count; i++) {
        if (strcmp(records[i].role, ROLES[role].name) != 0) continue;
        char table[160];
        table_name(records[i].name, table, sizeof table);
        FeatureKind kind;
        ok = kind_of_table(store, table, &kind, error);
        if (!ok) break;
        if (first) layer = layer_init(role, kind);
        if (!first && kind != layer.features.kind)
            ok = error_set(error, ERROR_INPUT, _("Layer '%s' has another kind of geometry than the other layers with role %s; remove one of them."),
                           records[i].name, ROLES[role].name);
        first = false;
        ok = ok && read_table(store, table, &layer, error);
    }
    free(records);
    if (ok)
        *ret_layer = layer;
    else
        layer_free(&layer);
    return ok;
}
