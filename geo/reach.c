#include "geo/reach.h"

#include "geo/coverage.h"

#include <math.h>

ReachObject reach_object(const Features *features, size_t feature, double reach_m, bool needs_sight)
{
    size_t first = features->part_start[feature];
    return (ReachObject){.kind = features->kind,
                         .part_count = features->part_start[feature + 1] - first,
                         .part_start = features->vertex_start + first,
                         .x_m = features->x_m,
                         .y_m = features->y_m,
                         .reach_m = reach_m,
                         .direction_deg = NAN,
                         .angle_deg = NAN,
                         .needs_sight = needs_sight};
}

Box reach_box(const ReachObject *object)
{
    Box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t v = object->part_start[0]; v < object->part_start[object->part_count]; v++)
        box = box_union(box, (Box){object->x_m[v], object->y_m[v], object->x_m[v], object->y_m[v]});
    return box_grow(box, object->reach_m);
}

static bool point_holds(const ReachObject *object, const Sight *sight, double x_m, double y_m)
{
    for (size_t v = object->part_start[0]; v < object->part_start[object->part_count]; v++) {
        CameraView view = {object->x_m[v], object->y_m[v], object->direction_deg, object->angle_deg, object->reach_m};
        if (!coverage_in_view(&view, object->reach_m, x_m, y_m)) continue;
        if (!object->needs_sight || sight == NULL || sight_is_clear(sight, view.x_m, view.y_m, x_m, y_m)) return true;
    }
    return false;
}

static bool line_holds(const ReachObject *object, double x_m, double y_m)
{
    for (size_t part = 0; part < object->part_count; part++) {
        size_t first = object->part_start[part], end = object->part_start[part + 1];
        for (size_t v = first; v < end; v++) {
            size_t next = v + 1 < end ? v + 1 : object->kind == FEATURE_POLYGON ? first : v;
            if (segment_distance_m(object->x_m[v], object->y_m[v], object->x_m[next], object->y_m[next], x_m, y_m) <= object->reach_m)
                return true;
        }
    }
    return false;
}

bool reach_holds(const ReachObject *object, const Sight *sight, double x_m, double y_m)
{
    if (object->kind == FEATURE_POINT) return point_holds(object, sight, x_m, y_m);
    if (line_holds(object, x_m, y_m)) return true;
    if (object->kind == FEATURE_LINE) return false;
    Polygon polygon = {object->part_count, object->part_start, object->x_m, object->y_m};
    return polygon_contains(&polygon, x_m, y_m);
}

bool reach_places_init(const double *x_m, const double *y_m, size_t count, double bucket_m, ReachPlaces *ret_places, Error *error)
{
    Features points = features_init(FEATURE_POINT);
    ReachPlaces places = {x_m, y_m, count, {0}};
    bool done = true;
    for (size_t i = 0; done && i < count; i++)
        done = features_add(&points, error) && features_add_part(&points, error) && features_add_vertex(&points, x_m[i], y_m[i], error);
    done = done && segments_of_features(&points, bucket_m, &places.buckets, error);
    features_free(&points);
    if (done) *ret_places = places;
    return done;
}

void reach_places_free(ReachPlaces *places)
{
    segments_free(&places->buckets);
    *places = (ReachPlaces){0};
}

/* A place lies in one bucket, or by rounding in two beside each other; then the first of the two that is looked at has it. */
static bool is_first_bucket(const Segments *buckets, uint32_t place, int column, int row, int first_column, int first_row)
{
    double slack = buckets->bucket_m * 1e-9;
    int low_row = segments_row(buckets, buckets->ay[place] - slack), low_column = segments_column(buckets, buckets->ax[place] - slack);
    return row == (low_row > first_row ? low_row : first_row) && column == (low_column > first_column ? low_column : first_column);
}

size_t reach_find(const ReachPlaces *places, const ReachObject *object, const Sight *sight, uint32_t *ret_place)
{
    const Segments *buckets = &places->buckets;
    size_t found = 0;
    Box box = reach_box(object);
    if (places->count == 0 || !box_overlaps(box, buckets->box)) return 0;
    int first_row = segments_row(buckets, box.y_min), last_row = segments_row(buckets, box.y_max);
    int first_column = segments_column(buckets, box.x_min), last_column = segments_column(buckets, box.x_max);
    for (int row = first_row; row <= last_row; row++)
        for (int column = first_column; column <= last_column; column++) {
            size_t bucket = (size_t)row * (size_t)buckets->columns + (size_t)column;
            for (size_t k = buckets->start[bucket]; k < buckets->start[bucket + 1]; k++) {
                uint32_t i = buckets->item[k];
                if (!box_contains(box, places->x_m[i], places->y_m[i]) || !is_first_bucket(buckets, i, column, row, first_column, first_row)) continue;
                if (reach_holds(object, sight, places->x_m[i], places->y_m[i])) ret_place[found++] = i;
            }
        }
    return found;
}
