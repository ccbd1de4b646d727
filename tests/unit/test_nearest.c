#include "tests/support/shapes.h"

#include "geo/nearest.h"

static double distance_to(const Features *layer, size_t f, double x, double y)
{
    double nearest = INFINITY;
    for (size_t p = layer->part_start[f]; p < layer->part_start[f + 1]; p++) {
        size_t first = layer->vertex_start[p], end = layer->vertex_start[p + 1];
        for (size_t i = first; i < end; i++) {
            if (layer->kind == FEATURE_LINE && i > first && i + 1 == end) continue;
            size_t j = layer->kind == FEATURE_POINT  ? i
                       : i + 1 < end                 ? i + 1
                       : layer->kind == FEATURE_LINE ? i
                                                     : first;
            nearest = fmin(nearest, segment_distance_m(layer->x_m[i], layer->y_m[i], layer->x_m[j],
                                                       layer->y_m[j], x, y));
        }
    }
    return nearest;
}

static Features random_layer(FeatureKind kind, uint64_t *random)
{
    Features layer = features_init(kind);
    Error error;
    double step = random_below(random, 3) ? 30 : 800;
    for (int f = random_below(random, 80); f > 0; f--) {
        assert_ok(features_add(&layer, &error), &error);
        for (int p = random_below(random, 3); p > 0; p--) {
            double x = random_between(random, 0, 2000), y = random_between(random, 0, 500);
            assert_ok(features_add_part(&layer, &error), &error);
            for (int v = random_below(random, 6); v >= 0; v--) {
                assert_ok(features_add_vertex(&layer, x, y, &error), &error);
                x += random_between(random, -step, step);
                y += random_between(random, -step, step);
            }
        }
    }
    return layer;
}

static void test_find_against_all(void **state)
{
    (void)state;
    uint64_t random = 31;
    const double limits[] = {0, 10, 60, 400, (double)INFINITY};
    int found = 0, none = 0;
    for (int round = 0; round < 120; round++) {
        Features layer = random_layer((FeatureKind)(round % 3), &random);
        NearestIndex index;
        Error error;
        assert_ok(nearest_init(&layer, &index, &error), &error);
        for (int i = 0; i < 60; i++) {
            double spread = i % 6 ? 300 : 20000, max_m = limits[random_below(&random, 5)];
            double x = random_between(&random, -spread, 2000 + spread),
                   y = random_between(&random, -spread, 500 + spread);
            if (i % 7 == 0 && features_vertices(&layer)) {
                int v = random_below(&random, (int)features_vertices(&layer));
                x = layer.x_m[v];
                y = layer.y_m[v];
            }
            ptrdiff_t expected = -1;
            double nearest = INFINITY, distance = -1;
            for (size_t f = 0; f < layer.count; f++) {
                double d = distance_to(&layer, f, x, y);
                if (d <= max_m && d < nearest) {
                    nearest = d;
                    expected = (ptrdiff_t)f;
                }
            }
            ptrdiff_t feature = nearest_find(&index, x, y, max_m, &distance);
            assert_int_equal(feature, expected);
            assert_near(distance, expected < 0 ? -1 : nearest, 0);
            found += feature >= 0;
            none += feature < 0;
        }
        nearest_free(&index);
        nearest_free(&index);
        features_free(&layer);
    }
    assert_true(found > 1000 && none > 1000);
}

static void test_the_first_of_equals(void **state)
{
    (void)state;
    Features layer = features_init(FEATURE_POINT);
    Error error;
    const double places[5][2] = {{900, 900}, {30, 0}, {-30, 0}, {0, 30}, {0, -30}};
    for (int i = 0; i < 5; i++) {
        assert_ok(features_add(&layer, &error), &error);
        add_part_of(&layer, places[i], 1);
    }
    NearestIndex index;
    assert_ok(nearest_init(&layer, &index, &error), &error);
    double distance = 7;
    assert_int_equal(nearest_find(&index, 0, 0, 30, &distance), 1);
    assert_near(distance, 30, 0);
    assert_int_equal(nearest_find(&index, 0, 0, 29.99, NULL), -1);
    assert_int_equal(nearest_find(&index, (double)NAN, 0, 30, NULL), -1);
    assert_int_equal(nearest_find(&index, 0, 0, (double)NAN, NULL), -1);
    nearest_free(&index);
    features_free(&layer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find_against_all),
        cmocka_unit_test(test_the_first_of_equals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
