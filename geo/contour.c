#include "geo/contour.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* How near a ring may pass to a centre, in cells: rings that pass at places of their own cannot touch. */
static const double NEAREST = 1e-4;

typedef enum Heading { NORTH, WEST, SOUTH, EAST } Heading;

/* The two lattice nodes that a ring passes between: the one on its left is at or above the level, the one on
 * its right below. */
typedef struct Crossing {
    int left_column, left_row;
    Heading heading;
} Crossing;

typedef struct Ring {
    size_t first, end; /* vertices */
    int west_column;   /* its westernmost crossing of a row: between west_column and west_column + 1, */
    int west_row;      /* in this row */
    size_t outer;      /* the ring around its region; itself for an outer ring */
    bool hole;
} Ring;

typedef struct Tracing {
    const Grid *grid;
    double level;
    int32_t *ring_at; /* per row, the ring that passes between columns c - 1 and c; -1 is none */
    double *x_m, *y_m;
    size_t vertices, vertex_room;
    Ring *ring;
    size_t rings, ring_room;
} Tracing;

static const int STEP_X[4] = {0, -1, 0, 1}, STEP_Y[4] = {1, 0, -1, 0};

/* -infinity is "below" for what is outside or has no data. */
static double node(const Tracing *tracing, int column, int row)
{
    const Grid *grid = tracing->grid;
    if (column < 0 || row < 0 || column >= grid->columns || row >= grid->rows) return -INFINITY;
    double value = grid->value[(size_t)row * (size_t)grid->columns + (size_t)column];
    return isnan(value) ? -(double)INFINITY : value;
}

static Heading turned_left(Heading heading)
{
    return (Heading)((heading + 1) % 4);
}

static Heading turned_right(Heading heading)
{
    return (Heading)((heading + 3) % 4);
}

static int32_t *ring_between(const Tracing *tracing, int west_column, int row)
{
    return &tracing->ring_at[(size_t)row * ((size_t)tracing->grid->columns + 1) + (size_t)(west_column + 1)];
}

static bool add_vertex(Tracing *tracing, const Crossing *at, Error *error)
{
    if (tracing->vertices == tracing->vertex_room) {
        size_t room = tracing->vertex_room + tracing->vertex_room / 2 + 1024;
        double *x_m = realloc(tracing->x_m, room * sizeof *x_m);
        if (x_m) tracing->x_m = x_m;
        double *y_m = x_m ? realloc(tracing->y_m, room * sizeof *y_m) : NULL;
        if (!y_m) return error_memory(error, (double)room * 2 * sizeof *y_m);
        tracing->y_m = y_m;
        tracing->vertex_room = room;
    }
    Heading right = turned_right(at->heading);
    double high = node(tracing, at->left_column, at->left_row);
    double low = node(tracing, at->left_column + STEP_X[right], at->left_row + STEP_Y[right]);
    double share = isfinite(low) && isfinite(high) ? (high - tracing->level) / (high - low) : 0.5;
    share = fmin(fmax(share, NEAREST), 1 - NEAREST);
    const Grid *grid = tracing->grid;
    tracing->x_m[tracing->vertices] =
        grid->x0_m + (at->left_column + 0.5 + share * STEP_X[right]) * grid->cell_m;
    tracing->y_m[tracing->vertices] =
        grid->y0_m + (at->left_row + 0.5 + share * STEP_Y[right]) * grid->cell_m;
    tracing->vertices++;
    return true;
}

/* Through the square ahead: round the left node, straight on, or round the right one. */
static Crossing next_crossing(const Tracing *tracing, Crossing at)
{
    Heading heading = at.heading, right = turned_right(heading);
    int column = at.left_column, row = at.left_row;
    double left = node(tracing, column, row);
    double right_value = node(tracing, column + STEP_X[right], row + STEP_Y[right]);
    double far_left = node(tracing, column + STEP_X[heading], row + STEP_Y[heading]);
    int far_column = column + STEP_X[heading] + STEP_X[right],
        far_row = row + STEP_Y[heading] + STEP_Y[right];
    double far_right = node(tracing, far_column, far_row);
    bool join = far_right >= tracing->level;
    if (join && far_left < tracing->level)
        join = (left + right_value + far_left + far_right) / 4 >= tracing->level;
    if (join) return (Crossing){far_column, far_row, right};
    if (far_left >= tracing->level)
        return (Crossing){column + STEP_X[heading], row + STEP_Y[heading], heading};
    return (Crossing){column, row, turned_left(heading)};
}

static bool add_ring(Tracing *tracing, Ring ring, Error *error)
{
    if (tracing->rings == tracing->ring_room) {
        size_t room = tracing->ring_room + tracing->ring_room / 2 + 64;
        Ring *grown = realloc(tracing->ring, room * sizeof *grown);
        if (!grown) return error_memory(error, (double)room * sizeof *grown);
        tracing->ring = grown;
        tracing->ring_room = room;
    }
    tracing->ring[tracing->rings++] = ring;
    return true;
}

/* Follows one ring from a crossing of a row until it is there again. */
static bool trace(Tracing *tracing, Crossing start, Error *error)
{
    Ring ring = {.first = tracing->vertices, .west_column = INT32_MAX, .outer = tracing->rings};
    double twice_area = 0;
    Crossing at = start;
    do {
        if (!add_vertex(tracing, &at, error)) return false;
        if (at.heading == NORTH || at.heading == SOUTH) {
            int west = at.heading == NORTH ? at.left_column : at.left_column - 1;
            *ring_between(tracing, west, at.left_row) = (int32_t)tracing->rings;
            if (west < ring.west_column) {
                ring.west_column = west;
                ring.west_row = at.left_row;
            }
        }
        at = next_crossing(tracing, at);
    } while (at.left_column != start.left_column || at.left_row != start.left_row ||
             at.heading != start.heading);
    ring.end = tracing->vertices;
    const double *x = tracing->x_m, *y = tracing->y_m;
    for (size_t i = ring.first + 1; i + 1 < ring.end; i++)
        twice_area += (x[i] - x[ring.first]) * (y[i + 1] - y[ring.first]) -
                      (x[i + 1] - x[ring.first]) * (y[i] - y[ring.first]);
    ring.hole = twice_area < 0;
    return add_ring(tracing, ring, error);
}

static bool trace_all(Tracing *tracing, Error *error)
{
    const Grid *grid = tracing->grid;
    for (int row = 0; row < grid->rows; row++) {
        bool west_in = false;
        for (int column = 0; column <= grid->columns; column++) {
            bool east_in = node(tracing, column, row) >= tracing->level;
            if (west_in != east_in && *ring_between(tracing, column - 1, row) < 0) {
                Crossing start =
                    west_in ? (Crossing){column - 1, row, NORTH} : (Crossing){column, row, SOUTH};
                if (!trace(tracing, start, error)) return false;
            }
            west_in = east_in;
        }
    }
    return true;
}

/* West of a hole's westernmost crossing its region goes on until the next ring to the west, which bounds the
 * same region and starts further west: an outer ring, or a hole for which the same holds. */
static void find_outer_rings(Tracing *tracing)
{
    for (size_t i = 0; i < tracing->rings; i++) {
        size_t r = i;
        while (tracing->ring[r].hole) {
            int column = tracing->ring[r].west_column - 1;
            while (*ring_between(tracing, column, tracing->ring[r].west_row) < 0)
                column--;
            r = (size_t)*ring_between(tracing, column, tracing->ring[r].west_row);
        }
        tracing->ring[i].outer = r;
    }
}

static bool add_part(const Tracing *tracing, const Ring *ring, Features *areas, Error *error)
{
    if (!features_add_part(areas, error)) return false;
    for (size_t i = ring->first; i < ring->end; i++) {
        if (!features_add_vertex(areas, tracing->x_m[i], tracing->y_m[i], error)) return false;
    }
    return true;
}

/* next_hole[r] is the hole after ring r in the region of r; the list of a region starts at its outer ring. */
static bool collect(const Tracing *tracing, size_t *next_hole, Features *areas, Error *error)
{
    for (size_t i = tracing->rings; i-- > 0;) {
        size_t outer = tracing->ring[i].outer;
        if (!tracing->ring[i].hole) continue;
        next_hole[i] = next_hole[outer];
        next_hole[outer] = i;
    }
    for (size_t i = 0; i < tracing->rings; i++) {
        if (tracing->ring[i].hole) continue;
        if (!features_add(areas, error)) return false;
        for (size_t r = i; r != SIZE_MAX; r = next_hole[r]) {
            if (!add_part(tracing, &tracing->ring[r], areas, error)) return false;
        }
    }
    return true;
}

bool contour_polygons(const Grid *grid, double level, Features *ret_areas, Error *error)
{
    if (!isfinite(level))
        return error_set(error, ERROR_INPUT, _("The level of the risk areas is not a number."));
    size_t crossings = ((size_t)grid->columns + 1) * (size_t)grid->rows;
    Tracing tracing = {.grid = grid, .level = level, .ring_at = malloc((crossings + 1) * sizeof(int32_t))};
    if (!tracing.ring_at) return error_memory(error, (double)crossings * sizeof(int32_t));
    for (size_t i = 0; i < crossings; i++)
        tracing.ring_at[i] = -1;
    Features areas = features_init(FEATURE_POLYGON);
    size_t *next_hole = NULL;
    bool done = trace_all(&tracing, error);
    if (done) {
        find_outer_rings(&tracing);
        next_hole = malloc((tracing.rings + 1) * sizeof *next_hole);
        if (!next_hole) done = error_memory(error, (double)tracing.rings * sizeof *next_hole);
    }
    if (done) {
        for (size_t i = 0; i < tracing.rings; i++)
            next_hole[i] = SIZE_MAX;
        done = collect(&tracing, next_hole, &areas, error);
    }
    free(next_hole);
    free(tracing.ring_at);
    free(tracing.x_m);
    free(tracing.y_m);
    free(tracing.ring);
    if (done)
        *ret_areas = areas;
    else
        features_free(&areas);
    return done;
}
