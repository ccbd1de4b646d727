#include "src/exchange/fields.h"

#include "geo/calendar.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { EXCEL_DAY_OF_1970 = 25569 };

/* A place in a text. */
typedef struct Cursor {
    const char *at, *end;
} Cursor;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || ((unsigned char)c & 0x80);
}

/* Bytes of the blank at the place: ASCII blanks, the no-break spaces U+00A0 and U+202F, the byte order mark.
 */
static size_t blank_length(Cursor cursor)
{
    size_t left = (size_t)(cursor.end - cursor.at);
    if (left == 0) return 0;
    if ((unsigned char)*cursor.at <= ' ') return 1;
    if (left >= 2 && memcmp(cursor.at, "\xC2\xA0", 2) == 0) return 2;
    if (left >= 3 && memcmp(cursor.at, "\xE2\x80\xAF", 3) == 0) return 3;
    if (left >= 3 && memcmp(cursor.at, "\xEF\xBB\xBF", 3) == 0) return 3;
    return 0;
}

static void skip_blanks(Cursor *cursor)
{
    for (size_t n; (n = blank_length(*cursor)) > 0;)
        cursor->at += n;
}

static Cursor trimmed(const char *text, size_t length)
{
    Cursor cursor = {text, text + length};
    skip_blanks(&cursor);
    while (cursor.end > cursor.at) {
        Cursor last = {cursor.end - 1, cursor.end};
        for (size_t n = 1; n <= 3 && (size_t)(cursor.end - cursor.at) >= n; n++) {
            last.at = cursor.end - n;
            if (blank_length(last) == n) break;
        }
        size_t n = (size_t)(cursor.end - last.at);
        if (blank_length(last) != n) break;
        cursor.end = last.at;
    }
    return cursor;
}

static bool take(Cursor *cursor, char c)
{
    if (cursor->at == cursor->end || *cursor->at != c) return false;
    cursor->at++;
    return true;
}

static char peek(Cursor cursor)
{
    return cursor.at < cursor.end ? *cursor.at : '\0';
}

static size_t digits_ahead(Cursor cursor)
{
    size_t n = 0;
    while (cursor.at + n < cursor.end && is_digit(cursor.at[n]))
        n++;
    return n;
}

/* Takes exactly `digits` digits, at most 10. */
static int64_t take_digits(Cursor *cursor, size_t digits)
{
    int64_t value = 0;
    for (size_t i = 0; i < digits; i++)
        value = value * 10 + (*cursor->at++ - '0');
    return value;
}

/* ---- names ---- */

/* The letters of U+00C0..U+00FF without their accents. */
static const char latin_1_base[] = "aaaaaaaceeeeiiiidnooooo*ouuuuypsaaaaaaaceeeeiiiidnooooo/ouuuuypy";

static bool is_folded_away(unsigned char c)
{
    switch (c) {
    case '_':
    case '-':
    case '.':
    case ':':
    case '/':
    case '(':
    case ')':
    case '\'':
    case '"':
    case '?': /* of a question above the answers of an enquiry */
        return true;
    default:
        return c <= ' ';
    }
}

size_t field_fold(const char *text, size_t length, char *out, size_t size)
{
    size_t written = 0;
    for (size_t i = 0; i < length && written + 1 < size; i++) {
        unsigned char c = (unsigned char)text[i], next = i + 1 < length ? (unsigned char)text[i + 1] : 0;
        if (c == 0xC3 && (next & 0xC0U) == 0x80U) {
            out[written++] = latin_1_base[next - 0x80U];
            i++;
        } else if ((c == 0xCC || c == 0xCD) && (next & 0xC0U) == 0x80U) {
            i++; /* a combining accent */
        } else if (c == 0xC2 && next == 0xA0) {
            i++;
        } else if (c == 0xEF && next == 0xBB && i + 2 < length && (unsigned char)text[i + 2] == 0xBF) {
            i += 2;
        } else if (!is_folded_away(c)) {
            out[written++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        }
    }
    out[written] = '\0';
    return written;
}

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++) {
        if (strcmp(word, *words) == 0) return true;
    }
    return false;
}

bool field_is_missing(const char *text, size_t length)
{
    static const char *const words[] = {"",    "?",    "onbekend", "unknown", "nvt",   "na",    "nb", "null",
                                        "nan", "none", "geen",     "leeg",    "empty", "onbek", NULL};
    char folded[12];
    if (length > 24 || (length > 0 && is_digit(text[0])))
        return false; /* none begins with a digit: most values do */
    field_fold(text, length, folded, sizeof folded);
    return is_one_of(folded, words);
}

/* ---- numbers ---- */

static bool take_thousands_sign(Cursor *cursor, char other, char *used)
{
    char sign = peek(*cursor);
    size_t blank = blank_length(*cursor);
    bool is_sign = sign == other || sign == '\'' || blank > 0;
    if (blank > 0) sign = ' ';
    if (!is_sign || (*used != '\0' && *used != sign)) return false;
    Cursor after = *cursor;
    after.at += blank > 0 ? blank : 1;
    if (digits_ahead(after) != 3) return false;
    *used = sign;
    *cursor = after;
    return true;
}

/* Value of a plain C number. Up to 15 digits without exponent, a whole number divided by a power of ten, both
 * exact in a double, is rounded once and so equals what strtod gives (Clinger 1990), at a fifth of its time.
 */
static double plain_value(const char *plain, size_t length)
{
    static const double power[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    bool is_negative = plain[0] == '-';
    int64_t whole = 0;
    size_t digits = 0, point = length;
    for (size_t i = is_negative; i < length; i++) {
        if (plain[i] == '.') {
            point = i;
            continue;
        }
        if (!is_digit(plain[i]) || ++digits > 15) return strtod(plain, NULL);
        whole = whole * 10 + (plain[i] - '0');
    }
    double value = (double)whole / power[point == length ? 0 : length - point - 1];
    return is_negative ? -value : value;
}

/* Reads the text with one decimal mark, strictly; the digits go to a plain C number. */
static bool number_read_with(Cursor cursor, char mark, double *ret_value)
{
    char plain[64];
    size_t n = 0;
    char other = mark == '.' ? ',' : '.', sign = '\0';
    if (take(&cursor, '-'))
        plain[n++] = '-';
    else
        (void)take(&cursor, '+');
    size_t whole = digits_ahead(cursor);
    if (whole > 30) return false;
    bool may_group = whole >= 1 && whole <= 3 && peek(cursor) != '0';
    memcpy(plain + n, cursor.at, whole);
    n += whole;
    cursor.at += whole;
    while (may_group && n < 40 && take_thousands_sign(&cursor, other, &sign)) {
        memcpy(plain + n, cursor.at, 3);
        n += 3;
        cursor.at += 3;
    }
    size_t fraction = 0;
    if (take(&cursor, mark)) {
        fraction = digits_ahead(cursor);
        size_t kept = fraction > 18 ? 18 : fraction;
        plain[n++] = '.';
        memcpy(plain + n, cursor.at, kept);
        n += kept;
        cursor.at += fraction;
    }
    if (whole + fraction == 0) return false;
    if (peek(cursor) == 'e' || peek(cursor) == 'E') {
        cursor.at++;
        plain[n++] = 'e';
        if (peek(cursor) == '-' || peek(cursor) == '+') plain[n++] = *cursor.at++;
        size_t digits = digits_ahead(cursor);
        if (digits == 0 || digits > 3) return false;
        memcpy(plain + n, cursor.at, digits);
        n += digits;
        cursor.at += digits;
    }
    if (cursor.at != cursor.end || n >= sizeof plain) return false;
    plain[n] = '\0';
    double value = plain_value(plain, n);
    if (!isfinite(value)) return false;
    *ret_value = value;
    return true;
}

void number_column_see(NumberColumn *column, const char *text, size_t length)
{
    Cursor cursor = trimmed(text, length);
    double with_point = 0.0, with_comma = 0.0;
    bool point = number_read_with(cursor, '.', &with_point),
         comma = number_read_with(cursor, ',', &with_comma);
    if (!point && !comma) return;
    column->numbers++;
    if (!comma)
        column->point++;
    else if (!point)
        column->comma++;
    else if (with_point < with_comma || with_point > with_comma)
        column->unclear++;
}

DecimalMark number_column_decide(const NumberColumn *column)
{
    if (column->point > column->comma) return DECIMAL_POINT;
    return column->comma > 0 ? DECIMAL_COMMA : DECIMAL_UNDECIDED;
}

bool number_read(const char *text, size_t length, DecimalMark mark, double *ret_value)
{
    Cursor cursor = trimmed(text, length);
    if (mark == DECIMAL_POINT) return number_read_with(cursor, '.', ret_value);
    if (mark == DECIMAL_COMMA) return number_read_with(cursor, ',', ret_value);
    char sign = memchr(cursor.at, ',', (size_t)(cursor.end - cursor.at)) ? ',' : '.';
    return number_read_with(cursor, sign, ret_value) ||
           number_read_with(cursor, sign == ',' ? '.' : ',', ret_value);
}

static int days_in_month(int64_t year, int64_t month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap);
}

static bool set_date(int64_t year, int64_t month, int64_t day, Moment *moment)
{
    if (year < 1900 || year > 2199 || month < 1 || month > 12) return false;
    int length = days_in_month(year, month);
    if (day < 0 || day > length) return false;
    moment->days = day == 0 ? length : 1; /* day 0: the whole month */
    moment->day = calendar_day_of((Date){(int)year, (int)month, day == 0 ? 1 : (int)day});
    return true;
}

/* ---- dates and times ---- */

/* Takes letters, folded; 0 length when there are none. A point after an abbreviation goes with it. */
static size_t take_word(Cursor *cursor, char *word, size_t size)
{
    const char *from = cursor->at;
    while (cursor->at < cursor->end && is_letter(*cursor->at) && blank_length(*cursor) == 0)
        cursor->at++;
    size_t length = field_fold(from, (size_t)(cursor->at - from), word, size);
    if (length > 0) (void)take(cursor, '.');
    return length;
}

/* 1..12 for a Dutch or English month, in full or its first letters; else 0. */
static int month_of(const char *word)
{
    static const struct {
        const char *name;
        int month;
    } months[] = {{"januari", 1},  {"january", 1},   {"februari", 2}, {"february", 2}, {"maart", 3},
                  {"mrt", 3},      {"march", 3},     {"april", 4},    {"mei", 5},      {"may", 5},
                  {"juni", 6},     {"june", 6},      {"juli", 7},     {"july", 7},     {"augustus", 8},
                  {"august", 8},   {"september", 9}, {"oktober", 10}, {"october", 10}, {"november", 11},
                  {"december", 12}};
    size_t length = strlen(word);
    for (size_t i = 0; i < sizeof months / sizeof months[0] && length >= 3; i++) {
        bool is_short = length == 3 || (length == 4 && months[i].month == 9);
        if (strcmp(word, months[i].name) == 0) return months[i].month;
        if (is_short && strncmp(word, months[i].name, length) == 0) return months[i].month;
    }
    return 0;
}

static bool is_weekday(const char *word)
{
    static const char *const days[] = {
        "ma",       "di",       "wo",        "do",      "vr",       "za",     "zo",      "maandag",
        "dinsdag",  "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "mon",     "tue",
        "wed",      "thu",      "fri",       "sat",     "sun",      "monday", "tuesday", "wednesday",
        "thursday", "friday",   "saturday",  "sunday",  NULL};
    return is_one_of(word, days);
}

/* Year of four digits, or of two. */
static bool take_year(Cursor *cursor, int64_t *ret_year)
{
    size_t n = digits_ahead(*cursor);
    if (n != 4 && n != 2) return false;
    int64_t year = take_digits(cursor, n);
    *ret_year = n == 4 ? year : year < 70 ? 2000 + year : 1900 + year;
    return true;
}

/* 2024-03-01, 2024/3/1, 2024-03 */
static bool take_year_first(Cursor *cursor, Moment *moment)
{
    int64_t year = take_digits(cursor, 4), day = 0;
    char sign = peek(*cursor);
    if (sign != '-' && sign != '/' && sign != '.') return false;
    cursor->at++;
    size_t n = digits_ahead(*cursor);
    if (n < 1 || n > 2) return false;
    int64_t month = take_digits(cursor, n);
    if (take(cursor, sign)) {
        n = digits_ahead(*cursor);
        if (n < 1 || n > 2) return false;
        day = take_digits(cursor, n);
        if (day == 0) return false;
    }
    return set_date(year, month, day, moment);
}

/* 3-4-2024 in either order, 3 apr 2024, 3-apr-2024 */
static bool take_day_first(Cursor *cursor, DateOrder order, Moment *moment)
{
    int64_t first = take_digits(cursor, digits_ahead(*cursor)), year;
    char sign = peek(*cursor), word[16];
    if (sign == '-' || sign == '/' || sign == '.')
        cursor->at++;
    else
        sign = '\0';
    skip_blanks(cursor);
    size_t n = digits_ahead(*cursor);
    if (n == 0) {
        if (take_word(cursor, word, sizeof word) == 0) return false;
        int month = month_of(word);
        if (sign != '\0' && sign != '.') (void)take(cursor, sign);
        skip_blanks(cursor);
        return month > 0 && first > 0 && take_year(cursor, &year) && set_date(year, month, first, moment);
    }
    if (sign == '\0' || n > 2) return false;
    int64_t second = take_digits(cursor, n);
    if (!take(cursor, sign)) return false;
    skip_blanks(cursor);
    if (!take_year(cursor, &year)) return false;
    int64_t day = order == DATE_ORDER_MDY ? second : first, month = order == DATE_ORDER_MDY ? first : second;
    return day > 0 && set_date(year, month, day, moment);
}

/* Apr 3 2024, april 3, 2024, april 2024 */
static bool take_month_first(Cursor *cursor, int month, Moment *moment)
{
    int64_t day = 0, year;
    skip_blanks(cursor);
    size_t n = digits_ahead(*cursor);
    if (n == 1 || n == 2) {
        day = take_digits(cursor, n);
        if (day == 0) return false;
        (void)take(cursor, ',');
        skip_blanks(cursor);
    }
    return month > 0 && take_year(cursor, &year) && set_date(year, month, day, moment);
}

static bool take_date(Cursor *cursor, DateOrder order, Moment *moment)
{
    char word[16];
    if (is_letter(peek(*cursor))) {
        if (take_word(cursor, word, sizeof word) == 0) return false;
        if (!is_weekday(word)) return take_month_first(cursor, month_of(word), moment);
        (void)take(cursor, ',');
        skip_blanks(cursor);
        if (is_letter(peek(*cursor)))
            return take_word(cursor, word, sizeof word) > 0 &&
                   take_month_first(cursor, month_of(word), moment);
    }
    size_t n = digits_ahead(*cursor);
    if (n == 8) {
        int64_t date = take_digits(cursor, 8);
        return date % 100 > 0 && set_date(date / 10000, date / 100 % 100, date % 100, moment);
    }
    if (n == 4) return take_year_first(cursor, moment);
    if (n == 1 || n == 2) return take_day_first(cursor, order, moment);
    return false;
}

/* AM and PM as people write them: 1, 2, or 0 for neither. */
static int take_half(Cursor *cursor)
{
    Cursor ahead = *cursor;
    char word[8];
    skip_blanks(&ahead);
    const char *from = ahead.at;
    while (ahead.at < ahead.end && (is_letter(*ahead.at) || *ahead.at == '.'))
        ahead.at++;
    field_fold(from, (size_t)(ahead.at - from), word, sizeof word);
    int half = strcmp(word, "am") == 0 ? 1 : strcmp(word, "pm") == 0 ? 2 : 0;
    if (half > 0) *cursor = ahead;
    return half;
}

/* "uur", "u", "h" behind a time say nothing more. */
static void skip_hour_word(Cursor *cursor)
{
    Cursor ahead = *cursor;
    char word[8];
    skip_blanks(&ahead);
    if (take_word(&ahead, word, sizeof word) == 0) return;
    if (strcmp(word, "uur") == 0 || strcmp(word, "u") == 0 || strcmp(word, "h") == 0) *cursor = ahead;
}

/* Hours, minutes and seconds as written, before AM and PM; -1 for what is not there. */
static bool take_clock_parts(Cursor *cursor, int64_t part[3])
{
    size_t n = digits_ahead(*cursor);
    part[1] = part[2] = -1;
    if (n == 3 || n == 4 || n == 6) { /* 915, 2115, 211530 */
        part[0] = take_digits(cursor, n == 3 ? 1 : 2);
        part[1] = take_digits(cursor, 2);
        if (n == 6) part[2] = take_digits(cursor, 2);
        return true;
    }
    if (n != 1 && n != 2) return false;
    part[0] = take_digits(cursor, n);
    Cursor ahead = *cursor;
    char sign = peek(ahead);
    if (sign == '\0' || strchr(":.uUhH", sign) == NULL) return true;
    ahead.at++;
    if (digits_ahead(ahead) != 2) return sign != ':' && sign != '.';
    part[1] = take_digits(&ahead, 2);
    *cursor = ahead;
    if ((peek(ahead) != ':' && peek(ahead) != '.') || (ahead.at++, digits_ahead(ahead) != 2)) return true;
    part[2] = take_digits(&ahead, 2);
    if (peek(ahead) == '.' || peek(ahead) == ',') { /* parts of a second */
        ahead.at++;
        size_t digits = digits_ahead(ahead);
        if (digits == 0) return false;
        ahead.at += digits;
    }
    *cursor = ahead;
    return true;
}

static bool take_clock(Cursor *cursor, int32_t *ret_second)
{
    int64_t part[3];
    if (!take_clock_parts(cursor, part)) return false;
    int half = take_half(cursor);
    if (half > 0) {
        if (part[0] < 1 || part[0] > 12) return false;
        part[0] = part[0] % 12 + (half == 2 ? 12 : 0);
    } else {
        skip_hour_word(cursor);
    }
    int64_t minute = part[1] < 0 ? 0 : part[1], second = part[2] < 0 ? 0 : part[2];
    if (minute > 59 || second > 59 || part[0] > 24 || (part[0] == 24 && minute + second > 0)) return false;
    *ret_second = (int32_t)(part[0] * 3600 + minute * 60 + second);
    return true;
}

/* Z, UTC, +02:00, +0200, +02 */
static bool take_offset(Cursor *cursor, Moment *moment)
{
    skip_blanks(cursor);
    if (take(cursor, 'Z') || take(cursor, 'z')) {
        moment->has_offset = true;
        return true;
    }
    char word[8];
    Cursor ahead = *cursor;
    if (take_word(&ahead, word, sizeof word) > 0) {
        if (strcmp(word, "utc") != 0 && strcmp(word, "gmt") != 0) return false;
        moment->has_offset = true;
        *cursor = ahead;
        return true;
    }
    int sign = peek(*cursor) == '+' ? 1 : peek(*cursor) == '-' ? -1 : 0;
    if (sign == 0) return true;
    cursor->at++;
    size_t n = digits_ahead(*cursor);
    if (n != 2 && n != 4) return false;
    int64_t hours = take_digits(cursor, 2), minutes = 0;
    if (n == 4) {
        minutes = take_digits(cursor, 2);
    } else if (take(cursor, ':')) {
        if (digits_ahead(*cursor) != 2) return false;
        minutes = take_digits(cursor, 2);
    }
    if (hours > 14 || minutes > 59) return false;
    moment->has_offset = true;
    moment->utc_offset_s = (int32_t)(sign * (hours * 3600 + minutes * 60));
    return true;
}

/* 45385, 45385.75 (days since 1899-12-30) and 1712102400 (seconds since 1970 in UTC) */
static bool read_serial(Cursor cursor, Moment *moment)
{
    size_t n = digits_ahead(cursor);
    if (n == 10 && cursor.at + n == cursor.end) {
        int64_t seconds = take_digits(&cursor, 10);
        *moment = (Moment){.day = seconds / DAY_S,
                           .days = 1,
                           .has_time = true,
                           .has_offset = true,
                           .second = (int32_t)(seconds % DAY_S)};
        return seconds < 4102444800; /* 2100 */
    }
    double value;
    if (n != 5 || !number_read(cursor.at, (size_t)(cursor.end - cursor.at), DECIMAL_UNDECIDED, &value))
        return false;
    if (!(value >= 20000.0 && value < 80000.0)) return false; /* 1954 .. 2119 */
    double whole = floor(value);
    int64_t second = llround((value - whole) * DAY_S);
    *moment = (Moment){.day = (int64_t)whole - EXCEL_DAY_OF_1970 + second / DAY_S,
                       .days = 1,
                       .has_time = value > whole,
                       .second = (int32_t)(second % DAY_S)};
    return true;
}

bool moment_read(const char *text, size_t length, DateOrder order, Moment *ret_moment)
{
    Cursor cursor = trimmed(text, length);
    Moment moment = {0};
    if (read_serial(cursor, ret_moment)) return true;
    if (!take_date(&cursor, order, &moment)) return false;
    if (cursor.at < cursor.end) {
        if (moment.days != 1) return false;
        const char *before = cursor.at;
        if (!take(&cursor, 'T') && !take(&cursor, 't')) (void)take(&cursor, ',');
        skip_blanks(&cursor);
        if (cursor.at == before || !take_clock(&cursor, &moment.second) || !take_offset(&cursor, &moment))
            return false;
        moment.has_time = true;
    }
    if (cursor.at != cursor.end) return false;
    *ret_moment = moment;
    return true;
}

bool day_read(const char *text, size_t length, int64_t *ret_day)
{
    Moment moment;
    if (!moment_read(text, length, DATE_ORDER_DMY, &moment) || moment.days != 1 || moment.has_time) return false;
    *ret_day = moment.day;
    return true;
}

void date_column_see(DateColumn *column, const char *text, size_t length)
{
    Moment dmy = {0}, mdy = {0};
    bool is_dmy = moment_read(text, length, DATE_ORDER_DMY, &dmy),
         is_mdy = moment_read(text, length, DATE_ORDER_MDY, &mdy);
    if (!is_dmy && !is_mdy) return;
    column->dates++;
    column->dmy += is_dmy && !is_mdy;
    column->mdy += is_mdy && !is_dmy;
    const Moment *moment = is_dmy ? &dmy : &mdy;
    column->with_time += moment->has_time;
    column->midnight += moment->has_time && moment->second == 0;
}

DateOrder date_column_decide(const DateColumn *column)
{
    return column->mdy > 0 && column->dmy == 0 ? DATE_ORDER_MDY : DATE_ORDER_DMY;
}

/* A number from 0 up to 1 that is no clock time with a point (0.30 is half past twelve at night in a column
 * of those). */
static bool read_day_fraction(Cursor cursor, bool is_strict, int32_t *ret_second)
{
    if (peek(cursor) == '0' && cursor.end - cursor.at == 1) {
        *ret_second = 0;
        return !is_strict;
    }
    if (!take(&cursor, '0') || (peek(cursor) != '.' && peek(cursor) != ',')) return false;
    size_t digits = (size_t)(cursor.end - cursor.at) - 1;
    if (is_strict && digits == 2) return false;
    double value;
    if (!number_read_with((Cursor){cursor.at - 1, cursor.end}, peek(cursor), &value) || value >= 1) return false; /* 0.9e3 */
    *ret_second = (int32_t)lround(value * DAY_S);
    return true;
}

/* Excel writes a time alone as a moment of its day 0. */
static Cursor without_day_zero(Cursor cursor)
{
    static const char *const zero[] = {"1899-12-30", "1899-12-31", "1900-01-00",
                                       "30-12-1899", "31-12-1899", "0-1-1900"};
    for (size_t i = 0; i < sizeof zero / sizeof zero[0]; i++) {
        size_t n = strlen(zero[i]);
        if ((size_t)(cursor.end - cursor.at) > n && memcmp(cursor.at, zero[i], n) == 0) {
            cursor.at += n;
            (void)take(&cursor, 'T');
            skip_blanks(&cursor);
            return cursor;
        }
    }
    return cursor;
}

bool time_read(const char *text, size_t length, TimeStyle style, int32_t *ret_second)
{
    Cursor cursor = without_day_zero(trimmed(text, length));
    int32_t second;
    if (read_day_fraction(cursor, style == TIME_CLOCK, &second)) {
        *ret_second = second;
        return true;
    }
    if (!take_clock(&cursor, &second) || cursor.at != cursor.end) return false;
    *ret_second = second;
    return true;
}

void time_column_see(TimeColumn *column, const char *text, size_t length)
{
    Cursor cursor = trimmed(text, length);
    int32_t second;
    if (!time_read(text, length, TIME_CLOCK, &second)) return;
    column->times++;
    column->midnight += second == 0;
    bool is_fraction = read_day_fraction(cursor, true, &second);
    bool is_unclear = read_day_fraction(cursor, false, &second) && !is_fraction;
    column->fraction += is_fraction;
    column->clock += !is_fraction && !is_unclear;
}

TimeStyle time_column_decide(const TimeColumn *column)
{
    return column->fraction > column->clock ? TIME_FRACTION : TIME_CLOCK;
}

/* ---- the local clock ---- */

static int64_t floor_day(int64_t seconds)
{
    return (seconds >= 0 ? seconds : seconds - (DAY_S - 1)) / DAY_S;
}

static int32_t ask_offset_s(int64_t utc_s)
{
    time_t when = (time_t)utc_s;
    struct tm local;
    if (!localtime_r(&when, &local)) return 0;
    int64_t day = calendar_day_of((Date){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday});
    return (int32_t)(day * DAY_S + local.tm_hour * 3600 + local.tm_min * 60 + local.tm_sec - utc_s);
}

int32_t clock_offset_of_utc_s(LocalClock *clock, int64_t utc_s)
{
    int64_t day = floor_day(utc_s);
    size_t slot = (size_t)((uint64_t)day % 1024);
    if (clock->day[slot] != day + 1) {
        int32_t first = ask_offset_s(day * DAY_S), last = ask_offset_s(day * DAY_S + DAY_S - 1);
        clock->day[slot] = day + 1;
        clock->offset_s[slot] = first == last ? first : INT32_MIN;
    }
    return clock->offset_s[slot] != INT32_MIN ? clock->offset_s[slot] : ask_offset_s(utc_s);
}

int32_t clock_offset_of_local_s(LocalClock *clock, int64_t local_s)
{
    /* The offsets half a day before and after: on all but two days a year they agree. */
    int32_t before = clock_offset_of_utc_s(clock, local_s - DAY_S),
            after = clock_offset_of_utc_s(clock, local_s + DAY_S);
    if (before == after) return before;
    if (clock_offset_of_utc_s(clock, local_s - before) == before) return before;
    return clock_offset_of_utc_s(clock, local_s - after) == after ? after : before;
}

/* ---- words ---- */

bool yes_no_read(const char *text, size_t length, bool *ret_yes)
{
    static const char *const yes[] = {"ja", "j", "yes", "y", "true", "waar", "1", "x", NULL};
    static const char *const no[] = {"nee", "n", "no", "false", "onwaar", "0", "neen", NULL};
    char word[12];
    field_fold(text, length, word, sizeof word);
    bool is_yes = is_one_of(word, yes);
    if (!is_yes && !is_one_of(word, no)) return false;
    *ret_yes = is_yes;
    return true;
}

bool kind_read(const char *text, size_t length, ReportKind *ret_kind)
{
    static const char *const incident[] = {
        "incident", "incidenten",  "voorval", "voorvallen", "melding", "meldingen", "aangifte",   "delict",
        "misdrijf", "overtreding", "crime",   "offence",    "offense", "feit",      "meegemaakt", NULL};
    static const char *const perception[] = {"perception",
                                             "perceptie",
                                             "beleving",
                                             "gevoel",
                                             "onveilig",
                                             "onveiliggevoel",
                                             "gevoelvanonveiligheid",
                                             "onveiligheidsgevoel",
                                             "feeling",
                                             "onveiligeplek",
                                             "voeltonveilig",
                                             "zeeronveilig",
                                             "somsonveilig",
                                             "enquete",
                                             NULL};
    char word[32];
    field_fold(text, length, word, sizeof word);
    bool is_incident = is_one_of(word, incident);
    if (!is_incident && !is_one_of(word, perception)) return false;
    *ret_kind = is_incident ? KIND_INCIDENT : KIND_PERCEPTION;
    return true;
}

static bool begins_with_one_of(const char *word, const char *const *starts)
{
    for (; *starts; starts++) {
        if (strncmp(word, *starts, strlen(*starts)) == 0) return true;
    }
    return false;
}

static uint8_t group_of_word(const char *word)
{
    static const char *const women[] = {"vrouw",  "meisje", "women",   "woman",     "girl",
                                        "female", "dame",   "feminin", "jongedame", NULL};
    static const char *const women_short[] = {"v", "f", "w", NULL};
    static const char *const lhbti[] = {"lhbt",     "lgbt",     "lhb",    "glbt",      "homo",  "gay",
                                        "lesb",     "trans",    "biseks", "bisex",     "queer", "nonbin",
                                        "intersek", "intersex", "roze",   "regenboog", NULL};
    static const char *const lhbti_short[] = {"bi", "non", "drag", NULL};
    static const char *const other[] = {"man",     "mannen", "jongen", "jongens",  "men",    "male",
                                        "m",       "boy",    "boys",   "other",    "anders", "overig",
                                        "overige", "andere", "x",      "iedereen", NULL};
    if (begins_with_one_of(word, lhbti) || is_one_of(word, lhbti_short)) return GROUP_LHBTI;
    if (begins_with_one_of(word, women) || is_one_of(word, women_short)) return GROUP_WOMEN;
    return is_one_of(word, other) ? GROUP_OTHER : 0;
}

uint8_t groups_read(const char *text, size_t length)
{
    bool is_yes;
    static const char *const silent[] = {"wilik", "liever", "zegik", "geenantwoord", "prefernot", NULL};
    char folded[32];
    field_fold(text, length, folded, sizeof folded);
    if (field_is_missing(text, length) || begins_with_one_of(folded, silent)) return 0;
    if (yes_no_read(text, length, &is_yes) && !is_yes) return 0;
    Cursor cursor = {text, text + length};
    uint8_t groups = 0;
    while (cursor.at < cursor.end) {
        char word[24];
        /* "non-binair" is one word for these purposes: field_fold() leaves the hyphen out */
        const char *from = cursor.at;
        while (cursor.at < cursor.end && (is_letter(*cursor.at) || *cursor.at == '-') &&
               blank_length(cursor) == 0)
            cursor.at++;
        if (field_fold(from, (size_t)(cursor.at - from), word, sizeof word) > 0)
            groups |= group_of_word(word);
        if (cursor.at == from) cursor.at++;
    }
    return groups ? groups : GROUP_OTHER;
}

const char *sex_read(const char *text, size_t length)
{
    static const char *const unknown[] = {"onbekend", "unknown", "onbek", "o", "?", NULL};
    static const char *const men[] = {"man", "mannen", "m", "male", "men", "jongen", "jongens", "boy", NULL};
    static const char *const neither[] = {"anders", "x", "other", "overig", "divers", NULL};
    char word[24];
    if (field_fold(text, length, word, sizeof word) == 0) return "";
    if (is_one_of(word, unknown)) return "onbekend";
    if (field_is_missing(text, length)) return "";
    if (is_one_of(word, men)) return "man";
    uint8_t group = group_of_word(word);
    if (group == GROUP_WOMEN) return "vrouw";
    return group == GROUP_LHBTI || is_one_of(word, neither) ? "anders" : NULL;
}
