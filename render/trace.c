#include "render/trace.h"

#include <math.h>
#include <stdlib.h>

Tracer tracer_init(const Frame *frame, cairo_t *cairo)
{
    return (Tracer){.frame = frame, .cairo = cairo};
}

void tracer_free(Tracer *tracer)
{
    for (int i = 0; i < 2; i++) {
        free(tracer->x[i]);
        free(tracer->y[i]);
    }
    *tracer = (Tracer){0};
}

Box trace_box(const Frame *frame)
{
    return (Box){frame->x_mm - TRACE_MARGIN_MM, frame->y_mm - TRACE_MARGIN_MM,
                 frame->x_mm + frame->width_mm + TRACE_MARGIN_MM,
                 frame->y_mm + frame->height_mm + TRACE_MARGIN_MM};
}

static bool make_room(Tracer *tracer, size_t count, Error *error)
{
    if (count <= tracer->capacity) return true;
    for (int i = 0; i < 2; i++) {
        double **side[2] = {&tracer->x[i], &tracer->y[i]};
        for (int k = 0; k < 2; k++) {
            double *grown = realloc(*side[k], count * sizeof *grown);
            if (!grown) return error_memory(error, (double)(count * sizeof *grown));
            *side[k] = grown;
        }
    }
    tracer->capacity = count;
    return true;
}

bool trace_cut(Box box, double *ax, double *ay, double *bx, double *by)
{
    double dx = *bx - *ax, dy = *by - *ay, from = 0, to = 1;
    const double towards[4] = {-dx, dx, -dy, dy};
    const double room[4] = {*ax - box.x_min, box.x_max - *ax, *ay - box.y_min, box.y_max - *ay};

    for (int i = 0; i < 4; i++) {
        if (towards[i] == 0) {
            if (!(room[i] >= 0)) return false;
        } else if (towards[i] < 0) {
            from = fmax(from, room[i] / towards[i]);
        } else {
            to = fmin(to, room[i] / towards[i]);
        }
    }
    if (!(from <= to)) return false;
    *bx = *ax + to * dx;
    *by = *ay + to * dy;
    *ax += from * dx;
    *ay += from * dy;
    return true;
}

/* Keeps the part of a ring on the inner side of one edge of the box (Sutherland & Hodgman 1974). */
static size_t cut_side(const double *x, const double *y, size_t count, int side, double limit, double *ret_x,
                       double *ret_y)
{
    const double sign = side % 2 ? -1 : 1;
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        size_t before = i ? i - 1 : count - 1;
        double here = sign * ((side < 2 ? x[i] : y[i]) - limit);
        double there = sign * ((side < 2 ? x[before] : y[before]) - limit);
        if ((here >= 0) != (there >= 0)) {
            double t = there / (there - here);
            ret_x[kept] = side < 2 ? limit : x[before] + t * (x[i] - x[before]);
            ret_y[kept++] = side < 2 ? y[before] + t * (y[i] - y[before]) : limit;
        }
        if (here >= 0) {
            ret_x[kept] = x[i];
            ret_y[kept++] = y[i];
        }
    }
    return kept;
}

static bool trace_ring(Tracer *tracer, const double *x_m, const double *y_m, size_t count, Error *error)
{
    /* Each cut of an n-ring by a half plane gives at most 2 n vertices; in all four, far fewer than this. */
    if (!make_room(tracer, 16 * count + 16, error)) return false;
    Box box = trace_box(tracer->frame);
    double *x = tracer->x[0], *y = tracer->y[0];
    Box extent = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        double px = frame_x_mm(tracer->frame, x_m[i]), py = frame_y_mm(tracer->frame, y_m[i]);
        if (kept > 0 && hypot(px - x[kept - 1], py - y[kept - 1]) < TRACE_STEP_MM) continue;
        x[kept] = px;
        y[kept++] = py;
        extent = (Box){fmin(extent.x_min, px), fmin(extent.y_min, py), fmax(extent.x_max, px),
                       fmax(extent.y_max, py)};
    }
    if (kept < 3 || !box_overlaps(extent, box)) return true;
    const double limit[4] = {box.x_min, box.x_max, box.y_min, box.y_max};
    bool inside = extent.x_min >= box.x_min && extent.x_max <= box.x_max && extent.y_min >= box.y_min &&
                  extent.y_max <= box.y_max;
    int from = 0;
    for (int side = 0; !inside && side < 4 && kept > 0; side++, from = 1 - from)
        kept = cut_side(tracer->x[from], tracer->y[from], kept, side, limit[side], tracer->x[1 - from],
                        tracer->y[1 - from]);
    if (kept < 3) return true;
    for (size_t i = 0; i < kept; i++) {
        if (i == 0)
            cairo_move_to(tracer->cairo, tracer->x[from][i], tracer->y[from][i]);
        else
            cairo_line_to(tracer->cairo, tracer->x[from][i], tracer->y[from][i]);
    }
    cairo_close_path(tracer->cairo);
    return true;
}

static void trace_line(Tracer *tracer, const double *x_m, const double *y_m, size_t count)
{
    Box box = trace_box(tracer->frame);
    double last_x = 0, last_y = 0, pen_x = NAN, pen_y = NAN;

    for (size_t i = 0; i < count; i++) {
        double x = frame_x_mm(tracer->frame, x_m[i]), y = frame_y_mm(tracer->frame, y_m[i]);
        if (i > 0) {
            if (i + 1 < count && hypot(x - last_x, y - last_y) < TRACE_STEP_MM) continue;
            double ax = last_x, ay = last_y, bx = x, by = y;
            if (trace_cut(box, &ax, &ay, &bx, &by)) {
                if (ax != pen_x || ay != pen_y) cairo_move_to(tracer->cairo, ax, ay);
                cairo_line_to(tracer->cairo, bx, by);
                pen_x = bx;
                pen_y = by;
            }
        }
        last_x = x;
        last_y = y;
    }
}

bool trace_feature(Tracer *tracer, const Features *features, size_t feature, Error *error)
{
    for (size_t part = features->part_start[feature]; part < features->part_start[feature + 1]; part++) {
        size_t first = features->vertex_start[part], count = features->vertex_start[part + 1] - first;
        if (features->kind == FEATURE_LINE)
            trace_line(tracer, features->x_m + first, features->y_m + first, count);
        else if (features->kind == FEATURE_POLYGON &&
                 !trace_ring(tracer, features->x_m + first, features->y_m + first, count, error))
            return false;
    }
    return true;
}

bool trace_all(Tracer *tracer, const Features *features, Error *error)
{
    for (size_t feature = 0; feature < features->count; feature++)
        if (!trace_feature(tracer, features, feature, error)) return false;
    return true;
}

bool trace_shows(const Frame *frame, const Features *features, size_t feature)
{
    Box box = frame_box(frame);
    if (!box_overlaps(features_box_of(features, feature), box)) return false;

    for (size_t part = features->part_start[feature]; part < features->part_start[feature + 1]; part++) {
        size_t first = features->vertex_start[part], end = features->vertex_start[part + 1];
        bool closed = features->kind == FEATURE_POLYGON;
        for (size_t v = closed ? first : first + 1; v < end; v++) {
            size_t before = v > first ? v - 1 : end - 1;
            double ax = features->x_m[before], ay = features->y_m[before], bx = features->x_m[v], by = features->y_m[v];
            if (trace_cut(box, &ax, &ay, &bx, &by)) return true;
        }
    }
    return false;
}
