/*
 * power.c: what the tests against chance find, and what they invent, on the exposure of a real configuration.
 *
 * N reports are drawn from the exposure, and `planted` more are put within 75 m of one place that is drawn from it too. A test
 * found the place when a cell within 150 m of it has q < 0.05, and invented one when a cell further than 300 m away has. Prints a
 * table in Markdown.
 *
 *     power CONFIG [MAPS]
 */
#include "geo/random.h"
#include "src/analysis.h"
#include "src/commands/writing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { TESTS = 4, RUNS = 199, MOST = 4000 };
static const double PLACE_M = 75, NEAR_M = 150, FAR_M = 300, Q_MAX = 0.05;
static const char *const NAMES[TESTS] = {"Poisson, BH", "Poisson, BY", "Monte Carlo", "Gi*"};

typedef struct Map {
    size_t count;
    double x[MOST], y[MOST], place_x, place_y;
} Map;

/* A place in a cell drawn by its exposure. */
static void draw(const Grid *exposure, double total, Random *random, double *x, double *y)
{
    double wanted = random_uniform(random) * total, sum = 0;
    size_t cell = 0, last = 0;
    for (; cell < grid_cells(exposure); cell++) {
        if (!(exposure->value[cell] > 0)) continue;
        last = cell;
        if ((sum += exposure->value[cell]) > wanted) break;
    }
    *x = grid_x_m(exposure, (int)(last % (size_t)exposure->columns)) + (random_uniform(random) - 0.5) * exposure->cell_m;
    *y = grid_y_m(exposure, (int)(last / (size_t)exposure->columns)) + (random_uniform(random) - 0.5) * exposure->cell_m;
}

static void make_map(const Grid *exposure, double total, size_t reports, size_t planted, Random random, Map *map)
{
    map->count = reports + planted;
    for (size_t i = 0; i < reports; i++) draw(exposure, total, &random, &map->x[i], &map->y[i]);
    draw(exposure, total, &random, &map->place_x, &map->place_y);
    for (size_t i = reports; i < map->count; i++) {
        double turn = 2 * 3.14159265358979323846 * random_uniform(&random), far = PLACE_M * sqrt(random_uniform(&random));
        map->x[i] = map->place_x + far * cos(turn);
        map->y[i] = map->place_y + far * sin(turn);
    }
}

static void look(const Significance *significance, const Map *map, bool *ret_found, bool *ret_invented)
{
    const Grid *q = &significance->q;
    *ret_found = *ret_invented = false;
    for (size_t cell = 0; cell < grid_cells(q); cell++) {
        if (!(q->value[cell] < Q_MAX)) continue;
        double away = hypot(grid_x_m(q, (int)(cell % (size_t)q->columns)) - map->place_x, grid_y_m(q, (int)(cell / (size_t)q->columns)) - map->place_y);
        if (away <= NEAR_M) *ret_found = true;
        if (away > FAR_M) *ret_invented = true;
    }
}

/* False when the test refuses. */
static bool test(int which, const Map *map, const Grid *exposure, uint64_t seed, Significance *ret_significance)
{
    Error error;
    FalseDiscovery method = which == 1 ? FALSE_DISCOVERY_BY : FALSE_DISCOVERY_BH;
    bool ok = (which == 3 ? significance_getis_ord : significance_test)(map->x, map->y, NULL, map->count, exposure, method, ret_significance, &error);
    return ok && (which != 2 || significance_monte_carlo(ret_significance, exposure, RUNS, seed, &error));
}

static void print_row(const Grid *exposure, double total, size_t reports, size_t planted, int maps, Map *map)
{
    int found[TESTS] = {0}, invented[TESTS] = {0}, made[TESTS] = {0};
    for (int m = 0; m < maps; m++) {
        make_map(exposure, total, reports, planted, random_stream(reports * 1000 + planted, (uint64_t)m), map);
        for (int t = 0; t < TESTS; t++) {
            Significance significance = {0};
            bool own_found, own_invented;
            if (test(t, map, exposure, (uint64_t)m, &significance)) {
                look(&significance, map, &own_found, &own_invented);
                made[t]++;
                found[t] += own_found;
                invented[t] += own_invented;
            }
            significance_free(&significance);
        }
    }
    printf("| %zu | %zu |", reports, planted);
    for (int t = 0; t < TESTS; t++) {
        if (made[t] == 0) printf(" – |");
        else if (planted == 0) printf(" – / %.0f%% |", 100.0 * invented[t] / made[t]);
        else printf(" %.0f%% / %.0f%% |", 100.0 * found[t] / made[t], 100.0 * invented[t] / made[t]);
    }
    putchar('\n');
    fflush(stdout);
}

int main(int count, char **words)
{
    static const size_t reports[] = {100, 400, 2000}, planted[] = {0, 5, 10, 20, 40};
    int maps = count > 2 ? atoi(words[2]) : 400;
    Config config;
    Error error;
    Store *store;
    Analysis analysis = {0};
    Map *map = malloc(sizeof *map);
    if (count < 2 || map == NULL) return fprintf(stderr, "power CONFIG [MAPS]\n"), 2;
    int srid;
    bool ok = config_init(&config, &error) && config_read(&config, words[1], &error) && writing_srid(&config, &srid, &error) &&
              store_open(config.database, STORE_READ, srid, &store, &error) && analysis_make(store, &config, STAGE_LOAD, &analysis, &error) &&
              analysis_exposure(&config, &analysis, &error);
    if (!ok) return fprintf(stderr, "%s\n", error.text), 1;
    double total = 0;
    size_t cells = 0;
    for (size_t cell = 0; cell < grid_cells(&analysis.exposure); cell++)
        if (analysis.exposure.value[cell] > 0) total += analysis.exposure.value[cell], cells++;
    printf("%d maps a row, exposure: %s, %zu cells of 100 m; found / invented.\n\n| reports | planted |", maps, analysis.exposure_name, cells);
    for (int t = 0; t < TESTS; t++) printf(" %s |", NAMES[t]);
    printf("\n|---|---|---|---|---|---|\n");
    for (size_t r = 0; r < sizeof reports / sizeof *reports; r++)
        for (size_t p = 0; p < sizeof planted / sizeof *planted; p++) print_row(&analysis.exposure, total, reports[r], planted[p], maps, map);
    free(map);
    analysis_free(&analysis);
    store_close(store);
    config_free(&config);
    return 0;
}
