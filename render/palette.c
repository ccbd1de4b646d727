#include "render/palette.h"

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
static const Lab RAMP[] = {{86.5, 5.0, 42.0},  {75.5, 20.0, 54.0}, {63.0, 42.0, 54.0},
                           {49.5, 56.0, 40.0}, {36.5, 51.0, 20.0}, {22.5, 37.0, 4.0}};

/* A map of one class shows it in the middle of the ramp, where it stands out without shouting. */
static Colour on_ramp(const Lab *ramp, int stations, int class_count, int i)
{
    int last = stations - 1;
    double at = class_count > 1 ? (double)i / (class_count - 1) * last : last * 0.5;
    int from = (int)at;

    if (from >= last) from = last - 1;
    double t = at - from;
    Lab a = ramp[from], b = ramp[from + 1];
    return colour_of_lab((Lab){a.l + t * (b.l - a.l), a.a + t * (b.a - a.a), a.b + t * (b.b - a.b)});
}

Colour palette_class(int class_count, int i)
{
    return on_ramp(RAMP, sizeof RAMP / sizeof RAMP[0], class_count, i);
}

Colour palette_class_of(const Scene *scene, int i)
{
    const SceneStyle *style = &scene->style;
    Lab ramp[SCENE_RAMP_MOST];

    if (style->ramp_count < 2) return palette_class(scene->class_count, i);
    for (int station = 0; station < style->ramp_count; station++) ramp[station] = colour_lab(style->ramp[station]);
    return on_ramp(ramp, style->ramp_count, scene->class_count, i);
}

/* Blue falls in lightness too, but never as far as the warm tones: what is rarer than elsewhere must not call. */
static const Lab TONES[TONE_COUNT] = {
    [TONE_HIGH_1] = {80.0, 16.0, 50.0}, [TONE_HIGH_2] = {60.0, 46.0, 52.0}, [TONE_HIGH_3] = {36.0, 51.0, 19.0},
    [TONE_LOW_1] = {95.0, -2.0, -4.0},  [TONE_LOW_2] = {90.0, -3.0, -9.0},  [TONE_LOW_3] = {84.5, -4.0, -14.0},
    [TONE_FIRST] = {64.0, 41.0, 54.0},  [TONE_SECOND] = {84.0, -5.0, -16.0}, [TONE_THIRD] = {78.0, -8.0, 4.0}, [TONE_BOTH] = {33.0, 48.0, 14.0},
    [TONE_WITHHELD] = {94.0, 0.0, 1.0}};

Colour palette_tone(SceneTone tone)
{
    if (tone >= TONE_CLASS_1 && tone <= TONE_CLASS_5) return palette_class(5, (int)(tone - TONE_CLASS_1));
    return colour_of_lab(TONES[tone]);
}

bool palette_tone_hatched(SceneTone tone)
{
    return (tone >= TONE_LOW_1 && tone <= TONE_LOW_3) || tone == TONE_SECOND || tone == TONE_WITHHELD;
}

double palette_lightness(Colour colour)
{
    return colour_lab(colour).l;
}
