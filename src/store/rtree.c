#include "src/store/rtree.h"

#include "src/store/spatialite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CELL_BYTES = 24, HEAD_BYTES = 4, CELLS_MOST = 51 }; /* SQLite: no more than 51 cells a node */

static float rounded_down(double value)
{
    float rounded = (float)value;
    return (double)rounded > value ? nextafterf(rounded, -INFINITY) : rounded;
}

static float rounded_up(double value)
{
    float rounded = (float)value;
    return (double)rounded < value ? nextafterf(rounded, INFINITY) : rounded;
}

RtreeEntry rtree_entry(int64_t id, double x_min, double x_max, double y_min, double y_max)
{
    return (RtreeEntry){id, {rounded_down(x_min), rounded_up(x_max), rounded_down(y_min), rounded_up(y_max)}};
}

static int compare_along(const RtreeEntry *a, const RtreeEntry *b, int axis)
{
    float p = a->box[2 * axis] + a->box[2 * axis + 1], q = b->box[2 * axis] + b->box[2 * axis + 1];
    if (p < q) return -1;
    if (p > q) return 1;
    return (a->id > b->id) - (a->id < b->id);
}

static int compare_x(const void *a, const void *b)
{
    return compare_along(a, b, 0);
}

static int compare_y(const void *a, const void *b)
{
    return compare_along(a, b, 1);
}

/* Slices along x, each sorted along y, so that runs of CELLS_MOST entries lie near each other. */
static void order(RtreeEntry *entries, size_t count)
{
    if (count < 2) return; /* nothing to put in order; and no entries may be no array */
    size_t nodes = (count + CELLS_MOST - 1) / CELLS_MOST;
    size_t slices = (size_t)ceil(sqrt((double)nodes)), per_slice = slices == 0 ? 0 : (nodes + slices - 1) / slices * CELLS_MOST;
    qsort(entries, count, sizeof *entries, compare_x);
    for (size_t first = 0; first < count; first += per_slice)
        qsort(entries + first, count - first < per_slice ? count - first : per_slice, sizeof *entries, compare_y);
}

static void put_big_endian(uint8_t *to, uint64_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--, value >>= 8) to[i] = (uint8_t)value;
}

static void put_cell(uint8_t *to, const RtreeEntry *entry)
{
    put_big_endian(to, (uint64_t)entry->id, 8);
    for (int i = 0; i < 4; i++) {
        uint32_t bits;
        memcpy(&bits, &entry->box[i], sizeof bits);
        put_big_endian(to + 8 + 4 * i, bits, 4);
    }
}

static RtreeEntry covering(const RtreeEntry *entries, size_t count, int64_t id)
{
    RtreeEntry all = {id, {entries[0].box[0], entries[0].box[1], entries[0].box[2], entries[0].box[3]}};
    for (size_t i = 1; i < count; i++)
        for (int axis = 0; axis < 2; axis++) {
            all.box[2 * axis] = fminf(all.box[2 * axis], entries[i].box[2 * axis]);
            all.box[2 * axis + 1] = fmaxf(all.box[2 * axis + 1], entries[i].box[2 * axis + 1]);
        }
    return all;
}

typedef struct Filler {
    Store *store;
    sqlite3_stmt *node, *child[2]; /* child[0]: entries of the table, child[1]: nodes */
    int node_bytes;
    int64_t next_node;
} Filler;

static bool write_child(Filler *filler, int level, int64_t child, int64_t node, Error *error)
{
    sqlite3_stmt *statement = filler->child[level > 0];
    sqlite3_bind_int64(statement, 1, child);
    sqlite3_bind_int64(statement, 2, node);
    return spatialite_run(filler->store, statement, error);
}

static bool write_node(Filler *filler, int64_t number, int level, const RtreeEntry *entries, size_t count, Error *error)
{
    uint8_t bytes[HEAD_BYTES + CELLS_MOST * CELL_BYTES + 64] = {0};
    if (number == 1) put_big_endian(bytes, (uint64_t)level, 2); /* the root alone tells the depth */
    put_big_endian(bytes + 2, count, 2);
    for (size_t i = 0; i < count; i++) put_cell(bytes + HEAD_BYTES + i * CELL_BYTES, &entries[i]);
    sqlite3_bind_int64(filler->node, 1, number);
    sqlite3_bind_blob(filler->node, 2, bytes, filler->node_bytes, SQLITE_TRANSIENT);
    return spatialite_run(filler->store, filler->node, error);
}

/* Packs one level into nodes and returns, in place, an entry per node for the level above. */
static bool pack_level(Filler *filler, int level, RtreeEntry *entries, size_t *count, Error *error)
{
    size_t nodes = 0;
    for (size_t first = 0; first < *count || nodes == 0; first += CELLS_MOST, nodes++) {
        size_t members = *count - first < CELLS_MOST ? *count - first : CELLS_MOST;
        int64_t number = *count <= CELLS_MOST ? 1 : filler->next_node++;
        if (!write_node(filler, number, level, entries + first, members, error)) return false;
        for (size_t i = 0; i < members; i++)
            if (!write_child(filler, level, entries[first + i].id, number, error)) return false;
        if (members > 0) entries[nodes] = covering(entries + first, members, number);
        if (*count == 0) break;
    }
    *count = nodes;
    return true;
}

static sqlite3_stmt *prepare_for(Store *store, const char *format, const char *index, Error *error)
{
    char *sql = sqlite3_mprintf(format, index);
    sqlite3_stmt *statement = sql != NULL ? spatialite_prepare(store, sql, error) : NULL;
    sqlite3_free(sql);
    return statement;
}

static bool node_size(Store *store, const char *index, int *ret_bytes, Error *error)
{
    sqlite3_stmt *statement = prepare_for(store, "SELECT length(data) FROM \"%w_node\" WHERE nodeno = 1", index, error);
    if (statement == NULL) return false;
    bool found = false, ok = spatialite_next(store, statement, &found, error);
    if (ok && found) *ret_bytes = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    if (!ok) return false;
    /* Fewer cells would fit a database with small pages; ours always has 4096 bytes a page. */
    if (found && *ret_bytes >= HEAD_BYTES + CELLS_MOST * CELL_BYTES) return true;
    return error_set(error, ERROR_FAILED, _("The spatial index '%s' is damaged; make the database anew."), index);
}

bool rtree_fill(Store *store, const char *index, RtreeEntry *entries, size_t count, Error *error)
{
    Filler filler = {.store = store, .next_node = 2};
    if (!node_size(store, index, &filler.node_bytes, error)) return false;
    filler.node = prepare_for(store, "INSERT OR REPLACE INTO \"%w_node\" VALUES (?, ?)", index, error);
    filler.child[0] = prepare_for(store, "INSERT INTO \"%w_rowid\" (rowid, nodeno) VALUES (?, ?)", index, error);
    filler.child[1] = prepare_for(store, "INSERT INTO \"%w_parent\" (nodeno, parentnode) VALUES (?, ?)", index, error);
    bool ok = filler.node != NULL && filler.child[0] != NULL && filler.child[1] != NULL;
    order(entries, count);
    for (int level = 0; ok; level++) {
        bool is_root = count <= CELLS_MOST;
        if (level > 0) order(entries, count);
        ok = pack_level(&filler, level, entries, &count, error);
        if (is_root) break;
    }
    sqlite3_finalize(filler.node);
    sqlite3_finalize(filler.child[0]);
    sqlite3_finalize(filler.child[1]);
    return ok;
}
