/*
 * reports.h: reports in the database: writing them from a file, loading them as arrays.
 *
 * Times stand in the local clock as 'yyyy-mm-dd hh:mm'; a report whose hour is not known has days only, the
 * last one included. utc_offset_s is what to subtract to get UTC.
 */
#ifndef BRANDPUNT_SRC_STORE_REPORTS_H
#define BRANDPUNT_SRC_STORE_REPORTS_H

#include "geo/points.h"
#include "src/reading.h"
#include "src/store/store.h"

/* ---- writing ---- */

typedef struct ImportRecord {
    int64_t id, source;
    int64_t rows_in, loaded, refused, present; /* rows_in = loaded + refused + present */
} ImportRecord;

/* Refuses another key of the reporters than the one that a server's database was filled with: nobody in it would be recognised. `mark`
 * is what the key makes of a fixed word. A file's key lies beside it, and is not held against anything. */
bool reporters_check_key(Store *store, const char *key_file, const char *mark, Error *error) MUST_USE;

/* The source's id; made when it is new. Empty texts leave what is known of it. */
bool source_ensure(Store *store, const char *name, const char *regime, const char *purpose, const char *retention, int64_t *ret_id,
                   Error *error) MUST_USE;

/* Whether this file was loaded from this source before; then with its counts. */
bool import_find(Store *store, int64_t source, const char *sha256, bool *ret_found, ImportRecord *ret_record, Error *error) MUST_USE;

typedef struct ReportWriter ReportWriter;

typedef enum WriteOutcome { WRITE_LOADED, WRITE_PRESENT, WRITE_DUPLICATE_ID } WriteOutcome;

/* Begins an import inside the caller's transaction: makes its line, and sets the index aside until the end. */
bool report_writer_open(Store *store, int64_t source, const char *file_name, const char *sha256, const char *imported_on,
                        ReportWriter **ret_writer, Error *error) MUST_USE;

/* Writes one report. reporter_key "" is not known. Says whether it was loaded, was there from an earlier
 * import of this source, or has an id that this file used before. */
bool report_writer_add(ReportWriter *writer, const ReportRow *row, const char *category, const char *reporter_key,
                       WriteOutcome *ret_outcome, Error *error) MUST_USE;

bool report_writer_reject(ReportWriter *writer, long line, const char *reason, Error *error) MUST_USE;

/* Brings the spatial index up to date and writes the counts and what was found out about the file (JSON). */
bool report_writer_finish(ReportWriter *writer, const ImportRecord *counts, const char *facts, Error *error) MUST_USE;
void report_writer_close(ReportWriter *writer);

int64_t report_writer_import(const ReportWriter *writer);

/* ---- loading ---- */

typedef struct Names {
    size_t count;
    char **name;
} Names;

void names_free(Names *names);

/* Which sources others than the municipality see something of. Without regime, purpose and retention nothing of a source may leave; where no
 * reporter is known by a code there is nothing that could (src/publication.h). */
typedef enum SourceList { SOURCES_THAT_COUNT, SOURCES_WITHHELD } SourceList;

/* Their names, in order; free with names_free(). */
bool sources_list(Store *store, SourceList which, Names *ret_names, Error *error) MUST_USE;

typedef struct Loaded {
    Points points;           /* in order of id */
    Names categories, sources; /* what Points.category and Points.source number */
    int64_t *duplicate_of;   /* id of the report that this one repeats, or 0 */
} Loaded;

void loaded_free(Loaded *loaded);

/* Every report of a kind (or of both: kind < 0) whose first day lies in from_day .. to_day, days since
 * 1970-01-01. Duplicates are among them. */
bool reports_load(Store *store, int kind, int64_t from_day, int64_t to_day, Loaded *ret_loaded, Error *error) MUST_USE;

/* How many sources have reports: one alone has no duplicates of another. */
bool reports_count_sources(Store *store, int64_t *ret_count, Error *error) MUST_USE;

/* Writes which report repeats which; ids[i] repeats of[i] (0: none). Only what changed is written. */
bool reports_link(Store *store, const int64_t *ids, const int64_t *of, size_t count, Error *error) MUST_USE;

/* Whether an import loaded anything after the last linking: a program that was killed between the two leaves that for the next one. */
bool reports_link_pending(Store *store, bool *ret_pending, Error *error) MUST_USE;

/* Any day, for reports_purge(). */
#define PURGE_ANY_DAY INT64_MIN

/* Removes reports for good, and gives back how many: those that ended before a day (PURGE_ANY_DAY: whenever) and came
 * from a source ("": any; fails when there is none of that name). With them go the results in the database, the exact counts of
 * the ledger, and what other programs keep of values in statistics; what was published stays in the ledger, and the purge is told to the
 * audit. */
bool reports_purge(Store *store, int64_t before_day, const char *source, int64_t *ret_count, Error *error) MUST_USE;

#endif
