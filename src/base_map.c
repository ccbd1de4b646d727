#include "src/base_map.h"

#include "src/wording.h"

#include <stdlib.h>

void base_map_free(BaseMap *map)
{
    free(map->street_importance);
    free(map->light_importance);
    free(map->cameras);
    free(map->buurt_name);
    house_style_free(&map->style);
    raster_base_close(map->raster);
    *map = (BaseMap){0};
}

static SceneLayer scene_layer(const Municipality *municipality, Role role, const uint8_t *importance)
{
    const Layer *layer = &municipality->layer[role];
    if (layer->features.count == 0) return (SceneLayer){0};
    return (SceneLayer){&layer->features, (const char *const *)layer->text[TEXT_NAME], importance};
}

/* Words for kinds of streets, of municipalities, NWB and OpenStreetMap; what is not known is an ordinary street. */
static uint8_t street_importance(const char *kind)
{
    static const char main_roads[] = "hoofdweg, hoofdroute, gebiedsontsluitingsweg, stroomweg, autosnelweg, provinciale weg, motorway, trunk, primary, secondary";
    static const char residential[] = "woonerf, erf, woonstraat, residential, living_street, service, parkeren";
    static const char paths[] = "voetpad, fietspad, pad, voetgangersgebied, trap, footway, path, cycleway, pedestrian, steps, track, bridleway";
    if (kind == NULL) return 2;
    if (config_list_holds(main_roads, kind)) return 3;
    if (config_list_holds(paths, kind)) return 0;
    return config_list_holds(residential, kind) ? 1 : 2;
}

static bool describe_layers(const Municipality *municipality, BaseMap *map, Error *error)
{
    const Layer *streets = &municipality->layer[ROLE_STREET], *lights = &municipality->layer[ROLE_LIGHT], *cameras = &municipality->layer[ROLE_CAMERA];
    map->street_importance = calloc(streets->features.count + 1, 1);
    map->light_importance = calloc(lights->features.count + 1, 1);
    map->cameras = calloc(cameras->features.count + 1, sizeof *map->cameras);
    if (map->street_importance == NULL || map->light_importance == NULL || map->cameras == NULL) return error_memory(error, 1e6);
    for (size_t i = 0; i < streets->features.count; i++) map->street_importance[i] = street_importance(streets->text[TEXT_KIND][i]);
    for (size_t i = 0; i < lights->features.count; i++) map->light_importance[i] = lights->number[NUMBER_WORKS][i] == 0;
    for (size_t i = 0; i < cameras->features.count; i++)
        map->cameras[i] = (SceneCamera){cameras->number[NUMBER_DIRECTION_DEG][i], cameras->number[NUMBER_ANGLE_DEG][i], cameras->number[NUMBER_RANGE_M][i]};
    /* Buurten have names on the map; wijken, which share their edges, do not. */
    const Layer *neighbourhoods = &municipality->layer[ROLE_NEIGHBOURHOOD];
    map->buurt_name = calloc(neighbourhoods->features.count + 1, sizeof *map->buurt_name);
    if (map->buurt_name == NULL) return error_memory(error, 1e6);
    for (size_t b = 0; b < municipality->buurt_count; b++)
        map->buurt_name[municipality->buurt[b]] = neighbourhoods->text[TEXT_NAME][municipality->buurt[b]];
    return true;
}

/* part: the boundary is that of a chosen buurt or wijk, not of the whole municipality. */
static void fill_scene(const Municipality *municipality, bool part, BaseMap *map)
{
    Scene *scene = &map->scene;
    scene->boundary = (SceneLayer){&municipality->boundary, NULL, NULL};
    scene->neighbourhoods = scene_layer(municipality, ROLE_NEIGHBOURHOOD, NULL);
    if (scene->neighbourhoods.features != NULL) scene->neighbourhoods.name = map->buurt_name;
    scene->streets = scene_layer(municipality, ROLE_STREET, map->street_importance);
    scene->buildings = scene_layer(municipality, ROLE_BUILDING, NULL);
    scene->water = scene_layer(municipality, ROLE_WATER, NULL);
    scene->green = scene_layer(municipality, ROLE_GREEN, NULL);
    scene->railway = scene_layer(municipality, ROLE_RAILWAY, NULL);
    scene->lights = scene_layer(municipality, ROLE_LIGHT, map->light_importance);
    scene->cameras = scene_layer(municipality, ROLE_CAMERA, NULL);
    scene->venues = scene_layer(municipality, ROLE_VENUE, NULL);
    scene->transit = scene_layer(municipality, ROLE_TRANSIT, NULL);
    scene->camera_view = scene->cameras.features != NULL ? map->cameras : NULL;
    scene->extent = features_box(&municipality->boundary);
    const Features *boundary = &municipality->layer[ROLE_BOUNDARY].features, *buurten = &municipality->layer[ROLE_NEIGHBOURHOOD].features;
    scene->whole = boundary->count > 0 ? boundary : part && buurten->count > 0 ? buurten : &municipality->boundary;
}

bool base_map_make(const Config *config, const Municipality *municipality, BaseMap *ret_map, Error *error)
{
    BaseMap map = {0};
    if (!house_style_make(config, &map.style, error) || !raster_base_open(config, &map.raster, error) || !describe_layers(municipality, &map, error)) {
        base_map_free(&map);
        return false;
    }
    fill_scene(municipality, config->area[0] != '\0', &map);
    map.scene.style = map.style.scene;
    map.scene.raster = raster_base_reader(map.raster);
    map.scene.language = wording_language(config);
    map.scene.crs_name = config->project_crs;
    *ret_map = map;
    return true;
}

bool base_map_check(const Config *config, Error *error)
{
    HouseStyle style = {0};
    RasterBase *raster = NULL;
    double scale;
    bool ok = house_style_make(config, &style, error) && house_style_scale(config, &scale, error) && (config->basemap_network == 1 || raster_base_open(config, &raster, error));
    raster_base_close(raster);
    house_style_free(&style);
    return ok;
}

void base_map_quiet(BaseMap *map)
{
    map->scene.lights = map->scene.cameras = map->scene.venues = map->scene.transit = (SceneLayer){0};
    map->scene.camera_view = NULL;
}
