#include "tests/support/assert_near.h"

#include "render/label.h"
#include "render/text.h"

#include <stdlib.h>

static uint64_t seed = 11;

static double random_between(double low, double high)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * (double)(seed >> 11) / 9007199254740992.0;
}

static bool holds(const LabelBox *box, double x, double y)
{
    double dx = x - box->x_mm, dy = y - box->y_mm, c = cos(box->angle_rad), s = sin(box->angle_rad);
    return fabs(dx * c + dy * s) < box->width_mm / 2 && fabs(-dx * s + dy * c) < box->height_mm / 2;
}

/* Two boxes share ground when a sample point lies in both. */
static bool share_ground(const LabelBox *a, const LabelBox *b, int samples)
{
    double c = cos(a->angle_rad), s = sin(a->angle_rad);
    for (int i = 0; i < samples; i++)
        for (int k = 0; k < samples; k++) {
            double u = ((i + 0.5) / samples - 0.5) * a->width_mm,
                   v = ((k + 0.5) / samples - 0.5) * a->height_mm;
            if (holds(b, a->x_mm + u * c - v * s, a->y_mm + u * s + v * c)) return true;
        }
    return false;
}

static void test_overlap_against_samples(void **state)
{
    (void)state;
    int apart = 0, over = 0;
    for (int i = 0; i < 3000; i++) {
        LabelBox a = {0, 0, random_between(1, 20), random_between(1, 4), random_between(-1.5, 1.5)};
        LabelBox b = {random_between(-14, 14), random_between(-8, 8), random_between(1, 20),
                      random_between(1, 4), random_between(-1.5, 1.5)};
        bool shared = share_ground(&a, &b, 60);
        if (shared) assert_true(label_overlap(&a, &b));
        if (label_overlap(&a, &b) && !shared) { /* then only by a corner that the samples miss */
            LabelBox smaller = b;
            smaller.width_mm -= 0.8;
            smaller.height_mm -= 0.8;
            if (smaller.width_mm > 0 && smaller.height_mm > 0) assert_false(share_ground(&a, &smaller, 60));
        }
        assert_int_equal(label_overlap(&a, &b), label_overlap(&b, &a));
        shared ? over++ : apart++;
    }
    assert_true(over > 500 && apart > 500);
}

static void test_placed_labels_never_overlap(void **state)
{
    (void)state;
    LabelBoard board = label_board(0, 0, 180, 120);
    Error error;
    for (int i = 0; i < 400; i++) {
        LabelBox box;
        double w = random_between(4, 30), h = random_between(2, 4);
        bool found;
        if (i % 2) {
            double x[12], y[12], run[12], heading = random_between(0, 6.28);
            x[0] = random_between(0, 180);
            y[0] = random_between(0, 120);
            for (int v = 1; v < 12; v++) {
                heading += random_between(-0.3, 0.3);
                x[v] = x[v - 1] + 5 * cos(heading);
                y[v] = y[v - 1] + 5 * sin(heading);
            }
            found = label_along(&board, x, y, 12, w, h, 0.6, run, &box);
            if (found) assert_true(fabs(box.angle_rad) <= 1.5707964);
        } else {
            found = label_near(&board, random_between(0, 180), random_between(0, 120), w, h, 12, &box);
        }
        if (found) assert_ok(label_take(&board, box, &error), &error);
    }
    assert_true(board.count > 80);
    for (size_t i = 0; i < board.count; i++) {
        for (size_t k = 0; k < i; k++)
            assert_false(share_ground(&board.box[i], &board.box[k], 25));
        LabelBox whole = {90, 60, 180 + 1e-6, 120 + 1e-6, 0};
        assert_true(holds(&whole, board.box[i].x_mm, board.box[i].y_mm));
    }
    label_board_free(&board);
}

static void test_near_takes_the_place_itself(void **state)
{
    (void)state;
    LabelBoard board = label_board(0, 0, 50, 50);
    LabelBox box;
    Error error;
    assert_true(label_near(&board, 25, 25, 5, 5, 10, &box));
    assert_near(box.x_mm, 25, 0);
    assert_ok(label_take(&board, box, &error), &error);
    assert_true(label_near(&board, 25, 25, 5, 5, 20, &box));
    assert_true(hypot(box.x_mm - 25, box.y_mm - 25) >= 5 - 1e-9);
    assert_true(hypot(box.x_mm - 25, box.y_mm - 25) <= 10);
    assert_false(label_near(&board, 25, 25, 60, 5, 20, &box)); /* wider than the board */
    label_board_free(&board);
}

static void test_along_a_straight_street(void **state)
{
    (void)state;
    LabelBoard board = label_board(0, 0, 100, 100);
    LabelBox box;
    /* drawn from east to west, upwards to the left: the name still reads from left to right */
    const double x[] = {80, 20}, y[] = {60, 30};
    double run[3];
    assert_true(label_along(&board, x, y, 2, 30, 3, 0.5, run, &box));
    assert_near(box.x_mm, 50, 1e-9);
    assert_near(box.y_mm, 45, 1e-9);
    assert_near(box.angle_rad, atan2(30, 60), 1e-12);
    assert_false(label_along(&board, x, y, 2, 70, 3, 0.5, run, &box)); /* longer than the street */
    /* a right angle in the middle: on one of the legs */
    const double cx[] = {10, 50, 50}, cy[] = {50, 50, 90};
    assert_true(label_along(&board, cx, cy, 3, 30, 3, 0.5, run, &box));
    assert_true(fabs(box.angle_rad) < 1e-9 || fabs(fabs(box.angle_rad) - 1.57079632679) < 1e-9);
}

static void test_text_measures(void **state)
{
    (void)state;
    Typesetter *typesetter;
    Error error;
    TextStyle style = {.size_pt = 8};
    double width, twice, height, two;
    assert_ok(typesetter_open(&typesetter, &error), &error);
    text_measure(typesetter, "Stationsweg", &style, 0, 0, &width, &height);
    assert_true(width > 10 && width < 25 && height > 2.8 && height < 6);
    style.size_pt = 16; /* nothing is rounded to pixels: twice the type is exactly twice the size */
    text_measure(typesetter, "Stationsweg", &style, 0, 0, &twice, &two);
    assert_near(twice, 2 * width, 0.01 * width);
    assert_near(two, 2 * height, 0.01 * height);
    style.size_pt = 8;
    char sixty[61];
    memset(sixty, 'w', 60);
    sixty[60] = '\0';
    assert_false(text_measure(typesetter, sixty, &style, 20, 1, &width, &height)); /* an ellipsis */
    assert_true(width <= 20 + 1e-3);
    text_measure(typesetter, sixty, &style, 20, 0, &width, &two); /* broken within the word */
    assert_true(width <= 20 + 1e-3 && two > 3 * height);
    text_measure(typesetter, "<b>a</b>", &style, 0, 0, &width, NULL);
    text_measure(typesetter, "a", &style, 0, 0, &twice, NULL);
    assert_true(width > 3 * twice); /* markup is text */
    text_measure(typesetter, "a\nb\tc \xff\xfe", &style, 0, 0, NULL, &two);
    text_measure(typesetter, NULL, &style, 0, 0, NULL, NULL);
    assert_near(two, height, 1.0); /* one line */
    typesetter_close(typesetter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_overlap_against_samples),
        cmocka_unit_test(test_placed_labels_never_overlap),
        cmocka_unit_test(test_near_takes_the_place_itself),
        cmocka_unit_test(test_along_a_straight_street),
        cmocka_unit_test(test_text_measures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
