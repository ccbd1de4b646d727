/*
 * trends.h: the trend of every risk area, as part of analysis_areas(): geo/trend.h on the selected reports.
 *
 * The areas that are looked at are those that stand out on the map (q below the configured level); on a map of fewer than 100 reports
 * none is, and all are too few. How much campaigns raised the reports of a quarter follows from the channel weights (geo/weights.h):
 * all reports of the town in the quarter over the sum of their channel weights.
 */
#ifndef BRANDPUNT_SRC_TRENDS_H
#define BRANDPUNT_SRC_TRENDS_H

#include "src/analysis.h"

/* Fills RiskArea.trend of the ranked areas, and Analysis.trends. */
bool trends_find(const Config *config, Analysis *analysis, Error *error) MUST_USE;

#endif
