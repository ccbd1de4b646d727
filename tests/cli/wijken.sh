# One page for each buurt or wijk: its figures are those of the other commands, every page is one page, and any name makes a safe file.
. "$CLI"
need sqlite3 pdftotext pdfinfo ogr2ogr
heavy
town
program() { "$PROGRAM" --config town.ini --lang en --quiet "$@"; }
pages() { pdfinfo "$1" | sed -n 's/^Pages: *//p'; }
text() { pdftotext -layout "$1" - | tr -s ' \n' ' '; }
"$PROGRAM" --config town.ini --lang en --json --quiet brief --each wijk --out wijken > wijken.json
ls wijken
json() { sql :memory: "SELECT json_extract(readfile('wijken.json'), '\$.$1')"; }
echo "--- the figures, against a selection of the wijk alone and the database"
counted() { "$PROGRAM" --config town.ini --json density --quiet --area "$1" --out d.tif 2> /dev/null | sed -n 's/.*"counted": \([0-9]*\).*/\1/p'; }
for n in 0 1 2 3; do
    name=$(json "wijken[$n].name")
    same "reports of $name" "$(json "wijken[$n].reports")" "$(counted "$name")"
    file=$(find wijken -iname "*-$name.pdf")
    same "one page" "$(pages "$file")" 1
    same "marked, with its count beside the town's" "$(text "$file" | grep -c "Incidents $(json "wijken[$n].reports") $(json "wijken[$n].town.reports" | sed 's/\(...\)$/,\1/') ")" 1
done
same "the wijken hold the town" "$(sql :memory: "SELECT sum(json_extract(value, '\$.reports')) FROM json_each(readfile('wijken.json'), '\$.wijken')")" "$(json 'wijken[0].town.reports')"
same "residents of Centrum" "$(json 'wijken[0].residents')" "$(ogrinfo -q -dialect SQLite -sql "SELECT sum(AANT_INW) AS n FROM buurten WHERE WK_NAAM = 'Centrum'" "$FIXTURES/input/buurten.shp" | sed -n 's/.*= *//p').0"
same "per 1000 residents and year" "$(sql :memory: "SELECT printf('%.6f', json_extract(j, '\$.reports') * 1000.0 / json_extract(j, '\$.residents') / (1096 / 365.25)) FROM (SELECT json_extract(readfile('wijken.json'), '\$.wijken[0]') AS j)")" \
    "$(sql :memory: "SELECT printf('%.6f', json_extract(readfile('wijken.json'), '\$.wijken[0].per_1000'))")"
program areas --out a.csv
same "a place of the town's map" "$(json 'wijken[0].places[0].name') $(json 'wijken[0].places[0].reports')" "$(sql lindehaven.sqlite "SELECT name || ' ' || reports FROM risk_area WHERE rank = 1 ORDER BY rowid DESC LIMIT 1")"
"$PROGRAM" --config town.ini --lang en --json --quiet density --kind perception --area Centrum --out d.tif 2> /dev/null | sed -n 's/.*"counted": \([0-9]*\).*/feelings, apart: \1/p'
json 'wijken[0].other'
echo "--- one of them, and in Dutch"
program brief --area centrum --out centrum.pdf
cmp centrum.pdf wijken/wk990101-centrum.pdf > /dev/null && echo "WRONG: another task has another run"
same "but for the run the same text" "$(text centrum.pdf | sed 's/run [0-9a-f]*//')" "$(text wijken/wk990101-centrum.pdf | sed 's/run [0-9a-f]*//')"
program brief --area centrum --out again.pdf
holds "the same bytes" cmp centrum.pdf again.pdf
text centrum.pdf | grep -o 'Wijk Centrum: [^;]*'
"$PROGRAM" --config town.ini --lang nl --quiet brief --area Curacaobuurt --out c.pdf
text c.pdf | grep -o -E 'Buurt Curaçaobuurt: .* van de inwoners|Onveilig gevoel, apart geteld|deze buurt gemeente|Straten met de meeste meldingen: [A-Z][a-z]*' 
echo "--- every buurt"
program brief --each buurt --out buurten
same "eighteen" "$(find buurten -name 'bu99*.pdf' | wc -l)" 18
for file in buurten/*.pdf; do [ "$(pages "$file")" = 1 ] || echo "WRONG: $file has $(pages "$file") pages"; done
echo "--- nothing reported, no residents, odd names"
printf '[project]\nname = Dorp\n[database]\npath = dorp.sqlite\nkey_file = dorp.key\n[areas]\nexposure = area\n[layer buurten]\nfile = odd.geojson\nrole = neighbourhood\n' > dorp.ini
{
    printf '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28992"}},"features":['
    n=0
    for name in Leeg '<script>alert(1)</script>' '😀' 'شارع المحطة' 'Leeg!' 'Burgemeester Van der Weerden-van Schoonhovenstraat en omstreken bij de Grote Markt'; do
        [ $n = 0 ] || printf ','
        x=$((150000 + 500 * n))
        printf '{"type":"Feature","properties":{"naam":"%s"},"geometry":{"type":"Polygon","coordinates":[[[%d,440000],[%d,440000],[%d,440600],[%d,440600],[%d,440000]]]}}' "$name" $x $((x + 500)) $((x + 500)) $x $x
        n=$((n + 1))
    done
    printf ']}'
} > odd.geojson
awk 'BEGIN { print "datum;x;y;categorie"; for (i = 0; i < 45; i++) printf "2024-%02d-%02d;%d;%d;overlast\n", 1 + i % 12, 1 + i % 28, 150550 + 7 * i + 1200 * (i % 2), 440100 + 7 * i }' > dorp.csv
dorp() { "$PROGRAM" --config dorp.ini --lang en --quiet "$@"; }
dorp layer add odd.geojson --role neighbourhood --name buurten
dorp import dorp.csv 2> /dev/null
dorp brief --each neighbourhood --out odd
ls odd
for file in odd/*.pdf; do [ "$(pages "$file")" = 1 ] || echo "WRONG: $file has $(pages "$file") pages"; done
text odd/leeg.pdf | grep -o -E 'Buurt Leeg: no reports in this period|That does not mean that nothing happened'
text odd/script-alert-1-script.pdf | grep -o -E 'Buurt <script>alert\(1\)</script>: [0-9]* reports, [0-9]*% of all'
echo "--- refused"
leaves_all_as_it_was --config town.ini brief --area Centrm --out c.pdf
leaves_all_as_it_was --config town.ini brief --area Atlantis --out c.pdf
leaves_all_as_it_was --config town.ini brief --each straat --out wijken
leaves_all_as_it_was --config town.ini brief --each wijk --area Centrum --out wijken
leaves_all_as_it_was --config town.ini brief --each wijk --out wijken.pdf
leaves_all_as_it_was --config town.ini brief --area Centrum --out wijken
leaves_all_as_it_was --config dorp.ini brief --each wijk --out wijken
leaves_all_as_it_was --config town.ini brief --each wijk --audience partner --out wijken
leaves_all_as_it_was --config town.ini brief --each wijk --out town.ini
