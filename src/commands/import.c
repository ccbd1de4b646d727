#include "src/commands/loading.h"
#include "src/commands/writing.h"

#include <stdio.h>

bool command_import(Program *program, const Arguments *arguments, Error *error)
{
    ImportOptions options = {.source = arguments_value(arguments, "source"),
                             .mapping = arguments_value(arguments, "mapping"),
                             .regime = arguments_value(arguments, "regime"),
                             .purpose = arguments_value(arguments, "purpose"),
                             .retention = arguments_value(arguments, "retention"),
                             .rejects_path = arguments_value(arguments, "rejects"),
                             .dry_run = arguments_value(arguments, "dry-run") != NULL,
                             .strict = arguments_value(arguments, "strict") != NULL};
    if (arguments->positional_count == 0) return error_set(error, ERROR_USAGE, _("There is no file to import; name one or more: brandpunt import FILE..."));
    if (options.rejects_path != NULL && arguments->positional_count > 1)
        return error_set(error, ERROR_USAGE, _("--rejects takes the rows of one file; import the files one by one."));
    int srid;
    Store *store;
    if (!writing_srid(&program->config, &srid, error) || !store_open(program->config.database, STORE_CREATE, srid, &store, error)) return false;
    json_t *object = json_object(), *files = json_array();
    json_object_set_new(object, "files", files);
    bool ok = true;
    int64_t loaded = 0;
    for (int i = 0; ok && i < arguments->positional_count; i++) {
        ImportCounts counts;
        ImportOptions settings = options;
        loading_as_configured(&program->config, arguments->positional[i], &settings);
        ok = loading_reports(program, store, arguments->positional[i], &settings, files, &counts, error);
        if (ok && !options.dry_run) loaded += counts.loaded;
    }
    if (!options.dry_run) ok = loading_link(program, store, loaded, object, ok ? error : &(Error){0}) && ok;
    store_close(store);
    if (ok && program->json) json_dumpf(object, stdout, JSON_INDENT(2)), fputc('\n', stdout);
    json_decref(object);
    return ok;
}
