/*
 * ics.h: events as iCalendar (RFC 5545), for the calendar of whoever goes.
 *
 * Lines end in CRLF and are folded at 75 octets, never inside a character. Times are local with the rules of Central
 * European Time (VTIMEZONE). No clock is read: the same events give the same bytes, and an event keeps its UID, so that a
 * calendar that gets the file again changes its events instead of doubling them.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_ICS_H
#define BRANDPUNT_SRC_EXCHANGE_ICS_H

#include "geo/error.h"

#include <stddef.h>
#include <stdint.h>

typedef struct IcsEvent {
    const char *uid, *summary, *location, *description; /* UTF-8; line ends in them are kept */
    int64_t from_min, to_min;                           /* minutes of the local clock since 1970-01-01 00:00 */
    double latitude_deg, longitude_deg;
} IcsEvent;

typedef struct IcsCalendar {
    const char *name, *timezone, *producer; /* "Europe/Amsterdam"; "Brandpunt 1.0" */
    int64_t stamp_day;                      /* DTSTAMP, days since 1970-01-01 */
    const IcsEvent *event;
    size_t count;
} IcsCalendar;

/* Whether a time zone has the rules that are written here: Amsterdam, Brussels, Berlin, Paris, ... */
bool ics_knows_timezone(const char *timezone);

/* Refuses another time zone. */
bool ics_write(const IcsCalendar *calendar, const char *path, Error *error) MUST_USE;

#endif
