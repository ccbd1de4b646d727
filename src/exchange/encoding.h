/*
 * encoding.h: the character sets that Dutch exports come in, and the way from each of them to UTF-8.
 *
 * Inside the program all text is UTF-8. Conversion never fails on a byte: what a character set does not
 * define becomes U+FFFD, so that it shows and is not lost.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_ENCODING_H
#define BRANDPUNT_SRC_EXCHANGE_ENCODING_H

#include "geo/error.h"

#include <stddef.h>

typedef enum TextEncoding {
    ENCODING_DETECT = 0,
    ENCODING_UTF8,
    ENCODING_WINDOWS_1252,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE
} TextEncoding;

/* "UTF-8", "Windows-1252", ...; ENCODING_DETECT gives "auto". */
const char *encoding_name(TextEncoding encoding);

/* Reads a name as people write it (utf8, UTF-8, cp1252, windows-1252, latin1, iso-8859-1, utf-16le, auto ...).
 * ISO 8859-1 and -15 are read as Windows-1252, as every browser does. */
bool encoding_from_name(const char *name, TextEncoding *ret_encoding, Error *error) MUST_USE;

/* Length in bytes of the longest prefix that is valid UTF-8 (no overlong forms, no surrogates). */
size_t encoding_utf8_valid(const char *text, size_t length);

/* Converts `length` bytes to UTF-8. `out` has room for 3 bytes for every byte of input. Of UTF-16
 * an incomplete last character is left: *ret_used says how many bytes were taken. Returns the bytes written.
 * ENCODING_UTF8 copies as it is. */
size_t encoding_to_utf8(TextEncoding encoding, const char *text, size_t length, char *out, size_t *ret_used);

#endif
