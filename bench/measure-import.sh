#!/bin/sh
# A million rows of CSV into SpatiaLite with a spatial index: ours, which checks, refuses, hashes reporters and keeps ids
# unique, against ogr2ogr with its best settings, which copies. In turn, RUNS times (3).
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/timing.sh"
if ! command -v ogr2ogr > /dev/null || [ ! -x /usr/bin/time ]; then
    echo "skipped: needs gdal-bin and time"
    exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
awk -v n="${ROWS:-1000000}" -f "$here/make-reports.awk" > "$folder/reports.csv"
cat > "$folder/ours.ini" <<INI
[database]
path = ours.sqlite
key_file = ours.key
INI
run=0
while [ "$run" -lt "${RUNS:-3}" ]; do
    rm -f "$folder/ours.sqlite" "$folder/theirs.sqlite"
    timed "$folder/ours" "$program" --config "$folder/ours.ini" --quiet import "$folder/reports.csv"
    timed "$folder/theirs" ogr2ogr -f SQLite -dsco SPATIALITE=YES -dsco INIT_WITH_EPSG=NO -gt unlimited --config OGR_SQLITE_SYNCHRONOUS OFF \
        --config OGR_SQLITE_CACHE 1024 -oo X_POSSIBLE_NAMES=x -oo Y_POSSIBLE_NAMES=y -oo KEEP_GEOM_COLUMNS=NO -a_srs EPSG:28992 \
        "$folder/theirs.sqlite" "$folder/reports.csv"
    run=$((run + 1))
done
report "brandpunt import" "$folder/ours"
report "ogr2ogr, best settings" "$folder/theirs"
ratio "$folder/ours" "$folder/theirs"
