#include "render/names.h"

#include "geo/polygon.h"
#include "render/inset.h"
#include "render/map.h"
#include "render/signs.h"
#include "render/trace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SCALE_ALL_STREETS 10000.0
#define SCALE_NEAR_STREETS 25000.0
#define AROUND_AREA_M 80.0 /* streets this near to a risk area get their name */
#define NUMBERS_MOST 40    /* more would hide what they number */
#define JOIN_MM 0.05       /* ends of streets this near are one place */

/* One street: all features of one name. */
typedef struct Street {
    const char *name;
    int importance;
    bool near;           /* to a risk area */
    size_t first, count; /* in Streets.order */
} Street;

typedef struct Streets {
    size_t *order; /* features, by name */
    Street *street;
    size_t count;
} Streets;

/* Pieces of one street on the page, and the chain that is being made of them. */
typedef struct Pieces {
    double *x, *y;
    size_t *start; /* count + 1 */
    bool *used;
    size_t count;
} Pieces;

typedef struct Naming {
    const Scene *scene;
    const Frame *frame;
    Typesetter *typesetter;
    cairo_t *cairo;
    LabelBoard board;
} Naming;

static void free_pieces(Pieces *pieces)
{
    free(pieces->x);
    free(pieces->y);
    free(pieces->start);
    free(pieces->used);
}

/* --- numbers
 * ------------------------------------------------------------------------------------------------ */

typedef struct Disc {
    size_t area;
    double x_mm, y_mm, from_x_mm, from_y_mm;
} Disc;

/* In a large area the number stands inside; a small one it would cover, so there it sits on the upper right.
 */
static void seat_number(const Naming *naming, size_t area, double *seat_x_mm, double *seat_y_mm)
{
    if (!naming->scene->areas) return;
    Box box = features_box_of(naming->scene->areas, area);
    double width = frame_length_mm(naming->frame, box.x_max - box.x_min);
    double height = frame_length_mm(naming->frame, box.y_max - box.y_min);

    if (box_is_empty(box) || fmin(width, height) > 3.5 * SIGN_DISC_MM) return;
    /* where an ellipse in the box is met at 45 degrees, and half a disc further */
    double out = SIGN_DISC_MM / 2 * 0.8;
    *seat_x_mm = frame_x_mm(naming->frame, box.x_max) - width / 2 * (1 - 0.7071) + out * 0.7071;
    *seat_y_mm = frame_y_mm(naming->frame, box.y_max) + height / 2 * (1 - 0.7071) - out * 0.7071;
}

/* Where an area is that has its point outside the frame: in the middle of what the map shows of it, when that is in it. */
static bool find_in_frame(const Naming *naming, size_t area, double *x_m, double *y_m)
{
    Box shown = frame_box(naming->frame);
    if (box_contains(shown, *x_m, *y_m)) return true;
    if (!naming->scene->areas) return false;
    Box box = features_box_of(naming->scene->areas, area);
    Polygon polygon = polygon_of(naming->scene->areas, area);
    Box part = {fmax(box.x_min, shown.x_min), fmax(box.y_min, shown.y_min), fmin(box.x_max, shown.x_max), fmin(box.y_max, shown.y_max)};

    *x_m = (part.x_min + part.x_max) / 2;
    *y_m = (part.y_min + part.y_max) / 2;
    return !box_is_empty(part) && polygon_contains(&polygon, *x_m, *y_m);
}

static bool place_numbers(Naming *naming, Disc *discs, size_t *ret_count, Error *error)
{
    const Scene *scene = naming->scene;
    size_t count = 0;

    for (size_t area = 0; area < scene->area_count && count < NUMBERS_MOST; area++) {
        double x_m = scene->area[area].x_m, y_m = scene->area[area].y_m;
        LabelBox box;
        if (!find_in_frame(naming, area, &x_m, &y_m)) continue;
        double x = frame_x_mm(naming->frame, x_m), y = frame_y_mm(naming->frame, y_m);
        double seat_x = x, seat_y = y;
        seat_number(naming, area, &seat_x, &seat_y);
        if (!label_near(&naming->board, seat_x, seat_y, SIGN_DISC_MM, SIGN_DISC_MM, 14, &box)) continue;
        if (!label_take(&naming->board, box, error)) return false;
        bool moved = hypot(box.x_mm - seat_x, box.y_mm - seat_y) > SIGN_DISC_MM / 2;
        discs[count++] = (Disc){area, box.x_mm, box.y_mm, moved ? x : box.x_mm, moved ? y : box.y_mm};
    }
    *ret_count = count;
    return true;
}

static void draw_numbers(Naming *naming, const Disc *discs, size_t count)
{
    cairo_t *cairo = naming->cairo;

    for (size_t i = 0; i < count; i++) {
        const Disc *disc = &discs[i];
        if (hypot(disc->x_mm - disc->from_x_mm, disc->y_mm - disc->from_y_mm) < SIGN_DISC_MM / 2) continue;
        cairo_new_path(cairo);
        cairo_move_to(cairo, disc->from_x_mm, disc->from_y_mm);
        cairo_line_to(cairo, disc->x_mm, disc->y_mm);
        cairo_set_source_rgba(cairo, 1, 1, 1, 0.8);
        cairo_set_line_width(cairo, 0.7);
        cairo_stroke_preserve(cairo);
        set_colour(cairo, PALETTE.ink);
        cairo_set_line_width(cairo, 0.25);
        cairo_stroke(cairo);
    }
    for (size_t i = count; i-- > 0;) { /* the first rank on top */
        const SceneArea *area = &naming->scene->area[discs[i].area];
        sign_disc(naming->typesetter, cairo, area->rank, area->status, discs[i].x_mm, discs[i].y_mm);
    }
}

/* --- names of places
 * ---------------------------------------------------------------------------------------- */

/* A name inside a polygon, level, with an optional second line. */
static bool name_polygon(Naming *naming, const Features *features, size_t feature, const char *name,
                         const char *note, const TextStyle *style, double reach_mm, Error *error)
{
    TextStyle small = *style;
    Polygon polygon = polygon_of(features, feature);
    double x, y, width, height, note_width = 0, note_height = 0;
    LabelBox box;

    if (!polygon_inner_point(&polygon, &x, &y) || !box_contains(frame_box(naming->frame), x, y)) return true;
    small.spacing_pt = 0;
    text_measure(naming->typesetter, name, style, 0, 0, &width, &height);
    if (width > naming->frame->width_mm / 3) return true;
    if (note) text_measure(naming->typesetter, note, &small, 0, 0, &note_width, &note_height);
    if (!label_near(&naming->board, frame_x_mm(naming->frame, x), frame_y_mm(naming->frame, y),
                    fmax(width, note_width) + 1, height + note_height, reach_mm, &box))
        return true;
    if (!label_take(&naming->board, box, error)) return false;
    text_draw_turned(naming->typesetter, naming->cairo, name, style, box.x_mm, box.y_mm - note_height / 2, 0);
    if (note)
        text_draw_turned(naming->typesetter, naming->cairo, note, &small, box.x_mm, box.y_mm + height / 2, 0);
    return true;
}

/* Upper case for the letters that Dutch and English names have; others stay as they are. */
static void capitals(const char *name, char *ret_text, size_t size)
{
    size_t used = 0;

    for (; *name && used + 1 < size; name++) {
        unsigned char c = (unsigned char)*name;
        if (c >= 'a' && c <= 'z') c = (unsigned char)(c - 'a' + 'A');
        /* U+00E0..U+00FE, all but the division sign, have their capitals 0x20 below */
        if (used > 0 && (unsigned char)ret_text[used - 1] == 0xC3 && c >= 0xA0 && c <= 0xBE && c != 0xB7)
            c = (unsigned char)(c - 0x20);
        ret_text[used++] = (char)c;
    }
    ret_text[used] = '\0';
}

static bool name_neighbourhoods(Naming *naming, Error *error)
{
    const SceneLayer *layer = &naming->scene->neighbourhoods;
    TextStyle style = {.size_pt = 6.2,
                       .bold = naming->frame->scale < 15000,
                       .spacing_pt = 0.9,
                       .halo_mm = 0.4,
                       .colour = PALETTE.neighbourhood_name};

    for (size_t i = 0; layer->features && layer->name && i < layer->features->count; i++) {
        const char *note = naming->scene->neighbourhood_note ? naming->scene->neighbourhood_note[i] : NULL;
        char name[160];
        double width, height;
        if (!layer->name[i] || !layer->name[i][0]) continue;
        capitals(layer->name[i], name, sizeof name);
        /* A name much wider than its neighbourhood belongs to the neighbours as well; with hundreds of them the
         * names would be all there is to see. */
        Box box = features_box_of(layer->features, i);
        text_measure(naming->typesetter, name, &style, 0, 0, &width, &height);
        if (!note && width > 1.4 * frame_length_mm(naming->frame, box.x_max - box.x_min)) continue;
        if (!name_polygon(naming, layer->features, i, name, note, &style, 12, error)) return false;
    }
    return true;
}

static bool name_water(Naming *naming, Error *error)
{
    const SceneLayer *layer = &naming->scene->water;
    TextStyle style = {
        .size_pt = 6.5, .italic = true, .spacing_pt = 0.3, .halo_mm = 0.3, .colour = PALETTE.water_name};
    double mm2 = 1e6 / (naming->frame->scale * naming->frame->scale);

    if (!layer->features || layer->features->kind != FEATURE_POLYGON || !layer->name) return true;
    for (size_t i = 0; i < layer->features->count; i++) {
        Polygon polygon = polygon_of(layer->features, i);
        if (!layer->name[i] || !layer->name[i][0] || polygon_area_m2(&polygon) * mm2 < 40) continue;
        if (!name_polygon(naming, layer->features, i, layer->name[i], NULL, &style, 2, error)) return false;
    }
    return true;
}

/* --- names of streets
 * --------------------------------------------------------------------------------------- */

static const char *street_name(const SceneLayer *layer, size_t feature)
{
    return layer->name && layer->name[feature] ? layer->name[feature] : "";
}

typedef struct NamedFeature {
    const char *name;
    size_t feature;
} NamedFeature;

static int compare_named(const void *a, const void *b)
{
    const NamedFeature *one = a, *other = b;
    int order = strcmp(one->name, other->name);

    return order ? order : (one->feature > other->feature) - (one->feature < other->feature);
}

static bool near_area(const Scene *scene, Box box)
{
    box = box_grow(box, AROUND_AREA_M);
    for (size_t area = 0; scene->areas && area < scene->areas->count; area++)
        if (box_overlaps(features_box_of(scene->areas, area), box)) return true;
    return false;
}

static void free_streets(Streets *streets)
{
    free(streets->order);
    free(streets->street);
}

/* Groups the features on the map by name. */
static bool group_streets(const Naming *naming, Streets *ret_streets, Error *error)
{
    const SceneLayer *layer = &naming->scene->streets;
    size_t count = layer->features->count, used = 0;
    NamedFeature *named = malloc((count + 1) * sizeof *named);
    Streets streets = {.order = malloc((count + 1) * sizeof *streets.order),
                       .street = calloc(count + 1, sizeof(Street))};
    Box shown = frame_box(naming->frame);

    if (!named || !streets.order || !streets.street) {
        free(named);
        free_streets(&streets);
        return error_memory(error, (double)count * (sizeof *named + sizeof(Street)));
    }
    for (size_t f = 0; f < count; f++)
        if (street_name(layer, f)[0] && box_overlaps(features_box_of(layer->features, f), shown))
            named[used++] = (NamedFeature){street_name(layer, f), f};
    qsort(named, used, sizeof *named, compare_named);
    for (size_t i = 0; i < used; i++) {
        size_t f = named[i].feature;
        if (i == 0 || strcmp(named[i].name, named[i - 1].name) != 0)
            streets.street[streets.count++] = (Street){.name = named[i].name, .first = i};
        Street *street = &streets.street[streets.count - 1];
        int importance = layer->importance ? layer->importance[f] : 1;
        if (importance > street->importance) street->importance = importance;
        if (!street->near) street->near = near_area(naming->scene, features_box_of(layer->features, f));
        street->count++;
        streets.order[i] = f;
    }
    free(named);
    *ret_streets = streets;
    return true;
}

/* The parts of a street on the page, cut at the frame. */
static bool collect_pieces(const Naming *naming, const size_t *feature, size_t feature_count,
                           Pieces *ret_pieces, Error *error)
{
    const Features *layer = naming->scene->streets.features;
    const Frame *frame = naming->frame;
    Box box = {frame->x_mm, frame->y_mm, frame->x_mm + frame->width_mm, frame->y_mm + frame->height_mm};
    size_t most = 2;

    for (size_t i = 0; i < feature_count; i++)
        most += 2 * (layer->vertex_start[layer->part_start[feature[i] + 1]] -
                     layer->vertex_start[layer->part_start[feature[i]]]);
    Pieces pieces = {malloc(most * sizeof(double)), malloc(most * sizeof(double)),
                     malloc(most * sizeof(size_t)), calloc(most, sizeof(bool)), 0};
    if (!pieces.x || !pieces.y || !pieces.start || !pieces.used) {
        free_pieces(&pieces);
        return error_memory(error, (double)most * 4 * sizeof(double));
    }
    size_t used = 0;
    for (size_t i = 0; i < feature_count; i++) {
        for (size_t part = layer->part_start[feature[i]]; part < layer->part_start[feature[i] + 1]; part++) {
            bool open = false;
            for (size_t v = layer->vertex_start[part] + 1; v < layer->vertex_start[part + 1]; v++) {
                double ax = frame_x_mm(frame, layer->x_m[v - 1]), ay = frame_y_mm(frame, layer->y_m[v - 1]);
                double bx = frame_x_mm(frame, layer->x_m[v]), by = frame_y_mm(frame, layer->y_m[v]);
                if (!trace_cut(box, &ax, &ay, &bx, &by)) {
                    open = false;
                    continue;
                }
                if (!open || hypot(ax - pieces.x[used - 1], ay - pieces.y[used - 1]) > 1e-9) {
                    pieces.start[pieces.count++] = used;
                    pieces.x[used] = ax;
                    pieces.y[used++] = ay;
                }
                pieces.x[used] = bx;
                pieces.y[used++] = by;
                open = true;
            }
        }
    }
    pieces.start[pieces.count] = used;
    *ret_pieces = pieces;
    return true;
}

static void reverse(double *value, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        double kept = value[i];
        value[i] = value[count - 1 - i];
        value[count - 1 - i] = kept;
    }
}

/* Adds pieces to the end of a chain as long as one begins or ends there; returns the chain's new length. */
static size_t extend_chain(Pieces *pieces, double *x, double *y, size_t count)
{
    for (bool found = true; found;) {
        found = false;
        for (size_t p = 0; p < pieces->count && !found; p++) {
            size_t first = pieces->start[p], last = pieces->start[p + 1] - 1;
            if (pieces->used[p]) continue;
            bool forward = hypot(pieces->x[first] - x[count - 1], pieces->y[first] - y[count - 1]) < JOIN_MM;
            bool back = hypot(pieces->x[last] - x[count - 1], pieces->y[last] - y[count - 1]) < JOIN_MM;
            if (!forward && !back) continue;
            for (size_t i = 1; i <= last - first; i++) {
                x[count] = pieces->x[forward ? first + i : last - i];
                y[count++] = pieces->y[forward ? first + i : last - i];
            }
            pieces->used[p] = true;
            found = true;
        }
    }
    return count;
}

static double chain_length(const double *x, const double *y, size_t count)
{
    double length = 0;

    for (size_t i = 1; i < count; i++)
        length += hypot(x[i] - x[i - 1], y[i] - y[i - 1]);
    return length;
}

static TextStyle street_style(int importance)
{
    return (TextStyle){.size_pt = importance == 3 ? 7 : 6, .halo_mm = 0.38, .colour = PALETTE.ink};
}

/* Joins the pieces of a street to chains and puts its name along the first that has a free place. */
static bool name_street(Naming *naming, const Streets *streets, const Street *street, Error *error)
{
    Pieces pieces = {0};
    TextStyle style = street_style(street->importance);
    double width, height;
    LabelBox box;
    bool found = false;

    if (!collect_pieces(naming, streets->order + street->first, street->count, &pieces, error)) return false;
    size_t vertices = pieces.start[pieces.count];
    double *x = malloc((vertices + 1) * sizeof *x), *y = malloc((vertices + 1) * sizeof *y), *run = malloc((vertices + 1) * sizeof *run);
    text_measure(naming->typesetter, street->name, &style, 0, 0, &width, &height);
    for (size_t p = 0; x && y && run && p < pieces.count && !found; p++) {
        if (pieces.used[p]) continue;
        size_t first = pieces.start[p], count = pieces.start[p + 1] - first;
        pieces.used[p] = true;
        memcpy(x, pieces.x + first, count * sizeof *x);
        memcpy(y, pieces.y + first, count * sizeof *y);
        count = extend_chain(&pieces, x, y, count);
        reverse(x, count);
        reverse(y, count);
        count = extend_chain(&pieces, x, y, count);
        if (chain_length(x, y, count) < width) continue;
        found = label_along(&naming->board, x, y, count, width + 0.8, height * 0.8, height * 0.22, run, &box);
    }
    bool done = (x && y && run) || error_memory(error, (double)vertices * 3 * sizeof *x);
    free(x);
    free(y);
    free(run);
    free_pieces(&pieces);
    if (!done || !found) return done;
    text_draw_turned(naming->typesetter, naming->cairo, street->name, &style, box.x_mm, box.y_mm,
                     box.angle_rad);
    return label_take(&naming->board, box, error);
}

/* The rounds in which streets get their names, those that matter most first. */
static bool street_in_round(const Street *street, int round, double scale)
{
    switch (round) {
    case 0:
        return street->importance == 3 && street->near;
    case 1:
        return street->importance == 3 && !street->near;
    case 2:
        return street->importance == 2 && street->near && scale <= SCALE_NEAR_STREETS;
    case 3:
        return street->importance <= 1 && street->near && scale <= SCALE_NEAR_STREETS;
    default:
        return street->importance >= 1 && street->importance < 3 && !street->near &&
               scale <= SCALE_ALL_STREETS;
    }
}

static bool name_streets(Naming *naming, int first_round, int end_round, Error *error)
{
    Streets streets = {0};
    bool done = true;

    if (!naming->scene->streets.features || !naming->scene->streets.name) return true;
    if (!group_streets(naming, &streets, error)) return false;
    for (int round = first_round; done && round < end_round; round++)
        for (size_t i = 0; done && i < streets.count; i++)
            if (street_in_round(&streets.street[i], round, naming->frame->scale))
                done = name_street(naming, &streets, &streets.street[i], error);
    free_streets(&streets);
    return done;
}

/* Cameras and stops keep free of names; lamps and venues are too many for that. */
static bool keep_signs_free(Naming *naming, Error *error)
{
    const SceneLayer *layers[] = {&naming->scene->cameras, &naming->scene->transit};
    Box shown = frame_box(naming->frame);

    if (naming->frame->scale > MAP_SCALE_SIGNS) return true;
    for (size_t k = 0; k < sizeof layers / sizeof layers[0]; k++) {
        const Features *features = layers[k]->features;
        for (size_t v = 0; features && v < features_vertices(features); v++) {
            if (!box_contains(shown, features->x_m[v], features->y_m[v])) continue;
            LabelBox box = {frame_x_mm(naming->frame, features->x_m[v]),
                            frame_y_mm(naming->frame, features->y_m[v]), 2, 1.4, 0};
            if (!label_take(&naming->board, box, error)) return false;
        }
    }
    return true;
}

/* Nothing stands under the inset. */
static bool keep_inset_free(Naming *naming, Error *error)
{
    LabelBox box;

    return !inset_place(naming->scene, naming->frame, &box) || label_take(&naming->board, box, error);
}

bool names_draw(const Scene *scene, const Frame *frame, Typesetter *typesetter, cairo_t *cairo,
                size_t *ret_numbers, LabelBoard *ret_board, Error *error)
{
    Naming naming = {scene, frame, typesetter, cairo,
                     label_board(frame->x_mm + 0.5, frame->y_mm + 0.5, frame->x_mm + frame->width_mm - 0.5,
                                 frame->y_mm + frame->height_mm - 0.5)};
    Disc *discs = malloc((scene->area_count + 1) * sizeof *discs);
    size_t count = 0;

    if (!discs) return error_memory(error, (double)scene->area_count * sizeof *discs);
    bool done = keep_inset_free(&naming, error) && place_numbers(&naming, discs, &count, error) && keep_signs_free(&naming, error) &&
                name_streets(&naming, 0, 2, error) && name_neighbourhoods(&naming, error) &&
                name_streets(&naming, 2, 4, error) && name_water(&naming, error) &&
                name_streets(&naming, 4, 5, error);
    if (done) draw_numbers(&naming, discs, count);
    free(discs);
    if (done) *ret_numbers = count;
    if (done && ret_board)
        *ret_board = naming.board;
    else
        label_board_free(&naming.board);
    return done;
}
