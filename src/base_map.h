/*
 * base_map.h: the municipality's layers as the ground of a map.
 */
#ifndef BRANDPUNT_SRC_BASE_MAP_H
#define BRANDPUNT_SRC_BASE_MAP_H

#include "render/scene.h"
#include "src/house_style.h"
#include "src/municipality.h"
#include "src/raster_base.h"

typedef struct BaseMap {
    Scene scene; /* layers, boundary, extent, style, language and coordinates; the rest is the caller's to fill */
    HouseStyle style;
    RasterBase *raster; /* NULL for none */
    uint8_t *street_importance, *light_importance;
    SceneCamera *cameras;
    const char **buurt_name;
} BaseMap;

/* The scene points into the municipality, which must live as long. Free with base_map_free(), safe on a zeroed struct. */
bool base_map_make(const Config *config, const Municipality *municipality, BaseMap *ret_map, Error *error) MUST_USE;
void base_map_free(BaseMap *map);

/* Whether the house style, the scale and the base map of the configuration can be used: to be asked before anything is computed. A server
 * is not asked. */
bool base_map_check(const Config *config, Error *error) MUST_USE;

/* Takes away the small signs (lights, cameras, venues, stops): for a map that is not about levers. */
void base_map_quiet(BaseMap *map);

#endif
