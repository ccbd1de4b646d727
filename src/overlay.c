#include "src/overlay.h"

#include "geo/nearest.h"

#include <geos_c.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- cutting ---- */

/* GEOS answers NULL for all that goes wrong; only its message tells that there was no memory. */
typedef struct Geos {
    GEOSContextHandle_t handle;
    bool no_memory;
} Geos;

static void hear(const char *message, void *no_memory)
{
    if (strstr(message, "bad_alloc") != NULL) *(bool *)no_memory = true;
}

static bool geos_open(Geos *geos, Error *error)
{
    *geos = (Geos){.handle = GEOS_init_r()};
    if (geos->handle == NULL) return error_memory(error, 1e6);
    GEOSContext_setErrorMessageHandler_r(geos->handle, hear, &geos->no_memory);
    return true;
}

/* False, with the sentence, or that there was no memory. */
static bool geos_cannot(const Geos *geos, ErrorCode code, const char *sentence, Error *error)
{
    return geos->no_memory ? error_memory(error, 1e6) : error_set(error, code, "%s", sentence);
}

static GEOSGeometry *ring_of(GEOSContextHandle_t geos, const Features *features, size_t part)
{
    size_t first = features->vertex_start[part], count = features->vertex_start[part + 1] - first;
    GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(geos, (unsigned)count + 1, 2);
    for (size_t i = 0; i <= count && sequence != NULL; i++)
        GEOSCoordSeq_setXY_r(geos, sequence, (unsigned)i, features->x_m[first + i % count], features->y_m[first + i % count]);
    return sequence == NULL ? NULL : GEOSGeom_createLinearRing_r(geos, sequence);
}

/* One outer ring and the holes behind it; moves *part past them. NULL when GEOS cannot. There is room for every part in holes. */
static GEOSGeometry *polygon_from(GEOSContextHandle_t geos, const Features *features, size_t *part, size_t end, GEOSGeometry **holes)
{
    GEOSGeometry *shell = ring_of(geos, features, (*part)++);
    size_t first = *part;
    while (*part < end && features_ring_area_m2(features, *part) < 0) ++*part;
    unsigned count = 0;
    if (shell == NULL) return NULL;
    for (size_t hole = first; hole < *part; hole++)
        if ((holes[count] = ring_of(geos, features, hole)) != NULL) count++;
    return GEOSGeom_createPolygon_r(geos, shell, holes, count);
}

/* All polygons of a feature as one geometry; those that share edges, such as buurten, become one. */
static GEOSGeometry *geometry_of(Geos *geos, const Features *features, size_t feature)
{
    size_t part = features->part_start[feature], end = features->part_start[feature + 1];
    GEOSGeometry **polygons = calloc(2 * (end - part) + 1, sizeof(GEOSGeometry *));
    unsigned count = 0;
    if (polygons == NULL) return geos->no_memory = true, NULL;
    GEOSGeometry **holes = polygons + (end - part);
    while (part < end)
        if ((polygons[count] = polygon_from(geos->handle, features, &part, end, holes)) != NULL) count++;
    GEOSGeometry *all = GEOSGeom_createCollection_r(geos->handle, GEOS_MULTIPOLYGON, polygons, count);
    free(polygons);
    GEOSGeometry *joined = all == NULL || geos->no_memory ? NULL : GEOSUnaryUnion_r(geos->handle, all); /* without memory a ring may be missing */
    if (all != NULL) GEOSGeom_destroy_r(geos->handle, all);
    return joined;
}

static bool add_ring(GEOSContextHandle_t geos, const GEOSGeometry *ring, bool outer, Features *to, Error *error)
{
    const GEOSCoordSequence *sequence = GEOSGeom_getCoordSeq_r(geos, ring);
    unsigned count = 0;
    char counter_clockwise = 1;
    if (sequence == NULL || !GEOSCoordSeq_getSize_r(geos, sequence, &count) || count < 4) return true;
    GEOSCoordSeq_isCCW_r(geos, sequence, &counter_clockwise);
    bool backwards = (counter_clockwise == 1) != outer;
    if (!features_add_part(to, error)) return false;
    for (unsigned i = 0; i + 1 < count; i++) {
        double x = 0, y = 0;
        GEOSCoordSeq_getXY_r(geos, sequence, backwards ? count - 1 - i : i, &x, &y);
        if (!features_add_vertex(to, x, y, error)) return false;
    }
    return true;
}

/* Every polygon of a result becomes a feature; lines and points, where an area only touches, do not. */
static bool add_polygons(GEOSContextHandle_t geos, const GEOSGeometry *geometry, Features *to, Error *error)
{
    int type = GEOSGeomTypeId_r(geos, geometry);
    if (type == GEOS_POLYGON) {
        double area = 0;
        if (GEOSisEmpty_r(geos, geometry) || !GEOSArea_r(geos, geometry, &area) || area <= 0) return true;
        if (!features_add(to, error) || !add_ring(geos, GEOSGetExteriorRing_r(geos, geometry), true, to, error)) return false;
        for (int i = 0; i < GEOSGetNumInteriorRings_r(geos, geometry); i++)
            if (!add_ring(geos, GEOSGetInteriorRingN_r(geos, geometry, i), false, to, error)) return false;
        return true;
    }
    if (type != GEOS_MULTIPOLYGON && type != GEOS_GEOMETRYCOLLECTION) return true;
    for (int i = 0; i < GEOSGetNumGeometries_r(geos, geometry); i++)
        if (!add_polygons(geos, GEOSGetGeometryN_r(geos, geometry, i), to, error)) return false;
    return true;
}

static bool clip_one(Geos *geos, const Features *areas, size_t area, const GEOSGeometry *boundary, const GEOSPreparedGeometry *prepared, Features *to, Error *error)
{
    GEOSGeometry *geometry = geometry_of(geos, areas, area);
    int within = geometry == NULL ? 2 : GEOSPreparedContains_r(geos->handle, prepared, geometry); /* 2: it could not be told */
    GEOSGeometry *cut = within == 0 ? GEOSIntersection_r(geos->handle, geometry, boundary) : NULL;
    bool ok = within == 1 || cut != NULL || geos_cannot(geos, ERROR_FAILED, _("A risk area could not be cut by the boundary."), error);
    ok = ok && add_polygons(geos->handle, cut != NULL ? cut : geometry, to, error);
    if (cut != NULL) GEOSGeom_destroy_r(geos->handle, cut);
    if (geometry != NULL) GEOSGeom_destroy_r(geos->handle, geometry);
    return ok;
}

/* The polygons of a geometry as parts of one feature. */
static bool add_parts(GEOSContextHandle_t geos, const GEOSGeometry *geometry, Features *to, Error *error)
{
    if (GEOSGeomTypeId_r(geos, geometry) == GEOS_POLYGON) {
        if (GEOSisEmpty_r(geos, geometry)) return true;
        if (!add_ring(geos, GEOSGetExteriorRing_r(geos, geometry), true, to, error)) return false;
        for (int i = 0; i < GEOSGetNumInteriorRings_r(geos, geometry); i++)
            if (!add_ring(geos, GEOSGetInteriorRingN_r(geos, geometry, i), false, to, error)) return false;
        return true;
    }
    for (int i = 0; i < GEOSGetNumGeometries_r(geos, geometry); i++)
        if (!add_parts(geos, GEOSGetGeometryN_r(geos, geometry, i), to, error)) return false;
    return true;
}

bool overlay_dissolve(Features *features, Error *error)
{
    Geos geos;
    if (!geos_open(&geos, error)) return false;
    Features outline = features_init(FEATURE_POLYGON);
    GEOSGeometry *joined = geometry_of(&geos, features, 0);
    bool ok = joined != NULL || geos_cannot(&geos, ERROR_INPUT, _("The neighbourhoods do not join to one area; look at their layer in QGIS."), error);
    ok = ok && features_add(&outline, error) && add_parts(geos.handle, joined, &outline, error);
    if (joined != NULL) GEOSGeom_destroy_r(geos.handle, joined);
    GEOS_finish_r(geos.handle);
    if (!ok) return features_free(&outline), false;
    features_free(features);
    *features = outline;
    return true;
}

/* A boundary that is cut by more than once. */
typedef struct Clipper {
    Geos geos;
    GEOSGeometry *edge;
    const GEOSPreparedGeometry *prepared;
} Clipper;

static void clipper_close(Clipper *clipper)
{
    if (clipper->prepared != NULL) GEOSPreparedGeom_destroy_r(clipper->geos.handle, clipper->prepared);
    if (clipper->edge != NULL) GEOSGeom_destroy_r(clipper->geos.handle, clipper->edge);
    GEOS_finish_r(clipper->geos.handle);
}

static bool clipper_open(const Features *boundary, Clipper *clipper, Error *error)
{
    *clipper = (Clipper){0};
    if (!geos_open(&clipper->geos, error)) return false;
    GEOSContextHandle_t handle = clipper->geos.handle;
    GEOSGeometry *joined = geometry_of(&clipper->geos, boundary, 0);
    clipper->edge = joined == NULL ? NULL : GEOSMakeValid_r(handle, joined);
    clipper->prepared = clipper->edge == NULL ? NULL : GEOSPrepare_r(handle, clipper->edge);
    if (joined != NULL) GEOSGeom_destroy_r(handle, joined);
    if (clipper->prepared != NULL) return true;
    geos_cannot(&clipper->geos, ERROR_INPUT, _("The boundary has no area that risk areas could be cut by; look at its layer in QGIS."), error);
    clipper_close(clipper);
    return false;
}

static bool clip_layer(Clipper *clipper, const Features *areas, Features *ret_areas, Error *error)
{
    Features clipped = features_init(FEATURE_POLYGON);
    for (size_t i = 0; i < areas->count; i++)
        if (!clip_one(&clipper->geos, areas, i, clipper->edge, clipper->prepared, &clipped, error)) return features_free(&clipped), false;
    *ret_areas = clipped;
    return true;
}

bool overlay_clip(const Features *areas, const Features *boundary, Features *ret_areas, Error *error)
{
    Clipper clipper;
    if (!clipper_open(boundary, &clipper, error)) return false;
    bool ok = clip_layer(&clipper, areas, ret_areas, error);
    clipper_close(&clipper);
    return ok;
}

bool overlay_clip_all(Features *const *layers, size_t count, const Features *boundary, Error *error)
{
    Clipper clipper;
    if (!clipper_open(boundary, &clipper, error)) return false;
    bool ok = true;
    for (size_t l = 0; ok && l < count; l++) {
        Features clipped = {0};
        if (!(ok = clip_layer(&clipper, layers[l], &clipped, error))) break;
        features_free(layers[l]);
        *layers[l] = clipped;
    }
    clipper_close(&clipper);
    return ok;
}

/* All polygons of some layers as the parts of one feature. */
static bool as_one(const Features *const *layers, size_t count, Features *ret_one, Error *error)
{
    Features one = features_init(FEATURE_POLYGON);
    bool ok = features_add(&one, error);
    for (size_t l = 0; ok && l < count; l++)
        for (size_t f = 0; ok && f < layers[l]->count; f++) ok = features_add_parts_of(&one, layers[l], f, error);
    if (ok) *ret_one = one;
    else features_free(&one);
    return ok;
}

bool overlay_join(const Features *const *layers, size_t count, Features *ret_pieces, Error *error)
{
    Features one, pieces = features_init(FEATURE_POLYGON);
    if (!as_one(layers, count, &one, error)) return false;
    Geos geos;
    if (!geos_open(&geos, error)) return features_free(&one), false;
    GEOSGeometry *joined = geometry_of(&geos, &one, 0);
    bool ok = joined != NULL || geos_cannot(&geos, ERROR_FAILED, _("The risk areas could not be joined."), error);
    ok = ok && add_polygons(geos.handle, joined, &pieces, error);
    if (joined != NULL) GEOSGeom_destroy_r(geos.handle, joined);
    GEOS_finish_r(geos.handle);
    features_free(&one);
    if (ok) *ret_pieces = pieces;
    else features_free(&pieces);
    return ok;
}

bool overlay_common(const Features *one, const Features *other, Features *ret_pieces, Error *error)
{
    Features whole;
    if (one->count == 0 || other->count == 0) return *ret_pieces = features_init(FEATURE_POLYGON), true;
    if (!as_one(&other, 1, &whole, error)) return false;
    bool ok = overlay_clip(one, &whole, ret_pieces, error);
    features_free(&whole);
    return ok;
}

/* ---- names ---- */

/* The chosen features as a layer of their own. */
static bool subset(const Features *all, const size_t *chosen, size_t count, Features *ret_part, Error *error)
{
    Features part = features_init(all->kind);
    bool ok = true;
    for (size_t c = 0; ok && c < count; c++) ok = features_add_feature_of(&part, all, chosen[c], error);
    if (ok)
        *ret_part = part;
    else
        features_free(&part);
    return ok;
}

bool overlay_streets(const Municipality *municipality, const double *x_m, const double *y_m, size_t count, int32_t *ret_street, Error *error)
{
    const Layer *layer = &municipality->layer[ROLE_STREET];
    size_t named = 0, *chosen = malloc((layer->features.count + 1) * sizeof *chosen);
    Features streets;
    NearestIndex index;
    for (size_t i = 0; i < count; i++) ret_street[i] = -1;
    if (chosen == NULL) return error_memory(error, 8.0 * (double)layer->features.count);
    for (size_t i = 0; i < layer->features.count; i++)
        if (layer->text[TEXT_NAME][i] != NULL) chosen[named++] = i;
    bool ok = named == 0 || subset(&layer->features, chosen, named, &streets, error);
    if (ok && named > 0) {
        ok = nearest_init(&streets, &index, error);
        for (size_t i = 0; ok && i < count; i++) {
            ptrdiff_t found = nearest_find(&index, x_m[i], y_m[i], STREET_REACH_M, NULL);
            if (found >= 0) ret_street[i] = (int32_t)chosen[found];
        }
        if (ok) nearest_free(&index);
        features_free(&streets);
    }
    free(chosen);
    return ok;
}

bool overlay_buurten(const Municipality *municipality, const double *x_m, const double *y_m, size_t count, int32_t *ret_buurt, Error *error)
{
    Features buurten;
    PolygonIndex index;
    for (size_t i = 0; i < count; i++) ret_buurt[i] = -1;
    if (municipality->buurt_count == 0) return true;
    if (!subset(&municipality->layer[ROLE_NEIGHBOURHOOD].features, municipality->buurt, municipality->buurt_count, &buurten, error)) return false;
    bool ok = polygon_index_init(&buurten, &index, error);
    for (size_t i = 0; ok && i < count; i++) {
        ptrdiff_t found = polygon_index_find(&index, x_m[i], y_m[i]);
        if (found >= 0) ret_buurt[i] = (int32_t)municipality->buurt[found];
    }
    if (ok) polygon_index_free(&index);
    features_free(&buurten);
    return ok;
}

typedef struct NamedWeight {
    const char *name;
    double weight;
} NamedWeight;

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const NamedWeight *)a)->name, ((const NamedWeight *)b)->name);
}

bool overlay_heaviest(char *const *names, const int32_t *item, const double *weight, const size_t *member, size_t member_count, const char **ret_name,
                      Error *error)
{
    NamedWeight *named = malloc((member_count + 1) * sizeof *named);
    if (named == NULL) return error_memory(error, (double)(member_count * sizeof *named));
    size_t count = 0;
    for (size_t m = 0; m < member_count; m++) {
        const char *name = item[member[m]] < 0 ? NULL : names[item[member[m]]];
        if (name != NULL) named[count++] = (NamedWeight){name, weight[member[m]]};
    }
    qsort(named, count, sizeof *named, compare_names);
    const char *best = NULL;
    double most = -1;
    for (size_t first = 0, next; first < count; first = next) {
        double sum = 0;
        for (next = first; next < count && strcmp(named[next].name, named[first].name) == 0; next++) sum += named[next].weight;
        if (sum > most) most = sum, best = named[first].name;
    }
    free(named);
    *ret_name = best;
    return true;
}

bool overlay_place_names(const Municipality *municipality, const Features *places, const double *x_m, const double *y_m, size_t count, PlaceName *ret_name,
                         Error *error)
{
    size_t all = count + places->count;
    double *x = malloc((3 * all + 1) * sizeof *x), *y = x + all, *weight = y + all;
    int32_t *street = malloc((2 * all + 1) * sizeof *street), *buurt = street + all;
    size_t *member = malloc((all + 1) * sizeof *member);
    bool ok = (x != NULL && street != NULL && member != NULL) || error_memory(error, 40.0 * (double)all);
    for (size_t i = 0; ok && i < all; i++) weight[i] = 1;
    for (size_t i = 0; ok && i < count; i++) x[i] = x_m[i], y[i] = y_m[i];
    for (size_t p = 0; ok && p < places->count; p++) {
        Polygon piece = polygon_of(places, p);
        if (!polygon_inner_point(&piece, &x[count + p], &y[count + p])) x[count + p] = piece.x_m[0], y[count + p] = piece.y_m[0];
        ret_name[p] = (PlaceName){NULL, NULL, x[count + p], y[count + p]};
    }
    ok = ok && overlay_streets(municipality, x, y, all, street, error) && overlay_buurten(municipality, x, y, all, buurt, error);
    for (size_t p = 0; ok && p < places->count; p++) {
        Polygon piece = polygon_of(places, p);
        size_t members = 0;
        for (size_t i = 0; i < count; i++)
            if (polygon_contains(&piece, x[i], y[i])) member[members++] = i;
        if (members == 0) member[members++] = count + p;
        ok = overlay_heaviest(municipality->layer[ROLE_STREET].text[TEXT_NAME], street, weight, member, members, &ret_name[p].street, error) &&
             overlay_heaviest(municipality->layer[ROLE_NEIGHBOURHOOD].text[TEXT_NAME], buurt, weight, member, members, &ret_name[p].neighbourhood, error);
    }
    free(x);
    free(street);
    free(member);
    return ok;
}

/* ---- levers that are there already ---- */

bool overlay_cameras(const Municipality *municipality, CameraView **ret_cameras, Error *error)
{
    const Layer *layer = &municipality->layer[ROLE_CAMERA];
    CameraView *cameras = calloc(layer->features.count + 1, sizeof *cameras);
    if (cameras == NULL) return error_memory(error, (double)(layer->features.count * sizeof *cameras));
    for (size_t i = 0; i < layer->features.count; i++)
        cameras[i] = (CameraView){layer->features.x_m[i], layer->features.y_m[i], layer->number[NUMBER_DIRECTION_DEG][i],
                                  layer->number[NUMBER_ANGLE_DEG][i], layer->number[NUMBER_RANGE_M][i]};
    *ret_cameras = cameras;
    return true;
}

bool overlay_lamps(const Municipality *municipality, Lamp **ret_lamps, Error *error)
{
    const Layer *layer = &municipality->layer[ROLE_LIGHT];
    Lamp *lamps = calloc(layer->features.count + 1, sizeof *lamps);
    if (lamps == NULL) return error_memory(error, (double)(layer->features.count * sizeof *lamps));
    for (size_t i = 0; i < layer->features.count; i++) {
        double works = layer->number[NUMBER_WORKS][i];
        lamps[i] = (Lamp){layer->features.x_m[i], layer->features.y_m[i], layer->number[NUMBER_LUX][i],
                          isnan(works) ? LAMP_UNKNOWN : works > 0 ? LAMP_WORKS : LAMP_BROKEN};
    }
    *ret_lamps = lamps;
    return true;
}
