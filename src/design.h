/*
 * design.h: a proposed redesign, read from a drawing or a layer and brought to the metres of the project.
 *
 * A shapefile, GeoPackage, GeoJSON or FlatGeobuf has a record per object, with what it is in a field or in the name of its
 * layer; a DXF has it in the names of layers, and names in texts beside the signs. [drawing NAME] of the configuration says
 * what a layer holds where its name does not. Layers without a meaning are left out and named in `notes`.
 *
 * Nothing is guessed about where a drawing lies: its own system or --crs, else the one reading (metres, millimetres,
 * degrees, axes exchanged) in which all of it lies in or around the municipality.
 */
#ifndef BRANDPUNT_SRC_DESIGN_H
#define BRANDPUNT_SRC_DESIGN_H

#include "geo/reach.h"
#include "src/design_words.h"
#include "src/exchange/hash.h"
#include "src/municipality.h"

enum { DESIGN_NAME = 128, DESIGN_NOTES = 6, DESIGN_NOTE = 400, DESIGN_MOST = 20000 };

typedef struct DesignObject {
    DesignKind kind;
    DesignChange change;
    char name[DESIGN_NAME];
    double reach_m;                  /* above 0 */
    double direction_deg, angle_deg; /* of a camera; NaN: all round */
    FeatureKind shape;
    size_t feature;                  /* in shapes[shape] */
} DesignObject;

typedef struct Design {
    char file[DESIGN_NAME];          /* without its folder; "" for a design that was proposed here */
    char sha256[HASH_HEX_BYTES];
    size_t count;
    DesignObject *object;
    Features shapes[3];              /* by FeatureKind */
    size_t note_count;
    char note[DESIGN_NOTES][DESIGN_NOTE]; /* what was understood and left out, in the reader's language */
} Design;

typedef struct DesignOptions {
    const char *crs;                 /* "EPSG:n", or NULL */
    const char *units;               /* "m" or "mm", or NULL */
} DesignOptions;

/* Refuses, with the object's name: one that lies outside the boundary, a new lamp inside a building, a camera without angle or
 * direction, a lamp that is no point, a path drawn as a block; and a drawing in which nothing is known or that lies elsewhere. */
bool design_read(const Config *config, const Municipality *municipality, const char *path, const DesignOptions *options, Design *ret_design,
                 Error *error) MUST_USE;

/* An empty design, to add to. */
Design design_init(void);
void design_free(Design *design);

/* Adds an object; its shape must be the last feature of shapes[object->shape]. */
bool design_add(Design *design, const DesignObject *object, Error *error) MUST_USE;
void design_add_note(Design *design, const char *format, ...) PRINTF_LIKE(2, 3);

/* How far a kind reaches when nobody says it. */
double design_reach_m(const Config *config, DesignKind kind);

/* Whether it lights, sees or visits: only such an object reaches reports. */
bool design_acts(DesignKind kind);

/* The object as geo/reach takes it: a view on the design. */
ReachObject design_shape(const Design *design, const DesignObject *object);

/* Where its sign and its number stand. */
void design_place(const Design *design, const DesignObject *object, double *ret_x_m, double *ret_y_m);

#endif
