#include "tests/support/assert_near.h"

#include "geo/kernel.h"

static const double PI = 3.14159265358979323846;

/* Simpson's rule over rings of the plane. */
static double mass_by_rings(KernelKind kind, double radius_m, double h)
{
    int steps = 20000;
    double step = radius_m / steps, sum = 0;
    for (int i = 0; i <= steps; i++) {
        double r = i * step, rule = i == 0 || i == steps ? 1 : i % 2 ? 4 : 2;
        sum += rule * 2 * PI * r * kernel_value(kind, r, h);
    }
    return sum * step / 3;
}

static void test_each_integrates_to_one(void **state)
{
    (void)state;
    for (int k = 0; k < KERNEL_COUNT; k++) {
        for (double h = 0.5; h < 1000; h *= 17) {
            double radius = kernel_radius_m((KernelKind)k, h);
            assert_near(mass_by_rings((KernelKind)k, radius, h), 1, 1e-9);
            assert_near(kernel_value((KernelKind)k, radius * 1.0000001, h), 0, 0);
        }
    }
}

static void test_mass_within_against_rings(void **state)
{
    (void)state;
    for (int k = 0; k < KERNEL_COUNT; k++) {
        KernelKind kind = (KernelKind)k;
        double radius = kernel_radius_m(kind, 130);
        for (int i = 1; i < 20; i++)
            assert_near(kernel_mass_within(kind, radius * i / 20, 130),
                        mass_by_rings(kind, radius * i / 20, 130), 1e-9);
        assert_near(kernel_mass_within(kind, 0, 130), 0, 0);
        assert_near(kernel_mass_within(kind, -1, 130), 0, 0);
        assert_near(kernel_mass_within(kind, radius, 130), 1, 0);
        assert_near(kernel_mass_within(kind, 1e9, 130), 1, 0);
    }
}

/* The table of docs/methods, at d = h/2 and h = 200, worked out by hand. */
static void test_values_of_the_table(void **state)
{
    (void)state;
    double plane = PI * 200 * 200;
    assert_near(kernel_value(KERNEL_QUARTIC, 100, 200), 3 * 0.5625 / plane, 1e-18);
    assert_near(kernel_value(KERNEL_EPANECHNIKOV, 100, 200), 2 * 0.75 / plane, 1e-18);
    assert_near(kernel_value(KERNEL_TRIWEIGHT, 100, 200), 4 * 0.421875 / plane, 1e-18);
    assert_near(kernel_value(KERNEL_TRIANGULAR, 100, 200), 3 * 0.5 / plane, 1e-18);
    assert_near(kernel_value(KERNEL_UNIFORM, 100, 200), 1 / plane, 1e-18);
    assert_near(kernel_value(KERNEL_GAUSSIAN, 100, 200), 0.5 / plane * 0.88249690258459540286, 1e-18);
}

static void test_what_the_gaussian_misses(void **state)
{
    (void)state;
    double radius = kernel_radius_m(KERNEL_GAUSSIAN, 1);
    assert_true(exp(-0.5 * radius * radius) < 1.3e-14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_integrates_to_one),
        cmocka_unit_test(test_mass_within_against_rings),
        cmocka_unit_test(test_values_of_the_table),
        cmocka_unit_test(test_what_the_gaussian_misses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
