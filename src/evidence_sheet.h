/*
 * evidence_sheet.h: a sheet of evidence in the making: its blocks, and the texts that they point to.
 */
#ifndef BRANDPUNT_SRC_EVIDENCE_SHEET_H
#define BRANDPUNT_SRC_EVIDENCE_SHEET_H

#include "render/sheet.h"
#include "src/wording.h"

enum { EVIDENCE_BLOCKS = 512, EVIDENCE_TEXTS = 8000, EVIDENCE_CELLS = 12000, EVIDENCE_TEXT = 1024 };

typedef struct EvidenceSheet {
    SheetBlock block[EVIDENCE_BLOCKS];
    char text[EVIDENCE_TEXTS][EVIDENCE_TEXT];
    const char *cell[EVIDENCE_CELLS];
    size_t blocks, texts, cells;
    char title[EVIDENCE_TEXT], subtitle[EVIDENCE_TEXT];
    char sources[EVIDENCE_TEXT]; /* "": those of the analysis */
    const SheetCover *cover;     /* NULL: none */
    int pages;                   /* how many evidence_pages() counted; 0: not yet */
    bool full;                   /* something did not fit: it cannot be drawn */
} EvidenceSheet;

/* Room for a text of EVIDENCE_TEXT bytes; when there is no more the last one is given again, and the sheet is full. */
char *evidence_text(EvidenceSheet *sheet);

/* The same, filled. */
char *evidence_print(EvidenceSheet *sheet, const char *format, ...) PRINTF_LIKE(2, 3);

/* Adds a block; `text` of a heading, a text or a note, else NULL. */
SheetBlock *evidence_add(EvidenceSheet *sheet, SheetKind kind, const char *text);

/* Adds a cell of a table: first the headings, then row by row; evidence_table() makes a table of the cells from `first` on. */
void evidence_cell(EvidenceSheet *sheet, const char *text);
void evidence_number(EvidenceSheet *sheet, Language language, double value, int decimals);
void evidence_table(EvidenceSheet *sheet, size_t first, size_t columns, const double *widths);

/* The note of counts that goes under every result. */
void evidence_counts(EvidenceSheet *sheet, const Config *config, const Analysis *analysis);

/* Puts the blocks from `first` on in a column; `share` is the left one's part of the width, 0 for a half. */
void evidence_column(EvidenceSheet *sheet, size_t first, SheetColumn column, double share);

/* Draws it with marking, sources and run, whole or not at all. Refuses a sheet that is full. */
bool evidence_draw(const EvidenceSheet *sheet, const Config *config, const Analysis *analysis, const char *run_id, const char *path, Error *error) MUST_USE;

/* The same to a place that output_place() gave; the caller commits or discards. */
bool evidence_draw_beside(const EvidenceSheet *sheet, const Config *config, const Analysis *analysis, const char *run_id, const char *beside, Error *error) MUST_USE;

/* How many pages it takes. */
bool evidence_pages(EvidenceSheet *sheet, const Config *config, const Analysis *analysis, const char *run_id, int *ret_pages, Error *error) MUST_USE;

#endif
