/*
 * house_style.h: the municipality's own look, from the configuration: logo, bar, colours of the density, hatching, scale.
 */
#ifndef BRANDPUNT_SRC_HOUSE_STYLE_H
#define BRANDPUNT_SRC_HOUSE_STYLE_H

#include "render/logo.h"
#include "render/scene.h"
#include "src/config.h"

#define HOUSE_SCALE_LEAST 2500.0
#define HOUSE_SCALE_MOST 25000.0

typedef struct HouseStyle {
    SceneStyle scene; /* points to the logo */
    Logo *logo;       /* NULL for none */
} HouseStyle;

/* Fails with one sentence that names the setting: a logo that is no SVG, a colour that is none, a title or classes that someone cannot
 * read. Free with house_style_free(), safe on a zeroed struct. */
bool house_style_make(const Config *config, HouseStyle *ret_style, Error *error) MUST_USE;
void house_style_free(HouseStyle *style);

/* [map] scale: "1:10000", "1:10.000" or "10000"; 0 when it is empty. Refuses what lies outside the scales above. */
bool house_style_scale(const Config *config, double *ret_scale, Error *error) MUST_USE;

#endif
