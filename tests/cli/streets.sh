# The density along streets: formats, fields, the places that the town was made with, what is refused.
. "$CLI"
need sqlite3 ogrinfo
town
must --config town.ini streets --out s.gpkg
must --config town.ini streets --out s.geojson
must --config town.ini --lang en streets --out s.csv
try --config town.ini streets --out again.gpkg --quiet
layers() { ogrinfo -ro -so "$1" 2>&1 | sed -n 's/^[0-9]*: //p' | sort; }
layers s.gpkg
ogrinfo -ro -so s.gpkg streets | sed -n '/^Geometry:/p; s/^\([a-z_0-9]*\): \(Real\|Integer\|Integer64\|String\|Date\).*/\1 \2/p'
ogrinfo -ro -so s.geojson | sed -n 's/^[0-9]*: //p'
head -n 1 s.csv | tr -d '\r\357\273\277'
rows=$(sql s.gpkg "SELECT count(*) FROM streets")
same "rows of the table and of the layer" "$(($(wc -l < s.csv) - 1))" "$rows"
same "features of GeoJSON" "$(sql :memory: "SELECT json_array_length(readfile('s.geojson'), '\$.features')")" "$rows"
echo "--- styled"
sql s.gpkg "SELECT f_table_name, useAsDefault, styleQML LIKE '%attr=\"density\"%' FROM layer_styles"
echo "--- what it says of itself"
ogrinfo -ro s.gpkg | sed -n 's/^  \(BRANDPUNT_[A-Z_]*\)=\(.*\)/\1=\2/p' | sed 's/^\(BRANDPUNT_RUN\)=.*/\1=RUN/'
echo "--- every report counts once: pieces of at most 25 m, density times length"
sql s.gpkg "SELECT 'longest within 25 m', max(length_m) <= 25.001, 'none below 0', min(density) >= 0, 'reports on streets', sum(reports) FROM streets;
    SELECT 'density times length is the weight, within 0.2 %', abs(sum(density * length_m / 1000) * 1096 / 365.25 / sum(reports_weighted) - 1) < 0.002 FROM streets"
echo "--- the densest piece near each strong place, and how many pieces of the town are denser"
sql s.gpkg "
    CREATE TEMP TABLE place AS SELECT value ->> 'name' AS place, value ->> 'x_m' AS x, value ->> 'y_m' AS y, value ->> 'radius_m' AS radius
        FROM json_each(readfile('$FIXTURES/truth.json'), '\$.hotspots') WHERE value ->> 'strength' = 'strong';
    CREATE TEMP TABLE found AS SELECT place, name, kind, max(density) AS top FROM place JOIN streets ON pow(x_m - x, 2) + pow(y_m - y, 2) <= radius * radius GROUP BY place;
    SELECT place, name, kind, (SELECT count(*) FROM streets WHERE density > top) FROM found ORDER BY top DESC;
    SELECT 'of the 100 densest pieces, near a strong place: ' || count(DISTINCT s.fid) FROM (SELECT * FROM streets ORDER BY density DESC LIMIT 100) s
        JOIN place ON pow(x_m - x, 2) + pow(y_m - y, 2) <= pow(radius + 100, 2)"
echo "--- options"
must --config town.ini streets --out none.gpkg --split none
must --config town.ini streets --out fine.gpkg --lixel 10 --bandwidth 100
must --config town.ini streets --out narrow.gpkg --lixel 100 --bandwidth 40
must --config town.ini streets --out total.gpkg --unit per_km2
sql :memory: "ATTACH 's.gpkg' AS s; ATTACH 'none.gpkg' AS n; ATTACH 'fine.gpkg' AS f; ATTACH 'narrow.gpkg' AS w; ATTACH 'total.gpkg' AS t;
    SELECT 'undivided counts more than once', (SELECT sum(density * length_m) FROM n.streets) > 1.5 * (SELECT sum(density * length_m) FROM s.streets);
    SELECT 'pieces of 10 m', (SELECT max(length_m) FROM f.streets) <= 10.001, (SELECT count(*) FROM f.streets) > 2 * (SELECT count(*) FROM s.streets);
    SELECT 'pieces of at most half the bandwidth', (SELECT max(length_m) FROM w.streets) <= 20.001;
    SELECT 'three years and a day', round((SELECT sum(density) FROM t.streets) / (SELECT sum(density) FROM s.streets), 6) = round(1096 / 365.25, 6)"
echo "--- the same bytes for any number of threads"
for split in continuous none; do
    must --config town.ini streets --threads 1 --split $split --out one.csv
    must --config town.ini streets --threads 3 --split $split --out three.csv
    holds "$split" cmp one.csv three.csv
done
echo "--- part of export"
must --config town.ini export --out e.gpkg
layers e.gpkg
same "the same streets in export" "$(sql e.gpkg 'SELECT count(*), sum(density), sum(reports) FROM streets')" "$(sql s.gpkg 'SELECT count(*), sum(density), sum(reports) FROM streets')"
must --config town.ini export --kernel gaussian --bandwidth 60 --out g.gpkg
echo "with a Gaussian: $(layers g.gpkg | grep -c streets)"
echo "--- refused"
try --config town.ini streets --out s.tif
try --config town.ini streets
try --config town.ini streets --out x.gpkg --kernel gaussian
try --config town.ini streets --out x.gpkg --lixel 0
try --config town.ini streets --out x.gpkg --split half
try --config town.ini streets --out x.gpkg --audience publiek
try --config town.ini streets --out x.gpkg --from 2024-01-01 --to 2024-01-03
cp lindehaven.sqlite kept.sqlite
must --config town.ini layer remove straten
try --config town.ini streets --out x.gpkg
must --config town.ini export --out e.gpkg
echo "without streets: $(layers e.gpkg | grep -c streets)"
same "no file was left" "$(ls x.* 2> /dev/null)" ""
