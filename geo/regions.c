#include "geo/regions.h"

#include <stdlib.h>

/* The sides of a cell as one walks round it with the cell to the left: below eastward, right northward, above westward,
 * left southward. A side's number is also its direction. */
enum { EAST, NORTH, WEST, SOUTH, SIDES };
static const int COLUMN_STEP[SIDES] = {1, 0, -1, 0}, ROW_STEP[SIDES] = {0, 1, 0, -1};

typedef struct Walk {
    const Grid *grid;
    uint32_t *region_of;
    uint8_t *walked; /* a bit per side of a cell */
    Features *regions;
} Walk;

typedef struct Place {
    int column, row;
} Place;

static Place step(Place place, int direction)
{
    return (Place){place.column + COLUMN_STEP[direction], place.row + ROW_STEP[direction]};
}

static size_t index_of(const Grid *grid, Place place)
{
    return (size_t)place.row * (size_t)grid->columns + (size_t)place.column;
}

static bool inside(const Grid *grid, Place place)
{
    return place.column >= 0 && place.row >= 0 && place.column < grid->columns && place.row < grid->rows;
}

static bool in_region(const Walk *walk, Place place, uint32_t region)
{
    return inside(walk->grid, place) && walk->region_of[index_of(walk->grid, place)] == region;
}

static bool is_edge(const Walk *walk, Place place, int side)
{
    uint32_t region = walk->region_of[index_of(walk->grid, place)];
    return region != 0 && !in_region(walk, step(place, (side + SOUTH) % SIDES), region);
}

/* Numbers the cells that hang together with the first one and lists them in `queue`, which has room for all; says how many. */
static size_t number_region(const Grid *grid, const uint8_t *label, size_t first, uint32_t region, uint32_t *region_of, size_t *queue)
{
    size_t head = 0, tail = 0, columns = (size_t)grid->columns;
    region_of[first] = region;
    queue[tail++] = first;
    while (head < tail) {
        size_t cell = queue[head++];
        Place place = {(int)(cell % columns), (int)(cell / columns)};
        for (int direction = 0; direction < SIDES; direction++) {
            Place next = step(place, direction);
            if (!inside(grid, next)) continue;
            size_t other = index_of(grid, next);
            if (region_of[other] != 0 || label[other] != label[cell]) continue;
            region_of[other] = region;
            queue[tail++] = other;
        }
    }
    return tail;
}

/* The corner at which a side begins. */
static bool add_corner(Walk *walk, Place place, int side, Error *error)
{
    const Grid *grid = walk->grid;
    int column = place.column + (side == NORTH || side == WEST), row = place.row + (side == WEST || side == SOUTH);
    return features_add_vertex(walk->regions, grid->x0_m + column * grid->cell_m, grid->y0_m + row * grid->cell_m, error);
}

/* One ring. Where cells of the region touch at a corner alone the walk turns right, over to the other cell: a hole that is
 * open at a corner is then a hole, and no ring crosses itself. */
static bool walk_ring(Walk *walk, Place place, int side, Error *error)
{
    const Grid *grid = walk->grid;
    uint32_t region = walk->region_of[index_of(grid, place)];
    int came = SIDES;
    if (!features_add_part(walk->regions, error)) return false;
    while (!(walk->walked[index_of(grid, place)] >> side & 1)) {
        walk->walked[index_of(grid, place)] |= (uint8_t)(1 << side);
        if (side != came && !add_corner(walk, place, side, error)) return false;
        came = side;
        Place ahead = step(place, side), right = step(ahead, (side + SOUTH) % SIDES);
        if (in_region(walk, right, region)) place = right, side = (side + SOUTH) % SIDES;
        else if (in_region(walk, ahead, region)) place = ahead;
        else side = (side + NORTH) % SIDES;
    }
    return true;
}

/* The outer ring begins below the first cell; what is not walked along after it are holes. `cells` are those of the region. */
static bool trace_region(Walk *walk, const size_t *cells, size_t count, Error *error)
{
    size_t columns = (size_t)walk->grid->columns;
    if (!features_add(walk->regions, error)) return false;
    for (size_t i = 0; i < count; i++) {
        Place place = {(int)(cells[i] % columns), (int)(cells[i] / columns)};
        for (int side = 0; side < SIDES; side++)
            if (is_edge(walk, place, side) && !(walk->walked[cells[i]] >> side & 1) && !walk_ring(walk, place, side, error)) return false;
    }
    return true;
}

bool regions_find(const Grid *grid, const uint8_t *label, Features *ret_regions, uint32_t **ret_region_of, Error *error)
{
    size_t cells = grid_cells(grid);
    Features regions = features_init(FEATURE_POLYGON);
    Walk walk = {grid, calloc(cells + 1, sizeof *walk.region_of), calloc(cells + 1, 1), &regions};
    size_t *queue = malloc((cells + 1) * sizeof *queue);
    bool ok = (walk.region_of != NULL && walk.walked != NULL && queue != NULL) || error_memory(error, 13.0 * (double)cells);
    uint32_t count = 0;
    for (size_t cell = 0; ok && cell < cells; cell++) {
        if (label[cell] == 0 || walk.region_of[cell] != 0) continue;
        size_t size = number_region(grid, label, cell, ++count, walk.region_of, queue);
        ok = trace_region(&walk, queue, size, error);
    }
    free(walk.walked);
    free(queue);
    if (!ok) {
        features_free(&regions);
        free(walk.region_of);
        return false;
    }
    *ret_regions = regions;
    *ret_region_of = walk.region_of;
    return true;
}
