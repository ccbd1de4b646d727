#include "geo/kernel.h"

#include <math.h>

static const double PI = 3.14159265358979323846;
static const double GAUSSIAN_END = 8; /* bandwidths; exp(-8 * 8 / 2) = 1.3e-14 */

static const char *const names[KERNEL_COUNT] = {"quartic",    "epanechnikov", "triweight",
                                                "triangular", "uniform",      "gaussian"};

double kernel_radius_m(KernelKind kind, double bandwidth_m)
{
    return kind == KERNEL_GAUSSIAN ? GAUSSIAN_END * bandwidth_m : bandwidth_m;
}

double kernel_value(KernelKind kind, double distance_m, double bandwidth_m)
{
    if (distance_m > kernel_radius_m(kind, bandwidth_m)) return 0;
    double u = distance_m / bandwidth_m, v = 1 - u * u, scale = 1 / (PI * bandwidth_m * bandwidth_m);
    switch (kind) {
    case KERNEL_QUARTIC:
        return 3 * scale * v * v;
    case KERNEL_EPANECHNIKOV:
        return 2 * scale * v;
    case KERNEL_TRIWEIGHT:
        return 4 * scale * v * v * v;
    case KERNEL_TRIANGULAR:
        return 3 * scale * (1 - u);
    case KERNEL_UNIFORM:
        return scale;
    case KERNEL_GAUSSIAN:
        return 0.5 * scale * exp(-0.5 * u * u);
    }
    return 0;
}

double kernel_mass_within(KernelKind kind, double radius_m, double bandwidth_m)
{
    if (radius_m <= 0) return 0;
    if (radius_m >= kernel_radius_m(kind, bandwidth_m)) return 1;
    double u = radius_m / bandwidth_m, u2 = u * u, v = 1 - u2;
    switch (kind) {
    case KERNEL_QUARTIC:
        return 1 - v * v * v;
    case KERNEL_EPANECHNIKOV:
        return 1 - v * v;
    case KERNEL_TRIWEIGHT:
        return 1 - v * v * v * v;
    case KERNEL_TRIANGULAR:
        return u2 * (3 - 2 * u);
    case KERNEL_UNIFORM:
        return u2;
    case KERNEL_GAUSSIAN:
        return -expm1(-0.5 * u2);
    }
    return 0;
}

double kernel_area_m2(KernelKind kind, double bandwidth_m)
{
    /* (k + 1) / (pi h^2) (1 - u^2)^k has pi h^2 (2 k + 1) / (k + 1)^2. */
    static const double share[KERNEL_COUNT] = {[KERNEL_QUARTIC] = 5.0 / 9,    [KERNEL_EPANECHNIKOV] = 3.0 / 4, [KERNEL_TRIWEIGHT] = 7.0 / 16,
                                               [KERNEL_TRIANGULAR] = 2.0 / 3, [KERNEL_UNIFORM] = 1,            [KERNEL_GAUSSIAN] = 4};
    return share[kind] * PI * bandwidth_m * bandwidth_m;
}

const char *kernel_name(KernelKind kind)
{
    return names[kind];
}
