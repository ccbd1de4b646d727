#include "tests/support/assert_near.h"

#include "src/exchange/projection.h"

#include <stdlib.h>
#include <unistd.h>

/* Points of the official self-validation of RDNAPTRANS2018 (NSGI): id, latitude, longitude, height, x, y,
 * NAP. */
static const char official[] = "../shared/data/rdnaptrans2018/validate_first500.txt";
static const char grid_folder[] = "../shared/data/rdnaptrans2018/grid";

/* Largest distance in m from the official x, y over the points within the range of RD. */
static double largest_error_m(Projection *projection, bool inverse, size_t *ret_count)
{
    FILE *file = fopen(official, "r");
    assert_non_null(file);
    char line[200];
    double largest = 0.0;
    *ret_count = 0;
    Box range = projection_range("EPSG:28992");
    while (fgets(line, sizeof line, file)) {
        double value[6] = {0};
        char *at = line;
        for (int i = 0; i < 6; i++)
            value[i] = strtod(at, &at);
        if (!box_contains(range, value[4], value[5])) continue;
        double x = inverse ? value[4] : value[2], y = inverse ? value[5] : value[1];
        if (inverse)
            projection_inverse(projection, 1, &x, &y);
        else
            projection_forward(projection, 1, &x, &y);
        assert_true(isfinite(x) != 0);
        if (inverse) { /* degrees to m, near enough for a difference */
            x = value[4] + (x - value[2]) * 111320.0 * cos(value[1] * 0.017453292519943295);
            y = value[5] + (y - value[1]) * 111320.0;
        }
        largest = fmax(largest, hypot(x - value[4], y - value[5]));
        (*ret_count)++;
    }
    fclose(file);
    return largest;
}

static void check_official(double bound_m)
{
    Projection *projection;
    Error error;
    assert_ok(projection_open("EPSG:4258", "EPSG:28992", &projection, &error), &error);
    size_t count;
    assert_true(largest_error_m(projection, false, &count) < bound_m);
    assert_true(count > 300);
    assert_true(largest_error_m(projection, true, &count) < bound_m);
    assert_true(projection_accuracy_m(projection) <= 0.25);
    projection_close(projection);
}

static void test_official_points(void **state)
{
    (void)state;
    if (access(official, R_OK) != 0) {
        printf("skipped: the official points of RDNAPTRANS2018 are not here\n");
        skip();
    }
    unsetenv("PROJ_DATA");
    unsetenv("PROJ_LIB");
    check_official(0.25);
}

static void test_official_points_with_grid(void **state)
{
    (void)state;
    if (access(official, R_OK) != 0 || access(grid_folder, R_OK) != 0) {
        printf("skipped: the correction grid of RDNAPTRANS2018 is not here\n");
        skip();
    }
    char path[300];
    snprintf(path, sizeof path, "%s:/usr/share/proj", grid_folder);
    setenv("PROJ_DATA", path, 1);
    setenv("PROJ_LIB", path, 1);
    Projection *projection;
    Error error;
    assert_ok(projection_open("EPSG:4326", "EPSG:28992", &projection, &error), &error);
    assert_non_null(strstr(projection_method(projection), "RDNAPTRANS2018 with"));
    projection_close(projection);
    check_official(0.001);
    unsetenv("PROJ_DATA");
    unsetenv("PROJ_LIB");
}

/* The church tower of Amersfoort, where the Dutch grid has its origin: x 155000, y 463000 (published lon, lat
 * of the origin on Bessel; on ETRS89 5.387638889 52.156160556 to a metre or so). */
static void test_landmarks(void **state)
{
    (void)state;
    Projection *projection;
    Error error;
    assert_ok(projection_open("EPSG:4326", "EPSG:28992", &projection, &error), &error);
    double x = 5.387203657, y = 52.155172897; /* ETRS89, as Kadaster publishes it */
    projection_forward(projection, 1, &x, &y);
    assert_near(x, 155000.0, 0.3);
    assert_near(y, 463000.0, 0.3);
    projection_inverse(projection, 1, &x, &y);
    assert_near(x, 5.387203657, 5e-9);
    assert_near(y, 52.155172897, 5e-9);
    double bad_x[3] = {(double)NAN, 5.0, 1e300}, bad_y[3] = {52.0, 52.0, 0.0};
    projection_forward(projection, 3, bad_x, bad_y);
    assert_true(isnan(bad_x[0]) && isnan(bad_y[0]) && isnan(bad_x[2]));
    assert_near(bad_x[1], 128410.0, 5.0); /* 5 E, 52 N, from the map */
    projection_close(projection);
    /* the mercator of the web: lon * 20037508.34 / 180 */
    assert_ok(projection_open("EPSG:3857", "EPSG:28992", &projection, &error), &error);
    x = 5.387203657 * 20037508.342789244 / 180.0;
    y = log(tan((90.0 + 52.155172897) * 0.00872664625997164788)) * 6378137.0;
    projection_forward(projection, 1, &x, &y);
    assert_near(x, 155000.0, 1.5);
    assert_near(y, 463000.0, 1.5);
    projection_close(projection);
    projection_close(NULL);
}

static const char old_prj[] =
    "PROJCS[\"Rijksdriehoekstelsel\",GEOGCS[\"GCS_unknown\",DATUM[\"D_unknown\",SPHEROID[\"Bessel_1841\","
    "6377397.155,299.1528128]],"
    "PRIMEM[\"Greenwich\",0],UNIT[\"Degree\",0.017453292519943295]],PROJECTION[\"Double_Stereographic\"],"
    "PARAMETER[\"latitude_of_origin\",52.15616055555555],PARAMETER[\"central_meridian\",5.38763888888889],"
    "PARAMETER[\"scale_factor\",0.9999079],PARAMETER[\"false_easting\",155000],PARAMETER[\"false_northing\","
    "463000],"
    "UNIT[\"Meter\",1]]";

static void test_old_dutch_prj(void **state)
{
    (void)state;
    char code[32];
    assert_true(projection_identify(old_prj, code, sizeof code));
    assert_string_equal(code, "EPSG:28992");
    Projection *projection;
    Error error;
    assert_ok(projection_open(old_prj, "EPSG:28992", &projection, &error), &error);
    double x = 152500.0, y = 442500.0;
    projection_forward(projection, 1, &x, &y);
    assert_near(x, 152500.0, 0.0);
    assert_near(y, 442500.0, 0.0);
    assert_near(projection_accuracy_m(projection), 0.0, 0.0);
    projection_close(projection);
}

static void test_identify(void **state)
{
    (void)state;
    char code[32];
    static const char wgs84[] =
        "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],"
        "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
    assert_true(projection_identify(wgs84, code, sizeof code));
    assert_string_equal(code, "EPSG:4326");
    assert_true(projection_identify("EPSG:27700", code, sizeof code));
    assert_string_equal(code, "EPSG:27700");
    assert_false(projection_identify("nonsense", code, sizeof code));
    assert_false(projection_identify("EPSG:27700", code, 4));
    assert_true(projection_is_degrees(wgs84));
    assert_true(projection_is_degrees("EPSG:4258"));
    assert_false(projection_is_degrees("EPSG:28992"));
    assert_false(projection_is_degrees("nonsense"));
}

static void test_refused(void **state)
{
    (void)state;
    Projection *projection;
    Error error;
    assert_false(projection_open("EPSG:4326", "EPSG:4326", &projection, &error)); /* degrees */
    assert_int_equal(error.code, ERROR_USAGE);
    assert_false(projection_open("EPSG:4326", "EPSG:2274", &projection, &error)); /* US feet */
    assert_false(projection_open("EPSG:999999", "EPSG:28992", &projection, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    assert_false(projection_open("EPSG:4326", "EPSG:999999", &projection, &error));
    assert_false(projection_open("+proj=noop", "EPSG:28992", &projection, &error));
}

static void test_ranges(void **state)
{
    (void)state;
    Box box = projection_range("EPSG:28992");
    assert_near(box.x_min, -7000.0, 0.0);
    assert_near(box.y_max, 629000.0, 0.0);
    box = projection_range("EPSG:4326");
    assert_near(box.x_min, -180.0, 0.0);
    assert_near(box.y_max, 90.0, 0.0);
    box = projection_range("EPSG:27700");
    assert_true(box_contains(box, 530000.0, 180000.0)); /* London */
    assert_true(box_is_empty(projection_range("nonsense")));
}

static void test_place_fit(void **state)
{
    (void)state;
    PlaceArea area;
    Error error;
    assert_ok(place_area_init("EPSG:28992", (Box){150000.0, 440000.0, 155000.0, 446000.0}, &area, &error),
              &error);
    assert_int_equal(place_fit(&area, 152500.0, 442500.0), PLACE_METRES);
    assert_int_equal(place_fit(&area, 442500.0, 152500.0), PLACE_METRES_SWAPPED);
    assert_int_equal(place_fit(&area, 5.35, 51.97), PLACE_DEGREES);
    assert_int_equal(place_fit(&area, 51.97, 5.35), PLACE_DEGREES_SWAPPED);
    assert_int_equal(place_fit(&area, 233000.0, 442500.0), PLACE_METRES); /* out of the area, in the range */
    assert_int_equal(place_fit(&area, 6.5, 53.2), PLACE_DEGREES);
    assert_int_equal(place_fit(&area, 152.5, 442.5), PLACE_OUTSIDE);
    assert_int_equal(place_fit(&area, 0.0, 0.0), PLACE_OUTSIDE);
    assert_int_equal(place_fit(&area, (double)NAN, 1.0), PLACE_OUTSIDE);
    assert_int_equal(place_fit(&area, -0.1, 51.5), PLACE_OUTSIDE);
    /* in London the metres reach to 0, and degrees stay degrees */
    assert_ok(place_area_init("EPSG:27700", (Box){1.0, 1.0, -1.0, -1.0}, &area, &error), &error);
    assert_int_equal(place_fit(&area, -0.1, 51.5), PLACE_DEGREES);
    assert_int_equal(place_fit(&area, 51.5, -0.1), PLACE_DEGREES_SWAPPED);
    assert_int_equal(place_fit(&area, 530000.0, 180000.0), PLACE_METRES);
    /* where both ways round lie in the range, the area decides */
    assert_ok(place_area_init("EPSG:27700", (Box){520000.0, 170000.0, 540000.0, 190000.0}, &area, &error),
              &error);
    assert_int_equal(place_fit(&area, 180000.0, 530000.0), PLACE_METRES_SWAPPED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_official_points), cmocka_unit_test(test_official_points_with_grid),
        cmocka_unit_test(test_landmarks),       cmocka_unit_test(test_old_dutch_prj),
        cmocka_unit_test(test_identify),        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_ranges),          cmocka_unit_test(test_place_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
