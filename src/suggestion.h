/*
 * suggestion.h: the word that was probably meant, for errors about a command, an option or a key.
 */
#ifndef BRANDPUNT_SRC_SUGGESTION_H
#define BRANDPUNT_SRC_SUGGESTION_H

#include <stddef.h>

/* How many letters must be added, taken away or changed to make one word of the other (Levenshtein 1966). Words
 * of over 32 letters are far from everything. */
size_t word_distance(const char *a, const char *b);

/* The distance below which a word was probably meant: three letters, and fewer than half of what was typed. */
size_t word_distance_limit(const char *typed);

#endif
