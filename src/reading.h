/*
 * reading.h: a file of reports, whatever its format, as rows with a place in metres and a time of the local clock.
 *
 * This is where a file becomes data: src/mapping.h says which column is what, src/exchange/ reads the values. Every
 * row comes out as a report or as a reject with its line and one reason; no row disappears. Free text is never read.
 *
 * Before the first row the whole file is looked through once, to decide what a column proves and one value cannot
 * (decimal comma, day or month first, 00:00 as "no time", degrees or metres).
 */
#ifndef BRANDPUNT_SRC_READING_H
#define BRANDPUNT_SRC_READING_H

#include "geo/features.h"
#include "geo/points.h"
#include "src/mapping.h"

typedef enum RejectReason {
    REJECT_NONE = 0,
    REJECT_NO_LOCATION,
    REJECT_BAD_COORDINATE,
    REJECT_OUTSIDE_RANGE,
    REJECT_NO_DATE,
    REJECT_BAD_DATE,
    REJECT_FUTURE_DATE,
    REJECT_BAD_TIME,
    REJECT_END_BEFORE_START,
    REJECT_NO_CATEGORY,
    REJECT_BAD_KIND,
    REJECT_BAD_ROW,
    REJECT_OUTSIDE_AREA, /* these two are for the caller, who knows the area and the other reports */
    REJECT_DUPLICATE_ID,
    REJECT_REASONS
} RejectReason;

/* The stable name ("no_location"), and a sentence for people. */
const char *reject_name(RejectReason reason);
const char *reject_meaning(RejectReason reason);

#define REPORTED_UNKNOWN INT64_MIN

enum { REPORT_CODE_BYTES = 41, REPORT_ID_BYTES = 64 };

typedef struct ReportRow {
    char external_id[REPORT_ID_BYTES]; /* "" is none; a longer one is its hash */
    ReportKind kind;                   /* where the file does not say: by the words of the category, else KIND_INCIDENT */
    const char *category;              /* as in the file, trimmed; never empty; until the next call */
    int64_t from_s, to_s;              /* local clock; equal for a moment. Hour unknown: first to last midnight */
    int32_t utc_offset_s;              /* of from_s; subtract it to get UTC */
    bool hour_known;
    int64_t reported_s;                /* local clock, or REPORTED_UNKNOWN */
    double x_m, y_m;                   /* project's system */
    double precision_m;                /* NaN is not known */
    uint8_t groups;                    /* GROUP_ bits; victim_sex tells it where the file has no groups */
    char perpetrator_sex[REPORT_CODE_BYTES]; /* letters, digits, blank, - and + alone; "" is not known */
    char relation[REPORT_CODE_BYTES];
    char severity[REPORT_CODE_BYTES];
    const char *reporter;              /* as in the file, "" is none: hash it, never keep it; until the next call */
} ReportRow;

typedef enum ReportItemKind { REPORT_END, REPORT_ROW, REPORT_REJECT } ReportItemKind;

typedef struct ReportItem {
    ReportItemKind what;
    long line;           /* physical line of a text file; record of another */
    RejectReason reason; /* of a REPORT_REJECT */
    ReportRow row;       /* of a REPORT_ROW */
} ReportItem;

typedef struct ReportFileOptions {
    MappingOptions mapping;
    const char *project_crs; /* "EPSG:28992" */
    Box area_m;              /* the project's area; empty: the range of the system */
    int64_t now_s;           /* local clock: a report of after this day is refused; 0 is not checked */
    const char *default_category; /* for a file without a category column; NULL: such a file is refused */
} ReportFileOptions;

/* What was decided about the file, for the import's line in the database and for the user. */
typedef struct ReportFileFacts {
    const char *format;        /* "CSV" or the driver */
    const char *layer;         /* "" for text */
    size_t layer_count;
    const char *encoding;      /* "Windows-1252" */
    char separator;            /* 0 for other formats */
    char crs[32];              /* "EPSG:4326", or "WKT" for one without a code */
    const char *method;        /* of the projection */
    double accuracy_m;
    DateOrder date_order;
    DecimalMark decimal;
    bool midnight_is_no_time;
    size_t swapped;            /* so far: pairs that fit only the other way round */
    const char *note;          /* what was mended to open it; "" is nothing */
} ReportFileFacts;

typedef struct ReportFile ReportFile;

bool report_file_open(const char *path, const ReportFileOptions *options, ReportFile **ret_file, Error *error) MUST_USE;
void report_file_close(ReportFile *file);
bool report_file_next(ReportFile *file, ReportItem *ret_item, Error *error) MUST_USE;
ReportFileFacts report_file_facts(const ReportFile *file);
const Mapping *report_file_mapping(const ReportFile *file);

/* The name of the column that a field is read from, until the file is closed; NULL when it has none. */
const char *report_file_column(const ReportFile *file, Field field);

#endif
