#include "src/exchange/ics.h"

#include "geo/calendar.h"
#include "src/exchange/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_OCTETS = 75, DAY_MIN = 1440 };

bool ics_knows_timezone(const char *timezone)
{
    static const char *const zones[] = {"Europe/Amsterdam", "Europe/Brussels", "Europe/Luxembourg", "Europe/Berlin", "Europe/Paris", "Europe/Vienna", "Europe/Zurich",
                                        "Europe/Rome",      "Europe/Madrid",   "Europe/Copenhagen", "Europe/Oslo",   "Europe/Stockholm", "Europe/Prague", "Europe/Warsaw"};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (strcmp(zones[i], timezone) == 0) return true;
    return false;
}

/* Writes a content line, folded: a continuation begins with a blank, which counts. */
static void put_line(FILE *to, const char *line)
{
    size_t width = 0;
    for (const char *at = line; *at != '\0';) {
        size_t octets = 1;
        while (((unsigned char)at[octets] & 0xC0) == 0x80) octets++;
        if (width + octets > LINE_OCTETS) {
            fputs("\r\n ", to);
            width = 1;
        }
        fwrite(at, 1, octets, to);
        width += octets;
        at += octets;
    }
    fputs("\r\n", to);
}

/* "NAME:text" with what has a meaning in iCalendar escaped; no line when there is no text. */
static bool put_text(FILE *to, const char *name, const char *text, Error *error)
{
    if (text == NULL || text[0] == '\0') return true;
    size_t used = strlen(name) + 1, room = used + 2 * strlen(text) + 1;
    char *line = malloc(room);
    if (line == NULL) return error_memory(error, (double)room);
    snprintf(line, room, "%s:", name);
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char sign = (unsigned char)*at;
        if ((sign < 0x20 && sign != '\n') || sign == 0x7F) continue;
        if (sign == 0xC2 && (unsigned char)at[1] >= 0x80 && (unsigned char)at[1] < 0xA0) { /* control signs of two bytes */
            at++;
            continue;
        }
        if (strchr("\\;,\n", *at) != NULL) line[used++] = '\\';
        line[used++] = *at == '\n' ? 'n' : *at;
    }
    line[used] = '\0';
    put_line(to, line);
    free(line);
    return true;
}

static void put_moment(FILE *to, const char *name, const char *timezone, int64_t minute)
{
    char line[128];
    int64_t day = calendar_day(minute * 60);
    Date date = calendar_date(day);
    unsigned of_day = (unsigned)(minute - day * DAY_MIN) % DAY_MIN;
    snprintf(line, sizeof line, "%s;TZID=%s:%04d%02d%02dT%02u%02u00", name, timezone, date.year, date.month, date.day, of_day / 60, of_day % 60);
    put_line(to, line);
}

static void put_timezone(FILE *to, const char *timezone)
{
    char line[128];
    snprintf(line, sizeof line, "TZID:%s", timezone);
    put_line(to, "BEGIN:VTIMEZONE");
    put_line(to, line);
    /* Directive 2000/84/EC, and so already from 1996 on. */
    static const char *const rules[] = {"BEGIN:DAYLIGHT", "DTSTART:19810329T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "TZNAME:CEST", "TZOFFSETFROM:+0100",
                                        "TZOFFSETTO:+0200", "END:DAYLIGHT", "BEGIN:STANDARD", "DTSTART:19961027T030000", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "TZNAME:CET",
                                        "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD", "END:VTIMEZONE"};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) put_line(to, rules[i]);
}

static bool put_event(FILE *to, const IcsCalendar *calendar, const IcsEvent *event, Error *error)
{
    char line[128];
    Date stamp = calendar_date(calendar->stamp_day);
    put_line(to, "BEGIN:VEVENT");
    if (!put_text(to, "UID", event->uid, error)) return false;
    snprintf(line, sizeof line, "DTSTAMP:%04d%02d%02dT000000Z", stamp.year, stamp.month, stamp.day);
    put_line(to, line);
    put_moment(to, "DTSTART", calendar->timezone, event->from_min);
    put_moment(to, "DTEND", calendar->timezone, event->to_min);
    if (!put_text(to, "SUMMARY", event->summary, error) || !put_text(to, "LOCATION", event->location, error)) return false;
    snprintf(line, sizeof line, "GEO:%.5f;%.5f", event->latitude_deg, event->longitude_deg);
    put_line(to, line);
    if (!put_text(to, "DESCRIPTION", event->description, error)) return false;
    put_line(to, "CLASS:CONFIDENTIAL");
    put_line(to, "END:VEVENT");
    return true;
}

bool ics_write(const IcsCalendar *calendar, const char *path, Error *error)
{
    Output output;
    if (!ics_knows_timezone(calendar->timezone))
        return error_set(error, ERROR_USAGE, _("A calendar file is made for Central European Time alone, and [project] timezone is %s; write the plan as .csv."), calendar->timezone);
    if (!output_open(path, &output, error)) return false;
    FILE *to = output.stream;
    put_line(to, "BEGIN:VCALENDAR");
    put_line(to, "VERSION:2.0");
    bool ok = put_text(to, "PRODID", calendar->producer, error);
    put_line(to, "CALSCALE:GREGORIAN");
    put_line(to, "METHOD:PUBLISH");
    ok = ok && put_text(to, "X-WR-CALNAME", calendar->name, error);
    put_timezone(to, calendar->timezone);
    for (size_t i = 0; ok && i < calendar->count; i++) ok = put_event(to, calendar, &calendar->event[i], error);
    put_line(to, "END:VCALENDAR");
    if (!ok) output_discard(&output);
    return ok && output_commit(&output, error);
}
