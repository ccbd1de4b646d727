#!/bin/sh
# The whole chain on a real city: 140,056 accidents of Great Britain (POINTS, a CSV of lng,lat) over the densest square of
# 50 km, which is London, on cells of 25 m: from the file to the finished map, in a fresh folder. RUNS times (3).
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/timing.sh"
points=${POINTS:-$here/../../shared/data/uk_accidents_140k/heatmap-data.csv}
if [ ! -r "$points" ] || [ ! -x /usr/bin/time ]; then
    echo "skipped: needs time, and the points in POINTS"
    exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The file has no dates: they are given out in turn over three years.
awk -F, '{ sub(/\r$/, "") } NR == 1 { print "id,lng,lat,datum,categorie"; next }
    { printf "%d,%s,%s,%04d-%02d-%02d,ongeval\n", NR, $1, $2, 2019 + NR % 3, 1 + NR % 12, 1 + NR % 28 }' "$points" > "$folder/accidents.csv"
cat > "$folder/square.geojson" <<'JSON'
{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}, "features": [
{"type": "Feature", "properties": {"name": "square"}, "geometry": {"type": "Polygon", "coordinates":
[[[502000, 152000], [552000, 152000], [552000, 202000], [502000, 202000], [502000, 152000]]]}}]}
JSON
cat > "$folder/city.ini" <<'INI'
[project]
name = London
language = en
crs = EPSG:27700
timezone = Europe/London
[database]
path = out/city.sqlite
key_file = out/city.key
[output]
folder = out
[density]
cell = 25
bandwidth = 200
[layer square]
file = square.geojson
role = boundary
[reports accidents]
file = accidents.csv
regime = avg
purpose = measurement
retention = 50y
INI
run_twice "$program" "$folder/city.ini" "$folder/out"
