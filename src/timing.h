/*
 * timing.h: when it happens: the flow behind `times`.
 *
 * The hours of the week, the share in the dark, the months with their campaigns, near repeats, and the trend per risk area, of one
 * analysis. Each part stands by itself: what the reports cannot carry is refused with a sentence in its place, and the rest stands.
 * Counts are of reports, each once and unweighted; only the hours of the week are weighted, as the map is.
 */
#ifndef BRANDPUNT_SRC_TIMING_H
#define BRANDPUNT_SRC_TIMING_H

#include "geo/near_repeat.h"
#include "render/chart.h"
#include "src/analysis.h"
#include "src/evidence_sheet.h"
#include "src/tables.h"

#include <jansson.h>

enum { TIMING_TEXT = 512, TIMING_KINDS = 2, HOURS_LEAST = 30 };

/* Reports on one place: no further apart than this. */
#define SAME_PLACE_M 1.0

typedef struct TimingWish {
    const char *distance;            /* "euclidean" (also NULL) or "manhattan" */
    const char *bands, *days;        /* "100,200,300,400" and "7,14,21,28" (also NULL): upper limits */
} TimingWish;

/* Reports per month of one kind; the two kinds are never summed. */
typedef struct TimingMonths {
    size_t reports;                  /* 0: there are none of this kind in the period */
    double *count;
    bool *campaign;                  /* in a month and channel of a campaign */
} TimingMonths;

typedef struct Timing {
    HourMatrix hours;
    PeakWindow peak;
    char hours_refused[TIMING_TEXT]; /* "": not refused */

    double dark, dark_known;         /* reports, broken where an interval runs into the dark; of so many with a known hour */
    Interval dark_interval;          /* 95 %, of the share (Wilson) */
    double dark_of_time;             /* the share of the whole period that was dark */

    int first_month;                 /* calendar_month() */
    size_t months;
    bool *month_whole;
    TimingMonths kind[TIMING_KINDS]; /* by ReportKind */

    NearRepeatInput near_input;      /* limits, runs and seed; its arrays belong to the analysis */
    NearRepeat near;
    char near_refused[TIMING_TEXT];

    char trends_refused[TIMING_TEXT];
} Timing;

/* The distances and days that are wished for, as limits of a test without reports. Refuses what is no list of rising whole numbers. */
bool timing_limits(const TimingWish *wish, NearRepeatInput *ret_limits, Error *error) MUST_USE;

/* Of an analysis up to STAGE_OVERLAY, read with the same configuration from the same store. Free with timing_free(), also after
 * failure. */
bool timing_make(Store *store, const Config *config, Analysis *analysis, const NearRepeatInput *limits, Timing *ret_timing, Error *error) MUST_USE;

/* The same without near repeats: hours, darkness, months. */
bool timing_make_when(Store *store, const Config *config, Analysis *analysis, Timing *ret_timing, Error *error) MUST_USE;
void timing_free(Timing *timing);

/* The hours of the week of some reports: `hours`, `peak`, `hours_refused` and nothing else. */
void timing_hours(const Times *times, Timing *timing);

/* The reports of the other kind (perception beside incidents), of the same period and selection; found false where there are none, or none
 * of the category or source. Free with selection_free(). */
bool timing_other_kind(Store *store, const Config *config, Analysis *analysis, bool *ret_found, Selection *ret_selection, Error *error) MUST_USE;

/* The cell of near repeats that the sentence is about: with p_any below 0.05, the soonest, then the nearest; false when there is none. */
bool timing_near_first(const Timing *timing, int *ret_band, int *ret_span);

/* ---- what it says: src/timing_page.c ---- */

/* The outcome in a few sentences; every number comes from the timing. */
void timing_conclusion(const Config *config, const Timing *timing, char *ret_text, size_t size);

/* The chart of the hours, with how many are known as its note; the two texts, of `size` bytes each, are what it points to. False, and
 * nothing is filled, when too few hours are known. */
bool timing_clock(const Config *config, const Timing *timing, HeatClock *ret_clock, char *note, char *peak_name, size_t size);

/* The chart of the months of one kind, of which there are reports; with a legend when no other kind stands under it. */
void timing_months(const Timing *timing, int kind, MonthStrip *ret_strip);

/* {conclusion, hours: {reports, unknown, unknown_share, weighted, matrix, peak} or {refused}, dark: {share, low, high, reports, of_time},
 * months: [{month, whole, incident, perception, incident_campaign, perception_campaign}], near_repeat: {distance, reports, imprecise,
 * undated, runs, seed, pairs, own_pairs, cells: [{over_m, to_m, from_days, to_days, observed, expected, ratio, p, p_any}]} or {refused}, trends:
 * {quarters: [{from, to, raise}], town, areas: [{rank, name, class, reports, observed, expected, q, change, slope_p, slope_q}]} or
 * {refused}}. The caller releases it. */
bool timing_json(const Config *config, const Analysis *analysis, const Timing *timing, json_t **ret_json, Error *error) MUST_USE;

/* One long table: part, row, column, value, expected, p, note. */
bool timing_tables(const Config *config, const Analysis *analysis, const Timing *timing, About about, const char *path, Error *error) MUST_USE;
/* The page's blocks, for a larger sheet: hours, months, near repeats, the course of each area; and the notes of method that belong to them. */
void timing_blocks(const Config *config, const Analysis *analysis, const Timing *timing, EvidenceSheet *page);
void timing_methods(EvidenceSheet *page);

bool timing_pdf(const Config *config, const Analysis *analysis, const Timing *timing, const char *run_id, const char *path, Error *error) MUST_USE;

#endif
