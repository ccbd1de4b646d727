/*
 * regions.h: cells that belong together, as polygons along the cells' edges.
 *
 * A region is a set of cells with one label that share edges; cells that only touch at a corner are two regions. Unlike
 * a contour (geo/contour.h) nothing is smoothed or cut: a region is a union of whole cells.
 */
#ifndef BRANDPUNT_GEO_REGIONS_H
#define BRANDPUNT_GEO_REGIONS_H

#include "geo/grid.h"

#include <stdint.h>

/* label[cell] of every cell of the grid, 0 for none; the grid's values are not read. Gives a polygon per region, in order
 * of its first cell, and region_of[cell]: its feature plus one, 0 for none. Free with features_free() and free(). */
bool regions_find(const Grid *grid, const uint8_t *label, Features *ret_regions, uint32_t **ret_region_of, Error *error) MUST_USE;

#endif
