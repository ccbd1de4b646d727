/*
 * output.h: a result file is there whole or not at all.
 *
 * It is written beside its place under a name that begins with a dot, brought to disk, and renamed. Whatever
 * stood at the path before stays until then, and stays when the writing fails.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_OUTPUT_H
#define BRANDPUNT_SRC_EXCHANGE_OUTPUT_H

#include "geo/error.h"
#include "src/exchange/hash.h"

#include <limits.h>
#include <stdio.h>

typedef struct Output {
    char path[PATH_MAX]; /* where it will stand */
    char beside[PATH_MAX]; /* where it is written; the same ending */
    FILE *stream;        /* open for output_open(), NULL for output_place() */
} Output;

/* Chooses the name to write to, after looking whether the folder can be written. The writer makes the file. */
bool output_place(const char *path, Output *ret_output, Error *error) MUST_USE;

/* The same, with the file open as a stream. A device or pipe, such as /dev/null, is written to as it is. */
bool output_open(const char *path, Output *ret_output, Error *error) MUST_USE;

/* Closes, brings to disk and renames; on failure nothing is left. */
bool output_commit(Output *output, Error *error) MUST_USE;

/* Throws away what was written; safe after output_commit() and on a zeroed struct. */
void output_discard(Output *output);

/* Makes a folder, and those above it, when it is not there; fails when it cannot be written. */
bool output_folder(const char *path, Error *error) MUST_USE;

/* Keeps other programs that ask the same from this folder until the program ends, or refuses when one is at work there. On a disk
 * that knows no locks nothing is kept. */
bool output_claim(const char *folder, Error *error) MUST_USE;

/* What was written, for the audit: the names without folders, and the SHA-256, "" of what a device or a pipe was given. */
typedef struct OutputSeen {
    char name[NAME_MAX + 1], sha256[HASH_HEX_BYTES];
} OutputSeen;

typedef struct OutputLog {
    size_t count;
    OutputSeen *seen;
} OutputLog;

/* From here on every output_commit() is kept in the log, until another log, or NULL, is given. Every file goes out through there, from
 * rooms that know of no audit: this is the one thing here that is remembered between calls. */
void output_watch(OutputLog *log);
void output_log_free(OutputLog *log);

/* For what other libraries write: their own words name files that the user never heard of. Returns false. */
bool output_not_written(const char *path, Error *error);

#endif
