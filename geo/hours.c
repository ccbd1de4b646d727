#include "geo/hours.h"

#include "geo/calendar.h"
#include "geo/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WEEK_HOURS = WEEK_DAYS * DAY_HOURS, BLOCK_S = BLOCK_HOURS * HOUR_S };

static bool is_known(const Times *times, size_t i)
{
    return !times->hour_known || times->hour_known[i];
}

static double weight_of(const Times *times, size_t i)
{
    return times->weight ? times->weight[i] : 1;
}

/* Adds to share[cell], for cells of cell_s seconds since Monday 00:00, the part of from_s .. to_s in each;
 * the parts add up to 1. Whole weeks touch every cell alike, so that an interval of years costs no more. */
static void spread(int64_t from_s, int64_t to_s, int cell_s, double *share)
{
    int cells = WEEK_S / cell_s;
    int64_t week_second = calendar_week_second(from_s);
    if (to_s <= from_s) {
        share[week_second / cell_s] += 1;
        return;
    }
    double length_s = (double)to_s - (double)from_s;
    int64_t left_s = to_s - from_s;
    int64_t weeks = left_s / WEEK_S;
    if (weeks > 0)
        for (int i = 0; i < cells; i++)
            share[i] += (double)(weeks * cell_s) / length_s;
    left_s -= weeks * WEEK_S;
    while (left_s > 0) {
        int64_t cell = week_second / cell_s;
        int64_t part_s = (cell + 1) * cell_s - week_second;
        if (part_s > left_s) part_s = left_s;
        share[cell] += (double)part_s / length_s;
        left_s -= part_s;
        week_second = (week_second + part_s) % WEEK_S;
    }
}

HourMatrix hours_matrix(const Times *times)
{
    HourMatrix matrix = {0};
    for (size_t i = 0; i < times->count; i++) {
        if (!is_known(times, i)) {
            matrix.unknown++;
            continue;
        }
        matrix.known++;
        double weight = weight_of(times, i);
        matrix.weight += weight;
        if (times->to_s[i] <= times->from_s[i]) { /* most reports; spares clearing a week */
            int64_t hour = calendar_week_second(times->from_s[i]) / HOUR_S;
            matrix.value[hour / DAY_HOURS][hour % DAY_HOURS] += weight;
            continue;
        }
        double share[WEEK_HOURS] = {0};
        spread(times->from_s[i], times->to_s[i], HOUR_S, share);
        for (int hour = 0; hour < WEEK_HOURS; hour++)
            matrix.value[hour / DAY_HOURS][hour % DAY_HOURS] += weight * share[hour];
    }
    return matrix;
}

static bool grow_blocks(HourBlocks *blocks, size_t *room, size_t needed)
{
    if (needed <= *room) return true;
    size_t larger = 2 * needed;
    uint8_t *block = realloc(blocks->block, larger * sizeof *block);
    if (block) blocks->block = block;
    float *share = realloc(blocks->share, larger * sizeof *share);
    if (share) blocks->share = share;
    if (!block || !share) return false;
    *room = larger;
    return true;
}

bool hours_blocks(const Times *times, HourBlocks *ret_blocks, Error *error)
{
    HourBlocks blocks = {.count = times->count};
    size_t room = 0, used = 0;
    blocks.start = malloc((times->count + 1) * sizeof *blocks.start);
    bool enough = blocks.start && grow_blocks(&blocks, &room, times->count + 1);
    for (size_t i = 0; enough && i < times->count; i++) {
        blocks.start[i] = used;
        if (!is_known(times, i)) continue;
        double share[WEEK_BLOCKS] = {0};
        spread(times->from_s[i], times->to_s[i], BLOCK_S, share);
        enough = grow_blocks(&blocks, &room, used + WEEK_BLOCKS);
        for (int b = 0; enough && b < WEEK_BLOCKS; b++) {
            if (share[b] == 0) continue;
            blocks.block[used] = (uint8_t)b;
            blocks.share[used++] = (float)share[b];
        }
    }
    if (!enough) {
        hours_blocks_free(&blocks);
        return error_memory(error, (double)times->count * (sizeof *blocks.start + 2 * sizeof *blocks.share));
    }
    blocks.start[times->count] = used;
    *ret_blocks = blocks;
    return true;
}

void hours_blocks_free(HourBlocks *blocks)
{
    free(blocks->start);
    free(blocks->block);
    free(blocks->share);
    *blocks = (HourBlocks){0};
}

HourWindows hours_windows_best(const double block_value[WEEK_BLOCKS], double available_hours)
{
    HourWindows windows = {0};
    double whole = floor(available_hours / BLOCK_HOURS);
    windows.block_count = whole >= WEEK_BLOCKS ? WEEK_BLOCKS : whole >= 1 ? (int)whole : 1;
    for (int b = 0; b < WEEK_BLOCKS; b++)
        windows.known += block_value[b];
    double inside = 0;
    for (int taken = 0; taken < windows.block_count; taken++) {
        int best = -1;
        for (int b = 0; b < WEEK_BLOCKS; b++)
            if (!(windows.blocks >> b & 1) && (best < 0 || block_value[b] > block_value[best])) best = b;
        windows.blocks |= UINT64_C(1) << best;
        inside += block_value[best];
    }
    windows.share = windows.known > 0 ? fmin(1, inside / windows.known) : (double)NAN;
    return windows;
}

static void add_blocks(const HourBlocks *blocks, size_t report, double *block_value)
{
    for (size_t k = blocks->start[report]; k < blocks->start[report + 1]; k++)
        block_value[blocks->block[k]] += (double)blocks->share[k];
}

HourWindows hours_windows_of(const HourBlocks *blocks, const size_t *member, size_t member_count,
                             double available_hours)
{
    double block_value[WEEK_BLOCKS] = {0};
    for (size_t i = 0; i < member_count; i++)
        add_blocks(blocks, member[i], block_value);
    return hours_windows_best(block_value, available_hours);
}

/* A report in four bytes, so that a draw touches memory once: its block when it has only one, else
 * WEEK_BLOCKS + its index. */
static size_t code_known(const HourBlocks *blocks, uint32_t *code)
{
    size_t known = 0;
    for (size_t i = 0; i < blocks->count; i++) {
        size_t touched = blocks->start[i + 1] - blocks->start[i];
        if (touched == 0) continue;
        code[known++] = touched == 1 ? blocks->block[blocks->start[i]] : (uint32_t)(WEEK_BLOCKS + i);
    }
    return known;
}

/* The best share of `drawn` reports drawn without replacement: they end at the front of code. */
static double draw_share(const HourBlocks *blocks, uint32_t *code, size_t known, size_t drawn,
                         double available_hours, Random *random)
{
    double block_value[WEEK_BLOCKS] = {0};
    for (size_t i = 0; i < drawn; i++) {
        size_t j = i + (size_t)random_below(random, known - i);
        uint32_t taken = code[j];
        code[j] = code[i];
        code[i] = taken;
        if (taken < WEEK_BLOCKS)
            block_value[taken]++;
        else
            add_blocks(blocks, taken - WEEK_BLOCKS, block_value);
    }
    return hours_windows_best(block_value, available_hours).share;
}

bool hours_windows_test(const HourBlocks *blocks, const size_t *member, size_t member_count,
                        double available_hours, int permutations, uint64_t seed, HourWindows *ret_windows,
                        double *ret_p, Error *error)
{
    uint32_t *code = malloc((blocks->count + 1) * sizeof *code);
    if (!code) return error_memory(error, (double)blocks->count * sizeof *code);
    size_t known = code_known(blocks, code), drawn = 0;
    for (size_t i = 0; i < member_count; i++)
        drawn += blocks->start[member[i] + 1] > blocks->start[member[i]];

    HourWindows windows = hours_windows_of(blocks, member, member_count, available_hours);
    Random random = random_init(seed);
    int as_high = 0;
    for (int run = 0; run < permutations && drawn; run++) {
        /* Rounding in the sums must not make an equal share a lower one. */
        as_high += draw_share(blocks, code, known, drawn, available_hours, &random) >= windows.share - 1e-9;
    }
    free(code);
    *ret_windows = windows;
    *ret_p = drawn ? (1.0 + as_high) / (1.0 + permutations) : (double)NAN;
    return true;
}

/* Kulldorff's log likelihood ratio per report of a share where an even week has `even`; 0 when not above. */
static double likelihood_ratio(double share, double even)
{
    if (share <= even) return 0;
    double outside = share < 1 ? (1 - share) * log((1 - share) / (1 - even)) : 0;
    return share * log(share / even) + outside;
}

PeakWindow hours_peak(const HourMatrix *matrix)
{
    PeakWindow peak = {.hours = BLOCK_HOURS};
    double total = 0, best = 0;
    for (int hour = 0; hour < WEEK_HOURS; hour++)
        total += matrix->value[hour / DAY_HOURS][hour % DAY_HOURS];
    if (!(total > 0)) return peak;
    for (int days = 1; days <= WEEK_DAYS; days++) {
        for (int first = 0; first < (days == WEEK_DAYS ? 1 : WEEK_DAYS); first++) {
            for (int from = 0; from < DAY_HOURS; from++) {
                double inside = 0;
                unsigned mask = 0;
                for (int d = first; d < first + days; d++) {
                    mask |= 1U << d % WEEK_DAYS;
                    for (int hour = from; hour < from + BLOCK_HOURS; hour++)
                        inside += matrix->value[(d + hour / DAY_HOURS) % WEEK_DAYS][hour % DAY_HOURS];
                }
                double ratio = likelihood_ratio(inside / total, (double)(days * BLOCK_HOURS) / WEEK_HOURS);
                if (ratio <= best + 1e-12) continue;
                best = ratio;
                peak = (PeakWindow){mask, from, BLOCK_HOURS, fmin(1, inside / total), inside};
            }
        }
    }
    return peak;
}
