/*
 * palette.h: every colour of a page.
 *
 * The density classes run from pale yellow over orange to dark wine. Their lightness (CIE L*) falls with
 * every class by PALETTE_STEP or more, so the order survives a grey printer and every kind of colour
 * blindness; the hue only helps. The base map stays lighter than all but the first class, and has hardly any
 * hue, so that nothing but the density calls.
 */
#ifndef BRANDPUNT_RENDER_PALETTE_H
#define BRANDPUNT_RENDER_PALETTE_H

#include "render/colour.h"
#include "render/scene.h"

enum { PALETTE_CLASSES = 7 }; /* the most classes that can still be told apart */

#define PALETTE_STEP 8.0  /* the least fall of L* from one class to the next */
#define PALETTE_APART 6.0 /* the least distance (CIEDE2000) of neighbouring classes in every view of colour_vision.h */

/* Colour of class i (0 the lowest) of class_count, 1..PALETTE_CLASSES; opaque. */
Colour palette_class(int class_count, int i);

/* The same, in the colours of the scene's own style where it has them. */
Colour palette_class_of(const Scene *scene, int i);

/* The colour of a tone; opaque. Of the low tones, and of the second of two, the hatching (map.h) parts them from the high ones and
 * the first where grey does not. */
Colour palette_tone(SceneTone tone);
bool palette_tone_hatched(SceneTone tone);

/* CIE L* of a colour, 0 black to 100 white, its alpha left out (CIE 1976, D65, sRGB of IEC 61966-2-1). */
double palette_lightness(Colour colour);

/* The base map and the marks on it. */
typedef struct Palette {
    Colour paper, ground, outside; /* outside: over what lies beyond the boundary */
    Colour green, water, water_over, water_line, building, building_line;
    Colour casing, casing_main, street, path; /* streets: edge, edge of main roads, surface, footpath */
    Colour boundary, neighbourhood, neighbourhood_name, railway;
    Colour ink, soft_ink, rule, faint; /* text, secondary text, lines in tables, lines of frames */
    Colour water_name, halo;
    Colour light, light_broken, camera, camera_view, venue, transit;
    Colour banner;
} Palette;

extern const Palette PALETTE;

#endif
