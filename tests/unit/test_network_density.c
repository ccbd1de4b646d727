#include "tests/support/shapes.h"

#include "geo/network_density.h"

#include <stdlib.h>

/* ---- towns ---- */

enum { CORNERS_MOST = 64 };

/* Streets between random corners on whole metres, so that no length is the same as another by chance alone. */
static Network random_network(int corners, int streets, double size, bool whole, uint64_t *random)
{
    double x[CORNERS_MOST], y[CORNERS_MOST];
    for (int c = 0; c < corners; c++) x[c] = random_between(random, 0, size), y[c] = random_between(random, 0, size);
    Features layer = features_init(FEATURE_LINE);
    Error error;
    for (int s = 0; s < streets; s++) {
        int a = s < corners - 1 ? s + 1 : random_below(random, corners), b = s < corners - 1 ? random_below(random, s + 1) : random_below(random, corners);
        double bend_x = 0.5 * (x[a] + x[b]) + random_between(random, -0.3, 0.3) * size, bend_y = 0.5 * (y[a] + y[b]) + random_between(random, -0.3, 0.3) * size;
        if (hypot(bend_x - x[a], bend_y - y[a]) + hypot(bend_x - x[b], bend_y - y[b]) < 2) continue;
        assert_ok(features_add(&layer, &error), &error);
        add_part_of(&layer, (double[]){x[a], y[a], bend_x, bend_y, x[b], y[b]}, 3);
    }
    Network network;
    assert_ok(network_init(&layer, NULL, 0, &network, &error), &error);
    for (size_t e = 0; e < network.edge_count && whole; e++) network.length_m[e] = ceil(network.length_m[e]);
    features_free(&layer);
    return network;
}

static NetworkPlaces random_places(const Network *network, size_t count, bool whole, double *weight, uint64_t *random)
{
    NetworkPlaces places = {.count = count, .edge = calloc(count, sizeof(uint32_t)), .position_m = calloc(count, sizeof(double))};
    for (size_t i = 0; i < count; i++) {
        weight[i] = 1;
        places.edge[i] = i % 11 == 10 ? NETWORK_NO_EDGE : (uint32_t)random_below(random, (int)network->edge_count);
        if (places.edge[i] == NETWORK_NO_EDGE) continue;
        double length = network->length_m[places.edge[i]];
        places.position_m[i] = whole ? random_below(random, (int)length + 1) : random_between(random, 0, length);
        if (i % 13 == 0) places.position_m[i] = i % 2 ? 0 : length;
        if (i % 5 == 4 && places.edge[i - 1] != NETWORK_NO_EDGE) places.edge[i] = places.edge[i - 1], places.position_m[i] = places.position_m[i - 1];
        weight[i] = i % 7 == 0 ? 0 : random_between(random, 0.1, 2);
    }
    return places;
}

/* ---- the second way: from the report, over all streets, no graph but the list of ends ---- */

static double formula(KernelKind kernel, double d, double h)
{
    double u = d / h;
    if (u >= 1) return 0;
    switch (kernel) {
    case KERNEL_QUARTIC: return 15.0 / 16 / h * pow(1 - u * u, 2);
    case KERNEL_EPANECHNIKOV: return 3.0 / 4 / h * (1 - u * u);
    case KERNEL_TRIWEIGHT: return 35.0 / 32 / h * pow(1 - u * u, 3);
    case KERNEL_TRIANGULAR: return (1 - u) / h;
    default: return 0.5 / h;
    }
}

typedef struct Brute {
    const Network *network;
    const Lixels *lixels;
    KernelKind kernel;
    double h;
    double *value;
    long walks;
} Brute;

/* Into edge e at its end `side` after `walked` metres, with `factor` left. */
static void enter(Brute *brute, size_t e, int side, double walked, double factor)
{
    const Network *network = brute->network;
    size_t first = brute->lixels->start[e], count = brute->lixels->start[e + 1] - first;
    double length = network->length_m[e];
    brute->walks++;
    for (size_t j = 0; j < count; j++) {
        double centre = ((double)j + 0.5) * length / (double)count;
        brute->value[first + j] += factor * formula(brute->kernel, walked + (side == 0 ? centre : length - centre), brute->h);
    }
    walked += length;
    if (walked >= brute->h) return;
    uint32_t node = network->edge_node[2 * e + (side == 0)];
    int ends = 0;
    for (size_t k = 0; k < 2 * network->edge_count; k++) ends += network->edge_node[k] == node;
    for (size_t k = 0; k < 2 * network->edge_count; k++) {
        if (network->edge_node[k] != node) continue;
        bool back = k == 2 * e + (side == 0);
        enter(brute, k / 2, (int)(k % 2), walked, factor * (back ? 2.0 / ends - 1 : 2.0 / ends));
    }
}

static void brute_walks(Brute *brute, size_t edge, double at, double weight)
{
    const Network *network = brute->network;
    size_t first = brute->lixels->start[edge], count = brute->lixels->start[edge + 1] - first;
    double length = network->length_m[edge];
    for (size_t j = 0; j < count; j++)
        brute->value[first + j] += weight * formula(brute->kernel, fabs(((double)j + 0.5) * length / (double)count - at), brute->h);
    for (int side = 0; side < 2; side++) {
        double walked = side == 0 ? at : length - at;
        if (walked >= brute->h) continue;
        uint32_t node = network->edge_node[2 * edge + (size_t)side];
        int ends = 0;
        for (size_t k = 0; k < 2 * network->edge_count; k++) ends += network->edge_node[k] == node;
        for (size_t k = 0; k < 2 * network->edge_count; k++) {
            if (network->edge_node[k] != node) continue;
            enter(brute, k / 2, (int)(k % 2), walked, weight * (k == 2 * edge + (size_t)side ? 2.0 / ends - 1 : 2.0 / ends));
        }
    }
}

/* Shortest distances between all nodes (Floyd 1962), then the least over four ways. */
static void brute_shortest(Brute *brute, const NetworkPlaces *places, const double *weight)
{
    const Network *network = brute->network;
    size_t nodes = network->node_count;
    double *d = malloc(nodes * nodes * sizeof *d);
    for (size_t i = 0; i < nodes * nodes; i++) d[i] = i % (nodes + 1) == 0 ? 0 : (double)INFINITY;
    for (size_t e = 0; e < network->edge_count; e++) {
        size_t a = network->edge_node[2 * e], b = network->edge_node[2 * e + 1];
        d[a * nodes + b] = d[b * nodes + a] = fmin(d[a * nodes + b], network->length_m[e]);
        if (a == b) d[a * nodes + a] = 0;
    }
    for (size_t k = 0; k < nodes; k++)
        for (size_t i = 0; i < nodes; i++)
            for (size_t j = 0; j < nodes; j++) d[i * nodes + j] = fmin(d[i * nodes + j], d[i * nodes + k] + d[k * nodes + j]);
    for (size_t i = 0; i < places->count; i++) {
        if (places->edge[i] == NETWORK_NO_EDGE) continue;
        const uint32_t *p = network->edge_node + 2 * (size_t)places->edge[i];
        const double s[] = {places->position_m[i], network->length_m[places->edge[i]] - places->position_m[i]};
        for (size_t e = 0; e < network->edge_count; e++)
            for (size_t j = brute->lixels->start[e]; j < brute->lixels->start[e + 1]; j++) {
                double t = ((double)(j - brute->lixels->start[e]) + 0.5) * lixels_length_m(network, brute->lixels, e);
                const double r[] = {t, network->length_m[e] - t};
                double least = e == places->edge[i] ? fabs(t - s[0]) : (double)INFINITY;
                for (int a = 0; a < 2; a++)
                    for (int b = 0; b < 2; b++) least = fmin(least, s[a] + d[p[a] * nodes + network->edge_node[2 * e + (size_t)b]] + r[b]);
                brute->value[j] += weight[i] * formula(brute->kernel, least, brute->h);
            }
    }
    free(d);
}

static double highest(const double *value, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++) most = fmax(most, fabs(value[i]));
    return most;
}

static double largest_difference(const double *a, const double *b, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++) most = fmax(most, fabs(a[i] - b[i]));
    return most;
}

/* ---- tests ---- */

/* The bandwidth, made narrower until that many walks are all there are: short streets make many. */
static double narrowed(const Network *network, double bandwidth_m, double walks_most)
{
    Error error;
    for (double walks;; bandwidth_m *= 0.8) {
        assert_ok(network_walks(network, bandwidth_m, &walks, &error), &error);
        if (walks <= walks_most) return bandwidth_m;
    }
}

static const KernelKind KERNELS[] = {KERNEL_QUARTIC, KERNEL_EPANECHNIKOV, KERNEL_TRIWEIGHT, KERNEL_TRIANGULAR, KERNEL_UNIFORM};

/* Random towns with loops, parallel streets, dead ends, towns in pieces; every kernel, both ways to divide. */
static void test_against_brute_force(void **state)
{
    (void)state;
    uint64_t random = 11;
    Error error;
    long walks = 0;
    for (int round = 0; round < 150; round++) {
        Network network = random_network(2 + random_below(&random, 9), 1 + random_below(&random, 18), 150, false, &random);
        if (network.edge_count == 0) {
            network_free(&network);
            continue;
        }
        double weight[40], h = narrowed(&network, random_between(&random, 5, 330), 30000);
        NetworkPlaces places = random_places(&network, 40, false, weight, &random);
        Lixels lixels;
        assert_ok(lixels_init(&network, random_between(&random, 5, 60), &lixels, &error), &error);
        double *value = calloc(lixels.count, sizeof *value), *expected = calloc(lixels.count, sizeof *expected);
        KernelKind kernel = KERNELS[round % 5];
        Brute brute = {&network, &lixels, kernel, h, expected, 0};
        NetworkDensityOptions options = {kernel, h, NETWORK_SPLIT_CONTINUOUS, 3, 1, (double)INFINITY, 0};
        for (size_t i = 0; i < places.count; i++)
            if (places.edge[i] != NETWORK_NO_EDGE && weight[i] > 0) brute_walks(&brute, places.edge[i], places.position_m[i], weight[i]);
        walks += brute.walks;
        assert_ok(network_density(&network, &lixels, &places, weight, &options, value, &error), &error);
        for (size_t j = 0; j < lixels.count; j++) expected[j] *= 3;
        /* A uniform kernel that ends within rounding of a lixel may go either way; none does here. */
        assert_near(largest_difference(value, expected, lixels.count) / fmax(highest(expected, lixels.count), 1e-30), 0, 1e-11);
        memset(expected, 0, lixels.count * sizeof *expected);
        brute_shortest(&brute, &places, weight);
        options.split = NETWORK_SPLIT_NONE;
        assert_ok(network_density(&network, &lixels, &places, weight, &options, value, &error), &error);
        for (size_t j = 0; j < lixels.count; j++) expected[j] *= 3;
        assert_near(largest_difference(value, expected, lixels.count) / fmax(highest(expected, lixels.count), 1e-30), 0, 1e-12);
        free(value);
        free(expected);
        lixels_free(&lixels);
        network_places_free(&places);
        network_free(&network);
    }
    if (getenv("SHOW")) print_message("walks %ld\n", walks);
    assert_true(walks > 100000);
}

/* By hand: a report 10 m from a crossing of four, 30 m from a dead end behind it. */
static void test_by_hand(void **state)
{
    (void)state;
    Error error;
    Features layer = features_init(FEATURE_LINE);
    const double ends[4][2] = {{-20, 0}, {1000, 0}, {0, 1000}, {0, -1000}};
    for (int i = 0; i < 4; i++) {
        assert_ok(features_add(&layer, &error), &error);
        add_part_of(&layer, (double[]){0, 0, ends[i][0], ends[i][1]}, 2);
    }
    Network network;
    assert_ok(network_init(&layer, NULL, 0.5, &network, &error), &error);
    assert_int_equal(network.counts.dead_ends, 4);
    NetworkPlaces places = {.count = 1, .edge = (uint32_t[]){1}, .position_m = (double[]){10}};
    Lixels lixels;
    assert_ok(lixels_init(&network, 20, &lixels, &error), &error);
    double value[151];
    assert_int_equal(lixels.count, 1 + 3 * 50);
    NetworkDensityOptions options = {KERNEL_QUARTIC, 100, NETWORK_SPLIT_CONTINUOUS, 1, 1, (double)INFINITY, 0};
    assert_ok(network_density(&network, &lixels, &places, (double[]){1}, &options, value, &error), &error);
    /* The middle of the dead-end street: over the crossing 20 m and back from the dead end 40 m, each half;
     * back from the crossing once more (factor 2/4 - 1) 60 and 80 m. */
    double k20 = formula(KERNEL_QUARTIC, 20, 100), k40 = formula(KERNEL_QUARTIC, 40, 100), k60 = formula(KERNEL_QUARTIC, 60, 100),
           k80 = formula(KERNEL_QUARTIC, 80, 100);
    assert_near(value[0], 0.5 * k20 + 0.5 * k40 - 0.25 * k60 - 0.25 * k80, 1e-15);
    /* Lixel 0..20 of the street up, middle at 10: 20 m over the crossing; by the dead end 60 m, factor 1/2 times 1 times 1/2. */
    assert_near(value[51], 0.5 * k20 + 0.25 * k60, 1e-15);
    options.split = NETWORK_SPLIT_NONE;
    assert_ok(network_density(&network, &lixels, &places, (double[]){1}, &options, value, &error), &error);
    assert_near(value[0], k20, 1e-15);
    assert_near(value[51], k20, 1e-15);
    lixels_free(&lixels);
    network_free(&network);
    features_free(&layer);
}

/* The integral over the network, exact: all lengths, places and the bandwidth are whole metres, so that within
 * a metre the density is one polynomial of degree 6 at most. The closed form for seven midpoints a metre is had by
 * fitting: weights that integrate 1, x, .. x^6 over the midpoints of sevenths. */
static void midpoint_weights(double *w)
{
    double a[7][8];
    for (int p = 0; p < 7; p++) {
        for (int j = 0; j < 7; j++) a[p][j] = pow((j - 3) / 7.0, p);
        a[p][7] = p % 2 ? 0 : 2 * pow(0.5, p + 1) / (p + 1);
    }
    for (int c = 0; c < 7; c++) {
        int best = c;
        for (int r = c; r < 7; r++)
            if (fabs(a[r][c]) > fabs(a[best][c])) best = r;
        for (int k = 0; k < 8; k++) {
            double swap = a[c][k];
            a[c][k] = a[best][k], a[best][k] = swap;
        }
        for (int r = 0; r < 7; r++)
            for (int k = 7; r != c && k >= c; k--) a[r][k] -= a[r][c] / a[c][c] * a[c][k];
    }
    for (int c = 0; c < 7; c++) w[c] = a[c][7] / a[c][c];
}

static void test_mass(void **state)
{
    (void)state;
    uint64_t random = 5;
    Error error;
    double w[7];
    midpoint_weights(w);
    for (int round = 0; round < 30; round++) {
        Network network = random_network(3 + random_below(&random, 8), 4 + random_below(&random, 10), 60, true, &random);
        double weight[30], sum = 0, mass = 0;
        NetworkPlaces places = random_places(&network, 30, true, weight, &random);
        for (size_t i = 0; i < 30; i++) sum += places.edge[i] == NETWORK_NO_EDGE ? 0 : weight[i];
        Lixels lixels;
        assert_ok(lixels_init(&network, 1.0 / 7, &lixels, &error), &error);
        double *value = calloc(lixels.count, sizeof *value);
        bool waves = round % 3 == 2;
        double h = floor(waves ? 90 : narrowed(&network, 90, 30000));
        /* Waves let the fringe end in steps, which are no whole metres: their mass is tested for the two flat kernels. */
        NetworkDensityOptions options = {waves ? (round % 2 ? KERNEL_TRIWEIGHT : KERNEL_QUARTIC) : KERNELS[round % 5], h, NETWORK_SPLIT_CONTINUOUS, 1, 2,
                                         waves ? -1 : (double)INFINITY, 0};
        assert_ok(network_density(&network, &lixels, &places, weight, &options, value, &error), &error);
        for (size_t e = 0; e < network.edge_count; e++)
            for (size_t j = lixels.start[e]; j < lixels.start[e + 1]; j++) mass += value[j] * w[(j - lixels.start[e]) % 7];
        assert_near(mass / sum, 1, waves ? 1e-6 : 1e-9);
        free(value);
        lixels_free(&lixels);
        network_places_free(&places);
        network_free(&network);
    }
}

/* All reports together against every walk by itself, where there are many walks. */
static void test_waves_against_walks(void **state)
{
    (void)state;
    uint64_t random = 23;
    Error error;
    const double allowed[] = {2e-6, 1e-3, 1e-6, 1e-3, 0.1}; /* as network_density.h says, at 512 steps */
    for (int round = 0; round < 15; round++) {
        Network network = random_network(40, 70, 500, false, &random);
        double weight[150];
        NetworkPlaces places = random_places(&network, 150, false, weight, &random);
        Lixels lixels;
        assert_ok(lixels_init(&network, 20, &lixels, &error), &error);
        double *value = calloc(lixels.count, sizeof *value), *exact = calloc(lixels.count, sizeof *exact);
        KernelKind kernel = KERNELS[round % 5];
        NetworkDensityOptions options = {kernel, narrowed(&network, 1100, 1e6), NETWORK_SPLIT_CONTINUOUS, 1, 2, (double)INFINITY, 0};
        assert_ok(network_density(&network, &lixels, &places, weight, &options, exact, &error), &error);
        options.walks_most = -1;
        options.wave_steps = 512;
        assert_ok(network_density(&network, &lixels, &places, weight, &options, value, &error), &error);
        double off = largest_difference(value, exact, lixels.count) / highest(exact, lixels.count);
        if (getenv("SHOW")) print_message("%s %g\n", kernel_name(kernel), off);
        assert_near(off, 0, allowed[round % 5]);
        options.wave_steps = 0; /* a small town: the most there are */
        assert_ok(network_density(&network, &lixels, &places, weight, &options, value, &error), &error);
        double finer = largest_difference(value, exact, lixels.count) / highest(exact, lixels.count);
        if (getenv("SHOW")) print_message("  finer %g\n", finer);
        if (kernel == KERNEL_QUARTIC || kernel == KERNEL_TRIWEIGHT) assert_near(finer, 0, 1e-8);
        double walks;
        assert_ok(network_walks(&network, options.bandwidth_m, &walks, &error), &error);
        if (getenv("SHOW")) print_message("  walks %g\n", walks);
        assert_true(walks > 10 * (double)network.edge_count);
        free(value);
        free(exact);
        lixels_free(&lixels);
        network_places_free(&places);
        network_free(&network);
    }
}

/* A grid of streets with `side` corners a side, every street a little longer than it looks: more nodes than are done by one
 * thread alone. */
static Network grid_network(int side, uint64_t *random)
{
    Features layer = features_init(FEATURE_LINE);
    Error error;
    for (int i = 0; i < side * side; i++)
        for (int along = 0; along < 2; along++) {
            int x = i % side, y = i / side, x2 = x + along, y2 = y + 1 - along;
            if (x2 == side || y2 == side) continue;
            assert_ok(features_add(&layer, &error), &error);
            add_part_of(&layer, (double[]){100.0 * x, 100.0 * y, 50.0 * (x + x2) + random_between(random, -40, 40), 50.0 * (y + y2), 100.0 * x2, 100.0 * y2}, 3);
        }
    Network network;
    assert_ok(network_init(&layer, NULL, 0, &network, &error), &error);
    features_free(&layer);
    return network;
}

static void check_same_bits(const Network *network, double bandwidth_m, uint64_t *random)
{
    Error error;
    double weight[500];
    NetworkPlaces places = random_places(network, 500, false, weight, random);
    Lixels lixels;
    assert_ok(lixels_init(network, 25, &lixels, &error), &error);
    double *one = calloc(lixels.count, sizeof *one), *many = calloc(lixels.count, sizeof *many);
    const struct {
        NetworkSplit split;
        double walks_most;
    } ways[] = {{NETWORK_SPLIT_NONE, 0}, {NETWORK_SPLIT_CONTINUOUS, (double)INFINITY}, {NETWORK_SPLIT_CONTINUOUS, -1}};
    for (int way = 0; way < 3; way++)
        for (int threads = 2; threads <= 8; threads += 6) {
            NetworkDensityOptions options = {KERNEL_QUARTIC, bandwidth_m, ways[way].split, 1, 1, ways[way].walks_most, 64};
            assert_ok(network_density(network, &lixels, &places, weight, &options, one, &error), &error);
            options.threads = threads;
            assert_ok(network_density(network, &lixels, &places, weight, &options, many, &error), &error);
            assert_memory_equal(one, many, lixels.count * sizeof *one);
            assert_true(highest(one, lixels.count) > 0);
        }
    free(one);
    free(many);
    lixels_free(&lixels);
    network_places_free(&places);
}

static void test_same_bits(void **state)
{
    (void)state;
    uint64_t random = 3;
    Network town = random_network(60, 110, 900, false, &random), grid = grid_network(66, &random);
    assert_int_equal(grid.node_count, 66 * 66);
    check_same_bits(&town, narrowed(&town, 400, 1e6), &random);
    check_same_bits(&grid, 240, &random);
    network_free(&town);
    network_free(&grid);
}

static void test_refused(void **state)
{
    (void)state;
    uint64_t random = 9;
    Error error;
    Network network = random_network(4, 4, 100, false, &random);
    Lixels lixels, none;
    assert_ok(lixels_init(&network, 25, &lixels, &error), &error);
    double *value = calloc(lixels.count, sizeof *value);
    NetworkPlaces places = {.count = 1, .edge = (uint32_t[]){0}, .position_m = (double[]){1}};
    const NetworkDensityOptions good = {KERNEL_QUARTIC, 100, NETWORK_SPLIT_CONTINUOUS, 1, 1, 0, 0};
    NetworkDensityOptions bad = good;
    bad.kernel = KERNEL_GAUSSIAN;
    assert_false(network_density(&network, &lixels, &places, (double[]){1}, &bad, value, &error));
    assert_int_equal(error.code, ERROR_USAGE);
    bad = good, bad.bandwidth_m = 0;
    assert_false(network_density(&network, &lixels, &places, (double[]){1}, &bad, value, &error));
    bad = good, bad.scale = NAN;
    assert_false(network_density(&network, &lixels, &places, (double[]){1}, &bad, value, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    assert_non_null(strstr(error.text, "scale"));
    assert_false(network_density(&network, &lixels, &places, (double[]){-1}, &good, value, &error));
    assert_false(network_density(&network, &lixels, &places, (double[]){NAN}, &good, value, &error));
    places.position_m[0] = network.length_m[0] + 1;
    assert_false(network_density(&network, &lixels, &places, (double[]){1}, &good, value, &error));
    assert_non_null(strstr(error.text, "Report 1 "));
    places.edge[0] = 99;
    assert_false(network_density(&network, &lixels, &places, (double[]){1}, &good, value, &error));
    places.edge[0] = NETWORK_NO_EDGE;
    assert_ok(network_density(&network, &lixels, &places, (double[]){1}, &good, value, &error), &error);
    assert_near(highest(value, lixels.count), 0, 0);
    assert_false(lixels_init(&network, 0, &none, &error));
    assert_false(lixels_init(&network, NAN, &none, &error));
    assert_false(lixels_init(&network, 1e-9, &none, &error));
    free(value);
    lixels_free(&lixels);
    network_free(&network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_brute_force), cmocka_unit_test(test_by_hand),   cmocka_unit_test(test_mass),
        cmocka_unit_test(test_waves_against_walks), cmocka_unit_test(test_same_bits), cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
