#include "src/store/ledger.h"

#include "geo/calendar.h"
#include "geo/protect.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static const char *const AUDIENCES[] = {"intern", "partner", "publiek"};
static const char *const KINDS[] = {"incident", "perception"};
static const char BY_WIJK[] = "wijk"; /* as a unit, where others have "500 m" */

/* ---- holding two against each other ---- */

static bool in_list(const char *text, void *list)
{
    return config_list_holds(list, text);
}

static bool not_in_list(const char *text, void *list)
{
    return !config_list_holds(list, text);
}

static bool lists_apart(const char *a, const char *b)
{
    return a[0] != '\0' && b[0] != '\0' && config_each(a, not_in_list, (void *)(uintptr_t)b);
}

static bool lists_same(const char *a, const char *b)
{
    if (a[0] == '\0' || b[0] == '\0') return a[0] == b[0];
    return config_each(a, in_list, (void *)(uintptr_t)b) && config_each(b, in_list, (void *)(uintptr_t)a);
}

/* Areas that meet along a side share no ground. */
static bool ground_apart(Box a, Box b)
{
    return a.x_max <= b.x_min || b.x_max <= a.x_min || a.y_max <= b.y_min || b.y_max <= a.y_min;
}

static bool ground_same(const LedgerEntry *a, const LedgerEntry *b)
{
    return strcasecmp(a->area, b->area) == 0 && a->ground.x_min == b->ground.x_min && a->ground.y_min == b->ground.y_min && a->ground.x_max == b->ground.x_max &&
           a->ground.y_max == b->ground.y_max;
}

/* The cells of two audiences nest only when both are of the rules of today, and wijken with nothing. */
static bool by_the_rules(const LedgerEntry *entry)
{
    ProtectRules rules = protect_rules(entry->audience == AUDIENCE_PARTNER ? PROTECT_FOR_PARTNER : PROTECT_FOR_PUBLIC);
    return entry->audience != AUDIENCE_INTERN && !entry->by_wijk && entry->cell_m == rules.cell_m && entry->smallest == rules.smallest;
}

static bool rules_same(const LedgerEntry *a, const LedgerEntry *b)
{
    if (a->audience != b->audience) return by_the_rules(a) && by_the_rules(b);
    return a->cell_m == b->cell_m && a->by_wijk == b->by_wijk && a->smallest == b->smallest && strcmp(a->id, b->id) == 0;
}

LedgerVerdict ledger_compare(const LedgerEntry *earlier, const LedgerEntry *now)
{
    if (earlier->kind != now->kind || earlier->to_day < now->from_day || now->to_day < earlier->from_day || ground_apart(earlier->ground, now->ground) ||
        lists_apart(earlier->category, now->category) || lists_apart(earlier->source, now->source))
        return LEDGER_APART;
    if (earlier->from_day != now->from_day || earlier->to_day != now->to_day) return LEDGER_PERIOD;
    if (!ground_same(earlier, now)) return LEDGER_GROUND;
    if (!lists_same(earlier->category, now->category) || !lists_same(earlier->source, now->source) || strcasecmp(earlier->group, now->group) != 0) return LEDGER_SELECTION;
    if (strcmp(earlier->figures, now->figures) != 0) return LEDGER_REPORTS;
    return rules_same(earlier, now) ? LEDGER_SAME : LEDGER_RULES;
}

static void day_text(int64_t day, char ret_text[16])
{
    Date date = calendar_date(day);
    snprintf(ret_text, 16, "%04d-%02d-%02d", date.year % 10000, date.month % 100, date.day % 100);
}

static bool refuse(LedgerVerdict verdict, const LedgerEntry *earlier, Error *error)
{
    static const char *const sentences[] = {
        [LEDGER_PERIOD] = N_("The period overlaps that of a publication for %s (%s to %s, run %s), and the difference between the two would show few people; take that same "
                             "period, or one that shares no day with it."),
        [LEDGER_GROUND] = N_("Part of this area was in a publication for %s (%s to %s, run %s), and the difference between the two areas would show few people; take that "
                             "same area, or a period that shares no day with it."),
        [LEDGER_SELECTION] = N_("The same reports were in a publication for %s (%s to %s, run %s) with another choice of categories, sources or group, and the difference "
                                "between the two would show few people; make that same choice, or take a period that shares no day with it."),
        [LEDGER_REPORTS] = N_("Since the publication for %s (%s to %s, run %s) reports came in or went, and the difference between then and now would show them; give out the "
                              "files of then, or take a period that shares no day with it."),
        [LEDGER_RULES] = N_("The same reports were in a publication for %s (%s to %s, run %s) with other squares, counts or rules, and the difference between the two would "
                            "show few people; give out the files of then, or take a period that shares no day with it."),
    };
    char from[16], to[16];
    day_text(earlier->from_day, from);
    day_text(earlier->to_day, to);
    return error_set(error, ERROR_INPUT, _(sentences[verdict]), _(earlier->audience == AUDIENCE_PARTNER ? N_("partners") : N_("the public")), from, to, earlier->id);
}

/* ---- in the database ---- */

static bool unreadable(const Store *store, Error *error)
{
    return error_set(error, ERROR_FAILED, _("%s: the ledger holds a publication that cannot be read, so nothing can be held against it; put back a copy of the database."),
                     store_path(store));
}

static int number_of(const char *const *names, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0) return i;
    return -1;
}

static bool day_from(const char *text, int64_t *ret_day)
{
    Date date;
    if (sscanf(text, "%4d-%2d-%2d", &date.year, &date.month, &date.day) != 3) return false;
    *ret_day = calendar_day_of(date);
    return true;
}

static bool copy_text(const json_t *selection, const char *name, char *ret_text, size_t size)
{
    const char *text = json_string_value(json_object_get(selection, name));
    return text != NULL && (size_t)snprintf(ret_text, size, "%s", text) < size;
}

static bool read_selection(const char *text, LedgerEntry *entry)
{
    json_t *selection = json_loads(text, 0, NULL);
    char kind[16];
    bool ok = copy_text(selection, "kind", kind, sizeof kind) && copy_text(selection, "category", entry->category, sizeof entry->category) &&
              copy_text(selection, "source", entry->source, sizeof entry->source) && copy_text(selection, "group", entry->group, sizeof entry->group) &&
              copy_text(selection, "area", entry->area, sizeof entry->area);
    int number = ok ? number_of(KINDS, 2, kind) : -1;
    entry->kind = (ReportKind)number;
    json_decref(selection);
    return number >= 0;
}

/* Columns: audience, period, selection, grid, smallest, figures, run, published_on, unit. */
static bool read_entry(Statement *row, LedgerEntry *ret_entry)
{
    LedgerEntry entry = {0};
    const char *period = store_text(row, 1), *slash = strchr(period, '/');
    int audience = number_of(AUDIENCES, 3, store_text(row, 0));
    Box *ground = &entry.ground;
    entry.audience = (Audience)audience;
    entry.smallest = (uint32_t)store_whole(row, 4);
    snprintf(entry.figures, sizeof entry.figures, "%s", store_text(row, 5));
    snprintf(entry.id, sizeof entry.id, "%s", store_text(row, 6));
    snprintf(entry.published_on, sizeof entry.published_on, "%s", store_text(row, 7));
    entry.by_wijk = strcmp(store_text(row, 8), BY_WIJK) == 0;
    bool ok = audience >= 0 && slash != NULL && day_from(period, &entry.from_day) && day_from(slash + 1, &entry.to_day) && read_selection(store_text(row, 2), &entry) &&
              sscanf(store_text(row, 3), "%lf %lf %lf %lf %lf", &ground->x_min, &ground->y_min, &ground->x_max, &ground->y_max, &entry.cell_m) == 5;
    if (ok) *ret_entry = entry;
    return ok;
}

/* The id of the entry that is this one for this audience; 0 when there is none. */
static bool find_earlier(Store *store, const LedgerEntry *entry, int64_t *ret_id, Error *error)
{
    Statement *rows = store_prepare(store, "SELECT audience, period, selection, grid, smallest, figures, run, published_on, unit, id FROM ledger ORDER BY id", error);
    if (rows == NULL) return false;
    bool ok = true;
    *ret_id = 0;
    while (ok && store_next(rows, &ok, error)) {
        LedgerEntry earlier;
        ok = read_entry(rows, &earlier) || unreadable(store, error);
        if (!ok) break;
        LedgerVerdict verdict = ledger_compare(&earlier, entry);
        if (verdict == LEDGER_SAME && earlier.audience == entry->audience) *ret_id = store_whole(rows, 9);
        ok = verdict == LEDGER_APART || verdict == LEDGER_SAME || refuse(verdict, &earlier, error);
    }
    store_finish(rows);
    return ok;
}

static void now_text(char *ret_text, size_t size)
{
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    strftime(ret_text, size, "%Y-%m-%d %H:%M", &local);
}

static bool add(Store *store, const LedgerEntry *entry, const char *cells, int64_t *ret_id, Error *error)
{
    Statement *row = store_prepare(store,
                                      "INSERT INTO ledger (published_on, audience, period, unit, cells, run, selection, grid, smallest, figures)"
                                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id",
                                      error);
    if (row == NULL) return false;
    char on[32], from[16], to[16], period[40], unit[40], grid[160];
    const Box *ground = &entry->ground;
    now_text(on, sizeof on);
    day_text(entry->from_day, from);
    day_text(entry->to_day, to);
    snprintf(period, sizeof period, "%s/%s", from, to);
    if (entry->by_wijk) snprintf(unit, sizeof unit, "%s", BY_WIJK);
    else snprintf(unit, sizeof unit, "%.0f m", entry->cell_m);
    snprintf(grid, sizeof grid, "%.0f %.0f %.0f %.0f %.0f", ground->x_min, ground->y_min, ground->x_max, ground->y_max, entry->cell_m);
    json_t *selection = json_pack("{s:s, s:s, s:s, s:s, s:s}", "kind", KINDS[entry->kind], "category", entry->category, "source", entry->source, "group", entry->group,
                                  "area", entry->area);
    char *text = selection != NULL ? json_dumps(selection, JSON_COMPACT) : NULL;
    const char *texts[] = {on, AUDIENCES[entry->audience], period, unit, cells, entry->id, text, grid};
    for (int i = 0; i < 8; i++) store_bind_text(row, i + 1, texts[i]);
    store_bind_whole(row, 9, entry->smallest);
    store_bind_text(row, 10, entry->figures);
    bool ok = text != NULL || error_memory(error, 4e3);
    if (ok && store_next(row, &ok, error)) *ret_id = store_whole(row, 0);
    store_finish(row);
    json_decref(selection);
    free(text);
    return ok;
}

bool ledger_enter(Store *store, const LedgerEntry *entry, const char *cells, int64_t *ret_id, bool *ret_new, Error *error)
{
    int64_t id;
    if (!store_begin(store, STORE_LEDGER, error)) return false;
    bool ok = find_earlier(store, entry, &id, error), found = ok && id != 0;
    ok = ok && (found || add(store, entry, cells, &id, error)) && store_commit(store, error);
    if (!ok) return store_rollback(store), false;
    *ret_id = id;
    *ret_new = !found;
    return true;
}

bool ledger_note(Store *store, int64_t id, const char *file, const char *sha256, Error *error)
{
    char on[32];
    now_text(on, sizeof on);
    Statement *row = store_prepare(store, "INSERT INTO ledger_output (ledger, file, hash, written_on) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING", error);
    if (row == NULL) return false;
    store_bind_whole(row, 1, id);
    store_bind_text(row, 2, file);
    store_bind_string(row, 3, sha256);
    store_bind_text(row, 4, on);
    bool ok = store_step(row, error);
    store_finish(row);
    return ok;
}
