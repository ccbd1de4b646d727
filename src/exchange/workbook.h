/*
 * workbook.h: tables as a workbook, XLSX (ISO/IEC 29500 transitional) or ODS (ISO/IEC 26300, 1.2).
 *
 * A table is a sheet: a row with headings that stays in view, then its rows. Numbers and dates are numbers and dates, shown with
 * the decimals of their column; a text is a text and never a formula, whatever it begins with, also when somebody edits the cell.
 * The bytes depend on the tables alone: every date in the file is 1 January 2000, and no name of a person or machine is in it.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_WORKBOOK_H
#define BRANDPUNT_SRC_EXCHANGE_WORKBOOK_H

#include "src/exchange/table.h"

enum { WORKBOOK_SHEETS = 16, WORKBOOK_ROWS = 1048575 };

typedef struct Sheet {
    const char *name;             /* made to fit: 31 characters, none of []:*?/\ */
    const char *const *heading;   /* one per column of the table */
    const Table *table;
} Sheet;

/* Refuses a table of more rows than a sheet holds. The title is that of the document. */
bool workbook_write_xlsx(const Sheet *sheets, size_t count, const char *title, const char *path, Error *error) MUST_USE;
bool workbook_write_ods(const Sheet *sheets, size_t count, const char *title, const char *path, Error *error) MUST_USE;

#endif
