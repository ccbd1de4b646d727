#include "render/describe.h"

#include "render/numbers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { AREAS_NAMED = 5, POINTS_NAMED = 5 };

static bool is_given(const char *text)
{
    return text && text[0];
}

void describe_sentence(Bytes *text, const char *sentence)
{
    if (!is_given(sentence)) return;
    if (text->count > 0) bytes_text(text, " ");
    bytes_text(text, sentence);
    if (!strchr(".!?", sentence[strlen(sentence) - 1])) bytes_text(text, ".");
}

static void join(Bytes *text, const char *piece)
{
    bytes_text(text, " ");
    bytes_text(text, piece);
}

/* --- maps --- */

static void describe_areas(const Scene *scene, Bytes *text)
{
    char line[256];
    size_t hotspots = 0, named = scene->area_count < AREAS_NAMED ? scene->area_count : AREAS_NAMED;
    bool usual = !scene->area_label[AREA_HOTSPOT];
    if (scene->area_count == 0) {
        if (scene->ground_count == 0 && scene->object_count == 0) describe_sentence(text, word(scene->language, WORD_NO_AREAS));
        return;
    }
    for (size_t a = 0; a < scene->area_count; a++) hotspots += scene->area[a].status == AREA_HOTSPOT;
    snprintf(line, sizeof line, ngettext("%zu area", "%zu areas", scene->area_count), scene->area_count);
    bytes_print(text, " %s", line);
    if (usual) {
        snprintf(line, sizeof line, ngettext("%zu of them a hotspot", "%zu of them hotspots", hotspots), hotspots);
        bytes_print(text, ", %s", line);
    }
    bytes_print(text, named < scene->area_count ? _("; the first %zu:") : ":", named);
    for (size_t a = 0; a < named; a++) {
        const SceneArea *area = &scene->area[a];
        const char *label = scene->area_label[area->status] ? scene->area_label[area->status] : word(scene->language, area->status == AREA_HOTSPOT ? WORD_STATUS_HOTSPOT : WORD_STATUS_INDICATIVE);
        bytes_print(text, "%s %d %s (%s)", a > 0 ? ";" : "", area->rank, area->name ? area->name : "", label);
    }
    bytes_text(text, ".");
}

static void describe_classes(const Scene *scene, Bytes *text)
{
    char class[NUMBER_TEXT];
    if (scene->ground_count > 0) {
        describe_sentence(text, scene->ground_title);
        describe_sentence(text, scene->ground_note);
        join(text, _("The ground shows:"));
        for (size_t g = 0; g < scene->ground_count; g++) bytes_print(text, "%s %s", g > 0 ? ";" : "", scene->ground[g].label ? scene->ground[g].label : "");
        bytes_text(text, ".");
    } else if (scene->density && scene->class_count > 0) {
        bytes_print(text, " %s", word(scene->language, WORD_DENSITY));
        if (is_given(scene->density_unit)) join(text, ""), bytes_print(text, _("in %s"), scene->density_unit);
        bytes_text(text, _(", from light to dark:"));
        for (int i = 0; i < scene->class_count; i++) {
            furniture_class_text(scene, i, class);
            bytes_print(text, "%s %s", i > 0 ? ";" : "", class);
        }
        bytes_text(text, ".");
    } else {
        describe_sentence(text, word(scene->language, WORD_COUNTS_ONLY_WHY));
    }
}

/* What the legend explains beside the classes and the areas. */
static void describe_signs(const Scene *scene, const MapContent *content, Bytes *text)
{
    FurnitureSign sign[FURNITURE_SIGNS];
    int count = furniture_sign_entries(scene, content, sign), said = 0;
    for (int i = 0; i < count; i++) {
        if (sign[i].entry == WORD_HOTSPOT || sign[i].entry == WORD_INDICATIVE || sign[i].entry == WORD_AREA_NUMBER) continue;
        if (said == 0) join(text, _("Also on the map:"));
        bytes_print(text, "%s %s", said++ > 0 ? ";" : "", sign[i].text);
    }
    if (said > 0) bytes_text(text, ".");
}

void describe_map(const Furniture *furniture, const Frame *frame, const MapContent *content, Bytes *text)
{
    const Scene *scene = furniture->scene;
    char scale[NUMBER_TEXT], line[128];
    number_text(scene->language, frame->scale, 0, scale);
    snprintf(line, sizeof line, _("Map, scale 1 : %s."), scale);
    describe_sentence(text, line);
    describe_sentence(text, scene->title);
    describe_sentence(text, scene->subtitle);
    describe_areas(scene, text);
    describe_classes(scene, text);
    describe_signs(scene, content, text);
}

/* --- charts --- */

static const char *day_name(int day)
{
    static const char *const NAME[WEEK_DAYS] = {N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday")};
    return _(NAME[day]);
}

static void describe_top_hours(Language language, const HeatClock *clock, Bytes *text)
{
    char class[NUMBER_TEXT];
    int top = 0, said = 0;
    for (int d = 0; d < WEEK_DAYS; d++)
        for (int h = 0; h < DAY_HOURS; h++) top = (int)fmax(top, chart_clock_class(clock, clock->hours->value[d][h]));
    if (top == 0) return;
    chart_clock_class_text(language, clock, top, class);
    join(text, ""), bytes_print(text, _("The hours that begin at these times are in the highest class, %s:"), class);
    for (int d = 0; d < WEEK_DAYS; d++) {
        int before = said;
        for (int h = 0; h < DAY_HOURS; h++) {
            if (chart_clock_class(clock, clock->hours->value[d][h]) != top) continue;
            if (said == before) bytes_print(text, "%s %s: %d", said > 0 ? ";" : "", day_name(d), h);
            else bytes_print(text, ", %d", h);
            said++;
        }
    }
    bytes_text(text, ".");
}

void describe_clock(Language language, const HeatClock *clock, Bytes *text)
{
    char number[NUMBER_TEXT], line[1024];
    describe_sentence(text, _("Chart of the seven days of the week by 24 hours."));
    if (is_given(clock->unit)) {
        snprintf(line, sizeof line, _("It shows %s."), clock->unit);
        describe_sentence(text, line);
    }
    if (is_given(clock->peak_name) && clock->peak.days != 0) {
        snprintf(line, sizeof line, _("What is outlined %s."), clock->peak_name);
        describe_sentence(text, line);
    }
    join(text, _("By day:"));
    for (int d = 0; d < WEEK_DAYS; d++) {
        double total = 0;
        for (int h = 0; h < DAY_HOURS; h++) total += clock->hours->value[d][h];
        number_text(language, total, 0, number);
        bytes_print(text, "%s %s: %s", d > 0 ? ";" : "", day_name(d), number);
    }
    bytes_text(text, ".");
    describe_top_hours(language, clock, text);
    describe_sentence(text, clock->note);
}

/* "october 2024" of a month of the strip. */
static void month_of(Language language, const MonthStrip *strip, size_t m, char *ret_text)
{
    int month = strip->first_month + (int)m - 1;
    month_long_text(language, month / 12, month % 12 + 1, ret_text);
}

void describe_months(Language language, const MonthStrip *strip, Bytes *text)
{
    char month[NUMBER_TEXT], last[NUMBER_TEXT], number[NUMBER_TEXT], line[1024];
    size_t highest = 0;
    for (size_t m = 1; m < strip->count; m++)
        if (strip->value[m] > strip->value[highest]) highest = m;
    describe_sentence(text, strip->name);
    month_of(language, strip, 0, month);
    month_of(language, strip, strip->count - 1, last);
    snprintf(line, sizeof line, _("Bar chart by month, from %s to %s."), month, last);
    describe_sentence(text, line);
    month_of(language, strip, highest, month);
    number_text(language, strip->value[highest], 0, number);
    snprintf(line, sizeof line, _("The highest: %s in %s."), number, month);
    if (strip->value[highest] > 0) describe_sentence(text, line);
    join(text, _("Month by month:"));
    for (size_t m = 0; m < strip->count; m++) {
        month_of(language, strip, m, month);
        if (m > 0 && (strip->first_month + (int)m - 1) % 12 != 0) *strrchr(month, ' ') = '\0'; /* the year where it begins */
        number_text(language, strip->value[m], 0, number);
        bytes_print(text, "%s %s: %s", m > 0 ? ";" : "", month, number);
        if (strip->whole && !strip->whole[m]) join(text, _("(only a part of the month)"));
        if (strip->campaign && strip->campaign[m]) join(text, _("(campaign)"));
    }
    bytes_text(text, ".");
}

void describe_intervals(const SheetIntervals *intervals, Bytes *text)
{
    describe_sentence(text, _("Chart of estimates with their margins."));
    for (size_t r = 0; r < intervals->rows; r++) {
        char line[1024];
        snprintf(line, sizeof line, "%s: %s", intervals->row[r].label ? intervals->row[r].label : "", intervals->row[r].text ? intervals->row[r].text : "");
        describe_sentence(text, line);
    }
    describe_sentence(text, intervals->unit);
}

static void axis_number(Language language, double value, bool percent, char *ret_text)
{
    if (percent) percent_text(language, value, 0, ret_text);
    else number_text(language, value, fabs(value - round(value)) < 1e-9 ? 0 : 1, ret_text);
}

static void describe_point(Language language, const SheetLines *lines, size_t s, size_t i, Bytes *text)
{
    char x[NUMBER_TEXT], y[NUMBER_TEXT];
    axis_number(language, lines->x[i], lines->x_percent, x);
    axis_number(language, lines->y[s][i], lines->y_percent, y);
    join(text, ""), bytes_print(text, _("%s at %s"), y, x);
}

void describe_lines(Language language, const SheetLines *lines, Bytes *text)
{
    describe_sentence(text, _("Line chart."));
    if (is_given(lines->y_unit)) join(text, ""), bytes_print(text, _("Upwards: %s."), lines->y_unit);
    if (is_given(lines->x_unit)) join(text, ""), bytes_print(text, _("To the right: %s."), lines->x_unit);
    for (size_t s = 0; s < lines->series; s++) {
        size_t count = lines->points < POINTS_NAMED ? lines->points : POINTS_NAMED, said = 0;
        bytes_print(text, " %s:", lines->name[s] ? lines->name[s] : "");
        for (size_t n = 0; n < count; n++) {
            size_t i = count > 1 ? n * (lines->points - 1) / (count - 1) : 0;
            if (isnan(lines->y[s][i])) continue;
            if (said++ > 0) bytes_text(text, ";");
            describe_point(language, lines, s, i, text);
        }
        bytes_text(text, ".");
    }
}
