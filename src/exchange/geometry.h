/*
 * geometry.h: features as geometries of OGR, which GEOS can reckon with.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_GEOMETRY_H
#define BRANDPUNT_SRC_EXCHANGE_GEOMETRY_H

#include "geo/features.h"

#include <ogr_api.h>

/* MultiPolygon, MultiLineString or Point of one feature; the caller destroys it. */
OGRGeometryH geometry_of_feature(const Features *features, size_t feature);

/* The ground in m2 that lies in polygons of both layers, and that lies in polygons of one; what lies in several polygons of a
 * layer counts once. */
double geometry_overlap_m2(const Features *a, const Features *b);
double geometry_area_m2(const Features *features);

#endif
