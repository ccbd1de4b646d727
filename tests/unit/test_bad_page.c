/*
 * What people put on a map that nobody thought of: the page stands, and no label lies on another.
 */
#include "tests/support/assert_near.h"

#include "render/names.h"
#include "render/page.h"
#include "tests/support/test_folder.h"
#include "tests/support/town_scene.h"

#include <sys/wait.h>

/* Draws a PDF, and by turns an SVG and a PNG on its side, and looks whether there is a page. */
static void assert_stands(const Scene *scene, int turn)
{
    for (int i = 0; i < 2; i++) {
        Error error;
        PageFormat format = {.kind = i == 0 ? PAGE_PDF : turn % 2 ? PAGE_SVG : PAGE_PNG, .landscape = i == 1, .dpi = 60, .scale = turn % 3 == 2 ? 5000 : 0};
        assert_ok(page_draw(scene, format, in_folder("page"), &error), &error);
        FILE *file = fopen(folder_path, "rb");
        assert_non_null(file);
        fseek(file, 0, SEEK_END);
        assert_true(ftell(file) > 3000);
        fclose(file);
    }
}

/* ---- labels ---- */

static bool holds(const LabelBox *box, double x, double y)
{
    double dx = x - box->x_mm, dy = y - box->y_mm, c = cos(box->angle_rad), s = sin(box->angle_rad);
    return fabs(dx * c + dy * s) < box->width_mm / 2 - 1e-9 && fabs(-dx * s + dy * c) < box->height_mm / 2 - 1e-9;
}

/* Independent of label.c: a place of one box that lies in the other. */
static bool share_ground(const LabelBox *a, const LabelBox *b)
{
    double c = cos(a->angle_rad), s = sin(a->angle_rad);
    int across = (int)ceil(a->width_mm / 0.25) + 1, down = (int)ceil(a->height_mm / 0.25) + 1;
    if (hypot(a->x_mm - b->x_mm, a->y_mm - b->y_mm) > (a->width_mm + a->height_mm + b->width_mm + b->height_mm) / 2) return false;
    for (int i = 0; i <= across; i++)
        for (int k = 0; k <= down; k++) {
            double u = ((double)i / across - 0.5) * a->width_mm, v = ((double)k / down - 0.5) * a->height_mm;
            if (holds(b, a->x_mm + u * c - v * s, a->y_mm + u * s + v * c)) return true;
        }
    return false;
}

/* Cameras and stops take their place beside the numbers that are there already, free or not; the names then keep off them. */
static bool is_sign(const LabelBox *box)
{
    return box->width_mm == 2 && box->height_mm == 1.4;
}

/* Walks the labels of a map; gives how many there are. */
static size_t walk_labels(const Scene *scene, double scale)
{
    Frame frame = {10, 10, 180, 180, scale, 151000 - 90 * scale / 1000, 441000 + 90 * scale / 1000};
    Typesetter *typesetter;
    LabelBoard board;
    Error error;
    size_t numbers, labels = 0;
    cairo_surface_t *nothing = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
    cairo_t *cairo = cairo_create(nothing);
    assert_ok(typesetter_open(&typesetter, &error), &error);
    assert_ok(names_draw(scene, &frame, typesetter, cairo, &numbers, &board, &error), &error);
    for (size_t i = 0; i < board.count; i++) {
        const LabelBox *box = &board.box[i];
        if (is_sign(box)) continue;
        labels++;
        assert_true(box->x_mm > 10 && box->x_mm < 190 && box->y_mm > 10 && box->y_mm < 190);
        for (size_t k = 0; k < board.count; k++)
            if (k != i && !(k > i && is_sign(&board.box[k])) && share_ground(box, &board.box[k])) fail_msg("labels %zu and %zu of %zu lie on each other at 1:%.0f", i, k, board.count, scale);
    }
    label_board_free(&board);
    typesetter_close(typesetter);
    cairo_destroy(cairo);
    cairo_surface_destroy(nothing);
    return labels;
}

static void test_labels_never_overlap(void **state)
{
    (void)state;
    static const double scales[] = {2500, 5000, 10000, 15000, 25000, 50000};
    static const size_t areas[] = {0, 1, 3, TOWN_AREAS};
    size_t all = 0;
    for (int s = 0; s < 6; s++)
        for (int a = 0; a < 4; a++) {
            TownScene town;
            town_scene_init(&town, LANGUAGE_DUTCH);
            town_scene_areas(&town, areas[a]);
            if (a % 2) town.scene.whole = &town.boundary;
            for (int i = 0; a == 3 && i < TOWN_STREETS; i++)
                snprintf(town.street_name[i], sizeof town.street_name[i], "%02d Burgemeester-van-der-Wallensteinlaan-tussen-Noord-en-Zuid", i);
            all += walk_labels(&town.scene, scales[s]);
            town_scene_free(&town);
        }
    assert_true(all > 500);
}

/* A frame in the middle of a large area: its number stands there, though its own point does not. */
static void test_a_number_where_an_area_is_seen(void **state)
{
    (void)state;
    TownScene town;
    town_scene_init(&town, LANGUAGE_DUTCH);
    town_scene_areas(&town, 1);
    town.scene.cameras.features = town.scene.transit.features = NULL;
    town.scene.streets.features = town.scene.neighbourhoods.features = town.scene.water.features = NULL;
    Frame frame = {10, 10, 100, 100, 2500, 150575, 441125}; /* 250 m x 250 m; the area is 440 m x 440 m, its point at 150700, 440900 */
    features_free(&town.areas);
    town.areas = features_init(FEATURE_POLYGON);
    town_add_box(&town.areas, 150500, 440600, 151200, 441300);
    town.area[0].x_m = 151100, town.area[0].y_m = 440700; /* in the area, outside the frame */
    Typesetter *typesetter;
    LabelBoard board;
    Error error;
    size_t numbers;
    cairo_surface_t *nothing = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
    cairo_t *cairo = cairo_create(nothing);
    assert_ok(typesetter_open(&typesetter, &error), &error);
    assert_ok(names_draw(&town.scene, &frame, typesetter, cairo, &numbers, &board, &error), &error);
    assert_int_equal(numbers, 1);
    assert_near(board.box[0].x_mm, 60, 1e-6);
    label_board_free(&board);
    typesetter_close(typesetter);
    cairo_destroy(cairo);
    cairo_surface_destroy(nothing);
    town_scene_free(&town);
}

/* ---- texts ---- */

static void give_name(TownScene *town, const char *name)
{
    for (int i = 0; i < TOWN_STREETS; i++) snprintf(town->street_name[i], sizeof town->street_name[i], "%s", name);
    for (size_t i = 0; i < town->scene.area_count; i++) town->area[i].name = town->area[i].levers = town->area[i].peak_window = name;
    town->scene.title = town->scene.subtitle = town->scene.sources = town->scene.run_line = town->scene.banner = town->scene.density_unit = town->scene.marking =
        town->scene.crs_name = name;
}

static void test_names_of_every_kind(void **state)
{
    (void)state;
    static const char *const names[] = {"<script>alert('x')</script>",
                                        "🌳🚲👩‍👩‍👧 Boompjes 🏳️‍🌈",
                                        "شارع الملك فهد",
                                        "רחוב הרצל 5 (Centrum)",
                                        "中山路",
                                        "Straße d’Été – “Ĳsselkade”",
                                        "Burgemeester-van-der-Wallensteinlaan-tussen-Noord-en-Zuidbrug",
                                        "",
                                        " ",
                                        "\x01\x02\n\t\x7f",
                                        "\xff\xfe\xc3",
                                        "a\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
                                        "%s%n%d%100000d",
                                        "&amp; </svg> ]]> \\"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        TownScene town;
        town_scene_init(&town, LANGUAGE_DUTCH);
        give_name(&town, names[i]);
        assert_stands(&town.scene, (int)i);
        walk_labels(&town.scene, 10000);
        town_scene_free(&town);
    }
}

static void test_a_title_of_200_signs(void **state)
{
    (void)state;
    char title[801] = "";
    static const char *const part[] = {"é", "W", "漢", "n "}; /* one word, one word of wide signs, signs of three bytes, many words */
    for (int kind = 0; kind < 4; kind++) {
        TownScene town;
        title[0] = '\0';
        for (int i = 0; i < 200; i++) strcat(title, part[kind]);
        town_scene_init(&town, LANGUAGE_DUTCH);
        town.scene.title = title;
        town.scene.style.barred = kind % 2;
        assert_stands(&town.scene, kind);
        town_scene_free(&town);
    }
}

static void test_numbers_of_areas(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 41, TOWN_AREAS};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        TownScene town;
        town_scene_init(&town, LANGUAGE_DUTCH);
        town_scene_areas(&town, counts[i]);
        town.scene.style.hatched = i % 2;
        assert_stands(&town.scene, (int)i);
        town_scene_free(&town);
    }
}

/* In a process of its own, as fontconfig looks once: a machine without any typeface says so, where pango would leave every text out. */
static void test_without_a_typeface(void **state)
{
    (void)state;
    char config[160];
    snprintf(config, sizeof config, "%s/fonts.conf", folder);
    FILE *file = fopen(config, "w");
    assert_non_null(file);
    fprintf(file, "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig><dir>%s/nothing</dir><cachedir>%s/cache</cachedir></fontconfig>", folder, folder);
    fclose(file);
    pid_t child = fork();
    if (child == 0) {
        TownScene town;
        Error error;
        setenv("FONTCONFIG_FILE", config, 1);
        if (!freopen("/dev/null", "w", stderr)) _exit(2);
        town_scene_init(&town, LANGUAGE_DUTCH);
        bool drawn = page_draw(&town.scene, (PageFormat){.kind = PAGE_PDF}, in_folder("nofont.pdf"), &error);
        _exit(!drawn && error.code == ERROR_FAILED && strstr(error.text, "typeface") ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_a_typeface), /* before this process has looked for one */
        cmocka_unit_test(test_labels_never_overlap), cmocka_unit_test(test_a_number_where_an_area_is_seen), cmocka_unit_test(test_names_of_every_kind),
        cmocka_unit_test(test_a_title_of_200_signs), cmocka_unit_test(test_numbers_of_areas),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
