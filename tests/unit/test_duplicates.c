#include "tests/support/assert_near.h"

#include "geo/calendar.h"
#include "geo/duplicates.h"
#include "geo/random.h"

static bool may_be_one_event(const Points *p, size_t i, size_t j)
{
    double x = p->x_m[i] - p->x_m[j], y = p->y_m[i] - p->y_m[j];
    int64_t apart = p->from_s[i] - p->from_s[j];
    return p->hour_known[i] && p->hour_known[j] && p->kind[i] == p->kind[j] &&
           p->category[i] == p->category[j] && p->source[i] != p->source[j] && x * x + y * y <= 2500 &&
           apart < 3600 && apart > -3600;
}

/* The rule, by looking at all pairs again for every link. */
static void link_by_definition(const Points *p, int64_t *original)
{
    for (size_t i = 0; i < p->count; i++)
        original[i] = -1;
    for (int source = 1; source < 5; source++) {
        for (;;) {
            ptrdiff_t best_i = -1, best_j = -1;
            double best_d = 0;
            for (size_t j = 0; j < p->count; j++) {
                if (p->source[j] != source || original[j] >= 0) continue;
                for (size_t i = 0; i < p->count; i++) {
                    if (p->source[i] >= source || original[i] >= 0 || !may_be_one_event(p, i, j)) continue;
                    bool taken = false;
                    for (size_t k = 0; k < p->count; k++)
                        taken = taken || (original[k] == (int64_t)i && p->source[k] == source);
                    if (taken) continue;
                    double x = p->x_m[i] - p->x_m[j], y = p->y_m[i] - p->y_m[j], d = x * x + y * y;
                    bool better = best_i < 0 || d < best_d;
                    if (best_i >= 0 && d == best_d) {
                        int64_t a = p->from_s[i], b = p->from_s[best_i];
                        better = a != b                      ? a < b
                                 : p->id[i] != p->id[best_i] ? p->id[i] < p->id[best_i]
                                                             : p->id[j] < p->id[best_j];
                    }
                    if (better) best_i = (ptrdiff_t)i, best_j = (ptrdiff_t)j, best_d = d;
                }
            }
            if (best_i < 0) break;
            original[best_j] = best_i;
        }
    }
}

static Points reports(size_t count, uint64_t seed)
{
    Error error;
    Points p;
    assert_ok(points_init(count, &p, &error), &error);
    Random random = random_init(seed);
    for (size_t i = 0; i < count; i++) {
        p.x_m[i] = -70 + 10 * (double)random_below(&random, 20);
        p.y_m[i] = -70 + 10 * (double)random_below(&random, 20);
        p.from_s[i] = p.to_s[i] = -7200 + 600 * (int64_t)random_below(&random, 36);
        p.id[i] = (int64_t)((i * 37) % count);
        p.source[i] = (uint16_t)random_below(&random, 5);
        p.category[i] = (uint16_t)random_below(&random, 2);
        p.kind[i] = (uint8_t)(random_below(&random, 5) == 0);
        p.hour_known[i] = random_below(&random, 10) > 0;
    }
    return p;
}

static void links_follow_the_rule(void **state)
{
    (void)state;
    Error error;
    enum { COUNT = 160 };
    for (uint64_t seed = 1; seed <= 5; seed++) {
        int64_t found[COUNT], expected[COUNT];
        size_t count = 0, linked = 0;
        Points p = reports(COUNT, seed);
        assert_ok(duplicates_find(&p, 50, found, &count, &error), &error);
        link_by_definition(&p, expected);
        for (size_t i = 0; i < COUNT; i++) {
            assert_int_equal(found[i], expected[i]);
            linked += found[i] >= 0;
        }
        assert_int_equal(count, linked);
        assert_true(linked > 20 && linked < COUNT / 2 + 40);
        points_free(&p);
    }
}

/* Police and municipality both have the event; a third source has it 40 m further on, out of reach of the
 * first: it stays by itself, for chains must not grow. Then the limits: 50 m is near, one hour is not. */
static void limits_are_what_they_say(void **state)
{
    (void)state;
    Error error;
    Points p;
    int64_t original[3];
    size_t count;
    assert_ok(points_init(3, &p, &error), &error);
    for (size_t i = 0; i < 3; i++) {
        p.x_m[i] = 40 * (double)i;
        p.source[i] = (uint16_t)i;
        p.hour_known[i] = 1;
        p.id[i] = (int64_t)i;
    }
    assert_ok(duplicates_find(&p, 50, original, &count, &error), &error);
    assert_int_equal(original[0], -1);
    assert_int_equal(original[1], 0);
    assert_int_equal(original[2], -1);
    assert_int_equal(count, 1);
    p.x_m[2] = 50;
    p.from_s[2] = 3599;
    assert_ok(duplicates_find(&p, 50, original, &count, &error), &error);
    assert_int_equal(original[2], 0);
    p.from_s[2] = 3600;
    assert_ok(duplicates_find(&p, 50, original, &count, &error), &error);
    assert_int_equal(original[2], -1);
    p.from_s[2] = 0;
    p.x_m[2] = 50.001;
    assert_ok(duplicates_find(&p, 50, original, NULL, &error), &error);
    assert_int_equal(original[2], -1);
    assert_ok(duplicates_find(&p, 50.001, original, NULL, &error), &error);
    assert_int_equal(original[2], 0);
    assert_ok(duplicates_find(&p, 0, original, &count, &error), &error);
    assert_int_equal(count, 0);
    points_free(&p);
}

/* A form that fills in one place and hour: refused, and nothing is written. */
static void defaults_are_refused(void **state)
{
    (void)state;
    Error error = {0};
    Points p;
    enum { COUNT = 4600 };
    static int64_t original[COUNT];
    assert_ok(points_init(COUNT, &p, &error), &error);
    for (size_t i = 0; i < COUNT; i++) {
        p.source[i] = i % 2;
        p.hour_known[i] = 1;
        original[i] = 77;
    }
    assert_false(duplicates_find(&p, 50, original, NULL, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    assert_true(original[0] == 77);
    points_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(links_follow_the_rule),
                                       cmocka_unit_test(limits_are_what_they_say),
                                       cmocka_unit_test(defaults_are_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
