#include "render/proposal.h"

#include "render/signs.h"

#include <math.h>
#include <stdio.h>

#define PI 3.14159265358979323846

enum { NUMBERS_MOST = 400 };

/* Middles of numbers nearer than this would run into each other. */
static const double NUMBER_APART_MM = 2.6;

static const Colour LAMP = {1.0, 0.86, 0.30, 1}, LAMP_REACH = {1.0, 0.90, 0.45, 0.38}, MEETING = {0.36, 0.20, 0.48, 1}, PATROL = {0.72, 0.16, 0.12, 1},
                    GREEN = {0.36, 0.55, 0.30, 1}, PATH = {0.10, 0.24, 0.50, 1};

static void rim(cairo_t *cairo, SceneObjectChange change, double width_mm)
{
    set_colour(cairo, PALETTE.ink);
    cairo_set_line_width(cairo, width_mm);
    if (change == SCENE_MOVED) cairo_set_dash(cairo, (const double[]){0.6, 0.45}, 2, 0);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, NULL, 0, 0);
}

static void cross(cairo_t *cairo, double x_mm, double y_mm, double arm_mm)
{
    for (int pass = 0; pass < 2; pass++) {
        cairo_move_to(cairo, x_mm - arm_mm, y_mm - arm_mm);
        cairo_line_to(cairo, x_mm + arm_mm, y_mm + arm_mm);
        cairo_move_to(cairo, x_mm - arm_mm, y_mm + arm_mm);
        cairo_line_to(cairo, x_mm + arm_mm, y_mm - arm_mm);
        set_colour(cairo, pass ? PALETTE.ink : PALETTE.paper);
        cairo_set_line_width(cairo, pass ? 0.4 : 1.0);
        cairo_stroke(cairo);
    }
}

static void star(cairo_t *cairo, double x_mm, double y_mm, double radius_mm)
{
    for (int i = 0; i < 10; i++) {
        double r = i % 2 ? radius_mm * 0.45 : radius_mm;
        cairo_line_to(cairo, x_mm + r * sin(i * PI / 5), y_mm - r * cos(i * PI / 5));
    }
    cairo_close_path(cairo);
}

/* A white ground under the sign, so that it stands off whatever lies beneath. */
static void fill_sign(cairo_t *cairo, Colour colour, SceneObjectChange change)
{
    set_colour(cairo, PALETTE.paper);
    cairo_set_line_width(cairo, 0.9);
    cairo_stroke_preserve(cairo);
    set_colour(cairo, change == SCENE_REMOVED ? PALETTE.paper : colour);
    cairo_fill_preserve(cairo);
    rim(cairo, change, 0.3);
}

static void line_sample(cairo_t *cairo, double x_mm, double y_mm)
{
    cairo_move_to(cairo, x_mm - 3.2, y_mm);
    cairo_line_to(cairo, x_mm + 3.2, y_mm);
}

static void stroke_line(cairo_t *cairo, SceneObjectKind kind)
{
    set_colour(cairo, PALETTE.paper);
    cairo_set_line_width(cairo, 1.5);
    cairo_stroke_preserve(cairo);
    set_colour(cairo, kind == SCENE_PATROL ? PATROL : kind == SCENE_GREENERY ? GREEN : PATH);
    cairo_set_line_width(cairo, 0.8);
    cairo_set_dash(cairo, kind == SCENE_PATROL ? (const double[]){0.3, 1.0} : (const double[]){1.6, 0.8}, 2, 0);
    cairo_set_line_cap(cairo, kind == SCENE_PATROL ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
    cairo_stroke(cairo);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_BUTT);
    cairo_set_dash(cairo, NULL, 0, 0);
}

static void fill_ground(cairo_t *cairo, SceneObjectKind kind, SceneObjectChange change)
{
    Colour colour = kind == SCENE_MEETING_PLACE ? MEETING : kind == SCENE_PATROL ? PATROL : kind == SCENE_PATH ? PATH : GREEN;
    colour.alpha = 0.35;
    set_colour(cairo, colour);
    cairo_fill_preserve(cairo);
    rim(cairo, change, 0.35);
}

void proposal_sign(cairo_t *cairo, SceneObjectKind kind, SceneObjectChange change, double x_mm, double y_mm)
{
    cairo_new_path(cairo);
    switch (kind) {
    case SCENE_LAMP:
        cairo_arc(cairo, x_mm, y_mm, 0.95, 0, 2 * PI);
        fill_sign(cairo, LAMP, change);
        break;
    case SCENE_CAMERA:
        sign_camera(cairo, x_mm, y_mm);
        if (change == SCENE_MOVED) {
            cairo_arc(cairo, x_mm, y_mm, 1.8, 0, 2 * PI);
            rim(cairo, change, 0.3);
        }
        break;
    case SCENE_MEETING_PLACE:
        cairo_rectangle(cairo, x_mm - 1.1, y_mm - 1.1, 2.2, 2.2);
        fill_sign(cairo, MEETING, change);
        break;
    case SCENE_PATROL:
        star(cairo, x_mm, y_mm, 1.6);
        fill_sign(cairo, PATROL, change);
        break;
    case SCENE_PATH:
        line_sample(cairo, x_mm, y_mm);
        stroke_line(cairo, kind);
        break;
    case SCENE_GREENERY:
        cairo_rectangle(cairo, x_mm - 2.2, y_mm - 1.2, 4.4, 2.4);
        fill_ground(cairo, kind, change);
        break;
    case SCENE_OBJECT_KINDS:
        break;
    }
    if (change == SCENE_REMOVED) cross(cairo, x_mm, y_mm, 1.1);
}

static void draw_reach(const Frame *frame, cairo_t *cairo, const SceneObject *object, double x_mm, double y_mm)
{
    double range = frame_length_mm(frame, object->reach_m);
    if (object->change == SCENE_REMOVED) return;
    if (object->kind == SCENE_CAMERA) {
        bool round = isnan(object->direction_deg) || isnan(object->angle_deg);
        sign_camera_view(cairo, x_mm, y_mm, round ? 0 : object->direction_deg, round ? 360 : object->angle_deg, range);
        return;
    }
    cairo_new_path(cairo);
    cairo_arc(cairo, x_mm, y_mm, range, 0, 2 * PI);
    if (object->kind == SCENE_LAMP) {
        set_colour(cairo, LAMP_REACH);
        cairo_fill_preserve(cairo);
    }
    set_colour(cairo, PALETTE.faint);
    cairo_set_line_width(cairo, 0.12);
    cairo_stroke(cairo);
}

/* Reaches first, over them lines and ground, over them the signs. */
static bool draw_object(const Frame *frame, Tracer *tracer, cairo_t *cairo, const SceneObject *object, int pass, Error *error)
{
    double x = frame_x_mm(frame, object->x_m), y = frame_y_mm(frame, object->y_m);
    bool on_map = box_contains(frame_box(frame), object->x_m, object->y_m), point = object->features->kind == FEATURE_POINT;
    if (pass == 0 && point && on_map) draw_reach(frame, cairo, object, x, y);
    if (pass == 1 && !point) {
        cairo_new_path(cairo);
        if (!trace_feature(tracer, object->features, object->feature, error)) return false;
        if (object->features->kind == FEATURE_LINE) stroke_line(cairo, object->kind);
        else fill_ground(cairo, object->kind, object->change);
        if (object->change == SCENE_REMOVED && on_map) cross(cairo, x, y, 1.1);
    }
    if (pass == 2 && point && on_map) {
        if (object->kind == SCENE_PATH) { /* a path that is a point is a mark on the ground */
            cairo_new_path(cairo);
            cairo_arc(cairo, x, y, 0.8, 0, 2 * PI);
            fill_sign(cairo, PATH, object->change);
        } else {
            proposal_sign(cairo, object->kind, object->change, x, y);
        }
    }
    return true;
}

/* A number to the upper right of its sign, where none stands yet. */
static void draw_numbers(const Scene *scene, const Frame *frame, Typesetter *typesetter, cairo_t *cairo)
{
    double taken_x[NUMBERS_MOST], taken_y[NUMBERS_MOST];
    int taken = 0;
    TextStyle style = {.size_pt = 6.5, .bold = true, .halo_mm = 0.45, .colour = PALETTE.ink};
    for (size_t o = 0; o < scene->object_count && taken < NUMBERS_MOST; o++) {
        const SceneObject *object = &scene->object[o];
        char text[24];
        if (!box_contains(frame_box(frame), object->x_m, object->y_m)) continue;
        double x = frame_x_mm(frame, object->x_m) + 2.1, y = frame_y_mm(frame, object->y_m) - 1.7;
        bool free = true;
        for (int t = 0; t < taken && free; t++) free = fabs(taken_x[t] - x) >= 1.3 * NUMBER_APART_MM || fabs(taken_y[t] - y) >= NUMBER_APART_MM;
        if (!free) continue;
        snprintf(text, sizeof text, "%zu", o + 1);
        text_draw_turned(typesetter, cairo, text, &style, x, y, 0);
        taken_x[taken] = x;
        taken_y[taken++] = y;
    }
}

bool proposal_draw(const Scene *scene, const Frame *frame, Tracer *tracer, Typesetter *typesetter, cairo_t *cairo, MapContent *content, Error *error)
{
    for (int pass = 0; pass < 3; pass++)
        for (size_t o = 0; o < scene->object_count; o++)
            if (!draw_object(frame, tracer, cairo, &scene->object[o], pass, error)) return false;
    for (size_t o = 0; o < scene->object_count; o++) {
        if (!box_contains(frame_box(frame), scene->object[o].x_m, scene->object[o].y_m)) continue;
        content->object[scene->object[o].kind] = true;
        content->moved |= scene->object[o].change == SCENE_MOVED;
        content->removed |= scene->object[o].change == SCENE_REMOVED;
    }
    draw_numbers(scene, frame, typesetter, cairo);
    return true;
}
