#include "render/web_data.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* ---- texts ---- */

/* The length of the UTF-8 character at text, 0 when there is none: too long, cut short, a surrogate, above U+10FFFF. */
static int character_length(const unsigned char *text)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    int length = text[0] < 0x80 ? 1 : text[0] >= 0xF0 && text[0] < 0xF8 ? 4 : text[0] >= 0xE0 && text[0] < 0xF0 ? 3 : text[0] >= 0xC0 && text[0] < 0xE0 ? 2 : 0;
    uint32_t code = length == 2 ? text[0] & 0x1Fu : length == 3 ? text[0] & 0x0Fu : text[0] & 0x07u;
    for (int i = 1; i < length; i++) {
        if ((text[i] & 0xC0) != 0x80) return 0;
        code = code << 6 | (text[i] & 0x3Fu);
    }
    if (length > 1 && (code < least[length] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))) return 0;
    return length;
}

void data_text(FILE *stream, const char *text)
{
    if (text == NULL) {
        fputs("null", stream);
        return;
    }
    fputc('"', stream);
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0';) {
        int length = character_length(at);
        if (length == 0) fputs("\\uFFFD", stream), at++;
        else if (length == 1) {
            if (*at < 0x20 || *at == 0x7F || strchr("\"\\<>&'", *at) != NULL) fprintf(stream, "\\u%04X", *at);
            else fputc(*at, stream);
            at++;
        } else {
            if (memcmp(at, "\xE2\x80\xA8", 3) == 0 || memcmp(at, "\xE2\x80\xA9", 3) == 0) fprintf(stream, "\\u20%02X", at[2] - 0x80);
            else fwrite(at, 1, (size_t)length, stream);
            at += length;
        }
    }
    fputc('"', stream);
}

void data_html(FILE *stream, const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0';) {
        int length = character_length(at);
        if (length == 0 || (length == 1 && *at < 0x20 && *at != '\n')) fputs("\xEF\xBF\xBD", stream), at++;
        else {
            if (strchr("<>&\"'", *at) != NULL) fprintf(stream, "&#%d;", *at);
            else fwrite(at, 1, (size_t)length, stream);
            at += length;
        }
    }
}

void data_number(FILE *stream, double value, int decimals)
{
    char text[400];
    if (!isfinite(value)) {
        fputs("null", stream);
        return;
    }
    snprintf(text, sizeof text, "%.*f", decimals, value);
    if (strchr(text, '.') != NULL) {
        size_t length = strlen(text);
        while (text[length - 1] == '0') length--;
        if (text[length - 1] == '.') length--;
        text[length] = '\0';
    }
    fputs(strcmp(text, "-0") == 0 ? "0" : text, stream);
}

/* ---- geometry ---- */

static void write_whole(FILE *stream, int64_t number)
{
    static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint64_t left = number < 0 ? 2 * (uint64_t)(-(number + 1)) + 1 : 2 * (uint64_t)number;
    do {
        fputc(characters[(left & 31) | (left > 31 ? 32 : 0)], stream);
        left >>= 5;
    } while (left > 0);
}

typedef struct Step {
    int64_t x, y;
} Step;

static Step step_of(const Features *features, size_t vertex, DataPlace place)
{
    return (Step){llround((features->x_m[vertex] - place.x0_m) / place.step_m), llround((features->y_m[vertex] - place.y0_m) / place.step_m)};
}

static bool same_step(Step a, Step b)
{
    return a.x == b.x && a.y == b.y;
}

/* Whether a vertex is written: not where the one before falls on the same step, nor the last of a ring on its first. */
static bool is_kept(const Features *features, size_t first, size_t end, size_t vertex, DataPlace place)
{
    Step step = step_of(features, vertex, place);
    if (vertex == first) return true;
    if (same_step(step, step_of(features, vertex - 1, place))) return false;
    return features->kind != FEATURE_POLYGON || vertex + 1 < end || !same_step(step, step_of(features, first, place));
}

/* The vertices of a part that are written; 0 when too few are left for a line or a ring. */
static size_t kept_vertices(const Features *features, size_t part, DataPlace place)
{
    size_t first = features->vertex_start[part], end = features->vertex_start[part + 1], kept = 0;
    size_t least = features->kind == FEATURE_POLYGON ? 3 : features->kind == FEATURE_LINE ? 2 : 1;
    for (size_t v = first; v < end; v++) kept += is_kept(features, first, end, v, place);
    return kept >= least ? kept : 0;
}

static void write_part(FILE *stream, const Features *features, size_t part, DataPlace place, Step *last)
{
    size_t kept = kept_vertices(features, part, place), first = features->vertex_start[part], end = features->vertex_start[part + 1];
    if (kept == 0) return;
    write_whole(stream, (int64_t)kept);
    for (size_t v = first; v < end; v++) {
        if (!is_kept(features, first, end, v, place)) continue;
        Step step = step_of(features, v, place);
        write_whole(stream, step.x - last->x);
        write_whole(stream, step.y - last->y);
        *last = step;
    }
}

void data_features(FILE *stream, const Features *features, DataPlace place)
{
    Step last = {0, 0};
    size_t count = features != NULL ? features->count : 0;
    fputc('"', stream);
    write_whole(stream, (int64_t)count);
    for (size_t f = 0; f < count; f++) {
        int64_t parts = 0;
        for (size_t p = features->part_start[f]; p < features->part_start[f + 1]; p++) parts += kept_vertices(features, p, place) > 0;
        write_whole(stream, parts);
        for (size_t p = features->part_start[f]; p < features->part_start[f + 1]; p++) write_part(stream, features, p, place, &last);
    }
    fputc('"', stream);
}
