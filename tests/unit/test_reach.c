/* What an object reaches: by hand, and place by place. */
#include "geo/reach.h"

#include "tests/support/shapes.h"

#include <stdlib.h>

enum { PLACES = 3000 };

static ReachObject camera(const double *x, const double *y, double direction_deg, double angle_deg)
{
    static const size_t part[] = {0, 1};
    return (ReachObject){FEATURE_POINT, 1, part, x, y, 50, direction_deg, angle_deg, true};
}

static void test_camera_past_a_house(void **state)
{
    (void)state;
    Error error;
    Features buildings = features_init(FEATURE_POLYGON);
    Sight sight;
    double x = 0, y = 0;
    add_rectangle(&buildings, 10, -5, 20, 5);
    assert_ok(sight_init(&buildings, &sight, &error), &error);
    ReachObject east = camera(&x, &y, 90, 60);
    assert_true(reach_holds(&east, &sight, 8, 0));
    assert_true(reach_holds(&east, &sight, 15, 0));   /* in the house itself: an address */
    assert_false(reach_holds(&east, &sight, 30, 0));  /* behind it */
    assert_true(reach_holds(&east, NULL, 30, 0));
    assert_true(reach_holds(&east, &sight, 30, 17));  /* past it, within the angle */
    assert_false(reach_holds(&east, &sight, 0, 20));  /* beside its view */
    assert_false(reach_holds(&east, &sight, 51, 0));
    ReachObject round = camera(&x, &y, NAN, NAN);
    assert_true(reach_holds(&round, &sight, 0, 20));
    sight_free(&sight);
    features_free(&buildings);
}

static void test_lines_and_ground(void **state)
{
    (void)state;
    Error error;
    Features path = features_init(FEATURE_LINE), green = features_init(FEATURE_POLYGON);
    assert_ok(features_add(&path, &error), &error);
    add_part_of(&path, (double[]){0, 0, 100, 0, 100, 100}, 3);
    add_rectangle(&green, 0, 0, 100, 100);
    ReachObject along = reach_object(&path, 0, 10, false), ground = reach_object(&green, 0, 10, false);
    assert_true(reach_holds(&along, NULL, 50, 10));
    assert_false(reach_holds(&along, NULL, 50, 10.001));
    assert_false(reach_holds(&along, NULL, 40, 50)); /* a line is not closed */
    assert_true(reach_holds(&ground, NULL, 50, 50));
    assert_true(reach_holds(&ground, NULL, -10, 50));
    assert_false(reach_holds(&ground, NULL, -10.001, 50));
    features_free(&path);
    features_free(&green);
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t p = *(const uint32_t *)a, q = *(const uint32_t *)b;
    return (p > q) - (p < q);
}

static void test_finds_what_holds(void **state)
{
    (void)state;
    Error error;
    uint64_t seed = 3;
    static double x[PLACES], y[PLACES];
    static uint32_t found[PLACES];
    Features buildings = features_init(FEATURE_POLYGON), shapes[3];
    Sight sight;
    ReachPlaces places;
    for (int i = 0; i < PLACES; i++) { /* a third on a lattice, so on the edges of buckets, and many on one spot */
        x[i] = i % 3 ? random_between(&seed, 152000, 152600) : 152000 + 25 * random_below(&seed, 25);
        y[i] = i % 3 ? random_between(&seed, 442000, 442600) : 442000 + 25 * random_below(&seed, 25);
    }
    for (int b = 0; b < 60; b++) {
        double left = random_between(&seed, 152000, 152600), low = random_between(&seed, 442000, 442600);
        add_rectangle(&buildings, left, low, left + 12, low + 9);
    }
    assert_ok(sight_init(&buildings, &sight, &error), &error);
    assert_ok(reach_places_init(x, y, PLACES, 25, &places, &error), &error);
    for (int kind = 0; kind < 3; kind++) {
        shapes[kind] = features_init((FeatureKind)kind);
        for (int f = 0; f < 40; f++) {
            double cx = random_between(&seed, 151950, 152650), cy = random_between(&seed, 441950, 442650);
            assert_ok(features_add(&shapes[kind], &error), &error);
            add_star(&shapes[kind], cx, cy, 5, 60, kind == 0 ? 1 : 5, false, &seed);
        }
    }
    size_t total = 0;
    for (int kind = 0; kind < 3; kind++)
        for (size_t f = 0; f < shapes[kind].count; f++) {
            ReachObject object = reach_object(&shapes[kind], f, f % 4 == 0 ? 25 : random_between(&seed, 5, 80), true);
            if (f % 2) object.direction_deg = random_between(&seed, -400, 400), object.angle_deg = random_between(&seed, 10, 180);
            size_t count = reach_find(&places, &object, &sight, found), at = 0;
            qsort(found, count, sizeof *found, compare_numbers);
            for (uint32_t i = 0; i < PLACES; i++) {
                if (!reach_holds(&object, &sight, x[i], y[i])) continue;
                assert_true(at < count);
                assert_int_equal(found[at++], i);
            }
            assert_int_equal(at, count);
            total += count;
        }
    assert_true(total > 3000);
    for (int kind = 0; kind < 3; kind++) features_free(&shapes[kind]);
    reach_places_free(&places);
    sight_free(&sight);
    features_free(&buildings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_camera_past_a_house),
        cmocka_unit_test(test_lines_and_ground),
        cmocka_unit_test(test_finds_what_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
