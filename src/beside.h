/*
 * beside.h: sets of reports beside each other: the flow behind `beside`.
 *
 * Two or three sets (src/side.h), such as incidents and perceptions, or women and girls, lhbti+ people and others. Each has its own risk
 * areas, found as the map finds them, by the same settings. A place is a connected piece of the ground that the areas of all sets cover
 * together. It is shared by two sets when at least a quarter of the smaller one's ground in it lies in the other's areas; where areas only
 * touch, they lie next to each other. Kinds are never summed: every number is of one set.
 */
#ifndef BRANDPUNT_SRC_BESIDE_H
#define BRANDPUNT_SRC_BESIDE_H

#include "src/analysis.h"
#include "src/exchange/table.h"
#include "src/overlay.h"
#include "src/tables.h"

#include <jansson.h>

enum { BESIDE_SETS = 3, BESIDE_MASKS = 1 << BESIDE_SETS };

#define BESIDE_SHARED 0.25

/* What one set has in a place. */
typedef struct BesidePart {
    size_t reports;            /* of the set, in the whole place, each once */
    double ground_m2;          /* of its areas there, to the cell; 0: none */
    bool hotspot;              /* one of them is; else indicative */
    int rank;                  /* of the first of its areas there; 0: none */
    int lever[LEVER_COUNT];    /* the best rank of its areas there; 0: none */
} BesidePart;

typedef struct BesidePlace {
    int rank;
    unsigned present;          /* bit s: set s has an area here */
    unsigned shared;           /* bits of the sets that share it; 0: nobody does */
    BesidePart part[BESIDE_SETS];
    PlaceName name;            /* of most reports */
    double area_m2;
} BesidePlace;

typedef struct Beside {
    size_t sets;
    Analysis analysis[BESIDE_SETS];
    char name[BESIDE_SETS][256], label[BESIDE_SETS][256], word[BESIDE_SETS][64]; /* "incidents (women)", "women", as it was given */
    size_t in_both[BESIDE_SETS][BESIDE_SETS]; /* reports of two sets at once; 0 on the diagonal */

    /* By mask: bit s is set where an area of set s is. */
    double ground_m2[BESIDE_MASKS];           /* to the cell */
    size_t reports[BESIDE_SETS][BESIDE_MASKS];

    Features shared;           /* ground that at least two sets share, for the map */
    Features places;
    BesidePlace *place;
    size_t place_count, shared_count;
} Beside;

/* Refuses fewer than two sets or more than three, the same set twice, and a set of fewer than 30 reports. Free with beside_free(), also
 * after failure. */
bool beside_make(Store *store, const Config *config, const char *const *words, size_t count, Beside *ret_beside, Error *error) MUST_USE;
void beside_free(Beside *beside);

/* ---- what it says: src/beside_page.c ---- */

void beside_conclusion(const Config *config, const Beside *beside, char *ret_text, size_t size);
bool beside_json(const Config *config, const Beside *beside, json_t **ret_json, Error *error) MUST_USE;

/* Rows: rank, name, place (shared, adjacent or alone), sets, together, area_m2, and per set n: reports_n, status_n, rank_n. Row r belongs to
 * feature r of Beside.places. */
bool beside_table(const Beside *beside, Table *ret_table, Error *error) MUST_USE;
bool beside_tables(const Config *config, const Beside *beside, About about, const char *path, Error *error) MUST_USE;
bool beside_pdf(const Config *config, const Analysis *analysis, const Beside *beside, const char *run_id, const char *path, Error *error) MUST_USE;

#endif
