#include "src/cameras.h"

#include "src/exchange/fields.h"
#include "src/exchange/geometry.h"
#include "src/overlay.h"
#include "src/wording.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double DEGREE = 3.14159265358979323846 / 180;
enum { STEPS_A_TURN = 72 };

void cameras_free(CameraSights *sights)
{
    free(sights->sight);
    features_free(&sights->views);
    *sights = (CameraSights){0};
}

static bool is_all_round(const CameraSight *sight)
{
    return isnan(sight->direction_deg);
}

/* The sector as a polygon, counter-clockwise; a whole circle has no corner at the camera. */
static bool add_view(double x_m, double y_m, const CameraSight *sight, Features *views, Error *error)
{
    bool round = is_all_round(sight);
    double width = round ? 360 : sight->angle_deg, from = round ? 0 : sight->direction_deg + width / 2;
    int steps = (int)ceil(width / 360 * STEPS_A_TURN);
    if (steps < 1) steps = 1;
    bool ok = features_add(views, error) && features_add_part(views, error) && (round || features_add_vertex(views, x_m, y_m, error));
    for (int i = 0; ok && i < steps + !round; i++) { /* clockwise from north, so that falling bearings run counter-clockwise */
        double bearing = (from - width * i / steps) * DEGREE;
        ok = features_add_vertex(views, x_m + sight->range_m * sin(bearing), y_m + sight->range_m * cos(bearing), error);
    }
    return ok;
}

static CameraSight sight_of(const CameraView *camera, double default_range_m)
{
    CameraSight sight = {.direction_deg = camera->direction_deg, .angle_deg = camera->angle_deg, .range_m = camera->range_m, .buildings_m2 = NAN};
    sight.range_assumed = isnan(camera->range_m);
    if (sight.range_assumed) sight.range_m = default_range_m;
    bool round = camera->angle_deg >= 360;
    sight.direction_assumed = !round && (isnan(camera->direction_deg) || isnan(camera->angle_deg));
    if (round || sight.direction_assumed) sight.direction_deg = NAN, sight.angle_deg = 360;
    return sight;
}

static bool is_dwelling(const char *kind)
{
    static const char *const words[] = {"woon", "wonen", "residential", "house", "apartments", "dwelling"};
    char folded[CONFIG_TEXT];
    if (kind == NULL) return false;
    field_fold(kind, strlen(kind), folded, sizeof folded);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(folded, words[i]) != NULL) return true;
    return false;
}

static bool see_buildings(const Layer *buildings, const Features *view, CameraSight *sight, Error *error)
{
    Box box = features_box(view);
    Features near = features_init(FEATURE_POLYGON);
    bool ok = true;
    for (size_t b = 0; ok && b < buildings->features.count; b++) {
        if (!box_overlaps(box, features_box_of(&buildings->features, b))) continue;
        ok = features_add_feature_of(&near, &buildings->features, b, error);
        if (!ok || buildings->text[TEXT_KIND] == NULL || !is_dwelling(buildings->text[TEXT_KIND][b])) continue;
        Features one = features_init(FEATURE_POLYGON);
        ok = features_add_feature_of(&one, &buildings->features, b, error);
        if (ok && geometry_overlap_m2(view, &one) > 0) sight->dwellings++;
        features_free(&one);
    }
    if (ok) sight->buildings_m2 = near.count > 0 ? geometry_overlap_m2(view, &near) : 0;
    features_free(&near);
    return ok;
}

/* The reports in view, and those that buildings hide. `seen` has room for two bytes a report. */
static bool see_reports(const Analysis *analysis, const CameraView *camera, double default_range_m, const Sight *walls, uint8_t *seen, CameraSight *sight, Error *error)
{
    const Points *points = &analysis->selection.points;
    uint8_t *within = seen + points->count;
    if (!coverage_seen(points->x_m, points->y_m, points->count, camera, 1, default_range_m, walls, seen, error) ||
        !coverage_seen(points->x_m, points->y_m, points->count, camera, 1, default_range_m, NULL, within, error))
        return false;
    for (size_t i = 0; i < points->count; i++) {
        sight->hidden += within[i] && !seen[i];
        if (!seen[i]) continue;
        sight->reports++;
        sight->reports_weighted += points->weight[i];
    }
    return true;
}

bool cameras_make(const Config *config, const Analysis *analysis, CameraSights *ret_sights, Error *error)
{
    const Municipality *municipality = &analysis->municipality;
    size_t count = municipality->layer[ROLE_CAMERA].features.count;
    CameraView *camera = NULL;
    bool built = municipality_has(municipality, ROLE_BUILDING);
    uint8_t *seen = malloc(2 * analysis->selection.points.count + 1);
    Sight walls = {0};
    *ret_sights = (CameraSights){.views = features_init(FEATURE_POLYGON), .sight = calloc(count + 1, sizeof *ret_sights->sight)};
    bool ok = (seen != NULL && ret_sights->sight != NULL) || error_memory(error, (double)count * sizeof(CameraSight));
    ok = ok && overlay_cameras(municipality, &camera, error) && sight_init(&municipality->layer[ROLE_BUILDING].features, &walls, error);
    for (size_t c = 0; ok && c < count; c++) {
        CameraSight *sight = &ret_sights->sight[c];
        Features view = features_init(FEATURE_POLYGON);
        *sight = sight_of(&camera[c], config->camera_range_m);
        ok = add_view(camera[c].x_m, camera[c].y_m, sight, &view, error) && features_add_feature_of(&ret_sights->views, &view, 0, error) &&
             see_reports(analysis, &camera[c], config->camera_range_m, &walls, seen, sight, error);
        if (ok) sight->view_m2 = geometry_area_m2(&view);
        if (ok && built) ok = see_buildings(&municipality->layer[ROLE_BUILDING], &view, sight, error);
        features_free(&view);
        ret_sights->count = c + 1;
    }
    free(camera);
    free(seen);
    sight_free(&walls);
    return ok;
}

enum ViewColumn { NAME, DIRECTION_DEG, ANGLE_DEG, RANGE_M, ASSUMED, REPORTS, REPORTS_WEIGHTED, HIDDEN, VIEW_M2, BUILDINGS_M2, DWELLINGS, WHY, VIEW_COLUMNS };

static const Column VIEW[VIEW_COLUMNS] = {
    [NAME] = {"name", COLUMN_TEXT, 0},
    [DIRECTION_DEG] = {"direction_deg", COLUMN_NUMBER, 0},
    [ANGLE_DEG] = {"angle_deg", COLUMN_NUMBER, 0},
    [RANGE_M] = {"range_m", COLUMN_NUMBER, 0},
    [ASSUMED] = {"assumed", COLUMN_TEXT, 0},
    [REPORTS] = {"reports", COLUMN_WHOLE, 0},
    [REPORTS_WEIGHTED] = {"reports_weighted", COLUMN_NUMBER, 1},
    [HIDDEN] = {"hidden", COLUMN_WHOLE, 0},
    [VIEW_M2] = {"view_m2", COLUMN_NUMBER, 0},
    [BUILDINGS_M2] = {"buildings_m2", COLUMN_NUMBER, 0},
    [DWELLINGS] = {"dwellings", COLUMN_WHOLE, 0},
    [WHY] = {"why", COLUMN_TEXT, 0},
};

static void view_why(const Config *config, const CameraSight *sight, char *text, size_t size)
{
    Language language = wording_language(config);
    char ground[NUMBER_TEXT], reports[WORDING_TEXT];
    snprintf(reports, sizeof reports, ngettext("%zu report in view", "%zu reports in view", sight->reports), sight->reports);
    if (isnan(sight->buildings_m2)) {
        snprintf(text, size, _("%s; without a layer of buildings private ground cannot be determined, nor what blocks the view."), reports);
        return;
    }
    percent_text(language, sight->view_m2 > 0 ? sight->buildings_m2 / sight->view_m2 : 0, 0, ground);
    snprintf(text, size, ngettext("%s, and %zu more behind buildings; %s of the view is built on, with %zu dwelling in it: private ground.",
                                  "%s, and %zu more behind buildings; %s of the view is built on, with %zu dwellings in it: private ground.", sight->dwellings),
             reports, sight->hidden, ground, sight->dwellings);
}

bool cameras_table(const Config *config, const Analysis *analysis, const CameraSights *sights, Table *ret_table, Error *error)
{
    const Layer *layer = &analysis->municipality.layer[ROLE_CAMERA];
    Table table = table_init("camera_views", VIEW, VIEW_COLUMNS);
    bool ok = true;
    for (size_t c = 0; ok && c < sights->count; c++) {
        const CameraSight *sight = &sights->sight[c];
        char why[WORDING_TEXT];
        if (!(ok = table_add(&table, error))) break;
        view_why(config, sight, why, sizeof why);
        table_set_number(&table, DIRECTION_DEG, sight->direction_deg);
        table_set_number(&table, ANGLE_DEG, sight->angle_deg);
        table_set_number(&table, RANGE_M, sight->range_m);
        table_set_whole(&table, REPORTS, (int64_t)sight->reports);
        table_set_number(&table, REPORTS_WEIGHTED, sight->reports_weighted);
        if (!isnan(sight->buildings_m2)) table_set_whole(&table, HIDDEN, (int64_t)sight->hidden);
        table_set_number(&table, VIEW_M2, sight->view_m2);
        table_set_number(&table, BUILDINGS_M2, sight->buildings_m2);
        if (!isnan(sight->buildings_m2)) table_set_whole(&table, DWELLINGS, (int64_t)sight->dwellings);
        const char *assumed = sight->direction_assumed && sight->range_assumed ? _("sees all round; range as configured")
                              : sight->direction_assumed                      ? _("sees all round: its direction or angle is not known")
                              : sight->range_assumed                          ? _("range as configured")
                                                                              : NULL;
        ok = table_set_text(&table, NAME, layer->text[TEXT_NAME] != NULL ? layer->text[TEXT_NAME][c] : NULL, error) && table_set_text(&table, ASSUMED, assumed, error) &&
             table_set_text(&table, WHY, why, error);
    }
    if (ok) *ret_table = table;
    else table_free(&table);
    return ok;
}
