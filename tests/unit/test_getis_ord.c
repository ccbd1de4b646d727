/* Gi* by hand, and against the figures that spdep, esda and sfhotspot give. */
#include "tests/support/assert_near.h"

#include "geo/getis_ord.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void by_hand(void **state)
{
    (void)state;
    Error error;
    const double x[] = {0, 1, 2, 10}, y[] = {0, 0, 0, 0}, value[] = {4, 6, 1, 1};
    double z[4];
    assert_ok(getis_ord_places(x, y, value, 4, 1, z, &error), &error);
    /* mean 3, s = sqrt((1 + 9 + 4 + 4) / 4); place 0 has itself and 1: W = S = 2. */
    double s = sqrt(4.5);
    assert_near(z[0], (10 - 6) / (s * sqrt((4 * 2.0 - 4) / 3)), 1e-12);
    assert_near(z[1], (11 - 9) / (s * sqrt((4 * 3.0 - 9) / 3)), 1e-12);
    assert_near(z[3], (1 - 3) / (s * sqrt((4 * 1.0 - 1) / 3)), 1e-12);
    const double same[] = {2, 2, 2, 2};
    assert_ok(getis_ord_places(x, y, same, 4, 1, z, &error), &error);
    assert_true(isnan(z[0]));
    assert_false(getis_ord_places(x, y, value, 2, 1, z, &error));
    assert_int_equal(error.code, ERROR_INPUT);
}

/* The 16 x 16 grid of Getis & Ord (1996), as spdep's localG gives it for 30, 60 and 90 m. */
static void the_grid_of_getis_and_ord(void **state)
{
    (void)state;
    const char *path = "../shared/data/ref_getis_ord/getisord_1996_gistar_spdep.csv";
    if (access(path, R_OK) != 0) {
        printf("skipped: there are no figures of spdep in ../shared/data\n");
        skip();
    }
    enum { PLACES = 256 };
    double x[PLACES], y[PLACES], value[PLACES], expected[3][PLACES], z[PLACES];
    char line[256];
    size_t count = 0;
    Error error;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (count < PLACES && fgets(line, sizeof line, file) != NULL)
        count += sscanf(line, "%lf,%lf,%lf,%lf,%lf,%lf", &x[count], &y[count], &value[count], &expected[0][count], &expected[1][count], &expected[2][count]) == 6;
    fclose(file);
    assert_int_equal(count, PLACES);
    for (int d = 0; d < 3; d++) {
        assert_ok(getis_ord_places(x, y, value, PLACES, 30 * (d + 1), z, &error), &error);
        for (size_t i = 0; i < PLACES; i++) assert_near(z[i], expected[d][i], 1e-9);
    }
}

/* The six places of PySAL's tests: (10,10) .. with a band of 15. */
static void the_places_of_esda(void **state)
{
    (void)state;
    Error error;
    const double x[] = {10, 20, 40, 15, 30, 30}, y[] = {10, 10, 10, 20, 20, 30}, value[] = {2, 3, 3.2, 5, 8, 7};
    double z[6], expected = NAN;
    char line[256];
    const char *path = "../shared/data/ref_esda/getisord_expected.csv";
    if (access(path, R_OK) != 0) {
        printf("skipped: there are no figures of esda in ../shared/data\n");
        skip();
    }
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) sscanf(line, "Gi*_z[0],binary,yes,%lf", &expected);
    fclose(file);
    assert_true(!isnan(expected));
    assert_ok(getis_ord_places(x, y, value, 6, 15, z, &error), &error);
    assert_near(z[0], expected, 1e-6);
}

/* sfhotspot's Gi* of Memphis: cells of 500 m, centres within 1.414 cells, its own among them. */
static void the_cells_of_sfhotspot(void **state)
{
    (void)state;
    const char *path = "../shared/data/ref_sfhotspot/memphis_jan_cell500_bw8877.csv";
    if (access(path, R_OK) != 0) {
        printf("skipped: there are no figures of sfhotspot in ../shared/data\n");
        skip();
    }
    enum { MOST = 3000 };
    static double x[MOST], y[MOST], value[MOST], expected[MOST], z[MOST];
    char line[256];
    size_t count = 0;
    Error error;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (count < MOST && fgets(line, sizeof line, file) != NULL)
        count += sscanf(line, "%*d,%lf,%lf,%lf,%*f,%lf", &x[count], &y[count], &value[count], &expected[count]) == 4;
    fclose(file);
    assert_int_equal(count, 2715);
    assert_ok(getis_ord_places(x, y, value, count, 500 * sqrt(2) * (1 + 1e-6), z, &error), &error);
    for (size_t i = 0; i < count; i++) assert_near(z[i], expected[i], 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(by_hand), cmocka_unit_test(the_grid_of_getis_and_ord), cmocka_unit_test(the_places_of_esda),
                                       cmocka_unit_test(the_cells_of_sfhotspot)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
