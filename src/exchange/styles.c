#include "src/exchange/styles.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const StyleColour WINE = {70, 8, 38, 255}, INK = {27, 26, 33, 255}, NOTHING = {0, 0, 0, 0}, WHITE = {255, 255, 255, 255};

/* ---- the styles ---- */

static StyleRule *add_rule(Style *style, const char *value, const char *label, StyleColour fill)
{
    StyleRule *rule = &style->rule[style->count++];
    *rule = (StyleRule){.value = value, .fill = fill, .line = WINE, .line_mm = 0.6, .mark = "circle", .mark_mm = 3.4};
    snprintf(rule->label, sizeof rule->label, "%s", label);
    return rule;
}

Style style_risk_areas(void)
{
    Style style = {.kind = FEATURE_POLYGON, .field = "status", .title = "rank", .bold = true};
    add_rule(&style, "hotspot", _("hotspot: more reports than chance explains"), (StyleColour){214, 70, 20, 70});
    add_rule(&style, "indicatief", _("indicative: dense, but not certain"), (StyleColour){244, 167, 66, 50})->dashed = true;
    return style;
}

Style style_priorities(Language language)
{
    static const double limits[] = {0, 10, 25, 50, 100};
    static const StyleColour fills[] = {{253, 232, 170, 160}, {247, 173, 80, 170}, {214, 80, 40, 180}, {120, 16, 48, 190}};
    Style style = {.kind = FEATURE_POLYGON, .field = "score", .title = "rank", .bold = true};
    for (int i = 0; i < 4; i++) {
        char range[NUMBER_TEXT], label[STYLE_LABEL];
        range_text(language, limits[i], limits[i + 1], 0, range);
        snprintf(label, sizeof label, _("score %s of 100"), range);
        StyleRule *rule = add_rule(&style, NULL, label, fills[i]);
        rule->from = limits[i];
        rule->to = limits[i + 1];
    }
    return style;
}

Style style_lines(const char *field, double most, const char *unit, Language language)
{
    /* Limits of the classes as shares of the highest. */
    static const struct {
        double to, width_mm;
        StyleColour colour;
    } classes[] = {{0.05, 0.3, {200, 200, 200, 255}}, {0.2, 0.7, {247, 197, 110, 255}}, {0.4, 1.1, {240, 140, 50, 255}}, {0.7, 1.5, {206, 66, 34, 255}}, {1, 2, {110, 12, 44, 255}}};
    enum { CLASSES = sizeof classes / sizeof *classes };
    Style style = {.kind = FEATURE_LINE, .field = field, .highest_last = true};
    double from = 0;
    for (int i = 0; i < CLASSES; i++) {
        char range[NUMBER_TEXT], label[STYLE_LABEL];
        /* A little above the highest, so that rounding leaves nothing out. */
        double to = most * classes[i].to * (i + 1 == CLASSES ? 1 + 1e-9 : 1);
        range_text(language, from, to, 1, range);
        snprintf(label, sizeof label, "%s %s", range, unit);
        StyleRule *rule = add_rule(&style, NULL, label, NOTHING);
        rule->from = from;
        rule->to = to;
        rule->line = classes[i].colour;
        rule->line_mm = classes[i].width_mm;
        from = to;
    }
    return style;
}

Style style_lighting_spots(void)
{
    Style style = {.kind = FEATURE_POINT, .field = "advice", .title = "rank", .bold = true};
    add_rule(&style, "new", _("a new lamp"), (StyleColour){255, 221, 80, 255});
    add_rule(&style, "repair", _("mend the lamp"), WHITE)->mark = "cross";
    for (size_t r = 0; r < style.count; r++) style.rule[r].line = INK, style.rule[r].line_mm = 0.4;
    return style;
}

Style style_camera_views(void)
{
    return style_plain(FEATURE_POLYGON, _("seen by a camera"), NULL, (StyleColour){60, 60, 60, 50}, WINE, 0.6);
}

Style style_design(FeatureKind kind)
{
    static const struct {
        const char *value, *label, *mark;
        StyleColour fill;
    } points[] = {{"lamp", N_("lamp"), "circle", {255, 214, 64, 255}},      {"camera", N_("camera"), "triangle", {30, 62, 120, 255}},
                  {"meeting_place", N_("meeting place"), "square", {88, 50, 120, 255}}, {"path", N_("path"), "diamond", {96, 140, 70, 255}},
                  {"greenery", N_("greenery"), "diamond", {96, 140, 70, 255}}, {"patrol", N_("surveillance"), "star", {200, 60, 40, 255}}};
    Style style = {.kind = kind, .title = "name"};
    if (kind == FEATURE_POINT) {
        style.field = "object";
        for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
            StyleRule *rule = add_rule(&style, points[i].value, _(points[i].label), points[i].fill);
            rule->mark = points[i].mark;
            rule->line = INK;
            rule->line_mm = 0.4;
        }
        return style;
    }
    StyleRule *rule = add_rule(&style, NULL, _("part of the design"), (StyleColour){150, 190, 120, 110});
    rule->dashed = true;
    if (kind == FEATURE_LINE) rule->line = (StyleColour){30, 62, 120, 255}, rule->line_mm = 0.9;
    return style;
}

Style style_relative_risk(void)
{
    Style style = {.kind = FEATURE_POLYGON, .field = "direction", .title = "rank", .bold = true};
    add_rule(&style, "higher", _("more than expected"), (StyleColour){214, 70, 20, 70});
    add_rule(&style, "lower", _("fewer than expected"), (StyleColour){60, 110, 170, 60})->dashed = true;
    return style;
}

Style style_places(void)
{
    return style_plain(FEATURE_POLYGON, _("place"), "rank", (StyleColour){214, 70, 20, 60}, WINE, 0.6);
}

Style style_squares(const char *const labels[5])
{
    static const StyleColour fills[] = {{255, 221, 152, 190}, {249, 166, 84, 190}, {229, 99, 57, 190}, {179, 48, 58, 190}, {107, 25, 53, 190}};
    static const char *const values[] = {"1", "2", "3", "4", "5"};
    Style style = {.kind = FEATURE_POLYGON, .field = "class"};
    for (int i = 0; i < 5; i++)
        if (labels[i] != NULL) add_rule(&style, values[i], labels[i], fills[i]);
    StyleRule *rule = add_rule(&style, "", _("withheld: too few, or none"), (StyleColour){120, 120, 120, 255});
    rule->hatched = true;
    rule->line = (StyleColour){160, 160, 160, 255};
    rule->line_mm = 0.1;
    return style;
}

Style style_square_areas(void)
{
    return style_plain(FEATURE_POLYGON, _("most reporters"), "rank", NOTHING, WINE, 0.6);
}

Style style_plain(FeatureKind kind, const char *label, const char *title, StyleColour fill, StyleColour line, double line_mm)
{
    Style style = {.kind = kind, .title = title, .bold = title != NULL && strcmp(title, "rank") == 0};
    StyleRule *rule = add_rule(&style, NULL, label, fill);
    rule->line = line;
    rule->line_mm = line_mm;
    rule->mark_mm = 1.8;
    return style;
}

/* ---- text in the making ---- */

typedef struct Text {
    char *bytes;
    size_t used, capacity;
    bool failed;
} Text;

static void put(Text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length >= 0 && text->used + (size_t)length + 1 > text->capacity) {
        size_t capacity = 2 * text->capacity + (size_t)length + 4096;
        char *grown = realloc(text->bytes, capacity);
        if (grown == NULL) text->failed = true;
        else text->bytes = grown, text->capacity = capacity;
    }
    if (text->failed || length < 0) return;
    va_start(arguments, format);
    text->used += (size_t)vsnprintf(text->bytes + text->used, text->capacity - text->used, format, arguments);
    va_end(arguments);
}

static void put_escaped(Text *text, const char *from)
{
    for (; *from != '\0'; from++) {
        const char *escaped = *from == '&' ? "&amp;" : *from == '<' ? "&lt;" : *from == '>' ? "&gt;" : *from == '"' ? "&quot;" : NULL;
        if (escaped != NULL) put(text, "%s", escaped);
        else put(text, "%c", *from);
    }
}

static char *finish(Text *text)
{
    if (!text->failed) return text->bytes;
    free(text->bytes);
    return NULL;
}

/* ---- QML ---- */

#define QML_COLOUR(colour) (colour).red, (colour).green, (colour).blue, (colour).alpha

static void put_qml_property(Text *text, const char *key, const char *value)
{
    put(text, "<prop k=\"%s\" v=\"%s\"/>", key, value);
}

static void put_qml_colour(Text *text, const char *key, StyleColour colour)
{
    put(text, "<prop k=\"%s\" v=\"%d,%d,%d,%d\"/>", key, QML_COLOUR(colour));
}

static void put_qml_symbol(Text *text, const Style *style, size_t index)
{
    static const char *const types[] = {[FEATURE_POINT] = "marker", [FEATURE_LINE] = "line", [FEATURE_POLYGON] = "fill"};
    static const char *const classes[] = {[FEATURE_POINT] = "SimpleMarker", [FEATURE_LINE] = "SimpleLine", [FEATURE_POLYGON] = "SimpleFill"};
    const StyleRule *rule = &style->rule[index];
    const char *edge = rule->dashed ? "dash" : "solid";
    put(text, "<symbol name=\"%zu\" type=\"%s\" alpha=\"1\" clip_to_extent=\"1\"><layer class=\"%s\" enabled=\"1\" locked=\"0\" pass=\"0\">", index, types[style->kind], classes[style->kind]);
    if (style->kind == FEATURE_LINE) {
        put_qml_colour(text, "line_color", rule->line);
        put(text, "<prop k=\"line_width\" v=\"%g\"/>", rule->line_mm);
        put_qml_property(text, "line_width_unit", "MM");
        put_qml_property(text, "line_style", edge);
        put_qml_property(text, "capstyle", "flat");
        put_qml_property(text, "joinstyle", "round");
    } else {
        put_qml_colour(text, "color", rule->fill);
        put_qml_colour(text, "outline_color", rule->line);
        put(text, "<prop k=\"outline_width\" v=\"%g\"/>", rule->line_mm);
        put_qml_property(text, "outline_width_unit", "MM");
    }
    if (style->kind == FEATURE_POLYGON) {
        put_qml_property(text, "style", rule->hatched ? "b_diagonal" : rule->fill.alpha == 0 ? "no" : "solid");
        put_qml_property(text, "outline_style", edge);
    } else if (style->kind == FEATURE_POINT) {
        put_qml_property(text, "name", strcmp(rule->mark, "cross") == 0 ? "cross_fill" : rule->mark);
        put(text, "<prop k=\"size\" v=\"%g\"/>", rule->mark_mm);
        put_qml_property(text, "size_unit", "MM");
    }
    put(text, "</layer></symbol>");
}

static void put_qml_rules(Text *text, const Style *style)
{
    bool ranges = style->field != NULL && style->rule[0].value == NULL;
    if (style->field == NULL) return;
    put(text, ranges ? "<ranges>" : "<categories>");
    for (size_t r = 0; r < style->count; r++) {
        const StyleRule *rule = &style->rule[r];
        if (ranges) put(text, "<range lower=\"%.12g\" upper=\"%.12g\" symbol=\"%zu\" render=\"true\" label=\"", rule->from, rule->to, r);
        else put(text, "<category value=\"%s\" symbol=\"%zu\" render=\"true\" label=\"", rule->value, r);
        put_escaped(text, rule->label);
        put(text, "\"/>");
    }
    put(text, ranges ? "</ranges>" : "</categories>");
}

static void put_qml_title(Text *text, const Style *style)
{
    static const int placements[] = {[FEATURE_POINT] = 0, [FEATURE_LINE] = 2, [FEATURE_POLYGON] = 1};
    if (style->title == NULL) return;
    put(text, "<labeling type=\"simple\"><settings calloutType=\"simple\"><text-style fieldName=\"%s\" isExpression=\"0\" fontSize=\"%d\" fontWeight=\"%d\" namedStyle=\"%s\"", style->title,
        style->bold ? 10 : 8, style->bold ? 75 : 50, style->bold ? "Bold" : "Regular");
    put(text, " textColor=\"%d,%d,%d,%d\" fontSizeUnit=\"Point\"><text-buffer bufferDraw=\"1\" bufferSize=\"1\" bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,255\"/></text-style>",
        QML_COLOUR(style->bold ? WINE : INK));
    put(text, "<placement placement=\"%d\" dist=\"1\" priority=\"%d\"/></settings></labeling>", placements[style->kind], style->bold ? 9 : 6);
}

char *style_qml(const Style *style)
{
    Text text = {0};
    bool ranges = style->field != NULL && style->rule[0].value == NULL;
    put(&text, "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis version=\"3.22\" styleCategories=\"Symbology|Labeling\" labelsEnabled=\"%d\">", style->title != NULL);
    put(&text, "<renderer-v2 type=\"%s\"", style->field == NULL ? "singleSymbol" : ranges ? "graduatedSymbol" : "categorizedSymbol");
    if (style->field != NULL) put(&text, " attr=\"%s\"%s", style->field, ranges ? " graduatedMethod=\"GraduatedColor\"" : "");
    put(&text, " enableorderby=\"%d\" forceraster=\"0\" symbollevels=\"0\">", style->highest_last);
    put_qml_rules(&text, style);
    put(&text, "<symbols>");
    for (size_t r = 0; r < style->count; r++) put_qml_symbol(&text, style, r);
    put(&text, "</symbols>");
    if (style->highest_last) put(&text, "<orderby><orderByClause asc=\"1\" nullsFirst=\"1\">\"%s\"</orderByClause></orderby>", style->field);
    put(&text, "</renderer-v2>");
    put_qml_title(&text, style);
    put(&text, "</qgis>");
    return finish(&text);
}

/* ---- SLD ---- */

#define PIXEL_MM 0.28 /* the pixel of the standard */

static void put_parameter(Text *text, const char *name, const char *format, double value)
{
    put(text, "<se:SvgParameter name=\"%s\">", name);
    put(text, format, value);
    put(text, "</se:SvgParameter>");
}

static void put_colour(Text *text, const char *what, StyleColour colour)
{
    char opacity[32];
    put(text, "<se:SvgParameter name=\"%s\">#%02x%02x%02x</se:SvgParameter>", what, colour.red, colour.green, colour.blue);
    snprintf(opacity, sizeof opacity, "%s-opacity", what);
    if (colour.alpha < 255) put_parameter(text, opacity, "%.2f", colour.alpha / 255.0);
}

static void put_stroke(Text *text, const StyleRule *rule)
{
    put(text, "<se:Stroke>");
    put_colour(text, "stroke", rule->line);
    put_parameter(text, "stroke-width", "%.2f", rule->line_mm / PIXEL_MM);
    if (rule->dashed) put(text, "<se:SvgParameter name=\"stroke-dasharray\">8 4</se:SvgParameter>");
    put(text, "</se:Stroke>");
}

static void put_fill(Text *text, const StyleRule *rule)
{
    if (rule->fill.alpha == 0) return;
    put(text, "<se:Fill>");
    if (rule->hatched) {
        put(text, "<se:GraphicFill><se:Graphic><se:Mark><se:WellKnownName>slash</se:WellKnownName><se:Stroke>");
        put_colour(text, "stroke", rule->fill);
        put(text, "</se:Stroke></se:Mark><se:Size>8</se:Size></se:Graphic></se:GraphicFill>");
    } else put_colour(text, "fill", rule->fill);
    put(text, "</se:Fill>");
}

static void put_symbolizer(Text *text, const Style *style, const StyleRule *rule)
{
    if (style->kind == FEATURE_LINE) {
        put(text, "<se:LineSymbolizer>");
        put_stroke(text, rule);
        put(text, "</se:LineSymbolizer>");
    } else if (style->kind == FEATURE_POLYGON) {
        put(text, "<se:PolygonSymbolizer>");
        put_fill(text, rule);
        put_stroke(text, rule);
        put(text, "</se:PolygonSymbolizer>");
    } else {
        bool diamond = strcmp(rule->mark, "diamond") == 0;
        put(text, "<se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>%s</se:WellKnownName>", diamond ? "square" : rule->mark);
        put_fill(text, rule);
        put_stroke(text, rule);
        put(text, "</se:Mark><se:Size>%.1f</se:Size>%s</se:Graphic></se:PointSymbolizer>", rule->mark_mm / PIXEL_MM, diamond ? "<se:Rotation>45</se:Rotation>" : "");
    }
}

static void put_comparison(Text *text, const char *operation, const char *field, double value)
{
    put(text, "<ogc:PropertyIs%s><ogc:PropertyName>%s</ogc:PropertyName><ogc:Literal>%.12g</ogc:Literal></ogc:PropertyIs%s>", operation, field, value, operation);
}

static void put_filter(Text *text, const Style *style, size_t index)
{
    const StyleRule *rule = &style->rule[index];
    if (style->field == NULL) return;
    put(text, "<ogc:Filter>");
    if (rule->value == NULL) {
        put(text, "<ogc:And>");
        put_comparison(text, index == 0 ? "GreaterThanOrEqualTo" : "GreaterThan", style->field, rule->from);
        put_comparison(text, "LessThanOrEqualTo", style->field, rule->to);
        put(text, "</ogc:And>");
    } else if (rule->value[0] == '\0') {
        put(text, "<ogc:PropertyIsNull><ogc:PropertyName>%s</ogc:PropertyName></ogc:PropertyIsNull>", style->field);
    } else {
        put(text, "<ogc:PropertyIsEqualTo><ogc:PropertyName>%s</ogc:PropertyName><ogc:Literal>%s</ogc:Literal></ogc:PropertyIsEqualTo>", style->field, rule->value);
    }
    put(text, "</ogc:Filter>");
}

static void put_sld_title(Text *text, const Style *style)
{
    if (style->title == NULL) return;
    put(text, "<se:Rule><se:TextSymbolizer><se:Label><ogc:PropertyName>%s</ogc:PropertyName></se:Label><se:Font><se:SvgParameter name=\"font-size\">%d</se:SvgParameter>%s</se:Font>", style->title,
        style->bold ? 13 : 11, style->bold ? "<se:SvgParameter name=\"font-weight\">bold</se:SvgParameter>" : "");
    put(text, "<se:Halo><se:Radius>2</se:Radius><se:Fill><se:SvgParameter name=\"fill\">#ffffff</se:SvgParameter></se:Fill></se:Halo><se:Fill>");
    put_colour(text, "fill", style->bold ? WINE : INK);
    put(text, "</se:Fill></se:TextSymbolizer></se:Rule>");
}

char *style_sld(const Style *style, const char *name)
{
    Text text = {0};
    put(&text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><StyledLayerDescriptor xmlns=\"http://www.opengis.net/sld\" xmlns:ogc=\"http://www.opengis.net/ogc\""
               " xmlns:se=\"http://www.opengis.net/se\" version=\"1.1.0\"><NamedLayer><se:Name>");
    put_escaped(&text, name);
    put(&text, "</se:Name><UserStyle><se:Name>brandpunt</se:Name><se:FeatureTypeStyle>");
    for (size_t r = 0; r < style->count; r++) {
        put(&text, "<se:Rule><se:Name>");
        put_escaped(&text, style->rule[r].label);
        put(&text, "</se:Name><se:Description><se:Title>");
        put_escaped(&text, style->rule[r].label);
        put(&text, "</se:Title></se:Description>");
        put_filter(&text, style, r);
        put_symbolizer(&text, style, &style->rule[r]);
        put(&text, "</se:Rule>");
    }
    put_sld_title(&text, style);
    put(&text, "</se:FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>");
    return finish(&text);
}
