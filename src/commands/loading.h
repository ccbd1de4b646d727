/*
 * loading.h: what `import`, `layer` and `run` share: loading a file and telling what came of it.
 */
#ifndef BRANDPUNT_SRC_COMMANDS_LOADING_H
#define BRANDPUNT_SRC_COMMANDS_LOADING_H

#include "src/commands/command.h"
#include "src/import.h"
#include "src/layers.h"

#include <jansson.h>

/* Imports one file, tells what came of it, and adds its line to `list` (JSON array; NULL: none). */
bool loading_reports(Program *program, Store *store, const char *path, const ImportOptions *options, json_t *list, ImportCounts *ret_counts, Error *error) MUST_USE;

/* Links duplicates between the sources and tells how many there are, when reports were loaded now, or by a program that was
 * stopped before it came to this. */
bool loading_link(Program *program, Store *store, int64_t loaded, json_t *object, Error *error) MUST_USE;

/* The same for a command that only reads: it counts every event once, whoever was stopped before. */
bool loading_link_pending(Program *program, Store *store, Error *error) MUST_USE;

/* Loads one layer; one with the same name, role and bytes is left as it is. */
bool loading_layer(Program *program, Store *store, const ConfigLayer *settings, Error *error) MUST_USE;

#endif
