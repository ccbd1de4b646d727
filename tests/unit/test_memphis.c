/*
 * Robberies in Memphis, 2019 (sfhotspot, from the City of Memphis' open data), end to end in UTM zone 16: another
 * country, another system, places rounded to 0.001 degrees, no layers at all but the precincts.
 */
#include "tests/support/assert_near.h"

#include "geo/density.h"
#include "src/analysis.h"
#include "src/layers.h"
#include "tests/support/town.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define FOLDER "../shared/data/memphis_robberies"

/* UTM of a degree, by Krueger's series to the third order (Karney 2011, 0.1 mm): no PROJ. */
static void utm(int zone, double lon, double lat, double *x, double *y)
{
    const double a = 6378137, f = 1 / 298.257222101, n = f / (2 - f), k0 = 0.9996, degree = 3.14159265358979323846 / 180;
    const double radius = a / (1 + n) * (1 + n * n / 4 + n * n * n * n / 64);
    const double alpha[] = {n / 2 - 2 * n * n / 3 + 5 * n * n * n / 16, 13 * n * n / 48 - 3 * n * n * n / 5, 61 * n * n * n / 240};
    double e = sqrt(f * (2 - f)), s = sin(lat * degree), t = sinh(atanh(s) - e * atanh(e * s)), l = (lon - (6 * zone - 183)) * degree;
    double xi = atan2(t, cos(l)), eta = atanh(sin(l) / sqrt(1 + t * t)), north = xi, east = eta;
    for (int j = 1; j <= 3; j++) {
        north += alpha[j - 1] * sin(2 * j * xi) * cosh(2 * j * eta);
        east += alpha[j - 1] * cos(2 * j * xi) * sinh(2 * j * eta);
    }
    *x = 500000 + k0 * radius * east;
    *y = k0 * radius * north;
}

static void robberies_become_risk_areas(void **state)
{
    (void)state;
    if (access(FOLDER "/memphis_robberies.csv", R_OK) != 0) {
        printf("skipped: there are no robberies of Memphis in ../shared/data\n");
        skip();
    }
    static double x[20000], y[20000];
    size_t rows = 0;
    char line[256];
    FILE *file = fopen(FOLDER "/memphis_robberies.csv", "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        double lon, lat;
        char *place = strrchr(line, 'T'); /* of the date and time */
        if (place != NULL && sscanf(place, "T%*d:%*d:%*d\",%lf,%lf", &lon, &lat) == 2) utm(16, lon, lat, &x[rows], &y[rows]), rows++;
    }
    fclose(file);
    assert_true(rows > 1000);

    Town town;
    Error error;
    ImportCounts counts;
    Log log = log_init(true);
    Analysis analysis;
    setenv("TZ", "America/Chicago", 1);
    tzset();
    town_lay(&town);
    snprintf(town.config.project_crs, sizeof town.config.project_crs, "EPSG:26916");
    town.config.bandwidth_m = 800;
    town.config.cell_m = 100;
    town.config.weights = CONFIG_RAW;
    assert_ok(store_open(town.config.database, STORE_CREATE, 26916, &town.store, &error), &error);
    ConfigLayer settings = {.name = "precincts", .file = FOLDER "/memphis_precincts.gpkg", .role = "neighbourhood"};
    Layer layer;
    LayerRecord record;
    assert_ok(layer_file_read(&settings, "EPSG:26916", &layer, &record, &error), &error);
    snprintf(record.added_on, sizeof record.added_on, "2025-01-01 10:00");
    assert_ok(layer_write(town.store, &layer, &record, &error), &error);
    layer_free(&layer);
    assert_ok(import_file(town.store, &town.config, FOLDER "/memphis_robberies.csv", &(ImportOptions){0}, &log, &counts, &error), &error);
    assert_int_equal(counts.rows_in, rows);
    assert_int_equal(counts.loaded, rows);
    assert_int_equal(counts.unknown_categories, 0);

    /* Every place within 2 m of where Krueger's series puts it: NAD83 and WGS84 are taken as one, or some tenths apart. */
    double worst = 0;
    sqlite3_stmt *row = spatialite_prepare(town.store, "SELECT ST_X(geom), ST_Y(geom) FROM report ORDER BY id", &error);
    assert_ok(row != NULL, &error);
    for (size_t i = 0; sqlite3_step(row) == SQLITE_ROW; i++) worst = fmax(worst, hypot(sqlite3_column_double(row, 0) - x[i], sqlite3_column_double(row, 1) - y[i]));
    sqlite3_finalize(row);
    assert_near(worst, 0, 2);

    town.config.replicates = 99;
    assert_ok(analysis_make(town.store, &town.config, STAGE_PRIORITISE, &analysis, &error), &error);
    assert_int_equal(analysis.selection.points.count + analysis.selection.outside, rows);
    assert_true(analysis.selection.outside < rows / 50);
    assert_true(analysis.area_count > 0 && analysis.area[0].hotspot);
    assert_near(analysis.municipality.longitude_deg, -89.95, 0.15);
    assert_near(analysis.municipality.latitude_deg, 35.1, 0.15);
    assert_near(grid_sum(&analysis.density) * 0.01 * analysis.selection.years / (double)analysis.selection.points.count, 1, 0.01);
    const Grid *grid = &analysis.density;
    double best = 0, best_x = 0, best_y = 0; /* the densest of 3 x 3 km, every 200 m, by counting alone */
    for (int r = 0; r < grid->rows; r += 2)
        for (int c = 0; c < grid->columns; c += 2) {
            double cx = grid_x_m(grid, c), cy = grid_y_m(grid, r), sum = 0;
            for (size_t i = 0; i < rows; i++) {
                double u = 1 - ((x[i] - cx) * (x[i] - cx) + (y[i] - cy) * (y[i] - cy)) / (800.0 * 800);
                if (u > 0) sum += u * u;
            }
            if (sum > best && !isnan(grid->value[grid_cell_at(grid, cx, cy)])) best = sum, best_x = cx, best_y = cy;
        }
    double there = grid->value[grid_cell_at(grid, best_x, best_y)];
    assert_near(there / grid_max(grid), 1, 0.15); /* the edge correction and the cells between */
    bool found = false;
    for (size_t a = 0; a < analysis.area_count; a++) {
        Polygon polygon = polygon_of(&analysis.areas, a);
        found = found || polygon_contains(&polygon, best_x, best_y);
    }
    assert_true(found);
    analysis_free(&analysis);
    town_raze(&town);
}

/*
 * The densities that sfhotspot gives in its documentation (hotspot_kde, cells of 500 m, bandwidth 8876.669 m, zone 15): its
 * kernel is the bare (1 - d^2/h^2)^2 of each report, not divided by the kernel's volume pi h^2 / 3, so that a value counts
 * reports and grows with the bandwidth. Ours times that volume is the same number, and their count is ours too.
 */
static void densities_are_those_of_sfhotspot(void **state)
{
    (void)state;
    const char *const expected = "../shared/data/ref_sfhotspot/memphis_jan_cell500_bw8877.csv";
    const double cell_m = 500, h = 8876.669, volume = 3.14159265358979323846 * h * h / 3;
    if (access(expected, R_OK) != 0 || access(FOLDER "/memphis_robberies_jan.csv", R_OK) != 0) {
        printf("skipped: there are no figures of sfhotspot in ../shared/data\n");
        skip();
    }
    Error error;
    Points points;
    char line[256];
    assert_ok(points_init(206, &points, &error), &error);
    FILE *file = fopen(FOLDER "/memphis_robberies_jan.csv", "r");
    size_t rows = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        double lon, lat;
        char *place = strrchr(line, 'T');
        if (place == NULL || sscanf(place, "T%*d:%*d:%*d\",%lf,%lf", &lon, &lat) != 2) continue;
        assert_true(rows < points.count);
        utm(15, lon, lat, &points.x_m[rows], &points.y_m[rows]);
        rows++;
    }
    fclose(file);
    assert_int_equal(rows, points.count);

    static double x[3000], y[3000], raw[3000];
    static int count[3000];
    size_t cells = 0;
    Box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    file = fopen(expected, "r");
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "%*d,%lf,%lf,%d,%lf", &x[cells], &y[cells], &count[cells], &raw[cells]) != 4) continue;
        box = box_union(box, (Box){x[cells], y[cells], x[cells], y[cells]});
        cells++;
    }
    fclose(file);
    assert_int_equal(cells, 2715);
    Grid grid = {box.x_min - cell_m / 2, box.y_min - cell_m / 2, cell_m, (int)lround((box.x_max - box.x_min) / cell_m) + 1, (int)lround((box.y_max - box.y_min) / cell_m) + 1, NULL};
    assert_non_null(grid.value = calloc(grid_cells(&grid), sizeof *grid.value));
    assert_ok(density_compute(&points, NULL, &(DensityOptions){.kernel = KERNEL_QUARTIC, .bandwidth_m = h, .scale = 1}, &grid, &error), &error);
    for (size_t c = 0; c < cells; c++) {
        ptrdiff_t cell = grid_cell_at(&grid, x[c], y[c]);
        int inside = 0;
        for (size_t i = 0; i < points.count; i++) inside += grid_cell_at(&grid, points.x_m[i], points.y_m[i]) == cell;
        assert_int_equal(inside, count[c]);
        assert_near(grid.value[cell] * volume, raw[c], 1e-4 * raw[c] + 1e-3);
    }
    grid_free(&grid);
    points_free(&points);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(robberies_become_risk_areas), cmocka_unit_test(densities_are_those_of_sfhotspot)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
