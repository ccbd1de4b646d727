#!/bin/sh
# Measures the program against peers on the same work, in turn, and prints ratios. usage: run.sh PROGRAM
# The machine is shared and noisy: look at the ratios, not at the seconds.
set -eu
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
for part in "$here"/measure-*.sh; do
    echo "== $(basename "$part" .sh | sed 's/measure-//')"
    sh "$part" "$program"
done
