#include "tests/support/assert_near.h"

#include "geo/calendar.h"
#include "geo/random.h"
#include "geo/weights.h"

/* The definition, report against report. */
static double cap_by_definition(const Points *p, size_t i)
{
    double same_reporter = 0, same_address = 0;
    for (size_t j = 0; j < p->count; j++) {
        if (p->kind[j] != p->kind[i] || p->category[j] != p->category[i]) continue;
        bool before = p->from_s[j] < p->from_s[i] || (p->from_s[j] == p->from_s[i] && p->id[j] <= p->id[i]);
        if (!before || p->from_s[i] - p->from_s[j] > 14 * DAY_S) continue;
        same_reporter += p->reporter[i] != 0 && p->reporter[j] == p->reporter[i];
        same_address += floor(10 * p->x_m[j] + 0.5) == floor(10 * p->x_m[i] + 0.5) &&
                        floor(10 * p->y_m[j] + 0.5) == floor(10 * p->y_m[i] + 0.5);
    }
    return 1 / fmax(1, fmax(same_reporter, same_address));
}

static Points some_reports(size_t count, uint64_t seed)
{
    Error error;
    Points points;
    assert_ok(points_init(count, &points, &error), &error);
    Random random = random_init(seed);
    for (size_t i = 0; i < count; i++) {
        points.x_m[i] = -0.4 + (double)random_below(&random, 12) * 0.07; /* also west of nought */
        points.y_m[i] = 400000 + (double)random_below(&random, 3) * 5;
        points.id[i] = (int64_t)(count - i);
        points.from_s[i] = points.to_s[i] = (int64_t)random_below(&random, 120) * (DAY_S / 2);
        points.reporter[i] = (uint32_t)random_below(&random, 8);
        points.category[i] = (uint16_t)random_below(&random, 3);
        points.kind[i] = (uint8_t)random_below(&random, 2);
        points.source[i] = (uint16_t)random_below(&random, 2);
    }
    return points;
}

static void swap_reports(Points *p, size_t i, size_t j)
{
    double x = p->x_m[i], y = p->y_m[i];
    int64_t id = p->id[i], from = p->from_s[i];
    uint32_t reporter = p->reporter[i];
    uint16_t category = p->category[i], source = p->source[i];
    uint8_t kind = p->kind[i];
    p->x_m[i] = p->x_m[j], p->y_m[i] = p->y_m[j], p->id[i] = p->id[j], p->from_s[i] = p->from_s[j];
    p->reporter[i] = p->reporter[j], p->category[i] = p->category[j], p->source[i] = p->source[j];
    p->kind[i] = p->kind[j];
    p->x_m[j] = x, p->y_m[j] = y, p->id[j] = id, p->from_s[j] = from;
    p->reporter[j] = reporter, p->category[j] = category, p->source[j] = source, p->kind[j] = kind;
}

static void cap_follows_the_definition_in_any_order(void **state)
{
    (void)state;
    Error error;
    enum { COUNT = 600 };
    static double weight[COUNT], turned[COUNT];
    Points points = some_reports(COUNT, 21);
    assert_ok(weights_compute(&points, WEIGHT_CAPPED, NULL, 0, weight, &error), &error);
    double least = 1;
    for (size_t i = 0; i < COUNT; i++) {
        assert_near(weight[i], cap_by_definition(&points, i), 1e-15);
        least = fmin(least, weight[i]);
    }
    assert_true(least < 0.2); /* or nothing was capped */
    for (size_t i = 0; i < COUNT / 2; i++)
        swap_reports(&points, i, COUNT - 1 - i);
    assert_ok(weights_compute(&points, WEIGHT_CAPPED, NULL, 0, turned, &error), &error);
    for (size_t i = 0; i < COUNT; i++)
        assert_true(turned[i] == weight[COUNT - 1 - i]);
    assert_ok(weights_compute(&points, WEIGHT_RAW, NULL, 0, weight, &error), &error);
    for (size_t i = 0; i < COUNT; i++)
        assert_true(weight[i] == 1);
    points_free(&points);
}

/* One caller on days 0, 10, 14, 15 and 40 counts 1, 1/2, 1/3, 1/3 (day 0 is out of reach on day 15), 1. */
/* So many that two threads share the work, few of them repeats; some are compared with the definition. */
static void cap_follows_the_definition_for_many(void **state)
{
    (void)state;
    Error error;
    enum { COUNT = 30000 };
    static double weight[COUNT];
    Points points = some_reports(COUNT, 22);
    Random random = random_init(23);
    for (size_t i = 0; i < COUNT; i++) {
        points.x_m[i] += (double)random_below(&random, 2000) - 1000;
        points.y_m[i] += (double)random_below(&random, 20) - 400100; /* to both sides of 0 */
        points.reporter[i] = (uint32_t)random_below(&random, 9000);
    }
    assert_ok(weights_compute(&points, WEIGHT_CAPPED, NULL, 0, weight, &error), &error);
    size_t capped = 0, compared = 0;
    for (size_t i = 0; i < COUNT; i++) {
        if (i % 61 != 0 && weight[i] > 0.4) continue;
        assert_near(weight[i], cap_by_definition(&points, i), 1e-15);
        capped += weight[i] < 1;
        compared++;
    }
    assert_true(capped > 50 && compared > capped);
    points_free(&points);
}

static void window_is_fourteen_days(void **state)
{
    (void)state;
    Error error;
    Points points;
    static const int day[] = {0, 10, 14, 15, 40};
    static const double expected[] = {1, 1.0 / 2, 1.0 / 3, 1.0 / 3, 1};
    double weight[5];
    assert_ok(points_init(5, &points, &error), &error);
    for (size_t i = 0; i < 5; i++) {
        points.x_m[i] = 100 * (double)i; /* each at another address */
        points.from_s[i] = points.to_s[i] = day[i] * (int64_t)DAY_S;
        points.reporter[i] = 7;
        points.id[i] = (int64_t)i;
    }
    assert_ok(weights_compute(&points, WEIGHT_CAPPED, NULL, 0, weight, &error), &error);
    for (size_t i = 0; i < 5; i++)
        assert_near(weight[i], expected[i], 1e-15);
    for (size_t i = 0; i < 5; i++)
        points.reporter[i] = 0; /* not known: five people */
    assert_ok(weights_compute(&points, WEIGHT_CAPPED, NULL, 0, points.weight, &error), &error);
    for (size_t i = 0; i < 5; i++)
        assert_true(points.weight[i] == 1);
    points_free(&points);
}

/* A source with 4, 0, 6, 20, 100 and 5 reports in six months, of which the fourth and fifth are campaigns:
 * the median of 4, 0, 6, 5 is 4.5, so 4.5 / 20 falls to the floor of 0.25 and so does 4.5 / 100. A second
 * source has 3, 3, 3, 5, 3, 3 and gets 3/5. */
static void campaigns_are_damped(void **state)
{
    (void)state;
    Error error;
    static const int volume[2][6] = {{4, 0, 6, 20, 100, 5}, {3, 3, 3, 5, 3, 3}};
    Points points;
    static double weight[400];
    assert_ok(points_init(155, &points, &error), &error);
    size_t n = 0;
    for (int source = 0; source < 2; source++)
        for (int month = 0; month < 6; month++)
            for (int k = 0; k < volume[source][month]; k++, n++) {
                points.x_m[n] = (double)n;
                points.source[n] = (uint16_t)source;
                points.from_s[n] = points.to_s[n] =
                    calendar_day_of((Date){2024, month + 1, 1 + k % 28}) * DAY_S;
            }
    assert_int_equal(n, 155);
    int april = 2024 * 12 + 4;
    Campaign campaign[] = {{april, SOURCE_ANY}, {april + 1, 0}};
    assert_ok(weights_compute(&points, WEIGHT_FULL, campaign, 2, weight, &error), &error);
    for (size_t i = 0; i < n; i++) {
        int month = calendar_month(points.from_s[i]);
        double expected = month == april ? (points.source[i] == 0 ? 0.25 : 0.6) : 1;
        if (month == april + 1 && points.source[i] == 0) expected = 0.25;
        assert_near(weight[i], expected, 1e-15);
    }
    /* When every month is a campaign there is nothing to compare with. */
    Campaign all[6];
    for (int m = 0; m < 6; m++)
        all[m] = (Campaign){2024 * 12 + 1 + m, SOURCE_ANY};
    assert_ok(weights_compute(&points, WEIGHT_FULL, all, 6, weight, &error), &error);
    for (size_t i = 0; i < n; i++)
        assert_true(weight[i] == 1);
    points_free(&points);
}

/* 300 reports fall evenly on 200 addresses; 40 more stand on a police station, by 3 known people and 5
 * unknown. */
static void stacks_are_found_and_chance_is_not(void **state)
{
    (void)state;
    Error error;
    Points points;
    Random random = random_init(31);
    int false_stacks = 0;
    for (int map = 0; map < 40; map++) {
        assert_ok(points_init(340, &points, &error), &error);
        for (size_t i = 0; i < 340; i++) {
            points.id[i] = 1000 - (int64_t)i;
            points.x_m[i] = i < 300 ? 10 * (double)random_below(&random, 200) : 5.04;
            points.reporter[i] = i < 300 ? 0 : i < 335 ? (uint32_t)(1 + i % 3) : 0;
        }
        Stacks stacks;
        assert_ok(weights_find_stacks(&points, 3, NULL, &stacks, &error), &error);
        assert_true(stacks.count >= 1);
        assert_int_equal(stacks.stack[0].reports, 40);
        assert_int_equal(stacks.stack[0].reporters, 8);
        assert_int_equal(stacks.stack[0].first, 339);
        assert_near(stacks.stack[0].x_m, 5.04, 0);
        assert_near(stacks.expected, 1.5, 0.7); /* 300 on 200 addresses */
        double at[200] = {0}, one = 0, two = 0, addresses = 1; /* the formula: from how many addresses have one report and how many two */
        for (size_t i = 0; i < 300; i++) at[(size_t)(points.x_m[i] / 10)]++;
        for (int a = 0; a < 200; a++) one += at[a] == 1, two += at[a] == 2, addresses += at[a] > 0;
        assert_near(stacks.expected, fmin(2 * (two + 1) / (one + 1), 340 / addresses), 1e-12);
        false_stacks += stacks.count > 1;
        stacks_free(&stacks);
        points_free(&points);
    }
    assert_true(false_stacks <= 7); /* 5 % of 40 is 2; 8 or more would come by chance once in 1,000 */
}

/* On a point where geocoders put what they do not find three reports are a stack, within its reach; stacks of one size from west to
 * east, then from south to north. */
static void on_known_points_three_are_enough(void **state)
{
    (void)state;
    Error error;
    Points points;
    Stacks stacks;
    static const struct {
        double x_m, y_m;
        int reports;
    } address[] = {{1000, 50, 3}, {1000, 0, 3}, {400, 900, 3}, {200, 0, 2}, {600, 10.01, 3}};
    const double known_x[] = {1006, 1000, 400, 200, 600}, known_y[] = {8, 50, 900, 0, 0}; /* the first at 10 m of its address, the last at 10.01 */
    assert_ok(points_init(214, &points, &error), &error);
    size_t count = 0;
    for (size_t a = 0; a < 5; a++)
        for (int k = 0; k < address[a].reports; k++) points.x_m[count] = address[a].x_m, points.y_m[count++] = address[a].y_m;
    for (size_t i = count; i < 214; i++) points.x_m[i] = 5000 + 10 * (double)(i / 2); /* two at each other address */
    for (size_t i = 0; i < 214; i++) points.id[i] = (int64_t)i;
    assert_ok(weights_find_stacks(&points, 3, NULL, &stacks, &error), &error);
    assert_int_equal(stacks.count, 0);
    stacks_free(&stacks);
    assert_ok(weights_find_stacks(&points, 3, &(KnownPoints){5, known_x, known_y}, &stacks, &error), &error);
    assert_int_equal(stacks.count, 3);
    static const double expected[][2] = {{400, 900}, {1000, 0}, {1000, 50}};
    for (size_t s = 0; s < 3; s++) {
        assert_true(stacks.stack[s].known);
        assert_int_equal(stacks.stack[s].reports, 3);
        assert_near(stacks.stack[s].x_m, expected[s][0], 0);
        assert_near(stacks.stack[s].y_m, expected[s][1], 0);
    }
    stacks_free(&stacks);
    points_free(&points);
}

static void nothing_gives_nothing(void **state)
{
    (void)state;
    Error error;
    Points points;
    Stacks stacks;
    assert_ok(points_init(0, &points, &error), &error);
    assert_ok(weights_compute(&points, WEIGHT_FULL, NULL, 0, points.weight, &error), &error);
    assert_ok(weights_find_stacks(&points, 2, NULL, &stacks, &error), &error);
    assert_int_equal(stacks.count, 0);
    points_free(&points);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cap_follows_the_definition_in_any_order),
        cmocka_unit_test(cap_follows_the_definition_for_many),
        cmocka_unit_test(window_is_fourteen_days),
        cmocka_unit_test(campaigns_are_damped),
        cmocka_unit_test(stacks_are_found_and_chance_is_not),
        cmocka_unit_test(on_known_points_three_are_enough),
        cmocka_unit_test(nothing_gives_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
