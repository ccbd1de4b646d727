/*
 * trace.h: a layer's lines and rings as a cairo path in mm, and no more of them than the map shows.
 *
 * Everything is cut at the frame (TRACE_MARGIN_MM outside it, so that the edges a cut makes stay out of
 * sight) before cairo sees it: a PDF or SVG keeps whatever is drawn, also beneath a clip. Vertices nearer
 * than TRACE_STEP_MM to the last one are left out; no printer shows them.
 */
#ifndef BRANDPUNT_RENDER_TRACE_H
#define BRANDPUNT_RENDER_TRACE_H

#include "render/frame.h"

#include <cairo.h>

#define TRACE_MARGIN_MM 1.5
#define TRACE_STEP_MM 0.05

typedef struct Tracer {
    const Frame *frame;
    cairo_t *cairo;
    double *x[2], *y[2]; /* a ring before and after a cut */
    size_t capacity;
} Tracer;

Tracer tracer_init(const Frame *frame, cairo_t *cairo);
void tracer_free(Tracer *tracer);

/* Adds lines or polygons to the current path: one feature, or all of them. Points add nothing. */
bool trace_feature(Tracer *tracer, const Features *features, size_t feature, Error *error) MUST_USE;
bool trace_all(Tracer *tracer, const Features *features, Error *error) MUST_USE;

/* Whether a line, or a part of a polygon's edge, lies within the frame. */
bool trace_shows(const Frame *frame, const Features *features, size_t feature);

/* Cuts the segment a-b to a box; false when nothing of it is inside (Liang & Barsky 1984). */
bool trace_cut(Box box, double *ax, double *ay, double *bx, double *by);

/* The box in mm that everything is cut to. */
Box trace_box(const Frame *frame);

#endif
