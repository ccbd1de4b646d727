#include "src/commands/writing.h"
#include "src/evaluation.h"
#include "src/exchange/export.h"
#include "src/results.h"
#include "src/wording.h"

#include <stdlib.h>

static bool write_evaluation(Program *program, Store *store, const Analysis *analysis, const Evaluation *evaluation, const char *path, Error *error)
{
    const Config *config = &program->config;
    json_t *json = NULL, *run = NULL, *task = NULL;
    char run_id[RUN_ID_BYTES], conclusion[2 * WORDING_TEXT];
    bool ok = evaluation_json(config, evaluation, &json, error);
    if (ok) task = json_pack("{s:s, s:O}", "command", "evaluate", "origins", json_object_get(json, "origins"));
    ok = ok && results_run_of(store, config, analysis, task, &run, run_id, error);
    if (ok) json_object_set(json, "run", json_object_get(run, "id"));
    ok = ok && (writing_is(path, "pdf")   ? evaluation_pdf(config, analysis, evaluation, run_id, path, error)
                : writing_is(path, "csv") ? evaluation_csv(config, evaluation, path, error)
                                          : export_json(json, path, error));
    ok = ok && results_store(store, config, analysis, program->command_line, run, run_id, error);
    evaluation_conclusion(config, evaluation, conclusion, sizeof conclusion);
    if (ok) writing_tell(program, json, path, run_id, conclusion);
    json_decref(task);
    json_decref(run);
    json_decref(json);
    return ok;
}

bool command_evaluate(Program *program, const Arguments *arguments, Error *error)
{
    const char *path, *train_text = arguments_value(arguments, "train"), *test_text = arguments_value(arguments, "test");
    Store *store;
    Analysis analysis;
    Period train, test;
    if (!arguments_out(arguments, &path, error)) return false;
    if (!writing_is(path, "pdf") && !writing_is(path, "csv") && !writing_is(path, "json"))
        return error_set(error, ERROR_USAGE, _("%s: an evaluation ends in .pdf, .csv or .json."), path);
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
