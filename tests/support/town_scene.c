#include "tests/support/town_scene.h"

#include "tests/support/assert_near.h"

#include <stdlib.h>

#define WEST 150000.0
#define SOUTH 440000.0
#define SIDE 2000.0

static void check(bool done)
{
    if (!done) fail_msg("no memory for the town");
}

void town_add_box(Features *features, double x0, double y0, double x1, double y1)
{
    Error error;
    check(features_add(features, &error) && features_add_part(features, &error));
    check(features_add_vertex(features, x0, y0, &error) && features_add_vertex(features, x1, y0, &error));
    check(features_add_vertex(features, x1, y1, &error) && features_add_vertex(features, x0, y1, &error));
}

void town_add_line(Features *features, double x0, double y0, double x1, double y1)
{
    Error error;
    check(features_add(features, &error) && features_add_part(features, &error));
    check(features_add_vertex(features, x0, y0, &error) && features_add_vertex(features, x1, y1, &error));
}

static void add_point(Features *features, double x, double y)
{
    Error error;
    check(features_add(features, &error) && features_add_part(features, &error) &&
          features_add_vertex(features, x, y, &error));
}

static void add_streets(TownScene *town)
{
    for (int i = 0; i < TOWN_STREETS; i++) {
        bool across = i % 2;
        double at = 50 + (i / 2) * 48.0;
        town_add_line(&town->streets, across ? WEST + at : WEST - 100, across ? SOUTH - 100 : SOUTH + at,
                      across ? WEST + at : WEST + SIDE + 100, across ? SOUTH + SIDE + 100 : SOUTH + at);
        snprintf(town->street_name[i], sizeof town->street_name[i], "%s%dstraat", across ? "Dwars" : "Lange",
                 i);
        town->street_names[i] = town->street_name[i];
        town->importance[i] = i % 16 == 0 ? 3 : i % 4 == 0 ? 2 : 1;
    }
}

static void add_buildings(TownScene *town)
{
    for (int r = 0; r < 40; r++)
        for (int c = 0; c < 40; c++)
            if ((r * 7 + c * 3) % 5)
                town_add_box(&town->buildings, WEST + 58 + c * 48, SOUTH + 58 + r * 48, WEST + 88 + c * 48,
                             SOUTH + 76 + r * 48);
}

static void add_density(TownScene *town)
{
    static const double hot[3][4] = {{700, 900, 180, 620}, {1400, 1300, 150, 260}, {400, 300, 220, 140}};
    Grid *grid = &town->density;
    Error error;

    check(grid_init((Box){WEST, SOUTH, WEST + SIDE, SOUTH + SIDE}, 25, grid, &error));
    for (int r = 0; r < grid->rows; r++)
        for (int c = 0; c < grid->columns; c++)
            for (int k = 0; k < 3; k++) {
                double dx = grid_x_m(grid, c) - WEST - hot[k][0], dy = grid_y_m(grid, r) - SOUTH - hot[k][1];
                grid->value[r * grid->columns + c] +=
                    hot[k][3] * exp(-(dx * dx + dy * dy) / (2 * hot[k][2] * hot[k][2]));
            }
}

void town_scene_areas(TownScene *town, size_t count)
{
    static const double middle[3][3] = {{700, 900, 220}, {1400, 1300, 120}, {400, 300, 100}};

    features_free(&town->areas);
    town->areas = features_init(FEATURE_POLYGON);
    for (size_t i = 0; i < count; i++) {
        double x = WEST + (i < 3 ? middle[i][0] : 60 + (double)(i % 25) * 75);
        double y = SOUTH + (i < 3 ? middle[i][1] : 60 + (double)(i / 25) * 95);
        double half = i < 3 ? middle[i][2] : 12;
        town_add_box(&town->areas, x - half, y - half, x + half, y + half);
        town->area[i] = (SceneArea){.rank = (int)i + 1,
                                    .name = i == 0 ? "Stationsplein (Centrum)" : "Langstraat (Oost)",
                                    .status = i % 2 ? AREA_INDICATIVE : AREA_HOTSPOT,
                                    .x_m = x,
                                    .y_m = y,
                                    .reports = 94 - i % 90,
                                    .reports_weighted = 81.5,
                                    .reporters = 61,
                                    .dark_share = i == 1 ? (double)NAN : 0.62,
                                    .peak_window = i == 1 ? NULL : "vr-za 22-02 u",
                                    .levers = i == 2 ? NULL : "verlichting 1, handhaving 2"};
    }
    town->scene.areas = count ? &town->areas : NULL;
    town->scene.area = town->area;
    town->scene.area_count = count;
}

static void add_layers(TownScene *town)
{
    town_add_box(&town->boundary, WEST, SOUTH, WEST + SIDE, SOUTH + SIDE);
    town_add_box(&town->neighbourhoods, WEST, SOUTH, WEST + SIDE / 2, SOUTH + SIDE);
    town_add_box(&town->neighbourhoods, WEST + SIDE / 2, SOUTH, WEST + SIDE, SOUTH + SIDE);
    town_add_box(&town->water, WEST - 500, SOUTH + 600, WEST + SIDE + 500, SOUTH + 640);
    town_add_box(&town->green, WEST + 1500, SOUTH + 200, WEST + 1800, SOUTH + 500);
    town_add_line(&town->railway, WEST - 500, SOUTH + 1000, WEST + SIDE + 500, SOUTH + 1100);
    for (int i = 0; i < 64; i++) {
        add_point(&town->lights, WEST + 60 + (i % 8) * 240, SOUTH + 60 + (i / 8) * 240);
        town->broken[i] = i % 9 == 0;
    }
    for (int i = 0; i < 4; i++) {
        add_point(&town->cameras, WEST + 600 + i * 70, SOUTH + 850);
        town->view[i] = (SceneCamera){i * 90, i == 3 ? NAN : 60, 60};
        add_point(&town->venues, WEST + 640 + i * 40, SOUTH + 930);
    }
    add_point(&town->transit, WEST + 1000, SOUTH + 1050);
}

void town_scene_init(TownScene *town, Language language)
{
    static const double breaks[] = {20, 50, 100, 200, 500};
    static const char *const neighbourhoods[] = {"Centrum", "Oost & Café"};
    static const char *const notes[] = {"Dichtheid: quartic kernel, bandbreedte 200 m, cel 25 m.",
                                        "Gebruikt 1.012 van 1.048 meldingen; 36 vielen af.",
                                        "De laag exposure ontbreekt."};
    Features *polygons[] = {&town->boundary, &town->neighbourhoods, &town->buildings,
                            &town->water,    &town->green,          &town->areas};
    Features *lines[] = {&town->streets, &town->railway};
    Features *points[] = {&town->lights, &town->cameras, &town->venues, &town->transit};

    memset(town, 0, sizeof *town);
    for (size_t i = 0; i < 6; i++)
        *polygons[i] = features_init(FEATURE_POLYGON);
    for (size_t i = 0; i < 2; i++)
        *lines[i] = features_init(FEATURE_LINE);
    for (size_t i = 0; i < 4; i++)
        *points[i] = features_init(FEATURE_POINT);
    add_layers(town);
    add_streets(town);
    add_buildings(town);
    add_density(town);
    town->scene = (Scene){.language = language,
                          .extent = {WEST, SOUTH, WEST + SIDE, SOUTH + SIDE},
                          .boundary.features = &town->boundary,
                          .neighbourhoods = {&town->neighbourhoods, neighbourhoods, NULL},
                          .streets = {&town->streets, town->street_names, town->importance},
                          .buildings.features = &town->buildings,
                          .water.features = &town->water,
                          .green.features = &town->green,
                          .railway.features = &town->railway,
                          .lights = {&town->lights, NULL, town->broken},
                          .cameras.features = &town->cameras,
                          .venues.features = &town->venues,
                          .transit.features = &town->transit,
                          .camera_view = town->view,
                          .crs_name = "RD New (EPSG:28992)",
                          .density = &town->density,
                          .class_break = breaks,
                          .class_count = 5,
                          .density_unit = "meldingen per km² per jaar",
                          .marking = "INTERN",
                          .title = "De helft van de meldingen valt in drie gebieden",
                          .subtitle = "Teststad, 2024 en 2025, alle doelgroepen",
                          .notes = notes,
                          .note_count = 3,
                          .sources = "meldpunt, BGT",
                          .run_line = "Run 7f3a, Brandpunt",
                          .created = "2026-11-22T09:30:00Z"};
    town_scene_areas(town, 3);
}

void town_scene_free(TownScene *town)
{
    Features *all[] = {&town->boundary, &town->neighbourhoods, &town->streets, &town->buildings,
                       &town->water,    &town->green,          &town->railway, &town->lights,
                       &town->cameras,  &town->venues,         &town->transit, &town->areas};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        features_free(all[i]);
    grid_free(&town->density);
}
