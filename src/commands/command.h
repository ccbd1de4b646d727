/*
 * command.h: the table of commands, their options, and what they get to work with.
 *
 * One file per command in this folder, each with one function. main() reads the global options, finds the
 * command in COMMANDS, reads its options by the table here, and calls it.
 *
 * An option either sets a key of the configuration (section and key are given) or is asked for by its name
 * with arguments_value().
 */
#ifndef BRANDPUNT_SRC_COMMANDS_COMMAND_H
#define BRANDPUNT_SRC_COMMANDS_COMMAND_H

#include "src/config.h"
#include "src/exchange/output.h"
#include "src/log.h"

#include <stdint.h>

typedef struct Option {
    const char *name;    /* without the dashes */
    const char *value;   /* "FILE", "M"; NULL: takes no value */
    const char *section, *key; /* of the configuration it sets; NULL: none */
    const char *help;
} Option;

enum { ARGUMENTS_MOST = 64 };

typedef struct Arguments {
    const char *name[ARGUMENTS_MOST], *value[ARGUMENTS_MOST]; /* options given that set no key */
    int count;
    const char *const *positional;
    int positional_count;
} Arguments;

/* What the audit will be told of this command (src/commands/auditing.h). */
typedef struct Auditing {
    const char *command;
    char *selection;   /* JSON, of the options as given */
    bool internal;     /* what it makes is for the municipality alone, whatever the configuration says */
    int64_t begun;     /* its entry; 0: nothing was begun */
    bool refused;      /* a publication was asked for that may not be made */
    OutputLog outputs;
} Auditing;

typedef struct Program {
    Config config;
    Log log;
    bool json, explain;
    const char *command_line; /* for the record of a run */
    Auditing audit;
} Program;

typedef struct Command {
    const char *name;
    const char *arguments; /* for the usage line */
    const char *help;      /* one sentence */
    bool selects;          /* takes the selection options */
    bool writes;           /* takes --audience */
    const Option *options; /* ended by a NULL name; or NULL */
    bool (*run)(Program *program, const Arguments *arguments, Error *error);
} Command;

extern const Command COMMANDS[];
extern const Option GLOBAL_OPTIONS[];

/* The command of a name; NULL with the nearest name in the error when there is none. */
const Command *command_find(const char *name, Error *error);

/* Reads the words after the command's name. */
bool arguments_read(const Command *command, int count, char **words, Program *program, Arguments *ret_arguments, Error *error) MUST_USE;

/* The value of an option, "" for one without a value, NULL when it was not given. */
const char *arguments_value(const Arguments *arguments, const char *name);

/* The value of --out, or an error that says how to give it. */
bool arguments_out(const Arguments *arguments, const char **ret_path, Error *error) MUST_USE;

/* Fails when the number of positional arguments lies outside least..most. */
bool arguments_expect(const Arguments *arguments, const Command *command, int least, int most, Error *error) MUST_USE;

/* The help page of the program, or of one command. */
void command_help(const Command *command);
void command_overview(void);

bool command_init(Program *program, const Arguments *arguments, Error *error);
bool command_import(Program *program, const Arguments *arguments, Error *error);
bool command_layer(Program *program, const Arguments *arguments, Error *error);
bool command_density(Program *program, const Arguments *arguments, Error *error);
bool command_streets(Program *program, const Arguments *arguments, Error *error);
bool command_areas(Program *program, const Arguments *arguments, Error *error);
bool command_prioritise(Program *program, const Arguments *arguments, Error *error);
bool command_plan(Program *program, const Arguments *arguments, Error *error);
bool command_beside(Program *program, const Arguments *arguments, Error *error);
bool command_risk(Program *program, const Arguments *arguments, Error *error);
bool command_brief(Program *program, const Arguments *arguments, Error *error);
bool command_report(Program *program, const Arguments *arguments, Error *error);
bool command_map(Program *program, const Arguments *arguments, Error *error);
bool command_web(Program *program, const Arguments *arguments, Error *error);
bool command_export(Program *program, const Arguments *arguments, Error *error);
bool command_status(Program *program, const Arguments *arguments, Error *error);
bool command_purge(Program *program, const Arguments *arguments, Error *error);
bool command_check(Program *program, const Arguments *arguments, Error *error);
bool command_compare(Program *program, const Arguments *arguments, Error *error);
bool command_evaluate(Program *program, const Arguments *arguments, Error *error);
bool command_times(Program *program, const Arguments *arguments, Error *error);
bool command_audit(Program *program, const Arguments *arguments, Error *error);
bool command_dpia(Program *program, const Arguments *arguments, Error *error);
bool command_config(Program *program, const Arguments *arguments, Error *error);
bool command_run(Program *program, const Arguments *arguments, Error *error);

#endif
