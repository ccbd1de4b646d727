#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILES = 8, PATH_BYTES = 128 };
static char made[FILES][PATH_BYTES];
static size_t made_count;

static void remove_files(void)
{
    for (size_t i = 0; i < made_count; i++) unlink(made[i]);
}

const char *fuzz_file(const char *ending, const uint8_t *data, size_t size)
{
    char path[PATH_BYTES];
    size_t i = 0;
    snprintf(path, sizeof path, "%s/brandpunt-fuzz-%ld.%s", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (long)getpid(), ending);
    while (i < made_count && strcmp(made[i], path) != 0) i++;
    if (i == made_count) {
        if (made_count == FILES) abort();
        if (made_count == 0 && atexit(remove_files) != 0) abort();
        memcpy(made[made_count++], path, sizeof path);
    }
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(data, 1, size, file) != size || fclose(file) != 0) abort();
    return made[i];
}
