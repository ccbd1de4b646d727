/*
 * mapping.h: which column of a file is which field of a report.
 *
 * First what the configuration says, then the usual Dutch and English names. Two columns that could both be one
 * field, and a file without a place or a date, are refused with a sentence that names the columns and the key
 * of the configuration that solves it; nothing is guessed by position.
 */
#ifndef BRANDPUNT_SRC_MAPPING_H
#define BRANDPUNT_SRC_MAPPING_H

#include "src/exchange/encoding.h"
#include "src/exchange/fields.h"

typedef enum Field {
    FIELD_EXTERNAL_ID,
    FIELD_KIND,
    FIELD_CATEGORY,
    FIELD_SUBCATEGORY,   /* the finer one, which stands in for the category (Signalen) */
    FIELD_DATE,          /* day on which it happened, or began */
    FIELD_TIME,
    FIELD_DATE_TO,
    FIELD_TIME_TO,
    FIELD_OCCURRED_FROM, /* date and time in one */
    FIELD_OCCURRED_TO,
    FIELD_REPORTED_ON,
    FIELD_X,             /* metres, or whatever crs says */
    FIELD_Y,
    FIELD_LON,
    FIELD_LAT,
    FIELD_LOCATION,      /* WKT 'POINT (x y)' or 'lat,lon' */
    FIELD_PRECISION_M,
    FIELD_GROUPS,
    FIELD_VICTIM_SEX,
    FIELD_PERPETRATOR_SEX,
    FIELD_RELATION,
    FIELD_SEVERITY,
    FIELD_REPORTER,
    FIELD_ADDRESS_AREA,
    FIELD_COUNT
} Field;

enum { MAPPING_NAME_BYTES = 96 };

/* What the configuration says of one kind of file; zeroed means: recognise everything. */
typedef struct MappingOptions {
    char name[MAPPING_NAME_BYTES]; /* of the mapping, for the sentences; "" is none */
    /* A column's name, or a value for all rows; "" is not set. A value is written between quotes ('straat'); kind,
     * groups and precision_m also take a plain value when no column has that name (kind = perception). */
    char column[FIELD_COUNT][MAPPING_NAME_BYTES];
    char crs[32];          /* "EPSG:28992"; "" is by range */
    char layer[MAPPING_NAME_BYTES]; /* of a GeoPackage, sheet of a workbook; "" is the first with rows */
    TextEncoding encoding; /* ENCODING_DETECT */
    char separator;        /* 0 is sniffed */
    DateOrder date_order;  /* DATE_ORDER_UNDECIDED is by column */
} MappingOptions;

/* Where the fields of one file stand. */
typedef struct Mapping {
    int column[FIELD_COUNT];                            /* index of the column, -1 is none */
    char constant[FIELD_COUNT][MAPPING_NAME_BYTES];     /* the value for all rows; "" is none */
} Mapping;

/* The stable name of a field (external_id, ...), and back. */
const char *field_name(Field field);
bool field_from_name(const char *name, Field *ret_field) MUST_USE;

/* The program whose export has these columns ("Signalen"), or "". */
const char *mapping_made_by(const char *const *names, size_t count);

/* Sets one key of a mapping as the configuration writes it: a field's name, or crs, layer, encoding, separator
 * (`,` `;` `|` tab, comma, semicolon, pipe), date_order (dmy, mdy). */
bool mapping_options_set(MappingOptions *options, const char *key, const char *value, Error *error) MUST_USE;

/* The names of the columns as far as they fit, with commas, for the sentence that something is missing among them. */
void mapping_list_names(const char *const *names, size_t count, char *out, size_t size);

/* Finds the fields among `count` column names. has_points says that the file brings its own point geometry, which
 * goes before x, y, lon, lat and location unless the configuration names those. */
bool mapping_resolve(const MappingOptions *options, const char *const *names, size_t count, bool has_points,
                     Mapping *ret_mapping, Error *error) MUST_USE;

#endif
