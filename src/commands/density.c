#include "src/advice.h"
#include "src/commands/publishing.h"
#include "src/commands/writing.h"

/* Where there is no advice to give, the density was made all the same. */
static bool record(Program *program, Store *store, const Analysis *analysis, const char *path, bool advise, Error *error)
{
    Advice advice;
    Error why;
    bool there = advise && advice_make(&program->config, analysis, &advice, &why);
    json_t *json = there ? advice_json(&program->config, &advice) : advise ? json_null() : NULL;
    bool ok = writing_record_beside(program, store, analysis, path, "bandwidth_advice", json, error);
    json_decref(json);
    if (ok && there) advice_say(&program->config, &advice, &program->log);
    if (ok && advise && !there) log_warn(&program->log, "%s", why.text);
    return ok;
}

bool command_density(Program *program, const Arguments *arguments, Error *error)
{
    const char *path;
    Store *store;
    Analysis analysis;
    if (!arguments_out(arguments, &path, error)) return false;
    if (!writing_is(path, "tif") && !writing_is(path, "tiff")) return error_set(error, ERROR_USAGE, _("%s: a density ends in .tif."), path);
    if (publishing(&program->config)) return publishing_density(program, path, error);
    if (!config_check_computing(&program->config, error)) return false; /* before the reports are read */
    if (!writing_analyse(program, STAGE_LOAD, &store, &analysis, error)) return false;
    bool ok = writing_density_bands(&program->config, &analysis, store, path, error) && record(program, store, &analysis, path, arguments_value(arguments, "advise") != NULL, error);
    analysis_free(&analysis);
    store_close(store);
    return ok;
}
