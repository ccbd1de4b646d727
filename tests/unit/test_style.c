#include "tests/support/assert_near.h"

#include "render/colour_vision.h"
#include "render/hatch.h"
#include "render/logo.h"
#include "render/page.h"
#include "render/palette.h"
#include "render/signs.h"
#include "render/style.h"
#include "tests/support/test_folder.h"
#include "tests/support/town_scene.h"

static const char *write_file(const char *name, const char *text)
{
    FILE *file = fopen(in_folder(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    return folder_path;
}

static Colour colour(const char *text)
{
    Colour read = {0};
    assert_true(colour_read(text, &read));
    return read;
}

static void test_colours_are_read(void **state)
{
    (void)state;
    Colour blue = colour("#004699");
    assert_near(blue.red, 0, 0);
    assert_near(blue.green, 70 / 255.0, 1e-12);
    assert_near(blue.blue, 0.6, 1e-12);
    assert_near(colour("ffFFff").green, 1, 0);
    static const char *const bad[] = {"", "#", "#12345", "#1234567", "#12345g", "rood", "##12345", "0x1234", "-12345", " 12345"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) assert_false(colour_read(bad[i], &blue));
}

/* The title is white on dark and ink on light, and there is a band in between where neither can be read. */
static void test_a_title_can_be_read_on_its_bar(void **state)
{
    (void)state;
    int refused = 0;
    for (int i = 0; i <= 255; i++) {
        SceneStyle style = {0};
        Error error;
        Colour grey = {i / 255.0, i / 255.0, i / 255.0, 1};
        if (style_bar(&style, grey, &error)) {
            assert_true(style.barred);
            assert_true(colour_contrast(style.bar_text, grey) >= 4.5);
            assert_near(style.bar_text.red > 0.5, i < 128, 0);
        } else {
            assert_int_equal(error.code, ERROR_USAGE);
            assert_false(style.barred);
            assert_true(colour_contrast(PALETTE.paper, grey) < 4.5 && colour_contrast(PALETTE.ink, grey) < 4.5);
            refused++;
        }
    }
    assert_in_range(refused, 3, 20);
}

static void test_own_ramps(void **state)
{
    (void)state;
    Error error;
    SceneStyle style = {0};
    const Colour blues[] = {colour("#c6dbef"), colour("#4292c6"), colour("#08306b")};
    assert_ok(style_ramp(&style, blues, 3, 5, &error), &error);
    assert_int_equal(style.ramp_count, 3);
    Scene scene = {.style = style, .class_count = 3};
    for (int i = 0; i < 3; i++) {
        Colour made = palette_class_of(&scene, i);
        assert_near(made.red, blues[i].red, 2e-4);
        assert_near(made.blue, blues[i].blue, 2e-4);
    }
    const struct {
        const char *name[3];
        int count;
        const char *sentence;
    } bad[] = {{{"#08306b", "#4292c6", "#c6dbef"}, 3, "darker"},             /* upside down */
               {{"#c0c8b0", "#d09090", "#300000"}, 3, "apart"},              /* two nearly as light */
               {{"#f4f4f0", "#800000", NULL}, 2, "ground"},                  /* starts as the paper does */
               {{"#d0d0d0", "#b0b0b0", NULL}, 2, "apart"},                   /* five classes have no room */
               {{"#d0d0d0", NULL, NULL}, 1, "2 to 7"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Colour ramp[3];
        SceneStyle none = {0};
        for (int k = 0; k < bad[i].count; k++) ramp[k] = colour(bad[i].name[k]);
        assert_false(style_ramp(&none, ramp, bad[i].count, 5, &error));
        assert_int_equal(error.code, ERROR_USAGE);
        if (!strstr(error.text, bad[i].sentence)) fail_msg("'%s' does not say '%s'", error.text, bad[i].sentence);
        assert_int_equal(none.ramp_count, 0);
    }
}

/* Two colours of one lightness that differ for most people: refused because of grey. */
static void test_grey_counts(void **state)
{
    (void)state;
    Error error;
    SceneStyle style = {0};
    const Colour ramp[] = {colour_of_lab((Lab){70, 40, 30}), colour_of_lab((Lab){68, -30, 30})};
    assert_true(colour_distance(colour_lab(ramp[0]), colour_lab(ramp[1])) > 40);
    assert_false(style_ramp(&style, ramp, 2, 2, &error));
    assert_non_null(strstr(error.text, "grey"));
}

/* ---- hatching ---- */

enum { SIDE = 400 }; /* pixels, forty in a mm: 1,000 to an inch */

/* Draws a class over a whole picture, and measures the share that a printer without grey makes black, and the mean grey. */
static void print_class(const Scene *scene, int class, double *ret_black, double *ret_grey)
{
    cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, SIDE, SIDE);
    cairo_t *cairo = cairo_create(picture);
    cairo_scale(cairo, 40, 40);
    cairo_rectangle(cairo, -1, -1, SIDE, SIDE);
    fill_class(cairo, scene, class, false);
    cairo_destroy(cairo);
    cairo_surface_flush(picture);
    const uint32_t *pixels = (const uint32_t *)(const void *)cairo_image_surface_get_data(picture);
    size_t black = 0;
    double grey = 0;
    for (size_t i = 0; i < (size_t)SIDE * SIDE; i++) {
        double light = 0.299 * (double)(pixels[i] >> 16 & 255) + 0.587 * (double)(pixels[i] >> 8 & 255) + 0.114 * (double)(pixels[i] & 255);
        black += light < 128;
        grey += light / 255;
    }
    cairo_surface_destroy(picture);
    *ret_black = (double)black / (SIDE * SIDE);
    *ret_grey = grey / (SIDE * SIDE);
}

static void test_hatched_classes_part_in_black_and_white(void **state)
{
    (void)state;
    for (int count = 2; count <= PALETTE_CLASSES; count++) {
        Scene scene = {.class_count = count, .style.hatched = true}, plain = {.class_count = count};
        double before = 0, before_grey = 1;
        int unhatched_alike = 0;
        double plain_before = 0;
        for (int i = 0; i < count; i++) {
            double black, grey, plain_black, plain_grey;
            print_class(&scene, i, &black, &grey);
            print_class(&plain, i, &plain_black, &plain_grey);
            assert_near(black, hatch_share(count, i), 0.05);
            assert_true(black - before >= 0.04); /* from the white of the ground, too */
            assert_true(before_grey - grey >= 0.05);
            unhatched_alike += i > 0 && fabs(plain_black - plain_before) < 0.01;
            before = black, before_grey = grey, plain_before = plain_black;
        }
        if (count > 2) assert_true(unhatched_alike > 0); /* that is why there is hatching */
    }
}

static void test_hatching_keeps_the_path(void **state)
{
    (void)state;
    cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 10, 10);
    cairo_t *cairo = cairo_create(picture);
    double before[4], after[4];
    cairo_rectangle(cairo, 2, 3, 4, 5);
    cairo_path_extents(cairo, &before[0], &before[1], &before[2], &before[3]);
    hatch_path(cairo, hatch_of_class(5, 1));
    cairo_path_extents(cairo, &after[0], &after[1], &after[2], &after[3]);
    for (int i = 0; i < 4; i++) assert_near(before[i], after[i], 1e-6);
    assert_int_equal(cairo_status(cairo), CAIRO_STATUS_SUCCESS);
    cairo_destroy(cairo);
    cairo_surface_destroy(picture);
}

/* ---- logo ---- */

static void test_logo_is_drawn_in_its_place(void **state)
{
    (void)state;
    Logo *logo;
    Error error;
    double width, height;
    /* the circle reaches past the view box, and must not past the place */
    assert_ok(logo_open(write_file("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 10'><rect width='40' height='10' fill='#00f'/>"
                                               "<circle cx='40' cy='5' r='30' fill='#f00'/></svg>"),
                        &logo, &error),
              &error);
    logo_size(logo, 36, 9, &width, &height);
    assert_near(width, 36, 1e-9);
    assert_near(height, 9, 1e-9);
    logo_size(logo, 20, 9, &width, &height);
    assert_near(width, 20, 1e-9);
    assert_near(height, 5, 1e-9);
    cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 100, 50);
    cairo_t *cairo = cairo_create(picture);
    logo_draw(logo, cairo, 10, 10, 40, 10);
    cairo_destroy(cairo);
    cairo_surface_flush(picture);
    const unsigned char *data = cairo_image_surface_get_data(picture);
    int stride = cairo_image_surface_get_stride(picture), inside = 0, outside = 0;
    for (int y = 0; y < 50; y++)
        for (int x = 0; x < 100; x++) {
            const unsigned char *pixel = data + y * stride + 4 * x;
            bool drawn = pixel[0] + pixel[1] + pixel[2] > 0;
            *(x >= 10 && x < 50 && y >= 10 && y < 20 ? &inside : &outside) += drawn;
        }
    assert_int_equal(inside, 400);
    assert_int_equal(outside, 0);
    cairo_surface_destroy(picture);
    logo_close(logo);
    logo_close(NULL);
}

static void test_logos_that_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "geen svg", "\x89PNG\r\n\x1a\n", "<html><body/></html>", "<svg", "<?xml version='1.0'?><!-- leeg -->"};
    Logo *logo = NULL;
    Error error;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(logo_open(write_file("bad.svg", bad[i]), &logo, &error));
        assert_int_equal(error.code, ERROR_USAGE);
        assert_non_null(strstr(error.text, "bad.svg"));
    }
    assert_false(logo_open("/nonexistent/logo.svg", &logo, &error));
    assert_non_null(strstr(error.text, "/nonexistent/logo.svg"));
    /* a drawing of a drawing of a drawing, 25,600,000,000 in all: given up, and then not put on a page */
    char nest[8192] = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 9 9'><defs><g id='g0'><rect width='1' height='1'/></g>";
    for (int i = 0; i < 8; i++) {
        snprintf(nest + strlen(nest), sizeof nest - strlen(nest), "<g id='g%d'>", i + 1);
        for (int k = 0; k < 20; k++) snprintf(nest + strlen(nest), sizeof nest - strlen(nest), "<use xlink:href='#g%d'/>", i);
        snprintf(nest + strlen(nest), sizeof nest - strlen(nest), "</g>");
    }
    snprintf(nest + strlen(nest), sizeof nest - strlen(nest), "</defs><use xlink:href='#g8'/></svg>");
    assert_false(logo_open(write_file("nest.svg", nest), &logo, &error));
    assert_non_null(strstr(error.text, "cannot be drawn"));
    char *large = calloc(LOGO_BYTES_MOST + 2, 1);
    assert_non_null(large);
    memset(large, ' ', LOGO_BYTES_MOST + 1);
    assert_false(logo_open(write_file("large.svg", large), &logo, &error));
    assert_non_null(strstr(error.text, "larger"));
    free(large);
    assert_null(logo);
}

/* A red picture beside the logo, on disk: the logo refers to it in every way there is, and none of it comes on the page. */
static void test_a_logo_loads_nothing(void **state)
{
    (void)state;
    char text[2048], full[200];
    Logo *logo;
    Error error;
    cairo_surface_t *red = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 10, 10);
    cairo_t *cairo = cairo_create(red);
    cairo_set_source_rgb(cairo, 1, 0, 0);
    cairo_paint(cairo);
    cairo_destroy(cairo);
    snprintf(full, sizeof full, "%s/red.png", folder);
    assert_int_equal(cairo_surface_write_to_png(red, full), CAIRO_STATUS_SUCCESS);
    cairo_surface_destroy(red);
    write_file("red.css", "rect { fill: #f00 }");
    write_file("red.txt", "#f00");
    snprintf(text, sizeof text,
             "<!DOCTYPE svg [<!ENTITY red SYSTEM 'file://%s/red.txt'>]>"
             "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' xmlns:xi='http://www.w3.org/2001/XInclude' viewBox='0 0 10 10'>"
             "<style>@import url('file://%s/red.css');</style><style>@import url('red.css');</style>"
             "<script>document.documentElement.setAttribute('fill', 'red')</script><rect width='1' height='1' fill='#000'/>"
             "<image width='10' height='10' xlink:href='file://%s'/><image width='10' height='10' href='red.png'/><image width='10' height='10' xlink:href='%s'/>"
             "<image width='10' height='10' href='http://127.0.0.1:9/red.png'/><use href='file://%s/other.svg#a'/>"
             "<xi:include href='file://%s/red.txt' parse='text'/></svg>",
             folder, folder, full, full, folder, folder);
    if (!logo_open(write_file("evil.svg", text), &logo, &error)) return; /* refused is good too */
    cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 50, 50);
    cairo = cairo_create(picture);
    logo_draw(logo, cairo, 0, 0, 50, 50);
    cairo_destroy(cairo);
    cairo_surface_flush(picture);
    const uint32_t *pixels = (const uint32_t *)(const void *)cairo_image_surface_get_data(picture);
    for (int i = 0; i < 2500; i++) assert_int_equal(pixels[i] & 0xFF0000, 0);
    cairo_surface_destroy(picture);
    logo_close(logo);
}

/* ---- the page ---- */

/* Whatever an SVG refers to in itself is there. */
static void assert_references_hold(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    static char text[4000000];
    size_t count = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    assert_in_range(count, 10000, sizeof text - 2);
    text[count] = '\0';
    int references = 0;
    for (const char *at = text; (at = strpbrk(at, "#")); at++) {
        char name[64], wanted[80];
        if (at[-1] != '"' && at[-1] != '(') continue; /* a colour */
        snprintf(name, sizeof name, "%.*s", (int)strcspn(at + 1, "\")"), at + 1);
        snprintf(wanted, sizeof wanted, "id=\"%s\"", name);
        if (strstr(text, wanted) == NULL) fail_msg("nothing is called '%s'", name);
        references++;
        if (references > 300) break;
    }
    assert_true(references > 50);
}

static void test_pages_in_a_house_style(void **state)
{
    (void)state;
    TownScene town;
    Logo *logo;
    Error error;
    town_scene_init(&town, LANGUAGE_DUTCH);
    assert_ok(logo_open(write_file("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='10'><rect width='40' height='10' fill='#090'/></svg>"), &logo, &error), &error);
    town.scene.style.logo = logo;
    town.scene.style.hatched = true;
    town.scene.whole = &town.boundary;
    assert_ok(style_bar(&town.scene.style, colour("#004699"), &error), &error);
    for (int i = 0; i < 4; i++) {
        PageFormat format = {.kind = i < 2 ? PAGE_PNG : PAGE_PDF, .landscape = i % 2, .dpi = 60, .scale = i % 2 ? 5000 : 0};
        assert_ok(page_draw(&town.scene, format, in_folder("page"), &error), &error);
        if (format.kind != PAGE_PNG) continue;
        cairo_surface_t *picture = cairo_image_surface_create_from_png(folder_path);
        const uint32_t *pixels = (const uint32_t *)(const void *)cairo_image_surface_get_data(picture);
        int bar = 0, green = 0, count = cairo_image_surface_get_width(picture) * cairo_image_surface_get_height(picture);
        for (int k = 0; k < count; k++) {
            bar += (pixels[k] & 0xFFFFFF) == 0x004699;
            green += (pixels[k] & 0xFFFFFF) == 0x009900;
        }
        assert_in_range(bar, count / 60, count / 8);
        assert_in_range(green, 1500, 2200); /* 36 mm x 9 mm at 60 dpi */
        cairo_surface_destroy(picture);
    }
    assert_ok(page_draw(&town.scene, (PageFormat){.kind = PAGE_SVG}, in_folder("page.svg"), &error), &error);
    assert_references_hold(folder_path);
    for (int kind = PAGE_PDF; kind <= PAGE_SVG; kind++) { /* again, the same bytes */
        char command[300], one[150];
        PageFormat format = {.kind = (PageKind)kind, .scale = 5000};
        snprintf(one, sizeof one, "%s", in_folder("one"));
        assert_ok(page_draw(&town.scene, format, one, &error), &error);
        assert_ok(page_draw(&town.scene, format, in_folder("two"), &error), &error);
        snprintf(command, sizeof command, "cmp %s %s", one, folder_path);
        assert_int_equal(system(command), 0);
    }
    logo_close(logo);
    town_scene_free(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_colours_are_read),
        cmocka_unit_test(test_a_title_can_be_read_on_its_bar),
        cmocka_unit_test(test_own_ramps),
        cmocka_unit_test(test_grey_counts),
        cmocka_unit_test(test_hatched_classes_part_in_black_and_white),
        cmocka_unit_test(test_hatching_keeps_the_path),
        cmocka_unit_test(test_logo_is_drawn_in_its_place),
        cmocka_unit_test(test_logos_that_are_refused),
        cmocka_unit_test(test_a_logo_loads_nothing),
        cmocka_unit_test(test_pages_in_a_house_style),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
