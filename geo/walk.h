/*
 * walk.h: how far places on a network are from each other, and the shortest round over them.
 */
#ifndef BRANDPUNT_GEO_WALK_H
#define BRANDPUNT_GEO_WALK_H

#include "geo/network.h"

/* More places make no round: the exact answer takes 2^n n^2 steps. */
enum { WALK_PLACES_MOST = 12 };

/* ret_matrix[i * count + j]: metres along the streets from place i to place j, which are on the network as network_snap() tells;
 * INFINITY when there is no way, or when one of them is on no edge; 0 on the diagonal. Symmetric. */
bool walk_distances(const Network *network, const NetworkPlaces *places, double *ret_matrix, Error *error) MUST_USE;

/* The shortest closed round over `count` places (1 .. WALK_PLACES_MOST), exactly, by dynamic programming over subsets (Held & Karp
 * 1962). ret_order begins with place 0; of the two directions the one whose second place has the lower number; of equally long rounds
 * always the same one. ret_length_m is INFINITY when there is no round. Refuses more places. */
bool walk_round(const double *matrix, size_t count, size_t *ret_order, double *ret_length_m, Error *error) MUST_USE;

#endif
