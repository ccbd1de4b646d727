#include "src/commands/publishing.h"

#include "src/commands/auditing.h"
#include "src/commands/loading.h"
#include "src/commands/writing.h"
#include "src/exchange/output.h"
#include "src/publication_files.h"
#include "src/publication_page.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

typedef bool (*WriteFile)(const Publication *publication, const char *path, Error *error);

bool publishing(const Config *config)
{
    return config->audience != AUDIENCE_INTERN;
}

bool publishing_refused(Program *program, Error *error)
{
    program->audit.refused = true;
    return error_set(error, ERROR_USAGE, _("This cannot be protected yet, so it is made for --audience intern alone; for partners and the public there are map, areas, density, export and run."));
}

bool publishing_check(Program *program, Error *error)
{
    if (publication_check(&program->config, error)) return true;
    program->audit.refused = true;
    return false;
}

/* ---- one publication, some files ---- */

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* What a device or a pipe was given is not to be had back. */
static bool note_file(Store *store, const Publication *publication, const char *path, Error *error)
{
    char hash[HASH_HEX_BYTES] = "";
    struct stat status;
    if (stat(path, &status) == 0 && S_ISREG(status.st_mode) && !hash_file(path, hash, error)) return false;
    return ledger_note(store, publication->ledger, file_name(path), hash, error);
}

static bool write_one(Store *store, const Publication *publication, WriteFile write, const char *path, Error *error)
{
    return write(publication, path, error) && note_file(store, publication, path, error);
}

/* What cannot be written is found before the ledger has it. */
static bool can_be_written(const char *path, Error *error)
{
    Output output;
    if (!output_place(path, &output, error)) return false;
    output_discard(&output);
    return true;
}

static bool tell_sources(Store *store, Log *log, Error *error)
{
    Names names;
    if (!sources_list(store, SOURCES_WITHHELD, &names, error)) return false;
    for (size_t s = 0; s < names.count; s++)
        log_warn(log, _("%s: regime, purpose and retention of this source are not all given; nothing of it is counted."), names.name[s]);
    names_free(&names);
    return true;
}

static bool begin(Program *program, Store **ret_store, Publication **ret_publication, Error *error)
{
    int srid;
    *ret_publication = NULL;
    if (!publishing_check(program, error) || !writing_srid(&program->config, &srid, error)) return false;
    if (!store_open(program->config.database, STORE_WRITE, srid, ret_store, error)) return false;
    if (loading_link_pending(program, *ret_store, error) && auditing_begin(program, *ret_store, error) && store_hold(*ret_store, error) &&
        tell_sources(*ret_store, &program->log, error)) {
        if (publication_make(*ret_store, &program->config, ret_publication, error)) return true;
        program->audit.refused = error->code != ERROR_FAILED;
    }
    publication_free(*ret_publication);
    store_close(*ret_store);
    return false;
}

/* What stands under every page for these readers. */
static void explain(const Publication *publication)
{
    printf("%s\n%s\n%s\n", publication->title, publication->subtitle, publication->places);
    for (int i = 0; i < PUBLIC_NOTES; i++)
        if (publication->note[i][0] != '\0') printf("%s\n", publication->note[i]);
}

static bool tell(Program *program, const Publication *publication, const char *path, Error *error)
{
    size_t shown = publication->by_wijk ? 0 : protect_shown(publication->scene);
    for (size_t w = 0; w < publication->wijk_count; w++) shown += publication_wijk_label(publication, w, NULL) != PUBLIC_WITHHELD;
    if (!program->json) {
        if (publication->by_wijk) log_say(&program->log, ngettext("%s: %zu wijk is shown (run %s).", "%s: %zu wijken are shown (run %s).", shown), path, shown, publication->id);
        else
            log_say(&program->log, ngettext("%s: %zu square of %d m is shown (run %s).", "%s: %zu squares of %d m are shown (run %s).", shown), path, shown,
                    (int)publication->rules.cell_m, publication->id);
        log_say(&program->log, "%s",
                publication->first ? _("It is in the ledger from now on: of these reports nothing else can be published that would show few people by difference.")
                                   : _("It is the same as was published before."));
        if (program->explain) explain(publication);
        return true;
    }
    json_t *json;
    if (!publication_json(publication, &json, error)) return false;
    json_object_set_new(json, "out", json_string(path));
    json_dumpf(json, stdout, JSON_INDENT(2) | JSON_SORT_KEYS);
    fputc('\n', stdout);
    json_decref(json);
    return true;
}

static bool publish(Program *program, WriteFile write, const char *path, Error *error)
{
    Store *store;
    Publication *publication;
    if (!can_be_written(path, error) || !begin(program, &store, &publication, error)) return false;
    bool ok = write_one(store, publication, write, path, error) && tell(program, publication, path, error);
    publication_free(publication);
    store_close(store);
    return ok;
}

/* ---- formats ---- */

static bool write_json(const Publication *publication, const char *path, Error *error)
{
    json_t *json;
    if (!publication_json(publication, &json, error)) return false;
    bool ok = export_json(json, path, error);
    json_decref(json);
    return ok;
}

/* Squares or areas alone, or both where the format takes both. */
static bool write_layers(const Publication *publication, bool areas_only, const char *path, Error *error)
{
    if (tables_is(path)) return publication_tables(publication, areas_only, path, error);
    return writing_is(path, "geojson")   ? publication_geojson(publication, areas_only, path, error)
           : writing_is(path, "fgb")     ? publication_flatgeobuf(publication, areas_only, path, error)
           : writing_is(path, "mbtiles") ? publication_mbtiles(publication, areas_only, path, error)
                                         : publication_geopackage(publication, areas_only, path, error);
}

static bool write_package(const Publication *publication, const char *path, Error *error)
{
    return write_layers(publication, false, path, error);
}

static bool write_areas(const Publication *publication, const char *path, Error *error)
{
    return write_layers(publication, true, path, error);
}

bool publishing_map(Program *program, const char *path, Error *error)
{
    return publish(program, publication_draw, path, error);
}

bool publishing_density(Program *program, const char *path, Error *error)
{
    return publish(program, publication_geotiff, path, error);
}

bool publishing_areas(Program *program, const char *path, Error *error)
{
    return writing_ending(path, ".gpkg .geojson .fgb .mbtiles .csv .xlsx .ods .json", error) && publish(program, writing_is(path, "json") ? write_json : write_areas, path, error);
}

bool publishing_export(Program *program, const char *path, Error *error)
{
    bool tif = writing_is(path, "tif") || writing_is(path, "tiff");
    return writing_ending(path, ".gpkg .geojson .fgb .mbtiles .csv .xlsx .ods .json .tif .tiff", error) &&
           publish(program, tif ? publication_geotiff : writing_is(path, "json") ? write_json : write_package, path, error);
}

/* ---- run ---- */

bool publishing_run(Program *program, Error *error)
{
    static const struct {
        const char *name;
        WriteFile write;
    } files[] = {{"map.pdf", publication_draw}, {"map.png", publication_draw}, {"result.gpkg", write_package}, {"density.tif", publication_geotiff}, {"areas.csv", write_areas}, {"run.json", write_json}};
    static const char *const audiences[] = {"intern", "partner", "publiek"};
    char folder[CONFIG_TEXT + 16], path[CONFIG_TEXT + 64];
    Store *store;
    Publication *publication;
    snprintf(folder, sizeof folder, "%s/%s", program->config.output_folder, audiences[program->config.audience]);
    if (!output_folder(folder, error) || !begin(program, &store, &publication, error)) return false;
    bool ok = true;
    for (size_t f = 0; ok && f < sizeof files / sizeof *files; f++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[f].name);
        ok = write_one(store, publication, files[f].write, path, error);
    }
    ok = ok && tell(program, publication, folder, error);
    publication_free(publication);
    store_close(store);
    return ok;
}
