# Files for other programs: workbooks, FlatGeobuf, vector tiles, CSV for programs, styles; and the exports of others as they come.
. "$CLI"
need sqlite3 ogrinfo python3
heavy
town
year="--from 2024-10-01 --to 2025-09-30"
echo "--- workbooks: sheets, headings, types"
must --config town.ini export --out all.xlsx
must --config town.ini export --out all.ods
must --config town.ini --lang nl areas --out nl.xlsx
must --config town.ini prioritise --lever cameras --out cameras.xlsx
must --config town.ini plan --week 2025-09-01 --out week.ods
must --config town.ini evaluate --train 2023-01-01..2023-12-31 --test 2024-01-01..2024-06-30 --out test.xlsx
for file in nl.xlsx all.xlsx all.ods cameras.xlsx week.ods test.xlsx; do echo "$file: $(ogrinfo -ro -q $file | sed 's/^[0-9]*: //; s/ (None)//' | tr '\n' ';')"; done
ogrinfo -ro -so nl.xlsx Risicogebieden | sed -n 's/^\(.*\): \(Integer\|Real\|String\|Date\) .*/\1 \2/p'
ogrinfo -ro -so week.ods Visits | grep -E '^Date'
same "no heading is a name for programs" "$(for sheet in 'Priorities lighting' 'Priorities cameras' 'Light per street' 'Spots for lamps' Conditions; do ogrinfo -ro -so all.xlsx "$sheet" | grep -E '^[A-Za-z]*_'; done)" ""
echo "--- CSV for programs"
must --config town.ini areas --csv programs --out programs.csv
must --config town.ini --lang nl areas --out excel.csv
head -c 12 programs.csv | od -An -c | tr -s ' '
head -c 12 excel.csv | od -An -c | tr -s ' '
sed -n 2p programs.csv | cut -d, -f1-4
sed -n 2p excel.csv | cut -d';' -f1-4
echo "--- FlatGeobuf"
must --config town.ini areas --out areas.fgb
must --config town.ini streets --out streets.fgb
ogrinfo -ro -so areas.fgb risk_areas | grep -E '^(Geometry|Feature Count)|ID\["EPSG",28992\]\]$|^rank'
ogrinfo -ro -so streets.fgb streets | grep -E '^Geometry'
echo "--- tiles are for others alone"
leaves_all_as_it_was --config town.ini areas --out tiles.mbtiles
for audience in partner publiek; do
    for out in tiles.mbtiles all.mbtiles squares.fgb squares.xlsx squares.ods; do
        case $out in tiles*) command=areas ;; *) command=export ;; esac
        must --config town.ini $command --audience $audience $year --out $audience-$out
    done
    ogrinfo -ro -q $audience-all.mbtiles | grep '^[0-9]: [a-z]'
    sql $audience-tiles.mbtiles "SELECT count(*) > 0, min(zoom_level), max(zoom_level) FROM tiles; SELECT name, value FROM metadata WHERE name IN ('format', 'type')"
    ogrinfo -ro -q $audience-squares.xlsx
done
echo "--- the same bytes with any number of threads"
mkdir one
for out in all.xlsx all.ods areas.fgb; do
    case $out in areas*) command=areas ;; *) command=export ;; esac
    (OMP_NUM_THREADS=1 && export OMP_NUM_THREADS && must --config town.ini $command --out one/$out --threads 1)
    holds "$out" cmp one/$out $out
done
for out in tiles.mbtiles all.mbtiles; do
    case $out in tiles*) command=areas ;; *) command=export ;; esac
    (OMP_NUM_THREADS=3 && export OMP_NUM_THREADS && must --config town.ini $command --audience publiek $year --out one/$out)
    holds "$out" cmp one/$out publiek-$out
done
echo "--- styles: QML and SLD that are XML, with the unit, in every GeoPackage and in the database"
must --config town.ini export --out all.gpkg
must --config town.ini export --audience publiek $year --out publiek.gpkg
for file in all.gpkg publiek.gpkg lindehaven.sqlite; do
    sql -json $file "SELECT f_table_name, styleQML, styleSLD FROM layer_styles ORDER BY 1" > styles.json
    python3 -c '
import json, re, sys, xml.dom.minidom
for row in json.load(open("styles.json")):
    xml.dom.minidom.parseString(row["styleQML"]), xml.dom.minidom.parseString(row["styleSLD"])
    labels = re.findall(r"label=\"([^\"]*)\"", row["styleQML"])
    titles = re.findall(r"<se:Title>([^<]*)", row["styleSLD"])
    print("%s: %s%s" % (row["f_table_name"], " | ".join(titles), "" if labels in ([], titles) else " WRONG: " + " | ".join(labels)))'
done
echo "--- the database as QGIS sees it"
sql lindehaven.sqlite "SELECT view_name, f_table_name FROM views_geometry_columns ORDER BY 1; SELECT count(*) FROM risicogebieden WHERE geom IS NOT NULL; SELECT count(*) FROM prioriteit_verlichting"
sql lindehaven.sqlite "SELECT group_concat(name, ' ') FROM pragma_table_info('meldingen')"
must --config town.ini purge --before 2023-01-01
sql lindehaven.sqlite "SELECT count(*) FROM risicogebieden"
must --config town.ini layer remove water
sql lindehaven.sqlite "SELECT count(*) FROM layer_styles WHERE f_table_name = 'layer_water'"
echo "--- inhabitants of StatLine"
add() { try --config town.ini --db statline.sqlite layer add "$FIXTURES/input/buurten.shp" --role neighbourhood --join "$FIXTURES/exports/$1"; }
add statline.csv
sql statline.sqlite "SELECT code, residents FROM layer_buurten WHERE code IN ('BU99010101', 'BU99010105', 'BU99010303', 'BU99010405') ORDER BY 1"
add statline.csv
add statline_open_data.csv
add statline_without_codes.csv
add statline_by_sex.csv
add statline_long_form.csv
try --config town.ini --db statline.sqlite layer add "$FIXTURES/input/straten.shp" --role street --join "$FIXTURES/exports/statline.csv"
try --config town.ini --db statline.sqlite import "$FIXTURES/exports/statline.csv"
echo "--- exports of others"
for file in exports/signalen_interface.geojson exports/titled.xlsx input/signalen.csv; do try --config town.ini --db statline.sqlite import --dry-run --regime avg --purpose proef --retention 1y "$FIXTURES/$file"; done
mkdir again
PYTHONDONTWRITEBYTECODE=1 python3 "$FIXTURES/generate_exports.py" again && holds "the fixtures are what their program makes" diff -rq again "$FIXTURES/exports"
