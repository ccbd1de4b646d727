#include "geo/areas.h"

#include "geo/polygon_index.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const level_names[] = {"area", "mass", "multiple", "value"};
enum { LEVEL_NAMES = 4 };

bool areas_level_from_text(const char *text, AreaLevel *ret_level, Error *error)
{
    const char *colon = strchr(text, ':');
    for (int i = 0; colon && i < LEVEL_NAMES; i++) {
        if (strncmp(text, level_names[i], (size_t)(colon - text)) != 0 || level_names[i][colon - text])
            continue;
        bool digits = colon[1] && strspn(colon + 1, "0123456789.eE+-") == strlen(colon + 1);
        char *end;
        double number = strtod(colon + 1, &end);
        bool share = i == LEVEL_AREA || i == LEVEL_MASS;
        if (!digits || *end || !(number > 0) || !isfinite(number) || (share && !(number < 1)))
            return share ? error_set(
                               error, ERROR_USAGE,
                               _("The level \"%.60s\" needs a share above 0 and below 1, such as %s:0.03."),
                               text, level_names[i])
                         : error_set(error, ERROR_USAGE,
                                     _("The level \"%.60s\" needs a number above 0, such as %s:3."), text,
                                     level_names[i]);
        *ret_level = (AreaLevel){(AreaLevelKind)i, number};
        return true;
    }
    return error_set(error, ERROR_USAGE,
                     _("Unknown level \"%.60s\"; write area:0.03, mass:0.25, multiple:3 or value:12.5."),
                     text);
}

static int falling(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left < right) - (left > right);
}

/* The cells above 0, highest first; the caller frees. */
static bool sorted_cells(const Grid *grid, double **ret_value, size_t *ret_count, Error *error)
{
    size_t count = 0;
    for (size_t i = 0; i < grid_cells(grid); i++)
        count += grid->value[i] > 0;
    if (count == 0)
        return error_set(
            error, ERROR_INPUT,
            _("The surface is 0 everywhere inside the boundary, so it has no risk areas; check the "
              "selection of reports and the boundary."));
    double *value = malloc(count * sizeof *value);
    if (!value) return error_memory(error, (double)count * sizeof *value);
    count = 0;
    for (size_t i = 0; i < grid_cells(grid); i++) {
        if (grid->value[i] > 0) value[count++] = grid->value[i];
    }
    qsort(value, count, sizeof *value, falling);
    *ret_value = value;
    *ret_count = count;
    return true;
}

static bool level_of_area(const Grid *masked, const double *value, size_t count, double share,
                          double boundary_area_m2, double *ret_density, Error *error)
{
    double cells = boundary_area_m2 > 0 ? boundary_area_m2 / (masked->cell_m * masked->cell_m)
                                        : (double)grid_cells_with_data(masked);
    size_t most = (size_t)fmin(floor(share * cells * (1 + 1e-12)), (double)count);
    size_t taken = most;
    while (taken > 0 && taken < count && value[taken] == value[taken - 1])
        taken--;
    if (taken == 0)
        return error_set(
            error, ERROR_INPUT,
            _("The densest cells together cover more than the share %g of the boundary; choose a "
              "larger share for the level, or a smaller cell."),
            share);
    *ret_density = value[taken - 1];
    return true;
}

static double level_of_mass(const double *value, size_t count, double share)
{
    double total = 0, held = 0;
    for (size_t i = count; i-- > 0;)
        total += value[i];
    for (size_t i = 0; i < count; i++) {
        held += value[i];
        if (held >= share * total * (1 - 1e-12)) return value[i];
    }
    return value[count - 1];
}

static double mean_of(const double *value, size_t count)
{
    double total = 0;
    for (size_t i = count; i-- > 0;)
        total += value[i];
    return total / (double)count;
}

bool areas_level(const Grid *masked, AreaLevel level, double boundary_area_m2, double *ret_density,
                 Error *error)
{
    double *value = NULL;
    size_t count = 0;
    if (!sorted_cells(masked, &value, &count, error)) return false;
    bool done = true;
    switch (level.kind) {
    case LEVEL_AREA:
        done = level_of_area(masked, value, count, level.number, boundary_area_m2, ret_density, error);
        break;
    case LEVEL_MASS:
        *ret_density = level_of_mass(value, count, level.number);
        break;
    case LEVEL_MULTIPLE:
        *ret_density = level.number * mean_of(value, count);
        break;
    case LEVEL_VALUE:
        *ret_density = level.number;
        break;
    }
    free(value);
    return done;
}

static double value_at(const Grid *grid, double x_m, double y_m)
{
    ptrdiff_t cell = grid_cell_at(grid, x_m, y_m);
    return cell < 0 || isnan(grid->value[cell]) ? 0 : grid->value[cell];
}

static AreaMeasure measure(const PolygonIndex *index, size_t area, const Polygon *polygon, const Grid *grid)
{
    AreaMeasure found = {.area_m2 = polygon_area_m2(polygon), .x_inner_m = NAN, .y_inner_m = NAN};
    Box box = index->polygon[area].box;
    bool any = false;
    if (box_is_empty(box)) return found;
    int first = (int)fmax(0, floor((box.x_min - grid->x0_m) / grid->cell_m));
    int last = (int)fmin(grid->columns - 1, floor((box.x_max - grid->x0_m) / grid->cell_m));
    int last_row = (int)fmin(grid->rows - 1, floor((box.y_max - grid->y0_m) / grid->cell_m));
    for (int row = (int)fmax(0, floor((box.y_min - grid->y0_m) / grid->cell_m)); row <= last_row; row++) {
        for (int column = first; column <= last; column++) {
            double x_m = grid_x_m(grid, column), y_m = grid_y_m(grid, row);
            if (!polygon_index_contains(index, area, x_m, y_m)) continue;
            double value = value_at(grid, x_m, y_m);
            found.mass += value * grid->cell_m * grid->cell_m;
            if (any && !(value > found.density_max)) continue;
            found.density_max = value;
            found.x_max_m = x_m;
            found.y_max_m = y_m;
            any = true;
        }
    }
    if (!polygon_inner_point(polygon, &found.x_inner_m, &found.y_inner_m)) {
        found.x_inner_m = (box.x_min + box.x_max) / 2;
        found.y_inner_m = (box.y_min + box.y_max) / 2;
    }
    if (!any) {
        found.x_max_m = found.x_inner_m;
        found.y_max_m = found.y_inner_m;
        found.density_max = value_at(grid, found.x_inner_m, found.y_inner_m);
        found.mass = found.density_max * found.area_m2;
    }
    return found;
}

bool areas_measure(const Features *areas, const Grid *grid, AreaMeasure *ret_measure, Error *error)
{
    PolygonIndex index;
    if (!polygon_index_init(areas, &index, error)) return false;
    for (size_t a = 0; a < areas->count; a++) {
        Polygon polygon = polygon_of(areas, a);
        ret_measure[a] = measure(&index, a, &polygon, grid);
    }
    polygon_index_free(&index);
    return true;
}

bool areas_assign(const Features *areas, const Points *points, int32_t *ret_area, Error *error)
{
    PolygonIndex index;
    if (!polygon_index_init(areas, &index, error)) return false;
    for (size_t i = 0; i < points->count; i++)
        ret_area[i] = (int32_t)polygon_index_find(&index, points->x_m[i], points->y_m[i]);
    polygon_index_free(&index);
    return true;
}

bool areas_share_above(const Points *points, const int32_t *area, size_t area_count, const Grid *grid,
                       double level, double *ret_share, Error *error)
{
    double *weight = calloc(area_count + 1, sizeof *weight);
    if (!weight) return error_memory(error, (double)area_count * sizeof *weight);
    for (size_t a = 0; a < area_count; a++)
        ret_share[a] = 0;
    for (size_t i = 0; i < points->count; i++) {
        if (area[i] < 0) continue;
        weight[area[i]] += points->weight[i];
        if (value_at(grid, points->x_m[i], points->y_m[i]) >= level) ret_share[area[i]] += points->weight[i];
    }
    for (size_t a = 0; a < area_count; a++)
        ret_share[a] = weight[a] > 0 ? ret_share[a] / weight[a] : 0;
    free(weight);
    return true;
}
