/*
 * getis_ord.h: Gi* of Getis & Ord (1992; Ord & Getis 1995).
 *
 *     Gi* = (sum_j w_ij x_j - xbar W_i) / (s sqrt((n S_i - W_i^2) / (n - 1)))
 *
 * W_i = sum_j w_ij and S_i = sum_j w_ij^2 over all j, i itself among them; xbar and s are mean and standard deviation (divided
 * by n) of all values. A z value only when the values are many and not too skew: counts of rare events are not.
 */
#ifndef BRANDPUNT_GEO_GETIS_ORD_H
#define BRANDPUNT_GEO_GETIS_ORD_H

#include "geo/error.h"

#include <stddef.h>

/* From a place's sums; NaN when the values do not differ or the place neighbours all. */
double getis_ord_z(double weighted_sum, double weights, double squared_weights, double count, double mean, double deviation);

/* Gi* of every place, w_ij 1 within distance_m (inclusive, to 1e-9 of it) and for itself, else 0. Looks at every pair. Refuses fewer
 * than 3 places. */
bool getis_ord_places(const double *x_m, const double *y_m, const double *value, size_t count, double distance_m, double *ret_z, Error *error) MUST_USE;

#endif
