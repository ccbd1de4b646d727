#include "render/hatch.h"

#include <math.h>

#define STEP_MM 1.3
#define LIGHT 55.0 /* L* from which a printer without grey leaves a fill white */

static const Colour DARK = {0.11, 0.09, 0.12, 1}, WHITE = {1, 1, 1, 1};

double hatch_share(int class_count, int i)
{
    const double least = 0.10;

    return class_count > 1 ? least + (1 - least) * i / (class_count - 1) : 0.5;
}

Hatch hatch_of_class(Colour fill, int class_count, int i)
{
    double share = hatch_share(class_count, i);
    bool light = colour_lab(fill).l >= LIGHT;

    return (Hatch){STEP_MM, STEP_MM * (light ? share : 1 - share), i % 2 == 1, light ? DARK : WHITE};
}

void hatch_path(cairo_t *cairo, Hatch hatch)
{
    double left, top, right, bottom, step = hatch.step_mm * sqrt(2); /* along the edge of the page */
    if (!(hatch.width_mm > 0) || !(step > 0)) return;
    cairo_path_t *outline = cairo_copy_path(cairo);

    cairo_save(cairo);
    cairo_clip(cairo);
    cairo_clip_extents(cairo, &left, &top, &right, &bottom);
    if (hatch.falling) { /* y = x + at */
        for (double at = floor((top - right) / step) * step; at <= bottom - left; at += step) {
            cairo_move_to(cairo, left, left + at);
            cairo_line_to(cairo, right, right + at);
        }
    } else { /* y = at - x */
        for (double at = floor((left + top) / step) * step; at <= right + bottom; at += step) {
            cairo_move_to(cairo, left, at - left);
            cairo_line_to(cairo, right, at - right);
        }
    }
    cairo_set_source_rgba(cairo, hatch.colour.red, hatch.colour.green, hatch.colour.blue, hatch.colour.alpha);
    cairo_set_line_width(cairo, hatch.width_mm);
    cairo_stroke(cairo);
    cairo_restore(cairo);
    cairo_new_path(cairo);
    cairo_append_path(cairo, outline);
    cairo_path_destroy(outline);
}
