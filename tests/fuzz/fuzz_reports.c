/* A file of reports, from the columns' meaning to a place and a time: every row is a report or has a reason. */
#include "src/reading.h"
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <math.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const ReportFileOptions options = {.project_crs = "EPSG:28992", .default_category = "overlast"};
    ReportFile *file;
    ReportItem item;
    Error error;
    if (!report_file_open(fuzz_file("csv", data, size), &options, &file, &error)) {
        assert(error.text[0] != '\0');
        return 0;
    }
    while (report_file_next(file, &item, &error) && item.what != REPORT_END) {
        if (item.what == REPORT_REJECT) {
            assert(item.reason > REJECT_NONE && item.reason < REJECT_REASONS && reject_name(item.reason)[0] != '\0');
            continue;
        }
        assert(isfinite(item.row.x_m) && isfinite(item.row.y_m) && item.row.from_s <= item.row.to_s);
        assert(item.row.category[0] != '\0' && strlen(item.row.external_id) < REPORT_ID_BYTES);
    }
    report_file_facts(file);
    report_file_close(file);
    return 0;
}
