/*
 * network.h: a street layer as a graph, and reports on it.
 *
 * Lines become edges between nodes. Two lines meet
 *   - where an end of one lies within the tolerance of an end of the other, whatever their levels: a bridge
 *     is reached over its ends;
 *   - where an end of one lies within the tolerance of the middle of the other, which is split there (a
 *     T-junction), unless both levels are known and differ;
 *   - where both have a vertex at the same coordinates, again unless both levels are known and differ.
 * Lines that merely cross do not meet: one of them is a bridge or a tunnel. Ends within the tolerance of each
 * other are one node, also through a chain of others.
 *
 * A line no longer than the tolerance whose ends became one node is left out and counted. Of two edges that
 * lie on each other from node to node within the tolerance the first stays; edges between the same nodes
 * along different ways (parallel) and edges from a node to itself (loops) are streets as any other. Lines
 * that lie on each other over a part of their length only are not found.
 *
 * Half-edge 2 e is edge e seen from its first node, 2 e + 1 from its last; half ^ 1 is the other way. A node's
 * half-edges are those that leave it, so a loop stands twice at its node:
 *
 *     node v is left by half[half_start[v]] .. half[half_start[v + 1] - 1], rising
 *
 * Nothing here depends on anything but the order of the lines, so the same layer gives the same graph.
 */
#ifndef BRANDPUNT_GEO_NETWORK_H
#define BRANDPUNT_GEO_NETWORK_H

#include "geo/features.h"

#include <stdint.h>

/* Ends nearer than this are one place: the precision of municipal street layers. */
#define NETWORK_TOLERANCE_M 0.5

/* A level that is not known. */
#define NETWORK_LEVEL_UNKNOWN INT8_MIN

/* No edge near enough. */
#define NETWORK_NO_EDGE UINT32_MAX

typedef struct NetworkCounts {
    size_t zero_length; /* lines and pieces left out: no length, or within the tolerance at one node */
    size_t duplicates;  /* edges left out: on an earlier one */
    size_t touches;     /* ends that met the middle of another line */
    size_t loops, parallel, dead_ends, components;
} NetworkCounts;

typedef struct Network {
    size_t node_count, edge_count;
    double *node_x_m, *node_y_m;
    uint32_t *edge_node; /* 2 * edge_count: node of half-edge 2 e is edge_node[2 e], its other end edge_node[2 e + 1] */
    double *length_m;    /* above 0; along the line */
    uint32_t *street;    /* feature of the layer it came from */
    Features lines;      /* one feature of one part an edge, from first node to last */
    size_t *half_start;  /* node_count + 1 */
    uint32_t *half;      /* 2 * edge_count */
    NetworkCounts counts;
} Network;

/* level: of each feature, NETWORK_LEVEL_UNKNOWN where it is not known; NULL when none is. tolerance_m: 0 or
 * more. Refuses points and polygons, coordinates that are not finite, more than 2^31 edges. A layer without
 * lines makes a graph without edges. */
bool network_init(const Features *streets, const int8_t *level, double tolerance_m, Network *ret_network,
                  Error *error) MUST_USE;
void network_free(Network *network);

/* The place at position_m (0 .. length) along an edge. */
void network_place(const Network *network, size_t edge, double position_m, double *ret_x_m, double *ret_y_m);

/* The piece of an edge between two positions added to features as a feature of one part. */
bool network_add_piece(const Network *network, size_t edge, double from_m, double to_m, Features *features,
                       Error *error) MUST_USE;

/* Where reports lie on the network. */
typedef struct NetworkPlaces {
    size_t count;
    uint32_t *edge;      /* NETWORK_NO_EDGE where none is near enough */
    double *position_m;  /* from the edge's first node, 0 .. its length */
    double *distance_m;  /* to the edge; NaN without one */
    size_t unsnapped;
} NetworkPlaces;

/* The nearest edge within max_m of each place; of several equally near the first one. A coordinate that is
 * not finite is near nothing. */
bool network_snap(const Network *network, const double *x_m, const double *y_m, size_t count, double max_m,
                  NetworkPlaces *ret_places, Error *error) MUST_USE;
void network_places_free(NetworkPlaces *places);

#endif
