#include "src/commands/writing.h"
#include "src/store/layers.h"
#include "src/store/store.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A list of the status: a query whose columns become the fields of each row. */
typedef struct List {
    const char *name;
    const char *title; /* translated */
    const char *sql;
} List;

static const List LISTS[] = {
    {"sources", N_("Sources"),
     "SELECT s.name AS source, count(r.id) AS reports, sum(CASE r.kind WHEN 'perception' THEN 1 WHEN 'incident' THEN 0 END) AS perceptions, sum(1 - r.hour_known) AS hour_unknown,"
     " count(r.duplicate_of) AS duplicates, count(DISTINCT r.reporter_key) AS reporters, min(substr(r.occurred_from, 1, 10)) AS first,"
     " max(substr(r.occurred_from, 1, 10)) AS last, s.regime, s.purpose, s.retention FROM source s LEFT JOIN report r ON r.source = s.id GROUP BY s.id ORDER BY s.name"},
    {"withheld", N_("Sources without regime, purpose and retention: kept out of everything for partners and the public"),
     "SELECT name AS source, regime, purpose, retention FROM source WHERE trim(coalesce(regime, '')) = '' OR trim(coalesce(purpose, '')) = ''"
     " OR trim(coalesce(retention, '')) = '' ORDER BY name"},
    {"publications", N_("Publications"), "SELECT run AS id, audience, period, unit, published_on FROM ledger ORDER BY id"},
    {"imports", N_("Files"),
     "SELECT i.file_name AS file, s.name AS source, i.rows_in, i.loaded, i.refused, i.present, i.imported_on FROM import i JOIN source s ON s.id = i.source ORDER BY i.id"},
    {"rejects", N_("Refused rows"),
     "SELECT i.file_name AS file, j.reason, count(*) AS rows FROM reject j JOIN import i ON i.id = j.import GROUP BY i.id, j.reason ORDER BY i.id, j.reason"},
    {"categories", N_("Categories"), "SELECT category, count(*) AS reports FROM report GROUP BY category ORDER BY count(*) DESC, category"},
    {"stacks", N_("Places with a pile of reports on one coordinate: a geocoder's default?"),
     "SELECT CAST(floor(ST_X(geom)) AS INTEGER) AS x, CAST(floor(ST_Y(geom)) AS INTEGER) AS y, count(*) AS reports, count(DISTINCT reporter_key) AS reporters"
     " FROM report GROUP BY geom HAVING count(*) >= 15 ORDER BY count(*) DESC, 1, 2 LIMIT 20"},
    {"layers", N_("Layers"), "SELECT name, role, features, repaired, crs, encoding, file_name AS file FROM layer ORDER BY id"},
    {"runs", N_("Last runs"), "SELECT id, begun_on, command FROM run ORDER BY begun_on DESC, id LIMIT 10"},
};

static json_t *name_json(const char *name)
{
    char *shown = strdup(name);
    if (shown == NULL) return NULL;
    printable(shown);
    json_t *value = json_string(shown);
    free(shown);
    return value;
}

static json_t *cell_json(Statement *rows, int column)
{
    switch (store_kind(rows, column)) {
    case STORE_WHOLE:
        return json_integer(store_whole(rows, column));
    case STORE_REAL:
        return json_real(store_real(rows, column));
    case STORE_NULL:
        return json_null();
    default:
        return name_json(store_text(rows, column));
    }
}

/* Columns as wide as their widest cell, so that they stand under each other. */
static void print_rows(const json_t *rows)
{
    const json_t *first = json_array_get(rows, 0), *row, *cell;
    const char *key;
    size_t width[32] = {0}, r, column = 0;
    char text[256];
    json_object_foreach((json_t *)(uintptr_t)first, key, cell)
    {
        width[column] = (size_t)snprintf(text, sizeof text, "%s", key);
        json_array_foreach(rows, r, row)
        {
            const json_t *value = json_object_get(row, key);
            int length = json_is_integer(value) ? snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value(value))
                                                : snprintf(text, sizeof text, "%s", json_is_string(value) ? json_string_value(value) : "-");
            if (length > 0 && (size_t)length > width[column]) width[column] = (size_t)length < sizeof text ? (size_t)length : sizeof text;
        }
        printf("%s%-*s", column == 0 ? "  " : "  ", (int)width[column], key);
        column++;
    }
    putchar('\n');
    json_array_foreach(rows, r, row)
    {
        column = 0;
        json_object_foreach((json_t *)(uintptr_t)row, key, cell)
        {
            if (json_is_integer(cell)) printf("  %*" JSON_INTEGER_FORMAT, (int)width[column++], json_integer_value(cell));
            else printf("  %-*s", (int)width[column++], json_is_string(cell) ? json_string_value(cell) : "-");
        }
        putchar('\n');
    }
}

static bool read_list(Store *store, const List *list, json_t **ret_rows, Error *error)
{
    Statement *statement = store_prepare(store, list->sql, error);
    if (statement == NULL) return false;
    json_t *rows = json_array();
    bool ok = true;
    while (store_next(statement, &ok, error)) {
        json_t *row = json_object();
        for (int c = 0; c < store_columns(statement); c++) json_object_set_new(row, store_column_name(statement, c), cell_json(statement, c));
        json_array_append_new(rows, row);
    }
    store_finish(statement);
    if (ok)
        *ret_rows = rows;
    else
        json_decref(rows);
    return ok;
}

bool command_status(Program *program, const Arguments *arguments, Error *error)
{
    int srid;
    Store *store;
    if (arguments->positional_count > 0) return error_set(error, ERROR_USAGE, _("status takes no arguments; name the database with --db FILE."));
    if (!writing_srid(&program->config, &srid, error) || !store_open(program->config.database, STORE_READ, srid, &store, error)) return false;
    json_t *all = json_object();
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof LISTS / sizeof *LISTS; i++) {
        json_t *rows = NULL;
        ok = read_list(store, &LISTS[i], &rows, error);
        if (!ok) break;
        if (!program->json && json_array_size(rows) > 0) {
            printf("%s%s\n", i > 0 ? "\n" : "", _(LISTS[i].title));
            print_rows(rows);
        }
        json_object_set_new(all, LISTS[i].name, rows);
    }
    if (ok && program->json) json_dumpf(all, stdout, JSON_INDENT(2)), fputc('\n', stdout);
    json_decref(all);
    store_close(store);
    return ok;
}
