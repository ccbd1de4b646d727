#include "render/briefing.h"

#include "render/describe.h"
#include "render/furniture.h"
#include "render/numbers.h"
#include "render/paper.h"
#include "render/pdf.h"
#include "render/signs.h"
#include "render/words.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define WIDTH_MM 210.0
#define HEIGHT_MM 297.0
#define MARGIN_MM 12.0
#define INNER_MM (WIDTH_MM - 2 * MARGIN_MM)
#define FOOT_MM 19.0       /* sources, run and the second marking */
#define LEGEND_MM 42.0
#define TICKS_MM 4.0
#define GAP_MM 3.0
#define MAP_LEAST_MM 60.0
#define CLOCK_MM 122.0
#define ROW_PT 12.0        /* of the places: read at two metres */

enum { PAGES = 2, ROW_LINES = 3 };

static const double COLUMN_MM[BRIEFING_COLUMNS] = {68, 20, 38, 28, 24};

typedef struct Brief {
    const BriefScene *brief;
    Typesetter *typesetter;
    cairo_t *cairo;
    Tags *tags;
    double y_mm;
    int page;
} Brief;

static bool is_given(const char *text)
{
    return text && text[0];
}

static double put(const Brief *page, const char *text, TextStyle style, double x_mm, double y_mm, double width_mm, int lines)
{
    return is_given(text) ? text_draw(page->typesetter, page->cairo, text, &style, x_mm, y_mm, width_mm, lines) : 0;
}

/* The same as a thing of its own kind. */
static double put_tagged(const Brief *page, Tag tag, const char *text, TextStyle style, double x_mm, double y_mm, double width_mm, int lines)
{
    if (!is_given(text)) return 0;
    tag_begin(page->tags, tag, NULL);
    double height = put(page, text, style, x_mm, y_mm, width_mm, lines);
    tag_end(page->tags);
    return height;
}

static double put_heading(const Brief *page, int level, const char *text, TextStyle style, double x_mm, double y_mm, double width_mm, int lines)
{
    if (!is_given(text)) return 0;
    tag_heading(page->tags, level, text, y_mm);
    double height = put(page, text, style, x_mm, y_mm, width_mm, lines);
    tag_end(page->tags);
    return height;
}

static void end_figure(const Brief *page, Bytes *words)
{
    tag_words(page->tags, words->text);
    tag_end(page->tags);
    page->tags->failed |= words->failed;
    bytes_free(words);
}

static void rule(const Brief *page, double y_mm)
{
    cairo_move_to(page->cairo, MARGIN_MM, y_mm);
    cairo_line_to(page->cairo, WIDTH_MM - MARGIN_MM, y_mm);
    set_colour(page->cairo, PALETTE.rule);
    cairo_set_line_width(page->cairo, 0.2);
    cairo_stroke(page->cairo);
}

/* --- head and foot --- */

/* The marking stands twice on every page, and is read once. */
static double draw_marking(const Brief *page, double y_mm, bool read)
{
    const char *marking = page->brief->scene->marking;
    if (!is_given(marking)) return 0;
    tag_begin(page->tags, read ? TAG_PARAGRAPH : TAG_ARTIFACT, marking); /* its letters stand apart */
    double height = paper_marking(page->typesetter, page->cairo, marking, 1, MARGIN_MM, y_mm, 0);
    tag_end(page->tags);
    return height;
}

static void begin_page(Brief *page, int number)
{
    TextStyle right = {.size_pt = 9, .colour = PALETTE.ink, .align = ALIGN_RIGHT};
    char text[64];
    set_colour(page->cairo, PALETTE.paper);
    cairo_paint(page->cairo);
    page->page = number;
    page->y_mm = MARGIN_MM - 4;
    snprintf(text, sizeof text, word(page->brief->scene->language, WORD_PAGE_OF), number, PAGES);
    put_tagged(page, TAG_ARTIFACT, text, right, MARGIN_MM, page->y_mm + 0.5, INNER_MM, 1);
    page->y_mm += fmax(draw_marking(page, page->y_mm, number == 1), 4) + 2;
}

/* Sources and run, read at the end of the last page. */
static void end_page(const Brief *page)
{
    const Scene *scene = page->brief->scene;
    TextStyle small = {.size_pt = 7, .colour = PALETTE.soft_ink};
    Tag once = page->page == PAGES ? TAG_PARAGRAPH : TAG_ARTIFACT;
    char line[2048];
    double y = HEIGHT_MM - FOOT_MM;
    rule(page, y);
    y += 1;
    snprintf(line, sizeof line, word(scene->language, WORD_SOURCES), scene->sources ? scene->sources : "");
    if (is_given(scene->sources)) y += put_tagged(page, once, line, small, MARGIN_MM, y, INNER_MM, 1);
    put_tagged(page, once, scene->run_line, small, MARGIN_MM, y, INNER_MM, 1);
    draw_marking(page, HEIGHT_MM - 10, false);
    cairo_show_page(page->cairo);
}

/* The largest type in which the finding takes two lines; a longer one takes up to four of the smallest. */
static void draw_title(Brief *page)
{
    const Scene *scene = page->brief->scene;
    TextStyle style = {.size_pt = 20, .bold = true, .colour = PALETTE.ink}, small = {.size_pt = 10.5, .colour = PALETTE.ink};
    while (style.size_pt > 15 && is_given(scene->title) && !text_measure(page->typesetter, scene->title, &style, INNER_MM, 2, NULL, NULL)) style.size_pt--;
    page->y_mm += put_heading(page, 1, scene->title, style, MARGIN_MM, page->y_mm, INNER_MM, 4) + 0.5;
    page->y_mm += put_tagged(page, TAG_PARAGRAPH, scene->subtitle, small, MARGIN_MM, page->y_mm, INNER_MM, 4) + GAP_MM;
}

/* --- page 1: places, hours, foot; each returns its height and only measures with a NULL cairo --- */

static double measure(const Brief *page, const char *text, TextStyle style, double width_mm, int lines)
{
    double height = 0;
    if (is_given(text)) text_measure(page->typesetter, text, &style, width_mm, lines, NULL, &height);
    return height;
}

static double lay_row(const Brief *page, const char *const *cell, TextStyle style, double y_mm, bool draw)
{
    double x = MARGIN_MM + 8, tallest = 0;
    for (int c = 0; c < BRIEFING_COLUMNS; c++) {
        TextStyle own = style;
        own.bold = style.bold || (style.size_pt >= ROW_PT && c == 0);
        tallest = fmax(tallest, measure(page, cell[c], own, COLUMN_MM[c] - 2, ROW_LINES));
        if (draw && is_given(cell[c])) put_tagged(page, cell == page->brief->heading ? TAG_COLUMN_HEAD : c == 0 ? TAG_ROW_HEAD : TAG_CELL, cell[c], own, x, y_mm, COLUMN_MM[c] - 2, ROW_LINES);
        else if (draw) tag_empty(page->tags, TAG_CELL, NULL);
        x += COLUMN_MM[c];
    }
    return tallest;
}

/* Each place begins with its number, on the map and here. */
static void draw_places(const Brief *page, double y)
{
    const BriefScene *brief = page->brief;
    TextStyle row = {.size_pt = ROW_PT, .colour = PALETTE.ink}, head = {.size_pt = 9, .colour = PALETTE.soft_ink};
    tag_begin(page->tags, TAG_TABLE, NULL);
    tag_begin(page->tags, TAG_ROW, NULL);
    tag_empty(page->tags, TAG_COLUMN_HEAD, word(brief->scene->language, WORD_RANK));
    y += lay_row(page, brief->heading, head, y, true) + 0.8;
    tag_end(page->tags);
    for (size_t r = 0; r < brief->row_count; r++) {
        const BriefingRow *place = &brief->row[r];
        rule(page, y);
        tag_begin(page->tags, TAG_ROW, NULL);
        tag_begin(page->tags, TAG_CELL, NULL);
        sign_disc(page->typesetter, page->cairo, place->rank, place->status, MARGIN_MM + 3, y + 0.7 + 2.8);
        tag_end(page->tags);
        y += lay_row(page, place->cell, row, y + 0.7, true) + 1.4;
        tag_end(page->tags);
    }
    tag_end(page->tags);
}

static double lay_places(const Brief *page, double y_mm, bool draw)
{
    const BriefScene *brief = page->brief;
    TextStyle row = {.size_pt = ROW_PT, .colour = PALETTE.ink}, head = {.size_pt = 9, .colour = PALETTE.soft_ink};
    double y = y_mm;
    if (brief->row_count == 0) {
        if (draw) put_tagged(page, TAG_PARAGRAPH, brief->no_rows, row, MARGIN_MM, y, INNER_MM, 4);
        return measure(page, brief->no_rows, row, INNER_MM, 4) + GAP_MM;
    }
    if (draw) draw_places(page, y);
    y += lay_row(page, brief->heading, head, y, false) + 0.8;
    for (size_t r = 0; r < brief->row_count; r++) y += lay_row(page, brief->row[r].cell, row, y + 0.7, false) + 1.4;
    return y - y_mm + GAP_MM;
}

static double lay_clock(const Brief *page, const ChartPlace *place)
{
    const HeatClock *clock = &page->brief->clock;
    ChartPlace measuring = *place;
    Bytes words = {0};
    measuring.cairo = NULL;
    double height = chart_clock(&measuring, clock);
    if (!place->cairo) return height;
    describe_clock(place->language, clock, &words);
    tag_figure(page->tags, place->x_mm, place->y_mm, place->width_mm, height);
    chart_clock(place, clock);
    end_figure(page, &words);
    return height;
}

static double lay_hours(const Brief *page, double y_mm, bool draw)
{
    const BriefScene *brief = page->brief;
    TextStyle head = {.size_pt = 11, .bold = true, .colour = PALETTE.ink}, text = {.size_pt = 11, .colour = PALETTE.ink};
    double title = measure(page, brief->clock_title, head, INNER_MM, 1) + 0.8, side = MARGIN_MM + CLOCK_MM + 6, width = INNER_MM - CLOCK_MM - 6, left;
    double valid = measure(page, brief->valid, head, width, 3) + 1.5, right = title + valid + measure(page, brief->contact, text, width, 6);
    ChartPlace place = {brief->scene->language, page->typesetter, draw ? page->cairo : NULL, MARGIN_MM, y_mm + title, CLOCK_MM, 1};
    if (draw) put_heading(page, 2, brief->clock_title, head, MARGIN_MM, y_mm, CLOCK_MM, 1);
    if (is_given(brief->no_clock)) {
        if (draw) put_tagged(page, TAG_PARAGRAPH, brief->no_clock, text, MARGIN_MM, y_mm + title, CLOCK_MM, 5);
        left = title + measure(page, brief->no_clock, text, CLOCK_MM, 5);
    } else {
        left = title + lay_clock(page, &place);
    }
    if (draw) {
        put_tagged(page, TAG_PARAGRAPH, brief->valid, head, side, y_mm + title, width, 3);
        put_tagged(page, TAG_PARAGRAPH, brief->contact, text, side, y_mm + title + valid, width, 6);
    }
    return fmax(left, right);
}

static bool draw_map(const Brief *page, double height_mm, Error *error)
{
    const Scene *scene = page->brief->scene;
    double column = WIDTH_MM - MARGIN_MM - LEGEND_MM, y = page->y_mm;
    Frame frame;
    MapContent content;
    Bytes words = {0};
    tag_figure(page->tags, MARGIN_MM, y, INNER_MM, height_mm);
    if (!frame_fit(scene->extent, MARGIN_MM + TICKS_MM, y, INNER_MM - LEGEND_MM - TICKS_MM - 4, height_mm - TICKS_MM, 2, &frame, error) ||
        !map_draw(scene, &frame, page->typesetter, page->cairo, &content, error))
        return false;
    Furniture furniture = {scene, page->typesetter, page->cairo, 1, 2, BRIEFING_ROWS, page->tags}, measuring = furniture;
    measuring.cairo = NULL;
    furniture_ticks(&furniture, &frame);
    y += furniture_density(&furniture, column, y, LEGEND_MM) + GAP_MM;
    furniture_signs(&furniture, &content, column, y, LEGEND_MM, 1);
    furniture_scale(&furniture, &frame, column, page->y_mm + height_mm - furniture_scale(&measuring, &frame, column, y, LEGEND_MM), LEGEND_MM);
    describe_map(&furniture, &frame, &content, &words);
    end_figure(page, &words);
    return true;
}

/* The map takes all room that the rest leaves. */
static bool draw_first(Brief *page, Error *error)
{
    begin_page(page, 1);
    draw_title(page);
    double bottom = HEIGHT_MM - FOOT_MM - GAP_MM, places = lay_places(page, 0, false), hours = lay_hours(page, 0, false);
    double map = fmax(MAP_LEAST_MM, bottom - page->y_mm - places - hours - GAP_MM);
    if (!draw_map(page, map, error)) return false;
    page->y_mm += map + GAP_MM;
    lay_places(page, page->y_mm, true);
    lay_hours(page, page->y_mm + places, true);
    end_page(page);
    return true;
}

/* --- page 2 --- */

/* With the number of its place, when it has one. */
static double draw_strip(const Brief *page, const MonthStrip *strip, const BriefingRow *row, double x_mm, double y_mm, double width_mm)
{
    ChartPlace place = {page->brief->scene->language, page->typesetter, NULL, x_mm + (row ? 7 : 0), y_mm, width_mm - (row ? 7 : 0), 1};
    double height = chart_months(&place, strip);
    Bytes words = {0};
    if (row) bytes_print(&words, "%d:", row->rank);
    describe_months(place.language, strip, &words);
    tag_figure(page->tags, x_mm, y_mm, width_mm, height);
    if (row) sign_disc(page->typesetter, page->cairo, row->rank, row->status, x_mm + 2.5, y_mm + 2.5);
    place.cairo = page->cairo;
    chart_months(&place, strip);
    end_figure(page, &words);
    return height;
}

static void draw_second(Brief *page)
{
    const BriefScene *brief = page->brief;
    TextStyle head = {.size_pt = 13, .bold = true, .colour = PALETTE.ink};
    const double half = (INNER_MM - 8) / 2;
    begin_page(page, PAGES);
    page->y_mm += put_heading(page, 2, brief->months_title, head, MARGIN_MM, page->y_mm, INNER_MM, 2) + 2;
    for (size_t s = 0; s < brief->strip_count; s++) page->y_mm += draw_strip(page, &brief->strip[s], NULL, MARGIN_MM, page->y_mm, INNER_MM) + GAP_MM;
    if (brief->row_count > 0) {
        page->y_mm += GAP_MM;
        page->y_mm += put_heading(page, 2, brief->places_title, head, MARGIN_MM, page->y_mm, INNER_MM, 2) + 2;
    }
    for (size_t r = 0; r < brief->row_count; r += 2) {
        double height = 0;
        for (size_t i = r; i < r + 2 && i < brief->row_count; i++)
            height = fmax(height, draw_strip(page, &brief->row[i].months, &brief->row[i], MARGIN_MM + (i > r ? half + 8 : 0), page->y_mm, half));
        page->y_mm += height + GAP_MM;
    }
    end_page(page);
}

/* --- the file --- */

static bool draw_pages(const BriefScene *brief, Typesetter *typesetter, FILE *file, Error *error)
{
    const Scene *scene = brief->scene;
    Pdf pdf;
    pdf_open(WIDTH_MM, HEIGHT_MM, &(PdfFacts){scene->language, scene->title, scene->subtitle, scene->created}, &pdf);
    Brief page = {.brief = brief, .typesetter = typesetter, .cairo = pdf.cairo, .tags = &pdf.tags};
    bool drawn = draw_first(&page, error);
    if (drawn) {
        tags_next_page(&pdf.tags);
        draw_second(&page);
    }
    return pdf_close(&pdf, drawn, file, error);
}

bool briefing_draw(const BriefScene *brief, const char *path, Error *error)
{
    Typesetter *typesetter;
    if (!typesetter_open(&typesetter, error)) return false;
    FILE *file = fopen(path, "wb");
    bool ok = file ? draw_pages(brief, typesetter, file, error) : error_set(error, ERROR_FAILED, _("Cannot write '%s': %s; check the folder and its permissions."), path, strerror(errno));
    typesetter_close(typesetter);
    return file ? paper_close(file, path, ok, error) : ok;
}
