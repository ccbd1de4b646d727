#include "tests/support/assert_near.h"
#include "tests/support/random_numbers.h"

#include "geo/calendar.h"
#include "src/exchange/fields.h"

#include <stdlib.h>
#include <time.h>

static void assert_number(const char *text, DecimalMark mark, double expected)
{
    double value = -999.0;
    bool read = number_read(text, strlen(text), mark, &value);
    if (!read && !isnan(expected)) fail_msg("\"%s\" was not read", text);
    if (read && isnan(expected)) fail_msg("\"%s\" was read as %g", text, value);
    if (read) assert_near(value, expected, 0.0);
}

static void test_numbers(void **state)
{
    (void)state;
    const double no = (double)NAN;
    assert_number("150123.4", DECIMAL_POINT, 150123.4);
    assert_number("150.123,4", DECIMAL_COMMA, 150123.4);
    assert_number("150,123.4", DECIMAL_POINT, 150123.4);
    assert_number("1 234 567,25", DECIMAL_COMMA, 1234567.25);
    assert_number("1\xC2\xA0"
                  "234",
                  DECIMAL_COMMA, 1234.0);
    assert_number("1'234.5", DECIMAL_POINT, 1234.5);
    assert_number(" \xC2\xA0-4.895 \t", DECIMAL_POINT, -4.895);
    assert_number("150.123", DECIMAL_POINT, 150.123);
    assert_number("150.123", DECIMAL_COMMA, 150123.0);
    assert_number("150.123", DECIMAL_UNDECIDED, 150.123);
    assert_number("150,123", DECIMAL_UNDECIDED, 150.123);
    assert_number("1.234.567", DECIMAL_UNDECIDED, 1234567.0);
    assert_number("12e3", DECIMAL_POINT, 12000.0);
    assert_number("1.5E-2", DECIMAL_POINT, 0.015);
    assert_number("+7", DECIMAL_POINT, 7.0);
    assert_number(".5", DECIMAL_POINT, 0.5);
    assert_number("5.", DECIMAL_POINT, 5.0);
    assert_number("1,5", DECIMAL_POINT, no);
    assert_number("1.5", DECIMAL_COMMA, no);
    assert_number("1.23.456", DECIMAL_COMMA, no);
    assert_number("0.123", DECIMAL_COMMA, no);
    assert_number("1 23", DECIMAL_POINT, no);
    assert_number("1.234 567", DECIMAL_COMMA, no);
    assert_number("15O123", DECIMAL_POINT, no);
    assert_number("0x10", DECIMAL_POINT, no);
    assert_number("inf", DECIMAL_POINT, no);
    assert_number("nan", DECIMAL_POINT, no);
    assert_number("1e999", DECIMAL_POINT, no);
    assert_number("--1", DECIMAL_POINT, no);
    assert_number("", DECIMAL_POINT, no);
    assert_number(".", DECIMAL_POINT, no);
    assert_number("1e", DECIMAL_POINT, no);
    assert_number("12 m", DECIMAL_POINT, no);
}

/* Peer: strtod, to the last bit. */
static void test_numbers_to_the_bit(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int i = 0; i < 100000; i++) {
        char text[40];
        double number = random_between(&seed, -1.0, 1.0) * pow(10.0, random_below(&seed, 9));
        snprintf(text, sizeof text, "%.*f", random_below(&seed, 12), number);
        double value;
        assert_true(number_read(text, strlen(text), DECIMAL_POINT, &value));
        assert_near(value, strtod(text, NULL), 0.0);
    }
}

static DecimalMark decide(const char *const *values)
{
    NumberColumn column = {0};
    for (; *values; values++)
        number_column_see(&column, *values, strlen(*values));
    return number_column_decide(&column);
}

static void test_decimal_of_a_column(void **state)
{
    (void)state;
    assert_int_equal(decide((const char *const[]){"150.123", "150123.4", NULL}), DECIMAL_POINT);
    assert_int_equal(decide((const char *const[]){"150.123", "150.124,4", NULL}), DECIMAL_COMMA);
    assert_int_equal(decide((const char *const[]){"150.123", "1.150.123", NULL}), DECIMAL_COMMA);
    assert_int_equal(decide((const char *const[]){"150.123", "12", "", "x", NULL}), DECIMAL_UNDECIDED);
    assert_int_equal(decide((const char *const[]){"150,123", "0,5", NULL}), DECIMAL_COMMA);
}

static void assert_moment(const char *text, DateOrder order, int y, int m, int d, int days, int second,
                          int offset_s)
{
    Moment moment;
    if (!moment_read(text, strlen(text), order, &moment)) fail_msg("\"%s\" was not read", text);
    Date date = calendar_date(moment.day);
    if (date.year != y || date.month != m || date.day != d)
        fail_msg("\"%s\" gave %d-%d-%d", text, date.year, date.month, date.day);
    assert_int_equal(moment.days, days);
    assert_int_equal(moment.has_time ? moment.second : -1, second);
    assert_int_equal(moment.has_offset ? moment.utc_offset_s : -1, offset_s);
}

static void assert_no_moment(const char *text)
{
    Moment moment;
    if (moment_read(text, strlen(text), DATE_ORDER_DMY, &moment)) fail_msg("\"%s\" was read", text);
}

static void test_dates(void **state)
{
    (void)state;
    const DateOrder dmy = DATE_ORDER_DMY, mdy = DATE_ORDER_MDY;
    static const char *const same[] = {
        "3-4-2024",    "03-04-2024", "03/04/2024",    "3.4.2024",        "2024-04-03",
        "2024/04/03",  "20240403",   "3 apr 2024",    "3 april 2024",    "3-apr-2024",
        "3 apr. 2024", "Apr 3 2024", "April 3, 2024", "wo 3 april 2024", "Wednesday, 3 April 2024",
        "3-4-24",      "45385",      " 3-4-2024 "};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        assert_moment(same[i], dmy, 2024, 4, 3, 1, -1, -1);
    assert_moment("03/04/2024", mdy, 2024, 3, 4, 1, -1, -1);
    assert_moment("2024-04-03", mdy, 2024, 4, 3, 1, -1, -1);
    assert_moment("2024-02", dmy, 2024, 2, 1, 29, -1, -1);
    assert_moment("februari 2023", dmy, 2023, 2, 1, 28, -1, -1);
    assert_moment("29-02-2000", dmy, 2000, 2, 29, 1, -1, -1);
    assert_moment("3 mrt 2024", dmy, 2024, 3, 3, 1, -1, -1);
    assert_moment("3 mei 2024", dmy, 2024, 5, 3, 1, -1, -1);
    assert_moment("1-1-70", dmy, 1970, 1, 1, 1, -1, -1);
    assert_moment("2024-04-03T21:15:30", dmy, 2024, 4, 3, 1, 76530, -1);
    assert_moment("2024-04-03 21:15", dmy, 2024, 4, 3, 1, 76500, -1);
    assert_moment("2024-04-03T21:15:30.250Z", dmy, 2024, 4, 3, 1, 76530, 0);
    assert_moment("2024-04-03T21:15:30+02:00", dmy, 2024, 4, 3, 1, 76530, 7200);
    assert_moment("2024-04-03T21:15:30-0330", dmy, 2024, 4, 3, 1, 76530, -12600);
    assert_moment("3-4-2024 9:15 PM", dmy, 2024, 4, 3, 1, 76500, -1);
    assert_moment("3-4-2024, 21.15 uur", dmy, 2024, 4, 3, 1, 76500, -1);
    assert_moment("2024-04-03 21:15:30 UTC", dmy, 2024, 4, 3, 1, 76530, 0);
    assert_moment("45385.75", dmy, 2024, 4, 3, 1, 64800, -1);
    assert_moment("45385,75", dmy, 2024, 4, 3, 1, 64800, -1);
    assert_moment("1712102400", dmy, 2024, 4, 3, 1, 0, 0);
    assert_moment("2024-04-03 24:00", dmy, 2024, 4, 3, 1, 86400, -1);
    static const char *const wrong[] = {"31-02-2024",
                                        "29-02-2023",
                                        "2024-13-01",
                                        "00-01-2024",
                                        "1-0-2024",
                                        "2024",
                                        "gisteren",
                                        "",
                                        "3-4",
                                        "3/4-2024",
                                        "2024-04-03T",
                                        "2024-04-03T25:00",
                                        "2024-04-03x",
                                        "3 foo 2024",
                                        "12345",
                                        "2024-04-00",
                                        "1-1-1850",
                                        "1-1-2500",
                                        "2024-02 10:00",
                                        "3-4-2024 10:61",
                                        "99999999999",
                                        "2024-04-03T10:00+99:00",
                                        "3-4-024",
                                        "20240230",
                                        "ma",
                                        "-3-4-2024"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_no_moment(wrong[i]);
}

static DateOrder order_of(const char *const *values)
{
    DateColumn column = {0};
    for (; *values; values++)
        date_column_see(&column, *values, strlen(*values));
    return date_column_decide(&column);
}

static void test_order_of_a_column(void **state)
{
    (void)state;
    assert_int_equal(order_of((const char *const[]){"3/4/2024", "1/2/2024", NULL}), DATE_ORDER_DMY);
    assert_int_equal(order_of((const char *const[]){"3/4/2024", "1/13/2024", NULL}), DATE_ORDER_MDY);
    assert_int_equal(order_of((const char *const[]){"3/4/2024", "1/13/2024", "13/1/2024", NULL}),
                     DATE_ORDER_DMY);
    assert_int_equal(order_of((const char *const[]){"2024-04-13", NULL}), DATE_ORDER_DMY);
    DateColumn column = {0};
    date_column_see(&column, "2024-04-03 00:00", 16);
    date_column_see(&column, "2024-04-03 10:00", 16);
    date_column_see(&column, "2024-04-03", 10);
    assert_int_equal(column.dates, 3);
    assert_int_equal(column.with_time, 2);
    assert_int_equal(column.midnight, 1);
}

static void assert_time(const char *text, TimeStyle style, int second)
{
    int32_t value = -1;
    if (!time_read(text, strlen(text), style, &value)) value = -1;
    if (value != second) fail_msg("\"%s\" gave %d instead of %d", text, (int)value, second);
}

static void test_times(void **state)
{
    (void)state;
    static const char *const quarter_past_nine[] = {"21:15",
                                                    "21:15:00",
                                                    "21.15",
                                                    "21u15",
                                                    "2115",
                                                    "9:15 PM",
                                                    "9.15pm",
                                                    "9:15 p.m.",
                                                    "21:15 uur",
                                                    "211500",
                                                    "1899-12-30 21:15:00",
                                                    "1899-12-30T21:15"};
    for (size_t i = 0; i < sizeof quarter_past_nine / sizeof quarter_past_nine[0]; i++)
        assert_time(quarter_past_nine[i], TIME_CLOCK, 76500);
    assert_time("0.885416667", TIME_CLOCK, 76500);
    assert_time("0,885416667", TIME_CLOCK, 76500);
    assert_time("0.25", TIME_CLOCK, 25 * 60);
    assert_time("0.25", TIME_FRACTION, 21600);
    assert_time("24:00", TIME_CLOCK, 86400);
    assert_time("00:00", TIME_CLOCK, 0);
    assert_time("12:00 AM", TIME_CLOCK, 0);
    assert_time("12:30 pm", TIME_CLOCK, 45000);
    assert_time("9pm", TIME_CLOCK, 75600);
    assert_time("21u", TIME_CLOCK, 75600);
    assert_time("21 uur", TIME_CLOCK, 75600);
    assert_time("14", TIME_CLOCK, 50400);
    assert_time("915", TIME_CLOCK, 33300);
    static const char *const wrong[] = {"25:00",   "24:01", "12:60", "12:30:61", "13:75 PM", "13:00 PM",
                                        "0:30 PM", "avond", "",      "12:3",     "12:",      ":30",
                                        "12:30x",  "-1:00", "1.5",   "12345"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_time(wrong[i], TIME_CLOCK, -1);
    TimeColumn column = {0};
    static const char *const fractions[] = {"0.25", "0.5", "0.885416667"};
    for (size_t i = 0; i < 3; i++)
        time_column_see(&column, fractions[i], strlen(fractions[i]));
    assert_int_equal(time_column_decide(&column), TIME_FRACTION);
    column = (TimeColumn){0};
    static const char *const clocks[] = {"0.25", "21.15", "00.00"};
    for (size_t i = 0; i < 3; i++)
        time_column_see(&column, clocks[i], strlen(clocks[i]));
    assert_int_equal(time_column_decide(&column), TIME_CLOCK);
}

/* Peer: mktime and localtime for every hour of two years; the rules of summer time for the two special hours.
 */
static void test_local_clock(void **state)
{
    (void)state;
    LocalClock *clock = calloc(1, sizeof *clock);
    assert_non_null(clock);
    int64_t start = calendar_day_of((Date){2023, 1, 1}) * 86400;
    for (int64_t utc = start; utc < start + 2 * 365 * 86400; utc += 1800) {
        time_t seconds = (time_t)utc;
        struct tm local;
        localtime_r(&seconds, &local);
        int64_t local_s = calendar_day_of((Date){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday}) * 86400 +
                          local.tm_hour * 3600 + local.tm_min * 60 + local.tm_sec;
        assert_int_equal(clock_offset_of_utc_s(clock, utc), local_s - utc);
        local.tm_isdst = -1;
        bool is_double = local.tm_mon == 9 && local.tm_hour == 2 && local.tm_mday >= 25 && local.tm_wday == 0;
        if (!is_double)
            assert_int_equal(clock_offset_of_local_s(clock, local_s), local_s - (int64_t)mktime(&local));
    }
    assert_int_equal(clock_offset_of_local_s(clock, calendar_day_of((Date){2024, 10, 27}) * 86400 + 9000),
                     7200); /* comes twice: the first */
    assert_int_equal(clock_offset_of_local_s(clock, calendar_day_of((Date){2024, 3, 31}) * 86400 + 9000),
                     3600); /* is skipped */
    assert_int_equal(clock_offset_of_local_s(clock, calendar_day_of((Date){2024, 3, 31}) * 86400 + 10800), 7200);
    assert_int_equal(clock_offset_of_local_s(clock, calendar_day_of((Date){2024, 3, 31}) * 86400 + 7199), 3600);
    free(clock);
}

static void assert_fold(const char *text, const char *expected)
{
    char folded[32];
    size_t length = field_fold(text, strlen(text), folded, sizeof folded);
    assert_string_equal(folded, expected);
    assert_int_equal(length, strlen(expected));
}

static void test_words(void **state)
{
    (void)state;
    assert_fold("Gemeld op:", "gemeldop");
    assert_fold("Co\xC3\xB6rdinaat X", "coordinaatx");
    assert_fold("  INCIDENT_date-Start. ", "incidentdatestart");
    assert_fold("Precisie (m)", "precisiem");
    assert_fold("e\xCC\x81\xC2\xA0"
                "e",
                "ee");
    char small[4];
    assert_int_equal(field_fold("abcdef", 6, small, sizeof small), 3);
    assert_string_equal(small, "abc");
    static const char *const missing[] = {"",         " ",      "-",   "--",   "?", "onbekend",
                                          "Onbekend", "n.v.t.", "N/A", "NULL", ".", "\xC2\xA0"};
    for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++)
        assert_true(field_is_missing(missing[i], strlen(missing[i])));
    assert_false(field_is_missing("0", 1));
    assert_false(field_is_missing("nee", 3));

    static const struct {
        const char *text;
        unsigned groups;
    } groups[] = {{"vrouw", GROUP_WOMEN},
                  {"Vrouwen en meisjes", GROUP_WOMEN},
                  {"vrouw/meisje", GROUP_WOMEN},
                  {"LHBTIQ+", GROUP_LHBTI},
                  {"lhbti+", GROUP_LHBTI},
                  {"homo; vrouw", GROUP_LHBTI | GROUP_WOMEN},
                  {"non-binair", GROUP_LHBTI},
                  {"trans vrouw", GROUP_LHBTI | GROUP_WOMEN},
                  {"overig", GROUP_OTHER},
                  {"man", GROUP_OTHER},
                  {"m/v", GROUP_WOMEN | GROUP_OTHER},
                  {"iets", GROUP_OTHER},
                  {"onbekend", 0},
                  {"", 0},
                  {"Wil ik niet zeggen", 0},
                  {"nee", 0},
                  {"Geweld tegen vrouwen", GROUP_WOMEN},
                  {"LGBT", GROUP_LHBTI},
                  {"women", GROUP_WOMEN}};
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        unsigned read = groups_read(groups[i].text, strlen(groups[i].text));
        if (read != groups[i].groups) fail_msg("\"%s\" gave %u", groups[i].text, read);
    }
    ReportKind kind;
    assert_true(kind_read("Voorval", 7, &kind));
    assert_int_equal(kind, KIND_INCIDENT);
    assert_true(kind_read("onveilig gevoel", 15, &kind));
    assert_int_equal(kind, KIND_PERCEPTION);
    assert_false(kind_read("straat", 6, &kind));
    bool yes = false;
    assert_true(yes_no_read("Ja", 2, &yes));
    assert_true(yes);
    assert_true(yes_no_read("false", 5, &yes));
    assert_false(yes);
    assert_false(yes_no_read("misschien", 9, &yes));
    assert_string_equal(sex_read("V", 1), "vrouw");
    assert_string_equal(sex_read("male", 4), "man");
    assert_string_equal(sex_read("non-binair", 10), "anders");
    assert_string_equal(sex_read("O", 1), "onbekend");
    assert_string_equal(sex_read("", 0), "");
    assert_null(sex_read("groep mannen", 12));
}

/* Whatever bytes come, a reader of values ends and stays inside its text (run with the sanitizers). */
static void test_any_bytes(void **state)
{
    (void)state;
    static const char letters[] = "0123456789-/.,: TZ+pPmMuUapr\xC3\xA9\xC2\xA0'eE";
    uint64_t seed = 7;
    size_t read = 0;
    for (int round = 0; round < 200000; round++) {
        char *text = malloc(12);
        assert_non_null(text);
        size_t length = 0;
        for (; length < 12; length++) {
            if (random_below(&seed, 16) == 0) break;
            text[length] = letters[random_below(&seed, (int)sizeof letters - 1)];
        }
        Moment moment;
        int32_t second;
        double number;
        read += moment_read(text, length, DATE_ORDER_MDY, &moment);
        if (time_read(text, length, TIME_CLOCK, &second)) {
            assert_in_range((uint32_t)second, 0, 86400);
            read++;
        }
        if (number_read(text, length, DECIMAL_COMMA, &number)) assert_true(isfinite(number));
        (void)groups_read(text, length);
        (void)field_is_missing(text, length);
        free(text);
    }
    assert_true(read > 0);
}

int main(void)
{
    setenv("TZ", "Europe/Amsterdam", 1);
    tzset();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_numbers_to_the_bit),
        cmocka_unit_test(test_decimal_of_a_column),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_order_of_a_column),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_local_clock),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
