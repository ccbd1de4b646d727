#include "geo/lighting.h"

#include "geo/segments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sums of weights that differ by less are equal: they were added in another order. */
static const double SAME_WEIGHT = 1e-9;
/* A point this little beyond its reach is within it: the stretch was found by a square root. */
static const double HAIR_M = 1e-6;

static void *new_array(size_t count, size_t size, Error *error)
{
    void *array = calloc(count + 1, size);
    if (array == NULL) error_memory(error, (double)count * (double)size);
    return array;
}

/* Places in buckets as wide as a reach. */
static bool index_places(const double *x_m, const double *y_m, size_t count, double reach_m, Segments *ret_places, Error *error)
{
    Features layer = features_init(FEATURE_POINT);
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++)
        ok = features_add(&layer, error) && features_add_part(&layer, error) && features_add_vertex(&layer, x_m[i], y_m[i], error);
    ok = ok && segments_of_features(&layer, reach_m, ret_places, error);
    features_free(&layer);
    return ok;
}

/* A straight piece of a street, from a in the direction of a unit vector. */
typedef struct Piece {
    double ax, ay, ux, uy, length_m;
} Piece;

static Piece piece_of(const Features *lines, size_t vertex)
{
    double dx = lines->x_m[vertex + 1] - lines->x_m[vertex], dy = lines->y_m[vertex + 1] - lines->y_m[vertex], length = hypot(dx, dy);
    return (Piece){lines->x_m[vertex], lines->y_m[vertex], length > 0 ? dx / length : 0, length > 0 ? dy / length : 0, length};
}

/* A place near a piece: how far along it lies, the square of its distance to the piece's line, and the stretch within reach. */
typedef struct Near {
    size_t item;
    double along_m, aside_m2, from_m, to_m;
} Near;

static bool is_near(const Piece *piece, double x_m, double y_m, double reach_m, Near *ret_near)
{
    double dx = x_m - piece->ax, dy = y_m - piece->ay, along = dx * piece->ux + dy * piece->uy, aside = dx * piece->uy - dy * piece->ux;
    double half = reach_m * reach_m - aside * aside;
    if (half < 0) return false;
    half = sqrt(half);
    if (along + half < 0 || along - half > piece->length_m) return false;
    ret_near->along_m = along;
    ret_near->aside_m2 = aside * aside;
    ret_near->from_m = fmax(0, along - half);
    ret_near->to_m = fmin(piece->length_m, along + half);
    return true;
}

typedef struct NearList {
    Near *near;
    size_t count, capacity;
} NearList;

static bool near_add(NearList *list, Near near)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 64;
        Near *grown = realloc(list->near, capacity * sizeof *grown);
        if (grown == NULL) return false;
        list->near = grown;
        list->capacity = capacity;
    }
    list->near[list->count++] = near;
    return true;
}

/* Adds the places within reach of a piece, bucket by bucket. */
static bool find_near(const Segments *places, const Piece *piece, double reach_m, NearList *list)
{
    double bx = piece->ax + piece->ux * piece->length_m, by = piece->ay + piece->uy * piece->length_m;
    Box box = box_grow((Box){fmin(piece->ax, bx), fmin(piece->ay, by), fmax(piece->ax, bx), fmax(piece->ay, by)}, reach_m);
    if (places->count == 0 || !box_overlaps(box, places->box)) return true;
    for (int row = segments_row(places, box.y_min); row <= segments_row(places, box.y_max); row++) {
        for (int column = segments_column(places, box.x_min); column <= segments_column(places, box.x_max); column++) {
            size_t bucket = (size_t)row * (size_t)places->columns + (size_t)column;
            for (size_t k = places->start[bucket]; k < places->start[bucket + 1]; k++) {
                uint32_t item = places->item[k];
                Near near = {.item = places->feature[item]};
                if (is_near(piece, places->ax[item], places->ay[item], reach_m, &near) && !near_add(list, near)) return false;
            }
        }
    }
    return true;
}

/* ---- light along a street ---- */

static double square_at(const Near *near, double at_m)
{
    return (at_m - near->along_m) * (at_m - near->along_m) + near->aside_m2;
}

/* The nearest of the list to a place on the piece; of equals the one that lies farther along, which is the nearer one next, then
 * the first of the layer. */
static size_t nearest_at(const NearList *list, double at_m)
{
    size_t best = 0;
    for (size_t k = 1; k < list->count; k++) {
        double a = square_at(&list->near[k], at_m), b = square_at(&list->near[best], at_m);
        const Near *p = &list->near[k], *q = &list->near[best];
        if (a < b || (a == b && (p->along_m > q->along_m || (p->along_m == q->along_m && p->item < q->item)))) best = k;
    }
    return best;
}

/* Where another one becomes the nearest: the squared distances differ by a straight line, so two of them cross once. */
static double next_change(const NearList *list, size_t current, double at_m, double end_m, size_t *ret_next)
{
    const Near *c = &list->near[current];
    double first = end_m;
    *ret_next = current;
    for (size_t k = 0; k < list->count; k++) {
        const Near *n = &list->near[k];
        if (!(n->along_m > c->along_m)) continue;
        double cross = 0.5 * (n->along_m + c->along_m) + 0.5 * (n->aside_m2 - c->aside_m2) / (n->along_m - c->along_m);
        if (cross < at_m) cross = at_m;
        if (cross < first || (cross == first && *ret_next != current && n->along_m > list->near[*ret_next].along_m)) first = cross, *ret_next = k;
    }
    return first;
}

typedef struct LightSum {
    double length_m, lit_m, known_m, lux_m, below_m, lowest;
} LightSum;

static void add_lit(LightSum *sum, double length_m, double lux, double minimum_lux)
{
    if (!(length_m > 0)) return;
    sum->lit_m += length_m;
    if (isnan(lux)) return;
    sum->known_m += length_m;
    sum->lux_m += lux * length_m;
    sum->lowest = fmin(sum->lowest, lux);
    if (lux < minimum_lux) sum->below_m += length_m;
}

/* Walks along a piece from one nearest lamp to the next. */
static void add_piece_light(const Piece *piece, const NearList *list, const double *lux, double minimum_lux, LightSum *sum)
{
    sum->length_m += piece->length_m;
    if (list->count == 0) return;
    double at = 0;
    for (size_t current = nearest_at(list, 0), steps = 0; steps <= list->count; steps++) {
        size_t next;
        double until = next_change(list, current, at, piece->length_m, &next);
        const Near *near = &list->near[current];
        add_lit(sum, fmin(until, near->to_m) - fmax(at, near->from_m), lux[near->item], minimum_lux);
        if (next == current) break;
        at = until;
        current = next;
    }
}

static StreetLight light_of(const LightSum *sum, LightingClass target, StreetLight counts)
{
    StreetLight light = counts;
    double unlit = fmax(0, sum->length_m - sum->lit_m);
    if (unlit < HAIR_M) unlit = 0;
    light.unlit_m = unlit;
    light.unknown_m = fmax(0, sum->lit_m - sum->known_m);
    bool known = 2 * sum->known_m >= sum->lit_m && sum->known_m + unlit > 0;
    light.lux_mean = known ? sum->lux_m / (sum->known_m + unlit) : (double)NAN;
    light.lux_lowest = !known ? (double)NAN : unlit > 0 ? 0 : sum->lowest;
    light.below_minimum_m = isnan(target.minimum_lux) ? (double)NAN : sum->below_m + unlit;
    light.deficit = fmax(0, fmin(1, 1 - (sum->lux_m + target.mean_lux * light.unknown_m) / (target.mean_lux * sum->length_m)));
    if (isnan(target.mean_lux)) light.deficit = NAN;
    return light;
}

/* The lamps in two indexes: those that light, with their lux, and those that are broken. */
typedef struct LampIndex {
    Segments working, broken;
    double *lux;
    uint8_t *unknown;
    size_t working_count, broken_count;
} LampIndex;

static void lamps_free(LampIndex *lamps)
{
    segments_free(&lamps->working);
    segments_free(&lamps->broken);
    free(lamps->lux);
    free(lamps->unknown);
}

static bool lamps_index(const Lamp *lamp, size_t count, double reach_m, LampIndex *ret_lamps, Error *error)
{
    LampIndex lamps = {0};
    double *x = new_array(2 * count, sizeof *x, error), *y = x != NULL ? new_array(2 * count, sizeof *y, error) : NULL;
    bool ok = y != NULL && (lamps.lux = new_array(count, sizeof *lamps.lux, error)) != NULL && (lamps.unknown = new_array(count, 1, error)) != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        if (!isfinite(lamp[i].x_m) || !isfinite(lamp[i].y_m))
            ok = error_set(error, ERROR_INPUT, _("Lamp %zu has no place; give its coordinates or leave it out."), i + 1);
        bool broken = lamp[i].state == LAMP_BROKEN;
        size_t at = broken ? count + lamps.broken_count++ : lamps.working_count;
        x[at] = lamp[i].x_m;
        y[at] = lamp[i].y_m;
        if (broken) continue;
        lamps.lux[lamps.working_count] = lamp[i].lux;
        lamps.unknown[lamps.working_count++] = lamp[i].state == LAMP_UNKNOWN;
    }
    ok = ok && index_places(x, y, lamps.working_count, reach_m, &lamps.working, error) && index_places(x + count, y + count, lamps.broken_count, reach_m, &lamps.broken, error);
    free(x);
    free(y);
    if (ok) *ret_lamps = lamps;
    else lamps_free(&lamps);
    return ok;
}

static int compare_items(const void *left, const void *right)
{
    size_t a = *(const size_t *)left, b = *(const size_t *)right;
    return (a > b) - (a < b);
}

/* The distinct places near any piece of an edge; flagged counts those among them. */
typedef struct Around {
    size_t *item, count, capacity;
} Around;

static bool around_add(Around *around, const NearList *list)
{
    if (around->count + list->count > around->capacity) {
        size_t capacity = 2 * (around->count + list->count), *grown = realloc(around->item, capacity * sizeof *grown);
        if (grown == NULL) return false;
        around->item = grown;
        around->capacity = capacity;
    }
    for (size_t k = 0; k < list->count; k++) around->item[around->count++] = list->near[k].item;
    return true;
}

static size_t around_count(Around *around, const uint8_t *flag, size_t *ret_flagged)
{
    size_t distinct = 0, flagged = 0;
    if (around->count > 0) qsort(around->item, around->count, sizeof *around->item, compare_items);
    for (size_t k = 0; k < around->count; k++) {
        if (k > 0 && around->item[k] == around->item[k - 1]) continue;
        distinct++;
        if (flag != NULL && flag[around->item[k]]) flagged++;
    }
    if (ret_flagged != NULL) *ret_flagged = flagged;
    return distinct;
}

/* What one thread needs. */
typedef struct StreetWork {
    NearList near;
    Around working, broken;
} StreetWork;

static bool light_edge(const Network *network, size_t edge, const LampIndex *lamps, LightingClass target, double reach_m, StreetWork *work, StreetLight *ret_light)
{
    LightSum sum = {.lowest = INFINITY};
    work->working.count = work->broken.count = 0;
    for (size_t v = network->lines.vertex_start[edge]; v + 1 < network->lines.vertex_start[edge + 1]; v++) {
        Piece piece = piece_of(&network->lines, v);
        work->near.count = 0;
        if (!find_near(&lamps->broken, &piece, reach_m, &work->near) || !around_add(&work->broken, &work->near)) return false;
        work->near.count = 0;
        if (!find_near(&lamps->working, &piece, reach_m, &work->near) || !around_add(&work->working, &work->near)) return false;
        add_piece_light(&piece, &work->near, lamps->lux, target.minimum_lux, &sum);
    }
    StreetLight counts = {0};
    counts.lamps = around_count(&work->working, lamps->unknown, &counts.state_unknown);
    counts.broken = around_count(&work->broken, NULL, NULL);
    *ret_light = light_of(&sum, target, counts);
    return true;
}

bool lighting_streets(const Network *network, const Lamp *lamp, size_t lamp_count, const LightingClass *target, double reach_m, StreetLight *ret_light, Error *error)
{
    LampIndex lamps;
    if (!(reach_m > 0 && isfinite(reach_m))) return error_set(error, ERROR_INPUT, _("The reach of a lamp must be above 0 m, and it is %g."), reach_m);
    if (!lamps_index(lamp, lamp_count, reach_m, &lamps, error)) return false;
    bool failed = false;
#pragma omp parallel
    {
        StreetWork work = {0};
#pragma omp for schedule(dynamic, 64)
        for (size_t e = 0; e < network->edge_count; e++) {
            if (light_edge(network, e, &lamps, target[e], reach_m, &work, &ret_light[e])) continue;
#pragma omp atomic write
            failed = true;
        }
        free(work.near.near);
        free(work.working.item);
        free(work.broken.item);
    }
    lamps_free(&lamps);
    return !failed || error_memory(error, (double)lamp_count * sizeof(Near));
}

/* ---- choosing ---- */

/* Marks what a spot reaches, and counts it in the order of the points. */
static void take_spot(const UnlitPoints *points, double reach_m, uint8_t *reached, LightingSpot *spot)
{
    spot->points = 0;
    spot->weight = 0;
    for (size_t i = 0; i < points->count; i++) {
        if (reached[i] || hypot(points->x_m[i] - spot->x_m, points->y_m[i] - spot->y_m) > reach_m + HAIR_M) continue;
        reached[i] = 1;
        spot->points++;
        spot->weight += points->weight[i];
    }
}

bool lighting_choose_sites(const double *x_m, const double *y_m, size_t sites, const UnlitPoints *points, double reach_m, size_t most, uint8_t *reached,
                           LightingSpot *ret_spot, size_t *ret_count, Error *error)
{
    Segments places = {0};
    NearList list = {0};
    if (!index_places(points->x_m, points->y_m, points->count, reach_m, &places, error)) return false;
    bool ok = true;
    *ret_count = 0;
    while (ok && *ret_count < most) {
        double best = 0;
        size_t chosen = sites;
        for (size_t s = 0; ok && s < sites; s++) {
            double weight = 0;
            list.count = 0;
            ok = find_near(&places, &(Piece){x_m[s], y_m[s], 1, 0, 0}, reach_m + HAIR_M, &list) || error_memory(error, (double)points->count * sizeof(Near));
            for (size_t k = 0; ok && k < list.count; k++) weight += reached[list.near[k].item] ? 0 : points->weight[list.near[k].item];
            if (weight > best + SAME_WEIGHT) best = weight, chosen = s;
        }
        if (!ok || chosen == sites) break;
        LightingSpot *spot = &ret_spot[(*ret_count)++];
        *spot = (LightingSpot){.site = chosen, .x_m = x_m[chosen], .y_m = y_m[chosen]};
        take_spot(points, reach_m, reached, spot);
    }
    segments_free(&places);
    free(list.near);
    return ok;
}

/* A straight piece with the points near it: list[start .. end) of all, and the best place on it of those not reached yet. */
typedef struct Candidate {
    size_t edge, start, end;
    Piece piece;
    double before_m; /* along the edge, before the piece */
    double gain, best_m;
    bool stale;
} Candidate;

typedef struct Candidates {
    Candidate *candidate;
    size_t count;
    NearList near;
} Candidates;

static bool list_candidates(const Network *network, const uint8_t *allowed, const Segments *places, double reach_m, Candidates *all, Error *error)
{
    if ((all->candidate = new_array(features_vertices(&network->lines), sizeof *all->candidate, error)) == NULL) return false;
    for (size_t e = 0; e < network->edge_count; e++) {
        if (allowed != NULL && !allowed[e]) continue;
        double before = 0;
        for (size_t v = network->lines.vertex_start[e]; v + 1 < network->lines.vertex_start[e + 1]; v++) {
            Candidate candidate = {.edge = e, .start = all->near.count, .piece = piece_of(&network->lines, v), .before_m = before, .stale = true};
            before += candidate.piece.length_m;
            if (!find_near(places, &candidate.piece, reach_m, &all->near)) return error_memory(error, (double)all->near.count * sizeof(Near));
            candidate.end = all->near.count;
            if (candidate.end > candidate.start) all->candidate[all->count++] = candidate;
        }
    }
    return true;
}

/* A stretch begins or ends. */
typedef struct Event {
    double at_m, weight;
    int begins;
} Event;

static int compare_events(const void *left, const void *right)
{
    const Event *a = left, *b = right;
    if (a->at_m != b->at_m) return a->at_m < b->at_m ? -1 : 1;
    return b->begins - a->begins; /* a stretch holds its ends: where one ends another may begin */
}

/* The middle of the first stretch of a piece that reaches the most. */
static void find_best(Candidate *candidate, const Near *near, const UnlitPoints *points, const uint8_t *reached, Event *event)
{
    size_t events = 0;
    double sum = 0;
    candidate->gain = candidate->best_m = 0;
    candidate->stale = false;
    for (size_t k = candidate->start; k < candidate->end; k++) {
        if (reached[near[k].item]) continue;
        double weight = points->weight[near[k].item];
        event[events++] = (Event){near[k].from_m, weight, 1};
        event[events++] = (Event){near[k].to_m, -weight, 0};
    }
    if (events > 0) qsort(event, events, sizeof *event, compare_events);
    for (size_t i = 0; i + 1 < events; i++) {
        sum += event[i].weight;
        if (!(event[i].begins && sum > candidate->gain + SAME_WEIGHT)) continue;
        candidate->gain = sum;
        candidate->best_m = 0.5 * (event[i].at_m + event[i + 1].at_m);
    }
}

static size_t most_events(const Candidates *all)
{
    size_t most = 0;
    for (size_t c = 0; c < all->count; c++)
        if (all->candidate[c].end - all->candidate[c].start > most) most = all->candidate[c].end - all->candidate[c].start;
    return 2 * most;
}

/* A piece whose points were reached since must be looked at anew. */
static void mark_stale(Candidates *all, const uint8_t *reached, const uint8_t *before)
{
    for (size_t c = 0; c < all->count; c++)
        for (size_t k = all->candidate[c].start; k < all->candidate[c].end && !all->candidate[c].stale; k++)
            all->candidate[c].stale = reached[all->near.near[k].item] != before[all->near.near[k].item];
}

static void choose_from(Candidates *all, const UnlitPoints *points, double reach_m, size_t most, uint8_t *reached, uint8_t *before, Event *event, LightingSpot *ret_spot,
                        size_t *ret_count)
{
    *ret_count = 0;
    while (*ret_count < most) {
        const Candidate *best = NULL;
        for (size_t c = 0; c < all->count; c++) {
            Candidate *candidate = &all->candidate[c];
            if (candidate->stale) find_best(candidate, all->near.near, points, reached, event);
            if (candidate->gain > (best != NULL ? best->gain : 0) + SAME_WEIGHT) best = candidate;
        }
        if (best == NULL) break;
        LightingSpot *spot = &ret_spot[(*ret_count)++];
        *spot = (LightingSpot){.site = best->edge, .position_m = best->before_m + best->best_m, .x_m = best->piece.ax + best->best_m * best->piece.ux,
                               .y_m = best->piece.ay + best->best_m * best->piece.uy};
        if (points->count > 0) memcpy(before, reached, points->count);
        take_spot(points, reach_m, reached, spot);
        mark_stale(all, reached, before);
    }
}

bool lighting_choose_spots(const Network *network, const uint8_t *allowed, const UnlitPoints *points, double reach_m, size_t most, uint8_t *reached,
                           LightingSpot *ret_spot, size_t *ret_count, Error *error)
{
    Segments places = {0};
    Candidates all = {0};
    Event *event = NULL;
    uint8_t *before = NULL;
    bool ok = index_places(points->x_m, points->y_m, points->count, reach_m, &places, error) && list_candidates(network, allowed, &places, reach_m, &all, error) &&
              (event = new_array(most_events(&all), sizeof *event, error)) != NULL && (before = new_array(points->count, 1, error)) != NULL;
    if (ok) choose_from(&all, points, reach_m, most, reached, before, event, ret_spot, ret_count);
    segments_free(&places);
    free(all.candidate);
    free(all.near.near);
    free(event);
    free(before);
    return ok;
}
