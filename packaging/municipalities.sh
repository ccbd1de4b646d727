#!/bin/sh
# GNU parallel: one run for each line of a file with codes. Given again with the same log, it runs what failed or was not begun.
# usage: municipalities.sh CONFIG CODES LOG [WORKERS]
set -eu
OMP_NUM_THREADS=1 exec parallel --will-cite --jobs "${4:-100%}" --joblog "$3" --resume-failed \
    "${BRANDPUNT:-brandpunt}" --config "$1" --quiet run --municipality {} :::: "$2"
