#include "src/exchange/export.h"

#include "src/exchange/geometry.h"
#include "src/exchange/output.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Quiet, and with a fixed date in GeoPackages, so that the same results give the same bytes. A GeoPackage is written
 * beside its place and brought to the disk once, when it is whole: nothing is gained by a journal for each row. */
static atomic_int failures;

/* GDAL keeps the last error of each thread, and some of its writers work with threads, or go on after an error and have another one. */
static void count_failure(CPLErr kind, CPLErrorNum number, const char *text)
{
    (void)number;
    (void)text;
    if (kind >= CE_Failure) atomic_fetch_add(&failures, 1);
}

static bool gdal_failed(void)
{
    return atomic_load(&failures) > 0;
}

static void prepare_gdal(void)
{
    GDALAllRegister();
    GDALSetCacheMax64(64 << 20); /* rows are written once; GDAL would keep a twentieth of the machine of them */
    CPLSetErrorHandler(count_failure);
    atomic_store(&failures, 0);
    CPLSetConfigOption("OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z");
    CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
    CPLSetConfigOption("OGR_SQLITE_SYNCHRONOUS", "OFF");
    CPLSetConfigOption("OGR_SQLITE_JOURNAL", "MEMORY");
}

static OGRSpatialReferenceH reference_of(const char *crs)
{
    OGRSpatialReferenceH reference = OSRNewSpatialReference(NULL);
    OSRSetFromUserInput(reference, crs);
    OSRSetAxisMappingStrategy(reference, OAMS_TRADITIONAL_GIS_ORDER);
    return reference;
}

/* ---- rasters ---- */

/* An empty raster of the grid's place and size, north up; in memory where path is NULL, else as a plain GeoTIFF. */
static GDALDatasetH raster_for(const Grid *grid, const char *crs, double no_data, const char *path)
{
    GDALDriverH driver = GDALGetDriverByName(path == NULL ? "MEM" : "GTiff");
    const char *const options[] = {"BIGTIFF=IF_SAFER", NULL};
    GDALDatasetH raster = GDALCreate(driver, path == NULL ? "" : path, grid->columns, grid->rows, 1, GDT_Float32, path == NULL ? NULL : (char **)(uintptr_t)options);
    if (raster == NULL) return NULL;
    double transform[6] = {grid->x0_m, grid->cell_m, 0, grid->y0_m + grid->rows * grid->cell_m, 0, -grid->cell_m};
    OGRSpatialReferenceH reference = reference_of(crs);
    GDALSetGeoTransform(raster, transform);
    GDALSetSpatialRef(raster, reference);
    OSRDestroySpatialReference(reference);
    GDALSetRasterNoDataValue(GDALGetRasterBand(raster, 1), no_data);
    GDALSetDescription(GDALGetRasterBand(raster, 1), "density");
    return raster;
}

/* Writes rows into a raster whose southernmost row lies at y0_m; no_data takes the place of NaN. */
static bool fill_raster(GDALDatasetH raster, const Grid *rows, double y0_m, double no_data)
{
    GDALRasterBandH band = GDALGetRasterBand(raster, 1);
    int height = GDALGetRasterYSize(raster), south = (int)lround((rows->y0_m - y0_m) / rows->cell_m);
    float *row = malloc((size_t)rows->columns * sizeof *row);
    bool ok = row != NULL;
    for (int r = rows->rows - 1; ok && r >= 0; r--) {
        const double *from = rows->value + (size_t)r * (size_t)rows->columns;
        for (int c = 0; c < rows->columns; c++) row[c] = isnan(from[c]) ? (float)no_data : (float)from[c];
        ok = GDALRasterIO(band, GF_Write, 0, height - 1 - south - r, rows->columns, 1, row, rows->columns, 1, GDT_Float32, 0, 0) == CE_None;
    }
    free(row);
    return ok;
}

static GDALDatasetH raster_of(const Grid *grid, const char *crs, double no_data)
{
    GDALDatasetH raster = raster_for(grid, crs, no_data, NULL);
    if (raster == NULL || fill_raster(raster, grid, grid->y0_m, no_data)) return raster;
    GDALClose(raster);
    return NULL;
}

static void add_remarks(GDALMajorObjectH object, const Remark *remarks, size_t count)
{
    for (size_t i = 0; i < count; i++) GDALSetMetadataItem(object, remarks[i].name, remarks[i].value, NULL);
}

enum { CELLS_IN_MEMORY = 1 << 25 };

struct GeotiffWriter {
    Output output;
    char rows[PATH_MAX]; /* the plain file that becomes the cloud-optimised one; "" when that is in memory */
    GDALDatasetH raster;
    double y0_m;
};

bool export_geotiff_open(const Grid *grid, const char *crs, const char *unit, const Remark *remarks, size_t remark_count, const char *path,
                         GeotiffWriter **ret_writer, Error *error)
{
    GeotiffWriter *writer = calloc(1, sizeof *writer);
    if (writer == NULL) return error_memory(error, sizeof *writer);
    prepare_gdal();
    writer->y0_m = grid->y0_m;
    if (!output_place(path, &writer->output, error)) return free(writer), false;
    bool large = grid_cells(grid) > CELLS_IN_MEMORY;
    if (large && (size_t)snprintf(writer->rows, sizeof writer->rows, "%s.rows", writer->output.beside) >= sizeof writer->rows) {
        free(writer);
        return error_set(error, ERROR_USAGE, _("The path of the output is too long: %.80s..."), path);
    }
    writer->raster = raster_for(grid, crs, NAN, large ? writer->rows : NULL);
    if (writer->raster == NULL) {
        free(writer);
        return large ? output_not_written(path, error) : error_memory(error, 4.0 * (double)grid_cells(grid));
    }
    add_remarks(writer->raster, remarks, remark_count);
    GDALSetRasterUnitType(GDALGetRasterBand(writer->raster, 1), unit);
    *ret_writer = writer;
    return true;
}

bool export_geotiff_add(GeotiffWriter *writer, const Grid *band, Error *error)
{
    return fill_raster(writer->raster, band, writer->y0_m, NAN) || output_not_written(writer->output.path, error);
}

/* What GDAL made in memory, to the place of an output. Not all of its drivers look whether their last bytes reached the disk. */
static bool to_disk(const char *memory, Output *output, Error *error)
{
    vsi_l_offset length = 0;
    const GByte *bytes = VSIGetMemFileBuffer(memory, &length, FALSE);
    output->stream = bytes != NULL ? fopen(output->beside, "wbx") : NULL;
    bool ok = output->stream != NULL && fwrite(bytes, 1, length, output->stream) == length;
    if (!ok) output_not_written(output->path, error);
    return ok;
}

/* Level 3 is 2 % larger than the usual 6, in 0.6 of the time. */
static bool optimise(GeotiffWriter *writer, Error *error)
{
    static const char memory[] = "/vsimem/brandpunt.tif";
    const char *const options[] = {"COMPRESS=DEFLATE", "LEVEL=3", "PREDICTOR=YES", "BIGTIFF=IF_SAFER", "OVERVIEWS=NONE", "NUM_THREADS=2", NULL};
    GDALDatasetH copy = GDALCreateCopy(GDALGetDriverByName("COG"), memory, writer->raster, FALSE, (char **)(uintptr_t)options, NULL, NULL);
    if (copy != NULL) GDALClose(copy);
    bool ok = (copy != NULL && !gdal_failed()) || output_not_written(writer->output.path, error);
    ok = ok && to_disk(memory, &writer->output, error);
    VSIUnlink(memory);
    return ok;
}

bool export_geotiff_close(GeotiffWriter *writer, bool commit, Error *error)
{
    bool ok = !commit || optimise(writer, error);
    GDALClose(writer->raster);
    if (writer->rows[0] != '\0') unlink(writer->rows);
    if (commit && ok) ok = output_commit(&writer->output, error);
    output_discard(&writer->output);
    free(writer);
    return ok;
}

bool export_geotiff(const Grid *grid, const char *crs, const char *unit, const Remark *remarks, size_t remark_count, const char *path, Error *error)
{
    GeotiffWriter *writer;
    if (!export_geotiff_open(grid, crs, unit, remarks, remark_count, path, &writer, error)) return false;
    bool ok = export_geotiff_add(writer, grid, error);
    return export_geotiff_close(writer, ok, error) && ok;
}

/* ---- vectors ---- */

static OGRwkbGeometryType layer_type(const Features *features)
{
    if (features == NULL) return wkbNone;
    return features->kind == FEATURE_POINT ? wkbPoint : features->kind == FEATURE_LINE ? wkbMultiLineString : wkbMultiPolygon;
}

static bool make_fields(OGRLayerH layer, const Table *table)
{
    static const OGRFieldType types[] = {[COLUMN_TEXT] = OFTString, [COLUMN_WHOLE] = OFTInteger64, [COLUMN_NUMBER] = OFTReal, [COLUMN_DATE] = OFTDate};
    for (size_t c = 0; c < table->column_count; c++) {
        OGRFieldDefnH field = OGR_Fld_Create(table->column[c].name, types[table->column[c].type]);
        bool ok = OGR_L_CreateField(layer, field, TRUE) == OGRERR_NONE;
        OGR_Fld_Destroy(field);
        if (!ok) return false;
    }
    return true;
}

static bool make_feature(OGRLayerH layer, const ExportLayer *from, size_t row)
{
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    for (size_t c = 0; c < from->table->column_count; c++) {
        const Cell *cell = table_cell(from->table, row, c);
        if (!cell->known) continue;
        if (column_is_text(&from->table->column[c])) OGR_F_SetFieldString(feature, (int)c, cell->text);
        else if (from->table->column[c].type == COLUMN_WHOLE) OGR_F_SetFieldInteger64(feature, (int)c, cell->whole);
        else OGR_F_SetFieldDouble(feature, (int)c, cell->number);
    }
    if (from->features != NULL) OGR_F_SetGeometryDirectly(feature, geometry_of_feature(from->features, from->feature_of != NULL ? from->feature_of[row] : row));
    bool ok = OGR_L_CreateFeature(layer, feature) == OGRERR_NONE;
    OGR_F_Destroy(feature);
    return ok;
}

static bool make_layer(GDALDatasetH file, const ExportLayer *from, OGRSpatialReferenceH reference, const char *const *options)
{
    OGRLayerH layer = GDALDatasetCreateLayer(file, from->table->name, reference, layer_type(from->features), (char **)(uintptr_t)options);
    if (layer == NULL || !make_fields(layer, from->table)) return false;
    for (size_t r = 0; r < from->table->row_count; r++)
        if (!make_feature(layer, from, r)) return false;
    return true;
}

static bool make_style(OGRLayerH styles, const char *layer, const Style *style)
{
    char *qml = style_qml(style), *sld = style_sld(style, layer);
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(styles));
    const char *const texts[] = {"", "", layer, "geom", "brandpunt", qml, sld, NULL, "", "", NULL, "2000-01-01T00:00:00.000Z"};
    for (int i = 0; i < 12; i++)
        if (texts[i] != NULL) OGR_F_SetFieldString(feature, i, texts[i]);
    OGR_F_SetFieldInteger(feature, 7, 1);
    bool ok = qml != NULL && sld != NULL && OGR_L_CreateFeature(styles, feature) == OGRERR_NONE;
    OGR_F_Destroy(feature);
    free(qml);
    free(sld);
    return ok;
}

/* The table in which QGIS looks for the style of a layer. */
static bool make_styles(GDALDatasetH file, const ExportLayer *layers, size_t count)
{
    static const char *const names[] = {"f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName", "styleQML",
                                        "styleSLD", "useAsDefault", "description", "owner", "ui", "update_time"};
    const char *const options[] = {"ASPATIAL_VARIANT=GPKG_ATTRIBUTES", NULL};
    OGRLayerH styles = GDALDatasetCreateLayer(file, "layer_styles", NULL, wkbNone, (char **)(uintptr_t)options);
    if (styles == NULL) return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(names[i], strcmp(names[i], "useAsDefault") == 0 ? OFTInteger : OFTString);
        if (strcmp(names[i], "useAsDefault") == 0) OGR_Fld_SetSubType(field, OFSTBoolean);
        bool ok = OGR_L_CreateField(styles, field, TRUE) == OGRERR_NONE;
        OGR_Fld_Destroy(field);
        if (!ok) return false;
    }
    bool ok = true;
    for (size_t l = 0; ok && l < count; l++)
        if (layers[l].style != NULL) ok = make_style(styles, layers[l].table->name, layers[l].style);
    return ok;
}

/* The grid as a tiled coverage. GeoPackage has no NaN: no data is -1, which no density is. */
static bool make_coverage(const Grid *grid, const char *crs, const char *beside)
{
    GDALDatasetH raster = raster_of(grid, crs, -1);
    if (raster == NULL) return false;
    const char *const options[] = {"RASTER_TABLE=density", "TILE_FORMAT=TIFF", NULL};
    GDALDatasetH copy = GDALCreateCopy(GDALGetDriverByName("GPKG"), beside, raster, FALSE, (char **)(uintptr_t)options, NULL, NULL);
    GDALClose(raster);
    if (copy == NULL) return false;
    GDALClose(copy);
    return !gdal_failed();
}

bool export_geopackage(const Grid *grid, const ExportLayer *layers, size_t layer_count, const char *crs, const Remark *remarks, size_t remark_count,
                       const char *path, Error *error)
{
    Output output;
    prepare_gdal();
    if (!output_place(path, &output, error)) return false;
    if (grid != NULL && !make_coverage(grid, crs, output.beside)) return output_not_written(path, error), output_discard(&output), false;
    GDALDatasetH file = grid != NULL ? GDALOpenEx(output.beside, GDAL_OF_VECTOR | GDAL_OF_UPDATE, NULL, NULL, NULL)
                                     : GDALCreate(GDALGetDriverByName("GPKG"), output.beside, 0, 0, 0, GDT_Unknown, NULL);
    if (file == NULL) return output_not_written(path, error), output_discard(&output), false;
    OGRSpatialReferenceH reference = reference_of(crs);
    const char *const options[] = {"GEOMETRY_NAME=geom", NULL};
    bool ok = GDALDatasetStartTransaction(file, FALSE) == OGRERR_NONE;
    for (size_t l = 0; ok && l < layer_count; l++) ok = make_layer(file, &layers[l], reference, options);
    ok = ok && make_styles(file, layers, layer_count) && GDALDatasetCommitTransaction(file) == OGRERR_NONE;
    add_remarks(file, remarks, remark_count);
    if (!ok) output_not_written(path, error);
    OSRDestroySpatialReference(reference);
    GDALClose(file);
    if (ok && gdal_failed()) ok = output_not_written(path, error);
    if (!ok) output_discard(&output);
    return ok && output_commit(&output, error);
}

bool export_flatgeobuf(const ExportLayer *layer, const char *crs, const char *path, Error *error)
{
    static const char memory[] = "/vsimem/brandpunt.fgb";
    Output output;
    prepare_gdal();
    if (!output_place(path, &output, error)) return false;
    OGRSpatialReferenceH reference = reference_of(crs);
    GDALDatasetH file = GDALCreate(GDALGetDriverByName("FlatGeobuf"), memory, 0, 0, 0, GDT_Unknown, NULL);
    bool ok = file != NULL && make_layer(file, layer, reference, NULL);
    OSRDestroySpatialReference(reference);
    if (file != NULL) GDALClose(file); /* the index is made here */
    ok = (ok && !gdal_failed()) || output_not_written(path, error);
    ok = ok && to_disk(memory, &output, error);
    VSIUnlink(memory);
    if (!ok) output_discard(&output);
    return ok && output_commit(&output, error);
}

/* The remarks one under another. */
static char *description_of(const Remark *remarks, size_t count)
{
    size_t bytes = 1, used = 0;
    for (size_t i = 0; i < count; i++) bytes += strlen(remarks[i].value) + 1;
    char *text = calloc(bytes, 1);
    for (size_t i = 0; text != NULL && i < count; i++) used += (size_t)snprintf(text + used, bytes - used, "%s%s", i > 0 ? "\n" : "", remarks[i].value);
    return text;
}

bool export_mbtiles(const ExportLayer *layers, size_t layer_count, const char *crs, const char *name, const Remark *remarks, size_t remark_count, const char *path,
                    Error *error)
{
    static const char memory[] = "/vsimem/brandpunt.mbtiles"; /* the writer does not hear of a disk that is full at the end */
    Output output;
    char *description = description_of(remarks, remark_count);
    if (description == NULL) return error_memory(error, 4096);
    prepare_gdal();
    if (!output_place(path, &output, error)) return free(description), false;
    CPLSetConfigOption("GDAL_NUM_THREADS", "1"); /* or the order of the tiles is a matter of chance */
    char **options = CSLSetNameValue(NULL, "NAME", name);
    options = CSLSetNameValue(options, "DESCRIPTION", description);
    options = CSLSetNameValue(options, "TYPE", "overlay");
    options = CSLSetNameValue(options, "MINZOOM", "8");
    options = CSLSetNameValue(options, "MAXZOOM", "14");
    OGRSpatialReferenceH reference = reference_of(crs);
    GDALDatasetH file = GDALCreate(GDALGetDriverByName("MVT"), memory, 0, 0, 0, GDT_Unknown, options);
    bool ok = file != NULL;
    for (size_t l = 0; ok && l < layer_count; l++) ok = make_layer(file, &layers[l], reference, NULL);
    if (file != NULL) GDALClose(file); /* the tiles are made here */
    OSRDestroySpatialReference(reference);
    CSLDestroy(options);
    free(description);
    ok = (ok && !gdal_failed()) || output_not_written(path, error);
    ok = ok && to_disk(memory, &output, error);
    VSIUnlink(memory);
    if (!ok) output_discard(&output);
    return ok && output_commit(&output, error);
}

/* ---- JSON ---- */

static json_t *position(OGRCoordinateTransformationH to_degrees, double x_m, double y_m)
{
    OCTTransform(to_degrees, 1, &x_m, &y_m, NULL);
    /* 1e-7 degrees is a centimetre. */
    return json_pack("[f, f]", round(x_m * 1e7) / 1e7, round(y_m * 1e7) / 1e7);
}

static json_t *ring_json(OGRCoordinateTransformationH to_degrees, const Features *features, size_t part)
{
    json_t *ring = json_array();
    size_t first = features->vertex_start[part], end = features->vertex_start[part + 1];
    for (size_t v = first; v < end; v++) json_array_append_new(ring, position(to_degrees, features->x_m[v], features->y_m[v]));
    json_array_append_new(ring, position(to_degrees, features->x_m[first], features->y_m[first]));
    return ring;
}

static json_t *polygon_json(OGRCoordinateTransformationH to_degrees, const Features *features, size_t feature)
{
    json_t *polygons = json_array(), *polygon = NULL;
    for (size_t part = features->part_start[feature]; part < features->part_start[feature + 1]; part++) {
        if (polygon == NULL || features_ring_area_m2(features, part) >= 0) json_array_append_new(polygons, polygon = json_array());
        json_array_append_new(polygon, ring_json(to_degrees, features, part));
    }
    return json_pack("{s:s, s:o}", "type", "MultiPolygon", "coordinates", polygons);
}

static json_t *line_json(OGRCoordinateTransformationH to_degrees, const Features *features, size_t feature)
{
    json_t *lines = json_array();
    for (size_t part = features->part_start[feature]; part < features->part_start[feature + 1]; part++) {
        json_t *line = json_array();
        for (size_t v = features->vertex_start[part]; v < features->vertex_start[part + 1]; v++)
            json_array_append_new(line, position(to_degrees, features->x_m[v], features->y_m[v]));
        json_array_append_new(lines, line);
    }
    return json_pack("{s:s, s:o}", "type", "MultiLineString", "coordinates", lines);
}

bool export_json(const json_t *json, const char *path, Error *error)
{
    Output output;
    if (!output_open(path, &output, error)) return false;
    if (json_dumpf(json, output.stream, JSON_INDENT(2) | JSON_REAL_PRECISION(12)) != 0 || fputc('\n', output.stream) == EOF) {
        output_discard(&output);
        return output_not_written(path, error);
    }
    return output_commit(&output, error);
}

bool export_geojson(const ExportLayer *layer, const char *crs, const char *path, Error *error)
{
    prepare_gdal();
    OGRSpatialReferenceH from = reference_of(crs), to = reference_of("EPSG:4326");
    OGRCoordinateTransformationH to_degrees = OCTNewCoordinateTransformation(from, to);
    OSRDestroySpatialReference(from);
    OSRDestroySpatialReference(to);
    if (to_degrees == NULL) return output_not_written(path, error);
    json_t *rows = table_json(layer->table), *features = json_array(), *row;
    size_t r;
    json_array_foreach(rows, r, row)
    {
        size_t feature = layer->feature_of != NULL ? layer->feature_of[r] : r;
        json_array_append_new(features, json_pack("{s:s, s:O, s:o}", "type", "Feature", "properties", row, "geometry",
                                                  layer->features->kind == FEATURE_LINE ? line_json(to_degrees, layer->features, feature)
                                                                                        : polygon_json(to_degrees, layer->features, feature)));
    }
    json_decref(rows);
    OCTDestroyCoordinateTransformation(to_degrees);
    json_t *collection = json_pack("{s:s, s:s, s:o}", "type", "FeatureCollection", "name", layer->table->name, "features", features);
    bool ok = collection != NULL ? export_json(collection, path, error) : error_memory(error, 4096);
    json_decref(collection);
    return ok;
}
