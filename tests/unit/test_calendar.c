#include "tests/support/assert_near.h"

#include "geo/calendar.h"

static void knows_published_days(void **state)
{
    (void)state;
    assert_true(calendar_day_of((Date){1970, 1, 1}) == 0);
    assert_true(calendar_day_of((Date){2000, 3, 1}) == 11017);
    assert_true(calendar_day_of((Date){2038, 1, 19}) == INT64_C(2147483647) / DAY_S);
    assert_true(calendar_day_of((Date){1969, 12, 31}) == -1);
    assert_true(calendar_day_of((Date){2024, 2, 29}) == 19782);
}

/* The second way: a calendar that counts day by day, from 1899 to 2101. */
static void agrees_with_counting(void **state)
{
    (void)state;
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    Date date = {1899, 1, 1};
    int weekday = 6; /* 1899-01-01 was a Sunday */
    for (int64_t day = calendar_day_of(date); date.year < 2102; day++) {
        Date found = calendar_date(day);
        assert_int_equal(found.year, date.year);
        assert_int_equal(found.month, date.month);
        assert_int_equal(found.day, date.day);
        assert_true(calendar_day_of(date) == day);
        int64_t second = day * DAY_S + 86399;
        assert_true(calendar_day(second) == day);
        assert_int_equal(calendar_weekday(second), weekday);
        assert_int_equal(calendar_hour(second), 23);
        assert_int_equal(calendar_hour(second - 86399), 0);
        assert_int_equal(calendar_month(second), date.year * 12 + date.month);
        assert_int_equal(calendar_quarter(second), date.year * 4 + (date.month + 2) / 3);
        weekday = (weekday + 1) % 7;
        int leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
        date.day++;
        if (date.day <= length[date.month - 1] + (date.month == 2 && leap)) continue;
        date.day = 1;
        date.month++;
        if (date.month <= 12) continue;
        date.month = 1;
        date.year++;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(knows_published_days),
                                       cmocka_unit_test(agrees_with_counting)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
