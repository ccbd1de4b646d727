/*
 * fields.h: the values that people write in tables, read strictly and without the locale.
 *
 * A value is text with its length; leading and trailing blanks (also the no-break space) do not count. A
 * function that reads a value returns false when the text is not such a value: that is an answer, no error,
 * and the caller counts it. Values that mean different things in different files (1.234 and 03-04-2024) are
 * decided for a whole column: feed every value of the column to the *_see function, then ask *_decide.
 *
 * Times are seconds of the local clock since 1970-01-01 00:00 local; what the local clock is, says the
 * process's time zone (TZ).
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_FIELDS_H
#define BRANDPUNT_SRC_EXCHANGE_FIELDS_H

#include "geo/points.h"

/* Whether a text says that nothing is known: empty, -, ?, onbekend, unknown, n.v.t., null, NaN, '.' ... */
bool field_is_missing(const char *text, size_t length);

/* Folds a name for comparing: lower case, without accents, blanks, '_', '-', '.', ':' and '/'. Returns the length;
 * cuts at size - 1. "Gemeld op:" gives "gemeldop", "Coördinaat X" gives "coordinaatx". */
size_t field_fold(const char *text, size_t length, char *out, size_t size);

/* ---- numbers ---- */

typedef enum DecimalMark { DECIMAL_UNDECIDED, DECIMAL_POINT, DECIMAL_COMMA } DecimalMark;

typedef struct NumberColumn {
    size_t numbers; /* values that are a number in some reading */
    size_t point;   /* of them: only with a decimal point */
    size_t comma;   /* of them: only with a decimal comma */
    size_t unclear; /* of them: 150.123 or 150,123, both readings possible */
} NumberColumn;

void number_column_see(NumberColumn *column, const char *text, size_t length);
/* The reading most values prove; DECIMAL_UNDECIDED when no value proves one. */
DecimalMark number_column_decide(const NumberColumn *column);

/* Reads -1234.5, 1.234,5, 1 234,5, 12e3. Thousands must stand in groups of three and use the other sign than
 * the decimals, or a blank, or an apostrophe. DECIMAL_UNDECIDED reads 150.123 and 150,123 both as decimals. */
bool number_read(const char *text, size_t length, DecimalMark mark, double *ret_value) MUST_USE;

/* ---- dates and times ---- */

typedef enum DateOrder { DATE_ORDER_UNDECIDED, DATE_ORDER_DMY, DATE_ORDER_MDY } DateOrder;

typedef struct DateColumn {
    size_t dates; /* values that are a date in some reading */
    size_t dmy;   /* of them: only as day-month-year */
    size_t mdy;   /* of them: only as month-day-year */
    size_t with_time, midnight; /* of them: with a time, and with 00:00 as time */
} DateColumn;

void date_column_see(DateColumn *column, const char *text, size_t length);
/* DATE_ORDER_MDY only when a value proves it and none contradicts, else DATE_ORDER_DMY. */
DateOrder date_column_decide(const DateColumn *column);

typedef struct Moment {
    int64_t day;        /* days since 1970-01-01 */
    int32_t days;       /* length of what was written: 1, or a whole month for '2024-03', a year is refused */
    bool has_time;      /* second_of_day was written */
    bool has_offset;    /* utc_offset_s was written: Z, +02:00 */
    int32_t second;     /* of the day, 0..86400 */
    int32_t utc_offset_s;
} Moment;

/* Reads 3-4-2024, 03/04/2024, 3.4.2024, 2024-04-03, 20240403, 2024-04, 3 apr 2024, 3 april 2024, Apr 3 2024, a
 * weekday before it, each with or without a time (blank or T), ISO 8601 with Z or an offset, the Excel serial
 * number 45385[.75], and Unix seconds (10 digits). Years 1900..2199; of two digits, behind day and month alone, the
 * years 1970..2069. */
bool moment_read(const char *text, size_t length, DateOrder order, Moment *ret_moment) MUST_USE;

/* The same for one day, without a time, as days since 1970-01-01: what options and settings write. */
bool day_read(const char *text, size_t length, int64_t *ret_day) MUST_USE;

typedef enum TimeStyle { TIME_CLOCK, TIME_FRACTION } TimeStyle;

typedef struct TimeColumn {
    size_t clock, fraction; /* values that prove a style; 0.25 proves none */
    size_t times, midnight; /* values that are a time, and those that are 00:00 */
} TimeColumn;

void time_column_see(TimeColumn *column, const char *text, size_t length);
TimeStyle time_column_decide(const TimeColumn *column); /* TIME_CLOCK unless a value proves the fraction */

/* Reads 21:15[:30], 21.15, 21u15, 2115, 9:15 PM, 9pm, 24:00, the Excel fraction 0.885416667, and a date of 1899
 * before the time as Excel writes it; result in seconds of the day, 0..86400. */
bool time_read(const char *text, size_t length, TimeStyle style, int32_t *ret_second) MUST_USE;

/* The local clock, remembered per day so that a million rows do not ask the time zone a million times. */
typedef struct LocalClock {
    int64_t day[1024];      /* day of UTC + 1, 0 is empty */
    int32_t offset_s[1024]; /* INT32_MIN: the clock changes on this day */
} LocalClock;

/* Offset of the local clock from UTC (3600 in Dutch winter) at a moment of UTC, or at a moment of the local clock;
 * of an hour that comes twice the first, of an hour that is skipped that before it. */
int32_t clock_offset_of_utc_s(LocalClock *clock, int64_t utc_s);
int32_t clock_offset_of_local_s(LocalClock *clock, int64_t local_s);

/* ---- words ---- */

bool yes_no_read(const char *text, size_t length, bool *ret_yes) MUST_USE;

/* incident: voorval, incident, melding, aangifte ...; perception: gevoel, beleving, perception, onveilig gevoel ... */
bool kind_read(const char *text, size_t length, ReportKind *ret_kind) MUST_USE;

/* GROUP_ bits of a text such as "vrouw", "lhbtiq+; vrouw", "women/lgbt": the words are looked up one by one; a word
 * that is not known gives GROUP_OTHER; a missing value, 'nee' and 'wil ik niet zeggen' give 0. */
uint8_t groups_read(const char *text, size_t length);

/* Sex as a stable word: "vrouw", "man", "anders", "onbekend"; "" for a missing value; NULL for another word. */
const char *sex_read(const char *text, size_t length);

#endif
