#include "src/store/geometry_blob.h"

#include <stdlib.h>
#include <string.h>

enum {
    WKB_POINT = 1,
    WKB_LINE = 2,
    WKB_POLYGON = 3,
    WKB_MULTI_LINE = 5,
    WKB_MULTI_POLYGON = 6,
    WKB_SRID = 0x20000000, /* of the type in PostGIS's variant: the SRID comes next */
    HEAD_BYTES = 43, /* start, byte order, SRID, box, mark, class */
    MARK_START = 0x00,
    MARK_LITTLE_ENDIAN = 0x01,
    MARK_BOX_END = 0x7C,
    MARK_ENTITY = 0x69,
    MARK_END = 0xFE
};

void blob_free(Blob *blob)
{
    free(blob->bytes);
    *blob = (Blob){0};
}

static bool reserve(Blob *blob, size_t more, Error *error)
{
    if (blob->length + more <= blob->capacity) return true;
    size_t capacity = 2 * (blob->length + more);
    uint8_t *bytes = realloc(blob->bytes, capacity);
    if (bytes == NULL) return error_memory(error, (double)capacity);
    blob->bytes = bytes;
    blob->capacity = capacity;
    return true;
}

static void put_byte(Blob *blob, uint8_t value)
{
    blob->bytes[blob->length++] = value;
}

static void put_u32(Blob *blob, uint32_t value)
{
    memcpy(blob->bytes + blob->length, &value, sizeof value);
    blob->length += sizeof value;
}

static void put_double(Blob *blob, double value)
{
    memcpy(blob->bytes + blob->length, &value, sizeof value);
    blob->length += sizeof value;
}

void blob_of_point(double x_m, double y_m, int srid, uint8_t ret_bytes[POINT_BLOB_BYTES])
{
    Blob blob = {ret_bytes, 0, POINT_BLOB_BYTES};
    put_byte(&blob, MARK_START);
    put_byte(&blob, MARK_LITTLE_ENDIAN);
    put_u32(&blob, (uint32_t)srid);
    for (int corner = 0; corner < 2; corner++) {
        put_double(&blob, x_m);
        put_double(&blob, y_m);
    }
    put_byte(&blob, MARK_BOX_END);
    put_u32(&blob, WKB_POINT);
    put_double(&blob, x_m);
    put_double(&blob, y_m);
    put_byte(&blob, MARK_END);
}

/* Vertices of a part; a ring is closed by its first one. */
static void put_vertices(Blob *blob, const Features *features, size_t part, bool close)
{
    size_t first = features->vertex_start[part], end = features->vertex_start[part + 1];
    close = close && end > first;
    put_u32(blob, (uint32_t)(end - first + (close ? 1 : 0)));
    for (size_t i = first; i < end; i++) {
        put_double(blob, features->x_m[i]);
        put_double(blob, features->y_m[i]);
    }
    if (close) {
        put_double(blob, features->x_m[first]);
        put_double(blob, features->y_m[first]);
    }
}

static size_t rings_of_part(const Features *features, size_t part, size_t end)
{
    size_t rings = 1;
    while (part + rings < end && features_ring_area_m2(features, part + rings) < 0) rings++;
    return rings;
}

/* The geometry itself; `entity` writes what stands before each member of a collection. */
static void put_geometry(Blob *blob, const Features *features, size_t feature, void (*entity)(Blob *))
{
    size_t first = features->part_start[feature], end = features->part_start[feature + 1];
    if (features->kind == FEATURE_POINT) {
        size_t at = features->vertex_start[first];
        put_u32(blob, WKB_POINT);
        put_double(blob, features->x_m[at]);
        put_double(blob, features->y_m[at]);
    } else if (features->kind == FEATURE_LINE) {
        put_u32(blob, WKB_MULTI_LINE);
        put_u32(blob, (uint32_t)(end - first));
        for (size_t part = first; part < end; part++) {
            entity(blob);
            put_u32(blob, WKB_LINE);
            put_vertices(blob, features, part, false);
        }
    } else {
        uint32_t polygons = 0;
        for (size_t part = first; part < end; part += rings_of_part(features, part, end)) polygons++;
        put_u32(blob, WKB_MULTI_POLYGON);
        put_u32(blob, polygons);
        for (size_t part = first; part < end;) {
            size_t rings = rings_of_part(features, part, end);
            entity(blob);
            put_u32(blob, WKB_POLYGON);
            put_u32(blob, (uint32_t)rings);
            for (size_t ring = 0; ring < rings; ring++) put_vertices(blob, features, part + ring, true);
            part += rings;
        }
    }
}

static void spatialite_entity(Blob *blob)
{
    put_byte(blob, MARK_ENTITY);
}

static void wkb_entity(Blob *blob)
{
    put_byte(blob, MARK_LITTLE_ENDIAN);
}

static size_t bytes_needed(const Features *features, size_t feature)
{
    size_t first = features->part_start[feature], end = features->part_start[feature + 1];
    size_t vertices = features->vertex_start[end] - features->vertex_start[first];
    return 64 + (end - first) * 48 + vertices * 16;
}

static bool has_geometry(const Features *features, size_t feature, Error *error)
{
    if (features->part_start[feature + 1] > features->part_start[feature]) return true;
    return error_set(error, ERROR_INPUT, _("A feature without geometry cannot be stored."));
}

bool blob_of_feature(const Features *features, size_t feature, int srid, Blob *blob, Error *error)
{
    blob->length = 0;
    if (!has_geometry(features, feature, error) || !reserve(blob, bytes_needed(features, feature), error)) return false;
    Box box = features_box_of(features, feature);
    put_byte(blob, MARK_START);
    put_byte(blob, MARK_LITTLE_ENDIAN);
    put_u32(blob, (uint32_t)srid);
    put_double(blob, box.x_min);
    put_double(blob, box.y_min);
    put_double(blob, box.x_max);
    put_double(blob, box.y_max);
    put_byte(blob, MARK_BOX_END);
    put_geometry(blob, features, feature, spatialite_entity);
    put_byte(blob, MARK_END);
    return true;
}

bool blob_wkb(const Features *features, size_t feature, Blob *blob, Error *error)
{
    blob->length = 0;
    if (!has_geometry(features, feature, error) || !reserve(blob, bytes_needed(features, feature), error)) return false;
    put_byte(blob, MARK_LITTLE_ENDIAN);
    put_geometry(blob, features, feature, wkb_entity);
    return true;
}

typedef struct Cursor {
    const uint8_t *at, *end;
} Cursor;

static bool take(Cursor *cursor, void *value, size_t size)
{
    if ((size_t)(cursor->end - cursor->at) < size) return false;
    memcpy(value, cursor->at, size);
    cursor->at += size;
    return true;
}

static bool damaged(Error *error)
{
    return error_set(error, ERROR_FAILED, _("The database holds a geometry that cannot be read; load the layer again."));
}

static bool take_part(Cursor *cursor, Features *features, uint32_t vertices, bool closed, Error *error)
{
    if ((size_t)(cursor->end - cursor->at) / 16 < vertices) return damaged(error);
    if (!features_add_part(features, error)) return false;
    for (uint32_t i = 0; i < vertices; i++) {
        double x = 0, y = 0;
        if (!take(cursor, &x, sizeof x) || !take(cursor, &y, sizeof y)) return damaged(error);
        if (closed && i + 1 == vertices && vertices > 1) break;
        if (!features_add_vertex(features, x, y, error)) return false;
    }
    return true;
}

static void swap(double *a, double *b)
{
    double kept = *a;
    *a = *b;
    *b = kept;
}

/* Other programs may have edited the layer and care less which way a ring runs. */
static void turn_last_ring(Features *features, bool outer)
{
    size_t part = features_parts(features) - 1;
    if ((features_ring_area_m2(features, part) >= 0) == outer) return;
    for (size_t i = features->vertex_start[part], j = features->vertex_start[part + 1]; i + 1 < j; i++) {
        j--;
        swap(&features->x_m[i], &features->x_m[j]);
        swap(&features->y_m[i], &features->y_m[j]);
    }
}

static bool take_member(Cursor *cursor, uint32_t type, Features *features, Error *error)
{
    uint32_t rings = 1, vertices = 1;
    if (type == WKB_POINT) return take_part(cursor, features, 1, false, error);
    if (type == WKB_POLYGON && !take(cursor, &rings, sizeof rings)) return damaged(error);
    for (uint32_t ring = 0; ring < rings; ring++) {
        if (!take(cursor, &vertices, sizeof vertices)) return damaged(error);
        if (!take_part(cursor, features, vertices, type == WKB_POLYGON, error)) return false;
        if (type == WKB_POLYGON) turn_last_ring(features, ring == 0);
    }
    return true;
}

/* One geometry of the kind that the layer has, or a collection of such, each member behind a mark. */
static bool take_geometry(Cursor *cursor, uint32_t type, uint8_t member_mark, Features *features, Error *error)
{
    static const uint32_t members[] = {[FEATURE_POINT] = WKB_POINT, [FEATURE_LINE] = WKB_LINE, [FEATURE_POLYGON] = WKB_POLYGON};
    uint32_t member = members[features->kind], count = 0;
    if (!features_add(features, error)) return false;
    if (type == member) return take_member(cursor, type, features, error) && (cursor->at == cursor->end || damaged(error));
    if (type != member + 3 || !take(cursor, &count, sizeof count)) return damaged(error);
    for (uint32_t i = 0; i < count; i++) {
        uint8_t mark = 0;
        if (!take(cursor, &mark, sizeof mark) || !take(cursor, &type, sizeof type) || mark != member_mark || type != member) return damaged(error);
        if (!take_member(cursor, type, features, error)) return false;
    }
    return cursor->at == cursor->end || damaged(error);
}

bool blob_read(const uint8_t *bytes, size_t length, Features *features, Error *error)
{
    if (length < HEAD_BYTES || bytes[0] != MARK_START || bytes[1] != MARK_LITTLE_ENDIAN || bytes[length - 1] != MARK_END) return damaged(error);
    Cursor cursor = {bytes + HEAD_BYTES - 4, bytes + length - 1};
    uint32_t type;
    if (!take(&cursor, &type, sizeof type)) return damaged(error);
    return take_geometry(&cursor, type, MARK_ENTITY, features, error);
}

bool blob_of_feature_ewkb(const Features *features, size_t feature, int srid, Blob *blob, Error *error)
{
    if (!blob_wkb(features, feature, blob, error) || !reserve(blob, sizeof(uint32_t), error)) return false;
    uint32_t type, number = (uint32_t)srid;
    memcpy(&type, blob->bytes + 1, sizeof type);
    type |= WKB_SRID;
    memmove(blob->bytes + 9, blob->bytes + 5, blob->length - 5);
    memcpy(blob->bytes + 1, &type, sizeof type);
    memcpy(blob->bytes + 5, &number, sizeof number);
    blob->length += sizeof number;
    return true;
}

bool blob_read_ewkb(const uint8_t *bytes, size_t length, Features *features, Error *error)
{
    Cursor cursor = {bytes, bytes + length};
    uint8_t order = 0;
    uint32_t type = 0, srid;
    if (!take(&cursor, &order, sizeof order) || order != MARK_LITTLE_ENDIAN || !take(&cursor, &type, sizeof type)) return damaged(error);
    if ((type & WKB_SRID) != 0 && !take(&cursor, &srid, sizeof srid)) return damaged(error);
    return take_geometry(&cursor, type & ~(uint32_t)WKB_SRID, MARK_LITTLE_ENDIAN, features, error);
}
