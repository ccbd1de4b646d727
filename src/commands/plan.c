#include "src/commands/writing.h"
#include "src/plan.h"

#include <string.h>

/* The plan with the analysis that it names its places by. */
typedef struct Planned {
    const Analysis *analysis;
    const WeekPlan *plan;
} Planned;

static bool write_pdf(const Config *config, const Analysis *analysis, const void *result, const char *run_id, const char *path, Error *error)
{
    return plan_pdf(config, analysis, ((const Planned *)result)->plan, run_id, path, error);
}

static bool write_tables(const Config *config, const Analysis *analysis, const void *result, About about, const char *path, Error *error)
{
    (void)analysis;
    const Planned *planned = result;
    return plan_tables(config, planned->analysis, planned->plan, about, path, error);
}

static bool write_ics(const Config *config, const Analysis *analysis, const void *result, const char *path, Error *error)
{
    return plan_ics(config, analysis, ((const Planned *)result)->plan, path, error);
}

static bool write_plan(Program *program, Store *store, const Analysis *analysis, const WeekPlan *plan, const char *path, Error *error)
{
    const Config *config = &program->config;
    char conclusion[WORDING_TEXT];
    Planned planned = {analysis, plan};
    Evidence evidence = {.conclusion = conclusion, .result = &planned, .write_pdf = write_pdf, .write_tables = write_tables, .write_ics = write_ics};
    if (!plan_json(config, analysis, plan, &evidence.json, error)) return false;
    evidence.task = json_pack("{s:s, s:O, s:i, s:i, s:f}", "command", "plan", "week", json_object_get(evidence.json, "week"), "hours", config->handhaving_hours, "places",
                              config->handhaving_places, "walking_speed_km_h", config->walking_speed_km_h);
    plan_conclusion(config, plan, conclusion, sizeof conclusion);
    bool ok = writing_evidence(program, store, analysis, &evidence, path, error);
    json_decref(evidence.task);
    json_decref(evidence.json);
    return ok;
}

bool command_plan(Program *program, const Arguments *arguments, Error *error)
{
    const char *path;
    Store *store;
    Analysis analysis;
    WeekPlan plan;
    int64_t monday;
    if (!arguments_out(arguments, &path, error)) return false;
    if (!writing_ending(path, ".ics .pdf .csv .xlsx .ods .json", error)) return false;
    if (!plan_week(arguments_value(arguments, "week"), &monday, error)) return false;
    if (!writing_analyse(program, STAGE_PRIORITISE, &store, &analysis, error)) return false;
    bool ok = plan_make(&program->config, &analysis, monday, &plan, error) && write_plan(program, store, &analysis, &plan, path, error);
    plan_free(&plan);
    analysis_free(&analysis);
    store_close(store);
    return ok;
}
