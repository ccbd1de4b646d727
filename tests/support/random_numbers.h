/*
 * random_numbers.h: numbers for random tests, the same ones on every machine.
 */
#ifndef BRANDPUNT_TESTS_RANDOM_NUMBERS_H
#define BRANDPUNT_TESTS_RANDOM_NUMBERS_H

#include <stdint.h>

/* SplitMix64 (Steele, Lea & Flood 2014). */
static inline uint64_t random_bits(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* In [low, high). */
static inline double random_between(uint64_t *state, double low, double high)
{
    return low + (high - low) * (double)(random_bits(state) >> 11) * 0x1p-53;
}

/* 0 .. count - 1 */
static inline int random_below(uint64_t *state, int count)
{
    return (int)(random_bits(state) % (uint64_t)count);
}

#endif
