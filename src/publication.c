#include "src/publication.h"

#include "geo/regions.h"
#include "src/analysis.h"
#include "src/exchange/fields.h"
#include "src/figures.h"
#include "src/wording.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 8 }; /* on each side of a square, to see whether any of it lies inside the boundary */

void publication_free(Publication *publication)
{
    if (publication == NULL) return;
    municipality_free(&publication->municipality);
    protect_close(publication->scene);
    features_free(&publication->areas);
    wijken_free(publication->wijk, publication->wijk_count);
    free(publication->wijk_of);
    free(publication->area);
    free(publication->label);
    free(publication);
}

/* ---- what may be chosen ---- */

static ProtectRules rules_of(const Config *config)
{
    return protect_rules(config->audience == AUDIENCE_PARTNER ? PROTECT_FOR_PARTNER : PROTECT_FOR_PUBLIC);
}

static bool date_of(const char *text, Date *ret_date, Error *error)
{
    Moment moment;
    if (text[0] == '\0')
        return error_set(error, ERROR_USAGE, _("For partners and the public the period must be given, as the days of the first and last report are not to be told; use --from and --to."));
    if (!moment_read(text, strlen(text), DATE_ORDER_DMY, &moment)) return error_set(error, ERROR_USAGE, _("'%s' is no date; write yyyy-mm-dd."), text);
    *ret_date = calendar_date(moment.day);
    return true;
}

bool publication_check(const Config *config, Error *error)
{
    ProtectRules rules = rules_of(config);
    Date from, to;
    if (!selection_check(config, error) || !date_of(config->from, &from, error) || !date_of(config->to, &to, error)) return false;
    if (config->hours[0] != '\0')
        return error_set(error, ERROR_USAGE, _("Hours of the day are finer than may be told to partners and the public; leave out the hours."));
    return protect_period(&rules, from, to, error);
}

static bool boundary_known(const Municipality *municipality, Error *error)
{
    if (municipality->boundary_origin != BOUNDARY_REPORTS) return true;
    return error_set(error, ERROR_USAGE, _("Without a boundary the map would end where the outermost reports lie, which partners and the public may not know; give a layer with role "
                                           "boundary or neighbourhood, or an extent."));
}

/* ---- squares ---- */

/* Whole blocks around the boundary, so that the squares of both audiences lie on the same ground. */
static Box ground_of(const Municipality *municipality)
{
    const double block_m = protect_rules(PROTECT_FOR_PARTNER).block_m;
    Box box = features_box(&municipality->boundary);
    return (Box){floor(box.x_min / block_m) * block_m, floor(box.y_min / block_m) * block_m, ceil(box.x_max / block_m) * block_m, ceil(box.y_max / block_m) * block_m};
}

/* A grid that ends with the ground, and not a cell beyond. */
static bool lay(Box ground, double cell_m, Grid *ret_grid, Error *error)
{
    return grid_lay((Box){ground.x_min, ground.y_min, ground.x_max - cell_m / 2, ground.y_max - cell_m / 2}, cell_m, ret_grid, error);
}

/* Place i of SAMPLES * SAMPLES spread over a square. */
static void sample(const Grid *grid, size_t cell, int i, double *ret_x_m, double *ret_y_m)
{
    double x = grid_x_m(grid, (int)(cell % (size_t)grid->columns)), y = grid_y_m(grid, (int)(cell / (size_t)grid->columns));
    *ret_x_m = x + ((i % SAMPLES + 0.5) / SAMPLES - 0.5) * grid->cell_m;
    *ret_y_m = y + (((double)(i / SAMPLES) + 0.5) / SAMPLES - 0.5) * grid->cell_m;
}

static bool touches(const PolygonIndex *boundary, const Grid *grid, size_t cell)
{
    for (int i = 0; i < SAMPLES * SAMPLES; i++) {
        double x, y;
        sample(grid, cell, i, &x, &y);
        if (polygon_index_find(boundary, x, y) >= 0) return true;
    }
    return false;
}

static bool label_squares(Publication *publication, Error *error)
{
    const Grid *grid = protect_cells(publication->scene);
    Polygon boundary = polygon_of_all(&publication->municipality.boundary);
    PolygonIndex index;
    publication->label = calloc(grid_cells(grid) + 1, 1);
    if (publication->label == NULL) return error_memory(error, (double)grid_cells(grid));
    if (!polygon_index_init_one(&boundary, &index, error)) return false;
    for (size_t cell = 0; cell < grid_cells(grid); cell++) {
        int class = protect_class(publication->scene, cell);
        publication->label[cell] = (uint8_t)(class > 0 ? class : touches(&index, grid, cell) ? PUBLIC_WITHHELD : 0);
    }
    polygon_index_free(&index);
    return true;
}

/* The counts that a class can stand for: of every rounded number in it, what rounds to that, down to the smallest that is shown.
 * All that is told of the largest count is its rounded number. */
static void find_classes(Publication *publication)
{
    const Grid *grid = protect_cells(publication->scene);
    const ProtectRules *rules = &publication->rules;
    double largest = protect_shown(publication->scene) > 0 ? grid_max(grid) : 0;
    int step = (int)rules->round_to, below = (step - 1) / 2, above = step - 1 - below;
    for (int c = 0; c < PUBLIC_CLASSES; c++) {
        double low = floor(largest * c / rules->classes / step) * step + step, high = floor(largest * (c + 1) / rules->classes / step) * step;
        int from = (int)low - above, to = (int)high + below;
        publication->classes[c] = low > high || to < (int)rules->smallest ? (PublicClass){1, 0} : (PublicClass){from > (int)rules->smallest ? from : (int)rules->smallest, to};
    }
}

const char *publication_neighbourhood(const Publication *publication, double x_m, double y_m)
{
    const Municipality *municipality = &publication->municipality;
    const Layer *layer = &municipality->layer[ROLE_NEIGHBOURHOOD];
    for (size_t b = 0; b < municipality->buurt_count; b++) {
        Polygon polygon = polygon_of(&layer->features, municipality->buurt[b]);
        if (polygon_contains(&polygon, x_m, y_m)) return layer->text[TEXT_NAME][municipality->buurt[b]];
    }
    return NULL;
}

/* ---- wijken ---- */

/* A chosen area may be a wijk, and nothing smaller. */
static bool list_wijken(Publication *publication, Error *error)
{
    const char *area = publication->config->area;
    if (area[0] == '\0') {
        if (wijken_list(&publication->municipality, true, &publication->wijk, &publication->wijk_count, error)) return true;
        return error->code == ERROR_USAGE && error_set(error, ERROR_USAGE, _("To the public a group is shown per wijk, and no layer with role neighbourhood has codes WK..., or buurten that name their "
                                                                             "wijk; add one that has, or leave out the group."));
    }
    publication->wijk = calloc(1, sizeof *publication->wijk);
    if (publication->wijk == NULL) return error_memory(error, sizeof *publication->wijk);
    publication->wijk_count = 1;
    if (!wijk_find(&publication->municipality, area, publication->wijk, error)) return false;
    return publication->wijk->is_wijk || error_set(error, ERROR_USAGE, _("To the public a group is shown per wijk, and '%s' is smaller; leave out the area, or choose a wijk."), area);
}

/* The wijk that most of a square within the boundary lies in, the first of equals; 0 for none. `samples` is room for a number per wijk. */
static uint32_t wijk_of_square(const PolygonIndex *boundary, const PolygonIndex *wijken, const Grid *grid, size_t cell, size_t wijk_count, int *samples)
{
    uint32_t most = 0;
    memset(samples, 0, (wijk_count + 1) * sizeof *samples);
    for (int i = 0; i < SAMPLES * SAMPLES; i++) {
        double x, y;
        sample(grid, cell, i, &x, &y);
        ptrdiff_t wijk = polygon_index_find(boundary, x, y) >= 0 ? polygon_index_find(wijken, x, y) : -1;
        if (wijk >= 0) samples[wijk + 1]++;
    }
    for (uint32_t w = 1; w <= wijk_count; w++)
        if (samples[w] > samples[most]) most = w;
    return most;
}

static bool find_wijken(Publication *publication, const Grid *grid, Error *error)
{
    size_t cells = grid_cells(grid);
    Features grounds = features_init(FEATURE_POLYGON);
    Polygon boundary = polygon_of_all(&publication->municipality.boundary);
    PolygonIndex within = {0}, wijken = {0};
    bool ok = list_wijken(publication, error);
    int *samples = calloc(publication->wijk_count + 1, sizeof *samples);
    publication->wijk_of = calloc(cells, sizeof *publication->wijk_of);
    if (ok) ok = (samples != NULL && publication->wijk_of != NULL) || error_memory(error, 4.0 * (double)cells);
    for (size_t w = 0; ok && w < publication->wijk_count; w++) ok = features_add_feature_of(&grounds, &publication->wijk[w].ground, 0, error);
    ok = ok && polygon_index_init_one(&boundary, &within, error) && polygon_index_init(&grounds, &wijken, error);
    for (size_t cell = 0; ok && cell < cells; cell++)
        publication->wijk_of[cell] = wijk_of_square(&within, &wijken, grid, cell, publication->wijk_count, samples);
    polygon_index_free(&within);
    polygon_index_free(&wijken);
    features_free(&grounds);
    free(samples);
    return ok;
}

int publication_wijk_label(const Publication *publication, size_t wijk, size_t *ret_squares)
{
    int label = PUBLIC_WITHHELD;
    size_t squares = 0, cells = grid_cells(protect_cells(publication->scene));
    for (size_t cell = 0; cell < cells; cell++) {
        if (publication->wijk_of[cell] != wijk + 1) continue;
        label = publication->label[cell];
        squares++;
    }
    if (ret_squares != NULL) *ret_squares = squares;
    return label;
}

bool publication_wijk_outline(const Publication *publication, size_t wijk, Features *outlines, Error *error)
{
    const Grid *grid = protect_cells(publication->scene);
    size_t cells = grid_cells(grid);
    uint8_t *these = calloc(cells + 1, 1);
    uint32_t *region_of = NULL;
    Features regions = {0};
    if (these == NULL) return error_memory(error, (double)cells);
    for (size_t cell = 0; cell < cells; cell++) these[cell] = publication->wijk_of[cell] == wijk + 1;
    bool ok = regions_find(grid, these, &regions, &region_of, error) && features_add(outlines, error);
    for (size_t r = 0; ok && r < regions.count; r++) ok = features_add_parts_of(outlines, &regions, r, error);
    features_free(&regions);
    free(region_of);
    free(these);
    return ok;
}

/* Every wijk has a name or a code. */
static const char *name_of(const Wijk *wijk)
{
    return wijk->name != NULL ? wijk->name : wijk->code;
}

/* The wijken of the foremost classes, the highest first. */
static bool find_foremost_wijken(Publication *publication, Error *error)
{
    publication->areas = features_init(FEATURE_POLYGON);
    publication->area = calloc(publication->wijk_count + 1, sizeof *publication->area);
    if (publication->area == NULL) return error_memory(error, (double)publication->wijk_count * sizeof *publication->area);
    for (int class = PUBLIC_CLASSES; class >= PUBLIC_FOREMOST; class--)
        for (size_t w = 0; w < publication->wijk_count; w++) {
            size_t squares;
            if (publication_wijk_label(publication, w, &squares) != class) continue;
            if (!publication_wijk_outline(publication, w, &publication->areas, error)) return false;
            int rank = (int)++publication->area_count;
            publication->area[rank - 1] = (PublicArea){rank, class, class, squares, name_of(&publication->wijk[w])};
        }
    return true;
}

/* ---- areas ---- */

typedef struct Found {
    PublicArea area;
    size_t feature, first; /* of the regions; its first highest square */
} Found;

static int compare_found(const void *left, const void *right)
{
    const Found *a = left, *b = right;
    if (a->area.class_high != b->area.class_high) return a->area.class_high > b->area.class_high ? -1 : 1;
    if (a->area.squares != b->area.squares) return a->area.squares > b->area.squares ? -1 : 1;
    return (a->feature > b->feature) - (a->feature < b->feature);
}

static void measure_areas(const Publication *publication, const uint32_t *region_of, Found *found, size_t count)
{
    const Grid *grid = protect_cells(publication->scene);
    for (size_t r = 0; r < count; r++) found[r] = (Found){.feature = r, .area = {.class_low = PUBLIC_CLASSES}};
    for (size_t cell = 0; cell < grid_cells(grid); cell++) {
        if (region_of[cell] == 0) continue;
        Found *one = &found[region_of[cell] - 1];
        int class = publication->label[cell];
        if (class > one->area.class_high) one->area.class_high = class, one->first = cell;
        if (class < one->area.class_low) one->area.class_low = class;
        one->area.squares++;
    }
    qsort(found, count, sizeof *found, compare_found);
}

static bool keep_areas(Publication *publication, const Features *regions, const Found *found, Error *error)
{
    const Grid *grid = protect_cells(publication->scene);
    size_t columns = (size_t)grid->columns;
    publication->areas = features_init(FEATURE_POLYGON);
    publication->area_count = regions->count;
    for (size_t r = 0; r < regions->count; r++) {
        if (!features_add_feature_of(&publication->areas, regions, found[r].feature, error)) return false;
        publication->area[r] = found[r].area;
        publication->area[r].rank = (int)r + 1;
        publication->area[r].neighbourhood =
            publication_neighbourhood(publication, grid_x_m(grid, (int)(found[r].first % columns)), grid_y_m(grid, (int)(found[r].first / columns)));
    }
    return true;
}

static bool find_areas(Publication *publication, Error *error)
{
    if (publication->by_wijk) return find_foremost_wijken(publication, error);
    const Grid *grid = protect_cells(publication->scene);
    size_t cells = grid_cells(grid);
    uint8_t *foremost = calloc(cells + 1, 1);
    uint32_t *region_of = NULL;
    Features regions = {0};
    if (foremost == NULL) return error_memory(error, (double)cells);
    for (size_t cell = 0; cell < cells; cell++) foremost[cell] = publication->label[cell] >= PUBLIC_FOREMOST && publication->label[cell] <= PUBLIC_CLASSES;
    bool ok = regions_find(grid, foremost, &regions, &region_of, error);
    Found *found = ok ? calloc(regions.count + 1, sizeof *found) : NULL;
    publication->area = ok ? calloc(regions.count + 1, sizeof *publication->area) : NULL;
    if (ok) ok = (found != NULL && publication->area != NULL) || error_memory(error, 1e5);
    if (ok) {
        measure_areas(publication, region_of, found, regions.count);
        ok = keep_areas(publication, &regions, found, error);
    }
    features_free(&regions);
    free(region_of);
    free(foremost);
    free(found);
    return ok;
}

/* ---- words ---- */

void publication_class_text(const Publication *publication, int class_low, int class_high, char *ret_text, size_t size)
{
    int from = publication->classes[class_low - 1].from, to = publication->classes[class_high - 1].to;
    if (from >= to) snprintf(ret_text, size, "%d", to);
    else snprintf(ret_text, size, "%d–%d", from, to);
}

static void write_places(Publication *publication)
{
    char *text = publication->places;
    size_t used = 0, size = sizeof publication->places;
    if (publication->area_count == 0)
        snprintf(text, size, "%s", publication->by_wijk ? _("No wijk has enough reporters to be shown. That does not mean that nothing happens there.")
                                                        : _("No square has enough reporters to be shown. That does not mean that nothing happens there."));
    else used = (size_t)snprintf(text, size, "%s ", _("The highest classes:"));
    for (size_t a = 0; a < publication->area_count && a < 6 && used < size; a++) {
        const PublicArea *area = &publication->area[a];
        char range[64], name[64];
        publication_class_text(publication, area->class_low, area->class_high, range, sizeof range);
        snprintf(name, sizeof name, _("Area %d"), area->rank);
        const char *place = area->neighbourhood != NULL ? area->neighbourhood : name, *before = a > 0 ? "; " : "";
        if (publication->by_wijk) used += (size_t)snprintf(text + used, size - used, _("%s%s (%s reporters)"), before, place, range);
        else
            used += (size_t)snprintf(text + used, size - used, ngettext("%s%s (%zu square, %s reporters)", "%s%s (%zu squares, %s reporters each)", area->squares), before, place,
                                     area->squares, range);
    }
}

static void write_notes_of_wijken(Publication *publication)
{
    const int side = (int)publication->rules.cell_m, smallest = (int)publication->rules.smallest;
    snprintf(publication->note[0], PUBLIC_TEXT,
             _("A coloured wijk has %d reporters or more, and nobody made more than half of its reports. Numbers are rounded and shown in classes. A wijk is made here of the squares of "
               "%d m that lie mostly in it."),
             smallest, side);
    snprintf(publication->note[1], PUBLIC_TEXT,
             _("A hatched wijk has fewer than %d reporters, or none, or is left out so that no small number can be computed from the others. Hatched does not mean that nothing happens."),
             smallest);
    snprintf(publication->note[2], PUBLIC_TEXT, "%s",
             _("Everyone who reported counts once in each wijk. Reports of which no reporter is known by a code are not counted, and neither are sources without a "
               "regime, purpose and retention."));
}

static void write_notes_of_squares(Publication *publication)
{
    const ProtectRules *rules = &publication->rules;
    const int side = (int)rules->cell_m, count = (int)rules->count_m, smallest = (int)rules->smallest;
    snprintf(publication->note[0], PUBLIC_TEXT,
             _("A coloured square of %d by %d m has %d reporters or more, and nobody made more than half of its reports. Numbers are rounded and shown in classes."), side, side, smallest);
    snprintf(publication->note[1], PUBLIC_TEXT,
             _("A hatched square has fewer than %d reporters, or none, or is left out so that no small number can be computed from its neighbours. Hatched does not mean that nothing happens."),
             smallest);
    snprintf(publication->note[2], PUBLIC_TEXT,
             _("Everyone who reported counts once in each square of %d m. Reports of which no reporter is known by a code are not counted, and neither are sources without a "
               "regime, purpose and retention."),
             count);
}

static void write_notes(Publication *publication)
{
    if (publication->by_wijk) write_notes_of_wijken(publication);
    else write_notes_of_squares(publication);
    snprintf(publication->note[3], PUBLIC_TEXT, "%s",
             _("The map shows where people report. Where reporting is encouraged there are more reports, and not more incidents."));
    snprintf(publication->note[4], PUBLIC_TEXT, "%s",
             _("Places, hours and numbers of reports are not in this file in any form: they were left behind before it was made."));
}

static bool write_sources(Store *store, Publication *publication, Error *error)
{
    Names names;
    size_t used = 0, size = sizeof publication->sources;
    if (!sources_list(store, SOURCES_THAT_COUNT, &names, error)) return false;
    for (size_t s = 0; s < names.count && used < size; s++)
        if (config_list_holds(publication->config->source, names.name[s]))
            used += (size_t)snprintf(publication->sources + used, size - used, "%s%s", used > 0 ? ", " : "", names.name[s]);
    names_free(&names);
    return true;
}

static void write_texts(const Analysis *analysis, Publication *publication)
{
    static const char *const audiences[] = {"intern", "partner", "publiek"};
    const Config *config = publication->config;
    publication->audience = audiences[config->audience];
    publication->marking = wording_marking(config);
    wording_subtitle(config, analysis, publication->subtitle, sizeof publication->subtitle);
    write_places(publication);
    write_notes(publication);
    const PublicArea *first = publication->area_count > 0 ? &publication->area[0] : NULL;
    size_t foremost = 0; /* wijken of the highest class */
    while (publication->by_wijk && foremost < publication->area_count && publication->area[foremost].class_high == first->class_high) foremost++;
    if (first == NULL)
        snprintf(publication->title, sizeof publication->title, "%s", publication->by_wijk ? _("No wijk has enough reporters to be shown") : _("No square has enough reporters to be shown"));
    else if (first->neighbourhood == NULL) snprintf(publication->title, sizeof publication->title, "%s", _("Where most people reported"));
    else if (foremost > 2) snprintf(publication->title, sizeof publication->title, _("Most people reported in %zu of the %zu wijken"), foremost, publication->wijk_count);
    else if (foremost == 2) snprintf(publication->title, sizeof publication->title, _("Most people reported in %s and %s"), first->neighbourhood, first[1].neighbourhood);
    else snprintf(publication->title, sizeof publication->title, _("Most people reported in %s"), first->neighbourhood);
}

/* ---- the ledger ---- */

static void lower(char *text)
{
    for (; *text != '\0'; text++) *text = (char)tolower((unsigned char)*text);
}

/* Of what is shown and of what everybody sees was chosen. */
static bool make_id(const LedgerEntry *entry, const Publication *publication, char ret_id[PUBLICATION_ID_BYTES], Error *error)
{
    size_t cells = grid_cells(protect_cells(publication->scene)), size = 4 * CONFIG_LIST + cells;
    char *text = malloc(size), hash[HASH_HEX_BYTES];
    if (text == NULL) return error_memory(error, (double)size);
    const PublicClass *classes = publication->classes;
    int used = snprintf(text, 4 * CONFIG_LIST, "%s%d %d %lld %lld %.0f %.0f %.0f %.0f %.0f %u|%s|%s|%s|%s|", entry->by_wijk ? "wijk " : "", (int)entry->audience, (int)entry->kind, (long long)entry->from_day,
                        (long long)entry->to_day, entry->ground.x_min, entry->ground.y_min, entry->ground.x_max, entry->ground.y_max, entry->cell_m, entry->smallest,
                        entry->category, entry->source, entry->group, entry->area);
    for (int c = 0; c < PUBLIC_CLASSES; c++) used += snprintf(text + used, 32, "%d-%d ", classes[c].from, classes[c].to);
    lower(text);
    for (size_t cell = 0; cell < cells; cell++) text[(size_t)used + cell] = (char)('0' + protect_class(publication->scene, cell));
    hash_text(text, (size_t)used + cells, hash);
    memcpy(ret_id, hash, PUBLICATION_ID_BYTES - 1);
    ret_id[PUBLICATION_ID_BYTES - 1] = '\0';
    free(text);
    return true;
}

static bool enter(Store *store, const Points *points, Box ground, Publication *publication, Error *error)
{
    const Config *config = publication->config;
    LedgerEntry entry = {.audience = (Audience)config->audience,
                         .kind = (ReportKind)config->kind,
                         .from_day = publication->from_day,
                         .to_day = publication->to_day,
                         .ground = ground,
                         .cell_m = publication->rules.cell_m,
                         .by_wijk = publication->by_wijk,
                         .smallest = publication->rules.smallest};
    Grid squares;
    char *cells;
    memcpy(entry.category, config->category, sizeof entry.category);
    memcpy(entry.source, config->source, sizeof entry.source);
    memcpy(entry.group, config->group, sizeof entry.group);
    memcpy(entry.area, config->area, sizeof entry.area);
    if (!make_id(&entry, publication, entry.id, error) || !lay(ground, publication->rules.count_m, &squares, error)) return false;
    if (!figures_make(points, &squares, &cells, entry.figures, error)) return false;
    bool ok = ledger_enter(store, &entry, cells, &publication->ledger, &publication->first, error);
    free(cells);
    memcpy(publication->id, entry.id, sizeof publication->id);
    return ok;
}

static bool fill(Store *store, Analysis *analysis, Publication *publication, Error *error)
{
    const Points *points = &analysis->selection.points;
    Box ground = ground_of(&analysis->municipality);
    Grid grid;
    if (!boundary_known(&analysis->municipality, error) || !lay(ground, publication->rules.cell_m, &grid, error)) return false;
    publication->municipality = analysis->municipality;
    analysis->municipality = (Municipality){0};
    publication->by_wijk = publication->config->group[0] != '\0' && publication->config->audience == AUDIENCE_PUBLIEK;
    if (publication->by_wijk && !find_wijken(publication, &grid, error)) return false;
    if (publication->by_wijk ? !protect_open_areas(&publication->rules, points, &grid, publication->wijk_of, &publication->scene, error)
                             : !protect_open(&publication->rules, points, &grid, NULL, &publication->scene, error))
        return false;
    publication->from_day = analysis->selection.from_day;
    publication->to_day = analysis->selection.to_day;
    find_classes(publication);
    if (!label_squares(publication, error) || !find_areas(publication, error) || !write_sources(store, publication, error)) return false;
    write_texts(analysis, publication);
    if (!enter(store, points, ground, publication, error)) return false;
    wording_run_line(publication->config, publication->id, publication->run_line, sizeof publication->run_line);
    return true;
}

bool publication_make(Store *store, const Config *config, Publication **ret_publication, Error *error)
{
    Analysis analysis = {0};
    Publication *publication = calloc(1, sizeof *publication);
    *ret_publication = publication;
    if (publication == NULL) return error_memory(error, sizeof *publication);
    publication->config = config;
    publication->rules = rules_of(config);
    bool ok = publication_check(config, error) && analysis_make(store, config, STAGE_LOAD, &analysis, error) && fill(store, &analysis, publication, error);
    analysis_free(&analysis);
    return ok;
}
