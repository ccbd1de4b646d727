#include "render/svg_ids.h"

#include <stdlib.h>
#include <string.h>

typedef struct Numbers { /* those of cairo, in the order of coming up */
    unsigned long *number;
    size_t count, capacity;
} Numbers;

/* The place of a number, a new one when it has none yet; the number itself when memory has run out. */
static unsigned long renumbered(Numbers *numbers, unsigned long number)
{
    for (size_t i = 0; i < numbers->count; i++)
        if (numbers->number[i] == number) return i;
    if (numbers->count == numbers->capacity) {
        size_t capacity = numbers->capacity ? 2 * numbers->capacity : 16;
        unsigned long *grown = realloc(numbers->number, capacity * sizeof *grown);
        if (!grown) return number;
        numbers->number = grown;
        numbers->capacity = capacity;
    }
    numbers->number[numbers->count] = number;
    return numbers->count++;
}

/* The length of one of cairo's words before a number, or 0. */
static size_t word_length(const char *text)
{
    static const char *const words[] = {"surface", "image", "source", "pattern", "mask"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t length = strlen(words[i]);
        if (strncmp(text, words[i], length) == 0 && strspn(text + length, "0123456789") > 0) return length;
    }
    return 0;
}

void svg_ids_write(const char *text, size_t count, FILE *file)
{
    const char *end = text + count, *from = text;
    Numbers numbers = {0};

    for (const char *at = text; at < end; at++) {
        if (*at != '"' && *at != '#') continue; /* a name begins after a quote, a reference after a hash */
        size_t length = word_length(at + 1);
        if (length == 0) continue;
        const char *digits = at + 1 + length, *after = digits + strspn(digits, "0123456789");
        if (*after != '"' && *after != ')') continue;
        fwrite(from, 1, (size_t)(digits - from), file);
        fprintf(file, "%lu", renumbered(&numbers, strtoul(digits, NULL, 10)));
        from = after;
    }
    fwrite(from, 1, (size_t)(end - from), file);
    free(numbers.number);
}
