/* Which reports count, counted by hand on a dozen rows. */
#include "tests/support/assert_near.h"

#include "geo/calendar.h"
#include "src/selection.h"
#include "tests/support/town.h"

#include <stdlib.h>
#include <string.h>

static const double SQUARE[] = {150000, 440000, 152000, 440000, 152000, 442000, 150000, 442000};
static const double WEST[] = {150000, 440000, 151000, 440000, 151000, 442000, 150000, 442000};
static const double EAST[] = {151000, 440000, 152000, 440000, 152000, 442000, 151000, 442000};

static const char ROWS[] = "nummer;datum;tijd;x;y;categorie;doelgroep;melder;precision_m\n"
                           "1;2024-01-10;12:30;150500;441000;overlast;vrouw;a;\n"
                           "2;2024-01-11;23:30;150500;441000;overlast;vrouw;a;\n"     /* same reporter, next day: 1/2 */
                           "3;2024-02-11;03:30;150501;441000;overlast;lhbti+;b;\n"
                           "4;2024-02-12;;150600;441000;bedreiging;;c;\n"             /* hour not known */
                           "5;2024-03-01;12:00;151500;441000;bedreiging;vrouw;;500\n" /* located too poorly */
                           "6;2024-03-02;12:00;151500;441000;bedreiging;;d;200\n"     /* just well enough */
                           "7;2024-03-03;12:00;153000;441000;bedreiging;;e;\n"        /* outside */
                           "8;2024-03-04;12:00;151600;441000;voelt onveilig;;f;\n"    /* the other kind */
                           "9;2024-04-01;06:00;151700;441000;overlast;;g;\n"
                           "10;2024-04-02;22:00;151800;441000;overlast;;h;\n";

static void make(Town *town)
{
    town_found(town);
    const TownFeature boundary = {"Dorp", SQUARE, 4}, buurten[] = {{"Westeinde", WEST, 4}, {"Oosteinde", EAST, 4}};
    town_layer(town, "grens", ROLE_BOUNDARY, FEATURE_POLYGON, &boundary, 1);
    town_layer(town, "buurten", ROLE_NEIGHBOURHOOD, FEATURE_POLYGON, buurten, 2);
    ImportCounts counts = town_import(town, "een", "een.csv", ROWS);
    assert_int_equal(counts.loaded, 10);
}

static bool select_reports(Town *town, Selection *selection, Error *error)
{
    Municipality municipality;
    if (!municipality_load(town->store, &town->config, &municipality, error)) return false;
    bool ok = selection_load(town->store, &town->config, &municipality, selection, error);
    municipality_free(&municipality);
    return ok;
}

static void assert_books(const Selection *s)
{
    assert_int_equal(s->found, s->points.count + s->not_chosen + s->duplicates + s->outside + s->imprecise + s->stacked);
}

static void set(Town *town, const char *key, const char *value)
{
    Error error;
    assert_ok(config_set(&town->config, "selection", key, value, "--", &error), &error);
}

static void every_count_by_hand(void **state)
{
    (void)state;
    Town town;
    Error error;
    Selection s;
    make(&town);
    assert_ok(select_reports(&town, &s, &error), &error);
    assert_int_equal(s.found, 9);
    assert_int_equal(s.outside, 1);
    assert_int_equal(s.imprecise, 1);
    assert_int_equal(s.not_chosen, 0);
    assert_int_equal(s.duplicates, 0);
    assert_int_equal(s.points.count, 7);
    assert_int_equal(s.hour_unknown, 1);
    assert_int_equal(s.reporter_unknown, 0);
    assert_int_equal(s.reporters, 6);
    assert_near(s.weight, 6.5, 1e-12);
    assert_int_equal(s.from_day, calendar_day_of((Date){2024, 1, 10}));
    assert_int_equal(s.to_day, calendar_day_of((Date){2024, 4, 2}));
    assert_near(s.years, 84 / 365.25, 1e-12);
    assert_books(&s);
    selection_free(&s);

    town.config.imprecise = IMPRECISE_WIDEN;
    assert_ok(select_reports(&town, &s, &error), &error);
    assert_int_equal(s.points.count, 8);
    assert_int_equal(s.widened, 1);
    assert_int_equal(s.imprecise, 0);
    assert_int_equal(s.reporter_unknown, 1);
    assert_int_equal(s.reporters, 7);
    assert_books(&s);
    selection_free(&s);
    town_raze(&town);
}

static void choices_by_hand(void **state)
{
    (void)state;
    static const struct {
        const char *key, *value;
        size_t counted, not_chosen, outside, imprecise;
    } given[] = {
        {"category", "overlast", 5, 4, 0, 0},
        {"category", "BEDREIGING, overlast", 7, 0, 1, 1},
        {"group", "women", 2, 6, 0, 1},
        {"group", "lhbti", 1, 8, 0, 0},
        {"hours", "22-06", 3, 6, 0, 0},  /* 23:30, 03:30 and 22:00; 06:00 is past it */
        {"hours", "06-22", 3, 4, 1, 1},  /* 12:30, 12:00 three times, 06:00; the unknown hour is in none */
        {"hours", "0-24", 7, 0, 1, 1},
        {"area", "westeinde", 4, 0, 4, 1}, /* a place is looked at before its precision */
        {"kind", "perception", 1, 0, 0, 0},
        {"source", "een", 7, 0, 1, 1},
    };
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        Town town;
        Error error;
        Selection s;
        make(&town);
        set(&town, given[i].key, given[i].value);
        assert_ok(select_reports(&town, &s, &error), &error);
        assert_int_equal(s.points.count, given[i].counted);
        assert_int_equal(s.not_chosen, given[i].not_chosen);
        if (strcmp(given[i].key, "area") == 0) assert_int_equal(s.outside + s.imprecise, 5);
        else {
            assert_int_equal(s.outside, given[i].outside);
            assert_int_equal(s.imprecise, given[i].imprecise);
        }
        assert_books(&s);
        selection_free(&s);
        town_raze(&town);
    }
}

static void wrong_choices_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *key, *value, *words;
    } given[] = {
        {"category", "overlats", "overlats"}, {"source", "twee", "twee"},           {"group", "mannen", "mannen"}, {"hours", "22", "22"},
        {"hours", "22-31", "22-31"},          {"hours", "22-06x", "22-06x"},        {"from", "gisteren", "gisteren"}, {"area", "Nergens", "Nergens"},
        {"from", "2030-01-01", "period"},     {"to", "1999-01-01", "period"},
    };
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        Town town;
        Error error = {0};
        Selection s;
        make(&town);
        set(&town, given[i].key, given[i].value);
        assert_false(select_reports(&town, &s, &error));
        if (strstr(error.text, given[i].words) == NULL) fail_msg("'%s' does not name '%s'", error.text, given[i].words);
        town_raze(&town);
    }
}

/* Reports that tell their month alone are spread over it, so the period is whole months; a night that goes on after the
 * last day is of that day. */
static void a_period_of_months_is_whole(void **state)
{
    (void)state;
    Town town;
    make(&town);
    town_run(&town, "DELETE FROM report");
    town_import(&town, "maand", "maand.csv", "nummer;maand;x;y;categorie\n1;2023-01;151500;441000;bedreiging\n2;2023-12;151600;441100;bedreiging\n");
    Error error;
    Selection selection;
    assert_ok(select_reports(&town, &selection, &error), &error);
    assert_int_equal(selection.to_day - selection.from_day + 1, 365);
    assert_near(selection.years, 365 / 365.25, 1e-12);
    selection_free(&selection);
    town_run(&town, "DELETE FROM report");
    town_import(&town, "uur", "uur.csv", "nummer;datum;tijd;tijd tot;x;y;categorie\n1;2023-01-01;20:00;21:00;151500;441000;bedreiging\n"
                                         "2;2023-12-31;23:00;02:00;151600;441100;bedreiging\n");
    assert_ok(select_reports(&town, &selection, &error), &error);
    assert_int_equal(selection.to_day - selection.from_day + 1, 365);
    selection_free(&selection);
    town_raze(&town);
}

/* An interval over midnight belongs to the hours that hold half of it or more. */
static void intervals_across_midnight(void **state)
{
    (void)state;
    Town town;
    Error error;
    Selection s;
    make(&town);
    town_import(&town, "twee", "twee.csv",
                "nummer;datum;tijd;datum_tot;tijd_tot;x;y;categorie\n"
                "1;2024-05-01;20:00;2024-05-02;00:00;150500;441000;naroepen\n"  /* half in 22-06 */
                "2;2024-05-01;19:59;2024-05-02;00:00;150500;441000;naroepen\n"  /* a little less */
                "3;2024-05-01;23:00;2024-05-02;05:00;150500;441000;naroepen\n"  /* all of it */
                "4;2024-05-01;05:00;2024-05-01;08:00;150500;441000;naroepen\n"  /* a third */
                "5;2024-05-01;22:00;2024-05-02;22:00;150500;441000;naroepen\n"); /* a whole day: 8 of 24 hours */
    set(&town, "category", "naroepen");
    set(&town, "hours", "22-06");
    town.config.weights = CONFIG_RAW;
    assert_ok(select_reports(&town, &s, &error), &error);
    assert_int_equal(s.points.count, 2);
    assert_int_equal(s.not_chosen, 9 + 3);
    selection_free(&s);
    town_raze(&town);
}

/* The second report of an event is left out when the first counts, and only then: an original that is outside, located
 * too poorly, or of another source than was asked for, leaves its place to the other. */
static void an_event_is_counted_once_and_never_lost(void **state)
{
    (void)state;
    Town town;
    Error error;
    Selection s;
    int64_t linked;
    make(&town);
    town_import(&town, "twee", "twee.csv",
                "nummer;datum;tijd;x;y;categorie;precision_m\n"
                "1;2024-01-10;12:40;150510;441000;overlast;\n"    /* repeats 1, which counts */
                "2;2024-03-01;12:10;151510;441000;bedreiging;\n"  /* repeats 5, which is located too poorly */
                "3;2024-06-01;12:00;151980;441500;bedreiging;\n"  /* the original of the third source's */
                "4;2024-07-01;12:00;152010;441500;bedreiging;\n"); /* just outside */
    town_import(&town, "drie", "drie.csv", "nummer;datum;tijd;x;y;categorie\n1;2024-06-01;12:20;152010;441500;bedreiging\n2;2024-07-01;12:20;151990;441500;bedreiging\n");
    assert_ok(import_link_duplicates(town.store, &town.config, &linked, &error), &error);
    assert_int_equal(linked, 4);
    assert_ok(select_reports(&town, &s, &error), &error);
    assert_books(&s);
    /* Seven as before; of twee 2 and 3; of drie 2, whose original lies outside. */
    assert_int_equal(s.points.count, 10);
    assert_int_equal(s.duplicates, 1);
    assert_int_equal(s.outside, 3);
    assert_int_equal(s.imprecise, 1);
    selection_free(&s);
    set(&town, "source", "twee, drie");
    assert_ok(select_reports(&town, &s, &error), &error);
    assert_int_equal(s.points.count, 4);
    assert_int_equal(s.duplicates, 0);
    assert_books(&s);
    selection_free(&s);
    town_raze(&town);
}

/* Source een: 10 reports a month for 6 months and 40 in the campaign's; the cap plays no part (places and reporters all
 * differ). Median 10, so each of the 40 weighs 10/40; of source twee, 12 in that month against 6: 0.5; a third has no
 * campaign. With `capped` all weigh 1. */
static void campaigns_weigh_what_they_raise(void **state)
{
    (void)state;
    Town town;
    Error error;
    Selection s;
    char *text = malloc(1 << 16);
    assert_non_null(text);
    town_found(&town);
    static const int volume[3][7] = {{10, 10, 10, 40, 10, 10, 10}, {6, 5, 7, 12, 6, 4, 9}, {3, 3, 3, 9, 3, 3, 3}};
    static const char *const names[] = {"een", "twee", "drie"};
    int all[3] = {0}, k = 0;
    for (int source = 0; source < 3; source++) {
        size_t used = (size_t)sprintf(text, "nummer;datum;tijd;x;y;categorie;melder\n");
        for (int month = 0; month < 7; month++)
            for (int i = 0; i < volume[source][month]; i++, k++, all[source]++)
                used += (size_t)sprintf(text + used, "%d;2024-%02d-%02d;12:%02d;%d;%d;overlast;m%d\n", k, month + 1, 1 + i % 28, i % 60, 150000 + 60 * (k % 30),
                                        440000 + 60 * (k / 30), k);
        town_import(&town, names[source], names[source], text);
    }
    assert_ok(config_set(&town.config, "campaign actie", "months", "2024-04", "--", &error), &error);
    assert_ok(config_set(&town.config, "campaign actie", "sources", "een, twee, niemand", "--", &error), &error);
    town.config.weights = CONFIG_FULL;
    assert_ok(select_reports(&town, &s, &error), &error);
    double sum[3] = {0};
    size_t campaign = 0;
    for (size_t i = 0; i < s.points.count; i++) sum[s.points.source[i]] += s.points.weight[i], campaign += s.campaign[i];
    assert_near(sum[0], 60 + 40 * 0.25, 1e-9);
    assert_near(sum[1], 37 + 12 * 0.5, 1e-9);
    assert_near(sum[2], 27, 1e-9);
    assert_int_equal(campaign, 52);
    selection_free(&s);
    town.config.weights = CONFIG_CAPPED;
    assert_ok(select_reports(&town, &s, &error), &error);
    assert_near(s.weight, all[0] + all[1] + all[2], 1e-9);
    selection_free(&s);
    assert_ok(config_set(&town.config, "campaign fout", "months", "2024-13", "--", &error), &error);
    assert_false(select_reports(&town, &s, &error));
    assert_non_null(strstr(error.text, "2024-13"));
    free(text);
    town_raze(&town);
}

/* Forty places with a report each, and one with twenty: the pile is left out when that is asked, and nothing else is. */
static void a_pile_can_be_left_out(void **state)
{
    (void)state;
    Town town;
    Error error;
    Selection s;
    char rows[8000] = "datum;tijd;x;y;categorie\n";
    size_t used = strlen(rows);
    const TownFeature boundary = {"Dorp", SQUARE, 4};
    for (int i = 0; i < 60; i++)
        used += (size_t)snprintf(rows + used, sizeof rows - used, "2024-%02d-%02d;12:00;%d;%d;overlast\n", 1 + i % 12, 1 + i % 28, i < 40 ? 150100 + 37 * i : 151111,
                                 i < 40 ? 440100 + 31 * i : 441111);
    town_found(&town);
    town_layer(&town, "grens", ROLE_BOUNDARY, FEATURE_POLYGON, &boundary, 1);
    town_import(&town, "een", "een.csv", rows);
    assert_ok(select_reports(&town, &s, &error), &error);
    assert_int_equal(s.points.count, 60);
    assert_int_equal(s.stacked, 0);
    selection_free(&s);
    town.config.stacks = STACKS_LEAVE_OUT;
    assert_ok(select_reports(&town, &s, &error), &error);
    assert_int_equal(s.points.count, 40);
    assert_int_equal(s.stacked, 20);
    assert_books(&s);
    for (size_t i = 0; i < s.points.count; i++) assert_true(s.points.x_m[i] != 151111);
    selection_free(&s);
    town_raze(&town);
}

/* Three reports on the very middle of the town or of a buurt are a stack, three on any other point are not. */
static void the_middle_of_a_buurt_is_known(void **state)
{
    (void)state;
    Town town;
    Error error;
    Selection s;
    Municipality municipality;
    Stacks stacks;
    char rows[4000] = "datum;tijd;x;y;categorie\n";
    size_t used = strlen(rows);
    static const int place[3][2] = {{151000, 441000}, {150500, 441004}, {151700, 440300}};
    for (int i = 0; i < 49; i++)
        used += (size_t)snprintf(rows + used, sizeof rows - used, "2024-%02d-%02d;12:00;%d;%d;overlast\n", 1 + i % 12, 1 + i % 28,
                                 i < 9 ? place[i / 3][0] : 150100 + 37 * i, i < 9 ? place[i / 3][1] : 440100 + 31 * i);
    make(&town);
    town_run(&town, "DELETE FROM report");
    town_import(&town, "twee", "twee.csv", rows);
    assert_ok(select_reports(&town, &s, &error), &error);
    assert_int_equal(s.points.count, 49);
    assert_ok(municipality_load(town.store, &town.config, &municipality, &error), &error);
    assert_ok(selection_find_stacks(&municipality, &s.points, &stacks, &error), &error);
    assert_int_equal(stacks.count, 2);
    for (size_t i = 0; i < 2; i++) assert_true(stacks.stack[i].known && stacks.stack[i].reports == 3 && stacks.stack[i].x_m != 151700);
    stacks_free(&stacks);
    municipality_free(&municipality);
    selection_free(&s);
    town.config.stacks = STACKS_LEAVE_OUT;
    assert_ok(select_reports(&town, &s, &error), &error);
    assert_int_equal(s.points.count, 43);
    assert_int_equal(s.stacked, 6);
    selection_free(&s);
    town_raze(&town);
}

/* 30 reports on one point are no surface; one elsewhere, or one report less, and they are only reports again. */
static void one_point_is_no_place(void **state)
{
    (void)state;
    for (int variant = 0; variant < 3; variant++) {
        Town town;
        Selection selection;
        Error error;
        char rows[4000] = "datum;tijd;x;y;categorie\n";
        size_t used = strlen(rows);
        for (int i = 0; i < (variant == 2 ? 29 : 30); i++)
            used += (size_t)snprintf(rows + used, sizeof rows - used, "2024-01-%02d;;%d;441000;overlast\n", 1 + i % 28, variant == 1 && i == 17 ? 150501 : 150500);
        make(&town);
        town_run(&town, "DELETE FROM report");
        town_import(&town, "twee", "twee.csv", rows);
        bool ok = select_reports(&town, &selection, &error);
        assert_int_equal(ok, variant != 0);
        if (ok) {
            selection_free(&selection);
        } else {
            assert_int_equal(error.code, ERROR_INPUT);
            assert_non_null(strstr(error.text, "one point (150500, 441000)"));
        }
        set(&town, "hours", "22-06");
        assert_false(select_reports(&town, &selection, &error)); /* no hour is known */
        assert_non_null(strstr(error.text, "hour is known"));
        town_raze(&town);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pile_can_be_left_out), cmocka_unit_test(every_count_by_hand),
        cmocka_unit_test(choices_by_hand),
        cmocka_unit_test(one_point_is_no_place),
        cmocka_unit_test(the_middle_of_a_buurt_is_known),
        cmocka_unit_test(wrong_choices_are_named),
        cmocka_unit_test(a_period_of_months_is_whole),
        cmocka_unit_test(intervals_across_midnight),
        cmocka_unit_test(an_event_is_counted_once_and_never_lost),
        cmocka_unit_test(campaigns_weigh_what_they_raise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
