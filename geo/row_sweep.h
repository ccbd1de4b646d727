/*
 * row_sweep.h: the sum of polynomial kernels over one row of cells.
 *
 * Along a row of cells a report's kernel is a polynomial in x on one interval of columns and 0 elsewhere. Add
 * its coefficients where the interval starts, subtract the very same numbers where it ends, and a running sum
 * of coefficients evaluates every cell: two small additions per report and row, however wide the kernel.
 * geo/density.h says why this does not cancel.
 *
 * Nothing is allocated and nothing can fail here.
 */
#ifndef BRANDPUNT_GEO_ROW_SWEEP_H
#define BRANDPUNT_GEO_ROW_SWEEP_H

#include "geo/cpu.h"
#include "geo/kernel.h"
#include "geo/sources.h"

/* Kernels that are powers of 1 - (d / h)^2. */
bool row_sweep_knows(KernelKind kernel);

/* Doubles of working room for a tile, all 0 before the first row, aligned to 64 bytes; left all 0. */
size_t row_sweep_room(int tile_columns);

/* The cells of row `row` of a tile, from the entries first .. end - 1 of the sources; added to cell[0] ..
 * cell[columns - 1] when `add`, else put there. Never negative; exactly 0 where no source reaches. */
void row_sweep(const Sources *sources, KernelKind kernel, size_t first, size_t end, int row, int columns,
               bool add, CpuPath path, double *room, double *cell);

#endif
