#include "render/chart.h"

#include "render/classes.h"
#include "render/frame.h"
#include "render/numbers.h"
#include "render/signs.h"

#include <math.h>
#include <stdio.h>

#define DAY_LABEL_MM 8.0
#define DAY_TOTAL_MM 16.0
#define BAR_HEIGHT_MM 20.0
#define AXIS_MM 9.0
#define SMALL_PT 7.5

static bool is_given(const char *text)
{
    return text && text[0];
}

/* Draws a text, or only measures it, and returns its height. */
static double put(const ChartPlace *place, const char *text, double size_pt, bool bold, Colour colour, TextAlign align, double x_mm, double y_mm, double width_mm)
{
    TextStyle style = {.size_pt = size_pt * place->type, .bold = bold, .colour = colour, .align = align};
    double height = 0;
    if (place->cairo) return text_draw(place->typesetter, place->cairo, text, &style, x_mm, y_mm, width_mm, width_mm > 0 ? 3 : 1);
    text_measure(place->typesetter, text, &style, width_mm, 3, NULL, &height);
    return height;
}

static double width_of(const ChartPlace *place, const char *text, double size_pt)
{
    TextStyle style = {.size_pt = size_pt * place->type, .colour = PALETTE.ink};
    double width = 0;
    text_measure(place->typesetter, text, &style, 0, 1, &width, NULL);
    return width;
}

static void line(const ChartPlace *place, double x1, double y1, double x2, double y2, double width_mm, Colour colour)
{
    cairo_move_to(place->cairo, x1, y1);
    cairo_line_to(place->cairo, x2, y2);
    set_colour(place->cairo, colour);
    cairo_set_line_width(place->cairo, width_mm);
    cairo_stroke(place->cairo);
}

/* --- the week --- */

static double highest_hour(const HourMatrix *hours)
{
    double highest = 0;
    for (int d = 0; d < WEEK_DAYS; d++)
        for (int h = 0; h < DAY_HOURS; h++) highest = fmax(highest, hours->value[d][h]);
    return highest;
}

void chart_clock_classes(HeatClock *clock)
{
    double floor_value = fmax(1, clock->hours->weight / (2 * WEEK_DAYS * DAY_HOURS)), top = highest_hour(clock->hours);
    clock->class_count = classes_breaks(floor_value, top, CLASSES_WANTED, clock->class_break);
    if (clock->class_count == 0) clock->class_count = 1, clock->class_break[0] = floor_value;
}

int chart_clock_class(const HeatClock *clock, double value)
{
    int class = 0;
    while (class < clock->class_count && value >= clock->class_break[class]) class++;
    return class;
}

/* Whether an hour lies in the peak, which runs on past midnight into the next day. */
static bool in_peak(const PeakWindow *peak, int day, int hour)
{
    day = (day + WEEK_DAYS) % WEEK_DAYS;
    if (hour < 0 || hour >= DAY_HOURS) return false;
    bool begun = (peak->days & 1U << day) && hour >= peak->from_hour && hour < peak->from_hour + peak->hours;
    bool ran_on = (peak->days & 1U << (day + WEEK_DAYS - 1) % WEEK_DAYS) && hour + DAY_HOURS < peak->from_hour + peak->hours;
    return begun || ran_on;
}

/* An edge wherever an hour of the peak meets one outside it; the top and the bottom of the week are edges too. */
static void outline_peak(const ChartPlace *place, const PeakWindow *peak, double x, double y, double wide, double high)
{
    cairo_t *cairo = place->cairo;
    for (int d = 0; d < WEEK_DAYS; d++) {
        for (int h = 0; h < DAY_HOURS; h++) {
            if (!in_peak(peak, d, h)) continue;
            double left = x + h * wide, top = y + d * high;
            if (!in_peak(peak, d, h - 1)) cairo_move_to(cairo, left, top), cairo_line_to(cairo, left, top + high);
            if (!in_peak(peak, d, h + 1)) cairo_move_to(cairo, left + wide, top), cairo_line_to(cairo, left + wide, top + high);
            if (d == 0 || !in_peak(peak, d - 1, h)) cairo_move_to(cairo, left, top), cairo_line_to(cairo, left + wide, top);
            if (d == WEEK_DAYS - 1 || !in_peak(peak, d + 1, h)) cairo_move_to(cairo, left, top + high), cairo_line_to(cairo, left + wide, top + high);
        }
    }
    set_colour(cairo, PALETTE.ink);
    cairo_set_line_width(cairo, 0.7);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_SQUARE);
    cairo_stroke(cairo);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_BUTT);
}

static void draw_hours(const ChartPlace *place, const HeatClock *clock, double x, double y, double wide, double high)
{
    char text[NUMBER_TEXT];
    double line_mm = put(&(ChartPlace){.typesetter = place->typesetter, .type = place->type}, "0", SMALL_PT, false, PALETTE.ink, ALIGN_LEFT, 0, 0, 0);
    for (int h = 0; h <= DAY_HOURS; h += 3) {
        snprintf(text, sizeof text, "%d", h);
        put(place, text, SMALL_PT, false, PALETTE.soft_ink, ALIGN_CENTRE, x + h * wide, y - line_mm - 0.3, 0);
    }
    if (is_given(clock->day_total)) put(place, clock->day_total, SMALL_PT, false, PALETTE.soft_ink, ALIGN_RIGHT, place->x_mm + place->width_mm, y - line_mm - 0.3, 0);
    for (int d = 0; d < WEEK_DAYS; d++) {
        double total = 0, text_y = y + d * high + (high - line_mm) / 2;
        for (int h = 0; h < DAY_HOURS; h++) {
            double value = clock->hours->value[d][h];
            int class = chart_clock_class(clock, value);
            total += value;
            cairo_rectangle(place->cairo, x + h * wide, y + d * high, wide, high);
            set_colour(place->cairo, class == 0 ? PALETTE.paper : palette_class(clock->class_count, class - 1));
            cairo_fill_preserve(place->cairo);
            set_colour(place->cairo, PALETTE.rule);
            cairo_set_line_width(place->cairo, 0.12);
            cairo_stroke(place->cairo);
        }
        if (is_given(clock->day[d])) put(place, clock->day[d], 8.5, false, PALETTE.ink, ALIGN_LEFT, place->x_mm, text_y - 0.2, DAY_LABEL_MM);
        number_text(place->language, total, 0, text);
        put(place, text, 8.5, false, PALETTE.ink, ALIGN_RIGHT, x + DAY_HOURS * wide + 1, text_y - 0.2, DAY_TOTAL_MM - 1);
    }
    for (int h = 6; h < DAY_HOURS; h += 6) line(place, x + h * wide, y, x + h * wide, y + WEEK_DAYS * high, 0.25, PALETTE.soft_ink);
    outline_peak(place, &clock->peak, x, y, wide, high);
}

void chart_clock_class_text(Language language, const HeatClock *clock, int class, char *ret_text)
{
    char limit[NUMBER_TEXT];
    int decimals = number_decimals(clock->class_break, (size_t)clock->class_count), below = class > 0 ? class - 1 : 0;
    if (class > 0 && class < clock->class_count) {
        range_text(language, clock->class_break[below], clock->class_break[below + 1], decimals, ret_text);
        return;
    }
    number_text(language, clock->class_break[below], decimals, limit);
    snprintf(ret_text, NUMBER_TEXT, "%s %.40s", class == 0 ? "<" : "≥", limit);
}

/* The classes in a row with their unit, and the outline; returns their height. */
static double draw_clock_legend(const ChartPlace *place, const HeatClock *clock, double x, double y)
{
    char text[NUMBER_TEXT];
    double box = 5.5 * place->type, high = 3.2 * place->type, at = x, top = y;
    for (int class = 0; class <= clock->class_count; class++) {
        chart_clock_class_text(place->language, clock, class, text);
        if (place->cairo) {
            cairo_rectangle(place->cairo, at, y, box, high);
            set_colour(place->cairo, class == 0 ? PALETTE.paper : palette_class(clock->class_count, class - 1));
            cairo_fill_preserve(place->cairo);
            set_colour(place->cairo, PALETTE.soft_ink);
            cairo_set_line_width(place->cairo, 0.12);
            cairo_stroke(place->cairo);
            put(place, text, SMALL_PT, false, PALETTE.ink, ALIGN_LEFT, at + box + 1, y, 0);
        }
        at += box + 1 + width_of(place, text, SMALL_PT) + 3;
    }
    if (is_given(clock->unit)) {
        if (at + width_of(place, clock->unit, SMALL_PT) > place->x_mm + place->width_mm) at = x, y += high + 1.2;
        put(place, clock->unit, SMALL_PT, false, PALETTE.soft_ink, ALIGN_LEFT, at, y, 0);
        at += width_of(place, clock->unit, SMALL_PT) + 4;
    }
    if (!is_given(clock->peak_name) || clock->peak.days == 0) return y - top + high + 1;
    /* On a line of its own where the row is full. */
    bool fits = at + box + 1 + width_of(place, clock->peak_name, SMALL_PT) <= place->x_mm + place->width_mm;
    if (!fits) at = x, y += high + 1.2;
    if (place->cairo) {
        cairo_rectangle(place->cairo, at + 0.3, y + 0.3, box - 0.6, high - 0.6);
        set_colour(place->cairo, PALETTE.ink);
        cairo_set_line_width(place->cairo, 0.7);
        cairo_stroke(place->cairo);
        put(place, clock->peak_name, SMALL_PT, false, PALETTE.ink, ALIGN_LEFT, at + box + 1, y, 0);
    }
    return y - top + high + 1;
}

double chart_clock(const ChartPlace *place, const HeatClock *clock)
{
    double wide = (place->width_mm - DAY_LABEL_MM - DAY_TOTAL_MM) / DAY_HOURS, high = fmin(5.6, fmax(3, wide * 0.8)) * place->type;
    double x = place->x_mm + DAY_LABEL_MM, y = place->y_mm + 4 * place->type, at = y + WEEK_DAYS * high + 2;
    if (place->cairo) draw_hours(place, clock, x, y, wide, high);
    at += draw_clock_legend(place, clock, x, at);
    if (is_given(clock->note)) at += put(place, clock->note, SMALL_PT, false, PALETTE.soft_ink, ALIGN_LEFT, x, at, place->width_mm - DAY_LABEL_MM);
    return at - place->y_mm;
}

/* --- the months --- */

static bool is_whole(const MonthStrip *strip, size_t m)
{
    return !strip->whole || strip->whole[m];
}

static bool in_campaign(const MonthStrip *strip, size_t m)
{
    return strip->campaign && strip->campaign[m];
}

static void triangle(const ChartPlace *place, double x, double top, double size)
{
    cairo_move_to(place->cairo, x, top);
    cairo_line_to(place->cairo, x + size, top + 1.6 * size);
    cairo_line_to(place->cairo, x - size, top + 1.6 * size);
    cairo_close_path(place->cairo);
    set_colour(place->cairo, PALETTE.ink);
    cairo_fill(place->cairo);
}

/* Lines at round numbers up to the top of the axis, which is given back. */
static double draw_axis(const ChartPlace *place, const MonthStrip *strip, double x, double y, double width)
{
    char text[NUMBER_TEXT];
    double highest = 1;
    for (size_t m = 0; m < strip->count; m++) highest = fmax(highest, strip->value[m]);
    double step = fmax(1, frame_round_length(highest / 3)), top = ceil(highest / step - 1e-9) * step;
    for (double at = 0; place->cairo && at <= top + step / 2; at += step) {
        double line_y = y + BAR_HEIGHT_MM * (1 - at / top);
        line(place, x, line_y, x + width, line_y, at < step / 2 ? 0.3 : 0.12, at < step / 2 ? PALETTE.ink : PALETTE.rule);
        number_text(place->language, at, 0, text);
        put(place, text, SMALL_PT, false, PALETTE.soft_ink, ALIGN_RIGHT, place->x_mm, line_y - 1.6 * place->type, AXIS_MM - 1.5);
    }
    return top;
}

/* A year begins at a longer tick, its number in the middle of what is there of it. */
static void draw_years(const ChartPlace *place, const MonthStrip *strip, double x, double y, double wide)
{
    char text[NUMBER_TEXT];
    for (size_t m = 0; m < strip->count;) {
        int year = (strip->first_month + (int)m - 1) / 12;
        size_t next = m;
        while (next < strip->count && (strip->first_month + (int)next - 1) / 12 == year) next++;
        line(place, x + (double)m * wide, y, x + (double)m * wide, y + 4.5, 0.15, PALETTE.soft_ink);
        snprintf(text, sizeof text, "%d", year);
        if ((double)(next - m) * wide > width_of(place, text, SMALL_PT))
            put(place, text, SMALL_PT, false, PALETTE.soft_ink, ALIGN_CENTRE, x + (double)(m + next) / 2 * wide, y + 2, 0);
        m = next;
    }
    line(place, x + (double)strip->count * wide, y, x + (double)strip->count * wide, y + 4.5, 0.15, PALETTE.soft_ink);
}

static void draw_bars(const ChartPlace *place, const MonthStrip *strip, double top, double x, double y, double wide)
{
    cairo_t *cairo = place->cairo;
    for (size_t m = 0; m < strip->count; m++) {
        double high = BAR_HEIGHT_MM * strip->value[m] / top, left = x + (double)m * wide + 0.12 * wide, width = 0.76 * wide;
        bool marked = in_campaign(strip, m);
        if (marked) triangle(place, left + width / 2, y + BAR_HEIGHT_MM + 0.4, fmin(0.9, 0.4 * wide));
        if (!(high > 0)) continue;
        if (is_whole(strip, m)) {
            cairo_rectangle(cairo, left, y + BAR_HEIGHT_MM - high, width, high);
            set_colour(cairo, marked ? palette_class(5, 1) : PALETTE.soft_ink);
            cairo_fill(cairo);
        }
        if (marked || !is_whole(strip, m)) {
            double inset = fmin(0.12, width / 4);
            cairo_rectangle(cairo, left + inset, y + BAR_HEIGHT_MM - high + inset, width - 2 * inset, fmax(0, high - inset));
            set_colour(cairo, PALETTE.ink);
            cairo_set_line_width(cairo, 2 * inset);
            cairo_stroke(cairo);
        }
    }
}

/* What is marked or open, each where it is there; returns the height. */
static double draw_month_legend(const ChartPlace *place, const MonthStrip *strip, double x, double y)
{
    bool partial = false, campaign = false;
    for (size_t m = 0; m < strip->count; m++) partial = partial || !is_whole(strip, m), campaign = campaign || in_campaign(strip, m);
    partial = partial && is_given(strip->partial), campaign = campaign && is_given(strip->campaign_name);
    if (!partial && !campaign) return 0;
    double at = x;
    for (int i = 0; i < 2; i++) {
        if (i == 0 ? !campaign : !partial) continue;
        const char *text = i == 0 ? strip->campaign_name : strip->partial;
        if (place->cairo) {
            cairo_rectangle(place->cairo, at, y + 0.3, 2.4, 2.6);
            if (i == 0) set_colour(place->cairo, palette_class(5, 1)), cairo_fill_preserve(place->cairo);
            set_colour(place->cairo, PALETTE.ink);
            cairo_set_line_width(place->cairo, 0.24);
            cairo_stroke(place->cairo);
            if (i == 0) triangle(place, at + 4.6, y + 0.9, 0.9);
            put(place, text, SMALL_PT, false, PALETTE.ink, ALIGN_LEFT, at + (i == 0 ? 6.6 : 3.6), y, 0);
        }
        at += (i == 0 ? 6.6 : 3.6) + width_of(place, text, SMALL_PT) + 5;
    }
    return 4 * place->type;
}

double chart_months(const ChartPlace *place, const MonthStrip *strip)
{
    double at = place->y_mm, x = place->x_mm + AXIS_MM, width = place->width_mm - AXIS_MM, wide = fmin(width / (double)strip->count, 12);
    if (is_given(strip->name)) at += put(place, strip->name, 8.5, true, PALETTE.ink, ALIGN_LEFT, place->x_mm, at, place->width_mm) + 1.5;
    double top = draw_axis(place, strip, x, at, wide * (double)strip->count);
    if (place->cairo) {
        draw_bars(place, strip, top, x, at, wide);
        draw_years(place, strip, x, at + BAR_HEIGHT_MM, wide);
    }
    at += BAR_HEIGHT_MM + 6.5;
    return at + draw_month_legend(place, strip, x, at) - place->y_mm;
}
