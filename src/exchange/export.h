/*
 * export.h: results as files for other programs.
 *
 * Every file is new and written beside its place (src/exchange/output.h); nothing is changed in place, so no
 * older value can stay behind in it. The bytes depend on the results alone: no clock is read.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_EXPORT_H
#define BRANDPUNT_SRC_EXCHANGE_EXPORT_H

#include "geo/grid.h"
#include "src/exchange/styles.h"
#include "src/exchange/table.h"

/* A layer of a file: the geometry of row r is feature feature_of[r] of features (row r itself when that is NULL). */
typedef struct ExportLayer {
    const Table *table;
    const Features *features;
    const size_t *feature_of;
    const Style *style; /* how QGIS and others draw it; NULL: as they like */
} ExportLayer;

/* The same GeoTIFF written in bands of rows, for a grid that does not fit in memory: open with the whole grid without
 * values, add each band once, close. A close without commit throws away what was written. */
typedef struct GeotiffWriter GeotiffWriter;

bool export_geotiff_open(const Grid *grid, const char *crs, const char *unit, const Remark *remarks, size_t remark_count, const char *path,
                         GeotiffWriter **ret_writer, Error *error) MUST_USE;
bool export_geotiff_add(GeotiffWriter *writer, const Grid *band, Error *error) MUST_USE;
bool export_geotiff_close(GeotiffWriter *writer, bool commit, Error *error) MUST_USE;

/* Cloud-optimised GeoTIFF, Float32, no data NaN, with the remarks and the unit in its metadata. */
bool export_geotiff(const Grid *grid, const char *crs, const char *unit, const Remark *remarks, size_t remark_count, const char *path, Error *error) MUST_USE;

/* GeoPackage with the grid (NULL: none) as layer `density` and the layers, styled for QGIS. */
bool export_geopackage(const Grid *grid, const ExportLayer *layers, size_t layer_count, const char *crs, const Remark *remarks, size_t remark_count,
                       const char *path, Error *error) MUST_USE;

/* FlatGeobuf of one layer, with its spatial index. */
bool export_flatgeobuf(const ExportLayer *layer, const char *crs, const char *path, Error *error) MUST_USE;

/* Vector tiles (MVT) in MBTiles, of zoom 8 to 14; name and description are for the reader of the map. Whoever has a tile has all that is
 * in it: for layers that anybody may see. */
bool export_mbtiles(const ExportLayer *layers, size_t layer_count, const char *crs, const char *name, const Remark *remarks, size_t remark_count, const char *path,
                    Error *error) MUST_USE;

/* GeoJSON (RFC 7946, so in degrees of WGS 84) of one layer. */
bool export_geojson(const ExportLayer *layer, const char *crs, const char *path, Error *error) MUST_USE;

/* Writes JSON with a final newline. */
bool export_json(const json_t *json, const char *path, Error *error) MUST_USE;

#endif
