#include "src/commands/writing.h"
#include "src/effect.h"
#include "src/exchange/export.h"
#include "src/results.h"
#include "src/wording.h"

#include <string.h>

/* What the comparison rests on beside the configuration, for the record of the run. */
static json_t *task_of(const Effect *effect, json_t *json)
{
    json_t *task = json_pack("{s:s}", "command", effect->plan ? "compare --plan" : "compare");
    if (task != NULL) json_object_set(task, "before", json_object_get(json, "before"));
    if (task != NULL && !effect->plan) json_object_set(task, "after", json_object_get(json, "after"));
    if (task != NULL) json_object_set(task, "areas", json_object_get(json, "areas"));
    return task;
}

static bool write_effect(Program *program, Store *store, const Analysis *analysis, const Effect *effect, const char *path, Error *error)
{
    const Config *config = &program->config;
    json_t *json = NULL, *run = NULL;
    char run_id[RUN_ID_BYTES], conclusion[2 * WORDING_TEXT];
    bool ok = effect_json(config, effect, &json, error);
    json_t *task = ok ? task_of(effect, json) : NULL;
    ok = ok && results_run_of(store, config, analysis, task, &run, run_id, error);
    if (ok) json_object_set(json, "run", json_object_get(run, "id"));
    ok = ok && (writing_is(path, "pdf")   ? effect_pdf(config, analysis, effect, run_id, path, error)
                : writing_is(path, "csv") ? effect_csv(config, effect, path, error)
                                          : export_json(json, path, error));
    ok = ok && results_store(store, config, analysis, program->command_line, run, run_id, error);
    effect_conclusion(config, effect, conclusion, sizeof conclusion);
    if (ok) writing_tell(program, json, path, run_id, conclusion);
    json_decref(task);
    json_decref(run);
    json_decref(json);
    return ok;
}

bool command_compare(Program *program, const Arguments *arguments, Error *error)
{
    const char *path;
    Store *store;
    Analysis analysis;
    Effect effect;
    bool plan = arguments_value(arguments, "plan") != NULL;
    EffectWish wish = {.before = arguments_value(arguments, "before"),
                       .after = arguments_value(arguments, "after"),
                       .file = {arguments_value(arguments, "target"), arguments_value(arguments, "control"), arguments_value(arguments, "displacement")}};
    Period period;
    if (!arguments_out(arguments, &path, error)) return false;
    if (!writing_is(path, "pdf") && !writing_is(path, "csv") && !writing_is(path, "json"))
        return error_set(error, ERROR_USAGE, _("%s: a comparison ends in .pdf, .csv or .json."), path);
    if (wish.before == NULL) return error_set(error, ERROR_USAGE, _("There is no period to compare with; give one with --before 2023-01-01..2023-12-31."));
    if (wish.file[EFFECT_TARGET] == NULL) return error_set(error, ERROR_USAGE, _("There is no target area; give a file with its polygon: --target FILE."));
    if (!plan && wish.after == NULL)
        return error_set(error, ERROR_USAGE, _("There is no period after the measure; give one with --after, or make a plan beforehand with --plan."));
    if (plan && wish.after != NULL) return error_set(error, ERROR_USAGE, _("A plan is made before the measure; leave out --after or --plan."));
    if (!period_from_text(wish.before, "--before", &period, error) || (wish.after != NULL && !period_from_text(wish.after, "--after", &period, error))) return false;
    /* The two periods are the selection; all reports are needed to know how far they reach. */
    program->config.from[0] = program->config.to[0] = '\0';
    if (!writing_analyse(program, STAGE_LOAD, &store, &analysis, error)) return false;
    bool ok = effect_make(&program->config, &analysis, &wish, &effect, error) && write_effect(program, store, &analysis, &effect, path, error);
    effect_free(&effect);
    analysis_free(&analysis);
    store_close(store);
    return ok;
}
