#include "src/raster_reader.h"

#include "src/exchange/database_guard.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <gdal_utils.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct RasterReader {
    const Config *config;
    GDALDatasetH dataset;
};

static const char *const DRIVERS[] = {"GTiff", "MBTiles", "GPKG", "PNG", "JPEG", "WMTS"};

/* ---- opening ---- */

/* A file is opened by its own driver, its tiles by those of pictures, and nothing else is there. */
static void keep_drivers(RasterKind kind)
{
    static const char *const tiles[] = {"PNG", "JPEG", "WEBP", "GTiff", "MEM", "VRT"};
    for (int i = GDALGetDriverCount() - 1; i >= 0; i--) {
        GDALDriverH driver = GDALGetDriver(i);
        const char *name = GDALGetDriverShortName(driver);
        bool kept = strcmp(name, DRIVERS[kind]) == 0 || (kind == RASTER_MBTILES && strcmp(name, "SQLite") == 0); /* by which it is opened */
        for (size_t k = 0; k < sizeof tiles / sizeof *tiles; k++) kept = kept || strcmp(name, tiles[k]) == 0;
        if (!kept) GDALDeregisterDriver(driver);
    }
}

static void prepare_gdal(RasterKind kind)
{
    static const char *const settings[][2] = {{"GDAL_DRIVER_PATH", "disable"}, {"GDAL_PAM_ENABLED", "NO"},      {"GDAL_ENABLE_WMS_CACHE", "NO"},
                                              {"GDAL_NUM_THREADS", "1"},       {"GDAL_HTTP_TIMEOUT", "30"},      {"GDAL_HTTP_CONNECTTIMEOUT", "10"},
                                              {"PROJ_NETWORK", "OFF"},         {"CPL_VSIL_CURL_CACHE_SIZE", "0"}};
    bool network = kind == RASTER_SERVICE;
    if (!network) CPLSetConfigOptions(NULL); /* also those of the user's gdalrc */
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) CPLSetConfigOption(settings[i][0], settings[i][1]);
    CPLSetConfigOption("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", network ? NULL : "none");
    GDALAllRegister();
    if (!network) keep_drivers(kind);
    CPLSetErrorHandler(CPLQuietErrorHandler);
    CPLErrorReset();
}

static bool refused_by_gdal(const char *path, Error *error)
{
    const char *why = CPLGetLastErrorMsg();
    return error_set(error, ERROR_USAGE, _("%s: the base map cannot be read (%.200s); see [basemap] file."), path, why[0] != '\0' ? why : "GDAL");
}

static GDALDatasetH open_as(const char *name, RasterKind kind)
{
    const char *const allowed[] = {DRIVERS[kind], NULL};
    return GDALOpenEx(name, GDAL_OF_RASTER | GDAL_OF_READONLY, allowed, NULL, NULL);
}

/* Of a file or service with several maps the first. */
static GDALDatasetH open_raster(const Config *config, RasterKind kind)
{
    char name[2 * CONFIG_TEXT];
    bool prefix = strncasecmp(config->basemap, "http", 4) == 0;
    snprintf(name, sizeof name, "%s%s", prefix ? "WMTS:" : "", config->basemap);
    GDALDatasetH dataset = open_as(name, kind);
    if (dataset == NULL || GDALGetRasterCount(dataset) > 0) return dataset;
    const char *first = CSLFetchNameValue(GDALGetMetadata(dataset, "SUBDATASETS"), "SUBDATASET_1_NAME");
    GDALDatasetH map = first != NULL ? open_as(first, kind) : NULL;
    GDALClose(dataset);
    return map;
}

static bool has_place(const Config *config, GDALDatasetH dataset, Error *error)
{
    double transform[6];
    if (GDALGetGeoTransform(dataset, transform) != CE_None)
        return error_set(error, ERROR_USAGE, _("%s: the base map does not say where it lies; it needs a world file, or save it as GeoTIFF."), config->basemap);
    if (GDALGetSpatialRef(dataset) != NULL || config->basemap_crs[0] != '\0') return true;
    return error_set(error, ERROR_USAGE, _("%s: the base map does not say in which coordinate system it is; add crs = EPSG:28992, or what it is, to [basemap]."), config->basemap);
}

static bool inspect_database(const char *path, Error *error)
{
    char refused[80];
    if (!database_inspect(path, refused, sizeof refused)) return error_set(error, ERROR_USAGE, _("%s is damaged: it cannot be read as a database with tiles; ask for it again."), path);
    return refused[0] == '\0' || error_set(error, ERROR_USAGE, _("%s holds \"%.60s\", which can read other files; save the map into a new file and use that."), path, refused);
}

bool raster_reader_open(const Config *config, RasterKind kind, RasterReader **ret_reader, Error *error)
{
    if ((kind == RASTER_MBTILES || kind == RASTER_GEOPACKAGE) && !inspect_database(config->basemap, error)) return false;
    prepare_gdal(kind);
    GDALDatasetH dataset = open_raster(config, kind);
    if (dataset == NULL) return refused_by_gdal(config->basemap, error);
    RasterReader *reader = has_place(config, dataset, error) ? calloc(1, sizeof *reader) : NULL;
    if (reader == NULL) {
        GDALClose(dataset);
        return false;
    }
    *reader = (RasterReader){config, dataset};
    *ret_reader = reader;
    return true;
}

void raster_reader_close(RasterReader *reader)
{
    if (reader == NULL) return;
    GDALClose(reader->dataset);
    free(reader);
}

void raster_picture_free(RasterPicture *picture)
{
    free(picture->pixels);
    free(picture->jpeg);
    *picture = (RasterPicture){0};
}

/* ---- reading ---- */

/* Calls GDALTranslate on arguments separated by a blank. */
static GDALDatasetH translate(GDALDatasetH from, const char *arguments)
{
    char **list = CSLTokenizeString(arguments);
    GDALTranslateOptions *options = GDALTranslateOptionsNew(list, NULL);
    GDALDatasetH to = options != NULL ? GDALTranslate("", from, options, NULL) : NULL;
    GDALTranslateOptionsFree(options);
    CSLDestroy(list);
    return to;
}

/* Bytes in one (grey) or three bands and maybe a fourth for what is there: palettes are written out, measured values stretched. */
static GDALDatasetH as_colours(GDALDatasetH dataset)
{
    GDALRasterBandH first = GDALGetRasterBand(dataset, 1);
    if (GDALGetRasterColorTable(first) != NULL) return translate(dataset, "-of VRT -expand rgba");
    if (GDALGetRasterDataType(first) != GDT_Byte) return translate(dataset, "-of VRT -b 1 -ot Byte -scale");
    return translate(dataset, "-of VRT");
}

static GDALDatasetH warp(const Config *config, GDALDatasetH from, Box box, int columns, int rows)
{
    char text[4][40], size[2][16];
    const double side[4] = {box.x_min, box.y_min, box.x_max, box.y_max};
    for (int i = 0; i < 4; i++) snprintf(text[i], sizeof text[i], "%.6f", side[i]);
    snprintf(size[0], sizeof size[0], "%d", columns);
    snprintf(size[1], sizeof size[1], "%d", rows);
    char **list = NULL;
    const char *const always[] = {"-of", "MEM", "-r", "bilinear", "-dstalpha", "-t_srs", config->project_crs, "-te", text[0], text[1], text[2], text[3], "-ts", size[0], size[1]};
    for (size_t i = 0; i < sizeof always / sizeof *always; i++) list = CSLAddString(list, always[i]);
    if (config->basemap_crs[0] != '\0') list = CSLAddString(CSLAddString(list, "-s_srs"), config->basemap_crs);
    GDALWarpAppOptions *options = GDALWarpAppOptionsNew(list, NULL);
    GDALDatasetH to = options != NULL ? GDALWarp("", NULL, 1, &from, options, NULL) : NULL;
    GDALWarpAppOptionsFree(options);
    CSLDestroy(list);
    return to;
}

/* Takes out two thirds of the colour and over half of the contrast, and lays what is transparent on the map's ground. */
static uint32_t quiet(const unsigned char *colour, unsigned char cover, const double *ground)
{
    double grey = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2], share = cover / 255.0;
    uint32_t pixel = 0;
    for (int c = 0; c < 3; c++) {
        double soft = grey + 0.35 * (colour[c] - grey), light = 255 - 0.45 * (255 - soft);
        pixel = pixel << 8 | (uint32_t)lround(fmin(255, fmax(0, share * light + (1 - share) * ground[c])));
    }
    return pixel;
}

/* Reads the warped bands into pixels; ret_covered tells whether the raster reaches the box at all. */
static bool take_pixels(const Config *config, GDALDatasetH warped, RasterPicture *picture, bool *ret_covered, Error *error)
{
    static const double ground[3] = {246, 245, 242};
    size_t count = (size_t)picture->columns * (size_t)picture->rows;
    int bands = GDALGetRasterCount(warped), colours = bands >= 4 ? 3 : 1;
    unsigned char *plane = malloc(4 * count);
    picture->pixels = malloc(count * sizeof *picture->pixels);
    if (plane == NULL || picture->pixels == NULL) {
        free(plane);
        return error_memory(error, 8.0 * (double)count);
    }
    bool read = true;
    for (int b = 0; read && b < 4; b++) { /* the last band is what is there */
        int band = b == 3 ? bands : colours == 3 ? b + 1 : 1;
        read = GDALRasterIO(GDALGetRasterBand(warped, band), GF_Read, 0, 0, picture->columns, picture->rows, plane + (size_t)b * count, picture->columns, picture->rows, GDT_Byte, 0, 0) == CE_None;
    }
    *ret_covered = false;
    for (size_t i = 0; read && i < count; i++) {
        const unsigned char colour[3] = {plane[i], plane[count + i], plane[2 * count + i]}, cover = plane[3 * count + i];
        picture->pixels[i] = quiet(colour, cover, ground);
        *ret_covered = *ret_covered || cover > 0;
    }
    free(plane);
    return read || refused_by_gdal(config->basemap, error);
}

/* Packs the pixels; where GDAL cannot, the page keeps them as they are. */
static void pack(RasterPicture *picture)
{
    static const char name[] = "/vsimem/brandpunt_base.jpg";
    GDALDriverH memory = GDALGetDriverByName("MEM"), jpeg = GDALGetDriverByName("JPEG");
    GDALDatasetH drawn = memory != NULL && jpeg != NULL ? GDALCreate(memory, "", picture->columns, picture->rows, 3, GDT_Byte, NULL) : NULL;
    bool ok = drawn != NULL;
    for (int b = 0; ok && b < 3; b++) /* bytes of a pixel in memory: blue, green, red, nothing */
        ok = GDALRasterIO(GDALGetRasterBand(drawn, b + 1), GF_Write, 0, 0, picture->columns, picture->rows, (unsigned char *)picture->pixels + 2 - b, picture->columns, picture->rows, GDT_Byte, 4,
                          4 * picture->columns) == CE_None;
    char **options = CSLSetNameValue(NULL, "QUALITY", "82");
    GDALDatasetH packed = ok ? GDALCreateCopy(jpeg, name, drawn, FALSE, options, NULL, NULL) : NULL;
    CSLDestroy(options);
    if (drawn != NULL) GDALClose(drawn);
    if (packed == NULL) return;
    GDALClose(packed);
    vsi_l_offset bytes = 0;
    const unsigned char *jpeg_file = VSIGetMemFileBuffer(name, &bytes, FALSE);
    picture->jpeg = jpeg_file != NULL ? malloc((size_t)bytes) : NULL;
    if (picture->jpeg != NULL) {
        memcpy(picture->jpeg, jpeg_file, (size_t)bytes);
        picture->jpeg_bytes = (size_t)bytes;
    }
    (void)VSIUnlink(name);
}

bool raster_reader_picture(RasterReader *reader, Box box, int columns, int rows, RasterPicture *ret_picture, Error *error)
{
    const Config *config = reader->config;
    RasterPicture picture = {.box = box, .columns = columns, .rows = rows};
    bool covered = true;
    CPLErrorReset();
    GDALDatasetH colours = as_colours(reader->dataset), warped = colours != NULL ? warp(config, colours, box, columns, rows) : NULL;
    bool ok = warped != NULL ? take_pixels(config, warped, &picture, &covered, error) : refused_by_gdal(config->basemap, error);
    if (warped != NULL) GDALClose(warped);
    if (colours != NULL) GDALClose(colours);
    if (ok && !covered)
        ok = error_set(error, ERROR_USAGE, _("%s: the base map lies nowhere on this map; give another file, or its coordinate system with crs in [basemap]."), config->basemap);
    if (!ok) {
        raster_picture_free(&picture);
        return false;
    }
    pack(&picture);
    *ret_picture = picture;
    return true;
}
