#include "src/raster_base.h"

#include "src/exchange/database_guard.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <errno.h>
#include <gdal.h>
#include <gdal_utils.h>
#include <limits.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

struct RasterBase {
    const Config *config;
    GDALDatasetH dataset;
    Box box; /* of the picture that is kept */
    int columns, rows;
    uint32_t *pixels;
    unsigned char *jpeg;
    size_t jpeg_bytes;
};

typedef enum RasterKind { RASTER_GEOTIFF, RASTER_MBTILES, RASTER_GEOPACKAGE, RASTER_PNG, RASTER_JPEG, RASTER_SERVICE, RASTER_UNKNOWN } RasterKind;

static const char *const DRIVERS[] = {"GTiff", "MBTiles", "GPKG", "PNG", "JPEG", "WMTS"};

/* ---- what may be opened ---- */

static bool has_extension(const char *path, const char *extension)
{
    const char *dot = strrchr(path, '.');
    return dot != NULL && strcasecmp(dot + 1, extension) == 0;
}

static RasterKind kind_of(const char *path, const char *head, size_t count)
{
    if (count >= 4 && (memcmp(head, "II*\0", 4) == 0 || memcmp(head, "MM\0*", 4) == 0 || memcmp(head, "II+\0", 4) == 0 || memcmp(head, "MM\0+", 4) == 0)) return RASTER_GEOTIFF;
    if (count >= 16 && memcmp(head, "SQLite format 3", 16) == 0) return has_extension(path, "mbtiles") ? RASTER_MBTILES : RASTER_GEOPACKAGE;
    if (count >= 8 && memcmp(head, "\x89PNG\r\n\x1a\n", 8) == 0) return RASTER_PNG;
    if (count >= 3 && memcmp(head, "\xff\xd8\xff", 3) == 0) return RASTER_JPEG;
    if (strstr(head, "<GDAL_WMTS") != NULL || (strstr(head, "<") != NULL && strstr(head, "Capabilities") != NULL && strstr(head, "wmts") != NULL)) return RASTER_SERVICE;
    return RASTER_UNKNOWN;
}

static bool is_address(const char *path)
{
    return strstr(path, "://") != NULL || strncasecmp(path, "WMTS:", 5) == 0 || strncmp(path, "/vsi", 4) == 0;
}

static bool needs_network(const char *path, Error *error)
{
    return error_set(error, ERROR_USAGE, _("%s: this base map comes from a server, which then knows where you look; set [basemap] network = yes to allow it, or save the map as a file."),
                     path);
}

static bool look_at_file(const char *path, RasterKind *ret_kind, Error *error)
{
    char head[2049] = "", refused[80];
    struct stat status;
    FILE *file = fopen(path, "rb");
    if (file == NULL) return error_set(error, ERROR_USAGE, _("%s: the base map cannot be read (%s); see [basemap] file."), path, strerror(errno));
    bool regular = fstat(fileno(file), &status) == 0 && S_ISREG(status.st_mode);
    size_t count = regular ? fread(head, 1, sizeof head - 1, file) : 0;
    fclose(file);
    RasterKind kind = kind_of(path, head, count);
    if (kind == RASTER_UNKNOWN)
        return error_set(error, ERROR_USAGE, _("%s is no base map that is read here; use GeoTIFF, MBTiles, GeoPackage with tiles, PNG or JPEG with a world file, or WMTS."), path);
    if (kind == RASTER_MBTILES || kind == RASTER_GEOPACKAGE) {
        if (!database_inspect(path, refused, sizeof refused)) return error_set(error, ERROR_USAGE, _("%s is damaged: it cannot be read as a database with tiles; ask for it again."), path);
        if (refused[0] != '\0') return error_set(error, ERROR_USAGE, _("%s holds \"%.60s\", which can read other files; save the map into a new file and use that."), path, refused);
    }
    *ret_kind = kind;
    return true;
}

static bool look_before(const Config *config, RasterKind *ret_kind, Error *error)
{
    bool address = is_address(config->basemap);
    *ret_kind = RASTER_SERVICE;
    if (!address && !look_at_file(config->basemap, ret_kind, error)) return false;
    if (*ret_kind == RASTER_SERVICE && config->basemap_network != 1) return needs_network(config->basemap, error);
    if (address && strncmp(config->basemap, "/vsi", 4) == 0)
        return error_set(error, ERROR_USAGE, _("%s: give the address of a WMTS, or save the map as a file."), config->basemap);
    return true;
}

/* ---- opening ---- */

static void prepare_gdal(bool network)
{
    static const char *const settings[][2] = {{"GDAL_DRIVER_PATH", "disable"}, {"GDAL_PAM_ENABLED", "NO"},      {"GDAL_ENABLE_WMS_CACHE", "NO"},
                                              {"GDAL_NUM_THREADS", "1"},       {"GDAL_HTTP_TIMEOUT", "30"},      {"GDAL_HTTP_CONNECTTIMEOUT", "10"},
                                              {"PROJ_NETWORK", "OFF"},         {"CPL_VSIL_CURL_CACHE_SIZE", "0"}};
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) CPLSetConfigOption(settings[i][0], settings[i][1]);
    CPLSetConfigOption("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", network ? NULL : "none");
    GDALAllRegister();
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

bool raster_base_open(const Config *config, RasterBase **ret_base, Error *error)
{
    RasterKind kind;
    *ret_base = NULL;
    if (config->basemap[0] == '\0') return true;
    if (!look_before(config, &kind, error)) return false;
    prepare_gdal(config->basemap_network == 1);
    GDALDatasetH dataset = open_raster(config, kind);
    if (dataset == NULL) return refused_by_gdal(config->basemap, error);
    RasterBase *base = has_place(config, dataset, error) ? calloc(1, sizeof *base) : NULL;
    if (base == NULL) {
        GDALClose(dataset);
        return false;
    }
    base->config = config;
    base->dataset = dataset;
    *ret_base = base;
    return true;
}

static void forget(RasterBase *base)
{
    free(base->pixels);
    VSIFree(base->jpeg);
    base->pixels = NULL;
    base->jpeg = NULL;
}

void raster_base_close(RasterBase *base)
{
    if (base == NULL) return;
    forget(base);
    GDALClose(base->dataset);
    free(base);
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

static GDALDatasetH warp(const RasterBase *base, GDALDatasetH from, Box box, int columns, int rows)
{
    char text[4][40], size[2][16];
    const double side[4] = {box.x_min, box.y_min, box.x_max, box.y_max};
    for (int i = 0; i < 4; i++) snprintf(text[i], sizeof text[i], "%.6f", side[i]);
    snprintf(size[0], sizeof size[0], "%d", columns);
    snprintf(size[1], sizeof size[1], "%d", rows);
    char **list = NULL;
    const char *const always[] = {"-of", "MEM", "-r", "bilinear", "-dstalpha", "-t_srs", base->config->project_crs, "-te", text[0], text[1], text[2], text[3], "-ts", size[0], size[1]};
    for (size_t i = 0; i < sizeof always / sizeof *always; i++) list = CSLAddString(list, always[i]);
    if (base->config->basemap_crs[0] != '\0') list = CSLAddString(CSLAddString(list, "-s_srs"), base->config->basemap_crs);
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
static bool take_pixels(RasterBase *base, GDALDatasetH warped, bool *ret_covered, Error *error)
{
    static const double ground[3] = {246, 245, 242};
    size_t count = (size_t)base->columns * (size_t)base->rows;
    int bands = GDALGetRasterCount(warped), colours = bands >= 4 ? 3 : 1;
    unsigned char *plane = malloc(4 * count);
    base->pixels = malloc(count * sizeof *base->pixels);
    if (plane == NULL || base->pixels == NULL) {
        free(plane);
        return error_memory(error, 8.0 * (double)count);
    }
    bool read = true;
    for (int b = 0; read && b < 4; b++) { /* the last band is what is there */
        int band = b == 3 ? bands : colours == 3 ? b + 1 : 1;
        read = GDALRasterIO(GDALGetRasterBand(warped, band), GF_Read, 0, 0, base->columns, base->rows, plane + (size_t)b * count, base->columns, base->rows, GDT_Byte, 0, 0) == CE_None;
    }
    *ret_covered = false;
    for (size_t i = 0; read && i < count; i++) {
        const unsigned char colour[3] = {plane[i], plane[count + i], plane[2 * count + i]}, cover = plane[3 * count + i];
        base->pixels[i] = quiet(colour, cover, ground);
        *ret_covered = *ret_covered || cover > 0;
    }
    free(plane);
    return read || refused_by_gdal(base->config->basemap, error);
}

/* Packs the pixels; where GDAL cannot, the page keeps them as they are. */
static void pack(RasterBase *base)
{
    static const char name[] = "/vsimem/brandpunt_base.jpg";
    GDALDriverH memory = GDALGetDriverByName("MEM"), jpeg = GDALGetDriverByName("JPEG");
    GDALDatasetH picture = memory != NULL && jpeg != NULL ? GDALCreate(memory, "", base->columns, base->rows, 3, GDT_Byte, NULL) : NULL;
    bool ok = picture != NULL;
    for (int b = 0; ok && b < 3; b++) /* bytes of a pixel in memory: blue, green, red, nothing */
        ok = GDALRasterIO(GDALGetRasterBand(picture, b + 1), GF_Write, 0, 0, base->columns, base->rows, (unsigned char *)base->pixels + 2 - b, base->columns, base->rows, GDT_Byte, 4,
                          4 * base->columns) == CE_None;
    char **options = CSLSetNameValue(NULL, "QUALITY", "82");
    GDALDatasetH packed = ok ? GDALCreateCopy(jpeg, name, picture, FALSE, options, NULL, NULL) : NULL;
    CSLDestroy(options);
    if (picture != NULL) GDALClose(picture);
    if (packed == NULL) return;
    GDALClose(packed);
    vsi_l_offset bytes = 0;
    base->jpeg = VSIGetMemFileBuffer(name, &bytes, TRUE);
    base->jpeg_bytes = (size_t)bytes;
}

static bool make_picture(RasterBase *base, Box box, int columns, int rows, Error *error)
{
    bool covered = true;
    forget(base);
    base->box = box;
    base->columns = columns;
    base->rows = rows;
    CPLErrorReset();
    GDALDatasetH colours = as_colours(base->dataset), warped = colours != NULL ? warp(base, colours, box, columns, rows) : NULL;
    bool ok = warped != NULL ? take_pixels(base, warped, &covered, error) : refused_by_gdal(base->config->basemap, error);
    if (warped != NULL) GDALClose(warped);
    if (colours != NULL) GDALClose(colours);
    if (ok && !covered)
        ok = error_set(error, ERROR_USAGE, _("%s: the base map lies nowhere on this map; give another file, or its coordinate system with crs in [basemap]."), base->config->basemap);
    if (ok) pack(base);
    else forget(base);
    return ok;
}

static bool read_picture(void *context, Box box, int columns, int rows, SceneImage *ret_image, Error *error)
{
    RasterBase *base = context;
    bool kept = base->pixels != NULL && memcmp(&base->box, &box, sizeof box) == 0 && base->columns == columns && base->rows == rows;
    if (!kept && !make_picture(base, box, columns, rows, error)) return false;
    *ret_image = (SceneImage){base->pixels, base->jpeg, base->jpeg_bytes};
    return true;
}

SceneRaster raster_base_reader(RasterBase *base)
{
    return base != NULL ? (SceneRaster){read_picture, base} : (SceneRaster){0};
}

void raster_base_credit(const Config *config, char *sources, size_t size)
{
    const char *slash = strrchr(config->basemap, '/'), *name = slash != NULL ? slash + 1 : config->basemap;
    size_t used = strlen(sources);
    if (config->basemap[0] == '\0' || used >= size) return;
    if (used > 0) used += (size_t)snprintf(sources + used, size - used, "; ");
    if (used < size) snprintf(sources + used, size - used, _("base map: %s"), config->basemap_attribution[0] != '\0' ? config->basemap_attribution : name);
}
