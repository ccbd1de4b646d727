#include "src/commands/writing.h"
#include "src/risk.h"
#include "src/wording.h"

static bool write_pdf(const Config *config, const Analysis *analysis, const void *result, const char *run_id, const char *path, Error *error)
{
    return risk_pdf(config, analysis, result, run_id, path, error);
}

static bool write_tables(const Config *config, const Analysis *analysis, const void *result, About about, const char *path, Error *error)
{
    (void)analysis;
    return risk_tables(config, result, about, path, error);
}

static bool write_risk(Program *program, Store *store, const Analysis *analysis, const Risk *risk, const char *path, Error *error)
{
    char conclusion[2 * WORDING_TEXT];
    Table table = {0};
    Evidence evidence = {.conclusion = conclusion, .result = risk, .write_pdf = write_pdf, .write_tables = write_tables};
    if (!risk_json(&program->config, risk, &evidence.json, error)) return false;
    evidence.task = json_pack("{s:s, s:O, s:O, s:O}", "command", "risk", "against", json_object_get(evidence.json, "against"), "others",
                              json_object_get(evidence.json, "others"), "places", json_object_get(evidence.json, "places"));
    risk_conclusion(&program->config, risk, conclusion, sizeof conclusion);
    bool ok = risk_table(risk, &table, error);
    const Style style = style_relative_risk();
    ExportLayer layer = {&table, &risk->places, NULL, &style};
    evidence.grid = &risk->ratio;
    evidence.grid_unit = _("times as many");
    evidence.layer = &layer;
    ok = ok && writing_evidence(program, store, analysis, &evidence, path, error);
    table_free(&table);
    json_decref(evidence.task);
    json_decref(evidence.json);
    return ok;
}

bool command_risk(Program *program, const Arguments *arguments, Error *error)
{
    const char *path;
    Store *store;
    Analysis analysis;
    Risk risk;
    if (!arguments_out(arguments, &path, error)) return false;
    if (!writing_ending(path, ".pdf .tif .gpkg .csv .xlsx .ods .json", error)) return false;
    if (!config_check_computing(&program->config, error) || !writing_analyse(program, STAGE_LOAD, &store, &analysis, error)) return false;
    bool ok = risk_make(store, &program->config, &analysis, arguments_value(arguments, "against"), &risk, error) &&
              write_risk(program, store, &analysis, &risk, path, error);
    risk_free(&risk);
    analysis_free(&analysis);
    store_close(store);
    return ok;
}
