#include "tests/support/assert_near.h"

#include "geo/random.h"
#include "geo/walk.h"

#include <stdlib.h>

enum { SIDE = 6, PLACES = 8 };

/* A grid of streets of 100 m with some left out, so that ways bend; and a piece apart that no way leads to. */
static Network grid_network(Random *random)
{
    Error error;
    Features lines = features_init(FEATURE_LINE);
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++)
            for (int way = 0; way < 2; way++) {
                int x = i + (way == 0), y = j + (way == 1);
                if (x >= SIDE || y >= SIDE || random_below(random, 4) == 0) continue;
                assert_ok(features_add(&lines, &error) && features_add_part(&lines, &error) && features_add_vertex(&lines, 100 * i, 100 * j, &error) &&
                              features_add_vertex(&lines, 100 * x, 100 * y, &error),
                          &error);
            }
    assert_ok(features_add(&lines, &error) && features_add_part(&lines, &error) && features_add_vertex(&lines, 5000, 0, &error) && features_add_vertex(&lines, 5100, 0, &error), &error);
    Network network;
    assert_ok(network_init(&lines, NULL, 0.5, &network, &error), &error);
    features_free(&lines);
    return network;
}

/* All pairs of nodes by Floyd and Warshall. */
static double *all_ways(const Network *network)
{
    size_t n = network->node_count;
    double *way = malloc(n * n * sizeof *way);
    assert_non_null(way);
    for (size_t i = 0; i < n * n; i++) way[i] = i / n == i % n ? 0 : INFINITY;
    for (size_t e = 0; e < network->edge_count; e++) {
        size_t a = network->edge_node[2 * e], b = network->edge_node[2 * e + 1];
        way[a * n + b] = way[b * n + a] = fmin(way[a * n + b], network->length_m[e]);
    }
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) way[i * n + j] = fmin(way[i * n + j], way[i * n + k] + way[k * n + j]);
    return way;
}

static void distances_agree_with_all_pairs(void **state)
{
    (void)state;
    Error error;
    Random random = random_init(61);
    Network network = grid_network(&random);
    double x[PLACES], y[PLACES], matrix[PLACES * PLACES];
    for (int i = 0; i < PLACES; i++) x[i] = 500 * random_uniform(&random), y[i] = 500 * random_uniform(&random);
    x[1] = x[0] + 3, y[1] = y[0];  /* likely on one edge */
    x[6] = 5040, y[6] = 4;         /* on the piece apart */
    x[7] = 9000, y[7] = 9000;      /* on none */
    NetworkPlaces places;
    assert_ok(network_snap(&network, x, y, PLACES, 100, &places, &error), &error);
    assert_ok(walk_distances(&network, &places, matrix, &error), &error);
    double *way = all_ways(&network);
    size_t n = network.node_count, reached = 0;
    for (int i = 0; i < PLACES; i++)
        for (int j = 0; j < PLACES; j++) {
            double expected = INFINITY;
            if (i == j) expected = 0;
            else if (places.edge[i] != NETWORK_NO_EDGE && places.edge[j] != NETWORK_NO_EDGE) {
                double pi[2] = {places.position_m[i], network.length_m[places.edge[i]] - places.position_m[i]}, pj[2] = {places.position_m[j], network.length_m[places.edge[j]] - places.position_m[j]};
                for (size_t p = 0; p < 2; p++)
                    for (size_t q = 0; q < 2; q++)
                        expected = fmin(expected, pi[p] + way[network.edge_node[2 * (size_t)places.edge[i] + p] * n + network.edge_node[2 * (size_t)places.edge[j] + q]] + pj[q]);
                if (places.edge[i] == places.edge[j]) expected = fmin(expected, fabs(places.position_m[i] - places.position_m[j]));
            }
            assert_near(matrix[i * PLACES + j], expected, 1e-9);
            reached += expected > 0 && isfinite(expected);
        }
    assert_true(reached >= 20);
    assert_true(isinf(matrix[6]) && isinf(matrix[7]));
    free(way);
    network_places_free(&places);
    network_free(&network);
}

/* Every order of the places after the first. */
static double shortest_of(const double *matrix, size_t count, size_t *order, size_t from)
{
    if (from == count) {
        double length = 0;
        for (size_t k = 0; k < count; k++) length += matrix[order[k] * count + order[(k + 1) % count]];
        return length;
    }
    double best = INFINITY;
    for (size_t k = from; k < count; k++) {
        size_t swapped = order[from];
        order[from] = order[k], order[k] = swapped;
        best = fmin(best, shortest_of(matrix, count, order, from + 1));
        order[k] = order[from], order[from] = swapped;
    }
    return best;
}

static void rounds_are_the_shortest(void **state)
{
    (void)state;
    Error error;
    Random random = random_init(62);
    for (size_t count = 1; count <= 8; count++) {
        double x[8], y[8], matrix[64], length, sum = 0;
        size_t order[8], tried[8];
        for (size_t i = 0; i < count; i++) x[i] = random_uniform(&random), y[i] = random_uniform(&random), tried[i] = i;
        for (size_t i = 0; i < count * count; i++) matrix[i] = hypot(x[i / count] - x[i % count], y[i / count] - y[i % count]);
        assert_ok(walk_round(matrix, count, order, &length, &error), &error);
        assert_near(length, shortest_of(matrix, count, tried, 1), 1e-12);
        unsigned seen = 0;
        for (size_t k = 0; k < count; k++) sum += matrix[order[k] * count + order[(k + 1) % count]], seen |= 1u << order[k];
        assert_near(sum, length, 1e-12);
        assert_int_equal(seen, (1u << count) - 1);
        assert_int_equal(order[0], 0);
        if (count > 2) assert_true(order[1] < order[count - 1]);
    }
    double apart[] = {0, INFINITY, INFINITY, 0}, length;
    size_t order[13];
    assert_ok(walk_round(apart, 2, order, &length, &error), &error);
    assert_true(isinf(length));
    assert_false(walk_round(apart, 13, order, &length, &error));
    assert_string_equal(error.text, "A round is made over 1 to 12 places, and there are 13.");
    assert_false(walk_round(apart, 0, order, &length, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(distances_agree_with_all_pairs), cmocka_unit_test(rounds_are_the_shortest)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
