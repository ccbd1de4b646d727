/* What an evaluation says: in a sentence, as JSON, as CSV and as a page. */
#include "src/evaluation.h"
#include "src/exchange/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The coverage that the sentence is about: the densest 3 %, as risk areas are by default. */
enum { OF_THE_SENTENCE = 2 };

/* The coverages of the table: 1, 2, 3, 5, 10, 15 and 20 %. */
static const int ROWS[] = {0, 1, 2, 4, 9, 14, 19};

void evaluation_conclusion(const Config *config, const Evaluation *evaluation, char *ret_text, size_t size)
{
    Language language = wording_language(config);
    const Coverage *map = &evaluation->map[OF_THE_SENTENCE], *count = &evaluation->count[OF_THE_SENTENCE];
    char share[NUMBER_TEXT], hits[NUMBER_TEXT], plain[NUMBER_TEXT], times[NUMBER_TEXT];
    percent_text(language, map->share, 0, share);
    percent_text(language, map->hit_rate, 0, hits);
    percent_text(language, count->hit_rate, 0, plain);
    number_text(language, map->pai, 1, times);
    /* The two are drawn from the same later reports: within two standard errors of a share they are not told apart. */
    double margin = 2 * sqrt(map->hit_rate * (1 - map->hit_rate) / (double)evaluation->tested);
    const char *verdict = map->hit_rate - count->hit_rate > margin   ? _("%s of the later reports lie in the densest %s of the ground, %s times as many as by chance; plain counting finds %s, clearly fewer.")
                          : count->hit_rate - map->hit_rate > margin ? _("%s of the later reports lie in the densest %s of the ground, %s times as many as by chance; plain counting finds %s, clearly more.")
                                                                     : _("%s of the later reports lie in the densest %s of the ground, %s times as many as by chance; plain counting finds %s, about as many.");
    snprintf(ret_text, size, verdict, hits, share, times, plain);
}

/* ---- JSON and CSV ---- */

static json_t *coverage_json(const Coverage *coverage)
{
    json_t *list = json_array();
    for (int s = 0; s < EVALUATION_SHARES; s++)
        json_array_append_new(list, json_pack("{s:f, s:f, s:f, s:f, s:o}", "share", coverage[s].share, "hit_rate", coverage[s].hit_rate, "pai", coverage[s].pai, "pei",
                                              coverage[s].pei, "pai_street", number_json(coverage[s].pai_street)));
    return list;
}

bool evaluation_json(const Config *config, const Evaluation *evaluation, json_t **ret_json, Error *error)
{
    char conclusion[2 * WORDING_TEXT];
    json_t *origins = json_array();
    evaluation_conclusion(config, evaluation, conclusion, sizeof conclusion);
    for (size_t o = 0; o < evaluation->origins; o++) {
        const Origin *origin = &evaluation->origin[o];
        json_array_append_new(origins, json_pack("{s:o, s:o, s:I, s:I, s:f, s:f}", "train", period_json(origin->train), "test", period_json(origin->test), "trained",
                                                 (json_int_t)origin->trained, "tested", (json_int_t)origin->tested, "hit_rate",
                                                 origin->map[OF_THE_SENTENCE].hit_rate, "count_hit_rate", origin->count[OF_THE_SENTENCE].hit_rate));
    }
    *ret_json = json_pack("{s:s, s:I, s:I, s:f, s:o, s:o, s:o}", "conclusion", conclusion, "cells", (json_int_t)evaluation->cells, "tested", (json_int_t)evaluation->tested,
                          "cell_m", 100.0, "map", coverage_json(evaluation->map), "count", coverage_json(evaluation->count), "origins", origins);
    return *ret_json != NULL || error_memory(error, 4096);
}

enum { SHARE, HIT_RATE, PAI, PEI, PAI_STREET, COUNT_HIT_RATE, COUNT_PAI, COUNT_PEI, BEST_HIT_RATE, COLUMNS };

bool evaluation_tables(const Config *config, const Evaluation *evaluation, About about, const char *path, Error *error)
{
    static const Column columns[COLUMNS] = {{"coverage", COLUMN_NUMBER, 2},       {"hit_rate", COLUMN_NUMBER, 4},  {"pai", COLUMN_NUMBER, 3},
                                            {"pei", COLUMN_NUMBER, 3},            {"pai_street", COLUMN_NUMBER, 3}, {"count_hit_rate", COLUMN_NUMBER, 4},
                                            {"count_pai", COLUMN_NUMBER, 3},      {"count_pei", COLUMN_NUMBER, 3}, {"best_hit_rate", COLUMN_NUMBER, 4}};
    Table table = table_init("evaluation", columns, COLUMNS);
    bool ok = true;
    for (int s = 0; ok && s < EVALUATION_SHARES; s++) {
        const Coverage *map = &evaluation->map[s], *count = &evaluation->count[s];
        if (!(ok = table_add(&table, error))) break;
        table_set_number(&table, SHARE, map->share);
        table_set_number(&table, HIT_RATE, map->hit_rate);
        table_set_number(&table, PAI, map->pai);
        table_set_number(&table, PEI, map->pei);
        table_set_number(&table, PAI_STREET, map->pai_street);
        table_set_number(&table, COUNT_HIT_RATE, count->hit_rate);
        table_set_number(&table, COUNT_PAI, count->pai);
        table_set_number(&table, COUNT_PEI, count->pei);
        table_set_number(&table, BEST_HIT_RATE, map->best_hit_rate);
    }
    ok = ok && tables_write_one(config, &table, about, path, error);
    table_free(&table);
    return ok;
}

/* ---- the page ---- */

static void add_percent(Language language, double share, EvidenceSheet *page)
{
    char *text = evidence_text(page);
    percent_text(language, share, 0, text);
    evidence_cell(page, text);
}

static void add_table(Language language, const Evaluation *evaluation, EvidenceSheet *page)
{
    static const char *const heads[] = {N_("Part of the ground"), N_("Map: hits"), N_("Counting: hits"), N_("Best possible"), N_("Map: PAI"), N_("Counting: PAI"),
                                        N_("Map: PEI"), N_("Map: PAI per km of street")};
    static const double widths[] = {1.4, 1, 1.2, 1.2, 1, 1.2, 1, 1.6};
    size_t first = page->cells, columns = isnan(evaluation->map[0].pai_street) ? 7 : 8;
    for (size_t c = 0; c < columns; c++) evidence_cell(page, _(heads[c]));
    for (size_t r = 0; r < sizeof ROWS / sizeof *ROWS; r++) {
        const Coverage *map = &evaluation->map[ROWS[r]], *count = &evaluation->count[ROWS[r]];
        add_percent(language, map->share, page);
        add_percent(language, map->hit_rate, page);
        add_percent(language, count->hit_rate, page);
        add_percent(language, map->best_hit_rate, page);
        evidence_number(page, language, map->pai, 1);
        evidence_number(page, language, count->pai, 1);
        evidence_number(page, language, map->pei, 2);
        if (columns == 8) evidence_number(page, language, map->pai_street, 1);
    }
    evidence_table(page, first, columns, widths);
}

static void add_chart(const Evaluation *evaluation, EvaluationCurves *curves, EvidenceSheet *page)
{
    *curves = (EvaluationCurves){0};
    for (int s = 0; s < EVALUATION_SHARES; s++) {
        curves->share[s + 1] = EVALUATION_SHARE[s];
        curves->map[s + 1] = evaluation->map[s].hit_rate;
        curves->count[s + 1] = evaluation->count[s].hit_rate;
        curves->best[s + 1] = evaluation->map[s].best_hit_rate;
    }
    SheetBlock *block = evidence_add(page, SHEET_LINES, NULL);
    block->lines = (SheetLines){.points = EVALUATION_SHARES + 1,
                                .series = 4,
                                .x = curves->share,
                                .y = {curves->map, curves->count, curves->best, curves->share},
                                .name = {_("this map"), _("plain counting"), _("best possible"), _("chance")},
                                .x_unit = _("part of the ground, the densest first"),
                                .y_unit = _("part of the later reports"),
                                .x_percent = true,
                                .y_percent = true};
}

static void add_origins(Language language, const Evaluation *evaluation, EvidenceSheet *page)
{
    const Coverage *map = &evaluation->map[OF_THE_SENTENCE];
    double low = 1, high = 0;
    char share[NUMBER_TEXT], least[NUMBER_TEXT], most[NUMBER_TEXT];
    if (evaluation->origins < 2) return;
    for (size_t o = 0; o < evaluation->origins; o++) {
        low = fmin(low, evaluation->origin[o].map[OF_THE_SENTENCE].hit_rate);
        high = fmax(high, evaluation->origin[o].map[OF_THE_SENTENCE].hit_rate);
    }
    percent_text(language, map->share, 0, share);
    percent_text(language, low, 0, least);
    percent_text(language, high, 0, most);
    char *text = evidence_text(page);
    snprintf(text, EVIDENCE_TEXT, _("Repeated %zu times, each time a period further on: between %s and %s of the later reports lay in the densest %s."), evaluation->origins, least, most,
             share);
    evidence_add(page, SHEET_TEXT, text);
}

void evaluation_basis(const Config *config, const Evaluation *evaluation, char *ret_text, size_t size)
{
    Language language = wording_language(config);
    const Origin *first = &evaluation->origin[0];
    char train[WORDING_TEXT], test[WORDING_TEXT], trained[NUMBER_TEXT], tested[NUMBER_TEXT];
    wording_period(language, first->train.from_day, first->train.to_day, train, sizeof train);
    wording_period(language, first->test.from_day, first->test.to_day, test, sizeof test);
    number_text(language, (double)first->trained, 0, trained);
    number_text(language, (double)first->tested, 0, tested);
    snprintf(ret_text, size, _("%s: made from %s (%s reports), tested on %s (%s reports)"), config->project_name, train, trained, test, tested);
}

void evaluation_blocks(const Config *config, const Evaluation *evaluation, EvaluationCurves *curves, EvidenceSheet *page)
{
    Language language = wording_language(config);
    add_chart(evaluation, curves, page);
    add_table(language, evaluation, page);
    add_origins(language, evaluation, page);
}

void evaluation_methods(EvidenceSheet *page)
{
    evidence_add(page, SHEET_NOTE, _("Hits: the part of the later reports in the densest cells of 100 m, taken until they cover that part of the ground. PAI: hits over ground (Chainey, Tompson & Uhlig"
                                     " 2008). PEI: PAI over the highest that any choice of cells could have had (Hunt 2016)."));
    evidence_add(page, SHEET_NOTE, _("Plain counting: the same cells in order of their number of reports in the first period. The later reports played no part in making either map."));
    evidence_add(page, SHEET_NOTE, _("A map that foretells reports well foretells where is reported; places where nobody reports stay empty in it."));
}

bool evaluation_pdf(const Config *config, const Analysis *analysis, const Evaluation *evaluation, const char *run_id, const char *path, Error *error)
{
    EvaluationCurves curves;
    EvidenceSheet *page = calloc(1, sizeof *page);
    if (page == NULL) return error_memory(error, sizeof *page);
    evaluation_conclusion(config, evaluation, page->title, sizeof page->title);
    evaluation_basis(config, evaluation, page->subtitle, sizeof page->subtitle);
    evaluation_blocks(config, evaluation, &curves, page);
    evidence_add(page, SHEET_HEADING, _("Method and limits"));
    evaluation_methods(page);
    evidence_counts(page, config, analysis);
    bool ok = evidence_draw(page, config, analysis, run_id, path, error);
    free(page);
    return ok;
}
