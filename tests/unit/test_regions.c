#include "tests/support/assert_near.h"

#include "geo/polygon.h"
#include "geo/random.h"
#include "geo/regions.h"

#include <stdlib.h>
#include <string.h>

enum { SIDE = 9, CELLS = SIDE * SIDE };

static Grid plain(void)
{
    return (Grid){.x0_m = 1000, .y0_m = 2000, .cell_m = 250, .columns = SIDE, .rows = SIDE};
}

static size_t parts_of(const Features *regions, size_t r)
{
    return regions->part_start[r + 1] - regions->part_start[r];
}

/* A ring of eight cells around a hole, open at a corner, and a cell that touches it there. */
static void a_hole_that_is_open_at_a_corner_is_a_hole(void **state)
{
    (void)state;
    static const char *const rows[] = {"........#", ".......#.", "..##.....", ".#.#.....", ".###....."}; /* the southernmost last */
    uint8_t label[CELLS] = {0};
    for (int r = 0; r < 5; r++)
        for (int c = 0; c < SIDE; c++) label[r * SIDE + c] = rows[4 - r][c] == '#';
    Grid grid = plain();
    Features regions;
    uint32_t *region_of;
    Error error;
    assert_ok(regions_find(&grid, label, &regions, &region_of, &error), &error);
    assert_int_equal(regions.count, 3);
    assert_int_equal(parts_of(&regions, 0), 2);
    assert_near(features_ring_area_m2(&regions, 0), 8 * 62500, 0); /* outer, with the hole */
    assert_near(features_ring_area_m2(&regions, 1), -62500, 0);
    for (size_t v = 0; v < regions.vertex_start[1]; v++) /* a ring meets itself nowhere */
        for (size_t w = 0; w < v; w++) assert_true(regions.x_m[v] != regions.x_m[w] || regions.y_m[v] != regions.y_m[w]);
    assert_true(region_of[SIDE + 1] == 1 && region_of[2 * SIDE + 2] == 1 && region_of[SIDE + 2] == 0 && region_of[3 * SIDE + 7] == 2);
    features_free(&regions);
    free(region_of);
}

/* The cells that can be walked to from a cell without leaving its label. */
static void flood(const uint8_t *label, int cell, uint8_t *seen)
{
    if (seen[cell]) return;
    seen[cell] = 1;
    int column = cell % SIDE, row = cell / SIDE;
    if (column > 0 && label[cell - 1] == label[cell]) flood(label, cell - 1, seen);
    if (column < SIDE - 1 && label[cell + 1] == label[cell]) flood(label, cell + 1, seen);
    if (row > 0 && label[cell - SIDE] == label[cell]) flood(label, cell - SIDE, seen);
    if (row < SIDE - 1 && label[cell + SIDE] == label[cell]) flood(label, cell + SIDE, seen);
}

/* Random maps: each region is the cells that hang together, and its polygon holds their centres and no other. */
static void regions_are_what_can_be_walked_to(void **state)
{
    (void)state;
    Random random = random_init(12);
    Grid grid = plain();
    size_t holes = 0;
    for (int round = 0; round < 200; round++) {
        uint8_t label[CELLS];
        Features regions;
        uint32_t *region_of;
        Error error;
        for (int cell = 0; cell < CELLS; cell++) label[cell] = (uint8_t)(random_below(&random, 10) < 6 ? 1 : random_below(&random, 3));
        assert_ok(regions_find(&grid, label, &regions, &region_of, &error), &error);
        for (int cell = 0; cell < CELLS; cell++) {
            uint8_t seen[CELLS] = {0};
            assert_true((region_of[cell] == 0) == (label[cell] == 0));
            if (label[cell] == 0) continue;
            flood(label, cell, seen);
            Polygon polygon = polygon_of(&regions, region_of[cell] - 1);
            double area_m2 = 0;
            for (int other = 0; other < CELLS; other++) {
                assert_true((region_of[other] == region_of[cell]) == seen[other]);
                assert_true(polygon_contains(&polygon, grid_x_m(&grid, other % SIDE), grid_y_m(&grid, other / SIDE)) == seen[other]);
                area_m2 += seen[other] ? 62500 : 0;
            }
            assert_near(polygon_area_m2(&polygon), area_m2, 0);
        }
        for (size_t r = 0; r < regions.count; r++) {
            assert_true(features_ring_area_m2(&regions, regions.part_start[r]) > 0);
            for (size_t p = regions.part_start[r] + 1; p < regions.part_start[r + 1]; p++, holes++) assert_true(features_ring_area_m2(&regions, p) < 0);
        }
        features_free(&regions);
        free(region_of);
    }
    assert_true(holes > 100);
}

static void nothing_gives_no_region(void **state)
{
    (void)state;
    Grid grid = plain();
    uint8_t label[CELLS] = {0};
    Features regions;
    uint32_t *region_of;
    Error error;
    assert_ok(regions_find(&grid, label, &regions, &region_of, &error), &error);
    assert_int_equal(regions.count, 0);
    features_free(&regions);
    free(region_of);
    memset(label, 1, sizeof label);
    assert_ok(regions_find(&grid, label, &regions, &region_of, &error), &error);
    assert_int_equal(regions.count, 1);
    assert_int_equal(features_vertices(&regions), 4);
    features_free(&regions);
    free(region_of);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hole_that_is_open_at_a_corner_is_a_hole),
        cmocka_unit_test(regions_are_what_can_be_walked_to),
        cmocka_unit_test(nothing_gives_no_region),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
