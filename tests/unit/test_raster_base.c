#include "tests/support/assert_near.h"

#include "src/raster_base.h"
#include "tests/support/town.h"

#include <cpl_string.h>
#include <gdal.h>
#include <gdal_utils.h>
#include <ogr_srs_api.h>
#include <stdlib.h>
#include <unistd.h>

/* A picture of 1,000 m x 1,000 m in RD, ten m a pixel: red west of x = 150400, blue east of it, black north of y = 440700. */
static const double WEST = 150000, NORTH = 441000, BORDER = 150400, BLACK = 440700;

static Town town;

static int lay(void **state)
{
    (void)state;
    town_lay(&town);
    GDALAllRegister();
    return 0;
}

static int raze(void **state)
{
    (void)state;
    town_raze(&town);
    return 0;
}

static GDALDatasetH picture_of(int bands, bool with_crs)
{
    GDALDatasetH picture = GDALCreate(GDALGetDriverByName("MEM"), "", 100, 100, bands, GDT_Byte, NULL);
    assert_non_null(picture);
    GDALSetGeoTransform(picture, (double[]){WEST, 10, 0, NORTH, 0, -10});
    if (with_crs) {
        OGRSpatialReferenceH rd = OSRNewSpatialReference(NULL);
        OSRImportFromEPSG(rd, 28992);
        GDALSetSpatialRef(picture, rd);
        OSRDestroySpatialReference(rd);
    }
    for (int b = 0; b < bands; b++) {
        unsigned char row[100];
        for (int y = 0; y < 100; y++) {
            for (int x = 0; x < 100; x++) row[x] = y < 30 ? 0 : x < 40 ? (b == 0 ? 255 : 0) : b == 2 ? 255 : 0;
            assert_int_equal(GDALRasterIO(GDALGetRasterBand(picture, b + 1), GF_Write, 0, y, 100, 1, row, 100, 1, GDT_Byte, 0, 0), CE_None);
        }
    }
    return picture;
}

/* Saves the picture with GDALTranslate or GDALWarp, and names it in the configuration. */
static void save(const char *name, const char *arguments, bool warp, int bands, bool with_crs)
{
    GDALDatasetH picture = picture_of(bands, with_crs), saved;
    char **list = CSLTokenizeString(arguments);
    snprintf(town.config.basemap, sizeof town.config.basemap, "%s", town_path(&town, name));
    if (warp) {
        GDALWarpAppOptions *options = GDALWarpAppOptionsNew(list, NULL);
        saved = GDALWarp(town.config.basemap, NULL, 1, &picture, options, NULL);
        GDALWarpAppOptionsFree(options);
    } else {
        GDALTranslateOptions *options = GDALTranslateOptionsNew(list, NULL);
        saved = GDALTranslate(town.config.basemap, picture, options, NULL);
        GDALTranslateOptionsFree(options);
    }
    CSLDestroy(list);
    if (saved == NULL) fail_msg("%s: %s", name, CPLGetLastErrorMsg());
    GDALClose(saved);
    GDALClose(picture);
}

static SceneImage read_box(RasterBase *base, Box box, int columns, int rows)
{
    SceneImage image;
    Error error;
    SceneRaster reader = raster_base_reader(base);
    assert_ok(reader.read(reader.context, box, columns, rows, &image, &error), &error);
    return image;
}

typedef enum Hue { RED, BLUE, DARK, GROUND } Hue;

static Hue hue_at(const SceneImage *image, Box box, int columns, int rows, double x, double y)
{
    int column = (int)((x - box.x_min) / (box.x_max - box.x_min) * columns), row = (int)((box.y_max - y) / (box.y_max - box.y_min) * rows);
    uint32_t pixel = image->pixels[row * columns + column];
    int red = (int)(pixel >> 16 & 255), green = (int)(pixel >> 8 & 255), blue = (int)(pixel & 255);
    assert_true(fmin(red, fmin(green, blue)) >= 135); /* quiet */
    if (red == 246 && green == 245 && blue == 242) return GROUND;
    return red > blue + 20 ? RED : blue > red + 20 ? BLUE : DARK;
}

/* Whatever the format and the system of the file, each place has its colour, to a pixel of the file. */
static void test_every_format_lies_in_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *name, *arguments;
        bool warp;
        double slack_m;
    } formats[] = {{"rd.tif", "-of GTiff", false, 1},
                   {"mercator.tif", "-of GTiff -t_srs EPSG:3857 -dstalpha", true, 16},
                   {"degrees.tif", "-of GTiff -t_srs EPSG:4326 -dstalpha", true, 16},
                   {"tiles.mbtiles", "-of MBTILES", false, 40},
                   {"tiles.gpkg", "-of GPKG", false, 1},
                   {"world.png", "-of PNG -co WORLDFILE=YES", false, 1},
                   {"world.jpg", "-of JPEG -co WORLDFILE=YES -co QUALITY=95", false, 16}};
    const Box box = {149900, 439900, 151100, 441100};
    for (size_t f = 0; f < sizeof formats / sizeof formats[0]; f++) {
        RasterBase *base = NULL;
        Error error;
        bool world = strncmp(formats[f].name, "world", 5) == 0;
        snprintf(town.config.basemap_crs, sizeof town.config.basemap_crs, "%s", world ? "EPSG:28992" : "");
        save(formats[f].name, formats[f].arguments, formats[f].warp, 3, true);
        assert_ok(raster_base_open(&town.config, &base, &error), &error);
        SceneImage image = read_box(base, box, 600, 600);
        double slack = formats[f].slack_m + 2;
        const struct {
            double x, y;
            Hue hue;
        } places[] = {{BORDER - 10 - slack, 440300, RED},      {BORDER + 10 + slack, 440300, BLUE}, {150200, BLACK - 10 - slack, RED}, {150200, BLACK + 10 + slack, DARK},
                      {WEST + 10 + slack, 440300, RED},        {149960, 440500, GROUND},            {151040, 440500, GROUND},          {150500, 441040, GROUND},
                      {150990 - slack, 440010 + slack, BLUE}};
        for (size_t p = 0; p < sizeof places / sizeof places[0]; p++)
            if (hue_at(&image, box, 600, 600, places[p].x, places[p].y) != places[p].hue)
                fail_msg("%s: place %zu has colour %d", formats[f].name, p, (int)hue_at(&image, box, 600, 600, places[p].x, places[p].y));
        assert_non_null(image.jpeg);
        assert_memory_equal(image.jpeg, "\xff\xd8\xff", 3);
        assert_true(image.jpeg_bytes < 40000);
        raster_base_close(base);
    }
    town.config.basemap_crs[0] = '\0';
}

static void test_grey_palette_and_measured_values(void **state)
{
    (void)state;
    static const struct {
        const char *name, *arguments;
        int bands;
    } kinds[] = {{"grey.tif", "-of GTiff", 1}, {"alpha.tif", "-of GTiff -b 1 -b 2 -b 3 -b 3 -colorinterp_4 alpha", 3}, {"measured.tif", "-of GTiff -ot Float32 -b 1 -scale 0 255 -3 12.5", 3}};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        RasterBase *base = NULL;
        Error error;
        save(kinds[k].name, kinds[k].arguments, false, kinds[k].bands, true);
        assert_ok(raster_base_open(&town.config, &base, &error), &error);
        SceneImage image = read_box(base, (Box){150100, 440100, 150700, 440600}, 60, 50);
        uint32_t west = image.pixels[25 * 60 + 10], east = image.pixels[25 * 60 + 50];
        if (k == 1) assert_int_equal(west, 0xF6F5F2); /* there it is transparent */
        else assert_true((west & 255) > (east & 255) + 60);
        raster_base_close(base);
    }
}

static void test_the_same_bytes_again(void **state)
{
    (void)state;
    RasterBase *one = NULL, *two = NULL;
    Error error;
    const Box box = {150000, 440000, 151000, 441000};
    save("again.tif", "-of GTiff", false, 3, true);
    assert_ok(raster_base_open(&town.config, &one, &error), &error);
    assert_ok(raster_base_open(&town.config, &two, &error), &error);
    SceneImage a = read_box(one, box, 333, 257), other = read_box(two, (Box){150100, 440000, 151000, 441000}, 100, 90), b = read_box(two, box, 333, 257);
    (void)other;
    assert_int_equal(a.jpeg_bytes, b.jpeg_bytes);
    assert_memory_equal(a.jpeg, b.jpeg, a.jpeg_bytes);
    assert_memory_equal(a.pixels, b.pixels, 4 * 333 * 257);
    raster_base_close(one);
    raster_base_close(two);
}

static void assert_refused(const char *path, const char *sentence)
{
    RasterBase *base = NULL;
    Error error;
    snprintf(town.config.basemap, sizeof town.config.basemap, "%s", path);
    assert_false(raster_base_open(&town.config, &base, &error));
    assert_int_equal(error.code, ERROR_USAGE);
    assert_null(base);
    if (strstr(error.text, sentence) == NULL) fail_msg("'%s' does not say '%s'", error.text, sentence);
}

static void test_no_network_without_leave(void **state)
{
    (void)state;
    static const char *const addresses[] = {"https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0?request=GetCapabilities", "http://127.0.0.1:9/x.tif", "WMTS:http://127.0.0.1:9/c.xml,layer=a",
                                            "wmts:c.xml",                                                                     "/vsicurl/http://127.0.0.1:9/x.tif",
                                            "/vsizip//vsicurl/http://127.0.0.1:9/x.zip",                                      "ftp://127.0.0.1/x.tif"};
    town.config.basemap_network = 0;
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) assert_refused(addresses[i], "network = yes");
    assert_refused(town_write(&town, "service.xml", "<GDAL_WMTS><GetCapabilitiesUrl>http://127.0.0.1:9/c.xml</GetCapabilitiesUrl></GDAL_WMTS>"), "network = yes");
    assert_refused(town_write(&town, "capabilities.xml", "<?xml version=\"1.0\"?><Capabilities xmlns=\"http://www.opengis.net/wmts/1.0\"/>"), "network = yes");
    town.config.basemap_network = 1;
    assert_refused("/vsicurl/http://127.0.0.1:9/x.tif", "WMTS");
    assert_refused("http://127.0.0.1:9/c.xml", "127.0.0.1"); /* asked for, and nobody there */
    town.config.basemap_network = 0;
}

static void test_what_is_no_base_map(void **state)
{
    (void)state;
    assert_refused("/nonexistent/base.tif", "/nonexistent/base.tif");
    assert_refused(town.folder, "no base map");
    assert_refused(town_write(&town, "empty.tif", ""), "no base map");
    assert_refused(town_write(&town, "text.tif", "dit is tekst"), "no base map");
    assert_refused(town_write(&town, "virtual.tif", "<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\"><VRTRasterBand><SimpleSource><SourceFilename>/vsicurl/http://127.0.0.1:9/x.tif</SourceFilename>"
                                                    "</SimpleSource></VRTRasterBand></VRTDataset>"),
                   "no base map");
    assert_refused(town_write(&town, "wms.xml", "<GDAL_WMS><Service name=\"TMS\"><ServerUrl>http://127.0.0.1:9/</ServerUrl></Service></GDAL_WMS>"), "no base map");
    assert_refused(town_write_bytes(&town, "cut.tif", "II*\0\x08\0\0\0", 8), "cannot be read");
    assert_refused(town_write(&town, "cut.mbtiles", "SQLite format 3\0 and then nothing"), "no base map");
    char broken[64] = "SQLite format 3";
    assert_refused(town_write_bytes(&town, "broken.mbtiles", broken, sizeof broken), "damaged");
}

static void test_a_database_that_reaches_out(void **state)
{
    (void)state;
    sqlite3 *database;
    char path[256];
    save("tiles.gpkg", "-of GPKG", false, 3, true);
    snprintf(path, sizeof path, "%s", town.config.basemap);
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, "CREATE VIEW peek AS SELECT readfile('/etc/passwd') AS a", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(database);
    assert_refused(path, "peek");
}

static void test_without_a_place(void **state)
{
    (void)state;
    RasterBase *base = NULL;
    SceneImage image;
    Error error;
    save("nowhere.tif", "-of GTiff", false, 3, false);
    assert_refused(town_path(&town, "nowhere.tif"), "EPSG:28992");
    save("elsewhere.tif", "-of GTiff", false, 3, true);
    assert_ok(raster_base_open(&town.config, &base, &error), &error);
    SceneRaster reader = raster_base_reader(base);
    assert_false(reader.read(reader.context, (Box){200000, 500000, 201000, 501000}, 50, 50, &image, &error));
    assert_non_null(strstr(error.text, "nowhere"));
    raster_base_close(base);
}

static void test_credit(void **state)
{
    (void)state;
    char line[64] = "meldpunt 12";
    RasterBase *base = (RasterBase *)1;
    Error error;
    town.config.basemap[0] = '\0';
    raster_base_credit(&town.config, line, sizeof line);
    assert_string_equal(line, "meldpunt 12");
    assert_ok(raster_base_open(&town.config, &base, &error), &error);
    assert_null(base);
    assert_true(raster_base_reader(NULL).read == NULL);
    snprintf(town.config.basemap, sizeof town.config.basemap, "kaarten/brt.tif");
    raster_base_credit(&town.config, line, sizeof line);
    assert_string_equal(line, "meldpunt 12; base map: brt.tif");
    snprintf(town.config.basemap_attribution, sizeof town.config.basemap_attribution, "a very long text of whose map this is, longer than the line of sources has room for");
    raster_base_credit(&town.config, line, sizeof line); /* cut, not past the end */
    assert_int_equal(strlen(line), sizeof line - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_format_lies_in_its_place),
        cmocka_unit_test(test_grey_palette_and_measured_values),
        cmocka_unit_test(test_the_same_bytes_again),
        cmocka_unit_test(test_no_network_without_leave),
        cmocka_unit_test(test_what_is_no_base_map),
        cmocka_unit_test(test_a_database_that_reaches_out),
        cmocka_unit_test(test_without_a_place),
        cmocka_unit_test(test_credit),
    };
    return cmocka_run_group_tests(tests, lay, raze);
}
