#include "src/reading.h"

#include "src/exchange/csv.h"
#include "src/exchange/foreign.h"
#include "src/exchange/hash.h"
#include "src/exchange/projection.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_S = 86400, LONGEST_INTERVAL_DAYS = 31, TEXT_BYTES = 256, COORDINATES_THAT_PROVE = 10 };

/* Where the place of a report stands. */
typedef enum PlaceForm { PLACE_IS_GEOMETRY, PLACE_IS_XY, PLACE_IS_LON_LAT, PLACE_IS_TEXT } PlaceForm;

/* What the columns prove, gathered over the whole file before its first row is handed out. */
typedef struct Evidence {
    size_t rows;
    NumberColumn number[FIELD_COUNT];
    DateColumn date[FIELD_COUNT];
    TimeColumn time[FIELD_COUNT];
    size_t kinds;      /* values of the kind column that are one */
    size_t pairs[2];   /* coordinates read with a point, with a comma */
    size_t metres[2];  /* of them: that fit the project in metres */
    size_t degrees[2]; /* of them: that fit it in degrees */
} Evidence;

/* How values of the columns are read, decided from the evidence. */
typedef struct Decisions {
    DecimalMark decimal[FIELD_COUNT];
    DateOrder order[FIELD_COUNT];
    TimeStyle time_style[FIELD_COUNT];
    bool ignores_midnight[FIELD_COUNT]; /* every time in the column is 00:00, so none is meant */
} Decisions;

struct ReportFile {
    char *path;
    MappingOptions options;
    char *default_category;
    int64_t now_s;
    CsvReader *csv; /* one of these two */
    ForeignSource *foreign;
    ForeignOptions foreign_options;
    Mapping mapping;
    PlaceForm place_form;
    PlaceArea area;
    char crs[32]; /* of the coordinates in the file */
    bool is_degrees;
    Projection *projection; /* from it to the project's */
    Decisions decisions;
    size_t swapped;
    LocalClock clock;
    char category[TEXT_BYTES], reporter[TEXT_BYTES];
};

static const struct {
    const char *name, *meaning;
} reasons[REJECT_REASONS] = {
    [REJECT_NONE] = {"none", N_("accepted")},
    [REJECT_NO_LOCATION] = {"no_location", N_("no location")},
    [REJECT_BAD_COORDINATE] = {"bad_coordinate", N_("the location cannot be read as coordinates")},
    [REJECT_OUTSIDE_RANGE] = {"outside_range",
                              N_("the coordinates lie outside the coordinate system's range")},
    [REJECT_NO_DATE] = {"no_date", N_("no date")},
    [REJECT_BAD_DATE] = {"bad_date", N_("the date cannot be read, or does not exist")},
    [REJECT_FUTURE_DATE] = {"future_date", N_("the date lies in the future")},
    [REJECT_BAD_TIME] = {"bad_time", N_("the time cannot be read, or does not exist")},
    [REJECT_END_BEFORE_START] = {"end_before_start", N_("the end comes before the beginning")},
    [REJECT_NO_CATEGORY] = {"no_category", N_("no category")},
    [REJECT_BAD_KIND] = {"bad_kind", N_("neither an incident nor a feeling")},
    [REJECT_BAD_ROW] = {"bad_row", N_("the row has another number of fields than the header")},
    [REJECT_OUTSIDE_AREA] = {"outside_area", N_("the location lies far outside the municipality")},
    [REJECT_DUPLICATE_ID] = {"duplicate_id", N_("the number was used by an earlier row")},
};

const char *reject_name(RejectReason reason)
{
    return (unsigned)reason < REJECT_REASONS ? reasons[reason].name : "";
}

const char *reject_meaning(RejectReason reason)
{
    return (unsigned)reason < REJECT_REASONS ? _(reasons[reason].meaning) : "";
}

/* ---- rows of either kind of file ---- */

typedef struct Value {
    const char *text; /* NULL: not there */
    size_t length;
} Value;

typedef struct RawRow {
    bool is_end, is_bad;
    long line;
    const CsvField *csv; /* one of these two */
    const ForeignValue *foreign;
    bool has_point, has_other; /* geometry that is one point, and any other */
    double x, y;
} RawRow;

static bool raw_next(ReportFile *file, RawRow *ret_row, Error *error)
{
    if (file->csv) {
        CsvRow row;
        if (!csv_next(file->csv, &row, error)) return false;
        *ret_row = (RawRow){.is_end = row.kind == CSV_END,
                            .is_bad = row.kind == CSV_BAD_ROW,
                            .line = row.line,
                            .csv = row.field};
        return true;
    }
    ForeignRecord record;
    if (!foreign_next(file->foreign, &record, error)) return false;
    *ret_row = (RawRow){.is_end = record.is_end, .line = record.number, .foreign = record.value};
    if (record.has_geometry) {
        ret_row->has_point =
            record.kind == FEATURE_POINT && record.part_count == 1 && record.vertex_start[1] == 1;
        ret_row->has_other = !ret_row->has_point;
        if (ret_row->has_point) {
            ret_row->x = record.x[0];
            ret_row->y = record.y[0];
        }
    }
    return true;
}

static bool raw_rewind(ReportFile *file, Error *error)
{
    if (file->csv) return csv_rewind(file->csv, error);
    foreign_close(file->foreign);
    file->foreign = NULL;
    return foreign_open(file->path, &file->foreign_options, &file->foreign, error);
}

static Value raw_value(const ReportFile *file, const RawRow *row, Field field)
{
    int column = file->mapping.column[field];
    if (column >= 0 && row->csv) return (Value){row->csv[column].text, row->csv[column].length};
    if (column >= 0) return (Value){row->foreign[column].text, row->foreign[column].length};
    const char *constant = file->mapping.constant[field];
    return constant[0] ? (Value){constant, strlen(constant)} : (Value){NULL, 0};
}

static bool has_field(const ReportFile *file, Field field)
{
    return file->mapping.column[field] >= 0 || file->mapping.constant[field][0] != '\0';
}

static bool value_is_missing(Value value)
{
    return !value.text || field_is_missing(value.text, value.length);
}

/* Nothing but blanks and dashes; a word such as "onbekend" is something. */
static bool value_is_blank(Value value)
{
    char folded[4];
    return !value.text || field_fold(value.text, value.length, folded, sizeof folded) == 0;
}

/* ---- coordinates in text ---- */

static const char *after_blanks(const char *at, const char *end)
{
    while (at < end && strchr(" \t(,;", *at))
        at++;
    return at;
}

static bool take_plain_number(const char **at, const char *end, bool comma_is_decimal, double *ret_value)
{
    const char *from = after_blanks(*at, end), *to = from;
    while (to < end && (strchr("+-.0123456789eE", *to) || (comma_is_decimal && *to == ',')))
        to++;
    *at = to;
    return to > from && number_read(from, (size_t)(to - from),
                                    comma_is_decimal ? DECIMAL_UNDECIDED : DECIMAL_POINT, ret_value);
}

/* 'POINT (x y)', also with SRID= and Z, or 'lat,lon' in that order. */
static bool read_location(Value value, double *ret_x, double *ret_y)
{
    const char *at = value.text, *end = value.text + value.length;
    const char *semicolon = memchr(at, ';', value.length);
    if (value.length > 5 && strncmp(at, "SRID=", 5) == 0 && semicolon) at = semicolon + 1;
    char word[8];
    at = after_blanks(at, end);
    size_t letters = 0;
    while (at + letters < end && ((at[letters] | 0x20) >= 'a' && (at[letters] | 0x20) <= 'z'))
        letters++;
    bool is_wkt = letters > 0;
    field_fold(at, letters, word, sizeof word);
    if (is_wkt && strcmp(word, "point") != 0) return false;
    const char *bracket = memchr(at, '(', (size_t)(end - at));
    if (is_wkt && !bracket) return false;
    if (is_wkt) at = bracket;
    bool comma_is_decimal = !is_wkt && semicolon != NULL;
    double first, second;
    if (!take_plain_number(&at, end, comma_is_decimal, &first) ||
        !take_plain_number(&at, end, comma_is_decimal, &second))
        return false;
    *ret_x = is_wkt ? first : second;
    *ret_y = is_wkt ? second : first;
    return true;
}

/* Reads the pair of numbers of a row with one decimal mark for both, or the decided ones (NULL). */
static RejectReason read_pair(const ReportFile *file, const RawRow *row, const DecimalMark *mark,
                              double *ret_x, double *ret_y)
{
    if (file->place_form == PLACE_IS_GEOMETRY) {
        *ret_x = row->x;
        *ret_y = row->y;
        if (row->has_other) return REJECT_BAD_COORDINATE;
        return row->has_point && (row->x != 0.0 || row->y != 0.0) ? REJECT_NONE : REJECT_NO_LOCATION;
    }
    double x, y;
    if (file->place_form == PLACE_IS_TEXT) {
        Value value = raw_value(file, row, FIELD_LOCATION);
        if (value_is_missing(value)) return REJECT_NO_LOCATION;
        if (!read_location(value, &x, &y)) return REJECT_BAD_COORDINATE;
    } else {
        Field field_x = file->place_form == PLACE_IS_XY ? FIELD_X : FIELD_LON;
        Field field_y = file->place_form == PLACE_IS_XY ? FIELD_Y : FIELD_LAT;
        Value text_x = raw_value(file, row, field_x), text_y = raw_value(file, row, field_y);
        if (value_is_missing(text_x) || value_is_missing(text_y)) return REJECT_NO_LOCATION;
        if (!number_read(text_x.text, text_x.length, mark ? *mark : file->decisions.decimal[field_x], &x) ||
            !number_read(text_y.text, text_y.length, mark ? *mark : file->decisions.decimal[field_y], &y))
            return REJECT_BAD_COORDINATE;
    }
    if (fabs(x) <= 0.0 && fabs(y) <= 0.0) return REJECT_NO_LOCATION;
    *ret_x = x;
    *ret_y = y;
    return REJECT_NONE;
}

/* ---- the look through the file ---- */

static void see_place(const ReportFile *file, const RawRow *row, Evidence *evidence)
{
    static const DecimalMark marks[2] = {DECIMAL_POINT, DECIMAL_COMMA};
    for (int i = 0; i < 2; i++) {
        double x, y;
        if (read_pair(file, row, &marks[i], &x, &y) != REJECT_NONE) continue;
        evidence->pairs[i]++;
        PlaceFit fit = place_fit(&file->area, x, y);
        evidence->metres[i] += fit == PLACE_METRES || fit == PLACE_METRES_SWAPPED;
        evidence->degrees[i] += fit == PLACE_DEGREES || fit == PLACE_DEGREES_SWAPPED;
    }
}

static const Field number_fields[] = {FIELD_X, FIELD_Y, FIELD_LON, FIELD_LAT, FIELD_PRECISION_M};
static const Field date_fields[] = {FIELD_DATE, FIELD_DATE_TO, FIELD_OCCURRED_FROM, FIELD_OCCURRED_TO,
                                    FIELD_REPORTED_ON};
static const Field time_fields[] = {FIELD_TIME, FIELD_TIME_TO};

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

static bool gather_evidence(ReportFile *file, Evidence *evidence, Error *error)
{
    for (;;) {
        RawRow row;
        if (!raw_next(file, &row, error)) return false;
        if (row.is_end) return true;
        evidence->rows++;
        if (row.is_bad) continue;
        for (size_t i = 0; i < COUNT_OF(number_fields); i++) {
            Value value = raw_value(file, &row, number_fields[i]);
            if (value.text) number_column_see(&evidence->number[number_fields[i]], value.text, value.length);
        }
        for (size_t i = 0; i < COUNT_OF(date_fields); i++) {
            Value value = raw_value(file, &row, date_fields[i]);
            if (value.text) date_column_see(&evidence->date[date_fields[i]], value.text, value.length);
        }
        for (size_t i = 0; i < COUNT_OF(time_fields); i++) {
            Value value = raw_value(file, &row, time_fields[i]);
            if (value.text) time_column_see(&evidence->time[time_fields[i]], value.text, value.length);
        }
        Value kind = raw_value(file, &row, FIELD_KIND);
        ReportKind ignored;
        evidence->kinds += kind.text && kind_read(kind.text, kind.length, &ignored);
        see_place(file, &row, evidence);
    }
}

/* Numbers that a format stores as numbers come with a point; of the others the columns decide, together where
 * one alone proves nothing, and in the end the place: the reading that lies in the project's range. */
static void decide_decimals(ReportFile *file, const Evidence *evidence)
{
    NumberColumn all = {0};
    for (size_t i = 0; i < COUNT_OF(number_fields); i++) {
        all.point += evidence->number[number_fields[i]].point;
        all.comma += evidence->number[number_fields[i]].comma;
    }
    DecimalMark together = number_column_decide(&all);
    size_t fits_point = evidence->metres[0] + evidence->degrees[0],
           fits_comma = evidence->metres[1] + evidence->degrees[1];
    if (together == DECIMAL_UNDECIDED) together = fits_comma > fits_point ? DECIMAL_COMMA : DECIMAL_POINT;
    for (size_t i = 0; i < COUNT_OF(number_fields); i++) {
        Field field = number_fields[i];
        int column = file->mapping.column[field];
        DecimalMark mark = number_column_decide(&evidence->number[field]);
        if (mark == DECIMAL_UNDECIDED) mark = together;
        if (file->foreign && column >= 0) {
            ForeignType type = foreign_schema(file->foreign)->field_type[column];
            if (type == FOREIGN_REAL || type == FOREIGN_INTEGER) mark = DECIMAL_POINT;
        }
        file->decisions.decimal[field] = mark;
    }
}

/* Day or month first is a habit of the program that wrote the file, so all date columns decide it together.
 */
static void decide_dates(ReportFile *file, const Evidence *evidence)
{
    DateColumn all = {0};
    for (size_t i = 0; i < COUNT_OF(date_fields); i++) {
        const DateColumn *column = &evidence->date[date_fields[i]];
        all.dmy += column->dmy;
        all.mdy += column->mdy;
        file->decisions.ignores_midnight[date_fields[i]] =
            column->with_time > 1 && column->midnight == column->with_time;
    }
    DateOrder order = file->options.date_order != DATE_ORDER_UNDECIDED ? file->options.date_order
                                                                       : date_column_decide(&all);
    for (size_t i = 0; i < COUNT_OF(date_fields); i++)
        file->decisions.order[date_fields[i]] = order;
    for (size_t i = 0; i < COUNT_OF(time_fields); i++) {
        const TimeColumn *column = &evidence->time[time_fields[i]];
        file->decisions.time_style[time_fields[i]] = time_column_decide(column);
        file->decisions.ignores_midnight[time_fields[i]] =
            column->times > 1 && column->midnight == column->times;
    }
}

/* The system of the coordinates: as configured, as the file says, else the one of metres and degrees that
 * most fit. */
static bool decide_crs(ReportFile *file, const char *project_crs, const Evidence *evidence, Error *error)
{
    const char *given = file->options.crs;
    const char *wkt =
        file->foreign && file->place_form == PLACE_IS_GEOMETRY ? foreign_schema(file->foreign)->crs_wkt : "";
    if (given[0]) {
        snprintf(file->crs, sizeof file->crs, "%s", given);
    } else if (wkt[0]) {
        if (!projection_identify(wkt, file->crs, sizeof file->crs))
            snprintf(file->crs, sizeof file->crs, "WKT");
        if (strcmp(file->crs, "WKT") != 0) wkt = "";
    } else {
        int mark = file->decisions.decimal[file->place_form == PLACE_IS_LON_LAT ? FIELD_LON : FIELD_X] ==
                   DECIMAL_COMMA;
        size_t metres = evidence->metres[mark], degrees = evidence->degrees[mark];
        if (metres + degrees == 0 && evidence->pairs[mark] >= COORDINATES_THAT_PROVE)
            return error_set(error, ERROR_INPUT,
                             _("%s: none of the %zu locations lies in the range of %s, neither as metres nor "
                               "as degrees; set crs "
                               "= EPSG:... in [mapping %s]."),
                             file->path, evidence->pairs[mark], project_crs,
                             file->options.name[0] ? file->options.name : "NAME");
        bool by_name = metres == degrees && file->place_form == PLACE_IS_LON_LAT;
        snprintf(file->crs, sizeof file->crs, "%s", degrees > metres || by_name ? "EPSG:4326" : project_crs);
    }
    const char *from = !given[0] && wkt[0] ? wkt : file->crs;
    file->is_degrees = projection_is_degrees(from);
    return projection_open(from, project_crs, &file->projection, error) || error_prefix(error, file->path);
}

/* ---- places ---- */

static bool place_at(ReportFile *file, double x, double y, bool within_area, double *ret_x_m, double *ret_y_m)
{
    if (file->is_degrees && !box_contains(within_area ? file->area.degrees : file->area.degrees_range, x, y))
        return false;
    projection_forward(file->projection, 1, &x, &y);
    if (isnan(x) || !box_contains(within_area ? file->area.metres : file->area.metres_range, x, y))
        return false;
    *ret_x_m = x;
    *ret_y_m = y;
    return true;
}

/* Straight in the area, swapped in the area, straight in the range, swapped in the range: the first that
 * holds. */
static RejectReason read_place(ReportFile *file, const RawRow *raw, ReportRow *row)
{
    double x, y;
    RejectReason reason = read_pair(file, raw, NULL, &x, &y);
    if (reason != REJECT_NONE) return reason;
    for (int within_area = 1; within_area >= 0; within_area--) {
        if (place_at(file, x, y, within_area, &row->x_m, &row->y_m)) return REJECT_NONE;
        if (place_at(file, y, x, within_area, &row->x_m, &row->y_m)) {
            file->swapped++;
            return REJECT_NONE;
        }
    }
    return REJECT_OUTSIDE_RANGE;
}

/* ---- times ---- */

/* One end of the interval in which it happened, as written. */
typedef struct End {
    bool has_day, has_time;
    Moment moment;
    int64_t local_s; /* of a known time */
    int32_t utc_offset_s;
} End;

/* A date whose time alone is wrong is refused for its time. */
static RejectReason why_no_moment(Value value, DateOrder order)
{
    Moment ignored;
    for (size_t i = 1; i < value.length; i++) {
        bool splits = value.text[i] == ' ' || value.text[i] == 'T';
        if (splits && moment_read(value.text, i, order, &ignored)) return REJECT_BAD_TIME;
    }
    return REJECT_BAD_DATE;
}

/* Places a day and a second of it on the local clock. */
static void set_clock(ReportFile *file, End *end)
{
    int64_t local_s = end->moment.day * DAY_S + end->moment.second;
    if (end->moment.has_offset) {
        int64_t utc_s = local_s - end->moment.utc_offset_s;
        end->utc_offset_s = clock_offset_of_utc_s(&file->clock, utc_s);
        end->local_s = utc_s + end->utc_offset_s;
    } else {
        end->utc_offset_s = clock_offset_of_local_s(&file->clock, local_s);
        end->local_s = local_s;
    }
}

static RejectReason read_end(ReportFile *file, const RawRow *row, Field date, Field moment, Field time,
                             End *end)
{
    Field field = file->mapping.column[moment] >= 0 || file->mapping.constant[moment][0] ? moment : date;
    Value value = raw_value(file, row, field), clock = raw_value(file, row, time);
    if (!value_is_missing(value)) {
        if (!moment_read(value.text, value.length, file->decisions.order[field], &end->moment))
            return why_no_moment(value, file->decisions.order[field]);
        end->has_day = true;
        end->has_time = end->moment.has_time && !file->decisions.ignores_midnight[field];
    }
    if (!value_is_missing(clock) && !file->decisions.ignores_midnight[time]) {
        int32_t second;
        if (!time_read(clock.text, clock.length, file->decisions.time_style[time], &second))
            return REJECT_BAD_TIME;
        end->moment.second = second;
        end->moment.has_offset = false;
        end->has_time = end->moment.days <= 1;
    }
    if (end->has_day && end->has_time) set_clock(file, end);
    return REJECT_NONE;
}

/* The hour is not known: from the first midnight to the last. */
static RejectReason set_whole_days(ReportFile *file, const End *from, const End *to, ReportRow *row)
{
    int64_t last = from->moment.day + from->moment.days;
    if (to->has_day) {
        int64_t to_last = to->moment.day + to->moment.days;
        if (to_last < last) return REJECT_END_BEFORE_START;
        last = to_last;
    }
    row->hour_known = false;
    row->from_s = from->moment.day * DAY_S;
    row->to_s = last * DAY_S;
    row->utc_offset_s = clock_offset_of_local_s(&file->clock, row->from_s);
    return REJECT_NONE;
}

static RejectReason set_interval(ReportFile *file, const End *from, End *to, ReportRow *row)
{
    if (!from->has_time) return set_whole_days(file, from, to, row);
    row->hour_known = true;
    row->from_s = row->to_s = from->local_s;
    row->utc_offset_s = from->utc_offset_s;
    if (to->has_day && !to->has_time) {
        if (to->moment.day * DAY_S + DAY_S <= from->local_s) return REJECT_END_BEFORE_START;
        if (to->moment.day * DAY_S > from->local_s) row->to_s = (to->moment.day + 1) * DAY_S;
    } else if (to->has_time) {
        if (!to->has_day) { /* one date, two times: over midnight when the second is the earlier */
            int64_t day = from->local_s - ((from->local_s % DAY_S) + DAY_S) % DAY_S;
            to->local_s = day + to->moment.second;
            if (to->local_s < from->local_s) to->local_s += DAY_S;
            to->utc_offset_s = clock_offset_of_local_s(&file->clock, to->local_s);
        } else if (to->local_s - to->utc_offset_s < from->local_s - from->utc_offset_s) {
            return REJECT_END_BEFORE_START;
        }
        /* in the hour that comes twice the local clock may run back */
        row->to_s = to->local_s > from->local_s ? to->local_s : from->local_s;
    }
    if (row->to_s - row->from_s > (int64_t)LONGEST_INTERVAL_DAYS * DAY_S)
        return set_whole_days(file, from, to, row);
    return REJECT_NONE;
}

static RejectReason read_times(ReportFile *file, const RawRow *raw, ReportRow *row)
{
    End from = {0}, to = {0};
    RejectReason reason = read_end(file, raw, FIELD_DATE, FIELD_OCCURRED_FROM, FIELD_TIME, &from);
    if (reason == REJECT_NONE)
        reason = read_end(file, raw, FIELD_DATE_TO, FIELD_OCCURRED_TO, FIELD_TIME_TO, &to);
    if (reason != REJECT_NONE) return reason;
    if (!from.has_day && to.has_day) { /* only the end is known */
        from = to;
        to = (End){0};
    }
    if (!from.has_day) return REJECT_NO_DATE;
    reason = set_interval(file, &from, &to, row);
    if (reason != REJECT_NONE) return reason;
    bool is_future = file->now_s > 0 && row->from_s >= (file->now_s / DAY_S + 1) * DAY_S;
    if (is_future) return REJECT_FUTURE_DATE;
    row->reported_s = REPORTED_UNKNOWN;
    Value reported = raw_value(file, raw, FIELD_REPORTED_ON);
    End end = {.has_day = true};
    if (!value_is_missing(reported) &&
        moment_read(reported.text, reported.length, file->decisions.order[FIELD_REPORTED_ON], &end.moment)) {
        set_clock(file, &end);
        row->reported_s = end.local_s;
    }
    return REJECT_NONE;
}

/* ---- words ---- */

/* Copies a value without outer blanks, cut at a character's edge. */
static size_t copy_trimmed(Value value, char *out, size_t size)
{
    const char *from = value.text, *end = value.text ? value.text + value.length : NULL;
    while (from && from < end && (unsigned char)*from <= ' ')
        from++;
    while (from && end > from && (unsigned char)end[-1] <= ' ')
        end--;
    size_t length = from ? (size_t)(end - from) : 0;
    if (length >= size) {
        length = size - 1;
        while (length > 0 && ((unsigned char)from[length] & 0xC0U) == 0x80U)
            length--;
    }
    if (length > 0) memcpy(out, from, length);
    out[length] = '\0';
    return length;
}

/* A code: letters, digits, blank, - and +. What is longer than a code is free text, and is not taken. */
static void copy_code(Value value, char out[REPORT_CODE_BYTES])
{
    char text[REPORT_CODE_BYTES + 1];
    size_t length = copy_trimmed(value, text, sizeof text), kept = 0;
    out[0] = '\0';
    if (length >= REPORT_CODE_BYTES || value_is_missing(value)) return;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        bool is_kept = (c >= '0' && c <= '9') || ((c | 0x20U) >= 'a' && (c | 0x20U) <= 'z') || c == '-' ||
                       c == '+' || c >= 0x80;
        if (is_kept)
            out[kept++] = text[i];
        else if (kept > 0 && out[kept - 1] != ' ')
            out[kept++] = ' ';
    }
    while (kept > 0 && out[kept - 1] == ' ')
        kept--;
    out[kept] = '\0';
}

static void copy_sex(Value value, char out[REPORT_CODE_BYTES])
{
    const char *sex = value.text ? sex_read(value.text, value.length) : "";
    if (sex)
        snprintf(out, REPORT_CODE_BYTES, "%s", sex);
    else
        copy_code(value, out);
}

static RejectReason read_category(ReportFile *file, const RawRow *raw, ReportRow *row)
{
    Field field = has_field(file, FIELD_SUBCATEGORY) ? FIELD_SUBCATEGORY : FIELD_CATEGORY;
    (void)copy_trimmed(raw_value(file, raw, field), file->category, sizeof file->category);
    if (!has_field(file, field))
        snprintf(file->category, sizeof file->category, "%s",
                 file->default_category ? file->default_category : "");
    row->category = file->category;
    return value_is_blank((Value){row->category, strlen(row->category)}) ? REJECT_NO_CATEGORY : REJECT_NONE;
}

static RejectReason read_kind(const ReportFile *file, const RawRow *raw, ReportRow *row)
{
    Value value = raw_value(file, raw, FIELD_KIND);
    if (!value_is_blank(value))
        return kind_read(value.text, value.length, &row->kind) ? REJECT_NONE : REJECT_BAD_KIND;
    ReportKind kind;
    bool is_told = kind_read(row->category, strlen(row->category), &kind);
    row->kind = is_told ? kind : KIND_INCIDENT;
    return REJECT_NONE;
}

static void read_who(ReportFile *file, const RawRow *raw, ReportRow *row)
{
    Value groups = raw_value(file, raw, FIELD_GROUPS), victim = raw_value(file, raw, FIELD_VICTIM_SEX);
    if (groups.text) row->groups = groups_read(groups.text, groups.length);
    if (file->mapping.column[FIELD_GROUPS] < 0 && victim.text) {
        const char *sex = sex_read(victim.text, victim.length);
        if (sex && strcmp(sex, "vrouw") == 0) row->groups |= GROUP_WOMEN;
    }
    copy_sex(raw_value(file, raw, FIELD_PERPETRATOR_SEX), row->perpetrator_sex);
    copy_code(raw_value(file, raw, FIELD_RELATION), row->relation);
    copy_code(raw_value(file, raw, FIELD_SEVERITY), row->severity);
    Value reporter = raw_value(file, raw, FIELD_REPORTER);
    if (value_is_missing(reporter)) reporter = (Value){NULL, 0};
    (void)copy_trimmed(reporter, file->reporter, sizeof file->reporter);
    row->reporter = file->reporter;
}

static void read_number_and_precision(const ReportFile *file, const RawRow *raw, ReportRow *row)
{
    char text[REPORT_ID_BYTES + 1], hex[HASH_HEX_BYTES];
    Value id = raw_value(file, raw, FIELD_EXTERNAL_ID), precision = raw_value(file, raw, FIELD_PRECISION_M);
    if (copy_trimmed(id, text, sizeof text) < REPORT_ID_BYTES) {
        memcpy(row->external_id, text, REPORT_ID_BYTES);
    } else {
        hash_text(id.text, id.length, hex);
        memcpy(row->external_id, hex, 32);
        row->external_id[32] = '\0';
    }
    double metres;
    bool is_known =
        precision.text &&
        number_read(precision.text, precision.length, file->decisions.decimal[FIELD_PRECISION_M], &metres) &&
        metres >= 0.0;
    row->precision_m = is_known ? metres : (double)NAN;
}

static RejectReason read_row(ReportFile *file, const RawRow *raw, ReportRow *row)
{
    if (raw->is_bad) return REJECT_BAD_ROW;
    RejectReason reason = read_place(file, raw, row);
    if (reason == REJECT_NONE) reason = read_times(file, raw, row);
    if (reason == REJECT_NONE) reason = read_category(file, raw, row);
    if (reason == REJECT_NONE) reason = read_kind(file, raw, row);
    if (reason != REJECT_NONE) return reason;
    read_who(file, raw, row);
    read_number_and_precision(file, raw, row);
    return REJECT_NONE;
}

bool report_file_next(ReportFile *file, ReportItem *ret_item, Error *error)
{
    RawRow raw;
    if (!raw_next(file, &raw, error)) return false;
    ReportItem item = {.what = REPORT_END, .line = raw.line};
    if (!raw.is_end) {
        item.reason = read_row(file, &raw, &item.row);
        item.what = item.reason == REJECT_NONE ? REPORT_ROW : REPORT_REJECT;
    }
    *ret_item = item;
    return true;
}

/* ---- opening ---- */

/* A table without a header shows data where names should stand. */
static bool looks_like_data(const char *const *names, size_t count)
{
    size_t data = 0;
    for (size_t i = 0; i < count; i++) {
        double number;
        Moment moment;
        size_t length = strlen(names[i]);
        data += number_read(names[i], length, DECIMAL_UNDECIDED, &number) ||
                moment_read(names[i], length, DATE_ORDER_DMY, &moment);
    }
    return data >= 2 && data * 4 >= count;
}

static bool resolve_names(ReportFile *file, const char *const *names, size_t count, bool has_points,
                          Error *error)
{
    if (mapping_resolve(&file->options, names, count, has_points, &file->mapping, error)) return true;
    if (error->code == ERROR_INPUT && looks_like_data(names, count))
        error_set(error, ERROR_INPUT,
                  _("its first row holds data instead of column names; put the names above it."));
    return error_prefix(error, file->path);
}

static bool open_text(ReportFile *file, Error *error)
{
    CsvOptions options = {.encoding = file->options.encoding, .separator = file->options.separator};
    if (!csv_open(file->path, &options, &file->csv, error)) return false;
    const CsvRow *header = csv_header(file->csv);
    const char **names = malloc(header->count * sizeof *names);
    if (!names) return error_memory(error, (double)header->count * 8.0);
    for (size_t i = 0; i < header->count; i++)
        names[i] = header->field[i].text;
    bool done = resolve_names(file, names, header->count, false, error);
    free(names);
    return done;
}

static bool open_foreign(ReportFile *file, Error *error)
{
    file->foreign_options =
        (ForeignOptions){.layer = file->options.layer, .encoding = file->options.encoding};
    if (!foreign_open(file->path, &file->foreign_options, &file->foreign, error)) return false;
    const ForeignSchema *schema = foreign_schema(file->foreign);
    bool has_points = schema->has_geometry && schema->geometry == FEATURE_POINT;
    if (schema->has_geometry && !has_points)
        return error_set(error, ERROR_INPUT,
                         _("%s holds lines or polygons instead of points, so these are no reports; add it as "
                           "a layer, or give "
                           "another file."),
                         file->path);
    return resolve_names(file, schema->field_name, schema->field_count, has_points, error);
}

static bool check_category(const ReportFile *file, Error *error)
{
    if (has_field(file, FIELD_CATEGORY) || has_field(file, FIELD_SUBCATEGORY) || file->default_category)
        return true;
    return error_set(error, ERROR_INPUT,
                     _("%s has no column with the category; name it with category = COLUMN, or give all rows "
                       "one with category "
                       "= 'WORD', in [mapping %s]."),
                     file->path, file->options.name[0] ? file->options.name : "NAME");
}

static bool judge_file(ReportFile *file, const char *project_crs, Error *error)
{
    file->place_form = has_field(file, FIELD_X)          ? PLACE_IS_XY
                       : has_field(file, FIELD_LON)      ? PLACE_IS_LON_LAT
                       : has_field(file, FIELD_LOCATION) ? PLACE_IS_TEXT
                                                         : PLACE_IS_GEOMETRY;
    Evidence evidence = {0};
    if (!gather_evidence(file, &evidence, error)) return false;
    if (evidence.rows == 0)
        return error_set(error, ERROR_INPUT,
                         _("%s has column names but no rows; there is nothing to import."), file->path);
    /* a column that only its name made the kind, and that never holds one, is something else */
    if (evidence.kinds == 0 && !file->options.column[FIELD_KIND][0]) file->mapping.column[FIELD_KIND] = -1;
    decide_decimals(file, &evidence);
    decide_dates(file, &evidence);
    return decide_crs(file, project_crs, &evidence, error) && raw_rewind(file, error);
}

static bool open_report_file(ReportFile *file, const char *path, const ReportFileOptions *options,
                             Error *error)
{
    file->options = options->mapping;
    file->now_s = options->now_s;
    file->path = strdup(path);
    if (options->default_category) file->default_category = strdup(options->default_category);
    if (!file->path || (options->default_category && !file->default_category))
        return error_memory(error, 1e3);
    return place_area_init(options->project_crs, options->area_m, &file->area, error) &&
           (foreign_knows(path) ? open_foreign(file, error) : open_text(file, error)) &&
           check_category(file, error) && judge_file(file, options->project_crs, error);
}

bool report_file_open(const char *path, const ReportFileOptions *options, ReportFile **ret_file, Error *error)
{
    ReportFile *file = calloc(1, sizeof *file);
    if (!file) return error_memory(error, sizeof *file);
    if (!open_report_file(file, path, options, error)) {
        report_file_close(file);
        return false;
    }
    *ret_file = file;
    return true;
}

void report_file_close(ReportFile *file)
{
    if (!file) return;
    csv_close(file->csv);
    foreign_close(file->foreign);
    projection_close(file->projection);
    free(file->path);
    free(file->default_category);
    free(file);
}

ReportFileFacts report_file_facts(const ReportFile *file)
{
    const ForeignSchema *schema = file->foreign ? foreign_schema(file->foreign) : NULL;
    Field date = has_field(file, FIELD_OCCURRED_FROM) ? FIELD_OCCURRED_FROM : FIELD_DATE;
    bool no_midnight = file->decisions.ignores_midnight[date] || file->decisions.ignores_midnight[FIELD_TIME];
    Field number = has_field(file, FIELD_LON) ? FIELD_LON : FIELD_X;
    ReportFileFacts facts = {
        .format = schema ? schema->driver : "CSV",
        .layer = schema ? schema->layer : "",
        .layer_count = schema ? schema->layer_count : 1,
        .encoding = schema ? schema->encoding : encoding_name(csv_encoding(file->csv)),
        .separator = schema ? '\0' : csv_separator(file->csv),
        .method = projection_method(file->projection),
        .accuracy_m = projection_accuracy_m(file->projection),
        .date_order = file->decisions.order[date],
        .decimal = file->decisions.decimal[number],
        .midnight_is_no_time = no_midnight,
        .swapped = file->swapped,
        .note = schema ? schema->note : "",
    };
    memcpy(facts.crs, file->crs, sizeof facts.crs);
    return facts;
}

const Mapping *report_file_mapping(const ReportFile *file)
{
    return &file->mapping;
}

const char *report_file_column(const ReportFile *file, Field field)
{
    int column = file->mapping.column[field];
    if (column < 0) return NULL;
    return file->foreign ? foreign_schema(file->foreign)->field_name[column] : csv_header(file->csv)->field[column].text;
}
