/*
 * bytes.h: bytes that grow: a file in the making, or a text put together from pieces.
 *
 * When memory runs out the rest is dropped and `failed` stays set, so that a whole row of additions is looked at once, at its end.
 */
#ifndef BRANDPUNT_RENDER_BYTES_H
#define BRANDPUNT_RENDER_BYTES_H

#include "geo/error.h"

#include <cairo.h>
#include <stddef.h>

typedef struct Bytes { /* zeroed: none yet */
    char *text;        /* ends with a zero that is not counted; NULL while nothing was added */
    size_t count, capacity;
    bool failed;
} Bytes;

void bytes_add(Bytes *bytes, const void *from, size_t count);
void bytes_text(Bytes *bytes, const char *text);
void bytes_print(Bytes *bytes, const char *format, ...) PRINTF_LIKE(2, 3);

/* A text as XML wants it: signs with a meaning escaped, control characters as spaces, bytes that are no UTF-8 as a replacement sign. */
void bytes_escaped(Bytes *bytes, const char *text);

void bytes_free(Bytes *bytes);

/* Adds what cairo writes to the Bytes given to it. */
cairo_status_t bytes_keep(void *bytes, const unsigned char *from, unsigned int count);

#endif
