/* Workbooks: read back by another program, the same bytes each time, and never a formula. */
#include "tests/support/assert_near.h"

#include "src/exchange/workbook.h"
#include "tests/support/town.h"

#include <cpl_conv.h>
#include <gdal.h>
#include <ogr_api.h>
#include <stdlib.h>
#include <unzip.h>

static const char *const TEXTS[] = {"Markt", "=1+1", "+31", "-dijk", "@x", "<b>&\"'", "twee\nregels", "  twee  blanks", "\xC3\xA9\xC3\xA9n", "_x0041_", "a\x01z", "\xFF stuk", NULL};
enum { ROWS = sizeof TEXTS / sizeof *TEXTS };

static Table mixed_table(void)
{
    static const Column columns[] = {{"text", COLUMN_TEXT, 0}, {"whole", COLUMN_WHOLE, 0}, {"number", COLUMN_NUMBER, 2}, {"p", COLUMN_NUMBER, 5}, {"day", COLUMN_DATE, 0}};
    static const double numbers[ROWS] = {1.5, -2.25, 0.1, 1e-9, 123456.7894, 1.0 / 3, 0, 1e15, 2, 3, 4, 5, 6};
    Error error;
    Table table = table_init("mixed", columns, 5);
    for (int i = 0; i < ROWS; i++) {
        assert_ok(table_add(&table, &error), &error);
        assert_ok(table_set_text(&table, 0, TEXTS[i], &error), &error);
        if (i != 3) table_set_whole(&table, 1, i * 1000);
        table_set_number(&table, 2, numbers[i]);
        if (i < 5) table_set_number(&table, 3, numbers[i] * 1e-12);
        assert_ok(table_set_text(&table, 4, i % 2 == 0 ? "2024-02-29" : NULL, &error), &error);
    }
    return table;
}

static const char *const HEADINGS[] = {"Naam", "Aantal", "Getal", "p-waarde", "Dag"};

static char *part_of(const char *path, const char *name)
{
    unzFile zip = unzOpen(path);
    unz_file_info info;
    assert_non_null(zip);
    assert_int_equal(unzLocateFile(zip, name, 1), UNZ_OK);
    assert_int_equal(unzGetCurrentFileInfo(zip, &info, NULL, 0, NULL, 0, NULL, 0), UNZ_OK);
    char *text = calloc(info.uncompressed_size + 1, 1);
    assert_int_equal(unzOpenCurrentFile(zip), UNZ_OK);
    assert_int_equal(unzReadCurrentFile(zip, text, (unsigned)info.uncompressed_size), (int)info.uncompressed_size);
    unzCloseCurrentFile(zip);
    unzClose(zip);
    return text;
}

/* GDAL's readers of the two formats are not ours: names, types and values come back as they went in. */
static void assert_read_back(const char *path)
{
    static const char *const shown[ROWS] = {"Markt", "=1+1", "+31", "-dijk", "@x", "<b>&\"'", "twee\nregels", "  twee  blanks", "\xC3\xA9\xC3\xA9n", "_x0041_", "az", " stuk", NULL};
    bool ods = strstr(path, ".ods") != NULL, seen = false;
    GDALAllRegister();
    CPLSetConfigOption("OGR_XLSX_HEADERS", "FORCE");
    CPLSetConfigOption("OGR_ODS_HEADERS", "FORCE");
    GDALDatasetH book = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    assert_non_null(book);
    assert_int_equal(GDALDatasetGetLayerCount(book), 2);
    OGRLayerH sheet = GDALDatasetGetLayer(book, 0);
    OGRFeatureDefnH columns = OGR_L_GetLayerDefn(sheet);
    assert_string_equal(OGR_L_GetName(sheet), "Blad 1 van een heel lange naam ");
    assert_int_equal(OGR_FD_GetFieldCount(columns), 5);
    for (int c = 0; c < 5; c++) assert_string_equal(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(columns, c)), HEADINGS[c]);
    assert_int_equal(OGR_Fld_GetType(OGR_FD_GetFieldDefn(columns, 0)), OFTString);
    assert_int_equal(OGR_Fld_GetType(OGR_FD_GetFieldDefn(columns, 1)), OFTInteger);
    assert_int_equal(OGR_Fld_GetType(OGR_FD_GetFieldDefn(columns, 2)), OFTReal);
    assert_int_equal(OGR_Fld_GetType(OGR_FD_GetFieldDefn(columns, 4)), OFTDate);
    Table table = mixed_table();
    for (int r = 0; r < ROWS; r++) {
        OGRFeatureH row = OGR_L_GetFeature(sheet, r + 2);
        assert_non_null(row);
        assert_int_equal(OGR_F_IsFieldSetAndNotNull(row, 0), shown[r] != NULL);
        bool blanks = shown[r] != NULL && (strchr(shown[r], '\n') != NULL || strchr(shown[r], ' ') != NULL);
        /* GDAL reads no text:s, no second paragraph, and no _x005F_. */
        bool read = shown[r] != NULL && !(ods && blanks) && (ods || strncmp(shown[r], "_x", 2) != 0);
        if (read) assert_string_equal(OGR_F_GetFieldAsString(row, 0), shown[r]);
        seen = seen || (ods && blanks);
        assert_int_equal(OGR_F_IsFieldSetAndNotNull(row, 1), table_cell(&table, (size_t)r, 1)->known);
        if (r != 3) assert_int_equal(OGR_F_GetFieldAsInteger(row, 1), r * 1000);
        assert_near(OGR_F_GetFieldAsDouble(row, 2), table_cell(&table, (size_t)r, 2)->number, 0);
        if (r < 5) assert_near(OGR_F_GetFieldAsDouble(row, 3), table_cell(&table, (size_t)r, 3)->number, 0);
        if (r % 2 == 0) assert_string_equal(OGR_F_GetFieldAsString(row, 4), "2024/02/29");
        OGR_F_Destroy(row);
    }
    assert_int_equal(seen, ods);
    table_free(&table);
    GDALClose(book);
}

static void a_workbook_is_read_back(void **state)
{
    (void)state;
    Town town;
    Error error;
    town_lay(&town);
    Table table = mixed_table();
    const Sheet sheets[] = {{"Blad 1: van [een] heel lange naam die niet past", HEADINGS, &table}, {"", HEADINGS, &table}};
    char path[256];
    for (int ods = 0; ods < 2; ods++) {
        size_t length, again;
        snprintf(path, sizeof path, "%s", town_path(&town, ods ? "a.ods" : "a.xlsx"));
        assert_ok((ods ? workbook_write_ods : workbook_write_xlsx)(sheets, 2, "Proef & <co>", path, &error), &error);
        char *first = town_read(path, &length);
        assert_ok((ods ? workbook_write_ods : workbook_write_xlsx)(sheets, 2, "Proef & <co>", path, &error), &error);
        char *second = town_read(path, &again);
        assert_int_equal(length, again);
        assert_memory_equal(first, second, length);
        free(first);
        free(second);
        assert_read_back(path);
    }
    table_free(&table);
    town_raze(&town);
}

/* No cell is a formula; what somebody who edits it would make one, is marked as a text. The dates in the file are fixed. */
static void no_text_becomes_a_formula(void **state)
{
    (void)state;
    Town town;
    Error error;
    town_lay(&town);
    Table table = mixed_table();
    const Sheet sheet = {"Blad", HEADINGS, &table};
    char path[256];
    snprintf(path, sizeof path, "%s", town_path(&town, "a.xlsx"));
    assert_ok(workbook_write_xlsx(&sheet, 1, "Proef", path, &error), &error);
    char *cells = part_of(path, "xl/worksheets/sheet1.xml"), *styles = part_of(path, "xl/styles.xml"), *about = part_of(path, "docProps/core.xml");
    assert_null(strstr(cells, "<f>"));
    assert_non_null(strstr(cells, "<c r=\"A3\" s=\"3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">=1+1</t>"));
    assert_non_null(strstr(cells, "<c r=\"A2\" s=\"2\" t=\"inlineStr\">"));
    assert_non_null(strstr(cells, "_x005F_x0041_"));
    assert_non_null(strstr(cells, "<c r=\"E2\" s=\"5\"><v>45351</v>"));
    assert_non_null(strstr(cells, "state=\"frozen\""));
    assert_non_null(strstr(styles, "quotePrefix=\"1\""));
    assert_non_null(strstr(about, "2000-01-01T00:00:00Z"));
    free(cells);
    free(styles);
    free(about);
    snprintf(path, sizeof path, "%s", town_path(&town, "a.ods"));
    assert_ok(workbook_write_ods(&sheet, 1, "Proef", path, &error), &error);
    char *content = part_of(path, "content.xml"), *bytes = town_read(path, NULL);
    assert_null(strstr(content, "table:formula"));
    assert_non_null(strstr(content, "office:value-type=\"string\"><text:p>=1+1</text:p>"));
    assert_non_null(strstr(content, "<text:p>twee</text:p><text:p>regels</text:p>"));
    assert_non_null(strstr(content, "<text:p><text:s/><text:s/>twee <text:s/>blanks</text:p>"));
    assert_memory_equal(bytes + 30, "mimetypeapplication/vnd.oasis.opendocument.spreadsheet", 54); /* stored, first, as the standard asks */
    free(content);
    free(bytes);
    table_free(&table);
    town_raze(&town);
}

static void what_fits_no_sheet_is_refused(void **state)
{
    (void)state;
    Town town;
    Error error;
    town_lay(&town);
    Table table = mixed_table();
    size_t rows = table.row_count;
    table.row_count = WORKBOOK_ROWS + 1; /* it is refused before a row is read */
    const Sheet sheet = {"Blad", HEADINGS, &table};
    assert_false(workbook_write_xlsx(&sheet, 1, "Proef", town_path(&town, "a.xlsx"), &error));
    assert_int_equal(error.code, ERROR_USAGE);
    assert_int_equal(access(town_path(&town, "a.xlsx"), F_OK), -1);
    table.row_count = rows;
    assert_false(workbook_write_xlsx(&sheet, 1, "Proef", town_path(&town, "no/folder.xlsx"), &error));
    table_free(&table);
    town_raze(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_workbook_is_read_back), cmocka_unit_test(no_text_becomes_a_formula), cmocka_unit_test(what_fits_no_sheet_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
