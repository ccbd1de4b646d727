/*
 * hours.h: when in the week it happens.
 *
 * Times are local seconds as in points.h. A report that happened some time between from_s and to_s is spread
 * over the hours of that interval in proportion to their overlap (aoristic: Ratcliffe 2000): from 22:00 to
 * 02:00 adds 0.25 to each of four hours. A moment belongs to the hour it falls in. A report whose hour is not
 * known is counted as such and nowhere else.
 *
 * Weekday 0 is Monday. The week has 42 blocks of 4 hours that start at 00, 04, .. 20: block = weekday * 6 +
 * hour / 4.
 */
#ifndef BRANDPUNT_GEO_HOURS_H
#define BRANDPUNT_GEO_HOURS_H

#include "geo/error.h"

#include <stddef.h>
#include <stdint.h>

enum { WEEK_DAYS = 7, DAY_HOURS = 24, BLOCK_HOURS = 4, WEEK_BLOCKS = 42 };

/* The times of reports, as a view on arrays such as those of Points. hour_known NULL: all known. weight NULL:
 * all 1. */
typedef struct Times {
    size_t count;
    const int64_t *from_s, *to_s;
    const uint8_t *hour_known;
    const double *weight;
} Times;

typedef struct HourMatrix {
    double value[WEEK_DAYS][DAY_HOURS]; /* weighted reports per hour of the week; sums to `weight` */
    double weight;                      /* of the reports with a known hour */
    size_t known, unknown;              /* reports */
} HourMatrix;

HourMatrix hours_matrix(const Times *times);

/* The blocks each report touches: report i has the shares start[i] .. start[i + 1] - 1, which sum to 1, or
 * none when its hour is not known. Weights play no part. */
typedef struct HourBlocks {
    size_t count;
    size_t *start; /* count + 1 */
    uint8_t *block;
    float *share;
} HourBlocks;

bool hours_blocks(const Times *times, HourBlocks *ret_blocks, Error *error) MUST_USE;
void hours_blocks_free(HourBlocks *blocks);

/* The best blocks for the hours there are: bit b of `blocks` is block b. */
typedef struct HourWindows {
    uint64_t blocks;
    int block_count; /* available hours / 4, rounded down, 1..42 */
    double share;    /* of the known reports that falls in them; NaN without known reports */
    double known;    /* weight of the reports the share is of */
} HourWindows;

/* The available_hours / 4 blocks with the most in them; of equal blocks the earlier in the week. */
HourWindows hours_windows_best(const double block_value[WEEK_BLOCKS], double available_hours);

/* The windows of the reports member[0 .. member_count - 1] (indices into blocks), unweighted. */
HourWindows hours_windows_of(const HourBlocks *blocks, const size_t *member, size_t member_count,
                             double available_hours);

/* Whether the members have a peak of their own: their share in their best blocks against that of as many
 * reports drawn without replacement from all reports with a known hour, `permutations` times (999).
 * ret_p = (1 + draws with a share as high) / (1 + permutations); NaN when no member's hour is known. */
bool hours_windows_test(const HourBlocks *blocks, const size_t *member, size_t member_count,
                        double available_hours, int permutations, uint64_t seed, HourWindows *ret_windows,
                        double *ret_p, Error *error) MUST_USE;

/* The peak in one line for a briefing: on these days, from this hour, for so many hours. Past midnight it
 * runs on into the next day: Friday and Saturday from 22 for 4 hours are the nights that follow them. */
typedef struct PeakWindow {
    unsigned days;  /* bit 0 Monday .. bit 6 Sunday; days in a row, over Sunday too; 0: there is no peak */
    int from_hour;  /* 0..23 */
    int hours;      /* BLOCK_HOURS */
    double share;   /* of the known reports, 0..1 */
    double reports; /* weighted, in the window */
} PeakWindow;

/* Of all runs of 1..7 days with all starts on the hour, the window that stands out most from an even week:
 * the greatest likelihood ratio s ln(s/e) + (1-s) ln((1-s)/(1-e)), s the share in the window and e its share
 * of the week (the scan statistic of Kulldorff 1997). The highest share alone would always choose all days.
 * Of equals the one with fewer days, then the earlier. No peak (days 0) in an empty or even week. */
PeakWindow hours_peak(const HourMatrix *matrix);

#endif
