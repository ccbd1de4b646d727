/*
 * raster_reader.h: the picture of a raster, by GDAL, in the project's coordinates and made quiet.
 *
 * A file is read with the one driver of its kind, in a child behind walls (raster_base.c): what is called here leaves GDAL of that process
 * with nothing else. A service (WMTS) is read in the program itself, with the network.
 */
#ifndef BRANDPUNT_SRC_RASTER_READER_H
#define BRANDPUNT_SRC_RASTER_READER_H

#include "render/scene.h"
#include "src/config.h"

typedef enum RasterKind { RASTER_GEOTIFF, RASTER_MBTILES, RASTER_GEOPACKAGE, RASTER_PNG, RASTER_JPEG, RASTER_SERVICE, RASTER_UNKNOWN } RasterKind;

typedef struct RasterPicture {
    Box box;
    int columns, rows;
    uint32_t *pixels;    /* columns * rows, 0x00RRGGBB, from the north-west */
    unsigned char *jpeg; /* the same, packed; NULL when it could not be */
    size_t jpeg_bytes;
} RasterPicture;

void raster_picture_free(RasterPicture *picture); /* safe on a zeroed one */

typedef struct RasterReader RasterReader;

/* Opens [basemap] file as that kind. The configuration must live as long. */
bool raster_reader_open(const Config *config, RasterKind kind, RasterReader **ret_reader, Error *error) MUST_USE;
void raster_reader_close(RasterReader *reader); /* NULL is safe */

bool raster_reader_picture(RasterReader *reader, Box box, int columns, int rows, RasterPicture *ret_picture, Error *error) MUST_USE;

#endif
