#include "geo/evaluate.h"

#include <math.h>
#include <stdlib.h>

typedef struct Scored {
    double score, area, street, hits;
} Scored;

static int compare_scored(const void *left, const void *right)
{
    const Scored *a = left, *b = right;
    return (a->score < b->score) - (a->score > b->score);
}

/* Makes one of each run of equal scores; gives back how many are left. */
static size_t join_equal(Scored *scored, size_t count)
{
    size_t joined = 0;
    for (size_t i = 0; i < count; i++) {
        Scored *last = joined > 0 ? &scored[joined - 1] : NULL;
        if (last && last->score == scored[i].score) last->area += scored[i].area, last->street += scored[i].street, last->hits += scored[i].hits;
        else scored[joined++] = scored[i];
    }
    return joined;
}

/* What the cells from the highest score down to `area` of ground hold. */
static Scored taken(const Scored *scored, size_t count, double area)
{
    Scored sum = {0};
    for (size_t i = 0; i < count && sum.area < area; i++) {
        double part = fmin(1, (area - sum.area) / scored[i].area);
        sum.hits += part * scored[i].hits;
        sum.street += part * scored[i].street;
        sum.area = part < 1 ? area : sum.area + scored[i].area;
    }
    return sum;
}

static bool check(const EvaluateInput *input, const double *shares, size_t share_count, Error *error)
{
    double hits = 0;
    for (size_t i = 0; i < input->count; i++) {
        if (!(input->area_m2[i] > 0) || !(input->hits[i] >= 0) || !isfinite(input->score[i]))
            return error_set(error, ERROR_INPUT, _("Cell %zu has no ground, no score or a negative number of reports."), i + 1);
        hits += input->hits[i];
    }
    if (!(hits > 0)) return error_set(error, ERROR_INPUT, _("There is no later report to test the map with."));
    for (size_t i = 0; i < share_count; i++)
        if (!(shares[i] > 0 && shares[i] <= 1)) return error_set(error, ERROR_INPUT, _("A coverage lies above 0 and up to 1, and it is %g."), shares[i]);
    return true;
}

bool evaluate_coverage(const EvaluateInput *input, const double *shares, size_t share_count, Coverage *ret_coverage, Error *error)
{
    if (!check(input, shares, share_count, error)) return false;
    Scored *map = malloc((2 * input->count + 1) * sizeof *map), *best = map ? map + input->count : NULL, all = {0};
    if (!map) return error_memory(error, 2.0 * (double)input->count * sizeof *map);
    for (size_t i = 0; i < input->count; i++) {
        double street = input->street_m ? input->street_m[i] : 0;
        map[i] = (Scored){input->score[i], input->area_m2[i], street, input->hits[i]};
        best[i] = (Scored){input->hits[i] / input->area_m2[i], input->area_m2[i], street, input->hits[i]};
        all.area += input->area_m2[i];
        all.street += street;
        all.hits += input->hits[i];
    }
    qsort(map, input->count, sizeof *map, compare_scored);
    qsort(best, input->count, sizeof *best, compare_scored);
    size_t map_count = join_equal(map, input->count), best_count = join_equal(best, input->count);
    for (size_t i = 0; i < share_count; i++) {
        Scored own = taken(map, map_count, shares[i] * all.area), most = taken(best, best_count, shares[i] * all.area);
        Coverage *coverage = &ret_coverage[i];
        coverage->share = shares[i];
        coverage->hit_rate = own.hits / all.hits;
        coverage->best_hit_rate = most.hits / all.hits;
        coverage->pai = coverage->hit_rate / shares[i];
        coverage->pei = own.hits / most.hits;
        coverage->pai_street = own.street > 0 && all.street > 0 ? coverage->hit_rate / (own.street / all.street) : (double)NAN;
    }
    free(map);
    return true;
}
