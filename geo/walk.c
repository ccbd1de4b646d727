#include "geo/walk.h"

#include "geo/shortest.h"

#include <math.h>
#include <stdlib.h>

/* The shortest way from a place to another, over the ends of their edges or along the one edge both are on. */
static double way_between(const Network *network, const NetworkPlaces *places, const ShortestSearch *from_end, size_t i, size_t j)
{
    uint32_t a = places->edge[i], b = places->edge[j];
    double best = a == b ? fabs(places->position_m[i] - places->position_m[j]) : (double)INFINITY;
    for (int p = 0; p < 2; p++) {
        double leave = p == 0 ? places->position_m[i] : network->length_m[a] - places->position_m[i];
        for (int q = 0; q < 2; q++) {
            double arrive = q == 0 ? places->position_m[j] : network->length_m[b] - places->position_m[j];
            best = fmin(best, leave + from_end[p].distance[network->edge_node[2 * (size_t)b + (size_t)q]] + arrive);
        }
    }
    return best;
}

bool walk_distances(const Network *network, const NetworkPlaces *places, double *ret_matrix, Error *error)
{
    ShortestSearch from_end[2] = {{0}};
    size_t count = places->count;
    bool ok = shortest_init(network, &from_end[0]) && shortest_init(network, &from_end[1]);
    for (size_t i = 0; ok && i < count; i++) {
        bool known = places->edge[i] != NETWORK_NO_EDGE;
        for (size_t end = 0; known && end < 2; end++)
            shortest_from(network, network->length_m, INFINITY, network->edge_node[2 * (size_t)places->edge[i] + end], &from_end[end]);
        for (size_t j = i; j < count; j++) {
            double way = i == j ? 0 : !known || places->edge[j] == NETWORK_NO_EDGE ? (double)INFINITY : way_between(network, places, from_end, i, j);
            ret_matrix[i * count + j] = ret_matrix[j * count + i] = way;
        }
    }
    shortest_search_free(&from_end[0]);
    shortest_search_free(&from_end[1]);
    return ok || error_memory(error, (double)network->node_count * sizeof(ShortestEntry));
}

/* best[set * n + last]: the shortest way from place 0 over the places of the set (bit k: place k + 1) that ends in place last + 1. */
static void fill_ways(const double *matrix, size_t count, double *best, uint8_t *before)
{
    size_t n = count - 1;
    for (size_t set = 1; set < (size_t)1 << n; set++) {
        for (size_t last = 0; last < n; last++) {
            double *here = &best[set * n + last];
            *here = INFINITY;
            if (!(set >> last & 1)) continue;
            size_t rest = set & ~((size_t)1 << last);
            if (rest == 0) *here = matrix[last + 1];
            for (size_t k = 0; k < n; k++) {
                if (!(rest >> k & 1)) continue;
                double way = best[rest * n + k] + matrix[(k + 1) * count + last + 1];
                if (way < *here) *here = way, before[set * n + last] = (uint8_t)k;
            }
        }
    }
}

bool walk_round(const double *matrix, size_t count, size_t *ret_order, double *ret_length_m, Error *error)
{
    if (count == 0 || count > WALK_PLACES_MOST)
        return error_set(error, ERROR_INPUT, _("A round is made over 1 to %d places, and there are %zu."), WALK_PLACES_MOST, count);
    size_t n = count - 1, sets = (size_t)1 << n;
    double *best = malloc((sets * n + 1) * sizeof *best);
    uint8_t *before = calloc(sets * n + 1, 1);
    if (best == NULL || before == NULL) return free(best), free(before), error_memory(error, (double)(sets * n) * 9);
    for (size_t k = 0; k < count; k++) ret_order[k] = k;
    *ret_length_m = 0;
    if (n > 0) {
        size_t set = sets - 1, last = 0;
        fill_ways(matrix, count, best, before);
        *ret_length_m = INFINITY;
        for (size_t k = 0; k < n; k++) {
            double length = best[set * n + k] + matrix[(k + 1) * count];
            if (length < *ret_length_m) *ret_length_m = length, last = k;
        }
        for (size_t at = n; isfinite(*ret_length_m) && at > 0; at--) {
            size_t previous = before[set * n + last];
            ret_order[at] = last + 1;
            set &= ~((size_t)1 << last);
            last = previous;
        }
        bool turn = ret_order[1] > ret_order[n]; /* the other way round */
        for (size_t k = 1; turn && k <= n / 2; k++) {
            size_t swapped = ret_order[k];
            ret_order[k] = ret_order[count - k];
            ret_order[count - k] = swapped;
        }
    }
    free(best);
    free(before);
    return true;
}
