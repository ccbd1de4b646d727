/*
 * shapes.h: polygons to test with.
 */
#ifndef BRANDPUNT_TESTS_SHAPES_H
#define BRANDPUNT_TESTS_SHAPES_H

#include "geo/features.h"
#include "tests/support/assert_near.h"
#include "tests/support/random_numbers.h"

/* Adds a part from `count` pairs x, y. */
static inline void add_part_of(Features *features, const double *xy, size_t count)
{
    Error error;
    assert_ok(features_add_part(features, &error), &error);
    for (size_t i = 0; i < count; i++)
        assert_ok(features_add_vertex(features, xy[2 * i], xy[2 * i + 1], &error), &error);
}

static inline void add_rectangle(Features *features, double x_min, double y_min, double x_max, double y_max)
{
    Error error;
    assert_ok(features_add(features, &error), &error);
    add_part_of(features, (double[]){x_min, y_min, x_max, y_min, x_max, y_max, x_min, y_max}, 4);
}

/* Adds a ring around x, y whose vertices lie between two distances from it: counter-clockwise as an outer
 * ring, clockwise as a hole. It never crosses itself. */
static inline void add_star(Features *features, double x, double y, double nearest, double farthest,
                            int vertices, bool hole, uint64_t *state)
{
    Error error;
    assert_ok(features_add_part(features, &error), &error);
    for (int i = 0; i < vertices; i++) {
        double angle = 6.283185307179586 * (hole ? -i : i) / vertices,
               r = random_between(state, nearest, farthest);
        assert_ok(features_add_vertex(features, x + r * cos(angle), y + r * sin(angle), &error), &error);
    }
}

#endif
