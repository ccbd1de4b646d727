#include "tests/support/assert_near.h"

#include "render/furniture.h"
#include "render/numbers.h"
#include "render/page.h"
#include "render/words.h"
#include "tests/support/town_scene.h"

#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/brandpunt-page-XXXXXX";
static char path_text[128];

static const char *path_of(const char *name)
{
    snprintf(path_text, sizeof path_text, "%s/%s", folder, name);
    return path_text;
}

/* The whole of a file; the caller frees. */
static char *read_file(const char *path, size_t *ret_size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    char *bytes = calloc((size_t)size + 1, 1);
    assert_non_null(bytes);
    rewind(file);
    assert_int_equal(fread(bytes, 1, (size_t)size, file), size);
    fclose(file);
    *ret_size = (size_t)size;
    return bytes;
}

static bool has_program(const char *name)
{
    char command[128];
    snprintf(command, sizeof command, "command -v %s > /dev/null 2>&1", name);
    if (system(command) == 0) return true;
    printf("skipped: %s is not installed\n", name);
    return false;
}

/* What a program writes about a page; the caller frees. */
static char *output_of(const char *program, const char *file)
{
    char command[512], out[160];
    size_t size;
    snprintf(out, sizeof out, "%s/out.txt", folder);
    snprintf(command, sizeof command, "%s %s/%s %s > %s", program, folder, file,
             strstr(program, "pdftotext") ? "-" : "", out);
    assert_int_equal(system(command), 0);
    return read_file(out, &size);
}

static void draw(const Scene *scene, PageFormat format, const char *name)
{
    Error error;
    assert_ok(page_draw(scene, format, path_of(name), &error), &error);
}

static char *long_text(size_t length)
{
    static char text[2001];
    for (size_t i = 0; i < length; i++)
        text[i] = i % 9 == 8 ? ' ' : (char)('a' + i % 26);
    text[length] = '\0';
    return text;
}

static void make_hostile(TownScene *town)
{
    Scene *scene = &town->scene;
    static const char *notes[40];
    for (int i = 0; i < 40; i++)
        notes[i] =
            "<i>Een regel</i> & nog een, die lang genoeg is om te moeten worden afgebroken, hoe breed ook.";
    scene->title = "<script>alert(1)</script> & een titel van tweehonderd tekens die doorgaat en doorgaat "
                   "omdat alles erin moest, plaats, periode, doelgroep, soort, en ook nog de conclusie, tot "
                   "hier en geen teken verder";
    scene->subtitle = long_text(2000);
    scene->marking =
        "VERTROUWELIJK VERTROUWELIJK VERTROUWELIJK VERTROUWELIJK VERTROUWELIJK VERTROUWELIJK VERTROUWELIJK";
    scene->banner = "INDICATIEF: <b>te weinig</b> meldingen & een uitleg die langer is dan een band ooit "
                    "breed kan zijn, ook op het grootste blad, en dan nog verder gaat";
    scene->notes = notes;
    scene->note_count = 40;
    scene->density_unit = "gewogen meldingen van voorvallen en beleving per vierkante kilometer per jaar";
    scene->crs_name = "Een stelsel met een bijzonder lange naam (EPSG:999999)";
    for (size_t i = 0; i < scene->area_count; i++) {
        town->area[i].name = "Burgemeestervanderwallensteinlaantussendenoorderbrugenzuidnul";
        town->area[i].levers =
            "verlichting 12 tussen 9 en 14, handhaving 3 tussen 1 en 6, camera's voorwaarden 4/9";
        town->area[i].peak_window = "maandag tot en met donderdag van 17 tot 20 uur";
        town->area[i].reports = 123456789;
    }
    for (int i = 0; i < TOWN_STREETS; i++)
        snprintf(town->street_name[i], sizeof town->street_name[i],
                 "%02d &<b> Burgemeester-van-der-Wallensteinlaan-tussen-Noord-en-Zu", i);
}

static void test_every_format_and_size(void **state)
{
    (void)state;
    static const char *const name[3] = {"page.pdf", "page.svg", "page.png"}, *const magic[3] = {"%PDF-1.7",
                                                                                                "<?xml",
                                                                                                "\x89PNG"};
    static const size_t areas[3] = {3, 0, TOWN_AREAS};
    TownScene town;
    town_scene_init(&town, LANGUAGE_DUTCH);
    for (int i = 0; i < 12; i++) {
        size_t size;
        PageFormat format = {(PageKind)(i % 3), i % 6 < 3 ? PAGE_A4 : PAGE_A3, i >= 6, 60};
        town_scene_areas(&town, areas[(i + i / 3) % 3]);
        if (i % 2) make_hostile(&town);
        draw(&town.scene, format, name[format.kind]);
        char *bytes = read_file(path_of(name[format.kind]), &size);
        assert_memory_equal(bytes, magic[format.kind], strlen(magic[format.kind]));
        if (size < 15000 || size > (format.kind == PAGE_SVG ? 8000000 : 2000000))
            fail_msg("%s has %zu bytes in round %d", name[format.kind], size, i);
        free(bytes);
    }
    town_scene_free(&town);
}

/* Every word that the page shows lies on the paper. */
static void assert_words_on_page(const char *file, double width_pt, double height_pt)
{
    char *boxes = output_of("pdftotext -bbox", file);
    int words = 0;
    for (const char *at = strstr(boxes, "<word "); at; at = strstr(at + 1, "<word ")) {
        double x0, y0, x1, y1;
        assert_int_equal(
            sscanf(at, "<word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", &x0, &y0, &x1, &y1), 4);
        assert_true(x0 >= 20 && y0 >= 20 && x1 <= width_pt - 20 && y1 <= height_pt - 20);
        words++;
    }
    assert_true(words > 80);
    free(boxes);
}

static void test_pdf_holds_its_texts(void **state)
{
    (void)state;
    if (!has_program("pdftotext") || !has_program("pdfinfo")) skip();
    TownScene town;
    town_scene_init(&town, LANGUAGE_DUTCH);
    draw(&town.scene, (PageFormat){.kind = PAGE_PDF}, "page.pdf");
    char *text = output_of("pdftotext -layout", "page.pdf");
    static const char *const expected[] = {"INTERN",
                                           "De helft van de meldingen valt in drie gebieden",
                                           "Teststad",
                                           "20–50",
                                           "50–100",
                                           "100–200",
                                           "200–500",
                                           "≥ 500",
                                           "meldingen per km² per jaar",
                                           "Stationsplein (Centrum)",
                                           "94 (81,5)",
                                           "62%",
                                           "niet te bepalen",
                                           "vr-za 22-02 u",
                                           "indicatief",
                                           "Bronnen: meldpunt, BGT",
                                           "Run 7f3a",
                                           "CENTRUM",
                                           "OOST & CAFÉ",
                                           "RD New (EPSG:28992)",
                                           "1 : 1",
                                           "36 vielen af",
                                           "Lange0straat"};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        if (!strstr(text, expected[i])) fail_msg("the page does not say '%s'", expected[i]);
    free(text);
    char *info = output_of("pdfinfo", "page.pdf");
    assert_non_null(strstr(info, "Pages:           1"));
    assert_non_null(strstr(info, "De helft van de meldingen"));
    assert_non_null(strstr(info, "595.276 x 841.89 pts (A4)"));
    free(info);
    assert_words_on_page("page.pdf", 595.276, 841.89);
    town_scene_free(&town);
}

static void test_hostile_texts_stay_on_the_page(void **state)
{
    (void)state;
    if (!has_program("pdftotext")) skip();
    TownScene town;
    town_scene_init(&town, LANGUAGE_DUTCH);
    town_scene_areas(&town, TOWN_AREAS);
    make_hostile(&town);
    for (int landscape = 0; landscape < 2; landscape++) {
        draw(&town.scene, (PageFormat){.kind = PAGE_PDF, .landscape = landscape}, "page.pdf");
        assert_words_on_page("page.pdf", landscape ? 841.89 : 595.276, landscape ? 595.276 : 841.89);
        char *text = output_of("pdftotext", "page.pdf");
        assert_non_null(strstr(text, "<script>alert(1)</script> & een"));
        assert_non_null(strstr(text, "<b>te weinig</b>"));
        free(text);
    }
    town_scene_free(&town);
}

static void test_languages_and_counts_only(void **state)
{
    (void)state;
    if (!has_program("pdftotext")) skip();
    TownScene town;
    town_scene_init(&town, LANGUAGE_ENGLISH);
    town.scene.density = NULL;
    town_scene_areas(&town, 0);
    draw(&town.scene, (PageFormat){.kind = PAGE_PDF, .landscape = true}, "page.pdf");
    char *text = output_of("pdftotext -layout", "page.pdf");
    assert_non_null(strstr(text, "Counts only"));
    assert_non_null(strstr(text, "No risk areas in this selection."));
    assert_null(strstr(text, "20–50"));
    assert_null(strstr(text, "Risk area:"));
    assert_null(strstr(text, "Gemeentegrens"));
    free(text);
    town_scene_free(&town);
}

static void test_same_scene_same_bytes(void **state)
{
    (void)state;
    TownScene town;
    town_scene_init(&town, LANGUAGE_DUTCH);
    for (int kind = 0; kind < 3; kind++) {
        size_t size, again;
        PageFormat format = {.kind = (PageKind)kind, .dpi = 60};
        draw(&town.scene, format, "one");
        draw(&town.scene, format, "two");
        char *one = read_file(path_of("one"), &size), *two = read_file(path_of("two"), &again);
        assert_int_equal(size, again);
        assert_memory_equal(one, two, size);
        free(one);
        free(two);
    }
    town_scene_free(&town);
}

/* Whatever lies outside the frame leaves no trace in the file: with it and without it the bytes are the same.
 */
static void test_nothing_outside_the_frame(void **state)
{
    (void)state;
    TownScene town;
    size_t size, again;
    town_scene_init(&town, LANGUAGE_DUTCH);
    for (int kind = 0; kind < 2; kind++) {
        TownScene more;
        town_scene_init(&more, LANGUAGE_DUTCH);
        town_add_line(&more.streets, 170000, 460000, 171000, 460500);
        more.street_names[TOWN_STREETS] = "Geheimestraat";
        more.importance[TOWN_STREETS] = 3;
        town_add_box(&more.buildings, 170000, 460000, 170020, 460020);
        town_add_box(&more.water, 130000, 430000, 131000, 431000);
        draw(&town.scene, (PageFormat){.kind = (PageKind)kind}, "one");
        draw(&more.scene, (PageFormat){.kind = (PageKind)kind}, "two");
        char *one = read_file(path_of("one"), &size), *two = read_file(path_of("two"), &again);
        assert_int_equal(size, again);
        assert_memory_equal(one, two, size);
        free(one);
        free(two);
        town_scene_free(&more);
    }
    town_scene_free(&town);
}

/* A second look: no place on the paths of the PDF lies off the page. */
static void test_paths_stay_on_the_page(void **state)
{
    (void)state;
    if (!has_program("qpdf")) skip();
    TownScene town;
    char command[512];
    size_t size;
    town_scene_init(&town, LANGUAGE_DUTCH);
    town_add_line(&town.streets, 150500, 440500, 250500, 440500); /* 100 km on to the east */
    town.street_names[TOWN_STREETS] = "Langeweg";
    draw(&town.scene, (PageFormat){.kind = PAGE_PDF}, "page.pdf");
    snprintf(command, sizeof command, "qpdf --qdf --object-streams=disable %s/page.pdf %s/plain.pdf", folder,
             folder);
    assert_int_equal(system(command), 0);
    char *bytes = read_file(path_of("plain.pdf"), &size);
    char *page = strstr(bytes, "%% Contents for page 1");
    assert_non_null(page);
    char *content = strstr(page, "stream\n"), *end = strstr(page, "endstream");
    assert_non_null(content);
    assert_non_null(end);
    *end = '\0';
    int lines = 0;
    for (char *line = strtok(content, "\n"); line; line = strtok(NULL, "\n")) {
        double x, y;
        char verb;
        while (sscanf(line, "%lf %lf %c", &x, &y, &verb) == 3 && (verb == 'l' || verb == 'm')) {
            assert_true(fabs(x) < 900 && fabs(y) < 900);
            lines++;
            line = strchr(line, verb) + 1;
        }
    }
    assert_true(lines > 4000);
    free(bytes);
    town_scene_free(&town);
}

static void test_legend_is_the_map(void **state)
{
    (void)state;
    const double breaks[] = {0.5, 1, 1.5};
    const Scene scene = {.language = LANGUAGE_DUTCH, .class_break = breaks, .class_count = 3};
    static const char *const expected[] = {"0,5–1,0", "1,0–1,5", "≥ 1,5"};
    char text[NUMBER_TEXT];
    for (int i = 0; i < 3; i++) {
        furniture_class_text(&scene, i, text);
        assert_string_equal(text, expected[i]);
    }
}

static void test_words(void **state)
{
    (void)state;
    for (int which = 0; which < WORD_COUNT; which++) {
        const char *dutch = word(LANGUAGE_DUTCH, (Word)which), *english = word(LANGUAGE_ENGLISH, (Word)which);
        assert_non_null(dutch);
        assert_non_null(english);
        int directives = 0; /* both take the same values */
        for (const char *at = dutch; (at = strchr(at, '%')); at++)
            directives++;
        for (const char *at = english; (at = strchr(at, '%')); at++)
            directives--;
        assert_int_equal(directives, 0);
    }
}

static void test_refusals(void **state)
{
    (void)state;
    TownScene town;
    Error error;
    town_scene_init(&town, LANGUAGE_DUTCH);
    assert_false(page_draw(&town.scene, (PageFormat){0}, "/nonexistent/page.pdf", &error));
    assert_int_equal(error.code, ERROR_FAILED);
    assert_non_null(strstr(error.text, "/nonexistent/page.pdf"));
    if (access("/dev/full", W_OK) == 0) {
        for (int kind = 0; kind < 3; kind++) {
            assert_false(
                page_draw(&town.scene, (PageFormat){.kind = (PageKind)kind, .dpi = 60}, "/dev/full", &error));
            assert_int_equal(error.code, ERROR_FAILED);
        }
    }
    assert_false(page_draw(&town.scene, (PageFormat){.dpi = 10000}, path_of("x.pdf"), &error));
    assert_int_equal(error.code, ERROR_USAGE);
    town.scene.class_count = 0;
    assert_false(page_draw(&town.scene, (PageFormat){0}, path_of("x.pdf"), &error));
    assert_int_equal(error.code, ERROR_INPUT);
    town.scene.class_count = 5;
    town.scene.area_count = 2;
    assert_false(page_draw(&town.scene, (PageFormat){0}, path_of("x.pdf"), &error));
    town.scene.area_count = 3;
    town.scene.extent = (Box){1, 1, 0, 0};
    assert_false(page_draw(&town.scene, (PageFormat){0}, path_of("x.pdf"), &error));
    assert_int_equal(error.code, ERROR_INPUT);
    town_scene_free(&town);
}

static void test_bare_scene(void **state)
{
    (void)state;
    const Scene bare = {.extent = {150000, 440000, 151000, 441000}};
    draw(&bare, (PageFormat){.kind = PAGE_PDF}, "bare.pdf");
    draw(&bare, (PageFormat){.kind = PAGE_PDF, .landscape = true, .size = PAGE_A3}, "bare.pdf");
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_format_and_size),
        cmocka_unit_test(test_pdf_holds_its_texts),
        cmocka_unit_test(test_hostile_texts_stay_on_the_page),
        cmocka_unit_test(test_languages_and_counts_only),
        cmocka_unit_test(test_same_scene_same_bytes),
        cmocka_unit_test(test_nothing_outside_the_frame),
        cmocka_unit_test(test_paths_stay_on_the_page),
        cmocka_unit_test(test_legend_is_the_map),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_bare_scene),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
