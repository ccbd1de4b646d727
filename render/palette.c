#include "render/palette.h"

#include <math.h>

#define OPAQUE(r, g, b)                                                                                      \
    {                                                                                                        \
        (r) / 255.0, (g) / 255.0, (b) / 255.0, 1.0                                                           \
    }
#define CLEAR(r, g, b, a)                                                                                    \
    {                                                                                                        \
        (r) / 255.0, (g) / 255.0, (b) / 255.0, (a)                                                           \
    }

const Palette PALETTE = {
    .paper = OPAQUE(255, 255, 255),
    .ground = OPAQUE(246, 245, 242),
    .outside = CLEAR(255, 255, 255, 0.62),
    .green = OPAQUE(229, 237, 222),
    .water = OPAQUE(208, 224, 235),
    .water_over = CLEAR(208, 224, 235, 0.70), /* over the density, so that a quay stays a quay */
    .water_line = OPAQUE(176, 199, 214),
    .railway = OPAQUE(128, 126, 134),
    .building = CLEAR(40, 34, 30, 0.13),
    .building_line = CLEAR(40, 34, 30, 0.22),
    .casing = CLEAR(120, 114, 106, 0.45),
    .casing_main = CLEAR(90, 85, 80, 0.75),
    .street = CLEAR(255, 255, 255, 0.80),
    .path = CLEAR(110, 104, 98, 0.70),
    .boundary = OPAQUE(84, 80, 88),
    .neighbourhood = CLEAR(84, 80, 88, 0.80),
    .neighbourhood_name = OPAQUE(92, 90, 98),
    .ink = OPAQUE(27, 26, 33),
    .soft_ink = OPAQUE(84, 82, 91),
    .rule = OPAQUE(205, 203, 208),
    .faint = OPAQUE(140, 138, 145),
    .water_name = OPAQUE(64, 101, 128),
    .halo = CLEAR(255, 255, 255, 0.88),
    .light = OPAQUE(120, 112, 96),
    .light_broken = OPAQUE(27, 26, 33),
    .camera = OPAQUE(30, 62, 120),
    .camera_view = CLEAR(160, 190, 255, 0.30),
    .venue = OPAQUE(88, 50, 120),
    .transit = OPAQUE(30, 62, 120),
    .banner = OPAQUE(255, 243, 205),
};

/* Stations of the ramp in CIELAB, at equal falls of L*; between them the ramp is straight. */
typedef struct Lab {
    double l, a, b;
} Lab;

static const Lab RAMP[] = {{89.5, 3.0, 38.0},  {78.0, 18.0, 53.0}, {65.0, 40.0, 55.0},
                           {51.0, 56.0, 41.0}, {38.0, 52.0, 21.0}, {24.0, 38.0, 4.0}};
enum { RAMP_LAST = sizeof RAMP / sizeof RAMP[0] - 1 };

static double from_lab(double t)
{
    return t > 6.0 / 29 ? t * t * t : 3 * (6.0 / 29) * (6.0 / 29) * (t - 4.0 / 29);
}

static double to_srgb(double linear)
{
    double value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055;
    return value < 0 ? 0 : value > 1 ? 1 : value;
}

static double to_linear(double srgb)
{
    return srgb <= 0.04045 ? srgb / 12.92 : pow((srgb + 0.055) / 1.055, 2.4);
}

static Colour lab_colour(Lab lab)
{
    double fy = (lab.l + 16) / 116;
    double x = 0.95047 * from_lab(fy + lab.a / 500), y = from_lab(fy),
           z = 1.08883 * from_lab(fy - lab.b / 200);

    return (Colour){to_srgb(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
                    to_srgb(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z),
                    to_srgb(0.0556434 * x - 0.2040259 * y + 1.0572252 * z), 1};
}

Colour palette_class(int class_count, int i)
{
    /* A map of one class shows it in the middle of the ramp, where it stands out without shouting. */
    double at = class_count > 1 ? (double)i / (class_count - 1) * RAMP_LAST : RAMP_LAST * 0.5;
    int from = (int)at;

    if (from >= RAMP_LAST) from = RAMP_LAST - 1;
    double t = at - from;
    Lab a = RAMP[from], b = RAMP[from + 1];
    return lab_colour((Lab){a.l + t * (b.l - a.l), a.a + t * (b.a - a.a), a.b + t * (b.b - a.b)});
}

/* Blue falls in lightness too, but never as far as the warm tones: what is rarer than elsewhere must not call. */
static const Lab TONES[TONE_COUNT] = {
    [TONE_HIGH_1] = {80.0, 16.0, 50.0}, [TONE_HIGH_2] = {60.0, 46.0, 52.0}, [TONE_HIGH_3] = {36.0, 51.0, 19.0},
    [TONE_LOW_1] = {95.0, -2.0, -4.0},  [TONE_LOW_2] = {91.0, -3.0, -8.0},  [TONE_LOW_3] = {86.0, -4.0, -13.0},
    [TONE_FIRST] = {64.0, 41.0, 54.0},  [TONE_SECOND] = {84.0, -5.0, -16.0}, [TONE_THIRD] = {78.0, -8.0, 4.0}, [TONE_BOTH] = {33.0, 48.0, 14.0},
    [TONE_WITHHELD] = {94.0, 0.0, 1.0}};

Colour palette_tone(SceneTone tone)
{
    if (tone >= TONE_CLASS_1 && tone <= TONE_CLASS_5) return palette_class(5, (int)(tone - TONE_CLASS_1));
    return lab_colour(TONES[tone]);
}

bool palette_tone_hatched(SceneTone tone)
{
    return (tone >= TONE_LOW_1 && tone <= TONE_LOW_3) || tone == TONE_SECOND || tone == TONE_WITHHELD;
}

double palette_lightness(Colour colour)
{
    double y = 0.2126729 * to_linear(colour.red) + 0.7151522 * to_linear(colour.green) +
               0.0721750 * to_linear(colour.blue);

    return y > 216.0 / 24389 ? 116 * cbrt(y) - 16 : y * 24389 / 27;
}
