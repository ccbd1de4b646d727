/*
 * explanation.h: how a result came about, in sentences, for `--explain`.
 *
 * What stands small under a map, and what does not fit there: of each of the first risk areas why it is a hotspot or is not, what it
 * does not survive, and why it has its place on each list. Nothing is computed here; every number comes from the analysis.
 */
#ifndef BRANDPUNT_SRC_EXPLANATION_H
#define BRANDPUNT_SRC_EXPLANATION_H

#include "src/wording.h"

#include <jansson.h>
#include <stdio.h>

/* An array of sentences. `conclusion` is that of a result that has one of its own; NULL: the finding of the map. Free with json_decref(). */
bool explanation_make(const Config *config, const Analysis *analysis, const char *conclusion, const char *run_id, json_t **ret_sentences, Error *error) MUST_USE;

/* A sentence a line. */
void explanation_print(const json_t *sentences, FILE *out);

#endif
