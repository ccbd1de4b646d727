/*
 * gauss_transform.h: the sum of Gaussian kernels of one bandwidth over a whole grid, at a cost that hardly
 * depends on the number of reports.
 *
 * Fast Gauss transform (Greengard & Strain 1991), without their second expansion. In units of the bandwidth,
 *
 *     exp(-(u - d)^2 / 2) = sum_n  d^n / sqrt(n!)  psi_n(u),    psi_n(u) = He_n(u) exp(-u^2 / 2) / sqrt(n!)
 *
 * and the plane's Gaussian is the product of two. Reports are gathered in boxes of at most one bandwidth, so
 * |d| <= 1/2 from a box's centre; a box keeps TERMS x TERMS moments. As |psi_n(u)| <= 1.09 exp(-u^2 / 4)
 * (Cramer), 16 terms leave 4e-12 of a report's top at its middle and far less away from it. The moments are
 * spread along x first, once for each row of boxes, and along y then: cells x 17 rows of boxes x 16 terms.
 *
 * Boxes count to 8 bandwidths, as the kernel does (geo/kernel.h). There is no exact edge in an expansion, so a
 * value below exp(-32) of the sum of all tops, which is what all reports together can have out of reach, is
 * put to 0.
 */
#ifndef BRANDPUNT_GEO_GAUSS_TRANSFORM_H
#define BRANDPUNT_GEO_GAUSS_TRANSFORM_H

#include "geo/cpu.h"
#include "geo/sources.h"

/* Whether the transform costs less than stamping. The answer depends on the sources and the grid alone. */
bool gauss_transform_pays(const Sources *sources, const Grid *grid);

/* Replaces (or adds to) the values of the grid. The sources are those of the Gaussian, of one bandwidth, in
 * one tile as wide as the grid. The same bits for any number of threads and any path. */
bool gauss_transform(const Sources *sources, bool add, int threads, CpuPath path, Grid *grid,
                     Error *error) MUST_USE;

#endif
