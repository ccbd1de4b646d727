/*
 * csv.h: a strict and fast reader of text tables.
 *
 * It reads a regular file in large pieces, finds out the encoding, the separator and the row with the column
 * names, and hands out one row after the other as views on its own buffer: no allocation for a row. Nothing
 * is repaired in silence:
 *
 *   - a row with another number of fields than the header, or with text after a closing quote, comes out as
 *     a bad row with its line;
 *   - a quote that is never closed is an error that names the line where it was opened;
 *   - a NUL byte, a field over CSV_FIELD_BYTES, more than CSV_COLUMNS columns are errors.
 *
 * Quotes follow RFC 4180 (doubled inside, line ends allowed inside); a quote inside an unquoted field is an
 * ordinary character. CRLF, LF and CR all end a row. A blank line is no row; a line of separators
 * alone is one, with empty fields, so that the rows of a file can be counted in a spreadsheet too. Line numbers count
 * physical lines from 1, also those inside quotes.
 *
 * Titles above the header, as StatLine writes them, are skipped: the header is the first row with as many
 * fields as most of the rows after it. The reader knows nothing of reports; what a column means is the
 * business of src/mapping.h.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_CSV_H
#define BRANDPUNT_SRC_EXCHANGE_CSV_H

#include "src/exchange/encoding.h"

enum { CSV_FIELD_BYTES = 1 << 20, CSV_COLUMNS = 2048 };

typedef struct CsvOptions {
    TextEncoding encoding; /* ENCODING_DETECT: byte order mark, else valid UTF-8, else Windows-1252 */
    char separator;        /* ',' ';' '\t' '|'; 0: the one that splits the first rows best */
    size_t buffer_bytes;   /* 0: the default; tests make it small */
} CsvOptions;

typedef struct CsvField {
    const char *text; /* UTF-8, ends in NUL, never holds one; without the surrounding quotes */
    size_t length;
} CsvField;

typedef enum CsvKind { CSV_END, CSV_ROW, CSV_BAD_ROW } CsvKind;

typedef struct CsvRow {
    CsvKind kind;
    long line;             /* physical line on which the row begins */
    size_t count;          /* number of fields; of a CSV_ROW that of the header */
    const CsvField *field; /* until the next csv_next() or csv_rewind() */
} CsvRow;

typedef struct CsvReader CsvReader;

/* Opens a file and reads up to and including its header. Refuses what is not a regular file, what is empty,
 * what holds NUL bytes without being UTF-16, and text that is not valid in the encoding that the file's byte
 * order mark or the options say. */
bool csv_open(const char *path, const CsvOptions *options, CsvReader **ret_reader, Error *error) MUST_USE;
void csv_close(CsvReader *reader);

/* The next row, a bad row, or CSV_END. After an error the reader may only be closed. */
bool csv_next(CsvReader *reader, CsvRow *ret_row, Error *error) MUST_USE;

/* Back to the first row after the header. */
bool csv_rewind(CsvReader *reader, Error *error) MUST_USE;

/* The column names: trimmed, possibly empty or double; valid until the reader is closed. */
const CsvRow *csv_header(const CsvReader *reader);

TextEncoding csv_encoding(const CsvReader *reader);
char csv_separator(const CsvReader *reader);

#endif
