/*
 * sight.h: whether a straight line runs free of buildings.
 *
 * A building blocks the line between two places when the line passes through one of its walls. A building that holds
 * one of the two places does not block: reports are geocoded to addresses, so into the house in front of which they
 * happened, and cameras hang on walls. Heights are not known; every building is taken to be higher than eye and lamp.
 *
 * The answer is that of sight_blocks() over all buildings, to the last bit; only the search is shorter. A line that just
 * touches a corner may fall either way, but always the same way, and the same from both ends.
 */
#ifndef BRANDPUNT_GEO_SIGHT_H
#define BRANDPUNT_GEO_SIGHT_H

#include "geo/polygon_index.h"
#include "geo/segments.h"

typedef struct Sight {
    Segments walls;
    PolygonIndex buildings;
} Sight;

/* buildings: polygons, which must live as long as the Sight; none at all leaves every line free. */
bool sight_init(const Features *buildings, Sight *ret_sight, Error *error) MUST_USE;
void sight_free(Sight *sight);

/* Whether nothing stands between a and b, in m. Safe for many threads at a time. */
bool sight_is_clear(const Sight *sight, double ax_m, double ay_m, double bx_m, double by_m);

/* Whether this one building stands between a and b. */
bool sight_blocks(const Features *buildings, size_t building, double ax_m, double ay_m, double bx_m, double by_m);

#endif
