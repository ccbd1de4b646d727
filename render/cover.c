#include "render/cover.h"

#include "render/map.h"
#include "render/signs.h"

#include <math.h>

#define GAP_MM 4.0
#define LABEL_MM 42.0 /* of the facts */

typedef struct Page {
    Typesetter *typesetter;
    cairo_t *cairo;
    Box mm;
} Page;

/* Draws a text at y, or only measures it; returns its height. */
static double put(const Page *page, const char *text, TextStyle style, double x_mm, double y_mm, double width_mm, int lines, bool draw)
{
    double height = 0;
    if (!text || !text[0]) return 0;
    if (draw) return text_draw(page->typesetter, page->cairo, text, &style, x_mm, y_mm, width_mm, lines);
    text_measure(page->typesetter, text, &style, width_mm, lines, NULL, &height);
    return height;
}

void cover_edge(cairo_t *cairo, const Frame *frame)
{
    cairo_rectangle(cairo, frame->x_mm, frame->y_mm, frame->width_mm, frame->height_mm);
    set_colour(cairo, PALETTE.ink);
    cairo_set_line_width(cairo, 0.2);
    cairo_stroke(cairo);
}

static double lay_facts(const Page *page, const SheetCover *cover, double y_mm, bool draw)
{
    const TextStyle label = {.size_pt = 9, .colour = PALETTE.soft_ink}, text = {.size_pt = 10, .colour = PALETTE.ink};
    double y = y_mm, x = page->mm.x_min + LABEL_MM, width = page->mm.x_max - x;
    for (size_t f = 0; f < cover->fact_count; f++) {
        if (draw) {
            cairo_move_to(page->cairo, page->mm.x_min, y);
            cairo_line_to(page->cairo, page->mm.x_max, y);
            set_colour(page->cairo, PALETTE.rule);
            cairo_set_line_width(page->cairo, 0.2);
            cairo_stroke(page->cairo);
        }
        put(page, cover->fact[f].label, label, page->mm.x_min, y + 1.3, LABEL_MM - 3, 2, draw);
        y += fmax(4, put(page, cover->fact[f].text, text, x, y + 1, width, 3, draw)) + 2;
    }
    return y - y_mm;
}

bool cover_draw(const SheetCover *cover, Typesetter *typesetter, cairo_t *cairo, Box page_mm, Error *error)
{
    Page page = {typesetter, cairo, page_mm};
    TextStyle over = {.size_pt = 12, .spacing_pt = 1, .colour = PALETTE.soft_ink}, title = {.size_pt = 28, .bold = true, .colour = PALETTE.ink},
              subtitle = {.size_pt = 14, .colour = PALETTE.ink};
    double width = page_mm.x_max - page_mm.x_min, x = page_mm.x_min, y = page_mm.y_min + 14, facts = lay_facts(&page, cover, 0, false);
    while (title.size_pt > 16 && cover->title && !text_measure(typesetter, cover->title, &title, width, 3, NULL, NULL)) title.size_pt -= 2;
    double above = y;
    y += put(&page, cover->over, over, x, y, width, 2, false) + 2;
    y += put(&page, cover->title, title, x, y, width, 4, true) + 3; /* read first, though it stands below */
    put(&page, cover->over, over, x, above, width, 2, true);
    y += put(&page, cover->subtitle, subtitle, x, y, width, 4, true) + 2 * GAP_MM;
    double foot = page_mm.y_max - facts - GAP_MM;
    if (cover->map && foot - GAP_MM - y > 40) {
        Frame frame;
        MapContent content;
        if (!frame_fit(cover->map->extent, x, y, width, foot - GAP_MM - y, 3, &frame, error) || !map_draw(cover->map, &frame, typesetter, cairo, &content, error)) return false;
        cover_edge(cairo, &frame);
    }
    lay_facts(&page, cover, foot, true);
    return true;
}
