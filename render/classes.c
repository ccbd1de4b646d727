#include "render/classes.h"

#include <math.h>

/* mantissa[i] times 10^power, as near as a double gets, so that it prints as it is. */
static double series(int index)
{
    static const double mantissa[3] = {1, 2, 5};
    int power = index >= 0 ? index / 3 : -((2 - index) / 3);
    double number = mantissa[index - 3 * power];

    return power >= 0 ? number * pow(10, power) : number / pow(10, -power);
}

static int series_at_most(double value)
{
    int index = 3 * (int)floor(log10(value)) - 1;

    while (series(index + 1) <= value)
        index++;
    return index;
}

double classes_round_down(double value)
{
    return series(series_at_most(value));
}

static int equal_steps(double least, double top, int wanted, double *ret_break)
{
    for (int index = series_at_most(top / (wanted + 1)); index < series_at_most(top) + 3; index++) {
        double step = series(index), first = ceil(least / step * (1 - 1e-12));
        double last = ceil(top / step * (1 - 1e-12)) - 1; /* the last multiple below the top */
        int count = (int)(last - first) + 1;
        if (count > wanted) continue;
        if (count < 1) break;
        for (int i = 0; i < count; i++)
            ret_break[i] = (first + i) * step;
        return count;
    }
    return 0;
}

int classes_breaks(double floor, double top, int wanted, double *ret_break)
{
    if (!isfinite(floor) || !isfinite(top) || floor <= 0 || top <= floor || wanted < 1) return 0;
    int last = series_at_most(top);
    if (series(last) >= top) last--;
    int first = last;
    while (first > last - wanted + 1 && series(first - 1) >= floor)
        first--;
    if (series(first) >= floor && (last - first + 1 >= CLASSES_LEAST || last - first + 1 == wanted)) {
        for (int i = first; i <= last; i++)
            ret_break[i - first] = series(i);
        return last - first + 1;
    }
    int count = equal_steps(floor, top, wanted, ret_break);
    if (count > 0) return count;
    ret_break[0] = floor; /* no round number between the two */
    return 1;
}
