/*
 * report.h: the report for the council: from one analysis to one PDF.
 *
 * A cover, a summary in plain words, contents, the map, the areas with their evidence, when it happens, where people feel unsafe (apart),
 * the priorities with why, what measures did, how well the map foretold, the method and its limits, and the sources. Every number in the
 * text comes from the same values as the tables of the other commands. A part that cannot be made is there with a sentence that says why.
 */
#ifndef BRANDPUNT_SRC_REPORT_H
#define BRANDPUNT_SRC_REPORT_H

#include "src/drawing.h"
#include "src/effect.h"
#include "src/evaluation.h"
#include "src/levers.h"
#include "src/timing.h"

enum { REPORT_EFFECTS = 8, REPORT_CARDS = 5, REPORT_FACTS = 7, REPORT_TEXT = 512 };

/* A measure and what became of the reports. */
typedef struct ReportEffect {
    char name[REPORT_TEXT];
    char refused[REPORT_TEXT];   /* why there is no effect to tell; "": there is */
    Effect effect;
    EffectHold hold;
} ReportEffect;

/* All that the report is made of; the pages point into it. */
typedef struct Report {
    Store *store;
    const Config *config;
    Analysis *analysis;
    StreetsOnce *streets;
    const char *run_id;
    EvidenceSheet *page;

    SheetCover cover;
    SheetFact fact[REPORT_FACTS];
    Drawing *drawing;
    Scene card_map[REPORT_CARDS];
    Timing timing;

    Config *other_config;        /* of the other kind of reports, over the same period */
    Analysis other;
    Drawing *other_drawing;
    char other_refused[REPORT_TEXT];

    LeverParts parts[LEVER_COUNT];

    Config *whole_config;        /* of all reports, whatever their period */
    Analysis whole;
    size_t effects, effects_left_out;
    ReportEffect *effect;        /* REPORT_EFFECTS */
    Evaluation *evaluation;      /* NULL: none */
    EvaluationCurves curves;
    char evaluation_refused[REPORT_TEXT];
} Report;

/* The report as PDF, whole or not at all, of an analysis up to STAGE_PRIORITISE, read with the same configuration from the same store. */
bool report_pdf(Store *store, const Config *config, Analysis *analysis, StreetsOnce *streets, const char *run_id, const char *path, Error *error) MUST_USE;

/* ---- its parts: src/report_words.c ---- */

/* Why there is no map of the other kind of reports. */
const char *report_no_other(const Report *report);

/* The summary: what, where, when, more or less, what fits where, feelings, measures, what it does not say. */
void report_summary(const Report *report, EvidenceSheet *page);

/* How it was made and what it cannot say. */
void report_methods(const Report *report, EvidenceSheet *page);

/* The files and layers that it rests on: counts, periods, what is not known and what was refused. */
bool report_sources(const Report *report, EvidenceSheet *page, Error *error) MUST_USE;

#endif
