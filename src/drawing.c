#include "src/drawing.h"

#include "geo/kernel.h"
#include "render/classes.h"
#include "render/palette.h"
#include "src/base_map.h"
#include "src/scene_file.h"
#include "src/wording.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the scene points to and nobody else owns. */
struct Drawing {
    BaseMap base;
    Scene scene;
    SceneArea *areas;
    char (*names)[WORDING_TEXT], (*peaks)[WORDING_TEXT], (*levers)[WORDING_TEXT], (*buurt_notes)[64];
    const char **buurt_note;
    double breaks[PALETTE_CLASSES];
    Notes notes;
    const char *note[WORDING_NOTES];
    char title[WORDING_TEXT], subtitle[WORDING_TEXT], sources[WORDING_TEXT], run_line[WORDING_TEXT];
};

void drawing_free(Drawing *drawing)
{
    if (drawing == NULL) return;
    base_map_free(&drawing->base);
    free(drawing->areas);
    free(drawing->names);
    free(drawing->peaks);
    free(drawing->levers);
    free(drawing->buurt_notes);
    free(drawing->buurt_note);
    free(drawing);
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
    raster_base_credit(config, drawing->sources, sizeof drawing->sources);
    wording_notes(config, analysis, &drawing->notes);
    for (size_t i = 0; i < drawing->notes.count; i++) drawing->note[i] = drawing->notes.text[i];
    wording_run_line(config, run_id, drawing->run_line, sizeof drawing->run_line);
    scene->marking = wording_marking(config);
    scene->title = drawing->title;
    scene->subtitle = drawing->subtitle;
    scene->sources = drawing->sources;
    scene->run_line = drawing->run_line;
    scene->notes = drawing->note;
    scene->note_count = drawing->notes.count;
    scene->banner = wording_banner(analysis);
}

/* A map of the part that was computed shows that part. */
static bool show_part(const Config *config, const Analysis *analysis, Scene *scene, Error *error)
{
    Box part;
    if (config->extent[0] == '\0' || analysis->municipality.boundary_origin == BOUNDARY_EXTENT) return true;
    if (!municipality_extent(config->extent, &part, error)) return false;
    part = (Box){fmax(part.x_min, scene->extent.x_min), fmax(part.y_min, scene->extent.y_min), fmin(part.x_max, scene->extent.x_max), fmin(part.y_max, scene->extent.y_max)};
    if (part.x_min < part.x_max && part.y_min < part.y_max) scene->extent = part;
    return true;
}

bool drawing_make(const Config *config, const Analysis *analysis, const char *run_id, bool quiet, Drawing **ret_drawing, Error *error)
{
    Drawing *drawing = calloc(1, sizeof *drawing); /* its texts are too large for the stack */
    *ret_drawing = drawing;
    if (drawing == NULL) return error_memory(error, sizeof *drawing);
    if (!base_map_make(config, &analysis->municipality, &drawing->base, error)) return false;
    if (quiet) base_map_quiet(&drawing->base);
    drawing->scene = drawing->base.scene;
    if (!show_part(config, analysis, &drawing->scene, error)) return false;
    if (!fill_areas(analysis, drawing, error) || !fill_counts(analysis, drawing, error)) return false;
    fill_density(config, analysis, drawing);
    fill_texts(config, analysis, run_id, drawing);
    return true;
}

const Scene *drawing_scene(const Drawing *drawing)
{
    return &drawing->scene;
}

bool drawing_map(const Config *config, const Analysis *analysis, const char *run_id, const char *path, Error *error)
{
    Drawing *drawing = NULL;
    bool ok = drawing_make(config, analysis, run_id, false, &drawing, error) && scene_write(config, &drawing->scene, path, error);
    drawing_free(drawing);
    return ok;
}
