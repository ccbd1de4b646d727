/*
 * shortest.h: distances along a network from one node (Dijkstra 1959).
 */
#ifndef BRANDPUNT_GEO_SHORTEST_H
#define BRANDPUNT_GEO_SHORTEST_H

#include "geo/network.h"

typedef struct ShortestEntry {
    double distance;
    uint32_t node;
} ShortestEntry;

/* Nodes within reach of one node, with their distances. distance is INFINITY for all others. */
typedef struct ShortestSearch {
    double *distance;  /* per node */
    uint32_t *reached; /* in order of distance, when it is done */
    size_t reached_count;
    ShortestEntry *heap;
    size_t heap_count;
} ShortestSearch;

/* Room for searches on one network; false when there is none. Free with shortest_search_free() in either case. */
bool shortest_init(const Network *network, ShortestSearch *search) MUST_USE;
void shortest_search_free(ShortestSearch *search);

/* All nodes nearer than limit (INFINITY: all that can be reached), in the unit of length, which has a number of 0 or more per edge. May
 * be repeated: it forgets the search before. */
void shortest_from(const Network *network, const double *length, double limit, uint32_t node, ShortestSearch *search);

#endif
