#include "src/beside.h"
#include "src/commands/writing.h"
#include "src/wording.h"

#include <stdlib.h>

static bool write_pdf(const Config *config, const Analysis *analysis, const void *result, const char *run_id, const char *path, Error *error)
{
    return beside_pdf(config, analysis, result, run_id, path, error);
}

static bool write_tables(const Config *config, const Analysis *analysis, const void *result, About about, const char *path, Error *error)
{
    (void)analysis;
    return beside_tables(config, result, about, path, error);
}

static bool write_beside(Program *program, Store *store, const Analysis *analysis, const Beside *beside, const char *path, Error *error)
{
    char conclusion[2 * WORDING_TEXT];
    Table table = {0};
    Evidence evidence = {.conclusion = conclusion, .result = beside, .write_pdf = write_pdf, .write_tables = write_tables};
    if (!beside_json(&program->config, beside, &evidence.json, error)) return false;
    evidence.task = json_pack("{s:s, s:O, s:O}", "command", "beside", "sets", json_object_get(evidence.json, "sets"), "places", json_object_get(evidence.json, "places"));
    beside_conclusion(&program->config, beside, conclusion, sizeof conclusion);
    bool ok = beside_table(beside, &table, error);
    const Style style = style_places();
    ExportLayer layer = {&table, &beside->places, NULL, &style};
    evidence.layer = &layer;
    ok = ok && writing_evidence(program, store, analysis, &evidence, path, error);
    table_free(&table);
    json_decref(evidence.task);
    json_decref(evidence.json);
    return ok;
}

bool command_beside(Program *program, const Arguments *arguments, Error *error)
{
    const char *path;
    Store *store;
    Analysis all;
    if (!arguments_out(arguments, &path, error)) return false;
    if (!writing_ending(path, ".pdf .gpkg .csv .xlsx .ods .json", error)) return false;
    Beside *beside = calloc(1, sizeof *beside);
    if (beside == NULL) return error_memory(error, sizeof *beside);
    bool ok = config_check_computing(&program->config, error) && writing_analyse(program, STAGE_LOAD, &store, &all, error);
    if (ok) {
        ok = beside_make(store, &program->config, arguments->positional, (size_t)arguments->positional_count, beside, error) &&
             write_beside(program, store, &all, beside, path, error);
        beside_free(beside);
        analysis_free(&all);
        store_close(store);
    }
    free(beside);
    return ok;
}
