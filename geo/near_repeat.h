/*
 * near_repeat.h: do reports follow each other near by and soon after, more than chance explains?
 *
 * Knox's test (1964), as the Near Repeat Calculator does it (Ratcliffe & Rengert 2008). Every pair of reports falls in a band of
 * distance and a span of days. The first band holds pairs on the same place (repeats); the others are the near repeats. The number
 * of pairs in each cell of bands x spans is compared with what it would be if place and time had nothing to do with each other: the
 * days are dealt out anew over the same places, `runs` times, and the pairs counted again.
 *
 *     expected = the mean of the runs        ratio = observed / expected
 *     p        = (1 + runs with as many pairs or more) / (1 + runs)
 *     p_any    = the same for the cell against the most that stands out anywhere in a deal: with many cells one of them is always
 *                low, and this is what is left when all have been looked at (Westfall & Young 1993). How far a number N stands out
 *                is z = 2 (sqrt(N + 3/8) - its mean over all 1 + runs deals) / max(1, its standard deviation) (Anscombe 1948)
 *
 * Days stay together as they are, so a busy month or weekday raises observed and expected alike, and so do busy places. What it cannot
 * tell apart is a part of the town that becomes busier or quieter than the rest in the course of the period (Kulldorff & Hjalmars
 * 1999): over long periods that too makes near pairs.
 *
 * One person who reports the same trouble again and again is no repeat of what happens: pairs of one known reporter are counted nowhere,
 * neither in observed nor in expected.
 *
 * Left out and counted: reports located worse than the first band beyond the same place, and reports whose day is not known to within
 * the first span. Refused: fewer than 30 reports that are left, all on one place, all on one day, more than 87 years, and more than 100
 * million pairs within the last band.
 *
 * Cost: pairs x runs, and nothing else that counts. The neighbours are found once, by a grid; a deal only looks up days, 32 deals side
 * by side. 10,000 reports with 310,000 pairs within 400 m and 999 runs take about 0.1 s on two cores, 30,000 reports with 2.8 million
 * pairs 0.3 s (bench/near_repeat.c), and 4 bytes a pair. Run r shuffles the reports that take part, in their order, with stream r
 * of the seed, so the number of threads changes nothing.
 */
#ifndef BRANDPUNT_GEO_NEAR_REPEAT_H
#define BRANDPUNT_GEO_NEAR_REPEAT_H

#include "geo/error.h"

#include <stddef.h>
#include <stdint.h>

enum { NEAR_BANDS_MOST = 8, NEAR_SPANS_MOST = 8, NEAR_REPORTS_LEAST = 30, NEAR_RUNS_MOST = 99999 };

typedef enum NearDistance { NEAR_EUCLIDEAN, NEAR_MANHATTAN } NearDistance;

typedef struct NearRepeatInput {
    size_t count;
    const double *x_m, *y_m;
    const int64_t *from_s, *to_s; /* when it happened; the day is that of from_s */
    const float *precision_m;     /* NaN: not known, taken as good; NULL: all good */
    const uint32_t *reporter;     /* 0: not known; NULL: none is */
    NearDistance distance;
    int band_count;               /* 1 .. NEAR_BANDS_MOST, the same place among them */
    double band_m[NEAR_BANDS_MOST]; /* upper limits, rising, each within its band; band_m[0]: the same place, 0 or more */
    int span_count;               /* 1 .. NEAR_SPANS_MOST */
    int span_days[NEAR_SPANS_MOST]; /* upper limits, rising, each within its span: 7 and 14 are 0 to 7 days and 8 to 14 days */
    int runs;                     /* 1 .. NEAR_RUNS_MOST; 999 */
    uint64_t seed;
    int threads;                  /* 0: as many as there are */
} NearRepeatInput;

typedef struct NearCell {
    double observed, expected; /* pairs */
    double ratio;              /* NaN when less than one pair is expected */
    double p, p_any;
} NearCell;

typedef struct NearRepeat {
    size_t reports;                   /* that took part */
    size_t imprecise, undated;        /* left out */
    size_t pairs;                     /* of reports within the last band, whatever their days */
    size_t own_pairs;                 /* the same, of one reporter: left out */
    NearCell cell[NEAR_BANDS_MOST][NEAR_SPANS_MOST];
} NearRepeat;

bool near_repeat_test(const NearRepeatInput *input, NearRepeat *ret_result, Error *error) MUST_USE;

#endif
