#include "src/exchange/csv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    DEFAULT_BUFFER_BYTES = 1 << 18,
    SMALLEST_BUFFER_BYTES = 16,
    LARGEST_ROW_BYTES = 1 << 26,
    SAMPLE_BYTES = 1 << 18, /* what the separator and the header are judged on */
    SAMPLE_ROWS = 1000,
    TITLE_ROWS = 50 /* a header is not looked for further down */
};

/* What stands at a place in the text: decides in one look-up where the scan of a field stops. */
enum { STOP_UNQUOTED = 1, STOP_QUOTED = 2 };

/* The text in hand and the place in it. Scanning a row changes nothing in the text, so that a row that turns
 * out to be incomplete can be scanned again after more was read; rows are cut loose by finish_row(). */
typedef struct Scanner {
    char *text;        /* text[end] is NUL */
    size_t start, end; /* what is not yet handed out */
    bool is_last;      /* nothing follows text[end] */
    long line;         /* physical line of text[start] */
    char separator;
    unsigned char stop[256];
    CsvField *field;
    bool *is_escaped; /* the field holds doubled quotes */
    size_t capacity;
} Scanner;

typedef enum ScanResult { SCAN_ROW, SCAN_EMPTY_ROW, SCAN_END, SCAN_INCOMPLETE, SCAN_FAILED } ScanResult;

typedef struct ScannedRow {
    size_t count;
    size_t next;    /* place after the row */
    long lines;     /* line ends within and after it */
    bool is_broken; /* text after a closing quote */
} ScannedRow;

struct CsvReader {
    int file;
    char *path;
    TextEncoding encoding;
    size_t mark_bytes; /* byte order mark */
    char *raw;         /* bytes read and not yet converted; unused for UTF-8 */
    size_t raw_length, raw_bytes;
    size_t capacity; /* of scanner.text, without its final NUL */
    Scanner scanner;
    size_t header_index; /* rows above the header */
    bool in_body;        /* past the header, where a row of empty fields counts */
    CsvRow header;
    char *header_text;
};

/* ---- scanning ---- */

static void scanner_set_separator(Scanner *scanner, char separator)
{
    memset(scanner->stop, 0, sizeof scanner->stop);
    scanner->separator = separator;
    scanner->stop['\0'] = STOP_UNQUOTED | STOP_QUOTED;
    scanner->stop['\n'] = STOP_UNQUOTED | STOP_QUOTED;
    scanner->stop['\r'] = STOP_UNQUOTED | STOP_QUOTED;
    scanner->stop['"'] = STOP_QUOTED;
    scanner->stop[(unsigned char)separator] |= STOP_UNQUOTED;
}

static bool scanner_grow(Scanner *scanner, Error *error)
{
    size_t capacity = scanner->capacity == 0 ? 64 : scanner->capacity * 2;
    CsvField *field = realloc(scanner->field, capacity * sizeof *field);
    if (field) scanner->field = field;
    bool *is_escaped = realloc(scanner->is_escaped, capacity * sizeof *is_escaped);
    if (is_escaped) scanner->is_escaped = is_escaped;
    if (!field || !is_escaped) return error_memory(error, (double)(capacity * sizeof *field));
    scanner->capacity = capacity;
    return true;
}

static ScanResult refuse_nul(long line, Error *error)
{
    error_set(
        error, ERROR_INPUT,
        _("Line %ld holds a NUL byte, so this is no text table; save it as CSV in UTF-8 and try again."),
        line);
    return SCAN_FAILED;
}

static ScanResult refuse_long_field(long line, bool is_quoted, Error *error)
{
    if (is_quoted)
        error_set(error, ERROR_INPUT,
                  _("A field that opens with a quote on line %ld is longer than 1 MB; the closing quote is "
                    "probably "
                    "missing there."),
                  line);
    else
        error_set(error, ERROR_INPUT,
                  _("A field on line %ld is longer than 1 MB; this is probably no text table."), line);
    return SCAN_FAILED;
}

/* Scans the rest of a quoted field; *at stands behind its opening quote, and afterwards on its closing quote.
 */
static ScanResult scan_quoted(const Scanner *scanner, const char **at, long *lines, bool *is_escaped,
                              Error *error)
{
    const char *end = scanner->text + scanner->end, *p = *at;
    long opened = scanner->line + *lines;
    for (;;) {
        while (!(scanner->stop[(unsigned char)*p] & STOP_QUOTED))
            p++;
        if (p == end) {
            if ((size_t)(p - *at) > CSV_FIELD_BYTES) return refuse_long_field(opened, true, error);
            if (!scanner->is_last) return SCAN_INCOMPLETE;
            error_set(error, ERROR_INPUT,
                      _("The quote that opens on line %ld is never closed; close it, or remove it, and "
                        "import again."),
                      opened);
            return SCAN_FAILED;
        }
        if (*p == '\0') return refuse_nul(scanner->line + *lines, error);
        if (p + 1 == end && !scanner->is_last && *p != '\n') return SCAN_INCOMPLETE;
        if (*p == '"') {
            if (p[1] != '"') break;
            *is_escaped = true;
            p++;
        } else if (*p == '\n' || p[1] != '\n') {
            (*lines)++;
        }
        p++;
    }
    if ((size_t)(p - *at) > CSV_FIELD_BYTES) return refuse_long_field(opened, true, error);
    *at = p;
    return SCAN_ROW;
}

/* Scans one field from *at, which stands behind it afterwards: on a separator, a line end or the end. */
static ScanResult scan_field(Scanner *scanner, const char **at, ScannedRow *row, Error *error)
{
    if (row->count == scanner->capacity && !scanner_grow(scanner, error)) return SCAN_FAILED;
    const char *end = scanner->text + scanner->end, *p = *at;
    CsvField *field = &scanner->field[row->count];
    bool is_escaped = false;
    if (*p == '"') {
        p++;
        field->text = p;
        ScanResult result = scan_quoted(scanner, &p, &row->lines, &is_escaped, error);
        if (result != SCAN_ROW) return result;
        field->length = (size_t)(p - field->text);
        p++;
        const char *behind = p;
        while (!(scanner->stop[(unsigned char)*p] & STOP_UNQUOTED))
            p++;
        if (p != behind) row->is_broken = true;
    } else {
        field->text = p;
        while (!(scanner->stop[(unsigned char)*p] & STOP_UNQUOTED))
            p++;
        field->length = (size_t)(p - field->text);
        if (field->length > CSV_FIELD_BYTES)
            return refuse_long_field(scanner->line + row->lines, false, error);
    }
    if (*p == '\0' && p != end) return refuse_nul(scanner->line + row->lines, error);
    if (p == end && !scanner->is_last) return SCAN_INCOMPLETE;
    scanner->is_escaped[row->count++] = is_escaped;
    *at = p;
    return SCAN_ROW;
}

static ScanResult scan_row(Scanner *scanner, ScannedRow *ret_row, Error *error)
{
    const char *end = scanner->text + scanner->end, *p = scanner->text + scanner->start;
    if (p == end) return scanner->is_last ? SCAN_END : SCAN_INCOMPLETE;
    ScannedRow row = {0};
    size_t filled = 0;
    for (;;) {
        ScanResult result = scan_field(scanner, &p, &row, error);
        if (result != SCAN_ROW) return result;
        filled += scanner->field[row.count - 1].length;
        if (p == end || *p != scanner->separator) break;
        if (row.count == CSV_COLUMNS) {
            error_set(error, ERROR_INPUT,
                      _("Line %ld has more than %d columns; this is probably no table of reports."),
                      scanner->line, CSV_COLUMNS);
            return SCAN_FAILED;
        }
        p++;
    }
    if (p != end) {
        if (*p == '\r') {
            if (p + 1 == end && !scanner->is_last) return SCAN_INCOMPLETE; /* an LF may follow */
            if (p[1] == '\n') p++;
        }
        p++;
        row.lines++;
    }
    row.next = (size_t)(p - scanner->text);
    *ret_row = row;
    return filled == 0 && !row.is_broken ? SCAN_EMPTY_ROW : SCAN_ROW;
}

static void skip_row(Scanner *scanner, const ScannedRow *row)
{
    scanner->start = row->next;
    scanner->line += row->lines;
}

/* Takes the doubled quotes out of a field and ends every field with a NUL, over what separated it. */
static void finish_row(Scanner *scanner, const ScannedRow *row)
{
    for (size_t i = 0; i < row->count; i++) {
        CsvField *field = &scanner->field[i];
        char *text = scanner->text + (field->text - scanner->text);
        if (scanner->is_escaped[i]) {
            size_t kept = 0;
            for (size_t k = 0; k < field->length; k++) {
                text[kept++] = text[k];
                if (text[k] == '"') k++;
            }
            field->length = kept;
        }
        text[field->length] = '\0';
    }
}

/* ---- reading and converting ---- */

static bool refuse_read(const CsvReader *reader, Error *error)
{
    return error_set(error, ERROR_FAILED, _("%s could not be read: %s."), reader->path, strerror(errno));
}

static bool read_some(const CsvReader *reader, char *into, size_t bytes, size_t *ret_bytes, Error *error)
{
    ssize_t got;
    do {
        got = read(reader->file, into, bytes);
    } while (got < 0 && errno == EINTR);
    if (got < 0) return refuse_read(reader, error);
    *ret_bytes = (size_t)got;
    return true;
}

/* Reads and converts into the room behind scanner->end; each byte of Windows-1252 or pair of UTF-16 gives at
 * most three of UTF-8. */
static bool convert_some(CsvReader *reader, char *into, size_t room, size_t *ret_bytes, Error *error)
{
    size_t wanted = room / 3;
    if (wanted > reader->raw_bytes) wanted = reader->raw_bytes;
    size_t got = 0;
    if (wanted > reader->raw_length &&
        !read_some(reader, reader->raw + reader->raw_length, wanted - reader->raw_length, &got, error))
        return false;
    if (got == 0 && reader->raw_length > 0)
        return error_set(error, ERROR_INPUT,
                         _("%s ends in the middle of a character of UTF-16; it was probably cut off."),
                         reader->path);
    reader->raw_length += got;
    size_t used = 0;
    *ret_bytes = encoding_to_utf8(reader->encoding, reader->raw, reader->raw_length, into, &used);
    reader->raw_length -= used;
    memmove(reader->raw, reader->raw + used, reader->raw_length);
    return true;
}

static bool make_room(CsvReader *reader, Error *error)
{
    Scanner *scanner = &reader->scanner;
    memmove(scanner->text, scanner->text + scanner->start, scanner->end - scanner->start);
    scanner->end -= scanner->start;
    scanner->start = 0;
    if (reader->capacity - scanner->end >= SMALLEST_BUFFER_BYTES) return true;
    if (reader->capacity >= LARGEST_ROW_BYTES)
        return error_set(error, ERROR_INPUT,
                         _("%s:%ld: the row is longer than 64 MB; this is probably no text table."),
                         reader->path, scanner->line);
    char *text = realloc(scanner->text, reader->capacity * 2 + 1);
    if (!text) return error_memory(error, (double)reader->capacity * 2);
    scanner->text = text;
    reader->capacity *= 2;
    return true;
}

/* Brings more text behind what is in hand. */
static bool reader_fill(CsvReader *reader, Error *error)
{
    if (!make_room(reader, error)) return false;
    Scanner *scanner = &reader->scanner;
    char *into = scanner->text + scanner->end;
    size_t room = reader->capacity - scanner->end, got = 0;
    if (reader->encoding == ENCODING_UTF8) {
        if (!read_some(reader, into, room, &got, error)) return false;
        if (got == 0) scanner->is_last = true;
    } else {
        size_t before;
        do { /* half a character in hand gives nothing yet, and that is not the end */
            before = reader->raw_length;
            if (!convert_some(reader, into, room, &got, error)) return false;
        } while (got == 0 && reader->raw_length != before);
        if (got == 0) scanner->is_last = true;
    }
    scanner->end += got;
    scanner->text[scanner->end] = '\0';
    return true;
}

static bool reader_restart(CsvReader *reader, Error *error)
{
    if (lseek(reader->file, (off_t)reader->mark_bytes, SEEK_SET) < 0) return refuse_read(reader, error);
    Scanner *scanner = &reader->scanner;
    scanner->start = scanner->end = 0;
    scanner->text[0] = '\0';
    scanner->is_last = false;
    scanner->line = 1;
    reader->raw_length = 0;
    reader->in_body = false;
    return true;
}

/* The next row, not yet cut loose; *ret_is_end when there is none. */
static bool reader_scan(CsvReader *reader, ScannedRow *ret_row, bool *ret_is_end, Error *error)
{
    for (;;) {
        switch (scan_row(&reader->scanner, ret_row, error)) {
        case SCAN_ROW:
            *ret_is_end = false;
            return true;
        case SCAN_EMPTY_ROW:
            if (reader->in_body && ret_row->count > 1) {
                *ret_is_end = false;
                return true;
            }
            skip_row(&reader->scanner, ret_row);
            break;
        case SCAN_END:
            *ret_is_end = true;
            return true;
        case SCAN_INCOMPLETE:
            if (!reader_fill(reader, error)) return false;
            break;
        case SCAN_FAILED:
            return error_prefix(error, reader->path);
        }
    }
}

/* ---- encoding ---- */

/* Text without a byte order mark in which every second byte is 0 is UTF-16. */
static TextEncoding guess_utf16(const char *text, size_t length)
{
    size_t zero[2] = {0, 0}, pairs = length / 2;
    for (size_t i = 0; i < pairs * 2; i++)
        zero[i & 1] += text[i] == '\0';
    if (pairs >= 4 && zero[1] * 10 >= pairs * 7 && zero[0] * 20 <= pairs) return ENCODING_UTF16LE;
    if (pairs >= 4 && zero[0] * 10 >= pairs * 7 && zero[1] * 20 <= pairs) return ENCODING_UTF16BE;
    return ENCODING_DETECT;
}

/* Reads the file once; *ret_line is the line of the first byte that is not valid UTF-8, 0 when there is none.
 */
static bool find_invalid_utf8(CsvReader *reader, long *ret_line, Error *error)
{
    enum { CHUNK = 1 << 16, LONGEST = 4 };
    char text[CHUNK + LONGEST];
    size_t kept = 0;
    long line = 1;
    if (lseek(reader->file, (off_t)reader->mark_bytes, SEEK_SET) < 0) return refuse_read(reader, error);
    for (;;) {
        size_t got;
        if (!read_some(reader, text + kept, CHUNK, &got, error)) return false;
        size_t length = kept + got, valid = encoding_utf8_valid(text, length);
        bool is_cut = got > 0 && length - valid < LONGEST; /* the rest of the character may follow */
        if (got == 0 || (valid < length && !is_cut)) {
            for (size_t i = 0; i < valid; i++)
                line += text[i] == '\n';
            *ret_line = valid < length ? line : 0;
            return true;
        }
        for (const char *p = text; (p = memchr(p, '\n', (size_t)(text + valid - p))); p++)
            line++;
        kept = length - valid;
        memmove(text, text + valid, kept);
    }
}

static bool decide_encoding(CsvReader *reader, TextEncoding wanted, Error *error)
{
    char head[4096];
    size_t length = 0;
    if (!read_some(reader, head, sizeof head, &length, error)) return false;
    if (length == 0)
        return error_set(error, ERROR_INPUT, _("%s is empty; there is nothing to read in it."), reader->path);
    TextEncoding marked = ENCODING_DETECT;
    if (length >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0) {
        marked = ENCODING_UTF8;
        reader->mark_bytes = 3;
    } else if (length >= 2 && memcmp(head, "\xFF\xFE", 2) == 0) {
        marked = ENCODING_UTF16LE;
        reader->mark_bytes = 2;
    } else if (length >= 2 && memcmp(head, "\xFE\xFF", 2) == 0) {
        marked = ENCODING_UTF16BE;
        reader->mark_bytes = 2;
    }
    if (wanted != ENCODING_DETECT && marked != wanted) reader->mark_bytes = 0;
    reader->encoding = wanted != ENCODING_DETECT ? wanted : marked;
    if (reader->encoding == ENCODING_DETECT) reader->encoding = guess_utf16(head, length);
    if (reader->encoding != ENCODING_DETECT && reader->encoding != ENCODING_UTF8) return true;
    long line;
    if (!find_invalid_utf8(reader, &line, error)) return false;
    if (line > 0 && reader->encoding == ENCODING_UTF8)
        return error_set(
            error, ERROR_INPUT,
            _("%s:%ld: this is not valid UTF-8, although the file or the configuration says it is; set "
              "encoding = Windows-1252 in the mapping, or save the file anew."),
            reader->path, line);
    reader->encoding = line > 0 ? ENCODING_WINDOWS_1252 : ENCODING_UTF8;
    return true;
}

/* ---- separator and header ---- */

typedef struct Shape {
    char separator;
    size_t rows, columns; /* sampled rows; the number of fields that most of them have */
    size_t fitting;       /* rows that have it */
    size_t header;        /* first row that has it */
} Shape;

/* How the sample looks with one separator. */
static bool measure_shape(Scanner *scanner, char separator, Shape *ret_shape, Error *error)
{
    size_t fields[SAMPLE_ROWS], rows = 0;
    scanner->start = 0;
    scanner_set_separator(scanner, separator);
    while (rows < SAMPLE_ROWS) {
        ScannedRow row;
        Error ignored = {0}; /* told when the row is really read */
        ScanResult result = scan_row(scanner, &row, &ignored);
        if (result == SCAN_FAILED && ignored.code == ERROR_FAILED) {
            *error = ignored;
            return false;
        }
        if (result != SCAN_ROW && result != SCAN_EMPTY_ROW) break;
        if (result == SCAN_ROW) fields[rows++] = row.count;
        skip_row(scanner, &row);
    }
    Shape shape = {.separator = separator, .rows = rows};
    for (size_t i = 0; i < rows; i++) {
        size_t same = 0;
        for (size_t k = 0; k < rows; k++)
            same += fields[k] == fields[i];
        if (same > shape.fitting || (same == shape.fitting && fields[i] > shape.columns)) {
            shape.fitting = same;
            shape.columns = fields[i];
            shape.header = i;
        }
    }
    *ret_shape = shape;
    return true;
}

/* Whether a splits the rows better than b: more rows of one width, then a header higher up (a decimal comma
 * splits the numbers as well as a semicolon does, but not the names), then more columns. */
static bool shape_is_better(const Shape *a, const Shape *b)
{
    if ((a->columns > 1) != (b->columns > 1)) return a->columns > 1;
    if (a->rows == 0 || b->rows == 0) return a->rows > b->rows;
    double share_a = (double)a->fitting / (double)a->rows, share_b = (double)b->fitting / (double)b->rows;
    if (share_a > share_b + 0.05 || share_b > share_a + 0.05) return share_a > share_b;
    if (a->header != b->header) return a->header < b->header;
    if (a->columns != b->columns) return a->columns > b->columns;
    return share_a > share_b;
}

static bool decide_shape(CsvReader *reader, char separator, Error *error)
{
    Scanner *scanner = &reader->scanner;
    if (!reader_restart(reader, error)) return false;
    while (!scanner->is_last && scanner->end < SAMPLE_BYTES) {
        if (!reader_fill(reader, error)) return false;
    }
    static const char candidates[] = {';', ',', '\t', '|'};
    Shape best = {0};
    for (size_t i = 0; i < sizeof candidates; i++) {
        Shape shape;
        if (separator != '\0' && i > 0) break;
        if (!measure_shape(scanner, separator ? separator : candidates[i], &shape, error)) return false;
        if (i == 0 || shape_is_better(&shape, &best)) best = shape;
    }
    if (best.header >= TITLE_ROWS)
        return error_set(
            error, ERROR_INPUT,
            _("%s has no row with column names among its first %d rows; remove what stands above the "
              "table, or name the separator in the mapping."),
            reader->path, TITLE_ROWS);
    scanner_set_separator(scanner, best.separator);
    reader->header_index = best.header;
    return true;
}

static CsvField trim_field(CsvField field)
{
    while (field.length > 0 && (unsigned char)field.text[0] <= ' ')
        field.text++, field.length--;
    while (field.length > 0 && (unsigned char)field.text[field.length - 1] <= ' ')
        field.length--;
    return field;
}

/* Copies the row in hand as the header: one block with the names, each with its NUL. */
static bool keep_header(CsvReader *reader, const ScannedRow *row, Error *error)
{
    size_t bytes = 0;
    for (size_t i = 0; i < row->count; i++)
        bytes += reader->scanner.field[i].length + 1;
    CsvField *field = malloc(row->count * sizeof *field);
    reader->header_text = malloc(bytes);
    if (!field || !reader->header_text) {
        free(field);
        return error_memory(error, (double)bytes);
    }
    char *at = reader->header_text;
    for (size_t i = 0; i < row->count; i++) {
        CsvField name = trim_field(reader->scanner.field[i]);
        memcpy(at, name.text, name.length);
        at[name.length] = '\0';
        field[i] = (CsvField){.text = at, .length = name.length};
        at += name.length + 1;
    }
    reader->header =
        (CsvRow){.kind = CSV_ROW, .line = reader->scanner.line, .count = row->count, .field = field};
    return true;
}

/* From the start of the file to behind the header, which is kept the first time. */
static bool read_header(CsvReader *reader, Error *error)
{
    if (!reader_restart(reader, error)) return false;
    for (size_t i = 0; i <= reader->header_index; i++) {
        ScannedRow row;
        bool is_end;
        if (!reader_scan(reader, &row, &is_end, error)) return false;
        if (is_end)
            return error_set(error, ERROR_INPUT, _("%s holds no rows; there is nothing to read in it."),
                             reader->path);
        if (i == reader->header_index && !reader->header.field) {
            finish_row(&reader->scanner, &row);
            if (!keep_header(reader, &row, error)) return false;
        }
        skip_row(&reader->scanner, &row);
    }
    reader->in_body = true;
    return true;
}

/* ---- the reader ---- */

static bool open_file(CsvReader *reader, const char *path, Error *error)
{
    reader->path = strdup(path);
    if (!reader->path) return error_memory(error, 1e3);
    reader->file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (reader->file < 0)
        return error_set(error, ERROR_INPUT, _("%s could not be opened: %s."), path, strerror(errno));
    struct stat status;
    if (fstat(reader->file, &status) != 0) return refuse_read(reader, error);
    if (!S_ISREG(status.st_mode))
        return error_set(error, ERROR_INPUT, _("%s is not a regular file; save the table as a file first."),
                         path);
    return true;
}

static bool reader_prepare(CsvReader *reader, const char *path, const CsvOptions *options, Error *error)
{
    size_t bytes = options->buffer_bytes ? options->buffer_bytes : DEFAULT_BUFFER_BYTES;
    if (bytes < SMALLEST_BUFFER_BYTES) bytes = SMALLEST_BUFFER_BYTES;
    if (!open_file(reader, path, error)) return false;
    reader->capacity = bytes;
    reader->raw_bytes = bytes;
    reader->scanner.text = malloc(bytes + 1);
    reader->raw = malloc(bytes);
    if (!reader->scanner.text || !reader->raw) return error_memory(error, (double)bytes);
    return decide_encoding(reader, options->encoding, error) &&
           decide_shape(reader, options->separator, error) && read_header(reader, error);
}

bool csv_open(const char *path, const CsvOptions *options, CsvReader **ret_reader, Error *error)
{
    CsvReader *reader = calloc(1, sizeof *reader);
    if (!reader) return error_memory(error, sizeof *reader);
    reader->file = -1;
    if (!reader_prepare(reader, path, options, error)) {
        csv_close(reader);
        return false;
    }
    *ret_reader = reader;
    return true;
}

void csv_close(CsvReader *reader)
{
    if (!reader) return;
    if (reader->file >= 0) close(reader->file);
    free(reader->path);
    free(reader->raw);
    free(reader->scanner.text);
    free(reader->scanner.field);
    free(reader->scanner.is_escaped);
    free(reader->header_text);
    CsvField *names = (CsvField *)reader->header.field;
    free(names);
    free(reader);
}

bool csv_next(CsvReader *reader, CsvRow *ret_row, Error *error)
{
    ScannedRow row;
    bool is_end;
    if (!reader_scan(reader, &row, &is_end, error)) return false;
    if (is_end) {
        *ret_row = (CsvRow){.kind = CSV_END, .line = reader->scanner.line};
        return true;
    }
    finish_row(&reader->scanner, &row);
    bool is_bad = row.is_broken || row.count != reader->header.count;
    *ret_row = (CsvRow){.kind = is_bad ? CSV_BAD_ROW : CSV_ROW,
                        .line = reader->scanner.line,
                        .count = row.count,
                        .field = reader->scanner.field};
    skip_row(&reader->scanner, &row);
    return true;
}

bool csv_rewind(CsvReader *reader, Error *error)
{
    return read_header(reader, error);
}

const CsvRow *csv_header(const CsvReader *reader)
{
    return &reader->header;
}

TextEncoding csv_encoding(const CsvReader *reader)
{
    return reader->encoding;
}

char csv_separator(const CsvReader *reader)
{
    return reader->scanner.separator;
}
