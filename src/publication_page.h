/*
 * publication_page.h: the map for partners and the public.
 */
#ifndef BRANDPUNT_SRC_PUBLICATION_PAGE_H
#define BRANDPUNT_SRC_PUBLICATION_PAGE_H

#include "src/publication.h"

/* Squares in the colours of their classes, and hatched where nothing is told; the ending says PDF, SVG or PNG. */
bool publication_draw(const Publication *publication, const char *path, Error *error) MUST_USE;

#endif
