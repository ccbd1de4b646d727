#include "geo/coverage.h"

#include "geo/nearest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double DEGREE = 3.14159265358979323846 / 180;

static bool add_point(Features *layer, double x_m, double y_m, Error *error)
{
    return features_add(layer, error) && features_add_part(layer, error) &&
           features_add_vertex(layer, x_m, y_m, error);
}

static double range_of(const CameraView *camera, double default_range_m)
{
    return isnan(camera->range_m) ? default_range_m : camera->range_m;
}

bool coverage_in_view(const CameraView *camera, double range_m, double x_m, double y_m)
{
    double east = x_m - camera->x_m, north = y_m - camera->y_m;
    double square = east * east + north * north;
    if (square > range_m * range_m) return false;
    if (isnan(camera->direction_deg) || isnan(camera->angle_deg) || camera->angle_deg >= 360) return true;
    if (square == 0) return true; /* under the camera there is no direction */
    double off_deg = remainder(atan2(east, north) / DEGREE - camera->direction_deg, 360);
    /* A hair to spare, so that the edge of a view of exactly 90 degrees is in it. */
    return fabs(off_deg) <= 0.5 * camera->angle_deg + 1e-9;
}

/* Whether any camera in the buckets within reach of the point has it in view. */
static bool is_seen(const Segments *places, const CameraView *camera, double default_range_m, double reach_m,
                    const Sight *walls, double x_m, double y_m)
{
    if (!box_contains(box_grow(places->box, reach_m), x_m, y_m)) return false;
    int last_row = segments_row(places, y_m + reach_m), last_column = segments_column(places, x_m + reach_m);
    for (int row = segments_row(places, y_m - reach_m); row <= last_row; row++) {
        for (int column = segments_column(places, x_m - reach_m); column <= last_column; column++) {
            size_t bucket = (size_t)row * (size_t)places->columns + (size_t)column;
            for (size_t k = places->start[bucket]; k < places->start[bucket + 1]; k++) {
                const CameraView *near = &camera[places->feature[places->item[k]]];
                if (coverage_in_view(near, range_of(near, default_range_m), x_m, y_m) &&
                    (!walls || sight_is_clear(walls, near->x_m, near->y_m, x_m, y_m)))
                    return true;
            }
        }
    }
    return false;
}

static bool check_cameras(const CameraView *camera, size_t camera_count, double default_range_m, Error *error)
{
    if (!(default_range_m > 0 && isfinite(default_range_m)))
        return error_set(error, ERROR_INPUT,
                         _("The default range of a camera must be above 0 m, and it is %g."),
                         default_range_m);
    for (size_t i = 0; i < camera_count; i++)
        if (!isfinite(camera[i].x_m) || !isfinite(camera[i].y_m))
            return error_set(error, ERROR_INPUT,
                             _("Camera %zu has no place; give its coordinates or leave it out."), i + 1);
    return true;
}

bool coverage_seen(const double *x_m, const double *y_m, size_t count, const CameraView *camera,
                   size_t camera_count, double default_range_m, const Sight *walls, uint8_t *ret_seen, Error *error)
{
    if (!check_cameras(camera, camera_count, default_range_m, error)) return false;
    Features layer = features_init(FEATURE_POINT);
    Segments places = {0};
    double reach_m = 0;
    bool done = true;
    for (size_t i = 0; done && i < camera_count; i++) {
        done = add_point(&layer, camera[i].x_m, camera[i].y_m, error);
        reach_m = fmax(reach_m, range_of(&camera[i], default_range_m));
    }
    done = done && segments_of_features(&layer, reach_m, &places, error);
    features_free(&layer);
    if (!done) return false;
    if (camera_count == 0) {
        if (count) memset(ret_seen, 0, count);
    } else {
#pragma omp parallel for schedule(static)
        for (size_t i = 0; i < count; i++)
            ret_seen[i] = is_seen(&places, camera, default_range_m, reach_m, walls, x_m[i], y_m[i]);
    }
    segments_free(&places);
    return true;
}

bool coverage_light(const double *x_m, const double *y_m, size_t count, const Lamp *lamp, size_t lamp_count,
                    double reach_m, uint8_t *ret_lit, double *ret_lux, Error *error)
{
    Features layer = features_init(FEATURE_POINT);
    NearestIndex index = {0};
    double *lux = malloc((lamp_count ? lamp_count : 1) * sizeof *lux); /* of the lamps that work */
    bool done = lux || error_memory(error, (double)lamp_count * sizeof *lux);
    for (size_t i = 0; done && i < lamp_count; i++) {
        if (lamp[i].state == LAMP_BROKEN) continue;
        if (!isfinite(lamp[i].x_m) || !isfinite(lamp[i].y_m))
            done = error_set(error, ERROR_INPUT,
                             _("Lamp %zu has no place; give its coordinates or leave it out."), i + 1);
        lux[layer.count] = lamp[i].lux;
        done = done && add_point(&layer, lamp[i].x_m, lamp[i].y_m, error);
    }
    done = done && nearest_init(&layer, &index, error);
    features_free(&layer);
    if (done) {
#pragma omp parallel for schedule(static)
        for (size_t i = 0; i < count; i++) {
            ptrdiff_t nearest = nearest_find(&index, x_m[i], y_m[i], reach_m, NULL);
            ret_lit[i] = nearest >= 0;
            ret_lux[i] = nearest >= 0 ? lux[nearest] : 0;
        }
        nearest_free(&index);
    }
    free(lux);
    return done;
}

double coverage_light_deficit(uint8_t lit, double lux, double target_lux)
{
    if (!lit) return 1;
    return isnan(lux) ? 0 : fmax(0, fmin(1, 1 - lux / target_lux));
}
