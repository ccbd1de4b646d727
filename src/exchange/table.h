/*
 * table.h: rows of results, the same for every format.
 *
 * A column is text, a whole number or a number; a cell may be empty, which is "not known" and never 0. The
 * exporters (CSV, JSON, GeoPackage, GeoJSON) take a table and, where they can, its geometry.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_TABLE_H
#define BRANDPUNT_SRC_EXCHANGE_TABLE_H

#include "geo/error.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

typedef enum ColumnType { COLUMN_TEXT, COLUMN_WHOLE, COLUMN_NUMBER } ColumnType;

typedef struct Column {
    const char *name; /* not owned */
    ColumnType type;
    int decimals;     /* of a number, in CSV */
} Column;

typedef struct Cell {
    bool known;
    char *text;
    int64_t whole;
    double number;
} Cell;

enum { TABLE_COLUMNS = 32 };

typedef struct Table {
    const char *name; /* of the layer or list; not owned */
    size_t column_count, row_count, capacity;
    Column column[TABLE_COLUMNS];
    Cell *cell;       /* row_count * column_count */
} Table;

/* A table of these columns without rows; free with table_free(), safe on a zeroed struct. */
Table table_init(const char *name, const Column *columns, size_t count);
void table_free(Table *table);

/* Adds an empty row; the setters fill the last one. A number that is NaN stays empty, and so does NULL. */
bool table_add(Table *table, Error *error) MUST_USE;
bool table_set_text(Table *table, size_t column, const char *text, Error *error) MUST_USE;
void table_set_whole(Table *table, size_t column, int64_t value);
void table_set_number(Table *table, size_t column, double value);

const Cell *table_cell(const Table *table, size_t row, size_t column);

/* Writes the table as CSV for a spreadsheet: UTF-8 with byte order mark, CRLF; Dutch with ';' and a decimal
 * comma, else ',' and a point. A text that a spreadsheet would take for a formula gets a ' before it. */
bool table_write_csv(const Table *table, bool dutch, const char *path, Error *error) MUST_USE;

/* A number, or null where it is not known or has no end. */
json_t *number_json(double value);

/* The rows as a JSON array of objects; empty cells are null. The caller releases it. */
json_t *table_json(const Table *table);

#endif
