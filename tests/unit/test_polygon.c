#include "tests/support/shapes.h"

#include "geo/polygon.h"
#include "geo/polygon_index.h"

static const double TURN = 6.283185307179586;

/* A star with a star-shaped hole, far from the origin as RD coordinates are. */
static Features holed_star(uint64_t *random)
{
    Features layer = features_init(FEATURE_POLYGON);
    Error error;
    assert_ok(features_add(&layer, &error), &error);
    add_star(&layer, 121000, 487000, 300, 900, 3 + random_below(random, 60), false, random);
    add_star(&layer, 121000, 487000, 50, 140, 3 + random_below(random, 30), true, random);
    return layer;
}

/* The angle the rings turn around the point: a turn inside, none outside. */
static double turns_around(const Polygon *polygon, double x, double y)
{
    double angle = 0;
    for (size_t r = 0; r < polygon->ring_count; r++) {
        size_t first = polygon->ring_start[r], end = polygon->ring_start[r + 1];
        for (size_t i = first, j = end - 1; i < end; j = i++) {
            double ax = polygon->x_m[j] - x, ay = polygon->y_m[j] - y, bx = polygon->x_m[i] - x,
                   by = polygon->y_m[i] - y;
            angle += atan2(ax * by - ay * bx, ax * bx + ay * by);
        }
    }
    return angle / TURN;
}

static void test_area_by_hand(void **state)
{
    (void)state;
    Features layer = features_init(FEATURE_POLYGON);
    add_rectangle(&layer, 200000, 400000, 200030, 400020);
    add_part_of(&layer, (double[]){200010, 400005, 200010, 400015, 200020, 400015, 200020, 400005}, 4);
    add_rectangle(&layer, 0, 0, 2, 3);
    Polygon first = polygon_of(&layer, 0), second = polygon_of(&layer, 1), all = polygon_of_all(&layer);
    assert_near(polygon_area_m2(&first), 500, 0);
    assert_near(polygon_area_m2(&second), 6, 0);
    assert_near(polygon_area_m2(&all), 506, 0);
    assert_true(polygon_contains(&first, 200005, 400010) && !polygon_contains(&first, 200015, 400010));
    assert_true(polygon_contains(&all, 1, 1) && polygon_contains(&all, 200005, 400010));
    features_free(&layer);
    Features none = features_init(FEATURE_POLYGON);
    Polygon empty = polygon_of_all(&none);
    double x = 5, y = 6;
    assert_near(polygon_area_m2(&empty), 0, 0);
    assert_false(polygon_contains(&empty, 0, 0));
    assert_true(isinf(polygon_edge_distance_m(&empty, 0, 0)));
    assert_false(polygon_inner_point(&empty, &x, &y));
    assert_true(x == 5 && y == 6);
}

static void test_contains_against_the_winding_number(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (int round = 0; round < 60; round++) {
        Features layer = holed_star(&random);
        Polygon star = polygon_of(&layer, 0);
        PolygonIndex index;
        Error error;
        assert_ok(polygon_index_init_one(&star, &index, &error), &error);
        int inside = 0;
        for (int i = 0; i < 300; i++) {
            double x = random_between(&random, 120000, 122000), y = random_between(&random, 486000, 488000);
            bool contained = polygon_contains(&star, x, y);
            assert_int_equal(contained, turns_around(&star, x, y) > 0.5);
            assert_int_equal(polygon_index_contains(&index, 0, x, y), contained);
            inside += contained;
        }
        assert_true(inside > 10 && inside < 290);
        polygon_index_free(&index);
        features_free(&layer);
    }
}

/* Area as the share of a fine lattice that is inside, by another rule than the formula's. */
static void test_area_against_a_lattice(void **state)
{
    (void)state;
    uint64_t random = 4;
    for (int round = 0; round < 5; round++) {
        Features layer = holed_star(&random);
        Polygon star = polygon_of(&layer, 0);
        int inside = 0;
        for (int i = 0; i < 300; i++) {
            for (int j = 0; j < 300; j++)
                inside +=
                    polygon_contains(&star, 120000 + (i + 0.5) * 2000 / 300, 486000 + (j + 0.5) * 2000 / 300);
        }
        assert_near(inside * (2000.0 / 300) * (2000.0 / 300) / polygon_area_m2(&star), 1, 0.01);
        features_free(&layer);
    }
}

/* Two polygons share a random line of edges; every point on or near it lies in exactly one. */
static void test_a_shared_edge_belongs_to_one(void **state)
{
    (void)state;
    uint64_t random = 17;
    for (int round = 0; round < 40; round++) {
        double line[20][2];
        Features layer = features_init(FEATURE_POLYGON);
        Error error;
        for (int i = 0; i < 20; i++) {
            line[i][0] =
                1000 + (round % 2 ? random_between(&random, -20, 20) : random_below(&random, 5) * 10);
            line[i][1] = i * 10;
        }
        assert_ok(features_add(&layer, &error), &error);
        add_part_of(&layer, (double[]){900, 190, 900, 0}, 2);
        for (int i = 0; i < 20; i++)
            assert_ok(features_add_vertex(&layer, line[i][0], line[i][1], &error), &error);
        assert_ok(features_add(&layer, &error), &error);
        add_part_of(&layer, (double[]){1100, 0, 1100, 190}, 2);
        for (int i = 19; i >= 0; i--)
            assert_ok(features_add_vertex(&layer, line[i][0], line[i][1], &error), &error);
        Polygon west = polygon_of(&layer, 0), east = polygon_of(&layer, 1);
        PolygonIndex index;
        assert_ok(polygon_index_init(&layer, &index, &error), &error);
        for (int i = 0; i < 400; i++) {
            int e = random_below(&random, 19);
            double t = i % 4 ? random_between(&random, 0, 1) : 0;
            double x = line[e][0] + t * (line[e + 1][0] - line[e][0]), y = line[e][1] + t * 10;
            bool in_west = polygon_contains(&west, x, y), in_east = polygon_contains(&east, x, y);
            assert_true(in_west != in_east);
            assert_int_equal(polygon_index_find(&index, x, y), in_west ? 0 : 1);
        }
        polygon_index_free(&index);
        features_free(&layer);
    }
}

/* Distance by walking each edge in small steps: never nearer, at most half a step farther. */
static void test_edge_distance_against_steps(void **state)
{
    (void)state;
    uint64_t random = 6;
    for (int round = 0; round < 20; round++) {
        Features layer = holed_star(&random);
        Polygon star = polygon_of(&layer, 0);
        double x = random_between(&random, 120000, 122000), y = random_between(&random, 486000, 488000),
               nearest = 1e9;
        for (size_t r = 0; r < star.ring_count; r++) {
            size_t first = star.ring_start[r], end = star.ring_start[r + 1];
            for (size_t i = first, j = end - 1; i < end; j = i++) {
                for (int s = 0; s <= 2000; s++) {
                    double t = s / 2000.0, dx = star.x_m[j] + t * (star.x_m[i] - star.x_m[j]) - x;
                    nearest = fmin(nearest, hypot(dx, star.y_m[j] + t * (star.y_m[i] - star.y_m[j]) - y));
                }
            }
        }
        double distance = polygon_edge_distance_m(&star, x, y);
        assert_true(distance <= nearest + 1e-9 && distance > nearest - 0.6);
        features_free(&layer);
    }
    assert_near(segment_distance_m(0, 0, 10, 0, 5, 3), 3, 1e-15);
    assert_near(segment_distance_m(0, 0, 10, 0, 13, 4), 5, 1e-15);
    assert_near(segment_distance_m(2, 2, 2, 2, 5, 6), 5, 1e-15);
}

enum { TEETH_MOST = 400 };

/* Triangles on a bar that ends in the middle of the last one, or behind it. */
static void assert_inner_point_of_comb(int corners, double bar_m)
{
    double x[2 * TEETH_MOST + 3], y[2 * TEETH_MOST + 3], inner_x, inner_y;
    size_t count = 0;
    for (int i = 0; i <= corners; i++) x[count] = i, y[count++] = i % 2 ? 10 : 0;
    x[count] = corners, y[count++] = -bar_m;
    x[count] = 0, y[count++] = -bar_m;
    size_t ring_start[] = {0, count};
    Polygon comb = {.x_m = x, .y_m = y, .ring_start = ring_start, .ring_count = 1};
    assert_true(polygon_inner_point(&comb, &inner_x, &inner_y));
    assert_true(polygon_contains(&comb, inner_x, inner_y));
}

/* A comb with more teeth than a scan line keeps crossings of: the place still lies inside, also when the bar is so thin that it lies in a
 * tooth. */
static void test_inner_point_of_a_comb(void **state)
{
    (void)state;
    assert_inner_point_of_comb(2 * TEETH_MOST - 1, 1);
    for (int teeth = 120; teeth <= TEETH_MOST; teeth++) assert_inner_point_of_comb(2 * teeth, 0.01);
}

static void test_inner_point_lies_well_inside(void **state)
{
    (void)state;
    uint64_t random = 9;
    for (int round = 0; round < 200; round++) {
        Features layer = holed_star(&random);
        Polygon star = polygon_of(&layer, 0);
        double x, y;
        assert_true(polygon_inner_point(&star, &x, &y));
        assert_true(polygon_contains(&star, x, y));
        assert_true(polygon_edge_distance_m(&star, x, y) > 1);
        features_free(&layer);
    }
    Features layer = features_init(FEATURE_POLYGON);
    add_rectangle(&layer, 10, 10, 30, 20);
    add_rectangle(&layer, 0, 0, 10, 0); /* flat: it has no inside */
    Polygon box = polygon_of(&layer, 0), flat = polygon_of(&layer, 1);
    double x = -1, y = -1;
    assert_false(polygon_inner_point(&flat, &x, &y));
    assert_true(x == -1 && y == -1);
    assert_true(polygon_inner_point(&box, &x, &y));
    assert_near(x, 20, 0);
    assert_near(y, 15, 0);
    features_free(&layer);
}

/* Against the mean of a fine lattice of the points inside. */
static void test_centroid(void **state)
{
    (void)state;
    Features layer = features_init(FEATURE_POLYGON);
    Error error;
    uint64_t random = 4;
    double x, y, sum_x = 0, sum_y = 0, count = 0;
    assert_ok(features_add(&layer, &error), &error);
    add_star(&layer, 150000, 440000, 200, 400, 17, false, &random);
    add_star(&layer, 150050, 440030, 40, 90, 9, true, &random);
    Polygon polygon = polygon_of(&layer, 0);
    assert_true(polygon_centroid(&polygon, &x, &y));
    for (double py = 439600.5; py < 440400; py += 2)
        for (double px = 149600.5; px < 150400; px += 2)
            if (polygon_contains(&polygon, px, py)) sum_x += px, sum_y += py, count++;
    assert_near(x, sum_x / count, 0.2);
    assert_near(y, sum_y / count, 0.2);
    Polygon none = {0};
    assert_false(polygon_centroid(&none, &x, &y));
    features_free(&layer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_centroid),
        cmocka_unit_test(test_area_by_hand),
        cmocka_unit_test(test_contains_against_the_winding_number),
        cmocka_unit_test(test_area_against_a_lattice),
        cmocka_unit_test(test_a_shared_edge_belongs_to_one),
        cmocka_unit_test(test_edge_distance_against_steps),
        cmocka_unit_test(test_inner_point_of_a_comb),
        cmocka_unit_test(test_inner_point_lies_well_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
