/*
 * describe.h: in words what a figure shows, for whoever cannot see it.
 *
 * The words come from the same values as the figure and its legend, and say no more than these. They are added to a text that may be empty.
 * They are in the program's language (gettext), which is that of the page.
 */
#ifndef BRANDPUNT_RENDER_DESCRIBE_H
#define BRANDPUNT_RENDER_DESCRIBE_H

#include "render/bytes.h"
#include "render/chart.h"
#include "render/furniture.h"
#include "render/sheet.h"

/* A map with its legend: title, place and period, how many risk areas and which are the first, the classes with their unit, the signs. */
void describe_map(const Furniture *furniture, const Frame *frame, const MapContent *content, Bytes *text);

/* The hours of the week: the peak, the reports of each day, the hours in the highest class. */
void describe_clock(Language language, const HeatClock *clock, Bytes *text);

/* The months: from when to when, the highest, those in part and those of a campaign, and all numbers. */
void describe_months(Language language, const MonthStrip *strip, Bytes *text);

/* Estimates with their intervals: a sentence each. */
void describe_intervals(const SheetIntervals *intervals, Bytes *text);

/* Lines: of each its highest point and some points along the axis. */
void describe_lines(Language language, const SheetLines *lines, Bytes *text);

/* Adds a sentence, with a full stop where it has no end of its own. NULL and "" add nothing. */
void describe_sentence(Bytes *text, const char *sentence);

#endif
