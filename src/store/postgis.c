#include "src/store/postgis.h"

#include "render/bytes.h"
#include "src/store/geometry_blob.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { COPY_BYTES = 1 << 20, PARAMETERS_MOST = 32, NUMBER_BYTES = 40 };

/* Of a result's column, as PostgreSQL numbers its types (pg_type.h). */
enum { TYPE_INT8 = 20, TYPE_INT2 = 21, TYPE_INT4 = 23, TYPE_FLOAT4 = 700, TYPE_FLOAT8 = 701, TYPE_NUMERIC = 1700 };

/* A statement that is asked, or rows that are collected and sent together. */
typedef struct Query {
    Statement statement;
    char *sql;
    Bytes value[PARAMETERS_MOST];
    bool known[PARAMETERS_MOST]; /* not NULL */
    int parameters;
    PGresult *result;
    int row;
    bool collects;
    Bytes rows; /* in the text format of COPY */
} Query;

static const Driver POSTGIS;

static Server *server_of(const Store *store)
{
    return (Server *)(uintptr_t)store;
}

static Query *query_of(const Statement *statement)
{
    return (Query *)(uintptr_t)statement;
}

static bool bytes_ok(const Bytes *bytes, Error *error)
{
    return !bytes->failed || error_memory(error, (double)bytes->capacity);
}

/* ---- what went wrong ---- */

/* The first line of what libpq says, without its "ERROR: " and the full stop. */
static void first_line(const char *message, char *text, size_t size)
{
    const char *colon = strncmp(message, "ERROR:", 6) == 0 || strncmp(message, "FATAL:", 6) == 0 ? message + 6 : message;
    while (isspace((unsigned char)*colon)) colon++;
    snprintf(text, size, "%.*s", (int)strcspn(colon, "\n"), colon);
    size_t length = strlen(text);
    if (length > 0 && text[length - 1] == '.') text[length - 1] = '\0';
}

bool postgis_error(const Store *store, const PGresult *result, Error *error)
{
    const Server *server = server_of(store);
    const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL, *primary = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    char said[256];
    first_line(primary != NULL ? primary : PQerrorMessage(server->connection), said, sizeof said);
    if (PQstatus(server->connection) != CONNECTION_OK || (state != NULL && strncmp(state, "57P0", 4) == 0))
        return error_set(error, ERROR_FAILED, _("%s: the database server went away in the middle of the work; nothing was half done, try again when it is back."), store->name);
    if (state == NULL) return error_set(error, ERROR_FAILED, _("%s: the database says: %s."), store->name, said);
    if (strcmp(state, "55P03") == 0 || strcmp(state, "40P01") == 0 || strcmp(state, "40001") == 0)
        return error_set(error, ERROR_FAILED, _("%s: another program is writing to the database; try again when it is done."), store->name);
    if (strcmp(state, "53100") == 0) return error_set(error, ERROR_FAILED, _("%s: the disk is full; make room and try again, nothing was changed."), store->name);
    if (strcmp(state, "42501") == 0)
        return error_set(error, ERROR_FAILED, _("%s: your role may not do this (%s); ask the owner of the database for a role that may."), store->name, said);
    return error_set(error, ERROR_FAILED, _("%s: the database says: %s."), store->name, said);
}

/* Runs statements, and fills the error when one fails. */
static bool execute(Store *store, const char *sql, Error *error)
{
    PGresult *result = PQexec(server_of(store)->connection, sql);
    ExecStatusType status = PQresultStatus(result);
    bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY || postgis_error(store, result, error);
    PQclear(result);
    return ok;
}

/* ---- changes ---- */

static void rollback(Store *store)
{
    Server *server = server_of(store);
    if (server->connection != NULL && PQtransactionStatus(server->connection) > PQTRANS_IDLE && PQstatus(server->connection) == CONNECTION_OK)
        PQclear(PQexec(server->connection, "ROLLBACK"));
    server->in_change = server->held = false;
}

static bool begin(Store *store, Error *error)
{
    rollback(store); /* what was held to be read */
    return server_of(store)->in_change = execute(store, "BEGIN", error);
}

/* When the server goes away just now, only the database knows whether it was in time; all commands can be given again. */
static bool commit(Store *store, Error *error)
{
    Server *server = server_of(store);
    PGresult *result = PQexec(server->connection, "COMMIT");
    bool ok = PQresultStatus(result) == PGRES_COMMAND_OK && strcmp(PQcmdStatus(result), "COMMIT") == 0;
    if (!ok && PQstatus(server->connection) != CONNECTION_OK)
        error_set(error, ERROR_FAILED, _("%s: the database server went away while the change was made final; give the command again, nothing is done twice."), store->name);
    else if (!ok) postgis_error(store, result, error);
    PQclear(result);
    server->in_change = false;
    return ok;
}

/* Until the end of the transaction. Locks of one schema are no concern of another. */
static bool lock_name(Store *store, const char *name, bool shared, Error *error)
{
    const char *values[] = {server_of(store)->schema, name};
    PGresult *result = PQexecParams(server_of(store)->connection,
                                    shared ? "SELECT pg_advisory_xact_lock_shared(hashtextextended('brandpunt ' || $1::text || ' ' || $2::text, 0))"
                                           : "SELECT pg_advisory_xact_lock(hashtextextended('brandpunt ' || $1::text || ' ' || $2::text, 0))",
                                    2, NULL, values, NULL, NULL, 0);
    bool ok = PQresultStatus(result) == PGRES_TUPLES_OK || postgis_error(store, result, error);
    PQclear(result);
    return ok;
}

static bool lock(Store *store, StoreWork work, bool shared, Error *error)
{
    static const char *const names[] = {
        [STORE_REPORTS] = "reports", [STORE_LAYERS] = "layers", [STORE_RESULTS] = "results", [STORE_LEDGER] = "ledger", [STORE_KEY] = "key",
        [STORE_AUDIT] = "audit"};
    return lock_name(store, names[work], shared, error);
}

static bool lock_source(Store *store, const char *source, Error *error)
{
    char name[512];
    snprintf(name, sizeof name, "source %s", source);
    return lock_name(store, name, false, error);
}

static const char READ_ONE_MOMENT[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

static bool hold(Store *store, Error *error)
{
    rollback(store);
    return server_of(store)->held = execute(store, READ_ONE_MOMENT, error);
}

static bool is_changing(const Store *store)
{
    return server_of(store)->in_change;
}

static const char *user(const Store *store)
{
    return PQuser(server_of(store)->connection);
}

static bool begin_reading(Store *store, Error *error)
{
    const Server *server = server_of(store);
    return server->held || server->in_change || execute(store, READ_ONE_MOMENT, error);
}

static void end_reading(Store *store)
{
    const Server *server = server_of(store);
    if (!server->held && !server->in_change) rollback(store);
}

static bool has_table(Store *store, const char *table, bool *ret_has, Error *error)
{
    const char *values[] = {server_of(store)->schema, table};
    PGresult *result = PQexecParams(server_of(store)->connection, "SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = $2", 2, NULL, values, NULL, NULL, 0);
    bool ok = PQresultStatus(result) == PGRES_TUPLES_OK || postgis_error(store, result, error);
    if (ok) *ret_has = PQntuples(result) > 0;
    PQclear(result);
    return ok;
}

/* Only for who owns the tables; for others the server does it by itself later on. */
static bool compact(Store *store, Error *error)
{
    return execute(store, "VACUUM (ANALYZE) report", error) && execute(store, "VACUUM (ANALYZE) reject", error) && execute(store, "VACUUM (ANALYZE) import", error);
}

/* ---- statements ---- */

static Query *new_query(Store *store, size_t sql_bytes, Error *error)
{
    Query *query = calloc(1, sizeof *query);
    char *sql = malloc(sql_bytes);
    if (query == NULL || sql == NULL) {
        free(query);
        free(sql);
        error_memory(error, (double)(sizeof *query + sql_bytes));
        return NULL;
    }
    query->statement = (Statement){&POSTGIS, store};
    query->sql = sql;
    return query;
}

/* ? and ?7 become $1, $2, ... and $7, but for those inside quotes. */
static Statement *prepare(Store *store, const char *sql, Error *error)
{
    Query *query = new_query(store, 3 * strlen(sql) + 1, error);
    if (query == NULL) return NULL;
    char *to = query->sql, quote = '\0';
    for (const char *at = sql; *at != '\0'; at++) {
        if (quote != '\0') quote = *at == quote ? '\0' : quote;
        else if (*at == '\'' || *at == '"') quote = *at;
        if (*at != '?' || quote != '\0') {
            *to++ = *at;
            continue;
        }
        int number = isdigit((unsigned char)at[1]) ? atoi(at + 1) : query->parameters + 1;
        while (isdigit((unsigned char)at[1])) at++;
        if (number > query->parameters) query->parameters = number;
        to += sprintf(to, "$%d", number);
    }
    *to = '\0';
    return &query->statement;
}

static Statement *prepare_rows(Store *store, const char *table, const char *columns, Error *error)
{
    size_t size = strlen(table) + strlen(columns) + 64;
    Query *query = new_query(store, size, error);
    if (query == NULL) return NULL;
    snprintf(query->sql, size, "COPY \"%s\" (%s) FROM STDIN", table, columns);
    query->collects = true;
    query->parameters = 1;
    for (const char *at = columns; *at != '\0'; at++) query->parameters += *at == ',';
    return &query->statement;
}

static void reset(Statement *statement)
{
    Query *query = query_of(statement);
    PQclear(query->result);
    query->result = NULL;
}

static void finish(Statement *statement)
{
    Query *query = query_of(statement);
    reset(statement);
    for (int i = 0; i < PARAMETERS_MOST; i++) bytes_free(&query->value[i]);
    bytes_free(&query->rows);
    free(query->sql);
    free(query);
}

static void bind_bytes(Statement *statement, int parameter, const char *text, size_t length)
{
    Query *query = query_of(statement);
    Bytes *value = &query->value[parameter - 1];
    value->count = 0;
    bytes_add(value, text, length);
    query->known[parameter - 1] = true;
}

static void bind_null(Statement *statement, int parameter)
{
    query_of(statement)->known[parameter - 1] = false;
}

static void bind_whole(Statement *statement, int parameter, int64_t value)
{
    char text[NUMBER_BYTES];
    bind_bytes(statement, parameter, text, (size_t)snprintf(text, sizeof text, "%lld", (long long)value));
}

/* With 17 digits a number comes back as it was, to the bit. */
static void bind_real(Statement *statement, int parameter, double value)
{
    char text[NUMBER_BYTES];
    if (isnan(value)) bind_null(statement, parameter);
    else bind_bytes(statement, parameter, text, (size_t)snprintf(text, sizeof text, "%.17g", value));
}

static void bind_string(Statement *statement, int parameter, const char *text)
{
    bind_bytes(statement, parameter, text, strlen(text));
}

static void add_hexadecimal(Bytes *bytes, const uint8_t *byte, size_t length)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < length; i++) bytes_add(bytes, (char[]){digits[byte[i] >> 4], digits[byte[i] & 15]}, 2);
}

static bool bind_feature(Statement *statement, int parameter, const Features *features, size_t feature, Error *error)
{
    Query *query = query_of(statement);
    Bytes *value = &query->value[parameter - 1];
    Blob blob = {0};
    bool ok = blob_of_feature_ewkb(features, feature, statement->store->srid, &blob, error);
    if (ok) {
        value->count = 0;
        add_hexadecimal(value, blob.bytes, blob.length);
        query->known[parameter - 1] = true;
        ok = bytes_ok(value, error);
    }
    blob_free(&blob);
    return ok;
}

/* ---- rows that are sent together ---- */

static bool send_rows(Query *query, Error *error)
{
    Store *store = query->statement.store;
    PGconn *connection = server_of(store)->connection;
    if (query->rows.count == 0) return true;
    PGresult *result = PQexec(connection, query->sql);
    bool ok = PQresultStatus(result) == PGRES_COPY_IN || postgis_error(store, result, error);
    PQclear(result);
    if (!ok) return false;
    ok = PQputCopyData(connection, query->rows.text, (int)query->rows.count) == 1 && PQputCopyEnd(connection, NULL) == 1;
    if (!ok) postgis_error(store, NULL, error);
    while ((result = PQgetResult(connection)) != NULL) {
        if (ok && PQresultStatus(result) != PGRES_COMMAND_OK) ok = postgis_error(store, result, error);
        PQclear(result);
        if (PQstatus(connection) != CONNECTION_OK) break;
    }
    query->rows.count = 0;
    return ok;
}

/* A backslash, a tab and a line's end mean something to COPY. */
static void add_escaped(Bytes *rows, const Bytes *value)
{
    for (size_t i = 0; i < value->count;) {
        size_t plain = i;
        while (plain < value->count && strchr("\\\t\n\r", value->text[plain]) == NULL) plain++;
        bytes_add(rows, value->text + i, plain - i);
        if ((i = plain) == value->count) break;
        char sign = value->text[i++];
        bytes_add(rows, (char[]){'\\', sign == '\t' ? 't' : sign == '\n' ? 'n' : sign == '\r' ? 'r' : '\\'}, 2);
    }
}

static bool collect_row(Query *query, Error *error)
{
    for (int i = 0; i < query->parameters; i++) {
        if (i > 0) bytes_add(&query->rows, "\t", 1);
        if (!bytes_ok(&query->value[i], error)) return false;
        if (query->known[i]) add_escaped(&query->rows, &query->value[i]);
        else bytes_add(&query->rows, "\\N", 2);
    }
    bytes_add(&query->rows, "\n", 1);
    return bytes_ok(&query->rows, error) && (query->rows.count < COPY_BYTES || send_rows(query, error));
}

static bool end_rows(Statement *statement, Error *error)
{
    return send_rows(query_of(statement), error);
}

/* ---- what is asked ---- */

static bool ask(Query *query, Error *error)
{
    const char *values[PARAMETERS_MOST];
    Store *store = query->statement.store;
    for (int i = 0; i < query->parameters; i++) {
        if (!bytes_ok(&query->value[i], error)) return false;
        values[i] = query->known[i] ? query->value[i].text : NULL;
    }
    query->result = PQexecParams(server_of(store)->connection, query->sql, query->parameters, NULL, values, NULL, NULL, 0);
    query->row = -1;
    ExecStatusType status = PQresultStatus(query->result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || postgis_error(store, query->result, error);
}

static StepResult step(Statement *statement, Error *error)
{
    Query *query = query_of(statement);
    if (query->collects) return collect_row(query, error) ? STEP_DONE : STEP_FAILED;
    if (query->result == NULL && !ask(query, error)) return STEP_FAILED;
    return ++query->row < PQntuples(query->result) ? STEP_ROW : STEP_DONE;
}

static int columns(const Statement *statement)
{
    return PQnfields(query_of(statement)->result);
}

static const char *column_name(const Statement *statement, int column)
{
    return PQfname(query_of(statement)->result, column);
}

static const char *text(const Statement *statement, int column)
{
    const Query *query = query_of(statement);
    return PQgetisnull(query->result, query->row, column) ? NULL : PQgetvalue(query->result, query->row, column);
}

static StoreKind kind(const Statement *statement, int column)
{
    if (text(statement, column) == NULL) return STORE_NULL;
    switch (PQftype(query_of(statement)->result, column)) {
    case TYPE_INT8:
    case TYPE_INT2:
    case TYPE_INT4:
        return STORE_WHOLE;
    case TYPE_NUMERIC: /* the sum of whole numbers */
        return strchr(text(statement, column), '.') == NULL ? STORE_WHOLE : STORE_REAL;
    case TYPE_FLOAT4:
    case TYPE_FLOAT8:
        return STORE_REAL;
    default:
        return STORE_TEXT;
    }
}

static int64_t whole(const Statement *statement, int column)
{
    const char *value = text(statement, column);
    return value != NULL ? strtoll(value, NULL, 10) : 0;
}

static double real(const Statement *statement, int column)
{
    const char *value = text(statement, column);
    return value != NULL ? strtod(value, NULL) : 0;
}

static bool feature(const Statement *statement, int column, Features *features, Error *error)
{
    const char *digits = text(statement, column);
    size_t length = digits != NULL ? strlen(digits) / 2 : 0;
    uint8_t *byte = malloc(length + 1);
    if (byte == NULL) return error_memory(error, (double)length);
    for (size_t i = 0; i < length; i++) {
        char high = digits[2 * i], low = digits[2 * i + 1];
        byte[i] = (uint8_t)((isdigit((unsigned char)high) ? high - '0' : (high | 32) - 'a' + 10) << 4 | (isdigit((unsigned char)low) ? low - '0' : (low | 32) - 'a' + 10));
    }
    bool ok = blob_read_ewkb(byte, length, features, error);
    free(byte);
    return ok;
}

/* ---- tables with geometry ---- */

static bool drop_table(Store *store, const char *table, Error *error)
{
    char sql[256];
    snprintf(sql, sizeof sql, "DROP TABLE IF EXISTS \"%s\"", table);
    return execute(store, sql, error);
}

static bool make_table(Store *store, const char *table, const char *table_columns, FeatureKind feature_kind, Error *error)
{
    static const char *const types[] = {[FEATURE_POINT] = "Point", [FEATURE_LINE] = "MultiLineString", [FEATURE_POLYGON] = "MultiPolygon"};
    char *typed = postgis_types(table_columns, error);
    if (typed == NULL) return false;
    size_t size = strlen(typed) + 256;
    char *sql = malloc(size);
    if (sql != NULL) snprintf(sql, size, "CREATE TABLE \"%s\" (%s, geom geometry(%s, %d))", table, typed, types[feature_kind], store->srid);
    bool ok = sql != NULL ? execute(store, sql, error) : error_memory(error, (double)size);
    free(typed);
    free(sql);
    return ok && postgis_share(server_of(store), table, error);
}

static bool index_table(Store *store, const char *table, const Features *features, Error *error)
{
    char sql[256];
    (void)features;
    snprintf(sql, sizeof sql, "CREATE INDEX ON \"%s\" USING gist (geom)", table);
    return execute(store, sql, error);
}

static bool kind_of_table(Store *store, const char *table, FeatureKind *ret_kind, Error *error)
{
    const char *values[] = {server_of(store)->schema, table};
    PGresult *result = PQexecParams(server_of(store)->connection, "SELECT type FROM geometry_columns WHERE f_table_schema = $1 AND f_table_name = $2", 2, NULL, values, NULL, NULL, 0);
    bool ok = PQresultStatus(result) == PGRES_TUPLES_OK || postgis_error(store, result, error);
    const char *type = ok && PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
    *ret_kind = strcmp(type, "POINT") == 0 ? FEATURE_POINT : strcmp(type, "MULTILINESTRING") == 0 ? FEATURE_LINE : FEATURE_POLYGON;
    PQclear(result);
    return ok;
}

static bool remove_reports(Store *store, Statement *removal, int64_t count, Error *error)
{
    (void)store, (void)count;
    return store_step(removal, error);
}

/* ---- opening ---- */

static void close_server(Store *store)
{
    Server *server = server_of(store);
    if (server->connection != NULL) {
        rollback(store);
        PQfinish(server->connection);
    }
    free(store->name);
    free(server);
}

static const Driver POSTGIS = {
    close_server, begin, commit, rollback, lock, lock_source, hold, is_changing, user, begin_reading, end_reading, execute, has_table, compact, NULL, NULL,
    prepare, prepare_rows, end_rows, finish, bind_null, bind_whole, bind_real, bind_string, bind_feature, step, reset,
    columns, column_name, kind, whole, real, text, feature,
    make_table, index_table, drop_table, kind_of_table,
    postgis_loader_open, postgis_loader_add, postgis_loader_end, postgis_loader_close, remove_reports, postgis_read_reports,
};

bool postgis_is_address(const char *place)
{
    return strncmp(place, "postgresql://", 13) == 0 || strncmp(place, "postgres://", 11) == 0;
}

/* libpq knows no schema: it is taken out of the address. */
static bool split_address(const char *address, char *ret_rest, size_t size, char ret_schema[SCHEMA_NAME_BYTES], Error *error)
{
    const char *query = strchr(address, '?');
    snprintf(ret_schema, SCHEMA_NAME_BYTES, "brandpunt");
    size_t used = query == NULL ? strlen(address) : (size_t)(query - address);
    if (strlen(address) >= size) return error_set(error, ERROR_USAGE, _("The address of the database is too long."));
    memcpy(ret_rest, address, used);
    bool first = true;
    for (const char *part = query != NULL ? query + 1 : ""; *part != '\0';) {
        size_t length = strcspn(part, "&");
        if (strncmp(part, "schema=", 7) == 0) {
            if (length - 7 >= SCHEMA_NAME_BYTES || length == 7) return error_set(error, ERROR_USAGE, _("The schema in the address of the database has no name, or one of more than %d characters."), SCHEMA_NAME_BYTES - 1);
            snprintf(ret_schema, SCHEMA_NAME_BYTES, "%.*s", (int)length - 7, part + 7);
        } else {
            ret_rest[used++] = first ? '?' : '&';
            memcpy(ret_rest + used, part, length);
            used += length;
            first = false;
        }
        part += length + (part[length] == '&');
    }
    ret_rest[used] = '\0';
    for (char *sign = ret_schema; *sign != '\0'; sign++) {
        *sign = (char)tolower((unsigned char)*sign);
        if (!islower((unsigned char)*sign) && (sign == ret_schema || (!isdigit((unsigned char)*sign) && *sign != '_')))
            return error_set(error, ERROR_USAGE, _("'%s' is no name for a schema: it begins with a letter, and holds letters, digits and _ only."), ret_schema);
    }
    return true;
}

static const char *option_of(const PQconninfoOption *options, const char *keyword)
{
    for (; options != NULL && options->keyword != NULL; options++)
        if (strcmp(options->keyword, keyword) == 0) return options->val;
    return NULL;
}

enum { ADDRESS_BYTES = 2048 };

static PQconninfoOption *parse(const char *address, char ret_rest[ADDRESS_BYTES], char ret_schema[SCHEMA_NAME_BYTES], Error *error)
{
    char *said = NULL, line[256];
    if (!split_address(address, ret_rest, ADDRESS_BYTES, ret_schema, error)) return NULL;
    PQconninfoOption *options = PQconninfoParse(ret_rest, &said);
    if (options == NULL) {
        first_line(said != NULL ? said : "", line, sizeof line);
        error_set(error, ERROR_USAGE, _("The address of the database cannot be understood (%s); it looks like postgresql://server/database?schema=brandpunt."), line);
    }
    PQfreemem(said);
    return options;
}

bool postgis_holds_password(const char *address)
{
    Error none;
    char rest[ADDRESS_BYTES], schema[SCHEMA_NAME_BYTES];
    PQconninfoOption *options = parse(address, rest, schema, &none);
    bool holds = option_of(options, "password") != NULL;
    PQconninfoFree(options);
    return holds;
}

void postgis_without_password(const char *address, char *ret_text, size_t size)
{
    Error none;
    char rest[ADDRESS_BYTES], schema[SCHEMA_NAME_BYTES];
    PQconninfoOption *options = parse(address, rest, schema, &none);
    const char *login = option_of(options, "user"), *host = option_of(options, "host"), *port = option_of(options, "port"), *name = option_of(options, "dbname"),
               *service = option_of(options, "service");
    bool path = host != NULL && host[0] == '/'; /* a socket */
    snprintf(ret_text, size, "postgresql://%s%s%s%s%s/%s%s%s%s%s?schema=%s", login != NULL ? login : "", login != NULL ? "@" : "", host != NULL && !path ? host : "",
             port != NULL ? ":" : "", port != NULL ? port : "", name != NULL ? name : "", path ? "?host=" : "", path ? host : "", service != NULL ? "?service=" : "",
             service != NULL ? service : "", schema);
    char *mark = strchr(ret_text, '?'), *second = mark != NULL ? strchr(mark + 1, '?') : NULL;
    for (; second != NULL; second = strchr(second, '?')) *second = '&';
    PQconninfoFree(options);
}

static void say_nothing(void *context, const PGresult *notice)
{
    (void)context, (void)notice;
}

static bool not_connected(const Server *server, Error *error)
{
    char said[256];
    const char *message = PQerrorMessage(server->connection), *failed = strstr(message, " failed: ");
    first_line(failed != NULL ? failed + 9 : message, said, sizeof said);
    if (PQconnectionNeedsPassword(server->connection) || PQconnectionUsedPassword(server->connection))
        return error_set(error, ERROR_FAILED, _("%s: the database server does not let you in (%s); put the right password in ~/.pgpass."), server->store.name, said);
    return error_set(error, ERROR_FAILED, _("%s: the database server cannot be reached (%s); look at [database] url, and whether the server is up."), server->store.name, said);
}

/* What may be said otherwise in the address stands before it. */
static bool connect_to(Server *server, const char *rest, Error *error)
{
    const char *keywords[] = {"connect_timeout", "tcp_user_timeout", "fallback_application_name", "dbname", "client_encoding", NULL};
    const char *values[] = {getenv("PGCONNECT_TIMEOUT") != NULL ? getenv("PGCONNECT_TIMEOUT") : "10", "60000", "brandpunt", rest, "UTF8", NULL};
    server->connection = PQconnectdbParams(keywords, values, 1);
    if (PQstatus(server->connection) != CONNECTION_OK) return not_connected(server, error);
    PQsetNoticeReceiver(server->connection, say_nothing, NULL);
    return execute(&server->store, "SET lock_timeout = '5min'; SET idle_in_transaction_session_timeout = 0; SET extra_float_digits = 1; SET client_min_messages = warning", error);
}

bool postgis_open(const char *address, StoreMode mode, int srid, Store **ret_store, Error *error)
{
    char rest[ADDRESS_BYTES], name[512];
    Server *server = calloc(1, sizeof *server);
    if (server == NULL) return error_memory(error, sizeof *server);
    PQconninfoOption *options = parse(address, rest, server->schema, error);
    bool ok = options != NULL;
    PQconninfoFree(options);
    postgis_without_password(address, name, sizeof name);
    server->store = (Store){.driver = &POSTGIS, .srid = srid, .name = strdup(name)};
    ok = ok && (server->store.name != NULL || error_memory(error, sizeof name)) && connect_to(server, rest, error) && postgis_prepare_schema(server, mode, error);
    if (ok) *ret_store = &server->store;
    else close_server(&server->store);
    return ok;
}

bool postgis_roles(const char *address, FILE *to, Error *error)
{
    char rest[ADDRESS_BYTES], schema[SCHEMA_NAME_BYTES];
    if (!postgis_is_address(address)) return error_set(error, ERROR_USAGE, _("%s is a file, and roles are of a server; give its address with [database] url or --db."), address);
    PQconninfoOption *options = parse(address, rest, schema, error);
    if (options == NULL) return false;
    PQconninfoFree(options);
    postgis_print_roles(schema, to);
    return true;
}
