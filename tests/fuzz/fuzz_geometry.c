/* Geometry as it lies in the database: what is read is written again, and read as the same; but of a polygon, rings without area or
 * vertices may be turned, and so change places. */
#include "src/store/geometry_blob.h"
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <string.h>

static void must_agree(const Features *read, const Features *again)
{
    size_t parts = read->part_start[read->count], vertices = read->vertex_start[parts];
    assert(again->count == read->count);
    if (read->kind == FEATURE_POLYGON) return;
    assert(again->part_start[again->count] == parts && again->vertex_start[parts] == vertices);
    assert(vertices == 0 || (memcmp(again->x_m, read->x_m, vertices * sizeof *read->x_m) == 0 && memcmp(again->y_m, read->y_m, vertices * sizeof *read->y_m) == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (int kind = FEATURE_POINT; kind <= FEATURE_POLYGON; kind++) {
        Features read = features_init((FeatureKind)kind), again = features_init((FeatureKind)kind);
        Blob blob = {0};
        Error error;
        if (blob_read(data, size, &read, &error) && blob_of_feature(&read, 0, 28992, &blob, &error) && blob_read(blob.bytes, blob.length, &again, &error))
            must_agree(&read, &again);
        blob_free(&blob);
        features_free(&read);
        features_free(&again);
    }
    return 0;
}
