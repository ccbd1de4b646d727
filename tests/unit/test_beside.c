/* Sets of reports beside each other: ground, counts and sharing got a second way, point by point. */
#include "tests/support/assert_near.h"

#include "src/beside.h"
#include "tests/support/random_numbers.h"
#include "tests/support/town.h"

#include <stdlib.h>
#include <string.h>

enum { EACH = 120, BOTH = 9, ROWS = 2 * EACH + BOTH };

static const double SQUARE[] = {150000, 440000, 152000, 440000, 152000, 442000, 150000, 442000};

typedef struct Village {
    Town town;
    double x[ROWS], y[ROWS];
} Village;

/* Women at one place of their own and one in common, lhbti+ people at another and the one in common; a few of both anywhere. */
static void found_village(Village *village)
{
    static char rows[ROWS * 80 + 80];
    static const double own[2][2] = {{150500, 440500}, {151500, 440500}}, common[2] = {151000, 441500};
    const TownFeature ground = {"Dorp", SQUARE, 4};
    uint64_t random = 33;
    size_t used = (size_t)snprintf(rows, sizeof rows, "datum;tijd;x;y;categorie;groep\n");
    for (int i = 0; i < ROWS; i++) {
        int set = i < EACH ? 0 : 1;
        const double *near = i % 3 == 0 ? common : own[set];
        bool scattered = i >= 2 * EACH || i % 5 == 4;
        village->x[i] = scattered ? 150000 + (double)random_below(&random, 2000) : near[0] - 60 + (double)random_below(&random, 120);
        village->y[i] = scattered ? 440000 + (double)random_below(&random, 2000) : near[1] - 60 + (double)random_below(&random, 120);
        used += (size_t)snprintf(rows + used, sizeof rows - used, "2024-%02d-%02d;12:00;%.0f;%.0f;overlast;%s\n", 1 + i % 12, 1 + i % 28, village->x[i], village->y[i],
                                 i < EACH ? "vrouwen" : i < 2 * EACH ? "lhbti" : "vrouwen, lhbti");
    }
    town_found(&village->town);
    town_layer(&village->town, "grens", ROLE_BOUNDARY, FEATURE_POLYGON, &ground, 1);
    town_import(&village->town, "een", "een.csv", rows);
}

static unsigned mask_of(const Beside *beside, double x, double y)
{
    unsigned mask = 0;
    for (unsigned s = 0; s < beside->sets; s++)
        for (size_t a = 0; a < beside->analysis[s].areas.count; a++) {
            Polygon area = polygon_of(&beside->analysis[s].areas, a);
            if (polygon_contains(&area, x, y)) mask |= 1u << s;
        }
    return mask;
}

static bool of_set(int row, unsigned set)
{
    return row >= 2 * EACH || (row < EACH) == (set == 0);
}

static void two_groups(void **state)
{
    (void)state;
    static Village village;
    static Beside beside;
    const char *const words[] = {"women", "group:lhbti"};
    Error error;
    found_village(&village);
    assert_ok(beside_make(village.town.store, &village.town.config, words, 2, &beside, &error), &error);
    assert_int_equal(beside.in_both[0][1], BOTH);
    assert_int_equal(beside.in_both[1][0], BOTH);
    size_t reports[2][4] = {{0}};
    for (int i = 0; i < ROWS; i++)
        for (unsigned s = 0; s < 2; s++) reports[s][mask_of(&beside, village.x[i], village.y[i])] += of_set(i, s);
    for (unsigned s = 0; s < 2; s++)
        for (unsigned mask = 0; mask < 4; mask++) assert_int_equal(beside.reports[s][mask], reports[s][mask]);
    /* The ground of each mask, from the outlines. */
    double own[2] = {0}, common = 0, all = 0;
    for (unsigned s = 0; s < 2; s++)
        for (size_t a = 0; a < beside.analysis[s].areas.count; a++) {
            Polygon area = polygon_of(&beside.analysis[s].areas, a);
            own[s] += polygon_area_m2(&area);
        }
    for (size_t f = 0; f < beside.shared.count; f++) {
        Polygon piece = polygon_of(&beside.shared, f);
        common += polygon_area_m2(&piece);
    }
    for (unsigned mask = 0; mask < 4; mask++) all += beside.ground_m2[mask];
    assert_near(all, 4e6, 1);
    assert_near(beside.ground_m2[3] / common, 1, 0.05);
    assert_near((beside.ground_m2[1] + beside.ground_m2[3]) / own[0], 1, 0.05);
    assert_near((beside.ground_m2[2] + beside.ground_m2[3]) / own[1], 1, 0.05);
    /* The one in common is first, the two of their own come after it. */
    assert_int_equal(beside.shared_count, 1);
    assert_true(beside.place_count >= 3);
    static const double centre[3][2] = {{151000, 441500}, {150500, 440500}, {151500, 440500}};
    static const unsigned shared[3] = {3, 0, 0};
    for (int c = 0; c < 3; c++) {
        size_t p = 0;
        Polygon polygon;
        for (; p < beside.place_count; p++) {
            polygon = polygon_of(&beside.places, p);
            if (polygon_contains(&polygon, centre[c][0], centre[c][1])) break;
        }
        assert_true(p < beside.place_count && (c > 0 || p == 0));
        const BesidePlace *place = &beside.place[p];
        assert_int_equal(place->shared, shared[c]);
        assert_int_equal(place->present, c == 0 ? 3 : c);
        for (unsigned s = 0; s < 2; s++) {
            size_t inside = 0;
            for (int i = 0; i < ROWS; i++) inside += of_set(i, s) && polygon_contains(&polygon, village.x[i], village.y[i]);
            assert_int_equal(place->part[s].reports, inside);
        }
    }
    beside_free(&beside);
    town_raze(&village.town);
}

static void what_cannot_be_beside(void **state)
{
    (void)state;
    static Village village;
    static Beside beside;
    Error error;
    found_village(&village);
    const char *const alone[] = {"women"}, *const twice[] = {"women", "vrouwen"}, *const few[] = {"women", "other"}, *const wrong[] = {"women", "mannen:1"};
    assert_false(beside_make(village.town.store, &village.town.config, alone, 1, &beside, &error));
    assert_int_equal(error.code, ERROR_USAGE);
    beside_free(&beside);
    assert_false(beside_make(village.town.store, &village.town.config, twice, 2, &beside, &error));
    assert_non_null(strstr(error.text, "twice"));
    beside_free(&beside);
    assert_false(beside_make(village.town.store, &village.town.config, few, 2, &beside, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    beside_free(&beside);
    assert_false(beside_make(village.town.store, &village.town.config, wrong, 2, &beside, &error));
    assert_int_equal(error.code, ERROR_USAGE);
    beside_free(&beside);
    town_raze(&village.town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(two_groups), cmocka_unit_test(what_cannot_be_beside)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
