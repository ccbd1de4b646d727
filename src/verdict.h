/*
 * verdict.h: a proposed redesign laid over the incidents: the flow behind `check`.
 *
 * What an object does. A lamp lights, a camera sees, surveillance visits; these reach reports. A meeting place, a path and
 * greenery reach none, but what lies within their reach is told all the same. A lamp reaches the part of a report that was in
 * the dark; a camera and surveillance all of it. Lamps and cameras need a line of sight past buildings, those of today too.
 * Before is what stands today (working lamps and cameras of the layers); after is that without what is removed or moved, and
 * with what is new or moved.
 *
 * Against chance the objects that reach reports are placed at random in public space (geo/placement.h), and the percentile is
 * that of the weight they reach beyond what stays. Nothing here predicts how many reports there will be.
 *
 * Reports and perceptions are counted apart and never added up.
 */
#ifndef BRANDPUNT_SRC_VERDICT_H
#define BRANDPUNT_SRC_VERDICT_H

#include "geo/placement.h"
#include "src/analysis.h"
#include "src/design.h"
#include "src/exchange/export.h"
#include "src/tables.h"

#include <jansson.h>

typedef enum ConflictKind {
    CONFLICT_MEETING_RISK,      /* number: rank of the risk area */
    CONFLICT_MEETING_DWELLINGS, /* number: dwellings within reach */
    CONFLICT_PATH_UNLIT,        /* number: longest stretch without light, m */
    CONFLICT_LAMP_DARK,         /* number: dark reports that no lamp lights any more */
    CONFLICT_CAMERA_PRIVATE,    /* number: dwellings in view */
    CONFLICT_CAMERA_PERCEPTION, /* number: perceptions in view, where there is no report */
    CONFLICT_NOT_FOUND,         /* what is removed or moved does not stand there in the layers; number: 0 */
    CONFLICT_KINDS
} ConflictKind;

typedef struct Conflict {
    ConflictKind kind;
    size_t object;
    double number;
} Conflict;

typedef struct VerdictObject {
    size_t reports, dark_reports; /* within reach and sight; dark: at least half of the time it may have happened in */
    double weighted;
    size_t others;                /* of the other kind: perceptions beside incidents, or incidents beside perceptions */
    double density_mean;          /* of the cells within reach; NaN without a surface */
    double unlit_m;               /* street within reach without a working lamp today; NaN without streets or lamps */
    ptrdiff_t existing;           /* the lamp or camera of the layer that it removes or moves; -1 for none */
} VerdictObject;

/* Shares of the whole: 0..1, NaN when there is nothing to share. */
typedef struct ReachShare {
    double area, reports, dark;
} ReachShare;

typedef struct Verdict {
    Design design;
    VerdictObject *object;        /* design.count */
    Conflict *conflict;
    size_t conflict_count;
    ReachShare town_before, town_after; /* area: NaN */
    ReachShare *before, *after;     /* per risk area */
    bool *reached;                /* per risk area: a new or moved object reaches a report in it */
    double gain;                  /* weighted reports that the design reaches beyond today's; below 0 when it takes away more */
    double added;                 /* the same beyond what stays: what chance is asked about */
    size_t acting;                /* new and moved objects that reach reports */
    double percentile, chance_median, chance_low, chance_high; /* of the placements' gains; 5th and 95th percentile; NaN: not asked */
    size_t placements;
    bool dwellings_known;         /* buildings say what they are for; else all of them count as dwellings */
} Verdict;

/* What every design is laid over. */
typedef struct Ground {
    const Config *config;
    const Analysis *analysis;
    Selection other;              /* the kind that the analysis is not about; may be empty */
    Sight sight;
    PublicSpace space;
    ReachPlaces report_places, other_places; /* of the analysis's own kind, and of the other */
    double *sample_x_m, *sample_y_m; /* places in the risk areas, to measure shares of ground */
    size_t *sample_start;         /* per risk area, and one more */
    ReachPlaces sample_places;
    PlacementObject *existing;    /* working lamps, then cameras */
    size_t *existing_feature;     /* in their layer */
    size_t existing_count, lamp_count;
    uint8_t *seen, *lit;          /* per report, today */
    uint8_t *sample_seen, *sample_lit;
} Ground;

/* Lays the ground of an analysis up to its overlay; the store is asked for the other kind of reports. Free with
 * ground_free(), safe on a zeroed struct, before the analysis. */
bool ground_lay(Store *store, const Config *config, const Analysis *analysis, Ground *ret_ground, Error *error) MUST_USE;
void ground_free(Ground *ground);

/* Marks which places the objects reach: lit by those that light, seen by the others. gone[i]: object i is left out; or NULL. */
bool ground_reach(const Ground *ground, const PlacementObject *object, size_t count, const bool *gone, const ReachPlaces *places, uint8_t *seen, uint8_t *lit,
                  Error *error) MUST_USE;

/* Judges a design, which the verdict takes over. Free with verdict_free(), also after failure. */
bool verdict_make(const Ground *ground, Design *design, Verdict *ret_verdict, Error *error) MUST_USE;
void verdict_free(Verdict *verdict);

/* A design of `lamps` new lamps, each where most dark reports are without a lamp (spots_choose() of geo/placement.h). Refuses a municipality without streets, and one in which no dark report is without a lamp. */
bool verdict_propose(const Ground *ground, size_t lamps, Design *ret_design, Error *error) MUST_USE;

/* ---- what it says: src/verdict_words.c, src/verdict_files.c, src/verdict_page.c ---- */

typedef struct VerdictSet {
    size_t count;                 /* 1, or 2 side by side */
    Verdict verdict[2];
    bool proposed;                /* the design is ours: check --lamps */
} VerdictSet;

/* What a design reaches, in a sentence; how that stands beside chance and the risk areas; both after each other. A conflict in a
 * sentence; its stable name. */
void verdict_finding(const Config *config, const Analysis *analysis, const Verdict *verdict, char *ret_text, size_t size);
void verdict_standing(const Config *config, const Analysis *analysis, const Verdict *verdict, char *ret_text, size_t size);
void verdict_conclusion(const Config *config, const Analysis *analysis, const Verdict *verdict, char *ret_text, size_t size);
void verdict_conflict_text(const Config *config, const Analysis *analysis, const Verdict *verdict, const Conflict *conflict, char *ret_text, size_t size);
const char *verdict_conflict_key(ConflictKind kind);

/* {objects: [{name, kind, change, reach_m, reports, dark_reports, density_mean, unlit_m, conflicts: []}], areas: [{rank, name,
 * share_before, share_after, ...}], unreached: [rank], percentile, placements, seed, ..., about: {selection, audience, counts, method}}; of two designs {designs: [...], about}. The
 * caller releases it. */
bool verdict_json(const Config *config, const Analysis *analysis, const VerdictSet *set, json_t **ret_json, Error *error) MUST_USE;

/* A list per sheet, or per CSV beside each other: NAME_objects.csv, NAME_areas.csv, NAME_conflicts.csv and NAME_summary.csv for NAME.csv. */
bool verdict_tables(const Config *config, const Analysis *analysis, const VerdictSet *set, About about, const char *path, Error *error) MUST_USE;

/* GeoPackage with layers objects, objects_lines, objects_areas (those that there are) and risk_areas; the objects can be changed in
 * QGIS and given to `check` again. */
bool verdict_geopackage(const Config *config, const Analysis *analysis, const VerdictSet *set, const Remark *remarks, size_t remark_count, const char *path, Error *error) MUST_USE;

/* A page with the map, and pages with the tables. */
bool verdict_pdf(const Config *config, const Analysis *analysis, const VerdictSet *set, const char *run_id, const char *path, Error *error) MUST_USE;

#endif
