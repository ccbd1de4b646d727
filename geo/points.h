/*
 * points.h: reports as arrays, the form in which every computation takes them.
 *
 * Times are seconds of the local clock since 1970-01-01 00:00 local (so that weekday and hour are plain
 * arithmetic); utc_offset_s is what must be subtracted to get UTC. A report that happened in an interval has
 * from_s < to_s; when the hour is not known, from_s .. to_s spans whole days and hour_known is 0.
 *
 * Categories, sources and reporters are numbers given by whoever made the arrays. reporter 0 means "not
 * known": such reports count as a reporter each.
 */
#ifndef BRANDPUNT_GEO_POINTS_H
#define BRANDPUNT_GEO_POINTS_H

#include "geo/error.h"

#include <stddef.h>
#include <stdint.h>

typedef enum ReportKind { KIND_INCIDENT, KIND_PERCEPTION } ReportKind;

/* Bits of Points.groups. */
enum { GROUP_WOMEN = 1, GROUP_LHBTI = 2, GROUP_OTHER = 4 };

typedef struct Points {
    size_t count;
    double *x_m, *y_m;     /* finite */
    double *weight;        /* 0 or more; 1 is one report */
    int64_t *id;           /* the store's id */
    int64_t *from_s, *to_s;
    int32_t *utc_offset_s;
    uint32_t *reporter;    /* 1, 2, ...; 0 is not known */
    uint16_t *category, *source;
    uint8_t *kind;         /* ReportKind */
    uint8_t *groups;       /* GROUP_ bits, 0 is not known */
    uint8_t *hour_known;   /* 0 or 1 */
    float *precision_m;    /* NaN is not known */
} Points;

/* Room for count reports, all zero but weight 1 and precision NaN; free with points_free(). */
bool points_init(size_t count, Points *ret_points, Error *error) MUST_USE;
bool points_copy(const Points *points, Points *ret_points, Error *error) MUST_USE;
void points_free(Points *points);

/* Moves count reports to another place in the same arrays; the two may overlap. */
void points_move(Points *points, size_t from, size_t to, size_t count);

/* Keeps the reports for which keep[i] is not 0, in their order. */
void points_keep(Points *points, const uint8_t *keep);

/* The index of the report with an id, or -1; the ids rise. */
ptrdiff_t points_find(const Points *points, int64_t id);

double points_weight(const Points *points);       /* sum of the weights */
size_t points_reporters(const Points *points);    /* unique reporters; one each where not known */

#endif
