#include "render/label.h"

#include <math.h>
#include <stdlib.h>

#define PI 3.14159265358979323846

LabelBoard label_board(double left_mm, double top_mm, double right_mm, double bottom_mm)
{
    return (LabelBoard){.left_mm = left_mm, .top_mm = top_mm, .right_mm = right_mm, .bottom_mm = bottom_mm};
}

void label_board_free(LabelBoard *board)
{
    free(board->box);
    *board = (LabelBoard){0};
}

static void corners(const LabelBox *box, double x[4], double y[4])
{
    double cosine = cos(box->angle_rad), sine = sin(box->angle_rad);
    double w = box->width_mm / 2, h = box->height_mm / 2;
    const double across[4] = {-w, w, w, -w}, down[4] = {-h, -h, h, h};

    for (int i = 0; i < 4; i++) {
        x[i] = box->x_mm + across[i] * cosine - down[i] * sine;
        y[i] = box->y_mm + across[i] * sine + down[i] * cosine;
    }
}

/* Whether an edge direction of a separates the two (the separating axis theorem for convex shapes). */
static bool separates(const LabelBox *a, const double bx[4], const double by[4])
{
    double cosine = cos(a->angle_rad), sine = sin(a->angle_rad);
    double along_min = INFINITY, along_max = -INFINITY, across_min = INFINITY, across_max = -INFINITY;

    for (int i = 0; i < 4; i++) {
        double dx = bx[i] - a->x_mm, dy = by[i] - a->y_mm;
        double along = dx * cosine + dy * sine, across = -dx * sine + dy * cosine;
        along_min = fmin(along_min, along);
        along_max = fmax(along_max, along);
        across_min = fmin(across_min, across);
        across_max = fmax(across_max, across);
    }
    return along_min >= a->width_mm / 2 || along_max <= -a->width_mm / 2 || across_min >= a->height_mm / 2 ||
           across_max <= -a->height_mm / 2;
}

bool label_overlap(const LabelBox *a, const LabelBox *b)
{
    double reach = (hypot(a->width_mm, a->height_mm) + hypot(b->width_mm, b->height_mm)) / 2;
    if (hypot(a->x_mm - b->x_mm, a->y_mm - b->y_mm) >= reach) return false;
    double ax[4], ay[4], bx[4], by[4];

    corners(a, ax, ay);
    corners(b, bx, by);
    return !separates(a, bx, by) && !separates(b, ax, ay);
}

bool label_is_free(const LabelBoard *board, const LabelBox *box)
{
    double x[4], y[4];

    corners(box, x, y);
    for (int i = 0; i < 4; i++)
        if (!(x[i] >= board->left_mm && x[i] <= board->right_mm && y[i] >= board->top_mm &&
              y[i] <= board->bottom_mm))
            return false;
    for (size_t i = 0; i < board->count; i++)
        if (label_overlap(box, &board->box[i])) return false;
    return true;
}

bool label_take(LabelBoard *board, LabelBox box, Error *error)
{
    if (board->count == board->capacity) {
        size_t capacity = board->capacity ? 2 * board->capacity : 64;
        LabelBox *grown = realloc(board->box, capacity * sizeof *grown);
        if (!grown) return error_memory(error, (double)(capacity * sizeof *grown));
        board->box = grown;
        board->capacity = capacity;
    }
    board->box[board->count++] = box;
    return true;
}

bool label_near(const LabelBoard *board, double x_mm, double y_mm, double width_mm, double height_mm,
                double reach_mm, LabelBox *ret_box)
{
    enum { DIRECTIONS = 16 };
    double step = fmin(width_mm, height_mm) / 2;

    for (double distance = 0; distance <= reach_mm; distance += step) {
        for (int i = 0; i < DIRECTIONS; i++) {
            double angle = -PI / 4 + 2 * PI * i / DIRECTIONS; /* the upper right first, as a reader expects */
            LabelBox box = {x_mm + distance * cos(angle), y_mm + distance * sin(angle), width_mm, height_mm,
                            0};
            if (label_is_free(board, &box)) {
                *ret_box = box;
                return true;
            }
            if (distance == 0) break;
        }
        if (!(step > 0)) break;
    }
    return false;
}

/* The place at a distance along a line; at is the segment where the last search ended. */
static void place_along(const double *x, const double *y, const double *run, size_t count, double distance,
                        double *ret_x, double *ret_y, size_t *at)
{
    while (*at > 0 && run[*at] > distance)
        (*at)--;
    while (*at + 2 < count && run[*at + 1] < distance)
        (*at)++;
    double length = run[*at + 1] - run[*at], t = length > 0 ? (distance - run[*at]) / length : 0;

    *ret_x = x[*at] + t * (x[*at + 1] - x[*at]);
    *ret_y = y[*at] + t * (y[*at + 1] - y[*at]);
}

/* The box on the chord from distance a to b, and how far the line leaves the chord. */
static LabelBox chord_box(const double *x, const double *y, const double *run, size_t count, double a,
                          double b, double width_mm, double height_mm, double *ret_bend)
{
    enum { SAMPLES = 8 };
    double sx[SAMPLES + 1], sy[SAMPLES + 1], low = 0, high = 0;
    size_t at = 0;

    for (int i = 0; i <= SAMPLES; i++)
        place_along(x, y, run, count, a + (b - a) * i / SAMPLES, &sx[i], &sy[i], &at);
    double dx = sx[SAMPLES] - sx[0], dy = sy[SAMPLES] - sy[0], length = hypot(dx, dy);
    if (length < (b - a) * 0.9) { /* it doubles back */
        *ret_bend = INFINITY;
        return (LabelBox){0};
    }
    dx /= length;
    dy /= length;
    for (int i = 1; i < SAMPLES; i++) {
        double off = -(sx[i] - sx[0]) * dy + (sy[i] - sy[0]) * dx;
        low = fmin(low, off);
        high = fmax(high, off);
    }
    double middle = (low + high) / 2;
    *ret_bend = (high - low) / 2;
    double angle = atan2(dy, dx);
    if (angle > PI / 2 - 1e-9) angle -= PI;
    if (angle < -PI / 2 - 1e-9) angle += PI;
    return (LabelBox){(sx[0] + sx[SAMPLES]) / 2 - dy * middle, (sy[0] + sy[SAMPLES]) / 2 + dx * middle,
                      width_mm, height_mm, angle};
}

bool label_along(const LabelBoard *board, const double *x_mm, const double *y_mm, size_t count,
                 double width_mm, double height_mm, double bend_mm, double *run, LabelBox *ret_box)
{
    enum { STRETCHES = 24 };
    if (count < 2) return false;
    bool found = false;
    double best = INFINITY;

    run[0] = 0;
    for (size_t i = 1; i < count; i++)
        run[i] = run[i - 1] + hypot(x_mm[i] - x_mm[i - 1], y_mm[i] - y_mm[i - 1]);
    double spare = run[count - 1] - width_mm;
    for (int i = 0; spare >= 0 && i <= STRETCHES; i++) {
        double start = spare * i / STRETCHES, bend;
        LabelBox box = chord_box(x_mm, y_mm, run, count, start, start + width_mm, width_mm, height_mm, &bend);
        if (bend > bend_mm) continue;
        double cost = bend / bend_mm + 2 * fabs((double)i / STRETCHES - 0.5);
        if (cost < best && label_is_free(board, &box)) {
            *ret_box = box;
            best = cost;
            found = true;
        }
    }
    return found;
}
