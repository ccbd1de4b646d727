# Every kind of bad input: one sentence, the right status, and nothing changed.
. "$CLI"
need sqlite3
town
echo "--- configuration: status 2"
for file in unknown_key bad_value no_section; do leaves_all_as_it_was --config "$FIXTURES/bad/$file.ini" config check; done
leaves_all_as_it_was --config nothing.ini status
leaves_all_as_it_was --config /dev/zero status
leaves_all_as_it_was --config . status
printf '[density\nbandwidth = 200\n' > bad1.ini
printf '[densty]\nbandwidth = 200\n' > bad2.ini
printf '[layer]\nfile = a.shp\n' > bad3.ini
printf '[density]\nbandwidth\n' > bad4.ini
printf '[density]\nbandwidth = 200 m\n' > bad5.ini
printf '[density]\nbandwidth = 1,5\n' > bad6.ini
printf '[reports a]\nfile = nothing.csv\n' > bad7.ini
printf '[areas]\nlevel = about:0.03\n' > bad8.ini
printf '[areas]\nlevel = area:2\n' > bad9.ini
for i in 1 2 3 4 5 6 7 8 9; do leaves_all_as_it_was --config bad$i.ini config check; done
leaves_all_as_it_was --config town.ini density --bandwidth 40 --out x.tif
leaves_all_as_it_was --config town.ini density --cell 150 --out x.tif
leaves_all_as_it_was --config town.ini density --extent 1,2,3 --out x.tif
leaves_all_as_it_was --config town.ini density --extent 5,5,1,1 --out x.tif
leaves_all_as_it_was --config town.ini areas --level area:2 --out x.gpkg
leaves_all_as_it_was --config town.ini areas --level nonsense --out x.gpkg
leaves_all_as_it_was --config town.ini export --level mass:0 --out x.gpkg
echo "--- files with reports: status 3"
for file in empty header_only no_header missing_columns duplicate_header unclosed_quote only_refused nul_bytes utf16_odd latin1_in_utf8 vrt_in_csv; do
    leaves_all_as_it_was --config town.ini --quiet import "$FIXTURES/bad/$file.csv"
done
leaves_all_as_it_was --config town.ini --quiet import "$FIXTURES/bad/only_refused.csv" --rejects /dev/null
try --config town.ini --quiet import "$FIXTURES/bad/only_refused.csv" --rejects why.csv
tr -d '\r\357\273\277' < why.csv
try --config town.ini import --dry-run "$FIXTURES/bad/degrees_as_metres.csv" --rejects why.csv
tr -d '\r\357\273\277' < why.csv
leaves_all_as_it_was --config town.ini --quiet import "$FIXTURES/bad/not_a_shapefile.shp"
leaves_all_as_it_was --config town.ini --quiet import "$FIXTURES/input/straten.shp"
leaves_all_as_it_was --config town.ini --quiet import "$FIXTURES"
leaves_all_as_it_was --config town.ini --quiet import /dev/zero
leaves_all_as_it_was --config town.ini --quiet import http://127.0.0.1:9/meldpunt.csv
leaves_all_as_it_was --config town.ini --quiet import /vsicurl/http://127.0.0.1:9/meldpunt.csv
leaves_all_as_it_was --config town.ini --quiet import "PG:dbname=meldingen"
mkfifo pipe.csv
leaves_all_as_it_was --config town.ini --quiet import pipe.csv
rm -f pipe.csv
printf 'datum;x;y;categorie\n01-02-2024;152500;442500;bedreiging\n' > ok.csv
printf 'PK\003\004' > zip.xlsx
leaves_all_as_it_was --config town.ini --quiet import zip.xlsx
cp "$FIXTURES/input/politie.xlsx" cut.xlsx
truncate -s 20000 cut.xlsx
leaves_all_as_it_was --config town.ini --quiet import cut.xlsx
head -c 30000 "$FIXTURES/input/adv.geojson" > cut.geojson
leaves_all_as_it_was --config town.ini --quiet import cut.geojson
if [ "$(id -u)" -ne 0 ]; then
    chmod 000 ok.csv
    leaves_all_as_it_was --config town.ini --quiet import ok.csv
fi
echo "--- a shapefile of which the .dbf was cut off: GDAL would go on without names"
cp "$FIXTURES"/input/buurten.sh? .
for length in 0 40; do
    head -c $length "$FIXTURES/input/buurten.dbf" > buurten.dbf
    leaves_all_as_it_was --config town.ini layer add buurten.shp --role neighbourhood
done
echo "--- a .prj without sense is said, and the range decides"
cp "$FIXTURES/input/buurten.dbf" .
echo 'NONSENSE[' > buurten.prj
cp lindehaven.sqlite other.sqlite
try --config town.ini --db other.sqlite layer add buurten.shp --role neighbourhood --name anew
echo "--- a boundary far from the reports"
cp lindehaven.sqlite far.sqlite
must --config town.ini --db far.sqlite layer remove gemeentegrens
must --config town.ini --db far.sqlite layer add "$FIXTURES/bad/far_boundary.shp" --role boundary
leaves_all_as_it_was --config town.ini --db far.sqlite density --out x.tif
leaves_all_as_it_was --config town.ini --db far.sqlite import --source anew "$FIXTURES/input/adv.geojson"
echo "--- what config check finds without reports"
for line in 'from = gisteren' 'hours = 22' 'group = zwaluwen' 'to = 1990-01-01
from = 2000-01-01'; do
    printf '[selection]\n%s\n' "$line" > check.ini
    try --config check.ini config check
done
printf '[density]\nextent = 2,1,1,2\n' > check.ini
try --config check.ini config check
