#include "src/dpia.h"

#include "geo/calendar.h"
#include "geo/protect.h"
#include "src/exchange/document.h"
#include "src/retention.h"

#include <inttypes.h>
#include <jansson.h>
#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { CELL = 512, COLUMNS_MOST = 9 };

typedef struct Dpia {
    Store *store;
    const Config *config;
    Document document;
    int64_t today;
} Dpia;

/* The cells of one row, and where they point. */
typedef struct Row {
    char text[COLUMNS_MOST][CELL];
    const char *cell[COLUMNS_MOST];
    size_t count;
} Row;

static void cell(Row *row, const char *format, ...) PRINTF_LIKE(2, 3);

static void cell(Row *row, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vsnprintf(row->text[row->count], CELL, format, values);
    va_end(values);
    row->cell[row->count] = row->text[row->count];
    row->count++;
}

static void put(Dpia *dpia, const Row *row)
{
    document_row(&dpia->document, row->cell, row->count);
}

#define HEADS(...) document_table(&dpia->document, (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static const char *or_dash(const char *text)
{
    return text[0] != '\0' ? text : "–";
}

static void day_text(int64_t day, char text[16])
{
    Date date = calendar_date(day);
    snprintf(text, 16, "%04d-%02d-%02d", date.year % 10000, date.month % 100, date.day % 100);
}

/* ---- sources ---- */

static bool count_before(Dpia *dpia, int64_t source, const char *before, int64_t *ret_count, Error *error)
{
    Statement *row = store_prepare(dpia->store, "SELECT count(*) FROM report WHERE source = ?1 AND occurred_to < ?2", error);
    if (row == NULL) return false;
    store_bind_whole(row, 1, source);
    store_bind_text(row, 2, before);
    bool ok = true;
    if (store_next(row, &ok, error)) *ret_count = store_whole(row, 0);
    store_finish(row);
    return ok;
}

/* The oldest report beside the time that it may be kept. */
static bool retention_cell(Dpia *dpia, int64_t source, const char *retention, const char *name, const char *oldest, Row *row, int64_t *overdue, Error *error)
{
    Retention kept;
    char first[16];
    int64_t count = 0;
    if (!retention_read(retention, &kept)) {
        cell(row, "%s", retention[0] == '\0' ? _("no time was given") : _("this time cannot be read"));
        return true;
    }
    day_text(retention_first_day(kept, dpia->today), first);
    if (!count_before(dpia, source, first, &count, error)) return false;
    *overdue += count;
    if (count > 0)
        cell(row, ngettext("OVERDUE: %s; %" PRId64 " report from before %s; `brandpunt purge --source '%s' --before %s`", "OVERDUE: %s; %" PRId64 " reports from before %s; `brandpunt purge --source '%s' --before %s`",
                           (unsigned long)count),
             oldest, count, first, name, first);
    else cell(row, _("%s; kept from %s on"), or_dash(oldest), first);
    return true;
}

static bool write_sources(Dpia *dpia, Error *error)
{
    document_heading(&dpia->document, _("Sources, ground and time"));
    Statement *rows = store_prepare(dpia->store,
                                       "SELECT s.name, lower(trim(coalesce(s.regime, ''))), trim(coalesce(s.purpose, '')), trim(coalesce(s.retention, '')), count(r.id), count(DISTINCT r.reporter_key),"
                                       " coalesce(min(substr(r.occurred_from, 1, 10)), ''), coalesce(max(substr(r.occurred_from, 1, 10)), ''), s.id"
                                       " FROM source s LEFT JOIN report r ON r.source = s.id GROUP BY s.id ORDER BY s.name",
                                       error);
    if (rows == NULL) return false;
    HEADS(_("Source"), _("Law"), _("Purpose"), _("Kept for"), _("Reports"), _("Known by a code"), _("Period"), _("Oldest, and what may be kept"), _("For others"));
    bool ok = true;
    int64_t overdue = 0, withheld = 0;
    while (ok && store_next(rows, &ok, error)) {
        Row row = {.count = 0};
        const char *law = store_text(rows, 1), *purpose = store_text(rows, 2), *retention = store_text(rows, 3);
        bool complete = law[0] != '\0' && purpose[0] != '\0' && retention[0] != '\0';
        cell(&row, "%s", store_text(rows, 0));
        cell(&row, "%s", strcmp(law, "avg") == 0 ? _("AVG") : strcmp(law, "wpg") == 0 ? _("Wpg") : _("not given"));
        cell(&row, "%s", purpose[0] != '\0' ? purpose : _("not given"));
        cell(&row, "%s", retention[0] != '\0' ? retention : _("not given"));
        cell(&row, "%" PRId64, (int64_t)store_whole(rows, 4));
        cell(&row, "%" PRId64, (int64_t)store_whole(rows, 5));
        if (store_text(rows, 6)[0] != '\0') cell(&row, "%s – %s", store_text(rows, 6), store_text(rows, 7));
        else cell(&row, "–");
        ok = retention_cell(dpia, store_whole(rows, 8), retention, store_text(rows, 0), store_text(rows, 6), &row, &overdue, error);
        cell(&row, "%s", !complete ? _("withheld") : store_whole(rows, 5) > 0 ? _("counts, protected") : _("nothing: nobody is known by a code"));
        withheld += !complete;
        if (ok) put(dpia, &row);
    }
    store_finish(rows);
    document_table_end(&dpia->document);
    if (overdue > 0)
        document_paragraph(&dpia->document,
                           ngettext("%" PRId64 " report is kept longer than its source allows. Brandpunt removes nothing by itself: somebody must call the command above.",
                                    "%" PRId64 " reports are kept longer than their source allows. Brandpunt removes nothing by itself: somebody must call the commands above.", (unsigned long)overdue),
                           overdue);
    if (withheld > 0)
        document_paragraph(&dpia->document,
                           ngettext("Of %" PRId64 " source the law, the purpose or the time is not known; it stays out of everything for partners and the public until it is.",
                                    "Of %" PRId64 " sources the law, the purpose or the time is not known; they stay out of everything for partners and the public until it is.", (unsigned long)withheld),
                           withheld);
    return ok;
}

/* ---- fields ---- */

static bool write_fields(Dpia *dpia, Error *error)
{
    static const struct {
        const char *field, *meaning, *filled;
    } fields[] = {
        {"external_id", N_("the number at its source, against loading twice"), "external_id"},
        {"kind, category", N_("what happened, or where somebody feels unsafe"), "1"},
        {"occurred_from, occurred_to", N_("when, to the minute where the source says so"), "1"},
        {"reported_on", N_("the day it was reported"), "reported_on"},
        {"geom, precision_m", N_("where, to the precision of the source"), "geom"},
        {"groups", N_("against whom: women, lhbti, other; can say something of sexual orientation (AVG article 9)"), "groups"},
        {"perpetrator_sex", N_("the sex of the perpetrator"), "perpetrator_sex"},
        {"relation", N_("what he was to the victim"), "relation"},
        {"severity", N_("how grave; with the category it can be about a criminal offence (AVG article 10, or the Wpg)"), "severity"},
        {"reporter_key", N_("a code of the reporter, made with a key outside the database: a pseudonym, so personal data"), "reporter_key"},
    };
    document_heading(&dpia->document, _("What is kept of a report, and what is not"));
    HEADS(_("Field"), _("What it is"), _("Filled in"));
    bool ok = true;
    for (size_t f = 0; ok && f < sizeof fields / sizeof *fields; f++) {
        char sql[160];
        Row row = {.count = 0};
        snprintf(sql, sizeof sql, "SELECT count(%s), count(*) FROM report", fields[f].filled);
        Statement *found = store_prepare(dpia->store, sql, error);
        ok = found != NULL;
        if (ok && store_next(found, &ok, error)) {
            cell(&row, "%s", fields[f].field);
            cell(&row, "%s", _(fields[f].meaning));
            cell(&row, _("%" PRId64 " of %" PRId64), (int64_t)store_whole(found, 0), (int64_t)store_whole(found, 1));
            put(dpia, &row);
        }
        store_finish(found);
    }
    document_table_end(&dpia->document);
    document_paragraph(&dpia->document, "%s",
                       _("Not kept, also when a file has it: names, addresses, e-mail addresses, telephone numbers and free text. Of a refused row only its line and the reason are kept."));
    return ok;
}

/* ---- files ---- */

static void write_file(Dpia *dpia, const char *what, const char *path, bool secret)
{
    struct stat status;
    Row row = {.count = 0};
    const char *slash = strrchr(path, '/');
    cell(&row, "%s", what);
    cell(&row, "%s", slash != NULL ? slash + 1 : path);
    if (stat(path, &status) != 0) {
        cell(&row, "–");
        cell(&row, "%s", _("is not there"));
    } else {
        const struct passwd *owner = getpwuid(status.st_uid);
        unsigned mode = (unsigned)status.st_mode & 0777U;
        cell(&row, "%04o, %s", mode, owner != NULL ? owner->pw_name : "?");
        cell(&row, "%s", !secret ? (mode & 07U ? _("everybody on this machine may get in") : _("not for everybody")) : (mode & 077U) == 0 ? _("as it should be") : _("OTHERS MAY GET AT IT: set it to 0600"));
    }
    put(dpia, &row);
}

static void folder_of(const char *path, char folder[PATH_MAX])
{
    char real[PATH_MAX];
    snprintf(folder, PATH_MAX, "%s", realpath(path, real) != NULL ? real : path);
    char *slash = strrchr(folder, '/');
    if (slash != NULL) *slash = '\0';
}

static void write_files(Dpia *dpia)
{
    const Config *config = dpia->config;
    char head[CONFIG_TEXT + 8], of_database[PATH_MAX], of_key[PATH_MAX];
    snprintf(head, sizeof head, "%s-audit", config->database);
    document_heading(&dpia->document, _("Files and rights"));
    HEADS(_("What"), _("File"), _("Rights, owner"), _("Judgement"));
    write_file(dpia, _("database"), config->database, true);
    write_file(dpia, _("end of the audit"), head, true);
    write_file(dpia, _("key of the codes"), config->key_file, true);
    write_file(dpia, _("folder of the results"), config->output_folder, false);
    document_table_end(&dpia->document);
    folder_of(config->database, of_database);
    folder_of(config->key_file, of_key);
    if (strcmp(of_database, of_key) == 0)
        document_paragraph(&dpia->document, "%s", _("The key lies in the folder of the database. Who copies that folder has both, and can try which person has which code; put the key elsewhere."));
    document_paragraph(&dpia->document, "%s", _("The database is not encrypted by itself; that is up to the disk that it lies on. Nothing goes to a network by itself."));
}

/* ---- audiences and publications ---- */

static void write_audiences(Dpia *dpia)
{
    static const char *const names[] = {"partner", "publiek"};
    document_heading(&dpia->document, _("Who gets to see what"));
    HEADS(_("Audience"), _("Squares"), _("Fewest reporters"), _("Most by one reporter"), _("Shortest period"), _("Counts"));
    document_row(&dpia->document, (const char *const[]){"intern", _("as chosen"), _("none"), _("no limit"), _("none"), _("exact")}, 6);
    for (int a = 0; a < 2; a++) {
        ProtectRules rules = protect_rules(a == 0 ? PROTECT_FOR_PARTNER : PROTECT_FOR_PUBLIC);
        Row row = {.count = 0};
        cell(&row, "%s", names[a]);
        cell(&row, "%.0f m", rules.cell_m);
        cell(&row, "%u", rules.smallest);
        cell(&row, _("%.0f%% of the reports"), 100 * rules.largest_share);
        cell(&row, ngettext("%d month", "%d months", (unsigned long)rules.months), rules.months);
        cell(&row, _("at most %d classes, rounded to %u"), rules.classes, rules.round_to);
        put(dpia, &row);
    }
    document_table_end(&dpia->document);
    document_paragraph(&dpia->document, "%s",
                       _("For partners and the public reports are counted first and drawn after. A report counts in one publication; what would show few people by difference with an earlier one is refused."));
}

/* "category: naroepen; area: Centrum" of the choice as it is kept. */
static void choice_text(const char *selection, char *text, size_t size)
{
    json_t *choice = json_loads(selection, 0, NULL), *value;
    const char *name;
    size_t used = 0;
    text[0] = '\0';
    json_object_foreach(choice, name, value)
    {
        const char *words = json_string_value(value);
        if (words != NULL && words[0] != '\0' && used < size) used += (size_t)snprintf(text + used, size - used, "%s%s: %s", used > 0 ? "; " : "", name, words);
    }
    json_decref(choice);
}

static bool write_publications(Dpia *dpia, Error *error)
{
    document_heading(&dpia->document, _("Publications so far"));
    Statement *rows = store_prepare(dpia->store,
                                       "SELECT run, audience, period, selection, unit, smallest, published_on, (SELECT count(*) FROM ledger_output o WHERE o.ledger = l.id) FROM ledger l ORDER BY id", error);
    if (rows == NULL) return false;
    bool ok = true, any = store_next(rows, &ok, error);
    if (ok && !any) document_paragraph(&dpia->document, "%s", _("Nothing was published from this database."));
    if (any) HEADS(_("Publication"), _("Audience"), _("Period"), _("Choice"), _("Squares"), _("Fewest reporters"), _("On"), _("Files"));
    for (bool more = any; more; more = store_next(rows, &ok, error)) {
        Row row = {.count = 0};
        char choice[CELL];
        choice_text(store_text(rows, 3), choice, sizeof choice);
        cell(&row, "%s", store_text(rows, 0));
        cell(&row, "%s", store_text(rows, 1));
        cell(&row, "%s", store_text(rows, 2));
        cell(&row, "%s", choice);
        for (int c = 4; c < 8; c++) cell(&row, "%s", store_text(rows, c));
        put(dpia, &row);
    }
    if (any) document_table_end(&dpia->document);
    store_finish(rows);
    return ok;
}

/* ---- the audit ---- */

static void write_audit_state(Dpia *dpia, const AuditState *audit)
{
    if (audit->fault == AUDIT_SOUND)
        document_paragraph(&dpia->document, _("The audit was whole when this was made: entries: %" PRId64 ", begun and never ended: %" PRId64 ". Its head then was %" PRId64
                                              ":%s; as long as this appendix is kept elsewhere, `brandpunt audit verify --head` tells whether anything up to there was changed."),
                           audit->count, audit->open, audit->count, audit->head);
    else
        document_paragraph(&dpia->document, _("THE AUDIT IS NOT WHOLE: see `brandpunt audit verify` (entries: %" PRId64 ", gaps: %" PRId64 ")."), audit->count, audit->gaps);
}

static bool write_audit(Dpia *dpia, const AuditState *audit, Error *error)
{
    document_heading(&dpia->document, _("The audit"));
    write_audit_state(dpia, audit);
    Statement *rows = store_prepare(dpia->store,
                                       "SELECT command, coalesce(audience, ''), sum(CASE outcome WHEN 'done' THEN 1 ELSE 0 END), sum(CASE outcome WHEN 'failed' THEN 1 ELSE 0 END), sum(CASE outcome WHEN 'refused' THEN 1 ELSE 0 END), count(DISTINCT who), substr(max(at), 1, 16) FROM audit"
                                       " WHERE outcome IN ('done', 'failed', 'refused') GROUP BY 1, 2 ORDER BY 1, 2",
                                       error);
    if (rows == NULL) return false;
    HEADS(_("Command"), _("Audience"), _("Done"), _("Failed"), _("Refused"), _("Users"), _("Last"));
    bool ok = true;
    while (store_next(rows, &ok, error)) {
        Row row = {.count = 0};
        for (int c = 0; c < 7; c++) cell(&row, "%s", or_dash(store_text(rows, c)));
        put(dpia, &row);
    }
    document_table_end(&dpia->document);
    store_finish(rows);
    return ok;
}

static bool write_purges(Dpia *dpia, Error *error)
{
    document_heading(&dpia->document, _("Removed for good"));
    Statement *rows = store_prepare(dpia->store, "SELECT substr(at, 1, 16), who, details FROM audit WHERE command = 'purge' ORDER BY id", error);
    if (rows == NULL) return false;
    bool ok = true, any = store_next(rows, &ok, error);
    if (ok && !any) document_paragraph(&dpia->document, "%s", _("Nothing was removed so far."));
    if (any) HEADS(_("On"), _("By"), _("From before"), _("Source"), _("Reports"));
    for (bool more = any; more; more = store_next(rows, &ok, error)) {
        Row row = {.count = 0};
        json_t *details = json_loads(store_text(rows, 2), 0, NULL);
        const char *before = json_string_value(json_object_get(details, "before")), *source = json_string_value(json_object_get(details, "source"));
        cell(&row, "%s", store_text(rows, 0));
        cell(&row, "%s", store_text(rows, 1));
        cell(&row, "%s", or_dash(before != NULL ? before : ""));
        cell(&row, "%s", or_dash(source != NULL ? source : ""));
        cell(&row, "%" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(details, "reports")));
        put(dpia, &row);
        json_decref(details);
    }
    if (any) document_table_end(&dpia->document);
    store_finish(rows);
    return ok;
}

/* ---- risks ---- */

static void write_risks(Dpia *dpia)
{
    static const char *const risks[][3] = {
        {N_("a report is found back from a map"), N_("counted in squares first; squares with few reporters are hidden; attacked in tests"), N_("who knows a square already knows that it is shown")},
        {N_("two publications differ by few people"), N_("the ledger holds each against all earlier ones and refuses"), N_("another database has another ledger; exact numbers given out by hand are in none")},
        {N_("a reporter is known by a name"), N_("only a keyed code is kept; the key lies outside the database"), N_("who has database and key can try names until one fits")},
        {N_("one busy reporter makes a hotspot"), N_("reports of one reporter weigh less inside; nobody may have made over half of a square outside"), N_("one person with two codes counts twice")},
        {N_("an internal map gets outside"), N_("every page says for whom it is; the audit has the SHA-256 of each file"), N_("nothing keeps somebody from passing a file on")},
        {N_("reports are kept too long"), N_("this appendix names what is overdue; purge removes it from database, index, statistics and side files"), N_("copies and backups are not reached; disks may hold old blocks")},
        {N_("use for another purpose"), N_("the purpose stands with each source and each output in the audit"), N_("a program cannot tell what somebody does with a map")},
        {N_("the record of use is changed"), N_("a chain of hashes, guards in the database, and its end in a file beside it"), N_("who may write both can make both anew; a head noted elsewhere shows it")},
        {N_("a place or group is stigmatised, or searched more because it was searched more"), N_("rates against what can be expected, doubt and number of reporters beside each place; no prediction of persons"),
         N_("reports say where people report, not where it happens")},
    };
    document_heading(&dpia->document, _("Risks, measures, and what is left"));
    HEADS(_("Risk"), _("What is done"), _("What is left"));
    for (size_t r = 0; r < sizeof risks / sizeof *risks; r++) document_row(&dpia->document, (const char *const[]){_(risks[r][0]), _(risks[r][1]), _(risks[r][2])}, 3);
    document_table_end(&dpia->document);
    static const char *const left[] = {
        N_("the ground in law for each source, and the agreement with whoever sends it"),
        N_("who may use this machine and this account, and how that is looked after"),
        N_("copies of the database and of the key: where, how long, and how they are purged"),
        N_("whether the disk is encrypted"),
        N_("how people are told, and how they get at what is kept of them"),
        N_("the advice of the data protection officer, and when this is looked at again"),
    };
    document_heading(&dpia->document, _("For people to fill in: what a program cannot know"));
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) document_item(&dpia->document, _(left[i]));
}

bool dpia_write(Store *store, const Config *config, const AuditState *audit, const char *path, Error *error)
{
    Dpia dpia = {.store = store, .config = config};
    char title[CONFIG_TEXT + 128], day[16];
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    dpia.today = calendar_day_of((Date){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday});
    day_text(dpia.today, day);
    snprintf(title, sizeof title, _("Appendix to the data protection impact assessment: %s"), or_dash(config->project_name));
    if (!document_open(path, config->language == CONFIG_ENGLISH ? "en" : "nl", title, &dpia.document, error)) return false;
    document_paragraph(&dpia.document, _("Made by Brandpunt %s on %s from the database itself. Every number here was counted; nothing was filled in by hand. For internal use."), BRANDPUNT_VERSION, day);
    bool ok = write_sources(&dpia, error) && write_fields(&dpia, error);
    if (ok) {
        write_files(&dpia);
        write_audiences(&dpia);
    }
    ok = ok && write_publications(&dpia, error) && write_audit(&dpia, audit, error) && write_purges(&dpia, error);
    if (ok) write_risks(&dpia);
    return document_close(&dpia.document, ok, error);
}
