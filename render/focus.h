/*
 * focus.h: which part of the world a map of a fixed scale shows.
 */
#ifndef BRANDPUNT_RENDER_FOCUS_H
#define BRANDPUNT_RENDER_FOCUS_H

#include "render/frame.h"
#include "render/scene.h"

/* The frame at a place on the page at exactly 1 : scale. It stands around the scene's extent where that fits. Where it does not, it
 * stands around the first risk areas, as many in order of rank as fit together, or without areas in the middle of the extent; and it
 * never looks past an edge of the extent while there is more to see on the other side. Refuses what frame_fit() refuses. */
bool focus_frame(const Scene *scene, double scale, double x_mm, double y_mm, double width_mm, double height_mm, Frame *ret_frame, Error *error) MUST_USE;

#endif
