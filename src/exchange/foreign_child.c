#include "src/exchange/foreign_child.h"

#include "src/exchange/child.h"
#include "src/exchange/database_guard.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

static const char *const drivers[FORMAT_COUNT] = {"ESRI Shapefile", "GPKG", "GeoJSON", "XLSX", "ODS", "DXF",
                                                  "FlatGeobuf"};

const char *foreign_driver(ForeignFormat format)
{
    return drivers[format];
}

/* ---- writing frames ---- */

typedef struct Frame {
    char *byte;
    size_t length, capacity;
} Frame;

typedef struct Child {
    const char *path;
    ForeignFormat format;
    const ForeignOptions *options;
    int out;
    Frame frame;           /* the one being written */
    TextEncoding encoding; /* the bytes that GDAL hands out; ENCODING_UTF8 when it converted them */
    const char *encoding_told;
    char note[128];
    bool has_geometry;
    FeatureKind kind;
    ForeignType *type;
    int fields;
    OGRFeatureH header; /* of a sheet: the row with the names, when it is not the first; NULL: it is */
    GIntBig header_row;
} Child;

/* Room for more; without memory the child simply dies, which the parent tells. */
static void put_bytes(Frame *frame, const void *from, size_t length)
{
    if (frame->capacity - frame->length < length) {
        size_t capacity = frame->capacity * 2 + length + 4096;
        char *byte = realloc(frame->byte, capacity);
        if (!byte) abort();
        frame->byte = byte;
        frame->capacity = capacity;
    }
    if (length > 0) memcpy(frame->byte + frame->length, from, length);
    frame->length += length;
}

static void put_u32(Frame *frame, uint32_t value)
{
    put_bytes(frame, &value, sizeof value);
}

static void put_byte(Frame *frame, unsigned value)
{
    char byte = (char)value;
    put_bytes(frame, &byte, 1);
}

static void put_text(Frame *frame, const char *text)
{
    size_t length = strlen(text);
    if (length > FRAME_TEXT_BYTES) length = FRAME_TEXT_BYTES;
    put_u32(frame, (uint32_t)length);
    put_bytes(frame, text, length);
    put_byte(frame, 0);
}

/* A frame grows behind room for its head; frames are gathered and leave in large writes. */
static size_t frame_begin(Child *child, int what)
{
    size_t at = child->frame.length;
    put_byte(&child->frame, (unsigned)what);
    put_u32(&child->frame, 0);
    return at;
}

static void frame_flush(Child *child)
{
    if (!child_write(child->out, child->frame.byte, child->frame.length)) child_leave(); /* nobody listens any more */
    child->frame.length = 0;
}

static void frame_end(Child *child, size_t at)
{
    enum { FLUSH_BYTES = 1 << 16 };
    size_t length = child->frame.length - at - 5;
    if (length > FRAME_LARGEST) abort();
    uint32_t stored = (uint32_t)length;
    memcpy(child->frame.byte + at + 1, &stored, sizeof stored);
    if (child->frame.length >= FLUSH_BYTES) frame_flush(child);
}

static noreturn void child_refuse(Child *child, const Error *error)
{
    size_t at = frame_begin(child, FRAME_ERROR);
    put_u32(&child->frame, (uint32_t)error->code);
    put_text(&child->frame, error->text);
    frame_end(child, at);
    frame_flush(child);
    child_leave();
}

/* ---- GDAL ---- */

/* Only the one driver is left: a file that is opened by way of another is read as the same format, or not at all. */
static void set_up_gdal(ForeignFormat format)
{
    static const char *const settings[][2] = {
        {"GDAL_DRIVER_PATH", "disable"},
        {"OGR_DRIVER_PATH", "disable"},
        {"CPL_VSIL_CURL_ALLOWED_EXTENSIONS", "none"},
        {"PROJ_NETWORK", "OFF"},
        {"OGR_XLSX_HEADERS", "FORCE"},
        {"OGR_ODS_HEADERS", "FORCE"},
        {"OGR_GEOJSON_MAX_OBJ_SIZE", "0"},
        {"GDAL_NUM_THREADS", "1"},
        {"DXF_INLINE_BLOCKS", "FALSE"}, /* a block is one thing at one place, whatever its sign is made of */
    };
    CPLSetConfigOptions(NULL); /* also those of the user's gdalrc */
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        CPLSetConfigOption(settings[i][0], settings[i][1]);
    CPLSetErrorHandler(CPLQuietErrorHandler);
    GDALAllRegister();
    for (int i = GDALGetDriverCount() - 1; i >= 0; i--) {
        GDALDriverH driver = GDALGetDriver(i);
        if (strcmp(GDALGetDriverShortName(driver), drivers[format]) != 0) GDALDeregisterDriver(driver);
    }
}

/* ---- looking before opening ---- */

static void inspect_database(Child *child)
{
    Error error;
    char refused[80];
    bool is_readable = database_inspect(child->path, refused, sizeof refused);
    if (!is_readable) {
        error_set(&error, ERROR_INPUT,
                  _("%s is damaged: it cannot be read as a GeoPackage; ask for it again."), child->path);
        child_refuse(child, &error);
    }
    if (refused[0]) {
        error_set(&error, ERROR_INPUT,
                  _("%s holds \"%.60s\", which can read other files; save the layer into a new GeoPackage "
                    "and use that."),
                  child->path, refused);
        child_refuse(child, &error);
    }
}

/* ---- shapefiles ---- */

/* The path with another extension, in lower or upper case as the file beside it is written; NULL when there
 * is none. */
static char *sibling(const char *path, const char *extension)
{
    size_t length = strlen(path);
    char *name = malloc(length + 1);
    if (!name) abort();
    memcpy(name, path, length + 1);
    for (int upper = 0; upper < 2; upper++) {
        for (size_t i = 0; i < 3; i++)
            name[length - 3 + i] = (char)(upper ? toupper((unsigned char)extension[i]) : extension[i]);
        struct stat status;
        if (stat(name, &status) == 0 && S_ISREG(status.st_mode)) return name;
    }
    free(name);
    return NULL;
}

static noreturn void refuse_sibling(Child *child, const char *name)
{
    Error error;
    error_set(&error, ERROR_INPUT, _("%s could not be read: %s."), name, strerror(errno));
    child_refuse(child, &error);
}

/* GDAL goes on without what lies beside a shapefile when it cannot be opened, and then everything has no name. */
static FILE *open_sibling(Child *child, const char *name)
{
    FILE *file = fopen(name, "rb");
    if (!file) refuse_sibling(child, name);
    return file;
}

/* Whether all text of the .dbf is valid UTF-8. */
static bool dbf_is_utf8(FILE *file, long records_at)
{
    enum { CHUNK = 1 << 16, LONGEST = 4 };
    static char text[CHUNK + LONGEST];
    size_t kept = 0, got;
    if (fseek(file, records_at, SEEK_SET) != 0) return true;
    while ((got = fread(text + kept, 1, CHUNK, file)) > 0) {
        size_t length = kept + got, valid = encoding_utf8_valid(text, length);
        if (length - valid >= LONGEST) return false;
        kept = length - valid;
        memmove(text, text + valid, kept);
    }
    return kept == 0;
}

/* What the .cpg says, in the form that GDAL converts from; "" is nothing usable. */
static void read_cpg(Child *child, char *out, size_t size)
{
    char *name = sibling(child->path, "cpg");
    out[0] = '\0';
    if (!name) return;
    FILE *file = open_sibling(child, name);
    free(name);
    char text[40] = "";
    if (fgets(text, sizeof text, file)) {
        text[strcspn(text, "\r\n")] = '\0';
        TextEncoding encoding;
        Error ignored;
        if (encoding_from_name(text, &encoding, &ignored) && encoding != ENCODING_DETECT)
            snprintf(out, size, "%s", encoding == ENCODING_UTF8 ? "UTF-8" : "CP1252");
        else if (strspn(text, "0123456789") == strlen(text) && text[0])
            snprintf(out, size, "CP%.12s", text);
        else if (text[0])
            snprintf(out, size, "%.24s", text);
    }
    fclose(file);
}

/* Decides what the bytes of the attributes are; returns the ENCODING for GDAL, "" to let it hand them out as
 * they are. */
static const char *decide_attributes(Child *child)
{
    static char cpg[32];
    child->encoding = ENCODING_UTF8;
    if (child->options->encoding != ENCODING_DETECT) {
        child->encoding = child->options->encoding;
        child->encoding_told = encoding_name(child->encoding);
        return "";
    }
    read_cpg(child, cpg, sizeof cpg);
    child->encoding_told = cpg;
    if (cpg[0]) return strcmp(cpg, "UTF-8") == 0 ? "" : cpg;
    char *name = sibling(child->path, "dbf");
    FILE *file = name ? open_sibling(child, name) : NULL;
    free(name);
    unsigned char head[32] = {0};
    bool has_head = file && fread(head, 1, sizeof head, file) == sizeof head;
    unsigned mark = has_head ? head[29] : 0;
    const char *convert = "";
    if (mark == 0x57 || mark == 0x03 || mark == 0x58 || mark == 0x59 || mark == 0 || !has_head) {
        bool is_marked = mark == 0x57 || mark == 0x03;
        long records_at = head[8] | head[9] << 8;
        if (has_head && !dbf_is_utf8(file, records_at)) child->encoding = ENCODING_WINDOWS_1252;
        child->encoding_told = is_marked ? "Windows-1252" : encoding_name(child->encoding);
        if (is_marked) child->encoding = ENCODING_WINDOWS_1252;
    } else {
        convert = NULL; /* GDAL knows the other marks */
        child->encoding_told = _("as the .dbf says");
    }
    if (file) fclose(file);
    return convert;
}

static void copy_into_memory(Child *child, const char *extension, char *into)
{
    char *from = sibling(child->path, extension);
    if (!from) return;
    memcpy(into + strlen(into) - 3, extension, 3);
    FILE *file = open_sibling(child, from);
    VSILFILE *copy = VSIFOpenL(into, "wb");
    static char chunk[1 << 16];
    size_t got;
    while (copy && (got = fread(chunk, 1, sizeof chunk, file)) > 0) {
        if (VSIFWriteL(chunk, 1, got, copy) != got) abort();
    }
    if (ferror(file)) refuse_sibling(child, from);
    fclose(file);
    if (copy) (void)VSIFCloseL(copy);
    free(from);
}

/* A shapefile without its index is copied into memory and gets one there: nothing is written beside the
 * user's file. */
static const char *mend_shapefile(Child *child)
{
    char *shx = sibling(child->path, "shx"), *dbf = sibling(child->path, "dbf"), *prj = sibling(child->path, "prj");
    const char *path = child->path;
    if (prj) fclose(open_sibling(child, prj)); /* without it, metres of another system would be taken for RD */
    if (dbf) fclose(open_sibling(child, dbf));
    free(prj);
    if (!dbf)
        snprintf(child->note, sizeof child->note, "%s", _("the .dbf is missing, so there are no attributes"));
    if (!shx) {
        static const char *const extensions[] = {"dbf", "prj", "cpg", "shp"};
        static char copy[PATH_MAX + 16]; /* under its own name, which is the layer's */
        const char *slash = strrchr(child->path, '/');
        snprintf(copy, sizeof copy, "/vsimem/%s", slash ? slash + 1 : child->path);
        for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++)
            copy_into_memory(child, extensions[i], copy);
        CPLSetConfigOption("SHAPE_RESTORE_SHX", "YES");
        snprintf(child->note, sizeof child->note, "%s", _("the .shx was missing and was rebuilt in memory"));
        path = copy;
    }
    free(shx);
    free(dbf);
    return path;
}

/* ---- the schema ---- */

/* Of what lies beside a shapefile GDAL leaves out what it cannot read. The .dbf could be opened before; that GDAL could too is seen by
 * its columns, of which it has at least one. */
static void check_siblings(Child *child, GDALDatasetH dataset)
{
    char *dbf = sibling(child->path, "dbf"), *prj = sibling(child->path, "prj");
    OGRLayerH layer = GDALDatasetGetLayer(dataset, 0);
    if (dbf && layer && OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(layer)) == 0) {
        Error error;
        error_set(&error, ERROR_INPUT, _("%s could not be opened as %s; it is damaged or of another format, so ask for it again."), dbf, "dBASE");
        child_refuse(child, &error);
    }
    if (prj && layer && OGR_L_GetSpatialRef(layer) == NULL && child->note[0] == '\0')
        snprintf(child->note, sizeof child->note, "%s", _("the .prj cannot be understood and was left aside"));
    free(dbf);
    free(prj);
}

static GDALDatasetH open_dataset(Child *child)
{
    const char *path = child->path;
    char **options = NULL;
    if (child->format == FORMAT_SHAPEFILE) {
        const char *encoding = decide_attributes(child);
        if (encoding) options = CSLSetNameValue(options, "ENCODING", encoding);
        path = mend_shapefile(child);
    } else {
        child->encoding = ENCODING_UTF8;
        child->encoding_told = encoding_name(ENCODING_UTF8);
        if (child->format == FORMAT_GEOJSON) {
            options = CSLSetNameValue(options, "DATE_AS_STRING", "YES");
            options = CSLSetNameValue(options, "FLATTEN_NESTED_ATTRIBUTES", "YES"); /* category.name of Signalen */
        }
        if (child->format == FORMAT_GEOPACKAGE) options = CSLSetNameValue(options, "LIST_ALL_TABLES", "NO");
    }
    const char *const allowed[] = {drivers[child->format], NULL};
    GDALDatasetH dataset =
        GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, allowed, (const char *const *)options, NULL);
    CSLDestroy(options);
    if (!dataset) {
        Error error;
        error_set(&error, ERROR_INPUT,
                  _("%s could not be opened as %s; it is damaged or of another format, so ask for it again."),
                  child->path, drivers[child->format]);
        child_refuse(child, &error);
    }
    if (child->format == FORMAT_SHAPEFILE) check_siblings(child, dataset);
    return dataset;
}

static OGRLayerH choose_layer(Child *child, GDALDatasetH dataset)
{
    int count = GDALDatasetGetLayerCount(dataset);
    const char *wanted = child->options->layer ? child->options->layer : "";
    if (!wanted[0] && child->format == FORMAT_DXF) wanted = "entities"; /* the other holds what blocks are made of */
    for (int i = 0; i < count; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(dataset, i);
        if (wanted[0] ? strcmp(OGR_L_GetName(layer), wanted) == 0 : OGR_L_GetFeatureCount(layer, 1) > 0)
            return layer;
    }
    Error error;
    if (wanted[0]) {
        char names[300] = "";
        for (int i = 0; i < count; i++) {
            size_t length = strlen(names);
            snprintf(names + length, sizeof names - length, "%s%s", i ? ", " : "",
                     OGR_L_GetName(GDALDatasetGetLayer(dataset, i)));
        }
        error_set(&error, ERROR_INPUT, _("%s has no layer \"%.60s\"; it has: %.200s."), child->path, wanted,
                  names);
    } else {
        error_set(&error, ERROR_INPUT, _("%s holds no records; there is nothing to read in it."),
                  child->path);
    }
    child_refuse(child, &error);
}

static bool kind_of_type(OGRwkbGeometryType type, FeatureKind *ret_kind)
{
    switch (wkbFlatten(type)) {
    case wkbPoint:
    case wkbMultiPoint:
        *ret_kind = FEATURE_POINT;
        return true;
    case wkbLineString:
    case wkbMultiLineString:
    case wkbCircularString:
    case wkbCompoundCurve:
    case wkbMultiCurve:
    case wkbCurve:
        *ret_kind = FEATURE_LINE;
        return true;
    case wkbPolygon:
    case wkbMultiPolygon:
    case wkbCurvePolygon:
    case wkbMultiSurface:
    case wkbSurface:
    case wkbPolyhedralSurface:
    case wkbTIN:
    case wkbTriangle:
        *ret_kind = FEATURE_POLYGON;
        return true;
    default:
        return false;
    }
}

/* Geometry of the layer, or of its first record that has any. */
static void find_geometry(Child *child, OGRLayerH layer)
{
    OGRwkbGeometryType type = OGR_L_GetGeomType(layer);
    child->has_geometry = type != wkbNone;
    if (!child->has_geometry || kind_of_type(type, &child->kind)) return;
    OGRFeatureH feature;
    bool found = false;
    while (!found && (feature = OGR_L_GetNextFeature(layer))) {
        OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
        found = geometry && kind_of_type(OGR_G_GetGeometryType(geometry), &child->kind);
        OGR_F_Destroy(feature);
    }
    OGR_L_ResetReading(layer);
}

static ForeignType type_of(OGRFieldType type)
{
    switch (type) {
    case OFTInteger:
    case OFTInteger64:
        return FOREIGN_INTEGER;
    case OFTReal:
        return FOREIGN_REAL;
    case OFTDate:
        return FOREIGN_DATE;
    case OFTTime:
        return FOREIGN_TIME;
    case OFTDateTime:
        return FOREIGN_DATE_TIME;
    default:
        return FOREIGN_TEXT;
    }
}

/* ---- sheets ---- */

static bool is_sheet(const Child *child)
{
    return child->format == FORMAT_XLSX || child->format == FORMAT_ODS;
}

static int filled_cells(OGRFeatureH row, int fields)
{
    int filled = 0;
    for (int i = 0; i < fields; i++) filled += OGR_F_IsFieldSetAndNotNull(row, i) && OGR_F_GetFieldAsString(row, i)[0] != '\0';
    return filled;
}

/* Whether every cell with something in it is a text that begins with no digit: names, and no data. */
static bool holds_names(OGRFeatureH row, int fields)
{
    for (int i = 0; i < fields; i++)
        if (OGR_F_IsFieldSetAndNotNull(row, i) && (isdigit((unsigned char)OGR_F_GetFieldAsString(row, i)[0]) || OGR_F_GetFieldAsString(row, i)[0] == '-')) return false;
    return true;
}

/* GDAL takes the first row for the names, and calls an empty cell in it Field2. */
static int named_columns(OGRFeatureDefnH definition)
{
    int named = 0;
    for (int i = 0; i < OGR_FD_GetFieldCount(definition); i++) {
        const char *name = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i));
        char generated[24];
        snprintf(generated, sizeof generated, "Field%d", i + 1);
        named += name[0] != '\0' && strcmp(name, generated) != 0;
    }
    return named;
}

/* Titles above the names are passed over: when the first row fills far fewer cells than the fullest of the rows at the top, the names
 * are the first row of texts that fills enough of them. */
static void find_header(Child *child, OGRLayerH layer)
{
    enum { LOOKED_AT = 40 };
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
    int fields = OGR_FD_GetFieldCount(definition), fullest = 0, count = 0;
    OGRFeatureH row[LOOKED_AT];
    while (count < LOOKED_AT && (row[count] = OGR_L_GetNextFeature(layer)) != NULL) {
        int filled = filled_cells(row[count++], fields);
        if (filled > fullest) fullest = filled;
    }
    int enough = (3 * fullest + 4) / 5 > 2 ? (3 * fullest + 4) / 5 : 2;
    bool titled = named_columns(definition) < enough;
    for (int r = 0; r < count; r++) {
        bool is_header = titled && child->header == NULL && filled_cells(row[r], fields) >= enough && holds_names(row[r], fields);
        if (is_header) child->header = row[r], child->header_row = OGR_F_GetFID(row[r]);
        else OGR_F_Destroy(row[r]);
    }
    OGR_L_ResetReading(layer);
    if (child->header != NULL) snprintf(child->note, sizeof child->note, _("the names of the columns stand in row %lld"), (long long)child->header_row);
}

static const char *column_name(const Child *child, OGRFeatureDefnH definition, int field)
{
    bool above = child->header != NULL && OGR_F_IsFieldSetAndNotNull(child->header, field);
    return above ? OGR_F_GetFieldAsString(child->header, field) : OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, field));
}

/* A time of day in a column that also holds texts comes out of ODS as PT21H15M00S. */
static bool clock_of_duration(const char *text, char ret_clock[16])
{
    unsigned hour, minute, second;
    int end = 0;
    if (sscanf(text, "PT%2uH%2uM%2u%n", &hour, &minute, &second, &end) != 3 || hour > 24 || minute > 59 || second > 59 || strspn(text + end, ".,0123456789S") != strlen(text + end)) return false;
    snprintf(ret_clock, 16, "%02u:%02u:%02u", hour, minute, second);
    return true;
}

/* Text in UTF-8, whatever GDAL handed out: what is not valid is taken as Windows-1252. */
static void put_converted(Child *child, const char *text)
{
    size_t length = strlen(text);
    bool is_utf8 = encoding_utf8_valid(text, length) == length;
    if (child->encoding != ENCODING_WINDOWS_1252 ? is_utf8 : child->format != FORMAT_SHAPEFILE) {
        put_text(&child->frame, text);
        return;
    }
    char *converted = malloc(length * 3 + 1);
    if (!converted) abort();
    size_t used, written = encoding_to_utf8(ENCODING_WINDOWS_1252, text, length, converted, &used);
    converted[written] = '\0';
    put_text(&child->frame, converted);
    free(converted);
}

static void send_schema(Child *child, GDALDatasetH dataset, OGRLayerH layer)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
    child->fields = OGR_FD_GetFieldCount(definition);
    if (child->fields > FOREIGN_FIELDS) {
        Error error;
        error_set(&error, ERROR_INPUT,
                  _("%s has more than %d columns; this is probably no table of reports."), child->path,
                  FOREIGN_FIELDS);
        child_refuse(child, &error);
    }
    find_geometry(child, layer);
    Frame names = {0};
    for (int i = 0; i < GDALDatasetGetLayerCount(dataset) && names.length < FOREIGN_NAMES; i++) {
        const char *name = OGR_L_GetName(GDALDatasetGetLayer(dataset, i));
        if (i > 0) put_bytes(&names, ", ", 2);
        put_bytes(&names, name, strlen(name));
    }
    put_byte(&names, 0);
    char *wkt = NULL;
    OGRSpatialReferenceH system = OGR_L_GetSpatialRef(layer);
    const char *const format[] = {"FORMAT=WKT2_2019", NULL};
    if (system) (void)OSRExportToWktEx(system, &wkt, format);
    size_t at = frame_begin(child, FRAME_SCHEMA);
    Frame *frame = &child->frame;
    put_text(frame, drivers[child->format]);
    put_text(frame, OGR_L_GetName(layer));
    put_text(frame, names.byte);
    put_text(frame, wkt ? wkt : "");
    put_text(frame, child->encoding_told);
    put_text(frame, child->note);
    put_u32(frame, (uint32_t)GDALDatasetGetLayerCount(dataset));
    put_u32(frame, child->has_geometry);
    put_u32(frame, (uint32_t)child->kind);
    put_u32(frame, (uint32_t)child->fields);
    child->type = calloc((size_t)child->fields + 1, sizeof *child->type);
    if (!child->type) abort();
    for (int i = 0; i < child->fields; i++) {
        OGRFieldDefnH field = OGR_FD_GetFieldDefn(definition, i);
        child->type[i] = type_of(OGR_Fld_GetType(field));
        put_u32(frame, (uint32_t)child->type[i]);
        put_converted(child, column_name(child, definition, i));
    }
    frame_end(child, at);
    free(names.byte);
    CPLFree(wkt);
}

/* ---- records ---- */

/* The parts of one geometry, gathered before they are sent. */
typedef struct Parts {
    Frame sizes, vertices; /* u32, pairs of double */
    uint32_t count;
    bool is_refused;
} Parts;

/* A line of one vertex and a ring of two are no part. */
static void add_part(Parts *parts, OGRGeometryH line, size_t smallest, bool is_hole)
{
    int count = OGR_G_GetPointCount(line);
    double *xy = malloc(((size_t)count + 1) * 2 * sizeof *xy);
    if (!xy) abort();
    (void)OGR_G_GetPoints(line, xy, 16, xy + 1, 16, NULL, 0);
    size_t n = (size_t)count;
    bool is_ring = smallest == 3;
    for (size_t i = 0; i < 2 * n; i++) {
        if (!isfinite(xy[i])) parts->is_refused = true;
    }
    if (is_ring && n > 1 && memcmp(xy, xy + 2 * (n - 1), 16) == 0) n--;
    double twice_area = 0.0; /* about the first vertex, to keep the digits */
    for (size_t i = 0; is_ring && i < n; i++) {
        const double *a = xy + 2 * i, *b = xy + 2 * ((i + 1) % n);
        twice_area += (a[0] - xy[0]) * (b[1] - xy[1]) - (b[0] - xy[0]) * (a[1] - xy[1]);
    }
    bool turn = is_ring && (twice_area < 0.0) != is_hole;
    if (n >= smallest) {
        for (size_t i = 0; i < n; i++)
            put_bytes(&parts->vertices, xy + 2 * (turn ? n - 1 - i : i), 16);
        put_u32(&parts->sizes, (uint32_t)n);
        parts->count++;
    }
    free(xy);
}

/* Adds what is of one kind in a geometry without curves. */
static void add_parts(Parts *parts, OGRGeometryH geometry, FeatureKind kind)
{
    OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(geometry));
    FeatureKind own;
    if (type == wkbPolygon || type == wkbTriangle) {
        if (kind != FEATURE_POLYGON) return;
        for (int i = 0; i < OGR_G_GetGeometryCount(geometry); i++)
            add_part(parts, OGR_G_GetGeometryRef(geometry, i), 3, i > 0);
    } else if (type == wkbPoint || type == wkbLineString) {
        if (kind_of_type(type, &own) && own == kind && !OGR_G_IsEmpty(geometry))
            add_part(parts, geometry, type == wkbPoint ? 1 : 2, false);
    } else {
        for (int i = 0; i < OGR_G_GetGeometryCount(geometry); i++)
            add_parts(parts, OGR_G_GetGeometryRef(geometry, i), kind);
    }
}

/* The one kind of all members of a geometry; false when they differ. */
static bool one_kind(OGRGeometryH geometry, FeatureKind *ret_kind)
{
    if (kind_of_type(OGR_G_GetGeometryType(geometry), ret_kind)) return true;
    bool found = false;
    for (int i = 0; i < OGR_G_GetGeometryCount(geometry); i++) {
        FeatureKind kind;
        if (!one_kind(OGR_G_GetGeometryRef(geometry, i), &kind) || (found && kind != *ret_kind)) return false;
        *ret_kind = kind;
        found = true;
    }
    return found;
}

static bool has_finite_envelope(OGRGeometryH geometry)
{
    OGREnvelope box = {0};
    OGR_G_GetEnvelope(geometry, &box);
    return isfinite(box.MinX) && isfinite(box.MinY) && isfinite(box.MaxX) && isfinite(box.MaxY);
}

static void put_geometry(Child *child, OGRGeometryH source)
{
    Frame *frame = &child->frame;
    FeatureKind kind = child->kind;
    if (!source || OGR_G_IsEmpty(source)) {
        put_bytes(frame, "\0\0\0", 3);
        return;
    }
    Parts parts = {0};
    bool is_repaired = false;
    OGRGeometryH geometry =
        OGR_G_HasCurveGeometry(source, 1) ? OGR_G_GetLinearGeometry(source, 0.0, NULL) : OGR_G_Clone(source);
    if (geometry) OGR_G_FlattenTo2D(geometry);
    if (geometry && has_finite_envelope(geometry) && one_kind(geometry, &kind)) {
        if (kind == FEATURE_POLYGON && !OGR_G_IsValid(geometry)) {
            OGRGeometryH valid = OGR_G_MakeValid(geometry);
            is_repaired = true;
            if (valid) {
                OGR_G_DestroyGeometry(geometry);
                geometry = valid;
            }
        }
        add_parts(&parts, geometry, kind);
    }
    if (geometry) OGR_G_DestroyGeometry(geometry);
    if (parts.count == 0 || parts.is_refused) {
        put_bytes(frame, "\2\0\0", 3);
    } else {
        put_byte(frame, 1);
        put_byte(frame, (unsigned)kind);
        put_byte(frame, is_repaired);
        put_u32(frame, parts.count);
        put_bytes(frame, parts.sizes.byte, parts.sizes.length);
        put_bytes(frame, parts.vertices.byte, parts.vertices.length);
    }
    free(parts.sizes.byte);
    free(parts.vertices.byte);
}

static void put_date_value(Child *child, OGRFeatureH feature, int field)
{
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone = 0;
    float second = 0.0F;
    char text[64];
    if (!OGR_F_GetFieldAsDateTimeEx(feature, field, &year, &month, &day, &hour, &minute, &second, &zone)) {
        put_u32(&child->frame, FRAME_NO_TEXT);
        return;
    }
    if (child->type[field] == FOREIGN_DATE) {
        snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
    } else if (child->type[field] == FOREIGN_TIME) {
        snprintf(text, sizeof text, "%02d:%02d:%02d", hour, minute, (int)second);
    } else {
        int n = snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d", year, month, day, hour, minute,
                         (int)second);
        int quarters = zone - 100; /* GDAL: 100 is UTC, a step is 15 minutes; 0 and 1 are unknown and local */
        if (zone > 1)
            snprintf(text + n, sizeof text - (size_t)n, "%c%02d:%02d", quarters < 0 ? '-' : '+',
                     abs(quarters) / 4, abs(quarters) % 4 * 15);
    }
    put_text(&child->frame, text);
}

static void put_value(Child *child, OGRFeatureH feature, int field)
{
    char text[40];
    if (!OGR_F_IsFieldSetAndNotNull(feature, field)) {
        put_u32(&child->frame, FRAME_NO_TEXT);
        return;
    }
    switch (child->type[field]) {
    case FOREIGN_DATE:
    case FOREIGN_TIME:
    case FOREIGN_DATE_TIME:
        put_date_value(child, feature, field);
        break;
    case FOREIGN_INTEGER:
        snprintf(text, sizeof text, "%lld", (long long)OGR_F_GetFieldAsInteger64(feature, field));
        put_text(&child->frame, text);
        break;
    case FOREIGN_REAL: {
        double value = OGR_F_GetFieldAsDouble(feature, field);
        snprintf(text, sizeof text, "%.15g", value);
        if (isfinite(value))
            put_text(&child->frame, text);
        else
            put_u32(&child->frame, FRAME_NO_TEXT);
        break;
    }
    case FOREIGN_TEXT:
        if (child->format == FORMAT_ODS && clock_of_duration(OGR_F_GetFieldAsString(feature, field), text)) put_text(&child->frame, text);
        else put_converted(child, OGR_F_GetFieldAsString(feature, field));
        break;
    }
}

/* Records are counted from 1; a sheet and a shapefile have numbers of their own, which a person sees there.
 */
static uint32_t record_number(const Child *child, OGRFeatureH feature, uint32_t counted)
{
    GIntBig own = OGR_F_GetFID(feature);
    if (own < 0 || own > INT32_MAX) return counted;
    if (is_sheet(child)) return (uint32_t)own;
    return child->format == FORMAT_SHAPEFILE ? (uint32_t)own + 1 : counted;
}

static void send_records(Child *child, OGRLayerH layer)
{
    OGRFeatureH feature;
    CPLErrorReset();
    for (uint32_t counted = 1; (feature = OGR_L_GetNextFeature(layer)); counted++) {
        bool is_no_row = is_sheet(child) && (filled_cells(feature, child->fields) == 0 || (child->header != NULL && OGR_F_GetFID(feature) <= child->header_row));
        if (is_no_row) {
            OGR_F_Destroy(feature);
            continue;
        }
        size_t at = frame_begin(child, FRAME_RECORD);
        put_u32(&child->frame, record_number(child, feature, counted));
        put_geometry(child, child->has_geometry ? OGR_F_GetGeometryRef(feature) : NULL);
        for (int i = 0; i < child->fields; i++)
            put_value(child, feature, i);
        frame_end(child, at);
        OGR_F_Destroy(feature);
    }
    if (CPLGetLastErrorType() >= CE_Failure) {
        Error error;
        error_set(&error, ERROR_INPUT,
                  _("%s is damaged: not all of its records could be read; ask for it again."), child->path);
        child_refuse(child, &error);
    }
}

void foreign_child_work(void *context, int out)
{
    const ForeignChild *asked = context;
    Child child = {.path = asked->path, .format = asked->format, .options = asked->options, .out = out, .encoding_told = ""};
    set_up_gdal(child.format);
    if (child.format == FORMAT_GEOPACKAGE) inspect_database(&child);
    GDALDatasetH dataset = open_dataset(&child);
    OGRLayerH layer = choose_layer(&child, dataset);
    if (is_sheet(&child)) find_header(&child, layer);
    send_schema(&child, dataset, layer);
    send_records(&child, layer);
    frame_end(&child, frame_begin(&child, FRAME_END));
    frame_flush(&child);
}
