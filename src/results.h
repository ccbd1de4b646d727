/*
 * results.h: an analysis as tables, and the record of the run that made it.
 */
#ifndef BRANDPUNT_SRC_RESULTS_H
#define BRANDPUNT_SRC_RESULTS_H

#include "src/analysis.h"
#include "src/exchange/table.h"

enum { RUN_ID_BYTES = 13 };

/* Fields: rank, name, reports, reports_weighted, reporters, dates, density_max, area_m2, p_value, q_value, status,
 * stable, robust, broken_by, neighbourhood, street, dark_share, peak_window, lamp_distance_m, venue_distance_m, seen_share,
 * trend, trend_counts, trend_p (src/trends.h). Row r belongs to feature r of Analysis.areas. */
bool results_risk_areas(const Config *config, const Analysis *analysis, Table *ret_table, Error *error) MUST_USE;

/* Fields: rank, rank_low, rank_high, score, name, the lever's factors, status, robust, broken_by, conditions and conditions_missing
 * (cameras), missing, change, why. In order of
 * rank, then those that cannot be determined; ret_area gives the area of each row (caller frees), or NULL. */
bool results_priorities(const Config *config, const Analysis *analysis, Lever lever, Table *ret_table, size_t **ret_area, Error *error) MUST_USE;

/* The areas in the order of a lever's list, then those that cannot be determined; the caller frees. */
bool results_order(const Analysis *analysis, Lever lever, size_t **ret_area, Error *error) MUST_USE;

/* {lever, areas: [{rank, rank_low, rank_high, score, name, factors: {}, why, missing: [], status, robust, broken_by, change, rise,
 * rank_without: {}}]}; rise as in geo/priority.h. */
bool results_priorities_json(const Config *config, const Analysis *analysis, Lever lever, json_t **ret_json, Error *error) MUST_USE;

/* Parameters, versions, hashes of the inputs and counts, without a time: the same input gives the same record. Its id is
 * the first part of its SHA-256. */
bool results_run(Store *store, const Config *config, const Analysis *analysis, json_t **ret_json, char ret_id[RUN_ID_BYTES], Error *error) MUST_USE;

/* The same for a result that rests on more than the configuration: `task` says on what, and is part of the record. */
bool results_run_of(Store *store, const Config *config, const Analysis *analysis, json_t *task, json_t **ret_json, char ret_id[RUN_ID_BYTES], Error *error) MUST_USE;

/* Writes run, risk areas and priorities into the database; those of the same id are replaced. */
bool results_store(Store *store, const Config *config, const Analysis *analysis, const char *command_line, const json_t *run, const char *run_id,
                   Error *error) MUST_USE;

#endif
