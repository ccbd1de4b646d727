/*
 * inset.h: the small map in a corner that shows where in the municipality the large one lies.
 *
 * It is there when the large map shows only a part of the scene's `whole`, in the corner where it hides least: no risk area if it can,
 * and as little density as there is.
 */
#ifndef BRANDPUNT_RENDER_INSET_H
#define BRANDPUNT_RENDER_INSET_H

#include "render/frame.h"
#include "render/label.h"
#include "render/scene.h"

#include <cairo.h>

/* Where it stands in the frame; false when there is none. */
bool inset_place(const Scene *scene, const Frame *frame, LabelBox *ret_box);

/* Draws it, if there is one. */
bool inset_draw(const Scene *scene, const Frame *frame, cairo_t *cairo, Error *error) MUST_USE;

#endif
