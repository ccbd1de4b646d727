#include "src/commands/writing.h"
#include "src/timing.h"
#include "src/wording.h"

#include <stdlib.h>

typedef struct TimesResult {
    const Analysis *analysis;
    const Timing *timing;
} TimesResult;

static bool write_pdf(const Config *config, const Analysis *analysis, const void *result, const char *run_id, const char *path, Error *error)
{
    return timing_pdf(config, analysis, ((const TimesResult *)result)->timing, run_id, path, error);
}

static bool write_tables(const Config *config, const Analysis *analysis, const void *result, About about, const char *path, Error *error)
{
    (void)analysis;
    const TimesResult *times = result;
    return timing_tables(config, times->analysis, times->timing, about, path, error);
}

static bool write_times(Program *program, Store *store, const Analysis *analysis, const Timing *timing, const char *path, Error *error)
{
    char conclusion[2 * WORDING_TEXT];
    TimesResult result = {analysis, timing};
    Evidence evidence = {.conclusion = conclusion, .result = &result, .write_pdf = write_pdf, .write_tables = write_tables};
    if (!timing_json(&program->config, analysis, timing, &evidence.json, error)) return false;
    json_t *limits = json_array();
    for (int b = 0; b < timing->near_input.band_count; b++) json_array_append_new(limits, json_real(timing->near_input.band_m[b]));
    for (int s = 0; s < timing->near_input.span_count; s++) json_array_append_new(limits, json_integer(timing->near_input.span_days[s]));
    evidence.task = json_pack("{s:s, s:s, s:o}", "command", "times", "distance", timing->near_input.distance == NEAR_MANHATTAN ? "manhattan" : "euclidean", "limits", limits);
    timing_conclusion(&program->config, timing, conclusion, sizeof conclusion);
    bool ok = writing_evidence(program, store, analysis, &evidence, path, error);
    json_decref(evidence.task);
    json_decref(evidence.json);
    return ok;
}

bool command_times(Program *program, const Arguments *arguments, Error *error)
{
    const char *path;
    Store *store;
    Analysis analysis;
    NearRepeatInput limits;
    TimingWish wish = {arguments_value(arguments, "distance"), arguments_value(arguments, "bands"), arguments_value(arguments, "days")};
    if (!arguments_out(arguments, &path, error)) return false;
    if (!writing_ending(path, ".pdf .csv .xlsx .ods .json", error)) return false;
    if (!timing_limits(&wish, &limits, error)) return false;
    if (!writing_analyse(program, STAGE_OVERLAY, &store, &analysis, error)) return false;
    Timing timing;
    bool ok = timing_make(store, &program->config, &analysis, &limits, &timing, error) && write_times(program, store, &analysis, &timing, path, error);
    timing_free(&timing);
    analysis_free(&analysis);
    store_close(store);
    return ok;
}
