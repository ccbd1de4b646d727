#include "tests/support/shapes.h"

static void test_empty_layer(void **state)
{
    (void)state;
    Features layer = features_init(FEATURE_LINE);
    assert_int_equal(layer.kind, FEATURE_LINE);
    assert_int_equal(features_parts(&layer), 0);
    assert_int_equal(features_vertices(&layer), 0);
    assert_true(box_is_empty(features_box(&layer)));
    features_free(&layer);
    features_free(&layer);
}

/* Random layers against a plain list of what was added. */
static void test_adding_keeps_the_runs(void **state)
{
    (void)state;
    uint64_t random = 11;
    for (int round = 0; round < 30; round++) {
        Features layer = features_init(FEATURE_POLYGON);
        Error error;
        int parts_of[40], vertices_of[400], features = random_below(&random, 40), parts = 0;
        double sum = 0;
        for (int f = 0; f < features; f++) {
            assert_ok(features_add(&layer, &error), &error);
            parts_of[f] = random_below(&random, 4);
            for (int p = 0; p < parts_of[f]; p++, parts++) {
                assert_ok(features_add_part(&layer, &error), &error);
                vertices_of[parts] = random_below(&random, 50);
                for (int v = 0; v < vertices_of[parts]; v++)
                    assert_ok(features_add_vertex(&layer, sum++, -(double)parts, &error), &error);
            }
        }
        assert_int_equal(layer.count, features);
        assert_int_equal(features_parts(&layer), parts);
        assert_int_equal(features_vertices(&layer), (int)sum);
        size_t part = 0, vertex = 0;
        for (int f = 0; f < features; f++) {
            assert_int_equal(layer.part_start[f], part);
            for (int p = 0; p < parts_of[f]; p++, part++) {
                assert_int_equal(layer.vertex_start[part], vertex);
                for (int v = 0; v < vertices_of[part]; v++, vertex++) {
                    assert_near(layer.x_m[vertex], (double)vertex, 0);
                    assert_near(layer.y_m[vertex], -(double)part, 0);
                }
            }
            assert_int_equal(layer.part_start[f + 1], part);
        }
        if (part) assert_int_equal(layer.vertex_start[part], vertex);
        features_free(&layer);
    }
}

static void test_a_part_needs_a_feature_and_a_vertex_a_part(void **state)
{
    (void)state;
    Features layer = features_init(FEATURE_POLYGON);
    Error error = {0};
    assert_false(features_add_part(&layer, &error));
    assert_false(features_add_vertex(&layer, 1, 2, &error));
    add_rectangle(&layer, 0, 0, 1, 1);
    assert_ok(features_add(&layer, &error), &error);
    assert_false(features_add_vertex(&layer, 1, 2, &error)); /* the last part is the first feature's */
    assert_int_equal(features_vertices(&layer), 4);
    assert_true(box_is_empty(features_box_of(&layer, 1)));
    features_free(&layer);
}

static void test_boxes(void **state)
{
    (void)state;
    Features layer = features_init(FEATURE_POLYGON);
    add_rectangle(&layer, 10, 20, 30, 50);
    add_rectangle(&layer, -5, 40, 0, 45);
    Box box = features_box_of(&layer, 1);
    assert_true(box.x_min == -5 && box.y_min == 40 && box.x_max == 0 && box.y_max == 45);
    box = features_box(&layer);
    assert_true(box.x_min == -5 && box.y_min == 20 && box.x_max == 30 && box.y_max == 50);
    assert_true(box_contains(box, -5, 50));
    assert_false(box_contains(box, -5.1, 50));
    assert_false(box_contains(box, (double)NAN, 30));
    Box empty = {1, 0, -1, 0};
    assert_true(box_is_empty(empty) && box_is_empty(box_grow(empty, 10)));
    assert_true(box_is_empty((Box){(double)NAN, 0, 1, 1}));
    assert_false(box_overlaps(empty, box));
    Box both = box_union(empty, box);
    assert_memory_equal(&both, &box, sizeof box);
    both = box_union(box, empty);
    assert_memory_equal(&both, &box, sizeof box);
    assert_true(box_overlaps(box, (Box){30, 50, 31, 51}));
    assert_false(box_overlaps(box, (Box){30.1, 50, 31, 51}));
    Box grown = box_grow((Box){0, 1, 2, 3}, 0.5);
    assert_true(grown.x_min == -0.5 && grown.y_min == 0.5 && grown.x_max == 2.5 && grown.y_max == 3.5);
    features_free(&layer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty_layer),
        cmocka_unit_test(test_adding_keeps_the_runs),
        cmocka_unit_test(test_a_part_needs_a_feature_and_a_vertex_a_part),
        cmocka_unit_test(test_boxes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
