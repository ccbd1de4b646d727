/* What every design is laid over: today's lamps and cameras, sight, public space, and what all that reaches. */
#include "src/verdict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Ground in a risk area is measured at places this far apart, or farther in a large one. */
static const double SAMPLE_M = 5, BUCKET_M = 25;

enum { SAMPLES_MOST = 4000 };

void ground_free(Ground *ground)
{
    selection_free(&ground->other);
    sight_free(&ground->sight);
    public_space_free(&ground->space);
    reach_places_free(&ground->report_places);
    reach_places_free(&ground->other_places);
    reach_places_free(&ground->sample_places);
    free(ground->sample_x_m);
    free(ground->sample_y_m);
    free(ground->sample_start);
    free(ground->existing);
    free(ground->existing_feature);
    free(ground->seen);
    free(ground->lit);
    free(ground->sample_seen);
    free(ground->sample_lit);
    *ground = (Ground){0};
}

/* That there are none is no failure here. */
static bool load_other_kind(Store *store, const Config *config, const Analysis *analysis, Ground *ground, Error *error)
{
    Config *other = malloc(sizeof *other);
    if (other == NULL) return error_memory(error, sizeof *other);
    config_copy(config, other);
    other->kind = config->kind == KIND_PERCEPTION ? KIND_INCIDENT : KIND_PERCEPTION;
    other->category[0] = '\0'; /* a category of one kind says nothing of the other */
    Municipality *municipality = (Municipality *)&analysis->municipality; /* has its boundary already, so is only read */
    bool ok = selection_load(store, other, municipality, &ground->other, error) || error->code == ERROR_INPUT;
    free(other);
    return ok;
}

/* Sample places in one polygon, on a lattice; counts them when x is NULL. */
static size_t sample_area(const Polygon *polygon, double step_m, double *x_m, double *y_m)
{
    Box box = polygon_box(polygon);
    size_t count = 0;
    for (double y = box.y_min + step_m / 2; y < box.y_max; y += step_m)
        for (double x = box.x_min + step_m / 2; x < box.x_max; x += step_m) {
            if (!polygon_contains(polygon, x, y)) continue;
            if (x_m != NULL) x_m[count] = x, y_m[count] = y;
            count++;
        }
    if (count == 0 && x_m != NULL && !polygon_inner_point(polygon, &x_m[0], &y_m[0])) x_m[0] = box.x_min, y_m[0] = box.y_min;
    return count > 0 ? count : 1;
}

static bool sample_areas(const Analysis *analysis, Ground *ground, Error *error)
{
    size_t areas = analysis->area_count, total = 0;
    ground->sample_start = calloc(areas + 1, sizeof *ground->sample_start);
    if (ground->sample_start == NULL) return error_memory(error, 8.0 * (double)areas);
    for (int pass = 0; pass < 2; pass++) {
        total = 0;
        for (size_t a = 0; a < areas; a++) {
            Polygon polygon = polygon_of(&analysis->areas, a);
            double step = fmax(SAMPLE_M, sqrt(polygon_area_m2(&polygon) / SAMPLES_MOST));
            total += sample_area(&polygon, step, pass ? ground->sample_x_m + total : NULL, pass ? ground->sample_y_m + total : NULL);
            ground->sample_start[a + 1] = total;
        }
        if (pass) break;
        ground->sample_x_m = malloc((total + 1) * sizeof(double));
        ground->sample_y_m = malloc((total + 1) * sizeof(double));
        ground->sample_seen = calloc(total + 1, 1);
        ground->sample_lit = calloc(total + 1, 1);
        if (ground->sample_x_m == NULL || ground->sample_y_m == NULL || ground->sample_seen == NULL || ground->sample_lit == NULL) return error_memory(error, 18.0 * (double)total);
    }
    return reach_places_init(ground->sample_x_m, ground->sample_y_m, total, BUCKET_M, &ground->sample_places, error);
}

static bool list_existing(const Config *config, const Municipality *municipality, Ground *ground, Error *error)
{
    const Layer *lamps = &municipality->layer[ROLE_LIGHT], *cameras = &municipality->layer[ROLE_CAMERA];
    size_t most = lamps->features.count + cameras->features.count, count = 0;
    ground->existing = calloc(most + 1, sizeof *ground->existing);
    ground->existing_feature = calloc(most + 1, sizeof *ground->existing_feature);
    if (ground->existing == NULL || ground->existing_feature == NULL) return error_memory(error, 100.0 * (double)most);
    for (size_t i = 0; i < lamps->features.count; i++) {
        if (lamps->number[NUMBER_WORKS][i] == 0) continue; /* of unknown state: taken to work */
        ground->existing_feature[count] = i;
        ground->existing[count++] = (PlacementObject){reach_object(&lamps->features, i, config->light_reach_m, true), true};
    }
    ground->lamp_count = count;
    for (size_t i = 0; i < cameras->features.count; i++) {
        double range = cameras->number[NUMBER_RANGE_M][i];
        ground->existing_feature[count] = i;
        PlacementObject *camera = &ground->existing[count++];
        *camera = (PlacementObject){reach_object(&cameras->features, i, range > 0 ? range : config->camera_range_m, true), false};
        camera->object.direction_deg = cameras->number[NUMBER_DIRECTION_DEG][i];
        camera->object.angle_deg = cameras->number[NUMBER_ANGLE_DEG][i];
    }
    ground->existing_count = count;
    return true;
}

bool ground_reach(const Ground *ground, const PlacementObject *object, size_t count, const bool *gone, const ReachPlaces *places, uint8_t *seen, uint8_t *lit, Error *error)
{
    uint32_t *found = malloc((places->count + 1) * sizeof *found);
    if (found == NULL) return error_memory(error, 4.0 * (double)places->count);
    for (size_t i = 0; i < count; i++) {
        if (gone != NULL && gone[i]) continue;
        size_t reached = reach_find(places, &object[i].object, &ground->sight, found);
        for (size_t k = 0; k < reached; k++) (object[i].lights ? lit : seen)[found[k]] = 1;
    }
    free(found);
    return true;
}

bool ground_lay(Store *store, const Config *config, const Analysis *analysis, Ground *ret_ground, Error *error)
{
    const Municipality *municipality = &analysis->municipality;
    const Points *own = &analysis->selection.points;
    Ground *ground = ret_ground; /* the places look into its own selection */
    *ground = (Ground){.config = config, .analysis = analysis};
    if (!load_other_kind(store, config, analysis, ground, error)) return false;
    const Points *others = &ground->other.points;
    ground->seen = calloc(own->count + 1, 1);
    ground->lit = calloc(own->count + 1, 1);
    bool ok = (ground->seen != NULL && ground->lit != NULL) || error_memory(error, 2.0 * (double)own->count);
    ok = ok && sight_init(&municipality->layer[ROLE_BUILDING].features, &ground->sight, error) &&
         public_space_init(&municipality->boundary, &municipality->layer[ROLE_STREET].features, &municipality->layer[ROLE_BUILDING].features,
                           &municipality->layer[ROLE_WATER].features, &ground->space, error) &&
         reach_places_init(own->x_m, own->y_m, own->count, BUCKET_M, &ground->report_places, error) &&
         reach_places_init(others->x_m, others->y_m, others->count, BUCKET_M, &ground->other_places, error) && sample_areas(analysis, ground, error) &&
         list_existing(config, municipality, ground, error) &&
         ground_reach(ground, ground->existing, ground->existing_count, NULL, &ground->report_places, ground->seen, ground->lit, error) &&
         ground_reach(ground, ground->existing, ground->existing_count, NULL, &ground->sample_places, ground->sample_seen, ground->sample_lit, error);
    if (!ok) ground_free(ground);
    return ok;
}
