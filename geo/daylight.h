/*
 * daylight.h: how high the sun stands, and whether it was dark.
 *
 * Dark is a matter of the sun, not of the clock: the centre of the sun more than 6 degrees below the horizon
 * (the end of civil twilight), when a street without lamps can no longer be read. The equations are those of
 * the NOAA Solar Calculator (after Meeus, Astronomical Algorithms), right to about 0.02 degrees,
 * some seconds of dusk, between 1900 and 2100. Elevations are geometric: without refraction, which plays no
 * part at -6 degrees.
 *
 * This is the one place in geo that takes degrees: WGS 84 latitude and longitude, east and north positive.
 * One place per town is enough: 10 km is 0.1 degrees or some 40 seconds of dusk.
 */
#ifndef BRANDPUNT_GEO_DAYLIGHT_H
#define BRANDPUNT_GEO_DAYLIGHT_H

#include <stdbool.h>
#include <stdint.h>

/* Elevation of the sun's centre in degrees, -90..90; utc_s is seconds since 1970-01-01 00:00 UTC. */
double daylight_elevation_deg(double latitude_deg, double longitude_deg, double utc_s);

bool daylight_is_dark(double latitude_deg, double longitude_deg, double utc_s);

/* The share of the time from_utc_s .. to_utc_s that was dark, 0..1; of a single moment (to_utc_s not above
 * from_utc_s) 0 or 1. Dusk and dawn are found to the second, from steps of at most 15 minutes; a night or a
 * day shorter than that is not seen (never so between 60 degrees south and north). An interval of more than
 * 31 days is taken in steps of 1/2976 of its length. */
double daylight_dark_share(double latitude_deg, double longitude_deg, int64_t from_utc_s, int64_t to_utc_s);

#endif
