#include "src/commands/publishing.h"
#include "src/commands/writing.h"

bool command_areas(Program *program, const Arguments *arguments, Error *error)
{
    const char *path;
    Store *store;
    Analysis analysis;
    StreetsOnce streets = {0};
    if (!arguments_out(arguments, &path, error)) return false;
    if (publishing(&program->config)) return publishing_areas(program, path, error);
    if (!writing_ending(path, ".gpkg .geojson .fgb .csv .xlsx .ods", error)) return false;
    if (!writing_analyse(program, STAGE_OVERLAY, &store, &analysis, error)) return false;
    const Config *config = &program->config;
    bool ok = writing_is(path, "gpkg") ? writing_geopackage(config, &analysis, store, PART_AREAS, &streets, path, error)
                                       : writing_areas(config, &analysis, store, path, error);
    ok = ok && writing_record(program, store, &analysis, path, error);
    streets_once_free(&streets);
    analysis_free(&analysis);
    store_close(store);
    return ok;
}
