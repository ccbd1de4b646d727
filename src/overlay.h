/*
 * overlay.h: where geometry meets the municipality's layers.
 */
#ifndef BRANDPUNT_SRC_OVERLAY_H
#define BRANDPUNT_SRC_OVERLAY_H

#include "geo/coverage.h"
#include "src/municipality.h"

#include <stdint.h>

/* Cuts areas by the boundary (GEOS); an area that falls apart becomes several. */
bool overlay_clip(const Features *areas, const Features *boundary, Features *ret_areas, Error *error) MUST_USE;

/* The same for many layers, each replaced by what is left of it; the boundary is made ready once. */
bool overlay_clip_all(Features *const *layers, size_t count, const Features *boundary, Error *error) MUST_USE;

/* All polygons of some layers joined: a feature for each connected piece of ground. */
bool overlay_join(const Features *const *layers, size_t count, Features *ret_pieces, Error *error) MUST_USE;

/* The ground that two layers share, a feature for each piece. */
bool overlay_common(const Features *one, const Features *other, Features *ret_pieces, Error *error) MUST_USE;

/* Joins the polygons of the first feature to one outline, without the edges they share, and makes that the only feature. */
bool overlay_dissolve(Features *features, Error *error) MUST_USE;

/* A report is on a street when it is at most this far from it. */
#define STREET_REACH_M 50.0

/* Per report the street (nearest with a name, within STREET_REACH_M) and the buurt; indices into the layers, -1
 * for none. */
bool overlay_streets(const Municipality *municipality, const double *x_m, const double *y_m, size_t count, int32_t *ret_street, Error *error) MUST_USE;
bool overlay_buurten(const Municipality *municipality, const double *x_m, const double *y_m, size_t count, int32_t *ret_buurt, Error *error) MUST_USE;

/* The name that most weight stands behind, by name and not by index; NULL when nothing has a name. names[i] is
 * that of item[i]; of equal weights the alphabetically first. */
bool overlay_heaviest(char *const *names, const int32_t *item, const double *weight, const size_t *member, size_t member_count, const char **ret_name,
                      Error *error) MUST_USE;

/* What a place is called, and where a number stands well inside it. */
typedef struct PlaceName {
    const char *street, *neighbourhood; /* in the municipality's layers; NULL when not known */
    double x_m, y_m;
} PlaceName;

/* The street and the buurt of most of the reports in each polygon, each report once; without reports, those of its middle. */
bool overlay_place_names(const Municipality *municipality, const Features *places, const double *x_m, const double *y_m, size_t count, PlaceName *ret_name,
                         Error *error) MUST_USE;

/* Cameras and lamps of the layers, in the form that geo/coverage takes; the caller frees with free(). */
bool overlay_cameras(const Municipality *municipality, CameraView **ret_cameras, Error *error) MUST_USE;
bool overlay_lamps(const Municipality *municipality, Lamp **ret_lamps, Error *error) MUST_USE;

#endif
