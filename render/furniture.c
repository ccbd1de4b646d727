#include "render/furniture.h"

#include "render/classes.h"
#include "render/numbers.h"
#include "render/proposal.h"
#include "render/signs.h"
#include "render/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static TextStyle body(const Furniture *furniture, double size_pt, bool bold, Colour colour)
{
    return (TextStyle){.size_pt = size_pt * furniture->type, .bold = bold, .colour = colour};
}

/* Draws, or only measures. */
static double put(const Furniture *furniture, const char *text, const TextStyle *style, double x_mm,
                  double y_mm, double width_mm, int max_lines)
{
    double height;

    if (furniture->cairo)
        return text_draw(furniture->typesetter, furniture->cairo, text, style, x_mm, y_mm, width_mm,
                         max_lines);
    text_measure(furniture->typesetter, text, style, width_mm, max_lines, NULL, &height);
    return height;
}

/* Of what is drawn; none while it is only measured. */
static Tags *tags_of(const Furniture *furniture)
{
    return furniture->cairo ? furniture->tags : NULL;
}

static const char *say(const Furniture *furniture, Word which)
{
    return word(furniture->scene->language, which);
}

static void rule(const Furniture *furniture, double x_mm, double y_mm, double width_mm, Colour colour,
                 double thick_mm)
{
    if (!furniture->cairo) return;
    cairo_new_path(furniture->cairo);
    cairo_move_to(furniture->cairo, x_mm, y_mm);
    cairo_line_to(furniture->cairo, x_mm + width_mm, y_mm);
    set_colour(furniture->cairo, colour);
    cairo_set_line_width(furniture->cairo, thick_mm);
    cairo_stroke(furniture->cairo);
}

/* --- legend
 * ------------------------------------------------------------------------------------------------- */

void furniture_class_text(const Scene *scene, int i, char *ret_text)
{
    int decimals = number_decimals(scene->class_break, (size_t)scene->class_count);

    if (i + 1 < scene->class_count) {
        range_text(scene->language, scene->class_break[i], scene->class_break[i + 1], decimals, ret_text);
        return;
    }
    strcpy(ret_text, "≥ ");
    number_text(scene->language, scene->class_break[i], decimals, ret_text + strlen(ret_text));
}

static void swatch(const Furniture *furniture, int class, double x_mm, double y_mm, double width_mm, double height_mm)
{
    if (!furniture->cairo) return;
    cairo_new_path(furniture->cairo);
    cairo_rectangle(furniture->cairo, x_mm, y_mm, width_mm, height_mm);
    fill_class(furniture->cairo, furniture->scene, class, true);
}

/* Classes side by side where their texts fit below them, else one a line. */
static double density_classes(const Furniture *furniture, double x_mm, double y_mm, double width_mm)
{
    const Scene *scene = furniture->scene;
    TextStyle style = body(furniture, 7, false, PALETTE.ink);
    double each = width_mm / scene->class_count, line = text_line_mm(furniture->typesetter, &style),
           widest = 0;
    double tall = 4.2 * furniture->type;
    char text[NUMBER_TEXT];

    for (int i = 0; i < scene->class_count; i++) {
        double width;
        furniture_class_text(scene, i, text);
        text_measure(furniture->typesetter, text, &style, 0, 0, &width, NULL);
        widest = fmax(widest, width);
    }
    bool beside = widest + 0.8 <= each;
    style.align = beside ? ALIGN_CENTRE : ALIGN_LEFT;
    for (int i = 0; i < scene->class_count; i++) {
        furniture_class_text(scene, i, text);
        if (beside) {
            swatch(furniture, i, x_mm + i * each, y_mm, each, tall);
            put(furniture, text, &style, x_mm + i * each, y_mm + tall + 0.3, each, 1);
        } else {
            swatch(furniture, i, x_mm, y_mm + i * (line + 0.4), 8, line);
            put(furniture, text, &style, x_mm + 10, y_mm + i * (line + 0.4), width_mm - 10, 1);
        }
    }
    return beside ? tall + 0.3 + line : scene->class_count * (line + 0.4);
}

/* By which rule the classes were made (classes.h): numbers of the series 1, 2, 5, 10, ... one after another, or equal steps. */
static double class_rule(const Furniture *furniture, double x_mm, double y_mm, double width_mm)
{
    const Scene *scene = furniture->scene;
    TextStyle small = body(furniture, 6.5, false, PALETTE.soft_ink);
    char least[NUMBER_TEXT], text[160];
    bool series = true;

    for (int i = 0; i < scene->class_count; i++)
        series = series && fabs(classes_round_down(scene->class_break[i] * (1 + 1e-12)) - scene->class_break[i]) <= 1e-9 * scene->class_break[i] &&
                 (i == 0 || scene->class_break[i] <= 2.6 * scene->class_break[i - 1]);
    number_text(scene->language, scene->class_break[0], number_decimals(scene->class_break, (size_t)scene->class_count), least);
    snprintf(text, sizeof text, say(furniture, scene->class_count == 1 ? WORD_CLASSES_ONE : series ? WORD_CLASSES_SERIES : WORD_CLASSES_EQUAL), least);
    return put(furniture, text, &small, x_mm, y_mm, width_mm, 3);
}

/* What the ground means, a line each. */
static double ground_legend(const Furniture *furniture, double x_mm, double y_mm, double width_mm)
{
    const Scene *scene = furniture->scene;
    TextStyle heading = body(furniture, 8, true, PALETTE.ink), style = body(furniture, 7, false, PALETTE.ink),
              small = body(furniture, 7, false, PALETTE.soft_ink);
    double line = text_line_mm(furniture->typesetter, &style), y = y_mm;

    if (scene->ground_title) y += put(furniture, scene->ground_title, &heading, x_mm, y, width_mm, 3);
    if (scene->ground_note) y += put(furniture, scene->ground_note, &small, x_mm, y, width_mm, 4);
    y += 0.8;
    for (size_t g = 0; g < scene->ground_count; g++) {
        if (furniture->cairo) {
            cairo_new_path(furniture->cairo);
            cairo_rectangle(furniture->cairo, x_mm, y + 0.2, 8, line - 0.4);
            fill_tone(furniture->cairo, scene->ground[g].tone);
        }
        y += fmax(line, put(furniture, scene->ground[g].label, &style, x_mm + 10, y, width_mm - 10, 2)) + 0.4;
    }
    return y - y_mm;
}

double furniture_density(const Furniture *furniture, double x_mm, double y_mm, double width_mm)
{
    const Scene *scene = furniture->scene;
    if (scene->ground_count > 0) return ground_legend(furniture, x_mm, y_mm, width_mm);
    TextStyle heading = body(furniture, 8, true, PALETTE.ink),
              small = body(furniture, 7, false, PALETTE.soft_ink);
    bool density = scene->density && scene->class_count > 0;
    double y = y_mm + put(furniture, say(furniture, density ? WORD_DENSITY : WORD_COUNTS_ONLY), &heading,
                          x_mm, y_mm, width_mm, 2);

    if (!density)
        return y - y_mm + put(furniture, say(furniture, WORD_COUNTS_ONLY_WHY), &small, x_mm, y, width_mm, 4);
    if (scene->density_unit) y += put(furniture, scene->density_unit, &small, x_mm, y, width_mm, 2);
    y += 0.8;
    y += density_classes(furniture, x_mm, y, width_mm) + 0.4;
    return y - y_mm + class_rule(furniture, x_mm, y, width_mm);
}

static void sample_line(cairo_t *cairo, double x_mm, double y_mm)
{
    cairo_new_path(cairo);
    cairo_move_to(cairo, x_mm - 3.2, y_mm);
    cairo_line_to(cairo, x_mm + 3.2, y_mm);
}

static void sample_box(cairo_t *cairo, double x_mm, double y_mm, Colour fill, Colour line)
{
    cairo_rectangle(cairo, x_mm - 3.2, y_mm - 1.3, 6.4, 2.6);
    set_colour(cairo, fill);
    cairo_fill_preserve(cairo);
    set_colour(cairo, line);
    cairo_set_line_width(cairo, 0.12);
    cairo_stroke(cairo);
}

/* The sample of an entry, its middle at a place. */
static void draw_sample(const Furniture *furniture, Word entry, double x_mm, double y_mm)
{
    cairo_t *cairo = furniture->cairo;

    switch (entry) {
    case WORD_HOTSPOT:
    case WORD_INDICATIVE:
        cairo_new_path(cairo);
        cairo_rectangle(cairo, x_mm - 3, y_mm - 1.1, 6, 2.2);
        stroke_area(cairo, entry == WORD_HOTSPOT ? AREA_HOTSPOT : AREA_INDICATIVE);
        return;
    case WORD_AREA_NUMBER:
        sign_disc(furniture->typesetter, cairo, 1, AREA_HOTSPOT, x_mm, y_mm);
        return;
    case WORD_LIGHT:
        sign_light(cairo, x_mm, y_mm, false);
        return;
    case WORD_LIGHT_BROKEN:
        sign_light(cairo, x_mm, y_mm, true);
        return;
    case WORD_CAMERA_VIEW:
        sign_camera_view(cairo, x_mm - 2, y_mm, 90, 50, 4.6);
        sign_camera(cairo, x_mm - 2, y_mm);
        return;
    case WORD_CAMERA:
        sign_camera(cairo, x_mm, y_mm);
        return;
    case WORD_OBJECT_LAMP:
    case WORD_OBJECT_CAMERA:
    case WORD_OBJECT_MEETING_PLACE:
    case WORD_OBJECT_PATH:
    case WORD_OBJECT_GREENERY:
    case WORD_OBJECT_PATROL:
        proposal_sign(cairo, (SceneObjectKind)(entry - WORD_OBJECT_LAMP), SCENE_NEW, x_mm, y_mm);
        return;
    case WORD_OBJECT_MOVED:
        proposal_sign(cairo, SCENE_LAMP, SCENE_MOVED, x_mm, y_mm);
        return;
    case WORD_OBJECT_REMOVED:
        proposal_sign(cairo, SCENE_LAMP, SCENE_REMOVED, x_mm, y_mm);
        return;
    case WORD_VENUE:
        sign_venue(cairo, x_mm, y_mm);
        return;
    case WORD_TRANSIT:
        sign_transit(cairo, x_mm, y_mm);
        return;
    case WORD_BOUNDARY:
        sample_line(cairo, x_mm, y_mm);
        stroke_boundary(cairo);
        return;
    case WORD_NEIGHBOURHOOD:
        sample_line(cairo, x_mm, y_mm);
        stroke_neighbourhood(cairo);
        return;
    case WORD_RAILWAY:
        sample_line(cairo, x_mm, y_mm);
        stroke_railway(cairo);
        return;
    case WORD_WATER:
        sample_box(cairo, x_mm, y_mm, PALETTE.water, PALETTE.water_line);
        return;
    case WORD_GREEN:
        sample_box(cairo, x_mm, y_mm, PALETTE.green, PALETTE.rule);
        return;
    case WORD_BUILDING:
        sample_box(cairo, x_mm, y_mm, PALETTE.building, PALETTE.building_line);
        return;
    default:
        return;
    }
}

int furniture_sign_entries(const Scene *scene, const MapContent *content, FurnitureSign ret_sign[FURNITURE_SIGNS])
{
    const struct {
        bool shown;
        Word entry;
    } entries[] = {{content->hotspots, WORD_HOTSPOT},
                   {content->indicative, WORD_INDICATIVE},
                   {content->numbers > 0, WORD_AREA_NUMBER},
                   {content->object[SCENE_LAMP], WORD_OBJECT_LAMP},
                   {content->object[SCENE_CAMERA], WORD_OBJECT_CAMERA},
                   {content->object[SCENE_MEETING_PLACE], WORD_OBJECT_MEETING_PLACE},
                   {content->object[SCENE_PATH], WORD_OBJECT_PATH},
                   {content->object[SCENE_GREENERY], WORD_OBJECT_GREENERY},
                   {content->object[SCENE_PATROL], WORD_OBJECT_PATROL},
                   {content->moved, WORD_OBJECT_MOVED},
                   {content->removed, WORD_OBJECT_REMOVED},
                   {content->lights_broken, WORD_LIGHT_BROKEN},
                   {content->lights, WORD_LIGHT},
                   {content->camera_view, WORD_CAMERA_VIEW},
                   {content->cameras && !content->camera_view, WORD_CAMERA},
                   {content->venues, WORD_VENUE},
                   {content->transit, WORD_TRANSIT},
                   {content->railway, WORD_RAILWAY},
                   {content->boundary, WORD_BOUNDARY},
                   {content->neighbourhoods, WORD_NEIGHBOURHOOD},
                   {content->buildings, WORD_BUILDING},
                   {content->green, WORD_GREEN},
                   {content->water, WORD_WATER}};
    int count = 0;

    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        FurnitureSign *sign = &ret_sign[count];
        if (!entries[i].shown) continue;
        const char *text = word(scene->language, entries[i].entry);
        int status = entries[i].entry == WORD_HOTSPOT ? AREA_HOTSPOT : entries[i].entry == WORD_INDICATIVE ? AREA_INDICATIVE : -1;
        if (status >= 0 && scene->area_label[status]) text = scene->area_label[status];
        if (entries[i].entry == WORD_BOUNDARY && scene->boundary_label) text = scene->boundary_label;
        if (entries[i].entry == WORD_NEIGHBOURHOOD && scene->neighbourhood_label) text = scene->neighbourhood_label;
        sign->entry = entries[i].entry;
        if (sign->entry == WORD_AREA_NUMBER && content->numbers < scene->area_count)
            snprintf(sign->text, sizeof sign->text, word(scene->language, WORD_AREA_NUMBER_SOME), content->numbers, scene->area_count);
        else snprintf(sign->text, sizeof sign->text, "%s", text);
        count++;
    }
    return count;
}

double furniture_signs(const Furniture *furniture, const MapContent *content, double x_mm, double y_mm,
                       double width_mm, int columns)
{
    const double row_mm = fmax(4.3, 4.1 * furniture->type), each = width_mm / columns;
    TextStyle style = body(furniture, 7, false, PALETTE.ink);
    FurnitureSign sign[FURNITURE_SIGNS];
    int shown = furniture_sign_entries(furniture->scene, content, sign), rows = (shown + columns - 1) / columns;
    double line = text_line_mm(furniture->typesetter, &style);

    for (int i = 0; furniture->cairo && i < shown; i++) {
        double x = x_mm + i / rows * each, y = y_mm + i % rows * row_mm + row_mm / 2;
        draw_sample(furniture, sign[i].entry, x + 3.4, y);
        put(furniture, sign[i].text, &style, x + 8.4, y - line / 2, each - 9.4, 1);
    }
    return rows * row_mm;
}

/* --- scale, north, coordinates
 * -------------------------------------------------------------------------------- */

static double north_arrow(const Furniture *furniture, double x_mm, double y_mm)
{
    cairo_t *cairo = furniture->cairo;
    TextStyle style = body(furniture, 8, true, PALETTE.ink);
    const double tall = 7.5;

    style.align = ALIGN_CENTRE;
    double top = y_mm + put(furniture, say(furniture, WORD_NORTH), &style, x_mm, y_mm - 0.6, 0, 0) - 0.6;
    if (!cairo) return top + tall - y_mm;
    for (int side = -1; side <= 1; side += 2) { /* a needle with a light and a dark half */
        cairo_move_to(cairo, x_mm, top);
        cairo_line_to(cairo, x_mm + side * 2.1, top + tall);
        cairo_line_to(cairo, x_mm, top + tall * 0.78);
        cairo_close_path(cairo);
        set_colour(cairo, side < 0 ? PALETTE.ink : PALETTE.paper);
        cairo_fill_preserve(cairo);
        set_colour(cairo, PALETTE.ink);
        cairo_set_line_width(cairo, 0.18);
        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
        cairo_stroke(cairo);
    }
    return top + tall - y_mm;
}

/* "500 m", "2 km". */
static void length_text(const Furniture *furniture, double length_m, char *ret_text, size_t size)
{
    char number[NUMBER_TEXT];
    bool kilometres = length_m > 2000;
    double value = kilometres ? length_m / 1000 : length_m;

    number_text(furniture->scene->language, value, number_decimals(&value, 1), number);
    snprintf(ret_text, size, say(furniture, kilometres ? WORD_KILOMETRES : WORD_METRES), number);
}

/* Three to five round steps, as many as fit. */
static double scale_bar(const Furniture *furniture, const Frame *frame, double x_mm, double y_mm,
                        double width_mm)
{
    TextStyle style = body(furniture, 7, false, PALETTE.ink);
    double most_m = width_mm * frame->scale / 1000, step_m = frame_round_length(most_m / 3);
    double step = frame_length_mm(frame, step_m), line = text_line_mm(furniture->typesetter, &style);
    int steps = (int)fmin(5, floor(most_m / step_m + 1e-9));
    const double thick = 1.3;
    char text[NUMBER_TEXT + 8];

    if (!furniture->cairo) return line + thick + 0.4;
    for (int i = 0; i < steps; i++) {
        cairo_rectangle(furniture->cairo, x_mm + i * step, y_mm + line + 0.4, step, thick);
        set_colour(furniture->cairo, i % 2 ? PALETTE.paper : PALETTE.ink);
        cairo_fill_preserve(furniture->cairo);
        set_colour(furniture->cairo, PALETTE.ink);
        cairo_set_line_width(furniture->cairo, 0.18);
        cairo_stroke(furniture->cairo);
    }
    put(furniture, "0", &style, x_mm - 0.3, y_mm, 0, 0);
    length_text(furniture, steps * step_m, text, sizeof text);
    style.align = ALIGN_CENTRE;
    put(furniture, text, &style, x_mm + steps * step, y_mm, 0, 0);
    return line + thick + 0.4;
}

double furniture_scale(const Furniture *furniture, const Frame *frame, double x_mm, double y_mm,
                       double width_mm)
{
    TextStyle bold = body(furniture, 8, true, PALETTE.ink),
              small = body(furniture, 7, false, PALETTE.soft_ink);
    char number[NUMBER_TEXT], text[NUMBER_TEXT + 8];

    number_text(furniture->scene->language, frame->scale, 0, number);
    snprintf(text, sizeof text, "1 : %s", number);
    double arrow = north_arrow(furniture, x_mm + width_mm - 3, y_mm);
    double y = y_mm + put(furniture, text, &bold, x_mm, y_mm, width_mm - 8, 1) + 0.6;
    y += scale_bar(furniture, frame, x_mm, y, width_mm - 16) + 0.8;
    y = fmax(y, y_mm + arrow + 0.8);
    if (furniture->scene->crs_name) {
        y += put(furniture, say(furniture, WORD_GRID), &small, x_mm, y, width_mm, 2);
        y += put(furniture, furniture->scene->crs_name, &small, x_mm, y, width_mm, 1);
    }
    return y - y_mm;
}

static void tick(cairo_t *cairo, double x_mm, double y_mm, double dx_mm, double dy_mm)
{
    cairo_move_to(cairo, x_mm, y_mm);
    cairo_line_to(cairo, x_mm + dx_mm, y_mm + dy_mm);
}

void furniture_ticks(const Furniture *furniture, const Frame *frame)
{
    cairo_t *cairo = furniture->cairo;
    TextStyle style = body(furniture, 6, false, PALETTE.soft_ink);
    Box box = frame_box(frame);
    double step = frame_round_length(60 * frame->scale / 1000), step_km = step / 1000;
    double right = frame->x_mm + frame->width_mm, bottom = frame->y_mm + frame->height_mm;
    int decimals = number_decimals(&step_km, 1);
    const double out = 1.0;
    char text[NUMBER_TEXT];

    if (!cairo) return;
    set_colour(cairo, PALETTE.soft_ink);
    cairo_set_line_width(cairo, 0.18);
    cairo_new_path(cairo);
    for (double x = ceil(box.x_min / step) * step; x <= box.x_max; x += step) {
        if (!furniture->scene->banner) tick(cairo, frame_x_mm(frame, x), frame->y_mm, 0, -out);
        tick(cairo, frame_x_mm(frame, x), bottom, 0, out);
    }
    for (double y = ceil(box.y_min / step) * step; y <= box.y_max; y += step) {
        tick(cairo, frame->x_mm, frame_y_mm(frame, y), -out, 0);
        tick(cairo, right, frame_y_mm(frame, y), out, 0);
    }
    cairo_stroke(cairo);
    for (double x = ceil(box.x_min / step) * step; x <= box.x_max; x += step) {
        double at = fmin(fmax(frame_x_mm(frame, x), frame->x_mm + 3), right - 3);
        number_text(furniture->scene->language, x / 1000, decimals, text);
        text_draw_turned(furniture->typesetter, cairo, text, &style, at, bottom + 2.3, 0);
    }
    for (double y = ceil(box.y_min / step) * step; y <= box.y_max; y += step) {
        double at = fmin(fmax(frame_y_mm(frame, y), frame->y_mm + 3), bottom - 3);
        number_text(furniture->scene->language, y / 1000, decimals, text);
        text_draw_turned(furniture->typesetter, cairo, text, &style, frame->x_mm - 2.3, at,
                         -1.57079632679489662);
    }
    cairo_rectangle(cairo, frame->x_mm, frame->y_mm, frame->width_mm, frame->height_mm);
    set_colour(cairo, PALETTE.ink);
    cairo_set_line_width(cairo, 0.25);
    cairo_stroke(cairo);
}

/* --- table
 * -------------------------------------------------------------------------------------------------- */

enum { CELL_TEXT = 2 * NUMBER_TEXT + 16 };

typedef struct Column {
    Word heading;
    double share; /* of the width that the disc leaves */
    TextAlign align;
} Column;

static const Column WIDE[] = {{WORD_PLACE, 0.25, ALIGN_LEFT},      {WORD_REPORTS, 0.10, ALIGN_RIGHT},
                              {WORD_REPORTERS, 0.085, ALIGN_RIGHT}, {WORD_DARK, 0.12, ALIGN_RIGHT},
                              {WORD_PEAK, 0.14, ALIGN_LEFT},      {WORD_LEVERS, 0.22, ALIGN_LEFT},
                              {WORD_STATUS, 0.085, ALIGN_LEFT}};
static const Column NARROW[] = {{WORD_PLACE, 0.475, ALIGN_LEFT},
                                {WORD_REPORTS, 0.185, ALIGN_RIGHT},
                                {WORD_REPORTERS, 0.14, ALIGN_RIGHT},
                                {WORD_DARK, 0.20, ALIGN_RIGHT}};

static const char *cell_text(const Scene *scene, const SceneArea *area, Word heading, char *buffer)
{
    char reports[NUMBER_TEXT], weighted[NUMBER_TEXT];

    switch (heading) {
    case WORD_PLACE:
        return area->name ? area->name : "";
    case WORD_REPORTS:
        number_text(scene->language, (double)area->reports, 0, reports);
        number_text(scene->language, area->reports_weighted, 1, weighted);
        snprintf(buffer, CELL_TEXT, word(scene->language, WORD_WEIGHTED), reports, weighted);
        return buffer;
    case WORD_REPORTERS:
        number_text(scene->language, (double)area->reporters, 0, buffer);
        return buffer;
    case WORD_DARK:
        percent_text(scene->language, area->dark_share, 0, buffer);
        return buffer;
    case WORD_PEAK:
        return area->peak_window ? area->peak_window : number_missing(scene->language);
    case WORD_LEVERS:
        return area->levers ? area->levers : word(scene->language, WORD_NO_RANK);
    case WORD_STATUS:
        return word(scene->language,
                    area->status == AREA_HOTSPOT ? WORD_STATUS_HOTSPOT : WORD_STATUS_INDICATIVE);
    default:
        return "";
    }
}

/* One row of cells, or the headings with a NULL area; returns its height. */
static double table_row(const Furniture *furniture, const SceneArea *area, const Column *columns, int count,
                        double x_mm, double y_mm, double width_mm)
{
    const double gap = 2.2;
    Tags *tags = tags_of(furniture);
    double x = x_mm, tallest = 0;
    char buffer[CELL_TEXT];

    for (int i = 0; i < count; i++) {
        double width = columns[i].share * width_mm;
        bool place = columns[i].heading == WORD_PLACE;
        TextStyle style =
            area ? body(furniture, 8, place, PALETTE.ink) : body(furniture, 7, false, PALETTE.soft_ink);
        style.align = columns[i].align;
        const char *text = area ? cell_text(furniture->scene, area, columns[i].heading, buffer)
                                : say(furniture, columns[i].heading);
        /* a column of figures ends well before the text beside it begins */
        double end = columns[i].align == ALIGN_RIGHT && i + 1 < count && columns[i + 1].align == ALIGN_LEFT
                         ? 2 * gap
                     : i + 1 < count ? gap
                                     : 0;
        tag_begin(tags, !area ? TAG_COLUMN_HEAD : place ? TAG_ROW_HEAD : TAG_CELL, NULL);
        tallest = fmax(tallest, put(furniture, text, &style, x, y_mm, width - end,
                                    area && columns[i].align == ALIGN_LEFT ? furniture->cell_lines : 2));
        tag_end(tags);
        x += width;
    }
    return tallest;
}

/* The second line of a narrow row: peak, levers, status; heard as one more cell. */
static double table_detail(const Furniture *furniture, const SceneArea *area, double x_mm, double y_mm,
                           double width_mm)
{
    const Scene *scene = furniture->scene;
    TextStyle style = body(furniture, 8, false, PALETTE.soft_ink);
    char text[1024];

    snprintf(
        text, sizeof text, "%s · %s: %s · %s",
        word(scene->language, area->status == AREA_HOTSPOT ? WORD_STATUS_HOTSPOT : WORD_STATUS_INDICATIVE),
        word(scene->language, WORD_PEAK),
        area->peak_window ? area->peak_window : number_missing(scene->language),
        area->levers ? area->levers : word(scene->language, WORD_NO_RANK));
    tag_begin(tags_of(furniture), TAG_CELL, NULL);
    double height = put(furniture, text, &style, x_mm, y_mm, width_mm, furniture->cell_lines);
    tag_end(tags_of(furniture));
    return height;
}

/* An area with its number, which is read first and stands in the middle of the row's height. */
static double table_area(const Furniture *furniture, const SceneArea *area, double x_mm, double y_mm, double width_mm, bool wide)
{
    const Column *columns = wide ? WIDE : NARROW;
    int count = wide ? sizeof WIDE / sizeof WIDE[0] : sizeof NARROW / sizeof NARROW[0];
    const double disc = SIGN_DISC_MM + 1.8;
    Furniture measuring = *furniture;
    measuring.cairo = NULL;
    double height = table_row(&measuring, area, columns, count, x_mm + disc, y_mm, width_mm - disc);
    double detail_mm = y_mm + height;

    if (!wide) height += table_detail(&measuring, area, x_mm + disc, detail_mm, width_mm - disc);
    height = fmax(height, SIGN_DISC_MM);
    if (!furniture->cairo) return height;
    tag_begin(furniture->tags, TAG_ROW, NULL);
    tag_begin(furniture->tags, TAG_CELL, NULL);
    sign_disc(furniture->typesetter, furniture->cairo, area->rank, area->status, x_mm + SIGN_DISC_MM / 2,
              y_mm + (wide ? height / 2 : SIGN_DISC_MM / 2));
    tag_end(furniture->tags);
    table_row(furniture, area, columns, count, x_mm + disc, y_mm, width_mm - disc);
    if (!wide) table_detail(furniture, area, x_mm + disc, detail_mm, width_mm - disc);
    tag_end(furniture->tags);
    return height;
}

static double table_head(const Furniture *furniture, double x_mm, double y_mm, double width_mm, bool wide)
{
    const double disc = SIGN_DISC_MM + 1.8;
    Tags *tags = tags_of(furniture);
    char detail[256];

    tag_begin(tags, TAG_ROW, NULL);
    tag_empty(tags, TAG_COLUMN_HEAD, say(furniture, WORD_RANK));
    double height = table_row(furniture, NULL, wide ? WIDE : NARROW, wide ? sizeof WIDE / sizeof WIDE[0] : sizeof NARROW / sizeof NARROW[0],
                              x_mm + disc, y_mm, width_mm - disc);
    snprintf(detail, sizeof detail, "%s, %s, %s", say(furniture, WORD_STATUS), say(furniture, WORD_PEAK), say(furniture, WORD_LEVERS));
    if (!wide) tag_empty(tags, TAG_COLUMN_HEAD, detail);
    tag_end(tags);
    return height;
}

double furniture_table(const Furniture *furniture, double x_mm, double y_mm, double width_mm, bool wide)
{
    const Scene *scene = furniture->scene;
    size_t most = (size_t)furniture->table_rows, rows = scene->area_count < most ? scene->area_count : most;
    TextStyle small = body(furniture, 7, false, PALETTE.soft_ink),
              heading = body(furniture, 8, false, PALETTE.ink);
    const double pad = 0.7;
    Tags *tags = tags_of(furniture);
    char text[128];

    if (rows == 0) {
        tag_begin(tags, TAG_PARAGRAPH, NULL);
        double height = put(furniture, scene->table_text ? scene->table_text : say(furniture, WORD_NO_AREAS), &heading, x_mm, y_mm, width_mm, scene->table_text ? 8 : 2);
        tag_end(tags);
        return height;
    }
    tag_begin(tags, TAG_TABLE, NULL);
    double y = y_mm + table_head(furniture, x_mm, y_mm, width_mm, wide) + 0.5;
    rule(furniture, x_mm, y, width_mm, PALETTE.ink, 0.25);
    for (size_t i = 0; i < rows; i++) {
        y += pad + table_area(furniture, &scene->area[i], x_mm, y + pad, width_mm, wide) + pad;
        rule(furniture, x_mm, y, width_mm, PALETTE.rule, 0.12);
    }
    tag_end(tags);
    if (rows < scene->area_count) {
        snprintf(text, sizeof text, say(furniture, WORD_FIRST_OF), rows, scene->area_count);
        tag_begin(tags, TAG_PARAGRAPH, NULL);
        y += 0.6 + put(furniture, text, &small, x_mm, y + 0.6, width_mm, 1);
        tag_end(tags);
    }
    return y - y_mm;
}
