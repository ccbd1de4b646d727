#include "src/selection.h"

#include "geo/calendar.h"
#include "geo/statistics.h"
#include "src/exchange/fields.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FIRST_DAY = -36500, LAST_DAY = 73000 }; /* 1870 to 2169: further than any report */
enum { PARALLEL_LEAST = 50000 };

void selection_free(Selection *selection)
{
    points_free(&selection->points);
    names_free(&selection->categories);
    names_free(&selection->sources);
    free(selection->campaign);
    free(selection->campaign_month);
    *selection = (Selection){0};
}

static bool day_of(const char *text, int64_t without, int64_t *ret_day, Error *error)
{
    Moment moment;
    if (text[0] == '\0') return *ret_day = without, true;
    if (!moment_read(text, strlen(text), DATE_ORDER_DMY, &moment))
        return error_set(error, ERROR_USAGE, _("'%s' is no date; write yyyy-mm-dd."), text);
    *ret_day = moment.day;
    return true;
}

typedef struct HourRange {
    int from, to; /* hours of the day; from == to: all */
} HourRange;

static bool hours_of(const char *text, HourRange *ret_range, Error *error)
{
    HourRange range = {0, 0};
    char rest;
    if (text[0] != '\0' && (sscanf(text, "%d-%d%c", &range.from, &range.to, &rest) != 2 || range.from < 0 || range.from > 24 || range.to < 0 || range.to > 24))
        return error_set(error, ERROR_USAGE, _("The hours '%s' are not a range such as 22-06."), text);
    *ret_range = (HourRange){range.from % 24, range.to % 24};
    return true;
}

/* Whether half or more of the report's time falls in the hours. A report without a known hour is in no hour. */
static bool in_hours(const Points *points, size_t i, HourRange range)
{
    if (range.from == range.to) return true;
    if (!points->hour_known[i]) return false;
    int64_t from = points->from_s[i], to = points->to_s[i], inside = 0;
    int length = (range.to - range.from + 24) % 24;
    if (to <= from) return (calendar_hour(from) - range.from + 24) % 24 < length;
    for (int64_t at = from; at < to;) {
        int64_t next = at - ((at % HOUR_S) + HOUR_S) % HOUR_S + HOUR_S;
        if (next > to) next = to;
        if ((calendar_hour(at) - range.from + 24) % 24 < length) inside += next - at;
        at = next;
    }
    return 2 * inside >= to - from;
}

/* In a file any other word is the group `other`; as a choice it is more likely a mistyped one. */
unsigned selection_group(const char *text)
{
    unsigned group = text[0] == '\0' ? 0 : groups_read(text, strlen(text));
    return group == GROUP_OTHER && !config_list_holds("other, others, overig, overige, anders, ander", text) ? 0 : group;
}

/* A name that selects nothing is more likely mistyped than meant. */
typedef struct NameCheck {
    const Names *names;
    const char *what;
    Error *error;
} NameCheck;

static bool name_exists(const char *text, void *context)
{
    NameCheck *check = context;
    for (size_t i = 0; i < check->names->count; i++)
        if (strcasecmp(check->names->name[i], text) == 0) return true;
    return error_set(check->error, ERROR_USAGE, _("No report in the period has %s '%s'; `brandpunt status` lists what there is."), check->what, text);
}

/* Per name, whether the list holds it. NULL with the error filled when there is no memory. */
static bool *chosen(const char *list, const Names *names, Error *error)
{
    bool *holds = malloc(names->count + 1);
    if (holds == NULL) return error_memory(error, (double)names->count), NULL;
    for (size_t i = 0; i < names->count; i++) holds[i] = config_list_holds(list, names->name[i]);
    return holds;
}

static bool some_hour_known(const Points *points, Error *error)
{
    if (points->count == 0 || memchr(points->hour_known, 1, points->count) != NULL) return true;
    return error_set(error, ERROR_INPUT, _("Of none of the %zu reports the hour is known, so none can be chosen by its hours; leave out the hours."), points->count);
}

/* For others than the municipality: nothing of the sources of which nothing may leave. */
static bool keep_inside(Store *store, const Names *sources, bool *source, Error *error)
{
    Names inside;
    if (!sources_list(store, SOURCES_WITHHELD, &inside, error)) return false;
    for (size_t i = 0; i < sources->count; i++)
        for (size_t s = 0; s < inside.count; s++)
            if (strcmp(sources->name[i], inside.name[s]) == 0) source[i] = false;
    names_free(&inside);
    return true;
}

static bool choose(Store *store, const Config *config, const Loaded *loaded, uint8_t *keep, size_t *ret_not_chosen, Error *error)
{
    bool intern = config->audience == AUDIENCE_INTERN;
    HourRange hours = {0};
    unsigned group = selection_group(config->group);
    NameCheck categories = {&loaded->categories, _("category"), error}, sources = {&loaded->sources, _("source"), error};
    if (!hours_of(config->hours, &hours, error)) return false;
    if (!config_each(config->category, name_exists, &categories) || !config_each(config->source, name_exists, &sources)) return false;
    const Points *points = &loaded->points;
    bool *category = chosen(config->category, &loaded->categories, error), *source = category ? chosen(config->source, &loaded->sources, error) : NULL;
    size_t not_chosen = 0;
    bool ok = source != NULL && (intern || keep_inside(store, &loaded->sources, source, error));
    for (size_t i = 0; ok && i < points->count; i++) {
        keep[i] = (intern || points->reporter[i] != 0) && category[points->category[i]] && source[points->source[i]] && (group == 0 || (points->groups[i] & group) != 0) && in_hours(points, i, hours);
        not_chosen += !keep[i];
    }
    *ret_not_chosen = not_chosen;
    ok = ok && (hours.from == hours.to || some_hour_known(points, error));
    free(category);
    free(source);
    return ok;
}

/* A duplicate is left out only when what it repeats counts itself. The ids rise, so they can be searched. */
static size_t drop_duplicates(const Loaded *loaded, uint8_t *keep)
{
    size_t dropped = 0;
    const Points *points = &loaded->points;
    for (size_t i = 0; i < points->count; i++) {
        if (!keep[i] || loaded->duplicate_of[i] == 0) continue;
        ptrdiff_t original = points_find(points, loaded->duplicate_of[i]);
        if (original < 0 || !keep[original]) continue;
        keep[i] = 2; /* looked at by none of its own duplicates: originals are never duplicates */
    }
    for (size_t i = 0; i < points->count; i++)
        if (keep[i] == 2) keep[i] = 0, dropped++;
    return dropped;
}

/* The period is what the configuration says, else from the first to the last report of the kind. */
static void find_period(Selection *selection, const Points *points, bool has_from, bool has_to)
{
    int64_t first = INT64_MAX, last = INT64_MIN;
    for (size_t i = 0; i < points->count; i++) {
        int64_t day = calendar_day(points->from_s[i]), end = points->hour_known[i] ? day : calendar_day(points->to_s[i] - 1);
        if (day < first) first = day;
        if (end > last) last = end; /* of a report that tells its month alone: that whole month */
    }
    if (!has_from) selection->from_day = first;
    if (!has_to) selection->to_day = last;
    selection->years = (double)(selection->to_day - selection->from_day + 1) / 365.25;
}

/* Without a boundary the box around the reports is taken for it, but for the outermost 0.5 % on each side: a few
 * reports that were located in another town would otherwise make the map a country. */
static bool bound(const Config *config, Municipality *municipality, const Points *points, Error *error)
{
    size_t count = points->count, beyond = count / 200;
    if (features_vertices(&municipality->boundary) > 0 || count == 0) return true;
    double *ordinate = malloc(count * sizeof *ordinate), side[4];
    if (ordinate == NULL) return error_memory(error, 8.0 * (double)count);
    for (int axis = 0; axis < 2; axis++) {
        memcpy(ordinate, axis == 0 ? points->x_m : points->y_m, count * sizeof *ordinate);
        side[axis] = order_statistic(ordinate, count, beyond);
        side[2 + axis] = order_statistic(ordinate, count, count - 1 - beyond);
    }
    free(ordinate);
    return municipality_bound(municipality, config, box_grow((Box){side[0], side[1], side[2], side[3]}, config->bandwidth_m), error);
}

static bool drop_outside(const Municipality *municipality, const Points *points, uint8_t *keep, size_t *ret_outside, Error *error)
{
    Polygon boundary = polygon_of_all(&municipality->boundary);
    PolygonIndex index;
    if (!polygon_index_init_one(&boundary, &index, error)) return false;
    size_t outside = 0;
#pragma omp parallel for schedule(static) reduction(+ : outside) if (points->count > PARALLEL_LEAST)
    for (size_t i = 0; i < points->count; i++)
        if (keep[i] && polygon_index_find(&index, points->x_m[i], points->y_m[i]) < 0) keep[i] = 0, outside++;
    *ret_outside = outside;
    polygon_index_free(&index);
    return true;
}

static bool is_imprecise(const Config *config, const Points *points, size_t i)
{
    return !isnan(points->precision_m[i]) && (double)points->precision_m[i] > config->bandwidth_m;
}

static size_t drop_imprecise(const Config *config, const Points *points, uint8_t *keep)
{
    size_t dropped = 0;
    for (size_t i = 0; i < points->count; i++)
        if (keep[i] && is_imprecise(config, points, i)) keep[i] = 0, dropped++;
    return dropped;
}

/* Adds the middles of a polygon: of its mass, and of its box. */
static void add_middles(const Polygon *polygon, KnownPoints *known, double *x_m, double *y_m)
{
    Box box = polygon_box(polygon);
    if (!polygon_centroid(polygon, &x_m[known->count], &y_m[known->count])) return;
    known->count++;
    x_m[known->count] = (box.x_min + box.x_max) / 2;
    y_m[known->count++] = (box.y_min + box.y_max) / 2;
}

bool selection_find_stacks(const Municipality *municipality, const Points *points, Stacks *ret_stacks, Error *error)
{
    const Features *neighbourhoods = &municipality->layer[ROLE_NEIGHBOURHOOD].features;
    size_t most = 2 * (neighbourhoods->count + 1);
    double *x = malloc(2 * most * sizeof *x);
    if (x == NULL) return error_memory(error, 16.0 * (double)most);
    double *y = x + most;
    KnownPoints known = {0, x, y};
    Polygon polygon = polygon_of_all(&municipality->boundary);
    if (municipality->boundary_origin == BOUNDARY_LAYER || municipality->boundary_origin == BOUNDARY_NEIGHBOURHOODS) add_middles(&polygon, &known, x, y);
    for (size_t f = 0; f < neighbourhoods->count; f++) {
        polygon = polygon_of(neighbourhoods, f);
        add_middles(&polygon, &known, x, y);
    }
    bool ok = weights_find_stacks(points, STACK_LEAST, &known, ret_stacks, error);
    free(x);
    return ok;
}

/* Of the reports that are kept so far: those that lie on a stack, after which none does. */
static bool drop_stacked(const Municipality *municipality, const Points *points, uint8_t *keep, size_t *ret_stacked, Error *error)
{
    Points kept;
    Stacks stacks = {0};
    if (!points_copy(points, &kept, error)) return false;
    points_keep(&kept, keep);
    bool ok = selection_find_stacks(municipality, &kept, &stacks, error);
    for (size_t s = 0; ok && s < stacks.count; s++)
        for (size_t i = 0; i < points->count; i++)
            if (keep[i] && points->x_m[i] == stacks.stack[s].x_m && points->y_m[i] == stacks.stack[s].y_m) keep[i] = 0, ++*ret_stacked;
    stacks_free(&stacks);
    points_free(&kept);
    return ok;
}

typedef struct CampaignList {
    Campaign *campaign;
    size_t count;
    const Names *sources;
    const ConfigCampaign *settings;
    int month;
    Error *error;
} CampaignList;

static bool add_campaign(CampaignList *list, int source)
{
    Campaign *grown = realloc(list->campaign, (list->count + 1) * sizeof *grown);
    if (grown == NULL) return error_memory(list->error, (double)(list->count + 1) * sizeof *grown);
    list->campaign = grown;
    list->campaign[list->count++] = (Campaign){list->month, source};
    return true;
}

static bool take_source(const char *text, void *context)
{
    CampaignList *list = context;
    for (size_t i = 0; i < list->sources->count; i++)
        if (strcasecmp(list->sources->name[i], text) == 0) return add_campaign(list, (int)i);
    return true; /* a source that sent nothing in the period was not raised either */
}

static bool take_month(const char *text, void *context)
{
    CampaignList *list = context;
    int year, month;
    char rest;
    if (sscanf(text, "%4d-%2d%c", &year, &month, &rest) != 2 || month < 1 || month > 12)
        return error_set(list->error, ERROR_USAGE, _("[campaign %s]: '%s' is no month; write yyyy-mm."), list->settings->name, text);
    list->month = year * 12 + month;
    return list->settings->sources[0] == '\0' ? add_campaign(list, SOURCE_ANY) : config_each(list->settings->sources, take_source, list);
}

static bool weigh(const Config *config, Selection *selection, Error *error)
{
    CampaignList list = {.sources = &selection->sources, .error = error};
    Points *points = &selection->points;
    bool ok = true;
    for (size_t i = 0; ok && i < config->campaign_count; i++) {
        list.settings = &config->campaign[i];
        ok = config_each(list.settings->months, take_month, &list);
    }
    ok = ok && weights_compute(points, (WeightMode)config->weights, list.campaign, list.count, points->weight, error);
    selection->campaign = calloc(points->count + 1, sizeof *selection->campaign);
    ok = ok && (selection->campaign != NULL || error_memory(error, (double)points->count));
    for (size_t i = 0; ok && i < points->count; i++)
        for (size_t c = 0; c < list.count; c++)
            if (calendar_month(points->from_s[i]) == list.campaign[c].month &&
                (list.campaign[c].source == SOURCE_ANY || list.campaign[c].source == points->source[i]))
                selection->campaign[i] = true;
    selection->campaign_month = list.campaign;
    selection->campaign_months = list.count;
    return ok;
}

static bool nothing_left(const Selection *selection, const Config *config, const Municipality *municipality, Error *error)
{
    if (selection->found == 0)
        return error_set(error, ERROR_INPUT, _("The database holds no report of kind %s in this period; import some, or choose another period with --from and --to."),
                         config->kind == KIND_PERCEPTION ? "perception" : "incident");
    bool all_outside = selection->outside > 0 && selection->outside + selection->not_chosen + selection->duplicates >= selection->found;
    if (all_outside && municipality->boundary_origin == BOUNDARY_EXTENT)
        return error_set(error, ERROR_INPUT, _("All %zu reports lie outside the extent %s; give one that holds them, as xmin,ymin,xmax,ymax in the project's coordinate system."),
                         selection->outside, config->extent);
    if (all_outside)
        return error_set(error, ERROR_INPUT,
                         _("All %zu reports lie outside the boundary; is it the boundary of the right municipality, in the right coordinate system?"),
                         selection->outside);
    return error_set(error, ERROR_INPUT, _("Of %zu reports none is left: %zu not chosen, %zu outside the boundary, %zu located too poorly."), selection->found,
                     selection->not_chosen, selection->outside, selection->imprecise);
}

/* As many reports as make a surface, all on one point, are where a geocoder puts what it cannot find, and no place. */
static bool more_places_than_one(const Points *points, Error *error)
{
    size_t i = 1;
    while (i < points->count && points->x_m[i] == points->x_m[0] && points->y_m[i] == points->y_m[0]) i++;
    if (points->count < REPORTS_FOR_SURFACE || i < points->count) return true;
    return error_set(error, ERROR_INPUT,
                     _("All %zu reports lie on one point (%.0f, %.0f): where a geocoder puts what it cannot find; give their own addresses or coordinates."), points->count,
                     points->x_m[0], points->y_m[0]);
}

static bool filter(Store *store, const Config *config, Municipality *municipality, Loaded *loaded, Selection *selection, Error *error)
{
    uint8_t *keep = malloc(loaded->points.count + 1);
    if (keep == NULL) return error_memory(error, (double)loaded->points.count);
    bool ok = choose(store, config, loaded, keep, &selection->not_chosen, error);
    ok = ok && bound(config, municipality, &loaded->points, error) && drop_outside(municipality, &loaded->points, keep, &selection->outside, error);
    if (ok) {
        if (config->imprecise == IMPRECISE_LEAVE_OUT) selection->imprecise = drop_imprecise(config, &loaded->points, keep);
        /* After all else: of an event whose original is left out, the other report counts. */
        selection->duplicates = drop_duplicates(loaded, keep);
        ok = config->stacks == STACKS_KEEP || drop_stacked(municipality, &loaded->points, keep, &selection->stacked, error);
    }
    if (ok) {
        points_keep(&loaded->points, keep);
        for (size_t i = 0; i < loaded->points.count; i++) selection->widened += is_imprecise(config, &loaded->points, i);
    }
    free(keep);
    return ok;
}

static bool period_of(const Config *config, int64_t *ret_from, int64_t *ret_to, Error *error)
{
    if (!day_of(config->from, FIRST_DAY, ret_from, error)) return config_blame(config, "selection", "from", error);
    if (!day_of(config->to, LAST_DAY, ret_to, error)) return config_blame(config, "selection", "to", error);
    if (*ret_from <= *ret_to) return true;
    error_set(error, ERROR_USAGE, _("The period ends (%s) before it begins (%s)."), config->to, config->from);
    return config_blame(config, "selection", "to", error);
}

bool selection_check(const Config *config, Error *error)
{
    HourRange hours;
    int64_t from, to;
    if (config->group[0] != '\0' && selection_group(config->group) == 0) {
        error_set(error, ERROR_USAGE, _("'%s' is no group; choose women, lhbti or other."), config->group);
        return config_blame(config, "selection", "group", error);
    }
    if (!hours_of(config->hours, &hours, error)) return config_blame(config, "selection", "hours", error);
    return period_of(config, &from, &to, error);
}

bool selection_load(Store *store, const Config *config, Municipality *municipality, Selection *ret_selection, Error *error)
{
    Selection selection = {0};
    Loaded loaded;
    if (!selection_check(config, error) || !period_of(config, &selection.from_day, &selection.to_day, error)) return false;
    if (!reports_load(store, config->kind, selection.from_day, selection.to_day, &loaded, error)) return false;
    selection.found = loaded.points.count;
    bool ok = selection.found > 0 || nothing_left(&selection, config, municipality, error);
    if (ok) find_period(&selection, &loaded.points, config->from[0] != '\0', config->to[0] != '\0');
    ok = ok && filter(store, config, municipality, &loaded, &selection, error);
    ok = ok && (loaded.points.count > 0 || nothing_left(&selection, config, municipality, error)) && more_places_than_one(&loaded.points, error);
    if (!ok) {
        loaded_free(&loaded);
        return false;
    }
    selection.points = loaded.points;
    selection.categories = loaded.categories;
    selection.sources = loaded.sources;
    free(loaded.duplicate_of);
    if (!weigh(config, &selection, error)) {
        selection_free(&selection);
        return false;
    }
    for (size_t i = 0; i < selection.points.count; i++) {
        selection.hour_unknown += !selection.points.hour_known[i];
        selection.reporter_unknown += selection.points.reporter[i] == 0;
    }
    selection.weight = points_weight(&selection.points);
    selection.reporters = points_reporters(&selection.points);
    *ret_selection = selection;
    return true;
}
