#!/bin/sh
# Reads the sources with cppcheck and clang-tidy, where they are installed; fails on what they find.
# usage: lint.sh FILE...        FILE is a source such as geo/grid.c; none is all of them
set -u
[ $# -gt 0 ] || set -- geo/*.c render/*.c src/*.c src/*/*.c
failed=0

if command -v cppcheck > /dev/null; then
    # What is left out, and why: missingIncludeSystem - the libraries' headers are not read; normalCheckLevelMaxBranches
    # and the like - remarks on cppcheck itself.
    cppcheck --std=c17 --quiet --force -I. -j "$(nproc)" --enable=warning,performance,portability --inline-suppr --library=posix \
        --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches --error-exitcode=1 \
        --template='{file}:{line}: {severity}: {message} [{id}]' "$@" || failed=1
else
    echo "skipped: cppcheck is not installed"
fi

if command -v clang-tidy > /dev/null; then
    # Checks that find mistakes; none about style. insecureAPI wants the Annex K functions that no C library has.
    checks='-*,bugprone-*,clang-analyzer-*,-bugprone-easily-swappable-parameters,-bugprone-narrowing-conversions,-bugprone-implicit-widening-of-multiplication-result'
    checks="$checks,-bugprone-reserved-identifier,-bugprone-branch-clone,-bugprone-assignment-in-if-condition,-bugprone-multi-level-implicit-pointer-conversion"
    checks="$checks,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling,-clang-analyzer-optin.performance.Padding,-bugprone-suspicious-string-compare,-bugprone-sizeof-expression"
    # It reads one file at a time and follows loops twice: these told of paths that the callers and the other files rule out.
    checks="$checks,-clang-analyzer-core.UndefinedBinaryOperatorResult,-clang-analyzer-core.uninitialized.Assign,-clang-analyzer-core.NullDereference"
    checks="$checks,-clang-analyzer-unix.Malloc,-clang-analyzer-optin.portability.UnixAPI,-clang-analyzer-deadcode.DeadStores"
    # Meant: whole rows and columns of a table, a step of a grid in millimetres, bytes as numbers, the same bits.
    checks="$checks,-bugprone-integer-division,-clang-analyzer-security.FloatLoopCounter,-clang-analyzer-security.insecureAPI.strcpy"
    checks="$checks,-bugprone-misplaced-widening-cast,-bugprone-signed-char-misuse,-bugprone-suspicious-memory-comparison"
    flags=$(pkg-config --cflags gdal proj geos spatialite sqlite3 cairo pangocairo inih jansson libqpdf nettle | sed 's/-I/-isystem /g')
    # shellcheck disable=SC2086
    printf '%s\n' "$@" | xargs -P "$(nproc)" -n 4 sh -c 'flags=$1; checks=$2; failed=0
        shift 2
        for file; do
            include="-include tests/support/lint.h"
            [ "$file" != geo/error.c ] || include=
            clang-tidy --quiet --checks="$checks" --warnings-as-errors="*" "$file" -- $include -std=c17 -D_XOPEN_SOURCE=700 -fopenmp -I. -DBRANDPUNT_VERSION="\"lint\"" $flags 2> /dev/null || failed=1
        done
        exit $failed' \
        lint "$flags" "$checks" || failed=1
else
    echo "skipped: clang-tidy is not installed"
fi
[ "$failed" -eq 0 ] && echo "lint: nothing found"
exit "$failed"
