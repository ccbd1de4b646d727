/*
 * bandwidth.h: advice on how wide the kernel should be, from the reports themselves.
 *
 * Three answers to one question, printed beside the configured bandwidth and never used in its place. All are
 * standard deviations of the kernel per axis, in metres; bandwidth_of_sigma() turns one into a kernel's h.
 *
 * Reports on one place count once, without weights, and places outside the boundary are left out: geocoded reports
 * stack up on addresses, and any method that leaves one report out to be guessed from the others then finds that
 * no width is small enough.
 */
#ifndef BRANDPUNT_GEO_BANDWIDTH_H
#define BRANDPUNT_GEO_BANDWIDTH_H

#include "geo/kernel.h"
#include "geo/points.h"
#include "geo/polygon.h"

/* The h of a kernel whose standard deviation per axis is sigma_m. */
double bandwidth_of_sigma(KernelKind kernel, double sigma_m);

/* Likelihood cross-validation (Loader 1999, 5.3; bw.ppl in spatstat): the sigma with the highest
 *
 *     sum_i ln sum_(j != i) k(|x_i - x_j|) / e(x_j) - integral of lambda
 *
 * with a Gaussian kernel. With Diggle's edge correction the integral is the number of places, whatever sigma, and
 * drops out. Sums are direct where few places are in reach and otherwise taken from the exact surface on cells of
 * sigma / 8 by interpolation of degree 5, except for lonely places; e comes from a surface too, that
 * of the boundary's area, to about 1e-3. Searched from the smallest distance between places (or a 5000th
 * of the box, when larger) to half the box's diagonal, to 0.2 % either way. Refuses fewer than 10 places inside. *ret_at_end
 * says that no maximum lies within. */
bool bandwidth_likelihood(const Points *points, const Polygon *boundary, int threads, double *ret_sigma_m,
                          bool *ret_at_end, Error *error) MUST_USE;

/* Mean square error of a disc's estimate of a Cox process (Berman & Diggle 1989; bw.diggle in spatstat): sigma is
 * half the radius with the lowest
 *
 *     (1 / lambda - 2 K(h)) / (pi h^2) + integral of lens(s, h) dK(s) / (pi h^2)^2
 *
 * lens(s, h) is the area that two discs of radius h share at distance s, K is Ripley's with the translation
 * correction (Ohser & Stoyan 1981). Searched up to 1/8 of the box's shorter side, and no further than where a disc
 * of twice the radius would hold 1000 places on average. Refuses fewer than 10 places inside. */
bool bandwidth_diggle(const Points *points, const Polygon *boundary, int threads, double *ret_sigma_m,
                      bool *ret_at_end, Error *error) MUST_USE;

/* Scott's rule (1992, 6.3), n^(-1/6) times the standard deviation, for each axis by itself. Refuses fewer than 10
 * places inside. */
bool bandwidth_scott(const Points *points, const Polygon *boundary, double *ret_sigma_x_m, double *ret_sigma_y_m,
                     Error *error) MUST_USE;

#endif
