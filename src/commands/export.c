#include "src/commands/publishing.h"
#include "src/commands/writing.h"

bool command_export(Program *program, const Arguments *arguments, Error *error)
{
    const char *path;
    Store *store;
    Analysis analysis;
    StreetsOnce streets = {0};
    if (!arguments_out(arguments, &path, error)) return false;
    if (publishing(&program->config)) return publishing_export(program, path, error);
    bool tif = writing_is(path, "tif") || writing_is(path, "tiff"), gpkg = writing_is(path, "gpkg"), workbook = writing_is(path, "xlsx") || writing_is(path, "ods");
    if (!writing_ending(path, ".gpkg .geojson .fgb .csv .xlsx .ods .tif .tiff", error)) return false;
    if (!writing_analyse(program, STAGE_PRIORITISE, &store, &analysis, error)) return false;
    const Config *config = &program->config;
    bool ok = tif        ? writing_density(config, &analysis, store, path, error)
              : gpkg     ? writing_geopackage(config, &analysis, store, PART_DENSITY | PART_AREAS | PART_STREETS | PART_LEVERS, &streets, path, error)
              : workbook ? writing_tables(config, &analysis, store, PART_AREAS | PART_LEVERS, &streets, path, error)
                         : writing_areas(config, &analysis, store, path, error);
    ok = ok && writing_record(program, store, &analysis, path, error);
    streets_once_free(&streets);
    analysis_free(&analysis);
    store_close(store);
    return ok;
}
