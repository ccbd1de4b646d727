#include "tests/support/assert_near.h"

#include "geo/density.h"
#include "geo/protect.h"
#include "geo/random.h"

#include <stdlib.h>

enum { SIDE = 6, CELLS = SIDE * SIDE, ZONES = 6 };

static Points some_points(size_t count)
{
    Points points;
    Error error;
    assert_ok(points_init(count, &points, &error), &error);
    return points;
}

static void put(Points *points, size_t i, double x_m, double y_m, uint32_t reporter)
{
    points->x_m[i] = x_m;
    points->y_m[i] = y_m;
    points->reporter[i] = reporter;
}

static Grid square(double cell_m)
{
    Grid grid;
    Error error;
    assert_ok(grid_lay((Box){155000, 463000, 155000 + (SIDE - 0.5) * cell_m, 463000 + (SIDE - 0.5) * cell_m}, cell_m, &grid, &error), &error);
    assert_int_equal(grid_cells(&grid), CELLS);
    return grid;
}

static ProtectedScene *protect(const ProtectRules *rules, const Points *points, const Grid *grid, const uint32_t *zone)
{
    ProtectedScene *scene = NULL;
    Error error;
    assert_ok(protect_open(rules, points, grid, zone, &scene, &error), &error);
    return scene;
}

/* A second way to judge a set of cells: every pair of reports is looked at. */
static bool set_holds(const ProtectRules *rules, const Points *points, const int *cell_of, const uint8_t *in, size_t *ret_reports, uint32_t *ret_reporters)
{
    size_t reports = 0, unknown = 0, most = 0;
    uint32_t known = 0;
    for (size_t i = 0; i < points->count; i++) {
        if (!in[cell_of[i]]) continue;
        reports++;
        unknown += points->reporter[i] == 0;
        bool first = points->reporter[i] != 0;
        size_t same = 0;
        for (size_t j = 0; j < points->count; j++) {
            if (!in[cell_of[j]] || points->reporter[j] != points->reporter[i]) continue;
            same++;
            if (j < i) first = false;
        }
        known += first;
        if (points->reporter[i] != 0 && same > most) most = same;
    }
    *ret_reports = reports;
    *ret_reporters = known ? known : unknown > 0;
    return *ret_reporters >= rules->smallest && 2 * (most + unknown) <= reports;
}

typedef struct Town {
    Points points;
    Grid grid;
    int cell_of[600];
    uint32_t zone[CELLS];
} Town;

/* Reports in a few busy cells and many quiet ones, some by one person many times, some by who knows whom. */
static Town random_town(Random *random, const ProtectRules *rules, uint64_t zones)
{
    Town town = {.points = some_points(60 + random_below(random, 300)), .grid = square(rules->cell_m)};
    for (int cell = 0; cell < CELLS; cell++) town.zone[cell] = (uint32_t)random_below(random, zones) * 7;
    uint64_t busy = 3 + random_below(random, 14), people = 5 + random_below(random, 400), unknown_in_8 = random_below(random, 4);
    for (size_t i = 0; i < town.points.count; i++) {
        int cell = (int)(random_below(random, 8) ? random_below(random, busy) * 2 : random_below(random, CELLS));
        double x = grid_x_m(&town.grid, cell % SIDE) + (random_uniform(random) - 0.5) * 0.99 * rules->cell_m,
               y = grid_y_m(&town.grid, cell / SIDE) + (random_uniform(random) - 0.5) * 0.99 * rules->cell_m;
        put(&town.points, i, x, y, random_below(random, 8) < unknown_in_8 ? 0 : 1 + (uint32_t)random_below(random, people));
        town.cell_of[i] = cell;
    }
    return town;
}

/* Hides one cell after another of the set `among` until what is hidden of it holds, is empty, or is all. */
static void hide_among(const Town *town, const ProtectRules *rules, const uint8_t *among, const uint32_t *reporters, uint8_t *shown)
{
    size_t reports;
    uint32_t together;
    for (;;) {
        uint8_t hidden[CELLS];
        int smallest = -1;
        for (int cell = 0; cell < CELLS; cell++) {
            hidden[cell] = among[cell] && !shown[cell];
            if (among[cell] && shown[cell] && (smallest < 0 || reporters[cell] < reporters[smallest])) smallest = cell;
        }
        if (set_holds(rules, &town->points, town->cell_of, hidden, &reports, &together) || reports == 0 || smallest < 0) return;
        shown[smallest] = 0;
    }
}

/* Hides as the header says for one zone, one step at a time and each set judged from nothing: each block, then all. */
static void hide_slowly(const Town *town, const ProtectRules *rules, uint8_t *shown, uint32_t *reporters)
{
    size_t reports;
    uint8_t all[CELLS];
    for (int cell = 0; cell < CELLS; cell++) {
        uint8_t in[CELLS] = {0};
        in[cell] = all[cell] = 1;
        shown[cell] = set_holds(rules, &town->points, town->cell_of, in, &reports, &reporters[cell]);
    }
    for (int block = 0; rules->block_m > 0 && block < SIDE / 2 * (SIDE / 2); block++) {
        uint8_t in[CELLS];
        for (int cell = 0; cell < CELLS; cell++) in[cell] = cell / SIDE / 2 * (SIDE / 2) + cell % SIDE / 2 == block;
        hide_among(town, rules, in, reporters, shown);
    }
    hide_among(town, rules, all, reporters, shown);
}

static int square_of(const Points *points, size_t i)
{
    return (int)floor(points->y_m[i] / 250) * 10000 + (int)floor(points->x_m[i] / 250);
}

/* Reporters once in each square of 250 m: of all pairs, a report that none before it repeats; of unknown ones where nobody is known, one. */
static uint32_t count_slowly(const Town *town, int cell)
{
    uint32_t count = 0;
    const Points *points = &town->points;
    for (size_t i = 0; i < points->count; i++) {
        bool counts = town->cell_of[i] == cell;
        for (size_t j = 0; counts && j < points->count; j++) {
            if (town->cell_of[j] != cell || square_of(points, i) != square_of(points, j)) continue;
            if (points->reporter[j] == points->reporter[i] ? j < i : points->reporter[i] == 0) counts = false;
        }
        count += counts;
    }
    return count;
}

static void what_is_shown_agrees_with_the_slow_way(void **state)
{
    (void)state;
    Random random = random_init(2607);
    size_t shown_cells = 0, also_hidden = 0;
    for (int round = 0; round < 200; round++) {
        ProtectRules rules = protect_rules(round % 2 ? PROTECT_FOR_PUBLIC : PROTECT_FOR_PARTNER);
        Town town = random_town(&random, &rules, 1);
        uint8_t shown[CELLS];
        uint32_t reporters[CELLS];
        hide_slowly(&town, &rules, shown, reporters);
        ProtectedScene *scene = protect(&rules, &town.points, &town.grid, NULL);
        const Grid *cells = protect_cells(scene);
        for (int cell = 0; cell < CELLS; cell++) {
            assert_near(cells->value[cell], shown[cell] ? 5 * floor(count_slowly(&town, cell) / 5.0 + 0.5) : (double)NAN, 0);
            assert_true((protect_class(scene, (size_t)cell) > 0) == shown[cell] && protect_class(scene, (size_t)cell) <= 5);
            shown_cells += shown[cell];
            also_hidden += !shown[cell] && reporters[cell] >= 2 * rules.smallest;
        }
        protect_close(scene);
        points_free(&town.points);
    }
    assert_true(shown_cells > 300 && also_hidden > 20); /* the rounds did try both */
}

/* Of the chosen zones the cells that `shown` leaves out: are these reports of too few people? */
static bool sum_reveals(const ProtectRules *rules, const Town *town, const uint8_t *in_sum, const uint8_t *shown)
{
    uint8_t hidden[CELLS];
    size_t reports;
    uint32_t reporters;
    for (int cell = 0; cell < CELLS; cell++) hidden[cell] = in_sum[cell] && !shown[cell];
    return !set_holds(rules, &town->points, town->cell_of, hidden, &reports, &reporters) && reports > 0;
}

/* Attack: from every sum of totals of zones take away all cells that are shown. Where cells are hidden one by one, with nothing
 * done against subtraction, it succeeds. */
static void no_sum_of_totals_gives_a_small_count_back(void **state)
{
    (void)state;
    Random random = random_init(711);
    size_t found_alone = 0, merged = 0, tried = 0;
    for (int round = 0; round < 100; round++) {
        ProtectRules rules = protect_rules(round % 2 ? PROTECT_FOR_PUBLIC : PROTECT_FOR_PARTNER);
        Town town = random_town(&random, &rules, ZONES);
        ProtectedScene *scene = protect(&rules, &town.points, &town.grid, town.zone);
        uint8_t shown[CELLS], alone[CELLS];
        for (int cell = 0; cell < CELLS; cell++) {
            uint8_t in[CELLS] = {0};
            size_t reports;
            uint32_t reporters;
            in[cell] = 1;
            alone[cell] = set_holds(&rules, &town.points, town.cell_of, in, &reports, &reporters);
            shown[cell] = protect_class(scene, (size_t)cell) > 0;
            assert_true(alone[cell] || !shown[cell]);
            merged += protect_zone(scene, (size_t)cell) != town.zone[cell];
            for (int other = 0; other < cell; other++) /* what was one zone still is */
                assert_true(town.zone[cell] != town.zone[other] || protect_zone(scene, (size_t)cell) == protect_zone(scene, (size_t)other));
        }
        for (unsigned sum = 1; sum < 1u << ZONES; sum++) {
            uint8_t in_sum[CELLS], in_given[CELLS];
            for (int cell = 0; cell < CELLS; cell++) {
                in_sum[cell] = sum >> (protect_zone(scene, (size_t)cell) / 7) & 1;
                in_given[cell] = sum >> (town.zone[cell] / 7) & 1;
            }
            if (protect_shown(scene) > 0) {
                assert_false(sum_reveals(&rules, &town, in_sum, shown));
                tried++;
            }
            found_alone += sum_reveals(&rules, &town, in_given, alone);
        }
        protect_close(scene);
        points_free(&town.points);
    }
    assert_true(found_alone > 100 && merged > 20 && tried > 1000);
}

/* Attack: who has both maps takes what partners see of a block from what the public sees of it. Were partners' cells hidden without a
 * thought to blocks, it would succeed. */
static void partners_and_public_together_give_no_small_count(void **state)
{
    (void)state;
    Random random = random_init(2020);
    size_t looked = 0, found_without = 0;
    for (int round = 0; round < 300; round++) {
        ProtectRules partner = protect_rules(PROTECT_FOR_PARTNER), public = protect_rules(PROTECT_FOR_PUBLIC), without = partner;
        Town town = random_town(&random, &partner, 1);
        Grid blocks;
        Error error;
        without.block_m = 0;
        assert_ok(grid_lay((Box){155000, 463000, 155000 + 5.5 * 250, 463000 + 5.5 * 250}, 500, &blocks, &error), &error);
        assert_int_equal(grid_cells(&blocks), CELLS / 4);
        ProtectedScene *for_partner = protect(&partner, &town.points, &town.grid, NULL), *for_public = protect(&public, &town.points, &blocks, NULL),
                       *careless = protect(&without, &town.points, &town.grid, NULL);
        for (int block = 0; block < CELLS / 4; block++) {
            uint8_t in_block[CELLS], shown[CELLS], shown_careless[CELLS];
            if (protect_class(for_public, (size_t)block) == 0) continue;
            for (int cell = 0; cell < CELLS; cell++) {
                in_block[cell] = cell / SIDE / 2 * (SIDE / 2) + cell % SIDE / 2 == block;
                shown[cell] = protect_class(for_partner, (size_t)cell) > 0;
                shown_careless[cell] = protect_class(careless, (size_t)cell) > 0;
            }
            looked++;
            assert_false(sum_reveals(&partner, &town, in_block, shown));
            found_without += sum_reveals(&partner, &town, in_block, shown_careless);
        }
        protect_close(for_partner);
        protect_close(for_public);
        protect_close(careless);
        points_free(&town.points);
    }
    assert_true(looked > 200 && found_without > 20);
}

static double shown_in_one_cell(ProtectFor audience, unsigned people, unsigned by_first, unsigned by_unknown)
{
    ProtectRules rules = protect_rules(audience);
    Grid grid = square(rules.cell_m);
    Points points = some_points(people + by_first + by_unknown);
    for (uint32_t i = 0; i < points.count; i++)
        put(&points, i, 155010 + i, 463020, i < people ? i + 1 : i < people + by_first ? 1 : 0);
    ProtectedScene *scene = protect(&rules, &points, &grid, NULL);
    double value = protect_cells(scene)->value[0];
    protect_close(scene);
    points_free(&points);
    return value;
}

static void one_person_never_looks_like_many(void **state)
{
    (void)state;
    assert_near(shown_in_one_cell(PROTECT_FOR_PARTNER, 1, 49, 0), (double)NAN, 0); /* one reporter with 50 reports */
    assert_near(shown_in_one_cell(PROTECT_FOR_PUBLIC, 0, 0, 50), (double)NAN, 0);  /* perhaps one */
    assert_near(shown_in_one_cell(PROTECT_FOR_PARTNER, 4, 0, 1), (double)NAN, 0);
    assert_near(shown_in_one_cell(PROTECT_FOR_PARTNER, 5, 0, 0), 5, 0);
    assert_near(shown_in_one_cell(PROTECT_FOR_PUBLIC, 9, 0, 0), (double)NAN, 0);
    assert_near(shown_in_one_cell(PROTECT_FOR_PUBLIC, 10, 0, 0), 10, 0);
    assert_near(shown_in_one_cell(PROTECT_FOR_PUBLIC, 12, 0, 0), 10, 0);
    assert_near(shown_in_one_cell(PROTECT_FOR_PUBLIC, 13, 0, 0), 15, 0);
    assert_near(shown_in_one_cell(PROTECT_FOR_PUBLIC, 10, 8, 0), 10, 0); /* 9 of 18 reports are by one */
    assert_near(shown_in_one_cell(PROTECT_FOR_PUBLIC, 10, 9, 0), (double)NAN, 0);
    assert_near(shown_in_one_cell(PROTECT_FOR_PUBLIC, 10, 0, 8), 10, 0); /* and may be here */
    assert_near(shown_in_one_cell(PROTECT_FOR_PUBLIC, 10, 0, 9), (double)NAN, 0);
}

/* The highest cell of a surface of the reports, refined by a parabola through its logarithm: the attack of Wang et al. (2019). */
static bool peak(const Points *points, const Grid *laid, double *ret_x_m, double *ret_y_m)
{
    Grid surface;
    Error error;
    if (points->count == 0) return false;
    assert_ok(grid_init((Box){laid->x0_m, laid->y0_m, laid->x0_m + laid->columns * laid->cell_m - 1, laid->y0_m + laid->rows * laid->cell_m - 1}, 25, &surface, &error),
              &error);
    assert_ok(density_compute(points, NULL, &(DensityOptions){.kernel = KERNEL_GAUSSIAN, .bandwidth_m = 150, .scale = 1}, &surface, &error), &error);
    size_t top = 0, columns = (size_t)surface.columns;
    for (size_t i = 0; i < grid_cells(&surface); i++)
        if (surface.value[i] > surface.value[top]) top = i;
    const double *v = surface.value;
    double middle = log(v[top]), w = log(v[top - 1]), e = log(v[top + 1]), s = log(v[top - columns]), n = log(v[top + columns]);
    *ret_x_m = grid_x_m(&surface, (int)(top % columns)) + 12.5 * (w - e) / (w - 2 * middle + e);
    *ret_y_m = grid_y_m(&surface, (int)(top / columns)) + 12.5 * (s - n) / (s - 2 * middle + n);
    grid_free(&surface);
    return true;
}

/* Attack: find an isolated report back from the surface. Against intern it succeeds within 1 m. */
static void an_isolated_report_is_not_found_back(void **state)
{
    (void)state;
    Random random = random_init(25);
    ProtectRules rules = protect_rules(PROTECT_FOR_PARTNER);
    Grid grid = square(rules.cell_m);
    for (int round = 0; round < 20; round++) {
        Points points = some_points(1), centres;
        Error error;
        double x, y;
        put(&points, 0, 155400 + 700 * random_uniform(&random), 463400 + 700 * random_uniform(&random), 1);
        assert_true(peak(&points, &grid, &x, &y) && hypot(x - points.x_m[0], y - points.y_m[0]) < 1);
        ProtectedScene *scene = protect(&rules, &points, &grid, NULL);
        assert_int_equal(protect_shown(scene), 0);
        assert_ok(protect_centres(scene, &centres, &error), &error);
        assert_false(peak(&centres, &grid, &x, &y));
        points_free(&centres);
        points_free(&points);
        protect_close(scene);
    }
}

/* Attack: any at all. Wherever in their cells the reports lie, in whatever order and at whatever time, the result is the same
 * bytes, so no attack tells one place in a cell from another. The surface of intern does change. */
static void nothing_tells_where_in_a_cell_a_report_lies(void **state)
{
    (void)state;
    Random random = random_init(99);
    for (int round = 0; round < 40; round++) {
        ProtectRules rules = protect_rules(PROTECT_FOR_PARTNER);
        Town town = random_town(&random, &rules, ZONES);
        ProtectedScene *scene = protect(&rules, &town.points, &town.grid, town.zone), *other;
        Points moved = some_points(town.points.count), centres, other_centres;
        Error error;
        double x, y, other_x, other_y;
        for (size_t i = 0; i < moved.count; i++) {
            size_t from = moved.count - 1 - i;
            int cell = town.cell_of[from];
            put(&moved, i, grid_x_m(&town.grid, cell % SIDE) + (random_uniform(&random) - 0.5) * 0.99 * rules.cell_m,
                grid_y_m(&town.grid, cell / SIDE) + (random_uniform(&random) - 0.5) * 0.99 * rules.cell_m, town.points.reporter[from]);
            moved.weight[i] = 0.25;
            moved.from_s[i] = (int64_t)random_below(&random, 100000000);
        }
        other = protect(&rules, &moved, &town.grid, town.zone);
        assert_memory_equal(protect_cells(scene)->value, protect_cells(other)->value, CELLS * sizeof(double));
        assert_ok(protect_centres(scene, &centres, &error), &error);
        assert_ok(protect_centres(other, &other_centres, &error), &error);
        assert_int_equal(centres.count, protect_shown(scene));
        for (size_t i = 0; i < centres.count; i++) {
            ptrdiff_t cell = grid_cell_at(&town.grid, centres.x_m[i], centres.y_m[i]);
            assert_near(centres.x_m[i], grid_x_m(&town.grid, (int)cell % SIDE), 0);
            assert_near(centres.weight[i], protect_cells(scene)->value[cell], 0);
            assert_true(centres.y_m[i] == other_centres.y_m[i] && centres.weight[i] == other_centres.weight[i]);
        }
        assert_true(peak(&town.points, &town.grid, &x, &y) && peak(&moved, &town.grid, &other_x, &other_y));
        assert_true(hypot(x - other_x, y - other_y) > 0.1);
        points_free(&centres);
        points_free(&other_centres);
        points_free(&moved);
        points_free(&town.points);
        protect_close(scene);
        protect_close(other);
    }
}

static void reports_outside_do_not_count_and_nothing_gives_nothing(void **state)
{
    (void)state;
    ProtectRules rules = protect_rules(PROTECT_FOR_PARTNER);
    Grid grid = square(rules.cell_m);
    Points points = some_points(9), none = some_points(0);
    for (uint32_t i = 0; i < 9; i++) put(&points, i, i < 4 ? 155010 : 154990, 463010, i + 1);
    ProtectedScene *scene = protect(&rules, &points, &grid, NULL), *empty = protect(&rules, &none, &grid, NULL);
    assert_int_equal(protect_shown(scene), 0);
    assert_int_equal(protect_shown(empty), 0);
    protect_close(scene);
    protect_close(empty);
    protect_close(NULL);
    points_free(&points);
    points_free(&none);
}

/* Hides area after area, the smallest first, until what is hidden together holds or is empty; each set judged from nothing. Area 0 is
 * hidden from the start. */
static void hide_areas_slowly(const Town *town, const ProtectRules *rules, const uint32_t *area, uint8_t *shown, uint32_t *reporters)
{
    size_t reports;
    uint32_t together;
    uint8_t in[CELLS];
    for (uint32_t a = 0; a < ZONES; a++) {
        for (int cell = 0; cell < CELLS; cell++) in[cell] = area[cell] == a;
        shown[a] = set_holds(rules, &town->points, town->cell_of, in, &reports, &reporters[a]) && a > 0;
    }
    for (;;) {
        int smallest = -1;
        for (int cell = 0; cell < CELLS; cell++) in[cell] = !shown[area[cell]];
        for (int a = 1; a < ZONES; a++)
            if (shown[a] && (smallest < 0 || reporters[a] < reporters[smallest])) smallest = a;
        if (set_holds(rules, &town->points, town->cell_of, in, &reports, &together) || reports == 0 || smallest < 0) return;
        shown[smallest] = 0;
    }
}

/* By areas: as the slow way has it, an area as one and everybody once in it; and what no area shows, together, is never few people. */
static void areas_agree_with_the_slow_way(void **state)
{
    (void)state;
    Random random = random_init(1012);
    size_t shown_areas = 0, also_hidden = 0, nowhere = 0;
    for (int round = 0; round < 300; round++) {
        ProtectRules rules = protect_rules(PROTECT_FOR_PUBLIC);
        Town town = random_town(&random, &rules, 1);
        uint32_t area[CELLS], reporters[ZONES];
        uint8_t shown[ZONES], hidden[CELLS];
        Error error;
        ProtectedScene *scene;
        size_t reports;
        uint32_t together;
        for (int cell = 0; cell < CELLS; cell++) area[cell] = random_below(&random, 12) ? 1 + (uint32_t)cell % (ZONES - 1) : 0;
        hide_areas_slowly(&town, &rules, area, shown, reporters);
        assert_ok(protect_open_areas(&rules, &town.points, &town.grid, area, &scene, &error), &error);
        for (int cell = 0; cell < CELLS; cell++) {
            assert_near(protect_cells(scene)->value[cell], shown[area[cell]] ? 5 * floor(reporters[area[cell]] / 5.0 + 0.5) : (double)NAN, 0);
            assert_true((protect_class(scene, (size_t)cell) > 0) == shown[area[cell]]);
            hidden[cell] = !shown[area[cell]];
        }
        assert_true(set_holds(&rules, &town.points, town.cell_of, hidden, &reports, &together) || reports == 0 || protect_shown(scene) == 0);
        for (int a = 1; a < ZONES; a++) shown_areas += shown[a], also_hidden += !shown[a] && reporters[a] >= 2 * rules.smallest;
        nowhere += reporters[0] >= rules.smallest;
        protect_close(scene);
        points_free(&town.points);
    }
    assert_true(shown_areas > 200 && also_hidden > 10 && nowhere > 20); /* the rounds did try all three */
}

/* More areas than cells: a small municipality of many wijken, most of them without a cell of their own. */
static void areas_may_be_more_than_cells(void **state)
{
    (void)state;
    ProtectRules rules = protect_rules(PROTECT_FOR_PUBLIC);
    Grid grid;
    Error error;
    ProtectedScene *scene;
    assert_ok(grid_lay((Box){155000, 463000, 155900, 463400}, 500, &grid, &error), &error);
    assert_int_equal(grid_cells(&grid), 2);
    Points points = some_points(24);
    for (uint32_t i = 0; i < 24; i++) put(&points, i, i < 12 ? 155100 : 155700, 463100, i + 1);
    const uint32_t area[] = {900, 7};
    assert_ok(protect_open_areas(&rules, &points, &grid, area, &scene, &error), &error);
    assert_int_equal(protect_shown(scene), 2);
    assert_near(protect_cells(scene)->value[0], 10, 0);
    protect_close(scene);
    points_free(&points);
}

static void other_grids_are_refused(void **state)
{
    (void)state;
    Error error;
    ProtectedScene *scene;
    Points points = some_points(0);
    ProtectRules rules = protect_rules(PROTECT_FOR_PUBLIC);
    Grid small = square(250), askew = square(500);
    assert_false(protect_open(&rules, &points, &small, NULL, &scene, &error));
    assert_int_equal(error.code, ERROR_USAGE);
    askew.x0_m += 10;
    assert_false(protect_open(&rules, &points, &askew, NULL, &scene, &error));
    points_free(&points);
}

static bool long_enough(ProtectFor audience, Date from, Date to)
{
    ProtectRules rules = protect_rules(audience);
    Error error = {0};
    bool ok = protect_period(&rules, from, to, &error);
    assert_int_equal(error.code, ok ? ERROR_NONE : ERROR_USAGE);
    return ok;
}

static void short_periods_are_refused(void **state)
{
    (void)state;
    assert_true(long_enough(PROTECT_FOR_PARTNER, (Date){2026, 1, 1}, (Date){2026, 3, 31}));
    assert_false(long_enough(PROTECT_FOR_PARTNER, (Date){2026, 1, 1}, (Date){2026, 3, 30}));
    assert_true(long_enough(PROTECT_FOR_PARTNER, (Date){2025, 11, 15}, (Date){2026, 2, 14}));
    assert_false(long_enough(PROTECT_FOR_PARTNER, (Date){2025, 11, 15}, (Date){2026, 2, 13}));
    assert_true(long_enough(PROTECT_FOR_PARTNER, (Date){2025, 11, 30}, (Date){2026, 2, 28})); /* no 30 February */
    assert_false(long_enough(PROTECT_FOR_PARTNER, (Date){2025, 11, 30}, (Date){2026, 2, 27}));
    assert_true(long_enough(PROTECT_FOR_PUBLIC, (Date){2025, 1, 1}, (Date){2025, 12, 31}));
    assert_false(long_enough(PROTECT_FOR_PUBLIC, (Date){2025, 1, 1}, (Date){2025, 12, 30}));
    assert_true(long_enough(PROTECT_FOR_PUBLIC, (Date){2024, 12, 5}, (Date){2026, 1, 1}));
    assert_false(long_enough(PROTECT_FOR_PUBLIC, (Date){2026, 1, 1}, (Date){2025, 1, 1}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_shown_agrees_with_the_slow_way),
        cmocka_unit_test(no_sum_of_totals_gives_a_small_count_back),
        cmocka_unit_test(partners_and_public_together_give_no_small_count),
        cmocka_unit_test(one_person_never_looks_like_many),
        cmocka_unit_test(an_isolated_report_is_not_found_back),
        cmocka_unit_test(nothing_tells_where_in_a_cell_a_report_lies),
        cmocka_unit_test(reports_outside_do_not_count_and_nothing_gives_nothing),
        cmocka_unit_test(areas_agree_with_the_slow_way),
        cmocka_unit_test(areas_may_be_more_than_cells),
        cmocka_unit_test(other_grids_are_refused),
        cmocka_unit_test(short_periods_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
