#include "src/analysis.h"

#include "geo/calendar.h"
#include "geo/contour.h"
#include "geo/coverage.h"
#include "geo/daylight.h"
#include "geo/density.h"
#include "geo/edge.h"
#include "geo/exposure.h"
#include "geo/nearest.h"
#include "geo/weights.h"
#include "src/overlay.h"
#include "src/trends.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PEAK_REPORTS = 10, BAND_CELLS = 1 << 24 };
static const double M2_PER_KM2 = 1e6;

void analysis_free(Analysis *analysis)
{
    municipality_free(&analysis->municipality);
    selection_free(&analysis->selection);
    free(analysis->report_bandwidth_m);
    free(analysis->edge_share);
    grid_free(&analysis->surface);
    grid_free(&analysis->density);
    features_free(&analysis->areas);
    free(analysis->area);
    free(analysis->area_of);
    significance_free(&analysis->significance);
    grid_free(&analysis->exposure);
    free(analysis->dark);
    free(analysis->deficit);
    free(analysis->seen);
    priorities_free(&analysis->priorities);
    for (size_t w = 0; w < analysis->without_count; w++) free(analysis->without[w].rank);
    free(analysis->without);
    *analysis = (Analysis){0};
}

/* Zeroed room for count elements, and one to spare; NULL with the error filled when there is none. */
static void *new_array(size_t count, size_t size, Error *error)
{
    void *array = calloc(count + 1, size);
    if (array == NULL) error_memory(error, (double)count * (double)size);
    return array;
}

bool analysis_load(Store *store, const Config *config, Analysis *analysis, Error *error)
{
    if (!municipality_load(store, config, &analysis->municipality, error)) return false;
    if (!selection_load(store, config, &analysis->municipality, &analysis->selection, error)) return false;
    analysis->counts_only = analysis->selection.points.count < REPORTS_FOR_SURFACE;
    analysis->indicative = analysis->selection.points.count < REPORTS_FOR_CERTAINTY;
    return true;
}

/* ---- density ---- */

static DensityOptions density_options(const Config *config, const Analysis *analysis, double bandwidth_m)
{
    return (DensityOptions){(KernelKind)config->kernel, bandwidth_m, NULL, analysis->scale, config->threads};
}

/* A grid over the boundary, or over the configured part of it, with room for a ring around what touches its edge. */
static bool lay_surface(const Config *config, const Municipality *municipality, Grid *ret_grid, Error *error)
{
    Box box = features_box(&municipality->boundary);
    if (config->extent[0] != '\0' && municipality->boundary_origin != BOUNDARY_EXTENT && !municipality_extent(config->extent, &box, error)) return false;
    return grid_lay(box_grow(box, 2 * config->cell_m), config->cell_m, ret_grid, error);
}

/* Abramson's bandwidths, or the reports' own precision where that is worse than h; NULL when every report has h. */
static bool report_bandwidths(const Config *config, Analysis *analysis, Error *error)
{
    const Selection *selection = &analysis->selection;
    if (!config->adaptive && selection->widened == 0) return true;
    size_t count = selection->points.count;
    if ((analysis->report_bandwidth_m = new_array(count, sizeof(double), error)) == NULL) return false;
    for (size_t i = 0; i < count; i++) analysis->report_bandwidth_m[i] = config->bandwidth_m;
    DensityOptions options = density_options(config, analysis, config->bandwidth_m);
    if (config->adaptive &&
        !density_adaptive_bandwidths(&selection->points, NULL, &options, 2 * config->cell_m, analysis->report_bandwidth_m, error))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!isnan(selection->points.precision_m[i]))
            analysis->report_bandwidth_m[i] = fmax(analysis->report_bandwidth_m[i], (double)selection->points.precision_m[i]);
    return true;
}

static bool find_edge_shares(const Config *config, const Analysis *analysis, double bandwidth_m, const double *report_bandwidth_m, double **ret_share,
                             Error *error)
{
    *ret_share = NULL;
    if (config->edge == EDGE_NONE) return true;
    Polygon boundary = polygon_of_all(&analysis->municipality.boundary);
    const Points *points = &analysis->selection.points;
    if ((*ret_share = new_array(points->count, sizeof(double), error)) == NULL) return false;
    return edge_shares(points, &boundary, (KernelKind)config->kernel, bandwidth_m, report_bandwidth_m, config->threads, *ret_share, error);
}

/* What the surface is made with, but for the surface itself. */
static bool prepare_density(const Config *config, Analysis *analysis, DensityOptions *ret_options, Grid *ret_grid, Error *error)
{
    if (!lay_surface(config, &analysis->municipality, ret_grid, error) || !report_bandwidths(config, analysis, error)) return false;
    if (!find_edge_shares(config, analysis, config->bandwidth_m, analysis->report_bandwidth_m, &analysis->edge_share, error)) return false;
    *ret_options = density_options(config, analysis, config->bandwidth_m);
    ret_options->report_bandwidth_m = analysis->report_bandwidth_m;
    return true;
}

static void find_scale(const Config *config, Analysis *analysis)
{
    analysis->scale = config->unit == UNIT_PER_KM2 ? M2_PER_KM2 : M2_PER_KM2 / analysis->selection.years;
}

bool analysis_density(const Config *config, Analysis *analysis, Error *error)
{
    Grid grid;
    DensityOptions options;
    find_scale(config, analysis);
    if (analysis->counts_only) return true;
    Polygon boundary = polygon_of_all(&analysis->municipality.boundary);
    return prepare_density(config, analysis, &options, &grid, error) && grid_band(&grid, 0, grid.rows, &analysis->surface, error) &&
           density_compute(&analysis->selection.points, analysis->edge_share, &options, &analysis->surface, error) &&
           grid_copy(&analysis->surface, &analysis->density, error) && grid_mask(&analysis->density, &boundary, error);
}

bool analysis_density_bands(const Config *config, Analysis *analysis, const BandTaker *taker, Error *error)
{
    Grid grid;
    DensityOptions options;
    find_scale(config, analysis);
    Polygon boundary = polygon_of_all(&analysis->municipality.boundary);
    bool ok = prepare_density(config, analysis, &options, &grid, error) && taker->lay(&grid, taker->context, error);
    /* The height of a band depends on the grid alone, so that the bits do not depend on the machine. */
    int rows = ok ? 1 + BAND_CELLS / grid.columns : 1;
    for (int first = 0; ok && first < grid.rows; first += rows) {
        Grid band = {0};
        ok = grid_band(&grid, first, grid.rows - first < rows ? grid.rows - first : rows, &band, error) &&
             density_compute(&analysis->selection.points, analysis->edge_share, &options, &band, error) && grid_mask(&band, &boundary, error) &&
             taker->take(&band, taker->context, error);
        grid_free(&band);
    }
    return ok;
}

/* ---- areas ---- */

/* The indices of the reports of each area: member[start[a]] .. member[start[a + 1] - 1]. */
typedef struct Members {
    size_t *start, *member;
} Members;

static void members_free(Members *members)
{
    free(members->start);
    free(members->member);
}

static bool members_of(const Analysis *analysis, Members *ret_members, Error *error)
{
    Members members = {0};
    size_t count = analysis->selection.points.count, areas = analysis->area_count;
    if ((members.start = new_array(areas + 1, sizeof(size_t), error)) == NULL || (members.member = new_array(count, sizeof(size_t), error)) == NULL)
        return members_free(&members), false;
    for (size_t i = 0; i < count; i++)
        if (analysis->area_of[i] >= 0) members.start[analysis->area_of[i] + 1]++;
    for (size_t a = 0; a < areas; a++) members.start[a + 1] += members.start[a];
    for (size_t i = 0; i < count; i++)
        if (analysis->area_of[i] >= 0) members.member[members.start[analysis->area_of[i]]++] = i;
    for (size_t a = areas; a > 0; a--) members.start[a] = members.start[a - 1];
    members.start[0] = 0;
    *ret_members = members;
    return true;
}

/* Another surface over the same cells: with other weights, or another bandwidth. */
typedef struct Variant {
    Grid grid;
    double level;
    bool there; /* false when it cannot be made: too few reports, or a bandwidth below two cells */
} Variant;

static bool make_variant(const Config *config, const Analysis *analysis, double bandwidth_m, const double *report_bandwidth_m, const double *edge_share,
                         const double *weight, Variant *ret_variant, Error *error)
{
    Variant variant = {0};
    Points points = analysis->selection.points;
    double mass = 0;
    size_t left = 0;
    for (size_t i = 0; i < points.count; i++) mass += weight[i], left += weight[i] > 0;
    if (bandwidth_m < 2 * config->cell_m || left < REPORTS_FOR_SURFACE || !(mass > 0)) return *ret_variant = variant, true;
    points.weight = (double *)weight; /* read only from here on */
    DensityOptions options = density_options(config, analysis, bandwidth_m);
    options.report_bandwidth_m = report_bandwidth_m;
    Polygon boundary = polygon_of_all(&analysis->municipality.boundary);
    bool ok = grid_copy(&analysis->surface, &variant.grid, error) && density_compute(&points, edge_share, &options, &variant.grid, error) &&
              grid_mask(&variant.grid, &boundary, error) &&
              areas_level(&variant.grid, analysis->level, analysis->municipality.boundary_m2, &variant.level, error);
    variant.there = ok;
    if (ok)
        *ret_variant = variant;
    else
        grid_free(&variant.grid);
    return ok;
}

/* Whether each area lives on in a variant: at least half of its reports do. */
static bool lives_on(const Analysis *analysis, const Variant *variant, const double *weight, double *share, Error *error)
{
    Points points = analysis->selection.points;
    points.weight = (double *)weight;
    if (variant->there) return areas_share_above(&points, analysis->area_of, analysis->area_count, &variant->grid, variant->level, share, error);
    for (size_t a = 0; a < analysis->area_count; a++) share[a] = 0;
    return true;
}

static bool find_stable(const Config *config, Analysis *analysis, Error *error)
{
    const double factor[NEIGHBOURING_BANDWIDTHS] = {0.5, 2};
    const Points *points = &analysis->selection.points;
    double *share;
    if ((share = new_array(analysis->area_count, sizeof(double), error)) == NULL) return false;
    bool ok = true;
    for (int f = 0; ok && f < NEIGHBOURING_BANDWIDTHS; f++) {
        Variant variant = {0};
        double bandwidth_m = factor[f] * config->bandwidth_m, *edge = NULL;
        ok = find_edge_shares(config, analysis, bandwidth_m, NULL, &edge, error) &&
             make_variant(config, analysis, bandwidth_m, NULL, edge, points->weight, &variant, error) &&
             lives_on(analysis, &variant, points->weight, share, error);
        for (size_t a = 0; ok && a < analysis->area_count; a++)
            if (share[a] >= 0.5) analysis->area[a].stable = true;
        grid_free(&variant.grid);
        free(edge);
    }
    free(share);
    return ok;
}

/* Leaves reports out, and marks the areas that do not survive it. */
static bool leave_out(const Config *config, Analysis *analysis, const double *weight, const char *what, const void *context, Error *error)
{
    (void)context;
    Variant variant = {0};
    double *share;
    if ((share = new_array(analysis->area_count, sizeof(double), error)) == NULL) return false;
    bool ok = make_variant(config, analysis, config->bandwidth_m, analysis->report_bandwidth_m, analysis->edge_share, weight, &variant, error) &&
              lives_on(analysis, &variant, weight, share, error);
    for (size_t a = 0; ok && a < analysis->area_count; a++) {
        RiskArea *area = &analysis->area[a];
        if (area->robust < 0) area->robust = 1;
        if (share[a] >= 0.5) continue;
        area->robust = 0;
        if (area->broken_by[0] == '\0') snprintf(area->broken_by, sizeof area->broken_by, "%.63s", what);
    }
    grid_free(&variant.grid);
    free(share);
    return ok;
}

static int compare_reporters(const void *a, const void *b)
{
    uint32_t p = *(const uint32_t *)a, q = *(const uint32_t *)b;
    return (p > q) - (p < q);
}

/* The reporter with the most reports among these; 0 when no reporter is known. */
static bool largest_reporter(const Points *points, const size_t *member, size_t count, uint32_t *ret_reporter, Error *error)
{
    size_t known = 0, most = 0;
    uint32_t *reporters = new_array(count, sizeof *reporters, error);
    if (reporters == NULL) return false;
    for (size_t m = 0; m < count; m++)
        if (points->reporter[member[m]] != 0) reporters[known++] = points->reporter[member[m]];
    qsort(reporters, known, sizeof *reporters, compare_reporters);
    *ret_reporter = 0;
    for (size_t first = 0, next; first < known; first = next) {
        for (next = first; next < known && reporters[next] == reporters[first]; next++) continue;
        if (next - first > most) most = next - first, *ret_reporter = reporters[first];
    }
    free(reporters);
    return true;
}

/* The weights without each area's largest reporter; says whether there is any. */
static bool without_largest(const Analysis *analysis, double *weight, bool *ret_any, Error *error)
{
    const Points *points = &analysis->selection.points;
    Members members;
    if (!members_of(analysis, &members, error)) return false;
    bool ok = true;
    memcpy(weight, points->weight, points->count * sizeof *weight);
    for (size_t a = 0; ok && a < analysis->area_count; a++) {
        uint32_t reporter;
        ok = largest_reporter(points, members.member + members.start[a], members.start[a + 1] - members.start[a], &reporter, error);
        for (size_t m = members.start[a]; ok && reporter != 0 && m < members.start[a + 1]; m++)
            if (points->reporter[members.member[m]] == reporter) *ret_any = true, weight[members.member[m]] = 0;
    }
    members_free(&members);
    return ok;
}

/* What is looked at without some of the reports: those weigh 0. */
typedef bool (*WithoutVisit)(const Config *config, Analysis *analysis, const double *weight, const char *what, const void *context, Error *error);

/* Each channel in turn, the campaign months, and the largest reporter of each area. some_left: not without a channel that sent all. */
static bool each_without(const Config *config, Analysis *analysis, bool some_left, WithoutVisit visit, const void *context, Error *error)
{
    const Selection *selection = &analysis->selection;
    const Points *points = &selection->points;
    double *weight;
    if ((weight = new_array(points->count, sizeof *weight, error)) == NULL) return false;
    bool ok = true, campaigns = false, reporters = false;
    for (size_t s = 0; ok && s < selection->sources.count && selection->sources.count > 1; s++) {
        size_t out = 0;
        for (size_t i = 0; i < points->count; i++) out += points->source[i] == s, weight[i] = points->source[i] == s ? 0 : points->weight[i];
        if (out > 0 && !(some_left && out == points->count)) ok = visit(config, analysis, weight, selection->sources.name[s], context, error);
    }
    for (size_t i = 0; i < points->count; i++) campaigns = campaigns || selection->campaign[i], weight[i] = selection->campaign[i] ? 0 : points->weight[i];
    if (ok && campaigns) ok = visit(config, analysis, weight, _("the campaign months"), context, error);
    ok = ok && without_largest(analysis, weight, &reporters, error);
    if (ok && reporters) ok = visit(config, analysis, weight, _("its largest reporter"), context, error);
    free(weight);
    return ok;
}

static const char *const exposure_names[] = {[EXPOSURE_STREETS] = "streets", [EXPOSURE_RESIDENTS] = "residents", [EXPOSURE_AREA] = "area", [EXPOSURE_VISITORS] = "visitors"};

static bool residents_known(const Municipality *municipality)
{
    for (size_t i = 0; i < municipality->buurt_count; i++)
        if (municipality->layer[ROLE_NEIGHBOURHOOD].number[NUMBER_RESIDENTS][municipality->buurt[i]] > 0) return true;
    return false;
}

static bool visitors_known(const Municipality *municipality)
{
    const Layer *layer = &municipality->layer[ROLE_EXPOSURE];
    for (size_t i = 0; i < layer->features.count; i++)
        if (layer->number[NUMBER_VALUE][i] > 0) return true;
    return false;
}

static bool can_expose(const Municipality *municipality, int choice)
{
    if (choice == EXPOSURE_VISITORS) return visitors_known(municipality);
    if (choice == EXPOSURE_STREETS) return municipality_has(municipality, ROLE_STREET);
    return choice == EXPOSURE_AREA || residents_known(municipality);
}

/* Of the buurten only: a wijk beside its buurten would count everybody twice. */
static bool expose_residents(const Municipality *municipality, const Polygon *boundary, Grid *ret_grid, Error *error)
{
    const Layer *neighbourhoods = &municipality->layer[ROLE_NEIGHBOURHOOD];
    double *residents;
    if ((residents = new_array(neighbourhoods->features.count, sizeof *residents, error)) == NULL) return false;
    for (size_t i = 0; i < neighbourhoods->features.count; i++) residents[i] = NAN;
    for (size_t i = 0; i < municipality->buurt_count; i++) residents[municipality->buurt[i]] = neighbourhoods->number[NUMBER_RESIDENTS][municipality->buurt[i]];
    bool ok = exposure_residents(&neighbourhoods->features, residents, boundary, EXPOSURE_CELL_M, ret_grid, NULL, error);
    free(residents);
    return ok;
}

/* Counters are points; visitors of a square, a street or a buurt are spread over their polygon. */
static bool expose_visitors(const Municipality *municipality, const Polygon *boundary, Grid *ret_grid, Error *error)
{
    const Layer *layer = &municipality->layer[ROLE_EXPOSURE];
    const double *visitors = layer->number[NUMBER_VALUE];
    if (layer->features.kind == FEATURE_POINT) return exposure_counters(&layer->features, visitors, boundary, EXPOSURE_CELL_M, ret_grid, error);
    return exposure_residents(&layer->features, visitors, boundary, EXPOSURE_CELL_M, ret_grid, NULL, error);
}

/* Lays the exposure that was chosen, and how much of the reports it covers. */
static bool lay_exposure(int choice, Analysis *analysis, Error *error)
{
    const Points *points = &analysis->selection.points;
    const Municipality *municipality = &analysis->municipality;
    Polygon boundary = polygon_of_all(&municipality->boundary);
    grid_free(&analysis->exposure);
    bool ok = choice == EXPOSURE_STREETS
                  ? exposure_streets(&municipality->layer[ROLE_STREET].features, &boundary, EXPOSURE_CELL_M, &analysis->exposure, error)
              : choice == EXPOSURE_RESIDENTS ? expose_residents(municipality, &boundary, &analysis->exposure, error)
              : choice == EXPOSURE_VISITORS  ? expose_visitors(municipality, &boundary, &analysis->exposure, error)
                                             : exposure_ground(&boundary, EXPOSURE_CELL_M, &analysis->exposure, error);
    if (!ok) return false;
    size_t covered = exposure_covered(&analysis->exposure, points->x_m, points->y_m, points->count);
    analysis->exposure_name = exposure_names[choice];
    analysis->exposure_covered = points->count > 0 ? (double)covered / (double)points->count : 1;
    return true;
}

/* Left to itself: streets, else residents, else area; the first there is that covers nearly all reports. A layer with only
 * the main roads would make every report beside them look like a thousand. */
bool analysis_exposure(const Config *config, Analysis *analysis, Error *error)
{
    const Municipality *municipality = &analysis->municipality;
    if (config->exposure == EXPOSURE_STREETS && !can_expose(municipality, EXPOSURE_STREETS))
        return error_set(error, ERROR_USAGE, _("[areas] exposure = streets needs a layer with role street; add one, or choose residents or area."));
    if (config->exposure == EXPOSURE_RESIDENTS && !can_expose(municipality, EXPOSURE_RESIDENTS))
        return error_set(error, ERROR_USAGE, _("[areas] exposure = residents needs a layer with role neighbourhood and numbers of residents; choose streets or area."));
    if (config->exposure == EXPOSURE_VISITORS && !can_expose(municipality, EXPOSURE_VISITORS))
        return error_set(error, ERROR_USAGE, _("[areas] exposure = visitors needs a layer with role exposure and its numbers; add one, or choose streets, residents or area."));
    if (config->exposure != EXPOSURE_AUTO) return lay_exposure(config->exposure, analysis, error);
    for (int choice = EXPOSURE_STREETS; choice <= EXPOSURE_AREA; choice++) {
        if (!can_expose(municipality, choice)) continue;
        if (!lay_exposure(choice, analysis, error)) return false;
        if (choice == EXPOSURE_AREA || analysis->exposure_covered >= EXPOSURE_LEAST_COVERED) break;
        if (analysis->exposure_passed_over != NULL) continue;
        analysis->exposure_passed_over = analysis->exposure_name;
        analysis->passed_over_covered = analysis->exposure_covered;
    }
    return true;
}

static int compare_days(const void *a, const void *b)
{
    int64_t p = *(const int64_t *)a, q = *(const int64_t *)b;
    return (p > q) - (p < q);
}

/* Counts of one area from the reports in it. */
static bool count_area(const Points *points, const size_t *member, size_t count, RiskArea *area, Error *error)
{
    size_t known = 0;
    int64_t *days = new_array(count, sizeof *days, error);
    uint32_t *reporters = days != NULL ? new_array(count, sizeof *reporters, error) : NULL;
    if (reporters == NULL) return free(days), false;
    for (size_t m = 0; m < count; m++) {
        size_t i = member[m];
        area->reports_weighted += points->weight[i];
        days[m] = calendar_day(points->from_s[i]);
        if (points->reporter[i] != 0) reporters[known++] = points->reporter[i];
    }
    area->reports = count;
    qsort(days, count, sizeof *days, compare_days);
    for (size_t m = 0; m < count; m++) area->dates += m == 0 || days[m] != days[m - 1];
    qsort(reporters, known, sizeof *reporters, compare_reporters);
    area->reporters = count - known; /* one each where not known */
    for (size_t r = 0; r < known; r++) area->reporters += r == 0 || reporters[r] != reporters[r - 1];
    free(days);
    free(reporters);
    return true;
}

static bool judge_area(const Config *config, const Analysis *analysis, const Members *members, size_t a, double exposure_sum, Error *error)
{
    RiskArea *area = &analysis->area[a];
    Polygon polygon = polygon_of(&analysis->areas, a);
    double exposure;
    if (!count_area(&analysis->selection.points, members->member + members->start[a], members->start[a + 1] - members->start[a], area, error) ||
        !exposure_in_polygon(&analysis->exposure, &polygon, &exposure, error))
        return false;
    area->exposure_share = exposure_sum > 0 ? exposure / exposure_sum : (double)NAN;
    area->significance = significance_of_area(&analysis->significance, &polygon, area->measure.x_max_m, area->measure.y_max_m);
    area->hotspot = !analysis->indicative && area->significance.q < config->q_max && area->reporters >= (size_t)config->minimum_reporters &&
                    area->dates >= (size_t)config->minimum_dates;
    area->robust = -1;
    return true;
}

static bool judge_areas(const Config *config, const Analysis *analysis, Error *error)
{
    Members members = {0};
    double exposure_sum = grid_sum(&analysis->exposure);
    bool ok = members_of(analysis, &members, error);
    for (size_t a = 0; ok && a < analysis->area_count; a++) ok = judge_area(config, analysis, &members, a, exposure_sum, error);
    members_free(&members);
    return ok;
}

typedef struct Ranked {
    const RiskArea *area;
    size_t index;
} Ranked;

static int compare_rank(const void *a, const void *b)
{
    const Ranked *p = a, *q = b;
    if (p->area->hotspot != q->area->hotspot) return p->area->hotspot ? -1 : 1;
    if (p->area->reports_weighted != q->area->reports_weighted) return p->area->reports_weighted > q->area->reports_weighted ? -1 : 1;
    if (p->area->measure.density_max != q->area->measure.density_max) return p->area->measure.density_max > q->area->measure.density_max ? -1 : 1;
    return (p->index > q->index) - (p->index < q->index);
}

/* Puts the areas in order of rank, without those that hold no report or are smaller than a cell. */
static bool rank_areas(const Config *config, Analysis *analysis, Error *error)
{
    Ranked *order;
    RiskArea *ranked;
    int32_t *new_index;
    size_t kept = 0;
    if ((order = new_array(analysis->area_count, sizeof *order, error)) == NULL) return false;
    if ((ranked = new_array(analysis->area_count, sizeof *ranked, error)) == NULL) return free(order), false;
    if ((new_index = new_array(analysis->area_count, sizeof *new_index, error)) == NULL) return free(order), free(ranked), false;
    for (size_t a = 0; a < analysis->area_count; a++) {
        new_index[a] = -1;
        if (analysis->area[a].reports > 0 && analysis->area[a].measure.area_m2 >= config->cell_m * config->cell_m) order[kept++] = (Ranked){&analysis->area[a], a};
    }
    qsort(order, kept, sizeof *order, compare_rank);
    Features areas = features_init(FEATURE_POLYGON);
    bool ok = true;
    for (size_t r = 0; ok && r < kept; r++) {
        ok = features_add_feature_of(&areas, &analysis->areas, order[r].index, error);
        ranked[r] = *order[r].area;
        ranked[r].rank = (int)r + 1;
        new_index[order[r].index] = (int32_t)r;
    }
    for (size_t i = 0; ok && i < analysis->selection.points.count; i++)
        if (analysis->area_of[i] >= 0) analysis->area_of[i] = new_index[analysis->area_of[i]];
    free(order);
    free(new_index);
    if (!ok) return free(ranked), features_free(&areas), false;
    features_free(&analysis->areas);
    free(analysis->area);
    analysis->areas = areas;
    analysis->area = ranked;
    analysis->areas_left_out = analysis->area_count - kept;
    analysis->area_count = kept;
    return true;
}

static bool find_regions(Analysis *analysis, Error *error)
{
    Features uncut;
    if (!contour_polygons(&analysis->surface, analysis->level_density, &uncut, error)) return false;
    bool ok = overlay_clip(&uncut, &analysis->municipality.boundary, &analysis->areas, error);
    features_free(&uncut);
    if (!ok) return false;
    size_t count = analysis->areas.count;
    AreaMeasure *measure;
    if ((measure = new_array(count, sizeof *measure, error)) == NULL) return false;
    ok = (analysis->area = new_array(count, sizeof *analysis->area, error)) != NULL && areas_measure(&analysis->areas, &analysis->density, measure, error) &&
         areas_assign(&analysis->areas, &analysis->selection.points, analysis->area_of, error);
    analysis->area_count = ok ? count : 0;
    for (size_t a = 0; ok && a < count; a++) analysis->area[a].measure = measure[a];
    free(measure);
    return ok;
}

static bool find_stacks(Analysis *analysis, Error *error)
{
    Stacks stacks;
    if (!selection_find_stacks(&analysis->municipality, &analysis->selection.points, &stacks, error)) return false;
    analysis->stacks = stacks.count;
    for (size_t s = 0; s < stacks.count; s++) {
        analysis->stacked += stacks.stack[s].reports;
        if (stacks.stack[s].known) analysis->stacked_known += stacks.stack[s].reports;
    }
    if (stacks.count > 0) {
        analysis->stack_most = stacks.stack[0].reports;
        analysis->stack_x_m = stacks.stack[0].x_m;
        analysis->stack_y_m = stacks.stack[0].y_m;
    }
    stacks_free(&stacks);
    return true;
}

bool analysis_areas(const Config *config, Analysis *analysis, Error *error)
{
    const Points *points = &analysis->selection.points;
    analysis->areas = features_init(FEATURE_POLYGON);
    if (!areas_level_from_text(config->level, &analysis->level, error)) return false;
    if ((analysis->area_of = new_array(points->count, sizeof *analysis->area_of, error)) == NULL || !analysis_exposure(config, analysis, error)) return false;
    if (!find_stacks(analysis, error)) return false;
    for (size_t i = 0; i < points->count; i++) analysis->area_of[i] = -1;
    if (analysis->counts_only) return true;
    FalseDiscovery method = config->correction == CORRECTION_BY ? FALSE_DISCOVERY_BY : FALSE_DISCOVERY_BH;
    if (!areas_level(&analysis->density, analysis->level, analysis->municipality.boundary_m2, &analysis->level_density, error)) return false;
    if (!find_regions(analysis, error)) return false;
    bool gistar = config->significance == SIGNIFICANCE_GETIS_ORD;
    if (!(gistar ? significance_getis_ord : significance_test)(points->x_m, points->y_m, NULL, points->count, &analysis->exposure, method, &analysis->significance, error))
        return false;
    if (config->significance == SIGNIFICANCE_MONTE_CARLO &&
        !significance_monte_carlo(&analysis->significance, &analysis->exposure, config->replicates, (uint64_t)config->seed, error))
        return false;
    return judge_areas(config, analysis, error) && rank_areas(config, analysis, error) && find_stable(config, analysis, error) && each_without(config, analysis, false, leave_out, NULL, error) &&
           trends_find(config, analysis, error);
}

/* ---- overlay ---- */

static bool name_areas(Analysis *analysis, const Members *members, Error *error)
{
    const Municipality *municipality = &analysis->municipality;
    const Points *points = &analysis->selection.points;
    int32_t *street, *buurt;
    if ((street = new_array(points->count, sizeof *street, error)) == NULL) return false;
    if ((buurt = new_array(points->count, sizeof *buurt, error)) == NULL) return free(street), false;
    bool ok = overlay_streets(municipality, points->x_m, points->y_m, points->count, street, error) &&
              overlay_buurten(municipality, points->x_m, points->y_m, points->count, buurt, error);
    for (size_t a = 0; ok && a < analysis->area_count; a++) {
        const size_t *member = members->member + members->start[a];
        size_t count = members->start[a + 1] - members->start[a];
        ok = overlay_heaviest(municipality->layer[ROLE_STREET].text[TEXT_NAME], street, points->weight, member, count, &analysis->area[a].street, error) &&
             overlay_heaviest(municipality->layer[ROLE_NEIGHBOURHOOD].text[TEXT_NAME], buurt, points->weight, member, count,
                              &analysis->area[a].neighbourhood, error);
    }
    free(street);
    free(buurt);
    return ok;
}

static void find_darkness(Analysis *analysis)
{
    const Points *points = &analysis->selection.points;
    for (size_t i = 0; i < points->count; i++)
        analysis->dark[i] = !points->hour_known[i]
                                ? NAN
                                : (float)daylight_dark_share(analysis->municipality.latitude_deg, analysis->municipality.longitude_deg,
                                                             points->from_s[i] - points->utc_offset_s[i], points->to_s[i] - points->utc_offset_s[i]);
}

static bool find_light(const Config *config, Analysis *analysis, Error *error)
{
    const Points *points = &analysis->selection.points;
    for (size_t i = 0; i < points->count; i++) analysis->deficit[i] = NAN;
    if (!municipality_has(&analysis->municipality, ROLE_LIGHT)) return true;
    Lamp *lamps = NULL;
    uint8_t *lit = NULL;
    double *lux = NULL;
    bool ok = overlay_lamps(&analysis->municipality, &lamps, error) && (lit = new_array(points->count, sizeof *lit, error)) != NULL &&
              (lux = new_array(points->count, sizeof *lux, error)) != NULL &&
              coverage_light(points->x_m, points->y_m, points->count, lamps, analysis->municipality.layer[ROLE_LIGHT].features.count,
                             config->light_reach_m, lit, lux, error);
    for (size_t i = 0; ok && i < points->count; i++) analysis->deficit[i] = (float)coverage_light_deficit(lit[i], lux[i], config->light_target_lux);
    free(lamps);
    free(lit);
    free(lux);
    return ok;
}

static bool find_view(const Config *config, Analysis *analysis, Error *error)
{
    const Points *points = &analysis->selection.points;
    for (size_t i = 0; i < points->count; i++) analysis->seen[i] = NAN;
    if (!municipality_has(&analysis->municipality, ROLE_CAMERA)) return true;
    CameraView *cameras = NULL;
    uint8_t *seen = NULL;
    Sight walls = {0};
    bool ok = overlay_cameras(&analysis->municipality, &cameras, error) && sight_init(&analysis->municipality.layer[ROLE_BUILDING].features, &walls, error) && (seen = new_array(points->count, sizeof *seen, error)) != NULL &&
              coverage_seen(points->x_m, points->y_m, points->count, cameras, analysis->municipality.layer[ROLE_CAMERA].features.count,
                            config->camera_range_m, &walls, seen, error);
    for (size_t i = 0; ok && i < points->count; i++) analysis->seen[i] = (float)seen[i];
    sight_free(&walls);
    free(cameras);
    free(seen);
    return ok;
}

static bool time_area(const Analysis *analysis, const size_t *member, size_t count, RiskArea *area, Error *error)
{
    const Points *points = &analysis->selection.points;
    int64_t *from, *to;
    uint8_t *known;
    double *weight, dark = 0;
    if ((from = new_array(count, sizeof *from, error)) == NULL) return false;
    if ((to = new_array(count, sizeof *to, error)) == NULL) return free(from), false;
    if ((known = new_array(count, sizeof *known, error)) == NULL) return free(from), free(to), false;
    if ((weight = new_array(count, sizeof *weight, error)) == NULL) return free(from), free(to), free(known), false;
    for (size_t m = 0; m < count; m++) {
        size_t i = member[m];
        from[m] = points->from_s[i], to[m] = points->to_s[i], known[m] = points->hour_known[i], weight[m] = points->weight[i];
        if (isnan(analysis->dark[i])) continue;
        dark += points->weight[i] * (double)analysis->dark[i];
        area->dark_known += points->weight[i];
    }
    area->hours = hours_matrix(&(Times){count, from, to, known, weight});
    if (area->hours.known >= PEAK_REPORTS) area->peak = hours_peak(&area->hours);
    area->dark_share = area->dark_known > 0 ? dark / area->dark_known : (double)NAN;
    free(from);
    free(to);
    free(known);
    free(weight);
    return true;
}

/* Median over each area's reports of the distance to the nearest feature of a layer; `wanted` chooses its features. */
static bool distances_to(const Analysis *analysis, const Members *members, Role role, bool (*wanted)(const Layer *layer, size_t i), double *ret_median,
                         Error *error)
{
    const Layer *layer = &analysis->municipality.layer[role];
    const Points *points = &analysis->selection.points;
    for (size_t a = 0; a < analysis->area_count; a++) ret_median[a] = NAN;
    Features chosen = features_init(layer->features.kind);
    NearestIndex index = {0};
    double *distance = NULL;
    bool ok = true;
    for (size_t i = 0; ok && i < layer->features.count; i++)
        if (wanted == NULL || wanted(layer, i)) ok = features_add_feature_of(&chosen, &layer->features, i, error);
    if (ok && chosen.count > 0) ok = (distance = new_array(points->count, sizeof *distance, error)) != NULL && nearest_init(&chosen, &index, error);
    for (size_t a = 0; ok && chosen.count > 0 && a < analysis->area_count; a++) {
        size_t count = members->start[a + 1] - members->start[a];
        for (size_t m = 0; m < count; m++) {
            size_t i = members->member[members->start[a] + m];
            (void)nearest_find(&index, points->x_m[i], points->y_m[i], INFINITY, &distance[m]);
        }
        sort_numbers(distance, count);
        if (count > 0) ret_median[a] = (distance[(count - 1) / 2] + distance[count / 2]) / 2;
    }
    nearest_free(&index);
    free(distance);
    features_free(&chosen);
    return ok;
}

static bool lamp_works(const Layer *layer, size_t i)
{
    return layer->number[NUMBER_WORKS][i] != 0; /* of unknown state: taken to work, as in geo/coverage.h */
}

/* How far lamps and venues are, and how much of each area is in view. */
static bool measure_levers(Analysis *analysis, const Members *members, Error *error)
{
    double *lamp = new_array(analysis->area_count, sizeof *lamp, error), *venue = lamp != NULL ? new_array(analysis->area_count, sizeof *venue, error) : NULL;
    bool ok = venue != NULL && distances_to(analysis, members, ROLE_LIGHT, lamp_works, lamp, error) &&
              distances_to(analysis, members, ROLE_VENUE, NULL, venue, error);
    for (size_t a = 0; ok && a < analysis->area_count; a++) {
        RiskArea *area = &analysis->area[a];
        double seen = 0;
        for (size_t m = members->start[a]; m < members->start[a + 1]; m++)
            seen += analysis->selection.points.weight[members->member[m]] * (double)analysis->seen[members->member[m]];
        area->seen_share = area->reports_weighted > 0 ? seen / area->reports_weighted : (double)NAN;
        area->lamp_distance_m = lamp[a];
        area->venue_distance_m = venue[a];
    }
    free(lamp);
    free(venue);
    return ok;
}

bool analysis_overlay(const Config *config, Analysis *analysis, Error *error)
{
    size_t count = analysis->selection.points.count;
    Members members;
    if ((analysis->dark = new_array(count, sizeof(float), error)) == NULL || (analysis->deficit = new_array(count, sizeof(float), error)) == NULL ||
        (analysis->seen = new_array(count, sizeof(float), error)) == NULL)
        return false;
    find_darkness(analysis);
    if (!find_light(config, analysis, error) || !find_view(config, analysis, error) || !members_of(analysis, &members, error)) return false;
    bool ok = name_areas(analysis, &members, error) && measure_levers(analysis, &members, error);
    for (size_t a = 0; ok && a < analysis->area_count; a++)
        ok = time_area(analysis, members.member + members.start[a], members.start[a + 1] - members.start[a], &analysis->area[a], error);
    members_free(&members);
    return ok;
}

/* ---- priorities ---- */

/* The whole calendar quarters at the end of the period, at most as many as configured. */
static int whole_quarters(const Config *config, const Selection *selection, int *ret_last)
{
    int last = calendar_quarter((selection->to_day + 1) * DAY_S) - 1; /* the quarter before the one in which tomorrow lies */
    int first = calendar_quarter((selection->from_day - 1) * DAY_S) + 1;
    int count = last - first + 1;
    *ret_last = last;
    return count < 0 ? 0 : count > config->camera_quarters ? config->camera_quarters : count;
}

/* What each category is, from the configuration; NaN for one that it does not name. */
static void category_facts(const Config *config, const Names *categories, float *boa, float *order)
{
    for (size_t c = 0; c < categories->count; c++) {
        ptrdiff_t found = config_category(config, categories->name[c]);
        boa[c] = found < 0 ? NAN : (float)config->category_of[found].boa;
        order[c] = found < 0 ? NAN : (float)config->category_of[found].public_order;
    }
}

static bool report_facts(const Config *config, const Analysis *analysis, int last_quarter, int quarters, ReportFacts **ret_facts, Error *error)
{
    const Selection *selection = &analysis->selection;
    const Points *points = &selection->points;
    ReportFacts *facts;
    float *boa, *order;
    if ((facts = new_array(points->count, sizeof *facts, error)) == NULL) return false;
    if ((boa = new_array(selection->categories.count, sizeof *boa, error)) == NULL) return free(facts), false;
    if ((order = new_array(selection->categories.count, sizeof *order, error)) == NULL) return free(facts), free(boa), false;
    category_facts(config, &selection->categories, boa, order);
    for (size_t i = 0; i < points->count; i++) {
        int quarter = calendar_quarter(points->from_s[i]) - (last_quarter - quarters + 1);
        uint16_t c = points->category[i];
        facts[i] = (ReportFacts){analysis->area_of[i], quarter < 0 || quarter >= quarters ? -1 : quarter, points->weight[i], analysis->dark[i],
                                 analysis->deficit[i], boa[c], order[c], analysis->seen[i], points->kind[i]};
    }
    free(boa);
    free(order);
    *ret_facts = facts;
    return true;
}

/* The ranks without the reports that weigh 0 here. */
static bool rank_without(const Config *config, Analysis *analysis, const double *weight, const char *what, const void *context, Error *error)
{
    (void)config;
    const PriorityInput *input = context;
    RankWithout *without = &analysis->without[analysis->without_count];
    uint8_t *left_out = new_array(input->report_count, 1, error);
    if (left_out == NULL) return false;
    for (size_t i = 0; i < input->report_count; i++) left_out[i] = weight[i] == 0;
    snprintf(without->what, sizeof without->what, "%.63s", what);
    bool ok = (without->rank = new_array(LEVER_COUNT * input->area_count, sizeof *without->rank, error)) != NULL &&
              priorities_without(input, &analysis->priorities, left_out, without->rank, error);
    free(left_out);
    analysis->without_count++;
    return ok;
}

/* The same things are left out as for `robust`: there the areas are made anew, here the same areas are ranked anew. */
static bool find_ranks_without(const Config *config, const PriorityInput *input, Analysis *analysis, Error *error)
{
    analysis->without = new_array(analysis->selection.sources.count + 2, sizeof *analysis->without, error);
    return analysis->without != NULL && each_without(config, analysis, true, rank_without, input, error);
}

bool analysis_prioritise(const Config *config, Analysis *analysis, Error *error)
{
    const Points *points = &analysis->selection.points;
    if (analysis->area_count == 0) return true;
    int last_quarter, quarters = whole_quarters(config, &analysis->selection, &last_quarter);
    ReportFacts *facts;
    double *exposure = NULL;
    HourBlocks blocks = {0};
    if (!report_facts(config, analysis, last_quarter, quarters, &facts, error)) return false;
    bool ok = (exposure = new_array(analysis->area_count, sizeof *exposure, error)) != NULL &&
              hours_blocks(&(Times){points->count, points->from_s, points->to_s, points->hour_known, NULL}, &blocks, error);
    for (size_t a = 0; ok && a < analysis->area_count; a++) exposure[a] = analysis->area[a].exposure_share;
    PriorityInput input = {.report_count = points->count,
                           .report = facts,
                           .blocks = &blocks,
                           .area_count = analysis->area_count,
                           .exposure_share = exposure,
                           .least_reports = (size_t)config->minimum_reporters,
                           .quarter_count = quarters,
                           .available_hours = (double)config->handhaving_hours,
                           .permutations = config->replicates,
                           .replicates = config->replicates,
                           .seed = (uint64_t)config->seed};
    ok = ok && priorities_compute(&input, &analysis->priorities, error);
    analysis->has_priorities = ok;
    ok = ok && find_ranks_without(config, &input, analysis, error);
    hours_blocks_free(&blocks);
    free(exposure);
    free(facts);
    return ok;
}

bool analysis_make(Store *store, const Config *config, Stage last, Analysis *ret_analysis, Error *error)
{
    *ret_analysis = (Analysis){0};
    return analysis_load(store, config, ret_analysis, error) && (last < STAGE_DENSITY || analysis_density(config, ret_analysis, error)) &&
           (last < STAGE_AREAS || analysis_areas(config, ret_analysis, error)) && (last < STAGE_OVERLAY || analysis_overlay(config, ret_analysis, error)) &&
           (last < STAGE_PRIORITISE || analysis_prioritise(config, ret_analysis, error));
}
