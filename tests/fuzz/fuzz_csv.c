/* A text table: with a small buffer the reader must say of it what it says with a large one, and again after a rewind. */
#include "src/exchange/csv.h"
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <string.h>

typedef struct Told {
    uint64_t hash;
    size_t rows;
    bool ok;
} Told;

static void mix(Told *told, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) told->hash = (told->hash ^ (uint8_t)text[i]) * 0x100000001b3u;
    told->hash = told->hash * 31 + length;
}

static Told tell(CsvReader *reader)
{
    Told told = {.hash = 1469598103934665603u};
    size_t columns = csv_header(reader)->count;
    long line = 0;
    CsvRow row;
    Error error;
    while ((told.ok = csv_next(reader, &row, &error)) && row.kind != CSV_END) {
        assert(row.line > line && (row.kind != CSV_ROW || row.count == columns));
        line = row.line;
        for (size_t f = 0; f < row.count; f++) {
            assert(strlen(row.field[f].text) == row.field[f].length && row.field[f].length <= CSV_FIELD_BYTES);
            mix(&told, row.field[f].text, row.field[f].length);
        }
        mix(&told, row.kind == CSV_ROW ? "row" : "bad", 3);
        told.rows++;
    }
    return told;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = fuzz_file("csv", data, size);
    CsvReader *large, *small;
    Error error;
    bool opened = csv_open(path, &(CsvOptions){0}, &large, &error);
    if (!opened) assert(error.text[0] != '\0');
    if (!opened) return 0;
    Told first = tell(large), again = first;
    if (first.ok && csv_rewind(large, &error)) again = tell(large);
    assert(again.hash == first.hash && again.rows == first.rows && again.ok == first.ok);
    if (csv_open(path, &(CsvOptions){csv_encoding(large), csv_separator(large), 64 + size % 191}, &small, &error)) {
        Told other = tell(small);
        assert(other.ok != first.ok || !first.ok || (other.hash == first.hash && other.rows == first.rows));
        csv_close(small);
    }
    csv_close(large);
    return 0;
}
