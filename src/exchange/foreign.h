/*
 * foreign.h: files in formats that are not ours (shapefile, GeoPackage, GeoJSON, XLSX, ODS, DXF), read by OGR in a
 * child process.
 *
 * The child works behind walls (walls.h): it can do little but read this one file, in memory and time that grow with
 * the file's size. It has only the driver that fits both the name and the first bytes, and sends plain records through
 * a pipe. Whatever happens to it, the program gets records or one sentence. The GeoPackage is looked through with plain
 * SQLite first.
 *
 * Of a sheet an empty row is no record, and titles above the names of the columns are passed over.
 *
 * A path is a plain file: /vsi..., a URL or a connection string is refused. A .csv never comes here.
 *
 * Open before the program starts threads: the child is a fork.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_FOREIGN_H
#define BRANDPUNT_SRC_EXCHANGE_FOREIGN_H

#include "geo/features.h"
#include "src/exchange/encoding.h"

typedef struct ForeignOptions {
    const char *layer;     /* layer or sheet; NULL or "": the first that has rows */
    TextEncoding encoding; /* of a shapefile's attributes; ENCODING_DETECT: .cpg, else the mark in the .dbf, else UTF-8
                            * when all of it is, else Windows-1252 */
    size_t memory_bytes;   /* limits; 0: those of walls_of_file() */
    unsigned cpu_seconds;
} ForeignOptions;

typedef enum ForeignType { FOREIGN_TEXT, FOREIGN_INTEGER, FOREIGN_REAL, FOREIGN_DATE, FOREIGN_TIME, FOREIGN_DATE_TIME } ForeignType;

typedef struct ForeignSchema {
    const char *driver;       /* "ESRI Shapefile", "GPKG", ... */
    const char *layer;        /* the one that is read */
    size_t layer_count;       /* layers in the file */
    const char *layer_names;  /* all of them, for a sentence: "a, b, c", cut when long */
    size_t field_count;
    const char *const *field_name; /* UTF-8 */
    const ForeignType *field_type;
    bool has_geometry;
    FeatureKind geometry;     /* of the layer, or of its first record when the layer does not say */
    const char *crs_wkt;      /* "" is not given */
    const char *encoding;     /* of the attributes, as it was used */
    const char *note;         /* what was mended to open it ("the .shx was rebuilt"); "" is nothing */
} ForeignSchema;

typedef struct ForeignValue {
    const char *text; /* UTF-8 with a final NUL; NULL is no value. Numbers with a point; dates as 2024-03-01, times as
                       * 21:15:00, both as 2024-03-01T21:15:00[+01:00] */
    size_t length;
} ForeignValue;

/* One record; views until the next call. Z and M are dropped, curves are made straight, invalid polygons made valid. Of a
 * DXF the entities are read, splines and arcs as lines, a block as the point where it was set down (fields BlockName and
 * BlockAttributes). */
typedef struct ForeignRecord {
    bool is_end;
    long number;        /* from 1; of a sheet the row in it */
    bool has_geometry;  /* false for an empty geometry */
    FeatureKind kind;
    size_t part_count;  /* points, lines, or rings without repeated last vertex, outer counter-clockwise */
    const size_t *vertex_start; /* part_count + 1 */
    const double *x, *y;        /* in the file's own system, east and north */
    const ForeignValue *value;  /* field_count */
} ForeignRecord;

typedef struct ForeignCounts { /* so far */
    size_t records;
    size_t empty;    /* without geometry, in a layer that has geometry */
    size_t repaired; /* polygons that were invalid */
    size_t refused;  /* geometries that could not be used (collections of mixed kinds, not a number) */
} ForeignCounts;

typedef struct ForeignSource ForeignSource;

/* Whether a name has the extension of such a format. */
bool foreign_knows(const char *path);

bool foreign_open(const char *path, const ForeignOptions *options, ForeignSource **ret_source, Error *error) MUST_USE;
void foreign_close(ForeignSource *source);
const ForeignSchema *foreign_schema(const ForeignSource *source);
ForeignCounts foreign_counts(const ForeignSource *source);

/* The column of a name, without regard to case, accents, blanks and punctuation (field_fold); -1 for none. */
int foreign_column(const ForeignSchema *schema, const char *name);
bool foreign_next(ForeignSource *source, ForeignRecord *ret_record, Error *error) MUST_USE;

#endif
