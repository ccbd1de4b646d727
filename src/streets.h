/*
 * streets.h: the density along streets, per lixel: a stage beside the flow of analysis.h, made when it is asked for.
 */
#ifndef BRANDPUNT_SRC_STREETS_H
#define BRANDPUNT_SRC_STREETS_H

#include "geo/network_density.h"
#include "src/analysis.h"
#include "src/exchange/table.h"

/* A lixel that is written: one whose middle lies within the boundary. */
typedef struct Lixel {
    uint32_t edge;
    double middle_x_m, middle_y_m, length_m;
    double density;           /* reports per km of street, and per year unless configured otherwise; 0 or more */
    size_t reports;           /* snapped to it */
    double reports_weighted;
} Lixel;

typedef struct Streets {
    Network network;
    double lixel_m;   /* the longest that a lixel may be: as configured, and at most half a bandwidth */
    size_t left_out;  /* reports too far from a street, or located worse than the bandwidth */
    size_t lixel_count;
    Lixel *lixel;
    Features lines;   /* one feature a lixel */
    double density_max;
} Streets;

/* Whether there can be a density along streets: enough reports, a street layer, a kernel with an end. Else an error that says
 * what is missing. */
bool streets_possible(const Config *config, const Analysis *analysis, Error *error) MUST_USE;

/* From a loaded analysis. Free with streets_free(), also after failure. */
bool streets_make(const Config *config, const Analysis *analysis, Streets *ret_streets, Error *error) MUST_USE;
void streets_free(Streets *streets);

/* Streets that are made when they are first asked for, and kept: they may take the longest of all. */
typedef struct StreetsOnce {
    bool asked, possible;
    Streets streets;
} StreetsOnce;

/* NULL where they are not possible. Zeroed before the first call; free with streets_once_free(), also after failure. */
bool streets_once(const Config *config, const Analysis *analysis, StreetsOnce *once, const Streets **ret_streets, Error *error) MUST_USE;
void streets_once_free(StreetsOnce *once);

/* Fields: name, kind, lighting_class, density, reports, reports_weighted, length_m, x_m, y_m (of the middle). Row r belongs to
 * feature r of Streets.lines. */
bool streets_table(const Analysis *analysis, const Streets *streets, Table *ret_table, Error *error) MUST_USE;

/* "reports per km of street per year" */
const char *streets_unit(const Config *config);

/* How it was made, in one sentence for the reader. */
void streets_note(const Config *config, const Streets *streets, char *ret_text, size_t size);

#endif
