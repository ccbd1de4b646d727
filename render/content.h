/*
 * content.h: the drawing instructions of one page of a PDF, with cairo's marks replaced by those of a tree of tags.
 *
 * Cairo marks each leaf of the tags (render/tags.h) with a number of its own, in the order of drawing. The n-th mark becomes the n-th leaf
 * of that page, under the number n of its own count: pieces that are decoration have none. What lies outside all marks is marked as
 * decoration where it puts anything on the paper. Nothing else changes.
 */
#ifndef BRANDPUNT_RENDER_CONTENT_H
#define BRANDPUNT_RENDER_CONTENT_H

#include "render/bytes.h"
#include "render/tags.h"

/* The name that a tag has in a PDF, such as "P"; of a heading by its level. */
const char *content_tag_name(const TagNode *node);

/* from: the instructions, unpacked. Fails when the marks are not those of the tags. The caller frees the result. */
bool content_mark(const char *from, size_t count, const Tags *tags, int page, Bytes *ret_marked, Error *error) MUST_USE;

#endif
