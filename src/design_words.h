/*
 * design_words.h: what the words of a design mean: names of layers, values of fields, labels beside a sign.
 *
 * Dutch and English words are known, as municipalities and their draughtsmen write them: LICHTMAST_NIEUW, "te verwijderen",
 * JOP. Case, accents and plurals do not matter.
 */
#ifndef BRANDPUNT_SRC_DESIGN_WORDS_H
#define BRANDPUNT_SRC_DESIGN_WORDS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum DesignKind { DESIGN_LAMP, DESIGN_CAMERA, DESIGN_MEETING_PLACE, DESIGN_PATH, DESIGN_GREENERY, DESIGN_PATROL, DESIGN_KINDS } DesignKind;

/* CHANGE_NONE is what stays as it is: drawn for whoever looks, no part of the design. */
typedef enum DesignChange { CHANGE_NEW, CHANGE_MOVED, CHANGE_REMOVED, CHANGE_NONE, DESIGN_CHANGES } DesignChange;

/* The stable names for files: "lamp", "meeting_place", ..., "new", ... */
const char *design_kind_key(DesignKind kind);
const char *design_change_key(DesignChange change);

/* The same for a reader, translated: "lamp", "meeting place", ... */
const char *design_kind_word(DesignKind kind);
const char *design_change_word(DesignChange change);

/* Looks for a word in a text such as a layer's name; false when there is none, or when there are several that differ. The
 * kind goes by its first word only: "camera bij pad" is a camera. */
bool design_kind_read(const char *text, DesignKind *ret_kind);
bool design_change_read(const char *text, DesignChange *ret_change);

/* The fields of an object, and the names under which they go in files and in the attributes of a block. */
typedef enum DesignField { FIELD_OBJECT, FIELD_CHANGE, FIELD_NAME, FIELD_REACH, FIELD_DIRECTION, FIELD_ANGLE, DESIGN_FIELDS } DesignField;

bool design_field_read(const char *name, DesignField *ret_field);

/* A label such as "Tunnel zuid; richting 5; hoek 70; bereik 50": what is written before the first of these words is the name.
 * Numbers that are not there stay as they are. */
void design_label_read(const char *label, char *ret_name, size_t size, double *reach_m, double *direction_deg, double *angle_deg);

#endif
