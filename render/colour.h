/*
 * colour.h: a colour, and the same colour in numbers that fit the eye.
 *
 * Colours are sRGB (IEC 61966-2-1); Lab is CIELAB under D65 (CIE 1976). What these say of a colour leaves its alpha out.
 */
#ifndef BRANDPUNT_RENDER_COLOUR_H
#define BRANDPUNT_RENDER_COLOUR_H

#include <stdbool.h>

typedef struct Colour {
    double red, green, blue, alpha; /* sRGB, 0..1 */
} Colour;

typedef struct Lab {
    double l, a, b; /* L* 0 black to 100 white */
} Lab;

/* Between the coded value of a channel and its share of light; both 0..1, what lies outside is cut. */
double colour_to_light(double coded);
double colour_from_light(double light);

Lab colour_lab(Colour colour);
Colour colour_of_lab(Lab lab); /* opaque; what sRGB cannot show is cut at its edge */

/* Reads "#a1b2c3" or "a1b2c3"; false when it is neither. */
bool colour_read(const char *text, Colour *ret_colour);

#endif
