# Kinds and groups beside each other: which places they share; nothing is added up over them.
. "$CLI"
need sqlite3 pdftotext ogrinfo
heavy
town
beside() { "$PROGRAM" --config town.ini --lang en beside "$@"; }
json() { sql :memory: "SELECT json_extract(readfile('b.json'), '\$.$1')"; }
counted() { "$PROGRAM" --config town.ini --json density --quiet "$@" --out d.tif 2> /dev/null | sed -n 's/.*"counted": \([0-9]*\).*/\1/p'; }
echo "--- incidents and perceptions: the two by two"
beside incident perception --out b.json
same "incidents in the four" "$(sql :memory: "SELECT sum(json_extract(value, '\$.reports.incident')) FROM json_each(readfile('b.json'), '\$.ground')")" "$(counted)"
same "perceptions in the four" "$(sql :memory: "SELECT sum(json_extract(value, '\$.reports.perception')) FROM json_each(readfile('b.json'), '\$.ground')")" "$(counted --kind perception)"
beside incident perception --quiet --out b.csv
tr -d '\r\357\273\277' < b.csv
echo "--- three groups"
beside women lhbti other --out b.json
for set in 0 1 2; do same "reports of set $set" "$(json "sets[$set].reports")" "$(counted --group "$(json "sets[$set].set")")"; done
beside women lhbti other --quiet --out b.gpkg
same "a row for each place" "$(sql b.gpkg "SELECT count(*) FROM beside")" "$(sql :memory: "SELECT count(*) FROM json_each(readfile('b.json'), '\$.places')")"
beside women lhbti other --quiet --out b.pdf
pdftotext -layout b.pdf - | tr -s ' \n' ' ' | grep -c "$(json conclusion)"
echo "--- refused"
try --config town.ini --lang en beside incident --out b.pdf
try --config town.ini --lang en beside incident incident --out b.pdf
try --config town.ini --lang en beside incident gevoel --out b.pdf
try --config town.ini --lang en beside women lhbti --from 2025-09-20 --out b.pdf
try --config town.ini --lang en beside women lhbti --out b.tif
