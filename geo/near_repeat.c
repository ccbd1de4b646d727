#include "geo/near_repeat.h"

#include "geo/calendar.h"
#include "geo/cpu.h"
#include "geo/random.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* LANES deals side by side in whole words of 16 bits; a lane holds FLUSH pairs before it must be emptied. */
enum { LANES = 32, FLUSH = 32000, DAYS_MOST = 32000 };

static const size_t PAIRS_MOST = 100000000;

/* The reports that take part, in order of cells of a grid, so that neighbours lie near in memory. */
typedef struct Places {
    size_t count;
    double *x_m, *y_m;
    int16_t *day;            /* since the first, in the order of the input */
    uint32_t *source;        /* per place, its index in `day` */
    uint32_t *reporter;
    int columns, rows;
    size_t *start;           /* per cell of the grid */
    double cell_m, x0_m, y0_m;
} Places;

static void places_free(Places *places)
{
    free(places->x_m);
    free(places->y_m);
    free(places->day);
    free(places->source);
    free(places->reporter);
    free(places->start);
}

/* The partners of each report within a band, each pair once: other[start[i]] .. other[start[i + 1] - 1] of report i. */
typedef struct Pairs {
    size_t *start;
    uint32_t *other;
} Pairs;

static int threads_of(const NearRepeatInput *input)
{
    return input->threads > 0 ? input->threads : omp_get_max_threads();
}

static bool check_limits(const NearRepeatInput *input, Error *error)
{
    bool good = input->band_count >= 1 && input->band_count <= NEAR_BANDS_MOST && input->span_count >= 1 && input->span_count <= NEAR_SPANS_MOST && input->runs >= 1 &&
                input->runs <= NEAR_RUNS_MOST && input->band_m[0] >= 0 && input->span_days[0] >= 0;
    for (int b = 1; good && b < input->band_count; b++) good = input->band_m[b] > input->band_m[b - 1];
    for (int s = 1; good && s < input->span_count; s++) good = input->span_days[s] > input->span_days[s - 1];
    if (good && isfinite(input->band_m[input->band_count - 1]) && input->span_days[input->span_count - 1] < DAYS_MOST) return true;
    return error_set(error, ERROR_USAGE, _("The distances and days of near repeats must rise, at most %d of each."), NEAR_BANDS_MOST);
}

static bool takes_part(const NearRepeatInput *input, size_t i, NearRepeat *result)
{
    double first_m = input->band_m[input->band_count > 1 ? 1 : 0];
    if (input->precision_m != NULL && (double)input->precision_m[i] > first_m) return result->imprecise++, false;
    /* A known day, or an interval of whole days that ends at midnight, lasts no longer than the span. */
    if (input->to_s[i] - input->from_s[i] > (int64_t)(input->span_days[0] > 0 ? input->span_days[0] : 1) * DAY_S) return result->undated++, false;
    return true;
}

/* Refuses what has no pairs to speak of. */
static bool check_spread(const NearRepeatInput *input, const uint8_t *chosen, size_t count, int64_t *ret_first, double ret_box[4], Error *error)
{
    int64_t first = INT64_MAX, last = INT64_MIN;
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    if (count < NEAR_REPORTS_LEAST)
        return error_set(error, ERROR_INPUT, _("Near repeats need at least %d reports with a known day and place; there are %zu."), NEAR_REPORTS_LEAST, count);
    for (size_t i = 0; i < input->count; i++) {
        if (!chosen[i]) continue;
        int64_t day = calendar_day(input->from_s[i]);
        if (day < first) first = day;
        if (day > last) last = day;
        box[0] = fmin(box[0], input->x_m[i]), box[1] = fmin(box[1], input->y_m[i]);
        box[2] = fmax(box[2], input->x_m[i]), box[3] = fmax(box[3], input->y_m[i]);
    }
    if (first == last) return error_set(error, ERROR_INPUT, _("All reports are of one day, so none can follow another; near repeats need a longer period."));
    if (box[2] - box[0] <= input->band_m[0] && box[3] - box[1] <= input->band_m[0])
        return error_set(error, ERROR_INPUT, _("All reports lie on one place, so near and far cannot be told apart; are they on a centroid or a police station?"));
    if (last - first >= DAYS_MOST)
        return error_set(error, ERROR_INPUT, _("The reports span %lld years, which near repeats cannot; choose a shorter period with --from and --to."),
                         (long long)(last - first) / 365);
    *ret_first = first;
    memcpy(ret_box, box, sizeof box);
    return true;
}

static size_t cell_of(const Places *places, double x_m, double y_m)
{
    return (size_t)((y_m - places->y0_m) / places->cell_m) * (size_t)places->columns + (size_t)((x_m - places->x0_m) / places->cell_m);
}

/* A grid whose cells are as large as the last band, or larger where the reports lie far apart, so that it stays small. */
static void lay_grid(const double box[4], double reach_m, size_t count, Places *places)
{
    double most = 2 * sqrt((double)count) + 1;
    places->x0_m = box[0], places->y0_m = box[1];
    places->cell_m = fmax(reach_m * (1 + 1e-9), fmax(box[2] - box[0], box[3] - box[1]) / most);
    if (!(places->cell_m > 0)) places->cell_m = 1;
    places->columns = (int)((box[2] - box[0]) / places->cell_m) + 1;
    places->rows = (int)((box[3] - box[1]) / places->cell_m) + 1;
}

static bool place_reports(const NearRepeatInput *input, const uint8_t *chosen, size_t count, int64_t first_day, const double box[4], Places *places, Error *error)
{
    places->count = count;
    lay_grid(box, input->band_m[input->band_count - 1], count, places);
    size_t cells = (size_t)places->columns * (size_t)places->rows;
    places->x_m = malloc(count * sizeof *places->x_m);
    places->y_m = malloc(count * sizeof *places->y_m);
    places->day = malloc(count * sizeof *places->day);
    places->source = malloc(count * sizeof *places->source);
    places->reporter = calloc(count, sizeof *places->reporter);
    places->start = calloc(cells + 2, sizeof *places->start);
    if (places->x_m == NULL || places->y_m == NULL || places->day == NULL || places->source == NULL || places->reporter == NULL || places->start == NULL)
        return error_memory(error, 26.0 * (double)count + 8.0 * (double)cells);
    uint32_t rank = 0;
    for (size_t i = 0; i < input->count; i++)
        if (chosen[i]) places->start[cell_of(places, input->x_m[i], input->y_m[i]) + 2]++;
    for (size_t c = 0; c < cells; c++) places->start[c + 2] += places->start[c + 1];
    for (size_t i = 0; i < input->count; i++) {
        if (!chosen[i]) continue;
        size_t at = places->start[cell_of(places, input->x_m[i], input->y_m[i]) + 1]++;
        places->x_m[at] = input->x_m[i], places->y_m[at] = input->y_m[i];
        places->day[rank] = (int16_t)(calendar_day(input->from_s[i]) - first_day);
        places->source[at] = rank++;
        if (input->reporter != NULL) places->reporter[at] = input->reporter[i];
    }
    return true;
}

/* The band of a pair; band_count when it is further apart than all. */
static int band_of(const NearRepeatInput *input, const double *square_m2, double dx, double dy)
{
    int band = 0;
    if (input->distance == NEAR_MANHATTAN) {
        double apart = fabs(dx) + fabs(dy);
        while (band < input->band_count && apart > input->band_m[band]) band++;
    } else {
        double square = dx * dx + dy * dy;
        while (band < input->band_count && square > square_m2[band]) band++;
    }
    return band;
}

/* The pairs of report i with later ones, in its own cell and the eight around it: counted per band, or, with pairs, written there. Gives
 * back those of one reporter, which are not among them. */
static size_t pair_report(const NearRepeatInput *input, const Places *places, const double *square_m2, size_t i, size_t *number, Pairs *pairs)
{
    size_t own = 0;
    int column = (int)((places->x_m[i] - places->x0_m) / places->cell_m), row = (int)((places->y_m[i] - places->y0_m) / places->cell_m);
    for (int r = row; r <= row + 1 && r < places->rows; r++) {
        int from = column > 0 ? column - 1 : 0, to = column + 1 < places->columns ? column + 1 : column;
        if (r == row) from = column;
        size_t first = places->start[(size_t)r * (size_t)places->columns + (size_t)from], end = places->start[(size_t)r * (size_t)places->columns + (size_t)to + 1];
        if (r == row) first = i + 1;
        for (size_t j = first; j < end; j++) {
            int band = band_of(input, square_m2, places->x_m[j] - places->x_m[i], places->y_m[j] - places->y_m[i]);
            if (band == input->band_count) continue;
            if (places->reporter[i] != 0 && places->reporter[i] == places->reporter[j]) {
                own++;
                continue;
            }
            if (pairs != NULL) pairs[band].other[pairs[band].start[i] + number[band]] = (uint32_t)j;
            number[band]++;
        }
    }
    return own;
}

static bool find_pairs(const NearRepeatInput *input, const Places *places, Pairs *pairs, NearRepeat *result, Error *error)
{
    double square_m2[NEAR_BANDS_MOST];
    size_t all = 0, own = 0, count = places->count;
    for (int b = 0; b < input->band_count; b++) {
        square_m2[b] = input->band_m[b] * input->band_m[b];
        pairs[b].start = calloc(count + 1, sizeof *pairs[b].start);
        if (pairs[b].start == NULL) return error_memory(error, 8.0 * (double)count);
    }
#pragma omp parallel for schedule(dynamic, 256) num_threads(threads_of(input)) reduction(+ : own)
    for (size_t i = 0; i < count; i++) {
        size_t number[NEAR_BANDS_MOST] = {0};
        own += pair_report(input, places, square_m2, i, number, NULL);
        for (int b = 0; b < input->band_count; b++) pairs[b].start[i + 1] = number[b];
    }
    for (int b = 0; b < input->band_count; b++) {
        for (size_t i = 0; i < count; i++) pairs[b].start[i + 1] += pairs[b].start[i];
        all += pairs[b].start[count];
    }
    if (all > PAIRS_MOST)
        return error_set(error, ERROR_INPUT, _("%.0f million pairs of reports lie within %.0f m of each other, more than the 100 million that near repeats can hold; choose shorter distances, a shorter period or an area."),
                         (double)all / 1e6, input->band_m[input->band_count - 1]);
    for (int b = 0; b < input->band_count; b++) {
        pairs[b].other = malloc((pairs[b].start[count] + 1) * sizeof *pairs[b].other);
        if (pairs[b].other == NULL) return error_memory(error, 4.0 * (double)pairs[b].start[count]);
    }
#pragma omp parallel for schedule(dynamic, 256) num_threads(threads_of(input))
    for (size_t i = 0; i < count; i++) {
        size_t number[NEAR_BANDS_MOST] = {0};
        (void)pair_report(input, places, square_m2, i, number, pairs);
    }
    result->pairs = all;
    result->own_pairs = own;
    return true;
}

/* Adds to within[s * LANES + lane] the pairs of report i with other[0 .. number - 1], at most FLUSH, of at most span_days[s] apart. */
CPU_CLONED static void count_row(const int16_t *restrict day, size_t i, const uint32_t *restrict other, size_t number, int span_count, const int16_t *restrict span_days,
                                int16_t *restrict within)
{
    const int16_t *own = day + i * LANES;
    for (size_t k = 0; k < number; k++) {
        const int16_t *its = day + (size_t)other[k] * LANES;
        int16_t apart[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            int16_t difference = (int16_t)(own[lane] - its[lane]);
            apart[lane] = difference < 0 ? (int16_t)-difference : difference;
        }
        for (int s = 0; s < span_count; s++)
            for (int lane = 0; lane < LANES; lane++) within[s * LANES + lane] = (int16_t)(within[s * LANES + lane] + (apart[lane] <= span_days[s]));
    }
}

/* Empties the lanes into the numbers of each span alone, which lie `cells` apart per deal. */
static void flush_lanes(int16_t *within, int span_count, int lanes, size_t cells, uint32_t *number)
{
    for (int lane = 0; lane < lanes; lane++)
        for (int s = 0; s < span_count; s++)
            number[(size_t)lane * cells + (size_t)s] += (uint32_t)(within[s * LANES + lane] - (s > 0 ? within[(s - 1) * LANES + lane] : 0));
    memset(within, 0, (size_t)span_count * LANES * sizeof *within);
}

/* The pairs of one band in LANES deals. */
static void count_band(const NearRepeatInput *input, const Pairs *pairs, const int16_t *day, size_t count, int lanes, size_t cells, uint32_t *number)
{
    int16_t within[NEAR_SPANS_MOST * LANES] = {0}, span_days[NEAR_SPANS_MOST];
    size_t held = 0;
    for (int s = 0; s < input->span_count; s++) span_days[s] = (int16_t)input->span_days[s];
    for (size_t i = 0; i < count; i++) {
        for (size_t at = pairs->start[i], part; at < pairs->start[i + 1]; at += part) {
            part = pairs->start[i + 1] - at < FLUSH ? pairs->start[i + 1] - at : FLUSH;
            if (held + part > FLUSH) flush_lanes(within, input->span_count, lanes, cells, number), held = 0;
            count_row(day, i, pairs->other + at, part, input->span_count, span_days, within);
            held += part;
        }
    }
    flush_lanes(within, input->span_count, lanes, cells, number);
}

/* Deal 0 is what happened; every other deals the days out anew, from a stream of its own. */
static void deal(const NearRepeatInput *input, const Places *places, int first, int lanes, size_t *order, int16_t *day)
{
    for (int lane = 0; lane < lanes; lane++) {
        for (size_t i = 0; i < places->count; i++) order[i] = i;
        if (first + lane > 0) {
            Random random = random_stream(input->seed, (uint64_t)(first + lane));
            random_choose(&random, order, places->count, places->count);
        }
        for (size_t i = 0; i < places->count; i++) day[i * LANES + (size_t)lane] = places->day[order[places->source[i]]];
    }
}

/* number[deal * cells + cell], deal 0 .. runs. */
static bool count_deals(const NearRepeatInput *input, const Places *places, const Pairs *pairs, uint32_t *number, Error *error)
{
    int batches = input->runs / LANES + 1; /* runs + 1 deals */
    size_t cells = (size_t)input->band_count * (size_t)input->span_count;
    bool short_of_memory = false;
#pragma omp parallel num_threads(threads_of(input))
    {
        int16_t *day = calloc(places->count * LANES, sizeof *day);
        size_t *order = malloc(places->count * sizeof *order);
        if (day == NULL || order == NULL) {
#pragma omp atomic write
            short_of_memory = true;
        }
#pragma omp for schedule(dynamic)
        for (int batch = 0; batch < batches; batch++) {
            if (day == NULL || order == NULL) continue;
            int first = batch * LANES, lanes = input->runs + 1 - first < LANES ? input->runs + 1 - first : LANES;
            deal(input, places, first, lanes, order, day);
            for (int b = 0; b < input->band_count; b++)
                count_band(input, &pairs[b], day, places->count, lanes, cells, number + (size_t)first * cells + (size_t)(b * input->span_count));
        }
        free(day);
        free(order);
    }
    return !short_of_memory || error_memory(error, 2.0 * LANES * (double)places->count);
}

/* How far a deal's number stands out in its cell. The root has nearly the same spread for every mean (Anscombe 1948); where pairs hang
 * together it is wider and is divided by it, and a cell that is nearly always empty must not win by its one pair. */
static void stand_out(const uint32_t *number, size_t cells, int deals, double *z)
{
    double sum = 0, squares = 0;
    for (int d = 0; d < deals; d++) sum += z[d] = 2 * sqrt((double)number[(size_t)d * cells] + 0.375);
    double mean = sum / deals;
    for (int d = 0; d < deals; d++) squares += (z[d] - mean) * (z[d] - mean);
    double spread = fmax(1, sqrt(squares / deals));
    for (int d = 0; d < deals; d++) z[d] = (z[d] - mean) / spread;
}

static void judge_cell(const uint32_t *number, size_t cells, int deals, NearCell *cell)
{
    double sum = 0;
    int as_many = 0;
    for (int d = 0; d < deals; d++) {
        sum += d > 0 ? (double)number[(size_t)d * cells] : 0;
        as_many += number[(size_t)d * cells] >= number[0];
    }
    cell->observed = (double)number[0];
    cell->expected = sum / (deals - 1);
    cell->ratio = cell->expected >= 1 ? cell->observed / cell->expected : (double)NAN;
    cell->p = (double)as_many / deals;
}

static bool judge(const NearRepeatInput *input, const uint32_t *number, NearRepeat *result, Error *error)
{
    int deals = input->runs + 1;
    size_t cells = (size_t)input->band_count * (size_t)input->span_count;
    double observed[NEAR_BANDS_MOST * NEAR_SPANS_MOST], *z = malloc(2 * (size_t)deals * sizeof *z);
    if (z == NULL) return error_memory(error, 16.0 * deals);
    double *most = z + deals;
    for (int d = 0; d < deals; d++) most[d] = -INFINITY;
    for (size_t c = 0; c < cells; c++) {
        judge_cell(number + c, cells, deals, &result->cell[c / (size_t)input->span_count][c % (size_t)input->span_count]);
        stand_out(number + c, cells, deals, z);
        observed[c] = z[0];
        for (int d = 0; d < deals; d++) most[d] = fmax(most[d], z[d]);
    }
    for (size_t c = 0; c < cells; c++) {
        int as_far = 0;
        for (int d = 0; d < deals; d++) as_far += most[d] >= observed[c];
        result->cell[c / (size_t)input->span_count][c % (size_t)input->span_count].p_any = (double)as_far / deals;
    }
    free(z);
    return true;
}

static bool test_places(const NearRepeatInput *input, const Places *places, NearRepeat *result, Error *error)
{
    Pairs pairs[NEAR_BANDS_MOST] = {{0}};
    size_t cells = (size_t)input->band_count * (size_t)input->span_count;
    uint32_t *number = calloc(cells * (size_t)(input->runs + 1), sizeof *number);
    bool ok = (number != NULL || error_memory(error, 4.0 * (double)cells * input->runs)) && find_pairs(input, places, pairs, result, error) &&
              count_deals(input, places, pairs, number, error) && judge(input, number, result, error);
    for (int b = 0; b < NEAR_BANDS_MOST; b++) {
        free(pairs[b].start);
        free(pairs[b].other);
    }
    free(number);
    return ok;
}

bool near_repeat_test(const NearRepeatInput *input, NearRepeat *ret_result, Error *error)
{
    NearRepeat result = {0};
    Places places = {0};
    int64_t first_day = 0;
    double box[4] = {0};
    if (!check_limits(input, error)) return false;
    uint8_t *chosen = malloc(input->count + 1);
    if (chosen == NULL) return error_memory(error, (double)input->count);
    for (size_t i = 0; i < input->count; i++) result.reports += chosen[i] = takes_part(input, i, &result);
    bool ok = check_spread(input, chosen, result.reports, &first_day, box, error) && place_reports(input, chosen, result.reports, first_day, box, &places, error) &&
              test_places(input, &places, &result, error);
    places_free(&places);
    free(chosen);
    if (ok) *ret_result = result;
    return ok;
}
