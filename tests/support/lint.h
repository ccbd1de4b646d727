/* For tests/lint.sh alone: tells an analyser, which reads one file at a time, that these always return false. */
#include "geo/error.h"
#define error_set(...) ((error_set)(__VA_ARGS__), false)
#define error_memory(...) ((error_memory)(__VA_ARGS__), false)
#define error_prefix(...) ((error_prefix)(__VA_ARGS__), false)
