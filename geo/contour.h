/*
 * contour.h: the regions of a grid at or above a level, as polygons.
 *
 * Marching squares on the cells' centres (Lorensen & Cline 1987, in the plane). Between a centre at or above
 * the level and one below it, the ring passes where the value, taken linear, equals the level. Where all four
 * corners alternate, the mean of the four decides whether the high corners are joined.
 *
 * A cell without data (NaN) and everything outside the grid counts as below the level, and the ring passes
 * halfway, on the cell's edge. So every ring closes, and rings never touch each other or themselves: each
 * crosses a line between two centres at a place of its own, at least 1e-4 of a cell from both.
 */
#ifndef BRANDPUNT_GEO_CONTOUR_H
#define BRANDPUNT_GEO_CONTOUR_H

#include "geo/grid.h"

/* One feature per connected region: its outer ring counter-clockwise, then its holes clockwise. The regions
 * come in the order of their southernmost row, from west to east within it. No region gives no features. The
 * caller frees with features_free(). Refuses a level that is not finite. */
bool contour_polygons(const Grid *grid, double level, Features *ret_areas, Error *error) MUST_USE;

#endif
