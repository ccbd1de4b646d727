#include "render/inset.h"

#include "render/palette.h"
#include "render/signs.h"
#include "render/trace.h"

#include <math.h>

#define SHOWN_ENOUGH 0.8 /* of the municipality on the map: no reader asks where it lies */
#define OUTLINES_MOST 8 /* of more, such as all buurten, the lines would be all there is to see */
#define PAD_MM 1.2
#define MARGIN_MM 1.0 /* from the frame */

/* How much of the whole's box the frame shows, 0..1. */
static double share_shown(Box whole, Box shown)
{
    double width = fmin(whole.x_max, shown.x_max) - fmax(whole.x_min, shown.x_min), height = fmin(whole.y_max, shown.y_max) - fmax(whole.y_min, shown.y_min);
    double all = (whole.x_max - whole.x_min) * (whole.y_max - whole.y_min);

    return width > 0 && height > 0 && all > 0 ? width * height / all : 0;
}

/* The ground under a box of the page. */
static Box ground_under(const Frame *frame, const LabelBox *box)
{
    double m_per_mm = frame->scale / 1000, west = frame->west_m + (box->x_mm - box->width_mm / 2 - frame->x_mm) * m_per_mm;
    double north = frame->north_m - (box->y_mm - box->height_mm / 2 - frame->y_mm) * m_per_mm;

    return (Box){west, north - box->height_mm * m_per_mm, west + box->width_mm * m_per_mm, north};
}

/* Share of the ground under a box that has a density class. */
static double share_dense(const Scene *scene, Box under)
{
    const Grid *grid = scene->density;
    size_t cells = 0, dense = 0;
    if (!grid || scene->class_count < 1) return 0;

    for (int r = 0; r < grid->rows; r++)
        for (int c = 0; c < grid->columns; c++) {
            if (!box_contains(under, grid_x_m(grid, c), grid_y_m(grid, r))) continue;
            cells++;
            dense += grid->value[(size_t)r * (size_t)grid->columns + (size_t)c] >= scene->class_break[0];
        }
    return cells > 0 ? (double)dense / (double)cells : 0;
}

static double hidden(const Scene *scene, Box under)
{
    double cost = share_dense(scene, under);

    for (size_t area = 0; scene->areas && area < scene->area_count; area++)
        if (box_overlaps(features_box_of(scene->areas, area), under)) cost += 2 + 10.0 / (double)(area + 1);
    for (size_t object = 0; object < scene->object_count; object++)
        if (box_contains(under, scene->object[object].x_m, scene->object[object].y_m)) cost += 2;
    return cost;
}

bool inset_place(const Scene *scene, const Frame *frame, LabelBox *ret_box)
{
    if (!scene->whole || scene->whole->count == 0) return false;
    Box whole = features_box(scene->whole);
    double width = whole.x_max - whole.x_min, height = whole.y_max - whole.y_min;
    if (!(width > 0) || !(height > 0) || share_shown(whole, frame_box(frame)) >= SHOWN_ENOUGH) return false;
    double side = fmin(0.24 * fmin(frame->width_mm, frame->height_mm), 34), mm_per_m = (side - 2 * PAD_MM) / fmax(width, height), least = INFINITY;
    LabelBox box = {.width_mm = width * mm_per_m + 2 * PAD_MM, .height_mm = height * mm_per_m + 2 * PAD_MM};

    if (side < 12) return false; /* nothing could be seen on it */
    for (int corner = 0; corner < 4; corner++) { /* upper right, upper left, lower right, lower left */
        double across = box.width_mm / 2 + MARGIN_MM, down = box.height_mm / 2 + MARGIN_MM;
        box.x_mm = corner % 2 ? frame->x_mm + across : frame->x_mm + frame->width_mm - across;
        box.y_mm = corner / 2 ? frame->y_mm + frame->height_mm - down : frame->y_mm + down;
        double cost = hidden(scene, ground_under(frame, &box));
        if (cost >= least) continue;
        least = cost;
        *ret_box = box;
    }
    return true;
}

static void draw_here(const Frame *frame, const Frame *small, cairo_t *cairo)
{
    Box shown = frame_box(frame), all = frame_box(small);
    double west = frame_x_mm(small, fmax(shown.x_min, all.x_min)), east = frame_x_mm(small, fmin(shown.x_max, all.x_max));
    double north = frame_y_mm(small, fmin(shown.y_max, all.y_max)), south = frame_y_mm(small, fmax(shown.y_min, all.y_min));

    if (east - west < 0.8) west -= 0.4, east += 0.4; /* a dot is still a place */
    if (south - north < 0.8) north -= 0.4, south += 0.4;
    cairo_new_path(cairo);
    cairo_rectangle(cairo, west, north, east - west, south - north);
    cairo_set_source_rgba(cairo, PALETTE.ink.red, PALETTE.ink.green, PALETTE.ink.blue, 0.18);
    cairo_fill_preserve(cairo);
    set_colour(cairo, PALETTE.ink);
    cairo_set_line_width(cairo, 0.45);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_MITER);
    cairo_stroke(cairo);
}

bool inset_draw(const Scene *scene, const Frame *frame, cairo_t *cairo, Error *error)
{
    LabelBox box;
    if (!inset_place(scene, frame, &box)) return true;
    Box whole = features_box(scene->whole);
    double left = box.x_mm - box.width_mm / 2, top = box.y_mm - box.height_mm / 2, scale = 1000 * (whole.x_max - whole.x_min) / (box.width_mm - 2 * PAD_MM);
    Frame small = {left, top, box.width_mm, box.height_mm, scale, whole.x_min - PAD_MM * scale / 1000, whole.y_max + PAD_MM * scale / 1000};
    Tracer tracer = tracer_init(&small, cairo);

    cairo_save(cairo);
    cairo_rectangle(cairo, left, top, box.width_mm, box.height_mm);
    set_colour(cairo, PALETTE.paper);
    cairo_fill_preserve(cairo);
    set_colour(cairo, PALETTE.ink);
    cairo_set_line_width(cairo, 0.2);
    cairo_stroke(cairo);
    bool done = trace_all(&tracer, scene->whole, error);
    set_colour(cairo, PALETTE.rule);
    cairo_fill_preserve(cairo);
    set_colour(cairo, scene->whole->count > OUTLINES_MOST ? PALETTE.rule : PALETTE.soft_ink);
    cairo_set_line_width(cairo, 0.15);
    cairo_stroke(cairo);
    draw_here(frame, &small, cairo);
    cairo_restore(cairo);
    tracer_free(&tracer);
    return done;
}
