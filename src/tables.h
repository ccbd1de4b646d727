/*
 * tables.h: the tables of a result as a file for a spreadsheet or a program: CSV, XLSX or ODS, by the ending of its name.
 *
 * A workbook has a sheet per table, with headings for people, and a last one that says what the result rests on. Of CSV the first
 * table stands at the path and the others beside it; its columns have the names that every other format has.
 */
#ifndef BRANDPUNT_SRC_TABLES_H
#define BRANDPUNT_SRC_TABLES_H

#include "src/config.h"
#include "src/exchange/table.h"

typedef struct TablePart {
    const Table *table;
    const char *ending;  /* of its CSV: x.csv gets x_ENDING.csv; NULL: x.csv itself */
} TablePart;

/* What a file says of itself. */
typedef struct About {
    const Remark *remark;
    size_t count;
} About;

/* Whether the ending of a path is that of such a file. */
bool tables_is(const char *path);

bool tables_write(const Config *config, const TablePart *parts, size_t count, About about, const char *path, Error *error) MUST_USE;

/* The same for one table. */
bool tables_write_one(const Config *config, const Table *table, About about, const char *path, Error *error) MUST_USE;

#endif
