/*
 * finish.h: gives a PDF that cairo drew what cairo cannot give it; the only file that knows qpdf.
 *
 * That is the tree of tags with the words for its figures, what is decoration, bookmarks, language and title (ISO 32000-1:2008, 14.7 and
 * 14.8 on structure, 14.9 on accessibility, 12.3.3 on bookmarks). Cairo 1.16 can mark a place in a page, but nests its marks, leaves
 * decoration unmarked and has no words for a figure; so its marks serve to find the places alone, and its own tree is thrown away. What is
 * drawn stays as it was. The same drawing gives the same bytes: the file's identifier comes from its content.
 */
#ifndef BRANDPUNT_RENDER_FINISH_H
#define BRANDPUNT_RENDER_FINISH_H

#include "render/bytes.h"
#include "render/scene.h"
#include "render/tags.h"

typedef struct PdfFacts { /* what a file says of itself; not owned; NULL where it does not say */
    Language language;
    const char *title, *subtitle, *created; /* as in a scene */
} PdfFacts;

/* drawn: the file as cairo left it. tags: as they were while it was drawn, all of them ended. The caller frees the result. */
bool finish_pdf(const Bytes *drawn, const Tags *tags, const PdfFacts *facts, Bytes *ret_pdf, Error *error) MUST_USE;

#endif
