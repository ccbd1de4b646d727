#include "render/logo.h"

#include <errno.h>
#include <fcntl.h>
#include <librsvg/rsvg.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct Logo {
    RsvgHandle *handle;
    double proportion; /* width : height */
};

/* The whole file; the caller frees. */
static bool read_all(const char *path, char **ret_bytes, size_t *ret_count, Error *error)
{
    struct stat status;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe is not waited for */
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "rb") : NULL;
    if (!file) {
        error_set(error, ERROR_USAGE, _("%s: the logo cannot be read (%s); see [style] logo."), path, strerror(errno));
        if (descriptor >= 0) close(descriptor);
        return false;
    }
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        fclose(file);
        return error_set(error, ERROR_USAGE, _("%s: the logo is no ordinary file; save it as SVG, or leave [style] logo empty."), path);
    }
    char *bytes = malloc(LOGO_BYTES_MOST + 1);
    size_t count = bytes ? fread(bytes, 1, LOGO_BYTES_MOST + 1, file) : 0;
    bool failed = ferror(file) != 0;

    fclose(file);
    if (!bytes) return error_memory(error, LOGO_BYTES_MOST);
    *ret_bytes = bytes;
    *ret_count = count;
    if (!failed && count <= LOGO_BYTES_MOST) return true;
    free(bytes);
    if (failed) return error_set(error, ERROR_USAGE, _("%s: the logo cannot be read (%s); see [style] logo."), path, strerror(EIO));
    return error_set(error, ERROR_USAGE, _("%s: the logo is larger than %d kB; save it simpler."), path, LOGO_BYTES_MOST / 1024);
}

/* Width : height, from the size or from the view box. */
static bool find_proportion(RsvgHandle *handle, double *ret_proportion)
{
    gboolean has_width, has_height, has_box;
    RsvgLength width, height;
    RsvgRectangle box;
    double wide, high;

    rsvg_handle_get_intrinsic_dimensions(handle, &has_width, &width, &has_height, &height, &has_box, &box);
    if (has_box && box.width > 0 && box.height > 0)
        wide = box.width, high = box.height;
    else if (!rsvg_handle_get_intrinsic_size_in_pixels(handle, &wide, &high))
        return false;
    *ret_proportion = wide / high;
    return isfinite(*ret_proportion) && *ret_proportion > 0.01 && *ret_proportion < 100;
}

/* Draws it into nothing, so that a logo which librsvg gives up halfway is refused and does not spoil a page. */
static bool can_be_drawn(RsvgHandle *handle, const char *path, Error *error)
{
    RsvgRectangle place = {0, 0, 100, 100};
    cairo_surface_t *nothing = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
    cairo_t *cairo = cairo_create(nothing);
    GError *why = NULL;
    bool drawn = rsvg_handle_render_document(handle, cairo, &place, &why) && cairo_status(cairo) == CAIRO_STATUS_SUCCESS;

    cairo_destroy(cairo);
    cairo_surface_destroy(nothing);
    if (!drawn) error_set(error, ERROR_USAGE, _("%s: the logo cannot be drawn (%.200s); save it simpler."), path, why ? why->message : "cairo");
    g_clear_error(&why);
    return drawn;
}

bool logo_open(const char *path, Logo **ret_logo, Error *error)
{
    char *bytes = NULL;
    size_t count = 0;
    double proportion = 1;
    if (!read_all(path, &bytes, &count, error)) return false;
    RsvgHandle *handle = rsvg_handle_new_from_data((const guint8 *)bytes, count, NULL);

    free(bytes);
    if (!handle) return error_set(error, ERROR_USAGE, _("%s: the logo is no SVG; save it as SVG, or leave [style] logo empty."), path);
    bool good = find_proportion(handle, &proportion) || error_set(error, ERROR_USAGE, _("%s: the logo has no width and height; give its <svg> a viewBox."), path);
    good = good && can_be_drawn(handle, path, error);
    Logo *logo = good ? malloc(sizeof *logo) : NULL;
    if (!logo) {
        g_object_unref(handle);
        return good ? error_memory(error, sizeof *logo) : false;
    }
    *logo = (Logo){handle, proportion};
    *ret_logo = logo;
    return true;
}

bool logo_try(const char *path, Error *error)
{
    enum { SIDE = 1000 }; /* pixels: more than a logo takes on paper */
    Logo *logo = NULL;
    double width, height;

    if (!logo_open(path, &logo, error)) return false;
    logo_size(logo, SIDE, SIDE, &width, &height);
    cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, SIDE, SIDE);
    cairo_t *cairo = cairo_create(picture);
    logo_draw(logo, cairo, 0, 0, width, height);
    bool drawn = cairo_status(cairo) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(cairo);
    cairo_surface_destroy(picture);
    logo_close(logo);
    return drawn || error_set(error, ERROR_USAGE, _("%s: the logo cannot be drawn (%.200s); save it simpler."), path, "cairo");
}

void logo_close(Logo *logo)
{
    if (!logo) return;
    g_object_unref(logo->handle);
    free(logo);
}

void logo_size(const Logo *logo, double most_width_mm, double most_height_mm, double *ret_width_mm, double *ret_height_mm)
{
    *ret_width_mm = fmin(most_width_mm, most_height_mm * logo->proportion);
    *ret_height_mm = *ret_width_mm / logo->proportion;
}

void logo_draw(const Logo *logo, cairo_t *cairo, double x_mm, double y_mm, double width_mm, double height_mm)
{
    RsvgRectangle place = {x_mm, y_mm, width_mm, height_mm};

    cairo_save(cairo);
    cairo_rectangle(cairo, x_mm, y_mm, width_mm, height_mm); /* what lies past its edge is not drawn over the page */
    cairo_clip(cairo);
    rsvg_handle_render_document(logo->handle, cairo, &place, NULL);
    cairo_restore(cairo);
}
