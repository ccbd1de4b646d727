#include "src/base_map.h"
#include "src/commands/writing.h"
#include "src/exchange/output.h"
#include "src/results.h"
#include "src/wijk_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The pages of some buurten or wijken, each in a file of its own; all are drawn before the first is put in its place. */
typedef struct Pages {
    size_t count;
    Wijk *wijk;
    Output *output;
    json_t *json;
} Pages;

static void pages_free(Pages *pages)
{
    for (size_t p = 0; pages->output != NULL && p < pages->count; p++) output_discard(&pages->output[p]);
    free(pages->output);
    wijken_free(pages->wijk, pages->count);
    json_decref(pages->json);
}

static bool draw_pages(const WijkTown *town, const Pages *pages, char (*path)[PATH_MAX], Log *log, Error *error)
{
    bool ok = true;
    Progress progress = progress_init(log, "", (double)pages->count);
    for (size_t p = 0; ok && p < pages->count; p++) {
        WijkFacts facts;
        progress.what = pages->wijk[p].name != NULL ? pages->wijk[p].name : "";
        progress_to(&progress, (double)p);
        ok = wijk_facts(town, &pages->wijk[p], &facts, error) && output_place(path[p], &pages->output[p], error);
        if (!ok) break;
        json_array_append_new(pages->json, wijk_json(town, &pages->wijk[p], &facts));
        ok = wijk_draw(town, &pages->wijk[p], &facts, pages->output[p].beside, error);
        if (!ok && strstr(error->text, pages->output[p].beside) != NULL) output_not_written(path[p], error);
    }
    progress_end(&progress);
    for (size_t p = 0; ok && p < pages->count; p++) ok = output_commit(&pages->output[p], error);
    return ok;
}

/* "FOLDER/wk990101-centrum.pdf"; a name that is there already gets a number behind it. */
static void name_files(const char *folder, const Pages *pages, char (*path)[PATH_MAX])
{
    for (size_t p = 0; p < pages->count; p++) {
        char name[64];
        size_t same = 0;
        wijk_file_name(&pages->wijk[p], p + 1, name, sizeof name);
        snprintf(path[p], PATH_MAX, "%s/%s.pdf", folder, name);
        for (size_t other = 0; other < p; other++) same += strcmp(path[other], path[p]) == 0;
        if (same > 0) snprintf(path[p], PATH_MAX, "%s/%s-%zu.pdf", folder, name, p + 1);
    }
}

static void tell(Program *program, const Pages *pages, const char *path, json_t *run, const char *run_id)
{
    if (program->json) {
        json_object_set_new(run, "out", json_string(path));
        json_object_set(run, "wijken", pages->json);
        json_dumpf(run, stdout, JSON_INDENT(2) | JSON_SORT_KEYS);
        fputc('\n', stdout);
    } else {
        log_say(&program->log, ngettext("%s: %zu page (run %s).", "%s: %zu pages (run %s).", pages->count), path, pages->count, run_id);
    }
}

static bool write_pages(Program *program, Store *store, Analysis *analysis, Pages *pages, const char *path, json_t *task, Error *error)
{
    const Config *config = &program->config;
    WijkTown town = {0};
    json_t *run = NULL;
    char run_id[RUN_ID_BYTES];
    bool one = writing_is(path, "pdf");
    char (*files)[PATH_MAX] = calloc(pages->count + 1, sizeof *files);
    pages->output = calloc(pages->count + 1, sizeof *pages->output);
    pages->json = json_array();
    bool ok = (files != NULL && pages->output != NULL) || error_memory(error, (double)pages->count * sizeof *pages->output);
    if (ok && one) snprintf(files[0], PATH_MAX, "%s", path);
    else if (ok) name_files(path, pages, files);
    ok = ok && results_run_of(store, config, analysis, task, &run, run_id, error) && wijk_town_make(store, config, analysis, run_id, &town, error) &&
         (one || output_folder(path, error)) && draw_pages(&town, pages, files, &program->log, error) && results_store(store, config, analysis, program->command_line, run, run_id, error);
    if (ok) tell(program, pages, path, run, run_id);
    wijk_town_free(&town);
    json_decref(run);
    free(files);
    return ok;
}

/* The one that is asked for, or every one. */
static bool choose(const Municipality *municipality, const char *area, const char *each, Pages *pages, Error *error)
{
    if (each != NULL) return wijken_list(municipality, strcasecmp(each, "wijk") == 0, &pages->wijk, &pages->count, error);
    pages->wijk = calloc(1, sizeof *pages->wijk);
    if (pages->wijk == NULL) return error_memory(error, sizeof *pages->wijk);
    pages->count = 1;
    return wijk_find(municipality, area, &pages->wijk[0], error);
}

static bool brief_wijken(Program *program, const char *path, const char *each, Error *error)
{
    char area[CONFIG_TEXT];
    Store *store;
    Analysis analysis;
    Pages pages = {0};
    snprintf(area, sizeof area, "%s", program->config.area);
    program->config.area[0] = '\0'; /* the wijk stands beside the whole town */
    if (!writing_analyse(program, STAGE_PRIORITISE, &store, &analysis, error)) return false;
    json_t *task = each != NULL ? json_pack("{s:s, s:s}", "command", "brief", "each", each) : json_pack("{s:s, s:s}", "command", "brief", "area", area);
    bool ok = (task != NULL || error_memory(error, 256)) && choose(&analysis.municipality, area, each, &pages, error) && write_pages(program, store, &analysis, &pages, path, task, error);
    json_decref(task);
    pages_free(&pages);
    analysis_free(&analysis);
    store_close(store);
    return ok;
}

bool command_brief(Program *program, const Arguments *arguments, Error *error)
{
    const char *path, *each = arguments_value(arguments, "each");
    Store *store;
    Analysis analysis;
    if (!arguments_out(arguments, &path, error)) return false;
    if (each != NULL && strcasecmp(each, "neighbourhood") != 0 && strcasecmp(each, "buurt") != 0 && strcasecmp(each, "wijk") != 0)
        return error_set(error, ERROR_USAGE, _("--each %s is not known; choose neighbourhood (or buurt) or wijk."), each);
    if (each != NULL && program->config.area[0] != '\0') return error_set(error, ERROR_USAGE, _("--each makes a page for every one, and --area for one; choose one of the two."));
    if (each != NULL && writing_is(path, "pdf")) return error_set(error, ERROR_USAGE, _("%s: with --each every page gets a file of its own; give a folder with --out."), path);
    if (each == NULL && !writing_is(path, "pdf")) return error_set(error, ERROR_USAGE, _("%s: a briefing ends in .pdf."), path);
    if (!base_map_check(&program->config, error)) return false;
    if (each != NULL || program->config.area[0] != '\0') return brief_wijken(program, path, each != NULL && strcasecmp(each, "wijk") == 0 ? "wijk" : each != NULL ? "neighbourhood" : NULL, error);
    if (!writing_analyse(program, STAGE_PRIORITISE, &store, &analysis, error)) return false;
    bool ok = writing_brief(&program->config, &analysis, store, path, error) && writing_record(program, store, &analysis, path, error);
    analysis_free(&analysis);
    store_close(store);
    return ok;
}
