/*
 * effect.h: what became of the reports where a measure was taken: the flow behind `compare`.
 *
 * Counts are of unweighted reports without duplicates, by the day they happened, in the polygons of a file. All numbers come
 * from geo/compare.h; the regression to the mean takes the squares of the town that are as large as the target, in the period
 * before, as the places like it.
 */
#ifndef BRANDPUNT_SRC_EFFECT_H
#define BRANDPUNT_SRC_EFFECT_H

#include "geo/compare.h"
#include "src/analysis.h"
#include "src/base_map.h"
#include "src/evidence_sheet.h"
#include "src/tables.h"

#include <jansson.h>

typedef enum EffectArea { EFFECT_TARGET, EFFECT_CONTROL, EFFECT_DISPLACEMENT, EFFECT_AREAS } EffectArea;

/* Days since 1970-01-01, both included. */
typedef struct Period {
    int64_t from_day, to_day;
} Period;

typedef struct EffectWish {
    const char *before, *after;      /* "2023-01-01..2023-12-31"; without `after` a plan is made */
    const char *file[EFFECT_AREAS];  /* polygons; only the target must be there */
} EffectWish;

typedef struct Effect {
    bool plan;
    Period before, after;            /* of a plan: after is as long as before */
    Features area[EFFECT_AREAS];     /* empty where there is none */
    double area_m2[EFFECT_AREAS];
    size_t town_before, town_after;  /* reports in the whole municipality */
    size_t campaign_before, campaign_after; /* of the target: in a month and channel of a campaign */
    CompareInput input;
    Comparison result;
    double regression;               /* reports in the target in a period like the one before, if nothing were done; NaN: not known */
    size_t places;                   /* it was compared with */
} Effect;

/* Reads a period; refuses one that ends before it begins. */
bool period_from_text(const char *text, const char *option, Period *ret_period, Error *error) MUST_USE;

/* Refuses a period that goes on for more than a month before or after all reports. */
bool period_within(Period period, const char *option, const Selection *selection, Error *error) MUST_USE;

/* The reports of an analysis that was loaded without a period. Refuses periods that overlap or lie outside the reports, areas that
 * overlap or lie outside the boundary, and fewer than 30 reports. Free with effect_free(), also after failure. */
bool effect_make(const Config *config, Analysis *analysis, const EffectWish *wish, Effect *ret_effect, Error *error) MUST_USE;
void effect_free(Effect *effect);

/* The same for ground that is at hand: area[EFFECT_TARGET] and, where they are not NULL, the others. Only reports within the
 * boundary count. */
typedef struct EffectTask {
    Period before, after;
    const Features *area[EFFECT_AREAS];
} EffectTask;

bool effect_of(const Config *config, Analysis *analysis, const EffectTask *task, Effect *ret_effect, Error *error) MUST_USE;

/* ---- what it says: src/effect_page.c ---- */

/* {from, to}, as 2024-03-01. */
json_t *period_json(Period period);

/* The outcome in one or two sentences; every number comes from the effect. */
void effect_conclusion(const Config *config, const Effect *effect, char *ret_text, size_t size);

/* All of it: {plan, before: {from, to, years}, after, areas: [{area, before, after, area_m2}], wdd: {value, error, low, high, p}, wdq,
 * target: {change, low, high, z, p}, power: {half, quarter, detectable, needed_half, needed_quarter}, regression: {reports, places},
 * conclusion}. The caller releases it. */
bool effect_json(const Config *config, const Effect *effect, json_t **ret_json, Error *error) MUST_USE;

/* "Lindehaven: before: ...; after: ...". */
void effect_basis(const Config *config, const Effect *effect, char *ret_text, size_t size);

/* What the blocks of an effect point to; zeroed at first, free with effect_hold_free(). */
typedef struct EffectHold {
    SheetInterval interval[EFFECT_AREAS + 1];
    SceneGround ground[EFFECT_AREAS];
    BaseMap base;
} EffectHold;

/* The page's blocks, for a larger sheet: counts, change, what could have been seen, the map. Hold and effect live as long as the sheet. And the
 * notes of method that belong to them. */
bool effect_blocks(const Config *config, const Analysis *analysis, const Effect *effect, EffectHold *hold, EvidenceSheet *page, Error *error) MUST_USE;
void effect_hold_free(EffectHold *hold);
void effect_methods(const Effect *effect, EvidenceSheet *page);

/* A page as PDF, or a table as CSV (measure, value, low, high). */
bool effect_pdf(const Config *config, const Analysis *analysis, const Effect *effect, const char *run_id, const char *path, Error *error) MUST_USE;
bool effect_tables(const Config *config, const Effect *effect, About about, const char *path, Error *error) MUST_USE;

#endif
