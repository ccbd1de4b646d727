#include "src/commands/writing.h"
#include "src/wording.h"

bool command_prioritise(Program *program, const Arguments *arguments, Error *error)
{
    const char *path, *name = arguments_value(arguments, "lever");
    Store *store;
    Analysis analysis;
    StreetsOnce streets = {0};
    Lever lever = LEVER_LIGHTING;
    if (!arguments_out(arguments, &path, error)) return false;
    bool geopackage = writing_is(path, "gpkg"), pdf = writing_is(path, "pdf"), one = writing_is(path, "csv") || writing_is(path, "json");
    if (!writing_ending(path, ".gpkg .csv .xlsx .ods .json .pdf", error)) return false;
    if (one && name == NULL)
        return error_set(error, ERROR_USAGE, _("%s holds one lever; choose it with --lever lighting, cameras or handhaving, or write a .gpkg, .xlsx, .ods or .pdf with all three."), path);
    if (name != NULL && !wording_lever_from(name, &lever, error)) return false;
    if (!writing_analyse(program, STAGE_PRIORITISE, &store, &analysis, error)) return false;
    const Config *config = &program->config;
    unsigned levers = name != NULL ? (unsigned)PART_LEVER << lever : PART_LEVERS;
    bool ok = pdf                        ? writing_priorities_pdf(config, &analysis, store, name != NULL ? lever : LEVER_COUNT, &streets, path, error)
              : geopackage               ? writing_geopackage(config, &analysis, store, PART_AREAS | levers, &streets, path, error)
              : tables_is(path)          ? writing_tables(config, &analysis, store, levers, &streets, path, error)
                                         : writing_priorities_json(config, &analysis, lever, &streets, path, error);
    ok = ok && writing_record(program, store, &analysis, path, error);
    streets_once_free(&streets);
    analysis_free(&analysis);
    store_close(store);
    return ok;
}
