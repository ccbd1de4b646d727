#include "geo/polygon.h"

#include <math.h>

enum { SCAN_LINES = 15, CROSSINGS = 256 };

Polygon polygon_of(const Features *features, size_t feature)
{
    size_t first = features->part_start[feature];
    return (Polygon){features->part_start[feature + 1] - first, features->vertex_start + first, features->x_m,
                     features->y_m};
}

Polygon polygon_of_all(const Features *features)
{
    return (Polygon){features_parts(features), features->vertex_start, features->x_m, features->y_m};
}

/* Twice the signed area, about the ring's first vertex: coordinates of 1e5 m would cost half the digits. */
static double ring_area_twice(const double *x, const double *y, size_t first, size_t end)
{
    double sum = 0;
    for (size_t i = first + 1; i + 1 < end; i++)
        sum += (x[i] - x[first]) * (y[i + 1] - y[first]) - (x[i + 1] - x[first]) * (y[i] - y[first]);
    return sum;
}

Box polygon_box(const Polygon *polygon)
{
    Box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    if (polygon->ring_count == 0) return box;
    for (size_t v = polygon->ring_start[0]; v < polygon->ring_start[polygon->ring_count]; v++)
        box = box_union(box, (Box){polygon->x_m[v], polygon->y_m[v], polygon->x_m[v], polygon->y_m[v]});
    return box;
}

double polygon_area_m2(const Polygon *polygon)
{
    double sum = 0;
    for (size_t r = 0; r < polygon->ring_count; r++)
        sum +=
            ring_area_twice(polygon->x_m, polygon->y_m, polygon->ring_start[r], polygon->ring_start[r + 1]);
    return fabs(sum) / 2;
}

bool polygon_centroid(const Polygon *polygon, double *ret_x_m, double *ret_y_m)
{
    double area = 0, x = 0, y = 0;
    if (polygon->ring_count == 0 || polygon->ring_start[polygon->ring_count] == polygon->ring_start[0]) return false;
    double x0 = polygon->x_m[polygon->ring_start[0]], y0 = polygon->y_m[polygon->ring_start[0]]; /* near, so that digits last */
    for (size_t r = 0; r < polygon->ring_count; r++) {
        size_t first = polygon->ring_start[r], end = polygon->ring_start[r + 1];
        for (size_t v = first; v < end; v++) {
            size_t next = v + 1 < end ? v + 1 : first;
            double ax = polygon->x_m[v] - x0, ay = polygon->y_m[v] - y0, bx = polygon->x_m[next] - x0, by = polygon->y_m[next] - y0;
            double cross = ax * by - bx * ay;
            area += cross;
            x += (ax + bx) * cross;
            y += (ay + by) * cross;
        }
    }
    if (area == 0) return false;
    *ret_x_m = x0 + x / (3 * area);
    *ret_y_m = y0 + y / (3 * area);
    return true;
}

bool polygon_edge_crossing(double ax, double ay, double bx, double by, double y, double *ret_x_m)
{
    if ((ay > y) == (by > y)) return false;
    if (ay > by) { /* from the lower end, so that both neighbours of an edge compute the same number */
        double t = ax;
        ax = bx;
        bx = t;
        t = ay;
        ay = by;
        by = t;
    }
    *ret_x_m = ax == bx ? ax : ax + (bx - ax) * ((y - ay) / (by - ay));
    return true;
}

bool polygon_contains(const Polygon *polygon, double x_m, double y_m)
{
    const double *x = polygon->x_m, *y = polygon->y_m;
    bool inside = false;
    for (size_t r = 0; r < polygon->ring_count; r++) {
        size_t first = polygon->ring_start[r], end = polygon->ring_start[r + 1];
        for (size_t i = first, j = end - 1; i < end; j = i++) {
            double crossing;
            if (polygon_edge_crossing(x[j], y[j], x[i], y[i], y_m, &crossing) && crossing > x_m)
                inside = !inside;
        }
    }
    return inside;
}

double segment_distance_m(double ax, double ay, double bx, double by, double x_m, double y_m)
{
    double dx = bx - ax, dy = by - ay, px = x_m - ax, py = y_m - ay;
    double length2 = dx * dx + dy * dy;
    double along = length2 > 0 ? (px * dx + py * dy) / length2 : 0;
    along = along < 0 ? 0 : along > 1 ? 1 : along;
    return hypot(px - along * dx, py - along * dy);
}

double polygon_edge_distance_m(const Polygon *polygon, double x_m, double y_m)
{
    const double *x = polygon->x_m, *y = polygon->y_m;
    double nearest = INFINITY;
    for (size_t r = 0; r < polygon->ring_count; r++) {
        size_t first = polygon->ring_start[r], end = polygon->ring_start[r + 1];
        for (size_t i = first, j = end - 1; i < end; j = i++)
            nearest = fmin(nearest, segment_distance_m(x[j], y[j], x[i], y[i], x_m, y_m));
    }
    return nearest;
}

/* The crossings of the line at y, sorted, an even number: of more than CROSSINGS the leftmost. */
static size_t crossings_at(const Polygon *polygon, double y_m, double crossing[CROSSINGS])
{
    const double *x = polygon->x_m, *y = polygon->y_m;
    size_t count = 0;
    for (size_t r = 0; r < polygon->ring_count; r++) {
        size_t first = polygon->ring_start[r], end = polygon->ring_start[r + 1];
        for (size_t i = first, j = end - 1; i < end; j = i++) {
            double at_m;
            if (!polygon_edge_crossing(x[j], y[j], x[i], y[i], y_m, &at_m)) continue;
            if (count == CROSSINGS && !(at_m < crossing[count - 1])) continue;
            size_t place = count < CROSSINGS ? count++ : count - 1;
            for (; place > 0 && crossing[place - 1] > at_m; place--) crossing[place] = crossing[place - 1];
            crossing[place] = at_m;
        }
    }
    return count;
}

bool polygon_inner_point(const Polygon *polygon, double *ret_x_m, double *ret_y_m)
{
    if (polygon->ring_count == 0) return false;
    size_t first = polygon->ring_start[0], end = polygon->ring_start[polygon->ring_count];
    double low = INFINITY, high = -INFINITY;
    for (size_t i = first; i < end; i++) {
        low = fmin(low, polygon->y_m[i]);
        high = fmax(high, polygon->y_m[i]);
    }
    if (!(low < high)) return false;
    double widest = 0, crossing[CROSSINGS];
    for (int line = 0; line < SCAN_LINES; line++) {
        /* From the middle outwards, so that of two equal runs the one nearest the middle stays. */
        int step = line % 2 ? (line + 1) / 2 : -(line / 2);
        double y_m = low + (high - low) * (0.5 + (double)step / (SCAN_LINES + 1));
        size_t count = crossings_at(polygon, y_m, crossing);
        for (size_t i = 0; i + 1 < count; i += 2) {
            double width = crossing[i + 1] - crossing[i];
            if (!(width > widest * 1.000001)) continue;
            widest = width;
            *ret_x_m = (crossing[i] + crossing[i + 1]) / 2;
            *ret_y_m = y_m;
        }
    }
    return widest > 0;
}
