#include "tests/support/assert_near.h"

#include "geo/coverage.h"
#include "geo/random.h"

/* Brute force, with the angle between two vectors instead of a bearing. */
static bool seen_by(const CameraView *camera, double default_range_m, double x_m, double y_m)
{
    double east = x_m - camera->x_m, north = y_m - camera->y_m, d = hypot(east, north);
    if (d > (isnan(camera->range_m) ? default_range_m : camera->range_m)) return false;
    if (isnan(camera->direction_deg) || isnan(camera->angle_deg) || camera->angle_deg >= 360) return true;
    double bearing = camera->direction_deg * 3.14159265358979323846 / 180;
    double cosine = (east * sin(bearing) + north * cos(bearing)) / d;
    return acos(fmax(-1, fmin(1, cosine))) <= 0.5 * camera->angle_deg * 3.14159265358979323846 / 180;
}

static void cameras_agree_with_brute_force(void **state)
{
    (void)state;
    Error error;
    enum { POINTS = 4000, CAMERAS = 60 };
    static double x[POINTS], y[POINTS];
    static uint8_t seen[POINTS];
    CameraView camera[CAMERAS];
    Random random = random_init(81);
    for (int i = 0; i < CAMERAS; i++) {
        camera[i] = (CameraView){3000 * random_uniform(&random), 3000 * random_uniform(&random),
                                 720 * random_uniform(&random) - 360, 20 + 400 * random_uniform(&random),
                                 20 + 150 * random_uniform(&random)};
        if (i % 7 == 0) camera[i].direction_deg = NAN;
        if (i % 5 == 0) camera[i].range_m = NAN;
        if (i % 11 == 0) camera[i].angle_deg = NAN;
    }
    for (int i = 0; i < POINTS; i++) {
        x[i] = 4000 * random_uniform(&random) - 500;
        y[i] = 4000 * random_uniform(&random) - 500;
    }
    assert_ok(coverage_seen(x, y, POINTS, camera, CAMERAS, 75, NULL, seen, &error), &error);
    int total = 0;
    for (int i = 0; i < POINTS; i++) {
        bool expected = false;
        for (int c = 0; c < CAMERAS; c++)
            expected = expected || seen_by(&camera[c], 75, x[i], y[i]);
        assert_int_equal(seen[i], expected);
        total += expected;
    }
    assert_true(total > 100 && total < POINTS / 2);
}

/* A camera that looks east with 90 degrees and 50 m: its edges are in view, what lies behind is not. */
static void a_view_by_hand(void **state)
{
    (void)state;
    Error error;
    CameraView camera = {100, 100, 90, 90, 50};
    double x[] = {150, 150.01, 130, 130, 130, 90, 100, 100}, y[] = {100, 100, 130, 70, 131, 100, 120, 100};
    static const uint8_t expected[] = {1, 0, 1, 1, 0, 0, 0, 1};
    uint8_t seen[8];
    assert_ok(coverage_seen(x, y, 8, &camera, 1, 10, NULL, seen, &error), &error);
    assert_memory_equal(seen, expected, 8);
    camera.direction_deg = 450; /* the same */
    assert_ok(coverage_seen(x, y, 8, &camera, 1, 10, NULL, seen, &error), &error);
    assert_memory_equal(seen, expected, 8);
    camera.direction_deg = -5; /* north, over 0 */
    assert_ok(coverage_seen(x, y, 8, &camera, 1, 10, NULL, seen, &error), &error);
    assert_int_equal(seen[6], 1);
    assert_int_equal(seen[0], 0);
    assert_ok(coverage_seen(x, y, 8, &camera, 0, 10, NULL, seen, &error), &error);
    for (int i = 0; i < 8; i++)
        assert_int_equal(seen[i], 0);
    assert_false(coverage_seen(x, y, 8, &camera, 1, 0, NULL, seen, &error));
    camera.x_m = NAN;
    assert_false(coverage_seen(x, y, 8, &camera, 1, 10, NULL, seen, &error));
    assert_int_equal(error.code, ERROR_INPUT);
}

/* A building between: the place behind it is not in view, one beside it and one in it are. */
static void a_building_in_between_by_hand(void **state)
{
    (void)state;
    Error error;
    Sight walls;
    Features buildings = features_init(FEATURE_POLYGON);
    CameraView camera = {100, 100, 90, 90, 50};
    double x[] = {145, 145, 125, 115}, y[] = {100, 130, 100, 100};
    static const uint8_t expected[] = {0, 1, 1, 1};
    uint8_t seen[4];
    static const double corner[4][2] = {{120, 95}, {130, 95}, {130, 105}, {120, 105}};
    assert_ok(features_add(&buildings, &error), &error);
    assert_ok(features_add_part(&buildings, &error), &error);
    for (int v = 0; v < 4; v++) assert_ok(features_add_vertex(&buildings, corner[v][0], corner[v][1], &error), &error);
    assert_ok(sight_init(&buildings, &walls, &error), &error);
    camera.angle_deg = 120;
    camera.range_m = 60;
    assert_ok(coverage_seen(x, y, 4, &camera, 1, 10, &walls, seen, &error), &error);
    assert_memory_equal(seen, expected, 4);
    sight_free(&walls);
    features_free(&buildings);
}

static void lamps_agree_with_brute_force(void **state)
{
    (void)state;
    Error error;
    enum { POINTS = 3000, LAMPS = 400 };
    static double x[POINTS], y[POINTS], lux[POINTS];
    static uint8_t lit[POINTS];
    static Lamp lamp[LAMPS];
    Random random = random_init(83);
    for (int i = 0; i < LAMPS; i++) {
        lamp[i] = (Lamp){1000 * random_uniform(&random), 1000 * random_uniform(&random),
                         20 * random_uniform(&random), (LampState)random_below(&random, 3)};
        if (i % 6 == 0) lamp[i].lux = NAN;
    }
    for (int i = 0; i < POINTS; i++) {
        x[i] = 1200 * random_uniform(&random) - 100;
        y[i] = 1200 * random_uniform(&random) - 100;
    }
    assert_ok(coverage_light(x, y, POINTS, lamp, LAMPS, LAMP_REACH_M, lit, lux, &error), &error);
    int dark = 0, unknown = 0;
    for (int i = 0; i < POINTS; i++) {
        double nearest = 25, expected = 0;
        bool found = false;
        for (int k = 0; k < LAMPS; k++) {
            double d = hypot(lamp[k].x_m - x[i], lamp[k].y_m - y[i]);
            if (lamp[k].state == LAMP_BROKEN || d > nearest) continue;
            nearest = d;
            expected = lamp[k].lux;
            found = true;
        }
        assert_int_equal(lit[i], found);
        assert_near(lux[i], expected, 0);
        dark += !found;
        unknown += isnan(lux[i]) != 0;
    }
    assert_true(dark > 300 && unknown > 100 && dark + unknown < POINTS);
}

static void light_by_hand(void **state)
{
    (void)state;
    Error error;
    Lamp lamp[] = {{0, 0, 3, LAMP_BROKEN}, {10, 0, 4, LAMP_UNKNOWN}, {-10, 0, 8, LAMP_WORKS}};
    double x[] = {0, 35, 35.001, -9}, y[] = {0, 0, 0, 0}, lux[4];
    uint8_t lit[4];
    assert_ok(coverage_light(x, y, 4, lamp, 3, LAMP_REACH_M, lit, lux, &error), &error);
    assert_near(lux[0], 4, 0); /* equally near: the first of the list */
    assert_near(lux[1], 4, 0); /* at 25 m */
    assert_int_equal(lit[2], 0);
    assert_near(lux[2], 0, 0);
    assert_near(lux[3], 8, 0);
    assert_near(coverage_light_deficit(1, 4, 5), 0.2, 1e-15);
    assert_near(coverage_light_deficit(1, 8, 5), 0, 0);
    assert_near(coverage_light_deficit(1, NAN, 5), 0, 0);
    assert_near(coverage_light_deficit(0, 0, 5), 1, 0);
    assert_ok(coverage_light(x, y, 4, lamp, 0, LAMP_REACH_M, lit, lux, &error), &error);
    assert_int_equal(lit[0], 0);
    lamp[2].y_m = NAN;
    assert_false(coverage_light(x, y, 4, lamp, 3, LAMP_REACH_M, lit, lux, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cameras_agree_with_brute_force), cmocka_unit_test(a_view_by_hand), cmocka_unit_test(a_building_in_between_by_hand),
        cmocka_unit_test(lamps_agree_with_brute_force), cmocka_unit_test(light_by_hand)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
