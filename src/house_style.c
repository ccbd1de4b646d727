#include "src/house_style.h"

#include "render/classes.h"
#include "render/style.h"
#include "src/exchange/child.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void house_style_free(HouseStyle *style)
{
    logo_close(style->logo);
    *style = (HouseStyle){0};
}

/* Puts the setting before the sentence. */
static bool of_setting(const Config *config, const char *key, const char *value, Error *error)
{
    char where[2 * CONFIG_TEXT + CONFIG_LIST];
    snprintf(where, sizeof where, "%s%s[style] %s = %s", config->file, config->file[0] != '\0' ? ": " : "", key, value);
    return error_prefix(error, where);
}

static bool no_colour(const char *text, Error *error)
{
    return error_set(error, ERROR_USAGE, _("'%s' is no colour; write red, green and blue in hexadecimal, such as #004699."), text);
}

static bool set_bar(const Config *config, SceneStyle *style, Error *error)
{
    Colour bar;
    if (config->accent[0] == '\0') return true;
    bool ok = colour_read(config->accent, &bar) || no_colour(config->accent, error);
    return (ok && style_bar(style, bar, error)) || of_setting(config, "accent", config->accent, error);
}

typedef struct RampReading {
    Colour colour[SCENE_RAMP_MOST];
    int count;
    Error *error;
} RampReading;

static bool read_station(const char *text, void *context)
{
    RampReading *reading = context;
    Colour colour;
    if (!colour_read(text, &colour)) return no_colour(text, reading->error);
    if (reading->count < SCENE_RAMP_MOST) reading->colour[reading->count] = colour;
    reading->count++; /* one too many is refused later, with the others */
    return true;
}

static bool set_ramp(const Config *config, SceneStyle *style, Error *error)
{
    RampReading reading = {.error = error};
    if (config->density_colours[0] == '\0') return true;
    return (config_each(config->density_colours, read_station, &reading) && style_ramp(style, reading.colour, reading.count, CLASSES_WANTED, error)) ||
           of_setting(config, "density", config->density_colours, error);
}

static void try_logo(void *context, int out)
{
    Error error;
    (void)setenv("RAYON_NUM_THREADS", "1", 1); /* librsvg's threads, for filters */
    bool ok = logo_try(context, &error);
    (void)!child_answer(out, ok, &error);
}

/* A drawing of a few lines can ask for hours or for all memory: it is drawn in a child first. */
static bool open_logo(const char *path, Logo **ret_logo, Error *error)
{
    Walls walls = walls_of_file(path);
    walls.threads = true;
    ChildProcess child;
    if (!child_start(&walls, try_logo, (void *)(uintptr_t)path, &child, error)) return false;
    bool ok = child_take_answer(&child, path, ERROR_USAGE, error);
    child_end(&child);
    return ok && logo_open(path, ret_logo, error);
}

bool house_style_make(const Config *config, HouseStyle *ret_style, Error *error)
{
    HouseStyle style = {.scene.hatched = config->map_hatching == 1};
    if (!set_bar(config, &style.scene, error) || !set_ramp(config, &style.scene, error)) return false;
    if (config->logo[0] != '\0' && !open_logo(config->logo, &style.logo, error)) return false;
    style.scene.logo = style.logo;
    *ret_style = style;
    return true;
}

bool house_style_scale(const Config *config, double *ret_scale, Error *error)
{
    const char *text = config->map_scale;
    double scale = 0;
    int digits = 0;
    *ret_scale = 0;
    if (text[0] == '\0') return true;
    if (text[0] == '1' && text[strspn(text + 1, " ") + 1] == ':') text = strchr(text, ':') + 1;
    text += strspn(text, " ");
    for (; isdigit((unsigned char)*text) || (digits > 0 && (*text == '.' || *text == ',') && isdigit((unsigned char)text[1])); text++)
        if (isdigit((unsigned char)*text) && ++digits < 10) scale = scale * 10 + (*text - '0');
    if (digits == 0 || *text != '\0' || scale < HOUSE_SCALE_LEAST || scale > HOUSE_SCALE_MOST)
        return error_set(error, ERROR_USAGE, _("'%s' is no scale of a map here ([map] scale, or --scale); write one from 1:%.0f to 1:%.0f, such as 1:10000."), config->map_scale,
                         HOUSE_SCALE_LEAST, HOUSE_SCALE_MOST);
    *ret_scale = scale;
    return true;
}
