#include "src/design.h"

#include "src/design_place.h"
#include "src/exchange/fields.h"
#include "src/exchange/foreign.h"
#include "src/layers.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A sign that a draughtsman drew for a lamp is smaller than this; a text stands no farther from what it names. */
static const double SIGN_M = 5, LABEL_M = 5;
/* A lamp on a wall may be drawn a little inside it. */
static const double WALL_M = 1;

enum { UNKNOWN_NAMES = 12 };

Design design_init(void)
{
    return (Design){.shapes = {features_init(FEATURE_POINT), features_init(FEATURE_LINE), features_init(FEATURE_POLYGON)}};
}

void design_free(Design *design)
{
    free(design->object);
    for (int kind = 0; kind < 3; kind++) features_free(&design->shapes[kind]);
    *design = (Design){0};
}

bool design_add(Design *design, const DesignObject *object, Error *error)
{
    if (design->count == DESIGN_MOST)
        return error_set(error, ERROR_INPUT, _("%s: it holds more than %d objects; is it a design, or the whole town?"), design->file, DESIGN_MOST);
    if ((design->count & (design->count - 1)) == 0) { /* room doubles */
        size_t room = design->count > 0 ? 2 * design->count : 1;
        DesignObject *grown = realloc(design->object, room * sizeof *grown);
        if (grown == NULL) return error_memory(error, (double)(room * sizeof *grown));
        design->object = grown;
    }
    design->object[design->count++] = *object;
    return true;
}

void design_add_note(Design *design, const char *format, ...)
{
    if (design->note_count == DESIGN_NOTES) return;
    va_list values;
    va_start(values, format);
    vsnprintf(design->note[design->note_count++], DESIGN_NOTE, format, values);
    va_end(values);
}

double design_reach_m(const Config *config, DesignKind kind)
{
    const double reach[DESIGN_KINDS] = {config->light_reach_m, config->camera_range_m,     config->meeting_place_reach_m,
                                        config->path_reach_m,  config->greenery_reach_m, config->patrol_reach_m};
    return reach[kind];
}

bool design_acts(DesignKind kind)
{
    return kind == DESIGN_LAMP || kind == DESIGN_CAMERA || kind == DESIGN_PATROL;
}

ReachObject design_shape(const Design *design, const DesignObject *object)
{
    bool sight = object->kind == DESIGN_LAMP || object->kind == DESIGN_CAMERA;
    ReachObject shape = reach_object(&design->shapes[object->shape], object->feature, object->reach_m, sight);
    shape.direction_deg = object->direction_deg;
    shape.angle_deg = object->angle_deg;
    return shape;
}

void design_place(const Design *design, const DesignObject *object, double *ret_x_m, double *ret_y_m)
{
    const Features *shapes = &design->shapes[object->shape];
    Polygon polygon = polygon_of(shapes, object->feature);
    if (object->shape == FEATURE_POLYGON && polygon_inner_point(&polygon, ret_x_m, ret_y_m)) return;
    size_t first = shapes->vertex_start[shapes->part_start[object->feature]], end = shapes->vertex_start[shapes->part_start[object->feature] + 1];
    size_t middle = first + (end - first) / 2; /* of a point itself */
    *ret_x_m = shapes->x_m[middle];
    *ret_y_m = shapes->y_m[middle];
}

/* ---- reading ---- */

typedef struct Label {
    char *text;
    bool used;
} Label;

typedef struct Reader {
    const Config *config;
    const Municipality *municipality;
    const char *path;
    Design design;
    int field[DESIGN_FIELDS];          /* columns; -1 is none */
    int drawing_layer, text, block, attributes; /* of a DXF; -1 elsewhere */
    Label *label;
    size_t label_count;
    Features label_places;
    char unknown[UNKNOWN_NAMES][64];   /* layers and words without a meaning */
    size_t unknown_count[UNKNOWN_NAMES], unknown_names, unknown_more;
    size_t unchanged;                  /* objects that stay as they are */
    Error *error;
} Reader;

static void reader_free(Reader *reader)
{
    for (size_t i = 0; i < reader->label_count; i++) free(reader->label[i].text);
    free(reader->label);
    features_free(&reader->label_places);
    design_free(&reader->design);
}

typedef struct FieldWish {
    Reader *reader;
    const ForeignSchema *schema;
} FieldWish;

/* One "our field = their field" of [check] fields. */
static bool take_field(const char *pair, void *context)
{
    FieldWish *wish = context;
    char ours[CONFIG_TEXT];
    const char *equals = strchr(pair, '=');
    DesignField field;
    snprintf(ours, sizeof ours, "%.*s", equals == NULL ? 0 : (int)(equals - pair), pair);
    if (!design_field_read(ours, &field))
        return error_set(wish->reader->error, ERROR_USAGE, _("[check] fields: '%s' is no `our field = their field`; ours are object, change, name, reach_m, direction_deg and angle_deg."),
                         pair);
    int column = foreign_column(wish->schema, equals + 1);
    if (column >= 0) wish->reader->field[field] = column; /* one that is not there may belong to another layer */
    return true;
}

static bool find_columns(const ForeignSchema *schema, Reader *reader)
{
    for (int field = 0; field < DESIGN_FIELDS; field++) reader->field[field] = -1;
    bool drawing = strcmp(schema->driver, "DXF") == 0;
    reader->drawing_layer = drawing ? foreign_column(schema, "Layer") : -1;
    reader->text = drawing ? foreign_column(schema, "Text") : -1;
    reader->block = drawing ? foreign_column(schema, "BlockName") : -1;
    reader->attributes = drawing ? foreign_column(schema, "BlockAttributes") : -1;
    DesignField field;
    for (size_t i = 0; i < schema->field_count && !drawing; i++)
        if (design_field_read(schema->field_name[i], &field) && reader->field[field] < 0) reader->field[field] = (int)i;
    return config_each(reader->config->design_fields, take_field, &(FieldWish){reader, schema});
}

static const char *value_of(const ForeignRecord *record, int column)
{
    if (column < 0) return NULL;
    const ForeignValue *value = &record->value[column];
    return value->text != NULL && value->text[0] != '\0' ? value->text : NULL;
}

static double number_of(const char *text)
{
    double value;
    if (text == NULL) return NAN;
    return number_read(text, strlen(text), DECIMAL_POINT, &value) || number_read(text, strlen(text), DECIMAL_COMMA, &value) ? value : (double)NAN;
}

static const ConfigDrawing *drawing_named(const Config *config, const char *name)
{
    char wanted[128], there[128];
    field_fold(name, strlen(name), wanted, sizeof wanted);
    for (size_t i = 0; i < config->drawing_count; i++) {
        field_fold(config->drawing[i].name, strlen(config->drawing[i].name), there, sizeof there);
        if (strcmp(wanted, there) == 0) return &config->drawing[i];
    }
    return NULL;
}

static void see_unknown(Reader *reader, const char *name)
{
    for (size_t i = 0; i < reader->unknown_names; i++)
        if (strncmp(reader->unknown[i], name, sizeof reader->unknown[i] - 1) == 0) {
            reader->unknown_count[i]++;
            return;
        }
    if (reader->unknown_names == UNKNOWN_NAMES) {
        reader->unknown_more++;
        return;
    }
    snprintf(reader->unknown[reader->unknown_names], sizeof *reader->unknown, "%.63s", name);
    reader->unknown_count[reader->unknown_names++] = 1;
}

/* A kind by its stable name or by a word; "none" is none at all. */
static bool kind_of(const ConfigDrawing *drawing, bool *ret_none, DesignKind *ret_kind, Error *error)
{
    *ret_none = strcmp(drawing->object, "none") == 0;
    for (int kind = 0; kind < DESIGN_KINDS; kind++)
        if (strcmp(drawing->object, design_kind_key((DesignKind)kind)) == 0) return *ret_kind = (DesignKind)kind, true;
    if (*ret_none || design_kind_read(drawing->object, ret_kind)) return true;
    return error_set(error, ERROR_USAGE, _("[drawing %s]: object = %s is not one of its values; choose from lamp, camera, meeting_place, path, greenery, patrol or none."),
                     drawing->name, drawing->object);
}

/* What a record is. ret_known false: it has no meaning here, and was counted where that must be told. */
static bool meaning_of(Reader *reader, const ForeignRecord *record, const char *layer, DesignObject *object, bool *ret_known)
{
    const char *what = value_of(record, reader->field[FIELD_OBJECT]), *change = value_of(record, reader->field[FIELD_CHANGE]);
    const char *name = value_of(record, reader->field[FIELD_NAME]);
    const ConfigDrawing *drawing = drawing_named(reader->config, what != NULL ? what : layer);
    if (drawing == NULL) drawing = drawing_named(reader->config, layer);
    bool none = false;
    *ret_known = false;
    if (drawing != NULL && drawing->object[0] != '\0') {
        if (!kind_of(drawing, &none, &object->kind, reader->error)) return false;
        if (none) return true;
    } else if (!design_kind_read(what != NULL ? what : layer, &object->kind)) {
        see_unknown(reader, what != NULL ? what : layer);
        return true;
    }
    object->change = CHANGE_NEW;
    if (change != NULL) {
        if (!design_change_read(change, &object->change))
            return error_set(reader->error, ERROR_INPUT, _("%s: record %ld (%s) says '%s' of its change; write new, moved or removed (nieuw, verplaatst, verwijderd)."), reader->path,
                             record->number, name != NULL ? name : design_kind_word(object->kind), change);
    } else if (drawing != NULL && drawing->change[0] != '\0') {
        if (!design_change_read(drawing->change, &object->change))
            return error_set(reader->error, ERROR_USAGE, _("[drawing %s]: change = %s is not one of its values; choose from new, moved or removed."), drawing->name, drawing->change);
    } else {
        (void)design_change_read(layer, &object->change);
    }
    object->reach_m = drawing != NULL && drawing->reach_m > 0 ? drawing->reach_m : (double)NAN;
    object->angle_deg = drawing != NULL && drawing->angle_deg > 0 ? drawing->angle_deg : (double)NAN;
    object->direction_deg = NAN;
    *ret_known = object->change != CHANGE_NONE;
    reader->unchanged += object->change == CHANGE_NONE;
    return true;
}

/* "(2:NAAM Lamp A,HOEK 70)": the attributes of a block, with the tag before the first blank. */
static void take_attributes(const char *list, DesignObject *object)
{
    const char *at = list != NULL ? strchr(list, ':') : NULL;
    for (at = at != NULL ? at + 1 : ""; *at != '\0' && *at != ')';) {
        char item[DESIGN_NAME], tag[64];
        DesignField field;
        size_t length = strcspn(at, ",)");
        snprintf(item, sizeof item, "%.*s", (int)length, at);
        snprintf(tag, sizeof tag, "%.*s", (int)strcspn(item, " "), item);
        const char *value = item + strcspn(item, " ");
        value += strspn(value, " ");
        if (design_field_read(tag, &field)) {
            if (field == FIELD_NAME) snprintf(object->name, sizeof object->name, "%s", value);
            if (field == FIELD_REACH) object->reach_m = number_of(value);
            if (field == FIELD_DIRECTION) object->direction_deg = number_of(value);
            if (field == FIELD_ANGLE) object->angle_deg = number_of(value);
        }
        at += length;
        at += *at == ',';
    }
}

static void take_fields(const Reader *reader, const ForeignRecord *record, DesignObject *object)
{
    const char *name = value_of(record, reader->field[FIELD_NAME]);
    const double number[] = {number_of(value_of(record, reader->field[FIELD_REACH])), number_of(value_of(record, reader->field[FIELD_DIRECTION])),
                             number_of(value_of(record, reader->field[FIELD_ANGLE]))};
    if (name != NULL) snprintf(object->name, sizeof object->name, "%.127s", name);
    if (!isnan(number[0])) object->reach_m = number[0];
    if (!isnan(number[1])) object->direction_deg = number[1];
    if (!isnan(number[2])) object->angle_deg = number[2];
    take_attributes(value_of(record, reader->attributes), object);
}

static bool add_parts(Features *features, const ForeignRecord *record, size_t first_part, size_t end_part, Error *error)
{
    if (!features_add(features, error)) return false;
    for (size_t part = first_part; part < end_part; part++) {
        if (!features_add_part(features, error)) return false;
        for (size_t v = record->vertex_start[part]; v < record->vertex_start[part + 1]; v++)
            if (!features_add_vertex(features, record->x[v], record->y[v], error)) return false;
    }
    return true;
}

/* Points with many parts become an object each. */
static bool take_object(Reader *reader, const ForeignRecord *record, DesignObject *object)
{
    if (!record->has_geometry)
        return error_set(reader->error, ERROR_INPUT, _("%s: record %ld (%s%s%s) has no place that can be used; draw it as one point, line or area."), reader->path, record->number,
                         design_kind_word(object->kind), object->name[0] != '\0' ? " " : "", object->name);
    size_t objects = record->kind == FEATURE_POINT ? record->part_count : 1;
    for (size_t i = 0; i < objects; i++) {
        Features *shapes = &reader->design.shapes[record->kind];
        object->shape = record->kind;
        object->feature = shapes->count;
        if (!add_parts(shapes, record, record->kind == FEATURE_POINT ? i : 0, record->kind == FEATURE_POINT ? i + 1 : record->part_count, reader->error) ||
            !design_add(&reader->design, object, reader->error))
            return false;
    }
    return true;
}

static bool take_label(Reader *reader, const ForeignRecord *record, const char *text)
{
    Label *grown = realloc(reader->label, (reader->label_count + 1) * sizeof *grown);
    if (grown == NULL) return error_memory(reader->error, (double)(reader->label_count + 1) * sizeof *grown);
    reader->label = grown;
    grown[reader->label_count] = (Label){.text = strdup(text)};
    if (grown[reader->label_count].text == NULL) return error_memory(reader->error, (double)strlen(text));
    reader->label_count++;
    return add_parts(&reader->label_places, record, 0, 1, reader->error);
}

static bool take_record(Reader *reader, const ForeignRecord *record, const char *layer)
{
    DesignObject object = {0};
    bool known;
    const char *text = value_of(record, reader->text), *block = value_of(record, reader->block), *drawn = value_of(record, reader->drawing_layer);
    if (text != NULL && record->has_geometry && record->kind == FEATURE_POINT) return take_label(reader, record, text);
    if (!meaning_of(reader, record, drawn != NULL ? drawn : layer, &object, &known)) return false;
    if (!known) return true;
    take_fields(reader, record, &object);
    if (block != NULL && (object.kind == DESIGN_PATH || object.kind == DESIGN_GREENERY))
        return error_set(reader->error, ERROR_INPUT, _("%s: the %s%s%s on layer %s is drawn as block '%s', which has a place but no shape; explode the block in the drawing."),
                         reader->path, design_kind_word(object.kind), object.name[0] != '\0' ? " " : "", object.name, drawn != NULL ? drawn : layer, block);
    return take_object(reader, record, &object);
}

/* One layer of the file; what it holds is brought to metres before the next one is read. */
static bool read_layer(Reader *reader, const char *layer, const DesignOptions *options)
{
    ForeignSource *source;
    ForeignRecord record;
    ForeignOptions wish = {.layer = layer};
    size_t first[3], first_label = features_vertices(&reader->label_places);
    for (int kind = 0; kind < 3; kind++) first[kind] = features_vertices(&reader->design.shapes[kind]);
    if (!foreign_open(reader->path, &wish, &source, reader->error)) return false;
    const ForeignSchema *schema = foreign_schema(source);
    bool ok = find_columns(schema, reader);
    for (;;) {
        ok = ok && foreign_next(source, &record, reader->error);
        if (!ok || record.is_end) break;
        ok = take_record(reader, &record, schema->layer);
    }
    if (ok) {
        DesignRun runs[4];
        for (int kind = 0; kind < 3; kind++) {
            Features *shapes = &reader->design.shapes[kind];
            runs[kind] = (DesignRun){shapes->x_m + first[kind], shapes->y_m + first[kind], features_vertices(shapes) - first[kind]};
        }
        runs[3] = (DesignRun){reader->label_places.x_m + first_label, reader->label_places.y_m + first_label, features_vertices(&reader->label_places) - first_label};
        ok = design_bring_home(reader->config, reader->municipality, reader->path, schema->crs_wkt, options->crs, options->units, runs, &reader->design, reader->error);
    }
    foreign_close(source);
    return ok;
}

/* A GeoPackage may have a layer per kind of object; the other formats have one. */
static bool read_layers(Reader *reader, const DesignOptions *options)
{
    char names[4200] = "";
    ForeignSource *source;
    ForeignOptions wish = {0};
    if (!foreign_open(reader->path, &wish, &source, reader->error)) return false;
    const ForeignSchema *schema = foreign_schema(source);
    bool many = strcmp(schema->driver, "GPKG") == 0 && schema->layer_count > 1;
    if (many) snprintf(names, sizeof names, "%s", schema->layer_names);
    foreign_close(source);
    if (!many) return read_layer(reader, NULL, options);
    for (char *at = names; at != NULL && *at != '\0';) {
        char *end = strstr(at, ", ");
        if (end != NULL) *end = '\0';
        bool ours = strcmp(at, "layer_styles") == 0 || strcmp(at, "risk_areas") == 0; /* beside the objects in what `check` writes */
        if (!ours && !read_layer(reader, at, options)) return false;
        at = end != NULL ? end + 2 : NULL;
    }
    return true;
}

static void tell_unknown(Reader *reader, char *ret_list, size_t size)
{
    size_t used = 0;
    ret_list[0] = '\0';
    for (size_t i = 0; i < reader->unknown_names && used < size; i++)
        used += (size_t)snprintf(ret_list + used, size - used, "%s%s (%zu)", i > 0 ? ", " : "", reader->unknown[i], reader->unknown_count[i]);
    if (reader->unknown_more > 0 && used < size) snprintf(ret_list + used, size - used, ", … (%zu)", reader->unknown_more);
}

static bool anything_known(Reader *reader)
{
    char list[300];
    tell_unknown(reader, list, sizeof list);
    if (reader->design.count == 0 && reader->unchanged > 0)
        return error_set(reader->error, ERROR_INPUT, _("%s holds only what exists already; mark what is new, moved or removed."), reader->path);
    if (reader->design.count == 0 && reader->unknown_names == 0) return error_set(reader->error, ERROR_INPUT, _("%s holds no objects; is it the right file?"), reader->path);
    if (reader->design.count == 0)
        return error_set(reader->error, ERROR_INPUT,
                         _("%s holds nothing whose meaning is known: %s; say what it is in the configuration, as in [drawing %s] with object = lamp, camera, meeting_place, path,"
                           " greenery or patrol."),
                         reader->path, list, reader->unknown[0]);
    if (reader->unchanged > 0)
        design_add_note(&reader->design, ngettext("%zu object is drawn as existing and no part of the design.", "%zu objects are drawn as existing and no part of the design.", reader->unchanged),
                        reader->unchanged);
    if (reader->unknown_names > 0) design_add_note(&reader->design, _("Left out of the design, as their meaning is not known: %s."), list);
    return true;
}

/* ---- from drawing to objects ---- */

typedef struct Pair {
    double distance_m;
    size_t object, label;
} Pair;

static int compare_pairs(const void *a, const void *b)
{
    const Pair *p = a, *q = b;
    if (p->distance_m != q->distance_m) return p->distance_m < q->distance_m ? -1 : 1;
    if (p->object != q->object) return p->object < q->object ? -1 : 1;
    return (p->label > q->label) - (p->label < q->label);
}

static double label_distance_m(const Reader *reader, const DesignObject *object, size_t label)
{
    const Features *shapes = &reader->design.shapes[object->shape];
    double x = reader->label_places.x_m[label], y = reader->label_places.y_m[label], least = INFINITY;
    for (size_t part = shapes->part_start[object->feature]; part < shapes->part_start[object->feature + 1]; part++)
        for (size_t v = shapes->vertex_start[part]; v < shapes->vertex_start[part + 1]; v++) {
            size_t next = v + 1 < shapes->vertex_start[part + 1] ? v + 1 : v;
            least = fmin(least, segment_distance_m(shapes->x_m[v], shapes->y_m[v], shapes->x_m[next], shapes->y_m[next], x, y));
        }
    return least;
}

static bool add_pair(Pair **pairs, size_t *count, size_t *room, Pair pair, Error *error)
{
    if (*count == *room) {
        *room = 2 * *room + 64;
        Pair *grown = realloc(*pairs, *room * sizeof *grown);
        if (grown == NULL) return error_memory(error, (double)(*room * sizeof *grown));
        *pairs = grown;
    }
    (*pairs)[(*count)++] = pair;
    return true;
}

/* Every text near an object without a name. */
static bool pair_labels(const Reader *reader, Pair **ret_pairs, size_t *ret_count, Error *error)
{
    ReachPlaces places;
    uint32_t *found = malloc((reader->label_count + 1) * sizeof *found);
    size_t room = 0;
    if (found == NULL) return error_memory(error, 4.0 * (double)reader->label_count);
    if (!reach_places_init(reader->label_places.x_m, reader->label_places.y_m, reader->label_count, LABEL_M, &places, error)) return free(found), false;
    bool ok = true;
    for (size_t o = 0; ok && o < reader->design.count; o++) {
        const DesignObject *object = &reader->design.object[o];
        if (object->name[0] != '\0') continue;
        ReachObject shape = reach_object(&reader->design.shapes[object->shape], object->feature, LABEL_M, false);
        size_t near = reach_find(&places, &shape, NULL, found);
        for (size_t k = 0; ok && k < near; k++) {
            double distance = label_distance_m(reader, object, found[k]);
            if (distance <= LABEL_M) ok = add_pair(ret_pairs, ret_count, &room, (Pair){distance, o, found[k]}, error);
        }
    }
    reach_places_free(&places);
    free(found);
    return ok;
}

/* Texts go to the nearest object without a name, the nearest pairs first. */
static bool name_by_labels(Reader *reader)
{
    Pair *pairs = NULL;
    size_t count = 0;
    if (reader->label_count == 0) return true;
    if (!pair_labels(reader, &pairs, &count, reader->error)) return free(pairs), false;
    if (count > 0) qsort(pairs, count, sizeof *pairs, compare_pairs);
    for (size_t p = 0; p < count; p++) {
        DesignObject *object = &reader->design.object[pairs[p].object];
        Label *label = &reader->label[pairs[p].label];
        if (label->used || object->name[0] != '\0') continue;
        design_label_read(label->text, object->name, sizeof object->name, &object->reach_m, &object->direction_deg, &object->angle_deg);
        label->used = true;
    }
    free(pairs);
    return true;
}

static void name_the_rest(Design *design)
{
    size_t number[DESIGN_KINDS] = {0};
    for (size_t o = 0; o < design->count; o++) {
        DesignObject *object = &design->object[o];
        number[object->kind]++;
        if (object->name[0] == '\0') snprintf(object->name, sizeof object->name, "%s %zu", design_kind_word(object->kind), number[object->kind]);
    }
}

static bool add_point(Features *points, double x_m, double y_m, Error *error)
{
    return features_add(points, error) && features_add_part(points, error) && features_add_vertex(points, x_m, y_m, error);
}

/* A lamp or camera that is drawn as a small sign stands in its middle; greenery drawn as a closed line is ground. */
static bool settle_shape(Reader *reader, DesignObject *object)
{
    Design *design = &reader->design;
    Features *shapes = &design->shapes[object->shape];
    Box box = features_box_of(shapes, object->feature);
    if (object->shape != FEATURE_POINT && (object->kind == DESIGN_LAMP || object->kind == DESIGN_CAMERA || object->kind == DESIGN_MEETING_PLACE)) {
        bool small = box.x_max - box.x_min <= SIGN_M && box.y_max - box.y_min <= SIGN_M;
        if (!small && object->kind != DESIGN_MEETING_PLACE)
            return error_set(reader->error, ERROR_INPUT, _("%s: %s '%s' is drawn as a line or area of %.0f m; draw it as a point."), reader->path, design_kind_word(object->kind), object->name,
                             fmax(box.x_max - box.x_min, box.y_max - box.y_min));
        if (!small) return true;
        object->shape = FEATURE_POINT;
        object->feature = design->shapes[FEATURE_POINT].count;
        return add_point(&design->shapes[FEATURE_POINT], (box.x_min + box.x_max) / 2, (box.y_min + box.y_max) / 2, reader->error);
    }
    size_t part = shapes->part_start[object->feature], parts = shapes->part_start[object->feature + 1] - part;
    size_t first = shapes->vertex_start[part], end = shapes->vertex_start[part + 1];
    bool closed = parts == 1 && end - first >= 4 && shapes->x_m[first] == shapes->x_m[end - 1] && shapes->y_m[first] == shapes->y_m[end - 1];
    if (object->kind != DESIGN_GREENERY || object->shape != FEATURE_LINE || !closed) return true;
    Features *ground = &design->shapes[FEATURE_POLYGON];
    if (!features_add(ground, reader->error) || !features_add_part(ground, reader->error)) return false;
    for (size_t v = first; v + 1 < end; v++)
        if (!features_add_vertex(ground, shapes->x_m[v], shapes->y_m[v], reader->error)) return false;
    object->shape = FEATURE_POLYGON;
    object->feature = ground->count - 1;
    return true;
}

/* A sign of several strokes gives several objects on one spot: the first stays. Only for drawings. */
static void drop_repeated(Design *design)
{
    size_t kept = 0;
    for (size_t o = 0; o < design->count; o++) {
        const DesignObject *object = &design->object[o];
        bool repeated = false;
        for (size_t k = 0; k < kept && !repeated && object->shape == FEATURE_POINT; k++) {
            const DesignObject *other = &design->object[k];
            if (other->shape != FEATURE_POINT || other->kind != object->kind || other->change != object->change) continue;
            double ax, ay, bx, by;
            design_place(design, object, &ax, &ay);
            design_place(design, other, &bx, &by);
            repeated = hypot(ax - bx, ay - by) < 0.5;
        }
        if (!repeated) design->object[kept++] = *object;
    }
    design->count = kept;
}

/* ---- what cannot be ---- */

static bool check_numbers(const Reader *reader, DesignObject *object)
{
    const char *kind = design_kind_word(object->kind);
    if (isnan(object->reach_m)) object->reach_m = design_reach_m(reader->config, object->kind);
    if (!(object->reach_m > 0 && object->reach_m <= 1000))
        return error_set(reader->error, ERROR_INPUT, _("%s: %s '%s' has a reach of %g m; give one above 0 and up to 1000 m."), reader->path, kind, object->name, object->reach_m);
    if (object->kind != DESIGN_CAMERA) return object->direction_deg = object->angle_deg = NAN, true;
    if (object->change == CHANGE_REMOVED) return true;
    if (isnan(object->angle_deg))
        return error_set(reader->error, ERROR_INPUT, _("%s: camera '%s' has no angle, so nobody knows what it sees; give the width of its view in degrees (angle_deg, 360 for all round)."),
                         reader->path, object->name);
    if (!(object->angle_deg > 0 && object->angle_deg <= 360))
        return error_set(reader->error, ERROR_INPUT, _("%s: camera '%s' has an angle of %g degrees; give one above 0 and up to 360."), reader->path, object->name, object->angle_deg);
    if (isnan(object->direction_deg) && object->angle_deg < 360)
        return error_set(reader->error, ERROR_INPUT, _("%s: camera '%s' has no direction; give it in degrees clockwise from north (direction_deg)."), reader->path, object->name);
    if (!isnan(object->direction_deg) && fabs(object->direction_deg) > 360)
        return error_set(reader->error, ERROR_INPUT, _("%s: camera '%s' has a direction of %g degrees; give one from 0 to 360, clockwise from north."), reader->path, object->name,
                         object->direction_deg);
    return true;
}

static bool touches(const Features *shapes, size_t feature, const PolygonIndex *index)
{
    for (size_t part = shapes->part_start[feature]; part < shapes->part_start[feature + 1]; part++)
        for (size_t v = shapes->vertex_start[part]; v < shapes->vertex_start[part + 1]; v++)
            if (polygon_index_find(index, shapes->x_m[v], shapes->y_m[v]) >= 0) return true;
    return false;
}

static bool check_places(const Reader *reader)
{
    const Municipality *municipality = reader->municipality;
    const Features *buildings = &municipality->layer[ROLE_BUILDING].features;
    PolygonIndex boundary, houses;
    if (!polygon_index_init(&municipality->boundary, &boundary, reader->error)) return false;
    if (!polygon_index_init(buildings, &houses, reader->error)) return polygon_index_free(&boundary), false;
    bool ok = true;
    for (size_t o = 0; ok && o < reader->design.count; o++) {
        const DesignObject *object = &reader->design.object[o];
        double x, y;
        design_place(&reader->design, object, &x, &y);
        if (!touches(&reader->design.shapes[object->shape], object->feature, &boundary)) {
            ok = error_set(reader->error, ERROR_INPUT, _("%s: %s '%s' lies outside the boundary, at (%.0f, %.0f); take it out of the design, or draw it in its place."), reader->path,
                           design_kind_word(object->kind), object->name, x, y);
        } else if (object->kind == DESIGN_LAMP && object->change != CHANGE_REMOVED) {
            ptrdiff_t house = polygon_index_find(&houses, x, y);
            Polygon walls = house >= 0 ? polygon_of(buildings, (size_t)house) : (Polygon){0};
            if (house >= 0 && polygon_edge_distance_m(&walls, x, y) > WALL_M)
                ok = error_set(reader->error, ERROR_INPUT, _("%s: lamp '%s' stands inside a building, at (%.0f, %.0f); draw it on the street."), reader->path, object->name, x, y);
        }
    }
    polygon_index_free(&boundary);
    polygon_index_free(&houses);
    return ok;
}

static bool make_objects(Reader *reader, bool drawing)
{
    if (!name_by_labels(reader)) return false;
    for (size_t o = 0; o < reader->design.count; o++)
        if (!settle_shape(reader, &reader->design.object[o])) return false;
    if (drawing) drop_repeated(&reader->design);
    name_the_rest(&reader->design);
    for (size_t o = 0; o < reader->design.count; o++)
        if (!check_numbers(reader, &reader->design.object[o])) return false;
    return check_places(reader);
}

bool design_read(const Config *config, const Municipality *municipality, const char *path, const DesignOptions *options, Design *ret_design, Error *error)
{
    Reader reader = {.config = config, .municipality = municipality, .path = path, .design = design_init(), .label_places = features_init(FEATURE_POINT), .error = error};
    const char *slash = strrchr(path, '/');
    snprintf(reader.design.file, sizeof reader.design.file, "%.127s", slash != NULL ? slash + 1 : path);
    bool ok = foreign_knows(path) || error_set(error, ERROR_INPUT, _("%s is no design that is read here; use a shapefile, GeoPackage, GeoJSON, FlatGeobuf or DXF."), path);
    ok = ok && layer_file_hash(path, reader.design.sha256, error) && read_layers(&reader, options) && anything_known(&reader) &&
         make_objects(&reader, reader.drawing_layer >= 0) && layer_file_unchanged(path, reader.design.sha256, error);
    if (ok) {
        *ret_design = reader.design;
        reader.design = (Design){0};
    }
    reader_free(&reader);
    return ok;
}
