#include "render/page.h"

#include "render/describe.h"
#include "render/furniture.h"
#include "render/palette.h"
#include "render/paper.h"
#include "render/pdf.h"
#include "render/signs.h"
#include "render/words.h"

#include <cairo-svg.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAP_LEAST_MM 60.0
#define TICKS_MM 4.0 /* room for coordinates at the left of the map and below it */

typedef struct Page {
    const Scene *scene;
    Furniture furniture; /* draws */
    double width_mm, height_mm, margin_mm, gap_mm;
    double left_mm, right_mm, top_mm, bottom_mm; /* of what is still free */
    bool landscape;
} Page;

void page_size_mm(PageFormat format, double *ret_width_mm, double *ret_height_mm)
{
    double small = format.size == PAGE_A3 ? 297 : 210, large = format.size == PAGE_A3 ? 420 : 297;

    *ret_width_mm = format.landscape ? large : small;
    *ret_height_mm = format.landscape ? small : large;
}

static TextStyle page_style(const Page *page, double size_pt, bool bold, Colour colour)
{
    return (TextStyle){.size_pt = size_pt * page->furniture.type, .bold = bold, .colour = colour};
}

static double measure(const Page *page, const char *text, const TextStyle *style, double width_mm,
                      int max_lines)
{
    double height;

    text_measure(page->furniture.typesetter, text, style, width_mm, max_lines, NULL, &height);
    return height;
}

static double put(const Page *page, const char *text, const TextStyle *style, double x_mm, double y_mm,
                  double width_mm, int max_lines)
{
    return text_draw(page->furniture.typesetter, page->furniture.cairo, text, style, x_mm, y_mm, width_mm,
                     max_lines);
}

static bool is_given(const char *text)
{
    return text && text[0];
}

static double put_paragraph(const Page *page, const char *text, const TextStyle *style, double x_mm, double y_mm,
                            double width_mm, int max_lines)
{
    tag_begin(page->furniture.tags, TAG_PARAGRAPH, NULL);
    double height = put(page, text, style, x_mm, y_mm, width_mm, max_lines);
    tag_end(page->furniture.tags);
    return height;
}

/* --- head and foot
 * ------------------------------------------------------------------------------------------ */

/* The marking at the upper left. */
static void draw_marking(Page *page)
{
    if (!is_given(page->scene->marking)) return;
    tag_begin(page->furniture.tags, TAG_PARAGRAPH, page->scene->marking); /* its letters stand apart */
    double height = paper_marking(page->furniture.typesetter, page->furniture.cairo, page->scene->marking, page->furniture.type, page->left_mm, page->top_mm,
                                  page->right_mm - page->left_mm - 4);
    tag_end(page->furniture.tags);
    page->top_mm += height + 1.6;
}

/* The largest type in which the finding takes one line, else two; a longer one takes more lines of the
 * smallest. */
static void draw_title(Page *page)
{
    double width = page->right_mm - page->left_mm;
    TextStyle style = page_style(page, 20, true, PALETTE.ink),
              small = page_style(page, 9.5, false, PALETTE.soft_ink);

    if (is_given(page->scene->title)) {
        int lines = 1;
        while (
            style.size_pt > 16 * page->furniture.type + 1e-9 &&
            !text_measure(page->furniture.typesetter, page->scene->title, &style, width, lines, NULL, NULL)) {
            style.size_pt -= page->furniture.type;
            if (style.size_pt < 17 * page->furniture.type - 1e-9 && lines == 1) {
                style.size_pt = 18 * page->furniture.type;
                lines = 2;
            }
        }
        if (!text_measure(page->furniture.typesetter, page->scene->title, &style, width, lines, NULL, NULL))
            lines = page->landscape ? 3 : 4;
        tag_heading(page->furniture.tags, 1, page->scene->title, page->top_mm);
        page->top_mm +=
            put(page, page->scene->title, &style, page->left_mm, page->top_mm, width, lines) + 0.3;
        tag_end(page->furniture.tags);
    }
    if (is_given(page->scene->subtitle))
        page->top_mm += put_paragraph(page, page->scene->subtitle, &small, page->left_mm, page->top_mm, width, 2);
    page->top_mm += 2.2;
}

/* Sources and run at the lower edge, which everything else stays above; they are read last, and so drawn last. */
typedef struct Foot {
    char sources[2048];
    double rule_mm, sources_mm, run_mm;
} Foot;

static void lay_foot(Page *page, Foot *ret_foot)
{
    const Scene *scene = page->scene;
    TextStyle style = page_style(page, 7, false, PALETTE.soft_ink);
    double width = page->right_mm - page->left_mm;

    *ret_foot = (Foot){{0}, 0, 0, 0};
    if (is_given(scene->run_line)) ret_foot->run_mm = page->bottom_mm -= measure(page, scene->run_line, &style, width, 2);
    if (is_given(scene->sources)) {
        snprintf(ret_foot->sources, sizeof ret_foot->sources, word(scene->language, WORD_SOURCES), scene->sources);
        ret_foot->sources_mm = page->bottom_mm -= measure(page, ret_foot->sources, &style, width, 2);
    }
    if (!is_given(scene->run_line) && !is_given(scene->sources)) return;
    ret_foot->rule_mm = page->bottom_mm -= 1.0;
    page->bottom_mm -= page->gap_mm * 0.6;
}

static void draw_foot(const Page *page, const Foot *foot)
{
    TextStyle style = page_style(page, 7, false, PALETTE.soft_ink);
    double width = page->right_mm - page->left_mm;

    if (foot->rule_mm == 0) return;
    cairo_move_to(page->furniture.cairo, page->left_mm, foot->rule_mm);
    cairo_line_to(page->furniture.cairo, page->right_mm, foot->rule_mm);
    set_colour(page->furniture.cairo, PALETTE.rule);
    cairo_set_line_width(page->furniture.cairo, 0.12);
    cairo_stroke(page->furniture.cairo);
    if (is_given(foot->sources)) put_paragraph(page, foot->sources, &style, page->left_mm, foot->sources_mm, width, 2);
    if (is_given(page->scene->run_line))
        put_paragraph(page, page->scene->run_line, &style, page->left_mm, foot->run_mm, width, 2);
}

/* --- notes
 * -------------------------------------------------------------------------------------------------- */

enum { NOTE_LINES = 4 };

#define NOTE_GAP_MM 0.7
#define NOTES_HEAD_GAP_MM 0.6

typedef struct Notes {
    size_t shown, split; /* 0 .. split in the first column, split .. shown in the second */
    double height_mm, column_mm;
} Notes;

/* height[n] is the height of the first n notes. */
static void measure_notes(const Page *page, double width_mm, double *height)
{
    TextStyle style = page_style(page, 7, false, PALETTE.ink);

    height[0] = 0;
    for (size_t note = 0; note < page->scene->note_count; note++)
        height[note + 1] = height[note] + NOTE_GAP_MM +
                           measure(page, page->scene->notes[note], &style, width_mm, NOTE_LINES);
}

/* Splits the notes shown over two columns of about equal height, or leaves them in one. */
static void split_notes(Notes *notes, const double *height, bool two)
{
    size_t shown = notes->shown;

    notes->height_mm = INFINITY;
    for (size_t split = two ? 0 : shown; split <= shown; split++) {
        double tallest = fmax(height[split], height[shown] - height[split]);
        if (tallest > notes->height_mm) continue;
        notes->height_mm = tallest;
        notes->split = split;
    }
}

/* As many notes as fit, and a line that says how many do not; none when there is not even room for that. */
static bool lay_notes(const Page *page, double width_mm, bool two, double most_mm, Notes *ret_notes,
                      Error *error)
{
    TextStyle style = page_style(page, 7, true, PALETTE.ink);
    size_t count = page->scene->note_count;
    double line = text_line_mm(page->furniture.typesetter, &style);
    Notes notes = {.shown = count, .column_mm = two ? (width_mm - 6) / 2 : width_mm};
    double *height = malloc((count + 1) * sizeof *height);
    if (!height) return error_memory(error, (double)(count + 1) * sizeof *height);

    measure_notes(page, notes.column_mm, height);
    for (;; notes.shown--) {
        split_notes(&notes, height, two);
        notes.height_mm += line + NOTES_HEAD_GAP_MM + (notes.shown < count ? line : 0);
        if (notes.height_mm <= most_mm || notes.shown == 0) break;
    }
    free(height);
    *ret_notes = count > 0 && notes.height_mm <= most_mm ? notes : (Notes){0};
    return true;
}

static void draw_notes(const Page *page, const Notes *notes, double x_mm, double y_mm)
{
    const Scene *scene = page->scene;
    TextStyle style = page_style(page, 7, false, PALETTE.ink), bold = page_style(page, 7, true, PALETTE.ink);
    char more[128];
    if (notes->height_mm <= 0) return;
    const char *heading = word(scene->language, WORD_METHOD);
    Tags *tags = page->furniture.tags;
    tag_heading(tags, 2, heading, y_mm);
    double top = y_mm + put(page, heading, &bold, x_mm, y_mm, notes->column_mm, 1) + NOTES_HEAD_GAP_MM;
    double y = top, lowest = top;
    tag_end(tags);
    tag_begin(tags, TAG_LIST, NULL);

    for (size_t note = 0; note < notes->shown; note++) {
        if (note == notes->split) {
            x_mm += notes->column_mm + 6;
            y = top;
        }
        tag_begin(tags, TAG_ITEM, NULL);
        tag_begin(tags, TAG_ITEM_BODY, NULL);
        y += put(page, scene->notes[note], &style, x_mm, y, notes->column_mm, NOTE_LINES) + NOTE_GAP_MM;
        tag_end(tags);
        tag_end(tags);
        lowest = fmax(lowest, y);
    }
    tag_end(tags);
    if (notes->shown == scene->note_count) return;
    snprintf(more, sizeof more, word(scene->language, WORD_MORE_NOTES), scene->note_count - notes->shown);
    if (notes->split < notes->shown) x_mm -= notes->column_mm + 6;
    put_paragraph(page, more, &style, x_mm, lowest, notes->column_mm, 1);
}

/* --- the map and what explains it
 * ----------------------------------------------------------------------------- */

/* How much room the table may take. */
typedef struct TableShape {
    int rows, cell_lines;
} TableShape;

/* Where everything below the title stands, and the map's frame. */
typedef struct Plan {
    double map_x_mm, map_y_mm, map_width_mm, map_height_mm; /* with banner and coordinates */
    double column_mm;                                       /* beside the map; 0 when all stands below it */
    double legend_mm, scale_mm, table_mm, notes_mm;         /* upper edges */
    TableShape table;
    bool fits; /* all but the notes has its room */
    Notes notes;
    Frame frame;
} Plan;

static double banner_height(const Page *page, double width_mm)
{
    TextStyle style = page_style(page, 9, true, PALETTE.ink);

    return is_given(page->scene->banner) ? measure(page, page->scene->banner, &style, width_mm - 4, 2) + 1.6
                                         : 0;
}

/* A band over the width of the map, above its frame, so that it hides nothing. */
static void draw_banner(const Page *page, const Frame *frame)
{
    TextStyle style = page_style(page, 9, true, PALETTE.ink);
    cairo_t *cairo = page->furniture.cairo;
    double height = banner_height(page, frame->width_mm);
    if (height == 0) return;

    style.align = ALIGN_CENTRE;
    cairo_rectangle(cairo, frame->x_mm, frame->y_mm - height, frame->width_mm, height);
    set_colour(cairo, PALETTE.banner);
    cairo_fill_preserve(cairo);
    set_colour(cairo, PALETTE.ink);
    cairo_set_line_width(cairo, 0.25);
    cairo_stroke(cairo);
    put_paragraph(page, page->scene->banner, &style, frame->x_mm + 2, frame->y_mm - height + 0.8,
                  frame->width_mm - 4, 2);
}

static bool fit_map(const Page *page, Plan *plan, Error *error)
{
    double width = plan->map_width_mm - TICKS_MM, banner = banner_height(page, width);

    return frame_fit(page->scene->extent, plan->map_x_mm + TICKS_MM, plan->map_y_mm + banner, width,
                     plan->map_height_mm - TICKS_MM - banner, 2, &plan->frame, error);
}

/* All that could be on the map, for a legend that must be measured before the map is drawn. */
static MapContent everything(const Scene *scene)
{
    bool views = scene->camera_view != NULL;

    return (MapContent){.density = true,
                        .hotspots = scene->areas,
                        .indicative = scene->areas,
                        .boundary = scene->boundary.features,
                        .neighbourhoods = scene->neighbourhoods.features,
                        .water = scene->water.features,
                        .green = scene->green.features,
                        .buildings = scene->buildings.features,
                        .railway = scene->railway.features,
                        .lights_broken = scene->lights.features,
                        .lights = scene->lights.features,
                        .cameras = scene->cameras.features && !views,
                        .camera_view = scene->cameras.features && views,
                        .venues = scene->venues.features,
                        .transit = scene->transit.features,
                        .numbers = scene->area_count};
}

/* Widths of the legend's parts when they stand beside each other below the map. */
static double strip_classes_mm(const Page *page)
{
    return (page->right_mm - page->left_mm) * 0.35;
}

static double strip_scale_mm(const Page *page)
{
    return (page->right_mm - page->left_mm) * 0.20;
}

static double strip_signs_mm(const Page *page)
{
    return page->right_mm - page->left_mm - strip_classes_mm(page) - strip_scale_mm(page) - 2 * page->gap_mm;
}

/* The furniture that only measures. */
static Furniture measuring_furniture(const Page *page, TableShape table)
{
    Furniture furniture = page->furniture;

    furniture.cairo = NULL;
    furniture.tags = NULL;
    furniture.cell_lines = table.cell_lines;
    furniture.table_rows = table.rows;
    return furniture;
}

/* Portrait: table and notes below the map over the whole width, the legend in a strip above them or, with a
 * column's width, beside the map. */
static bool plan_portrait(const Page *page, const MapContent *content, double column_mm, TableShape table,
                          Plan *ret_plan, Error *error)
{
    Furniture furniture = measuring_furniture(page, table), *measuring = &furniture;
    double width = page->right_mm - page->left_mm, gap = page->gap_mm;
    Frame frame = {.scale = 10000};
    Plan plan = {.column_mm = column_mm, .table = table, .map_x_mm = page->left_mm, .map_y_mm = page->top_mm};

    if (!lay_notes(page, width, true, 40 * page->furniture.type, &plan.notes, error)) return false;
    plan.notes_mm = page->bottom_mm - plan.notes.height_mm;
    plan.table_mm = plan.notes_mm - furniture_table(measuring, 0, 0, width, true) - gap;
    double strip = fmax(furniture_density(measuring, 0, 0, strip_classes_mm(page)),
                        fmax(furniture_signs(measuring, content, 0, 0, strip_signs_mm(page), 2),
                             furniture_scale(measuring, &frame, 0, 0, strip_scale_mm(page))));
    plan.legend_mm = column_mm > 0 ? page->top_mm : plan.table_mm - strip - gap;
    plan.map_width_mm = column_mm > 0 ? width - column_mm - gap * 1.3 : width;
    plan.map_height_mm = (column_mm > 0 ? plan.table_mm : plan.legend_mm) - gap * 0.6 - page->top_mm;
    plan.fits = plan.map_height_mm >= MAP_LEAST_MM;
    if (!plan.fits) plan.map_height_mm = MAP_LEAST_MM; /* so that there is a plan to be worse than */
    if (!fit_map(page, &plan, error)) return false;
    *ret_plan = plan;
    return true;
}

/* Width of the scale in the column beside the map: a wide column has room for it beside the signs. */
static double column_scale_mm(const Page *page, double column_mm)
{
    return column_mm > 118 * page->furniture.type ? column_mm * 0.34 : column_mm;
}

/* Landscape: all of it in one column beside the map. */
static bool plan_landscape(const Page *page, const MapContent *content, double column_mm, TableShape table,
                           Plan *ret_plan, Error *error)
{
    Furniture furniture = measuring_furniture(page, table), *measuring = &furniture;
    double gap = page->gap_mm, scale_mm = column_scale_mm(page, column_mm);
    bool beside = scale_mm < column_mm;
    Frame frame = {.scale = 10000};
    Plan plan = {.column_mm = column_mm, .table = table, .map_x_mm = page->left_mm, .map_y_mm = page->top_mm};

    plan.map_width_mm = page->right_mm - page->left_mm - column_mm - 1.6 * gap;
    plan.map_height_mm = page->bottom_mm - page->top_mm;
    plan.table_mm = page->top_mm + furniture_density(measuring, 0, 0, column_mm) + gap;
    plan.legend_mm = plan.table_mm + furniture_table(measuring, 0, 0, column_mm, false) + gap;
    double signs = furniture_signs(measuring, content, 0, 0, beside ? column_mm - scale_mm : column_mm, 2);
    double scale = furniture_scale(measuring, &frame, 0, 0, scale_mm);
    plan.scale_mm = beside ? plan.legend_mm : plan.legend_mm + signs + gap * 0.5;
    plan.notes_mm = fmax(plan.legend_mm + signs, plan.scale_mm + scale) + gap;
    plan.fits = plan.notes_mm - gap <= page->bottom_mm;
    if (!lay_notes(page, column_mm, false, page->bottom_mm - plan.notes_mm, &plan.notes, error) ||
        !fit_map(page, &plan, error))
        return false;
    *ret_plan = plan;
    return true;
}

static bool is_better(const Plan *plan, const Plan *other)
{
    if (plan->fits != other->fits) return plan->fits;
    if (plan->frame.scale != other->frame.scale) return plan->frame.scale < other->frame.scale;
    return plan->notes.shown > other->notes.shown;
}

/* Of the plans the page can have, the one with the largest scale; of those, the one that shows most notes; of
 * those the first. Where
 * notes would be lost the table's cells are cut to one line; where the page still overflows, to three rows.
 */
static bool choose_plan(const Page *page, const MapContent *content, Plan *ret_plan, Error *error)
{
    static const TableShape tables[] = {{5, 2}, {5, 1}, {3, 1}};
    static const double portrait_mm[] = {0, 44}, landscape_mm[] = {92, 100, 108, 116, 124};
    const double *column = page->landscape ? landscape_mm : portrait_mm;
    size_t count = page->landscape ? sizeof landscape_mm / sizeof *landscape_mm
                                   : sizeof portrait_mm / sizeof *portrait_mm;
    Plan best = {0};

    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        if (t > 0 && best.fits && (best.notes.shown == page->scene->note_count || t > 1)) break;
        for (size_t i = 0; i < count; i++) {
            double column_mm = column[i] * page->furniture.type;
            Plan plan = {0};
            if (!(page->landscape ? plan_landscape(page, content, column_mm, tables[t], &plan, error)
                                  : plan_portrait(page, content, column_mm, tables[t], &plan, error)))
                return false;
            if ((t == 0 && i == 0) || is_better(&plan, &best)) best = plan;
        }
    }
    *ret_plan = best;
    return true;
}

/* What the map will show in a frame: it is drawn once into nothing. */
static bool look_at_map(const Page *page, const Frame *frame, MapContent *ret_content, Error *error)
{
    cairo_surface_t *nothing = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
    cairo_t *cairo = cairo_create(nothing);
    bool done = map_draw(page->scene, frame, page->furniture.typesetter, cairo, ret_content, error);

    cairo_destroy(cairo);
    cairo_surface_destroy(nothing);
    return done;
}

/* The legend's height depends on what the map shows, and that on the scale that the legend leaves: so look,
 * and plan again, until the scale stays. */
static bool make_plan(const Page *page, Plan *ret_plan, Error *error)
{
    MapContent content = everything(page->scene);
    Plan plan = {0};

    if (!choose_plan(page, &content, &plan, error)) return false;
    for (int round = 0; round < 3; round++) {
        double scale = plan.frame.scale;
        if (!look_at_map(page, &plan.frame, &content, error) || !choose_plan(page, &content, &plan, error))
            return false;
        if (plan.frame.scale == scale) break;
    }
    *ret_plan = plan;
    return true;
}

static void draw_legend(const Page *page, const Plan *plan, const MapContent *content)
{
    const Furniture *furniture = &page->furniture;
    double x = page->right_mm - plan->column_mm, y = plan->legend_mm, gap = page->gap_mm;

    if (page->landscape) {
        double scale_mm = column_scale_mm(page, plan->column_mm);
        bool beside = scale_mm < plan->column_mm;
        furniture_density(furniture, x, page->top_mm, plan->column_mm);
        furniture_signs(furniture, content, x, y, beside ? plan->column_mm - scale_mm : plan->column_mm, 2);
        if (!beside) scale_mm = fmin(scale_mm, 64 * furniture->type);
        furniture_scale(furniture, &plan->frame, beside ? page->right_mm - scale_mm : x, plan->scale_mm,
                        scale_mm);
    } else if (plan->column_mm > 0) {
        y += furniture_density(furniture, x, y, plan->column_mm) + 1.5 * gap;
        y += furniture_signs(furniture, content, x, y, plan->column_mm, 1) + 1.5 * gap;
        double foot = plan->frame.y_mm + plan->frame.height_mm + TICKS_MM;
        Furniture measuring = measuring_furniture(page, plan->table);
        y = fmax(y, foot - furniture_scale(&measuring, &plan->frame, x, y, plan->column_mm));
        furniture_scale(furniture, &plan->frame, x, y, plan->column_mm);
    } else {
        x = page->left_mm;
        furniture_density(furniture, x, y, strip_classes_mm(page));
        furniture_signs(furniture, content, x + strip_classes_mm(page) + gap, y, strip_signs_mm(page), 2);
        furniture_scale(furniture, &plan->frame, page->right_mm - strip_scale_mm(page), y,
                        strip_scale_mm(page));
    }
}

/* The map and all that explains it: one figure. */
static bool draw_figure(const Page *page, const Plan *plan, Error *error)
{
    Tags *tags = page->furniture.tags;
    MapContent content;
    Bytes words = {0};

    tag_figure(tags, plan->map_x_mm, plan->map_y_mm, plan->map_width_mm, plan->map_height_mm);
    if (!map_draw(page->scene, &plan->frame, page->furniture.typesetter, page->furniture.cairo, &content, error)) return false;
    furniture_ticks(&page->furniture, &plan->frame);
    draw_legend(page, plan, &content);
    describe_map(&page->furniture, &plan->frame, &content, &words);
    bool whole = !words.failed || error_memory(error, (double)words.capacity);
    tag_words(tags, words.text);
    tag_end(tags);
    bytes_free(&words);
    return whole;
}

static bool draw_body(const Page *page, Error *error)
{
    Plan plan = {0};

    if (!make_plan(page, &plan, error)) return false;
    draw_banner(page, &plan.frame);
    if (!draw_figure(page, &plan, error)) return false;
    double x = page->landscape ? page->right_mm - plan.column_mm : page->left_mm;
    Furniture table = page->furniture;
    table.cell_lines = plan.table.cell_lines;
    table.table_rows = plan.table.rows;
    furniture_table(&table, x, plan.table_mm, page->right_mm - x, !page->landscape);
    draw_notes(page, &plan.notes, x, plan.notes_mm);
    return true;
}

static bool draw_on(const Scene *scene, PageFormat format, cairo_t *cairo, Tags *tags, Error *error)
{
    Page page = {.scene = scene, .landscape = format.landscape};
    Foot foot;
    Typesetter *typesetter;

    if (!typesetter_open(&typesetter, error)) return false;
    page_size_mm(format, &page.width_mm, &page.height_mm);
    double type = format.size == PAGE_A3 ? 1.2 : 1;
    page.margin_mm = 11 * type;
    page.gap_mm = 3.2 * type;
    page.furniture = (Furniture){scene, typesetter, cairo, type, 2, 5, tags};
    page.left_mm = page.margin_mm;
    page.right_mm = page.width_mm - page.margin_mm;
    page.top_mm = page.margin_mm - 1;
    page.bottom_mm = page.height_mm - page.margin_mm + 1;
    set_colour(cairo, PALETTE.paper);
    cairo_paint(cairo);
    draw_marking(&page);
    draw_title(&page);
    lay_foot(&page, &foot);
    bool done = draw_body(&page, error);
    if (done) draw_foot(&page, &foot);
    typesetter_close(typesetter);
    return done;
}

/* --- files
 * -------------------------------------------------------------------------------------------------- */

/* Writes an SVG with a title, which cairo cannot give it, and without the number that cairo gives its group:
 * it counts the surfaces of the process, and so would differ from one page to the next. */
static void write_svg(const Bytes *svg, const char *title, FILE *file)
{
    const char *at = svg->text, *root = strstr(at, "<svg "), *group = strstr(at, "<g id=\"surface");

    if (root && (root = strchr(root, '>'))) {
        fwrite(at, 1, (size_t)(root + 1 - at), file);
        at = root + 1;
        if (title) {
            Bytes escaped = {0};
            bytes_escaped(&escaped, title);
            fprintf(file, "\n<title>%s</title>", escaped.text ? escaped.text : "");
            bytes_free(&escaped);
        }
    }
    if (group && group >= at) {
        fwrite(at, 1, (size_t)(group - at), file);
        fputs("<g id=\"page", file);
        at = group + strlen("<g id=\"surface");
        at += strspn(at, "0123456789");
    }
    fwrite(at, 1, svg->count - (size_t)(at - svg->text), file);
}

static bool draw_to_pdf(const Scene *scene, PageFormat format, FILE *file, Error *error)
{
    double width, height;
    Pdf pdf;

    page_size_mm(format, &width, &height);
    pdf_open(width, height, &(PdfFacts){scene->language, scene->title, scene->subtitle, scene->created}, &pdf);
    bool drawn = draw_on(scene, format, pdf.cairo, &pdf.tags, error);
    return pdf_close(&pdf, drawn, file, error);
}

/* A PNG or an SVG. */
static bool draw_to_picture(const Scene *scene, PageFormat format, FILE *file, Error *error)
{
    Bytes svg = {0};
    double width, height, dpi = format.dpi ? format.dpi : 150, unit = format.kind == PAGE_PNG ? dpi / MM_PER_INCH : PT_PER_MM;

    page_size_mm(format, &width, &height);
    cairo_surface_t *surface =
        format.kind == PAGE_PNG
            ? cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)lround(width * unit), (int)lround(height * unit))
            : cairo_svg_surface_create_for_stream(bytes_keep, &svg, width * PT_PER_MM, height * PT_PER_MM);
    cairo_t *cairo = cairo_create(surface);
    cairo_scale(cairo, unit, unit);
    bool done = draw_on(scene, format, cairo, NULL, error);
    cairo_status_t status = cairo_status(cairo);
    cairo_destroy(cairo);
    if (done && status == CAIRO_STATUS_SUCCESS && format.kind == PAGE_PNG)
        status = cairo_surface_write_to_png_stream(surface, paper_write, file);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (done && status == CAIRO_STATUS_SUCCESS && svg.text) write_svg(&svg, scene->title, file);
    bytes_free(&svg);
    if (done && status != CAIRO_STATUS_SUCCESS)
        return error_set(error, ERROR_FAILED, _("The page could not be drawn: %s."),
                         cairo_status_to_string(status));
    return done;
}

static bool check_scene(const Scene *scene, PageFormat format, Error *error)
{
    if (scene->density && (scene->class_count < 1 || scene->class_count > PALETTE_CLASSES))
        return error_set(error, ERROR_INPUT, _("The map has %d density classes; it can show 1 to %d."),
                         scene->class_count, PALETTE_CLASSES);
    if (scene->areas && scene->areas->count != scene->area_count)
        return error_set(error, ERROR_INPUT,
                         _("The map has %zu risk areas and %zu outlines; they must be as many."),
                         scene->area_count, scene->areas->count);
    if (format.dpi != 0 && (format.dpi < 50 || format.dpi > 600))
        return error_set(error, ERROR_USAGE, _("A picture of %d dpi cannot be made; choose 50 to 600."),
                         format.dpi);
    return true;
}

bool page_draw(const Scene *scene, PageFormat format, const char *path, Error *error)
{
    if (!check_scene(scene, format, error)) return false;
    FILE *file = fopen(path, "wb");
    if (!file)
        return error_set(error, ERROR_FAILED,
                         _("Cannot write '%s': %s; check the folder and its permissions."), path,
                         strerror(errno));
    bool done = format.kind == PAGE_PDF ? draw_to_pdf(scene, format, file, error) : draw_to_picture(scene, format, file, error);
    return paper_close(file, path, done, error);
}
