/*
 * exposure.h: where reports could be expected: the test grid and what lies in each of its cells.
 *
 * The test grid has cells of 100 m on whole hundreds, as the squares of Statistics Netherlands have. A cell's
 * exposure is the street length, the residents or the ground in it, always within the boundary, 0 or more and
 * 0 where there is none; there is no "no data". All grids of one boundary and cell size have the same shape.
 */
#ifndef BRANDPUNT_GEO_EXPOSURE_H
#define BRANDPUNT_GEO_EXPOSURE_H

#include "geo/grid.h"

/* The cell of the test grid, in m. */
#define EXPOSURE_CELL_M 100.0

/* Ground within the boundary per cell, in m2, exactly: by Green's theorem along the boundary's edges. */
bool exposure_ground(const Polygon *boundary, double cell_m, Grid *ret_grid, Error *error) MUST_USE;

/* Street length within the boundary per cell, in m: every line is cut at the cells' edges and at the
 * boundary. Length is that of the line drawn: a street mapped as two carriageways counts twice. */
bool exposure_streets(const Features *streets, const Polygon *boundary, double cell_m, Grid *ret_grid,
                      Error *error) MUST_USE;

/* Residents within the boundary per cell. Each neighbourhood's residents are spread evenly over its ground,
 * sampled at the centres of 10 x 10 parts of every cell; what lies outside the boundary is left out, so that
 * a sliver of a neighbouring town brings only a sliver of its people. A neighbourhood too small for any
 * sample puts all in the cell of its inner point. residents[f] belongs to neighbourhood f; NaN is not known
 * and adds nothing. Refuses a negative number. ret_left_out: the residents that fell outside; may be NULL. */
bool exposure_residents(const Features *neighbourhoods, const double *residents, const Polygon *boundary,
                        double cell_m, Grid *ret_grid, double *ret_left_out, Error *error) MUST_USE;

/* What was counted at points (visitors past a counter), in the cell each lies in; points outside the boundary are left out. value[i]
 * belongs to point i; NaN is not known and adds nothing. Refuses a negative number. */
bool exposure_counters(const Features *points, const double *value, const Polygon *boundary, double cell_m, Grid *ret_grid, Error *error) MUST_USE;

/* The part of the grid's exposure that lies in a polygon, in the grid's unit; within a cell the exposure is
 * taken as even, and the overlap of cell and polygon is exact. */
bool exposure_in_polygon(const Grid *exposure, const Polygon *polygon, double *ret_exposure,
                         Error *error) MUST_USE;

/* The reports at x_m, y_m that can be tested: with exposure in the 3 x 3 block of cells around them. A measure that
 * covers few of them is no measure of where reports could be expected. */
size_t exposure_covered(const Grid *exposure, const double *x_m, const double *y_m, size_t count);

#endif
