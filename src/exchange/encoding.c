#include "src/exchange/encoding.h"

#include <stdint.h>
#include <string.h>

/* Code points of the bytes 0x80..0x9F; the five that Windows-1252 leaves open are U+FFFD. */
static const uint16_t windows_1252[32] = {0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                          0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                          0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                          0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

static const struct {
    const char *name; /* lower case, without blanks, '-' and '_' */
    TextEncoding encoding;
} encoding_names[] = {
    {"auto", ENCODING_DETECT},
    {"detect", ENCODING_DETECT},
    {"", ENCODING_DETECT},
    {"utf8", ENCODING_UTF8},
    {"utf8bom", ENCODING_UTF8},
    {"ascii", ENCODING_UTF8},
    {"usascii", ENCODING_UTF8},
    {"windows1252", ENCODING_WINDOWS_1252},
    {"cp1252", ENCODING_WINDOWS_1252},
    {"1252", ENCODING_WINDOWS_1252},
    {"ansi", ENCODING_WINDOWS_1252},
    {"ansi1252", ENCODING_WINDOWS_1252},
    {"latin1", ENCODING_WINDOWS_1252},
    {"iso88591", ENCODING_WINDOWS_1252},
    {"88591", ENCODING_WINDOWS_1252},
    {"iso885915", ENCODING_WINDOWS_1252},
    {"utf16", ENCODING_UTF16LE},
    {"utf16le", ENCODING_UTF16LE},
    {"utf16be", ENCODING_UTF16BE},
};

const char *encoding_name(TextEncoding encoding)
{
    switch (encoding) {
    case ENCODING_UTF8:
        return "UTF-8";
    case ENCODING_WINDOWS_1252:
        return "Windows-1252";
    case ENCODING_UTF16LE:
        return "UTF-16LE";
    case ENCODING_UTF16BE:
        return "UTF-16BE";
    case ENCODING_DETECT:
        break;
    }
    return "auto";
}

bool encoding_from_name(const char *name, TextEncoding *ret_encoding, Error *error)
{
    char folded[32];
    size_t length = 0;
    for (const char *c = name; *c && length < sizeof folded - 1; c++) {
        if (strchr(" -_.", *c)) continue;
        folded[length++] = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    }
    folded[length] = '\0';
    for (size_t i = 0; i < sizeof encoding_names / sizeof encoding_names[0]; i++) {
        if (strcmp(folded, encoding_names[i].name) == 0) {
            *ret_encoding = encoding_names[i].encoding;
            return true;
        }
    }
    return error_set(
        error, ERROR_USAGE,
        _("\"%.60s\" is not an encoding this program reads; use auto, UTF-8, Windows-1252, UTF-16LE or "
          "UTF-16BE."),
        name);
}

/* Bytes of the valid UTF-8 sequence at text (2..4), or 0. */
static size_t sequence_length(const unsigned char *text, size_t left)
{
    unsigned first = text[0];
    if (first < 0xC2 || first > 0xF4) return 0;
    size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (left < length) return 0;
    unsigned low = 0x80,
             high = 0xBF; /* of the second byte: no overlong forms, no surrogates, at most U+10FFFF */
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
    if (text[1] < low || text[1] > high) return 0;
    for (size_t i = 2; i < length; i++) {
        if ((text[i] & 0xC0U) != 0x80U) return 0;
    }
    return length;
}

size_t encoding_utf8_valid(const char *text, size_t length)
{
    const unsigned char *byte = (const unsigned char *)text;
    size_t i = 0;
    while (i < length) {
        uint64_t word;
        if (length - i >= sizeof word) { /* eight bytes of ASCII at once: what most files are */
            memcpy(&word, byte + i, sizeof word);
            if ((word & 0x8080808080808080ULL) == 0) {
                i += sizeof word;
                continue;
            }
        }
        if (byte[i] < 0x80) {
            i++;
            continue;
        }
        size_t sequence = sequence_length(byte + i, length - i);
        if (sequence == 0) return i;
        i += sequence;
    }
    return i;
}

static size_t put_code_point(uint32_t code, char *out)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0U | code >> 6);
        out[1] = (char)(0x80U | (code & 0x3FU));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0U | code >> 12);
        out[1] = (char)(0x80U | (code >> 6 & 0x3FU));
        out[2] = (char)(0x80U | (code & 0x3FU));
        return 3;
    }
    out[0] = (char)(0xF0U | code >> 18);
    out[1] = (char)(0x80U | (code >> 12 & 0x3FU));
    out[2] = (char)(0x80U | (code >> 6 & 0x3FU));
    out[3] = (char)(0x80U | (code & 0x3FU));
    return 4;
}

static size_t from_windows_1252(const char *text, size_t length, char *out)
{
    size_t written = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte < 0x80) {
            out[written++] = text[i];
        } else {
            uint32_t code = byte < 0xA0 ? windows_1252[byte - 0x80] : byte;
            written += put_code_point(code, out + written);
        }
    }
    return written;
}

static uint32_t utf16_unit(const char *text, bool big_endian)
{
    unsigned char a = (unsigned char)text[0], b = (unsigned char)text[1];
    return big_endian ? (uint32_t)(a << 8 | b) : (uint32_t)(b << 8 | a);
}

static size_t from_utf16(const char *text, size_t length, bool big_endian, char *out, size_t *ret_used)
{
    size_t written = 0, i = 0;
    while (i + 2 <= length) {
        uint32_t code = utf16_unit(text + i, big_endian);
        size_t taken = 2;
        if (code >= 0xD800 && code < 0xDC00) {
            if (i + 4 > length) break;
            uint32_t low = utf16_unit(text + i + 2, big_endian);
            if (low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                taken = 4;
            } else {
                code = 0xFFFD;
            }
        } else if (code >= 0xDC00 && code < 0xE000) {
            code = 0xFFFD;
        }
        written += put_code_point(code, out + written);
        i += taken;
    }
    *ret_used = i;
    return written;
}

size_t encoding_to_utf8(TextEncoding encoding, const char *text, size_t length, char *out, size_t *ret_used)
{
    if (encoding == ENCODING_UTF16LE || encoding == ENCODING_UTF16BE)
        return from_utf16(text, length, encoding == ENCODING_UTF16BE, out, ret_used);
    *ret_used = length;
    if (encoding == ENCODING_WINDOWS_1252) return from_windows_1252(text, length, out);
    memcpy(out, text, length);
    return length;
}
