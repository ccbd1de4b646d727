/*
 * table.h: rows of results, the same for every format.
 *
 * A column is text, a whole number, a number or a date; a cell may be empty, which is "not known" and never 0. The
 * exporters take a table and, where they can, its geometry.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_TABLE_H
#define BRANDPUNT_SRC_EXCHANGE_TABLE_H

#include "geo/error.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

typedef enum ColumnType { COLUMN_TEXT, COLUMN_WHOLE, COLUMN_NUMBER, COLUMN_DATE } ColumnType; /* a date is a text 2024-03-01 */

typedef struct Column {
    const char *name; /* not owned */
    ColumnType type;
    int decimals;     /* of a number, where it is shown; from 5 on those of a p value, which keeps its digits */
} Column;

/* What goes into a file as its description: name and value. */
typedef struct Remark {
    const char *name, *value;
} Remark;

typedef struct Cell {
    bool known;
    char *text;
    int64_t whole;
    double number;
} Cell;

enum { TABLE_COLUMNS = 32, PROBABILITY_DECIMALS = 5 };

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

/* Whether its cells have a text: texts and dates. */
bool column_is_text(const Column *column);

const Cell *table_cell(const Table *table, size_t row, size_t column);

typedef enum CsvFlavour {
    CSV_FOR_EXCEL_NL, /* byte order mark, ';' and a decimal comma */
    CSV_FOR_EXCEL_EN, /* byte order mark, ',' and a point */
    CSV_FOR_PROGRAMS  /* ',' and a point; no byte order mark, and every text as it is */
} CsvFlavour;

/* Writes the table as CSV: UTF-8, CRLF. For a spreadsheet a text that it would take for a formula gets a ' before it. */
bool table_write_csv(const Table *table, CsvFlavour flavour, const char *path, Error *error) MUST_USE;

/* A number, or null where it is not known or has no end. */
json_t *number_json(double value);

/* The rows as a JSON array of objects; empty cells are null. The caller releases it. */
json_t *table_json(const Table *table);

#endif
