/*
 * priority.h: which risk area first, for lighting, handhaving and cameras.
 *
 * Each lever's score is 100 times a product of factors from 0 to 1 (our own proposal; methods, section 8):
 *
 *     lighting    100 B T G
 *     handhaving  100 B S M
 *     cameras     100 B P O (1 - K)
 *
 *     B  share of the candidate areas whose relative risk theta is at or below this one's (1 for the highest)
 *     T  lower limit of the 90 % Wilson interval of the share of reports that happened in the dark
 *     G  mean light deficit at the dark reports
 *     S  lower limit of the 90 % Wilson interval of the share of reports in the best 4-hour windows. Where
 *        the area's own peak is not shown to exist (permutation p of 0.05 or more) the windows are the
 *     town's. M  share of reports that a boa of domain I may act on
 *     P  share of the last quarters (4 or more) in which the area was significant: Poisson tail below 0.05 of
 *        the quarter's incidents against the area's share of the exposure
 *     O  share of public-order incidents among the incidents
 *     K  share of incidents already in view of a camera
 *
 * P, O and K know incidents only: a perception never counts towards a camera. A factor whose layer is missing
 * makes the lever not determinable for that area; it is never taken as 0. theta = (O + alpha) / (E + alpha)
 * counts reports unweighted; the shares are of weighted reports, and a Wilson interval then has Kish's
 * effective number of trials, (sum w)^2 / sum w^2, so that one busy reporter narrows nothing.
 *
 * The rank's interval is a Poisson bootstrap: every report is drawn 0, 1, 2, .. times, all factors are
 * computed anew from the draw (with the windows of the data: a plan is made once), and the areas are ranked
 * anew.
 *
 * Numbers only: what may be concluded, and the conditions of article 151c Gemeentewet, are the page's work.
 */
#ifndef BRANDPUNT_GEO_PRIORITY_H
#define BRANDPUNT_GEO_PRIORITY_H

#include "geo/hours.h"
#include "geo/points.h"
#include "geo/statistics.h"

typedef enum Lever { LEVER_LIGHTING, LEVER_HANDHAVING, LEVER_CAMERAS, LEVER_COUNT } Lever;

/* Bits of PriorityScore.missing: why a lever cannot be determined. */
enum {
    MISSING_EXPOSURE = 1,     /* no expected count of the area */
    MISSING_HOURS = 2,        /* no report of the area has a known hour */
    MISSING_LAMPS = 4,        /* no light known at its dark reports */
    MISSING_BOA = 8,          /* not known what a boa may act on */
    MISSING_PUBLIC_ORDER = 16,/* not known what is public order */
    MISSING_CAMERAS = 32,     /* no layer of cameras */
    MISSING_QUARTERS = 64,    /* fewer than 4 quarters */
    MISSING_INCIDENTS = 128,  /* no incidents: only perceptions */
    MISSING_REPORTS = 256,    /* fewer reports than a candidate needs */
    MISSING_AVAILABLE = 512,  /* not known how many hours there are for handhaving */
    MISSING_END = 1024
};

/* One report, de-duplicated. Facts that are not known are NaN. */
typedef struct ReportFacts {
    int32_t area;       /* index of its area, or -1 outside all */
    int32_t quarter;    /* 0 .. quarter_count - 1, the last of the period the highest; -1 for an older one */
    double weight;      /* above 0 */
    float dark;         /* share of its time that was dark, 0..1; NaN: hour not known */
    float deficit;      /* light deficit at its place, 0..1; NaN: no layer of lamps */
    float boa;          /* 0 or 1: may a boa act on it; NaN */
    float public_order; /* 0 or 1: an incident against public order; NaN */
    float seen;         /* 0 or 1: in view of a camera; NaN: no layer of cameras */
    uint8_t kind;       /* ReportKind */
} ReportFacts;

typedef struct PriorityInput {
    size_t report_count;
    const ReportFacts *report;
    const HourBlocks *blocks;     /* of the same reports, in the same order */
    size_t area_count;
    const double *exposure_share; /* per area: its share of the exposure, 0..1; NaN is not known */
    size_t least_reports;         /* an area with fewer is no candidate: a handful of reports on little street would
                                   * stand above everything; 0 or 1: all are */
    int quarter_count;            /* whole quarters at the end of the period; P needs 4 or more */
    double available_hours;       /* per week, for S; 0: not known, and handhaving cannot be determined */
    int permutations;             /* for the windows: 999 */
    int replicates;               /* of the bootstrap: 999; 0 leaves the ranks' intervals out */
    uint64_t seed;
} PriorityInput;

typedef struct Share {
    double share;     /* 0..1; NaN without trials */
    double effective; /* effective number of reports it rests on */
    double lower;     /* lower limit of the 90 % Wilson interval */
} Share;

/* What is known of an area; the factors follow from it. */
typedef struct AreaFacts {
    size_t reports, incidents;       /* unweighted */
    double weight;                   /* weighted reports */
    double expected, theta;          /* expected reports; relative risk */
    Share dark;                      /* T */
    double dark_reports;             /* weighted, with a known hour */
    double deficit;                  /* G; NaN where not known, 0 without dark reports */
    HourWindows own_windows;         /* of this area */
    double own_windows_p;            /* permutation p */
    bool windows_own;                /* S looks at the own windows; else at the town's */
    uint64_t window_blocks;          /* the windows that S looks at */
    Share window;                    /* S */
    double boa, public_order, seen;  /* M, O, K */
    int quarters, quarters_significant; /* tested; P is their ratio */
} AreaFacts;

/* More reports than this are not asked what they would change. */
enum { PRIORITY_FACTORS = 4, PRIORITY_RISE_MOST = 99 };

typedef struct PriorityScore {
    bool determinable;
    unsigned missing;                /* MISSING_ bits */
    double factor[PRIORITY_FACTORS]; /* lighting B T G, handhaving B S M, cameras B P O 1-K; NaN: not known */
    double score;                    /* 0..100; NaN when not determinable */
    int rank;                        /* 1 is the first; 0 when not determinable */
    int rank_low, rank_high;         /* 5 % and 95 % of the bootstrap; 0 when not determinable or left out */
    int rise;                        /* so many more reports of weight 1 that the lever looks for, in this area alone, take it a
                                      * place up: in the dark where the light falls short as it does there; in its windows and
                                      * within a boa's powers; incidents against public order out of view, in no quarter. 0: it
                                      * is first or not determinable; -1: PRIORITY_RISE_MOST would not do */
} PriorityScore;

typedef struct Priorities {
    size_t area_count;
    AreaFacts *facts;                    /* area_count */
    PriorityScore *score[LEVER_COUNT];   /* area_count each */
    HourWindows town_windows;
    double alpha;                        /* of theta; infinity when the areas do not differ */
} Priorities;

/* The factors a lever has: 3, 3 and 4. */
int priority_factor_count(Lever lever);

/* Ranks the areas for every lever: by score, of equal scores the higher theta first, then the lower index.
 * Refuses areas, quarters or weights out of range. Free with priorities_free(), which is safe on a zeroed
 * struct. */
bool priorities_compute(const PriorityInput *input, Priorities *ret_priorities, Error *error) MUST_USE;
void priorities_free(Priorities *priorities);

/* The ranks when the reports for which left_out is not 0 had never been made: ret_rank[lever * areas + area], 0 where it cannot be
 * determined then. Areas, candidates and windows stay those of `priorities`, which came from the same input. */
bool priorities_without(const PriorityInput *input, const Priorities *priorities, const uint8_t *left_out, int *ret_rank, Error *error) MUST_USE;

#endif
