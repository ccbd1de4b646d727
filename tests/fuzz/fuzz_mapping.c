/* The recognition of columns: lines `key=value` set the mapping, the other lines are names of columns. */
#include "src/mapping.h"
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), *name[NAMES];
    MappingOptions options = {0};
    Mapping mapping;
    Error error;
    size_t count = 0;
    if (text == NULL) return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    for (char *line = text, *next; line != NULL && count < NAMES; line = next) {
        if ((next = strchr(line, '\n')) != NULL) *next++ = '\0';
        char *value = strchr(line, '=');
        if (value == NULL) name[count++] = line;
        else if (*value++ = '\0', !mapping_options_set(&options, line, value, &error)) assert(error.text[0] != '\0');
    }
    for (int points = 0; points < 2; points++) {
        if (!mapping_resolve(&options, (const char *const *)name, count, points == 1, &mapping, &error)) {
            assert(error.text[0] != '\0');
            continue;
        }
        for (int f = 0; f < FIELD_COUNT; f++) assert(mapping.column[f] >= -1 && mapping.column[f] < (int)count);
    }
    free(text);
    return 0;
}
