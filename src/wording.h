/*
 * wording.h: what the results say, in sentences.
 *
 * Every number in a sentence comes from the analysis; nothing is computed here. All texts are in the reader's
 * language, UTF-8. A text that does not fit its buffer is cut at a character.
 */
#ifndef BRANDPUNT_SRC_WORDING_H
#define BRANDPUNT_SRC_WORDING_H

#include "render/numbers.h"
#include "src/analysis.h"

enum { WORDING_TEXT = 512, WORDING_NOTES = 12 };

typedef enum NoteTopic { NOTE_COUNTS, NOTE_METHOD, NOTE_AREAS, NOTE_DOUBT } NoteTopic;

typedef struct Notes {
    size_t count;
    NoteTopic topic[WORDING_NOTES]; /* in this order; of doubt there may be several */
    char text[WORDING_NOTES][WORDING_TEXT];
} Notes;

Language wording_language(const Config *config);

/* "Stationsweg (Centrum)", "Centrum", or "Gebied 3" where nothing has a name. */
void wording_place_name(const char *street, const char *neighbourhood, int rank, char *ret_text, size_t size);
void wording_area_name(const RiskArea *area, char *ret_text, size_t size);

/* "vr–za 22–02 uur"; false when there is no peak. */
bool wording_peak(const RiskArea *area, char *ret_text, size_t size);
bool wording_window(const PeakWindow *peak, char *ret_text, size_t size);

/* "ma"; 0 is Monday. */
const char *wording_weekday(int day);

/* "hotspot" or "indicatief" as people read it. */
const char *wording_status(const RiskArea *area);

/* The class of a trend as files have it, Dutch whatever the reader's language ("nieuw", "aanhoudend", "te weinig"), and as people read it. */
const char *wording_trend_key(TrendClass kind);
const char *wording_trend(TrendClass kind);

/* "12* 9 14*": the area's reports per quarter, the oldest first; a star where it stands out. "" without quarters; no stars where they are
 * too few to judge. */
void wording_trend_counts(const AreaTrend *trend, char *ret_text, size_t size);

/* The name of a lever, and of one of its factors. */
const char *wording_lever(Lever lever);
const char *wording_factor(Lever lever, int factor);
bool wording_lever_from(const char *name, Lever *ret_lever, Error *error) MUST_USE;

/* The stable names for files: "lighting", "handhaving", "cameras"; "standing", "dark", ... */
const char *wording_lever_key(Lever lever);
const char *wording_factor_key(Lever lever, int factor);

/* Why an area has its place on a lever's list: one plain sentence. */
void wording_why(const Config *config, const Analysis *analysis, Lever lever, size_t area, char *ret_text, size_t size);

/* "2, between 1 and 4": the place with its bootstrap interval; 'niet te bepalen' without one. */
void wording_rank(const Config *config, const PriorityScore *score, char *ret_text, size_t size);

/* What would change an area's place: what is left out, and how many more reports it takes. "" where it has none. */
void wording_change(const Analysis *analysis, Lever lever, size_t area, char *ret_text, size_t size);

/* Whether the area stands when sources, campaign months and its largest reporter are left out in turn. */
void wording_robust(const RiskArea *area, char *ret_text, size_t size);

/* "Mon" of 0 .. "Sun" of 6. */
const char *wording_weekday(int day);

/* "30-11-2026" of days since 1970-01-01, for people. */
void wording_day(Language language, int64_t day, char *ret_text);

/* "Fri 20–24, Sat 00–04": blocks of four hours. */
void wording_windows(uint64_t blocks, char *ret_text, size_t size);

/* The layers and facts that are missing, as a list; "" when none is. */
void wording_missing(unsigned missing, char *ret_text, size_t size);

/* "verlichting 1, handhaving 2": the area's ranks; "" when it has none. */
void wording_levers(const Analysis *analysis, size_t area, char *ret_text, size_t size);

/* The finding, place and period, and the lines of method and doubt that go under every map. */
void wording_title(const Config *config, const Analysis *analysis, char *ret_text, size_t size);
void wording_subtitle(const Config *config, const Analysis *analysis, char *ret_text, size_t size);
void wording_notes(const Config *config, const Analysis *analysis, Notes *ret_notes);
void wording_sources(const Analysis *analysis, char *ret_text, size_t size);
const char *wording_unit(const Config *config);

/* The groups of the configuration, as people read them; "" stays "". */
const char *wording_group(const char *group);

/* A banner for a map that says less than it seems to; NULL when there is no need. */
const char *wording_banner(const Analysis *analysis);

/* "INTERN", at the top of every page, and "Brandpunt 1.0 · run 0123 · who can be asked" at its foot. */
const char *wording_marking(const Config *config);
void wording_run_line(const Config *config, const char *run_id, char *ret_text, size_t size);

/* "01-03-2024 t/m 31-03-2024"; days since 1970-01-01, both included. */
void wording_period(Language language, int64_t from_day, int64_t to_day, char *ret_text, size_t size);

/* "2024-03-01", for files. */
void wording_iso_day(int64_t day, char ret_text[11]);

#endif
