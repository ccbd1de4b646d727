#include "render/focus.h"

#include <math.h>

static bool fits(Box box, double width_m, double height_m)
{
    return box.x_max - box.x_min <= width_m && box.y_max - box.y_min <= height_m;
}

/* The first area, and those after it that fit beside what is chosen already. */
static Box first_areas(const Scene *scene, double width_m, double height_m)
{
    Box chosen = {INFINITY, INFINITY, -INFINITY, -INFINITY};

    for (size_t area = 0; scene->areas && area < scene->area_count; area++) {
        Box box = features_box_of(scene->areas, area);
        if (box_is_empty(box) || !box_overlaps(box, scene->extent)) continue;
        if (box_is_empty(chosen))
            chosen = box;
        else if (fits(box_union(chosen, box), width_m, height_m))
            chosen = box_union(chosen, box);
    }
    return box_is_empty(chosen) ? scene->extent : chosen;
}

/* The middle of a span, moved so that a view of that length stays within low..high; their middle when it is longer. */
static double within(double middle, double length, double low, double high)
{
    if (high - low <= length) return (low + high) / 2;
    return fmin(fmax(middle, low + length / 2), high - length / 2);
}

bool focus_frame(const Scene *scene, double scale, double x_mm, double y_mm, double width_mm, double height_mm, Frame *ret_frame, Error *error)
{
    double width_m = width_mm * scale / 1000, height_m = height_mm * scale / 1000;
    Box extent = scene->extent, around;
    Frame frame;
    if (!frame_fit(extent, x_mm, y_mm, width_mm, height_mm, 0, &frame, error)) return false;

    around = fits(extent, width_m, height_m) ? extent : first_areas(scene, width_m, height_m);
    double x = within((around.x_min + around.x_max) / 2, width_m, extent.x_min, extent.x_max);
    double y = within((around.y_min + around.y_max) / 2, height_m, extent.y_min, extent.y_max);
    frame.scale = scale;
    frame.west_m = x - width_m / 2;
    frame.north_m = y + height_m / 2;
    *ret_frame = frame;
    return true;
}
