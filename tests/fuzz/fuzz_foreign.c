/* A file in another's format, read in the child: its first byte says which. A shapefile's .shp is the bytes, beside a good .dbf
 * that is not there. */
#include "src/exchange/foreign.h"
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const ending[] = {"dxf", "shp", "geojson", "gpkg"};
    const ForeignOptions options = {.memory_bytes = 0, .cpu_seconds = 5};
    ForeignSource *source;
    ForeignRecord record;
    Error error;
    if (size == 0) return 0;
    if (!foreign_open(fuzz_file(ending[data[0] % 4], data + 1, size - 1), &options, &source, &error)) {
        assert(error.text[0] != '\0');
        return 0;
    }
    const ForeignSchema *schema = foreign_schema(source);
    while (foreign_next(source, &record, &error) && !record.is_end)
        for (size_t part = 0; record.has_geometry && part < record.part_count; part++) {
            assert(record.vertex_start[part] <= record.vertex_start[part + 1]);
            for (size_t v = record.vertex_start[part]; v < record.vertex_start[part + 1]; v++) assert(isfinite(record.x[v]) && isfinite(record.y[v]));
        }
    assert(schema->field_count == 0 || schema->field_name[0] != NULL);
    foreign_close(source);
    return 0;
}
