#include "src/commands/loading.h"
#include "src/commands/writing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool add(Program *program, Store *store, const Arguments *arguments, Error *error)
{
    ConfigLayer settings = {0};
    const char *file = arguments->positional[1], *name = arguments_value(arguments, "name"), *slash = strrchr(file, '/');
    const char *base = slash != NULL ? slash + 1 : file, *dot = strrchr(base, '.');
    const char *given[] = {arguments_value(arguments, "role"), arguments_value(arguments, "encoding"), arguments_value(arguments, "crs"), arguments_value(arguments, "join")};
    char *fields[] = {settings.role, settings.encoding, settings.crs, settings.join};
    for (int i = 0; i < 4; i++)
        if (given[i] != NULL) snprintf(fields[i], CONFIG_TEXT, "%s", given[i]);
    if (settings.role[0] == '\0') return error_set(error, ERROR_USAGE, _("A layer needs a role; give one with --role, for example --role street."));
    snprintf(settings.file, sizeof settings.file, "%s", file);
    if (name != NULL) snprintf(settings.name, sizeof settings.name, "%s", name);
    else snprintf(settings.name, sizeof settings.name, "%.*s", dot != NULL && dot > base ? (int)(dot - base) : (int)strlen(base), base);
    /* Names of fields that the configuration gives for this layer hold here too. */
    for (size_t i = 0; i < program->config.layer_count; i++)
        if (strcmp(program->config.layer[i].name, settings.name) == 0) memcpy(settings.fields, program->config.layer[i].fields, sizeof settings.fields);
    return loading_layer(program, store, &settings, error);
}

static bool list(Program *program, Store *store, Error *error)
{
    LayerRecord *records;
    size_t count;
    if (!layer_list(store, &records, &count, error)) return false;
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        printable(records[i].name);
        printable(records[i].file_name);
        if (!program->json)
            printf("%-20s %-14s %8" PRId64 "  %-12s %s\n", records[i].name, records[i].role, records[i].features, records[i].crs, records[i].file_name);
        json_array_append_new(array, json_pack("{s:s, s:s, s:I, s:s, s:s}", "name", records[i].name, "role", records[i].role, "features",
                                               (json_int_t)records[i].features, "crs", records[i].crs, "file", records[i].file_name));
    }
    if (program->json) json_dumpf(array, stdout, JSON_INDENT(2)), fputc('\n', stdout);
    json_decref(array);
    free(records);
    return true;
}

bool command_layer(Program *program, const Arguments *arguments, Error *error)
{
    const char *what = arguments->positional_count > 0 ? arguments->positional[0] : "";
    bool adds = strcmp(what, "add") == 0 && arguments->positional_count == 2, lists = strcmp(what, "list") == 0 && arguments->positional_count == 1,
         removes = strcmp(what, "remove") == 0 && arguments->positional_count == 2;
    if (!adds && !lists && !removes)
        return error_set(error, ERROR_USAGE, _("This is how it is called: brandpunt layer add FILE --role ROLE | list | remove NAME"));
    int srid;
    Store *store;
    if (!writing_srid(&program->config, &srid, error)) return false;
    if (!store_open(program->config.database, adds ? STORE_CREATE : lists ? STORE_READ : STORE_WRITE, srid, &store, error)) return false;
    bool ok = adds ? add(program, store, arguments, error) : lists ? list(program, store, error) : layer_remove(store, arguments->positional[1], error);
    if (ok && removes) log_say(&program->log, _("Layer '%s' is removed."), arguments->positional[1]);
    store_close(store);
    return ok;
}
