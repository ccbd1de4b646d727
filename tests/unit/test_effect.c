/* A measure in an invented town: the counts got from the rows as they were written, the rest from geo/compare. */
#include "tests/support/assert_near.h"

#include "geo/calendar.h"
#include "src/effect.h"
#include "tests/support/town.h"

#include <stdlib.h>
#include <string.h>

static const double SQUARE[] = {150000, 440000, 152000, 440000, 152000, 442000, 150000, 442000};
enum { DOEL, CONTROLE, UITWIJK, ELDERS, PLACES };
static const double middle[PLACES][2] = {{150500, 440500}, {151500, 440500}, {150500, 441500}, {151500, 441500}};

static Town town;

static char *area_file(const char *name, double x, double y, double half)
{
    char text[700], path[256];
    snprintf(text, sizeof text,
             "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::28992\"}},\"features\":[{\"type\":"
             "\"Feature\",\"properties\":{\"naam\":\"%s\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[%f,%f],[%f,%f],[%f,%f],[%f,%f],[%f,%f]]]}}]}",
             name, x - half, y - half, x + half, y - half, x + half, y + half, x - half, y + half, x - half, y - half);
    snprintf(path, sizeof path, "%s.geojson", name);
    return strdup(town_write(&town, path, text));
}

/* count[place][year]: so many reports near a place, on days spread over 2023 and 2024. */
static void lay_town(const int count[PLACES][2])
{
    static char rows[40000];
    size_t used = (size_t)snprintf(rows, sizeof rows, "datum;tijd;x;y;categorie\n");
    const TownFeature ground = {"Dorp", SQUARE, 4};
    town_found(&town);
    town_layer(&town, "grens", ROLE_BOUNDARY, FEATURE_POLYGON, &ground, 1);
    for (int p = 0; p < PLACES; p++)
        for (int year = 0; year < 2; year++)
            for (int i = 0; i < count[p][year]; i++)
                used += (size_t)snprintf(rows + used, sizeof rows - used, "%d-%02d-%02d;12:00;%.0f;%.0f;overlast\n", 2023 + year, 1 + i % 12, 1 + i * 5 % 28,
                                         middle[p][0] + i % 90 - 45, middle[p][1] + (i * 7) % 90 - 45);
    town_import(&town, "een", "een.csv", rows);
}

static bool make(const EffectWish *wish, Analysis *analysis, Effect *effect, Error *error)
{
    assert_ok(analysis_make(town.store, &town.config, STAGE_LOAD, analysis, error), error);
    return effect_make(&town.config, analysis, wish, effect, error);
}

static void a_measure_that_helped(void **state)
{
    (void)state;
    static const int counts[PLACES][2] = {{120, 50}, {60, 62}, {30, 33}, {40, 45}};
    Analysis analysis;
    Effect effect;
    Error error;
    json_t *json;
    char text[1024];
    lay_town(counts);
    char *target = area_file("doel", 150500, 440500, 100), *control = area_file("controle", 151500, 440500, 100), *beside = area_file("uitwijk", 150500, 441500, 100);
    EffectWish wish = {"2023-01-01..2023-12-31", "2024-01-01..2024-12-31", {target, control, beside}};
    assert_ok(make(&wish, &analysis, &effect, &error), &error);
    assert_near(effect.input.target.before, 120, 0);
    assert_near(effect.input.target.after, 50, 0);
    assert_near(effect.input.control.before, 60, 0);
    assert_near(effect.input.control.after, 62, 0);
    assert_near(effect.input.displacement.after, 33, 0);
    assert_int_equal(effect.town_before, 250);
    assert_int_equal(effect.town_after, 190);
    assert_near(effect.input.years_before, 365 / 365.25, 1e-12);
    assert_near(effect.input.years_after, 366 / 365.25, 1e-12);
    assert_near(effect.area_m2[EFFECT_TARGET], 200 * 200, 1e-6);
    double r = 366.0 / 365;
    assert_near(effect.result.wdd, (50 / r - 120) - (62 / r - 60) + (33 / r - 30), 1e-9);
    /* The target is far above its kind: it was to fall back, but not so far. */
    assert_true(effect.regression < 120 && effect.regression > 50);
    assert_true(effect.places >= 90 && effect.places <= 110);
    /* By hand: without streets or residents ground is what counts, so each of the 100 squares of 200 m expects 2.5 of the 250 reports;
     * the reports lie in four of them. alpha by its moments (Clayton & Kaldor 1987). */
    static const double observed[] = {120, 60, 30, 40};
    double spread = 96 * 2.5;
    for (int i = 0; i < 4; i++) spread += 2.5 * (observed[i] / 2.5 - 1) * (observed[i] / 2.5 - 1);
    double alpha = 1 / (spread / 250 - 100 / 250.0);
    assert_int_equal(effect.places, 100);
    assert_near(effect.regression, 2.5 * (120 + alpha) / (2.5 + alpha), 1e-6);
    effect_conclusion(&town.config, &effect, text, sizeof text);
    assert_non_null(strstr(text, "fell by"));
    assert_null(strstr(text, "falls anyway"));
    assert_ok(effect_json(&town.config, &effect, &json, &error), &error);
    assert_near(json_number_value(json_object_get(json_object_get(json, "wdd"), "value")), effect.result.wdd, 1e-9);
    assert_int_equal(json_array_size(json_object_get(json, "areas")), 3);
    assert_string_equal(json_string_value(json_object_get(json, "conclusion")), text);
    json_decref(json);
    effect_free(&effect);
    analysis_free(&analysis);
    free(target), free(control), free(beside);
    town_raze(&town);
}

static void assert_refused(const EffectWish *wish, ErrorCode code, const char *part)
{
    Analysis analysis;
    Effect effect;
    Error error;
    assert_false(make(wish, &analysis, &effect, &error));
    assert_int_equal(error.code, code);
    if (strstr(error.text, part) == NULL) fail_msg("'%s' is not in: %s", part, error.text);
    effect_free(&effect);
    analysis_free(&analysis);
}

static void what_says_nothing_is_refused(void **state)
{
    (void)state;
    static const int counts[PLACES][2] = {{60, 50}, {8, 7}, {6, 0}, {30, 30}};
    const char *y23 = "2023-01-01..2023-12-31", *y24 = "2024-01-01..2024-12-31";
    lay_town(counts);
    char *target = area_file("doel", 150500, 440500, 100), *touching = area_file("ernaast", 150700, 440500, 100), *over = area_file("erover", 150650, 440500, 100),
         *beyond = area_file("buiten", 150000, 440500, 100), *few = area_file("weinig", 151500, 440500, 100), *fewer = area_file("minder", 150500, 441500, 100),
         *empty = area_file("leeg", 151000, 441000, 100);
    assert_refused(&(EffectWish){y23, y24, {target, over, NULL}}, ERROR_INPUT, "overlap");
    assert_refused(&(EffectWish){y23, y24, {target, target, NULL}}, ERROR_INPUT, "overlap");
    assert_refused(&(EffectWish){y23, y24, {beyond, NULL, NULL}}, ERROR_INPUT, "50% outside");
    assert_refused(&(EffectWish){y23, y24, {few, fewer, NULL}}, ERROR_INPUT, "21 reports");
    assert_refused(&(EffectWish){y23, y24, {empty, target, NULL}}, ERROR_INPUT, "without a beginning");
    assert_refused(&(EffectWish){y23, "2023-12-31..2024-12-30", {target, NULL, NULL}}, ERROR_USAGE, "overlap");
    assert_refused(&(EffectWish){y24, y23, {target, NULL, NULL}}, ERROR_USAGE, "swap");
    assert_refused(&(EffectWish){"2022-01-01..2022-12-31", y23, {target, NULL, NULL}}, ERROR_INPUT, "beyond the reports");
    assert_refused(&(EffectWish){y23, "2024-01-01..2025-12-31", {target, NULL, NULL}}, ERROR_INPUT, "beyond the reports");
    assert_refused(&(EffectWish){"2023", y24, {target, NULL, NULL}}, ERROR_USAGE, "no period");
    assert_refused(&(EffectWish){"2023-12-31..2023-01-01", y24, {target, NULL, NULL}}, ERROR_USAGE, "ends before");
    assert_refused(&(EffectWish){y23, y24, {"nergens.shp", NULL, NULL}}, ERROR_INPUT, "nergens.shp");
    /* Areas that only touch do not overlap; one that had nothing to change but chance shows nothing. */
    Analysis analysis;
    Effect effect;
    Error error;
    char text[1024];
    assert_ok(make(&(EffectWish){y23, y24, {target, touching, NULL}}, &analysis, &effect, &error), &error);
    assert_near(effect.input.control.before, 0, 0);
    effect_conclusion(&town.config, &effect, text, sizeof text);
    assert_non_null(strstr(text, "No effect is shown"));
    effect_free(&effect);
    analysis_free(&analysis);
    /* A plan needs no period after. */
    assert_ok(make(&(EffectWish){y23, NULL, {target, NULL, NULL}}, &analysis, &effect, &error), &error);
    assert_true(effect.plan);
    effect_conclusion(&town.config, &effect, text, sizeof text);
    assert_non_null(strstr(text, "60 reports"));
    assert_non_null(strstr(text, "87"));
    effect_free(&effect);
    analysis_free(&analysis);
    free(target), free(touching), free(over), free(beyond), free(few), free(fewer), free(empty);
    town_raze(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_measure_that_helped), cmocka_unit_test(what_says_nothing_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
