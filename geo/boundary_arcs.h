/*
 * boundary_arcs.h: how much of a kernel that is a polynomial falls inside a boundary, from whole stretches of it.
 *
 * With M(r) the kernel's mass within r, in bandwidths, M(r) / r^2 is a polynomial in r^2 for the uniform, Epanechnikov,
 * quartic and triweight kernels (M = 1 - (1 - r^2)^p, p = 1, 2, 3, 4), and k dA = d[M / r^2 (x dy - y dx)] / 2 pi. By Green's
 * theorem the mass inside is that form along the boundary as far as it runs within the kernel's disc, and along the disc's rim,
 * where M = 1, from where the boundary leaves to where it comes in again: the turn between the two, / 2 pi.
 *
 * The boundary is cut in arcs of up to ARC_EDGES edges. Of each is known beforehand what lies between it and its chord: its
 * area and moments up to degree 6 around the chord's middle. An arc that lies wholly in the disc then costs its chord and one
 * polynomial of those moments, which is exact, for the kernel is one; only arcs across the rim are gone through edge by edge.
 * Nothing here is large and taken away again, nor has a report on the boundary anything special: the error is that of rounding,
 * 1e-14.
 */
#ifndef BRANDPUNT_GEO_BOUNDARY_ARCS_H
#define BRANDPUNT_GEO_BOUNDARY_ARCS_H

#include "geo/buckets.h"
#include "geo/polygon.h"

enum { ARC_EDGES = 8, ARC_MOMENTS = 19 };

/* A stretch of a ring; vertices first .. first + edges of BoundaryArcs. */
typedef struct BoundaryArc {
    double x_m, y_m, radius_m; /* a disc that holds it, around its chord's middle */
    size_t first;
    int edges;
    double moment[ARC_MOMENTS];
} BoundaryArc;

typedef struct BoundaryArcs {
    Buckets buckets;    /* of the arcs, each in that of its chord's middle */
    BoundaryArc *arc;
    double *x_m, *y_m;  /* the vertices of the rings, each with its first one again at its end, and cuts in long edges */
} BoundaryArcs;

/* Free with boundary_arcs_free(), safe on a zeroed struct. reach_m: of the largest kernel to come; no arc is longer than a quarter of it. */
bool boundary_arcs_init(const Polygon *boundary, double reach_m, BoundaryArcs *ret_arcs, Error *error) MUST_USE;
void boundary_arcs_free(BoundaryArcs *arcs);

/* What the boundary within reach of a place says of the share of a kernel that lies inside. */
typedef struct ArcShare {
    double share;  /* 0..1 */
    bool is_known; /* false: the boundary leaves the disc alone or only touches its rim; the share is 1 inside and 0 outside */
} ArcShare;

/* p is 1 for the uniform kernel, 2 Epanechnikov, 3 quartic, 4 triweight. */
ArcShare boundary_arcs_share(const BoundaryArcs *arcs, int p, double bandwidth_m, double x_m, double y_m);

#endif
