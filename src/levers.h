/*
 * levers.h: what goes with a lever beside its ranked areas.
 *
 *     lighting     light per street and proposed spots (src/lighting.h)
 *     cameras      what the cameras see (src/cameras.h) and the conditions of article 151c (src/camera_gate.h)
 *     handhaving   how many reports in the ranked areas a boa may act on, by category
 */
#ifndef BRANDPUNT_SRC_LEVERS_H
#define BRANDPUNT_SRC_LEVERS_H

#include "src/camera_gate.h"
#include "src/cameras.h"
#include "src/evidence_sheet.h"
#include "src/lighting.h"
#include "src/tables.h"
#include "src/wording.h"

enum { LEVER_TABLES = 5 };

typedef struct LeverParts {
    bool has_lighting;
    StreetLighting lighting;
    CameraSights sights;
    Table segments, spots, views, conditions, categories; /* without rows where there are none */
    char lighting_note[2 * WORDING_TEXT]; /* how the light was told, or why it cannot be */
} LeverParts;

/* For one lever; the streets are made where lighting needs them. Free with levers_free(), also after failure. */
bool levers_make(const Config *config, const Analysis *analysis, Lever lever, StreetsOnce *streets, LeverParts *ret_parts, Error *error) MUST_USE;
void levers_free(LeverParts *parts);

/* conditions: condition, met, date, state. Rows in the order of the configuration. */
bool levers_conditions(const Config *config, Table *ret_table, Error *error) MUST_USE;

/* boa_categories: category, boa (1, 0, empty where the configuration does not know the category), reports, reports_weighted, share; of
 * the reports in the areas that are ranked for handhaving, the most first. */
bool levers_categories(const Config *config, const Analysis *analysis, Table *ret_table, Error *error) MUST_USE;

/* Adds to the JSON of a lever: segments, spots, note; conditions, cameras; categories. Of the streets only those that have a rank. */
bool levers_add_json(const Config *config, const LeverParts *parts, Lever lever, json_t *json, Error *error) MUST_USE;

/* The tables as parts of a file (src/tables.h): x.csv gets x_segments.csv, ... Gives back how many, at most LEVER_TABLES. */
size_t levers_tables(const LeverParts *parts, TablePart *ret_parts);

/* The blocks of one lever, for a larger sheet: they begin a page of their own. The parts belong to the caller, live as long as the sheet and
 * are freed with levers_free(), also after failure. And the note of method that goes with all levers. */
bool levers_blocks(const Config *config, const Analysis *analysis, Lever lever, StreetsOnce *streets, LeverParts *ret_parts, EvidenceSheet *page, Error *error) MUST_USE;
void levers_methods(EvidenceSheet *page);

/* A page per lever (all when `lever` is LEVER_COUNT): the first places with a bar per factor, why, how sure, what would change it; for
 * lighting also the first streets and spots, for cameras the conditions. */
bool levers_pdf(const Config *config, const Analysis *analysis, Lever lever, StreetsOnce *streets, const char *run_id, const char *path, Error *error) MUST_USE;

#endif
