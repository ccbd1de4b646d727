/*
 * code_table.h: inhabitants by code of a buurt, wijk or municipality, from a table without geometry, to join to a layer.
 *
 * Read as they are: CBS StatLine's CSV (a title above, "Bron: CBS" below, one column per subject), its open data with column names
 * such as Codering_3 and AantalInwoners_5, and any CSV, XLSX or ODS with a column of codes and one of inhabitants. Blanks around codes
 * go ("BU01230101  "); `.`, `x` and an empty cell are not known, `-` is none. Of several periods the newest is taken, for all codes.
 */
#ifndef BRANDPUNT_SRC_CODE_TABLE_H
#define BRANDPUNT_SRC_CODE_TABLE_H

#include "geo/error.h"

#include <stddef.h>

enum { CODE_BYTES = 16, PERIOD_BYTES = 32 };

typedef struct CodeFigure {
    char code[CODE_BYTES], period[PERIOD_BYTES];
    double value; /* NaN: not known */
} CodeFigure;

typedef struct CodeTable {
    CodeFigure *figure;        /* by code, each once */
    size_t count;
    char period[PERIOD_BYTES]; /* as in the file: "2024", "2024JJ00"; "" when it has none */
} CodeTable;

/* Refuses a table without a column of codes or of inhabitants, one in the long form (a row per subject), and one that gives a code two
 * numbers in one period. Free with code_table_free(), safe on a zeroed struct. */
bool code_table_read(const char *path, CodeTable *ret_table, Error *error) MUST_USE;
void code_table_free(CodeTable *table);

/* The figure of a code, without regard to case and blanks around it; NULL when there is none. */
const CodeFigure *code_table_find(const CodeTable *table, const char *code);

/* Whether these are the columns of a StatLine table: of regions and subjects, not of reports. */
bool code_table_is_statline(const char *const *names, size_t count);

#endif
