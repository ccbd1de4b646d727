/*
 * cpu.h: which of a hot loop's translations this machine runs.
 *
 * A hot loop is written once and translated three times: for any x86-64 (SSE2), for x86-64-v3 (AVX2) and for
 * x86-64-v4 (AVX-512). Nothing is contracted (-ffp-contract=off) and no sum is reordered, so all three give the
 * same bits; the tests compare them. On another processor only CPU_PLAIN exists.
 */
#ifndef BRANDPUNT_GEO_CPU_H
#define BRANDPUNT_GEO_CPU_H

#include <stdbool.h>

typedef enum CpuPath { CPU_PLAIN, CPU_AVX2, CPU_AVX512 } CpuPath;

enum { CPU_PATHS = 3 };

/* Marks the three translations, and the code that becomes part of each. clang has no names for these processors that all
 * its versions know, and translates for the plain one alone. */
#if defined(__x86_64__) && !defined(__clang__)
#define CPU_HAS_PATHS 1
#else
#define CPU_HAS_PATHS 0
#endif
#if CPU_HAS_PATHS
#define CPU_FOR_AVX2 __attribute__((target("arch=x86-64-v3")))
#define CPU_FOR_AVX512 __attribute__((target("arch=x86-64-v4,tune=znver3,prefer-vector-width=512")))
#else
#define CPU_FOR_AVX2
#define CPU_FOR_AVX512
#endif
/* Under `make coverage` one translation, or each condition would be counted once for each. */
#ifdef BRANDPUNT_COVERAGE
#define CPU_INLINE static
#else
#define CPU_INLINE static inline __attribute__((always_inline))
#endif

/* For a function that the compiler makes vectors of: three translations, of which the loader takes the best. Not under the address
 * sanitizer, which is not there yet when the loader chooses. */
#if CPU_HAS_PATHS && !defined(__SANITIZE_ADDRESS__) && !defined(BRANDPUNT_COVERAGE)
#define CPU_CLONED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CPU_CLONED
#endif

bool cpu_has(CpuPath path);
CpuPath cpu_best(void);

#endif
