#include "src/streets.h"

#include "geo/polygon_index.h"
#include "src/overlay.h"
#include "src/wording.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double M_PER_KM = 1000;

enum StreetColumn { NAME, KIND, LIGHTING_CLASS, DENSITY, REPORTS, REPORTS_WEIGHTED, LENGTH_M, X_M, Y_M, STREET_COLUMNS };

static const Column COLUMNS[STREET_COLUMNS] = {
    [NAME] = {"name", COLUMN_TEXT, 0},
    [KIND] = {"kind", COLUMN_TEXT, 0},
    [LIGHTING_CLASS] = {"lighting_class", COLUMN_TEXT, 0},
    [DENSITY] = {"density", COLUMN_NUMBER, 2},
    [REPORTS] = {"reports", COLUMN_WHOLE, 0},
    [REPORTS_WEIGHTED] = {"reports_weighted", COLUMN_NUMBER, 1},
    [LENGTH_M] = {"length_m", COLUMN_NUMBER, 1},
    [X_M] = {"x_m", COLUMN_NUMBER, 1},
    [Y_M] = {"y_m", COLUMN_NUMBER, 1},
};

void streets_free(Streets *streets)
{
    network_free(&streets->network);
    free(streets->lixel);
    features_free(&streets->lines);
    *streets = (Streets){0};
}

bool streets_possible(const Config *config, const Analysis *analysis, Error *error)
{
    if (!municipality_has(&analysis->municipality, ROLE_STREET))
        return error_set(error, ERROR_INPUT, _("There is no layer with streets; add one with `brandpunt layer add FILE --role street`."));
    if (config->kernel == KERNEL_GAUSSIAN)
        return error_set(error, ERROR_USAGE, _("The Gaussian kernel has no end and is not offered along streets; choose another, such as quartic."));
    if (analysis->counts_only)
        return error_set(error, ERROR_INPUT,
                         ngettext("%zu report is too few for a density along streets; at least %d are needed.",
                                  "%zu reports are too few for a density along streets; at least %d are needed.", analysis->selection.points.count),
                         analysis->selection.points.count, REPORTS_FOR_SURFACE);
    return true;
}

/* Reports whose place is known worse than the bandwidth belong to no street in particular. */
static void leave_out_imprecise(const Config *config, const Points *points, NetworkPlaces *places)
{
    for (size_t i = 0; i < points->count; i++) {
        if (places->edge[i] == NETWORK_NO_EDGE || !((double)points->precision_m[i] > config->bandwidth_m)) continue;
        places->edge[i] = NETWORK_NO_EDGE;
        places->unsnapped++;
    }
}

/* The lixels within the boundary, with their lines. `value` and `counted` are per lixel of the network. */
static bool keep_within(const Analysis *analysis, const Lixels *lixels, const double *value, const Lixel *counted, Streets *streets, Error *error)
{
    const Network *network = &streets->network;
    PolygonIndex within;
    if (!polygon_index_init(&analysis->municipality.boundary, &within, error)) return false;
    streets->lines = features_init(FEATURE_LINE);
    bool ok = true;
    for (size_t e = 0; ok && e < network->edge_count; e++) {
        double length_m = lixels_length_m(network, lixels, e);
        for (size_t j = lixels->start[e]; ok && j < lixels->start[e + 1]; j++) {
            double from_m = (double)(j - lixels->start[e]) * length_m;
            Lixel lixel = {(uint32_t)e, 0, 0, length_m, fmax(0, value[j]), counted[j].reports, counted[j].reports_weighted};
            network_place(network, e, from_m + 0.5 * length_m, &lixel.middle_x_m, &lixel.middle_y_m);
            if (polygon_index_find(&within, lixel.middle_x_m, lixel.middle_y_m) < 0) continue;
            ok = network_add_piece(network, e, from_m, from_m + length_m, &streets->lines, error);
            streets->density_max = fmax(streets->density_max, lixel.density);
            streets->lixel[streets->lixel_count++] = lixel;
        }
    }
    polygon_index_free(&within);
    return ok;
}

static void count_reports(const Network *network, const Lixels *lixels, const Points *points, const NetworkPlaces *places, Lixel *counted)
{
    for (size_t i = 0; i < points->count; i++) {
        if (places->edge[i] == NETWORK_NO_EDGE) continue;
        size_t first = lixels->start[places->edge[i]], last = lixels->start[places->edge[i] + 1] - 1;
        size_t j = first + (size_t)(places->position_m[i] / lixels_length_m(network, lixels, places->edge[i]));
        Lixel *lixel = &counted[j < last ? j : last];
        lixel->reports++;
        lixel->reports_weighted += points->weight[i];
    }
}

static bool fill_lixels(const Config *config, const Analysis *analysis, const Lixels *lixels, const NetworkPlaces *places, Streets *streets, Error *error)
{
    const Points *points = &analysis->selection.points;
    double per_year = config->unit == UNIT_PER_KM2 ? 1 : analysis->selection.years;
    NetworkDensityOptions options = {(KernelKind)config->kernel, config->bandwidth_m, (NetworkSplit)config->street_split, M_PER_KM / per_year, config->threads, 0, 0};
    double *value = calloc(lixels->count + 1, sizeof *value);
    Lixel *counted = calloc(lixels->count + 1, sizeof *counted);
    streets->lixel = calloc(lixels->count + 1, sizeof *streets->lixel);
    bool ok = (value != NULL && counted != NULL && streets->lixel != NULL) || error_memory(error, (double)(2 * lixels->count * sizeof(Lixel)));
    ok = ok && network_density(&streets->network, lixels, places, points->weight, &options, value, error);
    if (ok) {
        count_reports(&streets->network, lixels, points, places, counted);
        ok = keep_within(analysis, lixels, value, counted, streets, error);
    }
    free(value);
    free(counted);
    return ok;
}

bool streets_make(const Config *config, const Analysis *analysis, Streets *ret_streets, Error *error)
{
    const Points *points = &analysis->selection.points;
    Lixels lixels = {0};
    NetworkPlaces places = {0};
    *ret_streets = (Streets){.lixel_m = fmin(config->street_lixel_m, 0.5 * config->bandwidth_m)};
    bool ok = streets_possible(config, analysis, error) &&
              network_init(&analysis->municipality.layer[ROLE_STREET].features, NULL, config->street_tolerance_m, &ret_streets->network, error) &&
              lixels_init(&ret_streets->network, ret_streets->lixel_m, &lixels, error) &&
              network_snap(&ret_streets->network, points->x_m, points->y_m, points->count, STREET_REACH_M, &places, error);
    if (ok) {
        leave_out_imprecise(config, points, &places);
        ret_streets->left_out = places.unsnapped;
        ok = fill_lixels(config, analysis, &lixels, &places, ret_streets, error);
    }
    network_places_free(&places);
    lixels_free(&lixels);
    return ok;
}

bool streets_once(const Config *config, const Analysis *analysis, StreetsOnce *once, const Streets **ret_streets, Error *error)
{
    Error why;
    bool ok = true;
    if (!once->asked) {
        once->asked = true;
        once->possible = streets_possible(config, analysis, &why);
        ok = !once->possible || streets_make(config, analysis, &once->streets, error);
    }
    *ret_streets = once->possible ? &once->streets : NULL;
    return ok;
}

void streets_once_free(StreetsOnce *once)
{
    streets_free(&once->streets);
    *once = (StreetsOnce){0};
}

static const char *text_of(const Layer *layer, LayerText field, size_t street)
{
    return layer->text[field] != NULL ? layer->text[field][street] : NULL;
}

bool streets_table(const Analysis *analysis, const Streets *streets, Table *ret_table, Error *error)
{
    const Layer *layer = &analysis->municipality.layer[ROLE_STREET];
    Table table = table_init("streets", COLUMNS, STREET_COLUMNS);
    bool ok = true;
    for (size_t i = 0; ok && i < streets->lixel_count; i++) {
        const Lixel *lixel = &streets->lixel[i];
        size_t street = streets->network.street[lixel->edge];
        if (!(ok = table_add(&table, error))) break;
        table_set_number(&table, DENSITY, lixel->density);
        table_set_whole(&table, REPORTS, (int64_t)lixel->reports);
        table_set_number(&table, REPORTS_WEIGHTED, lixel->reports_weighted);
        table_set_number(&table, LENGTH_M, lixel->length_m);
        table_set_number(&table, X_M, lixel->middle_x_m);
        table_set_number(&table, Y_M, lixel->middle_y_m);
        ok = table_set_text(&table, NAME, text_of(layer, TEXT_NAME, street), error) && table_set_text(&table, KIND, text_of(layer, TEXT_KIND, street), error) &&
             table_set_text(&table, LIGHTING_CLASS, text_of(layer, TEXT_LIGHTING_CLASS, street), error);
    }
    if (ok) *ret_table = table;
    else table_free(&table);
    return ok;
}

const char *streets_unit(const Config *config)
{
    return config->unit == UNIT_PER_KM2 ? _("reports per km of street") : _("reports per km of street per year");
}

void streets_note(const Config *config, const Streets *streets, char *ret_text, size_t size)
{
    Language language = wording_language(config);
    char bandwidth[NUMBER_TEXT], lixel[NUMBER_TEXT];
    number_text(language, config->bandwidth_m, 0, bandwidth);
    number_text(language, streets->lixel_m, streets->lixel_m != floor(streets->lixel_m), lixel);
    snprintf(ret_text, size, _("Density along streets: %s, %s kernel, %s m along the street, pieces of at most %s m, %s; %zu reports lie on no street."),
             streets_unit(config), kernel_name((KernelKind)config->kernel), bandwidth,
             lixel, config->street_split == NETWORK_SPLIT_NONE ? _("not divided at junctions") : _("divided equally at junctions"), streets->left_out);
}
