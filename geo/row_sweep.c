#include "geo/row_sweep.h"

#include <math.h>

/* Slots before the first column and after the last: intervals cut off there take turns, for many in a row
 * would wait for each other on one slot. */
enum { CHUNK = 128, TURNS = 8 };

typedef double Quad __attribute__((vector_size(32)));
typedef double Pair __attribute__((vector_size(16)));

/* The slots of some intervals' starts and ends, and the coefficients of t^0, t^1 .. on them. */
typedef struct Events {
    int from[CHUNK], to[CHUNK];
    double c[7][CHUNK];
} Events;

bool row_sweep_knows(KernelKind kernel)
{
    return kernel == KERNEL_QUARTIC || kernel == KERNEL_EPANECHNIKOV || kernel == KERNEL_TRIWEIGHT ||
           kernel == KERNEL_UNIFORM;
}

size_t row_sweep_room(int tile_columns)
{
    return ((size_t)tile_columns + 2 * TURNS) * 8;
}

/* (a - (t - p)^2)^power as coefficients of t, times the weight w. */
CPU_INLINE void expand(int power, double a, double p, double w, int i, Events *events)
{
    double q = a - p * p, wq = w * q, b = 2 * p, wb = w * b;
    double(*c)[CHUNK] = events->c;
    if (power == 0) c[0][i] = w;
    if (power == 1) c[0][i] = wq, c[1][i] = wb, c[2][i] = -w;
    if (power == 2) {
        c[0][i] = wq * q;
        c[1][i] = 2 * wq * b;
        c[2][i] = wb * b - 2 * wq;
        c[3][i] = -2 * wb;
        c[4][i] = w;
    }
    if (power == 3) {
        double q3 = 3 * q, bb = b * b;
        c[0][i] = wq * (q * q);
        c[1][i] = wq * (q3 * b);
        c[2][i] = 3 * wq * (bb - q);
        c[3][i] = wb * (bb - 2 * q3);
        c[4][i] = w * (q3 - 3 * bb);
        c[5][i] = 3 * wb;
        c[6][i] = -w;
    }
}

/* Half the length of the interval where d <= radius, in cells. A square root of single precision, made shorter by
 * more than its error, costs a third: what it leaves out at the rim is below (2^-21)^2 of a quartic kernel's top,
 * and it never goes beyond the rim, where a value must be 0. The lower powers do not vanish so fast. */
CPU_INLINE double half_length(int power, double half2)
{
    double positive = half2 > 0 ? half2 : 0;
    return power >= 2 ? (double)sqrtf((float)positive) * (1 - 0x1p-22) : sqrt(positive);
}

/* Columns are counted from the tile's first; t runs from the tile's middle in radii of the widest source. The
 * slot of column c is TURNS + c; an interval without columns goes to a slot past the last, which nobody reads. */
CPU_INLINE void find_events(int power, bool own, const Sources *sources, size_t first, int count, int row, int columns,
                            Events *events)
{
    const double *x = sources->x + first, *y = sources->y + first, *top = sources->top + first;
    const double *radius = own ? sources->radius + first : NULL;
    const double per_unit = 1 / sources->reach, per_unit2 = per_unit * per_unit, centre = 0.5 * (columns - 1);
    const double width = columns, past = TURNS + columns, shared2 = sources->reach * sources->reach;
#pragma omp simd
    for (int i = 0; i < count; i++) {
        double dy = row - y[i], half2 = (own ? radius[i] * radius[i] : shared2) - dy * dy;
        double half = half_length(power, half2), west = ceil(x[i] - half), end = floor(x[i] + half) + 1;
        double turn = i % TURNS;
        west = west > 0 ? west : 0;
        end = end < width ? end : width;
        end = half2 < 0 ? 0 : end;
        bool empty = west >= end; /* and not "half2 < 0 || ..", which does not become straight code */
        double from = west > 0 ? TURNS + west : turn, to = end < width ? TURNS + end : past + turn;
        events->from[i] = (int)(empty ? past + turn : from);
        events->to[i] = (int)(empty ? past + turn : to);
        expand(power, half2 * per_unit2, (x[i] - centre) * per_unit, top[i], i, events);
    }
}

/* Coefficients of t^0 .. t^3, then those of t^4 and t^5, then t^6. The last lane in use counts the sources that
 * are active, exactly. Apart, for a slot of six numbers in use is then 48 bytes, and a tile stays in the
 * nearest cache. */
typedef struct Slots {
    Quad *low;
    Pair *middle, *high;
} Slots;

CPU_INLINE Slots slots_in(double *room, int columns)
{
    size_t slots = (size_t)columns + 2 * TURNS;
    return (Slots){(Quad *)room, (Pair *)(room + 4 * slots), (Pair *)(room + 6 * slots)};
}

CPU_INLINE void add_events(int power, const Events *events, int count, Slots slots)
{
    const double(*c)[CHUNK] = events->c;
    for (int i = 0; i < count; i++) {
        int from = events->from[i], to = events->to[i];
        Quad low = {c[0][i], power > 0 ? c[1][i] : 1, power > 0 ? c[2][i] : 0, power > 1 ? c[3][i] : power};
        slots.low[from] += low;
        slots.low[to] -= low;
        if (power < 2) continue;
        Pair middle = {c[4][i], power > 2 ? c[5][i] : 1};
        slots.middle[from] += middle;
        slots.middle[to] -= middle;
        if (power < 3) continue;
        Pair high = {c[6][i], 1};
        slots.high[from] += high;
        slots.high[to] -= high;
    }
}

/* The running sums take what is in a slot, and empty it. */
CPU_INLINE void take(int power, Slots slots, int i, Quad *low, Pair *middle, Pair *high)
{
    *low += slots.low[i];
    slots.low[i] = (Quad){0, 0, 0, 0};
    if (power < 2) return;
    *middle += slots.middle[i];
    slots.middle[i] = (Pair){0, 0};
    if (power < 3) return;
    *high += slots.high[i];
    slots.high[i] = (Pair){0, 0};
}

/* The running sums at some columns in a row, as they are in Slots. Apart from the values, for then those of many
 * columns are computed at once. */
typedef struct Sums {
    Quad low[CHUNK];
    Pair middle[CHUNK], high[CHUNK];
} Sums;

/* Where no source is active, what is left of them is rounding: forget it. */
CPU_INLINE void add_up(int power, Slots slots, int first, int count, Sums *sums, Quad *ret_low, Pair *ret_middle, Pair *ret_high)
{
    Quad low = *ret_low;
    Pair middle = *ret_middle, high = *ret_high;
    for (int i = 0; i < count; i++) {
        take(power, slots, TURNS + first + i, &low, &middle, &high);
        sums->low[i] = low;
        if (power >= 2) sums->middle[i] = middle;
        if (power == 3) sums->high[i] = high;
        if ((power == 0 ? low[1] : power == 1 ? low[3] : power == 2 ? middle[1] : high[1]) == 0) {
            low = (Quad){0, 0, 0, 0};
            middle = high = (Pair){0, 0};
        }
    }
    *ret_low = low;
    *ret_middle = middle;
    *ret_high = high;
}

/* The value at column i, which lies t radii from the tile's middle. */
CPU_INLINE double value_of(int power, const Sums *sums, int i, double t)
{
    const double *low = (const double *)(sums->low + i), *middle = (const double *)(sums->middle + i), *high = (const double *)(sums->high + i);
    double value = low[0], active = power == 0 ? low[1] : power == 1 ? low[3] : power == 2 ? middle[1] : high[1];
    if (power == 1) value = (low[2] * t + low[1]) * t + low[0];
    if (power >= 2) value = ((low[3] * t + low[2]) * t + low[1]) * t + low[0];
    if (power == 2) value += middle[0] * (t * t * (t * t));
    if (power == 3) value += ((high[0] * t + middle[1]) * t + middle[0]) * (t * t * (t * t));
    value = value > 0 ? value : 0;
    return active == 0 ? 0 : value;
}

/* Runs along the row. */
CPU_INLINE void run_along(int power, Slots slots, double unit, int columns, bool add, double *cell)
{
    const double per_unit = 1 / unit, centre = 0.5 * (columns - 1);
    Quad low = {0, 0, 0, 0};
    Pair middle = {0, 0}, high = {0, 0};
    Sums sums;
    for (int i = 0; i < TURNS; i++)
        take(power, slots, i, &low, &middle, &high);
    for (int first = 0; first < columns; first += CHUNK) {
        int count = columns - first < CHUNK ? columns - first : CHUNK;
        double *at = cell + first;
        add_up(power, slots, first, count, &sums, &low, &middle, &high);
#pragma omp simd
        for (int i = 0; i < count; i++) {
            double value = value_of(power, &sums, i, (first + i - centre) * per_unit);
            at[i] = add ? at[i] + value : value;
        }
    }
    for (int i = 0; i < TURNS; i++)
        take(power, slots, TURNS + columns + i, &low, &middle, &high);
}

CPU_INLINE void sweep(int power, bool own, const Sources *sources, size_t first, size_t end, int row, int columns,
                      bool add, double *room, double *cell)
{
    Events events;
    Slots slots = slots_in(room, columns);
    for (size_t k = first; k < end; k += CHUNK) {
        int count = end - k < CHUNK ? (int)(end - k) : CHUNK;
        find_events(power, own, sources, k, count, row, columns, &events);
        add_events(power, &events, count, slots);
    }
    run_along(power, slots, sources->reach, columns, add, cell);
}

/* Only with its power and `own` known does the compiler make straight code of a sweep. */
CPU_INLINE void sweep_kernel(const Sources *sources, KernelKind kernel, size_t first, size_t end, int row,
                             int columns, bool add, double *room, double *cell)
{
    bool own = sources->radius != NULL;
    if (kernel == KERNEL_QUARTIC && !own)
        sweep(2, false, sources, first, end, row, columns, add, room, cell);
    else if (kernel == KERNEL_QUARTIC)
        sweep(2, true, sources, first, end, row, columns, add, room, cell);
    else if (kernel == KERNEL_EPANECHNIKOV && !own)
        sweep(1, false, sources, first, end, row, columns, add, room, cell);
    else if (kernel == KERNEL_EPANECHNIKOV)
        sweep(1, true, sources, first, end, row, columns, add, room, cell);
    else if (kernel == KERNEL_TRIWEIGHT && !own)
        sweep(3, false, sources, first, end, row, columns, add, room, cell);
    else if (kernel == KERNEL_TRIWEIGHT)
        sweep(3, true, sources, first, end, row, columns, add, room, cell);
    else if (!own)
        sweep(0, false, sources, first, end, row, columns, add, room, cell);
    else
        sweep(0, true, sources, first, end, row, columns, add, room, cell);
}

static void sweep_plain(const Sources *sources, KernelKind kernel, size_t first, size_t end, int row,
                        int columns, bool add, double *room, double *cell)
{
    sweep_kernel(sources, kernel, first, end, row, columns, add, room, cell);
}

CPU_FOR_AVX2 static void sweep_avx2(const Sources *sources, KernelKind kernel, size_t first, size_t end,
                                    int row, int columns, bool add, double *room, double *cell)
{
    sweep_kernel(sources, kernel, first, end, row, columns, add, room, cell);
}

CPU_FOR_AVX512 static void sweep_avx512(const Sources *sources, KernelKind kernel, size_t first, size_t end,
                                        int row, int columns, bool add, double *room, double *cell)
{
    sweep_kernel(sources, kernel, first, end, row, columns, add, room, cell);
}

void row_sweep(const Sources *sources, KernelKind kernel, size_t first, size_t end, int row, int columns,
               bool add, CpuPath path, double *room, double *cell)
{
    if (path == CPU_AVX512)
        sweep_avx512(sources, kernel, first, end, row, columns, add, room, cell);
    else if (path == CPU_AVX2)
        sweep_avx2(sources, kernel, first, end, row, columns, add, room, cell);
    else
        sweep_plain(sources, kernel, first, end, row, columns, add, room, cell);
}
