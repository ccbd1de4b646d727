#include "src/exchange/workbook.h"

#include "geo/calendar.h"
#include "src/exchange/encoding.h"
#include "src/exchange/output.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

enum { NARROWEST = 8, WIDEST = 60, TEXT_MOST = 32000, SHEET_NAME = 31, SHOWN_DECIMALS = 5, PIECE_BYTES = 1 << 16, DAYS_TO_1970 = 25569, ZIP_LEVEL = 6 };

/* ---- the zip ---- */

/* A file in the making: what is put is gathered and leaves in pieces. One failure makes it fail at the end. */
typedef struct Book {
    Output output;
    zipFile zip;
    char piece[PIECE_BYTES];
    size_t used;
    bool failed;
} Book;

static void flush(Book *book)
{
    if (book->used > 0 && zipWriteInFileInZip(book->zip, book->piece, (unsigned)book->used) != ZIP_OK) book->failed = true;
    book->used = 0;
}

static void put_bytes(Book *book, const char *bytes, size_t length)
{
    while (length > 0) {
        size_t part = length < PIECE_BYTES - book->used ? length : PIECE_BYTES - book->used;
        memcpy(book->piece + book->used, bytes, part);
        book->used += part;
        bytes += part;
        length -= part;
        if (book->used == PIECE_BYTES) flush(book);
    }
}

static void put(Book *book, const char *text)
{
    put_bytes(book, text, strlen(text));
}

static void putf(Book *book, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof text) book->failed = true;
    else put_bytes(book, text, (size_t)length);
}

static void begin_part(Book *book, const char *name, bool packed)
{
    const zip_fileinfo new_year_2000 = {.dosDate = 20u << 25 | 1u << 21 | 1u << 16};
    if (zipOpenNewFileInZip(book->zip, name, &new_year_2000, NULL, 0, NULL, 0, NULL, packed ? Z_DEFLATED : 0, ZIP_LEVEL) != ZIP_OK) book->failed = true;
}

static void end_part(Book *book)
{
    flush(book);
    if (zipCloseFileInZip(book->zip) != ZIP_OK) book->failed = true;
}

static void put_part(Book *book, const char *name, bool packed, const char *text)
{
    begin_part(book, name, packed);
    put(book, text);
    end_part(book);
}

static bool book_open(const char *path, Book **ret_book, Error *error)
{
    Book *book = calloc(1, sizeof *book);
    if (book == NULL) return error_memory(error, sizeof *book);
    bool ok = output_place(path, &book->output, error);
    if (ok && (book->zip = zipOpen(book->output.beside, APPEND_STATUS_CREATE)) == NULL) ok = output_not_written(path, error);
    if (!ok) return free(book), false;
    *ret_book = book;
    return true;
}

static bool book_close(Book *book, Error *error)
{
    if (zipClose(book->zip, NULL) != ZIP_OK) book->failed = true;
    bool ok = !book->failed || output_not_written(book->output.path, error);
    ok = ok && output_commit(&book->output, error);
    output_discard(&book->output);
    free(book);
    return ok;
}

/* ---- texts ---- */

/* Bytes of the character at `text`, or 0 for one that XML cannot hold: control characters, broken UTF-8, U+FFFE and U+FFFF. */
static size_t character(const char *text)
{
    unsigned char first = (unsigned char)*text;
    size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (first < 0x20) return first == '\t' || first == '\n';
    if (strnlen(text, length) < length || encoding_utf8_valid(text, length) != length) return 0;
    return strncmp(text, "\xEF\xBF\xBE", 3) == 0 || strncmp(text, "\xEF\xBF\xBF", 3) == 0 ? 0 : length;
}

static size_t characters_of(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static void put_character(Book *book, const char *text, size_t length)
{
    if (*text == '&') put(book, "&amp;");
    else if (*text == '<') put(book, "&lt;");
    else if (*text == '>') put(book, "&gt;");
    else if (*text == '"') put(book, "&quot;");
    else put_bytes(book, text, length);
}

/* XLSX reads _x0041_ as a character: an underscore before such a code is written as one. */
static bool looks_like_code(const char *text)
{
    return strncmp(text, "_x", 2) == 0 && strspn(text + 2, "0123456789abcdefABCDEF") >= 4 && text[6] == '_';
}

static void put_xml(Book *book, const char *text, bool xlsx)
{
    for (size_t length, used = 0; *text != '\0' && used < TEXT_MOST; text += length > 0 ? length : 1, used++) {
        length = character(text);
        if (xlsx && looks_like_code(text)) put(book, "_x005F");
        if (length > 0) put_character(book, text, length);
    }
}

/* Paragraphs, tabs and blanks of ODS, which takes several blanks for one. */
static void put_paragraphs(Book *book, const char *text)
{
    put(book, "<text:p>");
    bool blank = true;
    for (size_t length, used = 0; *text != '\0' && used < TEXT_MOST; text += length > 0 ? length : 1, used++) {
        length = character(text);
        if (*text == '\n') put(book, "</text:p><text:p>");
        else if (*text == '\t') put(book, "<text:tab/>");
        else if (*text == ' ' && blank) put(book, "<text:s/>");
        else if (length > 0) put_character(book, text, length);
        blank = *text == ' ' || *text == '\n';
    }
    put(book, "</text:p>");
}

/* What somebody who edits the cell would turn into a formula. */
static bool begins_like_formula(const char *text)
{
    return strchr("=+-@\t\n\r", text[0]) != NULL;
}

/* ---- what both formats ask of a sheet ---- */

static void sheet_name(const char *name, size_t index, char ret_name[4 * SHEET_NAME + 1])
{
    size_t used = 0, characters = 0;
    for (size_t length; *name != '\0' && characters < SHEET_NAME; name += length > 0 ? length : 1) {
        length = character(name);
        if (length == 0 || strchr("[]:*?/\\'\t\n", *name) != NULL) continue;
        memcpy(ret_name + used, name, length);
        used += length;
        characters++;
    }
    ret_name[used] = '\0';
    if (used == 0) snprintf(ret_name, 4 * SHEET_NAME + 1, "%zu", index + 1);
}

static size_t longest_word(const char *text)
{
    size_t longest = 0;
    for (char word[256]; *text != '\0'; text += strcspn(text, " "), text += strspn(text, " ")) {
        snprintf(word, sizeof word, "%.*s", (int)strcspn(text, " "), text);
        size_t length = characters_of(word);
        longest = length > longest ? length : longest;
    }
    return longest;
}

/* The width in characters, of the longest text in the column; a longer one is broken, and so is a heading, between words. */
static int width_of(const Sheet *sheet, size_t column)
{
    static const int typical[] = {[COLUMN_TEXT] = NARROWEST, [COLUMN_WHOLE] = NARROWEST, [COLUMN_NUMBER] = 10, [COLUMN_DATE] = 12};
    const Table *table = sheet->table;
    size_t width = (size_t)typical[table->column[column].type], heading = characters_of(sheet->heading[column]);
    size_t word = longest_word(sheet->heading[column]) + 3;
    if (heading / 2 + 4 > width) width = heading / 2 + 4;
    if (word > width) width = word;
    for (size_t r = 0; column_is_text(&table->column[column]) && r < table->row_count; r++) {
        const Cell *cell = table_cell(table, r, column);
        size_t length = cell->known ? characters_of(cell->text) + 2 : 0;
        width = length > width ? length : width;
    }
    return width > WIDEST ? WIDEST : (int)width;
}

static bool fits_a_sheet(const Sheet *sheets, size_t count, const char *path, Error *error)
{
    for (size_t s = 0; s < count; s++)
        if (sheets[s].table->row_count > WORKBOOK_ROWS)
            return error_set(error, ERROR_USAGE, _("%s: a sheet holds %d rows and '%s' has %zu; write it as .csv or .gpkg."), path, WORKBOOK_ROWS, sheets[s].name,
                             sheets[s].table->row_count);
    return true;
}

/* Days as a spreadsheet counts them, of 2024-03-01; false for another text. */
static bool serial_of(const char *text, int64_t *ret_serial)
{
    Date date;
    char rest;
    if (sscanf(text, "%4d-%2d-%2d%c", &date.year, &date.month, &date.day, &rest) != 3 || date.year < 1901) return false;
    *ret_serial = calendar_day_of(date) + DAYS_TO_1970;
    return true;
}

/* The shortest decimals that are this number. */
static void put_number(Book *book, double value)
{
    char text[40];
    snprintf(text, sizeof text, "%.15g", value);
    if (strtod(text, NULL) != value) snprintf(text, sizeof text, "%.17g", value);
    put(book, text);
}

/* ---- XLSX ---- */

/* Cell formats in the order of styles.xml; NUMBER + d has d decimals. */
enum { GENERAL, HEADING, TEXT, TEXT_GUARDED, WHOLE, DATE, NUMBER };

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define SPREADSHEET "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define CELL_FORMAT(number, rest) "<xf numFmtId=\"" number "\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyAlignment=\"1\"" rest "</xf>"
#define TOP "><alignment vertical=\"top\"/>"
#define TOP_WRAPPED "><alignment vertical=\"top\" wrapText=\"1\"/>"

static const char XLSX_STYLES[] = XML_HEAD
    "<styleSheet xmlns=\"" SPREADSHEET "\"><numFmts count=\"4\"><numFmt numFmtId=\"164\" formatCode=\"#,##0.0\"/><numFmt numFmtId=\"165\" formatCode=\"0.000\"/>"
    "<numFmt numFmtId=\"166\" formatCode=\"0.0000\"/><numFmt numFmtId=\"167\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts>"
    "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font></fonts>"
    "<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>"
    "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFF1E7E2\"/><bgColor indexed=\"64\"/></patternFill></fill></fills>"
    "<borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/></border>"
    "<border><left/><right/><top/><bottom style=\"thin\"><color rgb=\"FF460826\"/></bottom><diagonal/></border></borders>"
    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"11\">"
    CELL_FORMAT("0", TOP)
    "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"2\" borderId=\"1\" xfId=\"0\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\">"
    "<alignment vertical=\"top\" wrapText=\"1\"/></xf>"
    CELL_FORMAT("49", TOP_WRAPPED) CELL_FORMAT("49", " quotePrefix=\"1\"" TOP_WRAPPED) CELL_FORMAT("3", TOP) CELL_FORMAT("167", TOP)
    CELL_FORMAT("3", TOP) CELL_FORMAT("164", TOP) CELL_FORMAT("4", TOP) CELL_FORMAT("165", TOP) CELL_FORMAT("166", TOP)
    "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";

static void column_letters(size_t column, char ret_letters[4])
{
    if (column < 26) snprintf(ret_letters, 4, "%c", (char)('A' + column));
    else snprintf(ret_letters, 4, "%c%c", (char)('A' + column / 26 - 1), (char)('A' + column % 26));
}

static void put_xlsx_text(Book *book, const char *at, int format, const char *text)
{
    putf(book, "<c r=\"%s\" s=\"%d\" t=\"inlineStr\"><is><t xml:space=\"preserve\">", at, format);
    put_xml(book, text, true);
    put(book, "</t></is></c>");
}

static void put_xlsx_cell(Book *book, const Column *column, const Cell *cell, const char *at)
{
    int64_t serial;
    if (column->type == COLUMN_DATE && serial_of(cell->text, &serial)) {
        putf(book, "<c r=\"%s\" s=\"%d\"><v>%" PRId64 "</v></c>", at, DATE, serial);
    } else if (column_is_text(column)) {
        put_xlsx_text(book, at, begins_like_formula(cell->text) ? TEXT_GUARDED : TEXT, cell->text);
    } else if (column->type == COLUMN_WHOLE) {
        putf(book, "<c r=\"%s\" s=\"%d\"><v>%" PRId64 "</v></c>", at, WHOLE, cell->whole);
    } else {
        putf(book, "<c r=\"%s\" s=\"%d\"><v>", at, column->decimals < SHOWN_DECIMALS ? NUMBER + column->decimals : GENERAL);
        put_number(book, cell->number);
        put(book, "</v></c>");
    }
}

static void put_xlsx_sheet(Book *book, const Sheet *sheet, size_t index)
{
    const Table *table = sheet->table;
    char part[64], at[24], letters[4];
    snprintf(part, sizeof part, "xl/worksheets/sheet%zu.xml", index + 1);
    begin_part(book, part, true);
    put(book, XML_HEAD "<worksheet xmlns=\"" SPREADSHEET "\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>");
    column_letters(table->column_count - 1, letters);
    putf(book, "<dimension ref=\"A1:%s%zu\"/>", letters, table->row_count + 1);
    putf(book, "<sheetViews><sheetView %sworkbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>",
         index == 0 ? "tabSelected=\"1\" " : "");
    put(book, "<sheetFormatPr defaultRowHeight=\"15\"/><cols>");
    for (size_t c = 0; c < table->column_count; c++) putf(book, "<col min=\"%zu\" max=\"%zu\" width=\"%d\" customWidth=\"1\"/>", c + 1, c + 1, width_of(sheet, c));
    put(book, "</cols><sheetData><row r=\"1\">");
    for (size_t c = 0; c < table->column_count; c++) {
        column_letters(c, letters);
        snprintf(at, sizeof at, "%s1", letters);
        put_xlsx_text(book, at, HEADING, sheet->heading[c]);
    }
    put(book, "</row>");
    for (size_t r = 0; r < table->row_count; r++) {
        putf(book, "<row r=\"%zu\">", r + 2);
        for (size_t c = 0; c < table->column_count; c++) {
            if (!table_cell(table, r, c)->known) continue;
            column_letters(c, letters);
            snprintf(at, sizeof at, "%s%zu", letters, r + 2);
            put_xlsx_cell(book, &table->column[c], table_cell(table, r, c), at);
        }
        put(book, "</row>");
    }
    put(book, "</sheetData><pageMargins left=\"0.5\" right=\"0.5\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/>"
              "<pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>");
    end_part(book);
}

static void put_xlsx_frame(Book *book, const Sheet *sheets, size_t count, const char *title)
{
    char name[4 * SHEET_NAME + 1];
    begin_part(book, "[Content_Types].xml", true);
    put(book, XML_HEAD "<Types xmlns=\"" PACKAGE "content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                       "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                       "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
                       "<Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>"
                       "<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>");
    for (size_t s = 0; s < count; s++)
        putf(book, "<Override PartName=\"/xl/worksheets/sheet%zu.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>", s + 1);
    put(book, "</Types>");
    end_part(book);
    put_part(book, "_rels/.rels", true,
             XML_HEAD "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE "/officeDocument\" Target=\"xl/workbook.xml\"/>"
                      "<Relationship Id=\"rId2\" Type=\"" PACKAGE "relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>");
    begin_part(book, "docProps/core.xml", true);
    put(book, XML_HEAD "<cp:coreProperties xmlns:cp=\"" PACKAGE "metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                       " xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>");
    put_xml(book, title, true);
    put(book, "</dc:title><dc:creator>Brandpunt</dc:creator><dcterms:created xsi:type=\"dcterms:W3CDTF\">2000-01-01T00:00:00Z</dcterms:created></cp:coreProperties>");
    end_part(book);
    begin_part(book, "xl/workbook.xml", true);
    put(book, XML_HEAD "<workbook xmlns=\"" SPREADSHEET "\" xmlns:r=\"" OFFICE "\"><bookViews><workbookView activeTab=\"0\"/></bookViews><sheets>");
    for (size_t s = 0; s < count; s++) {
        sheet_name(sheets[s].name, s, name);
        put(book, "<sheet name=\"");
        put_xml(book, name, false);
        putf(book, "\" sheetId=\"%zu\" r:id=\"rId%zu\"/>", s + 1, s + 1);
    }
    put(book, "</sheets></workbook>");
    end_part(book);
    begin_part(book, "xl/_rels/workbook.xml.rels", true);
    put(book, XML_HEAD "<Relationships xmlns=\"" PACKAGE "relationships\">");
    for (size_t s = 0; s < count; s++) putf(book, "<Relationship Id=\"rId%zu\" Type=\"" OFFICE "/worksheet\" Target=\"worksheets/sheet%zu.xml\"/>", s + 1, s + 1);
    putf(book, "<Relationship Id=\"rId%zu\" Type=\"" OFFICE "/styles\" Target=\"styles.xml\"/></Relationships>", count + 1);
    end_part(book);
    put_part(book, "xl/styles.xml", true, XLSX_STYLES);
}

bool workbook_write_xlsx(const Sheet *sheets, size_t count, const char *title, const char *path, Error *error)
{
    Book *book = NULL;
    if (!fits_a_sheet(sheets, count, path, error) || !book_open(path, &book, error)) return false;
    put_xlsx_frame(book, sheets, count, title);
    for (size_t s = 0; s < count; s++) put_xlsx_sheet(book, &sheets[s], s);
    return book_close(book, error);
}

/* ---- ODS ---- */

#define ODF "urn:oasis:names:tc:opendocument:xmlns:"
#define ODF_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define ODF_SPACES                                                                                                                            \
    " xmlns:office=\"" ODF "office:1.0\" xmlns:style=\"" ODF "style:1.0\" xmlns:text=\"" ODF "text:1.0\" xmlns:table=\"" ODF "table:1.0\""    \
    " xmlns:number=\"" ODF "datastyle:1.0\" xmlns:fo=\"" ODF "xsl-fo-compatible:1.0\" office:version=\"1.2\""
#define ODF_CELL(name, data, rest) "<style:style style:name=\"" name "\" style:family=\"table-cell\" style:parent-style-name=\"Default\"" data "><style:table-cell-properties " \
                                   "style:vertical-align=\"top\"" rest "/></style:style>"
#define ODF_NUMBER(name, decimals, grouped)                                                                                                   \
    "<number:number-style style:name=\"N" name "\"><number:number number:decimal-places=\"" decimals "\" number:min-decimal-places=\"" decimals \
    "\" number:min-integer-digits=\"1\"" grouped "/></number:number-style>"
#define ODF_GROUPED " number:grouping=\"true\""

static const char ODS_STYLES[] =
    ODF_NUMBER("0", "0", ODF_GROUPED) ODF_NUMBER("1", "1", ODF_GROUPED) ODF_NUMBER("2", "2", ODF_GROUPED) ODF_NUMBER("3", "3", "") ODF_NUMBER("4", "4", "")
    "<number:date-style style:name=\"NDate\"><number:year number:style=\"long\"/><number:text>-</number:text><number:month number:style=\"long\"/><number:text>-</number:text>"
    "<number:day number:style=\"long\"/></number:date-style><number:text-style style:name=\"NText\"><number:text-content/></number:text-style>"
    "<style:style style:name=\"heading\" style:family=\"table-cell\" style:parent-style-name=\"Default\"><style:table-cell-properties style:vertical-align=\"top\""
    " fo:wrap-option=\"wrap\" fo:background-color=\"#f1e7e2\" fo:border-bottom=\"0.75pt solid #460826\"/><style:text-properties fo:font-weight=\"bold\"/></style:style>"
    ODF_CELL("text", " style:data-style-name=\"NText\"", " fo:wrap-option=\"wrap\"") ODF_CELL("general", "", "") ODF_CELL("date", " style:data-style-name=\"NDate\"", "")
    ODF_CELL("n0", " style:data-style-name=\"N0\"", "") ODF_CELL("n1", " style:data-style-name=\"N1\"", "") ODF_CELL("n2", " style:data-style-name=\"N2\"", "")
    ODF_CELL("n3", " style:data-style-name=\"N3\"", "") ODF_CELL("n4", " style:data-style-name=\"N4\"", "")
    "<style:style style:name=\"ro\" style:family=\"table-row\"><style:table-row-properties style:use-optimal-row-height=\"true\"/></style:style>";

static void put_ods_text(Book *book, const char *style, const char *text)
{
    putf(book, "<table:table-cell table:style-name=\"%s\" office:value-type=\"string\">", style);
    put_paragraphs(book, text);
    put(book, "</table:table-cell>");
}

static void put_ods_cell(Book *book, const Column *column, const Cell *cell)
{
    int64_t serial;
    if (!cell->known) {
        put(book, "<table:table-cell/>");
    } else if (column->type == COLUMN_DATE && serial_of(cell->text, &serial)) {
        putf(book, "<table:table-cell table:style-name=\"date\" office:value-type=\"date\" office:date-value=\"%.10s\"><text:p>%.10s</text:p></table:table-cell>", cell->text, cell->text);
    } else if (column_is_text(column)) {
        put_ods_text(book, "text", cell->text);
    } else if (column->type == COLUMN_WHOLE) {
        putf(book, "<table:table-cell table:style-name=\"n0\" office:value-type=\"float\" office:value=\"%" PRId64 "\"><text:p>%" PRId64 "</text:p></table:table-cell>", cell->whole,
             cell->whole);
    } else {
        if (column->decimals < SHOWN_DECIMALS) putf(book, "<table:table-cell table:style-name=\"n%d\" office:value-type=\"float\" office:value=\"", column->decimals);
        else put(book, "<table:table-cell table:style-name=\"general\" office:value-type=\"float\" office:value=\"");
        put_number(book, cell->number);
        put(book, "\"><text:p>");
        put_number(book, cell->number);
        put(book, "</text:p></table:table-cell>");
    }
}

static void put_ods_sheet(Book *book, const Sheet *sheet, size_t index)
{
    const Table *table = sheet->table;
    char name[4 * SHEET_NAME + 1];
    sheet_name(sheet->name, index, name);
    put(book, "<table:table table:name=\"");
    put_xml(book, name, false);
    put(book, "\">");
    for (size_t c = 0; c < table->column_count; c++) putf(book, "<table:table-column table:style-name=\"co%d\"/>", width_of(sheet, c));
    put(book, "<table:table-header-rows><table:table-row table:style-name=\"ro\">");
    for (size_t c = 0; c < table->column_count; c++) put_ods_text(book, "heading", sheet->heading[c]);
    put(book, "</table:table-row></table:table-header-rows>");
    for (size_t r = 0; r < table->row_count; r++) {
        put(book, "<table:table-row table:style-name=\"ro\">");
        for (size_t c = 0; c < table->column_count; c++) put_ods_cell(book, &table->column[c], table_cell(table, r, c));
        put(book, "</table:table-row>");
    }
    put(book, "</table:table>");
}

/* The heading of every sheet stays in view. */
static void put_ods_settings(Book *book, const Sheet *sheets, size_t count)
{
    static const struct {
        const char *name, *type, *value;
    } split[] = {{"HorizontalSplitMode", "short", "0"}, {"VerticalSplitMode", "short", "2"}, {"VerticalSplitPosition", "int", "1"}, {"ActiveSplitRange", "short", "2"},
                 {"PositionTop", "int", "0"},           {"PositionBottom", "int", "1"}};
    char name[4 * SHEET_NAME + 1];
    begin_part(book, "settings.xml", true);
    put(book, ODF_HEAD "<office:document-settings xmlns:office=\"" ODF "office:1.0\" xmlns:config=\"" ODF "config:1.0\" xmlns:ooo=\"http://openoffice.org/2004/office\" office:version=\"1.2\">"
                       "<office:settings><config:config-item-set config:name=\"ooo:view-settings\"><config:config-item-map-indexed config:name=\"Views\">"
                       "<config:config-item-map-entry><config:config-item config:name=\"ViewId\" config:type=\"string\">view1</config:config-item>"
                       "<config:config-item-map-named config:name=\"Tables\">");
    for (size_t s = 0; s < count; s++) {
        sheet_name(sheets[s].name, s, name);
        put(book, "<config:config-item-map-entry config:name=\"");
        put_xml(book, name, false);
        put(book, "\">");
        for (size_t i = 0; i < sizeof split / sizeof *split; i++)
            putf(book, "<config:config-item config:name=\"%s\" config:type=\"%s\">%s</config:config-item>", split[i].name, split[i].type, split[i].value);
        put(book, "</config:config-item-map-entry>");
    }
    put(book, "</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings></office:document-settings>");
    end_part(book);
}

static void put_ods_frame(Book *book, const char *title)
{
    put_part(book, "mimetype", false, "application/vnd.oasis.opendocument.spreadsheet"); /* first, and as it is: so it is known by its bytes */
    put_part(book, "META-INF/manifest.xml", true,
             ODF_HEAD "<manifest:manifest xmlns:manifest=\"" ODF "manifest:1.0\" manifest:version=\"1.2\">"
                      "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.2\" manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/>"
                      "<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/><manifest:file-entry manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/>"
                      "<manifest:file-entry manifest:full-path=\"meta.xml\" manifest:media-type=\"text/xml\"/><manifest:file-entry manifest:full-path=\"settings.xml\" manifest:media-type=\"text/xml\"/>"
                      "</manifest:manifest>");
    put_part(book, "styles.xml", true,
             ODF_HEAD "<office:document-styles" ODF_SPACES "><office:styles><style:style style:name=\"Default\" style:family=\"table-cell\"/></office:styles></office:document-styles>");
    begin_part(book, "meta.xml", true);
    put(book, ODF_HEAD "<office:document-meta xmlns:office=\"" ODF "office:1.0\" xmlns:meta=\"" ODF "meta:1.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.2\">"
                       "<office:meta><meta:generator>Brandpunt</meta:generator><dc:title>");
    put_xml(book, title, false);
    put(book, "</dc:title><meta:creation-date>2000-01-01T00:00:00Z</meta:creation-date></office:meta></office:document-meta>");
    end_part(book);
}

bool workbook_write_ods(const Sheet *sheets, size_t count, const char *title, const char *path, Error *error)
{
    Book *book = NULL;
    if (!fits_a_sheet(sheets, count, path, error) || !book_open(path, &book, error)) return false;
    put_ods_frame(book, title);
    put_ods_settings(book, sheets, count);
    begin_part(book, "content.xml", true);
    put(book, ODF_HEAD "<office:document-content" ODF_SPACES "><office:automatic-styles>");
    put(book, ODS_STYLES);
    for (int width = NARROWEST; width <= WIDEST; width++)
        putf(book, "<style:style style:name=\"co%d\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"%d.%dmm\"/></style:style>", width, width * 21 / 10,
             width * 21 % 10);
    put(book, "</office:automatic-styles><office:body><office:spreadsheet>");
    for (size_t s = 0; s < count; s++) put_ods_sheet(book, &sheets[s], s);
    put(book, "</office:spreadsheet></office:body></office:document-content>");
    end_part(book);
    return book_close(book, error);
}
