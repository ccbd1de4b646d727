/*
 * auditing.h: tells the audit (src/store/audit.h) what a command makes.
 *
 * The entry `begun` is in the database before the first file has its name; without it no file is made. How it ended, and the hash of each
 * file, follows when the command is over. Import, purge and init put their own entry beside the change that they make.
 */
#ifndef BRANDPUNT_SRC_COMMANDS_AUDITING_H
#define BRANDPUNT_SRC_COMMANDS_AUDITING_H

#include "src/commands/command.h"
#include "src/store/store.h"

/* Before a command: keeps what was asked for, and begins to watch the files that are written. */
bool auditing_open(Program *program, const Command *command, Error *error) MUST_USE;

/* Before its first output; a second call changes nothing. */
bool auditing_begin(Program *program, Store *store, Error *error) MUST_USE;

/* After it, whatever it did: `ok` says how it went, and error why not. Returns ok, or false when the audit could not be told. */
bool auditing_close(Program *program, bool ok, Error *error) MUST_USE;

#endif
