/* When, of a village that was laid by hand: months of both kinds, campaigns, trends in the tables, and what is refused. */
#include "tests/support/assert_near.h"

#include "geo/calendar.h"
#include "geo/daylight.h"
#include "src/results.h"
#include "src/timing.h"
#include "src/wording.h"
#include "tests/support/random_numbers.h"
#include "tests/support/town.h"

#include <stdlib.h>
#include <string.h>

static const double SQUARE[] = {150000, 440000, 151500, 440000, 151500, 441500, 150000, 441500};

/* Two years: 15 reports a quarter on one spot in the first year and 45 in the second, on another 30 in both, 40 a quarter anywhere, and in
 * the fifth quarter a campaign that doubled all of them. */
static char *village_rows(void)
{
    enum { BYTES = 1 << 17 };
    char *rows = malloc(BYTES);
    size_t used = (size_t)snprintf(rows, BYTES, "datum;tijd;x;y;categorie;soort\n");
    uint64_t random = 9;
    for (int quarter = 0; quarter < 8; quarter++) {
        int times = quarter == 4 ? 2 : 1, spots[] = {(quarter < 4 ? 15 : 45) * times, 30 * times, 40 * times};
        for (int place = 0; place < 3; place++)
            for (int i = 0; i < spots[place]; i++) {
                double x = place == 0 ? 150350 : place == 1 ? 151150 : 150000 + random_below(&random, 1500), y = place == 0 ? 440350 : place == 1 ? 441150 : 440000 + random_below(&random, 1500);
                used += (size_t)snprintf(rows + used, BYTES - used, "%d-%02d-%02d;%02d:00;%.0f;%.0f;overlast;voorval\n", 2023 + quarter / 4, 1 + 3 * (quarter % 4) + i % 3,
                                         1 + random_below(&random, 28), 20 + i % 3, place < 2 ? x + random_below(&random, 60) : x, place < 2 ? y + random_below(&random, 60) : y);
            }
    }
    for (int i = 0; i < 24; i++) used += (size_t)snprintf(rows + used, BYTES - used, "%d-%02d-15;;150600;440600;onveilig;gevoel\n", 2023 + i / 12, 1 + i % 12);
    return rows;
}

static void found_village(Town *town)
{
    Error error;
    char *rows = village_rows();
    const TownFeature ground = {"Dorp", SQUARE, 4};
    town_found(town);
    town_layer(town, "grens", ROLE_BOUNDARY, FEATURE_POLYGON, &ground, 1);
    town_import(town, "een", "een.csv", rows);
    assert_ok(config_set(&town->config, "selection", "from", "2023-01-01", "--", &error), &error);
    assert_ok(config_set(&town->config, "selection", "to", "2024-12-31", "--", &error), &error);
    assert_ok(config_set(&town->config, "areas", "exposure", "area", "--", &error), &error);
    assert_ok(config_set(&town->config, "density", "bandwidth", "100", "--", &error), &error);
    free(rows);
}

static void look(Town *town, Analysis *analysis, Timing *timing)
{
    Error error;
    NearRepeatInput limits;
    assert_ok(timing_limits(&(TimingWish){0}, &limits, &error), &error);
    assert_ok(analysis_make(town->store, &town->config, STAGE_OVERLAY, analysis, &error), &error);
    assert_ok(timing_make(town->store, &town->config, analysis, &limits, timing, &error), &error);
}

static const RiskArea *area_near(const Analysis *analysis, double x_m, double y_m)
{
    for (size_t a = 0; a < analysis->area_count; a++)
        if (hypot(analysis->area[a].measure.x_max_m - x_m, analysis->area[a].measure.y_max_m - y_m) < 150) return &analysis->area[a];
    fail_msg("no area near %.0f %.0f", x_m, y_m);
    return NULL;
}

static void a_village_by_hand(void **state)
{
    (void)state;
    Town town;
    Analysis analysis;
    Timing timing;
    found_village(&town);
    look(&town, &analysis, &timing);
    assert_int_equal(timing.months, 24);
    assert_int_equal(timing.first_month, 2023 * 12 + 1);
    for (int m = 0; m < 24; m++) {
        double spot = m < 12 ? 5 : 15, times = m / 3 == 4 ? 2 : 1; /* 40 in three months are 14, 13 and 13; 80 are 27, 27 and 26 */
        double elsewhere = times > 1 ? (m % 3 == 2 ? 26 : 27) : (m % 3 == 0 ? 14 : 13);
        assert_near(timing.kind[KIND_INCIDENT].count[m], times * (spot + 10) + elsewhere, 0);
        assert_near(timing.kind[KIND_PERCEPTION].count[m], 1, 0);
        assert_true(timing.month_whole[m]);
        assert_false(timing.kind[KIND_INCIDENT].campaign[m]);
    }
    assert_int_equal(timing.hours.unknown, 0);
    assert_near(timing.hours.weight, analysis.selection.weight, 1e-9);
    assert_int_equal(timing.peak.from_hour <= 20 && timing.peak.from_hour + timing.peak.hours >= 23, 1);
    /* Without the campaign the second spot seems to rise too: its fifth quarter is doubled. */
    const RiskArea *rising = area_near(&analysis, 150380, 440380), *steady = area_near(&analysis, 151180, 441180);
    assert_string_equal(wording_trend_key(rising->trend.kind), "toenemend");
    double before = steady->trend.slope_p;
    timing_free(&timing);
    analysis_free(&analysis);

    /* With it, the doubled quarter is explained. */
    ConfigCampaign campaign = {.name = "actie", .months = "2024-01, 2024-02, 2024-03"};
    ConfigCampaign *kept = town.config.campaign;
    size_t kept_count = town.config.campaign_count;
    town.config.campaign = &campaign, town.config.campaign_count = 1;
    look(&town, &analysis, &timing);
    for (int m = 0; m < 24; m++) assert_int_equal(timing.kind[KIND_INCIDENT].campaign[m], m / 3 == 4);
    steady = area_near(&analysis, 151180, 441180);
    assert_true(steady->trend.slope_p > before);
    assert_string_equal(wording_trend_key(steady->trend.kind), "aanhoudend");
    assert_near(analysis.trends.raise[3], 1, 0);
    assert_near(analysis.trends.raise[4], 230.0 / 87, 1e-9); /* 77, 77 and 76 reports; of the other months 12 had 28 or 29, four of them 29, so the median is 29 */
    /* The table says the same. */
    Table table;
    Error error;
    assert_ok(results_risk_areas(&town.config, &analysis, &table, &error), &error);
    assert_string_equal(table.column[table.column_count - 3].name, "trend");
    assert_string_equal(table_cell(&table, (size_t)steady->rank - 1, table.column_count - 3)->text, "aanhoudend");
    assert_near(table_cell(&table, (size_t)steady->rank - 1, table.column_count - 1)->number, steady->trend.slope_p, 0);
    char counts[WORDING_TEXT], wanted[WORDING_TEXT] = "";
    wording_trend_counts(&steady->trend, counts, sizeof counts);
    for (int k = 0; k < 8; k++) snprintf(wanted + strlen(wanted), sizeof wanted - strlen(wanted), "%s%.0f*", k > 0 ? " " : "", steady->trend.reports[k]);
    assert_string_equal(counts, wanted);
    assert_near(steady->trend.reports[0], 30, 2); /* and hardly any of those anywhere */
    assert_near(steady->trend.reports[4], 60, 3);
    table_free(&table);
    timing_free(&timing);
    analysis_free(&analysis);
    town.config.campaign = kept, town.config.campaign_count = kept_count;
    town_raze(&town);
}

static void parts_of_months(void **state)
{
    (void)state;
    Town town;
    Error error;
    Analysis analysis;
    Timing timing;
    found_village(&town);
    assert_ok(config_set(&town.config, "selection", "from", "2023-03-02", "--", &error), &error);
    assert_ok(config_set(&town.config, "selection", "to", "2023-05-30", "--", &error), &error);
    assert_ok(config_set(&town.config, "selection", "category", "overlast", "--", &error), &error); /* of which there are no perceptions */
    look(&town, &analysis, &timing);
    assert_int_equal(timing.months, 3);
    assert_false(timing.month_whole[0]);
    assert_true(timing.month_whole[1]);
    assert_false(timing.month_whole[2]);
    assert_int_equal(timing.kind[KIND_PERCEPTION].reports, 0);
    assert_int_equal(analysis.trends.quarters.count, 0);
    for (size_t a = 0; a < analysis.area_count; a++) assert_int_equal(analysis.area[a].trend.kind, TREND_TOO_FEW);
    assert_true(timing.trends_refused[0] != '\0');
    timing_free(&timing);
    analysis_free(&analysis);
    town_raze(&town);
}

/* The share of dark of a year at 52 degrees, in steps of a minute; and of the reports. */
static void darkness_of_the_time(void **state)
{
    (void)state;
    Town town;
    Analysis analysis;
    Timing timing;
    found_village(&town);
    look(&town, &analysis, &timing);
    double dark = 0, all = 0, happened = 0;
    const Points *points = &analysis.selection.points;
    for (int64_t at = analysis.selection.from_day * DAY_S; at < (analysis.selection.to_day + 1) * DAY_S; at += 600, all++)
        dark += daylight_is_dark(analysis.municipality.latitude_deg, analysis.municipality.longitude_deg, (double)at);
    for (size_t i = 0; i < points->count; i++)
        happened += daylight_is_dark(analysis.municipality.latitude_deg, analysis.municipality.longitude_deg, (double)(points->from_s[i] - points->utc_offset_s[i]));
    assert_near(timing.dark_of_time, dark / all, 2e-4);
    assert_near(timing.dark, happened, 1e-6);
    assert_near(timing.dark_known, (double)points->count, 0);
    /* Wilson by hand. */
    double n = timing.dark_known, share = happened / n, z = 1.959963984540054, middle = (share + z * z / (2 * n)) / (1 + z * z / n);
    assert_near((timing.dark_interval.low + timing.dark_interval.high) / 2, middle, 1e-9);
    timing_free(&timing);
    analysis_free(&analysis);
    town_raze(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_village_by_hand), cmocka_unit_test(parts_of_months), cmocka_unit_test(darkness_of_the_time)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
