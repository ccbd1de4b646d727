/*
 * publication.h: a result for partners or the public.
 *
 * This is the only thing that outputs for those audiences are made of (src/publication_page.h, src/publication_files.h), and
 * publication_make() is the only way to one: reports are counted and hidden (geo/protect.h), held against all that was published
 * before, and entered in the ledger (src/store/ledger.h); then they are let go. A Publication has no place, time or number of a
 * report, no exact count and no total in it, and an analysis cannot be handed to what writes one.
 *
 * What is counted. Squares; and of a group, for the public, wijken (the squares that lie mostly in one, together), as a group in a square
 * would tell too much of who is in it.
 *
 * Who counts. Of the chosen reports those whose reporter is known by a code, from sources with regime, purpose and retention. A report
 * of nobody known leaves no trace in a publication: whether it is there or not, the bytes are the same.
 *
 * Its id is made of what is shown and of nothing else, so that nothing hidden can be guessed back from it.
 */
#ifndef BRANDPUNT_SRC_PUBLICATION_H
#define BRANDPUNT_SRC_PUBLICATION_H

#include "geo/protect.h"
#include "src/municipality.h"
#include "src/store/ledger.h"
#include "src/wijken.h"

enum { PUBLIC_TEXT = 512, PUBLIC_NOTES = 5, PUBLIC_CLASSES = 5, PUBLIC_WITHHELD = PUBLIC_CLASSES + 1, PUBLIC_FOREMOST = 4 };

/* How many reporters a square of a class can have; none can be of a class with from > to. */
typedef struct PublicClass {
    int from, to;
} PublicClass;

/* Squares of the foremost classes (PUBLIC_FOREMOST and above) that share sides; or a wijk of such a class. */
typedef struct PublicArea {
    int rank;                  /* by its highest class, then by its squares; of wijken, then in the order of the layers */
    int class_low, class_high;
    size_t squares;
    const char *neighbourhood; /* where its first highest square lies, or the name of the wijk; NULL when not known */
} PublicArea;

typedef struct Publication {
    const Config *config;
    Municipality municipality;
    ProtectedScene *scene;
    ProtectRules rules;
    bool by_wijk;              /* then: */
    Wijk *wijk;                /* in the order of the layers */
    size_t wijk_count;
    uint32_t *wijk_of;         /* per square: 1 + its wijk, or 0 for none */
    PublicClass classes[PUBLIC_CLASSES]; /* class i + 1 */
    uint8_t *label;            /* per square of the scene: its class, PUBLIC_WITHHELD, or 0 outside the boundary */
    Features areas;            /* in order of rank */
    PublicArea *area;
    size_t area_count;
    int64_t from_day, to_day;
    int64_t ledger;            /* its entry */
    bool first;                /* it was not published before */
    char id[PUBLICATION_ID_BYTES];
    char title[PUBLIC_TEXT], subtitle[PUBLIC_TEXT], places[PUBLIC_TEXT], sources[PUBLIC_TEXT], run_line[PUBLIC_TEXT];
    char note[PUBLIC_NOTES][PUBLIC_TEXT];
    const char *marking, *audience; /* "partner", "publiek" */
} Publication;

/* What is wrong with the choice before anything is read: no period or a short one, hours of the day. */
bool publication_check(const Config *config, Error *error) MUST_USE;

/* Free with publication_free(), also after failure; safe on NULL. The configuration must live as long. */
bool publication_make(Store *store, const Config *config, Publication **ret_publication, Error *error) MUST_USE;
void publication_free(Publication *publication);

/* How a wijk was counted: its class, or PUBLIC_WITHHELD, also when no square lies mostly in it. `ret_squares` may be NULL. */
int publication_wijk_label(const Publication *publication, size_t wijk, size_t *ret_squares);

/* The outline of the squares of a wijk, as one feature. */
bool publication_wijk_outline(const Publication *publication, size_t wijk, Features *outlines, Error *error) MUST_USE;

/* The buurt at a place, or NULL; "15–17" of a class in the reader's language. */
const char *publication_neighbourhood(const Publication *publication, double x_m, double y_m);
void publication_class_text(const Publication *publication, int class_low, int class_high, char *ret_text, size_t size);

#endif
