/*
 * foreign_child.h: what happens inside the child of src/exchange/foreign.h, and the frames it sends.
 *
 * The pipe carries frames: one byte that says what it is, four bytes of length, the body, all in the machine's own
 * byte order. First FRAME_SCHEMA, then one FRAME_RECORD per record, then FRAME_END; or FRAME_ERROR at any place, after
 * which nothing follows. A pipe that ends without FRAME_END or FRAME_ERROR means that the child died.
 *
 *   FRAME_SCHEMA  driver, layer, names of all layers, wkt, encoding, note (texts); layers, has_geometry, kind, fields
 *                 (u32); per field a type (u32) and a name (text)
 *   FRAME_RECORD  number (u32), then 1 byte: 0 no geometry, 1 geometry, 2 refused; kind, repaired (bytes); when there is
 *                 geometry: parts (u32), vertices of each part (u32), x and y of every vertex (f64); then one text for
 *                 each field
 *   FRAME_ERROR   code (u32), sentence (text)
 *
 * A text is its length (u32), its bytes and a NUL; length FRAME_NO_TEXT alone stands for no value.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_FOREIGN_CHILD_H
#define BRANDPUNT_SRC_EXCHANGE_FOREIGN_CHILD_H

#include "src/exchange/foreign.h"

#include <stdint.h>
#include <stdnoreturn.h>

enum { FRAME_SCHEMA = 'S', FRAME_RECORD = 'R', FRAME_END = 'E', FRAME_ERROR = 'X' };
enum { FRAME_LARGEST = 1 << 30, FRAME_TEXT_BYTES = 1 << 20, FOREIGN_FIELDS = 2048, FOREIGN_NAMES = 4096 };
#define FRAME_NO_TEXT UINT32_MAX

/* The formats, each with the only driver that may open it. */
typedef enum ForeignFormat {
    FORMAT_SHAPEFILE,
    FORMAT_GEOPACKAGE,
    FORMAT_GEOJSON,
    FORMAT_XLSX,
    FORMAT_ODS,
    FORMAT_DXF,
    FORMAT_FLATGEOBUF,
    FORMAT_COUNT
} ForeignFormat;

/* Under `make coverage` the child writes down what it ran when it leaves: it may write files then, and is let leave. */
#ifdef BRANDPUNT_COVERAGE
enum { CHILD_IS_COUNTED = 1 };
#else
enum { CHILD_IS_COUNTED = 0 };
#endif

/* GDAL's name of the driver. */
const char *foreign_driver(ForeignFormat format);

/* Reads the file and writes frames into `out`, under the limits; never comes back. */
noreturn void foreign_child_run(const char *path, ForeignFormat format, const ForeignOptions *options, int out);

#endif
