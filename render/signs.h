/*
 * signs.h: the small signs and the lines of the map, for the map and for the legend beside it, so that both
 * always look the same. Places are on the page, in mm; a sign stands with its middle there.
 */
#ifndef BRANDPUNT_RENDER_SIGNS_H
#define BRANDPUNT_RENDER_SIGNS_H

#include "render/scene.h"
#include "render/text.h"

/* Diameter of the discs with numbers, mm. */
#define SIGN_DISC_MM 4.6

void set_colour(cairo_t *cairo, Colour colour);

void sign_light(cairo_t *cairo, double x_mm, double y_mm, bool broken);
void sign_camera(cairo_t *cairo, double x_mm, double y_mm);
void sign_venue(cairo_t *cairo, double x_mm, double y_mm);
void sign_transit(cairo_t *cairo, double x_mm, double y_mm);

/* The sector a camera sees: direction clockwise from north. */
void sign_camera_view(cairo_t *cairo, double x_mm, double y_mm, double direction_deg, double angle_deg,
                      double range_mm);

/* The number of an area: dark for a hotspot, light for an indicative one. */
void sign_disc(Typesetter *typesetter, cairo_t *cairo, int rank, AreaStatus status, double x_mm, double y_mm);

/* Fill the current path with a tone, hatched when the tone is, and begin a new one. */
void fill_tone(cairo_t *cairo, SceneTone tone);

/* The same with the colour of a density class, hatched when the scene's style is; the edge, which parts neighbouring classes on a grey
 * printer, by choice. */
void fill_class(cairo_t *cairo, const Scene *scene, int class, bool edge);

/* Stroke the current path and begin a new one. */
void stroke_area(cairo_t *cairo, AreaStatus status);
void stroke_boundary(cairo_t *cairo);
void stroke_neighbourhood(cairo_t *cairo);
void stroke_railway(cairo_t *cairo);

#endif
