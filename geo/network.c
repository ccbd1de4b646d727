#include "geo/network.h"

#include "geo/nearest.h"
#include "geo/segments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A place on a line where edges may begin: its ends, and where it is split. Joints at one place are united. */
typedef struct Joint {
    uint32_t line;
    uint32_t parent; /* towards the root of its union */
    double at_m, x_m, y_m;
} Joint;

/* The lines of the layer without repeated vertices, and the joints on them. Line l has its ends at joints
 * 2 l and 2 l + 1. */
typedef struct Noding {
    Features lines;
    uint32_t *street;
    int8_t *level;
    double *at_m; /* per vertex, from the line's start */
    Joint *joint;
    size_t joint_count, joint_room;
    double tolerance_m;
    NetworkCounts counts;
} Noding;

static void noding_free(Noding *noding)
{
    features_free(&noding->lines);
    free(noding->street);
    free(noding->level);
    free(noding->at_m);
    free(noding->joint);
}

void network_free(Network *network)
{
    free(network->node_x_m);
    free(network->node_y_m);
    free(network->edge_node);
    free(network->length_m);
    free(network->street);
    features_free(&network->lines);
    free(network->half_start);
    free(network->half);
    *network = (Network){0};
}

static void *new_array(size_t count, size_t size, Error *error)
{
    void *array = calloc(count + 1, size);
    if (array == NULL) error_memory(error, (double)count * (double)size);
    return array;
}

/* ---- lines ---- */

static bool add_line(Noding *noding, const Features *streets, size_t part, Error *error)
{
    size_t first = streets->vertex_start[part], end = streets->vertex_start[part + 1], kept = 0;
    for (size_t v = first; v < end; v++) {
        if (!isfinite(streets->x_m[v]) || !isfinite(streets->y_m[v]))
            return error_set(error, ERROR_INPUT, _("A street has a coordinate that is not a number."));
        if (v > first && streets->x_m[v] == streets->x_m[v - 1] && streets->y_m[v] == streets->y_m[v - 1]) continue;
        kept++;
    }
    if (kept < 2) return noding->counts.zero_length++, true;
    if (!features_add(&noding->lines, error) || !features_add_part(&noding->lines, error)) return false;
    for (size_t v = first; v < end; v++) {
        if (v > first && streets->x_m[v] == streets->x_m[v - 1] && streets->y_m[v] == streets->y_m[v - 1]) continue;
        if (!features_add_vertex(&noding->lines, streets->x_m[v], streets->y_m[v], error)) return false;
    }
    return true;
}

static bool add_lines(Noding *noding, const Features *streets, const int8_t *level, Error *error)
{
    size_t parts = features_parts(streets);
    noding->lines = features_init(FEATURE_LINE);
    if ((noding->street = new_array(parts, sizeof *noding->street, error)) == NULL ||
        (noding->level = new_array(parts, sizeof *noding->level, error)) == NULL)
        return false;
    for (size_t f = 0; f < streets->count; f++) {
        for (size_t p = streets->part_start[f]; p < streets->part_start[f + 1]; p++) {
            size_t line = noding->lines.count;
            if (!add_line(noding, streets, p, error)) return false;
            if (noding->lines.count == line) continue;
            noding->street[line] = (uint32_t)f;
            noding->level[line] = level != NULL ? level[f] : NETWORK_LEVEL_UNKNOWN;
        }
    }
    const Features *lines = &noding->lines;
    if ((noding->at_m = new_array(features_vertices(lines), sizeof *noding->at_m, error)) == NULL) return false;
    for (size_t l = 0; l < lines->count; l++)
        for (size_t v = lines->vertex_start[l] + 1; v < lines->vertex_start[l + 1]; v++)
            noding->at_m[v] = noding->at_m[v - 1] + hypot(lines->x_m[v] - lines->x_m[v - 1], lines->y_m[v] - lines->y_m[v - 1]);
    return true;
}

static double line_length(const Noding *noding, size_t line)
{
    return noding->at_m[noding->lines.vertex_start[line + 1] - 1];
}

static bool levels_meet(const Noding *noding, size_t a, size_t b)
{
    int8_t p = noding->level[a], q = noding->level[b];
    return p == NETWORK_LEVEL_UNKNOWN || q == NETWORK_LEVEL_UNKNOWN || p == q;
}

/* ---- joints ---- */

static bool add_joint(Noding *noding, size_t line, double at_m, double x_m, double y_m, uint32_t *ret_joint, Error *error)
{
    if (noding->joint_count == noding->joint_room) {
        size_t room = noding->joint_room + noding->joint_room / 2 + 64;
        Joint *grown = realloc(noding->joint, room * sizeof *grown);
        if (grown == NULL) return error_memory(error, (double)(room * sizeof *grown));
        noding->joint = grown;
        noding->joint_room = room;
    }
    uint32_t joint = (uint32_t)noding->joint_count++;
    noding->joint[joint] = (Joint){(uint32_t)line, joint, at_m, x_m, y_m};
    if (ret_joint != NULL) *ret_joint = joint;
    return true;
}

static uint32_t root_of(Joint *joint, uint32_t j)
{
    while (joint[j].parent != j) j = joint[j].parent = joint[joint[j].parent].parent;
    return j;
}

/* The lower number stays the root, so that the order of uniting does not show. */
static void unite(Joint *joint, uint32_t a, uint32_t b)
{
    a = root_of(joint, a);
    b = root_of(joint, b);
    if (a < b) joint[b].parent = a;
    else joint[a].parent = b;
}

static bool add_ends(Noding *noding, Error *error)
{
    const Features *lines = &noding->lines;
    for (size_t l = 0; l < lines->count; l++) {
        size_t first = lines->vertex_start[l], last = lines->vertex_start[l + 1] - 1;
        if (!add_joint(noding, l, 0, lines->x_m[first], lines->y_m[first], NULL, error) ||
            !add_joint(noding, l, noding->at_m[last], lines->x_m[last], lines->y_m[last], NULL, error))
            return false;
    }
    return true;
}

typedef struct Spot {
    double x_m, y_m;
    uint32_t index; /* of a joint or a vertex */
    uint32_t line;
} Spot;

static int compare_spots(const void *left, const void *right)
{
    const Spot *a = left, *b = right;
    if (a->x_m != b->x_m) return a->x_m < b->x_m ? -1 : 1;
    if (a->y_m != b->y_m) return a->y_m < b->y_m ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* Ends within the tolerance of each other. */
static bool unite_ends(Noding *noding, Error *error)
{
    size_t count = 2 * noding->lines.count;
    Spot *spot = new_array(count, sizeof *spot, error);
    if (spot == NULL) return false;
    for (size_t j = 0; j < count; j++)
        spot[j] = (Spot){noding->joint[j].x_m, noding->joint[j].y_m, (uint32_t)j, noding->joint[j].line};
    qsort(spot, count, sizeof *spot, compare_spots);
    for (size_t a = 0; a < count; a++)
        for (size_t b = a + 1; b < count && spot[b].x_m - spot[a].x_m <= noding->tolerance_m; b++)
            if (hypot(spot[b].x_m - spot[a].x_m, spot[b].y_m - spot[a].y_m) <= noding->tolerance_m)
                unite(noding->joint, spot[a].index, spot[b].index);
    free(spot);
    return true;
}

static bool is_end(const Noding *noding, const Spot *spot)
{
    const Features *lines = &noding->lines;
    return spot->index == lines->vertex_start[spot->line] || spot->index + 1 == lines->vertex_start[spot->line + 1];
}

/* The joint of a vertex: that of the end, or a new one. */
static bool joint_of_vertex(Noding *noding, const Spot *spot, uint32_t *ret_joint, Error *error)
{
    const Features *lines = &noding->lines;
    if (spot->index == lines->vertex_start[spot->line]) return *ret_joint = 2 * spot->line, true;
    if (spot->index + 1 == lines->vertex_start[spot->line + 1]) return *ret_joint = 2 * spot->line + 1, true;
    return add_joint(noding, spot->line, noding->at_m[spot->index], spot->x_m, spot->y_m, ret_joint, error);
}

/* Vertices at one place, count of them: those that meet are united. */
static bool unite_vertices_at(Noding *noding, const Spot *spot, size_t count, Error *error)
{
    for (size_t a = 0; a < count; a++) {
        uint32_t joint = UINT32_MAX, other = 0;
        for (size_t b = 0; b < a; b++) {
            bool both_ends = is_end(noding, &spot[a]) && is_end(noding, &spot[b]);
            if (both_ends || !levels_meet(noding, spot[a].line, spot[b].line)) continue; /* ends are united already */
            if ((joint == UINT32_MAX && !joint_of_vertex(noding, &spot[a], &joint, error)) || !joint_of_vertex(noding, &spot[b], &other, error))
                return false;
            unite(noding->joint, joint, other);
        }
    }
    return true;
}

/* Vertices that lines share, in the middle of at least one of them. */
static bool unite_vertices(Noding *noding, Error *error)
{
    const Features *lines = &noding->lines;
    size_t count = features_vertices(lines);
    Spot *spot = new_array(count, sizeof *spot, error);
    if (spot == NULL) return false;
    for (size_t l = 0; l < lines->count; l++)
        for (size_t v = lines->vertex_start[l]; v < lines->vertex_start[l + 1]; v++)
            spot[v] = (Spot){lines->x_m[v], lines->y_m[v], (uint32_t)v, (uint32_t)l};
    qsort(spot, count, sizeof *spot, compare_spots);
    bool ok = true;
    for (size_t first = 0, next; ok && first < count; first = next) {
        for (next = first + 1; next < count && spot[next].x_m == spot[first].x_m && spot[next].y_m == spot[first].y_m;) next++;
        if (next - first > 1) ok = unite_vertices_at(noding, spot + first, next - first, error);
    }
    free(spot);
    return ok;
}

/* The nearest place of one line to an end that is in search of company. */
typedef struct Touch {
    uint32_t line;
    double distance_m, at_m, x_m, y_m;
} Touch;

enum { TOUCHES_MOST = 64 };

static Touch touch_segment(const Noding *noding, const Segments *segments, size_t s, double x_m, double y_m)
{
    double dx = segments->bx[s] - segments->ax[s], dy = segments->by[s] - segments->ay[s];
    double share = ((x_m - segments->ax[s]) * dx + (y_m - segments->ay[s]) * dy) / (dx * dx + dy * dy);
    share = fmax(0, fmin(1, share));
    size_t vertex = s + segments->feature[s]; /* every line has one segment less than it has vertices */
    double x = segments->ax[s] + share * dx, y = segments->ay[s] + share * dy;
    return (Touch){segments->feature[s], hypot(x - x_m, y - y_m), noding->at_m[vertex] + share * hypot(dx, dy), x, y};
}

/* Adds what an end touches to the list, one place a line. */
static size_t find_touches(const Noding *noding, const Segments *segments, uint32_t end, Touch *touch)
{
    const Joint *joint = &noding->joint[end];
    double reach = noding->tolerance_m;
    size_t count = 0;
    for (int row = segments_row(segments, joint->y_m - reach); row <= segments_row(segments, joint->y_m + reach); row++)
        for (int column = segments_column(segments, joint->x_m - reach); column <= segments_column(segments, joint->x_m + reach); column++) {
            size_t bucket = (size_t)row * (size_t)segments->columns + (size_t)column;
            for (size_t k = segments->start[bucket]; k < segments->start[bucket + 1]; k++) {
                Touch found = touch_segment(noding, segments, segments->item[k], joint->x_m, joint->y_m);
                if (!(found.distance_m <= reach) || !levels_meet(noding, joint->line, found.line)) continue;
                if (found.line == joint->line && fabs(found.at_m - joint->at_m) <= 2 * reach) continue;
                size_t same = 0;
                while (same < count && touch[same].line != found.line) same++;
                if (same == TOUCHES_MOST) continue;
                if (same == count) touch[count++] = found;
                else if (found.distance_m < touch[same].distance_m) touch[same] = found;
            }
        }
    return count;
}

static bool unite_touches(Noding *noding, Error *error)
{
    Segments segments;
    if (!segments_of_features(&noding->lines, 0, &segments, error)) return false;
    bool ok = true;
    for (uint32_t end = 0; ok && end < 2 * noding->lines.count; end++) {
        Touch touch[TOUCHES_MOST];
        size_t count = find_touches(noding, &segments, end, touch);
        for (size_t t = 0; ok && t < count; t++) {
            double length = line_length(noding, touch[t].line);
            uint32_t other = 0;
            if (touch[t].at_m <= noding->tolerance_m) other = 2 * touch[t].line;
            else if (touch[t].at_m >= length - noding->tolerance_m) other = 2 * touch[t].line + 1;
            else ok = add_joint(noding, touch[t].line, touch[t].at_m, touch[t].x_m, touch[t].y_m, &other, error), noding->counts.touches++;
            if (ok) unite(noding->joint, end, other);
        }
    }
    segments_free(&segments);
    return ok;
}

/* ---- edges ---- */

static int compare_joints(const void *left, const void *right)
{
    const Joint *a = *(const Joint *const *)left, *b = *(const Joint *const *)right;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    if (a->at_m != b->at_m) return a->at_m < b->at_m ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* The piece from from_m to to_m of the line whose vertices first .. end - 1 lie at at_m[first] ... */
static bool add_piece(const Features *lines, const double *at_m, size_t first, size_t end, double from_m, double to_m, Features *to, Error *error)
{
    if (!features_add(to, error) || !features_add_part(to, error)) return false;
    size_t v = first;
    while (v + 2 < end && at_m[v + 1] <= from_m) v++;
    for (double at = from_m;;) {
        double length = at_m[v + 1] - at_m[v], share = length > 0 ? fmax(0, fmin(1, (at - at_m[v]) / length)) : 0;
        double x = share == 1 ? lines->x_m[v + 1] : lines->x_m[v] + share * (lines->x_m[v + 1] - lines->x_m[v]);
        double y = share == 1 ? lines->y_m[v + 1] : lines->y_m[v] + share * (lines->y_m[v + 1] - lines->y_m[v]);
        if (!features_add_vertex(to, x, y, error)) return false;
        if (at >= to_m) return true;
        if (at_m[v + 1] < to_m && v + 2 < end) at = at_m[++v];
        else at = to_m;
    }
}

static bool add_edge(const Noding *noding, const Joint *from, const Joint *to, uint32_t node_from, uint32_t node_to, Network *network, Error *error)
{
    const Features *lines = &noding->lines;
    size_t line = from->line, edge = network->edge_count++;
    network->edge_node[2 * edge] = node_from;
    network->edge_node[2 * edge + 1] = node_to;
    network->length_m[edge] = to->at_m - from->at_m;
    network->street[edge] = noding->street[line];
    return add_piece(lines, noding->at_m, lines->vertex_start[line], lines->vertex_start[line + 1], from->at_m, to->at_m, &network->lines, error);
}

/* Nodes get their numbers in the order in which the edges come by them. */
static uint32_t node_of(Noding *noding, uint32_t *node, const Joint *at, Network *network)
{
    uint32_t root = root_of(noding->joint, (uint32_t)(at - noding->joint));
    if (node[root] == UINT32_MAX) {
        node[root] = (uint32_t)network->node_count++;
        network->node_x_m[node[root]] = noding->joint[root].x_m;
        network->node_y_m[node[root]] = noding->joint[root].y_m;
    }
    return node[root];
}

static bool add_edges(Noding *noding, const Joint **order, uint32_t *node, Network *network, Error *error)
{
    memset(node, 0xff, noding->joint_count * sizeof *node);
    for (size_t j = 0; j < noding->joint_count; j++) order[j] = &noding->joint[j];
    qsort(order, noding->joint_count, sizeof *order, compare_joints);
    for (size_t j = 0, next; j + 1 < noding->joint_count; j = next) {
        next = j + 1;
        uint32_t root = root_of(noding->joint, (uint32_t)(order[j] - noding->joint));
        /* Splits that became one node with this one, no farther than rounding and tolerance put them. */
        while (next < noding->joint_count && order[next]->line == order[j]->line && order[next]->at_m - order[j]->at_m <= 2 * noding->tolerance_m &&
               root_of(noding->joint, (uint32_t)(order[next] - noding->joint)) == root)
            next++;
        if (next == noding->joint_count || order[next]->line != order[j]->line) {
            if (next > j + 1 && order[j]->at_m == 0) noding->counts.zero_length++;
            continue;
        }
        if (!add_edge(noding, order[j], order[next], node_of(noding, node, order[j], network), node_of(noding, node, order[next], network), network, error))
            return false;
    }
    return true;
}

static bool make_edges(Noding *noding, Network *network, Error *error)
{
    size_t most = noding->joint_count;
    if (most >= INT32_MAX) return error_set(error, ERROR_INPUT, _("The street layer has more pieces than can be numbered; cut it into districts."));
    network->lines = features_init(FEATURE_LINE);
    const Joint **order = new_array(most, sizeof *order, error);
    uint32_t *node = new_array(most, sizeof *node, error);
    bool ok = order != NULL && node != NULL && (network->node_x_m = new_array(most, sizeof(double), error)) != NULL &&
              (network->node_y_m = new_array(most, sizeof(double), error)) != NULL &&
              (network->edge_node = new_array(2 * most, sizeof(uint32_t), error)) != NULL &&
              (network->length_m = new_array(most, sizeof(double), error)) != NULL &&
              (network->street = new_array(most, sizeof(uint32_t), error)) != NULL && add_edges(noding, order, node, network, error);
    free(order);
    free(node);
    return ok;
}

/* ---- what lies double ---- */

void network_place(const Network *network, size_t edge, double position_m, double *ret_x_m, double *ret_y_m)
{
    const Features *lines = &network->lines;
    size_t v = lines->vertex_start[edge], last = lines->vertex_start[edge + 1] - 1;
    for (;; v++) {
        double length = hypot(lines->x_m[v + 1] - lines->x_m[v], lines->y_m[v + 1] - lines->y_m[v]);
        if (position_m <= length || v + 1 == last) {
            double share = length > 0 ? fmax(0, fmin(1, position_m / length)) : 0;
            *ret_x_m = lines->x_m[v] + share * (lines->x_m[v + 1] - lines->x_m[v]);
            *ret_y_m = lines->y_m[v] + share * (lines->y_m[v + 1] - lines->y_m[v]);
            return;
        }
        position_m -= length;
    }
}

static bool same_way(const Network *network, size_t a, size_t b, bool backwards, double tolerance_m)
{
    for (int quarter = 1; quarter <= 3; quarter++) {
        double share = quarter / 4.0, ax, ay, bx, by;
        network_place(network, a, share * network->length_m[a], &ax, &ay);
        network_place(network, b, (backwards ? 1 - share : share) * network->length_m[b], &bx, &by);
        if (hypot(bx - ax, by - ay) > tolerance_m) return false;
    }
    return true;
}

typedef struct Ends {
    uint32_t low, high, edge;
} Ends;

static int compare_ends(const void *left, const void *right)
{
    const Ends *a = left, *b = right;
    if (a->low != b->low) return a->low < b->low ? -1 : 1;
    if (a->high != b->high) return a->high < b->high ? -1 : 1;
    return a->edge < b->edge ? -1 : a->edge > b->edge;
}

static bool lies_on(const Network *network, size_t a, size_t b, double tolerance_m)
{
    double slack_m = fmax(tolerance_m, 1e-6);
    if (fabs(network->length_m[a] - network->length_m[b]) > slack_m) return false;
    const uint32_t *node = network->edge_node;
    return (node[2 * a] == node[2 * b] && same_way(network, a, b, false, slack_m)) ||
           (node[2 * a] == node[2 * b + 1] && same_way(network, a, b, true, slack_m));
}

/* Marks edges that lie on an earlier one, and counts the parallel ones that stay. */
static bool mark_duplicates(Network *network, double tolerance_m, uint8_t *double_edge, Error *error)
{
    Ends *ends = new_array(network->edge_count, sizeof *ends, error);
    if (ends == NULL) return false;
    for (size_t e = 0; e < network->edge_count; e++) {
        uint32_t a = network->edge_node[2 * e], b = network->edge_node[2 * e + 1];
        ends[e] = (Ends){a < b ? a : b, a < b ? b : a, (uint32_t)e};
    }
    qsort(ends, network->edge_count, sizeof *ends, compare_ends);
    for (size_t first = 0, i = 0; i < network->edge_count; i++) {
        if (ends[i].low != ends[first].low || ends[i].high != ends[first].high) first = i;
        bool beside = false;
        for (size_t k = first; k < i && !double_edge[ends[i].edge]; k++) {
            if (double_edge[ends[k].edge]) continue;
            if (lies_on(network, ends[k].edge, ends[i].edge, tolerance_m)) double_edge[ends[i].edge] = 1;
            else beside = true;
        }
        if (double_edge[ends[i].edge]) network->counts.duplicates++;
        else if (beside && ends[i].low != ends[i].high) network->counts.parallel++;
    }
    free(ends);
    return true;
}

static bool drop_duplicates(Network *network, double tolerance_m, Error *error)
{
    uint8_t *double_edge = new_array(network->edge_count, 1, error);
    if (double_edge == NULL) return false;
    bool ok = mark_duplicates(network, tolerance_m, double_edge, error);
    if (ok && network->counts.duplicates > 0) {
        Features lines = features_init(FEATURE_LINE);
        size_t kept = 0;
        for (size_t e = 0; ok && e < network->edge_count; e++) {
            if (double_edge[e]) continue;
            ok = features_add_feature_of(&lines, &network->lines, e, error);
            network->edge_node[2 * kept] = network->edge_node[2 * e];
            network->edge_node[2 * kept + 1] = network->edge_node[2 * e + 1];
            network->length_m[kept] = network->length_m[e];
            network->street[kept++] = network->street[e];
        }
        features_free(&network->lines);
        network->lines = lines;
        network->edge_count = kept;
    }
    free(double_edge);
    return ok;
}

/* ---- the graph ---- */

static bool join_halves(Network *network, Error *error)
{
    size_t nodes = network->node_count, halves = 2 * network->edge_count;
    if ((network->half_start = new_array(nodes + 1, sizeof(size_t), error)) == NULL ||
        (network->half = new_array(halves, sizeof(uint32_t), error)) == NULL)
        return false;
    size_t *start = network->half_start;
    for (size_t h = 0; h < halves; h++) start[network->edge_node[h] + 1]++;
    for (size_t v = 0; v < nodes; v++) start[v + 1] += start[v];
    for (size_t h = 0; h < halves; h++) network->half[start[network->edge_node[h]]++] = (uint32_t)h;
    for (size_t v = nodes; v > 0; v--) start[v] = start[v - 1];
    start[0] = 0;
    return true;
}

static bool count_graph(Network *network, Error *error)
{
    uint32_t *stack = new_array(network->node_count, sizeof *stack, error);
    uint8_t *seen = new_array(network->node_count, 1, error);
    bool ok = stack != NULL && seen != NULL;
    for (size_t e = 0; ok && e < network->edge_count; e++) network->counts.loops += network->edge_node[2 * e] == network->edge_node[2 * e + 1];
    for (size_t v = 0; ok && v < network->node_count; v++) {
        network->counts.dead_ends += network->half_start[v + 1] - network->half_start[v] == 1;
        if (seen[v]) continue;
        network->counts.components++;
        size_t waiting = 1;
        stack[0] = (uint32_t)v;
        seen[v] = 1;
        while (waiting > 0) {
            uint32_t here = stack[--waiting];
            for (size_t h = network->half_start[here]; h < network->half_start[here + 1]; h++) {
                uint32_t there = network->edge_node[network->half[h] ^ 1u];
                if (!seen[there]) seen[there] = 1, stack[waiting++] = there;
            }
        }
    }
    free(stack);
    free(seen);
    return ok;
}

bool network_init(const Features *streets, const int8_t *level, double tolerance_m, Network *ret_network, Error *error)
{
    if (streets->count > 0 && streets->kind != FEATURE_LINE)
        return error_set(error, ERROR_INPUT, _("A street network is made of lines; this layer has points or polygons."));
    if (!(tolerance_m >= 0 && isfinite(tolerance_m)))
        return error_set(error, ERROR_INPUT, _("The tolerance of a street network must be 0 m or more, and it is %g."), tolerance_m);
    Noding noding = {.tolerance_m = tolerance_m};
    Network network = {0};
    bool ok = add_lines(&noding, streets, level, error) && add_ends(&noding, error) && unite_ends(&noding, error) && unite_vertices(&noding, error) &&
              unite_touches(&noding, error) && make_edges(&noding, &network, error);
    if (ok) network.counts = noding.counts;
    ok = ok && drop_duplicates(&network, tolerance_m, error) && join_halves(&network, error) && count_graph(&network, error);
    noding_free(&noding);
    if (!ok) return network_free(&network), false;
    *ret_network = network;
    return true;
}

bool network_add_piece(const Network *network, size_t edge, double from_m, double to_m, Features *features, Error *error)
{
    const Features *lines = &network->lines;
    size_t first = lines->vertex_start[edge], count = lines->vertex_start[edge + 1] - first;
    double few[64], *at_m = count <= sizeof few / sizeof *few ? few : new_array(count, sizeof *at_m, error);
    if (at_m == NULL) return false;
    at_m[0] = 0;
    for (size_t i = 1; i < count; i++)
        at_m[i] = at_m[i - 1] + hypot(lines->x_m[first + i] - lines->x_m[first + i - 1], lines->y_m[first + i] - lines->y_m[first + i - 1]);
    Features whole = *lines; /* the view that add_piece() takes: vertices from 0 on */
    whole.x_m += first;
    whole.y_m += first;
    bool ok = add_piece(&whole, at_m, 0, count, from_m, to_m, features, error);
    if (at_m != few) free(at_m);
    return ok;
}

/* ---- reports ---- */

void network_places_free(NetworkPlaces *places)
{
    free(places->edge);
    free(places->position_m);
    free(places->distance_m);
    *places = (NetworkPlaces){0};
}

/* The place on an edge that is nearest to a point. */
static void snap_to(const Network *network, size_t edge, double x_m, double y_m, double *ret_position_m, double *ret_distance_m)
{
    const Features *lines = &network->lines;
    double best = INFINITY, position = 0, at = 0;
    for (size_t v = lines->vertex_start[edge]; v + 1 < lines->vertex_start[edge + 1]; v++) {
        double dx = lines->x_m[v + 1] - lines->x_m[v], dy = lines->y_m[v + 1] - lines->y_m[v], length = hypot(dx, dy);
        double share = length > 0 ? ((x_m - lines->x_m[v]) * dx + (y_m - lines->y_m[v]) * dy) / (length * length) : 0;
        share = fmax(0, fmin(1, share));
        double distance = hypot(lines->x_m[v] + share * dx - x_m, lines->y_m[v] + share * dy - y_m);
        if (distance < best) best = distance, position = at + share * length;
        at += length;
    }
    *ret_position_m = fmin(position, network->length_m[edge]);
    *ret_distance_m = best;
}

bool network_snap(const Network *network, const double *x_m, const double *y_m, size_t count, double max_m, NetworkPlaces *ret_places, Error *error)
{
    NetworkPlaces places = {.count = count};
    NearestIndex index;
    if (!nearest_init(&network->lines, &index, error)) return false;
    bool ok = (places.edge = new_array(count, sizeof(uint32_t), error)) != NULL && (places.position_m = new_array(count, sizeof(double), error)) != NULL &&
              (places.distance_m = new_array(count, sizeof(double), error)) != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        ptrdiff_t edge = nearest_find(&index, x_m[i], y_m[i], max_m, NULL);
        places.edge[i] = edge < 0 ? NETWORK_NO_EDGE : (uint32_t)edge;
        places.distance_m[i] = NAN;
        if (edge < 0) places.unsnapped++;
        else snap_to(network, (size_t)edge, x_m[i], y_m[i], &places.position_m[i], &places.distance_m[i]);
    }
    nearest_free(&index);
    if (!ok) return network_places_free(&places), false;
    *ret_places = places;
    return true;
}
