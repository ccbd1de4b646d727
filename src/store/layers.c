#include "src/store/layers.h"

#include "src/store/driver.h"
#include "src/store/showing.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FIELDS_TEXT = 512 };

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

/* The layer's fields after `first`, each followed by its type when it is wanted. */
static void list_fields(const RoleFacts *facts, const char *first, bool types, char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "%s", first);
    for (int field = 0; field < LAYER_TEXTS; field++)
        if (facts->texts & 1u << field) used += (size_t)snprintf(text + used, size - used, ", \"%s\"%s", TEXT_NAMES[field], types ? " TEXT" : "");
    for (int field = 0; field < LAYER_NUMBERS; field++)
        if (facts->numbers & 1u << field) used += (size_t)snprintf(text + used, size - used, ", \"%s\"%s", NUMBER_NAMES[field], types ? " REAL" : "");
}

static bool insert_features(Store *store, const Layer *layer, const char *table, Error *error)
{
    char fields[FIELDS_TEXT];
    list_fields(&ROLES[layer->role], "id, geom", false, fields, sizeof fields);
    Statement *insert = store_prepare_rows(store, table, fields, error);
    bool ok = insert != NULL;
    for (size_t i = 0; ok && i < layer->features.count; i++) {
        store_bind_whole(insert, 1, (int64_t)i + 1);
        ok = store_bind_feature(insert, 2, &layer->features, i, error);
        int parameter = 3;
        for (int field = 0; field < LAYER_TEXTS; field++)
            if (ROLES[layer->role].texts & 1u << field) store_bind_text(insert, parameter++, layer->text[field][i]);
        for (int field = 0; field < LAYER_NUMBERS; field++)
            if (ROLES[layer->role].numbers & 1u << field) store_bind_real(insert, parameter++, layer->number[field][i]);
        ok = ok && store_step(insert, error);
    }
    ok = ok && store_end(insert, error);
    store_finish(insert);
    return ok;
}

static bool make_table(Store *store, const Layer *layer, const char *table, Error *error)
{
    char fields[FIELDS_TEXT];
    list_fields(&ROLES[layer->role], "id INTEGER PRIMARY KEY", true, fields, sizeof fields);
    return store->driver->make_table(store, table, fields, layer->features.kind, error) && insert_features(store, layer, table, error) &&
           store->driver->index_table(store, table, &layer->features, error);
}

static bool write_record(Store *store, const LayerRecord *record, Error *error)
{
    Statement *insert = store_prepare(store,
                                         "INSERT INTO layer (name, role, file_name, sha256, crs, encoding, features, repaired, note, added_on)"
                                         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                         error);
    if (insert == NULL) return false;
    const char *texts[] = {record->name, record->role, record->file_name, record->sha256, record->crs, record->encoding};
    for (int i = 0; i < 6; i++) store_bind_string(insert, i + 1, texts[i]);
    store_bind_whole(insert, 7, record->features);
    store_bind_whole(insert, 8, record->repaired);
    store_bind_text(insert, 9, record->note);
    store_bind_text(insert, 10, record->added_on);
    bool ok = store_step(insert, error);
    store_finish(insert);
    return ok;
}

static bool delete_record(Store *store, const char *name, Error *error)
{
    Statement *remove = store_prepare(store, "DELETE FROM layer WHERE name = ?", error);
    if (remove == NULL) return false;
    store_bind_text(remove, 1, name);
    bool ok = store_step(remove, error);
    store_finish(remove);
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
    bool ok = store_begin(store, STORE_LAYERS, error) && layer_find(store, record->name, &found, &earlier, error) && table_is_free(store, record->name, table, error);
    if (ok && found) ok = store->driver->drop_table(store, table, error) && delete_record(store, earlier.name, error);
    ok = ok && make_table(store, layer, table, error) && write_record(store, record, error) &&
         showing_layer(store, table, layer->role, layer->features.kind, error) && store_commit(store, error);
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
    bool ok = store_begin(store, STORE_LAYERS, error) && store->driver->drop_table(store, table, error) && delete_record(store, record.name, error) &&
              showing_forget_layer(store, table, error) && store_commit(store, error);
    if (!ok) store_rollback(store);
    return ok;
}

static void copy_text(char *to, size_t size, Statement *row, int column)
{
    snprintf(to, size, "%s", store_text(row, column));
}

static LayerRecord record_of(Statement *row)
{
    LayerRecord record = {0};
    copy_text(record.name, sizeof record.name, row, 0);
    copy_text(record.role, sizeof record.role, row, 1);
    copy_text(record.file_name, sizeof record.file_name, row, 2);
    copy_text(record.sha256, sizeof record.sha256, row, 3);
    copy_text(record.crs, sizeof record.crs, row, 4);
    copy_text(record.encoding, sizeof record.encoding, row, 5);
    record.features = store_whole(row, 6);
    record.repaired = store_whole(row, 7);
    copy_text(record.note, sizeof record.note, row, 8);
    copy_text(record.added_on, sizeof record.added_on, row, 9);
    return record;
}

bool layer_list(Store *store, LayerRecord **ret_records, size_t *ret_count, Error *error)
{
    Statement *rows = store_prepare(
        store, "SELECT name, role, file_name, sha256, crs, encoding, features, repaired, note, added_on FROM layer ORDER BY id", error);
    if (rows == NULL) return false;
    LayerRecord *records = NULL;
    size_t count = 0;
    bool ok = true;
    while (ok && store_next(rows, &ok, error)) {
        LayerRecord *grown = realloc(records, (count + 1) * sizeof *grown);
        ok = grown != NULL || error_memory(error, (double)(count + 1) * sizeof *grown);
        if (!ok) break;
        records = grown;
        records[count++] = record_of(rows);
    }
    store_finish(rows);
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

static bool read_feature(Statement *row, Layer *layer, Error *error)
{
    size_t i = layer->features.count;
    if (!layer_add(layer, error)) return false;
    if (!store_feature(row, 0, &layer->features, error)) return false;
    int column = 1;
    for (int field = 0; field < LAYER_TEXTS; field++)
        if (layer->text[field] != NULL && !layer_set_text(layer, i, (LayerText)field, store_text(row, column++), error)) return false;
    for (int field = 0; field < LAYER_NUMBERS; field++) {
        if (layer->number[field] == NULL) continue;
        layer->number[field][i] = store_kind(row, column) == STORE_NULL ? (double)NAN : store_real(row, column);
        column++;
    }
    return true;
}

static bool read_table(Store *store, const char *table, Layer *layer, Error *error)
{
    char sql[FIELDS_TEXT + 256];
    list_fields(&ROLES[layer->role], "SELECT geom", false, sql, FIELDS_TEXT);
    snprintf(sql + strlen(sql), sizeof sql - strlen(sql), " FROM \"%s\" ORDER BY id", table);
    Statement *rows = store_prepare(store, sql, error);
    bool ok = rows != NULL;
    while (ok && store_next(rows, &ok, error)) ok = read_feature(rows, layer, error);
    store_finish(rows);
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
        ok = store->driver->kind_of_table(store, table, &kind, error);
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
