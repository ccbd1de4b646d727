#include "src/wijken.h"

#include "src/exchange/fields.h"
#include "src/overlay.h"
#include "src/suggestion.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED_MOST = 6, FILE_NAME_MOST = 60 };

void wijk_free(Wijk *wijk)
{
    features_free(&wijk->ground);
    *wijk = (Wijk){0};
}

void wijken_free(Wijk *list, size_t count)
{
    for (size_t i = 0; list != NULL && i < count; i++) wijk_free(&list[i]);
    free(list);
}

static const Layer *neighbourhoods(const Municipality *municipality)
{
    return &municipality->layer[ROLE_NEIGHBOURHOOD];
}

static bool same_name(const char *a, const char *b)
{
    char p[CONFIG_TEXT], q[CONFIG_TEXT];
    if (a == NULL || b == NULL) return false;
    field_fold(a, strlen(a), p, sizeof p);
    field_fold(b, strlen(b), q, sizeof q);
    return strcmp(p, q) == 0;
}

static bool has_wijk_code(const Layer *layer, size_t i)
{
    return layer->text[TEXT_CODE][i] != NULL && strncmp(layer->text[TEXT_CODE][i], "WK", 2) == 0;
}

/* Whether buurt i lies in the wijk, by its code where both have one, else by its name. */
static bool lies_in(const Layer *layer, size_t i, const char *code, const char *name)
{
    const char *own = layer->text[TEXT_WIJK_CODE][i];
    return own != NULL && code != NULL ? same_name(own, code) : same_name(layer->text[TEXT_WIJK_NAME][i], name);
}

/* The residents of the buurten of a wijk together; NaN unless all are known. */
static double residents_of(const Municipality *municipality, const char *code, const char *name)
{
    const Layer *layer = neighbourhoods(municipality);
    double sum = 0;
    size_t found = 0;
    for (size_t b = 0; b < municipality->buurt_count; b++) {
        size_t i = municipality->buurt[b];
        if (!lies_in(layer, i, code, name)) continue;
        sum += layer->number[NUMBER_RESIDENTS][i];
        found++;
    }
    return found > 0 && sum > 0 ? sum : (double)NAN;
}

/* A feature as it is: a buurt, or a wijk with ground of its own. */
static bool take_feature(const Municipality *municipality, size_t i, Wijk *ret_wijk, Error *error)
{
    const Layer *layer = neighbourhoods(municipality);
    *ret_wijk = (Wijk){.name = layer->text[TEXT_NAME][i], .code = layer->text[TEXT_CODE][i], .is_wijk = has_wijk_code(layer, i), .ground = features_init(FEATURE_POLYGON),
                       .residents = layer->number[NUMBER_RESIDENTS][i]};
    if (!(ret_wijk->residents > 0)) ret_wijk->residents = ret_wijk->is_wijk ? residents_of(municipality, ret_wijk->code, ret_wijk->name) : (double)NAN;
    return features_add(&ret_wijk->ground, error) && features_add_parts_of(&ret_wijk->ground, &layer->features, i, error) && overlay_dissolve(&ret_wijk->ground, error);
}

/* The buurten that name the same wijk as buurt i, together. */
static bool take_buurten(const Municipality *municipality, size_t i, Wijk *ret_wijk, Error *error)
{
    const Layer *layer = neighbourhoods(municipality);
    const char *code = layer->text[TEXT_WIJK_CODE][i], *name = layer->text[TEXT_WIJK_NAME][i];
    *ret_wijk = (Wijk){.name = name, .code = code, .is_wijk = true, .ground = features_init(FEATURE_POLYGON), .residents = residents_of(municipality, code, name)};
    bool ok = features_add(&ret_wijk->ground, error);
    for (size_t b = 0; ok && b < layer->features.count; b++)
        if (lies_in(layer, b, code, name)) ok = features_add_parts_of(&ret_wijk->ground, &layer->features, b, error);
    return ok && overlay_dissolve(&ret_wijk->ground, error);
}

/* Adds a name to a list of names; the same name comes once. */
static size_t add_name(const char *name, char *list, size_t size)
{
    size_t used = strlen(list);
    if (name == NULL || used + 1 >= size) return 0;
    int length = snprintf(list + used, size - used, "%s'%s'", used > 0 ? ", " : "", name);
    if (length > 0 && used + (size_t)length < size) return 1;
    list[used] = '\0';
    return 0;
}

/* Says which names there are: those that are like it, else the first ones. */
static bool unknown(const Municipality *municipality, const char *name, Error *error)
{
    const Layer *layer = neighbourhoods(municipality);
    char typed[CONFIG_TEXT], folded[CONFIG_TEXT], list[CONFIG_TEXT] = "";
    const char *nearest = NULL;
    size_t length = field_fold(name, strlen(name), typed, sizeof typed), best = word_distance_limit(typed), named = 0;
    for (size_t i = 0; i < layer->features.count; i++) {
        const char *const known[] = {layer->text[TEXT_NAME][i], layer->text[TEXT_WIJK_NAME][i]};
        for (int k = 0; k < 2; k++) {
            if (known[k] == NULL) continue;
            field_fold(known[k], strlen(known[k]), folded, sizeof folded);
            size_t distance = word_distance(typed, folded);
            if (length >= 3 && strstr(folded, typed) != NULL) distance = 1; /* 'nassau' for Oranje-Nassaubuurt */
            if (distance < best) best = distance, nearest = known[k];
        }
        if (named < NAMED_MOST) named += add_name(layer->text[TEXT_NAME][i], list, sizeof list);
    }
    if (layer->features.count == 0)
        return error_set(error, ERROR_USAGE, _("There is no buurt or wijk '%s': there is no layer with role neighbourhood; add one."), name);
    if (nearest != NULL) return error_set(error, ERROR_USAGE, _("There is no buurt or wijk '%s'; did you mean '%s'?"), name, nearest);
    return error_set(error, ERROR_USAGE, layer->features.count > named ? _("There is no buurt or wijk '%s'; there are %s, and others.") : _("There is no buurt or wijk '%s'; there are %s."), name, list);
}

bool wijk_find(const Municipality *municipality, const char *name, Wijk *ret_wijk, Error *error)
{
    const Layer *layer = neighbourhoods(municipality);
    *ret_wijk = (Wijk){0};
    for (size_t i = 0; i < layer->features.count; i++)
        if (same_name(layer->text[TEXT_NAME][i], name) || same_name(layer->text[TEXT_CODE][i], name)) return take_feature(municipality, i, ret_wijk, error);
    for (size_t i = 0; i < layer->features.count; i++)
        if (same_name(layer->text[TEXT_WIJK_NAME][i], name) || same_name(layer->text[TEXT_WIJK_CODE][i], name)) return take_buurten(municipality, i, ret_wijk, error);
    return unknown(municipality, name, error);
}

/* Whether an earlier buurt named this wijk already. */
static bool seen_before(const Layer *layer, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (lies_in(layer, j, layer->text[TEXT_WIJK_CODE][i], layer->text[TEXT_WIJK_NAME][i])) return true;
    return false;
}

bool wijken_list(const Municipality *municipality, bool wijken, Wijk **ret_list, size_t *ret_count, Error *error)
{
    const Layer *layer = neighbourhoods(municipality);
    size_t all = layer->features.count, count = 0;
    bool ok = true, own = false;
    *ret_count = 0;
    Wijk *list = *ret_list = calloc(all + 1, sizeof *list);
    if (list == NULL) return error_memory(error, (double)all * sizeof *list);
    for (size_t i = 0; i < all; i++) own = own || has_wijk_code(layer, i);
    for (size_t b = 0; ok && !wijken && b < municipality->buurt_count; b++) ok = take_feature(municipality, municipality->buurt[b], &list[count++], error);
    for (size_t i = 0; ok && wijken && i < all; i++) {
        bool named = layer->text[TEXT_WIJK_CODE][i] != NULL || layer->text[TEXT_WIJK_NAME][i] != NULL;
        if (own && has_wijk_code(layer, i)) ok = take_feature(municipality, i, &list[count++], error);
        else if (!own && named && !seen_before(layer, i)) ok = take_buurten(municipality, i, &list[count++], error);
    }
    *ret_count = count;
    if (ok && count == 0)
        return error_set(error, ERROR_USAGE, wijken ? _("There are no wijken: no layer with role neighbourhood has codes WK..., or buurten that name their wijk; choose --each neighbourhood.")
                                                    : _("There are no buurten: there is no layer with role neighbourhood; add one."));
    return ok;
}

/* Adds the letters and digits of a text to a file's name, with one '-' for all else. */
static void add_safe(const char *text, char *name, size_t size)
{
    char folded[CONFIG_TEXT];
    size_t used = strlen(name);
    bool apart = used > 0;
    for (const char *at = text; *at != '\0';) {
        size_t length = 1;
        while (((unsigned char)at[length] & 0xC0) == 0x80) length++;
        field_fold(at, length, folded, sizeof folded);
        if (folded[0] == '\0' || (unsigned char)folded[0] >= 0x80 || !((folded[0] >= 'a' && folded[0] <= 'z') || (folded[0] >= '0' && folded[0] <= '9'))) apart = true;
        else {
            if (apart && used > 0 && used + 1 < size) name[used++] = '-';
            for (const char *letter = folded; *letter != '\0' && used + 1 < size; letter++) name[used++] = *letter;
            apart = false;
        }
        at += length;
    }
    while (used > 0 && name[used - 1] == '-') used--;
    name[used] = '\0';
}

void wijk_file_name(const Wijk *wijk, size_t number, char *ret_text, size_t size)
{
    ret_text[0] = '\0';
    if (size > FILE_NAME_MOST) size = FILE_NAME_MOST;
    if (wijk->code != NULL) add_safe(wijk->code, ret_text, size);
    if (wijk->name != NULL) add_safe(wijk->name, ret_text, size);
    if (ret_text[0] == '\0') snprintf(ret_text, size, "%zu", number);
}
