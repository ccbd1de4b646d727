/*
 * writing.h: what the commands that write results share: which audience, which formats, which parts.
 */
#ifndef BRANDPUNT_SRC_COMMANDS_WRITING_H
#define BRANDPUNT_SRC_COMMANDS_WRITING_H

#include "src/analysis.h"
#include "src/commands/command.h"
#include "src/streets.h"
#include "src/exchange/export.h"
#include "src/tables.h"

#include <jansson.h>

/* EPSG number of the project's CRS; refuses one that is not metric. */
bool writing_srid(const Config *config, int *ret_srid, Error *error) MUST_USE;

/* Opens the database and does the analysis up to a stage; refuses every audience but the municipality itself (src/commands/publishing.h). Free with
 * analysis_free() and store_close(). */
bool writing_analyse(Program *program, Stage last, Store **ret_store, Analysis *ret_analysis, Error *error) MUST_USE;

/* Whether a path ends in .extension, without regard to case. */
bool writing_is(const char *path, const char *extension);

/* Refuses a path that ends in none of ".pdf .csv .xlsx"; .mbtiles with the reason that it is for others alone. */
bool writing_ending(const char *path, const char *endings, Error *error) MUST_USE;

/* Records the run in the database and tells what was found. */
bool writing_record(Program *program, Store *store, const Analysis *analysis, const char *path, Error *error) MUST_USE;

/* The same; --json prints `beside` too, by its name (NULL: nothing), which is no part of the run. */
bool writing_record_beside(Program *program, Store *store, const Analysis *analysis, const char *path, const char *name, json_t *beside, Error *error) MUST_USE;

/* A result of evidence: all of it, what it rests on beside the configuration, its sentence, and who writes its page and table. */
typedef struct Evidence {
    json_t *json, *task;
    const char *conclusion;
    const void *result;
    bool (*write_pdf)(const Config *config, const Analysis *analysis, const void *result, const char *run_id, const char *path, Error *error);
    bool (*write_tables)(const Config *config, const Analysis *analysis, const void *result, About about, const char *path, Error *error); /* src/tables.h */
    bool (*write_ics)(const Config *config, const Analysis *analysis, const void *result, const char *path, Error *error); /* NULL: no calendar */
    bool (*write_geopackage)(const Config *config, const Analysis *analysis, const void *result, const Remark *remarks, size_t count, const char *path, Error *error);
    const Grid *grid;          /* of a .tif and a .gpkg; NULL when there is none */
    const char *grid_unit;
    const ExportLayer *layer;  /* of a .gpkg; NULL when there is none */
} Evidence;

/* Writes it as .pdf, .csv, .xlsx, .ods, .json and, where it has them, .ics, .tif and .gpkg; records the run, and tells what it says; with --json all of it. */
bool writing_evidence(Program *program, Store *store, const Analysis *analysis, const Evidence *evidence, const char *path, Error *error) MUST_USE;

/* The parts of a GeoPackage. Streets and what goes with the levers are there where they can be made: without the layers they
 * need they are left out, and the file says so. */
enum {
    PART_DENSITY = 1,
    PART_AREAS = 2,
    PART_STREETS = 4,
    PART_LEVER = 8, /* << lever: its priorities and what goes with it (src/levers.h) */
    PART_LEVERS = PART_LEVER << LEVER_LIGHTING | PART_LEVER << LEVER_HANDHAVING | PART_LEVER << LEVER_CAMERAS
};

/* The parts of `export` and `run`; the streets are made when the first part needs them, and kept for the next. */
bool writing_density(const Config *config, const Analysis *analysis, Store *store, const char *path, Error *error) MUST_USE;

/* The density of an analysis that was only loaded, band by band: for grids that do not fit in memory. */
bool writing_density_bands(const Config *config, Analysis *analysis, Store *store, const char *path, Error *error) MUST_USE;
bool writing_geopackage(const Config *config, const Analysis *analysis, Store *store, unsigned parts, StreetsOnce *streets, const char *path, Error *error) MUST_USE;

/* The risk areas alone: .geojson, .fgb, .csv, .xlsx or .ods. */
bool writing_areas(const Config *config, const Analysis *analysis, Store *store, const char *path, Error *error) MUST_USE;

/* Areas and rankings as tables. A workbook (.xlsx, .ods) holds them all, with what goes with the levers; a .csv of one lever its ranking,
 * and what goes with it in files beside it: lighting.csv gets lighting_segments.csv and lighting_spots.csv. */
bool writing_tables(const Config *config, const Analysis *analysis, Store *store, unsigned parts, StreetsOnce *streets, const char *path, Error *error) MUST_USE;

/* The same as JSON: what goes with the lever is in the same object. */
bool writing_priorities_json(const Config *config, const Analysis *analysis, Lever lever, StreetsOnce *streets, const char *path, Error *error) MUST_USE;

/* The levers as pages: all, or with `lever` below LEVER_COUNT that one. */
bool writing_priorities_pdf(const Config *config, const Analysis *analysis, Store *store, Lever lever, StreetsOnce *streets, const char *path, Error *error) MUST_USE;

/* The density along streets alone: .gpkg, .geojson, .fgb, .csv, .xlsx or .ods. */
bool writing_streets(const Config *config, const Analysis *analysis, Store *store, const char *path, Error *error) MUST_USE;
/* The report for the council. */
bool writing_report(const Config *config, Analysis *analysis, Store *store, StreetsOnce *streets, const char *path, Error *error) MUST_USE;

/* The two pages for a briefing. */
bool writing_brief(const Config *config, Analysis *analysis, Store *store, const char *path, Error *error) MUST_USE;
/* The page for a browser. */
bool writing_web(const Config *config, const Analysis *analysis, Store *store, const char *path, Error *error) MUST_USE;
bool writing_map(const Config *config, const Analysis *analysis, Store *store, const char *path, Error *error) MUST_USE;

#endif
