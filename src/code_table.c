#include "src/code_table.h"

#include "src/exchange/csv.h"
#include "src/exchange/fields.h"
#include "src/exchange/foreign.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NAME_BYTES = 96 };

static const char *const CODE_NAMES[] = {"codering", "gwbcode", "bucode", "buurtcode", "wkcode", "wijkcode", "gmcode", "gemeentecode", "regiocode", "code", "wijkenenbuurten", "regios", "regio", NULL};
static const char *const VALUE_NAMES[] = {"aantalinwoners", "totalebevolking", "inwoners", "aantinw", "bevolking", "population", "inhabitants", "residents", NULL};
static const char *const PERIOD_NAMES[] = {"perioden", "periode", "jaar", "peildatum", "year", NULL};
static const char *const REGION_NAMES[] = {"wijkenenbuurten", "regios", "regioaanduidingcodering", "codering", NULL};

/* ---- rows of a CSV or of a sheet ---- */

typedef struct Source {
    CsvReader *csv; /* one of these two */
    ForeignSource *foreign;
    const char **name;
    size_t columns;
} Source;

typedef struct Row {
    bool is_end, is_bad;
    long line;
    const CsvField *csv; /* one of these two */
    const ForeignValue *foreign;
    size_t count;
} Row;

static void source_close(Source *source)
{
    csv_close(source->csv);
    foreign_close(source->foreign);
    free(source->name);
}

static bool source_open(const char *path, Source *source, Error *error)
{
    bool foreign = foreign_knows(path);
    if (foreign ? !foreign_open(path, &(ForeignOptions){0}, &source->foreign, error) : !csv_open(path, &(CsvOptions){0}, &source->csv, error)) return false;
    source->columns = foreign ? foreign_schema(source->foreign)->field_count : csv_header(source->csv)->count;
    source->name = calloc(source->columns + 1, sizeof *source->name);
    if (source->name == NULL) return error_memory(error, 8.0 * (double)source->columns);
    for (size_t c = 0; c < source->columns; c++) source->name[c] = foreign ? foreign_schema(source->foreign)->field_name[c] : csv_header(source->csv)->field[c].text;
    return true;
}

static bool source_next(Source *source, Row *ret_row, Error *error)
{
    if (source->csv != NULL) {
        CsvRow row;
        if (!csv_next(source->csv, &row, error)) return false;
        *ret_row = (Row){row.kind == CSV_END, row.kind == CSV_BAD_ROW, row.line, row.field, NULL, row.count};
        return true;
    }
    ForeignRecord record;
    if (!foreign_next(source->foreign, &record, error)) return false;
    *ret_row = (Row){record.is_end, false, record.number, NULL, record.value, source->columns};
    return true;
}

static const char *cell(const Row *row, int column)
{
    if (column < 0 || (size_t)column >= row->count) return "";
    const char *text = row->csv != NULL ? row->csv[column].text : row->foreign[column].text;
    return text != NULL ? text : "";
}

/* ---- columns ---- */

/* What a column is called, without its group ("Bevolking|"), unit ("(aantal)") and number ("_5"). */
static void subject_of(const char *name, char ret_subject[NAME_BYTES])
{
    const char *bar = strrchr(name, '|');
    if (bar != NULL) name = bar + 1;
    size_t length = strcspn(name, "(");
    const char *number = memchr(name, '_', length);
    while (number != NULL && strspn(number + 1, "0123456789") < (size_t)(name + length - number - 1)) number = memchr(number + 1, '_', (size_t)(name + length - number - 1));
    if (number != NULL) length = (size_t)(number - name);
    field_fold(name, length, ret_subject, NAME_BYTES);
}

/* The first of the names that a column has; -1 is none. */
static int find_column(const char *const *columns, size_t count, const char *const *names)
{
    char subject[NAME_BYTES];
    for (; *names != NULL; names++)
        for (size_t c = 0; c < count; c++) {
            subject_of(columns[c], subject);
            if (strcmp(subject, *names) == 0) return (int)c;
        }
    return -1;
}

bool code_table_is_statline(const char *const *names, size_t count)
{
    return find_column(names, count, REGION_NAMES) >= 0 && (find_column(names, count, VALUE_NAMES) >= 0 || find_column(names, count, PERIOD_NAMES) >= 0);
}

typedef struct Columns {
    int code, value, period;
} Columns;

static bool find_columns(const char *path, const Source *source, Columns *columns, Error *error)
{
    static const char *const long_form[] = {"measure", NULL};
    *columns = (Columns){find_column(source->name, source->columns, CODE_NAMES), find_column(source->name, source->columns, VALUE_NAMES), find_column(source->name, source->columns, PERIOD_NAMES)};
    if (columns->value < 0 && find_column(source->name, source->columns, long_form) >= 0)
        return error_set(error, ERROR_INPUT, _("%s: this table has a row for every subject; download it from StatLine with a column for each."), path);
    if (columns->code < 0) return error_set(error, ERROR_INPUT, _("%s: there is no column with the codes of buurten or wijken; in StatLine, choose the subject 'Codering' too."), path);
    if (columns->value < 0) return error_set(error, ERROR_INPUT, _("%s: there is no column with inhabitants; in StatLine, choose the subject 'Aantal inwoners'."), path);
    return true;
}

/* ---- values ---- */

static void trim(const char *text, char *ret_text, size_t size)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL) length--;
    if (length >= size) length = size - 1;
    memcpy(ret_text, text, length);
    ret_text[length] = '\0';
}

/* Who made the table, below it. */
static bool is_footer(const Row *row)
{
    static const char *const beginnings[] = {"Bron", "Source", "\xC2\xA9", "CBS"};
    const char *first = cell(row, 0) + strspn(cell(row, 0), " ");
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (strncmp(first, beginnings[i], strlen(beginnings[i])) == 0) return true;
    return false;
}

static bool read_value(const char *path, const Row *row, int column, double *ret_value, Error *error)
{
    char text[64];
    trim(cell(row, column), text, sizeof text);
    text[strcspn(text, "*")] = '\0'; /* provisional */
    size_t length = strlen(text);
    double thousands;
    *ret_value = NAN;
    if (strcmp(text, "-") == 0) return *ret_value = 0, true;
    if (length == 0 || strcmp(text, ".") == 0 || strcasecmp(text, "x") == 0 || field_is_missing(text, length)) return true;
    bool is_number = number_read(text, length, DECIMAL_POINT, ret_value);
    /* 1.250 with a point for the thousands: people are whole. */
    if ((!is_number || *ret_value != floor(*ret_value)) && number_read(text, length, DECIMAL_COMMA, &thousands)) *ret_value = thousands, is_number = true;
    if (is_number && *ret_value >= 0) return true;
    if (*ret_value < -99990) return *ret_value = NAN, true; /* -99997 and -99999999: not published */
    return error_set(error, ERROR_INPUT, _("%s:%ld: '%s' is no number of inhabitants; mend it, or leave it empty when it is not known."), path, row->line, text);
}

static bool add_figure(CodeTable *table, size_t *capacity, CodeFigure figure, Error *error)
{
    if (table->count == *capacity) {
        *capacity = 2 * *capacity + 256;
        CodeFigure *grown = realloc(table->figure, *capacity * sizeof *grown);
        if (grown == NULL) return error_memory(error, (double)*capacity * sizeof *grown);
        table->figure = grown;
    }
    table->figure[table->count++] = figure;
    return true;
}

static bool read_rows(const char *path, Source *source, const Columns *columns, CodeTable *table, Error *error)
{
    size_t capacity = 0;
    for (;;) {
        Row row;
        CodeFigure figure = {0};
        if (!source_next(source, &row, error)) return false;
        if (row.is_end) return true;
        if (is_footer(&row)) continue;
        if (row.is_bad) return error_set(error, ERROR_INPUT, _("%s:%ld: this row has another number of fields than the header; ask for the file again."), path, row.line);
        trim(cell(&row, columns->code), figure.code, sizeof figure.code);
        trim(cell(&row, columns->period), figure.period, sizeof figure.period);
        if (figure.code[0] == '\0') continue;
        if (!read_value(path, &row, columns->value, &figure.value, error) || !add_figure(table, &capacity, figure, error)) return false;
        if (strcmp(figure.period, table->period) > 0) memcpy(table->period, figure.period, sizeof table->period);
    }
}

static int compare_codes(const void *a, const void *b)
{
    return strcasecmp(((const CodeFigure *)a)->code, ((const CodeFigure *)b)->code);
}

/* The newest period alone, by code; a code that is told the same number twice is told it once. */
static bool put_in_order(const char *path, CodeTable *table, Error *error)
{
    size_t kept = 0;
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->figure[i].period, table->period) == 0) table->figure[kept++] = table->figure[i];
    table->count = kept;
    if (kept == 0) return error_set(error, ERROR_INPUT, _("%s: there is no row with a code in it."), path);
    qsort(table->figure, kept, sizeof *table->figure, compare_codes);
    kept = 1;
    for (size_t i = 1; i < table->count; i++) {
        CodeFigure *last = &table->figure[kept - 1], *next = &table->figure[i];
        bool same = strcasecmp(last->code, next->code) == 0;
        if (same && !isnan(last->value) && !isnan(next->value) && last->value != next->value)
            return error_set(error, ERROR_INPUT, _("%s: code %s has more than one number of inhabitants (%.0f and %.0f); choose the total of age, sex and other subjects."), path, next->code,
                             fmin(last->value, next->value), fmax(last->value, next->value));
        if (!same) table->figure[kept++] = *next;
        else if (isnan(last->value)) last->value = next->value;
    }
    table->count = kept;
    return true;
}

bool code_table_read(const char *path, CodeTable *ret_table, Error *error)
{
    Source source = {0};
    Columns columns;
    CodeTable table = {0};
    bool ok = source_open(path, &source, error) && find_columns(path, &source, &columns, error) && read_rows(path, &source, &columns, &table, error) && put_in_order(path, &table, error);
    source_close(&source);
    if (ok) *ret_table = table;
    else code_table_free(&table);
    return ok;
}

void code_table_free(CodeTable *table)
{
    free(table->figure);
    *table = (CodeTable){0};
}

const CodeFigure *code_table_find(const CodeTable *table, const char *code)
{
    CodeFigure wanted = {0};
    trim(code, wanted.code, sizeof wanted.code);
    return table->count > 0 ? bsearch(&wanted, table->figure, table->count, sizeof wanted, compare_codes) : NULL;
}
