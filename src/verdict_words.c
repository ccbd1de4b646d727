/* What a verdict says, in sentences. Every number comes from the verdict. */
#include "src/verdict.h"
#include "src/wording.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *verdict_conflict_key(ConflictKind kind)
{
    static const char *const keys[CONFLICT_KINDS] = {"meeting_place_near_risk_area", "meeting_place_near_dwellings", "path_through_unlit_gap", "lamp_removed_from_dark_reports",
                                                     "private_ground_in_view",       "camera_on_perception_only",   "not_found"};
    return keys[kind];
}

static void meeting_text(const Config *config, const Analysis *analysis, const Verdict *verdict, const Conflict *conflict, const char *name, char *ret_text, size_t size)
{
    if (conflict->kind == CONFLICT_MEETING_DWELLINGS) {
        size_t count = (size_t)conflict->number;
        snprintf(ret_text, size, verdict->dwellings_known ? ngettext("%s: %zu dwelling lies within reach.", "%s: %zu dwellings lie within reach.", count)
                                                          : ngettext("%s: %zu building lies within reach.", "%s: %zu buildings lie within reach.", count),
                 name, count);
        return;
    }
    char area[WORDING_TEXT] = "";
    int rank = (int)conflict->number;
    for (size_t a = 0; a < analysis->area_count; a++)
        if (analysis->area[a].rank == rank) wording_area_name(&analysis->area[a], area, sizeof area);
    (void)config;
    snprintf(ret_text, size, _("%s: lies in or near risk area %d, %s."), name, rank, area);
}

void verdict_conflict_text(const Config *config, const Analysis *analysis, const Verdict *verdict, const Conflict *conflict, char *ret_text, size_t size)
{
    const DesignObject *object = &verdict->design.object[conflict->object];
    const char *name = object->name;
    char metres[NUMBER_TEXT];
    size_t count = (size_t)conflict->number;
    switch (conflict->kind) {
    case CONFLICT_MEETING_RISK:
    case CONFLICT_MEETING_DWELLINGS:
        meeting_text(config, analysis, verdict, conflict, name, ret_text, size);
        return;
    case CONFLICT_PATH_UNLIT:
        number_text(wording_language(config), conflict->number, 0, metres);
        snprintf(ret_text, size, _("%s: runs through %s m on end without a working lamp."), name, metres);
        return;
    case CONFLICT_LAMP_DARK:
        snprintf(ret_text, size, object->change == CHANGE_MOVED
                                     ? ngettext("%s: moved away from %zu dark report that then has no lamp.", "%s: moved away from %zu dark reports that then have no lamp.", count)
                                     : ngettext("%s: removed from %zu dark report that then has no lamp.", "%s: removed from %zu dark reports that then have no lamp.", count),
                 name, count);
        return;
    case CONFLICT_CAMERA_PRIVATE:
        snprintf(ret_text, size, verdict->dwellings_known ? ngettext("%s: has the front of %zu dwelling in view.", "%s: has the fronts of %zu dwellings in view.", count)
                                                          : ngettext("%s: has the front of %zu building in view.", "%s: has the fronts of %zu buildings in view.", count),
                 name, count);
        return;
    case CONFLICT_CAMERA_PERCEPTION:
        snprintf(ret_text, size, ngettext("%s: sees no incident, only %zu perception; a feeling alone is no ground for a camera.",
                                          "%s: sees no incident, only %zu perceptions; feelings alone are no ground for a camera.", count),
                 name, count);
        return;
    case CONFLICT_NOT_FOUND:
        snprintf(ret_text, size, object->change == CHANGE_MOVED ? _("%s: no %s of this name stands in the layers, so its old place is not known and it counts as new.")
                                                                : _("%s: no %s of this name or at this place stands in the layers, so nothing is taken away."),
                 name, design_kind_word(object->kind));
        return;
    case CONFLICT_KINDS:
        break;
    }
    ret_text[0] = '\0';
}

static void add_chance(Language language, const Verdict *verdict, char *text, size_t size)
{
    char share[NUMBER_TEXT];
    size_t used = strlen(text);
    /* What reaches nothing has no standing; spots that were chosen for reaching much have theirs by that choice. */
    if (isnan(verdict->percentile) || !(verdict->added > 0) || verdict->design.file[0] == '\0' || used + 2 >= size) return;
    if (used > 0) text[used++] = ' ';
    if (verdict->percentile >= 100) {
        snprintf(text + used, size - used, _("Its objects stand better than in any of %zu random placements."), verdict->placements);
        return;
    }
    percent_text(language, verdict->percentile / 100, verdict->percentile > 99 ? 1 : 0, share);
    snprintf(text + used, size - used,
             verdict->percentile >= 95 ? _("Its objects stand better than in %s of random placements.") : _("Its objects stand better than in %s of random placements, which chance may explain."),
             share);
}

static void add_unreached(const Analysis *analysis, const Verdict *verdict, char *text, size_t size)
{
    size_t used = strlen(text), unreached = 0;
    if (analysis->area_count == 0 || used + 2 >= size) return;
    for (size_t a = 0; a < analysis->area_count; a++) unreached += !verdict->reached[a];
    if (used > 0) text[used++] = ' ';
    if (unreached == 0) snprintf(text + used, size - used, "%s", _("It reaches reports in every risk area."));
    else snprintf(text + used, size - used, ngettext("It reaches nothing in %zu of the %zu risk areas.", "It reaches nothing in %zu of the %zu risk areas.", analysis->area_count), unreached, analysis->area_count);
}

void verdict_finding(const Config *config, const Analysis *analysis, const Verdict *verdict, char *ret_text, size_t size)
{
    Language language = wording_language(config);
    char gain[NUMBER_TEXT], all[NUMBER_TEXT];
    number_text(language, fabs(verdict->gain), fabs(verdict->gain) < 10 ? 1 : 0, gain);
    number_text(language, analysis->selection.weight, 0, all);
    if (verdict->acting == 0 && fabs(verdict->gain) < 0.05)
        snprintf(ret_text, size, "%s", _("The design lights, sees and visits nothing that is not lit, seen or visited today."));
    else if (fabs(verdict->gain) < 0.05)
        snprintf(ret_text, size, "%s", _("The design reaches no reports beyond those that are reached today."));
    else
        snprintf(ret_text, size, verdict->gain > 0 ? _("The design reaches %s weighted reports more than today, of %s.") : _("The design reaches %s weighted reports fewer than today, of %s."), gain, all);
}

void verdict_standing(const Config *config, const Analysis *analysis, const Verdict *verdict, char *ret_text, size_t size)
{
    ret_text[0] = '\0';
    add_chance(wording_language(config), verdict, ret_text, size);
    add_unreached(analysis, verdict, ret_text, size);
}

void verdict_conclusion(const Config *config, const Analysis *analysis, const Verdict *verdict, char *ret_text, size_t size)
{
    verdict_finding(config, analysis, verdict, ret_text, size);
    size_t used = strlen(ret_text);
    if (used + 2 >= size) return;
    ret_text[used] = ' ';
    verdict_standing(config, analysis, verdict, ret_text + used + 1, size - used - 1);
    if (ret_text[used + 1] == '\0') ret_text[used] = '\0';
}
