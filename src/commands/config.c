#include "src/base_map.h"
#include "src/commands/command.h"
#include "src/commands/writing.h"

#include <stdio.h>
#include <string.h>

bool command_config(Program *program, const Arguments *arguments, Error *error)
{
    const char *what = arguments->positional_count == 1 ? arguments->positional[0] : "";
    int srid;
    Box extent;
    if (strcmp(what, "show") == 0) {
        config_show(&program->config, stdout, program->json);
        return true;
    }
    if (strcmp(what, "check") != 0) return error_set(error, ERROR_USAGE, _("This is how it is called: brandpunt config show | check"));
    const Config *config = &program->config;
    if (!config_check(config, error) || !writing_srid(config, &srid, error) || !selection_check(config, error)) return false;
    if (config->extent[0] != '\0' && !municipality_extent(config->extent, &extent, error)) return config_blame(config, "density", "extent", error);
    if (!base_map_check(config, error)) return false;
    if (program->json) puts("{\"ok\": true}");
    else log_say(&program->log, _("%s: nothing wrong; layers: %zu, files with reports: %zu."), config->file[0] != '\0' ? config->file : "config", config->layer_count,
                 config->reports_count);
    return true;
}
