/*
 * sight.c: how long lines of sight and random placements take, beside looking at every building, and whether both agree.
 *
 *     sight [BUILDINGS REPORTS OBJECTS]          default 50000 10000 200
 *
 * A square of 10 km with streets every 100 m, buildings beside them, reports of which half crowd in 40 places. Prints seconds by
 * the clock, and fails when one answer differs.
 */
#include "geo/placement.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { LINES = 2000, PLACEMENTS = 999 };

static const double SIDE_M = 10000, X0_M = 120000, Y0_M = 480000;

typedef struct City {
    Features boundary, streets, buildings, water, objects;
    Sight sight;
    PublicSpace space;
    ReachPlaces places;
    size_t reports;
    double *x, *y, *weight;
    float *dark;
    uint8_t *nothing;
} City;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double between(Random *random, double low, double high)
{
    return low + (high - low) * random_uniform(random);
}

static void must(bool done, const Error *error)
{
    if (done) return;
    fprintf(stderr, "%s\n", error->text);
    exit(1);
}

static void add(Features *features, const double *xy, size_t count)
{
    Error error;
    must(features_add(features, &error) && features_add_part(features, &error), &error);
    for (size_t i = 0; i < count; i++) must(features_add_vertex(features, xy[2 * i], xy[2 * i + 1], &error), &error);
}

/* A house with an annexe, turned a little. */
static void add_building(Features *buildings, Random *random)
{
    double x = X0_M + 100 * floor(between(random, 0, 100)) + between(random, 12, 80), y = Y0_M + 100 * floor(between(random, 0, 100)) + between(random, 12, 80);
    double wide = between(random, 6, 14), deep = between(random, 7, 12), turn = between(random, -0.3, 0.3), c = cos(turn), s = sin(turn);
    const double shape[6][2] = {{0, 0}, {wide, 0}, {wide, deep}, {wide / 2, deep}, {wide / 2, deep + 4}, {0, deep + 4}};
    double corner[12];
    for (int i = 0; i < 6; i++) corner[2 * i] = x + c * shape[i][0] - s * shape[i][1], corner[2 * i + 1] = y + s * shape[i][0] + c * shape[i][1];
    add(buildings, corner, 6);
}

static void fill_reports(City *city, Random *random)
{
    double middle[40][2];
    for (int m = 0; m < 40; m++) middle[m][0] = X0_M + between(random, 500, 9500), middle[m][1] = Y0_M + between(random, 500, 9500);
    for (size_t i = 0; i < city->reports; i++) {
        size_t m = random_below(random, 40);
        bool crowded = i % 2 == 0;
        city->x[i] = crowded ? middle[m][0] + between(random, -200, 200) : X0_M + between(random, 0, SIDE_M);
        city->y[i] = crowded ? middle[m][1] + between(random, -200, 200) : Y0_M + between(random, 0, SIDE_M);
        city->weight[i] = 1;
        city->dark[i] = i % 10 == 0 ? NAN : (float)(i % 3) / 2;
    }
}

static void make_city(City *city, size_t buildings, size_t reports, size_t objects)
{
    Error error;
    Random random = random_init(20240501);
    *city = (City){.boundary = features_init(FEATURE_POLYGON), .streets = features_init(FEATURE_LINE), .buildings = features_init(FEATURE_POLYGON),
                   .water = features_init(FEATURE_POLYGON), .objects = features_init(FEATURE_POINT), .reports = reports};
    add(&city->boundary, (double[]){X0_M, Y0_M, X0_M + SIDE_M, Y0_M, X0_M + SIDE_M, Y0_M + SIDE_M, X0_M, Y0_M + SIDE_M}, 4);
    for (int i = 0; i <= 100; i++) {
        add(&city->streets, (double[]){X0_M, Y0_M + 100.0 * i, X0_M + SIDE_M, Y0_M + 100.0 * i}, 2);
        add(&city->streets, (double[]){X0_M + 100.0 * i, Y0_M, X0_M + 100.0 * i, Y0_M + SIDE_M}, 2);
    }
    for (size_t b = 0; b < buildings; b++) add_building(&city->buildings, &random);
    city->x = malloc(reports * sizeof(double)), city->y = malloc(reports * sizeof(double)), city->weight = malloc(reports * sizeof(double));
    city->dark = malloc(reports * sizeof(float)), city->nothing = calloc(reports + 1, 1);
    if (!city->x || !city->y || !city->weight || !city->dark || !city->nothing) exit(1);
    fill_reports(city, &random);
    for (size_t o = 0; o < objects; o++) {
        size_t near = random_below(&random, reports);
        add(&city->objects, (double[]){city->x[near] + between(&random, -10, 10), city->y[near] + between(&random, -10, 10)}, 1);
    }
    double begun = now_s();
    must(sight_init(&city->buildings, &city->sight, &error), &error);
    printf("index of %zu walls: %.3f s\n", city->sight.walls.count, now_s() - begun);
    must(public_space_init(&city->boundary, &city->streets, &city->buildings, &city->water, &city->space, &error), &error);
    must(reach_places_init(city->x, city->y, reports, 25, &city->places, &error), &error);
}

static bool clear_by_all(const City *city, double ax, double ay, double bx, double by)
{
    for (size_t b = 0; b < city->buildings.count; b++)
        if (sight_blocks(&city->buildings, b, ax, ay, bx, by)) return false;
    return true;
}

static int compare_lines(const City *city)
{
    static double line[LINES][4];
    static bool by_index[LINES], by_all[LINES];
    Random random = random_init(7);
    int blocked = 0, different = 0;
    for (int i = 0; i < LINES; i++) {
        line[i][0] = X0_M + between(&random, 0, SIDE_M), line[i][1] = Y0_M + between(&random, 0, SIDE_M);
        double range = between(&random, 0, 50), way = between(&random, 0, 6.2832);
        line[i][2] = line[i][0] + range * cos(way), line[i][3] = line[i][1] + range * sin(way);
    }
    double begun = now_s();
    for (int round = 0; round < 100; round++)
        for (int i = 0; i < LINES; i++) by_index[i] = sight_is_clear(&city->sight, line[i][0], line[i][1], line[i][2], line[i][3]);
    double indexed = (now_s() - begun) / 100;
    begun = now_s();
    for (int i = 0; i < LINES; i++) by_all[i] = clear_by_all(city, line[i][0], line[i][1], line[i][2], line[i][3]);
    double all = now_s() - begun;
    for (int i = 0; i < LINES; i++) blocked += !by_all[i], different += by_all[i] != by_index[i];
    printf("%d lines up to 50 m, %d blocked: index %.6f s, every building %.3f s, %.0f times; %d differ\n", LINES, blocked, indexed, all, all / indexed, different);
    return different;
}

static int compare_design(const City *city)
{
    Error error;
    size_t count = city->objects.count;
    PlacementObject *object = calloc(count, sizeof *object);
    uint32_t *found = malloc((2 * city->reports + 1) * sizeof *found);
    double *chance = malloc(PLACEMENTS * sizeof *chance), by_all = 0;
    if (!object || !found || !chance) return 1;
    for (size_t o = 0; o < count; o++) object[o] = (PlacementObject){reach_object(&city->objects, o, o % 4 ? 25 : 50, true), o % 4 != 0};
    ReachState state = {city->weight, city->dark, city->nothing, city->nothing};
    uint8_t *scratch = calloc(city->reports + 1, 1);
    if (!scratch) return 1;
    double begun = now_s(), gain = placement_gain(object, count, &city->places, &city->sight, &state, scratch, found), indexed = now_s() - begun;
    begun = now_s();
    for (size_t i = 0; i < city->reports; i++) { /* report by report, object by object, building by building */
        double share = 0;
        for (size_t o = 0; o < count; o++) {
            if (!reach_holds(&object[o].object, NULL, city->x[i], city->y[i])) continue;
            double own = !object[o].lights ? 1 : isnan(city->dark[i]) ? 0 : (double)city->dark[i];
            if (own > share && clear_by_all(city, city->objects.x_m[o], city->objects.y_m[o], city->x[i], city->y[i])) share = own;
        }
        by_all += share;
    }
    double all = now_s() - begun;
    bool same = fabs(gain - by_all) < 1e-9;
    printf("%zu objects reach %.2f: index %.6f s, every report and building %.3f s, %.0f times; %s\n", count, gain, indexed, all, all / indexed, same ? "the same" : "DIFFERENT");
    begun = now_s();
    must(placement_chance(object, count, &city->space, &city->places, &city->sight, &state, PLACEMENTS, 1, 0, chance, &error), &error);
    double placed = now_s() - begun;
    printf("%d placements of them: %.3f s by the clock; at the pace of every building %.0f s\n", PLACEMENTS, placed, all * PLACEMENTS);
    free(object);
    free(found);
    free(chance);
    free(scratch);
    return !same;
}

int main(int count, char **words)
{
    size_t buildings = count > 1 ? strtoul(words[1], NULL, 10) : 50000, reports = count > 2 ? strtoul(words[2], NULL, 10) : 10000,
           objects = count > 3 ? strtoul(words[3], NULL, 10) : 200;
    City city;
    make_city(&city, buildings, reports, objects);
    int different = compare_lines(&city) + compare_design(&city);
    reach_places_free(&city.places);
    public_space_free(&city.space);
    sight_free(&city.sight);
    features_free(&city.boundary);
    features_free(&city.streets);
    features_free(&city.buildings);
    features_free(&city.water);
    features_free(&city.objects);
    free(city.x);
    free(city.y);
    free(city.weight);
    free(city.dark);
    free(city.nothing);
    return different ? 1 : 0;
}
