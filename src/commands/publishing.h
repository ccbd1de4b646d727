/*
 * publishing.h: what the commands do for partners and the public: a publication (src/publication.h) in place of an analysis.
 *
 * The ledger has it before the first byte of a file is there, and the hash of the file after the last.
 */
#ifndef BRANDPUNT_SRC_COMMANDS_PUBLISHING_H
#define BRANDPUNT_SRC_COMMANDS_PUBLISHING_H

#include "src/commands/command.h"

/* Whether the configuration is for others than the municipality. */
bool publishing(const Config *config);

/* For a command that can make nothing for them: says what can be made. The audit will have it, as with each refusal here. */
bool publishing_refused(Program *program, Error *error);

/* Whether the choice may be published at all (src/publication.h). */
bool publishing_check(Program *program, Error *error) MUST_USE;

bool publishing_map(Program *program, const char *path, Error *error) MUST_USE;     /* .pdf, .svg, .png */
bool publishing_areas(Program *program, const char *path, Error *error) MUST_USE;   /* .gpkg, .geojson, .csv, .json */
bool publishing_density(Program *program, const char *path, Error *error) MUST_USE; /* .tif */
bool publishing_export(Program *program, const char *path, Error *error) MUST_USE;  /* .gpkg, .geojson, .csv, .json, .tif */

/* All of it in a folder of its own below the configured one, named after the audience: nothing else is ever put there. */
bool publishing_run(Program *program, Error *error) MUST_USE;

#endif
