/*
 * import.h: a file of reports into the database.
 *
 * One transaction per file: rows in = loaded + refused + already there, always, or nothing has changed. The
 * same file twice loads nothing twice (SHA-256), nor does a report whose number at its source is there.
 * Reports of several sources about one event are linked, and counted once in maps.
 */
#ifndef BRANDPUNT_SRC_IMPORT_H
#define BRANDPUNT_SRC_IMPORT_H

#include "src/config.h"
#include "src/log.h"
#include "src/reading.h"
#include "src/store/store.h"

#include <stdint.h>

typedef struct ImportOptions {
    const char *source;       /* NULL or "": the file's name without its ending */
    const char *mapping;      /* NULL or "": by recognition */
    const char *regime, *purpose, *retention; /* "" or NULL: as they were */
    const char *rejects_path; /* CSV with line and reason of each refused row; NULL: none */
    bool dry_run, strict;
} ImportOptions;

typedef struct ImportCounts {
    int64_t rows_in, loaded, refused, present;
    int64_t refused_by[REJECT_REASONS];
    int64_t unknown_categories;
    bool same_file; /* the file was loaded before */
    char facts[512]; /* what was recognised, for the user */
} ImportCounts;

bool import_file(Store *store, const Config *config, const char *path, const ImportOptions *options, Log *log, ImportCounts *ret_counts,
                 Error *error) MUST_USE;

/* Links reports of several sources about one event anew; gives back how many repeat another. */
bool import_link_duplicates(Store *store, const Config *config, int64_t *ret_linked, Error *error) MUST_USE;

/* The local clock in seconds since 1970-01-01, and as "2024-05-01 14:30". */
int64_t import_now_s(char text[20]);

#endif
