/*
 * areas.h: risk areas, the connected regions where the surface is at or above a level.
 *
 * The level is chosen on the masked surface, so that only cells inside the boundary count. The areas are
 * drawn on the unmasked surface and cut by the boundary afterwards, elsewhere; so their rings follow the
 * surface and the boundary, not the cells along it.
 */
#ifndef BRANDPUNT_GEO_AREAS_H
#define BRANDPUNT_GEO_AREAS_H

#include "geo/grid.h"
#include "geo/points.h"

#include <stdint.h>

typedef enum AreaLevelKind {
    LEVEL_AREA,     /* the densest share of the boundary's area, above 0 and below 1 */
    LEVEL_MASS,     /* the smallest area that holds this share of the mass, above 0 and below 1 */
    LEVEL_MULTIPLE, /* this many times the mean of the cells above 0 */
    LEVEL_VALUE     /* this density, in the surface's unit */
} AreaLevelKind;

typedef struct AreaLevel {
    AreaLevelKind kind;
    double number; /* above 0 */
} AreaLevel;

/* From "area:0.03", "mass:0.25", "multiple:3" or "value:V". */
bool areas_level_from_text(const char *text, AreaLevel *ret_level, Error *error) MUST_USE;

/* The density from which a place belongs to a risk area. Cells of 0 never do, so it is always above 0.
 *   area      the cells at or above it cover at most that share of boundary_area_m2 (of the cells with data
 *             when that is 0 or NaN). Equal cells stay together; where they would not fit, they stay out.
 *   mass      the cells at or above it hold at least that share of the sum, and are the fewest that do.
 * Refuses a surface without a cell above 0, and a share that not even the densest cells fit in. */
bool areas_level(const Grid *masked, AreaLevel level, double boundary_area_m2, double *ret_density,
                 Error *error) MUST_USE;

typedef struct AreaMeasure {
    double area_m2;
    double density_max, x_max_m, y_max_m; /* highest cell whose centre is inside, and where */
    double mass;                          /* sum of the cells inside, times a cell's area in m2 */
    double x_inner_m, y_inner_m;          /* a place well inside, for a number on the map */
} AreaMeasure;

/* Measures of each area. An area so thin that it holds no cell's centre takes the cell at its inner point for
 * density_max, and that density times its own area for mass. Cells without data count as 0. */
bool areas_measure(const Features *areas, const Grid *grid, AreaMeasure *ret_measure, Error *error) MUST_USE;

/* The area each report lies in (the first, should they overlap), or -1. */
bool areas_assign(const Features *areas, const Points *points, int32_t *ret_area, Error *error) MUST_USE;

/* The share, by weight, of each area's reports whose cell in another surface is at or above that surface's
 * level; 0 for an area without reports. area[i] is the area of report i or -1, as areas_assign() gives it. An
 * area exists at the other bandwidth too when at least half of its reports do. */
bool areas_share_above(const Points *points, const int32_t *area, size_t area_count, const Grid *grid,
                       double level, double *ret_share, Error *error) MUST_USE;

#endif
