#include "src/risk.h"

#include "geo/contour.h"
#include "geo/exposure.h"
#include "src/overlay.h"
#include "src/side.h"
#include "src/wording.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS = 5 }; /* a cell of the exposure is taken as 5 x 5 points */

void risk_free(Risk *risk)
{
    selection_free(&risk->other);
    relative_risk_free(&risk->surface);
    grid_free(&risk->ratio);
    features_free(&risk->places);
    free(risk->place);
    *risk = (Risk){0};
}

/* ---- the two sides ---- */

/* Marks the reports of `of` that are in `in` too; both are in order of id. Gives back how many. */
static size_t mark_shared(const Points *of, const Points *in, uint8_t *shared)
{
    size_t count = 0;
    for (size_t i = 0; i < of->count; i++) {
        shared[i] = points_find(in, of->id[i]) >= 0;
        count += shared[i];
    }
    return count;
}

static void keep_unshared(Points *points, uint8_t *shared)
{
    for (size_t i = 0; i < points->count; i++) shared[i] = !shared[i];
    points_keep(points, shared);
}

/* The other reports, of the same period; what is in both is left out of both, but of the rest the cases are. */
static bool load_other(Store *store, const Config *config, Analysis *analysis, const char *against, Risk *risk, Error *error)
{
    Config *own = malloc(sizeof *own);
    Points *cases = &analysis->selection.points;
    bool rest = strcmp(against, "rest") == 0, ok = own != NULL || error_memory(error, sizeof *own);
    if (ok && rest) {
        config_copy(config, own);
        own->group[0] = own->category[0] = own->source[0] = own->hours[0] = '\0';
        snprintf(risk->other_name, sizeof risk->other_name, "%s", _("all other reports"));
    } else if (ok) {
        ok = side_choose(config, against, "--against", own, risk->other_name, error);
    }
    if (ok) wording_iso_day(analysis->selection.from_day, own->from), wording_iso_day(analysis->selection.to_day, own->to);
    ok = ok && selection_load(store, own, &analysis->municipality, &risk->other, error);
    free(own);
    Points *other = &risk->other.points;
    uint8_t *shared = ok ? malloc(cases->count + other->count + 1) : NULL;
    if (!ok || shared == NULL) return ok && error_memory(error, (double)cases->count);
    size_t in_both = mark_shared(cases, other, shared);
    mark_shared(other, cases, shared + cases->count);
    if (!rest) risk->in_both = in_both;
    if (!rest && in_both > 0) keep_unshared(cases, shared);
    keep_unshared(other, shared + cases->count + (rest ? 0 : in_both));
    free(shared);
    return true;
}

/* The exposure as points: the middles of 5 x 5 parts of each cell that lie within the boundary, with even shares. */
static bool spread_exposure(const Analysis *analysis, RiskSide *ret_side, double **ret_room, Error *error)
{
    const Grid *exposure = &analysis->exposure;
    Polygon boundary = polygon_of_all(&analysis->municipality.boundary);
    PolygonIndex index;
    size_t most = 1, used = 0;
    for (size_t c = 0; c < grid_cells(exposure); c++) most += exposure->value[c] > 0 ? PARTS * PARTS : 0;
    if (!polygon_index_init_one(&boundary, &index, error)) return false;
    double *x = *ret_room = malloc(3 * most * sizeof *x), *y = x + most, *weight = y + most;
    bool ok = x != NULL || error_memory(error, 24.0 * (double)most);
    for (size_t c = 0; ok && c < grid_cells(exposure); c++) {
        if (!(exposure->value[c] > 0)) continue;
        size_t first = used;
        double west = exposure->x0_m + (double)(c % (size_t)exposure->columns) * exposure->cell_m;
        double south = exposure->y0_m + (double)(c / (size_t)exposure->columns) * exposure->cell_m;
        for (int part = 0; part < PARTS * PARTS; part++) {
            x[used] = west + (part % PARTS + 0.5) / PARTS * exposure->cell_m;
            y[used] = south + ((double)(part / PARTS) + 0.5) / PARTS * exposure->cell_m;
            used += polygon_index_find(&index, x[used], y[used]) >= 0;
        }
        if (used == first) x[used] = west + exposure->cell_m / 2, y[used] = south + exposure->cell_m / 2, used++; /* a sliver */
        for (size_t i = first; i < used; i++) weight[i] = exposure->value[c] / (double)(used - first);
    }
    polygon_index_free(&index);
    *ret_side = (RiskSide){used, x, y, weight};
    return ok;
}

static RiskSide side_of(const Points *points)
{
    return (RiskSide){points->count, points->x_m, points->y_m, points->weight};
}

/* ---- the places ---- */

/* The pieces of ground where p is at most RISK_P, cut by the boundary. */
static bool find_pieces(const Analysis *analysis, const Grid *p, Features *ret_pieces, Error *error)
{
    Grid turned;
    Features uncut = {0};
    if (!grid_copy(p, &turned, error)) return false;
    for (size_t c = 0; c < grid_cells(&turned); c++) turned.value[c] = -turned.value[c];
    bool ok = contour_polygons(&turned, -RISK_P, &uncut, error) && overlay_clip(&uncut, &analysis->municipality.boundary, ret_pieces, error);
    features_free(&uncut);
    grid_free(&turned);
    return ok;
}

static double lowest_at(const Grid *grid, size_t cell, double lowest)
{
    return grid->value[cell] < lowest ? grid->value[cell] : lowest;
}

/* What the surface says about a piece: the least p. */
static void measure_piece(const Risk *risk, const Polygon *piece, RiskPlace *place)
{
    const RelativeRisk *surface = &risk->surface;
    const Grid *grid = &surface->log_risk;
    Box box = polygon_box(piece);
    place->p = place->p_all = 1;
    place->area_m2 = polygon_area_m2(piece);
    for (int r = 0; r < grid->rows; r++) {
        double y = grid_y_m(grid, r);
        if (y < box.y_min || y > box.y_max) continue;
        for (int c = 0; c < grid->columns; c++) {
            double x = grid_x_m(grid, c);
            size_t cell = (size_t)r * (size_t)grid->columns + (size_t)c;
            if (x < box.x_min || x > box.x_max || isnan(grid->value[cell]) || !polygon_contains(piece, x, y)) continue;
            place->p = lowest_at(place->higher ? &surface->p_high : &surface->p_low, cell, place->p);
            place->p_all = lowest_at(place->higher ? &surface->all_high : &surface->all_low, cell, place->p_all);
        }
    }
    place->certain = place->p_all <= RISK_P;
}

static size_t count_inside(const Points *points, const Polygon *piece)
{
    size_t inside = 0;
    for (size_t i = 0; i < points->count; i++) inside += polygon_contains(piece, points->x_m[i], points->y_m[i]);
    return inside;
}

/* Counts and their ratio: against reports by the exact binomial interval of the share that are cases, against an exposure by the
 * exact Poisson interval of the cases. */
static bool count_piece(const Analysis *analysis, const Risk *risk, const Polygon *piece, RiskPlace *place, Error *error)
{
    place->cases = count_inside(&analysis->selection.points, piece);
    double cases = (double)place->cases;
    if (risk->against_exposure) {
        Interval interval = poisson_interval(cases, 0.95);
        if (!exposure_in_polygon(&analysis->exposure, piece, &place->expected, error)) return false;
        place->expected *= (double)risk->cases / grid_sum(&analysis->exposure);
        place->ratio = cases / place->expected;
        place->low = interval.low / place->expected;
        place->high = interval.high / place->expected;
        return true;
    }
    place->others = count_inside(&risk->other.points, piece);
    double others = (double)place->others, scale = (double)risk->others / (double)risk->cases;
    Interval interval = binomial_interval(cases, cases + others, 0.95);
    place->expected = others / scale;
    place->ratio = others > 0 ? cases / others * scale : (double)INFINITY;
    place->low = interval.low / (1 - interval.low) * scale;
    place->high = interval.high < 1 ? interval.high / (1 - interval.high) * scale : (double)INFINITY;
    return true;
}

static bool name_places(const Analysis *analysis, Risk *risk, Error *error)
{
    const Points *points = &analysis->selection.points;
    PlaceName *name = malloc((risk->place_count + 1) * sizeof *name);
    if (name == NULL) return error_memory(error, (double)(risk->place_count * sizeof *name));
    bool ok = overlay_place_names(&analysis->municipality, &risk->places, points->x_m, points->y_m, points->count, name, error);
    for (size_t p = 0; ok && p < risk->place_count; p++) risk->place[p].name = name[p];
    free(name);
    return ok;
}

/* Higher before lower, what stands out in the whole map before what does not, then by the least p, then by how far from 1 the ratio at
 * least is. */
static int compare_places(const void *left, const void *right)
{
    const RiskPlace *a = left, *b = right;
    if (a->higher != b->higher) return a->higher ? -1 : 1;
    if (a->certain != b->certain) return a->certain ? -1 : 1;
    if (a->p_all != b->p_all) return a->p_all < b->p_all ? -1 : 1;
    if (a->p != b->p) return a->p < b->p ? -1 : 1;
    double least_a = a->higher ? -a->low : a->high, least_b = b->higher ? -b->low : b->high;
    if (least_a != least_b) return least_a < least_b ? -1 : 1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

static bool find_places(const Config *config, const Analysis *analysis, Risk *risk, Error *error)
{
    Features pieces[2] = {{0}, {0}};
    bool ok = find_pieces(analysis, &risk->surface.p_high, &pieces[0], error) && find_pieces(analysis, &risk->surface.p_low, &pieces[1], error);
    size_t most = pieces[0].count + pieces[1].count;
    risk->places = features_init(FEATURE_POLYGON);
    ok = ok && ((risk->place = calloc(most + 1, sizeof *risk->place)) != NULL || error_memory(error, 200.0 * (double)most));
    for (int side = 0; ok && side < 2; side++) {
        for (size_t f = 0; f < pieces[side].count; f++) {
            RiskPlace place = {.higher = side == 0, .rank = (int)((size_t)side * pieces[0].count + f)};
            Polygon piece = polygon_of(&pieces[side], f);
            measure_piece(risk, &piece, &place);
            if (place.area_m2 < config->cell_m * config->cell_m) continue;
            if (!(ok = count_piece(analysis, risk, &piece, &place, error))) break;
            /* What stands out by itself alone is worth a place in the list when there is something to see there. */
            if (!place.certain && (!place.higher || place.cases < (size_t)config->minimum_reporters)) continue;
            risk->place[risk->place_count++] = place;
        }
    }
    if (ok) qsort(risk->place, risk->place_count, sizeof *risk->place, compare_places);
    for (size_t i = 0; ok && i < risk->place_count; i++) {
        RiskPlace *place = &risk->place[i];
        size_t from = (size_t)place->rank;
        ok = features_add_feature_of(&risk->places, from < pieces[0].count ? &pieces[0] : &pieces[1], from < pieces[0].count ? from : from - pieces[0].count, error);
        place->rank = (int)i + 1;
        risk->certain_higher += place->higher && place->certain;
        risk->higher += place->higher;
        risk->lower += !place->higher;
    }
    features_free(&pieces[0]);
    features_free(&pieces[1]);
    return ok && name_places(analysis, risk, error);
}

/* ---- all of it ---- */

static bool enough(size_t count, const char *name, Error *error)
{
    return count >= REPORTS_FOR_SURFACE ||
           error_set(error, ERROR_INPUT, _("%.100s: %zu reports are too few to compare; at least %d are needed on each side."), name, count, REPORTS_FOR_SURFACE);
}

static bool compare_sides(const Config *config, const Analysis *analysis, Risk *risk, Error *error)
{
    RiskSide cases = side_of(&analysis->selection.points), other = side_of(&risk->other.points);
    Polygon boundary = polygon_of_all(&analysis->municipality.boundary);
    Grid masked = {0};
    double *room = NULL; /* of an exposure as points */
    bool ok = (!risk->against_exposure || spread_exposure(analysis, &other, &room, error)) &&
              grid_init(box_grow(features_box(&analysis->municipality.boundary), 2 * config->cell_m), config->cell_m, &masked, error) &&
              grid_mask(&masked, &boundary, error);
    if (ok) {
        RelativeRiskInput input = {cases, other, risk->against_exposure, (KernelKind)config->kernel, config->bandwidth_m, config->replicates,
                                   (uint64_t)config->seed, config->threads};
        ok = relative_risk_compute(&input, &masked, &risk->surface, error) && grid_copy(&risk->surface.log_risk, &risk->ratio, error);
    }
    for (size_t c = 0; ok && c < grid_cells(&risk->ratio); c++) risk->ratio.value[c] = exp(risk->ratio.value[c]);
    grid_free(&masked);
    free(room);
    return ok;
}

bool risk_make(Store *store, const Config *config, Analysis *analysis, const char *against, Risk *ret_risk, Error *error)
{
    Risk *risk = ret_risk;
    *risk = (Risk){.bandwidth_m = config->bandwidth_m, .runs = config->replicates};
    risk->against_exposure = against == NULL || strcmp(against, "exposure") == 0;
    side_name(config, risk->case_name);
    if (risk->against_exposure) {
        if (!analysis_exposure(config, analysis, error)) return false;
        if (analysis->exposure_covered < EXPOSURE_LEAST_COVERED)
            return error_set(error, ERROR_INPUT,
                             _("Only %.0f%% of the reports lie where there is anything of [areas] exposure = %s; that says nothing about where they can be expected. Choose another exposure."),
                             100 * analysis->exposure_covered, analysis->exposure_name);
        risk->exposure_name = analysis->exposure_name;
    } else if (!load_other(store, config, analysis, against, risk, error)) {
        return false;
    }
    analysis->selection.weight = points_weight(&analysis->selection.points);
    risk->cases = analysis->selection.points.count;
    risk->others = risk->other.points.count;
    if (!enough(risk->cases, risk->case_name, error) || (!risk->against_exposure && !enough(risk->others, risk->other_name, error))) return false;
    return compare_sides(config, analysis, risk, error) && find_places(config, analysis, risk, error);
}
