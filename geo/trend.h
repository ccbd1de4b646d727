/*
 * trend.h: whether a risk area is new, lasting, growing, shrinking or on and off.
 *
 * The period is cut into quarters of three months, counted back from its last day, in whole years: 4, 8 or 12 of them, so that every
 * season counts as often. What is left before them plays no part, and neither does what lies before a quarter without any report.
 *
 * A quarter is significant for an area when the place stands out in that quarter by itself: S is the number of reports of the quarter
 * in the 3 x 3 block of test cells that made the area stand out on the map (significance.h), E = the town's reports of that quarter x
 * the block's share of the exposure, p = P(Poisson(E) >= S), and q follows over all areas x quarters. The town's own count of the
 * quarter carries the season and the campaigns, so neither makes a place stand out. Only areas that stand out on the map as a whole
 * are looked at: there the block was chosen from all cells with the whole map corrected for, which a test of areas that were drawn
 * around the same reports could not be.
 *
 * The slope is asked of all reports in the area, each once, by the exact conditional test of Poisson counts (Cox & Lewis 1966; the
 * trend of Armitage 1955): given their number n, the year y = 0, 1, (2) that each falls in has the probability of that year's
 * offset, and T = sum of y is compared with all it could have been; p is twice the smaller tail, at most 1. Whole years are compared,
 * so that a summer is set against a summer. It needs two years. Mann-Kendall on 8 quarters would forget how large the counts
 * are. Reports that come in bursts are more uneven than Poisson, and make p too small; the page says so.
 * A year's offset is its days, each quarter's multiplied by how much the campaigns in it raised the town's reports (`raise`).
 *
 * The classes, with n quarters:
 *     new           significant in the last one or two quarters and in none before, and these hold more of the area's reports than
 *                   their time explains (exact binomial tail below 0.05)
 *     persistent    significant in at least 3 of every 4 quarters
 *     intensifying  persistent, and the slope goes up (q below 0.05 over the areas)
 *     diminishing   persistent, and the slope goes down
 *     sporadic      significant in some quarters, and none of these
 *     none          significant in no quarter, or the area does not stand out on the map
 *     too few       fewer than 4 quarters since the last hole in the data, or fewer than 10 reports in them
 */
#ifndef BRANDPUNT_GEO_TREND_H
#define BRANDPUNT_GEO_TREND_H

#include "geo/grid.h"
#include "geo/statistics.h"

#include <stdint.h>

typedef enum TrendClass { TREND_TOO_FEW, TREND_NONE, TREND_NEW, TREND_PERSISTENT, TREND_INTENSIFYING, TREND_DIMINISHING, TREND_SPORADIC } TrendClass;

/* Below this p or q a quarter, a growth or a slope is significant. */
#define TREND_LEVEL 0.05

enum { TREND_QUARTERS_MOST = 12, TREND_REPORTS_LEAST = 10, YEAR_QUARTERS = 4 };

/* Days since 1970-01-01: quarter k holds start[k] .. start[k + 1] - 1, the last one ends the period. count: 0, 4, 8 or 12. */
typedef struct TrendQuarters {
    int count;
    int64_t start[TREND_QUARTERS_MOST + 1];
} TrendQuarters;

/* The quarters of a period; both days included. A period that is a week or less short of one more quarter has it, and that quarter begins
 * with the period: reports seldom begin on the first of January. */
TrendQuarters trend_quarters(int64_t from_day, int64_t to_day);

/* Keeps the whole years after the last quarter without any report: in the whole town that is a hole in the data, not a quiet time. */
void trend_quarters_keep(TrendQuarters *quarters, const int64_t *day, size_t count);

/* The quarter of a day; -1 outside all. */
int trend_quarter_of(const TrendQuarters *quarters, int64_t day);

typedef struct TrendInput {
    size_t count;                /* reports */
    const double *x_m, *y_m;
    const int64_t *day;          /* since 1970-01-01 */
    const int32_t *area_of;      /* -1: in no area */
    size_t area_count;
    const double *block_x_m, *block_y_m; /* per area the centre of its block; NaN: it does not stand out */
    const Grid *exposure;        /* of the test grid; NaN as 0 */
    TrendQuarters quarters;
    double raise[TREND_QUARTERS_MOST]; /* per quarter; 1 without campaigns, never below */
    FalseDiscovery method;
} TrendInput;

typedef struct AreaTrend {
    TrendClass kind;
    int quarters, significant;   /* how many, and in how many it stands out */
    double reports[TREND_QUARTERS_MOST];  /* in the area */
    double observed[TREND_QUARTERS_MOST], expected[TREND_QUARTERS_MOST]; /* S and E of its block; NaN when not looked at */
    double q[TREND_QUARTERS_MOST];
    double change;               /* of the area's reports per year, from the first year to the last, offsets evened out: 0.5 is half as
                                    many again; NaN below two years or without reports in the first */
    double slope_p, slope_q;     /* two-sided; NaN below two years or without reports */
    int direction;               /* of the slope: -1, 0, 1 */
} AreaTrend;

/* The trends of the areas and, for comparison, of the whole town (slope alone, kind as its slope says or none, q of its own), which is
 * ret_trend[area_count]: room for area_count + 1. Fails when memory is short. */
bool trend_of_areas(const TrendInput *input, AreaTrend *ret_trend, Error *error) MUST_USE;

/* The exact test of a slope over 2 or 3 years: two-sided p, and in ret_direction where T lies from its mean. count: whole numbers;
 * offset: above 0. p is NaN without reports. */
double trend_slope_p(const double *count, const double *offset, int years, int *ret_direction);

#endif
