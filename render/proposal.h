/*
 * proposal.h: the objects of a proposed redesign on the map, over all else.
 *
 * Told apart by shape as well as by tone, so that grey paper will do: a lamp is a disc with its reach around it, a camera
 * has its view, a meeting place is a square, surveillance a star; a path is a dashed line, greenery a hatched area. What is
 * moved has a broken rim, what is removed a cross.
 */
#ifndef BRANDPUNT_RENDER_PROPOSAL_H
#define BRANDPUNT_RENDER_PROPOSAL_H

#include "render/map.h"
#include "render/trace.h"

/* The sign of an object with its middle at a place on the page, in mm; also for the legend. Lines and areas have a sample. */
void proposal_sign(cairo_t *cairo, SceneObjectKind kind, SceneObjectChange change, double x_mm, double y_mm);

/* Draws all objects of the scene, and their numbers where there is room. */
bool proposal_draw(const Scene *scene, const Frame *frame, Tracer *tracer, Typesetter *typesetter, cairo_t *cairo,
                   MapContent *content, Error *error) MUST_USE;

#endif
