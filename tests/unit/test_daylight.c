#include "tests/support/assert_near.h"

#include "geo/calendar.h"
#include "geo/daylight.h"

static const double AMSTERDAM[2] = {52.3676, 4.9041};

static int64_t utc(int year, int month, int day, int hour, int minute)
{
    return calendar_day_of((Date){year, month, day}) * DAY_S + hour * HOUR_S + minute * 60;
}

/* Meeus, Astronomical Algorithms, example 25.a: at the pole the elevation is the declination. */
static void declination_is_that_of_meeus(void **state)
{
    (void)state;
    assert_near(daylight_elevation_deg(90, 0, (double)utc(1992, 10, 13, 0, 0)), -7.78507, 0.001);
    assert_near(daylight_elevation_deg(-90, 33, (double)utc(1992, 10, 13, 0, 0)), 7.78507, 0.001);
}

/* The worked example of Reda & Andreas, Solar Position Algorithm (NREL 2003): 39.872 without refraction. */
static void elevation_is_that_of_nrel(void **state)
{
    (void)state;
    double elevation = daylight_elevation_deg(39.742476, -105.1786, (double)utc(2003, 10, 17, 19, 30) + 30);
    assert_near(elevation, 39.872, 0.01);
}

/* PyEphem 4.1.4 (VSOP87), pressure 0, at places and times all over. The truncated equation of time costs a
 * few seconds. */
static void elevations_agree_with_pyephem(void **state)
{
    (void)state;
    static const double table[][4] = {
        {52.3676, 4.9041, 1718883000, 60.9769}, {52.3676, 4.9041, 1734793200, 2.4462},
        {50.85, 5.69, 1676136000, -5.9250},     {53.2, 6.57, 1761865200, -50.7546},
        {-33.87, 151.21, 1705287600, 72.3606},  {52.3676, 4.9041, 641877000, -7.5162}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_near(daylight_elevation_deg(table[i][0], table[i][1], table[i][2]), table[i][3], 0.02);
}

/* Civil dawn and dusk in Amsterdam at the turns of 2024, from PyEphem: dark until and from then, to 10 s. */
static void dusk_and_dawn_agree_with_pyephem(void **state)
{
    (void)state;
    static const int64_t dawn[] = {1710911291, 1718850484, 1726980776, 1734764812};
    static const int64_t dusk[] = {1710959301, 1718916967, 1727028706, 1734797428};
    for (int i = 0; i < 4; i++) {
        assert_true(daylight_is_dark(AMSTERDAM[0], AMSTERDAM[1], (double)dawn[i] - 10));
        assert_false(daylight_is_dark(AMSTERDAM[0], AMSTERDAM[1], (double)dawn[i] + 10));
        assert_false(daylight_is_dark(AMSTERDAM[0], AMSTERDAM[1], (double)dusk[i] - 10));
        assert_true(daylight_is_dark(AMSTERDAM[0], AMSTERDAM[1], (double)dusk[i] + 10));
        int64_t midnight = calendar_day(dawn[i]) * DAY_S;
        double light = (double)(dusk[i] - dawn[i]) / DAY_S;
        double share = daylight_dark_share(AMSTERDAM[0], AMSTERDAM[1], midnight, midnight + DAY_S);
        assert_near(share, 1 - light, 20.0 / DAY_S);
    }
}

/* Sunrise 5:18 and sunset 22:06 summer time on 21 June 2024, 8:48 and 16:28 on 21 December: at those times
 * almanacs put the sun's centre 0.833 degrees below the horizon. Rounded to a minute, 0.13 degrees. */
static void sun_rises_when_the_almanac_says(void **state)
{
    (void)state;
    const int64_t moment[] = {utc(2024, 6, 21, 3, 18), utc(2024, 6, 21, 20, 6), utc(2024, 12, 21, 7, 48),
                              utc(2024, 12, 21, 15, 29)};
    for (int i = 0; i < 4; i++)
        assert_near(daylight_elevation_deg(AMSTERDAM[0], AMSTERDAM[1], (double)moment[i]), -0.833, 0.15);
}

/* The second way: the minutes of the interval, one by one. */
static void share_agrees_with_counting_minutes(void **state)
{
    (void)state;
    for (int i = 0; i < 60; i++) {
        int64_t from = utc(2024, 1 + i % 12, 1 + i % 28, (7 * i) % 24, i % 60);
        int64_t to = from + 60 * (1 + (i * i * 37) % 4000);
        double dark = 0, minutes = 0;
        for (int64_t t = from + 30; t < to; t += 60, minutes++)
            dark += daylight_is_dark(AMSTERDAM[0], AMSTERDAM[1], (double)t);
        double share = daylight_dark_share(AMSTERDAM[0], AMSTERDAM[1], from, to);
        assert_near(share, dark / minutes, 4 / minutes);
    }
}

static void moments_and_long_times(void **state)
{
    (void)state;
    assert_true(
        daylight_dark_share(AMSTERDAM[0], AMSTERDAM[1], utc(2024, 1, 1, 0, 0), utc(2024, 1, 1, 0, 0)) == 1);
    assert_true(
        daylight_dark_share(AMSTERDAM[0], AMSTERDAM[1], utc(2024, 1, 1, 12, 0), utc(2024, 1, 1, 12, 0)) == 0);
    assert_true(
        daylight_dark_share(AMSTERDAM[0], AMSTERDAM[1], utc(2024, 1, 1, 12, 0), utc(2024, 1, 1, 11, 0)) == 0);
    assert_true(
        daylight_dark_share(AMSTERDAM[0], AMSTERDAM[1], utc(2024, 6, 1, 22, 0), utc(2024, 6, 2, 1, 0)) == 1);
    /* Over a year 10 in 24 hours are dark, here as the mean of the days. */
    double days = 0;
    for (int d = 0; d < 366; d++) {
        int64_t day = utc(2024, 1, 1, 0, 0) + d * (int64_t)DAY_S;
        days += daylight_dark_share(AMSTERDAM[0], AMSTERDAM[1], day, day + DAY_S) / 366;
    }
    double year =
        daylight_dark_share(AMSTERDAM[0], AMSTERDAM[1], utc(2024, 1, 1, 0, 0), utc(2025, 1, 1, 0, 0));
    assert_near(year, days, 1e-3);
    assert_near(days, 10.2 / 24, 0.02);
}

/* At the equinox day and night mirror about noon; the two hemispheres mirror each other all year. */
static void hemispheres_mirror(void **state)
{
    (void)state;
    for (int h = 0; h < 24; h++) {
        double north = daylight_elevation_deg(40, 10, (double)utc(2024, 3, 20, h, 0));
        double opposite = daylight_elevation_deg(-40, 10 + 180, (double)utc(2024, 3, 20, h, 0));
        assert_near(north, -opposite, 1e-9);
    }
    assert_near(daylight_dark_share(0, 0, utc(2024, 6, 1, 0, 0), utc(2024, 6, 2, 0, 0)),
                daylight_dark_share(0, 0, utc(2024, 12, 1, 0, 0), utc(2024, 12, 2, 0, 0)), 1e-3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(declination_is_that_of_meeus),
        cmocka_unit_test(elevation_is_that_of_nrel),
        cmocka_unit_test(elevations_agree_with_pyephem),
        cmocka_unit_test(dusk_and_dawn_agree_with_pyephem),
        cmocka_unit_test(sun_rises_when_the_almanac_says),
        cmocka_unit_test(share_agrees_with_counting_minutes),
        cmocka_unit_test(moments_and_long_times),
        cmocka_unit_test(hemispheres_mirror),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
