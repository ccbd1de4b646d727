/*
 * page.h: one whole page, drawn into a file.
 *
 * From top to bottom: the marking, the finding as title, place and period, the map, its legend, the table of
 * the first areas, the notes, the sources and the run. On a page that is wider than high the legend, the
 * table and the notes stand in a column beside the map. The map takes all room that the rest leaves.
 *
 * The same scene and format give the same bytes. PDF and SVG are vectors with their text as glyphs of an
 * embedded face; the PDF's text can be searched and copied.
 */
#ifndef BRANDPUNT_RENDER_PAGE_H
#define BRANDPUNT_RENDER_PAGE_H

#include "render/scene.h"

typedef enum PageKind { PAGE_PDF, PAGE_SVG, PAGE_PNG } PageKind;
typedef enum PageSize { PAGE_A4, PAGE_A3 } PageSize;

typedef struct PageFormat {
    PageKind kind;
    PageSize size;
    bool landscape;
    int dpi; /* of a PNG, 50..600; 0 is 150 */
    double scale; /* 1 : scale exactly, of a part where not all fits (focus.h); 0: the largest round scale at which all fits */
} PageFormat;

/* Writes the page to the path, over what is there; on failure a part of a file may be left. Refuses an empty
 * extent, more areas than polygons or class counts outside 1..7, and reports what the disk said. */
bool page_draw(const Scene *scene, PageFormat format, const char *path, Error *error) MUST_USE;

/* Width and height of a page in mm. */
void page_size_mm(PageFormat format, double *ret_width_mm, double *ret_height_mm);

#endif
