#include "src/import.h"

#include "geo/calendar.h"
#include "geo/duplicates.h"
#include "src/exchange/hash.h"
#include "src/exchange/output.h"
#include "src/layers.h"
#include "src/retention.h"
#include "src/store/audit.h"
#include "src/store/layers.h"
#include "src/store/reports.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { CATEGORY_BYTES = 64, CATEGORIES_UNKNOWN_MOST = 200, RUN_OF_ROWS = 4096 };

/* What a category text of the file became; few texts come back a million times. */
typedef struct Category {
    char text[CATEGORY_BYTES], canonical[CATEGORY_BYTES];
    bool known, perception;
    int64_t rows;
} Category;

typedef struct Import {
    Store *store;
    const Config *config;
    const char *path;
    const ImportOptions *options;
    HashKey key;
    bool key_is_new; /* not yet in its file */
    Box area; /* of the boundary with its margin; empty when there is no boundary */
    Category *category;
    size_t category_count, category_last;
    ReportWriter *writer;
    Output rejects;
    ImportCounts counts;
} Import;

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static void source_name(const char *path, const ImportOptions *options, char *name, size_t size)
{
    if (options->source != NULL && options->source[0] != '\0') {
        snprintf(name, size, "%s", options->source);
        return;
    }
    const char *base = file_name(path), *dot = strrchr(base, '.');
    snprintf(name, size, "%.*s", dot != NULL && dot > base ? (int)(dot - base) : (int)strlen(base), base);
}

static bool mapping_options(const Config *config, const char *name, MappingOptions *ret_options, Error *error)
{
    MappingOptions options = {0};
    if (name != NULL && name[0] != '\0') {
        const ConfigMapping *mapping = config_mapping(config, name);
        if (mapping == NULL)
            return error_set(error, ERROR_USAGE, _("There is no [mapping %s] in the configuration; write one, or leave the mapping out."), name);
        snprintf(options.name, sizeof options.name, "%.*s", (int)sizeof options.name - 1, mapping->name);
        for (int key = 0; key < MAPPING_KEYS; key++)
            if (mapping->value[key][0] != '\0' && !mapping_options_set(&options, config_mapping_key(key), mapping->value[key], error))
                return false;
    }
    *ret_options = options;
    return true;
}

/* Where reports may lie: around the boundary, when there is one. */
static bool find_area(Import *import, Box *ret_boundary, Error *error)
{
    Layer boundary;
    if (!layer_read(import->store, ROLE_BOUNDARY, &boundary, error)) return false;
    *ret_boundary = features_box(&boundary.features);
    import->area = box_is_empty(*ret_boundary) ? *ret_boundary : box_grow(*ret_boundary, import->config->area_margin_m);
    layer_free(&boundary);
    return true;
}

/* Where a text of at most `most` bytes may be cut: before a character, never in one (UTF-8). */
static size_t cut_at_character(const char *text, size_t most)
{
    size_t cut = strnlen(text, most + 1);
    if (cut <= most) return cut;
    for (cut = most; cut > 0 && ((unsigned char)text[cut] & 0xC0) == 0x80;) cut--;
    return cut;
}

/* Lower case without signs that could pass for code; digits stay, for "artikel 429ter". */
static void clean_category(const char *text, char out[CATEGORY_BYTES])
{
    char all[4 * CATEGORY_BYTES];
    size_t used = 0;
    for (; *text != '\0' && used + 1 < sizeof all; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20 || c == 0x7F || (c == ' ' && (used == 0 || all[used - 1] == ' '))) continue;
        all[used++] = (char)(c < 0x80 ? tolower(c) : c);
    }
    all[used] = '\0';
    used = cut_at_character(all, CATEGORY_BYTES - 1);
    while (used > 0 && all[used - 1] == ' ') used--;
    memcpy(out, all, used);
    out[used] = '\0';
}

static bool find_category(Import *import, const char *text, const Category **ret_category, Error *error)
{
    char key[CATEGORY_BYTES];
    clean_category(text, key);
    if (import->category_last < import->category_count && strcmp(import->category[import->category_last].text, key) == 0)
        return *ret_category = &import->category[import->category_last], true;
    size_t unknown = 0;
    for (size_t i = 0; i < import->category_count; i++) {
        if (strcmp(import->category[i].text, key) == 0) {
            import->category_last = i;
            return *ret_category = &import->category[i], true;
        }
        unknown += !import->category[i].known;
    }
    if (unknown >= CATEGORIES_UNKNOWN_MOST)
        return error_set(error, ERROR_INPUT, _("%s: the column taken for the category holds over %d different texts, so it seems to be free text;"
                                               " name the right column in a [mapping ...]."),
                         import->path, CATEGORIES_UNKNOWN_MOST);
    Category *grown = realloc(import->category, (import->category_count + 1) * sizeof *grown);
    if (grown == NULL) return error_memory(error, (double)(import->category_count + 1) * sizeof *grown);
    import->category = grown;
    Category *category = &grown[import->category_count];
    ptrdiff_t known = config_category(import->config, key);
    snprintf(category->text, sizeof category->text, "%s", key);
    snprintf(category->canonical, sizeof category->canonical, "%.63s", known >= 0 ? import->config->category_of[known].name : key);
    category->known = known >= 0;
    category->rows = 0;
    category->perception = known >= 0 && import->config->category_of[known].perception;
    import->category_last = import->category_count++;
    *ret_category = category;
    return true;
}

static bool refuse(Import *import, long line, RejectReason reason, Error *error)
{
    import->counts.refused++;
    import->counts.refused_by[reason]++;
    if (import->rejects.stream != NULL)
        fprintf(import->rejects.stream, "%s;%ld;%s;%s\r\n", file_name(import->path), line, reject_name(reason), reject_meaning(reason));
    return report_writer_reject(import->writer, line, reject_name(reason), error);
}

static bool take_row(Import *import, ReportItem *item, Error *error)
{
    ReportRow *row = &item->row;
    if (!box_is_empty(import->area) && !box_contains(import->area, row->x_m, row->y_m)) return refuse(import, item->line, REJECT_OUTSIDE_AREA, error);
    const Category *category = NULL;
    if (!find_category(import, row->category, &category, error)) return false;
    if (!category->known) {
        if (import->config->import_unknown_category == 1) return refuse(import, item->line, REJECT_NO_CATEGORY, error);
        import->counts.unknown_categories++;
    }
    import->category[import->category_last].rows++; /* which find_category() just found */
    if (category->perception) row->kind = KIND_PERCEPTION;
    char hash[HASH_HEX_BYTES] = "";
    if (row->reporter != NULL && row->reporter[0] != '\0') hash_keyed(&import->key, row->reporter, strlen(row->reporter), hash);
    hash[32] = '\0'; /* 128 bits tell everybody apart */
    WriteOutcome outcome;
    if (!report_writer_add(import->writer, row, category->canonical, hash, &outcome, error)) return false;
    if (outcome == WRITE_DUPLICATE_ID) return refuse(import, item->line, REJECT_DUPLICATE_ID, error);
    if (outcome == WRITE_LOADED) import->counts.loaded++;
    else import->counts.present++;
    return true;
}

static bool take_rows(Import *import, ReportFile *file, Log *log, Error *error)
{
    struct stat status;
    double bytes_per_row = 100; /* a guess that only the bar needs */
    Progress progress = progress_init(log, file_name(import->path), stat(import->path, &status) == 0 ? (double)status.st_size / bytes_per_row : 0);
    ReportItem item;
    for (;;) {
        if (!report_file_next(file, &item, error)) break;
        if (item.what == REPORT_END) {
            progress_end(&progress);
            return true;
        }
        import->counts.rows_in++;
        if (!(item.what == REPORT_REJECT ? refuse(import, item.line, item.reason, error) : take_row(import, &item, error))) break;
        if (import->counts.rows_in % RUN_OF_ROWS == 0) progress_to(&progress, (double)import->counts.rows_in);
    }
    progress_end(&progress);
    return false;
}

/* What was recognised, as one readable line and as JSON for the database. */
static void describe(Import *import, const ReportFile *file, char *json, size_t size)
{
    ReportFileFacts facts = report_file_facts(file);
    const char *separator = facts.separator == '\t' ? N_("tab") : facts.separator == ';' ? N_("semicolon") : facts.separator == ',' ? N_("comma") : facts.separator == '|' ? N_("pipe") : "";
    json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I}", "format", facts.format, "encoding", facts.encoding, "separator", separator, "crs",
                               facts.crs, "method", facts.method, "note", facts.note, "swapped", (json_int_t)facts.swapped);
    json_t *reasons = json_object();
    for (int reason = 1; reason < REJECT_REASONS; reason++)
        if (import->counts.refused_by[reason] > 0) json_object_set_new(reasons, reject_name((RejectReason)reason), json_integer(import->counts.refused_by[reason]));
    json_object_set_new(object, "refused_by", reasons);
    char *text = json_dumps(object, JSON_COMPACT);
    snprintf(json, size, "%s", text != NULL ? text : "{}");
    free(text);
    json_decref(object);
    const char *shown = separator[0] != '\0' ? _(separator) : "";
    int used = snprintf(import->counts.facts, sizeof import->counts.facts, "%s%s%s%s, %s%s%s, %s%s%s", facts.format, facts.made_by[0] != '\0' ? " (" : "", facts.made_by,
                        facts.made_by[0] != '\0' ? ")" : "", facts.encoding, shown[0] != '\0' ? ", " : "", shown, facts.crs, facts.note[0] != '\0' ? ", " : "", facts.note);
    if (facts.swapped > 0 && used > 0 && (size_t)used < sizeof import->counts.facts)
        snprintf(import->counts.facts + used, sizeof import->counts.facts - (size_t)used,
                 ngettext(", x and y swapped in %zu row and put right", ", x and y swapped in %zu rows and put right", facts.swapped), facts.swapped);
}

static int by_rows(const void *a, const void *b)
{
    const Category *first = a, *second = b;
    if (first->rows != second->rows) return first->rows > second->rows ? -1 : 1;
    return strcmp(first->text, second->text);
}

/* The most frequent categories that nobody knows, as many as fit: with these a user can do something. */
static void name_unknown(Import *import)
{
    char *words = import->counts.unknown_words;
    const size_t size = sizeof import->counts.unknown_words;
    size_t used = 0;
    qsort(import->category, import->category_count, sizeof *import->category, by_rows);
    for (size_t i = 0; i < import->category_count; i++) {
        if (import->category[i].known) continue;
        int length = snprintf(words + used, size - used, "%s%s (%" PRId64 ")", used > 0 ? ", " : "", import->category[i].text, import->category[i].rows);
        if (length < 0 || (size_t)length >= size - used) {
            words[used] = '\0';
            return;
        }
        used += (size_t)length;
    }
}

int64_t import_now_s(char text[20])
{
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    strftime(text, 20, "%Y-%m-%d %H:%M", &local);
    return calendar_day_of((Date){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday}) * 86400 + local.tm_hour * 3600 + local.tm_min * 60 + local.tm_sec;
}

static bool nothing_usable(const Import *import, Error *error)
{
    const ImportCounts *counts = &import->counts;
    if (counts->rows_in == 0)
        return error_set(error, ERROR_INPUT, _("%s: it has column names but no rows; was the export complete?"), import->path);
    RejectReason most = REJECT_NO_LOCATION;
    for (int reason = 1; reason < REJECT_REASONS; reason++)
        if (counts->refused_by[reason] > counts->refused_by[most]) most = (RejectReason)reason;
    return error_set(error, ERROR_INPUT, _("%s: every row was refused (%" PRId64 " of them), most often because: %s; see --rejects FILE for each line."),
                     import->path, counts->refused, reject_meaning(most));
}

/* From the opened file to the committed rows; the caller cleans up. */
static bool load(Import *import, ReportFile *file, int64_t source, const char *sha256, const char *now, Log *log, Error *error)
{
    char facts[1024];
    if (!report_writer_open(import->store, source, file_name(import->path), sha256, now, &import->writer, error)) return false;
    if (!take_rows(import, file, log, error)) return false;
    if (import->counts.refused == import->counts.rows_in) return nothing_usable(import, error);
    if (import->options->strict && import->counts.refused > 0)
        return error_set(error, ERROR_INPUT,
                         ngettext("%s: %" PRId64 " row was refused, and --strict loads all or nothing; nothing was loaded.",
                                  "%s: %" PRId64 " rows were refused, and --strict loads all or nothing; nothing was loaded.",
                                  (unsigned long)import->counts.refused),
                         import->path, import->counts.refused);
    describe(import, file, facts, sizeof facts);
    name_unknown(import);
    ImportRecord record = {report_writer_import(import->writer), source, import->counts.rows_in, import->counts.loaded, import->counts.refused,
                           import->counts.present};
    return report_writer_finish(import->writer, &record, facts, error);
}

/* Inside the change, so that of two first imports the second finds the key of the first. */
static bool find_key(Import *import, Error *error)
{
    const char *path = import->config->key_file;
    import->key_is_new = access(path, F_OK) != 0 && errno == ENOENT;
    if (import->key_is_new) {
        if (!store_also(import->store, STORE_KEY, error)) return false;
        import->key_is_new = access(path, F_OK) != 0;
    }
    if (!(import->key_is_new ? hash_key_new(&import->key, error) : hash_key_open(path, &import->key, error))) return false;
    char mark[HASH_HEX_BYTES];
    hash_keyed(&import->key, "brandpunt", strlen("brandpunt"), mark);
    return reporters_check_key(import->store, path, mark, error);
}

static bool open_and_load(Import *import, const char *source, const char *regime, const char *sha256, Log *log, Error *error)
{
    char now[20];
    int64_t source_id;
    bool found;
    ImportRecord earlier;
    Box boundary;
    ReportFileOptions options = {.project_crs = import->config->project_crs, .now_s = import_now_s(now)};
    const ImportOptions *given = import->options;
    if (!find_key(import, error) || !source_ensure(import->store, source, regime, given->purpose, given->retention, &source_id, error)) return false;
    if (!import_find(import->store, source_id, sha256, &found, &earlier, error)) return false;
    if (found) {
        import->counts = (ImportCounts){.rows_in = earlier.rows_in, .refused = earlier.refused, .present = earlier.loaded + earlier.present, .same_file = true};
        return true;
    }
    if (!mapping_options(import->config, given->mapping, &options.mapping, error) || !find_area(import, &boundary, error)) return false;
    options.area_m = boundary;
    ReportFile *file;
    if (!report_file_open(import->path, &options, &file, error)) return false;
    bool ok = load(import, file, source_id, sha256, now, log, error);
    report_file_close(file);
    report_writer_close(import->writer);
    return ok;
}

/* In the same transaction as the reports. The file is known by its hash: its name, which may tell who it is about, would stay when all of
 * it is purged. */
static bool audit_import(Import *import, const char *source, const char *sha256, Error *error)
{
    int64_t id;
    const ImportOptions *given = import->options;
    const ImportCounts *counts = &import->counts;
    json_t *what = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I}", "sha256", sha256, "source", source, "regime",
                             given->regime != NULL ? given->regime : "", "retention", given->retention != NULL ? given->retention : "", "rows_in", (json_int_t)counts->rows_in,
                             "loaded", (json_int_t)counts->loaded, "refused", (json_int_t)counts->refused, "present", (json_int_t)counts->present);
    char *details = what != NULL ? json_dumps(what, JSON_COMPACT) : NULL;
    bool ok = details != NULL ? audit_add(import->store, &(AuditEntry){.command = "import", .outcome = AUDIT_DONE, .purpose = given->purpose, .details = details}, &id, error)
                              : error_set(error, ERROR_INPUT, _("%s: the name of its source is no UTF-8; give another one with --source."), import->path);
    free(details);
    json_decref(what);
    return ok;
}

bool import_file(Store *store, const Config *config, const char *path, const ImportOptions *options, Log *log, ImportCounts *ret_counts, Error *error)
{
    Import import = {.store = store, .config = config, .path = path, .options = options};
    char source[CONFIG_TEXT], sha256[HASH_HEX_BYTES];
    source_name(path, options, source, sizeof source);
    if (options->regime != NULL && options->regime[0] != '\0' && strcasecmp(options->regime, "avg") != 0 && strcasecmp(options->regime, "wpg") != 0)
        return error_set(error, ERROR_USAGE, _("'%s' is no regime; choose avg or wpg."), options->regime);
    if (options->retention != NULL && options->retention[0] != '\0' && !retention_read(options->retention, &(Retention){0}))
        return error_set(error, ERROR_USAGE, _("'%s' is no time to keep reports; write a number and y, m or d, such as 5y, 18m or 90d."), options->retention);
    if (!layer_file_hash(path, sha256, error)) return false;
    if (options->rejects_path != NULL && !output_open(options->rejects_path, &import.rejects, error)) return false;
    if (import.rejects.stream != NULL) fprintf(import.rejects.stream, "\xEF\xBB\xBF%s\r\n", _("file;line;reason;meaning"));
    bool ok = store_begin_import(store, source, error) && open_and_load(&import, source, options->regime, sha256, log, error) && layer_file_unchanged(path, sha256, error);
    ok = ok && (options->dry_run || audit_import(&import, source, sha256, error));
    bool saved = ok && !options->dry_run && import.key_is_new && !import.counts.same_file;
    if (saved) ok = saved = hash_key_save(config->key_file, &import.key, error);
    ok = ok && (options->dry_run || store_commit(store, error));
    if (!ok && saved && !store_is_shared(store)) (void)unlink(config->key_file);
    if (!ok || options->dry_run) store_rollback(store);
    if (import.rejects.stream != NULL) {
        Error other; /* the rows that were refused are worth having even when the import failed on them */
        if (!output_commit(&import.rejects, ok ? error : &other)) ok = false;
    }
    free(import.category);
    if (ok) *ret_counts = import.counts;
    return ok;
}

/* All inside one change: what came in meanwhile would be left unlinked, and taken for linked. */
static bool link_all(Store *store, const Config *config, size_t *ret_linked, Error *error)
{
    Loaded loaded = {0};
    int64_t sources;
    if (!store_begin(store, STORE_REPORTS, error) || !reports_count_sources(store, &sources, error)) return false;
    if (sources > 1 && !reports_load(store, -1, -100000, 1000000, &loaded, error)) return false;
    int64_t *original = malloc((loaded.points.count + 1) * sizeof *original);
    bool ok = original != NULL || error_memory(error, 8.0 * (double)loaded.points.count);
    if (ok && sources > 1) ok = duplicates_find(&loaded.points, config->duplicates_within_m, original, ret_linked, error);
    for (size_t i = 0; ok && i < loaded.points.count; i++) original[i] = original[i] < 0 ? 0 : loaded.points.id[original[i]];
    ok = ok && reports_link(store, loaded.points.id, original, loaded.points.count, error) && store_commit(store, error);
    free(original);
    loaded_free(&loaded);
    return ok;
}

bool import_link_duplicates(Store *store, const Config *config, int64_t *ret_linked, Error *error)
{
    size_t linked = 0;
    bool ok = link_all(store, config, &linked, error);
    if (!ok) store_rollback(store);
    if (ok) *ret_linked = (int64_t)linked;
    return ok;
}
