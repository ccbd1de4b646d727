/*
 * duplicates.h: finds the reports of one event that came in through two channels.
 *
 * Two reports can be one event when they come from different sources, have the same kind and category, lie
 * at most within_m apart and began less than one hour apart, both hours known. Sources are gone through in
 * the order of their number: a report is linked to a report of an earlier source that is not itself linked,
 * so that every duplicate lies within within_m and one hour of its original and chains do not grow. An
 * original takes at most one report of each source, a report has at most one original; the nearest pair is
 * linked first, then the one whose original began earliest, then by id.
 *
 * The result does not depend on the order of the reports.
 */
#ifndef BRANDPUNT_GEO_DUPLICATES_H
#define BRANDPUNT_GEO_DUPLICATES_H

#include "geo/points.h"

/* within_m: 0 or more; geocoders of two sources differ by some 50 m. ret_original, points.count of them: the
 * index of the report's original, or -1 for a report that stands by itself. ret_count: how many are linked;
 * may be NULL. Refuses (ERROR_INPUT) when more than 5 million pairs qualify: then times or coordinates are a
 * form's defaults. */
bool duplicates_find(const Points *points, double within_m, int64_t *ret_original, size_t *ret_count,
                     Error *error) MUST_USE;

#endif
