#include "src/base_map.h"
#include "src/commands/publishing.h"
#include "src/commands/writing.h"

bool command_map(Program *program, const Arguments *arguments, Error *error)
{
    const char *path;
    Store *store;
    Analysis analysis;
    if (!arguments_out(arguments, &path, error)) return false;
    if (!writing_is(path, "pdf") && !writing_is(path, "svg") && !writing_is(path, "png"))
        return error_set(error, ERROR_USAGE, _("%s: a map ends in .pdf, .svg or .png."), path);
    if (!base_map_check(&program->config, error)) return false;
    if (publishing(&program->config)) return publishing_map(program, path, error);
    if (!writing_analyse(program, STAGE_PRIORITISE, &store, &analysis, error)) return false;
    bool ok = writing_map(&program->config, &analysis, store, path, error) && writing_record(program, store, &analysis, path, error);
    analysis_free(&analysis);
    store_close(store);
    return ok;
}
