/* Sheets: what does not fit goes on, every page is numbered, the same sheet gives the same bytes. */
#include "tests/support/assert_near.h"

#include "render/sheet.h"
#include "tests/support/pdf_walk.h"
#include "tests/support/town_scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int pages; /* of the sheet drawn last */

static char *draw(const Sheet *sheet, size_t *ret_length)
{
    char path[] = "/tmp/sheet.XXXXXX";
    Error error;
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    assert_ok(sheet_draw(sheet, path, &error), &error);
    FILE *from = fopen(path, "rb");
    assert_non_null(from);
    char *bytes = calloc(1, 1 << 20);
    *ret_length = fread(bytes, 1, (1 << 20) - 1, from);
    fclose(from);
    pages = pdf_pages(path);
    unlink(path);
    assert_memory_equal(bytes, "%PDF-", 5);
    return bytes;
}

static SheetBlock text_block(SheetKind kind, const char *text)
{
    return (SheetBlock){.kind = kind, .text = text};
}

static void long_sheets_go_on(void **state)
{
    (void)state;
    static SheetBlock block[200];
    for (int count = 1; count <= 200; count += 66) {
        for (int i = 0; i < count; i++) block[i] = text_block(i % 10 ? SHEET_TEXT : SHEET_HEADING, "Een zin die op zijn regel past.");
        Sheet sheet = {.language = LANGUAGE_DUTCH, .marking = "INTERN", .title = "Een bevinding", .subtitle = "Ergens", .block = block, .block_count = (size_t)count};
        size_t length, again;
        char *bytes = draw(&sheet, &length), *same = draw(&sheet, &again);
        /* A text takes 6.3 mm, and 260 mm of a page are free for it. */
        assert_true(pages >= 1 + count * 6 / 300 && pages <= 1 + count * 8 / 240);
        assert_int_equal(length, again);
        assert_memory_equal(bytes, same, length);
        free(bytes);
        free(same);
    }
}

static void odd_numbers_do_no_harm(void **state)
{
    (void)state;
    const double x[] = {0, 0.5, 1}, y[] = {0, NAN, 0.4}, none[] = {0, 0, 0}, widths[] = {1, 1};
    const char *const head[] = {"a", "b"}, *const cell[] = {"een heel lange naam die niet in zijn kolom past en dus over drie regels loopt, en nog meer", NULL, "", "12"};
    const SheetInterval interval[] = {{"open", "tot ∞", 3, -2, INFINITY}, {"onbekend", "–", NAN, NAN, NAN}, {"niets", "0", 0, 0, 0}};
    SheetBlock block[] = {{.kind = SHEET_LINES, .lines = {.points = 3, .series = 2, .x = x, .y = {y, none}, .name = {"een", "twee"}, .x_percent = true, .y_percent = true}},
                          {.kind = SHEET_INTERVALS, .intervals = {3, interval, "eenheid"}},
                          {.kind = SHEET_INTERVALS, .intervals = {1, interval + 1, NULL}},
                          {.kind = SHEET_TABLE, .table = {2, 2, head, cell, widths, NULL}}};
    for (int language = 0; language < 2; language++) {
        Sheet sheet = {.language = (Language)language, .block = block, .block_count = sizeof block / sizeof *block, .a3 = language == 1};
        size_t length;
        char *bytes = draw(&sheet, &length);
        assert_int_equal(pages, 1);
        free(bytes);
    }
    Error error;
    assert_false(sheet_draw(&(Sheet){.title = "a"}, "/nergens/hier.pdf", &error));
    assert_int_equal(error.code, ERROR_FAILED);
}

/* A ranked place with bars, one of them not known, and a page that begins anew with its title. */
static void ranked_places_and_pages(void **state)
{
    (void)state;
    const SheetRanked ranked = {.rank = "1", .name = "Kraanweg (De Hoge Waard)", .score = "score 95,5 van 100", .state = "hotspot", .bars = 3,
                                .bar = {{"positie", "100%", 1}, {"te veel", "–", 1.7}, {"onbekend", "niet te bepalen", NAN}}, .why = "Omdat het zo is.", .change = "Niets."};
    static SheetBlock block[31];
    for (int i = 0; i < 31; i++) block[i] = (SheetBlock){.kind = SHEET_RANKED, .ranked = ranked};
    block[15] = text_block(SHEET_PAGE, "Nog een lijst");
    size_t few, many, length;
    Sheet sheet = {.language = LANGUAGE_DUTCH, .title = "Een lijst", .block = block, .block_count = 3};
    char *bytes = draw(&sheet, &few);
    assert_int_equal(pages, 1);
    free(bytes);
    sheet.block_count = 31; /* fifteen a list: two pages each */
    bytes = draw(&sheet, &many);
    assert_int_equal(pages, 4);
    free(bytes);
    block[15] = (SheetBlock){.kind = SHEET_RANKED, .ranked = {.rank = "16", .name = "zonder balken", .score = "", .state = ""}};
    bytes = draw(&sheet, &length);
    assert_int_equal(pages, 4);
    free(bytes);
}

static int count(const Sheet *sheet)
{
    Error error;
    int counted;
    size_t length;
    assert_ok(sheet_pages(sheet, &counted, &error), &error);
    Sheet known = *sheet; /* what was counted before gives the same file */
    known.pages = counted;
    size_t again;
    char *first = draw(sheet, &length), *same = draw(&known, &again);
    assert_int_equal(pages, counted);
    assert_int_equal(length, again);
    assert_memory_equal(first, same, length);
    free(first);
    free(same);
    return counted;
}

/* Two columns take the height of the taller, and are never torn apart by the end of a page. */
static void columns_stand_beside_each_other(void **state)
{
    (void)state;
    static SheetBlock block[64];
    Sheet sheet = {.language = LANGUAGE_DUTCH, .title = "Kolommen", .block = block};
    for (int i = 0; i < 64; i++) {
        block[i] = text_block(SHEET_TEXT, "Een zin die op zijn regel past.");
        block[i].column = i < 32 ? COLUMN_LEFT : COLUMN_RIGHT;
    }
    sheet.block_count = 64;
    assert_int_equal(count(&sheet), 1); /* under each other they take two: see the first test */
    for (int i = 0; i < 64; i++) block[i].column = COLUMN_BOTH;
    assert_int_equal(count(&sheet), 2);
    /* Twenty lines first: the columns go to the next page as a whole, which leaves room for no more than four under them. */
    for (int i = 0; i < 64; i++) block[i].column = i < 20 ? COLUMN_BOTH : i < 52 ? COLUMN_LEFT : COLUMN_RIGHT;
    assert_int_equal(count(&sheet), 2);
    for (int i = 0; i < 64; i++) block[i].column = i < 20 || i > 58 ? COLUMN_BOTH : i < 56 ? COLUMN_LEFT : COLUMN_RIGHT;
    assert_int_equal(count(&sheet), 2);
    for (int i = 0; i < 64; i++) block[i].column = COLUMN_RIGHT; /* without a left one: as always */
    assert_int_equal(count(&sheet), 2);
}

/* A map without a height takes what the rest leaves of its page, and not more. */
static void maps_fill_the_page(void **state)
{
    (void)state;
    TownScene *town = calloc(1, sizeof *town);
    assert_non_null(town);
    town_scene_init(town, LANGUAGE_DUTCH);
    static SheetBlock block[40];
    Sheet sheet = {.language = LANGUAGE_DUTCH, .title = "Een kaart", .block = block};
    for (int texts = 0; texts <= 16; texts += 8) {
        block[0] = (SheetBlock){.kind = SHEET_MAP, .map = {.scene = &town->scene}};
        for (int i = 1; i <= texts; i++) block[i] = text_block(i == texts ? SHEET_HEADING : SHEET_TEXT, "Een zin die op zijn regel past.");
        block[texts + 1] = text_block(SHEET_PAGE, "Verder");
        block[texts + 2] = text_block(SHEET_TEXT, "Een zin.");
        sheet.block_count = (size_t)texts + 3;
        assert_int_equal(count(&sheet), 2);
        block[0].map.snug = true;
        assert_int_equal(count(&sheet), 2);
        block[0].map.bare = true;
        assert_int_equal(count(&sheet), 2);
    }
    town_scene_free(town);
    free(town);
}

/* A cover stands before the first page, with any text; the contents list the pages that have a title. */
static void covers_and_contents(void **state)
{
    (void)state;
    TownScene *town = calloc(1, sizeof *town);
    assert_non_null(town);
    town_scene_init(town, LANGUAGE_DUTCH);
    char title[601] = "";
    for (int i = 0; i < 40; i++) strcat(title, "<b>&\xF0\x9F\x98\x80 abc");
    const SheetFact fact[] = {{"Periode", "2024"}, {"Bestemd voor", title}, {title, NULL}};
    SheetCover cover = {.over = "Lindehaven", .title = title, .subtitle = title, .map = &town->scene, .fact_count = 3, .fact = fact};
    SheetBlock block[] = {text_block(SHEET_PAGE, "Inhoud"), {.kind = SHEET_CONTENTS}, text_block(SHEET_PAGE, "Een"), text_block(SHEET_TEXT, "Tekst"), text_block(SHEET_PAGE, NULL), text_block(SHEET_PAGE, title)};
    Sheet sheet = {.language = LANGUAGE_DUTCH, .cover = &cover, .marking = "INTERN", .block = block, .block_count = 6};
    assert_int_equal(count(&sheet), 5);
    sheet.block = block + 3, sheet.block_count = 1; /* what does not begin a page does not stand on the cover */
    assert_int_equal(count(&sheet), 2);
    cover = (SheetCover){0};
    assert_int_equal(count(&sheet), 2);
    town_scene_free(town);
    free(town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(columns_stand_beside_each_other), cmocka_unit_test(maps_fill_the_page), cmocka_unit_test(covers_and_contents), cmocka_unit_test(long_sheets_go_on), cmocka_unit_test(odd_numbers_do_no_harm), cmocka_unit_test(ranked_places_and_pages)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
