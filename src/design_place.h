/*
 * design_place.h: from the coordinates of a drawing to the metres of the project.
 */
#ifndef BRANDPUNT_SRC_DESIGN_PLACE_H
#define BRANDPUNT_SRC_DESIGN_PLACE_H

#include "src/design.h"

/* Coordinates that are brought to metres in place. */
typedef struct DesignRun {
    double *x, *y;
    size_t count;
} DesignRun;

/* By `crs`, else by the file's own system (wkt, "" for none), else by the one reading in which the first three runs lie in or
 * around the municipality; the fourth (texts) goes along. What was understood beyond plain metres is added to the design's
 * notes. Refuses what fits nowhere, and what fits as metres and as millimetres without `units`. */
bool design_bring_home(const Config *config, const Municipality *municipality, const char *path, const char *wkt, const char *crs, const char *units, DesignRun runs[4],
                       Design *design, Error *error) MUST_USE;

#endif
