/*
 * cover.h: the first page of a report: whose it is, what it is, what it found, the map, and the facts that it can be traced by.
 */
#ifndef BRANDPUNT_RENDER_COVER_H
#define BRANDPUNT_RENDER_COVER_H

#include "render/frame.h"
#include "render/sheet.h"
#include "render/tags.h"
#include "render/text.h"

#include <cairo.h>

/* Draws it in a box of the page in mm, y_min above; tags as in render/tags.h. Refuses a map with an empty extent. */
bool cover_draw(const SheetCover *cover, Typesetter *typesetter, cairo_t *cairo, Tags *tags, Box page_mm, Error *error) MUST_USE;

/* The line around a map that has no ticks. */
void cover_edge(cairo_t *cairo, const Frame *frame);

#endif
