/* The reports, out of the database: of a file each thread reads stretches of ids through a handle of its own. */
#include "geo/calendar.h"
#include "geo/memory.h"
#include "src/store/driver.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reports that are worth a stretch; a thread takes the next stretch when it is done with one, so that none waits long for a
 * thread that another program holds up. A report takes more bytes of the file than that. */
enum { STRETCH_LEAST = 20000, STRETCHES_PER_THREAD = 8, THREADS_MOST = 8, STRETCHES_MOST = STRETCHES_PER_THREAD * THREADS_MOST, REPORT_BYTES_LEAST = 64 };

/* Which reports. */
typedef struct Wish {
    int kind;              /* ReportKind; below 0 for both */
    int64_t from_s, end_s; /* of the local clock: the first day's begin, the last day's end */
} Wish;

/* All that is loaded; every stretch fills its own part of the arrays. */
typedef struct Arrays {
    Points points;
    int64_t *duplicate_of;
    uint64_t *reporter_hash; /* 0: not known */
} Arrays;

/* Where a name that looks like this one was found last: there are few names, and they come back all the time. */
enum { GUESSES = 64 };
typedef struct Guesses {
    uint16_t number[GUESSES];
} Guesses;

typedef struct Stretch {
    Store *store;
    const Wish *wish;
    const Arrays *arrays;
    int64_t first_id, last_id;
    size_t first, room, count; /* its part of the arrays, and how much of that it filled */
    Names categories, sources; /* as its part of the arrays numbers them */
    Guesses guesses;           /* of the categories */
    int64_t *source;           /* ids of the sources */
    size_t source_count, last_source;
    uint8_t kind;              /* of the report that is asked about */
    int64_t from_s;
    bool ok;
    Error error;
} Stretch;

void names_free(Names *names)
{
    for (size_t i = 0; i < names->count; i++) free(names->name[i]);
    free(names->name);
    *names = (Names){0};
}

void loaded_free(Loaded *loaded)
{
    points_free(&loaded->points);
    names_free(&loaded->categories);
    names_free(&loaded->sources);
    free(loaded->duplicate_of);
    *loaded = (Loaded){0};
}

static void stretch_free(Stretch *stretch)
{
    names_free(&stretch->categories);
    names_free(&stretch->sources);
    free(stretch->source);
    stretch->source = NULL;
    stretch->source_count = 0;
}

static void arrays_free(Arrays *arrays)
{
    points_free(&arrays->points);
    free(arrays->duplicate_of);
    free(arrays->reporter_hash);
}

static bool arrays_init(size_t room, Arrays *ret_arrays, Error *error)
{
    Arrays arrays = {.duplicate_of = memory_large_zeroed(room * sizeof(int64_t)), .reporter_hash = memory_large_zeroed(room * sizeof(uint64_t))};
    bool ok = (arrays.duplicate_of != NULL && arrays.reporter_hash != NULL) || error_memory(error, 16.0 * (double)room);
    ok = ok && points_init(room, &arrays.points, error);
    if (ok) *ret_arrays = arrays;
    else arrays_free(&arrays);
    return ok;
}

/* ---- one row ---- */

static bool text_is(Text text, const char *name)
{
    return strncmp(name, text.at, text.length) == 0 && name[text.length] == '\0';
}

static bool too_many_names(Error *error)
{
    return error_set(error, ERROR_INPUT, _("There are more than 65535 categories or sources; is a column mapped wrong?"));
}

/* Number of a name; it is added when new. */
static bool name_number(Names *names, Guesses *guesses, Text text, uint16_t *ret_number, Error *error)
{
    uint16_t *guess = &guesses->number[text.length > 0 ? (7 * text.length + (uint8_t)text.at[0] + (uint8_t)text.at[text.length / 2]) % GUESSES : 0];
    if (*guess < names->count && text_is(text, names->name[*guess])) return *ret_number = *guess, true;
    for (size_t i = 0; i < names->count; i++)
        if (text_is(text, names->name[i])) return *ret_number = *guess = (uint16_t)i, true;
    if (names->count == UINT16_MAX) return too_many_names(error);
    char **grown = realloc(names->name, (names->count + 1) * sizeof *grown);
    if (grown == NULL) return error_memory(error, 8.0 * (double)names->count);
    names->name = grown;
    if ((names->name[names->count] = strndup(text.at, text.length)) == NULL) return error_memory(error, 64);
    *ret_number = *guess = (uint16_t)names->count++;
    return true;
}

/* The same for the id of a source. */
static bool source_number(Stretch *stretch, int64_t id, uint16_t *ret_number, Error *error)
{
    size_t *last = &stretch->last_source;
    if (*last < stretch->source_count && stretch->source[*last] == id) return *ret_number = (uint16_t)*last, true;
    for (size_t i = 0; i < stretch->source_count; i++)
        if (stretch->source[i] == id) return *ret_number = (uint16_t)(*last = i), true;
    if (stretch->source_count == UINT16_MAX) return too_many_names(error);
    int64_t *grown = realloc(stretch->source, (stretch->source_count + 1) * sizeof *grown);
    if (grown == NULL) return error_memory(error, 8.0 * (double)stretch->source_count);
    stretch->source = grown;
    stretch->source[stretch->source_count] = id;
    *ret_number = (uint16_t)(*last = stretch->source_count++);
    return true;
}

static int two_digits(const char *text)
{
    return 10 * (text[0] - '0') + (text[1] - '0');
}

/* Seconds of the local clock of 'yyyy-mm-dd[ hh:mm]', as moment_text() writes them. */
static bool moment_of(Text text, int64_t *ret_second, Error *error)
{
    const char *at = text.at;
    if (text.length != 10 && text.length != 16)
        return error_set(error, ERROR_FAILED, _("The database holds a date that cannot be read: '%.*s'."), text.length < 20 ? (int)text.length : 20, at);
    int64_t day = calendar_day_of((Date){100 * two_digits(at) + two_digits(at + 2), two_digits(at + 5), two_digits(at + 8)});
    *ret_second = day * 86400 + (text.length == 16 ? two_digits(at + 11) * 3600 + two_digits(at + 14) * 60 : 0);
    return true;
}

/* Of the words women, lhbti and other, as the import writes them. */
static uint8_t groups_of(Text text)
{
    uint8_t groups = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (i > 0 && text.at[i - 1] != ' ' && text.at[i - 1] != ',') continue;
        groups |= text.at[i] == 'w' ? GROUP_WOMEN : text.at[i] == 'l' ? GROUP_LHBTI : text.at[i] == 'o' ? GROUP_OTHER : 0;
    }
    return groups;
}

/* Eight hexadecimal digits, without a branch; of other signs something that is the same each time. */
static uint64_t eight_digits(const char *digit)
{
    uint64_t word;
    memcpy(&word, digit, sizeof word);
    word = (word & 0x0F0F0F0F0F0F0F0F) + 9 * (word >> 6 & 0x0101010101010101);
    word = (word | word >> 4) & 0x00FF00FF00FF00FF;
    word = (word | word >> 8) & 0x0000FFFF0000FFFF;
    return (word | word >> 16) & 0x00000000FFFFFFFF;
}

/* Of the first 16 hexadecimal digits of a reporter's key; 0 where it is not known. */
static uint64_t hash_of(Text digits)
{
    char digit[16] = {0};
    if (digits.length == 0) return 0;
    if (digits.length >= sizeof digit) return eight_digits(digits.at) << 32 | eight_digits(digits.at + 8);
    memcpy(digit, digits.at, digits.length);
    return eight_digits(digit) << 32 | eight_digits(digit + 8);
}

/* Whether a report is wished for; its kind and its begin are kept for take_report(). */
static bool wants_report(void *context, Text kind, Text occurred_from, bool *ret_wanted, Error *error)
{
    Stretch *stretch = context;
    const Wish *wish = stretch->wish;
    stretch->kind = text_is(kind, "perception") ? KIND_PERCEPTION : KIND_INCIDENT;
    if (!moment_of(occurred_from, &stretch->from_s, error)) return false;
    *ret_wanted = (wish->kind < 0 || wish->kind == stretch->kind) && stretch->from_s >= wish->from_s && stretch->from_s < wish->end_s;
    return true;
}

static bool load_end(const Points *points, size_t i, const StoredReport *report, Error *error)
{
    Text from = report->occurred_from, to = report->occurred_to;
    points->to_s[i] = points->from_s[i];
    if ((from.length != to.length || memcmp(from.at, to.at, to.length) != 0) && !moment_of(to, &points->to_s[i], error)) return false;
    points->hour_known[i] = report->hour_known;
    if (!points->hour_known[i]) points->to_s[i] += 86400;
    return true;
}

static bool take_report(void *context, const StoredReport *report, Error *error)
{
    Stretch *stretch = context;
    const Arrays *arrays = stretch->arrays;
    const Points *points = &arrays->points;
    size_t i = stretch->first + stretch->count;
    if (stretch->count == stretch->room || (stretch->count > 0 && report->id <= points->id[i - 1]))
        return error_set(error, ERROR_FAILED, _("%s: this is no database, or a damaged one; put back a copy or choose another path."), store_path(stretch->store));
    stretch->count++;
    points->kind[i] = stretch->kind;
    points->from_s[i] = stretch->from_s;
    points->id[i] = report->id;
    if (!source_number(stretch, report->source, &points->source[i], error)) return false;
    if (!name_number(&stretch->categories, &stretch->guesses, report->category, &points->category[i], error)) return false;
    if (!load_end(points, i, report, error)) return false;
    points->utc_offset_s[i] = report->utc_offset_s;
    if (!isnan(report->precision_m)) points->precision_m[i] = (float)report->precision_m;
    points->groups[i] = groups_of(report->groups);
    arrays->reporter_hash[i] = hash_of(report->reporter_key);
    arrays->duplicate_of[i] = report->duplicate_of;
    if (!report->has_point) return error_set(error, ERROR_FAILED, _("Report %lld in the database has no point."), (long long)points->id[i]);
    points->x_m[i] = report->x_m;
    points->y_m[i] = report->y_m;
    return true;
}

/* ---- one stretch ---- */

static bool load_stretch(Stretch *stretch, Error *error)
{
    const ReportReader reader = {stretch, wants_report, take_report};
    stretch->count = 0;
    return stretch->store->driver->read_reports(stretch->store, stretch->first_id, stretch->last_id, &reader, error);
}

/* A handle of its own for every thread but the first; what a thread without one leaves is read afterwards. */
static void load_beside(Store *store, int count, Stretch *stretch)
{
    int threads = count < omp_get_max_threads() ? count : omp_get_max_threads();
    if (threads > THREADS_MOST) threads = THREADS_MOST;
#pragma omp parallel num_threads(threads)
    {
        Store *reader = NULL, *own = omp_get_thread_num() == 0 ? store : NULL;
        Error none;
        if (own == NULL && store->driver->read_beside(store, &reader, &none)) own = reader;
#pragma omp for schedule(dynamic, 1)
        for (int s = 0; s < count; s++) {
            stretch[s].store = own;
            stretch[s].ok = own != NULL && load_stretch(&stretch[s], &stretch[s].error);
        }
        store_close(reader);
    }
}

static bool load_all(Store *store, const Wish *wish, const Arrays *arrays, int count, Stretch *stretch, Error *error)
{
    for (int s = 0; s < count; s++) stretch[s].wish = wish, stretch[s].arrays = arrays;
    load_beside(store, count, stretch);
    for (int s = 0; s < count; s++) {
        if (stretch[s].ok) continue;
        stretch_free(&stretch[s]);
        stretch[s].store = store;
        if (!load_stretch(&stretch[s], error)) return false;
    }
    return true;
}

/* ---- all together ---- */

/* Numbers of another list of names, as this one has them. */
static bool renumber(Names *names, const Names *others, uint16_t *number, size_t count, Error *error)
{
    uint16_t *as = malloc((others->count + 1) * sizeof *as);
    if (as == NULL) return error_memory(error, 2.0 * (double)others->count);
    Guesses guesses = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < others->count; i++) ok = name_number(names, &guesses, (Text){others->name[i], strlen(others->name[i])}, &as[i], error);
    for (size_t i = 0; ok && i < count; i++) number[i] = as[number[i]];
    free(as);
    return ok;
}

static bool name_sources(Store *store, Stretch *stretch, Error *error)
{
    Names *names = &stretch->sources;
    Statement *row = store_prepare(store, "SELECT name FROM source WHERE id = ?", error);
    bool ok = row != NULL && ((names->name = calloc(stretch->source_count + 1, sizeof *names->name)) != NULL || error_memory(error, 64));
    for (size_t i = 0; ok && i < stretch->source_count; i++) {
        store_bind_whole(row, 1, stretch->source[i]);
        bool found = store_next(row, &ok, error);
        if (ok) ok = (names->name[names->count++] = strdup(found ? store_text(row, 0) : "")) != NULL || error_memory(error, 64);
        store_reset(row);
    }
    store_finish(row);
    return ok;
}

/* Closes the gaps between the stretches, and gives all of them the first one's names. */
static bool join(Store *store, int count, Stretch *stretch, Arrays *arrays, Error *error)
{
    Points *points = &arrays->points;
    size_t at = 0;
    for (int s = 0; s < count; s++) {
        if (!name_sources(store, &stretch[s], error)) return false;
        size_t from = stretch[s].first, few = stretch[s].count;
        points_move(points, from, at, few);
        memmove(arrays->duplicate_of + at, arrays->duplicate_of + from, few * sizeof *arrays->duplicate_of);
        memmove(arrays->reporter_hash + at, arrays->reporter_hash + from, few * sizeof *arrays->reporter_hash);
        if (s > 0 && (!renumber(&stretch[0].categories, &stretch[s].categories, points->category + at, few, error) ||
                      !renumber(&stretch[0].sources, &stretch[s].sources, points->source + at, few, error)))
            return false;
        at += few;
    }
    points->count = at;
    return true;
}

static size_t slot_of(uint64_t hash, size_t size)
{
    return (size_t)(hash * 0x9E3779B97F4A7C15u >> 20) & (size - 1);
}

/* Numbers the reporters 1, 2, ... as they first come by. The table holds report numbers plus one, by hash; what it and
 * the hashes hold of the reports to come is asked for from memory ahead. */
static bool number_reporters(const uint64_t *hash, Points *points, Error *error)
{
    enum { AHEAD = 16 };
    size_t size = 64, count = points->count;
    while (size < 2 * count) size *= 2;
    uint32_t *first = memory_large_zeroed(size * sizeof *first), reporters = 0;
    if (first == NULL) return error_memory(error, (double)size * sizeof *first);
    for (size_t i = 0; i < count; i++) {
        if (i + 2 * AHEAD < count) {
            uint32_t soon = first[slot_of(hash[i + AHEAD], size)];
            __builtin_prefetch(&first[slot_of(hash[i + 2 * AHEAD], size)], 1);
            __builtin_prefetch(&hash[soon - (soon > 0)]);
        }
        if (hash[i] == 0) continue;
        size_t slot = slot_of(hash[i], size);
        while (first[slot] != 0 && hash[first[slot] - 1] != hash[i]) slot = (slot + 1) & (size - 1);
        if (first[slot] == 0) first[slot] = (uint32_t)i + 1, points->reporter[i] = ++reporters;
        else points->reporter[i] = points->reporter[first[slot] - 1];
    }
    free(first);
    return true;
}

static bool find_ids(Store *store, int64_t *ret_first, int64_t *ret_last, Error *error)
{
    Statement *row = store_prepare(store, "SELECT (SELECT min(id) FROM report), (SELECT max(id) FROM report)", error);
    bool ok = row != NULL;
    if (ok && store_next(row, &ok, error)) *ret_first = store_whole(row, 0), *ret_last = store_kind(row, 1) == STORE_NULL ? -1 : store_whole(row, 1);
    store_finish(row);
    return ok;
}

/* The stretches that ids first .. last are read in. */
static int lay_stretches(const Store *store, int64_t first, int64_t last, Stretch *stretch)
{
    uint64_t ids = (uint64_t)last - (uint64_t)first + 1, count = ids / STRETCH_LEAST, threads = (uint64_t)omp_get_max_threads();
    uint64_t most = threads == 1 || store->driver->read_beside == NULL ? 1 : STRETCHES_PER_THREAD * (threads < THREADS_MOST ? threads : THREADS_MOST);
    count = count < 1 ? 1 : count > most ? most : count;
    int64_t each = (int64_t)(ids / count);
    for (int s = 0; s < (int)count; s++)
        stretch[s] = (Stretch){.first_id = first + each * s, .last_id = s + 1 < (int)count ? first + each * (s + 1) - 1 : last};
    return (int)count;
}

/* How many reports a stretch can hold: as many as it has ids, unless most of those are gone. */
static bool find_room(Store *store, int count, Stretch *stretch, size_t *ret_room, Error *error)
{
    uint64_t bytes = store_is_shared(store) ? 0 : store->driver->bytes(store);
    size_t room = 0;
    for (int s = 0; s < count; s++) {
        uint64_t ids = (uint64_t)stretch[s].last_id - (uint64_t)stretch[s].first_id + 1;
        if (ids > bytes / REPORT_BYTES_LEAST) {
            Statement *row = store_prepare(store, "SELECT count(*) FROM report WHERE id BETWEEN ?1 AND ?2", error);
            bool ok = row != NULL;
            if (ok) {
                store_bind_whole(row, 1, stretch[s].first_id);
                store_bind_whole(row, 2, stretch[s].last_id);
                if (store_next(row, &ok, error)) ids = (uint64_t)store_whole(row, 0);
            }
            store_finish(row);
            if (!ok) return false;
        }
        stretch[s].first = room;
        stretch[s].room = (size_t)ids;
        room += (size_t)ids;
    }
    *ret_room = room;
    return true;
}

/* While the store's handle reads, nobody's change is made final: all handles see the same reports. */
static bool load_together(Store *store, const Wish *wish, Stretch *stretch, int *ret_count, Arrays *arrays, Error *error)
{
    int64_t first = 0, last = -1;
    size_t room;
    if (!find_ids(store, &first, &last, error)) return false;
    *ret_count = lay_stretches(store, first, last, stretch);
    return find_room(store, *ret_count, stretch, &room, error) && arrays_init(room, arrays, error) &&
           load_all(store, wish, arrays, *ret_count, stretch, error) && join(store, *ret_count, stretch, arrays, error) &&
           number_reporters(arrays->reporter_hash, &arrays->points, error);
}

bool reports_load(Store *store, int kind, int64_t from_day, int64_t to_day, Loaded *ret_loaded, Error *error)
{
    const Wish wish = {kind, from_day * 86400, (to_day + 1) * 86400};
    Stretch stretch[STRETCHES_MOST] = {0};
    Arrays arrays = {0};
    int count = 0;
    if (!store->driver->begin_reading(store, error)) return false;
    bool ok = load_together(store, &wish, stretch, &count, &arrays, error);
    store->driver->end_reading(store);
    if (ok) {
        *ret_loaded = (Loaded){arrays.points, stretch[0].categories, stretch[0].sources, arrays.duplicate_of};
        free(arrays.reporter_hash);
        stretch[0].categories = stretch[0].sources = (Names){0};
    } else {
        arrays_free(&arrays);
    }
    for (int s = 0; s < count; s++) stretch_free(&stretch[s]);
    return ok;
}
