#include "render/web.h"

#include "render/furniture.h"
#include "render/numbers.h"
#include "render/palette.h"
#include "render/web_assets.h"
#include "render/web_data.h"

#include <math.h>
#include <string.h>

/* ---- the parts of the page that are in the program ---- */

static const WebAsset *find_asset(const char *name)
{
    for (size_t a = 0; a < WEB_ASSET_COUNT; a++)
        if (strcmp(WEB_ASSETS[a].name, name) == 0) return &WEB_ASSETS[a];
    return NULL;
}

static void write_asset(FILE *stream, const char *name)
{
    const WebAsset *asset = find_asset(name);
    if (asset != NULL) fwrite(asset->bytes, 1, asset->size, stream);
}

static void write_licence(FILE *stream)
{
    const WebAsset *asset = find_asset("leaflet-licence");
    if (asset != NULL) data_html(stream, (const char *)asset->bytes);
}

/* ---- small things ---- */

static void data_key(FILE *stream, const char *key)
{
    data_text(stream, key);
    fputc(':', stream);
}

static void data_pair(FILE *stream, const char *key, const char *text)
{
    data_key(stream, key);
    data_text(stream, text);
    fputc(',', stream);
}

static void data_pair_number(FILE *stream, const char *key, double value, int decimals)
{
    data_key(stream, key);
    data_number(stream, value, decimals);
    fputc(',', stream);
}

static void data_texts(FILE *stream, const char *const *text, size_t count)
{
    fputc('[', stream);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) fputc(',', stream);
        data_text(stream, text[i]);
    }
    fputc(']', stream);
}

/* As CSS writes it. */
static void data_colour(FILE *stream, Colour colour)
{
    char text[32];
    snprintf(text, sizeof text, "#%02x%02x%02x%02x", (unsigned)lround(colour.red * 255), (unsigned)lround(colour.green * 255), (unsigned)lround(colour.blue * 255),
             (unsigned)lround(colour.alpha * 255));
    data_text(stream, text);
}

/* ---- base map ---- */

typedef struct WebLayer {
    const char *key; /* its word is layer_KEY */
    size_t offset;   /* of the SceneLayer in Scene */
    bool shown;      /* from the start */
} WebLayer;

/* In the order in which they are drawn, the lowest first. */
static const WebLayer LAYERS[] = {{"green", offsetof(Scene, green), true},
                                  {"water", offsetof(Scene, water), true},
                                  {"railway", offsetof(Scene, railway), true},
                                  {"buildings", offsetof(Scene, buildings), true},
                                  {"streets", offsetof(Scene, streets), true},
                                  {"neighbourhoods", offsetof(Scene, neighbourhoods), true},
                                  {"boundary", offsetof(Scene, boundary), true},
                                  {"lights", offsetof(Scene, lights), false},
                                  {"cameras", offsetof(Scene, cameras), false},
                                  {"venues", offsetof(Scene, venues), false},
                                  {"transit", offsetof(Scene, transit), false}};

/* One figure a feature; none where all are equal. */
static void data_importance(FILE *stream, const uint8_t *importance, size_t count)
{
    if (importance == NULL) return;
    data_key(stream, "importance");
    fputc('"', stream);
    for (size_t i = 0; i < count; i++) fputc('0' + importance[i] % 10, stream);
    fputs("\",", stream);
}

static void data_views(FILE *stream, const SceneCamera *view, size_t count)
{
    data_key(stream, "views");
    fputc('[', stream);
    for (size_t i = 0; i < count; i++) {
        fputs(i > 0 ? ",[" : "[", stream);
        data_number(stream, view[i].direction_deg, 1);
        fputc(',', stream);
        data_number(stream, view[i].angle_deg, 1);
        fputc(',', stream);
        data_number(stream, view[i].range_m, 1);
        fputc(']', stream);
    }
    fputs("],", stream);
}

static bool named(const SceneLayer *layer)
{
    for (size_t i = 0; layer->name != NULL && i < layer->features->count; i++)
        if (layer->name[i] != NULL) return true;
    return false;
}

static void data_layer(FILE *stream, const Scene *scene, const WebLayer *kind, const SceneLayer *layer, DataPlace place)
{
    static const char *const kinds[] = {"point", "line", "polygon"};
    size_t count = layer->features->count;
    fputc('{', stream);
    data_pair(stream, "key", kind->key);
    data_pair(stream, "kind", kinds[layer->features->kind]);
    data_key(stream, "shown");
    fputs(kind->shown ? "true," : "false,", stream);
    data_importance(stream, layer->importance, count);
    if (layer == &scene->cameras && scene->camera_view != NULL) data_views(stream, scene->camera_view, count);
    if (named(layer)) data_key(stream, "names"), data_texts(stream, layer->name, count), fputc(',', stream);
    if (layer == &scene->neighbourhoods && scene->neighbourhood_note != NULL)
        data_key(stream, "notes"), data_texts(stream, scene->neighbourhood_note, count), fputc(',', stream);
    data_key(stream, "shape");
    data_features(stream, layer->features, place);
    fputc('}', stream);
}

static void data_layers(FILE *stream, const Scene *scene, DataPlace place)
{
    bool first = true;
    data_key(stream, "layers");
    fputc('[', stream);
    for (size_t l = 0; l < sizeof LAYERS / sizeof *LAYERS; l++) {
        const SceneLayer *layer = (const SceneLayer *)(const void *)((const char *)scene + LAYERS[l].offset);
        if (layer->features == NULL || layer->features->count == 0) continue;
        if (!first) fputs(",\n", stream);
        first = false;
        data_layer(stream, scene, &LAYERS[l], layer, place);
    }
    fputs("],\n", stream);
}

/* ---- areas ---- */

static void data_area(FILE *stream, const WebScene *web, size_t a)
{
    const SceneArea *area = &web->scene->area[a];
    char reports[NUMBER_TEXT], reporters[NUMBER_TEXT];
    number_text(web->scene->language, (double)area->reports, 0, reports);
    number_text(web->scene->language, (double)area->reporters, 0, reporters);
    fputc('{', stream);
    data_pair_number(stream, "rank", area->rank, 0);
    data_pair(stream, "name", area->name);
    data_key(stream, "hotspot");
    fputs(area->status == AREA_HOTSPOT ? "true," : "false,", stream);
    data_pair(stream, "reports", reports);
    data_pair(stream, "reporters", reporters);
    data_pair(stream, "peak", area->peak_window);
    data_pair(stream, "levers", area->levers);
    data_pair(stream, "trend", web->area != NULL ? web->area[a].trend : NULL);
    data_pair(stream, "status", web->area != NULL ? web->area[a].status : NULL);
    data_pair_number(stream, "x", area->x_m, 1);
    data_key(stream, "y");
    data_number(stream, area->y_m, 1);
    fputc('}', stream);
}

static void data_areas(FILE *stream, const WebScene *web, DataPlace place)
{
    const Scene *scene = web->scene;
    data_key(stream, "areas");
    fputc('[', stream);
    for (size_t a = 0; a < scene->area_count; a++) {
        if (a > 0) fputs(",\n", stream);
        data_area(stream, web, a);
    }
    fputs("],\n", stream);
    data_key(stream, "area_shape");
    data_features(stream, scene->areas, place);
    fputs(",\n", stream);
}

/* ---- windows ---- */

static void data_series(FILE *stream, const Scene *scene, const WebSeries *series)
{
    char text[2 * NUMBER_TEXT];
    Scene classes = *scene; /* for the words of a legend, which are those of the printed map */
    classes.class_break = series->class_break;
    classes.class_count = series->class_count;
    fputc('{', stream);
    data_pair(stream, "unit", series->unit);
    data_pair(stream, "note", series->note);
    data_key(stream, "classes");
    fputc('[', stream);
    for (int c = 0; c < series->class_count; c++) {
        furniture_class_text(&classes, c, text);
        fputs(c > 0 ? ",{" : "{", stream);
        data_pair(stream, "text", text);
        data_key(stream, "colour");
        data_colour(stream, palette_class(series->class_count, c));
        fputc('}', stream);
    }
    fputs("]}", stream);
}

static void data_window(FILE *stream, const WebScene *web, const WebWindow *window, DataPlace place)
{
    fputc('{', stream);
    data_pair(stream, "key", window->key);
    data_pair(stream, "name", window->name);
    data_pair(stream, "text", window->text);
    data_pair_number(stream, "series", (double)window->series, 0);
    if (window->area_reports != NULL) {
        data_key(stream, "area_reports");
        fputc('[', stream);
        for (size_t a = 0; a < web->scene->area_count; a++) {
            if (a > 0) fputc(',', stream);
            data_number(stream, window->area_reports[a], 0);
        }
        fputs("],", stream);
    }
    if (window->class_area != NULL) {
        data_key(stream, "classes");
        fputc('[', stream);
        for (int c = 0; c < web->series[window->series].class_count; c++) {
            if (c > 0) fputc(',', stream);
            data_features(stream, &window->class_area[c], place);
        }
        fputs("],", stream);
    }
    data_key(stream, "reports");
    data_number(stream, window->reports, 0);
    fputc('}', stream);
}

static void data_windows(FILE *stream, const WebScene *web, DataPlace place)
{
    data_key(stream, "series");
    fputc('[', stream);
    for (size_t s = 0; s < web->series_count; s++) {
        if (s > 0) fputs(",\n", stream);
        data_series(stream, web->scene, &web->series[s]);
    }
    fputs("],\n", stream);
    data_pair_number(stream, "months", (double)web->month_count, 0);
    data_key(stream, "days");
    data_texts(stream, web->day_name, web->day_name != NULL ? 7 : 0);
    fputs(",\n", stream);
    data_key(stream, "parts");
    data_texts(stream, web->part_name, web->day_parts);
    fputs(",\n", stream);
    data_pair(stream, "week_note", web->week_note);
    data_key(stream, "windows");
    fputc('[', stream);
    for (size_t w = 0; w < web->window_count; w++) {
        if (w > 0) fputs(",\n", stream);
        data_window(stream, web, &web->window[w], place);
    }
    fputs("],\n", stream);
}

/* ---- all data ---- */

static void data_words(FILE *stream, const WebScene *web)
{
    data_key(stream, "words");
    fputc('{', stream);
    for (const WebWord *word = web->word; word->key != NULL; word++) {
        if (word != web->word) fputc(',', stream);
        data_key(stream, word->key);
        data_text(stream, word->text);
    }
    fputs("}}", stream);
}

static void data_palette(FILE *stream)
{
    const struct {
        const char *key;
        Colour colour;
    } colours[] = {{"ground", PALETTE.ground}, {"outside", PALETTE.paper}, {"green", PALETTE.green}, {"water", PALETTE.water}, {"water_line", PALETTE.water_line}, {"building", PALETTE.building},
                   {"building_line", PALETTE.building_line}, {"casing", PALETTE.casing}, {"casing_main", PALETTE.casing_main}, {"street", PALETTE.street}, {"path", PALETTE.path},
                   {"railway", PALETTE.railway}, {"boundary", PALETTE.boundary}, {"neighbourhood", PALETTE.neighbourhood}, {"ink", PALETTE.ink}, {"light", PALETTE.light},
                   {"light_broken", PALETTE.light_broken}, {"camera", PALETTE.camera}, {"camera_view", PALETTE.camera_view}, {"venue", PALETTE.venue}, {"transit", PALETTE.transit}};
    data_key(stream, "colours");
    fputc('{', stream);
    for (size_t c = 0; c < sizeof colours / sizeof *colours; c++) {
        if (c > 0) fputc(',', stream);
        data_key(stream, colours[c].key);
        data_colour(stream, colours[c].colour);
    }
    fputs("},\n", stream);
}

/* Steps of half a metre, from the corner of the map. */
static DataPlace place_of(const Scene *scene)
{
    return (DataPlace){floor(scene->extent.x_min), floor(scene->extent.y_min), 0.5};
}

static void write_data(FILE *stream, const WebScene *web)
{
    const Scene *scene = web->scene;
    DataPlace place = place_of(scene);
    fputc('{', stream);
    data_pair(stream, "marking", scene->marking);
    data_pair(stream, "title", scene->title);
    data_pair(stream, "subtitle", scene->subtitle);
    data_pair(stream, "banner", scene->banner);
    data_pair(stream, "sources", scene->sources);
    data_pair(stream, "run", scene->run_line);
    data_pair(stream, "crs", scene->crs_name);
    data_pair(stream, "missing", number_missing(scene->language));
    data_pair(stream, "thousands", scene->language == LANGUAGE_DUTCH ? "." : ",");
    data_key(stream, "notes");
    data_texts(stream, scene->notes, scene->note_count);
    fputs(",\n", stream);
    data_pair_number(stream, "x0", place.x0_m, 0);
    data_pair_number(stream, "y0", place.y0_m, 0);
    data_pair_number(stream, "step", place.step_m, 3);
    data_pair_number(stream, "width", scene->extent.x_max - place.x0_m, 0);
    data_pair_number(stream, "height", scene->extent.y_max - place.y0_m, 0);
    data_palette(stream);
    data_layers(stream, scene, place);
    data_areas(stream, web, place);
    data_windows(stream, web, place);
    data_words(stream, web);
}

/* ---- the page ---- */

static void write_policy(FILE *stream)
{
    const WebAsset *leaflet_js = find_asset("leaflet.js"), *page_js = find_asset("page.js");
    const WebAsset *leaflet_css = find_asset("leaflet.css"), *page_css = find_asset("page.css");
    if (leaflet_js == NULL || page_js == NULL || leaflet_css == NULL || page_css == NULL) return;
    fprintf(stream, "default-src 'none'; script-src 'sha256-%s' 'sha256-%s'; style-src 'sha256-%s' 'sha256-%s'; base-uri 'none'; form-action 'none'", leaflet_js->sha256,
            page_js->sha256, leaflet_css->sha256, page_css->sha256);
}

static const char *find_word(const WebScene *web, const char *key, size_t length)
{
    for (const WebWord *word = web->word; word->key != NULL; word++)
        if (strlen(word->key) == length && memcmp(word->key, key, length) == 0) return word->text;
    return NULL;
}

static bool is_key(const char *key, size_t length, const char *wanted)
{
    return strlen(wanted) == length && memcmp(key, wanted, length) == 0;
}

/* What stands between {{ and }} in page.html: a word, a file of the program after @, or after = something that is made here. */
static bool fill_in(const WebScene *web, const char *key, size_t length, FILE *stream, Error *error)
{
    char name[64];
    if (is_key(key, length, "=language")) return fputs(web->scene->language == LANGUAGE_DUTCH ? "nl" : "en", stream), true;
    if (is_key(key, length, "=policy")) return write_policy(stream), true;
    if (is_key(key, length, "=licence")) return write_licence(stream), true;
    if (is_key(key, length, "=data")) return write_data(stream, web), true;
    if (length > 1 && length < sizeof name && key[0] == '@') {
        snprintf(name, sizeof name, "%.*s", (int)length - 1, key + 1);
        if (find_asset(name) != NULL) return write_asset(stream, name), true;
    }
    const char *text = find_word(web, key, length);
    if (text == NULL) return error_set(error, ERROR_FAILED, _("The page has a word '%.*s' that the program does not know."), (int)length, key);
    data_html(stream, text);
    return true;
}

static bool windows_fit(const WebScene *web)
{
    size_t week = 7 + 8 * web->day_parts, rest = web->window_count - 1 - web->month_count;
    if (web->window_count < 1 + web->month_count || (rest != 0 && rest != week)) return false;
    for (size_t w = 0; w < web->window_count; w++)
        if (web->window[w].series >= web->series_count) return false;
    return web->scene->area_count == 0 || (web->scene->areas != NULL && web->scene->areas->count == web->scene->area_count);
}

bool web_write(const WebScene *web, FILE *stream, Error *error)
{
    const WebAsset *page = find_asset("page.html");
    if (page == NULL || !windows_fit(web)) return error_set(error, ERROR_FAILED, _("The windows of time do not fit the page."));
    const char *at = (const char *)page->bytes, *open;
    while ((open = strstr(at, "{{")) != NULL) {
        const char *close = strstr(open, "}}");
        fwrite(at, 1, (size_t)(open - at), stream);
        if (close == NULL || !fill_in(web, open + 2, (size_t)(close - open - 2), stream, error)) return false;
        at = close + 2;
    }
    fputs(at, stream);
    return true;
}
