#include "src/config.h"

#include "geo/areas.h"
#include "geo/calendar.h"
#include "src/exchange/fields.h"

#include "src/suggestion.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

typedef enum SettingKind { SETTING_TEXT, SETTING_PATH, SETTING_LIST, SETTING_INTEGER, SETTING_REAL, SETTING_CHOICE, SETTING_DONE } SettingKind; /* SETTING_DONE: no, yes, or since when */

typedef struct Setting {
    const char *section, *key;
    SettingKind kind;
    size_t offset, size; /* of its field in Config, or in the element of a repeating section */
    const char *unit;
    double least, most;   /* of numbers */
    const char *choices;  /* "a|b|c" */
    const char *standard; /* built-in default, as text */
    const char *help;
} Setting;

#define AT(field) offsetof(Config, field), sizeof((Config *)0)->field
#define YES_NO "no|yes"

static const Setting SETTINGS[] = {
    {"project", "name", SETTING_TEXT, AT(project_name), "", 0, 0, "", "", N_("name of the municipality, printed on every page")},
    {"project", "language", SETTING_CHOICE, AT(language), "", 0, 0, "nl|en", "nl", N_("language of messages, maps and tables")},
    {"project", "crs", SETTING_TEXT, AT(project_crs), "", 0, 0, "", "EPSG:28992", N_("coordinate system in metres in which everything is computed")},
    {"project", "timezone", SETTING_TEXT, AT(project_timezone), "", 0, 0, "", "Europe/Amsterdam", N_("time zone of the reports and the charts")},
    {"project", "audience", SETTING_CHOICE, AT(audience), "", 0, 0, "intern|partner|publiek", "intern", N_("who will see the results")},
    {"project", "municipalities", SETTING_PATH, AT(municipalities), "", 0, 0, "", "", N_("a folder with a CODE.ini for each municipality, read after this file with --municipality CODE; empty: none, {municipality} in the values is enough")},
    {"project", "contact", SETTING_TEXT, AT(contact), "", 0, 0, "", "", N_("whom a reader may ask, printed on the pages")},

    {"database", "path", SETTING_PATH, AT(database), "", 0, 0, "", "brandpunt.sqlite", N_("the SpatiaLite database; or postgresql://server/database?schema=name, which colleagues share")},
    {"database", "url", SETTING_PATH, AT(database), "", 0, 0, "", "brandpunt.sqlite", N_("another name for path; of the two the last one that is given holds")},
    {"database", "key_file", SETTING_PATH, AT(key_file), "", 0, 0, "", "brandpunt.key", N_("key that turns a reporter's name into a code; keep it apart from the database")},

    {"audit", "purpose", SETTING_TEXT, AT(audit_purpose), "", 0, 0, "", "", N_("what the outputs are for, kept with each in the audit; empty: what their sources may be used for")},

    {"output", "folder", SETTING_PATH, AT(output_folder), "", 0, 0, "", "resultaat", N_("where `run` leaves its results")},
    {"output", "paper", SETTING_CHOICE, AT(paper), "", 0, 0, "a4|a3", "a4", N_("paper of the maps")},
    {"output", "landscape", SETTING_CHOICE, AT(landscape), "", 0, 0, YES_NO, "no", N_("turn the page on its side")},
    {"output", "csv", SETTING_CHOICE, AT(csv), "", 0, 0, "excel|programs", "excel", N_("excel: CSV for a spreadsheet in the language of the project (Dutch: ; and a decimal comma); programs: comma and point, without byte order mark")},
    {"output", "dpi", SETTING_INTEGER, AT(dpi), "dpi", 50, 600, "", "150", N_("resolution of PNG pictures")},

    {"map", "scale", SETTING_TEXT, AT(map_scale), "", 0, 0, "", "", N_("an exact scale from 1:2500 to 1:25000, such as 1:10000, around the first risk areas or density's extent; empty: the largest round scale at which all fits")},
    {"map", "hatching", SETTING_CHOICE, AT(map_hatching), "", 0, 0, YES_NO, "no", N_("lines over the density classes too, for a printer without colour")},

    {"style", "logo", SETTING_PATH, AT(logo), "", 0, 0, "", "", N_("an SVG at the top of the map; nothing that it refers to is loaded")},
    {"style", "accent", SETTING_TEXT, AT(accent), "", 0, 0, "", "", N_("colour of a bar behind the title, such as #004699; empty: no bar")},
    {"style", "density", SETTING_LIST, AT(density_colours), "", 0, 0, "", "", N_("2 to 7 colours of the density from light to dark, such as #fbd38a, #d2531e, #3c0a2a; refused when classes cannot be told apart by everyone and in grey")},

    {"basemap", "file", SETTING_PATH, AT(basemap), "", 0, 0, "", "", N_("a raster beneath the map: GeoTIFF, MBTiles, GeoPackage with tiles, PNG or JPEG with a world file; with network = yes a WMTS too")},
    {"basemap", "attribution", SETTING_TEXT, AT(basemap_attribution), "", 0, 0, "", "", N_("whose it is, printed with the sources; empty: the file's name")},
    {"basemap", "crs", SETTING_TEXT, AT(basemap_crs), "", 0, 0, "", "", N_("its coordinate system, when the file does not say it")},
    {"basemap", "network", SETTING_CHOICE, AT(basemap_network), "", 0, 0, YES_NO, "no", N_("may ask a server for it, which then knows where you look")},

    {"briefing", "valid_days", SETTING_INTEGER, AT(briefing_valid_days), "", 1, 365, "", "31", N_("a briefing is valid for so many days after the last day of its period")},

    {"selection", "from", SETTING_TEXT, AT(from), "yyyy-mm-dd", 0, 0, "", "", N_("first day; empty: from the first report on")},
    {"selection", "to", SETTING_TEXT, AT(to), "yyyy-mm-dd", 0, 0, "", "", N_("last day; empty: up to the last report")},
    {"selection", "kind", SETTING_CHOICE, AT(kind), "", 0, 0, "incident|perception", "incident", N_("what happened, or where people feel unsafe; never added up")},
    {"selection", "category", SETTING_LIST, AT(category), "", 0, 0, "", "", N_("categories; empty: all")},
    {"selection", "group", SETTING_TEXT, AT(group), "", 0, 0, "", "", N_("women, lhbti or other; empty: all")},
    {"selection", "source", SETTING_LIST, AT(source), "", 0, 0, "", "", N_("sources; empty: all")},
    {"selection", "area", SETTING_TEXT, AT(area), "", 0, 0, "", "", N_("name or code of a buurt or wijk; empty: the whole municipality")},
    {"selection", "hours", SETTING_TEXT, AT(hours), "", 0, 0, "", "", N_("hours of the day such as 22-06; empty: all")},
    {"selection", "weights", SETTING_CHOICE, AT(weights), "", 0, 0, "raw|capped|full", "capped", N_("raw: each report 1; capped: repeated reports count less; full: campaign months count less too")},

    {"import", "unknown_category", SETTING_CHOICE, AT(import_unknown_category), "", 0, 0, "keep|refuse", "keep", N_("what to do with a category that no [category ...] names")},
    {"import", "duplicates_within", SETTING_REAL, AT(duplicates_within_m), "m", 0, 1000, "", "50", N_("reports of two sources this near, in the same hour and category, are one")},
    {"import", "area_margin", SETTING_REAL, AT(area_margin_m), "m", 0, 1e6, "", "20000", N_("reports farther from the boundary than this are refused")},

    {"density", "kernel", SETTING_CHOICE, AT(kernel), "", 0, 0, "quartic|epanechnikov|triweight|triangular|uniform|gaussian", "quartic", N_("shape of the kernel")},
    {"density", "bandwidth", SETTING_REAL, AT(bandwidth_m), "m", 1, 100000, "", "200", N_("how far a report reaches; half and double are computed beside it")},
    {"density", "cell", SETTING_REAL, AT(cell_m), "m", 0.1, 10000, "", "25", N_("size of a cell")},
    {"density", "edge", SETTING_CHOICE, AT(edge), "", 0, 0, "diggle|none", "diggle", N_("correction for what lies outside the boundary")},
    {"density", "unit", SETTING_CHOICE, AT(unit), "", 0, 0, "per_km2_year|per_km2", "per_km2_year", N_("unit of the surface")},
    {"density", "adaptive", SETTING_CHOICE, AT(adaptive), "", 0, 0, YES_NO, "no", N_("a bandwidth per report: narrow where there are many (Abramson)")},
    {"density", "imprecise", SETTING_CHOICE, AT(imprecise), "", 0, 0, "leave_out|widen", "leave_out", N_("a report that is located worse than the bandwidth: left out, or spread over its own precision")},
    {"density", "stacks", SETTING_CHOICE, AT(stacks), "", 0, 0, "keep|leave_out", "keep", N_("more reports on one point than chance explains, such as a geocoder's default: kept and told, or left out")},
    {"density", "threads", SETTING_INTEGER, AT(threads), "", 0, 1024, "", "0", N_("threads; 0: as many as there are cores")},
    {"density", "extent", SETTING_TEXT, AT(extent), "xmin,ymin,xmax,ymax", 0, 0, "", "", N_("part to compute; empty: the boundary")},

    {"streets", "lixel", SETTING_REAL, AT(street_lixel_m), "m", 1, 1000, "", "25", N_("longest piece of a street with a density of its own; never more than half the bandwidth")},
    {"streets", "split", SETTING_CHOICE, AT(street_split), "", 0, 0, "continuous|none", "continuous", N_("continuous: a report is divided over the streets of a junction; none: every street gets all of it")},
    {"streets", "tolerance", SETTING_REAL, AT(street_tolerance_m), "m", 0, 10, "", "0.5", N_("ends of streets this near to a street meet it")},

    {"areas", "level", SETTING_TEXT, AT(level), "", 0, 0, "", "area:0.03", N_("what a risk area is: area:0.03, mass:0.25, multiple:3 or value:V")},
    {"areas", "exposure", SETTING_CHOICE, AT(exposure), "", 0, 0, "auto|streets|residents|area|visitors", "auto", N_("what the expected number is shared out by; auto: streets, else residents, else area, the first that lies around 9 of 10 reports; visitors: a layer with role exposure")},
    {"areas", "significance", SETTING_CHOICE, AT(significance), "", 0, 0, "poisson|monte_carlo|gistar", "poisson", N_("what chance is asked: each place by itself and then corrected, the whole map by simulation, or Gi* to compare with other programs")},
    {"areas", "correction", SETTING_CHOICE, AT(correction), "", 0, 0, "bh|by", "bh", N_("Benjamini-Hochberg, or Benjamini-Yekutieli when cells depend on each other")},
    {"areas", "q_max", SETTING_REAL, AT(q_max), "", 0, 1, "", "0.05", N_("a hotspot has a q value below this")},
    {"areas", "minimum_reporters", SETTING_INTEGER, AT(minimum_reporters), "", 1, 1000, "", "5", N_("a hotspot has at least so many unique reporters")},
    {"areas", "minimum_dates", SETTING_INTEGER, AT(minimum_dates), "", 1, 1000, "", "3", N_("a hotspot has reports on at least so many dates")},

    {"lighting", "reach", SETTING_REAL, AT(light_reach_m), "m", 1, 200, "", "25", N_("a place has light when a working lamp is this near")},
    {"lighting", "target_lux", SETTING_REAL, AT(light_target_lux), "lux", 0.1, 100, "", "5", N_("mean illuminance to reach where a street has no class: 5 for class P4, 15 for P1 (EN 13201-2)")},
    {"lighting", "spots", SETTING_INTEGER, AT(light_spots), "", 0, 200, "", "12", N_("at most so many spots for a new lamp are proposed")},
    {"handhaving", "hours_per_week", SETTING_INTEGER, AT(handhaving_hours), "h", 0, 168, "", "16", N_("hours that boa's have for these places in a week; 0: not known")},
    {"handhaving", "places", SETTING_INTEGER, AT(handhaving_places), "", 1, 7, "", "5", N_("at most so many places in the round of a week plan; each is visited at least every two hours")},
    {"handhaving", "walking_speed", SETTING_REAL, AT(walking_speed_km_h), "km/h", 1, 25, "", "4.5", N_("speed between the places of a round; 12 by bicycle")},
    {"cameras", "range", SETTING_REAL, AT(camera_range_m), "m", 1, 1000, "", "50", N_("how far a camera sees when its own range is not known")},
    {"cameras", "quarters", SETTING_INTEGER, AT(camera_quarters), "", 4, 40, "", "8", N_("quarters in which persistence is looked for")},

    {"camera_gate", "public_place", SETTING_DONE, AT(gate[0]), "no, yes, yyyy-mm-dd", 0, 0, "", "no", N_("article 151c: it is a public place")},
    {"camera_gate", "necessity", SETTING_DONE, AT(gate[1]), "no, yes, yyyy-mm-dd", 0, 0, "", "no", N_("article 151c: necessary for public order")},
    {"camera_gate", "lighter_means", SETTING_DONE, AT(gate[2]), "no, yes, yyyy-mm-dd", 0, 0, "", "no", N_("article 151c: lighter means were tried")},
    {"camera_gate", "officer_consulted", SETTING_DONE, AT(gate[3]), "no, yes, yyyy-mm-dd", 0, 0, "", "no", N_("article 151c: the officer of justice was consulted")},
    {"camera_gate", "visible", SETTING_DONE, AT(gate[4]), "no, yes, yyyy-mm-dd", 0, 0, "", "no", N_("article 151c: the public can see that there are cameras")},
    {"camera_gate", "end_date", SETTING_DONE, AT(gate[5]), "no, yes, yyyy-mm-dd", 0, 0, "", "no", N_("article 151c: the decision has an end date; give the date, for one that has passed counts as not met")},
    {"camera_gate", "withdrawal", SETTING_DONE, AT(gate[6]), "no, yes, yyyy-mm-dd", 0, 0, "", "no", N_("article 151c: it is withdrawn when no longer necessary")},
    {"camera_gate", "four_weeks", SETTING_DONE, AT(gate[7]), "no, yes, yyyy-mm-dd", 0, 0, "", "no", N_("article 151c: images are kept four weeks at most")},
    {"camera_gate", "dpia", SETTING_DONE, AT(gate[8]), "no, yes, yyyy-mm-dd", 0, 0, "", "no", N_("a data protection impact assessment was made")},
    {"camera_gate", "as_of", SETTING_TEXT, AT(gate_as_of), "yyyy-mm-dd", 0, 0, "", "", N_("the day on which dates of the conditions are judged; empty: today")},

    {"check", "meeting_place_reach", SETTING_REAL, AT(meeting_place_reach_m), "m", 1, 1000, "", "50", N_("how far a meeting place reaches when the design does not say it")},
    {"check", "path_reach", SETTING_REAL, AT(path_reach_m), "m", 1, 1000, "", "15", N_("how far beside a path the design looks")},
    {"check", "greenery_reach", SETTING_REAL, AT(greenery_reach_m), "m", 1, 1000, "", "15", N_("how far around greenery the design looks")},
    {"check", "patrol_reach", SETTING_REAL, AT(patrol_reach_m), "m", 1, 1000, "", "50", N_("how far from its place or line surveillance reaches")},
    {"check", "unlit_gap", SETTING_REAL, AT(unlit_gap_m), "m", 1, 1000, "", "25", N_("a path with a longer stretch without a working lamp has an unlit gap")},
    {"check", "spot_step", SETTING_REAL, AT(spot_step_m), "m", 1, 100, "", "5", N_("how far apart `check --lamps` tries spots along the streets")},
    {"check", "fields", SETTING_LIST, AT(design_fields), "", 0, 0, "", "", N_("fields of a design: object, change, name, reach_m, direction_deg or angle_deg = its field, with commas between")},

    {"evaluation", "train", SETTING_TEXT, AT(evaluation_train), "", 0, 0, "", "", N_("period that the map is made from in the report's test of how much it foretells, such as 2022-01-01..2023-12-31; empty: no test")},
    {"evaluation", "test", SETTING_TEXT, AT(evaluation_test), "", 0, 0, "", "", N_("the later period that it is tested on")},

    {"chance", "seed", SETTING_INTEGER, AT(seed), "", 0, INT_MAX, "", "20240501", N_("seed of everything that is drawn by lot; printed with the result")},
    {"chance", "replicates", SETTING_INTEGER, AT(replicates), "", 99, 99999, "", "999", N_("how often a bootstrap or a permutation is drawn")},
};

#define IN(type, field) offsetof(type, field), sizeof((type *)0)->field

static const Setting ELEMENT_SETTINGS[] = {
    {"layer", "file", SETTING_PATH, IN(ConfigLayer, file), "", 0, 0, "", "", N_("shapefile, GeoPackage or GeoJSON")},
    {"layer", "role", SETTING_TEXT, IN(ConfigLayer, role), "", 0, 0, "", "", N_("boundary neighbourhood street building water green railway light camera venue transit exposure measure")},
    {"layer", "encoding", SETTING_TEXT, IN(ConfigLayer, encoding), "", 0, 0, "", "", N_("encoding of the texts, when the file does not say it")},
    {"layer", "crs", SETTING_TEXT, IN(ConfigLayer, crs), "", 0, 0, "", "", N_("coordinate system, when the file does not say it")},
    {"layer", "join", SETTING_PATH, IN(ConfigLayer, join), "", 0, 0, "", "", N_("inhabitants by code, for a neighbourhood layer: a table of CBS StatLine, or another CSV, XLSX or ODS")},
    {"layer", "fields", SETTING_LIST, IN(ConfigLayer, fields), "", 0, 0, "", "", N_("our field = their field, with commas between")},

    {"reports", "file", SETTING_PATH, IN(ConfigReports, file), "", 0, 0, "", "", N_("file with reports: CSV, XLSX, ODS, GeoJSON, GeoPackage or shapefile")},
    {"reports", "source", SETTING_TEXT, IN(ConfigReports, source), "", 0, 0, "", "", N_("who sent it; empty: the section's name")},
    {"reports", "mapping", SETTING_TEXT, IN(ConfigReports, mapping), "", 0, 0, "", "", N_("the [mapping ...] to read it with; empty: by the column names")},
    {"reports", "regime", SETTING_CHOICE, IN(ConfigReports, regime), "", 0, 0, "avg|wpg", "", N_("the law under which it may be used")},
    {"reports", "purpose", SETTING_TEXT, IN(ConfigReports, purpose), "", 0, 0, "", "", N_("what it may be used for")},
    {"reports", "retention", SETTING_TEXT, IN(ConfigReports, retention), "", 0, 0, "", "", N_("how long it may be kept, such as 5y or 18m")},

    {"mapping", "external_id", SETTING_TEXT, IN(ConfigMapping, value[0]), "", 0, 0, "", "", N_("column with the report's number at its source")},
    {"mapping", "kind", SETTING_TEXT, IN(ConfigMapping, value[1]), "", 0, 0, "", "", N_("column that says incident or perception, or one of these words for every row")},
    {"mapping", "category", SETTING_TEXT, IN(ConfigMapping, value[2]), "", 0, 0, "", "", N_("column with the category")},
    {"mapping", "subcategory", SETTING_TEXT, IN(ConfigMapping, value[3]), "", 0, 0, "", "", N_("column with a finer category, which goes first")},
    {"mapping", "date", SETTING_TEXT, IN(ConfigMapping, value[4]), "", 0, 0, "", "", N_("column with the day on which it happened")},
    {"mapping", "time", SETTING_TEXT, IN(ConfigMapping, value[5]), "", 0, 0, "", "", N_("column with the hour at which it happened or began")},
    {"mapping", "date_to", SETTING_TEXT, IN(ConfigMapping, value[6]), "", 0, 0, "", "", N_("column with the day on which it ended")},
    {"mapping", "time_to", SETTING_TEXT, IN(ConfigMapping, value[7]), "", 0, 0, "", "", N_("column with the hour at which it ended")},
    {"mapping", "occurred_from", SETTING_TEXT, IN(ConfigMapping, value[8]), "", 0, 0, "", "", N_("column with day and hour in one")},
    {"mapping", "occurred_to", SETTING_TEXT, IN(ConfigMapping, value[9]), "", 0, 0, "", "", N_("column with day and hour of the end in one")},
    {"mapping", "reported_on", SETTING_TEXT, IN(ConfigMapping, value[10]), "", 0, 0, "", "", N_("column with the day on which it was reported")},
    {"mapping", "x", SETTING_TEXT, IN(ConfigMapping, value[11]), "", 0, 0, "", "", N_("column with the x coordinate")},
    {"mapping", "y", SETTING_TEXT, IN(ConfigMapping, value[12]), "", 0, 0, "", "", N_("column with the y coordinate")},
    {"mapping", "lon", SETTING_TEXT, IN(ConfigMapping, value[13]), "", 0, 0, "", "", N_("column with the longitude")},
    {"mapping", "lat", SETTING_TEXT, IN(ConfigMapping, value[14]), "", 0, 0, "", "", N_("column with the latitude")},
    {"mapping", "location", SETTING_TEXT, IN(ConfigMapping, value[15]), "", 0, 0, "", "", N_("column with 'POINT (x y)' or 'lat,lon'")},
    {"mapping", "precision_m", SETTING_TEXT, IN(ConfigMapping, value[16]), "", 0, 0, "", "", N_("column with the precision of the location in metres, or one number for every row")},
    {"mapping", "groups", SETTING_TEXT, IN(ConfigMapping, value[17]), "", 0, 0, "", "", N_("column with the group, or women, lhbti or other for every row")},
    {"mapping", "victim_sex", SETTING_TEXT, IN(ConfigMapping, value[18]), "", 0, 0, "", "", N_("column with the sex of the victim")},
    {"mapping", "perpetrator_sex", SETTING_TEXT, IN(ConfigMapping, value[19]), "", 0, 0, "", "", N_("column with the sex of the perpetrator")},
    {"mapping", "relation", SETTING_TEXT, IN(ConfigMapping, value[20]), "", 0, 0, "", "", N_("column with the relation between them")},
    {"mapping", "severity", SETTING_TEXT, IN(ConfigMapping, value[21]), "", 0, 0, "", "", N_("column with the severity")},
    {"mapping", "reporter", SETTING_TEXT, IN(ConfigMapping, value[22]), "", 0, 0, "", "", N_("column that tells reporters apart; kept as a code only")},
    {"mapping", "address_area", SETTING_TEXT, IN(ConfigMapping, value[23]), "", 0, 0, "", "", N_("column with the area's name")},
    {"mapping", "crs", SETTING_TEXT, IN(ConfigMapping, value[24]), "", 0, 0, "", "", N_("coordinate system of the coordinates, when it is not recognised")},
    {"mapping", "layer", SETTING_TEXT, IN(ConfigMapping, value[25]), "", 0, 0, "", "", N_("sheet or layer of the file; empty: the first with rows")},
    {"mapping", "encoding", SETTING_TEXT, IN(ConfigMapping, value[26]), "", 0, 0, "", "", N_("encoding of the file, when it is not recognised")},
    {"mapping", "separator", SETTING_TEXT, IN(ConfigMapping, value[27]), "", 0, 0, "", "", N_("comma, semicolon, tab or pipe, when it is not recognised")},
    {"mapping", "date_order", SETTING_TEXT, IN(ConfigMapping, value[28]), "", 0, 0, "", "", N_("dmy or mdy, when it is not recognised")},

    {"category", "aliases", SETTING_LIST, IN(ConfigCategory, aliases), "", 0, 0, "", "", N_("other spellings in the files")},
    {"category", "boa", SETTING_INTEGER, IN(ConfigCategory, boa), "", 0, 1, YES_NO, "no", N_("a boa of domain I may act on it")},
    {"category", "public_order", SETTING_INTEGER, IN(ConfigCategory, public_order), "", 0, 1, YES_NO, "no", N_("it disturbs public order")},
    {"category", "perception", SETTING_INTEGER, IN(ConfigCategory, perception), "", 0, 1, YES_NO, "no", N_("it tells where people feel unsafe, whatever the file says of its kind")},

    {"lighting_class", "mean", SETTING_REAL, IN(ConfigLightingClass, mean_lux), "lux", 0.1, 500, "", "", N_("mean illuminance that a street of this class should have")},
    {"lighting_class", "minimum", SETTING_REAL, IN(ConfigLightingClass, minimum_lux), "lux", 0.01, 500, "", "", N_("least illuminance anywhere on it")},

    {"campaign", "months", SETTING_LIST, IN(ConfigCampaign, months), "yyyy-mm", 0, 0, "", "", N_("months in which reporting was encouraged")},
    {"campaign", "sources", SETTING_LIST, IN(ConfigCampaign, sources), "", 0, 0, "", "", N_("sources that it raised; empty: all")},

    {"effect", "before", SETTING_TEXT, IN(ConfigEffect, before), "", 0, 0, "", "", N_("period before the measure, such as 2023-01-01..2023-12-31")},
    {"effect", "after", SETTING_TEXT, IN(ConfigEffect, after), "", 0, 0, "", "", N_("period after it")},
    {"effect", "target", SETTING_PATH, IN(ConfigEffect, target), "", 0, 0, "", "", N_("polygons of where the measure was taken")},
    {"effect", "control", SETTING_PATH, IN(ConfigEffect, control), "", 0, 0, "", "", N_("polygons of a like area without it; empty: none")},
    {"effect", "displacement", SETTING_PATH, IN(ConfigEffect, displacement), "", 0, 0, "", "", N_("polygons of where the trouble could go; empty: none")},

    {"drawing", "object", SETTING_TEXT, IN(ConfigDrawing, object), "", 0, 0, "", "", N_("what this layer of a drawing holds: lamp, camera, meeting_place, path, greenery, patrol, or none to leave it out")},
    {"drawing", "change", SETTING_TEXT, IN(ConfigDrawing, change), "", 0, 0, "", "", N_("new, moved or removed; empty: by the layer's name, else new")},
    {"drawing", "reach", SETTING_REAL, IN(ConfigDrawing, reach_m), "m", 0, 1000, "", "0", N_("how far its objects reach; 0: as that kind does")},
    {"drawing", "angle", SETTING_REAL, IN(ConfigDrawing, angle_deg), "degrees", 0, 360, "", "0", N_("width of the view of its cameras; 360: all round; 0: as the drawing says")},
};

enum {
    SETTING_COUNT = sizeof SETTINGS / sizeof *SETTINGS,
    ELEMENT_SETTING_COUNT = sizeof ELEMENT_SETTINGS / sizeof *ELEMENT_SETTINGS
};

typedef struct Repeating {
    const char *section;
    size_t array, count, element_size; /* the name is the first field of every element */
} Repeating;

static const Repeating REPEATING[] = {
    {"layer", offsetof(Config, layer), offsetof(Config, layer_count), sizeof(ConfigLayer)},
    {"reports", offsetof(Config, reports), offsetof(Config, reports_count), sizeof(ConfigReports)},
    {"mapping", offsetof(Config, mapping), offsetof(Config, mapping_count), sizeof(ConfigMapping)},
    {"category", offsetof(Config, category_of), offsetof(Config, category_count), sizeof(ConfigCategory)},
    {"campaign", offsetof(Config, campaign), offsetof(Config, campaign_count), sizeof(ConfigCampaign)},
    {"lighting_class", offsetof(Config, lighting_class), offsetof(Config, lighting_class_count), sizeof(ConfigLightingClass)},
    {"drawing", offsetof(Config, drawing), offsetof(Config, drawing_count), sizeof(ConfigDrawing)},
    {"effect", offsetof(Config, effect), offsetof(Config, effect_count), sizeof(ConfigEffect)},
};
enum { REPEATING_COUNT = sizeof REPEATING / sizeof *REPEATING, LIGHTING_CLASS_SECTION = 5 };

/* What every municipality has; a [category ...] of the same name replaces it. Which ones a boa of domain I
 * may act on differs by municipality and year: see the manual. */
static const ConfigCategory CATEGORIES[] = {
    {"naroepen", "nafluiten, sissen, naroepen/nafluiten, nageroepen, catcalling, catcall", 1, 0, 0, true},
    {"intimidatie", "seksuele intimidatie, straatintimidatie, lastigvallen, lastiggevallen, sexual harassment, intimidation", 1, 1, 0, true},
    {"achtervolgen", "achtervolging, achtervolgd, volgen, volgen op straat, belaging, following, stalking", 1, 0, 0, true},
    {"aanraking", "ongewenste aanraking, aangeraakt, aanranding, betasten, betast, groping, touching", 0, 1, 0, true},
    {"schennis", "openbare schennis, schennispleging, schennis der eerbaarheid, potloodventer, indecent exposure", 0, 1, 0, true},
    {"bedreiging", "bedreigen, bedreigd, agressie, dreigen, threat, threats", 0, 1, 0, true},
    {"mishandeling", "geweld, fysiek geweld, openlijk geweld, mishandeld, geslagen, eenvoudige mishandeling, zware mishandeling, assault, violence", 0, 1, 0, true},
    {"beroving", "straatroof, diefstal met geweld, roof, beroofd, robbery, personal robbery", 0, 1, 0, true},
    {"discriminatie", "uitschelden, uitgescholden, schelden, discriminatie/uitschelden, gediscrimineerd, belediging, discriminatoire bejegening, vijandige bejegening,"
                      " discrimination, hate crime", 0, 0, 0, true},
    {"vernieling", "vandalisme, bekladding, zaakbeschadiging, graffiti en vernieling, vandalism, criminal damage", 0, 1, 0, true},
    {"overlast", "overlast uitgaan, overlast jeugd, geluidsoverlast, hinderlijk gedrag, hinder, nuisance, anti-social behaviour", 1, 1, 0, true},
    {"onveilig", "onveilig gevoel, gevoel van onveiligheid, voelt onveilig, zeer onveilig, soms onveilig, onveilige plek, unsafe, feels unsafe", 0, 0, 1, true},
};

/* The classes of streets and paths of EN 13201-2. Classes in candela (M) say nothing in lux; conflict areas (C) can be added. */
static const ConfigLightingClass LIGHTING_CLASSES[] = {{"P1", 15, 3}, {"P2", 10, 2}, {"P3", 7.5, 1.5}, {"P4", 5, 1}, {"P5", 3, 0.6}, {"P6", 2, 0.4}};

static char *field_text(void *base, const Setting *setting)
{
    return (char *)base + setting->offset;
}

static void trimmed_copy(char *to, size_t size, const char *from, size_t length)
{
    while (length > 0 && isspace((unsigned char)*from)) from++, length--;
    while (length > 0 && isspace((unsigned char)from[length - 1])) length--;
    if (length >= size) length = size - 1;
    memcpy(to, from, length);
    to[length] = '\0';
}

/* Position of a word in "a|b|c", or -1. */
static int choice_of(const char *choices, const char *value)
{
    int position = 0;
    for (const char *word = choices;; position++) {
        size_t length = strcspn(word, "|");
        if (strlen(value) == length && strncasecmp(word, value, length) == 0) return position;
        if (word[length] == '\0') return -1;
        word += length + 1;
    }
}

static const char *choice_name(const char *choices, int position, char *buffer, size_t size)
{
    const char *word = choices;
    for (; position > 0; position--) word += strcspn(word, "|") + 1;
    trimmed_copy(buffer, size, word, strcspn(word, "|"));
    return buffer;
}

/* Dutch words for yes and no are what a Dutch user types. */
static int yes_no(const char *value)
{
    if (strcasecmp(value, "ja") == 0 || strcasecmp(value, "true") == 0 || strcmp(value, "1") == 0) return 1;
    if (strcasecmp(value, "nee") == 0 || strcasecmp(value, "false") == 0 || strcmp(value, "0") == 0) return 0;
    return choice_of(YES_NO, value);
}

static bool set_number(void *base, const Setting *setting, const char *value, const char *where, Error *error)
{
    char *end;
    errno = 0;
    double number = strtod(value, &end);
    if (end == value || *end != '\0' || errno == ERANGE || !isfinite(number))
        return error_set(error, ERROR_USAGE, _("%s: '%s' is no number; %s takes a number with a decimal point, such as %s."), where,
                         value, setting->key, setting->standard);
    if (number < setting->least || number > setting->most)
        return error_set(error, ERROR_USAGE, _("%s: %s = %s lies outside its range; give a value from %g to %g %s."), where,
                         setting->key, value, setting->least, setting->most, setting->unit);
    if (setting->kind == SETTING_INTEGER) {
        if (number != floor(number))
            return error_set(error, ERROR_USAGE, _("%s: %s = %s is not a whole number."), where, setting->key, value);
        int whole = (int)number;
        memcpy(field_text(base, setting), &whole, sizeof whole);
    } else
        memcpy(field_text(base, setting), &number, sizeof number);
    return true;
}

static bool set_text(const Config *config, void *base, const Setting *setting, const char *value, const char *where, Error *error)
{
    char *text = field_text(base, setting);
    size_t size = setting->size, used = 0;
    if (setting->kind == SETTING_LIST && text[0] != '\0') used = strlen(text);
    bool address = strstr(value, "://") != NULL || strncasecmp(value, "WMTS:", 5) == 0; /* src/raster_base.h decides whether it may be one */
    const char *folder = setting->kind == SETTING_PATH && value[0] != '/' && value[0] != '\0' && !address ? config->folder : "";
    int length = snprintf(text + used, size - used, "%s%s%s%s", used > 0 ? ", " : "", folder, folder[0] != '\0' ? "/" : "", value);
    if (length < 0 || (size_t)length >= size - used) {
        text[used] = '\0';
        return error_set(error, ERROR_USAGE, _("%s: the value of %s is too long; %zu characters is the most."), where, setting->key,
                         size - 1);
    }
    return true;
}

/* no, yes, or the day since when, as yyyymmdd. */
static bool set_done(void *base, const Setting *setting, const char *value, const char *where, Error *error)
{
    int done = yes_no(value);
    int64_t day;
    if (done < 0 && day_read(value, strlen(value), &day)) {
        Date date = calendar_date(day);
        done = (date.year * 100 + date.month) * 100 + date.day;
    }
    if (done < 0)
        return error_set(error, ERROR_USAGE, _("%s: %s = %s is not one of its values; write no, yes, or a date such as 2027-03-01."), where, setting->key, value);
    memcpy(field_text(base, setting), &done, sizeof done);
    return true;
}

static bool set_value(const Config *config, void *base, const Setting *setting, const char *value, const char *where, Error *error)
{
    if (setting->choices[0] != '\0') {
        int position = strcmp(setting->choices, YES_NO) == 0 ? yes_no(value) : choice_of(setting->choices, value);
        bool as_text = strcmp(setting->section, "reports") == 0;
        if (position < 0)
            return error_set(error, ERROR_USAGE, _("%s: %s = %s is not one of its values; choose from %s."), where, setting->key, value,
                             setting->choices);
        if (as_text) return set_text(config, base, setting, value, where, error);
        memcpy(field_text(base, setting), &position, sizeof position);
        return true;
    }
    if (setting->kind == SETTING_DONE) return set_done(base, setting, value, where, error);
    if (setting->kind == SETTING_INTEGER || setting->kind == SETTING_REAL) return set_number(base, setting, value, where, error);
    return set_text(config, base, setting, value, where, error);
}

static const Setting *find_setting(const Setting *table, size_t count, const char *section, const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(table[i].section, section) == 0 && strcmp(table[i].key, key) == 0) return &table[i];
    return NULL;
}

static bool unknown_key(const Setting *table, size_t count, const char *section, const char *key, const char *where, Error *error)
{
    const char *nearest = NULL;
    size_t best = word_distance_limit(key);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(table[i].section, section) != 0) continue;
        size_t distance = word_distance(key, table[i].key);
        if (distance < best) best = distance, nearest = table[i].key;
    }
    if (nearest != NULL)
        return error_set(error, ERROR_USAGE, _("%s: section [%s] has no key '%s'; did you mean '%s'?"), where, section, key, nearest);
    return error_set(error, ERROR_USAGE, _("%s: section [%s] has no key '%s'; `brandpunt config show` lists the keys."), where, section,
                     key);
}

static bool unknown_section(const char *section, const char *where, Error *error)
{
    char typed[CONFIG_TEXT];
    snprintf(typed, sizeof typed, "%.*s", (int)strcspn(section, " "), section);
    const char *nearest = NULL;
    size_t best = word_distance_limit(typed);
    for (size_t i = 0; i < SETTING_COUNT + REPEATING_COUNT; i++) {
        const char *known = i < SETTING_COUNT ? SETTINGS[i].section : REPEATING[i - SETTING_COUNT].section;
        size_t distance = word_distance(typed, known);
        if (distance < best) best = distance, nearest = known;
    }
    if (nearest != NULL) return error_set(error, ERROR_USAGE, _("%s: there is no section [%s]; did you mean [%s]?"), where, section, nearest);
    return error_set(error, ERROR_USAGE, _("%s: there is no section [%s]; `brandpunt config show` lists the sections."), where, section);
}

static void *find_element(Config *config, const Repeating *repeating, const char *name)
{
    char *array;
    size_t count;
    memcpy(&array, (char *)config + repeating->array, sizeof array);
    memcpy(&count, (char *)config + repeating->count, sizeof count);
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(array + i * repeating->element_size, name) == 0) return array + i * repeating->element_size;
    return NULL;
}

static void *add_element(Config *config, const Repeating *repeating, const char *name, Error *error)
{
    char *array;
    size_t count;
    memcpy(&array, (char *)config + repeating->array, sizeof array);
    memcpy(&count, (char *)config + repeating->count, sizeof count);
    char *grown = realloc(array, (count + 1) * repeating->element_size);
    if (grown == NULL) return error_memory(error, (double)((count + 1) * repeating->element_size)), NULL;
    char *element = grown + count * repeating->element_size;
    memset(element, 0, repeating->element_size);
    trimmed_copy(element, CONFIG_TEXT, name, strlen(name));
    count++;
    memcpy((char *)config + repeating->array, &grown, sizeof grown);
    memcpy((char *)config + repeating->count, &count, sizeof count);
    return element;
}

bool config_init(Config *ret_config, Error *error)
{
    Config config = {0};
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (SETTINGS[i].standard[0] != '\0' && !set_value(&config, &config, &SETTINGS[i], SETTINGS[i].standard, "", error)) return false;
    for (size_t i = 0; i < sizeof CATEGORIES / sizeof *CATEGORIES; i++) {
        ConfigCategory *category = add_element(&config, &REPEATING[3], CATEGORIES[i].name, error);
        if (category == NULL) return config_free(&config), false;
        *category = CATEGORIES[i];
    }
    for (size_t i = 0; i < sizeof LIGHTING_CLASSES / sizeof *LIGHTING_CLASSES; i++) {
        ConfigLightingClass *class = add_element(&config, &REPEATING[LIGHTING_CLASS_SECTION], LIGHTING_CLASSES[i].name, error);
        if (class == NULL) return config_free(&config), false;
        *class = LIGHTING_CLASSES[i];
    }
    *ret_config = config;
    return true;
}

void config_free(Config *config)
{
    free(config->layer);
    free(config->reports);
    free(config->mapping);
    free(config->category_of);
    free(config->campaign);
    free(config->lighting_class);
    free(config->drawing);
    free(config->effect);
    free(config->place);
    *config = (Config){0};
}

void config_copy(const Config *config, Config *ret_copy)
{
    *ret_copy = *config;
    ret_copy->is_copy = true;
}

/* The first key that a user gives for a built-in category takes away what was built in. */
static void make_own_category(ConfigCategory *category)
{
    if (!category->built_in) return;
    ConfigCategory own = {0};
    memcpy(own.name, category->name, sizeof own.name);
    *category = own;
}

static bool keep_place(Config *config, const char *section, const char *key, long line, Error *error)
{
    if (config->is_copy) return true;
    ConfigPlace *grown = realloc(config->place, (config->place_count + 1) * sizeof *grown);
    if (grown == NULL) return error_memory(error, (double)(config->place_count + 1) * sizeof *grown);
    config->place = grown;
    ConfigPlace *place = &grown[config->place_count++];
    place->line = line;
    trimmed_copy(place->section, sizeof place->section, section, strlen(section));
    trimmed_copy(place->key, sizeof place->key, key, strlen(key));
    return true;
}

/* Number of the place where a key was given last, or where its section ends when key is NULL; 0 when it was not given. */
static size_t last_place(const Config *config, const char *section, const char *key)
{
    size_t i = config->place_count;
    while (i > 0 && (strcasecmp(config->place[i - 1].section, section) != 0 || (key != NULL && strcmp(config->place[i - 1].key, key) != 0))) i--;
    return i;
}

const char *config_where(const Config *config, const char *section, const char *key, char where[CONFIG_WHERE_BYTES])
{
    size_t place = last_place(config, section, key);
    if (place == 0) place = last_place(config, section, NULL);
    long line = place > 0 ? config->place[place - 1].line : 0;
    if (line > 0) snprintf(where, CONFIG_WHERE_BYTES, "%s:%ld", config->file, line);
    else if (config->file[0] != '\0') snprintf(where, CONFIG_WHERE_BYTES, "%s", config->file);
    else snprintf(where, CONFIG_WHERE_BYTES, "[%s]", section);
    return where;
}

bool config_blame(const Config *config, const char *section, const char *key, Error *error)
{
    char where[CONFIG_WHERE_BYTES];
    size_t place = last_place(config, section, key);
    return place > 0 && config->place[place - 1].line > 0 ? error_prefix(error, config_where(config, section, key, where)) : false;
}

static bool set_key(Config *config, const char *section, const char *key, const char *value, const char *where, Error *error)
{
    for (size_t r = 0; r < REPEATING_COUNT; r++) {
        size_t length = strlen(REPEATING[r].section);
        if (strncmp(section, REPEATING[r].section, length) != 0 || (section[length] != ' ' && section[length] != '\0')) continue;
        if (section[length] == '\0')
            return error_set(error, ERROR_USAGE, _("%s: section [%s] needs a name, as in [%s centrum]."), where, section, section);
        char name[CONFIG_TEXT];
        trimmed_copy(name, sizeof name, section + length, strlen(section + length));
        const Setting *setting = find_setting(ELEMENT_SETTINGS, ELEMENT_SETTING_COUNT, REPEATING[r].section, key);
        if (setting == NULL) return unknown_key(ELEMENT_SETTINGS, ELEMENT_SETTING_COUNT, REPEATING[r].section, key, where, error);
        void *element = find_element(config, &REPEATING[r], name);
        if (element == NULL) element = add_element(config, &REPEATING[r], name, error);
        if (element != NULL && strcmp(REPEATING[r].section, "category") == 0) make_own_category(element);
        return element != NULL && set_value(config, element, setting, value, where, error);
    }
    const Setting *setting = find_setting(SETTINGS, SETTING_COUNT, section, key);
    if (setting != NULL) return set_value(config, config, setting, value, where, error);
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (strcmp(SETTINGS[i].section, section) == 0) return unknown_key(SETTINGS, SETTING_COUNT, section, key, where, error);
    return unknown_section(section, where, error);
}

bool config_set(Config *config, const char *section, const char *key, const char *value, const char *where, Error *error)
{
    const Setting *setting = find_setting(SETTINGS, SETTING_COUNT, section, key);
    if (setting != NULL && setting->kind == SETTING_LIST) field_text(config, setting)[0] = '\0';
    char folder[CONFIG_TEXT];
    memcpy(folder, config->folder, sizeof folder);
    config->folder[0] = '\0'; /* a path given as an option is relative to where the user stands */
    bool ok = set_key(config, section, key, value, where, error);
    memcpy(config->folder, folder, sizeof folder);
    return ok && keep_place(config, section, key, 0, error);
}

typedef struct ReadState {
    Config *config;
    const char *path;
    FILE *file;
    long line;
    bool failed;
    Error *error;
} ReadState;

/* Hands inih one line at a time, so that an error can name its line, and refuses what inih would cut. */
static char *read_line(char *text, int size, void *stream)
{
    ReadState *state = stream;
    if (state->failed || fgets(text, size, state->file) == NULL) return NULL;
    state->line++;
    size_t length = strlen(text);
    if (length > 0 && text[length - 1] != '\n' && !feof(state->file)) {
        state->failed = true;
        error_set(state->error, ERROR_USAGE, _("%s:%ld: the line is longer than %d characters; continue the value on the next line, indented."),
                  state->path, state->line, size - 2);
        return NULL;
    }
    return text;
}

/* The value with the code of the municipality in place of {municipality}. */
static bool fill_in(const ReadState *state, const char *value, char *text, size_t size)
{
    static const char name[] = "{municipality}";
    const char *code = state->config->municipality;
    size_t used = 0;
    for (const char *at = value; *at != '\0' && used < size;) {
        bool stands = strncmp(at, name, sizeof name - 1) == 0;
        if (stands && code[0] == '\0')
            return error_set(state->error, ERROR_USAGE, _("%s:%ld: {municipality} stands for the code of a municipality; give it with --municipality CODE."), state->path, state->line);
        used += (size_t)snprintf(text + used, size - used, "%.*s", stands ? (int)sizeof state->config->municipality : 1, stands ? code : at);
        at += stands ? sizeof name - 1 : 1;
    }
    text[used < size ? used : size - 1] = '\0';
    return true;
}

static int read_key(void *context, const char *section, const char *key, const char *value)
{
    ReadState *state = context;
    if (state->failed) return 0;
    char where[CONFIG_TEXT + 32], filled[CONFIG_LIST];
    snprintf(where, sizeof where, "%s:%ld", state->path, state->line);
    if (strstr(value, "{municipality}") != NULL) {
        if (!fill_in(state, value, filled, sizeof filled)) return state->failed = true, 0;
        value = filled;
    }
    if (section[0] == '\0') {
        error_set(state->error, ERROR_USAGE, _("%s: '%s' stands before the first section; put a [section] above it."), where, key);
        state->failed = true;
    } else if (!set_key(state->config, section, key, value, where, state->error) || !keep_place(state->config, section, key, state->line, state->error))
        state->failed = true;
    return state->failed ? 0 : 1;
}

/* Reads a file; what paths in it are relative to is set already. */
static bool read_stream(Config *config, const char *path, FILE *file, Error *error)
{
    ReadState state = {config, path, file, 0, false, error};
    struct stat status;
    if (fstat(fileno(file), &status) != 0 || !(S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode)))
        return error_set(error, ERROR_USAGE, _("%s is not a regular file; give another file with --config."), path);
    int bad_line = ini_parse_stream(read_line, &state, read_key, &state);
    if (state.failed) return false;
    if (ferror(file)) return error_set(error, ERROR_FAILED, _("%s could not be read: %s."), path, strerror(errno));
    if (bad_line != 0)
        return error_set(error, ERROR_USAGE, _("%s:%d: this is no `key = value`, no [section] and no comment."), path, bad_line);
    return true;
}

bool config_read(Config *config, const char *path, Error *error)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return error_set(error, ERROR_USAGE, _("%s: the configuration cannot be read (%s); give another file with --config."), path,
                         strerror(errno));
    if (strlen(path) >= sizeof config->file) {
        fclose(file);
        return error_set(error, ERROR_USAGE, _("%s: the path of the configuration is too long."), path);
    }
    snprintf(config->file, sizeof config->file, "%s", path);
    const char *slash = strrchr(path, '/');
    snprintf(config->folder, sizeof config->folder, "%.*s", slash == NULL ? 0 : slash == path ? 1 : (int)(slash - path), path);
    /* Defaults that are paths lie beside the configuration too. */
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (SETTINGS[i].kind != SETTING_PATH) continue;
        if (!set_text(config, config, &SETTINGS[i], SETTINGS[i].standard, path, error)) return fclose(file), false;
    }
    bool ok = read_stream(config, path, file, error);
    fclose(file);
    return ok;
}

/* CODE.ini, with paths relative to its own folder. */
static bool read_own_file(Config *config, Error *error)
{
    char path[2 * CONFIG_TEXT], folder[CONFIG_TEXT];
    snprintf(path, sizeof path, "%s/%s.ini", config->municipalities, config->municipality);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return error_set(error, ERROR_USAGE, _("%s: the configuration of this municipality cannot be read (%s); look at the code and at [project] municipalities."), path, strerror(errno));
    memcpy(folder, config->folder, sizeof folder);
    memcpy(config->folder, config->municipalities, sizeof folder);
    bool ok = read_stream(config, path, file, error);
    memcpy(config->folder, folder, sizeof folder);
    fclose(file);
    return ok;
}

static bool holds_code(const char *value, const char *code)
{
    for (; *value != '\0'; value++)
        if (strncasecmp(value, code, strlen(code)) == 0) return true;
    return false;
}

bool config_read_municipality(Config *config, const char *path, const char *code, Error *error)
{
    if (code[0] == '\0' || strlen(code) >= sizeof config->municipality || code[strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")] != '\0')
        return error_set(error, ERROR_USAGE, _("'%.40s' is no code of a municipality; it holds letters, digits, - and _, such as GM0344."), code);
    snprintf(config->municipality, sizeof config->municipality, "%s", code);
    if (!config_read(config, path, error) || (config->municipalities[0] != '\0' && !read_own_file(config, error))) return false;
    const struct {
        const char *value, *name;
    } own[] = {{config->database, "[database] url"}, {config->key_file, "[database] key_file"}, {config->output_folder, "[output] folder"}};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (!holds_code(own[i].value, code))
            return error_set(error, ERROR_USAGE, _("%s: with --municipality %s must hold {municipality}, so that no two municipalities share it."), path, own[i].name);
    return true;
}

static void value_text(const void *base, const Setting *setting, char *buffer, size_t size)
{
    const char *at = (const char *)base + setting->offset;
    int whole;
    double real;
    bool as_text = strcmp(setting->section, "reports") == 0;
    if (setting->choices[0] != '\0' && !as_text) {
        memcpy(&whole, at, sizeof whole);
        choice_name(setting->choices, whole, buffer, size);
    } else if (setting->kind == SETTING_DONE) {
        memcpy(&whole, at, sizeof whole);
        if (whole > 1) snprintf(buffer, size, "%04d-%02d-%02d", whole / 10000, whole / 100 % 100, whole % 100);
        else snprintf(buffer, size, "%s", whole ? "yes" : "no");
    } else if (setting->kind == SETTING_INTEGER) {
        memcpy(&whole, at, sizeof whole);
        snprintf(buffer, size, "%d", whole);
    } else if (setting->kind == SETTING_REAL) {
        memcpy(&real, at, sizeof real);
        snprintf(buffer, size, "%g", real);
    } else
        snprintf(buffer, size, "%s", at);
}

static void show_json(const Config *config, FILE *to)
{
    json_t *all = json_object();
    char text[CONFIG_LIST];
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        json_t *section = json_object_get(all, SETTINGS[i].section);
        if (section == NULL) json_object_set_new(all, SETTINGS[i].section, section = json_object());
        value_text(config, &SETTINGS[i], text, sizeof text);
        json_object_set_new(section, SETTINGS[i].key, json_string(text));
    }
    for (size_t r = 0; r < REPEATING_COUNT; r++) {
        const char *array;
        size_t count;
        memcpy(&array, (const char *)config + REPEATING[r].array, sizeof array);
        memcpy(&count, (const char *)config + REPEATING[r].count, sizeof count);
        json_t *elements = json_object();
        for (size_t e = 0; e < count; e++) {
            const char *element = array + e * REPEATING[r].element_size;
            json_t *one = json_object();
            for (size_t i = 0; i < ELEMENT_SETTING_COUNT; i++) {
                if (strcmp(ELEMENT_SETTINGS[i].section, REPEATING[r].section) != 0) continue;
                value_text(element, &ELEMENT_SETTINGS[i], text, sizeof text);
                json_object_set_new(one, ELEMENT_SETTINGS[i].key, json_string(text));
            }
            json_object_set_new(elements, element, one);
        }
        json_object_set_new(all, REPEATING[r].section, elements);
    }
    json_dumpf(all, to, JSON_INDENT(2));
    json_decref(all);
    fputc('\n', to);
}

static void show_setting(const void *base, const Setting *setting, FILE *to)
{
    char text[CONFIG_LIST], line[2 * CONFIG_LIST];
    value_text(base, setting, text, sizeof text);
    snprintf(line, sizeof line, "%s = %s", setting->key, text);
    fprintf(to, "%-38s ; %s", line, _(setting->help));
    if (setting->unit[0] != '\0') fprintf(to, " [%s]", setting->unit);
    if (setting->choices[0] != '\0') fprintf(to, " (%s)", setting->choices);
    if (setting->most > setting->least && setting->choices[0] == '\0') fprintf(to, " (%g..%g)", setting->least, setting->most);
    fputc('\n', to);
}

void config_show(const Config *config, FILE *to, bool json)
{
    if (json) {
        show_json(config, to);
        return;
    }
    const char *section = "";
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (strcmp(section, SETTINGS[i].section) != 0) fprintf(to, "%s[%s]\n", i > 0 ? "\n" : "", section = SETTINGS[i].section);
        show_setting(config, &SETTINGS[i], to);
    }
    for (size_t r = 0; r < REPEATING_COUNT; r++) {
        const char *array;
        size_t count;
        memcpy(&array, (const char *)config + REPEATING[r].array, sizeof array);
        memcpy(&count, (const char *)config + REPEATING[r].count, sizeof count);
        for (size_t e = 0; e < count; e++) {
            fprintf(to, "\n[%s %s]\n", REPEATING[r].section, array + e * REPEATING[r].element_size);
            for (size_t i = 0; i < ELEMENT_SETTING_COUNT; i++)
                if (strcmp(ELEMENT_SETTINGS[i].section, REPEATING[r].section) == 0)
                    show_setting(array + e * REPEATING[r].element_size, &ELEMENT_SETTINGS[i], to);
        }
    }
}

static bool file_is_readable(const Config *config, const char *kind, const char *name, const char *key, const char *path, Error *error)
{
    char section[2 * CONFIG_TEXT], where[CONFIG_WHERE_BYTES];
    snprintf(section, sizeof section, "%s %s", kind, name);
    config_where(config, section, key, where);
    if (path[0] == '\0') return error_set(error, ERROR_USAGE, _("%s: section [%s] names no file; add `%s = ...`."), where, section, key);
    if (access(path, R_OK) == 0) return true;
    return error_set(error, ERROR_USAGE, _("%s: the file of [%s] cannot be read: %s (%s); correct the path, or remove the section."), where, section, path,
                     strerror(errno));
}

bool config_check_computing(const Config *config, Error *error)
{
    char where[CONFIG_WHERE_BYTES];
    const char *later = last_place(config, "density", "cell") > last_place(config, "density", "bandwidth") ? "cell" : "bandwidth";
    if (config->bandwidth_m < 2 * config->cell_m)
        return error_set(error, ERROR_USAGE,
                         _("%s: a bandwidth of %g m is below two cells of %g m; choose a cell of at most %g m or a larger bandwidth."),
                         config_where(config, "density", later, where), config->bandwidth_m, config->cell_m, config->bandwidth_m / 2);
    return true;
}

bool config_check_report(const Config *config, Error *error)
{
    char section[2 * CONFIG_TEXT], where[CONFIG_WHERE_BYTES];
    for (size_t i = 0; i < config->effect_count; i++) {
        const ConfigEffect *effect = &config->effect[i];
        const char *const keys[] = {"target", "control", "displacement"}, *const files[] = {effect->target, effect->control, effect->displacement};
        snprintf(section, sizeof section, "effect %s", effect->name);
        if (effect->before[0] == '\0' || effect->after[0] == '\0')
            return error_set(error, ERROR_USAGE, _("%s: [effect %s] needs a period before and one after, such as before = 2023-01-01..2023-12-31."),
                             config_where(config, section, NULL, where), effect->name);
        for (size_t f = 0; f < sizeof files / sizeof *files; f++)
            if ((f == 0 || files[f][0] != '\0') && !file_is_readable(config, "effect", effect->name, keys[f], files[f], error)) return false;
    }
    if ((config->evaluation_train[0] == '\0') != (config->evaluation_test[0] == '\0'))
        return error_set(error, ERROR_USAGE, _("%s: [evaluation] needs two periods, train and a later test; give both or neither."),
                         config_where(config, "evaluation", NULL, where));
    return true;
}

bool config_check(const Config *config, Error *error)
{
    AreaLevel level;
    char section[2 * CONFIG_TEXT], where[CONFIG_WHERE_BYTES];
    if (!config_check_report(config, error)) return false;
    if (!areas_level_from_text(config->level, &level, error)) return error_prefix(error, config_where(config, "areas", "level", where));
    for (size_t i = 0; i < config->lighting_class_count; i++) {
        snprintf(section, sizeof section, "lighting_class %s", config->lighting_class[i].name);
        if (!(config->lighting_class[i].mean_lux > 0))
            return error_set(error, ERROR_USAGE, _("%s: [lighting_class %s] has no mean; give one in lux, such as mean = 5."),
                             config_where(config, section, NULL, where), config->lighting_class[i].name);
    }
    int64_t as_of;
    if (config->gate_as_of[0] != '\0' && !day_read(config->gate_as_of, strlen(config->gate_as_of), &as_of))
        return error_set(error, ERROR_USAGE, _("%s: [camera_gate] as_of = %s is no date; write one such as 2027-03-01."),
                         config_where(config, "camera_gate", "as_of", where), config->gate_as_of);
    for (size_t i = 0; i < config->layer_count; i++)
        if (!file_is_readable(config, "layer", config->layer[i].name, "file", config->layer[i].file, error) ||
            (config->layer[i].join[0] != '\0' && !file_is_readable(config, "layer", config->layer[i].name, "join", config->layer[i].join, error)))
            return false;
    for (size_t i = 0; i < config->reports_count; i++) {
        const ConfigReports *reports = &config->reports[i];
        snprintf(section, sizeof section, "reports %s", reports->name);
        if (!file_is_readable(config, "reports", reports->name, "file", reports->file, error)) return false;
        if (reports->mapping[0] != '\0' && config_mapping(config, reports->mapping) == NULL)
            return error_set(error, ERROR_USAGE, _("%s: [reports %s] asks for mapping '%s', but there is no section [mapping %s]."),
                             config_where(config, section, "mapping", where), reports->name, reports->mapping, reports->mapping);
    }
    return config_check_computing(config, error);
}

/* Minutes since the year began, on the zone's clock, in the middle of January and of July 2200: far beyond the last change that a
 * zone's file lists, so that the rule at its end holds. */
static void put_in_force(const char *zone, int minutes[2])
{
    static const time_t when[] = {7259328000, 7274966400};
    setenv("TZ", zone, 1);
    tzset();
    for (int i = 0; i < 2; i++) {
        struct tm there;
        minutes[i] = localtime_r(&when[i], &there) != NULL ? (there.tm_yday * 24 + there.tm_hour) * 60 + there.tm_min : -1;
    }
}

/* The rule for all later years, with which a zone's file ends (RFC 9636, 3.3): a line such as CET-1CEST,M3.5.0,M10.5.0/3. */
static bool read_rule(const char *path, size_t size, char *rule)
{
    char end[CONFIG_TEXT];
    FILE *file = fopen(path, "rb");
    if (file == NULL) return false;
    size_t length = fseek(file, -(long)sizeof end, SEEK_END) == 0 || fseek(file, 0, SEEK_SET) == 0 ? fread(end, 1, sizeof end, file) : 0;
    fclose(file);
    if (length < 2 || end[--length] != '\n') return false;
    end[length] = '\0';
    size_t from = length;
    while (from > 0 && end[from - 1] != '\n') from--;
    if (from == 0 || from == length || length - from >= size) return false;
    memcpy(rule, end + from, length - from + 1);
    return true;
}

bool config_use_timezone(const Config *config, Error *error)
{
    const char *folder = getenv("TZDIR"), *zone = config->project_timezone;
    char path[2 * CONFIG_TEXT], rule[CONFIG_TEXT], where[CONFIG_WHERE_BYTES];
    int wanted[2], found[2];
    if (folder == NULL || folder[0] == '\0') folder = "/usr/share/zoneinfo";
    snprintf(path, sizeof path, "%.255s/%s", folder, zone);
    bool written_out = strchr(zone, ',') != NULL; /* rules as POSIX has them */
    if (!written_out && (zone[0] == '\0' || access(path, R_OK) != 0))
        return error_set(error, ERROR_USAGE, _("%s: '%s' is no time zone that this machine knows; write one such as Europe/Amsterdam, or install tzdata."),
                         config_where(config, "project", "timezone", where), zone);
    if (!written_out && !read_rule(path, sizeof rule, rule))
        return error_set(error, ERROR_FAILED, _("%s: the time zone cannot be read; install tzdata anew."), path);
    put_in_force(written_out ? zone : rule, wanted);
    put_in_force(zone, found);
    if (wanted[0] == found[0] && wanted[1] == found[1]) return true;
    return error_set(error, ERROR_FAILED, _("The time zone %s could not be put in force; is there enough memory?"), zone);
}

const ConfigReports *config_reports_of(const Config *config, const char *path)
{
    struct stat wanted, here;
    if (stat(path, &wanted) != 0) return NULL;
    for (size_t i = 0; i < config->reports_count; i++)
        if (stat(config->reports[i].file, &here) == 0 && here.st_dev == wanted.st_dev && here.st_ino == wanted.st_ino) return &config->reports[i];
    return NULL;
}

const ConfigMapping *config_mapping(const Config *config, const char *name)
{
    for (size_t i = 0; i < config->mapping_count; i++)
        if (strcasecmp(config->mapping[i].name, name) == 0) return &config->mapping[i];
    return NULL;
}

const char *config_mapping_key(int key)
{
    size_t first = 0;
    while (strcmp(ELEMENT_SETTINGS[first].section, "mapping") != 0) first++;
    return ELEMENT_SETTINGS[first + (size_t)key].key;
}

static bool differs_folded(const char *text, void *context)
{
    char folded[CONFIG_TEXT];
    field_fold(text, strlen(text), folded, sizeof folded);
    return strcmp(folded, context) != 0;
}

ptrdiff_t config_category(const Config *config, const char *text)
{
    char wanted[CONFIG_TEXT];
    field_fold(text, strlen(text), wanted, sizeof wanted);
    for (size_t i = 0; i < config->category_count; i++) {
        const ConfigCategory *category = &config->category_of[i];
        if (!differs_folded(category->name, wanted) || !config_each(category->aliases, differs_folded, wanted)) return (ptrdiff_t)i;
    }
    return -1;
}

bool config_each(const char *list, bool (*element)(const char *text, void *context), void *context)
{
    char text[CONFIG_TEXT];
    while (*list != '\0') {
        size_t length = strcspn(list, ",");
        trimmed_copy(text, sizeof text, list, length);
        if (text[0] != '\0' && !element(text, context)) return false;
        list += length;
        if (*list == ',') list++;
    }
    return true;
}

const ConfigLightingClass *config_lighting_class(const Config *config, const char *name)
{
    for (size_t i = 0; name != NULL && i < config->lighting_class_count; i++)
        if (strcasecmp(config->lighting_class[i].name, name) == 0 && config->lighting_class[i].mean_lux > 0) return &config->lighting_class[i];
    return NULL;
}

static bool differs(const char *text, void *context)
{
    return strcasecmp(text, context) != 0;
}

bool config_list_holds(const char *list, const char *text)
{
    if (list[0] == '\0') return true;
    char copy[CONFIG_TEXT];
    trimmed_copy(copy, sizeof copy, text, strlen(text));
    return !config_each(list, differs, copy);
}
