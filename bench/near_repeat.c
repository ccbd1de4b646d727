/*
 * near_repeat.c: how long Knox's test takes, without reading or writing anything.
 *
 *     near_repeat REPORTS RUNS [THREADS [POINTS_FILE]]
 *
 * Reports lie in a square of 10 km over two years, half of them in 200 clusters of 100 m. Prints the pairs, the seconds, and the sum of
 * all that was counted, so that two versions can be told to do the same work. With a
 * file it writes the reports to it, `x y day` a line, and the pairs it counted, for another program to read.
 */
#include "geo/near_repeat.h"
#include "geo/random.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static bool write_points(const char *path, const NearRepeatInput *input)
{
    FILE *file = fopen(path, "w");
    if (file == NULL) return false;
    for (size_t i = 0; i < input->count; i++) fprintf(file, "%.17g %.17g %lld\n", input->x_m[i], input->y_m[i], (long long)input->from_s[i] / 86400);
    return fclose(file) == 0;
}

int main(int count, char **words)
{
    enum { CLUSTERS = 200, DAYS = 730 };
    size_t reports = count > 1 ? strtoul(words[1], NULL, 10) : 10000;
    NearRepeatInput input = {.count = reports, .band_count = 5, .band_m = {1, 100, 200, 300, 400}, .span_count = 4, .span_days = {7, 14, 21, 28},
                             .runs = count > 2 ? (int)strtol(words[2], NULL, 10) : 999, .seed = 1, .threads = count > 3 ? (int)strtol(words[3], NULL, 10) : 0};
    double *x = malloc(reports * sizeof *x), *y = malloc(reports * sizeof *y), centre[CLUSTERS][2], sum = 0;
    int64_t *from = malloc(reports * sizeof *from);
    Random random = random_init(7);
    if (x == NULL || y == NULL || from == NULL) return 1;
    for (int c = 0; c < CLUSTERS; c++) centre[c][0] = 1e4 * random_uniform(&random), centre[c][1] = 1e4 * random_uniform(&random);
    for (size_t i = 0; i < reports; i++) {
        uint64_t c = random_below(&random, 2 * CLUSTERS);
        double u = random_uniform(&random), v = random_uniform(&random);
        x[i] = c < CLUSTERS ? centre[c][0] + 200 * u : 1e4 * u;
        y[i] = c < CLUSTERS ? centre[c][1] + 200 * v : 1e4 * v;
        from[i] = 86400 * (int64_t)random_below(&random, DAYS);
    }
    input.x_m = x, input.y_m = y, input.from_s = input.to_s = from;
    NearRepeat result;
    Error error;
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    if (!near_repeat_test(&input, &result, &error)) return fprintf(stderr, "%s\n", error.text), 1;
    clock_gettime(CLOCK_MONOTONIC, &end);
    for (int b = 0; b < input.band_count; b++)
        for (int s = 0; s < input.span_count; s++) sum += result.cell[b][s].expected;
    if (count > 4 && !write_points(words[4], &input)) return fprintf(stderr, "cannot write %s\n", words[4]), 1;
    for (int b = 0; count > 4 && b < input.band_count; b++)
        for (int s = 0; s < input.span_count; s++) printf("%.0f ", result.cell[b][s].observed);
    printf("reports %zu, pairs %zu, runs %d: %.3f s, expected %.6f\n", result.reports, result.pairs, input.runs,
           (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec), sum);
    free(x);
    free(y);
    free(from);
    return 0;
}
