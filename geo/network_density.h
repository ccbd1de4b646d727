/*
 * network_density.h: reports become a density along streets, in reports per metre.
 *
 * Every edge is cut in equal pieces, lixels, and the density is computed at the middle of each:
 *
 *     lambda(q) = scale * sum_i w_i K(q, p_i)
 *
 * where p_i is the report's place on the network and distance runs along the streets. With k the kernel on a
 * line, integrating to 1 from -h to h:
 *
 *   NETWORK_SPLIT_CONTINUOUS  K is the sum over all walks from p_i to q no longer than h of k(length) times a
 *                             factor for every node passed: at a node with n street ends 2/n into each other
 *                             street and 2/n - 1 back into the same one (Okabe, Satoh & Sugihara 2009, the
 *                             equal-split continuous kernel; McSwiggan, Baddeley & Nair 2017 for networks
 *                             with cycles). The factors of a node add up to 1, so every report counts for
 *                             exactly its weight: a dead end (n = 1) sends all back, n = 2 lets all through.
 *                             The density is continuous. Where streets of many ends lie close together it can
 *                             be a trace below 0.
 *   NETWORK_SPLIT_NONE        K is k(shortest distance), undivided, as most programs offer it: every street
 *                             at a junction gets the whole kernel, so a report counts for more than its
 *                             weight in a dense network and for less at a dead end.
 *
 * The kernels are polynomials of the distance with an end: quartic 15/16 (1 - u^2)^2, epanechnikov
 * 3/4 (1 - u^2), triweight 35/32 (1 - u^2)^3, triangular 1 - u, uniform 1/2, each divided by h with u = d/h.
 * The Gaussian has no end, hence no end of walks, and is refused.
 *
 * How. NONE: from both ends of every edge the nodes within h (Dijkstra 1959); the distance from a lixel to a
 * report is then the least of a few sums. CONTINUOUS does one of two things. Where the walks can be counted
 * out they are all followed: exact but for rounding. Their number grows as exp(h / length of streets), and
 * above NETWORK_WALKS the reports run over the network together instead: h is cut in 512 steps or more,
 * what leaves a node in one step in one direction is kept as the moments of its arrival times, and, the
 * kernel being a polynomial, the moments give the very same sum as the walks would. Only at the fringe, in
 * the one step in which the kernel ends, do moments not tell which of the walks had ended; there all end
 * together. The quartic and the triweight being flat at their end, that leaves them within 2e-6 of the
 * highest value at 512 steps and falls with the third power of the steps; towns below 2,500 streets have 4,000
 * steps and more. Epanechnikov and triangular stay within 1e-3 at 512 steps, the uniform kernel, which ends in
 * a cliff, within 0.1 (the tests measure all of this). Mass is kept as well. The work grows with the number
 * of streets and not with the number of walks.
 *
 * A value is the same bit for bit for any number of threads.
 */
#ifndef BRANDPUNT_GEO_NETWORK_DENSITY_H
#define BRANDPUNT_GEO_NETWORK_DENSITY_H

#include "geo/kernel.h"
#include "geo/network.h"

typedef enum NetworkSplit { NETWORK_SPLIT_CONTINUOUS, NETWORK_SPLIT_NONE } NetworkSplit;

/* So many walks are followed one by one, over all lixels' edges; about a second's work. */
#define NETWORK_WALKS 2e7

typedef struct NetworkDensityOptions {
    KernelKind kernel; /* all but KERNEL_GAUSSIAN */
    double bandwidth_m;
    NetworkSplit split;
    double scale;      /* above 0; 1 for reports per m of street */
    int threads;       /* 0: as many as the machine has */
    double walks_most; /* 0: NETWORK_WALKS; INFINITY follows them all, below 0 none */
    int wave_steps;    /* 0: 512 to 8192, as work and memory allow */
} NetworkDensityOptions;

/* Edge e has lixels start[e] .. start[e + 1] - 1, from its first node on, of equal length. */
typedef struct Lixels {
    size_t count;
    size_t *start; /* edges + 1 */
} Lixels;

/* Every edge in as few equal pieces as keep them at most most_m long (above 0). Refuses more than 1e8. */
bool lixels_init(const Network *network, double most_m, Lixels *ret_lixels, Error *error) MUST_USE;
void lixels_free(Lixels *lixels);

/* The length of each lixel of an edge. */
double lixels_length_m(const Network *network, const Lixels *lixels, size_t edge);

/* The value at the middle of every lixel. Places without an edge and weights of 0 are left out; refuses
 * weights below 0 or not finite, positions outside their edge, a bandwidth that is not above 0, the Gaussian. */
bool network_density(const Network *network, const Lixels *lixels, const NetworkPlaces *places,
                     const double *weight, const NetworkDensityOptions *options, double *ret_value,
                     Error *error) MUST_USE;

/* About how many walks there are within h from the ends of all edges; INFINITY when past counting. */
bool network_walks(const Network *network, double bandwidth_m, double *ret_walks, Error *error) MUST_USE;

/* k(d) on a line, per m; 0 from bandwidth_m on. */
double network_kernel(KernelKind kernel, double distance_m, double bandwidth_m);

#endif
