/*
 * town.h: a place of work for the tests of src: a folder of its own, a configuration, a database, and short ways to put
 * reports and layers in it. Everything that goes wrong here fails the test.
 */
#ifndef BRANDPUNT_TESTS_TOWN_H
#define BRANDPUNT_TESTS_TOWN_H

#include "src/config.h"
#include "src/import.h"
#include "src/store/layers.h"
#include "src/store/reports.h"
#include "src/store/spatialite.h"
#include "src/store/store.h"

typedef struct Town {
    char folder[64];
    Config config; /* the defaults, with database and key in the folder */
    Store *store;  /* NULL until town_found() */
    char path[256]; /* the last one that town_path() gave */
} Town;

/* Makes the folder and the configuration; town_found() makes the database too, in EPSG:28992. */
void town_lay(Town *town);
void town_found(Town *town);

/* Closes the database and removes the folder with all that is in it. Checks the database before that: integrity, every
 * spatial index against its table. */
void town_raze(Town *town);

/* Opens the database again: what was not committed is gone. */
void town_reopen(Town *town, StoreMode mode);

/* The path of a file in the folder; valid until the next call. */
const char *town_path(Town *town, const char *name);

/* Writes a file; gives back its path, valid until the next town_path(). */
const char *town_write(Town *town, const char *name, const char *text);
const char *town_write_bytes(Town *town, const char *name, const void *bytes, size_t length);

/* Reads a whole file; the caller frees. */
char *town_read(const char *path, size_t *ret_length);

/* Writes the text to a file and imports it as reports of a source. */
ImportCounts town_import(Town *town, const char *source, const char *file, const char *text);

/* The first column of the first row of a query, as a number, or as a text (the caller frees); the query has a row. */
double town_number(Town *town, const char *sql);
char *town_text(Town *town, const char *sql);
void town_run(Town *town, const char *sql);

/* CheckSpatialIndex() and rtreecheck() of report are content, and the index has every report. */
void town_check_index(Town *town);

/* Adds a layer of one feature after another: count pairs x, y each. */
typedef struct TownFeature {
    const char *name;
    const double *xy;
    size_t count;
} TownFeature;

void town_layer(Town *town, const char *name, Role role, FeatureKind kind, const TownFeature *feature, size_t count);

/* A report row at a place, a moment of the local clock, without a number at its source. */
ReportRow town_report(double x_m, double y_m, int64_t from_s);

#endif
