/*
 * calendar.h: days, months and hours of seconds on a clock without zones.
 *
 * Seconds count from 1970-01-01 00:00 of whatever clock they come from (points.h keeps local time), in the
 * Gregorian calendar, before 1970 too. Weeks begin on Monday.
 */
#ifndef BRANDPUNT_GEO_CALENDAR_H
#define BRANDPUNT_GEO_CALENDAR_H

#include <stdint.h>

enum { DAY_S = 86400, HOUR_S = 3600, WEEK_S = 604800 };

typedef struct Date {
    int year, month, day; /* month 1..12, day 1..31 */
} Date;

int64_t calendar_day(int64_t seconds);         /* days since 1970-01-01, rounded down */
Date calendar_date(int64_t day);               /* the date of such a day */
int64_t calendar_day_of(Date date);            /* and back */
int64_t calendar_shift_months(int64_t day, int months); /* the same day of another month, or its last day: 31 May and -3 give 28 February */
int calendar_month(int64_t seconds);           /* year * 12 + month, month 1..12; no gap at new year */
int calendar_quarter(int64_t seconds);         /* year * 4 + quarter, quarter 1..4 */
int calendar_weekday(int64_t seconds);         /* 0 Monday .. 6 Sunday */
int calendar_hour(int64_t seconds);            /* 0..23 */
int64_t calendar_week_second(int64_t seconds); /* seconds since Monday 00:00, 0 .. WEEK_S - 1 */

#endif
