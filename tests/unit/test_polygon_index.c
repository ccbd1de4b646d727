#include "tests/support/shapes.h"

#include "geo/polygon_index.h"

static ptrdiff_t find_slowly(const Features *layer, double x, double y)
{
    for (size_t f = 0; f < layer->count; f++) {
        Polygon polygon = polygon_of(layer, f);
        if (polygon_contains(&polygon, x, y)) return (ptrdiff_t)f;
    }
    return -1;
}

static Features random_layer(int features, double farthest, uint64_t *random)
{
    Features layer = features_init(FEATURE_POLYGON);
    Error error;
    for (int f = 0; f < features; f++) {
        assert_ok(features_add(&layer, &error), &error);
        for (int p = random_below(random, 3); p > 0; p--) {
            double x = random_between(random, 0, 3000), y = random_between(random, 0, 2000);
            add_star(&layer, x, y, 20, farthest, 3 + random_below(random, 200), false, random);
            if (p == 2) add_star(&layer, x, y, 2, 19, 5, true, random);
        }
    }
    return layer;
}

/* Random layers: overlapping features, empty ones, holes, parts. Vertices themselves are asked too. */
static void test_find_against_looking_at_all(void **state)
{
    (void)state;
    uint64_t random = 21;
    for (int round = 0; round < 30; round++) {
        Features layer = random_layer(random_below(&random, 60), round % 2 ? 100 : 900, &random);
        PolygonIndex index;
        Error error;
        assert_ok(polygon_index_init(&layer, &index, &error), &error);
        for (int i = 0; i < 300; i++) {
            double x = random_between(&random, -200, 3200), y = random_between(&random, -200, 2200);
            if (i % 5 == 0 && features_vertices(&layer)) {
                int v = random_below(&random, (int)features_vertices(&layer));
                x = layer.x_m[v] + (i % 2 ? 0 : 0.01);
                y = layer.y_m[v];
            }
            assert_int_equal(polygon_index_find(&index, x, y), find_slowly(&layer, x, y));
        }
        assert_int_equal(polygon_index_find(&index, (double)NAN, 100), -1);
        assert_int_equal(polygon_index_find(&index, (double)INFINITY, 100), -1);
        polygon_index_free(&index);
        polygon_index_free(&index);
        features_free(&layer);
    }
}

/* Every edge of a comb runs from bottom to top; the index must not list each edge in each strip. */
static void test_a_comb_stays_small(void **state)
{
    (void)state;
    Features layer = features_init(FEATURE_POLYGON);
    Error error;
    assert_ok(features_add(&layer, &error), &error);
    assert_ok(features_add_part(&layer, &error), &error);
    int teeth = 4000;
    for (int i = 0; i < teeth; i++) {
        assert_ok(features_add_vertex(&layer, i, 0, &error), &error);
        assert_ok(features_add_vertex(&layer, i + 0.5, 100, &error), &error);
    }
    assert_ok(features_add_vertex(&layer, teeth, -10, &error), &error);
    assert_ok(features_add_vertex(&layer, 0, -10, &error), &error);
    PolygonIndex index;
    assert_ok(polygon_index_init(&layer, &index, &error), &error);
    size_t last = index.polygon[0].first + index.polygon[0].strips;
    assert_true(index.strip_start[last] < 6 * features_vertices(&layer));
    uint64_t random = 2;
    for (int i = 0; i < 200; i++) {
        double x = random_between(&random, 0, teeth), y = random_between(&random, -12, 101);
        assert_int_equal(polygon_index_find(&index, x, y), find_slowly(&layer, x, y));
    }
    polygon_index_free(&index);
    features_free(&layer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find_against_looking_at_all),
        cmocka_unit_test(test_a_comb_stays_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
