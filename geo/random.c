#include "geo/random.h"

#include "geo/statistics.h"

#include <math.h>

static uint64_t splitmix_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

Random random_init(uint64_t seed)
{
    Random random;
    for (int i = 0; i < 4; i++)
        random.state[i] = splitmix_next(&seed);
    return random;
}

Random random_stream(uint64_t seed, uint64_t stream)
{
    /* Scramble the stream's number before it meets the seed, so that seeds and streams that lie beside each
     * other give unrelated states. */
    uint64_t scrambled = stream;
    return stream == 0 ? random_init(seed) : random_init(seed ^ splitmix_next(&scrambled));
}

static uint64_t rotate_left(uint64_t x, int by)
{
    return (x << by) | (x >> (64 - by));
}

uint64_t random_bits(Random *random)
{
    uint64_t *s = random->state;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

double random_uniform(Random *random)
{
    return (double)(random_bits(random) >> 11) * 0x1p-53;
}

uint64_t random_below(Random *random, uint64_t limit)
{
    if (limit <= UINT32_MAX) { /* Lemire (2019): a multiplication, and a division hardly ever */
        uint64_t product = (random_bits(random) >> 32) * limit;
        if ((uint32_t)product < limit) {
            uint32_t uneven = (uint32_t)((UINT64_C(1) << 32) % limit);
            while ((uint32_t)product < uneven)
                product = (random_bits(random) >> 32) * limit;
        }
        return product >> 32;
    }
    /* The lowest 2^64 mod limit values would make small results more likely; draw again when one comes. */
    uint64_t uneven = (UINT64_MAX - limit + 1) % limit;
    uint64_t bits;
    do
        bits = random_bits(random);
    while (bits < uneven);
    return bits % limit;
}

size_t random_weighted(Random *random, const double *cumulative, size_t count)
{
    double wanted = random_uniform(random) * cumulative[count - 1];
    size_t low = 0, high = count - 1;
    while (low < high) { /* the first with a sum above what is wanted */
        size_t middle = low + (high - low) / 2;
        if (cumulative[middle] > wanted) high = middle;
        else low = middle + 1;
    }
    return low;
}

unsigned random_poisson_1(Random *random)
{
    /* P(X <= k) for mean 1; what lies above the last is less than 2^-53. */
    static const double cumulative[] = {
        0.36787944117144233, 0.73575888234288467, 0.91969860292860584, 0.98101184312384626,
        0.99634015317265629, 0.99940581518241833, 0.99991675885071196, 0.99998975080332532,
        0.99999887479740202, 0.99999988857452166, 0.99999998995223362, 0.99999999916838922,
        0.99999999993640221, 0.99999999999548016, 0.99999999999970000, 0.99999999999998135,
        0.99999999999999891, 0.99999999999999994,
    };
    double u = random_uniform(random);
    /* Which of the first it is, no processor foresees: so they are counted without a jump, and only what is rarer is searched. */
    unsigned k = (unsigned)(u >= cumulative[0]) + (unsigned)(u >= cumulative[1]) + (unsigned)(u >= cumulative[2]) + (unsigned)(u >= cumulative[3]);
    if (k < 4) return k;
    while (k < sizeof cumulative / sizeof *cumulative && u >= cumulative[k])
        k++;
    return k;
}

/* Inversion, for small means: count how many terms of the distribution the uniform number passes. */
static double poisson_by_inversion(Random *random, double mean)
{
    double u = random_uniform(random);
    double term = exp(-mean);
    double k = 0;
    while (u >= term && k < 1000) {
        u -= term;
        k++;
        term *= mean / k;
    }
    return k;
}

/* Transformed rejection, algorithm PTRS of Hörmann (1993), for means of 10 and more. */
static double poisson_by_rejection(Random *random, double mean)
{
    double b = 0.931 + 2.53 * sqrt(mean);
    double a = -0.059 + 0.02483 * b;
    double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    double quick = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
        double u = random_uniform(random) - 0.5;
        double v = random_uniform(random);
        double edge = 0.5 - fabs(u);
        double k = floor((2 * a / edge + b) * u + mean + 0.43);
        if (edge >= 0.07 && v <= quick) return k;
        if (k < 0 || (edge < 0.013 && v > edge)) continue;
        if (log(v * inverse_alpha / (a / (edge * edge) + b)) <= poisson_log_probability(k, mean)) return k;
    }
}

double random_poisson(Random *random, double mean)
{
    if (!(mean > 0)) return 0;
    return mean < 10 ? poisson_by_inversion(random, mean) : poisson_by_rejection(random, mean);
}

void random_choose(Random *random, size_t *index, size_t count, size_t chosen)
{
    for (size_t i = 0; i < chosen && i + 1 < count; i++) {
        size_t j = i + (size_t)random_below(random, count - i);
        size_t kept = index[i];
        index[i] = index[j];
        index[j] = kept;
    }
}
