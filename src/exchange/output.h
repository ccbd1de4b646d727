/*
 * output.h: a result file is there whole or not at all.
 *
 * It is written beside its place under a name that begins with a dot, brought to disk, and renamed. Whatever
 * stood at the path before stays until then, and stays when the writing fails.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_OUTPUT_H
#define BRANDPUNT_SRC_EXCHANGE_OUTPUT_H

#include "geo/error.h"

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

/* For what other libraries write: their own words name files that the user never heard of. Returns false. */
bool output_not_written(const char *path, Error *error);

#endif
