/* Lines of sight: by hand, and against every building in turn. */
#include "geo/sight.h"

#include "tests/support/shapes.h"

static bool clear_by_all(const Features *buildings, double ax, double ay, double bx, double by)
{
    for (size_t b = 0; b < buildings->count; b++)
        if (sight_blocks(buildings, b, ax, ay, bx, by)) return false;
    return true;
}

static void test_by_hand(void **state)
{
    (void)state;
    Error error;
    Features buildings = features_init(FEATURE_POLYGON);
    Sight sight;
    add_rectangle(&buildings, 10, 0, 20, 10);
    /* A house with a court: 40..60, the court 45..55. */
    assert_ok(features_add(&buildings, &error), &error);
    add_part_of(&buildings, (double[]){40, 0, 60, 0, 60, 20, 40, 20}, 4);
    add_part_of(&buildings, (double[]){45, 5, 45, 15, 55, 15, 55, 5}, 4);
    assert_ok(sight_init(&buildings, &sight, &error), &error);
    const struct {
        double ax, ay, bx, by;
        bool clear;
    } lines[] = {
        {0, 5, 30, 5, false},   /* right through */
        {0, 11, 30, 11, true},  /* past it */
        {0, 5, 9, 5, true},     /* ends before it */
        {0, 5, 15, 5, true},    /* ends in it: the report of an address */
        {0, 5, 10, 5, true},    /* ends on its wall */
        {20, 5, 30, 5, true},   /* a camera on its wall, looking away */
        {15, 5, 50, 10, false}, /* out of one, into the court of another */
        {46, 10, 54, 10, true}, /* within the court */
        {46, 10, 70, 10, false},
        {5, -5, 25, 15, false}, /* along the diagonal, through two corners */
        {0, 0, 0, 0, true},
        {15, -5, 15, 25, false}, /* upright */
        {-500, 5, 500, 5, false},
        {-500, 900, 500, 900, true},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        assert_int_equal(sight_is_clear(&sight, lines[i].ax, lines[i].ay, lines[i].bx, lines[i].by), lines[i].clear);
        assert_int_equal(sight_is_clear(&sight, lines[i].bx, lines[i].by, lines[i].ax, lines[i].ay), lines[i].clear);
    }
    sight_free(&sight);
    features_free(&buildings);
}

static void test_without_buildings(void **state)
{
    (void)state;
    Error error;
    Features none = features_init(FEATURE_POLYGON);
    Sight sight;
    assert_ok(sight_init(&none, &sight, &error), &error);
    assert_true(sight_is_clear(&sight, 0, 0, 1e6, 1e6));
    sight_free(&sight);
    features_free(&none);
}

/* Coordinates as large as those of RD, many of them on a lattice, so that lines run along walls and through corners. */
static void test_agrees_with_every_building(void **state)
{
    (void)state;
    Error error;
    uint64_t seed = 8;
    size_t blocked = 0;
    Features buildings = features_init(FEATURE_POLYGON);
    Sight sight;
    for (int b = 0; b < 400; b++) {
        double x = 150000 + random_below(&seed, 100) * 10, y = 440000 + random_below(&seed, 100) * 10;
        if (b % 2) add_rectangle(&buildings, x, y, x + 5 * (1 + random_below(&seed, 4)), y + 5 * (1 + random_below(&seed, 4)));
        else {
            assert_ok(features_add(&buildings, &error), &error);
            add_star(&buildings, x, y, 4, 18, 7, false, &seed);
            if (b % 4 == 0) add_star(&buildings, x, y, 1, 3, 5, true, &seed);
        }
    }
    assert_ok(sight_init(&buildings, &sight, &error), &error);
    for (int i = 0; i < 12000; i++) {
        double ax, ay, bx, by;
        if (i % 3 == 0) { /* on the lattice */
            ax = 150000 + random_below(&seed, 210) * 5, ay = 440000 + random_below(&seed, 210) * 5;
            bx = ax + (random_below(&seed, 21) - 10) * 5, by = ay + (random_below(&seed, 21) - 10) * 5;
        } else {
            ax = random_between(&seed, 149900, 151100), ay = random_between(&seed, 439900, 441100);
            double reach = i % 3 == 1 ? 60 : 900;
            bx = ax + random_between(&seed, -reach, reach), by = ay + random_between(&seed, -reach, reach);
        }
        bool expected = clear_by_all(&buildings, ax, ay, bx, by);
        assert_int_equal(sight_is_clear(&sight, ax, ay, bx, by), expected);
        assert_int_equal(sight_is_clear(&sight, bx, by, ax, ay), expected);
        blocked += !expected;
    }
    assert_true(blocked > 3000 && blocked < 9000);
    sight_free(&sight);
    features_free(&buildings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_without_buildings),
        cmocka_unit_test(test_agrees_with_every_building),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
