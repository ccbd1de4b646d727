/*
 * projection.h: from the coordinates of a file to the metres of the project, and back, with PROJ.
 *
 * Coordinates are always (east, north), that is x,y or lon,lat, whatever the authority's axis order says. A
 * coordinate that cannot be transformed becomes NaN, never something near. One Projection serves one thread.
 *
 * For RD (EPSG:28992) the official RDNAPTRANS2018 grid is used when PROJ finds nl_nsgi_rdtrans2018.tif (PROJ_DATA),
 * accurate to a millimetre; without it Debian's best is good to 0.25 m. projection_method() says which.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_PROJECTION_H
#define BRANDPUNT_SRC_EXCHANGE_PROJECTION_H

#include "geo/features.h"

typedef struct Projection Projection;

/* Opens the way between two systems, each "EPSG:n" or WKT (of a .prj too). A WKT that is the old Dutch grid under
 * another name (Double_Stereographic, D_unknown, Rijksdriehoek without datum shift) is taken as EPSG:28992.
 * Refuses a `to` that is not projected in metres. */
bool projection_open(const char *from, const char *to, Projection **ret_projection, Error *error) MUST_USE;
void projection_close(Projection *projection);

/* Transforms count coordinates in place, from -> to or to -> from. */
void projection_forward(Projection *projection, size_t count, double *x, double *y);
void projection_inverse(Projection *projection, size_t count, double *x, double *y);

/* What was used, for the line of methods ("RDNAPTRANS2018 grid", ...), and its accuracy in m (NaN: not known; 0:
 * nothing had to be done). */
const char *projection_method(const Projection *projection);
double projection_accuracy_m(const Projection *projection);

/* "EPSG:28992" for a WKT or a code whose system PROJ knows for sure, the old Dutch grids included; false when it
 * does not. size is that of ret_code. */
bool projection_identify(const char *crs, char *ret_code, size_t size) MUST_USE;

/* The box in which coordinates of a system make sense, in its own units: lon/lat -180..180, -90..90 for degrees,
 * x -7000..300000, y 289000..629000 for RD, else the system's area of use. Empty when nothing is known. */
Box projection_range(const char *crs);
bool projection_is_degrees(const char *crs);

/* ---- which system do these numbers have? ---- */

/* Where the project lies, in its own system and in degrees (lon, lat): the area with 10 km around it, and the whole
 * range in which its system makes sense. */
typedef struct PlaceArea {
    Box metres, metres_range;
    Box degrees, degrees_range;
} PlaceArea;

/* area_m empty: the area is the whole range of the system. */
bool place_area_init(const char *project_crs, Box area_m, PlaceArea *ret_area, Error *error) MUST_USE;

typedef enum PlaceFit { PLACE_OUTSIDE, PLACE_METRES, PLACE_METRES_SWAPPED, PLACE_DEGREES, PLACE_DEGREES_SWAPPED } PlaceFit;

/* How a pair fits: as metres of the project, as lon,lat, or as one of them the wrong way round. A reading that lies in
 * the area goes before one that lies only in the range, and the straight one before the swapped one. */
PlaceFit place_fit(const PlaceArea *area, double x, double y);

#endif
