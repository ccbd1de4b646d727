/*
 * wijken.h: the buurten and wijken of a municipality, one by one.
 *
 * They come from the layers with role neighbourhood. A wijk may be there as such (codes WK...), or as the buurten that name it; then their
 * ground together is its ground. Names and codes stay the layers'.
 */
#ifndef BRANDPUNT_SRC_WIJKEN_H
#define BRANDPUNT_SRC_WIJKEN_H

#include "src/municipality.h"

typedef struct Wijk {
    const char *name, *code; /* in the municipality's layers; NULL when not known */
    bool is_wijk;            /* else a buurt */
    Features ground;         /* one feature, without the edges that its parts share */
    double residents;        /* NaN when not known */
} Wijk;

/* The buurt or wijk of a name or code, without regard to case and accents; when there is none, an error with the names that are like it.
 * Free with wijk_free(), also after failure. */
bool wijk_find(const Municipality *municipality, const char *name, Wijk *ret_wijk, Error *error) MUST_USE;
void wijk_free(Wijk *wijk);

/* All buurten, or all wijken, in the order of the layers. Fails when there are none. Free with wijken_free(), also after failure. */
bool wijken_list(const Municipality *municipality, bool wijken, Wijk **ret_list, size_t *ret_count, Error *error) MUST_USE;
void wijken_free(Wijk *list, size_t count);

/* A name for its file without an ending, such as "wk990101-centrum": letters a-z, digits and '-', of at most 60 bytes. What has neither a
 * code nor a name that can be written so is called by its number. */
void wijk_file_name(const Wijk *wijk, size_t number, char *ret_text, size_t size);

#endif
