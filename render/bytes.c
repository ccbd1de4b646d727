#include "render/bytes.h"

#include <glib.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool make_room(Bytes *bytes, size_t count)
{
    if (bytes->failed) return false;
    if (bytes->text && bytes->count + count + 1 <= bytes->capacity) return true;
    size_t capacity = 2 * (bytes->count + count + 1);
    char *grown = realloc(bytes->text, capacity);
    bytes->failed = grown == NULL;
    if (bytes->failed) return false;
    bytes->text = grown;
    bytes->capacity = capacity;
    return true;
}

void bytes_add(Bytes *bytes, const void *from, size_t count)
{
    if (!make_room(bytes, count)) return;
    memcpy(bytes->text + bytes->count, from, count);
    bytes->count += count;
    bytes->text[bytes->count] = '\0';
}

void bytes_text(Bytes *bytes, const char *text)
{
    bytes_add(bytes, text, strlen(text));
}

void bytes_print(Bytes *bytes, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int length = vsnprintf(NULL, 0, format, values);
    va_end(values);
    if (length < 0 || !make_room(bytes, (size_t)length)) return;
    va_start(values, format);
    vsnprintf(bytes->text + bytes->count, (size_t)length + 1, format, values);
    va_end(values);
    bytes->count += (size_t)length;
}

void bytes_escaped(Bytes *bytes, const char *text)
{
    char *valid = g_utf8_make_valid(text, -1);
    for (const char *at = valid; *at; at++) {
        if (*at == '&') bytes_text(bytes, "&amp;");
        else if (*at == '<') bytes_text(bytes, "&lt;");
        else if (*at == '>') bytes_text(bytes, "&gt;");
        else bytes_add(bytes, (unsigned char)*at < 0x20 ? " " : at, 1);
    }
    g_free(valid);
}

void bytes_free(Bytes *bytes)
{
    free(bytes->text);
    *bytes = (Bytes){0};
}

cairo_status_t bytes_keep(void *bytes, const unsigned char *from, unsigned int count)
{
    bytes_add(bytes, from, count);
    return ((Bytes *)bytes)->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}
