/*
 * random.h: random numbers that are the same on every machine.
 *
 * Every test against chance in the program draws from here, with a seed that is printed with the result.
 * The generator is xoshiro256** (Blackman & Vigna 2021), its state filled by splitmix64 (Steele, Lea & Flood
 * 2014). It is for simulation alone: never use it where somebody could gain by guessing.
 *
 * Work that is divided over threads takes one stream per piece of work (random_stream), never one per
 * thread, so that the number of threads changes nothing.
 */
#ifndef BRANDPUNT_GEO_RANDOM_H
#define BRANDPUNT_GEO_RANDOM_H

#include <stddef.h>
#include <stdint.h>

typedef struct Random {
    uint64_t state[4];
} Random;

/* A generator from a seed, and the stream-th independent generator of a seed (stream 0 is the first). */
Random random_init(uint64_t seed);
Random random_stream(uint64_t seed, uint64_t stream);

uint64_t random_bits(Random *random);                   /* 64 random bits */
double random_uniform(Random *random);                  /* 0 <= u < 1, 53 bits */
uint64_t random_below(Random *random, uint64_t limit);  /* 0 .. limit - 1, each as likely; limit above 0 */

/* One of count things, each as likely as its weight; cumulative holds the running sum of the weights, its last above 0. */
size_t random_weighted(Random *random, const double *cumulative, size_t count);

/* A Poisson number: with mean 1 (from a table, for bootstraps), and with any mean from 0 to 1e15. */
unsigned random_poisson_1(Random *random);
double random_poisson(Random *random, double mean);

/* Puts a random choice of `chosen` of the `count` indices at the front of index, in random order (Fisher &
 * Yates); chosen = count shuffles all. May be repeated on its own result. */
void random_choose(Random *random, size_t *index, size_t count, size_t chosen);

#endif
