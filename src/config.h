/*
 * config.h: the settings of a run.
 *
 * Every setting stands once in the table of config.c (section, key, kind, unit, range, default, help). The
 * table drives reading, `config show`, the manual and the test that config.ini agrees with it. Precedence:
 * built-in default < config.ini < option on the command line. A key that the table does not know is an error
 * with file and line.
 *
 * Sections with a name of the user's own ([layer straten], [reports meldpunt], [mapping meldpunt],
 * [category naroepen], [campaign orange], [drawing LICHTMAST_NIEUW], [effect merelstraat]) may repeat; each makes one element of an array.
 *
 * Paths are made relative to the folder of the configuration file when it is read.
 */
#ifndef BRANDPUNT_SRC_CONFIG_H
#define BRANDPUNT_SRC_CONFIG_H

#include "geo/error.h"

#include <stddef.h>
#include <stdio.h>

enum { CONFIG_TEXT = 256, CONFIG_CODE = 32, CONFIG_LIST = 1024 };

typedef enum Audience { AUDIENCE_INTERN, AUDIENCE_PARTNER, AUDIENCE_PUBLIEK } Audience;
typedef enum ConfigLanguage { CONFIG_DUTCH, CONFIG_ENGLISH } ConfigLanguage;
typedef enum WeightsChoice { CONFIG_RAW, CONFIG_CAPPED, CONFIG_FULL } WeightsChoice;
typedef enum ExposureChoice { EXPOSURE_AUTO, EXPOSURE_STREETS, EXPOSURE_RESIDENTS, EXPOSURE_AREA, EXPOSURE_VISITORS } ExposureChoice;
typedef enum CorrectionChoice { CORRECTION_BH, CORRECTION_BY } CorrectionChoice;
typedef enum StacksChoice { STACKS_KEEP, STACKS_LEAVE_OUT } StacksChoice;
typedef enum SignificanceChoice { SIGNIFICANCE_POISSON, SIGNIFICANCE_MONTE_CARLO, SIGNIFICANCE_GETIS_ORD } SignificanceChoice;
typedef enum EdgeChoice { EDGE_DIGGLE, EDGE_NONE } EdgeChoice;
typedef enum UnitChoice { UNIT_PER_KM2_YEAR, UNIT_PER_KM2 } UnitChoice;
typedef enum SplitChoice { SPLIT_CONTINUOUS, SPLIT_NONE } SplitChoice; /* as NetworkSplit */
typedef enum ImpreciseChoice { IMPRECISE_LEAVE_OUT, IMPRECISE_WIDEN } ImpreciseChoice;

typedef struct ConfigLayer {
    char name[CONFIG_TEXT], file[CONFIG_TEXT], role[CONFIG_TEXT], encoding[CONFIG_TEXT], crs[CONFIG_TEXT];
    char join[CONFIG_TEXT]; /* a table with figures by code; "" is none */
    char fields[CONFIG_LIST]; /* "name = STRAATNAAM, state = STATUS": our field = theirs */
} ConfigLayer;

typedef struct ConfigReports {
    char name[CONFIG_TEXT], file[CONFIG_TEXT], source[CONFIG_TEXT], mapping[CONFIG_TEXT];
    char regime[CONFIG_TEXT], purpose[CONFIG_TEXT], retention[CONFIG_TEXT];
} ConfigReports;

enum { MAPPING_KEYS = 29 };

/* What a [mapping ...] says, in the order of its keys in the table: the fields of src/mapping.h, then how the file
 * is written. config_mapping_key() names them. */
typedef struct ConfigMapping {
    char name[CONFIG_TEXT];
    char value[MAPPING_KEYS][CONFIG_TEXT];
} ConfigMapping;

typedef struct ConfigCategory {
    char name[CONFIG_TEXT], aliases[CONFIG_LIST];
    int boa, public_order, perception; /* 0 or 1 */
    bool built_in;                     /* and no key of it given by the user */
} ConfigCategory;

/* A class that the user gives without a minimum has minimum_lux 0: everything reaches it. */
typedef struct ConfigLightingClass {
    char name[CONFIG_TEXT];
    double mean_lux, minimum_lux;
} ConfigLightingClass;

typedef struct ConfigCampaign {
    char name[CONFIG_TEXT], months[CONFIG_LIST], sources[CONFIG_LIST];
} ConfigCampaign;

typedef struct ConfigDrawing {
    char name[CONFIG_TEXT], object[CONFIG_TEXT], change[CONFIG_TEXT];
    double reach_m, angle_deg; /* 0: not given */
} ConfigDrawing;

/* A measure whose effect the report shows, as `compare` does. */
typedef struct ConfigEffect {
    char name[CONFIG_TEXT], before[CONFIG_TEXT], after[CONFIG_TEXT];
    char target[CONFIG_TEXT], control[CONFIG_TEXT], displacement[CONFIG_TEXT];
} ConfigEffect;

/* Where a setting was given last. */
typedef struct ConfigPlace {
    char section[CONFIG_TEXT], key[CONFIG_TEXT]; /* "layer straten", "file" */
    long line;                                   /* of the file; 0: by an option */
} ConfigPlace;

enum { CONFIG_WHERE_BYTES = 2 * CONFIG_TEXT };
typedef enum CsvChoice { CSV_CHOICE_EXCEL, CSV_CHOICE_PROGRAMS } CsvChoice;

typedef struct Config {
    char file[CONFIG_TEXT];   /* empty: built-in defaults alone */
    char folder[CONFIG_TEXT]; /* of the file, "" for the current one */

    char project_name[CONFIG_TEXT], project_crs[CONFIG_TEXT], project_timezone[CONFIG_TEXT], contact[CONFIG_TEXT];
    int language, audience;
    int briefing_valid_days;

    char database[CONFIG_TEXT], key_file[CONFIG_TEXT];
    char audit_purpose[CONFIG_TEXT];

    char municipalities[CONFIG_TEXT], municipality[CONFIG_CODE]; /* the code given with --municipality; "" none */
    char output_folder[CONFIG_TEXT];
    int paper, landscape, dpi, csv; /* CsvChoice */
    char map_scale[CONFIG_TEXT]; /* "1:10000", or empty; src/house_style.h reads it */
    int map_hatching;
    char logo[CONFIG_TEXT], accent[CONFIG_TEXT], density_colours[CONFIG_LIST];
    char basemap[CONFIG_TEXT], basemap_attribution[CONFIG_TEXT], basemap_crs[CONFIG_TEXT];
    int basemap_network;

    char from[CONFIG_TEXT], to[CONFIG_TEXT], category[CONFIG_LIST], group[CONFIG_TEXT], source[CONFIG_LIST],
        area[CONFIG_TEXT], hours[CONFIG_TEXT];
    int kind, weights;

    int import_unknown_category;
    double duplicates_within_m, area_margin_m;

    int kernel, edge, unit, threads, adaptive, imprecise, stacks;
    double bandwidth_m, cell_m;
    char extent[CONFIG_TEXT];

    double street_lixel_m, street_tolerance_m;
    int street_split; /* SplitChoice */

    char level[CONFIG_TEXT];
    int exposure, significance, correction;
    double q_max;
    int minimum_reporters, minimum_dates;

    double light_reach_m, light_target_lux;
    int light_spots, handhaving_hours, handhaving_places, camera_quarters;
    double camera_range_m, walking_speed_km_h;
    int gate[9]; /* conditions of article 151c Gemeentewet: 0 not met, 1 met, else the day since when as yyyymmdd; src/camera_gate.h judges them */
    char gate_as_of[CONFIG_TEXT];
    int seed, replicates;
    char evaluation_train[CONFIG_TEXT], evaluation_test[CONFIG_TEXT];

    double meeting_place_reach_m, path_reach_m, greenery_reach_m, patrol_reach_m, unlit_gap_m, spot_step_m;
    char design_fields[CONFIG_LIST]; /* "object = SOORT": our field = theirs */

    ConfigLayer *layer;
    ConfigReports *reports;
    ConfigMapping *mapping;
    ConfigCategory *category_of;
    ConfigCampaign *campaign;
    ConfigLightingClass *lighting_class;
    ConfigDrawing *drawing;
    ConfigEffect *effect;
    ConfigPlace *place; /* in the order in which they were given */
    size_t place_count;
    bool is_copy;
    size_t layer_count, reports_count, mapping_count, category_count, campaign_count, lighting_class_count, drawing_count, effect_count;
} Config;

/* The built-in defaults, with the categories that every municipality knows. Free with config_free(). */
bool config_init(Config *ret_config, Error *error) MUST_USE;
void config_free(Config *config);

/* A copy in which settings may be changed. Its lists stay those of `config`, so it lives no longer, and it is not freed. */
void config_copy(const Config *config, Config *ret_copy);

/* Reads a file over what is there. Errors: ERROR_USAGE with "file:line: ...". */
bool config_read(Config *config, const char *path, Error *error) MUST_USE;

/* The same for one of many municipalities: {municipality} in the values stands for its code, letters, digits, - and _, and CODE.ini of
 * [project] municipalities is read over it. Refuses a configuration by which two would share a database, a key or a folder. */
bool config_read_municipality(Config *config, const char *path, const char *code, Error *error) MUST_USE;

/* Sets one key as an option does. `where` names the option in the error. */
bool config_set(Config *config, const char *section, const char *key, const char *value, const char *where,
                Error *error) MUST_USE;

/* Prints every setting with value, unit, default and meaning; as JSON when json is true. Whether all went out, ferror(to) tells. */
void config_show(const Config *config, FILE *to, bool json);

/* "file:line" of where a key of a section ([layer straten] is "layer straten") was given last, for an error; the section's last
 * line when it was not, or key is NULL. The file alone when an option gave it, "[section]" without a file. Gives back `where`. */
const char *config_where(const Config *config, const char *section, const char *key, char where[CONFIG_WHERE_BYTES]);

/* Puts that before an error's sentence when the key stands in the file; always gives back false, as error_set() does. */
bool config_blame(const Config *config, const char *section, const char *key, Error *error);

/* Finds what is wrong before a run does: files that are not there, names that do not exist. */
bool config_check(const Config *config, Error *error) MUST_USE;

/* The part of it that every computation needs: a bandwidth of at least two cells. */
bool config_check_computing(const Config *config, Error *error) MUST_USE;

/* The part of it that the report needs: what effects and a test rest on is there. */
bool config_check_report(const Config *config, Error *error) MUST_USE;

/* From here on localtime() is that of [project] timezone. The C library takes a zone that it does not know or cannot read for UTC, and
 * says nothing, so that every hour would be wrong: here that is an error, ERROR_USAGE for an unknown zone and ERROR_FAILED for one that
 * is damaged or finds no memory. */
bool config_use_timezone(const Config *config, Error *error) MUST_USE;

/* The [reports ...] of a file, by whatever path it is reached; NULL when there is none. */
const ConfigReports *config_reports_of(const Config *config, const char *path);

/* Elements by name; NULL when there is none. */
const ConfigMapping *config_mapping(const Config *config, const char *name);

/* Key number 0 .. MAPPING_KEYS - 1 of a [mapping ...]. */
const char *config_mapping_key(int key);

/* The canonical category for a text of a source: by name or alias, without regard to case, accents, blanks and
 * punctuation (field_fold). -1 when it is unknown. */
ptrdiff_t config_category(const Config *config, const char *text);

/* Calls per element of a comma-separated list; the texts are trimmed copies. Stops and returns false when
 * the callback does. */
bool config_each(const char *list, bool (*element)(const char *text, void *context), void *context);

/* Whether a comma-separated list holds a text, without regard to case. An empty list holds everything. */
bool config_list_holds(const char *list, const char *text);

/* The class of a name, without regard to case; NULL when there is none. */
const ConfigLightingClass *config_lighting_class(const Config *config, const char *name);

#endif
