#include "render/pdf.h"

#include "render/paper.h"

#include <cairo-pdf.h>

void pdf_open(double width_mm, double height_mm, const PdfFacts *facts, Pdf *ret_pdf)
{
    *ret_pdf = (Pdf){.facts = *facts};
    ret_pdf->surface = cairo_pdf_surface_create_for_stream(bytes_keep, &ret_pdf->drawn, width_mm * PT_PER_MM, height_mm * PT_PER_MM);
    paper_describe(ret_pdf->surface, facts->title, facts->subtitle, facts->created);
    ret_pdf->cairo = cairo_create(ret_pdf->surface);
    cairo_scale(ret_pdf->cairo, PT_PER_MM, PT_PER_MM);
    ret_pdf->tags = tags_init(ret_pdf->cairo);
}

static bool finish(Pdf *pdf, cairo_status_t status, FILE *file, Error *error)
{
    Bytes finished = {0};
    if (status != CAIRO_STATUS_SUCCESS) return error_set(error, ERROR_FAILED, _("The page could not be drawn: %s."), cairo_status_to_string(status));
    if (!finish_pdf(&pdf->drawn, &pdf->tags, &pdf->facts, &finished, error)) return false;
    fwrite(finished.text, 1, finished.count, file);
    bytes_free(&finished);
    return true;
}

bool pdf_close(Pdf *pdf, bool drawn, FILE *file, Error *error)
{
    cairo_status_t status = cairo_status(pdf->cairo);
    cairo_destroy(pdf->cairo);
    cairo_surface_finish(pdf->surface);
    if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(pdf->surface);
    cairo_surface_destroy(pdf->surface);
    bool ok = drawn && finish(pdf, status, file, error);
    tags_free(&pdf->tags);
    bytes_free(&pdf->drawn);
    *pdf = (Pdf){0};
    return ok;
}
