#!/bin/sh
# The map alone, all loaded before: of the example town, and of Amsterdam (518 buurten, 3,899 roads) with 140,056 reports: accidents of Great
# Britain (POINTS, a CSV of lng,lat), folded into its box. On A4 with all of it, and at 1:10,000. RUNS times (3).
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/timing.sh"
data=${DATA:-$here/../../shared/data}
points=${POINTS:-$data/uk_accidents_140k/heatmap-data.csv}
begin_measuring

# maps NAME CONFIG: RUNS maps of each kind, and a line for each
maps() {
    "$program" --config "$2" --quiet run
    run=0
    while [ "$run" -lt "${RUNS:-3}" ]; do
        timed "$folder/$1.all" "$program" --config "$2" --quiet map --out "$folder/map.pdf"
        timed "$folder/$1.part" "$program" --config "$2" --quiet map --scale 1:10000 --out "$folder/part.pdf"
        run=$((run + 1))
    done
    report "map of $1" "$folder/$1.all"
    report "map of $1 at 1:10,000" "$folder/$1.part"
}

cp "$here/../config.ini" "$folder/config.ini"
mkdir "$folder/fixtures"
cp -r "$here/../fixtures/input" "$folder/fixtures/input"
maps Lindehaven "$folder/config.ini"
if [ ! -r "$points" ] || [ ! -r "$data/nl_amsterdam/network.gpkg" ]; then
    echo "skipped: Amsterdam needs its layers in DATA and the points in POINTS"
    exit 0
fi
awk -F, '{ sub(/\r$/, "") } NR == 1 { print "id,x,y,datum,categorie"; next }
    { x = ($1 + 10) * 69000; y = ($2 - 40) * 111200; x -= 23000 * int(x / 23000); y -= 18000 * int(y / 18000)
      printf "%d,%.1f,%.1f,%04d-%02d-%02d,overlast\n", NR, 111000 + x, 476500 + y, 2019 + NR % 3, 1 + NR % 12, 1 + NR % 28 }' "$points" > "$folder/reports.csv"
cat > "$folder/amsterdam.ini" <<INI
[project]
name = Amsterdam
[database]
path = out/amsterdam.sqlite
key_file = out/amsterdam.key
[output]
folder = out
[layer buurten]
file = $(realpath "$data")/nl_amsterdam/Ams_Neighborhoods.gpkg
role = neighbourhood
fields = name = Buurt, code = Buurtcode
[layer straten]
file = $(realpath "$data")/nl_amsterdam/network.gpkg
role = street
fields = name = name, kind = highway
[reports accidents]
file = reports.csv
regime = avg
purpose = measurement
retention = 50y
INI
mkdir "$folder/out"
maps Amsterdam "$folder/amsterdam.ini"
