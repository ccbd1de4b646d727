#include "tests/support/assert_near.h"

#include "render/frame.h"
#include "render/trace.h"

static void test_scale_is_round_and_fits(void **state)
{
    (void)state;
    static const double step[] = {1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 5, 6, 7.5, 10};
    Error error;
    for (double width = 10; width < 4e6; width *= 1.037) {
        Frame frame;
        Box extent = {100000, 400000, 100000 + width, 400000 + width * 0.8};
        assert_ok(frame_fit(extent, 10, 20, 180, 120, 3, &frame, &error), &error);
        double mantissa = frame.scale / pow(10, floor(log10(frame.scale) + 1e-12));
        size_t at = 0;
        while (at + 1 < sizeof step / sizeof step[0] && fabs(step[at] - mantissa) > 1e-9)
            at++;
        assert_near(mantissa, step[at], 1e-9);
        assert_true(frame.scale >= 2500);
        assert_true(width * 1000 / frame.scale <= 174 + 1e-6 && width * 800 / frame.scale <= 114 + 1e-6);
        /* one step larger would not fit */
        double larger = at > 0 ? frame.scale / mantissa * step[at - 1] : frame.scale * 0.75;
        if (frame.scale > 2500)
            assert_true(width * 1000 / larger > 174 - 1e-6 || width * 800 / larger > 114 - 1e-6);
        assert_near(frame_x_mm(&frame, 100000 + width / 2), 100, 1e-6);
        assert_near(frame_y_mm(&frame, 400000 + width * 0.4), 80, 1e-6);
    }
}

static void test_metres_to_mm(void **state)
{
    (void)state;
    Frame frame = {10, 20, 100, 50, 12500, 150000, 450000};
    assert_near(frame_x_mm(&frame, 150000), 10, 0);
    assert_near(frame_x_mm(&frame, 150125), 20, 1e-12); /* 125 m at 1:12,500 is 10 mm */
    assert_near(frame_y_mm(&frame, 449875), 30, 1e-12);
    assert_near(frame_length_mm(&frame, 25), 2, 1e-12);
    Box box = frame_box(&frame);
    assert_near(box.x_max - box.x_min, 1250, 1e-9);
    assert_near(box.y_min, 450000 - 625, 1e-9);
}

static void test_exact_fit_keeps_its_scale(void **state)
{
    (void)state;
    Frame frame;
    Error error;
    assert_ok(frame_fit((Box){0, 0, 0.1 * 25000, 100}, 0, 0, 104, 104, 2, &frame, &error), &error);
    assert_near(frame.scale, 25000, 0);
}

static void test_refusals(void **state)
{
    (void)state;
    Frame frame;
    Error error;
    assert_false(frame_fit((Box){1, 1, 0, 0}, 0, 0, 100, 100, 2, &frame, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    assert_false(frame_fit((Box){0, 0, NAN, 1}, 0, 0, 100, 100, 2, &frame, &error));
    assert_false(frame_fit((Box){0, 0, 10, 10}, 0, 0, 4, 100, 2, &frame, &error));
    assert_int_equal(error.code, ERROR_USAGE);
    assert_ok(frame_fit((Box){5, 5, 5, 5}, 0, 0, 100, 100, 2, &frame, &error), &error); /* one place */
    assert_near(frame.scale, 2500, 0);
}

static void test_round_lengths(void **state)
{
    (void)state;
    assert_near(frame_round_length(999), 500, 0);
    assert_near(frame_round_length(1000), 1000, 0);
    assert_near(frame_round_length(1999), 1000, 0);
    assert_near(frame_round_length(4999), 2000, 0);
    assert_near(frame_round_length(0.3), 0.2, 1e-15);
}

/* A cut piece lies on the segment, inside the box, and holds every sample of the segment that is inside. */
static void test_cut(void **state)
{
    (void)state;
    const Box box = {0, 0, 10, 6};
    uint64_t seed = 3;
    int kept = 0;
    for (int i = 0; i < 20000; i++) {
        double v[4];
        for (int k = 0; k < 4; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            v[k] = (double)(seed >> 40) / (1 << 24) * 30 - 10;
            if (seed % 11 == 0) v[k] = floor(v[k]);
        }
        if (i % 7 == 0) v[2] = v[0];
        double ax = v[0], ay = v[1], bx = v[2], by = v[3];
        bool inside = trace_cut(box, &ax, &ay, &bx, &by), sampled = false;
        for (int s = 0; s <= 200; s++) {
            double x = v[0] + (v[2] - v[0]) * s / 200, y = v[1] + (v[3] - v[1]) * s / 200;
            if (!box_contains(box, x, y)) continue;
            sampled = true;
            if (!inside) break;
            assert_true(x >= fmin(ax, bx) - 1e-9 && x <= fmax(ax, bx) + 1e-9);
            assert_true(y >= fmin(ay, by) - 1e-9 && y <= fmax(ay, by) + 1e-9);
        }
        if (sampled) assert_true(inside);
        if (!inside) continue;
        kept++;
        assert_true(box_contains(box_grow(box, 1e-9), ax, ay) && box_contains(box_grow(box, 1e-9), bx, by));
        double cross = (v[2] - v[0]) * (ay - v[1]) - (v[3] - v[1]) * (ax - v[0]);
        assert_near(cross, 0, 1e-9);
    }
    assert_true(kept > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scale_is_round_and_fits),
        cmocka_unit_test(test_metres_to_mm),
        cmocka_unit_test(test_exact_fit_keeps_its_scale),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_round_lengths),
        cmocka_unit_test(test_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
