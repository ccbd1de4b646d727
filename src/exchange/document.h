/*
 * document.h: a text of headings, paragraphs, lists and tables, as Markdown or as one HTML page that needs nothing else.
 *
 * Texts are UTF-8; what means something in Markdown or HTML is written so that it is read as it stands.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_DOCUMENT_H
#define BRANDPUNT_SRC_EXCHANGE_DOCUMENT_H

#include "src/exchange/output.h"

typedef struct Document {
    Output output;
    bool html, in_list;
} Document;

/* HTML when the path ends in .html, else Markdown. `language` is "nl" or "en". End with document_close(). */
bool document_open(const char *path, const char *language, const char *title, Document *ret_document, Error *error) MUST_USE;

/* Brings it to its place; with ok false it is thrown away, and false given back. */
bool document_close(Document *document, bool ok, Error *error) MUST_USE;

void document_heading(Document *document, const char *text);
void document_paragraph(Document *document, const char *format, ...) PRINTF_LIKE(2, 3);
void document_item(Document *document, const char *text);

/* A table: its heads, then rows of as many cells, then its end. */
void document_table(Document *document, const char *const *heads, size_t columns);
void document_row(Document *document, const char *const *cells, size_t columns);
void document_table_end(Document *document);

#endif
