/*
 * web.h: the map as one page of HTML that opens from a file and asks nothing of a network.
 *
 * The page is render/web/page.html, with its style, its script and Leaflet in it (web_assets.h) and the scene as JSON beside them
 * (web_data.h); the script draws it. A content security policy lets those scripts and styles run, by their hash, and nothing else.
 * Coordinates are metres of the project's CRS, drawn as they are.
 *
 * Whatever the scene says reaches the page as data only, never as markup; so a name may hold anything. Nothing in the scene is owned:
 * every pointer belongs to the caller and lives until the page is written. The same scene gives the same bytes.
 *
 * There is no place for a single report in here. What the caller puts in the numbers and the classes must already be fit for the
 * audience; numbers per area may be left out.
 */
#ifndef BRANDPUNT_RENDER_WEB_H
#define BRANDPUNT_RENDER_WEB_H

#include "render/scene.h"

#include <stdio.h>

/* A word of the page in its reader's language: those of page.html between {{ and }}, and those that page.js asks for. */
typedef struct WebWord {
    const char *key, *text;
} WebWord;

typedef struct WebSeries { /* windows that share their classes */
    const double *class_break; /* rising; as many as class_count, 0..7 (PALETTE_CLASSES) */
    int class_count;
    const char *unit;
    const char *note;          /* under the legend, e.g. "The same classes for every month"; or NULL */
} WebSeries;

typedef struct WebWindow { /* a stretch of time that the reader can choose */
    const char *key;           /* in a link: letters, digits and -, e.g. "2025-03" */
    const char *name;          /* "March 2025" */
    const char *text;          /* what there is to say of it, with its number of reports; why there is no surface where there is none */
    double reports;            /* 0 or more */
    size_t series;
    const Features *class_area; /* per class where the density is at or above its break; NULL: no surface */
    const double *area_reports; /* per area of the scene; NULL: not told */
} WebWindow;

typedef struct WebArea { /* beside SceneArea */
    const char *trend, *status; /* as people read them; NULL: not told */
} WebArea;

typedef struct WebScene {
    const Scene *scene;        /* layers, areas, texts; its density is left out, the windows have it */
    const WebArea *area;       /* one per area of the scene, or NULL */
    const WebSeries *series;
    size_t series_count;
    const WebWindow *window;   /* the whole period; the months in order; the week: 7 days, then the parts of the day, then the parts of Monday, ... */
    size_t window_count, month_count; /* after the months none, or 7 + day_parts + 7 * day_parts more */
    size_t day_parts;
    const char *const *day_name, *const *part_name; /* "Mon", "20–24": headings of the week; 7, and day_parts */
    const char *week_note;     /* of how many reports the hour is known; or NULL */
    const WebWord *word;       /* ended by a NULL key */
} WebScene;

/* Writes the page. Fails when a word of page.html is missing, or when the numbers of windows do not fit; whether the stream took it
 * is the caller's to see. */
bool web_write(const WebScene *web, FILE *stream, Error *error) MUST_USE;

#endif
