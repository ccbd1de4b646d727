#include "geo/boundary_arcs.h"

#include <math.h>
#include <stdlib.h>

static const double PI = 3.14159265358979323846;
enum { GAUSS = 4 };
static const double BUCKET_ARCS = 1.5; /* side of a bucket, in the longest arcs: by measurement */

/* Gauss-Legendre quadrature with four points, exact up to degree 7 (Abramowitz & Stegun 1964, table 25.4), on 0 .. 1. */
static const double gauss_at[GAUSS] = {0.06943184420297371239, 0.33000947820757186760, 0.66999052179242813240, 0.93056815579702628761};
static const double gauss_weight[GAUSS] = {0.17392742256872692869, 0.32607257743127307131, 0.32607257743127307131, 0.17392742256872692869};

/* The moments of what lies between an arc and its chord, (x, y) from the chord's middle, n = x^2 + y^2. */
enum { M_1, M_X, M_Y, M_XX, M_XY, M_YY, M_NX, M_NY, M_NN, M_XXX, M_XXY, M_XYY, M_YYY, M_NXX, M_NXY, M_NYY, M_NNX, M_NNY, M_NNN };
static const int degree_of[ARC_MOMENTS] = {0, 1, 1, 2, 2, 2, 3, 3, 4, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6};

/* ---- making them ---- */

void boundary_arcs_free(BoundaryArcs *arcs)
{
    buckets_free(&arcs->buckets);
    free(arcs->arc);
    free(arcs->x_m);
    free(arcs->y_m);
    *arcs = (BoundaryArcs){0};
}

/* As hypot() without its care for the largest and smallest numbers, which takes most of its time. */
static double length_of(double dx, double dy)
{
    return sqrt(dx * dx + dy * dy);
}

/* Into how many pieces an edge is cut, none longer than a bucket. */
static size_t pieces_of(const Polygon *boundary, size_t from, size_t to, double bucket_m)
{
    double length = length_of(boundary->x_m[to] - boundary->x_m[from], boundary->y_m[to] - boundary->y_m[from]);
    return length > bucket_m ? (size_t)ceil(length / bucket_m) : 1;
}

static size_t next_of(const Polygon *boundary, size_t ring, size_t vertex)
{
    return vertex + 1 < boundary->ring_start[ring + 1] ? vertex + 1 : boundary->ring_start[ring];
}

/* The vertices of a ring with its cuts, the first one again at the end; only counted when there is no room yet. */
static size_t lay_ring(const Polygon *boundary, size_t ring, double bucket_m, size_t at, BoundaryArcs *arcs)
{
    size_t first = at;
    for (size_t i = boundary->ring_start[ring]; i < boundary->ring_start[ring + 1]; i++) {
        size_t next = next_of(boundary, ring, i), pieces = pieces_of(boundary, i, next, bucket_m);
        for (size_t p = 0; p < pieces; p++, at++) {
            double part = (double)p / (double)pieces;
            if (arcs->x_m == NULL) continue;
            arcs->x_m[at] = boundary->x_m[i] + part * (boundary->x_m[next] - boundary->x_m[i]);
            arcs->y_m[at] = boundary->y_m[i] + part * (boundary->y_m[next] - boundary->y_m[i]);
        }
    }
    if (arcs->x_m != NULL) arcs->x_m[at] = arcs->x_m[first], arcs->y_m[at] = arcs->y_m[first];
    return at + 1;
}

/* What one edge adds to the moments: the triangle from the middle to it. Of degree d that is the integral along the edge
 * of the moment times (x dy - y dx), divided by d + 2. */
static void add_edge(double ax, double ay, double bx, double by, double moment[ARC_MOMENTS])
{
    double cross = ax * by - ay * bx;
    for (int g = 0; g < GAUSS; g++) {
        double x = ax + gauss_at[g] * (bx - ax), y = ay + gauss_at[g] * (by - ay), n = x * x + y * y;
        const double value[ARC_MOMENTS] = {1, x, y, x * x, x * y, y * y, n * x, n * y, n * n, x * x * x, x * x * y, x * y * y, y * y * y,
                                           n * x * x, n * x * y, n * y * y, n * n * x, n * n * y, n * n * n};
        for (int m = 0; m < ARC_MOMENTS; m++)
            moment[m] += cross * gauss_weight[g] * value[m] / (degree_of[m] + 2);
    }
}

static BoundaryArc arc_of(const BoundaryArcs *arcs, size_t first, int edges)
{
    const double *x = arcs->x_m + first, *y = arcs->y_m + first;
    BoundaryArc arc = {0.5 * (x[0] + x[edges]), 0.5 * (y[0] + y[edges]), 0, first, edges, {0}};
    for (int e = 0; e < edges; e++)
        add_edge(x[e] - arc.x_m, y[e] - arc.y_m, x[e + 1] - arc.x_m, y[e + 1] - arc.y_m, arc.moment);
    for (int e = 0; e <= edges; e++)
        arc.radius_m = fmax(arc.radius_m, length_of(x[e] - arc.x_m, y[e] - arc.y_m));
    return arc;
}

/* Arcs of a ring from vertex `first`, each as long as it may be and no longer than a bucket; only counted when there is no room yet. */
static size_t cut_ring(const BoundaryArcs *arcs, double longest_m, size_t first, size_t last, BoundaryArc *ret_arc)
{
    size_t count = 0;
    while (first < last) {
        int edges = 0;
        double length = 0;
        while (first + (size_t)edges < last && edges < ARC_EDGES) {
            size_t at = first + (size_t)edges;
            length += length_of(arcs->x_m[at + 1] - arcs->x_m[at], arcs->y_m[at + 1] - arcs->y_m[at]);
            if (edges > 0 && length > longest_m) break;
            edges++;
        }
        if (ret_arc != NULL) ret_arc[count] = arc_of(arcs, first, edges);
        count++;
        first += (size_t)edges;
    }
    return count;
}

static size_t cut_rings(const BoundaryArcs *arcs, const Polygon *boundary, double longest_m, BoundaryArc *ret_arc)
{
    size_t count = 0, first = 0;
    for (size_t r = 0; r < boundary->ring_count; r++) {
        size_t end = lay_ring(boundary, r, longest_m, first, &(BoundaryArcs){0});
        count += cut_ring(arcs, longest_m, first, end - 1, ret_arc != NULL ? ret_arc + count : NULL);
        first = end;
    }
    return count;
}

/* The arcs in the order of their buckets. */
static bool sort_arcs(BoundaryArcs *arcs, const BoundaryArc *from, size_t count, double side_m, Error *error)
{
    Box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < count; i++)
        box = (Box){fmin(box.x_min, from[i].x_m), fmin(box.y_min, from[i].y_m), fmax(box.x_max, from[i].x_m), fmax(box.y_max, from[i].y_m)};
    if (!buckets_init(box, side_m, &arcs->buckets, error)) return false;
    if ((arcs->arc = malloc((count + 1) * sizeof *arcs->arc)) == NULL) return error_memory(error, (double)count * sizeof *arcs->arc);
    for (size_t i = 0; i < count; i++) {
        arcs->buckets.longest_m = fmax(arcs->buckets.longest_m, from[i].radius_m);
        ++*buckets_count(&arcs->buckets, from[i].x_m, from[i].y_m);
    }
    buckets_begin(&arcs->buckets);
    for (size_t i = 0; i < count; i++) arcs->arc[(*buckets_next(&arcs->buckets, from[i].x_m, from[i].y_m))++] = from[i];
    return true;
}

static size_t lay_rings(const Polygon *boundary, double longest_m, BoundaryArcs *arcs)
{
    size_t at = 0;
    for (size_t r = 0; r < boundary->ring_count; r++) at = lay_ring(boundary, r, longest_m, at, arcs);
    return at;
}

bool boundary_arcs_init(const Polygon *boundary, double reach_m, BoundaryArcs *ret_arcs, Error *error)
{
    BoundaryArcs arcs = {0};
    double longest_m = reach_m / 4;
    size_t vertices = lay_rings(boundary, longest_m, &arcs), count = 0;
    arcs.x_m = malloc((vertices + 1) * sizeof(double));
    arcs.y_m = malloc((vertices + 1) * sizeof(double));
    BoundaryArc *unsorted = NULL;
    bool ok = (arcs.x_m != NULL && arcs.y_m != NULL) || error_memory(error, 16.0 * (double)vertices);
    if (ok) {
        lay_rings(boundary, longest_m, &arcs);
        count = cut_rings(&arcs, boundary, longest_m, NULL);
        ok = (unsorted = malloc((count + 1) * sizeof *unsorted)) != NULL || error_memory(error, (double)count * sizeof *unsorted);
    }
    if (ok) cut_rings(&arcs, boundary, longest_m, unsorted);
    ok = ok && sort_arcs(&arcs, unsorted, count, BUCKET_ARCS * longest_m, error);
    free(unsorted);
    if (!ok) boundary_arcs_free(&arcs);
    else *ret_arcs = arcs;
    return ok;
}

/* ---- one report ---- */

/* A report's kernel. Below, lengths are in bandwidths. */
typedef struct Disc {
    int p;
    double x_m, y_m, per_h;
} Disc;

typedef struct Sum {
    double turned;      /* the form along the boundary within the disc */
    double in, out;     /* angles at which the boundary comes in and goes out, added up */
} Sum;

/* M(r) / r^2 at r^2 = u. */
static double mass_per_r2(int p, double u)
{
    if (p == 1) return 1;
    if (p == 2) return 2 - u;
    return p == 3 ? 3 - u * (3 - u) : 4 - u * (6 - u * (4 - u));
}

/* The form along a straight piece within the disc. */
static double along(int p, double ax, double ay, double bx, double by)
{
    double sum = 0;
    for (int g = 0; g < GAUSS; g++) {
        double x = ax + gauss_at[g] * (bx - ax), y = ay + gauss_at[g] * (by - ay);
        sum += gauss_weight[g] * mass_per_r2(p, x * x + y * y);
    }
    return (ax * by - ay * bx) * sum;
}

/* The integral of (1 - r^2)^(p - 1) over what lies between an arc and its chord, whose middle is at (x, y): with
 * r^2 = x^2 + y^2 + w, powers of w in the moments. */
static double beside_chord(const Disc *disc, const BoundaryArc *arc, double x, double y)
{
    const double *m = arc->moment, h1 = disc->per_h, h2 = h1 * h1, s = 1 - x * x - y * y;
    if (disc->p == 1) return h2 * m[M_1];
    double w1 = 2 * (x * m[M_X] + y * m[M_Y]) + h1 * (m[M_XX] + m[M_YY]);
    if (disc->p == 2) return h2 * (s * m[M_1] - h1 * w1);
    double w2 = 4 * (x * x * m[M_XX] + 2 * x * y * m[M_XY] + y * y * m[M_YY]) + h1 * (4 * (x * m[M_NX] + y * m[M_NY]) + h1 * m[M_NN]);
    if (disc->p == 3) return h2 * (s * s * m[M_1] - h1 * (2 * s * w1 - h1 * w2));
    double w3 = 8 * (x * x * x * m[M_XXX] + 3 * x * x * y * m[M_XXY] + 3 * x * y * y * m[M_XYY] + y * y * y * m[M_YYY]) +
                h1 * (12 * (x * x * m[M_NXX] + 2 * x * y * m[M_NXY] + y * y * m[M_NYY]) + h1 * (6 * (x * m[M_NNX] + y * m[M_NNY]) + h1 * m[M_NNN]));
    return h2 * (s * s * s * m[M_1] - h1 * (3 * s * s * w1 - h1 * (3 * s * w2 - h1 * w3)));
}

/* An edge that may cross the rim. An end is inside or not by its own r^2 alone, so that edges agree about the end they share. */
static void add_across(const Disc *disc, double ax, double ay, double bx, double by, Sum *sum)
{
    double dx = bx - ax, dy = by - ay, a = ax * ax + ay * ay, b = bx * bx + by * by;
    bool a_inside = a < 1, b_inside = b < 1;
    double from = 0, to = 1;
    if (!a_inside || !b_inside) {
        double dd = dx * dx + dy * dy, ad = ax * dx + ay * dy, under = ad * ad - dd * (a - 1);
        if (!(dd > 0)) return;
        if (!a_inside && !b_inside && !(under > 0 && ad < 0 && -ad < dd)) return;
        double root = sqrt(fmax(under, 0));
        from = a_inside ? 0 : fmin(fmax((-ad - root) / dd, 0), 1);
        to = b_inside ? 1 : fmin(fmax((-ad + root) / dd, 0), 1);
    }
    double fx = ax + from * dx, fy = ay + from * dy, tx = ax + to * dx, ty = ay + to * dy;
    if (!a_inside) sum->in += atan2(fy, fx);
    if (!b_inside) sum->out += atan2(ty, tx);
    sum->turned += along(disc->p, fx, fy, tx, ty);
}

static void add_arc(const BoundaryArcs *arcs, const Disc *disc, const BoundaryArc *arc, Sum *sum)
{
    double x = (arc->x_m - disc->x_m) * disc->per_h, y = (arc->y_m - disc->y_m) * disc->per_h, radius = arc->radius_m * disc->per_h;
    double away2 = x * x + y * y, within = 1 - radius - 1e-9, beyond = 1 + radius + 1e-9;
    if (away2 >= beyond * beyond) return;
    const double *vx = arcs->x_m + arc->first, *vy = arcs->y_m + arc->first;
    if (within > 0 && away2 <= within * within) {
        int e = arc->edges;
        sum->turned += along(disc->p, (vx[0] - disc->x_m) * disc->per_h, (vy[0] - disc->y_m) * disc->per_h, (vx[e] - disc->x_m) * disc->per_h,
                             (vy[e] - disc->y_m) * disc->per_h);
        if (e > 1) sum->turned += 2 * disc->p * beside_chord(disc, arc, x, y);
        return;
    }
    for (int e = 0; e < arc->edges; e++)
        add_across(disc, (vx[e] - disc->x_m) * disc->per_h, (vy[e] - disc->y_m) * disc->per_h, (vx[e + 1] - disc->x_m) * disc->per_h,
                   (vy[e + 1] - disc->y_m) * disc->per_h, sum);
}

/* The rim inside the boundary is all turns from out to in, below a whole one together. Where that is nothing, or all of it, the
 * boundary has no say in which: then the mass along it must be 0 or more, and 1 or less. */
static ArcShare share_of(const Sum *sum)
{
    const double hair = 1e-7;
    double rim = remainder(sum->in - sum->out, 2 * PI), share = (sum->turned + rim) / (2 * PI);
    if (fabs(rim) < hair) {
        if (fabs(sum->turned) < hair) return (ArcShare){0, false};
        share += sum->turned < 0;
    } else {
        share += rim < 0;
    }
    return (ArcShare){fmin(fmax(share, 0), 1), true};
}

ArcShare boundary_arcs_share(const BoundaryArcs *arcs, int p, double bandwidth_m, double x_m, double y_m)
{
    const Disc disc = {p, x_m, y_m, 1 / bandwidth_m};
    double reach_m = bandwidth_m + arcs->buckets.longest_m;
    Sum sum = {0};
    if (!box_overlaps(arcs->buckets.box, box_grow((Box){x_m, y_m, x_m, y_m}, reach_m))) return (ArcShare){0, false};
    int row, last;
    for (buckets_rows(&arcs->buckets, y_m, reach_m, &row, &last); row <= last; row++) {
        size_t i, end;
        for (buckets_run(&arcs->buckets, row, x_m, y_m, reach_m, &i, &end); i < end; i++) add_arc(arcs, &disc, &arcs->arc[i], &sum);
    }
    return share_of(&sum);
}
