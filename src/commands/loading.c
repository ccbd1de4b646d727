#include "src/commands/loading.h"

#include "src/exchange/hash.h"
#include "src/store/reports.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static void tell(Program *program, const char *path, const ImportOptions *options, const ImportCounts *counts)
{
    Log *log = &program->log;
    if (counts->same_file) {
        log_say(log, _("%s: loaded before; nothing was loaded twice (%" PRId64 " rows)."), file_name(path), counts->rows_in);
        return;
    }
    log_say(log, options->dry_run ? _("%s: would load %" PRId64 " of %" PRId64 " rows; %" PRId64 " refused, %" PRId64 " already there (%s).")
                                  : _("%s: loaded %" PRId64 " of %" PRId64 " rows; %" PRId64 " refused, %" PRId64 " already there (%s)."),
            file_name(path), counts->loaded, counts->rows_in, counts->refused, counts->present, counts->facts);
    for (int reason = 1; reason < REJECT_REASONS; reason++)
        if (counts->refused_by[reason] > 0)
            log_say(log, "  %5" PRId64 "  %s (%s)", counts->refused_by[reason], reject_meaning((RejectReason)reason), reject_name((RejectReason)reason));
    if (counts->unknown_categories > 0)
        log_warn(log,
                 ngettext("%s: %" PRId64 " row has a category that no [category ...] of the configuration names; it is kept as it is.",
                          "%s: %" PRId64 " rows have a category that no [category ...] of the configuration names; they are kept as they are.",
                          (unsigned long)counts->unknown_categories),
                 file_name(path), counts->unknown_categories);
    if (options->regime == NULL || options->regime[0] == '\0' || options->purpose == NULL || options->purpose[0] == '\0' || options->retention == NULL ||
        options->retention[0] == '\0')
        log_warn(log, _("%s: regime, purpose and retention of this source are not all given; it stays out of everything for partners and the public."),
                 file_name(path));
}

bool loading_reports(Program *program, Store *store, const char *path, const ImportOptions *options, json_t *list, ImportCounts *ret_counts, Error *error)
{
    if (!import_file(store, &program->config, path, options, &program->log, ret_counts, error)) return false;
    tell(program, path, options, ret_counts);
    if (list == NULL) return true;
    json_t *reasons = json_object();
    for (int reason = 1; reason < REJECT_REASONS; reason++)
        if (ret_counts->refused_by[reason] > 0) json_object_set_new(reasons, reject_name((RejectReason)reason), json_integer(ret_counts->refused_by[reason]));
    json_array_append_new(list, json_pack("{s:s, s:I, s:I, s:I, s:I, s:b, s:o}", "file", file_name(path), "rows_in", (json_int_t)ret_counts->rows_in, "loaded",
                                          (json_int_t)ret_counts->loaded, "refused", (json_int_t)ret_counts->refused, "present",
                                          (json_int_t)ret_counts->present, "same_file", ret_counts->same_file, "refused_by", reasons));
    return true;
}

bool loading_link(Program *program, Store *store, int64_t loaded, json_t *object, Error *error)
{
    int64_t linked;
    bool pending = true;
    if (loaded == 0 && !reports_link_pending(store, &pending, error)) return false;
    if (!pending) return true;
    if (!import_link_duplicates(store, &program->config, &linked, error)) return false;
    if (linked > 0)
        log_say(&program->log,
                ngettext("%" PRId64 " report came in through two channels; it is kept, and counted once.",
                         "%" PRId64 " reports came in through two channels; they are kept, and counted once.", (unsigned long)linked),
                linked);
    if (object != NULL) json_object_set_new(object, "duplicates", json_integer(linked));
    return true;
}

bool loading_link_pending(Program *program, Store *store, Error *error)
{
    return loading_link(program, store, 0, NULL, error);
}

bool loading_layer(Program *program, Store *store, const ConfigLayer *settings, Error *error)
{
    bool found;
    LayerRecord earlier, record;
    char sha256[HASH_HEX_BYTES];
    if (!layer_file_hash(settings->file, sha256, error) || !layer_find(store, settings->name, &found, &earlier, error)) return false;
    if (found && strcmp(earlier.sha256, sha256) == 0 && strcasecmp(earlier.role, settings->role) == 0) {
        log_say(&program->log, _("%s: loaded before."), file_name(settings->file));
        return true;
    }
    Layer layer;
    if (!layer_file_read(settings, program->config.project_crs, &layer, &record, error)) return false;
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    strftime(record.added_on, sizeof record.added_on, "%Y-%m-%d %H:%M", &local);
    bool ok = layer_write(store, &layer, &record, error);
    layer_free(&layer);
    if (!ok) return false;
    log_say(&program->log, ngettext("%s: %" PRId64 " feature as %s (%s, %s)%s%s.", "%s: %" PRId64 " features as %s (%s, %s)%s%s.", (unsigned long)record.features),
            record.file_name, record.features, record.role, record.crs, record.encoding, record.note[0] != '\0' ? "; " : "", record.note);
    if (record.repaired > 0)
        log_say(&program->log, ngettext("  %" PRId64 " invalid polygon was repaired.", "  %" PRId64 " invalid polygons were repaired.", (unsigned long)record.repaired),
                record.repaired);
    return true;
}
