/* Every kind of page as it is heard: the tree of tags, the words for figures, what is decoration; and the tags by themselves. */
#include "tests/support/assert_near.h"

#include "render/briefing.h"
#include "render/content.h"
#include "render/page.h"
#include "render/pdf.h"
#include "render/sheet.h"
#include "tests/support/pdf_walk.h"
#include "tests/support/town_scene.h"

#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/brandpunt-tags-XXXXXX";
static char path[128];
static PdfWalk walk;
static TownScene town;

static void assert_heard(const char *text)
{
    if (!strstr(walk.words, text)) fail_msg("nobody hears '%s' in\n%s", text, walk.words);
}

/* --- pages --- */

static void map_pages(void **state)
{
    (void)state;
    static const size_t areas[] = {3, 0, TOWN_AREAS, 1};
    Error error;
    for (int i = 0; i < 8; i++) {
        bool wide = i % 2, english = i >= 4;
        PageFormat format = {.kind = PAGE_PDF, .size = i % 3 == 2 ? PAGE_A3 : PAGE_A4, .landscape = wide};
        town_scene_init(&town, english ? LANGUAGE_ENGLISH : LANGUAGE_DUTCH);
        town_scene_areas(&town, areas[i % 4]);
        town.scene.banner = i == 2 ? "INDICATIEF: te weinig meldingen" : NULL;
        if (i == 6) town.scene.density = NULL;
        assert_ok(page_draw(&town.scene, format, path, &error), &error);
        pdf_walk(path, english ? "en-GB" : "nl-NL", town.scene.title, &walk);
        assert_int_equal(walk.pages, 1);
        assert_int_equal(walk.figures, 1);
        assert_int_equal(walk.artifacts, 0); /* all is read on a page that is alone */
        assert_int_equal(walk.deepest, 2);
        assert_int_equal(walk.tables, areas[i % 4] > 0);
        if (walk.tables) assert_int_equal(walk.cells, walk.rows * (wide ? 6 : 8)); /* a narrow table has its details in one cell */
        if (walk.tables) assert_int_equal(walk.rows - 1, areas[i % 4] < 5 ? areas[i % 4] : 5);
        assert_memory_equal(walk.words, "INTERN\n", 7);
        assert_int_equal(strstr(walk.words, "20–50; 50–100; 100–200; 200–500; ≥ 500.") != NULL, i != 6);
        town_scene_free(&town);
    }
}

/* What a map says of itself is what it shows. */
static void a_map_in_words(void **state)
{
    (void)state;
    Error error;
    char areas[512] = "";
    town_scene_init(&town, LANGUAGE_DUTCH);
    assert_ok(page_draw(&town.scene, (PageFormat){.kind = PAGE_PDF}, path, &error), &error);
    pdf_walk(path, "nl-NL", town.scene.title, &walk);
    assert_heard(town.scene.title);
    assert_heard(town.scene.subtitle);
    assert_heard("Dichtheid van meldingen in meldingen per km² per jaar");
    for (size_t a = 0; a < 3; a++)
        snprintf(areas + strlen(areas), sizeof areas - strlen(areas), "%s %d %s (%s)", a ? ";" : "", town.area[a].rank, town.area[a].name, town.area[a].status == AREA_HOTSPOT ? "hotspot" : "indicatief");
    assert_heard(areas);
    assert_heard("Gemeentegrens");
    assert_heard("Map, scale 1 : 1"); /* no catalogue in a unit test: messages are in English */
    assert_string_equal(walk.bookmarks, "De helft van de meldingen valt in drie gebieden\nWerkwijze en beperkingen\n");
    assert_memory_equal(walk.order, "P H1 P Figure Table TR TH TH TH TH TH TH TH TH TR TD TH TD TD TD TD TD TD ", 74);
    town_scene_free(&town);
}

static void bare_pages(void **state)
{
    (void)state;
    Error error;
    const Scene bare = {.extent = {150000, 440000, 151000, 441000}};
    assert_ok(page_draw(&bare, (PageFormat){.kind = PAGE_PDF}, path, &error), &error);
    pdf_walk(path, "nl-NL", NULL, &walk);
    assert_int_equal(walk.headings, 0);
    assert_int_equal(walk.figures, 1);
    const Sheet sheet = {.language = LANGUAGE_ENGLISH, .block = &(SheetBlock){.kind = SHEET_HEADING, .text = "Alone"}, .block_count = 1};
    assert_ok(sheet_draw(&sheet, path, &error), &error);
    pdf_walk(path, "en-GB", NULL, &walk);
    assert_string_equal(walk.order, "H1 ");
}

/* Texts that could be taken for marks, and texts in which a sign is more than one letter. */
static void odd_texts(void **state)
{
    (void)state;
    static const char *const odd[] = {"EMC (", "a) Tj EMC BT", "\\(\\", "/Artifact BMC", "مرحبا بالعالم", "👩‍👩‍👧 en 🏳️‍🌈", "e\xcc\x81\xcc\xa7", "vast\xc2\xa0geheel", "\xff\xfe kapot", "<a href=\"x\">&amp;"};
    Error error;
    SheetBlock block[20];
    for (int i = 0; i < 20; i++) block[i] = (SheetBlock){.kind = i % 2 ? SHEET_TEXT : SHEET_HEADING, .text = odd[i / 2]};
    const Sheet sheet = {.language = LANGUAGE_DUTCH, .marking = "INTERN", .title = "<b>Titel & co</b>", .block = block, .block_count = 20};
    assert_ok(sheet_draw(&sheet, path, &error), &error);
    pdf_walk(path, "nl-NL", sheet.title, &walk);
    assert_int_equal(walk.headings, 11);
    assert_int_equal(walk.paragraphs, 11); /* with the marking */
    assert_memory_equal(walk.bookmarks, "<b>Titel & co</b>\nEMC (\na) Tj EMC BT\n\\(\\\n", 40);
    assert_non_null(strstr(walk.bookmarks, "\xef\xbf\xbd")); /* what is no UTF-8 has its sign here too */
}

/* --- sheets --- */

static const double x[] = {0, 0.5, 1}, y[] = {0, 0.75, 0.4}, gap[] = {0, NAN, 0.3}, widths[] = {2, 1, 1};
static const char *const head[] = {"", "voor", "na"}, *const cell[] = {"doelgebied", "12", "9", "controle", NULL, "", "som", "12", "9"};
static const SheetInterval interval[] = {{"doel", "−3 (−5 tot −1)", -3, -5, -1}, {"onbekend", "–", NAN, NAN, NAN}};
static HourMatrix hours;
static double months[14];
static bool whole[14], campaign[14];

static MonthStrip month_strip(void)
{
    for (int m = 0; m < 14; m++) months[m] = m * 7 % 11, whole[m] = m > 0, campaign[m] = m == 5;
    return (MonthStrip){.first_month = 2024 * 12 + 11, .count = 14, .value = months, .whole = whole, .campaign = campaign, .name = "Meldingen per maand", .partial = "deel", .campaign_name = "campagne"};
}

static HeatClock heat_clock(void)
{
    memset(&hours, 0, sizeof hours);
    for (int d = 0; d < WEEK_DAYS; d++)
        for (int h = 0; h < DAY_HOURS; h++) hours.weight += hours.value[d][h] = d == 4 && h >= 22 ? 40 : (d + h) % 3;
    HeatClock clock = {.hours = &hours, .peak = {.days = 1U << 4, .from_hour = 22, .hours = 4}, .day_total = "meldingen", .unit = "meldingen per uur", .peak_name = "valt op: vr 22–02 uur", .note = "N = 300"};
    for (int d = 0; d < WEEK_DAYS; d++) clock.day[d] = "dag";
    chart_clock_classes(&clock);
    return clock;
}

/* One of each block; a list of ranked places, longer than a page, with pages of its own. */
static size_t fill_blocks(SheetBlock *block, const Scene *scene)
{
    const SheetRanked ranked = {.rank = "1", .name = "Kraanweg (De Hoge Waard)", .score = "score 95,5 van 100", .state = "hotspot", .bars = 2,
                                .bar = {{"positie", "100%", 1}, {"onbekend", "niet te bepalen", NAN}}, .why = "Omdat het zo is.", .change = "Niets."};
    size_t n = 0;
    block[n++] = (SheetBlock){.kind = SHEET_RANKED, .ranked = ranked};
    block[n++] = (SheetBlock){.kind = SHEET_HEADING, .text = "Onder een kop"};
    block[n++] = (SheetBlock){.kind = SHEET_TEXT, .text = "Een tekst."};
    block[n++] = (SheetBlock){.kind = SHEET_TABLE, .table = {3, 3, head, cell, widths, NULL, false}};
    block[n++] = (SheetBlock){.kind = SHEET_INTERVALS, .intervals = {2, interval, "eenheid"}};
    block[n++] = (SheetBlock){.kind = SHEET_LINES, .lines = {.points = 3, .series = 2, .x = x, .y = {y, gap}, .name = {"een", "twee"}, .x_percent = true, .y_percent = true, .x_unit = "deel", .y_unit = "treffers"}};
    block[n++] = (SheetBlock){.kind = SHEET_MAP, .map = {scene, 90}};
    block[n++] = (SheetBlock){.kind = SHEET_CLOCK, .clock = heat_clock()};
    block[n++] = (SheetBlock){.kind = SHEET_MONTHS, .months = month_strip()};
    block[n++] = (SheetBlock){.kind = SHEET_NOTE, .text = "Een noot."};
    block[n++] = (SheetBlock){.kind = SHEET_PAGE, .text = "Een tweede lijst"};
    for (int i = 0; i < 20; i++) block[n++] = (SheetBlock){.kind = SHEET_RANKED, .ranked = ranked};
    block[n++] = (SheetBlock){.kind = SHEET_HEADING, .text = "Erna"};
    block[n++] = (SheetBlock){.kind = SHEET_RANKED, .ranked = {.rank = "2", .name = "zonder meer"}};
    block[n++] = (SheetBlock){.kind = SHEET_PAGE};
    block[n++] = (SheetBlock){.kind = SHEET_TEXT, .text = "Slot."};
    return n;
}

static void sheets(void **state)
{
    (void)state;
    static SheetBlock block[64];
    Error error;
    town_scene_init(&town, LANGUAGE_DUTCH);
    for (int a3 = 0; a3 < 2; a3++) {
        const Sheet sheet = {.language = LANGUAGE_DUTCH, .marking = "INTERN", .title = "Een bevinding", .subtitle = "Ergens", .sources = "meldpunt", .run_line = "run 1", .block = block,
                             .block_count = fill_blocks(block, &town.scene), .a3 = a3};
        assert_ok(sheet_draw(&sheet, path, &error), &error);
        pdf_walk(path, "nl-NL", sheet.title, &walk);
        assert_true(walk.pages > 3);
        /* On every page its number; the marking is read on the first page, sources and run on the last. */
        assert_int_equal(walk.artifacts, walk.pages + 3 * (walk.pages - 1));
        assert_int_equal(walk.figures, 5);
        assert_int_equal(walk.tables, 1);
        assert_int_equal(walk.cells, 12);
        assert_int_equal(walk.lists, 21);
        assert_int_equal(walk.items, 42);
        assert_int_equal(walk.headings, 1 + 1 + 1 + 1 + 20 + 1 + 1);
        assert_int_equal(walk.deepest, 4); /* title, title of the page, heading, ranked place */
        assert_memory_equal(walk.order, "P H1 P H2 P P L LI LBody LI LBody P P H2 P Table TR TD TH TH TR TH TD TD TR TH TD TD TR TH TD TD Figure Figure Figure Figure Figure P H2 P H3 ", 140);
        assert_string_equal(strstr(walk.order, "H3 H4"), "H3 H4 P P P "); /* the last heading and place; slot, run, sources */
    }
    assert_heard("doel: −3 (−5 tot −1).");
    assert_heard("een: 0% at 0%; 75% at 50%; 40% at 100%. twee: 0% at 0%; 30% at 100%.");
    assert_heard("Friday: 102;");                  /* 22 hours of 0, 1 and 2 from 1 on, and twice 40 */
    assert_heard("≥ 20: Friday: 22, 23."); /* the highest class holds these alone */
    assert_heard("What is outlined valt op: vr 22–02 uur.");
    assert_heard("from november 2024 to december 2025. The highest: 10 in februari 2025. Month by month: november 2024: 0 (only a part of the month); december: 7; januari 2025: 3; februari: 10; maart: 6; april: 2 (campaign); mei: 9;");
    town_scene_free(&town);
}

/* --- the briefing --- */

/* A report: the title of the cover is the only H1, the contents are a list, columns are read one after the other, every map has words. */
static void covers_contents_and_columns(void **state)
{
    (void)state;
    Error error;
    town_scene_init(&town, LANGUAGE_DUTCH);
    const char *const no_head[] = {"", ""}, *const facts[] = {"Meldingen", "12"};
    const SheetFact fact[] = {{"Periode", "2024"}, {"Bestemd voor", "INTERN"}};
    SheetCover cover = {.over = "Lindehaven", .title = "Waar en wanneer", .subtitle = "Drie gebieden", .map = &town.scene, .fact_count = 2, .fact = fact};
    SheetBlock block[] = {{.kind = SHEET_PAGE, .text = "Inhoud"}, {.kind = SHEET_CONTENTS}, {.kind = SHEET_PAGE, .text = "De gebieden"}, {.kind = SHEET_MAP, .map = {.scene = &town.scene, .snug = true}},
                          {.kind = SHEET_MAP, .column = COLUMN_LEFT, .map = {.scene = &town.scene, .height_mm = 50, .bare = true}},
                          {.kind = SHEET_HEADING, .column = COLUMN_RIGHT, .text = "1. Korenstraat"}, {.kind = SHEET_TABLE, .column = COLUMN_RIGHT, .table = {2, 1, no_head, facts, widths, NULL, true}},
                          {.kind = SHEET_PAGE, .text = "De bronnen"}, {.kind = SHEET_TEXT, .text = "Een zin."}};
    Sheet sheet = {.language = LANGUAGE_DUTCH, .cover = &cover, .marking = "INTERN", .title = "Waar en wanneer", .subtitle = "2024", .run_line = "run", .block = block, .block_count = sizeof block / sizeof *block};
    assert_ok(sheet_draw(&sheet, path, &error), &error);
    pdf_walk(path, "nl-NL", "Waar en wanneer", &walk);
    assert_int_equal(walk.pages, 4);
    assert_int_equal(walk.figures, 3);
    assert_int_equal(walk.lists, 1);
    assert_int_equal(walk.items, 2);
    assert_int_equal(walk.tables, 2);
    assert_string_equal(walk.bookmarks, "Waar en wanneer\nInhoud\nDe gebieden\n1. Korenstraat\nDe bronnen\n");
    assert_memory_equal(walk.order, "P H1 P P Figure Table TR TH TD TR TH TD H2 P L LI LBody LI LBody H2 P Figure Figure H3 Table ", 93);
    town_scene_free(&town);
}

static void briefings(void **state)
{
    (void)state;
    Error error;
    BriefScene brief = {.heading = {"Plek", "Meldingen", "Piek", "Verloop", "Status"}, .row_count = 5, .no_rows = "Geen plek valt op.", .clock_title = "De uren van de week", .clock = heat_clock(),
                        .valid = "Geldig tot 1-1-2027", .contact = "Vragen: 14 030", .months_title = "De laatste maanden", .places_title = "Per plek", .strip_count = 2, .strip = {month_strip(), month_strip()}};
    town_scene_init(&town, LANGUAGE_ENGLISH);
    brief.scene = &town.scene;
    for (int r = 0; r < 5; r++)
        brief.row[r] = (BriefingRow){r + 1, r < 3 ? AREA_HOTSPOT : AREA_INDICATIVE, {r == 2 ? "een plek met een naam die over twee regels moet lopen omdat hij zo lang is" : "plek", "12", r == 1 ? "" : "vr–za", "stijgt", "hotspot"}, month_strip()};
    assert_ok(briefing_draw(&brief, path, &error), &error);
    pdf_walk(path, "en-GB", town.scene.title, &walk);
    assert_int_equal(walk.pages, 2);
    assert_int_equal(walk.figures, 1 + 1 + 2 + 5);
    assert_int_equal(walk.tables, 1);
    assert_int_equal(walk.cells, 36);
    assert_int_equal(walk.artifacts, 2 + 3 + 2); /* numbers; markings but the first; sources and run of the first page */
    assert_string_equal(strstr(walk.order, "H2 "), "H2 Figure P P H2 Figure Figure H2 Figure Figure Figure Figure Figure P P ");
    assert_heard("\n3: Meldingen per maand");
    brief.row_count = 0;
    brief.no_clock = "Te weinig uren bekend.";
    brief.strip_count = 0;
    assert_ok(briefing_draw(&brief, path, &error), &error);
    pdf_walk(path, "en-GB", town.scene.title, &walk);
    assert_string_equal(walk.order, "P H1 P Figure P H2 P P P H2 P P ");
    town_scene_free(&town);
}

/* --- the tags by themselves --- */

static void finish(Pdf *pdf)
{
    Error error;
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_ok(pdf_close(pdf, true, file, &error), &error);
    fclose(file);
}

static void dot(Pdf *pdf)
{
    cairo_rectangle(pdf->cairo, 10, 10, 20, 20);
    cairo_fill(pdf->cairo);
}

static void headings_skip_no_level(void **state)
{
    (void)state;
    static const int wanted[] = {3, 1, 2, 6, 6, 6, 6, 6, 2, 0, 9};
    static const char *const heard = "H1 H2 H2 H3 H4 H5 H6 H6 H2 H2 H3 ";
    Pdf pdf;
    pdf_open(210, 297, &(PdfFacts){.language = LANGUAGE_DUTCH, .title = "t"}, &pdf);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        tag_heading(&pdf.tags, wanted[i], "kop", 20 * (double)i);
        dot(&pdf);
        tag_end(&pdf.tags);
        dot(&pdf);
    }
    cairo_show_page(pdf.cairo);
    finish(&pdf);
    pdf_walk(path, "nl-NL", "t", &walk);
    assert_string_equal(walk.order, heard);
}

static void what_lies_in_a_figure_is_the_figure(void **state)
{
    (void)state;
    Pdf pdf;
    tag_begin(NULL, TAG_PARAGRAPH, "nothing happens");
    tag_figure(NULL, 0, 0, 1, 1);
    tag_heading(NULL, 1, "nothing", 0);
    tag_empty(NULL, TAG_CELL, NULL);
    tag_words(NULL, "nothing");
    tag_end(NULL);
    tags_next_page(NULL);
    pdf_open(210, 297, &(PdfFacts){.language = LANGUAGE_DUTCH, .title = "t"}, &pdf);
    tag_end(&pdf.tags); /* the document stays open */
    tag_figure(&pdf.tags, 10, 10, 20, 20);
    tag_begin(&pdf.tags, TAG_TABLE, NULL);
    tag_begin(&pdf.tags, TAG_ROW, NULL);
    tag_empty(&pdf.tags, TAG_CELL, NULL);
    tag_heading(&pdf.tags, 1, "kop", 0);
    dot(&pdf);
    tag_words(&pdf.tags, "these words are not for the figure");
    tag_end(&pdf.tags);
    tag_end(&pdf.tags);
    tag_end(&pdf.tags);
    tag_words(&pdf.tags, "these words are for the figure, after all");
    tag_end(&pdf.tags);
    tag_begin(&pdf.tags, TAG_PARAGRAPH, NULL); /* nothing is drawn in it */
    tag_end(&pdf.tags);
    cairo_show_page(pdf.cairo);
    finish(&pdf);
    pdf_walk(path, "nl-NL", "t", &walk);
    assert_string_equal(walk.order, "Figure P ");
    assert_string_equal(walk.words, "these words are for the figure, after all\n");
}

static void broken_files_are_refused(void **state)
{
    (void)state;
    Error error;
    Bytes out = {0}, bad = {0};
    Pdf pdf;
    pdf_open(100, 100, &(PdfFacts){.language = LANGUAGE_DUTCH}, &pdf);
    bytes_text(&bad, "this is no PDF");
    assert_false(finish_pdf(&bad, &pdf.tags, &pdf.facts, &out, &error));
    assert_int_equal(error.code, ERROR_FAILED);
    assert_non_null(strstr(error.text, "The PDF could not be finished"));
    bytes_free(&bad);
    tag_begin(&pdf.tags, TAG_PARAGRAPH, NULL);
    dot(&pdf);
    cairo_show_page(pdf.cairo);
    tags_next_page(&pdf.tags);
    FILE *file = fopen(path, "wb");
    assert_false(pdf_close(&pdf, true, file, &error)); /* a tag was not ended */
    assert_int_equal(ftell(file), 0);
    pdf_open(100, 100, &(PdfFacts){.language = LANGUAGE_DUTCH}, &pdf);
    error = (Error){ERROR_INPUT, "said before"};
    assert_false(pdf_close(&pdf, false, file, &error));
    assert_string_equal(error.text, "said before");
    assert_int_equal(ftell(file), 0);
    fclose(file);
}

/* --- instructions, by hand --- */

static void assert_marked(const char *from, const char *expected)
{
    TagNode node[] = {{.tag = TAG_DOCUMENT, .parent = TAG_NONE, .page = TAG_NONE}, {.tag = TAG_PARAGRAPH, .page = 1}, {.tag = TAG_ARTIFACT, .page = 1}, {.tag = TAG_HEADING, .level = 2, .page = 1},
                      {.tag = TAG_PARAGRAPH, .page = 2}};
    const Tags tags = {.node = node, .count = 5};
    Bytes marked;
    Error error = {0};
    bool ok = content_mark(from, strlen(from), &tags, 1, &marked, &error);
    assert_int_equal(ok, expected != NULL);
    if (expected) assert_string_equal(marked.text, expected);
    else assert_int_equal(error.code, ERROR_FAILED);
    if (ok) bytes_free(&marked);
}

static void instructions_keep_their_order(void **state)
{
    (void)state;
    static const char three[] = "/P <</MCID 7>> BDC a EMC /P << /MCID 8 >> BDC b EMC /P <</MCID 9>> BDC c EMC";
    assert_marked(three, "/P <</MCID 0>> BDC a EMC\n /Artifact <</Type /Pagination>> BDC b EMC\n /H2 <</MCID 1>> BDC c EMC\n");
    assert_marked("q 1 0 0 1 re f /P <</MCID 7>> BDC a EMC n /P << /MCID 8 >> BDC b EMC /P <</MCID 9>> BDC c EMC S",
                  "/Artifact BMC\nq 1 0 0 1 re f \nEMC\n/P <</MCID 0>> BDC a EMC\n n /Artifact <</Type /Pagination>> BDC b EMC\n /H2 <</MCID 1>> BDC c EMC\n/Artifact BMC\n S\nEMC\n");
    /* Marks in texts, in names and in remarks are none; those inside a mark stay. */
    assert_marked("(EMC \\) ( /P <</MCID 1>> BDC ) ) % /P <</MCID 1>> BDC EMC\n<454d43> pop /P <</MCID 7>> BDC /Span <</ActualText (EMC)>> BDC (f) Tj EMC [(EMC) 2 <0a>] TJ EMC"
                  " /P <</MCID 8>> BDC EMC /P <</MCID 9>> BDC EMC /EMC gs",
                  "(EMC \\) ( /P <</MCID 1>> BDC ) ) % /P <</MCID 1>> BDC EMC\n<454d43> pop /P <</MCID 0>> BDC /Span <</ActualText (EMC)>> BDC (f) Tj EMC [(EMC) 2 <0a>] TJ EMC\n"
                  " /Artifact <</Type /Pagination>> BDC EMC\n /H2 <</MCID 1>> BDC EMC\n /EMC gs");
    assert_marked("/P <</MCID 7>> BDC EMC /P <</MCID 8>> BDC EMC", NULL);                                                        /* too few */
    assert_marked("/P <</MCID 7>> BDC EMC /P <</MCID 8>> BDC EMC /P <</MCID 9>> BDC EMC /P <</MCID 10>> BDC EMC", NULL);          /* too many */
    assert_marked("/P <</MCID 7>> BDC EMC /P <</MCID 8>> BDC EMC /P <</MCID 9>> BDC", NULL);                                      /* not ended */
    assert_marked("BT /P <</MCID 7>> BDC EMC ET /P <</MCID 8>> BDC EMC /P <</MCID 9>> BDC EMC", NULL);                            /* half a text */
    assert_marked("BI /W 1 ID EMC EI /P <</MCID 7>> BDC EMC /P <</MCID 8>> BDC EMC /P <</MCID 9>> BDC EMC", NULL);
    assert_marked("(no end", NULL);
    assert_marked("<no end", NULL);
    assert_marked("", NULL);
}

static int make_folder(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/page.pdf", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(map_pages),
        cmocka_unit_test(a_map_in_words),
        cmocka_unit_test(bare_pages),
        cmocka_unit_test(odd_texts),
        cmocka_unit_test(sheets),
        cmocka_unit_test(covers_contents_and_columns),
        cmocka_unit_test(briefings),
        cmocka_unit_test(headings_skip_no_level),
        cmocka_unit_test(what_lies_in_a_figure_is_the_figure),
        cmocka_unit_test(broken_files_are_refused),
        cmocka_unit_test(instructions_keep_their_order),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
