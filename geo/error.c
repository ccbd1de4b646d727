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

/* The length of the UTF-8 sequence that begins here, and its code; 1 and 0 for a byte that begins none. */
static size_t sequence(const unsigned char *at, unsigned *ret_code)
{
    static const unsigned least[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = at[0] < 0x80 ? 1 : at[0] >> 5 == 6 ? 2 : at[0] >> 4 == 14 ? 3 : at[0] >> 3 == 30 ? 4 : 0;
    unsigned code = length == 1 ? at[0] : at[0] & (0x7FU >> length);
    for (size_t i = 1; i < length; i++) {
        if (at[i] >> 6 != 2) length = 0;
        code = code << 6 | (at[i] & 0x3FU);
    }
    bool valid = length > 0 && code >= least[length] && code <= 0x10FFFF && code >> 11 != 0x1B;
    *ret_code = valid ? code : 0;
    return valid ? length : 1;
}

void printable(char *text)
{
    char *to = text;
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0';) {
        unsigned code;
        size_t length = sequence(at, &code);
        bool turns = code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
        if (code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 || turns) {
            *to++ = '?';
        } else {
            memmove(to, at, length);
            to += length;
        }
        at += length;
    }
    *to = '\0';
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
    printable(error->text);
    return false;
}

bool error_memory(Error *error, double bytes)
{
    if (bytes < 0.5e6) return error_set(error, ERROR_FAILED, "%s", _("Not enough memory; close other programs, or choose a larger cell or a smaller extent."));
    return error_set(error, ERROR_FAILED, _("Not enough memory: %.0f MB could not be had; choose a larger cell or a smaller extent."),
                     bytes / 1e6);
}

bool error_prefix(Error *error, const char *where)
{
    char text[sizeof error->text];
    memcpy(text, error->text, sizeof text);
    return error_set(error, error->code, "%s: %s", where, text);
}
