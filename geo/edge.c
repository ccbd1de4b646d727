#include "geo/edge.h"

#include "geo/polygon_index.h"
#include "geo/segments.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>

static const double PI = 3.14159265358979323846;
enum { MOVES = 8 };

/* Abscissas and weights of Gauss-Legendre quadrature on -1 .. 1, the positive half (Abramowitz & Stegun 1964,
 * table 25.4): of 16 points, and of 4 for a piece so short that they are as good. */
enum { MANY = 8, FEW = 2 };
static const double SHORT = 0.2; /* bandwidths */
static const double many_abscissa[MANY] = {
    0.09501250983763744019, 0.28160355077925891323, 0.45801677765722738634, 0.61787624440264374845,
    0.75540440835500303390, 0.86563120238783174388, 0.94457502307323257608, 0.98940093499164993260};
static const double many_weight[MANY] = {
    0.18945061045506849629, 0.18260341504492358887, 0.16915651939500253819, 0.14959598881657673208,
    0.12462897125553387205, 0.09515851168249278481, 0.06225352393864789286, 0.02715245941175409485};
static const double few_abscissa[FEW] = {0.33998104358485626480, 0.86113631159405257522};
static const double few_weight[FEW] = {0.65214515486254614263, 0.34785484513745385737};

/* Below, lengths are in bandwidths; d is the distance from the report to the edge's line, and s runs along
 * the line from the foot of that distance. dtheta = d ds / (d^2 + s^2), so that in
 *     integral of (1 - M) dtheta = angle - d integral of M(r) / r^2 ds
 * the second integrand is smooth, however near the report is to the line. These give M(r) / r^2 integrated
 * from 0 to s. */
static double power_integral(int power, double d, double s)
{
    /* M = 1 - (1 - r^2)^power */
    double d2 = d * d, s2 = s * s;
    switch (power) {
    case 1:
        return s;
    case 2:
        return s * (2 - d2 - s2 / 3);
    case 3:
        return s * (3 - 3 * (d2 + s2 / 3) + d2 * d2 + 2 * d2 * s2 / 3 + s2 * s2 / 5);
    default:
        return s * (4 - 6 * (d2 + s2 / 3) + 4 * (d2 * d2 + 2 * d2 * s2 / 3 + s2 * s2 / 5) -
                    (d2 * d2 * d2 + d2 * d2 * s2 + 3 * d2 * s2 * s2 / 5 + s2 * s2 * s2 / 7));
    }
}

static double triangular_integral(double d, double s)
{
    /* M = 3 r^2 - 2 r^3 */
    double d_asinh = d > 0 ? d * d * asinh(s / d) : 0;
    return 3 * s - (s * hypot(d, s) + d_asinh);
}

/* M(r) / r^2 for M = 1 - exp(-r^2 / 2) */
static double gaussian_integrand(double r2)
{
    return r2 < 1e-8 ? 0.5 - r2 / 8 : -expm1(-0.5 * r2) / r2;
}

static double gaussian_integral(double d, double from, double to)
{
    int pieces = (int)ceil((to - from) / 2);
    if (pieces < 1) pieces = 1;
    bool few = to - from < SHORT;
    const double *abscissa = few ? few_abscissa : many_abscissa, *weight = few ? few_weight : many_weight;
    double half = (to - from) / (2 * pieces), sum = 0;
    for (int p = 0; p < pieces; p++) {
        double middle = from + (2 * p + 1) * half;
        for (int g = 0; g < (few ? FEW : MANY); g++) {
            double left = middle - half * abscissa[g], right = middle + half * abscissa[g];
            sum += weight[g] *
                   (gaussian_integrand(d * d + left * left) + gaussian_integrand(d * d + right * right));
        }
    }
    return sum * half;
}

static double mass_integral(KernelKind kernel, double d, double from, double to)
{
    switch (kernel) {
    case KERNEL_QUARTIC:
        return power_integral(3, d, to) - power_integral(3, d, from);
    case KERNEL_EPANECHNIKOV:
        return power_integral(2, d, to) - power_integral(2, d, from);
    case KERNEL_TRIWEIGHT:
        return power_integral(4, d, to) - power_integral(4, d, from);
    case KERNEL_UNIFORM:
        return power_integral(1, d, to) - power_integral(1, d, from);
    case KERNEL_TRIANGULAR:
        return triangular_integral(d, to) - triangular_integral(d, from);
    case KERNEL_GAUSSIAN:
        return gaussian_integral(d, from, to);
    }
    return 0;
}

typedef struct Place {
    double x_m, y_m, bandwidth_m;
} Place;

/* The mass beyond one edge, seen from the place: the integral of (1 - M) dtheta over it, with the sign of the
 * turn from a to b. ret_distance gets the distance to the edge's nearest point when that is less. */
static double mass_beyond(KernelKind kernel, const Segments *edges, size_t i, Place place, double *distance)
{
    double h = place.bandwidth_m, radius = kernel_radius_m(kernel, 1);
    double ax = (edges->ax[i] - place.x_m) / h, ay = (edges->ay[i] - place.y_m) / h;
    double bx = (edges->bx[i] - place.x_m) / h, by = (edges->by[i] - place.y_m) / h;
    double dx = bx - ax, dy = by - ay, length = hypot(dx, dy);
    if (!(length > 0)) return 0;
    double offset = (ax * dy - ay * dx) / length, d = fabs(offset); /* above 0: the turn is to the left */
    if (d >= radius) return 0;
    double from = (ax * dx + ay * dy) / length, to = (bx * dx + by * dy) / length;
    double reach = sqrt((radius - d) * (radius + d));
    from = fmax(from, -reach);
    to = fmin(to, reach);
    if (!(from < to)) return 0;
    double nearest = from > 0 ? from : to < 0 ? -to : 0;
    *distance = fmin(*distance, hypot(d, nearest));
    double angle = atan2(d * (to - from), d * d + from * to);
    return copysign(angle - d * mass_integral(kernel, d, from, to), offset);
}

typedef struct Boundary {
    Segments edges;
    PolygonIndex index;
} Boundary;

/* The winding number is 1 inside and 0 outside, for rings as geo/features.h says. seen[i] holds the last
 * place for which edge i was taken: an edge can stand in many buckets. */
static double share_at(const Boundary *boundary, KernelKind kernel, Place place, uint32_t *seen,
                       uint32_t stamp, double *ret_distance)
{
    const Segments *edges = &boundary->edges;
    double radius_m = kernel_radius_m(kernel, place.bandwidth_m), turned = 0;
    *ret_distance = INFINITY;
    double inside = polygon_index_contains(&boundary->index, 0, place.x_m, place.y_m) ? 1 : 0;
    if (!box_overlaps(edges->box, box_grow((Box){place.x_m, place.y_m, place.x_m, place.y_m}, radius_m)))
        return inside;
    int last_row = segments_row(edges, place.y_m + radius_m),
        first = segments_column(edges, place.x_m - radius_m);
    int last = segments_column(edges, place.x_m + radius_m);
    for (int row = segments_row(edges, place.y_m - radius_m); row <= last_row; row++) {
        size_t bucket = (size_t)row * (size_t)edges->columns;
        for (size_t k = edges->start[bucket + (size_t)first]; k < edges->start[bucket + (size_t)last + 1];
             k++) {
            size_t i = edges->item[k];
            if (seen[i] == stamp) continue;
            seen[i] = stamp;
            turned += mass_beyond(kernel, edges, i, place, ret_distance);
        }
    }
    return inside - turned / (2 * PI);
}

/* On an edge itself the angle is undefined, though the share is not: look a hair's breadth beside it. */
static double edge_share(const Boundary *boundary, KernelKind kernel, Place place, uint32_t *seen,
                         uint32_t *stamp)
{
    double share = 0, distance;
    Place at = place;
    for (int move = 0; move < MOVES; move++) {
        share = share_at(boundary, kernel, at, seen, ++*stamp, &distance);
        if (distance > 1e-9) break;
        at.x_m = place.x_m + 3e-8 * place.bandwidth_m * cos(1 + 2 * move);
        at.y_m = place.y_m + 3e-8 * place.bandwidth_m * sin(1 + 2 * move);
    }
    return fmin(fmax(share, EDGE_SHARE_LEAST), 1);
}

static bool check(const Points *points, const Polygon *boundary, double bandwidth_m,
                  const double *report_bandwidth_m, double *ret_widest_m, Error *error)
{
    if (!(polygon_area_m2(boundary) > 0))
        return error_set(error, ERROR_INPUT,
                         _("The boundary has no area; give a layer of polygons as the boundary."));
    double widest = report_bandwidth_m ? 0 : bandwidth_m;
    for (size_t i = 0; i < points->count; i++) {
        if (!isfinite(points->x_m[i]) || !isfinite(points->y_m[i]))
            return error_set(error, ERROR_INPUT, _("Report %zu has a coordinate that is not a number."),
                             i + 1);
        double h = report_bandwidth_m ? report_bandwidth_m[i] : bandwidth_m;
        if (!(h > 0 && isfinite(h)))
            return error_set(error, ERROR_INPUT, _("A bandwidth must be larger than 0 m, and it is %g."), h);
        widest = fmax(widest, h);
    }
    *ret_widest_m = widest;
    return true;
}

static bool shares(const Points *points, const Boundary *boundary, KernelKind kernel, double bandwidth_m,
                   const double *report_bandwidth_m, int threads, double *ret_share, Error *error)
{
    size_t edges = boundary->edges.count;
    uint32_t *seen = calloc((size_t)threads * (edges + 1), sizeof *seen);
    if (!seen) return error_memory(error, (double)threads * (double)edges * sizeof *seen);
#pragma omp parallel num_threads(threads)
    {
        uint32_t *mine = seen + (size_t)omp_get_thread_num() * (edges + 1), stamp = 0;
#pragma omp for schedule(dynamic, 256)
        for (size_t i = 0; i < points->count; i++) {
            double h = report_bandwidth_m ? report_bandwidth_m[i] : bandwidth_m;
            bool same = i % 256 != 0 && points->x_m[i] == points->x_m[i - 1] &&
                        points->y_m[i] == points->y_m[i - 1] &&
                        (!report_bandwidth_m || h == report_bandwidth_m[i - 1]);
            Place place = {points->x_m[i], points->y_m[i], h};
            ret_share[i] = same ? ret_share[i - 1] : edge_share(boundary, kernel, place, mine, &stamp);
        }
    }
    free(seen);
    return true;
}

bool edge_shares(const Points *points, const Polygon *boundary, KernelKind kernel, double bandwidth_m,
                 const double *report_bandwidth_m, int threads, double *ret_share, Error *error)
{
    double widest_m = bandwidth_m;
    if (!check(points, boundary, bandwidth_m, report_bandwidth_m, &widest_m, error)) return false;
    Boundary found = {0};
    bool done = segments_of_polygon(boundary, kernel_radius_m(kernel, widest_m) / 4, &found.edges, error) &&
                polygon_index_init_one(boundary, &found.index, error) &&
                shares(points, &found, kernel, bandwidth_m, report_bandwidth_m,
                       threads > 0 ? threads : omp_get_max_threads(), ret_share, error);
    polygon_index_free(&found.index);
    segments_free(&found.edges);
    return done;
}
