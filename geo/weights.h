/*
 * weights.h: how much one report counts, and stacks of reports on one coordinate.
 *
 * One person who reports the same thing ten times, or a campaign that doubles the reporting, must not make a
 * hotspot. Weights damp both; nothing is thrown away here, and counts for tests stay unweighted.
 *
 * Repeat cap: report i weighs 1/k. k is the number of reports of the same reporter, or of the same address
 * when that is more, with the same kind and category, that began at most 14 days before report i, report i
 * among them. Reports that began in the same second count in the order of their id. An address is a
 * coordinate rounded to 0.1 m. Reporter 0 is not known and is capped by address alone.
 *
 * Channel weight, in campaign months only: min(1, median / volume), never below 0.25. volume is the number of
 * reports of the source in the month; the median runs over all months from the source's first report to its
 * last that are no campaign months of it, months without a report included. A source that has no such month
 * cannot be compared and keeps weight 1.
 *
 * The result does not depend on the order of the reports.
 */
#ifndef BRANDPUNT_GEO_WEIGHTS_H
#define BRANDPUNT_GEO_WEIGHTS_H

#include "geo/points.h"

typedef enum WeightMode { WEIGHT_RAW, WEIGHT_CAPPED, WEIGHT_FULL } WeightMode;

enum { SOURCE_ANY = -1 };

typedef struct Campaign {
    int month;  /* calendar_month(): year * 12 + month, month 1..12 */
    int source; /* of Points.source, or SOURCE_ANY */
} Campaign;

/* The weights of the reports, points.count of them: 1, the repeat cap, or the cap times the channel weight.
 * ret_weight may be points->weight. Fails only when memory is short. */
bool weights_compute(const Points *points, WeightMode mode, const Campaign *campaign, size_t campaign_count,
                     double *ret_weight, Error *error) MUST_USE;

/* Reports that share one coordinate more often than chance explains: a centroid, a police station, a
 * geocoder's default, or a truly busy address. They are shown for somebody to judge, never dropped. */
typedef struct Stack {
    double x_m, y_m;
    size_t reports, reporters; /* unique reporters; one each where not known */
    size_t first;              /* index of one of its reports: the lowest id */
    double p_value;            /* of one address; times all addresses it is below 0.05, unless the point is known */
    bool known;                /* on a point where geocoders put what they do not find */
} Stack;

/* Points where geocoders put what they do not find: the middle of a municipality, a wijk or a buurt. */
typedef struct KnownPoints {
    size_t count;
    const double *x_m, *y_m;
} KnownPoints;

/* As near to a known point, and as many reports on one coordinate there, is a stack whatever chance says: polygons of another year have their
 * middle a few metres on, and two neighbours may share a door. */
#define KNOWN_REACH_M 10.0
enum { KNOWN_LEAST = 3 };

typedef struct Stacks {
    size_t count;
    Stack *stack;    /* most reports first, then from west to east and from south to north */
    double expected; /* reports that chance puts on an address */
} Stacks;

/* Finds the stacks of at least `least` reports. Were every address as likely, the number of reports on an
 * address that has any would be Poisson without its zero; its mean is estimated from the addresses with one
 * and two reports, 2 (n2 + 1) / (n1 + 1) (Zelterman 1988), which stacks cannot inflate, and is never above
 * the mean number per address. A coordinate is a stack when P(X >= reports | X >= 1) times the number of
 * addresses is below 0.05 (Bonferroni), or when it lies on a known point (known: NULL for none). Free with
 * stacks_free(), which is safe on a zeroed struct. */
bool weights_find_stacks(const Points *points, size_t least, const KnownPoints *known, Stacks *ret_stacks, Error *error) MUST_USE;
void stacks_free(Stacks *stacks);

#endif
