#include "geo/calendar.h"

static int64_t divide_down(int64_t value, int64_t by)
{
    int64_t quotient = value / by;
    return value % by < 0 ? quotient - 1 : quotient;
}

int64_t calendar_day(int64_t seconds)
{
    return divide_down(seconds, DAY_S);
}

/* Years that begin in March put the leap day last, so that a month's start is a formula (Hinnant 2013). */
Date calendar_date(int64_t day)
{
    int64_t shifted = day + 719468; /* since 0000-03-01 */
    int64_t era = divide_down(shifted, 146097);
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;
    int64_t month = march_month < 10 ? march_month + 3 : march_month - 9;
    int64_t year = year_of_era + era * 400 + (month <= 2);
    return (Date){(int)year, (int)month, (int)(day_of_year - (153 * march_month + 2) / 5 + 1)};
}

int64_t calendar_day_of(Date date)
{
    int64_t year = (int64_t)date.year - (date.month <= 2);
    int64_t era = divide_down(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t march_month = date.month > 2 ? date.month - 3 : date.month + 9;
    int64_t day_of_year = (153 * march_month + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

int64_t calendar_shift_months(int64_t day, int months)
{
    Date date = calendar_date(day);
    int64_t month = (int64_t)date.year * 12 + date.month - 1 + months, year = divide_down(month, 12);
    Date first = {(int)year, (int)(month - year * 12) + 1, 1};
    Date next = first.month == 12 ? (Date){first.year + 1, 1, 1} : (Date){first.year, first.month + 1, 1};
    int64_t start = calendar_day_of(first), length = calendar_day_of(next) - start;
    return start + (date.day < length ? date.day : length) - 1;
}

int calendar_month(int64_t seconds)
{
    Date date = calendar_date(calendar_day(seconds));
    return date.year * 12 + date.month;
}

int calendar_quarter(int64_t seconds)
{
    Date date = calendar_date(calendar_day(seconds));
    return date.year * 4 + (date.month - 1) / 3 + 1;
}

int64_t calendar_week_second(int64_t seconds)
{
    int64_t since_monday = seconds + 3 * (int64_t)DAY_S; /* 1970-01-01 was a Thursday */
    return since_monday - divide_down(since_monday, WEEK_S) * WEEK_S;
}

int calendar_weekday(int64_t seconds)
{
    return (int)(calendar_week_second(seconds) / DAY_S);
}

int calendar_hour(int64_t seconds)
{
    return (int)(calendar_week_second(seconds) % DAY_S / HOUR_S);
}
