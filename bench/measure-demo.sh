#!/bin/sh
# The whole chain on the example town, from its files to the finished map, in a fresh folder. RUNS times (3).
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/timing.sh"
begin_measuring
cp "$here/../config.ini" "$folder/config.ini"
mkdir "$folder/fixtures"
cp -r "$here/../fixtures/input" "$folder/fixtures/input"
run_twice "$program" "$folder/config.ini" "$folder/resultaat"
