#include "render/paper.h"

#include "render/signs.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <string.h>

double paper_marking(Typesetter *typesetter, cairo_t *cairo, const char *marking, double type, double x_mm, double y_mm, double most_mm)
{
    TextStyle style = {.size_pt = 8 * type, .bold = true, .spacing_pt = 1.2, .colour = PALETTE.ink};
    double width, height;
    if (!marking || !marking[0]) return 0;
    text_measure(typesetter, marking, &style, most_mm, 1, &width, &height);
    cairo_rectangle(cairo, x_mm, y_mm, width + 4, height + 0.8);
    set_colour(cairo, PALETTE.ink);
    cairo_set_line_width(cairo, 0.3);
    cairo_stroke(cairo);
    text_draw(typesetter, cairo, marking, &style, x_mm + 2, y_mm + 0.4, most_mm, 1);
    return height + 0.8;
}

bool paper_close(FILE *file, const char *path, bool ok, Error *error)
{
    bool flushed = fflush(file) == 0 && !ferror(file);
    int reason = errno;
    bool closed = fclose(file) == 0;
    if (flushed && closed) return ok;
    return error_set(error, ERROR_FAILED, _("Cannot write '%s': %s; make room on the disk and try again."), path, strerror(flushed ? errno : reason));
}

cairo_status_t paper_write(void *file, const unsigned char *bytes, unsigned int count)
{
    return fwrite(bytes, 1, count, file) == count ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

void paper_describe(cairo_surface_t *pdf, const char *title, const char *subtitle, const char *created)
{
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, created ? created : PAPER_CREATED);
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR, "Brandpunt " BRANDPUNT_VERSION);
    if (title) cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, title);
    if (subtitle) cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_SUBJECT, subtitle);
}
