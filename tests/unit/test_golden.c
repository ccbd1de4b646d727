/*
 * The example town against what it gave before: fixtures/golden/town.txt (numbers, to 1 in a million; counts and names
 * exactly) and pictures at 50 dots per inch, by blocks of 8 x 8 pixels: map.png, and of the first pages of the briefing, of the page of a
 * wijk and of the report brief.png, wijk.png and cover.png.
 *
 * After a change that is meant:   REWRITE=1 make unit TEST=golden    and look at what git says has changed.
 */
#include "tests/support/assert_near.h"

#include "src/analysis.h"
#include "src/briefing.h"
#include "src/drawing.h"
#include "src/layers.h"
#include "src/report.h"
#include "src/wijk_page.h"
#include "src/wording.h"
#include "tests/support/town.h"

#include <cairo.h>
#include <ctype.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define NUMBERS "fixtures/golden/town.txt"
#define PICTURE "fixtures/golden/map.png"

static Town town;
static Analysis analysis;

static int make_example(void **state)
{
    (void)state;
    Error error;
    Log log = log_init(true);
    ImportCounts counts;
    int64_t linked;
    char database[CONFIG_TEXT], key[CONFIG_TEXT];
    setenv("TZ", "Europe/Amsterdam", 1);
    tzset();
    town_lay(&town);
    memcpy(database, town.config.database, sizeof database);
    memcpy(key, town.config.key_file, sizeof key);
    assert_ok(config_read(&town.config, "config.ini", &error), &error);
    memcpy(town.config.database, database, sizeof database);
    memcpy(town.config.key_file, key, sizeof key);
    town.config.dpi = 50;
    town.config.replicates = 199;
    assert_ok(store_open(database, STORE_CREATE, 28992, &town.store, &error), &error);
    for (size_t i = 0; i < town.config.layer_count; i++) {
        Layer layer;
        LayerRecord record;
        assert_ok(layer_file_read(&town.config.layer[i], "EPSG:28992", &layer, &record, &error), &error);
        snprintf(record.added_on, sizeof record.added_on, "2025-01-01 10:00");
        assert_ok(layer_write(town.store, &layer, &record, &error), &error);
        layer_free(&layer);
    }
    for (size_t i = 0; i < town.config.reports_count; i++) {
        const ConfigReports *r = &town.config.reports[i];
        assert_ok(import_file(town.store, &town.config, r->file, &(ImportOptions){.source = r->name, .mapping = r->mapping, .regime = r->regime}, &log, &counts, &error), &error);
        assert_int_equal(counts.rows_in, counts.loaded + counts.refused + counts.present);
    }
    assert_ok(import_link_duplicates(town.store, &town.config, &linked, &error), &error);
    assert_ok(analysis_make(town.store, &town.config, STAGE_PRIORITISE, &analysis, &error), &error);
    return 0;
}

static int raze_example(void **state)
{
    (void)state;
    analysis_free(&analysis);
    town_raze(&town);
    return 0;
}

static void write_area(FILE *to, size_t a)
{
    const RiskArea *r = &analysis.area[a];
    fprintf(to, "area %d '%s' '%s' reports %zu reporters %zu dates %zu weighted %.9g m2 %.9g highest %.9g p %.9g q %.9g hotspot %d stable %d robust %d dark %.9g at %.9g %.9g\n",
            r->rank, r->street != NULL ? r->street : "-", r->neighbourhood != NULL ? r->neighbourhood : "-", r->reports, r->reporters, r->dates,
            r->reports_weighted, r->measure.area_m2, r->measure.density_max, r->significance.p, r->significance.q, r->hotspot, r->stable, r->robust,
            r->dark_share, r->measure.x_max_m, r->measure.y_max_m);
    for (int lever = 0; lever < LEVER_COUNT; lever++) {
        const PriorityScore *s = &analysis.priorities.score[lever][a];
        fprintf(to, "area %d %s rank %d (%d-%d) score %.9g =", r->rank, wording_lever_key((Lever)lever), s->rank, s->rank_low, s->rank_high, s->score);
        for (int f = 0; f < priority_factor_count((Lever)lever); f++) fprintf(to, " %.9g", s->factor[f]);
        fputc('\n', to);
    }
}

static void write_numbers(const char *path)
{
    const Selection *s = &analysis.selection;
    const Grid *grid = &analysis.density;
    FILE *to = fopen(path, "w");
    assert_non_null(to);
    fprintf(to, "found %zu counted %zu duplicates %zu outside %zu imprecise %zu hour_unknown %zu reporter_unknown %zu reporters %zu weight %.9g\n", s->found, s->points.count,
            s->duplicates, s->outside, s->imprecise, s->hour_unknown, s->reporter_unknown, s->reporters, s->weight);
    fprintf(to, "level %.9g boundary_m2 %.9g areas %zu left_out %zu\n", analysis.level_density, analysis.municipality.boundary_m2, analysis.area_count,
            analysis.areas_left_out);
    for (size_t a = 0; a < analysis.area_count; a++) write_area(to, a);
    for (int r = 4; r < grid->rows; r += 8) {
        fprintf(to, "density y %.9g:", grid_y_m(grid, r));
        for (int c = 4; c < grid->columns; c += 8) {
            double value = grid->value[(size_t)r * (size_t)grid->columns + (size_t)c];
            if (isnan(value)) fputs(" -", to);
            else fprintf(to, " %.9g", value < 1e-9 ? 0 : value);
        }
        fputc('\n', to);
    }
    assert_int_equal(fclose(to), 0);
}

static bool starts_number(const char *text)
{
    return isdigit((unsigned char)text[0]) || (text[0] == '-' && isdigit((unsigned char)text[1])) || strncmp(text, "nan", 3) == 0;
}

/* Whole numbers and words exactly, broken numbers to 1 in a million. */
static void compare_lines(const char *made, const char *golden, int line)
{
    const char *p = made, *q = golden;
    while (*p != '\0' && *q != '\0') {
        char *p_end, *q_end;
        if (starts_number(p) && starts_number(q)) {
            double a = strtod(p, &p_end), b = strtod(q, &q_end);
            bool whole = strcspn(p, ".e ") >= (size_t)(p_end - p) && strcspn(q, ".e ") >= (size_t)(q_end - q) && fabs(b) < 1e6;
            if (!(isnan(a) && isnan(b)) && fabs(a - b) > (whole ? 0 : 1e-6 * fabs(b) + 1e-9)) fail_msg("line %d: %.12g was %.12g\nnow:    %sgolden: %s", line, a, b, made, golden);
            p = p_end, q = q_end;
        } else if (*p++ != *q++)
            fail_msg("line %d is another one\nnow:    %sgolden: %s", line, made, golden);
    }
    assert_int_equal(*p, *q);
}

static void numbers_are_those_of_before(void **state)
{
    (void)state;
    static char made_line[1 << 15], golden_line[1 << 15];
    char path[300];
    if (getenv("REWRITE") != NULL) write_numbers(NUMBERS);
    snprintf(path, sizeof path, "%s", town_path(&town, "town.txt"));
    write_numbers(path);
    FILE *made = fopen(path, "r"), *golden = fopen(NUMBERS, "r");
    assert_true(made != NULL && golden != NULL);
    int lines = 0;
    while (fgets(made_line, sizeof made_line, made) != NULL) {
        if (fgets(golden_line, sizeof golden_line, golden) == NULL) fail_msg("the golden ends before line %d: %s", lines + 1, made_line);
        compare_lines(made_line, golden_line, ++lines);
    }
    assert_null(fgets(golden_line, sizeof golden_line, golden));
    assert_true(lines > 20);
    fclose(made);
    fclose(golden);
}

/* ---- the picture ---- */

enum { BLOCK = 8 };

static double block_mean(cairo_surface_t *picture, int bx, int by, int channel)
{
    const unsigned char *data = cairo_image_surface_get_data(picture);
    int stride = cairo_image_surface_get_stride(picture), width = cairo_image_surface_get_width(picture), height = cairo_image_surface_get_height(picture);
    int count = 0;
    double sum = 0;
    for (int y = by * BLOCK; y < (by + 1) * BLOCK && y < height; y++)
        for (int x = bx * BLOCK; x < (bx + 1) * BLOCK && x < width; x++, count++) sum += data[y * stride + 4 * x + channel];
    return count > 0 ? sum / count : 0;
}

/* Letters may fall a pixel apart with another version of a library; colours, lines and places may not. */
static void compare_pictures(const char *path, const char *before)
{
    cairo_surface_t *made = cairo_image_surface_create_from_png(path), *golden = cairo_image_surface_create_from_png(before);
    assert_int_equal(cairo_surface_status(made), CAIRO_STATUS_SUCCESS);
    assert_int_equal(cairo_surface_status(golden), CAIRO_STATUS_SUCCESS);
    int width = cairo_image_surface_get_width(made), height = cairo_image_surface_get_height(made), different = 0, all = 0;
    assert_int_equal(width, cairo_image_surface_get_width(golden));
    assert_int_equal(height, cairo_image_surface_get_height(golden));
    for (int by = 0; by * BLOCK < height; by++)
        for (int bx = 0; bx * BLOCK < width; bx++, all++) {
            double apart = 0;
            for (int channel = 0; channel < 3; channel++) apart = fmax(apart, fabs(block_mean(made, bx, by, channel) - block_mean(golden, bx, by, channel)));
            different += apart > 24;
        }
    if (100 * different > 3 * all) fail_msg("%d of %d blocks of %s differ; look at it, and REWRITE=1 when it is meant", different, all, before);
    cairo_surface_destroy(made);
    cairo_surface_destroy(golden);
}

static void the_map_looks_as_before(void **state)
{
    (void)state;
    Error error;
    if (getenv("REWRITE") != NULL) assert_ok(drawing_map(&town.config, &analysis, "golden", PICTURE, &error), &error);
    assert_ok(drawing_map(&town.config, &analysis, "golden", town_path(&town, "map.png"), &error), &error);
    compare_pictures(town.path, PICTURE);
}

/* The first page of a PDF of the town as a picture beside the one of before; pdftoppm (poppler-utils) makes it. */
static void compare_page(const char *name)
{
    char command[1024], made[300], golden[300];
    bool rewrite = getenv("REWRITE") != NULL;
    if (system("command -v pdftoppm > /dev/null") != 0) {
        print_message("skipped: pdftoppm is not installed\n");
        skip();
    }
    snprintf(golden, sizeof golden, "fixtures/golden/%s.png", name);
    snprintf(made, sizeof made, "%s/%s.png", town.folder, name);
    snprintf(command, sizeof command, "pdftoppm -r 50 -png -singlefile -f 1 -l 1 '%s/%s.pdf' '%s/%s'", town.folder, name, town.folder, name);
    assert_int_equal(system(command), 0);
    snprintf(command, sizeof command, "cp '%s' '%s'", made, golden);
    if (rewrite) assert_int_equal(system(command), 0);
    compare_pictures(made, golden);
}

static void the_briefing_looks_as_before(void **state)
{
    (void)state;
    Error error;
    assert_ok(briefing_pdf(town.store, &town.config, &analysis, "golden", town_path(&town, "brief.pdf"), &error), &error);
    compare_page("brief");
}

static void the_page_of_a_wijk_looks_as_before(void **state)
{
    (void)state;
    Error error;
    WijkTown whole;
    Wijk wijk;
    WijkFacts facts;
    assert_ok(wijk_town_make(town.store, &town.config, &analysis, "golden", &whole, &error), &error);
    assert_ok(wijk_find(&analysis.municipality, "Centrum", &wijk, &error), &error);
    assert_ok(wijk_facts(&whole, &wijk, &facts, &error), &error);
    assert_ok(wijk_draw(&whole, &wijk, &facts, town_path(&town, "wijk.pdf"), &error), &error);
    wijk_free(&wijk);
    wijk_town_free(&whole);
    compare_page("wijk");
}

static void the_cover_of_the_report_looks_as_before(void **state)
{
    (void)state;
    Error error;
    StreetsOnce streets = {0};
    assert_ok(report_pdf(town.store, &town.config, &analysis, &streets, "golden", town_path(&town, "cover.pdf"), &error), &error);
    streets_once_free(&streets);
    compare_page("cover");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_those_of_before),
        cmocka_unit_test(the_map_looks_as_before),
        cmocka_unit_test(the_briefing_looks_as_before),
        cmocka_unit_test(the_page_of_a_wijk_looks_as_before),
        cmocka_unit_test(the_cover_of_the_report_looks_as_before),
    };
    return cmocka_run_group_tests(tests, make_example, raze_example);
}
