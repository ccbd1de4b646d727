#include "geo/weights.h"

#include "geo/calendar.h"
#include "geo/memory.h"
#include "geo/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SMALL_SORT = 24, PARALLEL_LEAST = 20000, BLOCK = 256 };
static const int64_t REPEAT_S = 14 * (int64_t)DAY_S;
static const double LEAST_CHANNEL_WEIGHT = 0.25;
static const double STACK_P = 0.05;

/* Who or where, and what: reports with the same key repeat each other. */
typedef struct Repeat {
    int64_t key[2]; /* the reporter and 0, or the address in 0.1 m */
    uint32_t what;  /* kind and category */
    int64_t from_s, id;
    size_t index;
} Repeat;

static int compare_int64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_who(const Repeat *a, const Repeat *b)
{
    int order = compare_int64(a->key[0], b->key[0]);
    if (!order) order = compare_int64(a->key[1], b->key[1]);
    return order ? order : compare_int64(a->what, b->what);
}

static int compare_repeat(const void *left, const void *right)
{
    const Repeat *a = left, *b = right;
    int order = compare_who(a, b);
    if (!order) order = compare_int64(a->from_s, b->from_s);
    if (!order) order = compare_int64(a->id, b->id);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

static int64_t tenth_of_metre(double metres)
{
    double tenths = metres * 10 + 0.5;
    int64_t whole = (int64_t)tenths;
    return whole - ((double)whole > tenths); /* rounded down, as floor() does, which is a call */
}

typedef enum RepeatBy { BY_REPORTER, BY_ADDRESS } RepeatBy;

static Repeat repeat_of(const Points *points, RepeatBy by, size_t i)
{
    Repeat repeat = {{points->reporter[i], 0}, (uint32_t)points->kind[i] << 16 | points->category[i], points->from_s[i], points->id[i], i};
    if (by == BY_ADDRESS) repeat.key[0] = tenth_of_metre(points->x_m[i]), repeat.key[1] = tenth_of_metre(points->y_m[i]);
    return repeat;
}

/* Nobody repeats a reporter that is not known. */
static bool can_repeat(const Points *points, RepeatBy by, size_t i)
{
    return by == BY_ADDRESS || points->reporter[i] != 0;
}

/* Of reports first .. first + count - 1, at most BLOCK. Apart from what is done with them, for that waits for memory,
 * and many reports then wait at once. */
static void find_hashes(const Points *points, RepeatBy by, size_t first, size_t count, uint64_t *ret_hash)
{
    for (size_t i = first; i < first + count; i++) {
        Repeat repeat = repeat_of(points, by, i);
        uint64_t hash = ((uint64_t)repeat.key[0] * 0x9E3779B97F4A7C15u ^ (uint64_t)repeat.key[1]) * 0xC2B2AE3D27D4EB4Fu ^ repeat.what;
        hash = (hash ^ hash >> 29) * 0xBF58476D1CE4E5B9u;
        ret_hash[i - first] = hash ^ hash >> 32;
    }
}

/* A report in its bucket. Reports that may repeat each other share bucket and hash; of the few others that do, the sort tells. */
typedef struct Tag {
    uint32_t hash, index;
} Tag;

static int compare_tag(const void *left, const void *right)
{
    const Tag *a = left, *b = right;
    if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

static void sort_tags(Tag *tag, size_t count)
{
    if (count > SMALL_SORT) {
        qsort(tag, count, sizeof *tag, compare_tag);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        Tag moved = tag[i];
        size_t j = i;
        for (; j > 0 && compare_tag(&moved, &tag[j - 1]) < 0; j--)
            tag[j] = tag[j - 1];
        tag[j] = moved;
    }
}

static size_t block_at(const Points *points, size_t first)
{
    return points->count - first < BLOCK ? points->count - first : BLOCK;
}

/* Puts the reports into buckets, about one in each, by counting. Gives back the buckets' starts, or NULL. */
static uint32_t *gather(const Points *points, RepeatBy by, Tag *ret_tag, uint32_t *ret_buckets)
{
    int bits = 4;
    uint64_t hash[BLOCK];
    while (bits < 30 && (size_t)1 << bits < points->count) bits++;
    uint32_t buckets = UINT32_C(1) << bits, *start = memory_large_zeroed(((size_t)buckets + 2) * sizeof *start);
    if (!start) return NULL;
    for (size_t first = 0; first < points->count; first += BLOCK) {
        size_t count = block_at(points, first);
        find_hashes(points, by, first, count, hash);
        for (size_t i = 0; i < count; i++)
            start[(hash[i] >> (64 - bits)) + 2] += can_repeat(points, by, first + i);
    }
    for (size_t b = 2; b < (size_t)buckets + 2; b++)
        start[b] += start[b - 1];
    for (size_t first = 0; first < points->count; first += BLOCK) {
        size_t count = block_at(points, first);
        find_hashes(points, by, first, count, hash);
        for (size_t i = 0; i < count; i++)
            if (can_repeat(points, by, first + i))
                ret_tag[start[(hash[i] >> (64 - bits)) + 1]++] = (Tag){(uint32_t)hash[i], (uint32_t)(first + i)};
    }
    *ret_buckets = buckets;
    return start;
}

/* Raises k[i] to report i's place among the reports of its key in the 14 days up to it; sorted, by compare_repeat(). */
static void count_sorted(const Repeat *repeat, size_t count, uint32_t *k)
{
    size_t oldest = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && compare_who(&repeat[i], &repeat[i - 1]) != 0) oldest = i;
        while (repeat[i].from_s - repeat[oldest].from_s > REPEAT_S)
            oldest++;
        uint32_t place = (uint32_t)(i - oldest + 1);
        if (place > k[repeat[i].index]) k[repeat[i].index] = place;
    }
}

/* The reports of one bucket: those whose hash is the same are sorted and counted. */
static bool count_bucket(const Points *points, RepeatBy by, Tag *tag, size_t count, uint32_t *k)
{
    sort_tags(tag, count);
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && tag[end].hash == tag[first].hash;) end++;
        if (end - first < 2) continue; /* alone: the first of its key */
        Repeat few[SMALL_SORT], *repeat = end - first <= SMALL_SORT ? few : malloc((end - first) * sizeof *repeat);
        if (!repeat) return false;
        for (size_t i = first; i < end; i++)
            repeat[i - first] = repeat_of(points, by, tag[i].index);
        qsort(repeat, end - first, sizeof *repeat, compare_repeat);
        count_sorted(repeat, end - first, k);
        if (repeat != few) free(repeat);
    }
    return true;
}

static bool count_repeats(const Points *points, RepeatBy by, Tag *tag, uint32_t *k)
{
    uint32_t buckets;
    uint32_t *start = gather(points, by, tag, &buckets);
    bool ok = start != NULL;
    for (size_t b = 0; ok && b < buckets; b++)
        if (start[b + 1] - start[b] > 1) ok = count_bucket(points, by, tag + start[b], start[b + 1] - start[b], k);
    free(start);
    return ok;
}

/* By reporter and by address at once; the higher of the two places counts. */
static bool cap_repeats(const Points *points, double *weight, Error *error)
{
    size_t count = points->count;
    Tag *tag = memory_large(2 * (count + 1) * sizeof *tag);
    uint32_t *k = memory_large(2 * (count + 1) * sizeof *k);
    bool ok = true;
    if (!tag || !k) { /* not by way of ok: in a reduction it begins as true, whatever it was */
        free(tag);
        free(k);
        return error_memory(error, 2.0 * (double)count * (sizeof *tag + sizeof *k));
    }
#pragma omp parallel for schedule(static, 1) num_threads(2) reduction(&& : ok) if (count > PARALLEL_LEAST)
    for (int by = BY_REPORTER; by <= BY_ADDRESS; by++) {
        uint32_t *own = k + (size_t)by * count;
        for (size_t i = 0; ok && i < count; i++)
            own[i] = 1;
        ok = ok && count_repeats(points, (RepeatBy)by, tag + (size_t)by * count, own);
    }
    for (size_t i = 0; ok && i < count; i++)
        weight[i] = 1.0 / (k[i] > k[count + i] ? k[i] : k[count + i]);
    free(tag);
    free(k);
    return ok || error_memory(error, 2.0 * (double)count * (sizeof *tag + sizeof *k));
}

static bool is_campaign(const Campaign *campaign, size_t campaign_count, int month, int source)
{
    for (size_t i = 0; i < campaign_count; i++)
        if (campaign[i].month == month && (campaign[i].source == source || campaign[i].source == SOURCE_ANY))
            return true;
    return false;
}

static double median(double *value, size_t count)
{
    sort_numbers(value, count);
    return count % 2 ? value[count / 2] : 0.5 * (value[count / 2 - 1] + value[count / 2]);
}

/* A report of a source in a month; sorted, the runs are the volumes. */
typedef struct Volume {
    int source, month;
    size_t index;
} Volume;

static int compare_volume(const void *left, const void *right)
{
    const Volume *a = left, *b = right;
    if (a->source != b->source) return a->source < b->source ? -1 : 1;
    if (a->month != b->month) return a->month < b->month ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

/* Multiplies the weights of one source's reports, volume[0 .. count - 1], in its campaign months. */
static bool weigh_channel(const Volume *volume, size_t count, const Campaign *campaign, size_t campaign_count,
                          double *weight, Error *error)
{
    int source = volume[0].source, first_month = volume[0].month;
    size_t months = (size_t)(volume[count - 1].month - first_month + 1), plain = 0;
    double *per_month = calloc(2 * months, sizeof *per_month);
    if (!per_month) return error_memory(error, 2 * (double)months * sizeof *per_month);
    double *plain_month = per_month + months;
    for (size_t i = 0; i < count; i++)
        per_month[volume[i].month - first_month]++;
    for (size_t m = 0; m < months; m++)
        if (!is_campaign(campaign, campaign_count, first_month + (int)m, source))
            plain_month[plain++] = per_month[m];
    double usual = plain ? median(plain_month, plain) : 0;
    for (size_t i = 0; i < count && plain; i++) {
        if (!is_campaign(campaign, campaign_count, volume[i].month, source)) continue;
        double channel = usual / per_month[volume[i].month - first_month];
        weight[volume[i].index] *= channel > 1                      ? 1
                                   : channel < LEAST_CHANNEL_WEIGHT ? LEAST_CHANNEL_WEIGHT
                                                                    : channel;
    }
    free(per_month);
    return true;
}

static bool weigh_channels(const Points *points, const Campaign *campaign, size_t campaign_count,
                           double *weight, Error *error)
{
    size_t count = points->count;
    Volume *volume = malloc((count ? count : 1) * sizeof *volume);
    if (!volume) return error_memory(error, (double)count * sizeof *volume);
    for (size_t i = 0; i < count; i++)
        volume[i] = (Volume){points->source[i], calendar_month(points->from_s[i]), i};
    qsort(volume, count, sizeof *volume, compare_volume);
    bool done = true;
    for (size_t first = 0, after; done && first < count; first = after) {
        after = first;
        while (after < count && volume[after].source == volume[first].source)
            after++;
        done = weigh_channel(volume + first, after - first, campaign, campaign_count, weight, error);
    }
    free(volume);
    return done;
}

bool weights_compute(const Points *points, WeightMode mode, const Campaign *campaign, size_t campaign_count,
                     double *ret_weight, Error *error)
{
    size_t count = points->count;
    double *weight = memory_large(count * sizeof *weight);
    if (!weight) return error_memory(error, (double)count * sizeof *weight);
    for (size_t i = 0; i < count && mode == WEIGHT_RAW; i++)
        weight[i] = 1;
    bool done = mode == WEIGHT_RAW || cap_repeats(points, weight, error);
    if (done && mode == WEIGHT_FULL) done = weigh_channels(points, campaign, campaign_count, weight, error);
    if (done && count) memcpy(ret_weight, weight, count * sizeof *weight);
    free(weight);
    return done;
}

static int compare_reporter(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* One stack from the reports of one address; false when memory is short. */
static bool describe_stack(const Points *points, const Repeat *report, size_t count, double p_value,
                           Stack *ret_stack)
{
    uint32_t *reporter = malloc(count * sizeof *reporter);
    if (!reporter) return false;
    Stack stack = {.reports = count, .first = report[0].index, .p_value = p_value};
    for (size_t i = 0; i < count; i++) {
        reporter[i] = points->reporter[report[i].index];
        if (report[i].id < points->id[stack.first]) stack.first = report[i].index;
    }
    qsort(reporter, count, sizeof *reporter, compare_reporter);
    for (size_t i = 0; i < count; i++)
        if (reporter[i] == 0 || i == 0 || reporter[i] != reporter[i - 1]) stack.reporters++;
    stack.x_m = points->x_m[stack.first];
    stack.y_m = points->y_m[stack.first];
    free(reporter);
    *ret_stack = stack;
    return true;
}

static int compare_stack(const void *left, const void *right)
{
    const Stack *a = left, *b = right;
    if (a->reports != b->reports) return a->reports > b->reports ? -1 : 1;
    if (a->x_m != b->x_m) return a->x_m < b->x_m ? -1 : 1;
    return (a->y_m > b->y_m) - (a->y_m < b->y_m);
}

static size_t end_of_address(const Repeat *report, size_t count, size_t first)
{
    size_t after = first;
    while (after < count && compare_who(&report[after], &report[first]) == 0)
        after++;
    return after;
}

static bool is_known(const KnownPoints *known, double x_m, double y_m)
{
    for (size_t i = 0; known && i < known->count; i++)
        if (hypot(known->x_m[i] - x_m, known->y_m[i] - y_m) <= KNOWN_REACH_M) return true;
    return false;
}

/* Keeps the addresses with improbably many of the sorted reports, and those on known points. */
static bool collect_stacks(const Points *points, const Repeat *report, size_t least, const KnownPoints *known, Stacks *stacks)
{
    size_t count = points->count, addresses = 0, with_one = 0, with_two = 0;
    for (size_t first = 0, after; first < count; first = after) {
        after = end_of_address(report, count, first);
        addresses++;
        with_one += after - first == 1;
        with_two += after - first == 2;
    }
    if (addresses == 0) return true;
    stacks->expected =
        fmin(2 * ((double)with_two + 1) / ((double)with_one + 1), (double)count / (double)addresses);
    double any = -expm1(-stacks->expected);
    size_t room = 0;
    for (size_t first = 0, after; first < count; first = after) {
        after = end_of_address(report, count, first);
        double p = poisson_upper_tail((double)(after - first), stacks->expected) / any;
        bool chance = after - first < least || p * (double)addresses >= STACK_P;
        bool on_known = after - first >= KNOWN_LEAST && is_known(known, points->x_m[report[first].index], points->y_m[report[first].index]);
        if (chance && !on_known) continue;
        if (stacks->count == room) {
            room = room ? 2 * room : 16;
            Stack *grown = realloc(stacks->stack, room * sizeof *grown);
            if (!grown) return false;
            stacks->stack = grown;
        }
        if (!describe_stack(points, report + first, after - first, p, &stacks->stack[stacks->count]))
            return false;
        stacks->stack[stacks->count++].known = on_known;
    }
    if (stacks->count) qsort(stacks->stack, stacks->count, sizeof *stacks->stack, compare_stack);
    return true;
}

bool weights_find_stacks(const Points *points, size_t least, const KnownPoints *known, Stacks *ret_stacks, Error *error)
{
    size_t count = points->count;
    Repeat *report = malloc((count ? count : 1) * sizeof *report);
    if (!report) return error_memory(error, (double)count * sizeof *report);
    for (size_t i = 0; i < count; i++) {
        int64_t x = tenth_of_metre(points->x_m[i]), y = tenth_of_metre(points->y_m[i]);
        report[i] = (Repeat){{x, y}, 0, points->from_s[i], points->id[i], i};
    }
    qsort(report, count, sizeof *report, compare_repeat);
    Stacks stacks = {0};
    bool done = collect_stacks(points, report, least, known, &stacks);
    free(report);
    if (!done) {
        stacks_free(&stacks);
        return error_memory(error, (double)count * sizeof *report);
    }
    *ret_stacks = stacks;
    return true;
}

void stacks_free(Stacks *stacks)
{
    free(stacks->stack);
    *stacks = (Stacks){0};
}
