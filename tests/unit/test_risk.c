/* Two sets of reports of a town beside each other: counts, ratios and sides got a second way, from the rows as they were written. */
#include "tests/support/assert_near.h"

#include "src/risk.h"
#include "tests/support/random_numbers.h"
#include "tests/support/town.h"

#include <stdlib.h>
#include <string.h>

enum { WOMEN = 160, OTHERS = 240, BOTH = 12, ROWS = WOMEN + OTHERS + BOTH };

static const double SQUARE[] = {150000, 440000, 152000, 440000, 152000, 442000, 150000, 442000};

typedef struct Village {
    Town town;
    Analysis analysis;
    double x[ROWS], y[ROWS];
} Village;

/* Of the women a third is at one place; the last rows are about women and others at once. */
static Village *found_village(void)
{
    static char rows[ROWS * 80 + 80];
    Village *village = calloc(1, sizeof *village);
    const TownFeature ground = {"Dorp", SQUARE, 4};
    uint64_t random = 21;
    Error error;
    size_t used = (size_t)snprintf(rows, sizeof rows, "datum;tijd;x;y;categorie;groep\n");
    for (int i = 0; i < ROWS; i++) {
        bool planted = i < WOMEN / 3;
        village->x[i] = planted ? 150600 + (double)random_below(&random, 150) : 150000 + (double)random_below(&random, 2000);
        village->y[i] = planted ? 441300 + (double)random_below(&random, 150) : 440000 + (double)random_below(&random, 2000);
        used += (size_t)snprintf(rows + used, sizeof rows - used, "2024-%02d-%02d;12:00;%.0f;%.0f;overlast;%s\n", 1 + i % 12, 1 + i % 28, village->x[i], village->y[i],
                                 i < WOMEN ? "vrouwen" : i < WOMEN + OTHERS ? "overig" : "vrouwen, overig");
    }
    town_found(&village->town);
    town_layer(&village->town, "grens", ROLE_BOUNDARY, FEATURE_POLYGON, &ground, 1);
    town_import(&village->town, "een", "een.csv", rows);
    assert_ok(config_set(&village->town.config, "selection", "weights", "raw", "--", &error), &error);
    village->town.config.replicates = 99;
    return village;
}

static Risk compare(Village *village, const char *group, const char *against)
{
    Error error;
    Risk risk;
    assert_ok(config_set(&village->town.config, "selection", "group", group, "--", &error), &error);
    assert_ok(analysis_make(village->town.store, &village->town.config, STAGE_LOAD, &village->analysis, &error), &error);
    assert_ok(risk_make(village->town.store, &village->town.config, &village->analysis, against, &risk, &error), &error);
    return risk;
}

static void raze_village(Village *village)
{
    town_raze(&village->town);
    free(village);
}

static size_t rows_inside(const Village *village, const Risk *risk, size_t place, int first, int end)
{
    Polygon piece = polygon_of(&risk->places, place);
    size_t inside = 0;
    for (int i = first; i < end; i++) inside += polygon_contains(&piece, village->x[i], village->y[i]);
    return inside;
}

static void one_group_against_another(void **state)
{
    (void)state;
    Village *village = found_village();
    Risk risk = compare(village, "women", "group:other");
    assert_int_equal(risk.cases, WOMEN);
    assert_int_equal(risk.others, OTHERS);
    assert_int_equal(risk.in_both, BOTH); /* of both sides, so of neither */
    assert_true(risk.place_count > 0 && risk.certain_higher == 1);
    Polygon first = polygon_of(&risk.places, 0);
    assert_true(polygon_contains(&first, 150675, 441375));
    for (size_t p = 0; p < risk.place_count; p++) {
        const RiskPlace *place = &risk.place[p];
        assert_int_equal(place->rank, p + 1);
        assert_int_equal(place->cases, rows_inside(village, &risk, p, 0, WOMEN));
        assert_int_equal(place->others, rows_inside(village, &risk, p, WOMEN, WOMEN + OTHERS));
        if (place->others > 0) assert_near(place->ratio, (double)place->cases / WOMEN / ((double)place->others / OTHERS), 1e-12);
        assert_true(place->low <= place->ratio && place->ratio <= place->high);
    }
    /* The interval: the limits of the share are those with 2.5 % beyond them. */
    const RiskPlace *place = &risk.place[0];
    double n = (double)(place->cases + place->others), share = place->low * WOMEN / OTHERS / (1 + place->low * WOMEN / OTHERS);
    assert_near(binomial_upper_tail((double)place->cases, n, share), 0.025, 1e-6);
    risk_free(&risk);
    analysis_free(&village->analysis);
    raze_village(village);
}

static void against_all_the_rest(void **state)
{
    (void)state;
    Village *village = found_village();
    Risk risk = compare(village, "women", "rest");
    assert_int_equal(risk.cases, WOMEN + BOTH);
    assert_int_equal(risk.others, OTHERS);
    assert_int_equal(risk.in_both, 0);
    assert_int_equal(risk.certain_higher, 1);
    risk_free(&risk);
    analysis_free(&village->analysis);
    raze_village(village);
}

static void against_the_ground(void **state)
{
    (void)state;
    Village *village = found_village();
    Risk risk = compare(village, "women", NULL);
    assert_true(risk.against_exposure);
    assert_string_equal(risk.exposure_name, "area");
    assert_int_equal(risk.certain_higher, 1);
    const RiskPlace *place = &risk.place[0];
    assert_near(place->expected, (WOMEN + BOTH) * place->area_m2 / 4e6, 1e-6); /* even ground */
    assert_near(place->ratio, (double)place->cases / place->expected, 1e-12);
    assert_near(poisson_upper_tail((double)place->cases, place->low * place->expected), 0.025, 1e-6);
    risk_free(&risk);
    analysis_free(&village->analysis);
    raze_village(village);
}

/* A street far from all reports is no measure of where they can be expected. */
static void an_exposure_elsewhere_is_refused(void **state)
{
    (void)state;
    static const double lane[] = {151990, 440005, 151995, 440010};
    const TownFeature street = {"Verweg", lane, 2};
    Village *village = found_village();
    Error error;
    Risk risk;
    town_layer(&village->town, "straten", ROLE_STREET, FEATURE_LINE, &street, 1);
    assert_ok(config_set(&village->town.config, "areas", "exposure", "streets", "--", &error), &error);
    assert_ok(analysis_make(village->town.store, &village->town.config, STAGE_LOAD, &village->analysis, &error), &error);
    assert_false(risk_make(village->town.store, &village->town.config, &village->analysis, NULL, &risk, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    assert_non_null(strstr(error.text, "exposure = streets"));
    risk_free(&risk);
    analysis_free(&village->analysis);
    raze_village(village);
}

static void a_set_against_itself_leaves_nothing(void **state)
{
    (void)state;
    Village *village = found_village();
    Error error;
    Risk risk;
    assert_ok(config_set(&village->town.config, "selection", "group", "women", "--", &error), &error);
    assert_ok(analysis_make(village->town.store, &village->town.config, STAGE_LOAD, &village->analysis, &error), &error);
    assert_false(risk_make(village->town.store, &village->town.config, &village->analysis, "group:women", &risk, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    assert_non_null(strstr(error.text, "too few"));
    risk_free(&risk);
    assert_false(risk_make(village->town.store, &village->town.config, &village->analysis, "wommen", &risk, &error));
    assert_int_equal(error.code, ERROR_USAGE);
    risk_free(&risk);
    analysis_free(&village->analysis);
    raze_village(village);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_group_against_another),
        cmocka_unit_test(against_all_the_rest),
        cmocka_unit_test(against_the_ground),
        cmocka_unit_test(an_exposure_elsewhere_is_refused),
        cmocka_unit_test(a_set_against_itself_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
