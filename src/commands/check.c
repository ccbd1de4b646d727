#include "src/commands/writing.h"
#include "src/verdict.h"
#include "src/wording.h"

#include <stdlib.h>
#include <string.h>

enum { LAMPS_MOST = 1000 };

static bool write_pdf(const Config *config, const Analysis *analysis, const void *result, const char *run_id, const char *path, Error *error)
{
    return verdict_pdf(config, analysis, result, run_id, path, error);
}

static bool write_tables(const Config *config, const Analysis *analysis, const void *result, About about, const char *path, Error *error)
{
    return verdict_tables(config, analysis, result, about, path, error);
}

static bool write_geopackage(const Config *config, const Analysis *analysis, const void *result, const Remark *remarks, size_t count, const char *path, Error *error)
{
    return verdict_geopackage(config, analysis, result, remarks, count, path, error);
}

/* What the verdict rests on beside the configuration, for the record of the run. */
static json_t *task_of(const VerdictSet *set, const Config *config)
{
    json_t *designs = json_array();
    for (size_t d = 0; d < set->count; d++) {
        const Design *design = &set->verdict[d].design;
        json_array_append_new(designs, json_pack("{s:s, s:s, s:I}", "file", design->file, "sha256", design->sha256, "objects", (json_int_t)design->count));
    }
    return json_pack("{s:s, s:o, s:i, s:i, s:[f, f, f, f, f, f]}", "command", set->proposed ? "check --lamps" : "check", "designs", designs, "placements", config->replicates, "seed",
                     config->seed, "reach_m", config->light_reach_m, config->camera_range_m, config->meeting_place_reach_m, config->path_reach_m, config->greenery_reach_m,
                     config->patrol_reach_m);
}

static void tell_notes(Program *program, const Verdict *verdict)
{
    for (size_t n = 0; n < verdict->design.note_count; n++) log_say(&program->log, "%s", verdict->design.note[n]);
}

static bool write_verdict(Program *program, Store *store, const Analysis *analysis, const VerdictSet *set, const char *path, Error *error)
{
    char conclusion[4 * WORDING_TEXT];
    Evidence evidence = {.conclusion = conclusion, .result = set, .write_pdf = write_pdf, .write_tables = write_tables, .write_geopackage = write_geopackage};
    if (!verdict_json(&program->config, analysis, set, &evidence.json, error)) return false;
    evidence.task = task_of(set, &program->config);
    verdict_conclusion(&program->config, analysis, &set->verdict[0], conclusion, sizeof conclusion);
    for (size_t d = 0; d < set->count; d++) tell_notes(program, &set->verdict[d]);
    bool ok = evidence.task != NULL ? writing_evidence(program, store, analysis, &evidence, path, error) : error_memory(error, 4096);
    if (ok && set->count == 2 && !program->json) {
        verdict_conclusion(&program->config, analysis, &set->verdict[1], conclusion, sizeof conclusion);
        log_say(&program->log, "%s", conclusion);
    }
    json_decref(evidence.task);
    json_decref(evidence.json);
    return ok;
}

/* The designs, read before anything is computed: a drawing that is refused is refused at once. */
static bool read_designs(Program *program, const Analysis *analysis, const Arguments *arguments, Design designs[2], Error *error)
{
    DesignOptions options = {arguments_value(arguments, "crs"), arguments_value(arguments, "units")};
    for (int d = 0; d < arguments->positional_count; d++)
        if (!design_read(&program->config, &analysis->municipality, arguments->positional[d], &options, &designs[d], error)) return false;
    return true;
}

static bool judge(Program *program, Store *store, const Analysis *analysis, size_t lamps, Design designs[2], VerdictSet *set, Error *error)
{
    Ground ground = {0};
    bool ok = ground_lay(store, &program->config, analysis, &ground, error);
    if (ok && set->proposed) ok = verdict_propose(&ground, lamps, &designs[0], error);
    for (size_t d = 0; ok && d < set->count; d++) ok = verdict_make(&ground, &designs[d], &set->verdict[d], error);
    ground_free(&ground);
    return ok;
}

static bool number_of_lamps(const char *text, size_t *ret_lamps, Error *error)
{
    char *end;
    long lamps = strtol(text, &end, 10);
    if (end == text || *end != '\0' || lamps < 1 || lamps > LAMPS_MOST)
        return error_set(error, ERROR_USAGE, _("--lamps %s is no number of lamps; give one from 1 to %d."), text, LAMPS_MOST);
    *ret_lamps = (size_t)lamps;
    return true;
}

static bool check_arguments(const Arguments *arguments, const char *path, size_t *ret_lamps, Error *error)
{
    const char *lamps = arguments_value(arguments, "lamps"), *units = arguments_value(arguments, "units");
    if (!writing_ending(path, ".pdf .gpkg .csv .xlsx .ods .json", error)) return false;
    if (units != NULL && strcmp(units, "m") != 0 && strcmp(units, "mm") != 0) return error_set(error, ERROR_USAGE, _("--units %s is no unit of a drawing; give m or mm."), units);
    if (lamps != NULL && arguments->positional_count > 0) return error_set(error, ERROR_USAGE, _("A design is given, and --lamps asks for one to be made; leave one of them out."));
    if (lamps == NULL && arguments->positional_count == 0)
        return error_set(error, ERROR_USAGE, _("There is no design; give a drawing (shapefile, GeoPackage, GeoJSON, DXF), or ask for spots with --lamps 12."));
    return lamps == NULL || number_of_lamps(lamps, ret_lamps, error);
}

bool command_check(Program *program, const Arguments *arguments, Error *error)
{
    const char *path;
    Store *store;
    Analysis analysis;
    Design designs[2] = {{.count = 0}, {.count = 0}};
    size_t lamps = 0;
    if (!arguments_out(arguments, &path, error) || !arguments_expect(arguments, command_find("check", error), 0, 2, error) || !check_arguments(arguments, path, &lamps, error)) return false;
    VerdictSet *set = calloc(1, sizeof *set);
    if (set == NULL) return error_memory(error, sizeof *set);
    set->proposed = lamps > 0;
    set->count = set->proposed ? 1 : (size_t)arguments->positional_count;
    bool ok = config_check_computing(&program->config, error) && writing_analyse(program, STAGE_LOAD, &store, &analysis, error);
    if (ok) {
        ok = read_designs(program, &analysis, arguments, designs, error) && analysis_density(&program->config, &analysis, error) && analysis_areas(&program->config, &analysis, error) &&
             analysis_overlay(&program->config, &analysis, error) && judge(program, store, &analysis, lamps, designs, set, error) &&
             write_verdict(program, store, &analysis, set, path, error);
        for (int d = 0; d < 2; d++) {
            design_free(&designs[d]);
            verdict_free(&set->verdict[d]);
        }
        analysis_free(&analysis);
        store_close(store);
    }
    free(set);
    return ok;
}
