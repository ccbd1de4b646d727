/*
 * words.h: the fixed words of a page, in its reader's language.
 *
 * A page may be in another language than the program speaks to whoever runs it, so these do not go through
 * gettext.
 */
#ifndef BRANDPUNT_RENDER_WORDS_H
#define BRANDPUNT_RENDER_WORDS_H

#include "render/scene.h"

typedef enum Word {
    WORD_DENSITY,
    WORD_CLASSES_SERIES,
    WORD_CLASSES_EQUAL,
    WORD_CLASSES_ONE,
    WORD_COUNTS_ONLY,
    WORD_COUNTS_ONLY_WHY,
    WORD_HOTSPOT,
    WORD_INDICATIVE,
    WORD_AREA_NUMBER,
    WORD_AREA_NUMBER_SOME,
    WORD_LIGHT,
    WORD_LIGHT_BROKEN,
    WORD_CAMERA,
    WORD_OBJECT_LAMP, /* in the order of SceneObjectKind */
    WORD_OBJECT_CAMERA,
    WORD_OBJECT_MEETING_PLACE,
    WORD_OBJECT_PATH,
    WORD_OBJECT_GREENERY,
    WORD_OBJECT_PATROL,
    WORD_OBJECT_MOVED,
    WORD_OBJECT_REMOVED,
    WORD_CAMERA_VIEW,
    WORD_VENUE,
    WORD_TRANSIT,
    WORD_RAILWAY,
    WORD_BOUNDARY,
    WORD_NEIGHBOURHOOD,
    WORD_WATER,
    WORD_GREEN,
    WORD_BUILDING,
    WORD_NORTH,
    WORD_METRES,
    WORD_KILOMETRES,
    WORD_GRID,
    WORD_RANK,
    WORD_PLACE,
    WORD_REPORTS,
    WORD_REPORTERS,
    WORD_DARK,
    WORD_PEAK,
    WORD_LEVERS,
    WORD_STATUS,
    WORD_STATUS_HOTSPOT,
    WORD_STATUS_INDICATIVE,
    WORD_NO_AREAS,
    WORD_FIRST_OF,
    WORD_WEIGHTED,
    WORD_NO_RANK,
    WORD_METHOD,
    WORD_SOURCES,
    WORD_MORE_NOTES,
    WORD_PAGE_OF,
    WORD_COUNT
} Word;

/* Never NULL. Words with a printf directive say so in the table (words.c). */
const char *word(Language language, Word which);

#endif
