#include "geo/cpu.h"

bool cpu_has(CpuPath path)
{
#if CPU_HAS_PATHS
    if (path == CPU_AVX2) return __builtin_cpu_supports("x86-64-v3") != 0;
    if (path == CPU_AVX512) return __builtin_cpu_supports("x86-64-v4") != 0;
#endif
    return path == CPU_PLAIN;
}

CpuPath cpu_best(void)
{
    return cpu_has(CPU_AVX512) ? CPU_AVX512 : cpu_has(CPU_AVX2) ? CPU_AVX2 : CPU_PLAIN;
}
