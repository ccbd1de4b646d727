/*
 * chart.h: charts of when: the hours of the week, and the months.
 *
 * Both stand in a column of a given width on any page: an evidence sheet, a briefing. Everything is told apart by lightness, place and
 * form as well as by colour, so that grey paper will do. With a NULL cairo context nothing is drawn and only the height is found. All
 * texts are the caller's, in the reader's language; NULL or "" where there is none.
 */
#ifndef BRANDPUNT_RENDER_CHART_H
#define BRANDPUNT_RENDER_CHART_H

#include "geo/hours.h"
#include "render/scene.h"
#include "render/text.h"

enum { CLOCK_CLASSES_MOST = 6 };

/* Seven days of 24 hours in classes with steps, never a ramp: what cannot be read back from a legend should not be drawn. */
typedef struct HeatClock {
    const HourMatrix *hours;
    int class_count;                          /* 1 .. CLOCK_CLASSES_MOST */
    double class_break[CLOCK_CLASSES_MOST];   /* rising lower limits; below the first the paper stays white */
    PeakWindow peak;                          /* outlined; days 0: none */
    const char *day[WEEK_DAYS];               /* Monday first */
    const char *day_total;                    /* over the totals at the right */
    const char *unit, *peak_name, *note;      /* of the classes; of the outline; a line under it all: how many hours are known */
} HeatClock;

/* The breaks for a matrix: round numbers (render/classes.h) from half the mean of an hour, but never from less than one report. */
void chart_clock_classes(HeatClock *clock);

/* 0 below the first break, else 1 .. class_count. */
int chart_clock_class(const HeatClock *clock, double value);

/* The text beside a class: "2–5", "≥ 20" for the highest, "< 1" below the first break. ret_text has NUMBER_TEXT bytes. */
void chart_clock_class_text(Language language, const HeatClock *clock, int class, char *ret_text);

/* One bar a month. */
typedef struct MonthStrip {
    int first_month;        /* calendar_month() */
    size_t count;           /* at least 1 */
    const double *value;
    const bool *whole;      /* false: the period holds a part of the month, drawn open; NULL: all are */
    const bool *campaign;   /* true: marked; NULL: none is */
    const char *name;       /* what is counted, above */
    const char *partial, *campaign_name; /* in the legend, each where such a month is there */
} MonthStrip;

typedef struct ChartPlace {
    Language language;
    Typesetter *typesetter;
    cairo_t *cairo;
    double x_mm, y_mm, width_mm;
    double type;            /* factor on all type sizes: 1 on A4 */
} ChartPlace;

/* Each returns its height in mm. */
double chart_clock(const ChartPlace *place, const HeatClock *clock);
double chart_months(const ChartPlace *place, const MonthStrip *strip);

#endif
