/*
 * label.h: where names and numbers stand on the map, so that none lies over another.
 *
 * A LabelBoard holds the rectangles that are taken, each turned by its own angle. Whoever asks first gets the
 * place, so the caller asks in order of weight: numbers of areas, then main roads, then the rest. All in mm
 * on the page. The same questions in the same order always give the same places.
 */
#ifndef BRANDPUNT_RENDER_LABEL_H
#define BRANDPUNT_RENDER_LABEL_H

#include "geo/error.h"

#include <stddef.h>

typedef struct LabelBox {
    double x_mm, y_mm; /* middle */
    double width_mm, height_mm;
    double angle_rad; /* clockwise on the page, -pi/2..pi/2 */
} LabelBox;

typedef struct LabelBoard {
    double left_mm, top_mm, right_mm, bottom_mm; /* labels stay inside */
    LabelBox *box;
    size_t count, capacity;
} LabelBoard;

LabelBoard label_board(double left_mm, double top_mm, double right_mm, double bottom_mm);
void label_board_free(LabelBoard *board);

bool label_overlap(const LabelBox *a, const LabelBox *b);

/* Whether a box lies inside the board and on no other. */
bool label_is_free(const LabelBoard *board, const LabelBox *box);

/* Takes the place of a box, free or not. */
bool label_take(LabelBoard *board, LabelBox box, Error *error) MUST_USE;

/* A free place for a box as near to (x, y) as can be, at most reach_mm away, on rings of growing size.
 * Returns false, and leaves ret_box, when there is none. */
bool label_near(const LabelBoard *board, double x_mm, double y_mm, double width_mm, double height_mm,
                double reach_mm, LabelBox *ret_box);

/* A free place along a line of `count` vertices: on a stretch as long as the text and straight to within
 * bend_mm, the straightest of those nearest to the middle, upright for the reader. Returns false, and leaves
 * ret_box, when there is none. run has room for `count` numbers to work with. */
bool label_along(const LabelBoard *board, const double *x_mm, const double *y_mm, size_t count,
                 double width_mm, double height_mm, double bend_mm, double *run, LabelBox *ret_box);

#endif
