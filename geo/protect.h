/*
 * protect.h: what others than the municipality itself may see of where reports lie.
 *
 * A density surface is not anonymous: an isolated report is read back from it to the metre (Wang et al., ISPRS
 * IJGI 2019 8(12):544). So reports are counted first, in the cells of a fixed grid, small counts are hidden, and
 * only what is left may be smoothed, classed and drawn. A ProtectedScene is made here alone; it holds rounded
 * counts per cell, and nothing in it has the place, the time or the number of a report.
 *
 * Who counts. A cell counts reporters, not reports. Nobody knows how many people made the reports whose reporter
 * is not known (Points.reporter 0, which counts as one person each elsewhere), so here the fewest that can be
 * true are taken: the known reporters, or 1 when only unknown ones reported. For the largest share the worst
 * that can be true is taken: that the busiest reporter also made every report of an unknown one.
 *
 * When a cell is shown. It holds `smallest` reporters or more, and nobody made more than `largest_share` of its
 * reports. Hidden and empty cells look the same.
 *
 * Subtraction. Who knows the total of a zone (a buurt, or the whole town) takes away what is shown and is left
 * with what is hidden. So within each zone the hidden cells together hold no report at all, or meet the same
 * two conditions as a cell; otherwise the smallest shown cell of the zone is hidden too, until they do
 * (complementary suppression: Hundepool et al. 2012, Statistical Disclosure Control, ch. 4). A zone in which
 * nothing is left to hide is merged with the nearest one, since its total, too, would be a small count. Totals may
 * be given of the zones as merged (protect_zone) and of whatever is made of whole ones: there reporters do not
 * get fewer, and when nobody has over half of each part nobody has over half of the whole. Where nothing is
 * shown at all no total may be given either. This holds for totals that count a person once in every cell, as
 * the counts here do; a total that counts a person once in a zone is never to be given beside them.
 *
 * Two audiences. The public's cells of 500 m are the blocks of four cells of partners. Who has both takes the cells of
 * partners from the public's and is left with what partners do not see of that block. So what is hidden of a block holds,
 * or is empty, or nothing of the block is shown to partners at all; then it is the whole block, which the public sees only
 * when it holds. Counts add up, as every count is one of reporters per square of 250 m. The sets whose counts are given
 * are therefore cells, each inside one block or apart from it; whatever can be had by adding and subtracting them is made of
 * whole blocks' remainders and whole cells, of which each is empty or holds.
 *
 * What is not protected here: two results of nearly the same reports compared with each other. Nothing may be
 * given out twice before it has been compared with what was given out earlier (src/store/ledger.h).
 */
#ifndef BRANDPUNT_GEO_PROTECT_H
#define BRANDPUNT_GEO_PROTECT_H

#include "geo/calendar.h"
#include "geo/grid.h"
#include "geo/points.h"

typedef enum ProtectFor { PROTECT_FOR_PARTNER, PROTECT_FOR_PUBLIC } ProtectFor;

typedef struct ProtectRules {
    double cell_m;        /* the smallest cell */
    uint32_t smallest;    /* reporters in a cell that is shown */
    double largest_share; /* of the reports of a cell, by one reporter; 0..1 */
    int months;           /* the shortest period, in whole months */
    uint32_t round_to;    /* counts are rounded to multiples of this */
    int classes;          /* the most classes */
    double count_m;       /* a reporter counts once in each square of this size, a whole part of a cell */
    double block_m;       /* in each square of this size what is hidden holds together too; 0: not asked */
} ProtectRules;

/* The rules for an audience: partner 250 m, 5 reporters, 3 months, blocks of 500 m; public 500 m, 10 reporters, 12 months;
 * for both half of the reports, counts to 5, 5 classes, counting in squares of 250 m. */
ProtectRules protect_rules(ProtectFor audience);

/* Refuses a period of fewer months than the rules ask; both days count. A month is over the day before the same day
 * of the next month, or at that month's end where it has no such day. */
bool protect_period(const ProtectRules *rules, Date from, Date to, Error *error) MUST_USE;

typedef struct ProtectedScene ProtectedScene;

/* Counts the reports on the grid and hides what must be. The grid, whose values are not read, comes from the
 * municipality's bounds (from the reports' own it would tell where the outermost lie); its cells are at least
 * rules->cell_m, whole parts of a block and made of whole squares of counting, and its origin a whole number of cells from 0,
 * or it is refused. zone[cell] is the zone of each cell, any
 * number; NULL makes the whole grid one zone. Reports outside the grid do not count. Close with protect_close(). */
bool protect_open(const ProtectRules *rules, const Points *points, const Grid *grid, const uint32_t *zone,
                  ProtectedScene **ret_scene, Error *error) MUST_USE;

/* The same by areas made of whole cells, such as wijken: area[cell] is the number of each cell's area. An area is shown or hidden as one, its
 * count stands in each of its cells, and everybody counts once in it. Of area 0 nothing is ever shown; its reports count as hidden ones.
 * The whole is one zone. These sets do not nest with blocks, so rules->block_m is not asked, and a result by areas and one by
 * cells of the same reports must never both be given out. Memory is asked by the highest number. */
bool protect_open_areas(const ProtectRules *rules, const Points *points, const Grid *grid, const uint32_t *area,
                        ProtectedScene **ret_scene, Error *error) MUST_USE;
void protect_close(ProtectedScene *scene);

/* The cells of the scene; its values are the counts of the cells shown and NaN elsewhere, and live as long as the scene. */
const Grid *protect_cells(const ProtectedScene *scene);
size_t protect_shown(const ProtectedScene *scene); /* cells shown */
uint32_t protect_zone(const ProtectedScene *scene, size_t cell); /* of every cell, as merged: the number of one of the zones that went in */
int protect_class(const ProtectedScene *scene, size_t cell); /* 1 .. rules.classes, equal steps up to the largest count; 0 hidden */

/* One point in the centre of each cell shown, its weight the count: what a smooth surface may be made of. The
 * caller frees with points_free(). */
bool protect_centres(const ProtectedScene *scene, Points *ret_points, Error *error) MUST_USE;

#endif
