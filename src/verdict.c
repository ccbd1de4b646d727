#include "src/verdict.h"

#include "geo/coverage.h"
#include "src/exchange/fields.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Streets, paths and walls are looked at in steps of at most this. */
static const double STREET_STEP_M = 1, WALL_STEP_M = 2;
/* What is removed stands no farther from where the layer has it. */
static const double SAME_PLACE_M = 5;
/* A report is called dark when at least half of the time in which it may have happened was. */
static const float DARK_LEAST = 0.5F;

void verdict_free(Verdict *verdict)
{
    design_free(&verdict->design);
    free(verdict->object);
    free(verdict->conflict);
    free(verdict->before);
    free(verdict->after);
    free(verdict->reached);
    *verdict = (Verdict){0};
}

/* One design being judged. */
typedef struct Judge {
    const Ground *ground;
    Verdict *verdict;
    bool *gone;                       /* per existing object: removed or moved away */
    PlacementObject *acting;          /* new and moved objects that reach reports */
    size_t acting_count;
    uint8_t *stay_seen, *stay_lit;    /* per report: what stays reaches it */
    uint8_t *after_seen, *after_lit;
    uint8_t *area_seen, *area_lit;    /* per sample of the risk areas, after */
    uint32_t *found;                  /* room for twice the reports, or the other kind */
} Judge;

static void judge_free(Judge *judge)
{
    free(judge->gone);
    free(judge->acting);
    free(judge->stay_seen);
    free(judge->stay_lit);
    free(judge->after_seen);
    free(judge->after_lit);
    free(judge->area_seen);
    free(judge->area_lit);
    free(judge->found);
}

static bool judge_init(const Ground *ground, Verdict *verdict, Judge *ret_judge, Error *error)
{
    size_t reports = ground->report_places.count, samples = ground->sample_places.count, areas = ground->analysis->area_count, objects = verdict->design.count;
    size_t most = 2 * reports + ground->other_places.count + 1;
    *ret_judge = (Judge){.ground = ground,
                         .verdict = verdict,
                         .gone = calloc(ground->existing_count + 1, sizeof(bool)),
                         .acting = calloc(objects + 1, sizeof(PlacementObject)),
                         .stay_seen = calloc(reports + 1, 1),
                         .stay_lit = calloc(reports + 1, 1),
                         .after_seen = calloc(reports + 1, 1),
                         .after_lit = calloc(reports + 1, 1),
                         .area_seen = calloc(samples + 1, 1),
                         .area_lit = calloc(samples + 1, 1),
                         .found = malloc(most * sizeof(uint32_t))};
    const Judge *judge = ret_judge;
    verdict->object = calloc(objects + 1, sizeof *verdict->object);
    verdict->before = calloc(areas + 1, sizeof *verdict->before);
    verdict->after = calloc(areas + 1, sizeof *verdict->after);
    verdict->reached = calloc(areas + 1, sizeof *verdict->reached);
    if (judge->gone == NULL || judge->acting == NULL || judge->stay_seen == NULL || judge->stay_lit == NULL || judge->after_seen == NULL || judge->after_lit == NULL ||
        judge->area_seen == NULL || judge->area_lit == NULL || judge->found == NULL || verdict->object == NULL || verdict->before == NULL || verdict->after == NULL ||
        verdict->reached == NULL)
        return error_memory(error, 16.0 * (double)most);
    return true;
}

static bool add_conflict(Judge *judge, ConflictKind kind, size_t object, double number, Error *error)
{
    Verdict *verdict = judge->verdict;
    Conflict *grown = realloc(verdict->conflict, (verdict->conflict_count + 1) * sizeof *grown);
    if (grown == NULL) return error_memory(error, (double)(verdict->conflict_count + 1) * sizeof *grown);
    verdict->conflict = grown;
    verdict->conflict[verdict->conflict_count++] = (Conflict){kind, object, number};
    return true;
}

/* ---- what stands there today ---- */

static bool same_text(const char *a, const char *b)
{
    char p[DESIGN_NAME], q[DESIGN_NAME];
    if (a == NULL) return false;
    field_fold(a, strlen(a), p, sizeof p);
    field_fold(b, strlen(b), q, sizeof q);
    return p[0] != '\0' && strcmp(p, q) == 0;
}

/* The lamp or camera of the layer that an object removes or moves: by name or number, else what stands where it is removed. */
static ptrdiff_t find_existing(const Ground *ground, const Design *design, const DesignObject *object)
{
    Role role = object->kind == DESIGN_LAMP ? ROLE_LIGHT : ROLE_CAMERA;
    const Layer *layer = &ground->analysis->municipality.layer[role];
    ptrdiff_t nearest = -1;
    double x, y, least = SAME_PLACE_M;
    for (size_t i = 0; i < layer->features.count; i++)
        for (int field = TEXT_NAME; field <= TEXT_CODE; field++)
            if (layer->text[field] != NULL && same_text(layer->text[field][i], object->name)) return (ptrdiff_t)i;
    if (object->change != CHANGE_REMOVED) return -1;
    design_place(design, object, &x, &y);
    for (size_t i = 0; i < layer->features.count; i++) {
        double distance = hypot(layer->features.x_m[i] - x, layer->features.y_m[i] - y);
        if (distance <= least) least = distance, nearest = (ptrdiff_t)i;
    }
    return nearest;
}

/* Every feature of these layers has one vertex, so that its index is that of its vertex too. */
static bool match_existing(Judge *judge, Error *error)
{
    const Ground *ground = judge->ground;
    const Design *design = &judge->verdict->design;
    for (size_t o = 0; o < design->count; o++) {
        const DesignObject *object = &design->object[o];
        judge->verdict->object[o].existing = -1;
        if (object->change == CHANGE_NEW || (object->kind != DESIGN_LAMP && object->kind != DESIGN_CAMERA)) continue;
        ptrdiff_t found = find_existing(ground, design, object);
        judge->verdict->object[o].existing = found;
        if (found < 0 && !add_conflict(judge, CONFLICT_NOT_FOUND, o, 0, error)) return false;
        size_t first = object->kind == DESIGN_LAMP ? 0 : ground->lamp_count, end = object->kind == DESIGN_LAMP ? ground->lamp_count : ground->existing_count;
        for (size_t e = first; e < end; e++)
            if ((ptrdiff_t)ground->existing_feature[e] == found) judge->gone[e] = true;
    }
    return true;
}

static void list_acting(Judge *judge)
{
    const Design *design = &judge->verdict->design;
    for (size_t o = 0; o < design->count; o++) {
        const DesignObject *object = &design->object[o];
        if (object->change == CHANGE_REMOVED || !design_acts(object->kind)) continue;
        judge->acting[judge->acting_count++] = (PlacementObject){design_shape(design, object), object->kind == DESIGN_LAMP};
    }
    judge->verdict->acting = judge->acting_count;
}

/* ---- before and after ---- */

static double reached_share(const uint8_t *seen, const uint8_t *lit, const float *dark, size_t i)
{
    if (seen[i]) return 1;
    return lit[i] && !isnan(dark[i]) ? (double)dark[i] : 0;
}

/* Shares of the reports of one area, or of all (-1). */
static ReachShare share_reports(const Ground *ground, ptrdiff_t area, const uint8_t *seen, const uint8_t *lit)
{
    const Analysis *analysis = ground->analysis;
    const Points *points = &analysis->selection.points;
    double all = 0, reached = 0, dark = 0, dark_reached = 0;
    for (size_t i = 0; i < points->count; i++) {
        if (area >= 0 && analysis->area_of[i] != area) continue;
        all += points->weight[i];
        reached += points->weight[i] * reached_share(seen, lit, analysis->dark, i);
        if (isnan(analysis->dark[i])) continue;
        dark += points->weight[i] * (double)analysis->dark[i];
        if (seen[i] || lit[i]) dark_reached += points->weight[i] * (double)analysis->dark[i];
    }
    return (ReachShare){NAN, all > 0 ? reached / all : (double)NAN, dark > 0 ? dark_reached / dark : (double)NAN};
}

static double share_ground(const Ground *ground, size_t area, const uint8_t *seen, const uint8_t *lit)
{
    size_t reached = 0, first = ground->sample_start[area], end = ground->sample_start[area + 1];
    for (size_t s = first; s < end; s++) reached += seen[s] || lit[s];
    return (double)reached / (double)(end - first);
}

static bool find_coverage(Judge *judge, Error *error)
{
    const Ground *ground = judge->ground;
    Verdict *verdict = judge->verdict;
    size_t reports = ground->report_places.count;
    if (!ground_reach(ground, ground->existing, ground->existing_count, judge->gone, &ground->report_places, judge->stay_seen, judge->stay_lit, error)) return false;
    memcpy(judge->after_seen, judge->stay_seen, reports);
    memcpy(judge->after_lit, judge->stay_lit, reports);
    if (!ground_reach(ground, judge->acting, judge->acting_count, NULL, &ground->report_places, judge->after_seen, judge->after_lit, error) ||
        !ground_reach(ground, ground->existing, ground->existing_count, judge->gone, &ground->sample_places, judge->area_seen, judge->area_lit, error) ||
        !ground_reach(ground, judge->acting, judge->acting_count, NULL, &ground->sample_places, judge->area_seen, judge->area_lit, error))
        return false;
    verdict->town_before = share_reports(ground, -1, ground->seen, ground->lit);
    verdict->town_after = share_reports(ground, -1, judge->after_seen, judge->after_lit);
    for (size_t a = 0; a < ground->analysis->area_count; a++) {
        verdict->before[a] = share_reports(ground, (ptrdiff_t)a, ground->seen, ground->lit);
        verdict->after[a] = share_reports(ground, (ptrdiff_t)a, judge->after_seen, judge->after_lit);
        verdict->before[a].area = share_ground(ground, a, ground->sample_seen, ground->sample_lit);
        verdict->after[a].area = share_ground(ground, a, judge->area_seen, judge->area_lit);
    }
    const Points *points = &ground->analysis->selection.points;
    for (size_t i = 0; i < points->count; i++)
        verdict->gain += points->weight[i] * (reached_share(judge->after_seen, judge->after_lit, ground->analysis->dark, i) -
                                              reached_share(ground->seen, ground->lit, ground->analysis->dark, i));
    return true;
}

/* ---- per object ---- */

static double mean_density(const Analysis *analysis, const ReachObject *shape)
{
    const Grid *grid = &analysis->density;
    if (analysis->counts_only) return NAN;
    Box box = reach_box(shape);
    double sum = 0;
    size_t cells = 0;
    int first_column = (int)fmax(0, floor((box.x_min - grid->x0_m) / grid->cell_m)), last_column = (int)fmin(grid->columns - 1, floor((box.x_max - grid->x0_m) / grid->cell_m));
    int first_row = (int)fmax(0, floor((box.y_min - grid->y0_m) / grid->cell_m)), last_row = (int)fmin(grid->rows - 1, floor((box.y_max - grid->y0_m) / grid->cell_m));
    for (int row = first_row; row <= last_row; row++)
        for (int column = first_column; column <= last_column; column++) {
            double value = grid->value[(size_t)row * (size_t)grid->columns + (size_t)column];
            if (isnan(value) || !reach_holds(shape, NULL, grid_x_m(grid, column), grid_y_m(grid, row))) continue;
            sum += value;
            cells++;
        }
    if (cells > 0) return sum / (double)cells;
    ptrdiff_t under = grid_cell_at(grid, shape->x_m[shape->part_start[0]], shape->y_m[shape->part_start[0]]);
    return under >= 0 ? grid->value[under] : (double)NAN;
}

/* Pieces of street around the design, each with its middle and its length. */
typedef struct Pieces {
    size_t count, room;
    double *x_m, *y_m, *length_m;
    uint8_t *lit;
    ReachPlaces places;
} Pieces;

static void pieces_free(Pieces *pieces)
{
    reach_places_free(&pieces->places);
    free(pieces->x_m);
    free(pieces->y_m);
    free(pieces->length_m);
    free(pieces->lit);
}

static bool add_piece(Pieces *pieces, double x_m, double y_m, double length_m, Error *error)
{
    if (pieces->count == pieces->room) {
        size_t room = 2 * pieces->room + 4096;
        double *x = realloc(pieces->x_m, room * sizeof *x);
        if (x != NULL) pieces->x_m = x;
        double *y = realloc(pieces->y_m, room * sizeof *y);
        if (y != NULL) pieces->y_m = y;
        double *length = realloc(pieces->length_m, room * sizeof *length);
        if (length != NULL) pieces->length_m = length;
        if (x == NULL || y == NULL || length == NULL) return error_memory(error, 24.0 * (double)room);
        pieces->room = room;
    }
    pieces->x_m[pieces->count] = x_m;
    pieces->y_m[pieces->count] = y_m;
    pieces->length_m[pieces->count++] = length_m;
    return true;
}

static bool cut_streets(const Features *streets, Box around, Pieces *pieces, Error *error)
{
    for (size_t part = 0; part < features_parts(streets); part++)
        for (size_t v = streets->vertex_start[part]; v + 1 < streets->vertex_start[part + 1]; v++) {
            double ax = streets->x_m[v], ay = streets->y_m[v], bx = streets->x_m[v + 1], by = streets->y_m[v + 1], length = hypot(bx - ax, by - ay);
            if (!box_overlaps(around, (Box){fmin(ax, bx), fmin(ay, by), fmax(ax, bx), fmax(ay, by)})) continue;
            int steps = (int)ceil(length / STREET_STEP_M);
            for (int s = 0; s < steps; s++) {
                double t = (s + 0.5) / steps, x = ax + t * (bx - ax), y = ay + t * (by - ay);
                if (box_contains(around, x, y) && !add_piece(pieces, x, y, length / steps, error)) return false;
            }
        }
    return true;
}

/* Which places a lamp of today that works stands near to; without sight, as in the priorities. */
static bool light_places(const Ground *ground, const double *x_m, const double *y_m, size_t count, uint8_t *ret_lit, Error *error)
{
    Lamp *lamps = malloc((ground->lamp_count + 1) * sizeof *lamps);
    double *lux = malloc((count + 1) * sizeof *lux);
    bool ok = (lamps != NULL && lux != NULL) || error_memory(error, 8.0 * (double)count);
    for (size_t i = 0; ok && i < ground->lamp_count; i++) {
        const ReachObject *lamp = &ground->existing[i].object;
        lamps[i] = (Lamp){lamp->x_m[lamp->part_start[0]], lamp->y_m[lamp->part_start[0]], NAN, LAMP_WORKS};
    }
    ok = ok && coverage_light(x_m, y_m, count, lamps, ground->lamp_count, ground->config->light_reach_m, ret_lit, lux, error);
    free(lamps);
    free(lux);
    return ok;
}

static bool make_pieces(const Judge *judge, Pieces *pieces, Error *error)
{
    const Ground *ground = judge->ground;
    const Design *design = &judge->verdict->design;
    Box around = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t o = 0; o < design->count; o++) {
        ReachObject shape = design_shape(design, &design->object[o]);
        around = box_union(around, reach_box(&shape));
    }
    if (!cut_streets(&ground->analysis->municipality.layer[ROLE_STREET].features, around, pieces, error)) return false;
    pieces->lit = calloc(pieces->count + 1, 1);
    return (pieces->lit != NULL || error_memory(error, (double)pieces->count)) && light_places(ground, pieces->x_m, pieces->y_m, pieces->count, pieces->lit, error) &&
           reach_places_init(pieces->x_m, pieces->y_m, pieces->count, 25, &pieces->places, error);
}

static void judge_object(Judge *judge, size_t o, const Pieces *pieces, uint32_t *found_pieces)
{
    const Ground *ground = judge->ground;
    const Analysis *analysis = ground->analysis;
    const DesignObject *object = &judge->verdict->design.object[o];
    VerdictObject *result = &judge->verdict->object[o];
    ReachObject shape = design_shape(&judge->verdict->design, object);
    bool acts = design_acts(object->kind) && object->change != CHANGE_REMOVED;
    result->reports = reach_find(&ground->report_places, &shape, &ground->sight, judge->found);
    for (size_t k = 0; k < result->reports; k++) {
        uint32_t i = judge->found[k];
        float dark = analysis->dark[i];
        result->weighted += analysis->selection.points.weight[i];
        result->dark_reports += !isnan(dark) && dark >= DARK_LEAST;
        bool reaches = acts && (object->kind != DESIGN_LAMP || (!isnan(dark) && dark > 0));
        if (reaches && analysis->area_of[i] >= 0) judge->verdict->reached[analysis->area_of[i]] = true;
    }
    result->others = reach_find(&ground->other_places, &shape, &ground->sight, judge->found);
    result->density_mean = mean_density(analysis, &shape);
    result->unlit_m = NAN;
    if (found_pieces == NULL) return;
    size_t near = reach_find(&pieces->places, &shape, &ground->sight, found_pieces);
    result->unlit_m = 0;
    for (size_t k = 0; k < near; k++)
        if (!pieces->lit[found_pieces[k]]) result->unlit_m += pieces->length_m[found_pieces[k]];
}

static bool judge_objects(Judge *judge, Error *error)
{
    const Municipality *municipality = &judge->ground->analysis->municipality;
    bool known = municipality_has(municipality, ROLE_STREET) && municipality_has(municipality, ROLE_LIGHT);
    Pieces pieces = {0};
    uint32_t *found = NULL;
    bool ok = !known || make_pieces(judge, &pieces, error);
    if (ok && known) {
        found = malloc((pieces.count + 1) * sizeof *found);
        ok = found != NULL || error_memory(error, 4.0 * (double)pieces.count);
    }
    for (size_t o = 0; ok && o < judge->verdict->design.count; o++) judge_object(judge, o, &pieces, found);
    free(found);
    pieces_free(&pieces);
    return ok;
}

/* ---- conflicts ---- */

static bool is_dwelling(const Judge *judge, size_t building)
{
    static const char dwellings[] = "wonen,woonfunctie,woning,woonhuis,appartement,residential,house,apartments,terrace,detached,semidetached_house,dwelling";
    char *const *kinds = judge->ground->analysis->municipality.layer[ROLE_BUILDING].text[TEXT_KIND];
    if (!judge->verdict->dwellings_known) return true;
    return kinds != NULL && kinds[building] != NULL && config_list_holds(dwellings, kinds[building]);
}

/* Whether a step along one of the walls lies within the reach and, where the object needs it, in sight. */
static bool wall_in_reach(const ReachObject *shape, const Sight *sight, const Polygon *building)
{
    for (size_t ring = 0; ring < building->ring_count; ring++) {
        size_t first = building->ring_start[ring], end = building->ring_start[ring + 1];
        for (size_t v = first; v < end; v++) {
            size_t next = v + 1 < end ? v + 1 : first;
            double ax = building->x_m[v], ay = building->y_m[v], run = building->x_m[next] - ax, rise = building->y_m[next] - ay;
            int steps = (int)ceil(hypot(run, rise) / WALL_STEP_M);
            for (int s = 0; s < steps; s++)
                if (reach_holds(shape, sight, ax + run * (s + 0.5) / steps, ay + rise * (s + 0.5) / steps)) return true;
        }
    }
    return false;
}

static size_t count_dwellings(const Judge *judge, const ReachObject *shape)
{
    const Features *buildings = &judge->ground->analysis->municipality.layer[ROLE_BUILDING].features;
    Box box = reach_box(shape);
    size_t count = 0;
    for (size_t b = 0; b < buildings->count; b++) {
        if (!box_overlaps(box, features_box_of(buildings, b)) || !is_dwelling(judge, b)) continue;
        Polygon building = polygon_of(buildings, b);
        count += wall_in_reach(shape, &judge->ground->sight, &building);
    }
    return count;
}

/* The rank of the first risk area that it lies in or within reach of; 0 for none. */
static int risk_area_near(const Judge *judge, const DesignObject *object, const ReachObject *shape)
{
    const Analysis *analysis = judge->ground->analysis;
    double x, y;
    design_place(&judge->verdict->design, object, &x, &y);
    for (size_t a = 0; a < analysis->area_count; a++) {
        Polygon area = polygon_of(&analysis->areas, a);
        if (polygon_contains(&area, x, y) || polygon_edge_distance_m(&area, x, y) <= shape->reach_m) return analysis->area[a].rank;
    }
    return 0;
}

/* Whether a lamp lights a place after the change: one that stays, or one of the design. */
static bool is_lit_after(const Judge *judge, double x_m, double y_m)
{
    const Ground *ground = judge->ground;
    for (size_t i = 0; i < ground->lamp_count + judge->acting_count; i++) {
        const PlacementObject *lamp = i < ground->lamp_count ? &ground->existing[i] : &judge->acting[i - ground->lamp_count];
        if (!lamp->lights || (i < ground->lamp_count && judge->gone[i])) continue;
        if (reach_holds(&lamp->object, NULL, x_m, y_m)) return true;
    }
    return false;
}

/* The longest stretch of its lines without light, in m. */
static double longest_gap(const Judge *judge, const DesignObject *object)
{
    const Features *shapes = &judge->verdict->design.shapes[object->shape];
    double longest = 0;
    for (size_t part = shapes->part_start[object->feature]; part < shapes->part_start[object->feature + 1]; part++) {
        double gap = 0;
        for (size_t v = shapes->vertex_start[part]; v + 1 < shapes->vertex_start[part + 1]; v++) {
            double ax = shapes->x_m[v], ay = shapes->y_m[v], run = shapes->x_m[v + 1] - ax, rise = shapes->y_m[v + 1] - ay, length = hypot(run, rise);
            int steps = (int)ceil(length / STREET_STEP_M);
            for (int s = 0; s < steps; s++) {
                gap = is_lit_after(judge, ax + run * (s + 0.5) / steps, ay + rise * (s + 0.5) / steps) ? 0 : gap + length / steps;
                longest = fmax(longest, gap);
            }
        }
    }
    return longest;
}

/* Dark reports that the lamp lit where it stood, and that nothing reaches any more. */
static size_t left_in_the_dark(Judge *judge, size_t o)
{
    const Ground *ground = judge->ground;
    const Design *design = &judge->verdict->design;
    const DesignObject *object = &design->object[o];
    ptrdiff_t existing = judge->verdict->object[o].existing;
    if (existing < 0 && object->change == CHANGE_MOVED) return 0; /* nobody knows where it stood */
    ReachObject shape = design_shape(design, object);
    if (existing >= 0) {
        const Layer *lamps = &ground->analysis->municipality.layer[ROLE_LIGHT];
        if (lamps->number[NUMBER_WORKS][existing] == 0) return 0; /* it lit nothing */
        shape = reach_object(&lamps->features, (size_t)existing, ground->config->light_reach_m, true);
    }
    size_t count = reach_find(&ground->report_places, &shape, &ground->sight, judge->found), left = 0;
    for (size_t k = 0; k < count; k++) {
        uint32_t i = judge->found[k];
        float dark = ground->analysis->dark[i];
        left += !isnan(dark) && dark >= DARK_LEAST && !judge->after_lit[i] && !judge->after_seen[i];
    }
    return left;
}

static bool camera_conflicts(Judge *judge, size_t o, const ReachObject *shape, Error *error)
{
    const VerdictObject *result = &judge->verdict->object[o];
    bool own_incidents = judge->ground->config->kind == KIND_INCIDENT;
    size_t incidents = own_incidents ? result->reports : result->others, perceptions = own_incidents ? result->others : result->reports;
    size_t dwellings = count_dwellings(judge, shape);
    if (dwellings > 0 && !add_conflict(judge, CONFLICT_CAMERA_PRIVATE, o, (double)dwellings, error)) return false;
    return incidents > 0 || perceptions == 0 || add_conflict(judge, CONFLICT_CAMERA_PERCEPTION, o, (double)perceptions, error);
}

static bool meeting_conflicts(Judge *judge, size_t o, const ReachObject *shape, Error *error)
{
    int rank = risk_area_near(judge, &judge->verdict->design.object[o], shape);
    size_t dwellings = count_dwellings(judge, shape);
    return (rank == 0 || add_conflict(judge, CONFLICT_MEETING_RISK, o, rank, error)) &&
           (dwellings == 0 || add_conflict(judge, CONFLICT_MEETING_DWELLINGS, o, (double)dwellings, error));
}

static bool find_conflicts(Judge *judge, Error *error)
{
    const Ground *ground = judge->ground;
    const Design *design = &judge->verdict->design;
    bool lamps_known = municipality_has(&ground->analysis->municipality, ROLE_LIGHT);
    for (size_t o = 0; o < design->count; o++) {
        const DesignObject *object = &design->object[o];
        ReachObject shape = design_shape(design, object);
        bool stays = object->change != CHANGE_REMOVED, ok = true;
        if (stays && object->kind == DESIGN_CAMERA) ok = camera_conflicts(judge, o, &shape, error);
        if (stays && object->kind == DESIGN_MEETING_PLACE) ok = meeting_conflicts(judge, o, &shape, error);
        if (stays && object->kind == DESIGN_PATH && lamps_known) {
            double gap = longest_gap(judge, object);
            ok = gap <= ground->config->unlit_gap_m || add_conflict(judge, CONFLICT_PATH_UNLIT, o, gap, error);
        }
        if (object->change != CHANGE_NEW && object->kind == DESIGN_LAMP) {
            size_t dark = left_in_the_dark(judge, o);
            ok = dark == 0 || add_conflict(judge, CONFLICT_LAMP_DARK, o, (double)dark, error);
        }
        if (!ok) return false;
    }
    return true;
}

/* ---- against chance ---- */

static bool set_against_chance(Judge *judge, Error *error)
{
    const Ground *ground = judge->ground;
    Verdict *verdict = judge->verdict;
    const Points *points = &ground->analysis->selection.points;
    size_t placements = (size_t)ground->config->replicates;
    verdict->percentile = verdict->chance_median = verdict->chance_low = verdict->chance_high = NAN;
    if (judge->acting_count == 0) return true;
    ReachState state = {points->weight, ground->analysis->dark, judge->stay_seen, judge->stay_lit};
    uint8_t *scratch = calloc(points->count + 1, 1);
    double *chance = malloc(placements * sizeof *chance);
    bool ok = (scratch != NULL && chance != NULL) || error_memory(error, 8.0 * (double)placements);
    if (ok) verdict->added = placement_gain(judge->acting, judge->acting_count, &ground->report_places, &ground->sight, &state, scratch, judge->found);
    ok = ok && placement_chance(judge->acting, judge->acting_count, &ground->space, &ground->report_places, &ground->sight, &state, placements, (uint64_t)ground->config->seed,
                                ground->config->threads, chance, error);
    if (ok) {
        verdict->placements = placements;
        verdict->percentile = placement_percentile(verdict->added, chance, placements);
        sort_numbers(chance, placements);
        verdict->chance_low = chance[(placements - 1) / 20];
        verdict->chance_median = chance[(placements - 1) / 2];
        verdict->chance_high = chance[placements - 1 - (placements - 1) / 20];
    }
    free(scratch);
    free(chance);
    return ok;
}

static int compare_conflicts(const void *a, const void *b)
{
    const Conflict *p = a, *q = b;
    if (p->object != q->object) return p->object < q->object ? -1 : 1;
    return (p->kind > q->kind) - (p->kind < q->kind);
}

bool verdict_make(const Ground *ground, Design *design, Verdict *ret_verdict, Error *error)
{
    Judge judge;
    *ret_verdict = (Verdict){.design = *design};
    *design = (Design){0};
    char *const *kinds = ground->analysis->municipality.layer[ROLE_BUILDING].text[TEXT_KIND];
    size_t buildings = ground->analysis->municipality.layer[ROLE_BUILDING].features.count;
    for (size_t b = 0; kinds != NULL && b < buildings && !ret_verdict->dwellings_known; b++) ret_verdict->dwellings_known = kinds[b] != NULL;
    bool ok = judge_init(ground, ret_verdict, &judge, error) && match_existing(&judge, error);
    if (ok) list_acting(&judge);
    ok = ok && find_coverage(&judge, error) && judge_objects(&judge, error) && find_conflicts(&judge, error) && set_against_chance(&judge, error);
    judge_free(&judge);
    if (ok && ret_verdict->conflict_count > 0) qsort(ret_verdict->conflict, ret_verdict->conflict_count, sizeof *ret_verdict->conflict, compare_conflicts);
    return ok;
}

/* ---- without a drawing ---- */

static bool add_lamp(const Ground *ground, const Spot *spot, size_t number, Design *design, Error *error)
{
    Features *points = &design->shapes[FEATURE_POINT];
    DesignObject lamp = {.kind = DESIGN_LAMP, .change = CHANGE_NEW, .reach_m = ground->config->light_reach_m, .direction_deg = NAN, .angle_deg = NAN, .shape = FEATURE_POINT, .feature = points->count};
    snprintf(lamp.name, sizeof lamp.name, _("proposal %zu"), number);
    return features_add(points, error) && features_add_part(points, error) && features_add_vertex(points, spot->x_m, spot->y_m, error) && design_add(design, &lamp, error);
}

bool verdict_propose(const Ground *ground, size_t lamps, Design *ret_design, Error *error)
{
    const Analysis *analysis = ground->analysis;
    const Features *streets = &analysis->municipality.layer[ROLE_STREET].features;
    ReachState state = {analysis->selection.points.weight, analysis->dark, ground->seen, ground->lit};
    if (streets->count == 0) return error_set(error, ERROR_INPUT, _("There is no layer with streets along which lamps could stand; add one with `brandpunt layer add FILE --role street`."));
    Spot *spots = calloc(lamps, sizeof *spots);
    if (spots == NULL) return error_memory(error, (double)lamps * sizeof *spots);
    size_t count = 0;
    Design design = design_init();
    bool ok = spots_choose(streets, &ground->space, &ground->report_places, &ground->sight, &state, ground->config->light_reach_m, ground->config->spot_step_m, lamps, spots, &count, error);
    if (ok && count == 0) ok = error_set(error, ERROR_INPUT, _("No dark report along the streets is out of reach of a working lamp; there is no spot to propose."));
    for (size_t i = 0; ok && i < count; i++) ok = add_lamp(ground, &spots[i], i + 1, &design, error);
    free(spots);
    if (ok) {
        if (count < lamps)
            design_add_note(&design, ngettext("Only %zu spot reaches a dark report that has no lamp yet.", "Only %zu spots reach a dark report that has no lamp yet.", count), count);
        *ret_design = design;
    } else {
        design_free(&design);
    }
    return ok;
}
