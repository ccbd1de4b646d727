/*
 * pdf.h: a PDF in the making: what is drawn on, its tags, and its bytes when it is done.
 *
 *     Pdf pdf = pdf_open(width_mm, height_mm, &facts);
 *     ... draw on pdf.cairo, in mm, and say what it is with pdf.tags ...
 *     bool ok = pdf_close(&pdf, all_went_well, file, error);
 */
#ifndef BRANDPUNT_RENDER_PDF_H
#define BRANDPUNT_RENDER_PDF_H

#include "render/finish.h"

#include <stdio.h>

typedef struct Pdf {
    PdfFacts facts;
    Bytes drawn;   /* by cairo, so far */
    cairo_surface_t *surface;
    cairo_t *cairo;
    Tags tags;
} Pdf;

/* Must be closed, and may not move in memory until then. The facts' texts live until then. */
void pdf_open(double width_mm, double height_mm, const PdfFacts *facts, Pdf *ret_pdf);

/* Finishes the file and writes it, and frees all. With drawn false the drawing went wrong and the error says so already: nothing is written.
 * What the disk does is for the caller to see, from the FILE. */
bool pdf_close(Pdf *pdf, bool drawn, FILE *file, Error *error) MUST_USE;

#endif
