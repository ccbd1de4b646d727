/* The audit: each way of getting at it is found, and what cannot be found is what the header says. */
#include "tests/support/assert_near.h"

#include "src/retention.h"
#include "src/store/audit.h"
#include "tests/support/town.h"

#include "geo/calendar.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void add(Town *town, const char *command, AuditOutcome outcome, int64_t begun)
{
    Error error;
    int64_t id;
    AuditEntry entry = {.command = command,
                        .outcome = outcome,
                        .begun = begun,
                        .purpose = "briefing",
                        .audience = "publiek",
                        .smallest = 10,
                        .selection = "{\"from\":\"2024-01-01\"}",
                        .outputs = "[{\"file\":\"map.pdf\",\"sha256\":\"00ff\"}]",
                        .details = "{\"reason\":\"none\"}"};
    assert_ok(audit_add(town->store, &entry, &id, &error), &error);
}

/* Six entries: three outputs, each begun and done. */
static void fill(Town *town)
{
    town_found(town);
    for (int i = 0; i < 3; i++) {
        add(town, "map", AUDIT_BEGUN, 0);
        add(town, "map", AUDIT_DONE, 2 * i + 1);
    }
}

static AuditState look(Town *town)
{
    AuditState state;
    Error error;
    assert_ok(audit_verify(town->store, 0, NULL, &state, &error), &error);
    return state;
}

static void expect(Town *town, AuditFault fault, int64_t at)
{
    AuditState state = look(town);
    assert_int_equal(state.fault, fault);
    assert_int_equal(state.at, at);
}

/* As somebody does who takes the guards away and puts them back. */
static void tamper(Town *town, const char *sql)
{
    char *guards = town_text(town, "SELECT group_concat(sql || ';', ' ') FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'");
    town_run(town, "DROP TRIGGER audit_not_changed; DROP TRIGGER audit_not_removed; DROP TRIGGER audit_at_the_end");
    town_run(town, sql);
    town_run(town, guards);
    free(guards);
}

static const char *head_file(Town *town)
{
    static char path[300];
    snprintf(path, sizeof path, "%s-audit", town->config.database);
    return path;
}

static void what_was_done_is_whole(void **state)
{
    (void)state;
    Town town;
    struct stat status;
    fill(&town);
    add(&town, "brief", AUDIT_BEGUN, 0);
    AuditState found = look(&town);
    assert_int_equal(found.fault, AUDIT_SOUND);
    assert_int_equal(found.count, 7);
    assert_int_equal(found.head_count, 7);
    assert_int_equal(found.open, 1);
    assert_int_equal(stat(head_file(&town), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    town_reopen(&town, STORE_READ);
    expect(&town, AUDIT_SOUND, 0);
    town_raze(&town);
}

static void an_empty_one_is_whole(void **state)
{
    (void)state;
    Town town;
    town_found(&town);
    AuditState found = look(&town);
    assert_int_equal(found.fault, AUDIT_SOUND);
    assert_int_equal(found.count, 0);
    town_raze(&town);
}

/* Every column of an entry in the middle. */
static void a_changed_entry_is_found(void **state)
{
    (void)state;
    static const char *const columns[] = {"at", "who", "command", "outcome", "begun", "purpose", "audience", "smallest", "selection", "outputs", "details", "hash", "previous"};
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++) {
        Town town;
        char sql[160];
        fill(&town);
        snprintf(sql, sizeof sql, "UPDATE audit SET %s = '%s' WHERE id = 4", columns[c], strcmp(columns[c], "smallest") == 0 ? "5" : "1");
        tamper(&town, sql);
        AuditState found = look(&town);
        assert_int_equal(found.at, 4);
        assert_int_equal(found.fault, strcmp(columns[c], "previous") == 0 ? AUDIT_UNLINKED : AUDIT_CHANGED);
        town_raze(&town);
    }
}

/* Words that move from one field to the next: the same letters in a row, and another entry. */
static void fields_do_not_run_into_each_other(void **state)
{
    (void)state;
    Town town;
    fill(&town);
    tamper(&town, "UPDATE audit SET purpose = 'briefingp', audience = 'ubliek' WHERE id = 3");
    expect(&town, AUDIT_CHANGED, 3);
    town_raze(&town);
}

static void what_was_taken_out_or_moved_is_found(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        AuditFault fault;
        int64_t at;
    } ways[] = {
        {"DELETE FROM audit WHERE id = 3", AUDIT_MISSING, 3},
        {"DELETE FROM audit WHERE id = 1", AUDIT_MISSING, 1},
        {"DELETE FROM audit WHERE id = 3; UPDATE audit SET id = id - 1 WHERE id > 3", AUDIT_UNLINKED, 3},
        {"UPDATE audit SET id = -id WHERE id IN (3, 4); UPDATE audit SET id = 7 + id WHERE id < 0", AUDIT_UNLINKED, 3},
        {"UPDATE audit SET id = -id WHERE id > 3; UPDATE audit SET id = 1 - id WHERE id < 0; INSERT INTO audit SELECT 4, at, who, command, outcome, begun, purpose, audience,"
         " smallest, selection, outputs, details, previous, hash FROM audit WHERE id = 3",
         AUDIT_UNLINKED, 4},
        {"DELETE FROM audit WHERE id = 6", AUDIT_CUT, 6},
        {"DELETE FROM audit WHERE id > 2", AUDIT_CUT, 3},
        {"DELETE FROM audit", AUDIT_CUT, 1},
        {"DROP TABLE audit", AUDIT_CUT, 1},
    };
    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
        Town town;
        fill(&town);
        if (strncmp(ways[w].sql, "DROP", 4) == 0) town_run(&town, ways[w].sql);
        else tamper(&town, ways[w].sql);
        expect(&town, ways[w].fault, ways[w].at);
        town_raze(&town);
    }
}

/* Somebody who makes the last entry anew as the program would: the file beside it has another one. */
static void an_entry_made_anew_is_not_the_one_of_the_file(void **state)
{
    (void)state;
    Town town;
    size_t length;
    AuditState found;
    Error error;
    fill(&town);
    char *head = town_read(head_file(&town), &length);
    AuditState before = look(&town);
    tamper(&town, "DELETE FROM audit WHERE id = 6");
    unlink(head_file(&town));
    add(&town, "export", AUDIT_DONE, 5); /* a gap, as the file is gone, and the entry */
    tamper(&town, "DELETE FROM audit WHERE id = 7");
    assert_ok(audit_verify(town.store, 6, before.head, &found, &error), &error);
    assert_int_equal(found.fault, AUDIT_OTHER);
    FILE *file = fopen(head_file(&town), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(head, 1, length, file), length);
    fclose(file);
    expect(&town, AUDIT_OTHER, 6);
    free(head);
    town_raze(&town);
}

static void a_file_that_is_gone_or_damaged_is_told(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "7", "00000000000000000006 0123\n", "no head at all, though it is as long as one: 0123456789012345678901234567890123456789"};
    Town town;
    fill(&town);
    unlink(head_file(&town));
    expect(&town, AUDIT_NO_HEAD, 0);
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        FILE *file = fopen(head_file(&town), "wb");
        assert_non_null(file);
        fputs(texts[t], file);
        fclose(file);
        expect(&town, AUDIT_NO_HEAD, 0);
    }
    add(&town, "map", AUDIT_BEGUN, 0);
    expect(&town, AUDIT_GAPS, 7);
    town_raze(&town);
}

static void the_database_refuses_to_change_it(void **state)
{
    (void)state;
    static const char *const ways[] = {"UPDATE audit SET who = 'nobody'", "DELETE FROM audit WHERE id = 6", "DELETE FROM audit",
                                       "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE id = 3", "REPLACE INTO audit SELECT * FROM audit WHERE id = 6",
                                       "INSERT INTO audit SELECT 9, at, who, command, outcome, begun, purpose, audience, smallest, selection, outputs, details, previous, hash FROM audit WHERE id = 6"};
    Town town;
    fill(&town);
    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
        Error error = {0};
        assert_false(store_execute(town.store, ways[w], &error));
        assert_non_null(strstr(error.text, "the audit is only added to"));
    }
    expect(&town, AUDIT_SOUND, 0);
    town_run(&town, "DROP TRIGGER audit_not_removed");
    expect(&town, AUDIT_UNGUARDED, 0);
    town_raze(&town);
}

/* What was cut off is told for ever, also after more was added; an older copy put back is the same. */
static void a_gap_stays(void **state)
{
    (void)state;
    Town town;
    fill(&town);
    tamper(&town, "DELETE FROM audit WHERE id > 4");
    add(&town, "map", AUDIT_BEGUN, 0);
    add(&town, "map", AUDIT_DONE, 6);
    AuditState found = look(&town);
    assert_int_equal(found.fault, AUDIT_GAPS);
    assert_int_equal(found.at, 5);
    assert_int_equal(found.gaps, 1);
    assert_int_equal(found.count, 7);
    char *details = town_text(&town, "SELECT details FROM audit WHERE id = 5");
    assert_non_null(strstr(details, "\"found\": 4, \"remembered\": 6"));
    free(details);
    town_raze(&town);
}

static void what_is_rolled_back_was_not(void **state)
{
    (void)state;
    Town town;
    Error error;
    int64_t id;
    fill(&town);
    assert_ok(store_begin(town.store, STORE_REPORTS, &error), &error);
    assert_ok(audit_add(town.store, &(AuditEntry){.command = "import"}, &id, &error), &error);
    assert_ok(audit_add(town.store, &(AuditEntry){.command = "import"}, &id, &error), &error);
    assert_int_equal(id, 8);
    store_rollback(town.store);
    AuditState found = look(&town);
    assert_int_equal(found.fault, AUDIT_SOUND);
    assert_int_equal(found.head_count, 6);
    add(&town, "map", AUDIT_BEGUN, 0);
    assert_int_equal(look(&town).gaps, 0);
    town_raze(&town);
}

/* Several programs at once: one chain, and no gap. */
static void several_programs_make_one_chain(void **state)
{
    (void)state;
    enum { PROGRAMS = 4, EACH = 12 };
    Town town;
    pid_t child[PROGRAMS];
    town_found(&town);
    add(&town, "map", AUDIT_DONE, 0);
    for (int p = 0; p < PROGRAMS; p++) {
        child[p] = fork();
        assert_true(child[p] >= 0);
        if (child[p] != 0) continue;
        Error error;
        Store *store;
        int64_t id;
        bool ok = store_open(town.config.database, STORE_WRITE, 28992, &store, &error);
        for (int i = 0; ok && i < EACH; i++) ok = audit_add(store, &(AuditEntry){.command = "map", .outcome = AUDIT_DONE}, &id, &error);
        _exit(ok ? 0 : 1);
    }
    for (int p = 0; p < PROGRAMS; p++) {
        int status;
        assert_int_equal(waitpid(child[p], &status, 0), child[p]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    town_reopen(&town, STORE_WRITE);
    AuditState found = look(&town);
    assert_int_equal(found.fault, AUDIT_SOUND);
    assert_int_equal(found.count, 1 + PROGRAMS * EACH);
    town_raze(&town);
}

static void times_to_keep_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        Date first;
    } right[] = {{"5y", {2019, 2, 28}}, {"1Y", {2023, 2, 28}}, {" 18m ", {2022, 8, 29}}, {"1m", {2024, 1, 29}}, {"90d", {2023, 12, 1}}, {"4y", {2020, 2, 29}}};
    static const char *const wrong[] = {"", "5", "y", "0y", "-5y", "5w", "5 y", "5y 3m", "5yy", "99999y", "+5y", "5.5y"};
    Retention kept;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        assert_true(retention_read(right[i].text, &kept));
        assert_int_equal(retention_first_day(kept, calendar_day_of((Date){2024, 2, 29})), calendar_day_of(right[i].first));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (retention_read(wrong[i], &kept)) fail_msg("'%s' was read", wrong[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_done_is_whole),
        cmocka_unit_test(an_empty_one_is_whole),
        cmocka_unit_test(a_changed_entry_is_found),
        cmocka_unit_test(fields_do_not_run_into_each_other),
        cmocka_unit_test(what_was_taken_out_or_moved_is_found),
        cmocka_unit_test(an_entry_made_anew_is_not_the_one_of_the_file),
        cmocka_unit_test(a_file_that_is_gone_or_damaged_is_told),
        cmocka_unit_test(the_database_refuses_to_change_it),
        cmocka_unit_test(a_gap_stays),
        cmocka_unit_test(what_is_rolled_back_was_not),
        cmocka_unit_test(several_programs_make_one_chain),
        cmocka_unit_test(times_to_keep_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
