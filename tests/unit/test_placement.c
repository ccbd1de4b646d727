/* Objects against chance, and spots for lamps: by hand, by brute force, and for any number of threads. */
#include "geo/placement.h"

#include "tests/support/assert_near.h"
#include "tests/support/town_scene.h"

#include <stdlib.h>

enum { REPORTS = 1500, PLACEMENTS = 199 };

static double between(Random *random, double low, double high)
{
    return low + (high - low) * random_uniform(random);
}

static void add_lines(Features *features, const double *xy, size_t count)
{
    Error error;
    assert_ok(features_add(features, &error) && features_add_part(features, &error), &error);
    for (size_t i = 0; i < count; i++) assert_ok(features_add_vertex(features, xy[2 * i], xy[2 * i + 1], &error), &error);
}

/* Streets 100 m apart over 1 km, houses beside them, a pond, reports everywhere and most in one corner. */
typedef struct Quarter {
    Features boundary, streets, buildings, water;
    Sight sight;
    PublicSpace space;
    ReachPlaces places;
    double x[REPORTS], y[REPORTS], weight[REPORTS];
    float dark[REPORTS];
    uint8_t seen[REPORTS], lit[REPORTS];
    ReachState state;
} Quarter;

static void quarter_init(Quarter *quarter)
{
    Error error;
    Random seed = random_init(11);
    quarter->boundary = features_init(FEATURE_POLYGON), quarter->streets = features_init(FEATURE_LINE);
    quarter->buildings = features_init(FEATURE_POLYGON), quarter->water = features_init(FEATURE_POLYGON);
    town_add_box(&quarter->boundary, 0, 0, 1000, 1000);
    for (int i = 0; i <= 10; i++)
        for (int upright = 0; upright < 2; upright++) {
            double at = 100.0 * i, line[] = {upright ? at : -50, upright ? -50 : at, upright ? at : 500, upright ? 500 : at, upright ? at : 1050, upright ? 1050 : at};
            add_lines(&quarter->streets, line, 3);
        }
    for (int i = 0; i < 100; i++) town_add_box(&quarter->buildings, 100 * (i % 10) + 20, 100 * (i / 10) + 10, 100 * (i % 10) + 80, 100 * (i / 10) + 90);
    town_add_box(&quarter->water, 700, 700, 900, 900);
    for (int i = 0; i < REPORTS; i++) {
        bool corner = i % 2 == 0;
        quarter->x[i] = between(&seed, 0, corner ? 250 : 1000);
        quarter->y[i] = between(&seed, 0, corner ? 250 : 1000);
        quarter->weight[i] = i % 5 ? 1 : 0.5;
        quarter->dark[i] = i % 7 == 0 ? NAN : (float)between(&seed, 0, 1);
        quarter->seen[i] = i % 13 == 0;
        quarter->lit[i] = i % 3 == 0;
    }
    quarter->state = (ReachState){quarter->weight, quarter->dark, quarter->seen, quarter->lit};
    assert_ok(sight_init(&quarter->buildings, &quarter->sight, &error), &error);
    assert_ok(public_space_init(&quarter->boundary, &quarter->streets, &quarter->buildings, &quarter->water, &quarter->space, &error), &error);
    assert_ok(reach_places_init(quarter->x, quarter->y, REPORTS, 25, &quarter->places, &error), &error);
}

static void quarter_free(Quarter *quarter)
{
    reach_places_free(&quarter->places);
    public_space_free(&quarter->space);
    sight_free(&quarter->sight);
    features_free(&quarter->boundary);
    features_free(&quarter->streets);
    features_free(&quarter->buildings);
    features_free(&quarter->water);
}

static double share(bool seen, bool lit, float dark)
{
    return seen ? 1 : lit && !isnan(dark) ? (double)dark : 0;
}

/* What objects reach beyond the state, report by report. */
static double gain_by_all(const Quarter *quarter, const PlacementObject *object, size_t count)
{
    double gain = 0;
    for (int i = 0; i < REPORTS; i++) {
        bool seen = quarter->seen[i], lit = quarter->lit[i];
        double before = share(seen, lit, quarter->dark[i]);
        for (size_t o = 0; o < count; o++)
            if (reach_holds(&object[o].object, &quarter->sight, quarter->x[i], quarter->y[i])) {
                if (object[o].lights) lit = true;
                else seen = true;
            }
        gain += quarter->weight[i] * (share(seen, lit, quarter->dark[i]) - before);
    }
    return gain;
}

/* Five lamps, a camera and a round of surveillance in the busy corner. */
static size_t corner_design(Features *points, Features *lines, PlacementObject *object)
{
    *points = features_init(FEATURE_POINT), *lines = features_init(FEATURE_LINE);
    for (int i = 0; i < 6; i++) add_lines(points, (double[]){100, 20 + 40 * i}, 1);
    add_lines(lines, (double[]){200, 0, 200, 100, 100, 100}, 3);
    for (size_t i = 0; i < 6; i++) object[i] = (PlacementObject){reach_object(points, i, 25, true), i < 5};
    object[5].object.reach_m = 60, object[5].object.direction_deg = 180, object[5].object.angle_deg = 90;
    object[6] = (PlacementObject){reach_object(lines, 0, 15, false), false};
    return 7;
}

static void test_public_space(void **state)
{
    (void)state;
    Quarter *quarter = calloc(1, sizeof *quarter);
    quarter_init(quarter);
    int west = 0;
    Random random = random_init(5);
    for (int i = 0; i < 4000; i++) {
        double x, y;
        assert_true(public_space_draw(&quarter->space, &random, &x, &y));
        assert_true(x >= 0 && x <= 1000 && y >= 0 && y <= 1000);
        assert_false(x > 700 && x < 900 && y > 700 && y < 900);
        for (size_t b = 0; b < quarter->buildings.count; b++) {
            Polygon house = polygon_of(&quarter->buildings, b);
            assert_false(polygon_contains(&house, x, y));
        }
        assert_true(fabs(remainder(x, 100)) <= STREET_SIDE_M || fabs(remainder(y, 100)) <= STREET_SIDE_M);
        west += x < 500;
    }
    /* Streets west of the middle: 11 of 500 m and 5.5 of 1,000 m, less half of the outermost; east the same less the pond. */
    assert_true(west > 4000 * 0.49 && west < 4000 * 0.57);
    quarter_free(quarter);
    free(quarter);
}

static void test_gain_and_chance(void **state)
{
    (void)state;
    Error error;
    Quarter *quarter = calloc(1, sizeof *quarter);
    quarter_init(quarter);
    Features points, lines;
    PlacementObject object[7];
    size_t count = corner_design(&points, &lines, object);
    static uint8_t scratch[REPORTS];
    static uint32_t found[2 * REPORTS];
    double gain = placement_gain(object, count, &quarter->places, &quarter->sight, &quarter->state, scratch, found);
    assert_near(gain, gain_by_all(quarter, object, count), 1e-9);
    assert_true(gain > 20);
    for (int i = 0; i < REPORTS; i++) assert_int_equal(scratch[i], 0);
    static double one[PLACEMENTS], four[PLACEMENTS], other[PLACEMENTS];
    assert_ok(placement_chance(object, count, &quarter->space, &quarter->places, &quarter->sight, &quarter->state, PLACEMENTS, 7, 1, one, &error), &error);
    assert_ok(placement_chance(object, count, &quarter->space, &quarter->places, &quarter->sight, &quarter->state, PLACEMENTS, 7, 4, four, &error), &error);
    assert_memory_equal(one, four, sizeof one);
    assert_ok(placement_chance(object, count, &quarter->space, &quarter->places, &quarter->sight, &quarter->state, PLACEMENTS, 8, 2, other, &error), &error);
    assert_memory_not_equal(one, other, sizeof one);
    /* The corner holds half of the reports on a sixteenth of the ground: hardly a placement does better. */
    assert_true(placement_percentile(gain, one, PLACEMENTS) > 95);
    assert_true(placement_percentile(gain, other, PLACEMENTS) > 95);
    /* A design that was itself placed at random is no better than chance, on average. */
    double sum = 0;
    for (int p = 0; p < PLACEMENTS; p++) sum += placement_percentile(other[p], one, PLACEMENTS);
    assert_near(sum / PLACEMENTS, 50, 8);
    features_free(&points);
    features_free(&lines);
    quarter_free(quarter);
    free(quarter);
}

static void test_percentile_by_hand(void **state)
{
    (void)state;
    const double chance[] = {0, 1, 2, 3, 4, 4, 4, 9, 10, 11};
    assert_near(placement_percentile(4, chance, 10), 55, 1e-12);
    assert_near(placement_percentile(-1, chance, 10), 0, 1e-12);
    assert_near(placement_percentile(12, chance, 10), 100, 1e-12);
    assert_true(isnan(placement_percentile(1, chance, 0)));
}

static void test_no_public_space(void **state)
{
    (void)state;
    Error error;
    Quarter *quarter = calloc(1, sizeof *quarter);
    quarter_init(quarter);
    Features all = features_init(FEATURE_POLYGON), points, lines;
    PlacementObject object[7];
    size_t count = corner_design(&points, &lines, object);
    double gain[9];
    town_add_box(&all, -100, -100, 1100, 1100);
    public_space_free(&quarter->space);
    assert_ok(public_space_init(&quarter->boundary, &quarter->streets, &all, &quarter->water, &quarter->space, &error), &error);
    assert_false(placement_chance(object, count, &quarter->space, &quarter->places, &quarter->sight, &quarter->state, 9, 1, 2, gain, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    features_free(&all);
    features_free(&points);
    features_free(&lines);
    quarter_free(quarter);
    free(quarter);
}

/* The same greedy choice without bounds, index or candidates left out. */
static size_t spots_by_all(const Quarter *quarter, double step_m, size_t wanted, Spot *spot)
{
    static uint8_t lit[REPORTS];
    memcpy(lit, quarter->lit, sizeof lit);
    size_t count = 0;
    for (; count < wanted; count++) {
        Spot best = {0};
        for (size_t f = 0; f < quarter->streets.count; f++) {
            double length = 1100; /* every street, from -50 to 1050, with a vertex halfway */
            for (double at = 0; at <= length; at += step_m) {
                size_t v = quarter->streets.vertex_start[f];
                double x = quarter->streets.x_m[v], y = quarter->streets.y_m[v], dark = 0;
                if (quarter->streets.x_m[v + 2] > x) x += at;
                else y += at;
                if (!public_space_holds(&quarter->space, x, y)) continue;
                const size_t part[] = {0, 1};
                ReachObject lamp = {FEATURE_POINT, 1, part, &x, &y, 25, NAN, NAN, true};
                size_t reports = 0;
                for (int i = 0; i < REPORTS; i++)
                    if (!lit[i] && !quarter->seen[i] && !isnan(quarter->dark[i]) && reach_holds(&lamp, &quarter->sight, quarter->x[i], quarter->y[i]))
                        dark += quarter->weight[i] * (double)quarter->dark[i], reports += quarter->dark[i] > 0;
                if (dark > best.dark + 1e-9) best = (Spot){x, y, reports, dark};
            }
        }
        if (best.dark <= 0) break;
        const size_t part[] = {0, 1};
        ReachObject lamp = {FEATURE_POINT, 1, part, &best.x_m, &best.y_m, 25, NAN, NAN, true};
        for (int i = 0; i < REPORTS; i++)
            if (reach_holds(&lamp, &quarter->sight, quarter->x[i], quarter->y[i])) lit[i] = 1;
        spot[count] = best;
    }
    return count;
}

static void test_spots(void **state)
{
    (void)state;
    Error error;
    Quarter *quarter = calloc(1, sizeof *quarter);
    quarter_init(quarter);
    Spot spot[8], expected[8];
    size_t count, all = spots_by_all(quarter, 10, 8, expected);
    assert_ok(spots_choose(&quarter->streets, &quarter->space, &quarter->places, &quarter->sight, &quarter->state, 25, 10, 8, spot, &count, &error), &error);
    assert_int_equal(all, 8);
    assert_int_equal(count, 8);
    for (size_t i = 0; i < count; i++) {
        assert_near(spot[i].dark, expected[i].dark, 1e-9);
        assert_near(spot[i].x_m, expected[i].x_m, 1e-9);
        assert_near(spot[i].y_m, expected[i].y_m, 1e-9);
        assert_int_equal(spot[i].reports, expected[i].reports);
        assert_true(i == 0 || spot[i].dark <= spot[i - 1].dark + 1e-9);
    }
    quarter_free(quarter);
    free(quarter);
}

/* Nothing in the dark is left: no lamp is proposed. */
static void test_no_spots(void **state)
{
    (void)state;
    Error error;
    Quarter *quarter = calloc(1, sizeof *quarter);
    quarter_init(quarter);
    Spot spot[4];
    size_t count = 9;
    memset(quarter->lit, 1, sizeof quarter->lit);
    assert_ok(spots_choose(&quarter->streets, &quarter->space, &quarter->places, &quarter->sight, &quarter->state, 25, 10, 4, spot, &count, &error), &error);
    assert_int_equal(count, 0);
    quarter_free(quarter);
    free(quarter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_public_space),       cmocka_unit_test(test_gain_and_chance), cmocka_unit_test(test_percentile_by_hand),
        cmocka_unit_test(test_no_public_space),    cmocka_unit_test(test_spots),           cmocka_unit_test(test_no_spots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
