/*
 * writing.h: what the commands that write results share: which audience, which formats, which parts.
 */
#ifndef BRANDPUNT_SRC_COMMANDS_WRITING_H
#define BRANDPUNT_SRC_COMMANDS_WRITING_H

#include "src/analysis.h"
#include "src/commands/command.h"
#include "src/exchange/export.h"

#include <jansson.h>

/* EPSG number of the project's CRS; refuses one that is not metric. */
bool writing_srid(const Config *config, int *ret_srid, Error *error) MUST_USE;

/* Opens the database and does the analysis up to a stage; refuses an audience for which nothing can be made. Free with
 * analysis_free() and store_close(). */
bool writing_analyse(Program *program, Stage last, Store **ret_store, Analysis *ret_analysis, Error *error) MUST_USE;

/* Whether a path ends in .extension, without regard to case. */
bool writing_is(const char *path, const char *extension);

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
    bool (*write_csv)(const Config *config, const void *result, const char *path, Error *error);
    /* Where there are several tables, in place of write_csv; and a GeoPackage, where there is one. */
    bool (*write_tables)(const Config *config, const Analysis *analysis, const void *result, const char *run_id, const char *path, Error *error);
    bool (*write_geopackage)(const Config *config, const Analysis *analysis, const void *result, const Remark *remarks, size_t count, const char *path, Error *error);
    const Grid *grid;          /* of a .tif and a .gpkg; NULL when there is none */
    const char *grid_unit;
    const ExportLayer *layer;  /* of a .gpkg; NULL when there is none */
} Evidence;

/* Writes it as .pdf, .csv, .json and, where it has them, .tif and .gpkg; records the run, and tells what it says; with --json all of it. */
bool writing_evidence(Program *program, Store *store, const Analysis *analysis, const Evidence *evidence, const char *path, Error *error) MUST_USE;

/* The parts of `export` and `run`. With streets: where they can be made; without street layer, or with a Gaussian, the layer is
 * left out. */
bool writing_density(const Config *config, const Analysis *analysis, Store *store, const char *path, Error *error) MUST_USE;

/* The density of an analysis that was only loaded, band by band: for grids that do not fit in memory. */
bool writing_density_bands(const Config *config, Analysis *analysis, Store *store, const char *path, Error *error) MUST_USE;
bool writing_geopackage(const Config *config, const Analysis *analysis, Store *store, bool with_density, bool with_areas, bool with_priorities, bool with_streets, const char *path, Error *error) MUST_USE;
bool writing_areas_csv(const Config *config, const Analysis *analysis, const char *path, Error *error) MUST_USE;
bool writing_areas_geojson(const Config *config, const Analysis *analysis, const char *path, Error *error) MUST_USE;
bool writing_priorities_csv(const Config *config, const Analysis *analysis, Lever lever, const char *path, Error *error) MUST_USE;

/* The density along streets alone: .gpkg, .geojson or .csv. */
bool writing_streets(const Config *config, const Analysis *analysis, Store *store, const char *path, Error *error) MUST_USE;
/* The two pages for a briefing. */
bool writing_brief(const Config *config, Analysis *analysis, Store *store, const char *path, Error *error) MUST_USE;
bool writing_map(const Config *config, const Analysis *analysis, Store *store, const char *path, Error *error) MUST_USE;

#endif
