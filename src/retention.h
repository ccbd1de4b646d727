/*
 * retention.h: how long reports of a source may be kept: "5y", "18m" or "90d".
 */
#ifndef BRANDPUNT_SRC_RETENTION_H
#define BRANDPUNT_SRC_RETENTION_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Retention {
    int number; /* 1 .. 9999 */
    char unit;  /* 'y', 'm' or 'd' */
} Retention;

/* False when it is no such text; blanks around it and capitals do not matter. */
bool retention_read(const char *text, Retention *ret_retention);

/* The first day that may be kept when it is `today`; days since 1970-01-01. Of a month without that day, its last. */
int64_t retention_first_day(Retention retention, int64_t today);

#endif
