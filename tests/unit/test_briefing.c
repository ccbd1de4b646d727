/* The printout for a briefing: always two pages and the same bytes, whatever its names, title and number of places. */
#include "tests/support/assert_near.h"

#include "render/briefing.h"
#include "tests/support/pdf_walk.h"
#include "tests/support/town_scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MONTHS = 24 };

static TownScene town;
static HourMatrix hours;
static double month[MONTHS];

static int make_town(void **state)
{
    (void)state;
    town_scene_init(&town, LANGUAGE_DUTCH);
    for (int d = 0; d < WEEK_DAYS; d++)
        for (int h = 0; h < DAY_HOURS; h++) hours.value[d][h] = (d + h) % 5, hours.weight += hours.value[d][h], hours.known++;
    for (int m = 0; m < MONTHS; m++) month[m] = m;
    return 0;
}

static int raze_town(void **state)
{
    (void)state;
    town_scene_free(&town);
    return 0;
}

static MonthStrip strip_of(const char *name)
{
    return (MonthStrip){.first_month = 2023 * 12 + 10, .count = MONTHS, .value = month, .name = name};
}

/* A briefing with so many places of one name. */
static BriefScene brief_of(size_t rows, const char *name)
{
    BriefScene brief = {.scene = &town.scene, .heading = {"Plek", "Meldingen", "Piek", "Verloop", "Status"}, .row_count = rows, .no_rows = "Geen plek springt eruit.", .clock_title = "De uren van de week",
                        .clock = {.hours = &hours, .day = {"ma", "di", "wo", "do", "vr", "za", "zo"}, .unit = "meldingen", .note = "N = 168"}, .valid = "Geldig tot en met 31-10-2025",
                        .contact = "Vragen: iemand", .months_title = "De laatste 24 maanden", .places_title = "Dezelfde maanden, plek voor plek", .strip_count = 2};
    chart_clock_classes(&brief.clock);
    for (size_t s = 0; s < brief.strip_count; s++) brief.strip[s] = strip_of(s == 0 ? "Meldingen" : "Onveilige plekken");
    for (size_t r = 0; r < rows; r++) brief.row[r] = (BriefingRow){.rank = (int)r + 1, .status = AREA_HOTSPOT, .cell = {name, "1.234", "ma–zo 21–01 uur", "aanhoudend", "hotspot"}, .months = strip_of(name)};
    return brief;
}

static char *draw(const BriefScene *brief, size_t *ret_length)
{
    char path[] = "/tmp/briefing.XXXXXX";
    Error error;
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    assert_ok(briefing_draw(brief, path, &error), &error);
    FILE *from = fopen(path, "rb");
    assert_non_null(from);
    char *bytes = calloc(1, 4 << 20);
    *ret_length = fread(bytes, 1, (4 << 20) - 1, from);
    assert_true(*ret_length < (4 << 20) - 1);
    fclose(from);
    assert_int_equal(pdf_pages(path), 2);
    unlink(path);
    return bytes;
}

static void holds(const BriefScene *brief)
{
    size_t length, again;
    char *bytes = draw(brief, &length), *same = draw(brief, &again);
    assert_memory_equal(bytes, "%PDF-", 5);
    assert_int_equal(length, again);
    assert_memory_equal(bytes, same, length);
    free(bytes);
    free(same);
}

static void any_number_of_places(void **state)
{
    (void)state;
    static const size_t areas[] = {0, 1, 3, 500};
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
        town_scene_areas(&town, areas[i]);
        if (areas[i] == 0) town.scene.areas = NULL, town.scene.area_count = 0;
        BriefScene brief = brief_of(areas[i] < BRIEFING_ROWS ? areas[i] : BRIEFING_ROWS, "Korenstraat (Binnenstad)");
        holds(&brief);
    }
    town_scene_areas(&town, 3);
}

static void any_name(void **state)
{
    (void)state;
    static const char *const names[] = {"Burgemeester Van der Weerden-van Schoonhovenstraat en pleintjes", "<script>alert(1)</script> & </b>", "Plein \xF0\x9F\x98\x80\xF0\x9F\x9A\xA8 (\xF0\x9F\x8F\xB3)",
                                        "\xD8\xB4\xD8\xA7\xD8\xB1\xD8\xB9 \xD8\xA7\xD9\x84\xD9\x85\xD8\xAD\xD8\xB7\xD8\xA9", "\xFF\xFE\x80 geen UTF-8", "",
                                        "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        BriefScene brief = brief_of(BRIEFING_ROWS, names[n]);
        holds(&brief);
    }
}

static void any_title(void **state)
{
    (void)state;
    char title[201];
    const char *kept = town.scene.title, *subtitle = town.scene.subtitle;
    for (size_t i = 0; i < 200; i++) title[i] = i % 9 == 8 ? ' ' : 'W';
    title[200] = '\0';
    BriefScene brief = brief_of(BRIEFING_ROWS, "Burgemeester Van der Weerden-van Schoonhovenstraat en pleintjes");
    town.scene.title = town.scene.subtitle = title;
    brief.valid = brief.contact = title;
    holds(&brief);
    town.scene.title = town.scene.subtitle = NULL;
    brief.valid = brief.contact = NULL;
    holds(&brief);
    town.scene.title = kept, town.scene.subtitle = subtitle;
}

/* What cannot be drawn is refused, and where it cannot be written is said. */
static void refused(void **state)
{
    (void)state;
    Error error;
    BriefScene brief = brief_of(1, "Hier");
    assert_false(briefing_draw(&brief, "/nergens/hier.pdf", &error));
    assert_int_equal(error.code, ERROR_FAILED);
    Scene empty = town.scene;
    empty.extent = (Box){1, 1, 0, 0};
    brief.scene = &empty;
    char path[] = "/tmp/briefing.XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    assert_false(briefing_draw(&brief, path, &error));
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_number_of_places), cmocka_unit_test(any_name), cmocka_unit_test(any_title), cmocka_unit_test(refused)};
    return cmocka_run_group_tests(tests, make_town, raze_town);
}
