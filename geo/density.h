/*
 * density.h: reports become a surface.
 *
 *     lambda(x) = scale * sum_i w_i K_h(|x - x_i|) / e(x_i)
 *
 * at the centre of every cell (Diggle 1985). With scale 1 the unit is reports per m2; 1e6 / years gives
 * reports per km2 per year. The sum runs over all reports that reach the cell, wherever they lie; nothing is
 * masked here (grid_mask does that) and nothing is estimated from the grid itself.
 *
 * A value is never negative, is exactly 0 where no kernel reaches, lies within 1e-10 of the surface's highest
 * value from the exact sum (highest on the plane: a grid may see no more than the hem of a heavy report), and
 * is the same bit for bit for any number of threads and on every processor.
 *
 * How. n reports, bandwidth of R cells, m cells.
 *
 * 1. Sources (geo/sources.h). Reports on one place become one; geocoded data has many. Counting sorts, no
 *    comparison: n.
 *
 * 2. Quartic, Epanechnikov, triweight, uniform: row sweep (geo/row_sweep.h). Along one row of cells at dy from a
 *    report the kernel is (a - (t - p)^2)^k, a = 1 - dy^2 / h^2, on one interval of columns: a polynomial in t
 *    with 2 k + 1 coefficients. These are added in the slot of the column where the interval starts and
 *    subtracted in the slot past its end; one running sum along the row then has, in each cell, the coefficients
 *    of the sum of all kernels there. Cost: n * 2 R small additions + m, where every cell of every report would
 *    be n * 3 R^2. Intervals are inclusive at both ends, d = h counts.
 *
 *    Why it does not cancel. What is subtracted is what was added, bit for bit, so only the rounding of the running
 *    sum stays behind, about eps sqrt(K) A after K additions to coefficients of size A, and it grows with the
 *    distance at which a polynomial is evaluated: a power 2 k of t. Two things bound it. Coefficients are about the
 *    middle of a tile of columns in units of h, so that |t|, |p| <= 3.5 + 1 in tiles of 7 radii, and each tile starts
 *    from nothing, with all reports that reach it. And one more lane counts the active reports, exactly, as whole
 *    numbers are; where it is 0 the sums are put to 0, and so is the cell. Found against sums in long double, as a
 *    part of the surface's maximum: with a million reports in clusters of 40 to 600 m, h of 80 and 300 m, cells of
 *    10 m: quartic 1.1e-12, Epanechnikov 1.6e-14, triweight 2.4e-11 (in tiles of 6 radii; they now are 5).
 *    Reports in the halo of a tile are done twice: 1.29 n in all. Tiles of 8 radii no longer fit the nearest cache and
 *    take 3 % longer.
 *
 * 3. Gaussian: fast Gauss transform (geo/gauss_transform.h), m * 290 multiplications and additions, whatever
 *    n; 1.4e-14.
 *
 * 4. Triangular, and any kernel of few cells or reports: stamping (geo/stamp.h), every cell of every report,
 *    n * 3 R^2. |x - x_i| is no polynomial.
 *
 * With bandwidths of their own, reports are done class by class, widest to half of it and so on, each in its own
 * tiles and added; t is then in units of the class's widest.
 *
 * Given up: one running sum along the whole row (2.4e-9 of the maximum, and shifting the origin along does not
 * help: the shift multiplies what rounding left in the highest coefficient); tiles of 4 radii (half again as
 * many entries for an error that was small enough); the interval's ends in single precision (faster, but leaves
 * 1e-14 in cells that nothing reaches); slots of 64 bytes (a tile then leaves the nearest cache); pieces of
 * polynomial for the square root of the triangular kernel (15 pieces to either side for 1e-10, no fewer than there
 * are cells at common bandwidths); FFT on counted cells (moves reports to cell centres: 1e-3 of the maximum).
 */
#ifndef BRANDPUNT_GEO_DENSITY_H
#define BRANDPUNT_GEO_DENSITY_H

#include "geo/cpu.h"
#include "geo/grid.h"
#include "geo/kernel.h"
#include "geo/points.h"

typedef struct DensityOptions {
    KernelKind kernel;
    double bandwidth_m;               /* h; at least 2 cells */
    const double *report_bandwidth_m; /* NULL, or h of each report instead; each at least 2 cells */
    double scale;                     /* above 0; 1 for reports per m2 */
    int threads;                      /* 0: as many as the machine has */
} DensityOptions;

/* Replaces the values of a grid whose geometry is set (on failure they are undefined). edge_share is e of each report, in (0, 1], from
 * edge_shares(), or NULL for 1. Reports of weight 0 are left out. Refuses no reports, a bandwidth below 2
 * or above 100000 cells, a coordinate or weight that is not finite, a negative weight, an edge share outside
 * (0, 1]. */
bool density_compute(const Points *points, const double *edge_share, const DensityOptions *options,
                     Grid *grid, Error *error) MUST_USE;

/* The same on a chosen translation of the hot loops, for tests and measurements; cpu_has() it. */
bool density_compute_on(CpuPath path, const Points *points, const double *edge_share,
                        const DensityOptions *options, Grid *grid, Error *error) MUST_USE;

/* lambda at each report, itself included, computed exactly and not read from a grid: ret_density[i] for
 * report i. No cell is involved, so any bandwidth above 0 will do. The same refusals otherwise. */
bool density_at_reports(const Points *points, const double *edge_share, const DensityOptions *options,
                        double *ret_density, Error *error) MUST_USE;

/* A bandwidth per report: h_i = h (lambda(x_i) / g)^(-1/2), limited to h/4 .. 4h, where lambda is the surface
 * with one h and g its geometric mean over the reports, by weight (Abramson 1982). No bandwidth is made
 * smaller than smallest_m (two cells of the grid it is for; 0 for no such limit). */
bool density_adaptive_bandwidths(const Points *points, const double *edge_share,
                                 const DensityOptions *options, double smallest_m, double *ret_bandwidth_m,
                                 Error *error) MUST_USE;

#endif
