#include "src/base_map.h"
#include "src/commands/auditing.h"
#include "src/commands/loading.h"
#include "src/commands/publishing.h"
#include "src/commands/writing.h"
#include "src/exchange/export.h"
#include "src/exchange/output.h"
#include "src/results.h"
#include "src/wording.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { RESULTS = 11 }; /* files that write_results() leaves */

typedef struct Run {
    Program *program;
    Store *store;
    Analysis analysis;
    StreetsOnce streets;
    Progress progress; /* in files read, the analysis, and files written */
    double done;
    char path[CONFIG_TEXT + 64];
} Run;

/* What is begun now; all before it is done. */
static void step(Run *run, const char *what)
{
    run->progress.what = what;
    progress_to(&run->progress, run->done++);
}

static const char *place(Run *run, const char *name)
{
    snprintf(run->path, sizeof run->path, "%s/%s", run->program->config.output_folder, name);
    return run->path;
}

/* The same, for a result that is written next. */
static const char *result(Run *run, const char *name)
{
    step(run, name);
    return place(run, name);
}

static bool load_layers(Run *run, Error *error)
{
    const Config *config = &run->program->config;
    for (size_t i = 0; i < config->layer_count; i++)
        if (step(run, config->layer[i].name), !loading_layer(run->program, run->store, &config->layer[i], error)) return false;
    return true;
}

/* The refused rows of all files of the configuration, from the database, so that a second run tells them too. */
static bool write_rejects(Run *run, Error *error)
{
    Output output;
    Statement *rows = store_prepare(run->store,
                                       "SELECT i.file_name, r.line, r.reason FROM reject r JOIN import i ON i.id = r.import ORDER BY i.id, r.line, r.rowid", error);
    if (rows == NULL) return false;
    if (!output_open(place(run, "rejects.csv"), &output, error)) return store_finish(rows), false;
    fprintf(output.stream, "\xEF\xBB\xBF%s\r\n", _("file;line;reason;meaning"));
    bool ok = true;
    while (store_next(rows, &ok, error)) {
        RejectReason reason = REJECT_NONE;
        for (int r = 1; r < REJECT_REASONS; r++)
            if (strcmp(reject_name((RejectReason)r), store_text(rows, 2)) == 0) reason = (RejectReason)r;
        fprintf(output.stream, "%s;%lld;%s;%s\r\n", store_text(rows, 0), (long long)store_whole(rows, 1), store_text(rows, 2), reject_meaning(reason));
    }
    store_finish(rows);
    if (!ok) output_discard(&output);
    return ok && output_commit(&output, error);
}

static bool load_reports(Run *run, Error *error)
{
    const Config *config = &run->program->config;
    int64_t loaded = 0;
    for (size_t i = 0; i < config->reports_count; i++) {
        const ConfigReports *reports = &config->reports[i];
        ImportOptions options = {.source = reports->source[0] != '\0' ? reports->source : reports->name,
                                 .mapping = reports->mapping,
                                 .regime = reports->regime,
                                 .purpose = reports->purpose,
                                 .retention = reports->retention};
        ImportCounts counts;
        step(run, reports->name);
        if (!loading_reports(run->program, run->store, reports->file, &options, NULL, &counts, error)) return false;
        loaded += counts.loaded;
    }
    return loading_link(run->program, run->store, loaded, NULL, error);
}

static bool write_results(Run *run, Error *error)
{
    const Config *config = &run->program->config;
    Analysis *analysis = &run->analysis;
    if (!writing_map(config, analysis, run->store, result(run, "map.pdf"), error) || !writing_map(config, analysis, run->store, result(run, "map.png"), error)) return false;
    if (!writing_brief(config, analysis, run->store, result(run, "brief.pdf"), error)) return false;
    if (!writing_web(config, analysis, run->store, result(run, "web.html"), error)) return false;
    if (!writing_report(config, analysis, run->store, &run->streets, result(run, "report.pdf"), error)) return false;
    if (!writing_geopackage(config, analysis, run->store, PART_DENSITY | PART_AREAS | PART_STREETS | PART_LEVERS, &run->streets, result(run, "result.gpkg"), error)) return false;
    if (analysis->counts_only) unlink(place(run, "density.tif")); /* one of an earlier run would be taken for this one's */
    else if (!writing_density(config, analysis, run->store, result(run, "density.tif"), error)) return false;
    for (int lever = 0; lever < LEVER_COUNT; lever++) {
        char name[64];
        snprintf(name, sizeof name, "priorities_%s.csv", wording_lever_key((Lever)lever));
        if (!writing_tables(config, analysis, run->store, (unsigned)PART_LEVER << lever, &run->streets, result(run, name), error)) return false;
    }
    json_t *json;
    char id[RUN_ID_BYTES];
    if (!results_run(run->store, config, analysis, &json, id, error)) return false;
    bool ok = export_json(json, result(run, "run.json"), error);
    json_decref(json);
    return ok;
}

/* The ranked places on the screen, so that a first run shows something at once. */
static void tell(const Run *run)
{
    Log *log = &run->program->log;
    const Analysis *analysis = &run->analysis;
    log_say(log, "%s", "");
    for (size_t a = 0; a < analysis->area_count && a < 5; a++) {
        char name[WORDING_TEXT], peak[WORDING_TEXT] = "-", levers[WORDING_TEXT];
        wording_area_name(&analysis->area[a], name, sizeof name);
        (void)wording_peak(&analysis->area[a], peak, sizeof peak);
        wording_levers(analysis, a, levers, sizeof levers);
        log_say(log, _("%d. %s: %zu reports, %s; %s; %s"), analysis->area[a].rank, name, analysis->area[a].reports, wording_status(&analysis->area[a]), peak, levers);
    }
    log_say(log, "%s", "");
}

bool command_run(Program *program, const Arguments *arguments, Error *error)
{
    Config *config = &program->config;
    if (arguments->positional_count > 0) return error_set(error, ERROR_USAGE, _("run takes its files from the configuration; see `brandpunt run --help`."));
    if (config->file[0] == '\0' && config->reports_count == 0)
        return error_set(error, ERROR_USAGE, _("There is no config.ini in this folder; make one from the files in it with `brandpunt config init`, or name one with --config FILE."));
    int srid;
    Run run = {.program = program};
    /* Everything that can be wrong with the configuration is found before anything is done. */
    if (!config_check(config, error) || !base_map_check(config, error) || !writing_srid(config, &srid, error) || !output_folder(config->output_folder, error) || !output_claim(config->output_folder, error))
        return false;
    if (publishing(config) && !publishing_check(program, error)) return false;
    if (!store_open(config->database, STORE_CREATE, srid, &run.store, error)) return false;
    run.progress = progress_init(&program->log, "", (double)(config->layer_count + config->reports_count) + 1 + RESULTS);
    bool ok = load_layers(&run, error) && load_reports(&run, error) && auditing_begin(program, run.store, error) && write_rejects(&run, error);
    store_close(run.store);
    if (ok && publishing(config)) return publishing_run(program, error);
    step(&run, _("computing"));
    if (!ok || !writing_analyse(program, STAGE_PRIORITISE, &run.store, &run.analysis, error)) return false;
    ok = write_results(&run, error);
    progress_end(&run.progress);
    if (ok) tell(&run);
    ok = ok && writing_record(program, run.store, &run.analysis, config->output_folder, error);
    streets_once_free(&run.streets);
    analysis_free(&run.analysis);
    store_close(run.store);
    return ok;
}
