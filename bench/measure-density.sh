#!/bin/sh
# Seconds of the density engine, compute only, at several sizes; beside the trial that set the mark, in turn, where
# its source lies in ../shared/trials. Rounds: ROUNDS (5).
set -eu
program=$(dirname "$1")/bench/density
here=$(cd "$(dirname "$0")" && pwd)
rounds=${ROUNDS:-5}
trial_source=$here/../../shared/trials/row_sweep_trial.c
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "Density, quartic, h = 300 m, 10 km square; weights on, masked by a boundary of 10,000 vertices; least of $rounds rounds"
for size in "100000 1000" "1000000 1000" "10000000 1000" "100000 4000" "1000000 4000"; do
    # shellcheck disable=SC2086
    "$program" $size --rounds "$rounds"
done
echo "Other kernels"
for kernel in epanechnikov triweight uniform triangular; do
    "$program" 100000 1000 --kernel $kernel --rounds "$rounds"
done
"$program" 1000000 1000 --kernel gaussian --bandwidth 100 --rounds "$rounds"
echo "A million reports on 100,000 addresses; a bandwidth for each report"
"$program" 1000000 1000 --addresses 100000 --rounds "$rounds"
"$program" 100000 1000 --adaptive --rounds "$rounds"
echo "Corrected at a boundary of 10,000 vertices"
"$program" 100000 1000 --edge --rounds "$rounds"
"$program" 1000000 1000 --edge --rounds "$rounds"
echo "Each kind of processor"
for path in plain avx2 avx512; do
    "$program" 1000000 1000 --path $path --rounds "$rounds" 2> "$work/none" || echo "$path: not here"
done

[ -r "$trial_source" ] || exit 0
gcc -O3 -march=native -mprefer-vector-width=512 -fno-math-errno -fno-trapping-math -fopenmp -w \
    -o "$work/trial" "$trial_source" -lm
echo "Beside the trial (variant 9: no weights, no boundary, single precision out), in turn; seconds, ours / trial"
for size in "100000 1000 10" "1000000 1000 10" "100000 4000 2.5" "1000000 4000 2.5"; do
    # shellcheck disable=SC2086
    set -- $size
    "$program" "$1" 100 --rounds 1 --points "$work/points" > "$work/none"
    : > "$work/pairs"
    for turn in 1 2 3 4 5; do
        ours=$("$program" "$1" "$2" --rounds "$rounds" --threads 2 | sed 's/.* total \([0-9.]*\) .*/\1/')
        trial=$("$work/trial" "$work/points" 120000 480000 "$3" "$2" "$2" 300 q 9 2 "$rounds" | sed 's/.*total_min \([0-9.]*\).*/\1/')
        echo "$ours $trial" >> "$work/pairs"
    done
    awk '{ printf "%.2f %s %s\n", $1 / $2, $1, $2 }' "$work/pairs" | sort -n | sed -n 3p |
        awk -v n="$1" -v cells="$2" '{ printf "%d reports, %d x %d: ours %s, trial %s, median ratio %s\n", n, cells, cells, $2, $3, $1 }'
done
