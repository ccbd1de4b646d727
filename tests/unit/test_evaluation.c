/* A map tested on later reports: every cell's score and counts got a second way, from the rows as they were written. */
#include "tests/support/assert_near.h"

#include "src/evaluation.h"
#include "tests/support/random_numbers.h"
#include "tests/support/town.h"

#include <stdlib.h>
#include <string.h>

enum { SIDE = 12, ROWS = 240 };

static const double SQUARE[] = {150000, 440000, 151200, 440000, 151200, 441200, 150000, 441200};

/* The mean of the quartic sum over the 16 cells of 25 m in a cell of 100 m. */
static double score_of(const double *x, const double *y, int reports, int column, int row)
{
    double sum = 0;
    for (int part = 0; part < 16; part++) {
        double cx = 150012.5 + 100 * column + 25 * (part % 4), cy = 440012.5 + 100 * row + 25 * (part / 4);
        for (int i = 0; i < reports; i++) {
            double d2 = (x[i] - cx) * (x[i] - cx) + (y[i] - cy) * (y[i] - cy), left = 1 - d2 / (200.0 * 200);
            if (left > 0) sum += left * left;
        }
    }
    return sum / 16;
}

static void a_map_by_brute_force(void **state)
{
    (void)state;
    static char rows[ROWS * 48 + 40];
    static double x[ROWS], y[ROWS], score[SIDE * SIDE], count[SIDE * SIDE], hits[SIDE * SIDE], area[SIDE * SIDE];
    size_t used = (size_t)snprintf(rows, sizeof rows, "datum;tijd;x;y;categorie\n");
    uint64_t random = 5;
    for (int i = 0; i < ROWS; i++) { /* the first half in 2023, around two places and anywhere; the others in 2024 */
        int near = (int)random_below(&random, 3);
        x[i] = near == 0 ? 150250 + (double)random_below(&random, 120) : near == 1 ? 150800 + (double)random_below(&random, 150) : 150000 + (double)random_below(&random, 1200);
        y[i] = near == 0 ? 440300 + (double)random_below(&random, 120) : near == 1 ? 440700 + (double)random_below(&random, 150) : 440000 + (double)random_below(&random, 1200);
        used += (size_t)snprintf(rows + used, sizeof rows - used, "%d-%02d-%02d;12:00;%.0f;%.0f;overlast\n", i < ROWS / 2 ? 2023 : 2024, 1 + i % 12, 1 + i % 28, x[i], y[i]);
    }
    Town town;
    Error error;
    Analysis analysis;
    const TownFeature ground = {"Dorp", SQUARE, 4};
    Evaluation *evaluation = calloc(1, sizeof *evaluation);
    town_found(&town);
    town_layer(&town, "grens", ROLE_BOUNDARY, FEATURE_POLYGON, &ground, 1);
    town_import(&town, "een", "een.csv", rows);
    assert_ok(config_set(&town.config, "selection", "weights", "raw", "--", &error), &error);
    assert_ok(config_set(&town.config, "density", "edge", "none", "--", &error), &error);
    assert_ok(analysis_make(town.store, &town.config, STAGE_LOAD, &analysis, &error), &error);
    Period train, test;
    assert_ok(period_from_text("2023-01-01..2023-12-31", "--train", &train, &error), &error);
    assert_ok(period_from_text("2024-01-01..2024-12-31", "--test", &test, &error), &error);
    assert_ok(evaluation_make(&town.config, &analysis, train, test, false, evaluation, &error), &error);
    assert_int_equal(evaluation->origins, 1);
    assert_int_equal(evaluation->origin[0].trained, ROWS / 2);
    assert_int_equal(evaluation->tested, ROWS / 2);
    assert_int_equal(evaluation->cells, SIDE * SIDE);
    for (int cell = 0; cell < SIDE * SIDE; cell++) score[cell] = score_of(x, y, ROWS / 2, cell % SIDE, cell / SIDE), area[cell] = 1e4;
    for (int i = 0; i < ROWS; i++) (i < ROWS / 2 ? count : hits)[(int)((y[i] - 440000) / 100) * SIDE + (int)((x[i] - 150000) / 100)]++;
    Coverage map[EVALUATION_SHARES], plain[EVALUATION_SHARES];
    assert_ok(evaluate_coverage(&(EvaluateInput){SIDE * SIDE, score, area, NULL, hits}, EVALUATION_SHARE, EVALUATION_SHARES, map, &error), &error);
    assert_ok(evaluate_coverage(&(EvaluateInput){SIDE * SIDE, count, area, NULL, hits}, EVALUATION_SHARE, EVALUATION_SHARES, plain, &error), &error);
    for (int s = 0; s < EVALUATION_SHARES; s++) {
        assert_near(evaluation->map[s].hit_rate, map[s].hit_rate, 1e-9);
        assert_near(evaluation->map[s].pei, map[s].pei, 1e-9);
        assert_near(evaluation->count[s].hit_rate, plain[s].hit_rate, 1e-9);
        assert_true(isnan(evaluation->map[s].pai_street));
    }
    analysis_free(&analysis);
    town_raze(&town);
    free(evaluation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_map_by_brute_force)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
