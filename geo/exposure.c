#include "geo/exposure.h"

#include "geo/polygon_index.h"
#include "geo/segments.h"

#include <math.h>
#include <stdlib.h>

/* Samples along a side of a cell, for residents. */
enum { SAMPLES = 10 };

/* Rounding leaves traces of this size in shares of a cell that are 0 or 1. */
static const double TRACE = 1e-9;

typedef struct Overlap {
    Grid share;    /* of each cell within the polygon, 0..1 */
    double *cover; /* (columns + 1) * rows: height of the edges in each cell, upwards positive */
} Overlap;

/* One piece of an edge within one cell, in cells from the grid's corner. By Green's theorem the area is the
 * integral of x dy: an edge that goes up counts what lies to its left, in its own cell and in all cells west.
 */
static void add_piece(Overlap *overlap, double xa, double ya, double xb, double yb)
{
    Grid *share = &overlap->share;
    double x = 0.5 * (xa + xb), y = 0.5 * (ya + yb);
    int column = (int)fmax(0, fmin(share->columns - 1, floor(x)));
    int row = (int)fmax(0, fmin(share->rows - 1, floor(y)));
    share->value[(size_t)row * (size_t)share->columns + (size_t)column] += (x - column) * (yb - ya);
    overlap->cover[(size_t)row * (size_t)(share->columns + 1) + (size_t)column] += yb - ya;
}

/* Walks along the line from a to b, in cells, from one cell's edge to the next. */
typedef struct Walk {
    double ax, ay, dx, dy; /* a, and b - a */
    double next_x, next_y; /* the next lines of the grid */
    double from, to;       /* the piece in hand, 0..1 along a-b */
    double end;
} Walk;

static Walk walk_init(double ax, double ay, double bx, double by, double from, double end)
{
    Walk walk = {ax, ay, bx - ax, by - ay, 0, 0, from, from, end};
    double x = ax + from * walk.dx, y = ay + from * walk.dy;
    walk.next_x = walk.dx > 0 ? floor(x) + 1 : ceil(x) - 1;
    walk.next_y = walk.dy > 0 ? floor(y) + 1 : ceil(y) - 1;
    return walk;
}

static bool walk_next(Walk *walk)
{
    while (walk->to < walk->end) {
        double at_x = walk->dx != 0 ? (walk->next_x - walk->ax) / walk->dx : (double)INFINITY;
        double at_y = walk->dy != 0 ? (walk->next_y - walk->ay) / walk->dy : (double)INFINITY;
        if (at_x <= at_y) walk->next_x += walk->dx > 0 ? 1 : -1;
        if (at_y <= at_x) walk->next_y += walk->dy > 0 ? 1 : -1;
        walk->from = walk->to;
        walk->to = fmax(walk->from, fmin(walk->end, fmin(at_x, at_y)));
        if (walk->to > walk->from) return true;
    }
    return false;
}

static void add_edge(Overlap *overlap, double ax, double ay, double bx, double by)
{
    Walk walk = walk_init(ax, ay, bx, by, 0, 1);
    while (walk_next(&walk)) {
        double xa = ax + walk.from * walk.dx, ya = ay + walk.from * walk.dy;
        double xb = walk.to == 1 ? bx : ax + walk.to * walk.dx,
               yb = walk.to == 1 ? by : ay + walk.to * walk.dy;
        add_piece(overlap, xa, ya, xb, yb);
    }
}

/* From heights to shares: every cell has all that is covered by edges east of it. */
static void sum_cover(Overlap *overlap)
{
    Grid *share = &overlap->share;
    for (int row = 0; row < share->rows; row++) {
        double *value = share->value + (size_t)row * (size_t)share->columns;
        const double *cover = overlap->cover + (size_t)row * (size_t)(share->columns + 1);
        double east = 0;
        for (int column = share->columns - 1; column >= 0; column--) {
            double here = value[column] + east;
            east += cover[column];
            value[column] = here < TRACE ? 0 : here > 1 - TRACE ? 1 : here;
        }
    }
}

/* The share of each cell of a grid around the polygon that lies within it, exactly. */
static bool overlap_polygon(const Polygon *polygon, double cell_m, Grid *ret_share, Error *error)
{
    Overlap overlap = {0};
    if (!grid_init(polygon_box(polygon), cell_m, &overlap.share, error)) return false;
    const Grid *share = &overlap.share;
    size_t covers = ((size_t)share->columns + 1) * (size_t)share->rows;
    overlap.cover = calloc(covers, sizeof *overlap.cover);
    if (!overlap.cover) {
        grid_free(&overlap.share);
        return error_memory(error, (double)covers * sizeof *overlap.cover);
    }
    for (size_t ring = 0; ring < polygon->ring_count; ring++) {
        size_t first = polygon->ring_start[ring], end = polygon->ring_start[ring + 1];
        for (size_t a = first; a < end; a++) {
            size_t b = a + 1 < end ? a + 1 : first;
            add_edge(&overlap, (polygon->x_m[a] - share->x0_m) / cell_m,
                     (polygon->y_m[a] - share->y0_m) / cell_m, (polygon->x_m[b] - share->x0_m) / cell_m,
                     (polygon->y_m[b] - share->y0_m) / cell_m);
        }
    }
    sum_cover(&overlap);
    free(overlap.cover);
    *ret_share = overlap.share;
    return true;
}

bool exposure_ground(const Polygon *boundary, double cell_m, Grid *ret_grid, Error *error)
{
    Grid grid = {0};
    if (!overlap_polygon(boundary, cell_m, &grid, error)) return false;
    for (size_t cell = 0; cell < grid_cells(&grid); cell++)
        grid.value[cell] *= cell_m * cell_m;
    *ret_grid = grid;
    return true;
}

/* The boundary, made ready for many questions: cells wholly inside and wholly outside answer for all that is
 * in them, and only cells on the boundary look at its edges. */
typedef struct Inside {
    Grid share;
    Segments edges;
    PolygonIndex index;
} Inside;

static void inside_free(Inside *inside)
{
    grid_free(&inside->share);
    segments_free(&inside->edges);
    polygon_index_free(&inside->index);
}

static bool inside_init(const Polygon *boundary, double cell_m, Inside *ret_inside, Error *error)
{
    Inside inside = {0};
    if (!overlap_polygon(boundary, cell_m, &inside.share, error) ||
        !segments_of_polygon(boundary, cell_m, &inside.edges, error) ||
        !polygon_index_init_one(boundary, &inside.index, error)) {
        inside_free(&inside);
        return false;
    }
    *ret_inside = inside;
    return true;
}

/* A piece of a street within a cell on the boundary, cut where the boundary crosses it. */
typedef struct Cuts {
    size_t count, room;
    double *at; /* along the piece, 0..1 */
} Cuts;

static bool add_cut(Cuts *cuts, double at, Error *error)
{
    if (cuts->count == cuts->room) {
        size_t room = cuts->room ? 2 * cuts->room : 64;
        double *grown = realloc(cuts->at, room * sizeof *grown);
        if (!grown) return error_memory(error, (double)room * sizeof *grown);
        cuts->at = grown;
        cuts->room = room;
    }
    cuts->at[cuts->count++] = at;
    return true;
}

static int compare_cut(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

typedef struct Line {
    double ax, ay, bx, by; /* m */
} Line;

/* Adds where edge e crosses the line; a crossing found twice makes a piece of no length, which is harmless.
 */
static bool cut_by_edge(const Segments *edges, size_t e, const Line *line, Cuts *cuts, Error *error)
{
    double dx = line->bx - line->ax, dy = line->by - line->ay;
    double ex = edges->bx[e] - edges->ax[e], ey = edges->by[e] - edges->ay[e];
    double turn = dx * ey - dy * ex;
    if (turn == 0) return true;
    double px = edges->ax[e] - line->ax, py = edges->ay[e] - line->ay;
    double along_line = (px * ey - py * ex) / turn, along_edge = (px * dy - py * dx) / turn;
    /* A little to spare at the edge's ends, so that a line through a corner is not missed by both edges. */
    if (along_line <= 0 || along_line >= 1 || along_edge < -TRACE || along_edge > 1 + TRACE) return true;
    return add_cut(cuts, along_line, error);
}

/* Length of a line within the boundary, in m. */
static bool length_inside(const Inside *inside, const Line *line, Cuts *cuts, double *ret_length_m,
                          Error *error)
{
    const Segments *edges = &inside->edges;
    int last_row = segments_row(edges, fmax(line->ay, line->by));
    int last_column = segments_column(edges, fmax(line->ax, line->bx));
    cuts->count = 0;
    if (!add_cut(cuts, 0, error) || !add_cut(cuts, 1, error)) return false;
    for (int row = segments_row(edges, fmin(line->ay, line->by)); row <= last_row; row++) {
        for (int column = segments_column(edges, fmin(line->ax, line->bx)); column <= last_column; column++) {
            size_t bucket = (size_t)row * (size_t)edges->columns + (size_t)column;
            for (size_t k = edges->start[bucket]; k < edges->start[bucket + 1]; k++)
                if (!cut_by_edge(edges, edges->item[k], line, cuts, error)) return false;
        }
    }
    qsort(cuts->at, cuts->count, sizeof *cuts->at, compare_cut);
    double dx = line->bx - line->ax, dy = line->by - line->ay, share = 0;
    for (size_t i = 0; i + 1 < cuts->count; i++) {
        double middle = 0.5 * (cuts->at[i] + cuts->at[i + 1]);
        if (cuts->at[i + 1] > cuts->at[i] &&
            polygon_index_contains(&inside->index, 0, line->ax + middle * dx, line->ay + middle * dy))
            share += cuts->at[i + 1] - cuts->at[i];
    }
    *ret_length_m = share * hypot(dx, dy);
    return true;
}

/* Narrows from .. to to where a + t d lies between low and high. */
static void clip(double a, double d, double low, double high, double *from, double *to)
{
    if (d == 0) {
        if (a < low || a > high) *to = -1;
        return;
    }
    double t = (low - a) / d, u = (high - a) / d;
    *from = fmax(*from, fmin(t, u));
    *to = fmin(*to, fmax(t, u));
}

static bool add_street(const Inside *inside, const Line *street, Cuts *cuts, Grid *grid, Error *error)
{
    double ax = (street->ax - grid->x0_m) / grid->cell_m, ay = (street->ay - grid->y0_m) / grid->cell_m;
    double bx = (street->bx - grid->x0_m) / grid->cell_m, by = (street->by - grid->y0_m) / grid->cell_m;
    double from = 0, to = 1, length_m = hypot(street->bx - street->ax, street->by - street->ay);
    clip(ax, bx - ax, 0, grid->columns, &from, &to);
    clip(ay, by - ay, 0, grid->rows, &from, &to);
    Walk walk = walk_init(ax, ay, bx, by, from, to);
    while (walk_next(&walk)) {
        double middle = 0.5 * (walk.from + walk.to);
        int column = (int)floor(ax + middle * walk.dx), row = (int)floor(ay + middle * walk.dy);
        if (column < 0 || row < 0 || column >= grid->columns || row >= grid->rows) continue;
        size_t cell = (size_t)row * (size_t)grid->columns + (size_t)column;
        double share = inside->share.value[cell], piece_m = (walk.to - walk.from) * length_m;
        if (share == 0) continue;
        if (share < 1) {
            double dx = street->bx - street->ax, dy = street->by - street->ay;
            Line piece = {street->ax + walk.from * dx, street->ay + walk.from * dy, street->ax + walk.to * dx,
                          street->ay + walk.to * dy};
            if (!length_inside(inside, &piece, cuts, &piece_m, error)) return false;
        }
        grid->value[cell] += piece_m;
    }
    return true;
}

bool exposure_streets(const Features *streets, const Polygon *boundary, double cell_m, Grid *ret_grid,
                      Error *error)
{
    Inside inside = {0};
    Grid grid = {0};
    Cuts cuts = {0};
    if (!inside_init(boundary, cell_m, &inside, error)) return false;
    bool done = grid_init(polygon_box(boundary), cell_m, &grid, error);
    size_t parts = features_parts(streets);
    for (size_t part = 0; done && part < parts; part++) {
        for (size_t v = streets->vertex_start[part]; done && v + 1 < streets->vertex_start[part + 1]; v++) {
            Line line = {streets->x_m[v], streets->y_m[v], streets->x_m[v + 1], streets->y_m[v + 1]};
            done = add_street(&inside, &line, &cuts, &grid, error);
        }
    }
    free(cuts.at);
    inside_free(&inside);
    if (done)
        *ret_grid = grid;
    else
        grid_free(&grid);
    return done;
}

/* The samples of one neighbourhood: how many there are, and how many residents each puts in its cell. */
typedef struct Samples {
    const Inside *inside;
    Grid *grid;
    double residents_each; /* 0: only count */
    double total, kept;
} Samples;

/* The samples of row `row` (of samples, from the grid's corner) in columns first .. end - 1. */
static void take_run(Samples *samples, long row, long first, long end)
{
    const Grid *grid = samples->grid;
    samples->total += (double)(end - first);
    if (samples->residents_each == 0 || row < 0 || row >= (long)grid->rows * SAMPLES) return;
    if (first < 0) first = 0;
    if (end > (long)grid->columns * SAMPLES) end = (long)grid->columns * SAMPLES;
    for (long column = first; column < end; column++) {
        size_t cell = (size_t)(row / SAMPLES) * (size_t)grid->columns + (size_t)(column / SAMPLES);
        double share = samples->inside->share.value[cell], step_m = grid->cell_m / SAMPLES;
        if (share == 0) continue;
        if (share < 1 &&
            !polygon_index_contains(&samples->inside->index, 0, grid->x0_m + ((double)column + 0.5) * step_m,
                                    grid->y0_m + ((double)row + 0.5) * step_m))
            continue;
        samples->grid->value[cell] += samples->residents_each;
        samples->kept += samples->residents_each;
    }
}

/* Goes along the rows of samples and takes the runs within the neighbourhood, by the even-odd rule. */
static bool scan(const Polygon *polygon, Samples *samples, Cuts *crossings, Error *error)
{
    const Grid *grid = samples->grid;
    Box box = polygon_box(polygon);
    double step_m = grid->cell_m / SAMPLES;
    long last_row = (long)ceil((box.y_max - grid->y0_m) / step_m);
    samples->total = samples->kept = 0;
    for (long row = (long)floor((box.y_min - grid->y0_m) / step_m); row <= last_row; row++) {
        double y_m = grid->y0_m + ((double)row + 0.5) * step_m, x_m;
        crossings->count = 0;
        for (size_t ring = 0; ring < polygon->ring_count; ring++) {
            size_t first = polygon->ring_start[ring], end = polygon->ring_start[ring + 1];
            for (size_t a = first; a < end; a++) {
                size_t b = a + 1 < end ? a + 1 : first;
                if (polygon_edge_crossing(polygon->x_m[a], polygon->y_m[a], polygon->x_m[b], polygon->y_m[b],
                                          y_m, &x_m) &&
                    !add_cut(crossings, (x_m - grid->x0_m) / step_m - 0.5, error))
                    return false;
            }
        }
        if (crossings->count) qsort(crossings->at, crossings->count, sizeof *crossings->at, compare_cut);
        for (size_t i = 0; i + 1 < crossings->count; i += 2) {
            long first = (long)ceil(crossings->at[i]), end = (long)ceil(crossings->at[i + 1]);
            if (end > first) take_run(samples, row, first, end);
        }
    }
    return true;
}

/* Too small for a sample: all residents in the cell of one point within. */
static double put_in_one_cell(const Inside *inside, const Polygon *polygon, double residents, Grid *grid)
{
    double x_m, y_m;
    if (!polygon_inner_point(polygon, &x_m, &y_m)) return 0;
    ptrdiff_t cell = grid_cell_at(grid, x_m, y_m);
    if (cell < 0 || !polygon_index_contains(&inside->index, 0, x_m, y_m)) return 0;
    grid->value[cell] += residents;
    return residents;
}

static bool spread_residents(const Inside *inside, const Polygon *polygon, double residents, Cuts *crossings,
                             Grid *grid, double *left_out, Error *error)
{
    Samples samples = {inside, grid, 0, 0, 0};
    Box box = polygon_box(polygon), reach = inside->edges.box;
    double kept = 0;
    if (box_overlaps(box, reach)) {
        if (!scan(polygon, &samples, crossings, error)) return false;
        if (samples.total > 0) {
            samples.residents_each = residents / samples.total;
            if (!scan(polygon, &samples, crossings, error)) return false;
            kept = samples.kept;
        } else {
            kept = put_in_one_cell(inside, polygon, residents, grid);
        }
    }
    *left_out += fmax(0, residents - kept);
    return true;
}

bool exposure_residents(const Features *neighbourhoods, const double *residents, const Polygon *boundary,
                        double cell_m, Grid *ret_grid, double *ret_left_out, Error *error)
{
    for (size_t f = 0; f < neighbourhoods->count; f++)
        if (residents[f] < 0 || isinf(residents[f]))
            return error_set(
                error, ERROR_INPUT,
                _("Neighbourhood %zu has %g residents; a number of residents is 0 or more, or left "
                  "empty when it is not known."),
                f + 1, residents[f]);
    Inside inside = {0};
    Grid grid = {0};
    Cuts crossings = {0};
    double left_out = 0;
    if (!inside_init(boundary, cell_m, &inside, error)) return false;
    bool done = grid_init(polygon_box(boundary), cell_m, &grid, error);
    for (size_t f = 0; done && f < neighbourhoods->count; f++) {
        if (!(residents[f] > 0)) continue;
        Polygon polygon = polygon_of(neighbourhoods, f);
        done = spread_residents(&inside, &polygon, residents[f], &crossings, &grid, &left_out, error);
    }
    free(crossings.at);
    inside_free(&inside);
    if (!done) {
        grid_free(&grid);
        return false;
    }
    *ret_grid = grid;
    if (ret_left_out) *ret_left_out = left_out < TRACE ? 0 : left_out;
    return true;
}

bool exposure_counters(const Features *points, const double *value, const Polygon *boundary, double cell_m, Grid *ret_grid, Error *error)
{
    Grid grid;
    if (!grid_init(polygon_box(boundary), cell_m, &grid, error)) return false;
    for (size_t f = 0; f < points->count; f++) {
        if (value[f] < 0 || isinf(value[f])) {
            grid_free(&grid);
            return error_set(error, ERROR_INPUT, _("Counter %zu has the number %g; a number of visitors is 0 or more, or left empty when it is not known."), f + 1, value[f]);
        }
        size_t vertex = points->vertex_start[points->part_start[f]];
        double x = points->x_m[vertex], y = points->y_m[vertex];
        ptrdiff_t cell = grid_cell_at(&grid, x, y);
        if (value[f] > 0 && cell >= 0 && polygon_contains(boundary, x, y)) grid.value[cell] += value[f];
    }
    *ret_grid = grid;
    return true;
}

bool exposure_in_polygon(const Grid *exposure, const Polygon *polygon, double *ret_exposure, Error *error)
{
    Grid share = {0};
    double sum = 0;
    if (polygon->ring_count == 0) {
        *ret_exposure = 0;
        return true;
    }
    if (!overlap_polygon(polygon, exposure->cell_m, &share, error)) return false;
    int east = (int)lround((share.x0_m - exposure->x0_m) / share.cell_m);
    int north = (int)lround((share.y0_m - exposure->y0_m) / share.cell_m);
    for (int r = 0; r < share.rows; r++) {
        for (int c = 0; c < share.columns; c++) {
            int row = r + north, column = c + east;
            if (row < 0 || column < 0 || row >= exposure->rows || column >= exposure->columns) continue;
            double value = exposure->value[(size_t)row * (size_t)exposure->columns + (size_t)column];
            if (!isnan(value)) sum += value * share.value[(size_t)r * (size_t)share.columns + (size_t)c];
        }
    }
    grid_free(&share);
    *ret_exposure = sum;
    return true;
}

static bool has_exposure_around(const Grid *exposure, int column, int row)
{
    for (int r = row - 1; r <= row + 1; r++)
        for (int c = column - 1; c <= column + 1; c++)
            if (r >= 0 && c >= 0 && r < exposure->rows && c < exposure->columns &&
                exposure->value[(size_t)r * (size_t)exposure->columns + (size_t)c] > 0)
                return true;
    return false;
}

size_t exposure_covered(const Grid *exposure, const double *x_m, const double *y_m, size_t count)
{
    size_t covered = 0;
    for (size_t i = 0; i < count; i++) {
        ptrdiff_t cell = grid_cell_at(exposure, x_m[i], y_m[i]);
        covered += cell >= 0 && has_exposure_around(exposure, (int)(cell % exposure->columns), (int)(cell / exposure->columns));
    }
    return covered;
}
