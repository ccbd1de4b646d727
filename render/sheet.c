#include "render/sheet.h"

#include "render/cover.h"
#include "render/describe.h"
#include "render/furniture.h"
#include "render/numbers.h"
#include "render/paper.h"
#include "render/pdf.h"
#include "render/signs.h"
#include "render/text.h"
#include "render/words.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARGIN_MM 14.0
#define GAP_MM 3.0
#define CHART_MM 62.0
#define BETWEEN_COLUMNS_MM 7.0
#define MAP_LEAST_MM 60.0
#define LEGEND_MM 45.0
#define TICKS_MM 4.0

typedef struct Pen {
    const Sheet *sheet;
    Typesetter *typesetter;
    cairo_t *cairo;
    Tags *tags;      /* NULL while pages are counted */
    int level, ranked_level; /* of the headings and of the ranked places that come: below the title of their page, and below their heading */
    double width_mm, height_mm, left_mm, right_mm, y_mm, bottom_mm;
    int page, pages; /* pages: 0 while they are counted */
    int *page_of;    /* per block: where it began; known from the first drawing on */
    double reach_mm; /* the lowest that a block asked for */
    double fill_mm;  /* what a map without a height of its own gets */
    Error *error;
    bool failed;
} Pen;

static bool is_given(const char *text)
{
    return text && text[0];
}

static double put(Pen *pen, const char *text, double size_pt, bool bold, Colour colour, TextAlign align, double x_mm, double width_mm, int lines)
{
    TextStyle style = {.size_pt = size_pt, .bold = bold, .colour = colour, .align = align};
    return text_draw(pen->typesetter, pen->cairo, text, &style, x_mm, pen->y_mm, width_mm, lines);
}

/* The same as a thing of its own kind; nothing for a text that is not there. */
static double put_tagged(Pen *pen, Tag tag, const char *text, double size_pt, bool bold, Colour colour, TextAlign align, double x_mm, double width_mm, int lines)
{
    if (!is_given(text)) return 0;
    tag_begin(pen->tags, tag, NULL);
    double height = put(pen, text, size_pt, bold, colour, align, x_mm, width_mm, lines);
    tag_end(pen->tags);
    return height;
}

static double height_of(const Pen *pen, const char *text, double size_pt, bool bold, double width_mm, int lines)
{
    TextStyle style = {.size_pt = size_pt, .bold = bold, .colour = PALETTE.ink};
    double height;
    text_measure(pen->typesetter, text, &style, width_mm, lines, NULL, &height);
    return height;
}

static void rule(Pen *pen, double y_mm, double line_mm, Colour colour)
{
    cairo_move_to(pen->cairo, pen->left_mm, y_mm);
    cairo_line_to(pen->cairo, pen->right_mm, y_mm);
    set_colour(pen->cairo, colour);
    cairo_set_line_width(pen->cairo, line_mm);
    cairo_stroke(pen->cairo);
}

/* --- pages --- */

/* Read once, at the end of the last page; on the others it is a running foot. */
static void draw_foot(Pen *pen)
{
    const Sheet *sheet = pen->sheet;
    double width = pen->right_mm - pen->left_mm;
    char line[2048], number[64];
    Tag once = pen->page == pen->pages ? TAG_PARAGRAPH : TAG_ARTIFACT;
    snprintf(number, sizeof number, word(sheet->language, WORD_PAGE_OF), pen->page, pen->pages > 0 ? pen->pages : pen->page);
    pen->y_mm = pen->height_mm - MARGIN_MM + 3;
    rule(pen, pen->y_mm - 1, 0.12, PALETTE.rule);
    put_tagged(pen, TAG_ARTIFACT, number, 7, false, PALETTE.soft_ink, ALIGN_RIGHT, pen->left_mm, width, 1);
    pen->y_mm += put_tagged(pen, once, sheet->run_line, 7, false, PALETTE.soft_ink, ALIGN_LEFT, pen->left_mm, width - 25, 1);
    if (is_given(sheet->sources)) {
        snprintf(line, sizeof line, word(sheet->language, WORD_SOURCES), sheet->sources);
        put_tagged(pen, once, line, 7, false, PALETTE.soft_ink, ALIGN_LEFT, pen->left_mm, width - 25, 1);
    }
}

/* The marking is read on the first page, and stands on every page. */
static void begin_page(Pen *pen)
{
    pen->page++;
    pen->y_mm = MARGIN_MM - 2;
    set_colour(pen->cairo, PALETTE.paper);
    cairo_paint(pen->cairo);
    if (!is_given(pen->sheet->marking)) return;
    tag_begin(pen->tags, pen->page == 1 ? TAG_PARAGRAPH : TAG_ARTIFACT, pen->sheet->marking); /* its letters stand apart */
    pen->y_mm += paper_marking(pen->typesetter, pen->cairo, pen->sheet->marking, 1, pen->left_mm, pen->y_mm, 0) + 2.2;
    tag_end(pen->tags);
}

static void end_page(Pen *pen)
{
    draw_foot(pen);
    cairo_show_page(pen->cairo);
}

static void next_page(Pen *pen)
{
    end_page(pen);
    tags_next_page(pen->tags);
    begin_page(pen);
}

/* Goes to a next page when less than that height is left. */
static void need(Pen *pen, double height_mm)
{
    pen->reach_mm = fmax(pen->reach_mm, pen->y_mm + height_mm);
    if (pen->y_mm + height_mm > pen->bottom_mm) next_page(pen);
}

static void draw_title(Pen *pen, const char *title)
{
    double width = pen->right_mm - pen->left_mm, size = 17, line = height_of(pen, "X", 17, true, 0, 1);
    /* A last word alone on a second line is drawn in by slightly smaller type. */
    while (is_given(title) && size > 14.5 && height_of(pen, title, size, true, width, 2) > 1.5 * line) size -= 0.5;
    if (is_given(title) && height_of(pen, title, size, true, width, 2) > 1.5 * line) size = 17;
    if (is_given(title)) {
        tag_heading(pen->tags, pen->level, title, pen->y_mm);
        pen->ranked_level = ++pen->level;
        pen->y_mm += put(pen, title, size, true, PALETTE.ink, ALIGN_LEFT, pen->left_mm, width, 6) + 0.8;
        tag_end(pen->tags);
    }
    if (is_given(pen->sheet->subtitle)) pen->y_mm += put_tagged(pen, TAG_PARAGRAPH, pen->sheet->subtitle, 9.5, false, PALETTE.soft_ink, ALIGN_LEFT, pen->left_mm, width, 4);
    pen->y_mm += 2 * GAP_MM;
}

/* --- blocks --- */

static void draw_text(Pen *pen, const SheetBlock *block)
{
    bool heading = block->kind == SHEET_HEADING;
    double size = heading ? 11.5 : block->kind == SHEET_NOTE ? 8 : block->large ? 11 : 9.5, width = pen->right_mm - pen->left_mm;
    double height = height_of(pen, block->text, size, heading, width, 0);
    need(pen, height + (heading ? 20 : 0)); /* no heading alone at the end of a page */
    pen->y_mm += heading ? 2 : 0;
    if (heading) tag_heading(pen->tags, pen->level, block->text, pen->y_mm), pen->ranked_level = pen->level + 1;
    else tag_begin(pen->tags, TAG_PARAGRAPH, NULL);
    pen->y_mm += put(pen, block->text, size, heading, block->kind == SHEET_NOTE ? PALETTE.soft_ink : PALETTE.ink, ALIGN_LEFT, pen->left_mm, width, 0);
    tag_end(pen->tags);
    pen->y_mm += heading ? 1 : block->kind == SHEET_NOTE ? 1 : 2;
}

static double row_height(const Pen *pen, const SheetTable *table, const char *const *cell, bool bold, double size_pt)
{
    double tallest = 0, whole = pen->right_mm - pen->left_mm, sum = 0;
    for (size_t c = 0; c < table->columns; c++) sum += table->width[c];
    for (size_t c = 0; c < table->columns; c++)
        if (is_given(cell[c])) tallest = fmax(tallest, height_of(pen, cell[c], size_pt, bold, whole * table->width[c] / sum - 2, 3));
    return tallest;
}

/* The first cell names its row, unless it is the only one. */
static Tag cell_tag(const SheetTable *table, const char *const *cell, size_t c)
{
    if (cell == table->heading) return TAG_COLUMN_HEAD;
    return c == 0 && table->columns > 1 ? TAG_ROW_HEAD : TAG_CELL;
}

static void draw_row(Pen *pen, const SheetTable *table, const char *const *cell, bool bold, double size_pt, Colour colour)
{
    double whole = pen->right_mm - pen->left_mm, sum = 0, x = pen->left_mm;
    tag_begin(pen->tags, TAG_ROW, NULL);
    for (size_t c = 0; c < table->columns; c++) sum += table->width[c];
    for (size_t c = 0; c < table->columns; c++) {
        double width = whole * table->width[c] / sum;
        Tag tag = cell_tag(table, cell, c);
        if (is_given(cell[c])) put_tagged(pen, tag, cell[c], size_pt, bold, colour, c == 0 || table->left ? ALIGN_LEFT : ALIGN_RIGHT, c == 0 || table->left ? x : x + 2, width - 2, 3);
        else tag_empty(pen->tags, c == 0 ? TAG_CELL : tag, NULL);
        x += width;
    }
    tag_end(pen->tags);
}

static void draw_table_head(Pen *pen, const SheetTable *table)
{
    double height = row_height(pen, table, table->heading, false, 8);
    draw_row(pen, table, table->heading, false, 8, PALETTE.soft_ink);
    pen->y_mm += height + 0.6;
    rule(pen, pen->y_mm, 0.35, PALETTE.ink);
    pen->y_mm += 0.9;
}

static double table_row_height(const Pen *pen, const SheetTable *table, size_t r)
{
    return row_height(pen, table, table->cell + r * table->columns, table->bold && table->bold[r], 9.5);
}

/* Goes to a next page where row r does not fit, or would leave the last row alone there; the head is shown again, and read once. */
static void need_row(Pen *pen, const SheetTable *table, size_t r)
{
    int page = pen->page;
    double height = table_row_height(pen, table, r) + 2;
    if (r > 0 && r + 2 == table->rows) height += table_row_height(pen, table, r + 1) + 1.6;
    need(pen, height);
    if (pen->page == page || r == 0) return;
    tag_begin(pen->tags, TAG_ARTIFACT, NULL);
    draw_table_head(pen, table);
    tag_end(pen->tags);
}

static void draw_table(Pen *pen, const SheetTable *table)
{
    need(pen, row_height(pen, table, table->heading, false, 8) + 14);
    tag_begin(pen->tags, TAG_TABLE, NULL);
    draw_table_head(pen, table);
    for (size_t r = 0; r < table->rows; r++) {
        need_row(pen, table, r);
        draw_row(pen, table, table->cell + r * table->columns, table->bold && table->bold[r], 9.5, PALETTE.ink);
        pen->y_mm += table_row_height(pen, table, r) + 0.7;
        rule(pen, pen->y_mm, 0.12, PALETTE.rule);
        pen->y_mm += 0.9;
    }
    tag_end(pen->tags);
    pen->y_mm += GAP_MM - 1;
}

/* Ends a figure that was begun, with the words for it. */
static void end_figure(Pen *pen, Bytes *words)
{
    tag_words(pen->tags, words->text);
    tag_end(pen->tags);
    if (words->failed && pen->tags) pen->tags->failed = true;
    bytes_free(words);
}

/* A round step that parts a length into four to ten. */
static double step_of(double length)
{
    return length > 0 ? frame_round_length(length / 4) : 1;
}

static void axis_text(const Pen *pen, double value, bool percent, char *ret_text)
{
    if (percent) percent_text(pen->sheet->language, value, 0, ret_text);
    else number_text(pen->sheet->language, value, fabs(value - round(value)) < 1e-9 ? 0 : 1, ret_text);
}

static void interval_range(const SheetIntervals *intervals, double *ret_low, double *ret_high)
{
    double low = 0, high = 0;
    for (size_t r = 0; r < intervals->rows; r++) {
        const SheetInterval *row = &intervals->row[r];
        const double ends[] = {row->value, row->low, row->high};
        for (int i = 0; i < 3; i++)
            if (isfinite(ends[i])) low = fmin(low, ends[i]), high = fmax(high, ends[i]);
    }
    if (high - low < 1e-9) high = low + 1;
    double step = step_of(high - low);
    *ret_low = floor(low / step - 1e-9) * step;
    *ret_high = ceil(high / step + 1e-9) * step;
}

static void draw_interval(Pen *pen, const SheetInterval *row, double x, double width, double low, double high)
{
    cairo_t *cairo = pen->cairo;
    double y = pen->y_mm + 2.2, scale = width / (high - low);
    if (!isfinite(row->value)) return;
    double from = isfinite(row->low) ? x + (row->low - low) * scale : x, to = isfinite(row->high) ? x + (row->high - low) * scale : x + width;
    set_colour(cairo, PALETTE.ink);
    cairo_set_line_width(cairo, 0.5);
    cairo_move_to(cairo, from, y);
    cairo_line_to(cairo, to, y);
    cairo_move_to(cairo, from, y - 1);
    cairo_line_to(cairo, from, y + 1);
    cairo_move_to(cairo, to, y - 1);
    cairo_line_to(cairo, to, y + 1);
    cairo_stroke(cairo);
    cairo_arc(cairo, x + (row->value - low) * scale, y, 1.1, 0, 6.2832);
    cairo_fill(cairo);
}

static void draw_intervals(Pen *pen, const SheetIntervals *intervals)
{
    double whole = pen->right_mm - pen->left_mm, label = whole * 0.30, text = whole * 0.27, x = pen->left_mm + label, width = whole - label - text - 4, low, high;
    char number[NUMBER_TEXT];
    interval_range(intervals, &low, &high);
    need(pen, 7.0 * (double)intervals->rows + 10);
    double top = pen->y_mm, step = step_of(high - low), bottom = top + 7.0 * (double)intervals->rows;
    Bytes words = {0};
    describe_intervals(intervals, &words);
    tag_figure(pen->tags, pen->left_mm, top, whole, bottom + 8 - top);
    for (double at = low; at <= high + step / 2; at += step) {
        double place = x + (at - low) / (high - low) * width;
        bool zero = fabs(at) < step / 2;
        cairo_move_to(pen->cairo, place, top);
        cairo_line_to(pen->cairo, place, bottom);
        set_colour(pen->cairo, zero ? PALETTE.ink : PALETTE.rule);
        cairo_set_line_width(pen->cairo, zero ? 0.3 : 0.12);
        cairo_stroke(pen->cairo);
        pen->y_mm = bottom + 0.4;
        axis_text(pen, zero ? 0 : at, false, number);
        put(pen, number, 7.5, false, PALETTE.soft_ink, ALIGN_CENTRE, place, 0, 1);
    }
    for (size_t r = 0; r < intervals->rows; r++) {
        const SheetInterval *row = &intervals->row[r];
        pen->y_mm = top + 7.0 * (double)r + 1;
        put(pen, row->label, 9, false, PALETTE.ink, ALIGN_LEFT, pen->left_mm, label - 3, 1);
        put(pen, row->text, 9, false, PALETTE.ink, ALIGN_RIGHT, pen->right_mm - text, text, 1);
        draw_interval(pen, row, x, width, low, high);
    }
    pen->y_mm = bottom + 4;
    if (is_given(intervals->unit)) pen->y_mm += put(pen, intervals->unit, 7.5, false, PALETTE.soft_ink, ALIGN_RIGHT, pen->left_mm, whole, 2);
    end_figure(pen, &words);
    pen->y_mm += GAP_MM;
}

static double highest_of(const SheetLines *lines)
{
    double highest = 0;
    for (size_t s = 0; s < lines->series; s++)
        for (size_t i = 0; i < lines->points; i++)
            if (lines->y[s][i] > highest) highest = lines->y[s][i];
    return highest > 0 ? highest : 1;
}

/* Told apart by dashes and signs as well as by tone, so that grey paper will do. */
static void draw_series(Pen *pen, const SheetLines *lines, size_t s, double x, double y, double width, double height, double right, double top)
{
    static const double dashes[SHEET_SERIES][2] = {{0, 0}, {2.2, 1.2}, {0.7, 0.9}, {4, 1.2}};
    cairo_t *cairo = pen->cairo;
    bool open = false;
    set_colour(cairo, s == 0 ? palette_class(5, 4) : s == 1 ? PALETTE.ink : PALETTE.soft_ink);
    cairo_set_line_width(cairo, s == 0 ? 0.8 : 0.5);
    cairo_set_dash(cairo, dashes[s], dashes[s][0] > 0 ? 2 : 0, 0);
    for (size_t i = 0; i < lines->points; i++) {
        if (isnan(lines->y[s][i])) {
            open = false;
            continue;
        }
        double px = x + lines->x[i] / right * width, py = y + height - lines->y[s][i] / top * height;
        if (open) cairo_line_to(cairo, px, py);
        else cairo_move_to(cairo, px, py);
        open = true;
    }
    cairo_stroke(cairo);
    double ly = pen->y_mm + 1.9; /* in the legend, at the pen */
    cairo_move_to(cairo, x + width + 4, ly);
    cairo_line_to(cairo, x + width + 12, ly);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, NULL, 0, 0);
}

static void draw_lines(Pen *pen, const SheetLines *lines)
{
    double whole = pen->right_mm - pen->left_mm, x = pen->left_mm + 12, width = whole * 0.62, height = CHART_MM;
    char number[NUMBER_TEXT];
    Bytes words = {0};
    describe_lines(pen->sheet->language, lines, &words);
    need(pen, height + 14);
    tag_figure(pen->tags, pen->left_mm, pen->y_mm, whole, height + 14);
    pen->y_mm += 4;
    double y = pen->y_mm, top = highest_of(lines), right = lines->x[lines->points - 1], step = step_of(top);
    top = ceil(top / step - 1e-9) * step;
    if (is_given(lines->y_unit)) {
        pen->y_mm = y - 5;
        put(pen, lines->y_unit, 7.5, false, PALETTE.soft_ink, ALIGN_LEFT, pen->left_mm, width, 1);
    }
    for (double at = 0; at <= top + step / 2; at += step) {
        double py = y + height - at / top * height;
        cairo_move_to(pen->cairo, x, py);
        cairo_line_to(pen->cairo, x + width, py);
        set_colour(pen->cairo, at < step / 2 ? PALETTE.ink : PALETTE.rule);
        cairo_set_line_width(pen->cairo, at < step / 2 ? 0.3 : 0.12);
        cairo_stroke(pen->cairo);
        axis_text(pen, at, lines->y_percent, number);
        pen->y_mm = py - 1.6;
        put(pen, number, 7.5, false, PALETTE.soft_ink, ALIGN_RIGHT, pen->left_mm, 11, 1);
    }
    step = step_of(right);
    for (double at = 0; at <= right + 1e-9; at += step) {
        axis_text(pen, at, lines->x_percent, number);
        pen->y_mm = y + height + 0.6;
        put(pen, number, 7.5, false, PALETTE.soft_ink, ALIGN_CENTRE, x + at / right * width, 0, 1);
    }
    for (size_t s = 0; s < lines->series; s++) {
        pen->y_mm = y + 5 * (double)s;
        draw_series(pen, lines, s, x, y, width, height, right, top);
        put(pen, lines->name[s], 8.5, s == 0, PALETTE.ink, ALIGN_LEFT, x + width + 14, pen->right_mm - x - width - 14, 2);
    }
    pen->y_mm = y + height + 4.2;
    if (is_given(lines->x_unit)) pen->y_mm += put(pen, lines->x_unit, 7.5, false, PALETTE.soft_ink, ALIGN_RIGHT, x, width, 1);
    end_figure(pen, &words);
    pen->y_mm += GAP_MM;
}

/* ---- a ranked place ---- */

#define RANK_MM 11.0
#define BAR_MM 3.2

static void draw_bar(Pen *pen, const SheetBar *bar, double x_mm, double width_mm)
{
    cairo_t *cairo = pen->cairo;
    double top = pen->y_mm, length = width_mm - 16;
    char label[256];
    snprintf(label, sizeof label, "%s ", bar->label ? bar->label : ""); /* a space, so that it is not read as one word with the number */
    tag_begin(pen->tags, TAG_ITEM, NULL);
    tag_begin(pen->tags, TAG_ITEM_BODY, NULL);
    put(pen, label, 7, false, PALETTE.soft_ink, ALIGN_LEFT, x_mm, width_mm - 2, 1);
    pen->y_mm = top + 3.6;
    if (bar->share > 0) {
        cairo_rectangle(cairo, x_mm, pen->y_mm, length * fmin(1, bar->share), BAR_MM);
        set_colour(cairo, palette_class(5, 3));
        cairo_fill(cairo);
    }
    cairo_rectangle(cairo, x_mm, pen->y_mm, length, BAR_MM);
    set_colour(cairo, PALETTE.ink);
    cairo_set_line_width(cairo, 0.15);
    cairo_stroke(cairo);
    pen->y_mm -= 0.5;
    put(pen, bar->text, 8.5, false, PALETTE.ink, ALIGN_LEFT, x_mm + length + 1.2, 14.5, 1);
    tag_end(pen->tags);
    tag_end(pen->tags);
    pen->y_mm = top;
}

static double ranked_height(const Pen *pen, const SheetRanked *ranked)
{
    double width = pen->right_mm - pen->left_mm - RANK_MM, height = 5 + 4 + (ranked->bars > 0 ? 9 : 0) + 4;
    if (is_given(ranked->why)) height += height_of(pen, ranked->why, 9, false, width, 0);
    if (is_given(ranked->change)) height += height_of(pen, ranked->change, 8, false, width, 0);
    return height;
}

static void draw_ranked(Pen *pen, const SheetRanked *ranked)
{
    double x = pen->left_mm + RANK_MM, width = pen->right_mm - x;
    need(pen, ranked_height(pen, ranked));
    rule(pen, pen->y_mm, 0.12, PALETTE.rule);
    pen->y_mm += 1;
    double top = pen->y_mm;
    char rank[64];
    snprintf(rank, sizeof rank, "%s ", ranked->rank ? ranked->rank : ""); /* read before the name, as two words */
    tag_heading(pen->tags, pen->ranked_level, ranked->name, top);
    put(pen, rank, 17, true, PALETTE.ink, ALIGN_LEFT, pen->left_mm, RANK_MM - 1, 1);
    pen->y_mm = top + 0.6;
    double name = put(pen, ranked->name, 11, true, PALETTE.ink, ALIGN_LEFT, x, width - 35, 1);
    tag_end(pen->tags);
    put_tagged(pen, TAG_PARAGRAPH, ranked->score, 9, false, PALETTE.ink, ALIGN_RIGHT, x, width, 1);
    pen->y_mm += name;
    pen->y_mm += put_tagged(pen, TAG_PARAGRAPH, ranked->state, 8, false, PALETTE.soft_ink, ALIGN_LEFT, x, width, 1) + 0.6;
    if (ranked->bars > 0) tag_begin(pen->tags, TAG_LIST, NULL);
    for (size_t b = 0; b < ranked->bars; b++) draw_bar(pen, &ranked->bar[b], x + width / (double)ranked->bars * (double)b, width / (double)ranked->bars);
    if (ranked->bars > 0) tag_end(pen->tags), pen->y_mm += 8;
    pen->y_mm += put_tagged(pen, TAG_PARAGRAPH, ranked->why, 9, false, PALETTE.ink, ALIGN_LEFT, x, width, 0);
    pen->y_mm += put_tagged(pen, TAG_PARAGRAPH, ranked->change, 8, false, PALETTE.soft_ink, ALIGN_LEFT, x, width, 0);
    pen->y_mm += 2;
}

/* The map with its legend in a column to the right: what the ground means, the signs, the scale at its foot. */
static void draw_map(Pen *pen, const SheetMap *map)
{
    const double column = map->bare ? 0 : LEGEND_MM, ticks = map->bare ? 0 : TICKS_MM;
    double whole = pen->right_mm - pen->left_mm, width = whole - column - (map->bare ? 0 : 4) - ticks, all = map->height_mm > 0 ? map->height_mm : pen->fill_mm, height = all - ticks;
    Frame frame;
    MapContent content;
    need(pen, all + 2 * GAP_MM);
    pen->y_mm += GAP_MM / 2;
    double x = pen->right_mm - column, y = pen->y_mm;
    Bytes words = {0};
    tag_figure(pen->tags, pen->left_mm, y, whole, all);
    if (!frame_fit(map->scene->extent, pen->left_mm + ticks, y, width, height, 2, &frame, pen->error) ||
        !map_draw(map->scene, &frame, pen->typesetter, pen->cairo, &content, pen->error)) {
        pen->failed = true;
        return;
    }
    Furniture furniture = {map->scene, pen->typesetter, pen->cairo, 1, 2, 5, pen->tags}, measuring = furniture;
    if (map->bare) {
        cover_edge(pen->cairo, &frame);
        describe_map(&furniture, &frame, &content, &words);
        end_figure(pen, &words);
        pen->y_mm += all + GAP_MM;
        return;
    }
    measuring.cairo = NULL;
    furniture_ticks(&furniture, &frame);
    y += furniture_density(&furniture, x, y, column) + GAP_MM;
    y += furniture_signs(&furniture, &content, x, y, column, 1) + GAP_MM;
    y = fmax(y, pen->y_mm + all - furniture_scale(&measuring, &frame, x, y, column));
    y += furniture_scale(&furniture, &frame, x, y, column);
    describe_map(&furniture, &frame, &content, &words);
    end_figure(pen, &words);
    pen->y_mm = fmax(pen->y_mm + all, y) + GAP_MM;
}

static double lay_chart(const ChartPlace *place, const SheetBlock *block)
{
    return block->kind == SHEET_CLOCK ? chart_clock(place, &block->clock) : chart_months(place, &block->months);
}

static void draw_chart(Pen *pen, const SheetBlock *block)
{
    ChartPlace place = {.language = pen->sheet->language, .typesetter = pen->typesetter, .x_mm = pen->left_mm, .width_mm = pen->right_mm - pen->left_mm, .type = 1};
    double height = lay_chart(&place, block);
    Bytes words = {0};
    need(pen, height);
    if (block->kind == SHEET_CLOCK) describe_clock(pen->sheet->language, &block->clock, &words);
    else describe_months(pen->sheet->language, &block->months, &words);
    tag_figure(pen->tags, pen->left_mm, pen->y_mm, place.width_mm, height);
    place.cairo = pen->cairo, place.y_mm = pen->y_mm;
    pen->y_mm += lay_chart(&place, block) + GAP_MM;
    end_figure(pen, &words);
}

/* The titles of the pages that begin with one, and their numbers once those are known. */
static void draw_contents(Pen *pen)
{
    const double number_mm = 12;
    double width = pen->right_mm - pen->left_mm - number_mm;
    char number[NUMBER_TEXT];
    tag_begin(pen->tags, TAG_LIST, NULL);
    for (size_t b = 0; b < pen->sheet->block_count; b++) {
        const SheetBlock *block = &pen->sheet->block[b];
        bool itself = b + 1 < pen->sheet->block_count && block[1].kind == SHEET_CONTENTS;
        if (block->kind != SHEET_PAGE || !is_given(block->text) || itself) continue;
        double height = height_of(pen, block->text, 9.5, false, width, 2);
        need(pen, height + 2);
        snprintf(number, sizeof number, " %d", pen->page_of[b]); /* a space, so that it is not read as one word with the title */
        tag_begin(pen->tags, TAG_ITEM, NULL);
        tag_begin(pen->tags, TAG_ITEM_BODY, NULL);
        put(pen, block->text, 9.5, false, PALETTE.ink, ALIGN_LEFT, pen->left_mm, width, 2);
        if (pen->pages > 0) put(pen, number, 9.5, false, PALETTE.ink, ALIGN_RIGHT, pen->left_mm + width, number_mm, 1);
        tag_end(pen->tags);
        tag_end(pen->tags);
        pen->y_mm += height + 0.7;
        rule(pen, pen->y_mm, 0.12, PALETTE.rule);
        pen->y_mm += 0.9;
    }
    tag_end(pen->tags);
    pen->y_mm += GAP_MM;
}

static void draw_block(Pen *pen, const SheetBlock *block)
{
    switch (block->kind) {
    case SHEET_TABLE: draw_table(pen, &block->table); break;
    case SHEET_INTERVALS: draw_intervals(pen, &block->intervals); break;
    case SHEET_LINES: draw_lines(pen, &block->lines); break;
    case SHEET_MAP: draw_map(pen, &block->map); break;
    case SHEET_CLOCK:
    case SHEET_MONTHS: draw_chart(pen, block); break;
    case SHEET_RANKED: draw_ranked(pen, &block->ranked); break;
    case SHEET_CONTENTS: draw_contents(pen); break;
    case SHEET_PAGE:
        next_page(pen);
        pen->level = pen->ranked_level = 2;
        pen->page_of[block - pen->sheet->block] = pen->page;
        if (is_given(block->text)) draw_title(pen, block->text);
        break;
    case SHEET_HEADING:
    case SHEET_TEXT:
    case SHEET_NOTE: draw_text(pen, block); break;
    }
}

static size_t draw_run(Pen *pen, size_t b);

/* The height of the blocks first .. end - 1 under each other, found by drawing them where nobody looks. */
static double height_of_blocks(const Pen *pen, size_t first, size_t end, double left_mm, double right_mm)
{
    Pen scratch = *pen;
    cairo_surface_t *surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
    scratch.cairo = cairo_create(surface);
    scratch.tags = NULL;
    cairo_scale(scratch.cairo, PT_PER_MM, PT_PER_MM);
    scratch.left_mm = left_mm, scratch.right_mm = right_mm;
    scratch.y_mm = scratch.reach_mm = 0, scratch.bottom_mm = INFINITY, scratch.fill_mm = MAP_LEAST_MM;
    if (left_mm > pen->left_mm || right_mm < pen->right_mm)
        for (size_t b = first; b < end && !scratch.failed; b++) draw_block(&scratch, &pen->sheet->block[b]);
    else
        for (size_t b = first; b < end && !scratch.failed;) b = draw_run(&scratch, b);
    cairo_destroy(scratch.cairo);
    cairo_surface_destroy(surface);
    return fmax(scratch.y_mm - GAP_MM, scratch.reach_mm); /* the gap after the last is nobody's */
}

/* Two columns beside each other: blocks first .. middle - 1, and middle .. end - 1. */
static void draw_columns(Pen *pen, size_t first, size_t middle, size_t end)
{
    const SheetBlock *block = pen->sheet->block;
    double left = pen->left_mm, right = pen->right_mm, share = block[first].share > 0 ? block[first].share : 0.5;
    double edge = left + (right - left - BETWEEN_COLUMNS_MM) * share, other = edge + BETWEEN_COLUMNS_MM;
    need(pen, fmax(height_of_blocks(pen, first, middle, left, edge), height_of_blocks(pen, middle, end, other, right)));
    double top = pen->y_mm, bottom_mm = pen->bottom_mm;
    pen->bottom_mm = INFINITY; /* what does not fit a page is cut off there, not torn apart */
    pen->right_mm = edge;
    for (size_t b = first; b < middle && !pen->failed; b++) draw_block(pen, &block[b]);
    double lowest = pen->y_mm;
    pen->y_mm = top, pen->left_mm = other, pen->right_mm = right;
    for (size_t b = middle; b < end && !pen->failed; b++) draw_block(pen, &block[b]);
    pen->y_mm = fmax(lowest, pen->y_mm);
    pen->left_mm = left, pen->bottom_mm = bottom_mm;
}

/* The height at which the extent is as wide as the map. */
static double height_for(const Pen *pen, const SheetMap *map)
{
    const double column = map->bare ? 0 : LEGEND_MM + 4, ticks = map->bare ? 0 : TICKS_MM, room = 1.08;
    Box box = map->scene->extent;
    return (pen->right_mm - pen->left_mm - column - ticks) * room * (box.y_max - box.y_min) / (box.x_max - box.x_min) + ticks;
}

/* Draws the block, or the columns, at b; gives back the next. */
static size_t draw_run(Pen *pen, size_t b)
{
    const SheetBlock *block = pen->sheet->block;
    size_t count = pen->sheet->block_count, middle = b, end, page = b + 1;
    while (middle < count && block[middle].column == COLUMN_LEFT) middle++;
    for (end = middle; end < count && block[end].column == COLUMN_RIGHT;) end++;
    if (middle > b && end > middle) return draw_columns(pen, b, middle, end), end;
    if (block[b].kind == SHEET_MAP && !(block[b].map.height_mm > 0) && isfinite(pen->bottom_mm)) {
        while (page < count && block[page].kind != SHEET_PAGE) page++;
        double asked = height_for(pen, &block[b].map);
        pen->fill_mm = fmax(MAP_LEAST_MM, pen->bottom_mm - pen->y_mm - height_of_blocks(pen, b + 1, page, pen->left_mm, pen->right_mm) - 2 * GAP_MM - 0.5);
        if (block[b].map.snug) pen->fill_mm = fmax(MAP_LEAST_MM, fmin(pen->fill_mm, asked));
    }
    draw_block(pen, &block[b]);
    return b + 1;
}

static void draw_cover(Pen *pen)
{
    const SheetCover *cover = pen->sheet->cover;
    pen->failed = !cover_draw(cover, pen->typesetter, pen->cairo, pen->tags, (Box){pen->left_mm, pen->y_mm, pen->right_mm, pen->bottom_mm}, pen->error);
    if (pen->sheet->block_count > 0 && pen->sheet->block[0].kind != SHEET_PAGE) {
        next_page(pen);
    }
}

static int draw_all(const Sheet *sheet, Typesetter *typesetter, cairo_t *cairo, Tags *tags, int pages, int *page_of, Error *error)
{
    Pen pen = {.sheet = sheet, .typesetter = typesetter, .cairo = cairo, .tags = tags, .level = 1, .width_mm = sheet->a3 ? 297 : 210, .height_mm = sheet->a3 ? 420 : 297, .pages = pages, .page_of = page_of, .error = error};
    pen.left_mm = MARGIN_MM;
    pen.right_mm = pen.width_mm - MARGIN_MM;
    pen.bottom_mm = pen.height_mm - MARGIN_MM;
    begin_page(&pen);
    if (sheet->cover) draw_cover(&pen);
    else draw_title(&pen, sheet->title);
    pen.level = pen.ranked_level = 2;
    for (size_t b = 0; b < sheet->block_count && !pen.failed;) b = draw_run(&pen, b);
    end_page(&pen);
    return pen.failed ? 0 : pen.page;
}

/* --- the file --- */

static cairo_status_t forget_bytes(void *nothing, const unsigned char *bytes, unsigned int count)
{
    (void)nothing, (void)bytes, (void)count;
    return CAIRO_STATUS_SUCCESS;
}

/* How many pages it takes: drawn once to nowhere. 0: it failed, and the error says why. */
static int count_pages(const Sheet *sheet, Typesetter *typesetter, double width_mm, double height_mm, int *page_of, Error *error)
{
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(forget_bytes, NULL, width_mm * PT_PER_MM, height_mm * PT_PER_MM);
    cairo_t *cairo = cairo_create(surface);
    cairo_scale(cairo, PT_PER_MM, PT_PER_MM);
    cairo_new_path(cairo);
    cairo_clip(cairo); /* text is measured as on the page, and nothing is drawn */
    int pages = draw_all(sheet, typesetter, cairo, NULL, 0, page_of, error);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return pages;
}

static bool has_contents(const Sheet *sheet)
{
    size_t b = 0;
    while (b < sheet->block_count && sheet->block[b].kind != SHEET_CONTENTS) b++;
    return b < sheet->block_count;
}

/* Counts the pages, and with a file draws them. */
static bool draw_pages(const Sheet *sheet, FILE *file, int *ret_pages, Error *error)
{
    double width = sheet->a3 ? 297 : 210, height = sheet->a3 ? 420 : 297;
    Typesetter *typesetter;
    Pdf pdf;
    int *page_of = calloc(sheet->block_count + 1, sizeof *page_of);
    if (!page_of) return error_memory(error, 4.0 * (double)sheet->block_count);
    if (!typesetter_open(&typesetter, error)) return free(page_of), false;
    int pages = file && sheet->pages > 0 && !has_contents(sheet) ? sheet->pages : count_pages(sheet, typesetter, width, height, page_of, error);
    *ret_pages = pages;
    bool ok = pages > 0;
    if (ok && file) {
        pdf_open(width, height, &(PdfFacts){sheet->language, sheet->title, sheet->subtitle, sheet->created}, &pdf);
        bool drawn = draw_all(sheet, typesetter, pdf.cairo, &pdf.tags, pages, page_of, error) > 0;
        ok = pdf_close(&pdf, drawn, file, error);
    }
    typesetter_close(typesetter);
    free(page_of);
    return ok;
}

bool sheet_pages(const Sheet *sheet, int *ret_pages, Error *error)
{
    return draw_pages(sheet, NULL, ret_pages, error);
}

bool sheet_draw(const Sheet *sheet, const char *path, Error *error)
{
    int pages;
    FILE *file = fopen(path, "wb");
    if (!file) return error_set(error, ERROR_FAILED, _("Cannot write '%s': %s; check the folder and its permissions."), path, strerror(errno));
    bool ok = draw_pages(sheet, file, &pages, error);
    return paper_close(file, path, ok, error);
}
