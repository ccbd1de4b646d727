/*
 * fuzz.h: what the fuzz targets share. A target is one function that reads bytes as the program would read a file; it must
 * neither crash nor leak, and what it promises in its header must hold (an assertion that fails is a find too). `make fuzz`
 * looks for such bytes; tests/fuzz/replay.c runs the seeds and all that was ever found, under the sanitizers, in `make asan`.
 */
#ifndef BRANDPUNT_TESTS_FUZZ_H
#define BRANDPUNT_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A file of these bytes, in memory where the system has it; its name ends in `ending`. Written anew at each call, one for
 * each ending, and removed when the process ends. */
const char *fuzz_file(const char *ending, const uint8_t *data, size_t size);

#endif
