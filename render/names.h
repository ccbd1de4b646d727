/*
 * names.h: the numbers of the risk areas and the names on the map.
 *
 * Numbers come first and never lie under anything; a number that has to step aside keeps a thin line to its
 * area. Then neighbourhoods, main roads, streets in and around the risk areas, water, and at 1:10,000 and
 * larger all other streets. A name that finds no free place is left out.
 */
#ifndef BRANDPUNT_RENDER_NAMES_H
#define BRANDPUNT_RENDER_NAMES_H

#include "render/frame.h"
#include "render/label.h"
#include "render/scene.h"
#include "render/text.h"

/* Draws them all; ret_numbers is how many areas have their number on the map. ret_board, unless it is NULL, gets the places that
 * are taken: those of the inset, the numbers and the signs, then of the names; free it with label_board_free(). */
bool names_draw(const Scene *scene, const Frame *frame, Typesetter *typesetter, cairo_t *cairo,
                size_t *ret_numbers, LabelBoard *ret_board, Error *error) MUST_USE;

#endif
