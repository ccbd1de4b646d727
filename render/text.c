#include "render/text.h"

#include <glib.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#define MM_PER_PT (25.4 / 72)
#define FAMILIES "Open Sans, DejaVu Sans Condensed, DejaVu Sans, sans-serif"

struct Typesetter {
    PangoContext *context;
    PangoLayout *layout; /* one for all texts; set anew for each */
};

bool typesetter_open(Typesetter **ret_typesetter, Error *error)
{
    Typesetter *typesetter = g_try_new0(Typesetter, 1);
    if (!typesetter) return error_memory(error, sizeof *typesetter);
    PangoFontMap *fonts = pango_cairo_font_map_new(); /* ours, so that closing frees all of it */
    PangoContext *context = pango_font_map_create_context(fonts);
    g_object_unref(fonts);
    cairo_font_options_t *options = cairo_font_options_create();

    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    pango_cairo_context_set_resolution(context, 72); /* a unit of the layout is a point */
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string("nl")); /* not what the locale says */
    cairo_font_options_destroy(options);
    typesetter->context = context;
    typesetter->layout = pango_layout_new(context);
    *ret_typesetter = typesetter;
    return true;
}

void typesetter_close(Typesetter *typesetter)
{
    if (!typesetter) return;
    g_object_unref(typesetter->layout);
    g_object_unref(typesetter->context);
    g_free(typesetter);
}

/* Valid UTF-8 on one line: pango would break at a line end, whatever the width. */
static char *clean_text(const char *text)
{
    char *clean = g_utf8_make_valid(text ? text : "", -1);

    for (char *at = clean; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f) *at = ' ';
    return clean;
}

static PangoLayout *lay(Typesetter *typesetter, const char *text, const TextStyle *style, double width_mm,
                        int max_lines)
{
    PangoLayout *layout = typesetter->layout;
    PangoFontDescription *font = pango_font_description_from_string(FAMILIES);
    PangoAttrList *attributes = pango_attr_list_new();
    char *clean = clean_text(text);

    pango_font_description_set_absolute_size(font, style->size_pt * PANGO_SCALE);
    pango_font_description_set_weight(font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_style(font, style->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    /* A ligature is one sign to whoever copies, searches or hears the text. */
    pango_attr_list_insert(attributes, pango_attr_font_features_new("liga=0, clig=0"));
    if (style->spacing_pt != 0)
        pango_attr_list_insert(attributes,
                               pango_attr_letter_spacing_new((int)lround(style->spacing_pt * PANGO_SCALE)));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_ellipsize(layout,
                               width_mm > 0 && max_lines > 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
    pango_layout_set_width(layout, width_mm > 0 ? (int)lround(width_mm / MM_PER_PT * PANGO_SCALE) : -1);
    pango_layout_set_height(layout, width_mm > 0 && max_lines > 0 ? -max_lines : -1);
    pango_layout_set_alignment(layout, width_mm <= 0 || style->align == ALIGN_LEFT ? PANGO_ALIGN_LEFT
                                       : style->align == ALIGN_RIGHT               ? PANGO_ALIGN_RIGHT
                                                                                   : PANGO_ALIGN_CENTER);
    pango_layout_set_text(layout, clean, -1);
    g_free(clean);
    return layout;
}

bool text_measure(Typesetter *typesetter, const char *text, const TextStyle *style, double width_mm,
                  int max_lines, double *ret_width_mm, double *ret_height_mm)
{
    PangoLayout *layout = lay(typesetter, text, style, width_mm, max_lines);
    PangoRectangle logical;

    pango_layout_get_extents(layout, NULL, &logical);
    if (ret_width_mm) *ret_width_mm = (double)logical.width / PANGO_SCALE * MM_PER_PT;
    if (ret_height_mm) *ret_height_mm = (double)logical.height / PANGO_SCALE * MM_PER_PT;
    return !pango_layout_is_ellipsized(layout);
}

/* Pango shows no space where a line breaks, and the words on both sides would be heard as one. Gives them the font's space. */
static void show_spaces_at_breaks(PangoLayout *layout)
{
    const char *text = pango_layout_get_text(layout);
    PangoGlyphString *space = pango_glyph_string_new();

    for (int i = 0; i + 1 < pango_layout_get_line_count(layout); i++) {
        for (GSList *at = pango_layout_get_line(layout, i)->runs; at; at = at->next) {
            PangoGlyphItem *run = at->data;
            for (int g = 0; g < run->glyphs->num_glyphs; g++) {
                PangoGlyphInfo *glyph = &run->glyphs->glyphs[g];
                if (glyph->glyph != PANGO_GLYPH_EMPTY || text[run->item->offset + run->glyphs->log_clusters[g]] != ' ') continue;
                pango_shape(" ", 1, &run->item->analysis, space);
                if (space->num_glyphs == 1) glyph->glyph = space->glyphs[0].glyph; /* its width stays none */
            }
        }
    }
    pango_glyph_string_free(space);
}

/* Draws the layout with its upper left corner at the current point of a context in points. */
static void show(cairo_t *cairo, PangoLayout *layout, const TextStyle *style)
{
    if (style->halo_mm > 0) {
        const Colour *halo = &PALETTE.halo;
        cairo_move_to(cairo, 0, 0);
        pango_cairo_layout_path(cairo, layout);
        cairo_set_source_rgba(cairo, halo->red, halo->green, halo->blue, halo->alpha);
        cairo_set_line_width(cairo, 2 * style->halo_mm / MM_PER_PT);
        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
        cairo_stroke(cairo);
    }
    cairo_set_source_rgba(cairo, style->colour.red, style->colour.green, style->colour.blue,
                          style->colour.alpha);
    cairo_move_to(cairo, 0, 0);
    if (cairo_surface_get_type(cairo_get_target(cairo)) == CAIRO_SURFACE_TYPE_PDF) show_spaces_at_breaks(layout);
    pango_cairo_show_layout(cairo, layout);
}

double text_draw(Typesetter *typesetter, cairo_t *cairo, const char *text, const TextStyle *style,
                 double x_mm, double y_mm, double width_mm, int max_lines)
{
    double width, height;
    text_measure(typesetter, text, style, width_mm, max_lines, &width, &height);

    if (width_mm <= 0 && style->align != ALIGN_LEFT) x_mm -= style->align == ALIGN_RIGHT ? width : width / 2;
    cairo_save(cairo);
    cairo_translate(cairo, x_mm, y_mm);
    cairo_scale(cairo, MM_PER_PT, MM_PER_PT);
    show(cairo, typesetter->layout, style);
    cairo_restore(cairo);
    return height;
}

void text_draw_turned(Typesetter *typesetter, cairo_t *cairo, const char *text, const TextStyle *style,
                      double x_mm, double y_mm, double angle_rad)
{
    double width, height;
    text_measure(typesetter, text, style, 0, 0, &width, &height);

    cairo_save(cairo);
    cairo_translate(cairo, x_mm, y_mm);
    cairo_rotate(cairo, angle_rad);
    cairo_translate(cairo, -width / 2, -height / 2);
    cairo_scale(cairo, MM_PER_PT, MM_PER_PT);
    show(cairo, typesetter->layout, style);
    cairo_restore(cairo);
}

double text_line_mm(Typesetter *typesetter, const TextStyle *style)
{
    double height;

    text_measure(typesetter, "Xg", style, 0, 0, NULL, &height);
    return height;
}
