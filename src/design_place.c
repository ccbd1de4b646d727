#include "src/design_place.h"

#include "src/exchange/projection.h"

#include <math.h>
#include <string.h>

enum { DRAWN_RUNS = 3, ALL_RUNS = 4 };

/* How the numbers may be meant. */
typedef struct Reading {
    bool degrees, swapped, millimetres;
} Reading;

static const Reading READINGS[] = {{false, false, false}, {false, false, true}, {true, false, false}, {false, true, false}, {false, true, true}, {true, true, false}};
enum { READINGS_COUNT = sizeof READINGS / sizeof *READINGS };

static Box box_of(const DesignRun runs[])
{
    Box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int r = 0; r < DRAWN_RUNS; r++)
        for (size_t i = 0; i < runs[r].count; i++) box = box_union(box, (Box){runs[r].x[i], runs[r].y[i], runs[r].x[i], runs[r].y[i]});
    return box;
}

static Box read_box(Box box, Reading reading)
{
    double scale = reading.millimetres ? 1e-3 : 1;
    Box read = reading.swapped ? (Box){box.y_min, box.x_min, box.y_max, box.x_max} : box;
    return (Box){read.x_min * scale, read.y_min * scale, read.x_max * scale, read.y_max * scale};
}

static bool lies_within(Box inner, Box outer)
{
    return inner.x_min >= outer.x_min && inner.x_max <= outer.x_max && inner.y_min >= outer.y_min && inner.y_max <= outer.y_max;
}

static bool allowed(Reading reading, const char *units)
{
    if (units == NULL) return true;
    return !reading.degrees && reading.millimetres == (strcmp(units, "mm") == 0);
}

static bool fits(const PlaceArea *area, Box box, Reading reading)
{
    return lies_within(read_box(box, reading), reading.degrees ? area->degrees : area->metres);
}

/* Reads the numbers, and brings them from a system to the project's; NULL: they are the project's. */
static bool bring(const char *crs, const char *project_crs, Reading reading, DesignRun runs[], int count, Error *error)
{
    Projection *projection = NULL;
    double scale = reading.millimetres ? 1e-3 : 1;
    if (crs != NULL && !projection_open(crs, project_crs, &projection, error)) return false;
    for (int r = 0; r < count; r++) {
        for (size_t i = 0; i < runs[r].count; i++) {
            double x = runs[r].x[i] * scale, y = runs[r].y[i] * scale;
            runs[r].x[i] = reading.swapped ? y : x;
            runs[r].y[i] = reading.swapped ? x : y;
        }
        if (projection != NULL) projection_forward(projection, runs[r].count, runs[r].x, runs[r].y);
    }
    projection_close(projection);
    return true;
}

/* Where a box comes out by a reading and a system. */
static bool box_at_home(const char *crs, const char *project_crs, Box box, Reading reading, Box *ret_box, Error *error)
{
    double x[] = {box.x_min, box.x_max, box.x_max, box.x_min}, y[] = {box.y_min, box.y_min, box.y_max, box.y_max};
    DesignRun run = {x, y, 4};
    if (!bring(crs, project_crs, reading, &run, 1, error)) return false;
    Box home = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int i = 0; i < 4; i++) home = isfinite(x[i]) && isfinite(y[i]) ? box_union(home, (Box){x[i], y[i], x[i], y[i]}) : (Box){-INFINITY, -INFINITY, INFINITY, INFINITY};
    *ret_box = home;
    return true;
}

static void note_reading(Design *design, Reading reading, const char *project_crs)
{
    if (reading.millimetres) design_add_note(design, _("The drawing is in millimetres and was read as such."));
    if (reading.swapped) design_add_note(design, _("The drawing has its axes exchanged (y before x) and was turned round."));
    if (reading.degrees) design_add_note(design, _("The drawing has degrees without a coordinate system and was read as WGS 84."));
    else if (!reading.millimetres && !reading.swapped) design_add_note(design, _("The drawing names no coordinate system; its coordinates are those of %s."), project_crs);
}

static bool refuse_unclear(const char *path, const PlaceArea *area, Box box, const char *units, const char *project_crs, Error *error)
{
    const Reading metres = {false, false, false}, millimetres = {false, false, true};
    if (units != NULL && fits(area, box, strcmp(units, "mm") == 0 ? metres : millimetres))
        return error_set(error, ERROR_INPUT, _("%s: with --units %s it lies nowhere near the municipality; its numbers fit --units %s."), path, units, strcmp(units, "mm") == 0 ? "m" : "mm");
    for (int i = 0; i < 2; i++) {
        Box read = read_box(box, i == 0 ? metres : millimetres);
        if (lies_within(read, area->metres_range))
            return error_set(error, ERROR_INPUT, _("%s lies outside the municipality, at (%.0f, %.0f) m; is it the right drawing, or has it another coordinate system (--crs EPSG:n)?"), path,
                             read.x_min, read.y_min);
    }
    return error_set(error, ERROR_INPUT,
                     _("%s: its coordinates, from (%.9g, %.9g) on, are neither metres nor millimetres of %s in the municipality; say what they are with --crs EPSG:n or --units m|mm, or"
                       " draw it in its place."),
                     path, box.x_min, box.y_min, project_crs);
}

/* Without a system: the one reading that lies in or around the municipality. */
static bool by_numbers(const char *path, const PlaceArea *area, const char *units, const char *project_crs, DesignRun runs[], Design *design, Error *error)
{
    Box box = box_of(runs);
    const Reading metres = {false, false, false}, millimetres = {false, false, true};
    if (units == NULL && fits(area, box, metres) && fits(area, box, millimetres))
        return error_set(error, ERROR_INPUT, _("%s: its coordinates, from (%.9g, %.9g) on, may be metres or millimetres; say which with --units m or --units mm."), path, box.x_min, box.y_min);
    for (int i = 0; i < READINGS_COUNT; i++) {
        if (!allowed(READINGS[i], units) || !fits(area, box, READINGS[i])) continue;
        note_reading(design, READINGS[i], project_crs);
        return bring(READINGS[i].degrees ? "EPSG:4326" : NULL, project_crs, READINGS[i], runs, ALL_RUNS, error);
    }
    return refuse_unclear(path, area, box, units, project_crs, error);
}

/* In a system that was named, the right way round or the wrong one. */
static bool by_system(const char *path, const PlaceArea *area, const char *crs, const char *units, const char *project_crs, DesignRun runs[], Design *design, Error *error)
{
    Box box = box_of(runs), home = {0}, straight = {0};
    for (int swapped = 0; swapped < 2; swapped++) {
        Reading reading = {false, swapped == 1, units != NULL && strcmp(units, "mm") == 0};
        if (!box_at_home(crs, project_crs, box, reading, &home, error)) return error_prefix(error, path);
        if (!swapped) straight = home;
        if (!lies_within(home, area->metres)) continue;
        if (swapped) note_reading(design, reading, project_crs);
        return bring(crs, project_crs, reading, runs, ALL_RUNS, error);
    }
    if (!isfinite(straight.x_min))
        return error_set(error, ERROR_INPUT, _("%s: its coordinates, from (%.9g, %.9g) on, are no places in its coordinate system; name the right one with --crs EPSG:n."), path, box.x_min,
                         box.y_min);
    return error_set(error, ERROR_INPUT, _("%s lies outside the municipality, at (%.0f, %.0f) m; is it the right drawing, or has it another coordinate system (--crs EPSG:n)?"), path,
                     straight.x_min, straight.y_min);
}

bool design_bring_home(const Config *config, const Municipality *municipality, const char *path, const char *wkt, const char *crs, const char *units, DesignRun runs[4],
                       Design *design, Error *error)
{
    PlaceArea area;
    Box box = box_of(runs);
    if (box_is_empty(box)) return true;
    if (!place_area_init(config->project_crs, features_box(&municipality->boundary), &area, error)) return false;
    if (crs != NULL) return by_system(path, &area, crs, units, config->project_crs, runs, design, error);
    /* GeoJSON without a word counts as degrees; numbers that no degrees can be are read as they fit. */
    bool no_degrees = box.x_max > 360 || box.x_min < -360 || box.y_max > 360 || box.y_min < -360;
    if (wkt[0] != '\0' && !(no_degrees && projection_is_degrees(wkt)) && units == NULL) return by_system(path, &area, wkt, units, config->project_crs, runs, design, error);
    return by_numbers(path, &area, units, config->project_crs, runs, design, error);
}
