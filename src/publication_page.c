#include "src/publication_page.h"

#include "geo/regions.h"
#include "src/base_map.h"
#include "src/scene_file.h"

#include <stdio.h>
#include <stdlib.h>

enum { GROUNDS = PUBLIC_WITHHELD };

typedef struct PublicMap {
    BaseMap base;
    Features region[GROUNDS];
    SceneGround ground[GROUNDS];
    Features wijk; /* as they are, with their names */
    const char **wijk_name;
    char label[GROUNDS][PUBLIC_TEXT], heading[PUBLIC_TEXT], sources[PUBLIC_TEXT];
    const char *note[PUBLIC_NOTES];
    Scene scene;
} PublicMap;

static void map_free(PublicMap *map)
{
    if (map == NULL) return;
    base_map_free(&map->base);
    for (int g = 0; g < GROUNDS; g++) features_free(&map->region[g]);
    features_free(&map->wijk);
    free(map->wijk_name);
    free(map);
}

/* The wijken with one label, each by itself, and what lies in none. */
static bool add_wijken(const Publication *publication, int label, Features *region, Error *error)
{
    bool ok = true;
    for (size_t w = 0; ok && w < publication->wijk_count; w++)
        if (publication_wijk_label(publication, w, NULL) == label) ok = publication_wijk_outline(publication, w, region, error);
    return ok;
}

/* The squares with one label, those that share sides as one; of wijken, those of none of them. */
static bool find_region(const Publication *publication, int label, Features *ret_region, Error *error)
{
    const Grid *grid = protect_cells(publication->scene);
    size_t cells = grid_cells(grid);
    uint8_t *these = calloc(cells + 1, 1);
    uint32_t *region_of = NULL;
    if (these == NULL) return error_memory(error, (double)cells);
    for (size_t cell = 0; cell < cells; cell++) these[cell] = publication->label[cell] == label && !(publication->by_wijk && publication->wijk_of[cell] > 0);
    bool ok = regions_find(grid, these, ret_region, &region_of, error) && (!publication->by_wijk || add_wijken(publication, label, ret_region, error));
    free(region_of);
    free(these);
    return ok;
}

/* What is withheld first, so that the lines of the squares that are shown lie over it. A class that no square can have is not in the
 * legend; one that none happens to have is. */
static bool fill_ground(const Publication *publication, PublicMap *map, Error *error)
{
    Scene *scene = &map->scene;
    snprintf(map->label[0], PUBLIC_TEXT, _("not shown: fewer than %d, none, or left out"), (int)publication->rules.smallest);
    if (!find_region(publication, PUBLIC_WITHHELD, &map->region[0], error)) return false;
    map->ground[scene->ground_count++] = (SceneGround){&map->region[0], TONE_WITHHELD, map->label[0]};
    for (int class = 1; class <= PUBLIC_CLASSES; class++) {
        const PublicClass *range = &publication->classes[class - 1];
        char text[64];
        if (range->from > range->to) continue;
        if (!find_region(publication, class, &map->region[class], error)) return false;
        publication_class_text(publication, class, class, text, sizeof text);
        snprintf(map->label[class], PUBLIC_TEXT, _("%s reporters"), text);
        map->ground[scene->ground_count++] = (SceneGround){&map->region[class], (SceneTone)(TONE_CLASS_1 + class - 1), map->label[class]};
    }
    if (publication->by_wijk) snprintf(map->heading, sizeof map->heading, "%s", _("People who reported, per wijk"));
    else snprintf(map->heading, sizeof map->heading, _("People who reported, per square of %d m"), (int)publication->rules.cell_m);
    scene->ground = map->ground;
    scene->ground_title = map->heading;
    return true;
}

/* Counted by wijk, the wijken have the borders and the names, in place of the buurten. */
static bool fill_wijken(const Publication *publication, PublicMap *map, Error *error)
{
    if (!publication->by_wijk) return true;
    map->wijk = features_init(FEATURE_POLYGON);
    map->wijk_name = calloc(publication->wijk_count, sizeof *map->wijk_name);
    if (map->wijk_name == NULL) return error_memory(error, (double)publication->wijk_count * sizeof *map->wijk_name);
    for (size_t w = 0; w < publication->wijk_count; w++) {
        map->wijk_name[w] = publication->wijk[w].name;
        if (!features_add_feature_of(&map->wijk, &publication->wijk[w].ground, 0, error)) return false;
    }
    map->scene.neighbourhoods = (SceneLayer){.features = &map->wijk, .name = map->wijk_name};
    map->scene.neighbourhood_label = _("Wijken");
    map->scene.ground_parted = true;
    return true;
}

static void fill_texts(const Publication *publication, PublicMap *map)
{
    Scene *scene = &map->scene;
    for (int n = 0; n < PUBLIC_NOTES; n++) map->note[n] = publication->note[n];
    scene->marking = publication->marking;
    scene->title = publication->title;
    scene->subtitle = publication->subtitle;
    scene->notes = map->note;
    scene->note_count = PUBLIC_NOTES;
    snprintf(map->sources, sizeof map->sources, "%s", publication->sources);
    raster_base_credit(publication->config, map->sources, sizeof map->sources);
    scene->sources = map->sources;
    scene->run_line = publication->run_line;
    scene->table_text = publication->places;
}

bool publication_draw(const Publication *publication, const char *path, Error *error)
{
    PublicMap *map = calloc(1, sizeof *map);
    if (map == NULL) return error_memory(error, sizeof *map);
    bool ok = base_map_make(publication->config, &publication->municipality, &map->base, error);
    if (ok) {
        base_map_quiet(&map->base);
        map->scene = map->base.scene;
        map->scene.green = (SceneLayer){0}; /* all of it lies under a square */
        ok = fill_ground(publication, map, error) && fill_wijken(publication, map, error);
        fill_texts(publication, map);
        ok = ok && scene_write(publication->config, &map->scene, path, error);
    }
    map_free(map);
    return ok;
}
