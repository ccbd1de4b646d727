/*
 * main.c: reads the global options and the configuration, calls one command, prints the one final error.
 */
#include "src/commands/auditing.h"
#include "src/commands/command.h"
#include "src/exchange/child.h"
#include "src/interrupt.h"
#include "src/store/postgis.h"

#include <gdal.h>
#include <geos_c.h>
#include <jansson.h>
#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <proj.h>
#include <sqlite3.h> /* before spatialite.h, which needs it */
#include <spatialite.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct GlobalWords {
    const char *config, *language, *municipality;
    bool quiet, json, help, version;
} GlobalWords;

/* gettext looks for Dutch under LANGUAGE, whatever locales the machine has; numbers stay those of C. */
static void speak(const char *language)
{
    setenv("LANGUAGE", strcmp(language, "en") == 0 ? "en" : "nl", 1);
    setlocale(LC_CTYPE, "C.UTF-8");
    setlocale(LC_MESSAGES, "C.UTF-8");
    char program[PATH_MAX], folder[PATH_MAX + 32];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(program, '/');
    if (slash != NULL) *slash = '\0';
    snprintf(folder, sizeof folder, "%s/locale/", program); /* the folder of a build; /usr/bin/locale is a program */
    if (access(folder, R_OK) != 0) snprintf(folder, sizeof folder, "%s/../share/locale", program);
    bindtextdomain("brandpunt", folder);
    bind_textdomain_codeset("brandpunt", "UTF-8");
    textdomain("brandpunt");
    interrupt_listen(_("Interrupted; nothing half was left behind. Give the same command again to go on."),
                     _("The program had to end, for want of memory or by a fault in it; nothing half was left behind. With more memory free it may succeed; else tell the makers."));
}

/* The global options may stand before or after the command; those that matter before the configuration is
 * read are looked for here. */
static GlobalWords look_for_global_words(int count, char **words)
{
    GlobalWords found = {0};
    for (int i = 1; i < count && strcmp(words[i], "--") != 0; i++) {
        if (strcmp(words[i], "--config") == 0 && i + 1 < count) found.config = words[++i];
        else if (strncmp(words[i], "--config=", 9) == 0) found.config = words[i] + 9;
        else if (strcmp(words[i], "--lang") == 0 && i + 1 < count) found.language = words[++i];
        else if (strncmp(words[i], "--lang=", 7) == 0) found.language = words[i] + 7;
        else if (strcmp(words[i], "--municipality") == 0 && i + 1 < count) found.municipality = words[++i];
        else if (strncmp(words[i], "--municipality=", 15) == 0) found.municipality = words[i] + 15;
        else if (strcmp(words[i], "--quiet") == 0) found.quiet = true;
        else if (strcmp(words[i], "--json") == 0) found.json = true;
        else if (strcmp(words[i], "--help") == 0) found.help = true;
        else if (strcmp(words[i], "--version") == 0) found.version = true;
    }
    return found;
}

static const Option *find_global_option(const char *word)
{
    for (const Option *option = GLOBAL_OPTIONS; option->name != NULL; option++) {
        size_t length = strlen(option->name);
        if (strncmp(word, "--", 2) != 0 || strncmp(word + 2, option->name, length) != 0) continue;
        if (word[2 + length] == '\0' || (word[2 + length] == '=' && option->value != NULL)) return option;
    }
    return NULL;
}

/* Reads the options before the command, and finds the command: the first word that is no option and no option's
 * value. Those that were needed earlier (--config, --municipality, --lang) were looked for already. */
static bool read_global_options(int count, char **words, Config *config, int *ret_position, Error *error)
{
    int i = 1;
    for (; i < count && words[i][0] == '-'; i++) {
        const Option *option = find_global_option(words[i]);
        if (option == NULL) return error_set(error, ERROR_USAGE, _("'%s' is no option; see `brandpunt --help`."), words[i]);
        const char *value = strchr(words[i], '=');
        if (value != NULL) value++;
        else if (option->value != NULL && i + 1 < count) value = words[++i];
        else if (option->value != NULL) return error_set(error, ERROR_USAGE, _("Option --%s needs a value; see `brandpunt --help`."), option->name);
        if (strcmp(option->name, "db") == 0 && !config_set(config, "database", "path", value, "--db", error)) return false;
    }
    *ret_position = i;
    return true;
}

static void print_walls(void)
{
    WallsHeld held;
    if (!child_probe(&held)) return;
    printf(_("Files from outside are read in a process of their own, with an end to memory and time; only the system calls that it needs: %s; "
             "only its own file: %s; no network: %s\n"),
           held.calls ? _("yes") : _("no"), held.files ? _("yes") : _("no"), held.network ? _("yes") : _("no"));
}

static void print_version(void)
{
    printf("brandpunt %s\n", BRANDPUNT_VERSION);
    printf("GDAL %s, PROJ %d.%d.%d, GEOS %s, SpatiaLite %s, SQLite %s\n", GDALVersionInfo("RELEASE_NAME"), PROJ_VERSION_MAJOR,
           PROJ_VERSION_MINOR, PROJ_VERSION_PATCH, GEOSversion(), spatialite_version(), sqlite3_libversion());
    print_walls();
}

static bool read_configuration(const GlobalWords *words, Config *config, Error *error)
{
    if (!config_init(config, error)) return false;
    const char *path = words->config != NULL ? words->config : access("config.ini", F_OK) == 0 ? "config.ini" : NULL;
    if (words->municipality != NULL && path == NULL) return error_set(error, ERROR_USAGE, _("--municipality needs a configuration; give it with --config FILE."));
    if (words->municipality != NULL && !config_read_municipality(config, path, words->municipality, error)) return false;
    if (words->municipality == NULL && path != NULL && !config_read(config, path, error)) return false;
    if (words->language != NULL && !config_set(config, "project", "language", words->language, "--lang", error)) return false;
    return true;
}

/* One string of all words, for the record of a run: without a password. */
static void join_words(int count, char **words, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (int i = 1; i < count && used < size; i++) {
        const char *value = strncmp(words[i], "--db=", 5) == 0 ? words[i] + 5 : words[i];
        char address[512];
        if (postgis_is_address(value)) postgis_without_password(value, address, sizeof address);
        else snprintf(address, sizeof address, "%.500s", value);
        used += (size_t)snprintf(text + used, size - used, "%s%.*s%s", i > 1 ? " " : "", (int)(value - words[i]), words[i], address);
    }
}

static bool run_command(int count, char **words, const GlobalWords *global, Program *program, Error *error)
{
    int position = count;
    if (global->help && global->json) return command_describe(), true;
    if (!read_global_options(count, words, &program->config, &position, error)) return false;
    if (position >= count) {
        if (global->help) return command_overview(), true;
        command_overview();
        return error_set(error, ERROR_USAGE, _("There is no command; choose one from the list above."));
    }
    const Command *command = command_find(words[position], error);
    if (command == NULL) return false;
    if (global->help) return command_help(command), true;
    Arguments arguments;
    if (!arguments_read(command, count - position, words + position, program, &arguments, error)) return false;
    if (postgis_is_address(program->config.database) && postgis_holds_password(program->config.database))
        log_warn(&program->log, _("The address of the database holds a password, for all to read; put it in ~/.pgpass (docs/database.md)."));
    program->explain = arguments_value(&arguments, "explain") != NULL;
    if (!auditing_open(program, command, error)) return false;
    return auditing_close(program, command->run(program, &arguments, error), error);
}

int main(int count, char **words)
{
    Error error = {0};
    json_set_alloc_funcs(interrupt_room, free);
    GlobalWords global = look_for_global_words(count, words);
    speak(global.language != NULL ? global.language : "nl");
    if (global.version) return print_version(), 0;
    Program program = {0};
    char line[4096];
    join_words(count, words, line, sizeof line);
    program.command_line = line;
    program.json = global.json;
    program.log = log_init(global.quiet);
    bool ok = read_configuration(&global, &program.config, &error) && config_use_timezone(&program.config, &error);
    if (ok) {
        if (program.config.language == CONFIG_ENGLISH) speak("en");
        ok = run_command(count, words, &global, &program, &error);
    }
    bool out = fflush(stdout) == 0 && !ferror(stdout); /* a full disk may have been met long before the last flush */
    if (ok && !out) ok = error_set(&error, ERROR_FAILED, _("The output could not be written; is the disk full?"));
    config_free(&program.config);
    if (ok) return 0;
    log_error(&program.log, error.text);
    return (int)error.code;
}
