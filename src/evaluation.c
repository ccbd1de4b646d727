#include "src/evaluation.h"

#include "geo/calendar.h"
#include "geo/exposure.h"
#include "src/wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REPORTS_LEAST = 30 };

const double EVALUATION_SHARE[EVALUATION_SHARES] = {0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.10,
                                                    0.11, 0.12, 0.13, 0.14, 0.15, 0.16, 0.17, 0.18, 0.19, 0.20};

/* The cells of 100 m that have ground. */
typedef struct Cells {
    Grid ground, street; /* m2 and m per cell */
    size_t *cell;        /* of the grids */
    double *area_m2, *street_m, *score, *count, *hits;
    size_t size;
    bool streets;
} Cells;

static void cells_free(Cells *cells)
{
    grid_free(&cells->ground);
    grid_free(&cells->street);
    free(cells->cell);
    free(cells->area_m2);
}

static bool cells_init(const Municipality *municipality, Cells *cells, Error *error)
{
    Polygon boundary = polygon_of_all(&municipality->boundary);
    const Features *streets = &municipality->layer[ROLE_STREET].features;
    cells->streets = streets->count > 0;
    if (!exposure_ground(&boundary, EXPOSURE_CELL_M, &cells->ground, error)) return false;
    if (cells->streets && !exposure_streets(streets, &boundary, EXPOSURE_CELL_M, &cells->street, error)) return false;
    size_t all = grid_cells(&cells->ground);
    cells->cell = malloc((all + 1) * sizeof *cells->cell);
    cells->area_m2 = calloc(all + 1, 5 * sizeof *cells->area_m2);
    if (cells->cell == NULL || cells->area_m2 == NULL) return error_memory(error, 48.0 * (double)all);
    cells->street_m = cells->area_m2 + all;
    cells->score = cells->street_m + all;
    cells->count = cells->score + all;
    cells->hits = cells->count + all;
    for (size_t c = 0; c < all; c++) {
        if (!(cells->ground.value[c] > 0)) continue;
        cells->cell[cells->size] = c;
        cells->area_m2[cells->size] = cells->ground.value[c];
        cells->street_m[cells->size++] = cells->streets ? cells->street.value[c] : 0;
    }
    return true;
}

static bool in_period(Period period, const Points *points, size_t i)
{
    int64_t day = calendar_day(points->from_s[i]);
    return day >= period.from_day && day <= period.to_day;
}

/* Reports per cell in a period, each once; gives back how many. */
static size_t count_cells(const Points *points, Period period, const Cells *cells, double *per_cell, double *ret_count)
{
    size_t counted = 0;
    memset(per_cell, 0, grid_cells(&cells->ground) * sizeof *per_cell);
    for (size_t i = 0; i < points->count; i++) {
        ptrdiff_t cell = in_period(period, points, i) ? grid_cell_at(&cells->ground, points->x_m[i], points->y_m[i]) : -1;
        if (cell < 0 || !(cells->ground.value[cell] > 0)) continue;
        per_cell[cell]++;
        counted++;
    }
    for (size_t c = 0; c < cells->size; c++) ret_count[c] = per_cell[cells->cell[c]];
    return counted;
}

/* The mean density of each cell of 100 m: of the cells of the map whose middle lies in it. */
static bool score_cells(const Grid *density, const Cells *cells, double *sum, Error *error)
{
    size_t all = grid_cells(&cells->ground);
    double *number = calloc(all + 1, sizeof *number);
    if (number == NULL) return error_memory(error, 8.0 * (double)all);
    memset(sum, 0, all * sizeof *sum);
    for (int r = 0; r < density->rows; r++) {
        for (int c = 0; c < density->columns; c++) {
            double value = density->value[(size_t)r * (size_t)density->columns + (size_t)c];
            ptrdiff_t cell = grid_cell_at(&cells->ground, grid_x_m(density, c), grid_y_m(density, r));
            if (cell < 0) continue;
            sum[cell] += value;
            number[cell]++;
        }
    }
    for (size_t c = 0; c < cells->size; c++) {
        size_t cell = cells->cell[c];
        cells->score[c] = number[cell] > 0 ? sum[cell] / number[cell] : 0;
    }
    free(number);
    return true;
}

/* The surface of the reports of one period, made as any map is. */
static bool train(const Config *config, const Analysis *analysis, Period period, Grid *ret_surface, Error *error)
{
    const Points *points = &analysis->selection.points;
    Analysis own = {.municipality = analysis->municipality, .selection = analysis->selection};
    uint8_t *keep = malloc(points->count + 1);
    if (keep == NULL) return error_memory(error, (double)points->count);
    for (size_t i = 0; i < points->count; i++) keep[i] = in_period(period, points, i);
    bool ok = points_copy(points, &own.selection.points, error);
    if (ok) {
        points_keep(&own.selection.points, keep);
        own.selection.from_day = period.from_day;
        own.selection.to_day = period.to_day;
        own.selection.years = (double)(period.to_day - period.from_day + 1) / 365.25;
        ok = analysis_density(config, &own, error);
        points_free(&own.selection.points);
    }
    free(keep);
    *ret_surface = own.surface;
    own.surface = (Grid){0};
    own.municipality = (Municipality){0}; /* the caller's */
    own.selection = (Selection){0};
    analysis_free(&own);
    return ok;
}

static bool enough(size_t count, const char *option, Error *error)
{
    return count >= REPORTS_LEAST ||
           error_set(error, ERROR_INPUT, _("%s holds %zu reports; fewer than %d say nothing about how good a map is."), option, count, REPORTS_LEAST);
}

static bool look_from(const Config *config, const Analysis *analysis, Cells *cells, double *room, Origin *origin, Error *error)
{
    const Points *points = &analysis->selection.points;
    Grid surface = {0};
    origin->trained = count_cells(points, origin->train, cells, room, cells->count);
    origin->tested = count_cells(points, origin->test, cells, room, cells->hits);
    if (!enough(origin->trained, "--train", error) || !enough(origin->tested, "--test", error)) return false;
    bool ok = train(config, analysis, origin->train, &surface, error) && score_cells(&surface, cells, room, error);
    grid_free(&surface);
    if (!ok) return false;
    EvaluateInput input = {cells->size, cells->score, cells->area_m2, cells->streets ? cells->street_m : NULL, cells->hits};
    if (!evaluate_coverage(&input, EVALUATION_SHARE, EVALUATION_SHARES, origin->map, error)) return false;
    for (size_t c = 0; c < cells->size; c++) cells->count[c] /= cells->area_m2[c]; /* as a density, or slivers would come first or last */
    input.score = cells->count;
    return evaluate_coverage(&input, EVALUATION_SHARE, EVALUATION_SHARES, origin->count, error);
}

/* Hits together over reports together; PAI per street is averaged by reports. */
static void pool(const Evaluation *evaluation, bool of_map, Coverage *ret_coverage)
{
    for (int s = 0; s < EVALUATION_SHARES; s++) {
        Coverage sum = {.share = EVALUATION_SHARE[s]};
        for (size_t o = 0; o < evaluation->origins; o++) {
            const Origin *origin = &evaluation->origin[o];
            const Coverage *own = of_map ? &origin->map[s] : &origin->count[s];
            double weight = (double)origin->tested / (double)evaluation->tested;
            sum.hit_rate += weight * own->hit_rate;
            sum.best_hit_rate += weight * own->best_hit_rate;
            sum.pai_street += weight * own->pai_street;
        }
        sum.pai = sum.hit_rate / sum.share;
        sum.pei = sum.hit_rate / sum.best_hit_rate;
        ret_coverage[s] = sum;
    }
}

static bool check_periods(const Selection *selection, Period train, Period test, Error *error)
{
    if (test.from_day <= train.to_day)
        return error_set(error, ERROR_USAGE, _("The test must come after the training: a map that is tested on the reports it was made from always looks good."));
    return period_within(train, "--train", selection, error) && period_within(test, "--test", selection, error);
}

bool evaluation_make(const Config *config, const Analysis *analysis, Period train, Period test, bool rolling, Evaluation *ret_evaluation, Error *error)
{
    Evaluation *evaluation = ret_evaluation;
    Cells cells = {0};
    int64_t step = test.to_day - test.from_day + 1;
    *evaluation = (Evaluation){0};
    if (!check_periods(&analysis->selection, train, test, error)) return false;
    bool ok = cells_init(&analysis->municipality, &cells, error);
    double *room = ok ? malloc((grid_cells(&cells.ground) + 1) * sizeof *room) : NULL;
    ok = ok && (room != NULL || error_memory(error, 1e6));
    evaluation->cells = cells.size;
    while (ok && evaluation->origins < EVALUATION_ORIGINS) {
        Origin *origin = &evaluation->origin[evaluation->origins];
        int64_t on = step * (int64_t)evaluation->origins;
        origin->train = (Period){train.from_day + on, train.to_day + on};
        origin->test = (Period){test.from_day + on, test.to_day + on};
        if (evaluation->origins > 0 && (!rolling || origin->test.to_day > analysis->selection.to_day)) break;
        ok = look_from(config, analysis, &cells, room, origin, error);
        if (!ok && evaluation->origins > 0 && error->code == ERROR_INPUT) { /* too few reports from here on */
            ok = true;
            break;
        }
        evaluation->origins++;
        evaluation->tested += origin->tested;
    }
    if (ok) pool(evaluation, true, evaluation->map), pool(evaluation, false, evaluation->count);
    free(room);
    cells_free(&cells);
    return ok;
}
