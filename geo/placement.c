#include "geo/placement.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

static const double TURN = 6.28318530717958647692;

enum { TRIES = 10000 };

/* ---- public space ---- */

void public_space_free(PublicSpace *space)
{
    segments_free(&space->streets);
    free(space->length_m);
    polygon_index_free(&space->boundary);
    polygon_index_free(&space->buildings);
    polygon_index_free(&space->water);
    *space = (PublicSpace){0};
}

/* Only the streets near the boundary, so that few draws are in vain. */
static bool measure_streets(PublicSpace *space, Error *error)
{
    const Segments *streets = &space->streets;
    space->length_m = malloc((streets->count + 1) * sizeof *space->length_m);
    if (space->length_m == NULL) return error_memory(error, (double)streets->count * sizeof(double));
    double sum = 0;
    for (size_t i = 0; i < streets->count; i++) {
        Box box = {fmin(streets->ax[i], streets->bx[i]), fmin(streets->ay[i], streets->by[i]), fmax(streets->ax[i], streets->bx[i]),
                   fmax(streets->ay[i], streets->by[i])};
        if (box_overlaps(box, space->box)) sum += hypot(streets->bx[i] - streets->ax[i], streets->by[i] - streets->ay[i]);
        space->length_m[i] = sum;
    }
    return true;
}

bool public_space_init(const Features *boundary, const Features *streets, const Features *buildings, const Features *water, PublicSpace *ret_space,
                       Error *error)
{
    PublicSpace space = {.box = features_box(boundary)};
    Features none = features_init(FEATURE_POLYGON);
    bool done = polygon_index_init(boundary, &space.boundary, error) && polygon_index_init(buildings->count > 0 ? buildings : &none, &space.buildings, error) &&
                polygon_index_init(water->kind == FEATURE_POLYGON ? water : &none, &space.water, error) &&
                segments_of_features(streets, 0, &space.streets, error) && measure_streets(&space, error);
    features_free(&none);
    if (done)
        *ret_space = space;
    else
        public_space_free(&space);
    return done;
}

bool public_space_holds(const PublicSpace *space, double x_m, double y_m)
{
    return polygon_index_find(&space->boundary, x_m, y_m) >= 0 && polygon_index_find(&space->buildings, x_m, y_m) < 0 &&
           polygon_index_find(&space->water, x_m, y_m) < 0;
}

/* The segment in which a distance along all streets lies. */
static size_t segment_at(const PublicSpace *space, double along_m)
{
    size_t low = 0, high = space->streets.count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (space->length_m[middle] > along_m) high = middle;
        else low = middle + 1;
    }
    return low;
}

static void draw_along_streets(const PublicSpace *space, Random *random, double *ret_x_m, double *ret_y_m)
{
    const Segments *streets = &space->streets;
    double along = random_uniform(random) * space->length_m[streets->count - 1], aside = (2 * random_uniform(random) - 1) * STREET_SIDE_M;
    size_t i = segment_at(space, along);
    double run = streets->bx[i] - streets->ax[i], rise = streets->by[i] - streets->ay[i], length = hypot(run, rise);
    double t = length > 0 ? 1 - (space->length_m[i] - along) / length : 0;
    *ret_x_m = streets->ax[i] + t * run - (length > 0 ? aside * rise / length : 0);
    *ret_y_m = streets->ay[i] + t * rise + (length > 0 ? aside * run / length : 0);
}

bool public_space_draw(const PublicSpace *space, Random *random, double *ret_x_m, double *ret_y_m)
{
    bool streets = space->streets.count > 0 && space->length_m[space->streets.count - 1] > 0;
    for (int tries = 0; tries < TRIES; tries++) {
        double x, y;
        if (streets) {
            draw_along_streets(space, random, &x, &y);
        } else {
            x = space->box.x_min + random_uniform(random) * (space->box.x_max - space->box.x_min);
            y = space->box.y_min + random_uniform(random) * (space->box.y_max - space->box.y_min);
        }
        if (!public_space_holds(space, x, y)) continue;
        *ret_x_m = x;
        *ret_y_m = y;
        return true;
    }
    return false;
}

/* ---- against chance ---- */

enum { MARK_SEEN = 1, MARK_LIT = 2, MARK_COUNTED = 4 };

static double reached_share(bool seen, bool lit, float dark)
{
    if (seen) return 1;
    return lit && !isnan(dark) ? (double)dark : 0;
}

/* Marks what one object reaches; the places that it is the first to mark are put after those found before. */
static size_t mark(const PlacementObject *object, const ReachObject *shape, const ReachPlaces *places, const Sight *sight, uint8_t *marks, uint32_t *found,
                   size_t count)
{
    size_t reached = reach_find(places, shape, sight, found + count), kept = count;
    for (size_t k = count; k < count + reached; k++) {
        uint32_t i = found[k];
        if (marks[i] == 0) found[kept++] = i;
        marks[i] |= object->lights ? MARK_LIT : MARK_SEEN;
    }
    return kept;
}

/* What the marked reports gain; clears the marks. */
static double take_gain(const ReachState *state, uint8_t *marks, const uint32_t *found, size_t count)
{
    double gain = 0;
    for (size_t k = 0; k < count; k++) {
        uint32_t i = found[k];
        double before = reached_share(state->seen[i], state->lit[i], state->dark[i]);
        double after = reached_share(state->seen[i] || (marks[i] & MARK_SEEN), state->lit[i] || (marks[i] & MARK_LIT), state->dark[i]);
        gain += state->weight[i] * (after - before);
        marks[i] = 0;
    }
    return gain;
}

double placement_gain(const PlacementObject *object, size_t count, const ReachPlaces *places, const Sight *sight, const ReachState *state, uint8_t *scratch,
                      uint32_t *found)
{
    size_t reached = 0;
    for (size_t i = 0; i < count; i++) reached = mark(&object[i], &object[i].object, places, sight, scratch, found, reached);
    return take_gain(state, scratch, found, reached);
}

/* What one thread works with. `found` holds the places twice: those marked, and behind them those an object reaches. */
typedef struct Workbench {
    uint8_t *marks;
    uint32_t *found;
    double *x_m, *y_m;
    size_t *part_start;
} Workbench;

static void workbench_free(Workbench *bench)
{
    free(bench->marks);
    free(bench->found);
    free(bench->x_m);
    free(bench->y_m);
    free(bench->part_start);
}

/* Parts are never more than vertices. */
static bool workbench_make(size_t places, size_t vertices, Workbench *ret_bench)
{
    *ret_bench = (Workbench){calloc(places + 1, 1), malloc((2 * places + 1) * sizeof(uint32_t)), malloc((vertices + 1) * sizeof(double)),
                             malloc((vertices + 1) * sizeof(double)), malloc((vertices + 2) * sizeof(size_t))};
    return ret_bench->marks != NULL && ret_bench->found != NULL && ret_bench->x_m != NULL && ret_bench->y_m != NULL && ret_bench->part_start != NULL;
}

/* The object turned about its middle and set down with that middle at a place. */
static ReachObject set_down(const ReachObject *object, double x_m, double y_m, double turn, const Workbench *bench)
{
    ReachObject moved = *object;
    size_t first = object->part_start[0], end = object->part_start[object->part_count];
    Box box = box_grow(reach_box(object), -object->reach_m);
    double middle_x = (box.x_min + box.x_max) / 2, middle_y = (box.y_min + box.y_max) / 2, c = cos(turn * TURN), s = sin(turn * TURN);
    for (size_t v = first; v < end; v++) {
        double east = object->x_m[v] - middle_x, north = object->y_m[v] - middle_y;
        bench->x_m[v - first] = x_m + c * east + s * north;
        bench->y_m[v - first] = y_m - s * east + c * north;
    }
    for (size_t part = 0; part <= object->part_count; part++) bench->part_start[part] = object->part_start[part] - first;
    moved.part_start = bench->part_start;
    moved.x_m = bench->x_m;
    moved.y_m = bench->y_m;
    moved.direction_deg = isnan(object->direction_deg) ? (double)NAN : object->direction_deg + 360 * turn;
    return moved;
}

static bool place_once(const PlacementObject *object, size_t count, const PublicSpace *space, const ReachPlaces *places, const Sight *sight,
                       const ReachState *state, Random random, Workbench *bench, double *ret_gain)
{
    size_t reached = 0;
    bool found = true;
    for (size_t i = 0; i < count && found; i++) {
        double x, y, turn = random_uniform(&random);
        found = public_space_draw(space, &random, &x, &y);
        if (!found) break;
        ReachObject moved = set_down(&object[i].object, x, y, turn, bench);
        reached = mark(&object[i], &moved, places, sight, bench->marks, bench->found, reached);
    }
    *ret_gain = take_gain(state, bench->marks, bench->found, reached);
    return found;
}

bool placement_chance(const PlacementObject *object, size_t count, const PublicSpace *space, const ReachPlaces *places, const Sight *sight,
                      const ReachState *state, size_t placements, uint64_t seed, int threads, double *ret_gain, Error *error)
{
    bool memory = true, room = true;
    size_t vertices = 0;
    for (size_t i = 0; i < count; i++) {
        const ReachObject *shape = &object[i].object;
        size_t own = shape->part_start[shape->part_count] - shape->part_start[0];
        if (own > vertices) vertices = own;
    }
    int team = threads > 0 ? threads : omp_get_max_threads();
#pragma omp parallel num_threads(team) reduction(&& : memory, room)
    {
        Workbench bench;
        memory = workbench_make(places->count, vertices, &bench);
#pragma omp for schedule(dynamic, 8)
        for (size_t p = 0; p < placements; p++)
            if (memory && room) room = place_once(object, count, space, places, sight, state, random_stream(seed, p), &bench, &ret_gain[p]);
        workbench_free(&bench);
    }
    if (!memory) return error_memory(error, 9.0 * (double)places->count * team);
    if (!room)
        return error_set(error, ERROR_INPUT, _("No public space is left inside the boundary, outside buildings and water; look at these layers in QGIS."));
    return true;
}

double placement_percentile(double gain, const double *chance, size_t placements)
{
    double below = 0, hair = 1e-9 * fabs(gain);
    for (size_t p = 0; p < placements; p++) below += chance[p] < gain - hair ? 1 : chance[p] <= gain + hair ? 0.5 : 0;
    return placements > 0 ? 100 * below / (double)placements : (double)NAN;
}

/* ---- spots for lamps ---- */

/* Candidates with what they reach: member[start[c]] .. member[start[c + 1] - 1]. */
typedef struct Candidates {
    size_t count, capacity, members, member_capacity;
    double *x_m, *y_m;
    size_t *start;
    uint32_t *member;
    double *bound; /* dark weight it reached when last looked at: never less than what it reaches now */
} Candidates;

static void candidates_free(Candidates *candidates)
{
    free(candidates->x_m);
    free(candidates->y_m);
    free(candidates->start);
    free(candidates->member);
    free(candidates->bound);
}

static bool grow(void **array, size_t count, size_t size, Error *error)
{
    void *grown = realloc(*array, count * size);
    if (grown == NULL) return error_memory(error, (double)count * (double)size);
    *array = grown;
    return true;
}

static bool make_room(Candidates *candidates, size_t members, Error *error)
{
    if (candidates->count + 2 > candidates->capacity) {
        size_t capacity = 2 * candidates->capacity + 1024;
        if (!grow((void **)&candidates->x_m, capacity, sizeof(double), error) || !grow((void **)&candidates->y_m, capacity, sizeof(double), error) ||
            !grow((void **)&candidates->start, capacity, sizeof(size_t), error) || !grow((void **)&candidates->bound, capacity, sizeof(double), error))
            return false;
        candidates->capacity = capacity;
    }
    if (candidates->members + members > candidates->member_capacity) {
        size_t capacity = 2 * candidates->member_capacity + members + 1024;
        if (!grow((void **)&candidates->member, capacity, sizeof(uint32_t), error)) return false;
        candidates->member_capacity = capacity;
    }
    return true;
}

/* Its dark weight that nothing reaches yet: a lamp adds nothing where a camera already sees. */
static double dark_left(const ReachState *state, const uint8_t *lit, uint32_t i)
{
    return lit[i] || state->seen[i] || isnan(state->dark[i]) ? 0 : state->weight[i] * (double)state->dark[i];
}

/* What a search along the streets needs. */
typedef struct SpotSearch {
    const PublicSpace *space;
    const ReachPlaces *places;
    const Sight *sight;
    const ReachState *state;
    double reach_m;
    uint8_t *lit;
    uint32_t *found;
    Candidates candidates;
} SpotSearch;

static bool add_candidate(SpotSearch *search, double x_m, double y_m, Error *error)
{
    Candidates *candidates = &search->candidates;
    const size_t part[] = {0, 1};
    ReachObject lamp = {FEATURE_POINT, 1, part, &x_m, &y_m, search->reach_m, NAN, NAN, true};
    double sum = 0;
    size_t kept = 0, reached = reach_find(search->places, &lamp, NULL, search->found);
    /* Most of the town has no dark report near; the dear questions are asked where it has. */
    for (size_t k = 0; k < reached; k++)
        if (dark_left(search->state, search->lit, search->found[k]) > 0) search->found[kept++] = search->found[k];
    if (kept == 0 || !public_space_holds(search->space, x_m, y_m)) return true;
    if (!make_room(candidates, kept, error)) return false;
    size_t first = candidates->members;
    for (size_t k = 0; k < kept; k++) {
        uint32_t i = search->found[k];
        if (search->sight != NULL && !sight_is_clear(search->sight, x_m, y_m, search->places->x_m[i], search->places->y_m[i])) continue;
        candidates->member[candidates->members++] = i;
        sum += dark_left(search->state, search->lit, i);
    }
    if (candidates->members == first) return true;
    candidates->x_m[candidates->count] = x_m;
    candidates->y_m[candidates->count] = y_m;
    candidates->start[candidates->count] = first;
    candidates->bound[candidates->count] = sum;
    candidates->start[++candidates->count] = candidates->members;
    return true;
}

/* From the beginning of each line on, every step, and its end. */
static bool gather(const Features *streets, double step_m, SpotSearch *search, Error *error)
{
    for (size_t part = 0; part < features_parts(streets); part++) {
        double ahead = 0; /* to the next spot */
        size_t end = streets->vertex_start[part + 1];
        for (size_t v = streets->vertex_start[part]; v + 1 < end; v++) {
            double ax = streets->x_m[v], ay = streets->y_m[v], run = streets->x_m[v + 1] - ax, rise = streets->y_m[v + 1] - ay, length = hypot(run, rise);
            for (; ahead < length; ahead += step_m)
                if (!add_candidate(search, ax + ahead / length * run, ay + ahead / length * rise, error)) return false;
            ahead -= length;
            if (v + 2 == end && !add_candidate(search, ax + run, ay + rise, error)) return false;
        }
    }
    return true;
}

static double worth(const SpotSearch *search, size_t candidate)
{
    double sum = 0;
    for (size_t k = search->candidates.start[candidate]; k < search->candidates.start[candidate + 1]; k++)
        sum += dark_left(search->state, search->lit, search->candidates.member[k]);
    return sum;
}

/* The best candidate now. What a candidate reaches only ever becomes less, so one whose bound does not beat the best found
 * need not be looked at again (Minoux 1978). */
static ptrdiff_t choose(SpotSearch *search, double *ret_worth)
{
    ptrdiff_t best = -1;
    double most = 0;
    for (size_t c = 0; c < search->candidates.count; c++) {
        if (search->candidates.bound[c] <= most) continue;
        search->candidates.bound[c] = worth(search, c);
        if (search->candidates.bound[c] > most) most = search->candidates.bound[c], best = (ptrdiff_t)c;
    }
    *ret_worth = most;
    return best;
}

static Spot take(SpotSearch *search, size_t candidate, double dark)
{
    Spot spot = {search->candidates.x_m[candidate], search->candidates.y_m[candidate], 0, dark};
    for (size_t k = search->candidates.start[candidate]; k < search->candidates.start[candidate + 1]; k++) {
        uint32_t i = search->candidates.member[k];
        spot.reports += dark_left(search->state, search->lit, i) > 0;
        search->lit[i] = 1;
    }
    return spot;
}

bool spots_choose(const Features *streets, const PublicSpace *space, const ReachPlaces *places, const Sight *sight, const ReachState *state, double reach_m,
                  double step_m, size_t wanted, Spot *ret_spot, size_t *ret_count, Error *error)
{
    SpotSearch search = {space, places, sight, state, reach_m, malloc(places->count + 1), malloc((places->count + 1) * sizeof(uint32_t)), {0}};
    bool done = (search.lit != NULL && search.found != NULL) || error_memory(error, 5.0 * (double)places->count);
    size_t count = 0;
    if (done && places->count > 0) memcpy(search.lit, state->lit, places->count);
    done = done && gather(streets, step_m, &search, error);
    while (done && count < wanted) {
        double dark;
        ptrdiff_t best = choose(&search, &dark);
        if (best < 0) break;
        ret_spot[count++] = take(&search, (size_t)best, dark);
    }
    free(search.lit);
    free(search.found);
    candidates_free(&search.candidates);
    if (done) *ret_count = count;
    return done;
}
