#include "render/colour.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double WHITE[3] = {0.95047, 1, 1.08883}; /* X, Y, Z of D65 */

double colour_to_light(double coded)
{
    double value = coded <= 0.04045 ? coded / 12.92 : pow((coded + 0.055) / 1.055, 2.4);

    return value < 0 ? 0 : value > 1 ? 1 : value;
}

double colour_from_light(double light)
{
    double value = light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055;

    return value < 0 ? 0 : value > 1 ? 1 : value;
}

static double to_lab(double t)
{
    return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

static double from_lab(double t)
{
    return t > 6.0 / 29 ? t * t * t : 3 * (6.0 / 29) * (6.0 / 29) * (t - 4.0 / 29);
}

Lab colour_lab(Colour colour)
{
    double red = colour_to_light(colour.red), green = colour_to_light(colour.green), blue = colour_to_light(colour.blue);
    double x = to_lab((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / WHITE[0]);
    double y = to_lab((0.2126729 * red + 0.7151522 * green + 0.0721750 * blue) / WHITE[1]);
    double z = to_lab((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / WHITE[2]);

    return (Lab){116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

Colour colour_of_lab(Lab lab)
{
    double fy = (lab.l + 16) / 116;
    double x = WHITE[0] * from_lab(fy + lab.a / 500), y = from_lab(fy), z = WHITE[2] * from_lab(fy - lab.b / 200);

    return (Colour){colour_from_light(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
                    colour_from_light(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z),
                    colour_from_light(0.0556434 * x - 0.2040259 * y + 1.0572252 * z), 1};
}

bool colour_read(const char *text, Colour *ret_colour)
{
    if (text[0] == '#') text++;
    if (strlen(text) != 6) return false;
    for (int i = 0; i < 6; i++)
        if (!isxdigit((unsigned char)text[i])) return false;
    long value = strtol(text, NULL, 16);
    *ret_colour = (Colour){(double)(value >> 16) / 255, (double)(value >> 8 & 255) / 255, (double)(value & 255) / 255, 1};
    return true;
}
