#include "src/raster_base.h"

#include "src/exchange/child.h"
#include "src/raster_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

struct RasterBase {
    const Config *config;
    RasterKind kind;
    RasterReader *service; /* NULL for a file, which is opened anew in a child for every picture */
    RasterPicture kept;
};

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
    char head[2049] = "";
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return error_set(error, ERROR_USAGE, _("%s: the base map cannot be read (%s); see [basemap] file."), path, strerror(errno));
    bool regular = fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    ssize_t count = regular ? read(file, head, sizeof head - 1) : 0;
    close(file);
    RasterKind kind = kind_of(path, head, count > 0 ? (size_t)count : 0);
    if (kind == RASTER_UNKNOWN)
        return error_set(error, ERROR_USAGE, _("%s is no base map that is read here; use GeoTIFF, MBTiles, GeoPackage with tiles, PNG or JPEG with a world file, or WMTS."), path);
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

/* ---- a file, in a child ---- */

typedef struct Asked {
    const Config *config;
    RasterKind kind;
    Box box;
    int columns, rows; /* 0: only whether it can be opened */
} Asked;

static void read_in_child(void *context, int out)
{
    const Asked *asked = context;
    RasterReader *reader = NULL;
    RasterPicture picture = {0};
    Error error;
    bool ok = raster_reader_open(asked->config, asked->kind, &reader, &error);
    if (ok && asked->columns > 0) ok = raster_reader_picture(reader, asked->box, asked->columns, asked->rows, &picture, &error);
    if (!child_answer(out, ok, &error) || !ok || asked->columns == 0) return;
    size_t bytes = (size_t)asked->columns * (size_t)asked->rows * sizeof *picture.pixels;
    if (child_write(out, picture.pixels, bytes) && child_write(out, &picture.jpeg_bytes, sizeof picture.jpeg_bytes))
        (void)!child_write(out, picture.jpeg, picture.jpeg_bytes);
}

/* What came is of the size that was asked; a packed picture is smaller than an unpacked one. */
static bool take_picture(const ChildProcess *child, RasterPicture *picture)
{
    size_t bytes = (size_t)picture->columns * (size_t)picture->rows * sizeof *picture->pixels;
    picture->pixels = malloc(bytes);
    if (picture->pixels == NULL || !child_read(child, picture->pixels, bytes) || !child_read(child, &picture->jpeg_bytes, sizeof picture->jpeg_bytes)) return false;
    if (picture->jpeg_bytes == 0) return true;
    picture->jpeg = picture->jpeg_bytes <= bytes + 4096 ? malloc(picture->jpeg_bytes) : NULL;
    return picture->jpeg != NULL && child_read(child, picture->jpeg, picture->jpeg_bytes);
}

/* ret_picture NULL: only whether the file can be opened. */
static bool ask_child(const Asked *asked, RasterPicture *ret_picture, Error *error)
{
    enum { BYTES_OF_PIXEL = 40 }; /* of the warped bands, the planes, the pixels and the packed picture together */
    const char *path = asked->config->basemap;
    Walls walls = walls_of_file(path);
    walls.memory_bytes += (size_t)asked->columns * (size_t)asked->rows * BYTES_OF_PIXEL;
    RasterPicture picture = {.box = asked->box, .columns = asked->columns, .rows = asked->rows};
    ChildProcess child;
    if (!child_start(&walls, read_in_child, (void *)(uintptr_t)asked, &child, error)) return false;
    bool ok = child_take_answer(&child, path, ERROR_USAGE, error);
    if (ok && ret_picture != NULL && !take_picture(&child, &picture)) ok = error_set(error, ERROR_FAILED, _("%s: the picture of the base map was not received whole; try again."), path);
    child_end(&child);
    if (!ok) raster_picture_free(&picture);
    else if (ret_picture != NULL) *ret_picture = picture;
    return ok;
}

/* ---- for the program ---- */

bool raster_base_open(const Config *config, RasterBase **ret_base, Error *error)
{
    RasterKind kind;
    *ret_base = NULL;
    if (config->basemap[0] == '\0') return true;
    if (!look_before(config, &kind, error)) return false;
    RasterBase *base = calloc(1, sizeof *base);
    if (base == NULL) return error_memory(error, sizeof *base);
    base->config = config;
    base->kind = kind;
    if (kind == RASTER_SERVICE ? raster_reader_open(config, kind, &base->service, error) : ask_child(&(Asked){.config = config, .kind = kind}, NULL, error)) {
        *ret_base = base;
        return true;
    }
    free(base);
    return false;
}

void raster_base_close(RasterBase *base)
{
    if (base == NULL) return;
    raster_picture_free(&base->kept);
    raster_reader_close(base->service);
    free(base);
}

static bool read_picture(void *context, Box box, int columns, int rows, SceneImage *ret_image, Error *error)
{
    RasterBase *base = context;
    RasterPicture *kept = &base->kept;
    bool same = kept->pixels != NULL && memcmp(&kept->box, &box, sizeof box) == 0 && kept->columns == columns && kept->rows == rows;
    if (!same) {
        raster_picture_free(kept);
        const Asked asked = {base->config, base->kind, box, columns, rows};
        if (!(base->service != NULL ? raster_reader_picture(base->service, box, columns, rows, kept, error) : ask_child(&asked, kept, error))) return false;
    }
    *ret_image = (SceneImage){kept->pixels, kept->jpeg, kept->jpeg_bytes};
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
