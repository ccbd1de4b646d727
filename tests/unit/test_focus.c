#include "tests/support/assert_near.h"

#include "render/focus.h"
#include "render/inset.h"
#include "render/map.h"
#include "render/page.h"
#include "tests/support/test_folder.h"
#include "tests/support/town_scene.h"

static Frame focus(const Scene *scene, double scale)
{
    Frame frame;
    Error error;
    assert_ok(focus_frame(scene, scale, 10, 20, 100, 80, &frame, &error), &error);
    assert_near(frame.scale, scale, 0);
    assert_near(frame.width_mm, 100, 0);
    return frame;
}

static bool holds(const Frame *frame, const Features *areas, size_t area)
{
    Box shown = frame_box(frame), box = features_box_of(areas, area);
    return box.x_min >= shown.x_min && box.x_max <= shown.x_max && box.y_min >= shown.y_min && box.y_max <= shown.y_max;
}

static void test_all_that_fits_stands_in_the_middle(void **state)
{
    (void)state;
    TownScene town;
    town_scene_init(&town, LANGUAGE_DUTCH);
    Frame frame = focus(&town.scene, 25000); /* 2,500 m x 2,000 m for a town of 2,000 m x 2,000 m */
    assert_near(frame_x_mm(&frame, (town.scene.extent.x_min + town.scene.extent.x_max) / 2), 60, 1e-9);
    assert_near(frame_y_mm(&frame, (town.scene.extent.y_min + town.scene.extent.y_max) / 2), 60, 1e-9);
    town_scene_free(&town);
}

static void test_first_areas_are_on_the_map(void **state)
{
    (void)state;
    TownScene town;
    town_scene_init(&town, LANGUAGE_DUTCH);
    Frame frame = focus(&town.scene, 15000); /* 1,500 x 1,200 m: areas 1 and 2 span 940 x 840, the third does not fit beside them */
    assert_true(holds(&frame, &town.areas, 0) && holds(&frame, &town.areas, 1));
    frame = focus(&town.scene, 5000); /* the first alone */
    Box first = features_box_of(&town.areas, 0);
    assert_near(frame_x_mm(&frame, (first.x_min + first.x_max) / 2), 60, 1e-9);
    town_scene_areas(&town, 0);
    frame = focus(&town.scene, 5000);
    assert_near(frame_x_mm(&frame, (town.scene.extent.x_min + town.scene.extent.x_max) / 2), 60, 1e-9);
    town_scene_free(&town);
}

static void test_the_view_stays_on_the_extent(void **state)
{
    (void)state;
    TownScene town;
    Features corner = features_init(FEATURE_POLYGON);
    town_scene_init(&town, LANGUAGE_DUTCH);
    Box extent = town.scene.extent;
    town_add_box(&corner, extent.x_min + 5, extent.y_min + 5, extent.x_min + 45, extent.y_min + 45);
    town.scene.areas = &corner;
    town.scene.area_count = 1;
    Frame frame = focus(&town.scene, 10000);
    Box shown = frame_box(&frame);
    assert_near(shown.x_min, extent.x_min, 1e-6);
    assert_near(shown.y_min, extent.y_min, 1e-6);
    features_free(&corner);
    town_scene_free(&town);
}

/* Columns of a row of pixels that are of the water's colour. */
static int water_columns(const char *path, int row, int *ret_column, int most)
{
    cairo_surface_t *picture = cairo_image_surface_create_from_png(path);
    assert_int_equal(cairo_surface_status(picture), CAIRO_STATUS_SUCCESS);
    const uint32_t *line = (const uint32_t *)(const void *)(cairo_image_surface_get_data(picture) + row * cairo_image_surface_get_stride(picture));
    int count = 0;
    for (int x = 0; x < cairo_image_surface_get_width(picture) && count < most; x++)
        if ((line[x] & 0xFFFFFF) == 0xD0E0EB) ret_column[count++] = x; /* PALETTE.water */
    cairo_surface_destroy(picture);
    return count;
}

/* Two ditches 300 m apart, on paper, in pixels of a tenth of a mm. */
static void test_a_ruler_finds_the_scale(void **state)
{
    (void)state;
    static const double scales[] = {2500, 5000, 10000, 12500, 25000};
    for (int i = 0; i < 10; i++) {
        Features water = features_init(FEATURE_POLYGON);
        Error error;
        char path[64];
        int column[4000], count;
        double scale = scales[i % 5], wide = scale / 1000; /* a ditch of 1 mm on paper */
        town_add_box(&water, 150000 - 150 - wide, 440000 - 5000, 150000 - 150, 440000 + 5000);
        town_add_box(&water, 150000 + 150, 440000 - 5000, 150000 + 150 + wide, 440000 + 5000);
        Scene scene = {.extent = {149000, 439000, 151000, 441000}, .water.features = &water};
        snprintf(path, sizeof path, "%s/scale.png", folder);
        PageFormat format = {.kind = PAGE_PNG, .size = i < 5 ? PAGE_A4 : PAGE_A3, .landscape = i % 2, .dpi = 254, .scale = scale};
        assert_ok(page_draw(&scene, format, path, &error), &error);
        count = water_columns(path, 400, column, 4000);
        assert_true(count > 4);
        double span_mm = (column[count - 1] - column[0] + 1) / 10.0;
        assert_near(span_mm, (300 + 2 * wide) * 1000 / scale, 0.25);
        features_free(&water);
    }
}

static void test_inset_only_where_a_part_is_shown(void **state)
{
    (void)state;
    TownScene town;
    LabelBox box;
    town_scene_init(&town, LANGUAGE_DUTCH);
    Frame whole = focus(&town.scene, 25000), part = focus(&town.scene, 5000);
    assert_false(inset_place(&town.scene, &part, &box)); /* the scene does not know the whole */
    town.scene.whole = &town.boundary;
    assert_false(inset_place(&town.scene, &whole, &box));
    assert_true(inset_place(&town.scene, &part, &box));
    assert_true(box.x_mm - box.width_mm / 2 > part.x_mm && box.x_mm + box.width_mm / 2 < part.x_mm + part.width_mm);
    assert_true(box.y_mm - box.height_mm / 2 > part.y_mm && box.y_mm + box.height_mm / 2 < part.y_mm + part.height_mm);
    town_scene_free(&town);
}

/* An area in three of the corners: the inset goes to the fourth. */
static void test_inset_hides_no_area(void **state)
{
    (void)state;
    for (int free_corner = 0; free_corner < 4; free_corner++) {
        TownScene town;
        LabelBox box;
        town_scene_init(&town, LANGUAGE_DUTCH);
        town.scene.density = NULL;
        town.scene.whole = &town.boundary;
        Frame frame = focus(&town.scene, 5000);
        Box shown = frame_box(&frame);
        features_free(&town.areas);
        town.areas = features_init(FEATURE_POLYGON);
        for (int corner = 0; corner < 4; corner++) {
            if (corner == free_corner) continue;
            double x = corner % 2 ? shown.x_min + 20 : shown.x_max - 50, y = corner / 2 ? shown.y_min + 20 : shown.y_max - 50;
            town_add_box(&town.areas, x, y, x + 30, y + 30);
        }
        town.scene.area_count = 3;
        assert_true(inset_place(&town.scene, &frame, &box));
        assert_int_equal(box.x_mm < frame.x_mm + frame.width_mm / 2, free_corner % 2);
        assert_int_equal(box.y_mm > frame.y_mm + frame.height_mm / 2, free_corner / 2);
        town_scene_free(&town);
    }
}

/* The small frame on the inset stands where the large one does in the municipality. */
static void test_inset_shows_the_place(void **state)
{
    (void)state;
    TownScene town;
    LabelBox box;
    Error error;
    town_scene_init(&town, LANGUAGE_DUTCH);
    town.scene.whole = &town.boundary;
    Frame frame = focus(&town.scene, 5000);
    Box shown = frame_box(&frame), all = features_box(&town.boundary);
    assert_true(inset_place(&town.scene, &frame, &box));
    cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1300, 1200);
    cairo_t *cairo = cairo_create(picture);
    cairo_scale(cairo, 10, 10);
    assert_ok(inset_draw(&town.scene, &frame, cairo, &error), &error);
    cairo_destroy(cairo);
    cairo_surface_flush(picture);
    const unsigned char *data = cairo_image_surface_get_data(picture);
    int stride = cairo_image_surface_get_stride(picture);
    const double pad = 1.2, mm_per_m = (box.width_mm - 2 * pad) / (all.x_max - all.x_min);
    double left = box.x_mm - box.width_mm / 2 + pad, top = box.y_mm - box.height_mm / 2 + pad;
    for (int i = 0; i < 9; i++) { /* the ground under a share of the frame is darker than elsewhere */
        double x = left + (shown.x_min + (0.2 + 0.3 * (i % 3)) * (shown.x_max - shown.x_min) - all.x_min) * mm_per_m;
        double y = top + (all.y_max - shown.y_max + (0.2 + 0.3 * (i / 3)) * (shown.y_max - shown.y_min)) * mm_per_m;
        assert_in_range(data[(int)(y * 10) * stride + 4 * (int)(x * 10)], 150, 190);
    }
    assert_in_range(data[(int)((top + 0.6) * 10) * stride + 4 * (int)((left + 0.6) * 10)], 200, 215); /* a corner of the town */
    cairo_surface_destroy(picture);
    town_scene_free(&town);
}

static MapContent content_at(const Scene *scene, double scale)
{
    Frame frame = focus(scene, scale);
    MapContent content;
    Typesetter *typesetter;
    Error error;
    cairo_surface_t *nothing = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
    cairo_t *cairo = cairo_create(nothing);
    assert_ok(typesetter_open(&typesetter, &error), &error);
    assert_ok(map_draw(scene, &frame, typesetter, cairo, &content, &error), &error);
    typesetter_close(typesetter);
    cairo_destroy(cairo);
    cairo_surface_destroy(nothing);
    return content;
}

/* An outline that runs around the frame is not in the legend. */
static void test_legend_leaves_out_what_is_not_seen(void **state)
{
    (void)state;
    TownScene town;
    town_scene_init(&town, LANGUAGE_DUTCH);
    MapContent all = content_at(&town.scene, 25000), part = content_at(&town.scene, 2500);
    assert_true(all.boundary && all.neighbourhoods && all.hotspots && all.indicative);
    assert_false(part.boundary || part.neighbourhoods || part.hotspots || part.indicative);
    assert_true(part.density && part.buildings);
    town_scene_free(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_that_fits_stands_in_the_middle), cmocka_unit_test(test_first_areas_are_on_the_map),
        cmocka_unit_test(test_the_view_stays_on_the_extent),       cmocka_unit_test(test_a_ruler_finds_the_scale),
        cmocka_unit_test(test_inset_only_where_a_part_is_shown),   cmocka_unit_test(test_inset_hides_no_area),
        cmocka_unit_test(test_inset_shows_the_place),              cmocka_unit_test(test_legend_leaves_out_what_is_not_seen),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
