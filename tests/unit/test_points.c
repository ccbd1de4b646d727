#include "tests/support/assert_near.h"
#include "tests/support/random_numbers.h"

#include "geo/points.h"

#include <stdlib.h>

static void test_new_points(void **state)
{
    (void)state;
    Points points;
    Error error;
    assert_ok(points_init(5, &points, &error), &error);
    for (size_t i = 0; i < 5; i++) {
        assert_near(points.weight[i], 1, 0);
        assert_true(isnan(points.precision_m[i]));
        assert_true(points.x_m[i] == 0 && points.id[i] == 0 && points.reporter[i] == 0 &&
                    points.hour_known[i] == 0);
    }
    assert_near(points_weight(&points), 5, 0);
    assert_int_equal(points_reporters(&points), 5);
    points_free(&points);
    points_free(&points);
    assert_ok(points_init(0, &points, &error), &error);
    assert_near(points_weight(&points), 0, 0);
    assert_int_equal(points_reporters(&points), 0);
    points_free(&points);
}

/* Every array gets its own number from the report's own number, so that a mix-up shows. */
static void fill(Points *points)
{
    for (size_t i = 0; i < points->count; i++) {
        points->x_m[i] = (double)i;
        points->y_m[i] = (double)i + 0.25;
        points->weight[i] = (double)i + 0.5;
        points->id[i] = (int64_t)i * 1000000007;
        points->from_s[i] = (int64_t)i * 10 + 1;
        points->to_s[i] = (int64_t)i * 10 + 2;
        points->utc_offset_s[i] = (int32_t)i * 10 + 3;
        points->reporter[i] = (uint32_t)i * 10 + 4;
        points->category[i] = (uint16_t)(i * 10 + 5);
        points->source[i] = (uint16_t)(i * 10 + 6);
        points->kind[i] = (uint8_t)(i % 2);
        points->groups[i] = (uint8_t)(i % 8);
        points->hour_known[i] = (uint8_t)(i % 3 == 0);
        points->precision_m[i] = (float)i;
    }
}

static bool is_report(const Points *points, size_t at, size_t i)
{
    return points->x_m[at] == (double)i && points->y_m[at] == (double)i + 0.25 &&
           points->weight[at] == (double)i + 0.5 && points->id[at] == (int64_t)i * 1000000007 &&
           points->from_s[at] == (int64_t)i * 10 + 1 && points->to_s[at] == (int64_t)i * 10 + 2 &&
           points->utc_offset_s[at] == (int32_t)i * 10 + 3 && points->reporter[at] == i * 10 + 4 &&
           points->category[at] == (uint16_t)(i * 10 + 5) && points->source[at] == (uint16_t)(i * 10 + 6) &&
           points->kind[at] == i % 2 && points->groups[at] == i % 8 &&
           points->hour_known[at] == (i % 3 == 0) && (double)points->precision_m[at] == (double)i;
}

static void test_keep_moves_every_array_alike(void **state)
{
    (void)state;
    uint64_t random = 5;
    for (int round = 0; round < 50; round++) {
        Points points, copy;
        Error error;
        uint8_t keep[60];
        size_t kept[60], count = 0, all = (size_t)random_below(&random, 60);
        assert_ok(points_init(all, &points, &error), &error);
        fill(&points);
        for (size_t i = 0; i < all; i++) {
            keep[i] = (uint8_t)(random_below(&random, 3) * 100);
            if (keep[i]) kept[count++] = i;
        }
        assert_ok(points_copy(&points, &copy, &error), &error);
        points_keep(&points, keep);
        assert_int_equal(points.count, count);
        for (size_t i = 0; i < count; i++)
            assert_true(is_report(&points, i, kept[i]));
        assert_int_equal(copy.count, all);
        for (size_t i = 0; i < all; i++)
            assert_true(is_report(&copy, i, i));
        points_free(&points);
        points_free(&copy);
    }
}

static void test_reporters_against_pairs(void **state)
{
    (void)state;
    uint64_t random = 8;
    for (int round = 0; round < 30; round++) {
        Points points;
        Error error;
        assert_ok(points_init(100, &points, &error), &error);
        size_t unique = 0;
        for (size_t i = 0; i < 100; i++) {
            points.reporter[i] = (uint32_t)random_below(&random, 1 + round * 5) * (round % 2 ? 99999999u : 1);
            bool seen = false;
            for (size_t j = 0; j < i; j++)
                seen |= points.reporter[i] != 0 && points.reporter[j] == points.reporter[i];
            unique += !seen;
        }
        assert_int_equal(points_reporters(&points), unique);
        points_free(&points);
    }
}

/* Reports go to another place whole, also where the places overlap. */
static void test_move_takes_all_of_a_report(void **state)
{
    (void)state;
    for (int to = 0; to <= 10; to++) {
        Points points;
        Error error;
        assert_ok(points_init(20, &points, &error), &error);
        fill(&points);
        points_move(&points, 5, (size_t)to, 10);
        for (size_t i = 0; i < 10; i++)
            assert_true(is_report(&points, (size_t)to + i, 5 + i));
        points_free(&points);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_new_points),
        cmocka_unit_test(test_keep_moves_every_array_alike),
        cmocka_unit_test(test_reporters_against_pairs),
        cmocka_unit_test(test_move_takes_all_of_a_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
