/*
 * drawing.h: from an analysis to a page: fills the scene that the render room draws.
 */
#ifndef BRANDPUNT_SRC_DRAWING_H
#define BRANDPUNT_SRC_DRAWING_H

#include "src/analysis.h"

/* Draws the map to path; the ending says PDF, SVG or PNG. run_id is printed on it. */
bool drawing_map(const Config *config, const Analysis *analysis, const char *run_id, const char *path, Error *error) MUST_USE;

#endif
