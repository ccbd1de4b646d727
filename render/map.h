/*
 * map.h: the map itself, inside its frame.
 *
 * From the ground up: green, water, the density classes, buildings, streets, borders, lights and other small
 * signs, the outlines of the risk areas, names, numbers. The density lies under the streets, so that streets
 * and names stay readable in the hottest place and each class has exactly its legend's colour.
 */
#ifndef BRANDPUNT_RENDER_MAP_H
#define BRANDPUNT_RENDER_MAP_H

#include "render/frame.h"
#include "render/scene.h"
#include "render/text.h"

/* What is on this map at this scale; the legend explains this and nothing else. */
typedef struct MapContent {
    bool density, hotspots, indicative;
    bool boundary, neighbourhoods, water, green, buildings, streets, railway;
    bool lights, lights_broken, cameras, camera_view, venues, transit;
    bool object[SCENE_OBJECT_KINDS], moved, removed; /* of a proposed redesign */
    size_t numbers; /* areas with their number on the map */
} MapContent;

/* At what scales the small signs are on the map; at smaller ones they would only be noise. */
#define MAP_SCALE_LIGHTS 12500.0
#define MAP_SCALE_LIGHTS_BROKEN 25000.0
#define MAP_SCALE_SINGLE_LINES 20000.0 /* from here on */
#define MAP_SCALE_SIGNS 40000.0
#define MAP_SCALE_BUILDINGS 60000.0

/* Draws the map in its frame and tells what is on it. */
bool map_draw(const Scene *scene, const Frame *frame, Typesetter *typesetter, cairo_t *cairo,
              MapContent *ret_content, Error *error) MUST_USE;

#endif
