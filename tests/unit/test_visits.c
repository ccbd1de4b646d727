#include "tests/support/assert_near.h"

#include "geo/random.h"
#include "geo/visits.h"

enum { WINDOWS = 4 };

static const VisitWindow WEEK[WINDOWS] = {{1200, 1440}, {5760, 6000}, {7200, 7680}, {9000, 9120}};

/* What a plan promises, visit by visit: stays, walks, and the two hours. */
static void check_plan(const VisitRound *round, const VisitPlan *plan)
{
    int64_t last_from[WINDOWS][VISIT_PLACES_MOST], last_to[WINDOWS][VISIT_PLACES_MOST];
    for (int w = 0; w < WINDOWS; w++)
        for (size_t p = 0; p < round->count; p++) last_from[w][p] = WEEK[w].from_min, last_to[w][p] = WEEK[w].from_min;
    for (size_t i = 0; i < plan->count; i++) {
        const Visit *visit = &plan->visit[i];
        assert_true(visit->from_min >= WEEK[visit->window].from_min && visit->to_min <= WEEK[visit->window].to_min);
        assert_in_range(visit->to_min - visit->from_min, VISIT_LEAST_MIN, VISIT_MOST_MIN);
        assert_true(visit->from_min - last_from[visit->window][visit->place] <= VISIT_GAP_MIN);
        last_from[visit->window][visit->place] = visit->from_min;
        last_to[visit->window][visit->place] = visit->to_min;
        if (i == 0 || plan->visit[i - 1].window != visit->window) continue;
        int walk = -1; /* the two are neighbours on the round */
        for (size_t k = 0; k < round->count; k++) {
            size_t a = round->order[k], b = round->order[(k + 1) % round->count];
            if ((a == visit->place && b == plan->visit[i - 1].place) || (b == visit->place && a == plan->visit[i - 1].place)) walk = round->walk_min[k];
        }
        assert_true(walk >= 0);
        assert_true(visit->from_min >= plan->visit[i - 1].to_min + walk);
    }
    for (int w = 0; w < WINDOWS; w++)
        for (size_t p = 0; p < round->count; p++) assert_true(WEEK[w].to_min - last_to[w][p] <= VISIT_GAP_MIN);
}

static void every_plan_keeps_its_promise(void **state)
{
    (void)state;
    Error error;
    static const size_t order[] = {0, 2, 1, 3, 4, 5, 6};
    /* Five places with ample time, seven with hardly any, one alone, three with long walks; and one to the minute. */
    const struct {
        size_t count;
        int walk[7];
    } cases[] = {{5, {3, 4, 2, 5, 6}}, {7, {1, 1, 1, 1, 1, 1, 1}}, {1, {0}}, {3, {20, 20, 20}}, {3, {24, 24, 24}}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        VisitRound round = {cases[c].count, order, cases[c].walk};
        assert_true(visits_round_min(&round) <= VISIT_GAP_MIN);
        for (uint64_t seed = 0; seed < 300; seed++) {
            VisitPlan plan;
            assert_ok(visits_plan(&round, WEEK, WINDOWS, seed, &plan, &error), &error);
            check_plan(&round, &plan);
            visits_free(&plan);
        }
    }
}

/* Nobody can set a clock by it: over the seeds the first visit to a place comes at any minute, and every place comes first. */
static void moments_cannot_be_foretold(void **state)
{
    (void)state;
    Error error;
    static const size_t order[] = {0, 1, 2, 3};
    static const int walk[] = {5, 5, 5, 5};
    VisitRound round = {4, order, walk};
    int at[VISIT_GAP_MIN + 1] = {0}, first[4] = {0}, stays[VISIT_MOST_MIN + 1] = {0}, minutes = 0;
    for (uint64_t seed = 0; seed < 2000; seed++) {
        VisitPlan plan;
        assert_ok(visits_plan(&round, WEEK, 1, seed, &plan, &error), &error);
        first[plan.visit[0].place]++;
        for (size_t i = 0; i < 2; i++) stays[plan.visit[i].to_min - plan.visit[i].from_min]++;
        for (size_t i = 0; i < plan.count; i++)
            if (plan.visit[i].place == 2) {
                at[plan.visit[i].from_min - WEEK[0].from_min]++;
                break;
            }
        visits_free(&plan);
    }
    for (int m = 0; m <= VISIT_GAP_MIN; m++) minutes += at[m] > 0;
    assert_true(minutes > 80);
    for (int p = 0; p < 4; p++) assert_in_range(first[p], 430, 570); /* 500, five standard deviations of 19 aside less a hair */
    for (int m = VISIT_LEAST_MIN; m <= VISIT_MOST_MIN; m++) assert_in_range(stays[m], 460, 690);
}

static void the_same_seed_gives_the_same_plan(void **state)
{
    (void)state;
    Error error;
    static const size_t order[] = {0, 1, 2};
    static const int walk[] = {5, 9, 5};
    VisitRound round = {3, order, walk};
    VisitPlan all, one, other;
    assert_ok(visits_plan(&round, WEEK, WINDOWS, 7, &all, &error), &error);
    assert_ok(visits_plan(&round, WEEK + 1, 1, 7, &one, &error), &error);
    assert_ok(visits_plan(&round, WEEK + 1, 1, 8, &other, &error), &error);
    size_t at = 0;
    while (all.visit[at].window == 0) at++;
    for (size_t i = 0; i < one.count; i++) { /* the window is planned as if the others were not there */
        assert_int_equal(one.visit[i].from_min, all.visit[at + i].from_min);
        assert_int_equal(one.visit[i].place, all.visit[at + i].place);
    }
    bool differs = other.count != one.count;
    for (size_t i = 0; !differs && i < one.count; i++) differs = one.visit[i].from_min != other.visit[i].from_min;
    assert_true(differs);
    visits_free(&all);
    visits_free(&one);
    visits_free(&other);
}

static void refusals(void **state)
{
    (void)state;
    Error error;
    static const size_t order[] = {0, 1, 2};
    static const int walk[] = {24, 24, 25}, none[] = {0, 0, 0};
    VisitPlan plan;
    assert_false(visits_plan(&(VisitRound){3, order, walk}, WEEK, 1, 1, &plan, &error));
    assert_string_equal(error.text, "The round takes 121 minutes, and every place is to be visited within 120; take fewer places.");
    assert_false(visits_plan(&(VisitRound){0, order, none}, WEEK, 1, 1, &plan, &error));
    assert_false(visits_plan(&(VisitRound){2, order, none}, &(VisitWindow){0, 119}, 1, 1, &plan, &error));
    assert_ok(visits_plan(&(VisitRound){2, order, none}, WEEK, 0, 1, &plan, &error), &error);
    assert_int_equal(plan.count, 0);
    visits_free(&plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_plan_keeps_its_promise), cmocka_unit_test(moments_cannot_be_foretold), cmocka_unit_test(the_same_seed_gives_the_same_plan),
                                       cmocka_unit_test(refusals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
