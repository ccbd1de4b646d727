#include "src/commands/writing.h"
#include "src/exchange/fields.h"
#include "src/store/reports.h"

#include <inttypes.h>
#include <string.h>

bool command_purge(Program *program, const Arguments *arguments, Error *error)
{
    const char *before = arguments_value(arguments, "before"), *source = arguments_value(arguments, "source");
    Moment moment = {.day = PURGE_ANY_DAY};
    if (before == NULL && (source == NULL || source[0] == '\0')) return error_set(error, ERROR_USAGE, _("Say what to remove: --before DATE, --source NAME, or both."));
    if (before != NULL && !moment_read(before, strlen(before), DATE_ORDER_DMY, &moment))
        return error_set(error, ERROR_USAGE, _("'%s' is no date; write yyyy-mm-dd."), before);
    int srid;
    Store *store;
    int64_t count;
    if (!writing_srid(&program->config, &srid, error) || !store_open(program->config.database, STORE_WRITE, srid, &store, error)) return false;
    bool ok = reports_purge(store, moment.day, source != NULL ? source : "", &count, error);
    if (ok) log_say(&program->log, ngettext("%" PRId64 " report was removed for good.", "%" PRId64 " reports were removed for good.", (unsigned long)count), count);
    store_close(store);
    return ok;
}
