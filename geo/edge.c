#include "geo/edge.h"

#include "geo/boundary_arcs.h"
#include "geo/polygon_index.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>

static const double PI = 3.14159265358979323846;
enum { MOVES = 8, CHUNK = 128, LANES = 8 };

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
    return kernel == KERNEL_GAUSSIAN ? gaussian_integral(d, from, to) : triangular_integral(d, to) - triangular_integral(d, from);
}

typedef struct Place {
    double x_m, y_m, bandwidth_m;
} Place;

/* The boundary's edges, cut in pieces no longer than a bucket. */
typedef struct Pieces {
    Buckets buckets;
    double *ax, *ay, *bx, *by; /* m; from a to b */
    double *half;              /* m; of its length */
} Pieces;

static void pieces_free(Pieces *pieces)
{
    buckets_free(&pieces->buckets);
    free(pieces->ax);
    free(pieces->ay);
    free(pieces->bx);
    free(pieces->by);
    free(pieces->half);
}

/* Cuts one edge: counts its pieces per bucket, or puts them there when there is room. */
static void cut(Pieces *pieces, double ax, double ay, double bx, double by)
{
    double length = hypot(bx - ax, by - ay);
    if (!(length > 0)) return;
    int count = (int)ceil(length / pieces->buckets.side_m);
    pieces->buckets.longest_m = fmax(pieces->buckets.longest_m, 0.5 * length / count);
    for (int p = 0; p < count; p++) {
        double from = (double)p / count, to = (double)(p + 1) / count;
        double px = ax + from * (bx - ax), py = ay + from * (by - ay);
        double qx = p + 1 < count ? ax + to * (bx - ax) : bx, qy = p + 1 < count ? ay + to * (by - ay) : by;
        if (pieces->ax == NULL) {
            ++*buckets_count(&pieces->buckets, 0.5 * (px + qx), 0.5 * (py + qy));
            continue;
        }
        size_t at = (*buckets_next(&pieces->buckets, 0.5 * (px + qx), 0.5 * (py + qy)))++;
        pieces->ax[at] = px, pieces->ay[at] = py, pieces->bx[at] = qx, pieces->by[at] = qy;
        pieces->half[at] = 0.5 * hypot(qx - px, qy - py);
    }
}

static void cut_all(Pieces *pieces, const Polygon *boundary)
{
    for (size_t r = 0; r < boundary->ring_count; r++) {
        size_t first = boundary->ring_start[r], end = boundary->ring_start[r + 1];
        for (size_t i = first, j = end - 1; i < end; j = i++)
            cut(pieces, boundary->x_m[j], boundary->y_m[j], boundary->x_m[i], boundary->y_m[i]);
    }
}

static bool pieces_init(const Polygon *boundary, double side_m, Pieces *ret_pieces, Error *error)
{
    Pieces pieces = {0};
    if (!buckets_init(polygon_box(boundary), side_m, &pieces.buckets, error)) return false;
    cut_all(&pieces, boundary);
    size_t count = buckets_begin(&pieces.buckets);
    double **const arrays[] = {&pieces.ax, &pieces.ay, &pieces.bx, &pieces.by, &pieces.half};
    bool ok = true;
    for (int a = 0; a < 5; a++)
        ok = (*arrays[a] = calloc(count + LANES, sizeof(double))) != NULL && ok;
    if (!ok) {
        pieces_free(&pieces);
        return error_memory(error, 40.0 * (double)count);
    }
    cut_all(&pieces, boundary);
    *ret_pieces = pieces;
    return true;
}

/* The mass beyond one piece, seen from the place: the integral of (1 - M) dtheta over it, with the sign of the
 * turn from a to b. ret_distance gets the distance to the piece's nearest point when that is less. */
static double mass_beyond(KernelKind kernel, const Pieces *pieces, size_t i, Place place, double *distance)
{
    double h = place.bandwidth_m, radius = kernel_radius_m(kernel, 1);
    double ax = (pieces->ax[i] - place.x_m) / h, ay = (pieces->ay[i] - place.y_m) / h;
    double bx = (pieces->bx[i] - place.x_m) / h, by = (pieces->by[i] - place.y_m) / h;
    double dx = bx - ax, dy = by - ay, length = sqrt(dx * dx + dy * dy);
    if (!(length > 0)) return 0;
    double offset = (ax * dy - ay * dx) / length, d = fabs(offset); /* above 0: the turn is to the left */
    if (d >= radius) return 0;
    double from = (ax * dx + ay * dy) / length, to = (bx * dx + by * dy) / length;
    double reach = sqrt((radius - d) * (radius + d));
    from = from > -reach ? from : -reach;
    to = to < reach ? to : reach;
    if (!(from < to)) return 0;
    double nearest = from > 0 ? from : to < 0 ? -to : 0, away = sqrt(d * d + nearest * nearest);
    *distance = away < *distance ? away : *distance;
    double angle = atan2(d * (to - from), d * d + from * to);
    return copysign(angle - d * mass_integral(kernel, d, from, to), offset);
}

/* 1 - M of the triangular kernel at r^2 = u. */
CPU_INLINE double beyond(double u)
{
    return 1 - u * (3 - 2 * sqrt(u));
}

/* The same mass for some pieces at once, where it takes no arc tangent: (1 - M) / r^2 is so smooth along a piece that
 * is seen from six times its length, all of it within the kernel's radius, that four points of Gauss-Legendre
 * quadrature give it to 1e-12. close[i] becomes 1 for the pieces that are not so, nor wholly beyond the radius. Looks at
 * whole vectors, the last one's idle lanes too: runs are short. */
CPU_INLINE void far_pieces(const Pieces *pieces, size_t first, int count, Place place, double *ret_mass, double *ret_close)
{
    const double *xa = pieces->ax + first, *ya = pieces->ay + first, *xb = pieces->bx + first, *yb = pieces->by + first, *halves = pieces->half + first;
    const double per_h = 1 / place.bandwidth_m, x = place.x_m, y = place.y_m;
#pragma omp simd
    for (int i = 0; i < (count + LANES - 1) / LANES * LANES; i++) {
        double ax = (xa[i] - x) * per_h, ay = (ya[i] - y) * per_h, bx = (xb[i] - x) * per_h, by = (yb[i] - y) * per_h;
        double mx = 0.5 * (ax + bx), my = 0.5 * (ay + by), dx = 0.5 * (bx - ax), dy = 0.5 * (by - ay);
        double half = halves[i] * per_h, middle = mx * mx + my * my, slope = 2 * (mx * dx + my * dy), bend = dx * dx + dy * dy;
        double sum = 0;
        for (int g = 0; g < FEW; g++) {
            double t = few_abscissa[g], left = middle - t * slope + t * t * bend, right = middle + t * slope + t * t * bend;
            sum += few_weight[g] * ((beyond(left) * right + beyond(right) * left) / (left * right));
        }
        double inner = 1 - half, outer = 1 + half;
        double within = inner > 0 ? inner * inner : -1, seen = middle <= within ? middle : -1;
        bool far = seen >= 144 * half * half;
        ret_mass[i] = far ? (mx * dy - my * dx) * sum : 0;
        ret_close[i] = far ? 0 : middle >= outer * outer ? 0 : 1;
    }
}

typedef void FarPieces(const Pieces *pieces, size_t first, int count, Place place, double *ret_mass, double *ret_close);

static void far_plain(const Pieces *pieces, size_t first, int count, Place place, double *ret_mass, double *ret_close)
{
    far_pieces(pieces, first, count, place, ret_mass, ret_close);
}

CPU_FOR_AVX2 static void far_avx2(const Pieces *pieces, size_t first, int count, Place place, double *ret_mass, double *ret_close)
{
    far_pieces(pieces, first, count, place, ret_mass, ret_close);
}

CPU_FOR_AVX512 static void far_avx512(const Pieces *pieces, size_t first, int count, Place place, double *ret_mass, double *ret_close)
{
    far_pieces(pieces, first, count, place, ret_mass, ret_close);
}

/* The Gaussian has no end, and all its pieces go the long way. */
static void all_close(const Pieces *pieces, size_t first, int count, Place place, double *ret_mass, double *ret_close)
{
    (void)pieces, (void)first, (void)place, (void)ret_mass;
    for (int i = 0; i < count; i++)
        ret_close[i] = 1;
}

/* What is known of all places in a bucket: nothing, or on which side of a boundary beyond their reach they are. */
enum { NEAR_THE_BOUNDARY, OUTSIDE, INSIDE };

typedef struct Boundary {
    int p;           /* of geo/boundary_arcs.h; 0: the kernel is no polynomial */
    BoundaryArcs arcs;
    Pieces pieces;
    FarPieces *far;
    PolygonIndex index;
    uint8_t *side; /* of each bucket; NULL: not found out */
} Boundary;

static const Buckets *buckets_of(const Boundary *boundary)
{
    return boundary->p > 0 ? &boundary->arcs.buckets : &boundary->pieces.buckets;
}

/* Worth it for more places than buckets. */
static bool find_sides(Boundary *boundary, double radius_m, int threads, Error *error)
{
    const Buckets *buckets = buckets_of(boundary);
    int around = (int)fmin(ceil((radius_m + buckets->longest_m) / buckets->side_m) + 1, fmax(buckets->columns, buckets->rows));
    if (!(boundary->side = calloc((size_t)buckets->rows * (size_t)buckets->columns, 1))) return error_memory(error, (double)buckets->rows * buckets->columns);
#pragma omp parallel for schedule(dynamic, 8) num_threads(threads)
    for (int row = 0; row < buckets->rows; row++) {
        int south = row > around ? row - around : 0, north = row < buckets->rows - 1 - around ? row + around : buckets->rows - 1;
        for (int column = 0; column < buckets->columns; column++) {
            size_t west = (size_t)(column > around ? column - around : 0), count = 0;
            size_t east = (size_t)(column < buckets->columns - 1 - around ? column + around : buckets->columns - 1);
            for (int r = south; r <= north && count == 0; r++) {
                const size_t *start = buckets->start + (size_t)r * (size_t)buckets->columns;
                count = start[east + 1] - start[west];
            }
            if (count > 0) continue;
            double x = buckets->box.x_min + (column + 0.5) * buckets->side_m, y = buckets->box.y_min + (row + 0.5) * buckets->side_m;
            boundary->side[(size_t)row * (size_t)buckets->columns + (size_t)column] = polygon_index_contains(&boundary->index, 0, x, y) ? INSIDE : OUTSIDE;
        }
    }
    return true;
}

static double turned_by(const Boundary *boundary, KernelKind kernel, Place place, size_t first, size_t end, double *ret_distance)
{
    double turned = 0, mass[CHUNK], close[CHUNK];
    for (size_t k = first; k < end; k += CHUNK) {
        int count = end - k < CHUNK ? (int)(end - k) : CHUNK;
        boundary->far(&boundary->pieces, k, count, place, mass, close);
        for (int i = 0; i < count; i++)
            turned += close[i] != 0 ? mass_beyond(kernel, &boundary->pieces, k + (size_t)i, place, ret_distance) : mass[i];
    }
    return turned;
}

/* The winding number is 1 inside and 0 outside, for rings as geo/features.h says. */
static double share_at(const Boundary *boundary, KernelKind kernel, Place place, double *ret_distance)
{
    const Buckets *buckets = &boundary->pieces.buckets;
    double reach_m = kernel_radius_m(kernel, place.bandwidth_m) + buckets->longest_m, turned = 0;
    double inside = polygon_index_contains(&boundary->index, 0, place.x_m, place.y_m) ? 1 : 0;
    *ret_distance = INFINITY;
    if (!box_overlaps(buckets->box, box_grow((Box){place.x_m, place.y_m, place.x_m, place.y_m}, reach_m))) return inside;
    int row, last;
    for (buckets_rows(buckets, place.y_m, reach_m, &row, &last); row <= last; row++) {
        size_t first, end;
        buckets_run(buckets, row, place.x_m, place.y_m, reach_m, &first, &end);
        if (first < end) turned += turned_by(boundary, kernel, place, first, end, ret_distance);
    }
    return inside - turned / (2 * PI);
}

/* On an edge itself the angle is undefined, though the share is not: look a hair's breadth beside it. */
static double share_by_pieces(const Boundary *boundary, KernelKind kernel, Place place)
{
    double share = 0, distance;
    Place at = place;
    for (int move = 0; move < MOVES; move++) {
        share = share_at(boundary, kernel, at, &distance);
        if (distance > 1e-9) break;
        at.x_m = place.x_m + 3e-8 * place.bandwidth_m * cos(1 + 2 * move);
        at.y_m = place.y_m + 3e-8 * place.bandwidth_m * sin(1 + 2 * move);
    }
    return share;
}

static double share_by_arcs(const Boundary *boundary, Place place)
{
    ArcShare found = boundary_arcs_share(&boundary->arcs, boundary->p, place.bandwidth_m, place.x_m, place.y_m);
    return found.is_known ? found.share : polygon_index_contains(&boundary->index, 0, place.x_m, place.y_m);
}

static double edge_share(const Boundary *boundary, KernelKind kernel, Place place)
{
    const Buckets *buckets = buckets_of(boundary);
    if (boundary->side && box_contains(buckets->box, place.x_m, place.y_m)) {
        uint8_t side = boundary->side[(size_t)buckets_row(buckets, place.y_m) * (size_t)buckets->columns + (size_t)buckets_column(buckets, place.x_m)];
        if (side != NEAR_THE_BOUNDARY) return side == INSIDE ? 1 : EDGE_SHARE_LEAST;
    }
    double share = boundary->p > 0 ? share_by_arcs(boundary, place) : share_by_pieces(boundary, kernel, place);
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

/* p of geo/boundary_arcs.h. */
static int power_of(KernelKind kernel)
{
    static const int power[KERNEL_COUNT] = {[KERNEL_UNIFORM] = 1, [KERNEL_EPANECHNIKOV] = 2, [KERNEL_QUARTIC] = 3, [KERNEL_TRIWEIGHT] = 4};
    return power[kernel];
}

static void shares(const Points *points, const Boundary *boundary, KernelKind kernel, double bandwidth_m, const double *report_bandwidth_m, int threads,
                   double *ret_share)
{
#pragma omp parallel for schedule(dynamic, 256) num_threads(threads)
    for (size_t i = 0; i < points->count; i++) {
        double h = report_bandwidth_m ? report_bandwidth_m[i] : bandwidth_m;
        bool same = i % 256 != 0 && points->x_m[i] == points->x_m[i - 1] && points->y_m[i] == points->y_m[i - 1] &&
                    (!report_bandwidth_m || h == report_bandwidth_m[i - 1]);
        ret_share[i] = same ? ret_share[i - 1] : edge_share(boundary, kernel, (Place){points->x_m[i], points->y_m[i], h});
    }
}

bool edge_shares_on(CpuPath path, const Points *points, const Polygon *boundary, KernelKind kernel, double bandwidth_m, const double *report_bandwidth_m,
                    int threads, double *ret_share, Error *error)
{
    double widest_m = bandwidth_m;
    if (!check(points, boundary, bandwidth_m, report_bandwidth_m, &widest_m, error)) return false;
    Boundary found = {.p = power_of(kernel), .far = kernel == KERNEL_GAUSSIAN ? all_close : path == CPU_AVX512 ? far_avx512 : path == CPU_AVX2 ? far_avx2 : far_plain};
    double radius_m = kernel_radius_m(kernel, widest_m);
    bool done = found.p > 0 ? boundary_arcs_init(boundary, radius_m, &found.arcs, error) : pieces_init(boundary, radius_m / 4, &found.pieces, error);
    done = done && polygon_index_init_one(boundary, &found.index, error);
    threads = threads > 0 ? threads : omp_get_max_threads();
    if (done && points->count > (size_t)buckets_of(&found)->rows * (size_t)buckets_of(&found)->columns) done = find_sides(&found, radius_m, threads, error);
    if (done) shares(points, &found, kernel, bandwidth_m, report_bandwidth_m, threads, ret_share);
    free(found.side);
    polygon_index_free(&found.index);
    pieces_free(&found.pieces);
    boundary_arcs_free(&found.arcs);
    return done;
}

bool edge_shares(const Points *points, const Polygon *boundary, KernelKind kernel, double bandwidth_m,
                 const double *report_bandwidth_m, int threads, double *ret_share, Error *error)
{
    return edge_shares_on(cpu_best(), points, boundary, kernel, bandwidth_m, report_bandwidth_m, threads, ret_share, error);
}
