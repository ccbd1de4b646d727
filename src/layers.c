#include "src/layers.h"

#include "src/code_table.h"
#include "src/exchange/fields.h"
#include "src/exchange/projection.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* Names under which a field goes in the files of municipalities, CBS, BGT, NWB and BAG; compared folded. The
 * first one that is there is used. */
static const char *const TEXT_ALIASES[LAYER_TEXTS] = {
    [TEXT_NAME] = "name,naam,bu_naam,buurtnaam,buurt,wk_naam,wijknaam,gm_naam,gemeentenaam,straatnaam,stt_naam,openbareruimtenaam,street,lsoa11nm,lsoa21nm,lad_name,precinct,ward,omschrijving",
    [TEXT_CODE] = "code,bu_code,buurtcode,wk_code,wijkcode,gm_code,gemeentecode,lsoa11cd,lsoa21cd,mastnr,mastnummer,nummer,objectnummer,id",
    [TEXT_WIJK_CODE] = "wk_code,wijkcode",
    [TEXT_WIJK_NAME] = "wk_naam,wijknaam,wijk",
    [TEXT_KIND] = "kind,soort,type,wegtype,wegfunctie,functie,gebruik,gebruiksdoel,highway,amenity,categorie",
    [TEXT_LIGHTING_CLASS] = "lighting_class,klasse,verlichtingsklasse,lichtklasse",
    [TEXT_SINCE] = "since,datum,vanaf,ingangsdatum,date",
};
static const char *const NUMBER_ALIASES[LAYER_NUMBERS] = {
    [NUMBER_RESIDENTS] = "residents,aant_inw,aantal_inwoners,aantalinwoners,inwoners,population,inhabitants",
    [NUMBER_WORKS] = "works,status,in_bedrijf,werkt,state",
    [NUMBER_LUX] = "lux,verlichtingssterkte,lux_gem,e_gem",
    [NUMBER_DIRECTION_DEG] = "direction_deg,richting,direction,azimuth,kijkrichting",
    [NUMBER_ANGLE_DEG] = "angle_deg,hoek,angle,openingshoek,fov",
    [NUMBER_RANGE_M] = "range_m,bereik,range,bereik_m,reach_m",
    [NUMBER_VALUE] = "value,waarde,bezoekers,visitors,aantal",
};

typedef struct FieldMap {
    int text[LAYER_TEXTS], number[LAYER_NUMBERS]; /* index of the attribute, -1 is none */
} FieldMap;

typedef struct Search {
    const ForeignSchema *schema;
    int found;
} Search;

static bool try_alias(const char *name, void *context)
{
    Search *search = context;
    search->found = foreign_column(search->schema, name);
    return search->found < 0;
}

static int find_alias(const ForeignSchema *schema, const char *aliases)
{
    Search search = {schema, -1};
    config_each(aliases, try_alias, &search);
    return search.found;
}

typedef struct Override {
    const ConfigLayer *settings;
    const ForeignSchema *schema;
    Role role;
    FieldMap *map;
    Error *error;
} Override;

/* One "our field = their field" of the configuration. */
static bool take_override(const char *pair, void *context)
{
    Override *override = context;
    char ours[CONFIG_TEXT];
    const char *equals = strchr(pair, '=');
    snprintf(ours, sizeof ours, "%.*s", equals == NULL ? 0 : (int)(equals - pair), pair);
    for (size_t end = strlen(ours); end > 0 && ours[end - 1] == ' ';) ours[--end] = '\0';
    const char *theirs = equals == NULL ? "" : equals + 1 + strspn(equals + 1, " ");
    int attribute = foreign_column(override->schema, theirs);
    const RoleFacts *facts = role_facts(override->role);
    if (equals != NULL && attribute < 0)
        return error_set(override->error, ERROR_INPUT, _("%s: there is no field '%s', which [layer %s] asks for; its fields can be seen in QGIS or with ogrinfo."),
                         override->settings->file, theirs, override->settings->name);
    for (int field = 0; field < LAYER_TEXTS; field++)
        if (facts->texts & 1u << field && strcasecmp(ours, layer_text_name((LayerText)field)) == 0) return override->map->text[field] = attribute, true;
    for (int field = 0; field < LAYER_NUMBERS; field++)
        if (facts->numbers & 1u << field && strcasecmp(ours, layer_number_name((LayerNumber)field)) == 0)
            return override->map->number[field] = attribute, true;
    return error_set(override->error, ERROR_USAGE, _("[layer %s]: '%s' is no `field = their field` that role %s has."), override->settings->name, pair,
                     facts->name);
}

static void add_field(const ForeignSchema *schema, const char *ours, int attribute, char *text, size_t size)
{
    size_t used = strlen(text);
    if (attribute >= 0) snprintf(text + used, size - used, "%s%s = %s", used > 0 ? ", " : "", ours, schema->field_name[attribute]);
}

void layer_fields_text(const ForeignSchema *schema, Role role, char *ret_text, size_t size)
{
    const RoleFacts *facts = role_facts(role);
    ret_text[0] = '\0';
    for (int field = 0; field < LAYER_TEXTS; field++)
        if (facts->texts & 1u << field) add_field(schema, layer_text_name((LayerText)field), find_alias(schema, TEXT_ALIASES[field]), ret_text, size);
    for (int field = 0; field < LAYER_NUMBERS; field++)
        if (facts->numbers & 1u << field) add_field(schema, layer_number_name((LayerNumber)field), find_alias(schema, NUMBER_ALIASES[field]), ret_text, size);
}

static bool map_fields(const ConfigLayer *settings, Role role, const ForeignSchema *schema, FieldMap *map, Error *error)
{
    const RoleFacts *facts = role_facts(role);
    for (int field = 0; field < LAYER_TEXTS; field++) map->text[field] = facts->texts & 1u << field ? find_alias(schema, TEXT_ALIASES[field]) : -1;
    for (int field = 0; field < LAYER_NUMBERS; field++)
        map->number[field] = facts->numbers & 1u << field ? find_alias(schema, NUMBER_ALIASES[field]) : -1;
    Override override = {settings, schema, role, map, error};
    return config_each(settings->fields, take_override, &override);
}

/* A lamp that works: "in bedrijf", "aan", 1; one that does not: "defect", "uit", 0. */
static double works_of(const char *text)
{
    static const char broken[] = "defect,buiten bedrijf,uit,kapot,nee,0,false,storing,broken,off,no,verwijderd";
    static const char working[] = "in bedrijf,aan,ja,1,true,werkt,actief,ok,on,yes,working,in gebruik";
    if (config_list_holds(working, text)) return 1;
    if (config_list_holds(broken, text)) return 0;
    return NAN;
}

static double number_of(const char *text, size_t length)
{
    double value;
    return number_read(text, length, DECIMAL_POINT, &value) || number_read(text, length, DECIMAL_COMMA, &value) ? value : (double)NAN;
}

static bool take_attributes(Layer *layer, const FieldMap *map, const ForeignRecord *record, Error *error)
{
    size_t i = layer->features.count - 1;
    for (int field = 0; field < LAYER_TEXTS; field++) {
        if (map->text[field] < 0) continue;
        const ForeignValue *value = &record->value[map->text[field]];
        if (value->text != NULL && !layer_set_text(layer, i, (LayerText)field, value->text, error)) return false;
    }
    for (int field = 0; field < LAYER_NUMBERS; field++) {
        if (map->number[field] < 0) continue;
        const ForeignValue *value = &record->value[map->number[field]];
        if (value->text == NULL) continue;
        layer->number[field][i] = field == NUMBER_WORKS ? works_of(value->text) : number_of(value->text, value->length);
        /* CBS writes -99997 and -99999999 for "not published". */
        if (field == NUMBER_RESIDENTS && layer->number[field][i] < 0) layer->number[field][i] = NAN;
    }
    return true;
}

/* Points with many parts become a feature each: a lamp is one lamp. */
static bool take_geometry(Layer *layer, const FieldMap *map, const ForeignRecord *record, Error *error)
{
    bool points = record->kind == FEATURE_POINT;
    size_t features = points ? record->vertex_start[record->part_count] : 1;
    for (size_t f = 0; f < features; f++) {
        if (!layer_add(layer, error) || !features_add(&layer->features, error)) return false;
        for (size_t part = 0; part < (points ? 1 : record->part_count); part++) {
            if (!features_add_part(&layer->features, error)) return false;
            size_t first = points ? f : record->vertex_start[part], end = points ? f + 1 : record->vertex_start[part + 1];
            for (size_t v = first; v < end; v++)
                if (!features_add_vertex(&layer->features, record->x[v], record->y[v], error)) return false;
        }
        if (!take_attributes(layer, map, record, error)) return false;
    }
    return true;
}

static bool right_kind(const ConfigLayer *settings, Role role, FeatureKind kind, Error *error)
{
    static const char *const names[] = {N_("points"), N_("lines"), N_("polygons")};
    if (role_facts(role)->kinds & 1u << kind) return true;
    return error_set(error, ERROR_INPUT, _("%s: it holds %s, which role %s cannot be; give the right file or another role."), settings->file,
                     _(names[kind]), role_facts(role)->name);
}

static bool read_records(ForeignSource *source, const ConfigLayer *settings, const FieldMap *map, Layer *layer, Error *error)
{
    ForeignRecord record;
    bool first = true;
    for (;;) {
        if (!foreign_next(source, &record, error)) return false;
        if (record.is_end) break;
        if (!record.has_geometry) continue;
        if (first) layer->features.kind = record.kind;
        first = false;
        if (!right_kind(settings, layer->role, record.kind, error)) return false;
        if (record.kind != layer->features.kind)
            return error_set(error, ERROR_INPUT, _("%s: record %ld has another kind of geometry than those before it; split the file by kind."),
                             settings->file, record.number);
        if (!take_geometry(layer, map, &record, error)) return false;
    }
    if (layer->features.count > 0) return true;
    return error_set(error, ERROR_INPUT, _("%s: it holds no feature with a geometry; is it the right file?"), settings->file);
}

static bool within(Box inner, Box outer)
{
    return inner.x_min >= outer.x_min && inner.x_max <= outer.x_max && inner.y_min >= outer.y_min && inner.y_max <= outer.y_max;
}

/* GeoJSON without a word about its system counts as degrees. Numbers that no degrees can be, and that lie where the project's
 * metres lie, are those metres: programs wrote such files for years. */
static bool are_metres_after_all(const char *crs, Box box, const char *project_crs)
{
    bool no_degrees = box.x_max > 360 || box.x_min < -360 || box.y_max > 90 || box.y_min < -90;
    return no_degrees && projection_is_degrees(crs) && within(box, projection_range(project_crs));
}

/* The configured CRS, the file's own, or the project's when the numbers fit its range. */
static bool choose_crs(const ConfigLayer *settings, const ForeignSchema *schema, const Layer *layer, const char *project_crs, const char **ret_crs,
                       Error *error)
{
    Box box = features_box(&layer->features);
    if (settings->crs[0] != '\0')
        *ret_crs = settings->crs;
    else if (schema->crs_wkt[0] != '\0')
        *ret_crs = are_metres_after_all(schema->crs_wkt, box, project_crs) ? project_crs : schema->crs_wkt;
    else if (within(box, projection_range(project_crs)))
        *ret_crs = project_crs;
    else
        return error_set(error, ERROR_INPUT,
                         _("%s: it has no .prj and its coordinates (%.6g, %.6g) are not those of %s; name its system with crs = EPSG:n in [layer %s]."),
                         settings->file, box.x_min, box.y_min, project_crs, settings->name);
    return true;
}

static bool project_layer(const ConfigLayer *settings, const char *crs, const char *project_crs, Layer *layer, Error *error)
{
    Projection *projection;
    if (!projection_open(crs, project_crs, &projection, error)) return error_prefix(error, settings->file);
    projection_forward(projection, features_vertices(&layer->features), layer->features.x_m, layer->features.y_m);
    projection_close(projection);
    Box box = features_box(&layer->features), range = projection_range(project_crs);
    bool finite = true;
    for (size_t i = 0; i < features_vertices(&layer->features); i++) finite = finite && isfinite(layer->features.x_m[i]) && isfinite(layer->features.y_m[i]);
    if (finite && within(box, range)) return true;
    return error_set(error, ERROR_INPUT,
                     _("%s: its coordinates come out at (%.0f, %.0f), outside the range of %s; is its coordinate system right (crs = EPSG:n in [layer %s])?"),
                     settings->file, box.x_min, box.y_min, project_crs, settings->name);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static void describe(const ConfigLayer *settings, const ForeignSource *source, const char *crs, Role role, const Layer *layer, LayerRecord *record)
{
    const ForeignSchema *schema = foreign_schema(source);
    ForeignCounts counts = foreign_counts(source);
    snprintf(record->name, sizeof record->name, "%.127s", settings->name);
    snprintf(record->role, sizeof record->role, "%s", role_facts(role)->name);
    snprintf(record->file_name, sizeof record->file_name, "%.255s", base_name(settings->file));
    if (!projection_identify(crs, record->crs, sizeof record->crs)) snprintf(record->crs, sizeof record->crs, "WKT");
    snprintf(record->encoding, sizeof record->encoding, "%.31s", schema->encoding);
    snprintf(record->note, sizeof record->note, "%.255s", schema->note);
    if (record->note[0] == '\0' && schema->crs_wkt[0] != '\0' && settings->crs[0] == '\0' && strcmp(crs, schema->crs_wkt) != 0)
        snprintf(record->note, sizeof record->note, _("its coordinates are no degrees and were taken for %s"), record->crs);
    record->features = (int64_t)layer->features.count;
    record->repaired = (int64_t)counts.repaired;
}

bool layer_file_hash(const char *path, char ret_sha256[HASH_HEX_BYTES], Error *error)
{
    static const char *const beside[] = {".dbf", ".DBF", ".prj", ".PRJ", ".cpg", ".CPG"};
    const char *dot = strrchr(path, '.');
    char all[7 * HASH_HEX_BYTES], one[HASH_HEX_BYTES], other[PATH_MAX];
    if (!hash_file(path, one, error)) return false;
    if (dot == NULL || strcasecmp(dot, ".shp") != 0) return memcpy(ret_sha256, one, HASH_HEX_BYTES), true;
    size_t used = (size_t)snprintf(all, sizeof all, "%s", one);
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        int length = snprintf(other, sizeof other, "%.*s%s", (int)(dot - path), path, beside[i]);
        if (length < 0 || (size_t)length >= sizeof other || access(other, R_OK) != 0) continue;
        if (!hash_file(other, one, error)) return false;
        used += (size_t)snprintf(all + used, sizeof all - used, "%s", one);
    }
    hash_text(all, used, ret_sha256);
    return true;
}

bool layer_files_hash(const ConfigLayer *settings, char ret_sha256[HASH_HEX_BYTES], Error *error)
{
    char both[2 * HASH_HEX_BYTES], one[HASH_HEX_BYTES];
    if (!layer_file_hash(settings->file, ret_sha256, error)) return false;
    if (settings->join[0] == '\0') return true;
    if (!hash_file(settings->join, one, error)) return false;
    int length = snprintf(both, sizeof both, "%s%s", ret_sha256, one);
    hash_text(both, (size_t)length, ret_sha256);
    return true;
}

static bool same_hash(const char *path, const char *before, const char *after, Error *error)
{
    return strcmp(before, after) == 0 || error_set(error, ERROR_INPUT, _("%s changed while it was read; try again when it is complete."), path);
}

bool layer_file_unchanged(const char *path, const char *sha256, Error *error)
{
    char now[HASH_HEX_BYTES];
    return layer_file_hash(path, now, error) && same_hash(path, sha256, now, error);
}

/* ---- figures by code ---- */

static bool none_matches(const ConfigLayer *settings, const CodeTable *table, const Layer *layer, Error *error)
{
    const char *code = "";
    for (size_t i = 0; i < layer->features.count && code[0] == '\0'; i++)
        if (layer->text[TEXT_CODE][i] != NULL) code = layer->text[TEXT_CODE][i];
    if (code[0] == '\0') return error_set(error, ERROR_INPUT, _("%s: its features have no code, so nothing can be joined to it; name the field with fields = code = FIELD in [layer %s]."), settings->file, settings->name);
    return error_set(error, ERROR_INPUT, _("%s: none of its codes (such as '%s') is one of %s (such as '%s'); are they of the same year and kind? (StatLine gives codes when the subject 'Codering' is chosen.)"), settings->join, table->figure[0].code, settings->file, code);
}

/* Lays the inhabitants of the table on the features by their code; where the table knows nothing, what the file itself says stays. */
static bool join_figures(const ConfigLayer *settings, Layer *layer, LayerRecord *record, Error *error)
{
    CodeTable table;
    size_t matched = 0;
    if (settings->join[0] == '\0') return true;
    if (layer->role != ROLE_NEIGHBOURHOOD)
        return error_set(error, ERROR_USAGE, _("[layer %s]: join is for a layer with role neighbourhood, and this one has role %s."), settings->name, role_facts(layer->role)->name);
    if (!code_table_read(settings->join, &table, error)) return false;
    for (size_t i = 0; i < layer->features.count; i++) {
        const char *code = layer->text[TEXT_CODE][i];
        const CodeFigure *figure = code != NULL ? code_table_find(&table, code) : NULL;
        if (figure == NULL) continue;
        matched++;
        if (!isnan(figure->value)) layer->number[NUMBER_RESIDENTS][i] = figure->value;
    }
    bool ok = matched > 0 || none_matches(settings, &table, layer, error);
    if (ok) {
        size_t used = strlen(record->note), named = strlen(record->file_name);
        snprintf(record->note + used, sizeof record->note - used, _("%sinhabitants%s%s from %s for %zu of %zu"), used > 0 ? "; " : "", table.period[0] != '\0' ? " " : "", table.period,
                 base_name(settings->join), matched, layer->features.count);
        snprintf(record->file_name + named, sizeof record->file_name - named, ", %s", base_name(settings->join));
    }
    code_table_free(&table);
    return ok;
}

bool layer_file_read(const ConfigLayer *settings, const char *project_crs, Layer *ret_layer, LayerRecord *ret_record, Error *error)
{
    Role role;
    ForeignOptions options = {0};
    ForeignSource *source;
    if (settings->role[0] == '\0')
        return error_set(error, ERROR_USAGE, _("Layer '%s' has no role; give one with --role or with role = ... in [layer %s]."), settings->name, settings->name);
    if (!role_from_name(settings->role, &role, error)) return false;
    if (settings->encoding[0] != '\0' && !encoding_from_name(settings->encoding, &options.encoding, error)) return false;
    LayerRecord record = {0};
    if (!layer_files_hash(settings, record.sha256, error) || !foreign_open(settings->file, &options, &source, error)) return false;
    Layer layer = layer_init(role, FEATURE_POLYGON);
    FieldMap map;
    const char *crs = NULL;
    bool ok = map_fields(settings, role, foreign_schema(source), &map, error) && read_records(source, settings, &map, &layer, error) &&
              choose_crs(settings, foreign_schema(source), &layer, project_crs, &crs, error) &&
              project_layer(settings, crs, project_crs, &layer, error);
    if (ok) describe(settings, source, crs, role, &layer, &record);
    char now[HASH_HEX_BYTES];
    ok = ok && join_figures(settings, &layer, &record, error) && layer_files_hash(settings, now, error) && same_hash(settings->file, record.sha256, now, error);
    foreign_close(source);
    if (!ok) {
        layer_free(&layer);
        return false;
    }
    *ret_layer = layer;
    *ret_record = record;
    return true;
}
