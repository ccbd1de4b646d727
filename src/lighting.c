#include "src/lighting.h"

#include "geo/nearest.h"
#include "src/overlay.h"
#include "src/wording.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *new_array(size_t count, size_t size, Error *error)
{
    void *array = calloc(count + 1, size);
    if (array == NULL) error_memory(error, (double)count * (double)size);
    return array;
}

void lighting_free(StreetLighting *lighting)
{
    network_free(&lighting->network);
    free(lighting->segment);
    free(lighting->spot);
    features_free(&lighting->lines);
    features_free(&lighting->places);
    *lighting = (StreetLighting){0};
}

bool lighting_possible(const Analysis *analysis, Error *error)
{
    if (!municipality_has(&analysis->municipality, ROLE_STREET))
        return error_set(error, ERROR_INPUT, _("Light per street cannot be determined: there is no layer with streets; add one with `brandpunt layer add FILE --role street`."));
    if (!municipality_has(&analysis->municipality, ROLE_LIGHT))
        return error_set(error, ERROR_INPUT, _("Light per street cannot be determined: there is no layer with street lights; add one with `brandpunt layer add FILE --role light`."));
    return true;
}

/* What is known while it is made; all per report, but target, light and allowed, which are per edge. */
typedef struct Work {
    const Config *config;
    const Analysis *analysis;
    Lamp *lamp;
    size_t lamp_count;
    NetworkPlaces places;
    uint8_t *lit;
    double *lux;
    LightingClass *target;
    StreetLight *light;
    StreetSegment *segment; /* per edge */
    uint8_t *inside, *allowed; /* the middle, and the whole of an edge, lies within the boundary */
} Work;

static void work_free(Work *work)
{
    free(work->lamp);
    network_places_free(&work->places);
    free(work->lit);
    free(work->lux);
    free(work->target);
    free(work->light);
    free(work->segment);
    free(work->inside);
    free(work->allowed);
}

static bool work_init(const Network *network, Work *work, Error *error)
{
    size_t reports = work->analysis->selection.points.count, edges = network->edge_count;
    work->lamp_count = work->analysis->municipality.layer[ROLE_LIGHT].features.count;
    return (work->lit = new_array(reports, sizeof *work->lit, error)) != NULL && (work->lux = new_array(reports, sizeof *work->lux, error)) != NULL &&
           (work->target = new_array(edges, sizeof *work->target, error)) != NULL && (work->light = new_array(edges, sizeof *work->light, error)) != NULL &&
           (work->segment = new_array(edges, sizeof *work->segment, error)) != NULL && (work->inside = new_array(edges, 1, error)) != NULL &&
           (work->allowed = new_array(edges, 1, error)) != NULL && overlay_lamps(&work->analysis->municipality, &work->lamp, error);
}

/* The class of a street: that of its name in the configuration, none where the name is not there, the target where it has none. */
static void find_target(const Work *work, const Network *network, size_t edge)
{
    const Layer *layer = &work->analysis->municipality.layer[ROLE_STREET];
    const char *name = layer->text[TEXT_LIGHTING_CLASS] != NULL ? layer->text[TEXT_LIGHTING_CLASS][network->street[edge]] : NULL;
    StreetSegment *segment = &work->segment[edge];
    segment->class_unknown = name == NULL || name[0] == '\0';
    const ConfigLightingClass *class = config_lighting_class(work->config, name);
    if (segment->class_unknown) work->target[edge] = (LightingClass){work->config->light_target_lux, NAN};
    else work->target[edge] = class != NULL ? (LightingClass){class->mean_lux, class->minimum_lux} : (LightingClass){NAN, NAN};
}

static bool find_inside(const Work *work, const Network *network, Error *error)
{
    PolygonIndex within;
    if (!polygon_index_init(&work->analysis->municipality.boundary, &within, error)) return false;
    for (size_t e = 0; e < network->edge_count; e++) {
        bool in[3];
        for (int i = 0; i < 3; i++) {
            double x, y;
            network_place(network, e, 0.5 * i * network->length_m[e], &x, &y);
            in[i] = polygon_index_find(&within, x, y) >= 0;
        }
        work->inside[e] = in[1];
        work->allowed[e] = in[0] && in[1] && in[2];
    }
    polygon_index_free(&within);
    return true;
}

/* Weight of a report that counts as dark; 0 where its hour is not known. */
static double dark_weight(const Analysis *analysis, size_t i)
{
    return isnan(analysis->dark[i]) ? 0 : analysis->selection.points.weight[i] * (double)analysis->dark[i];
}

static void count_reports(const Work *work, StreetLighting *lighting)
{
    const Points *points = &work->analysis->selection.points;
    for (size_t i = 0; i < points->count; i++) {
        double dark = dark_weight(work->analysis, i);
        lighting->dark_reports += dark;
        if (!work->lit[i]) lighting->dark_unlit += dark;
        if (isnan(work->analysis->dark[i])) lighting->hour_unknown++;
        if (work->places.edge[i] == NETWORK_NO_EDGE || (double)points->precision_m[i] > work->config->bandwidth_m) {
            lighting->left_out++;
            continue;
        }
        StreetSegment *segment = &work->segment[work->places.edge[i]];
        double mean_lux = work->target[work->places.edge[i]].mean_lux;
        segment->reports++;
        segment->dark_reports += dark;
        segment->dark_unlit += work->lit[i] ? 0 : dark;
        segment->dark_short += dark * (isnan(mean_lux) ? (work->lit[i] ? 0 : 1) : coverage_light_deficit(work->lit[i], work->lux[i], mean_lux));
    }
}

static void count_unknown(const Work *work, StreetLighting *lighting)
{
    lighting->lamps = work->lamp_count;
    for (size_t i = 0; i < work->lamp_count; i++) {
        lighting->state_unknown += work->lamp[i].state == LAMP_UNKNOWN;
        lighting->lux_unknown += isnan(work->lamp[i].lux) ? 1 : 0;
    }
    for (size_t s = 0; s < lighting->segment_count; s++) {
        lighting->class_unknown += lighting->segment[s].class_unknown;
        lighting->class_without_lux += isnan(lighting->segment[s].target.mean_lux) ? 1 : 0;
    }
}

/* The mean density of the pieces of each edge; both networks come from the same layer in the same way. */
static bool add_density(const Streets *streets, Work *work, Error *error)
{
    double *length = new_array(streets->network.edge_count, sizeof *length, error);
    if (length == NULL) return false;
    for (size_t i = 0; i < streets->lixel_count; i++) {
        const Lixel *lixel = &streets->lixel[i];
        StreetSegment *segment = &work->segment[lixel->edge];
        double sum = (isnan(segment->density) ? 0 : segment->density) * length[lixel->edge] + lixel->density * lixel->length_m;
        length[lixel->edge] += lixel->length_m;
        segment->density = sum / length[lixel->edge];
    }
    free(length);
    return true;
}

static int compare_segments(const void *left, const void *right)
{
    const StreetSegment *a = left, *b = right;
    if (a->dark_short != b->dark_short) return a->dark_short > b->dark_short ? -1 : 1;
    if (a->dark_short > 0 && a->light.unlit_m != b->light.unlit_m) return a->light.unlit_m > b->light.unlit_m ? -1 : 1;
    return (a->edge > b->edge) - (a->edge < b->edge);
}

static bool keep_segments(const Work *work, StreetLighting *lighting, Error *error)
{
    const Network *network = &lighting->network;
    if ((lighting->segment = new_array(network->edge_count, sizeof *lighting->segment, error)) == NULL) return false;
    for (size_t e = 0; e < network->edge_count; e++) {
        if (!work->inside[e]) continue;
        StreetSegment segment = work->segment[e];
        segment.edge = (uint32_t)e;
        segment.light = work->light[e];
        segment.target = work->target[e];
        lighting->segment[lighting->segment_count++] = segment;
    }
    if (lighting->segment_count > 0) qsort(lighting->segment, lighting->segment_count, sizeof *lighting->segment, compare_segments);
    bool ok = true;
    lighting->lines = features_init(FEATURE_LINE);
    for (size_t s = 0; ok && s < lighting->segment_count; s++) {
        if (lighting->segment[s].dark_short > 0) lighting->segment[s].rank = (int)s + 1;
        ok = features_add_feature_of(&lighting->lines, &network->lines, lighting->segment[s].edge, error);
    }
    return ok;
}

/* ---- spots ---- */

/* The dark reports without light, and the broken lamps that may be repaired. */
typedef struct Waiting {
    double *x, *y, *weight, *broken_x, *broken_y;
    size_t *broken;
    uint8_t *reached;
    size_t count, broken_count;
} Waiting;

static void waiting_free(Waiting *waiting)
{
    free(waiting->x);
    free(waiting->y);
    free(waiting->weight);
    free(waiting->broken_x);
    free(waiting->broken_y);
    free(waiting->broken);
    free(waiting->reached);
}

static bool waiting_init(const Work *work, Waiting *waiting, Error *error)
{
    const Points *points = &work->analysis->selection.points;
    size_t reports = points->count, lamps = work->lamp_count;
    if ((waiting->x = new_array(reports, sizeof(double), error)) == NULL || (waiting->y = new_array(reports, sizeof(double), error)) == NULL ||
        (waiting->weight = new_array(reports, sizeof(double), error)) == NULL || (waiting->broken_x = new_array(lamps, sizeof(double), error)) == NULL ||
        (waiting->broken_y = new_array(lamps, sizeof(double), error)) == NULL || (waiting->broken = new_array(lamps, sizeof(size_t), error)) == NULL ||
        (waiting->reached = new_array(reports, 1, error)) == NULL)
        return false;
    for (size_t i = 0; i < reports; i++) {
        double dark = dark_weight(work->analysis, i);
        if (work->lit[i] || !(dark > 0) || (double)points->precision_m[i] > work->config->bandwidth_m) continue;
        waiting->x[waiting->count] = points->x_m[i];
        waiting->y[waiting->count] = points->y_m[i];
        waiting->weight[waiting->count++] = dark;
    }
    for (size_t i = 0; i < lamps; i++) {
        if (work->lamp[i].state != LAMP_BROKEN) continue;
        waiting->broken_x[waiting->broken_count] = work->lamp[i].x_m;
        waiting->broken_y[waiting->broken_count] = work->lamp[i].y_m;
        waiting->broken[waiting->broken_count++] = i;
    }
    return true;
}

static int compare_spots(const void *left, const void *right)
{
    const LampSpot *a = left, *b = right;
    if (a->spot.weight != b->spot.weight) return a->spot.weight > b->spot.weight ? -1 : 1;
    if (a->repair != b->repair) return a->repair ? -1 : 1;
    if (a->spot.site != b->spot.site) return a->spot.site < b->spot.site ? -1 : 1;
    return (a->spot.position_m > b->spot.position_m) - (a->spot.position_m < b->spot.position_m);
}

static bool place_spots(const Work *work, StreetLighting *lighting, Error *error)
{
    Features working = features_init(FEATURE_POINT);
    NearestIndex index = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < work->lamp_count; i++)
        if (work->lamp[i].state != LAMP_BROKEN) ok = features_add_feature_of(&working, &work->analysis->municipality.layer[ROLE_LIGHT].features, i, error);
    ok = ok && nearest_init(&working, &index, error);
    if (lighting->spot_count > 0) qsort(lighting->spot, lighting->spot_count, sizeof *lighting->spot, compare_spots);
    for (size_t s = 0; ok && s < lighting->spot_count; s++) {
        LampSpot *spot = &lighting->spot[s];
        lighting->reached += spot->spot.weight;
        spot->lamp_distance_m = NAN;
        (void)nearest_find(&index, spot->spot.x_m, spot->spot.y_m, INFINITY, &spot->lamp_distance_m);
        ok = features_add(&lighting->places, error) && features_add_part(&lighting->places, error) &&
             features_add_vertex(&lighting->places, spot->spot.x_m, spot->spot.y_m, error);
    }
    nearest_free(&index);
    features_free(&working);
    return ok;
}

/* First what repairs reach, then where a lamp would reach the most of the rest; together in order of what they reach. */
static bool choose_spots(const Work *work, StreetLighting *lighting, Error *error)
{
    Waiting waiting = {0};
    LightingSpot *chosen = NULL;
    size_t most = (size_t)work->config->light_spots, repairs = 0, new_spots = 0;
    double reach_m = work->config->light_reach_m;
    lighting->places = features_init(FEATURE_POINT);
    bool ok = waiting_init(work, &waiting, error) && (chosen = new_array(waiting.broken_count + most, sizeof *chosen, error)) != NULL &&
              (lighting->spot = new_array(waiting.broken_count + most, sizeof *lighting->spot, error)) != NULL;
    UnlitPoints points = {waiting.count, waiting.x, waiting.y, waiting.weight};
    ok = ok && lighting_choose_sites(waiting.broken_x, waiting.broken_y, waiting.broken_count, &points, reach_m, waiting.broken_count, waiting.reached, chosen, &repairs, error) &&
         lighting_choose_spots(&lighting->network, work->allowed, &points, reach_m, most, waiting.reached, chosen + repairs, &new_spots, error);
    for (size_t s = 0; ok && s < repairs + new_spots; s++) {
        lighting->spot[s] = (LampSpot){.spot = chosen[s], .repair = s < repairs};
        if (s < repairs) lighting->spot[s].spot.site = waiting.broken[chosen[s].site];
    }
    lighting->spot_count = ok ? repairs + new_spots : 0;
    waiting_free(&waiting);
    free(chosen);
    return ok && place_spots(work, lighting, error);
}

bool lighting_make(const Config *config, const Analysis *analysis, const Streets *streets, StreetLighting *ret_lighting, Error *error)
{
    const Points *points = &analysis->selection.points;
    Work work = {.config = config, .analysis = analysis};
    Network *network = &ret_lighting->network;
    *ret_lighting = (StreetLighting){0};
    bool ok = lighting_possible(analysis, error) && network_init(&analysis->municipality.layer[ROLE_STREET].features, NULL, config->street_tolerance_m, network, error) &&
              work_init(network, &work, error) && find_inside(&work, network, error) &&
              network_snap(network, points->x_m, points->y_m, points->count, STREET_REACH_M, &work.places, error) &&
              coverage_light(points->x_m, points->y_m, points->count, work.lamp, work.lamp_count, config->light_reach_m, work.lit, work.lux, error);
    for (size_t e = 0; ok && e < network->edge_count; e++) {
        find_target(&work, network, e);
        work.segment[e].density = NAN;
    }
    ok = ok && lighting_streets(network, work.lamp, work.lamp_count, work.target, config->light_reach_m, work.light, error);
    ok = ok && (streets == NULL || add_density(streets, &work, error));
    if (ok) {
        count_reports(&work, ret_lighting);
        ok = keep_segments(&work, ret_lighting, error) && choose_spots(&work, ret_lighting, error);
        count_unknown(&work, ret_lighting);
    }
    work_free(&work);
    return ok;
}

/* ---- tables ---- */

enum SegmentColumn {
    RANK, NAME, KIND, CLASS, LUX_TARGET, LENGTH_M, UNLIT_M, LUX_MEAN, LUX_LOWEST, BELOW_MINIMUM_M, DEFICIT, REPORTS, DARK_REPORTS, DARK_UNLIT, DARK_SHORT, DENSITY, LAMPS,
    LAMPS_BROKEN, LAMPS_STATE_UNKNOWN, WHY, SEGMENT_COLUMNS
};

static const Column SEGMENT[SEGMENT_COLUMNS] = {
    [RANK] = {"rank", COLUMN_WHOLE, 0},
    [NAME] = {"name", COLUMN_TEXT, 0},
    [KIND] = {"kind", COLUMN_TEXT, 0},
    [CLASS] = {"lighting_class", COLUMN_TEXT, 0},
    [LUX_TARGET] = {"lux_target", COLUMN_NUMBER, 1},
    [LENGTH_M] = {"length_m", COLUMN_NUMBER, 0},
    [UNLIT_M] = {"unlit_m", COLUMN_NUMBER, 0},
    [LUX_MEAN] = {"lux_mean", COLUMN_NUMBER, 1},
    [LUX_LOWEST] = {"lux_lowest", COLUMN_NUMBER, 1},
    [BELOW_MINIMUM_M] = {"below_minimum_m", COLUMN_NUMBER, 0},
    [DEFICIT] = {"deficit", COLUMN_NUMBER, 3},
    [REPORTS] = {"reports", COLUMN_WHOLE, 0},
    [DARK_REPORTS] = {"dark_reports", COLUMN_NUMBER, 1},
    [DARK_UNLIT] = {"dark_unlit", COLUMN_NUMBER, 1},
    [DARK_SHORT] = {"dark_short", COLUMN_NUMBER, 2},
    [DENSITY] = {"density", COLUMN_NUMBER, 2},
    [LAMPS] = {"lamps", COLUMN_WHOLE, 0},
    [LAMPS_BROKEN] = {"lamps_broken", COLUMN_WHOLE, 0},
    [LAMPS_STATE_UNKNOWN] = {"lamps_state_unknown", COLUMN_WHOLE, 0},
    [WHY] = {"why", COLUMN_TEXT, 0},
};

static const char *street_text(const Analysis *analysis, const StreetLighting *lighting, size_t edge, LayerText field)
{
    const Layer *layer = &analysis->municipality.layer[ROLE_STREET];
    return layer->text[field] != NULL ? layer->text[field][lighting->network.street[edge]] : NULL;
}

/* What the lamps of a street give, against its class. */
static void lux_text(Language language, const StreetSegment *segment, const char *class, char *text, size_t size)
{
    char mean[NUMBER_TEXT], target[NUMBER_TEXT], deficit[NUMBER_TEXT];
    number_text(language, segment->light.lux_mean, 1, mean);
    number_text(language, segment->target.mean_lux, segment->target.mean_lux != floor(segment->target.mean_lux), target);
    percent_text(language, segment->light.deficit, 0, deficit);
    if (isnan(segment->target.mean_lux)) snprintf(text, size, _("class %.40s says nothing in lux"), class);
    else if (isnan(segment->light.lux_mean)) snprintf(text, size, _("the lux of most lamps is not known; the light falls short of %s lux by at least %s"), target, deficit);
    else snprintf(text, size, segment->light.unknown_m > 0 ? _("%s lux on average where it is known and %s is asked: at least %s short") : _("%s lux on average where %s is asked: %s short"), mean, target, deficit);
}

static void segment_why(const Config *config, const Analysis *analysis, const StreetLighting *lighting, const StreetSegment *segment, char *text, size_t size)
{
    Language language = wording_language(config);
    char dark[NUMBER_TEXT], unlit[NUMBER_TEXT], metres[NUMBER_TEXT], length[NUMBER_TEXT], lux[WORDING_TEXT], broken[WORDING_TEXT] = "";
    const char *class = street_text(analysis, lighting, segment->edge, TEXT_LIGHTING_CLASS);
    number_text(language, segment->dark_reports, 1, dark);
    number_text(language, segment->dark_unlit, 1, unlit);
    number_text(language, segment->light.unlit_m, 0, metres);
    number_text(language, lighting->network.length_m[segment->edge], 0, length);
    lux_text(language, segment, class != NULL ? class : "", lux, sizeof lux);
    if (segment->light.broken > 0) snprintf(broken, sizeof broken, ngettext("; %zu lamp out of order nearby", "; %zu lamps out of order nearby", segment->light.broken), segment->light.broken);
    snprintf(text, size, _("Dark reports: %s, of which %s without a working lamp within %.0f m; %s of %s m unlit; %s%s."), dark, unlit, config->light_reach_m, metres, length, lux, broken);
}

bool lighting_segments_table(const Config *config, const Analysis *analysis, const StreetLighting *lighting, Table *ret_table, Error *error)
{
    Table table = table_init("lighting_segments", SEGMENT, SEGMENT_COLUMNS);
    bool ok = true;
    for (size_t s = 0; ok && s < lighting->segment_count; s++) {
        const StreetSegment *segment = &lighting->segment[s];
        const StreetLight *light = &segment->light;
        char why[2 * WORDING_TEXT];
        if (!(ok = table_add(&table, error))) break;
        segment_why(config, analysis, lighting, segment, why, sizeof why);
        if (segment->rank > 0) table_set_whole(&table, RANK, segment->rank);
        const double numbers[] = {segment->target.mean_lux, lighting->network.length_m[segment->edge], light->unlit_m, light->lux_mean, light->lux_lowest, light->below_minimum_m, light->deficit};
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) table_set_number(&table, LUX_TARGET + i, numbers[i]);
        table_set_whole(&table, REPORTS, (int64_t)segment->reports);
        table_set_number(&table, DARK_REPORTS, segment->dark_reports);
        table_set_number(&table, DARK_UNLIT, segment->dark_unlit);
        table_set_number(&table, DARK_SHORT, segment->dark_short);
        table_set_number(&table, DENSITY, segment->density);
        table_set_whole(&table, LAMPS, (int64_t)light->lamps);
        table_set_whole(&table, LAMPS_BROKEN, (int64_t)light->broken);
        table_set_whole(&table, LAMPS_STATE_UNKNOWN, (int64_t)light->state_unknown);
        ok = table_set_text(&table, NAME, street_text(analysis, lighting, segment->edge, TEXT_NAME), error) &&
             table_set_text(&table, KIND, street_text(analysis, lighting, segment->edge, TEXT_KIND), error) &&
             table_set_text(&table, CLASS, street_text(analysis, lighting, segment->edge, TEXT_LIGHTING_CLASS), error) && table_set_text(&table, WHY, why, error);
    }
    if (ok) *ret_table = table;
    else table_free(&table);
    return ok;
}

enum SpotColumn { SPOT_RANK, SPOT_OBJECT, SPOT_CHANGE, SPOT_ADVICE, SPOT_NAME, SPOT_DARK, SPOT_REPORTS, SPOT_SHARE, SPOT_LAMP_M, SPOT_REACH_M, SPOT_X_M, SPOT_Y_M, SPOT_WHY, SPOT_COLUMNS };

static const Column SPOT[SPOT_COLUMNS] = {
    [SPOT_RANK] = {"rank", COLUMN_WHOLE, 0},
    [SPOT_OBJECT] = {"object", COLUMN_TEXT, 0},
    [SPOT_CHANGE] = {"change", COLUMN_TEXT, 0},
    [SPOT_ADVICE] = {"advice", COLUMN_TEXT, 0},
    [SPOT_NAME] = {"name", COLUMN_TEXT, 0},
    [SPOT_DARK] = {"dark_reports", COLUMN_NUMBER, 1},
    [SPOT_REPORTS] = {"reports", COLUMN_WHOLE, 0},
    [SPOT_SHARE] = {"share", COLUMN_NUMBER, 3},
    [SPOT_LAMP_M] = {"lamp_distance_m", COLUMN_NUMBER, 0},
    [SPOT_REACH_M] = {"reach_m", COLUMN_NUMBER, 0},
    [SPOT_X_M] = {"x_m", COLUMN_NUMBER, 1},
    [SPOT_Y_M] = {"y_m", COLUMN_NUMBER, 1},
    [SPOT_WHY] = {"why", COLUMN_TEXT, 0},
};

/* The street of a new lamp, or the number of a broken one. */
static void spot_name(const Analysis *analysis, const StreetLighting *lighting, size_t s, char *text, size_t size)
{
    const LampSpot *spot = &lighting->spot[s];
    if (spot->repair) {
        const Layer *layer = &analysis->municipality.layer[ROLE_LIGHT];
        const char *code = layer->text[TEXT_CODE] != NULL ? layer->text[TEXT_CODE][spot->spot.site] : NULL;
        snprintf(text, size, code != NULL ? _("lamp %s") : _("lamp"), code);
        return;
    }
    const char *street = street_text(analysis, lighting, spot->spot.site, TEXT_NAME);
    snprintf(text, size, "%s", street != NULL ? street : _("street without a name"));
}

static void spot_why(const Config *config, const StreetLighting *lighting, size_t s, char *text, size_t size)
{
    Language language = wording_language(config);
    char dark[NUMBER_TEXT], distance[NUMBER_TEXT];
    number_text(language, lighting->spot[s].spot.weight, 1, dark);
    number_text(language, lighting->spot[s].lamp_distance_m, 0, distance);
    snprintf(text, size,
             lighting->spot[s].repair ? _("Out of order; repaired it would reach %s dark reports that no working lamp reaches now. Past reports, not a promised decrease.")
                                   : _("A lamp here would reach %s dark reports that no working or repaired lamp reaches; the nearest working lamp is %s m away. Past reports, not a promised decrease."),
             dark, distance);
}

bool lighting_spots_table(const Config *config, const Analysis *analysis, const StreetLighting *lighting, Table *ret_table, Error *error)
{
    Table table = table_init("lighting_spots", SPOT, SPOT_COLUMNS);
    bool ok = true;
    double sum = 0;
    for (size_t s = 0; ok && s < lighting->spot_count; s++) {
        const LightingSpot *spot = &lighting->spot[s].spot;
        char name[WORDING_TEXT], why[WORDING_TEXT];
        if (!(ok = table_add(&table, error))) break;
        sum += spot->weight;
        spot_name(analysis, lighting, s, name, sizeof name);
        spot_why(config, lighting, s, why, sizeof why);
        table_set_whole(&table, SPOT_RANK, (int64_t)s + 1);
        table_set_number(&table, SPOT_DARK, spot->weight);
        table_set_whole(&table, SPOT_REPORTS, (int64_t)spot->points);
        table_set_number(&table, SPOT_SHARE, sum / lighting->dark_unlit);
        table_set_number(&table, SPOT_LAMP_M, lighting->spot[s].lamp_distance_m);
        table_set_number(&table, SPOT_REACH_M, config->light_reach_m);
        table_set_number(&table, SPOT_X_M, spot->x_m);
        table_set_number(&table, SPOT_Y_M, spot->y_m);
        ok = table_set_text(&table, SPOT_OBJECT, "lamp", error) && table_set_text(&table, SPOT_CHANGE, "new", error) &&
             table_set_text(&table, SPOT_ADVICE, lighting->spot[s].repair ? "repair" : "new", error) && table_set_text(&table, SPOT_NAME, name, error) &&
             table_set_text(&table, SPOT_WHY, why, error);
    }
    if (ok) *ret_table = table;
    else table_free(&table);
    return ok;
}

void lighting_note(const Config *config, const StreetLighting *lighting, char *ret_text, size_t size)
{
    Language language = wording_language(config);
    const double numbers[] = {lighting->dark_reports, lighting->dark_unlit, lighting->reached};
    char text[3][NUMBER_TEXT];
    for (int i = 0; i < 3; i++) number_text(language, numbers[i], 0, text[i]);
    int used = snprintf(ret_text, size,
                        _("Dark reports (weighted): %s, of which %s without a working lamp within %.0f m; the spots together reach %s of those (greedy coverage along the streets: what"
                          " happened there, not what a lamp will prevent). Hour unknown: %zu reports; on no street: %zu."),
                        text[0], text[1], config->light_reach_m, text[2], lighting->hour_unknown, lighting->left_out);
    if (used > 0 && (size_t)used < size && lighting->state_unknown + lighting->lux_unknown + lighting->class_unknown + lighting->class_without_lux > 0)
        snprintf(ret_text + used, size - (size_t)used, _(" Not known: the state of %zu of %zu lamps (taken to work), the lux of %zu (taken to reach the class); streets without a class: %zu, with a class not in lux: %zu."),
                 lighting->state_unknown, lighting->lamps, lighting->lux_unknown, lighting->class_unknown, lighting->class_without_lux);
}
