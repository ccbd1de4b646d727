/*
 * audit.h: who did what with the reports, in a chain that shows when somebody has been at it.
 *
 * One row for each import, purge and new database, written in the same transaction as the change; and two for each command that
 * makes an output: `begun` before the first byte of a file is there, and `done`, `failed` or `refused` after the last, with the names and
 * SHA-256 of the files. A program that is killed in between leaves the first one alone. No report is in it, and no path: a purge
 * leaves it as it is.
 *
 * Every entry holds the hash of the one before it, and its own hash is the SHA-256 of
 *
 *     id at who command outcome begun purpose audience smallest selection outputs details previous
 *
 * each written as its length in bytes, a colon, the text and a comma (nothing at all and "" are the same: "0:,"); the first one's
 * previous is 64 zeros. Triggers refuse to change or remove a row, and to put one anywhere but at the end.
 *
 * What that shows. An entry that was changed, taken out, put in or moved no longer fits the one after it. Entries taken off the
 * end leave a chain that fits; so the number and hash of the last one are also kept in a file beside the database (its name with -audit, mode
 * 0600). The file is written right after the database, so a killed program may leave it behind the database, never ahead of it. When an
 * entry is added to a chain that is shorter than the file says, or than the file can tell as it is gone, an entry `gap` is put in
 * before it, which stays: an older copy put back is told for ever.
 *
 * On a server no such file is kept, for each user would have another: there the triggers and the rights of the roles keep the end, against all
 * but the owner of the tables; who is the role that is logged in.
 *
 * What it does not show. Who may write both files can make both anew from the first entry on. Against that helps only a head
 * that was noted elsewhere: audit_verify() can be asked whether entry n still has a hash.
 */
#ifndef BRANDPUNT_SRC_STORE_AUDIT_H
#define BRANDPUNT_SRC_STORE_AUDIT_H

#include "src/exchange/hash.h"
#include "src/store/store.h"

typedef enum AuditOutcome { AUDIT_BEGUN, AUDIT_DONE, AUDIT_FAILED, AUDIT_REFUSED, AUDIT_GAP } AuditOutcome;

/* NULL or "" where there is nothing to say. */
typedef struct AuditEntry {
    const char *command;
    AuditOutcome outcome;
    int64_t begun;         /* the entry that this one ends; 0 */
    const char *purpose, *audience;
    uint32_t smallest;     /* fewest reporters in what is shown; 0 */
    const char *selection, *outputs, *details; /* JSON: which reports; [{file, sha256}]; what else there is to know */
} AuditEntry;

/* Adds an entry: inside the caller's transaction when there is one, else in one of its own. Who (the name of the user at the
 * operating system) and when are filled in here. */
bool audit_add(Store *store, const AuditEntry *entry, int64_t *ret_id, Error *error) MUST_USE;

typedef enum AuditFault {
    AUDIT_SOUND,
    AUDIT_CHANGED,      /* entry `at` is not what it was */
    AUDIT_MISSING,      /* there is no entry `at` before the next one */
    AUDIT_UNLINKED,     /* entry `at` does not follow on the one before it */
    AUDIT_CUT,          /* the file has `head_count` entries, the database fewer */
    AUDIT_OTHER,        /* entry `at` is not the one of the file, or the one that was noted */
    AUDIT_NO_HEAD,      /* the file is gone or cannot be read */
    AUDIT_UNGUARDED,    /* the triggers are gone */
    AUDIT_GAPS          /* it was cut before, at entry `at` */
} AuditFault;

typedef struct AuditState {
    AuditFault fault;   /* the first of these */
    int64_t at;
    int64_t count, head_count;
    int64_t open;       /* begun and never ended: killed, or at work now */
    int64_t gaps;
    char head[HASH_HEX_BYTES]; /* of the last entry; 64 zeros when there is none */
} AuditState;

/* Looks at all of it. noted_count > 0: entry noted_count must have the hash `noted`. Fails only when the database cannot be read. */
bool audit_verify(Store *store, int64_t noted_count, const char *noted, AuditState *ret_state, Error *error) MUST_USE;

/* Whether the database has a chain at all: one of an older layout that was only read does not. */
bool audit_kept(Store *store, bool *ret_kept, Error *error) MUST_USE;

/* ---- for the other files of this room ---- */

/* The table; and its triggers in a file (postgis_schema.c has those on a server). */
#define AUDIT_TABLE \
    "CREATE TABLE audit (id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, command TEXT NOT NULL, outcome TEXT NOT NULL, begun INTEGER," \
    " purpose TEXT, audience TEXT, smallest INTEGER, selection TEXT, outputs TEXT, details TEXT, previous TEXT NOT NULL, hash TEXT NOT NULL);"
extern const char AUDIT_GUARDS[];

/* Of the last entry; count 0: none. store_commit() brings what is waiting into the file. */
typedef struct AuditHead {
    int64_t count;
    char hash[HASH_HEX_BYTES];
} AuditHead;

AuditHead *store_audit_head(Store *store);

/* What cannot be written now is written with the next entry; until then the file is behind, which is no fault. */
void audit_head_write(const char *database, const AuditHead *head);

#endif
