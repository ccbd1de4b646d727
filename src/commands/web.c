#include "src/commands/writing.h"

bool command_web(Program *program, const Arguments *arguments, Error *error)
{
    const char *path;
    Store *store;
    Analysis analysis;
    if (!arguments_out(arguments, &path, error)) return false;
    if (!writing_is(path, "html")) return error_set(error, ERROR_USAGE, _("%s: a page for a browser ends in .html."), path);
    if (!writing_analyse(program, STAGE_PRIORITISE, &store, &analysis, error)) return false;
    bool ok = writing_web(&program->config, &analysis, store, path, error) && writing_record(program, store, &analysis, path, error);
    analysis_free(&analysis);
    store_close(store);
    return ok;
}
