#include "src/commands/writing.h"

bool command_streets(Program *program, const Arguments *arguments, Error *error)
{
    const char *path;
    Store *store;
    Analysis analysis;
    if (!arguments_out(arguments, &path, error)) return false;
    if (!writing_is(path, "gpkg") && !writing_is(path, "geojson") && !writing_is(path, "csv"))
        return error_set(error, ERROR_USAGE, _("%s: streets end in .gpkg, .geojson or .csv."), path);
    if (!writing_analyse(program, STAGE_LOAD, &store, &analysis, error)) return false;
    bool ok = writing_streets(&program->config, &analysis, store, path, error) && writing_record(program, store, &analysis, path, error);
    analysis_free(&analysis);
    store_close(store);
    return ok;
}
