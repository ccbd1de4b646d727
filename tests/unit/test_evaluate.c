/* Hit rates by hand, and against a brute-force choice of cells. */
#include "tests/support/assert_near.h"

#include "geo/evaluate.h"
#include "tests/support/random_numbers.h"

#include <stdlib.h>

static void by_hand(void **state)
{
    (void)state;
    Error error;
    const double score[] = {5, 1, 3, 3}, area[] = {100, 100, 100, 100}, street[] = {10, 40, 20, 30}, hits[] = {4, 5, 1, 0}, shares[] = {0.25, 0.5, 0.75, 1};
    Coverage c[4];
    assert_ok(evaluate_coverage(&(EvaluateInput){4, score, area, street, hits}, shares, 4, c, &error), &error);
    assert_near(c[0].hit_rate, 0.4, 1e-12);
    assert_near(c[0].pai, 1.6, 1e-12);
    assert_near(c[0].pei, 4.0 / 5, 1e-12);
    assert_near(c[0].pai_street, 0.4 / 0.1, 1e-12);
    assert_near(c[1].hit_rate, 0.45, 1e-12); /* half of the two cells with score 3 */
    assert_near(c[1].best_hit_rate, 0.9, 1e-12);
    assert_near(c[1].pai_street, 0.45 / 0.35, 1e-12);
    assert_near(c[2].hit_rate, 0.5, 1e-12);
    assert_near(c[3].hit_rate, 1, 1e-12);
    assert_near(c[3].pai, 1, 1e-12);
    assert_near(c[3].pei, 1, 1e-12);
}

/* With equal cells and different scores: count the hits in the k highest. The order of the cells does not matter. */
static void against_brute_force(void **state)
{
    (void)state;
    uint64_t random = 3;
    enum { CELLS = 40 };
    for (int round = 0; round < 200; round++) {
        Error error;
        double score[CELLS], area[CELLS], hits[CELLS], turned[3][CELLS], share;
        for (int i = 0; i < CELLS; i++) {
            score[i] = (double)random_below(&random, 1000000);
            area[i] = 2500;
            hits[i] = (double)random_below(&random, 4);
        }
        hits[0] = 3;
        int k = 1 + (int)random_below(&random, CELLS);
        double found = 0, most = 0, all = 0;
        for (int i = 0; i < CELLS; i++) {
            int higher = 0, fuller = 0;
            for (int j = 0; j < CELLS; j++) higher += score[j] > score[i], fuller += hits[j] > hits[i] || (hits[j] == hits[i] && j < i);
            found += higher < k ? hits[i] : 0;
            most += fuller < k ? hits[i] : 0;
            all += hits[i];
            turned[0][CELLS - 1 - i] = score[i], turned[1][CELLS - 1 - i] = area[i], turned[2][CELLS - 1 - i] = hits[i];
        }
        share = (double)k / CELLS;
        Coverage c, d;
        assert_ok(evaluate_coverage(&(EvaluateInput){CELLS, score, area, NULL, hits}, &share, 1, &c, &error), &error);
        assert_ok(evaluate_coverage(&(EvaluateInput){CELLS, turned[0], turned[1], NULL, turned[2]}, &share, 1, &d, &error), &error);
        assert_near(c.hit_rate, found / all, 1e-9);
        assert_near(c.best_hit_rate, most / all, 1e-9);
        assert_near(c.pai, found / all / share, 1e-9);
        assert_near(c.pei, found / most, 1e-9);
        assert_true(isnan(c.pai_street));
        assert_near(d.hit_rate, c.hit_rate, 1e-12);
    }
}

/* A map that knows nothing finds as much as it covers. */
static void a_flat_map_finds_its_share(void **state)
{
    (void)state;
    Error error;
    const double score[] = {1, 1, 1}, area[] = {10, 200, 30}, hits[] = {7, 1, 0}, shares[] = {0.03, 0.4};
    Coverage c[2];
    assert_ok(evaluate_coverage(&(EvaluateInput){3, score, area, NULL, hits}, shares, 2, c, &error), &error);
    assert_near(c[0].pai, 1, 1e-12);
    assert_near(c[1].pai, 1, 1e-12);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    Error error;
    const double score[] = {1, 2}, area[] = {10, 20}, none[] = {0, 0}, one[] = {1, 0}, zero[] = {0, 20}, shares[] = {0.5, 1.5, 0};
    Coverage c;
    assert_false(evaluate_coverage(&(EvaluateInput){2, score, area, NULL, none}, shares, 1, &c, &error));
    assert_false(evaluate_coverage(&(EvaluateInput){2, score, zero, NULL, one}, shares, 1, &c, &error));
    assert_false(evaluate_coverage(&(EvaluateInput){2, score, area, NULL, one}, shares + 1, 1, &c, &error));
    assert_false(evaluate_coverage(&(EvaluateInput){2, score, area, NULL, one}, shares + 2, 1, &c, &error));
    assert_int_equal(error.code, ERROR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(by_hand), cmocka_unit_test(against_brute_force), cmocka_unit_test(a_flat_map_finds_its_share),
                                       cmocka_unit_test(nonsense_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
