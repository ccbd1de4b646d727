#include "tests/support/assert_near.h"

#include "render/colour_vision.h"
#include "render/palette.h"

static const char *const VIEW_NAMES[VIEW_COUNT] = {"normal", "protanopia", "deuteranopia", "tritanopia", "grey"};

/* Sharma, Wu & Dalal 2005, table I: two colours and their distance. */
static void test_published_pairs(void **state)
{
    (void)state;
    static const double pair[34][7] = {
        {50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425},        {50, 3.1571, -77.2803, 50, 0, -82.7485, 2.8615},
        {50, 2.8361, -74.02, 50, 0, -82.7485, 3.4412},          {50, -1.3802, -84.2814, 50, 0, -82.7485, 1.0},
        {50, -1.1848, -84.8006, 50, 0, -82.7485, 1.0},          {50, -0.9009, -85.5211, 50, 0, -82.7485, 1.0},
        {50, 0, 0, 50, -1, 2, 2.3669},                          {50, -1, 2, 50, 0, 0, 2.3669},
        {50, 2.49, -0.001, 50, -2.49, 0.0009, 7.1792},          {50, 2.49, -0.001, 50, -2.49, 0.001, 7.1792},
        {50, 2.49, -0.001, 50, -2.49, 0.0011, 7.2195},          {50, 2.49, -0.001, 50, -2.49, 0.0012, 7.2195},
        {50, -0.001, 2.49, 50, 0.0009, -2.49, 4.8045},          {50, -0.001, 2.49, 50, 0.001, -2.49, 4.8045},
        {50, -0.001, 2.49, 50, 0.0011, -2.49, 4.7461},          {50, 2.5, 0, 50, 0, -2.5, 4.3065},
        {50, 2.5, 0, 73, 25, -18, 27.1492},                     {50, 2.5, 0, 61, -5, 29, 22.8977},
        {50, 2.5, 0, 56, -27, -3, 31.903},                      {50, 2.5, 0, 58, 24, 15, 19.4535},
        {50, 2.5, 0, 50, 3.1736, 0.5854, 1.0},                  {50, 2.5, 0, 50, 3.2972, 0, 1.0},
        {50, 2.5, 0, 50, 1.8634, 0.5757, 1.0},                  {50, 2.5, 0, 50, 3.2592, 0.335, 1.0},
        {60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644}, {63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.263},
        {61.2901, 3.7196, -5.3901, 61.4292, 2.248, -4.962, 1.8731},       {35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645},
        {22.7233, 20.0904, -46.694, 23.0331, 14.973, -42.5619, 2.0373},   {36.4612, 47.858, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146},
        {90.8027, -2.0831, 1.441, 91.1528, -1.6435, 0.0447, 1.4441},      {90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381},
        {6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377},     {2.0776, 0.0795, -1.135, 0.9033, -0.0636, -0.5514, 0.9082}};
    for (int i = 0; i < 34; i++) {
        Lab a = {pair[i][0], pair[i][1], pair[i][2]}, b = {pair[i][3], pair[i][4], pair[i][5]};
        assert_near(colour_distance(a, b), pair[i][6], 6e-5);
        assert_near(colour_distance(b, a), pair[i][6], 6e-5);
        assert_near(colour_distance(a, a), 0, 0);
    }
    assert_near(colour_distance((Lab){0, 0, 0}, (Lab){100, 0, 0}), 100, 1e-9);
}

static void test_lab_there_and_back(void **state)
{
    (void)state;
    for (int i = 0; i < 512; i++) {
        Colour colour = {(i & 7) / 7.0, (i >> 3 & 7) / 7.0, (i >> 6) / 7.0, 1}, back = colour_of_lab(colour_lab(colour));
        assert_near(back.red, colour.red, 2e-4);
        assert_near(back.green, colour.green, 2e-4);
        assert_near(back.blue, colour.blue, 2e-4);
    }
    Lab red = colour_lab((Colour){1, 0, 0, 1}); /* as tables of the sRGB primaries have it */
    assert_near(red.l, 53.24, 0.01);
    assert_near(red.a, 80.09, 0.02);
    assert_near(red.b, 67.20, 0.02);
}

/* The same published methods worked out by others as matrices on linear sRGB (DaltonLens, 2021), to the precision that the choice of
 * colour matching functions leaves. */
static void test_dichromats_against_matrices(void **state)
{
    (void)state;
    static const double protan[3][3] = {{0.11238, 0.88762, 0}, {0.11238, 0.88762, 0}, {0.00401, -0.00401, 1}};
    static const double deutan[3][3] = {{0.29275, 0.70725, 0}, {0.29275, 0.70725, 0}, {-0.02234, 0.02234, 1}};
    static const double tritan[2][3][3] = {{{1.01277, 0.13548, -0.14826}, {-0.01243, 0.86812, 0.14431}, {0.07589, 0.80500, 0.11911}},
                                           {{0.93678, 0.18979, -0.12657}, {0.06154, 0.81526, 0.12320}, {-0.37562, 1.12767, 0.24796}}};
    for (int i = 0; i < 512; i++) {
        Colour colour = {(i & 7) / 7.0, (i >> 3 & 7) / 7.0, (i >> 6) / 7.0, 1};
        const double light[3] = {colour_to_light(colour.red), colour_to_light(colour.green), colour_to_light(colour.blue)};
        bool first = 0.03901 * light[0] - 0.02788 * light[1] - 0.01113 * light[2] >= 0;
        const double(*matrix[3])[3] = {protan, deutan, tritan[first ? 0 : 1]};
        for (int k = 0; k < 3; k++) {
            Colour seen = colour_seen(colour, (ColourView)(VIEW_PROTANOPIA + k));
            const double made[3] = {colour_to_light(seen.red), colour_to_light(seen.green), colour_to_light(seen.blue)};
            for (int c = 0; c < 3; c++) {
                double expected = matrix[k][c][0] * light[0] + matrix[k][c][1] * light[1] + matrix[k][c][2] * light[2];
                assert_near(made[c], fmin(1, fmax(0, expected)), k < 2 ? 0.004 : 0.04);
            }
        }
    }
}

static void test_views_leave_white_black_and_what_they_made(void **state)
{
    (void)state;
    for (int view = 0; view < VIEW_COUNT; view++) {
        for (int grey = 0; grey <= 4; grey++) {
            Colour colour = {grey / 4.0, grey / 4.0, grey / 4.0, 1}, seen = colour_seen(colour, (ColourView)view);
            assert_near(seen.red, colour.red, 2e-3);
            assert_near(seen.green, colour.green, 2e-3);
            assert_near(seen.blue, colour.blue, 2e-3);
        }
        Colour once = colour_seen((Colour){0.6, 0.5, 0.4, 1}, (ColourView)view), twice = colour_seen(once, (ColourView)view);
        assert_near(once.red, twice.red, 1e-5);
        assert_near(once.blue, twice.blue, 1e-5);
    }
    /* what dichromats are known to confuse: red and green of one lightness for the deuteranope, not for others */
    Colour red = colour_of_lab((Lab){55, 50, 40}), green = {0};
    double least = INFINITY;
    for (int a = -60; a < 0; a += 2)
        for (int l = 40; l < 70; l += 2) {
            Colour other = colour_of_lab((Lab){l, a, 45});
            double distance = colour_distance(colour_lab(colour_seen(red, VIEW_DEUTERANOPIA)), colour_lab(colour_seen(other, VIEW_DEUTERANOPIA)));
            if (distance < least) least = distance, green = other;
        }
    assert_true(least < 4);
    assert_true(colour_distance(colour_lab(red), colour_lab(green)) > 20);
}

static void test_contrast(void **state)
{
    (void)state;
    const Colour white = {1, 1, 1, 1}, black = {0, 0, 0, 1}, grey = {0x76 / 255.0, 0x76 / 255.0, 0x76 / 255.0, 1};
    assert_near(colour_contrast(white, black), 21, 1e-4);
    assert_near(colour_contrast(grey, white), 4.54, 0.005); /* the worked example of WCAG */
    assert_true(colour_contrast(PALETTE.soft_ink, PALETTE.paper) >= 7);
    assert_true(colour_contrast(PALETTE.ink, PALETTE.banner) >= 7);
    assert_true(colour_contrast(PALETTE.neighbourhood_name, PALETTE.ground) >= 4.5);
    assert_true(colour_contrast(PALETTE.water_name, PALETTE.water) >= 4.5);
}

static void assert_apart(Colour a, Colour b, double least, const char *what, int i)
{
    ColourView view;
    double distance = colour_least_distance(a, b, &view);
    if (distance < least) fail_msg("%s %d and %d are %.1f apart in %s", what, i, i + 1, distance, VIEW_NAMES[view]);
}

static void test_classes_are_apart_in_every_view(void **state)
{
    (void)state;
    for (int count = 2; count <= PALETTE_CLASSES; count++)
        for (int i = 0; i + 1 < count; i++) assert_apart(palette_class(count, i), palette_class(count, i + 1), PALETTE_APART, "classes", i);
    for (int count = 1; count <= PALETTE_CLASSES; count++) /* and the first from the ground that it lies on */
        assert_apart(PALETTE.ground, palette_class(count, 0), PALETTE_APART, "ground and class", 0);
}

/* Tones that are in one legend: apart by colour alone; or one of them hatched and the other not; or both, with other hatching, and then
 * not as far apart. */
static void test_tones_are_apart_in_every_view(void **state)
{
    (void)state;
    static const SceneTone pair[][2] = {{TONE_HIGH_1, TONE_HIGH_2}, {TONE_HIGH_2, TONE_HIGH_3}, {TONE_LOW_1, TONE_LOW_2}, {TONE_LOW_2, TONE_LOW_3}, {TONE_HIGH_1, TONE_LOW_1},
                                        {TONE_FIRST, TONE_THIRD},   {TONE_FIRST, TONE_BOTH},    {TONE_THIRD, TONE_BOTH},  {TONE_FIRST, TONE_SECOND}, {TONE_SECOND, TONE_BOTH}};
    for (size_t i = 0; i < sizeof pair / sizeof pair[0]; i++) {
        bool hatched = palette_tone_hatched(pair[i][0]) && palette_tone_hatched(pair[i][1]);
        ColourView view;
        double distance = colour_least_distance(palette_tone(pair[i][0]), palette_tone(pair[i][1]), &view);
        if (distance < (hatched ? 0.5 : 1) * PALETTE_APART) fail_msg("tones %d and %d are %.1f apart in %s", pair[i][0], pair[i][1], distance, VIEW_NAMES[view]);
    }
    assert_true(palette_tone_hatched(TONE_SECOND) != palette_tone_hatched(TONE_THIRD));
    for (int low = TONE_LOW_1; low <= TONE_LOW_3; low++) assert_true(palette_tone_hatched((SceneTone)low) && !palette_tone_hatched(TONE_HIGH_1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_pairs),
        cmocka_unit_test(test_lab_there_and_back),
        cmocka_unit_test(test_dichromats_against_matrices),
        cmocka_unit_test(test_views_leave_white_black_and_what_they_made),
        cmocka_unit_test(test_contrast),
        cmocka_unit_test(test_classes_are_apart_in_every_view),
        cmocka_unit_test(test_tones_are_apart_in_every_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
