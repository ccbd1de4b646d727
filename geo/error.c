#include "geo/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A cut inside a UTF-8 sequence would make the whole message unreadable for some terminals. */
static void cut_at_character(char *text, size_t length)
{
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80) length--;
    text[length] = '\0';
}

bool error_set(Error *error, ErrorCode code, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    error->code = code;
    int length = vsnprintf(error->text, sizeof error->text, format, values);
    va_end(values);
    if (length >= (int)sizeof error->text) {
        char last = error->text[sizeof error->text - 2];
        if ((unsigned char)last & 0x80) cut_at_character(error->text, sizeof error->text - 2);
    }
    return false;
}

bool error_memory(Error *error, double bytes)
{
    return error_set(error, ERROR_FAILED, _("Not enough memory: %.0f MB could not be had; choose a larger cell or a smaller extent."),
                     bytes / 1e6);
}

bool error_prefix(Error *error, const char *where)
{
    char text[sizeof error->text];
    memcpy(text, error->text, sizeof text);
    return error_set(error, error->code, "%s: %s", where, text);
}
