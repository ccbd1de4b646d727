#include "render/map.h"

#include "geo/contour.h"
#include "geo/polygon.h"
#include "render/inset.h"
#include "render/names.h"
#include "render/proposal.h"
#include "render/raster.h"
#include "render/signs.h"
#include "render/trace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the drawing of every layer needs. */
typedef struct Drawing {
    const Scene *scene;
    const Frame *frame;
    cairo_t *cairo;
    Tracer *tracer;
    MapContent content;
} Drawing;

static bool has_features(const SceneLayer *layer)
{
    return layer->features && layer->features->count > 0;
}

/* Whether an outline is seen: one that runs around the frame is not. */
static bool any_edge_shows(const Drawing *drawing, const Features *features)
{
    for (size_t feature = 0; feature < features->count; feature++)
        if (trace_shows(drawing->frame, features, feature)) return true;
    return false;
}

/* Whether a polygon is too narrow to show, by the mean width 2 A / circumference: a ditch seen from far. */
static bool is_hairline(const Drawing *drawing, const Features *features, size_t feature)
{
    Polygon polygon = polygon_of(features, feature);
    double around = 0;

    for (size_t ring = 0; ring < polygon.ring_count; ring++) {
        size_t first = polygon.ring_start[ring], end = polygon.ring_start[ring + 1];
        for (size_t v = first; v < end; v++) {
            size_t next = v + 1 < end ? v + 1 : first;
            around += hypot(polygon.x_m[next] - polygon.x_m[v], polygon.y_m[next] - polygon.y_m[v]);
        }
    }
    return frame_length_mm(drawing->frame, 2 * polygon_area_m2(&polygon)) < 0.14 * around;
}

static bool trace_layer(Drawing *drawing, const Features *features, Error *error)
{
    for (size_t f = 0; f < features->count; f++) {
        if (features->kind == FEATURE_POLYGON && is_hairline(drawing, features, f)) continue;
        if (!trace_feature(drawing->tracer, features, f, error)) return false;
    }
    return true;
}

static bool fill_layer(Drawing *drawing, const SceneLayer *layer, Colour fill, const Colour *line,
                       bool *ret_drawn, Error *error)
{
    if (!has_features(layer)) return true;
    cairo_new_path(drawing->cairo);
    if (!trace_layer(drawing, layer->features, error)) return false;
    *ret_drawn = cairo_has_current_point(drawing->cairo);
    set_colour(drawing->cairo, fill);
    if (layer->features->kind == FEATURE_LINE) { /* a brook that is only a line */
        cairo_set_line_width(drawing->cairo, 0.35);
        cairo_stroke(drawing->cairo);
        return true;
    }
    cairo_fill_preserve(drawing->cairo);
    if (line) {
        set_colour(drawing->cairo, *line);
        cairo_set_line_width(drawing->cairo, 0.1);
        cairo_stroke(drawing->cairo);
    }
    cairo_new_path(drawing->cairo);
    return true;
}

/* --- density
 * ------------------------------------------------------------------------------------------------ */

/* Gives cells without data beside cells with data the mean of those: the mask ends halfway the cells along
 * the boundary, and the boundary itself is to cut the classes, not the cells. */
static bool grow_over_mask(Grid *grid, Error *error)
{
    size_t cells = grid_cells(grid);
    double *old = malloc(cells * sizeof *old);
    if (!old) return error_memory(error, (double)(cells * sizeof *old));

    for (int round = 0; round < 2; round++) {
        memcpy(old, grid->value, cells * sizeof *old);
        for (int r = 0; r < grid->rows; r++) {
            for (int c = 0; c < grid->columns; c++) {
                size_t here = (size_t)r * (size_t)grid->columns + (size_t)c;
                double sum = 0;
                int found = 0;
                if (!isnan(old[here])) continue;
                for (int y = r > 0 ? r - 1 : 0; y <= r + 1 && y < grid->rows; y++)
                    for (int x = c > 0 ? c - 1 : 0; x <= c + 1 && x < grid->columns; x++) {
                        double value = old[(size_t)y * (size_t)grid->columns + (size_t)x];
                        if (!isnan(value)) sum += value, found++;
                    }
                if (found > 0) grid->value[here] = sum / found;
            }
        }
    }
    free(old);
    return true;
}

static void set_class_path(Drawing *drawing, double limit)
{
    const Grid *grid = drawing->scene->density;

    for (int r = 0; r < grid->rows; r++) {
        const double *row = grid->value + (size_t)r * (size_t)grid->columns;
        for (int c = 0, end; c < grid->columns; c = end + 1) {
            for (end = c; end < grid->columns && row[end] >= limit; end++)
                continue;
            if (end == c) continue;
            Box shown = frame_box(drawing->frame);
            double west = fmax(grid->x0_m + c * grid->cell_m, shown.x_min);
            double east = fmin(grid->x0_m + end * grid->cell_m, shown.x_max);
            double south = fmax(grid->y0_m + r * grid->cell_m, shown.y_min);
            double north = fmin(grid->y0_m + (r + 1) * grid->cell_m, shown.y_max);
            if (west >= east || south >= north) continue;
            cairo_rectangle(drawing->cairo, frame_x_mm(drawing->frame, west),
                            frame_y_mm(drawing->frame, north), frame_length_mm(drawing->frame, east - west),
                            frame_length_mm(drawing->frame, north - south));
        }
    }
}

static bool draw_class(Drawing *drawing, const Grid *grid, int class, Error *error)
{
    const Scene *scene = drawing->scene;
    cairo_t *cairo = drawing->cairo;
    Features regions = {0};

    cairo_new_path(cairo);
    if (scene->density_in_cells) {
        set_class_path(drawing, scene->class_break[class]);
    } else {
        if (!contour_polygons(grid, scene->class_break[class], &regions, error)) return false;
        bool traced = trace_all(drawing->tracer, &regions, error);
        features_free(&regions);
        if (!traced) return false;
    }
    fill_class(cairo, scene, class, !scene->density_in_cells);
    return true;
}

static bool draw_density(Drawing *drawing, Error *error)
{
    const Scene *scene = drawing->scene;
    Grid grown = {0};
    bool cut = has_features(&scene->boundary) && !scene->density_in_cells;

    if (!scene->density || scene->class_count < 1) return true;
    if (cut && (!grid_copy(scene->density, &grown, error) || !grow_over_mask(&grown, error))) {
        grid_free(&grown);
        return false;
    }
    cairo_save(drawing->cairo);
    bool done = true;
    if (cut) {
        cairo_new_path(drawing->cairo);
        done = trace_all(drawing->tracer, scene->boundary.features, error);
        cairo_clip(drawing->cairo);
    }
    for (int class = 0; done && class < scene->class_count; class ++)
        done = draw_class(drawing, cut ? &grown : scene->density, class, error);
    cairo_restore(drawing->cairo);
    grid_free(&grown);
    drawing->content.density = true;
    return done;
}

/* Ground with a meaning, cut by the boundary. */
static bool draw_ground(Drawing *drawing, Error *error)
{
    const Scene *scene = drawing->scene;
    cairo_t *cairo = drawing->cairo;
    bool done = true;

    if (scene->ground_count == 0) return true;
    cairo_save(cairo);
    if (has_features(&scene->boundary)) {
        cairo_new_path(cairo);
        done = trace_all(drawing->tracer, scene->boundary.features, error);
        cairo_clip(cairo);
    }
    for (size_t g = 0; done && g < scene->ground_count; g++) {
        cairo_new_path(cairo);
        done = trace_all(drawing->tracer, scene->ground[g].features, error);
        if (done) fill_tone(cairo, scene->ground[g].tone);
    }
    for (size_t g = 0; done && scene->ground_parted && g < scene->ground_count; g++) {
        cairo_new_path(cairo);
        done = trace_all(drawing->tracer, scene->ground[g].features, error);
        set_colour(cairo, PALETTE.paper);
        cairo_set_line_width(cairo, 0.5);
        cairo_stroke(cairo);
    }
    cairo_restore(cairo);
    drawing->content.density = true;
    return done;
}

/* --- streets and borders
 * ------------------------------------------------------------------------------------ */

/* Widths of paths, residential streets, streets, main roads at 1:10,000, mm; they shrink with the root of the
 * scale, as a street that kept its true width would vanish and one that kept its drawn width would choke. */
static double street_width_mm(int importance, double scale)
{
    static const double at_10000[4] = {0.22, 0.75, 1.0, 1.55};
    double width = at_10000[importance] * sqrt(10000 / scale);

    return importance == 0 ? fmax(0.12, fmin(width, 0.25)) : fmin(width, 2.2);
}

static int street_importance(const SceneLayer *streets, size_t street)
{
    int importance = streets->importance ? streets->importance[street] : 1;

    return importance > 3 ? 3 : importance;
}

static bool trace_streets(Drawing *drawing, int importance, Error *error)
{
    const SceneLayer *streets = &drawing->scene->streets;

    cairo_new_path(drawing->cairo);
    for (size_t street = 0; street < streets->features->count; street++)
        if (street_importance(streets, street) == importance &&
            !trace_feature(drawing->tracer, streets->features, street, error))
            return false;
    return true;
}

static bool stroke_streets(Drawing *drawing, int importance, double width_mm, Colour colour, Error *error)
{
    if (!trace_streets(drawing, importance, error)) return false;
    set_colour(drawing->cairo, colour);
    cairo_set_line_width(drawing->cairo, width_mm);
    cairo_stroke(drawing->cairo);
    return true;
}

/* Streets as white ribbons with an edge; at small scales, where two edges would run together, all but the
 * main roads as one grey line. */
static bool draw_streets(Drawing *drawing, Error *error)
{
    cairo_t *cairo = drawing->cairo;
    double scale = drawing->frame->scale;
    bool ribbons = scale < MAP_SCALE_SINGLE_LINES, done = true;

    if (!has_features(&drawing->scene->streets)) return true;
    cairo_save(cairo);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    for (int importance = 1; done && importance <= 3; importance++) {
        bool ribbon = ribbons || importance == 3;
        double width = street_width_mm(importance, scale);
        done = stroke_streets(drawing, importance,
                              ribbon ? width + (importance == 3 ? 0.26 : 0.18) : 0.14 * importance,
                              importance == 3 ? PALETTE.casing_main : PALETTE.casing, error);
    }
    if (done && ribbons) {
        cairo_set_line_cap(cairo, CAIRO_LINE_CAP_BUTT);
        cairo_set_dash(cairo, (const double[]){0.7, 0.5}, 2, 0);
        done = stroke_streets(drawing, 0, street_width_mm(0, scale), PALETTE.path, error);
        cairo_set_dash(cairo, NULL, 0, 0);
        cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    }
    for (int importance = ribbons ? 1 : 3; done && importance <= 3; importance++)
        done = stroke_streets(drawing, importance, street_width_mm(importance, scale), PALETTE.street, error);
    cairo_restore(cairo);
    drawing->content.streets = true;
    return done;
}

static bool draw_borders(Drawing *drawing, Error *error)
{
    const Scene *scene = drawing->scene;
    const Frame *frame = drawing->frame;
    cairo_t *cairo = drawing->cairo;

    if (has_features(&scene->neighbourhoods)) {
        cairo_new_path(cairo);
        if (!trace_all(drawing->tracer, scene->neighbourhoods.features, error)) return false;
        stroke_neighbourhood(cairo);
        drawing->content.neighbourhoods = any_edge_shows(drawing, scene->neighbourhoods.features);
    }
    if (has_features(&scene->boundary)) {
        cairo_new_path(cairo);
        cairo_rectangle(cairo, frame->x_mm - 3, frame->y_mm - 3, frame->width_mm + 6, frame->height_mm + 6);
        if (!trace_all(drawing->tracer, scene->boundary.features, error)) return false;
        cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_EVEN_ODD);
        set_colour(cairo, PALETTE.outside);
        cairo_fill(cairo);
        cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_WINDING);
        if (!trace_all(drawing->tracer, scene->boundary.features, error)) return false;
        drawing->content.boundary = any_edge_shows(drawing, scene->boundary.features);
        stroke_boundary(cairo);
    }
    return true;
}

static bool draw_railway(Drawing *drawing, Error *error)
{
    if (!has_features(&drawing->scene->railway)) return true;
    cairo_new_path(drawing->cairo);
    if (!trace_all(drawing->tracer, drawing->scene->railway.features, error)) return false;
    drawing->content.railway = cairo_has_current_point(drawing->cairo);
    stroke_railway(drawing->cairo);
    return true;
}

/* --- small signs
 * -------------------------------------------------------------------------------------------- */

/* The first vertex of a feature on the page; false when it is outside the frame. */
static bool sign_place(const Drawing *drawing, const Features *features, size_t feature, double *ret_x_mm,
                       double *ret_y_mm)
{
    const Frame *frame = drawing->frame;
    size_t part = features->part_start[feature];
    if (part == features->part_start[feature + 1]) return false;
    size_t vertex = features->vertex_start[part];
    if (vertex == features->vertex_start[part + 1]) return false;
    double x = features->x_m[vertex], y = features->y_m[vertex];

    if (!box_contains(frame_box(frame), x, y)) return false;
    *ret_x_mm = frame_x_mm(frame, x);
    *ret_y_mm = frame_y_mm(frame, y);
    return true;
}

static void draw_lights(Drawing *drawing)
{
    const SceneLayer *lights = &drawing->scene->lights;
    double x, y;

    if (!lights->features || drawing->frame->scale > MAP_SCALE_LIGHTS_BROKEN) return;
    for (size_t light = 0; light < lights->features->count; light++) {
        bool broken = lights->importance && lights->importance[light] == 1;
        if (!broken && drawing->frame->scale > MAP_SCALE_LIGHTS) continue;
        if (!sign_place(drawing, lights->features, light, &x, &y)) continue;
        sign_light(drawing->cairo, x, y, broken);
        *(broken ? &drawing->content.lights_broken : &drawing->content.lights) = true;
    }
}

static void draw_cameras(Drawing *drawing)
{
    const Scene *scene = drawing->scene;
    const Features *cameras = scene->cameras.features;
    double x, y;

    if (!cameras || drawing->frame->scale > MAP_SCALE_SIGNS) return;
    for (size_t camera = 0; scene->camera_view && camera < cameras->count; camera++) {
        SceneCamera view = scene->camera_view[camera];
        if (!sign_place(drawing, cameras, camera, &x, &y)) continue;
        if (!isfinite(view.direction_deg) || !isfinite(view.angle_deg) || !isfinite(view.range_m)) continue;
        sign_camera_view(drawing->cairo, x, y, view.direction_deg, view.angle_deg,
                         frame_length_mm(drawing->frame, view.range_m));
        drawing->content.camera_view = true;
    }
    for (size_t camera = 0; camera < cameras->count; camera++) {
        if (!sign_place(drawing, cameras, camera, &x, &y)) continue;
        sign_camera(drawing->cairo, x, y);
        drawing->content.cameras = true;
    }
}

static void draw_places(Drawing *drawing, const SceneLayer *layer, void (*sign)(cairo_t *, double, double),
                        bool *ret_drawn)
{
    double x, y;

    if (!layer->features || drawing->frame->scale > MAP_SCALE_SIGNS) return;
    for (size_t place = 0; place < layer->features->count; place++) {
        if (!sign_place(drawing, layer->features, place, &x, &y)) continue;
        sign(drawing->cairo, x, y);
        *ret_drawn = true;
    }
}

/* --- risk areas
 * --------------------------------------------------------------------------------------------- */

static bool draw_areas(Drawing *drawing, Error *error)
{
    const Scene *scene = drawing->scene;

    if (!scene->areas) return true;
    for (int status = AREA_INDICATIVE; status >= AREA_HOTSPOT; status--) { /* hotspots last, on top */
        bool shows = false;
        cairo_new_path(drawing->cairo);
        for (size_t area = 0; area < scene->areas->count && area < scene->area_count; area++) {
            if ((int)scene->area[area].status != status) continue;
            if (!trace_feature(drawing->tracer, scene->areas, area, error)) return false;
            shows = shows || trace_shows(drawing->frame, scene->areas, area);
        }
        if (!cairo_has_current_point(drawing->cairo)) continue;
        stroke_area(drawing->cairo, (AreaStatus)status);
        *(status == AREA_HOTSPOT ? &drawing->content.hotspots : &drawing->content.indicative) = shows;
    }
    return true;
}

static bool draw_layers(Drawing *drawing, Error *error)
{
    const Scene *scene = drawing->scene;
    MapContent *content = &drawing->content;
    bool buildings = drawing->frame->scale <= MAP_SCALE_BUILDINGS;

    if (!fill_layer(drawing, &scene->green, PALETTE.green, NULL, &content->green, error) ||
        !fill_layer(drawing, &scene->water, PALETTE.water, NULL, &content->water, error) ||
        !draw_density(drawing, error) || !draw_ground(drawing, error))
        return false;
    bool again;
    if (content->water && content->density &&
        !fill_layer(drawing, &scene->water, PALETTE.water_over, &PALETTE.water_line, &again, error))
        return false;
    if (buildings && !fill_layer(drawing, &scene->buildings, PALETTE.building, &PALETTE.building_line,
                                 &content->buildings, error))
        return false;
    if (!draw_streets(drawing, error) || !draw_railway(drawing, error) || !draw_borders(drawing, error))
        return false;
    draw_lights(drawing);
    draw_places(drawing, &scene->venues, sign_venue, &content->venues);
    draw_places(drawing, &scene->transit, sign_transit, &content->transit);
    draw_cameras(drawing);
    return draw_areas(drawing, error);
}

bool map_draw(const Scene *scene, const Frame *frame, Typesetter *typesetter, cairo_t *cairo,
              MapContent *ret_content, Error *error)
{
    Tracer tracer = tracer_init(frame, cairo);
    Drawing drawing = {.scene = scene, .frame = frame, .cairo = cairo, .tracer = &tracer};

    cairo_save(cairo);
    cairo_rectangle(cairo, frame->x_mm, frame->y_mm, frame->width_mm, frame->height_mm);
    cairo_clip(cairo);
    set_colour(cairo, PALETTE.ground);
    cairo_paint(cairo);
    bool done = raster_draw(scene, frame, cairo, error) && draw_layers(&drawing, error) &&
                names_draw(scene, frame, typesetter, cairo, &drawing.content.numbers, NULL, error) &&
                proposal_draw(scene, frame, &tracer, typesetter, cairo, &drawing.content, error) && inset_draw(scene, frame, cairo, error);
    cairo_restore(cairo);
    tracer_free(&tracer);
    if (done) *ret_content = drawing.content;
    return done;
}
