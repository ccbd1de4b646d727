/* Relative risk: by hand, against noise, with planted places, and beside spatstat. */
#include "tests/support/assert_near.h"
#include "tests/support/random_numbers.h"

#include "geo/relative_risk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 2000 };
static const double TOWN_M = 2000, CELL_M = 50, BANDWIDTH_M = 250;

typedef struct Side {
    size_t count;
    double x[MOST], y[MOST], weight[MOST];
} Side;

static RiskSide view(const Side *side)
{
    return (RiskSide){side->count, side->x, side->y, side->weight};
}

static void scatter(Side *side, size_t count, uint64_t *state)
{
    side->count = count;
    for (size_t i = 0; i < count; i++) {
        side->x[i] = random_between(state, 0, TOWN_M);
        side->y[i] = random_between(state, 0, TOWN_M);
        side->weight[i] = 1;
    }
}

/* Moves the first reports to a disc of 150 m around a place. */
static void plant(Side *side, size_t count, double x, double y, uint64_t *state)
{
    for (size_t i = 0; i < count; i++) {
        side->x[i] = x + random_between(state, -100, 100);
        side->y[i] = y + random_between(state, -100, 100);
    }
}

static Grid town(void)
{
    Error error;
    Grid grid;
    assert_ok(grid_init((Box){0, 0, TOWN_M, TOWN_M}, CELL_M, &grid, &error), &error);
    return grid;
}

static RelativeRiskInput ask(const Side *cases, const Side *other, bool exposure, int runs)
{
    return (RelativeRiskInput){view(cases), view(other), exposure, KERNEL_QUARTIC, BANDWIDTH_M, runs, 7, 0};
}

static RelativeRisk compute(const RelativeRiskInput *input, const Grid *grid)
{
    Error error;
    RelativeRisk risk;
    assert_ok(relative_risk_compute(input, grid, &risk, &error), &error);
    return risk;
}

/* f or g by its formula. */
static double density_by_hand(const Side *side, double x, double y)
{
    double sum = 0, weight = 0;
    for (size_t i = 0; i < side->count; i++) {
        sum += side->weight[i] * kernel_value(KERNEL_QUARTIC, hypot(x - side->x[i], y - side->y[i]), BANDWIDTH_M);
        weight += side->weight[i];
    }
    return sum / weight;
}

static void by_hand(void **state)
{
    (void)state;
    static Side cases, other, all;
    uint64_t seed = 3;
    Grid grid = town();
    scatter(&cases, 90, &seed);
    scatter(&other, 160, &seed);
    for (size_t i = 0; i < cases.count; i++) cases.weight[i] = random_between(&seed, 0.2, 1);
    grid.value[5] = NAN; /* outside the boundary */
    all = cases;
    for (size_t i = 0; i < other.count; i++, all.count++)
        all.x[all.count] = other.x[i], all.y[all.count] = other.y[i], all.weight[all.count] = other.weight[i];
    for (int exposure = 0; exposure < 2; exposure++) {
        RelativeRiskInput input = ask(&cases, &other, exposure == 1, 0);
        RelativeRisk risk = compute(&input, &grid);
        double weight = 0, area = kernel_area_m2(KERNEL_QUARTIC, BANDWIDTH_M);
        for (size_t i = 0; i < cases.count; i++) weight += cases.weight[i];
        size_t speak = 0;
        for (size_t c = 0; c < grid_cells(&grid); c++) {
            double x = grid_x_m(&grid, (int)c % grid.columns), y = grid_y_m(&grid, (int)c / grid.columns);
            double f = density_by_hand(&cases, x, y), g = density_by_hand(&other, x, y), delta = 0.5 / (weight * area);
            double expected = weight * area * (exposure ? g : density_by_hand(&all, x, y));
            if (c == 5) {
                assert_true(isnan(risk.log_risk.value[c]) && isnan(risk.expected.value[c]));
                continue;
            }
            assert_near(risk.expected.value[c], expected, 1e-8);
            if (fabs(expected - 1) < 1e-6) continue;
            assert_int_equal(isnan(risk.log_risk.value[c]), expected < 1);
            if (expected < 1) continue;
            speak++;
            assert_near(risk.log_risk.value[c], log((f + delta) / (g + delta)), 1e-8);
        }
        assert_int_equal(speak, risk.cells);
        assert_true(isnan(risk.p) && speak > 50);
        relative_risk_free(&risk);
    }
    grid_free(&grid);
}

/* The area by its meaning: 1 / the integral of K^2, in rings. */
static void kernel_area_is_that_of_the_flat_kernel(void **state)
{
    (void)state;
    for (int k = 0; k < KERNEL_COUNT; k++) {
        double integral = 0, step = 0.01, end = kernel_radius_m((KernelKind)k, 100);
        for (double r = step / 2; r < end; r += step) integral += pow(kernel_value((KernelKind)k, r, 100), 2) * 2 * 3.14159265358979 * r * step;
        assert_near(kernel_area_m2((KernelKind)k, 100) * integral, 1, 1e-5);
    }
}

static void equal_sets_have_no_risk(void **state)
{
    (void)state;
    static Side cases;
    uint64_t seed = 5;
    Grid grid = town();
    scatter(&cases, 200, &seed);
    RelativeRiskInput input = ask(&cases, &cases, false, 19);
    RelativeRisk risk = compute(&input, &grid);
    for (size_t c = 0; c < grid_cells(&grid); c++)
        if (!isnan(risk.log_risk.value[c])) assert_near(risk.log_risk.value[c], 0, 1e-9);
    assert_near(risk.p, 1, 0);
    relative_risk_free(&risk);
    grid_free(&grid);
}

static void the_sides_mirror_each_other(void **state)
{
    (void)state;
    static Side a, b;
    uint64_t seed = 6;
    Grid grid = town();
    scatter(&a, 150, &seed);
    scatter(&b, 220, &seed);
    RelativeRiskInput ab = ask(&a, &b, false, 0), ba = ask(&b, &a, false, 0);
    RelativeRisk one = compute(&ab, &grid), two = compute(&ba, &grid);
    size_t both = 0;
    for (size_t c = 0; c < grid_cells(&grid); c++) {
        if (isnan(one.log_risk.value[c]) || isnan(two.log_risk.value[c])) continue;
        assert_near(one.log_risk.value[c], -two.log_risk.value[c], 1e-9);
        both++;
    }
    assert_true(both > 100);
    relative_risk_free(&one);
    relative_risk_free(&two);
    grid_free(&grid);
}

static size_t below(const Grid *p, double limit)
{
    size_t count = 0;
    for (size_t c = 0; c < grid_cells(p); c++) count += p->value[c] <= limit;
    return count;
}

/* On noise few maps show anything at all, and one cell in twenty has a low p of its own. */
static void noise_is_called_noise(void **state)
{
    (void)state;
    enum { MAPS = 60, RUNS = 59 };
    static Side cases, other;
    uint64_t seed = 11;
    Grid grid = town();
    for (int exposure = 0; exposure < 2; exposure++) {
        size_t shown = 0, whole = 0;
        double single = 0;
        for (int map = 0; map < MAPS; map++) {
            scatter(&cases, 120, &seed);
            if (exposure) {
                other.count = 0; /* every cell as much */
                for (int r = 0; r < grid.rows; r++)
                    for (int c = 0; c < grid.columns; c++, other.count++)
                        other.x[other.count] = grid_x_m(&grid, c), other.y[other.count] = grid_y_m(&grid, r), other.weight[other.count] = 1;
            } else {
                scatter(&other, 200, &seed);
            }
            RelativeRiskInput input = ask(&cases, &other, exposure == 1, RUNS);
            input.seed = (uint64_t)map;
            RelativeRisk risk = compute(&input, &grid);
            shown += below(&risk.all_high, 0.05) > 0;
            whole += risk.p <= 0.1;
            single += (double)below(&risk.p_high, 0.05) / (double)risk.cells / MAPS;
            relative_risk_free(&risk);
        }
        assert_true(shown <= 8);                /* 3 expected; 9 or more once in 250 */
        assert_true(whole >= 1 && whole <= 13); /* 6 expected */
        assert_true(single > 0.025 && single < 0.08);
    }
    grid_free(&grid);
}

static void a_planted_place_is_found(void **state)
{
    (void)state;
    static Side cases, other;
    uint64_t seed = 12;
    Grid grid = town();
    for (int exposure = 0; exposure < 2; exposure++) {
        scatter(&cases, 150, &seed);
        plant(&cases, 30, 600, 1400, &seed);
        scatter(&other, 400, &seed);
        RelativeRiskInput input = ask(&cases, &other, exposure == 1, 99);
        RelativeRisk risk = compute(&input, &grid);
        ptrdiff_t there = grid_cell_at(&grid, 600, 1400), elsewhere = grid_cell_at(&grid, 1500, 600);
        assert_true(risk.all_high.value[there] <= 0.02 && risk.p_high.value[there] <= 0.02);
        assert_true(risk.log_risk.value[there] > log(2));
        assert_true(risk.all_high.value[elsewhere] > 0.2);
        assert_true(risk.p <= 0.05);
        relative_risk_free(&risk);
    }
    grid_free(&grid);
}

static void threads_do_not_show(void **state)
{
    (void)state;
    static Side cases, other;
    uint64_t seed = 13;
    Grid grid = town();
    RelativeRisk risk[3];
    static const char *const threads[] = {"1", "2", "8"};
    scatter(&cases, 120, &seed);
    scatter(&other, 180, &seed);
    for (int t = 0; t < 3; t++) {
        RelativeRiskInput input = ask(&cases, &other, false, 70);
        input.threads = atoi(threads[t]);
        risk[t] = compute(&input, &grid);
        assert_memory_equal(risk[t].p_high.value, risk[0].p_high.value, grid_cells(&grid) * sizeof(double));
        assert_memory_equal(risk[t].all_low.value, risk[0].all_low.value, grid_cells(&grid) * sizeof(double));
        assert_near(risk[t].p, risk[0].p, 0);
    }
    for (int t = 0; t < 3; t++) relative_risk_free(&risk[t]);
    grid_free(&grid);
}

static void nothing_to_compare_is_refused(void **state)
{
    (void)state;
    static Side cases, other, none;
    uint64_t seed = 14;
    Error error;
    RelativeRisk risk;
    Grid grid = town();
    scatter(&cases, 40, &seed);
    scatter(&other, 40, &seed);
    none.count = 0;
    RelativeRiskInput input = ask(&cases, &none, false, 9);
    assert_false(relative_risk_compute(&input, &grid, &risk, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    input = ask(&cases, &none, true, 9);
    assert_false(relative_risk_compute(&input, &grid, &risk, &error));
    scatter(&cases, 2, &seed);
    input = ask(&cases, &other, false, 9);
    assert_false(relative_risk_compute(&input, &grid, &risk, &error)); /* two cases in a whole town */
    assert_non_null(strstr(error.text, "enough"));
    grid_free(&grid);
}

static double gaussian_by_hand(const Side *side, double x, double y)
{
    double sum = 0;
    for (size_t i = 0; i < side->count; i++) sum += kernel_value(KERNEL_GAUSSIAN, hypot(x - side->x[i], y - side->y[i]), 100);
    return sum / (double)side->count;
}

/* spatstat's relrisk sums in cells by FFT, and without our delta. */
static void spatstat_agrees(void **state)
{
    (void)state;
    if (system("Rscript -e 'library(spatstat.explore)' >/dev/null 2>&1") != 0) {
        print_message("spatstat is not installed\n");
        skip();
    }
    static Side cases, other;
    uint64_t seed = 15;
    char folder[] = "/tmp/risk.XXXXXX", path[64], command[128];
    Grid grid = town();
    scatter(&cases, 400, &seed);
    plant(&cases, 100, 1200, 900, &seed);
    scatter(&other, 700, &seed);
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/script.R", folder);
    FILE *script = fopen(path, "w");
    assert_non_null(script);
    fputs("suppressMessages(library(spatstat.explore))\n", script);
    for (int side = 0; side < 2; side++) {
        const Side *from = side ? &other : &cases;
        for (int axis = 0; axis < 2; axis++) {
            fprintf(script, "%s%d <- c(", axis ? "y" : "x", side);
            for (size_t i = 0; i < from->count; i++) fprintf(script, "%s%.3f", i ? "," : "", axis ? from->y[i] : from->x[i]);
            fputs(")\n", script);
        }
    }
    fprintf(script,
            "p <- ppp(c(x0,x1), c(y0,y1), owin(c(0,%g), c(0,%g)), marks=factor(rep(c('case','control'), c(length(x0),length(x1))), levels=c('control','case')))\n"
            "r <- relrisk(p, sigma=100, edge=FALSE, relative=TRUE, control='control', dimyx=200, casecontrol=TRUE)\n"
            "for (y in c(500, 900, 1500)) for (x in c(500, 1200, 1500)) cat(sprintf('%%.8f\\n', r[list(x=x+25, y=y+25)] * length(x1) / length(x0)))\n",
            TOWN_M, TOWN_M);
    fclose(script);
    snprintf(command, sizeof command, "cd %s && Rscript script.R 2>/dev/null", folder);
    FILE *answers = popen(command, "r");
    assert_non_null(answers);
    RelativeRiskInput input = ask(&cases, &other, false, 0);
    input.kernel = KERNEL_GAUSSIAN;
    input.bandwidth_m = 100;
    RelativeRisk risk = compute(&input, &grid);
    static const double ys[] = {500, 900, 1500}, xs[] = {500, 1200, 1500};
    double delta = RISK_DELTA / (400 * kernel_area_m2(KERNEL_GAUSSIAN, 100));
    for (int i = 0; i < 9; i++) {
        double theirs;
        assert_int_equal(fscanf(answers, "%lf", &theirs), 1);
        size_t c = (size_t)grid_cell_at(&grid, xs[i % 3] + 25, ys[i / 3] + 25);
        double g = gaussian_by_hand(&other, xs[i % 3] + 25, ys[i / 3] + 25), f = (g + delta) * exp(risk.log_risk.value[c]) - delta; /* delta taken out again */
        assert_near(f / g / theirs, 1, 0.03);
    }
    pclose(answers);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    relative_risk_free(&risk);
    grid_free(&grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),
        cmocka_unit_test(kernel_area_is_that_of_the_flat_kernel),
        cmocka_unit_test(equal_sets_have_no_risk),
        cmocka_unit_test(the_sides_mirror_each_other),
        cmocka_unit_test(noise_is_called_noise),
        cmocka_unit_test(a_planted_place_is_found),
        cmocka_unit_test(threads_do_not_show),
        cmocka_unit_test(nothing_to_compare_is_refused),
        cmocka_unit_test(spatstat_agrees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
