/* What the cameras of a municipality have in view, past its buildings. */
#include "tests/support/assert_near.h"

#include "geo/coverage.h"
#include "geo/random.h"
#include "src/overlay.h"

#include <stdlib.h>

enum { PLACES = 1500, CAMERAS = 25, BUILDINGS = 80 };

static void add_vertices(Features *features, const double *xy, size_t count)
{
    Error error;
    assert_ok(features_add(features, &error) && features_add_part(features, &error), &error);
    for (size_t i = 0; i < count; i++) assert_ok(features_add_vertex(features, xy[2 * i], xy[2 * i + 1], &error), &error);
}

static void add_camera(Layer *layer, double x, double y, double direction, double angle, double range)
{
    Error error;
    assert_ok(layer_add(layer, &error), &error);
    add_vertices(&layer->features, (double[]){x, y}, 1);
    layer->number[NUMBER_DIRECTION_DEG][layer->features.count - 1] = direction;
    layer->number[NUMBER_ANGLE_DEG][layer->features.count - 1] = angle;
    layer->number[NUMBER_RANGE_M][layer->features.count - 1] = range;
}

static void add_building(Layer *layer, double x, double y, double wide, double high)
{
    Error error;
    assert_ok(layer_add(layer, &error), &error);
    add_vertices(&layer->features, (double[]){x, y, x + wide, y, x + wide, y + high, x, y + high}, 4);
}

static void seen_agrees_with_looking_at_every_building(void **state)
{
    (void)state;
    Error error;
    Random random = random_init(71);
    Municipality town = {0};
    Layer *cameras = &town.layer[ROLE_CAMERA], *buildings = &town.layer[ROLE_BUILDING];
    *cameras = layer_init(ROLE_CAMERA, FEATURE_POINT);
    *buildings = layer_init(ROLE_BUILDING, FEATURE_POLYGON);
    double x[PLACES], y[PLACES];
    uint8_t seen[PLACES], over[PLACES], one[PLACES];
    for (int i = 0; i < PLACES; i++) x[i] = 400 * random_uniform(&random), y[i] = 400 * random_uniform(&random);
    for (int c = 0; c < CAMERAS; c++)
        add_camera(cameras, 400 * random_uniform(&random), 400 * random_uniform(&random), c % 5 ? 360 * random_uniform(&random) : (double)NAN, 90, c % 4 ? 80 : (double)NAN);
    /* Without a layer of buildings nothing blocks. */
    CameraView *views;
    assert_ok(overlay_cameras(&town, &views, &error), &error);
    assert_ok(overlay_seen(&town, x, y, PLACES, 50, seen, &error), &error);
    assert_ok(coverage_seen(x, y, PLACES, views, CAMERAS, 50, over, &error), &error);
    assert_memory_equal(seen, over, PLACES);
    for (int b = 0; b < BUILDINGS; b++) add_building(buildings, 390 * random_uniform(&random), 390 * random_uniform(&random), 4 + 15 * random_uniform(&random), 4 + 15 * random_uniform(&random));
    assert_ok(overlay_seen(&town, x, y, PLACES, 50, seen, &error), &error);
    uint8_t expected[PLACES] = {0};
    int hidden = 0;
    for (int c = 0; c < CAMERAS; c++) {
        assert_ok(coverage_seen(x, y, PLACES, &views[c], 1, 50, one, &error), &error);
        for (int i = 0; i < PLACES; i++) {
            bool clear = one[i] != 0;
            for (size_t b = 0; clear && b < BUILDINGS; b++) clear = !sight_blocks(&buildings->features, b, views[c].x_m, views[c].y_m, x[i], y[i]);
            expected[i] |= clear;
        }
    }
    for (int i = 0; i < PLACES; i++) {
        assert_int_equal(seen[i], expected[i]);
        hidden += over[i] && !seen[i];
    }
    assert_true(hidden > 30);
    free(views);
    layer_free(cameras);
    layer_free(buildings);
}

/* A camera that looks north along a street; a house stands to the right of it. */
static void a_house_by_hand(void **state)
{
    (void)state;
    Error error;
    Municipality town = {0};
    town.layer[ROLE_CAMERA] = layer_init(ROLE_CAMERA, FEATURE_POINT);
    town.layer[ROLE_BUILDING] = layer_init(ROLE_BUILDING, FEATURE_POLYGON);
    add_camera(&town.layer[ROLE_CAMERA], 0, 0, 0, 120, 60);
    add_building(&town.layer[ROLE_BUILDING], 5, 10, 10, 10);
    double x[] = {0, 12, 10, 3, -20}, y[] = {40, 24, 15, 30, 30}; /* along; behind the house; in it; beside it; to the left */
    uint8_t seen[5];
    assert_ok(overlay_seen(&town, x, y, 5, 50, seen, &error), &error);
    const uint8_t expected[] = {1, 0, 1, 1, 1};
    assert_memory_equal(seen, expected, 5);
    layer_free(&town.layer[ROLE_CAMERA]);
    layer_free(&town.layer[ROLE_BUILDING]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(seen_agrees_with_looking_at_every_building), cmocka_unit_test(a_house_by_hand)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
