#include "src/suggestion.h"

#include <string.h>

enum { LONGEST = 32, MOST_LETTERS = 3 };

size_t word_distance(const char *a, const char *b)
{
    size_t row[LONGEST + 1], n = strlen(b);
    if (n > LONGEST || strlen(a) > LONGEST) return LONGEST;
    for (size_t j = 0; j <= n; j++) row[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t best = corner + (a[i - 1] != b[j - 1]);
            if (row[j] + 1 < best) best = row[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            corner = row[j];
            row[j] = best;
        }
    }
    return row[n];
}

size_t word_distance_limit(const char *typed)
{
    size_t half = (strlen(typed) + 1) / 2;
    return half < MOST_LETTERS + 1 ? half : MOST_LETTERS + 1;
}
