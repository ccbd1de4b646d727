#include "render/hatch.h"

#include <math.h>

#define STEP_MM 1.3

static double rank_of(int class_count, int i)
{
    return class_count > 1 ? (double)i / (class_count - 1) : 0.5;
}

double hatch_share(int class_count, int i)
{
    return 0.08 + 0.92 * pow(rank_of(class_count, i), 1.6); /* small shares differ to the eye by less than large ones */
}

Colour hatch_tint(Colour colour, int class_count, int i)
{
    Lab lab = colour_lab(colour);

    return colour_of_lab((Lab){94 - 14 * rank_of(class_count, i), 0.5 * lab.a, 0.5 * lab.b});
}

Hatch hatch_of_class(int class_count, int i)
{
    return (Hatch){STEP_MM, STEP_MM * hatch_share(class_count, i), i % 2 == 1, {0.16, 0.13, 0.16, 1}};
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
