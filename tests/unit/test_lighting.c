#include "tests/support/assert_near.h"

#include "geo/lighting.h"
#include "geo/random.h"

#include <omp.h>
#include <stdlib.h>

enum { LAMPS = 150, STREETS = 40, REPORTS = 300, SPOTS = 12 };

static const LightingClass P4 = {5, 1};

/* Streets that wander, each with its class; some meet, most do not. */
static Network random_network(Random *random)
{
    Error error;
    Features lines = features_init(FEATURE_LINE);
    for (int s = 0; s < STREETS; s++) {
        assert_ok(features_add(&lines, &error) && features_add_part(&lines, &error), &error);
        double x = 600 * random_uniform(random), y = 600 * random_uniform(random);
        for (int v = 0; v < 5; v++) {
            assert_ok(features_add_vertex(&lines, x, y, &error), &error);
            x += 80 * random_uniform(random) - 40, y += 80 * random_uniform(random) - 40;
        }
    }
    Network network;
    assert_ok(network_init(&lines, NULL, 0.5, &network, &error), &error);
    features_free(&lines);
    return network;
}

static void random_lamps(Random *random, Lamp *lamp)
{
    for (int i = 0; i < LAMPS; i++) {
        lamp[i] = (Lamp){600 * random_uniform(random), 600 * random_uniform(random), 1 + 9 * random_uniform(random), LAMP_WORKS};
        if (i % 9 == 0) lamp[i].state = LAMP_BROKEN;
        if (i % 7 == 0) lamp[i].state = LAMP_UNKNOWN;
        if (i % 11 == 0) lamp[i].lux = NAN;
    }
}

/* A street looked at every few centimetres, each place by itself. */
static void sample_street(const Network *network, size_t edge, const Lamp *lamp, double reach_m, LightingClass target, StreetLight *ret)
{
    enum { PLACES = 20000 };
    double step = network->length_m[edge] / PLACES, lux = 0, known = 0, below = 0, lit = 0;
    bool near[LAMPS] = {false};
    *ret = (StreetLight){0};
    for (int p = 0; p < PLACES; p++) {
        double x, y, best = INFINITY;
        int nearest = -1;
        network_place(network, edge, (p + 0.5) * step, &x, &y);
        for (int i = 0; i < LAMPS; i++) {
            double d = hypot(lamp[i].x_m - x, lamp[i].y_m - y);
            if (d > reach_m) continue;
            near[i] = true;
            if (lamp[i].state != LAMP_BROKEN && d < best) best = d, nearest = i;
        }
        if (nearest < 0) continue;
        lit++;
        if (isnan(lamp[nearest].lux)) continue;
        known++, lux += lamp[nearest].lux, below += lamp[nearest].lux < target.minimum_lux;
    }
    double unlit = PLACES - lit;
    ret->unlit_m = unlit * step;
    ret->unknown_m = (lit - known) * step;
    ret->lux_mean = lux / (known + unlit);
    ret->below_minimum_m = (below + unlit) * step;
    ret->deficit = fmax(0, 1 - (lux + target.mean_lux * (lit - known)) / (target.mean_lux * PLACES));
    for (int i = 0; i < LAMPS; i++) {
        ret->lamps += near[i] && lamp[i].state != LAMP_BROKEN;
        ret->broken += near[i] && lamp[i].state == LAMP_BROKEN;
        ret->state_unknown += near[i] && lamp[i].state == LAMP_UNKNOWN;
    }
}

static void streets_agree_with_looking_everywhere(void **state)
{
    (void)state;
    Error error;
    Random random = random_init(51);
    Network network = random_network(&random);
    Lamp lamp[LAMPS];
    random_lamps(&random, lamp);
    LightingClass *target = calloc(network.edge_count, sizeof *target);
    StreetLight *light = calloc(network.edge_count, sizeof *light), *again = calloc(network.edge_count, sizeof *again);
    assert_true(target != NULL && light != NULL && again != NULL);
    for (size_t e = 0; e < network.edge_count; e++) target[e] = e % 3 ? P4 : (LightingClass){15, 3};
    assert_ok(lighting_streets(&network, lamp, LAMPS, target, 25, light, &error), &error);
    size_t partly = 0;
    for (size_t e = 0; e < network.edge_count; e++) {
        StreetLight expected;
        sample_street(&network, e, lamp, 25, target[e], &expected);
        double step = network.length_m[e] / 20000, slack = 40 * step;
        assert_near(light[e].unlit_m, expected.unlit_m, slack);
        assert_near(light[e].unknown_m, expected.unknown_m, slack);
        assert_near(light[e].below_minimum_m, expected.below_minimum_m, slack);
        assert_near(light[e].deficit, expected.deficit, 0.005);
        if (!isnan(light[e].lux_mean)) assert_near(light[e].lux_mean, expected.lux_mean, 0.02);
        assert_int_equal(light[e].lamps, expected.lamps);
        assert_int_equal(light[e].broken, expected.broken);
        assert_int_equal(light[e].state_unknown, expected.state_unknown);
        partly += light[e].unlit_m > 5 && light[e].unlit_m < network.length_m[e] - 5;
    }
    assert_true(partly > 15);
    omp_set_num_threads(3);
    assert_ok(lighting_streets(&network, lamp, LAMPS, target, 25, again, &error), &error);
    assert_memory_equal(light, again, network.edge_count * sizeof *light);
    free(target);
    free(light);
    free(again);
    network_free(&network);
}

static Network one_street(double length_m)
{
    Error error;
    Network network;
    Features lines = features_init(FEATURE_LINE);
    assert_ok(features_add(&lines, &error) && features_add_part(&lines, &error) && features_add_vertex(&lines, 0, 0, &error) &&
                  features_add_vertex(&lines, length_m / 2, 0, &error) && features_add_vertex(&lines, length_m, 0, &error),
              &error);
    assert_ok(network_init(&lines, NULL, 0.5, &network, &error), &error);
    features_free(&lines);
    return network;
}

/* A street of 200 m. Lamps 7 m aside light 24 m to each side: from 26 to 70 with 6 lux, from 70 to 114 with 2. */
static void a_street_by_hand(void **state)
{
    (void)state;
    Error error;
    StreetLight light;
    Network network = one_street(200);
    Lamp lamp[] = {{50, 7, 6, LAMP_WORKS}, {90, -7, 2, LAMP_WORKS}, {150, 0, 8, LAMP_BROKEN}, {190, 30, 8, LAMP_WORKS}};
    assert_ok(lighting_streets(&network, lamp, 4, &P4, 25, &light, &error), &error);
    assert_near(light.unlit_m, 112, 1e-9);
    assert_near(light.lux_mean, (44 * 6 + 44 * 2) / 200.0, 1e-9);
    assert_near(light.deficit, 1 - 1.76 / 5, 1e-9);
    assert_near(light.below_minimum_m, 112, 1e-9);
    assert_near(light.lux_lowest, 0, 0);
    assert_int_equal(light.lamps, 2);
    assert_int_equal(light.broken, 1);
    assert_ok(lighting_streets(&network, lamp, 4, &(LightingClass){15, 3}, 25, &light, &error), &error);
    assert_near(light.below_minimum_m, 156, 1e-9);
    /* A class in candela, or none: no deficit, and not 0. */
    assert_ok(lighting_streets(&network, lamp, 4, &(LightingClass){NAN, NAN}, 25, &light, &error), &error);
    assert_true(isnan(light.deficit) && isnan(light.below_minimum_m));
    assert_near(light.unlit_m, 112, 1e-9);
    /* Lamps without lux and without state: positions alone, so the deficit is the unlit share and the lux is not known. */
    for (int i = 0; i < 4; i++) lamp[i].lux = NAN, lamp[i].state = LAMP_UNKNOWN;
    assert_ok(lighting_streets(&network, lamp, 4, &P4, 25, &light, &error), &error);
    assert_near(light.unlit_m, 200 - 88 - 50, 1e-9);
    assert_near(light.deficit, 62 / 200.0, 1e-9);
    assert_true(isnan(light.lux_mean) && isnan(light.lux_lowest));
    assert_int_equal(light.state_unknown, 3);
    /* No lamp at all. */
    assert_ok(lighting_streets(&network, NULL, 0, &P4, 25, &light, &error), &error);
    assert_near(light.unlit_m, 200, 1e-9);
    assert_near(light.deficit, 1, 0);
    network_free(&network);
}

static void refusals(void **state)
{
    (void)state;
    Error error;
    StreetLight light;
    Network network = one_street(100);
    Lamp nowhere = {NAN, 0, 5, LAMP_WORKS};
    assert_false(lighting_streets(&network, &nowhere, 1, &P4, 25, &light, &error));
    assert_string_equal(error.text, "Lamp 1 has no place; give its coordinates or leave it out.");
    assert_false(lighting_streets(&network, &nowhere, 0, &P4, 0, &light, &error));
    network_free(&network);
}

/* The most that any of many places along the streets reaches of what is left. */
static double best_sampled(const Network *network, const UnlitPoints *points, const uint8_t *reached, double reach_m)
{
    double best = 0;
    for (size_t e = 0; e < network->edge_count; e++) {
        for (double at = 0; at <= network->length_m[e]; at += 0.25) {
            double x, y, sum = 0;
            network_place(network, e, at, &x, &y);
            for (size_t i = 0; i < points->count; i++)
                if (!reached[i] && hypot(points->x_m[i] - x, points->y_m[i] - y) <= reach_m) sum += points->weight[i];
            best = fmax(best, sum);
        }
    }
    return best;
}

static void spots_reach_the_most(void **state)
{
    (void)state;
    Error error;
    Random random = random_init(52);
    Network network = random_network(&random);
    double x[REPORTS], y[REPORTS], weight[REPORTS];
    uint8_t reached[REPORTS] = {0}, replay[REPORTS] = {0};
    for (int i = 0; i < REPORTS; i++) x[i] = 600 * random_uniform(&random), y[i] = 600 * random_uniform(&random), weight[i] = i % 3 ? 1 : 0.5;
    UnlitPoints points = {REPORTS, x, y, weight};
    LightingSpot spot[SPOTS];
    size_t count;
    assert_ok(lighting_choose_spots(&network, NULL, &points, 25, SPOTS, reached, spot, &count, &error), &error);
    assert_int_equal(count, SPOTS);
    for (size_t s = 0; s < count; s++) {
        double px, py, sum = 0;
        network_place(&network, spot[s].site, spot[s].position_m, &px, &py);
        assert_near(hypot(px - spot[s].x_m, py - spot[s].y_m), 0, 1e-6);
        double sampled = best_sampled(&network, &points, replay, 25);
        assert_true(spot[s].weight >= sampled - 1e-9);
        if (s > 0) assert_true(spot[s].weight <= spot[s - 1].weight + 1e-9);
        for (int i = 0; i < REPORTS; i++) {
            if (replay[i] || hypot(x[i] - px, y[i] - py) > 25 + 1e-5) continue;
            replay[i] = 1, sum += weight[i];
        }
        assert_near(sum, spot[s].weight, 1e-9);
    }
    assert_memory_equal(replay, reached, REPORTS);
    network_free(&network);
}

static void spots_by_hand(void **state)
{
    (void)state;
    Error error;
    Network network = one_street(200);
    /* Three within 40 m of street, one far along, one that no place of the street reaches. */
    double x[] = {20, 40, 60, 180, 100}, y[] = {0, 15, 0, 20, 26}, weight[] = {1, 1, 1, 2, 9};
    uint8_t reached[5] = {0};
    UnlitPoints points = {5, x, y, weight};
    LightingSpot spot[4];
    size_t count;
    assert_ok(lighting_choose_spots(&network, NULL, &points, 25, 4, reached, spot, &count, &error), &error);
    assert_int_equal(count, 2);
    assert_near(spot[0].weight, 3, 1e-12);
    assert_int_equal(spot[0].points, 3);
    assert_near(spot[0].x_m, 40, 1e-9); /* from 35, where the third comes within reach, to 45, where the first leaves it */
    assert_near(spot[1].x_m, 180, 1e-9);
    assert_int_equal(reached[4], 0);
    /* Nothing where no place is allowed. */
    uint8_t none = 0, fresh[5] = {0};
    assert_ok(lighting_choose_spots(&network, &none, &points, 25, 4, fresh, spot, &count, &error), &error);
    assert_int_equal(count, 0);
    /* Broken lamps first: the one that reaches the most, then what is left. */
    double sx[] = {0, 100, 100}, sy[] = {0, 26, 30};
    assert_ok(lighting_choose_sites(sx, sy, 3, &points, 25, 4, fresh, spot, &count, &error), &error);
    assert_int_equal(count, 2);
    assert_int_equal(spot[0].site, 1);
    assert_near(spot[0].weight, 9, 0);
    assert_int_equal(spot[1].site, 0);
    assert_ok(lighting_choose_spots(&network, NULL, &points, 25, 4, fresh, spot, &count, &error), &error);
    assert_int_equal(count, 2);
    assert_near(spot[0].weight + spot[1].weight, 4, 1e-12); /* the first is reached by the lamp at 0 */
    network_free(&network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streets_agree_with_looking_everywhere), cmocka_unit_test(a_street_by_hand), cmocka_unit_test(refusals),
        cmocka_unit_test(spots_reach_the_most),                  cmocka_unit_test(spots_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
