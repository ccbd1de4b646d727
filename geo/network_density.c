#include "geo/network_density.h"

#include "geo/cpu.h"
#include "geo/shortest.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* All lengths in this file are in bandwidths, so that the kernel ends at 1. */

enum { POWERS = 7, PAD = 4, COUNTING_STEPS = 128, WAVE_STEPS_LEAST = 512, WAVE_STEPS_MOST = 8192, WAVE_STEPS_NO_MEMORY = 128, FEW_NODES = 4096, NODE_BLOCK = 64 };

static const double LIXELS_MOST = 1e8;
/* Steps are made finer as long as all half-edges together do no more than this, in steps and in bytes. */
static const double WAVE_WORK = 2e7, WAVE_MEMORY = 256e6;

/* k(u) = sum of c_i u^i, 0 <= u <= 1. */
typedef struct Polynomial {
    int powers; /* degree + 1 */
    double c[POWERS];
} Polynomial;

static const Polynomial KERNELS[KERNEL_COUNT] = {
    [KERNEL_QUARTIC] = {5, {15.0 / 16, 0, -30.0 / 16, 0, 15.0 / 16}},
    [KERNEL_EPANECHNIKOV] = {3, {0.75, 0, -0.75}},
    [KERNEL_TRIWEIGHT] = {7, {35.0 / 32, 0, -105.0 / 32, 0, 105.0 / 32, 0, -35.0 / 32}},
    [KERNEL_TRIANGULAR] = {2, {1, -1}},
    [KERNEL_UNIFORM] = {1, {0.5}},
};

static const double BINOMIAL[POWERS][POWERS] = {{1},          {1, 1},           {1, 2, 1},           {1, 3, 3, 1},
                                                {1, 4, 6, 4, 1}, {1, 5, 10, 10, 5, 1}, {1, 6, 15, 20, 15, 6, 1}};

static void *new_array(size_t count, size_t size, Error *error)
{
    void *array = calloc(count + 1, size);
    if (array == NULL) error_memory(error, (double)count * (double)size);
    return array;
}

double network_kernel(KernelKind kernel, double distance_m, double bandwidth_m)
{
    double u = distance_m / bandwidth_m, value = 0;
    if (u >= 1) return 0;
    for (int i = KERNELS[kernel].powers; i-- > 0;) value = value * u + KERNELS[kernel].c[i];
    return value / bandwidth_m;
}

/* ---- lixels ---- */

bool lixels_init(const Network *network, double most_m, Lixels *ret_lixels, Error *error)
{
    if (!(most_m > 0 && isfinite(most_m))) return error_set(error, ERROR_INPUT, _("A lixel must be longer than 0 m, and it is %g."), most_m);
    double total = 0;
    for (size_t e = 0; e < network->edge_count; e++) total += ceil(network->length_m[e] / most_m);
    if (total > LIXELS_MOST)
        return error_set(error, ERROR_INPUT, _("Lixels of %g m are %.0f pieces of street, more than can be computed; choose longer ones."), most_m, total);
    Lixels lixels = {0};
    if ((lixels.start = new_array(network->edge_count + 1, sizeof(size_t), error)) == NULL) return false;
    for (size_t e = 0; e < network->edge_count; e++) {
        /* 100.00000000001 m in pieces of 25 m are four. */
        double pieces = fmax(1, ceil(network->length_m[e] / most_m - 1e-6));
        lixels.start[e + 1] = lixels.start[e] + (size_t)pieces;
    }
    lixels.count = lixels.start[network->edge_count];
    *ret_lixels = lixels;
    return true;
}

void lixels_free(Lixels *lixels)
{
    free(lixels->start);
    *lixels = (Lixels){0};
}

double lixels_length_m(const Network *network, const Lixels *lixels, size_t edge)
{
    return network->length_m[edge] / (double)(lixels->start[edge + 1] - lixels->start[edge]);
}

/* ---- reports by edge ---- */

/* Edge e has sources start[e] .. start[e + 1] - 1, by position; reports at one place are one source. */
typedef struct Source {
    double at, weight;
    size_t order;
} Source;

typedef struct Sources {
    size_t *start; /* edges + 1 */
    Source *source;
} Sources;

static int compare_sources(const void *left, const void *right)
{
    const Source *a = left, *b = right;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static bool check_place(const Network *network, const NetworkPlaces *places, const double *weight, size_t i, Error *error)
{
    if (!(weight[i] >= 0 && isfinite(weight[i])))
        return error_set(error, ERROR_INPUT, _("Report %zu has the weight %g; a weight must be 0 or more."), i + 1, weight[i]);
    if (places->edge[i] == NETWORK_NO_EDGE) return true;
    if (places->edge[i] >= network->edge_count || !(places->position_m[i] >= 0 && places->position_m[i] <= network->length_m[places->edge[i]]))
        return error_set(error, ERROR_INPUT, _("Report %zu does not lie on the street that it was given."), i + 1);
    return true;
}

static void merge_sources(size_t edges, Sources *sources)
{
    size_t kept = 0;
    for (size_t e = 0, first = 0; e < edges; e++) {
        size_t end = sources->start[e + 1], begin = kept;
        qsort(sources->source + first, end - first, sizeof(Source), compare_sources);
        for (size_t i = first; i < end; i++) {
            if (kept > begin && sources->source[kept - 1].at == sources->source[i].at) sources->source[kept - 1].weight += sources->source[i].weight;
            else sources->source[kept++] = sources->source[i];
        }
        sources->start[e] = begin;
        first = end;
    }
    sources->start[edges] = kept;
}

static bool gather_sources(const Network *network, const NetworkPlaces *places, const double *weight, double bandwidth_m, Sources *ret_sources, Error *error)
{
    size_t edges = network->edge_count;
    Sources sources = {new_array(edges + 1, sizeof(size_t), error), new_array(places->count, sizeof(Source), error)};
    bool ok = sources.start != NULL && sources.source != NULL;
    for (size_t i = 0; ok && i < places->count; i++) {
        ok = check_place(network, places, weight, i, error);
        if (ok && places->edge[i] != NETWORK_NO_EDGE && weight[i] > 0) sources.start[places->edge[i] + 1]++;
    }
    if (!ok) return free(sources.start), free(sources.source), false;
    for (size_t e = 0; e < edges; e++) sources.start[e + 1] += sources.start[e];
    for (size_t i = 0; i < places->count; i++)
        if (places->edge[i] != NETWORK_NO_EDGE && weight[i] > 0)
            sources.source[sources.start[places->edge[i]]++] = (Source){places->position_m[i] / bandwidth_m, weight[i], i};
    for (size_t e = edges; e > 0; e--) sources.start[e] = sources.start[e - 1];
    sources.start[0] = 0;
    merge_sources(edges, &sources);
    *ret_sources = sources;
    return true;
}

/* ---- what both ways share ---- */

/* One computation; lengths in bandwidths. */
typedef struct Work {
    const Network *network;
    const Lixels *lixels;
    const Sources *sources;
    const double *length;
    KernelKind kernel;
    double *value;
    int threads, wave_steps;
} Work;

/* The lixels of the edge in hand, padded to a multiple of PAD with lixels beyond every kernel. */
typedef struct Target {
    size_t edge, count, padded;
    double length, nearest; /* of the edge; of a lixel to an end */
    double *from_first, *from_last, *sum;
} Target;

static bool target_init(const Lixels *lixels, size_t edges, Target *ret_target)
{
    size_t most = 0;
    for (size_t e = 0; e < edges; e++)
        if (lixels->start[e + 1] - lixels->start[e] > most) most = lixels->start[e + 1] - lixels->start[e];
    double *room = malloc(3 * (most + PAD) * sizeof *room);
    if (room == NULL) return false;
    *ret_target = (Target){.from_first = room, .from_last = room + most + PAD, .sum = room + 2 * (most + PAD)};
    return true;
}

static void target_set(const Work *work, size_t edge, Target *target)
{
    target->edge = edge;
    target->count = work->lixels->start[edge + 1] - work->lixels->start[edge];
    target->padded = (target->count + PAD - 1) / PAD * PAD;
    target->length = work->length[edge];
    double step = target->length / (double)target->count;
    target->nearest = 0.5 * step;
    for (size_t j = 0; j < target->padded; j++) {
        bool there = j < target->count;
        target->from_first[j] = there ? ((double)j + 0.5) * step : (double)INFINITY;
        target->from_last[j] = there ? ((double)(target->count - 1 - j) + 0.5) * step : (double)INFINITY;
        target->sum[j] = 0;
    }
}

/* sum[j] += weight * kernel(least of a + x[j] and b + y[j]); the compiler makes vectors of these. */

typedef struct Reach {
    const double *x, *y;
    double *sum;
    size_t count; /* a multiple of PAD */
} Reach;

CPU_CLONED static void add_quartic(Reach reach, double a, double b, double weight)
{
    for (size_t j = 0; j < reach.count / PAD * PAD; j++) {
        double p = a + reach.x[j], q = b + reach.y[j], d = p < q ? p : q, z = 1 - d * d;
        z = z > 0 ? z : 0;
        reach.sum[j] += weight * (z * z);
    }
}

CPU_CLONED static void add_epanechnikov(Reach reach, double a, double b, double weight)
{
    for (size_t j = 0; j < reach.count / PAD * PAD; j++) {
        double p = a + reach.x[j], q = b + reach.y[j], d = p < q ? p : q, z = 1 - d * d;
        reach.sum[j] += weight * (z > 0 ? z : 0);
    }
}

CPU_CLONED static void add_triweight(Reach reach, double a, double b, double weight)
{
    for (size_t j = 0; j < reach.count / PAD * PAD; j++) {
        double p = a + reach.x[j], q = b + reach.y[j], d = p < q ? p : q, z = 1 - d * d;
        z = z > 0 ? z : 0;
        reach.sum[j] += weight * (z * z * z);
    }
}

CPU_CLONED static void add_triangular(Reach reach, double a, double b, double weight)
{
    for (size_t j = 0; j < reach.count / PAD * PAD; j++) {
        double p = a + reach.x[j], q = b + reach.y[j], d = p < q ? p : q, z = 1 - d;
        reach.sum[j] += weight * (z > 0 ? z : 0);
    }
}

CPU_CLONED static void add_uniform(Reach reach, double a, double b, double weight)
{
    for (size_t j = 0; j < reach.count / PAD * PAD; j++) {
        double p = a + reach.x[j], q = b + reach.y[j], d = p < q ? p : q;
        reach.sum[j] += d < 1 ? weight : 0;
    }
}

static void add_kernel(KernelKind kernel, Reach reach, double a, double b, double weight)
{
    weight *= KERNELS[kernel].c[0];
    if (kernel == KERNEL_QUARTIC) add_quartic(reach, a, b, weight);
    else if (kernel == KERNEL_EPANECHNIKOV) add_epanechnikov(reach, a, b, weight);
    else if (kernel == KERNEL_TRIWEIGHT) add_triweight(reach, a, b, weight);
    else if (kernel == KERNEL_TRIANGULAR) add_triangular(reach, a, b, weight);
    else add_uniform(reach, a, b, weight);
}

/* The reports on the edge itself, by the straight way between a report and a lixel, or around by its ends. */
static void add_own(const Work *work, const Target *target, double around_first, double around_last)
{
    const Sources *sources = work->sources;
    for (size_t i = sources->start[target->edge]; i < sources->start[target->edge + 1]; i++) {
        double at = sources->source[i].at, first = fmin(at, target->length - at + around_first), last = fmin(target->length - at, at + around_last);
        for (size_t j = 0; j < target->count; j++) {
            double along = fmin(fabs(target->from_first[j] - at), fmin(first + target->from_first[j], last + target->from_last[j]));
            target->sum[j] += sources->source[i].weight * network_kernel(work->kernel, along, 1);
        }
    }
}

static void target_store(const Work *work, const Target *target)
{
    memcpy(work->value + work->lixels->start[target->edge], target->sum, target->count * sizeof(double));
}

/* ---- undivided: shortest ways ---- */

typedef struct Shortest {
    Target target;
    ShortestSearch first, last;
    uint32_t *seen; /* per edge: the target for which it was done last, + 1 */
} Shortest;

static void shortest_free(Shortest *shortest)
{
    free(shortest->target.from_first);
    shortest_search_free(&shortest->first);
    shortest_search_free(&shortest->last);
    free(shortest->seen);
}

/* The reports of one other edge, each by the shorter way over its two ends to each end of the target. */
static void add_edge(const Work *work, const Shortest *shortest, uint32_t edge)
{
    const Target *target = &shortest->target;
    const uint32_t *node = work->network->edge_node + 2 * (size_t)edge;
    double a0 = shortest->first.distance[node[0]], b0 = shortest->first.distance[node[1]], a1 = shortest->last.distance[node[0]],
           b1 = shortest->last.distance[node[1]], length = work->length[edge];
    Reach reach = {target->from_first, target->from_last, target->sum, target->padded};
    for (size_t i = work->sources->start[edge]; i < work->sources->start[edge + 1]; i++) {
        const Source *source = &work->sources->source[i];
        double rest = length - source->at;
        double first = fmin(a0 + source->at, b0 + rest), last = fmin(a1 + source->at, b1 + rest);
        if (fmin(first, last) + target->nearest < 1) add_kernel(work->kernel, reach, first, last, source->weight);
    }
}

static void add_reached(const Work *work, Shortest *shortest, const ShortestSearch *search)
{
    const Network *network = work->network;
    uint32_t mark = (uint32_t)shortest->target.edge + 1;
    for (size_t i = 0; i < search->reached_count; i++) {
        uint32_t node = search->reached[i];
        for (size_t h = network->half_start[node]; h < network->half_start[node + 1]; h++) {
            uint32_t edge = network->half[h] >> 1;
            if (shortest->seen[edge] == mark) continue;
            shortest->seen[edge] = mark;
            add_edge(work, shortest, edge);
        }
    }
}

static void do_shortest(const Work *work, size_t edge, Shortest *shortest)
{
    const uint32_t *node = work->network->edge_node + 2 * edge;
    target_set(work, edge, &shortest->target);
    shortest_from(work->network, work->length, 1, node[0], &shortest->first);
    shortest_from(work->network, work->length, 1, node[1], &shortest->last);
    shortest->seen[edge] = (uint32_t)edge + 1;
    add_own(work, &shortest->target, shortest->first.distance[node[1]], shortest->last.distance[node[0]]);
    add_reached(work, shortest, &shortest->first);
    add_reached(work, shortest, &shortest->last);
    target_store(work, &shortest->target);
}

static bool compute_undivided(const Work *work, Error *error)
{
    const Network *network = work->network;
    bool ok = true;
#pragma omp parallel num_threads(work->threads)
    {
        Shortest shortest = {0};
        bool mine = target_init(work->lixels, network->edge_count, &shortest.target) && shortest_init(network, &shortest.first) &&
                    shortest_init(network, &shortest.last) && (shortest.seen = calloc(network->edge_count + 1, sizeof *shortest.seen)) != NULL;
        if (!mine) {
#pragma omp atomic write
            ok = false;
        }
#pragma omp barrier
        bool go;
#pragma omp atomic read
        go = ok;
        if (go) {
#pragma omp for schedule(dynamic, 64)
            for (size_t e = 0; e < network->edge_count; e++) do_shortest(work, e, &shortest);
        }
        shortest_free(&shortest);
    }
    return ok || error_memory(error, 40.0 * (double)network->node_count * work->threads);
}

/* ---- divided: every walk by itself ---- */

typedef struct Walk {
    const Work *work;
    Reach reach;
    double nearest;
} Walk;

/* Down a half-edge that begins `at` from the target's end, with what the nodes so far left of the kernel. */
static void follow(const Walk *walk, uint32_t half, double at, double factor)
{
    const Work *work = walk->work;
    const Network *network = work->network;
    size_t edge = half >> 1;
    double length = work->length[edge];
    for (size_t i = work->sources->start[edge]; i < work->sources->start[edge + 1]; i++) {
        const Source *source = &work->sources->source[i];
        double distance = at + (half & 1 ? length - source->at : source->at);
        if (distance + walk->nearest < 1) add_kernel(work->kernel, walk->reach, distance, (double)INFINITY, factor * source->weight);
    }
    at += length;
    if (at + walk->nearest >= 1) return;
    uint32_t node = network->edge_node[half ^ 1u];
    size_t first = network->half_start[node], end = network->half_start[node + 1];
    double share = 2 / (double)(end - first);
    for (size_t h = first; h < end; h++) {
        double on = network->half[h] == (half ^ 1u) ? share - 1 : share;
        if (on != 0) follow(walk, network->half[h], at, factor * on);
    }
}

static void do_walks(const Work *work, size_t edge, Target *target)
{
    const Network *network = work->network;
    target_set(work, edge, target);
    add_own(work, target, (double)INFINITY, (double)INFINITY);
    for (unsigned side = 0; side < 2; side++) {
        uint32_t out = (uint32_t)(2 * edge) + side, node = network->edge_node[out];
        const double *from = side == 0 ? target->from_first : target->from_last;
        Walk walk = {work, {from, from, target->sum, target->padded}, target->nearest};
        size_t first = network->half_start[node], end = network->half_start[node + 1];
        double share = 2 / (double)(end - first);
        for (size_t h = first; h < end; h++) {
            double on = network->half[h] == out ? share - 1 : share;
            if (on != 0) follow(&walk, network->half[h], 0, on);
        }
    }
    target_store(work, target);
}

static bool compute_walks(const Work *work, Error *error)
{
    const Network *network = work->network;
    bool ok = true;
#pragma omp parallel num_threads(work->threads)
    {
        Target target = {0};
        if (!target_init(work->lixels, network->edge_count, &target)) {
#pragma omp atomic write
            ok = false;
        }
#pragma omp barrier
        bool go;
#pragma omp atomic read
        go = ok;
        if (go) {
#pragma omp for schedule(dynamic, 16)
            for (size_t e = 0; e < network->edge_count; e++) do_walks(work, e, &target);
        }
        free(target.from_first);
    }
    return ok || error_memory(error, 1e6);
}

/* Walks that leave a node in each step of time: those that begin there, and those that arrive. */
bool network_walks(const Network *network, double bandwidth_m, double *ret_walks, Error *error)
{
    size_t nodes = network->node_count;
    double *leaving = new_array(nodes * COUNTING_STEPS, sizeof *leaving, error), walks = 0;
    int *steps = new_array(network->edge_count, sizeof *steps, error);
    if (leaving == NULL || steps == NULL) return free(leaving), free(steps), false;
    for (size_t e = 0; e < network->edge_count; e++)
        steps[e] = (int)fmax(1, fmin(COUNTING_STEPS, floor(network->length_m[e] / bandwidth_m * COUNTING_STEPS)));
    for (int t = 0; t < COUNTING_STEPS; t++) {
        for (size_t v = 0; v < nodes; v++) {
            size_t first = network->half_start[v], end = network->half_start[v + 1];
            double count = t == 0 ? (double)(end - first) : 0;
            for (size_t h = first; h < end; h++) {
                uint32_t half = network->half[h];
                if (t >= steps[half >> 1]) count += leaving[(size_t)(t - steps[half >> 1]) * nodes + network->edge_node[half ^ 1u]];
            }
            leaving[(size_t)t * nodes + v] = count;
            walks += count * (double)(end - first);
        }
    }
    free(leaving);
    free(steps);
    *ret_walks = isfinite(walks) ? walks : (double)INFINITY;
    return true;
}

/* ---- divided: all reports together, as moments ---- */

/*
 * What arrives at a node over one of its streets in step t, that is with a length near t / steps, is kept as
 * moments m_q = sum of factor * weight * (length - t / steps)^q. On a street of a length that is no whole
 * number of steps the moments move: m'_q = sum over r of binomial(q, r) shift^(q - r) m_r, exactly.
 */
typedef struct Waves {
    const Work *work;
    Polynomial kernel;
    int steps;
    int *delay;        /* per edge, 1 or more */
    double *shift;     /* per edge: length - delay / steps */
    size_t *ring;      /* per half-edge: where its slots begin; delay + 1 slots of `powers` */
    double *slot;
    int *now;          /* per half-edge: the slot of this step */
    size_t *next;      /* per half-edge: sources of its edge that have not yet come to its node */
    double *whole;     /* per half-edge: raw moments of what passes all its lixels within the kernel */
    double *fringe;    /* per half-edge and lixel, from its node on */
} Waves;

static void waves_free(Waves *waves)
{
    free(waves->delay);
    free(waves->shift);
    free(waves->ring);
    free(waves->slot);
    free(waves->now);
    free(waves->next);
    free(waves->whole);
    free(waves->fringe);
}

static bool waves_init(const Work *work, Waves *waves, Error *error)
{
    size_t edges = work->network->edge_count;
    double total = 0, powers = KERNELS[work->kernel].powers;
    for (size_t e = 0; e < edges; e++) total += fmin(work->length[e], 1);
    *waves = (Waves){.work = work, .kernel = KERNELS[work->kernel]};
    double steps = fmax(WAVE_STEPS_LEAST, fmin(WAVE_STEPS_MOST, WAVE_WORK / (2 * (double)edges + 1)));
    steps = fmax(WAVE_STEPS_NO_MEMORY, fmin(steps, WAVE_MEMORY / (2 * total * powers * sizeof(double))));
    waves->steps = work->wave_steps > 0 ? work->wave_steps : (int)steps;
    if ((waves->delay = new_array(edges, sizeof(int), error)) == NULL || (waves->shift = new_array(edges, sizeof(double), error)) == NULL ||
        (waves->ring = new_array(2 * edges + 1, sizeof(size_t), error)) == NULL || (waves->now = new_array(2 * edges, sizeof(int), error)) == NULL ||
        (waves->next = new_array(2 * edges, sizeof(size_t), error)) == NULL ||
        (waves->whole = new_array(2 * edges * POWERS, sizeof(double), error)) == NULL ||
        (waves->fringe = new_array(2 * work->lixels->count, sizeof(double), error)) == NULL)
        return false;
    for (size_t e = 0; e < edges; e++) {
        /* Beyond a bandwidth nothing comes; it is not waited for. */
        waves->delay[e] = (int)fmax(1, fmin(waves->steps + 1, round(work->length[e] * waves->steps)));
        waves->shift[e] = work->length[e] - (double)waves->delay[e] / waves->steps;
        for (size_t h = 2 * e; h < 2 * e + 2; h++) waves->ring[h + 1] = waves->ring[h] + (size_t)(waves->delay[e] + 1) * (size_t)waves->kernel.powers;
        waves->next[2 * e] = work->sources->start[e];
        waves->next[2 * e + 1] = work->sources->start[e + 1];
    }
    return (waves->slot = new_array(waves->ring[2 * edges], sizeof(double), error)) != NULL;
}

/* The number of powers is known where these are called, so that the compiler writes the loops out. */
#define INLINED static inline __attribute__((always_inline))

/* to_q += sum over r of binomial(q, r) shift^(q - r) from_r */
INLINED void add_shifted(const double *from, double shift, int powers, double *to)
{
    double power[POWERS] = {1};
    for (int q = 1; q < powers; q++) power[q] = power[q - 1] * shift;
    for (int q = 0; q < powers; q++)
        for (int r = 0; r <= q; r++) to[q] += BINOMIAL[q][r] * power[q - r] * from[r];
}

/* Reports on the edge of a half-edge that come to the node it leaves in this step. */
static void add_starting(Waves *waves, uint32_t half, int step, double *arriving)
{
    const Sources *sources = waves->work->sources;
    size_t edge = half >> 1;
    for (;;) {
        size_t *next = &waves->next[half];
        const Source *source;
        double distance;
        if (half & 1) {
            if (*next == sources->start[edge]) return;
            source = &sources->source[*next - 1];
            distance = waves->work->length[edge] - source->at;
        } else {
            if (*next == sources->start[edge + 1]) return;
            source = &sources->source[*next];
            distance = source->at;
        }
        if (distance * waves->steps >= step + 0.5) return;
        *next = half & 1 ? *next - 1 : *next + 1;
        double power = source->weight, off = distance - (double)step / waves->steps;
        for (int q = 0; q < waves->kernel.powers; q++, power *= off) arriving[q] += power;
    }
}

/* What leaves a node over a half-edge in this step: for the lixels along it. */
INLINED void deposit(Waves *waves, uint32_t half, int step, const double *moment, const int powers)
{
    size_t edge = half >> 1, first = waves->work->lixels->start[edge], count = waves->work->lixels->start[edge + 1] - first;
    double at = (double)step / waves->steps, length = waves->work->length[edge];
    if (at + length <= 1) {
        add_shifted(moment, at, powers, waves->whole + half * (size_t)POWERS);
        return;
    }
    double *fringe = waves->fringe + 2 * first + (half & 1 ? count : 0), piece = length / (double)count;
    for (size_t j = 0; j < count; j++) {
        double u = at + ((double)j + 0.5) * piece, sum = 0;
        if (u >= 1) return;
        for (int q = powers; q-- > 0;) {
            double derivative = 0; /* the q-th, divided by q! */
            for (int i = powers; i-- > q;) derivative = derivative * u + BINOMIAL[i][q] * waves->kernel.c[i];
            sum += derivative * moment[q];
        }
        fringe[j] += sum;
    }
}

/* One node in one step: what arrives, how it divides, what leaves. */
INLINED void pass_node(Waves *waves, size_t node, int step, const int powers)
{
    const Network *network = waves->work->network;
    size_t first = network->half_start[node], end = network->half_start[node + 1];
    double total[POWERS] = {0};
    for (size_t h = first; h < end; h++) {
        uint32_t half = network->half[h], from = half ^ 1u;
        size_t edge = half >> 1;
        int delay = waves->delay[edge], slots = delay + 1, old = waves->now[half] + 1 == slots ? 0 : waves->now[half] + 1;
        double *arriving = waves->slot + waves->ring[half] + (size_t)waves->now[half] * (size_t)powers;
        for (int q = 0; q < powers; q++) arriving[q] = 0;
        if (step >= delay) add_shifted(waves->slot + waves->ring[from] + (size_t)old * (size_t)powers, waves->shift[edge], powers, arriving);
        add_starting(waves, half, step, arriving);
        for (int q = 0; q < powers; q++) total[q] += arriving[q];
    }
    double share = 2 / (double)(end - first);
    for (size_t h = first; h < end; h++) {
        uint32_t half = network->half[h];
        double *leaving = waves->slot + waves->ring[half] + (size_t)waves->now[half] * (size_t)powers;
        for (int q = 0; q < powers; q++) leaving[q] = share * total[q] - leaving[q];
        deposit(waves, half, step, leaving, powers);
        waves->now[half] = waves->now[half] == waves->delay[half >> 1] ? 0 : waves->now[half] + 1;
    }
}

CPU_CLONED static void pass_nodes(Waves *waves, size_t first, size_t end, int step)
{
    for (size_t v = first; v < end; v++) {
        switch (waves->kernel.powers) {
        case 1: pass_node(waves, v, step, 1); break;
        case 2: pass_node(waves, v, step, 2); break;
        case 3: pass_node(waves, v, step, 3); break;
        case 5: pass_node(waves, v, step, 5); break;
        default: pass_node(waves, v, step, 7); break;
        }
    }
}

/* The polynomial that raw moments make of the kernel, at u from the node. */
static double whole_at(const Polynomial *kernel, const double *raw, double u)
{
    double value = 0, power = 1;
    for (int s = 0; s < kernel->powers; s++, power *= u) {
        double sum = 0;
        for (int i = s; i < kernel->powers; i++) sum += kernel->c[i] * BINOMIAL[i][s] * raw[i - s];
        value += sum * power;
    }
    return value;
}

static void collect_edge(const Waves *waves, size_t edge, Target *target)
{
    const Work *work = waves->work;
    target_set(work, edge, target);
    add_own(work, target, (double)INFINITY, (double)INFINITY);
    const double *fringe = waves->fringe + 2 * work->lixels->start[edge], *whole = waves->whole + 2 * edge * (size_t)POWERS;
    for (size_t j = 0; j < target->count; j++)
        target->sum[j] += fringe[j] + fringe[2 * target->count - 1 - j] + whole_at(&waves->kernel, whole, target->from_first[j]) +
                          whole_at(&waves->kernel, whole + POWERS, target->from_last[j]);
    target_store(work, target);
}

static bool compute_waves(const Work *work, Error *error)
{
    const Network *network = work->network;
    Waves waves;
    Target target = {0};
    bool ok = waves_init(work, &waves, error);
    if (ok && !target_init(work->lixels, network->edge_count, &target)) ok = error_memory(error, 1e6);
    if (ok) {
        /* Threads that wait for each other after every step gain nothing on a small town. */
        size_t blocks = (network->node_count + NODE_BLOCK - 1) / NODE_BLOCK;
        int threads = network->node_count < FEW_NODES ? 1 : work->threads;
#pragma omp parallel num_threads(threads)
        for (int step = 0; step <= waves.steps; step++) {
#pragma omp for schedule(static)
            for (size_t block = 0; block < blocks; block++)
                pass_nodes(&waves, block * NODE_BLOCK, block + 1 == blocks ? network->node_count : (block + 1) * NODE_BLOCK, step);
        }
        for (size_t e = 0; e < network->edge_count; e++) collect_edge(&waves, e, &target);
    }
    free(target.from_first);
    waves_free(&waves);
    return ok;
}

/* ---- all of it ---- */

static bool check_options(const NetworkDensityOptions *options, Error *error)
{
    if (options->kernel == KERNEL_GAUSSIAN)
        return error_set(error, ERROR_USAGE, _("The Gaussian kernel has no end and is not offered along streets; choose another, such as quartic."));
    if (!(options->bandwidth_m > 0 && isfinite(options->bandwidth_m)))
        return error_set(error, ERROR_INPUT, _("A bandwidth must be larger than 0 m, and it is %g."), options->bandwidth_m);
    if (!(options->scale > 0 && isfinite(options->scale)))
        return error_set(error, ERROR_INPUT, _("The scale of the surface must be above 0, and it is %g."), options->scale);
    return true;
}

static bool compute(const Work *work, const NetworkDensityOptions *options, Error *error)
{
    if (options->split == NETWORK_SPLIT_NONE) return compute_undivided(work, error);
    double most = options->walks_most != 0 ? options->walks_most : NETWORK_WALKS, walks = 0;
    if (most > 0 && !isinf(most) && !network_walks(work->network, options->bandwidth_m, &walks, error)) return false;
    return walks <= most ? compute_walks(work, error) : compute_waves(work, error);
}

bool network_density(const Network *network, const Lixels *lixels, const NetworkPlaces *places, const double *weight, const NetworkDensityOptions *options,
                     double *ret_value, Error *error)
{
    Sources sources;
    if (!check_options(options, error) || !gather_sources(network, places, weight, options->bandwidth_m, &sources, error)) return false;
    double *length = new_array(network->edge_count, sizeof *length, error), *value = new_array(lixels->count, sizeof *value, error);
    bool ok = length != NULL && value != NULL;
    if (ok) {
        for (size_t e = 0; e < network->edge_count; e++) length[e] = network->length_m[e] / options->bandwidth_m;
        Work work = {network, lixels, &sources, length, options->kernel, value, options->threads > 0 ? options->threads : omp_get_max_threads(), options->wave_steps};
        ok = compute(&work, options, error);
    }
    double scale = options->scale / options->bandwidth_m;
    for (size_t j = 0; ok && j < lixels->count; j++) ret_value[j] = scale * value[j];
    free(length);
    free(value);
    free(sources.start);
    free(sources.source);
    return ok;
}
