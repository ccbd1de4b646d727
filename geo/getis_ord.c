#include "geo/getis_ord.h"

#include <math.h>

double getis_ord_z(double weighted_sum, double weights, double squared_weights, double count, double mean, double deviation)
{
    double spread = (count * squared_weights - weights * weights) / (count - 1);
    return deviation > 0 && spread > 0 ? (weighted_sum - mean * weights) / (deviation * sqrt(spread)) : (double)NAN;
}

bool getis_ord_places(const double *x_m, const double *y_m, const double *value, size_t count, double distance_m, double *ret_z, Error *error)
{
    double sum = 0, squares = 0, most = distance_m * distance_m * (1 + 2e-9);
    if (count < 3) return error_set(error, ERROR_INPUT, _("Gi* compares places with each other; %zu are too few."), count);
    for (size_t i = 0; i < count; i++) {
        sum += value[i];
        squares += value[i] * value[i];
    }
    double mean = sum / (double)count, deviation = sqrt(fmax(0, squares / (double)count - mean * mean));
    for (size_t i = 0; i < count; i++) {
        double near = 0, weighted = 0;
        for (size_t j = 0; j < count; j++) {
            double dx = x_m[i] - x_m[j], dy = y_m[i] - y_m[j];
            if (dx * dx + dy * dy > most) continue;
            near++;
            weighted += value[j];
        }
        ret_z[i] = getis_ord_z(weighted, near, near, (double)count, mean, deviation);
    }
    return true;
}
