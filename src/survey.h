/*
 * survey.h: what the files of a folder are, for a first configuration.
 *
 * Every file is opened as the program would open it for its work, so that what the survey calls usable is usable. A
 * table or points with a place, a date and a category are reports; other geometry is a layer, whose role is guessed
 * from its name, and else from its fields. Each guess says why, and what could not be used says so: nothing is
 * chosen in silence, and regime, purpose and retention of reports are never guessed.
 */
#ifndef BRANDPUNT_SRC_SURVEY_H
#define BRANDPUNT_SRC_SURVEY_H

#include "src/store/layers.h"

enum { SURVEY_FILES = 500, SURVEY_TEXT = 512 };

typedef enum SurveyUse { SURVEY_UNUSED, SURVEY_LAYER, SURVEY_REPORTS, SURVEY_DESIGN } SurveyUse;

typedef struct SurveyFile {
    char file[256];        /* name in the folder */
    char name[64];         /* of its section: lower case, unique in the survey */
    SurveyUse use;
    Role role;             /* of a layer */
    char why[SURVEY_TEXT]; /* a sentence: why it is taken for this, or why it cannot be used */
    char fields[SURVEY_TEXT]; /* what was recognised in it: "name = BU_NAAM, residents = AANT_INW"; "" is nothing */
    int64_t rows, usable;  /* of reports */
    int64_t first_day, last_day; /* of the usable reports, days since 1970-01-01 */
} SurveyFile;

typedef struct Survey {
    size_t count;
    SurveyFile *file;      /* boundary first, then layers by role, reports, designs, unused; each by name */
    char place[128];       /* name of the municipality, where the boundary tells it; "" is unknown */
    bool cut;              /* the folder holds more than SURVEY_FILES files */
} Survey;

/* Looks at the files of a folder, not at those of folders in it. `project_crs` is that of the project ("EPSG:28992").
 * Fails only when the folder cannot be read. Free with survey_free(). */
bool survey_folder(const char *folder, const char *project_crs, Survey *ret_survey, Error *error) MUST_USE;
void survey_free(Survey *survey);

#endif
