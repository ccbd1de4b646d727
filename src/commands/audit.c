#include "src/commands/writing.h"
#include "src/store/audit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char LIST[] = "SELECT id, at, who, command, outcome, begun, purpose, audience, smallest, selection, outputs, details, hash FROM audit ORDER BY id";

static json_t *json_or_text(const char *text)
{
    json_t *json = json_loads(text, 0, NULL);
    return json != NULL ? json : text[0] != '\0' ? json_string(text) : json_null();
}

static json_t *entry_json(Statement *row)
{
    json_t *entry = json_object();
    for (int c = 0; c < store_columns(row); c++) {
        const char *name = store_column_name(row, c);
        bool number = strcmp(name, "id") == 0 || strcmp(name, "begun") == 0 || strcmp(name, "smallest") == 0, object = c >= 9 && c <= 11;
        json_object_set_new(entry, name, store_kind(row, c) == STORE_NULL ? json_null() : number ? json_integer(store_whole(row, c))
                                         : object ? json_or_text(store_text(row, c)) : json_string(store_text(row, c)));
    }
    return entry;
}

/* A line for the entry, and one below it for each thing that it tells. */
static void print_entry(Statement *row)
{
    printf("%5" PRId64 "  %.16s  %s  %s %s", (int64_t)store_whole(row, 0), store_text(row, 1), store_text(row, 2), store_text(row, 3), store_text(row, 4));
    if (store_whole(row, 5) > 0) printf(" (%" PRId64 ")", (int64_t)store_whole(row, 5));
    if (store_text(row, 7)[0] != '\0') printf("  %s", store_text(row, 7));
    if (store_whole(row, 8) > 0) printf(" >= %" PRId64, (int64_t)store_whole(row, 8));
    putchar('\n');
    for (int c = 6; c <= 11; c++)
        if (c != 7 && c != 8 && store_text(row, c)[0] != '\0') printf("       %s: %s\n", store_column_name(row, c), store_text(row, c));
}

static bool list(Program *program, Store *store, Error *error)
{
    bool kept;
    if (!audit_kept(store, &kept, error)) return false;
    Statement *row = kept ? store_prepare(store, LIST, error) : NULL;
    if (kept && row == NULL) return false;
    json_t *all = json_array();
    bool ok = true;
    while (kept && store_next(row, &ok, error)) {
        if (program->json) json_array_append_new(all, entry_json(row));
        else print_entry(row);
    }
    store_finish(row);
    if (ok && program->json) json_dumpf(all, stdout, JSON_INDENT(2)), fputc('\n', stdout);
    json_decref(all);
    return ok;
}

static bool tell_fault(const char *database, const AuditState *state, Error *error)
{
    long long at = state->at, count = state->count, head = state->head_count;
    switch (state->fault) {
    case AUDIT_SOUND:
        return true;
    case AUDIT_CHANGED:
        return error_set(error, ERROR_FAILED, _("%s: entry %lld of the audit was changed after it was written; put back a copy, and find out who could write to the database."), database, at);
    case AUDIT_MISSING:
        return error_set(error, ERROR_FAILED, _("%s: entry %lld of the audit was taken out; put back a copy, and find out who could write to the database."), database, at);
    case AUDIT_UNLINKED:
        return error_set(error, ERROR_FAILED, _("%s: entry %lld of the audit does not follow on the one before it: something was put in, moved or made anew; put back a copy."), database, at);
    case AUDIT_CUT:
        return error_set(error, ERROR_FAILED, _("%s: the audit ends at entry %lld, and the file %s-audit remembers %lld: the last ones were taken off, or an older copy was put back."),
                         database, count, database, head);
    case AUDIT_OTHER:
        return error_set(error, ERROR_FAILED, _("%s: entry %lld of the audit is not the one that was remembered outside the database: it was made anew, or this is another database."), database, at);
    case AUDIT_NO_HEAD:
        return error_set(error, ERROR_FAILED, _("%s: the file %s-audit is gone or damaged, so nobody can tell whether entries were taken off the end; put back a copy of both."), database,
                         database);
    case AUDIT_UNGUARDED:
        return error_set(error, ERROR_FAILED, _("%s: the guards that keep the audit from being changed were taken away; put back a copy, and find out who could write to the database."), database);
    case AUDIT_GAPS:
        return error_set(error, ERROR_FAILED, _("%s: at entry %lld the audit did not go on where it had ended: entries were taken off, an older copy was put back, or its file was gone."), database,
                         at);
    }
    return true;
}

static bool read_noted(const char *text, int64_t *ret_count, char ret_hash[HASH_HEX_BYTES], Error *error)
{
    *ret_count = 0;
    if (text == NULL) return true;
    char end;
    if (sscanf(text, "%" SCNd64 ":%64[0-9a-f]%c", ret_count, ret_hash, &end) == 2 && *ret_count > 0 && strlen(ret_hash) == HASH_HEX_BYTES - 1) return true;
    return error_set(error, ERROR_USAGE, _("--head %s is no head; give what `audit verify` told, a number, a colon and 64 digits."), text);
}

static bool verify(Program *program, Store *store, const char *noted, Error *error)
{
    static const char *const names[] = {"sound", "changed", "missing", "unlinked", "cut", "other", "no_head", "unguarded", "gaps"};
    AuditState state;
    int64_t noted_count;
    char noted_hash[HASH_HEX_BYTES];
    if (!read_noted(noted, &noted_count, noted_hash, error) || !audit_verify(store, noted_count, noted_hash, &state, error)) return false;
    if (program->json) {
        json_t *json = json_pack("{s:s, s:I, s:I, s:I, s:I, s:s}", "state", names[state.fault], "at", (json_int_t)state.at, "entries", (json_int_t)state.count, "open",
                                 (json_int_t)state.open, "gaps", (json_int_t)state.gaps, "head", state.head);
        json_dumpf(json, stdout, JSON_INDENT(2)), fputc('\n', stdout);
        json_decref(json);
    }
    if (!tell_fault(store_path(store), &state, error)) return false;
    if (program->json) return true;
    printf(ngettext("The audit is whole: %lld entry.\n", "The audit is whole: %lld entries.\n", (unsigned long)state.count), (long long)state.count);
    printf(_("Its head, to be noted where nobody who works with this database can write: %lld:%s\n"), (long long)state.count, state.head);
    if (state.open > 0)
        printf(ngettext("%lld entry was begun and never ended: a program was stopped, or is at work.\n", "%lld entries were begun and never ended: programs were stopped, or are at work.\n",
                        (unsigned long)state.open),
               (long long)state.open);
    return true;
}

bool command_audit(Program *program, const Arguments *arguments, Error *error)
{
    int srid;
    Store *store;
    const Command *self = command_find("audit", error);
    if (!arguments_expect(arguments, self, 0, 1, error)) return false;
    bool verifies = arguments->positional_count == 1;
    if (verifies && strcmp(arguments->positional[0], "verify") != 0) return error_set(error, ERROR_USAGE, _("This is how it is called: brandpunt %s %s"), self->name, self->arguments);
    if (!writing_srid(&program->config, &srid, error) || !store_open(program->config.database, STORE_READ, srid, &store, error)) return false;
    bool ok = verifies ? verify(program, store, arguments_value(arguments, "head"), error) : list(program, store, error);
    store_close(store);
    return ok;
}
