#include "src/retention.h"

#include "geo/calendar.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

bool retention_read(const char *text, Retention *ret_retention)
{
    int number = 0, used = 0;
    char unit;
    text += strspn(text, " \t");
    if (!isdigit((unsigned char)text[0]) || sscanf(text, "%4d%c %n", &number, &unit, &used) != 2 || text[used] != '\0') return false;
    unit = (char)tolower((unsigned char)unit);
    if (number < 1 || (unit != 'y' && unit != 'm' && unit != 'd')) return false;
    *ret_retention = (Retention){number, unit};
    return true;
}

int64_t retention_first_day(Retention retention, int64_t today)
{
    if (retention.unit == 'd') return today - retention.number;
    Date date = calendar_date(today);
    int month = date.year * 12 + date.month - 1 - retention.number * (retention.unit == 'y' ? 12 : 1);
    if (month < 0) month = 0;
    int64_t first = calendar_day_of((Date){month / 12, month % 12 + 1, 1}), next = calendar_day_of((Date){(month + 1) / 12, (month + 1) % 12 + 1, 1});
    int64_t day = first + date.day - 1;
    return day < next ? day : next - 1;
}
