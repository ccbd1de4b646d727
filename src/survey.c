#include "src/survey.h"

#include "geo/calendar.h"
#include "src/exchange/fields.h"
#include "src/exchange/foreign.h"
#include "src/import.h"
#include "src/layers.h"
#include "src/reading.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* Words in the name of a file or layer that tell its role, folded. The first that fits counts: a spoorweg is no weg, and
 * straatverlichting no straat. */
static const struct {
    const char *word;
    Role role;
} WORDS[] = {
    {"spoor", ROLE_RAILWAY},         {"railway", ROLE_RAILWAY},   {"rail", ROLE_RAILWAY},         {"licht", ROLE_LIGHT},       {"lantaarn", ROLE_LIGHT},
    {"lamp", ROLE_LIGHT},            {"mast", ROLE_LIGHT},        {"ovl", ROLE_LIGHT},            {"light", ROLE_LIGHT},       {"camera", ROLE_CAMERA},
    {"cctv", ROLE_CAMERA},           {"horeca", ROLE_VENUE},      {"uitgaan", ROLE_VENUE},        {"cafe", ROLE_VENUE},        {"venue", ROLE_VENUE},
    {"halte", ROLE_TRANSIT},         {"transit", ROLE_TRANSIT},   {"busstop", ROLE_TRANSIT},      {"station", ROLE_TRANSIT},   {"bezoek", ROLE_EXPOSURE},
    {"drukte", ROLE_EXPOSURE},       {"passant", ROLE_EXPOSURE},  {"visitor", ROLE_EXPOSURE},     {"exposure", ROLE_EXPOSURE}, {"maatregel", ROLE_MEASURE},
    {"measure", ROLE_MEASURE},       {"buurt", ROLE_NEIGHBOURHOOD}, {"wijk", ROLE_NEIGHBOURHOOD}, {"neighbour", ROLE_NEIGHBOURHOOD}, {"district", ROLE_NEIGHBOURHOOD},
    {"precinct", ROLE_NEIGHBOURHOOD}, {"ward", ROLE_NEIGHBOURHOOD}, {"lsoa", ROLE_NEIGHBOURHOOD}, {"grens", ROLE_BOUNDARY},    {"gemeente", ROLE_BOUNDARY},
    {"boundary", ROLE_BOUNDARY},     {"municipality", ROLE_BOUNDARY}, {"water", ROLE_WATER},      {"groen", ROLE_GREEN},       {"green", ROLE_GREEN},
    {"begroeid", ROLE_GREEN},        {"park", ROLE_GREEN},        {"gebouw", ROLE_BUILDING},      {"pand", ROLE_BUILDING},     {"building", ROLE_BUILDING},
    {"straat", ROLE_STREET},         {"straten", ROLE_STREET},    {"weg", ROLE_STREET},           {"street", ROLE_STREET},     {"road", ROLE_STREET},
    {"nwb", ROLE_STREET},
};

static const char *const DESIGN_WORDS[] = {"ontwerp", "herinrichting", "design", "voorstel"};

typedef struct Guess {
    Role role;
    char why[SURVEY_TEXT];
} Guess;

static bool may_be(Role role, FeatureKind kind)
{
    return role_facts(role)->kinds & 1u << kind;
}

static bool has_word(const char *text, const char *const *words, size_t count, const char **ret_word)
{
    char folded[512];
    field_fold(text, strlen(text), folded, sizeof folded);
    for (size_t i = 0; i < count; i++)
        if (strstr(folded, words[i]) != NULL) return *ret_word = words[i], true;
    return false;
}

static bool guess_by_name(const char *name, FeatureKind kind, Guess *guess)
{
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        const char *word;
        if (!may_be(WORDS[i].role, kind) || !has_word(name, &WORDS[i].word, 1, &word)) continue;
        guess->role = WORDS[i].role;
        snprintf(guess->why, sizeof guess->why, _("the name holds '%s'"), word);
        return true;
    }
    return false;
}

/* A field that only one role has tells the role. */
static bool guess_by_fields(const ForeignSchema *schema, Guess *guess)
{
    static const struct {
        Role role;
        const char *ours;
    } told[] = {{ROLE_NEIGHBOURHOOD, "residents"}, {ROLE_NEIGHBOURHOOD, "wijk_code"}, {ROLE_LIGHT, "lux"}, {ROLE_CAMERA, "angle_deg"}, {ROLE_CAMERA, "direction_deg"}, {ROLE_STREET, "name"}};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        char fields[SURVEY_TEXT], wanted[64];
        if (!may_be(told[i].role, schema->geometry)) continue;
        layer_fields_text(schema, told[i].role, fields, sizeof fields);
        snprintf(wanted, sizeof wanted, "%s = ", told[i].ours);
        const char *at = strstr(fields, wanted);
        if (at == NULL || (at != fields && at[-1] != ' ')) continue;
        guess->role = told[i].role;
        at += strlen(wanted);
        snprintf(guess->why, sizeof guess->why, _("it has the field %.*s"), (int)strcspn(at, ","), at);
        return true;
    }
    return false;
}

/* ---- one file ---- */

static void take_layer(const char *path, const char *project_crs, const ForeignSchema *schema, const Guess *guess, SurveyFile *file, Survey *survey)
{
    ConfigLayer settings = {0};
    Layer layer;
    LayerRecord record;
    Error error;
    snprintf(settings.name, sizeof settings.name, "%s", file->name);
    snprintf(settings.file, sizeof settings.file, "%s", path);
    snprintf(settings.role, sizeof settings.role, "%s", role_facts(guess->role)->name);
    layer_fields_text(schema, guess->role, file->fields, sizeof file->fields);
    if (!layer_file_read(&settings, project_crs, &layer, &record, &error)) {
        snprintf(file->why, sizeof file->why, "%s", error.text);
        return;
    }
    file->use = SURVEY_LAYER;
    file->role = guess->role;
    file->rows = record.features;
    snprintf(file->why, sizeof file->why, "%s", guess->why);
    char **names = layer.text[TEXT_NAME];
    if (guess->role == ROLE_BOUNDARY && layer.features.count == 1 && names != NULL && names[0] != NULL) snprintf(survey->place, sizeof survey->place, "%s", names[0]);
    layer_free(&layer);
}

/* Reads all rows, for a file of which half is refused is no file of reports. */
static bool take_reports(const char *path, const char *project_crs, SurveyFile *file)
{
    char now[20];
    const ReportFileOptions options = {.project_crs = project_crs, .now_s = import_now_s(now)};
    ReportFile *reports;
    ReportItem item;
    Error error;
    bool ok = report_file_open(path, &options, &reports, &error);
    if (ok) {
        while ((ok = report_file_next(reports, &item, &error)) && item.what != REPORT_END) {
            file->rows++;
            if (item.what != REPORT_ROW) continue;
            int64_t day = item.row.from_s / DAY_S;
            if (file->usable == 0 || day < file->first_day) file->first_day = day;
            if (file->usable == 0 || day > file->last_day) file->last_day = day;
            file->usable++;
        }
        size_t used = 0;
        for (int field = 0; field < FIELD_COUNT; field++) {
            const char *column = report_file_column(reports, (Field)field);
            if (column != NULL && used < sizeof file->fields)
                used += (size_t)snprintf(file->fields + used, sizeof file->fields - used, "%s%s = %s", used > 0 ? ", " : "", field_name((Field)field), column);
        }
        report_file_close(reports);
    }
    if (ok && file->usable == 0) ok = error_set(&error, ERROR_INPUT, _("every row would be refused"));
    if (!ok) {
        snprintf(file->why, sizeof file->why, "%s", error.text);
        return false;
    }
    file->use = SURVEY_REPORTS;
    snprintf(file->why, sizeof file->why, "%s", _("it has a place, a date and a category"));
    return true;
}

static void take_foreign(const char *path, const char *project_crs, SurveyFile *file, Survey *survey)
{
    ForeignSource *source;
    ForeignOptions options = {0};
    Error error;
    if (!foreign_open(path, &options, &source, &error)) {
        snprintf(file->why, sizeof file->why, "%s", error.text);
        return;
    }
    const ForeignSchema *schema = foreign_schema(source);
    const char *word;
    Guess guess = {0};
    if (strcmp(schema->driver, "DXF") == 0 || has_word(file->file, DESIGN_WORDS, sizeof DESIGN_WORDS / sizeof *DESIGN_WORDS, &word)) {
        file->use = SURVEY_DESIGN;
        snprintf(file->why, sizeof file->why, "%s", _("it is a drawing"));
    } else if (!schema->has_geometry) {
        (void)take_reports(path, project_crs, file);
    } else if (guess_by_name(file->file, schema->geometry, &guess) || guess_by_name(schema->layer, schema->geometry, &guess)) {
        take_layer(path, project_crs, schema, &guess, file, survey);
    } else if ((schema->geometry != FEATURE_POINT || !take_reports(path, project_crs, file)) && guess_by_fields(schema, &guess)) {
        take_layer(path, project_crs, schema, &guess, file, survey);
    } else if (file->use == SURVEY_UNUSED && schema->geometry != FEATURE_POINT) {
        snprintf(file->why, sizeof file->why, "%s", _("neither its name nor its fields tell what it is; give it a role yourself"));
    }
    foreign_close(source);
}

/* ---- the folder ---- */

static const char *extension_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot == NULL || dot == name ? "" : dot + 1;
}

static bool is_table(const char *name)
{
    static const char *const endings[] = {"csv", "txt", "tsv", "tab"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(extension_of(name), endings[i]) == 0) return true;
    return false;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const SurveyFile *)a)->file, ((const SurveyFile *)b)->file);
}

static int by_use(const void *a, const void *b)
{
    static const int place[] = {[SURVEY_UNUSED] = 3, [SURVEY_LAYER] = 0, [SURVEY_REPORTS] = 1, [SURVEY_DESIGN] = 2};
    const SurveyFile *left = a, *right = b;
    int order = place[left->use] - place[right->use];
    if (order == 0 && left->use == SURVEY_LAYER) order = (int)left->role - (int)right->role;
    return order != 0 ? order : by_name(a, b);
}

/* A section's name from a file's: letters, digits and '-', unlike those before it. */
static void name_section(const Survey *survey, SurveyFile *file)
{
    size_t length = 0;
    for (const char *c = file->file; *c != '\0' && c != strrchr(file->file, '.') && length < 40; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9');
        if (*c >= 'A' && *c <= 'Z') file->name[length++] = (char)(*c - 'A' + 'a');
        else if (plain) file->name[length++] = *c;
        else if (length > 0 && file->name[length - 1] != '-') file->name[length++] = '-';
    }
    while (length > 0 && file->name[length - 1] == '-') length--;
    if (length == 0) length = (size_t)snprintf(file->name, sizeof file->name, "bestand");
    file->name[length] = '\0';
    for (int number = 2;; number++) {
        bool taken = false;
        for (const SurveyFile *other = survey->file; other < file; other++) taken = taken || strcmp(other->name, file->name) == 0;
        if (!taken) return;
        snprintf(file->name + length, sizeof file->name - length, "-%d", number);
    }
}

/* A value of the configuration ends at a comment, and has no blanks around it. */
static bool can_be_written(const char *name)
{
    for (const char *c = name; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || (*c == ' ' && (c == name || c[1] == ';' || c[1] == '\0'))) return false;
    return name[0] != ';' && name[0] != '#';
}

static bool list_folder(const char *folder, Survey *survey, Error *error)
{
    DIR *entries = opendir(folder);
    if (entries == NULL) return error_set(error, ERROR_INPUT, _("%s: this folder cannot be read: %s."), folder, strerror(errno));
    survey->file = calloc(SURVEY_FILES, sizeof *survey->file);
    for (struct dirent *entry; survey->file != NULL && (entry = readdir(entries)) != NULL;) {
        char path[4096];
        struct stat status;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        bool readable = is_table(entry->d_name) || foreign_knows(entry->d_name);
        if (entry->d_name[0] == '.' || !readable || strlen(entry->d_name) >= sizeof survey->file->file || stat(path, &status) != 0 || !S_ISREG(status.st_mode)) continue;
        if (survey->count == SURVEY_FILES) {
            survey->cut = true;
            break;
        }
        snprintf(survey->file[survey->count++].file, sizeof survey->file->file, "%s", entry->d_name);
    }
    closedir(entries);
    if (survey->file == NULL) return error_memory(error, (double)SURVEY_FILES * sizeof *survey->file);
    qsort(survey->file, survey->count, sizeof *survey->file, by_name);
    return true;
}

/* "FOLDER/file.csv: no column ..." reads better without the folder. */
static void leave_out_folder(const char *folder, char *text)
{
    size_t length = strlen(folder);
    for (char *at; length > 0 && (at = strstr(text, folder)) != NULL && at[length] == '/';) memmove(at, at + length + 1, strlen(at + length + 1) + 1);
}

bool survey_folder(const char *folder, const char *project_crs, Survey *ret_survey, Error *error)
{
    Survey survey = {0};
    if (!list_folder(folder, &survey, error)) return survey_free(&survey), false;
    for (size_t i = 0; i < survey.count; i++) {
        SurveyFile *file = &survey.file[i];
        char path[4096];
        name_section(&survey, file);
        snprintf(path, sizeof path, "%s/%s", folder, file->file);
        if (!can_be_written(file->file)) snprintf(file->why, sizeof file->why, "%s", _("a configuration cannot hold this name; rename the file"));
        else if (is_table(file->file)) (void)take_reports(path, project_crs, file);
        else take_foreign(path, project_crs, file, &survey);
        leave_out_folder(folder, file->why);
    }
    qsort(survey.file, survey.count, sizeof *survey.file, by_use);
    *ret_survey = survey;
    return true;
}

void survey_free(Survey *survey)
{
    free(survey->file);
    *survey = (Survey){0};
}
