/*
 * evaluation.h: how good the map is, told from what came later: the flow behind `evaluate`.
 *
 * The map is made from the reports of one period (train) as any map is, and looked at in cells of 100 m; the reports of a later
 * period (test) are counted in the same cells, each once. Beside it stands the plainest map there is: the count of each cell in
 * the first period. Rolling repeats it: both periods move on by the length of the second, as long as there are reports.
 */
#ifndef BRANDPUNT_SRC_EVALUATION_H
#define BRANDPUNT_SRC_EVALUATION_H

#include "geo/evaluate.h"
#include "src/effect.h"
#include "src/evidence_sheet.h"
#include "src/tables.h"

enum { EVALUATION_SHARES = 20, EVALUATION_ORIGINS = 60 };

/* The coverages looked at: 1 % to 20 % of the ground. */
extern const double EVALUATION_SHARE[EVALUATION_SHARES];

typedef struct Origin {
    Period train, test;
    size_t trained, tested;                  /* reports, each once */
    Coverage map[EVALUATION_SHARES], count[EVALUATION_SHARES];
} Origin;

typedef struct Evaluation {
    Origin origin[EVALUATION_ORIGINS];
    size_t origins;
    size_t cells;
    /* Over all origins: hits together over reports together. */
    Coverage map[EVALUATION_SHARES], count[EVALUATION_SHARES];
    size_t tested;
} Evaluation;

/* Of an analysis that was loaded without a period. Refuses periods that overlap or lie outside the reports, and fewer than 30 reports
 * in one of them. */
bool evaluation_make(const Config *config, const Analysis *analysis, Period train, Period test, bool rolling, Evaluation *ret_evaluation, Error *error) MUST_USE;

/* ---- what it says: src/evaluation_page.c ---- */

void evaluation_conclusion(const Config *config, const Evaluation *evaluation, char *ret_text, size_t size);
bool evaluation_json(const Config *config, const Evaluation *evaluation, json_t **ret_json, Error *error) MUST_USE;
bool evaluation_tables(const Config *config, const Evaluation *evaluation, About about, const char *path, Error *error) MUST_USE;
/* "Lindehaven: made from ... (900 reports), tested on ... (400 reports)". */
void evaluation_basis(const Config *config, const Evaluation *evaluation, char *ret_text, size_t size);

/* The curves of the page, from no ground and no hits on. */
typedef struct EvaluationCurves {
    double share[EVALUATION_SHARES + 1], map[EVALUATION_SHARES + 1], count[EVALUATION_SHARES + 1], best[EVALUATION_SHARES + 1];
} EvaluationCurves;

/* The page's blocks, for a larger sheet; the curves live as long as it does. And the notes of method that belong to them. */
void evaluation_blocks(const Config *config, const Evaluation *evaluation, EvaluationCurves *curves, EvidenceSheet *page);
void evaluation_methods(EvidenceSheet *page);
bool evaluation_pdf(const Config *config, const Analysis *analysis, const Evaluation *evaluation, const char *run_id, const char *path, Error *error) MUST_USE;

#endif
