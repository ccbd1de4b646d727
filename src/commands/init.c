#include "src/commands/command.h"
#include "src/commands/writing.h"
#include "src/store/audit.h"
#include "src/store/postgis.h"

bool command_init(Program *program, const Arguments *arguments, Error *error)
{
    int srid;
    Store *store;
    if (arguments->positional_count > 0) return error_set(error, ERROR_USAGE, _("init takes no arguments; name the database with --db FILE."));
    if (arguments_value(arguments, "roles") != NULL) return postgis_roles(program->config.database, stdout, error);
    if (!writing_srid(&program->config, &srid, error) || !store_open(program->config.database, STORE_CREATE, srid, &store, error)) return false;
    int64_t id;
    store_keep(store);
    bool ok = audit_add(store, &(AuditEntry){.command = "init", .outcome = AUDIT_DONE}, &id, error);
    if (ok) log_say(&program->log, _("%s: the database is ready."), store_path(store));
    store_close(store);
    return ok;
}
