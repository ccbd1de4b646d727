/* The values in a table: numbers, dates, times and words, a line each. */
#include "src/exchange/fields.h"
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static void read_number(const char *text, size_t length)
{
    NumberColumn column = {0};
    number_column_see(&column, text, length);
    for (int mark = DECIMAL_UNDECIDED; mark <= DECIMAL_COMMA; mark++) {
        double value = 0;
        if (number_read(text, length, (DecimalMark)mark, &value)) assert(isfinite(value));
    }
    number_column_decide(&column);
}

static void read_moment(const char *text, size_t length)
{
    DateColumn dates = {0};
    TimeColumn times = {0};
    Moment moment;
    int64_t day;
    int32_t second;
    date_column_see(&dates, text, length);
    time_column_see(&times, text, length);
    for (int order = DATE_ORDER_UNDECIDED; order <= DATE_ORDER_MDY; order++)
        if (moment_read(text, length, (DateOrder)order, &moment)) {
            assert(moment.day >= -25567 && moment.day < 84371 && moment.days >= 1 && moment.days <= 31); /* 1900..2200 */
            assert(!moment.has_time || (moment.second >= 0 && moment.second <= 86400));
        }
    for (int style = TIME_CLOCK; style <= TIME_FRACTION; style++)
        if (time_read(text, length, (TimeStyle)style, &second)) assert(second >= 0 && second <= 86400);
    if (day_read(text, length, &day)) assert(day >= -25567 && day < 84371);
    date_column_decide(&dates);
    time_column_decide(&times);
}

static void read_words(const char *text, size_t length)
{
    char folded[32];
    bool yes;
    ReportKind kind;
    size_t size = field_fold(text, length, folded, sizeof folded);
    assert(size < sizeof folded && strlen(folded) == size);
    field_is_missing(text, length);
    groups_read(text, length);
    sex_read(text, length);
    if (yes_no_read(text, length, &yes) && kind_read(text, length, &kind)) assert(kind <= KIND_PERCEPTION);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data, *end = text + size;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t length = (size_t)((stop != NULL ? stop : end) - text);
        read_number(text, length);
        read_moment(text, length);
        read_words(text, length);
        text += length + 1;
    }
    return 0;
}
