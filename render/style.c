#include "render/style.h"

#include "render/colour_vision.h"
#include "render/palette.h"

#include <string.h>

bool style_bar(SceneStyle *style, Colour bar, Error *error)
{
    bool white = colour_contrast(bar, PALETTE.paper) >= colour_contrast(bar, PALETTE.ink);
    Colour text = white ? PALETTE.paper : PALETTE.ink;
    double contrast = colour_contrast(bar, text);

    if (contrast < STYLE_CONTRAST)
        return error_set(error, ERROR_USAGE, _("A title on this colour cannot be read (contrast %.1f, at least %.1f); choose a darker or a lighter one."), contrast,
                         STYLE_CONTRAST);
    style->barred = true;
    style->bar = bar;
    style->bar_text = text;
    return true;
}

static const char *view_name(ColourView view)
{
    switch (view) {
    case VIEW_PROTANOPIA:
        return _("by people without red cones (protanopia)");
    case VIEW_DEUTERANOPIA:
        return _("by people without green cones (deuteranopia)");
    case VIEW_TRITANOPIA:
        return _("by people without blue cones (tritanopia)");
    case VIEW_GREY:
        return _("in grey");
    default:
        return _("by anyone at all");
    }
}

static bool check_step(const Scene *scene, int i, Error *error)
{
    ColourView view;
    Colour below = i > 0 ? palette_class_of(scene, i - 1) : PALETTE.ground, here = palette_class_of(scene, i);
    double distance = colour_least_distance(below, here, &view);
    if (colour_distance(colour_lab(below), colour_lab(here)) < PALETTE_APART) view = VIEW_NORMAL; /* then that is the worst of it */
    bool darker = palette_lightness(here) < palette_lightness(below);

    if (darker && distance >= PALETTE_APART) return true;
    if (!darker && i > 0)
        return error_set(error, ERROR_USAGE, _("Class %d of %d is not darker than what lies below it; let the colours go from light to dark."), i + 1, scene->class_count);
    if (i == 0)
        return error_set(error, ERROR_USAGE, _("The lightest colour cannot be told from the ground of the map %s (distance %.1f, at least %.0f); choose a darker one."),
                         view_name(view), distance, PALETTE_APART);
    return error_set(error, ERROR_USAGE, _("Classes %d and %d of %d cannot be told apart %s (distance %.1f, at least %.0f); choose colours that differ more in lightness."), i,
                     i + 1, scene->class_count, view_name(view), distance, PALETTE_APART);
}

bool style_ramp(SceneStyle *style, const Colour *ramp, int count, int most, Error *error)
{
    Scene scene = {.style.ramp_count = count};

    if (count < 2 || count > SCENE_RAMP_MOST) return error_set(error, ERROR_USAGE, _("Give 2 to %d colours, from light to dark."), SCENE_RAMP_MOST);
    memcpy(scene.style.ramp, ramp, (size_t)count * sizeof *ramp);
    for (scene.class_count = 2; scene.class_count <= most; scene.class_count++)
        for (int i = 0; i < scene.class_count; i++)
            if (!check_step(&scene, i, error)) return false;
    style->ramp_count = count;
    memcpy(style->ramp, ramp, (size_t)count * sizeof *ramp);
    return true;
}
