#include "src/verdict.h"
bool verdict_pdf(const Config *config, const Analysis *analysis, const VerdictSet *set, const char *run_id, const char *path, Error *error)
{
    (void)config;(void)analysis;(void)set;(void)run_id;(void)path;return error_set(error, ERROR_FAILED, "x");
}
