#include "tests/support/assert_near.h"
#include "tests/support/town.h"

#include "geo/protect.h"
#include "geo/random.h"
#include "src/figures.h"
#include "src/store/audit.h"
#include "src/store/ledger.h"

#include <stdlib.h>
#include <string.h>

/* ---- two held against each other ---- */

static LedgerEntry some_entry(void)
{
    LedgerEntry entry = {.audience = AUDIENCE_PUBLIEK, .kind = KIND_INCIDENT, .from_day = 100, .to_day = 464, .ground = {0, 0, 2000, 2000}, .cell_m = 500, .smallest = 10};
    strcpy(entry.figures, "aa");
    strcpy(entry.id, "run");
    return entry;
}

static void the_same_again_is_the_same(void **state)
{
    (void)state;
    LedgerEntry earlier = some_entry(), now = some_entry();
    assert_int_equal(ledger_compare(&earlier, &now), LEDGER_SAME);
    strcpy(earlier.category, "Catcalling, schelden");
    strcpy(now.category, "schelden , catcalling");
    assert_int_equal(ledger_compare(&earlier, &now), LEDGER_SAME);
    now.audience = AUDIENCE_PARTNER; /* the like for the other audience */
    now.cell_m = 250;
    now.smallest = 5;
    strcpy(now.id, "other");
    assert_int_equal(ledger_compare(&earlier, &now), LEDGER_SAME);
    assert_int_equal(ledger_compare(&now, &earlier), LEDGER_SAME);
    now.smallest = 4;
    assert_int_equal(ledger_compare(&earlier, &now), LEDGER_RULES);
    assert_int_equal(ledger_compare(&now, &earlier), LEDGER_RULES);
    now.smallest = 5;
    earlier.by_wijk = true; /* wijken and partners' squares do not nest */
    assert_int_equal(ledger_compare(&earlier, &now), LEDGER_RULES);
    assert_int_equal(ledger_compare(&now, &earlier), LEDGER_RULES);
    assert_int_equal(ledger_compare(&earlier, &earlier), LEDGER_SAME);
}

static LedgerVerdict with(void (*change)(LedgerEntry *now))
{
    LedgerEntry earlier = some_entry(), now = some_entry();
    change(&now);
    LedgerVerdict verdict = ledger_compare(&earlier, &now);
    assert_int_equal(ledger_compare(&now, &earlier), verdict); /* in whichever order */
    return verdict;
}

static void other_kind(LedgerEntry *now) { now->kind = KIND_PERCEPTION; }
static void day_after(LedgerEntry *now) { now->from_day = 465, now->to_day = 900; }
static void last_day_twice(LedgerEntry *now) { now->from_day = 464, now->to_day = 900; }
static void longer(LedgerEntry *now) { now->to_day = 500; }
static void within(LedgerEntry *now) { now->from_day = 200, now->to_day = 300; }
static void beside(LedgerEntry *now) { now->ground = (Box){2000, 0, 4000, 2000}; }
static void part_of_it(LedgerEntry *now) { now->ground = (Box){500, 500, 1000, 1000}; }
static void other_name(LedgerEntry *now) { strcpy(now->area, "Centrum"); }
static void one_category(LedgerEntry *now) { strcpy(now->category, "schelden"); }
static void one_group(LedgerEntry *now) { strcpy(now->group, "lhbti"); }
static void one_source(LedgerEntry *now) { strcpy(now->source, "meldpunt"); }
static void one_report_more(LedgerEntry *now) { strcpy(now->figures, "bb"); }
static void other_cells(LedgerEntry *now) { now->cell_m = 1000; }
static void other_smallest(LedgerEntry *now) { now->smallest = 20; }
static void by_wijk(LedgerEntry *now) { now->by_wijk = true; }
static void other_squares_shown(LedgerEntry *now) { strcpy(now->id, "other"); }

static void what_shares_reports_is_found(void **state)
{
    (void)state;
    assert_int_equal(with(other_kind), LEDGER_APART);
    assert_int_equal(with(day_after), LEDGER_APART);
    assert_int_equal(with(last_day_twice), LEDGER_PERIOD);
    assert_int_equal(with(longer), LEDGER_PERIOD);
    assert_int_equal(with(within), LEDGER_PERIOD);
    assert_int_equal(with(beside), LEDGER_APART);
    assert_int_equal(with(part_of_it), LEDGER_GROUND);
    assert_int_equal(with(other_name), LEDGER_GROUND);
    assert_int_equal(with(one_category), LEDGER_SELECTION);
    assert_int_equal(with(one_group), LEDGER_SELECTION);
    assert_int_equal(with(one_source), LEDGER_SELECTION);
    assert_int_equal(with(one_report_more), LEDGER_REPORTS);
    assert_int_equal(with(other_cells), LEDGER_RULES);
    assert_int_equal(with(other_smallest), LEDGER_RULES);
    assert_int_equal(with(other_squares_shown), LEDGER_RULES);
    assert_int_equal(with(by_wijk), LEDGER_RULES);
}

static LedgerVerdict with_lists(const char *earlier_categories, const char *categories, const char *earlier_sources, const char *sources)
{
    LedgerEntry earlier = some_entry(), now = some_entry();
    strcpy(earlier.category, earlier_categories);
    strcpy(now.category, categories);
    strcpy(earlier.source, earlier_sources);
    strcpy(now.source, sources);
    return ledger_compare(&earlier, &now);
}

static void categories_and_sources_part_reports(void **state)
{
    (void)state;
    assert_int_equal(with_lists("a", "b", "", ""), LEDGER_APART);
    assert_int_equal(with_lists("a, b", "b, c", "", ""), LEDGER_SELECTION);
    assert_int_equal(with_lists("a", "A", "", ""), LEDGER_SAME);
    assert_int_equal(with_lists("", "", "x", "y,z"), LEDGER_APART);
    assert_int_equal(with_lists("", "", "x", "x,z"), LEDGER_SELECTION);
    assert_int_equal(with_lists("", "b", "x", "y"), LEDGER_APART);
}

/* ---- every sum of everything that was published ---- */

/* A town of two by two blocks, each of four squares, three periods of ten days, two categories. */
enum { REPORTS_MOST = 400, SETS_MOST = 300, PUBLICATIONS_MOST = 40, PERIODS = 3, SQUARES = 16 };
static const uint64_t PRIME = 2147483647;

typedef struct Report {
    double x_m, y_m;
    int period, category, square;
    bool in_group;
    uint32_t reporter;
} Report;

/* The reports that a published count is of. */
typedef struct Set {
    uint8_t in[REPORTS_MOST];
} Set;

typedef struct World {
    Report report[REPORTS_MOST];
    size_t reports, sets, wijken, publications, refused[LEDGER_RULES + 1];
    Set *set;
    LedgerEntry entry[PUBLICATIONS_MOST];
} World;

static void add_report(World *world, Random *random)
{
    static const int squares[] = {0, 0, 1, 1, 1, 4, 5, 5, 2, 3, 10, 11}; /* some crowded, some nearly empty */
    int square = squares[random_below(random, sizeof squares / sizeof *squares)];
    if (world->reports == REPORTS_MOST) return;
    world->report[world->reports] = (Report){.x_m = 155000 + square % 4 * 250 + 249 * random_uniform(random),
                                             .y_m = 463000 + (double)(square / 4) * 250 + 249 * random_uniform(random),
                                             .period = (int)random_below(random, PERIODS),
                                             .category = (int)random_below(random, 2),
                                             .square = square,
                                             .in_group = random_below(random, 3) > 0,
                                             /* mostly somebody new, sometimes one who has reported before: in this square, as counts are
                                              * of people per square */
                                             .reporter = random_below(random, 5) ? (uint32_t)world->reports + 100 : 1 + (uint32_t)square};
    world->reports++;
}

static void random_request(Random *random, LedgerEntry *ret_entry)
{
    static const char *const categories[] = {"", "", "a", "b", "a, b"};
    static const Box grounds[] = {{155000, 463000, 156000, 464000}, {155000, 463000, 156000, 464000}, {155000, 463000, 156000, 463500}, {155000, 463000, 155500, 463500}, {155500, 463500, 156000, 464000}};
    static const char *const areas[] = {"", "", "wijk", "buurt", "other"};
    LedgerEntry entry = {.audience = random_below(random, 2) ? AUDIENCE_PARTNER : AUDIENCE_PUBLIEK, .kind = KIND_INCIDENT};
    int64_t first = (int64_t)random_below(random, PERIODS), last = first + (int64_t)random_below(random, (uint64_t)(PERIODS - first));
    size_t ground = random_below(random, 5);
    entry.from_day = first * 10;
    entry.to_day = last * 10 + 9;
    entry.ground = grounds[ground];
    strcpy(entry.category, categories[random_below(random, 5)]);
    strcpy(entry.area, areas[ground]);
    if (random_below(random, 3) == 0) strcpy(entry.group, "group");
    *ret_entry = entry;
}

static bool is_chosen(const Report *report, const LedgerEntry *entry)
{
    const char *category = report->category == 0 ? "a" : "b";
    return report->period * 10 >= entry->from_day && report->period * 10 <= entry->to_day && box_contains(entry->ground, report->x_m, report->y_m) &&
           config_list_holds(entry->category, category) && (entry->group[0] == '\0' || report->in_group);
}

static Grid lay(const LedgerEntry *entry, double cell_m)
{
    Grid grid;
    Error error;
    Box ground = entry->ground;
    assert_ok(grid_lay((Box){ground.x_min, ground.y_min, ground.x_max - 1, ground.y_max - 1}, cell_m, &grid, &error), &error);
    return grid;
}

/* As publication_make() does, in memory: counts, protects, holds against all that was published, and publishes. */
static void publish(World *world, LedgerEntry *entry, bool careful)
{
    Points points;
    Error error;
    ProtectRules rules = protect_rules(entry->audience == AUDIENCE_PARTNER ? PROTECT_FOR_PARTNER : PROTECT_FOR_PUBLIC);
    size_t count = 0;
    entry->cell_m = rules.cell_m;
    entry->smallest = rules.smallest;
    entry->by_wijk = entry->group[0] != '\0' && entry->audience == AUDIENCE_PUBLIEK;
    memset(entry->id, 0, sizeof entry->id);
    assert_ok(points_init(world->reports, &points, &error), &error);
    for (size_t i = 0; i < world->reports; i++) {
        if (!is_chosen(&world->report[i], entry)) continue;
        points.x_m[count] = world->report[i].x_m;
        points.y_m[count] = world->report[i].y_m;
        points.reporter[count++] = world->report[i].reporter;
    }
    points.count = count;
    Grid grid = lay(entry, rules.cell_m), squares = lay(entry, rules.count_m);
    ProtectedScene *scene;
    char *cells;
    uint32_t area[SQUARES]; /* two wijken, west and east */
    for (size_t cell = 0; cell < grid_cells(&grid); cell++) area[cell] = grid_x_m(&grid, (int)(cell % (size_t)grid.columns)) < 155500 ? 1 : 2;
    if (entry->by_wijk) assert_ok(protect_open_areas(&rules, &points, &grid, area, &scene, &error), &error);
    else assert_ok(protect_open(&rules, &points, &grid, NULL, &scene, &error), &error);
    assert_ok(figures_make(&points, &squares, &cells, entry->figures, &error), &error);
    free(cells);
    for (size_t cell = 0; cell < grid_cells(&grid) && cell + 1 < sizeof entry->id; cell++) entry->id[cell] = (char)('0' + protect_class(scene, cell));
    bool allowed = world->publications < PUBLICATIONS_MOST;
    for (size_t p = 0; allowed && careful && p < world->publications; p++) {
        LedgerVerdict verdict = ledger_compare(&world->entry[p], entry);
        world->refused[verdict]++;
        allowed = verdict == LEDGER_APART || verdict == LEDGER_SAME;
    }
    uint8_t wijk_done[3] = {0};
    for (size_t cell = 0; allowed && cell < grid_cells(&grid); cell++) {
        if (protect_class(scene, cell) == 0 || world->sets == SETS_MOST || (entry->by_wijk && wijk_done[area[cell]]++)) continue;
        Set *set = &world->set[world->sets++];
        world->wijken += entry->by_wijk;
        for (size_t i = 0; i < world->reports; i++) {
            ptrdiff_t at = grid_cell_at(&grid, world->report[i].x_m, world->report[i].y_m);
            set->in[i] = is_chosen(&world->report[i], entry) && at >= 0 && (entry->by_wijk ? area[at] == area[cell] : (size_t)at == cell);
        }
    }
    if (allowed) world->entry[world->publications++] = *entry;
    protect_close(scene);
    points_free(&points);
}

/* People once in each square. */
static size_t people_in(const World *world, const uint8_t *in)
{
    size_t people = 0;
    for (size_t i = 0; i < world->reports; i++) {
        bool counts = in[i];
        for (size_t j = 0; counts && j < i; j++) counts = !in[j] || world->report[j].reporter != world->report[i].reporter || world->report[j].square != world->report[i].square;
        people += counts;
    }
    return people;
}

/* Reports that are in the same published sets cannot be told apart: an atom. Numbers them 1 .., 0 in no set; says how many there are.
 * `chosen` tells which sets. */
static int find_atoms(const World *world, const size_t *chosen, size_t sets, int *atom)
{
    int atoms = 0;
    for (size_t i = 0; i < world->reports; i++) {
        bool any = false, found = false;
        for (size_t s = 0; s < sets; s++) any = any || world->set[chosen[s]].in[i];
        atom[i] = 0;
        for (size_t j = 0; any && !found && j < i; j++) {
            found = atom[j] != 0;
            for (size_t s = 0; found && s < sets; s++) found = world->set[chosen[s]].in[i] == world->set[chosen[s]].in[j];
            if (found) atom[i] = atom[j];
        }
        if (any && !found) atom[i] = ++atoms;
    }
    return atoms;
}

enum { ATOMS_MOST = 12 };

static uint64_t power(uint64_t base, uint64_t exponent)
{
    uint64_t result = 1;
    for (base %= PRIME; exponent > 0; exponent >>= 1, base = base * base % PRIME)
        if (exponent & 1) result = result * base % PRIME;
    return result;
}

/* The rows of a matrix brought to echelon form by Gauss, modulo a prime; and whether a vector is a sum of multiples of them. */
static int reduce(uint64_t (*row)[ATOMS_MOST], int rows, int atoms, int *pivot)
{
    int rank = 0;
    for (int column = 0; column < atoms && rank < rows; column++) {
        int with = rank;
        while (with < rows && row[with][column] == 0) with++;
        if (with == rows) continue;
        uint64_t swap[ATOMS_MOST];
        memcpy(swap, row[with], sizeof swap);
        memcpy(row[with], row[rank], sizeof swap);
        memcpy(row[rank], swap, sizeof swap);
        uint64_t inverse = power(row[rank][column], PRIME - 2);
        for (int c = 0; c < atoms; c++) row[rank][c] = row[rank][c] * inverse % PRIME;
        for (int r = 0; r < rows; r++) {
            uint64_t times = r == rank ? 0 : row[r][column];
            for (int c = 0; c < atoms; c++) row[r][c] = (row[r][c] + (PRIME - times) * row[rank][c]) % PRIME;
        }
        pivot[rank++] = column;
    }
    return rank;
}

static bool is_sum(uint64_t (*const row)[ATOMS_MOST], int rank, int atoms, const int *pivot, unsigned vector)
{
    uint64_t sum[ATOMS_MOST] = {0};
    for (int r = 0; r < rank; r++)
        if (vector >> pivot[r] & 1)
            for (int c = 0; c < atoms; c++) sum[c] = (sum[c] + row[r][c]) % PRIME;
    for (int c = 0; c < atoms; c++)
        if (sum[c] != (vector >> c & 1)) return false;
    return true;
}

/* The sets that share reports with the first one, by way of others; taken from `left`. */
static size_t take_connected(const World *world, uint8_t *left, size_t *chosen)
{
    size_t count = 0;
    for (size_t s = 0; s < world->sets && count == 0; s++)
        if (left[s]) chosen[count++] = s, left[s] = 0;
    for (size_t at = 0; at < count; at++)
        for (size_t s = 0; s < world->sets; s++) {
            bool share = false;
            for (size_t i = 0; left[s] && !share && i < world->reports; i++) share = world->set[chosen[at]].in[i] && world->set[s].in[i];
            if (share) chosen[count++] = s, left[s] = 0;
        }
    return count;
}

/* Every set whose count can be computed from the published counts; how many of them are of 1 to 4 people. */
static size_t small_counts(const World *world, size_t *tried)
{
    uint8_t left[SETS_MOST];
    size_t chosen[SETS_MOST], sets, small = 0;
    memset(left, 1, sizeof left);
    while ((sets = take_connected(world, left, chosen)) > 0) {
        int atom[REPORTS_MOST], pivot[ATOMS_MOST], atoms = find_atoms(world, chosen, sets, atom);
        uint64_t(*row)[ATOMS_MOST] = calloc(sets, sizeof *row);
        assert_true(atoms <= ATOMS_MOST);
        for (size_t s = 0; s < sets; s++)
            for (size_t i = 0; i < world->reports; i++)
                if (world->set[chosen[s]].in[i]) row[s][atom[i] - 1] = 1;
        int rank = reduce(row, (int)sets, atoms, pivot);
        for (unsigned vector = 1; vector < 1u << atoms; vector++) {
            uint8_t in[REPORTS_MOST];
            if (!is_sum(row, rank, atoms, pivot, vector)) continue;
            for (size_t i = 0; i < world->reports; i++) in[i] = atom[i] > 0 && (vector >> (atom[i] - 1) & 1);
            size_t people = people_in(world, in);
            small += people >= 1 && people <= 4;
            ++*tried;
        }
        free(row);
    }
    return small;
}

/* The simplest attack: a published set taken from one that holds it. */
static size_t small_differences(const World *world)
{
    size_t small = 0;
    for (size_t a = 0; a < world->sets; a++)
        for (size_t b = 0; b < world->sets; b++) {
            uint8_t in[REPORTS_MOST];
            bool nested = true;
            for (size_t i = 0; nested && i < world->reports; i++) {
                nested = world->set[b].in[i] >= world->set[a].in[i];
                in[i] = world->set[b].in[i] && !world->set[a].in[i];
            }
            if (!nested) continue;
            size_t people = people_in(world, in);
            small += people >= 1 && people <= 4;
        }
    return small;
}

static void make_world(World *world, Random *random, bool careful)
{
    Set *set = world->set;
    *world = (World){.set = set};
    memset(set, 0, SETS_MOST * sizeof *set);
    for (size_t i = 60 + random_below(random, 200); i > 0; i--) add_report(world, random);
    for (int request = 0; request < 30; request++) {
        LedgerEntry entry;
        random_request(random, &entry);
        if (world->publications > 0 && random_below(random, 4) == 0) { /* the like of an earlier one for the other audience */
            entry = world->entry[random_below(random, world->publications)];
            entry.audience = entry.audience == AUDIENCE_PARTNER ? AUDIENCE_PUBLIEK : AUDIENCE_PARTNER;
        }
        publish(world, &entry, careful);
        if (random_below(random, 6) == 0) add_report(world, random); /* n and n + 1 */
    }
}

static void no_sum_of_what_was_published_gives_a_small_count(void **state)
{
    (void)state;
    World *world = calloc(1, sizeof *world);
    world->set = calloc(SETS_MOST, sizeof *world->set);
    Random random = random_init(4711);
    size_t tried = 0, published = 0, wijken = 0, without_ledger = 0, refused[LEDGER_RULES + 1] = {0};
    for (int round = 0; round < 500; round++) {
        make_world(world, &random, true);
        assert_int_equal(small_counts(world, &tried), 0);
        published += world->publications;
        wijken += world->wijken;
        for (int v = 0; v <= LEDGER_RULES; v++) refused[v] += world->refused[v];
    }
    for (int round = 0; round < 30; round++) {
        make_world(world, &random, false);
        without_ledger += small_differences(world);
    }
    assert_true(tried > 2000 && published > 400 && wijken > 20 && without_ledger > 100);
    assert_true(refused[LEDGER_PERIOD] > 100 && refused[LEDGER_GROUND] > 20 && refused[LEDGER_SELECTION] > 20 && refused[LEDGER_REPORTS] > 20);
    free(world->set);
    free(world);
}

/* ---- figures ---- */

static void figures_know_people_and_not_their_numbers(void **state)
{
    (void)state;
    Points points;
    Error error;
    Grid squares = {.x0_m = 1000, .y0_m = 2000, .cell_m = 250, .columns = 2, .rows = 2};
    char *cells, hash[HASH_HEX_BYTES], other[HASH_HEX_BYTES];
    assert_ok(points_init(5, &points, &error), &error);
    const double x[] = {1010, 1020, 1030, 1260, 1300}, y[] = {2010, 2249, 2100, 2010, 2300};
    const uint32_t reporter[] = {7, 7, 9, 7, 9}, renumbered[] = {2, 2, 1, 2, 1}, swapped[] = {7, 7, 9, 9, 9}; /* the same counts, other people */
    memcpy(points.x_m, x, sizeof x);
    memcpy(points.y_m, y, sizeof y);
    memcpy(points.reporter, reporter, sizeof reporter);
    assert_ok(figures_make(&points, &squares, &cells, hash, &error), &error);
    assert_string_equal(cells, "[[1000,2000,2,3,2],[1250,2000,1,1,1],[1250,2250,1,1,1]]");
    free(cells);
    memcpy(points.reporter, renumbered, sizeof renumbered);
    assert_ok(figures_make(&points, &squares, &cells, other, &error), &error);
    assert_string_equal(other, hash);
    free(cells);
    memcpy(points.reporter, swapped, sizeof swapped);
    assert_ok(figures_make(&points, &squares, &cells, other, &error), &error);
    assert_string_not_equal(other, hash);
    free(cells);
    points.count = 0;
    assert_ok(figures_make(&points, &squares, &cells, other, &error), &error);
    assert_string_equal(cells, "[]");
    free(cells);
    points.count = 5;
    points_free(&points);
}

/* ---- in the database ---- */

static int64_t number_from(Store *store, const char *sql)
{
    Error error;
    sqlite3_stmt *row = spatialite_prepare(store, sql, &error);
    assert_non_null(row);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    return number;
}

static void the_database_keeps_and_refuses(void **state)
{
    (void)state;
    Town town;
    Error error = {0};
    int64_t id, again;
    bool new;
    LedgerEntry entry = some_entry();
    strcpy(entry.category, "schelden, \"naroepen\"");
    town_found(&town);
    assert_ok(ledger_enter(town.store, &entry, "[]", &id, &new, &error), &error);
    assert_true(new);
    town_reopen(&town, STORE_WRITE);
    assert_ok(ledger_enter(town.store, &entry, "[]", &again, &new, &error), &error);
    assert_true(!new && again == id);
    entry.by_wijk = true;
    assert_false(ledger_enter(town.store, &entry, "[]", &again, &new, &error));
    entry.from_day += 1000, entry.to_day += 1000;
    assert_ok(ledger_enter(town.store, &entry, "[]", &again, &new, &error), &error);
    town_reopen(&town, STORE_WRITE);
    assert_ok(ledger_enter(town.store, &entry, "[]", &again, &new, &error), &error);
    assert_false(new);
    entry.by_wijk = false;
    assert_false(ledger_enter(town.store, &entry, "[]", &again, &new, &error));
    assert_ok(store_execute(town.store, "DELETE FROM ledger WHERE unit = 'wijk'", &error), &error);
    entry.from_day -= 1000, entry.to_day -= 1000;
    assert_ok(ledger_note(town.store, id, "map.pdf", "00ff", &error), &error);
    assert_ok(ledger_note(town.store, id, "map.pdf", "00ff", &error), &error); /* the same bytes once */
    assert_int_equal(number_from(town.store, "SELECT count(*) FROM ledger_output"), 1);
    entry.to_day++;
    assert_false(ledger_enter(town.store, &entry, "[]", &again, &new, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    assert_non_null(strstr(error.text, "1970-04-11 to 1971-04-10"));
    assert_int_equal(number_from(town.store, "SELECT count(*) FROM ledger"), 1);
    assert_ok(store_execute(town.store, "UPDATE ledger SET selection = NULL", &error), &error);
    entry.from_day = 10000, entry.to_day = 10400; /* apart from all, but who knows of what cannot be read */
    assert_false(ledger_enter(town.store, &entry, "[]", &again, &new, &error));
    town_raze(&town);
}

/* A database of layout 1 is brought up to date when it is written to, and left alone when it is only read. */
static void an_old_database_is_brought_up_to_date(void **state)
{
    (void)state;
    Town town;
    Error error = {0};
    town_found(&town);
    assert_ok(store_execute(town.store, "DROP TABLE ledger_output; DROP TABLE ledger;"
                                        "CREATE TABLE ledger (id INTEGER PRIMARY KEY, published_on TEXT, audience TEXT, period TEXT, unit TEXT, cells TEXT, run TEXT);"
                                        "DROP TABLE audit; CREATE TABLE audit (id INTEGER PRIMARY KEY, at TEXT, who TEXT, what TEXT, purpose TEXT, audience TEXT, previous TEXT, hash TEXT);"
                                        "INSERT INTO source (name) VALUES ('kept'); PRAGMA user_version = 1", &error), &error);
    store_keep(town.store);
    town_reopen(&town, STORE_READ);
    assert_int_equal(number_from(town.store, "PRAGMA user_version"), 1);
    AuditState audit;
    assert_ok(audit_verify(town.store, 0, NULL, &audit, &error), &error);
    assert_int_equal(audit.fault, AUDIT_SOUND);
    for (int time = 0; time < 2; time++) {
        town_reopen(&town, STORE_WRITE);
        assert_int_equal(number_from(town.store, "PRAGMA user_version"), 3);
        assert_int_equal(number_from(town.store, "SELECT count(*) FROM sqlite_master WHERE tbl_name = 'audit' AND type = 'trigger'"), 3);
        assert_int_equal(number_from(town.store, "SELECT count(*) FROM source WHERE name = 'kept'"), 1);
        assert_int_equal(number_from(town.store, "SELECT count(selection) + count(grid) + count(smallest) + count(figures) FROM ledger"), 0);
        assert_int_equal(number_from(town.store, "SELECT count(*) FROM ledger_output"), 0);
    }
    town_raze(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_again_is_the_same),
        cmocka_unit_test(what_shares_reports_is_found),
        cmocka_unit_test(categories_and_sources_part_reports),
        cmocka_unit_test(no_sum_of_what_was_published_gives_a_small_count),
        cmocka_unit_test(figures_know_people_and_not_their_numbers),
        cmocka_unit_test(the_database_keeps_and_refuses),
        cmocka_unit_test(an_old_database_is_brought_up_to_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
