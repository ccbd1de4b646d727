#include "render/briefing.h"

#include "render/furniture.h"
#include "render/numbers.h"
#include "render/paper.h"
#include "render/signs.h"
#include "render/words.h"

#include <cairo-pdf.h>
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
    double y_mm;
} Brief;

static bool is_given(const char *text)
{
    return text && text[0];
}

static double put(const Brief *page, const char *text, TextStyle style, double x_mm, double y_mm, double width_mm, int lines)
{
    return is_given(text) ? text_draw(page->typesetter, page->cairo, text, &style, x_mm, y_mm, width_mm, lines) : 0;
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

static void begin_page(Brief *page, int number)
{
    const Scene *scene = page->brief->scene;
    TextStyle small = {.size_pt = 7, .colour = PALETTE.soft_ink}, right = {.size_pt = 9, .colour = PALETTE.ink, .align = ALIGN_RIGHT};
    char text[64], line[2048];
    double y = HEIGHT_MM - FOOT_MM;
    set_colour(page->cairo, PALETTE.paper);
    cairo_paint(page->cairo);
    page->y_mm = MARGIN_MM - 4;
    snprintf(text, sizeof text, word(scene->language, WORD_PAGE_OF), number, PAGES);
    put(page, text, right, MARGIN_MM, page->y_mm + 0.5, INNER_MM, 1);
    double height = paper_marking(page->typesetter, page->cairo, scene->marking, 1, MARGIN_MM, page->y_mm, 0);
    page->y_mm += fmax(height, 4) + 2;
    rule(page, y);
    y += 1;
    snprintf(line, sizeof line, word(scene->language, WORD_SOURCES), scene->sources ? scene->sources : "");
    if (is_given(scene->sources)) y += put(page, line, small, MARGIN_MM, y, INNER_MM, 1);
    put(page, scene->run_line, small, MARGIN_MM, y, INNER_MM, 1);
    paper_marking(page->typesetter, page->cairo, scene->marking, 1, MARGIN_MM, HEIGHT_MM - 10, 0);
}

/* The largest type in which the finding takes two lines; a longer one takes up to four of the smallest. */
static void draw_title(Brief *page)
{
    const Scene *scene = page->brief->scene;
    TextStyle style = {.size_pt = 20, .bold = true, .colour = PALETTE.ink}, small = {.size_pt = 10.5, .colour = PALETTE.ink};
    while (style.size_pt > 15 && is_given(scene->title) && !text_measure(page->typesetter, scene->title, &style, INNER_MM, 2, NULL, NULL)) style.size_pt--;
    page->y_mm += put(page, scene->title, style, MARGIN_MM, page->y_mm, INNER_MM, 4) + 0.5;
    page->y_mm += put(page, scene->subtitle, small, MARGIN_MM, page->y_mm, INNER_MM, 4) + GAP_MM;
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
        if (draw) put(page, cell[c], own, x, y_mm, COLUMN_MM[c] - 2, ROW_LINES);
        x += COLUMN_MM[c];
    }
    return tallest;
}

static double lay_places(const Brief *page, double y_mm, bool draw)
{
    const BriefScene *brief = page->brief;
    TextStyle row = {.size_pt = ROW_PT, .colour = PALETTE.ink}, head = {.size_pt = 9, .colour = PALETTE.soft_ink};
    double y = y_mm;
    if (brief->row_count == 0) {
        if (draw) put(page, brief->no_rows, row, MARGIN_MM, y, INNER_MM, 4);
        return measure(page, brief->no_rows, row, INNER_MM, 4) + GAP_MM;
    }
    y += lay_row(page, brief->heading, head, y, draw) + 0.8;
    for (size_t r = 0; r < brief->row_count; r++) {
        const BriefingRow *place = &brief->row[r];
        if (draw) rule(page, y);
        double height = lay_row(page, place->cell, row, y + 0.7, draw);
        if (draw) sign_disc(page->typesetter, page->cairo, place->rank, place->status, MARGIN_MM + 3, y + 0.7 + 2.8);
        y += height + 1.4;
    }
    return y - y_mm + GAP_MM;
}

static double lay_hours(const Brief *page, double y_mm, bool draw)
{
    const BriefScene *brief = page->brief;
    TextStyle head = {.size_pt = 11, .bold = true, .colour = PALETTE.ink}, text = {.size_pt = 11, .colour = PALETTE.ink};
    double title = measure(page, brief->clock_title, head, INNER_MM, 1) + 0.8, side = MARGIN_MM + CLOCK_MM + 6, width = INNER_MM - CLOCK_MM - 6, left;
    double valid = measure(page, brief->valid, head, width, 3) + 1.5, right = title + valid + measure(page, brief->contact, text, width, 6);
    ChartPlace place = {brief->scene->language, page->typesetter, draw ? page->cairo : NULL, MARGIN_MM, y_mm + title, CLOCK_MM, 1};
    if (draw) {
        put(page, brief->clock_title, head, MARGIN_MM, y_mm, CLOCK_MM, 1);
        put(page, brief->valid, head, side, y_mm + title, width, 3);
        put(page, brief->contact, text, side, y_mm + title + valid, width, 6);
    }
    if (is_given(brief->no_clock)) {
        if (draw) put(page, brief->no_clock, text, MARGIN_MM, y_mm + title, CLOCK_MM, 5);
        left = title + measure(page, brief->no_clock, text, CLOCK_MM, 5);
    } else {
        left = title + chart_clock(&place, &brief->clock);
    }
    return fmax(left, right);
}

static bool draw_map(const Brief *page, double height_mm, Error *error)
{
    const Scene *scene = page->brief->scene;
    double column = WIDTH_MM - MARGIN_MM - LEGEND_MM, y = page->y_mm;
    Frame frame;
    MapContent content;
    if (!frame_fit(scene->extent, MARGIN_MM + TICKS_MM, y, INNER_MM - LEGEND_MM - TICKS_MM - 4, height_mm - TICKS_MM, 2, &frame, error) ||
        !map_draw(scene, &frame, page->typesetter, page->cairo, &content, error))
        return false;
    Furniture furniture = {scene, page->typesetter, page->cairo, 1, 2, BRIEFING_ROWS}, measuring = furniture;
    measuring.cairo = NULL;
    furniture_ticks(&furniture, &frame);
    y += furniture_density(&furniture, column, y, LEGEND_MM) + GAP_MM;
    furniture_signs(&furniture, &content, column, y, LEGEND_MM, 1);
    furniture_scale(&furniture, &frame, column, page->y_mm + height_mm - furniture_scale(&measuring, &frame, column, y, LEGEND_MM), LEGEND_MM);
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
    return true;
}

/* --- page 2 --- */

static double draw_strip(const Brief *page, const MonthStrip *strip, double x_mm, double y_mm, double width_mm)
{
    return chart_months(&(ChartPlace){page->brief->scene->language, page->typesetter, page->cairo, x_mm, y_mm, width_mm, 1}, strip);
}

static void draw_second(Brief *page)
{
    const BriefScene *brief = page->brief;
    TextStyle head = {.size_pt = 13, .bold = true, .colour = PALETTE.ink};
    const double half = (INNER_MM - 8) / 2;
    begin_page(page, PAGES);
    page->y_mm += put(page, brief->months_title, head, MARGIN_MM, page->y_mm, INNER_MM, 2) + 2;
    for (size_t s = 0; s < brief->strip_count; s++) page->y_mm += draw_strip(page, &brief->strip[s], MARGIN_MM, page->y_mm, INNER_MM) + GAP_MM;
    if (brief->row_count == 0) return;
    page->y_mm += GAP_MM;
    page->y_mm += put(page, brief->places_title, head, MARGIN_MM, page->y_mm, INNER_MM, 2) + 2;
    for (size_t r = 0; r < brief->row_count; r += 2) {
        double height = 0;
        for (size_t i = r; i < r + 2 && i < brief->row_count; i++) {
            double x = MARGIN_MM + (i > r ? half + 8 : 0);
            sign_disc(page->typesetter, page->cairo, brief->row[i].rank, brief->row[i].status, x + 2.5, page->y_mm + 2.5);
            height = fmax(height, draw_strip(page, &brief->row[i].months, x + 7, page->y_mm, half - 7));
        }
        page->y_mm += height + GAP_MM;
    }
}

/* --- the file --- */

static bool draw_pages(const BriefScene *brief, Typesetter *typesetter, FILE *file, Error *error)
{
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(paper_write, file, WIDTH_MM * PT_PER_MM, HEIGHT_MM * PT_PER_MM);
    paper_describe(surface, brief->scene->title, brief->scene->subtitle, brief->scene->created);
    Brief page = {.brief = brief, .typesetter = typesetter, .cairo = cairo_create(surface)};
    cairo_scale(page.cairo, PT_PER_MM, PT_PER_MM);
    bool ok = draw_first(&page, error);
    if (ok) {
        cairo_show_page(page.cairo);
        draw_second(&page);
        cairo_show_page(page.cairo);
    }
    cairo_status_t status = cairo_status(page.cairo);
    cairo_destroy(page.cairo);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (ok && status != CAIRO_STATUS_SUCCESS) return error_set(error, ERROR_FAILED, _("The page could not be drawn: %s."), cairo_status_to_string(status));
    return ok;
}

bool briefing_draw(const BriefScene *brief, const char *path, Error *error)
{
    Typesetter *typesetter;
    if (!typesetter_open(&typesetter, error)) return false;
    FILE *file = fopen(path, "wb");
    bool ok = file ? draw_pages(brief, typesetter, file, error) : error_set(error, ERROR_FAILED, _("Cannot write '%s': %s; check the folder and its permissions."), path, strerror(errno));
    typesetter_close(typesetter);
    if (file && fclose(file) != 0 && ok) ok = error_set(error, ERROR_FAILED, _("Cannot write '%s': %s; make room on the disk and try again."), path, strerror(errno));
    return ok;
}
