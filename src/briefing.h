/*
 * briefing.h: from an analysis to the printout for a briefing: fills the scene that render/briefing.h draws.
 */
#ifndef BRANDPUNT_SRC_BRIEFING_H
#define BRANDPUNT_SRC_BRIEFING_H

#include "src/analysis.h"

enum { BRIEFING_MONTHS = 24 }; /* on the second page, at most: the last ones of the period */

/* Two pages as PDF, whole or not at all, of an analysis up to STAGE_OVERLAY, read with the same configuration from the same store. */
bool briefing_pdf(Store *store, const Config *config, Analysis *analysis, const char *run_id, const char *path, Error *error) MUST_USE;

#endif
