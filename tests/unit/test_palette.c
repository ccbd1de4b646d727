#include "tests/support/assert_near.h"

#include "render/palette.h"

/* Grey as a printer or `convert -colorspace Gray` makes it: the weights of Rec. 601 on the coded values. */
static double grey(Colour colour)
{
    return 0.299 * colour.red + 0.587 * colour.green + 0.114 * colour.blue;
}

static double linear(double value)
{
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

/* L* of a colour as someone without one kind of cone sees it (Machado, Oliveira & Fernandes 2009, severity
 * 1).*/
static double seen_lightness(Colour colour, const double m[9])
{
    const double rgb[3] = {linear(colour.red), linear(colour.green), linear(colour.blue)};
    double y = 0, weight[3] = {0.2126, 0.7152, 0.0722};
    for (int row = 0; row < 3; row++)
        y += weight[row] *
             fmin(1, fmax(0, m[3 * row] * rgb[0] + m[3 * row + 1] * rgb[1] + m[3 * row + 2] * rgb[2]));
    return y > 0.008856 ? 116 * cbrt(y) - 16 : 903.3 * y;
}

static void test_known_lightness(void **state)
{
    (void)state;
    assert_near(palette_lightness((Colour){1, 1, 1, 1}), 100, 1e-4);
    assert_near(palette_lightness((Colour){0, 0, 0, 1}), 0, 1e-12);
    assert_near(palette_lightness((Colour){119 / 255.0, 119 / 255.0, 119 / 255.0, 1}), 50.03,
                0.01);                                                 /* #777 */
    assert_near(palette_lightness((Colour){1, 0, 0, 1}), 53.24, 0.01); /* sRGB red */
}

static void test_classes_fall_in_lightness(void **state)
{
    (void)state;
    for (int count = 2; count <= PALETTE_CLASSES; count++) {
        for (int i = 1; i < count; i++) {
            Colour before = palette_class(count, i - 1), here = palette_class(count, i);
            assert_true(palette_lightness(before) - palette_lightness(here) >= PALETTE_STEP);
            assert_true(grey(before) - grey(here) >= 0.06);
        }
    }
}

static void test_colour_blind(void **state)
{
    (void)state;
    static const double blind[3][9] = {
        {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
        {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
        {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900}};
    for (int kind = 0; kind < 3; kind++)
        for (int count = 2; count <= PALETTE_CLASSES; count++)
            for (int i = 1; i < count; i++)
                assert_true(seen_lightness(palette_class(count, i - 1), blind[kind]) -
                                seen_lightness(palette_class(count, i), blind[kind]) >=
                            5);
}

static void test_base_map_is_quiet(void **state)
{
    (void)state;
    double first = palette_lightness(palette_class(5, 0));
    assert_true(palette_lightness(PALETTE.ground) - first >= 5);
    assert_true(palette_lightness(PALETTE.green) > palette_lightness(palette_class(5, 1)));
    assert_true(palette_lightness(PALETTE.water) > palette_lightness(palette_class(5, 1)));
    assert_true(palette_lightness(PALETTE.ink) < 15);
    assert_true(palette_lightness(PALETTE.soft_ink) < 40); /* 7:1 on white needs 40 */
}

static void test_one_class(void **state)
{
    (void)state;
    double lightness = palette_lightness(palette_class(1, 0));
    assert_true(lightness > 40 && lightness < 75);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_lightness), cmocka_unit_test(test_classes_fall_in_lightness),
        cmocka_unit_test(test_colour_blind),    cmocka_unit_test(test_base_map_is_quiet),
        cmocka_unit_test(test_one_class),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
