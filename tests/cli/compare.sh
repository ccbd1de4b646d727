# The effect of a measure: the three formats agree with each other and with the database, the page says what it must.
. "$CLI"
need sqlite3 ogr2ogr pdftotext
heavy
town
buurt() { ogr2ogr -f GeoJSON -lco RFC7946=NO -a_srs EPSG:28992 "$1.geojson" "$FIXTURES/input/buurten.shp" -where "BU_NAAM = '$2'"; }
buurt target Binnenstad
buurt control Vogelbuurt
buurt beside Stadspark
periods="--before 2023-05-01..2024-04-30 --after 2024-05-01..2025-04-30"
# shellcheck disable=SC2086
compare() { "$PROGRAM" --config town.ini --lang en compare $periods "$@"; }
compare --target target.geojson --control control.geojson --displacement beside.geojson --out effect.json
compare --target target.geojson --control control.geojson --displacement beside.geojson --out effect.csv
compare --target target.geojson --control control.geojson --displacement beside.geojson --out effect.pdf
json() { sql :memory: "SELECT json_extract(readfile('effect.json'), '\$.$1')"; }
# The same selection, counted by the command that makes areas of a buurt.
counted() { "$PROGRAM" --config town.ini --json density --quiet --from "$2" --to "$3" --area "$1" --out d.tif 2> /dev/null | sed -n 's/.*"counted": \([0-9]*\).*/\1/p'; }
same "target before" "$(json 'areas[0].before')" "$(counted Binnenstad 2023-05-01 2024-04-30)"
same "target after" "$(json 'areas[0].after')" "$(counted Binnenstad 2024-05-01 2025-04-30)"
same "control before" "$(json 'areas[1].before')" "$(counted Vogelbuurt 2023-05-01 2024-04-30)"
echo "--- the table"
tr -d '\r\357\273\277' < effect.csv
same "the sentence on the page" "$(pdftotext -layout effect.pdf - | tr -s ' \n' ' ' | grep -cF "$(json conclusion | cut -c 1-60)")" 1
pdftotext -layout effect.pdf - | grep -E "target|control|displacement|effect|pages?|page " | tr -s ' ' | head -n 14
echo "--- in Dutch, and beforehand"
"$PROGRAM" --config town.ini --lang nl compare --plan --before 2023-05-01..2024-04-30 --target target.geojson --control control.geojson --out plan.pdf
pdftotext plan.pdf - | grep -c "Wat deze aantallen kunnen laten zien"
pdftotext plan.pdf - | tr '\n' ' ' | grep -o "Campagnes: [^,]*"
compare --target target.geojson --control control.geojson --out same.pdf --quiet
cp same.pdf before.pdf
compare --target target.geojson --control control.geojson --out same.pdf --quiet
same "the same bytes" "$(sha256sum < same.pdf)" "$(sha256sum < before.pdf)"
echo "--- refused"
try --config town.ini --lang en compare --before 2023-05-01..2024-04-30 --target target.geojson --out e.pdf
try --config town.ini --lang en compare --after 2023-05-01..2024-04-30 --target target.geojson --out e.pdf
try --config town.ini --lang en compare --before 2023 --after 2024 --target target.geojson --out e.pdf
# shellcheck disable=SC2086
try --config town.ini --lang en compare $periods --target target.geojson --control target.geojson --out e.pdf
# shellcheck disable=SC2086
try --config town.ini --lang en compare $periods --out e.pdf
# shellcheck disable=SC2086
try --config town.ini --lang en compare $periods --target target.geojson --out e.docx
# shellcheck disable=SC2086
try --config town.ini --lang en compare $periods --target "$FIXTURES/input/maatregelen.geojson" --out e.pdf
ls e.* 2> /dev/null || true
