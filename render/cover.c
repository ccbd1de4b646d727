#include "render/cover.h"

#include "render/describe.h"
#include "render/map.h"
#include "render/signs.h"

#include <math.h>

#define GAP_MM 4.0
#define MAP_LEAST_MM 40.0
#define LABEL_MM 42.0 /* of the facts */

typedef struct Page {
    Typesetter *typesetter;
    cairo_t *cairo;
    Tags *tags;      /* NULL: none */
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

/* The same as a thing of its own kind; nothing for a text that is not there. */
static double put_tagged(const Page *page, Tag tag, const char *text, TextStyle style, double x_mm, double y_mm, double width_mm, int lines)
{
    if (!text || !text[0]) return 0;
    if (tag == TAG_HEADING) tag_heading(page->tags, 1, text, y_mm);
    else tag_begin(page->tags, tag, NULL);
    double height = put(page, text, style, x_mm, y_mm, width_mm, lines, true);
    tag_end(page->tags);
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
    if (draw && cover->fact_count > 0) tag_begin(page->tags, TAG_TABLE, NULL);
    for (size_t f = 0; f < cover->fact_count; f++) {
        if (draw) {
            cairo_move_to(page->cairo, page->mm.x_min, y);
            cairo_line_to(page->cairo, page->mm.x_max, y);
            set_colour(page->cairo, PALETTE.rule);
            cairo_set_line_width(page->cairo, 0.2);
            cairo_stroke(page->cairo);
        }
        double height = put(page, cover->fact[f].text, text, x, y + 1, width, 3, false);
        if (draw) {
            tag_begin(page->tags, TAG_ROW, NULL);
            put_tagged(page, TAG_ROW_HEAD, cover->fact[f].label, label, page->mm.x_min, y + 1.3, LABEL_MM - 3, 2);
            put_tagged(page, TAG_CELL, cover->fact[f].text, text, x, y + 1, width, 3);
            tag_end(page->tags);
        }
        y += fmax(4, height) + 2;
    }
    if (draw && cover->fact_count > 0) tag_end(page->tags);
    return y - y_mm;
}

static bool draw_map(const Page *page, const SheetCover *cover, double y_mm, double height_mm, Error *error)
{
    Frame frame;
    MapContent content;
    Bytes words = {0};
    double width = page->mm.x_max - page->mm.x_min;
    Furniture furniture = {cover->map, page->typesetter, page->cairo, 1, 2, 5, page->tags};
    tag_figure(page->tags, page->mm.x_min, y_mm, width, height_mm);
    if (!frame_fit(cover->map->extent, page->mm.x_min, y_mm, width, height_mm, 3, &frame, error) || !map_draw(cover->map, &frame, page->typesetter, page->cairo, &content, error)) return false;
    cover_edge(page->cairo, &frame);
    describe_map(&furniture, &frame, &content, &words);
    tag_words(page->tags, words.text);
    tag_end(page->tags);
    if (words.failed && page->tags) page->tags->failed = true;
    bytes_free(&words);
    return true;
}

bool cover_draw(const SheetCover *cover, Typesetter *typesetter, cairo_t *cairo, Tags *tags, Box page_mm, Error *error)
{
    Page page = {typesetter, cairo, tags, page_mm};
    TextStyle over = {.size_pt = 12, .spacing_pt = 1, .colour = PALETTE.soft_ink}, title = {.size_pt = 28, .bold = true, .colour = PALETTE.ink},
              subtitle = {.size_pt = 14, .colour = PALETTE.ink};
    double width = page_mm.x_max - page_mm.x_min, x = page_mm.x_min, y = page_mm.y_min + 14, facts = lay_facts(&page, cover, 0, false);
    while (title.size_pt > 16 && cover->title && !text_measure(typesetter, cover->title, &title, width, 3, NULL, NULL)) title.size_pt -= 2;
    double above = y;
    y += put(&page, cover->over, over, x, y, width, 2, false) + 2;
    y += put_tagged(&page, TAG_HEADING, cover->title, title, x, y, width, 4) + 3; /* read first, though it stands below */
    put_tagged(&page, TAG_PARAGRAPH, cover->over, over, x, above, width, 2);
    y += put_tagged(&page, TAG_PARAGRAPH, cover->subtitle, subtitle, x, y, width, 4) + 2 * GAP_MM;
    double foot = page_mm.y_max - facts - GAP_MM;
    if (cover->map && foot - GAP_MM - y > MAP_LEAST_MM && !draw_map(&page, cover, y, foot - GAP_MM - y, error)) return false;
    lay_facts(&page, cover, foot, true);
    return true;
}
