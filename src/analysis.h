/*
 * analysis.h: the flow, from reports to priorities, one call per stage.
 *
 *     analysis_load        store -> municipality, selection
 *     analysis_density     selection -> surface
 *     analysis_areas       surface -> risk areas with significance, stable, robust
 *     analysis_overlay     risk areas x layers -> names, hours, darkness, light, view
 *     analysis_prioritise  the same -> ranking per lever
 *
 * No stage changes what an earlier one made. analysis_make() calls them all.
 */
#ifndef BRANDPUNT_SRC_ANALYSIS_H
#define BRANDPUNT_SRC_ANALYSIS_H

#include "geo/areas.h"
#include "geo/hours.h"
#include "geo/priority.h"
#include "geo/significance.h"
#include "geo/trend.h"
#include "src/log.h"
#include "src/selection.h"

enum { NEIGHBOURING_BANDWIDTHS = 2 }; /* half and double */

typedef struct RiskArea {
    int rank;                  /* 1 is the first: hotspots, then by weighted reports */
    AreaMeasure measure;
    size_t reports, reporters, dates; /* unweighted; unique reporters; different days */
    double reports_weighted;
    AreaSignificance significance;
    double exposure_share;     /* of the whole exposure; NaN when not known */
    bool hotspot;              /* else indicative */
    bool stable;               /* there at half or at double the bandwidth too */
    int robust;                /* 1 yes, 0 no, -1 there was nothing to leave out */
    char broken_by[64];        /* what it does not survive; "" when robust */
    AreaTrend trend;           /* over the quarters of Analysis.trends */
    const char *neighbourhood, *street; /* in the municipality's layers; NULL when not known */
    HourMatrix hours;
    PeakWindow peak;
    double dark_share;         /* NaN when no hour is known */
    double dark_known;         /* weighted reports it is the share of */
    double lamp_distance_m, venue_distance_m; /* median over its reports to the nearest working lamp and venue; NaN without the layer */
    double seen_share;         /* of its weighted reports, in view of a camera; NaN without the layer */
} RiskArea;

/* An exposure that lies around a smaller share of the reports is no measure of where they could be expected. */
#define EXPOSURE_LEAST_COVERED 0.9

/* The ranks when some reports are left out: those of a source, of the campaign months, of each area's largest reporter. */
typedef struct RankWithout {
    char what[64];             /* in the reader's language */
    int *rank;                 /* rank[lever * areas + area]; 0: cannot be determined then */
} RankWithout;

typedef struct Analysis {
    Municipality municipality;
    Selection selection;

    bool counts_only, indicative;
    double *report_bandwidth_m; /* adaptive or widened; else NULL */
    double *edge_share;         /* NULL without edge correction */
    double scale;
    Grid surface;               /* unmasked, in the configured unit */
    Grid density;               /* the same, NaN outside the boundary */

    AreaLevel level;
    double level_density;
    Features areas;             /* in order of rank, cut by the boundary */
    RiskArea *area;
    size_t area_count, areas_left_out; /* connected regions without a report of their own, or below a cell */
    int32_t *area_of;           /* per report; -1 outside */
    Significance significance;
    struct {
        TrendQuarters quarters;
        double raise[TREND_QUARTERS_MOST]; /* by how much the campaigns raised the town's reports: 1 is not */
        AreaTrend town;
    } trends;                   /* of the whole period; see src/trends.h */
    size_t stacks, stacked;     /* points with more reports than chance explains, and the reports on them, of those that count */
    size_t stacked_known;       /* of those: on the middle of the municipality, a wijk or a buurt */
    size_t stack_most;          /* on the highest, at (stack_x_m, stack_y_m) */
    double stack_x_m, stack_y_m;
    Grid exposure;
    const char *exposure_name;  /* "streets", "residents", "area" or "visitors" */
    double exposure_covered;    /* share of the reports with any of it around them */
    const char *exposure_passed_over; /* what would have been chosen, had it covered the reports; NULL: nothing */
    double passed_over_covered; /* the share it covered */

    float *dark, *deficit, *seen; /* per report; NaN when not known */
    Priorities priorities;
    bool has_priorities;
    RankWithout *without;
    size_t without_count;
} Analysis;

bool analysis_load(Store *store, const Config *config, Analysis *analysis, Error *error) MUST_USE;
bool analysis_density(const Config *config, Analysis *analysis, Error *error) MUST_USE;

/* The masked surface alone, handed over in bands of rows from south to north, so that it need not fit in memory: first
 * `lay` gets the whole grid without values, then `take` each band. In place of analysis_density(). */
typedef struct BandTaker {
    bool (*lay)(const Grid *grid, void *context, Error *error);
    bool (*take)(const Grid *band, void *context, Error *error);
    void *context;
} BandTaker;

bool analysis_density_bands(const Config *config, Analysis *analysis, const BandTaker *taker, Error *error) MUST_USE;
/* Where reports could be expected, for an analysis that was only loaded; part of analysis_areas(). */
bool analysis_exposure(const Config *config, Analysis *analysis, Error *error) MUST_USE;
bool analysis_areas(const Config *config, Analysis *analysis, Error *error) MUST_USE;
bool analysis_overlay(const Config *config, Analysis *analysis, Error *error) MUST_USE;
bool analysis_prioritise(const Config *config, Analysis *analysis, Error *error) MUST_USE;

typedef enum Stage { STAGE_LOAD, STAGE_DENSITY, STAGE_AREAS, STAGE_OVERLAY, STAGE_PRIORITISE } Stage;

/* All stages up to and including the last one that is wanted. Free with analysis_free(), also after failure. */
bool analysis_make(Store *store, const Config *config, Stage last, Analysis *ret_analysis, Error *error) MUST_USE;
void analysis_free(Analysis *analysis);

#endif
