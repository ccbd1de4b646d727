/*
 * The whole chain on a small town, each number got a second way: from the rows in the database and from the geometry as
 * it was drawn, without the code of geo.
 *
 * The town is an L of 3000 x 2500 m without its north-east corner, with a street every 100 m, lamps along some of them,
 * two cameras, four places with many reports and reports all over.
 */
#include "tests/support/assert_near.h"

#include "geo/calendar.h"
#include "src/analysis.h"
#include "src/exchange/export.h"
#include "tests/support/random_numbers.h"
#include "tests/support/town.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { STREETS_MOST = 80, LAMPS_MOST = 800, REPORTS_MOST = 2000 };
static const double LAND[] = {150000, 440000, 153000, 440000, 153000, 441500, 152000, 441500, 152000, 442500, 150000, 442500};
static const double LAND_M2 = 3000.0 * 2500 - 1000.0 * 1000;

typedef struct Line {
    double x0, y0, x1, y1;
} Line;

/* A report as the database has it. */
typedef struct Row {
    double x, y, dark;
    int64_t from_s, to_s;
    int offset_s, source;
    bool hour_known, boa, order;
} Row;

static Town town;
static Analysis analysis;
static Line street[STREETS_MOST];
static int street_count;
static double lamp_xy[LAMPS_MOST][2];
static bool lamp_works[LAMPS_MOST];
static int lamp_count;
static Row row[REPORTS_MOST];
static size_t row_count;

static bool on_land(double x, double y)
{
    return x >= 150000 && x < 153000 && y >= 440000 && y < 442500 && (x < 152000 || y < 441500);
}

static void lay_streets(void)
{
    static double xy[STREETS_MOST][4];
    static char name[STREETS_MOST][32];
    TownFeature feature[STREETS_MOST];
    for (int i = 0; i < 30; i++) {
        double x = 150037 + 100.0 * i;
        street[street_count++] = (Line){x, 440010, x, x < 152000 ? 442490 : 441490};
    }
    for (int i = 0; i < 25; i++) {
        double y = 440061 + 100.0 * i;
        street[street_count++] = (Line){150010, y, y < 441500 ? 152990 : 151990, y};
    }
    for (int s = 0; s < street_count; s++) {
        snprintf(name[s], sizeof name[s], "Straat %02d", s);
        memcpy(xy[s], &street[s], sizeof xy[s]);
        feature[s] = (TownFeature){name[s], xy[s], 2};
    }
    town_layer(&town, "straten", ROLE_STREET, FEATURE_LINE, feature, (size_t)street_count);
}

static void write_points(const char *name, Role role, const double (*xy)[2], int count, const double *number[LAYER_NUMBERS])
{
    Error error;
    Layer layer = layer_init(role, FEATURE_POINT);
    LayerRecord record = {.features = count};
    for (int i = 0; i < count; i++) {
        assert_ok(layer_add(&layer, &error) && features_add(&layer.features, &error) && features_add_part(&layer.features, &error) &&
                      features_add_vertex(&layer.features, xy[i][0], xy[i][1], &error),
                  &error);
        for (int field = 0; field < LAYER_NUMBERS; field++)
            if (number[field] != NULL) layer.number[field][i] = number[field][i];
    }
    snprintf(record.name, sizeof record.name, "%s", name);
    snprintf(record.role, sizeof record.role, "%s", role_facts(role)->name);
    snprintf(record.added_on, sizeof record.added_on, "2025-01-01 10:00");
    assert_ok(layer_write(town.store, &layer, &record, &error), &error);
    layer_free(&layer);
}

static const double CAMERAS[2][2] = {{150760, 440900}, {151700, 441850}};
static const double DIRECTION[2] = {90, NAN}, ANGLE[2] = {80, NAN}, RANGE[2] = {120, NAN};

static void lay_lamps_and_cameras(void)
{
    static double works[LAMPS_MOST];
    for (int s = 30; s < street_count; s += 2)
        for (double x = street[s].x0; x < street[s].x1 && lamp_count < LAMPS_MOST; x += 61) {
            lamp_xy[lamp_count][0] = x;
            lamp_xy[lamp_count][1] = street[s].y0 + 4;
            lamp_works[lamp_count] = lamp_count % 7 != 3;
            works[lamp_count] = lamp_count % 5 == 1 && lamp_works[lamp_count] ? (double)NAN : lamp_works[lamp_count];
            lamp_count++;
        }
    write_points("lampen", ROLE_LIGHT, (const double (*)[2])lamp_xy, lamp_count, (const double *[LAYER_NUMBERS]){[NUMBER_WORKS] = works});
    write_points("cameras", ROLE_CAMERA, CAMERAS, 2,
                 (const double *[LAYER_NUMBERS]){[NUMBER_DIRECTION_DEG] = DIRECTION, [NUMBER_ANGLE_DEG] = ANGLE, [NUMBER_RANGE_M] = RANGE});
}

static double bell(uint64_t *random)
{
    double sum = 0;
    for (int i = 0; i < 12; i++) sum += random_between(random, -0.5, 0.5);
    return sum;
}

/* source: 0, 1, or any of both for -1. first_hour..+hours: when it happens. */
static size_t put_reports(char *const text[2], size_t used[2], int count, double x, double y, double spread, int source, int first_hour, int hours,
                          const char *category, uint64_t *random, int *number)
{
    for (int i = 0; i < count; i++) {
        double px, py;
        do {
            px = spread > 0 ? x + spread * bell(random) : random_between(random, 150000, 153000);
            py = spread > 0 ? y + spread * bell(random) : random_between(random, 440000, 442500);
        } while (!on_land(px, py));
        int to = source >= 0 ? source : random_below(random, 2), kind = random_below(random, 10), hour = (first_hour + random_below(random, hours)) % 24;
        Date date = calendar_date(calendar_day_of((Date){2022, 1, 1}) + random_below(random, 1096));
        char clock[16] = "", until[16] = "";
        if (kind > 0) snprintf(clock, sizeof clock, "%02d:%02d", hour, random_below(random, 60));
        if (kind == 1) snprintf(until, sizeof until, "%02d:%02d", (hour + 3) % 24, random_below(random, 60));
        used[to] += (size_t)sprintf(text[to] + used[to], "%d;%04d-%02d-%02d;%s;%s;%.2f;%.2f;%s;m%d\n", ++*number, date.year, date.month, date.day, clock, until,
                                    px, py, category, random_below(random, 400));
    }
    return 0;
}

static void lay_reports(void)
{
    uint64_t random = 77;
    int number = 0;
    char *text[2] = {malloc(1 << 18), malloc(1 << 18)};
    size_t used[2];
    assert_true(text[0] != NULL && text[1] != NULL);
    for (int s = 0; s < 2; s++) used[s] = (size_t)sprintf(text[s], "nummer;datum;tijd van;tijd tot;x;y;categorie;melder\n");
    put_reports(text, used, 80, 150800, 440900, 60, -1, 21, 6, "overlast", &random, &number);
    put_reports(text, used, 40, 150800, 440900, 60, -1, 12, 8, "beroving", &random, &number);
    put_reports(text, used, 90, 151700, 441800, 70, -1, 13, 5, "achtervolgen", &random, &number);
    put_reports(text, used, 60, 152500, 440700, 50, 1, 16, 8, "overlast", &random, &number); /* of one source alone */
    put_reports(text, used, 50, 150700, 442440, 60, -1, 20, 8, "discriminatie", &random, &number);
    put_reports(text, used, 300, 0, 0, 0, -1, 0, 24, "bedreiging", &random, &number);
    assert_int_equal(town_import(&town, "een", "een.csv", text[0]).refused, 0);
    assert_int_equal(town_import(&town, "twee", "twee.csv", text[1]).refused, 0);
    free(text[0]);
    free(text[1]);
}

/* ---- the second way: the sun, the rows ---- */

static const double DEGREE = 3.14159265358979323846 / 180;

/* Declination and equation of time of any textbook (Cooper 1969; Spencer's minutes), good to half a degree. */
static bool sun_is_down(double utc_s)
{
    double lat = 52.1551744 + (441250 - 463000) / 111265.0, lon = 5.38720621 + (151500 - 155000) / 68400.0;
    double day = utc_s / 86400 - 18993; /* of 2022-01-01 */
    double b = 360.0 / 365.25 * (fmod(day, 365.25) - 80) * DEGREE, minutes = 9.87 * sin(2 * b) - 7.53 * cos(b) - 1.5 * sin(b);
    double declination = 23.45 * sin(b) * DEGREE, solar_hour = fmod(utc_s / 3600, 24) + lon / 15 + minutes / 60, angle = 15 * (solar_hour - 12) * DEGREE;
    return asin(sin(lat * DEGREE) * sin(declination) + cos(lat * DEGREE) * cos(declination) * cos(angle)) < -6 * DEGREE;
}

static double dark_part(const Row *r)
{
    int64_t from = r->from_s - r->offset_s, to = r->to_s - r->offset_s;
    if (!r->hour_known) return NAN;
    if (to <= from) return sun_is_down((double)from);
    double dark = 0;
    for (int64_t at = from; at < to; at += 60) dark += sun_is_down((double)at);
    return dark / (double)((to - from) / 60);
}

static void read_rows(void)
{
    Error error;
    sqlite3_stmt *rows = spatialite_prepare(town.store,
                                       "SELECT ST_X(geom), ST_Y(geom), strftime('%s', occurred_from), strftime('%s', occurred_to), utc_offset_s, hour_known,"
                                       " category IN ('overlast', 'achtervolgen'), category IN ('overlast', 'beroving', 'bedreiging'), source FROM report ORDER BY id",
                                       &error);
    assert_ok(rows != NULL, &error);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        Row *r = &row[row_count++];
        *r = (Row){.x = sqlite3_column_double(rows, 0), .y = sqlite3_column_double(rows, 1), .from_s = sqlite3_column_int64(rows, 2),
                   .to_s = sqlite3_column_int64(rows, 3), .offset_s = sqlite3_column_int(rows, 4), .hour_known = sqlite3_column_int(rows, 5) != 0,
                   .boa = sqlite3_column_int(rows, 6), .order = sqlite3_column_int(rows, 7), .source = sqlite3_column_int(rows, 8)};
        r->dark = dark_part(r);
    }
    sqlite3_finalize(rows);
}

static int make_town(void **state)
{
    (void)state;
    Error error;
    setenv("TZ", "Europe/Amsterdam", 1);
    tzset();
    town_found(&town);
    const TownFeature land = {"Eldorp", LAND, 6};
    town_layer(&town, "grens", ROLE_BOUNDARY, FEATURE_POLYGON, &land, 1);
    lay_streets();
    lay_lamps_and_cameras();
    lay_reports();
    read_rows();
    town.config.weights = CONFIG_RAW;
    town.config.bandwidth_m = 150;
    town.config.replicates = 199;
    assert_ok(config_set(&town.config, "selection", "from", "2022-01-01", "--", &error), &error);
    assert_ok(config_set(&town.config, "selection", "to", "2024-12-31", "--", &error), &error);
    if (!analysis_make(town.store, &town.config, STAGE_PRIORITISE, &analysis, &error)) return print_error("%s\n", error.text), 1;
    return 0;
}

static int raze_town(void **state)
{
    (void)state;
    analysis_free(&analysis);
    town_raze(&town);
    return 0;
}

/* ---- density ---- */

static double quartic(double d2, double h)
{
    double u = 1 - d2 / (h * h);
    return u <= 0 ? 0 : 3 / (3.14159265358979323846 * h * h) * u * u;
}

/* e of a place by adding up the kernel over small squares on land. */
static double share_on_land(double x, double y, double h)
{
    enum { STEPS = 400 };
    double step = 2 * h / STEPS, inside = 0, all = 0;
    for (int i = 0; i < STEPS; i++)
        for (int j = 0; j < STEPS; j++) {
            double dx = -h + (i + 0.5) * step, dy = -h + (j + 0.5) * step, k = quartic(dx * dx + dy * dy, h);
            all += k;
            if (on_land(x + dx, y + dy)) inside += k;
        }
    return inside / all;
}

static bool near_edge(double x, double y, double h)
{
    return x < 150000 + h || x > 153000 - h || y < 440000 + h || y > 442500 - h || (x > 152000 - h && y > 441500 - h);
}

static void density_is_the_sum_over_the_rows(void **state)
{
    (void)state;
    double h = town.config.bandwidth_m, years = 1096 / 365.25, worst = 0, highest = grid_max(&analysis.density);
    static double share[REPORTS_MOST];
    for (size_t i = 0; i < row_count; i++) share[i] = near_edge(row[i].x, row[i].y, h) ? share_on_land(row[i].x, row[i].y, h) : 1;
    assert_int_equal(analysis.selection.points.count, row_count);
    const Grid *grid = &analysis.density;
    for (int r = 0; r < grid->rows; r++)
        for (int c = 0; c < grid->columns; c++) {
            double x = grid->x0_m + (c + 0.5) * grid->cell_m, y = grid->y0_m + (r + 0.5) * grid->cell_m, sum = 0;
            double value = grid->value[(size_t)r * (size_t)grid->columns + (size_t)c];
            assert_int_equal(isnan(value), !on_land(x, y));
            if (isnan(value)) continue;
            for (size_t i = 0; i < row_count; i++) sum += quartic((x - row[i].x) * (x - row[i].x) + (y - row[i].y) * (y - row[i].y), h) / share[i];
            worst = fmax(worst, fabs(value - sum * 1e6 / years));
        }
    assert_near(worst / highest, 0, 0.003); /* what the small squares of share_on_land() are off */
    /* Away from the edge, where e is 1, to the last digits. */
    worst = 0;
    for (double x = 150400; x < 151600; x += 25)
        for (double y = 440400; y < 441600; y += 25) {
            double sum = 0, cx = x + 12.5, cy = y + 12.5;
            for (size_t i = 0; i < row_count; i++) sum += quartic((cx - row[i].x) * (cx - row[i].x) + (cy - row[i].y) * (cy - row[i].y), h);
            worst = fmax(worst, fabs(grid->value[grid_cell_at(grid, cx, cy)] - sum * 1e6 / years));
        }
    assert_near(worst / highest, 0, 1e-9);
}

/* No mass is lost at the edge: the surface adds up to the reports per year. */
static void the_surface_adds_up_to_the_reports(void **state)
{
    (void)state;
    double cell_km2 = town.config.cell_m * town.config.cell_m / 1e6;
    assert_near(grid_sum(&analysis.density) * cell_km2 * 1096 / 365.25 / (double)row_count, 1, 0.01);
}

/* ---- areas ---- */

static int compare_doubles_down(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p < q) - (p > q);
}

static void the_level_is_the_densest_three_percent(void **state)
{
    (void)state;
    size_t count = 0, above = 0;
    double *value = malloc(grid_cells(&analysis.density) * sizeof *value), cell_m2 = town.config.cell_m * town.config.cell_m;
    assert_non_null(value);
    for (size_t i = 0; i < grid_cells(&analysis.density); i++)
        if (!isnan(analysis.density.value[i])) value[count++] = analysis.density.value[i];
    qsort(value, count, sizeof *value, compare_doubles_down);
    while (value[above] >= analysis.level_density) above++;
    assert_near(analysis.municipality.boundary_m2, LAND_M2, 1e-3);
    assert_true((double)above * cell_m2 <= 0.03 * LAND_M2);
    assert_true((double)(above + 1) * cell_m2 > 0.03 * LAND_M2);
    assert_true(analysis.level_density > 0 && value[above] < analysis.level_density);
    free(value);
}

static bool in_rings(const Features *areas, size_t area, double x, double y)
{
    bool inside = false;
    for (size_t p = areas->part_start[area]; p < areas->part_start[area + 1]; p++) {
        size_t first = areas->vertex_start[p], end = areas->vertex_start[p + 1];
        for (size_t i = first, j = end - 1; i < end; j = i++)
            if ((areas->y_m[i] > y) != (areas->y_m[j] > y) &&
                x < (areas->x_m[j] - areas->x_m[i]) * (y - areas->y_m[i]) / (areas->y_m[j] - areas->y_m[i]) + areas->x_m[i])
                inside = !inside;
    }
    return inside;
}

static void areas_hold_what_they_say(void **state)
{
    (void)state;
    assert_true(analysis.area_count >= 4);
    double places[4][2] = {{150800, 440900}, {151700, 441800}, {152500, 440700}, {150700, 442440}};
    for (int place = 0; place < 4; place++) {
        bool found = false;
        for (size_t a = 0; a < analysis.area_count; a++) found = found || in_rings(&analysis.areas, a, places[place][0], places[place][1]);
        assert_true(found);
    }
    for (size_t a = 0; a < analysis.area_count; a++) {
        const RiskArea *area = &analysis.area[a];
        size_t reports = 0;
        double shoelace = 0;
        for (size_t i = 0; i < row_count; i++) {
            bool inside = in_rings(&analysis.areas, a, row[i].x, row[i].y);
            reports += inside;
            assert_int_equal(inside, analysis.area_of[i] == (int32_t)a);
        }
        for (size_t p = analysis.areas.part_start[a]; p < analysis.areas.part_start[a + 1]; p++)
            for (size_t i = analysis.areas.vertex_start[p], end = analysis.areas.vertex_start[p + 1], j = end - 1; i < end; j = i++) {
                const double *x = analysis.areas.x_m, *y = analysis.areas.y_m;
                shoelace += (x[j] * y[i] - x[i] * y[j]) / 2;
                assert_true(x[i] >= 150000 - 1e-6 && x[i] <= 153000 + 1e-6 && y[i] >= 440000 - 1e-6 && y[i] <= 442500 + 1e-6);
            }
        assert_int_equal(area->reports, reports);
        assert_near(area->reports_weighted, (double)reports, 1e-9);
        assert_near(area->measure.area_m2, shoelace, 0.01);
        assert_int_equal(area->rank, a + 1);
        assert_true(area->measure.density_max >= analysis.level_density);
        if (a > 0) assert_true(analysis.area[a - 1].hotspot > area->hotspot || analysis.area[a - 1].reports_weighted >= area->reports_weighted || !area->hotspot);
    }
    assert_true(analysis.area[0].hotspot);
}

/* Area above the level as gdal_contour draws it on the exported surface; the areas lie within the boundary but one. */
static void areas_are_those_of_gdal_contour(void **state)
{
    (void)state;
    if (system("command -v gdal_contour >/dev/null 2>&1 && command -v ogrinfo >/dev/null 2>&1") != 0) {
        printf("skipped: gdal_contour and ogrinfo are not installed\n");
        skip();
    }
    Error error;
    char command[1024], line[256];
    assert_ok(export_geotiff(&analysis.surface, "EPSG:28992", "x", NULL, 0, town_path(&town, "surface.tif"), &error), &error);
    snprintf(command, sizeof command,
             "cd %s && gdal_contour -q -p -amin low -fl %.17g surface.tif c.gpkg && ogrinfo -q -dialect SQLITE -sql \"SELECT 'area=' || sum(ST_Area(ST_Intersection(geom,"
             " GeomFromText('POLYGON((150000 440000,153000 440000,153000 441500,152000 441500,152000 442500,150000 442500,150000 440000))'))))"
             " AS a FROM contour WHERE low >= %.17g\" c.gpkg",
             town.folder, analysis.level_density, analysis.level_density * 0.999999);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    double theirs = 0, ours = 0;
    while (fgets(line, sizeof line, pipe) != NULL) {
        char *at = strstr(line, "area=");
        if (at != NULL) theirs = strtod(at + 5, NULL);
    }
    assert_int_equal(pclose(pipe), 0);
    for (size_t a = 0; a < analysis.area_count; a++) ours += analysis.area[a].measure.area_m2;
    assert_true(theirs > 0);
    assert_near(ours / theirs, 1, 0.005 + 0.001 * (double)analysis.areas_left_out);
}

/* ---- significance ---- */

static double overlap(double a0, double a1, double b0, double b1)
{
    return fmax(0, fmin(a1, b1) - fmax(a0, b0));
}

static double street_m_in(double x0, double y0, double x1, double y1)
{
    double sum = 0;
    for (int s = 0; s < street_count; s++) {
        const Line *l = &street[s];
        if (l->x0 == l->x1 && l->x0 >= x0 && l->x0 < x1) sum += overlap(l->y0, l->y1, y0, y1);
        if (l->y0 == l->y1 && l->y0 >= y0 && l->y0 < y1) sum += overlap(l->x0, l->x1, x0, x1);
    }
    return sum;
}

static double poisson_at_least(int s, double mean)
{
    double term = exp(-mean), below = 0;
    for (int k = 0; k < s; k++) below += term, term *= mean / (k + 1);
    double above = 0; /* summed upwards from s, so that a tiny tail keeps its digits */
    for (int k = s; k < s + 400; k++) above += term, term *= mean / (k + 1);
    return below < 0.5 ? 1 - below : above;
}

static void p_values_by_hand(void **state)
{
    (void)state;
    double all_m = street_m_in(-1e9, -1e9, 1e9, 1e9);
    assert_string_equal(analysis.exposure_name, "streets");
    for (size_t a = 0; a < analysis.area_count; a++) {
        const AreaSignificance *s = &analysis.area[a].significance;
        double x0 = s->x_m - 150, y0 = s->y_m - 150, x1 = s->x_m + 150, y1 = s->y_m + 150;
        int seen = 0;
        for (size_t i = 0; i < row_count; i++) seen += row[i].x >= x0 && row[i].x < x1 && row[i].y >= y0 && row[i].y < y1;
        double expected = (double)row_count * street_m_in(x0, y0, x1, y1) / all_m, p = poisson_at_least(seen, expected);
        assert_near(fmod(s->x_m, 100), 50, 1e-9);
        assert_int_equal(s->observed, seen);
        assert_near(s->expected, expected, 1e-6);
        assert_near(s->p / p, 1, 1e-6);
        assert_true(s->q >= s->p);
    }
    assert_true(analysis.area[0].significance.p < 1e-6);
}

/* ---- darkness, light, view ---- */

static void darkness_by_a_simple_sun(void **state)
{
    (void)state;
    assert_near(analysis.municipality.latitude_deg, 52.1551744 + (441250 - 463000) / 111265.0, 0.01);
    assert_near(analysis.municipality.longitude_deg, 5.38720621 + (151500 - 155000) / 68400.0, 0.01);
    int differ = 0, known = 0, summer = 0;
    for (size_t i = 0; i < row_count; i++) {
        assert_int_equal(isnan(analysis.dark[i]), !row[i].hour_known);
        if (!row[i].hour_known) continue;
        known++;
        summer += row[i].offset_s == 7200;
        differ += fabs((double)analysis.dark[i] - row[i].dark) > 0.1;
    }
    assert_true(summer > known / 2 && summer < known * 2 / 3);
    assert_true(known > 400 && differ <= known / 100 + 1); /* the simple sun is some minutes off */
    for (size_t a = 0; a < analysis.area_count; a++) {
        double dark = 0, weight = 0;
        for (size_t i = 0; i < row_count; i++)
            if (analysis.area_of[i] == (int32_t)a && row[i].hour_known) dark += row[i].dark, weight++;
        assert_near(analysis.area[a].dark_known, weight, 1e-9);
        if (weight > 20) assert_near(analysis.area[a].dark_share, dark / weight, 0.03);
    }
}

static double deficit_at(double x, double y)
{
    for (int l = 0; l < lamp_count; l++)
        if (lamp_works[l] && hypot(x - lamp_xy[l][0], y - lamp_xy[l][1]) <= 25) return 0;
    return 1;
}

static bool seen_at(double x, double y)
{
    for (int c = 0; c < 2; c++) {
        double dx = x - CAMERAS[c][0], dy = y - CAMERAS[c][1], off = fmod(atan2(dx, dy) / DEGREE - DIRECTION[c] + 720, 360);
        if (off > 180) off -= 360;
        if (hypot(dx, dy) <= (isnan(RANGE[c]) ? 50 : RANGE[c]) && (isnan(DIRECTION[c]) || fabs(off) <= ANGLE[c] / 2)) return true;
    }
    return false;
}

static void light_and_view_by_brute_force(void **state)
{
    (void)state;
    int lit = 0, seen = 0;
    for (size_t i = 0; i < row_count; i++) {
        assert_near((double)analysis.deficit[i], deficit_at(row[i].x, row[i].y), 0);
        assert_int_equal(analysis.seen[i] > 0, seen_at(row[i].x, row[i].y));
        lit += analysis.deficit[i] <= 0, seen += analysis.seen[i] > 0;
    }
    assert_true(lit > 30 && lit < (int)row_count - 30 && seen > 20);
}

static void names_by_brute_force(void **state)
{
    (void)state;
    for (size_t a = 0; a < analysis.area_count; a++) {
        int count[STREETS_MOST] = {0}, best = -1;
        for (size_t i = 0; i < row_count; i++) {
            if (analysis.area_of[i] != (int32_t)a) continue;
            int nearest = -1;
            double least = 50;
            for (int s = 0; s < street_count; s++) {
                const Line *l = &street[s];
                double dx = fmax(0, fmax(l->x0 - row[i].x, row[i].x - l->x1)), dy = fmax(0, fmax(l->y0 - row[i].y, row[i].y - l->y1));
                if (hypot(dx, dy) < least) least = hypot(dx, dy), nearest = s;
            }
            if (nearest >= 0) count[nearest]++;
        }
        for (int s = 0; s < street_count; s++)
            if (count[s] > 0 && (best < 0 || count[s] > count[best])) best = s;
        char name[32];
        snprintf(name, sizeof name, "Straat %02d", best);
        assert_string_equal(analysis.area[a].street, name);
    }
}

/* ---- priorities ---- */

static double wilson_low(double share, double n)
{
    const double z = 1.6448536269514722;
    return (share + z * z / (2 * n) - z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))) / (1 + z * z / n);
}

typedef struct Hand {
    double reports, expected, theta, dark, known, deficit, dark_weight, boa, order, seen;
} Hand;

static Hand by_hand(size_t a)
{
    Hand h = {0};
    for (size_t i = 0; i < row_count; i++) {
        if (analysis.area_of[i] != (int32_t)a) continue;
        h.reports++;
        h.boa += row[i].boa, h.order += row[i].order, h.seen += seen_at(row[i].x, row[i].y);
        if (!row[i].hour_known) continue;
        double dark = (double)analysis.dark[i]; /* proved above */
        h.known++, h.dark += dark;
        h.deficit += dark * deficit_at(row[i].x, row[i].y), h.dark_weight += dark;
    }
    h.expected = (double)row_count * analysis.area[a].exposure_share;
    return h;
}

static void factors_by_hand(void **state)
{
    (void)state;
    Hand hand[64];
    size_t n = analysis.area_count;
    double sum_e = 0, spread = 0;
    assert_true(n <= 64 && analysis.has_priorities);
    for (size_t a = 0; a < n; a++) hand[a] = by_hand(a), sum_e += hand[a].expected;
    for (size_t a = 0; a < n; a++) spread += hand[a].expected * pow(hand[a].reports / hand[a].expected - 1, 2);
    double variance = spread / sum_e - (double)n / sum_e, alpha = 1 / variance;
    if (variance > 0) assert_near(analysis.priorities.alpha / alpha, 1, 1e-9);
    for (size_t a = 0; a < n; a++) hand[a].theta = variance > 0 ? (hand[a].reports + alpha) / (hand[a].expected + alpha) : 1;
    for (size_t a = 0; a < n; a++) {
        const PriorityScore *lighting = &analysis.priorities.score[LEVER_LIGHTING][a], *boa = &analysis.priorities.score[LEVER_HANDHAVING][a],
                            *camera = &analysis.priorities.score[LEVER_CAMERAS][a];
        const Hand *h = &hand[a];
        double below = 0;
        for (size_t b = 0; b < n; b++) below += hand[b].theta <= h->theta * (1 + 1e-12);
        assert_near(analysis.priorities.facts[a].theta, h->theta, 1e-9 * h->theta);
        for (int lever = 0; lever < LEVER_COUNT; lever++) assert_near(analysis.priorities.score[lever][a].factor[0], below / (double)n, 1e-12);
        if (h->known > 0) assert_near(lighting->factor[1], fmax(0, wilson_low(h->dark / h->known, h->known)), 1e-6);
        if (h->dark_weight > 0) assert_near(lighting->factor[2], h->deficit / h->dark_weight, 1e-6);
        assert_near(boa->factor[2], h->boa / h->reports, 1e-6);
        assert_near(camera->factor[2], h->order / h->reports, 1e-6);
        assert_near(camera->factor[3], 1 - h->seen / h->reports, 1e-6);
        for (int lever = 0; lever < LEVER_COUNT; lever++) {
            const PriorityScore *score = &analysis.priorities.score[lever][a];
            double product = 100;
            for (int f = 0; f < priority_factor_count((Lever)lever); f++) product *= score->factor[f];
            if (score->determinable) assert_near(score->score, product, 1e-9);
            else assert_true(isnan(score->score) && score->rank == 0);
        }
    }
}

/* P: of the last 8 quarters, those in which the area's own count is beyond its share of the exposure. */
static void quarters_by_hand(void **state)
{
    (void)state;
    int per_quarter[8] = {0}, last = calendar_quarter(calendar_day_of((Date){2024, 12, 31}) * DAY_S);
    for (size_t i = 0; i < row_count; i++) {
        int q = calendar_quarter(row[i].from_s) - last + 7;
        if (q >= 0) per_quarter[q]++;
    }
    for (size_t a = 0; a < analysis.area_count; a++) {
        int own[8] = {0}, significant = 0;
        for (size_t i = 0; i < row_count; i++) {
            int q = calendar_quarter(row[i].from_s) - last + 7;
            if (q >= 0 && analysis.area_of[i] == (int32_t)a) own[q]++;
        }
        for (int q = 0; q < 8; q++) significant += poisson_at_least(own[q], per_quarter[q] * analysis.area[a].exposure_share) < 0.05;
        assert_near(analysis.priorities.score[LEVER_CAMERAS][a].factor[1], significant / 8.0, 1e-12);
    }
}

static void intervals_hold_the_ranks(void **state)
{
    (void)state;
    int held = 0, all = 0;
    for (int lever = 0; lever < LEVER_COUNT; lever++) {
        int ranked = 0;
        bool taken[65] = {false};
        for (size_t a = 0; a < analysis.area_count; a++) {
            const PriorityScore *score = &analysis.priorities.score[lever][a];
            if (!score->determinable) continue;
            ranked++;
            assert_true(score->rank >= 1 && (size_t)score->rank <= analysis.area_count && !taken[score->rank]);
            taken[score->rank] = true;
            assert_true(score->rank_low >= 1 && score->rank_low <= score->rank_high && (size_t)score->rank_high <= analysis.area_count);
            all++;
            held += score->rank_low <= score->rank && score->rank <= score->rank_high;
        }
        assert_true(ranked > 0);
    }
    assert_true(10 * held >= 8 * all);
}

/* ---- stable and robust ---- */

/* The share of the area's reports that lie above the level of another run; reports that the run does not count are left out. */
static double share_above(const Analysis *other, size_t a, int without_source)
{
    double above = 0, all = 0;
    for (size_t i = 0; i < row_count; i++) {
        if (analysis.area_of[i] != (int32_t)a || row[i].source == without_source) continue;
        all++;
        above += other->density.value[grid_cell_at(&other->density, row[i].x, row[i].y)] >= other->level_density;
    }
    return all > 0 ? above / all : 0;
}

static void stable_by_running_it_again(void **state)
{
    (void)state;
    Error error;
    bool stable[64] = {false};
    double bandwidth_m = town.config.bandwidth_m;
    for (int f = 0; f < 2; f++) {
        Analysis other;
        town.config.bandwidth_m = bandwidth_m * (f == 0 ? 0.5 : 2);
        assert_ok(analysis_make(town.store, &town.config, STAGE_AREAS, &other, &error), &error);
        for (size_t a = 0; a < analysis.area_count; a++) stable[a] = stable[a] || share_above(&other, a, -1) >= 0.5;
        analysis_free(&other);
    }
    town.config.bandwidth_m = bandwidth_m;
    for (size_t a = 0; a < analysis.area_count; a++) assert_int_equal(analysis.area[a].stable, stable[a]);
}

static void robust_by_leaving_out_a_source(void **state)
{
    (void)state;
    Error error;
    bool broken[64] = {false}, some = false;
    for (int left_out = 1; left_out <= 2; left_out++) {
        Analysis other;
        assert_ok(config_set(&town.config, "selection", "source", left_out == 1 ? "twee" : "een", "--", &error), &error);
        assert_ok(analysis_make(town.store, &town.config, STAGE_AREAS, &other, &error), &error);
        for (size_t a = 0; a < analysis.area_count; a++) broken[a] = broken[a] || share_above(&other, a, left_out) < 0.5;
        analysis_free(&other);
    }
    assert_ok(config_set(&town.config, "selection", "source", "", "--", &error), &error);
    for (size_t a = 0; a < analysis.area_count; a++) {
        const RiskArea *area = &analysis.area[a];
        if (broken[a]) assert_int_equal(area->robust, 0);
        else assert_true(area->robust == 1 || (strcmp(area->broken_by, "een") != 0 && strcmp(area->broken_by, "twee") != 0));
        some = some || broken[a];
        if (in_rings(&analysis.areas, a, 152500, 440700)) assert_string_equal(area->broken_by, "twee");
    }
    assert_true(some);
}

/* The same bits with one thread, with two, and again. */
static void the_same_bits_with_any_threads(void **state)
{
    (void)state;
    Error error;
    for (int threads = 1; threads <= 3; threads += 2) {
        Analysis other;
        town.config.threads = threads;
        assert_ok(analysis_make(town.store, &town.config, STAGE_PRIORITISE, &other, &error), &error);
        assert_int_equal(other.area_count, analysis.area_count);
        assert_memory_equal(other.surface.value, analysis.surface.value, grid_cells(&analysis.surface) * sizeof(double));
        for (int lever = 0; lever < LEVER_COUNT; lever++)
            for (size_t a = 0; a < analysis.area_count; a++) {
                const PriorityScore *p = &other.priorities.score[lever][a], *q = &analysis.priorities.score[lever][a];
                assert_true(p->rank == q->rank && p->rank_low == q->rank_low && p->rank_high == q->rank_high);
                assert_near(p->score, q->score, 0);
            }
        analysis_free(&other);
    }
    town.config.threads = 0;
}

/* Fewer than 30: counts alone. Fewer than 100: nothing is a hotspot. */
static void few_reports_promise_little(void **state)
{
    (void)state;
    Error error;
    Analysis other;
    assert_ok(config_set(&town.config, "selection", "to", "2022-01-31", "--", &error), &error);
    assert_ok(analysis_make(town.store, &town.config, STAGE_PRIORITISE, &other, &error), &error);
    assert_true(other.selection.points.count < 30 && other.counts_only && other.area_count == 0 && !other.has_priorities);
    assert_int_equal(grid_cells(&other.density), 0);
    analysis_free(&other);
    assert_ok(config_set(&town.config, "selection", "to", "2022-05-15", "--", &error), &error);
    assert_ok(analysis_make(town.store, &town.config, STAGE_PRIORITISE, &other, &error), &error);
    assert_true(other.selection.points.count >= 30 && other.selection.points.count < 100 && other.indicative && !other.counts_only);
    for (size_t a = 0; a < other.area_count; a++) assert_false(other.area[a].hotspot);
    analysis_free(&other);
    assert_ok(config_set(&town.config, "selection", "to", "2024-12-31", "--", &error), &error);
}

/* A part to compute that holds no land cannot be a map: one sentence, no crash. */
static void an_extent_elsewhere_is_refused(void **state)
{
    (void)state;
    static const char *const extents[] = {"10000,400000,20000,410000", "1,2,3", "5,5,1,1", "150000,440000,151000,441000 and more"};
    for (int i = 0; i < 4; i++) {
        Error error = {0};
        Analysis other;
        assert_ok(config_set(&town.config, "density", "extent", extents[i], "--", &error), &error);
        assert_false(analysis_make(town.store, &town.config, STAGE_PRIORITISE, &other, &error));
        assert_true(strlen(error.text) > 20);
        analysis_free(&other);
    }
    Error error;
    assert_ok(config_set(&town.config, "density", "extent", "", "--", &error), &error);
}

/* The areas of a square town with one street along its west, where `far` of 100 reports lie far from that street. */
static void analyse_beside_a_street(int far, const char *exposure, Analysis *ret_analysis)
{
    static const double square[] = {150000, 440000, 152000, 440000, 152000, 442000, 150000, 442000},
                        along[] = {150050, 440000, 150050, 442000};
    const TownFeature ground = {"Dorp", square, 4}, road = {"Weg", along, 2};
    Town own;
    Error error;
    char rows[100 * 40 + 40] = "datum;tijd;x;y;categorie\n";
    size_t used = strlen(rows);
    town_found(&own);
    town_layer(&own, "grens", ROLE_BOUNDARY, FEATURE_POLYGON, &ground, 1);
    town_layer(&own, "straten", ROLE_STREET, FEATURE_LINE, &road, 1);
    for (int i = 0; i < 100; i++)
        used += (size_t)snprintf(rows + used, sizeof rows - used, "2024-%02d-%02d;12:00;%d;%d;overlast\n", 1 + i % 12, 1 + i % 28,
                                 i < far ? 151500 + i : 150060, 440500 + 10 * (i % 60));
    town_import(&own, "een", "een.csv", rows);
    assert_ok(config_set(&own.config, "areas", "exposure", exposure, "--", &error), &error);
    assert_ok(analysis_make(own.store, &own.config, STAGE_AREAS, ret_analysis, &error), &error);
    town_raze(&own);
}

/* A layer of streets that reaches only some of the reports would make the others stand out by the thousand. */
static void streets_that_miss_the_reports_are_passed_over(void **state)
{
    (void)state;
    static const struct {
        int far;
        const char *exposure, *name, *passed_over;
        double covered;
    } cases[] = {{10, "auto", "streets", NULL, 0.9}, {11, "auto", "area", "streets", 1}, {11, "streets", "streets", NULL, 0.89}, {60, "area", "area", NULL, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Analysis own;
        analyse_beside_a_street(cases[i].far, cases[i].exposure, &own);
        assert_string_equal(own.exposure_name, cases[i].name);
        assert_near(own.exposure_covered, cases[i].covered, 1e-12);
        assert_int_equal(own.exposure_passed_over != NULL, cases[i].passed_over != NULL);
        if (cases[i].passed_over != NULL) {
            assert_string_equal(own.exposure_passed_over, cases[i].passed_over);
            assert_near(own.passed_over_covered, 0.89, 1e-12);
        }
        analysis_free(&own);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(density_is_the_sum_over_the_rows),
        cmocka_unit_test(the_surface_adds_up_to_the_reports),
        cmocka_unit_test(the_level_is_the_densest_three_percent),
        cmocka_unit_test(areas_hold_what_they_say),
        cmocka_unit_test(areas_are_those_of_gdal_contour),
        cmocka_unit_test(p_values_by_hand),
        cmocka_unit_test(darkness_by_a_simple_sun),
        cmocka_unit_test(light_and_view_by_brute_force),
        cmocka_unit_test(names_by_brute_force),
        cmocka_unit_test(factors_by_hand),
        cmocka_unit_test(quarters_by_hand),
        cmocka_unit_test(intervals_hold_the_ranks),
        cmocka_unit_test(stable_by_running_it_again),
        cmocka_unit_test(robust_by_leaving_out_a_source),
        cmocka_unit_test(the_same_bits_with_any_threads),
        cmocka_unit_test(few_reports_promise_little),
        cmocka_unit_test(an_extent_elsewhere_is_refused),
        cmocka_unit_test(streets_that_miss_the_reports_are_passed_over),
    };
    return cmocka_run_group_tests(tests, make_town, raze_town);
}
