/*
 * assert_near.h: what cmocka 1.1.5 lacks: comparing doubles, and the Error of a call.
 */
#ifndef BRANDPUNT_TESTS_ASSERT_NEAR_H
#define BRANDPUNT_TESTS_ASSERT_NEAR_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define assert_near(value, expected, tolerance) assert_near_at((value), (expected), (tolerance), __FILE__, __LINE__)

/* Fails when |value - expected| > tolerance, or when only one of them is NaN. */
static inline void assert_near_at(double value, double expected, double tolerance, const char *file, int line)
{
    if (isnan(value) && isnan(expected)) return;
    if (value == expected || fabs(value - expected) <= tolerance) return;
    print_error("%.17g is not within %g of %.17g\n", value, tolerance, expected);
    _fail(file, line);
}

/* Runs a call that must succeed, and shows the sentence when it does not. */
#define assert_ok(call, error)                                                                                 \
    do {                                                                                                       \
        if (!(call)) {                                                                                         \
            print_error("%s\n", (error)->text);                                                                \
            _fail(__FILE__, __LINE__);                                                                         \
        }                                                                                                      \
    } while (0)

#endif
