/*
 * logo.h: the municipality's logo, from an SVG; the only file that knows librsvg.
 *
 * The file is read whole and drawn as it is. Whatever it refers to outside itself (pictures, styles, entities, addresses) is not
 * loaded, and nothing in it is run: librsvg knows no scripts, and gets no place from which a reference could be resolved.
 */
#ifndef BRANDPUNT_RENDER_LOGO_H
#define BRANDPUNT_RENDER_LOGO_H

#include "geo/error.h"

#include <cairo.h>

typedef struct Logo Logo;

enum { LOGO_BYTES_MOST = 1 << 20 };

/* Reads a logo; refuses, with one sentence, what is no SVG, has no size, is larger than LOGO_BYTES_MOST, or cannot be drawn. */
bool logo_open(const char *path, Logo **ret_logo, Error *error) MUST_USE;
/* Opens it and draws it once, larger than on any page: to be called where that may cost no more than it should (a child with limits). */
bool logo_try(const char *path, Error *error) MUST_USE;

void logo_close(Logo *logo); /* NULL is safe */

/* Its size when it is drawn as large as fits. */
void logo_size(const Logo *logo, double most_width_mm, double most_height_mm, double *ret_width_mm, double *ret_height_mm);

/* Draws it with its upper left corner there; nothing of it reaches past its place. */
void logo_draw(const Logo *logo, cairo_t *cairo, double x_mm, double y_mm, double width_mm, double height_mm);

#endif
