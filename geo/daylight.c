#include "geo/daylight.h"

#include <math.h>

static const double DEGREE = 3.14159265358979323846 / 180;
static const double DARK_DEG = -6;
static const double STEP_S = 900;

/* The NOAA solar equations; the names are those of its calculator. */
double daylight_elevation_deg(double latitude_deg, double longitude_deg, double utc_s)
{
    double century = (utc_s / 86400 + 2440587.5 - 2451545) / 36525; /* since 2000-01-01 12:00 */
    double mean_longitude = fmod(280.46646 + century * (36000.76983 + century * 0.0003032), 360);
    double mean_anomaly = DEGREE * (357.52911 + century * (35999.05029 - 0.0001537 * century));
    double eccentricity = 0.016708634 - century * (0.000042037 + 0.0000001267 * century);
    double centre = sin(mean_anomaly) * (1.914602 - century * (0.004817 + 0.000014 * century)) +
                    sin(2 * mean_anomaly) * (0.019993 - 0.000101 * century) +
                    sin(3 * mean_anomaly) * 0.000289;
    double node = DEGREE * (125.04 - 1934.136 * century);
    double apparent_longitude = DEGREE * (mean_longitude + centre - 0.00569 - 0.00478 * sin(node));
    double seconds = 21.448 - century * (46.815 + century * (0.00059 - century * 0.001813));
    double obliquity = DEGREE * (23 + (26 + seconds / 60) / 60 + 0.00256 * cos(node));
    double declination = asin(sin(obliquity) * sin(apparent_longitude));

    double y = tan(obliquity / 2) * tan(obliquity / 2);
    double longitude = DEGREE * mean_longitude;
    double equation_of_time_min =
        4 / DEGREE *
        (y * sin(2 * longitude) - 2 * eccentricity * sin(mean_anomaly) +
         4 * eccentricity * y * sin(mean_anomaly) * cos(2 * longitude) - 0.5 * y * y * sin(4 * longitude) -
         1.25 * eccentricity * eccentricity * sin(2 * mean_anomaly));

    double day_s = fmod(utc_s, 86400);
    double solar_min = day_s / 60 + equation_of_time_min + 4 * longitude_deg;
    double hour_angle = DEGREE * (solar_min / 4 - 180);
    double latitude = DEGREE * latitude_deg;
    double sine = sin(latitude) * sin(declination) + cos(latitude) * cos(declination) * cos(hour_angle);
    return asin(fmax(-1, fmin(1, sine))) / DEGREE;
}

bool daylight_is_dark(double latitude_deg, double longitude_deg, double utc_s)
{
    return daylight_elevation_deg(latitude_deg, longitude_deg, utc_s) < DARK_DEG;
}

typedef struct Sky {
    double latitude_deg, longitude_deg;
} Sky;

static double above_dark(Sky sky, double utc_s)
{
    return daylight_elevation_deg(sky.latitude_deg, sky.longitude_deg, utc_s) - DARK_DEG;
}

/* The moment between two of unlike sign at which dark begins or ends, to half a second. */
static double crossing_s(Sky sky, double low_s, double low, double high_s, double high)
{
    while (high_s - low_s > 0.5) {
        /* Regula falsi, kept off the ends so that both sides close in. */
        double share = fmax(0.01, fmin(0.99, low / (low - high)));
        double middle_s = low_s + share * (high_s - low_s);
        double middle = above_dark(sky, middle_s);
        if ((middle < 0) == (low < 0)) {
            low_s = middle_s;
            low = middle;
            double next_s = fmin(high_s, middle_s + 1);
            double next = above_dark(sky, next_s);
            if ((next < 0) != (low < 0)) return 0.5 * (middle_s + next_s);
            low_s = next_s;
            low = next;
        } else {
            high_s = middle_s;
            high = middle;
            double next_s = fmax(low_s, middle_s - 1);
            double next = above_dark(sky, next_s);
            if ((next < 0) != (high < 0)) return 0.5 * (middle_s + next_s);
            high_s = next_s;
            high = next;
        }
    }
    return 0.5 * (low_s + high_s);
}

double daylight_dark_share(double latitude_deg, double longitude_deg, int64_t from_utc_s, int64_t to_utc_s)
{
    Sky sky = {latitude_deg, longitude_deg};
    double from_s = (double)from_utc_s, length_s = (double)to_utc_s - (double)from_utc_s;
    double before = above_dark(sky, from_s);
    if (!(length_s > 0)) return before < 0;
    int steps = (int)fmin(2976, ceil(length_s / STEP_S));
    double dark_s = 0, before_s = from_s;
    for (int i = 1; i <= steps; i++) {
        double after_s = i == steps ? (double)to_utc_s : from_s + length_s * i / steps;
        double after = above_dark(sky, after_s);
        if ((before < 0) == (after < 0)) {
            if (before < 0) dark_s += after_s - before_s;
        } else {
            double turn_s = crossing_s(sky, before_s, before, after_s, after);
            dark_s += before < 0 ? turn_s - before_s : after_s - turn_s;
        }
        before = after;
        before_s = after_s;
    }
    return fmin(1, dark_s / length_s);
}
