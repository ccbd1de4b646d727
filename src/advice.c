#include "src/advice.h"

#include "geo/bandwidth.h"
#include "render/numbers.h"
#include "src/wording.h"

#include <math.h>

bool advice_make(const Config *config, const Analysis *analysis, Advice *ret_advice, Error *error)
{
    const Points *points = &analysis->selection.points;
    Polygon boundary = polygon_of_all(&analysis->municipality.boundary);
    KernelKind kernel = (KernelKind)config->kernel;
    double likelihood_m, diggle_m, x_m, y_m;
    bool likelihood_at_end, diggle_at_end;
    if (!bandwidth_likelihood(points, &boundary, config->threads, &likelihood_m, &likelihood_at_end, error)) return false;
    if (!bandwidth_diggle(points, &boundary, config->threads, &diggle_m, &diggle_at_end, error)) return false;
    if (!bandwidth_scott(points, &boundary, &x_m, &y_m, error)) return false;
    *ret_advice = (Advice){likelihood_at_end ? (double)NAN : bandwidth_of_sigma(kernel, likelihood_m), diggle_at_end ? (double)NAN : bandwidth_of_sigma(kernel, diggle_m),
                           bandwidth_of_sigma(kernel, x_m), bandwidth_of_sigma(kernel, y_m)};
    return true;
}

/* The number with its unit, or that there is none. */
static void width_text(Language language, double width_m, char *ret_text)
{
    char number[NUMBER_TEXT];
    number_text(language, width_m, 0, number);
    if (isnan(width_m)) snprintf(ret_text, 2 * NUMBER_TEXT, "%s", _("no answer"));
    else snprintf(ret_text, 2 * NUMBER_TEXT, "%s m", number);
}

void advice_say(const Config *config, const Advice *advice, Log *log)
{
    const double width_m[] = {config->bandwidth_m, advice->likelihood_m, advice->diggle_m, advice->scott_x_m, advice->scott_y_m};
    char text[5][2 * NUMBER_TEXT];
    for (int i = 0; i < 5; i++) width_text(wording_language(config), width_m[i], text[i]);
    log_say(log,
            _("Bandwidth: %s is set. The places of the reports ask for %s (likelihood cross-validation), %s (Diggle's mean square error), or from west to east %s "
              "and from south to north %s (Scott's rule)."),
            text[0], text[1], text[2], text[3], text[4]);
}

static json_t *width_json(double width_m)
{
    return isnan(width_m) ? json_null() : json_real(round(width_m * 10) / 10);
}

json_t *advice_json(const Config *config, const Advice *advice)
{
    return json_pack("{s:f, s:s, s:o, s:o, s:o, s:o}", "configured_m", config->bandwidth_m, "kernel", kernel_name((KernelKind)config->kernel), "likelihood_m",
                     width_json(advice->likelihood_m), "diggle_m", width_json(advice->diggle_m), "scott_x_m", width_json(advice->scott_x_m), "scott_y_m",
                     width_json(advice->scott_y_m));
}
