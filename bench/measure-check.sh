#!/bin/sh
# A design of 200 objects with 999 random placements over a city of 10,000 reports, 20,000 streets, 50,000 buildings and 10,000
# lamps: the whole command, from database to page, RUNS times (3). Before it the lines of sight and the placements alone, against
# looking at every building, which must agree.
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/timing.sh"
if [ ! -x /usr/bin/time ]; then
    echo "skipped: needs time"
    exit 0
fi
"$(dirname "$program")/bench/sight" 50000 10000 200
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
awk -v n="${ROWS:-10000}" -f "$here/make-reports.awk" > "$folder/reports.csv"
awk -f "$here/make-streets.awk" > "$folder/streets.geojson"
head='{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28992"}},"features":['
awk -v head="$head" 'BEGIN { srand(7); print head
    for (b = 0; b < 50000; b++) {
        x = 120000 + 100 * int(100 * rand()) + 12 + 68 * rand(); y = 480000 + 100 * int(100 * rand()) + 12 + 68 * rand(); w = 6 + 8 * rand(); d = 7 + 5 * rand()
        printf "%s{\"type\":\"Feature\",\"properties\":{\"gebruik\":\"wonen\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[%.2f,%.2f],[%.2f,%.2f],[%.2f,%.2f],[%.2f,%.2f],[%.2f,%.2f]]]}}", b ? ",\n" : "", x, y, x + w, y, x + w, y + d, x, y + d, x, y
    } print "]}" }' > "$folder/buildings.geojson"
awk -v head="$head" 'BEGIN { srand(8); print head
    for (l = 0; l < 10000; l++) printf "%s{\"type\":\"Feature\",\"properties\":{\"mastnr\":\"LM%05d\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[%.2f,%.2f]}}", l ? ",\n" : "", l, 120000 + 10000 * rand(), 480000 + 100 * int(100 * rand()) + 4
    print "]}" }' > "$folder/lamps.geojson"
# Beside reports, so that they reach some: three lamps, then a camera.
awk -F, -v head="$head" 'NR == 1 { print head; next } NR % 50 == 2 {
    camera = (NR - 2) / 50 % 4 == 3
    printf "%s{\"type\":\"Feature\",\"properties\":{\"object\":\"%s\",\"change\":\"new\",\"name\":\"o%d\"%s},\"geometry\":{\"type\":\"Point\",\"coordinates\":[%.2f,%.2f]}}", n++ ? ",\n" : "", camera ? "camera" : "lamp", n, camera ? ",\"richting\":90,\"hoek\":120" : "", 100 * int($5 / 100) + 4, 100 * int($6 / 100) + 5
    } END { print "]}" }' "$folder/reports.csv" > "$folder/design.geojson"
cat > "$folder/city.ini" <<INI
[database]
path = city.sqlite
key_file = city.key
INI
"$program" --config "$folder/city.ini" --quiet import "$folder/reports.csv" --regime avg --purpose meting --retention 5y
for layer in streets:street buildings:building lamps:light; do
    "$program" --config "$folder/city.ini" --quiet layer add "$folder/${layer%:*}.geojson" --role "${layer#*:}" --name "${layer%:*}"
done
run=0
while [ "$run" -lt "${RUNS:-3}" ]; do
    timed "$folder/areas" "$program" --config "$folder/city.ini" --quiet areas --out "$folder/areas.gpkg"
    timed "$folder/page" "$program" --config "$folder/city.ini" --quiet check "$folder/design.geojson" --out "$folder/verdict.pdf"
    timed "$folder/lamps" "$program" --config "$folder/city.ini" --quiet check --lamps 12 --out "$folder/lamps.gpkg"
    run=$((run + 1))
done
report "risk areas alone" "$folder/areas"
report "check, 200 objects, to a page" "$folder/page"
report "check --lamps 12, to a GeoPackage" "$folder/lamps"
