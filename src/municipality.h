/*
 * municipality.h: all layers of the municipality in memory, and where its boundary lies.
 */
#ifndef BRANDPUNT_SRC_MUNICIPALITY_H
#define BRANDPUNT_SRC_MUNICIPALITY_H

#include "geo/polygon_index.h"
#include "src/config.h"
#include "src/store/layers.h"

typedef enum BoundaryOrigin { BOUNDARY_LAYER, BOUNDARY_NEIGHBOURHOODS, BOUNDARY_EXTENT, BOUNDARY_REPORTS } BoundaryOrigin;

typedef struct Municipality {
    Layer layer[ROLE_COUNT]; /* features.count 0 where there is none */
    Features boundary;       /* one feature; where the map ends */
    BoundaryOrigin boundary_origin;
    double boundary_m2;
    double longitude_deg, latitude_deg; /* of its middle, for the sun */
    char projection_method[128]; /* how degrees become metres here */
    size_t *buurt;           /* indices of the buurten among layer[ROLE_NEIGHBOURHOOD] */
    size_t buurt_count;      /* all neighbourhoods when none of them has a buurt code */
} Municipality;

/* Reads every layer. The boundary is that of the layer, else the neighbourhoods together, else the configured
 * extent, else empty (municipality_bound() sets it then). With `area` only that buurt or wijk is the boundary;
 * fails when nothing has that name or code. */
bool municipality_load(Store *store, const Config *config, Municipality *ret_municipality, Error *error) MUST_USE;
void municipality_free(Municipality *municipality);

/* Takes a box as the boundary when there is none yet, and finds its place on earth. */
bool municipality_bound(Municipality *municipality, const Config *config, Box box, Error *error) MUST_USE;

/* Reads "xmin,ymin,xmax,ymax"; refuses one that is empty or swapped. */
bool municipality_extent(const char *text, Box *ret_box, Error *error) MUST_USE;

bool municipality_has(const Municipality *municipality, Role role);

#endif
