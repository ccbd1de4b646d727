/*
 * log.h: what the program tells while it works, on stderr; results alone go to stdout.
 *
 * Messages are whole translated sentences. `--quiet` silences all but warnings. The progress bar appears
 * when stderr is a terminal and the work has lasted a second. On a terminal a warning is yellow and an error red, unless NO_COLOR is set.
 */
#ifndef BRANDPUNT_SRC_LOG_H
#define BRANDPUNT_SRC_LOG_H

#include "geo/error.h"

typedef struct Log {
    bool quiet;
    bool terminal; /* stderr is a terminal */
    bool bar_shown;
} Log;

typedef struct Progress {
    Log *log;
    const char *what; /* translated */
    double total, begun_s, drawn_s;
} Progress;

Log log_init(bool quiet);

/* The one error that ends the program. */
void log_error(Log *log, const char *text);
void log_say(Log *log, const char *format, ...) PRINTF_LIKE(2, 3);
void log_warn(Log *log, const char *format, ...) PRINTF_LIKE(2, 3);

/* A bar for `total` units of work; progress_to() is cheap enough for every thousandth unit. */
Progress progress_init(Log *log, const char *what, double total);
void progress_to(Progress *progress, double done);
void progress_end(Progress *progress);

#endif
