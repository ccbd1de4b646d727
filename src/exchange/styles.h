/*
 * styles.h: how QGIS draws our layers (QML), in the colours of the printed map.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_STYLES_H
#define BRANDPUNT_SRC_EXCHANGE_STYLES_H

#include <stddef.h>

/* Risk areas: hotspots with a solid outline, indicative areas with a dashed one, numbered by rank. */
extern const char STYLE_RISK_AREAS[];

/* Priorities: the higher the score the darker, numbered by rank. */
extern const char STYLE_PRIORITIES[];

/* Proposed spots for a lamp: new ones and repairs, numbered by rank. */
extern const char STYLE_LIGHTING_SPOTS[];

/* What cameras see: a pale sector with an outline. */
extern const char STYLE_CAMERA_VIEWS[];

/* The objects of a design by kind, with their names; what is removed is told by its label. */
extern const char STYLE_DESIGN_POINTS[], STYLE_DESIGN_LINES[], STYLE_DESIGN_AREAS[];

/* Squares of a publication by class, in the colours of the printed map, and what is withheld; its areas, numbered by rank. */
extern const char STYLE_SQUARES[], STYLE_SQUARE_AREAS[];

/* Lines by a field: five classes up to the highest, the higher the darker and the wider. Fits 16384 bytes. */
void style_lines(const char *field, double most, char *ret_qml, size_t size);

#endif
