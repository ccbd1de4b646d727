#include "src/exchange/table.h"

#include "src/exchange/output.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

Table table_init(const char *name, const Column *columns, size_t count)
{
    Table table = {.name = name, .column_count = count};
    memcpy(table.column, columns, count * sizeof *columns);
    return table;
}

void table_free(Table *table)
{
    for (size_t i = 0; i < table->row_count * table->column_count; i++) free(table->cell[i].text);
    free(table->cell);
    *table = (Table){0};
}

bool table_add(Table *table, Error *error)
{
    if (table->row_count == table->capacity) {
        size_t capacity = table->capacity == 0 ? 16 : 2 * table->capacity;
        Cell *grown = realloc(table->cell, capacity * table->column_count * sizeof *grown);
        if (grown == NULL) return error_memory(error, (double)(capacity * table->column_count * sizeof *grown));
        table->cell = grown;
        table->capacity = capacity;
    }
    memset(table->cell + table->row_count * table->column_count, 0, table->column_count * sizeof *table->cell);
    table->row_count++;
    return true;
}

static Cell *last(Table *table, size_t column)
{
    return &table->cell[(table->row_count - 1) * table->column_count + column];
}

bool column_is_text(const Column *column)
{
    return column->type == COLUMN_TEXT || column->type == COLUMN_DATE;
}

const Cell *table_cell(const Table *table, size_t row, size_t column)
{
    return &table->cell[row * table->column_count + column];
}

bool table_set_text(Table *table, size_t column, const char *text, Error *error)
{
    if (text == NULL || text[0] == '\0') return true;
    Cell *cell = last(table, column);
    cell->text = strdup(text);
    cell->known = cell->text != NULL;
    return cell->known || error_memory(error, (double)strlen(text));
}

void table_set_whole(Table *table, size_t column, int64_t value)
{
    *last(table, column) = (Cell){.known = true, .whole = value};
}

void table_set_number(Table *table, size_t column, double value)
{
    if (isfinite(value)) *last(table, column) = (Cell){.known = true, .number = value};
}

static void write_text(FILE *stream, const char *text, char separator, bool guarded)
{
    bool formula = guarded && strchr("=+-@\t\r", text[0]) != NULL;
    bool quotes = formula || strchr(text, separator) != NULL || strpbrk(text, "\"\r\n") != NULL;
    if (quotes) fputc('"', stream);
    if (formula) fputc('\'', stream);
    for (; *text != '\0'; text++) {
        if (*text == '"') fputc('"', stream);
        fputc(*text, stream);
    }
    if (quotes) fputc('"', stream);
}

static void write_number(FILE *stream, double value, int decimals, bool dutch)
{
    char text[64];
    /* p values span many powers of ten: what their decimals would make 0 keeps its digits. Scores and shares do not. */
    bool tiny = decimals >= PROBABILITY_DECIMALS && value != 0 && fabs(value) < 0.5 * pow(10, -decimals);
    if (!tiny && fabs(value) < 0.5 * pow(10, -decimals)) value = 0; /* not "-0,000" */
    snprintf(text, sizeof text, tiny ? "%.*e" : "%.*f", tiny ? 2 : decimals, value);
    char *point = strchr(text, '.');
    if (dutch && point != NULL) *point = ',';
    fputs(text, stream);
}

bool table_write_csv(const Table *table, CsvFlavour flavour, const char *path, Error *error)
{
    Output output;
    bool dutch = flavour == CSV_FOR_EXCEL_NL, excel = flavour != CSV_FOR_PROGRAMS;
    char separator = dutch ? ';' : ',';
    if (!output_open(path, &output, error)) return false;
    if (excel) fputs("\xEF\xBB\xBF", output.stream);
    for (size_t c = 0; c < table->column_count; c++) fprintf(output.stream, "%s%c", table->column[c].name, c + 1 < table->column_count ? separator : '\r');
    fputc('\n', output.stream);
    for (size_t r = 0; r < table->row_count; r++) {
        for (size_t c = 0; c < table->column_count; c++) {
            const Cell *cell = table_cell(table, r, c);
            if (cell->known && column_is_text(&table->column[c])) write_text(output.stream, cell->text, separator, excel);
            if (cell->known && table->column[c].type == COLUMN_WHOLE) fprintf(output.stream, "%" PRId64, cell->whole);
            if (cell->known && table->column[c].type == COLUMN_NUMBER) write_number(output.stream, cell->number, table->column[c].decimals, dutch);
            fputc(c + 1 < table->column_count ? separator : '\r', output.stream);
        }
        fputc('\n', output.stream);
    }
    return output_commit(&output, error);
}

json_t *number_json(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

json_t *table_json(const Table *table)
{
    json_t *rows = json_array();
    for (size_t r = 0; r < table->row_count; r++) {
        json_t *row = json_object();
        for (size_t c = 0; c < table->column_count; c++) {
            const Cell *cell = table_cell(table, r, c);
            json_t *value = !cell->known                            ? json_null()
                            : column_is_text(&table->column[c])     ? json_string(cell->text)
                            : table->column[c].type == COLUMN_WHOLE ? json_integer(cell->whole)
                                                                        : json_real(cell->number);
            json_object_set_new(row, table->column[c].name, value);
        }
        json_array_append_new(rows, row);
    }
    return rows;
}
