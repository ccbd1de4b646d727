/*
 * scene.h: all that a page shows, as a const view.
 *
 * The program fills a Scene and the render room draws it. Nothing here is owned: every pointer belongs to
 * the caller and must live until the drawing is done. Geometry is in metres of the project's CRS. Texts are
 * UTF-8, in the reader's language already; only numbers and dates are formatted here (render/numbers.h).
 *
 * A NULL features pointer means that the layer is absent; the map and the legend then leave it out. Any text
 * may be NULL; it is then left out too, unless a line says otherwise.
 *
 * There is no place for a single report in here, on purpose. What the caller puts in `neighbourhood_note`, in
 * the areas and in the notes must already be fit for the audience (small counts, shares of small counts).
 */
#ifndef BRANDPUNT_RENDER_SCENE_H
#define BRANDPUNT_RENDER_SCENE_H

#include "geo/features.h"
#include "geo/grid.h"
#include "render/colour.h"

#include <stdint.h>

typedef enum Language { LANGUAGE_DUTCH, LANGUAGE_ENGLISH } Language;

typedef struct SceneLayer {
    const Features *features;
    const char *const *name;   /* one per feature; NULL, or NULL entries, where there is none */
    const uint8_t *importance; /* streets: 3 main road, 2 street, 1 residential, 0 path; lights: 0 works,
                                * 1 does not; NULL: all equal */
} SceneLayer;

typedef struct SceneCamera { /* beside SceneLayer.features: what it looks at */
    double direction_deg, angle_deg, range_m; /* clockwise from north; NaN where not known */
} SceneCamera;

typedef enum AreaStatus { AREA_HOTSPOT, AREA_INDICATIVE } AreaStatus;

typedef struct SceneArea { /* a row of the table and a number on the map, in order of rank */
    int rank;
    const char *name;        /* the place, e.g. "Stationsweg (Centrum)" */
    AreaStatus status;
    double x_m, y_m;         /* where the number stands */
    size_t reports;
    double reports_weighted;
    size_t reporters;
    double dark_share;       /* 0..1; NaN: not to be determined */
    const char *peak_window; /* e.g. "vr-za 22-02 u"; NULL: not to be determined */
    const char *levers;      /* e.g. "verlichting 1, handhaving 2"; NULL where nothing is ranked */
} SceneArea;

/* What ground can mean beside a density: more than elsewhere, less than elsewhere, of one, of another, of both. */
typedef enum SceneTone {
    TONE_HIGH_1, TONE_HIGH_2, TONE_HIGH_3, /* rising */
    TONE_LOW_1, TONE_LOW_2, TONE_LOW_3,    /* ever lower */
    TONE_FIRST, TONE_SECOND, TONE_THIRD, TONE_BOTH,
    TONE_CLASS_1, TONE_CLASS_2, TONE_CLASS_3, TONE_CLASS_4, TONE_CLASS_5, /* the colours of a density in five classes */
    TONE_WITHHELD,                                                        /* there may be something: it is not told */
    TONE_COUNT
} SceneTone;

typedef struct SceneGround { /* drawn in order, each over the one before */
    const Features *features; /* polygons; may be empty: the legend has it all the same */
    SceneTone tone;
    const char *label;        /* in the legend */
} SceneGround;

typedef enum SceneObjectKind { SCENE_LAMP, SCENE_CAMERA, SCENE_MEETING_PLACE, SCENE_PATH, SCENE_GREENERY, SCENE_PATROL, SCENE_OBJECT_KINDS } SceneObjectKind;

typedef enum SceneObjectChange { SCENE_NEW, SCENE_MOVED, SCENE_REMOVED } SceneObjectChange;

typedef struct SceneObject { /* of a proposed redesign; object i has number i + 1 */
    SceneObjectKind kind;
    SceneObjectChange change;
    const Features *features; /* points, lines or polygons */
    size_t feature;
    double x_m, y_m;          /* where its sign and number stand */
    double reach_m;
    double direction_deg, angle_deg; /* of a camera; NaN: all round */
} SceneObject;

enum { SCENE_RAMP_MOST = 7 };

typedef struct SceneStyle { /* a house's own look; zeroed it is Brandpunt's */
    bool hatched;                   /* lines over the density classes, for a printer without colour */
    int ramp_count;                 /* 0, or 2..SCENE_RAMP_MOST: own colours of the density, lowest first */
    Colour ramp[SCENE_RAMP_MOST];
    bool barred;                    /* a bar of one colour behind the title; style.h finds the text's colour */
    Colour bar, bar_text;
    const struct Logo *logo;        /* logo.h; NULL for none */
} SceneStyle;

typedef struct SceneImage {
    const uint32_t *pixels;    /* 0x00RRGGBB, row after row from the north, without gaps */
    const unsigned char *jpeg; /* the same packed, or NULL */
    size_t jpeg_bytes;
} SceneImage;

typedef struct SceneRaster { /* gives the picture of a box; what it gives stays until it is asked again */
    bool (*read)(void *context, Box box, int columns, int rows, SceneImage *ret_image, Error *error); /* NULL: no raster */
    void *context;
} SceneRaster;

typedef struct Scene {
    Language language;
    Box extent; /* the part of the world that must be on the map */
    const Features *whole; /* the municipality, for an inset where the map shows only a part of it (inset.h) */
    SceneStyle style;

    SceneRaster raster; /* beneath all else */
    SceneLayer boundary, neighbourhoods, streets, buildings, water, green, railway;
    SceneLayer lights, cameras, venues, transit;
    const SceneCamera *camera_view;        /* one per camera, or NULL */
    const char *const *neighbourhood_note; /* one per neighbourhood, e.g. "12 meldingen"; or NULL */
    const char *crs_name;                  /* e.g. "RD New (EPSG:28992)" */

    const Grid *density;       /* masked; NULL: counts only, no surface */
    bool density_in_cells;     /* cells as they are, for protected counts; else smooth contours */
    const double *class_break; /* rising lower limits (render/classes.h); below the first nothing is drawn */
    int class_count;           /* 1..7 (PALETTE_CLASSES) with a surface */
    const char *density_unit;  /* e.g. "meldingen per km² per jaar" */

    const SceneGround *ground; /* in place of a density; NULL for none */
    size_t ground_count;
    bool ground_parted;        /* a white line between its features, for neighbours with one meaning */
    const char *ground_title, *ground_note; /* over the legend of the ground, and under that title */

    const Features *areas;     /* polygon f belongs to area[f]; as many as area_count, or NULL */
    const SceneArea *area;
    size_t area_count;
    const SceneObject *object; /* of a proposed redesign, over all else */
    size_t object_count;
    const char *boundary_label; /* in the legend; NULL: municipal boundary */
    const char *neighbourhood_label; /* in the legend; NULL: neighbourhoods */
    const char *table_text;    /* in place of the table, where there are no areas; NULL: that there are none */
    const char *area_label[2]; /* in the legend, by AreaStatus; NULL: hotspot and indicative */

    const char *marking;       /* e.g. "INTERN"; top of the page */
    const char *title, *subtitle; /* finding; place, period and selection */
    const char *const *notes;  /* method, N used and dropped, missing layers, levels of doubt: a line each */
    size_t note_count;
    const char *sources;       /* one line */
    const char *run_line;      /* run id, program and version, date of the data */
    const char *created;       /* in the PDF's metadata, e.g. "2026-11-22T09:30:00Z"; NULL: 2000-01-01 */
    const char *banner;        /* e.g. "INDICATIEF: ..." across the map; NULL for none */
} Scene;

#endif
