#include "src/exchange/foreign.h"

#include "src/exchange/fields.h"
#include "src/exchange/foreign_child.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DEFAULT_CPU_SECONDS = 300, BUFFER_BYTES = 1 << 16 };
static const size_t default_memory_bytes = (size_t)2 << 30;

static const struct {
    const char *extension;
    ForeignFormat format;
} extensions[] = {
    {"shp", FORMAT_SHAPEFILE}, {"gpkg", FORMAT_GEOPACKAGE}, {"geojson", FORMAT_GEOJSON},
    {"json", FORMAT_GEOJSON},  {"xlsx", FORMAT_XLSX},       {"ods", FORMAT_ODS},
    {"dxf", FORMAT_DXF},       {"fgb", FORMAT_FLATGEOBUF},
};

struct ForeignSource {
    char *path;
    pid_t child; /* 0: none, or waited for */
    int in;
    char *buffer; /* bytes from the pipe: from `start` to `end` not yet used */
    size_t start, end, capacity;
    char *schema_body; /* the texts of the schema point into it */
    ForeignSchema schema;
    const char **field_name;
    ForeignType *field_type;
    ForeignValue *value;
    size_t *vertex_start;
    size_t parts_capacity;
    double *x, *y;
    size_t vertices_capacity;
    ForeignCounts counts;
    bool is_ended;
};

/* ---- what may be opened ---- */

static bool format_of(const char *path, ForeignFormat *ret_format)
{
    const char *dot = strrchr(path, '.');
    if (!dot || strchr(dot, '/')) return false;
    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++) {
        const char *a = dot + 1, *b = extensions[i].extension;
        while (*a && tolower((unsigned char)*a) == *b)
            a++, b++;
        if (*a == '\0' && *b == '\0') {
            *ret_format = extensions[i].format;
            return true;
        }
    }
    return false;
}

bool foreign_knows(const char *path)
{
    ForeignFormat format;
    return format_of(path, &format);
}

static const char *skip_blank(const char *text)
{
    if (strncmp(text, "\xEF\xBB\xBF", 3) == 0) text += 3;
    while (*text && (unsigned char)*text <= ' ')
        text++;
    return text;
}

/* Whether the first bytes are those of the format. */
static bool content_fits(ForeignFormat format, const char *head, size_t length)
{
    switch (format) {
    case FORMAT_SHAPEFILE:
        return length >= 100 && memcmp(head, "\0\0\x27\x0A", 4) == 0;
    case FORMAT_GEOPACKAGE:
        return length >= 16 && memcmp(head, "SQLite format 3", 16) == 0;
    case FORMAT_GEOJSON:
        return *skip_blank(head) == '{';
    case FORMAT_XLSX:
    case FORMAT_ODS:
        return length >= 4 && memcmp(head, "PK\3\4", 4) == 0;
    case FORMAT_DXF: {
        const char *text = skip_blank(head);
        return (*text == '0' || strncmp(text, "999", 3) == 0) && strchr(text, '<') == NULL;
    }
    case FORMAT_FLATGEOBUF:
        return length >= 8 && memcmp(head, "fgb\3fgb", 7) == 0;
    case FORMAT_COUNT:
        break;
    }
    return false;
}

/* A name that GDAL would take for something else than a file. */
static bool is_plain_name(const char *path)
{
    return strncmp(path, "/vsi", 4) != 0 && strstr(path, "://") == NULL;
}

/* Finds the regular file behind the name; what is judged and opened is that file, not a link. */
static bool check_path(const char *path, char **ret_real, ForeignFormat *ret_format, Error *error)
{
    struct stat status;
    ForeignFormat format;
    if (!is_plain_name(path))
        return error_set(error, ERROR_INPUT, _("%s is no plain file; save it on this computer first."), path);
    if (!format_of(path, &format))
        return error_set(error, ERROR_INPUT,
                         _("%s is of no format that is read here; use CSV, XLSX, ODS, shapefile, GeoPackage, "
                           "GeoJSON, FlatGeobuf "
                           "or DXF."),
                         path);
    char *real = realpath(path, NULL);
    if (!real) return error_set(error, ERROR_INPUT, _("%s could not be opened: %s."), path, strerror(errno));
    ForeignFormat real_format;
    int file = open(real, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    char head[513];
    bool is_regular = file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    ssize_t got = is_regular ? read(file, head, sizeof head - 1) : -1;
    int reason = errno;
    if (file >= 0) close(file);
    bool fits = false;
    if (file < 0)
        error_set(error, ERROR_INPUT, _("%s could not be opened: %s."), path, strerror(reason));
    else if (!is_regular)
        error_set(error, ERROR_INPUT, _("%s is not a regular file."), path);
    else if (got < 0)
        error_set(error, ERROR_INPUT, _("%s could not be read: %s."), path, strerror(reason));
    else if (got == 0)
        error_set(error, ERROR_INPUT, _("%s is empty; there is nothing to read in it."), path);
    else {
        head[got] = '\0';
        fits = is_plain_name(real) && format_of(real, &real_format) && real_format == format &&
               content_fits(format, head, (size_t)got);
        if (!fits)
            error_set(error, ERROR_INPUT,
                      _("%s is not what its name says: its content is not in the format %s."), path,
                      foreign_driver(format));
    }
    if (!fits) {
        free(real);
        return false;
    }
    *ret_real = real;
    *ret_format = format;
    return true;
}

/* ---- the pipe ---- */

/* Why the child ended without a word. */
static bool refuse_death(ForeignSource *source, Error *error)
{
    int status = 0;
    pid_t waited;
    do {
        waited = waitpid(source->child, &status, 0);
    } while (waited < 0 && errno == EINTR);
    source->child = 0;
    bool is_slow =
        waited > 0 && WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);
    if (is_slow)
        return error_set(error, ERROR_INPUT,
                         _("%s takes too long to read, so reading was stopped; save it as a smaller file or "
                           "as GeoPackage."),
                         source->path);
    return error_set(error, ERROR_INPUT,
                     _("%s could not be read: it is damaged, or needs more memory than is allowed; save it "
                       "anew, or as CSV."),
                     source->path);
}

/* Makes `length` bytes stand at buffer + start. */
static bool need(ForeignSource *source, size_t length, Error *error)
{
    if (source->end - source->start >= length) return true;
    memmove(source->buffer, source->buffer + source->start, source->end - source->start);
    source->end -= source->start;
    source->start = 0;
    if (source->capacity < length) {
        char *buffer = realloc(source->buffer, length + BUFFER_BYTES);
        if (!buffer) return error_memory(error, (double)length);
        source->buffer = buffer;
        source->capacity = length + BUFFER_BYTES;
    }
    while (source->end < length) {
        ssize_t got = read(source->in, source->buffer + source->end, source->capacity - source->end);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return refuse_death(source, error);
        source->end += (size_t)got;
    }
    return true;
}

/* A body being taken apart. A child that was taken over by a hostile file may send anything: every step is
 * checked. */
typedef struct Body {
    const char *at, *end;
    bool is_broken;
} Body;

static const char *take_bytes(Body *body, size_t length)
{
    if (body->is_broken || (size_t)(body->end - body->at) < length) {
        body->is_broken = true;
        return NULL;
    }
    const char *at = body->at;
    body->at += length;
    return at;
}

static uint32_t take_u32(Body *body)
{
    uint32_t value = 0;
    const char *at = take_bytes(body, sizeof value);
    if (at) memcpy(&value, at, sizeof value);
    return value;
}

static unsigned take_byte(Body *body)
{
    const char *at = take_bytes(body, 1);
    return at ? (unsigned char)*at : 0;
}

static ForeignValue take_text(Body *body)
{
    uint32_t length = take_u32(body);
    if (body->is_broken || length == FRAME_NO_TEXT) return (ForeignValue){NULL, 0};
    const char *text = take_bytes(body, (size_t)length + 1);
    if (!text || text[length] != '\0' || memchr(text, '\0', length)) {
        body->is_broken = true;
        return (ForeignValue){NULL, 0};
    }
    return (ForeignValue){text, length};
}

static const char *take_name(Body *body)
{
    ForeignValue text = take_text(body);
    return text.text ? text.text : "";
}

static bool refuse_frame(const ForeignSource *source, Error *error)
{
    return error_set(error, ERROR_INPUT, _("%s could not be read: it is damaged; save it anew, or as CSV."),
                     source->path);
}

/* Takes over the sentence of the child, without what a terminal could be led astray by. */
static bool take_error(Body *body, const ForeignSource *source, Error *error)
{
    uint32_t code = take_u32(body);
    const char *text = take_name(body);
    if (body->is_broken || *text == '\0') return refuse_frame(source, error);
    char clean[sizeof error->text];
    size_t length = 0;
    for (; *text && length + 1 < sizeof clean; text++) {
        if ((unsigned char)*text >= ' ' && *text != 0x7F) clean[length++] = *text;
    }
    clean[length] = '\0';
    return error_set(error, code == ERROR_FAILED ? ERROR_FAILED : ERROR_INPUT, "%s", clean);
}

static bool next_frame(ForeignSource *source, int *ret_what, Body *ret_body, Error *error)
{
    if (!need(source, 5, error)) return false;
    int what = source->buffer[source->start];
    uint32_t length;
    memcpy(&length, source->buffer + source->start + 1, sizeof length);
    if (length > FRAME_LARGEST) return refuse_frame(source, error);
    if (!need(source, 5 + (size_t)length, error)) return false;
    const char *at = source->buffer + source->start + 5;
    source->start += 5 + (size_t)length;
    Body body = {at, at + length, false};
    if (what == FRAME_ERROR) return take_error(&body, source, error);
    *ret_what = what;
    *ret_body = body;
    return true;
}

/* ---- opening ---- */

static bool start_child(ForeignSource *source, const char *real, ForeignFormat format,
                        const ForeignOptions *options, Error *error)
{
    int ends[2];
    if (pipe(ends) != 0)
        return error_set(error, ERROR_FAILED, _("No pipe could be made: %s."), strerror(errno));
    /* the child puts /dev/null on the first three */
    int out = fcntl(ends[1], F_DUPFD_CLOEXEC, 3), in = fcntl(ends[0], F_DUPFD_CLOEXEC, 3);
    close(ends[0]);
    close(ends[1]);
    ForeignOptions limits = *options;
    if (limits.memory_bytes == 0) limits.memory_bytes = default_memory_bytes;
    if (limits.cpu_seconds == 0) limits.cpu_seconds = DEFAULT_CPU_SECONDS;
    pid_t child = in >= 0 && out >= 0 ? fork() : -1;
    if (child == 0) {
        close(in);
        foreign_child_run(real, format, &limits, out);
    }
    int reason = errno;
    if (out >= 0) close(out);
    source->in = in;
    if (child < 0)
        return error_set(error, ERROR_FAILED, _("No reading process could be started: %s."),
                         strerror(reason));
    source->child = child;
    return true;
}

static bool take_schema(ForeignSource *source, Error *error)
{
    int what;
    Body body;
    if (!next_frame(source, &what, &body, error)) return false;
    size_t length = (size_t)(body.end - body.at);
    source->schema_body = malloc(length + 1);
    if (!source->schema_body) return error_memory(error, (double)length);
    memcpy(source->schema_body, body.at, length);
    body = (Body){source->schema_body, source->schema_body + length, what != FRAME_SCHEMA};
    ForeignSchema *schema = &source->schema;
    schema->driver = take_name(&body);
    schema->layer = take_name(&body);
    schema->layer_names = take_name(&body);
    schema->crs_wkt = take_name(&body);
    schema->encoding = take_name(&body);
    schema->note = take_name(&body);
    schema->layer_count = take_u32(&body);
    schema->has_geometry = take_u32(&body) != 0;
    uint32_t kind = take_u32(&body), fields = take_u32(&body);
    if (body.is_broken || kind > FEATURE_POLYGON || fields > FOREIGN_FIELDS)
        return refuse_frame(source, error);
    schema->geometry = (FeatureKind)kind;
    schema->field_count = fields;
    source->field_name = calloc(fields + 1, sizeof *source->field_name);
    source->field_type = calloc(fields + 1, sizeof *source->field_type);
    source->value = calloc(fields + 1, sizeof *source->value);
    if (!source->field_name || !source->field_type || !source->value)
        return error_memory(error, fields * 32.0);
    for (size_t i = 0; i < fields; i++) {
        uint32_t type = take_u32(&body);
        if (type > FOREIGN_DATE_TIME) return refuse_frame(source, error);
        source->field_type[i] = (ForeignType)type;
        source->field_name[i] = take_name(&body);
    }
    schema->field_name = source->field_name;
    schema->field_type = source->field_type;
    return !body.is_broken || refuse_frame(source, error);
}

bool foreign_open(const char *path, const ForeignOptions *options, ForeignSource **ret_source, Error *error)
{
    char *real;
    ForeignFormat format;
    if (!check_path(path, &real, &format, error)) return false;
    ForeignSource *source = calloc(1, sizeof *source);
    if (!source) {
        free(real);
        return error_memory(error, sizeof *source);
    }
    source->in = -1;
    source->path = strdup(path);
    source->buffer = malloc(BUFFER_BYTES);
    source->capacity = BUFFER_BYTES;
    bool done = source->path && source->buffer
                    ? start_child(source, real, format, options, error) && take_schema(source, error)
                    : error_memory(error, BUFFER_BYTES);
    free(real);
    if (!done) {
        foreign_close(source);
        return false;
    }
    *ret_source = source;
    return true;
}

void foreign_close(ForeignSource *source)
{
    if (!source) return;
    if (source->in >= 0) close(source->in);
    if (source->child > 0) {
        if (!source->is_ended && !CHILD_IS_COUNTED) (void)kill(source->child, SIGKILL);
        while (waitpid(source->child, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    free(source->path);
    free(source->buffer);
    free(source->schema_body);
    free(source->field_name);
    free(source->field_type);
    free(source->value);
    free(source->vertex_start);
    free(source->x);
    free(source->y);
    free(source);
}

const ForeignSchema *foreign_schema(const ForeignSource *source)
{
    return &source->schema;
}

ForeignCounts foreign_counts(const ForeignSource *source)
{
    return source->counts;
}

int foreign_column(const ForeignSchema *schema, const char *name)
{
    char wanted[128], there[128];
    field_fold(name, strlen(name), wanted, sizeof wanted);
    for (size_t i = 0; i < schema->field_count; i++) {
        field_fold(schema->field_name[i], strlen(schema->field_name[i]), there, sizeof there);
        if (strcmp(wanted, there) == 0) return (int)i;
    }
    return -1;
}

/* ---- records ---- */

static bool grow_double(double **array, size_t count, Error *error)
{
    double *grown = realloc(*array, count * sizeof *grown);
    if (!grown) return error_memory(error, (double)count * 8.0);
    *array = grown;
    return true;
}

static bool take_geometry(ForeignSource *source, Body *body, ForeignRecord *record, Error *error)
{
    size_t parts = take_u32(body), vertices = 0;
    const char *sizes = take_bytes(body, parts * sizeof(uint32_t));
    if (!sizes) return refuse_frame(source, error);
    if (parts + 1 > source->parts_capacity) {
        size_t *start = realloc(source->vertex_start, (parts + 1) * 2 * sizeof *start);
        if (!start) return error_memory(error, (double)parts * 16.0);
        source->vertex_start = start;
        source->parts_capacity = (parts + 1) * 2;
    }
    for (size_t i = 0; i < parts; i++) {
        uint32_t size;
        memcpy(&size, sizes + i * sizeof size, sizeof size);
        source->vertex_start[i] = vertices;
        vertices += size;
    }
    source->vertex_start[parts] = vertices;
    const char *xy = vertices <= FRAME_LARGEST / 16 ? take_bytes(body, vertices * 16) : NULL;
    if (!xy) return refuse_frame(source, error);
    if (vertices > source->vertices_capacity) {
        if (!grow_double(&source->x, vertices * 2, error) || !grow_double(&source->y, vertices * 2, error))
            return false;
        source->vertices_capacity = vertices * 2;
    }
    for (size_t i = 0; i < vertices; i++) {
        memcpy(&source->x[i], xy + 16 * i, 8);
        memcpy(&source->y[i], xy + 16 * i + 8, 8);
    }
    record->part_count = parts;
    record->vertex_start = source->vertex_start;
    record->x = source->x;
    record->y = source->y;
    return true;
}

static bool take_record(ForeignSource *source, Body body, ForeignRecord *ret_record, Error *error)
{
    ForeignRecord record = {.number = (long)take_u32(&body), .value = source->value};
    unsigned state = take_byte(&body), kind = take_byte(&body), repaired = take_byte(&body);
    if (body.is_broken || kind > FEATURE_POLYGON) return refuse_frame(source, error);
    record.kind = (FeatureKind)kind;
    record.has_geometry = state == 1;
    if (record.has_geometry && !take_geometry(source, &body, &record, error)) return false;
    for (size_t i = 0; i < source->schema.field_count; i++)
        source->value[i] = take_text(&body);
    if (body.is_broken) return refuse_frame(source, error);
    source->counts.records++;
    source->counts.repaired += repaired != 0;
    source->counts.refused += state == 2;
    source->counts.empty += state == 0 && source->schema.has_geometry;
    *ret_record = record;
    return true;
}

bool foreign_next(ForeignSource *source, ForeignRecord *ret_record, Error *error)
{
    int what;
    Body body;
    if (source->is_ended) {
        *ret_record = (ForeignRecord){.is_end = true};
        return true;
    }
    if (!next_frame(source, &what, &body, error)) return false;
    if (what == FRAME_END) {
        source->is_ended = true;
        *ret_record = (ForeignRecord){.is_end = true};
        return true;
    }
    if (what != FRAME_RECORD) return refuse_frame(source, error);
    return take_record(source, body, ret_record, error);
}
