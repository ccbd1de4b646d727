# What partners and the public get: protected squares, held against everything that was published before.
. "$CLI"
need sqlite3 ogrinfo gdalinfo pdftotext
heavy
town
brandpunt() { "$PROGRAM" --config town.ini --lang en "$@"; }
year="--from 2024-10-01 --to 2025-09-30"
echo "--- every format of one publication"
for out in map.pdf map.svg map.png; do try --config town.ini --quiet map --audience publiek $year --out $out; done
for out in areas.gpkg areas.geojson areas.csv areas.json; do try --config town.ini --quiet areas --audience publiek $year --out $out; done
try --config town.ini density --audience publiek $year --out density.tif
for out in all.gpkg all.geojson all.csv all.json all.tif; do try --config town.ini --quiet export --audience publiek $year --out $out; done
tr -d "\r" < areas.csv
head -n 4 all.csv | tr -d "\r"
pdftotext -layout map.pdf - | grep -v '^ *[0-9]*$' | head -n 3
ogrinfo -ro -q all.gpkg
ogrinfo -ro -q all.gpkg -sql "SELECT status, count(*) AS squares, min(class) AS lowest, max(class) AS highest FROM squares GROUP BY status" | grep -v '^$'
gdalinfo all.tif | grep -e BRANDPUNT -e 'Pixel Size' -e 'Data=' -e 'Unit Type'
same "one publication, all files in the ledger" "$(sql lindehaven.sqlite "SELECT count(DISTINCT ledger) || ' ' || count(*) FROM ledger_output")" "1 13"
same "the hash of a file" "$(sql lindehaven.sqlite "SELECT hash FROM ledger_output WHERE file = 'map.pdf'")" "$(sha256sum < map.pdf | cut -d' ' -f1)"
echo "--- the same again is the same bytes, and the like for partners may be made"
mkdir again
for out in map.pdf all.gpkg all.tif; do
    case $out in map*) command=map ;; *) command=export ;; esac
    OMP_NUM_THREADS=1
    export OMP_NUM_THREADS
    must --config town.ini $command --audience publiek $year --out again/$out
    unset OMP_NUM_THREADS
    same "$out" "$(cmp again/$out $out 2>&1)" ""
done
try --config town.ini --quiet map --audience partner $year --out partner.png
try --config town.ini --quiet areas --audience partner $year --out partner.json
echo "--- what shares reports with it is refused, whoever it is for, and nothing is written"
for audience in partner publiek; do
    leaves_all_as_it_was --config town.ini --quiet map --audience $audience --from 2024-07-01 --to 2025-09-30 --out x.png
    leaves_all_as_it_was --config town.ini --quiet map --audience $audience $year --area Binnenstad --out x.png
    leaves_all_as_it_was --config town.ini --quiet map --audience $audience $year --category naroepen --out x.png
    leaves_all_as_it_was --config town.ini --quiet map --audience $audience $year --source meldpunt --out x.png
done
leaves_all_as_it_was --config town.ini --quiet map --audience partner $year --group women --out x.png
echo "--- another period, and perception, are of other reports"
try --config town.ini --quiet map --audience publiek --from 2023-10-01 --to 2024-09-30 --out earlier.png
try --config town.ini --quiet map --audience publiek $year --kind perception --out perception.png
echo "--- a report that came in since"
cat > one.csv <<'END'
Meldnummer;Datum voorval;Tijd van;Categorie;X;Y;Melder
N1;03-03-2025;21:00;catcalling;152540;442210;nieuw@example.org
END
must --config town.ini import --source meldpunt one.csv
leaves_all_as_it_was --config town.ini --quiet map --audience publiek $year --out x.png
leaves_all_as_it_was --config town.ini --quiet map --audience partner $year --out x.png
try --config town.ini --quiet map --audience publiek --from 2023-10-01 --to 2024-09-30 --out earlier.png
echo "--- what cannot be protected yet, and what may not be asked"
leaves_all_as_it_was --config town.ini --quiet brief --audience partner --out x.pdf
leaves_all_as_it_was --config town.ini --quiet prioritise --audience publiek --out x.gpkg
leaves_all_as_it_was --config town.ini --quiet times --audience publiek --out x.pdf
leaves_all_as_it_was --config town.ini --quiet map --audience publiek --from 2022-10-01 --to 2023-08-31 --out x.png
leaves_all_as_it_was --config town.ini --quiet map --audience partner --from 2022-10-01 --to 2022-12-30 --out x.png
leaves_all_as_it_was --config town.ini --quiet map --audience publiek --from "" --to 2023-09-30 --out x.png
leaves_all_as_it_was --config town.ini --quiet map --audience partner --from 2022-10-01 --to 2023-09-30 --hours 22-06 --out x.png
leaves_all_as_it_was --config town.ini --quiet areas --audience publiek --from 2022-10-01 --to 2023-09-30 --out x.shp
leaves_all_as_it_was --config town.ini --quiet export --audience publiek --from 2022-10-01 --to 2023-09-30 --out x.docx
leaves_all_as_it_was --config town.ini --quiet map --audience publiek --from 2022-10-01 --to 2023-09-30 --out no/such/folder/x.png
echo "--- a group for the public is of wijken, and has no like for partners"
before="--from 2022-10-01 --to 2023-09-30 --group lhbti"
for out in group.pdf group.png; do try --config town.ini --quiet map --audience publiek $before --out $out; done
for out in group.gpkg group.csv group.json group.tif; do try --config town.ini --quiet export --audience publiek $before --out $out; done
try --config town.ini density --audience publiek $before --out group_density.tif
same "the raster by either command" "$(cmp group.tif group_density.tif 2>&1)" ""
tr -d "\r" < group.csv
grep -e '"unit"' -e '"square_m"' group.json
ogrinfo -ro -q group.gpkg
gdalinfo group.tif | grep -e BRANDPUNT_UNIT -e BRANDPUNT_PROTECTION -e 'Unit Type'
pdftotext -layout group.pdf - | grep -e Centrum -e 'per wijk' | head -n 4
must --config town.ini map --audience publiek $before --out again/group.pdf
same "the same again is the same bytes" "$(cmp again/group.pdf group.pdf 2>&1)" ""
leaves_all_as_it_was --config town.ini --quiet map --audience partner $before --out x.png
leaves_all_as_it_was --config town.ini --quiet map --audience publiek --from 2022-10-01 --to 2023-09-30 --out x.png
for end in sqlite sqlite-audit; do cp "$TOWN/lindehaven.$end" "fresh.$end"; done
leaves_all_as_it_was --config town.ini --db fresh.sqlite --quiet map --audience publiek $before --area Vogelbuurt --out x.png
try --config town.ini --db fresh.sqlite map --audience publiek $before --area Centrum --out wijk.png
must --config town.ini --db buurten.sqlite layer add "$FIXTURES/input/gemeentegrens.shp" --role boundary
must --config town.ini --db buurten.sqlite import --source meldpunt --regime avg --purpose test --retention 1y "$FIXTURES/input/meldpunt.csv"
leaves_all_as_it_was --config town.ini --db buurten.sqlite --quiet map --audience publiek $before --out x.png
echo "--- without a boundary the outermost reports would be told"
sed -e '/^\[layer/,/^$/d' town.ini > bare.ini
must --config bare.ini --db bare.sqlite import --source meldpunt --regime avg --purpose test --retention 1y "$FIXTURES/input/meldpunt.csv"
try --config bare.ini --db bare.sqlite map --audience publiek --from 2022-10-01 --to 2023-09-30 --out x.png
echo "--- a source without regime, purpose and retention counts for nobody else"
must --config town.ini --db other.sqlite layer add "$FIXTURES/input/gemeentegrens.shp" --role boundary
must --config town.ini --db other.sqlite import --source meldpunt --regime avg --purpose test --retention 1y "$FIXTURES/input/meldpunt.csv"
must --config town.ini --db other.sqlite export --audience partner $year --out alone.tif
cp "$FIXTURES/input/signalen.csv" buiten.csv # no [reports ...] of the configuration names this one
try --config town.ini --db other.sqlite import --source signalen --regime avg --purpose test buiten.csv
try --config town.ini --db other.sqlite export --audience partner $year --out beside.tif
same "the map is the same without it" "$(cmp alone.tif beside.tif 2>&1)" ""
brandpunt --db other.sqlite status | sed -n '/^Sources without/,/^$/p'
leaves_all_as_it_was --config town.ini --db other.sqlite map --audience partner --source signalen --from 2022-10-01 --to 2023-09-30 --out x.png
echo "--- run for the public has a folder of its own"
sed -i 's/^folder = .*/folder = result/' town.ini
try --config town.ini --db other.sqlite --quiet run --audience publiek --from 2022-10-01 --to 2023-09-30
ls result result/publiek
try --config town.ini --db other.sqlite --quiet run --audience publiek --from 2022-10-01 --to 2023-08-30
brandpunt --db other.sqlite --json status | grep -A7 '"publications"' | grep -v published_on
