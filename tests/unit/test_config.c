/* The configuration: what is read, what is refused with its line, and that config.ini says what the table says. */
#include "tests/support/assert_near.h"

#include "src/config.h"
#include "tests/support/random_numbers.h"
#include "tests/support/town.h"

#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

static void assert_refused(const char *text, const char *words)
{
    Town town;
    Error error = {0};
    town_lay(&town);
    town_write(&town, "c.ini", text);
    assert_false(config_read(&town.config, town.path, &error));
    assert_int_equal(error.code, ERROR_USAGE);
    if (strstr(error.text, words) == NULL) fail_msg("'%s' does not say '%s'", error.text, words);
    town_raze(&town);
}

static void mistakes_are_named_with_their_line(void **state)
{
    (void)state;
    assert_refused("[density]\nbandwith = 200\n", "c.ini:2: section [density] has no key 'bandwith'; did you mean 'bandwidth'?");
    assert_refused("[density]\n\n; remark\ncell = 25 m\n", "c.ini:4");
    assert_refused("[density]\nbandwidth = 0.5\n", "range");
    assert_refused("[density]\nbandwidth = nan\n", "no number");
    assert_refused("[density]\nbandwidth = 1e999\n", "no number");
    assert_refused("[density]\nbandwidth = 200,5\n", "no number");
    assert_refused("[density]\nthreads = 2.5\n", "whole");
    assert_refused("[density]\nkernel = kwartisch\n", "quartic|");
    assert_refused("[dichtheid]\nbandwidth = 200\n", "no section [dichtheid]");
    assert_refused("bandwidth = 200\n", "before the first section");
    assert_refused("[layer]\nfile = x.shp\n", "needs a name");
    assert_refused("[layer straten]\nbestand = x.shp\n", "[layer]");
    assert_refused("[reports a]\nregime = gdpr\n", "avg|wpg");
    assert_refused("[project]\nname\n", "c.ini:2");
    char text[1200] = "[project]\nname = ";
    memset(text + 17, 'x', 900);
    text[17 + 900] = '\0';
    assert_refused(text, "c.ini:2");
}

static void what_is_read_stands(void **state)
{
    (void)state;
    Town town;
    Error error;
    town_lay(&town);
    town_write(&town, "c.ini",
               "\xEF\xBB\xBF[density]\nbandwidth = 150 ; a remark\ncell = 12.5\nadaptive = ja\n[layer straten]\nfile = data/a b.shp\nfields = name = STRAAT,\n   kind = SOORT\n"
               "[layer Straten]\nrole = street\n[reports p]\nfile = /elders/p.csv\nregime = WPG\n[selection]\ncategory = a, b\n[campaign x]\nmonths = 2024-01, 2024-02\n");
    assert_ok(config_read(&town.config, town.path, &error), &error);
    const Config *c = &town.config;
    char expected[300];
    assert_near(c->bandwidth_m, 150, 0);
    assert_near(c->cell_m, 12.5, 0);
    assert_int_equal(c->adaptive, 1);
    assert_int_equal(c->layer_count, 1);
    snprintf(expected, sizeof expected, "%s/data/a b.shp", town.folder);
    assert_string_equal(c->layer[0].file, expected);
    assert_string_equal(c->layer[0].role, "street");
    assert_true(config_list_holds(c->layer[0].fields, "kind = SOORT") && config_list_holds(c->layer[0].fields, "name = STRAAT"));
    assert_string_equal(c->reports[0].file, "/elders/p.csv");
    snprintf(expected, sizeof expected, "%s/brandpunt.sqlite", town.folder);
    assert_string_equal(c->database, expected); /* a default that is a path lies beside the file too */
    assert_ok(config_set(&town.config, "selection", "category", "c", "--category", &error), &error);
    assert_string_equal(c->category, "c");
    assert_ok(config_set(&town.config, "database", "path", "hier.sqlite", "--db", &error), &error);
    assert_string_equal(c->database, "hier.sqlite"); /* an option is seen from where the user stands */
    assert_false(config_set(&town.config, "density", "bandwidth", "-1", "--bandwidth", &error));
    assert_non_null(strstr(error.text, "--bandwidth"));
    assert_near(c->bandwidth_m, 150, 0);
    town_raze(&town);
}

static void categories_are_known_and_replaced(void **state)
{
    (void)state;
    Town town;
    Error error;
    town_lay(&town);
    const Config *c = &town.config;
    static const struct {
        const char *text, *name;
    } given[] = {{"Straatroof", "beroving"},     {"naroepen / nafluiten", "naroepen"}, {"B\xC3\xA9roving", "beroving"}, {"hate-crime", "discriminatie"},
                 {"SEKSUELE INTIMIDATIE", "intimidatie"}, {"nuisance", "overlast"},    {"iets anders", NULL},          {"", NULL}};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        ptrdiff_t found = config_category(c, given[i].text);
        if (given[i].name == NULL) assert_int_equal(found, -1);
        else {
            assert_true(found >= 0);
            assert_string_equal(c->category_of[found].name, given[i].name);
        }
    }
    size_t before = c->category_count;
    town_write(&town, "c.ini", "[category Overlast]\naliases = herrie\n  lawaai\nboa = no\n[category fietsen]\naliases = fout geparkeerde fiets\nboa = yes\n");
    assert_ok(config_read(&town.config, town.path, &error), &error);
    assert_int_equal(c->category_count, before + 1);
    ptrdiff_t found = config_category(c, "lawaai");
    assert_true(found >= 0 && found == config_category(c, "herrie") && found == config_category(c, "overlast"));
    assert_int_equal(c->category_of[found].boa, 0);
    assert_int_equal(c->category_of[found].public_order, 0);
    assert_int_equal(config_category(c, "nuisance"), -1); /* the built-in one is gone */
    assert_int_equal(c->category_of[config_category(c, "fout geparkeerde fiets")].boa, 1);
    town_raze(&town);
}

/* What `config show` prints can be read again and is then the same. */
static void show_and_read_agree(void **state)
{
    (void)state;
    Error error;
    Config config;
    assert_ok(config_init(&config, &error), &error);
    if (access("config.ini", R_OK) == 0) assert_ok(config_read(&config, "config.ini", &error), &error);
    assert_true(config.layer_count > 5 && config.reports_count >= 5);
    assert_ok(config_check(&config, &error), &error);
    FILE *shown = tmpfile();
    assert_non_null(shown);
    config_show(&config, shown, true);
    rewind(shown);
    json_t *json = json_loadf(shown, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    assert_string_equal(json_string_value(json_object_get(json_object_get(json, "project"), "crs")), "EPSG:28992");
    assert_non_null(json_object_get(json_object_get(json, "layer"), "straten"));
    json_decref(json);
    fclose(shown);
    config_free(&config);
}

/* What each line says may be right, and the whole may be wrong. */
static void what_does_not_fit_together_is_refused(void **state)
{
    (void)state;
    static const char period[] = "before = 2023-01-01..2023-12-31\n";
    static const struct {
        const char *text, *words;
    } wrong[] = {
        {"[effect proef]\nbefore = 2023-01-01..2023-12-31\n", "[effect proef] needs a period before and one after"},
        {"[effect proef]\nafter = 2024-01-01..2024-12-31\n", "[effect proef] needs a period before and one after"},
        {"[effect proef]\nafter = 2024-01-01..2024-12-31\n%s", "[effect proef] names no file"},
        {"[effect proef]\ntarget = weg.geojson\nafter = 2024-01-01..2024-12-31\n%s", "weg.geojson (No such file"},
        {"[effect proef]\ntarget = c.ini\ncontrol = weg.geojson\nafter = 2024-01-01..2024-12-31\n%s", "weg.geojson (No such file"},
        {"[evaluation]\ntrain = 2022-01-01..2022-12-31\n", "needs two periods"},
        {"[evaluation]\ntest = 2022-01-01..2022-12-31\n", "needs two periods"},
        {"[areas]\nlevel = veel\n", "c.ini:2: Unknown level"},
        {"[lighting_class eigen]\nminimum = 1\n", "[lighting_class eigen] has no mean"},
        {"[camera_gate]\nas_of = morgen\n", "as_of = morgen is no date"},
        {"[layer straten]\nrole = street\n", "[layer straten] names no file"},
        {"[reports a]\nfile = weg.csv\n", "weg.csv (No such file"},
        {"[reports a]\nfile = c.ini\nmapping = eigen\n", "there is no section [mapping eigen]"},
        {"[density]\nbandwidth = 49\ncell = 25\n", "below two cells"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Town town;
        Error error = {0};
        char text[300];
        snprintf(text, sizeof text, wrong[i].text, period);
        town_lay(&town);
        town_write(&town, "c.ini", text);
        assert_ok(config_read(&town.config, town.path, &error), &error);
        if (config_check(&town.config, &error)) fail_msg("%s was accepted", text);
        assert_int_equal(error.code, ERROR_USAGE);
        if (strstr(error.text, wrong[i].words) == NULL) fail_msg("'%s' does not say '%s'", error.text, wrong[i].words);
        town_raze(&town);
    }
    Town town;
    Error error = {0};
    town_lay(&town);
    town_write(&town, "c.ini",
               "[effect proef]\nbefore = 2023-01-01..2023-12-31\nafter = 2024-01-01..2024-12-31\ntarget = c.ini\n[evaluation]\ntrain = a\ntest = b\n"
               "[lighting_class P4]\nmean = 5\n[camera_gate]\nas_of = 2027-03-01\n[reports a]\nfile = c.ini\n[density]\nbandwidth = 50\ncell = 25\n");
    assert_ok(config_read(&town.config, town.path, &error) && config_check(&town.config, &error), &error);
    assert_near(config_lighting_class(&town.config, "p4")->mean_lux, 5, 0);
    assert_null(config_lighting_class(&town.config, "P44"));
    assert_null(config_lighting_class(&town.config, NULL));
    town_raze(&town);
}

static void yes_and_no_have_other_words(void **state)
{
    (void)state;
    Town town;
    Error error = {0};
    town_lay(&town);
    static const char *const words[][2] = {{"no", "yes"}, {"Nee", "JA"}, {"false", "true"}, {"0", "1"}};
    for (int w = 0; w < 4; w++)
        for (int yes = 0; yes < 2; yes++) {
            assert_ok(config_set(&town.config, "density", "adaptive", words[w][yes], "--", &error), &error);
            assert_int_equal(town.config.adaptive, yes);
            assert_ok(config_set(&town.config, "camera_gate", "dpia", words[w][yes], "--", &error), &error);
            assert_int_equal(town.config.gate[8], yes);
        }
    assert_ok(config_set(&town.config, "camera_gate", "dpia", "1 maart 2027", "--", &error), &error);
    assert_int_equal(town.config.gate[8], 20270301);
    assert_false(config_set(&town.config, "camera_gate", "dpia", "misschien", "--", &error));
    assert_non_null(strstr(error.text, "dpia = misschien is not one of its values"));
    assert_int_equal(town.config.gate[8], 20270301);
    char *shown = NULL;
    size_t length = 0;
    FILE *to = open_memstream(&shown, &length);
    config_show(&town.config, to, false);
    fclose(to);
    assert_non_null(strstr(shown, "dpia = 2027-03-01"));
    free(shown);
    town_raze(&town);
}

static void unknown_time_zones_are_refused(void **state)
{
    (void)state;
    Town town;
    Error error;
    town_lay(&town);
    static const char *const known[] = {"Europe/Amsterdam", "UTC", "America/Curacao", "CET-1CEST,M3.5.0,M10.5.0/3"}, *const unknown[] = {"Europe/Amsterdm", "", "Amsterdam"};
    for (int i = 0; i < 4; i++) {
        assert_ok(config_set(&town.config, "project", "timezone", known[i], "--", &error), &error);
        assert_ok(config_use_timezone(&town.config, &error), &error);
    }
    for (int i = 0; i < 3; i++) {
        assert_ok(config_set(&town.config, "project", "timezone", unknown[i], "--", &error), &error);
        assert_false(config_use_timezone(&town.config, &error));
        assert_int_equal(error.code, ERROR_USAGE);
    }
    town_raze(&town);
}

/* A zone's file without its last line, and one that is no zone's file but ends as one: both would be taken for UTC. */
static void damaged_time_zones_are_refused(void **state)
{
    (void)state;
    static const char *const content[] = {"TZif2 cut off", "no zone\nCET-1CEST,M3.5.0,M10.5.0/3\n", "\n", ""};
    Town town;
    Error error;
    town_lay(&town);
    assert_ok(config_set(&town.config, "project", "timezone", "Zone", "--", &error), &error);
    setenv("TZDIR", town.folder, 1);
    for (int i = 0; i < 4; i++) {
        town_write(&town, "Zone", content[i]);
        assert_false(config_use_timezone(&town.config, &error));
        assert_int_equal(error.code, ERROR_FAILED);
    }
    unsetenv("TZDIR");
    assert_ok(config_set(&town.config, "project", "timezone", "Europe/Amsterdam", "--", &error), &error);
    assert_ok(config_use_timezone(&town.config, &error), &error);
    town_raze(&town);
}

static void lists_are_trimmed(void **state)
{
    (void)state;
    assert_true(config_list_holds("", "anything"));
    assert_true(config_list_holds(" a ,B,, c d ", "b"));
    assert_true(config_list_holds(" a ,B,, c d ", " C D "));
    assert_false(config_list_holds("a,b", "ab"));
    assert_false(config_list_holds(",", "a"));
}

/* Bytes of any kind: read or refused with a sentence, never a crash. */
static void any_bytes_are_survived(void **state)
{
    (void)state;
    static const char *const pieces[] = {"[density]\n", "[layer x]\n", "[", "]", "bandwidth", " = ", "200", "\n", ";", "  more\n", "\xC3", "fields = a=b\n", "[category ", "=", "\r\n", "aliases = ", "file = ../x\n"};
    uint64_t random = 5;
    Town town;
    town_lay(&town);
    for (int i = 0; i < 400; i++) {
        char text[4096];
        size_t used = 0;
        Error error = {0};
        Config config;
        assert_ok(config_init(&config, &error), &error);
        for (int p = random_below(&random, 40); p > 0; p--) used += (size_t)sprintf(text + used, "%s", pieces[random_below(&random, 17)]);
        town_write_bytes(&town, "c.ini", text, used);
        if (!config_read(&config, town.path, &error)) assert_true(strlen(error.text) > 15);
        config_free(&config);
    }
    town_raze(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_named_with_their_line), cmocka_unit_test(what_is_read_stands), cmocka_unit_test(categories_are_known_and_replaced),
        cmocka_unit_test(show_and_read_agree),                cmocka_unit_test(lists_are_trimmed),   cmocka_unit_test(any_bytes_are_survived),
        cmocka_unit_test(what_does_not_fit_together_is_refused), cmocka_unit_test(yes_and_no_have_other_words),
        cmocka_unit_test(unknown_time_zones_are_refused),
        cmocka_unit_test(damaged_time_zones_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
