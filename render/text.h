/*
 * text.h: text on a page; the only file that knows pango.
 *
 * Places and sizes are in mm on a cairo context whose unit is the millimetre; type sizes are in points. Text
 * is plain: no sign in it has a meaning for the drawing, bytes that are not UTF-8 show as a replacement sign,
 * and line ends and tabs count as spaces. Nothing is rounded to a screen's pixels, so that a text measures
 * the same on paper, on a screen and in a test.
 */
#ifndef BRANDPUNT_RENDER_TEXT_H
#define BRANDPUNT_RENDER_TEXT_H

#include "geo/error.h"
#include "render/palette.h"

#include <cairo.h>

typedef enum TextAlign { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT } TextAlign;

typedef struct TextStyle {
    double size_pt;
    bool bold, italic;
    double spacing_pt; /* added between letters */
    double halo_mm;    /* width of the halo on each side, 0 for none */
    TextAlign align;   /* within the width; without one, around the place */
    Colour colour;
} TextStyle;

typedef struct Typesetter Typesetter;

/* Fails on a machine without a typeface. */
bool typesetter_open(Typesetter **ret_typesetter, Error *error) MUST_USE;
void typesetter_close(Typesetter *typesetter);

/* Size of a text in mm. width_mm 0: one line, as long as it gets. Otherwise it wraps within width_mm, between
 * words where it can and within a word where it must, and ends with an ellipsis after max_lines (0: no end).
 * Both results may be NULL. Returns whether the whole text shows. */
bool text_measure(Typesetter *typesetter, const char *text, const TextStyle *style, double width_mm,
                  int max_lines, double *ret_width_mm, double *ret_height_mm);

/* Draws a text in the same way with its upper edge at y_mm, and returns its height in mm. With a width x_mm
 * is the left edge of its column; without one it is the text's left edge, middle or right edge, by align. */
double text_draw(Typesetter *typesetter, cairo_t *cairo, const char *text, const TextStyle *style,
                 double x_mm, double y_mm, double width_mm, int max_lines);

/* Draws one line with its middle at a place, turned by angle_rad (clockwise on the page). */
void text_draw_turned(Typesetter *typesetter, cairo_t *cairo, const char *text, const TextStyle *style,
                      double x_mm, double y_mm, double angle_rad);

/* The height of one line in mm. */
double text_line_mm(Typesetter *typesetter, const TextStyle *style);

#endif
