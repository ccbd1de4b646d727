#include "geo/compare.h"

#include <math.h>

static const double POWER = 0.80, ONE_SIDED = 0.05;

static bool is_count(double count)
{
    return count >= 0 && floor(count) == count && isfinite(count);
}

static bool check(const CompareInput *input, Error *error)
{
    const double counts[] = {input->target.before,  input->target.after,        input->control.before,
                             input->control.after, input->displacement.before, input->displacement.after};
    for (int i = 0; i < 6; i++)
        if (!is_count(counts[i])) return error_set(error, ERROR_INPUT, _("A count of reports is a whole number of 0 or more, and it is %g."), counts[i]);
    if (!(input->years_before > 0 && input->years_after > 0))
        return error_set(error, ERROR_INPUT, _("Both periods must last longer than nothing."));
    return input->level > 0 && input->level < 1 ? true : error_set(error, ERROR_INPUT, _("The level of an interval lies between 0 and 1, and it is %g."), input->level);
}

/* Of a difference of Poisson counts, those after divided by the ratio. */
static double variance_of(BeforeAfter counts, double ratio)
{
    return counts.before + counts.after / (ratio * ratio);
}

static double difference_of(BeforeAfter counts, double ratio)
{
    return counts.after / ratio - counts.before;
}

static void weigh(const CompareInput *input, Comparison *comparison)
{
    double ratio = comparison->ratio, variance = variance_of(input->target, ratio) + variance_of(input->control, ratio);
    comparison->wdd = comparison->wdd_error = comparison->wdd_p = NAN;
    comparison->wdd_interval = (Interval){NAN, NAN};
    if (!input->has_control) return;
    comparison->wdd = difference_of(input->target, ratio) - difference_of(input->control, ratio);
    if (input->has_displacement) {
        comparison->wdd += difference_of(input->displacement, ratio);
        variance += variance_of(input->displacement, ratio);
    }
    comparison->wdd_error = sqrt(variance);
    double margin = normal_quantile(0.5 + input->level / 2) * comparison->wdd_error;
    comparison->wdd_interval = (Interval){comparison->wdd - margin, comparison->wdd + margin};
    if (variance > 0) comparison->wdd_p = normal_lower_tail(comparison->wdd / comparison->wdd_error);
}

static void divide(const CompareInput *input, Comparison *comparison)
{
    const BeforeAfter *t = &input->target, *c = &input->control, *d = &input->displacement;
    comparison->wdq = NAN;
    comparison->quotient = QUOTIENT_NO_AREAS;
    if (!input->has_control || !input->has_displacement) return;
    comparison->quotient = QUOTIENT_ZERO_COUNT;
    if (t->before == 0 || t->after == 0 || c->before == 0 || c->after == 0 || d->before == 0 || d->after == 0) return;
    double success = t->after / c->after - t->before / c->before;
    comparison->quotient = QUOTIENT_NO_SUCCESS;
    if (success >= 0) return;
    comparison->quotient = QUOTIENT_KNOWN;
    comparison->wdq = (d->after / c->after - d->before / c->before) / success;
}

/* after | after + before is binomial; a share p of it stands for a ratio of rates p / ((1 - p) ratio). */
static void test_target(const CompareInput *input, Comparison *comparison)
{
    double before = input->target.before, after = input->target.after, ratio = comparison->ratio, all = before + after, share = ratio / (1 + ratio);
    comparison->z = 2 * (sqrt(after / ratio) - sqrt(before)) / sqrt(1 + 1 / ratio);
    comparison->p = all > 0 ? fmin(1, 2 * fmin(binomial_lower_tail(after, all, share), binomial_upper_tail(after, all, share))) : (double)NAN;
    comparison->change = before > 0 ? after / ratio / before - 1 : (double)NAN;
    Interval shares = binomial_interval(after, all, input->level);
    comparison->change_interval = (Interval){shares.low / (1 - shares.low) / ratio - 1, shares.high < 1 ? shares.high / (1 - shares.high) / ratio - 1 : (double)INFINITY};
}

/* To see the target drop by a share of it while the control stays, which counts as much again after as before. */
static double power_of(const CompareInput *input, double ratio, double drop)
{
    double target = input->target.before, control = input->has_control ? input->control.before : 0;
    double variance = target + (1 - drop) * target / ratio + control + control / ratio;
    if (!(variance > 0)) return NAN;
    return normal_lower_tail(drop * target / sqrt(variance) - normal_quantile(1 - ONE_SIDED));
}

/* drop T = k sqrt(T + (1 - drop) T / r + C + C / r), solved for drop. */
static double detectable(const CompareInput *input, double ratio)
{
    double k = normal_quantile(1 - ONE_SIDED) + normal_quantile(POWER), target = input->target.before, control = input->has_control ? input->control.before : 0;
    if (!(target > 0)) return NAN;
    double a = target * target, b = k * k * target / ratio, c = -k * k * (target + control) * (1 + 1 / ratio);
    double drop = (-b + sqrt(b * b - 4 * a * c)) / (2 * a);
    return drop <= 1 ? drop : (double)NAN;
}

bool compare_effect(const CompareInput *input, Comparison *ret_comparison, Error *error)
{
    Comparison comparison = {0};
    if (!check(input, error)) return false;
    comparison.ratio = input->years_after / input->years_before;
    weigh(input, &comparison);
    divide(input, &comparison);
    test_target(input, &comparison);
    comparison.power_half = power_of(input, comparison.ratio, 0.5);
    comparison.power_quarter = power_of(input, comparison.ratio, 0.25);
    comparison.detectable = detectable(input, comparison.ratio);
    *ret_comparison = comparison;
    return true;
}

double compare_needed(double drop)
{
    double k = normal_quantile(1 - ONE_SIDED) + normal_quantile(POWER);
    return ceil(k * k * (4 - drop) / (drop * drop));
}

double compare_regression(double observed, double expected, double alpha)
{
    return expected * clayton_kaldor_theta(observed, expected, alpha);
}
