/* Runs a fuzz target on files, one after the other: the seeds, and what was found before. usage: replay FILE... */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

int main(int count, char **path)
{
    for (int i = 1; i < count; i++) {
        FILE *file = fopen(path[i], "rb");
        if (file == NULL || fseek(file, 0, SEEK_END) != 0) return perror(path[i]), 1;
        long size = ftell(file);
        uint8_t *data = size >= 0 ? malloc((size_t)size + 1) : NULL;
        rewind(file);
        if (data == NULL || fread(data, 1, (size_t)size, file) != (size_t)size) return perror(path[i]), 1;
        fclose(file);
        LLVMFuzzerTestOneInput(data, (size_t)size);
        free(data);
    }
    return 0;
}
