/*
 * grid.h: a raster of square cells in metres.
 *
 * Cell (column c, row r) covers x0_m + c cell_m .. x0_m + (c + 1) cell_m, and likewise in y; row 0 is the
 * southernmost. Values belong to the cell's centre. x0_m and y0_m are whole multiples of cell_m, so that two
 * grids of one cell size always fit on each other. NaN is "no data".
 */
#ifndef BRANDPUNT_GEO_GRID_H
#define BRANDPUNT_GEO_GRID_H

#include "geo/polygon.h"

typedef struct Grid {
    double x0_m, y0_m, cell_m;
    int columns, rows;
    double *value; /* rows * columns, value[r * columns + c] */
} Grid;

/* The smallest grid on whole multiples of cell_m that covers the box; values start at 0. Refuses an empty or
 * non-finite box, a cell that is not above 0, and more cells than memory holds (says how many and which cell
 * would fit). The caller frees with grid_free(). */
bool grid_init(Box box, double cell_m, Grid *ret_grid, Error *error) MUST_USE;
/* The same grid without values (value NULL), for who fills it in bands of rows; and such a band, rows first_row ..
 * first_row + rows - 1 of it, as a grid of its own with values at 0. */
bool grid_lay(Box box, double cell_m, Grid *ret_grid, Error *error) MUST_USE;
bool grid_band(const Grid *grid, int first_row, int rows, Grid *ret_band, Error *error) MUST_USE;

bool grid_copy(const Grid *grid, Grid *ret_grid, Error *error) MUST_USE;
void grid_free(Grid *grid);

size_t grid_cells(const Grid *grid);
double grid_x_m(const Grid *grid, int column); /* centre of a column */
double grid_y_m(const Grid *grid, int row);    /* centre of a row */

/* Index of the cell that holds a point, or -1 outside the grid. */
ptrdiff_t grid_cell_at(const Grid *grid, double x_m, double y_m);

/* Sets every cell whose centre lies outside the polygon to NaN. */
bool grid_mask(Grid *grid, const Polygon *boundary, Error *error) MUST_USE;

/* Sums and extremes over the cells that hold data; 0 and -infinity when there are none. */
double grid_sum(const Grid *grid);
double grid_max(const Grid *grid);
size_t grid_cells_with_data(const Grid *grid);

#endif
