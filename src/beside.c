#include "src/beside.h"

#include "src/side.h"
#include "src/wording.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void beside_free(Beside *beside)
{
    for (int s = 0; s < BESIDE_SETS; s++) analysis_free(&beside->analysis[s]);
    features_free(&beside->shared);
    features_free(&beside->places);
    free(beside->place);
    *beside = (Beside){0};
}

static bool analyse(Store *store, const Config *config, Beside *beside, size_t s, Error *error)
{
    Config *own = malloc(sizeof *own);
    if (own == NULL) return error_memory(error, sizeof *own);
    bool ok = side_choose(config, beside->word[s], "beside", own, beside->name[s], error);
    if (ok) snprintf(beside->label[s], sizeof beside->label[s], "%.250s", side_label(own));
    for (size_t before = 0; ok && before < s; before++)
        if (strcmp(beside->name[before], beside->name[s]) == 0) ok = error_set(error, ERROR_USAGE, _("'%s' is there twice; two different sets can be beside each other."), beside->word[s]);
    ok = ok && analysis_make(store, own, STAGE_PRIORITISE, &beside->analysis[s], error);
    if (ok && beside->analysis[s].counts_only)
        ok = error_set(error, ERROR_INPUT, _("%.100s: %zu reports are too few to compare; at least %d are needed on each side."), beside->name[s],
                       beside->analysis[s].selection.points.count, REPORTS_FOR_SURFACE);
    free(own);
    return ok;
}

static void count_in_both(Beside *beside)
{
    for (size_t s = 0; s < beside->sets; s++) {
        for (size_t t = 0; t < beside->sets; t++) {
            const Points *of = &beside->analysis[s].selection.points, *in = &beside->analysis[t].selection.points;
            for (size_t i = 0; s != t && i < of->count; i++)
                beside->in_both[s][t] += points_find(in, of->id[i]) >= 0;
        }
    }
}

/* An index of the areas of each set, and of the places. */
typedef struct Indices {
    PolygonIndex set[BESIDE_SETS], places;
    bool has[BESIDE_SETS], has_places;
} Indices;

static void indices_free(Indices *indices)
{
    for (int s = 0; s < BESIDE_SETS; s++)
        if (indices->has[s]) polygon_index_free(&indices->set[s]);
    if (indices->has_places) polygon_index_free(&indices->places);
}

static bool index_all(const Beside *beside, Indices *indices, Error *error)
{
    for (size_t s = 0; s < beside->sets; s++) {
        if (beside->analysis[s].areas.count == 0) continue;
        if (!(indices->has[s] = polygon_index_init(&beside->analysis[s].areas, &indices->set[s], error))) return false;
    }
    if (beside->places.count == 0) return true;
    return indices->has_places = polygon_index_init(&beside->places, &indices->places, error);
}

static unsigned mask_at(const Indices *indices, double x_m, double y_m)
{
    unsigned mask = 0;
    for (unsigned s = 0; s < BESIDE_SETS; s++)
        if (indices->has[s] && polygon_index_find(&indices->set[s], x_m, y_m) >= 0) mask |= 1u << s;
    return mask;
}

static ptrdiff_t place_at(const Indices *indices, double x_m, double y_m)
{
    return indices->has_places ? polygon_index_find(&indices->places, x_m, y_m) : -1;
}

/* Ground per mask, in the whole town and in each place; by_mask has place_count x BESIDE_MASKS. */
static void measure_ground(Beside *beside, const Indices *indices, double *by_mask)
{
    const Grid *grid = &beside->analysis[0].density;
    double cell_m2 = grid->cell_m * grid->cell_m;
    for (int r = 0; r < grid->rows; r++) {
        for (int c = 0; c < grid->columns; c++) {
            double x = grid_x_m(grid, c), y = grid_y_m(grid, r);
            if (isnan(grid->value[(size_t)r * (size_t)grid->columns + (size_t)c])) continue;
            unsigned mask = mask_at(indices, x, y);
            beside->ground_m2[mask] += cell_m2;
            ptrdiff_t place = mask != 0 ? place_at(indices, x, y) : -1;
            if (place >= 0) by_mask[(size_t)place * BESIDE_MASKS + mask] += cell_m2;
        }
    }
}

static void count_reports(Beside *beside, const Indices *indices)
{
    for (size_t s = 0; s < beside->sets; s++) {
        const Points *points = &beside->analysis[s].selection.points;
        for (size_t i = 0; i < points->count; i++) {
            beside->reports[s][mask_at(indices, points->x_m[i], points->y_m[i])]++;
            ptrdiff_t place = place_at(indices, points->x_m[i], points->y_m[i]);
            if (place >= 0) beside->place[place].part[s].reports++;
        }
    }
}

static int better(int rank, int than)
{
    return than == 0 || (rank > 0 && rank < than) ? rank : than;
}

/* What the areas of each set bring to the places they lie in. */
static void take_areas(Beside *beside, const Indices *indices)
{
    for (size_t s = 0; s < beside->sets; s++) {
        const Analysis *analysis = &beside->analysis[s];
        for (size_t a = 0; a < analysis->area_count; a++) {
            const RiskArea *area = &analysis->area[a];
            ptrdiff_t place = place_at(indices, area->measure.x_inner_m, area->measure.y_inner_m);
            if (place < 0) continue;
            BesidePart *part = &beside->place[place].part[s];
            beside->place[place].present |= 1u << s;
            part->rank = better(area->rank, part->rank);
            part->hotspot = part->hotspot || area->hotspot;
            for (int lever = 0; analysis->has_priorities && lever < LEVER_COUNT; lever++) {
                const PriorityScore *score = &analysis->priorities.score[lever][a];
                if (score->determinable && score->score > 0) part->lever[lever] = better(score->rank, part->lever[lever]);
            }
        }
    }
}

/* Who shares a place: two sets of which the smaller has a quarter of its ground there in the other's areas. */
static void find_sharing(Beside *beside, const double *by_mask)
{
    for (size_t p = 0; p < beside->place_count; p++) {
        BesidePlace *place = &beside->place[p];
        double both[BESIDE_SETS][BESIDE_SETS] = {{0}};
        for (unsigned mask = 1; mask < BESIDE_MASKS; mask++)
            for (size_t s = 0; s < BESIDE_SETS; s++)
                for (size_t t = 0; t < BESIDE_SETS; t++)
                    if ((mask >> s & 1) && (mask >> t & 1)) both[s][t] += by_mask[p * BESIDE_MASKS + mask];
        for (size_t s = 0; s < beside->sets; s++) {
            place->part[s].ground_m2 = both[s][s];
            for (size_t t = 0; t < s; t++)
                if (both[s][t] > 0 && both[s][t] >= BESIDE_SHARED * fmin(both[s][s], both[t][t])) place->shared |= 1u << s | 1u << t;
        }
        beside->shared_count += place->shared != 0;
    }
}

static bool name_places(Beside *beside, Error *error)
{
    size_t count = 0, used = 0;
    for (size_t s = 0; s < beside->sets; s++) count += beside->analysis[s].selection.points.count;
    double *x = malloc((2 * count + 1) * sizeof *x), *y = x + count;
    PlaceName *name = malloc((beside->place_count + 1) * sizeof *name);
    bool ok = (x != NULL && name != NULL) || error_memory(error, 16.0 * (double)count);
    for (size_t s = 0; ok && s < beside->sets; s++) {
        const Points *points = &beside->analysis[s].selection.points;
        for (size_t i = 0; i < points->count; i++, used++) x[used] = points->x_m[i], y[used] = points->y_m[i];
    }
    ok = ok && overlay_place_names(&beside->analysis[0].municipality, &beside->places, x, y, count, name, error);
    for (size_t p = 0; ok && p < beside->place_count; p++) beside->place[p].name = name[p];
    free(x);
    free(name);
    return ok;
}

static int bits(unsigned mask)
{
    int count = 0;
    for (; mask != 0; mask &= mask - 1) count++;
    return count;
}

/* Shared places first, by how many share them; then by the rank of their first area, the first set's before the second's. */
static int compare_places(const void *left, const void *right)
{
    const BesidePlace *a = left, *b = right;
    if (bits(a->shared) != bits(b->shared)) return bits(a->shared) > bits(b->shared) ? -1 : 1;
    int first_a = 0, first_b = 0;
    for (int s = 0; s < BESIDE_SETS; s++) first_a = better(a->part[s].rank, first_a), first_b = better(b->part[s].rank, first_b);
    if (first_a != first_b) return first_a < first_b ? -1 : 1;
    for (int s = 0; s < BESIDE_SETS; s++) {
        int rank_a = a->part[s].rank, rank_b = b->part[s].rank;
        if (rank_a != rank_b) return rank_b == 0 || (rank_a != 0 && rank_a < rank_b) ? -1 : 1;
    }
    return (a->rank > b->rank) - (a->rank < b->rank);
}

static bool order_places(Beside *beside, Error *error)
{
    Features ordered = features_init(FEATURE_POLYGON);
    bool ok = true;
    qsort(beside->place, beside->place_count, sizeof *beside->place, compare_places);
    for (size_t p = 0; ok && p < beside->place_count; p++) {
        ok = features_add_feature_of(&ordered, &beside->places, (size_t)beside->place[p].rank, error);
        beside->place[p].rank = (int)p + 1;
    }
    if (!ok) return features_free(&ordered), false;
    features_free(&beside->places);
    beside->places = ordered;
    return true;
}

/* The ground that at least two sets have, set by set. */
static bool find_common(Beside *beside, Error *error)
{
    Features common[BESIDE_SETS] = {{0}};
    const Features *all[BESIDE_SETS];
    size_t count = 0;
    bool ok = true;
    for (size_t s = 0; ok && s < beside->sets; s++)
        for (size_t t = 0; ok && t < s; t++) {
            ok = overlay_common(&beside->analysis[t].areas, &beside->analysis[s].areas, &common[count], error);
            if (ok) all[count] = &common[count], count++;
        }
    ok = ok && overlay_join(all, count, &beside->shared, error);
    for (size_t c = 0; c < BESIDE_SETS; c++) features_free(&common[c]);
    return ok;
}

static bool find_places(Beside *beside, Error *error)
{
    const Features *areas[BESIDE_SETS];
    Indices indices = {0};
    for (size_t s = 0; s < beside->sets; s++) areas[s] = &beside->analysis[s].areas;
    if (!overlay_join(areas, beside->sets, &beside->places, error) || !find_common(beside, error)) return false;
    beside->place_count = beside->places.count;
    beside->place = calloc(beside->place_count + 1, sizeof *beside->place);
    double *by_mask = calloc(beside->place_count * BESIDE_MASKS + 1, sizeof *by_mask);
    bool ok = (beside->place != NULL && by_mask != NULL) || error_memory(error, 1e3 * (double)beside->place_count);
    ok = ok && index_all(beside, &indices, error);
    for (size_t p = 0; ok && p < beside->place_count; p++) {
        Polygon polygon = polygon_of(&beside->places, p);
        beside->place[p].rank = (int)p; /* its feature, until they are in order */
        beside->place[p].area_m2 = polygon_area_m2(&polygon);
    }
    if (ok) {
        measure_ground(beside, &indices, by_mask);
        count_reports(beside, &indices);
        take_areas(beside, &indices);
        find_sharing(beside, by_mask);
        ok = name_places(beside, error) && order_places(beside, error);
    }
    indices_free(&indices);
    free(by_mask);
    return ok;
}

bool beside_make(Store *store, const Config *config, const char *const *words, size_t count, Beside *ret_beside, Error *error)
{
    Beside *beside = ret_beside;
    *beside = (Beside){0};
    if (count < 2 || count > BESIDE_SETS)
        return error_set(error, ERROR_USAGE, _("Two or three sets can be beside each other, such as: incident perception, or: women lhbti other."));
    beside->sets = count;
    for (size_t s = 0; s < count; s++) {
        snprintf(beside->word[s], sizeof beside->word[s], "%.60s", words[s]);
        if (!analyse(store, config, beside, s, error)) return false;
    }
    count_in_both(beside);
    return find_places(beside, error);
}
