#include "src/explanation.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { EXPLAINED_AREAS = 5, SENTENCE = 3 * WORDING_TEXT };

static void say(json_t *sentences, const char *format, ...) PRINTF_LIKE(2, 3);
static void say(json_t *sentences, const char *format, ...)
{
    char text[SENTENCE];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    json_array_append_new(sentences, json_string_nocheck(text));
}

static void add(char *list, size_t size, const char *text)
{
    size_t used = strlen(list);
    snprintf(list + used, size - used, "%s%s", used > 0 ? "; " : "", text);
}

/* What keeps an area from being a hotspot: each thing that it lacks. */
static void lacking(const Config *config, const Analysis *analysis, const RiskArea *area, char *ret_text, size_t size)
{
    char text[WORDING_TEXT], q[NUMBER_TEXT], limit[NUMBER_TEXT];
    Language language = wording_language(config);
    ret_text[0] = '\0';
    if (isnan(area->significance.q)) {
        add(ret_text, size, _("it could not be tested"));
    } else if (!(area->significance.q < config->q_max)) {
        number_text(language, area->significance.q, 3, q);
        number_text(language, config->q_max, 2, limit);
        snprintf(text, sizeof text, _("chance may explain it (q = %s, and below %s is asked)"), q, limit);
        add(ret_text, size, text);
    }
    if (area->reporters < (size_t)config->minimum_reporters) {
        snprintf(text, sizeof text, ngettext("%zu reporter, and %d are asked", "%zu reporters, and %d are asked", area->reporters), area->reporters, config->minimum_reporters);
        add(ret_text, size, text);
    }
    if (area->dates < (size_t)config->minimum_dates) {
        snprintf(text, sizeof text, ngettext("%zu day, and %d are asked", "%zu days, and %d are asked", area->dates), area->dates, config->minimum_dates);
        add(ret_text, size, text);
    }
    if (analysis->indicative) add(ret_text, size, _("there are fewer than 100 reports in all"));
    if (ret_text[0] == '\0') add(ret_text, size, _("the map as a whole does not say so"));
}

static void explain_area(const Config *config, const Analysis *analysis, size_t a, json_t *sentences)
{
    const RiskArea *area = &analysis->area[a];
    char name[WORDING_TEXT], text[2 * WORDING_TEXT], expected[NUMBER_TEXT], change[WORDING_TEXT], rank[WORDING_TEXT];
    wording_area_name(area, name, sizeof name);
    number_text(wording_language(config), area->significance.expected, 1, expected);
    say(sentences, _("%d. %s: reports %zu, reporters %zu, days %zu; in its highest block %.0f, where %s are expected."), area->rank, name, area->reports, area->reporters,
        area->dates, area->significance.observed, expected);
    if (area->hotspot) {
        say(sentences, "   %s", _("A hotspot: chance does not explain it, and there are enough reporters and days."));
    } else {
        lacking(config, analysis, area, text, sizeof text);
        say(sentences, _("   Indicative, because: %s."), text);
    }
    wording_robust(area, text, sizeof text);
    say(sentences, "   %s; %s.", area->stable ? _("There at half or at double the bandwidth too") : _("Not there at half or at double the bandwidth"), text);
    for (int lever = 0; analysis->has_priorities && lever < LEVER_COUNT; lever++) {
        wording_why(config, analysis, (Lever)lever, a, text, sizeof text);
        wording_rank(config, &analysis->priorities.score[lever][a], rank, sizeof rank);
        wording_change(analysis, (Lever)lever, a, change, sizeof change);
        say(sentences, _("   %s (place %s): %s %s"), wording_lever((Lever)lever), rank, text, change);
    }
}

bool explanation_make(const Config *config, const Analysis *analysis, const char *conclusion, const char *run_id, json_t **ret_sentences, Error *error)
{
    json_t *sentences = json_array();
    Notes *notes = malloc(sizeof *notes);
    if (sentences == NULL || notes == NULL) return free(notes), json_decref(sentences), error_memory(error, sizeof *notes);
    char text[WORDING_TEXT];
    if (conclusion == NULL) wording_title(config, analysis, text, sizeof text);
    say(sentences, "%s", conclusion != NULL ? conclusion : text);
    wording_subtitle(config, analysis, text, sizeof text);
    say(sentences, "%s", text);
    if (wording_banner(analysis) != NULL) say(sentences, "%s", wording_banner(analysis));
    wording_notes(config, analysis, notes);
    for (size_t i = 0; i < notes->count; i++)
        if (notes->topic[i] != NOTE_DOUBT) say(sentences, "%s", notes->text[i]);
    for (size_t a = 0; conclusion == NULL && a < analysis->area_count && a < EXPLAINED_AREAS; a++) explain_area(config, analysis, a, sentences);
    size_t more = conclusion == NULL && analysis->area_count > EXPLAINED_AREAS ? analysis->area_count - EXPLAINED_AREAS : 0;
    if (more > 0) say(sentences, ngettext("%zu more area is in the tables.", "%zu more areas are in the tables.", more), more);
    for (size_t i = 0; i < notes->count; i++)
        if (notes->topic[i] == NOTE_DOUBT) say(sentences, "%s", notes->text[i]);
    say(sentences, _("Run %s: the same files, settings and version give the same result, byte for byte."), run_id);
    free(notes);
    *ret_sentences = sentences;
    return true;
}

void explanation_print(const json_t *sentences, FILE *out)
{
    for (size_t i = 0; i < json_array_size(sentences); i++) fprintf(out, "%s\n", json_string_value(json_array_get(sentences, i)));
}
