/* The page for a browser: data that cannot be markup, geometry that reads back, a policy with the right hashes, the same bytes. */
#include "tests/support/assert_near.h"

#include "render/palette.h"
#include "render/web.h"
#include "render/web_assets.h"
#include "render/web_data.h"
#include "src/exchange/hash.h"
#include "src/web.h"
#include "tests/support/random_numbers.h"
#include "tests/support/town.h"
#include "tests/support/town_scene.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* What a writer puts in a stream; the caller frees. */
typedef struct Written {
    char *text;
    size_t length;
    FILE *stream;
} Written;

static void open_written(Written *written)
{
    written->stream = open_memstream(&written->text, &written->length); /* keeps the two addresses */
    assert_non_null(written->stream);
}

static void close_written(Written *written)
{
    assert_int_equal(fclose(written->stream), 0);
}

/* ---- texts and numbers ---- */

static void assert_data_text(const char *text, const char *wanted)
{
    Written written;
    open_written(&written);
    data_text(written.stream, text);
    close_written(&written);
    assert_string_equal(written.text, wanted);
    free(written.text);
}

static void texts_cannot_be_markup(void **state)
{
    (void)state;
    assert_data_text(NULL, "null");
    assert_data_text("", "\"\"");
    assert_data_text("Dorpsstraat (Centrum)", "\"Dorpsstraat (Centrum)\"");
    assert_data_text("</script><img src=x onerror='a()'>", "\"\\u003C/script\\u003E\\u003Cimg src=x onerror=\\u0027a()\\u0027\\u003E\"");
    assert_data_text("a\"b\\c&d\n\t\x7F", "\"a\\u0022b\\u005Cc\\u0026d\\u000A\\u0009\\u007F\"");
    assert_data_text("Plein 🎉 شارع é €", "\"Plein 🎉 شارع é €\"");
    assert_data_text("a\xE2\x80\xA8" "b\xE2\x80\xA9" "c", "\"a\\u2028b\\u2029c\"");
    /* No UTF-8: a stray byte, a text cut short, an overlong slash, a surrogate, beyond the last character. */
    assert_data_text("a\xFF" "b", "\"a\\uFFFDb\"");
    assert_data_text("caf\xC3", "\"caf\\uFFFD\"");
    assert_data_text("\xC0\xAF", "\"\\uFFFD\\uFFFD\"");
    assert_data_text("\xED\xA0\x80", "\"\\uFFFD\\uFFFD\\uFFFD\"");
    assert_data_text("\xF4\x90\x80\x80", "\"\\uFFFD\\uFFFD\\uFFFD\\uFFFD\"");
}

static void html_is_escaped(void **state)
{
    (void)state;
    Written written;
    open_written(&written);
    data_html(written.stream, "<b>\"R&D\" 'é'</b>\n\x01\xFF");
    close_written(&written);
    assert_string_equal(written.text, "&#60;b&#62;&#34;R&#38;D&#34; &#39;é&#39;&#60;/b&#62;\n\xEF\xBF\xBD\xEF\xBF\xBD");
    free(written.text);
}

static void assert_data_number(double value, int decimals, const char *wanted)
{
    Written written;
    open_written(&written);
    data_number(written.stream, value, decimals);
    close_written(&written);
    assert_string_equal(written.text, wanted);
    free(written.text);
}

static void numbers_of_json(void **state)
{
    (void)state;
    assert_data_number(0, 0, "0");
    assert_data_number(100, 0, "100");
    assert_data_number(100, 2, "100");
    assert_data_number(12.50, 2, "12.5");
    assert_data_number(-0.001, 2, "0");
    assert_data_number(1e22, 0, "10000000000000000000000");
    assert_data_number((double)NAN, 1, "null");
    assert_data_number((double)INFINITY, 1, "null");
}

/* ---- geometry, read back as page.js does ---- */

static int64_t read_whole(const char **at)
{
    static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint64_t number = 0;
    int shift = 0, value;
    do {
        const char *found = strchr(characters, *(*at)++);
        assert_non_null(found);
        value = (int)(found - characters);
        number |= (uint64_t)(value & 31) << shift;
        shift += 5;
    } while (value & 32);
    return number & 1 ? -(int64_t)(number >> 1) - 1 : (int64_t)(number >> 1);
}

static Features read_features(const char *text, FeatureKind kind, DataPlace place)
{
    Error error;
    Features features = features_init(kind);
    const char *at = text + 1;
    int64_t x = 0, y = 0;
    assert_int_equal(text[0], '"');
    for (int64_t f = read_whole(&at); f > 0; f--) {
        assert_ok(features_add(&features, &error), &error);
        for (int64_t p = read_whole(&at); p > 0; p--) {
            assert_ok(features_add_part(&features, &error), &error);
            for (int64_t v = read_whole(&at); v > 0; v--) {
                x += read_whole(&at);
                y += read_whole(&at);
                assert_ok(features_add_vertex(&features, place.x0_m + (double)x * place.step_m, place.y0_m + (double)y * place.step_m, &error), &error);
            }
        }
    }
    assert_string_equal(at, "\"");
    return features;
}

static Features through_the_page(const Features *features, DataPlace place)
{
    Written written;
    open_written(&written);
    data_features(written.stream, features, place);
    close_written(&written);
    Features read = read_features(written.text, features->kind, place);
    free(written.text);
    return read;
}

static void geometry_reads_back(void **state)
{
    (void)state;
    Error error;
    uint64_t random = 8;
    DataPlace place = {100000, 400000, 0.5};
    Features lines = features_init(FEATURE_LINE);
    for (int f = 0; f < 50; f++) {
        assert_ok(features_add(&lines, &error), &error);
        for (int p = 0; p < f % 3; p++) {
            assert_ok(features_add_part(&lines, &error), &error);
            for (int v = 0; v < 2 + f % 7; v++)
                assert_ok(features_add_vertex(&lines, random_between(&random, 90000, 130000), random_between(&random, 390000, 430000), &error), &error);
        }
    }
    Features read = through_the_page(&lines, place);
    assert_int_equal(read.count, lines.count);
    assert_int_equal(features_parts(&read), features_parts(&lines));
    assert_int_equal(features_vertices(&read), features_vertices(&lines));
    for (size_t v = 0; v < features_vertices(&lines); v++) {
        assert_near(read.x_m[v], lines.x_m[v], 0.2500001);
        assert_near(read.y_m[v], lines.y_m[v], 0.2500001);
    }
    features_free(&read);
    features_free(&lines);
    Written written;
    open_written(&written);
    data_features(written.stream, NULL, place);
    close_written(&written);
    assert_string_equal(written.text, "\"A\"");
    free(written.text);
}

/* A ring that falls on one step goes, one of which two corners do keeps the others. */
static void what_is_too_small_goes(void **state)
{
    (void)state;
    Error error;
    DataPlace place = {0, 0, 1};
    Features rings = features_init(FEATURE_POLYGON);
    assert_ok(features_add(&rings, &error), &error);
    town_add_box(&rings, 10.1, 10.1, 10.3, 10.3);
    town_add_box(&rings, 20, 20, 30, 30);
    assert_ok(features_add_part(&rings, &error), &error);
    const double xy[] = {40, 40, 50, 40, 50.2, 40.1, 45, 60, 40.1, 40.2};
    for (int v = 0; v < 5; v++) assert_ok(features_add_vertex(&rings, xy[2 * v], xy[2 * v + 1], &error), &error);
    Features read = through_the_page(&rings, place);
    assert_int_equal(read.count, rings.count);
    assert_int_equal(features_parts(&read), 2);
    assert_int_equal(features_vertices(&read), 4 + 3);
    features_free(&read);
    features_free(&rings);
}

/* ---- the page of a scene ---- */

static const char *const DAY_NAMES[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/* Every word that page.html asks for, with its own key for a text. */
static size_t words_of_page(WebWord *words, char (*keys)[64], size_t most)
{
    size_t count = 0;
    for (size_t a = 0; a < WEB_ASSET_COUNT; a++) {
        if (strcmp(WEB_ASSETS[a].name, "page.html") != 0) continue;
        for (const char *at = (const char *)WEB_ASSETS[a].bytes; (at = strstr(at, "{{")) != NULL; at += 2) {
            if (at[2] == '@' || at[2] == '=') continue;
            assert_true(count < most);
            snprintf(keys[count], 64, "%.*s", (int)(strstr(at, "}}") - at - 2), at + 2);
            words[count] = (WebWord){keys[count], keys[count]};
            count++;
        }
    }
    words[count] = (WebWord){0};
    return count;
}

typedef struct TownPage {
    TownScene town;
    WebScene web;
    WebWord words[100];
    char keys[100][64];
    Features classes[2];
    WebSeries series;
    WebWindow window[2];
    double area_reports[TOWN_AREAS];
} TownPage;

static TownPage *make_page(void)
{
    static const double breaks[] = {20, 50};
    Error error;
    TownPage *page = calloc(1, sizeof *page);
    assert_non_null(page);
    town_scene_init(&page->town, LANGUAGE_ENGLISH);
    words_of_page(page->words, page->keys, 99);
    for (int c = 0; c < 2; c++) {
        page->classes[c] = features_init(FEATURE_POLYGON);
        assert_ok(features_add(&page->classes[c], &error), &error);
        town_add_box(&page->classes[c], page->town.scene.extent.x_min + 100, page->town.scene.extent.y_min + 100, page->town.scene.extent.x_max - 100 - 100 * c, page->town.scene.extent.y_max - 100);
    }
    page->series = (WebSeries){breaks, 2, "reports per km² per year", NULL};
    page->window[0] = (WebWindow){.key = "all", .name = "Whole period", .text = "Whole period: 90 reports.", .reports = 90, .class_area = page->classes, .area_reports = page->area_reports};
    page->window[1] = (WebWindow){.key = "2025-03", .name = "March 2025", .text = "March 2025: 3 reports, too few.", .reports = 3};
    page->web = (WebScene){.scene = &page->town.scene, .series = &page->series, .series_count = 1, .window = page->window, .window_count = 2, .month_count = 1, .day_name = DAY_NAMES, .word = page->words};
    return page;
}

static void free_page(TownPage *page)
{
    for (int c = 0; c < 2; c++) features_free(&page->classes[c]);
    town_scene_free(&page->town);
    free(page);
}

static char *write_page(const WebScene *web)
{
    Error error;
    Written written;
    open_written(&written);
    assert_ok(web_write(web, written.stream, &error), &error);
    close_written(&written);
    return written.text;
}

/* The text between two marks, the first after `at`; the caller frees. */
static char *between(const char *at, const char *open, const char *close)
{
    const char *from = strstr(at, open);
    assert_non_null(from);
    from += strlen(open);
    const char *to = strstr(from, close);
    assert_non_null(to);
    return strndup(from, (size_t)(to - from));
}

static json_t *data_of(const char *page)
{
    json_error_t json_error;
    char *text = between(page, "<script type=\"application/json\" id=\"data\">", "</script>");
    json_t *data = json_loads(text, 0, &json_error);
    if (data == NULL) fail_msg("%s at %d", json_error.text, json_error.position);
    free(text);
    return data;
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void hostile_names_stay_data(void **state)
{
    (void)state;
    static const char *const names[] = {"</script><script>window.broken = 1</script>", "<img src=x onerror=alert(1)>", "\" onload=\"x", "🎉 شارع الحرية 🏳️‍🌈", "{{=data}}", "<!--", "]]>&amp;"};
    TownPage *page = make_page();
    char *plain = write_page(&page->web);
    size_t scripts = 0, now = 0;
    for (const char *at = plain; (at = strstr(at, "<script")) != NULL; at++) scripts++;
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        page->town.area[0].name = names[n];
        page->town.scene.title = page->town.scene.subtitle = page->town.scene.run_line = page->town.scene.marking = page->town.scene.banner = names[n];
        page->window[1].text = page->window[1].name = names[n];
        page->words[0].text = names[n];
        char *text = write_page(&page->web);
        json_t *data = data_of(text);
        assert_string_equal(text_of(data, "title"), names[n]);
        assert_string_equal(text_of(data, "run"), names[n]);
        assert_string_equal(text_of(json_array_get(json_object_get(data, "areas"), 0), "name"), names[n]);
        assert_string_equal(text_of(json_array_get(json_object_get(data, "windows"), 1), "text"), names[n]);
        json_decref(data);
        now = 0;
        for (const char *at = text; (at = strstr(at, "<script")) != NULL; at++) now++;
        assert_int_equal(now, scripts);
        assert_null(strstr(text, "<img"));
        free(text);
    }
    free(plain);
    free_page(page);
}

/* The hashes of the policy, found anew from what stands in the page. */
static void assert_in_policy(const char *policy, const char *content)
{
    static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char hex[HASH_HEX_BYTES], wanted[64] = "'sha256-";
    unsigned char bytes[33] = {0};
    size_t used = strlen(wanted);
    hash_text(content, strlen(content), hex);
    for (int i = 0; i < 32; i++) {
        unsigned byte;
        assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
        bytes[i] = (unsigned char)byte;
    }
    for (int i = 0; i < 33; i += 3) {
        unsigned three = (unsigned)bytes[i] << 16 | (unsigned)bytes[i + 1] << 8 | bytes[i + 2];
        for (int k = 18; k >= 0; k -= 6) wanted[used++] = characters[three >> k & 63];
    }
    wanted[used - 1] = '='; /* 32 bytes and one to fill */
    wanted[used++] = '\'';
    wanted[used] = '\0';
    assert_non_null(strstr(policy, wanted));
}

static void policy_has_the_right_hashes(void **state)
{
    (void)state;
    TownPage *page = make_page();
    char *text = write_page(&page->web), *policy = between(text, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    assert_non_null(strstr(policy, "default-src 'none'"));
    assert_null(strstr(policy, "unsafe"));
    int checked = 0;
    for (const char *at = text; (at = strstr(at, "<script>")) != NULL; at++, checked++) {
        char *content = between(at, "<script>", "</script>");
        assert_in_policy(policy, content);
        free(content);
    }
    for (const char *at = text; (at = strstr(at, "<style>")) != NULL; at++, checked++) {
        char *content = between(at, "<style>", "</style>");
        assert_in_policy(policy, content);
        assert_null(strstr(content, "url("));
        free(content);
    }
    assert_int_equal(checked, 4);
    assert_non_null(strstr(text, "Redistributions in binary form must reproduce the above copyright"));
    assert_non_null(strstr(text, "Vladimir Agafonkin"));
    free(policy);
    free(text);
    free_page(page);
}

static void data_is_that_of_the_scene(void **state)
{
    (void)state;
    TownPage *page = make_page();
    page->area_reports[1] = 12.4;
    char *text = write_page(&page->web), *again = write_page(&page->web);
    assert_string_equal(text, again);
    json_t *data = data_of(text), *window = json_array_get(json_object_get(data, "windows"), 0), *classes = json_object_get(json_array_get(json_object_get(data, "series"), 0), "classes");
    assert_string_equal(text_of(json_array_get(classes, 0), "text"), "20–50");
    assert_string_equal(text_of(json_array_get(classes, 1), "text"), "≥ 50");
    Colour colour = palette_class(2, 1);
    char wanted[16];
    snprintf(wanted, sizeof wanted, "#%02x%02x%02xff", (unsigned)lround(colour.red * 255), (unsigned)lround(colour.green * 255), (unsigned)lround(colour.blue * 255));
    assert_string_equal(text_of(json_array_get(classes, 1), "colour"), wanted);
    assert_int_equal(json_integer_value(json_array_get(json_object_get(window, "area_reports"), 1)), 12);
    assert_int_equal(json_array_size(json_object_get(window, "classes")), 2);
    assert_null(json_object_get(json_array_get(json_object_get(data, "windows"), 1), "classes"));
    assert_int_equal(json_array_size(json_object_get(data, "areas")), page->town.scene.area_count);
    assert_int_equal(json_array_size(json_object_get(data, "layers")), 11);
    json_decref(data);
    free(text);
    free(again);
    free_page(page);
}

static void assert_refused(const WebScene *web, const char *part)
{
    Error error;
    Written written;
    open_written(&written);
    assert_false(web_write(web, written.stream, &error));
    assert_non_null(strstr(error.text, part));
    close_written(&written);
    free(written.text);
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    TownPage *page = make_page();
    WebWord missing[2] = {{"page_title", "x"}, {0}};
    WebScene web = page->web;
    web.word = missing;
    assert_refused(&web, "does not know");
    web = page->web;
    web.month_count = 2;
    assert_refused(&web, "do not fit");
    web = page->web;
    web.day_parts = 6, web.month_count = 0;
    assert_refused(&web, "do not fit");
    page->window[1].series = 1;
    assert_refused(&page->web, "do not fit");
    free_page(page);
}

/* No layer, no area, no surface: a page all the same. */
static void an_empty_scene(void **state)
{
    (void)state;
    TownPage *page = make_page();
    Scene scene = {.language = LANGUAGE_DUTCH, .extent = {0, 0, 100, 100}, .title = "Niets"};
    WebWindow window = {.key = "all", .name = "Hele periode", .text = "Hele periode: 3 meldingen."};
    WebScene web = {.scene = &scene, .series = &page->series, .series_count = 1, .window = &window, .window_count = 1, .word = page->words};
    char *text = write_page(&web);
    json_t *data = data_of(text);
    assert_int_equal(json_array_size(json_object_get(data, "areas")), 0);
    assert_true(json_is_null(json_object_get(data, "marking")));
    assert_non_null(strstr(text, "<html lang=\"nl\">"));
    json_decref(data);
    free(text);
    free_page(page);
}

/* ---- the page of an analysis ---- */

static void every_word_of_the_script_is_there(void **state)
{
    (void)state;
    Town town;
    Analysis analysis;
    Error error;
    char rows[4096] = "datum;tijd;x;y;categorie\n";
    const double square[] = {150000, 440000, 151000, 440000, 151000, 441000, 150000, 441000};
    const TownFeature ground = {"<b>Dorp</b>", square, 4};
    for (int i = 0; i < 40; i++) snprintf(rows + strlen(rows), sizeof rows - strlen(rows), "2024-03-%02d;22:00;%d;%d;overlast\n", 1 + i % 28, 150400 + 7 * (i % 9), 440400 + 11 * (i % 7));
    town_found(&town);
    town_layer(&town, "grens", ROLE_BOUNDARY, FEATURE_POLYGON, &ground, 1);
    town_layer(&town, "buurt", ROLE_NEIGHBOURHOOD, FEATURE_POLYGON, &ground, 1);
    town_import(&town, "een", "een.csv", rows);
    assert_ok(config_set(&town.config, "areas", "exposure", "area", "--", &error), &error);
    assert_ok(analysis_make(town.store, &town.config, STAGE_PRIORITISE, &analysis, &error), &error);
    const char *path = town_path(&town, "page.html");
    assert_ok(web_page(&town.config, &analysis, "0123456789ab", path, &error), &error);
    char *text = town_read(path, NULL);
    json_t *data = data_of(text), *words = json_object_get(data, "words");
    for (size_t a = 0; a < WEB_ASSET_COUNT; a++) {
        if (strcmp(WEB_ASSETS[a].name, "page.js") != 0) continue;
        for (const char *at = (const char *)WEB_ASSETS[a].bytes; (at = strstr(at, "words.")) != NULL; at++) {
            char key[64];
            assert_int_equal(sscanf(at, "words.%63[a-z_]", key), 1);
            if (json_object_get(words, key) == NULL) fail_msg("page.js asks for the word %s", key);
        }
    }
    for (const char *const *key = (const char *const[]){"rank", "place", "reports", "chosen", "peak", "trend", "status", "reporters", "levers", NULL}; *key != NULL; key++)
        assert_non_null(json_object_get(words, *key));
    json_t *layer;
    size_t index;
    json_array_foreach(json_object_get(data, "layers"), index, layer) {
        char key[64];
        snprintf(key, sizeof key, "layer_%s", text_of(layer, "key"));
        assert_non_null(json_object_get(words, key));
    }
    assert_non_null(strstr(text_of(data, "run"), "0123456789ab"));
    assert_string_equal(text_of(data, "marking"), "INTERNAL");
    assert_int_equal(json_array_size(json_object_get(data, "windows")), 1 + 1 + 7 + 6 + 42);
    json_decref(data);
    free(text);
    analysis_free(&analysis);
    town_raze(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(texts_cannot_be_markup), cmocka_unit_test(html_is_escaped), cmocka_unit_test(numbers_of_json), cmocka_unit_test(geometry_reads_back),
                                       cmocka_unit_test(what_is_too_small_goes), cmocka_unit_test(hostile_names_stay_data), cmocka_unit_test(policy_has_the_right_hashes),
                                       cmocka_unit_test(data_is_that_of_the_scene), cmocka_unit_test(what_does_not_fit_is_refused), cmocka_unit_test(an_empty_scene),
                                       cmocka_unit_test(every_word_of_the_script_is_there)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
