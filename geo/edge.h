/*
 * edge.h: how much of a report's kernel falls inside the boundary.
 *
 * Near the boundary part of a kernel falls where no reports can be, and the surface would sag there. Dividing
 * each report by e(x_i), the share of its kernel's mass inside the boundary, keeps every report whole
 * (Diggle 1985).
 *
 * The share is found from the boundary's edges and not from cells. For the kernels that are polynomials, geo/boundary_arcs.h
 * adds up whole stretches of the boundary. For the triangular and the Gaussian kernel it is, in polar coordinates around the
 * report, winding number - sum over the edges of the integral of (1 - M(r)) dtheta / 2 pi, where M(r) is the kernel's mass
 * within r; only pieces of edge within the kernel's radius count. The triangular kernel's integral has a closed form, and the
 * Gaussian's is found by Gauss-Legendre quadrature to 1e-12, as are the triangular kernel's edges that are short for their
 * distance, many at once. The shares of reports within a boundary of 10,000 vertices cost less than their density.
 */
#ifndef BRANDPUNT_GEO_EDGE_H
#define BRANDPUNT_GEO_EDGE_H

#include "geo/cpu.h"
#include "geo/kernel.h"
#include "geo/points.h"
#include "geo/polygon.h"

/* The least share given: at the tip of a spike, or just outside the boundary, no report counts for more than
 * 20. A right angle has 0.25, a tip of 18 degrees 0.05. */
#define EDGE_SHARE_LEAST 0.05

/* e of each report in ret_share, EDGE_SHARE_LEAST .. 1; exactly 1 for a report inside with no edge within
 * reach. report_bandwidth_m is NULL or one bandwidth per report instead of bandwidth_m. The boundary may have
 * holes and parts; its rings run as geo/features.h says. The same bits for any number of threads (0: as many
 * as the machine has). Refuses a boundary without area, and coordinates that are not finite. */
bool edge_shares(const Points *points, const Polygon *boundary, KernelKind kernel, double bandwidth_m,
                 const double *report_bandwidth_m, int threads, double *ret_share, Error *error) MUST_USE;

/* The same on a chosen translation of the hot loops, for tests; cpu_has() it. */
bool edge_shares_on(CpuPath path, const Points *points, const Polygon *boundary, KernelKind kernel, double bandwidth_m, const double *report_bandwidth_m,
                    int threads, double *ret_share, Error *error) MUST_USE;

#endif
