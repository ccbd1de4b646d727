# Law, purpose and time of a source: from the options or the configuration; without one of them nothing of it gets outside.
. "$CLI"
need sqlite3
heavy
town_settings
cp "$FIXTURES/input/signalen.csv" buiten.csv # no [reports ...] of the configuration names this one
year="--from 2024-10-01 --to 2025-09-30"
must --config town.ini layer add "$FIXTURES/input/gemeentegrens.shp" --role boundary
must --config town.ini import --source meldpunt --regime avg --purpose proef --retention 1y "$FIXTURES/input/meldpunt.csv"
cp lindehaven.sqlite alone.sqlite
cp lindehaven.sqlite later.sqlite
outputs() {
    mkdir "$2"
    for audience in partner publiek; do
        for out in map.pdf map.png map.svg; do must --config town.ini --db "$1" map --audience $audience $year --out "$2/$audience-$out"; done
        for out in areas.gpkg areas.geojson areas.csv areas.json; do must --config town.ini --db "$1" areas --audience $audience $year --out "$2/$audience-$out"; done
        must --config town.ini --db "$1" density --audience $audience $year --out "$2/$audience-density.tif"
        for out in all.gpkg all.geojson all.csv all.json; do must --config town.ini --db "$1" export --audience $audience $year --out "$2/$audience-$out"; done
    done
    (cd "$2" && sha256sum *) > "$2.sums"
}
outputs alone.sqlite alone
same "files" "$(wc -l < alone.sums | tr -d ' ')" 24
echo "--- one of the three is missing, or blank"
i=0
for given in "--regime avg --purpose proef" "--regime avg --retention 5y" "--purpose proef --retention 5y" ""; do
    i=$((i + 1))
    cp alone.sqlite "beside$i.sqlite"
    # shellcheck disable=SC2086
    try --config town.ini --db "beside$i.sqlite" import --source signalen $given buiten.csv 2>&1 | grep -i -e 'regime' -e status
    "$PROGRAM" --config town.ini --db "beside$i.sqlite" --lang en status | sed -n '/^Sources without/,/^$/p' | grep -o '^  signalen'
done
cp alone.sqlite blank.sqlite
must --config town.ini --db blank.sqlite import --source signalen --regime avg --purpose " " --retention 5y buiten.csv
"$PROGRAM" --config town.ini --db blank.sqlite --lang en status | sed -n '/^Sources without/,/^$/p' | grep -o '^  signalen'
echo "--- every output for others is the same without it, to the byte"
outputs beside1.sqlite beside
same "with a source that is withheld" "$(diff alone.sums beside.sums)" ""
try --config town.ini --db beside1.sqlite --quiet map --audience partner --source signalen $year --out x.png
echo "--- given later, it counts"
must --config town.ini --db later.sqlite import --source signalen --regime avg --retention 5y buiten.csv
must --config town.ini --db later.sqlite import --source signalen --purpose proef buiten.csv
same "withheld" "$("$PROGRAM" --config town.ini --db later.sqlite --lang en status | grep -c '^Sources without')" 0
must --config town.ini --db later.sqlite export --audience partner $year --out counted.csv
same "another map" "$(cmp -s counted.csv alone/partner-all.csv && echo the same)" ""
echo "--- from the configuration"
town
sql lindehaven.sqlite "SELECT name, regime, purpose, retention FROM source ORDER BY name"
echo "--- what is no law and no time"
leaves_all_as_it_was --config town.ini import --source x --regime gdpr "$FIXTURES/input/signalen.csv"
leaves_all_as_it_was --config town.ini import --source x --retention forever "$FIXTURES/input/signalen.csv"
echo "--- a group for partners: each square holds, or is not shown"
must --config town.ini --db group.sqlite layer add "$FIXTURES/input/gemeentegrens.shp" --role boundary
must --config town.ini --db group.sqlite import --source meldpunt --regime avg --purpose proef --retention 1y "$FIXTURES/input/meldpunt.csv"
must --config town.ini --db group.sqlite export --audience partner $year --group women --out women.csv
tr -d '\r' < women.csv | awk -F, '$5 == "shown" { shown++; few += $3 < 5 } END { print (shown > 0 ? "squares are shown" : "NOTHING IS SHOWN") ", of fewer than five: " few + 0 }'
sql group.sqlite "SELECT CAST(c.value ->> 0 AS INTEGER) || '_' || CAST(c.value ->> 1 AS INTEGER) FROM ledger, json_each(cells) c WHERE c.value ->> 2 < 5" > small
same "squares with fewer than five" "$(test "$(wc -l < small)" -gt 20 && echo enough)" enough
echo "they are $(grep -f small women.csv | tr -d '\r' | cut -d, -f5 | sort -u)"
