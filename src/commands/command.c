#include "src/commands/command.h"

#include "src/suggestion.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

static const char PURPOSE[] = N_("Brandpunt finds where and when reports of street harassment and violence gather, and what may help there.");

const Option GLOBAL_OPTIONS[] = {
    {"config", "FILE", NULL, NULL, N_("read this configuration (default: config.ini in this folder, when there is one)")},
    {"db", "FILE", "database", "path", N_("use this database: a file, or postgresql://server/database")},
    {"municipality", "CODE", NULL, NULL, N_("one of many: {municipality} in the configuration stands for this code")},
    {"lang", "nl|en", "project", "language", N_("language of messages and maps")},
    {"quiet", NULL, NULL, NULL, N_("say nothing but warnings and errors")},
    {"json", NULL, NULL, NULL, N_("print one JSON object on standard output")},
    {"help", NULL, NULL, NULL, N_("this page, or the page of a command")},
    {"version", NULL, NULL, NULL, N_("the version of the program and of its libraries")},
    {0},
};

static const Option SELECTION[] = {
    {"from", "DATE", "selection", "from", N_("first day, yyyy-mm-dd")},
    {"to", "DATE", "selection", "to", N_("last day, yyyy-mm-dd")},
    {"category", "LIST", "selection", "category", N_("categories, with commas between")},
    {"kind", "incident|perception", "selection", "kind", N_("what happened, or where people feel unsafe")},
    {"group", "women|lhbti|other", "selection", "group", N_("reports about one group")},
    {"source", "LIST", "selection", "source", N_("sources, with commas between")},
    {"area", "NAME", "selection", "area", N_("a buurt or wijk, by name or code")},
    {"hours", "22-06", "selection", "hours", N_("hours of the day")},
    {"weights", "raw|capped|full", "selection", "weights", N_("how repeated and encouraged reports count")},
    {0},
};

static const Option AUDIENCE[] = {
    {"audience", "intern|partner|publiek", "project", "audience", N_("who will see it")},
    {"purpose", "TEXT", "audit", "purpose", N_("what it is for, kept in the audit")},
    {"csv", "excel|programs", "output", "csv", N_("for whom a CSV is: a spreadsheet, or another program")},
    {"explain", NULL, NULL, NULL, N_("tell how the result came about, and how sure it is")},
    {0},
};

#define OUT_OPTION {"out", "FILE", NULL, NULL, N_("the file to write; its ending says the format")}
#define KERNEL_OPTIONS                                                                                                   \
    {"kernel", "K", "density", "kernel", N_("quartic, epanechnikov, triweight, triangular, uniform or gaussian")},       \
        {"bandwidth", "M", "density", "bandwidth", N_("bandwidth in metres")},                                           \
        {"cell", "M", "density", "cell", N_("size of a cell in metres")},                                                \
        {"edge", "diggle|none", "density", "edge", N_("correction at the boundary")},                                    \
        {"unit", "per_km2_year|per_km2", "density", "unit", N_("unit of the surface")},                                  \
        {"extent", "XMIN,YMIN,XMAX,YMAX", "density", "extent", N_("the part to compute, in metres")},                    \
        {"threads", "N", "density", "threads", N_("number of threads")},                                                 \
        {"level", "LEVEL", "areas", "level", N_("area:0.03, mass:0.25, multiple:3 or value:V")}

static const Option IMPORT[] = {
    {"mapping", "NAME", NULL, NULL, N_("read with [mapping NAME] of the configuration")},
    {"source", "NAME", NULL, NULL, N_("who sent the reports (default: the file's name)")},
    {"dry-run", NULL, NULL, NULL, N_("tell what would happen and change nothing")},
    {"rejects", "FILE", NULL, NULL, N_("write line and reason of each refused row to this CSV")},
    {"strict", NULL, NULL, NULL, N_("load nothing when a row is refused")},
    {"regime", "avg|wpg", NULL, NULL, N_("the law under which the reports may be used")},
    {"purpose", "TEXT", NULL, NULL, N_("what they may be used for")},
    {"retention", "5y", NULL, NULL, N_("how long they may be kept")},
    {0},
};

static const Option LAYER[] = {
    {"role", "boundary|neighbourhood|street|building|water|green|railway|light|camera|venue|transit|exposure|measure", NULL, NULL, N_("what the layer is for")},
    {"name", "NAME", NULL, NULL, N_("name of the layer (default: the file's name)")},
    {"encoding", "E", NULL, NULL, N_("encoding of its texts")},
    {"crs", "EPSG:n", NULL, NULL, N_("its coordinate system")},
    {"join", "FILE", NULL, NULL, N_("inhabitants by code, such as a table of CBS StatLine, for a layer with role neighbourhood")},
    {0},
};

static const Option DENSITY[] = {OUT_OPTION, KERNEL_OPTIONS, {"adaptive", NULL, "density", "adaptive", N_("a bandwidth per report (Abramson)")},
                                 {"advise", NULL, NULL, NULL, N_("tell which bandwidth the reports themselves ask for")}, {0}};
static const Option STREETS[] = {
    OUT_OPTION,
    {"kernel", "K", "density", "kernel", N_("quartic, epanechnikov, triweight, triangular or uniform")},
    {"bandwidth", "M", "density", "bandwidth", N_("bandwidth in metres, along the street")},
    {"lixel", "M", "streets", "lixel", N_("longest piece of street in metres")},
    {"split", "continuous|none", "streets", "split", N_("whether a report is divided at junctions")},
    {"tolerance", "M", "streets", "tolerance", N_("how near ends of streets meet, in metres")},
    {"unit", "per_km2_year|per_km2", "density", "unit", N_("per km of street and year, or over the whole period")},
    {"threads", "N", "density", "threads", N_("number of threads")},
    {0},
};
static const Option AREAS[] = {OUT_OPTION, KERNEL_OPTIONS, {0}};
static const Option PRIORITISE[] = {OUT_OPTION, KERNEL_OPTIONS, {"lever", "lighting|cameras|handhaving", NULL, NULL, N_("one measure alone")}, {0}};
static const Option PLAN[] = {
    OUT_OPTION,
    KERNEL_OPTIONS,
    {"week", "DATE", NULL, NULL, N_("a day of the week that is planned, yyyy-mm-dd (default: the coming week)")},
    {"hours-per-week", "H", "handhaving", "hours_per_week", N_("hours that boa's have for these places")},
    {"places", "N", "handhaving", "places", N_("at most so many places in the round")},
    {0},
};
static const Option MAP[] = {OUT_OPTION,
                             KERNEL_OPTIONS,
                             {"size", "a4|a3", "output", "paper", N_("paper")},
                             {"landscape", NULL, "output", "landscape", N_("turn the page on its side")},
                             {"scale", "1:N", "map", "scale", N_("exactly this scale, from 1:2500 to 1:25000, of a part")},
                             {"hatching", NULL, "map", "hatching", N_("lines over the density classes, for a printer without colour")},
                             {0}};
static const Option BRIEF[] = {OUT_OPTION, KERNEL_OPTIONS, {"each", "neighbourhood|wijk", NULL, NULL, N_("one page for every buurt or wijk, each in a file of its own in the folder --out")}, {0}};
static const Option CHECK[] = {
    OUT_OPTION,
    KERNEL_OPTIONS,
    {"crs", "EPSG:n", NULL, NULL, N_("the drawing's coordinate system")},
    {"units", "m|mm", NULL, NULL, N_("the drawing's unit")},
    {"lamps", "N", NULL, NULL, N_("without a drawing: propose so many spots for lamps")},
    {0},
};
static const Option COMPARE[] = {
    OUT_OPTION,
    {"before", "FROM..TO", NULL, NULL, N_("the period before the measure, such as 2023-01-01..2023-12-31")},
    {"after", "FROM..TO", NULL, NULL, N_("the period after it")},
    {"target", "FILE", NULL, NULL, N_("polygons of where the measure was taken")},
    {"control", "FILE", NULL, NULL, N_("polygons of a like area without it")},
    {"displacement", "FILE", NULL, NULL, N_("polygons of where the trouble could go")},
    {"plan", NULL, NULL, NULL, N_("before the measure: the baseline, and how many reports it takes to see an effect")},
    {0},
};
static const Option EVALUATE[] = {
    OUT_OPTION,
    KERNEL_OPTIONS,
    {"train", "FROM..TO", NULL, NULL, N_("the period that the map is made from, such as 2023-01-01..2023-12-31")},
    {"test", "FROM..TO", NULL, NULL, N_("the later period that it is tested on")},
    {"rolling", NULL, NULL, NULL, N_("again and again, each time a test period further on")},
    {0},
};
static const Option TIMES[] = {
    OUT_OPTION,
    KERNEL_OPTIONS,
    {"distance", "euclidean|manhattan", NULL, NULL, N_("how far near repeats are apart: as the crow flies, or along the blocks")},
    {"bands", "M,M,...", NULL, NULL, N_("distances of near repeats in metres (default 100,200,300,400)")},
    {"days", "N,N,...", NULL, NULL, N_("days of near repeats (default 7,14,21,28)")},
    {0},
};
static const Option RISK[] = {
    OUT_OPTION,
    KERNEL_OPTIONS,
    {"against", "exposure|rest|SET", NULL, NULL, N_("what to hold the reports against: what can be expected (the default), all other reports, or a set such as lhbti, perception, category:NAME")},
    {0},
};
static const Option PURGE[] = {
    {"before", "DATE", NULL, NULL, N_("remove what happened before this day")},
    {"source", "NAME", NULL, NULL, N_("remove what this source sent")},
    {0},
};

static const Option INIT[] = {
    {"roles", NULL, NULL, NULL, N_("print the SQL that makes the roles reader, analyst and importer of a shared database")},
    {0},
};
static const Option AUDIT[] = {
    {"head", "N:HASH", NULL, NULL, N_("what an earlier `audit verify` told: that entry must still be the same")},
    {0},
};
static const Option DPIA[] = {OUT_OPTION, {0}};
static const Option CONFIG[] = {{"out", "FILE", NULL, NULL, N_("where `config init` writes (default: config.ini in the folder)")}, {0}};

const Command COMMANDS[] = {
    {"run", "", N_("do the whole chain of the configuration, into one folder"), true, true, AREAS + 1, command_run},
    {"init", "", N_("make the database"), false, false, INIT, command_init},
    {"import", "FILE...", N_("load files with reports"), false, false, IMPORT, command_import},
    {"layer", "add FILE --role ROLE | list | remove NAME", N_("manage the municipality's layers"), false, false, LAYER, command_layer},
    {"density", "--out FILE.tif", N_("write the density as GeoTIFF"), true, true, DENSITY, command_density},
    {"streets", "--out FILE.gpkg|.geojson|.fgb|.csv|.xlsx|.ods", N_("write the density along streets"), true, true, STREETS, command_streets},
    {"areas", "--out FILE.gpkg|.geojson|.fgb|.mbtiles|.csv|.xlsx|.ods", N_("write the risk areas"), true, true, AREAS, command_areas},
    {"prioritise", "--out FILE.gpkg|.csv|.xlsx|.ods|.json|.pdf", N_("rank the risk areas for lighting, cameras and handhaving"), true, true, PRIORITISE, command_prioritise},
    {"plan", "--out FILE.ics|.pdf|.csv|.xlsx|.ods|.json", N_("plan a week of short visits for handhaving"), true, true, PLAN, command_plan},
    {"check", "[DESIGN [DESIGN]] --out FILE.pdf|.gpkg|.csv|.xlsx|.ods|.json", N_("lay a proposed redesign over the reports, or propose spots for lamps"), true, true, CHECK, command_check},
    {"compare", "--before FROM..TO --after FROM..TO --target FILE --out FILE.pdf|.csv|.xlsx|.ods|.json", N_("tell whether a measure helped, or plan how to find out"), true, true,
     COMPARE, command_compare},
    {"risk", "--out FILE.pdf|.tif|.gpkg|.csv|.xlsx|.ods|.json", N_("tell where there are more reports than can be expected, or more of one set than of another"), true, true, RISK, command_risk},
    {"beside", "SET SET [SET] --out FILE.pdf|.gpkg|.csv|.xlsx|.ods|.json", N_("put sets of reports beside each other, such as incident perception or women lhbti: which places they share"), true, true, AREAS,
     command_beside},
    {"evaluate", "--train FROM..TO --test FROM..TO --out FILE.pdf|.csv|.xlsx|.ods|.json", N_("tell how much of what came later the map foretold"), true, true, EVALUATE,
     command_evaluate},
    {"times", "--out FILE.pdf|.csv|.xlsx|.ods|.json", N_("tell when: hours, darkness, months, near repeats, and the course of each area"), true, true, TIMES, command_times},
    {"map", "--out FILE.pdf|.svg|.png", N_("draw the map"), true, true, MAP, command_map},
    {"brief", "--out FILE.pdf|FOLDER", N_("print the two pages for a briefing, or with --area or --each one page per buurt or wijk"), true, true, BRIEF, command_brief},
    {"web", "--out FILE.html", N_("make the map as one page for a browser, with months and hours to choose"), true, true, AREAS, command_web},
    {"report", "--out FILE.pdf", N_("print the report for the council: summary, maps, priorities with why, effects, method and sources"), true, true, AREAS, command_report},
    {"export", "--out FILE.gpkg|.geojson|.fgb|.mbtiles|.csv|.xlsx|.ods|.tif", N_("write all results for QGIS, Excel or another program"), true, true, AREAS, command_export},
    {"status", "", N_("tell what is in the database"), false, false, NULL, command_status},
    {"purge", "--before DATE | --source NAME", N_("remove reports for good"), false, false, PURGE, command_purge},
    {"audit", "[verify]", N_("tell who made what of the reports, or look whether that record is whole"), false, false, AUDIT, command_audit},
    {"dpia", "--out FILE.md|.html", N_("write the appendix to a data protection impact assessment, with the figures of this database"), false, false, DPIA, command_dpia},
    {"config", "show | check | init [FOLDER]", N_("show every setting, look for mistakes, or make a first configuration from the files of a folder"), false, false, CONFIG, command_config},
    {0},
};

const Command *command_find(const char *name, Error *error)
{
    const Command *nearest = NULL;
    size_t best = word_distance_limit(name);
    for (const Command *command = COMMANDS; command->name != NULL; command++) {
        size_t distance = word_distance(name, command->name);
        if (distance == 0) return command;
        if (distance < best) best = distance, nearest = command;
    }
    if (nearest != NULL)
        error_set(error, ERROR_USAGE, _("There is no command '%s'; did you mean '%s'?"), name, nearest->name);
    else
        error_set(error, ERROR_USAGE, _("There is no command '%s'; `brandpunt --help` lists the commands."), name);
    return NULL;
}

static size_t collect(const Command *command, const Option **found)
{
    size_t count = 0;
    const Option *lists[] = {command->options, command->selects ? SELECTION : NULL, command->writes ? AUDIENCE : NULL, GLOBAL_OPTIONS};
    for (size_t l = 0; l < sizeof lists / sizeof *lists; l++)
        for (const Option *option = lists[l]; option != NULL && option->name != NULL; option++) found[count++] = option;
    return count;
}

static bool take_option(const Option *option, const char *value, Program *program, Arguments *arguments, Error *error)
{
    if (option->key != NULL) {
        char where[64];
        snprintf(where, sizeof where, "--%s", option->name);
        return config_set(&program->config, option->section, option->key, value != NULL ? value : "yes", where, error);
    }
    if (arguments->count == ARGUMENTS_MOST) return error_set(error, ERROR_USAGE, _("There are too many options."));
    arguments->name[arguments->count] = option->name;
    arguments->value[arguments->count++] = value != NULL ? value : "";
    return true;
}

static bool unknown_option(const Command *command, const Option *const *known, size_t count, const char *word, Error *error)
{
    char typed[64];
    snprintf(typed, sizeof typed, "%.*s", (int)strcspn(word, "="), word);
    const char *name = typed + strspn(typed, "-"), *nearest = NULL;
    size_t best = word_distance_limit(name);
    for (size_t i = 0; i < count; i++) {
        size_t distance = word_distance(name, known[i]->name);
        if (distance < best) best = distance, nearest = known[i]->name;
    }
    if (nearest != NULL)
        return error_set(error, ERROR_USAGE, _("'%s' is no option of '%s'; did you mean '--%s'?"), typed, command->name, nearest);
    return error_set(error, ERROR_USAGE, _("'%s' is no option of '%s'; see `brandpunt %s --help`."), typed, command->name, command->name);
}

bool arguments_read(const Command *command, int count, char **words, Program *program, Arguments *ret_arguments, Error *error)
{
    const Option *known[ARGUMENTS_MOST];
    size_t known_count = collect(command, known);
    struct option table[ARGUMENTS_MOST + 1];
    memset(table, 0, sizeof table);
    for (size_t i = 0; i < known_count; i++)
        table[i] = (struct option){known[i]->name, known[i]->value != NULL ? required_argument : no_argument, NULL, 0};
    Arguments arguments = {0};
    int found;
    opterr = 0;
    optind = 0; /* glibc: begin anew */
    for (int code; (code = getopt_long(count, words, ":", table, &found)) != -1;) {
        if (code == ':')
            return error_set(error, ERROR_USAGE, _("Option %s needs a value; see `brandpunt %s --help`."), words[optind - 1], command->name);
        if (code != 0) return unknown_option(command, known, known_count, words[optind - 1], error);
        if (!take_option(known[found], optarg, program, &arguments, error)) return false;
    }
    arguments.positional = (const char *const *)(words + optind);
    arguments.positional_count = count - optind;
    *ret_arguments = arguments;
    return true;
}

const char *arguments_value(const Arguments *arguments, const char *name)
{
    for (int i = arguments->count - 1; i >= 0; i--)
        if (strcmp(arguments->name[i], name) == 0) return arguments->value[i];
    return NULL;
}

bool arguments_out(const Arguments *arguments, const char **ret_path, Error *error)
{
    const char *path = arguments_value(arguments, "out");
    if (path == NULL || path[0] == '\0') return error_set(error, ERROR_USAGE, _("There is no file to write to; give one with --out FILE."));
    *ret_path = path;
    return true;
}

bool arguments_expect(const Arguments *arguments, const Command *command, int least, int most, Error *error)
{
    if (arguments->positional_count >= least && arguments->positional_count <= most) return true;
    return error_set(error, ERROR_USAGE, _("This is how it is called: brandpunt %s %s"), command->name, command->arguments);
}

/* A name and its values that would push the meaning off the screen stand on a line of their own. */
static void print_options(const Option *options)
{
    for (const Option *option = options; option != NULL && option->name != NULL; option++) {
        char name[160];
        snprintf(name, sizeof name, "--%s %s", option->name, option->value != NULL ? option->value : "");
        if (strlen(name) > 48) printf("  %s\n  %-32s %s\n", name, "", _(option->help));
        else printf("  %-32s %s\n", name, _(option->help));
    }
}

void command_help(const Command *command)
{
    printf("brandpunt %s %s\n  %s\n", command->name, command->arguments, _(command->help));
    if (command->options != NULL) {
        printf("\n%s\n", _("Options:"));
        print_options(command->options);
    }
    if (command->selects) {
        printf("\n%s\n", _("Which reports:"));
        print_options(SELECTION);
    }
    if (command->writes) print_options(AUDIENCE);
    printf("\n%s\n", _("Options of every command:"));
    print_options(GLOBAL_OPTIONS);
}

void command_overview(void)
{
    printf("%s\n\n", _(PURPOSE));
    printf("brandpunt [--config FILE] [--db FILE] [--lang nl|en] [--quiet] [--json] %s\n\n", _("COMMAND [ARGUMENTS]"));
    for (const Command *command = COMMANDS; command->name != NULL; command++) printf("  %-12s %s\n", command->name, _(command->help));
    printf("\n%s\n", _("`brandpunt COMMAND --help` tells more about one command; `make demo` shows it all on an example town."));
    puts(_("New here? `brandpunt config init` makes a configuration from the files in this folder, and `brandpunt run` does the rest."));
}

static json_t *described_options(const Option *options)
{
    json_t *list = json_array();
    for (const Option *option = options; option != NULL && option->name != NULL; option++) {
        json_t *one = json_pack("{s:s, s:s?, s:s}", "name", option->name, "value", option->value, "help", _(option->help));
        if (option->key != NULL) json_object_set_new(one, "sets", json_sprintf("%s.%s", option->section, option->key));
        json_array_append_new(list, one);
    }
    return list;
}

void command_describe(void)
{
    json_t *commands = json_array();
    for (const Command *command = COMMANDS; command->name != NULL; command++)
        json_array_append_new(commands, json_pack("{s:s, s:s, s:s, s:b, s:b, s:o}", "name", command->name, "arguments", command->arguments, "help",
                                                  _(command->help), "selects", command->selects, "writes", command->writes, "options",
                                                  described_options(command->options)));
    json_t *all = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "version", BRANDPUNT_VERSION, "help", _(PURPOSE), "commands", commands, "selection",
                            described_options(SELECTION), "audience", described_options(AUDIENCE), "options", described_options(GLOBAL_OPTIONS));
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}
