#include "tests/support/assert_near.h"
#include "tests/support/random_numbers.h"

#include "src/exchange/csv.h"

#include <stdlib.h>
#include <unistd.h>

static char folder[64] = "/tmp/brandpunt-csv-XXXXXX";
static char path[96];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return 1;
    snprintf(path, sizeof path, "%s/table.csv", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void write_bytes(const char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void write_text(const char *text)
{
    write_bytes(text, strlen(text));
}

/* All rows as one text: "line:field|field;" and '!' before a bad row; the header first. */
static char *read_all(const CsvOptions *options, Error *error)
{
    CsvReader *reader;
    if (!csv_open(path, options, &reader, error)) return NULL;
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    CsvRow row = *csv_header(reader);
    bool done = true;
    while (row.kind != CSV_END) {
        fprintf(out, "%s%ld:", row.kind == CSV_BAD_ROW ? "!" : "", row.line);
        for (size_t i = 0; i < row.count; i++) {
            assert_int_equal(strlen(row.field[i].text), row.field[i].length);
            fprintf(out, "%s%s", i ? "|" : "", row.field[i].text);
        }
        fputc(';', out);
        if (!(done = csv_next(reader, &row, error))) break;
    }
    fclose(out);
    csv_close(reader);
    if (done) return text;
    free(text);
    return NULL;
}

static void assert_reads(const char *expected)
{
    static const size_t buffers[] = {0, 16, 17, 23, 64, 1000};
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) {
        Error error;
        char *text = read_all(&(CsvOptions){.buffer_bytes = buffers[i]}, &error);
        if (!text) fail_msg("%s", error.text);
        assert_string_equal(text, expected);
        free(text);
    }
}

static void assert_refused(const CsvOptions *options, const char *part)
{
    Error error = {0};
    char *text = read_all(options, &error);
    if (text) fail_msg("was read: %.200s", text);
    assert_int_equal(error.code, ERROR_INPUT);
    if (!strstr(error.text, part)) fail_msg("\"%s\" does not hold \"%s\"", error.text, part);
}

static void test_separators(void **state)
{
    (void)state;
    write_text("a,b\n1,2\n");
    assert_reads("1:a|b;2:1|2;");
    write_text("a;b\n1,5;2,5\n");
    assert_reads("1:a|b;2:1,5|2,5;");
    write_text("a\tb\tc\n1\t2\t3\n");
    assert_reads("1:a|b|c;2:1|2|3;");
    write_text("a|b\n1|2\n");
    Error error;
    char *text = read_all(&(CsvOptions){0}, &error);
    assert_string_equal(text, "1:a|b;2:1|2;");
    free(text);
    /* three columns with two decimal commas: the comma splits the rows as evenly, but not the names */
    write_text("id;x;y\n1;150123,4;450123,9\n2;150124,4;450124,9\n");
    assert_reads("1:id|x|y;2:1|150123,4|450123,9;3:2|150124,4|450124,9;");
}

static void test_line_ends(void **state)
{
    (void)state;
    write_text("a;b\r\n1;2\r\n\r\n3;4");
    assert_reads("1:a|b;2:1|2;4:3|4;");
    write_text("a;b\r1;2\r3;4\r");
    assert_reads("1:a|b;2:1|2;3:3|4;");
    write_text("a;b\n;\n;;\n1;2\n;\n");
    assert_reads("1:a|b;2:|;!3:||;4:1|2;5:|;");
    write_text("a;b\n1;\n;2\n");
    assert_reads("1:a|b;2:1|;3:|2;");
}

static void test_quotes(void **state)
{
    (void)state;
    write_text("a;b\n\"x;y\";\"say \"\"hi\"\"\"\n\"two\r\nlines\nand three\";z\n1;2\n");
    assert_reads("1:a|b;2:x;y|say \"hi\";3:two\r\nlines\nand three|z;6:1|2;");
    write_text("a;b\n5\" pipe;\"\"\n\"\"\"\";1\n");
    assert_reads("1:a|b;2:5\" pipe|;3:\"|1;");
}

static void test_bad_rows(void **state)
{
    (void)state;
    write_text("a;b\n1;2\n1\n1;2;3\n\"x\"y;2\n3;4\n");
    assert_reads("1:a|b;2:1|2;!3:1;!4:1|2|3;!5:x|2;6:3|4;");
}

static void test_titles_above_the_header(void **state)
{
    (void)state;
    write_text("\"Misdrijven; per "
               "gemeente\"\n\"\"\n\"Regio\";\"aantal\";\"x\"\n\"A\";\"1\";\"2\"\n\"B\";\"3\";\"4\"\n\"Bron: "
               "CBS\"\n");
    assert_reads("3:Regio|aantal|x;4:A|1|2;5:B|3|4;!6:Bron: CBS;");
}

/* A blank line is nothing; a line of separators is a row that somebody can count in a spreadsheet. */
static void test_empty_rows(void **state)
{
    (void)state;
    write_text("a;b\n\n1;2\n;\n\n3;4\n;\n");
    assert_reads("1:a|b;3:1|2;4:|;6:3|4;7:|;");
}

static void test_refused(void **state)
{
    (void)state;
    write_text("a;b\n1;2\n3;\"open\n4;5\n6;7\n");
    assert_refused(&(CsvOptions){0}, "line 3");
    assert_refused(&(CsvOptions){.buffer_bytes = 16}, "line 3");
    write_bytes("a;b\n1;2\n3;\0x\n", 14);
    assert_refused(&(CsvOptions){0}, "Line 3 holds a NUL");
    write_text("");
    assert_refused(&(CsvOptions){0}, "empty");
    write_text("\n\n\n");
    assert_refused(&(CsvOptions){0}, "no rows");
    write_text("a;b\n\xE9;2\n");
    assert_refused(&(CsvOptions){.encoding = ENCODING_UTF8}, ":2:");
    write_text("\xEF\xBB\xBF"
               "a;b\n1;2\n\xE9;2\n");
    assert_refused(&(CsvOptions){0}, ":3:");
    char titles[1000] = "";
    for (int i = 0; i < 120; i++)
        strcat(titles, i < 50 ? "Titel\n" : "1;2\n");
    write_text(titles);
    assert_refused(&(CsvOptions){0}, "first 50 rows");
    Error error;
    CsvReader *reader;
    assert_false(csv_open("/dev/null", &(CsvOptions){0}, &reader, &error));
    assert_false(csv_open(folder, &(CsvOptions){0}, &reader, &error));
    assert_false(csv_open("/nowhere/at/all.csv", &(CsvOptions){0}, &reader, &error));
}

static void test_limits(void **state)
{
    (void)state;
    char *text = malloc(2 * CSV_FIELD_BYTES + 100);
    assert_non_null(text);
    for (int over = 0; over < 2; over++) {
        size_t length = (size_t)sprintf(text, "a;b\n1;");
        memset(text + length, 'x', CSV_FIELD_BYTES + (size_t)over);
        length += CSV_FIELD_BYTES + (size_t)over;
        text[length++] = '\n';
        write_bytes(text, length);
        Error error;
        char *read = read_all(&(CsvOptions){.separator = ';'}, &error);
        assert_int_equal(read != NULL, !over);
        free(read);
    }
    /* a quote that is never closed is met long before the file's end */
    size_t opened = (size_t)sprintf(text, "a;b\n1;\"");
    memset(text + opened, 'x', CSV_FIELD_BYTES + 1);
    write_bytes(text, opened + CSV_FIELD_BYTES + 1);
    assert_refused(&(CsvOptions){.separator = ';'}, "opens with a quote on line 2");
    size_t length = (size_t)sprintf(text, "a;b\n1;2\n");
    memset(text + length, ';', CSV_COLUMNS);
    text[length + CSV_COLUMNS] = '\n';
    text[length + CSV_COLUMNS - 1] = 'x'; /* CSV_COLUMNS fields: one more separator would be too many */
    write_bytes(text, length + CSV_COLUMNS + 1);
    Error error;
    char *read = read_all(&(CsvOptions){.separator = ';'}, &error);
    assert_non_null(read);
    free(read);
    memset(text + length, ';', CSV_COLUMNS + 1);
    text[length + CSV_COLUMNS + 1] = 'x';
    write_bytes(text, length + CSV_COLUMNS + 2);
    assert_refused(&(CsvOptions){.separator = ';'}, "columns");
    free(text);
}

static void test_encodings(void **state)
{
    (void)state;
    static const char expected[] = "1:naam|prijs;2:caf\xC3\xA9|\xE2\x82\xAC 5;";
    write_text("naam;prijs\ncaf\xC3\xA9;\xE2\x82\xAC 5\n");
    assert_reads(expected);
    write_text("\xEF\xBB\xBFnaam;prijs\ncaf\xC3\xA9;\xE2\x82\xAC 5\n");
    assert_reads(expected);
    write_text("naam;prijs\r\ncaf\xE9;\x80 5\r\n");
    assert_reads(expected);
    /* the same text as UTF-16, each way round, with and without a byte order mark */
    static const uint16_t units[] = {'n',  'a', 'a', 'm', ';',  'p', 'r',    'i', 'j', 's',
                                     '\n', 'c', 'a', 'f', 0xE9, ';', 0x20AC, ' ', '5', '\n'};
    for (int big = 0; big < 2; big++) {
        for (int marked = 0; marked < 2; marked++) {
            char bytes[64];
            size_t n = 0;
            for (size_t i = marked ? 0 : 1; i <= sizeof units / sizeof units[0]; i++) {
                uint16_t unit = i == 0 ? 0xFEFF : units[i - 1];
                bytes[n++] = (char)(big ? unit >> 8 : unit & 0xFF);
                bytes[n++] = (char)(big ? unit & 0xFF : unit >> 8);
            }
            write_bytes(bytes, n);
            assert_reads(expected);
            write_bytes(bytes, n - 1);
            assert_refused(&(CsvOptions){.encoding = big ? ENCODING_UTF16BE : ENCODING_UTF16LE},
                           "middle of a character");
        }
    }
    write_bytes("\xFF\xFE"
                "a\0;\0b\0\n\0\x3D\xD8\x00\xDE;\0\x3D\xD8\n\0",
                20); /* a pair of surrogates, and half of one */
    assert_reads("1:a|b;2:\xF0\x9F\x98\x80|\xEF\xBF\xBD;");
}

/* Peer: the definition of UTF-8 by encoding every code point. */
static void test_utf8_validity(void **state)
{
    (void)state;
    char text[8];
    for (uint32_t code = 0; code < 0x110000; code += code < 0x3000 ? 1 : 61) {
        size_t n = 0;
        if (code < 0x80) {
            text[n++] = (char)code;
        } else if (code < 0x800) {
            text[n++] = (char)(0xC0 + code / 64);
            text[n++] = (char)(0x80 + code % 64);
        } else if (code < 0x10000) {
            text[n++] = (char)(0xE0 + code / 4096);
            text[n++] = (char)(0x80 + code / 64 % 64);
            text[n++] = (char)(0x80 + code % 64);
        } else {
            text[n++] = (char)(0xF0 + code / 262144);
            text[n++] = (char)(0x80 + code / 4096 % 64);
            text[n++] = (char)(0x80 + code / 64 % 64);
            text[n++] = (char)(0x80 + code % 64);
        }
        bool is_surrogate = code >= 0xD800 && code < 0xE000;
        assert_int_equal(encoding_utf8_valid(text, n), is_surrogate ? 0 : n);
        if (n > 1) assert_int_equal(encoding_utf8_valid(text, n - 1), 0);
    }
    assert_int_equal(encoding_utf8_valid("\xC0\xAF", 2), 0);
    assert_int_equal(encoding_utf8_valid("\xE0\x80\xAF", 3), 0);
    assert_int_equal(encoding_utf8_valid("\xF4\x90\x80\x80", 4), 0);
    assert_int_equal(encoding_utf8_valid("12345678901234567890\xFF", 21), 20);
}

/* Random tables of awkward characters come back field by field, whatever the buffer. */
static void test_round_trip(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",        "\"",           ";", ",",  "\n", "\r\n",
                                         "\xC3\xA9", "\xE2\x82\xAC", " ", "12", "\r", "x"};
    uint64_t seed = 20250901;
    for (int round = 0; round < 60; round++) {
        char *text = NULL, *expected = NULL;
        size_t text_length = 0, expected_length = 0;
        FILE *out = open_memstream(&text, &text_length), *want = open_memstream(&expected, &expected_length);
        fprintf(out, "een;twee;drie\r\n");
        fprintf(want, "1:een|twee|drie;");
        long line = 2;
        for (int row = 0; row < 40; row++) {
            fprintf(want, "%ld:", line);
            for (int column = 0; column < 3; column++) {
                char field[64] = "k"; /* never an empty row */
                for (int n = random_below(&seed, 8); n > 0; n--)
                    strcat(field, pieces[random_below(&seed, (int)(sizeof pieces / sizeof pieces[0]))]);
                fprintf(want, "%s%s", column ? "|" : "", field);
                fprintf(out, "%s\"", column ? ";" : "");
                for (const char *c = field; *c; c++) {
                    if (*c == '"') fputc('"', out);
                    fputc(*c, out);
                    line += *c == '\n' || (*c == '\r' && c[1] != '\n');
                }
                fputc('"', out);
            }
            fputc(';', want);
            fprintf(out, row % 2 ? "\r\n" : "\n");
            line++;
        }
        fclose(out);
        fclose(want);
        write_bytes(text, text_length);
        assert_reads(expected);
        free(text);
        free(expected);
    }
}

/* A row of separators above the names is no row of the table, after a rewind neither. */
static void test_rewind_past_an_empty_row(void **state)
{
    (void)state;
    CsvReader *reader;
    CsvRow row;
    Error error;
    write_text("titel\n;\na;b\n1;2\n3;4\n5;6\n");
    assert_ok(csv_open(path, &(CsvOptions){0}, &reader, &error), &error);
    assert_string_equal(csv_header(reader)->field[0].text, "a");
    for (int i = 0; i < 3; i++) {
        assert_ok(csv_next(reader, &row, &error), &error);
        assert_string_equal(row.field[0].text, "1");
        assert_ok(csv_rewind(reader, &error), &error);
    }
    csv_close(reader);
}

static void test_rewind(void **state)
{
    (void)state;
    write_text("titel\na;b\n1;2\n3;4\n");
    CsvReader *reader;
    CsvRow row;
    Error error;
    assert_ok(csv_open(path, &(CsvOptions){0}, &reader, &error), &error);
    for (int pass = 0; pass < 3; pass++) {
        for (int i = 0; i < (pass == 0 ? 1 : 2); i++) {
            assert_ok(csv_next(reader, &row, &error), &error);
            assert_int_equal(row.kind, CSV_ROW);
            assert_int_equal(row.line, 3 + i);
            assert_string_equal(row.field[1].text, i ? "4" : "2");
        }
        assert_ok(csv_rewind(reader, &error), &error);
    }
    assert_string_equal(csv_header(reader)->field[0].text, "a");
    csv_close(reader);
    csv_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_separators),
        cmocka_unit_test(test_line_ends),
        cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_bad_rows),
        cmocka_unit_test(test_titles_above_the_header),
        cmocka_unit_test(test_empty_rows),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_utf8_validity),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_rewind),
        cmocka_unit_test(test_rewind_past_an_empty_row),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
