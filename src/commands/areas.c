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
    if (!writing_is(path, "gpkg") && !writing_is(path, "geojson") && !writing_is(path, "csv"))
        return error_set(error, ERROR_USAGE, _("%s: risk areas end in .gpkg, .geojson or .csv."), path);
    if (!writing_analyse(program, STAGE_OVERLAY, &store, &analysis, error)) return false;
    const Config *config = &program->config;
    bool ok = writing_is(path, "gpkg")      ? writing_geopackage(config, &analysis, store, PART_AREAS, &streets, path, error)
              : writing_is(path, "geojson") ? writing_areas_geojson(config, &analysis, path, error)
                                            : writing_areas_csv(config, &analysis, path, error);
    ok = ok && writing_record(program, store, &analysis, path, error);
    streets_once_free(&streets);
    analysis_free(&analysis);
    store_close(store);
    return ok;
}
