#!/bin/sh
# The density of all of the Netherlands: ROWS (10,000,000) reports on 11,200 x 13,000 cells of 25 m, quartic, h = 300 m, from
# the database to the GeoTIFF, row band by row band. Loading that many takes a minute and 3 GB of disk. RUNS times (1).
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/timing.sh"
begin_measuring
cat > "$folder/country.ini" <<INI
[database]
path = country.sqlite
key_file = country.key
[density]
edge = none
cell = 25
bandwidth = 300
INI
awk -v n="${ROWS:-10000000}" -v country=1 -f "$here/make-reports.awk" > "$folder/reports.csv"
timed "$folder/import" "$program" --config "$folder/country.ini" --quiet import "$folder/reports.csv" --regime avg --purpose meting --retention 5y
rm "$folder/reports.csv"
run=0
while [ "$run" -lt "${RUNS:-1}" ]; do
    timed "$folder/density" "$program" --config "$folder/country.ini" --quiet density --extent 10000,300000,290000,625000 --out "$folder/country.tif"
    run=$((run + 1))
done
report "import of ${ROWS:-10000000} reports" "$folder/import"
report "density of the Netherlands" "$folder/density"
