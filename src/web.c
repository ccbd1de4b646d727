#include "src/web.h"

#include "geo/calendar.h"
#include "render/web.h"
#include "src/drawing.h"
#include "src/exchange/output.h"
#include "src/windows.h"
#include "src/wording.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_TEXT = 16, NAME_TEXT = 96, EXTRA_NOTES = 2 };

/* What the scene points to and nobody else owns. */
typedef struct Page {
    Analysis analysis; /* the same, without what no page for a screen may tell */
    Drawing *drawing;
    Scene scene;
    Windows windows;
    WebScene web;
    WebSeries series[WINDOWS_SERIES];
    WebWindow *window;
    WebArea *area;
    char (*key)[KEY_TEXT], (*name)[NAME_TEXT], (*text)[WORDING_TEXT];
    const char *day[WEEK_DAYS], *part[WINDOW_PARTS];
    char part_text[WINDOW_PARTS][KEY_TEXT];
    char week_note[WORDING_TEXT], extra[EXTRA_NOTES][WORDING_TEXT];
    const char *note[WORDING_NOTES + EXTRA_NOTES];
} Page;

static void page_free(Page *page)
{
    drawing_free(page->drawing);
    windows_free(&page->windows);
    free(page->window);
    free(page->area);
    free(page->key);
    free(page->name);
    free(page->text);
    free(page);
}

/* ---- words ---- */

static const WebWord WORDS[] = {
    {"page_title", N_("Map of reports")},
    {"skip", N_("To the table of places")},
    {"no_script", N_("This page draws its map with a script, and scripts are off here. Open it in a browser that may run them; the printed map has the same content.")},
    {"map", N_("Map")},
    {"map_help", N_("Map; arrow keys move it, plus and minus zoom")},
    {"month", N_("By month: the whole period, or one month")},
    {"earlier", N_("A month earlier")},
    {"later", N_("A month later")},
    {"whole_period", N_("Whole period")},
    {"hotspot", N_("Hotspot: more reports than chance explains")},
    {"indicative", N_("Indicative: dense, but not certain")},
    {"places", N_("Places")},
    {"no_places", N_("No place stands out.")},
    {"week", N_("By hour of the week")},
    {"week_help", N_("Choose a day, hours of every day, or hours of one day; the number is that of the reports. Choose it again for the whole period.")},
    {"layers", N_("On the map")},
    {"notes", N_("How it was made")},
    {"link_help", N_("What you choose is kept in the address of this page, behind the #. Whoever has this file and that address sees the same.")},
    {"licence", N_("The map is drawn with Leaflet; its licence")},
    {"zoom_in", N_("Zoom in")},
    {"zoom_out", N_("Zoom out")},
    {"close", N_("Close")},
    {"rank", N_("No.")},
    {"place", N_("Place")},
    {"reports", N_("Reports")},
    {"reporters", N_("Reporters")},
    {"chosen", N_("Chosen time")},
    {"peak", N_("Peak")},
    {"trend", N_("Trend")},
    {"status", N_("Status")},
    {"levers", N_("Measures (place)")},
    {"layer_green", N_("Green")},
    {"layer_water", N_("Water")},
    {"layer_railway", N_("Railway")},
    {"layer_buildings", N_("Buildings")},
    {"layer_streets", N_("Streets")},
    {"layer_neighbourhoods", N_("Neighbourhoods")},
    {"layer_boundary", N_("Boundary")},
    {"layer_lights", N_("Street lights (black: out of order)")},
    {"layer_cameras", N_("Cameras and their view")},
    {"layer_venues", N_("Bars and venues")},
    {"layer_transit", N_("Stops and stations")},
};

enum { WORD_TOTAL = sizeof WORDS / sizeof *WORDS };

static void translate_words(WebWord ret_words[WORD_TOTAL + 1])
{
    for (size_t w = 0; w < WORD_TOTAL; w++) ret_words[w] = (WebWord){WORDS[w].key, _(WORDS[w].text)};
    ret_words[WORD_TOTAL] = (WebWord){0};
}

/* ---- windows of time ---- */

static const char *const DAYS[WEEK_DAYS] = {N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday")};

static void name_window(const Config *config, const Window *window, char key[KEY_TEXT], char name[NAME_TEXT])
{
    char date[NUMBER_TEXT];
    int year = (window->month - 1) / 12, month = (window->month - 1) % 12 + 1, from = window->part * BLOCK_HOURS;
    switch (window->series) {
    case WINDOWS_MONTHS:
        snprintf(key, KEY_TEXT, "%04d-%02d", year, month);
        date_long_text(wording_language(config), year, month, 1, date);
        snprintf(name, NAME_TEXT, "%s", date + strlen("1 ")); /* without the day */
        return;
    case WINDOWS_DAYS:
        snprintf(key, KEY_TEXT, "d%d", window->day + 1);
        snprintf(name, NAME_TEXT, "%s", _(DAYS[window->day]));
        return;
    case WINDOWS_PARTS:
        snprintf(key, KEY_TEXT, "h%02d", from);
        snprintf(name, NAME_TEXT, _("%02d–%02d h"), from, from + BLOCK_HOURS);
        return;
    case WINDOWS_BLOCKS:
        snprintf(key, KEY_TEXT, "d%dh%02d", window->day + 1, from);
        snprintf(name, NAME_TEXT, _("%s %02d–%02d h"), _(DAYS[window->day]), from, from + BLOCK_HOURS);
        return;
    default:
        snprintf(key, KEY_TEXT, "all");
        snprintf(name, NAME_TEXT, "%s", _("Whole period"));
    }
}

static bool is_bare(const Windows *windows, const Window *window)
{
    for (int c = 0; c < windows->classes[window->series].class_count; c++)
        if (window->class_area[c].count > 0) return false;
    return true;
}

static void tell_window(const Config *config, const Windows *windows, const Window *window, const char *name, char *text)
{
    char number[NUMBER_TEXT];
    unsigned long count = (unsigned long)llround(window->reports);
    number_text(wording_language(config), window->reports, 0, number);
    if (!window->shown)
        snprintf(text, WORDING_TEXT, ngettext("%s: %s report, too few for a surface; it takes at least %d.", "%s: %s reports, too few for a surface; it takes at least %d.", count), name, number,
                 REPORTS_FOR_SURFACE);
    else if (is_bare(windows, window))
        snprintf(text, WORDING_TEXT, ngettext("%s: %s report, nowhere dense enough for a colour.", "%s: %s reports, nowhere dense enough for a colour.", count), name, number);
    else snprintf(text, WORDING_TEXT, ngettext("%s: %s report.", "%s: %s reports.", count), name, number);
    text[0] = (char)toupper((unsigned char)text[0]);
}

static void fill_series(const Config *config, Page *page)
{
    const char *const notes[WINDOWS_SERIES] = {[WINDOWS_MONTHS] = _("The same classes for every month."),
                                               [WINDOWS_DAYS] = _("The same classes for every day of the week; the seven days add up to the whole week."),
                                               [WINDOWS_PARTS] = _("The same classes for every part of the day; together the parts add up to the whole day."),
                                               [WINDOWS_BLOCKS] = _("The same classes for every part of the week; together the parts add up to the whole week.")};
    for (int s = 0; s < WINDOWS_SERIES; s++)
        page->series[s] = (WebSeries){page->windows.classes[s].class_break, page->windows.classes[s].class_count, wording_unit(config), notes[s]};
    page->web.series = page->series;
    page->web.series_count = WINDOWS_SERIES;
}

static bool fill_windows(const Config *config, Page *page, Error *error)
{
    const Windows *windows = &page->windows;
    size_t count = windows->count;
    page->window = calloc(count, sizeof *page->window);
    page->key = calloc(count, sizeof *page->key);
    page->name = calloc(count, sizeof *page->name);
    page->text = calloc(count, sizeof *page->text);
    if (page->window == NULL || page->key == NULL || page->name == NULL || page->text == NULL) return error_memory(error, 1e3 * (double)count);
    for (size_t w = 0; w < count; w++) {
        const Window *window = &windows->window[w];
        name_window(config, window, page->key[w], page->name[w]);
        tell_window(config, windows, window, page->name[w], page->text[w]);
        page->window[w] = (WebWindow){.key = page->key[w],
                                      .name = page->name[w],
                                      .text = page->text[w],
                                      .reports = window->reports,
                                      .series = (size_t)window->series,
                                      .class_area = window->shown ? window->class_area : NULL,
                                      .area_reports = window->area_reports};
    }
    page->web.window = page->window;
    /* Where no hour is known the week is a sentence. */
    page->web.window_count = page->analysis.selection.hour_unknown < page->analysis.selection.points.count ? count : 1 + windows->months;
    page->web.month_count = windows->months;
    return true;
}

static void fill_week(const Config *config, Page *page)
{
    const Selection *selection = &page->analysis.selection;
    size_t all = selection->points.count, known = all - selection->hour_unknown;
    char known_text[NUMBER_TEXT], all_text[NUMBER_TEXT];
    for (int day = 0; day < WEEK_DAYS; day++) page->day[day] = wording_weekday(day);
    for (int part = 0; part < WINDOW_PARTS; part++) {
        snprintf(page->part_text[part], KEY_TEXT, "%02d–%02d", part * BLOCK_HOURS, (part + 1) * BLOCK_HOURS);
        page->part[part] = page->part_text[part];
    }
    page->web.day_parts = WINDOW_PARTS;
    page->web.day_name = page->day;
    page->web.part_name = page->part;
    page->web.week_note = page->week_note;
    if (known == 0) {
        snprintf(page->week_note, WORDING_TEXT, "%s", _("Of no report the hour is known, so nothing can be said about hours; ask the source for the time of what happened."));
        return;
    }
    number_text(wording_language(config), (double)known, 0, known_text);
    number_text(wording_language(config), (double)all, 0, all_text);
    snprintf(page->week_note, WORDING_TEXT, ngettext("The hour is known of %s of the %s report.", "The hour is known of %s of the %s reports; the others are in no part of the week. What lasted longer counts in each part for as much as it lasted there.", all),
             known_text, all_text);
}

/* ---- places and layers ---- */

static bool fill_areas(Page *page, Error *error)
{
    const Analysis *analysis = &page->analysis;
    page->area = calloc(analysis->area_count + 1, sizeof *page->area);
    if (page->area == NULL) return error_memory(error, 16.0 * (double)analysis->area_count);
    for (size_t a = 0; a < analysis->area_count; a++) page->area[a] = (WebArea){wording_trend(analysis->area[a].trend.kind), wording_status(&analysis->area[a])};
    page->web.area = page->area;
    return true;
}

/* Leaves out what is too large, and lists it by name. */
static void weigh_layers(Scene *scene, char *left_out, size_t size)
{
    const struct {
        SceneLayer *layer;
        const char *name;
    } layers[] = {{&scene->buildings, N_("buildings")}, {&scene->lights, N_("street lights")}, {&scene->streets, N_("streets")}, {&scene->water, N_("water")}, {&scene->green, N_("green")}};
    size_t used = 0;
    left_out[0] = '\0';
    for (size_t l = 0; l < sizeof layers / sizeof *layers; l++) {
        SceneLayer *layer = layers[l].layer;
        if (layer->features == NULL || features_vertices(layer->features) <= WEB_LAYER_VERTICES) continue;
        *layer = (SceneLayer){0};
        if (used < size) used += (size_t)snprintf(left_out + used, size - used, "%s%s", used > 0 ? ", " : "", _(layers[l].name));
    }
}

/* The notes of the map, and what is left out here alone. */
static void fill_notes(const Config *config, const Analysis *analysis, Page *page)
{
    Scene *scene = &page->scene;
    char left_out[WORDING_TEXT / 2], number[NUMBER_TEXT];
    size_t count = 0;
    for (size_t n = 0; n < scene->note_count && n < WORDING_NOTES; n++) page->note[count++] = scene->notes[n];
    if (analysis->stacks > 0) {
        number_text(wording_language(config), (double)analysis->stacked, 0, number);
        snprintf(page->extra[0], WORDING_TEXT,
                 ngettext("Stacked: %s reports share %zu point with more others than chance explains: a busy address, or a geocoder's default?",
                          "Stacked: %s reports share %zu points with more others than chance explains: busy addresses, or a geocoder's default?", analysis->stacks),
                 number, analysis->stacks);
        page->note[count++] = page->extra[0];
    }
    weigh_layers(scene, left_out, sizeof left_out);
    if (left_out[0] != '\0') {
        snprintf(page->extra[1], WORDING_TEXT, _("Left out, as it would make this page too large: %s."), left_out);
        page->note[count++] = page->extra[1];
    }
    scene->notes = page->note;
    scene->note_count = count;
}

/* ---- all of it ---- */

static bool fill_page(const Config *config, const Analysis *analysis, const char *run_id, Page *page, Error *error)
{
    page->analysis = *analysis; /* a view: it owns nothing */
    page->analysis.stacks = 0;  /* their note tells where the highest stands: an address */
    if (!drawing_make(config, &page->analysis, run_id, false, &page->drawing, error) || !windows_make(config, &page->analysis, &page->windows, error)) return false;
    page->scene = *drawing_scene(page->drawing);
    page->scene.density = NULL;
    page->web.scene = &page->scene;
    fill_notes(config, analysis, page);
    fill_series(config, page);
    fill_week(config, page);
    return fill_areas(page, error) && fill_windows(config, page, error);
}

bool web_page(const Config *config, const Analysis *analysis, const char *run_id, const char *path, Error *error)
{
    WebWord words[WORD_TOTAL + 1];
    Output output;
    Page *page = calloc(1, sizeof *page);
    if (page == NULL) return error_memory(error, sizeof *page);
    translate_words(words);
    page->web.word = words;
    bool ok = fill_page(config, analysis, run_id, page, error) && output_open(path, &output, error);
    if (ok) {
        ok = web_write(&page->web, output.stream, error);
        if (!ok) output_discard(&output);
        ok = ok && output_commit(&output, error);
    }
    page_free(page);
    return ok;
}
