#include "render/raster.h"

#include "render/paper.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Hands a PDF or SVG the picture as it was packed, which is several times smaller than its pixels. */
static bool add_packed(cairo_surface_t *surface, const SceneImage *image, Error *error)
{
    if (!image->jpeg) return true;
    unsigned char *copy = malloc(image->jpeg_bytes);
    if (!copy) return error_memory(error, (double)image->jpeg_bytes);

    memcpy(copy, image->jpeg, image->jpeg_bytes);
    if (cairo_surface_set_mime_data(surface, CAIRO_MIME_TYPE_JPEG, copy, image->jpeg_bytes, free, copy) != CAIRO_STATUS_SUCCESS) free(copy);
    return true;
}

bool raster_draw(const Scene *scene, const Frame *frame, cairo_t *cairo, Error *error)
{
    SceneImage image;
    int columns = (int)lround(frame->width_mm * RASTER_DPI / MM_PER_INCH), rows = (int)lround(frame->height_mm * RASTER_DPI / MM_PER_INCH);
    if (!scene->raster.read || columns < 1 || rows < 1) return true;
    if (!scene->raster.read(scene->raster.context, frame_box(frame), columns, rows, &image, error)) return false;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, columns, rows);
    unsigned char *data = cairo_image_surface_get_data(surface);
    if (!data) {
        cairo_surface_destroy(surface);
        return error_memory(error, 4.0 * columns * rows);
    }

    for (int row = 0; row < rows; row++)
        memcpy(data + row * cairo_image_surface_get_stride(surface), image.pixels + (size_t)row * (size_t)columns, 4 * (size_t)columns);
    cairo_surface_mark_dirty(surface);
    bool done = add_packed(surface, &image, error);
    cairo_save(cairo);
    cairo_translate(cairo, frame->x_mm, frame->y_mm);
    cairo_scale(cairo, frame->width_mm / columns, frame->height_mm / rows);
    cairo_set_source_surface(cairo, surface, 0, 0);
    cairo_paint(cairo);
    cairo_restore(cairo);
    cairo_surface_destroy(surface);
    return done;
}
