#!/bin/sh
# Fuzzing. usage: run-fuzz.sh replay FOLDER        runs every target on its seeds and on all that was found before
#                 run-fuzz.sh look FOLDER SECONDS  looks for more, so long for each target; what it finds is kept in tests/fuzz/found
set -u
what=$1
folder=$2
here=$(dirname "$0")/fuzz
export LSAN_OPTIONS="suppressions=$(dirname "$0")/support/leaks.txt:print_suppressions=0"
export OMP_NUM_THREADS=1
passed=0
failed=0
log=$(mktemp)
corpus=$(mktemp -d)
trap 'rm -rf "$log" "$corpus"' EXIT
for source in "$here"/fuzz_*.c; do
    target=$(basename "$source" .c | sed 's/fuzz_//')
    if [ "$what" = replay ]; then
        set -- "$here/seeds/$target"/* "$here/found/$target"/*
        for file in "$@"; do [ -f "$file" ] && printf '%s\0' "$file"; done | xargs -0 "$folder/$target" > "$log" 2>&1
    else
        mkdir -p "$corpus/$target" "$here/found/$target"
        "$folder/$target" -max_total_time="$3" -max_len=20000 -rss_limit_mb=4000 -timeout=20 -print_final_stats=1 \
            -artifact_prefix="$here/found/$target/" "$corpus/$target" "$here/seeds/$target" "$here/found/$target" > "$log" 2>&1
    fi
    if [ $? -eq 0 ]; then
        passed=$((passed + 1))
        [ "$what" = replay ] || echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs in $3 s, $(sed -n 's/.*cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1) branches, nothing found"
    else
        failed=$((failed + 1))
        echo "--- $target"
        tail -n 40 "$log"
    fi
done
[ "$what" = replay ] || rmdir "$here/found"/* 2> "$log"
echo "$what: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
