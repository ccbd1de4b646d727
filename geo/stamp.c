#include "geo/stamp.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 8 };

size_t stamp_room(int tile_columns)
{
    return (size_t)tile_columns + BLOCK;
}

/* The kernel over its top, from the square of d / radius; within the interval only, so that it exceeds 1 by no
 * more than rounding. */
CPU_INLINE double shape(KernelKind kernel, double u2)
{
    double v = u2 < 1 ? 1 - u2 : 0;
    switch (kernel) {
    case KERNEL_QUARTIC:
        return v * v;
    case KERNEL_EPANECHNIKOV:
        return v;
    case KERNEL_TRIWEIGHT:
        return v * v * v;
    case KERNEL_TRIANGULAR:
        return u2 < 1 ? 1 - sqrt(u2) : 0;
    default:
        return 1;
    }
}

/* Whole blocks of columns: those past the interval's end get 0, and the room has a block to spare. */
CPU_INLINE void stamp(KernelKind kernel, const Sources *sources, size_t first, size_t end, int row, int columns,
                      double *room, double *cell)
{
    memset(room, 0, ((size_t)columns + BLOCK) * sizeof *room);
    for (size_t k = first; k < end; k++) {
        double r = sources->radius ? sources->radius[k] : sources->reach, dy = row - sources->y[k];
        double x = sources->x[k], top = sources->top[k], half2 = r * r - dy * dy;
        if (half2 < 0) continue;
        double half = sqrt(half2), per_r = 1 / r, u = dy * per_r;
        double west = ceil(x - half), east = floor(x + half);
        int from = west > 0 ? (int)fmin(west, columns) : 0, last = east < columns - 1 ? (int)fmax(east, -1) : columns - 1;
        for (int c = from; c <= last; c += BLOCK) {
            for (int lane = 0; lane < BLOCK; lane++) {
                double t = (c + lane - x) * per_r, value = top * shape(kernel, u * u + t * t);
                room[c + lane] += c + lane <= last ? value : 0;
            }
        }
    }
    for (int c = 0; c < columns; c++)
        cell[c] += room[c];
}

CPU_INLINE void stamp_kernel(const Sources *sources, KernelKind kernel, size_t first, size_t end, int row,
                             int columns, double *room, double *cell)
{
    switch (kernel) {
    case KERNEL_QUARTIC:
        stamp(KERNEL_QUARTIC, sources, first, end, row, columns, room, cell);
        break;
    case KERNEL_EPANECHNIKOV:
        stamp(KERNEL_EPANECHNIKOV, sources, first, end, row, columns, room, cell);
        break;
    case KERNEL_TRIWEIGHT:
        stamp(KERNEL_TRIWEIGHT, sources, first, end, row, columns, room, cell);
        break;
    case KERNEL_TRIANGULAR:
        stamp(KERNEL_TRIANGULAR, sources, first, end, row, columns, room, cell);
        break;
    default:
        stamp(KERNEL_UNIFORM, sources, first, end, row, columns, room, cell);
    }
}

static void stamp_plain(const Sources *sources, KernelKind kernel, size_t first, size_t end, int row,
                        int columns, double *room, double *cell)
{
    stamp_kernel(sources, kernel, first, end, row, columns, room, cell);
}

CPU_FOR_AVX2 static void stamp_avx2(const Sources *sources, KernelKind kernel, size_t first, size_t end, int row,
                                    int columns, double *room, double *cell)
{
    stamp_kernel(sources, kernel, first, end, row, columns, room, cell);
}

CPU_FOR_AVX512 static void stamp_avx512(const Sources *sources, KernelKind kernel, size_t first, size_t end,
                                        int row, int columns, double *room, double *cell)
{
    stamp_kernel(sources, kernel, first, end, row, columns, room, cell);
}

void stamp_row(const Sources *sources, KernelKind kernel, size_t first, size_t end, int row, int columns,
               CpuPath path, double *room, double *cell)
{
    if (path == CPU_AVX512)
        stamp_avx512(sources, kernel, first, end, row, columns, room, cell);
    else if (path == CPU_AVX2)
        stamp_avx2(sources, kernel, first, end, row, columns, room, cell);
    else
        stamp_plain(sources, kernel, first, end, row, columns, room, cell);
}

/* exp(-((c - x) / h)^2 / 2) for the columns first .. last, outwards from the one nearest to x: each value is
 * the last one times a ratio, and each ratio the last one times exp(-1 / h^2). After n steps that has lost
 * n^2 / 2 roundings, 2e-13 where the value itself is 1e-14. */
static void gaussian_columns(double x, double h, int first, int last, double *ret_value)
{
    int middle = (int)fmin(fmax(floor(x + 0.5), first), last);
    double t = (middle - x) / h, top = exp(-0.5 * t * t), shrink = exp(-1 / (h * h));
    double value = top, ratio = exp(-(t + 0.5 / h) / h);
    for (int c = middle; c <= last; c++) {
        ret_value[c] = value;
        value *= ratio;
        ratio *= shrink;
    }
    value = top;
    ratio = exp((t - 0.5 / h) / h);
    for (int c = middle; c >= first; c--) {
        ret_value[c] = value;
        value *= ratio;
        ratio *= shrink;
    }
}

/* The Gaussian is a product of one factor per column and one per row. */
CPU_INLINE void stamp_products(const Sources *sources, size_t first, size_t end, int first_row, int end_row,
                               int columns, size_t stride, double *restrict room, double *restrict cell)
{
    for (size_t k = first; k < end; k++) {
        double r = sources->radius ? sources->radius[k] : sources->reach, x = sources->x[k], y = sources->y[k];
        double h = r / kernel_radius_m(KERNEL_GAUSSIAN, 1);
        int west = (int)fmax(0, ceil(x - r)), east = (int)fmin(columns - 1, floor(x + r));
        int low = (int)fmax(first_row, ceil(y - r)), high = (int)fmin(end_row - 1, floor(y + r));
        if (west > east || low > high) continue;
        gaussian_columns(x, h, west, east, room);
        for (int j = low; j <= high; j++) {
            double dy = j - y, half = sqrt(fmax(0, r * r - dy * dy));
            double top = sources->top[k] * exp(-0.5 * (dy / h) * (dy / h));
            double *row = cell + (size_t)(j - first_row) * stride;
            int last = (int)fmin(east, floor(x + half));
            for (int c = (int)fmax(west, ceil(x - half)); c <= last; c++)
                row[c] += top * room[c];
        }
    }
}

static void products_plain(const Sources *sources, size_t first, size_t end, int first_row, int end_row,
                           int columns, size_t stride, double *room, double *cell)
{
    stamp_products(sources, first, end, first_row, end_row, columns, stride, room, cell);
}

CPU_FOR_AVX2 static void products_avx2(const Sources *sources, size_t first, size_t end, int first_row,
                                       int end_row, int columns, size_t stride, double *room, double *cell)
{
    stamp_products(sources, first, end, first_row, end_row, columns, stride, room, cell);
}

CPU_FOR_AVX512 static void products_avx512(const Sources *sources, size_t first, size_t end, int first_row,
                                           int end_row, int columns, size_t stride, double *room, double *cell)
{
    stamp_products(sources, first, end, first_row, end_row, columns, stride, room, cell);
}

void stamp_gaussian(const Sources *sources, size_t first, size_t end, int first_row, int end_row, int columns,
                    size_t stride, CpuPath path, double *room, double *cell)
{
    if (path == CPU_AVX512)
        products_avx512(sources, first, end, first_row, end_row, columns, stride, room, cell);
    else if (path == CPU_AVX2)
        products_avx2(sources, first, end, first_row, end_row, columns, stride, room, cell);
    else
        products_plain(sources, first, end, first_row, end_row, columns, stride, room, cell);
}
