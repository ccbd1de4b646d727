#include "src/base_map.h"
#include "src/commands/command.h"
#include "src/commands/writing.h"
#include "src/exchange/output.h"
#include "src/survey.h"
#include "src/wording.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- config init: a first configuration from the files of a folder ---- */

/* A sentence as comment lines of at most some 110 characters. */
static void write_comment(FILE *out, const char *text)
{
    enum { WIDTH = 110 };
    while (*text != '\0') {
        size_t length = strlen(text), end = length;
        if (length > WIDTH) {
            for (end = WIDTH; end > 0 && text[end] != ' '; end--) {}
            if (end == 0) end = strcspn(text, " ");
        }
        fputs("; ", out);
        for (size_t i = 0; i < end; i++) fputc((unsigned char)text[i] < ' ' ? ' ' : text[i], out); /* names of files and columns come along */
        fputc('\n', out);
        text += end + strspn(text + end, " ");
    }
}

static void write_layer(FILE *out, const char *prefix, const SurveyFile *file)
{
    char text[3 * SURVEY_TEXT];
    fprintf(out, "\n[layer %s]\n", file->name);
    snprintf(text, sizeof text, _("Taken for this, because %s."), file->why);
    write_comment(out, text);
    if (file->role == ROLE_BOUNDARY && file->rows > 1) write_comment(out, _("It holds more than one area; the boundary should be that of the municipality alone."));
    if (file->fields[0] != '\0') {
        snprintf(text, sizeof text, _("Recognised: %s."), file->fields);
        write_comment(out, text);
    }
    fprintf(out, "file = %s%s\nrole = %s\n", prefix, file->file, role_facts(file->role)->name);
}

static void write_reports(FILE *out, const char *prefix, const SurveyFile *file)
{
    char text[3 * SURVEY_TEXT], first[11], last[11];
    wording_iso_day(file->first_day, first);
    wording_iso_day(file->last_day, last);
    fprintf(out, "\n[reports %s]\n", file->name);
    snprintf(text, sizeof text, _("Taken for reports, because %s: %lld of %lld rows can be used, of %s to %s."), file->why, (long long)file->usable,
             (long long)file->rows, first, last);
    write_comment(out, text);
    snprintf(text, sizeof text, _("Recognised: %s."), file->fields);
    write_comment(out, text);
    fprintf(out, "file = %s%s\n", prefix, file->file);
    write_comment(out, _("Fill these three in: without them nothing of this source may leave the municipality."));
    fprintf(out, "; regime =            ; avg, wpg\n; purpose =\n; retention =         ; 5y, 18m\n");
}

static void write_configuration(FILE *out, const Config *config, const Survey *survey, const char *folder, const char *prefix)
{
    const char *last = strrchr(folder, '/');
    char text[2 * SURVEY_TEXT], stem[64] = "";
    for (const char *c = last != NULL ? last + 1 : folder; *c != '\0' && strlen(stem) + 1 < sizeof stem; c++)
        if ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || *c == '-' || *c == '_') stem[strlen(stem)] = *c;
    if (stem[0] == '\0') snprintf(stem, sizeof stem, "brandpunt");
    write_comment(out, _("Made by `brandpunt config init` from the files in this folder. Read it through: each section says why it is there."));
    write_comment(out, _("All settings with their meaning: `brandpunt config show`. Look for mistakes: `brandpunt config check`. Compute: `brandpunt run`."));
    fprintf(out, "\n[project]\nname = %s\nlanguage = %s\ncrs = %s\n", survey->place[0] != '\0' ? survey->place : stem,
            config->language == CONFIG_ENGLISH ? "en" : "nl", config->project_crs);
    fprintf(out, "\n[database]\npath = %s.sqlite\n", stem);
    write_comment(out, _("Turns a reporter into a code. Keep it apart from the database, and never in the same backup."));
    fprintf(out, "key_file = %s.key\n\n[output]\nfolder = %s\n", stem, _("results"));
    for (size_t i = 0; i < survey->count; i++) {
        const SurveyFile *file = &survey->file[i];
        if (file->use == SURVEY_LAYER) write_layer(out, prefix, file);
        if (file->use == SURVEY_REPORTS) write_reports(out, prefix, file);
    }
    bool heading = false;
    for (size_t i = 0; i < survey->count; i++) {
        const SurveyFile *file = &survey->file[i];
        if (file->use != SURVEY_DESIGN && file->use != SURVEY_UNUSED) continue;
        if (!heading) fputc('\n', out), write_comment(out, _("Not used:"));
        heading = true;
        if (file->use == SURVEY_DESIGN) snprintf(text, sizeof text, _("%s: a design; hold it against the reports with `brandpunt check %s --out verdict.pdf`."), file->file, file->file);
        else if (strncmp(file->why, file->file, strlen(file->file)) == 0) snprintf(text, sizeof text, "%s", file->why);
        else snprintf(text, sizeof text, "%s: %s", file->file, file->why);
        write_comment(out, text);
    }
    fputc('\n', out);
    write_comment(out, _("Months in which reporting was encouraged; without them a good campaign looks like an unsafe month:"));
    fputs("; [campaign orange-the-world]\n; months = 2025-11\n", out);
}

static size_t count_use(const Survey *survey, SurveyUse use)
{
    size_t count = 0;
    for (size_t i = 0; i < survey->count; i++) count += survey->file[i].use == use;
    return count;
}

static bool config_begin(Program *program, const Arguments *arguments, Error *error)
{
    const char *folder = arguments->positional_count > 1 ? arguments->positional[1] : ".", *out = arguments_value(arguments, "out");
    char full[PATH_MAX], path[PATH_MAX + 16], prefix[PATH_MAX + 1] = "";
    int srid;
    if (!writing_srid(&program->config, &srid, error)) return false;
    if (realpath(folder, full) == NULL) return error_set(error, ERROR_INPUT, _("%s: there is no such folder."), folder);
    if (out != NULL) snprintf(path, sizeof path, "%s", out), snprintf(prefix, sizeof prefix, "%s/", full);
    else snprintf(path, sizeof path, "%s/config.ini", full);
    if (access(path, F_OK) == 0) return error_set(error, ERROR_USAGE, _("%s is there already and is left as it is; give another name with --out FILE."), path);
    Survey survey;
    Output output;
    if (!survey_folder(full, program->config.project_crs, &survey, error)) return false;
    size_t layers = count_use(&survey, SURVEY_LAYER), reports = count_use(&survey, SURVEY_REPORTS);
    bool ok = reports > 0 || error_set(error, ERROR_INPUT, _("%s: none of its files (%zu) holds reports: a table with a place, a date and a category."), folder, survey.count);
    if (!ok && survey.count > 0 && survey.file[survey.count - 1].use == SURVEY_UNUSED)
        for (size_t i = 0; i < survey.count; i++)
            if (survey.file[i].use == SURVEY_UNUSED) log_say(&program->log, "%s: %s", survey.file[i].file, survey.file[i].why);
    ok = ok && output_open(path, &output, error);
    if (ok) {
        write_configuration(output.stream, &program->config, &survey, full, prefix);
        ok = output_commit(&output, error);
    }
    if (ok && program->json) printf("{\"out\": \"config.ini\", \"layers\": %zu, \"reports\": %zu, \"unused\": %zu}\n", layers, reports, survey.count - layers - reports);
    if (ok) {
        log_say(&program->log, _("%s: layers: %zu, files with reports: %zu, not used: %zu. Read it through, then `brandpunt --config %s config check`."), path, layers, reports,
                survey.count - layers - reports, path);
        bool boundary = survey.file[0].use == SURVEY_LAYER && survey.file[0].role == ROLE_BOUNDARY;
        if (!boundary) log_warn(&program->log, _("No file looks like the municipality's boundary; without one the map ends at a rectangle around the reports."));
        if (survey.cut) log_warn(&program->log, _("%s: only the first %d files were looked at."), folder, SURVEY_FILES);
    }
    survey_free(&survey);
    return ok;
}


bool command_config(Program *program, const Arguments *arguments, Error *error)
{
    const char *what = arguments->positional_count > 0 ? arguments->positional[0] : "";
    int srid;
    Box extent;
    if (strcmp(what, "show") == 0 && arguments->positional_count == 1) {
        config_show(&program->config, stdout, program->json);
        return true;
    }
    if (strcmp(what, "init") == 0 && arguments->positional_count <= 2) return config_begin(program, arguments, error);
    if (strcmp(what, "check") != 0 || arguments->positional_count > 1) return error_set(error, ERROR_USAGE, _("This is how it is called: brandpunt config show | check | init [FOLDER]"));
    const Config *config = &program->config;
    if (!config_check(config, error) || !writing_srid(config, &srid, error) || !selection_check(config, error)) return false;
    if (config->extent[0] != '\0' && !municipality_extent(config->extent, &extent, error)) return false;
    if (!base_map_check(config, error)) return false;
    if (program->json) puts("{\"ok\": true}");
    else log_say(&program->log, _("%s: nothing wrong: %zu layers, %zu files with reports."), program->config.file[0] != '\0' ? program->config.file : "config",
                 program->config.layer_count, program->config.reports_count);
    return true;
}
