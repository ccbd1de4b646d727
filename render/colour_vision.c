#include "render/colour_vision.h"

#include <math.h>

#define PI 3.14159265358979323846
#define RADIANS (PI / 180)

/* From the light of the display's primaries to X, Y, Z, and from there to the cones L, M, S (Smith & Pokorny 1975). */
static const double XYZ_OF_RGB[3][3] = {{0.4124564, 0.3575761, 0.1804375}, {0.2126729, 0.7151522, 0.0721750}, {0.0193339, 0.1191920, 0.9503041}};
static const double RGB_OF_XYZ[3][3] = {{3.2404542, -1.5371385, -0.4985314}, {-0.9692660, 1.8760108, 0.0415560}, {0.0556434, -0.2040259, 1.0572252}};
static const double LMS_OF_XYZ[3][3] = {{0.15514, 0.54312, -0.03286}, {-0.15514, 0.45684, 0.03286}, {0, 0, 0.01608}};

/* Light of 485 and 660 nm in X, Y, Z (CIE 1931); only the direction counts. */
static const double NM_485[3] = {0.05795, 0.16930, 0.61620}, NM_660[3] = {0.16490, 0.06100, 0.00000};

static void transform(const double matrix[3][3], const double from[3], double ret_to[3])
{
    for (int row = 0; row < 3; row++) ret_to[row] = matrix[row][0] * from[0] + matrix[row][1] * from[1] + matrix[row][2] * from[2];
}

static void cones_of_light(const double light[3], double ret_lms[3])
{
    double xyz[3];

    transform(XYZ_OF_RGB, light, xyz);
    transform(LMS_OF_XYZ, xyz, ret_lms);
}

static void light_of_cones(const double lms[3], double ret_light[3])
{
    double z = lms[2] / LMS_OF_XYZ[2][2]; /* S comes from Z alone, and L + M from Y alone */
    double y = (lms[0] + lms[1]) / (LMS_OF_XYZ[0][1] + LMS_OF_XYZ[1][1]);
    double xyz[3] = {(lms[0] - LMS_OF_XYZ[0][1] * y - LMS_OF_XYZ[0][2] * z) / LMS_OF_XYZ[0][0], y, z};

    transform(RGB_OF_XYZ, xyz, ret_light);
}

/* Puts one cone's response on the plane through black and two other colours. */
static void project(double lms[3], int cone, const double a[3], const double b[3])
{
    int u = (cone + 1) % 3, v = (cone + 2) % 3;
    double normal_cone = a[u] * b[v] - a[v] * b[u], normal_u = a[v] * b[cone] - a[cone] * b[v], normal_v = a[cone] * b[u] - a[u] * b[cone];

    lms[cone] = -(normal_u * lms[u] + normal_v * lms[v]) / normal_cone;
}

static void see(double lms[3], ColourView view)
{
    double white[3], other[3];

    cones_of_light((const double[3]){1, 1, 1}, white);
    if (view == VIEW_TRITANOPIA) {
        bool reddish = lms[1] * white[0] < white[1] * lms[0];
        transform(LMS_OF_XYZ, reddish ? NM_660 : NM_485, other);
    } else {
        cones_of_light((const double[3]){0, 0, 1}, other);
    }
    project(lms, view == VIEW_PROTANOPIA ? 0 : view == VIEW_DEUTERANOPIA ? 1 : 2, white, other);
}

Colour colour_seen(Colour colour, ColourView view)
{
    double light[3] = {colour_to_light(colour.red), colour_to_light(colour.green), colour_to_light(colour.blue)}, lms[3];

    if (view == VIEW_NORMAL) return colour;
    if (view == VIEW_GREY) {
        double grey = colour_from_light(XYZ_OF_RGB[1][0] * light[0] + XYZ_OF_RGB[1][1] * light[1] + XYZ_OF_RGB[1][2] * light[2]);
        return (Colour){grey, grey, grey, colour.alpha};
    }
    cones_of_light(light, lms);
    see(lms, view);
    light_of_cones(lms, light);
    return (Colour){colour_from_light(light[0]), colour_from_light(light[1]), colour_from_light(light[2]), colour.alpha};
}

static double hue_degrees(double a, double b)
{
    if (a == 0 && b == 0) return 0;
    double hue = atan2(b, a) / RADIANS;

    return hue < 0 ? hue + 360 : hue;
}

/* 25^7: chroma below which a* is stretched and blue is turned. */
static double chroma_share(double chroma)
{
    double seventh = pow(chroma, 7);

    return sqrt(seventh / (seventh + 6103515625.0));
}

double colour_distance(Lab a, Lab b)
{
    double stretch = 1 + 0.5 * (1 - chroma_share((hypot(a.a, a.b) + hypot(b.a, b.b)) / 2));
    double chroma_a = hypot(stretch * a.a, a.b), chroma_b = hypot(stretch * b.a, b.b);
    double hue_a = hue_degrees(stretch * a.a, a.b), hue_b = hue_degrees(stretch * b.a, b.b);
    double turn = hue_b - hue_a, hue = (hue_a + hue_b) / 2;

    if (chroma_a * chroma_b == 0) {
        turn = 0;
        hue = hue_a + hue_b;
    } else if (fabs(hue_a - hue_b) > 180) {
        turn += turn > 180 ? -360 : 360;
        hue += hue_a + hue_b < 360 ? 180 : -180;
    }
    double d_light = b.l - a.l, d_chroma = chroma_b - chroma_a, d_hue = 2 * sqrt(chroma_a * chroma_b) * sin(turn / 2 * RADIANS);
    double light = (a.l + b.l) / 2 - 50, chroma = (chroma_a + chroma_b) / 2;
    double t = 1 - 0.17 * cos((hue - 30) * RADIANS) + 0.24 * cos(2 * hue * RADIANS) + 0.32 * cos((3 * hue + 6) * RADIANS) - 0.20 * cos((4 * hue - 63) * RADIANS);
    double weight_light = 1 + 0.015 * light * light / sqrt(20 + light * light), weight_chroma = 1 + 0.045 * chroma, weight_hue = 1 + 0.015 * chroma * t;
    double blue = (hue - 275) / 25, rotation = -sin(60 * exp(-blue * blue) * RADIANS) * 2 * chroma_share(chroma);

    d_light /= weight_light;
    d_chroma /= weight_chroma;
    d_hue /= weight_hue;
    return sqrt(d_light * d_light + d_chroma * d_chroma + d_hue * d_hue + rotation * d_chroma * d_hue);
}

double colour_least_distance(Colour a, Colour b, ColourView *ret_view)
{
    double least = INFINITY;

    for (int view = 0; view < VIEW_COUNT; view++) {
        double distance = colour_distance(colour_lab(colour_seen(a, (ColourView)view)), colour_lab(colour_seen(b, (ColourView)view)));
        if (!(distance < least)) continue;
        least = distance;
        if (ret_view) *ret_view = (ColourView)view;
    }
    return least;
}

static double luminance(Colour colour)
{
    return XYZ_OF_RGB[1][0] * colour_to_light(colour.red) + XYZ_OF_RGB[1][1] * colour_to_light(colour.green) + XYZ_OF_RGB[1][2] * colour_to_light(colour.blue);
}

double colour_contrast(Colour a, Colour b)
{
    double one = luminance(a), other = luminance(b);

    return (fmax(one, other) + 0.05) / (fmin(one, other) + 0.05);
}
