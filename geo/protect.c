#include "geo/protect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ProtectedScene {
    Grid grid; /* NaN is hidden */
    double largest;
    int classes;
    uint32_t *zone; /* as merged */
};

/* The reports of one reporter in one cell; at first in one of the squares that a cell is made of. */
typedef struct Share {
    uint32_t zone, reporter;
    uint32_t square;
    size_t cell;
    uint64_t reports;
} Share;

/* Who reported in a cell, or in several together. */
typedef struct Tally {
    uint32_t known;                    /* reporters */
    uint64_t reports, unknown, most;   /* all; of unknown reporters; of the busiest known one */
} Tally;

/* A cell in the order of zones. */
typedef struct Member {
    uint32_t zone;
    size_t cell;
} Member;

/* What is known while cells are being hidden. `share` is in order of cell and reporter; `hidden_share` is room for the sort
 * by zone. By areas, a `cell` here is an area, with one square. */
typedef struct Work {
    const ProtectRules *rules;
    size_t cells, shares;
    const uint32_t *area; /* per cell of the grid, or NULL */
    uint32_t *zone;      /* per cell; changes where zones are merged */
    Share *share, *hidden_share;
    uint32_t *reporters; /* per cell: different ones */
    uint32_t *counted;   /* per cell: once in each square */
    uint8_t *shown;      /* per cell */
    Member *member;      /* the cells in order of zone, so that a zone's are found without looking at all */
    bool in_order;       /* `member` is of the zones as they are */
} Work;

ProtectRules protect_rules(ProtectFor audience)
{
    if (audience == PROTECT_FOR_PARTNER) return (ProtectRules){250, 5, 0.5, 3, 5, 5, 250, 500};
    return (ProtectRules){500, 10, 0.5, 12, 5, 5, 250, 0};
}

bool protect_period(const ProtectRules *rules, Date from, Date to, Error *error)
{
    int month = from.year * 12 + from.month - 1 + rules->months;
    int64_t next_month = calendar_day_of((Date){(month + 1) / 12, (month + 1) % 12 + 1, 1});
    int64_t same_day = calendar_day_of((Date){month / 12, month % 12 + 1, 1}) + from.day - 1;
    int64_t end = same_day < next_month ? same_day : next_month;
    if (calendar_day_of(to) >= end - 1) return true;
    return error_set(error, ERROR_USAGE, _("The period is too short for this audience: at least %d months are needed; choose a longer one with --from and --to."),
                     rules->months);
}

static int compare_place(const void *left, const void *right)
{
    const Share *a = left, *b = right;
    if (a->cell != b->cell) return a->cell < b->cell ? -1 : 1;
    return (a->reporter > b->reporter) - (a->reporter < b->reporter);
}

static int compare_square(const void *left, const void *right)
{
    const Share *a = left, *b = right;
    if (a->cell != b->cell) return a->cell < b->cell ? -1 : 1;
    if (a->square != b->square) return a->square < b->square ? -1 : 1;
    return (a->reporter > b->reporter) - (a->reporter < b->reporter);
}

static int compare_zone(const void *left, const void *right)
{
    const Share *a = left, *b = right;
    if (a->zone != b->zone) return a->zone < b->zone ? -1 : 1;
    return (a->reporter > b->reporter) - (a->reporter < b->reporter);
}

static void add_reporter(Tally *tally, uint32_t reporter, uint64_t reports)
{
    tally->reports += reports;
    if (reporter == 0) {
        tally->unknown += reports;
        return;
    }
    tally->known++;
    if (reports > tally->most) tally->most = reports;
}

/* The shares from `first` that belong to one cell, or to one zone; gives back where the next begins. */
static size_t tally_next(const Share *share, size_t count, size_t first, bool by_zone, Tally *ret_tally)
{
    *ret_tally = (Tally){0};
    size_t i = first;
    while (i < count && (by_zone ? share[i].zone == share[first].zone : share[i].cell == share[first].cell)) {
        uint32_t reporter = share[i].reporter;
        uint64_t reports = 0;
        for (; i < count && share[i].reporter == reporter && (by_zone ? share[i].zone == share[first].zone : share[i].cell == share[first].cell); i++)
            reports += share[i].reports;
        add_reporter(ret_tally, reporter, reports);
    }
    return i;
}

static uint32_t fewest_reporters(const Tally *tally)
{
    return tally->known > 0 ? tally->known : tally->unknown > 0;
}

static bool tally_holds(const Tally *tally, const ProtectRules *rules)
{
    return fewest_reporters(tally) >= rules->smallest && (double)(tally->most + tally->unknown) <= rules->largest_share * (double)tally->reports;
}

/* Which of its cell's squares a place lies in. Beyond the sides of a cell there is none, as rounding could have it. */
static uint32_t square_at(const Grid *grid, double count_m, size_t cell, double x_m, double y_m)
{
    size_t columns = (size_t)grid->columns;
    double side = grid->cell_m / count_m;
    double x = floor((x_m - grid->x0_m - (double)(cell % columns) * grid->cell_m) / count_m), y = floor((y_m - grid->y0_m - (double)(cell / columns) * grid->cell_m) / count_m);
    return (uint32_t)(fmin(fmax(y, 0), side - 1) * side + fmin(fmax(x, 0), side - 1));
}

/* Counts a reporter once in each square; where only unknown ones reported, one. `count` shares, a report each. */
static void count_squares(Work *work, size_t count)
{
    qsort(work->share, count, sizeof *work->share, compare_square);
    for (size_t i = 0; i < count; i++) {
        const Share *share = &work->share[i];
        bool first = i == 0 || compare_square(share - 1, share) != 0, last = i + 1 == count || share[1].cell != share->cell || share[1].square != share->square;
        work->counted[share->cell] += share->reporter != 0 ? first : last;
    }
}

/* One share for each reporter in each cell. */
static void gather_shares(Work *work, const Points *points, const Grid *grid)
{
    size_t count = 0;
    for (size_t i = 0; i < points->count; i++) {
        ptrdiff_t cell = grid_cell_at(grid, points->x_m[i], points->y_m[i]);
        if (cell < 0) continue;
        uint32_t square = work->area ? 0 : square_at(grid, work->rules->count_m, (size_t)cell, points->x_m[i], points->y_m[i]);
        work->share[count++] = (Share){0, points->reporter[i], square, work->area ? work->area[cell] : (size_t)cell, 1};
    }
    count_squares(work, count);
    qsort(work->share, count, sizeof *work->share, compare_place);
    for (size_t i = 0; i < count; i++) {
        Share *last = work->shares ? &work->share[work->shares - 1] : NULL;
        if (last && compare_place(last, &work->share[i]) == 0)
            last->reports++;
        else
            work->share[work->shares++] = work->share[i];
    }
}

static void show_cells(Work *work)
{
    for (size_t i = 0; i < work->shares;) {
        Tally tally;
        size_t cell = work->share[i].cell;
        i = tally_next(work->share, work->shares, i, false, &tally);
        work->reporters[cell] = fewest_reporters(&tally);
        work->shown[cell] = tally_holds(&tally, work->rules) && !(work->area && cell == 0);
    }
}

static int compare_member(const void *left, const void *right)
{
    const Member *a = left, *b = right;
    if (a->zone != b->zone) return a->zone < b->zone ? -1 : 1;
    return (a->cell > b->cell) - (a->cell < b->cell);
}

static void order_members(Work *work)
{
    if (work->in_order) return;
    for (size_t cell = 0; cell < work->cells; cell++) work->member[cell] = (Member){work->zone[cell], cell};
    qsort(work->member, work->cells, sizeof *work->member, compare_member);
    work->in_order = true;
}

/* Where a zone's cells begin among the members. */
static size_t first_member(const Work *work, uint32_t zone)
{
    size_t low = 0, high = work->cells;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (work->member[middle].zone < zone) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* Hides the smallest shown cell of a zone, the first of equals; false when none is shown. */
static bool hide_smallest(Work *work, uint32_t zone)
{
    size_t smallest = work->cells;
    order_members(work);
    for (size_t m = first_member(work, zone); m < work->cells && work->member[m].zone == zone; m++) {
        size_t cell = work->member[m].cell;
        if (!work->shown[cell]) continue;
        if (smallest == work->cells || work->reporters[cell] < work->reporters[smallest]) smallest = cell;
    }
    if (smallest == work->cells) return false;
    work->shown[smallest] = 0;
    return true;
}

static double distance_in_cells(const Grid *grid, size_t a, size_t b)
{
    size_t columns = (size_t)grid->columns;
    return hypot((double)(a % columns) - (double)(b % columns), (double)(a / columns) - (double)(b / columns));
}

/* Lets a zone go up in the one nearest to it, the first of equals; false when there is no other. */
static bool merge_zone(Work *work, const Grid *grid, uint32_t zone)
{
    double nearest = INFINITY;
    uint32_t into = zone;
    for (size_t a = 0; a < work->cells; a++) {
        if (work->zone[a] != zone) continue;
        for (size_t b = 0; b < work->cells; b++) {
            if (work->zone[b] == zone || distance_in_cells(grid, a, b) >= nearest) continue;
            nearest = distance_in_cells(grid, a, b);
            into = work->zone[b];
        }
    }
    for (size_t cell = 0; cell < work->cells; cell++)
        if (work->zone[cell] == zone) work->zone[cell] = into;
    work->in_order = false;
    return into != zone;
}

/* One round over the zones; true when a cell was hidden or, where they may, a zone merged, so that another round must look again. */
static bool hide_round(Work *work, const Grid *grid, bool may_merge)
{
    size_t count = 0;
    bool changed = false;
    for (size_t i = 0; i < work->shares; i++) {
        if (work->shown[work->share[i].cell]) continue;
        work->hidden_share[count] = work->share[i];
        work->hidden_share[count++].zone = work->zone[work->share[i].cell];
    }
    qsort(work->hidden_share, count, sizeof *work->hidden_share, compare_zone);
    for (size_t i = 0; i < count;) {
        Tally tally;
        uint32_t zone = work->hidden_share[i].zone;
        i = tally_next(work->hidden_share, count, i, true, &tally);
        if (tally_holds(&tally, work->rules)) continue;
        if (hide_smallest(work, zone))
            changed = true;
        else if (may_merge && merge_zone(work, grid, zone)) /* what was sorted by zone no longer is */
            return true;
    }
    return changed;
}

/* Within each block by itself, before the zones: what more is hidden there later, cells that hold, keeps it so. */
static bool hide_in_blocks(Work *work, const Grid *grid, Error *error)
{
    double block_m = work->rules->block_m;
    if (!(block_m > 0)) return true;
    uint32_t *block = calloc(work->cells, sizeof *block), *zone = work->zone;
    if (!block) return error_memory(error, 4.0 * (double)work->cells);
    size_t columns = (size_t)grid->columns;
    double west = floor(grid->x0_m / block_m), south = floor(grid->y0_m / block_m), across = ceil(grid->columns * grid->cell_m / block_m) + 1;
    for (size_t cell = 0; cell < work->cells; cell++) {
        double x = floor(grid_x_m(grid, (int)(cell % columns)) / block_m) - west, y = floor(grid_y_m(grid, (int)(cell / columns)) / block_m) - south;
        block[cell] = (uint32_t)(y * across + x);
    }
    work->zone = block;
    work->in_order = false;
    while (hide_round(work, grid, false)) continue;
    work->zone = zone;
    work->in_order = false;
    free(block);
    return true;
}

static bool scene_make(Work *work, const Grid *grid, ProtectedScene **ret_scene, Error *error)
{
    size_t cells = grid_cells(grid);
    ProtectedScene *scene = calloc(1, sizeof *scene);
    double *value = malloc(cells * sizeof *value);
    uint32_t *zone = calloc(cells, sizeof *zone);
    if (!scene || !value || !zone) {
        free(scene);
        free(value);
        free(zone);
        return error_memory(error, (double)cells * sizeof *value);
    }
    uint32_t step = work->rules->round_to;
    scene->grid = *grid;
    scene->grid.value = value;
    scene->classes = work->rules->classes;
    scene->zone = zone;
    for (size_t cell = 0; cell < cells; cell++) {
        size_t of = work->area ? work->area[cell] : cell;
        zone[cell] = work->zone[of];
        value[cell] = work->shown[of] ? (double)((work->counted[of] + step / 2) / step * step) : (double)NAN;
        if (work->shown[of] && value[cell] > scene->largest) scene->largest = value[cell];
    }
    *ret_scene = scene;
    return true;
}

static bool grid_is_fixed(const ProtectRules *rules, const Grid *grid, Error *error)
{
    double off_x = remainder(grid->x0_m, grid->cell_m), off_y = remainder(grid->y0_m, grid->cell_m);
    bool fits = fmod(grid->cell_m, rules->count_m) == 0 && (rules->block_m == 0 || fmod(rules->block_m, grid->cell_m) == 0);
    if (grid->cell_m >= rules->cell_m && off_x == 0 && off_y == 0 && fits) return true;
    return error_set(error, ERROR_USAGE, _("A cell of %g m is too small or lies askew for this audience; use whole multiples of at least %g m."), grid->cell_m,
                     rules->cell_m);
}

/* By cells with their zones, or by areas. */
static bool open_scene(const ProtectRules *rules, const Points *points, const Grid *grid, const uint32_t *zone, const uint32_t *area, ProtectedScene **ret_scene, Error *error)
{
    if (!grid_is_fixed(rules, grid, error)) return false;
    Work work = {.rules = rules, .cells = area ? 1 : grid_cells(grid), .area = area};
    for (size_t cell = 0; area && cell < grid_cells(grid); cell++)
        if (area[cell] >= work.cells) work.cells = (size_t)area[cell] + 1;
    size_t room = points->count + 1;
    work.share = malloc(room * sizeof *work.share);
    work.hidden_share = malloc(room * sizeof *work.hidden_share);
    work.reporters = calloc(work.cells, sizeof *work.reporters);
    work.counted = calloc(work.cells, sizeof *work.counted);
    work.shown = calloc(work.cells, sizeof *work.shown);
    work.member = malloc(work.cells * sizeof *work.member);
    work.zone = calloc(work.cells, sizeof *work.zone);
    bool ok = (work.share && work.hidden_share && work.reporters && work.counted && work.shown && work.member && work.zone) ||
              error_memory(error, 2.0 * (double)room * sizeof *work.share + (double)work.cells * 29);
    if (ok) {
        if (zone) memcpy(work.zone, zone, work.cells * sizeof *zone);
        gather_shares(&work, points, grid);
        show_cells(&work);
        ok = area || hide_in_blocks(&work, grid, error);
        while (ok && hide_round(&work, grid, !area)) continue;
        ok = ok && scene_make(&work, grid, ret_scene, error);
    }
    free(work.share);
    free(work.hidden_share);
    free(work.reporters);
    free(work.counted);
    free(work.shown);
    free(work.member);
    free(work.zone);
    return ok;
}

bool protect_open(const ProtectRules *rules, const Points *points, const Grid *grid, const uint32_t *zone, ProtectedScene **ret_scene, Error *error)
{
    return open_scene(rules, points, grid, zone, NULL, ret_scene, error);
}

bool protect_open_areas(const ProtectRules *rules, const Points *points, const Grid *grid, const uint32_t *area, ProtectedScene **ret_scene, Error *error)
{
    return open_scene(rules, points, grid, NULL, area, ret_scene, error);
}

void protect_close(ProtectedScene *scene)
{
    if (!scene) return;
    grid_free(&scene->grid);
    free(scene->zone);
    free(scene);
}

const Grid *protect_cells(const ProtectedScene *scene)
{
    return &scene->grid;
}

size_t protect_shown(const ProtectedScene *scene)
{
    return grid_cells_with_data(&scene->grid);
}

uint32_t protect_zone(const ProtectedScene *scene, size_t cell)
{
    return scene->zone[cell];
}

int protect_class(const ProtectedScene *scene, size_t cell)
{
    double value = scene->grid.value[cell];
    return isnan(value) ? 0 : (int)ceil(value * scene->classes / scene->largest);
}

bool protect_centres(const ProtectedScene *scene, Points *ret_points, Error *error)
{
    const Grid *grid = &scene->grid;
    if (!points_init(protect_shown(scene), ret_points, error)) return false;
    size_t count = 0;
    for (size_t cell = 0; cell < grid_cells(grid); cell++) {
        if (isnan(grid->value[cell])) continue;
        ret_points->x_m[count] = grid_x_m(grid, (int)(cell % (size_t)grid->columns));
        ret_points->y_m[count] = grid_y_m(grid, (int)(cell / (size_t)grid->columns));
        ret_points->weight[count++] = grid->value[cell];
    }
    return true;
}
