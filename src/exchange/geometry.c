#include "src/exchange/geometry.h"

static OGRGeometryH ring_geometry(const Features *features, size_t part, bool ring)
{
    size_t first = features->vertex_start[part], count = features->vertex_start[part + 1] - first;
    OGRGeometryH line = OGR_G_CreateGeometry(ring ? wkbLinearRing : wkbLineString);
    for (size_t i = 0; i < count; i++) OGR_G_AddPoint_2D(line, features->x_m[first + i], features->y_m[first + i]);
    if (ring) OGR_G_CloseRings(line);
    return line;
}

OGRGeometryH geometry_of_feature(const Features *features, size_t feature)
{
    size_t first = features->part_start[feature], end = features->part_start[feature + 1];
    if (features->kind == FEATURE_POINT) {
        OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
        OGR_G_SetPoint_2D(point, 0, features->x_m[features->vertex_start[first]], features->y_m[features->vertex_start[first]]);
        return point;
    }
    OGRGeometryH all = OGR_G_CreateGeometry(features->kind == FEATURE_LINE ? wkbMultiLineString : wkbMultiPolygon), polygon = NULL;
    for (size_t part = first; part < end; part++) {
        if (features->kind == FEATURE_LINE) {
            OGR_G_AddGeometryDirectly(all, ring_geometry(features, part, false));
            continue;
        }
        if (polygon == NULL || features_ring_area_m2(features, part) >= 0) {
            if (polygon != NULL) OGR_G_AddGeometryDirectly(all, polygon);
            polygon = OGR_G_CreateGeometry(wkbPolygon);
        }
        OGR_G_AddGeometryDirectly(polygon, ring_geometry(features, part, true));
    }
    if (polygon != NULL) OGR_G_AddGeometryDirectly(all, polygon);
    return all;
}

/* All polygons of a layer as one. */
static OGRGeometryH ground_of(const Features *features)
{
    OGRGeometryH all = OGR_G_CreateGeometry(wkbMultiPolygon);
    for (size_t f = 0; f < features->count; f++) {
        OGRGeometryH own = geometry_of_feature(features, f), both = OGR_G_Union(all, own);
        OGR_G_DestroyGeometry(own);
        if (both == NULL) continue;
        OGR_G_DestroyGeometry(all);
        all = both;
    }
    return all;
}

/* What two areas share may be no more than a line or a point. */
static double area_of(OGRGeometryH geometry)
{
    return geometry != NULL && OGR_G_GetDimension(geometry) == 2 ? OGR_G_Area(geometry) : 0;
}

double geometry_area_m2(const Features *features)
{
    OGRGeometryH ground = ground_of(features);
    double area = area_of(ground);
    OGR_G_DestroyGeometry(ground);
    return area;
}

double geometry_overlap_m2(const Features *a, const Features *b)
{
    OGRGeometryH left = ground_of(a), right = ground_of(b), both = OGR_G_Intersection(left, right);
    double area = area_of(both);
    OGR_G_DestroyGeometry(left);
    OGR_G_DestroyGeometry(right);
    if (both != NULL) OGR_G_DestroyGeometry(both);
    return area;
}
