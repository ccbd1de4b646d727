#include "src/scene_file.h"

#include "render/page.h"
#include "src/exchange/output.h"
#include "src/house_style.h"

#include <string.h>
#include <strings.h>

static bool page_format(const Config *config, const char *path, PageFormat *ret_format, Error *error)
{
    const char *dot = strrchr(path, '.');
    PageFormat format = {PAGE_PDF, config->paper == 1 ? PAGE_A3 : PAGE_A4, config->landscape == 1, config->dpi, 0};
    if (dot != NULL && strcasecmp(dot, ".svg") == 0) format.kind = PAGE_SVG;
    else if (dot != NULL && strcasecmp(dot, ".png") == 0) format.kind = PAGE_PNG;
    else if (dot == NULL || strcasecmp(dot, ".pdf") != 0)
        return error_set(error, ERROR_USAGE, _("%s: a map ends in .pdf, .svg or .png."), path);
    if (!house_style_scale(config, &format.scale, error)) return false;
    *ret_format = format;
    return true;
}

bool scene_write(const Config *config, const Scene *scene, const char *path, Error *error)
{
    PageFormat format;
    Output output;
    if (!page_format(config, path, &format, error) || !output_place(path, &output, error)) return false;
    bool ok = page_draw(scene, format, output.beside, error);
    if (!ok && strstr(error->text, output.beside) != NULL) output_not_written(path, error);
    if (!ok) output_discard(&output);
    return ok && output_commit(&output, error);
}
