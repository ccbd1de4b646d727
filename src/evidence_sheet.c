#include "src/evidence_sheet.h"

#include "src/raster_base.h"

#include "src/exchange/output.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *evidence_text(EvidenceSheet *sheet)
{
    if (sheet->texts == EVIDENCE_TEXTS) sheet->full = true;
    return sheet->text[sheet->texts < EVIDENCE_TEXTS ? sheet->texts++ : EVIDENCE_TEXTS - 1];
}

char *evidence_print(EvidenceSheet *sheet, const char *format, ...)
{
    char *text = evidence_text(sheet);
    va_list values;
    va_start(values, format);
    vsnprintf(text, EVIDENCE_TEXT, format, values);
    va_end(values);
    return text;
}

SheetBlock *evidence_add(EvidenceSheet *sheet, SheetKind kind, const char *text)
{
    if (sheet->blocks == EVIDENCE_BLOCKS) sheet->full = true;
    SheetBlock *block = &sheet->block[sheet->blocks < EVIDENCE_BLOCKS ? sheet->blocks++ : EVIDENCE_BLOCKS - 1];
    *block = (SheetBlock){.kind = kind, .text = text};
    return block;
}

void evidence_cell(EvidenceSheet *sheet, const char *text)
{
    if (sheet->cells == EVIDENCE_CELLS) sheet->full = true;
    else sheet->cell[sheet->cells++] = text;
}

void evidence_column(EvidenceSheet *sheet, size_t first, SheetColumn column, double share)
{
    for (size_t b = first; b < sheet->blocks; b++) sheet->block[b].column = column;
    if (first < sheet->blocks) sheet->block[first].share = share;
}

void evidence_number(EvidenceSheet *sheet, Language language, double value, int decimals)
{
    char *text = evidence_text(sheet);
    number_text(language, value, decimals, text);
    evidence_cell(sheet, text);
}

void evidence_table(EvidenceSheet *sheet, size_t first, size_t columns, const double *widths)
{
    SheetBlock *block = evidence_add(sheet, SHEET_TABLE, NULL);
    block->table = (SheetTable){columns, (sheet->cells - first) / columns - 1, sheet->cell + first, sheet->cell + first + columns, widths, NULL, false};
}

void evidence_counts(EvidenceSheet *sheet, const Config *config, const Analysis *analysis)
{
    Notes notes = {0};
    wording_notes(config, analysis, &notes);
    for (size_t i = 0; i < notes.count; i++) {
        if (notes.topic[i] != NOTE_COUNTS) continue;
        char *text = evidence_text(sheet);
        snprintf(text, EVIDENCE_TEXT, "%s", notes.text[i]);
        evidence_add(sheet, SHEET_NOTE, text);
    }
}

/* Hands the sheet to be drawn, or with path NULL to be counted. */
static bool hand_over(const EvidenceSheet *evidence, const Config *config, const Analysis *analysis, const char *run_id, const char *path, int *ret_pages, Error *error)
{
    char sources[EVIDENCE_TEXT], run_line[WORDING_TEXT];
    if (evidence->full) return error_set(error, ERROR_FAILED, _("There is more to print than fits one file; choose fewer areas with [areas] level, or a part of the municipality with --area."));
    if (evidence->sources[0] != '\0') snprintf(sources, sizeof sources, "%s", evidence->sources);
    else wording_sources(analysis, sources, sizeof sources);
    raster_base_credit(config, sources, sizeof sources);
    wording_run_line(config, run_id, run_line, sizeof run_line);
    Sheet sheet = {.language = wording_language(config), .cover = evidence->cover, .marking = wording_marking(config), .title = evidence->title, .subtitle = evidence->subtitle,
                   .sources = sources, .run_line = run_line, .block = evidence->block, .block_count = evidence->blocks, .pages = evidence->pages, .a3 = config->paper == 1};
    return path != NULL ? sheet_draw(&sheet, path, error) : sheet_pages(&sheet, ret_pages, error);
}

bool evidence_draw_beside(const EvidenceSheet *evidence, const Config *config, const Analysis *analysis, const char *run_id, const char *beside, Error *error)
{
    return hand_over(evidence, config, analysis, run_id, beside, NULL, error);
}

bool evidence_pages(EvidenceSheet *evidence, const Config *config, const Analysis *analysis, const char *run_id, int *ret_pages, Error *error)
{
    if (!hand_over(evidence, config, analysis, run_id, NULL, ret_pages, error)) return false;
    evidence->pages = *ret_pages;
    return true;
}

bool evidence_draw(const EvidenceSheet *evidence, const Config *config, const Analysis *analysis, const char *run_id, const char *path, Error *error)
{
    Output output;
    if (!output_place(path, &output, error)) return false;
    bool ok = evidence_draw_beside(evidence, config, analysis, run_id, output.beside, error);
    if (!ok && strstr(error->text, output.beside) != NULL) output_not_written(path, error);
    if (!ok) output_discard(&output);
    return ok && output_commit(&output, error);
}
