/*
 * web_data.h: what a web page carries as data: JSON that is safe within HTML, and geometry in few characters.
 *
 * JSON. No character in it can end the script element it stands in, or begin anything else: <, > and &, the line ends U+2028 and
 * U+2029 and every control character are written as \uXXXX; bytes that are no UTF-8 become U+FFFD.
 *
 * Geometry. A layer is one text of the characters A-Z a-z 0-9 - _. Each number is written zigzag (0, -1, 1, -2, 2, ...: 2n or -2n-1)
 * in groups of five bits, the lowest first, a character a group, with bit 6 (32) set while more follow. First the number of features;
 * then per feature its number of parts, per part its number of vertices, per vertex the difference in x and y with the one before
 * (of whichever part), in whole steps from (x0_m, y0_m). page.js reads it back.
 */
#ifndef BRANDPUNT_RENDER_WEB_DATA_H
#define BRANDPUNT_RENDER_WEB_DATA_H

#include "geo/features.h"

#include <stdio.h>

/* A JSON text with its quotes; null for NULL. */
void data_text(FILE *stream, const char *text);

/* The same as the text of an HTML element or attribute. */
void data_html(FILE *stream, const char *text);

/* A number that JSON can hold, with at most so many decimals, 0..3; null for one that is not finite. */
void data_number(FILE *stream, double value, int decimals);

typedef struct DataPlace {
    double x0_m, y0_m, step_m;
} DataPlace;

/* The features as a JSON text. A vertex that falls on the same step as the one before is left out, a part that keeps too few (a line
 * 2, a ring 3) with it; a feature may be left with no part. NULL is a layer without features. */
void data_features(FILE *stream, const Features *features, DataPlace place);

#endif
