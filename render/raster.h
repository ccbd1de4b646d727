/*
 * raster.h: a picture of the ground beneath the map.
 *
 * Which part of the world is shown, and how large, is known only when the page is laid out; so the scene brings a reader
 * (SceneRaster) that gives the picture for a box. It is asked once for every frame, at RASTER_DPI of the paper.
 */
#ifndef BRANDPUNT_RENDER_RASTER_H
#define BRANDPUNT_RENDER_RASTER_H

#include "render/frame.h"
#include "render/scene.h"

#include <cairo.h>

#define RASTER_DPI 200.0

/* Draws the scene's raster over the whole frame; does nothing without one. */
bool raster_draw(const Scene *scene, const Frame *frame, cairo_t *cairo, Error *error) MUST_USE;

#endif
