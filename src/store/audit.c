#include "src/store/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FIELDS = 13, FIELD_PREVIOUS = 12, HEAD_BYTES = 20 + 1 + HASH_HEX_BYTES };

/* In the order in which they are hashed. */
#define COLUMNS "id, at, who, command, outcome, begun, purpose, audience, smallest, selection, outputs, details, previous"

#define GUARDS "'audit_not_changed', 'audit_not_removed', 'audit_at_the_end'"

static const char NOTHING_BEFORE[] = "0000000000000000000000000000000000000000000000000000000000000000";

const char AUDIT_GUARDS[] =
    "CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;"
    "CREATE TRIGGER audit_not_removed BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;"
    "CREATE TRIGGER audit_at_the_end BEFORE INSERT ON audit WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM audit)"
    " BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;";

/* ---- the file with the head ---- */

static bool head_path(const char *database, char path[PATH_MAX])
{
    int length = snprintf(path, PATH_MAX, "%s-audit", database);
    return length > 0 && length < PATH_MAX;
}

/* Of one length, and written at once: a program that is killed leaves the old one or the new one. */
void audit_head_write(const char *database, const AuditHead *head)
{
    char path[PATH_MAX], text[HEAD_BYTES + 1];
    if (!head_path(database, path)) return;
    int file = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) return;
    snprintf(text, sizeof text, "%020" PRId64 " %s\n", head->count, head->hash);
    if (pwrite(file, text, HEAD_BYTES, 0) == HEAD_BYTES && ftruncate(file, HEAD_BYTES) == 0) (void)fdatasync(file);
    close(file);
}

static bool head_read(const char *database, AuditHead *ret_head)
{
    char path[PATH_MAX], text[HEAD_BYTES + 1] = "", end;
    AuditHead head = {0};
    if (!head_path(database, path)) return false;
    int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) return false;
    bool ok = pread(file, text, HEAD_BYTES, 0) == HEAD_BYTES;
    close(file);
    ok = ok && sscanf(text, "%20" SCNd64 " %64[0-9a-f]%c", &head.count, head.hash, &end) == 3 && end == '\n' && strlen(head.hash) == HASH_HEX_BYTES - 1;
    if (ok) *ret_head = head;
    return ok;
}

/* ---- an entry ---- */

static bool hash_fields(const char *const field[FIELDS], char ret_hash[HASH_HEX_BYTES], Error *error)
{
    size_t size = 1, used = 0;
    for (int f = 0; f < FIELDS; f++) size += strlen(field[f]) + 24;
    char *text = malloc(size);
    if (text == NULL) return error_memory(error, (double)size);
    for (int f = 0; f < FIELDS; f++) used += (size_t)snprintf(text + used, size - used, "%zu:%s,", strlen(field[f]), field[f]);
    hash_text(text, used, ret_hash);
    free(text);
    return true;
}

/* The row as it is read back, so that what is hashed is what stands there. */
static bool hash_row(Statement *row, char ret_hash[HASH_HEX_BYTES], Error *error)
{
    const char *field[FIELDS];
    for (int f = 0; f < FIELDS; f++) field[f] = store_text(row, f);
    return hash_fields(field, ret_hash, error);
}

/* Of a user of this machine, without asking a directory service, which is a socket. */
static bool find_own_user(char ret_name[256])
{
    char line[1024], name[256];
    long number;
    bool found = false;
    FILE *file = fopen("/etc/passwd", "r");
    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL)
        found = sscanf(line, "%255[^:]:%*[^:]:%ld:", name, &number) == 2 && number == (long)getuid();
    if (file != NULL) fclose(file);
    if (found) snprintf(ret_name, 256, "%s", name);
    return found;
}

/* The role at the server, or the name of the user at the operating system. */
static void find_user(const Store *store, char ret_name[256])
{
    char room[4096];
    struct passwd user, *found = NULL;
    if (store_user(store) != NULL) snprintf(ret_name, 256, "%s", store_user(store));
    else if (find_own_user(ret_name)) return;
    else if (getpwuid_r(getuid(), &user, room, sizeof room, &found) == 0 && found != NULL) snprintf(ret_name, 256, "%s", user.pw_name);
    else snprintf(ret_name, 256, "%ld", (long)getuid());
}

static const char *outcome_name(AuditOutcome outcome)
{
    static const char *const names[] = {"begun", "done", "failed", "refused", "gap"};
    return names[outcome];
}

static void number_text(int64_t number, char text[24])
{
    text[0] = '\0';
    if (number != 0) snprintf(text, 24, "%" PRId64, number);
}

/* Puts an entry behind the last one, which `head` is of; then it is of this one. */
static bool put(Store *store, const AuditEntry *entry, AuditHead *head, Error *error)
{
    char at[40], who[256], id[24], begun[24], smallest[24], hash[HASH_HEX_BYTES];
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    strftime(at, sizeof at, "%Y-%m-%d %H:%M:%S %z", &local);
    find_user(store, who);
    number_text(head->count + 1, id);
    number_text(entry->begun, begun);
    number_text(entry->smallest, smallest);
    const char *field[FIELDS] = {id,       at, who, entry->command, outcome_name(entry->outcome), begun, entry->purpose, entry->audience, smallest, entry->selection,
                                 entry->outputs, entry->details, head->hash};
    for (int f = 0; f < FIELDS; f++)
        if (field[f] == NULL) field[f] = "";
    if (!hash_fields(field, hash, error)) return false;
    Statement *row = store_prepare(store, "INSERT INTO audit (" COLUMNS ", hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)", error);
    if (row == NULL) return false;
    for (int f = 0; f < FIELDS; f++) store_bind_text(row, f + 1, field[f]);
    store_bind_text(row, FIELDS + 1, hash);
    bool ok = store_step(row, error);
    store_finish(row);
    if (!ok) return false;
    head->count++;
    memcpy(head->hash, hash, sizeof hash);
    return true;
}

/* Number and hash of the last entry, and the hash of entry `number`, "" when there is none. */
static bool last_entry(Store *store, int64_t number, AuditHead *ret_last, char ret_hash[HASH_HEX_BYTES], Error *error)
{
    Statement *row = store_prepare(store, "SELECT id, hash, (SELECT hash FROM audit WHERE id = ?1) FROM audit ORDER BY id DESC LIMIT 1", error);
    if (row == NULL) return false;
    store_bind_whole(row, 1, number);
    bool ok = true, found = store_next(row, &ok, error);
    *ret_last = (AuditHead){0};
    memcpy(ret_last->hash, NOTHING_BEFORE, sizeof ret_last->hash);
    ret_hash[0] = '\0';
    if (found) {
        ret_last->count = store_whole(row, 0);
        snprintf(ret_last->hash, sizeof ret_last->hash, "%s", store_text(row, 1));
        snprintf(ret_hash, HASH_HEX_BYTES, "%s", store_text(row, 2));
    }
    store_finish(row);
    return ok;
}

/* An entry that says so, where the end of the chain is not what the file remembers. */
static bool put_gap(Store *store, const AuditHead *file, bool there, AuditHead *head, Error *error)
{
    char details[256];
    if (there) snprintf(details, sizeof details, "{\"found\": %" PRId64 ", \"remembered\": %" PRId64 ", \"hash\": \"%s\"}", head->count, file->count, file->hash);
    else snprintf(details, sizeof details, "{\"found\": %" PRId64 ", \"remembered\": null}", head->count);
    return put(store, &(AuditEntry){.command = "audit", .outcome = AUDIT_GAP, .details = details}, head, error);
}

static bool add(Store *store, const AuditEntry *entry, int64_t *ret_id, Error *error)
{
    AuditHead file = {0}, head, *waiting = store_audit_head(store);
    char hash[HASH_HEX_BYTES];
    bool there = store_file(store) != NULL && (waiting->count > 0 || head_read(store_file(store), &file)), guarded = store_file(store) == NULL;
    if (!last_entry(store, file.count, &head, hash, error)) return false;
    bool fits = guarded || there ? file.count == 0 || strcmp(hash, file.hash) == 0 : head.count == 0;
    if (!fits && !put_gap(store, &file, there, &head, error)) return false;
    if (!put(store, entry, &head, error)) return false;
    *waiting = head;
    *ret_id = head.count;
    return true;
}

bool audit_add(Store *store, const AuditEntry *entry, int64_t *ret_id, Error *error)
{
    if (store_is_changing(store)) return store_also(store, STORE_AUDIT, error) && add(store, entry, ret_id, error);
    if (store_begin(store, STORE_AUDIT, error) && add(store, entry, ret_id, error) && store_commit(store, error)) return true;
    store_rollback(store);
    return false;
}

/* ---- looking at it ---- */

static bool one_number(Store *store, const char *sql, int64_t *ret_number, Error *error)
{
    Statement *row = store_prepare(store, sql, error);
    if (row == NULL) return false;
    bool ok = true;
    if (store_next(row, &ok, error)) *ret_number = store_whole(row, 0);
    store_finish(row);
    return ok;
}

bool audit_kept(Store *store, bool *ret_kept, Error *error)
{
    int64_t columns = 0;
    bool ok = one_number(store, store_is_shared(store) ? "SELECT count(*) FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = 'audit' AND column_name = 'outcome'"
                                                       : "SELECT count(*) FROM pragma_table_info('audit') WHERE name = 'outcome'",
                         &columns, error);
    *ret_kept = columns > 0;
    return ok;
}

static void blame(AuditState *state, AuditFault fault, int64_t at)
{
    if (state->fault != AUDIT_SOUND) return;
    state->fault = fault;
    state->at = at;
}

/* From the first to the last; what file and note say of single entries is compared on the way. */
static bool walk(Store *store, const AuditHead *file, const AuditHead *noted, AuditState *state, Error *error)
{
    Statement *row = store_prepare(store, "SELECT " COLUMNS ", hash FROM audit ORDER BY id", error);
    if (row == NULL) return false;
    bool ok = true;
    while (ok && store_next(row, &ok, error)) {
        int64_t id = store_whole(row, 0);
        char hash[HASH_HEX_BYTES];
        const char *stored = store_text(row, FIELDS);
        ok = hash_row(row, hash, error);
        if (!ok) break;
        if (id != state->count + 1) blame(state, AUDIT_MISSING, state->count + 1);
        if (strcmp(store_text(row, FIELD_PREVIOUS), state->head) != 0) blame(state, AUDIT_UNLINKED, id);
        if (strcmp(hash, stored) != 0) blame(state, AUDIT_CHANGED, id);
        if ((id == file->count && strcmp(stored, file->hash) != 0) || (id == noted->count && strcmp(stored, noted->hash) != 0)) blame(state, AUDIT_OTHER, id);
        state->count = id;
        snprintf(state->head, sizeof state->head, "%s", stored);
    }
    store_finish(row);
    return ok;
}

bool audit_verify(Store *store, int64_t noted_count, const char *noted, AuditState *ret_state, Error *error)
{
    AuditState state = {0};
    AuditHead file = {0}, note = {.count = noted_count};
    bool kept, there = store_file(store) == NULL || head_read(store_file(store), &file);
    int64_t guards = 0, first_gap = 0;
    memcpy(state.head, NOTHING_BEFORE, sizeof state.head);
    if (noted_count > 0) snprintf(note.hash, sizeof note.hash, "%s", noted);
    if (!audit_kept(store, &kept, error) || (kept && !walk(store, &file, &note, &state, error))) return false;
    state.head_count = file.count;
    if (file.count > state.count) blame(&state, AUDIT_CUT, state.count + 1);
    if (note.count > state.count) blame(&state, AUDIT_OTHER, note.count);
    if (!there && state.count > 0) blame(&state, AUDIT_NO_HEAD, 0);
    if (kept) {
        if (!one_number(store, store_is_shared(store) ? "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'audit'::regclass AND tgenabled <> 'D' AND tgname IN (" GUARDS ")"
                                                      : "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit' AND name IN (" GUARDS ")",
                        &guards, error) ||
            !one_number(store, "SELECT count(*) FROM audit WHERE outcome = 'gap'", &state.gaps, error) ||
            !one_number(store, "SELECT coalesce(min(id), 0) FROM audit WHERE outcome = 'gap'", &first_gap, error) ||
            !one_number(store, "SELECT count(*) FROM audit a WHERE outcome = 'begun' AND NOT EXISTS (SELECT 1 FROM audit b WHERE b.begun = a.id)", &state.open, error))
            return false;
        if (guards != 3) blame(&state, AUDIT_UNGUARDED, 0);
        if (first_gap > 0) blame(&state, AUDIT_GAPS, first_gap);
    }
    *ret_state = state;
    return true;
}
