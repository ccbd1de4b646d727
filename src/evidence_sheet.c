#include "src/evidence_sheet.h"

#include "src/raster_base.h"

#include "src/exchange/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *evidence_text(EvidenceSheet *sheet)
{
    return sheet->text[sheet->texts < EVIDENCE_TEXTS - 1 ? sheet->texts++ : EVIDENCE_TEXTS - 1];
}

SheetBlock *evidence_add(EvidenceSheet *sheet, SheetKind kind, const char *text)
{
    SheetBlock *block = &sheet->block[sheet->blocks < EVIDENCE_BLOCKS - 1 ? sheet->blocks++ : EVIDENCE_BLOCKS - 1];
    *block = (SheetBlock){.kind = kind, .text = text};
    return block;
}

void evidence_cell(EvidenceSheet *sheet, const char *text)
{
    if (sheet->cells < EVIDENCE_CELLS) sheet->cell[sheet->cells++] = text;
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
    Notes *notes = calloc(1, sizeof *notes);
    if (notes == NULL) return;
    wording_notes(config, analysis, notes);
    for (size_t i = 0; i < notes->count; i++) {
        if (notes->topic[i] != NOTE_COUNTS) continue;
        char *text = evidence_text(sheet);
        snprintf(text, EVIDENCE_TEXT, "%s", notes->text[i]);
        evidence_add(sheet, SHEET_NOTE, text);
    }
    free(notes);
}

bool evidence_draw(const EvidenceSheet *evidence, const Config *config, const Analysis *analysis, const char *run_id, const char *path, Error *error)
{
    Output output;
    char sources[EVIDENCE_TEXT], run_line[WORDING_TEXT];
    if (evidence->sources[0] != '\0') snprintf(sources, sizeof sources, "%s", evidence->sources);
    else wording_sources(analysis, sources, sizeof sources);
    raster_base_credit(config, sources, sizeof sources);
    wording_run_line(config, run_id, run_line, sizeof run_line);
    Sheet sheet = {.language = wording_language(config), .marking = wording_marking(config), .title = evidence->title, .subtitle = evidence->subtitle,
                   .sources = sources, .run_line = run_line, .block = evidence->block, .block_count = evidence->blocks, .a3 = config->paper == 1};
    if (!output_place(path, &output, error)) return false;
    bool ok = sheet_draw(&sheet, output.beside, error);
    if (!ok && strstr(error->text, output.beside) != NULL) output_not_written(path, error);
    if (!ok) output_discard(&output);
    return ok && output_commit(&output, error);
}
