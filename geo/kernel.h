/*
 * kernel.h: the formula of every kernel, once.
 *
 * A kernel spreads one report over the plane around it. Each integrates to 1 over the plane, so a surface
 * made with it counts reports, whatever the kernel and the bandwidth. Silverman (1986), 4.2.
 *
 * The Gaussian's bandwidth is its standard deviation and it has no end; it is cut at 8 bandwidths, where it
 * is 1.3e-14 of its top and misses 1.3e-14 of its mass, less than the rounding of a sum of reports. All
 * other kernels end at one bandwidth.
 */
#ifndef BRANDPUNT_GEO_KERNEL_H
#define BRANDPUNT_GEO_KERNEL_H

typedef enum KernelKind {
    KERNEL_QUARTIC, /* the default */
    KERNEL_EPANECHNIKOV,
    KERNEL_TRIWEIGHT,
    KERNEL_TRIANGULAR,
    KERNEL_UNIFORM,
    KERNEL_GAUSSIAN
} KernelKind;

enum { KERNEL_COUNT = 6 };

/* K_h(d) per m2, 0 or more; 0 from kernel_radius_m() on. distance_m >= 0, bandwidth_m > 0. */
double kernel_value(KernelKind kind, double distance_m, double bandwidth_m);

/* The share of the kernel's mass within radius_m, 0..1; 1 from kernel_radius_m() on. */
double kernel_mass_within(KernelKind kind, double radius_m, double bandwidth_m);

/* The distance from which the kernel is 0. */
double kernel_radius_m(KernelKind kind, double bandwidth_m);

/* The area of the flat kernel that is as sharp as this one: 1 / the integral of K_h^2. A surface of intensity lambda rests on about
 * lambda times this area reports at every place (Wand & Jones 1995, 2.5: the variance is lambda divided by it). */
double kernel_area_m2(KernelKind kind, double bandwidth_m);

/* "quartic", "epanechnikov", "triweight", "triangular", "uniform", "gaussian". */
const char *kernel_name(KernelKind kind);

#endif
