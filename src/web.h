/*
 * web.h: from an analysis to a page of HTML: fills the scene that render/web.h writes.
 */
#ifndef BRANDPUNT_SRC_WEB_H
#define BRANDPUNT_SRC_WEB_H

#include "src/analysis.h"

/* A layer of more vertices than this is left out, and the page says so: it would make the page too large to send. */
enum { WEB_LAYER_VERTICES = 250000 };

/* The page of an analysis up to STAGE_PRIORITISE, whole or not at all. */
bool web_page(const Config *config, const Analysis *analysis, const char *run_id, const char *path, Error *error) MUST_USE;

#endif
