/*
 * risk.h: where the selected reports are denser than others, or denser than could be expected: the flow behind `risk`.
 *
 * The cases are the selection. They are held against an exposure (streets, residents, visitors, ground), against the rest of
 * the reports of the same kind and period, or against another set of them (src/side.h). Reports in both sets cannot say
 * anything about their difference; they are left out of both, and counted. The surface is that of geo/relative_risk.h.
 *
 * Places are listed that stand out in the whole map, upwards or downwards, and those that stand out upwards by themselves alone and hold as
 * many reports as a hotspot must have reporters.
 */
#ifndef BRANDPUNT_SRC_RISK_H
#define BRANDPUNT_SRC_RISK_H

#include "geo/relative_risk.h"
#include "src/analysis.h"
#include "src/exchange/table.h"
#include "src/overlay.h"
#include "src/tables.h"

#include <jansson.h>

/* Both directions are looked at: 2.5 % each. */
#define RISK_P 0.025

/* A connected piece of ground where the cases are more, or fewer, than chance explains for that place alone. */
typedef struct RiskPlace {
    int rank;
    bool higher;             /* else lower */
    bool certain;            /* stands out in the whole map too */
    size_t cases, others;    /* reports in it, each once; others 0 with an exposure */
    double expected;         /* cases, had they been spread as the other side is */
    double ratio, low, high; /* cases over expected, with its exact 95 % interval */
    double p, p_all;         /* the lowest in it */
    double area_m2;
    PlaceName name;          /* of most of its cases */
} RiskPlace;

typedef struct Risk {
    bool against_exposure;
    const char *exposure_name; /* as in Analysis */
    char case_name[256], other_name[256];
    Selection other;           /* empty with an exposure */
    size_t cases, others, in_both;
    RelativeRisk surface;
    Grid ratio;                /* exp(rho): what goes into files */
    Features places;
    RiskPlace *place;
    size_t place_count;
    size_t certain_higher, higher, lower;
    double bandwidth_m;
    int runs;
} Risk;

/* Of an analysis that was loaded. against: NULL or "exposure", "rest", or a side. Refuses fewer than 30 reports on either side. Free with
 * risk_free(), also after failure. */
bool risk_make(Store *store, const Config *config, Analysis *analysis, const char *against, Risk *ret_risk, Error *error) MUST_USE;
void risk_free(Risk *risk);

/* ---- what it says: src/risk_page.c ---- */

void risk_conclusion(const Config *config, const Risk *risk, char *ret_text, size_t size);
bool risk_json(const Config *config, const Risk *risk, json_t **ret_json, Error *error) MUST_USE;

/* Rows: rank, direction, status, name, cases, others, expected, ratio, ratio_low, ratio_high, p_value, p_map, area_m2. Row r belongs to
 * feature r of Risk.places. */
bool risk_table(const Risk *risk, Table *ret_table, Error *error) MUST_USE;
bool risk_tables(const Config *config, const Risk *risk, About about, const char *path, Error *error) MUST_USE;
bool risk_pdf(const Config *config, const Analysis *analysis, const Risk *risk, const char *run_id, const char *path, Error *error) MUST_USE;

#endif
