/* Buurten and wijken: found by name and code, listed one by one, with their ground, their residents and a safe name for a file. */
#include "tests/support/assert_near.h"

#include "geo/polygon.h"
#include "src/wijken.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Area {
    const char *name, *code, *wijk_name, *wijk_code;
    double x0, x1, residents; /* a box of 100 m high */
} Area;

static Municipality municipality;

static void lay(const Area *area, size_t count)
{
    Error error;
    municipality = (Municipality){0};
    Layer *layer = &municipality.layer[ROLE_NEIGHBOURHOOD];
    *layer = layer_init(ROLE_NEIGHBOURHOOD, FEATURE_POLYGON);
    municipality.buurt = calloc(count + 1, sizeof *municipality.buurt);
    assert_non_null(municipality.buurt);
    for (size_t a = 0; a < count; a++) {
        const double corner[4][2] = {{area[a].x0, 0}, {area[a].x1, 0}, {area[a].x1, 100}, {area[a].x0, 100}};
        assert_ok(layer_add(layer, &error), &error);
        assert_ok(features_add(&layer->features, &error), &error);
        assert_ok(features_add_part(&layer->features, &error), &error);
        for (int c = 0; c < 4; c++) assert_ok(features_add_vertex(&layer->features, corner[c][0], corner[c][1], &error), &error);
        assert_ok(layer_set_text(layer, a, TEXT_NAME, area[a].name, &error), &error);
        assert_ok(layer_set_text(layer, a, TEXT_CODE, area[a].code, &error), &error);
        assert_ok(layer_set_text(layer, a, TEXT_WIJK_NAME, area[a].wijk_name, &error), &error);
        assert_ok(layer_set_text(layer, a, TEXT_WIJK_CODE, area[a].wijk_code, &error), &error);
        layer->number[NUMBER_RESIDENTS][a] = area[a].residents;
        if (area[a].code == NULL || strncmp(area[a].code, "WK", 2) != 0) municipality.buurt[municipality.buurt_count++] = a;
    }
}

static void raze(void)
{
    layer_free(&municipality.layer[ROLE_NEIGHBOURHOOD]);
    free(municipality.buurt);
}

static double ground_m2(const Wijk *wijk)
{
    Polygon polygon = polygon_of_all(&wijk->ground);
    return polygon_area_m2(&polygon);
}

static void assert_wijk(const char *asked, const char *name, bool is_wijk, double area_m2, double residents)
{
    Error error = {0};
    Wijk wijk;
    assert_ok(wijk_find(&municipality, asked, &wijk, &error), &error);
    assert_string_equal(wijk.name, name);
    assert_int_equal(wijk.is_wijk, is_wijk);
    assert_near(ground_m2(&wijk), area_m2, 1e-6);
    assert_int_equal(wijk.ground.count, 1);
    if (isnan(residents)) assert_true(isnan(wijk.residents));
    else assert_near(wijk.residents, residents, 1e-9);
    wijk_free(&wijk);
}

static void assert_unknown(const char *asked, const char *words)
{
    Error error = {0};
    Wijk wijk;
    assert_false(wijk_find(&municipality, asked, &wijk, &error));
    wijk_free(&wijk);
    assert_int_equal(error.code, ERROR_USAGE);
    if (strstr(error.text, words) == NULL) fail_msg("'%s' does not say '%s'", error.text, words);
}

/* Three buurten of which two name a wijk by code, and one by name alone. */
static void wijken_made_of_buurten(void **state)
{
    (void)state;
    static const Area areas[] = {{"Binnenstad", "BU00010101", "Centrum", "WK000101", 0, 100, 2310},
                                 {"Oranje-Nassaubuurt", "BU00010102", "Centrum", "WK000101", 100, 250, 190},
                                 {"Café-eiland", "BU00010201", "Zuid", NULL, 250, 300, NAN}};
    lay(areas, 3);
    assert_wijk("binnenstad", "Binnenstad", false, 1e4, 2310);
    assert_wijk("bu00010102", "Oranje-Nassaubuurt", false, 1.5e4, 190);
    assert_wijk("cafe eiland", "Café-eiland", false, 5e3, NAN);
    assert_wijk("Centrum", "Centrum", true, 2.5e4, 2500);
    assert_wijk("WK000101", "Centrum", true, 2.5e4, 2500);
    assert_wijk("ZUID", "Zuid", true, 5e3, NAN);
    assert_unknown("Binenstad", "'Binnenstad'?");
    assert_unknown("nassau", "'Oranje-Nassaubuurt'?");
    assert_unknown("Centrm", "'Centrum'?");
    assert_unknown("Atlantis", "'Binnenstad', 'Oranje-Nassaubuurt', 'Café-eiland'.");
    Error error;
    Wijk *list;
    size_t count;
    assert_ok(wijken_list(&municipality, true, &list, &count, &error), &error);
    assert_int_equal(count, 2);
    assert_string_equal(list[0].code, "WK000101");
    assert_string_equal(list[1].name, "Zuid");
    assert_near(ground_m2(&list[0]) + ground_m2(&list[1]), 3e4, 1e-6);
    wijken_free(list, count);
    assert_ok(wijken_list(&municipality, false, &list, &count, &error), &error);
    assert_int_equal(count, 3);
    wijken_free(list, count);
    raze();
}

/* A wijk with ground of its own goes before the buurten that name it; without residents of its own it has theirs. */
static void wijken_with_ground(void **state)
{
    (void)state;
    static const Area areas[] = {{"Noord", "BU00010101", "Centrum", "WK000101", 0, 100, 100}, {"Midden", "BU00010102", "Centrum", "WK000101", 100, 200, 50}, {"Centrum", "WK000101", NULL, NULL, 0, 220, NAN}};
    lay(areas, 3);
    assert_wijk("Centrum", "Centrum", true, 2.2e4, 150);
    Error error;
    Wijk *list;
    size_t count;
    assert_ok(wijken_list(&municipality, true, &list, &count, &error), &error);
    assert_int_equal(count, 1);
    wijken_free(list, count);
    assert_ok(wijken_list(&municipality, false, &list, &count, &error), &error);
    assert_int_equal(count, 2);
    wijken_free(list, count);
    raze();
}

static void none_are_told(void **state)
{
    (void)state;
    Error error = {0};
    Wijk *list;
    size_t count;
    lay(NULL, 0);
    assert_unknown("Centrum", "role neighbourhood");
    for (int wijken = 0; wijken < 2; wijken++) {
        assert_false(wijken_list(&municipality, wijken == 1, &list, &count, &error));
        assert_int_equal(error.code, ERROR_USAGE);
        wijken_free(list, count);
    }
    raze();
    static const Area areas[] = {{"Alleen", "BU00010101", NULL, NULL, 0, 100, 1}};
    lay(areas, 1);
    assert_false(wijken_list(&municipality, true, &list, &count, &error));
    assert_non_null(strstr(error.text, "--each neighbourhood"));
    wijken_free(list, count);
    raze();
}

static void file_names_are_safe(void **state)
{
    (void)state;
    static const struct {
        const char *code, *name, *file;
    } cases[] = {{"WK990101", "Centrum", "wk990101-centrum"},
                 {"BU1", "De Hoge Waard", "bu1-de-hoge-waard"},
                 {NULL, "Coöperatie- & Curaçaobuurt", "cooperatie-curacaobuurt"},
                 {NULL, "../../etc/passwd", "etc-passwd"},
                 {"", "<script>alert('x')</script>", "script-alert-x-script"},
                 {NULL, "\xF0\x9F\x98\x80", "7"},
                 {NULL, "\xD8\xB4\xD8\xA7\xD8\xB1\xD8\xB9", "7"},
                 {"BU2", "\xD8\xB4\xD8\xA7\xD8\xB1\xD8\xB9", "bu2"},
                 {NULL, NULL, "7"},
                 {NULL, "-.-", "7"},
                 {NULL, ".verborgen", "verborgen"}};
    char name[64];
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        wijk_file_name(&(Wijk){.code = cases[c].code, .name = cases[c].name}, 7, name, sizeof name);
        assert_string_equal(name, cases[c].file);
    }
    char longest[300];
    memset(longest, 'a', 299);
    longest[299] = '\0';
    wijk_file_name(&(Wijk){.code = "BU1", .name = longest}, 7, name, sizeof name);
    assert_true(strlen(name) < 60 && strncmp(name, "bu1-aaa", 7) == 0);
    wijk_file_name(&(Wijk){.name = "\xFF\xC3 \x80Kapot"}, 7, name, sizeof name); /* bytes that are not UTF-8 */
    for (const char *at = name; *at != '\0'; at++) assert_true((*at >= 'a' && *at <= 'z') || *at == '-' || (*at >= '0' && *at <= '9'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(wijken_made_of_buurten), cmocka_unit_test(wijken_with_ground), cmocka_unit_test(none_are_told), cmocka_unit_test(file_names_are_safe)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
