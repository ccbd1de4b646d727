#include "geo/shortest.h"

#include <math.h>
#include <stdlib.h>

static bool nearer(ShortestEntry a, ShortestEntry b)
{
    return a.distance < b.distance || (a.distance == b.distance && a.node < b.node);
}

static void heap_push(ShortestSearch *search, ShortestEntry entry)
{
    size_t at = search->heap_count++;
    for (; at > 0 && nearer(entry, search->heap[(at - 1) / 2]); at = (at - 1) / 2) search->heap[at] = search->heap[(at - 1) / 2];
    search->heap[at] = entry;
}

static ShortestEntry heap_pop(ShortestSearch *search)
{
    ShortestEntry top = search->heap[0], moved = search->heap[--search->heap_count];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < search->heap_count; at = child) {
        if (child + 1 < search->heap_count && nearer(search->heap[child + 1], search->heap[child])) child++;
        if (!nearer(search->heap[child], moved)) break;
        search->heap[at] = search->heap[child];
    }
    search->heap[at] = moved;
    return top;
}

void shortest_from(const Network *network, const double *length, double limit, uint32_t node, ShortestSearch *search)
{
    for (size_t i = 0; i < search->reached_count; i++) search->distance[search->reached[i]] = INFINITY;
    search->reached_count = search->heap_count = 0;
    search->distance[node] = 0;
    heap_push(search, (ShortestEntry){0, node});
    while (search->heap_count > 0) {
        ShortestEntry here = heap_pop(search);
        if (here.distance > search->distance[here.node]) continue;
        search->reached[search->reached_count++] = here.node;
        for (size_t h = network->half_start[here.node]; h < network->half_start[here.node + 1]; h++) {
            uint32_t half = network->half[h], there = network->edge_node[half ^ 1u];
            double distance = here.distance + length[half >> 1];
            if (distance >= limit || distance >= search->distance[there]) continue;
            search->distance[there] = distance;
            heap_push(search, (ShortestEntry){distance, there});
        }
    }
}

bool shortest_init(const Network *network, ShortestSearch *search)
{
    size_t nodes = network->node_count;
    search->distance = malloc((nodes + 1) * sizeof *search->distance);
    search->reached = malloc((nodes + 1) * sizeof *search->reached);
    search->heap = malloc((2 * network->edge_count + 2) * sizeof *search->heap);
    if (search->distance == NULL || search->reached == NULL || search->heap == NULL) return false;
    for (size_t v = 0; v < nodes; v++) search->distance[v] = INFINITY;
    return true;
}

void shortest_search_free(ShortestSearch *search)
{
    free(search->distance);
    free(search->reached);
    free(search->heap);
    *search = (ShortestSearch){0};
}
