/*
 * selection.h: which reports a result is made of, and what became of the others.
 *
 * Loads the reports that the configuration selects, leaves out duplicates whose original is selected too,
 * what lies outside the boundary and what is located too poorly, and gives each report its weight. Every
 * report that was looked at is counted in exactly one of the numbers below.
 */
#ifndef BRANDPUNT_SRC_SELECTION_H
#define BRANDPUNT_SRC_SELECTION_H

#include "geo/weights.h"
#include "src/municipality.h"
#include "src/store/reports.h"

typedef struct Selection {
    Points points;               /* what counts, in order of id, with weights */
    Names categories, sources;
    int64_t from_day, to_day;    /* the period: days since 1970-01-01, both included */
    double years;                /* its length, in years of 365.25 days */

    size_t found;                /* reports of this kind in the period */
    size_t not_chosen;           /* of another category, source, group or hour; for others than the municipality also
                                  * of a source that may not leave it, or of nobody known (geo/protect.h) */
    size_t duplicates;           /* repeat another report that counts */
    size_t outside;              /* outside the boundary */
    size_t imprecise;            /* located worse than the bandwidth */
    size_t stacked;              /* on a point with more reports than chance explains; only when those are left out */
    size_t hour_unknown;         /* of those that count */
    size_t reporter_unknown;     /* the same; each counts as a reporter of its own */
    size_t widened;              /* of those that count: spread over their own precision */
    double weight;               /* sum of the weights */
    size_t reporters;
    bool *campaign;              /* per report: in a month and channel of a campaign */
    Campaign *campaign_month;    /* the months and channels themselves, of channels that sent something */
    size_t campaign_months;
} Selection;

/* Fewer reports than this: counts only, no surface. Fewer than the second: the whole map is indicative. */
enum { REPORTS_FOR_SURFACE = 30, REPORTS_FOR_CERTAINTY = 100 };

/* Fewer reports on one point are no stack. */
enum { STACK_LEAST = 5 };

/* The group (GROUP_ bits) that a word chooses: women, lhbti, other, or a Dutch word for one; 0 when it is none. */
unsigned selection_group(const char *text);

/* The points with more reports than chance explains, and those where geocoders put what they do not find: the middle of the municipality,
 * of a wijk or of a buurt, by mass and by their box. Free with stacks_free(). */
bool selection_find_stacks(const Municipality *municipality, const Points *points, Stacks *ret_stacks, Error *error) MUST_USE;

/* Whether the period, the hours and the group can be read at all; for `config check`. */
bool selection_check(const Config *config, Error *error) MUST_USE;

/* Fails when nothing is left, or all that could make a surface lie on one point, with a sentence that says why. The municipality gets a boundary around the
 * reports when it has none. */
bool selection_load(Store *store, const Config *config, Municipality *municipality, Selection *ret_selection, Error *error) MUST_USE;
void selection_free(Selection *selection);

#endif
