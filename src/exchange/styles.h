/*
 * styles.h: how other programs draw our layers, in the colours of the printed map, and with the legend in the reader's language.
 *
 * A Style is a list of rules: what they are for and what it looks like. It is written as QML for QGIS and as SLD (OGC Symbology
 * Encoding 1.1 in SLD 1.1) for GeoServer and others; both stand in the table layer_styles of a GeoPackage and of the database.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_STYLES_H
#define BRANDPUNT_SRC_EXCHANGE_STYLES_H

#include "geo/features.h"
#include "render/numbers.h"

enum { STYLE_RULES = 8, STYLE_LABEL = 160 };

typedef struct StyleColour {
    unsigned char red, green, blue, alpha;
} StyleColour;

/* What a rule is for: a value of the field ("" is no value), or from `from` up to `to` of it; all where the style has no field. */
typedef struct StyleRule {
    const char *value; /* not owned; NULL: a range */
    double from, to;
    char label[STYLE_LABEL];
    StyleColour fill, line;
    double line_mm;
    bool dashed, hatched;
    const char *mark;  /* of a point: circle, square, triangle, diamond, star, cross */
    double mark_mm;
} StyleRule;

typedef struct Style {
    FeatureKind kind;
    const char *field;  /* NULL: one rule for all */
    const char *title;  /* written with every feature: the name of a field; NULL: nothing */
    bool bold;          /* the title */
    bool highest_last;  /* drawn on top */
    size_t count;
    StyleRule rule[STYLE_RULES];
} Style;

/* Risk areas: hotspots with a solid outline, indicative areas with a dashed one, numbered by rank. */
Style style_risk_areas(void);

/* Priorities: the higher the score the darker, numbered by rank. */
Style style_priorities(Language language);

/* Lines by a field: five classes up to the highest, the higher the darker and the wider. The unit is that of the legend. */
Style style_lines(const char *field, double most, const char *unit, Language language);

/* Proposed spots for a lamp, numbered by rank; what cameras see. */
Style style_lighting_spots(void);
Style style_camera_views(void);

/* The objects of a design with their names: points by kind, lines, areas. */
Style style_design(FeatureKind kind);

/* Where there are more than can be expected, or fewer; places of sets that lie beside each other. */
Style style_relative_risk(void);
Style style_places(void);

/* Squares of a publication by class: labels[class - 1] is how many reporters, NULL of a class that none has. Its areas, numbered. */
Style style_squares(const char *const labels[5]);
Style style_square_areas(void);

/* A layer that is there to find one's way by. */
Style style_plain(FeatureKind kind, const char *label, const char *title, StyleColour fill, StyleColour line, double line_mm);

/* The caller frees; NULL without memory. The name is that of the layer. */
char *style_qml(const Style *style);
char *style_sld(const Style *style, const char *name);

#endif
