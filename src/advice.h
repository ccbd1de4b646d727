/*
 * advice.h: which bandwidth the reports themselves ask for, told beside the configured one and never used in its place.
 *
 * The three answers of geo/bandwidth.h as an h of the configured kernel, in metres. Places count once and unweighted.
 */
#ifndef BRANDPUNT_SRC_ADVICE_H
#define BRANDPUNT_SRC_ADVICE_H

#include "src/analysis.h"
#include "src/log.h"

#include <jansson.h>

typedef struct Advice {
    double likelihood_m, diggle_m; /* NaN where the method has no answer: its best lies at the end of where it searched */
    double scott_x_m, scott_y_m;   /* one for each axis */
} Advice;

/* From the loaded reports within the boundary. Refuses fewer than 10 places. */
bool advice_make(const Config *config, const Analysis *analysis, Advice *ret_advice, Error *error) MUST_USE;

/* One sentence. */
void advice_say(const Config *config, const Advice *advice, Log *log);

/* An object {configured_m, kernel, likelihood_m, diggle_m, scott_x_m, scott_y_m}; no answer is null. */
json_t *advice_json(const Config *config, const Advice *advice);

#endif
