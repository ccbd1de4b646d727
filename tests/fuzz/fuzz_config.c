/* A configuration: read, judged and shown. */
#include "src/config.h"
#include "tests/fuzz/fuzz.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Config config;
    Error error;
    const char *path = fuzz_file("ini", data, size);
    if (!config_init(&config, &error)) return 0;
    if (config_read(&config, path, &error)) {
        FILE *nowhere = fopen("/dev/null", "w");
        if (nowhere != NULL) {
            config_show(&config, nowhere, false);
            config_show(&config, nowhere, true);
            fclose(nowhere);
        }
        if (!config_check(&config, &error)) assert(error.text[0] != '\0');
    } else {
        assert(error.text[0] != '\0');
    }
    config_free(&config);
    return 0;
}
