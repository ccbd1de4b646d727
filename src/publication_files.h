/*
 * publication_files.h: a publication as files for other programs.
 *
 * squares: square ("152500_442500", its south-west corner in metres), class (1 .. 5; empty when withheld), reporters_from, reporters_to,
 *     status (shown, withheld), neighbourhood.
 * areas: rank, name, class, reporters_from, reporters_to (of each of its squares), squares, area_m2.
 */
#ifndef BRANDPUNT_SRC_PUBLICATION_FILES_H
#define BRANDPUNT_SRC_PUBLICATION_FILES_H

#include "src/publication.h"

#include <jansson.h>

/* The classes as a grid: 1 .. 5, no data where nothing is told. */
bool publication_geotiff(const Publication *publication, const char *path, Error *error) MUST_USE;

/* Raster `density` of the classes, layers `squares` and `areas`; with areas_only that layer alone. */
bool publication_geopackage(const Publication *publication, bool areas_only, const char *path, Error *error) MUST_USE;
bool publication_geojson(const Publication *publication, bool areas_only, const char *path, Error *error) MUST_USE;
bool publication_flatgeobuf(const Publication *publication, bool areas_only, const char *path, Error *error) MUST_USE;
bool publication_mbtiles(const Publication *publication, bool areas_only, const char *path, Error *error) MUST_USE;

/* .csv, .xlsx, .ods: of a CSV the squares alone unless areas_only, of a workbook areas and squares. */
bool publication_tables(const Publication *publication, bool areas_only, const char *path, Error *error) MUST_USE;

/* {publication, audience, period, kind, ..., classes: [], areas: []}; the caller releases it. */
bool publication_json(const Publication *publication, json_t **ret_json, Error *error) MUST_USE;

#endif
