/*
 * town_scene.h: a small made-up town as a Scene, for the tests of drawing: streets in a grid with names,
 * buildings, a river, three hot places, risk areas around them, a table.
 */
#ifndef BRANDPUNT_TESTS_TOWN_SCENE_H
#define BRANDPUNT_TESTS_TOWN_SCENE_H

#include "render/scene.h"

enum { TOWN_AREAS = 500, TOWN_STREETS = 80 };

typedef struct TownScene {
    Scene scene; /* a view on all below */
    Features boundary, neighbourhoods, streets, buildings, water, green, railway, lights, cameras, venues,
        transit, areas;
    char street_name[TOWN_STREETS][96];
    const char *street_names[TOWN_STREETS + 1];
    uint8_t importance[TOWN_STREETS + 1];
    uint8_t broken[64];
    SceneCamera view[4];
    SceneArea area[TOWN_AREAS];
    Grid density;
} TownScene;

/* The town in English or Dutch; fails the test when memory does. */
void town_scene_init(TownScene *town, Language language);
void town_scene_free(TownScene *town);

/* Gives the town so many areas, small squares in rows where there are more than three. */
void town_scene_areas(TownScene *town, size_t count);

/* Adds a ring with corners (x0, y0) and (x1, y1), and a line. */
void town_add_box(Features *features, double x0, double y0, double x1, double y1);
void town_add_line(Features *features, double x0, double y0, double x1, double y1);

#endif
