#include "src/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void clear_bar(Log *log)
{
    if (log->bar_shown) fputs("\r\033[K", stderr);
    log->bar_shown = false;
}

/* Colour is for a terminal alone, and for nobody who asked for none (no-color.org). */
static bool has_colour(void)
{
    const char *terminal = getenv("TERM"), *none = getenv("NO_COLOR");
    return isatty(STDERR_FILENO) == 1 && (none == NULL || none[0] == '\0') && terminal != NULL && strcmp(terminal, "dumb") != 0;
}

Log log_init(bool quiet)
{
    return (Log){quiet, isatty(STDERR_FILENO) == 1, false};
}

void log_error(Log *log, const char *text)
{
    clear_bar(log);
    fprintf(stderr, has_colour() ? "\033[1;31mbrandpunt:\033[0m %s\n" : "brandpunt: %s\n", text);
}

void log_say(Log *log, const char *format, ...)
{
    if (log->quiet) return;
    clear_bar(log);
    va_list values;
    va_start(values, format);
    vfprintf(stderr, format, values);
    va_end(values);
    fputc('\n', stderr);
}

void log_warn(Log *log, const char *format, ...)
{
    clear_bar(log);
    fprintf(stderr, has_colour() ? "\033[1;33m%s\033[0m" : "%s", _("Warning: "));
    va_list values;
    va_start(values, format);
    vfprintf(stderr, format, values);
    va_end(values);
    fputc('\n', stderr);
}

Progress progress_init(Log *log, const char *what, double total)
{
    double now = now_s();
    return (Progress){log, what, total, now, now};
}

void progress_to(Progress *progress, double done)
{
    if (progress->log->quiet || !progress->log->terminal || !(progress->total > 0)) return;
    double now = now_s();
    if (now - progress->begun_s < 1 || now - progress->drawn_s < 0.1) return;
    progress->drawn_s = now;
    double share = done / progress->total;
    if (share > 1) share = 1;
    double left_s = share > 0 ? (now - progress->begun_s) * (1 - share) / share : 0;
    char bar[31] = "..............................";
    for (int i = 0; i < (int)(share * 30); i++) bar[i] = '#';
    fputs("\r\033[K", stderr);
    fprintf(stderr, _("%s [%s] %.0f %%, %.0f s left"), progress->what, bar, 100 * share, left_s);
    fflush(stderr);
    progress->log->bar_shown = true;
}

void progress_end(Progress *progress)
{
    clear_bar(progress->log);
}
