/*
 * raster_base.h: a raster that the configuration names, as a quiet ground beneath the map.
 *
 * What may be opened is decided before GDAL sees it, by the file's first bytes: GeoTIFF, MBTiles, GeoPackage, PNG, JPEG, each by its own
 * driver and no other. A database is looked through first (database_guard.h). A file is read in a child process that can do nothing but that
 * (src/exchange/walls.h). An address, or a file that describes a service
 * (WMTS), is refused unless [basemap] network = yes: who asks for tiles tells a server where he looks. Then, and only then, the
 * WMTS driver may ask for it, in the program itself; nothing of it is kept on disk.
 *
 * The raster is brought to the project's coordinates for the frame of the map, at the resolution of the paper, with most of its colour
 * and of its contrast taken out: what lies on it must be louder.
 */
#ifndef BRANDPUNT_SRC_RASTER_BASE_H
#define BRANDPUNT_SRC_RASTER_BASE_H

#include "render/scene.h"
#include "src/config.h"

typedef struct RasterBase RasterBase;

/* NULL when the configuration names none. Fails with one sentence: a file that cannot be read or is of another kind, no coordinate system,
 * an address without network = yes. The configuration must live as long. */
bool raster_base_open(const Config *config, RasterBase **ret_base, Error *error) MUST_USE;
void raster_base_close(RasterBase *base); /* NULL is safe */

/* The reader for a scene; of NULL, none. */
SceneRaster raster_base_reader(RasterBase *base);

/* Adds whose the raster is to a line of sources of that size; nothing without a raster. */
void raster_base_credit(const Config *config, char *sources, size_t size);

#endif
