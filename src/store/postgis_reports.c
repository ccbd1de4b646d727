/* Reports into a server and out of it, with COPY. */
#include "src/store/postgis.h"

#include "render/bytes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- writing ---- */

/* To ask the server of each report whether its id is there would be a million questions. The source is locked, so what it has
 * can be read at the begin: a table of ids, by hash, their texts after each other. */
typedef struct KnownId {
    uint64_t hash;
    size_t text; /* where it begins, plus one; 0: no id */
    bool earlier; /* of an earlier import */
} KnownId;

struct Loader {
    Store *store;
    int64_t source, import;
    Statement *rows;
    KnownId *known;
    size_t count, size;
    Bytes texts;
};

static uint64_t hash_text_of(const char *text)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (; *text != '\0'; text++) hash = (hash ^ (uint8_t)*text) * 1099511628211u;
    return hash;
}

static KnownId *slot_for(KnownId *known, size_t size, uint64_t hash, const char *texts, const char *text)
{
    size_t slot = (size_t)(hash >> 7) & (size - 1);
    while (known[slot].text != 0 && (known[slot].hash != hash || strcmp(texts + known[slot].text - 1, text) != 0)) slot = (slot + 1) & (size - 1);
    return &known[slot];
}

static bool grow(Loader *loader, Error *error)
{
    if (2 * loader->count < loader->size) return true;
    size_t size = loader->size == 0 ? 1024 : 2 * loader->size;
    KnownId *known = calloc(size, sizeof *known);
    if (known == NULL) return error_memory(error, (double)size * sizeof *known);
    for (size_t i = 0; i < loader->size; i++)
        if (loader->known[i].text != 0) *slot_for(known, size, loader->known[i].hash, loader->texts.text, loader->texts.text + loader->known[i].text - 1) = loader->known[i];
    free(loader->known);
    loader->known = known;
    loader->size = size;
    return true;
}

/* Adds an id; *ret_there is the one that was there already, NULL when it is new. */
static bool know(Loader *loader, const char *id, bool earlier, const KnownId **ret_there, Error *error)
{
    if (!grow(loader, error)) return false;
    uint64_t hash = hash_text_of(id);
    KnownId *slot = slot_for(loader->known, loader->size, hash, loader->texts.text, id);
    *ret_there = slot->text != 0 ? slot : NULL;
    if (slot->text != 0) return true;
    *slot = (KnownId){hash, loader->texts.count + 1, earlier};
    bytes_add(&loader->texts, id, strlen(id) + 1);
    loader->count++;
    return !loader->texts.failed || error_memory(error, (double)loader->texts.capacity);
}

static bool know_earlier(Loader *loader, Error *error)
{
    const KnownId *there;
    Statement *rows = store_prepare(loader->store, "SELECT external_id FROM report WHERE source = ?1 AND external_id IS NOT NULL", error);
    bool ok = rows != NULL;
    if (ok) store_bind_whole(rows, 1, loader->source);
    while (ok && store_next(rows, &ok, error)) ok = know(loader, store_text(rows, 0), true, &there, error);
    store_finish(rows);
    return ok;
}

bool postgis_loader_open(Store *store, int64_t source, int64_t import, Loader **ret_loader, Error *error)
{
    Loader *loader = calloc(1, sizeof *loader);
    if (loader == NULL) return error_memory(error, sizeof *loader);
    *loader = (Loader){.store = store, .source = source, .import = import};
    loader->rows = store_prepare_rows(store, "report",
                                      "source, import, external_id, kind, category, occurred_from, occurred_to, utc_offset_s, reported_on, hour_known,"
                                      " precision_m, groups, perpetrator_sex, relation, severity, reporter_key, geom",
                                      error);
    if (loader->rows == NULL || !know_earlier(loader, error)) return postgis_loader_close(loader), false;
    *ret_loader = loader;
    return true;
}

void postgis_loader_close(Loader *loader)
{
    store_finish(loader->rows);
    free(loader->known);
    bytes_free(&loader->texts);
    free(loader);
}

static void bind_moment(Statement *rows, int parameter, Text moment)
{
    char text[20];
    snprintf(text, sizeof text, "%.*s", (int)moment.length, moment.at);
    store_bind_string(rows, parameter, text);
}

/* A point as PostGIS writes it, in hexadecimal digits. */
static void bind_point(Statement *rows, int parameter, int srid, double x_m, double y_m)
{
    static const char digits[] = "0123456789ABCDEF";
    uint8_t byte[25] = {1, 1, 0, 0, 0x20};
    char text[2 * sizeof byte + 1];
    uint32_t number = (uint32_t)srid;
    memcpy(byte + 5, &number, sizeof number);
    memcpy(byte + 9, &x_m, sizeof x_m);
    memcpy(byte + 17, &y_m, sizeof y_m);
    for (size_t i = 0; i < sizeof byte; i++) text[2 * i] = digits[byte[i] >> 4], text[2 * i + 1] = digits[byte[i] & 15];
    text[2 * sizeof byte] = '\0';
    store_bind_string(rows, parameter, text);
}

bool postgis_loader_add(Loader *loader, const NewReport *report, WriteOutcome *ret_outcome, Error *error)
{
    const KnownId *there = NULL;
    Statement *rows = loader->rows;
    if (report->external_id != NULL && report->external_id[0] != '\0' && !know(loader, report->external_id, false, &there, error)) return false;
    *ret_outcome = there == NULL ? WRITE_LOADED : there->earlier ? WRITE_PRESENT : WRITE_DUPLICATE_ID;
    if (there != NULL) return true;
    store_bind_whole(rows, 1, loader->source);
    store_bind_whole(rows, 2, loader->import);
    store_bind_text(rows, 3, report->external_id);
    store_bind_text(rows, 4, report->kind);
    store_bind_text(rows, 5, report->category);
    bind_moment(rows, 6, report->occurred_from);
    bind_moment(rows, 7, report->occurred_to);
    store_bind_whole(rows, 8, report->utc_offset_s);
    store_bind_text(rows, 9, report->reported_on);
    store_bind_whole(rows, 10, report->hour_known);
    store_bind_real(rows, 11, report->precision_m);
    store_bind_text(rows, 12, report->groups);
    store_bind_text(rows, 13, report->perpetrator_sex);
    store_bind_text(rows, 14, report->relation);
    store_bind_text(rows, 15, report->severity);
    store_bind_text(rows, 16, report->reporter_key);
    bind_point(rows, 17, store_srid(loader->store), report->x_m, report->y_m);
    return store_step(rows, error);
}

bool postgis_loader_end(Loader *loader, Error *error)
{
    return store_end(loader->rows, error);
}

/* ---- reading ---- */

enum { ID, SOURCE, KIND, CATEGORY, OCCURRED_FROM, OCCURRED_TO, UTC_OFFSET, HOUR_KNOWN, PRECISION, GROUPS, REPORTER_KEY, DUPLICATE_OF, GEOMETRY, COLUMNS };
enum { POINT_BYTES = 25, HEAD_BYTES = 19 };

/* The fields of a row in COPY's binary format, big-endian: a count, and of each field its length (-1: NULL) and its bytes. */
static uint64_t big_endian(const char *at, size_t bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++) value = value << 8 | (uint8_t)at[i];
    return value;
}

static bool split_row(const char *row, size_t length, Text ret_field[COLUMNS])
{
    const char *at = row + 2, *end = row + length;
    if (length < 2 || big_endian(row, 2) != COLUMNS) return false;
    for (int f = 0; f < COLUMNS; f++) {
        if (end - at < 4) return false;
        int32_t bytes = (int32_t)big_endian(at, 4);
        at += 4;
        if (bytes > end - at) return false;
        ret_field[f] = (Text){bytes < 0 ? NULL : at, bytes < 0 ? 0 : (size_t)bytes};
        if (bytes > 0) at += bytes;
    }
    return at == end;
}

static int64_t whole_in(Text field)
{
    return field.length == 8 ? (int64_t)big_endian(field.at, 8) : 0;
}

static Text text_in(Text field)
{
    return (Text){field.at != NULL ? field.at : "", field.length};
}

static bool take_row(const ReportReader *reader, const Text field[COLUMNS], Error *error)
{
    bool wanted;
    StoredReport report = {.kind = text_in(field[KIND]), .occurred_from = text_in(field[OCCURRED_FROM])};
    if (!reader->wants(reader->context, report.kind, report.occurred_from, &wanted, error)) return false;
    if (!wanted) return true;
    report.id = whole_in(field[ID]);
    report.source = whole_in(field[SOURCE]);
    report.category = text_in(field[CATEGORY]);
    report.occurred_to = text_in(field[OCCURRED_TO]);
    report.utc_offset_s = (int)whole_in(field[UTC_OFFSET]);
    report.hour_known = whole_in(field[HOUR_KNOWN]) != 0;
    report.precision_m = NAN;
    if (field[PRECISION].length == 8) {
        uint64_t bits = big_endian(field[PRECISION].at, 8);
        memcpy(&report.precision_m, &bits, sizeof bits);
    }
    report.groups = text_in(field[GROUPS]);
    report.reporter_key = text_in(field[REPORTER_KEY]);
    report.duplicate_of = whole_in(field[DUPLICATE_OF]);
    report.has_point = field[GEOMETRY].length == POINT_BYTES && field[GEOMETRY].at[0] == 1;
    if (report.has_point) {
        memcpy(&report.x_m, field[GEOMETRY].at + 9, sizeof(double));
        memcpy(&report.y_m, field[GEOMETRY].at + 17, sizeof(double));
    }
    return reader->take(reader->context, &report, error);
}

/* The first message begins with a head, and may hold a row too; the last holds -1 for a count of fields. */
static bool take_message(const ReportReader *reader, bool first, const char *message, size_t length, const Store *store, Error *error)
{
    Text field[COLUMNS];
    if (first) {
        size_t head = length >= HEAD_BYTES ? HEAD_BYTES + (size_t)big_endian(message + 15, 4) : length + 1;
        if (head > length || memcmp(message, "PGCOPY\n\377\r\n", 11) != 0)
            return error_set(error, ERROR_FAILED, _("%s: the database says: %s."), store_path(store), "COPY BINARY");
        message += head;
        length -= head;
    }
    if (length == 0 || (length == 2 && big_endian(message, 2) == 0xFFFF)) return true;
    if (!split_row(message, length, field)) return error_set(error, ERROR_FAILED, _("%s: the database says: %s."), store_path(store), "COPY BINARY");
    return take_row(reader, field, error);
}

bool postgis_read_reports(Store *store, int64_t first_id, int64_t last_id, const ReportReader *reader, Error *error)
{
    char sql[384];
    PGconn *connection = ((Server *)store)->connection;
    snprintf(sql, sizeof sql,
             "COPY (SELECT id, source, kind, category, occurred_from, occurred_to, utc_offset_s, hour_known, precision_m, groups, reporter_key, duplicate_of, geom"
             " FROM report WHERE id BETWEEN %lld AND %lld ORDER BY id) TO STDOUT (FORMAT binary)",
             (long long)first_id, (long long)last_id);
    PGresult *result = PQexec(connection, sql);
    bool ok = PQresultStatus(result) == PGRES_COPY_OUT || postgis_error(store, result, error), copies = ok;
    PQclear(result);
    char *message = NULL;
    int length = 0;
    /* Even what is no longer wanted is read to its end: the connection is of no use before. */
    for (bool first = true; copies && (length = PQgetCopyData(connection, &message, 0)) > 0; first = false) {
        ok = ok && take_message(reader, first, message, (size_t)length, store, error);
        PQfreemem(message);
    }
    if (copies && length == -2 && ok) ok = postgis_error(store, NULL, error);
    while (copies && (result = PQgetResult(connection)) != NULL) {
        if (ok && PQresultStatus(result) != PGRES_COMMAND_OK) ok = postgis_error(store, result, error);
        PQclear(result);
        if (PQstatus(connection) != CONNECTION_OK) break;
    }
    return ok;
}
