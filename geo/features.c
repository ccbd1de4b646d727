#include "geo/features.h"

#include <math.h>
#include <stdlib.h>

Features features_init(FeatureKind kind)
{
    return (Features){.kind = kind};
}

void features_free(Features *features)
{
    free(features->part_start);
    free(features->vertex_start);
    free(features->x_m);
    free(features->y_m);
    *features = (Features){.kind = features->kind};
}

/* Room for `needed` items, growing by half so that adding one by one stays linear. */
static size_t grown(size_t capacity, size_t needed)
{
    size_t more = capacity + capacity / 2 + 16;
    return more < needed ? needed : more;
}

static bool grow(void *array, size_t bytes, void **ret_array, Error *error)
{
    void *grown_array = realloc(array, bytes);
    if (!grown_array) return error_memory(error, (double)bytes);
    *ret_array = grown_array;
    return true;
}

static bool make_room(size_t **starts, size_t *capacity, size_t needed, Error *error)
{
    if (*starts && needed <= *capacity) return true;
    bool first = !*starts;
    size_t room = grown(*capacity, needed);
    void *array = NULL;
    if (!grow(*starts, (room + 1) * sizeof **starts, &array, error)) return false;
    *starts = array;
    if (first) (*starts)[0] = 0;
    *capacity = room;
    return true;
}

bool features_add(Features *features, Error *error)
{
    if (!make_room(&features->part_start, &features->capacity[0], features->count + 1, error)) return false;
    if (!make_room(&features->vertex_start, &features->capacity[1], features_parts(features), error))
        return false;
    features->part_start[features->count + 1] = features->part_start[features->count];
    features->count++;
    return true;
}

bool features_add_part(Features *features, Error *error)
{
    if (features->count == 0)
        return error_set(error, ERROR_FAILED, _("A part of a geometry came before its feature."));
    size_t parts = features_parts(features);
    if (!make_room(&features->vertex_start, &features->capacity[1], parts + 1, error)) return false;
    features->vertex_start[parts + 1] = features->vertex_start[parts];
    features->part_start[features->count]++;
    return true;
}

bool features_add_vertex(Features *features, double x_m, double y_m, Error *error)
{
    size_t parts = features_parts(features);
    if (parts == 0 || features->part_start[features->count - 1] == parts)
        return error_set(error, ERROR_FAILED, _("A vertex of a geometry came before its part."));
    size_t vertices = features->vertex_start[parts];
    if (vertices == features->capacity[2]) {
        size_t room = grown(features->capacity[2], vertices + 1);
        void *array = NULL;
        if (!grow(features->x_m, room * sizeof(double), &array, error)) return false;
        features->x_m = array;
        if (!grow(features->y_m, room * sizeof(double), &array, error)) return false;
        features->y_m = array;
        features->capacity[2] = room;
    }
    features->x_m[vertices] = x_m;
    features->y_m[vertices] = y_m;
    features->vertex_start[parts]++;
    return true;
}

size_t features_parts(const Features *features)
{
    return features->count ? features->part_start[features->count] : 0;
}

size_t features_vertices(const Features *features)
{
    size_t parts = features_parts(features);
    return parts ? features->vertex_start[parts] : 0;
}

static Box box_of_vertices(const Features *features, size_t first, size_t end)
{
    Box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = first; i < end; i++) {
        box.x_min = fmin(box.x_min, features->x_m[i]);
        box.x_max = fmax(box.x_max, features->x_m[i]);
        box.y_min = fmin(box.y_min, features->y_m[i]);
        box.y_max = fmax(box.y_max, features->y_m[i]);
    }
    return box;
}

Box features_box_of(const Features *features, size_t feature)
{
    size_t first = features->part_start[feature], end = features->part_start[feature + 1];
    return box_of_vertices(features, features->vertex_start[first], features->vertex_start[end]);
}

Box features_box(const Features *features)
{
    return box_of_vertices(features, 0, features_vertices(features));
}

bool box_is_empty(Box box)
{
    return !(box.x_min <= box.x_max && box.y_min <= box.y_max);
}

Box box_grow(Box box, double by_m)
{
    if (box_is_empty(box)) return box;
    return (Box){box.x_min - by_m, box.y_min - by_m, box.x_max + by_m, box.y_max + by_m};
}

Box box_union(Box a, Box b)
{
    if (box_is_empty(a)) return b;
    if (box_is_empty(b)) return a;
    return (Box){fmin(a.x_min, b.x_min), fmin(a.y_min, b.y_min), fmax(a.x_max, b.x_max),
                 fmax(a.y_max, b.y_max)};
}

bool box_overlaps(Box a, Box b)
{
    if (box_is_empty(a) || box_is_empty(b)) return false;
    return a.x_min <= b.x_max && b.x_min <= a.x_max && a.y_min <= b.y_max && b.y_min <= a.y_max;
}

bool box_contains(Box box, double x_m, double y_m)
{
    return x_m >= box.x_min && x_m <= box.x_max && y_m >= box.y_min && y_m <= box.y_max;
}

bool features_add_parts_of(Features *features, const Features *from, size_t feature, Error *error)
{
    for (size_t part = from->part_start[feature]; part < from->part_start[feature + 1]; part++) {
        if (!features_add_part(features, error)) return false;
        for (size_t v = from->vertex_start[part]; v < from->vertex_start[part + 1]; v++)
            if (!features_add_vertex(features, from->x_m[v], from->y_m[v], error)) return false;
    }
    return true;
}

bool features_add_feature_of(Features *features, const Features *from, size_t feature, Error *error)
{
    return features_add(features, error) && features_add_parts_of(features, from, feature, error);
}

/* Around the ring's first vertex, so that the large coordinates of a national grid cost no digits. */
double features_ring_area_m2(const Features *features, size_t part)
{
    size_t first = features->vertex_start[part], end = features->vertex_start[part + 1];
    if (first == end) return 0;
    double x0 = features->x_m[first], y0 = features->y_m[first], twice = 0;
    for (size_t i = first, before = end - 1; i < end; before = i++)
        twice += (features->x_m[before] - x0) * (features->y_m[i] - y0) - (features->x_m[i] - x0) * (features->y_m[before] - y0);
    return twice / 2;
}
