/*
 * coverage.h: what cameras see and what lamps light, at the places of reports.
 *
 * Positions and their stated reach count, and for cameras the buildings in between (geo/sight.h): no trees or terrain. All in metres.
 */
#ifndef BRANDPUNT_GEO_COVERAGE_H
#define BRANDPUNT_GEO_COVERAGE_H

#include "geo/sight.h"

#include <stddef.h>
#include <stdint.h>

/* A lamp serves what lies within this distance, in m. */
#define LAMP_REACH_M 25.0

typedef struct CameraView {
    double x_m, y_m;
    double direction_deg; /* the middle of its view, clockwise from north; NaN: all round */
    double angle_deg;     /* the whole width of its view; NaN, or 360 and more: all round */
    double range_m;       /* NaN: the default range */
} CameraView;

/* Whether a camera that sees range_m far has a place in view: distance and direction alone. */
bool coverage_in_view(const CameraView *camera, double range_m, double x_m, double y_m);

/* ret_seen[i] is 1 where a camera has point i in view (its edges included) and no building stands in between, else 0. walls: NULL when
 * nothing stands in the way. Refuses cameras without a
 * finite place and a default range that is not above 0. */
bool coverage_seen(const double *x_m, const double *y_m, size_t count, const CameraView *camera,
                   size_t camera_count, double default_range_m, const Sight *walls, uint8_t *ret_seen, Error *error) MUST_USE;

typedef enum LampState { LAMP_BROKEN = 0, LAMP_WORKS = 1, LAMP_UNKNOWN = 2 } LampState;

typedef struct Lamp {
    double x_m, y_m;
    double lux;      /* mean illuminance of the ground it serves; NaN is not known */
    LampState state; /* a lamp of unknown state is taken to work */
} Lamp;

/* Per point the nearest lamp that works within reach_m (LAMP_REACH_M; the distance itself included).
 * ret_lit[i]: 1 when there is one, else 0. ret_lux[i]: its lux, NaN when that is not known, 0 when there is
 * no lamp. Of lamps equally near the first of the list. */
bool coverage_light(const double *x_m, const double *y_m, size_t count, const Lamp *lamp, size_t lamp_count,
                    double reach_m, uint8_t *ret_lit, double *ret_lux, Error *error) MUST_USE;

/* Light deficit at one place, 0..1: clip(1 - lux / target), 0 where a lamp of unknown lux stands within
 * reach, 1 where none does. With lamp positions only, its mean is the share without a working lamp within
 * reach. target_lux: EN 13201-2 class P4 5 lux, P1 15 lux. */
double coverage_light_deficit(uint8_t lit, double lux, double target_lux);

#endif
