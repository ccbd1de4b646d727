/*
 * pdf_walk.h: walks the tags of a finished PDF from outside, with qpdf and a reader of its own, and fails the test where they do not hold.
 *
 * What must hold of every file: a language, a title that is shown, the same title as XMP; one document, in it one H1 and headings that skip
 * no level; every figure with words and a place; cells in rows in tables, as many in each row; items in lists; every marked piece of a page in the tree,
 * once, found back from the page, and in the order of reading; every text either such a piece or a running head that says so; nothing
 * painted outside a mark; no marks inside each other; a bookmark for every heading, in the same order and depth.
 */
#ifndef BRANDPUNT_TESTS_PDF_WALK_H
#define BRANDPUNT_TESTS_PDF_WALK_H

#include <stddef.h>

enum { WALK_WORDS = 200000 };

typedef struct PdfWalk {
    int pages, headings, paragraphs, figures, tables, rows, cells, lists, items, artifacts; /* artifacts: running heads */
    int deepest;               /* level of heading */
    char words[WALK_WORDS];    /* of the figures, and what is heard instead of signs, a line each, in the order of reading */
    char bookmarks[WALK_WORDS]; /* a line each */
    char order[WALK_WORDS];    /* the names of all elements in the order of reading, with a space behind each */
} PdfWalk;

/* title: what the file must be called; NULL for none. */
void pdf_walk(const char *path, const char *language, const char *title, PdfWalk *ret_walk);

/* The number of pages of a PDF; fails the test when it cannot be read. */
int pdf_pages(const char *path);

#endif
