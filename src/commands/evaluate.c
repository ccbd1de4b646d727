#include "src/commands/writing.h"
#include "src/evaluation.h"
#include "src/wording.h"

#include <stdlib.h>

static bool write_pdf(const Config *config, const Analysis *analysis, const void *result, const char *run_id, const char *path, Error *error)
{
    return evaluation_pdf(config, analysis, result, run_id, path, error);
}

static bool write_tables(const Config *config, const Analysis *analysis, const void *result, About about, const char *path, Error *error)
{
    (void)analysis;
    return evaluation_tables(config, result, about, path, error);
}

static bool write_evaluation(Program *program, Store *store, const Analysis *analysis, const Evaluation *evaluation, const char *path, Error *error)
{
    char conclusion[2 * WORDING_TEXT];
    Evidence evidence = {.conclusion = conclusion, .result = evaluation, .write_pdf = write_pdf, .write_tables = write_tables};
    if (!evaluation_json(&program->config, evaluation, &evidence.json, error)) return false;
    evidence.task = json_pack("{s:s, s:O}", "command", "evaluate", "origins", json_object_get(evidence.json, "origins"));
    evaluation_conclusion(&program->config, evaluation, conclusion, sizeof conclusion);
    bool ok = writing_evidence(program, store, analysis, &evidence, path, error);
    json_decref(evidence.task);
    json_decref(evidence.json);
    return ok;
}

bool command_evaluate(Program *program, const Arguments *arguments, Error *error)
{
    const char *path, *train_text = arguments_value(arguments, "train"), *test_text = arguments_value(arguments, "test");
    Store *store;
    Analysis analysis;
    Period train, test;
    if (!arguments_out(arguments, &path, error)) return false;
    if (!writing_ending(path, ".pdf .csv .xlsx .ods .json", error)) return false;
    if (train_text == NULL || test_text == NULL)
        return error_set(error, ERROR_USAGE, _("An evaluation needs two periods: --train 2023-01-01..2023-12-31 --test 2024-01-01..2024-06-30."));
    if (!period_from_text(train_text, "--train", &train, error) || !period_from_text(test_text, "--test", &test, error)) return false;
    Evaluation *evaluation = calloc(1, sizeof *evaluation);
    if (evaluation == NULL) return error_memory(error, sizeof *evaluation);
    /* The two periods are the selection; all reports are needed to know how far they reach. */
    program->config.from[0] = program->config.to[0] = '\0';
    bool ok = config_check_computing(&program->config, error) && writing_analyse(program, STAGE_LOAD, &store, &analysis, error);
    if (ok) {
        ok = evaluation_make(&program->config, &analysis, train, test, arguments_value(arguments, "rolling") != NULL, evaluation, error) &&
             write_evaluation(program, store, &analysis, evaluation, path, error);
        analysis_free(&analysis);
        store_close(store);
    }
    free(evaluation);
    return ok;
}
