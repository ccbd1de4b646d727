/*
 * style.h: a house's own colours, and whether a reader can live with them.
 *
 * A municipality may give the colour of the bar behind the title and the colours of the density. What would make the map say less
 * is refused: a title that cannot be read, classes that some reader or a grey printer cannot tell apart.
 */
#ifndef BRANDPUNT_RENDER_STYLE_H
#define BRANDPUNT_RENDER_STYLE_H

#include "geo/error.h"
#include "render/scene.h"

#define STYLE_CONTRAST 4.5 /* the least contrast of a title on its bar (WCAG 2.1) */

/* Gives the title a bar, and the text on it white or ink, whichever can be read better. Refuses a colour on which neither
 * reaches STYLE_CONTRAST. */
bool style_bar(SceneStyle *style, Colour bar, Error *error) MUST_USE;

/* Takes 2..SCENE_RAMP_MOST colours, the lowest class first. Refuses them when two neighbouring classes of a map with up to `most`
 * classes, or the first and the ground, are less than PALETTE_APART apart in one of the views of colour_vision.h, or a class is not
 * darker than the one below it. */
bool style_ramp(SceneStyle *style, const Colour *ramp, int count, int most, Error *error) MUST_USE;

#endif
