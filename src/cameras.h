/*
 * cameras.h: what the cameras that are there see: reports, ground, and private ground.
 *
 * A view is a sector of a circle, by direction, angle and range of the layer; what is not known is taken at its widest
 * (all round) or as configured (range), and said. Buildings are private ground, of which a camera may see the walls; other private
 * ground no layer tells. Reports behind buildings are not in view (geo/sight.h); the sector itself is drawn whole.
 */
#ifndef BRANDPUNT_SRC_CAMERAS_H
#define BRANDPUNT_SRC_CAMERAS_H

#include "src/analysis.h"
#include "src/exchange/table.h"

typedef struct CameraSight {
    double direction_deg, angle_deg, range_m; /* as taken; NaN direction: all round */
    bool direction_assumed, range_assumed;
    size_t reports;                           /* in view, unweighted */
    size_t hidden;                            /* within the sector, behind buildings */
    double reports_weighted;
    double view_m2, buildings_m2;             /* buildings: NaN without the layer */
    size_t dwellings;                         /* buildings for living in that reach into the view */
} CameraSight;

typedef struct CameraSights {
    size_t count;
    CameraSight *sight; /* per camera of the layer */
    Features views;     /* one feature a camera */
} CameraSights;

/* Of every camera; none without the layer. Free with cameras_free(), also after failure. */
bool cameras_make(const Config *config, const Analysis *analysis, CameraSights *ret_sights, Error *error) MUST_USE;
void cameras_free(CameraSights *sights);

/* camera_views: name, direction_deg, angle_deg, range_m, assumed, reports, reports_weighted, hidden, view_m2, buildings_m2, dwellings, why. Row r belongs
 * to feature r of views. */
bool cameras_table(const Config *config, const Analysis *analysis, const CameraSights *sights, Table *ret_table, Error *error) MUST_USE;

#endif
