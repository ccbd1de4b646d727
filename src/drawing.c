#include "src/drawing.h"

#include "geo/kernel.h"
#include "render/classes.h"
#include "render/page.h"
#include "render/palette.h"
#include "src/exchange/output.h"
#include "src/wording.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What the scene points to and nobody else owns. */
typedef struct Drawing {
    Scene scene;
    uint8_t *street_importance, *light_importance;
    SceneCamera *cameras;
    SceneArea *areas;
    char (*names)[WORDING_TEXT], (*peaks)[WORDING_TEXT], (*levers)[WORDING_TEXT], (*buurt_notes)[64];
    const char **buurt_note;
    double breaks[PALETTE_CLASSES];
    const char **buurt_name;
    Notes notes;
    const char *note[WORDING_NOTES];
    char title[WORDING_TEXT], subtitle[WORDING_TEXT], sources[WORDING_TEXT], run_line[WORDING_TEXT];
} Drawing;

static void drawing_free(Drawing *drawing)
{
    free(drawing->street_importance);
    free(drawing->light_importance);
    free(drawing->cameras);
    free(drawing->areas);
    free(drawing->names);
    free(drawing->peaks);
    free(drawing->levers);
    free(drawing->buurt_notes);
    free(drawing->buurt_note);
    free(drawing->buurt_name);
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

static bool fill_layers(const Municipality *municipality, Drawing *drawing, Error *error)
{
    const Layer *streets = &municipality->layer[ROLE_STREET], *lights = &municipality->layer[ROLE_LIGHT], *cameras = &municipality->layer[ROLE_CAMERA];
    drawing->street_importance = calloc(streets->features.count + 1, 1);
    drawing->light_importance = calloc(lights->features.count + 1, 1);
    drawing->cameras = calloc(cameras->features.count + 1, sizeof *drawing->cameras);
    if (drawing->street_importance == NULL || drawing->light_importance == NULL || drawing->cameras == NULL) return error_memory(error, 1e6);
    for (size_t i = 0; i < streets->features.count; i++) drawing->street_importance[i] = street_importance(streets->text[TEXT_KIND][i]);
    for (size_t i = 0; i < lights->features.count; i++) drawing->light_importance[i] = lights->number[NUMBER_WORKS][i] == 0;
    for (size_t i = 0; i < cameras->features.count; i++)
        drawing->cameras[i] = (SceneCamera){cameras->number[NUMBER_DIRECTION_DEG][i], cameras->number[NUMBER_ANGLE_DEG][i], cameras->number[NUMBER_RANGE_M][i]};
    /* Buurten have names on the map; wijken, which share their edges, do not. */
    const Layer *neighbourhoods = &municipality->layer[ROLE_NEIGHBOURHOOD];
    drawing->buurt_name = calloc(neighbourhoods->features.count + 1, sizeof *drawing->buurt_name);
    if (drawing->buurt_name == NULL) return error_memory(error, 1e6);
    for (size_t b = 0; b < municipality->buurt_count; b++)
        drawing->buurt_name[municipality->buurt[b]] = neighbourhoods->text[TEXT_NAME][municipality->buurt[b]];
    Scene *scene = &drawing->scene;
    scene->boundary = (SceneLayer){&municipality->boundary, NULL, NULL};
    scene->neighbourhoods = scene_layer(municipality, ROLE_NEIGHBOURHOOD, NULL);
    if (scene->neighbourhoods.features != NULL) scene->neighbourhoods.name = drawing->buurt_name;
    scene->streets = scene_layer(municipality, ROLE_STREET, drawing->street_importance);
    scene->buildings = scene_layer(municipality, ROLE_BUILDING, NULL);
    scene->water = scene_layer(municipality, ROLE_WATER, NULL);
    scene->green = scene_layer(municipality, ROLE_GREEN, NULL);
    scene->railway = scene_layer(municipality, ROLE_RAILWAY, NULL);
    scene->lights = scene_layer(municipality, ROLE_LIGHT, drawing->light_importance);
    scene->cameras = scene_layer(municipality, ROLE_CAMERA, NULL);
    scene->venues = scene_layer(municipality, ROLE_VENUE, NULL);
    scene->transit = scene_layer(municipality, ROLE_TRANSIT, NULL);
    scene->camera_view = scene->cameras.features != NULL ? drawing->cameras : NULL;
    scene->extent = features_box(&municipality->boundary);
    return true;
}

static bool fill_areas(const Analysis *analysis, Drawing *drawing, Error *error)
{
    size_t count = analysis->area_count;
    drawing->areas = calloc(count + 1, sizeof *drawing->areas);
    drawing->names = calloc(count + 1, sizeof *drawing->names);
    drawing->peaks = calloc(count + 1, sizeof *drawing->peaks);
    drawing->levers = calloc(count + 1, sizeof *drawing->levers);
    if (drawing->areas == NULL || drawing->names == NULL || drawing->peaks == NULL || drawing->levers == NULL) return error_memory(error, 2e3 * (double)count);
    for (size_t a = 0; a < count; a++) {
        const RiskArea *area = &analysis->area[a];
        wording_area_name(area, drawing->names[a], WORDING_TEXT);
        bool peak = wording_peak(area, drawing->peaks[a], WORDING_TEXT);
        wording_levers(analysis, a, drawing->levers[a], WORDING_TEXT);
        drawing->areas[a] = (SceneArea){.rank = area->rank,
                                        .name = drawing->names[a],
                                        .status = area->hotspot ? AREA_HOTSPOT : AREA_INDICATIVE,
                                        .x_m = area->measure.x_inner_m,
                                        .y_m = area->measure.y_inner_m,
                                        .reports = area->reports,
                                        .reports_weighted = area->reports_weighted,
                                        .reporters = area->reporters,
                                        .dark_share = area->dark_share,
                                        .peak_window = peak ? drawing->peaks[a] : NULL,
                                        .levers = drawing->levers[a][0] != '\0' ? drawing->levers[a] : NULL};
    }
    drawing->scene.areas = count > 0 ? &analysis->areas : NULL;
    drawing->scene.area = drawing->areas;
    drawing->scene.area_count = count;
    return true;
}

/* The floor of the classes is the height of two reports on one spot: no lone report shows. */
static void fill_density(const Config *config, const Analysis *analysis, Drawing *drawing)
{
    if (analysis->counts_only) return;
    double floor = 2 * kernel_value((KernelKind)config->kernel, 0, config->bandwidth_m) * analysis->scale;
    drawing->scene.class_count = classes_breaks(floor, grid_max(&analysis->density), CLASSES_WANTED, drawing->breaks);
    drawing->scene.class_break = drawing->breaks;
    drawing->scene.density = drawing->scene.class_count > 0 ? &analysis->density : NULL;
    drawing->scene.density_unit = wording_unit(config);
}

/* Without a surface every buurt shows its count. */
static bool fill_counts(const Analysis *analysis, Drawing *drawing, Error *error)
{
    const Municipality *municipality = &analysis->municipality;
    const Points *points = &analysis->selection.points;
    const Features *buurten = &municipality->layer[ROLE_NEIGHBOURHOOD].features;
    if (!analysis->counts_only || buurten->count == 0) return true;
    drawing->buurt_notes = calloc(buurten->count, sizeof *drawing->buurt_notes);
    drawing->buurt_note = calloc(buurten->count, sizeof *drawing->buurt_note);
    if (drawing->buurt_notes == NULL || drawing->buurt_note == NULL) return error_memory(error, 64.0 * (double)buurten->count);
    for (size_t b = 0; b < municipality->buurt_count; b++) {
        size_t i = municipality->buurt[b], count = 0;
        Polygon polygon = polygon_of(buurten, i);
        for (size_t p = 0; p < points->count; p++) count += polygon_contains(&polygon, points->x_m[p], points->y_m[p]);
        if (count == 0) continue;
        snprintf(drawing->buurt_notes[i], sizeof drawing->buurt_notes[i], ngettext("%zu report", "%zu reports", count), count);
        drawing->buurt_note[i] = drawing->buurt_notes[i];
    }
    drawing->scene.neighbourhood_note = drawing->buurt_note;
    return true;
}

static void fill_texts(const Config *config, const Analysis *analysis, const char *run_id, Drawing *drawing)
{
    Scene *scene = &drawing->scene;
    wording_title(config, analysis, drawing->title, sizeof drawing->title);
    wording_subtitle(config, analysis, drawing->subtitle, sizeof drawing->subtitle);
    wording_sources(analysis, drawing->sources, sizeof drawing->sources);
    wording_notes(config, analysis, &drawing->notes);
    for (size_t i = 0; i < drawing->notes.count; i++) drawing->note[i] = drawing->notes.text[i];
    wording_run_line(config, run_id, drawing->run_line, sizeof drawing->run_line);
    scene->language = wording_language(config);
    scene->marking = wording_marking(config);
    scene->title = drawing->title;
    scene->subtitle = drawing->subtitle;
    scene->sources = drawing->sources;
    scene->run_line = drawing->run_line;
    scene->notes = drawing->note;
    scene->note_count = drawing->notes.count;
    scene->banner = wording_banner(analysis);
    scene->crs_name = config->project_crs;
}

static bool page_format(const Config *config, const char *path, PageFormat *ret_format, Error *error)
{
    const char *dot = strrchr(path, '.');
    PageFormat format = {PAGE_PDF, config->paper == 1 ? PAGE_A3 : PAGE_A4, config->landscape == 1, config->dpi};
    if (dot != NULL && strcasecmp(dot, ".svg") == 0) format.kind = PAGE_SVG;
    else if (dot != NULL && strcasecmp(dot, ".png") == 0) format.kind = PAGE_PNG;
    else if (dot == NULL || strcasecmp(dot, ".pdf") != 0)
        return error_set(error, ERROR_USAGE, _("%s: a map ends in .pdf, .svg or .png."), path);
    *ret_format = format;
    return true;
}

bool drawing_map(const Config *config, const Analysis *analysis, const char *run_id, const char *path, Error *error)
{
    PageFormat format;
    Output output;
    Drawing *drawing = calloc(1, sizeof *drawing); /* its texts are too large for the stack */
    if (drawing == NULL) return error_memory(error, sizeof *drawing);
    bool ok = page_format(config, path, &format, error) && fill_layers(&analysis->municipality, drawing, error) && fill_areas(analysis, drawing, error) &&
              fill_counts(analysis, drawing, error);
    if (ok) {
        fill_density(config, analysis, drawing);
        fill_texts(config, analysis, run_id, drawing);
        ok = output_place(path, &output, error);
    }
    if (ok) {
        ok = page_draw(&drawing->scene, format, output.beside, error);
        if (!ok && strstr(error->text, output.beside) != NULL) output_not_written(path, error);
        if (!ok) output_discard(&output);
        ok = ok && output_commit(&output, error);
    }
    drawing_free(drawing);
    free(drawing);
    return ok;
}
