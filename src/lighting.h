/*
 * lighting.h: light per street, from junction to junction, and where a lamp would reach the most.
 *
 * Joins the streets with the lamps (place, state, lux), their classes and the reports in the dark. Streets are ranked by
 * their dark reports that fall short of light: weight times the share of its time that was dark times the light deficit at
 * its place against the class of its street (geo/coverage.h). Spots are the broken lamps whose repair would reach such
 * reports, and places for a new lamp: greedy coverage along the streets of what no lamp, working or repaired, reaches
 * (geo/lighting.h). It tells where dark reports were, and promises no decrease.
 */
#ifndef BRANDPUNT_SRC_LIGHTING_H
#define BRANDPUNT_SRC_LIGHTING_H

#include "geo/lighting.h"
#include "src/streets.h"

/* A street from one junction to the next, whose middle lies within the boundary. */
typedef struct StreetSegment {
    uint32_t edge;
    int rank;                   /* 1 is the first; 0: no dark report falls short of light here */
    StreetLight light;
    LightingClass target;       /* NaN where the class says nothing in lux */
    bool class_unknown;         /* the street has no class: the configured target was taken */
    size_t reports;             /* nearest to this street */
    double dark_reports;        /* weighted, by the share of their time that was dark */
    double dark_unlit;          /* of those: without a working lamp within reach */
    double dark_short;          /* of those: weighted with their light deficit */
    double density;             /* mean of its pieces, as the streets; NaN where there is none */
} StreetSegment;

/* A spot for a lamp, in order of what it reaches; of equals the repair first. */
typedef struct LampSpot {
    LightingSpot spot;      /* of a repair the site is a lamp of the layer, else the edge */
    bool repair;
    double lamp_distance_m; /* to the nearest working lamp; NaN without one */
} LampSpot;

typedef struct StreetLighting {
    Network network;
    size_t segment_count;
    StreetSegment *segment;     /* in order of rank, then those without */
    Features lines;             /* one feature a segment */
    size_t spot_count;
    LampSpot *spot;
    Features places;            /* one feature a spot */
    double dark_reports, dark_unlit, reached; /* weighted, in all; of those unlit; of those reached by the spots */
    size_t left_out;            /* reports on no street */
    size_t hour_unknown;        /* reports of which it is not known whether it was dark */
    size_t lamps, state_unknown, lux_unknown, class_unknown, class_without_lux; /* the last two: streets */
} StreetLighting;

/* Whether light per street can be told: streets and lamps. Else an error that says what is missing. */
bool lighting_possible(const Analysis *analysis, Error *error) MUST_USE;

/* From an analysis with its overlay; streets gives the density, or is NULL. Free with lighting_free(), also after failure. */
bool lighting_make(const Config *config, const Analysis *analysis, const Streets *streets, StreetLighting *ret_lighting, Error *error) MUST_USE;
void lighting_free(StreetLighting *lighting);

/* lighting_segments: rank, name, kind, lighting_class, lux_target, length_m, unlit_m, lux_mean, lux_lowest, below_minimum_m, deficit,
 * reports, dark_reports, dark_unlit, dark_short, density, lamps, lamps_broken, lamps_state_unknown, why. Row r belongs to
 * feature r of lines. */
bool lighting_segments_table(const Config *config, const Analysis *analysis, const StreetLighting *lighting, Table *ret_table, Error *error) MUST_USE;

/* lighting_spots: rank, object, change, advice (repair or new), name, dark_reports, reports, share, lamp_distance_m, reach_m, x_m, y_m,
 * why. Row r belongs to feature r of places. */
bool lighting_spots_table(const Config *config, const Analysis *analysis, const StreetLighting *lighting, Table *ret_table, Error *error) MUST_USE;

/* How it was made and what is not known, in one or two sentences. */
void lighting_note(const Config *config, const StreetLighting *lighting, char *ret_text, size_t size);

#endif
