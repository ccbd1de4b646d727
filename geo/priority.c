#include "geo/priority.h"

#include "geo/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double LEVEL = 0.90;      /* of the Wilson intervals */
static const double OWN_PEAK_P = 0.05; /* above: the area's own peak is not shown to exist */
static const double QUARTER_P = 0.05;  /* a significant quarter */
enum { LEAST_QUARTERS = 4 };

/* Sums over drawn reports; m copies of a report of weight w count m, m w and m w^2. */
typedef struct Sums {
    double hits, weight, squares;
} Sums;

typedef struct Tally {
    double reports, incidents, weight;
    Sums dark, window, boa, public_order, seen;
    double deficit, deficit_dark; /* sum of w dark deficit, and of w dark where the deficit is known */
    double lamps_known;           /* reports */
} Tally;

/* All that one thread needs for one draw. */
typedef struct Draw {
    double *memory;
    Tally *tally;         /* per area */
    double *quarter;      /* per area and quarter: incidents */
    double *town_quarter; /* per quarter */
    double *observed, *expected, *theta, *rank;
    double alpha;
    double reports; /* in the town */
} Draw;

/* A report of an area and its share in the windows that its area is judged by (NaN: hour not known). */
typedef struct Member {
    ReportFacts facts;
    float window;
} Member;

/* The input, put in order: every draw runs through the members from first to last. */
typedef struct Plan {
    const PriorityInput *input;
    size_t *start;  /* areas + 1: the reports of each area in `report` and `member` */
    size_t *report; /* index in the input */
    Member *member;
    double outside;          /* reports in no area */
    double *outside_quarter; /* incidents of them, per quarter */
} Plan;

int priority_factor_count(Lever lever)
{
    return lever == LEVER_CAMERAS ? 4 : 3;
}

static bool check_input(const PriorityInput *input, Error *error)
{
    if (input->blocks->count != input->report_count)
        return error_set(error, ERROR_FAILED, _("The hours of %zu reports are given for %zu reports."),
                         input->blocks->count, input->report_count);
    if (!(input->available_hours >= 0))
        return error_set(error, ERROR_INPUT,
                         _("The available hours per week must be 0 or more, and they are %g."),
                         input->available_hours);
    for (size_t i = 0; i < input->report_count; i++) {
        const ReportFacts *report = &input->report[i];
        if (report->area < -1 || report->area >= (int64_t)input->area_count || report->quarter < -1 ||
            report->quarter >= input->quarter_count || !(report->weight > 0 && isfinite(report->weight)))
            return error_set(error, ERROR_FAILED,
                             _("Report %zu has an area, a quarter or a weight out of range."), i + 1);
    }
    return true;
}

static void draw_free(Draw *draw)
{
    free(draw->memory);
    free(draw->tally);
    *draw = (Draw){0};
}

static bool draw_init(const PriorityInput *input, Draw *ret_draw)
{
    size_t areas = input->area_count, quarters = (size_t)input->quarter_count;
    Draw draw = {0};
    draw.tally = calloc(areas + 1, sizeof *draw.tally);
    draw.memory = calloc((areas + 1) * (quarters + 4) + quarters, sizeof *draw.memory);
    if (!draw.tally || !draw.memory) {
        draw_free(&draw);
        return false;
    }
    draw.observed = draw.memory;
    draw.expected = draw.observed + areas;
    draw.theta = draw.expected + areas;
    draw.rank = draw.theta + areas;
    draw.town_quarter = draw.rank + areas;
    draw.quarter = draw.town_quarter + quarters;
    *ret_draw = draw;
    return true;
}

static void add(Sums *sums, double value, double weight, double copies)
{
    if (isnan(value)) return;
    sums->hits += copies * weight * value;
    sums->weight += copies * weight;
    sums->squares += copies * weight * weight;
}

static void add_member(Tally *tally, const Member *member, double copies)
{
    const ReportFacts *report = &member->facts;
    double w = report->weight;
    tally->reports += copies;
    tally->weight += copies * w;
    add(&tally->dark, (double)report->dark, w, copies);
    add(&tally->window, (double)member->window, w, copies);
    add(&tally->boa, (double)report->boa, w, copies);
    if (!isnan(report->deficit)) {
        tally->lamps_known += copies;
        if (report->dark > 0) {
            tally->deficit += copies * w * (double)report->dark * (double)report->deficit;
            tally->deficit_dark += copies * w * (double)report->dark;
        }
    }
    if (report->kind != KIND_INCIDENT) return;
    tally->incidents += copies;
    add(&tally->public_order, (double)report->public_order, w, copies);
    add(&tally->seen, (double)report->seen, w, copies);
}

/* A report of an area, as often as it is drawn. */
static void draw_member(const Plan *plan, size_t area, size_t k, double copies, Draw *draw)
{
    if (copies == 0) return;
    const ReportFacts *report = &plan->member[k].facts;
    add_member(&draw->tally[area], &plan->member[k], copies);
    draw->reports += copies;
    if (report->quarter < 0 || report->kind != KIND_INCIDENT) return;
    draw->quarter[area * (size_t)plan->input->quarter_count + (size_t)report->quarter] += copies;
    draw->town_quarter[report->quarter] += copies;
}

static void draw_clear(const PriorityInput *input, Draw *draw)
{
    memset(draw->tally, 0, input->area_count * sizeof *draw->tally);
    memset(draw->quarter, 0, input->area_count * (size_t)input->quarter_count * sizeof *draw->quarter);
}

/* Fills the tallies from every report that is not left out, once. */
static void draw_without(const Plan *plan, const uint8_t *left_out, Draw *draw)
{
    const PriorityInput *input = plan->input;
    draw_clear(input, draw);
    draw->reports = 0;
    for (int q = 0; q < input->quarter_count; q++) draw->town_quarter[q] = 0;
    for (size_t i = 0; i < input->report_count; i++) {
        const ReportFacts *report = &input->report[i];
        if (left_out[i] || report->area >= 0) continue;
        draw->reports++;
        if (report->quarter >= 0 && report->kind == KIND_INCIDENT) draw->town_quarter[report->quarter]++;
    }
    for (size_t area = 0; area < input->area_count; area++)
        for (size_t k = plan->start[area]; k < plan->start[area + 1]; k++) draw_member(plan, area, k, left_out[plan->report[k]] ? 0 : 1, draw);
}

/* Fills the tallies from every report as often as it is drawn; without a generator, once. */
static void draw_reports(const Plan *plan, Random *random, Draw *draw)
{
    const PriorityInput *input = plan->input;
    size_t quarters = (size_t)input->quarter_count;
    draw_clear(input, draw);
    /* Of the reports outside all areas only the numbers matter, and a sum of Poisson numbers is one. */
    double outside_incidents = 0;
    for (size_t q = 0; q < quarters; q++) {
        double usual = plan->outside_quarter[q];
        draw->town_quarter[q] = random ? random_poisson(random, usual) : usual;
        outside_incidents += usual;
    }
    double rest = plan->outside - outside_incidents;
    draw->reports = random ? random_poisson(random, rest) : rest;
    for (size_t q = 0; q < quarters; q++)
        draw->reports += draw->town_quarter[q];
    for (size_t area = 0; area < input->area_count; area++) {
        for (size_t k = plan->start[area]; k < plan->start[area + 1]; k++) draw_member(plan, area, k, random ? random_poisson_1(random) : 1, draw);
    }
}

static Share share_of(Sums sums)
{
    if (!(sums.weight > 0)) return (Share){NAN, 0, NAN};
    double effective = sums.weight * sums.weight / sums.squares;
    double share = fmax(0, fmin(1, sums.hits / sums.weight));
    return (Share){share, effective, wilson_interval(share * effective, effective, LEVEL).low};
}

static double mean_of(Sums sums)
{
    return sums.weight > 0 ? sums.hits / sums.weight : (double)NAN;
}

static double deficit_of(const Tally *tally)
{
    if (tally->lamps_known == 0 || tally->dark.weight == 0) return NAN;
    if (tally->dark.hits == 0) return 0;
    return tally->deficit_dark > 0 ? tally->deficit / tally->deficit_dark : (double)NAN;
}

static int significant_quarters(const PriorityInput *input, const Draw *draw, size_t area)
{
    int significant = 0;
    for (int q = 0; q < input->quarter_count; q++) {
        double count = draw->quarter[area * (size_t)input->quarter_count + (size_t)q];
        double expected = input->exposure_share[area] * draw->town_quarter[q];
        significant += count > 0 && poisson_upper_tail(count, expected) < QUARTER_P;
    }
    return significant;
}

static bool is_candidate(const Plan *plan, size_t area)
{
    return plan->start[area + 1] - plan->start[area] >= plan->input->least_reports;
}

/* The facts of an area that follow from the draw; those about its windows stay as they are. */
static void fill_facts(const PriorityInput *input, const Draw *draw, size_t area, AreaFacts *facts)
{
    const Tally *tally = &draw->tally[area];
    facts->reports = (size_t)tally->reports;
    facts->incidents = (size_t)tally->incidents;
    facts->weight = tally->weight;
    facts->expected = draw->expected[area];
    facts->theta = draw->theta[area];
    facts->dark = share_of(tally->dark);
    facts->dark_reports = tally->dark.hits;
    facts->deficit = deficit_of(tally);
    facts->window = share_of(tally->window);
    facts->boa = mean_of(tally->boa);
    facts->public_order = mean_of(tally->public_order);
    facts->seen = mean_of(tally->seen);
    facts->quarters = input->quarter_count;
    facts->quarters_significant = significant_quarters(input, draw, area);
}

/* theta of all areas and its percentile B among the candidates. */
static bool fill_theta(const Plan *plan, Draw *draw, Error *error)
{
    const PriorityInput *input = plan->input;
    size_t areas = input->area_count;
    for (size_t area = 0; area < areas; area++) {
        draw->observed[area] = draw->tally[area].reports;
        draw->expected[area] = input->exposure_share[area] * draw->reports;
    }
    draw->alpha = clayton_kaldor_alpha(draw->observed, draw->expected, areas);
    for (size_t area = 0; area < areas; area++)
        draw->theta[area] = clayton_kaldor_theta(draw->observed[area], draw->expected[area], draw->alpha);
    for (size_t area = 0; area < areas; area++)
        draw->rank[area] = is_candidate(plan, area) ? draw->theta[area] : (double)NAN;
    return percentile_rank(draw->rank, areas, draw->rank, error);
}

static unsigned missing_if(bool absent, unsigned bit)
{
    return absent ? bit : 0;
}

static PriorityScore score_of(Lever lever, const AreaFacts *facts, double b)
{
    PriorityScore score = {.factor = {b, NAN, NAN, NAN}, .missing = missing_if(isnan(b), MISSING_EXPOSURE)};
    double *factor = score.factor;
    switch (lever) {
    case LEVER_LIGHTING:
        factor[1] = facts->dark.lower;
        factor[2] = facts->deficit;
        score.missing |= missing_if(isnan(factor[1]), MISSING_HOURS);
        score.missing |= missing_if(isnan(factor[2]) && !isnan(factor[1]), MISSING_LAMPS);
        break;
    case LEVER_HANDHAVING:
        factor[1] = facts->window.lower;
        factor[2] = facts->boa;
        score.missing |= missing_if(!facts->window_blocks, MISSING_AVAILABLE) |
                         missing_if(isnan(factor[1]) && facts->window_blocks, MISSING_HOURS) | missing_if(isnan(factor[2]), MISSING_BOA);
        break;
    case LEVER_CAMERAS:
    case LEVER_COUNT:
        if (facts->quarters >= LEAST_QUARTERS)
            factor[1] = (double)facts->quarters_significant / facts->quarters;
        factor[2] = facts->public_order;
        factor[3] = 1 - facts->seen;
        score.missing |= missing_if(isnan(factor[1]), MISSING_QUARTERS);
        if (facts->incidents == 0) {
            score.missing |= MISSING_INCIDENTS;
            break;
        }
        score.missing |= missing_if(isnan(factor[2]), MISSING_PUBLIC_ORDER);
        score.missing |= missing_if(isnan(factor[3]), MISSING_CAMERAS);
        break;
    }
    score.determinable = score.missing == 0;
    score.score = NAN;
    if (score.determinable) {
        score.score = 100;
        for (int f = 0; f < priority_factor_count(lever); f++)
            score.score *= factor[f];
    }
    return score;
}

typedef struct Place {
    double score, theta;
    size_t area;
} Place;

static int compare_place(const void *left, const void *right)
{
    const Place *a = left, *b = right;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    if (a->theta != b->theta) return a->theta > b->theta ? -1 : 1;
    return (a->area > b->area) - (a->area < b->area);
}

/* Lists the reports of each area, in their order. */
static void list_members(Plan *plan)
{
    const PriorityInput *input = plan->input;
    for (size_t i = 0; i < input->report_count; i++)
        if (input->report[i].area >= 0) plan->start[input->report[i].area + 1]++;
    for (size_t area = 0; area < input->area_count; area++)
        plan->start[area + 1] += plan->start[area];
    for (size_t i = 0; i < input->report_count; i++) {
        const ReportFacts *report = &input->report[i];
        if (report->area >= 0) {
            size_t k = plan->start[report->area]++;
            plan->report[k] = i;
            plan->member[k] = (Member){*report, NAN};
            continue;
        }
        plan->outside++;
        if (report->quarter >= 0 && report->kind == KIND_INCIDENT) plan->outside_quarter[report->quarter]++;
    }
    /* Filling moved every start to the next one's place. */
    for (size_t area = input->area_count; area > 0; area--)
        plan->start[area] = plan->start[area - 1];
    plan->start[0] = 0;
}

static void plan_free(Plan *plan)
{
    free(plan->start);
    free(plan->report);
    free(plan->member);
    free(plan->outside_quarter);
}

static bool plan_init(const PriorityInput *input, Plan *ret_plan, Error *error)
{
    Plan plan = {.input = input};
    size_t reports = input->report_count + 1;
    plan.start = calloc(input->area_count + 2, sizeof *plan.start);
    plan.report = malloc(reports * sizeof *plan.report);
    plan.member = malloc(reports * sizeof *plan.member);
    plan.outside_quarter = calloc((size_t)input->quarter_count + 1, sizeof *plan.outside_quarter);
    if (!plan.start || !plan.report || !plan.member || !plan.outside_quarter) {
        plan_free(&plan);
        return error_memory(error, (double)reports * (sizeof *plan.report + sizeof *plan.member));
    }
    list_members(&plan);
    *ret_plan = plan;
    return true;
}

/* The share of a report in some blocks; NaN when its hour is not known. */
static float share_in(const HourBlocks *blocks, size_t report, uint64_t windows)
{
    float inside = 0;
    for (size_t b = blocks->start[report]; b < blocks->start[report + 1]; b++)
        if (windows >> blocks->block[b] & 1) inside += blocks->share[b];
    return blocks->start[report + 1] > blocks->start[report] && windows ? inside : NAN;
}

/* Which windows an area is judged by, and the share of each of its reports in them. */
static bool choose_windows_of(Plan *plan, size_t area, uint64_t town_windows, AreaFacts *facts, Error *error)
{
    const PriorityInput *input = plan->input;
    const HourBlocks *blocks = input->blocks;
    const size_t *report = plan->report + plan->start[area];
    size_t members = plan->start[area + 1] - plan->start[area];
    Random random = random_stream(~input->seed, area);
    if (!hours_windows_test(blocks, report, members, input->available_hours, input->permutations,
                            random_bits(&random), &facts->own_windows, &facts->own_windows_p, error))
        return false;
    facts->windows_own = facts->own_windows_p < OWN_PEAK_P;
    facts->window_blocks = facts->windows_own ? facts->own_windows.blocks : town_windows;
    for (size_t k = 0; k < members; k++) plan->member[plan->start[area] + k].window = share_in(blocks, report[k], facts->window_blocks);
    return true;
}

static bool choose_windows(Plan *plan, Priorities *priorities, Error *error)
{
    const HourBlocks *blocks = plan->input->blocks;
    double week[WEEK_BLOCKS] = {0};
    if (plan->input->available_hours == 0) { /* not known: no windows, and no share in them */
        priorities->town_windows = (HourWindows){0, 0, NAN, 0};
        for (size_t area = 0; area < plan->input->area_count; area++) priorities->facts[area].own_windows_p = NAN;
        return true;
    }
    for (size_t k = 0; k < blocks->start[blocks->count]; k++)
        week[blocks->block[k]] += (double)blocks->share[k];
    priorities->town_windows = hours_windows_best(week, plan->input->available_hours);
    uint64_t town_windows = priorities->town_windows.blocks;
    bool failed = false;
#pragma omp parallel for schedule(dynamic, 1)
    for (size_t area = 0; area < plan->input->area_count; area++) {
        Error ignored; /* short memory is all that can go wrong */
        if (choose_windows_of(plan, area, town_windows, &priorities->facts[area], &ignored)) continue;
#pragma omp atomic write
        failed = true;
    }
    return !failed || error_memory(error, (double)blocks->count * sizeof(uint32_t));
}

/* Scores and ranks of the data as they are. */
static void rank_areas(const Plan *plan, const Draw *draw, Priorities *priorities, Place *place)
{
    for (int lever = 0; lever < LEVER_COUNT; lever++) {
        size_t ranked = 0;
        for (size_t area = 0; area < priorities->area_count; area++) {
            PriorityScore *score = &priorities->score[lever][area];
            *score = score_of((Lever)lever, &priorities->facts[area], draw->rank[area]);
            if (!is_candidate(plan, area)) *score = (PriorityScore){.missing = MISSING_REPORTS, .factor = {NAN, NAN, NAN, NAN}, .score = NAN};
            if (score->determinable) place[ranked++] = (Place){score->score, draw->theta[area], area};
        }
        if (ranked) qsort(place, ranked, sizeof *place, compare_place);
        for (size_t r = 0; r < ranked; r++)
            priorities->score[lever][place[r].area].rank = (int)r + 1;
    }
}

/* Ranks of one draw, into rank[lever * areas + area]; an area that cannot be judged in the draw comes last.
 */
static bool rank_draw(const Plan *plan, const Priorities *priorities, Random random, Draw *draw, Place *place,
                      int *rank, Error *error)
{
    size_t areas = priorities->area_count;
    draw_reports(plan, &random, draw);
    if (!fill_theta(plan, draw, error)) return false;
    size_t ranked[LEVER_COUNT] = {0};
    for (size_t area = 0; area < areas; area++) {
        AreaFacts facts = priorities->facts[area]; /* for the windows, which the draw leaves as they are */
        fill_facts(plan->input, draw, area, &facts);
        for (size_t lever = 0; lever < LEVER_COUNT; lever++) {
            if (!priorities->score[lever][area].determinable) continue;
            PriorityScore score = score_of((Lever)lever, &facts, draw->rank[area]);
            place[lever * areas + ranked[lever]++] =
                (Place){score.determinable ? score.score : 0, draw->theta[area], area};
        }
    }
    for (size_t lever = 0; lever < LEVER_COUNT; lever++) {
        if (ranked[lever]) qsort(place + lever * areas, ranked[lever], sizeof *place, compare_place);
        for (size_t r = 0; r < ranked[lever]; r++)
            rank[lever * areas + place[lever * areas + r].area] = (int)r + 1;
    }
    return true;
}

static bool priorities_init(size_t area_count, Priorities *ret_priorities, Error *error)
{
    Priorities priorities = {.area_count = area_count};
    priorities.facts = calloc(area_count + 1, sizeof *priorities.facts);
    bool enough = priorities.facts != NULL;
    for (int lever = 0; lever < LEVER_COUNT; lever++) {
        priorities.score[lever] = calloc(area_count + 1, sizeof *priorities.score[lever]);
        enough = enough && priorities.score[lever];
    }
    if (!enough) {
        priorities_free(&priorities);
        return error_memory(error, (double)area_count * sizeof(AreaFacts));
    }
    *ret_priorities = priorities;
    return true;
}

void priorities_free(Priorities *priorities)
{
    free(priorities->facts);
    for (int lever = 0; lever < LEVER_COUNT; lever++)
        free(priorities->score[lever]);
    *priorities = (Priorities){0};
}

/* ---- what would change the rank ---- */

/* One more report of the kind that a lever looks for, in an area as it is: in the dark where the light is what it is there;
 * in its windows and within the powers of a boa; an incident against public order out of view, in no quarter. */
static Member wanted_member(Lever lever, const AreaFacts *facts)
{
    ReportFacts report = {.quarter = -1, .weight = 1, .dark = NAN, .deficit = NAN, .boa = NAN, .public_order = NAN, .seen = NAN, .kind = KIND_INCIDENT};
    if (lever == LEVER_LIGHTING) report.dark = 1, report.deficit = (float)facts->deficit;
    if (lever == LEVER_HANDHAVING) report.boa = 1;
    if (lever == LEVER_CAMERAS) report.public_order = 1, report.seen = 0;
    return (Member){report, lever == LEVER_HANDHAVING ? 1 : NAN};
}

/* The score without its first factor. */
static double rest_of(Lever lever, const PriorityScore *score)
{
    double rest = 100;
    for (int f = 1; f < priority_factor_count(lever); f++) rest *= score->factor[f];
    return rest;
}

/* The rank of an area whose facts changed, when the theta of all is that of the draw. */
static int rank_changed(const Priorities *priorities, Lever lever, const Draw *draw, size_t area, const AreaFacts *changed)
{
    PriorityScore own = score_of(lever, changed, draw->rank[area]);
    Place here = {own.determinable ? own.score : 0, draw->theta[area], area};
    int rank = 1;
    for (size_t other = 0; other < priorities->area_count; other++) {
        const PriorityScore *score = &priorities->score[lever][other];
        if (other == area || !score->determinable) continue;
        Place there = {draw->rank[other] * rest_of(lever, score), draw->theta[other], other};
        rank += compare_place(&there, &here) < 0;
    }
    return rank;
}

/* How many more such reports in this area alone take it a place up. The draw holds the data and is given back so. */
static bool find_rise(const Plan *plan, Priorities *priorities, Lever lever, size_t area, Draw *draw, Error *error)
{
    PriorityScore *score = &priorities->score[lever][area];
    score->rise = 0;
    if (!score->determinable || score->rank <= 1) return true;
    Tally before = draw->tally[area];
    double reports = draw->reports;
    Member member = wanted_member(lever, &priorities->facts[area]);
    bool ok = true;
    score->rise = -1;
    for (int n = 1; ok && n <= PRIORITY_RISE_MOST && score->rise < 0; n++) {
        AreaFacts facts = priorities->facts[area];
        add_member(&draw->tally[area], &member, 1);
        draw->reports++;
        ok = fill_theta(plan, draw, error);
        int significant = facts.quarters_significant;
        fill_facts(plan->input, draw, area, &facts);
        facts.quarters_significant = significant;
        if (ok && rank_changed(priorities, lever, draw, area, &facts) < score->rank) score->rise = n;
    }
    draw->tally[area] = before;
    draw->reports = reports;
    return ok;
}

static bool find_rises(const Plan *plan, Priorities *priorities, Draw *draw, Error *error)
{
    bool ok = true;
    for (int lever = 0; ok && lever < LEVER_COUNT; lever++)
        for (size_t area = 0; ok && area < priorities->area_count; area++) ok = find_rise(plan, priorities, (Lever)lever, area, draw, error);
    return ok;
}

bool priorities_without(const PriorityInput *input, const Priorities *priorities, const uint8_t *left_out, int *ret_rank, Error *error)
{
    Plan plan = {0};
    Draw draw = {0};
    Priorities changed = {0};
    Place *place = NULL;
    if (!check_input(input, error) || !plan_init(input, &plan, error)) return false;
    bool done = (draw_init(input, &draw) && (place = malloc((input->area_count + 1) * sizeof *place)) != NULL) || error_memory(error, (double)input->area_count * sizeof(AreaFacts));
    done = done && priorities_init(input->area_count, &changed, error);
    for (size_t area = 0; done && area < input->area_count; area++) {
        changed.facts[area] = priorities->facts[area];
        for (size_t k = plan.start[area]; k < plan.start[area + 1]; k++)
            plan.member[k].window = share_in(input->blocks, plan.report[k], priorities->facts[area].window_blocks);
    }
    if (done) draw_without(&plan, left_out, &draw);
    done = done && fill_theta(&plan, &draw, error);
    if (done) {
        for (size_t area = 0; area < input->area_count; area++) fill_facts(input, &draw, area, &changed.facts[area]);
        rank_areas(&plan, &draw, &changed, place);
        for (size_t lever = 0; lever < LEVER_COUNT; lever++)
            for (size_t area = 0; area < input->area_count; area++) ret_rank[lever * input->area_count + area] = changed.score[lever][area].rank;
    }
    draw_free(&draw);
    free(place);
    priorities_free(&changed);
    plan_free(&plan);
    return done;
}

static int compare_int(const void *left, const void *right)
{
    int a = *(const int *)left, b = *(const int *)right;
    return (a > b) - (a < b);
}

/* The 5 % and 95 % of the ranks an area had over all draws. */
static bool fill_intervals(const int *rank, int replicates, Priorities *priorities)
{
    size_t areas = priorities->area_count;
    int *sorted = malloc((size_t)replicates * sizeof *sorted);
    if (!sorted) return false;
    for (int lever = 0; lever < LEVER_COUNT; lever++) {
        for (size_t area = 0; area < areas; area++) {
            PriorityScore *score = &priorities->score[lever][area];
            if (!score->determinable) continue;
            for (int r = 0; r < replicates; r++)
                sorted[r] = rank[((size_t)r * LEVER_COUNT + (size_t)lever) * areas + area];
            qsort(sorted, (size_t)replicates, sizeof *sorted, compare_int);
            score->rank_low = sorted[(int)ceil(0.05 * replicates) - 1];
            score->rank_high = sorted[(int)ceil(0.95 * replicates) - 1];
        }
    }
    free(sorted);
    return true;
}

static bool bootstrap_ranks(const Plan *plan, Priorities *priorities, Error *error)
{
    const PriorityInput *input = plan->input;
    size_t per_draw = LEVER_COUNT * input->area_count;
    int *rank = calloc((size_t)input->replicates * per_draw + 1, sizeof *rank);
    if (!rank) return error_memory(error, (double)input->replicates * (double)per_draw * sizeof *rank);
    bool failed = false;
#pragma omp parallel
    {
        /* Every draw has its own stream, so that it does not matter which thread makes it. */
        Error ignored;
        Draw draw = {0};
        Place *place = malloc((LEVER_COUNT * input->area_count + 1) * sizeof *place);
        bool ready = place && draw_init(input, &draw), sound = ready;
#pragma omp for schedule(dynamic, 8)
        for (int r = 0; r < input->replicates; r++)
            if (sound)
                sound = rank_draw(plan, priorities, random_stream(input->seed, (uint64_t)r + 1), &draw, place,
                                  rank + (size_t)r * per_draw, &ignored);
        if (ready) draw_free(&draw);
        free(place);
        if (!sound) {
#pragma omp atomic write
            failed = true;
        }
    }
    if (!failed) failed = !fill_intervals(rank, input->replicates, priorities);
    free(rank);
    return !failed || error_memory(error, (double)input->report_count * sizeof(double));
}

/* Facts, scores and ranks of the data. */
static bool judge_areas(const Plan *plan, Priorities *priorities, Error *error)
{
    const PriorityInput *input = plan->input;
    Draw draw = {0};
    Place *place = malloc((input->area_count + 1) * sizeof *place);
    bool done =
        (place && draw_init(input, &draw)) || error_memory(error, (double)input->area_count * sizeof *place);
    if (done) draw_reports(plan, NULL, &draw);
    done = done && fill_theta(plan, &draw, error);
    if (done) {
        for (size_t area = 0; area < input->area_count; area++)
            fill_facts(input, &draw, area, &priorities->facts[area]);
        priorities->alpha = draw.alpha;
        rank_areas(plan, &draw, priorities, place);
        done = find_rises(plan, priorities, &draw, error);
    }
    draw_free(&draw);
    free(place);
    return done;
}

bool priorities_compute(const PriorityInput *input, Priorities *ret_priorities, Error *error)
{
    Plan plan = {0};
    Priorities priorities = {0};
    if (!check_input(input, error) || !plan_init(input, &plan, error)) return false;
    bool done = priorities_init(input->area_count, &priorities, error) &&
                choose_windows(&plan, &priorities, error) && judge_areas(&plan, &priorities, error) &&
                (input->replicates <= 0 || bootstrap_ranks(&plan, &priorities, error));
    plan_free(&plan);
    if (done)
        *ret_priorities = priorities;
    else
        priorities_free(&priorities);
    return done;
}
