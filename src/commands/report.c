#include "src/commands/writing.h"

bool command_report(Program *program, const Arguments *arguments, Error *error)
{
    const char *path;
    Store *store;
    Analysis analysis;
    StreetsOnce streets = {0};
    if (!arguments_out(arguments, &path, error)) return false;
    if (!writing_is(path, "pdf")) return error_set(error, ERROR_USAGE, _("%s: a report ends in .pdf."), path);
    if (!writing_analyse(program, STAGE_PRIORITISE, &store, &analysis, error)) return false;
    bool ok = writing_report(&program->config, &analysis, store, &streets, path, error) && writing_record(program, store, &analysis, path, error);
    streets_once_free(&streets);
    analysis_free(&analysis);
    store_close(store);
    return ok;
}
