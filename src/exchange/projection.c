#include "src/exchange/projection.h"

#include <ctype.h>
#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { METHOD_BYTES = 160 };

static const char rd_code[] = "EPSG:28992";
static const Box rd_range = {-7000.0, 289000.0, 300000.0, 629000.0};
static const Box empty_box = {1.0, 1.0, -1.0, -1.0};

struct Projection {
    PJ_CONTEXT *context;
    PJ *operation; /* NULL: the two systems are one */
    char method[METHOD_BYTES];
    double accuracy_m;
};

/* ---- what a system is ---- */

/* Case-insensitive search. */
static bool holds(const char *text, const char *part)
{
    size_t length = strlen(part);
    for (; *text; text++) {
        size_t n = 0;
        while (n < length && tolower((unsigned char)text[n]) == tolower((unsigned char)part[n]))
            n++;
        if (n == length) return true;
    }
    return false;
}

/* Files from older programs carry the Dutch grid as Double_Stereographic on a datum D_unknown, or without a
 * shift of the datum; believed as written they lie 115 m off. The false origin is what makes it the Dutch
 * grid. */
static bool is_dutch_grid(const char *crs)
{
    if (strcmp(crs, rd_code) == 0) return true;
    if (!holds(crs, "PROJ") || !holds(crs, "stereographic")) return false;
    return strstr(crs, "155000") != NULL && strstr(crs, "463000") != NULL;
}

static PJ *make_crs(PJ_CONTEXT *context, const char *crs)
{
    PJ *made = proj_create(context, is_dutch_grid(crs) ? rd_code : crs);
    if (made && !proj_is_crs(made)) {
        proj_destroy(made);
        return NULL;
    }
    return made;
}

static void be_quiet(void *data, int level, const char *text)
{
    (void)data;
    (void)level;
    (void)text;
}

static PJ_CONTEXT *make_context(void)
{
    PJ_CONTEXT *context = proj_context_create();
    if (!context) return NULL;
    proj_log_func(context, NULL, be_quiet);
    proj_context_set_enable_network(context, 0);
    return context;
}

static bool is_geographic(const PJ *crs)
{
    PJ_TYPE type = proj_get_type(crs);
    return type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
}

/* Whether the axes are metres on a plane. */
static bool is_metric(PJ_CONTEXT *context, const PJ *crs)
{
    PJ *system = proj_crs_get_coordinate_system(context, crs);
    double factor = 0.0;
    bool read = system && proj_cs_get_type(context, system) == PJ_CS_TYPE_CARTESIAN &&
                proj_cs_get_axis_info(context, system, 0, NULL, NULL, NULL, &factor, NULL, NULL, NULL);
    proj_destroy(system);
    return read && !is_geographic(crs) && fabs(factor - 1.0) < 1e-9;
}

bool projection_identify(const char *crs, char *ret_code, size_t size)
{
    char code[32] = "";
    if (is_dutch_grid(crs)) {
        snprintf(code, sizeof code, "%s", rd_code);
    } else {
        PJ_CONTEXT *context = make_context();
        PJ *made = context ? make_crs(context, crs) : NULL;
        const char *authority = made ? proj_get_id_auth_name(made, 0) : NULL;
        if (authority && strcmp(authority, "EPSG") == 0) {
            snprintf(code, sizeof code, "EPSG:%s", proj_get_id_code(made, 0));
        } else if (made) {
            int *confidence = NULL;
            PJ_OBJ_LIST *list = proj_identify(context, made, "EPSG", NULL, &confidence);
            PJ *found = list && proj_list_get_count(list) > 0 && confidence[0] >= 70
                            ? proj_list_get(context, list, 0)
                            : NULL;
            if (found && proj_get_id_code(found, 0))
                snprintf(code, sizeof code, "EPSG:%s", proj_get_id_code(found, 0));
            proj_destroy(found);
            proj_int_list_destroy(confidence);
            proj_list_destroy(list);
        }
        proj_destroy(made);
        if (context) proj_context_destroy(context);
    }
    if (code[0] == '\0' || strlen(code) >= size) return false;
    snprintf(ret_code, size, "%s", code);
    return true;
}

/* ---- the operation ---- */

/* The most accurate operation that PROJ can carry out with the grids it has. */
static PJ *best_operation(PJ_CONTEXT *context, const PJ *from, const PJ *to)
{
    PJ_OPERATION_FACTORY_CONTEXT *factory = proj_create_operation_factory_context(context, NULL);
    if (!factory) return NULL;
    proj_operation_factory_context_set_spatial_criterion(context, factory,
                                                         PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
    proj_operation_factory_context_set_grid_availability_use(
        context, factory, PROJ_GRID_AVAILABILITY_DISCARD_OPERATION_IF_MISSING_GRID);
    double west, south, east, north;
    if (proj_get_area_of_use(context, to, &west, &south, &east, &north, NULL) && west > -1000.0)
        proj_operation_factory_context_set_area_of_interest(context, factory, west, south, east, north);
    PJ_OBJ_LIST *list = proj_create_operations(context, from, to, factory);
    PJ *best = NULL;
    double best_accuracy = INFINITY;
    for (int i = 0; list && i < proj_list_get_count(list); i++) {
        PJ *operation = proj_list_get(context, list, i);
        double accuracy = operation ? proj_coordoperation_get_accuracy(context, operation) : -1.0;
        if (operation && accuracy < 0.0) accuracy = 1e6; /* not known */
        /* the list begins with what covers the area best: only a real gain goes before it */
        if (operation && (!best || accuracy < 0.5 * best_accuracy)) {
            proj_destroy(best);
            best = operation;
            best_accuracy = accuracy;
        } else {
            proj_destroy(operation);
        }
    }
    proj_list_destroy(list);
    proj_operation_factory_context_destroy(factory);
    if (!best) return NULL;
    PJ *normal = proj_normalize_for_visualization(context, best);
    proj_destroy(best);
    return normal;
}

static void describe(Projection *projection, const PJ *to, bool is_rd)
{
    double accuracy = proj_coordoperation_get_accuracy(projection->context, projection->operation);
    projection->accuracy_m = accuracy >= 0.0 ? accuracy : (double)NAN;
    bool with_grid = proj_coordoperation_get_grid_used_count(projection->context, projection->operation) > 0;
    if (is_rd && with_grid)
        snprintf(projection->method, METHOD_BYTES, "%s",
                 N_("RDNAPTRANS2018 with its correction grid (within 1 mm)"));
    else if (is_rd) {
        projection->accuracy_m = fmax(accuracy, 0.25); /* measured against the official points */
        snprintf(projection->method, METHOD_BYTES, "%s",
                 N_("RD without the RDNAPTRANS2018 correction grid (within 0.25 m)"));
    } else
        snprintf(projection->method, METHOD_BYTES, "PROJ %d.%d to %s", PROJ_VERSION_MAJOR,
                 PROJ_VERSION_MINOR, proj_get_name(to));
}

static bool connect_systems(Projection *projection, const char *from_name, const char *to_name, Error *error)
{
    PJ_CONTEXT *context = projection->context;
    bool is_rd = is_dutch_grid(to_name);
    /* GPS and web maps say WGS 84; in Dutch practice that is ETRS89, on which RDNAPTRANS is defined. */
    bool is_gps = strcmp(from_name, "EPSG:4326") == 0 && is_rd;
    PJ *from = make_crs(context, is_gps ? "EPSG:4258" : from_name), *to = make_crs(context, to_name);
    bool done = false;
    if (!from)
        error_set(error, ERROR_INPUT,
                  _("The coordinate system \"%.100s\" is not known; set crs = EPSG:... for this file."),
                  from_name);
    else if (!to)
        error_set(error, ERROR_USAGE,
                  _("The coordinate system \"%.100s\" is not known; write it as EPSG:28992."), to_name);
    else if (!is_metric(context, to))
        error_set(error, ERROR_USAGE,
                  _("The project's coordinate system %.60s is not in metres; choose one that is, such as "
                    "EPSG:28992."),
                  to_name);
    else if (strcmp(from_name, to_name) == 0 || (is_rd && is_dutch_grid(from_name)) ||
             proj_is_equivalent_to(from, to, PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS)) {
        projection->accuracy_m = 0.0;
        snprintf(projection->method, METHOD_BYTES, "%s", N_("coordinates as they were"));
        done = true;
    } else if (!(projection->operation = best_operation(context, from, to)))
        error_set(error, ERROR_INPUT,
                  _("There is no way from the coordinate system %.60s to %.60s; set crs = EPSG:... for "
                    "this file."),
                  proj_get_name(from), proj_get_name(to));
    else {
        describe(projection, to, is_rd);
        done = true;
    }
    proj_destroy(from);
    proj_destroy(to);
    return done;
}

bool projection_open(const char *from, const char *to, Projection **ret_projection, Error *error)
{
    Projection *projection = calloc(1, sizeof *projection);
    if (!projection) return error_memory(error, sizeof *projection);
    projection->context = make_context();
    if (!projection->context) {
        free(projection);
        return error_memory(error, 1e6);
    }
    if (!connect_systems(projection, from, to, error)) {
        projection_close(projection);
        return false;
    }
    *ret_projection = projection;
    return true;
}

void projection_close(Projection *projection)
{
    if (!projection) return;
    proj_destroy(projection->operation);
    proj_context_destroy(projection->context);
    free(projection);
}

static void transform(Projection *projection, PJ_DIRECTION direction, size_t count, double *x, double *y)
{
    if (projection->operation && count > 0) {
        proj_trans_generic(projection->operation, direction, x, sizeof *x, count, y, sizeof *y, count, NULL,
                           0, 0, NULL, 0, 0);
        proj_errno_reset(projection->operation);
    }
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(x[i]) || !isfinite(y[i])) x[i] = y[i] = (double)NAN;
    }
}

void projection_forward(Projection *projection, size_t count, double *x, double *y)
{
    transform(projection, PJ_FWD, count, x, y);
}

void projection_inverse(Projection *projection, size_t count, double *x, double *y)
{
    transform(projection, PJ_INV, count, x, y);
}

const char *projection_method(const Projection *projection)
{
    return projection->method;
}

double projection_accuracy_m(const Projection *projection)
{
    return projection->accuracy_m;
}

/* ---- ranges ---- */

bool projection_is_degrees(const char *crs)
{
    PJ_CONTEXT *context = make_context();
    PJ *made = context ? make_crs(context, crs) : NULL;
    bool answer = made && is_geographic(made);
    proj_destroy(made);
    if (context) proj_context_destroy(context);
    return answer;
}

/* The area of use in degrees; empty when the system has none. */
static Box area_of_use(PJ_CONTEXT *context, const PJ *crs)
{
    Box box;
    if (!proj_get_area_of_use(context, crs, &box.x_min, &box.y_min, &box.x_max, &box.y_max, NULL))
        return empty_box;
    return box.x_min <= -1000.0 || box.x_min > box.x_max ? empty_box : box;
}

static Box projected_range(const char *crs_name, Box degrees)
{
    Projection *projection;
    Error ignored;
    if (box_is_empty(degrees) || !projection_open("EPSG:4326", crs_name, &projection, &ignored))
        return empty_box;
    Box box = degrees;
    if (projection->operation &&
        !proj_trans_bounds(projection->context, projection->operation, PJ_FWD, degrees.x_min, degrees.y_min,
                           degrees.x_max, degrees.y_max, &box.x_min, &box.y_min, &box.x_max, &box.y_max, 21))
        box = empty_box;
    projection_close(projection);
    return box;
}

Box projection_range(const char *crs)
{
    if (is_dutch_grid(crs)) return rd_range;
    PJ_CONTEXT *context = make_context();
    PJ *made = context ? make_crs(context, crs) : NULL;
    Box range = empty_box;
    if (made && is_geographic(made))
        range = (Box){-180.0, -90.0, 180.0, 90.0};
    else if (made)
        range = projected_range(crs, area_of_use(context, made));
    proj_destroy(made);
    if (context) proj_context_destroy(context);
    return range;
}

/* ---- which system do these numbers have? ---- */

/* The box in degrees around a box in metres: from points along its edges, as edges bend. */
static Box box_in_degrees(Projection *projection, Box metres)
{
    enum { STEPS = 16 };
    Box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int i = 0; i <= STEPS; i++) {
        double t = (double)i / STEPS, along_x = metres.x_min + t * (metres.x_max - metres.x_min);
        double along_y = metres.y_min + t * (metres.y_max - metres.y_min);
        double x[4] = {along_x, along_x, metres.x_min, metres.x_max},
               y[4] = {metres.y_min, metres.y_max, along_y, along_y};
        projection_inverse(projection, 4, x, y);
        for (int k = 0; k < 4; k++) {
            if (isnan(x[k])) continue;
            box.x_min = fmin(box.x_min, x[k]);
            box.y_min = fmin(box.y_min, y[k]);
            box.x_max = fmax(box.x_max, x[k]);
            box.y_max = fmax(box.y_max, y[k]);
        }
    }
    return box;
}

bool place_area_init(const char *project_crs, Box area_m, PlaceArea *ret_area, Error *error)
{
    Projection *projection;
    if (!projection_open("EPSG:4326", project_crs, &projection, error)) return false;
    PlaceArea area = {.metres_range = projection_range(project_crs)};
    if (box_is_empty(area.metres_range))
        area.metres_range = box_is_empty(area_m) ? (Box){-1e7, -1e7, 1e7, 1e7} : box_grow(area_m, 500e3);
    area.metres = box_is_empty(area_m) ? area.metres_range : box_grow(area_m, 10e3);
    area.degrees = box_in_degrees(projection, area.metres);
    area.degrees_range = box_in_degrees(projection, area.metres_range);
    projection_close(projection);
    *ret_area = area;
    return true;
}

PlaceFit place_fit(const PlaceArea *area, double x, double y)
{
    /* Many systems reach to their false origin; a pair of numbers below 180 is degrees all the same. */
    bool may_be_metres = fabs(x) > 180.0 || fabs(y) > 180.0;
    if (may_be_metres && box_contains(area->metres, x, y)) return PLACE_METRES;
    if (box_contains(area->degrees, x, y)) return PLACE_DEGREES;
    if (may_be_metres && box_contains(area->metres, y, x)) return PLACE_METRES_SWAPPED;
    if (box_contains(area->degrees, y, x)) return PLACE_DEGREES_SWAPPED;
    if (may_be_metres && box_contains(area->metres_range, x, y)) return PLACE_METRES;
    if (box_contains(area->degrees_range, x, y)) return PLACE_DEGREES;
    if (may_be_metres && box_contains(area->metres_range, y, x)) return PLACE_METRES_SWAPPED;
    if (box_contains(area->degrees_range, y, x)) return PLACE_DEGREES_SWAPPED;
    return PLACE_OUTSIDE;
}
