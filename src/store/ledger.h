/*
 * ledger.h: what was given to partners and the public, so that no two publications give a small count between them.
 *
 * The rule. A report counts in one publication only. What two publications are about must lie apart, by what can be seen from
 * outside alone: of another kind, in periods that share no day, on ground that shares no block of 500 m, or of categories or of
 * sources that are both named and share none. Or it must be the very same: the same period, ground and choice, and the same people who
 * reported as often in the same squares; that is the same publication again, for the same audience with the same bytes, or for the
 * other one (below). Everything else is refused: a longer or shorter period, a buurt of a wijk, a group of all, and the same with the
 * reports that came in since, however many.
 *
 * Why that is safe. All that can be computed from counts of sets of reports are counts of sums of them. Sets in publications
 * that lie apart share no report, so a difference between them is the count of no set: whatever set can be had from all together
 * falls apart into sets that can be had from each alone, and of one publication those are empty or hold (geo/protect.h; for
 * partners and public of the same reports together, too: their cells nest, and what is left of a block holds; not those of a
 * publication per wijk, so that one has no like for another audience). So a count that can
 * be had is a sum of counts of which none is below the smallest. tests/unit/test_ledger.c tries every set that there is.
 *
 * Audiences. What partners get may leak and what the public gets partners have, so every publication is held against all earlier
 * ones, whoever they were for, in whichever order.
 *
 * What it does not know. Another database has another ledger, and what was given out by hand or by another program is in none. Whoever
 * knows more than was published (that a certain person reported, or reported himself in others' names) knows more than these sums.
 *
 * The exact counts per square of 250 m, hidden ones too, stay in the database until reports are purged; no output is made from them.
 */
#ifndef BRANDPUNT_SRC_STORE_LEDGER_H
#define BRANDPUNT_SRC_STORE_LEDGER_H

#include "geo/features.h"
#include "geo/points.h"
#include "src/config.h"
#include "src/exchange/hash.h"
#include "src/store/store.h"

enum { PUBLICATION_ID_BYTES = 13 };

typedef struct LedgerEntry {
    Audience audience;
    ReportKind kind;
    int64_t from_day, to_day;              /* days since 1970-01-01, both included */
    char category[CONFIG_LIST], source[CONFIG_LIST], group[CONFIG_TEXT], area[CONFIG_TEXT]; /* as chosen; "" all */
    Box ground;                            /* whole blocks of 500 m around the boundary */
    double cell_m;
    bool by_wijk;                          /* its counts are of wijken, made of cells */
    uint32_t smallest;
    char figures[HASH_HEX_BYTES];          /* of who reported how often in which square, without who it is */
    char id[PUBLICATION_ID_BYTES];         /* of what is shown */
    char published_on[32];                 /* of an earlier one */
} LedgerEntry;

typedef enum LedgerVerdict {
    LEDGER_APART,     /* shares no report with the earlier one */
    LEDGER_SAME,      /* is the earlier one, or its like for the other audience */
    LEDGER_PERIOD,    /* the first of these that is true: the periods overlap and differ, */
    LEDGER_GROUND,    /* the areas overlap and differ, */
    LEDGER_SELECTION, /* other categories, sources or groups of the same reports, */
    LEDGER_REPORTS,   /* reports came or went since, */
    LEDGER_RULES      /* other cells or another smallest count */
} LedgerVerdict;

LedgerVerdict ledger_compare(const LedgerEntry *earlier, const LedgerEntry *now);

/* Enters a publication before anything of it is written, unless it is there already; ret_new says which. It is never taken back: when
 * the writing fails, or is killed, the same can be written again, and nothing that was given out is missing here. Refuses, with the
 * reason and what to do, one that is neither apart from nor the same as each earlier one. `cells` are the exact counts per
 * square as JSON: [[x_m, y_m, reporters, reports, most by one], ...], the south-west corner. */
bool ledger_enter(Store *store, const LedgerEntry *entry, const char *cells, int64_t *ret_id, bool *ret_new, Error *error) MUST_USE;

/* Notes a file that was written, by its name without folders, and the hash of its bytes. */
bool ledger_note(Store *store, int64_t id, const char *file, const char *sha256, Error *error) MUST_USE;

#endif
