/* The objects of a redesign on the map: what the legend is told, and what each sign leaves on the page. */
#include "render/proposal.h"

#include "tests/support/assert_near.h"
#include "tests/support/town_scene.h"

#include <cairo.h>
#include <stdlib.h>

enum { WIDE = 480, TALL = 480 };

typedef struct Picture {
    TownScene town;
    Features points, lines, areas;
    SceneObject object[4];
    MapContent content;
    unsigned char pixels[WIDE * TALL * 4];
} Picture;

static void add_point(Features *points, double x, double y)
{
    Error error;
    assert_ok(features_add(points, &error) && features_add_part(points, &error) && features_add_vertex(points, x, y, &error), &error);
}

/* Draws the town with these objects at 4 pixels a millimetre. */
static void draw(Picture *picture, size_t objects)
{
    Error error;
    Frame frame;
    Typesetter *typesetter;
    picture->town.scene.object = picture->object;
    picture->town.scene.object_count = objects;
    assert_ok(frame_fit(picture->town.scene.extent, 0, 0, 120, 120, 2, &frame, &error), &error);
    assert_ok(typesetter_open(&typesetter, &error), &error);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDE, TALL);
    cairo_t *cairo = cairo_create(surface);
    cairo_scale(cairo, 4, 4);
    assert_ok(map_draw(&picture->town.scene, &frame, typesetter, cairo, &picture->content, &error), &error);
    cairo_surface_flush(surface);
    for (int y = 0; y < TALL; y++) memcpy(picture->pixels + (size_t)y * WIDE * 4, cairo_image_surface_get_data(surface) + y * cairo_image_surface_get_stride(surface), WIDE * 4);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    typesetter_close(typesetter);
}

static Picture *picture_make(void)
{
    Picture *picture = calloc(1, sizeof *picture);
    town_scene_init(&picture->town, LANGUAGE_DUTCH);
    picture->points = features_init(FEATURE_POINT), picture->lines = features_init(FEATURE_LINE), picture->areas = features_init(FEATURE_POLYGON);
    return picture;
}

static void picture_free(Picture *picture)
{
    features_free(&picture->points);
    features_free(&picture->lines);
    features_free(&picture->areas);
    town_scene_free(&picture->town);
    free(picture);
}

static size_t difference(const Picture *a, const Picture *b)
{
    size_t count = 0;
    for (size_t i = 0; i < sizeof a->pixels; i += 4) count += memcmp(a->pixels + i, b->pixels + i, 3) != 0;
    return count;
}

static void test_legend(void **state)
{
    (void)state;
    Picture *picture = picture_make();
    Box box = picture->town.scene.extent;
    double x = (box.x_min + box.x_max) / 2, y = (box.y_min + box.y_max) / 2;
    draw(picture, 0);
    for (int kind = 0; kind < SCENE_OBJECT_KINDS; kind++) assert_false(picture->content.object[kind]);
    add_point(&picture->points, x, y);
    add_point(&picture->points, box.x_max + 5000, y); /* off the map: not in the legend */
    town_add_line(&picture->lines, x - 200, y, x + 200, y + 100);
    town_add_box(&picture->areas, x + 100, y - 100, x + 200, y - 50);
    picture->object[0] = (SceneObject){SCENE_LAMP, SCENE_MOVED, &picture->points, 0, x, y, 25, NAN, NAN};
    picture->object[1] = (SceneObject){SCENE_CAMERA, SCENE_REMOVED, &picture->points, 1, box.x_max + 5000, y, 50, 0, 90};
    picture->object[2] = (SceneObject){SCENE_PATH, SCENE_NEW, &picture->lines, 0, x, y + 50, 15, NAN, NAN};
    picture->object[3] = (SceneObject){SCENE_GREENERY, SCENE_NEW, &picture->areas, 0, x + 150, y - 75, 15, NAN, NAN};
    draw(picture, 4);
    const bool expected[SCENE_OBJECT_KINDS] = {[SCENE_LAMP] = true, [SCENE_PATH] = true, [SCENE_GREENERY] = true};
    for (int kind = 0; kind < SCENE_OBJECT_KINDS; kind++) assert_int_equal(picture->content.object[kind], expected[kind]);
    assert_true(picture->content.moved);
    assert_false(picture->content.removed);
    picture_free(picture);
}

/* Every kind and change leaves a sign of its own. */
static void test_signs_differ(void **state)
{
    (void)state;
    enum { SIGNS = SCENE_OBJECT_KINDS * 3 };
    Picture *sign[SIGNS], *bare = picture_make();
    draw(bare, 0);
    for (int i = 0; i < SIGNS; i++) {
        sign[i] = picture_make();
        Box box = sign[i]->town.scene.extent;
        double x = (box.x_min + box.x_max) / 2 + 40, y = (box.y_min + box.y_max) / 2 + 40;
        SceneObjectKind kind = (SceneObjectKind)(i / 3);
        add_point(&sign[i]->points, x, y);
        town_add_line(&sign[i]->lines, x - 150, y, x + 150, y + 40);
        town_add_box(&sign[i]->areas, x - 60, y - 40, x + 60, y + 40);
        const Features *features = kind == SCENE_PATH ? &sign[i]->lines : kind == SCENE_GREENERY ? &sign[i]->areas : &sign[i]->points;
        sign[i]->object[0] = (SceneObject){kind, (SceneObjectChange)(i % 3), features, 0, x, y, 30, 45, 80};
        draw(sign[i], 1);
        assert_true(difference(sign[i], bare) > 20);
        /* Of a line its being moved does not show: nobody moves a path. */
        for (int j = 0; j < i; j++)
            if (!(kind == SCENE_PATH && j / 3 == i / 3 && i % 3 != 2)) assert_true(difference(sign[i], sign[j]) > 5);
    }
    for (int i = 0; i < SIGNS; i++) picture_free(sign[i]);
    picture_free(bare);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_legend), cmocka_unit_test(test_signs_differ)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
