/*
 * hatch.h: slanted lines over an area, for where a colour alone does not tell enough.
 *
 * All lines of one pattern lie in one grid over the page, so that pieces of ground, and the sample in the legend, show one
 * pattern. On a printer that knows only black and white a class is told by its share of black: it rises from class to class,
 * from a few lines on the lightest to solid on the darkest, and the slant turns with every class (Bertin 1967: value orders,
 * orientation tells apart). The fill beneath is a light tint of the class's colour, so that grey falls with every class too.
 */
#ifndef BRANDPUNT_RENDER_HATCH_H
#define BRANDPUNT_RENDER_HATCH_H

#include "render/colour.h"

#include <cairo.h>

typedef struct Hatch {
    double step_mm, width_mm; /* from line to line, measured across them; width 0: no lines */
    bool falling;             /* from the upper left to the lower right */
    Colour colour;
} Hatch;

/* The tint of a class's colour beneath the lines, and the lines, of class i (0 the lowest) of class_count. */
Colour hatch_tint(Colour colour, int class_count, int i);
Hatch hatch_of_class(int class_count, int i);

/* The share of black in print, 0..1, that class i should have. */
double hatch_share(int class_count, int i);

/* Draws the lines inside the current path, and keeps the path. */
void hatch_path(cairo_t *cairo, Hatch hatch);

#endif
