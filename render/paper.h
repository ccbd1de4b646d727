/*
 * paper.h: what every page has in common: its measures, its marking, its bytes and what the file says of itself.
 */
#ifndef BRANDPUNT_RENDER_PAPER_H
#define BRANDPUNT_RENDER_PAPER_H

#include "render/text.h"

#include <cairo.h>
#include <stdio.h>

#define MM_PER_INCH 25.4
#define PT_PER_MM (72 / MM_PER_INCH)

/* What a file says it was made on when nothing else is known: cairo would take the clock's. */
#define PAPER_CREATED "2000-01-01T00:00:00Z"

/* Draws the marking in a box of its own with its upper left corner there; type is a factor on its size. Returns the height of the box,
 * 0 without a marking. */
double paper_marking(Typesetter *typesetter, cairo_t *cairo, const char *marking, double type, double x_mm, double y_mm, double most_mm);

/* Closes a file that was written. When the disk would not take all of it, says so of the path and returns false, whatever went wrong before;
 * else returns ok. */
bool paper_close(FILE *file, const char *path, bool ok, Error *error) MUST_USE;

/* Writes to a FILE, for cairo. */
cairo_status_t paper_write(void *file, const unsigned char *bytes, unsigned int count);

/* Title, subtitle and date (NULL: PAPER_CREATED) of a PDF. */
void paper_describe(cairo_surface_t *pdf, const char *title, const char *subtitle, const char *created);

#endif
