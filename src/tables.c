#include "src/tables.h"

#include "src/exchange/workbook.h"
#include "src/headings.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool ends_in(const char *path, const char *extension)
{
    const char *dot = strrchr(path, '.');
    return dot != NULL && strcasecmp(dot, extension) == 0;
}

bool tables_is(const char *path)
{
    return ends_in(path, ".csv") || ends_in(path, ".xlsx") || ends_in(path, ".ods");
}

static CsvFlavour flavour_of(const Config *config)
{
    if (config->csv == CSV_CHOICE_PROGRAMS) return CSV_FOR_PROGRAMS;
    return config->language == CONFIG_DUTCH ? CSV_FOR_EXCEL_NL : CSV_FOR_EXCEL_EN;
}

static bool write_csv(const Config *config, const TablePart *parts, size_t count, const char *path, Error *error)
{
    const char *dot = strrchr(path, '.');
    bool ok = true;
    for (size_t p = 0; ok && p < count; p++) {
        char beside[PATH_MAX];
        int length = parts[p].ending == NULL ? snprintf(beside, sizeof beside, "%s", path)
                                             : snprintf(beside, sizeof beside, "%.*s_%s%s", (int)(dot - path), path, parts[p].ending, dot);
        if (length < 0 || (size_t)length >= sizeof beside) return error_set(error, ERROR_USAGE, _("The path of the file is too long: %.80s..."), path);
        ok = table_write_csv(parts[p].table, flavour_of(config), beside, error);
    }
    return ok;
}

/* ---- workbooks ---- */

static bool about_table(About about, Table *ret_table, Error *error)
{
    static const Column columns[] = {{"", COLUMN_TEXT, 0}, {"", COLUMN_TEXT, 0}};
    Table table = table_init("about", columns, 2);
    bool ok = true;
    for (size_t r = 0; ok && r < about.count; r++)
        ok = table_add(&table, error) && table_set_text(&table, 0, heading_of(about.remark[r].name), error) && table_set_text(&table, 1, about.remark[r].value, error);
    if (ok) *ret_table = table;
    else table_free(&table);
    return ok;
}

static bool write_workbook(const Config *config, const TablePart *parts, size_t count, About about, const char *path, Error *error)
{
    const char *heading[WORKBOOK_SHEETS][TABLE_COLUMNS], *const about_heading[] = {_("Subject"), _("What there is to know")};
    Sheet sheets[WORKBOOK_SHEETS];
    size_t used = 0;
    Table table;
    if (!about_table(about, &table, error)) return false;
    for (; used < count && used + 1 < WORKBOOK_SHEETS; used++) {
        const Table *part = parts[used].table;
        for (size_t c = 0; c < part->column_count; c++) heading[used][c] = heading_of(part->column[c].name);
        sheets[used] = (Sheet){heading_of(part->name), heading[used], part};
    }
    if (table.row_count > 0) sheets[used++] = (Sheet){_("About this file"), about_heading, &table};
    bool ok = (ends_in(path, ".xlsx") ? workbook_write_xlsx : workbook_write_ods)(sheets, used, config->project_name, path, error);
    table_free(&table);
    return ok;
}

bool tables_write(const Config *config, const TablePart *parts, size_t count, About about, const char *path, Error *error)
{
    return ends_in(path, ".csv") ? write_csv(config, parts, count, path, error) : write_workbook(config, parts, count, about, path, error);
}

bool tables_write_one(const Config *config, const Table *table, About about, const char *path, Error *error)
{
    return tables_write(config, &(TablePart){table, NULL}, 1, about, path, error);
}
