#!/bin/sh
# The page for a browser, of REPORTS (100,000) reports and of the example town, in turn with the map of the same as SVG, which has the
# period alone: what the months and the parts of the week cost. RUNS times (5).
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/timing.sh"
begin_measuring
reports=${REPORTS:-100000}
sed -e "s|= fixtures/|= $here/../fixtures/|" -e "s|= resultaat|= $folder/town|" "$here/../config.ini" > "$folder/town.ini"
mkdir "$folder/town"
"$program" --config "$folder/town.ini" --quiet run
printf '[database]\npath = city.sqlite\nkey_file = city.key\n[density]\ncell = 10\n[areas]\nexposure = area\n' > "$folder/city.ini"
awk -v n="$reports" -f "$here/make-reports.awk" > "$folder/reports.csv"
"$program" --config "$folder/city.ini" --quiet import "$folder/reports.csv" --regime avg --purpose meting --retention 5y
run=0
while [ "$run" -lt "${RUNS:-5}" ]; do
    for place in town city; do
        timed "$folder/$place.web" "$program" --config "$folder/$place.ini" --quiet web --out "$folder/$place.html"
        timed "$folder/$place.map" "$program" --config "$folder/$place.ini" --quiet map --out "$folder/$place.svg"
    done
    run=$((run + 1))
done
for place in town city; do
    [ "$place" = town ] && echo "example town" || echo "$reports reports"
    report "web" "$folder/$place.web"
    report "map as SVG" "$folder/$place.map"
    echo "bytes of the page: $(wc -c < "$folder/$place.html")"
done
