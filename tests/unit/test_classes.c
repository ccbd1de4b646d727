#include "tests/support/assert_near.h"

#include "render/classes.h"

#include <stdbool.h>

static bool in_series(double value)
{
    double mantissa = value / pow(10, floor(log10(value) + 1e-12));
    return fabs(mantissa - 1) < 1e-9 || fabs(mantissa - 2) < 1e-9 || fabs(mantissa - 5) < 1e-9;
}

static void test_by_hand(void **state)
{
    (void)state;
    double breaks[7];
    const double expected[] = {20, 50, 100, 200, 500};
    assert_int_equal(classes_breaks(15.9, 515.7, 5, breaks), 5);
    for (int i = 0; i < 5; i++)
        assert_near(breaks[i], expected[i], 0);
    const double small[] = {0.02, 0.05, 0.1, 0.2, 0.5};
    assert_int_equal(classes_breaks(0.011, 0.9, 5, breaks), 5);
    for (int i = 0; i < 5; i++)
        assert_near(breaks[i], small[i], 0); /* the very double that prints so */
    /* 40..130: of the series only 50 and 100; so steps of 20 from 40 on */
    const double equal[] = {40, 60, 80, 100, 120};
    assert_int_equal(classes_breaks(40, 130, 5, breaks), 5);
    for (int i = 0; i < 5; i++)
        assert_near(breaks[i], equal[i], 1e-9);
    assert_int_equal(classes_breaks(15, 100, 5, breaks), 4); /* the top itself is no break: steps of 20 */
    assert_near(breaks[0], 20, 1e-9);
    assert_near(breaks[3], 80, 1e-9);
}

static void test_nothing_to_class(void **state)
{
    (void)state;
    double breaks[7];
    assert_int_equal(classes_breaks(10, 10, 5, breaks), 0);
    assert_int_equal(classes_breaks(10, 9, 5, breaks), 0);
    assert_int_equal(classes_breaks(10, -INFINITY, 5, breaks), 0); /* grid_max of an empty grid */
    assert_int_equal(classes_breaks(NAN, 9, 5, breaks), 0);
    assert_int_equal(classes_breaks(0, 9, 5, breaks), 0);
}

static void test_always_rising_above_floor_below_top(void **state)
{
    (void)state;
    for (double floor_at = 0.003; floor_at < 2000; floor_at *= 1.31) {
        for (double ratio = 1.0001; ratio < 5000; ratio *= 1.173) {
            for (int wanted = 1; wanted <= 7; wanted++) {
                double breaks[7], top = floor_at * ratio;
                int count = classes_breaks(floor_at, top, wanted, breaks);
                assert_true(count >= 1 && count <= wanted);
                for (int i = 0; i < count; i++) {
                    assert_true(breaks[i] >= floor_at * (1 - 1e-12) && breaks[i] < top);
                    if (i > 0) assert_true(breaks[i] > breaks[i - 1]);
                }
                if (ratio > 60 && wanted <= 5) {
                    assert_int_equal(count, wanted);
                    for (int i = 0; i < count; i++)
                        assert_true(in_series(breaks[i]));
                }
                /* equal steps: all the same and round */
                if (count >= 3 && !in_series(breaks[1])) {
                    assert_true(in_series(breaks[1] - breaks[0]));
                    assert_near(breaks[2] - breaks[1], breaks[1] - breaks[0], 1e-9 * breaks[2]);
                }
            }
        }
    }
}

static void test_round_down(void **state)
{
    (void)state;
    assert_near(classes_round_down(1), 1, 0);
    assert_near(classes_round_down(0.999999), 0.5, 0);
    assert_near(classes_round_down(4.99), 2, 0);
    assert_near(classes_round_down(1000), 1000, 0);
    assert_near(classes_round_down(0.001), 0.001, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_nothing_to_class),
        cmocka_unit_test(test_always_rising_above_floor_below_top),
        cmocka_unit_test(test_round_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
