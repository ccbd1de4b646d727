#include "src/dpia.h"

#include "src/commands/auditing.h"
#include "src/commands/writing.h"

bool command_dpia(Program *program, const Arguments *arguments, Error *error)
{
    const char *path;
    int srid;
    Store *store;
    AuditState audit;
    if (!arguments_out(arguments, &path, error) || !arguments_expect(arguments, command_find("dpia", error), 0, 0, error)) return false;
    if (!writing_is(path, "md") && !writing_is(path, "html")) return error_set(error, ERROR_USAGE, _("%s: the appendix ends in .md or .html."), path);
    if (!writing_srid(&program->config, &srid, error) || !store_open(program->config.database, STORE_WRITE, srid, &store, error)) return false;
    bool ok = audit_verify(store, 0, NULL, &audit, error) && auditing_begin(program, store, error) && dpia_write(store, &program->config, &audit, path, error);
    store_close(store);
    if (!ok) return false;
    log_say(&program->log, "%s", path);
    if (audit.fault != AUDIT_SOUND) log_warn(&program->log, _("The audit is not whole; see `brandpunt audit verify`."));
    return true;
}
