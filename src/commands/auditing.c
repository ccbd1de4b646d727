#include "src/commands/auditing.h"

#include "src/commands/publishing.h"
#include "src/commands/writing.h"
#include "src/publication.h"
#include "src/store/audit.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void add_choice(json_t *selection, const char *name, const char *value)
{
    if (value[0] != '\0') json_object_set_new(selection, name, json_string(value));
}

bool auditing_open(Program *program, const Command *command, Error *error)
{
    const Config *config = &program->config;
    Auditing *audit = &program->audit;
    audit->command = command->name;
    audit->internal = !command->writes;
    output_watch(&audit->outputs);
    if (!command->selects) return true;
    static const char *const kinds[] = {"incident", "perception"}, *const weights[] = {"raw", "capped", "full"};
    json_t *selection = json_object();
    add_choice(selection, "from", config->from);
    add_choice(selection, "to", config->to);
    add_choice(selection, "kind", kinds[config->kind]);
    add_choice(selection, "category", config->category);
    add_choice(selection, "source", config->source);
    add_choice(selection, "group", config->group);
    add_choice(selection, "area", config->area);
    add_choice(selection, "hours", config->hours);
    add_choice(selection, "weights", weights[config->weights]);
    audit->selection = json_dumps(selection, JSON_COMPACT);
    json_decref(selection);
    return audit->selection != NULL || error_memory(error, 4096);
}

/* What was said that it is for; else what the sources may be used for. */
static bool find_purpose(Store *store, const Config *config, char ret_purpose[CONFIG_LIST], Error *error)
{
    char last[CONFIG_TEXT] = "";
    size_t used = 0;
    snprintf(ret_purpose, CONFIG_LIST, "%s", config->audit_purpose);
    if (ret_purpose[0] != '\0') return true;
    Statement *rows = store_prepare(store, "SELECT name, purpose FROM source WHERE purpose <> '' ORDER BY purpose, name", error);
    if (rows == NULL) return false;
    bool ok = true;
    while (store_next(rows, &ok, error) && used < CONFIG_LIST) {
        if (!config_list_holds(config->source, store_text(rows, 0)) || strcmp(last, store_text(rows, 1)) == 0) continue;
        snprintf(last, sizeof last, "%s", store_text(rows, 1));
        used += (size_t)snprintf(ret_purpose + used, CONFIG_LIST - used, "%s%s", used > 0 ? "; " : "", last);
    }
    store_finish(rows);
    return ok;
}

static bool add(const Program *program, Store *store, AuditOutcome outcome, const char *outputs, const char *details, int64_t *ret_id, Error *error)
{
    static const char *const audiences[] = {"intern", "partner", "publiek"};
    const Config *config = &program->config;
    Audience audience = program->audit.internal ? AUDIENCE_INTERN : (Audience)config->audience;
    char purpose[CONFIG_LIST];
    if (!find_purpose(store, config, purpose, error)) return false;
    AuditEntry entry = {.command = program->audit.command,
                        .outcome = outcome,
                        .begun = program->audit.begun,
                        .purpose = purpose,
                        .audience = audiences[audience],
                        .smallest = audience == AUDIENCE_INTERN ? 0 : protect_rules(audience == AUDIENCE_PARTNER ? PROTECT_FOR_PARTNER : PROTECT_FOR_PUBLIC).smallest,
                        .selection = program->audit.selection,
                        .outputs = outputs,
                        .details = details};
    return audit_add(store, &entry, ret_id, error);
}

bool auditing_begin(Program *program, Store *store, Error *error)
{
    return program->audit.begun != 0 || add(program, store, AUDIT_BEGUN, NULL, NULL, &program->audit.begun, error);
}

/* A name that is no UTF-8 is told without what is none. */
static json_t *name_json(const char *name)
{
    json_t *json = json_string(name);
    if (json != NULL) return json;
    char plain[NAME_MAX + 1];
    snprintf(plain, sizeof plain, "%s", name);
    for (char *c = plain; *c != '\0'; c++)
        if ((unsigned char)*c >= 0x80) *c = '?';
    return json_string(plain);
}

static bool end(const Program *program, bool ok, const Error *why, Error *error)
{
    const OutputLog *log = &program->audit.outputs;
    int srid;
    Store *store;
    int64_t id;
    if (access(program->config.database, F_OK) != 0) return true; /* nothing was kept, so nothing can have been given out */
    if (!writing_srid(&program->config, &srid, error) || !store_open(program->config.database, STORE_WRITE, srid, &store, error)) return false;
    json_t *list = json_array(), *reason = ok ? NULL : json_pack("{s:s}", "reason", why->text);
    for (size_t f = 0; f < log->count; f++) json_array_append_new(list, json_pack("{s:o, s:s}", "file", name_json(log->seen[f].name), "sha256", log->seen[f].sha256));
    char *outputs = json_array_size(list) > 0 ? json_dumps(list, JSON_COMPACT) : NULL, *details = reason != NULL ? json_dumps(reason, JSON_COMPACT) : NULL;
    bool told = json_array_size(list) != log->count || (log->count > 0 && outputs == NULL)
                    ? error_memory(error, 4096)
                    : add(program, store, ok ? AUDIT_DONE : program->audit.refused ? AUDIT_REFUSED : AUDIT_FAILED, outputs, details, &id, error);
    free(outputs);
    free(details);
    json_decref(list);
    json_decref(reason);
    store_close(store);
    return told;
}

bool auditing_close(Program *program, bool ok, Error *error)
{
    Auditing *audit = &program->audit;
    Error other;
    bool told = audit->begun == 0 && !audit->refused && audit->outputs.count == 0 ? true : end(program, ok, error, ok ? error : &other);
    output_watch(NULL);
    output_log_free(&audit->outputs);
    free(audit->selection);
    audit->selection = NULL;
    return ok && told;
}
