#include "src/commands/writing.h"

bool command_density(Program *program, const Arguments *arguments, Error *error)
{
    const char *path;
    Store *store;
    Analysis analysis;
    if (!arguments_out(arguments, &path, error)) return false;
    if (!writing_is(path, "tif") && !writing_is(path, "tiff")) return error_set(error, ERROR_USAGE, _("%s: a density ends in .tif."), path);
    if (!config_check_computing(&program->config, error)) return false; /* before the reports are read */
    if (!writing_analyse(program, STAGE_LOAD, &store, &analysis, error)) return false;
    bool ok = writing_density_bands(&program->config, &analysis, store, path, error) && writing_record(program, store, &analysis, path, error);
    analysis_free(&analysis);
    store_close(store);
    return ok;
}
