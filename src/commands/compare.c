#include "src/commands/writing.h"
#include "src/effect.h"
#include "src/wording.h"

/* What the comparison rests on beside the configuration, for the record of the run. */
static json_t *task_of(const Effect *effect, json_t *json)
{
    json_t *task = json_pack("{s:s}", "command", effect->plan ? "compare --plan" : "compare");
    if (task != NULL) json_object_set(task, "before", json_object_get(json, "before"));
    if (task != NULL && !effect->plan) json_object_set(task, "after", json_object_get(json, "after"));
    if (task != NULL) json_object_set(task, "areas", json_object_get(json, "areas"));
    return task;
}

static bool write_pdf(const Config *config, const Analysis *analysis, const void *result, const char *run_id, const char *path, Error *error)
{
    return effect_pdf(config, analysis, result, run_id, path, error);
}

static bool write_tables(const Config *config, const Analysis *analysis, const void *result, About about, const char *path, Error *error)
{
    (void)analysis;
    return effect_tables(config, result, about, path, error);
}

static bool write_effect(Program *program, Store *store, const Analysis *analysis, const Effect *effect, const char *path, Error *error)
{
    char conclusion[2 * WORDING_TEXT];
    Evidence evidence = {.conclusion = conclusion, .result = effect, .write_pdf = write_pdf, .write_tables = write_tables};
    if (!effect_json(&program->config, effect, &evidence.json, error)) return false;
    evidence.task = task_of(effect, evidence.json);
    effect_conclusion(&program->config, effect, conclusion, sizeof conclusion);
    bool ok = writing_evidence(program, store, analysis, &evidence, path, error);
    json_decref(evidence.task);
    json_decref(evidence.json);
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
    if (!writing_ending(path, ".pdf .csv .xlsx .ods .json", error)) return false;
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
