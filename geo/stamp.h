/*
 * stamp.h: the sum of kernels over a row or a band of rows, every cell of every report.
 *
 * The plain way: for kernels that are no polynomial, and for kernels of a few cells, where it costs less than
 * anything cleverer. Nothing is allocated and nothing can fail here.
 */
#ifndef BRANDPUNT_GEO_STAMP_H
#define BRANDPUNT_GEO_STAMP_H

#include "geo/cpu.h"
#include "geo/kernel.h"
#include "geo/sources.h"

/* Doubles of working room for a tile. */
size_t stamp_room(int tile_columns);

/* Adds the entries first .. end - 1 to the cells cell[0] .. cell[columns - 1] of row `row` of their tile; any
 * kernel but the Gaussian. */
void stamp_row(const Sources *sources, KernelKind kernel, size_t first, size_t end, int row, int columns,
               CpuPath path, double *room, double *cell);

/* Adds Gaussian entries to the rows first_row .. end_row - 1 of a tile; cell is the tile's first cell of
 * first_row and `stride` the cells from one row to the next. */
void stamp_gaussian(const Sources *sources, size_t first, size_t end, int first_row, int end_row, int columns,
                    size_t stride, CpuPath path, double *room, double *cell);

#endif
