#include "tests/support/assert_near.h"

#include "render/numbers.h"

#include <stdlib.h>

static const char *number(Language language, double value, int decimals)
{
    static char text[NUMBER_TEXT];

    number_text(language, value, decimals, text);
    return text;
}

static void test_both_languages(void **state)
{
    (void)state;
    assert_string_equal(number(LANGUAGE_DUTCH, 1234.5, 1), "1.234,5");
    assert_string_equal(number(LANGUAGE_ENGLISH, 1234.5, 1), "1,234.5");
    assert_string_equal(number(LANGUAGE_DUTCH, 1234567, 0), "1.234.567");
    assert_string_equal(number(LANGUAGE_DUTCH, 999, 0), "999");
    assert_string_equal(number(LANGUAGE_ENGLISH, 1000, 0), "1,000");
    assert_string_equal(number(LANGUAGE_DUTCH, -0.25, 2), "-0,25");
    assert_string_equal(number(LANGUAGE_DUTCH, 999.96, 1), "1.000,0");
}

static void test_odd_numbers(void **state)
{
    (void)state;
    assert_string_equal(number(LANGUAGE_DUTCH, -0.0, 0), "0");
    assert_string_equal(number(LANGUAGE_DUTCH, -0.04, 1), "0,0");
    assert_string_equal(number(LANGUAGE_DUTCH, NAN, 1), "niet te bepalen");
    assert_string_equal(number(LANGUAGE_ENGLISH, INFINITY, 1), "not known");
    assert_string_equal(number(LANGUAGE_DUTCH, 1e300, 6), "1,00e+300");
    assert_string_equal(number(LANGUAGE_DUTCH, -999999999999999.0, 6), "-999.999.999.999.999,000000");
    assert_string_equal(number(LANGUAGE_ENGLISH, 2.5, -3), "2");
    assert_string_equal(number(LANGUAGE_ENGLISH, 2.5, 99), "2.500000");
}

/* Any number reads back: without the separators of thousands it is what printf writes. */
static void test_against_printf(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 20000; i++) {
        char expected[64], plain[64], *to = plain;
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        double value = ldexp((double)(int64_t)seed, -(int)(seed >> 58) - 14);
        int decimals = (int)((seed >> 20) % 7);
        for (const char *at = number(LANGUAGE_ENGLISH, value, decimals); *at; at++)
            if (*at != ',') *to++ = *at;
        *to = '\0';
        snprintf(expected, sizeof expected, "%.*f", decimals, value);
        if (expected[0] == '-' && strtod(expected, NULL) == 0)
            memmove(expected, expected + 1, strlen(expected));
        if (fabs(value) < 1e15) assert_string_equal(plain, expected);
    }
}

static void test_decimals(void **state)
{
    (void)state;
    const double whole[] = {20, 50, 100}, tenths[] = {0.5, 1, 2}, fine[] = {0.02, 0.05, 1e-3},
                 never[] = {1.0 / 3};
    assert_int_equal(number_decimals(whole, 3), 0);
    assert_int_equal(number_decimals(tenths, 3), 1);
    assert_int_equal(number_decimals(fine, 3), 3);
    assert_int_equal(number_decimals(never, 1), 6);
    assert_int_equal(number_decimals(NULL, 0), 0);
}

static void test_percents_and_ranges(void **state)
{
    (void)state;
    char text[NUMBER_TEXT];
    percent_text(LANGUAGE_DUTCH, 0.625, 1, text);
    assert_string_equal(text, "62,5%");
    percent_text(LANGUAGE_DUTCH, NAN, 0, text);
    assert_string_equal(text, "niet te bepalen");
    range_text(LANGUAGE_DUTCH, 500, 1000, 0, text);
    assert_string_equal(text, "500–1.000");
    range_text(LANGUAGE_ENGLISH, 0.5, 1, 1, text);
    assert_string_equal(text, "0.5–1.0");
    range_text(LANGUAGE_ENGLISH, NAN, 1, 1, text);
    assert_string_equal(text, "not known");
    range_text(LANGUAGE_DUTCH, -1e300, 999999999999999.0, 6, text); /* fits its buffer */
    assert_true(strlen(text) < NUMBER_TEXT);
}

static void test_dates(void **state)
{
    (void)state;
    char text[NUMBER_TEXT];
    date_text(LANGUAGE_DUTCH, 2026, 11, 2, text);
    assert_string_equal(text, "02-11-2026");
    date_text(LANGUAGE_ENGLISH, 2026, 11, 22, text);
    assert_string_equal(text, "22 Nov 2026");
    date_long_text(LANGUAGE_DUTCH, 2026, 3, 1, text);
    assert_string_equal(text, "1 maart 2026");
    date_long_text(LANGUAGE_ENGLISH, 2026, 11, 22, text);
    assert_string_equal(text, "22 November 2026");
    date_text(LANGUAGE_DUTCH, 2024, 2, 29, text);
    assert_string_equal(text, "29-02-2024");
    date_text(LANGUAGE_DUTCH, 2025, 2, 29, text);
    assert_string_equal(text, "niet te bepalen");
    date_text(LANGUAGE_DUTCH, 1900, 2, 29, text);
    assert_string_equal(text, "niet te bepalen");
    date_long_text(LANGUAGE_DUTCH, 2026, 13, 1, text);
    assert_string_equal(text, "niet te bepalen");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_languages),      cmocka_unit_test(test_odd_numbers),
        cmocka_unit_test(test_against_printf),      cmocka_unit_test(test_decimals),
        cmocka_unit_test(test_percents_and_ranges), cmocka_unit_test(test_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
