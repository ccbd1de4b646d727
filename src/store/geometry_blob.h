/*
 * geometry_blob.h: geometry as SpatiaLite, a GeoPackage and PostGIS keep it in a column.
 *
 * Points become POINT, lines MULTILINESTRING and polygons MULTIPOLYGON, in two dimensions, little-endian.
 * Making the bytes here, and not through SQL functions, is what makes a million reports load in seconds.
 * The layout is that of SpatiaLite's documentation, "BLOB-Geometry format".
 */
#ifndef BRANDPUNT_SRC_STORE_GEOMETRY_BLOB_H
#define BRANDPUNT_SRC_STORE_GEOMETRY_BLOB_H

#include "geo/features.h"

#include <stdint.h>

enum { POINT_BLOB_BYTES = 60 };

typedef struct Blob {
    uint8_t *bytes;
    size_t length, capacity;
} Blob;

void blob_free(Blob *blob);

/* The bytes of one point. */
void blob_of_point(double x_m, double y_m, int srid, uint8_t ret_bytes[POINT_BLOB_BYTES]);

/* The bytes of one feature; reuses the blob's memory. Of a polygon each counter-clockwise ring begins a new
 * part, and the clockwise rings behind it are its holes. */
bool blob_of_feature(const Features *features, size_t feature, int srid, Blob *blob, Error *error) MUST_USE;

/* The same for a GeoPackage column. */
bool blob_wkb(const Features *features, size_t feature, Blob *blob, Error *error) MUST_USE;

/* Adds the geometry of a blob to a layer as its next feature, its rings turned the way geo/features.h says; refuses
 * bytes that are no such geometry, or more or fewer than one. */
bool blob_read(const uint8_t *bytes, size_t length, Features *features, Error *error) MUST_USE;

/* The same two in the bytes of PostGIS, "extended WKB". */
bool blob_of_feature_ewkb(const Features *features, size_t feature, int srid, Blob *blob, Error *error) MUST_USE;
bool blob_read_ewkb(const uint8_t *bytes, size_t length, Features *features, Error *error) MUST_USE;

#endif
