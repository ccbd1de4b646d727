/*
 * numbers.h: numbers and dates as a reader writes them, in Dutch and in English.
 *
 * Dutch writes 1.234,5 and 22-11-2026; English writes 1,234.5 and 22 November 2026. Nothing here asks the
 * locale. Every function fills a buffer of NUMBER_TEXT bytes, UTF-8. A number that is not there (NaN,
 * infinity) reads 'niet te bepalen' or 'not known', never 0.
 */
#ifndef BRANDPUNT_RENDER_NUMBERS_H
#define BRANDPUNT_RENDER_NUMBERS_H

#include "render/scene.h"

enum { NUMBER_TEXT = 64 }; /* bytes that any function here may fill */

/* A number with 0..6 decimals, rounded half to even on its exact binary value as printf does. From 1e15 on
 * it is written with a power of ten. Zero has no sign. */
void number_text(Language language, double value, int decimals, char *ret_text);

/* The fewest decimals, 0..6, with which all numbers print as they are; six for a number that never does. */
int number_decimals(const double *value, size_t count);

/* A share of 0..1 as percents: "62%". */
void percent_text(Language language, double share, int decimals, char *ret_text);

/* "20–50", with an en dash; 'niet te bepalen' when one of the two is missing. */
void range_text(Language language, double low, double high, int decimals, char *ret_text);

/* month 1..12, day 1..31; any other date reads as not known. Short: "22-11-2026", "22 Nov 2026". Long:
 * "22 november 2026", "22 November 2026". */
void date_text(Language language, int year, int month, int day, char *ret_text);
void date_long_text(Language language, int year, int month, int day, char *ret_text);

/* "november 2026", "November 2026"; month 1..12. */
void month_long_text(Language language, int year, int month, char *ret_text);

/* 'niet te bepalen' or 'not known'. */
const char *number_missing(Language language);

#endif
