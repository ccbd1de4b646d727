#!/bin/sh
# The density along 20,000 streets from ROWS (100,000) reports in pieces of 10 m, undivided and divided at junctions, at 300 and
# 1000 m, on one thread: the whole command from database to CSV. The selection alone, which all of them do too, stands beside it.
# In turn, RUNS times (3).
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/timing.sh"
begin_measuring
awk -v n="${ROWS:-100000}" -f "$here/make-reports.awk" > "$folder/reports.csv"
awk -f "$here/make-streets.awk" > "$folder/streets.geojson"
cat > "$folder/town.ini" <<INI
[database]
path = town.sqlite
key_file = town.key
[density]
threads = 1
[selection]
weights = raw
[streets]
lixel = 10
INI
"$program" --config "$folder/town.ini" --quiet import "$folder/reports.csv" --regime avg --purpose meting --retention 5y
"$program" --config "$folder/town.ini" --quiet layer add "$folder/streets.geojson" --role street --name streets
run=0
while [ "$run" -lt "${RUNS:-3}" ]; do
    # Streets as long as they are cost nothing but the reading and writing that all do.
    timed "$folder/bare" "$program" --config "$folder/town.ini" --quiet streets --bandwidth 20 --split none --out "$folder/bare.csv"
    for bandwidth in 300 1000; do
        for split in none continuous; do
            timed "$folder/$split.$bandwidth" "$program" --config "$folder/town.ini" --quiet streets --bandwidth $bandwidth --split $split --out "$folder/out.csv"
        done
    done
    run=$((run + 1))
done
report "all but the kernel (20 m)" "$folder/bare"
for bandwidth in 300 1000; do
    report "undivided, $bandwidth m" "$folder/none.$bandwidth"
    report "divided at junctions, $bandwidth m" "$folder/continuous.$bandwidth"
done
