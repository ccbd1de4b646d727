#include "tests/support/shapes.h"

#include "geo/network.h"

#include <stdlib.h>

/* A layer from lines: each `count` pairs x, y. */
typedef struct Line {
    const double *xy;
    size_t count;
} Line;

#define LINE(...) {(const double[]){__VA_ARGS__}, sizeof((const double[]){__VA_ARGS__}) / (2 * sizeof(double))}

static Features layer_of(const Line *line, size_t count)
{
    Features layer = features_init(FEATURE_LINE);
    Error error;
    for (size_t l = 0; l < count; l++) {
        assert_ok(features_add(&layer, &error), &error);
        add_part_of(&layer, line[l].xy, line[l].count);
    }
    return layer;
}

static Network network_of(const Line *line, size_t count, const int8_t *level, double tolerance_m)
{
    Features layer = layer_of(line, count);
    Network network;
    Error error;
    assert_ok(network_init(&layer, level, tolerance_m, &network, &error), &error);
    features_free(&layer);
    return network;
}

/* What must hold for any network. */
static void check_network(const Network *network)
{
    size_t halves = 0;
    for (size_t v = 0; v < network->node_count; v++) {
        assert_true(network->half_start[v] < network->half_start[v + 1]);
        for (size_t h = network->half_start[v]; h < network->half_start[v + 1]; h++, halves++) {
            assert_int_equal(network->edge_node[network->half[h]], v);
            if (h > network->half_start[v]) assert_true(network->half[h] > network->half[h - 1]);
        }
    }
    assert_int_equal(halves, 2 * network->edge_count);
    assert_int_equal(network->lines.count, network->edge_count);
    for (size_t e = 0; e < network->edge_count; e++) {
        double length = 0;
        const Features *lines = &network->lines;
        for (size_t v = lines->vertex_start[e] + 1; v < lines->vertex_start[e + 1]; v++)
            length += hypot(lines->x_m[v] - lines->x_m[v - 1], lines->y_m[v] - lines->y_m[v - 1]);
        assert_near(length, network->length_m[e], 1e-9);
        assert_true(network->length_m[e] > 0);
    }
}

static size_t ends_at(const Network *network, double x, double y)
{
    for (size_t v = 0; v < network->node_count; v++)
        if (hypot(network->node_x_m[v] - x, network->node_y_m[v] - y) < 0.6) return network->half_start[v + 1] - network->half_start[v];
    return 0;
}

static void test_crossings(void **state)
{
    (void)state;
    /* Two lines that cross in their middles: no junction. */
    Network network = network_of((Line[]){LINE(0, 0, 100, 0), LINE(50, -50, 50, 50)}, 2, NULL, 0.5);
    check_network(&network);
    assert_int_equal(network.edge_count, 2);
    assert_int_equal(network.counts.components, 2);
    network_free(&network);

    /* The same with a vertex that both have: one, unless their levels differ. */
    const Line shared[] = {LINE(0, 0, 50, 0, 100, 0), LINE(50, -50, 50, 0, 50, 50)};
    const struct {
        int8_t level[2];
        size_t edges;
    } cases[] = {{{0, 0}, 4}, {{0, 1}, 2}, {{NETWORK_LEVEL_UNKNOWN, 1}, 4}, {{-1, -1}, 4}};
    for (size_t i = 0; i < 4; i++) {
        network = network_of(shared, 2, cases[i].level, 0.5);
        check_network(&network);
        assert_int_equal(network.edge_count, cases[i].edges);
        assert_int_equal(ends_at(&network, 50, 0), cases[i].edges == 4 ? 4 : 0);
        network_free(&network);
    }
    network = network_of(shared, 2, NULL, 0.5);
    assert_int_equal(network.counts.components, 1);
    assert_int_equal(network.counts.dead_ends, 4);
    network_free(&network);
}

static void test_touches(void **state)
{
    (void)state;
    /* A bend that touches another street just before its end, and that end: all of it is one node, and no street has vanished. */
    Network near_end = network_of((Line[]){LINE(0, 0, 100, 0), LINE(99.45, 0, 101, 1, 101, 80)}, 2, NULL, 0.5);
    check_network(&near_end);
    assert_int_equal(near_end.edge_count, 2);
    assert_int_equal(near_end.counts.zero_length, 0);
    assert_int_equal(near_end.counts.components, 1);
    network_free(&near_end);
    /* An end 0.4 m from the middle of a street: a T-junction; at 0.6 m it is not; nor on a bridge over it. */
    for (int i = 0; i < 3; i++) {
        double gap = i == 1 ? 0.6 : 0.4;
        const double side[] = {30, gap, 30, 80};
        const int8_t level[] = {0, i == 2 ? 1 : 0};
        Network network = network_of((Line[]){LINE(0, 0, 100, 0), {side, 2}}, 2, level, 0.5);
        check_network(&network);
        assert_int_equal(network.edge_count, i == 0 ? 3 : 2);
        assert_int_equal(network.counts.touches, i == 0);
        assert_int_equal(ends_at(&network, 30, 0), i == 0 ? 3 : i == 1 ? 0 : 1); /* the bridge's own end stands there alone */
        if (i == 0) {
            assert_near(network.length_m[0], 30, 1e-12);
            assert_near(network.length_m[1], 70, 1e-12);
            assert_near(network.length_m[2], 79.6, 1e-12);
            assert_int_equal(network.street[0], 0);
            assert_int_equal(network.street[1], 0);
            assert_int_equal(network.street[2], 1);
        }
        network_free(&network);
    }
    /* Two side streets from both sides at nearly one place make one junction of four. */
    Network network = network_of((Line[]){LINE(0, 0, 100, 0), LINE(30, 0.2, 30, 80), LINE(30.1, -0.1, 30, -80)}, 3, NULL, 0.5);
    check_network(&network);
    assert_int_equal(network.edge_count, 4);
    assert_int_equal(ends_at(&network, 30, 0), 4);
    network_free(&network);

    /* An end between two streets that it touches both makes one junction of five. */
    network = network_of((Line[]){LINE(0, 0, 100, 0), LINE(0, 0.8, 100, 0.8), LINE(30, 0.4, 30, 0.41)}, 3, NULL, 0.5);
    check_network(&network);
    assert_int_equal(network.counts.touches, 4); /* both its ends */
    assert_int_equal(network.counts.components, 1);
    network_free(&network);

    /* A street that ends on itself, like a 6: a stem and a loop. */
    network = network_of((Line[]){LINE(0, 0, 50, 0, 50, 50, 20, 50, 20, 0)}, 1, NULL, 0.5);
    check_network(&network);
    assert_int_equal(network.edge_count, 2);
    assert_int_equal(network.counts.loops, 1);
    assert_int_equal(ends_at(&network, 20, 0), 3);
    assert_near(network.length_m[1], 30 + 50 + 30 + 50, 1e-12);
    network_free(&network);
}

static void test_ends(void **state)
{
    (void)state;
    /* Ends 0.3 m apart in a chain are one node; a bridge joins the street that it lands on. */
    const int8_t level[] = {0, 1, 0};
    Network network = network_of((Line[]){LINE(0, 0, 100, 0), LINE(100.3, 0, 200, 0), LINE(100.6, 0, 100, 50)}, 3, level, 0.5);
    check_network(&network);
    assert_int_equal(network.node_count, 4);
    assert_int_equal(network.counts.components, 1);
    network_free(&network);
    network = network_of((Line[]){LINE(0, 0, 100, 0), LINE(100.3, 0, 200, 0)}, 2, NULL, 0);
    assert_int_equal(network.counts.components, 2);
    network_free(&network);
}

static void test_doubles(void **state)
{
    (void)state;
    Network network = network_of((Line[]){LINE(0, 0, 50, 20, 100, 0),           /* a street, */
                                          LINE(100, 0.1, 50.1, 20, 0, 0.1),     /* again, the other way round, */
                                          LINE(0, 0, 50, -20, 100, 0),          /* another way between the same corners, */
                                          LINE(0, 0, 0, 0), LINE(7, 7),         /* nothing, nothing, */
                                          LINE(0, 0, 0.2, 0),                   /* a crumb, */
                                          LINE(100, 0, 120, 0, 120, 20, 100, 0) /* and a loop. */},
                                 7, NULL, 0.5);
    check_network(&network);
    assert_int_equal(network.edge_count, 3);
    assert_int_equal(network.counts.duplicates, 1);
    assert_int_equal(network.counts.parallel, 1);
    assert_int_equal(network.counts.zero_length, 3);
    assert_int_equal(network.counts.loops, 1);
    assert_int_equal(network.counts.components, 1);
    assert_int_equal(network.counts.dead_ends, 0);
    network_free(&network);
}

/* A grid town drawn as long streets, noded by touches alone, against what a grid must be. */
static void test_grid(void **state)
{
    (void)state;
    enum { SIDE = 12 };
    Features layer = features_init(FEATURE_LINE);
    Error error;
    for (int i = 0; i <= SIDE; i++) { /* streets west to east */
        assert_ok(features_add(&layer, &error), &error);
        add_part_of(&layer, (double[]){0, 90.0 * i, 90.0 * SIDE, 90.0 * i}, 2);
    }
    for (int i = 0; i <= SIDE; i++) /* and short ones between them, parts of one feature */
        for (int k = 0; k < SIDE; k++) {
            if (k == 0) assert_ok(features_add(&layer, &error), &error);
            add_part_of(&layer, (double[]){90.0 * i, 90.0 * k + 0.2, 90.0 * i, 90.0 * (k + 1) - 0.2}, 2);
        }
    Network network;
    assert_ok(network_init(&layer, NULL, 0.5, &network, &error), &error);
    check_network(&network);
    assert_int_equal(network.node_count, (SIDE + 1) * (SIDE + 1));
    assert_int_equal(network.edge_count, 2 * SIDE * (SIDE + 1));
    assert_int_equal(network.counts.components, 1);
    assert_int_equal(network.counts.dead_ends, 0);
    network_free(&network);
    features_free(&layer);
}

static void test_snap_against_all(void **state)
{
    (void)state;
    uint64_t random = 7;
    enum { LINES = 60, PLACES = 800 };
    Features layer = features_init(FEATURE_LINE);
    Error error;
    for (int l = 0; l < LINES; l++) {
        double x = random_between(&random, 0, 1000), y = random_between(&random, 0, 1000);
        assert_ok(features_add(&layer, &error), &error);
        assert_ok(features_add_part(&layer, &error), &error);
        for (int v = 0; v < 4; v++) {
            assert_ok(features_add_vertex(&layer, x, y, &error), &error);
            x += random_between(&random, -80, 80), y += random_between(&random, -80, 80);
        }
    }
    Network network;
    assert_ok(network_init(&layer, NULL, 0.5, &network, &error), &error);
    double x[PLACES], y[PLACES];
    for (int i = 0; i < PLACES; i++) x[i] = random_between(&random, -100, 1100), y[i] = random_between(&random, -100, 1100);
    x[5] = NAN;
    NetworkPlaces places;
    assert_ok(network_snap(&network, x, y, PLACES, 50, &places, &error), &error);
    size_t none = 0;
    for (int i = 0; i < PLACES; i++) {
        double least = INFINITY;
        for (size_t e = 0; e < network.edge_count; e++)
            for (size_t v = network.lines.vertex_start[e]; v + 1 < network.lines.vertex_start[e + 1]; v++) {
                const double *lx = network.lines.x_m + v, *ly = network.lines.y_m + v;
                for (int s = 0; s <= 100; s++) /* places along the street, a second way to the nearest one */
                    least = fmin(least, hypot(lx[0] + s / 100.0 * (lx[1] - lx[0]) - x[i], ly[0] + s / 100.0 * (ly[1] - ly[0]) - y[i]));
            }
        if (places.edge[i] == NETWORK_NO_EDGE) {
            none++;
            assert_true(i == 5 || least >= 50);
            assert_true(isnan(places.distance_m[i]));
            continue;
        }
        double px, py;
        network_place(&network, places.edge[i], places.position_m[i], &px, &py);
        assert_near(hypot(px - x[i], py - y[i]), places.distance_m[i], 1e-9);
        assert_true(places.distance_m[i] <= least + 1e-9 && places.distance_m[i] <= 50);
        assert_true(least - places.distance_m[i] < 0.6);
    }
    assert_int_equal(none, places.unsnapped);
    assert_true(none > 100 && none < PLACES - 100);
    network_places_free(&places);
    network_free(&network);
    features_free(&layer);
}

static void test_pieces(void **state)
{
    (void)state;
    Network network = network_of((Line[]){LINE(0, 0, 30, 0, 30, 40, 100, 40)}, 1, NULL, 0.5);
    Features pieces = features_init(FEATURE_LINE);
    Error error;
    const double at[] = {0, 20, 50, 70, 140};
    for (int i = 0; i < 4; i++) assert_ok(network_add_piece(&network, 0, at[i], at[i + 1], &pieces, &error), &error);
    const double expected[] = {0, 0, 20, 0, 20, 0, 30, 0, 30, 20, 30, 20, 30, 40, 30, 40, 100, 40};
    assert_int_equal(features_vertices(&pieces), 9);
    for (size_t v = 0; v < 9; v++) {
        assert_near(pieces.x_m[v], expected[2 * v], 1e-12);
        assert_near(pieces.y_m[v], expected[2 * v + 1], 1e-12);
    }
    features_free(&pieces);
    network_free(&network);
}

static void test_refused(void **state)
{
    (void)state;
    Error error;
    Network network;
    Features nothing = features_init(FEATURE_LINE);
    assert_ok(network_init(&nothing, NULL, 0.5, &network, &error), &error);
    assert_int_equal(network.edge_count + network.node_count, 0);
    NetworkPlaces places;
    assert_ok(network_snap(&network, (double[]){1}, (double[]){2}, 1, 50, &places, &error), &error);
    assert_int_equal(places.unsnapped, 1);
    network_places_free(&places);
    network_free(&network);
    Features area = features_init(FEATURE_POLYGON);
    add_rectangle(&area, 0, 0, 10, 10);
    assert_false(network_init(&area, NULL, 0.5, &network, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    Features broken = layer_of((Line[]){LINE(0, 0, NAN, 5)}, 1);
    assert_false(network_init(&broken, NULL, 0.5, &network, &error));
    Features good = layer_of((Line[]){LINE(0, 0, 1, 5)}, 1);
    assert_false(network_init(&good, NULL, -1, &network, &error));
    assert_false(network_init(&good, NULL, NAN, &network, &error));
    features_free(&area);
    features_free(&broken);
    features_free(&good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crossings),        cmocka_unit_test(test_touches), cmocka_unit_test(test_ends),
        cmocka_unit_test(test_doubles),          cmocka_unit_test(test_grid),    cmocka_unit_test(test_snap_against_all),
        cmocka_unit_test(test_pieces),           cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
