#include "geo/sight.h"

#include <math.h>

bool sight_init(const Features *buildings, Sight *ret_sight, Error *error)
{
    Sight sight = {0};
    if (!segments_of_features(buildings, 0, &sight.walls, error)) return false;
    if (!polygon_index_init(buildings, &sight.buildings, error)) {
        segments_free(&sight.walls);
        return false;
    }
    *ret_sight = sight;
    return true;
}

void sight_free(Sight *sight)
{
    segments_free(&sight->walls);
    polygon_index_free(&sight->buildings);
}

/* A line of sight, always from the lesser end, so that it is the same line from both ends. */
typedef struct Line {
    double ax, ay, bx, by;
} Line;

static Line line_of(double ax, double ay, double bx, double by)
{
    bool turn = bx < ax || (bx == ax && by < ay);
    return turn ? (Line){bx, by, ax, ay} : (Line){ax, ay, bx, by};
}

/* Above 0 when r lies to the left of p -> q. */
static double side(double px, double py, double qx, double qy, double rx, double ry)
{
    return (qx - px) * (ry - py) - (qy - py) * (rx - px);
}

/* A wall with an end on the line is taken to have it on the left, so that a line through a corner meets one of its two
 * walls; a place that stands on a wall does not look through it. */
static bool passes_wall(const Line *line, double px, double py, double qx, double qy)
{
    bool p_left = side(line->ax, line->ay, line->bx, line->by, px, py) >= 0;
    bool q_left = side(line->ax, line->ay, line->bx, line->by, qx, qy) >= 0;
    if (p_left == q_left) return false;
    double a = side(px, py, qx, qy, line->ax, line->ay), b = side(px, py, qx, qy, line->bx, line->by);
    return (a < 0 && b > 0) || (a > 0 && b < 0);
}

bool sight_blocks(const Features *buildings, size_t building, double ax_m, double ay_m, double bx_m, double by_m)
{
    Line line = line_of(ax_m, ay_m, bx_m, by_m);
    Polygon polygon = polygon_of(buildings, building);
    bool passes = false;
    for (size_t ring = 0; ring < polygon.ring_count && !passes; ring++) {
        size_t first = polygon.ring_start[ring], end = polygon.ring_start[ring + 1];
        for (size_t v = first; v < end && !passes; v++) {
            size_t next = v + 1 < end ? v + 1 : first;
            passes = passes_wall(&line, polygon.x_m[v], polygon.y_m[v], polygon.x_m[next], polygon.y_m[next]);
        }
    }
    return passes && !polygon_contains(&polygon, ax_m, ay_m) && !polygon_contains(&polygon, bx_m, by_m);
}

/* Whether a wall in this bucket, of a building that holds neither end, is passed. */
static bool bucket_blocks(const Sight *sight, const Line *line, size_t bucket)
{
    const Segments *walls = &sight->walls;
    for (size_t k = walls->start[bucket]; k < walls->start[bucket + 1]; k++) {
        size_t i = walls->item[k], building = walls->feature[i];
        if (passes_wall(line, walls->ax[i], walls->ay[i], walls->bx[i], walls->by[i]) &&
            !polygon_index_contains(&sight->buildings, building, line->ax, line->ay) &&
            !polygon_index_contains(&sight->buildings, building, line->bx, line->by))
            return true;
    }
    return false;
}

/* The columns that the line passes in one row of buckets, with a little to spare for rounding. */
static void columns_of(const Segments *walls, const Line *line, int row, int *ret_first, int *ret_last)
{
    double slack = 1e-6 * walls->bucket_m + 1e-6;
    double low = walls->box.y_min + row * walls->bucket_m - slack, high = low + walls->bucket_m + 2 * slack;
    double from = 0, to = 1, rise = line->by - line->ay, run = line->bx - line->ax;
    if (fabs(rise) > slack) {
        double t = (low - line->ay) / rise, u = (high - line->ay) / rise;
        from = fmin(fmax(0, fmin(t, u)), 1);
        to = fmax(fmin(1, fmax(t, u)), 0);
    }
    *ret_first = segments_column(walls, line->ax + from * run - slack);
    *ret_last = segments_column(walls, line->ax + to * run + slack);
}

bool sight_is_clear(const Sight *sight, double ax_m, double ay_m, double bx_m, double by_m)
{
    const Segments *walls = &sight->walls;
    if (walls->count == 0) return true;
    Line line = line_of(ax_m, ay_m, bx_m, by_m);
    double slack = 1e-6 * walls->bucket_m + 1e-6;
    int last_row = segments_row(walls, fmax(ay_m, by_m) + slack);
    for (int row = segments_row(walls, fmin(ay_m, by_m) - slack); row <= last_row; row++) {
        int column, last;
        columns_of(walls, &line, row, &column, &last);
        size_t bucket = (size_t)row * (size_t)walls->columns + (size_t)column;
        for (; column <= last; column++, bucket++)
            if (bucket_blocks(sight, &line, bucket)) return false;
    }
    return true;
}
