#include "src/exchange/styles.h"

#include <stdio.h>

#define OUTLINE(name, fill, style)                                                                                       \
    "<symbol name=\"" name "\" type=\"fill\" alpha=\"1\" clip_to_extent=\"1\"><layer class=\"SimpleFill\" enabled=\"1\" locked=\"0\" pass=\"0\">" \
    "<prop k=\"color\" v=\"" fill "\"/><prop k=\"style\" v=\"solid\"/><prop k=\"outline_color\" v=\"70,8,38,255\"/>"       \
    "<prop k=\"outline_style\" v=\"" style "\"/><prop k=\"outline_width\" v=\"0.6\"/><prop k=\"outline_width_unit\" v=\"MM\"/></layer></symbol>"

#define NUMBERS                                                                                                          \
    "<labeling type=\"simple\"><settings calloutType=\"simple\"><text-style fieldName=\"rank\" isExpression=\"0\" fontSize=\"10\" fontWeight=\"75\""  \
    " namedStyle=\"Bold\" textColor=\"70,8,38,255\" fontSizeUnit=\"Point\"><text-buffer bufferDraw=\"1\" bufferSize=\"1\" bufferSizeUnits=\"MM\"" \
    " bufferColor=\"255,255,255,255\"/></text-style><placement placement=\"1\" priority=\"9\"/></settings></labeling>"

#define HEAD "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis version=\"3.22\" styleCategories=\"Symbology|Labeling\" labelsEnabled=\"1\">"

const char STYLE_RISK_AREAS[] =
    HEAD "<renderer-v2 type=\"categorizedSymbol\" attr=\"status\" enableorderby=\"0\" forceraster=\"0\" symbollevels=\"0\"><categories>"
         "<category value=\"hotspot\" symbol=\"0\" label=\"hotspot\" render=\"true\"/>"
         "<category value=\"indicatief\" symbol=\"1\" label=\"indicatief\" render=\"true\"/></categories><symbols>" OUTLINE("0", "214,70,20,70", "solid")
             OUTLINE("1", "244,167,66,50", "dash") "</symbols></renderer-v2>" NUMBERS "</qgis>";

#define RANGE(lower, upper, symbol)                                                                                      \
    "<range lower=\"" lower "\" upper=\"" upper "\" symbol=\"" symbol "\" label=\"" lower " - " upper "\" render=\"true\"/>"

const char STYLE_PRIORITIES[] =
    HEAD "<renderer-v2 type=\"graduatedSymbol\" attr=\"score\" graduatedMethod=\"GraduatedColor\" enableorderby=\"0\" forceraster=\"0\" symbollevels=\"0\"><ranges>"
    RANGE("0", "10", "0") RANGE("10", "25", "1") RANGE("25", "50", "2") RANGE("50", "100", "3") "</ranges><symbols>"
    OUTLINE("0", "253,232,170,160", "solid") OUTLINE("1", "247,173,80,170", "solid") OUTLINE("2", "214,80,40,180", "solid") OUTLINE("3", "120,16,48,190", "solid")
    "</symbols></renderer-v2>" NUMBERS "</qgis>";

const char STYLE_SQUARES[] =
    "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis version=\"3.22\" styleCategories=\"Symbology\">"
    "<renderer-v2 type=\"categorizedSymbol\" attr=\"class\" enableorderby=\"0\" forceraster=\"0\" symbollevels=\"0\"><categories>"
         "<category value=\"1\" symbol=\"1\" label=\"1\" render=\"true\"/>"
         "<category value=\"2\" symbol=\"2\" label=\"2\" render=\"true\"/>"
         "<category value=\"3\" symbol=\"3\" label=\"3\" render=\"true\"/>"
         "<category value=\"4\" symbol=\"4\" label=\"4\" render=\"true\"/>"
         "<category value=\"5\" symbol=\"5\" label=\"5\" render=\"true\"/>"
         "<category value=\"\" symbol=\"0\" label=\"niet getoond / withheld\" render=\"true\"/></categories><symbols>"
         "<symbol name=\"0\" type=\"fill\" alpha=\"1\" clip_to_extent=\"1\"><layer class=\"SimpleFill\" enabled=\"1\" locked=\"0\" pass=\"0\">"
         "<prop k=\"color\" v=\"120,120,120,255\"/><prop k=\"style\" v=\"b_diagonal\"/><prop k=\"outline_color\" v=\"160,160,160,255\"/>"
         "<prop k=\"outline_style\" v=\"solid\"/><prop k=\"outline_width\" v=\"0.1\"/><prop k=\"outline_width_unit\" v=\"MM\"/></layer></symbol>"
         OUTLINE("1", "255,221,152,190", "solid")
         OUTLINE("2", "249,166,84,190", "solid")
         OUTLINE("3", "229,99,57,190", "solid")
         OUTLINE("4", "179,48,58,190", "solid")
         OUTLINE("5", "107,25,53,190", "solid")
         "</symbols></renderer-v2></qgis>";

const char STYLE_SQUARE_AREAS[] =
    HEAD "<renderer-v2 type=\"singleSymbol\" enableorderby=\"0\" forceraster=\"0\" symbollevels=\"0\"><symbols>" OUTLINE("0", "214,70,20,0", "solid")
         "</symbols></renderer-v2>" NUMBERS "</qgis>";

#define MARKER(name, shape, fill)                                                                                        \
    "<symbol name=\"" name "\" type=\"marker\" alpha=\"1\" clip_to_extent=\"1\"><layer class=\"SimpleMarker\" enabled=\"1\" locked=\"0\" pass=\"0\">" \
    "<prop k=\"name\" v=\"" shape "\"/><prop k=\"color\" v=\"" fill "\"/><prop k=\"outline_color\" v=\"27,26,33,255\"/>"   \
    "<prop k=\"outline_width\" v=\"0.4\"/><prop k=\"size\" v=\"3.4\"/><prop k=\"size_unit\" v=\"MM\"/></layer></symbol>"

const char STYLE_LIGHTING_SPOTS[] =
    HEAD "<renderer-v2 type=\"categorizedSymbol\" attr=\"advice\" enableorderby=\"0\" forceraster=\"0\" symbollevels=\"0\"><categories>"
         "<category value=\"new\" symbol=\"0\" label=\"nieuw / new\" render=\"true\"/>"
         "<category value=\"repair\" symbol=\"1\" label=\"herstellen / repair\" render=\"true\"/></categories><symbols>" MARKER("0", "circle", "255,221,80,255")
             MARKER("1", "cross_fill", "255,255,255,255") "</symbols></renderer-v2>" NUMBERS "</qgis>";

const char STYLE_CAMERA_VIEWS[] = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis version=\"3.22\" styleCategories=\"Symbology\">"
                                  "<renderer-v2 type=\"singleSymbol\" enableorderby=\"0\" forceraster=\"0\" symbollevels=\"0\"><symbols>" OUTLINE(
                                      "0", "60,60,60,50", "solid") "</symbols></renderer-v2></qgis>";
#define NAMES                                                                                                            \
    "<labeling type=\"simple\"><settings calloutType=\"simple\"><text-style fieldName=\"name || CASE WHEN change = 'removed' THEN ' (-)' ELSE '' END\"" \
    " isExpression=\"1\" fontSize=\"8\" textColor=\"27,26,33,255\" fontSizeUnit=\"Point\"><text-buffer bufferDraw=\"1\" bufferSize=\"1\"" \
    " bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,255\"/></text-style><placement placement=\"0\" dist=\"1\" priority=\"6\"/></settings></labeling>"

#define KIND(value, symbol) "<category value=\"" value "\" symbol=\"" symbol "\" label=\"" value "\" render=\"true\"/>"

const char STYLE_DESIGN_POINTS[] =
    HEAD "<renderer-v2 type=\"categorizedSymbol\" attr=\"object\" enableorderby=\"0\" forceraster=\"0\" symbollevels=\"0\"><categories>" KIND("lamp", "0")
        KIND("camera", "1") KIND("meeting_place", "2") KIND("path", "3") KIND("greenery", "3") KIND("patrol", "4") "</categories><symbols>" MARKER("0", "circle", "255,214,64,255")
            MARKER("1", "triangle", "30,62,120,255") MARKER("2", "square", "88,50,120,255") MARKER("3", "diamond", "96,140,70,255") MARKER("4", "star", "200,60,40,255")
                "</symbols></renderer-v2>" NAMES "</qgis>";

const char STYLE_DESIGN_LINES[] =
    HEAD "<renderer-v2 type=\"singleSymbol\" enableorderby=\"0\" forceraster=\"0\" symbollevels=\"0\"><symbols><symbol name=\"0\" type=\"line\" alpha=\"1\" clip_to_extent=\"1\">"
         "<layer class=\"SimpleLine\" enabled=\"1\" locked=\"0\" pass=\"0\"><prop k=\"line_color\" v=\"30,62,120,255\"/><prop k=\"line_width\" v=\"0.9\"/>"
         "<prop k=\"line_width_unit\" v=\"MM\"/><prop k=\"line_style\" v=\"dash\"/></layer></symbol></symbols></renderer-v2>" NAMES "</qgis>";

const char STYLE_DESIGN_AREAS[] =
    HEAD "<renderer-v2 type=\"singleSymbol\" enableorderby=\"0\" forceraster=\"0\" symbollevels=\"0\"><symbols>" OUTLINE("0", "150,190,120,110", "dash")
        "</symbols></renderer-v2>" NAMES "</qgis>";

/* Limits of the classes as shares of the highest density. */
static const struct {
    double to;
    const char *color, *width_mm;
} STREET_CLASSES[] = {
    {0.05, "200,200,200,255", "0.3"}, {0.2, "247,197,110,255", "0.7"}, {0.4, "240,140,50,255", "1.1"}, {0.7, "206,66,34,255", "1.5"}, {1, "110,12,44,255", "2"},
};

void style_lines(const char *field, double most, char *ret_qml, size_t size)
{
    enum { CLASSES = sizeof STREET_CLASSES / sizeof *STREET_CLASSES };
    size_t used = (size_t)snprintf(ret_qml, size, HEAD "<renderer-v2 type=\"graduatedSymbol\" attr=\"%s\" graduatedMethod=\"GraduatedColor\""
                                                  " enableorderby=\"1\" forceraster=\"0\" symbollevels=\"0\"><ranges>",
                                   field);
    double from = 0;
    for (int i = 0; i < CLASSES && used < size; i++) {
        /* A little above the highest, so that rounding leaves nothing out. */
        double to = most * STREET_CLASSES[i].to * (i + 1 == CLASSES ? 1 + 1e-9 : 1);
        used += (size_t)snprintf(ret_qml + used, size - used, "<range lower=\"%.12g\" upper=\"%.12g\" symbol=\"%d\" label=\"%.1f - %.1f\" render=\"true\"/>", from, to, i, from, to);
        from = to;
    }
    if (used < size) used += (size_t)snprintf(ret_qml + used, size - used, "</ranges><symbols>");
    for (int i = 0; i < CLASSES && used < size; i++)
        used += (size_t)snprintf(ret_qml + used, size - used,
                                 "<symbol name=\"%d\" type=\"line\" alpha=\"1\" clip_to_extent=\"1\"><layer class=\"SimpleLine\" enabled=\"1\" locked=\"0\" pass=\"0\">"
                                 "<prop k=\"line_color\" v=\"%s\"/><prop k=\"line_width\" v=\"%s\"/><prop k=\"line_width_unit\" v=\"MM\"/>"
                                 "<prop k=\"capstyle\" v=\"flat\"/><prop k=\"joinstyle\" v=\"round\"/></layer></symbol>",
                                 i, STREET_CLASSES[i].color, STREET_CLASSES[i].width_mm);
    if (used < size) /* the highest are drawn last */
        snprintf(ret_qml + used, size - used, "</symbols><orderby><orderByClause asc=\"1\" nullsFirst=\"1\">\"%s\"</orderByClause></orderby></renderer-v2></qgis>", field);
}
