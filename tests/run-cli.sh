#!/usr/bin/env bash
# Runs the tests of the command line: each tests/cli/NAME.sh beside what it must print, NAME.expected.
# usage: PROGRAM=build/release/brandpunt run-cli.sh [NAME]      REWRITE=1 writes the expectations anew
#
# JOBS tests run at once (as many as there are processors). A test runs in an empty folder of its own with $PROGRAM,
# $FIXTURES, $TOP and the words of tests/support/cli.sh. All that it prints is compared, after paths, times and numbers of runs are taken out. A test that prints a line
# `skipped: why` counts as neither passed nor failed.
set -u
TOP=$(cd "$(dirname "$0")/.." && pwd -P)
PROGRAM=$(realpath "${PROGRAM:-$TOP/build/release/brandpunt}")
FIXTURES=$TOP/fixtures
only=${1:-}
work=$(mktemp -d "${TMPDIR:-/tmp}/brandpunt-cli.XXXXXX")
work=$(cd "$work" && pwd -P)
trap 'chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TOWN=$work/town
CLI=$TOP/tests/support/cli.sh
export TOP PROGRAM FIXTURES TOWN CLI
unset LC_ALL LANG LANGUAGE LC_MESSAGES OMP_NUM_THREADS TZ
jobs=${JOBS:-$(nproc)} # nproc would say OMP_NUM_THREADS where that is set
# A sanitizer's report must not be taken for a status of ours. What is freed is kept from use a while, not until memory is full of it.
export ASAN_OPTIONS="exitcode=99:quarantine_size_mb=32${ASAN_OPTIONS:+:$ASAN_OPTIONS}" LSAN_OPTIONS="suppressions=$TOP/tests/support/leaks.txt:print_suppressions=0${LSAN_OPTIONS:+:$LSAN_OPTIONS}"
export UBSAN_OPTIONS="print_stacktrace=1"
# There the processors are busy enough with the tests beside each other; the unit tests use threads there too.
if (. "$CLI" && watched); then export OMP_NUM_THREADS=1; fi

# One test, to $work/NAME.out.
one() {
    mkdir "$work/$1"
    (cd "$work/$1" && sh "$TOP/tests/cli/$1.sh" < /dev/null > ../"$1.raw" 2>&1; echo "end of test: $?" >> ../"$1.raw")
    sed -e "s|$work/$1|HERE|g" -e "s|$TOWN|TOWN|g" -e "s|$TOP|TOP|g" \
        -e 's/20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]/DAY TIME/g' \
        -e 's/\(run\|Run\) [0-9a-f]\{12\}/\1 RUN/g' -e 's/^  [0-9a-f]\{12\}  DAY/  RUN           DAY/' "$work/$1.raw" > "$work/$1.out"
    rm -rf "${work:?}/$1"
}

names=$(cd "$TOP/tests/cli" && ls ./*.sh | sed -n "s|^\./\(${only:-.*}\)\.sh$|\1|p")
# Those that take longest begin first, so that at the end no processor waits for another.
longest="same_bytes accessible examples report publish run wijken advise"
order=$(for name in $longest; do echo "$names" | grep -x "$name"; done; echo "$names" | grep -vxF "$(echo "$longest" | tr ' ' '\n')")
# The town that most tests copy, before several ask for it at once.
if (cd "$TOP/tests/cli" && for name in $names; do grep -qx ' *town' "$name.sh" && exit 0; done; exit 1); then
    (mkdir "$work/making" && cd "$work/making" && . "$CLI" && town)
fi
running=0
for name in $order; do
    one "$name" &
    running=$((running + 1))
    [ "$running" -lt "$jobs" ] || { wait -n 2> /dev/null || :; running=$((running - 1)); }
done
wait
passed=0
failed=0
for name in $names; do
    expected=$TOP/tests/cli/$name.expected
    if grep -q '^skipped: ' "$work/$name.out"; then
        echo "skipped: $name: $(sed -n 's/^skipped: //p' "$work/$name.out" | head -n 1)"
    elif [ -n "${REWRITE:-}" ]; then
        cmp -s "$work/$name.out" "$expected" || echo "rewritten: $expected"
        cp "$work/$name.out" "$expected"
        passed=$((passed + 1))
    elif diff -u "$expected" "$work/$name.out" > "$work/$name.diff" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "--- $name (- expected, + found)"
        head -n 80 "$work/$name.diff"
    fi
done
echo "cli: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
