/*
 * error.h: how a function says that it could not do its work.
 *
 * Every function that can fail returns bool and takes an Error last. On failure it fills the Error with one
 * sentence for the user: what is wrong, where, and what to do. It leaves its ret_ arguments alone, prints
 * nothing, and frees what it made. Only main() prints an Error, once.
 *
 * The code is the exit status of the program.
 */
#ifndef BRANDPUNT_GEO_ERROR_H
#define BRANDPUNT_GEO_ERROR_H

#include <libintl.h>
#include <stdbool.h>

/* Marks a message for translation and looks it up; N_ only marks it, for tables. */
#define _(text) gettext(text)
#define N_(text) text

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, values_at) __attribute__((format(printf, format_at, values_at)))

typedef enum ErrorCode {
    ERROR_NONE = 0,
    ERROR_FAILED = 1, /* the work failed: disk, memory, database */
    ERROR_USAGE = 2,  /* wrong option or configuration */
    ERROR_INPUT = 3   /* the data was refused */
} ErrorCode;

typedef struct Error {
    ErrorCode code;
    char text[512]; /* one sentence, UTF-8, cut at a character's edge when it is too long */
} Error;

/* Fills error with code and the sentence; always returns false, so that `return error_set(...)` reads well. */
bool error_set(Error *error, ErrorCode code, const char *format, ...) PRINTF_LIKE(3, 4);

/* Makes a text fit to be shown on a screen: control signs (a new line too), signs that turn the direction of writing, and bytes that are
 * no UTF-8 each become a question mark. error_set() does so by itself. */
void printable(char *text);

/* Fills error for an allocation of `bytes` that failed; returns false. */
bool error_memory(Error *error, double bytes);

/* Puts "where: " before the sentence, for a caller that knows the file or the step; returns false. */
bool error_prefix(Error *error, const char *where);

#endif
