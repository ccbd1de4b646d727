#!/bin/sh
# Runs the unit test programs of a folder, each from the project's top folder, JOBS at once (as many as there are processors), and counts
# them. usage: run-unit.sh FOLDER [NAME]
set -u
folder=$1
only=${2:-}
jobs=${JOBS:-$(env -u OMP_NUM_THREADS nproc)} # nproc would say OMP_NUM_THREADS where that is set
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-2}"
export LSAN_OPTIONS="suppressions=$(dirname "$0")/support/leaks.txt:print_suppressions=0${LSAN_OPTIONS:+:$LSAN_OPTIONS}"
passed=0
failed=0
tests=$(find "$folder" -maxdepth 1 -name "test_${only:-*}" -type f -executable | sort)
# shellcheck disable=SC2016
echo "$tests" | xargs -r -n 1 -P "$jobs" sh -c '"$1" > "$1.log" 2>&1; echo "$?" > "$1.status"' -
for test in $tests; do
    log=$test.log
    if [ "$(cat "$test.status" 2> /dev/null)" = 0 ]; then
        passed=$((passed + $(grep -c '\[       OK \]' "$log")))
        grep -q '\[  SKIPPED \]' "$log" && grep '^skipped:' "$log"
    else
        failed=$((failed + 1))
        echo "--- $(basename "$test")"
        grep -v '\[       OK \]\|\[ RUN      \]' "$log" | tail -n 60
    fi
    rm -f "$test.status"
done
echo "unit: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
