#!/bin/sh
# Runs the unit test programs of a folder, each from the project's top folder, and counts them.
# usage: run-unit.sh FOLDER [NAME]
set -u
folder=$1
only=${2:-}
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-2}"
export LSAN_OPTIONS="suppressions=$(dirname "$0")/support/leaks.txt:print_suppressions=0${LSAN_OPTIONS:+:$LSAN_OPTIONS}"
passed=0
failed=0
for test in "$folder"/test_*; do
    case $test in *.o | *.d) continue ;; esac
    [ -x "$test" ] || continue
    [ -z "$only" ] || [ "$(basename "$test")" = "test_$only" ] || continue
    log=$folder/$(basename "$test").log
    if "$test" > "$log" 2>&1; then
        passed=$((passed + $(grep -c '\[       OK \]' "$log")))
        grep -q '\[  SKIPPED \]' "$log" && grep '^skipped:' "$log"
    else
        failed=$((failed + 1))
        echo "--- $(basename "$test")"
        grep -v '\[       OK \]\|\[ RUN      \]' "$log" | tail -n 60
    fi
done
echo "unit: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
