/*
 * figures.h: the exact numbers behind a publication, for the ledger alone (src/store/ledger.h).
 *
 * They never go into an output: they tell whether two publications are of the very same reports.
 */
#ifndef BRANDPUNT_SRC_FIGURES_H
#define BRANDPUNT_SRC_FIGURES_H

#include "geo/grid.h"
#include "geo/points.h"
#include "src/exchange/hash.h"

/* Of reports whose reporter is known, on a grid of squares: [[x_m, y_m, reporters, reports, most by one], ...] of the squares with any,
 * by their south-west corner (free with free()); and a hash of who reported how often in which squares, whatever numbers the reporters
 * have. */
bool figures_make(const Points *points, const Grid *squares, char **ret_cells, char ret_hash[HASH_HEX_BYTES], Error *error) MUST_USE;

#endif
