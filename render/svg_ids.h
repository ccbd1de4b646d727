/*
 * svg_ids.h: the names in an SVG of cairo, made the same in every run.
 *
 * Cairo names groups and pictures after a counter of the process ("surface12", "image12"), so that the same page drawn twice would
 * differ. Here they are numbered in the order in which they come up, wherever they are named and wherever they are referred to.
 */
#ifndef BRANDPUNT_RENDER_SVG_IDS_H
#define BRANDPUNT_RENDER_SVG_IDS_H

#include <stddef.h>
#include <stdio.h>

/* Writes `count` bytes of an SVG with its names numbered anew; text[count] is readable. What the file cannot take, ferror() tells. */
void svg_ids_write(const char *text, size_t count, FILE *file);

#endif
