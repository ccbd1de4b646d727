#include "src/municipality.h"

#include "src/exchange/projection.h"
#include "src/overlay.h"
#include "src/wijken.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool municipality_has(const Municipality *municipality, Role role)
{
    return municipality->layer[role].features.count > 0;
}

void municipality_free(Municipality *municipality)
{
    for (int role = 0; role < ROLE_COUNT; role++) layer_free(&municipality->layer[role]);
    features_free(&municipality->boundary);
    free(municipality->buurt);
    *municipality = (Municipality){0};
}

static bool starts_with_code(const char *code, const char *prefix)
{
    return code != NULL && strncmp(code, prefix, 2) == 0;
}

/* A layer may hold buurten and wijken (codes BU... and WK...): a report lies in one of each, and is named by the buurt. */
static bool find_buurten(Municipality *municipality, Error *error)
{
    const Layer *layer = &municipality->layer[ROLE_NEIGHBOURHOOD];
    size_t count = layer->features.count, found = 0;
    municipality->buurt = malloc((count + 1) * sizeof *municipality->buurt);
    if (municipality->buurt == NULL) return error_memory(error, 8.0 * (double)count);
    for (size_t i = 0; i < count; i++)
        if (starts_with_code(layer->text[TEXT_CODE][i], "BU")) municipality->buurt[found++] = i;
    for (size_t i = 0; found == 0 && i < count; i++) municipality->buurt[i] = i;
    municipality->buurt_count = found > 0 ? found : count;
    return true;
}

/* The boundary becomes one buurt or wijk. */
static bool bound_by_area(Municipality *municipality, const char *area, Error *error)
{
    Wijk wijk;
    bool ok = wijk_find(municipality, area, &wijk, error) && features_add_parts_of(&municipality->boundary, &wijk.ground, 0, error);
    wijk_free(&wijk);
    return ok;
}

static bool box_ring(Features *boundary, Box box, Error *error)
{
    return features_add_part(boundary, error) && features_add_vertex(boundary, box.x_min, box.y_min, error) &&
           features_add_vertex(boundary, box.x_max, box.y_min, error) && features_add_vertex(boundary, box.x_max, box.y_max, error) &&
           features_add_vertex(boundary, box.x_min, box.y_max, error);
}

bool municipality_extent(const char *text, Box *ret_box, Error *error)
{
    double side[4];
    const char *at = text;
    for (int i = 0; i < 4; i++) {
        char *end;
        side[i] = strtod(at, &end);
        end += strspn(end, " ");
        if (end == at || !isfinite(side[i]) || *end != (i < 3 ? ',' : '\0'))
            return error_set(error, ERROR_USAGE, _("The extent '%s' is not xmin,ymin,xmax,ymax in metres."), text);
        at = end + 1;
    }
    if (side[0] >= side[2] || side[1] >= side[3])
        return error_set(error, ERROR_USAGE, _("The extent '%s' is empty or swapped; write xmin,ymin,xmax,ymax with the smaller number first."), text);
    *ret_box = (Box){side[0], side[1], side[2], side[3]};
    return true;
}

static bool place_on_earth(Municipality *municipality, const Config *config, Error *error)
{
    Polygon boundary = polygon_of_all(&municipality->boundary);
    Box box = features_box(&municipality->boundary);
    municipality->boundary_m2 = polygon_area_m2(&boundary);
    double x = (box.x_min + box.x_max) / 2, y = (box.y_min + box.y_max) / 2;
    Projection *projection;
    if (!projection_open("EPSG:4326", config->project_crs, &projection, error)) return false;
    projection_inverse(projection, 1, &x, &y);
    snprintf(municipality->projection_method, sizeof municipality->projection_method, "%s", projection_method(projection));
    projection_close(projection);
    municipality->longitude_deg = x;
    municipality->latitude_deg = y;
    return true;
}

bool municipality_bound(Municipality *municipality, const Config *config, Box box, Error *error)
{
    if (features_vertices(&municipality->boundary) > 0) return true;
    municipality->boundary_origin = BOUNDARY_REPORTS;
    return box_ring(&municipality->boundary, box, error) && place_on_earth(municipality, config, error);
}

static bool find_boundary(Municipality *municipality, const Config *config, Error *error)
{
    municipality->boundary = features_init(FEATURE_POLYGON);
    if (!features_add(&municipality->boundary, error)) return false;
    const Layer *boundary = &municipality->layer[ROLE_BOUNDARY], *neighbourhoods = &municipality->layer[ROLE_NEIGHBOURHOOD];
    if (config->area[0] != '\0') {
        municipality->boundary_origin = BOUNDARY_NEIGHBOURHOODS;
        if (!bound_by_area(municipality, config->area, error)) return false;
    } else if (boundary->features.count > 0) {
        municipality->boundary_origin = BOUNDARY_LAYER;
        for (size_t i = 0; i < boundary->features.count; i++)
            if (!features_add_parts_of(&municipality->boundary, &boundary->features, i, error)) return false;
    } else if (neighbourhoods->features.count > 0) {
        municipality->boundary_origin = BOUNDARY_NEIGHBOURHOODS;
        for (size_t i = 0; i < municipality->buurt_count; i++)
            if (!features_add_parts_of(&municipality->boundary, &neighbourhoods->features, municipality->buurt[i], error)) return false;
    } else if (config->extent[0] != '\0') {
        Box box = {0};
        municipality->boundary_origin = BOUNDARY_EXTENT;
        if (!municipality_extent(config->extent, &box, error) || !box_ring(&municipality->boundary, box, error)) return false;
    } else
        return true;
    if (municipality->boundary_origin == BOUNDARY_NEIGHBOURHOODS && !overlay_dissolve(&municipality->boundary, error)) return false;
    return place_on_earth(municipality, config, error);
}

bool municipality_load(Store *store, const Config *config, Municipality *ret_municipality, Error *error)
{
    Municipality municipality = {0};
    bool ok = true;
    for (int role = 0; ok && role < ROLE_COUNT; role++) ok = layer_read(store, (Role)role, &municipality.layer[role], error);
    ok = ok && find_buurten(&municipality, error) && find_boundary(&municipality, config, error);
    if (ok)
        *ret_municipality = municipality;
    else
        municipality_free(&municipality);
    return ok;
}
