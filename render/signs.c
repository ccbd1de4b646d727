#include "render/signs.h"

#include "render/hatch.h"

#include <math.h>
#include <stdio.h>

#define PI 3.14159265358979323846

void set_colour(cairo_t *cairo, Colour colour)
{
    cairo_set_source_rgba(cairo, colour.red, colour.green, colour.blue, colour.alpha);
}

/* Fills the current path, with a white rim that lifts it off whatever lies beneath. */
static void fill_with_rim(cairo_t *cairo, Colour colour)
{
    set_colour(cairo, PALETTE.paper);
    cairo_set_line_width(cairo, 0.5);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke_preserve(cairo);
    set_colour(cairo, colour);
    cairo_fill(cairo);
}

void sign_light(cairo_t *cairo, double x_mm, double y_mm, bool broken)
{
    cairo_new_path(cairo);
    if (!broken) {
        cairo_arc(cairo, x_mm, y_mm, 0.26, 0, 2 * PI);
        set_colour(cairo, PALETTE.light);
        cairo_fill(cairo);
        return;
    }
    const double arm = 0.55;
    for (int pass = 0; pass < 2; pass++) { /* a cross, on a white one that is wider */
        cairo_move_to(cairo, x_mm - arm, y_mm - arm);
        cairo_line_to(cairo, x_mm + arm, y_mm + arm);
        cairo_move_to(cairo, x_mm - arm, y_mm + arm);
        cairo_line_to(cairo, x_mm + arm, y_mm - arm);
        set_colour(cairo, pass ? PALETTE.light_broken : PALETTE.paper);
        cairo_set_line_width(cairo, pass ? 0.26 : 0.7);
        cairo_stroke(cairo);
    }
}

void sign_camera(cairo_t *cairo, double x_mm, double y_mm)
{
    cairo_new_path(cairo);
    cairo_rectangle(cairo, x_mm - 1.05, y_mm - 0.6, 1.4, 1.2);
    cairo_move_to(cairo, x_mm + 0.35, y_mm - 0.1);
    cairo_line_to(cairo, x_mm + 1.05, y_mm - 0.55);
    cairo_line_to(cairo, x_mm + 1.05, y_mm + 0.55);
    cairo_line_to(cairo, x_mm + 0.35, y_mm + 0.1);
    cairo_close_path(cairo);
    fill_with_rim(cairo, PALETTE.camera);
}

void sign_venue(cairo_t *cairo, double x_mm, double y_mm)
{
    cairo_new_path(cairo);
    cairo_move_to(cairo, x_mm, y_mm - 0.75);
    cairo_line_to(cairo, x_mm + 0.75, y_mm);
    cairo_line_to(cairo, x_mm, y_mm + 0.75);
    cairo_line_to(cairo, x_mm - 0.75, y_mm);
    cairo_close_path(cairo);
    fill_with_rim(cairo, PALETTE.venue);
}

void sign_transit(cairo_t *cairo, double x_mm, double y_mm)
{
    cairo_new_path(cairo);
    cairo_rectangle(cairo, x_mm - 0.65, y_mm - 0.65, 1.3, 1.3);
    fill_with_rim(cairo, PALETTE.transit);
    cairo_rectangle(cairo, x_mm - 0.28, y_mm - 0.28, 0.56, 0.56);
    set_colour(cairo, PALETTE.paper);
    cairo_fill(cairo);
}

void sign_camera_view(cairo_t *cairo, double x_mm, double y_mm, double direction_deg, double angle_deg,
                      double range_mm)
{
    double middle = (direction_deg - 90) * PI / 180, half = fmin(fabs(angle_deg), 360) / 2 * PI / 180;

    cairo_new_path(cairo);
    cairo_move_to(cairo, x_mm, y_mm);
    cairo_arc(cairo, x_mm, y_mm, range_mm, middle - half, middle + half);
    cairo_close_path(cairo);
    set_colour(cairo, PALETTE.camera_view);
    cairo_fill_preserve(cairo);
    cairo_set_source_rgba(cairo, 1, 1, 1, 0.8);
    cairo_set_line_width(cairo, 0.45);
    cairo_stroke_preserve(cairo);
    set_colour(cairo, PALETTE.camera);
    cairo_set_line_width(cairo, 0.16);
    cairo_stroke(cairo);
}

void sign_disc(Typesetter *typesetter, cairo_t *cairo, int rank, AreaStatus status, double x_mm, double y_mm)
{
    char number[16];
    bool hotspot = status == AREA_HOTSPOT;
    TextStyle style = {
        .size_pt = rank > 99 ? 6 : 8, .bold = true, .colour = hotspot ? PALETTE.paper : PALETTE.ink};

    cairo_new_path(cairo);
    cairo_arc(cairo, x_mm, y_mm, SIGN_DISC_MM / 2, 0, 2 * PI);
    set_colour(cairo, PALETTE.paper);
    cairo_fill_preserve(cairo);
    cairo_new_path(cairo);
    cairo_arc(cairo, x_mm, y_mm, SIGN_DISC_MM / 2 - 0.35, 0, 2 * PI);
    set_colour(cairo, hotspot ? PALETTE.ink : PALETTE.paper);
    cairo_fill_preserve(cairo);
    set_colour(cairo, PALETTE.ink);
    cairo_set_line_width(cairo, 0.3);
    if (!hotspot) cairo_set_dash(cairo, (const double[]){0.8, 0.5}, 2, 0);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, NULL, 0, 0);
    snprintf(number, sizeof number, "%d", rank);
    text_draw_turned(typesetter, cairo, number, &style, x_mm, y_mm, 0);
}

/* Low tones have ever more lines, so that grey tells them apart too. */
static Hatch tone_hatch(SceneTone tone)
{
    double step = tone == TONE_LOW_1 ? 2.0 : tone == TONE_LOW_3 ? 0.85 : 1.3;

    return (Hatch){step, palette_tone_hatched(tone) ? 0.11 : 0, false, {0.12, 0.25, 0.40, 0.45}};
}

void fill_tone(cairo_t *cairo, SceneTone tone)
{
    set_colour(cairo, palette_tone(tone));
    cairo_fill_preserve(cairo);
    hatch_path(cairo, tone_hatch(tone));
    cairo_set_source_rgba(cairo, 0.15, 0.12, 0.15, 0.45);
    cairo_set_line_width(cairo, 0.1);
    cairo_stroke(cairo);
}

void fill_class(cairo_t *cairo, const Scene *scene, int class, bool edge)
{
    Colour colour = palette_class_of(scene, class);

    set_colour(cairo, scene->style.hatched ? hatch_tint(colour, scene->class_count, class) : colour);
    cairo_fill_preserve(cairo);
    if (scene->style.hatched) hatch_path(cairo, hatch_of_class(scene->class_count, class));
    if (edge) {
        cairo_set_source_rgba(cairo, 0.25, 0.08, 0.08, 0.40);
        cairo_set_line_width(cairo, 0.1);
        cairo_stroke(cairo);
    }
    cairo_new_path(cairo);
}

void stroke_area(cairo_t *cairo, AreaStatus status)
{
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_source_rgba(cairo, 1, 1, 1, 0.75);
    cairo_set_line_width(cairo, 1.1);
    cairo_stroke_preserve(cairo);
    set_colour(cairo, PALETTE.ink);
    cairo_set_line_width(cairo, status == AREA_HOTSPOT ? 0.55 : 0.45);
    if (status == AREA_INDICATIVE) cairo_set_dash(cairo, (const double[]){1.5, 1.0}, 2, 0);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, NULL, 0, 0);
}

void stroke_boundary(cairo_t *cairo)
{
    set_colour(cairo, PALETTE.boundary);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_width(cairo, 0.35);
    cairo_set_dash(cairo, (const double[]){3, 0.8, 0.6, 0.8}, 4, 0);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, NULL, 0, 0);
}

void stroke_neighbourhood(cairo_t *cairo)
{
    set_colour(cairo, PALETTE.neighbourhood);
    cairo_set_line_width(cairo, 0.16);
    cairo_set_dash(cairo, (const double[]){1.2, 0.9}, 2, 0);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, NULL, 0, 0);
}

void stroke_railway(cairo_t *cairo)
{
    set_colour(cairo, PALETTE.railway);
    cairo_set_line_width(cairo, 0.55);
    cairo_stroke_preserve(cairo);
    set_colour(cairo, PALETTE.paper);
    cairo_set_line_width(cairo, 0.33);
    cairo_set_dash(cairo, (const double[]){1.4, 1.4}, 2, 0);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, NULL, 0, 0);
}
