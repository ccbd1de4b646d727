#include "src/base_map.h"
#include "src/commands/writing.h"

bool command_brief(Program *program, const Arguments *arguments, Error *error)
{
    const char *path;
    Store *store;
    Analysis analysis;
    if (!arguments_out(arguments, &path, error)) return false;
    if (!writing_is(path, "pdf")) return error_set(error, ERROR_USAGE, _("%s: a briefing ends in .pdf."), path);
    if (!base_map_check(&program->config, error) || !writing_analyse(program, STAGE_PRIORITISE, &store, &analysis, error)) return false;
    bool ok = writing_brief(&program->config, &analysis, store, path, error) && writing_record(program, store, &analysis, path, error);
    analysis_free(&analysis);
    store_close(store);
    return ok;
}
