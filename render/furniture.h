/*
 * furniture.h: what stands around the map: legend, scale bar, north arrow, coordinates, table of the areas.
 *
 * Everything takes a place and a width and returns the height it takes in mm. With a NULL cairo context
 * nothing is drawn and only the height is found, so that a page can be laid out before it is drawn. The
 * legend reads the same scene as the map and explains what the map says it drew (MapContent), so the two
 * cannot differ.
 */
#ifndef BRANDPUNT_RENDER_FURNITURE_H
#define BRANDPUNT_RENDER_FURNITURE_H

#include "render/map.h"
#include "render/tags.h"
#include "render/words.h"

typedef struct Furniture {
    const Scene *scene;
    Typesetter *typesetter;
    cairo_t *cairo; /* NULL: only measure */
    double type;    /* factor on all type sizes: 1 on A4 */
    int cell_lines; /* of text in a cell of the table, 1 or more; what is longer ends with an ellipsis */
    int table_rows; /* at most; 5 where the page has room */
    Tags *tags;     /* of what is drawn; NULL for none */
} Furniture;

/* The density classes with their limits and unit, or what the ground means; else the words that there is no density. */
double furniture_density(const Furniture *furniture, double x_mm, double y_mm, double width_mm);

/* The text beside class i: "20–50", and "≥ 500" for the highest. ret_text has NUMBER_TEXT bytes. */
void furniture_class_text(const Scene *scene, int i, char *ret_text);

/* An entry of the legend of signs and lines. */
typedef struct FurnitureSign {
    Word entry;
    char text[256];
} FurnitureSign;

enum { FURNITURE_SIGNS = 32 };

/* The entries for what is on a map, in order; returns how many. */
int furniture_sign_entries(const Scene *scene, const MapContent *content, FurnitureSign ret_sign[FURNITURE_SIGNS]);

/* The signs and lines on the map, in columns. */
double furniture_signs(const Furniture *furniture, const MapContent *content, double x_mm, double y_mm,
                       double width_mm, int columns);

/* Scale bar of round length, scale, north arrow and the name of the coordinates. */
double furniture_scale(const Furniture *furniture, const Frame *frame, double x_mm, double y_mm,
                       double width_mm);

/* The frame's line, and ticks with their coordinates in km outside it; none above where a banner stands. */
void furniture_ticks(const Furniture *furniture, const Frame *frame);

/* The first areas, a row each. Wide: one line a row, a column for each measure. Narrow: place and numbers on
 * the first line, the rest on a second. */
double furniture_table(const Furniture *furniture, double x_mm, double y_mm, double width_mm, bool wide);

#endif
