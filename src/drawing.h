/*
 * drawing.h: from an analysis to a page: fills the scene that the render room draws.
 */
#ifndef BRANDPUNT_SRC_DRAWING_H
#define BRANDPUNT_SRC_DRAWING_H

#include "render/scene.h"
#include "src/analysis.h"

/* The scene of the map with all that it points to. */
typedef struct Drawing Drawing;

/* quiet: without lights, cameras, venues and stops. The analysis must live as long. Free with drawing_free(), also after failure; NULL is
 * safe. */
bool drawing_make(const Config *config, const Analysis *analysis, const char *run_id, bool quiet, Drawing **ret_drawing, Error *error) MUST_USE;
const Scene *drawing_scene(const Drawing *drawing);
void drawing_free(Drawing *drawing);

/* Draws the map to path; the ending says PDF, SVG or PNG. run_id is printed on it. */
bool drawing_map(const Config *config, const Analysis *analysis, const char *run_id, const char *path, Error *error) MUST_USE;

#endif
