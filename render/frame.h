/*
 * frame.h: from metres in the world to millimetres on the page.
 *
 * The page's origin is its upper left corner, x to the right and y down, in mm. A map's scale is always a
 * round one, so that a ruler on the print works: the one that was asked for (focus.h), else 1 : scale, scale being 1, 1.25, 1.5, 1.75, 2, 2.5, 3,
 * 3.5, 4, 5, 6 or 7.5 times a power of ten, 2500 or more.
 */
#ifndef BRANDPUNT_RENDER_FRAME_H
#define BRANDPUNT_RENDER_FRAME_H

#include "geo/features.h"

typedef struct Frame {
    double x_mm, y_mm, width_mm, height_mm; /* where the map stands on the page */
    double scale;                           /* 1 : scale */
    double west_m, north_m;                 /* the place in the world at the frame's upper left corner */
} Frame;

/* The frame at a place on the page with the largest round scale at which the extent fits, inset_mm of room
 * left on every side; the extent stands in the middle. Refuses an extent that is empty or not finite and a
 * place on the page with no room. */
bool frame_fit(Box extent, double x_mm, double y_mm, double width_mm, double height_mm, double inset_mm,
               Frame *ret_frame, Error *error) MUST_USE;

double frame_x_mm(const Frame *frame, double x_m);
double frame_y_mm(const Frame *frame, double y_m);
double frame_length_mm(const Frame *frame, double length_m);

/* What part of the world the frame shows. */
Box frame_box(const Frame *frame);

/* The smallest round scale that is not below `scale`. */
double frame_round_scale(double scale);

/* The largest of 1, 2, 5, 10, ... times a power of ten that is at most `most`; most > 0. */
double frame_round_length(double most);

#endif
